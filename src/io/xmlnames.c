/* SPDX-License-Identifier: Apache-2.0 */
#include "io/xmlnames.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "io/xmlchar.h"

enum {
    NAME_MAX_BYTES = 500,
    SETS_MAX = 256,
    NAMES_MAX = 4096,     /* raw names remembered before all are forgotten */
    SLOTS = 16384         /* of the hash table of raw names; a power of two, well above NAMES_MAX */
};

/* One binding of a prefix, on top of its parent's: number 0 is the empty set. Equal declarations on equal parents
 * have one number, so that a number stands for what all prefixes mean. */
struct ns {
    int parent;
    struct str prefix, uri;
};

struct xmlnames *xmlnames_new(const struct vocab *vocab)
{
    struct xmlnames *f = mem_alloc(sizeof *f);
    f->vocab = vocab;
    f->ns = mem_array(SETS_MAX, sizeof *f->ns);
    f->raw = mem_array(NAMES_MAX, sizeof *f->raw);
    f->slots = mem_array(SLOTS, sizeof *f->slots);
    f->last = mem_array((size_t)vocab->names.n, sizeof *f->last);
    f->n_ns = 1;
    return f;
}

void xmlnames_free(struct xmlnames *f)
{
    if (!f)
        return;
    arena_free(&f->text);
    mem_free(f->ns);
    mem_free(f->raw);
    mem_free(f->slots);
    mem_free(f->last);
    mem_free(f);
}

static void forget_names(struct xmlnames *f)
{
    memset(f->slots, 0, SLOTS * sizeof *f->slots);
    memset(f->last, 0, (size_t)f->vocab->names.n * sizeof *f->last);
    f->n_raw = 0;
}

void xmlnames_tidy(struct xmlnames *f)
{
    if (f->n_ns <= SETS_MAX / 2 && f->text.total <= 1u << 20)
        return;
    forget_names(f);
    arena_reset(&f->text);
    f->n_ns = 1;
}

/* ---- names ---- */

size_t xmlnames_scan(const char *p, const char *end)
{
    const char *q = p, *colon = NULL;
    bool begins = true;
    for (;; q++) {
        unsigned char c = (unsigned char)*q;
        if (xmlchar_class[c] & (begins ? LETTER : NAMED)) {
            begins = false;
        } else if (c >= 0xe4 && c <= 0xe9) {
            uint32_t cp;
            if (utf8_next(q, end, &cp) != 3 || cp < 0x4e00 || cp > 0x9fa5)
                return 0;
            q += 2;
            begins = false;
        } else if (c == ':' && !begins && !colon) {
            colon = q;
            begins = true;
        } else {
            break;
        }
    }
    return begins || (unsigned char)*q >= 0x80 || *q == ':' || q - p > NAME_MAX_BYTES ? 0 : (size_t)(q - p);
}

static bool find_uri(const struct xmlnames *f, int ns, struct str prefix, struct str *uri)
{
    for (; ns > 0; ns = f->ns[ns].parent)
        if (str_eq(f->ns[ns].prefix, prefix)) {
            *uri = f->ns[ns].uri;
            return true;
        }
    *uri = str_is(prefix, "xml") ? STR("http://www.w3.org/XML/1998/namespace") : STR("");
    return prefix.n == 0 || uri->n;
}

/* Resolves a name with namespaces. Returns false when its prefix is not bound. */
static bool resolve(const struct xmlnames *f, struct str raw, int ns, bool attribute, int *name)
{
    struct str local, prefix = str_cut(raw, ':', &local), uri = STR("");
    if (!local.p) {
        local = raw;
        prefix = STR("");
    }
    if (!(attribute && prefix.n == 0) && !find_uri(f, ns, prefix, &uri))
        return false;
    *name = vocab_find(f->vocab, uri, local, attribute);
    return true;
}

const struct raw_name *xmlnames_find(struct xmlnames *f, struct str raw, int ns, bool attribute)
{
    uint32_t h = intern_hash(raw) + (uint32_t)ns * 0x9e3779b9u + attribute;
    size_t at = h & (SLOTS - 1);
    for (; f->slots[at]; at = (at + 1) & (SLOTS - 1)) {
        const struct raw_name *r = &f->raw[f->slots[at] - 1];
        if (r->hash == h && r->ns == ns && r->attribute == attribute && str_eq(r->text, raw))
            return r;
    }
    int name;
    if (!resolve(f, raw, ns, attribute, &name))
        return NULL;
    if (f->n_raw == NAMES_MAX) {
        forget_names(f);
        at = h & (SLOTS - 1);
    }
    f->raw[f->n_raw] = (struct raw_name){arena_str(&f->text, raw), h, ns, attribute, name};
    f->slots[at] = (int16_t)++f->n_raw;
    return &f->raw[f->n_raw - 1];
}

/* ---- namespaces ---- */

/* Is the URI one about which libxml2 has nothing to say? Letters, digits and a few signs, beginning as a scheme. */
static bool plain_uri(struct str uri)
{
    size_t i = 0;
    while (i < uri.n && xmlchar_is(uri.p[i], LETTER) && uri.p[i] != '_')
        i++;
    if (i == 0 || i == uri.n || uri.p[i] != ':' || i + 1 == uri.n)
        return false;
    bool http = i == 4 && memcmp(uri.p, "http", 4) == 0;
    if (http && (uri.n < 9 || memcmp(uri.p + 4, "://", 3) != 0 || !xmlchar_is(uri.p[7], LETTER)))
        return false;
    for (size_t k = http ? 7 : i + 1; k < uri.n; k++) {
        char c = uri.p[k];
        bool named = xmlchar_is(c, NAMED) && (unsigned char)c < 0x80;
        if (!named && !(c == '/' && http) && !(c && strchr("=(),", c) && !http) && !(c == ':' && !http))
            return false;
    }
    return true;
}

int xmlnames_bind(struct xmlnames *f, int ns, struct str prefix, struct str uri)
{
    bool undo = uri.n == 0 && prefix.n == 0; /* xmlns="" */
    if ((prefix.n >= 3 && memcmp(prefix.p, "xml", 3) == 0) || (!undo && !plain_uri(uri)) ||
        str_is(uri, "http://www.w3.org/XML/1998/namespace") || str_starts(uri, STR("http://www.w3.org/2000/xmlns")))
        return -1;
    for (int i = 1; i < f->n_ns; i++)
        if (f->ns[i].parent == ns && str_eq(f->ns[i].prefix, prefix) && str_eq(f->ns[i].uri, uri))
            return i;
    if (f->n_ns == SETS_MAX)
        return -1;
    f->ns[f->n_ns] = (struct ns){ns, arena_str(&f->text, prefix), arena_str(&f->text, uri)};
    return f->n_ns++;
}

bool xmlnames_declares(struct str raw)
{
    return raw.n >= 5 && memcmp(raw.p, "xmlns", 5) == 0 && (raw.n == 5 || raw.p[5] == ':');
}
