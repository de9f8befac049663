/* SPDX-License-Identifier: Apache-2.0 */
#include "sum/output.h"

#include "rec/cell.h"
#include "vtl/layout.h"

void output_view_row(struct tally *p, int result, const struct rec *r, struct recout *out)
{
    const struct layout *l = tally_layout(p, result);
    const struct value *v = tally_values(p);
    struct buf b = {0};
    for (int i = 0; i < l->n; i++) {
        if (l->v[i].hidden)
            continue;
        if (i < r->n) {
            recout_raw(out, r->cell[i]);
            continue;
        }
        buf_reset(&b);
        value_put_cell(&b, &v[i]);
        recout_raw(out, buf_slice(&b));
    }
    recout_end(out);
    buf_free(&b);
}

void output_header(const struct tally *p, int result, struct recout *out)
{
    const struct layout *l = tally_layout(p, result);
    struct buf b = {0};
    for (int i = 0; i < l->n; i++) {
        if (l->v[i].hidden)
            continue;
        if (b.n)
            buf_char(&b, '\t');
        buf_str(&b, l->v[i].name);
    }
    recout_header(out, buf_slice(&b));
    buf_free(&b);
}

void output_rows(const struct tally *p, int result, struct recout *out)
{
    const struct layout *l = tally_layout(p, result);
    struct buf b = {0};
    for (size_t r = 0; r < tally_rows(p, result); r++) {
        const struct value *row = tally_row(p, result, r);
        for (int i = 0; i < l->n; i++) {
            if (l->v[i].hidden)
                continue;
            buf_reset(&b);
            value_put_cell(&b, &row[i]);
            recout_raw(out, buf_slice(&b));
        }
        recout_end(out);
    }
    buf_free(&b);
}

/* The identifiers of a row but for the period, names or values joined by ';'; null when there is none. */
static void put_members(struct recout *out, const struct layout *l, const struct value *row, struct str period)
{
    struct buf b = {0};
    bool any = false;
    for (int i = 0; i < l->n; i++) {
        if (l->v[i].hidden || l->v[i].role != ROLE_IDENTIFIER || str_eq(l->v[i].name, period))
            continue;
        if (any)
            buf_char(&b, ';');
        any = true;
        if (row)
            value_put_text(&b, &row[i]);
        else
            buf_str(&b, l->v[i].name);
    }
    if (any)
        recout_text(out, buf_slice(&b));
    else
        recout_null(out);
    buf_free(&b);
}

static void put_value(struct recout *out, const struct value *v)
{
    struct buf b = {0};
    if (v)
        value_put_cell(&b, v);
    else
        cell_put_null(&b);
    recout_raw(out, buf_slice(&b));
    buf_free(&b);
}

/* One result in long form: a row for each number. Components that are no numbers are no indicators. */
static void put_long(const struct tally *p, int result, struct str period_name, struct recout *out)
{
    const struct layout *l = tally_layout(p, result);
    int period = layout_find(l, period_name);
    for (size_t r = 0; r < tally_rows(p, result); r++) {
        const struct value *row = tally_row(p, result, r);
        for (int i = 0; i < l->n; i++) {
            const struct component *c = &l->v[i];
            if (c->hidden || c->role == ROLE_IDENTIFIER || !vtype_is_numeric(c->type))
                continue;
            recout_text(out, c->name);
            put_members(out, l, NULL, period_name);
            put_members(out, l, row, period_name);
            put_value(out, period >= 0 ? &row[period] : NULL);
            put_value(out, &row[i]);
            if (c->unit.n)
                recout_text(out, c->unit);
            else
                recout_null(out);
            recout_end(out);
        }
    }
}

void output_long(const struct tally *p, struct str period, struct recout *out)
{
    recout_header(out, STR("indicator\tbreakdown\tmember\tperiod\tvalue\tunit"));
    bool some = false;
    for (int i = 0; i < tally_count(p); i++)
        some = some || tally_is_persistent(p, i);
    for (int i = 0; i < tally_count(p); i++)
        if (!tally_is_view(p, i) && (!some || tally_is_persistent(p, i)))
            put_long(p, i, period, out);
}
