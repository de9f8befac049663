/* SPDX-License-Identifier: Apache-2.0 */
#include "read/table.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/siphash.h"
#include "read/otherperiod.h"
#include "rec/cell.h"
#include "sheet/shownas.h"
#include "value/keyparts.h"
#include "value/token.h"
#include "value/unitword.h"

enum {
    LOOK = 100,          /* rows in which the heading is looked for */
    FLUSH_ROWS = 1000,   /* records before they are given out */
    FLUSH_BYTES = 256 * 1024,
    LIST_MAX = 10        /* names in a message */
};

/* A table being read. */
struct reader {
    const struct table_work *w;
    struct grid *g;
    struct chunk_rows *h;
    struct arena row;        /* values of the row under way */
    struct buf bytes;        /* of what is rejected since the last flush */
    struct buf line;         /* a row as text */
    long records;            /* since the last flush */
    uint64_t told;           /* records so far, of the whole grid */
    bool *table_read;        /* [tables] */
    bool any;                /* a sheet was read */
    /* the sheet */
    bool reading, delimited;
    const struct form_table *t;
    int table, kind;
    int *column;             /* [variables] */
    int columns;             /* of the heading */
    struct buf name;         /* of the sheet */
    struct buf heading;      /* as text, for what is rejected */
    struct str *heads;       /* [columns] texts of the heading */
    struct arena sheet;
    long looked, hidden, heading_line;
    const char *bad[2]; /* why a row before the heading could not be read, in both languages; NULL: none */
    bool behind_heading;     /* no record yet */
    /* the nearest row to a heading */
    struct buf nearest;
    long nearest_line;
    int nearest_matched, nearest_table;
    /* the record */
    struct str *value;       /* [variables]; p == NULL: null */
    size_t cap_value, first_finding;
    long at;                 /* line, from 0 */
    int remarks;
    bool rejected;
    long why;
};

/* ---- findings ---- */

static struct str keep(struct reader *r, struct str text)
{
    enum { SHOWN = 300 };
    if (text.n > SHOWN) {
        text.n = SHOWN;
        while (text.n && ((unsigned char)text.p[text.n] & 0xc0) == 0x80)
            text.n--;
    }
    return arena_str(&r->h->text, text);
}

static long note(struct reader *r, enum builtin_id id, enum result result, long line, int n, const struct str args[])
{
    struct chunk_finding f = {.id = id, .level = builtin_get(id)->level, .result = result, .of_file = line < 0,
                              .line = line < 0 ? 0 : line, .col = 1, .n_args = n};
    for (int i = 0; i < n; i++)
        f.args[i] = keep(r, args[i]);
    return (long)chunk_rows_add(r->h, &f);
}

/* A remark about the file or a row outside the records. line < 0: about the file. */
static long remark(struct reader *r, enum builtin_id id, long line, struct str a, struct str b, struct str c)
{
    struct str args[3] = {a, b, c};
    return note(r, id, RESULT_FAILED, line, 3, args);
}

/* A finding of the record under way. */
static long record_note(struct reader *r, enum builtin_id id, enum result result, int n, const struct str args[])
{
    long i = note(r, id, result, r->at, n, args);
    struct chunk_finding *f = &r->h->findings[i];
    f->kind = r->kind;
    f->rec = r->h->recs[r->kind];
    f->sub = 0;
    for (int k = 0; k < r->h->n_kinds; k++)
        f->sub += r->h->recs[k];
    return i;
}

static void record_remark(struct reader *r, enum builtin_id id, const struct form_var *v, struct str a, struct str b)
{
    struct str args[3] = {v->label[diag_lang()], a, b};
    if (++r->remarks > r->w->options->max_findings)
        return;
    long i = record_note(r, id, RESULT_FAILED, 3, args);
    r->h->findings[i].variable = v->name;
    r->h->findings[i].value = keep(r, a);
}

static void reject(struct reader *r, enum builtin_id id, int n, const struct str args[])
{
    if (r->rejected)
        return;
    r->rejected = true;
    r->why = record_note(r, id, RESULT_REJECTED, n, args);
}

/* ---- what is given out ---- */

static void flush(struct reader *r)
{
    r->told += r->h->read;
    r->w->flush(r->w->to, r->h, r->bytes.n ? r->bytes.p : "");
    buf_reset(&r->bytes);
    r->records = 0;
}

