/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: any bytes as a form, and what is made of it for reading XML; as a code list; as a regex file. The first byte
 * says which. */
#include <stdint.h>

#include "base/diag.h"
#include "form/codelist.h"
#include "form/load.h"
#include "form/pattern.h"
#include "fuzz/given.h"
#include "read/plan.h"
#include "silent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void as_form(const char *path)
{
    struct form *form = form_load(path);
    struct plan *plan = form ? plan_new(form) : NULL;
    plan_free(plan);
    form_free(form);
}

/* Each code is found, at its own first day too. */
static void as_codes(const char *path)
{
    struct codelist *l = codelist_load(STR("list"), path);
    for (int i = 0; l && i < l->n; i++)
        if (!codelist_find(l, l->codes[i].code) || codelist_at(l, l->codes[i].code, l->codes[i].from, NULL) != CODE_VALID)
            __builtin_trap();
    codelist_free(l);
}

static void as_patterns(const char *path)
{
    struct patterns p = {0};
    patterns_load(&p, path);
    for (int i = 0; i < p.n; i++)
        pattern_try_examples(p.list[i]);
    patterns_free(&p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    diag_to(silent, NULL);
    if (size < 1 || size > 100000)
        return 0;
    const char *path = given_file(0, (struct str){(const char *)data + 1, size - 1});
    if (data[0] == '1')
        as_codes(path);
    else if (data[0] == '2')
        as_patterns(path);
    else
        as_form(path);
    return 0;
}
