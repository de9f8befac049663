/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs tables of VTL cases: cases [--lenient] FILE... One case a line, the first line is a header; columns id, topic,
 * expression, bindings, expected, note, types. Topics:
 *   dprule           the body of a datapoint rule; expected: true false null
 *   hrule:MODE       a hierarchical rule; expected: NOROW, or the truth value and the imbalance ("false 1")
 *   program          statements (\n \t \\ escaped); expected: RULE=OUTCOME for each rule, in order
 *   load             statements; expected: the ids of all complaints in order, or ok
 *   print            an expression; expected: its canonical layout
 *   layout           statements on data sets (escaped); expected: their canonical layout without line ends
 *   anything else    an expression; expected: its value
 * Expected errors: `load ID` (a complaint of diag.def), `run ID` (of error.def), or ERROR for any.
 * With --lenient numbers compare by value, values other than strings may be quoted, and the imbalance stands in the note.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "io/in.h"
#include "vtl/expression.h"
#include "vtl/parse.h"
#include "vtl/print.h"
#include "vtl/ruleset.h"

enum { COLUMNS = 8, BINDINGS = 64 };
enum { ID, TOPIC, EXPRESSION, BOUND, EXPECTED, NOTE, TYPES };

static const char *const error_ids[] = {
#define ERROR(id, en, zh) #id,
#include "vtl/error.def"
#undef ERROR
};

static bool lenient;
static struct buf complaints;

static void hear(void *to, enum diag_id id, enum diag_level level, struct loc loc, struct str text)
{
    (void)to;
    (void)loc;
    (void)text;
    (void)level;
    if (complaints.n)
        buf_char(&complaints, ' ');
    buf_puts(&complaints, diag_name(id));
}

struct bindings {
    struct schema schema;
    struct value values[BINDINGS];
    struct str cells[BINDINGS];
    bool missing[BINDINGS];
    struct arena a;
};

static struct str word(struct str *rest, char end)
{
    bool quoted = false;
    char quote = 0;
    for (size_t i = 0; i < rest->n; i++) {
        char c = rest->p[i];
        if ((c == '"' || c == '\'') && (!quoted || c == quote)) {
            quoted = !quoted;
            quote = c;
        } else if (c == end && !quoted) {
            struct str w = {rest->p, i};
            *rest = (struct str){rest->p + i + 1, rest->n - i - 1};
            return w;
        }
    }
    struct str w = *rest;
    *rest = (struct str){rest->p + rest->n, 0};
    return w;
}

static struct str plain(struct str s, char quote)
{
    return s.n >= 2 && s.p[0] == quote && s.p[s.n - 1] == quote ? (struct str){s.p + 1, s.n - 2} : s;
}

/* Adds the columns of `x:integer;y:number`. */
static bool add_types(struct bindings *b, struct str types)
{
    while (types.n) {
        struct str one = word(&types, ';');
        struct str name = plain(word(&one, ':'), '\'');
        enum vtype t;
        if (!vtype_find(one, &t) || b->schema.n == BINDINGS)
            return false;
        int slot = schema_add(&b->schema, name, t, ROLE_MEASURE, STR(""));
        b->values[slot] = value_null(t);
        b->cells[slot] = STR("");
    }
    return true;
}

static bool add_values(struct bindings *b, struct str list)
{
    while (list.n) {
        struct str one = word(&list, ';');
        struct str name = plain(word(&one, '='), '\'');
        int slot = schema_find(&b->schema, name);
        if (slot < 0)
            return false;
        b->missing[slot] = str_is(one, "MISSING");
        if (str_is(one, "NULL") || b->missing[slot]) {
            b->cells[slot] = b->missing[slot] ? STR("\\N") : STR("");
            continue;
        }
        if (value_from_text(&b->values[slot], b->schema.columns[slot].type, plain(one, '"')) != CELL_OK)
            return false;
        struct buf cell = {0};
        value_put_cell(&cell, &b->values[slot]);
        b->cells[slot] = arena_str(&b->a, buf_slice(&cell));
        buf_free(&cell);
    }
    return true;
}

static const void *no_domain(void *ctx, struct str name, enum vtype *type)
{
    (void)ctx;
    *type = T_STRING;
    return str_is(name, "colours") ? "colours" : NULL;
}

static bool in_domain(void *ctx, const void *domain, const struct value *v)
{
    (void)ctx;
    (void)domain;
    return str_is(v->str, "red") || str_is(v->str, "green");
}

