/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/csv.h"

#include <string.h>

#include "base/mem.h"
#include "rec/cell.h"
#include "value/personal.h"
#include "value/regex.h"
#include "rec/lineage.h"

static bool has_code(const void *codes, struct str text)
{
    return codelist_find(codes, text) != NULL;
}

static void set_constraints(struct csv_field *f)
{
    const struct form_var *v = f->var;
    f->fit.required = v->required == REQUIRED_YES;
    f->fit.has_min = v->has_min;
    f->fit.has_max = v->has_max;
    f->fit.min = v->min;
    f->fit.max = v->max;
    f->fit.pattern = v->pattern ? v->pattern->regex : NULL;
    f->fit.has_code = v->codes ? has_code : NULL;
    f->fit.codes = v->codes;
}

/* Free text is what no code list and no role as an identifier holds to a meaning, and what is not meant for persons. */
static bool is_free(const struct csv_field *f)
{
    const struct form_var *v = f->var;
    return v && v->type == T_STRING && v->role != ROLE_IDENTIFIER && !v->codes && v->sensitivity != SENSITIVITY_PERSONAL;
}

/* Whom to call is no matter of a dataset. Nor is what was put beside a record of a personal variable (NAME_prior). */
static bool is_personal(const struct form_table *t, struct str name)
{
    const struct form_var *v = lineage_find(name) < 0 ? form_column(t, name, NULL) : NULL;
    return v && v->sensitivity == SENSITIVITY_PERSONAL && v->role != ROLE_IDENTIFIER;
}

/* The lengths at which a cell that is nothing but digits is sure to have no fault. */
static uint32_t sure_digits(const struct csv_field *f)
{
    uint32_t lengths = f->fit.pattern ? regex_digits(f->fit.pattern) : UINT32_MAX;
    return f->quick ? lengths & (((uint32_t)2 << DIGITS_MOST) - 2) : 0;
}

int csv_start(struct csv *c, const struct form_table *t, const struct intern *columns, bool provenance, bool personal)
{
    int known = 0;
    c->fields = mem_array((size_t)columns->n, sizeof *c->fields);
    c->quick = mem_array((size_t)columns->n, sizeof *c->quick);
    for (int i = 0; i < columns->n; i++) {
        struct str name = intern_name(columns, i), suffix = {0};
        if (lineage_find(name) >= 0 && !provenance)
            continue;
        if (!personal && is_personal(t, name)) {
            known += form_var_find(t, name) != NULL;
            continue;
        }
        struct csv_field *f = &c->fields[c->n++];
        f->name = name;
        f->from = i;
        f->fit.type = lineage_is_number(name) ? T_INTEGER : T_STRING;
        f->var = lineage_find(name) >= 0 ? NULL : form_column(t, name, &suffix);
        f->own = f->var && suffix.n == 0;
        if (f->var)
            f->fit.type = f->var->type;
        if (f->own)
            set_constraints(f);
        f->free = is_free(f);
        f->quick = vtype_is_numeric(f->fit.type) && !f->fit.has_max && !f->fit.has_code &&
                   (!f->fit.has_min || dec_sign(&f->fit.min.dec) <= 0);
        c->quick[f - c->fields] = (struct csv_quick){.from = i, .digits = sure_digits(f), .required = f->fit.required};
        known += f->own;
    }
    return known;
}

bool csv_is_key(const struct csv_field *f)
{
    return f->own && f->var->role == ROLE_IDENTIFIER;
}

/* Quotes where a comma or a quote stands in the text, and where a reader would go astray: a line that is nothing but \.
 * ends the data for PostgreSQL's \copy, and an empty line is no row for most readers. */
void csv_put(struct buf *to, struct str text, bool alone)
{
    bool quote = alone && (text.n == 0 || str_is(text, "\\."));
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        quote |= c == ',' || c == '"' || c == '\n' || c == '\r';
    }
    if (!quote) {
        buf_str(to, text);
        return;
    }
    char *p = buf_room(to, 2 * text.n + 2), *at = p;
    *at++ = '"';
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"')
            *at++ = '"';
        *at++ = text.p[i];
    }
    *at++ = '"';
    to->n += (size_t)(at - p);
}

