/* SPDX-License-Identifier: Apache-2.0 */
#include "form/codelist.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/intern.h"
#include "base/mem.h"
#include "form/sheet.h"

enum { CODE, LABEL_ZH, LABEL_EN, FROM, TO, COLUMNS };

/* Codes are short as a rule: then a whole one is compared, and hashed, as one word. */
static size_t slot_of_word(const struct codelist *l, uint64_t word, size_t n)
{
    size_t i = (size_t)(word * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (l->size - 1);
    while (l->table[i] >= 0 && (l->words[l->table[i]] != word || l->codes[l->table[i]].code.n != n))
        i = (i + 1) & (l->size - 1);
    return i;
}

static size_t slot_of(const struct codelist *l, struct str code, uint32_t hash)
{
    size_t i = hash & (l->size - 1);
    while (l->table[i] >= 0) {
        int k = l->table[i];
        if (l->hashes[k] == hash && str_eq(l->codes[k].code, code))
            break;
        i = (i + 1) & (l->size - 1);
    }
    return i;
}

const struct code *codelist_find(const struct codelist *l, struct str code)
{
    if (code.n < l->shortest || code.n > l->longest || !l->n)
        return NULL;
    int32_t k = l->table[l->words ? slot_of_word(l, str_word(code), code.n) : slot_of(l, code, intern_hash(code))];
    return k < 0 ? NULL : &l->codes[k];
}

enum code_status codelist_at(const struct codelist *l, struct str code, struct date day, const struct code **at)
{
    const struct code *c = codelist_find(l, code), *last = c;
    if (!c)
        return CODE_UNKNOWN;
    for (; c; c = c->next < 0 ? NULL : &l->codes[c->next]) {
        last = c;
        if (c->from.day <= day.day && day.day <= c->to.day) {
            if (at)
                *at = c;
            return CODE_VALID;
        }
    }
    if (at)
        *at = last;
    return CODE_EXPIRED;
}

struct str codelist_nearest(const struct codelist *l, struct str code)
{
    struct str *names = mem_array((size_t)l->n + 1, sizeof *names), near = {"", 0};
    for (int i = 0; i < l->n; i++)
        names[i] = l->codes[i].code;
    int k = str_nearest(code, names, l->n);
    if (k >= 0)
        near = names[k];
    mem_free(names);
    return near;
}

/* One end of the validity; an empty cell leaves it open. */
static bool read_day(const struct sheet *s, int column, struct date *day, bool *dated)
{
    struct str text = sheet_cell(s, column);
    if (!text.n)
        return true;
    *dated = true;
    if (date_parse(day, text))
        return true;
    diag(D_CODES_DATE, sheet_loc(s, column), diag_str(text));
    return false;
}

static bool read_code(struct codelist *l, const struct sheet *s, const struct sheet_column *c)
{
    struct code code = {.from = CODE_ALWAYS_FROM, .to = CODE_ALWAYS_TO, .line = s->line, .next = -1};
    code.code = arena_str(&l->text, sheet_cell(s, c[CODE].at));
    code.label[LANG_EN] = arena_str(&l->text, sheet_cell(s, c[LABEL_EN].at));
    code.label[LANG_ZH] = arena_str(&l->text, sheet_cell(s, c[LABEL_ZH].at));
    bool good = read_day(s, c[FROM].at, &code.from, &l->dated);
    good &= read_day(s, c[TO].at, &code.to, &l->dated);
    if (!code.code.n) {
        diag(D_CODES_EMPTY, sheet_loc(s, c[CODE].at));
        good = false;
    }
    if (good && code.from.day > code.to.day) {
        diag(D_CODES_ORDER, sheet_loc(s, c[TO].at));
        good = false;
    }
    l->codes = mem_grow(l->codes, &l->cap, (size_t)l->n + 1, sizeof *l->codes);
    l->codes[l->n++] = code;
    return good;
}

/* Puts line k behind the others of its code. last: of each first line, the last one so far. */
static void enter(struct codelist *l, int k, int *last)
{
    struct str code = l->codes[k].code;
    size_t slot = l->words ? slot_of_word(l, l->words[k], code.n) : slot_of(l, code, l->hashes[k]);
    int first = l->table[slot];
    if (first < 0)
        l->table[slot] = first = k;
    else
        l->codes[last[first]].next = k;
    last[first] = k;
}

/* A line of a code among others, by the beginning of its period. */
struct span {
    const struct code *code;
    int k;
};

static int by_beginning(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    return x->code->from.day != y->code->from.day ? (x->code->from.day < y->code->from.day ? -1 : 1) : x->k - y->k;
}

/* Do the periods of a code overlap, that stands in several lines? Complains of each that begins before another ends. */
static bool is_apart(const struct codelist *l, int first, struct span *spans)
{
    int n = 0;
    bool good = true;
    for (int k = first; k >= 0; k = l->codes[k].next)
        spans[n++] = (struct span){&l->codes[k], k};
    qsort(spans, (size_t)n, sizeof *spans, by_beginning);
    struct span longest = spans[0];
    for (int i = 1; i < n; i++) {
        if (spans[i].code->from.day <= longest.code->to.day) {
            bool later = spans[i].k > longest.k;
            diag(D_CODES_OVERLAP, loc_line(l->path, (later ? spans[i] : longest).code->line), diag_str(spans[i].code->code),
                 diag_num((later ? longest : spans[i]).code->line));
            good = false;
        }
        if (spans[i].code->to.day > longest.code->to.day)
            longest = spans[i];
    }
    return good;
}

/* first and last as enter knows them. */
static bool are_apart(const struct codelist *l, const int *last)
{
    struct span *spans = mem_array((size_t)l->n + 1, sizeof *spans);
    bool good = true;
    for (int k = 0; k < l->n; k++)
        if (last[k] > k) /* only of a first line */
            good &= is_apart(l, k, spans);
    mem_free(spans);
    return good;
}

static bool build(struct codelist *l)
{
    int *last = mem_array((size_t)l->n + 1, sizeof *last); /* 0 of those that are not the first of their code */
    l->size = 16;
    while (l->size < (size_t)l->n * 2)
        l->size *= 2;
    l->table = mem_array(l->size, sizeof *l->table);
    memset(l->table, 0xff, l->size * sizeof *l->table);
    l->hashes = mem_array((size_t)l->n + 1, sizeof *l->hashes);
    l->shortest = SIZE_MAX;
    for (int k = 0; k < l->n; k++) {
        size_t n = l->codes[k].code.n;
        l->shortest = n < l->shortest ? n : l->shortest;
        l->longest = n > l->longest ? n : l->longest;
    }
    if (l->longest <= 8)
        l->words = mem_array((size_t)l->n + 1, sizeof *l->words);
    for (int k = 0; k < l->n; k++) {
        if (l->words)
            l->words[k] = str_word(l->codes[k].code);
        else
            l->hashes[k] = intern_hash(l->codes[k].code);
        enter(l, k, last);
    }
    bool good = are_apart(l, last);
    mem_free(last);
    return good;
}

struct codelist *codelist_load(struct str name, const char *path)
{
    struct sheet_column columns[COLUMNS] = {
        [CODE] = {"code", true, -1},         [LABEL_ZH] = {"label_zh", false, -1}, [LABEL_EN] = {"label_en", false, -1},
        [FROM] = {"valid_from", false, -1},  [TO] = {"valid_to", false, -1}};
    struct sheet s;
    if (!sheet_open(&s, path))
        return NULL;
    struct codelist *l = mem_alloc(sizeof *l);
    l->name = arena_str(&l->text, name);
    l->path = arena_dup(&l->text, path);
    bool good = sheet_begin(&s, columns, COLUMNS, true);
    while (good && sheet_next(&s))
        if (!read_code(l, &s, columns))
            s.bad++;
    good = good && s.bad == 0;
    if (good && l->n == 0) {
        diag(D_CODES_NONE, loc_file(path));
        good = false;
    }
    good = good && build(l);
    sheet_close(&s);
    if (good)
        return l;
    codelist_free(l);
    return NULL;
}

void codelist_free(struct codelist *l)
{
    if (!l)
        return;
    mem_free(l->codes);
    mem_free(l->table);
    mem_free(l->hashes);
    mem_free(l->words);
    arena_free(&l->text);
    mem_free(l);
}
