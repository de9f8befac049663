/* SPDX-License-Identifier: Apache-2.0 */
#include "base/intern.h"

#include "base/mem.h"
#include "base/seeded.h"

uint32_t intern_hash(struct str s)
{
    return (uint32_t)seeded_hash(s);
}

/* The slot of a name, or the empty slot where it would go. */
static size_t slot_of(const struct intern *t, struct str name, uint32_t hash)
{
    size_t i = hash & (t->size - 1);
    while (t->table[i] >= 0) {
        int k = t->table[i];
        if (t->hashes[k] == hash && str_eq(t->names[k], name))
            break;
        i = (i + 1) & (t->size - 1);
    }
    return i;
}

static void enlarge(struct intern *t)
{
    t->size = t->size ? t->size * 2 : 16;
    t->table = mem_resize(t->table, t->size, sizeof *t->table);
    for (size_t i = 0; i < t->size; i++)
        t->table[i] = -1;
    for (int k = 0; k < t->n; k++)
        t->table[slot_of(t, t->names[k], t->hashes[k])] = k;
}

int intern_find(const struct intern *t, struct str name)
{
    if (!t->size)
        return -1;
    return t->table[slot_of(t, name, intern_hash(name))];
}

int intern_add(struct intern *t, struct str name)
{
    if ((size_t)t->n * 2 >= t->size)
        enlarge(t);
    uint32_t hash = intern_hash(name);
    size_t at = slot_of(t, name, hash);
    if (t->table[at] >= 0)
        return t->table[at];
    size_t need = (size_t)t->n + 1;
    t->names = mem_grow(t->names, &t->cap_names, need, sizeof *t->names);
    t->hashes = mem_grow(t->hashes, &t->cap_hashes, need, sizeof *t->hashes);
    t->names[t->n] = arena_str(&t->text, name);
    t->hashes[t->n] = hash;
    t->table[at] = t->n;
    return t->n++;
}

void intern_free(struct intern *t)
{
    arena_free(&t->text);
    mem_free(t->names);
    mem_free(t->hashes);
    mem_free(t->table);
    *t = (struct intern){0};
}
