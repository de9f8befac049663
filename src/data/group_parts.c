/* SPDX-License-Identifier: Apache-2.0 */
#include "data/group_parts.h"

#include <stdlib.h>

#include "base/intern.h"
#include "base/mem.h"
#include "data/group.h"
#include "data/group_work.h"
#include "data/state_text.h"
#include "rec/cell.h"

#define HEADER "result\tpart\tgroup\tstate"
enum { COLUMNS = 4 };

/* Lines without a result: the number of their part. */
enum { MARK_PROGRAM, MARK_INPUT };

/* Does a group gather rows of an input, each changed or left out? */
static bool is_of_input(const struct group *g)
{
    const struct rel *r = g->from;
    while (r->below)
        r = r->below;
    return r->given;
}

/* ---- writing ---- */

/* The cells of the group at hand, joined by TAB. */
static void put_cells(struct buf *b, const struct group *g)
{
    for (int i = 0; i < g->nby; i++) {
        if (i)
            buf_char(b, '\t');
        value_put_cell(b, &g->out[i]);
    }
}

static void write_line(struct recout *out, struct str result, int part, struct str group, struct str state)
{
    struct buf n = {0};
    buf_int(&n, part);
    recout_text(out, result);
    recout_text(out, buf_slice(&n));
    recout_text(out, group);
    recout_text(out, state);
    recout_end(out);
    buf_free(&n);
}

/* The lines of the group at hand: one, but for the values of medians. */
static void write_states(struct group *g, struct recout *out)
{
    struct buf cells = {0}, states = {0};
    bool more = true;
    put_cells(&cells, g);
    for (uint64_t piece = 0; more; piece++) {
        more = false;
        buf_reset(&states);
        for (int i = 0; i < g->n; i++) {
            if (i)
                buf_char(&states, '\t');
            more = state_put_text(&states, group_state(g, g->states, i), &g->kinds[i], piece) || more;
        }
        write_line(out, g->name, g->nth, buf_slice(&cells), buf_slice(&states));
    }
    buf_free(&cells);
    buf_free(&states);
}

int parts_write(struct session *e, const bool *wanted, const struct parts_mark *mark, struct recout *out)
{
    int n = 0;
    recout_header(out, STR(HEADER));
    write_line(out, STR(""), MARK_PROGRAM, STR(""), str_of(mark->program));
    for (int i = 0; i < mark->n; i++)
        write_line(out, STR(""), MARK_INPUT, mark->inputs[i].name, mark->inputs[i].columns);
    for (struct group *g = e->groups; g; g = g->older) {
        int got = 0;
        if (!wanted[g->owner] || !is_of_input(g))
            continue;
        while ((got = group_advance(g)) > 0)
            write_states(g, out);
        if (got < 0)
            return -1;
        n++;
    }
    return n;
}

/* ---- the marks ---- */

/* A line of such a stream, its cells without escapes. */
struct line {
    struct str result, group, state;
    int part;
    struct loc loc;
};

static bool is_header(const struct recin *in)
{
    const struct intern *c = recin_columns(in);
    return c->n == COLUMNS && str_is(intern_name(c, 0), "result") && str_is(intern_name(c, 1), "part") &&
           str_is(intern_name(c, 2), "group") && str_is(intern_name(c, 3), "state");
}

/* Returns 1, 0 at the end, -1 after complaining. The cells are in the arena, which is emptied before. */
static int next_line(struct recin *in, struct arena *a, struct line *l)
{
    struct rec r;
    int got = recin_next(in, &r);
    if (got <= 0)
        return got;
    arena_reset(a);
    struct str part = cell_text(r.cell[1], a);
    *l = (struct line){cell_text(r.cell[0], a), cell_text(r.cell[2], a), cell_text(r.cell[3], a), 0,
                       loc_line(recin_name(in), r.lineno)};
    struct dec d;
    int64_t v;
    if (dec_parse(&d, part) == DEC_OK && !d.scale && dec_to_int(&d, &v) && v >= 0 && v < INT32_MAX) {
        l->part = (int)v;
        return 1;
    }
    diag(D_PARTS_LINE, l->loc, diag_str(l->result));
    return -1;
}

/* Opens a stream and reads its first line. Returns NULL after complaining. */
static struct recin *open_parts(const char *path, const char *program, const struct dialect *dialect, struct arena *a)
{
    struct recin *in = recin_open(path, dialect);
    struct line l;
    if (!in)
        return NULL;
    if (is_header(in) && next_line(in, a, &l) > 0 && !l.result.n && l.part == MARK_PROGRAM && str_is(l.state, program))
        return in;
    diag(D_PARTS_NOT, loc_file(recin_name(in)));
    recin_close(in);
    return NULL;
}

struct parts_input *parts_inputs(struct arena *a, const char *path, const char *program, const struct dialect *dialect, int *n)
{
    struct arena room = {0};
    struct recin *in = open_parts(path, program, dialect, &room);
    struct parts_input *v = NULL, *kept;
    struct line l;
    size_t cap = 0;
    int got = in ? 1 : -1;
    *n = 0;
    while (got > 0 && (got = next_line(in, &room, &l)) > 0 && !l.result.n && l.part == MARK_INPUT) {
        v = mem_grow(v, &cap, (size_t)*n + 1, sizeof *v);
        v[(*n)++] = (struct parts_input){arena_str(a, l.group), arena_str(a, l.state)};
    }
    kept = arena_array(a, (size_t)*n + 1, sizeof *kept);
    for (int i = 0; i < *n; i++)
        kept[i] = v[i];
    mem_free(v);
    recin_close(in);
    arena_free(&room);
    return got < 0 ? NULL : kept;
}

