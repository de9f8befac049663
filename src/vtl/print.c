/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/print.h"

#include "vtl/builtin.h"
#include "vtl/lex.h"

void print_name(struct buf *b, struct str name)
{
    bool plain = name_is_plain(name);
    if (!plain)
        buf_char(b, '\'');
    buf_str(b, name);
    if (!plain)
        buf_char(b, '\'');
}

/* How tightly a node holds together: what stands around must not bind tighter. 9: a primary, 1: if and case. */
static int strength(const struct node *n)
{
    switch ((enum node_kind)n->kind) {
    case N_UNARY:
    case N_BINARY:
    case N_IN:
    case N_DOMAIN: return op_precedence((enum op)n->op);
    case N_IF:
    case N_CASE: return 1;
    case N_CONST: /* -1 can only stand in a set; elsewhere it would be an operator */
        return 9;
    case N_NAME:
    case N_CALL:
    case N_CAST:
    case N_AGGR:
    case N_MEMBER:
    case N_CLAUSE:
    case N_INVOKE:
    case N_OMIT: break;
    }
    return 9;
}

static void print_in(struct buf *b, const struct node *n, int least)
{
    bool parens = strength(n) < least;
    if (parens)
        buf_char(b, '(');
    print_node(b, n);
    if (parens)
        buf_char(b, ')');
}

static void print_list(struct buf *b, struct node *const kids[], uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            buf_puts(b, ", ");
        print_node(b, kids[i]);
    }
}

static void print_case(struct buf *b, const struct node *n)
{
    buf_puts(b, "case");
    for (uint32_t i = 0; i + 1 < n->n; i += 2) {
        buf_puts(b, " when ");
        print_node(b, n->kids[i]);
        buf_puts(b, " then ");
        print_node(b, n->kids[i + 1]);
    }
    buf_puts(b, " else ");
    print_node(b, n->kids[n->n - 1]);
}

static void print_if(struct buf *b, const struct node *n)
{
    buf_puts(b, "if ");
    print_node(b, n->kids[0]);
    buf_puts(b, " then ");
    print_node(b, n->kids[1]);
    buf_puts(b, " else ");
    print_node(b, n->kids[2]);
}

static void print_binary(struct buf *b, const struct node *n)
{
    int prec = op_precedence((enum op)n->op);
    print_in(b, n->kids[0], prec);
    buf_printf(b, " %s ", op_text((enum op)n->op));
    print_in(b, n->kids[1], prec + 1);
}

static void print_membership(struct buf *b, const struct node *n)
{
    print_in(b, n->kids[0], op_precedence(OP_IN));
    buf_printf(b, " %s ", op_text((enum op)n->op));
    if (n->kind == N_DOMAIN) {
        print_name(b, n->name);
        return;
    }
    buf_char(b, '{');
    print_list(b, n->kids + 1, n->n - 1);
    buf_char(b, '}');
}

static void print_cast(struct buf *b, const struct node *n)
{
    buf_puts(b, "cast(");
    print_node(b, n->kids[0]);
    buf_puts(b, ", ");
    if (n->name.n)
        print_name(b, n->name);
    else
        buf_puts(b, vtype_name((enum vtype)n->to));
    if (n->value) {
        buf_puts(b, ", ");
        value_put(b, n->value);
    }
    buf_char(b, ')');
}

static void print_call(struct buf *b, const struct node *n)
{
    if (n->kind == N_AGGR)
        buf_puts(b, aggr_name((enum aggr)n->builtin));
    else if (n->builtin >= 0)
        buf_puts(b, vtl_builtin(n->builtin)->name);
    else
        print_name(b, n->name);
    buf_char(b, '(');
    print_list(b, n->kids, n->n);
    buf_char(b, ')');
}

/* - before a minus would still parse, but - - x is easier to read; not needs its blank. */
static void print_unary(struct buf *b, const struct node *n)
{
    buf_puts(b, op_text((enum op)n->op));
    if (n->op == OP_NOT || n->kids[0]->kind == N_UNARY)
        buf_char(b, ' ');
    print_in(b, n->kids[0], op_precedence((enum op)n->op));
}

void print_node(struct buf *b, const struct node *n)
{
    switch ((enum node_kind)n->kind) {
    case N_CONST: value_put(b, n->value); break;
    case N_NAME: print_name(b, n->name); break;
    case N_UNARY: print_unary(b, n); break;
    case N_BINARY: print_binary(b, n); break;
    case N_IF: print_if(b, n); break;
    case N_CASE: print_case(b, n); break;
    case N_CALL:
    case N_AGGR: print_call(b, n); break;
    case N_IN:
    case N_DOMAIN: print_membership(b, n); break;
    case N_CAST: print_cast(b, n); break;
    case N_OMIT: buf_char(b, '_'); break;
    case N_MEMBER: /* programs on data sets are not printed */
    case N_CLAUSE:
    case N_INVOKE: break;
    }
}

