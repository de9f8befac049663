/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suggest_work: a record being looked at for suggestions: its numbers, which edits apply, what its own past says, and proposals
 * tried on it with all rules.
 *
 * Audience: the files suggest*.c.
 *
 * A proposal is a few cells with new texts. It is worth nothing until work_try has run all rules on the record with it.
 */
#ifndef EC_SUGGEST_SUGGEST_WORK_H
#define EC_SUGGEST_SUGGEST_WORK_H

#include "base/arena.h"
#include "suggest/fm.h"
#include "suggest/repair.h"
#include "suggest/ruleedits.h"
#include "suggest/suggest_options.h"

struct suggester {
    const struct suggest_options *options;
    struct program *program;
    struct vm *vm;
    struct ruleedits edits;
    int n_rules;
    struct whole *whole;     /* the rules for localisation, when it is asked for */
    int *slot;               /* [vars] column of a variable */
    int32_t *weights;        /* [VSET_MAX] */
    unsigned char *kinds;    /* [columns] enum exchanged_kind, when the method swap-prior is asked for */
    unsigned char *base;     /* [n_rules] outcomes of the record as it is */
    struct fm fm;

    /* The record. */
    const struct str *cells;
    const struct str *strict; /* cells as the rules see them */
    struct arena row;
    struct str *trial;       /* [columns] cells with a proposal */
    struct numbers r;
    int128 x[VSET_MAX], work[VSET_MAX];
    int decimals[VSET_MAX];
    struct lin *active;      /* [edits] edits that apply */
    int *active_of;          /* [edits] their numbers in the set */
    int n_active;
    struct vset fixed;
    int failing;             /* hard and quasi rules with edits that fail */
    int quarter;             /* of the record's period, 1 to 4; 0: it has none */
    bool prior_far;          /* the prior values are not those of the quarter before */
    bool prior_year;         /* they are of another year: what is counted from its beginning is not comparable */
    bool doubtful;           /* a sign or pair would do, but its numbers are no evidence */
    struct suggestion *out;
    size_t n, cap;
};

/* --- the record --- */

/* Reads the record's numbers, runs the rules on it. Returns false when its numbers do not fit. cells, strict: as in
 * suggest.h. */
bool work_read(struct suggester *s, const struct str *cells, const struct str *strict);

/* Fills s->active with the edits that apply. complete: only those without missing operands. */
void work_activate(struct suggester *s, bool complete);

/* The number in a column; NULL when column < 0, the cell is null, empty or no number. d is where it is put. */
const struct dec *work_number(const struct suggester *s, int column, struct dec *d);

/* The same as the rules see it: NULL also for a past that was not accepted. */
const struct dec *work_ruled_number(const struct suggester *s, int column, struct dec *d);

/* Has the cell no value: \N, or empty? */
bool work_is_null(struct str cell);

/* Is the method asked for? */
bool work_wants(const struct suggester *s, enum suggest_method method);

/* What the unit itself reported for the column before: the prior value where it is comparable, else that of a year ago. NULL
 * when there is neither, or it is zero and so no measure. */
const struct dec *work_past(const struct suggester *s, int column, struct dec *d);

/* Is the column's prior value comparable with it? Not what is counted from the beginning of the year, across years. */
bool work_prior_comparable(const struct suggester *s, int column);

/* --- proposals --- */

struct proposal {
    enum suggest_method method;
    int power, slip;  /* see struct suggestion */
    int n, cap;
    struct proposal_cell {
        int column;
        struct str cell;
    } *cell;
    int healed;       /* set by work_try: rules that failed and then hold */
    struct str heals; /* their names, joined by ';' */
};

/* An empty proposal with room for that many cells, in the record's memory. */
struct proposal *proposal_new(struct suggester *s, enum suggest_method method, int room);

/* Does nothing when there is no room. */
void proposal_put(struct proposal *p, int column, struct str cell);

/* The cells of a repair. */
struct proposal *proposal_of(struct suggester *s, const struct repair *r, enum suggest_method method);

/* Runs all rules on the record with the proposal. Returns false when a rule that held no longer does, or a value leaves the
 * bounds of the form. */
bool work_try(struct suggester *s, struct proposal *p);

/* What the past says of a proposal: 1 each cell comes nearer to what was reported before, -1 one goes away from it, 0 it cannot
 * be told. */
int work_past_speaks(const struct suggester *s, const struct proposal *p);

/* Text of a number with at most so many decimals, more only where digits would be lost. In the record's memory. */
struct str work_text(struct suggester *s, struct dec d, int decimals);

/* --- what comes out --- */

/* A row without a value. */
struct suggestion *work_row(struct suggester *s, int column, enum suggest_method method, const char *grade);

/* A row for each cell of a proposal that is somebody's. */
void work_suggest(struct suggester *s, const struct proposal *p, const char *grade, struct str evidence);

/* A row of grade ambiguous: n equally good proposals, at most `kept` of them listed. */
void work_ambiguous(struct suggester *s, enum suggest_method method, struct proposal *const *p, int n, int kept);

/* A row of grade limit: the search of the method was given up. */
void work_limit(struct suggester *s, enum suggest_method method);

#endif
