/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet/strings.h"

void strings_add(struct strings *s, struct str text)
{
    spooled_add(&s->text, text.p, text.n);
    uint64_t end = s->text.n;
    spooled_add(&s->ends, &end, sizeof end);
    s->n++;
}

bool strings_get(struct strings *s, uint64_t number, struct buf *b)
{
    if (number >= s->n)
        return false;
    uint64_t ends[2] = {0, 0};
    if (number)
        spooled_read(&s->ends, (number - 1) * sizeof *ends, ends, sizeof ends);
    else
        spooled_read(&s->ends, 0, &ends[1], sizeof *ends);
    size_t n = (size_t)(ends[1] - ends[0]);
    spooled_read(&s->text, ends[0], buf_room(b, n + 1), n);
    b->n += n;
    return true;
}

void strings_free(struct strings *s)
{
    spooled_free(&s->text);
    spooled_free(&s->ends);
    s->n = 0;
}
