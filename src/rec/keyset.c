/* SPDX-License-Identifier: Apache-2.0 */
#include "rec/keyset.h"

#include <string.h>

#include "base/mem.h"
#include "base/seeded.h"
#include "base/siphash.h"

struct print {
    uint64_t a, b; /* both 0: free */
};

struct keyset {
    struct print *prints; /* [size], size is a power of two */
    uint32_t *ordinals;   /* [size] */
    size_t size, n;
    uint64_t memory;
    bool full;
};

enum { ENTRY = sizeof(struct print) + sizeof(uint32_t), FIRST_SIZE = 1024 };

struct keyset *keyset_new(uint64_t memory)
{
    struct keyset *k = mem_alloc(sizeof *k);
    k->memory = memory;
    return k;
}

static struct print print_of(struct str s)
{
    struct siphash h = siphash(seeded_key(), s);
    return (struct print){h.a, h.b | !(h.a | h.b)}; /* 0, 0 means free */
}

static size_t slot_of(const struct keyset *k, struct print p)
{
    size_t i = p.a & (k->size - 1);
    while ((k->prints[i].a | k->prints[i].b) && (k->prints[i].a != p.a || k->prints[i].b != p.b))
        i = (i + 1) & (k->size - 1);
    return i;
}

/* Makes room for one more. Returns false when that would take too much memory. */
static bool grow(struct keyset *k)
{
    if (k->size && k->n + 1 <= k->size - k->size / 4)
        return true;
    size_t size = k->size ? k->size * 2 : FIRST_SIZE;
    if (((uint64_t)size + k->size) * ENTRY > k->memory)
        return false;
    struct keyset old = *k;
    k->size = size;
    k->prints = mem_array(size, sizeof *k->prints);
    k->ordinals = mem_array(size, sizeof *k->ordinals);
    for (size_t i = 0; i < old.size; i++)
        if (old.prints[i].a | old.prints[i].b) {
            size_t at = slot_of(k, old.prints[i]);
            k->prints[at] = old.prints[i];
            k->ordinals[at] = old.ordinals[i];
        }
    mem_free(old.prints);
    mem_free(old.ordinals);
    return true;
}

enum keyset_result keyset_add(struct keyset *k, struct str key, uint64_t ordinal, uint64_t *first)
{
    bool room = !k->full && grow(k);
    k->full = !room;
    if (!k->size)
        return KEYSET_FULL;
    struct print p = print_of(key);
    size_t at = slot_of(k, p);
    if (k->prints[at].a | k->prints[at].b) {
        *first = k->ordinals[at];
        return KEYSET_BEFORE;
    }
    if (!room)
        return KEYSET_FULL;
    k->prints[at] = p;
    k->ordinals[at] = (uint32_t)ordinal;
    k->n++;
    return KEYSET_NEW;
}

bool keyset_has(const struct keyset *k, struct str key)
{
    if (!k->size)
        return false;
    size_t at = slot_of(k, print_of(key));
    return (k->prints[at].a | k->prints[at].b) != 0;
}

void keyset_free(struct keyset *k)
{
    if (!k)
        return;
    mem_free(k->prints);
    mem_free(k->ordinals);
    mem_free(k);
}
