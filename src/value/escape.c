/* SPDX-License-Identifier: Apache-2.0 */
#include "value/escape.h"

#include "base/utf8.h"

const char escape_letters[256] = {['\\'] = '\\', ['\t'] = 't', ['\n'] = 'n', ['\r'] = 'r'};

void escape_put(struct buf *b, struct str text)
{
    char *at = buf_room(b, text.n * 2);
    for (size_t i = 0; i < text.n; i++) {
        char e = escape_letters[(unsigned char)text.p[i]];
        if (e)
            *at++ = '\\';
        *at++ = e ? e : text.p[i];
    }
    b->n = (size_t)(at - b->p);
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Four hexadecimal digits at p; -1 when they are none or a surrogate. */
static long hex4(const char *p, const char *end)
{
    long v = 0;
    if (end - p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int d = hex_digit(p[i]);
        if (d < 0)
            return -1;
        v = v * 16 + d;
    }
    return v >= 0xd800 && v <= 0xdfff ? -1 : v;
}

static int meaning_of(char c)
{
    return c == '\\' ? '\\' : c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : -1;
}

bool escape_resolve(struct str raw, bool unicode, char *to, size_t *n, char *bad)
{
    const char *p = raw.p, *end = raw.p + raw.n;
    char *at = to;
    while (p < end) {
        if (*p != '\\') {
            *at++ = *p++;
            continue;
        }
        bool is_unicode = unicode && p + 1 < end && p[1] == 'u';
        long cp = p + 1 == end ? -1 : is_unicode ? hex4(p + 2, end) : meaning_of(p[1]);
        if (cp < 0) {
            *bad = p + 1 < end ? p[1] : ' ';
            return false;
        }
        at += is_unicode ? utf8_encode(at, (uint32_t)cp) : 1;
        if (!is_unicode)
            at[-1] = (char)cp;
        p += is_unicode ? 6 : 2;
    }
    *n = (size_t)(at - to);
    return true;
}
