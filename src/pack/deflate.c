/*
 * One call makes one deflate block, in three steps.
 *
 * 1. parse: the input becomes a row of (literals, match). A table holds, for each hash of a few bytes, the places
 *    where it was seen last. A match is taken when it costs fewer bits than the bytes it stands for would cost as
 *    literals: a sample of the input tells what a literal costs, the logarithm of the distance what the match costs.
 *    (A digit costs under four bits, so that five digits from far away are dearer as a match than as digits. This
 *    is where a general compressor loses on such data, in time and in size.)
 * 2. The counts of the symbols give the Huffman codes, and the size that the block would have with them, with the
 *    fixed codes of the RFC, or stored. The smallest is taken.
 * 3. The symbols are written through a 64-bit buffer.
 */
#include "pack/deflate.h"

#include <stdint.h>
#include <string.h>

#include "base/mem.h"

enum {
    HASHED_MIN = 5,      /* no effort takes a match of fewer bytes */
    TABLE_BITS = 14,     /* the largest table of any effort */
    MATCH_MAX = 258,
    END = 256,           /* the symbol that ends a block */
    LITLEN = 288,
    DISTS = 32,
    LITLEN_BITS = 14,    /* limit of our codes, so that four literals fit in the bit buffer */
    DIST_BITS = 15,
    PRE_BITS = 7,        /* limit of the codes of the code lengths: RFC 1951, 3.2.7 */
    PRES = 19,
    SAMPLE = 16384,      /* bytes that tell the price of a literal */
    SURE = 32,           /* bytes: a match this long is always taken */
    MATCH_PRICE = 9 * 16 /* of a match without the bits of its distance; prices are in 1/16 bit */
};

struct run {
    uint32_t literals; /* literals before the match */
    uint16_t length;   /* 0: no match, the end of the input */
    uint16_t distance; /* 1..32768 as is; 32768 fits */
};

struct code {
    uint16_t bits[LITLEN];   /* the code, first bit lowest */
    uint8_t length[LITLEN];  /* 0: not used */
};

struct deflate {
    uint16_t table[1 << TABLE_BITS]; /* places from the start of the dictionary, modulo 65536 */
    struct run runs[DEFLATE_MAX / HASHED_MIN + 2];
    size_t n_runs;
    uint16_t price[256];
    uint32_t litlen_count[LITLEN];
    uint32_t dist_count[DISTS];
    struct code litlen, dist, pre;
};

/* ---- bytes and bits ---- */

/* Little-endian; one instruction where the machine is. */
static inline uint64_t little64(uint64_t x)
{
#if defined __BYTE_ORDER__ && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return __builtin_bswap64(x);
#else
    return x;
#endif
}

static inline uint64_t load64(const unsigned char *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
    return little64(x);
}

static inline void store64(unsigned char *p, uint64_t x)
{
    x = little64(x);
    memcpy(p, &x, sizeof x);
}

static inline int log2_of(uint32_t x)
{
    return 31 - __builtin_clz(x);
}

struct bits {
    unsigned char *p;
    uint64_t hold;
    int n; /* bits in hold */
};

/* At most 56 bits between two calls of put_bytes. */
static inline void put(struct bits *b, uint64_t value, int n)
{
    b->hold |= value << b->n;
    b->n += n;
}

/* Writes the whole bytes; may write up to eight, of which the last are overwritten later. */
static inline void put_bytes(struct bits *b)
{
    store64(b->p, b->hold);
    b->p += b->n >> 3;
    b->hold >>= b->n & ~7;
    b->n &= 7;
}

/* ---- 1. parse ---- */

/* Sixteen times the binary logarithm of x > 0, to a sixteenth: between powers of two a straight line, at most 0.09
 * bits off. */
static unsigned log16(uint32_t x)
{
    int whole = log2_of(x);
    uint32_t rest = whole >= 4 ? (x >> (whole - 4)) & 15 : (x << (4 - whole)) & 15;
    return (unsigned)whole * 16 + rest;
}

