/* SPDX-License-Identifier: Apache-2.0 */
#include "value/keyparts.h"

void keyparts_escape(struct buf *b, struct str value)
{
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] == ';' || value.p[i] == '\\')
            buf_char(b, '\\');
        buf_char(b, value.p[i]);
    }
}

void keyparts_add(struct buf *b, struct str name, struct str value)
{
    if (b->n)
        buf_char(b, ';');
    buf_str(b, name);
    buf_char(b, '=');
    keyparts_escape(b, value);
}

static bool is_escape(struct str s, size_t i)
{
    return s.p[i] == '\\' && i + 1 < s.n && (s.p[i + 1] == ';' || s.p[i + 1] == '\\');
}

struct str keyparts_cut(struct str text, struct str *rest)
{
    size_t i = 0;
    while (i < text.n && text.p[i] != ';')
        i += is_escape(text, i) ? 2 : 1;
    *rest = i < text.n ? (struct str){text.p + i + 1, text.n - i - 1} : (struct str){0};
    return (struct str){text.p, i};
}

bool keyparts_split(struct str part, struct str *name, struct str *value)
{
    *name = str_cut(part, '=', value);
    return value->p != NULL;
}

void keyparts_unescape(struct buf *b, struct str value)
{
    for (size_t i = 0; i < value.n; i++) {
        if (is_escape(value, i))
            i++;
        buf_char(b, value.p[i]);
    }
}
