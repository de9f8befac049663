/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet/ods.h"

#include <string.h>

#include "base/intern.h"
#include "base/mem.h"
#include "sheet/part.h"
#include "sheet/rowmaker.h"
#include "sheet/shownas.h"

enum { ROWS = 1048576, STYLES_MAX = 10000 };

#define OFFICE "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
#define TABLE "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
#define TEXT "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
#define STYLE "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
#define CALC "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"

enum name {
    N_NONE, SHEET, ROW, CELL, COVERED, P, S, TAB, BREAK, ANNOTATION, AUTO_STYLE, PROPERTIES, NAME, STYLE_NAME, STYLE_OF, DISPLAY,
    ROWS_REPEATED, COLUMNS_REPEATED, COLUMNS_SPANNED, ROWS_SPANNED, VISIBILITY, FORMULA, VALUE_TYPE, VALUE, DATE_VALUE,
    TIME_VALUE, BOOLEAN_VALUE, STRING_VALUE, CALC_TYPE, COUNT, TRACKED
};

static const struct {
    enum name number;
    const char *uri, *local;
} known[] = {
    {SHEET, TABLE, "table"}, {ROW, TABLE, "table-row"}, {CELL, TABLE, "table-cell"}, {COVERED, TABLE, "covered-table-cell"},
    {P, TEXT, "p"}, {S, TEXT, "s"}, {TAB, TEXT, "tab"}, {BREAK, TEXT, "line-break"}, {ANNOTATION, OFFICE, "annotation"},
    {AUTO_STYLE, STYLE, "style"}, {PROPERTIES, STYLE, "table-properties"}, {NAME, TABLE, "name"}, {STYLE_NAME, STYLE, "name"},
    {STYLE_OF, TABLE, "style-name"}, {DISPLAY, TABLE, "display"}, {ROWS_REPEATED, TABLE, "number-rows-repeated"},
    {COLUMNS_REPEATED, TABLE, "number-columns-repeated"}, {COLUMNS_SPANNED, TABLE, "number-columns-spanned"},
    {ROWS_SPANNED, TABLE, "number-rows-spanned"}, {VISIBILITY, TABLE, "visibility"}, {FORMULA, TABLE, "formula"},
    {VALUE_TYPE, OFFICE, "value-type"}, {VALUE, OFFICE, "value"}, {DATE_VALUE, OFFICE, "date-value"},
    {TIME_VALUE, OFFICE, "time-value"}, {BOOLEAN_VALUE, OFFICE, "boolean-value"}, {STRING_VALUE, OFFICE, "string-value"},
    {CALC_TYPE, CALC, "value-type"}, {COUNT, TEXT, "c"}, {TRACKED, TABLE, "tracked-changes"}};

enum kind { K_NONE, K_NUMBER, K_PERCENT, K_DATE, K_TIME, K_BOOLEAN, K_TEXT, K_ERROR };

struct ods {
    struct unzip *z;
    struct source *source;
    const struct part_slow *slow;
    struct part *part;
    struct part_listener listener;
    struct buf why[2];
    const char *words[2];
    bool failed;
    struct intern hidden_styles;
    struct buf style;        /* the one being read */
    /* the sheet */
    struct buf name;
    bool hidden, sheet_begun, row_done, skip, in_sheet;
    int inner;               /* tables inside cells, and changes that were noted: open elements of these */
    struct rowmaker maker;
    long row, rows, again;   /* number of the row; how often it repeats; how often it is still to be given out */
    bool row_hidden;
    struct grid_row last;
    /* the cell */
    int column, columns, width;
    long height;
    enum kind kind;
    bool formula, text_given, in_note;
    struct buf value, text;  /* what is said beside it; what it shows */
    int paragraphs, in_paragraph;
    uint64_t repeated;       /* cells given out because others repeat */
};

/* ---- faults ---- */

static bool fail(struct ods *o, const char *en, const char *zh)
{
    if (o->failed)
        return false;
    o->failed = true;
    buf_printf(&o->why[0], "content.xml: %s", en);
    buf_printf(&o->why[1], "content.xml：%s", zh);
    for (int i = 0; i < 2; i++)
        o->words[i] = buf_text(&o->why[i]);
    return false;
}

static ssize_t from_archive(void *from, void *to, size_t n)
{
    return unzip_read(from, to, n);
}

static bool fail_archive(struct ods *o)
{
    const char *const *words = unzip_words(unzip_why(o->z));
    return fail(o, words[0], words[1]);
}