void csv_header(const struct csv *c, struct buf *to)
{
    for (int i = 0; i < c->n; i++) {
        if (i)
            buf_char(to, ',');
        csv_put(to, c->fields[i].name, c->n == 1);
    }
    buf_char(to, '\n');
}

static void note(struct csv *c, int field, unsigned bad)
{
    c->events = mem_grow(c->events, &c->cap_events, c->n_events + 1, sizeof *c->events);
    c->events[c->n_events++] = (struct csv_event){field, bad};
}

/* What fit_text says, asked once for a text that repeats from row to row. Numbers repeat too seldom to look. */
static inline unsigned judge(struct csv_field *f, struct str text)
{
    if (f->fit.type == T_NUMBER || f->fit.type == T_INTEGER || text.n > sizeof f->last)
        return fit_text(&f->fit, text, &f->size);
    if (text.n == f->last_n && memcmp(text.p, f->last, text.n) == 0)
        return f->last_bad;
    f->last_bad = fit_text(&f->fit, text, NULL);
    f->last_n = (uint8_t)text.n;
    memcpy(f->last, text.p, text.n);
    return f->last_bad;
}

/* Copies a cell that is nothing but digits with at most one point between them, up to 18 bytes, and needs no further
 * look: nearly all numbers are. Returns false for all others. `at` has room for 32 bytes. */
static inline bool copy_digits(struct csv_field *f, struct str s, char *at)
{
    size_t point = s.n;
    if (s.n == 0 || s.n > DEC_SIGNIFICANT)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        at[i] = (char)c;
        if ((unsigned)c - '0' <= 9)
            continue;
        if (c != '.' || point < s.n || i == 0 || i + 1 == s.n || f->fit.type == T_INTEGER)
            return false;
        point = i;
    }
    int whole = (int)point, fraction = point < s.n ? (int)(s.n - point - 1) : 0;
    fit_grow(&f->size, whole, fraction);
    return true;
}

/* Copies 1 to 16 bytes without a loop; `at` has room for 16. */
static inline void copy_short(char *at, const char *from, size_t n)
{
    if (n >= 8) {
        memcpy(at, from, 8);
        memcpy(at + n - 8, from + n - 8, 8);
    } else if (n >= 4) {
        memcpy(at, from, 4);
        memcpy(at + n - 4, from + n - 4, 4);
    } else {
        at[0] = from[0];
        at[n / 2] = from[n / 2];
        at[n - 1] = from[n - 1];
    }
}

static bool all_digits(struct str s)
{
    size_t i = 0;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
        i++;
    return i == s.n;
}

/* Free text with the numbers of persons masked. It stays as it is where the mask would not fit the pattern: that says what the
 * text is. A telephone that is all there is, in digits alone, may be a code of the respondent's. */
static struct str without_persons(struct csv *c, struct csv_field *f, struct str text)
{
    struct personal x;
    if (!personal_next(text, 0, &x) || (x.kind == PERSONAL_PHONE && all_digits(text)))
        return text;
    buf_reset(&c->mask);
    personal_mask(&c->mask, text);
    if (f->fit.pattern && regex_match(f->fit.pattern, buf_slice(&c->mask), NULL) != REGEX_YES)
        return text;
    c->row_masked++;
    return arena_str(&c->row, buf_slice(&c->mask));
}

