/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/columns.h"

#include "base/diag.h"
#include "base/mem.h"

void columns_add(struct columns *c, int at)
{
    c->at = mem_grow(c->at, &c->cap, (size_t)c->n + 1, sizeof *c->at);
    c->at[c->n++] = at;
}

void columns_key(struct reckey *k, const struct columns *c, const struct intern *names, const struct form_table *t)
{
    for (int i = 0; i < c->n; i++)
        reckey_add(k, c->at[i], form_column_type(t, intern_name(names, c->at[i])));
}

bool columns_has(const struct columns *c, int at)
{
    for (int i = 0; i < c->n; i++)
        if (c->at[i] == at)
            return true;
    return false;
}

bool columns_name(struct columns *c, struct str name, const struct intern *names, const char *stream)
{
    int at = intern_find(names, name);
    if (at >= 0) {
        columns_add(c, at);
        return true;
    }
    int near = str_nearest(name, names->names, names->n);
    if (near >= 0)
        diag(D_COLUMN_UNKNOWN_NEAR, loc_file(stream), diag_str(name), diag_str(intern_name(names, near)));
    else
        diag(D_COLUMN_UNKNOWN, loc_file(stream), diag_str(name));
    return false;
}

bool columns_list(struct columns *c, const char *list, const struct intern *names, const char *stream)
{
    bool good = true;
    struct str rest = str_of(list);
    while (rest.p)
        good = columns_name(c, str_cut(rest, ',', &rest), names, stream) && good;
    return good;
}

bool columns_named(const char *list, struct str name)
{
    struct str rest = str_of(list);
    while (rest.p)
        if (str_eq(str_cut(rest, ',', &rest), name))
            return true;
    return false;
}