/* All of the file is rejected, or, behind its records, the rest of it. line < 0: that of no row. */
static enum table_end reject_file(struct reader *r, enum builtin_id id, long line, struct str a, struct str b, struct str c)
{
    struct str args[3] = {a, b, c};
    long why = note(r, id, RESULT_REJECTED, line, 3, args);
    bool all = r->told + r->h->read == 0;
    chunk_rows_reject(r->h, r->bytes.n, r->bytes.n, true, true, why);
    r->h->rejects[r->h->n_rejects - 1].whole = true;
    r->h->read++;
    r->h->rejected += !all;
    r->h->rejected_files += all;
    return TABLE_READ;
}

static struct str number(char room[24], long v)
{
    return (struct str){room, (size_t)snprintf(room, 24, "%ld", v)};
}

/* ---- rows as text ---- */

static void put_quoted(struct buf *to, struct str s)
{
    bool plain = true;
    for (size_t i = 0; i < s.n; i++)
        plain = plain && !strchr(",\"\r\n", s.p[i]);
    if (plain) {
        buf_str(to, s);
        return;
    }
    buf_char(to, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_char(to, '"');
        buf_char(to, s.p[i]);
    }
    buf_char(to, '"');
}

/* A record as it was written, or a row of a sheet as CSV. */
static void put_row(struct buf *to, const struct grid_row *row)
{
    if (row->raw.p) {
        buf_str(to, row->raw);
    } else {
        for (int i = 0; i < row->n; i++) {
            if (i)
                buf_char(to, ',');
            put_quoted(to, row->cells[i].text);
        }
    }
    if (to->n && to->p[to->n - 1] != '\n')
        buf_char(to, '\n');
}

/* A row as a message shows it. */
static void put_shown(struct buf *to, const struct grid_row *row)
{
    int shown = 0;
    for (int i = 0; i < row->n && shown < LIST_MAX; i++) {
        struct str s = str_trim(row->cells[i].text);
        if (!s.n)
            continue;
        if (shown++)
            buf_puts(to, ", ");
        buf_one_line(to, s);
    }
}

/* ---- the heading ---- */

/* The header in the row that is nearest to one of those of a variable, and is no other's; "-": none is near. */
static struct str nearest_header(struct reader *r, const struct grid_row *row, const struct heading *x, const struct form_var *v)
{
    struct str *free = arena_array(&r->row, (size_t)row->n + 1, sizeof *free);
    int n = 0;
    for (int i = 0; i < row->n; i++)
        if (x->variable[i] < 0 && str_trim(row->cells[i].text).n)
            free[n++] = str_trim(row->cells[i].text);
    int near = -1;
    for (struct str list = v->columns; near < 0 && list.n;)
        near = str_nearest(str_cut(list, '\n', &list), free, n);
    struct str wanted[] = {v->label[LANG_ZH], v->label[LANG_EN], v->name};
    for (size_t i = 0; near < 0 && i < sizeof wanted / sizeof *wanted; i++)
        near = str_nearest(wanted[i], free, n);
    return near < 0 ? STR("-") : free[near];
}

/* The variable without a column whose header is nearest to a text; NULL: none is near. */
static const struct form_var *nearest_variable(struct reader *r, const struct heading *x, struct str header)
{
    struct str *names = arena_array(&r->row, (size_t)r->t->n * 4 + 1, sizeof *names);
    int *of = arena_array(&r->row, (size_t)r->t->n * 4 + 1, sizeof *of), n = 0;
    for (int v = 0; v < r->t->n; v++) {
        const struct form_var *var = &r->t->vars[v];
        struct str known[] = {heading_wanted(var), var->label[LANG_ZH], var->label[LANG_EN], var->name};
        for (size_t i = 0; i < sizeof known / sizeof *known && x->column[v] < 0; i++) {
            of[n] = v;
            names[n++] = known[i];
        }
    }
    int near = str_nearest(header, names, n);
    return near < 0 ? NULL : &r->t->vars[of[near]];
}

static void tell_unknown(struct reader *r, const struct grid_row *row, const struct heading *x)
{
    for (int i = 0; i < row->n; i++) {
        struct str header = str_trim(row->cells[i].text);
        if (x->variable[i] >= 0 || !header.n || row->cells[i].merged)
            continue;
        const struct form_var *near = nearest_variable(r, x, header);
        if (near)
            remark(r, B_TABLE_UNKNOWN, row->line - 1, header, heading_wanted(near), STR(""));
        else
            remark(r, B_TABLE_UNKNOWN_FAR, row->line - 1, header, STR(""), STR(""));
    }
}

