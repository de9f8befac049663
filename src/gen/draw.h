/* SPDX-License-Identifier: Apache-2.0 */
/*
 * draw: chance that can be repeated.
 *
 * Audience: the other files of gen/. A sequence of draws is started from a seed and up to three numbers that say what it
 * is for (enterprise, topic, quarter), so that any part of an enterprise's life can be drawn without drawing the rest.
 * Everything is integer arithmetic: the same bytes come out on every machine. Ratios are parts per million (ppm), and
 * logarithms are natural ones in millionths.
 *
 * Source of the generator: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (SplitMix64).
 */
#ifndef EC_GEN_DRAW_H
#define EC_GEN_DRAW_H

#include <stdbool.h>
#include <stdint.h>

enum { PPM = 1000000 };

struct draw {
    uint64_t state;
};

/* A sequence for (seed, a, b, c). */
struct draw draw_start(uint64_t seed, uint64_t a, uint64_t b, uint64_t c);

/* 64 random bits. */
static inline uint64_t draw_next(struct draw *d)
{
    uint64_t z = d->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* 0 .. n-1, n > 0, n <= 2^32 (the bias is below n / 2^32). */
static inline uint32_t draw_below(struct draw *d, uint64_t n)
{
    return (uint32_t)((draw_next(d) >> 32) * n >> 32);
}

/* lo .. hi, both included; hi - lo < 2^32. */
static inline int64_t draw_range(struct draw *d, int64_t lo, int64_t hi)
{
    return lo + draw_below(d, (uint64_t)(hi - lo) + 1);
}

/* True with a probability of ppm parts per million. */
static inline bool draw_chance(struct draw *d, int64_t ppm)
{
    return draw_below(d, PPM) < ppm;
}

/* A standard normal deviate in millionths, within +-6 (the sum of twelve uniform ones). */
int64_t draw_normal(struct draw *d);

/* The index of one of n weights (all >= 0, their sum > 0). */
int draw_weighted(struct draw *d, const int *weight, int n);

/* A permutation of the 32-bit numbers, chosen by the seed: different numbers give different results. */
uint32_t draw_permute(uint64_t seed, uint32_t x);

/* e^(x / 10^6) in ppm, exact to about one ppm of the result; x within +-7 * 10^6. */
int64_t draw_exp(int64_t x);

/* v * ppm / 10^6, rounded half away from zero; |v| * ppm must stay below 9 * 10^18. */
static inline int64_t ppm_of(int64_t v, int64_t ppm)
{
    int64_t p = v * ppm;
    return (p + (p < 0 ? -PPM / 2 : PPM / 2)) / PPM;
}

#endif
