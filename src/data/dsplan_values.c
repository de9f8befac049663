/* SPDX-License-Identifier: Apache-2.0 */
#include "data/dsplan_work.h"

#include "base/mem.h"
#include "data/match.h"
#include "vtl/builtin.h"

/* Which measures take part, and how the result's are named. */
enum value_class {
    SAME,    /* any number of measures, same names */
    CHANGED, /* one measure, the default name of the result's type */
    TRUTH    /* one boolean measure, same name */
};

static enum value_class class_of_call(const struct node *n)
{
    switch (n->builtin) {
    case B_BETWEEN:
    case B_MATCH:
    case B_ISNULL:
    case B_LENGTH:
    case B_INSTR:
    case B_PERIOD_INDICATOR: return CHANGED;
    default: return SAME;
    }
}

static enum value_class class_of(const struct node *n)
{
    switch (n->kind) {
    case N_IN:
    case N_DOMAIN:
    case N_CAST: return CHANGED;
    case N_CALL: return class_of_call(n);
    case N_UNARY: return n->op == OP_NOT ? TRUTH : SAME;
    default: break;
    }
    if (n->op >= OP_EQ && n->op <= OP_GE)
        return CHANGED;
    return n->op == OP_AND || n->op == OP_OR || n->op == OP_XOR ? TRUTH : SAME;
}

/* The same on a measure of that type: dateadd makes a date of a period. */
static enum value_class class_on(const struct node *n, enum vtype type)
{
    return n->kind == N_CALL && n->builtin == B_DATEADD && type == T_PERIOD ? CHANGED : class_of(n);
}

static const char *name_of(const struct node *n)
{
    if (n->kind == N_CALL)
        return diag_str(n->name);
    if (n->kind == N_CAST)
        return "cast";
    return op_text((enum op)n->op);
}

/* ---- two data sets side by side ---- */

/* The keys that a and b have in common; *all: those of the smaller one are all among them. */
static int common_keys(const struct structure *a, const struct structure *b, int *ka, int *kb)
{
    int n = 0;
    for (int i = 0; i < a->n; i++) {
        int j = comp_is_id(&a->v[i]) ? structure_find(b, a->v[i].name) : -1;
        if (j >= 0 && comp_is_id(&b->v[j])) {
            ka[n] = i;
            kb[n++] = j;
        }
    }
    return n;
}

/* A pair of operands, matched; the components of the first are 1#..., those of the second 2#... */
struct pair {
    struct rel *r;
    const struct structure *a, *b, *big; /* big: whose identifiers the result has */
    const char *prefix;                  /* of big's components */
};

static bool pair_match(struct dsplan *p, struct node *n, struct rel *a, struct rel *b, struct pair *out)
{
    int *ka = mem_array((size_t)a->s.n + 1, sizeof *ka), *kb = mem_array((size_t)a->s.n + (size_t)b->s.n + 1, sizeof *kb);
    int na = structure_count(&a->s, ROLE_IDENTIFIER), nb = structure_count(&b->s, ROLE_IDENTIFIER);
    int common = common_keys(&a->s, &b->s, ka, kb);
    bool swap = nb > na, ok = common == (na < nb ? na : nb);
    if (ok) {
        struct match_side left = {a, ka, "1#"}, right = {b, kb, "2#"};
        out->r = swap ? match_new(right, left, common, MATCH_INNER) : match_new(left, right, common, MATCH_INNER);
        out->a = &a->s;
        out->b = &b->s;
        out->big = swap ? &b->s : &a->s;
        out->prefix = swap ? "2#" : "1#";
    } else {
        dsplan_complain(p, D_DATA_KEYS_DIFFER, n->span, name_of(n), dsplan_text(p, n->kids[0]), dsplan_text(p, n->kids[1]));
    }
    mem_free(ka);
    mem_free(kb);
    return ok;
}