static void set_prices(struct deflate *d, const unsigned char *p, size_t n)
{
    uint32_t count[256] = {0};
    size_t sample = n < SAMPLE ? n : SAMPLE;
    for (size_t i = n - sample; i < n; i++)
        count[p[i]]++;
    unsigned all = log16((uint32_t)sample + 1);
    for (int c = 0; c < 256; c++) {
        unsigned bits = all - log16(count[c] ? count[c] : 1);
        d->price[c] = (uint16_t)(bits < 16 ? 16 : bits);
    }
}

static inline size_t match_length(const unsigned char *a, const unsigned char *b, size_t max)
{
    size_t n = 0;
    while (n + 8 <= max) {
        uint64_t diff = load64(a + n) ^ load64(b + n);
        if (diff)
            return n + (size_t)(__builtin_ctzll(diff) >> 3);
        n += 8;
    }
    while (n < max && a[n] == b[n])
        n++;
    return n;
}

struct match {
    size_t length, distance;
    int gain; /* in 1/16 bit; 0: no match */
};

/* How hard to look for matches. The functions below are compiled once for each effort. */
struct effort {
    int hashed; /* bytes that a place in the table stands for: the shortest match found */
    int bits;   /* of the hash */
    int ways;   /* places kept for a hash, latest first: 1 or 2 */
    bool lazy;  /* look whether the match at the next byte gains more */
};

#define ALWAYS_INLINE inline __attribute__((always_inline))

static ALWAYS_INLINE uint16_t *slot_of(struct deflate *d, struct effort e, uint64_t bytes)
{
    uint64_t hash = (bytes << (64 - 8 * e.hashed)) * 0x9E3779B185EBCA87u >> (64 - e.bits);
    return d->table + hash * (size_t)e.ways;
}

static ALWAYS_INLINE void enter(struct effort e, uint16_t *slot, size_t at)
{
    if (e.ways == 2)
        slot[1] = slot[0];
    slot[0] = (uint16_t)at;
}

/* Adds up what the bytes cost as literals; a long match needs no exact sum. */
static void weigh(const struct deflate *d, const unsigned char *w, size_t at, size_t distance, size_t max,
                  struct match *best)
{
    size_t length = match_length(w + at, w + at - distance, max);
    int gain = -MATCH_PRICE - 16 * log2_of((uint32_t)distance) + (int)length;
    for (size_t i = 0; i < length && i < SURE; i++)
        gain += d->price[w[at + i]];
    if (gain > best->gain)
        *best = (struct match){length, distance, gain};
}

/* The best match at a place; enters the place into the table. What stands in the table is a guess: it may be too far
 * away, or older than 65536 bytes, and is taken only when the bytes are there. */
static ALWAYS_INLINE struct match find(struct deflate *d, struct effort e, const unsigned char *w, size_t at, size_t end)
{
    struct match best = {0, 0, 0};
    uint64_t bytes = load64(w + at);
    uint16_t *slot = slot_of(d, e, bytes);
    size_t max = end - at < MATCH_MAX ? end - at : MATCH_MAX;
    for (int k = 0; k < e.ways; k++) {
        size_t distance = (uint16_t)(at - slot[k]);
        if (distance - 1 < DEFLATE_WINDOW && distance <= at &&
            (load64(w + at - distance) ^ bytes) << (64 - 8 * e.hashed) == 0)
            weigh(d, w, at, distance, max, &best);
    }
    enter(e, slot, at);
    return best;
}

static inline int length_symbol(size_t length, int *extra)
{
    uint32_t l = (uint32_t)length - 3;
    *extra = 0;
    if (l < 8)
        return 257 + (int)l;
    if (l == MATCH_MAX - 3)
        return 285;
    int top = log2_of(l);
    *extra = top - 2;
    return 257 + 4 * (top - 1) + (int)((l >> (top - 2)) & 3);
}

