/* SPDX-License-Identifier: Apache-2.0 */
/* ecexpr: the value of one VTL expression or rule, for trying rules out and for tests. */
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "cli/tool.h"
#include "io/out.h"
#include "vtl/expression.h"
#include "vtl/print.h"
#include "vtl/ruleset.h"

static bool as_rule, show_ast, show_code;
static int mode = -1;
static const char *today_text;

static const char *const mode_words[] = {"non_null", "non_zero", "partial_null", "partial_zero", "always_null", "always_zero",
    NULL};

static const struct opt options[] = {
    {0, "rule", OPT_FLAG, &as_rule, NULL, {"EXPRESSION is the body of a datapoint rule (when ... then ...)",
                                           "EXPRESSION 是数据点规则的主体（when …… then ……）"}, NULL, 0, 0},
    {0, "hierarchy", OPT_WORD, &mode, "MODE", {"EXPRESSION is a hierarchical rule, checked in this mode",
                                               "EXPRESSION 是层次规则，按此模式检查"}, mode_words, 0, 0},
    {0, "ast", OPT_FLAG, &show_ast, NULL, {"print the tree with its types instead", "改为输出带类型的语法树"}, NULL, 0, 0},
    {0, "code", OPT_FLAG, &show_code, NULL, {"print the compiled code instead", "改为输出编译后的代码"}, NULL, 0, 0},
    {0, "today", OPT_TEXT, &today_text, "DATE", {"the value of current_date() (default: the day it is)",
                                                 "current_date() 的值（默认当天）"}, NULL, 0, 0},
    OPT_END,
};

static const struct opt_program program = {
    .name = "ecexpr",
    .purpose = {"the value of one VTL expression", "计算一个 VTL 表达式"},
    .usage = "[--ast | --code] EXPRESSION [NAME:TYPE=LITERAL]...\n"
             "--rule RULE [NAME:TYPE=LITERAL]...\n"
             "--hierarchy MODE RULE [NAME:TYPE=LITERAL]...",
    .examples = "ecexpr '0.1 + 0.2 = 0.3'\n"
                "ecexpr 'op_profit / op_revenue' op_profit:number=12.50 op_revenue:number=100\n"
                "ecexpr --rule 'when x > 0 then y > 0' x:number=1 y:number=null\n"
                "ecexpr --hierarchy non_zero 'T = A + B' T:number=10 A:number=4",
    .own = options,
    .common = tool_common,
};

/* The bindings of the command line: a schema, a value and a cell for each column. */
struct bindings {
    struct schema schema;
    struct value *values; /* [schema.n] */
    struct str *cells;    /* [schema.n] as a record of a stream */
    struct arena a;
};

enum { BINDINGS_MAX = 4096 };

_Noreturn static void bad_binding(enum diag_id id, const char *arg, struct str a, struct str b)
{
    diag(id, (struct loc){0}, arg, diag_str(a), diag_str(b));
    tool_stop();
}

/* Cuts NAME:TYPE=LITERAL; the name may be quoted and then hold any character. */
static bool cut_binding(struct str arg, struct str *name, struct str *type, struct str *literal)
{
    struct str rest;
    if (arg.n && arg.p[0] == '\'') {
        *name = str_cut((struct str){arg.p + 1, arg.n - 1}, '\'', &rest);
        if (!rest.p || rest.n == 0 || rest.p[0] != ':')
            return false;
        rest = (struct str){rest.p + 1, rest.n - 1};
    } else {
        *name = str_cut(arg, ':', &rest);
    }
    if (!rest.p || name->n == 0)
        return false;
    *type = str_cut(rest, '=', literal);
    return literal->p != NULL;
}

/* A literal of a type: null; strings in double quotes; others as plain text, which may stand in double quotes, too. */
static bool read_literal(enum vtype type, struct str s, struct value *v)
{
    if (str_is(s, "null")) {
        *v = value_null(type);
        return true;
    }
    bool quoted = s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"';
    if (quoted)
        s = (struct str){s.p + 1, s.n - 2};
    if (quoted ? vtype_is_numeric(type) || type == T_BOOLEAN : type == T_STRING)
        return false;
    return value_from_text(v, type, s) == CELL_OK;
}

static void check_count(int n)
{
    if (n < BINDINGS_MAX)
        return;
    diag(D_EXPR_MANY, (struct loc){0}, diag_num(BINDINGS_MAX));
    tool_stop();
}

static void bind(struct bindings *b, const char *arg)
{
    struct str name, type_name, literal;
    enum vtype type;
    struct value v;
    if (utf8_valid(str_of(arg)) != strlen(arg) || !cut_binding(str_of(arg), &name, &type_name, &literal))
        bad_binding(D_EXPR_BINDING, arg, STR(""), STR(""));
    if (!vtype_find(type_name, &type))
        bad_binding(D_EXPR_TYPE, arg, type_name, STR(""));
    if (!read_literal(type, literal, &v))
        bad_binding(D_EXPR_LITERAL, arg, literal, type_name);
    int slot = schema_add(&b->schema, name, type, ROLE_MEASURE, STR(""));
    if (slot < 0)
        bad_binding(D_EXPR_TWICE, arg, STR(""), STR(""));
    check_count(slot);
    struct buf cell = {0};
    if (!v.null) /* the cell of a null is empty: a data point that is there, without a value */
        value_put_cell(&cell, &v);
    b->values[slot] = v;
    b->cells[slot] = arena_str(&b->a, buf_slice(&cell));
    buf_free(&cell);
}

