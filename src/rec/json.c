/* SPDX-License-Identifier: Apache-2.0 */
#include "rec/json.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/utf8.h"

void json_put(struct buf *b, struct str s)
{
    const char *end = s.p + s.n;
    buf_char(b, '"');
    for (const char *p = s.p; p < end;) {
        uint32_t cp;
        int n = utf8_next(p, end, &cp);
        if (n == 0)
            buf_puts(b, "\\ufffd");
        else if (cp == '"' || cp == '\\')
            buf_printf(b, "\\%c", (int)cp);
        else if (cp < 0x20 || cp == 0x7f || cp == 0x2028 || cp == 0x2029)
            buf_printf(b, "\\u%04x", (unsigned)cp);
        else
            buf_add(b, p, (size_t)n);
        p += n ? n : 1;
    }
    buf_char(b, '"');
}

void json_put_or_null(struct buf *b, struct str s)
{
    if (s.p)
        json_put(b, s);
    else
        buf_puts(b, "null");
}

/* -? (0 | [1-9][0-9]*) (.[0-9]+)? with at most 15 digits. */
static bool safe_number(struct str s)
{
    size_t i = s.n && s.p[0] == '-', digits = 0, whole = 0, point = 0;
    size_t first = i;
    for (; i < s.n; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9')
            digits++;
        else if (s.p[i] == '.' && !point && digits)
            point = i, whole = digits;
        else
            return false;
    }
    whole = point ? whole : digits;
    return digits && digits <= 15 && !(point && point + 1 == s.n) && !(whole > 1 && s.p[first] == '0');
}

void json_put_number(struct buf *b, struct str s)
{
    if (s.p && safe_number(s))
        buf_str(b, s);
    else
        json_put_or_null(b, s);
}
