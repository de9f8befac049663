/* SPDX-License-Identifier: Apache-2.0 */
/*
 * starter: a form made of samples, as a beginning for whoever has to write one.
 *
 * Audience: ecform.
 *
 * Samples are read twice. The first time gives their outline (starter/outline), of which tables and variables are made
 * (starter/tables); the second time gives the evidence of all values (starter/observe), by which types, roles and keys
 * are settled (starter/settle).
 * Memory is that of the outline and of some hashes, however large the samples are.
 */
#ifndef EC_STARTER_STARTER_H
#define EC_STARTER_STARTER_H

#include <stdbool.h>
#include <stdint.h>

struct starter_options {
    const char *const *samples; /* [n_samples] names of XML files */
    int n_samples;
    const char *const *schemas; /* [n_schemas] names of XML schemas; there are samples, or schemas, or both */
    int n_schemas;
    bool once;          /* what comes once in the samples comes once in all submissions */
    const char *record; /* path of the record; NULL: guessed */
    const char *name;   /* of the form; NULL: made of the record's */
    const char *output; /* the form; NULL or "-": standard output, without code lists */
};

struct starter_counts {
    uint64_t tables, variables, guesses;
    uint64_t records; /* of the main table in the samples */
};

/* Makes the form and writes it, with its code lists beside it (out_open: they take their names at the end of the run).
 * Returns false after complaining: nothing is written then. */
bool starter_run(const struct starter_options *o, struct starter_counts *c);

#endif