static inline int distance_symbol(size_t distance, int *extra)
{
    uint32_t v = (uint32_t)distance - 1;
    *extra = 0;
    if (v < 4)
        return (int)v;
    int top = log2_of(v);
    *extra = top - 1;
    return 2 * top + (int)((v >> (top - 1)) & 1);
}

static void note_run(struct deflate *d, const unsigned char *literal, size_t n, struct match m)
{
    int extra;
    for (size_t i = 0; i < n; i++)
        d->litlen_count[literal[i]]++;
    d->runs[d->n_runs++] = (struct run){(uint32_t)n, (uint16_t)m.length, (uint16_t)m.distance};
    if (m.length) {
        d->litlen_count[length_symbol(m.length, &extra)]++;
        d->dist_count[distance_symbol(m.distance, &extra)]++;
    }
}

/* w is the start of the dictionary; the input goes from dict to end. No match begins in the last eight bytes, so that
 * eight can be loaded everywhere. */
static ALWAYS_INLINE void parse(struct deflate *d, struct effort e, const unsigned char *w, size_t dict, size_t end)
{
    size_t at = dict, from = dict; /* from: the first literal not yet noted */
    size_t stop = end >= 8 ? end - 8 : 0;
    for (size_t i = 0; i < dict && i < stop; i++)
        enter(e, slot_of(d, e, load64(w + i)), i);
    while (at < stop) {
        struct match m = find(d, e, w, at, end);
        size_t entered = at + 1;
        if (m.gain == 0) {
            at++;
            continue;
        }
        while (e.lazy && entered < stop && m.length < SURE) {
            struct match next = find(d, e, w, entered, end);
            if (next.gain <= m.gain)
                break;
            at = entered++;
            m = next;
        }
        note_run(d, w + from, at - from, m);
        from = at + m.length;
        for (at = entered; at < from && at < stop; at++)
            enter(e, slot_of(d, e, load64(w + at)), at);
        at = from;
    }
    note_run(d, w + from, end - from, (struct match){0, 0, 0});
    d->litlen_count[END] = 1;
}

static void parse_with(struct deflate *d, enum deflate_effort effort, const unsigned char *w, size_t dict, size_t end)
{
    memset(d->table, 0, sizeof d->table);
    memset(d->litlen_count, 0, sizeof d->litlen_count);
    memset(d->dist_count, 0, sizeof d->dist_count);
    d->n_runs = 0;
    set_prices(d, w + dict, end - dict);
    if (effort == DEFLATE_FAST)
        parse(d, (struct effort){8, 13, 1, false}, w, dict, end);
    else if (effort == DEFLATE_NORMAL)
        parse(d, (struct effort){6, 13, 1, false}, w, dict, end);
    else
        parse(d, (struct effort){5, 13, 2, true}, w, dict, end);
}

/* ---- 2. codes ---- */

/* Ascending: shell sort, enough for 288. */
static void sort(uint32_t *a, int n)
{
    static const int gaps[] = {132, 57, 23, 10, 4, 1};
    for (size_t g = 0; g < sizeof gaps / sizeof *gaps; g++)
        for (int i = gaps[g]; i < n; i++) {
            uint32_t x = a[i];
            int k = i;
            for (; k >= gaps[g] && a[k - gaps[g]] > x; k -= gaps[g])
                a[k] = a[k - gaps[g]];
            a[k] = x;
        }
}

/* Moffat and Katajainen: a[0..n) holds counts in ascending order and then the lengths of the codes, descending.
 * n >= 2. */