/* Appends one cell; plain: it has no escapes. Returns its FIT_ bits. */
static unsigned put_cell(struct csv *c, struct csv_field *f, int i, struct str cell, bool plain, struct buf *to)
{
    bool empty = cell.n == 0;
    if (empty || cell_is_null(cell)) {
        if (empty)
            note(c, i, 0);
        if (c->n == 1)
            csv_put(to, (struct str){0}, true);
        return f->fit.required ? FIT_REQUIRED : 0;
    }
    bool number = f->fit.type == T_NUMBER || f->fit.type == T_INTEGER;
    struct str text = number || plain ? cell : cell_text(cell, &c->row);
    if (f->free)
        text = without_persons(c, f, text);
    unsigned bad = judge(f, text);
    if (number && !(bad & FIT_FAULT))
        buf_str(to, text);
    else
        csv_put(to, number ? cell_text(cell, &c->row) : text, c->n == 1);
    return bad;
}

/* The row is written: what was noted about it counts. */
static void count_events(struct csv *c)
{
    bool invalid = false;
    for (size_t k = 0; k < c->n_events; k++) {
        struct csv_field *f = &c->fields[c->events[k].field];
        unsigned bad = c->events[k].bad;
        f->empty += bad == 0;
        c->empty += bad == 0;
        f->invalid += (bad & FIT_FAULT) != 0;
        invalid |= (bad & FIT_FAULT) != 0;
        for (int bit = 0; bit < FIT_BITS; bit++)
            f->broken[bit] += bad >> bit & 1;
    }
    c->invalid += invalid;
    c->masked += c->row_masked;
    c->written++;
}

/* A cell of plain digits that are sure to fit: copies it, without a look at the room. */
static inline bool put_digits(struct csv *c, int i, struct str cell, char *at)
{
    struct csv_quick *q = &c->quick[i];
    if (cell.n > DIGITS_MOST || !(q->digits >> cell.n & 1) || !digits_only(cell.p, cell.n))
        return false;
    copy_short(at, cell.p, cell.n);
    if (cell.n > q->whole) {
        q->whole = cell.n;
        fit_grow(&c->fields[i].size, (int)cell.n, 0);
    }
    return true;
}

/* Any other cell. Returns its FIT_ bits, but for those of a number that are noted already. */
static unsigned put_other(struct csv *c, int i, struct str cell, bool plain, struct buf *to)
{
    struct csv_field *f = &c->fields[i];
    if (!f->quick || !copy_digits(f, cell, buf_room(to, 32)))
        return put_cell(c, f, i, cell, plain, to);
    to->n += cell.n;
    if (f->fit.pattern && regex_match(f->fit.pattern, cell, NULL) != REGEX_YES)
        note(c, i, FIT_PATTERN);
    return 0;
}

bool csv_row(struct csv *c, const struct rec *rec, struct buf *to, struct csv_fault *fault)
{
    const size_t start = to->n;
    arena_reset(&c->row);
    c->n_events = 0;
    c->row_masked = 0;
    c->read++;
    /* Room for the whole row, every cell quoted and every character of it doubled. */
    char *at = buf_room(to, 2 * rec->line.n + 4 * (size_t)c->n + 32);
    for (int i = 0; i < c->n; i++) {
        struct str cell = rec->cell[c->quick[i].from];
        if (i)
            *at++ = ',';
        if (cell_is_null(cell) && !c->quick[i].required && c->n > 1)
            continue;
        if (put_digits(c, i, cell, at)) {
            at += cell.n;
            continue;
        }
        to->n = (size_t)(at - to->p);
        unsigned bad = put_other(c, i, cell, rec->plain, to);
        struct csv_field *f = &c->fields[i];
        at = to->p + to->n;
        if (!bad)
            continue;
        if ((bad & FIT_FAULT) && !c->allow_invalid) {
            *fault = (struct csv_fault){f, bad, cell_text(cell, &c->row)};
            to->n = start;
            c->refused++;
            return false;
        }
        note(c, i, bad);
    }
    *at++ = '\n';
    to->n = (size_t)(at - to->p);
    count_events(c);
    return true;
}

void csv_free(struct csv *c)
{
    mem_free(c->fields);
    mem_free(c->quick);
    mem_free(c->events);
    arena_free(&c->row);
    buf_free(&c->mask);
    *c = (struct csv){0};
}
