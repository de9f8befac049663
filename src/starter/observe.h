/* SPDX-License-Identifier: Apache-2.0 */
/*
 * observe: reads samples again, now that their tables are known, and notes what the values of each variable are like.
 *
 * Audience: starter/starter.
 *
 * Whether a value tells the records of a table apart is asked of all its records, within each record around it. The hashes of
 * values are kept for that, at most OBSERVE_VALUES of them: what comes behind can still be told to be missing, not to be twice.
 */
#ifndef EC_STARTER_OBSERVE_H
#define EC_STARTER_OBSERVE_H

#include "starter/draft.h"

enum { OBSERVE_VALUES = 1 << 21 };

struct observer;

/* The draft stays the caller's, and is written to by observe_file. */
struct observer *observe_new(struct draft *d);

/* Reads a file that outline_file has read before. Returns false after complaining. */
bool observe_file(struct observer *o, const char *path);

/* Adds a record that stands in no XML: the n values of the variables of a table, in their order; one without p is not there. */
void observe_record(struct observer *o, int table, const struct str *values, int n);

/* o may be NULL. */
void observe_free(struct observer *o);

#endif
