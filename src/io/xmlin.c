/* SPDX-License-Identifier: Apache-2.0 */
#include "io/xmlin.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/machine.h"
#include "base/mem.h"

/* A name as libxml2 gives it: both pointers come from the dictionary of the parser, so that they identify it. */
struct known {
    const xmlChar *local, *uri;
    int name;
    bool attribute;
};

enum {
    KNOWN = 8192,
    DICT_MAX = 20000,
    CHUNK_FIRST = 1024, /* bytes fed first, in case an error or a stop comes soon; then twice as many, and so on */
    LONG_TAG = 4096     /* bytes from which on attributes are counted beforehand */
};

struct xmlin {
    const struct vocab *vocab;
    struct vocab *learned; /* the same, where new names enter it, up to learn_most; NULL: they do not */
    int learn_most;
    struct xml_sink *sink;
    int max_attrs;
    xmlSAXHandler sax;
    xmlParserCtxtPtr ctxt;
    struct known known[KNOWN]; /* direct-mapped cache; 8192 places: the upper 13 bits of the hash */
    struct xml_attr *attrs;
    size_t cap_attrs;
    struct buf names;
    /* of the run under way */
    struct xml_doc *doc;
    const char *base;
    size_t from;
    size_t prefix;     /* bytes fed before base[from] */
    int replay_starts, replay_ends; /* events of the prefix still to be suppressed */
    bool stopped, failed, deaf;
    bool crowded;      /* the parser was stopped since its dictionary is too large; the document goes on at `at` */
    size_t at;
    struct xml_error *error;
};

static char *copy(const char *s)
{
    return mem_dup(s, strlen(s));
}

static void *grow(void *p, size_t n)
{
    return mem_resize(p, n, 1);
}

/* libxml2 allocates by base/mem: what it says of a document is never that there is no memory. */
void xmlin_setup(void)
{
    if (xmlMemSetup(mem_free, mem_raw, grow, copy) != 0)
        machine_no_memory();
    xmlInitParser();
}

/* Where the parser stands, as an offset in the input. */
static size_t position(const struct xmlin *x)
{
    const struct _xmlParserInput *in = x->ctxt->input;
    size_t fed = in ? in->consumed + (size_t)(in->cur - in->base) : 0;
    return fed > x->prefix ? x->from + (fed - x->prefix) : x->from;
}

static size_t back_to(const struct xmlin *x, size_t at, char c)
{
    while (at > x->from && x->base[at] != c)
        at--;
    return at;
}

static struct known *cache_place(struct xmlin *x, const xmlChar *local, const xmlChar *uri)
{
    uint64_t h = ((uint64_t)(uintptr_t)local * 3 + (uint64_t)(uintptr_t)uri) * 0x9e3779b97f4a7c15u;
    return &x->known[h >> 51];
}

/* The number of a name that is in no cache. */
static int look_up(struct xmlin *x, struct str local, struct str uri, bool attribute)
{
    int name = vocab_find(x->vocab, uri, local, attribute);
    bool is_new = name == XML_UNKNOWN || (name == XML_IGNORED && !str_is(uri, "http://www.w3.org/2001/XMLSchema-instance"));
    if (is_new && x->learned && x->learned->names.n < x->learn_most)
        name = vocab_add(x->learned, uri, local);
    return name;
}

static int name_of(struct xmlin *x, const xmlChar *local, const xmlChar *uri, bool attribute)
{
    struct known *k = cache_place(x, local, uri);
    if (k->local != local || k->uri != uri || k->attribute != attribute) {
        int name = look_up(x, str_of((const char *)local), str_of((const char *)uri), attribute);
        *k = (struct known){local, uri, name, attribute};
    }
    return k->name;
}

/* Is the name as written wanted? For messages, where nobody knows it, and by who learns names. */
static bool wants_prefix(const struct xmlin *x, const struct xml_attr *a, const xmlChar *prefix)
{
    return prefix && (a->name == XML_UNKNOWN || x->learned);
}

