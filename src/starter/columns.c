/* SPDX-License-Identifier: Apache-2.0 */
#include "starter/columns.h"

#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "io/in.h"
#include "sheet/kind.h"
#include "sheet/slow.h"
#include "starter/naming.h"

enum { HEAD = 4096, HEADING_WITHIN = 30 /* rows */, COLUMNS_MOST = 2000 };

struct heading {
    int *var;           /* [n] of each column: its variable, or -1 */
    int n;
    struct str *values; /* [vars] of a row */
    size_t cap_values;
};

static struct in *open_head(const char *path, struct buf *head)
{
    struct in *in = in_open(path, &(struct in_limits){.max_ratio = 200});
    if (!in) {
        in_complain(path);
        return NULL;
    }
    ssize_t n = 1;
    while (head->n < HEAD && (n = in_read(in, buf_room(head, HEAD - head->n), HEAD - head->n)) > 0)
        head->n += (size_t)n;
    if (n < 0) {
        in_complain_read(in, loc_file(path));
        in_close(in);
        return NULL;
    }
    return in;
}

bool columns_are_in(const char *path, bool *are)
{
    struct buf head = {0};
    struct in *in = open_head(path, &head);
    *are = in && kind_grid(kind_of(buf_slice(&head))) != GRID_NONE;
    buf_free(&head);
    in_close(in);
    return in != NULL;
}

/* Could the row be the heading? */
static bool is_heading(const struct grid_row *row)
{
    struct intern seen = {0};
    int texts = 0, filled = 0, twice = 0;
    for (int i = 0; i < row->n; i++) {
        const struct grid_cell *c = &row->cells[i];
        filled += c->type != GRID_BLANK && str_trim(c->text).n > 0;
        if (c->type != GRID_TEXT || c->merged || !str_trim(c->text).n)
            continue;
        int known = seen.n;
        twice += intern_add(&seen, str_trim(c->text)) < known;
        texts++;
    }
    intern_free(&seen);
    return texts > 0 && texts * 2 >= filled && twice * 2 < texts && (texts > 1 || row->n == 1);
}

/* One line of a heading, as it is compared and written. */
static struct str heading_text(struct draft *d, struct str text)
{
    struct buf b = {0};
    buf_one_line(&b, text);
    struct str s = arena_str(&d->text, buf_slice(&b));
    buf_free(&b);
    return s;
}

static int variable_of(struct draft *d, struct str text)
{
    struct draft_table *t = &d->tables[0];
    for (int i = 0; i < t->n; i++)
        if (str_eq(t->vars[i].source, text))
            return i;
    struct buf name = {0}, path = {0};
    naming_make(&name, text);
    struct draft_var *v = draft_add(d, 0, buf_slice(&name), text, NULL, 0);
    if (v) {
        char quote = memchr(text.p, '"', text.n) ? '\'' : '"';
        buf_printf(&path, "col(%c%.*s%c)", quote, (int)text.n, text.p, quote);
        v->path = arena_str(&d->text, buf_slice(&path));
        v->column = true;
    }
    buf_free(&name);
    buf_free(&path);
    return v ? d->tables[0].n - 1 : -1;
}

static void take_heading(struct draft *d, struct heading *h, const struct grid_row *row, const char *path)
{
    struct intern seen = {0};
    h->n = row->n < COLUMNS_MOST ? row->n : COLUMNS_MOST;
    h->var = mem_array((size_t)h->n + 1, sizeof *h->var);
    if (row->n > COLUMNS_MOST)
        diag(D_STARTER_COLUMNS, loc_line(path, row->line), diag_num(row->n), diag_num(COLUMNS_MOST));
    for (int i = 0; i < h->n; i++) {
        struct str text = heading_text(d, row->cells[i].text);
        int known = seen.n;
        bool twice = text.n && intern_add(&seen, text) < known;
        bool quoted = memchr(text.p, '"', text.n) && memchr(text.p, '\'', text.n);
        h->var[i] = text.n && !twice && !quoted ? variable_of(d, text) : -1;
        if (twice || quoted)
            diag(D_STARTER_HEADING, loc_line(path, row->line), diag_num(i + 1), diag_str(text));
    }
    intern_free(&seen);
}

static void take_row(struct draft *d, struct observer *o, struct heading *h, const struct grid_row *row)
{
    int n = d->tables[0].n;
    bool any = false;
    h->values = mem_grow(h->values, &h->cap_values, (size_t)n + 1, sizeof *h->values);
    for (int i = 0; i < n; i++)
        h->values[i] = (struct str){NULL, 0};
    for (int i = 0; i < row->n && i < h->n; i++) {
        const struct grid_cell *c = &row->cells[i];
        if (h->var[i] < 0 || c->type == GRID_BLANK || c->type == GRID_ERROR || c->type == GRID_UNKNOWN)
            continue;
        h->values[h->var[i]] = c->padded.p ? c->padded : c->text;
        any = any || str_trim(c->text).n;
    }
    if (any)
        observe_record(o, 0, h->values, n);
}

static bool complain(const char *path, const struct grid *g, struct in *in)
{
    const char *const *why = grid_why(g);
    if (grid_unread(g))
        in_complain_read(in, loc_file(path));
    else
        diag(D_STARTER_XML, loc_file(path), why ? diag_words(why[0], why[1]) : "", "", "");
    return false;
}

static bool read_rows(struct draft *d, struct observer *o, struct grid *g, struct in *in, const char *path)
{
    struct heading h = {.n = 0};
    struct grid_row row;
    enum grid_got got;
    bool headed = false, done = false, good = true;
    for (int before = 0; !done && (got = grid_next(g, &row)) != GRID_END;) {
        if (got == GRID_FAULT) {
            good = complain(path, g, in);
            break;
        }
        if (got == GRID_SHEET && headed)
            done = true;
        else if (got == GRID_SHEET && grid_hidden(g))
            grid_skip(g);
        else if (got == GRID_ROW && headed)
            take_row(d, o, &h, &row);
        else if (got == GRID_ROW && before++ < HEADING_WITHIN && is_heading(&row)) {
            take_heading(d, &h, &row, path);
            headed = true;
        }
    }
    if (good && !headed) {
        diag(D_STARTER_NO_HEADING, loc_file(path));
        good = false;
    }
    mem_free(h.var);
    mem_free(h.values);
    return good;
}

bool columns_file(struct draft *d, struct observer *o, const char *path)
{
    struct buf head = {0};
    struct in *in = open_head(path, &head);
    if (!in) {
        buf_free(&head);
        return false;
    }
    if (!d->n_tables) {
        const char *slash = strrchr(path, '/');
        struct str rest, stem = str_cut(str_of(slash ? slash + 1 : path), '.', &rest);
        draft_table(d, stem, -1, -1);
        d->tables[0].path = STR("sheet()");
    }
    struct grid_options how = {.slow = &part_slow_xmlin};
    struct grid *g = grid_open(kind_grid(kind_of(buf_slice(&head))), in, buf_slice(&head), &how);
    bool good = read_rows(d, o, g, in, path);
    grid_close(g);
    in_close(in);
    buf_free(&head);
    return good;
}