/* May a variable without a column be filled by --period? */
static bool from_period(const struct reader *r, int v)
{
    return v == r->t->period && r->w->options->period.n;
}

/* Variables without a column. Returns false when no record can be identified. */
static bool tell_missing(struct reader *r, const struct grid_row *row, const struct heading *x)
{
    struct buf list = {0};
    long missing = 0;
    for (int v = 0; v < r->t->n; v++) {
        const struct form_var *var = &r->t->vars[v];
        struct str wanted = heading_wanted(var);
        if (x->column[v] >= 0)
            continue;
        if (from_period(r, v)) {
            remark(r, B_TABLE_PERIOD, row->line - 1, wanted, r->w->options->period, STR(""));
        } else if (var->role == ROLE_IDENTIFIER && var->required != REQUIRED_NO) {
            reject_file(r, B_TABLE_IDENTIFIER, row->line - 1, wanted, nearest_header(r, row, x, var), STR(""));
            buf_free(&list);
            return false;
        } else if (var->required == REQUIRED_YES) {
            remark(r, B_TABLE_MISSING, row->line - 1, wanted, nearest_header(r, row, x, var), STR(""));
        } else if (missing++ < LIST_MAX) {
            buf_puts(&list, list.n ? ", " : "");
            buf_str(&list, wanted);
        }
    }
    char room[24];
    if (missing > LIST_MAX)
        buf_puts(&list, " ...");
    if (missing)
        remark(r, B_TABLE_LACKS, row->line - 1, number(room, missing), buf_slice(&list), STR(""));
    buf_free(&list);
    return true;
}

/* What stands in brackets at the end of a header, where that is a unit comparable with the form's and another one. */
static void tell_unit(struct reader *r, const struct grid_row *row, int v, struct str header)
{
    const struct form_var *var = &r->t->vars[v];
    int power;
    size_t open = header.n, close = header.n;
    for (size_t i = 0; i < header.n; i++) {
        struct str rest = {header.p + i, header.n - i};
        if (header.p[i] == '(' || str_starts(rest, STR("（")))
            open = i + (header.p[i] == '(' ? 1 : 3);
        if (header.p[i] == ')' || str_starts(rest, STR("）")))
            close = i;
    }
    if (open >= close || !var->unit.n)
        return;
    struct str unit = str_trim((struct str){header.p + open, close - open}), word = STR("单位：");
    if (str_starts(unit, word))
        unit = str_trim((struct str){unit.p + word.n, unit.n - word.n});
    if (unitword_power(unit, var->unit, &power) && power)
        remark(r, B_TABLE_UNIT, row->line - 1, header, unit, var->unit);
}

/* The first column that is a variable's a second time, -1. */
static int find_twice(const struct reader *r, const struct heading *x)
{
    for (int v = 0; v < r->t->n; v++)
        if (x->twice[v] >= 0)
            return v;
    return -1;
}

/* Takes a row as the heading of the sheet. Returns false when the file is rejected for it. */
static bool take_heading(struct reader *r, const struct grid_row *row, const struct heading *x)
{
    char room[2][24];
    r->table = x->table;
    r->t = &r->w->form->tables[x->table];
    r->kind = r->w->first_kind + x->table;
    int twice = find_twice(r, x);
    if (twice >= 0) {
        reject_file(r, B_TABLE_TWICE, row->line - 1, str_trim(row->cells[x->column[twice]].text),
                    str_trim(row->cells[x->twice[twice]].text), heading_wanted(&r->t->vars[twice]));
        return false;
    }
    if (!tell_missing(r, row, x))
        return false;
    tell_unknown(r, row, x);
    if (row->line > 1)
        remark(r, B_TABLE_ABOVE, row->line - 1, number(room[0], row->line), number(room[1], row->line - 1), STR(""));
    r->column = arena_array(&r->sheet, (size_t)r->t->n + 1, sizeof *r->column);
    r->heads = arena_array(&r->sheet, (size_t)row->n + 1, sizeof *r->heads);
    for (int v = 0; v < r->t->n; v++) {
        r->column[v] = x->column[v];
        if (x->column[v] >= 0)
            tell_unit(r, row, v, str_trim(row->cells[x->column[v]].text));
    }
    r->columns = row->n;
    for (int i = 0; i < row->n; i++)
        r->heads[i] = arena_str(&r->sheet, str_trim(row->cells[i].text));
    buf_reset(&r->heading);
    put_row(&r->heading, row);
    r->heading_line = row->line;
    r->value = mem_grow(r->value, &r->cap_value, (size_t)r->t->n + 1, sizeof *r->value);
    r->table_read[x->table] = r->any = r->reading = r->behind_heading = true;
    return true;
}

