/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/ast.h"

static const struct {
    const char *text;
    int precedence;
} ops[] = {
#define OP(id, spelling, precedence, arity) [id] = {spelling, precedence},
#include "vtl/op.def"
#undef OP
};
_Static_assert(sizeof ops / sizeof ops[0] == OP_COUNT, "one entry an operator");

static const char *const aggrs[] = {"sum", "avg", "min", "max", "median", "count", "stddev_pop", "stddev_samp", "var_pop",
    "var_samp"};
_Static_assert(sizeof aggrs / sizeof aggrs[0] == AGGR_KINDS, "one name an aggregate");

static const char *const modes[] = {"non_null", "non_zero", "partial_null", "partial_zero", "always_null", "always_zero"};
_Static_assert(sizeof modes / sizeof modes[0] == MODE_KINDS, "one name a mode");

const char *op_text(enum op op)
{
    return ops[op].text;
}

int op_precedence(enum op op)
{
    return ops[op].precedence;
}

const char *aggr_name(enum aggr a)
{
    return aggrs[a];
}

int aggr_find(struct str name)
{
    for (int i = 0; i < AGGR_KINDS; i++)
        if (str_is(name, aggrs[i]))
            return i;
    return -1;
}

const char *mode_name(enum hr_mode m)
{
    return modes[m];
}

const char *output_name(enum check_output o)
{
    return o == OUTPUT_INVALID ? "invalid" : o == OUTPUT_ALL ? "all" : "all_measures";
}

static bool value_equal(const struct value *a, const struct value *b)
{
    if (!a || !b)
        return a == b;
    if (a->type != b->type || a->null != b->null)
        return false;
    return a->null || value_cmp(a, b) == ORDER_EQUAL;
}

static const char *const invoke_names[] = {
    [INVOKE_INNER_JOIN] = "inner_join", [INVOKE_LEFT_JOIN] = "left_join", [INVOKE_FULL_JOIN] = "full_join",
    [INVOKE_CROSS_JOIN] = "cross_join", [INVOKE_UNION] = "union", [INVOKE_INTERSECT] = "intersect",
    [INVOKE_SETDIFF] = "setdiff", [INVOKE_SYMDIFF] = "symdiff", [INVOKE_EXISTS_IN] = "exists_in", [INVOKE_CHECK] = "check",
    [INVOKE_CHECK_DATAPOINT] = "check_datapoint", [INVOKE_CHECK_HIERARCHY] = "check_hierarchy",
    [INVOKE_HIERARCHY] = "hierarchy", [INVOKE_FILL] = "fill_time_series", [INVOKE_FLOW_TO_STOCK] = "flow_to_stock",
    [INVOKE_STOCK_TO_FLOW] = "stock_to_flow", [INVOKE_TIMESHIFT] = "timeshift", [INVOKE_FIRST_VALUE] = "first_value",
    [INVOKE_LAST_VALUE] = "last_value", [INVOKE_LAG] = "lag", [INVOKE_LEAD] = "lead", [INVOKE_RANK] = "rank",
    [INVOKE_RATIO] = "ratio_to_report"};
_Static_assert(sizeof invoke_names / sizeof invoke_names[0] == INVOKE_KINDS, "one name an operator");

const char *invoke_name(enum invoke i)
{
    return invoke_names[i];
}

int invoke_find(struct str name)
{
    for (int i = 0; i < INVOKE_KINDS; i++)
        if (str_is(name, invoke_names[i]))
            return i;
    return -1;
}

static bool more_equal(const struct node *a, const struct node *b);

bool node_equal(const struct node *a, const struct node *b)
{
    if (!a || !b)
        return a == b;
    if (a->kind != b->kind || a->op != b->op || a->to != b->to || a->builtin != b->builtin || a->n != b->n ||
        !str_eq(a->name, b->name) || a->word != b->word || !value_equal(a->value, b->value) || !more_equal(a, b))
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        if (!node_equal(a->kids[i], b->kids[i]))
            return false;
    return true;
}

static bool names_equal(const struct name *a, const struct name *b, int n)
{
    for (int i = 0; i < n; i++)
        if (!str_eq(a[i].text, b[i].text))
            return false;
    return true;
}

static bool head_equal(const struct rule_head *a, const struct rule_head *b)
{
    return a->named == b->named && str_eq(a->name.text, b->name.text) && node_equal(a->errorcode, b->errorcode) &&
           node_equal(a->errorlevel, b->errorlevel) && node_equal(a->when, b->when);
}

static bool hr_item_equal(const struct hr_item *a, const struct hr_item *b)
{
    return a->minus == b->minus && str_eq(a->code.text, b->code.text) && node_equal(a->condition, b->condition);
}

static bool hr_equal(const struct hr_rule *a, const struct hr_rule *b)
{
    if (!head_equal(&a->head, &b->head) || a->relation != b->relation || a->n != b->n || !hr_item_equal(&a->left, &b->left))
        return false;
    for (int i = 0; i < a->n; i++)
        if (!hr_item_equal(&a->right[i], &b->right[i]))
            return false;
    return true;
}

static bool rules_equal(const struct statement *a, const struct statement *b)
{
    if (a->nrules != b->nrules)
        return false;
    for (int i = 0; i < a->nrules; i++) {
        if (a->kind == ST_HIERARCHY ? !hr_equal(&a->hr[i], &b->hr[i])
                                    : !head_equal(&a->dp[i].head, &b->dp[i].head) ||
                                          !node_equal(a->dp[i].then, b->dp[i].then))
            return false;
    }
    return true;
}

