/* SPDX-License-Identifier: Apache-2.0 */
#include "read/otherperiod.h"

#include "base/buf.h"
#include "value/value.h"

bool otherperiod(const struct form_var *v, struct str wanted, struct str text, struct arena *a)
{
    struct value want, given;
    if (value_parse(&want, v->type, wanted, a) != CELL_OK || value_parse(&given, v->type, text, a) != CELL_OK || given.null)
        return false;
    struct buf x = {0}, y = {0};
    value_put_text(&x, &want);
    value_put_text(&y, &given);
    bool other = !str_eq(buf_slice(&x), buf_slice(&y));
    buf_free(&x);
    buf_free(&y);
    return other;
}
