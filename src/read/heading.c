/* SPDX-License-Identifier: Apache-2.0 */
#include "read/heading.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

enum { NOBODY = -1 };

/* The texts that name the variables of one table. */
struct names {
    struct intern texts;
    int *variable; /* [texts] index; NOBODY: of several */
    size_t cap;
};

struct headings {
    const struct form *form;
    struct names *tables; /* [tables of the form] */
    struct intern sheets; /* names of sheet() */
    int *sheet_table;     /* [sheets] */
    size_t cap_sheets;
    int *found, *best;    /* [columns] */
    size_t cap_found, cap_best;
    int *column, *twice;  /* [variables] */
    size_t cap_column, cap_twice;
    struct buf key;
};

/* ---- texts as they are compared ---- */

static uint32_t plain(uint32_t cp)
{
    if (cp >= 0xff01 && cp <= 0xff5e) /* full-width forms of ASCII */
        cp -= 0xfee0;
    return cp >= 'A' && cp <= 'Z' ? cp + 32 : cp;
}

static void put_key(struct buf *to, struct str text)
{
    for (const char *p = text.p, *end = text.p + text.n; p < end;) {
        uint32_t cp;
        int n = utf8_next(p, end, &cp);
        p += n ? n : 1;
        if (!n || utf8_is_space(cp) || cp == 0xfeff || cp == 0x200b)
            continue;
        cp = plain(cp);
        if (cp != '*')
            utf8_put(to, cp);
    }
    while (to->n && to->p[to->n - 1] == ':')
        to->n--;
}

/* Without brackets and what is in them at the end. Returns false when there are none, or nothing else. */
static bool cut_brackets(struct str *key)
{
    if (!key->n || key->p[key->n - 1] != ')')
        return false;
    for (size_t i = key->n - 1; i > 0; i--)
        if (key->p[i] == '(') {
            key->n = i;
            return true;
        }
    return false;
}

/* ---- what the form says ---- */

static void add_name(struct headings *g, struct names *t, struct str text, int variable)
{
    buf_reset(&g->key);
    put_key(&g->key, text);
    if (!g->key.n)
        return;
    int had = t->texts.n, i = intern_add(&t->texts, buf_slice(&g->key));
    t->variable = mem_grow(t->variable, &t->cap, (size_t)t->texts.n, sizeof *t->variable);
    if (i == had || t->variable[i] == variable)
        t->variable[i] = variable;
    else
        t->variable[i] = NOBODY;
}

/* The texts of col() name a variable whatever others are called: they come last, over labels. */
static void add_columns(struct headings *g, struct names *t, struct str list, int variable)
{
    while (list.n) {
        struct str one = str_cut(list, '\n', &list);
        buf_reset(&g->key);
        put_key(&g->key, one);
        if (!g->key.n)
            continue;
        int i = intern_add(&t->texts, buf_slice(&g->key));
        t->variable = mem_grow(t->variable, &t->cap, (size_t)t->texts.n, sizeof *t->variable);
        t->variable[i] = variable;
    }
}

static void add_table(struct headings *g, int table)
{
    const struct form_table *t = &g->form->tables[table];
    struct names *names = &g->tables[table];
    for (int i = 0; i < t->n; i++) {
        add_name(g, names, t->vars[i].label[LANG_ZH], i);
        add_name(g, names, t->vars[i].label[LANG_EN], i);
    }
    for (int i = 0; i < t->n; i++) {
        add_columns(g, names, t->vars[i].name, i);
        add_columns(g, names, t->vars[i].columns, i);
    }
    for (struct str list = t->sheets; list.n;) {
        struct str one = str_cut(list, '\n', &list);
        buf_reset(&g->key);
        put_key(&g->key, one);
        int i = intern_add(&g->sheets, buf_slice(&g->key));
        g->sheet_table = mem_grow(g->sheet_table, &g->cap_sheets, (size_t)g->sheets.n, sizeof *g->sheet_table);
        g->sheet_table[i] = table;
    }
}

struct headings *headings_new(const struct form *form)
{
    struct headings *g = mem_alloc(sizeof *g);
    g->form = form;
    g->tables = mem_array((size_t)form->n_tables, sizeof *g->tables);
    for (int i = 0; i < form->n_tables; i++)
        if (!form->tables[i].derived)
            add_table(g, i);
    return g;
}

struct str heading_wanted(const struct form_var *v)
{
    struct str rest;
    if (v->columns.n)
        return str_cut(v->columns, '\n', &rest);
    return v->label[diag_lang()].n ? v->label[diag_lang()] : v->name;
}

