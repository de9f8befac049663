/* SPDX-License-Identifier: Apache-2.0 */
#include "data/ruled.h"

#include "base/mem.h"

struct ruled {
    struct rel rel;
    struct rel *from;
    struct ruled_options o;
    int *source;             /* [rel.s.n] component of the operand, or what is made here */
    const struct value *row; /* of the operand, or NULL */
    int rule;                /* the next */
    struct value *out;
};

enum { IS_RULE = -1, IS_RESULT = -2, IS_CODE = -3, IS_LEVEL = -4 };

static struct value constant(const struct value *v, enum vtype type, bool failed)
{
    struct value c = v && failed && !v->null ? *v : value_null(type);
    c.type = (uint8_t)type;
    return c;
}

static void fill(struct ruled *t, const struct ruled_rule *rule, const struct value *result)
{
    bool failed = !result->null && !result->boolean;
    for (int i = 0; i < t->rel.s.n; i++)
        switch (t->source[i]) {
        case IS_RULE: t->out[i] = value_of_str(rule->name); break;
        case IS_RESULT: t->out[i] = result->null ? value_null(T_BOOLEAN) : *result; break;
        case IS_CODE: t->out[i] = constant(rule->code, t->o.code_type, failed); break;
        case IS_LEVEL: t->out[i] = constant(rule->level, t->o.level_type, failed); break;
        default: t->out[i] = t->row[t->source[i]];
        }
}

static int ruled_next(struct rel *r, const struct value **row)
{
    struct ruled *t = (struct ruled *)r;
    for (;;) {
        if (!t->row || t->rule == t->o.n) {
            int got = rel_next(t->from, &t->row);
            if (got <= 0) {
                t->row = NULL;
                return got;
            }
            t->rule = 0;
            if (!t->o.n)
                continue;
        }
        const struct ruled_rule *rule = &t->o.rules[t->rule++];
        struct value result;
        cellexpr_eval(rule->expr, t->row, &result);
        if (t->o.output == OUTPUT_INVALID && (result.null || result.boolean))
            continue;
        fill(t, rule, &result);
        *row = t->out;
        return 1;
    }
}

static const struct rel_kind ruled_kind = {ruled_next, NULL};

struct rel *ruled_new(struct rel *r, const struct ruled_options *o)
{
    struct session *e = r->session;
    struct structure_maker s = {0};
    int *source = arena_array(&e->a, (size_t)r->s.n + 5, sizeof *source);
    for (int i = 0; i < r->s.n; i++)
        if (comp_is_id(&r->s.v[i]))
            source[structure_add(&s, r->s.v[i])] = i;
    source[structure_add(&s, (struct comp){STR("ruleid"), T_STRING, ROLE_IDENTIFIER, false})] = IS_RULE;
    for (int i = 0; i < r->s.n && o->output != OUTPUT_ALL; i++)
        if (comp_is_measure(&r->s.v[i]))
            source[structure_add(&s, r->s.v[i])] = i;
    if (o->output != OUTPUT_INVALID)
        source[structure_add(&s, (struct comp){STR("bool_var"), T_BOOLEAN, ROLE_MEASURE, false})] = IS_RESULT;
    source[structure_add(&s, (struct comp){STR("errorcode"), o->code_type, ROLE_MEASURE, false})] = IS_CODE;
    source[structure_add(&s, (struct comp){STR("errorlevel"), o->level_type, ROLE_MEASURE, false})] = IS_LEVEL;
    for (int i = 0; i < r->s.n; i++)
        if (r->s.v[i].viral)
            source[structure_add(&s, r->s.v[i])] = i;
    struct ruled *t = (struct ruled *)rel_new(e, sizeof *t, &ruled_kind, structure_keep(&s, &e->a));
    t->from = r;
    t->o = *o;
    t->source = source;
    t->out = arena_array(&e->a, (size_t)t->rel.s.n + 1, sizeof *t->out);
    return &t->rel;
}