static void lengths_in_place(uint32_t *a, int n)
{
    int root = 0, leaf = 2;
    a[0] += a[1];
    for (int next = 1; next < n - 1; next++) { /* counts of inner nodes, then the index of each one's parent */
        if (leaf >= n || a[root] < a[leaf]) {
            a[next] = a[root];
            a[root++] = (uint32_t)next;
        } else {
            a[next] = a[leaf++];
        }
        if (leaf >= n || (root < next && a[root] < a[leaf])) {
            a[next] += a[root];
            a[root++] = (uint32_t)next;
        } else {
            a[next] += a[leaf++];
        }
    }
    a[n - 2] = 0;
    for (int next = n - 3; next >= 0; next--) /* depths of inner nodes */
        a[next] = a[a[next]] + 1;
    int available = 1, used = 0, depth = 0, out = n - 1;
    for (int inner = n - 2; available > 0; depth++) { /* depths of leaves */
        for (; inner >= 0 && (int)a[inner] == depth; inner--)
            used++;
        for (; available > used; available--)
            a[out--] = (uint32_t)depth;
        available = 2 * used;
        used = 0;
    }
}

/* Shortens codes longer than max at the least cost that is simple to find: number[l] codes have the length l. */
static void limit(int number[33], int max)
{
    for (int l = 32; l > max; l--) {
        number[max] += number[l];
        number[l] = 0;
    }
    uint32_t total = 0;
    for (int l = 1; l <= max; l++)
        total += (uint32_t)number[l] << (max - l);
    for (; total > 1u << max; total--) {
        int l = max - 1;
        number[max]--;
        while (!number[l])
            l--;
        number[l]--;
        number[l + 1] += 2;
    }
}

static unsigned reversed(unsigned code, int length)
{
    unsigned r = 0;
    for (int i = 0; i < length; i++)
        r |= ((code >> i) & 1) << (length - 1 - i);
    return r;
}

/* RFC 1951, 3.2.2: codes from their lengths. */
static void assign(struct code *c, int n)
{
    int number[16] = {0};
    unsigned next[16] = {0};
    for (int i = 0; i < n; i++)
        number[c->length[i]]++;
    for (int l = 1, code = 0; l < 16; l++) {
        code = (code + (l > 1 ? number[l - 1] : 0)) << 1;
        next[l] = (unsigned)code;
    }
    for (int i = 0; i < n; i++)
        if (c->length[i])
            c->bits[i] = (uint16_t)reversed(next[c->length[i]]++, c->length[i]);
}

/* The code for counts, no longer than max bits. At least two symbols get a code, so that it is complete. */
static void make_code(struct code *c, const uint32_t *count, int n, int max)
{
    uint32_t order[LITLEN], lengths[LITLEN];
    int used = 0, number[33] = {0};
    for (int i = 0; i < n; i++)
        if (count[i])
            order[used++] = count[i] << 9 | (uint32_t)i;
    for (int i = 0; used < 2; i++)
        if (!count[i])
            order[used++] = 1u << 9 | (uint32_t)i;
    sort(order, used);
    for (int i = 0; i < used; i++)
        lengths[i] = order[i] >> 9;
    lengths_in_place(lengths, used);
    for (int i = 0; i < used; i++)
        number[lengths[i]]++;
    limit(number, max);
    memset(c->length, 0, sizeof c->length);
    for (int l = max, i = 0; l > 0; l--) /* the rarest symbols come first and get the longest codes */
        for (int k = 0; k < number[l]; k++)
            c->length[order[i++] & 511] = (uint8_t)l;
    assign(c, n);
}

/* The lengths of both codes as symbols of the code of code lengths: symbol in the low byte, extra bits above it. */
struct prelude {
    int n_litlen, n_dist, n_pre, n;
    uint16_t item[LITLEN + DISTS];
};

static const uint8_t pre_order[PRES] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
static const uint8_t pre_extra[PRES] = {[16] = 2, [17] = 3, [18] = 7};

