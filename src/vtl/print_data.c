/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/print.h"
#include "vtl/print_work.h"

void print_component(struct buf *b, const struct name *name)
{
    struct str rest;
    struct str alias = str_cut(name->text, '#', &rest);
    if (name->member) {
        print_name(b, alias);
        buf_char(b, '#');
    }
    print_name(b, name->member ? rest : name->text);
}

static void print_components(struct buf *b, const struct name *v, int n)
{
    for (int i = 0; i < n; i++) {
        if (i)
            buf_puts(b, ", ");
        print_component(b, &v[i]);
    }
}

/* ---- clauses ---- */

static void print_item(struct buf *b, const struct clause *c, const struct clause_item *item)
{
    bool named = c->kind != CLAUSE_FILTER && c->kind != CLAUSE_APPLY;
    if (item->viral)
        buf_puts(b, "viral ");
    if (item->role >= 0)
        buf_printf(b, "%s ", role_name((enum role)item->role));
    if (named)
        print_component(b, &item->name);
    if (c->kind == CLAUSE_RENAME) {
        buf_puts(b, " to ");
        print_name(b, item->second.text);
    }
    if (!item->expr)
        return;
    if (named)
        buf_puts(b, c->kind == CLAUSE_SUB ? " = " : " := ");
    print_node(b, item->expr);
}

static void print_group(struct buf *b, const struct clause *c)
{
    if (c->grouped)
        buf_puts(b, c->whole ? " group all" : c->except ? " group except " : " group by ");
    print_components(b, c->group, c->ngroup);
    if (c->agg_to) {
        buf_puts(b, " time_agg(");
        value_put(b, c->agg_to);
        buf_puts(b, c->agg_first ? ", first)" : ")");
    }
    if (c->having) {
        buf_puts(b, " having ");
        print_node(b, c->having);
    }
}

void print_clause_body(struct buf *b, const struct clause *c)
{
    static const char *const words[] = {"calc", "filter", "keep", "drop", "rename", "aggr", "sub", "pivot", "unpivot",
        "apply"};
    buf_printf(b, "%s ", words[c->kind]);
    for (int i = 0; i < c->n; i++) {
        if (i)
            buf_puts(b, ", ");
        print_item(b, c, &c->items[i]);
    }
    print_group(b, c);
}

/* ---- over ---- */

static void print_limit(struct buf *b, const struct limit *l)
{
    if (l->unbounded)
        buf_puts(b, "unbounded ");
    else if (l->side)
        buf_printf(b, "%lld ", (long long)l->n);
    buf_puts(b, l->side < 0 ? "preceding" : l->side > 0 ? "following" : "current data point");
}

static void print_over(struct buf *b, const struct over *o, bool first)
{
    const char *blank = "";
    buf_puts(b, first ? "over (" : " over (");
    if (o->partitioned) {
        buf_puts(b, o->whole ? "partition except all" : o->except ? "partition except " : "partition by ");
        print_components(b, o->partition, o->npartition);
        blank = " ";
    }
    for (int i = 0; i < o->norder; i++) {
        buf_printf(b, "%s", i ? ", " : blank);
        buf_puts(b, i ? "" : "order by ");
        print_component(b, &o->order[i].name);
        buf_puts(b, o->order[i].down ? " desc" : "");
        blank = " ";
    }
    if (o->windowed) {
        buf_printf(b, "%s%s between ", blank, o->range ? "range" : "data points");
        print_limit(b, &o->from);
        buf_puts(b, " and ");
        print_limit(b, &o->to);
    }
    buf_char(b, ')');
}

/* ---- what is written like a function ---- */

static void print_join(struct buf *b, const struct node *n)
{
    const struct more *m = n->more;
    for (uint32_t i = 0; i < n->n; i++) {
        buf_puts(b, i ? ", " : "");
        print_node(b, n->kids[i]);
        if (m->aliases[i].text.n) {
            buf_puts(b, " as ");
            print_name(b, m->aliases[i].text);
        }
    }
    if (m->nkeys + m->nnvl)
        buf_puts(b, " using ");
    print_components(b, m->keys, m->nkeys);
    for (int i = 0; i < m->nnvl; i++) {
        buf_puts(b, m->nkeys + i ? ", nvl(" : "nvl(");
        print_component(b, &m->nvl[i].name);
        buf_puts(b, ", ");
        print_node(b, m->nvl[i].value);
        buf_char(b, ')');
    }
    for (int i = 0; i < m->nclauses; i++) {
        buf_char(b, ' ');
        print_clause_body(b, &m->clauses[i]);
    }
}

static void print_part(struct buf *b, const char *word, const struct node *n)
{
    if (!n)
        return;
    buf_puts(b, word);
    print_node(b, n);
}

