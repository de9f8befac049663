/* SPDX-License-Identifier: Apache-2.0 */
/*
 * accept_intake: which units there are: those whose records were read, those that the frame names.
 *
 * Audience: accept. A record of another period belongs to another run: a finding, and no unit of this one.
 */
#ifndef EC_ACCEPT_ACCEPT_INTAKE_H
#define EC_ACCEPT_ACCEPT_INTAKE_H

#include "accept/accept_work.h"

/* The period of a cell in its canonical writing; valid until the next call (a->b). */
struct str accept_period(struct accept *a, struct str cell);

/* Opens the stream of a table in the folder of records; NULL after complaining. */
struct recin *accept_open(struct accept *a, const struct form_table *t);

/* The records of the units' own table: each unit with its submission and revision. Sets the day of the run where it is not
 * given. Returns false after complaining. */
bool accept_records(struct accept *a);

/* The units that must report in the judged period (frame_from, frame_to). Returns false after complaining. */
bool accept_frame(struct accept *a);

/* What is beside the records, and what the policy requires to be: units that had no accepted record there are marked. Returns
 * false after complaining. */
bool accept_beside(struct accept *a);

#endif
