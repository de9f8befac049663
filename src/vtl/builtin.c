/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/builtin.h"

#include "vtl/distance.h"

static const struct builtin table[] = {
#define BUILTIN(id, name, args, result, function, en, zh) [id] = {name, args, result, function, {en, zh}},
#include "vtl/builtin.def"
#undef BUILTIN
};
_Static_assert(sizeof table / sizeof table[0] == BUILTIN_COUNT, "one entry a built-in");

const struct builtin *vtl_builtin(int id)
{
    return &table[id];
}

int vtl_builtin_find(struct str name)
{
    for (int i = 0; i < BUILTIN_COUNT; i++)
        if (str_is(name, table[i].name))
            return i;
    return -1;
}

char vtl_builtin_letter(const struct builtin *b, int i)
{
    for (const char *p = b->args; *p; p++)
        if (*p != '?' && i-- == 0)
            return *p;
    return '\0';
}

bool vtl_builtin_takes(int id, struct str word)
{
    if (id == B_TIME_AGG)
        return str_is(word, "first") || str_is(word, "last");
    return distance_method(word) >= 0;
}

const char *vtl_builtin_word(int id)
{
    return id == B_TIME_AGG ? "last" : distance_name(LEVENSHTEIN);
}

int vtl_builtin_least(const struct builtin *b)
{
    int n = 0;
    for (const char *p = b->args; *p; p++) {
        if (*p == '?')
            p++;
        else
            n++;
    }
    return n;
}

int vtl_builtin_most(const struct builtin *b)
{
    int n = 0;
    for (const char *p = b->args; *p; p++)
        n += *p != '?';
    return n;
}