static struct rules_host host(void)
{
    struct rules_host h = {.domain = no_domain, .member = in_domain};
    date_parse(&h.today, STR("2025-11-22"));
    return h;
}

static void put_load(struct buf *out)
{
    buf_puts(out, "load ");
    buf_str(out, buf_slice(&complaints));
}

static void put_run(struct buf *out, enum vtl_error e)
{
    buf_printf(out, "run %s", error_ids[e]);
}

static void run_expression(struct buf *out, struct bindings *b, struct str text)
{
    struct rules_host h = host();
    struct expression *e = expression_new("case", text, &b->schema, &h);
    struct value v;
    if (!e) {
        put_load(out);
        return;
    }
    enum vtl_error error = expression_eval(e, b->values, &v);
    if (error != ERR_NONE)
        put_run(out, error);
    else
        value_put(out, &v);
    expression_free(e);
}

static void put_outcome(struct buf *out, struct vm *vm, int rule, enum outcome o, bool imbalance)
{
    static const char *const words[] = {[OUTCOME_FALSE] = "false", [OUTCOME_NULL] = "null", [OUTCOME_TRUE] = "true",
        [OUTCOME_BAD] = "bad", [OUTCOME_NOROW] = "NOROW", [OUTCOME_NOTRUN] = "notrun"};
    struct rule_detail d;
    if (o == OUTCOME_ERROR) {
        put_run(out, vm_error(vm));
        return;
    }
    buf_puts(out, words[o]);
    if (!imbalance || o == OUTCOME_NOROW)
        return;
    vm_detail(vm, rule, &d);
    buf_char(out, ' ');
    if (d.has_diff)
        dec_put(out, &d.diff);
    else
        buf_puts(out, "null");
}

static void run_rules(struct buf *out, struct bindings *b, struct rules *r, bool program, bool imbalance)
{
    struct rules_host h = host();
    struct program *p = rules_bind(r, &b->schema, &h);
    if (!p) {
        put_load(out);
        return;
    }
    struct vm *vm = vm_new(p);
    vm_record(vm, b->cells, NULL);
    for (int i = 0; i < rules_count(r); i++) {
        if (i)
            buf_char(out, ' ');
        if (program) {
            buf_str(out, rules_rule(r, i)->name);
            buf_char(out, '=');
        }
        put_outcome(out, vm, i, vm_rule(vm, i), imbalance);
    }
    vm_free(vm);
    program_free(p);
}

static void run_body(struct buf *out, struct bindings *b, struct str text, int mode)
{
    struct rules *r = rules_of_body("case", text, &b->schema, mode >= 0, mode >= 0 ? (enum hr_mode)mode : MODE_NON_NULL);
    if (r)
        run_rules(out, b, r, false, mode >= 0);
    else
        put_load(out);
    rules_free(r);
}

static void run_program(struct buf *out, struct bindings *b, struct str text, bool load_only)
{
    bool ok;
    struct rules *r = rules_new();
    struct str plain_text = value_unescape(text, &b->a, &ok);
    ok = rules_load(r, "case", plain_text);
    ok = rules_link(r) && ok;
    if (load_only) {
        struct rules_host h = host();
        program_free(ok ? rules_bind(r, &b->schema, &h) : NULL);
        buf_str(out, complaints.n ? buf_slice(&complaints) : STR("ok"));
    } else if (ok) {
        run_rules(out, b, r, true, false);
    } else {
        put_load(out);
    }
    rules_free(r);
}

static void run_print(struct buf *out, struct bindings *b, struct str text)
{
    struct node *n = parse_expression(&b->a, source_new(&b->a, "case", text));
    if (n)
        print_node(out, n);
    else
        put_load(out);
}

static void run_layout(struct buf *out, struct bindings *b, struct str text)
{
    bool ok;
    struct parsed all = {0};
    parse_program(&all, &b->a, source_new(&b->a, "case", value_unescape(text, &b->a, &ok)), true);
    for (size_t i = 0; i < all.n && !all.errors; i++)
        print_statement(out, all.v[i]);
    for (size_t i = 0; i < out->n; i++)
        out->p[i] = out->p[i] == '\n' ? ' ' : out->p[i];
    out->n -= out->n > 0;
    if (all.errors)
        put_load(out);
    mem_free(all.v);
}

