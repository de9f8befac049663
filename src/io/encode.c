/* SPDX-License-Identifier: Apache-2.0 */
#include "io/encode.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/machine.h"
#include "base/mem.h"
#include "base/utf8.h"

static const char *const names[] = {"UTF-8", "UTF-16LE", "UTF-16BE", "GB18030"};

const char *encode_name(const struct charset *c)
{
    return c->kind == ENC_OTHER ? c->name : names[c->kind];
}

/* ---- detection ---- */

/* The value of encoding="..." in the declaration at the beginning of ASCII-compatible bytes; empty: none. */
static struct str declared(struct str head)
{
    const char *end = head.p + head.n;
    struct str none = {head.p, 0};
    if (head.n < 6 || memcmp(head.p, "<?xml", 5) != 0)
        return none;
    const char *close = memchr(head.p, '>', head.n < 400 ? head.n : 400);
    for (const char *p = head.p + 5; p + 8 < (close ? close : end); p++) {
        if (memcmp(p, "encoding", 8) != 0)
            continue;
        p += 8;
        while (p < end && strchr(" \t\r\n=", *p))
            p++;
        char quote = p < end ? *p++ : 0;
        const char *q = quote == '"' || quote == '\'' ? memchr(p, quote, (size_t)(end - p)) : NULL;
        return q && (!close || q < close) ? (struct str){p, (size_t)(q - p)} : none;
    }
    return none;
}

/* ---- names ---- */

/* The name in capitals without what is between its letters and digits: gb_2312-80 is GB231280. Empty when it is too long, or
 * holds what no name does. */
static void plain_label(struct str s, char to[32])
{
    size_t n = 0;
    to[0] = '\0';
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (strchr("-_.: ", c))
            continue;
        bool small = c >= 'a' && c <= 'z';
        if (!small && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9'))
            return;
        if (n == 31)
            return;
        to[n++] = small ? (char)(c - 32) : c;
    }
    to[n] = '\0';
}

/* What is declared is often the smaller set of what is meant; NULL: ask iconv by the name itself. */
static const char *larger_set(const char *plain)
{
    static const char *const sets[][2] = {
        {"ISO88591", "CP1252"},   {"LATIN1", "CP1252"},      {"L1", "CP1252"},          {"ISOLATIN1", "CP1252"},
        {"CSISOLATIN1", "CP1252"}, {"ISO885911987", "CP1252"}, {"ISO88599", "CP1254"},  {"LATIN5", "CP1254"},
        {"SHIFTJIS", "CP932"},    {"SJIS", "CP932"},         {"XSJIS", "CP932"},        {"MSKANJI", "CP932"},
        {"CSSHIFTJIS", "CP932"},  {"WINDOWS31J", "CP932"},   {"EUCKR", "CP949"},        {"KSC56011987", "CP949"},
        {"KSC5601", "CP949"},     {"CSEUCKR", "CP949"},      {"WINDOWS949", "CP949"},   {"TIS620", "CP874"},
        {"ISO885911", "CP874"},   {"WINDOWS874", "CP874"},   {"XEUCJP", "EUC-JP"},      {"XBIG5", "BIG5"},
        {"MACINTOSH", "MACINTOSH"}, {"XMACROMAN", "MACINTOSH"}};
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        if (strcmp(plain, sets[i][0]) == 0)
            return sets[i][1];
    return NULL;
}

static bool is_one_of(const char *plain, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(plain, *list) == 0)
            return true;
    return false;
}

/* Converts a few bytes from a state of its own. Returns how many came of it, -1 for bytes that are not of the encoding. */
static int few(iconv_t cd, const char *bytes, size_t n, char to[16])
{
    char *in = (char *)(uintptr_t)bytes, *out = to;
    size_t room = 16;
    iconv(cd, NULL, NULL, NULL, NULL);
    size_t bad = iconv(cd, &in, &n, &out, &room);
    return bad == (size_t)-1 || iconv(cd, NULL, NULL, &out, &room) == (size_t)-1 ? -1 : (int)(out - to);
}

