/* SPDX-License-Identifier: Apache-2.0 */
/*
 * classes: units in classes, and the parent to climb to where a class is too small.
 *
 * Audience: ecoutlier.
 *
 * A unit belongs to one class at each level, from fine to coarse (industry class, industry group, chain ...); the last
 * level, added here, is all units together. At a level a unit may also have no class (its class variable is null): then
 * it climbs at once. Class numbers are the caller's, from 0, dense in each level.
 */
#ifndef EC_STAT_CLASSES_H
#define EC_STAT_CLASSES_H

#include <stddef.h>
#include <stdint.h>

struct classes {
    size_t n;         /* units */
    int levels;       /* the last is everything */
    int32_t **of;     /* [levels][n] class of a unit, or -1; the last level is NULL: class 0 */
    int32_t *counts;  /* [levels] number of classes */
    uint32_t **order; /* [levels][n] units sorted by class, those without a class at the end */
    size_t **start;   /* [levels][counts + 1] where each class begins in order */
};

/* Takes over n units with own levels: of[l] is an array of n class numbers made with mem_array (owned from now on),
 * counts[l] their number. n < 2^32. Free with classes_free. */
void classes_make(struct classes *c, size_t n, int own_levels, int32_t **of, const int32_t *counts);

/* The class of a unit at a level, or -1. */
static inline int32_t classes_of(const struct classes *c, int level, size_t unit)
{
    return level == c->levels - 1 ? 0 : c->of[level][unit];
}

/* For each unit, the finest level at which its class has at least min_obs usable units; the last level where none
 * has. usable[n] is 0 or not; level[n] is set. */
void classes_climb(const struct classes *c, const uint8_t *usable, size_t min_obs, uint8_t *level);

/* Gives everything back, the arrays taken over too. */
void classes_free(struct classes *c);

#endif
