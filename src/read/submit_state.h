/* SPDX-License-Identifier: Apache-2.0 */
/*
 * submit_state: the state of a document outside records as bytes, and back.
 *
 * Audience: the files submit*.c.
 *
 * Equal states have equal bytes. Where each part stands: depth of the document, of the form's part of it, flags; raw
 * start tags; elements with their values; what was told. The bytes never leave the process.
 */
#ifndef EC_READ_SUBMIT_STATE_H
#define EC_READ_SUBMIT_STATE_H

#include "base/buf.h"
#include "read/submit_work.h"

/* Appends the state to b. No record may be open. */
void state_save(const struct submit *s, struct buf *b);

/* Loads what state_save wrote, into a document of which nothing is open. */
void state_load(struct submit *s, struct str from);

#endif