/* ---- rows ---- */

static int variable_of(struct headings *g, int table, struct str text)
{
    const struct names *t = &g->tables[table];
    buf_reset(&g->key);
    put_key(&g->key, text);
    struct str key = buf_slice(&g->key);
    int i = key.n ? intern_find(&t->texts, key) : -1;
    if (i < 0 && cut_brackets(&key))
        i = intern_find(&t->texts, key);
    return i < 0 ? NOBODY : t->variable[i];
}

static bool has_text(const struct grid_cell *c)
{
    return c->type != GRID_BLANK && str_trim(c->text).n;
}

/* What each column is in a table. Returns the number of variables that are met. */
static int match(struct headings *g, int table, const struct grid_row *row, int *found)
{
    const struct form_table *t = &g->form->tables[table];
    bool *met = mem_array((size_t)t->n + 1, sizeof *met);
    int n = 0;
    for (int i = 0; i < row->n; i++) {
        found[i] = has_text(&row->cells[i]) ? variable_of(g, table, row->cells[i].text) : NOBODY;
        if (found[i] >= 0 && !met[found[i]]) {
            met[found[i]] = true;
            n++;
        }
    }
    mem_free(met);
    return n;
}

static void finish(struct headings *g, const struct grid_row *row, struct heading *h)
{
    const struct form_table *t = &g->form->tables[h->table];
    g->column = mem_grow(g->column, &g->cap_column, (size_t)t->n + 1, sizeof *g->column);
    g->twice = mem_grow(g->twice, &g->cap_twice, (size_t)t->n + 1, sizeof *g->twice);
    for (int v = 0; v < t->n; v++)
        g->column[v] = g->twice[v] = -1;
    for (int i = 0; i < row->n; i++) {
        int v = g->best[i];
        bool again = row->cells[i].merged; /* one header over several columns is that of the first */
        if (v >= 0 && again && g->column[v] >= 0)
            g->best[i] = NOBODY;
        else if (v >= 0)
            *(g->column[v] < 0 ? &g->column[v] : &g->twice[v]) = i;
    }
    for (int v = 0; v < t->n; v++) {
        h->ids += t->vars[v].role == ROLE_IDENTIFIER;
        h->ids_met += t->vars[v].role == ROLE_IDENTIFIER && g->column[v] >= 0;
    }
    h->variable = g->best;
    h->n = row->n;
    h->column = g->column;
    h->twice = g->twice;
}

int headings_sheet(const struct headings *g, struct str sheet)
{
    struct buf key = {0};
    put_key(&key, sheet);
    int i = key.n ? intern_find(&g->sheets, buf_slice(&key)) : -1;
    buf_free(&key);
    return i < 0 ? -1 : g->sheet_table[i];
}

void headings_look(struct headings *g, struct str sheet, const struct grid_row *row, int only, struct heading *h)
{
    size_t n = (size_t)row->n + 1;
    g->found = mem_grow(g->found, &g->cap_found, n, sizeof *g->found);
    g->best = mem_grow(g->best, &g->cap_best, n, sizeof *g->best);
    *h = (struct heading){.table = -1};
    for (int i = 0; i < row->n; i++)
        h->filled += has_text(&row->cells[i]);
    int named = headings_sheet(g, sheet);
    for (int i = 0; i < g->form->n_tables && h->filled; i++) {
        if (g->form->tables[i].derived || (only >= 0 && i != only) || (named >= 0 && i != named))
            continue;
        int matched = match(g, i, row, g->found);
        if (matched <= h->matched)
            continue;
        h->matched = matched;
        h->table = i;
        int *swap = g->found;
        size_t cap = g->cap_found;
        g->found = g->best;
        g->cap_found = g->cap_best;
        g->best = swap;
        g->cap_best = cap;
    }
    if (h->table >= 0)
        finish(g, row, h);
}

bool heading_is_sure(const struct heading *h)
{
    if (h->table < 0)
        return false;
    return (h->ids && h->ids_met == h->ids) || (h->matched > 1 && h->matched * 2 >= h->filled) ||
           (h->matched == 1 && h->filled == 1);
}

void headings_free(struct headings *g)
{
    if (!g)
        return;
    for (int i = 0; i < g->form->n_tables; i++) {
        intern_free(&g->tables[i].texts);
        mem_free(g->tables[i].variable);
    }
    mem_free(g->tables);
    intern_free(&g->sheets);
    mem_free(g->sheet_table);
    mem_free(g->found);
    mem_free(g->best);
    mem_free(g->column);
    mem_free(g->twice);
    buf_free(&g->key);
    mem_free(g);
}
