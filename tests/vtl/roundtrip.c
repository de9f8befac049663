/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parse -> print -> parse is the identity: roundtrip [--expressions | --datasets] FILE...
 * Files are rule files, or with --datasets programs on data sets; with --expressions each line is one expression (lines that do
 * not parse are left out). Prints how many trees came back equal; complains about the others.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "io/in.h"
#include "vtl/parse.h"
#include "vtl/print.h"
#include "vtl/ruleset.h"
#include "../silent.h"

static int equal, unequal, unparsed;
static bool datasets;

static void count(bool ok, const char *what, struct buf *printed)
{
    equal += ok;
    unequal += !ok;
    if (!ok)
        printf("FAIL %s: %s\n", what, buf_text(printed));
}

static void try_program(const char *file, struct str text)
{
    struct arena a = {0};
    struct parsed first = {0}, second = {0};
    struct buf printed = {0};
    parse_program(&first, &a, source_new(&a, file, text), datasets);
    if (first.errors) {
        printf("FAIL %s does not parse\n", file);
        unequal++;
    }
    for (size_t i = 0; i < first.n; i++)
        print_statement(&printed, first.v[i]);
    parse_program(&second, &a, source_new(&a, file, buf_slice(&printed)), datasets);
    bool ok = second.n == first.n && second.errors == 0;
    for (size_t i = 0; ok && i < first.n; i++)
        ok = statement_equal(first.v[i], second.v[i]);
    count(ok, file, &printed);
    mem_free(first.v);
    mem_free(second.v);
    buf_free(&printed);
    arena_free(&a);
}

static void try_expression(struct str text)
{
    struct arena a = {0};
    struct buf printed = {0};
    struct node *first = parse_expression(&a, source_new(&a, "line", text));
    if (first) {
        print_node(&printed, first);
        struct node *second = parse_expression(&a, source_new(&a, "printed", buf_slice(&printed)));
        count(second && node_equal(first, second), "expression", &printed);
    }
    unparsed += !first;
    buf_free(&printed);
    arena_free(&a);
}

static void try_file(const char *file, bool expressions)
{
    struct buf text = {0};
    if (!in_slurp(file, 1 << 24, &text))
        exit(2);
    if (!expressions)
        try_program(file, buf_slice(&text));
    for (struct str rest = buf_slice(&text); expressions && rest.n;)
        try_expression(str_cut(rest, '\n', &rest));
    buf_free(&text);
}

int main(int argc, char **argv)
{
    bool expressions = argc > 1 && strcmp(argv[1], "--expressions") == 0;
    datasets = argc > 1 && strcmp(argv[1], "--datasets") == 0;
    if (expressions)
        diag_to(silent, NULL);
    for (int i = 1 + (expressions || datasets); i < argc; i++)
        try_file(argv[i], expressions);
    printf("%d trees came back equal, %d did not, %d did not parse\n", equal, unequal, unparsed);
    return unequal || !equal ? 1 : 0;
}
