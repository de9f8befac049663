/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vset: a set of variables, by number.
 *
 * Audience: suggest/, lint/. A fixed number of words, so that sets are copied and compared without memory of their
 * own.
 */
#ifndef EC_EDITS_VSET_H
#define EC_EDITS_VSET_H

#include <stdbool.h>
#include <stdint.h>

enum { VSET_WORDS = 8, VSET_MAX = VSET_WORDS * 64 };

struct vset {
    uint64_t w[VSET_WORDS];
};

/* Is i (0 <= i < VSET_MAX) in the set? */
static inline bool vset_has(const struct vset *s, int i)
{
    return s->w[i >> 6] >> (i & 63) & 1;
}

/* Puts i in. */
static inline void vset_add(struct vset *s, int i)
{
    s->w[i >> 6] |= (uint64_t)1 << (i & 63);
}

/* Takes i out. */
static inline void vset_remove(struct vset *s, int i)
{
    s->w[i >> 6] &= ~((uint64_t)1 << (i & 63));
}

/* s becomes the union of s and t. */
static inline void vset_join(struct vset *s, const struct vset *t)
{
    for (int k = 0; k < VSET_WORDS; k++)
        s->w[k] |= t->w[k];
}

/* s loses the members of t. */
static inline void vset_subtract(struct vset *s, const struct vset *t)
{
    for (int k = 0; k < VSET_WORDS; k++)
        s->w[k] &= ~t->w[k];
}

/* Do they share a member? */
static inline bool vset_meets(const struct vset *s, const struct vset *t)
{
    uint64_t any = 0;
    for (int k = 0; k < VSET_WORDS; k++)
        any |= s->w[k] & t->w[k];
    return any != 0;
}

/* Has it no member? */
static inline bool vset_empty(const struct vset *s)
{
    uint64_t any = 0;
    for (int k = 0; k < VSET_WORDS; k++)
        any |= s->w[k];
    return any == 0;
}

/* The number of members. */
static inline int vset_count(const struct vset *s)
{
    int n = 0;
    for (int k = 0; k < VSET_WORDS; k++)
        n += __builtin_popcountll(s->w[k]);
    return n;
}

/* The smallest member >= i, or -1: for (int i = vset_next(s, 0); i >= 0; i = vset_next(s, i + 1)). */
static inline int vset_next(const struct vset *s, int i)
{
    if (i >= VSET_MAX)
        return -1;
    int k = i >> 6;
    uint64_t w = s->w[k] & ~(uint64_t)0 << (i & 63);
    while (!w && ++k < VSET_WORDS)
        w = s->w[k];
    return w ? k * 64 + __builtin_ctzll(w) : -1;
}

#endif
