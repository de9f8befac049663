/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: the reader of XML. EC_FORM names the form (tests/cases/read/small.tsv by default). */
#include <stdint.h>
#include <stdlib.h>

#include "form/load.h"
#include "fuzz/twin.h"
#include "io/xmlin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct plan *plan;
    if (!plan) {
        const char *path = getenv("EC_FORM");
        xmlin_setup();
        struct form *form = form_load(path ? path : "tests/cases/read/small.tsv");
        plan = form ? plan_new(form) : NULL;
        if (!plan)
            exit(2);
    }
    if (size < 1)
        return 0;
    struct str bytes = {(const char *)data + 1, size - 1};
    twin_check(plan, bytes, data[0] == 1 ? ENC_GB18030 : data[0] == 2 ? ENC_UTF16LE : ENC_UTF8);
    return 0;
}