static int in_pair(const struct dsplan *p, const struct pair *q, const char *prefix, struct str name)
{
    return structure_find(&q->r->s, str_of(arena_printf(&((struct dsplan *)(uintptr_t)p)->e->a, "%s%.*s", prefix, (int)name.n,
                                                        name.p)));
}

/* A component of a pair under its own name. */
static void pass_as(struct dsplan *p, struct map_maker *m, const struct pair *q, const char *prefix, const struct comp *c)
{
    map_add(m, (struct map_item){.comp = *c, .how = MAP_PASS, .a = in_pair(p, q, prefix, c->name)});
}

static void pass_keys(struct dsplan *p, struct map_maker *m, const struct pair *q)
{
    for (int i = 0; i < q->big->n; i++)
        if (comp_is_id(&q->big->v[i]))
            pass_as(p, m, q, q->prefix, &q->big->v[i]);
}

/* Viral attributes: of one operand as they are, of both combined. */
static void pass_viral(struct dsplan *p, struct map_maker *m, const struct pair *q)
{
    for (int i = 0; i < q->a->n; i++) {
        const struct comp *c = &q->a->v[i];
        int j = structure_find(q->b, c->name);
        if (!c->viral)
            continue;
        if (j < 0 || !q->b->v[j].viral)
            pass_as(p, m, q, "1#", c);
        else
            map_add(m, (struct map_item){.comp = *c, .how = MAP_LEAST, .a = in_pair(p, q, "1#", c->name),
                                         .b = in_pair(p, q, "2#", c->name)});
    }
    for (int i = 0; i < q->b->n; i++) {
        int j = structure_find(q->a, q->b->v[i].name);
        if (q->b->v[i].viral && (j < 0 || !q->a->v[j].viral))
            pass_as(p, m, q, "2#", &q->b->v[i]);
    }
}

/* ---- measures ---- */

/* The only measure, or -1 after complaining. */
static int one_measure(struct dsplan *p, const struct node *n, const struct structure *s, const struct node *operand)
{
    int found = -1, count = 0;
    for (int i = 0; i < s->n; i++)
        if (comp_is_measure(&s->v[i])) {
            found = i;
            count++;
        }
    if (count == 1)
        return found;
    dsplan_complain(p, D_DATA_ONE_MEASURE, n->span, name_of(n), dsplan_text(p, operand), diag_num(count));
    return -1;
}

/* Adds the result's measure that the expression x gives. on: the measure of the operand. */
static bool add_measure(struct dsplan *p, struct map_maker *m, const struct node *n, struct node *x, const struct structure *s,
                        const struct comp *on, const struct node *operand)
{
    struct cellexpr *e = dsplan_compile(p, x, s, NULL);
    if (!e) {
        diag(D_DATA_IN_MEASURE, source_loc(p->st->source, n->span), name_of(n), dsplan_text(p, operand), diag_str(on->name));
        return false;
    }
    struct comp c = {on->name, cellexpr_type(e), ROLE_MEASURE, false};
    enum value_class class = class_on(n, on->type);
    if (class == CHANGED)
        c.name = dsplan_default_name(c.type);
    if (class == TRUTH && on->type != T_BOOLEAN)
        c.type = T_BOOLEAN;
    if (c.type == T_NULL)
        c.type = on->type;
    map_add(m, (struct map_item){.comp = c, .how = MAP_EXPR, .expr = e});
    return true;
}

/* The operator with names of components in place of its data sets, at[0] and at[1] (or -1). */
static struct node *with_names(struct dsplan *p, const struct node *n, const struct operand *kids, const int at[2],
                               struct str first, struct str second)
{
    struct node **copies = arena_array(&p->e->a, (size_t)n->n + 1, sizeof *copies);
    for (uint32_t i = 0; i < n->n; i++)
        copies[i] = (int)i == at[0] ? dsplan_name(p, first, n->kids[i]->span)
                    : (int)i == at[1] ? dsplan_name(p, second, n->kids[i]->span) : kids[i].scalar;
    return dsplan_copy(p, n, copies);
}

