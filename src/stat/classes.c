/* SPDX-License-Identifier: Apache-2.0 */
#include "stat/classes.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"

/* Counting sort by class. */
static void sort_level(struct classes *c, int level)
{
    size_t count = (size_t)c->counts[level];
    size_t *start = mem_array(count + 2, sizeof *start);
    for (size_t i = 0; i < c->n; i++) {
        int32_t k = classes_of(c, level, i);
        start[(k < 0 ? count : (size_t)k) + 1]++;
    }
    for (size_t k = 0; k < count; k++)
        start[k + 1] += start[k];
    size_t *next = mem_array(count + 1, sizeof *next);
    memcpy(next, start, (count + 1) * sizeof *next);
    c->order[level] = mem_array(c->n, sizeof **c->order);
    for (size_t i = 0; i < c->n; i++) {
        int32_t k = classes_of(c, level, i);
        c->order[level][next[k < 0 ? count : (size_t)k]++] = (uint32_t)i;
    }
    mem_free(next);
    c->start[level] = start;
}

void classes_make(struct classes *c, size_t n, int own_levels, int32_t **of, const int32_t *counts)
{
    assert(n <= UINT32_MAX && own_levels < UINT8_MAX);
    size_t levels = (size_t)own_levels + 1;
    *c = (struct classes){.n = n,
                          .levels = own_levels + 1,
                          .of = mem_array(levels, sizeof *c->of),
                          .counts = mem_array(levels, sizeof *c->counts),
                          .order = mem_array(levels, sizeof *c->order),
                          .start = mem_array(levels, sizeof *c->start)};
    for (int l = 0; l < c->levels; l++) {
        c->of[l] = l < own_levels ? of[l] : NULL;
        c->counts[l] = l < own_levels ? counts[l] : 1;
        sort_level(c, l);
    }
}

static size_t usable_in(const struct classes *c, int level, int32_t k, const uint8_t *usable)
{
    size_t n = 0;
    for (size_t i = c->start[level][k]; i < c->start[level][k + 1]; i++)
        n += usable[c->order[level][i]] != 0;
    return n;
}

void classes_climb(const struct classes *c, const uint8_t *usable, size_t min_obs, uint8_t *level)
{
    int last = c->levels - 1;
    if (c->n)
        memset(level, last, c->n);
    /* From coarse to fine: a finer class that is large enough takes its units back. */
    for (int l = last - 1; l >= 0; l--)
        for (int32_t k = 0; k < c->counts[l]; k++) {
            if (usable_in(c, l, k, usable) < min_obs)
                continue;
            for (size_t i = c->start[l][k]; i < c->start[l][k + 1]; i++)
                level[c->order[l][i]] = (uint8_t)l;
        }
}

void classes_free(struct classes *c)
{
    for (int l = 0; l < c->levels; l++) {
        mem_free(c->of[l]);
        mem_free(c->order[l]);
        mem_free(c->start[l]);
    }
    mem_free(c->of);
    mem_free(c->counts);
    mem_free(c->order);
    mem_free(c->start);
    *c = (struct classes){0};
}
