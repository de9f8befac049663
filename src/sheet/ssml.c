/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet/ssml.h"

#include "base/intern.h"
#include "base/mem.h"
#include "sheet/part.h"
#include "sheet/rowmaker.h"
#include "sheet/shownas.h"

enum { ROWS = 1048576, STYLES_MAX = 10000 };

#define SS "urn:schemas-microsoft-com:office:spreadsheet"

enum name {
    N_NONE, SHEET, ROW, CELL, DATA, STYLE, NUMBER_FORMAT, NAME, INDEX, SPAN, HIDDEN, MERGE_ACROSS, MERGE_DOWN, FORMULA, STYLE_ID,
    ID, FORMAT, TYPE, COMMENT
};

static const struct {
    enum name number;
    const char *local;
} known[] = {{SHEET, "Worksheet"}, {ROW, "Row"}, {CELL, "Cell"}, {DATA, "Data"}, {STYLE, "Style"},
             {NUMBER_FORMAT, "NumberFormat"}, {NAME, "Name"}, {INDEX, "Index"}, {SPAN, "Span"}, {HIDDEN, "Hidden"},
             {MERGE_ACROSS, "MergeAcross"},
             {MERGE_DOWN, "MergeDown"}, {FORMULA, "Formula"}, {STYLE_ID, "StyleID"}, {ID, "ID"}, {FORMAT, "Format"},
             {TYPE, "Type"},
             {COMMENT, "Comment"}};

enum kind { K_NONE, K_NUMBER, K_DATE, K_BOOLEAN, K_ERROR, K_TEXT };

struct ssml {
    struct source *source;
    struct part *part;
    struct part_listener listener;
    const char *const *why;
    struct intern styles;          /* numbers are those of the formats */
    struct shown_format *formats;
    size_t cap_formats;
    int style_read;                /* -1: none */
    struct buf name;
    bool sheet_begun, row_done, skip;
    struct rowmaker maker;
    long row, span;
    bool row_hidden;
    int column, width, style;
    long height;
    bool in_data, formula, has_data, in_comment;
    enum kind kind;
    struct buf value;
};

static const char *const unread[2] = {"it cannot be read to its end", "无法读到结尾"};

static struct str attribute(const struct ssml *s, enum name name)
{
    return part_attribute(s->part, (int)name);
}

/* A count of at most `most`; `none` where there is none. */
static long count(struct str s, long none, long most)
{
    long v = 0;
    for (size_t i = 0; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && v < most; i++)
        v = v * 10 + (s.p[i] - '0');
    return !s.n ? none : v > most ? most : v;
}

/* ---- styles ---- */

/* Formats are codes, or names of their own. */
static struct shown_format format_of(struct str code)
{
    static const struct {
        const char *name;
        struct shown_format format;
    } named[] = {{"General Date", {.kind = SHOWN_DATE, .time = true}}, {"Long Date", {.kind = SHOWN_DATE}},
                 {"Medium Date", {.kind = SHOWN_DATE}}, {"Short Date", {.kind = SHOWN_DATE}},
                 {"Long Time", {.kind = SHOWN_TIME}}, {"Medium Time", {.kind = SHOWN_TIME}}, {"Short Time", {.kind = SHOWN_TIME}},
                 {"Percent", {.kind = SHOWN_PERCENT}}, {"Fixed", {.kind = SHOWN_NUMBER}}, {"Standard", {.kind = SHOWN_NUMBER}},
                 {"Scientific", {.kind = SHOWN_NUMBER}}, {"Currency", {.kind = SHOWN_NUMBER}},
                 {"Yes/No", {.kind = SHOWN_NUMBER}}};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (str_is(code, named[i].name))
            return named[i].format;
    return shown_code(code);
}

static void begin_style(struct ssml *s)
{
    s->style_read = -1;
    if (s->styles.n >= STYLES_MAX)
        return;
    s->style_read = intern_add(&s->styles, attribute(s, ID));
    s->formats = mem_grow(s->formats, &s->cap_formats, (size_t)s->styles.n, sizeof *s->formats);
    s->formats[s->style_read] = (struct shown_format){.kind = SHOWN_NUMBER};
}

/* ---- cells ---- */

static void begin_row(struct ssml *s)
{
    s->row = count(attribute(s, INDEX), s->row + s->span + 1, ROWS);
    s->span = count(attribute(s, SPAN), 0, ROWS);
    s->row_hidden = str_is(attribute(s, HIDDEN), "1");
    s->column = 0;
    rowmaker_begin(&s->maker);
}

static void begin_cell(struct ssml *s)
{
    long index = count(attribute(s, INDEX), 0, ROWMAKER_COLUMNS);
    if (index > 0)
        s->column = (int)index - 1;
    s->width = (int)count(attribute(s, MERGE_ACROSS), 0, ROWMAKER_COLUMNS) + 1;
    s->height = count(attribute(s, MERGE_DOWN), 0, ROWS) + 1;
    s->formula = attribute(s, FORMULA).p != NULL;
    s->has_data = s->in_data = false;
    struct str style = attribute(s, STYLE_ID);
    s->style = style.p ? intern_find(&s->styles, style) : -1;
    s->kind = K_NONE;
    buf_reset(&s->value);
}

static void begin_data(struct ssml *s)
{
    struct str type = attribute(s, TYPE);
    s->in_data = s->has_data = true;
    s->kind = str_is(type, "Number") ? K_NUMBER : str_is(type, "DateTime") ? K_DATE : str_is(type, "Boolean") ? K_BOOLEAN
            : str_is(type, "Error") ? K_ERROR : K_TEXT;
}