static void remember_nearest(struct reader *r, const struct grid_row *row, const struct heading *x)
{
    if (!x->filled || (r->nearest_line && x->matched <= r->nearest_matched))
        return;
    r->nearest_matched = x->matched;
    r->nearest_line = row->line;
    r->nearest_table = x->table;
    buf_reset(&r->nearest);
    put_shown(&r->nearest, row);
}

/* A merged header that goes on in the next row: the heading is that one. */
static bool goes_on_below(const struct grid_row *row, const struct heading *x)
{
    for (int i = 0; i < row->n; i++)
        if (row->cells[i].below && x->variable[i] >= 0)
            return true;
    return false;
}

static int only_table(const struct reader *r)
{
    return r->w->options->all_tables ? -1 : r->w->options->table;
}

/* A row of a sheet whose heading was not met yet. Returns false when the file is rejected for it. */
static bool look(struct reader *r, const struct grid_row *row)
{
    struct heading x;
    headings_look(r->w->headings, grid_name(r->g), row, only_table(r), &x);
    if (!heading_is_sure(&x)) {
        remember_nearest(r, row, &x);
        if (++r->looked >= LOOK)
            grid_skip(r->g);
        return true;
    }
    if (goes_on_below(row, &x))
        return true;
    if (r->table_read[x.table]) {
        remark(r, B_TABLE_SHEET_AGAIN, -1, grid_name(r->g), r->w->form->tables[x.table].name, STR(""));
        r->looked = -1;
        grid_skip(r->g);
        return true;
    }
    return take_heading(r, row, &x);
}

/* ---- records ---- */

/* A number shown as percent, in percent: 0.125 is 12.5. */
static struct str as_percent(struct reader *r, struct str text)
{
    struct buf b = {0}, moved = {0};
    bool longer;
    buf_str(&b, text);
    buf_puts(&b, "e2");
    struct str made = shown_number(&moved, buf_slice(&b), &longer) ? arena_str(&r->row, buf_slice(&moved)) : text;
    buf_free(&b);
    buf_free(&moved);
    return made;
}

/* A code of the list that is this number with zeros in front; empty: none. */
static struct str with_zeros(struct reader *r, const struct form_var *v, struct str text)
{
    struct buf b = {0};
    struct str found = STR("");
    for (int zeros = 1; zeros <= 5 && !found.n; zeros++) {
        buf_reset(&b);
        for (int i = 0; i < zeros; i++)
            buf_char(&b, '0');
        buf_str(&b, text);
        if (codelist_find(v->codes, buf_slice(&b)))
            found = arena_str(&r->row, buf_slice(&b));
    }
    buf_free(&b);
    return found;
}

/* The text of a number for its variable, and what is wrong with it. */
static struct str number_text(struct reader *r, const struct form_var *v, const struct grid_cell *c)
{
    if (v->type == T_STRING && c->padded.p)
        return c->padded;
    if (c->longer)
        record_remark(r, B_TABLE_DIGITS, v, c->text, STR(""));
    if (c->percent && str_is(v->unit, "%"))
        return as_percent(r, c->text);
    if (v->type == T_STRING && v->codes && !codelist_find(v->codes, c->text)) {
        struct str code = with_zeros(r, v, c->text);
        if (code.n)
            record_remark(r, B_TABLE_ZERO, v, c->text, code);
    }
    return c->text;
}

