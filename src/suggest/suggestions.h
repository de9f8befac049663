/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suggestions: the stream of suggestions, from form, rules and records.
 *
 * Audience: ecsuggest. Ties suggest/suggest to the form (units, bounds, weights), to the rule files and to the stream.
 */
#ifndef EC_SUGGEST_SUGGESTIONS_H
#define EC_SUGGEST_SUGGESTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/intern.h"
#include "cli/opt.h"
#include "finding/finding.h"
#include "form/form.h"
#include "rec/recin.h"

struct suggestions_options {
    struct opt_list rules; /* -r */
    const char *path;      /* -o: where they go, or NULL */
    const char *prior;     /* --prior: suffix of the columns with prior values, or NULL */
    const char *ly;        /* --ly: of those with the values of a year ago, or NULL */
    struct opt_list medians; /* --medians: files with the medians of the classes */
    const char *size;      /* --size: variables that measure how large an enterprise is, joined by commas */
    const char *methods;   /* --methods: list of names; NULL: the usual ones */
    bool localise;         /* --localise */
    bool all_missing;      /* --all-missing: localise and deduce every empty cell that a rule needs */
    struct findings *findings; /* -F: where the findings about units go (suggestion_findings.h), or NULL */
    const char *weights;   /* --weights: file with weights instead of those of the form, or NULL */
};

struct suggestions;

/* Loads and binds the rules, opens the stream. Returns NULL after complaining. Form and columns must outlive it. */
struct suggestions *suggestions_new(const struct suggestions_options *o, const struct form *form,
                                    const struct form_table *table, const struct intern *columns);

/* Looks at a record (its cells as cleaned), the cells that say its place, and which record it is for findings
 * (table, key, file, line, rec). */
void suggestions_record(struct suggestions *s, const struct rec *r, const struct str place[3], const struct finding *of);

/* Rows that suggest a value; rows that ask, or tell that several are possible; linear edits that the rules gave. */
uint64_t suggestions_made(const struct suggestions *s);
uint64_t suggestions_asked(const struct suggestions *s);
int suggestions_edits(const struct suggestions *s);

/* Rules that were left out because they have too many variables; records for which a search was given up. */
int suggestions_left_out(const struct suggestions *s);
uint64_t suggestions_given_up(const struct suggestions *s);

/* Closes the stream; keep as in out_close. s may be NULL. */
void suggestions_close(struct suggestions *s, bool keep);

#endif
