/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "data/dsplan_work.h"

/* Complains about a place of the statement itself. */
static bool refuse(struct dsplan *p, const struct statement *st, enum diag_id id, struct span span, const char *a, const char *b)
{
    const struct statement *outer = p->st;
    p->st = st;
    dsplan_complain(p, id, span, a, b, NULL);
    p->st = outer;
    return false;
}

static const struct statement *find(const struct dsplan *p, struct str name)
{
    for (int i = 0; i < rules_statements(p->rules); i++) {
        const struct statement *st = rules_statement(p->rules, i);
        if (st->kind == ST_VIRAL && !st->valuedomain && str_eq(st->on.text, name))
            return st;
    }
    return NULL;
}

/* ---- what holds for any component ---- */

/* Is a pair given twice, in either order? The first counts. */
static void check_pairs(const struct statement *st)
{
    for (int i = 0; i < st->nviral; i++)
        for (int k = 0; k < i; k++) {
            const struct viral_when *x = &st->viral[i], *y = &st->viral[k];
            bool twice = !x->b && !y->b && viral_same(x->a, y->a);
            if (x->b && y->b)
                twice = (viral_same(x->a, y->a) && viral_same(x->b, y->b)) || (viral_same(x->a, y->b) && viral_same(x->b, y->a));
            if (!twice)
                continue;
            diag(D_DATA_VIRAL_PAIR, source_loc(st->source, x->span), diag_str(source_text(st->source, x->span)));
            break;
        }
}

/* What two values become; a null as a value. */
static const struct value *pair(const struct statement *st, const struct value *x, const struct value *y)
{
    static const struct value null = {.null = true};
    const struct value *made = viral_pair(st, x, y);
    return made ? made : &null;
}

/* Warns where the result of three named values depends on which two come first. Few names are looked at. */
static void check_associative(const struct statement *st)
{
    enum { MOST = 24 };
    const struct value *v[3 * MOST];
    int n = 0;
    for (int i = 0; i < st->nviral && n < MOST; i++) {
        v[n++] = st->viral[i].a;
        v[n++] = st->viral[i].then;
        if (st->viral[i].b)
            v[n++] = st->viral[i].b;
    }
    for (int a = 0; a < n; a++)
        for (int b = 0; b < n; b++)
            for (int c = 0; c < n; c++) {
                const struct value *x = pair(st, pair(st, v[a], v[b]), v[c]), *y = pair(st, v[a], pair(st, v[b], v[c]));
                if (viral_same(x, y))
                    continue;
                struct buf t = {0};
                for (int i = 0; i < 3; i++) {
                    buf_puts(&t, i ? ", " : "");
                    value_put(&t, v[i == 0 ? a : i == 1 ? b : c]);
                }
                diag(D_DATA_VIRAL_ORDER, source_loc(st->source, st->name.span), diag_str(st->name.text), diag_str(buf_slice(&t)));
                buf_free(&t);
                return;
            }
}

bool dsplan_check_virals(struct dsplan *p)
{
    bool ok = true;
    for (int i = 0; i < rules_statements(p->rules); i++) {
        const struct statement *st = rules_statement(p->rules, i);
        if (st->kind != ST_VIRAL)
            continue;
        if (st->valuedomain)
            ok = refuse(p, st, D_DATA_VIRAL_DOMAIN, st->on.span, diag_str(st->on.text), NULL);
        else if (find(p, st->on.text) != st)
            ok = refuse(p, st, D_VTL_TWICE, st->on.span, diag_str(st->on.text), NULL);
        if (st->valuedomain || st->viral_aggregate >= 0)
            continue;
        check_pairs(st);
        check_associative(st);
    }
    return ok && !p->errors;
}

/* ---- for a component ---- */

static bool constant_fits(struct dsplan *p, const struct statement *st, const struct value *v, struct span at,
                          const struct comp *c)
{
    enum vtype t = v ? (enum vtype)v->type : T_NULL;
    return t == T_NULL || vtype_widens(t, c->type) ||
           refuse(p, st, D_DATA_VIRAL_TYPE, at, diag_str(c->name), vtype_name(c->type));
}

/* Do the rule's values suit the component? */
static bool fits(struct dsplan *p, const struct statement *st, const struct comp *c)
{
    if (st->viral_aggregate == AGGR_SUM || st->viral_aggregate == AGGR_AVG) {
        bool ok = st->viral_aggregate == AGGR_AVG ? c->type == T_NUMBER : vtype_is_numeric(c->type);
        return ok || refuse(p, st, D_DATA_VIRAL_TYPE, st->on.span, diag_str(c->name), vtype_name(c->type));
    }
    for (int i = 0; i < st->nviral; i++) {
        const struct viral_when *w = &st->viral[i];
        if (!constant_fits(p, st, w->a, w->span, c) || !constant_fits(p, st, w->b, w->span, c) ||
            !constant_fits(p, st, w->then, w->span, c))
            return false;
    }
    return constant_fits(p, st, st->viral_else, st->span, c);
}

const struct viral *dsplan_viral(struct dsplan *p, const struct comp *c)
{
    const struct statement *st = find(p, c->name);
    if (!st || p->errors || !fits(p, st, c))
        return NULL;
    return viral_new(p->e, st, source_loc(st->source, st->name.span));
}
