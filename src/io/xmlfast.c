#include "io/xmlfast.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

/* What a byte may be. */
enum {
    PLAIN = 1,   /* of text: nothing special about it */
    QUIET = 2,   /* of an attribute's value */
    BLANK = 4,   /* space, TAB, LF (not CR) */
    LETTER = 8,  /* may begin a name */
    NAMED = 16   /* may go on in a name */
};

static const uint8_t class[256] = {
#define LOW PLAIN | QUIET
#define ALPHA LOW | LETTER | NAMED
    ['\t'] = PLAIN | BLANK, ['\n'] = PLAIN | BLANK, [' '] = LOW | BLANK,
    ['!'] = LOW, ['#'] = LOW, ['$'] = LOW, ['%'] = LOW, ['('] = LOW, [')'] = LOW, ['*'] = LOW, ['+'] = LOW,
    [','] = LOW, ['-'] = LOW | NAMED, ['.'] = LOW | NAMED, ['/'] = LOW, [':'] = LOW, [';'] = LOW, ['='] = LOW,
    ['>'] = LOW, ['?'] = LOW, ['@'] = LOW, ['['] = LOW, ['\\'] = LOW, [']'] = QUIET, ['^'] = LOW, ['`'] = LOW,
    ['{'] = LOW, ['|'] = LOW, ['}'] = LOW, ['~'] = LOW, [0x7f] = LOW, ['"'] = PLAIN, ['\''] = PLAIN,
    ['0'] = LOW | NAMED, ['1'] = LOW | NAMED, ['2'] = LOW | NAMED, ['3'] = LOW | NAMED, ['4'] = LOW | NAMED,
    ['5'] = LOW | NAMED, ['6'] = LOW | NAMED, ['7'] = LOW | NAMED, ['8'] = LOW | NAMED, ['9'] = LOW | NAMED,
    ['A'] = ALPHA, ['B'] = ALPHA, ['C'] = ALPHA, ['D'] = ALPHA, ['E'] = ALPHA, ['F'] = ALPHA, ['G'] = ALPHA,
    ['H'] = ALPHA, ['I'] = ALPHA, ['J'] = ALPHA, ['K'] = ALPHA, ['L'] = ALPHA, ['M'] = ALPHA, ['N'] = ALPHA,
    ['O'] = ALPHA, ['P'] = ALPHA, ['Q'] = ALPHA, ['R'] = ALPHA, ['S'] = ALPHA, ['T'] = ALPHA, ['U'] = ALPHA,
    ['V'] = ALPHA, ['W'] = ALPHA, ['X'] = ALPHA, ['Y'] = ALPHA, ['Z'] = ALPHA, ['_'] = ALPHA,
    ['a'] = ALPHA, ['b'] = ALPHA, ['c'] = ALPHA, ['d'] = ALPHA, ['e'] = ALPHA, ['f'] = ALPHA, ['g'] = ALPHA,
    ['h'] = ALPHA, ['i'] = ALPHA, ['j'] = ALPHA, ['k'] = ALPHA, ['l'] = ALPHA, ['m'] = ALPHA, ['n'] = ALPHA,
    ['o'] = ALPHA, ['p'] = ALPHA, ['q'] = ALPHA, ['r'] = ALPHA, ['s'] = ALPHA, ['t'] = ALPHA, ['u'] = ALPHA,
    ['v'] = ALPHA, ['w'] = ALPHA, ['x'] = ALPHA, ['y'] = ALPHA, ['z'] = ALPHA,
    /* Bytes of valid UTF-8; 0xEF leads U+FFFE and U+FFFF, which XML does not allow, and is looked at. */
#define B16(n) [n] = LOW, [n + 1] = LOW, [n + 2] = LOW, [n + 3] = LOW, [n + 4] = LOW, [n + 5] = LOW, [n + 6] = LOW,   \
    [n + 7] = LOW, [n + 8] = LOW, [n + 9] = LOW, [n + 10] = LOW, [n + 11] = LOW, [n + 12] = LOW, [n + 13] = LOW,      \
    [n + 14] = LOW
    B16(0x80), [0x8f] = LOW, B16(0x90), [0x9f] = LOW, B16(0xa0), [0xaf] = LOW, B16(0xb0), [0xbf] = LOW,
    B16(0xc0), [0xcf] = LOW, B16(0xd0), [0xdf] = LOW, B16(0xe0), [0xf0] = LOW, [0xf1] = LOW, [0xf2] = LOW,
    [0xf3] = LOW, [0xf4] = LOW
};

