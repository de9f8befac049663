/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/loader_work.h"

bool loader_is_number(const struct dataset_field *f)
{
    return f->fit.type == T_NUMBER && !f->invalid;
}

bool loader_is_integer(const struct dataset_field *f)
{
    return f->fit.type == T_INTEGER && !f->invalid;
}

bool loader_is(const struct dataset_field *f, enum vtype t)
{
    return f->fit.type == t && !f->invalid;
}

void loader_put_quoted(struct buf *b, struct str s, char quote)
{
    buf_char(b, quote);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == quote)
            buf_char(b, quote);
        buf_char(b, s.p[i]);
    }
    buf_char(b, quote);
}
