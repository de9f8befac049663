/* SPDX-License-Identifier: Apache-2.0 */
#include "starter/walk.h"

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "io/encode.h"
#include "io/in.h"
#include "io/xmlin.h"

enum { PIECE = 256 << 10, TOKEN_MOST = 32 << 20 /* bytes of one token, as UTF-8 */ };

struct walk {
    const char *path;
    const struct walk_listener *listener;
    struct in *in;
    struct buf bytes;      /* read and not yet converted */
    struct buf text;       /* UTF-8 that is not yet parsed; a 0 behind it */
    void *cd;
    struct charset charset;
    struct xml_doc doc;
    struct xml_sink sink;
    struct xmlin *xml;
    int kept;              /* open elements whose tags are copies */
    long lines;            /* line ends before text */
    size_t counted;        /* in text, up to here */
    long counted_lines;
    struct buf pending;    /* text behind the last tag: told with the next one, since a window may begin again behind a tag */
    bool deep;
};

/* Line of an offset in the window; offsets come in ascending order. */
static long line_at(struct walk *w, size_t at)
{
    for (const char *p; w->counted < at; w->counted = (size_t)(p - w->text.p) + 1, w->counted_lines++) {
        p = memchr(w->text.p + w->counted, '\n', at - w->counted);
        if (!p) {
            w->counted = at;
            break;
        }
    }
    return w->lines + w->counted_lines + 1;
}

/* Events */

static void tell_text(struct walk *w)
{
    if (w->pending.n && !w->deep)
        w->listener->text(w->listener->to, buf_slice(&w->pending));
    buf_reset(&w->pending);
}

static void on_start(void *to, int name, struct str raw, const struct xml_attr *attrs, int n_attrs, size_t at)
{
    struct walk *w = to;
    tell_text(w);
    if (w->doc.depth > WALK_DEPTH) {
        w->deep = true;
        w->sink.hint.stop = true;
        return;
    }
    if (w->listener->declare)
        w->listener->declare(w->listener->to, w->doc.open[w->doc.depth - 1].raw);
    w->listener->start(w->listener->to, name, raw, attrs, n_attrs, line_at(w, at));
}

static void on_text(void *to, struct str text, bool stable)
{
    struct walk *w = to;
    (void)stable;
    size_t room = w->pending.n < WALK_TEXT ? WALK_TEXT - w->pending.n : 0;
    buf_add(&w->pending, text.p, text.n < room ? text.n : room);
}

static void on_end(void *to, size_t end)
{
    struct walk *w = to;
    (void)end;
    tell_text(w);
    if (w->doc.depth < w->kept) { /* the element that ended had its tag copied */
        mem_free((void *)(uintptr_t)w->doc.open[w->doc.depth].raw.p);
        w->kept = w->doc.depth;
    }
    if (!w->deep)
        w->listener->end(w->listener->to);
}

/* Faults */

static const char *fault_words(enum xml_fault fault)
{
    switch (fault) {
    case FAULT_TAG: return diag_words("an end tag that does not match", "结束标签不匹配");
    case FAULT_CHAR: return diag_words("a character that XML does not allow", "XML 不允许的字符");
    case FAULT_ENTITY: return diag_words("an entity that is not one of the five of XML", "不属于 XML 五个预定义实体的实体");
    case FAULT_PREFIX: return diag_words("a prefix without a namespace", "前缀没有命名空间");
    case FAULT_DOCTYPE: return diag_words("a DOCTYPE, which is not read", "含 DOCTYPE，不予读取");
    case FAULT_HUGE: return diag_words("a token that is too long", "记号过长");
    case FAULT_ATTRIBUTES: return diag_words("too many attributes in one element", "一个元素的属性过多");
    case FAULT_NAMESPACES: return diag_words("too many declarations of prefixes", "前缀声明过多");
    case FAULT_END: return diag_words("it ends too early", "文件过早结束");
    case FAULT_SYNTAX: default: return diag_words("a fault of syntax", "语法错误");
    }
}

static bool complain(struct walk *w, size_t at, const char *what, const char *detail)
{
    diag(D_STARTER_XML, loc_line(w->path, line_at(w, at > w->text.n ? w->text.n : at)), what,
         *detail ? ": " : "", diag_str(str_of(detail)));
    return false;
}

/* Windows */

static bool fill(struct walk *w, bool *end)
{
    ssize_t n = in_read(w->in, buf_room(&w->bytes, PIECE), PIECE);
    *end = n == 0;
    if (n < 0) {
        in_complain_read(w->in, loc_file(w->path));
        return false;
    }
    w->bytes.n += (size_t)n;
    return true;
}

