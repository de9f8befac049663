/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "data/dsplan_work.h"
#include "data/hierarchy.h"
#include "vtl/load.h"

/* What is being planned. */
struct planned {
    struct dsplan *p;
    struct node *n;
    const struct statement *st, *check; /* the ruleset; what the call says */
    struct rel *r;
    struct hierarchy_options o;
};

static const char *name_of(const struct planned *q)
{
    return invoke_name((enum invoke)q->n->builtin);
}

/* The one measure, a number. */
static bool find_measure(struct planned *q)
{
    int count = 0;
    for (int i = 0; i < q->r->s.n; i++)
        if (comp_is_measure(&q->r->s.v[i])) {
            q->o.measure = i;
            count++;
        }
    if (count == 1 && vtype_is_numeric(q->r->s.v[q->o.measure].type))
        return true;
    const struct node *operand = q->n->kids[0];
    return NULL != dsplan_complain(q->p, D_DATA_HIERARCHY_MEASURE, operand->span, name_of(q), dsplan_text(q->p, operand), NULL);
}

/* The identifier of the items: what the call says, or the signature. */
static bool find_item(struct planned *q)
{
    struct name name = q->check->check_rule;
    struct span at = q->check->ruleset.span;
    if (!name.text.n && q->st->valuedomain)
        return NULL != dsplan_complain(q->p, D_DATA_RULE_NEEDED, at, diag_str(q->st->name.text), name_of(q), NULL);
    if (name.text.n && !q->st->valuedomain && !str_eq(name.text, q->st->rule_item.text))
        return NULL != dsplan_complain(q->p, D_VTL_COMPONENT_OTHER, name.span, diag_str(q->st->rule_item.text),
                                       diag_str(name.text), NULL);
    if (!name.text.n)
        name = (struct name){q->st->rule_item.text, at};
    q->o.item = dsplan_comp(q->p, &q->r->s, name);
    if (q->o.item >= 0 && !comp_is_id(&q->r->s.v[q->o.item]))
        return NULL != dsplan_complain(q->p, D_DATA_NO_IDENTIFIER, name.span, diag_str(name.text), name_of(q), NULL);
    return q->o.item >= 0;
}

/* The components of the conditions, each of the signature. */
static bool find_conditions(struct planned *q)
{
    const struct statement *st = q->st, *check = q->check;
    if ((check->ncomponents || (st->valuedomain && st->nsig)) && check->ncomponents != st->nsig)
        return NULL != dsplan_complain(q->p, D_VTL_COMPONENTS, check->ruleset.span, diag_num(st->nsig),
                                       diag_num(check->ncomponents), NULL);
    int *v = arena_array(&q->p->e->a, (size_t)st->nsig + 1, sizeof *v);
    for (int i = 0; i < st->nsig; i++) {
        struct str own = st->sig[i].name.text;
        struct name name = {sig_column(st, check, i), check->ncomponents ? check->components[i].span : check->ruleset.span};
        if (check->ncomponents && !st->valuedomain && !str_eq(name.text, own))
            return NULL != dsplan_complain(q->p, D_VTL_COMPONENT_OTHER, name.span, diag_str(own), diag_str(name.text), NULL);
        if ((v[i] = dsplan_comp(q->p, &q->r->s, name)) < 0)
            return false;
    }
    q->o.conditions = v;
    q->o.nconditions = st->nsig;
    return true;
}

/* A condition of a rule, compiled; *out stays NULL without one. */
static bool condition(struct planned *q, const struct node *n, const char *what, const void **out)
{
    struct dsplan *p = q->p;
    if (!n)
        return true;
    struct node *x = dsplan_bound(p, q->st, q->check, &q->r->s, n);
    if (!x)
        return false;
    const struct statement *outer = p->st;
    p->st = q->st; /* it stands in the ruleset's file */
    struct hierarchy_condition *c = arena_array(&p->e->a, 1, sizeof *c);
    c->expr = dsplan_compile(p, x, &q->r->s, what);
    p->st = outer;
    *out = c;
    return c->expr != NULL;
}