static void make_prelude(struct deflate *d, struct prelude *p)
{
    uint8_t all[LITLEN + DISTS];
    uint32_t count[PRES] = {0};
    for (p->n_litlen = 286; p->n_litlen > 257 && !d->litlen.length[p->n_litlen - 1];)
        p->n_litlen--;
    for (p->n_dist = 30; p->n_dist > 1 && !d->dist.length[p->n_dist - 1];)
        p->n_dist--;
    memcpy(all, d->litlen.length, (size_t)p->n_litlen);
    memcpy(all + p->n_litlen, d->dist.length, (size_t)p->n_dist);
    int n = p->n_litlen + p->n_dist;
    p->n = 0;
    for (int i = 0, same; i < n; i += same) {
        for (same = 1; i + same < n && all[i + same] == all[i] && same < (all[i] ? 7 : 138);)
            same++;
        if (all[i] == 0 && same >= 3) {
            p->item[p->n++] = (uint16_t)(same < 11 ? 17 | (same - 3) << 8 : 18 | (same - 11) << 8);
        } else if (all[i] && same >= 4) {
            p->item[p->n++] = all[i];
            p->item[p->n++] = (uint16_t)(16 | (same - 4) << 8);
        } else {
            same = 1;
            p->item[p->n++] = all[i];
        }
    }
    for (int i = 0; i < p->n; i++)
        count[p->item[i] & 255]++;
    make_code(&d->pre, count, PRES, PRE_BITS);
    for (p->n_pre = PRES; p->n_pre > 4 && !d->pre.length[pre_order[p->n_pre - 1]];)
        p->n_pre--;
}

