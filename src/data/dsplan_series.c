/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "data/dsplan_work.h"
#include "data/series.h"

static const char *name_of(const struct node *n)
{
    return invoke_name((enum invoke)n->builtin);
}

/* The one identifier of time, or -1 after complaining. */
static int time_of(struct dsplan *p, const struct structure *s, struct span span, const char *what)
{
    int found = -1, n = 0;
    for (int i = 0; i < s->n; i++)
        if (comp_is_id(&s->v[i]) && vtype_is_time(s->v[i].type)) {
            found = i;
            n++;
        }
    if (n == 1)
        return found;
    dsplan_complain(p, D_DATA_ONE_TIME, span, what, diag_num(n), NULL);
    return -1;
}

/* ---- timeshift ---- */

static enum vtl_error shift(const void *ctx, const struct value *v, struct value *out)
{
    *out = *v;
    if (v->type != T_PERIOD)
        return ERR_INTERVAL;
    return period_shift(&out->period, v->period, *(const int64_t *)ctx) ? ERR_NONE : ERR_DATE;
}

static struct rel *timeshift(struct dsplan *p, struct node *n, struct rel *r, int time)
{
    struct map_maker m = {0};
    if (r->s.v[time].type != T_PERIOD)
        return sorted_by_key(series_new(SERIES_SHIFT, r, time, n->more->n, source_loc(p->st->source, n->span)));
    for (int i = 0; i < r->s.n; i++) {
        map_pass(&m, &r->s, i);
        if (i == time)
            m.v[i] = (struct map_item){.comp = r->s.v[i], .how = MAP_CHANGE, .a = i, .change = shift, .ctx = &n->more->n,
                                       .loc = source_loc(p->st->source, n->span), .key = true};
    }
    return sorted_by_key(map_new(r, &m, NULL));
}

/* By how much, where it is a name: of a constant that is a whole number. */
static bool find_steps(struct dsplan *p, struct node *n)
{
    struct operand o = {0};
    struct structure none = {.v = NULL};
    struct value v = value_null(T_NULL);
    if (!n->more->shift)
        return true;
    if (!dsplan_operand(p, n->more->shift, &o))
        return false;
    struct cellexpr *e = o.scalar ? dsplan_compile(p, dsplan_placed(p, o.scalar, n->more->shift->span), &none, NULL) : NULL;
    if (e)
        cellexpr_eval(e, NULL, &v);
    if (!v.null && v.type == T_INTEGER && dec_to_int(&v.dec, &n->more->n))
        return true;
    return NULL != dsplan_complain(p, D_VTL_WHOLE_NUMBER, n->more->shift->span, NULL, NULL, NULL);
}

/* ---- all on one data set ---- */

struct rel *dsplan_series(struct dsplan *p, struct node *n, struct rel *r)
{
    int time = time_of(p, &r->s, n->span, name_of(n));
    if (time < 0)
        return NULL;
    if (n->builtin == INVOKE_TIMESHIFT)
        return find_steps(p, n) ? timeshift(p, n, r, time) : NULL;
    struct loc loc = source_loc(p->st->source, n->span);
    if (n->builtin == INVOKE_FILL)
        return sorted_by_key(series_new(n->more->choice ? SERIES_FILL : SERIES_FILL_ALL, r, time, 0, loc));
    for (int i = 0; i < r->s.n; i++)
        if (comp_is_measure(&r->s.v[i]) && !vtype_is_numeric(r->s.v[i].type))
            return dsplan_complain(p, D_VTL_TYPE_ARGUMENT, n->span, name_of(n), "1", "number");
    bool flow = n->builtin == INVOKE_FLOW_TO_STOCK;
    return sorted_by_key(series_new(flow ? SERIES_FLOW_TO_STOCK : SERIES_STOCK_TO_FLOW, r, time, 0, loc));
}

/* ---- time_agg behind a group ---- */

struct aggregated {
    char to;
    bool first;
};

/* The period of a letter that holds a day. */
static bool period_holding(struct date d, char letter, struct period *out)
{
    struct civil c = date_civil(d);
    if (letter == 'W') { /* the ISO year is that of the week's Thursday */
        struct date thursday = {d.day - date_weekday(d) + 4};
        c = date_civil(thursday);
        *out = (struct period){(int16_t)c.year, (int16_t)((date_yearday(thursday) + 6) / 7), 'W'};
        return true;
    }
    if (letter == 'D') {
        *out = period_of_day(d);
        return true;
    }
    int months = 12 / period_count(c.year, letter);
    *out = (struct period){(int16_t)c.year, (int16_t)((c.month - 1) / months + 1), letter};
    return true;
}

static enum vtl_error aggregate_time(const void *ctx, const struct value *v, struct value *out)
{
    const struct aggregated *g = ctx;
    struct date d = v->date;
    struct period holding;
    if (v->type == T_PERIOD) {
        char from = v->period.indicator;
        if (!period_nests(from, g->to))
            return ERR_ORDER;
        if (from == 'W' && g->to == 'A') {
            *out = (struct value){.type = T_PERIOD, .period = {v->period.year, 1, 'A'}};
            return ERR_NONE;
        }
        if (!period_first(&d, v->period))
            return ERR_DATE;
    }
    if (!period_holding(d, g->to, &holding))
        return ERR_DATE;
    *out = (struct value){.type = T_PERIOD, .period = holding};
    if (v->type == T_PERIOD)
        return ERR_NONE;
    out->type = T_DATE;
    return (g->first ? period_first(&out->date, holding) : period_last(&out->date, holding)) ? ERR_NONE : ERR_DATE;
}

struct rel *dsplan_time_agg(struct dsplan *p, struct rel *r, const struct clause *c)
{
    int time = time_of(p, &r->s, c->span, "time_agg");
    struct str to = c->agg_to->str;
    struct map_maker m = {0};
    if (time < 0)
        return NULL;
    if (to.n != 1 || !memchr("DWMQSA", to.p[0], 6))
        return dsplan_complain(p, D_DATA_TIME_AGG, c->span, diag_str(to), NULL, NULL);
    struct aggregated *g = arena_array(&p->e->a, 1, sizeof *g);
    *g = (struct aggregated){to.p[0], c->agg_first};
    for (int i = 0; i < r->s.n; i++) {
        map_pass(&m, &r->s, i);
        if (i == time)
            m.v[i] = (struct map_item){.comp = r->s.v[i], .how = MAP_CHANGE, .a = i, .change = aggregate_time, .ctx = g,
                                       .loc = source_loc(p->st->source, c->span), .key = true};
    }
    return map_new(r, &m, NULL);
}