static struct rel *values_of_one(struct dsplan *p, struct node *n, const struct operand *kids, const int at[2])
{
    struct rel *r = kids[at[0]].rel;
    struct node *operand = n->kids[at[0]];
    struct map_maker m = {0};
    bool one = class_of(n) != SAME;
    for (int i = 0; i < r->s.n; i++)
        one = one || (comp_is_measure(&r->s.v[i]) && class_on(n, r->s.v[i].type) != SAME);
    bool ok = !one || one_measure(p, n, &r->s, operand) >= 0;
    for (int i = 0; i < r->s.n && ok; i++) {
        const struct comp *c = &r->s.v[i];
        if (comp_is_id(c) || c->viral)
            map_pass(&m, &r->s, i);
        else if (comp_is_measure(c))
            ok = add_measure(p, &m, n, with_names(p, n, kids, at, c->name, STR("")), &r->s, c, operand);
    }
    if (ok)
        return map_new(r, &m, NULL);
    mem_free(m.v);
    return NULL;
}

static struct str side_name(struct dsplan *p, const char *prefix, struct str name)
{
    return str_of(arena_printf(&p->e->a, "%s%.*s", prefix, (int)name.n, name.p));
}

/* The measures of both operands that belong together. */
static bool pair_measures(struct dsplan *p, struct node *n, const struct operand *kids, const int at[2], struct pair *q,
                          struct map_maker *m)
{
    const struct node *a = n->kids[at[0]], *b = n->kids[at[1]];
    bool members = a->kind == N_MEMBER && b->kind == N_MEMBER, ok = true;
    int other = members || class_of(n) != SAME ? one_measure(p, n, q->b, b) : 0;
    if (other < 0 || ((members || class_of(n) != SAME) && one_measure(p, n, q->a, a) < 0))
        return false;
    for (int i = 0; i < q->a->n && ok; i++) {
        const struct comp *c = &q->a->v[i];
        if (!comp_is_measure(c))
            continue;
        int j = members ? other : structure_find(q->b, c->name);
        if (j < 0 || !comp_is_measure(&q->b->v[j])) {
            dsplan_complain(p, D_DATA_MEASURE_MISSING, n->span, name_of(n), dsplan_text(p, b), diag_str(c->name));
            return false;
        }
        struct node *x = with_names(p, n, kids, at, side_name(p, "1#", c->name), side_name(p, "2#", q->b->v[j].name));
        ok = add_measure(p, m, n, x, &q->r->s, c, a);
    }
    for (int i = 0; i < q->b->n && ok && !members; i++)
        if (comp_is_measure(&q->b->v[i]) && structure_find(q->a, q->b->v[i].name) < 0) {
            dsplan_complain(p, D_DATA_MEASURE_MISSING, n->span, name_of(n), dsplan_text(p, a), diag_str(q->b->v[i].name));
            return false;
        }
    return ok;
}

static struct rel *values_of_two(struct dsplan *p, struct node *n, const struct operand *kids, const int at[2])
{
    struct pair q = {0};
    struct map_maker m = {0};
    if (!pair_match(p, n, kids[at[0]].rel, kids[at[1]].rel, &q))
        return NULL;
    pass_keys(p, &m, &q);
    if (!pair_measures(p, n, kids, at, &q, &m)) {
        mem_free(m.v);
        return NULL;
    }
    pass_viral(p, &m, &q);
    return sorted_by_key(map_new(q.r, &m, NULL));
}

