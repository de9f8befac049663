/* SPDX-License-Identifier: Apache-2.0 */
#include "value/filename.h"

#include "base/sha256.h"
#include "value/personal.h"

enum { HASH_SHOWN = 12 };

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_plain(char c)
{
    return (c >= '0' && c <= '9') || is_lower(c) || (c >= 'A' && c <= 'Z');
}

/* The key's bytes, as far as they fit. Returns whether all did. */
static bool put_bytes(struct buf *b, struct str key)
{
    size_t from = b->n;
    for (size_t i = 0; i < key.n; i++) {
        bool plain = is_plain(key.p[i]) || (key.p[i] == '-' && i);
        if (b->n - from + (plain ? 1 : 3) > FILENAME_MOST)
            return false;
        if (plain)
            buf_char(b, key.p[i]);
        else
            buf_printf(b, "_%02x", (unsigned char)key.p[i]);
    }
    if (!key.n)
        buf_char(b, '_');
    return true;
}

static bool has_lower(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (is_lower(s.p[i]))
            return true;
    return false;
}

/* Names that Windows keeps for devices, whatever their suffix. Lower case has a hash behind it anyway. */
static bool is_device(struct str s)
{
    static const char *const names[] = {"CON", "PRN", "AUX", "NUL"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_is(s, names[i]))
            return true;
    return s.n == 4 && (str_starts(s, STR("COM")) || str_starts(s, STR("LPT"))) && s.p[3] >= '0' && s.p[3] <= '9';
}

static void put_hash(struct buf *b, struct str key)
{
    struct sha256 h;
    char hex[SHA256_HEX + 1];
    sha256_start(&h);
    sha256_add(&h, key.p, key.n);
    sha256_hex(&h, hex);
    buf_printf(b, "~%.*s", HASH_SHOWN, hex);
}

/* Notes the name from a place on; false when it was used before. */
static bool is_new(struct filenames *f, const struct buf *b, size_t from)
{
    struct buf lower = {0};
    for (size_t i = from; i < b->n; i++)
        buf_char(&lower, b->p[i] >= 'A' && b->p[i] <= 'Z' ? (char)(b->p[i] - 'A' + 'a') : b->p[i]);
    bool used = intern_find(&f->used, buf_slice(&lower)) >= 0;
    if (!used)
        intern_add(&f->used, buf_slice(&lower));
    buf_free(&lower);
    return !used;
}

void filename_put(struct filenames *f, struct buf *b, struct str key)
{
    struct buf masked = {0};
    size_t from = b->n;
    personal_mask(&masked, key);
    struct str text = buf_slice(&masked);
    bool whole = put_bytes(b, text);
    if (!whole || has_lower(text) || is_device((struct str){b->p + from, b->n - from}))
        put_hash(b, text);
    size_t end = b->n;
    for (int k = 2; !is_new(f, b, from); k++) {
        b->n = end;
        buf_printf(b, "~%d", k);
    }
    buf_free(&masked);
}

void filename_free(struct filenames *f)
{
    intern_free(&f->used);
}
