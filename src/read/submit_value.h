/* SPDX-License-Identifier: Apache-2.0 */
/*
 * submit_value: values on their way into the frames of a record.
 *
 * Audience: the files submit*.c.
 *
 * A value goes to each target of its element or attribute whose conditions hold. Conditions of the kind [name='v'] are
 * known only when the element that carries them ends: until then the value waits.
 */
#ifndef EC_READ_SUBMIT_VALUE_H
#define EC_READ_SUBMIT_VALUE_H

#include "read/submit_work.h"

/* Did the test hold, as far as it is decided? */
bool value_holds(const struct submit *s, const struct plan_cond *c);

/* A value arrives for one target. *volatile_: its bytes are gone after this call; they are replaced where they must stay. */
void value_target(struct submit *s, const struct plan_target *t, struct str *value, bool *volatile_, bool nil, size_t at);

/* A value arrives. volatile_: its bytes are gone after this call. */
void value_take(struct submit *s, const struct plan_targets *targets, struct str value, bool volatile_, bool nil,
                size_t at);

/* An element with [name='v'] ends: decides the values that wait for it. */
void value_settle(struct submit *s, const struct elem *e, int depth);

#endif
