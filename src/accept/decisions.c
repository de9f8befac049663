/* SPDX-License-Identifier: Apache-2.0 */
#include "accept/decisions.h"

#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/intern.h"
#include "base/mem.h"
#include "rec/cell.h"
#include "rec/recin.h"

enum { KEY, RULE, PRINT, DECISION, WHO, WHEN, WHY, COLUMNS };
static const char *const names[COLUMNS] = {"key", "rule", "fingerprint", "decision", "who", "when", "why"};
static const char *const words[] = {[DECISION_PASS] = "pass", [DECISION_FAIL] = "fail", [DECISION_ASK] = "ask"};

struct decisions {
    struct arena text;
    struct intern prints;
    struct decided **of;     /* [prints.n] */
    size_t cap_of;
    struct decided **rows;   /* [n] */
    size_t n, cap;
};

struct decisions *decisions_new(void)
{
    return mem_alloc(sizeof(struct decisions));
}

static bool find_columns(const struct recin *in, int at[COLUMNS])
{
    bool good = true;
    for (int i = 0; i < COLUMNS; i++) {
        at[i] = intern_find(recin_columns(in), str_of(names[i]));
        if (at[i] < 0)
            diag(D_COLUMN_UNKNOWN, loc_line(recin_name(in), 1), names[i]);
        good = good && at[i] >= 0;
    }
    return good;
}

static bool find_word(struct str text, enum decision *d)
{
    for (int i = 0; i < 3; i++)
        if (str_is(text, words[i])) {
            *d = (enum decision)i;
            return true;
        }
    return false;
}

/* Is what must be filled in there, and the day one that has come? */
static bool check(const struct rec *rec, const int at[COLUMNS], const struct str text[COLUMNS], struct loc here, bool has_day,
                  struct date today)
{
    struct date day;
    for (int i = PRINT; i < COLUMNS; i++)
        if (cell_is_null(rec->cell[at[i]]) || !text[i].n) {
            diag(D_DECISION_LACKS, here, names[i]);
            return false;
        }
    struct str when = {text[WHEN].p, text[WHEN].n < 10 ? text[WHEN].n : 10}; /* a time may follow the day */
    if (!date_parse(&day, when)) {
        diag(D_DECISION_WHEN, here, diag_str(text[WHEN]));
        return false;
    }
    if (has_day && day.day > today.day) {
        diag(D_DECISION_FUTURE, here, diag_str(text[WHEN]));
        return false;
    }
    return true;
}

/* Binds a row to one fingerprint. */
static bool bind(struct decisions *d, struct decided *x, struct str print, struct loc here)
{
    int before = d->prints.n, i = intern_add(&d->prints, print);
    d->of = mem_grow(d->of, &d->cap_of, (size_t)i + 1, sizeof *d->of);
    if (i == before) {
        d->of[i] = x;
        return true;
    }
    if (d->of[i]->decision == x->decision && str_eq(d->of[i]->rule, x->rule)) {
        x->used = true; /* said twice, the same both times */
        return true;
    }
    diag(D_DECISION_CONTRADICTS, here, diag_str(print), words[x->decision], words[d->of[i]->decision], d->of[i]->path,
         diag_num(d->of[i]->line));
    return false;
}

static bool add(struct decisions *d, const struct rec *rec, const int at[COLUMNS], const char *path, bool has_day,
                struct date today)
{
    struct loc here = loc_line(path, rec->lineno);
    struct str text[COLUMNS];
    for (int i = 0; i < COLUMNS; i++)
        text[i] = cell_is_null(rec->cell[at[i]]) ? STR("") : arena_str(&d->text, cell_text(rec->cell[at[i]], &d->text));
    if (!check(rec, at, text, here, has_day, today))
        return false;

    struct decided *x = arena_alloc(&d->text, sizeof *x);
    *x = (struct decided){.rule = text[RULE], .who = text[WHO], .key = text[KEY], .path = path, .line = rec->lineno};
    if (!find_word(text[DECISION], &x->decision)) {
        diag(D_DECISION_WORD, here, diag_str(text[DECISION]));
        return false;
    }
    d->rows = mem_grow(d->rows, &d->cap, d->n + 1, sizeof *d->rows);
    d->rows[d->n++] = x;

    bool good = true;
    for (struct str rest = text[PRINT]; rest.p;) {
        size_t n = 0;
        while (n < rest.n && !strchr(" ,;", rest.p[n]))
            n++;
        if (n)
            good = bind(d, x, (struct str){rest.p, n}, here) && good;
        rest = n < rest.n ? (struct str){rest.p + n + 1, rest.n - n - 1} : (struct str){NULL, 0};
    }
    return good;
}

bool decisions_load(struct decisions *d, const char *path, bool has_day, struct date day)
{
    struct recin *in = recin_open(path, NULL);
    int at[COLUMNS];
    bool good = in && find_columns(in, at);
    struct rec rec;
    int got = 0;

    char *kept = arena_printf(&d->text, "%s", path);
    bool right = good; /* all bad rows are told, not the first alone */
    while (good && (got = recin_next(in, &rec)) > 0)
        right = add(d, &rec, at, kept, has_day, day) && right;
    recin_close(in);
    return right && got == 0;
}

struct decided *decisions_find(struct decisions *d, struct str rule, struct str fingerprint)
{
    int i = intern_find(&d->prints, fingerprint);
    if (i < 0 || !(str_is(d->of[i]->rule, "*") || str_eq(d->of[i]->rule, rule)))
        return NULL;
    return d->of[i];
}

void decisions_stale(const struct decisions *d, void (*take)(void *to, const struct decided *x), void *to)
{
    for (size_t i = 0; i < d->n; i++)
        if (!d->rows[i]->used)
            take(to, d->rows[i]);
}

void decisions_free(struct decisions *d)
{
    if (!d)
        return;
    arena_free(&d->text);
    intern_free(&d->prints);
    mem_free(d->of);
    mem_free(d->rows);
    mem_free(d);
}
