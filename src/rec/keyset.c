/* SPDX-License-Identifier: Apache-2.0 */
#include "rec/keyset.h"

#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

struct print {
    uint64_t a, b; /* both 0: free */
};

struct keyset {
    struct print *prints; /* [size], size is a power of two */
    uint32_t *ordinals;   /* [size] */
    size_t size, n;
    uint64_t memory;
    uint64_t secret[2];
    bool full;
};

enum { ENTRY = sizeof(struct print) + sizeof(uint32_t), FIRST_SIZE = 1024 };

struct keyset *keyset_new(uint64_t memory)
{
    struct keyset *k = mem_alloc(sizeof *k);
    k->memory = memory;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    k->secret[0] = (uint64_t)now.tv_nsec * 0x9e3779b97f4a7c15u;
    k->secret[1] = (uint64_t)now.tv_sec ^ ((uint64_t)getpid() << 32);
    int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        uint64_t random[2];
        if (read(fd, random, sizeof random) == (ssize_t)sizeof random)
            memcpy(k->secret, random, sizeof random);
        close(fd);
    }
    return k;
}

static uint64_t rotate(uint64_t x, int n)
{
    return x << n | x >> (64 - n);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[2] += v[3];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] = rotate(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] = rotate(v[2], 32);
}

static void sip_word(uint64_t v[4], uint64_t m)
{
    v[3] ^= m;
    sip_round(v);
    sip_round(v);
    v[0] ^= m;
}

/* SipHash-2-4 with 128 bits of output. */
static struct print print_of(const struct keyset *k, struct str s)
{
    uint64_t v[4] = {k->secret[0] ^ 0x736f6d6570736575u, k->secret[1] ^ 0x646f72616e646f6du ^ 0xee,
                     k->secret[0] ^ 0x6c7967656e657261u, k->secret[1] ^ 0x7465646279746573u};
    uint64_t last = (uint64_t)s.n << 56, word;
    size_t i = 0;
    for (; i + 8 <= s.n; i += 8) {
        memcpy(&word, s.p + i, 8);
        sip_word(v, word);
    }
    for (int shift = 0; i < s.n; i++, shift += 8)
        last |= (uint64_t)(unsigned char)s.p[i] << shift;
    sip_word(v, last);
    struct print p;
    v[2] ^= 0xee;
    for (int r = 0; r < 4; r++)
        sip_round(v);
    p.a = v[0] ^ v[1] ^ v[2] ^ v[3];
    v[1] ^= 0xdd;
    for (int r = 0; r < 4; r++)
        sip_round(v);
    p.b = v[0] ^ v[1] ^ v[2] ^ v[3];
    p.b |= !(p.a | p.b); /* 0, 0 means free */
    return p;
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
    struct print p = print_of(k, key);
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
    size_t at = slot_of(k, print_of(k, key));
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
