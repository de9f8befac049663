/* SPDX-License-Identifier: Apache-2.0 */
#include "data/dsplan_work.h"
#include "data/pivot.h"
#include "data/unpivot.h"

/* The type of all measures, or T_NULL after complaining. */
static enum vtype common_type(struct dsplan *p, const struct clause *c, const struct structure *s)
{
    enum vtype type = T_NULL;
    for (int i = 0; i < s->n; i++) {
        enum vtype t = s->v[i].type;
        if (!comp_is_measure(&s->v[i]))
            continue;
        if (type == T_NULL || vtype_widens(type, t)) {
            type = t;
        } else if (!vtype_widens(t, type)) {
            dsplan_complain(p, D_DATA_UNPIVOT, c->span, diag_str(s->v[i].name), vtype_name(t), vtype_name(type));
            return T_NULL;
        }
    }
    if (type == T_NULL)
        dsplan_complain(p, D_DATA_UNPIVOT_NONE, c->span, NULL, NULL, NULL);
    return type;
}

static struct rel *unpivot(struct dsplan *p, const struct clause *c, struct rel *r)
{
    enum vtype type = common_type(p, c, &r->s);
    if (type == T_NULL)
        return NULL;
    for (int i = 0; i < 2; i++) {
        const struct name *name = &c->items[i].name;
        int k = structure_find(&r->s, name->text);
        bool taken = k >= 0 && (comp_is_id(&r->s.v[k]) || r->s.v[k].viral);
        if (taken || (i == 1 && str_eq(name->text, c->items[0].name.text)))
            return dsplan_complain(p, D_VTL_TWICE, name->span, diag_str(name->text), NULL, NULL);
    }
    return unpivot_new(r, c->items[0].name.text, c->items[1].name.text, type);
}

/* The operand is read here: what the measures are called is in its rows. */
static struct rel *pivot(struct dsplan *p, const struct clause *c, struct rel *r)
{
    int id = dsplan_comp(p, &r->s, c->items[0].name), me = dsplan_comp(p, &r->s, c->items[1].name);
    if (id < 0 || me < 0)
        return NULL;
    if (!comp_is_id(&r->s.v[id]))
        return dsplan_complain(p, D_DATA_NO_IDENTIFIER, c->items[0].name.span, diag_str(c->items[0].name.text), "pivot", NULL);
    if (!comp_is_measure(&r->s.v[me]))
        return dsplan_complain(p, D_DATA_NO_MEASURE, c->items[1].name.span, diag_str(c->items[1].name.text), "pivot", NULL);
    if (p->errors) /* there is nothing to be had */
        return NULL;
    const struct viral **viral = arena_array(&p->e->a, (size_t)r->s.n + 1, sizeof(struct viral *));
    for (int i = 0; i < r->s.n; i++)
        viral[i] = r->s.v[i].viral ? dsplan_viral(p, &r->s.v[i]) : NULL;
    struct rel *out = pivot_new(r, id, me, viral, source_loc(p->st->source, c->span));
    p->errors += !out;
    return out;
}

struct rel *dsplan_pivot(struct dsplan *p, const struct clause *c, struct rel *r)
{
    if (c->n != 2)
        return dsplan_complain(p, D_VTL_ARGUMENTS, c->span, c->kind == CLAUSE_PIVOT ? "pivot" : "unpivot", "2", diag_num(c->n));
    if (c->kind == CLAUSE_UNPIVOT)
        return unpivot(p, c, r);
    return pivot(p, c, r);
}
