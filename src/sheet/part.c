/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet/part.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "io/encode.h"
#include "io/xmlfast.h"

enum {
    PIECE = 64 * 1024,      /* bytes read at a time */
    WINDOW_MAX = 16 << 20,  /* of a token that does not end */
    TEXT_MAX = 1 << 20,     /* between two tags; a cell holds 32767 characters */
    DEPTH_MAX = 100,
    ATTRS = 256,
    PATIENCE = 3            /* declined in a row before libxml2 keeps the window */
};

struct part {
    const struct part_listener *listener;
    part_source *source;
    void *from;
    struct vocab vocab;
    uint8_t numbers[512];   /* of the names of the vocabulary */
    struct xml_sink sink;
    struct xml_doc doc;
    struct xmlfast *fast;
    const struct part_slow *parser; /* for what the tokenizer declines, or NULL */
    void *other;
    struct buf bytes;       /* as they came, not decoded yet */
    struct buf window;      /* UTF-8; [at, valid) is to be read */
    size_t at, valid, total;
    struct buf raws;        /* start tags of the open elements, when the window has moved on */
    struct charset charset;
    void *cd;
    bool begun, eof, after_cr;
    int declined;
    struct buf text;        /* since the last tag */
    int names[DEPTH_MAX];   /* of the open elements */
    const struct xml_attr *attrs;
    int n_attrs;
    bool stop, failed, slow;
    int tags;               /* that libxml2 told in this run */
    enum part_end ended;    /* PART_STOPPED: not yet */
    struct buf why[2];
    const char *words[2];
};

/* ---- faults ---- */

static void fail(struct part *p, const char *en, const char *zh, struct str detail)
{
    if (p->failed)
        return;
    p->failed = true;
    p->sink.hint.stop = true;
    buf_puts(&p->why[0], en);
    buf_puts(&p->why[1], zh);
    for (int i = 0; i < 2; i++) {
        buf_str(&p->why[i], detail);
        p->words[i] = buf_text(&p->why[i]);
    }
}

const char *const *part_why(const struct part *p)
{
    return p->words;
}

/* ---- events ---- */

static int number_of(const struct part *p, int name)
{
    return name >= 0 && name < (int)sizeof p->numbers ? p->numbers[name] : 0;
}

static void give_text(struct part *p)
{
    if (p->text.n)
        p->listener->text(p->listener->to, buf_slice(&p->text));
    buf_reset(&p->text);
}

/* Behind a tag: stops for the listener, or so that the tokenizer may try again. libxml2 is not stopped at a start tag, since it
 * would stop before the end of <a/>: then the listener's wish waits for the next end tag. */
static void behind_tag(struct part *p, bool start)
{
    bool back = p->slow && p->declined <= PATIENCE && ++p->tags > 8;
    p->sink.hint.stop = p->failed || ((p->stop || back) && !(p->slow && start));
}

static void on_start(void *to, int name, struct str raw, const struct xml_attr *attrs, int n_attrs, size_t at)
{
    struct part *p = to;
    (void)raw, (void)at;
    give_text(p);
    if (p->doc.depth > DEPTH_MAX || n_attrs > ATTRS) {
        fail(p, "elements are nested too deeply or have too many attributes", "元素嵌套过深或属性过多", STR(""));
        return;
    }
    p->names[p->doc.depth - 1] = number_of(p, name);
    p->attrs = attrs;
    p->n_attrs = n_attrs;
    p->listener->start(p->listener->to, number_of(p, name));
    p->n_attrs = 0;
    behind_tag(p, true);
}

static void on_text(void *to, struct str text, bool stable)
{
    struct part *p = to;
    (void)stable;
    buf_str(&p->text, text);
    if (p->text.n > TEXT_MAX)
        fail(p, "a text of more than 1 MB", "文本超过 1 MB", STR(""));
}

static void on_end(void *to, size_t end)
{
    struct part *p = to;
    (void)end;
    give_text(p);
    if (p->doc.depth < DEPTH_MAX)
        p->listener->end(p->listener->to, p->names[p->doc.depth]);
    behind_tag(p, false);
}

static bool on_leaf(void *to, struct str text, size_t at)
{
    (void)to, (void)text, (void)at;
    return false;
}

struct str part_attribute(const struct part *p, int name)
{
    for (int i = 0; i < p->n_attrs; i++)
        if (number_of(p, p->attrs[i].name) == name)
            return p->attrs[i].value.p ? p->attrs[i].value : STR("");
    return (struct str){NULL, 0};
}

