/* SPDX-License-Identifier: Apache-2.0 */
#include "sum/offenders.h"

#include <string.h>

#include "base/mem.h"
#include "form/guide.h"
#include "form/sensitivity.h"
#include "rec/cell.h"
#include "sum/origin.h"
#include "sum/sharers.h"
#include "sum/unitnames.h"

/* A finding of a view, ready. */
struct said {
    struct str key, values;
};

/* One result and its rows. */
struct told {
    int result;
    const struct layout *l;
    const unsigned char *origin; /* of its slots */
    struct unitnames_row names;
    bool view;
    struct sharers sharers;      /* where its rows name nobody and it is no view */
    struct said *said;           /* [n] of a view */
    size_t n, cap;
};

struct offenders {
    struct offenders_options x;
    struct unitnames units;
    struct told *told; /* [n] */
    int n;
    const struct told *now; /* whose findings are being written: for `shown` */
    struct arena a, row;
};

static bool nameless(const struct told *t)
{
    return !t->view && !t->names.names;
}

/* ---- the results ---- */

static unsigned char *column_origins(struct offenders *o)
{
    const struct schema *c = o->x.columns;
    unsigned char *of = arena_array(&o->a, (size_t)c->n + 1, sizeof *of);
    for (int i = 0; i < c->n; i++) {
        of[i] = sensitivity_personal(o->x.table, c->columns[i].name) ? ORIGIN_PERSONAL : 0;
        of[i] |= unitnames_is(&o->units, o->x.table, c->columns[i].name) ? ORIGIN_UNIT : 0;
    }
    return of;
}

/* Complains when nobody can tell whom the rows concern. */
static bool add_result(struct offenders *o, int result, const unsigned char *origin)
{
    struct told *t = &o->told[o->n++];
    struct str missing = {0};
    *t = (struct told){.result = result, .l = tally_layout(o->x.tally, result), .origin = origin,
                       .view = tally_is_view(o->x.tally, result)};
    unitnames_find(&o->units, t->l, &t->names);
    if (!nameless(t) && !t->view)
        return true;
    bool good = o->units.in_stream;
    if (nameless(t))
        good = sharers_init(&t->sharers, &o->units, t->l, o->x.columns, &missing) && good;
    if (good)
        return true;
    const struct statement *st = tally_statement(o->x.tally, t->result);
    if (missing.p)
        diag(D_SUM_WHOSE_COLUMN, source_loc(st->source, st->name.span), diag_str(st->name.text), diag_str(missing));
    else
        diag(D_SUM_WHOSE, source_loc(st->source, st->name.span), diag_str(st->name.text));
    return false;
}

struct offenders *offenders_new(const struct offenders_options *options)
{
    struct offenders *o = mem_alloc(sizeof *o);
    *o = (struct offenders){.x = *options};
    bool good = unitnames_init(&o->units, options->form, options->names);
    unsigned char **origins = origin_find(options->tally, column_origins(o), &o->a);
    o->told = mem_array((size_t)tally_count(options->tally) + 1, sizeof *o->told);
    for (int i = 0; i < tally_count(options->tally) && good; i++)
        if (options->only < 0 || options->only == i)
            good = add_result(o, i, origins[i]);
    if (good)
        return o;
    offenders_free(o);
    return NULL;
}

int offenders_nameless(const struct offenders *o)
{
    for (int i = 0; i < o->n; i++)
        if (nameless(&o->told[i]))
            return o->told[i].result;
    return -1;
}

/* ---- values ---- */

/* May the finding of a unit show the column? Not what names another unit. */
static bool is_told(const struct offenders *o, const struct told *t, int slot)
{
    const struct component *c = &t->l->v[slot];
    if (c->hidden || unitnames_is_bound(&o->units, o->x.table, c->name))
        return false;
    return t->view || t->names.own || !(t->origin[slot] & ORIGIN_UNIT);
}

static void put_part(struct buf *b, struct str name, struct str text)
{
    buf_puts(b, b->n ? ";" : "");
    buf_str(b, name);
    buf_char(b, '=');
    buf_str(b, text);
}

/* units: what stands before the values of the row; may be empty. */
static struct str row_values(struct offenders *o, const struct told *t, struct str units, const struct value *row)
{
    struct buf b = {0};
    buf_str(&b, units);
    for (int i = 0; i < t->l->n; i++)
        if (is_told(o, t, i))
            put_part(&b, t->l->v[i].name, unitnames_text(&row[i], &o->row));
    struct str text = arena_str(&o->row, buf_slice(&b));
    buf_free(&b);
    return text;
}

/* The row that a view makes of a record, but for the place of the record. */
static struct str view_values(struct offenders *o, const struct told *t, const struct rec *r)
{
    const struct value *v = tally_values(o->x.tally);
    struct buf b = {0};
    for (int i = 0; i < t->l->n; i++) {
        struct str name = t->l->v[i].name;
        if (!is_told(o, t, i) || str_starts(name, STR("_")))
            continue;
        if (i >= r->n)
            put_part(&b, name, unitnames_text(&v[i], &o->row));
        else
            put_part(&b, name, cell_is_null(r->cell[i]) ? STR("") : cell_text(r->cell[i], &o->row));
    }
    struct str text = arena_str(&o->a, buf_slice(&b));
    buf_free(&b);
    return text;
}

/* ---- records ---- */

void offenders_take(struct offenders *o, const struct rec *r)
{
    for (int i = 0; i < o->n; i++) {
        struct told *t = &o->told[i];
        if (!t->view || !tally_passed(o->x.tally, t->result))
            continue;
        struct str part[UNITNAMES_MOST];
        arena_reset(&o->row);
        unitnames_of_record(&o->units, r, part, &o->row);
        t->said = mem_grow(t->said, &t->cap, t->n + 1, sizeof *t->said);
        t->said[t->n++] = (struct said){unitnames_join(&o->units, part, true, &o->a), view_values(o, t, r)};
    }
}