/* RFC 1951, 3.2.6. */
static void fixed_codes(struct code *litlen, struct code *dist)
{
    for (int i = 0; i < LITLEN; i++)
        litlen->length[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    for (int i = 0; i < DISTS; i++)
        dist->length[i] = 5;
    assign(litlen, LITLEN);
    assign(dist, DISTS);
}

/* Bits of all codes; the extra bits of lengths and distances are the same for every choice of codes. */
static size_t size_with(const struct deflate *d, const struct code *litlen, const struct code *dist)
{
    size_t bits = 0;
    for (int i = 0; i < LITLEN; i++)
        bits += (size_t)d->litlen_count[i] * litlen->length[i];
    for (int i = 0; i < DISTS; i++)
        bits += (size_t)d->dist_count[i] * dist->length[i];
    return bits;
}

static size_t size_of_extra(const struct deflate *d)
{
    size_t bits = 0;
    for (int i = 265; i < 285; i++)
        bits += (size_t)d->litlen_count[i] * (size_t)((i - 261) / 4);
    for (int i = 4; i < 30; i++)
        bits += (size_t)d->dist_count[i] * (size_t)(i / 2 - 1);
    return bits;
}

static size_t size_of_prelude(const struct deflate *d, const struct prelude *p)
{
    size_t bits = 14 + 3 * (size_t)p->n_pre;
    for (int i = 0; i < p->n; i++)
        bits += (size_t)d->pre.length[p->item[i] & 255] + pre_extra[p->item[i] & 255];
    return bits;
}

/* ---- 3. write ---- */

static void write_prelude(struct bits *b, const struct deflate *d, const struct prelude *p)
{
    put(b, (uint64_t)(p->n_litlen - 257) | (uint64_t)(p->n_dist - 1) << 5 | (uint64_t)(p->n_pre - 4) << 10, 14);
    put_bytes(b);
    for (int i = 0; i < p->n_pre; i++) {
        put(b, d->pre.length[pre_order[i]], 3);
        put_bytes(b);
    }
    for (int i = 0; i < p->n; i++) {
        int symbol = p->item[i] & 255;
        put(b, d->pre.bits[symbol], d->pre.length[symbol]);
        put(b, p->item[i] >> 8, pre_extra[symbol]);
        put_bytes(b);
    }
}

static inline void put_symbol(struct bits *b, const struct code *c, int symbol)
{
    put(b, c->bits[symbol], c->length[symbol]);
}

static void write_literals(struct bits *b, const struct code *c, const unsigned char *p, size_t n)
{
    for (; n >= 4; p += 4, n -= 4) {
        put_symbol(b, c, p[0]);
        put_symbol(b, c, p[1]);
        put_symbol(b, c, p[2]);
        put_symbol(b, c, p[3]);
        put_bytes(b);
    }
    for (; n; p++, n--)
        put_symbol(b, c, *p);
    put_bytes(b);
}

static void write_symbols(struct bits *b, const struct deflate *d, const unsigned char *p, const struct code *litlen,
                          const struct code *dist)
{
    for (size_t i = 0; i < d->n_runs; i++) {
        const struct run *r = &d->runs[i];
        write_literals(b, litlen, p, r->literals);
        p += r->literals + r->length;
        if (!r->length)
            break;
        int extra;
        put_symbol(b, litlen, length_symbol(r->length, &extra));
        put(b, (uint64_t)(r->length - 3) & ((1u << extra) - 1), extra);
        put_symbol(b, dist, distance_symbol(r->distance, &extra));
        put(b, (uint64_t)(r->distance - 1) & ((1u << extra) - 1), extra);
        put_bytes(b);
    }
    put_symbol(b, litlen, END);
    put_bytes(b);
}

/* Stored blocks of at most 65,535 bytes; at least one. */
static unsigned char *write_stored(unsigned char *out, const unsigned char *p, size_t n, bool last)
{
    do {
        size_t take = n < 65535 ? n : 65535;
        *out++ = last && take == n;
        *out++ = (unsigned char)take;
        *out++ = (unsigned char)(take >> 8);
        *out++ = (unsigned char)~take;
        *out++ = (unsigned char)(~take >> 8);
        memcpy(out, p, take);
        out += take;
        p += take;
        n -= take;
    } while (n);
    return out;
}

size_t deflate_bound(size_t n)
{
    return n + 5 * (n / 65535 + 1) + 64;
}

struct deflate *deflate_new(void)
{
    return mem_alloc(sizeof(struct deflate));
}

void deflate_free(struct deflate *d)
{
    mem_free(d);
}

size_t deflate_run(struct deflate *d, enum deflate_effort effort, const unsigned char *p, size_t dict, size_t n, bool last,
                   unsigned char *out)
{
    struct prelude prelude;
    struct code fixed[2];
    if (effort == DEFLATE_STORE)
        return (size_t)(write_stored(out, p, n, last) - out);
    parse_with(d, effort, p - dict, dict, dict + n);
    make_code(&d->litlen, d->litlen_count, 286, LITLEN_BITS);
    make_code(&d->dist, d->dist_count, 30, DIST_BITS);
    make_prelude(d, &prelude);
    fixed_codes(&fixed[0], &fixed[1]);
    size_t extra = size_of_extra(d);
    size_t own = size_of_prelude(d, &prelude) + size_with(d, &d->litlen, &d->dist) + extra;
    size_t given = size_with(d, &fixed[0], &fixed[1]) + extra;
    size_t best = own < given ? own : given;
    if (n && n + 5 * (n / 65535 + 1) <= best / 8)
        return (size_t)(write_stored(out, p, n, last) - out);
    struct bits b = {.p = out};
    put(&b, last, 1);
    put(&b, own < given ? 2 : 1, 2);
    if (own < given) {
        write_prelude(&b, d, &prelude);
        write_symbols(&b, d, p, &d->litlen, &d->dist);
    } else {
        write_symbols(&b, d, p, &fixed[0], &fixed[1]);
    }
    if (!last)
        put(&b, 0, 3); /* an empty stored block fills up the byte: RFC 1951, 3.2.4 */
    put(&b, 0, (8 - b.n % 8) % 8);
    put_bytes(&b);
    if (!last) {
        memcpy(b.p, "\0\0\xff\xff", 4);
        b.p += 4;
    }
    return (size_t)(b.p - out);
}