/* The names as written, of attributes with a prefix. */
static void join_names(struct xmlin *x, int n, const xmlChar **a)
{
    buf_reset(&x->names);
    for (int i = 0; i < n; i++)
        if (wants_prefix(x, &x->attrs[i], a[5 * i + 1]))
            buf_printf(&x->names, "%s:%s", (const char *)a[5 * i + 1], (const char *)a[5 * i]);
    size_t at = 0;
    for (int i = 0; i < n; i++)
        if (wants_prefix(x, &x->attrs[i], a[5 * i + 1])) {
            x->attrs[i].raw = (struct str){x->names.p + at, strlen((const char *)a[5 * i + 1]) + 1 + x->attrs[i].raw.n};
            at += x->attrs[i].raw.n;
        }
}

/* libxml2 gives local name and prefix, and the value as two pointers. */
static int take_attrs(struct xmlin *x, int n, const xmlChar **attrs)
{
    bool prefixed = false;
    x->attrs = mem_grow(x->attrs, &x->cap_attrs, (size_t)n + 1, sizeof *x->attrs);
    for (int i = 0; i < n; i++) {
        const xmlChar **a = attrs + 5 * i;
        x->attrs[i] = (struct xml_attr){name_of(x, a[0], a[2], true), str_of((const char *)a[0]),
                                        {(const char *)a[3], (size_t)(a[4] - a[3])}};
        prefixed = prefixed || wants_prefix(x, &x->attrs[i], a[1]);
    }
    if (prefixed)
        join_names(x, n, attrs);
    return n;
}

static size_t name_length(const char *p, const char *end)
{
    const char *q = p;
    while (q < end && *q != ' ' && *q != '\t' && *q != '\r' && *q != '\n' && *q != '/' && *q != '>')
        q++;
    return (size_t)(q - p);
}

static void stop(struct xmlin *x)
{
    x->stopped = true;
    xmlStopParser(x->ctxt);
}

/* Behind a tag: stops where the listener wants it; where the parser keeps too many names, it is to make place for a new one.
 * whole: the document could go on here. */
static void stop_at_tag(struct xmlin *x, bool whole)
{
    if (!x->deaf && x->sink->hint.stop) {
        stop(x);
    } else if (whole && xmlDictSize(x->ctxt->dict) > DICT_MAX) {
        x->crowded = true;
        stop(x);
    }
}

static void put_detail(char *to, size_t room, const char *s)
{
    size_t n = s ? strlen(s) : 0;
    while (n && (s[n - 1] == '\n' || s[n - 1] == ' '))
        n--;
    if (n >= room)
        n = room - 1;
    while (n && s[n] && ((unsigned char)s[n] & 0xc0) == 0x80)
        n--; /* do not cut a code point */
    if (n)
        memcpy(to, s, n);
    to[n] = '\0';
}

static void fail(struct xmlin *x, enum xml_fault fault, size_t at, const char *detail, const char *other)
{
    x->failed = true;
    x->error->fault = fault;
    x->error->at = at;
    x->error->whole = fault == FAULT_ENTITY || fault == FAULT_CHAR;
    put_detail(x->error->detail, sizeof x->error->detail, detail);
    put_detail(x->error->other, sizeof x->error->other, other);
}

static void on_start(void *to, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int n_ns,
                     const xmlChar **ns, int n_attrs, int n_defaulted, const xmlChar **attrs)
{
    struct xmlin *x = to;
    (void)prefix, (void)n_ns, (void)ns, (void)n_defaulted;
    if (x->replay_starts > 0) {
        x->replay_starts--;
        return;
    }
    if (x->failed || x->stopped)
        return;
    size_t cur = position(x), tag = back_to(x, cur > x->from ? cur - 1 : cur, '<');
    if (x->base[cur] != '>' && x->base[cur] != '/')
        return; /* the tag does not end as it must: the error comes next */
    struct str raw = {x->base + tag, cur - tag};
    struct str qname = {raw.p + 1, name_length(raw.p + 1, raw.p + raw.n)};
    xml_push(x->doc, raw, qname, -1);
    if (x->doc->open[x->doc->depth - 1].scope > XML_SCOPE) {
        x->doc->depth--;
        fail(x, FAULT_NAMESPACES, tag, NULL, NULL);
        xmlStopParser(x->ctxt);
        return;
    }
    int n = take_attrs(x, n_attrs, attrs);
    x->at = cur + (x->base[cur] == '>');
    if (!x->deaf)
        x->sink->start(x->sink->to, name_of(x, local, uri, false), qname, x->attrs, n, tag);
    stop_at_tag(x, x->base[cur] == '>');
}