/* The value of a cell; p == NULL: null. */
static struct str value_of(struct reader *r, const struct form_var *v, const struct grid_cell *c)
{
    struct str none = {NULL, 0}, text = str_trim(c->text);
    if (c->type == GRID_BLANK)
        return none;
    if (c->merged && v->role == ROLE_MEASURE && c->type != GRID_TEXT) {
        record_remark(r, B_TABLE_MERGED, v, text, STR(""));
        return none;
    }
    if (c->type == GRID_ERROR || c->type == GRID_UNKNOWN) {
        record_remark(r, c->type == GRID_ERROR ? B_TABLE_ERROR : B_TABLE_FORMULA, v, text, STR(""));
        return none;
    }
    if (text.n > r->w->options->max_text) {
        char room[24];
        struct str arg = number(room, (long)r->w->options->max_text);
        reject(r, B_XML_TEXT_SIZE, 1, &arg);
    }
    return c->type == GRID_NUMBER ? number_text(r, v, c) : text;
}

/* An identity number in an identifier: a token stands for it, or the record is refused (as in read/submit_identity). */
static void hide_identity(struct reader *r, int i)
{
    const struct form_var *v = &r->t->vars[i];
    char digits[PERSONAL_DIGITS + 1];
    if (v->role != ROLE_IDENTIFIER || v->type != T_STRING || !r->value[i].p || !personal_identity(r->value[i], digits))
        return;
    if (!r->w->options->key.p) {
        reject(r, B_IDENTITY_REJECTED, 1, &v->name);
        return;
    }
    struct buf token = {0};
    token_put(&token, r->w->options->key, PERSONAL_IDENTITY, str_of(digits));
    r->value[i] = arena_str(&r->row, buf_slice(&token));
    buf_free(&token);
    long k = record_note(r, B_IDENTITY, RESULT_FAILED, 1, &v->name);
    r->h->findings[k].variable = v->name;
    r->h->findings[k].value = keep(r, r->value[i]);
}

/* Gives the findings of the record its table and key. */
static void name_findings(struct reader *r, uint64_t mark)
{
    struct buf b = {0};
    for (int i = 0; i < r->t->n && r->first_finding < r->h->n_findings; i++)
        if (r->t->vars[i].role == ROLE_IDENTIFIER && r->value[i].p)
            keyparts_add(&b, r->t->vars[i].name, r->value[i]);
    struct str key = b.n ? keep(r, buf_slice(&b)) : (struct str){NULL, 0};
    for (size_t i = r->first_finding; i < r->h->n_findings; i++) {
        r->h->findings[i].table = r->t->name;
        r->h->findings[i].key = key;
        r->h->findings[i].mark = mark;
    }
    buf_free(&b);
}

static bool is_wanted(const struct reader *r)
{
    return r->w->options->all_tables || r->w->options->table == r->table;
}

static void write_record(struct reader *r, uint64_t mark)
{
    struct chunk_rows *h = r->h;
    struct chunk_table *to = &h->tables[r->table];
    if (is_wanted(r)) {
        for (int i = 0; i < r->t->n; i++) {
            if (r->value[i].p)
                cell_put(&to->text, r->value[i]);
            else
                buf_str(&to->text, r->w->options->null);
            buf_char(&to->text, i + 1 < r->t->n ? '\t' : '\n');
        }
        long sub = 0;
        for (int k = 0; k < h->n_kinds; k++)
            sub += h->recs[k];
        to->rows = mem_grow(to->rows, &to->cap, to->n + 1, sizeof *to->rows);
        to->rows[to->n++] = (struct chunk_row){.end = to->text.n, .line = r->at, .kind = r->kind, .rec = h->recs[r->kind],
                                               .sub = sub, .mark = mark};
    }
    h->read++;
    h->written++;
}

/* The bytes of what is rejected: the heading, so that it can be read again, and the row. */
static void write_reject(struct reader *r, const struct grid_row *row)
{
    size_t from = r->bytes.n;
    buf_str(&r->bytes, buf_slice(&r->heading));
    put_row(&r->bytes, row);
    chunk_rows_reject(r->h, from, r->bytes.n, true, true, r->why);
    r->h->read++;
    r->h->rejected++;
}

/* What tells a record of a stream without a name from others with the same ordinal: its text. */
static uint64_t mark_of(struct reader *r, const struct grid_row *row)
{
    static const uint64_t key[2] = {0x6563746f6f6c7301u, 0x7375626d69737302u}; /* as in read/submit_record */
    if (!r->h->anonymous)
        return 0;
    buf_reset(&r->line);
    put_row(&r->line, row);
    return siphash(key, buf_slice(&r->line)).a;
}

static void begin_record(struct reader *r, const struct grid_row *row)
{
    r->h->recs[r->kind]++;
    r->at = row->line - 1;
    r->first_finding = r->h->n_findings;
    r->remarks = 0;
    r->rejected = false;
    for (int i = 0; i < r->t->n; i++)
        r->value[i] = (struct str){NULL, 0};
}