/* period_indicator: of the one identifier that is a time_period. */
static struct rel *indicator(struct dsplan *p, struct node *n, struct rel *r)
{
    struct map_maker m = {0};
    int at = -1, count = 0;
    for (int i = 0; i < r->s.n; i++)
        if (comp_is_id(&r->s.v[i]) && r->s.v[i].type == T_PERIOD) {
            at = i;
            count++;
        }
    if (count != 1)
        return dsplan_complain(p, D_DATA_ONE_TIME, n->span, "period_indicator", diag_num(count), NULL);
    struct node *name = dsplan_name(p, r->s.v[at].name, n->kids[0]->span);
    struct cellexpr *e = dsplan_compile(p, dsplan_copy(p, n, &name), &r->s, NULL);
    if (!e)
        return NULL;
    for (int i = 0; i < r->s.n; i++)
        if (comp_is_id(&r->s.v[i]) || r->s.v[i].viral)
            map_pass(&m, &r->s, i);
    struct comp c = {STR("duration_var"), T_DURATION, ROLE_MEASURE, false};
    map_add(&m, (struct map_item){.comp = c, .how = MAP_EXPR, .expr = e});
    return map_new(r, &m, NULL);
}

/* May a data set stand at this place of the operator? */
static bool takes_dataset(const struct node *n, int i)
{
    if (n->kind == N_BINARY || i == 0)
        return true;
    return n->kind == N_CALL && i == 1 && (n->builtin == B_MOD || n->builtin == B_NVL);
}

struct rel *dsplan_values(struct dsplan *p, struct node *n, struct operand *kids)
{
    int at[2] = {-1, -1}, count = 0;
    if (n->kind == N_CALL && n->builtin < 0)
        return dsplan_complain(p, D_DATA_NO_OPERATOR, n->span, diag_str(n->name), NULL, NULL);
    for (uint32_t i = 0; i < n->n; i++) {
        if (!kids[i].rel)
            continue;
        if (!takes_dataset(n, (int)i))
            return dsplan_complain(p, D_DATA_SCALAR_WANTED, n->kids[i]->span, name_of(n), diag_num(i + 1), NULL);
        at[count++] = (int)i;
    }
    if (n->kind == N_CALL)
        switch (n->builtin) {
        case B_DATEDIFF:
        case B_GETYEAR:
        case B_GETMONTH:
        case B_DAYOFMONTH:
        case B_DAYOFYEAR:
        case B_DAYTOYEAR:
        case B_DAYTOMONTH:
        case B_YEARTODAY:
        case B_MONTHTODAY: return dsplan_complain(p, D_DATA_NO_OPERATOR, n->span, diag_str(n->name), NULL, NULL);
        default: break;
        }
    if (n->kind == N_CALL && n->builtin == B_PERIOD_INDICATOR)
        return indicator(p, n, kids[at[0]].rel);
    return count == 2 ? values_of_two(p, n, kids, at) : values_of_one(p, n, kids, at);
}

/* ---- membership ---- */

struct rel *dsplan_member(struct dsplan *p, struct node *n, struct rel *r)
{
    int at = dsplan_comp(p, &r->s, (struct name){n->name, n->span});
    struct map_maker m = {0};
    if (at < 0)
        return NULL;
    for (int i = 0; i < r->s.n; i++) {
        const struct comp *c = &r->s.v[i];
        if (comp_is_id(c) || (i == at && comp_is_measure(c)))
            map_pass(&m, &r->s, i);
        else if (c->viral && i != at)
            map_pass(&m, &r->s, i);
        if (i == at && !comp_is_measure(c)) {
            struct comp copy = {dsplan_default_name(c->type), c->type, ROLE_MEASURE, false};
            map_add(&m, (struct map_item){.comp = copy, .how = MAP_PASS, .a = i});
            if (c->viral)
                map_pass(&m, &r->s, i);
        }
    }
    struct rel *out = map_new(r, &m, NULL);
    out->s.scalar = structure_count(&out->s, ROLE_IDENTIFIER) == 0 && out->s.n == 1;
    return out;
}

/* ---- if, case ---- */

/* Conditions and branches of one choice, matched one after the other: the components of operand i are "i#...". */
struct chosen {
    struct rel *r;
    int *key;       /* components of r that are the key */
    int nkey;
    int rels;       /* operands in r */
};

static const char *prefix_of(struct dsplan *p, int i)
{
    return arena_printf(&p->e->a, "%d#", i);
}

