/* SPDX-License-Identifier: Apache-2.0 */
#include "gen/spoil.h"

#include <iconv.h>
#include <string.h>

#include "io/encode.h"

/* Replaces n bytes at an offset. */
static void splice(struct buf *b, size_t at, size_t n, const void *p, size_t fresh)
{
    struct buf tail = {0};
    buf_add(&tail, b->p + at + n, b->n - at - n);
    b->n = at;
    buf_add(b, p, fresh);
    buf_str(b, buf_slice(&tail));
    buf_free(&tail);
}

static bool transcode(struct buf *b, const char *to)
{
    iconv_t cd = encode_converter(to, "UTF-8");
    struct buf fresh = {0};
    size_t left = b->n, room = 2 * b->n + 16;
    char *from = b->p, *out = buf_room(&fresh, room), *start = out;
    bool good = iconv(cd, &from, &left, &out, &room) != (size_t)-1 && left == 0;
    iconv_close(cd);
    if (good) {
        fresh.n = (size_t)(out - start);
        buf_reset(b);
        buf_str(b, buf_slice(&fresh));
    }
    buf_free(&fresh);
    return good;
}

/* The offset of a text in the bytes, or b->n. */
static size_t find(const struct buf *b, const char *text)
{
    size_t n = strlen(text);
    for (size_t i = 0; i + n <= b->n; i++)
        if (memcmp(b->p + i, text, n) == 0)
            return i;
    return b->n;
}

static bool is_ascii(const struct buf *b)
{
    for (size_t i = 0; i < b->n; i++)
        if ((unsigned char)b->p[i] >= 0x80)
            return false;
    return true;
}

bool spoil_gbk(struct buf *b, struct draw *d)
{
    (void)d;
    return !is_ascii(b) && transcode(b, "GB18030");
}

bool spoil_gb2312(struct buf *b, struct draw *d)
{
    (void)d;
    static const char comment[] = "<!-- 陶镕 -->\n"; /* the second character is not in GB 2312 */
    size_t at = find(b, "UTF-8"), body = find(b, "?>\n<");
    if (at == b->n || body == b->n)
        return false;
    splice(b, body + 3, 0, comment, sizeof comment - 1);
    splice(b, at, 5, "GB2312", 6);
    return transcode(b, "GB18030");
}

bool spoil_bom(struct buf *b, struct draw *d)
{
    (void)d;
    splice(b, 0, 0, "\xef\xbb\xbf", 3);
    return true;
}

bool spoil_utf16(struct buf *b, struct draw *d)
{
    (void)d;
    if (!transcode(b, "UTF-16LE"))
        return false;
    splice(b, 0, 0, "\xff\xfe", 2);
    return true;
}

bool spoil_cut(struct buf *b, struct draw *d)
{
    b->n = (size_t)ppm_of((int64_t)b->n, draw_range(d, 300000, 950000));
    return true;
}

/* The start of the line of a random value "<a>...</a>"; b->n when none is found. */
static size_t value_line(const struct buf *b, struct draw *d)
{
    for (int attempt = 0; attempt < 50; attempt++) {
        size_t i = draw_below(d, b->n);
        while (i > 0 && b->p[i - 1] != '\n')
            i--;
        const char *line = b->p + i, *end = memchr(line, '\n', b->n - i), *mark = memchr(line, '<', b->n - i);
        if (end && mark && mark < end && memchr(mark + 1, '<', (size_t)(end - mark - 1)))
            return i;
    }
    return b->n;
}

static size_t line_length(const struct buf *b, size_t at)
{
    return (size_t)((const char *)memchr(b->p + at, '\n', b->n - at) - (b->p + at)) + 1;
}

bool spoil_tag(struct buf *b, struct draw *d)
{
    size_t at = value_line(b, d);
    if (at == b->n)
        return false;
    splice(b, at + line_length(b, at) - 2, 0, "x", 1);
    return true;
}

bool spoil_twice(struct buf *b, struct draw *d)
{
    size_t at = value_line(b, d);
    if (at == b->n)
        return false;
    struct buf line = {0};
    buf_add(&line, b->p + at, line_length(b, at));
    splice(b, at, 0, line.p, line.n);
    buf_free(&line);
    return true;
}

bool spoil_unknown(struct buf *b, struct draw *d)
{
    static const char extra[] = "   <gross_ouput>1</gross_ouput>\n";
    size_t at = value_line(b, d);
    if (at == b->n)
        return false;
    splice(b, at, 0, extra, sizeof extra - 1);
    return true;
}

bool spoil_root(struct buf *b, struct draw *d)
{
    (void)d;
    size_t at = find(b, "?>\n<");
    if (at == b->n)
        return false;
    splice(b, at + 3, 0, "<report>\n", 9);
    buf_puts(b, "</report>\n");
    return true;
}

bool spoil_doctype(struct buf *b, struct draw *d)
{
    (void)d;
    static const char text[] = "<!DOCTYPE r [<!ENTITY unit \"1000\">]>\n";
    size_t at = find(b, "?>\n<");
    if (at == b->n)
        return false;
    splice(b, at + 3, 0, text, sizeof text - 1);
    return true;
}

bool spoil_nothing(struct buf *b, struct draw *d)
{
    (void)d;
    buf_reset(b);
    return true;
}

bool spoil_control(struct buf *b, struct draw *d)
{
    size_t at = value_line(b, d);
    if (at == b->n)
        return false;
    const char *close = memchr(b->p + at, '>', b->n - at);
    splice(b, (size_t)(close - b->p) + 1, 0, "\x02", 1);
    return true;
}