static void end_record(struct reader *r, const struct grid_row *row)
{
    uint64_t mark = mark_of(r, row);
    char room[24];
    struct str most = number(room, r->w->options->max_findings);
    if (r->remarks > r->w->options->max_findings)
        record_note(r, B_XML_MORE, RESULT_FAILED, 1, &most);
    name_findings(r, mark);
    if (r->rejected)
        write_reject(r, row);
    else
        write_record(r, mark);
    if (++r->records >= FLUSH_ROWS || r->h->tables[r->table].text.n + r->bytes.n > FLUSH_BYTES)
        flush(r);
}

/* A record that is refused before its values are looked at. */
static void refuse(struct reader *r, const struct grid_row *row, enum builtin_id id, int n, const struct str args[])
{
    begin_record(r, row);
    reject(r, id, n, args);
    end_record(r, row);
}

static bool is_filled(const struct grid_cell *c)
{
    return c->type != GRID_BLANK && !c->merged && (c->type != GRID_TEXT || str_trim(c->text).n);
}

/* Is anything in the row, in it under the heading, in it under identifiers? */
struct filled {
    int cells, last; /* last: behind the last filled cell */
    bool known, ids;
};

static struct filled look_at(const struct reader *r, const struct grid_row *row)
{
    struct filled f = {0};
    for (int i = 0; i < row->n; i++)
        if (is_filled(&row->cells[i])) {
            f.cells++;
            f.last = i + 1;
        }
    bool has_ids = false;
    for (int v = 0; v < r->t->n; v++) {
        int c = r->column[v];
        bool id = r->t->vars[v].role == ROLE_IDENTIFIER && c >= 0;
        bool here = c >= 0 && c < row->n && (is_filled(&row->cells[c]) || (id && row->cells[c].merged));
        has_ids = has_ids || id;
        f.known = f.known || (here && is_filled(&row->cells[c]));
        f.ids = f.ids || (id && here);
    }
    f.ids = f.ids || !has_ids;
    return f;
}

/* Does a cell number a column: a heavenly stem or a dash, which leave *last, or the next number, alone, in brackets, or with how
 * it is computed: 3, (3), 3=1+2? */
static bool is_ordinal(struct str s, int *last)
{
    static const char *const stems[] = {"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "栏次", "—", "－", "-"};
    for (size_t i = 0; i < sizeof stems / sizeof *stems; i++)
        if (str_is(s, stems[i]))
            return true;
    size_t at = s.n && s.p[0] == '(' ? 1 : 0, from = at;
    int number = 0;
    for (; at < s.n && at < from + 3 && s.p[at] >= '0' && s.p[at] <= '9'; at++)
        number = 10 * number + (s.p[at] - '0');
    bool end = at == s.n || s.p[at] == ')' || s.p[at] == '=';
    return at > from && end && number == ++*last;
}

/* Does the row number the columns (甲 乙 1 2 3), or repeat the heading? */
static bool is_decoration(const struct reader *r, const struct grid_row *row)
{
    bool numbers = r->behind_heading, same = true;
    int last = 0;
    for (int i = 0, n = 0; i < row->n; i++) {
        struct str s = str_trim(row->cells[i].text);
        if (!s.n)
            continue;
        if (n++ == 0)
            numbers = numbers && (str_is(s, "甲") || str_is(s, "栏次") || str_is(s, "—") || str_is(s, "－"));
        numbers = numbers && is_ordinal(s, &last);
        same = same && i < r->columns && str_eq(s, r->heads[i]);
    }
    return (numbers && last > 0) || same;
}

/* Does the first text of the row say that it is a total? */
static bool is_total(const struct grid_row *row)
{
    static const char *const totals[] = {"合计", "总计", "小计", "共计", "合 计", "合  计", "总 计", "Total", "TOTAL", "Sum"};
    struct str first = {NULL, 0};
    for (int i = 0; i < row->n && !first.n; i++)
        first = str_trim(row->cells[i].text);
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++)
        if (str_is(first, totals[i]))
            return true;
    return false;
}

