/* SPDX-License-Identifier: Apache-2.0 */
#include "data/dsplan_work.h"

#include "base/mem.h"
#include "vtl/builtin.h"

/* ---- components ---- */

int dsplan_comp_find(struct dsplan *p, const struct structure *s, struct name name)
{
    bool near;
    int i = structure_find_loose(s, name.text, &near);
    if (i < 0) { /* alias#c where c is bare */
        struct str rest;
        struct str alias = str_cut(name.text, '#', &rest);
        if (alias.n < name.text.n)
            return structure_find(s, rest);
        return -1;
    }
    if (near)
        diag(D_DATA_COMPONENT_CASE, source_loc(p->st->source, name.span), diag_str(name.text), diag_str(s->v[i].name));
    return i;
}

/* Is there alias#name for several aliases? */
static bool is_homonym(const struct structure *s, struct str name)
{
    int n = 0;
    for (int i = 0; i < s->n; i++) {
        struct str c = s->v[i].name;
        n += c.n > name.n && c.p[c.n - name.n - 1] == '#' && str_ends(c, name);
    }
    return n > 1;
}

int dsplan_comp(struct dsplan *p, const struct structure *s, struct name name)
{
    int i = dsplan_comp_find(p, s, name);
    if (i >= 0)
        return i;
    if (is_homonym(s, name.text)) {
        dsplan_complain(p, D_DATA_AMBIGUOUS, name.span, diag_str(name.text), NULL, NULL);
        return -1;
    }
    struct str near = structure_nearest(s, name.text);
    dsplan_complain(p, near.n ? D_DATA_NO_COMPONENT_NEAR : D_DATA_NO_COMPONENT, name.span, diag_str(name.text),
                  near.n ? diag_str(near) : NULL, NULL);
    return -1;
}

struct str dsplan_hidden(struct dsplan *p)
{
    return str_of(arena_printf(&p->e->a, "\x01%d", p->hidden++));
}

struct str dsplan_default_name(enum vtype t)
{
    static const char *const names[] = {[T_BOOLEAN] = "bool_var", [T_INTEGER] = "int_var", [T_NUMBER] = "num_var",
        [T_STRING] = "string_var", [T_TIME] = "time_var", [T_DATE] = "date_var", [T_PERIOD] = "time_period_var",
        [T_DURATION] = "duration_var"};
    return str_of(t == T_NULL ? "string_var" : names[t]);
}

/* ---- nodes ---- */

static struct node *node_new(struct dsplan *p, enum node_kind kind, struct span span, uint32_t n)
{
    struct node *x = arena_array(&p->e->a, 1, sizeof *x);
    x->kind = (uint8_t)kind;
    x->builtin = -1;
    x->span = span;
    x->n = n;
    x->depth = 1;
    x->kids = arena_array(&p->e->a, (size_t)n + 1, sizeof *x->kids);
    return x;
}

struct node *dsplan_copy(struct dsplan *p, const struct node *n, struct node *const *kids)
{
    struct node *x = arena_alloc(&p->e->a, sizeof *x);
    *x = *n;
    x->kids = arena_array(&p->e->a, (size_t)n->n + 1, sizeof *x->kids);
    for (uint32_t i = 0; i < n->n; i++)
        x->kids[i] = kids[i];
    return x;
}

struct node *dsplan_placed(struct dsplan *p, const struct node *n, struct span at)
{
    struct node **kids = arena_array(&p->e->a, (size_t)n->n + 1, sizeof *kids);
    for (uint32_t i = 0; i < n->n; i++)
        kids[i] = dsplan_placed(p, n->kids[i], at);
    struct node *made = dsplan_copy(p, n, kids);
    made->span = at;
    return made;
}

struct node *dsplan_name(struct dsplan *p, struct str name, struct span span)
{
    struct node *x = node_new(p, N_NAME, span, 0);
    x->name = name;
    return x;
}

struct node *dsplan_const(struct dsplan *p, struct value v, struct span span)
{
    struct node *x = node_new(p, N_CONST, span, 0);
    struct value *copy = arena_alloc(&p->e->a, sizeof *copy);
    *copy = v;
    x->value = copy;
    return x;
}

struct node *dsplan_binary(struct dsplan *p, enum op op, struct node *a, struct node *b)
{
    struct node *x = node_new(p, N_BINARY, a->span, 2);
    x->op = (uint8_t)op;
    x->kids[0] = a;
    x->kids[1] = b;
    return x;
}

struct node *dsplan_choice(struct dsplan *p, struct node *condition, struct node *then, struct node *otherwise)
{
    struct node *x = node_new(p, N_IF, condition->span, 3);
    x->kids[0] = condition;
    x->kids[1] = then;
    x->kids[2] = otherwise;
    return x;
}

struct node *dsplan_isnull(struct dsplan *p, struct node *a)
{
    struct node *x = node_new(p, N_CALL, a->span, 1);
    x->builtin = B_ISNULL;
    x->name = STR("isnull");
    x->kids[0] = a;
    return x;
}

/* ---- component expressions ---- */