/* Is there a password? Then the parts are there, and no XML. */
static bool is_secret(struct unzip *z)
{
    char head[65536];
    int entry = unzip_find(z, STR("META-INF/manifest.xml"));
    size_t n = 0;
    ssize_t got = 1;
    if (entry < 0 || !unzip_begin(z, entry))
        return false;
    while (n < sizeof head && (got = unzip_read(z, head + n, sizeof head - n)) > 0)
        n += (size_t)got;
    static const char mark[] = "encryption-data";
    for (size_t i = 0; i + sizeof mark - 1 <= n; i++)
        if (memcmp(head + i, mark, sizeof mark - 1) == 0)
            return true;
    return false;
}

/* Reads the content to its end, so that a damaged one gives no row. */
static bool look_through(struct ods *o, int entry)
{
    char piece[32768];
    ssize_t got;
    if (!unzip_begin(o->z, entry))
        return fail_archive(o);
    while ((got = unzip_read(o->z, piece, sizeof piece)) > 0)
        ;
    return got == 0 || fail_archive(o);
}

/* ---- cells ---- */

static struct str attribute(const struct ods *o, enum name name)
{
    return part_attribute(o->part, (int)name);
}

/* A count, 1 where there is none or it is no count; at most `most`. */
static long count(struct str s, long most)
{
    long v = 0;
    for (size_t i = 0; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && v < most; i++)
        v = v * 10 + (s.p[i] - '0');
    return v < 1 ? 1 : v > most ? most : v;
}

static enum kind kind_of(struct str type, struct str calc)
{
    if (str_is(calc, "error"))
        return K_ERROR;
    if (str_is(type, "float") || str_is(type, "currency"))
        return K_NUMBER;
    return str_is(type, "percentage") ? K_PERCENT : str_is(type, "date") ? K_DATE : str_is(type, "time") ? K_TIME
         : str_is(type, "boolean") ? K_BOOLEAN : str_is(type, "string") ? K_TEXT : K_NONE;
}

static void begin_cell(struct ods *o, bool covered)
{
    static const enum name values[] = {[K_NONE] = N_NONE, [K_NUMBER] = VALUE, [K_PERCENT] = VALUE, [K_DATE] = DATE_VALUE,
                                       [K_TIME] = TIME_VALUE, [K_BOOLEAN] = BOOLEAN_VALUE, [K_TEXT] = STRING_VALUE,
                                       [K_ERROR] = N_NONE};
    o->columns = (int)count(attribute(o, COLUMNS_REPEATED), ROWMAKER_COLUMNS);
    o->width = (int)count(attribute(o, COLUMNS_SPANNED), ROWMAKER_COLUMNS);
    o->height = count(attribute(o, ROWS_SPANNED), ROWS);
    o->kind = covered ? K_NONE : kind_of(attribute(o, VALUE_TYPE), attribute(o, CALC_TYPE));
    o->formula = attribute(o, FORMULA).p != NULL;
    buf_reset(&o->value);
    buf_reset(&o->text);
    o->paragraphs = o->in_paragraph = 0;
    struct str value = values[o->kind] == N_NONE ? (struct str){NULL, 0} : attribute(o, values[o->kind]);
    o->text_given = value.p != NULL;
    if (value.n)
        buf_str(&o->value, value);
}

/* Does it show zeros in front of a whole number? */
static bool is_padded(struct str shown, struct str number)
{
    size_t zeros = 0;
    while (zeros < shown.n && shown.p[zeros] == '0')
        zeros++;
    struct str rest = {shown.p + zeros, shown.n - zeros};
    return zeros && shown.n > 1 && (str_eq(rest, number) || (!rest.n && str_is(number, "0")));
}

/* "PT08H30M00S" as hh:mm:ss; anything else as it is. */
static void put_time(struct buf *to, struct str s)
{
    bool usual = s.n == 11 && str_starts(s, STR("PT")) && s.p[4] == 'H' && s.p[7] == 'M' && s.p[10] == 'S';
    if (usual)
        buf_printf(to, "%.2s:%.2s:%.2s", s.p + 2, s.p + 5, s.p + 8);
    else
        buf_str(to, s);
}

