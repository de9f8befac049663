/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: the partial states of ecsum, which other machines may have made, merged into a result. */
#include <stdint.h>
#include <stdlib.h>

#include "base/diag.h"
#include "form/form.h"
#include "fuzz/given.h"
#include "silent.h"
#include "sum/partial.h"
#include "sum/tally.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool none_other(void *ctx, struct str name)
{
    (void)ctx;
    (void)name;
    return false;
}

static const struct rules *program(void)
{
    static struct rules *r;
    if (r)
        return r;
    r = rules_new();
    if (!rules_load(r, "fuzz", STR("sums := rec[aggr n_ := count(), s_ := sum(n), m_ := median(n_t), a_ := avg(n), "
                                   "lo := min(id), hi := max(n) group by a, batch];")) ||
        !rules_link(r))
        exit(2);
    return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct rules_host host;
    const struct form_table *t = &given_form()->tables[0];
    if (size > 100000)
        return 0;
    const struct rules *rules = program();
    struct schema columns = {0};
    form_schema(t, &columns);
    struct tally_setup setup = {.rules = rules, .table = t->name, .other = none_other, .columns = &columns, .host = &host,
                                .memory = 1 << 20};
    diag_to(silent, NULL);
    struct tally *tally = tally_new(&setup);
    if (!tally)
        abort();
    struct partial_mark mark = {t->name, "program"};
    const char *path = given_file(0, (struct str){(const char *)data, size});
    if (partial_read(tally, &mark, path, NULL) && partial_read(tally, &mark, path, NULL) && tally_finish(tally))
        tally_report(tally);
    tally_free(tally);
    schema_free(&columns);
    return 0;
}