/* Puts operand i beside those before it. The first one's identifiers must be those of all. */
static bool choose_add(struct dsplan *p, struct node *n, struct chosen *c, struct rel *r, int i, bool condition)
{
    struct structure_maker keys = {0};
    int nk = 0, *by = arena_array(&p->e->a, (size_t)r->s.n + 1, sizeof *by);
    nk = key_of(&r->s, by);
    (void)keys;
    if (!c->r) {
        struct map_maker m = {0};
        for (int k = 0; k < r->s.n; k++) {
            map_pass(&m, &r->s, k);
            m.v[k].comp.name = side_name(p, prefix_of(p, i), r->s.v[k].name);
        }
        struct comp flag = {str_of(prefix_of(p, i)), T_BOOLEAN, ROLE_ATTRIBUTE, false};
        map_add(&m, (struct map_item){.comp = flag, .how = MAP_CONST, .constant = value_of_tri(TRI_TRUE)});
        c->key = by;
        c->nkey = nk;
        c->rels = 1;
        c->r = map_new(r, &m, NULL);
        return true;
    }
    int *mine = arena_array(&p->e->a, (size_t)nk + 1, sizeof *mine);
    for (int k = 0; k < c->nkey; k++) {
        struct str name, all = c->r->s.v[c->key[k]].name;
        str_cut(all, '#', &name);
        mine[k] = structure_find(&r->s, name);
        if (nk != c->nkey || mine[k] < 0 || !comp_is_id(&r->s.v[mine[k]])) {
            dsplan_complain(p, D_DATA_KEYS_DIFFER, n->span, n->kind == N_IF ? "if" : "case", dsplan_text(p, n->kids[0]),
                          dsplan_text(p, n->kids[i]));
            return false;
        }
    }
    /* the components of what is there already have their names: "" before them */
    struct match_side left = {c->r, c->key, ""}, right = {r, mine, prefix_of(p, i)};
    struct rel *both = match_new(left, right, c->nkey, condition ? MATCH_FULL : MATCH_LEFT);
    bool *drop = mem_array((size_t)both->s.n + 1, sizeof *drop);
    drop[both->s.n - 2] = true; /* is there a left side: its own flags say it better */
    c->r = dsplan_without(both, drop);
    mem_free(drop);
    c->rels++;
    return true;
}

/* The value of a branch as a node: a component of its operand, or the constant. */
static struct node *branch(struct dsplan *p, const struct operand *o, int i, struct str name, struct span span)
{
    return o->rel ? dsplan_name(p, side_name(p, prefix_of(p, i), name), span) : o->scalar;
}

/* if c1 then x1 else if c2 then x2 ... else y, of the nodes that make(i) gives for branches. */
static struct node *cascade(struct dsplan *p, const struct node *n, const struct operand *kids,
                            struct node *(*make)(struct dsplan *, const struct operand *, int, struct str, struct span),
                            struct str name, const struct str *conditions)
{
    uint32_t last = n->n - 1;
    struct node *x = make(p, &kids[last], (int)last, name, n->kids[last]->span);
    for (int i = (int)last - 2; i >= 0; i -= 2)
        x = dsplan_choice(p, dsplan_name(p, conditions[i], n->kids[i]->span),
                        make(p, &kids[i + 1], i + 1, name, n->kids[i + 1]->span), x);
    return x;
}

/* Is there a row of the branch? */
static struct node *present(struct dsplan *p, const struct operand *o, int i, struct str name, struct span span)
{
    (void)name;
    return o->rel ? dsplan_name(p, str_of(prefix_of(p, i)), span) : dsplan_const(p, value_of_tri(TRI_TRUE), span);
}

/* The data set whose components the result has: the first branch that is one. */
static const struct operand *model_of(const struct node *n, const struct operand *kids, int *at)
{
    for (uint32_t i = 1; i < n->n; i = i + 2 < n->n ? i + 2 : i + 1)
        if (kids[i].rel) {
            *at = (int)i;
            return &kids[i];
        }
    if (kids[n->n - 1].rel)
        *at = (int)n->n - 1;
    return kids[n->n - 1].rel ? &kids[n->n - 1] : NULL;
}