/* Is the markup of XML where ASCII has it, and never part of another character? */
static bool is_ascii_like(iconv_t cd)
{
    static const char markup[] = "\t\n\r !\"#&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz";
    char to[16];
    for (const char *p = markup; *p; p++)
        if (few(cd, p, 1, to) != 1 || to[0] != *p)
            return false;
    for (int lead = 0x80; lead <= 0xff; lead++)
        for (const char *p = "<>/ "; *p; p++) {
            char two[2] = {(char)lead, *p};
            int n = few(cd, two, 2, to);
            if (n > 0 && to[n - 1] != *p)
                return false;
        }
    return true;
}

/* Does iconv know the name, and can a document in it be read in pieces? */
static bool ask_iconv(struct str label, const char *plain, struct charset *c)
{
    static const char *const stateful[] = {"ISO2022", "CSISO2022", "HZ", "UTF7", "UNICODE11UTF7", "CSUNICODE11UTF7"};
    const char *larger = larger_set(plain);
    if (!plain[0] || label.n >= sizeof c->name)
        return false;
    for (size_t i = 0; i < sizeof stateful / sizeof *stateful; i++)
        if (strncmp(plain, stateful[i], strlen(stateful[i])) == 0)
            return false;
    *c = (struct charset){.kind = ENC_OTHER};
    if (larger)
        snprintf(c->name, sizeof c->name, "%s", larger);
    else
        memcpy(c->name, label.p, label.n);
    iconv_t cd = iconv_open("UTF-8", c->name);
    if (cd == (iconv_t)-1) {
        if (errno != EINVAL)
            machine_fail(errno, "no conversion from the declared encoding", "无法从所声明的编码转换");
        return false;
    }
    bool good = is_ascii_like(cd);
    iconv_close(cd);
    return good;
}

/* ---- weighing ---- */

/* The bytes beyond ASCII: how many there are, and in what they could stand. */
struct weights {
    size_t all;
    size_t utf8[5];  /* bytes in good sequences of UTF-8 of that length */
    size_t hanzi;    /* bytes in pairs of the first level of GB 2312 (the 3,755 common characters) */
    size_t pairs;    /* bytes in pairs of GB 2312 */
};

static bool is_high(char c)
{
    return (unsigned char)c >= 0xa1 && (unsigned char)c <= 0xfe;
}

static struct weights weigh(struct str s)
{
    struct weights w = {0};
    const char *end = s.p + s.n;
    for (const char *p = s.p; p < end;) {
        uint32_t cp;
        int n = utf8_next(p, end, &cp);
        if ((unsigned char)*p >= 0x80) {
            w.all += n ? (size_t)n : 1;
            w.utf8[n] += (size_t)n;
        }
        p += n ? n : 1;
    }
    for (const char *p = s.p; p < end;) {
        if ((unsigned char)*p < 0x80) {
            p++;
            continue;
        }
        bool pair = p + 1 < end && is_high(p[0]) && is_high(p[1]) && (unsigned char)p[0] <= 0xf7;
        w.pairs += pair ? 2 : 0;
        w.hanzi += pair && (unsigned char)p[0] >= 0xb0 && (unsigned char)p[0] <= 0xd7 ? 2 : 0;
        p += 2;
    }
    return w;
}

/* UTF-8 with damage: half of it in sequences of three bytes or more, or three quarters in any. */
static bool mostly_utf8(const struct weights *w)
{
    size_t three = w->utf8[3] + w->utf8[4];
    return three * 2 >= w->all || (three + w->utf8[2]) * 4 >= w->all * 3;
}

/* Chinese is written in runs of pairs, mostly of common characters. A letter with an accent and the one behind it make a pair as
 * well, but hardly ever such a one: a pair alone, and pairs with a letter of ASCII in them, are no evidence. */
static bool is_gb18030(struct str s, bool whole)
{
    struct weights w = weigh(s);
    if (mostly_utf8(&w) || w.hanzi < 4 || w.hanzi * 2 < w.pairs || w.pairs * 4 < w.all * 3)
        return false;
    void *cd = NULL;
    struct buf b = {0};
    struct charset gb = charset_of(ENC_GB18030);
    size_t used = encode_to_utf8(&cd, &gb, s, whole, &b), bad = 0;
    for (const char *p = b.p, *end = b.p + b.n; p && (p = memchr(p, 0xff, (size_t)(end - p))); p++)
        bad++;
    encode_close(&cd);
    buf_free(&b);
    return s.n - used < 4 && bad * 100 <= w.all;
}