static bool signature_equal(const struct statement *a, const struct statement *b)
{
    if (a->valuedomain != b->valuedomain || a->nsig != b->nsig || !str_eq(a->rule_item.text, b->rule_item.text))
        return false;
    for (int i = 0; i < a->nsig; i++)
        if (!str_eq(a->sig[i].name.text, b->sig[i].name.text) || !str_eq(a->sig[i].alias, b->sig[i].alias))
            return false;
    return true;
}

static bool operator_equal(const struct statement *a, const struct statement *b)
{
    if (a->nparams != b->nparams || a->returns != b->returns || !node_equal(a->body, b->body))
        return false;
    for (int i = 0; i < a->nparams; i++)
        if (!str_eq(a->params[i].name.text, b->params[i].name.text) || a->params[i].type != b->params[i].type ||
            !node_equal(a->params[i].fallback, b->params[i].fallback))
            return false;
    return true;
}

static bool check_equal(const struct statement *a, const struct statement *b)
{
    return str_eq(a->dataset.text, b->dataset.text) && str_eq(a->measure.text, b->measure.text) &&
           str_eq(a->ruleset.text, b->ruleset.text) &&
           a->ncomponents == b->ncomponents && names_equal(a->components, b->components, a->ncomponents) &&
           str_eq(a->check_rule.text, b->check_rule.text) && a->has_mode == b->has_mode && a->has_input == b->has_input &&
           a->has_output == b->has_output && a->mode == b->mode && a->dataset_priority == b->dataset_priority &&
           a->output == b->output;
}

static bool items_equal(const struct clause *a, const struct clause *b)
{
    for (int i = 0; i < a->n; i++) {
        const struct clause_item *x = &a->items[i], *y = &b->items[i];
        if (x->role != y->role || x->viral != y->viral || !str_eq(x->name.text, y->name.text) ||
            !str_eq(x->second.text, y->second.text) || !node_equal(x->expr, y->expr))
            return false;
    }
    return true;
}

static bool clauses_equal(const struct clause *a, const struct clause *b, int n)
{
    for (int i = 0; i < n; i++, a++, b++)
        if (a->kind != b->kind || a->n != b->n || a->grouped != b->grouped || a->except != b->except || a->whole != b->whole ||
            a->agg_first != b->agg_first || !value_equal(a->agg_to, b->agg_to) || a->ngroup != b->ngroup ||
            !names_equal(a->group, b->group, a->ngroup) || !node_equal(a->having, b->having) || !items_equal(a, b))
            return false;
    return true;
}

static bool limit_equal(const struct limit *a, const struct limit *b)
{
    return a->side == b->side && a->unbounded == b->unbounded && a->n == b->n;
}

static bool over_equal(const struct over *a, const struct over *b)
{
    if (!a || !b)
        return a == b;
    if (a->partitioned != b->partitioned || a->except != b->except || a->whole != b->whole || a->npartition != b->npartition ||
        a->norder != b->norder || a->windowed != b->windowed || a->range != b->range ||
        !names_equal(a->partition, b->partition, a->npartition) || !limit_equal(&a->from, &b->from) ||
        !limit_equal(&a->to, &b->to))
        return false;
    for (int i = 0; i < a->norder; i++)
        if (a->order[i].down != b->order[i].down || !str_eq(a->order[i].name.text, b->order[i].name.text))
            return false;
    return true;
}

static bool join_equal(const struct more *a, const struct more *b, int kids)
{
    if (!a->aliases || !b->aliases)
        return a->aliases == b->aliases;
    if (!names_equal(a->aliases, b->aliases, kids) || !names_equal(a->keys, b->keys, a->nkeys))
        return false;
    for (int i = 0; i < a->nnvl; i++)
        if (!str_eq(a->nvl[i].name.text, b->nvl[i].name.text) || !node_equal(a->nvl[i].value, b->nvl[i].value))
            return false;
    return true;
}

static bool more_equal(const struct node *x, const struct node *y)
{
    const struct more *a = x->more, *b = y->more;
    if (!a || !b)
        return a == b;
    return a->nclauses == b->nclauses && a->nkeys == b->nkeys && a->nnvl == b->nnvl && a->choice == b->choice &&
           a->everything == b->everything && a->n == b->n && clauses_equal(a->clauses, b->clauses, a->nclauses) &&
           over_equal(a->over, b->over) && join_equal(a, b, (int)x->n) && node_equal(a->errorcode, b->errorcode) &&
           node_equal(a->errorlevel, b->errorlevel) && node_equal(a->imbalance, b->imbalance) &&
           node_equal(a->shift, b->shift) && node_equal(a->fallback, b->fallback) && !a->check == !b->check &&
           (!a->check || statement_equal(a->check, b->check));
}

static bool viral_equal(const struct statement *a, const struct statement *b)
{
    if (!str_eq(a->on.text, b->on.text) || a->nviral != b->nviral || a->viral_aggregate != b->viral_aggregate ||
        !value_equal(a->viral_else, b->viral_else))
        return false;
    for (int i = 0; i < a->nviral; i++)
        if (!value_equal(a->viral[i].a, b->viral[i].a) || !value_equal(a->viral[i].b, b->viral[i].b) ||
            !value_equal(a->viral[i].then, b->viral[i].then))
            return false;
    return true;
}

bool statement_equal(const struct statement *a, const struct statement *b)
{
    if (a->kind != b->kind || !str_eq(a->name.text, b->name.text) || a->persistent != b->persistent ||
        !signature_equal(a, b) || !rules_equal(a, b) || !operator_equal(a, b) || !check_equal(a, b) ||
        a->nclauses != b->nclauses || !viral_equal(a, b))
        return false;
    return clauses_equal(a->clauses, b->clauses, a->nclauses);
}