enum {
    TOKEN_MAX = 1 << 20,  /* longer tokens are libxml2's, which has limits of its own */
    NAME_MAX_BYTES = 500,
    DEPTH_MAX = 200,
    ATTRS_MAX = 64,
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

/* A name as written, under the bindings it was resolved with. */
struct raw_name {
    struct str text;
    uint32_t hash;
    int ns;
    bool attribute;
    int name;
};

struct xmlfast {
    const struct vocab *vocab;
    struct xml_sink *sink;
    struct arena text;       /* copies for the tables below */
    struct ns ns[SETS_MAX];
    int n_ns;
    struct raw_name *raw;    /* [NAMES_MAX] */
    int n_raw;
    int16_t *slots;          /* [SLOTS] index in raw + 1, or 0 */
    struct raw_name *last;   /* [vocabulary] the raw name last seen of each name */
    bool rewound;            /* the bindings of the open elements are to be read */
    struct buf scratch;      /* decoded text and values of one token */
    struct xml_attr attrs[ATTRS_MAX];
    size_t decoded[ATTRS_MAX]; /* offset + 1 in scratch where the value was decoded, else 0 */
    /* of the run under way */
    struct xml_doc *doc;
    const char *base, *end;
};

struct xmlfast *xmlfast_new(const struct vocab *vocab, struct xml_sink *sink)
{
    struct xmlfast *f = mem_alloc(sizeof *f);
    f->vocab = vocab;
    f->sink = sink;
    f->raw = mem_array(NAMES_MAX, sizeof *f->raw);
    f->slots = mem_array(SLOTS, sizeof *f->slots);
    f->last = mem_array((size_t)vocab->names.n, sizeof *f->last);
    f->n_ns = 1;
    f->rewound = true;
    return f;
}

void xmlfast_free(struct xmlfast *f)
{
    if (!f)
        return;
    arena_free(&f->text);
    buf_free(&f->scratch);
    mem_free(f->raw);
    mem_free(f->slots);
    mem_free(f->last);
    mem_free(f);
}

void xmlfast_rewind(struct xmlfast *f)
{
    f->rewound = true;
}

static void forget_names(struct xmlfast *f)
{
    memset(f->slots, 0, SLOTS * sizeof *f->slots);
    memset(f->last, 0, (size_t)f->vocab->names.n * sizeof *f->last);
    f->n_raw = 0;
}

static void forget_all(struct xmlfast *f)
{
    forget_names(f);
    arena_reset(&f->text);
    f->n_ns = 1;
}

/* As memcmp(a, b, n) == 0, without a call: names are short. */
static inline bool same_bytes(const char *a, const char *b, size_t n)
{
    uint64_t x, y;
    if (n >= 8) {
        for (size_t i = 0; i + 8 < n; i += 8) {
            memcpy(&x, a + i, 8);
            memcpy(&y, b + i, 8);
            if (x != y)
                return false;
        }
        memcpy(&x, a + n - 8, 8);
        memcpy(&y, b + n - 8, 8);
        return x == y;
    }
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i])
            return false;
    return true;
}

/* ---- names ---- */