static enum encode_verdict as_utf8(struct str head, bool whole, struct charset *c)
{
    size_t valid = utf8_valid(head);
    *c = charset_of(ENC_UTF8);
    if (valid == head.n || (!whole && head.n - valid < 4) || !is_gb18030(head, whole))
        return ENCODE_GOOD;
    *c = charset_of(ENC_GB18030);
    return ENCODE_GB;
}

/* Another declaration was left standing over UTF-8: the bytes beyond ASCII are sequences of UTF-8 without exception. Letters of
 * one byte hardly ever do that, characters of two bytes never twice with three. */
static bool is_utf8_after_all(struct str head, bool whole, bool one_byte)
{
    size_t valid = utf8_valid(head);
    if (valid < head.n && (whole || head.n - valid >= 4))
        return false;
    struct weights w = weigh((struct str){head.p, valid});
    return one_byte ? w.all > 0 : w.utf8[3] >= 6 && w.utf8[3] * 2 >= w.all;
}

/* Is each byte a character? */
static bool is_one_byte(const struct charset *c)
{
    if (c->kind != ENC_OTHER)
        return false;
    static const char high[] = "\xe4\xe9";
    char to[16];
    iconv_t cd = encode_converter("UTF-8", c->name);
    bool one = few(cd, high, 1, to) > 0 && few(cd, high + 1, 1, to) > 0;
    iconv_close(cd);
    return one;
}

/* ---- the beginning of a file ---- */

/* UTF-16 by a byte order mark, or by how '<' is written. */
static bool is_utf16(struct str head, struct charset *c)
{
    const unsigned char *p = (const unsigned char *)head.p;
    if (head.n < 2)
        return false;
    bool marked = (p[0] == 0xff && p[1] == 0xfe) || (p[0] == 0xfe && p[1] == 0xff);
    if (!marked && !(p[0] == '<' && p[1] == 0) && !(p[0] == 0 && p[1] == '<'))
        return false;
    *c = charset_of(p[0] == 0xff || p[0] == '<' ? ENC_UTF16LE : ENC_UTF16BE);
    return true;
}

/* By a byte order mark, or by how '<' is written. */
static bool is_utf32(struct str head)
{
    static const char begins[4][4] = {"\xff\xfe\0", "\0\0\xfe\xff", "<\0\0", "\0\0\0<"};
    for (int i = 0; i < 4; i++)
        if (head.n >= 4 && memcmp(head.p, begins[i], 4) == 0)
            return true;
    return false;
}

/* The character of width bytes at a place, when it is a byte order mark or white space: 'm', or the space; '\0': another one. */
static char before_document(struct str s, size_t at, const struct charset *c)
{
    static const char *const marks[] = {"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"};
    bool wide = c->kind == ENC_UTF16LE || c->kind == ENC_UTF16BE;
    struct str rest = {s.p + at, s.n - at};
    if (str_starts(rest, str_of(marks[wide ? c->kind : 0])))
        return 'm';
    size_t high = wide && c->kind == ENC_UTF16LE;
    if (rest.n < 1 + (size_t)wide || (wide && rest.p[high]))
        return '\0';
    char ch = rest.p[wide && !high];
    return ch == ' ' || ch == '\t' || ch == '\r' || ch == '\n' ? ch : '\0';
}

/* Does the declaration stand at a place? */
static bool is_declaration(struct str s, size_t at, const struct charset *c)
{
    static const char text[] = "<?xml";
    bool wide = c->kind == ENC_UTF16LE || c->kind == ENC_UTF16BE;
    size_t step = wide ? 2 : 1, first = c->kind == ENC_UTF16BE;
    if (s.n - at < step * 5)
        return false;
    for (size_t i = 0; i < 5; i++)
        if (s.p[at + i * step + first] != text[i])
            return false;
    return true;
}

/* A byte order mark goes, and what stands before a declaration, which XML does not allow there: more marks, blank lines. White
 * space before a root without a declaration is a part of the document. */
static void skip_front(struct str head, struct encode_found *f)
{
    bool wide = f->charset.kind == ENC_UTF16LE || f->charset.kind == ENC_UTF16BE;
    size_t at = 0, first = 0;
    int marks = 0;
    long lines = 0;
    for (char ch; (ch = before_document(head, at, &f->charset)) != '\0';) {
        at += wide ? 2 : ch == 'm' ? 3 : 1;
        if (ch == 'm' && marks++ == 0 && !lines)
            first = at;
        lines += ch == '\n';
    }
    bool all = at > first && (marks > 1 || is_declaration(head, at, &f->charset));
    f->mark = all ? at : first;
    f->odd = all;
    f->lines = all ? lines : 0;
}