size_t part_bytes(const struct part *p)
{
    return p->total;
}

void part_stop(struct part *p)
{
    p->stop = true;
}

/* ---- bytes ---- */

/* The start tags of the open elements move out of the window. */
static void keep_open(struct part *p)
{
    struct buf all = {0};
    for (int i = 0; i < p->doc.depth; i++)
        buf_str(&all, p->doc.open[i].raw);
    size_t at = 0;
    for (int i = 0; i < p->doc.depth; i++) {
        struct xml_open *o = &p->doc.open[i];
        o->raw.p = all.p + at;
        o->qname.p = o->raw.p + 1;
        at += o->raw.n;
    }
    buf_free(&p->raws);
    p->raws = all;
    xmlfast_rewind(p->fast);
}

/* The encoding, from the first bytes; what is no Unicode or GB18030 is a fault. */
static bool detect(struct part *p)
{
    struct encode_found found = {.mark = 0};
    enum encode_verdict v = encode_detect(buf_slice(&p->bytes), p->eof, &found);
    p->charset = found.charset;
    p->begun = true;
    if (v != ENCODE_GOOD) {
        fail(p, "its XML is not in the encoding that it declares", "其 XML 的编码与声明不符", STR(""));
        return false;
    }
    buf_drop(&p->bytes, found.mark);
    return true;
}

/* A line ends in LF for every parser of XML (section 2.11); here before the tokenizer, which declines CR. Text from `from` on. */
static void end_lines(struct part *p, size_t from)
{
    char *base = p->window.p;
    size_t to = from;
    if (p->window.n == from || (!p->after_cr && !memchr(base + from, '\r', p->window.n - from)))
        return;
    for (size_t i = from; i < p->window.n; i++) {
        char c = base[i];
        if (!(c == '\n' && p->after_cr))
            base[to++] = c == '\r' ? '\n' : c;
        p->after_cr = c == '\r';
    }
    p->window.n = to;
}

/* Bytes that came become text in the window, as far as they are valid. */
static void decode(struct part *p)
{
    size_t from = p->window.n, used = encode_to_utf8(&p->cd, &p->charset, buf_slice(&p->bytes), p->eof, &p->window);
    buf_drop(&p->bytes, used);
    end_lines(p, from);
    buf_room(&p->window, 1); /* for the zero byte at its end: from now on it must not move, tags are slices of it */
    struct str fresh = {p->window.p + p->valid, p->window.n - p->valid};
    p->valid += utf8_valid(fresh);
    size_t left = p->window.n - p->valid;
    if (left >= 4 || (left && p->eof))
        fail(p, "its XML holds bytes that are not in its encoding", "其 XML 含有不符合编码的字节", STR(""));
}

/* Reads on: the window moves up to what is not read yet. Returns false when nothing more comes. */
static bool refill(struct part *p)
{
    if (p->eof)
        return false;
    if (p->at) {
        keep_open(p);
        buf_drop(&p->window, p->at);
        p->valid -= p->at;
        p->at = 0;
    }
    if (p->window.n > WINDOW_MAX) {
        fail(p, "a tag, text or comment of more than 16 MB", "标签、文本或注释超过 16 MB", STR(""));
        return false;
    }
    ssize_t got = p->source(p->from, buf_room(&p->bytes, PIECE), PIECE);
    if (got < 0) {
        p->ended = PART_UNREAD;
        return false;
    }
    p->eof = got == 0;
    p->bytes.n += (size_t)got;
    p->total += (size_t)got;
    if (!p->begun && (p->bytes.n >= 256 || p->eof) && !detect(p))
        return false;
    if (p->begun)
        decode(p);
    return !p->failed;
}

/* ---- the parsers ---- */

/* A processing instruction or declaration outside the common forms: what it says is nobody's matter here. Returns false when it
 * is none, or does not end yet. */
static bool skip_instruction(struct part *p)
{
    const char *base = p->window.p;
    if (p->valid - p->at < 4 || memcmp(base + p->at, "<?", 2) != 0)
        return false;
    for (size_t i = p->at + 2; i + 1 < p->valid; i++)
        if (base[i] == '?' && base[i + 1] == '>') {
            p->at = i + 2;
            p->doc.begun = true;
            return true;
        }
    return false;
}

/* The tokenizer stands before something that does not end in the window. */
static bool waits(const struct part *p)
{
    return !p->eof && p->valid - p->at < WINDOW_MAX && (p->valid == p->at || !memchr(p->window.p + p->at, '>', p->valid - p->at));
}

