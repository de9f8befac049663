/* SPDX-License-Identifier: Apache-2.0 */
/*
 * submit_identity: no identity number of a person stands in an identifier of what is read (finding B05).
 *
 * Audience: read/submit_record.
 *
 * With a key a token takes the number's place while the rows of the record are written and its findings are named; then the
 * slot holds again what was read, for one around the records serves the next record too, in whatever chunk that is.
 */
#ifndef EC_READ_SUBMIT_IDENTITY_H
#define EC_READ_SUBMIT_IDENTITY_H

#include "read/submit_work.h"

/* Looks at the identifiers of all rows of the open record. With a key the numbers are hidden and told; without one the record
 * is rejected. */
void identity_hide(struct submit *s);

/* Puts back what was hidden. */
void identity_show(struct submit *s);

#endif
