/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: any bytes as what people decided: a list of accepted changes, of decisions, of findings that were accepted.
 * The first byte says which. */
#include <stdint.h>

#include "accept/decisions.h"
#include "base/diag.h"
#include "check/baseline.h"
#include "fix/accept.h"
#include "fuzz/given.h"
#include "silent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void as_accepted(const char *path, const struct form_table *t)
{
    struct accept *a = accept_load(path, t);
    if (a) {
        struct accepted *x = accept_find(a, STR("1"));
        while (x) {
            x->used = true;
            x = accept_next(a, x);
        }
        accept_unused(a);
    }
    accept_free(a);
}

static void take_stale(void *to, const struct decided *x)
{
    *(long *)to += x->line;
}

static void as_decisions(const char *path)
{
    struct decisions *d = decisions_new();
    struct date day = {20000};
    long lines = 0;
    decisions_load(d, path, true, day);
    decisions_load(d, path, false, day); /* twice: every row contradicts or repeats another */
    decisions_find(d, STR("R1"), STR("0123456789abcdef0123456789abcdef"));
    decisions_stale(d, take_stale, &lines);
    decisions_free(d);
}

static void as_baseline(const char *path, const struct form_table *t)
{
    struct baseline *b = baseline_load(path, t);
    if (b) {
        baseline_has(b, STR("R1"), STR("id=1"), STR("a"), STR("2025Q3"));
        baseline_stale(b);
    }
    baseline_free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct form_table *t = &given_form()->tables[0];
    diag_to(silent, NULL);
    if (size < 1 || size > 100000)
        return 0;
    const char *path = given_file(0, (struct str){(const char *)data + 1, size - 1});
    if (data[0] == '1')
        as_decisions(path);
    else if (data[0] == '2')
        as_baseline(path, t);
    else
        as_accepted(path, t);
    return 0;
}
