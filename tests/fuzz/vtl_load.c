/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: any bytes as a rule file through lexer, parser, linker, checker and printer. What parses must print and
 * parse to the same tree. */
#include <stdint.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "vtl/expression.h"
#include "vtl/parse.h"
#include "vtl/print.h"
#include "vtl/ruleset.h"
#include "../silent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must_come_back(struct str text)
{
    struct arena a = {0};
    struct parsed first = {0}, second = {0};
    struct buf printed = {0};
    parse_program(&first, &a, source_new(&a, "fuzz", text), false);
    for (size_t i = 0; i < first.n; i++)
        print_statement(&printed, first.v[i]);
    parse_program(&second, &a, source_new(&a, "printed", buf_slice(&printed)), false);
    if (first.errors == 0) {
        if (second.errors || second.n != first.n)
            abort();
        for (size_t i = 0; i < first.n; i++)
            if (!statement_equal(first.v[i], second.v[i]))
                abort();
    }
    mem_free(first.v);
    mem_free(second.v);
    buf_free(&printed);
    arena_free(&a);
}

static void bind_clauses(const struct rules *r, const struct statement *st, const struct schema *s)
{
    const struct rules_host host = {0};
    for (int i = 0; i < st->nclauses; i++)
        for (int k = 0; k < st->clauses[i].n; k++)
            if (st->clauses[i].items[k].expr && st->clauses[i].kind != CLAUSE_AGGR)
                expression_free(expression_of(r, st, st->clauses[i].items[k].expr, s, &host, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str text = {(const char *)data, n};
    diag_to(silent, NULL);
    if (n > 100000)
        return 0;
    if (utf8_valid(text) == n)
        must_come_back(text);
    struct rules *r = rules_new();
    bool ok = rules_load(r, "fuzz", text);
    if (rules_link(r) && ok) {
        struct schema s = {0};
        for (int i = 0; i < rules_count(r); i++)
            for (int k = 0; k < rules_rule(r, i)->nvars; k++)
                schema_add(&s, rules_rule(r, i)->vars[k], (enum vtype)(1 + k % 8), ROLE_MEASURE, STR(""));
        program_free(rules_bind(r, &s, NULL));
        for (int i = 0; i < rules_statements(r); i++)
            bind_clauses(r, rules_statement(r, i), &s);
        schema_free(&s);
    }
    rules_free(r);
    return 0;
}
