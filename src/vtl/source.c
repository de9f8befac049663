/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/source.h"

#include "base/utf8.h"

enum { EXCERPT_MAX = 400 }; /* bytes; a longer line is named, not shown */

static int count_lines(struct str text)
{
    int n = 1;
    for (const char *p = text.p, *end = text.p + text.n; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
        n++;
    return n;
}

struct source *source_new(struct arena *a, const char *file, struct str text)
{
    struct source *s = arena_alloc(a, sizeof *s);
    s->file = arena_dup(a, file);
    s->text = arena_str(a, text);
    s->lines = count_lines(s->text);
    s->starts = arena_array(a, (size_t)s->lines, sizeof *s->starts);
    int n = 1;
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == '\n')
            s->starts[n++] = (uint32_t)i + 1;
    return s;
}

static int line_of(const struct source *s, uint32_t offset)
{
    int low = 0, high = s->lines - 1;
    while (low < high) {
        int mid = (low + high + 1) / 2;
        if (s->starts[mid] <= offset)
            low = mid;
        else
            high = mid - 1;
    }
    return low;
}

struct loc source_loc(const struct source *s, struct span span)
{
    int line = line_of(s, span.from);
    uint32_t start = s->starts[line];
    uint32_t end = line + 1 < s->lines ? s->starts[line + 1] - 1 : (uint32_t)s->text.n;
    if (end > start && s->text.p[end - 1] == '\r')
        end--;
    uint32_t to = span.to < end ? span.to : end;
    struct loc loc = loc_line(s->file, line + 1);
    loc.col = (long)utf8_length((struct str){s->text.p + start, span.from - start}) + 1;
    if (to > span.from)
        loc.width = (int)utf8_length((struct str){s->text.p + span.from, to - span.from});
    if (end - start <= EXCERPT_MAX)
        loc.text = (struct str){s->text.p + start, end - start};
    return loc;
}
