/* SPDX-License-Identifier: Apache-2.0 */
/*
 * refusal: the finding about a row that cannot stand in a dataset.
 *
 * Audience: ecpack.
 */
#ifndef EC_PACK_REFUSAL_H
#define EC_PACK_REFUSAL_H

#include "finding/finding.h"
#include "form/form.h"
#include "pack/csv.h"
#include "rec/recin.h"

/* Hands the finding PACK-REFUSED about a fault of a record to f: with the record's key and with _file, _line, _rec, _sub where
 * the stream has them, else with the name of the stream and the line in it. */
void refusal_report(struct findings *f, const struct form_table *t, const struct recin *in, const struct rec *rec,
                    const struct csv_fault *fault);

/* The same for PACK-KEY, about a record that has the key of another. first: the line of the stream that had it first. */
void refusal_key(struct findings *f, const struct form_table *t, const struct recin *in, const struct rec *rec, long first);

#endif