static void print_hierarchy(struct buf *b, const struct more *m)
{
    static const char *const inputs[] = {"", " dataset", " rule_priority"};
    const struct statement *st = m->check;
    buf_puts(b, ", ");
    print_name(b, st->ruleset.text);
    if (st->ncomponents) {
        buf_puts(b, " condition ");
        print_components(b, st->components, st->ncomponents);
    }
    if (st->check_rule.text.n) {
        buf_puts(b, " rule ");
        print_name(b, st->check_rule.text);
    }
    if (st->has_mode)
        buf_printf(b, " %s", mode_name(st->mode));
    buf_puts(b, inputs[m->choice]);
    buf_puts(b, m->everything ? " all" : "");
}

static void print_shift(struct buf *b, const struct more *m)
{
    buf_puts(b, ", ");
    if (m->shift)
        print_node(b, m->shift);
    else
        buf_printf(b, "%lld", (long long)m->n);
    print_part(b, ", ", m->fallback);
}

/* What stands between the parentheses; a check of a ruleset ends its own. */
static void print_inside(struct buf *b, const struct node *n)
{
    const struct more *m = n->more;
    int kind = n->builtin;
    if (kind <= INVOKE_CROSS_JOIN) {
        print_join(b, n);
        return;
    }
    print_list(b, n->kids, n->n);
    if (kind == INVOKE_EXISTS_IN && m->choice >= 0)
        buf_puts(b, m->choice ? ", true" : ", false");
    if (kind == INVOKE_FILL && m->choice)
        buf_puts(b, ", single");
    if (kind == INVOKE_TIMESHIFT || kind == INVOKE_LAG || kind == INVOKE_LEAD)
        print_shift(b, m);
    if (kind == INVOKE_HIERARCHY)
        print_hierarchy(b, m);
    if (kind == INVOKE_CHECK) {
        print_part(b, " errorcode ", m->errorcode);
        print_part(b, " errorlevel ", m->errorlevel);
        print_part(b, " imbalance ", m->imbalance);
        buf_puts(b, m->choice ? " invalid" : "");
    }
    if (m->over)
        print_over(b, m->over, n->n == 0);
}

static void print_invoke(struct buf *b, const struct node *n)
{
    buf_printf(b, "%s(", invoke_name((enum invoke)n->builtin));
    print_inside(b, n);
    if (n->builtin == INVOKE_CHECK_DATAPOINT || n->builtin == INVOKE_CHECK_HIERARCHY)
        print_check_rest(b, n->more->check);
    else
        buf_char(b, ')');
}

static void print_aggregate(struct buf *b, const struct node *n)
{
    buf_printf(b, "%s(", aggr_name((enum aggr)n->builtin));
    print_list(b, n->kids, n->n);
    if (n->more && n->more->over)
        print_over(b, n->more->over, n->n == 0);
    if (n->more && n->more->nclauses)
        print_group(b, n->more->clauses);
    buf_char(b, ')');
}

void print_data_node(struct buf *b, const struct node *n, void (*operand)(struct buf *, const struct node *))
{
    if (n->kind == N_INVOKE) {
        print_invoke(b, n);
        return;
    }
    if (n->kind == N_AGGR) {
        print_aggregate(b, n);
        return;
    }
    operand(b, n->kids[0]);
    if (n->kind == N_MEMBER) {
        buf_char(b, '#');
        print_name(b, n->name);
        return;
    }
    for (int i = 0; i < n->more->nclauses; i++) {
        buf_char(b, '[');
        print_clause_body(b, &n->more->clauses[i]);
        buf_char(b, ']');
    }
}

/* ---- viral propagation ---- */

void print_viral(struct buf *b, const struct statement *st)
{
    buf_puts(b, "define viral propagation ");
    print_name(b, st->name.text);
    buf_puts(b, st->valuedomain ? " (valuedomain " : " (variable ");
    print_name(b, st->on.text);
    buf_puts(b, ") is\n");
    for (int i = 0; i < st->nviral; i++) {
        const struct viral_when *w = &st->viral[i];
        buf_puts(b, i ? ";\n    when " : "    when ");
        value_put(b, w->a);
        if (w->b) {
            buf_puts(b, " and ");
            value_put(b, w->b);
        }
        buf_puts(b, " then ");
        value_put(b, w->then);
    }
    if (st->viral_else) {
        buf_puts(b, st->nviral ? ";\n    else " : "    else ");
        value_put(b, st->viral_else);
    }
    if (st->viral_aggregate >= 0)
        buf_printf(b, "    aggregate %s", aggr_name((enum aggr)st->viral_aggregate));
    buf_puts(b, "\nend viral propagation;\n");
}