static bool choose_conditions(struct dsplan *p, struct node *n, const struct operand *kids, struct chosen *c, struct str *names)
{
    for (uint32_t i = 0; i + 1 < n->n; i += 2) {
        if (!kids[i].rel) {
            dsplan_complain(p, D_DATA_WANTED, n->kids[i]->span, dsplan_text(p, n->kids[i]), NULL, NULL);
            return false;
        }
        struct node as = {.kind = N_UNARY, .op = OP_NOT, .span = n->span};
        int k = one_measure(p, &as, &kids[i].rel->s, n->kids[i]);
        if (k < 0 || !choose_add(p, n, c, kids[i].rel, (int)i, true))
            return false;
        names[i] = side_name(p, prefix_of(p, (int)i), kids[i].rel->s.v[k].name);
    }
    return true;
}

/* A measure or viral attribute of the result. */
static bool choose_comp(struct dsplan *p, struct node *n, const struct operand *kids, const struct chosen *c,
                        const struct str *conditions, const struct comp *comp, struct map_maker *m)
{
    struct operand *use = arena_array(&p->e->a, (size_t)n->n, sizeof *use);
    for (uint32_t i = 0; i < n->n; i++) {
        use[i] = kids[i];
        bool is_branch = i % 2 == 1 || i + 1 == n->n;
        if (is_branch && kids[i].rel && structure_find(&kids[i].rel->s, comp->name) < 0) {
            dsplan_complain(p, D_DATA_MEASURE_MISSING, n->span, n->kind == N_IF ? "if" : "case", dsplan_text(p, n->kids[i]),
                          diag_str(comp->name));
            return false;
        }
        if (is_branch && !kids[i].rel && !comp_is_measure(comp))
            use[i].scalar = dsplan_const(p, value_null(T_NULL), n->kids[i]->span);
    }
    struct cellexpr *e = dsplan_compile(p, cascade(p, n, use, branch, comp->name, conditions), &c->r->s, NULL);
    if (!e)
        return false;
    struct comp made = *comp;
    made.type = cellexpr_type(e) == T_NULL ? comp->type : cellexpr_type(e);
    map_add(m, (struct map_item){.comp = made, .how = MAP_EXPR, .expr = e});
    return true;
}

struct rel *dsplan_choose(struct dsplan *p, struct node *n, struct operand *kids)
{
    struct chosen c = {0};
    int at;
    struct str *conditions = arena_array(&p->e->a, (size_t)n->n + 1, sizeof *conditions);
    const struct operand *model = model_of(n, kids, &at);
    if (!model)
        return dsplan_complain(p, D_DATA_WANTED, n->kids[1]->span, dsplan_text(p, n->kids[1]), NULL, NULL);
    if (!choose_conditions(p, n, kids, &c, conditions))
        return NULL;
    for (uint32_t i = 1; i < n->n; i++)
        if ((i % 2 == 1 || i + 1 == n->n) && kids[i].rel && !choose_add(p, n, &c, kids[i].rel, (int)i, false))
            return NULL;
    struct map_maker m = {0};
    for (int k = 0; k < c.nkey; k++) {
        struct str name;
        map_pass(&m, &c.r->s, c.key[k]);
        str_cut(m.v[k].comp.name, '#', &name);
        m.v[k].comp.name = name;
    }
    bool ok = true;
    for (int i = 0; i < model->rel->s.n && ok; i++) {
        const struct comp *comp = &model->rel->s.v[i];
        if (comp_is_measure(comp) || comp->viral)
            ok = choose_comp(p, n, kids, &c, conditions, comp, &m);
    }
    struct node *there = cascade(p, n, kids, present, STR(""), conditions);
    struct cellexpr *filter = ok ? dsplan_compile(p, there, &c.r->s, NULL) : NULL;
    if (filter)
        return map_new(c.r, &m, filter);
    mem_free(m.v);
    return NULL;
}
