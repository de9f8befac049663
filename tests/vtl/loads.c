/* SPDX-License-Identifier: Apache-2.0 */
/* Loads, links and binds rule files, with all columns numbers: loads FILE... Status 0 when they are sound, else 1. */
#include <stdio.h>

#include "base/diag.h"
#include "io/in.h"
#include "vtl/ruleset.h"

static bool load(struct rules *r, const char *path)
{
    struct buf b = {0};
    bool ok = in_slurp(path, 1 << 24, &b) && rules_load(r, path, buf_slice(&b));
    buf_free(&b);
    return ok;
}

int main(int argc, char **argv)
{
    struct rules *r = rules_new();
    struct schema s = {0};
    bool ok = true;
    diag_start("loads", LANG_EN, false, true);
    for (int i = 1; i < argc; i++)
        ok = load(r, argv[i]) && ok;
    ok = rules_link(r) && ok;
    for (int i = 0; i < rules_count(r); i++)
        for (int k = 0; k < rules_rule(r, i)->nvars; k++)
            schema_add(&s, rules_rule(r, i)->vars[k], T_NUMBER, ROLE_MEASURE, STR(""));
    struct program *p = ok ? rules_bind(r, &s, NULL) : NULL;
    printf("%d rules\n", rules_count(r));
    program_free(p);
    rules_free(r);
    schema_free(&s);
    return p ? 0 : 1;
}
