/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: the partial states of ecvtl, which other machines may have made, merged into a result. */
#include <stdint.h>
#include <stdlib.h>

#include "base/diag.h"
#include "data/dsplan.h"
#include "data/map.h"
#include "data/group_parts.h"
#include "form/form.h"
#include "fuzz/given.h"
#include "silent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct rules *program(void)
{
    static struct rules *r;
    if (r)
        return r;
    r = rules_new_datasets();
    if (!rules_load(r, "fuzz", STR("sums := rec[aggr n_ := count(), s_ := sum(n), m_ := median(n_t), a_ := avg(n), "
                                   "v_ := var_samp(n), "
                                   "lo := min(id), hi := max(n) group by a, batch];"
                                   "whole := rec[aggr k_ := count()]; r := sums[calc t_ := s_ / n_];")) ||
        !rules_link(r))
        exit(2);
    return r;
}

static void pull(struct rel *r)
{
    const struct value *row;
    struct buf b = {0};
    while (rel_next(r, &row) > 0)
        for (int i = 0; i < r->s.n; i++) {
            buf_reset(&b);
            value_put_cell(&b, &row[i]);
        }
    buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct rules_host host;
    const struct form_table *t = &given_form()->tables[0];
    if (size > 100000)
        return 0;
    diag_to(silent, NULL);
    struct session e = {.memory = 1 << 20};
    struct dsplan *p = dsplan_new(&e, program(), &host);
    dsplan_any_group(p);
    struct intern columns = {0};
    for (int i = 0; i < t->n; i++)
        intern_add(&columns, t->vars[i].name);
    struct structure s = structure_of_stream(&e.a, t, &columns);
    intern_free(&columns);
    if (!dsplan_want(p, NULL) || !dsplan_input(p, t->name, parts_absent(&e, s, t->name)) || !dsplan_program(p))
        abort();
    struct parts_mark mark = {.program = "program"};
    struct str bytes = {(const char *)data, size};
    const char *path = given_file(0, bytes), *paths[] = {path, given_file(1, bytes)};
    int n;
    if (parts_inputs(&e.a, path, "program", NULL, &n) && parts_read(&e, &mark, paths, 2, NULL))
        for (int i = 0; i < dsplan_results(p); i++)
            pull(dsplan_result(p, i));
    dsplan_end(p);
    cellexprs_end(&e);
    session_end(&e);
    return 0;
}