static void print_head(struct buf *b, const struct rule_head *h)
{
    buf_puts(b, "    ");
    if (h->named) {
        print_name(b, h->name.text);
        buf_puts(b, ": ");
    }
}

static void print_when(struct buf *b, const struct rule_head *h)
{
    if (h->when) {
        buf_puts(b, "when ");
        print_node(b, h->when);
        buf_puts(b, " then ");
    }
}

static void print_errors(struct buf *b, const struct rule_head *h)
{
    if (h->errorcode) {
        buf_puts(b, " errorcode ");
        print_node(b, h->errorcode);
    }
    if (h->errorlevel) {
        buf_puts(b, " errorlevel ");
        print_node(b, h->errorlevel);
    }
}

/* Item codes are names or numbers as they were spelled. */
static void print_code(struct buf *b, struct str code)
{
    struct dec d;
    bool number = code.n && code.p[0] >= '0' && code.p[0] <= '9' && dec_parse(&d, code) != DEC_SYNTAX;
    if (number)
        buf_str(b, code);
    else
        print_name(b, code);
}

static void print_hr_rule(struct buf *b, const struct hr_rule *r)
{
    print_when(b, &r->head);
    print_code(b, r->left.code.text);
    buf_printf(b, " %s", op_text(r->relation));
    for (int i = 0; i < r->n; i++) {
        const struct hr_item *item = &r->right[i];
        buf_puts(b, item->minus ? " - " : i ? " + " : " ");
        print_code(b, item->code.text);
        if (item->condition) {
            buf_char(b, '[');
            print_node(b, item->condition);
            buf_char(b, ']');
        }
    }
}

static void print_signature(struct buf *b, const struct statement *st)
{
    bool hier = st->kind == ST_HIERARCHY;
    buf_puts(b, " (");
    if (hier || st->nsig)
        buf_puts(b, st->valuedomain ? "valuedomain" : "variable");
    for (int i = 0; i < st->nsig; i++) {
        buf_puts(b, i ? ", " : hier ? " condition " : " ");
        print_name(b, st->sig[i].name.text);
        if (!str_eq(st->sig[i].name.text, st->sig[i].alias)) {
            buf_puts(b, " as ");
            print_name(b, st->sig[i].alias);
        }
    }
    if (hier) {
        buf_puts(b, " rule ");
        print_name(b, st->rule_item.text);
    }
    buf_puts(b, ") is\n");
}

void print_rule(struct buf *b, const struct statement *st, int number)
{
    if (st->kind == ST_HIERARCHY) {
        print_hr_rule(b, &st->hr[number]);
    } else {
        print_when(b, &st->dp[number].head);
        print_node(b, st->dp[number].then);
    }
}

static void print_ruleset(struct buf *b, const struct statement *st)
{
    const char *word = st->kind == ST_HIERARCHY ? "hierarchical" : "datapoint";
    buf_printf(b, "define %s ruleset ", word);
    print_name(b, st->name.text);
    print_signature(b, st);
    for (int i = 0; i < st->nrules; i++) {
        const struct rule_head *head = st->kind == ST_HIERARCHY ? &st->hr[i].head : &st->dp[i].head;
        print_head(b, head);
        print_rule(b, st, i);
        print_errors(b, head);
        buf_puts(b, i + 1 < st->nrules ? ";\n" : "\n");
    }
    buf_printf(b, "end %s ruleset;\n", word);
}

static void print_operator(struct buf *b, const struct statement *st)
{
    buf_puts(b, "define operator ");
    print_name(b, st->name.text);
    buf_puts(b, " (");
    for (int i = 0; i < st->nparams; i++) {
        if (i)
            buf_puts(b, ", ");
        print_name(b, st->params[i].name.text);
        buf_printf(b, " %s", vtype_name(st->params[i].type));
        if (st->params[i].fallback) {
            buf_puts(b, " default ");
            print_node(b, st->params[i].fallback);
        }
    }
    buf_char(b, ')');
    if (st->returns >= 0)
        buf_printf(b, " returns %s", vtype_name((enum vtype)st->returns));
    buf_puts(b, " is\n    ");
    print_node(b, st->body);
    buf_puts(b, "\nend operator;\n");
}