static bool set_rules(struct planned *q)
{
    struct hierarchy *h = q->o.h;
    bool ok = true;
    int equations = 0;
    hier_start(h, q->st, &q->p->e->a);
    q->o.made = arena_array(&q->p->e->a, (size_t)h->items.n + 1, sizeof *q->o.made);
    for (int i = 0; i < h->n; i++) {
        const struct hr_rule *r = &q->st->hr[i];
        h->rules[i].ast = r;
        ok = condition(q, r->head.when, "when", &h->rules[i].when) && ok;
        for (int k = 0; k < r->n; k++)
            ok = condition(q, r->right[k].condition, "[ ]", &h->rules[i].right[k].condition) && ok;
        if (r->relation == OP_EQ) {
            q->o.made[h->rules[i].left.item] = true;
            equations++;
        }
    }
    if (!equations && !q->o.check)
        return NULL != dsplan_complain(q->p, D_DATA_NO_EQUATION, q->check->ruleset.span, diag_str(q->st->name.text), NULL, NULL);
    return ok;
}

/* The place of an item in the ruleset. */
static struct span item_span(const struct planned *q, int item)
{
    for (int i = 0; i < q->o.h->n; i++) {
        if (q->o.h->rules[i].left.item == item)
            return q->st->hr[i].left.code.span;
        for (int k = 0; k < q->o.h->rules[i].n; k++)
            if (q->o.h->rules[i].right[k].item == item)
                return q->st->hr[i].right[k].code.span;
    }
    return q->st->name.span;
}

/* The items as values of the identifier. */
static bool set_codes(struct planned *q)
{
    const struct comp *c = &q->r->s.v[q->o.item];
    struct intern *items = &q->o.h->items;
    struct value *v = arena_array(&q->p->e->a, (size_t)items->n + 1, sizeof *v);
    for (int i = 0; i < items->n; i++) {
        struct str text = arena_str(&q->p->e->a, intern_name(items, i));
        if (value_from_text(&v[i], c->type, text) == CELL_OK)
            continue;
        const struct statement *outer = q->p->st;
        q->p->st = q->st;
        dsplan_complain(q->p, D_DATA_ITEM, item_span(q, i), diag_str(text), diag_str(c->name), vtype_name(c->type));
        q->p->st = outer;
        return false;
    }
    q->o.codes = v;
    return true;
}

/* The ruleset over the operand. */
static bool set_hierarchy(struct planned *q)
{
    struct hierarchy *h = q->o.h = arena_array(&q->p->e->a, 1, sizeof *h);
    h->mode = q->check->mode;
    h->dataset_priority = q->check->dataset_priority;
    if (!set_rules(q) || !set_codes(q) || !dsplan_code_type(q->p, q->st, false, &q->o.code_type) ||
        !dsplan_code_type(q->p, q->st, true, &q->o.level_type)) {
        intern_free(&h->items);
        return false;
    }
    hier_link(h, &q->p->e->a);
    return true;
}

struct rel *dsplan_hierarchy(struct dsplan *p, struct node *n)
{
    struct planned q = {.p = p, .n = n, .check = n->more->check};
    q.r = dsplan_rel(p, n->kids[0]);
    q.st = q.r ? dsplan_ruleset(p, &q.check->ruleset, ST_HIERARCHY) : NULL;
    q.o.check = n->builtin == INVOKE_CHECK_HIERARCHY;
    q.o.output = q.check->output;
    q.o.input = (enum hier_input)n->more->choice;
    q.o.everything = n->more->everything;
    q.o.loc = source_loc(p->st->source, n->span);
    if (!q.st || !find_measure(&q) || !find_item(&q) || !find_conditions(&q) || !set_hierarchy(&q))
        return NULL;
    const struct viral **viral = arena_array(&p->e->a, (size_t)q.r->s.n + 1, sizeof(struct viral *));
    for (int i = 0; i < q.r->s.n; i++)
        viral[i] = q.r->s.v[i].viral ? dsplan_viral(p, &q.r->s.v[i]) : NULL;
    q.o.viral = viral;
    return sorted_by_key(hierarchy_new(q.r, &q.o));
}
