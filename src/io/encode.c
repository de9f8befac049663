/* SPDX-License-Identifier: Apache-2.0 */
#include "io/encode.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/machine.h"
#include "base/mem.h"
#include "base/utf8.h"

static const char *const names[] = {"UTF-8", "UTF-16LE", "UTF-16BE", "GB18030"};

const char *encode_name(enum encoding e)
{
    return names[e];
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

static bool is_one_of(struct str s, const char *const *list)
{
    for (; *list; list++)
        if (strlen(*list) == s.n && strncasecmp(*list, s.p, s.n) == 0)
            return true;
    return false;
}

/* Of the bytes that are not ASCII: more than half in good UTF-8 sequences? Then it is UTF-8 with damage. */
static bool mostly_utf8(struct str s)
{
    size_t good = 0, all = 0;
    const char *end = s.p + s.n;
    for (const char *p = s.p; p < end;) {
        uint32_t cp;
        int n = utf8_next(p, end, &cp);
        if ((unsigned char)*p >= 0x80) {
            all += n ? (size_t)n : 1;
            good += n > 2 ? (size_t)n : 0;
        }
        p += n ? n : 1;
    }
    return good * 2 >= all;
}

static bool is_gb18030(struct str s, bool whole)
{
    void *cd = NULL;
    struct buf b = {0};
    size_t used = encode_to_utf8(&cd, ENC_GB18030, s, whole, &b);
    bool good = s.n - used < 4 && !(b.n && memchr(b.p, 0xff, b.n));
    encode_close(&cd);
    buf_free(&b);
    return good && !mostly_utf8(s);
}

static enum encode_verdict as_utf8(struct str head, bool whole, enum encoding *e)
{
    size_t valid = utf8_valid(head);
    *e = ENC_UTF8;
    if (valid == head.n || (!whole && head.n - valid < 4) || !is_gb18030(head, whole))
        return ENCODE_GOOD;
    *e = ENC_GB18030;
    return ENCODE_GB;
}

/* By a byte order mark, or by how '<' or white space is written. */
static bool is_utf16(struct str head, enum encoding *e, size_t *mark)
{
    const unsigned char *p = (const unsigned char *)head.p;
    *mark = 0;
    if (head.n < 2)
        return false;
    if ((p[0] == 0xff && p[1] == 0xfe) || (p[0] == 0xfe && p[1] == 0xff))
        *mark = 2;
    else if (!(p[0] == '<' && p[1] == 0) && !(p[0] == 0 && p[1] == '<'))
        return false;
    *e = p[0] == 0xff || p[0] == '<' ? ENC_UTF16LE : ENC_UTF16BE;
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

enum encode_verdict encode_detect(struct str head, bool whole, enum encoding *e, size_t *mark, struct str *label)
{
    static const char *const utf8[] = {"UTF-8", "UTF8", "US-ASCII", "ASCII", NULL};
    static const char *const gb[] = {"GB18030", "GBK", "GB2312", "GB_2312-80", "CP936", "MS936", "windows-936", "x-gbk",
                                     "EUC-CN", NULL};
    static const char *const utf16[] = {"UTF-16", "UTF-16LE", "UTF-16BE", "ISO-10646-UCS-2", "UCS-2", NULL};
    *label = (struct str){head.p, 0};
    if (is_utf32(head)) {
        *label = STR("UTF-32");
        return ENCODE_UNKNOWN;
    }
    if (is_utf16(head, e, mark))
        return ENCODE_GOOD;
    bool marked = head.n >= 3 && memcmp(head.p, "\xef\xbb\xbf", 3) == 0;
    if (marked) {
        *mark = 3;
        head = (struct str){head.p + 3, head.n - 3};
    }
    *label = declared(head);
    *e = ENC_UTF8;
    if (label->n && is_one_of(*label, utf16))
        return ENCODE_CLASH;
    if (label->n == 0 || is_one_of(*label, utf8) || marked)
        return as_utf8(head, whole, e);
    *e = ENC_GB18030;
    return is_one_of(*label, gb) ? ENCODE_GOOD : ENCODE_UNKNOWN;
}

/* ---- conversion ---- */

struct handles {
    iconv_t cd[4];
    bool open[4];
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

static iconv_t handle(void **kept, enum encoding e)
{
    struct handles *h = *kept;
    if (!h)
        h = *kept = mem_alloc(sizeof *h);
    if (!h->open[e]) {
        h->cd[e] = encode_converter("UTF-8", names[e]);
        h->open[e] = true;
    }
    iconv(h->cd[e], NULL, NULL, NULL, NULL);
    return h->cd[e];
}

/* Converts into at most room bytes. Returns the bytes used of `from`; *made is what was written. */
static size_t convert(void **kept, enum encoding e, struct str from, bool whole, char *to, size_t room, size_t *made)
{
    iconv_t cd = handle(kept, e);
    char *in = (char *)(uintptr_t)from.p, *out = to;
    size_t left = from.n, space = room;
    while (left) {
        if (iconv(cd, &in, &left, &out, &space) != (size_t)-1)
            break;
        if (errno == E2BIG || (errno == EINVAL && !whole) || space == 0)
            break;
        *out++ = (char)0xff; /* EILSEQ, or the end in the middle of a character */
        space--;
        size_t skip = (e == ENC_UTF16LE || e == ENC_UTF16BE) && left > 1 ? 2 : 1;
        in += skip;
        left -= skip;
    }
    *made = room - space;
    return from.n - left;
}

size_t encode_to_utf8(void **cd, enum encoding e, struct str from, bool whole, struct buf *to)
{
    if (e == ENC_UTF8) {
        buf_str(to, from);
        return from.n;
    }
    size_t used = 0;
    for (;;) {
        size_t made, room = (from.n - used) + (from.n - used) / 2 + 64;
        used += convert(cd, e, (struct str){from.p + used, from.n - used}, whole, buf_room(to, room), room, &made);
        to->n += made;
        if (used == from.n || made + 8 < room)
            return used;
    }
}

size_t encode_offset(void **cd, enum encoding e, struct str from, size_t utf8_offset)
{
    if (e == ENC_UTF8 || utf8_offset == 0)
        return utf8_offset;
    struct buf b = {0};
    size_t used = 0, done = 0;
    while (done < utf8_offset && used < from.n) {
        size_t made, n = convert(cd, e, (struct str){from.p + used, from.n - used}, true,
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
    for (int i = 0; h && i < 4; i++)
        if (h->open[i])
            iconv_close(h->cd[i]);
    mem_free(h);
    *cd = NULL;
}

/* ---- tags in bytes of any encoding; no byte below 0x30 or of < = > is part of a longer character in GB18030 ---- */

size_t encode_last_tag(enum encoding e, struct str s, size_t before)
{
    if (e == ENC_UTF8 || e == ENC_GB18030) {
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

size_t encode_tag_name(enum encoding e, struct str s, size_t at, char *to, size_t room)
{
    struct buf b = {0};
    void *cd = NULL;
    bool wide = e == ENC_UTF16LE || e == ENC_UTF16BE;
    size_t i = at + (wide ? 2 : 1), from = i;
    if (e == ENC_UTF8) {
        while (i < s.n && !strchr(" \t\r\n/>", s.p[i]) && i - from < room)
            i++;
        memcpy(to, s.p + from, i - from);
        return i - from;
    }
    for (; i + wide < s.n; i += wide ? 2 : 1) {
        char c = !wide ? s.p[i] : s.p[i + (e == ENC_UTF16LE)] ? 'x' : s.p[i + (e == ENC_UTF16BE)];
        if (!c || strchr(" \t\r\n/>", c) || i - from > 2 * room)
            break;
    }
    encode_to_utf8(&cd, e, (struct str){s.p + from, i - from}, true, &b);
    size_t n = b.n < room ? b.n : room;
    if (n)
        memcpy(to, b.p, n);
    buf_free(&b);
    encode_close(&cd);
    return n;
}
