/* SPDX-License-Identifier: Apache-2.0 */
#include "value/token.h"

#include "base/hmac.h"

enum { SHOWN = 12 }; /* bytes of the hash: 24 hexadecimal digits */

static const char *const heads[] = {[PERSONAL_IDENTITY] = "ID-", [PERSONAL_PHONE] = "TEL-"};

void token_put(struct buf *b, struct str key, enum personal_kind kind, struct str digits)
{
    unsigned char hash[SHA256_BYTES];
    hmac_sha256(hash, key, digits);
    buf_puts(b, heads[kind]);
    for (int i = 0; i < SHOWN; i++)
        buf_printf(b, "%02x", hash[i]);
}

bool token_is(struct str text)
{
    for (int kind = 0; kind < 2; kind++) {
        struct str head = str_of(heads[kind]);
        bool good = str_starts(text, head) && text.n == head.n + 2 * SHOWN;
        for (size_t i = head.n; i < text.n && good; i++)
            good = (text.p[i] >= '0' && text.p[i] <= '9') || (text.p[i] >= 'a' && text.p[i] <= 'f');
        if (good)
            return true;
    }
    return false;
}

bool token_text(struct buf *b, struct str key, struct str text)
{
    struct personal x;
    size_t at = 0;
    bool any = false;
    for (; personal_next(text, at, &x); at = x.from + x.n, any = true) {
        if (x.from > at)
            buf_add(b, text.p + at, x.from - at);
        if (key.p)
            token_put(b, key, x.kind, str_of(x.digits));
        else
            personal_mask(b, (struct str){text.p + x.from, x.n});
    }
    buf_add(b, text.p + at, text.n - at);
    return any;
}
