/* SPDX-License-Identifier: Apache-2.0 */
#include "sum/partial.h"

#include "base/diag.h"
#include "rec/cell.h"
#include "sum/bind.h"
#include "sum/run.h"

enum { COLUMNS = 3 };

static struct grouping *stream_aggr(const struct tally *p, int result)
{
    const struct result *r = &p->results[result];
    return r->streamed ? r->segments[0].aggr : NULL;
}

/* The states of all groups as lines of the stream. Returns how many. */
static uint64_t put_lines(const struct tally *p, struct buf *lines)
{
    struct buf states = {0};
    uint64_t n = 0;
    for (int i = 0; i < p->n; i++) {
        struct grouping *g = stream_aggr(p, i);
        if (!g)
            continue;
        groups_sort(&g->groups);
        for (int k = 0; k < g->groups.keys.n; k++) {
            int group = g->groups.order[k];
            buf_reset(&states);
            groups_put(&states, &g->groups, group);
            value_escape(lines, p->results[i].name);
            buf_char(lines, '\t');
            value_escape(lines, intern_name(&g->groups.keys, group));
            buf_char(lines, '\t');
            value_escape(lines, buf_slice(&states));
            buf_char(lines, '\n');
        }
        n += (uint64_t)g->groups.keys.n;
    }
    buf_free(&states);
    return n;
}

/* A key must be as run_group makes it, so that equal groups have equal keys. */
static bool key_fits(const struct grouping *g, struct str key)
{
    struct arena room = {0};
    bool good = true;
    struct str rest = key;
    for (int i = 0; i < g->ngroup && good; i++) {
        struct value v;
        good = rest.p != NULL || (i == 0 && key.n == 0);
        if (good) {
            enum cell c = value_parse(&v, g->result->v[i].type, str_cut(rest, '\t', &rest), &room);
            good = c == CELL_OK || c == CELL_NULL;
        }
    }
    arena_free(&room);
    return good && (g->ngroup ? !rest.p : key.n == 0);
}

/* Merges one such line (cells unescaped). Returns false after complaining; loc names the line. */
static bool take_line(struct tally *p, struct str result, struct str group, struct str state,
                      struct loc loc)
{
    int i = tally_find(p, result);
    struct grouping *g = i < 0 ? NULL : stream_aggr(p, i);
    if (!g || !key_fits(g, group)) {
        diag(D_SUM_PARTIAL, loc, diag_str(result));
        return false;
    }
    switch (groups_merge(&g->groups, group, state)) {
    case AGG_SYNTAX: diag(D_SUM_PARTIAL, loc, diag_str(result)); return false;
    case AGG_MEMORY: return run_no_room(p, g);
    case AGG_OK:
    case AGG_OVERFLOW:
    case AGG_UNORDERED: break;
    }
    return groups_bytes(&g->groups) <= p->budget.max || run_no_room(p, g);
}

void partial_write(const struct tally *p, const struct partial_mark *mark, struct recout *out)
{
    struct buf lines = {0};
    recout_header(out, STR("result\tgroup\tstate"));
    recout_text(out, STR("#program"));
    recout_text(out, mark->table);
    recout_text(out, str_of(mark->program));
    recout_end(out);
    uint64_t n = put_lines(p, &lines);
    recout_block(out, buf_slice(&lines), n);
    buf_free(&lines);
}

static bool is_partial_header(const struct recin *in)
{
    const struct intern *c = recin_columns(in);
    return c->n == COLUMNS && str_is(intern_name(c, 0), "result") && str_is(intern_name(c, 1), "group") &&
           str_is(intern_name(c, 2), "state");
}

/* Reads the mark. Is it a partial of this program? */
static bool has_mark(struct recin *in, const struct partial_mark *mark)
{
    struct rec r;
    return is_partial_header(in) && recin_next(in, &r) > 0 && str_is(r.cell[0], "#program") &&
           str_eq(r.cell[1], mark->table) && str_is(r.cell[2], mark->program);
}

static bool take_record(struct tally *p, const struct recin *in, const struct rec *r)
{
    struct arena text = {0};
    struct str cell[COLUMNS];
    for (int i = 0; i < COLUMNS; i++)
        cell[i] = cell_text(r->cell[i], &text);
    bool good = take_line(p, cell[0], cell[1], cell[2], loc_line(recin_name(in), r->lineno));
    arena_free(&text);
    return good;
}

bool partial_read(struct tally *p, const struct partial_mark *mark, const char *path, const struct dialect *dialect)
{
    struct recin *in = recin_open(path, dialect);
    struct rec r;
    int got = 0;
    if (!in)
        return false;
    bool good = has_mark(in, mark);
    if (!good)
        diag(D_SUM_NOT_PARTIAL, loc_file(recin_name(in)));
    while (good && (got = recin_next(in, &r)) > 0)
        good = take_record(p, in, &r);
    recin_close(in);
    return good && got == 0;
}