static struct grid_cell make_cell(struct ods *o, struct buf *made)
{
    struct str value = buf_slice(&o->value), shown = buf_slice(&o->text);
    struct grid_cell c = {.type = GRID_TEXT, .text = shown};
    if (o->kind == K_NONE) {
        c.type = shown.n ? GRID_TEXT : o->formula ? GRID_UNKNOWN : GRID_BLANK;
    } else if (o->kind == K_ERROR) {
        c.type = GRID_ERROR;
    } else if (o->kind == K_NUMBER || o->kind == K_PERCENT) {
        c.type = shown_number(made, value, &c.longer) ? GRID_NUMBER : GRID_TEXT;
        c.text = c.type == GRID_NUMBER ? buf_slice(made) : value;
        c.percent = o->kind == K_PERCENT;
        if (c.type == GRID_NUMBER && is_padded(shown, c.text))
            c.padded = shown;
    } else if (o->kind == K_DATE) {
        c.type = GRID_DATE;
        c.text = str_ends(value, STR("T00:00:00")) ? (struct str){value.p, value.n - 9} : value;
    } else if (o->kind == K_TIME) {
        c.type = GRID_DATE;
        put_time(made, value);
        c.text = buf_slice(made);
    } else if (o->kind == K_BOOLEAN) {
        c.type = GRID_BOOLEAN;
        c.text = value;
    } else if (o->text_given) {
        c.text = value;
    }
    return c;
}

static void end_cell(struct ods *o)
{
    struct buf made = {0};
    struct grid_cell c = make_cell(o, &made);
    if (c.type != GRID_BLANK && o->column + o->columns > ROWMAKER_COLUMNS)
        fail(o, "a row has more than 16384 columns", "一行超过 16384 列");
    for (int i = 0; i < o->columns && c.type != GRID_BLANK && !o->failed; i++)
        rowmaker_put(&o->maker, o->column + i, &c);
    if (c.type != GRID_BLANK && !o->failed && (o->width > 1 || o->height > 1))
        rowmaker_merge(&o->maker, o->column, o->width, o->row, o->height);
    o->repeated += c.type != GRID_BLANK ? (uint64_t)o->columns - 1 : 0;
    o->column += o->columns;
    if (o->column > ROWMAKER_COLUMNS)
        o->column = ROWMAKER_COLUMNS;
    buf_free(&made);
}

/* ---- rows and sheets ---- */

static void begin_sheet(struct ods *o)
{
    buf_reset(&o->name);
    buf_str(&o->name, attribute(o, NAME));
    o->hidden = intern_find(&o->hidden_styles, attribute(o, STYLE_OF)) >= 0;
    o->row = 0;
    o->in_sheet = o->sheet_begun = true;
    o->skip = false;
    rowmaker_clear(&o->maker);
    part_stop(o->part);
}

static void begin_row(struct ods *o)
{
    o->row += o->rows;
    o->rows = count(attribute(o, ROWS_REPEATED), ROWS);
    struct str visibility = attribute(o, VISIBILITY);
    o->row_hidden = visibility.n && !str_is(visibility, "visible");
    o->column = 0;
    rowmaker_begin(&o->maker);
}

static bool is_inner(const struct ods *o, int name)
{
    return (name == SHEET && o->in_sheet) || name == TRACKED;
}

static void on_start(void *to, int name)
{
    struct ods *o = to;
    if (o->inner || is_inner(o, name)) {
        o->inner++;
        return;
    }
    if (name == AUTO_STYLE) {
        buf_reset(&o->style);
        buf_str(&o->style, attribute(o, STYLE_NAME));
    } else if (name == PROPERTIES && str_is(attribute(o, DISPLAY), "false") && o->hidden_styles.n < STYLES_MAX) {
        intern_add(&o->hidden_styles, buf_slice(&o->style));
    } else if (name == SHEET) {
        o->rows = 1;
        begin_sheet(o);
    } else if (name == ROW) {
        begin_row(o);
    } else if (name == CELL || name == COVERED) {
        begin_cell(o, name == COVERED);
    } else if (name == ANNOTATION) {
        o->in_note = true;
    } else if (name == P && !o->in_note) {
        if (o->paragraphs++)
            buf_char(&o->text, '\n');
        o->in_paragraph++;
    } else if (o->in_paragraph && !o->in_note && (name == S || name == TAB || name == BREAK)) {
        for (long i = name == S ? count(attribute(o, COUNT), 1000) : 1; i > 0; i--)
            buf_char(&o->text, name == S ? ' ' : name == TAB ? '\t' : '\n');
    }
}

static void on_text(void *to, struct str text)
{
    struct ods *o = to;
    if (!o->inner && o->in_paragraph && !o->in_note)
        buf_str(&o->text, text);
    if (o->text.n > (1u << 20))
        fail(o, "a text of more than 1 MB", "文本超过 1 MB");
}