bool offenders_again(struct offenders *o)
{
    bool again = false;
    for (int i = 0; i < o->n; i++) {
        struct told *t = &o->told[i];
        for (size_t k = 0; nameless(t) && k < tally_rows(o->x.tally, t->result); k++) {
            sharers_add(&t->sharers, tally_row(o->x.tally, t->result, k));
            again = true;
        }
    }
    return again;
}

void offenders_match(struct offenders *o, const struct rec *r)
{
    for (int i = 0; i < o->n; i++)
        if (nameless(&o->told[i]))
            sharers_match(&o->told[i].sharers, r);
}

/* ---- findings ---- */

/* A conceal_shown, of the columns of the result that is being written. */
static enum shown shown(const void *to, struct str table, struct str variable)
{
    const struct offenders *o = to;
    (void)table;
    if (sensitivity_personal(o->x.table, variable))
        return SHOWN_NEVER;
    int slot = layout_find(o->now->l, variable);
    if (slot >= 0 && o->now->origin[slot] & ORIGIN_PERSONAL)
        return SHOWN_NEVER;
    const struct form_var *v = form_column(o->x.table, variable, NULL);
    if (slot < 0 && !v)
        return SHOWN_UNKNOWN;
    return vtype_is_numeric(slot >= 0 ? o->now->l->v[slot].type : v->type) ? SHOWN_NUMBER : SHOWN_TEXT;
}

/* The program's name without folder and ending. */
static struct str ruleset_of(const struct statement *st)
{
    const char *slash = strrchr(st->source->file, '/');
    struct str name = str_of(slash ? slash + 1 : st->source->file);
    if (str_ends(name, STR(".vtl")))
        name.n -= strlen(".vtl");
    return name;
}

static struct finding start(const struct offenders *o, const struct told *t)
{
    const struct statement *st = tally_statement(o->x.tally, t->result);
    const struct remark *said = remarks_find(o->x.remarks, st->name.text);
    struct finding f = {.level = said ? said->level : LEVEL_SOFT,
                        .result = RESULT_FAILED,
                        .rule = st->name.text,
                        .ruleset = ruleset_of(st),
                        .errorcode = st->name.text,
                        .table = o->x.table->name,
                        .message = {STR("several records share these values"), STR("多条记录共用以下取值")}};
    for (int i = 0; said && said->message[LANG_EN].n && i < 2; i++)
        f.message[i] = said->message[i];
    return f;
}

static void write_view(const struct told *t, struct finding *f, struct findings *to)
{
    for (size_t i = 0; i < t->n; i++) {
        f->key = t->said[i].key;
        f->values = t->said[i].values;
        findings_add(to, f);
    }
}

/* The unit or the two that a row names. */
static void write_named(struct offenders *o, const struct told *t, const struct value *row, struct finding *f,
                        struct findings *to)
{
    struct str part[UNITNAMES_MOST];
    unitnames_of_row(&o->units, t->names.low, row, part, &o->row);
    f->key = unitnames_join(&o->units, part, true, &o->row);
    f->values = row_values(o, t, STR(""), row);
    findings_add(to, f);
    if (!t->names.two)
        return;
    struct str first = f->key;
    unitnames_of_row(&o->units, t->names.high, row, part, &o->row);
    f->key = unitnames_join(&o->units, part, true, &o->row);
    if (!str_eq(first, f->key))
        findings_add(to, f);
}

/* All units that have the values of a row that names none. */
static void write_shared(struct offenders *o, const struct told *t, size_t at, struct finding *f, struct findings *to)
{
    const struct sharers_row *units = &t->sharers.rows[at];
    const struct value *row = tally_row(o->x.tally, t->result, at);
    int period = o->units.period;
    for (int i = 0; i < units->units.n; i++) {
        struct str *part = units->part[i];
        arena_reset(&o->row);
        if (period >= 0)
            part[period] = t->names.low[period] < 0 ? (struct str){0} : unitnames_text(&row[t->names.low[period]], &o->row);
        f->key = unitnames_join(&o->units, part, true, &o->row);
        f->values = row_values(o, t, unitnames_join(&o->units, part, false, &o->row), row);
        findings_add(to, f);
    }
}

static void write_result(struct offenders *o, const struct told *t, struct findings *to)
{
    struct finding f = start(o, t);
    size_t nobody = 0;
    if (t->view) {
        write_view(t, &f, to);
        return;
    }
    for (size_t i = 0; i < tally_rows(o->x.tally, t->result); i++) {
        arena_reset(&o->row);
        if (t->names.names)
            write_named(o, t, tally_row(o->x.tally, t->result, i), &f, to);
        else
            write_shared(o, t, i, &f, to);
        nobody += nameless(t) && !t->sharers.rows[i].units.n;
    }
    const struct statement *st = tally_statement(o->x.tally, t->result);
    if (nobody)
        diag(D_SUM_NOBODY, source_loc(st->source, st->name.span), diag_str(st->name.text), diag_num((long long)nobody));
}

void offenders_write(struct offenders *o, struct findings *to)
{
    findings_set_shown(to, shown, o);
    findings_set_types(to, guide_type, o->x.form);
    for (int i = 0; i < o->n; i++) {
        o->now = &o->told[i];
        write_result(o, o->now, to);
    }
}

void offenders_free(struct offenders *o)
{
    if (!o)
        return;
    for (int i = 0; i < o->n; i++) {
        sharers_free(&o->told[i].sharers);
        mem_free(o->told[i].said);
    }
    mem_free(o->told);
    arena_free(&o->a);
    arena_free(&o->row);
    mem_free(o);
}