/* Without another parser, what the tokenizer declines is a fault, unless it waits for more. */
static bool declined(struct part *p)
{
    struct str rest = {p->window.p + p->at, p->valid - p->at};
    if (str_starts(rest, STR("<!DOCTYPE")))
        fail(p, "its XML has a DOCTYPE, which is never read", "其 XML 含有 DOCTYPE，不予读取", STR(""));
    else if (!waits(p))
        fail(p, "its XML is not plain enough, or damaged; open it in a spreadsheet program and save it again",
             "其 XML 不规范或已损坏；请用电子表格软件打开并重新保存", STR(""));
    return false;
}

/* The other parser reads on. Returns false when it made no way and needs more. */
static bool read_slow(struct part *p)
{
    char words[2][200] = {"", ""};
    size_t at, kept = p->text.n, from = p->at;
    if (!p->other)
        return declined(p);
    p->slow = true;
    p->tags = 0;
    enum xml_end end = p->parser->run(p->other, &p->doc, p->window.p, from, p->valid, p->eof, &at, words);
    p->slow = false;
    xmlfast_rewind(p->fast);
    if (end == XML_ERROR && !p->failed)
        fail(p, words[0], words[1], STR(""));
    p->text.n = at == from ? kept : end == XML_STOPPED ? p->text.n : 0; /* text behind the last tag is read again */
    p->at = at;
    return at > from;
}

/* One stretch. Returns false when more bytes are needed. */
static bool read_some(struct part *p)
{
    char *end = p->window.p + p->valid, saved = *end;
    size_t before = p->at;
    enum xml_end e = XML_DECLINED;
    if (p->declined <= PATIENCE) {
        *end = '\0';
        e = xmlfast_run(p->fast, &p->doc, p->window.p, p->valid, &p->at);
        *end = saved;
    }
    if (e == XML_STOPPED)
        return true;
    if (p->at - before > 4096)
        p->declined = 0;
    if (e == XML_MORE)
        return false;
    if (skip_instruction(p))
        return true;
    p->declined++;
    bool way = read_slow(p);
    if (p->at == p->valid || !way)
        p->declined = p->declined > PATIENCE ? PATIENCE : p->declined; /* the next window may be plain */
    return way;
}

/* What ended it. */
static enum part_end settle(struct part *p)
{
    if (p->failed)
        p->ended = PART_FAULT;
    else if (p->ended == PART_STOPPED && p->doc.rooted && p->doc.depth == 0)
        p->ended = PART_END;
    return p->ended;
}

enum part_end part_run(struct part *p)
{
    p->stop = p->sink.hint.stop = false;
    if (!p->fast) { /* now the vocabulary is whole */
        p->fast = xmlfast_new(&p->vocab, &p->sink);
        p->other = p->parser ? p->parser->make(&p->vocab, &p->sink, ATTRS) : NULL;
    }
    while (settle(p) == PART_STOPPED) {
        bool way = p->begun && read_some(p);
        p->sink.hint.stop = false;
        if (settle(p) != PART_STOPPED || p->stop)
            break;
        if (!way && !refill(p) && settle(p) == PART_STOPPED)
            fail(p, "its XML ends too early", "其 XML 不完整", STR(""));
    }
    return settle(p);
}

/* ---- a part ---- */

struct part *part_new(const struct part_listener *listener, part_source *source, void *from, const struct part_slow *slow)
{
    struct part *p = mem_alloc(sizeof *p);
    p->listener = listener;
    p->source = source;
    p->from = from;
    p->parser = slow;
    vocab_start(&p->vocab);
    p->sink = (struct xml_sink){p, on_start, on_text, on_end, on_leaf, {XML_UNKNOWN, true, false}};
    return p;
}

void part_name(struct part *p, const char *uri, const char *local, int number)
{
    int name = vocab_add(&p->vocab, str_of(uri), str_of(local));
    if (name < (int)sizeof p->numbers)
        p->numbers[name] = (uint8_t)number;
}

void part_free(struct part *p)
{
    if (!p)
        return;
    xmlfast_free(p->fast);
    if (p->other)
        p->parser->free(p->other);
    vocab_free(&p->vocab);
    mem_free(p->doc.open);
    encode_close(&p->cd);
    buf_free(&p->bytes);
    buf_free(&p->window);
    buf_free(&p->raws);
    buf_free(&p->text);
    buf_free(&p->why[0]);
    buf_free(&p->why[1]);
    mem_free(p);
}
