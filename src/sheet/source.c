/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet/source.h"

#include <string.h>

ssize_t source_read(void *from, void *to, size_t n)
{
    struct source *s = from;
    if (s->head.n) {
        size_t k = s->head.n < n ? s->head.n : n;
        memcpy(to, s->head.p, k);
        s->head = (struct str){s->head.p + k, s->head.n - k};
        return (ssize_t)k;
    }
    ssize_t got = s->in ? in_read(s->in, to, n) : 0;
    s->failed = got < 0;
    return got;
}
