/* SPDX-License-Identifier: Apache-2.0 */
#include "io/xmlfast.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "io/xmlchar.h"
#include "io/xmlnames.h"

enum {
    TOKEN_MAX = 1 << 20,  /* longer tokens are libxml2's, which has limits of its own */
    DEPTH_MAX = 200,
    ATTRS_MAX = 64
};

struct xmlfast {
    struct xml_sink *sink;
    struct xmlnames *names;
    uint64_t gap, gap_mask;  /* the last white space before an element, its first 8 bytes */
    int gap_n;               /* its length, at most 8 */
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
    f->sink = sink;
    f->names = xmlnames_new(vocab);
    f->rewound = true;
    return f;
}

void xmlfast_free(struct xmlfast *f)
{
    if (!f)
        return;
    xmlnames_free(f->names);
    buf_free(&f->scratch);
    mem_free(f);
}

void xmlfast_rewind(struct xmlfast *f)
{
    f->rewound = true;
}

/* ---- references ---- */

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
    if (q == first || *q != ';' || !xmlchar_valid(cp))
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

/* ---- tokens: each returns the byte behind it; NULL: declined, or not complete ---- */

/* The rest of a text with something special at q. The result is in scratch. */
static const char *odd_text(struct xmlfast *f, const char *p, const char *q)
{
    buf_reset(&f->scratch);
    buf_add(&f->scratch, p, (size_t)(q - p));
    while (*q != '<') {
        unsigned char c = (unsigned char)*q;
        if (xmlchar_class[c] & PLAIN || (c == 0xef && xmlchar_good_ef(q)) || (c == ']' && !(q[1] == ']' && q[2] == '>'))) {
            buf_char(&f->scratch, *q++);
        } else if (c == '\r') {
            buf_char(&f->scratch, '\n');
            q += q[1] == '\n' ? 2 : 1;
            if (q == f->end)
                return NULL; /* the LF may be in the next chunk */
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
    const char *q = xmlchar_skip_blank(p);
    bool blank = *q == '<' || q == f->end;
    q = xmlchar_plain_end(q, f->end);
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
        f->doc->begun = f->doc->begun || blank;
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
        } else if (xmlchar_class[c] & QUIET || c == '"' || c == '\'' || (c == 0xef && xmlchar_good_ef(q))) {
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
    size_t n = xmlnames_scan(p, f->end);
    if (!n)
        return NULL;
    struct xml_attr *a = &f->attrs[i];
    a->raw = (struct str){p, n};
    p += n;
    while (xmlchar_is(*p, BLANK))
        p++;
    if (*p++ != '=')
        return NULL;
    while (xmlchar_is(*p, BLANK))
        p++;
    char quote = *p++;
    if (quote != '"' && quote != '\'')
        return NULL;
    const char *q = p;
    while (xmlchar_is(*q, QUIET))
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
        if (xmlnames_declares(a->raw)) {
            struct str prefix = a->raw.n > 6 ? (struct str){a->raw.p + 6, a->raw.n - 6} : STR("");
            if (f->decoded[i] || (*ns = xmlnames_bind(f->names, *ns, prefix, a->value)) < 0)
                return -1;
        }
    }
    for (int i = 0; i < n; i++) {
        if (xmlnames_declares(f->attrs[i].raw))
            continue;
        const struct raw_name *r = xmlnames_find(f->names, f->attrs[i].raw, *ns, true);
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
        while (xmlchar_is(*q, BLANK))
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

/* The name that the listener expects, if it stands at p. Eight bytes behind it are before the end. */
static inline const struct raw_name *expected(const struct xmlfast *f, const char *p, int ns)
{
    int e = f->sink->hint.expect;
    if (e < 0)
        return NULL;
    const struct raw_name *r = &f->names->last[e];
    if (!r->text.n || r->ns != ns || (size_t)(f->end - p) < r->text.n + 8 ||
        !xmlchar_same(p, r->text.p, r->text.n))
        return NULL;
    char c = p[r->text.n];
    return c == '>' || c == ' ' || c == '/' || c == '\n' ? r : NULL;
}

/* The end of an element of a name with text, at its '<'. Returns the byte behind it. */
static const char *same_end(const char *p, const char *end, struct str name)
{
    return (size_t)(end - p) >= name.n + 3 && p[1] == '/' && xmlchar_same(p + 2, name.p, name.n) && p[2 + name.n] == '>'
               ? p + 3 + name.n : NULL;
}

/* Behind blanks at p. A document is indented regularly: the blanks that came last are tried first. */
static inline const char *skip_gap(struct xmlfast *f, const char *p)
{
    uint64_t x;
    if (f->end - p <= 8)
        return xmlchar_skip_blank(p);
    memcpy(&x, p, 8);
    if (((x ^ f->gap) & f->gap_mask) == 0 && p[f->gap_n] == '<')
        return p + f->gap_n;
    const char *q = xmlchar_skip_blank(p);
    if (q - p <= 8) {
        unsigned char used[8] = {0};
        memset(used, 0xff, (size_t)(q - p));
        memcpy(&f->gap_mask, used, 8);
        f->gap = x;
        f->gap_n = (int)(q - p);
    }
    return q;
}

/* As many elements as the listener expects and takes in one, with the blanks before them. Most of a record is this. Returns
 * the byte behind the last. */
static const char *take_leaves(struct xmlfast *f, const char *p)
{
    struct xml_sink *sink = f->sink;
    int ns = f->doc->depth ? f->doc->open[f->doc->depth - 1].ns : -1;
    while (ns >= 0 && !sink->hint.want_text) {
        const char *q = skip_gap(f, p);
        const struct raw_name *r = *q == '<' ? expected(f, q + 1, ns) : NULL;
        if (!r)
            break;
        const char *text = q + 1 + r->text.n, *next = text + 2;
        struct str value = {text, 0};
        if (*text == '>') {
            const char *end = xmlchar_plain_end(++text, f->end);
            value = (struct str){text, (size_t)(end - text)};
            next = *end == '<' ? same_end(end, f->end, r->text) : NULL;
        } else if (text[0] != '/' || text[1] != '>') {
            break;
        }
        if (!next || value.n > TOKEN_MAX || !sink->leaf(sink->to, value, (size_t)(q - f->base)))
            break;
        p = next;
    }
    return p;
}

static void start_element(struct xmlfast *f, const char *p, struct str raw_name, int name, int n, const char *tag_end, int ns)
{
    struct xml_sink *sink = f->sink;
    xml_push(f->doc, (struct str){p, (size_t)(tag_end - p)}, raw_name, ns);
    sink->start(sink->to, name, raw_name, f->attrs, n, (size_t)(p - f->base));
}

/* Would too many declarations be in force? */
static bool crowded(const struct xml_doc *doc, struct str raw)
{
    return (doc->depth ? doc->open[doc->depth - 1].scope : 0) + xml_declarations(raw) > XML_SCOPE;
}

static const char *take_start(struct xmlfast *f, const char *p)
{
    struct xml_doc *doc = f->doc;
    int ns = doc->depth ? doc->open[doc->depth - 1].ns : 0, n = 0, inner = ns;
    if (ns < 0 || doc->depth >= DEPTH_MAX || (doc->depth == 0 && doc->rooted))
        return NULL;
    const struct raw_name *r = expected(f, p + 1, ns);
    struct str raw = {p + 1, r ? r->text.n : xmlnames_scan(p + 1, f->end)};
    if (!raw.n)
        return NULL;
    const char *q = raw.p + raw.n;
    if (*q != '>') {
        q = take_attrs(f, q, &n);
        if (!q || (*q == '/' && q[1] != '>') || crowded(doc, (struct str){p, (size_t)(q - p)}) ||
            (n = settle_attrs(f, n, &inner)) < 0)
            return NULL;
    }
    if (!r || inner != ns)
        r = xmlnames_find(f->names, raw, inner, false);
    if (!r)
        return NULL;
    int name = r->name;
    if (name >= 0 && r != &f->names->last[name])
        f->names->last[name] = *r;
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
    if ((size_t)(f->end - p) < name.n + 3 || !xmlchar_same(p + 2, name.p, name.n))
        return NULL;
    const char *q = p + 2 + name.n;
    while (xmlchar_is(*q, BLANK))
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
        if (c == 0xef ? !xmlchar_good_ef(q) : c != '<' && c != '&' && c != ']' && c != '\r' && !(xmlchar_class[c] & PLAIN))
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
    xmlnames_tidy(f->names);
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
        p = take_leaves(f, p);
        if (p == end)
            break;
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
