/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet/spooled.h"

#include <assert.h>
#include <string.h>

void spooled_add(struct spooled *s, const void *p, size_t n)
{
    s->n += n;
    s->flushed = false;
    if (!s->file.file && s->n <= SPOOLED_MEMORY) {
        buf_add(&s->memory, p, n);
        return;
    }
    if (!s->file.file) {
        s->file = temp_open();
        temp_write(&s->file, s->memory.p, s->memory.n);
        buf_free(&s->memory);
    }
    temp_write(&s->file, p, n);
}

void spooled_read(struct spooled *s, uint64_t at, void *to, size_t n)
{
    assert(at <= s->n && n <= s->n - at);
    if (!n)
        return;
    if (!s->file.file) {
        memcpy(to, s->memory.p + at, n);
        return;
    }
    if (!s->flushed)
        temp_flush(&s->file);
    s->flushed = true;
    temp_read_at(&s->file, at, to, n);
}

void spooled_free(struct spooled *s)
{
    buf_free(&s->memory);
    temp_close(&s->file);
    *s = (struct spooled){0};
}
