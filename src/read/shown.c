/* SPDX-License-Identifier: Apache-2.0 */
#include "read/shown.h"

#include "value/token.h"

void shown_put(struct shown_names *s, struct buf *b, struct str path)
{
    size_t from = b->n;
    if (!token_text(b, s->key, path))
        return;
    size_t whole = b->n;
    for (int k = 2; intern_find(&s->names, (struct str){b->p + from, b->n - from}) >= 0; k++) {
        b->n = whole;
        buf_printf(b, "~%d", k);
    }
    intern_add(&s->names, (struct str){b->p + from, b->n - from});
}

void shown_free(struct shown_names *s)
{
    intern_free(&s->names);
}