static void on_end(void *to, int name)
{
    struct ods *o = to;
    if (o->inner) {
        o->inner--;
    } else if (name == SHEET) {
        o->in_sheet = false;
    } else if (name == ANNOTATION) {
        o->in_note = false;
    } else if (name == P && !o->in_note) {
        o->in_paragraph--;
    } else if (name == CELL || name == COVERED) {
        end_cell(o);
    } else if (name == ROW) {
        o->row_done = !o->skip;
        if (o->row_done)
            part_stop(o->part);
    }
}

static bool begin(struct ods *o)
{
    o->listener = (struct part_listener){o, on_start, on_text, on_end};
    if (o->z) {
        int entry = unzip_find(o->z, STR("content.xml"));
        if (is_secret(o->z))
            return fail(o, "the spreadsheet has a password; save it without one", "电子表格设有密码；请另存为不带密码的文件");
        if (entry < 0)
            return fail(o, "the spreadsheet lacks this part; save it again", "电子表格缺少该部分；请重新保存");
        if (!look_through(o, entry))
            return false;
        if (!unzip_begin(o->z, entry))
            return fail_archive(o);
        o->part = part_new(&o->listener, from_archive, o->z, o->slow);
    } else {
        o->part = part_new(&o->listener, source_read, o->source, o->slow);
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        part_name(o->part, known[i].uri, known[i].local, (int)known[i].number);
    return true;
}

/* A row that repeats is given out again; one without anything in it once. */
static enum grid_got give_row(struct ods *o, struct grid_row *row)
{
    *row = (struct grid_row){.hidden = o->row_hidden};
    rowmaker_end(&o->maker, o->row, row);
    bool any = false;
    for (int i = 0; i < row->n; i++)
        any = any || row->cells[i].type != GRID_BLANK;
    o->again = any ? o->rows - 1 : 0;
    o->repeated += any ? (uint64_t)o->again * (uint64_t)row->n : 0;
    if (o->repeated > part_bytes(o->part) * 16 + (16u << 20)) {
        fail(o, "cells repeat more often than in any sheet that people fill in", "重复单元格过多：不是正常的电子表格");
        return GRID_FAULT;
    }
    o->last = *row;
    return GRID_ROW;
}

enum grid_got ods_next(struct ods *o, struct grid_row *row)
{
    if (!o->part && !begin(o))
        return GRID_FAULT;
    if (o->again && !o->skip) {
        o->again--;
        o->last.line++;
        *row = o->last;
        return GRID_ROW;
    }
    o->again = 0;
    o->row_done = o->sheet_begun = false;
    enum part_end end = part_run(o->part);
    if (o->failed)
        return GRID_FAULT;
    if (end == PART_UNREAD || end == PART_FAULT) {
        const char *const *why = end == PART_FAULT ? part_why(o->part) : NULL;
        if (why)
            fail(o, why[0], why[1]);
        else if (o->z)
            fail_archive(o);
        else
            fail(o, "it cannot be read to its end", "无法读到结尾");
        return GRID_FAULT;
    }
    return end == PART_END ? GRID_END : o->sheet_begun ? GRID_SHEET : give_row(o, row);
}

void ods_skip(struct ods *o)
{
    o->skip = true;
}

struct str ods_name(const struct ods *o)
{
    return o->name.n ? buf_slice(&o->name) : STR("");
}

bool ods_hidden(const struct ods *o)
{
    return o->hidden;
}

const char *const *ods_why(const struct ods *o)
{
    return o->words;
}

bool ods_is(struct unzip *z)
{
    static const char type[] = "application/vnd.oasis.opendocument.spreadsheet";
    char head[sizeof type];
    int entry = unzip_find(z, STR("mimetype"));
    if (entry < 0 || !unzip_begin(z, entry))
        return false;
    size_t n = 0;
    for (ssize_t got; n < sizeof type - 1 && (got = unzip_read(z, head + n, sizeof type - 1 - n)) > 0;)
        n += (size_t)got;
    return n == sizeof type - 1 && memcmp(head, type, n) == 0;
}

struct ods *ods_new(struct unzip *z, struct source *source, const struct part_slow *slow)
{
    struct ods *o = mem_alloc(sizeof *o);
    o->z = z;
    o->source = source;
    o->slow = slow;
    return o;
}

void ods_free(struct ods *o)
{
    if (!o)
        return;
    part_free(o->part);
    intern_free(&o->hidden_styles);
    rowmaker_free(&o->maker);
    buf_free(&o->style);
    buf_free(&o->name);
    buf_free(&o->value);
    buf_free(&o->text);
    buf_free(&o->why[0]);
    buf_free(&o->why[1]);
    mem_free(o);
}
