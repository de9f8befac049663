/* SPDX-License-Identifier: Apache-2.0 */
#include "rec/streams.h"

#include <string.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "base/mem.h"

static const char *name_of(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

/* Complains when a column of one set is none of the other, which is that of the file `name`. */
static bool all_in(const struct intern *columns, const struct intern *of, const char *name)
{
    for (int i = 0; i < columns->n; i++)
        if (intern_find(of, intern_name(columns, i)) < 0) {
            diag(D_COLUMN_UNKNOWN, loc_line(name, 1), diag_str(intern_name(columns, i)));
            return false;
        }
    return true;
}

static bool fit_columns(struct streams *s)
{
    const struct intern *there = recin_columns(s->in);
    bool moved = false;
    if (!all_in(&s->columns, there, streams_name(s)) || !all_in(there, &s->columns, name_of(s->paths[0])))
        return false;
    mem_free(s->from);
    s->from = mem_array((size_t)s->columns.n + 1, sizeof *s->from);
    for (int i = 0; i < s->columns.n; i++) {
        s->from[i] = intern_find(there, intern_name(&s->columns, i));
        moved = moved || s->from[i] != i;
    }
    if (moved)
        return true;
    mem_free(s->from);
    s->from = NULL;
    return true;
}

bool streams_open(struct streams *s, const char *const paths[], int n, const struct dialect *dialect)
{
    *s = (struct streams){.paths = paths, .n = n, .dialect = dialect};
    s->in = recin_open(paths[0], dialect);
    if (!s->in)
        return false;
    const struct intern *columns = recin_columns(s->in);
    for (int i = 0; i < columns->n; i++)
        intern_add(&s->columns, intern_name(columns, i));
    s->cells = mem_array((size_t)columns->n + 1, sizeof *s->cells);
    return true;
}

static bool open_next(struct streams *s)
{
    recin_close(s->in);
    s->in = recin_open(s->paths[++s->at], s->dialect);
    return s->in && fit_columns(s);
}

int streams_next(struct streams *s, struct rec *r)
{
    int got;
    while ((got = recin_next(s->in, r)) == 0 && s->at + 1 < s->n)
        if (!open_next(s))
            return -1;
    if (got <= 0 || !s->from)
        return got;
    for (int i = 0; i < s->columns.n; i++)
        s->cells[i] = r->cell[s->from[i]];
    r->cell = s->cells;
    return got;
}

const char *streams_unrepeatable(const struct streams *s)
{
    struct stat st;
    for (int i = 0; i < s->n; i++)
        if (strcmp(s->paths[i], "-") == 0 || (stat(s->paths[i], &st) == 0 && !S_ISREG(st.st_mode)))
            return name_of(s->paths[i]);
    return NULL;
}

const char *streams_name(const struct streams *s)
{
    return name_of(s->paths[s->at]);
}

const char *streams_name_of(const struct streams *s, int i)
{
    return name_of(s->paths[i]);
}

void streams_free(struct streams *s)
{
    recin_close(s->in);
    intern_free(&s->columns);
    mem_free(s->from);
    mem_free(s->cells);
    *s = (struct streams){0};
}
