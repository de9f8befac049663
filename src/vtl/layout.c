/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/layout.h"

#include <stdio.h>

#include "base/mem.h"

struct layout *layout_new(struct arena *a, const struct layout *from, int n)
{
    struct layout *l = arena_array(a, 1, sizeof *l);
    l->v = arena_array(a, (size_t)n, sizeof *l->v);
    l->n = n;
    for (int i = 0; i < n; i++)
        if (from && i < from->n)
            l->v[i] = from->v[i];
        else
            l->v[i].hidden = true;
    return l;
}

struct layout *layout_of_schema(struct arena *a, const struct schema *s)
{
    struct layout *l = layout_new(a, NULL, s->n);
    for (int i = 0; i < s->n; i++) {
        const struct column *c = &s->columns[i];
        l->v[i] = (struct component){c->name, c->type, c->role, c->unit, false};
    }
    return l;
}

int layout_find(const struct layout *l, struct str name)
{
    for (int i = 0; i < l->n; i++)
        if (!l->v[i].hidden && str_eq(l->v[i].name, name))
            return i;
    return -1;
}

struct str layout_nearest(const struct layout *l, struct str name)
{
    struct str *names = mem_array((size_t)l->n + 1, sizeof *names);
    int n = 0;
    for (int i = 0; i < l->n; i++)
        if (!l->v[i].hidden)
            names[n++] = l->v[i].name;
    int near = str_nearest(name, names, n);
    struct str found = near >= 0 ? names[near] : STR("");
    mem_free(names);
    return found;
}

void layout_close(struct layout *l)
{
    for (int i = 0; i < l->n; i++) {
        char unspeakable[32];
        int n = snprintf(unspeakable, sizeof unspeakable, "\x01%d", i);
        const struct component *c = &l->v[i];
        struct str name = c->hidden ? (struct str){unspeakable, (size_t)n} : c->name;
        schema_add(&l->schema, name, c->hidden ? T_STRING : c->type, c->role, c->unit);
    }
    l->closed = true;
}

void layout_free(struct layout *l)
{
    if (l->closed)
        schema_free(&l->schema);
    l->closed = false;
}