static enum encode_verdict by_label(struct str head, bool whole, bool marked, struct encode_found *f)
{
    static const char *const utf8[] = {"UTF8", "USASCII", "ASCII", "ANSIX341968", NULL};
    static const char *const gb[] = {"GB18030", "GBK", "GB2312", "GB231280", "GB23121980", "CP936", "MS936", "WINDOWS936", "XGBK",
                                     "EUCCN", "CSGB2312", "CSISO58GB231280", "ISOIR58", "CHINESE", "CSGBK", "CSGB18030",
                                     "GB180302000", "GB180302005", "GB180302022", "XGB2312", NULL};
    static const char *const utf16[] = {"UTF16", "UTF16LE", "UTF16BE", "ISO10646UCS2", "UCS2", NULL};
    char plain[32];
    plain_label(f->label, plain);
    if (plain[0] && is_one_of(plain, utf16))
        return ENCODE_CLASH;
    if (f->label.n == 0 || is_one_of(plain, utf8) || marked)
        return as_utf8(head, whole, &f->charset);
    if (is_one_of(plain, gb))
        f->charset = charset_of(ENC_GB18030);
    else if (!ask_iconv(f->label, plain, &f->charset))
        return ENCODE_UNKNOWN;
    return is_utf8_after_all(head, whole, is_one_byte(&f->charset)) ? ENCODE_IS_UTF8 : ENCODE_GOOD;
}

enum encode_verdict encode_detect(struct str head, bool whole, struct encode_found *f)
{
    *f = (struct encode_found){.charset = charset_of(ENC_UTF8), .label = {head.p, 0}};
    if (is_utf32(head)) {
        f->label = STR("UTF-32");
        return ENCODE_UNKNOWN;
    }
    bool wide = is_utf16(head, &f->charset);
    skip_front(head, f);
    if (wide)
        return ENCODE_GOOD;
    struct str document = {head.p + f->mark, head.n - f->mark};
    f->label = declared(document);
    return by_label(document, whole, memchr(head.p, '\xef', f->mark) != NULL, f);
}

/* ---- conversion ---- */

/* One handle for each of ours, and one for the other encoding that was asked for last. */
struct handles {
    iconv_t cd[ENC_OTHER + 1];
    bool open[ENC_OTHER + 1];
    char other[sizeof((struct charset *)NULL)->name];
};

iconv_t encode_converter(const char *to, const char *from)
{
    iconv_t cd = iconv_open(to, from);
    if (cd != (iconv_t)-1)
        return cd;
    int error = errno;
    char en[160], zh[160];
    snprintf(en, sizeof en, "no conversion from %s to %s%s", from, to,
             error == EINVAL ? ": the module of the C library (gconv) is not installed or cannot be loaded" : "");
    snprintf(zh, sizeof zh, "无法从 %s 转换为 %s%s", from, to, error == EINVAL ? "：C 库的转换模块（gconv）未安装或无法加载" : "");
    machine_fail(error == EINVAL ? 0 : error, en, zh);
}

static iconv_t handle(void **kept, const struct charset *c)
{
    struct handles *h = *kept;
    enum encoding e = c->kind;
    if (!h)
        h = *kept = mem_alloc(sizeof *h);
    if (e == ENC_OTHER && h->open[e] && strcmp(h->other, c->name) != 0) {
        iconv_close(h->cd[e]);
        h->open[e] = false;
    }
    if (!h->open[e]) {
        h->cd[e] = encode_converter("UTF-8", encode_name(c));
        h->open[e] = true;
        memcpy(h->other, c->name, sizeof h->other);
    }
    iconv(h->cd[e], NULL, NULL, NULL, NULL);
    return h->cd[e];
}