static bool detect(struct walk *w, bool end)
{
    struct encode_found found = {.mark = 0};
    enum encode_verdict verdict = encode_detect(buf_slice(&w->bytes), end, &found);
    w->charset = found.charset;
    switch (verdict) {
    case ENCODE_UNKNOWN:
        return complain(w, 0, diag_words("an encoding that is not known", "未知的编码"), diag_str(found.label));
    case ENCODE_CLASH:
    case ENCODE_IS_UTF8:
        return complain(w, 0, diag_words("another encoding than it says", "实际编码与声明不符"), diag_str(found.label));
    case ENCODE_GB:
        return complain(w, 0, diag_words("it says UTF-8 but is written in GB18030", "声明 UTF-8，实为 GB18030"), "");
    case ENCODE_GOOD: break;
    }
    buf_drop(&w->bytes, found.mark);
    return true;
}

/* Converts what is there, up to whole characters. *bad: something in it is no character. */
static void convert(struct walk *w, bool end)
{
    size_t used = encode_to_utf8(&w->cd, &w->charset, buf_slice(&w->bytes), end, &w->text);
    buf_drop(&w->bytes, used);
    *buf_room(&w->text, 1) = '\0';
}

/* The length of the window in whole and good characters. */
static size_t good_length(struct walk *w, bool end, bool *bad)
{
    size_t good = utf8_valid(buf_slice(&w->text));
    *bad = good < w->text.n && (end || w->text.n - good >= 4);
    return good;
}

/* The tags that are open stay when the window goes. */
static void keep_open(struct walk *w)
{
    for (; w->kept < w->doc.depth; w->kept++) {
        struct xml_open *o = &w->doc.open[w->kept];
        size_t at = (size_t)(o->qname.p - o->raw.p);
        o->raw.p = mem_dup(o->raw.p, o->raw.n);
        o->qname.p = o->raw.p + at;
    }
}

static bool parse(struct walk *w, size_t good, bool end)
{
    struct xml_error e = {0};
    size_t at = 0;
    enum xml_end how = xmlin_run(w->xml, &w->doc, w->text.p, 0, good, end, PIECE, &at, &e);
    if (w->deep)
        return complain(w, at, diag_words("elements nested too deep", "元素嵌套过深"), "");
    if (how == XML_ERROR)
        return complain(w, e.at, fault_words(e.fault), e.detail);
    if (w->text.n - at > TOKEN_MOST)
        return complain(w, at, fault_words(FAULT_HUGE), "");
    keep_open(w);
    buf_reset(&w->pending);
    line_at(w, at);
    w->lines += w->counted_lines;
    w->counted = 0;
    w->counted_lines = 0;
    buf_drop(&w->text, at);
    *buf_room(&w->text, 1) = '\0';
    return true;
}

/* A token that is longer than the window makes the next window twice as long, so that time stays linear. */
static bool read_all(struct walk *w)
{
    bool end = false, begun = false;
    for (size_t wanted = 1; !end;) {
        size_t before = w->text.n;
        while (!end && (w->text.n - before < wanted)) {
            if (!fill(w, &end) || (!begun && !detect(w, end)))
                return false;
            begun = true;
            convert(w, end);
        }
        bool bad;
        size_t good = good_length(w, end, &bad), was = w->text.n;
        if (!parse(w, good, end && !bad))
            return false;
        if (bad)
            return complain(w, w->text.n, diag_words("bytes that are no characters of its encoding", "字节不符合其编码"), "");
        wanted = w->text.n == was ? was : 1;
    }
    return true;
}

bool walk_file(const char *path, struct vocab *vocab, const struct walk_listener *listener)
{
    struct walk w = {.path = path, .listener = listener, .in = in_open(path, &(struct in_limits){.max_ratio = 200})};
    if (!w.in) {
        in_complain(path);
        return false;
    }
    w.sink = (struct xml_sink){.to = &w, .start = on_start, .text = on_text, .end = on_end};
    w.sink.hint.expect = XML_UNKNOWN;
    w.xml = xmlin_new(vocab, &w.sink, WALK_ATTRIBUTES);
    xmlin_learn(w.xml, vocab, WALK_NAMES);
    bool good = read_all(&w);
    for (int i = 0; i < w.kept; i++)
        mem_free((void *)(uintptr_t)w.doc.open[i].raw.p);
    mem_free(w.doc.open);
    xmlin_free(w.xml);
    encode_close(&w.cd);
    in_close(w.in);
    buf_free(&w.bytes);
    buf_free(&w.text);
    buf_free(&w.pending);
    return good;
}