/* "2025-09-30T00:00:00.000" as the format of the cell shows it. */
static struct str date_text(struct str value, struct shown_format f)
{
    const char *dot = value.n ? memchr(value.p, '.', value.n) : NULL;
    if (dot)
        value.n = (size_t)(dot - value.p);
    if (f.kind == SHOWN_TIME && value.n == 19)
        return (struct str){value.p + 11, 8};
    if (f.kind == SHOWN_MONTH && value.n >= 10)
        return (struct str){value.p, 7};
    bool day = value.n == 19 && (str_ends(value, STR("T00:00:00")) || (f.kind == SHOWN_DATE && !f.time));
    return (struct str){value.p, day ? 10 : value.n};
}

static struct grid_cell make_cell(struct ssml *s, struct buf *made, struct buf *padded)
{
    struct str value = buf_slice(&s->value);
    struct grid_cell c = {.type = GRID_TEXT, .text = value};
    struct shown_format f = s->style >= 0 ? s->formats[s->style] : (struct shown_format){.kind = SHOWN_NUMBER};
    if (!s->has_data || s->kind == K_NONE) {
        c.type = s->formula ? GRID_UNKNOWN : GRID_BLANK;
    } else if (s->kind == K_ERROR) {
        c.type = GRID_ERROR;
    } else if (s->kind == K_BOOLEAN) {
        c.type = GRID_BOOLEAN;
        c.text = str_is(value, "1") ? STR("true") : STR("false");
    } else if (s->kind == K_DATE) {
        c.type = GRID_DATE;
        c.text = date_text(value, f);
    } else if (s->kind == K_NUMBER && shown_number(made, value, &c.longer)) {
        c.type = GRID_NUMBER;
        c.text = buf_slice(made);
        c.percent = f.kind == SHOWN_PERCENT;
        bool whole = !memchr(c.text.p, '.', c.text.n) && c.text.p[0] != '-';
        for (size_t i = made->n; f.kind == SHOWN_PADDED && whole && i < (size_t)f.digits; i++)
            buf_char(padded, '0');
        if (padded->n)
            buf_str(padded, c.text);
        c.padded = buf_slice(padded);
    }
    return c;
}

static void end_cell(struct ssml *s)
{
    struct buf made = {0}, padded = {0};
    struct grid_cell c = make_cell(s, &made, &padded);
    if (s->column < ROWMAKER_COLUMNS && c.type != GRID_BLANK) {
        rowmaker_put(&s->maker, s->column, &c);
        if (s->width > 1 || s->height > 1)
            rowmaker_merge(&s->maker, s->column, s->width, s->row, s->height);
    }
    s->column += s->width;
    if (s->column > ROWMAKER_COLUMNS)
        s->column = ROWMAKER_COLUMNS;
    buf_free(&made);
    buf_free(&padded);
}

/* ---- events ---- */

static void begin_sheet(struct ssml *s)
{
    buf_reset(&s->name);
    buf_str(&s->name, attribute(s, NAME));
    s->row = s->span = 0;
    s->sheet_begun = true;
    s->skip = false;
    rowmaker_clear(&s->maker);
    part_stop(s->part);
}

static void on_start(void *to, int name)
{
    struct ssml *s = to;
    switch (name) {
    case STYLE: begin_style(s); break;
    case NUMBER_FORMAT:
        if (s->style_read >= 0)
            s->formats[s->style_read] = format_of(attribute(s, FORMAT));
        break;
    case SHEET: begin_sheet(s); break;
    case ROW: begin_row(s); break;
    case CELL: begin_cell(s); break;
    case COMMENT: s->in_comment = true; break;
    case DATA:
        if (!s->in_comment)
            begin_data(s);
        break;
    default: break;
    }
}

static void on_text(void *to, struct str text)
{
    struct ssml *s = to;
    if (s->in_data && s->value.n < (1u << 20))
        buf_str(&s->value, text);
}

static void on_end(void *to, int name)
{
    struct ssml *s = to;
    if (name == DATA)
        s->in_data = false;
    else if (name == COMMENT)
        s->in_comment = false;
    else if (name == CELL)
        end_cell(s);
    else if (name == STYLE)
        s->style_read = -1;
    if (name == ROW && !s->skip) {
        s->row_done = true;
        part_stop(s->part);
    }
}

enum grid_got ssml_next(struct ssml *s, struct grid_row *row)
{
    s->row_done = s->sheet_begun = false;
    enum part_end end = part_run(s->part);
    if (end == PART_UNREAD || end == PART_FAULT) {
        s->why = end == PART_FAULT ? part_why(s->part) : unread;
        return GRID_FAULT;
    }
    if (end == PART_END)
        return GRID_END;
    if (s->sheet_begun)
        return GRID_SHEET;
    *row = (struct grid_row){.hidden = s->row_hidden};
    rowmaker_end(&s->maker, s->row, row);
    return GRID_ROW;
}

void ssml_skip(struct ssml *s)
{
    s->skip = true;
}

struct str ssml_name(const struct ssml *s)
{
    return s->name.n ? buf_slice(&s->name) : STR("");
}

const char *const *ssml_why(const struct ssml *s)
{
    return s->why;
}

struct ssml *ssml_new(struct source *source, const struct part_slow *slow)
{
    struct ssml *s = mem_alloc(sizeof *s);
    s->source = source;
    s->style_read = -1;
    s->listener = (struct part_listener){s, on_start, on_text, on_end};
    s->part = part_new(&s->listener, source_read, source, slow);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        part_name(s->part, SS, known[i].local, (int)known[i].number);
    return s;
}

void ssml_free(struct ssml *s)
{
    if (!s)
        return;
    part_free(s->part);
    intern_free(&s->styles);
    mem_free(s->formats);
    rowmaker_free(&s->maker);
    buf_free(&s->name);
    buf_free(&s->value);
    mem_free(s);
}
