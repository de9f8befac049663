/* SPDX-License-Identifier: Apache-2.0 */
#include "accept/reopened.h"

#include "base/diag.h"
#include "base/mem.h"
#include "rec/cell.h"
#include "value/keytext.h"

enum { KEY, PERIOD, VARIABLE, REASON, WHO, UNTIL, COLUMNS };
static const char *const names[COLUMNS] = {"key", "period", "variable", "reason", "who", "until"};

struct reopened {
    const char *path;
    struct arena text;
    struct intern units;
    int *first;              /* [units.n] row of a unit */
    size_t cap_first;
    struct reopening *rows;  /* [n] */
    int n;
    size_t cap;
};

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

static void link_row(struct reopened *r, struct reopening *x)
{
    int before = r->units.n, unit = intern_add(&r->units, x->unit);
    r->first = mem_grow(r->first, &r->cap_first, (size_t)unit + 1, sizeof *r->first);
    r->rows = mem_grow(r->rows, &r->cap, (size_t)r->n + 1, sizeof *r->rows);
    x->next = unit < before ? r->first[unit] : -1;
    r->rows[r->n] = *x;
    r->first[unit] = r->n++;
}

/* A key that is nothing but the one identifier of the unit may leave out its name. */
static bool put_unit(struct unitkey *k, struct str text, struct buf *b)
{
    if (unitkey_put_text(k, text, b))
        return true;
    if (k->n != 1 || !text.n || memchr(text.p, '=', text.n))
        return false;
    keytext_put(b, k->table->vars[k->var[0]].type, text);
    return true;
}

static bool add(struct reopened *r, struct unitkey *k, const struct str text[COLUMNS], long line, bool has_day, struct date today)
{
    struct loc here = loc_line(r->path, line);
    struct reopening x = {.variable = text[VARIABLE], .reason = text[REASON], .who = text[WHO], .line = line};
    struct buf unit = {0};
    struct date until;
    bool good = true;

    for (int i = 0; i < COLUMNS && good; i++)
        if (i != PERIOD && !text[i].n) {
            diag(D_REOPENED_LACKS, here, names[i]);
            good = false;
        }
    if (good && !date_parse(&until, text[UNTIL])) {
        diag(D_REOPENED_UNTIL, here, diag_str(text[UNTIL]));
        good = false;
    }
    if (good && !put_unit(k, text[KEY], &unit)) {
        diag(D_REOPENED_KEY, here, diag_str(text[KEY]));
        good = false;
    }
    if (good) {
        x.expired = has_day && until.day < today.day;
        x.unit = arena_str(&r->text, buf_slice(&unit));
        link_row(r, &x);
    }
    buf_free(&unit);
    return good;
}

/* Rows of another period are another run's business. */
static bool of_period(struct unitkey *k, struct str cell, struct str period)
{
    struct buf b = {0};
    if (k->period < 0 || !period.n)
        return true;
    keytext_put(&b, k->table->vars[k->period].type, cell);
    bool same = str_eq(buf_slice(&b), period);
    buf_free(&b);
    return same;
}

static bool read_rows(struct reopened *r, struct recin *in, struct unitkey *k, struct str period, bool has_day, struct date day)
{
    int at[COLUMNS], got = -1;
    bool good = find_columns(in, at), right = good;
    struct rec rec;

    while (good && (got = recin_next(in, &rec)) > 0) {
        struct str text[COLUMNS];
        for (int i = 0; i < COLUMNS; i++)
            text[i] = cell_is_null(rec.cell[at[i]]) ? STR("") : arena_str(&r->text, cell_text(rec.cell[at[i]], &r->text));
        if (of_period(k, text[PERIOD], period))
            right = add(r, k, text, rec.lineno, has_day, day) && right;
    }
    return right && got == 0;
}

struct reopened *reopened_load(const char *path, struct unitkey *k, struct str period, bool has_day, struct date day)
{
    struct reopened *r = mem_alloc(sizeof *r);
    if (!path)
        return r;
    struct recin *in = recin_open(path, NULL);
    r->path = path;

    bool good = in && read_rows(r, in, k, period, has_day, day);
    recin_close(in);
    if (good)
        return r;
    reopened_free(r);
    return NULL;
}

static bool covers(const struct reopening *x, struct str variable, struct str values)
{
    return str_is(x->variable, "*") || str_eq(x->variable, variable) || unitkey_part(values, x->variable).p;
}

const struct reopening *reopened_find(const struct reopened *r, struct str unit, struct str variable, struct str values)
{
    int u = intern_find(&r->units, unit);
    for (int i = u < 0 ? -1 : r->first[u]; i >= 0; i = r->rows[i].next)
        if (!r->rows[i].expired && covers(&r->rows[i], variable, values))
            return &r->rows[i];
    return NULL;
}

const struct reopening *reopened_row(const struct reopened *r, int i)
{
    return i < r->n ? &r->rows[i] : NULL;
}

const char *reopened_path(const struct reopened *r)
{
    return r->path;
}

void reopened_free(struct reopened *r)
{
    if (!r)
        return;
    arena_free(&r->text);
    intern_free(&r->units);
    mem_free(r->first);
    mem_free(r->rows);
    mem_free(r);
}