/* The length of a name (with at most one colon, not at an end) at p; 0: none, or not for us. */
static size_t scan_name(const char *p, const char *end)
{
    const char *q = p, *colon = NULL;
    bool begins = true;
    for (;; q++) {
        unsigned char c = (unsigned char)*q;
        if (class[c] & (begins ? LETTER : NAMED)) {
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

static bool find_uri(const struct xmlfast *f, int ns, struct str prefix, struct str *uri)
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
static bool resolve(const struct xmlfast *f, struct str raw, int ns, bool attribute, int *name)
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

/* The remembered form of a raw name; NULL when its prefix is not bound. */
static const struct raw_name *name_of(struct xmlfast *f, struct str raw, int ns, bool attribute)
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
    while (i < uri.n && (class[(unsigned char)uri.p[i]] & LETTER) && uri.p[i] != '_')
        i++;
    if (i == 0 || i == uri.n || uri.p[i] != ':' || i + 1 == uri.n)
        return false;
    bool http = i == 4 && memcmp(uri.p, "http", 4) == 0;
    if (http && (uri.n < 9 || memcmp(uri.p + 4, "://", 3) != 0 || !(class[(unsigned char)uri.p[7]] & LETTER)))
        return false;
    for (size_t k = http ? 7 : i + 1; k < uri.n; k++) {
        char c = uri.p[k];
        bool named = (class[(unsigned char)c] & NAMED) && (unsigned char)c < 0x80;
        if (!named && !(c == '/' && http) && !(c && strchr("=(),", c) && !http) && !(c == ':' && !http))
            return false;
    }
    return true;
}

/* The number of the bindings ns with prefix bound to uri in addition; -1 when it is not for us. */
static int bind(struct xmlfast *f, int ns, struct str prefix, struct str uri)
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

static bool is_xmlns(struct str raw)
{
    return raw.n >= 5 && memcmp(raw.p, "xmlns", 5) == 0 && (raw.n == 5 || raw.p[5] == ':');
}

/* ---- references ---- */

static bool xml_char(uint32_t c)
{
    return c == 9 || c == 10 || c == 13 || (c >= 0x20 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd) ||
           (c >= 0x10000 && c <= 0x10ffff);
}

static int digit(char c, int radix)
{
    int v = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
    return v < radix ? v : -1;
}

/* &#N; or &#xN; at p. Returns the byte behind it, NULL when it is not for us. */
static const char *char_reference(struct xmlfast *f, const char *p)
{
    int radix = p[2] == 'x' ? 16 : 10;
    uint32_t cp = 0;
    const char *q = p + (radix == 16 ? 3 : 2), *first = q;
    for (int d; (d = digit(*q, radix)) >= 0 && q - first < 8; q++)
        cp = cp * (uint32_t)radix + (uint32_t)d;
    if (q == first || *q != ';' || !xml_char(cp))
        return NULL;
    utf8_put(&f->scratch, cp);
    return q + 1;
}

/* A reference at p, decoded into scratch. Returns the byte behind it, NULL when it is not for us. */
static const char *reference(struct xmlfast *f, const char *p)
{
    static const struct {
        const char *text;
        size_t n;
        char c;
    } five[] = {{"&amp;", 5, '&'}, {"&lt;", 4, '<'}, {"&gt;", 4, '>'}, {"&quot;", 6, '"'}, {"&apos;", 6, '\''}};
    if (p[1] == '#')
        return char_reference(f, p);
    for (size_t i = 0; i < sizeof five / sizeof five[0]; i++)
        if ((size_t)(f->end - p) >= five[i].n && memcmp(p, five[i].text, five[i].n) == 0) {
            buf_char(&f->scratch, five[i].c);
            return p + five[i].n;
        }
    return NULL;
}

/* 0xEF: everything it leads but U+FFFE and U+FFFF. */
static bool good_ef(const char *p)
{
    return !((unsigned char)p[1] == 0xbf && (unsigned char)p[2] >= 0xbe);
}

/* ---- tokens: each returns the byte behind it; NULL: declined, or not complete ---- */

/* The rest of a text with something special at q. The result is in scratch. */
static const char *odd_text(struct xmlfast *f, const char *p, const char *q)
{
    buf_reset(&f->scratch);
    buf_add(&f->scratch, p, (size_t)(q - p));
    while (*q != '<') {
        unsigned char c = (unsigned char)*q;
        if (class[c] & PLAIN || (c == 0xef && good_ef(q)) || (c == ']' && !(q[1] == ']' && q[2] == '>'))) {
            buf_char(&f->scratch, *q++);
        } else if (c == '\r') {
            buf_char(&f->scratch, '\n');
            q += q[1] == '\n' ? 2 : 1;
            if (q == f->end)
                return NULL; /* the LF may be in the next piece */
        } else if (c == '&') {
            q = reference(f, q);
            if (!q)
                return NULL;
        } else {
            return NULL;
        }
    }
    return q;
}

static const char *take_text(struct xmlfast *f, const char *p)
{
    struct xml_sink *sink = f->sink;
    const char *q = p;
    while (class[(unsigned char)*q] & BLANK)
        q++;
    bool blank = *q == '<' || q == f->end;
    while (class[(unsigned char)*q] & PLAIN)
        q++;
    bool odd = *q != '<';
    if (q == f->end) { /* white space may go; other text waits for what follows it, as in libxml2 */
        if (!blank)
            return NULL;
        odd = false;
    }
    const char *end = odd ? odd_text(f, p, q) : q;
    if (!end || end - p > TOKEN_MAX)
        return NULL;
    if (f->doc->depth == 0) {
        f->doc->begun = true;
        return blank ? end : NULL;
    }
    if (!blank || sink->hint.want_text)
        sink->text(sink->to, odd ? buf_slice(&f->scratch) : (struct str){p, (size_t)(q - p)}, !odd);
    return end;
}

/* The value of an attribute with something special at q, up to the quote. */
static const char *odd_value(struct xmlfast *f, const char *p, const char *q, char quote)
{
    buf_add(&f->scratch, p, (size_t)(q - p));
    while (*q != quote) {
        unsigned char c = (unsigned char)*q;
        if (c == '\t' || c == '\n') {
            buf_char(&f->scratch, ' ');
            q++;
        } else if (class[c] & QUIET || c == '"' || c == '\'' || (c == 0xef && good_ef(q))) {
            buf_char(&f->scratch, *q++);
        } else if (c == '&') {
            q = reference(f, q);
            if (!q)
                return NULL;
        } else {
            return NULL; /* CR among them */
        }
    }
    return q;
}

static const char *take_attr(struct xmlfast *f, const char *p, int i)
{
    size_t n = scan_name(p, f->end);
    if (!n)
        return NULL;
    struct xml_attr *a = &f->attrs[i];
    a->raw = (struct str){p, n};
    p += n;
    while (class[(unsigned char)*p] & BLANK)
        p++;
    if (*p++ != '=')
        return NULL;
    while (class[(unsigned char)*p] & BLANK)
        p++;
    char quote = *p++;
    if (quote != '"' && quote != '\'')
        return NULL;
    const char *q = p;
    while (class[(unsigned char)*q] & QUIET)
        q++;
    f->decoded[i] = 0;
    size_t from = f->scratch.n;
    if (*q != quote) {
        f->decoded[i] = from + 1;
        q = odd_value(f, p, q, quote);
        if (!q)
            return NULL;
    }
    a->value = (struct str){p, f->decoded[i] ? f->scratch.n - from : (size_t)(q - p)};
    return q - p > TOKEN_MAX ? NULL : q + 1;
}

/* Namespace declarations leave the list; the others get their names. Returns their number, -1: not for us. */
static int settle_attrs(struct xmlfast *f, int n, int *ns)
{
    int kept = 0, unknown_prefixed = 0;
    for (int i = 0; i < n; i++) {
        struct xml_attr *a = &f->attrs[i];
        if (f->decoded[i])
            a->value.p = f->scratch.p + f->decoded[i] - 1;
        for (int k = 0; k < i; k++)
            if (str_eq(f->attrs[k].raw, a->raw))
                return -1;
        if (is_xmlns(a->raw)) {
            struct str prefix = a->raw.n > 6 ? (struct str){a->raw.p + 6, a->raw.n - 6} : STR("");
            if (f->decoded[i] || (*ns = bind(f, *ns, prefix, a->value)) < 0)
                return -1;
        }
    }
    for (int i = 0; i < n; i++) {
        if (is_xmlns(f->attrs[i].raw))
            continue;
        const struct raw_name *r = name_of(f, f->attrs[i].raw, *ns, true);
        if (!r)
            return -1;
        int name = r->name;
        bool prefixed = memchr(r->text.p, ':', r->text.n) != NULL;
        unknown_prefixed += prefixed && name < 0;
        for (int k = 0; k < kept && prefixed && name >= 0; k++)
            if (f->attrs[k].name == name)
                return -1; /* the same name by another prefix */
        struct xml_attr a = f->attrs[i];
        a.name = name;
        f->attrs[kept++] = a;
    }
    return unknown_prefixed > 1 ? -1 : kept;
}

/* Attributes at p, behind the name of the start tag. Returns the '>' or '/' that ends the tag. */
static const char *take_attrs(struct xmlfast *f, const char *p, int *n)
{
    *n = 0;
    buf_reset(&f->scratch);
    for (;;) {
        const char *q = p;
        while (class[(unsigned char)*q] & BLANK)
            q++;
        if (*q == '>' || *q == '/')
            return q;
        if (q == p || *n == ATTRS_MAX)
            return NULL;
        p = take_attr(f, q, *n);
        if (!p)
            return NULL;
        ++*n;
    }
}

/* The name that the listener expects, if it stands at p. */
static const struct raw_name *expected(const struct xmlfast *f, const char *p, int ns)
{
    int e = f->sink->hint.expect;
    if (e < 0)
        return NULL;
    const struct raw_name *r = &f->last[e];
    if (!r->text.n || r->ns != ns || (size_t)(f->end - p) <= r->text.n ||
        !same_bytes(p, r->text.p, r->text.n))
        return NULL;
    char c = p[r->text.n];
    return c == '>' || c == ' ' || c == '/' || c == '\n' ? r : NULL;
}

static void start_element(struct xmlfast *f, const char *p, struct str raw_name, int name, int n, const char *tag_end, int ns)
{
    struct xml_sink *sink = f->sink;
    xml_push(f->doc, (struct str){p, (size_t)(tag_end - p)}, raw_name, ns);
    sink->start(sink->to, name, raw_name, f->attrs, n, (size_t)(p - f->base));
}

static const char *take_start(struct xmlfast *f, const char *p)
{
    struct xml_doc *doc = f->doc;
    int ns = doc->depth ? doc->open[doc->depth - 1].ns : 0, n = 0, inner = ns;
    if (ns < 0 || doc->depth >= DEPTH_MAX || (doc->depth == 0 && doc->rooted))
        return NULL;
    const struct raw_name *r = expected(f, p + 1, ns);
    struct str raw = {p + 1, r ? r->text.n : scan_name(p + 1, f->end)};
    if (!raw.n)
        return NULL;
    const char *q = raw.p + raw.n;
    if (*q != '>') {
        q = take_attrs(f, q, &n);
        if (!q || (*q == '/' && q[1] != '>') || (n = settle_attrs(f, n, &inner)) < 0)
            return NULL;
    }
    if (!r || inner != ns)
        r = name_of(f, raw, inner, false);
    if (!r)
        return NULL;
    int name = r->name;
    if (name >= 0 && r != &f->last[name])
        f->last[name] = *r;
    start_element(f, p, raw, name, n, q, inner);
    if (*q == '/') {
        doc->depth--;
        f->sink->end(f->sink->to, (size_t)(q + 2 - f->base));
        return q + 2;
    }
    return q + 1;
}

static const char *take_end(struct xmlfast *f, const char *p)
{
    struct xml_doc *doc = f->doc;
    if (doc->depth == 0)
        return NULL;
    struct str name = doc->open[doc->depth - 1].qname;
    if ((size_t)(f->end - p) < name.n + 3 || !same_bytes(p + 2, name.p, name.n))
        return NULL;
    const char *q = p + 2 + name.n;
    while (class[(unsigned char)*q] & BLANK)
        q++;
    if (*q != '>')
        return NULL;
    doc->depth--;
    f->sink->end(f->sink->to, (size_t)(q + 1 - f->base));
    return q + 1;
}

/* Bytes up to the mark (3 bytes), which must be allowed characters. Returns where the mark stands. */
static const char *find_mark(const struct xmlfast *f, const char *p, const char *mark)
{
    for (const char *q = p; q - p <= TOKEN_MAX; q++) {
        unsigned char c = (unsigned char)*q;
        if (c == (unsigned char)mark[0] && q[1] == mark[1] && (mark[0] == '-' || q[2] == mark[2]))
            return q;
        if (c == 0xef ? !good_ef(q) : c != '<' && c != '&' && c != ']' && c != '\r' && !(class[c] & PLAIN))
            return NULL;
        if (q == f->end)
            return NULL;
    }
    return NULL;
}

static const char *take_comment(struct xmlfast *f, const char *p)
{
    const char *q = find_mark(f, p + 4, "-->");
    if (!q || q[2] != '>')
        return NULL;
    f->doc->begun = true;
    return q + 3;
}

static const char *take_cdata(struct xmlfast *f, const char *p)
{
    const char *from = p + 9, *q = f->doc->depth ? find_mark(f, from, "]]>") : NULL;
    if (!q || memchr(from, '\r', (size_t)(q - from)))
        return NULL;
    if (q > from)
        f->sink->text(f->sink->to, (struct str){from, (size_t)(q - from)}, true);
    return q + 3;
}

/* The XML declaration, at the very beginning, in its common form. The encoding is somebody else's matter. */
static const char *take_declaration(struct xmlfast *f, const char *p)
{
    static const char *const common[] = {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<?xml version=\"1.0\" encoding=\"utf-8\"?>",
        "<?xml version='1.0' encoding='UTF-8'?>", "<?xml version=\"1.0\"?>",
        "<?xml version=\"1.0\" encoding=\"GB18030\"?>", "<?xml version=\"1.0\" encoding=\"gb18030\"?>",
        "<?xml version=\"1.0\" encoding=\"GBK\"?>", "<?xml version=\"1.0\" encoding=\"GB2312\"?>",
        "<?xml version=\"1.0\" encoding=\"gb2312\"?>", "<?xml version=\"1.0\" encoding=\"UTF-16\"?>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>"};
    for (size_t i = 0; !f->doc->begun && i < sizeof common / sizeof common[0]; i++) {
        size_t n = strlen(common[i]);
        if ((size_t)(f->end - p) >= n && memcmp(p, common[i], n) == 0) {
            f->doc->begun = true;
            return p + n;
        }
    }
    return NULL;
}

static const char *take_markup(struct xmlfast *f, const char *p)
{
    if (p[1] == '/')
        return take_end(f, p);
    if (p[1] == '?')
        return take_declaration(f, p);
    if (p[1] != '!')
        return take_start(f, p);
    if (p[2] == '-' && p[3] == '-')
        return take_comment(f, p);
    return (size_t)(f->end - p) > 9 && memcmp(p, "<![CDATA[", 9) == 0 ? take_cdata(f, p) : NULL;
}

/* Gives the open elements their bindings again, from their raw start tags. */
static void read_bindings(struct xmlfast *f)
{
    struct xml_doc *doc = f->doc;
    if (f->n_ns > SETS_MAX / 2 || f->text.total > 1u << 20)
        forget_all(f);
    const char *end = f->end;
    for (int i = 0, ns = 0; i < doc->depth; i++) {
        struct xml_open *o = &doc->open[i];
        struct buf tag = {0};
        buf_str(&tag, o->raw);
        buf_add(&tag, ">\0\0", 3);
        int n = 0;
        f->end = tag.p + o->raw.n + 1;
        if (ns >= 0 && !(take_attrs(f, tag.p + 1 + o->qname.n, &n) && settle_attrs(f, n, &ns) >= 0))
            ns = -1;
        o->ns = ns;
        buf_free(&tag);
    }
    f->end = end;
    f->rewound = false;
}

/* After libxml2 opened elements, their bindings are unknown. */
static bool bindings_known(const struct xml_doc *doc)
{
    return doc->depth == 0 || doc->open[doc->depth - 1].ns >= 0;
}

enum xml_end xmlfast_run(struct xmlfast *f, struct xml_doc *doc, const char *base, size_t to, size_t *at)
{
    assert(base[to] == '\0');
    f->doc = doc;
    f->base = base;
    f->end = base + to;
    if (f->rewound || !bindings_known(doc))
        read_bindings(f);
    const char *p = base + *at, *end = f->end;
    while (p < end) {
        const char *q = *p == '<' ? take_markup(f, p) : take_text(f, p);
        if (!q || q > end)
            break;
        p = q;
        if (f->sink->hint.stop) {
            *at = (size_t)(p - base);
            return XML_STOPPED;
        }
    }
    *at = (size_t)(p - base);
    return p == end ? XML_MORE : XML_DECLINED;
}
