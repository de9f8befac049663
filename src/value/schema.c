/* SPDX-License-Identifier: Apache-2.0 */
#include "value/schema.h"

#include "base/mem.h"

int schema_add(struct schema *s, struct str name, enum vtype type, enum role role, struct str unit)
{
    if (intern_find(&s->names, name) >= 0)
        return -1;
    int slot = intern_add(&s->names, name);
    s->columns = mem_grow(s->columns, &s->cap, (size_t)s->n + 1, sizeof *s->columns);
    s->columns[s->n++] = (struct column){intern_name(&s->names, slot), type, role, arena_str(&s->text, unit)};
    return slot;
}

int schema_find(const struct schema *s, struct str name)
{
    return intern_find(&s->names, name);
}

int schema_nearest(const struct schema *s, struct str name)
{
    return str_nearest(name, s->names.names, s->names.n);
}

void schema_free(struct schema *s)
{
    mem_free(s->columns);
    intern_free(&s->names);
    arena_free(&s->text);
    *s = (struct schema){0};
}