/* A scalar that is worked out: a hidden component of every row. */
static struct node *take_scalar(struct dsplan *p, struct rel *r, const struct node *n, struct calls *calls)
{
    calls->v = mem_grow(calls->v, &calls->cap, (size_t)calls->n + 1, sizeof *calls->v);
    calls->v[calls->n].n = dsplan_name(p, n->name, n->span);
    calls->v[calls->n].scalar = r;
    calls->v[calls->n].name = dsplan_hidden(p);
    return dsplan_name(p, calls->v[calls->n++].name, n->span);
}

/* A name in an expression over components: one of them, or a scalar of the program. */
static struct node *resolve_name(struct dsplan *p, const struct structure *s, const struct node *n, struct str text,
                                 struct calls *calls)
{
    struct name name = {.text = text, .span = n->span};
    int i = dsplan_comp_find(p, s, name), k = i < 0 ? intern_find(&p->names, text) : -1;
    struct operand o;
    if (k >= 0 && dsplan_is_scalar(p, k)) {
        if (!dsplan_operand(p, dsplan_name(p, text, n->span), &o))
            return NULL;
        if (o.scalar)
            return dsplan_placed(p, o.scalar, n->span);
        if (o.rel->s.scalar && calls)
            return take_scalar(p, o.rel, n, calls);
    }
    if (i < 0)
        i = dsplan_comp(p, s, name);
    return i < 0 ? NULL : dsplan_name(p, s->v[i].name, n->span);
}

static struct node *take_call(struct dsplan *p, struct node *copy, struct calls *calls)
{
    bool over = copy->more && copy->more->over;
    if (!calls)
        return dsplan_complain(p, over || copy->kind == N_INVOKE ? D_DATA_NO_ANALYTIC : D_VTL_AGGREGATE, copy->span,
                             copy->kind == N_AGGR ? aggr_name((enum aggr)copy->builtin)
                                                  : invoke_name((enum invoke)copy->builtin), NULL, NULL);
    calls->v = mem_grow(calls->v, &calls->cap, (size_t)calls->n + 1, sizeof *calls->v);
    calls->v[calls->n].n = copy;
    calls->v[calls->n].scalar = NULL;
    calls->v[calls->n].name = dsplan_hidden(p);
    return dsplan_name(p, calls->v[calls->n++].name, copy->span);
}

/* period_indicator() in a clause: of the one identifier that is a period. */
static const struct node *with_period(struct dsplan *p, const struct structure *s, const struct node *n)
{
    int at = -1, count = 0;
    for (int i = 0; i < s->n; i++)
        if (comp_is_id(&s->v[i]) && s->v[i].type == T_PERIOD) {
            at = i;
            count++;
        }
    if (count != 1)
        return dsplan_complain(p, D_DATA_ONE_TIME, n->span, "period_indicator", diag_num(count), NULL);
    struct node *x = node_new(p, N_CALL, n->span, 1);
    x->builtin = n->builtin;
    x->name = n->name;
    x->kids[0] = dsplan_name(p, s->v[at].name, n->span);
    return x;
}

struct node *dsplan_expr(struct dsplan *p, const struct structure *s, const struct node *n, struct calls *calls)
{
    if (n->kind == N_CALL && n->builtin == B_PERIOD_INDICATOR && (!n->n || n->kids[0]->kind == N_OMIT) &&
        !(n = with_period(p, s, n)))
        return NULL;
    if (n->kind == N_NAME)
        return resolve_name(p, s, n, n->name, calls);
    if (n->kind == N_MEMBER) {
        const struct node *alias = n->kids[0];
        if (alias->kind != N_NAME)
            return dsplan_complain(p, D_DATA_ALIAS, n->span, dsplan_text(p, n), NULL, NULL);
        return resolve_name(p, s, n, str_of(arena_printf(&p->e->a, "%.*s#%.*s", (int)alias->name.n, alias->name.p,
                                                         (int)n->name.n, n->name.p)), NULL);
    }
    const struct statement *op = dsplan_defined(p, n);
    if (op)
        return dsplan_call_expr(p, s, n, op, calls);
    bool call = n->kind == N_AGGR || n->kind == N_INVOKE, ok = true;
    struct node **kids = arena_array(&p->e->a, (size_t)n->n + 1, sizeof *kids);
    for (uint32_t i = 0; i < n->n; i++)
        ok = (kids[i] = dsplan_expr(p, s, n->kids[i], call ? NULL : calls)) && ok;
    if (!ok)
        return NULL;
    struct node *copy = dsplan_copy(p, n, kids);
    return call ? take_call(p, copy, calls) : copy;
}

struct cellexpr *dsplan_compile(struct dsplan *p, struct node *n, const struct structure *s, const char *what)
{
    struct cellexpr *x = cellexpr_new(p->e, p->rules, p->st, n, s, p->host, what);
    p->errors += !x;
    return x;
}

struct rel *dsplan_without(struct rel *r, const bool *drop)
{
    struct map_maker m = {0};
    for (int i = 0; i < r->s.n; i++)
        if (!drop[i])
            map_pass(&m, &r->s, i);
    return map_new(r, &m, NULL);
}
