/* SPDX-License-Identifier: Apache-2.0 */
#include "outlier/levels.h"

#include "base/diag.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "rec/cell.h"
#include "value/dec.h"

static bool parse_part(struct class_level *l, const struct form_table *t, const struct recin *in, struct str part,
                       struct str text)
{
    struct str chars, name = str_cut(part, ':', &chars);
    struct level_part *p = &l->parts[l->n++];
    p->column = intern_find(recin_columns(in), name);
    if (p->column < 0) {
        diag(D_NO_COLUMN, loc_file(recin_name(in)), diag_str(name));
        return false;
    }
    p->type = chars.p ? T_STRING : form_column_type(t, name);
    if (!chars.p)
        return true;
    struct dec d;
    int64_t n;
    if (dec_parse(&d, chars) != DEC_OK || !dec_to_int(&d, &n) || n < 1 || n > 1000) {
        diag(D_OPTION_VALUE, (struct loc){0}, "--by", diag_str(text), diag_words("NAME:N with N from 1 to 1000",
                                                                                 "NAME:N，N 为 1 至 1000"));
        return false;
    }
    p->chars = (long)n;
    return true;
}

/* A+B:3 */
static bool parse_level(struct class_level *l, const struct form_table *t, const struct recin *in, struct str text)
{
    l->name = text;
    for (struct str rest = text; rest.p;) {
        struct str part = str_cut(rest, '+', &rest);
        if (l->n == LEVEL_PARTS_MAX) {
            diag(D_USAGE, (struct loc){0}, diag_words("a level of --by has too many parts",
                                                      "--by 的某一层次部分过多"));
            return false;
        }
        if (!parse_part(l, t, in, part, text))
            return false;
    }
    return true;
}

bool levels_parse(struct levels *l, const char *text, const struct form_table *t, const struct recin *in)
{
    if (!text)
        return true;
    int most = 1;
    for (const char *p = text; *p; p++)
        most += *p == ',';
    if (most > LEVELS_MAX) {
        diag(D_USAGE, (struct loc){0}, "--by has too many levels");
        return false;
    }
    l->v = mem_array((size_t)most, sizeof *l->v);
    for (struct str rest = str_of(text); rest.p;) {
        struct str one = str_cut(rest, ',', &rest);
        if (!parse_level(&l->v[l->n++], t, in, one))
            return false;
    }
    return true;
}

void levels_reserve(struct levels *l, size_t cap)
{
    for (int i = 0; i < l->n; i++)
        l->v[i].of = mem_resize(l->v[i].of, cap, sizeof *l->v[i].of);
}

/* The first chars code points of a cell that is kept escaped; an escape counts as one. */
static struct str first_chars(struct str cell, long chars)
{
    size_t i = 0;
    uint32_t cp;
    for (; i < cell.n && chars > 0; chars--) {
        int n = utf8_next(cell.p + i, cell.p + cell.n, &cp);
        i += cell.p[i] == '\\' && i + 1 < cell.n ? 2 : n > 0 ? (size_t)n : 1;
    }
    return (struct str){cell.p, i};
}

/* The class of a record at a level, or -1 where a class variable is null or empty. */
static int32_t class_of(struct class_level *l, const struct rec *r, struct buf *key, struct buf *room)
{
    buf_reset(key);
    buf_reset(room);
    for (int i = 0; i < l->n; i++) {
        struct str cell = r->cell[l->parts[i].column];
        if (cell_is_null(cell) || !cell.n)
            return -1;
        if (l->parts[i].chars)
            cell = first_chars(cell, l->parts[i].chars);
        if (i) {
            buf_char(key, '+');
            buf_char(room, '+');
        }
        keytext_put(key, l->parts[i].type, cell);
        buf_str(room, cell);
    }
    return keynames_add(&l->classes, buf_slice(key), buf_slice(room));
}

void levels_set(struct levels *l, size_t unit, const struct rec *r, struct buf *room)
{
    for (int i = 0; i < l->n; i++)
        l->v[i].of[unit] = class_of(&l->v[i], r, &l->key, room);
}

void levels_free(struct levels *l)
{
    for (int i = 0; i < l->n; i++) {
        keynames_free(&l->v[i].classes);
        mem_free(l->v[i].of);
    }
    mem_free(l->v);
    buf_free(&l->key);
    *l = (struct levels){0};
}