static void on_end(void *to, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    struct xmlin *x = to;
    (void)local, (void)prefix, (void)uri;
    if (x->replay_ends > 0) {
        x->replay_ends--;
        return;
    }
    if (x->failed || x->stopped)
        return;
    x->at = position(x);
    x->doc->depth--;
    if (!x->deaf)
        x->sink->end(x->sink->to, x->at);
    stop_at_tag(x, true);
}

static void on_text(void *to, const xmlChar *p, int n)
{
    struct xmlin *x = to;
    if (x->failed || x->stopped || x->deaf)
        return;
    x->sink->text(x->sink->to, (struct str){(const char *)p, (size_t)n}, false);
    if (x->sink->hint.stop)
        stop(x);
}

static void on_doctype(void *to, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
    struct xmlin *x = to;
    if (x->failed)
        return;
    (void)public_id, (void)system_id;
    fail(x, FAULT_DOCTYPE, back_to(x, position(x), '<'), (const char *)name, NULL);
    xmlStopParser(x->ctxt);
}

/* Did the parser stumble over a DOCTYPE where none may be? */
static bool is_doctype(const struct xmlin *x, size_t tag, size_t at)
{
    return at - tag <= 10 && strncmp(x->base + tag, "<!DOCTYPE", 9) == 0;
}

/* Where "]]>" begins. Which byte near it libxml2 names depends on the way that it came there. */
static size_t section_end(const struct xmlin *x, size_t at)
{
    for (size_t i = at > x->from ? at - 1 : at; i <= at + 1 && x->base[i]; i++)
        if (strncmp(x->base + i, "]]>", 3) == 0)
            return i;
    return at;
}

static void on_error(void *to, xmlErrorPtr e)
{
    struct xmlin *x = to;
    if (x->failed || x->stopped || e->level < XML_ERR_ERROR)
        return;
    size_t at = position(x), tag = back_to(x, at > x->from ? at - 1 : at, '<');
    if (e->code == XML_ERR_NO_MEMORY)
        machine_no_memory();
    char number[16];
    snprintf(number, sizeof number, "U+%04X", (unsigned)e->int1);
    if (is_doctype(x, tag, at))
        fail(x, FAULT_DOCTYPE, tag, NULL, NULL);
    else if (e->code == XML_ERR_COMMENT_NOT_FINISHED || e->code == XML_ERR_PI_NOT_FINISHED ||
             e->code == XML_ERR_CDATA_NOT_FINISHED)
        fail(x, FAULT_END, at, e->message, NULL);
    else if (e->code == XML_ERR_DOCUMENT_END || e->code == XML_ERR_DOCUMENT_EMPTY)
        fail(x, x->doc->rooted && x->doc->depth == 0 ? FAULT_SYNTAX : FAULT_END, at, e->message, NULL);
    else if (e->message && (strstr(e->message, "Huge input") || strstr(e->message, "too long")))
        fail(x, FAULT_HUGE, at, NULL, NULL);
    else if (e->code == XML_ERR_MISPLACED_CDATA_END)
        fail(x, FAULT_SYNTAX, section_end(x, at), e->message, NULL);
    else if (e->domain == XML_FROM_NAMESPACE)
        fail(x, FAULT_PREFIX, at, e->message, NULL);
    else if (e->code == XML_ERR_TAG_NAME_MISMATCH)
        fail(x, FAULT_TAG, tag, e->str1, e->str2);
    else if (e->code == XML_ERR_INVALID_CHAR && (e->int1 || (e->message && strncmp(e->message, "Char 0x0 ", 9) == 0)))
        fail(x, FAULT_CHAR, at, number, NULL);
    else if (e->code == XML_ERR_UNDECLARED_ENTITY || e->code == XML_WAR_UNDECLARED_ENTITY)
        fail(x, FAULT_ENTITY, back_to(x, at ? at - 1 : at, '&'), e->str1, NULL);
    else
        fail(x, FAULT_SYNTAX, at, e->message, NULL);
    x->error->whole = x->error->whole || e->code == XML_ERR_INVALID_CHAR || e->code == XML_ERR_MISPLACED_CDATA_END;
}

