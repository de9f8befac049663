/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fm: systems of linear (in)equalities over a few unknowns, solved by exact elimination.
 *
 * Audience: localise, deduce.
 *
 * Rows are c.y (=, <=, <) rhs with whole numbers of 128 bits. Unknowns are eliminated one after the other: by an equality
 * where one has it (Gauss), else by pairing upper with lower bounds (Fourier-Motzkin). The system has a solution in the
 * rationals exactly when no row 0 <= negative (or 0 = nonzero, 0 < 0) appears. Each row carries the set of variables that it
 * stems from, so that a contradiction says who takes part.
 *
 * Everything is exact; where a number would not fit 128 bits, or there would be too many rows, the answer is "gave up",
 * never a guess. The memory is kept from one system to the next.
 */
#ifndef EC_SUGGEST_FM_H
#define EC_SUGGEST_FM_H

#include <stdbool.h>
#include <stddef.h>

#include "edits/linear.h"

struct fm {
    int k;            /* unknowns of this system */
    size_t n;         /* rows */
    int128 *c;        /* [n][k + 1] coefficients, then the right side */
    unsigned char *op; /* [n] enum lin_op */
    struct vset *from; /* [n] */
    size_t cap_c, cap_op, cap_from;
    bool contradiction;
    struct vset blame; /* variables of the contradiction with the fewest of them */
    bool gave_up;
    size_t work; /* numbers calculated since the caller last set it to 0, by all systems */
};

/* All members zero is ready for use. */

/* Begins a system of k unknowns without rows. */
void fm_start(struct fm *f, int k);

/* Adds a row c[0..k) op rhs. */
void fm_add(struct fm *f, const int128 *c, int128 rhs, enum lin_op op, const struct vset *from);

/* Eliminates unknown v (0 <= v < k). Does nothing once there is a contradiction. */
void fm_eliminate(struct fm *f, int v);

/* Eliminates all unknowns but `keep` (-1: all of them), the cheapest first. */
void fm_eliminate_all(struct fm *f, int keep);

/* After fm_eliminate_all with keep = v: the bounds of unknown v as fractions; has_low, has_high tell whether there is one;
 * strict ones are reported as such. */
struct fm_bounds {
    bool has_low, has_high, low_strict, high_strict;
    int128 low_num, low_den, high_num, high_den; /* den > 0 */
};
struct fm_bounds fm_bounds(const struct fm *f, int v);

/* Gives everything back. */
void fm_free(struct fm *f);

#endif