static void print_names(struct buf *b, const struct name *v, int n)
{
    for (int i = 0; i < n; i++) {
        if (i)
            buf_puts(b, ", ");
        print_name(b, v[i].text);
    }
}

static void print_check(struct buf *b, const struct statement *st)
{
    bool hier = st->kind == ST_CHECK_HIERARCHY;
    buf_puts(b, hier ? "check_hierarchy(" : "check_datapoint(");
    print_name(b, st->dataset.text);
    if (st->measure.text.n) {
        buf_char(b, '#');
        print_name(b, st->measure.text);
    }
    buf_puts(b, ", ");
    print_name(b, st->ruleset.text);
    if (st->ncomponents) {
        buf_puts(b, hier ? " condition " : " components ");
        print_names(b, st->components, st->ncomponents);
    }
    if (st->check_rule.text.n) {
        buf_puts(b, " rule ");
        print_name(b, st->check_rule.text);
    }
    if (st->has_mode)
        buf_printf(b, " %s", mode_name(st->mode));
    if (st->has_input)
        buf_puts(b, st->dataset_priority ? " dataset_priority" : " dataset");
    if (st->has_output)
        buf_printf(b, " %s", output_name(st->output));
    buf_puts(b, ");\n");
}

static void print_clause_item(struct buf *b, const struct clause *c, const struct clause_item *item)
{
    if (item->role >= 0)
        buf_printf(b, "%s ", role_name((enum role)item->role));
    if (c->kind != CLAUSE_FILTER)
        print_name(b, item->name.text);
    if (c->kind == CLAUSE_RENAME) {
        buf_puts(b, " to ");
        print_name(b, item->second.text);
    }
    if (!item->expr)
        return;
    if (c->kind != CLAUSE_FILTER)
        buf_puts(b, " := ");
    print_node(b, item->expr);
}

static void print_clause(struct buf *b, const struct clause *c)
{
    static const char *const words[] = {"calc", "filter", "keep", "drop", "rename", "aggr", "sub", "pivot", "unpivot",
        "apply"};
    buf_printf(b, " [%s ", words[c->kind]);
    for (int i = 0; i < c->n; i++) {
        if (i)
            buf_puts(b, ", ");
        print_clause_item(b, c, &c->items[i]);
    }
    if (c->grouped) {
        buf_puts(b, c->except ? " group except " : " group by ");
        print_names(b, c->group, c->ngroup);
    }
    if (c->having) {
        buf_puts(b, " having ");
        print_node(b, c->having);
    }
    buf_char(b, ']');
}

void print_statement(struct buf *b, const struct statement *st)
{
    if (st->kind == ST_DATAPOINT || st->kind == ST_HIERARCHY) {
        print_ruleset(b, st);
        return;
    }
    if (st->kind == ST_OPERATOR) {
        print_operator(b, st);
        return;
    }
    print_name(b, st->name.text);
    buf_puts(b, st->persistent ? " <- " : " := ");
    if (st->kind != ST_CLAUSES) {
        print_check(b, st);
        return;
    }
    print_name(b, st->dataset.text);
    for (int i = 0; i < st->nclauses; i++)
        print_clause(b, &st->clauses[i]);
    buf_puts(b, ";\n");
}

void print_tree(struct buf *b, const struct node *n, int indent)
{
    static const char *const kinds[] = {"const", "name", "unary", "binary", "if", "case", "call", "in", "in", "cast",
        "aggregate", "_", "#", "clause", "operator"};
    for (int i = 0; i < indent; i++)
        buf_puts(b, "  ");
    buf_puts(b, kinds[n->kind]);
    if (n->kind == N_UNARY || n->kind == N_BINARY || n->kind == N_IN || n->kind == N_DOMAIN)
        buf_printf(b, " %s", op_text((enum op)n->op));
    if (n->kind == N_NAME || n->kind == N_CALL || n->kind == N_DOMAIN) {
        buf_char(b, ' ');
        print_name(b, n->name);
    }
    if (n->kind == N_AGGR)
        buf_printf(b, " %s", aggr_name((enum aggr)n->builtin));
    if (n->kind == N_CAST)
        buf_printf(b, " %s", vtype_name((enum vtype)n->to));
    if (n->value) {
        buf_char(b, ' ');
        value_put(b, n->value);
    }
    if (n->type != T_NULL)
        buf_printf(b, " : %s", vtype_name((enum vtype)n->type));
    buf_char(b, '\n');
    for (uint32_t i = 0; i < n->n; i++)
        print_tree(b, n->kids[i], indent + 1);
}
