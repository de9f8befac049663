/* SPDX-License-Identifier: Apache-2.0 */
#include "data/unpivot.h"

struct unpivot {
    struct rel rel;
    struct rel *from;
    int *source;             /* [rel.s.n] component of the operand, or what is made here */
    const struct value *row; /* of the operand, or NULL */
    int measure;             /* the next component of the operand to be looked at */
    enum vtype type;
    struct value *out;
};

enum { IS_NAME = -1, IS_VALUE = -2 };

static void fill(struct unpivot *t, int measure)
{
    for (int i = 0; i < t->rel.s.n; i++)
        switch (t->source[i]) {
        case IS_NAME: t->out[i] = value_of_str(t->from->s.v[measure].name); break;
        case IS_VALUE:
            t->out[i] = t->row[measure];
            t->out[i].type = (uint8_t)(t->type == T_TIME ? t->row[measure].type : t->type);
            break;
        default: t->out[i] = t->row[t->source[i]];
        }
}

static int unpivot_next(struct rel *r, const struct value **row)
{
    struct unpivot *t = (struct unpivot *)r;
    for (;;) {
        if (!t->row || t->measure == t->from->s.n) {
            int got = rel_next(t->from, &t->row);
            t->measure = 0;
            if (got <= 0) {
                t->row = NULL;
                return got;
            }
        }
        for (; t->measure < t->from->s.n; t->measure++)
            if (comp_is_measure(&t->from->s.v[t->measure]) && !t->row[t->measure].null) {
                fill(t, t->measure++);
                *row = t->out;
                return 1;
            }
    }
}

static const struct rel_kind unpivot_kind = {unpivot_next, NULL};

struct rel *unpivot_new(struct rel *r, struct str id, struct str me, enum vtype type)
{
    struct session *e = r->session;
    struct structure_maker s = {0};
    int *source = arena_array(&e->a, (size_t)r->s.n + 3, sizeof *source);
    for (int i = 0; i < r->s.n; i++)
        if (comp_is_id(&r->s.v[i]))
            source[structure_add(&s, r->s.v[i])] = i;
    source[structure_add(&s, (struct comp){id, T_STRING, ROLE_IDENTIFIER, false})] = IS_NAME;
    source[structure_add(&s, (struct comp){me, type, ROLE_MEASURE, false})] = IS_VALUE;
    for (int i = 0; i < r->s.n; i++)
        if (r->s.v[i].viral)
            source[structure_add(&s, r->s.v[i])] = i;
    struct unpivot *t = (struct unpivot *)rel_new(e, sizeof *t, &unpivot_kind, structure_keep(&s, &e->a));
    t->from = r;
    t->source = source;
    t->type = type;
    t->out = arena_array(&e->a, (size_t)t->rel.s.n + 1, sizeof *t->out);
    return &t->rel;
}
