/* SPDX-License-Identifier: Apache-2.0 */
#include "fix/accept.h"

#include "base/arena.h"
#include "base/diag.h"
#include "base/intern.h"
#include "base/mem.h"
#include "form/findkey.h"
#include "rec/cell.h"
#include "rec/recin.h"

enum { KEY, VARIABLE, OLD, NEW, WHO, WHEN, WHY, COLUMNS };
static const char *const names[] = {"key", "variable", "old", "new", "who", "when", "why"};

struct accept {
    char *path;
    const struct form_table *table;
    struct buf room;
    struct arena text;
    struct intern keys;
    struct accepted *rows;
    size_t n, cap;
    int *first;        /* [keys.n] row of a key */
    size_t cap_first;
};

static bool find_columns(const struct recin *in, int at[COLUMNS])
{
    bool good = true;
    for (int i = 0; i < COLUMNS; i++) {
        at[i] = intern_find(recin_columns(in), str_of(names[i]));
        if (at[i] < 0) {
            diag(D_COLUMN_UNKNOWN, loc_line(recin_name(in), 1), names[i]);
            good = false;
        }
    }
    return good;
}

/* A key as it is looked up; valid until the next call. */
static struct str normal(struct accept *a, struct str key)
{
    buf_reset(&a->room);
    findkey_put(&a->room, a->table, key);
    return buf_slice(&a->room);
}

static bool add(struct accept *a, const struct rec *rec, const int at[COLUMNS])
{
    struct loc here = loc_line(a->path, rec->lineno);
    for (int i = WHO; i <= WHY; i++)
        if (cell_is_null(rec->cell[at[i]]) || rec->cell[at[i]].n == 0) {
            diag(D_ACCEPT_WHO, here, names[i]);
            return false;
        }
    int keys = a->keys.n, key = intern_add(&a->keys, normal(a, cell_text(rec->cell[at[KEY]], &a->text)));
    a->first = mem_grow(a->first, &a->cap_first, (size_t)key + 1, sizeof *a->first);
    a->rows = mem_grow(a->rows, &a->cap, a->n + 1, sizeof *a->rows);
    struct accepted *x = &a->rows[a->n];
    *x = (struct accepted){.variable = arena_str(&a->text, cell_text(rec->cell[at[VARIABLE]], &a->text)),
                           .old = arena_str(&a->text, rec->cell[at[OLD]]),
                           .new = arena_str(&a->text, rec->cell[at[NEW]]),
                           .line = rec->lineno,
                           .next = -1};
    struct str w[3];
    for (int i = 0; i < 3; i++)
        w[i] = cell_text(rec->cell[at[WHO + i]], &a->text);
    x->by = str_of(arena_printf(&a->text, "%.*s; %.*s; %.*s", (int)w[0].n, w[0].p, (int)w[1].n, w[1].p, (int)w[2].n,
                                w[2].p));
    if (key == keys) { /* the key's first row */
        a->first[key] = (int)a->n++;
        return true;
    }
    int i = a->first[key];
    for (;; i = a->rows[i].next) {
        if (str_eq(a->rows[i].variable, x->variable)) {
            diag(D_ACCEPT_TWICE, here, diag_num(a->rows[i].line));
            return false;
        }
        if (a->rows[i].next < 0)
            break;
    }
    a->rows[i].next = (int)a->n++;
    return true;
}

struct accept *accept_load(const char *path, const struct form_table *t)
{
    struct recin *in = recin_open(path, NULL);
    int at[COLUMNS];
    if (!in || !find_columns(in, at)) {
        recin_close(in);
        return NULL;
    }
    struct accept *a = mem_alloc(sizeof *a);
    int table_at = intern_find(recin_columns(in), STR("table"));
    struct rec rec;
    int got;
    bool good = true;
    a->path = mem_dup(path, strlen(path));
    a->table = t;
    while ((got = recin_next(in, &rec)) > 0)
        if (table_at < 0 || cell_is_null(rec.cell[table_at]) || str_eq(rec.cell[table_at], t->name))
            good = add(a, &rec, at) && good;
    recin_close(in);
    if (good && got == 0)
        return a;
    accept_free(a);
    return NULL;
}

struct accepted *accept_find(struct accept *a, struct str key)
{
    int i = intern_find(&a->keys, normal(a, key));
    return i < 0 ? NULL : &a->rows[a->first[i]];
}

struct accepted *accept_next(struct accept *a, const struct accepted *x)
{
    return x->next < 0 ? NULL : &a->rows[x->next];
}

int accept_unused(const struct accept *a)
{
    int n = 0;
    for (size_t i = 0; i < a->n; i++)
        if (!a->rows[i].used) {
            diag(D_ACCEPT_UNUSED, loc_line(a->path, a->rows[i].line), diag_str(a->rows[i].variable));
            n++;
        }
    return n;
}

const char *accept_name(const struct accept *a)
{
    return a->path;
}

void accept_free(struct accept *a)
{
    if (!a)
        return;
    mem_free(a->path);
    arena_free(&a->text);
    intern_free(&a->keys);
    buf_free(&a->room);
    mem_free(a->rows);
    mem_free(a->first);
    mem_free(a);
}
