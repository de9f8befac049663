/* SPDX-License-Identifier: Apache-2.0 */
#include "form/findkey.h"

#include "value/keytext.h"

static void put_part(struct buf *to, const struct form_table *t, struct str part)
{
    struct str value, name = str_cut(part, '=', &value);
    const struct form_var *v = value.p ? form_var_find(t, name) : NULL;
    if (!v || v->type == T_STRING) {
        buf_str(to, part);
        return;
    }
    buf_str(to, name);
    buf_char(to, '=');
    keytext_put(to, v->type, value);
}

void findkey_put(struct buf *to, const struct form_table *t, struct str key)
{
    for (struct str rest = key; rest.p;) {
        put_part(to, t, str_cut(rest, ';', &rest));
        if (rest.p)
            buf_char(to, ';');
    }
}
