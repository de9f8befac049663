/* SPDX-License-Identifier: Apache-2.0 */
#include "check/baseline.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/intern.h"
#include "base/mem.h"
#include "form/findkey.h"
#include "form/sheet.h"
#include "value/date.h"
#include "value/keytext.h"

enum { RULE, KEY, VARIABLE, PERIOD, WHO, WHEN, WHY, COLUMNS };

struct entry {
    struct str variable, period;
    long line;
    bool used;
    int next; /* the next entry of the same rule and key, or -1 */
};

struct baseline {
    const char *path;
    const struct form_table *table;
    struct intern keys;    /* rule TAB key; number = index in first */
    int *first;            /* [keys.n] its first entry */
    size_t cap_first;
    struct entry *entries; /* [n] */
    int n;
    size_t cap;
    struct buf key;
    struct arena text;
};

static struct str key_of(struct baseline *b, struct str rule, struct str key)
{
    buf_reset(&b->key);
    buf_str(&b->key, rule);
    buf_char(&b->key, '\t');
    findkey_put(&b->key, b->table, key);
    return buf_slice(&b->key);
}

static void add_entry(struct baseline *b, struct str rule, struct str key, struct entry x)
{
    int known = b->keys.n, i = intern_add(&b->keys, key_of(b, rule, key));
    b->first = mem_grow(b->first, &b->cap_first, (size_t)b->keys.n, sizeof *b->first);
    x.next = i == known ? -1 : b->first[i];
    b->entries = mem_grow(b->entries, &b->cap, (size_t)b->n + 1, sizeof *b->entries);
    b->first[i] = b->n;
    b->entries[b->n++] = x;
}

static bool read_entry(struct baseline *b, const struct sheet *s, const struct sheet_column *c)
{
    static const int needed[] = {RULE, KEY, WHO, WHEN, WHY};
    struct date day;
    for (int i = 0; i < 5; i++)
        if (!sheet_cell(s, c[needed[i]].at).n) {
            diag(D_BASELINE_EMPTY, sheet_loc(s, -1), c[needed[i]].name);
            return false;
        }
    if (!date_parse(&day, sheet_cell(s, c[WHEN].at))) {
        diag(D_CODES_DATE, sheet_loc(s, c[WHEN].at), diag_str(sheet_cell(s, c[WHEN].at)));
        return false;
    }
    struct entry x = {.line = s->line};
    x.variable = arena_str(&b->text, sheet_cell(s, c[VARIABLE].at));
    x.period = arena_str(&b->text, sheet_cell(s, c[PERIOD].at));
    add_entry(b, sheet_cell(s, c[RULE].at), sheet_cell(s, c[KEY].at), x);
    return true;
}

struct baseline *baseline_load(const char *path, const struct form_table *t)
{
    struct sheet_column columns[COLUMNS] = {
        [RULE] = {"rule", true, -1}, [KEY] = {"key", true, -1}, [VARIABLE] = {"variable", true, -1},
        [PERIOD] = {"period", true, -1}, [WHO] = {"who", true, -1}, [WHEN] = {"when", true, -1}, [WHY] = {"why", true, -1}};
    struct sheet s;
    if (!sheet_open(&s, path))
        return NULL;
    struct baseline *b = mem_alloc(sizeof *b);
    b->path = arena_dup(&b->text, path);
    b->table = t;
    bool good = sheet_begin(&s, columns, COLUMNS, true);
    bool fine = good;
    while (good && sheet_next(&s))
        fine &= sheet_cell(&s, 0).n && sheet_cell(&s, 0).p[0] == '#' ? true : read_entry(b, &s, columns);
    fine &= s.bad == 0;
    sheet_close(&s);
    if (fine)
        return b;
    baseline_free(b);
    return NULL;
}

static bool fits(struct str wanted, enum vtype type, struct str s)
{
    return wanted.n == 0 || keytext_equal(type, wanted, s);
}

bool baseline_has(struct baseline *b, struct str rule, struct str key, struct str variable, struct str period)
{
    int i = intern_find(&b->keys, key_of(b, rule, key));
    enum vtype type = b->table->period < 0 ? T_STRING : b->table->vars[b->table->period].type;
    bool found = false;
    for (int k = i < 0 ? -1 : b->first[i]; k >= 0; k = b->entries[k].next)
        if (fits(b->entries[k].variable, T_STRING, variable) && fits(b->entries[k].period, type, period))
            found = b->entries[k].used = true;
    return found;
}

int baseline_stale(const struct baseline *b)
{
    int stale = 0;
    for (int i = 0; i < b->n; i++)
        if (!b->entries[i].used) {
            diag(D_BASELINE_STALE, loc_line(b->path, b->entries[i].line));
            stale++;
        }
    return stale;
}

void baseline_free(struct baseline *b)
{
    if (!b)
        return;
    intern_free(&b->keys);
    mem_free(b->first);
    mem_free(b->entries);
    buf_free(&b->key);
    arena_free(&b->text);
    mem_free(b);
}