/* ---- an input that is not there ---- */

struct absent {
    struct rel rel;
    struct str name;
};

static int absent_next(struct rel *r, const struct value **row)
{
    const struct absent *t = (const struct absent *)r;
    *row = NULL;
    diag(D_PARTS_ROWS, (struct loc){0}, diag_str(t->name));
    return -1;
}

static const struct rel_kind absent_kind = {absent_next, NULL};

struct rel *parts_absent(struct session *e, struct structure s, struct str name)
{
    struct absent *t = (struct absent *)rel_new(e, sizeof *t, &absent_kind, s);
    t->rel.given = true;
    t->name = name;
    return &t->rel;
}

/* ---- reading ---- */

static bool is_group(const struct group *g, const struct line *l)
{
    return g->nth == l->part && str_eq(g->name, l->result) && is_of_input(g);
}

/* Lines of one group mostly come together. */
static struct group *find_group(const struct session *e, struct group *last, const struct line *l)
{
    struct group *g = last && is_group(last, l) ? last : e->groups;
    while (g && !is_group(g, l))
        g = g->older;
    return g;
}

/* The group's cells as values into out, as the group itself would have them. */
static bool read_cells(const struct group *g, struct str cells, struct value *out, struct arena *a)
{
    struct str rest = cells;
    bool good = g->nby || !cells.n;
    for (int i = 0; i < g->nby && good; i++) {
        enum cell got = rest.p ? value_parse(&out[i], g->rel.s.v[i].type, str_cut(rest, '\t', &rest), a) : CELL_BAD;
        good = got == CELL_OK || got == CELL_NULL;
    }
    return good && (!g->nby || !rest.p);
}

/* The states of a line as the bytes that a group puts down (state_put). */
static bool read_states(struct group *g, struct str states, struct buf *bytes)
{
    struct str rest = states;
    bool good = g->n > 0;
    for (int i = 0; i < g->n && good; i++) {
        struct state *s = group_state(g, g->states, i);
        good = rest.p && state_take_text(s, &g->kinds[i], str_cut(rest, '\t', &rest), &g->heap, UINT64_MAX);
        if (good)
            state_put(bytes, s, &g->kinds[i]);
        state_free(s, &g->kinds[i]);
    }
    return good && !rest.p;
}

/* *of: the group of the line before, or NULL. */
static bool take_line(const struct session *e, struct group **of, const struct line *l, struct arena *a)
{
    struct group *g = *of = find_group(e, *of, l);
    struct value *values = arena_array(a, g ? (size_t)g->nby + 1 : 1, sizeof *values);
    struct buf bytes = {0};
    int *by = arena_array(a, g ? (size_t)g->nby + 1 : 1, sizeof *by);
    bool good = g && read_cells(g, l->group, values, a);
    if (good) {
        for (int i = 0; i < g->nby; i++)
            by[i] = i;
        row_put(&bytes, values, g->nby);
        key_make(&g->key, values, by, g->nby, &g->scratch);
        good = read_states(g, l->state, &bytes);
    }
    if (good)
        extsort_add(g->parts, buf_slice(&g->key), buf_slice(&bytes));
    else
        diag(D_PARTS_LINE, l->loc, diag_str(l->result));
    buf_free(&bytes);
    return good;
}

static bool read_one(struct session *e, const struct parts_mark *mark, const char *path, const struct dialect *dialect)
{
    struct arena a = {0};
    struct line l;
    struct group *of = NULL;
    struct recin *in = open_parts(path, mark->program, dialect, &a);
    int got = in ? 1 : -1;
    while (got > 0 && (got = next_line(in, &a, &l)) > 0)
        if (l.result.n && !take_line(e, &of, &l, &a))
            got = -1;
    recin_close(in);
    arena_free(&a);
    return got == 0;
}

/* Is each file given once? Names that cannot be resolved are told when they are opened. */
static bool check_files(const char *const paths[], int n)
{
    struct intern seen = {0};
    bool good = true;
    for (int i = 0; i < n && good; i++) {
        char *real = realpath(paths[i], NULL);
        int before = seen.n;
        good = !real || intern_add(&seen, str_of(real)) == before;
        if (!good)
            diag(D_PARTS_TWICE, loc_file(paths[i]));
        free(real);
    }
    intern_free(&seen);
    return good;
}

bool parts_read(struct session *e, const struct parts_mark *mark, const char *const paths[], int n,
                const struct dialect *dialect)
{
    if (!check_files(paths, n))
        return false;
    for (struct group *g = e->groups; g; g = g->older)
        if (is_of_input(g)) {
            g->merged = true;
            g->ordered = false;
            g->parts = extsort_new(session_bytes(e) / 2);
        }
    for (int i = 0; i < n; i++)
        if (!read_one(e, mark, paths[i], dialect))
            return false;
    return true;
}
