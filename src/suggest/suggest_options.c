/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/suggest_options.h"

const struct suggest_method_text suggest_methods[SUGGEST_METHODS] = {
#define METHOD(id, name, usual) {name, usual},
#include "suggest/suggest_methods.def"
#undef METHOD
};

uint32_t suggest_usual(void)
{
    uint32_t bits = 0;
    for (int i = 0; i < SUGGEST_METHODS; i++)
        bits |= (uint32_t)suggest_methods[i].usual << i;
    return bits;
}

int suggest_method_find(struct str name)
{
    for (int i = 0; i < SUGGEST_METHODS; i++)
        if (str_is(name, suggest_methods[i].name))
            return i;
    return -1;
}
