/* SPDX-License-Identifier: Apache-2.0 */
/*
 * submit_event: hears the parsers (io/xmlev.h) and walks down the plan.
 *
 * Audience: the files submit*.c.
 *
 * Which child followed which in the last record is remembered, and offered to the parser as its guess of the next name.
 */
#ifndef EC_READ_SUBMIT_EVENT_H
#define EC_READ_SUBMIT_EVENT_H

#include "read/submit_work.h"

/* Makes s the listener of its sink. */
void event_listen(struct submit *s);

#endif
