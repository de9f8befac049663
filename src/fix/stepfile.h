/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stepfile: the program of ecfix -p: from its files to steps on records, with the findings about what had no value.
 *
 * Audience: ecfix. Ties fix/steps to the rule files, the form (types, code lists, period) and the findings.
 */
#ifndef EC_FIX_STEPFILE_H
#define EC_FIX_STEPFILE_H

#include "cli/findopt.h"
#include "cli/opt.h"
#include "fix/steps.h"
#include "rec/recin.h"

struct stepfile;

/* Loads and links the program (-p, as -r elsewhere: files, folders, installed names). Returns NULL after complaining. */
struct stepfile *stepfile_load(const struct opt_list *paths);

/* Binds it to the columns of a stream. findings may be NULL only when no record is given. Returns NULL after complaining.
 * Form, table, stream and findings must outlive it. */
struct steps *stepfile_bind(struct stepfile *s, const struct form *form, const struct form_table *table, struct recin *in,
                            struct findings *findings);

/* Before each record: code lists are judged at the end of its period. */
void stepfile_record(struct stepfile *s, const struct rec *rec);

/* For struct cleaner: makes the finding. to is a struct stepfile. */
void stepfile_failed(void *to, const struct rec *rec, struct str key, const struct steps_failure *f);

/* What the log says of the program: the first 16 digits of the SHA-256 of its text; all of them. */
const char *stepfile_short(const struct stepfile *s);
const char *stepfile_sha256(const struct stepfile *s);

/* One line on stderr a statement: cells changed, records taken out, failures. */
void stepfile_summary(const struct stepfile *s);

/* s may be NULL. */
void stepfile_free(struct stepfile *s);

#endif
