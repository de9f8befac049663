/* SPDX-License-Identifier: Apache-2.0 */
#include "rec/reckey.h"

#include "base/mem.h"

void reckey_add(struct reckey *k, int column, enum vtype type)
{
    k->columns = mem_grow(k->columns, &k->cap_columns, (size_t)k->n + 1, sizeof *k->columns);
    k->types = mem_grow(k->types, &k->cap_types, (size_t)k->n + 1, sizeof *k->types);
    k->columns[k->n] = column;
    k->types[k->n++] = type;
}

bool reckey_has(const struct reckey *k, int column)
{
    for (int i = 0; i < k->n; i++)
        if (k->columns[i] == column)
            return true;
    return false;
}

unsigned reckey_put(struct buf *to, const struct reckey *k, const struct rec *rec)
{
    unsigned kinds = 0;
    for (int i = 0; i < k->n; i++)
        kinds |= 1u << sortkey_cell(to, k->types[i], rec->cell[k->columns[i]], false);
    return kinds;
}

void reckey_free(struct reckey *k)
{
    mem_free(k->columns);
    mem_free(k->types);
    *k = (struct reckey){0};
}