static bool same_value(struct str got, struct str want)
{
    struct dec a, b;
    if (str_eq(got, want) || (got.n && got.p[0] != '"' && str_eq(got, plain(want, '"'))))
        return true;
    return dec_parse(&a, got) == DEC_OK && dec_parse(&b, want) == DEC_OK && dec_cmp(&a, &b) == 0;
}

/* --lenient: `false` expected, `false 1` got; the note may begin with "imbalance 1". */
static bool same_hierarchical(struct str got, struct str want, struct str note)
{
    struct str diff, truth = str_cut(got, ' ', &diff), rest;
    if (!str_eq(truth, want))
        return false;
    struct str head = str_cut(note, ' ', &rest);
    return !str_is(head, "imbalance") || !rest.p || same_value(diff, str_cut(rest, ' ', &rest));
}

static bool as_expected(struct str got, struct str c[COLUMNS])
{
    struct str want = c[EXPECTED];
    if (str_is(want, "ERROR"))
        return str_starts(got, STR("load ")) || str_starts(got, STR("run "));
    if (lenient)
        return str_starts(c[TOPIC], STR("hrule:")) ? same_hierarchical(got, want, c[NOTE]) : same_value(got, want);
    return str_eq(got, want);
}

static int mode_of(struct str topic)
{
    for (int i = 0; i < MODE_KINDS; i++)
        if (str_is((struct str){topic.p + 6, topic.n - 6}, mode_name((enum hr_mode)i)))
            return i;
    return 0;
}

static bool run_case(const char *file, struct str c[COLUMNS])
{
    struct bindings *b = mem_alloc(sizeof *b);
    struct buf got = {0};
    buf_reset(&complaints);
    if (!add_types(b, c[TYPES]) || !add_values(b, c[BOUND]))
        buf_puts(&got, "the case itself is wrong: bindings");
    else if (str_is(c[TOPIC], "dprule"))
        run_body(&got, b, c[EXPRESSION], -1);
    else if (str_starts(c[TOPIC], STR("hrule:")))
        run_body(&got, b, c[EXPRESSION], mode_of(c[TOPIC]));
    else if (str_is(c[TOPIC], "program") || str_is(c[TOPIC], "load"))
        run_program(&got, b, c[EXPRESSION], str_is(c[TOPIC], "load"));
    else if (str_is(c[TOPIC], "layout"))
        run_layout(&got, b, c[EXPRESSION]);
    else if (str_is(c[TOPIC], "print"))
        run_print(&got, b, c[EXPRESSION]);
    else
        run_expression(&got, b, c[EXPRESSION]);
    bool ok = as_expected(buf_slice(&got), c);
    if (!ok)
        printf("FAIL %s %.*s: %.*s {%.*s}: expected %.*s, got %s (%s)\n", file, (int)c[ID].n, c[ID].p, (int)c[EXPRESSION].n,
               c[EXPRESSION].p, (int)c[BOUND].n, c[BOUND].p, (int)c[EXPECTED].n, c[EXPECTED].p, buf_text(&got),
               buf_text(&complaints));
    buf_free(&got);
    schema_free(&b->schema);
    arena_free(&b->a);
    mem_free(b);
    return ok;
}

static void run_file(const char *file, int *passed, int *failed)
{
    struct buf text = {0};
    if (!in_slurp(file, 1 << 24, &text))
        exit(2);
    struct str rest = buf_slice(&text), line;
    bool header = true;
    while (rest.n) {
        line = str_cut(rest, '\n', &rest);
        struct str c[COLUMNS] = {{"", 0}, {"", 0}, {"", 0}, {"", 0}, {"", 0}, {"", 0}, {"", 0}, {"", 0}};
        for (int i = 0; i < COLUMNS && line.p; i++)
            c[i] = str_cut(line, '\t', &line);
        bool skip = header || c[ID].n == 0 || c[ID].p[0] == '#';
        header = false;
        if (skip)
            continue;
        if (run_case(file, c))
            ++*passed;
        else
            ++*failed;
    }
    buf_free(&text);
}

int main(int argc, char **argv)
{
    int passed = 0, failed = 0, first = 1;
    lenient = argc > 1 && strcmp(argv[1], "--lenient") == 0;
    first += lenient;
    diag_to(hear, NULL);
    for (int i = first; i < argc; i++)
        run_file(argv[i], &passed, &failed);
    printf("%d cases as expected, %d not\n", passed, failed);
    buf_free(&complaints);
    return failed || passed == 0 ? 1 : 0;
}
