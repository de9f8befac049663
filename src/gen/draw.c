/* SPDX-License-Identifier: Apache-2.0 */
#include "gen/draw.h"

static uint64_t mix(uint64_t z)
{
    struct draw d = {z};
    return draw_next(&d);
}

struct draw draw_start(uint64_t seed, uint64_t a, uint64_t b, uint64_t c)
{
    return (struct draw){mix(mix(mix(mix(seed) ^ a) ^ b) ^ c)};
}

int64_t draw_normal(struct draw *d)
{
    int64_t sum = -6 * PPM;
    for (int i = 0; i < 6; i++) {
        uint64_t z = draw_next(d);
        sum += (int64_t)((z >> 32) * PPM >> 32) + (int64_t)((z & 0xffffffffu) * PPM >> 32);
    }
    return sum;
}

int draw_weighted(struct draw *d, const int *weight, int n)
{
    int64_t sum = 0;
    for (int i = 0; i < n; i++)
        sum += weight[i];
    int64_t at = draw_below(d, (uint64_t)sum);
    int i = 0;
    while (i < n - 1 && at >= weight[i])
        at -= weight[i++];
    return i;
}

/* Each step can be undone: xor with a constant or a shift of itself, multiplication by an odd number. */
uint32_t draw_permute(uint64_t seed, uint32_t x)
{
    uint64_t k = mix(seed ^ 0x7065726d757465u);
    x ^= (uint32_t)k;
    x ^= x >> 16;
    x *= 0x85ebca6bu;
    x ^= (uint32_t)(k >> 32);
    x ^= x >> 13;
    x *= 0xc2b2ae35u;
    return x ^ x >> 16;
}

/* 2^y is split into a whole power and 2^f, 0 <= f < 1, which a power series gives in 32-bit fixed point. */
int64_t draw_exp(int64_t x)
{
    const int64_t log2e = 6196328019;  /* log2(e) * 2^32 */
    const uint64_t ln2 = 2977044472u;  /* ln(2) * 2^32 */
    int64_t p = x * log2e;
    int64_t y = p / PPM - (p % PPM < 0);
    int64_t whole = y >= 0 ? y >> 32 : -((-y + 0xffffffff) >> 32);
    uint64_t r = ((uint64_t)(y - whole * ((int64_t)1 << 32)) * ln2) >> 32;
    uint64_t sum = (uint64_t)1 << 32, term = sum;
    for (uint64_t i = 1; i < 12; i++) {
        term = (term * r >> 32) / i;
        sum += term;
    }
    uint64_t scaled = sum * PPM;
    return (int64_t)(whole >= 0 ? (scaled << whole) >> 32 : scaled >> (32 - whole));
}