struct xmlin *xmlin_new(const struct vocab *vocab, struct xml_sink *sink, int max_attrs)
{
    struct xmlin *x = mem_alloc(sizeof *x);
    x->max_attrs = max_attrs;
    x->vocab = vocab;
    x->sink = sink;
    x->sax.initialized = XML_SAX2_MAGIC;
    x->sax.startElementNs = on_start;
    x->sax.endElementNs = on_end;
    x->sax.characters = on_text;
    x->sax.ignorableWhitespace = on_text;
    x->sax.cdataBlock = on_text;
    x->sax.internalSubset = on_doctype;
    x->sax.serror = on_error;
    return x;
}

/* A parser at its beginning. The dictionary outlives a reset, and hostile names would let it grow for ever. */
static void fresh(struct xmlin *x)
{
    if (x->ctxt && xmlDictSize(x->ctxt->dict) > DICT_MAX) {
        xmlFreeParserCtxt(x->ctxt);
        x->ctxt = NULL;
        memset(x->known, 0, sizeof x->known);
    }
    if (!x->ctxt)
        x->ctxt = xmlCreatePushParserCtxt(&x->sax, x, NULL, 0, NULL);
    /* A new one as well: only one that was reset does not guess at the encoding of the first four bytes. */
    if (x->ctxt && xmlCtxtResetPush(x->ctxt, NULL, 0, NULL, NULL) != 0) {
        xmlFreeParserCtxt(x->ctxt);
        x->ctxt = NULL;
    }
    if (!x->ctxt) {
        machine_no_memory();
    }
    /* NOENT: without it libxml2 hands out "&#38;" for "&amp;" in attributes. There is nothing else that it could expand:
     * a DOCTYPE ends the run before its subset is read, and no handler takes declarations. */
    xmlCtxtUseOptions(x->ctxt, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_NOENT);
}

static void feed(struct xmlin *x, const char *p, size_t n)
{
    xmlParseChunk(x->ctxt, p, (int)n, 0);
}

/* Brings the parser where the document stands. */
static void replay(struct xmlin *x)
{
    static const char comment[] = "<!---->", root[] = "<r/>";
    const struct xml_doc *doc = x->doc;
    x->prefix = 0;
    x->replay_starts = doc->depth;
    x->replay_ends = 0;
    if (doc->depth == 0 && doc->rooted) {
        x->prefix = sizeof root - 1;
        x->replay_starts = x->replay_ends = 1;
        feed(x, root, sizeof root - 1);
    } else if (doc->depth == 0 && doc->begun) {
        x->prefix = sizeof comment - 1;
        feed(x, comment, sizeof comment - 1);
    }
    for (int i = 0; i < doc->depth; i++)
        x->prefix += doc->open[i].raw.n + 1;
    for (int i = 0; i < doc->depth; i++) {
        feed(x, doc->open[i].raw.p, doc->open[i].raw.n);
        feed(x, ">", 1);
    }
}

/* The tag that is looked at for too many attributes. */
struct wide {
    size_t tag, seen, counted; /* its '<'; no '<' behind it up to seen; attributes are counted up to here */
    int n;
    char quote;  /* inside a value */
    bool closed; /* not a start tag, or its '>' was met */
};

