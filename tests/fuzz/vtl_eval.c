/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: the first line is an expression over a:integer b:number c:string d:date e:time_period f:boolean
 * g:duration, the second the cells of one record, separated by TAB. Checks, compiles, evaluates, explains. */
#include <stdint.h>
#include <string.h>

#include "base/diag.h"
#include "base/utf8.h"
#include "vtl/expression.h"
#include "vtl/ruleset.h"
#include "../silent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { COLUMNS = 7 };

static void count(void *to, int depth, struct str text, const struct value *v, enum vtl_error error)
{
    struct buf *b = to;
    (void)depth;
    (void)text;
    (void)error;
    value_put(b, v);
}

static void run(struct rules *r, const struct schema *s, const struct str *cells)
{
    struct program *p = rules_bind(r, s, NULL);
    if (!p)
        return;
    struct vm *vm = vm_new(p);
    struct buf b = {0};
    struct rule_detail d;
    vm_record(vm, cells, NULL);
    for (int i = 0; i < rules_count(r); i++) {
        vm_rule(vm, i);
        vm_detail(vm, i, &d);
        vm_explain(vm, p, i, count, &b);
        buf_reset(&b);
        program_print(&b, p, i);
    }
    buf_free(&b);
    vm_free(vm);
    program_free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const struct {
        const char *name;
        enum vtype type;
    } columns[COLUMNS] = {{"a", T_INTEGER}, {"b", T_NUMBER}, {"c", T_STRING}, {"d", T_DATE}, {"e", T_PERIOD}, {"f", T_BOOLEAN},
        {"g", T_DURATION}};
    struct str rest, cells[COLUMNS], text = {(const char *)data, n};
    diag_to(silent, NULL);
    if (n > 20000 || utf8_valid(text) != n)
        return 0;
    struct str body = str_cut(text, '\n', &rest);
    struct schema s = {0};
    for (int i = 0; i < COLUMNS; i++) {
        schema_add(&s, str_of(columns[i].name), columns[i].type, ROLE_MEASURE, STR(""));
        cells[i] = rest.p ? str_cut(rest, '\t', &rest) : STR("\\N");
    }
    for (int hier = 0; hier < 2; hier++) {
        struct rules *r = rules_of_body("fuzz", body, &s, hier, hier ? MODE_PARTIAL_ZERO : MODE_NON_NULL);
        if (r)
            run(r, &s, cells);
        rules_free(r);
    }
    struct expression *e = expression_new("fuzz", body, &s, &(struct rules_host){0});
    struct value values[COLUMNS], v;
    struct arena a = {0};
    for (int i = 0; i < COLUMNS; i++)
        value_parse(&values[i], columns[i].type, cells[i], &a);
    if (e && expression_eval(e, values, &v) == ERR_NONE) {
        struct buf b = {0};
        value_put(&b, &v);
        buf_free(&b);
    }
    expression_free(e);
    arena_free(&a);
    schema_free(&s);
    return 0;
}
