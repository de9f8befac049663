/* SPDX-License-Identifier: Apache-2.0 */
#include "form/findkey.h"

#include "value/keyparts.h"
#include "value/keytext.h"

static void put_part(struct buf *to, const struct form_table *t, struct str part)
{
    struct str value, name = str_cut(part, '=', &value);
    const struct form_var *v = value.p ? form_var_find(t, name) : NULL;
    if (!v) {
        buf_str(to, part);
        return;
    }
    struct buf plain = {0};
    buf_str(to, name);
    buf_char(to, '=');
    keyparts_unescape(&plain, value);
    if (v->type == T_STRING)
        keyparts_escape(to, buf_slice(&plain));
    else
        keytext_put(to, v->type, buf_slice(&plain));
    buf_free(&plain);
}

void findkey_put(struct buf *to, const struct form_table *t, struct str key)
{
    for (struct str rest = key; rest.p;) {
        put_part(to, t, keyparts_cut(rest, &rest));
        if (rest.p)
            buf_char(to, ';');
    }
}
