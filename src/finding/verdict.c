/* SPDX-License-Identifier: Apache-2.0 */
#include "finding/verdict.h"

#include "value/keyparts.h"

static const char *const level_names[LEVEL_COUNT] = {"info", "soft", "quasi", "hard"};
static const char *const result_names[RESULT_COUNT] = {"failed", "error", "explained", "notrun", "rejected"};

const char *level_name(enum level l)
{
    return level_names[l];
}

const char *result_name(enum result r)
{
    return result_names[r];
}

bool level_find(struct str name, enum level *l)
{
    for (int i = 0; i < LEVEL_COUNT; i++)
        if (str_is(name, level_names[i])) {
            *l = (enum level)i;
            return true;
        }
    return false;
}

struct str finding_message(const struct finding *x, int lang)
{
    return x->message[lang].p ? x->message[lang] : x->message[!lang].p ? x->message[!lang] : STR("");
}

bool finding_says_more(const struct finding *x)
{
    struct str value, rest, name = str_cut(x->values, '=', &value);
    if (!x->values.n || !x->variable.p || !str_eq(name, x->variable))
        return x->values.n > 0;
    keyparts_cut(value, &rest);
    return rest.p != NULL;
}
