/* SPDX-License-Identifier: Apache-2.0 */
#include "read/as_fixed.h"

#include "base/buf.h"
#include "fix/normalise.h"
#include "rec/cell.h"

static bool in_list(const void *list, struct str code)
{
    return codelist_find(list, code) != NULL;
}

/* What ecfix writes for a text; p == NULL: it leaves it as it is. */
static struct str fixed(struct str text, const struct norm_column *column, struct arena *a)
{
    struct norm_change change;
    struct buf cell = {0};
    cell_put(&cell, text);
    bool changed = normalise(column, arena_str(a, buf_slice(&cell)), a, &change);
    buf_free(&cell);
    return changed ? change.cell : (struct str){NULL, 0};
}

enum as_fixed as_fixed_number(struct dec *d, struct str text, const struct form_var *v, struct arena *a)
{
    struct norm_column column = {.kind = v->type == T_INTEGER ? NORM_INTEGER : NORM_NUMBER, .unit = v->unit};
    if (dec_parse(d, text) == DEC_OK)
        return AS_FIXED_NUMBER;
    struct str cell = fixed(text, &column, a);
    if (cell.p && str_is(cell, "\\N"))
        return AS_FIXED_NULL;
    return cell.p && dec_parse(d, cell) == DEC_OK ? AS_FIXED_NUMBER : AS_FIXED_NONE;
}

bool as_fixed_same(struct str text, struct str wanted, const struct form_var *v, struct arena *a)
{
    struct dec x, y;
    if (vtype_is_numeric(v->type))
        return dec_parse(&x, wanted) == DEC_OK && as_fixed_number(&y, text, v, a) == AS_FIXED_NUMBER && dec_cmp(&x, &y) == 0;
    struct norm_column column = {.kind = NORM_CODE, .known = in_list, .list = v->codes};
    struct str cell = fixed(text, &column, a);
    return cell.p && str_eq(cell, wanted); /* codes have nothing to escape, or are not changed */
}
