/*
 * suggest: what a record's own arithmetic says about its errors. Nothing is changed: suggestions go back to the enterprise.
 *
 * Audience: ecfix --suggest, --localise.
 *
 * The edits are those of the hard and quasi rules that apply to the record (ruleedits.h). In this order:
 *     stale-copy    nearly all numbers are those of the quarter before: a question, nothing else
 *     unit-record   the whole form is in another unit, by a power of ten, against the prior values
 *     years         this year and last year are exchanged in all pairs (quarters.h)
 *     quarter       the quarter stands for the year to date in all pairs, or the reverse (quarters.h)
 *     sign, swap    one changed sign, or one exchanged pair, puts everything right
 *     typo          two digits exchanged, one dropped or one put in puts most right
 *     unit-cell     one cell is in another unit
 *     deduce        a missing value that only one number satisfies
 *     localise      where nothing of this helps: the cells to ask about
 * Each proposal is tried on the record with all rules: one that breaks a rule which held is dropped, and so is one that heals
 * nothing (units of the whole form, years and quarters excepted: balances do not see them). Several equally good ones are
 * ambiguous: told, and
 * none is suggested. The same record gives the same answer on every run.
 *
 * Grades: A heals two rules or more, or is determined by the edits; B heals one; C rests on the prior value alone.
 */
#ifndef EC_EDIT_SUGGEST_H
#define EC_EDIT_SUGGEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "edit/localise.h"
#include "vtl/ruleset.h"

#define SUGGEST_VERSION "suggest/2"

struct suggest_column {
    bool amount;      /* money: moves when the whole form is in another unit */
    bool quantity;    /* measured in a unit, money or not: the cell alone may be in another one */
    bool computed;    /* a sum over other rows: moves with them, but is nobody's cell */
    bool wanted;      /* must be filled in: worth a deduction when it is missing */
    bool negative;    /* may be negative: its sign may be wrong */
    int32_t weight;   /* reliability in thousandths, for localisation; LOCALISE_FIXED: never suggested, never asked about */
    int prior;        /* position of the column with its prior value, or -1 */
    int quarter, last_year; /* positions of NAME_q and NAME_lyr, or -1 */
};

struct suggest_spec {
    struct rules *rules;                  /* linked */
    const struct schema *schema;          /* slot = position in the stream */
    const struct rules_host *host;
    const struct suggest_column *columns; /* [schema->n] */
    bool localise;
    int period, prior_period; /* positions of the record's period and of the prior one's, or -1 */
};

struct suggestion {
    int column;           /* -1: about the record */
    struct str new;       /* the cell suggested; p == NULL: none (ask, ambiguous) */
    const char *method;
    const char *grade;    /* A, B, C; ask; ambiguous; infeasible; no-solution; limit */
    struct str heals;     /* rules, joined by ';' */
    int distance;         /* characters between old and new; -1: not meant */
    int solutions;        /* equally good ones; 0: not meant */
    struct str evidence;  /* text */
};

struct suggester;

/* Returns NULL after complaining (rules that do not fit the columns). The spec and what it points to stay the caller's. */
struct suggester *suggester_new(const struct suggest_spec *spec);

/* How many linear edits the rules gave. */
int suggester_edits(const struct suggester *s);

/* Looks at a record (raw cells by slot). *n suggestions, valid until the next call. */
const struct suggestion *suggester_record(struct suggester *s, const struct str *cells, int *n);

void suggester_free(struct suggester *s);

#endif
