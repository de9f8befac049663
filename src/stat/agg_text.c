/* SPDX-License-Identifier: Apache-2.0 */
#include "stat/agg_text.h"

#include <string.h>

static void put_dec(struct buf *b, const struct dec *d)
{
    buf_char(b, ' ');
    dec_put(b, d);
    if (d->rounded)
        buf_char(b, '~');
}

void agg_put(struct buf *b, struct agg *a)
{
    buf_printf(b, "%llu%s", (unsigned long long)a->n, a->unordered ? "?" : "");
    if (a->sums) {
        const struct agg_sums *s = a->sums;
        buf_printf(b, " %d %c ", s->scale, a->overflow ? '!' : a->rounded ? '~' : '=');
        wide_put(b, &s->sum);
        if (agg_is_variance(a->kind)) {
            buf_char(b, ' ');
            wide_put(b, &s->squares);
        }
    }
    if (a->kind == AGG_MEDIAN) {
        agg_sort(a);
        for (uint64_t i = 0; i < a->n; i++)
            put_dec(b, &a->values[i]);
    }
    if ((a->kind == AGG_MIN || a->kind == AGG_MAX) && a->n) {
        if (vtype_is_numeric(a->type)) {
            put_dec(b, &a->best.dec);
        } else {
            buf_char(b, ' ');
            value_put_cell(b, &a->best);
        }
    }
}

static bool parse_count(struct str word, uint64_t *n)
{
    struct dec d;
    int64_t v;
    if (dec_parse(&d, word) != DEC_OK || d.scale || !dec_to_int(&d, &v) || v < 0)
        return false;
    *n = (uint64_t)v;
    return true;
}

static bool parse_dec(struct str word, struct dec *d)
{
    bool rounded = word.n && word.p[word.n - 1] == '~';
    if (rounded)
        word.n--;
    if (dec_parse(d, word) != DEC_OK)
        return false;
    d->rounded = rounded;
    return true;
}

static enum agg_status parse_sums(struct agg *a, struct str rest)
{
    struct agg_sums *s = a->sums;
    uint64_t scale;
    struct str word = str_cut(rest, ' ', &rest);
    if (!parse_count(word, &scale) || scale > DEC_SCALE_MAX)
        return AGG_SYNTAX;
    s->scale = (int)scale;
    word = str_cut(rest, ' ', &rest);
    if (word.n != 1 || !strchr("=~!", word.p[0]))
        return AGG_SYNTAX;
    a->overflow = word.p[0] == '!';
    a->rounded = word.p[0] == '~';
    word = str_cut(rest, ' ', &rest);
    if (!wide_parse(&s->sum, word))
        return AGG_SYNTAX;
    if (agg_is_variance(a->kind)) {
        word = str_cut(rest, ' ', &rest);
        if (!wide_parse(&s->squares, word))
            return AGG_SYNTAX;
    }
    return rest.p ? AGG_SYNTAX : AGG_OK;
}

static enum agg_status parse_values(struct agg *a, struct str rest)
{
    uint64_t n = a->n;
    a->n = 0;
    while (a->n < n && rest.p) {
        struct dec d;
        struct str word = str_cut(rest, ' ', &rest);
        if (!parse_dec(word, &d))
            return AGG_SYNTAX;
        agg_keep(a, &d);
    }
    return a->n == n && !rest.p ? AGG_OK : AGG_SYNTAX;
}

static enum agg_status parse_best(struct agg *a, struct str cell)
{
    struct arena room = {0};
    struct value v = value_null((enum vtype)a->type);
    bool good;
    if (vtype_is_numeric(a->type)) {
        v = value_of_dec((enum vtype)a->type, (struct dec){0});
        good = parse_dec(cell, &v.dec);
    } else {
        good = value_parse(&v, (enum vtype)a->type, cell, &room) == CELL_OK;
    }
    if (good) {
        uint64_t n = a->n;
        a->n = 0; /* there is no best to free */
        agg_set_best(a, &v);
        a->n = n;
    } else {
        a->n = 0;
    }
    arena_free(&room);
    return good ? AGG_OK : AGG_SYNTAX;
}

enum agg_status agg_parse(struct agg *a, struct str text)
{
    struct str rest, word = str_cut(text, ' ', &rest);
    enum agg_status st = AGG_OK;
    if (word.n && word.p[word.n - 1] == '?' && (a->kind == AGG_MIN || a->kind == AGG_MAX)) {
        a->unordered = true;
        word.n--;
    }
    if (!parse_count(word, &a->n))
        return AGG_SYNTAX;
    if (a->sums)
        st = rest.p ? parse_sums(a, rest) : AGG_SYNTAX;
    else if (a->kind == AGG_MEDIAN)
        st = parse_values(a, rest);
    else if ((a->kind == AGG_MIN || a->kind == AGG_MAX) && a->n)
        st = rest.p ? parse_best(a, rest) : AGG_SYNTAX;
    else if (rest.p)
        st = AGG_SYNTAX;
    if (st != AGG_OK && a->kind != AGG_MEDIAN)
        a->n = 0;
    return st;
}