/* Converts into at most room bytes. Returns the bytes used of `from`; *made is what was written. */
static size_t convert(void **kept, const struct charset *c, struct str from, bool whole, char *to, size_t room, size_t *made)
{
    static const char euro[] = "\xe2\x82\xac";
    iconv_t cd = handle(kept, c);
    char *in = (char *)(uintptr_t)from.p, *out = to;
    size_t left = from.n, space = room;
    while (left) {
        if (iconv(cd, &in, &left, &out, &space) != (size_t)-1)
            break;
        bool is_euro = c->kind == ENC_GB18030 && errno == EILSEQ && *in == '\x80';
        if (errno == E2BIG || (errno == EINVAL && !whole) || space < (is_euro ? 3 : 1))
            break;
        if (is_euro)
            memcpy(out, euro, 3);
        else
            *out = (char)0xff; /* EILSEQ, or the end in the middle of a character */
        out += is_euro ? 3 : 1;
        space -= is_euro ? 3 : 1;
        size_t skip = (c->kind == ENC_UTF16LE || c->kind == ENC_UTF16BE) && left > 1 ? 2 : 1;
        in += skip;
        left -= skip;
    }
    *made = room - space;
    return from.n - left;
}

size_t encode_to_utf8(void **cd, const struct charset *c, struct str from, bool whole, struct buf *to)
{
    if (c->kind == ENC_UTF8) {
        buf_str(to, from);
        return from.n;
    }
    size_t used = 0;
    for (;;) {
        size_t made, room = (from.n - used) + (from.n - used) / 2 + 64;
        used += convert(cd, c, (struct str){from.p + used, from.n - used}, whole, buf_room(to, room), room, &made);
        to->n += made;
        if (used == from.n || made + 8 < room)
            return used;
    }
}

size_t encode_offset(void **cd, const struct charset *c, struct str from, size_t utf8_offset)
{
    if (c->kind == ENC_UTF8 || utf8_offset == 0)
        return utf8_offset;
    struct buf b = {0};
    size_t used = 0, done = 0;
    while (done < utf8_offset && used < from.n) {
        size_t made, n = convert(cd, c, (struct str){from.p + used, from.n - used}, true,
                                 buf_room(&b, utf8_offset - done), utf8_offset - done, &made);
        used += n;
        done += made;
        if (n == 0)
            break;
    }
    buf_free(&b);
    return used;
}

void encode_close(void **cd)
{
    struct handles *h = *cd;
    for (int i = 0; h && i <= ENC_OTHER; i++)
        if (h->open[i])
            iconv_close(h->cd[i]);
    mem_free(h);
    *cd = NULL;
}

/* ---- tags in bytes of any encoding; no byte below 0x30 or of < = > is part of a longer character ---- */

size_t encode_last_tag(const struct charset *c, struct str s, size_t before)
{
    enum encoding e = c->kind;
    if (e != ENC_UTF16LE && e != ENC_UTF16BE) {
        for (size_t i = before; i-- > 0;)
            if (s.p[i] == '<')
                return i;
        return (size_t)-1;
    }
    for (size_t i = before & ~(size_t)1; i >= 2;) {
        i -= 2;
        if (i + 1 < s.n && s.p[i + (e == ENC_UTF16BE)] == '<' && s.p[i + (e == ENC_UTF16LE)] == 0)
            return i;
    }
    return (size_t)-1;
}

size_t encode_tag_name(const struct charset *c, struct str s, size_t at, char *to, size_t room)
{
    struct buf b = {0};
    void *cd = NULL;
    enum encoding e = c->kind;
    bool wide = e == ENC_UTF16LE || e == ENC_UTF16BE;
    size_t i = at + (wide ? 2 : 1), from = i;
    if (e == ENC_UTF8) {
        while (i < s.n && !strchr(" \t\r\n/>", s.p[i]) && i - from < room)
            i++;
        memcpy(to, s.p + from, i - from);
        return i - from;
    }
    for (; i + wide < s.n; i += wide ? 2 : 1) {
        char ch = !wide ? s.p[i] : s.p[i + (e == ENC_UTF16LE)] ? 'x' : s.p[i + (e == ENC_UTF16BE)];
        if (!ch || strchr(" \t\r\n/>", ch) || i - from > 2 * room)
            break;
    }
    encode_to_utf8(&cd, c, (struct str){s.p + from, i - from}, true, &b);
    size_t n = b.n < room ? b.n : room;
    if (n)
        memcpy(to, b.p, n);
    buf_free(&b);
    encode_close(&cd);
    return n;
}