static void fail_with(enum vtl_error e)
{
    diag(D_EXPR_ERROR, (struct loc){0}, vtl_error_text(e, diag_lang() == LANG_ZH));
}

static const char expression_name[] = "expression";

/* Returns the exit status. */
static int run_expression(struct bindings *b, const char *text, const struct rules_host *host, struct buf *out)
{
    struct expression *e = expression_new(expression_name, str_of(text), &b->schema, host);
    struct value v;
    int status = 0;
    if (!e)
        return 2;
    if (show_ast) {
        print_tree(out, expression_tree(e), 0);
    } else if (show_code) {
        expression_print(out, e);
    } else {
        enum vtl_error error = expression_eval(e, b->values, &v);
        if (error == ERR_NONE) {
            value_put(out, &v);
            buf_char(out, '\n');
        } else {
            fail_with(error);
            status = 1;
        }
    }
    expression_free(e);
    return status;
}

/* Columns for the items of a hierarchical rule that were not given: missing data points. */
static void add_missing_items(struct bindings *b, const struct rules *r)
{
    const struct rule *rule = rules_rule(r, 0);
    for (int i = 0; i < rule->nvars; i++) {
        int slot = schema_add(&b->schema, rule->vars[i], T_NUMBER, ROLE_MEASURE, STR(""));
        check_count(slot);
        if (slot >= 0)
            b->cells[slot] = STR("\\N");
    }
}

static void put_outcome(struct buf *out, struct vm *vm, enum outcome o)
{
    static const char *const words[] = {[OUTCOME_FALSE] = "false", [OUTCOME_NULL] = "null", [OUTCOME_TRUE] = "true"};
    if (o == OUTCOME_NOROW) {
        buf_puts(out, "NOROW\n");
        return;
    }
    buf_puts(out, words[o]);
    if (mode >= 0) {
        struct rule_detail d;
        vm_detail(vm, 0, &d);
        buf_char(out, '\t');
        if (d.has_diff)
            dec_put(out, &d.diff);
        else
            buf_puts(out, "null");
    }
    buf_char(out, '\n');
}

static int run_bound(struct program *p, struct bindings *b, struct buf *out)
{
    struct vm *vm = vm_new(p);
    int status = 0;
    vm_record(vm, b->cells, NULL);
    enum outcome o = vm_rule(vm, 0);
    if (o == OUTCOME_ERROR) {
        fail_with(vm_error(vm));
        status = 1;
    } else {
        put_outcome(out, vm, o);
    }
    vm_free(vm);
    return status;
}

static int run_rule(struct bindings *b, const char *text, const struct rules_host *host, struct buf *out)
{
    struct rules *r = rules_of_body(expression_name, str_of(text), &b->schema, mode >= 0,
                                    mode >= 0 ? (enum hr_mode)mode : MODE_NON_NULL);
    if (!r)
        return 2;
    if (mode >= 0)
        add_missing_items(b, r);
    int status = 2;
    struct program *p = rules_bind(r, &b->schema, host);
    if (p && show_ast) {
        print_statement(out, rules_statement(r, 0));
        status = 0;
    } else if (p && program_state(p, 0) != RULE_READY) {
        struct str nearest;
        diag(D_VTL_UNKNOWN_NAME, loc_file(expression_name), diag_str(program_missing(p, 0, &nearest)));
    } else if (p && show_code) {
        program_print(out, p, 0);
        status = 0;
    } else if (p) {
        status = run_bound(p, b, out);
    }
    program_free(p);
    rules_free(r);
    return status;
}

/* Short options: flags, perhaps the file of -o behind them. */
static bool is_option(const char *arg)
{
    const char *p = arg + 1 + strspn(arg + 1, "qvhV");
    return arg[1] == '-' || *p == '\0' || *p == 'o';
}

/* An expression that begins with a minus and is no option: a blank before it means nothing to VTL. */
static void shield_minus(int argc, char **argv, struct arena *a)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (argv[i][0] == '-' && argv[i][1] && !is_option(argv[i]))
            argv[i] = arena_printf(a, " %s", argv[i]);
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    struct bindings b = {0};
    shield_minus(argc, argv, &b.a);
    tool_start(&program, argc, argv, &operands);
    if (operands.n < 1)
        tool_usage(diag_words("no expression", "缺少表达式"));
    if (as_rule && mode >= 0)
        tool_usage(diag_words("--rule and --hierarchy exclude each other", "--rule 与 --hierarchy 不能同用"));
    check_count(operands.n - 1);
    if (utf8_valid(str_of(operands.v[0])) != strlen(operands.v[0])) {
        diag(D_VTL_UTF8, loc_line(expression_name, 1));
        tool_stop();
    }
    b.values = arena_array(&b.a, BINDINGS_MAX, sizeof *b.values);
    b.cells = arena_array(&b.a, BINDINGS_MAX, sizeof *b.cells);
    for (int i = 1; i < operands.n; i++)
        bind(&b, operands.v[i]);
    struct rules_host host = {.today = tool_today(today_text)};
    struct buf text = {0};
    int status = as_rule || mode >= 0 ? run_rule(&b, operands.v[0], &host, &text)
                                      : run_expression(&b, operands.v[0], &host, &text);
    if (status == 0) {
        struct out *o = out_open(tool_options.output);
        out_write(o, text.p, text.n);
        out_close(o, true);
    }
    buf_free(&text);
    schema_free(&b.schema);
    arena_free(&b.a);
    tool_raise(status);
    mem_free(operands.v);
    return tool_finish();
}
