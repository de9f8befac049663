/* SPDX-License-Identifier: Apache-2.0 */
#include "base/visible.h"

#include <string.h>

#include "base/utf8.h"

bool visible_steers(uint32_t cp)
{
    return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0x061c || cp == 0x200e || cp == 0x200f ||
           (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

void visible_put_but(struct buf *b, struct str text, const char *but)
{
    const char *end = text.p + text.n;
    for (const char *p = text.p; p < end;) {
        uint32_t cp;
        int n = utf8_next(p, end, &cp);
        if (n == 0)
            buf_printf(b, "\\x%02X", (unsigned char)*p);
        else if (visible_steers(cp) && !(cp && cp < 0x80 && strchr(but, (int)cp)))
            buf_printf(b, cp < 0x100 ? "\\x%02X" : "\\u%04X", (unsigned)cp);
        else
            buf_add(b, p, (size_t)n);
        p += n ? n : 1;
    }
}

void visible_put(struct buf *b, struct str text)
{
    visible_put_but(b, text, "");
}
