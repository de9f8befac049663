/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: any bytes as a program on data sets: parsed, printed and parsed to the same tree, planned against six data sets,
 * and run on their few rows. The data sets: A and B alike, E without rows, P of periods, D of dates, I of intervals. */
#include <stdint.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "data/dsplan.h"
#include "data/map.h"
#include "vtl/parse.h"
#include "vtl/print.h"
#include "vtl/ruleset.h"
#include "silent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { BYTES_MOST = 20000, ROWS_MOST = 3000, COMPONENTS = 8 };

/* role letter, type, name; rows end with ; and have | between cells, an empty one is null. */
static const struct {
    const char *name, *components[COMPONENTS], *rows;
} sets[] = {
    {"A", {"iinteger Id_1", "istring Id_2", "mnumber Me_1", "minteger Me_2", "vstring At_1"},
     "1|a|1.5|1|x;1|b||2|y;2|a|-3|0|;2|c|10|7|x;"},
    {"B", {"iinteger Id_1", "istring Id_2", "mnumber Me_1", "minteger Me_2", "vstring At_1"},
     "1|a|2|1|y;2|a|0.001||x;3|c|99999999999999999999999999999999999999|7|;"},
    {"E", {"iinteger Id_1", "istring Id_2", "mnumber Me_1", "minteger Me_2", "aboolean At_1"}, ""},
    {"P", {"iinteger Id_1", "itime_period Id_t", "mnumber Me_1", "mstring Me_2"},
     "1|2024Q1|5|aa;1|2024Q3|7|;1|2024A|1|b;2|2023M12||c;2|2024M02|3|d;"},
    {"D", {"istring Id_2", "idate Id_t", "mnumber Me_1", "mdate Me_2", "mboolean Me_3"},
     "a|2024-01-31|1|2024-02-29|true;a|2024-03-31|2||false;b|2024-02-29||9999-12-31|;"},
    {"I", {"itime Id_t", "mduration Me_1", "mtime Me_2"},
     "2024-01-05/2024-02-04|P1Y|2024Q1;2024-02-05/2024-03-04|M|;2024M05||2024-01-01;"}};
enum { SETS = sizeof sets / sizeof sets[0] };

struct fixed {
    struct rel rel;
    struct value *rows; /* [n] rows of rel.s.n values */
    int n, at;
};

static int fixed_next(struct rel *r, const struct value **row)
{
    struct fixed *f = (struct fixed *)r;
    if (f->at == f->n)
        return 0;
    *row = f->rows + (size_t)f->at++ * (size_t)r->s.n;
    return 1;
}

static struct comp component(const char *text)
{
    struct str name, type = str_cut(str_of(text + 1), ' ', &name);
    struct comp c = {name, T_NULL, ROLE_MEASURE, text[0] == 'v'};
    if (!vtype_find(type, &c.type))
        abort();
    c.role = text[0] == 'i' ? ROLE_IDENTIFIER : text[0] == 'm' ? ROLE_MEASURE : ROLE_ATTRIBUTE;
    return c;
}

static struct rel *fixed_new(struct session *e, int set)
{
    static const struct rel_kind kind = {fixed_next, NULL};
    struct structure_maker m = {0};
    for (int i = 0; i < COMPONENTS && sets[set].components[i]; i++)
        structure_add(&m, component(sets[set].components[i]));
    struct structure s = structure_keep(&m, &e->a);
    s.name = str_of(sets[set].name);
    struct fixed *f = (struct fixed *)rel_new(e, sizeof *f, &kind, s);
    struct str row, rest = str_of(sets[set].rows), cell;
    f->rows = arena_array(&e->a, 8 * COMPONENTS, sizeof *f->rows);
    while (rest.n) {
        row = str_cut(rest, ';', &rest);
        for (int i = 0; i < s.n; i++) {
            struct value *v = &f->rows[f->n * s.n + i];
            cell = str_cut(row, '|', &row);
            *v = value_null(s.v[i].type);
            if (cell.n && value_from_text(v, s.v[i].type, cell) != CELL_OK)
                abort();
        }
        f->n++;
    }
    return &f->rel;
}

/* What parses is printed, and parses to the same tree. */
static void must_come_back(struct str text)
{
    struct arena a = {0};
    struct parsed first = {0}, second = {0};
    struct buf printed = {0};
    parse_program(&first, &a, source_new(&a, "fuzz", text), true);
    for (size_t i = 0; i < first.n; i++)
        print_statement(&printed, first.v[i]);
    if (first.errors == 0) {
        parse_program(&second, &a, source_new(&a, "printed", buf_slice(&printed)), true);
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

static const void *domain(void *ctx, struct str name, enum vtype *type)
{
    (void)ctx;
    *type = T_STRING;
    return str_is(name, "colours") ? "colours" : NULL;
}

static bool member(void *ctx, const void *handle, const struct value *v)
{
    (void)ctx;
    (void)handle;
    return str_is(v->str, "a");
}

static void pull(struct rel *r)
{
    const struct value *row;
    struct buf b = {0};
    for (int i = 0; i < ROWS_MOST && rel_next(r, &row) > 0; i++)
        for (int k = 0; k < r->s.n; k++)
            value_put_cell(&b, &row[k]);
    buf_free(&b);
}

static void run(const struct rules *rules)
{
    struct session e = {.memory = 1 << 20};
    struct rules_host host = {.domain = domain, .member = member};
    date_parse(&host.today, STR("2025-11-22"));
    struct dsplan *p = dsplan_new(&e, rules, &host);
    bool ok = dsplan_want(p, NULL);
    for (int i = 0; i < SETS && ok; i++)
        ok = dsplan_input(p, str_of(sets[i].name), fixed_new(&e, i));
    if (ok && dsplan_program(p))
        for (int i = 0; i < dsplan_results(p); i++)
            pull(dsplan_result(p, i));
    dsplan_end(p);
    cellexprs_end(&e);
    session_end(&e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str text = {(const char *)data, n};
    diag_to(silent, NULL);
    if (n > BYTES_MOST || utf8_valid(text) != n)
        return 0;
    must_come_back(text);
    struct rules *r = rules_new_datasets();
    bool ok = rules_load(r, "fuzz", text);
    if (rules_link(r) && ok)
        run(r);
    rules_free(r);
    return 0;
}