/* The headings of the identifiers, or of the first few columns, joined by commas. */
static void put_headings(const struct reader *r, bool ids, struct buf *b)
{
    enum { MOST = 5 };
    int n = 0;
    for (int v = 0; v < r->t->n && n <= MOST; v++)
        if (r->column[v] >= 0 && (!ids || r->t->vars[v].role == ROLE_IDENTIFIER)) {
            buf_puts(b, b->n ? ", " : "");
            buf_str(b, n++ < MOST || ids ? heading_wanted(&r->t->vars[v]) : STR("..."));
        }
}

/* What a row lacks that has none of it: the identifiers; of a table without any, all its columns. */
static struct str id_names(struct reader *r)
{
    struct buf b = {0};
    put_headings(r, true, &b);
    if (!b.n)
        put_headings(r, false, &b);
    struct str made = arena_str(&r->row, buf_slice(&b));
    buf_free(&b);
    return made;
}

static void check_period(struct reader *r)
{
    int p = r->t->period;
    struct str wanted = r->w->options->period;
    if (p < 0 || !wanted.n)
        return;
    if (r->column[p] < 0)
        r->value[p] = wanted;
    struct str args[2] = {r->value[p], wanted};
    if (r->value[p].p && otherperiod(&r->t->vars[p], wanted, r->value[p], &r->row))
        reject(r, B_XML_PERIOD, 2, args);
}

static void take_values(struct reader *r, const struct grid_row *row)
{
    begin_record(r, row);
    for (int v = 0; v < r->t->n; v++) {
        int c = r->column[v];
        if (c >= 0 && c < row->n)
            r->value[v] = value_of(r, &r->t->vars[v], &row->cells[c]);
    }
    check_period(r);
    for (int v = 0; v < r->t->n && !r->rejected; v++)
        hide_identity(r, v);
    end_record(r, row);
}

/* A row under the heading. */
static void take_row(struct reader *r, const struct grid_row *row)
{
    struct filled f = look_at(r, row);
    char room[2][24];
    bool cut = row->raw.p && row->raw.n && row->raw.p[row->raw.n - 1] != '\n' && row->n < r->columns;
    arena_reset(&r->row);
    r->hidden += row->hidden;
    if (!f.cells && !cut)
        return;
    if (is_decoration(r, row)) {
        remark(r, B_TABLE_NUMBERS, row->line - 1, STR(""), STR(""), STR(""));
    } else if (cut) {
        struct str args[2] = {number(room[0], row->n), number(room[1], r->columns)};
        refuse(r, row, B_TABLE_CUT, 2, args);
    } else if (row->raw.p && f.last > r->columns) {
        struct str args[2] = {number(room[0], row->n), number(room[1], r->columns)};
        refuse(r, row, B_TABLE_LONG, 2, args);
    } else if (!f.known || !f.ids || is_total(row)) {
        struct str arg = id_names(r);
        refuse(r, row, B_TABLE_NO_ID, 1, &arg);
    } else {
        take_values(r, row);
    }
    r->behind_heading = false;
}

/* A record that the grid could not read. */
static void take_bad_row(struct reader *r, const struct grid_row *row)
{
    const char *const *why = grid_why(r->g);
    struct str args[2] = {str_of(why[0]), str_of(why[1])};
    arena_reset(&r->row);
    if (r->reading)
        refuse(r, row, B_TABLE_BAD, 2, args);
    else
        r->looked++;
    for (int i = 0; i < 2 && !r->reading; i++)
        r->bad[i] = why[i];
}

/* ---- sheets ---- */

static void end_sheet(struct reader *r)
{
    char room[24];
    if (r->reading && r->hidden)
        remark(r, B_TABLE_HIDDEN, -1, number(room, r->hidden), STR(""), STR(""));
    if (!r->reading && r->looked > 0 && r->name.n)
        remark(r, B_TABLE_SHEET_OTHER, -1, buf_slice(&r->name), STR(""), STR(""));
    r->reading = false;
    r->looked = r->hidden = 0;
    arena_reset(&r->sheet);
}

static void begin_sheet(struct reader *r)
{
    r->looked = 0;
    buf_reset(&r->name);
    buf_str(&r->name, grid_name(r->g));
    if (!grid_hidden(r->g) || headings_sheet(r->w->headings, grid_name(r->g)) >= 0)
        return;
    remark(r, B_TABLE_SHEET_HIDDEN, -1, grid_name(r->g), STR(""), STR(""));
    grid_skip(r->g);
}

