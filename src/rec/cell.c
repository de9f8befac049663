/* SPDX-License-Identifier: Apache-2.0 */
#include "rec/cell.h"

struct str cell_text(struct str c, struct arena *a)
{
    if (!c.n || !memchr(c.p, '\\', c.n))
        return c;
    char bad, *to = arena_alloc(a, c.n);
    size_t n;
    return escape_resolve(c, false, to, &n, &bad) ? (struct str){to, n} : c;
}
