/* SPDX-License-Identifier: Apache-2.0 */
#include "data/spool.h"

#include "data/rows.h"

enum { BLOCK = 64 * 1024 };

void spool_add(struct spool *s, const struct value *row, int n)
{
    size_t from = s->bytes.n;
    uint32_t size = 0;
    buf_add(&s->bytes, &size, sizeof size);
    row_put(&s->bytes, row, n);
    size = (uint32_t)(s->bytes.n - from - sizeof size);
    memcpy(s->bytes.p + from, &size, sizeof size);
    s->rows++;
    if (s->bytes.n < s->limit)
        return;
    if (!s->file.file)
        s->file = temp_open();
    temp_write(&s->file, s->bytes.p, s->bytes.n);
    s->in_file += s->bytes.n;
    buf_reset(&s->bytes);
}

/* n bytes of the file at the reader's place. */
static const char *from_file(struct spool *s, struct spool_place *p, size_t n)
{
    if (p->at < p->block_at || p->at + n > p->block_at + p->used) {
        size_t want = n > BLOCK ? n : BLOCK;
        if (want > s->in_file - p->at)
            want = (size_t)(s->in_file - p->at);
        buf_reset(&p->block);
        temp_read_at(&s->file, p->at, buf_room(&p->block, want), want);
        p->block_at = p->at;
        p->used = want;
    }
    return p->block.p + (p->at - p->block_at);
}

bool spool_read(struct spool *s, struct spool_place *p, struct value *row, int n)
{
    uint32_t size;
    if (!s->reading && s->file.file)
        temp_rewind(&s->file);
    s->reading = true;
    if (p->at == s->in_file + s->bytes.n)
        return false;
    if (p->at >= s->in_file) {
        const char *q = s->bytes.p + (p->at - s->in_file);
        memcpy(&size, q, sizeof size);
        row_get((struct str){q + sizeof size, size}, row, n);
    } else {
        memcpy(&size, from_file(s, p, sizeof size), sizeof size);
        row_get((struct str){from_file(s, p, sizeof size + size) + sizeof size, size}, row, n);
    }
    p->at += sizeof size + size;
    return true;
}

void spool_clear(struct spool *s)
{
    temp_close(&s->file);
    buf_reset(&s->bytes);
    s->in_file = s->rows = 0;
    s->reading = false;
}

void spool_end(struct spool *s)
{
    temp_close(&s->file);
    buf_free(&s->bytes);
}

void spool_place_end(struct spool_place *p)
{
    buf_free(&p->block);
    *p = (struct spool_place){0};
}