/* The headers that a table is known by, for a message. */
static void list_wanted(const struct reader *r, struct buf *b)
{
    const struct form *form = r->w->form;
    int table = r->nearest_table >= 0 ? r->nearest_table : only_table(r) >= 0 ? only_table(r) : 0;
    const struct form_table *t = &form->tables[table];
    for (int v = 0; v < t->n && v < LIST_MAX; v++) {
        buf_puts(b, v ? ", " : "");
        buf_str(b, heading_wanted(&t->vars[v]));
    }
}

/* The end of a grid of which no sheet was read. */
static enum table_end judge_none(struct reader *r)
{
    char room[24];
    if (r->w->foreign && r->nearest_matched < 2) {
        r->h->n_findings = 0;
        return TABLE_FOREIGN;
    }
    if (r->nearest_matched == 0 && r->bad[0]) { /* what might have been the heading could not be read */
        reject_file(r, B_TABLE_DAMAGED, -1, str_of(r->bad[0]), str_of(r->bad[1]), STR(""));
        return TABLE_READ;
    }
    struct buf wanted = {0};
    list_wanted(r, &wanted);
    reject_file(r, B_TABLE_HEADING, -1, buf_slice(&wanted), number(room, r->nearest_line),
                r->nearest.n ? buf_slice(&r->nearest) : STR("-"));
    buf_free(&wanted);
    return TABLE_READ;
}

static enum table_end judge_fault(struct reader *r)
{
    bool document;
    if (grid_unread(r->g))
        return TABLE_UNREAD;
    bool foreign = grid_foreign(r->g, &document);
    if ((r->w->foreign && foreign && document) || (r->w->annex && !foreign && grid_unopened(r->g)))
        return TABLE_FOREIGN;
    const char *const *why = grid_why(r->g);
    return reject_file(r, foreign ? B_FILE_KIND : B_TABLE_DAMAGED, -1, str_of(why[0]), str_of(why[1]), STR(""));
}

static enum table_end read_all(struct reader *r)
{
    struct grid_row row;
    for (;;) {
        switch (grid_next(r->g, &row)) {
        case GRID_SHEET:
            end_sheet(r);
            begin_sheet(r);
            break;
        case GRID_ROW:
            if (r->reading)
                take_row(r, &row);
            else if (r->looked >= 0 && !look(r, &row))
                return TABLE_READ;
            break;
        case GRID_BAD_ROW:
            take_bad_row(r, &row);
            break;
        case GRID_FAULT:
            return judge_fault(r);
        case GRID_END:
            end_sheet(r);
            if (!r->any)
                return judge_none(r);
            if (r->told + r->h->read == 0)
                note(r, B_XML_NO_RECORD, RESULT_FAILED, -1, 0, NULL);
            return TABLE_READ;
        }
    }
}

enum table_end table_read(const struct table_work *w, struct grid *g)
{
    struct reader r = {.w = w, .g = g, .h = w->rows, .nearest_table = -1};
    r.table_read = mem_array((size_t)w->form->n_tables, sizeof *r.table_read);
    enum table_end end = read_all(&r);
    if (grid_was_gb(g) && end == TABLE_READ)
        remark(&r, B_TABLE_GB, -1, STR(""), STR(""), STR(""));
    if (end != TABLE_FOREIGN)
        flush(&r);
    arena_free(&r.row);
    arena_free(&r.sheet);
    buf_free(&r.bytes);
    buf_free(&r.line);
    buf_free(&r.name);
    buf_free(&r.heading);
    buf_free(&r.nearest);
    mem_free(r.table_read);
    mem_free(r.value);
    return end;
}

bool table_begins(const struct table_work *w, struct str head)
{
    struct grid *g = grid_open(GRID_DELIMITED, NULL, head, NULL);
    struct grid_row row;
    struct heading x = {.table = -1};
    bool sure = false;
    enum grid_got got;
    for (int n = 0; n < LOOK && !sure && (got = grid_next(g, &row)) != GRID_END && got != GRID_FAULT; n++) {
        if (got != GRID_ROW)
            continue;
        headings_look(w->headings, STR(""), &row, w->options->all_tables ? -1 : w->options->table, &x);
        sure = heading_is_sure(&x);
    }
    grid_close(g);
    return sure;
}

bool table_expected(const struct form *form)
{
    for (int i = 0; i < form->n_tables; i++)
        if (form->tables[i].sheet)
            return true;
    return false;
}