static void count_attrs(struct wide *w, const char *base, size_t to)
{
    for (size_t i = w->counted; i < to && !w->closed; i++) {
        char c = base[i];
        if (w->quote)
            w->quote = c == w->quote ? 0 : w->quote;
        else if (c == '"' || c == '\'')
            w->quote = c;
        else
            w->n += c == '=', w->closed = c == '>';
    }
    w->counted = to;
}

/* libxml2 compares all attributes of an element with each other. Looks ahead, up to `to`, for a start tag that has too
 * many: only where no other '<' comes for long, since a value cannot hold one. Goes on from the last call. */
static bool find_wide_tag(const struct xmlin *x, struct wide *w, size_t to)
{
    const char *base = x->base;
    while (w->seen < to) {
        const char *next = memchr(base + w->seen, '<', to - w->seen);
        w->seen = next ? (size_t)(next - base) : to;
        if (w->seen - w->tag > LONG_TAG)
            count_attrs(w, base, w->seen);
        if (w->n > x->max_attrs)
            return true;
        if (next) {
            char kind = w->seen + 1 < to ? next[1] : 0;
            *w = (struct wide){.tag = w->seen, .seen = w->seen + 1, .counted = w->seen};
            w->closed = kind == '!' || kind == '?' || kind == '/';
        }
    }
    return false;
}

/* Does libxml2 wait at an '&' for a ';' that cannot be the reference's? It would wait for the end of the document. */
static bool waits_for_nothing(const struct xmlin *x)
{
    const struct _xmlParserInput *in = x->ctxt->input;
    if (!in || in->cur >= in->end || *in->cur != '&')
        return false;
    const xmlChar *p = in->cur + 1;
    while (p < in->end && *p && !strchr(";&<> \t\r\n\"'", *p))
        p++;
    return p < in->end && *p != ';';
}

/* One parser's part of a run, from x->from on. */
static void run_part(struct xmlin *x, size_t to, bool with_end, size_t chunk)
{
    size_t from = x->from;
    const char *base = x->base;
    fresh(x);
    x->stopped = x->failed = x->crowded = false;
    replay(x);
    x->doc->begun = true;
    struct wide wide = {.tag = from, .seen = from, .counted = from, .closed = true};
    /* In a long token libxml2 begins anew with each chunk: so it gets twice as much each time, until it comes to an end. */
    for (size_t step = CHUNK_FIRST, was = x->at; from < to && !x->stopped && !x->failed; was = x->at) {
        size_t n = to - from < step ? to - from : step;
        bool found = find_wide_tag(x, &wide, from + n);
        size_t end = found ? wide.tag : from + n;
        if (end > from)
            feed(x, base + from, end - from);
        if (found && !x->stopped && !x->failed)
            fail(x, FAULT_ATTRIBUTES, wide.tag, NULL, NULL);
        if (!x->stopped && !x->failed && waits_for_nothing(x))
            xmlParseChunk(x->ctxt, NULL, 0, 1); /* now it says so */
        from += n;
        step = step < chunk || x->at == was ? step * 2 : chunk;
    }
    if (with_end && !x->stopped && !x->failed)
        xmlParseChunk(x->ctxt, NULL, 0, 1);
}

enum xml_end xmlin_run(struct xmlin *x, struct xml_doc *doc, const char *base, size_t from, size_t to, bool with_end,
                       size_t chunk, size_t *at, struct xml_error *e)
{
    x->doc = doc;
    x->base = base;
    x->at = from;
    x->error = e;
    do {
        x->from = x->at;
        run_part(x, to, with_end, chunk);
    } while (x->crowded);
    *at = x->at;
    return x->stopped ? XML_STOPPED : x->failed ? XML_ERROR : XML_MORE;
}

void xmlin_learn(struct xmlin *x, struct vocab *v, int most)
{
    x->learned = v;
    x->learn_most = most;
}

void xmlin_deaf(struct xmlin *x, bool deaf)
{
    x->deaf = deaf;
}

void xmlin_free(struct xmlin *x)
{
    if (!x)
        return;
    if (x->ctxt)
        xmlFreeParserCtxt(x->ctxt);
    mem_free(x->attrs);
    buf_free(&x->names);
    mem_free(x);
}
