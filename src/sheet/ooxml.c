/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet/ooxml.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "sheet/part.h"
#include "sheet/rowmaker.h"
#include "sheet/shownas.h"
#include "sheet/strings.h"

enum { SHEETS_MAX = 1000, RELATIONS_MAX = 10000, OWN_FORMATS_MAX = 5000, FORMATS_MAX = 65536, MERGES_MAX = 100000 };

/* Instead of the entry of a sheet in the archive. */
enum { ENTRY_MISSING = -1, ENTRY_NO_TABLE = -2 };

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define MAIN_STRICT "http://purl.oclc.org/ooxml/spreadsheetml/main"
#define RELATIONS "http://schemas.openxmlformats.org/package/2006/relationships"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define OFFICE_STRICT "http://purl.oclc.org/ooxml/officeDocument/relationships"

/* Names of elements and attributes of all parts. */
enum name {
    N_NONE, RELATIONSHIP, TYPE, TARGET, ID, RELATION_ID, SHEET, NAME, STATE, WORKBOOK_PR, DATE1904, NUM_FMT, NUM_FMT_ID,
    FORMAT_CODE, CELL_XFS, XF, SI, T, RPH, ROW, R, HIDDEN, C, S, V, F, IS, MERGE_CELL, REF
};

/* What each name is called: elements of the main namespace, attributes of none. */
static const struct {
    enum name number;
    const char *local;
    bool element;
} known[] = {{SHEET, "sheet", true}, {NAME, "name", false}, {STATE, "state", false}, {WORKBOOK_PR, "workbookPr", true},
             {DATE1904, "date1904", false}, {NUM_FMT, "numFmt", true}, {NUM_FMT_ID, "numFmtId", false},
             {FORMAT_CODE, "formatCode", false}, {CELL_XFS, "cellXfs", true}, {XF, "xf", true}, {SI, "si", true}, {T, "t", true},
             {T, "t", false}, {RPH, "rPh", true}, {ROW, "row", true}, {R, "r", false}, {HIDDEN, "hidden", false}, {C, "c", true},
             {S, "s", false}, {V, "v", true}, {F, "f", true}, {IS, "is", true}, {MERGE_CELL, "mergeCell", true},
             {REF, "ref", false}, {TYPE, "Type", false}, {TARGET, "Target", false}, {ID, "Id", false}};

struct sheet_entry {
    struct str name, relation;
    int entry; /* in the archive; -1: none */
    bool hidden;
};

/* A format that the workbook defines itself. */
struct own_format {
    int id;
    struct shown_format format;
};

struct merge {
    long row, height;
    int column, width;
};

struct ooxml {
    struct unzip *z;
    const struct part_slow *slow;
    struct arena text;
    struct part *part;          /* being read */
    struct part_listener listener;
    struct buf why[2];
    const char *words[2];
    bool opened, failed, skip;
    /* of the package */
    struct str workbook, strings_part, styles_part;
    struct sheet_entry *sheets;
    int n_relations;
    int n_sheets, at;           /* at: the sheet begun last; -1: none */
    size_t cap_sheets;
    bool from1904;
    struct own_format *own;
    bool too_much; /* more of something than is kept */
    int n_own;
    size_t cap_own;
    struct shown_format *formats; /* of the styles of cells */
    int n_formats;
    size_t cap_formats;
    struct strings strings;
    /* while a part is read */
    int inside;                 /* the element that matters (CELL_XFS), or 0 */
    bool in_si, in_phonetic;
    struct buf value;           /* text of a cell or shared string */
    /* of a sheet */
    struct rowmaker maker;
    struct merge *merges;       /* by row */
    size_t n_merges, cap_merges, next_merge;
    long row;
    int column;
    bool row_hidden, row_done, in_value, in_inline, has_value, has_formula;
    char type[12];
    int style;
};

/* ---- faults ---- */

static bool fail(struct ooxml *x, const char *what, const char *en, const char *zh)
{
    if (x->failed)
        return false;
    x->failed = true;
    buf_printf(&x->why[0], "%s: %s", what, en);
    buf_printf(&x->why[1], "%s：%s", what, zh);
    for (int i = 0; i < 2; i++)
        x->words[i] = buf_text(&x->why[i]);
    return false;
}

static const char *sheet_label(const struct ooxml *x)
{
    return x->at >= 0 ? x->sheets[x->at].name.p : "xlsx";
}

static bool fail_archive(struct ooxml *x, const char *what)
{
    const char *const *words = unzip_words(unzip_why(x->z));
    return fail(x, what, words[0], words[1]);
}

/* ---- parts ---- */

static ssize_t from_archive(void *from, void *to, size_t n)
{
    return unzip_read(from, to, n);
}

static void name_all(struct part *p)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        part_name(p, known[i].element ? MAIN : "", known[i].local, (int)known[i].number);
        if (known[i].element)
            part_name(p, MAIN_STRICT, known[i].local, (int)known[i].number);
    }
    part_name(p, RELATIONS, "Relationship", RELATIONSHIP);
    part_name(p, OFFICE, "id", RELATION_ID);
    part_name(p, OFFICE_STRICT, "id", RELATION_ID);
}

/* Begins a part of the archive with its listener in x->listener. */
static bool open_part(struct ooxml *x, int entry, const char *what)
{
    part_free(x->part);
    x->part = NULL;
    if (!unzip_begin(x->z, entry))
        return fail_archive(x, what);
    x->part = part_new(&x->listener, from_archive, x->z, x->slow);
    name_all(x->part);
    return true;
}

/* Says why a part ended in another way than at its end. */
static bool judge_end(struct ooxml *x, enum part_end end, const char *what)
{
    if (end == PART_UNREAD)
        return fail_archive(x, what);
    if (end == PART_FAULT)
        return fail(x, what, part_why(x->part)[0], part_why(x->part)[1]);
    return !x->failed;
}

static void no_text(void *to, struct str text)
{
    (void)to, (void)text;
}

static void no_end(void *to, int name)
{
    (void)to, (void)name;
}

typedef void on_tag(void *to, int name);
typedef void on_text(void *to, struct str text);

/* Reads a part whole. */
static bool walk(struct ooxml *x, struct str name, on_tag *start, on_text *text, on_tag *end)
{
    int entry = unzip_find(x->z, name);
    const char *what = arena_str(&x->text, name).p;
    if (entry < 0)
        return fail(x, what, "the workbook lacks this part; save it again", "工作簿缺少该部分；请重新保存");
    x->listener = (struct part_listener){x, start, text ? text : no_text, end ? end : no_end};
    x->inside = 0;
    if (!open_part(x, entry, what) || !judge_end(x, part_run(x->part), what) || x->failed)
        return false;
    char rest[4096];
    ssize_t got;
    while ((got = unzip_read(x->z, rest, sizeof rest)) > 0)
        ;
    return got == 0 || fail_archive(x, what);
}

static struct str attribute(const struct ooxml *x, enum name name)
{
    return part_attribute(x->part, (int)name);
}

static bool says_yes(struct str s)
{
    return str_is(s, "1") || str_is(s, "true") || str_is(s, "on");
}

/* A whole number that is not negative; -1: none, or beyond a billion. */
static long whole(struct str s)
{
    long v = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || v > 100000000)
            return -1;
        v = v * 10 + (s.p[i] - '0');
    }
    return s.n ? v : -1;
}

/* ---- relations ---- */

/* The name of a part that a relation of another names: beside it, or from the root of the package. */
static struct str resolve(struct ooxml *x, struct str of, struct str target)
{
    if (target.n && target.p[0] == '/')
        return arena_str(&x->text, (struct str){target.p + 1, target.n - 1});
    size_t folder = of.n;
    while (folder && of.p[folder - 1] != '/')
        folder--;
    while (str_starts(target, STR("../"))) {
        target = (struct str){target.p + 3, target.n - 3};
        folder -= folder > 0;
        while (folder && of.p[folder - 1] != '/')
            folder--;
    }
    const char *made = arena_printf(&x->text, "%.*s%.*s", (int)folder, of.p ? of.p : "", (int)target.n, target.p ? target.p : "");
    return str_of(made);
}

static void on_root_relation(void *to, int name)
{
    struct ooxml *x = to;
    if (name == RELATIONSHIP && str_ends(attribute(x, TYPE), STR("/officeDocument")))
        x->workbook = resolve(x, STR(""), attribute(x, TARGET));
}

static void on_relation(void *to, int name)
{
    struct ooxml *x = to;
    if (name != RELATIONSHIP)
        return;
    if (++x->n_relations > RELATIONS_MAX) {
        x->too_much = true;
        return;
    }
    struct str type = attribute(x, TYPE), id = attribute(x, ID), part = resolve(x, x->workbook, attribute(x, TARGET));
    if (str_ends(type, STR("/sharedStrings")))
        x->strings_part = part;
    else if (str_ends(type, STR("/styles")))
        x->styles_part = part;
    for (int i = 0; i < x->n_sheets; i++)
        if (str_eq(x->sheets[i].relation, id)) {
            int entry = str_ends(type, STR("/worksheet")) ? unzip_find(x->z, part) : ENTRY_NO_TABLE;
            x->sheets[i].entry = entry < 0 && entry != ENTRY_NO_TABLE ? ENTRY_MISSING : entry;
        }
}

static struct str relations_of(struct ooxml *x, struct str part)
{
    size_t folder = part.n;
    while (folder && part.p[folder - 1] != '/')
        folder--;
    return str_of(arena_printf(&x->text, "%.*s_rels/%.*s.rels", (int)folder, part.p, (int)(part.n - folder), part.p + folder));
}

/* ---- the workbook ---- */

static void on_workbook(void *to, int name)
{
    struct ooxml *x = to;
    if (name == WORKBOOK_PR)
        x->from1904 = says_yes(attribute(x, DATE1904));
    if (name != SHEET)
        return;
    if (x->n_sheets >= SHEETS_MAX) {
        x->too_much = true;
        return;
    }
    x->sheets = mem_grow(x->sheets, &x->cap_sheets, (size_t)x->n_sheets + 1, sizeof *x->sheets);
    struct str state = attribute(x, STATE);
    x->sheets[x->n_sheets++] = (struct sheet_entry){.name = arena_str(&x->text, attribute(x, NAME)),
                                                    .relation = arena_str(&x->text, attribute(x, RELATION_ID)),
                                                    .entry = ENTRY_MISSING, .hidden = state.n && !str_is(state, "visible")};
}

static struct shown_format format_of(const struct ooxml *x, int id)
{
    for (int i = x->n_own - 1; i >= 0; i--)
        if (x->own[i].id == id)
            return x->own[i].format;
    return shown_builtin(id);
}

static void on_style(void *to, int name)
{
    struct ooxml *x = to;
    int id = (int)whole(attribute(x, NUM_FMT_ID));
    if (name == CELL_XFS)
        x->inside = CELL_XFS;
    x->too_much = x->too_much || (name == NUM_FMT && x->n_own >= OWN_FORMATS_MAX);
    if (name == NUM_FMT && x->n_own < OWN_FORMATS_MAX) {
        x->own = mem_grow(x->own, &x->cap_own, (size_t)x->n_own + 1, sizeof *x->own);
        x->own[x->n_own++] = (struct own_format){id, shown_code(attribute(x, FORMAT_CODE))};
    }
    if (name == XF && x->inside == CELL_XFS && x->n_formats < FORMATS_MAX) {
        x->formats = mem_grow(x->formats, &x->cap_formats, (size_t)x->n_formats + 1, sizeof *x->formats);
        x->formats[x->n_formats++] = format_of(x, id);
    }
}

static void end_style(void *to, int name)
{
    struct ooxml *x = to;
    if (name == CELL_XFS)
        x->inside = 0;
}

/* ---- shared strings ---- */

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The character that _xHHHH_ at p stands for, -1: none. */
static long escaped(const char *p, const char *end)
{
    long v = 0;
    if (end - p < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
        return -1;
    for (int i = 2; i < 6; i++) {
        int digit = hex(p[i]);
        if (digit < 0)
            return -1;
        v = v * 16 + digit;
    }
    return v && !(v >= 0xd800 && v < 0xe000) && v != 0xfffe && v != 0xffff ? v : -1;
}

/* Appends a text of the workbook: _xHHHH_ is a character, and a line ends in LF. */
static void put_text(struct buf *to, struct str text)
{
    for (const char *p = text.p, *end = text.p + text.n; p < end;) {
        const char *next = memchr(p, '_', (size_t)(end - p));
        size_t n = (size_t)((next ? next : end) - p);
        buf_add(to, p, n);
        p += n;
        long cp = p < end ? escaped(p, end) : -1;
        if (p < end && cp < 0)
            buf_char(to, *p++);
        else if (p < end) {
            if (cp != '\r')
                utf8_put(to, (uint32_t)cp);
            p += 7;
        }
    }
}

static void on_string(void *to, int name)
{
    struct ooxml *x = to;
    if (name == SI) {
        x->in_si = true;
        buf_reset(&x->value);
    }
    x->in_phonetic = x->in_phonetic || name == RPH;
    x->inside = name == T ? T : 0;
}

static void string_text(void *to, struct str text)
{
    struct ooxml *x = to;
    if (x->inside == T && x->in_si && !x->in_phonetic)
        put_text(&x->value, text);
}

static void end_string(void *to, int name)
{
    struct ooxml *x = to;
    x->inside = 0;
    x->in_phonetic = x->in_phonetic && name != RPH;
    if (name == SI) {
        strings_add(&x->strings, buf_slice(&x->value));
        x->in_si = false;
    }
}

/* ---- merged areas ---- */

/* "BC12" as column and row from 0 and 1. Returns the bytes used, 0: it is no cell. */
static size_t read_reference(struct str s, int *column, long *row)
{
    size_t i = 0;
    *column = 0;
    *row = 0;
    for (; i < s.n && i < 3 && s.p[i] >= 'A' && s.p[i] <= 'Z'; i++)
        *column = *column * 26 + (s.p[i] - 'A' + 1);
    size_t letters = i;
    for (; i < s.n && i < letters + 7 && s.p[i] >= '0' && s.p[i] <= '9'; i++)
        *row = *row * 10 + (s.p[i] - '0');
    --*column;
    return letters && i > letters && *row > 0 && *column < ROWMAKER_COLUMNS ? i : 0;
}

static void on_merge(void *to, int name)
{
    struct ooxml *x = to;
    if (name != MERGE_CELL || x->n_merges >= MERGES_MAX)
        return;
    struct str ref = attribute(x, REF);
    int from, end;
    long first, last;
    size_t n = read_reference(ref, &from, &first);
    if (!n || n >= ref.n || ref.p[n] != ':' || !read_reference((struct str){ref.p + n + 1, ref.n - n - 1}, &end, &last) ||
        end < from || last < first)
        return;
    x->merges = mem_grow(x->merges, &x->cap_merges, x->n_merges + 1, sizeof *x->merges);
    x->merges[x->n_merges++] = (struct merge){first, last - first + 1, from, end - from + 1};
}

static int by_row(const void *a, const void *b)
{
    const struct merge *x = a, *y = b;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return x->column - y->column;
}

/* Reads a sheet to its end: is it whole, and does it have merged areas? */
static bool look_through(struct ooxml *x, int entry, const char *what, bool *merges)
{
    static const char mark[] = "mergeCell";
    enum { CARRY = sizeof mark - 2 };
    char piece[CARRY + 32768];
    size_t kept = 0;
    ssize_t got;
    *merges = false;
    if (!unzip_begin(x->z, entry))
        return fail_archive(x, what);
    while ((got = unzip_read(x->z, piece + kept, sizeof piece - kept)) > 0) {
        size_t n = kept + (size_t)got;
        for (const char *p = piece; !*merges && (p = memchr(p, 'm', n - (size_t)(p - piece))) != NULL; p++)
            *merges = n - (size_t)(p - piece) >= sizeof mark - 1 && memcmp(p, mark, sizeof mark - 1) == 0;
        kept = n < CARRY ? n : CARRY;
        memmove(piece, piece + n - kept, kept);
    }
    return got == 0 || fail_archive(x, what);
}

/* ---- rows ---- */

static void begin_row(struct ooxml *x)
{
    long given = whole(attribute(x, R));
    x->row = given > 0 ? given : x->row + 1;
    x->row_hidden = says_yes(attribute(x, HIDDEN));
    x->column = -1;
    rowmaker_begin(&x->maker);
}

static void begin_cell(struct ooxml *x)
{
    int column;
    long row;
    struct str type = attribute(x, T);
    x->column++;
    struct str reference = attribute(x, R);
    if (read_reference(reference, &column, &row))
        x->column = column;
    else if (reference.n)
        x->column = ROWMAKER_COLUMNS;
    if (x->column >= ROWMAKER_COLUMNS)
        fail(x, sheet_label(x), "a cell has a place that no sheet has; save the workbook again", "单元格位置超出工作表范围；请重新保存工作簿");
    x->style = (int)whole(attribute(x, S));
    size_t n = type.n < sizeof x->type ? type.n : sizeof x->type - 1;
    memcpy(x->type, type.n ? type.p : "", n);
    x->type[n] = '\0';
    x->has_value = x->has_formula = x->in_value = x->in_inline = false;
    buf_reset(&x->value);
}

static void on_cell(void *to, int name)
{
    struct ooxml *x = to;
    if (name == ROW)
        begin_row(x);
    else if (name == C)
        begin_cell(x);
    else if (name == F)
        x->has_formula = true;
    else if (name == V)
        x->in_value = x->has_value = true;
    else if (name == IS)
        x->in_inline = x->has_value = true;
    else if (name == RPH)
        x->in_phonetic = true;
    else if (name == T)
        x->in_value = x->in_inline && !x->in_phonetic;
}

static void cell_text(void *to, struct str text)
{
    struct ooxml *x = to;
    if (!x->in_value)
        return;
    if (strcmp(x->type, "inlineStr") == 0 || strcmp(x->type, "str") == 0)
        put_text(&x->value, text);
    else
        buf_str(&x->value, text);
}

/* A number by the format of its cell. */
static void put_number(struct ooxml *x, struct buf *text, struct buf *padded, struct grid_cell *cell)
{
    struct str raw = buf_slice(&x->value);
    struct shown_format f = {.kind = SHOWN_NUMBER};
    if (x->style >= 0 && x->style < x->n_formats)
        f = x->formats[x->style];
    bool date = f.kind == SHOWN_DATE || f.kind == SHOWN_MONTH || f.kind == SHOWN_TIME;
    cell->type = GRID_DATE;
    if (date && shown_date(text, raw, f, x->from1904))
        return;
    cell->type = GRID_NUMBER;
    cell->percent = f.kind == SHOWN_PERCENT;
    if (!shown_number(text, raw, &cell->longer)) {
        cell->type = GRID_TEXT;
        buf_str(text, raw);
    } else if (f.kind == SHOWN_PADDED && text->n < (size_t)f.digits && !memchr(text->p, '.', text->n) && text->p[0] != '-') {
        for (size_t i = text->n; i < (size_t)f.digits; i++)
            buf_char(padded, '0');
        buf_str(padded, buf_slice(text));
    }
}

static void end_cell(struct ooxml *x)
{
    struct grid_cell cell = {.type = GRID_TEXT};
    struct buf text = {0}, padded = {0};
    struct str raw = buf_slice(&x->value);
    if (x->column < 0 || x->column >= ROWMAKER_COLUMNS || (!x->has_value && !x->has_formula))
        return;
    if (strcmp(x->type, "s") == 0) {
        long number = whole(str_trim(raw));
        bool there = number >= 0 && strings_get(&x->strings, (uint64_t)number, &text);
        if (!there && x->has_value)
            fail(x, sheet_label(x), "a cell has a text that is not in the workbook; save the workbook again",
                 "单元格引用的文本不在工作簿中；请重新保存工作簿");
        cell.type = there ? GRID_TEXT : GRID_BLANK;
    } else if (strcmp(x->type, "e") == 0) {
        cell.type = GRID_ERROR;
        buf_str(&text, raw);
    } else if (strcmp(x->type, "b") == 0) {
        cell.type = GRID_BOOLEAN;
        buf_puts(&text, says_yes(raw) ? "true" : "false");
    } else if (strcmp(x->type, "d") == 0) {
        cell.type = GRID_DATE;
        buf_str(&text, str_ends(raw, STR("T00:00:00")) ? (struct str){raw.p, raw.n - 9} : raw);
    } else if (x->type[0] && strcmp(x->type, "n") != 0) {
        buf_str(&text, raw);
    } else if (!raw.n) {
        cell.type = x->has_formula ? GRID_UNKNOWN : GRID_BLANK;
    } else {
        put_number(x, &text, &padded, &cell);
    }
    cell.text = buf_slice(&text);
    cell.padded = buf_slice(&padded);
    rowmaker_put(&x->maker, x->column, &cell);
    buf_free(&text);
    buf_free(&padded);
}

static void end_tag(void *to, int name)
{
    struct ooxml *x = to;
    if (name == V || name == T)
        x->in_value = false;
    else if (name == IS)
        x->in_inline = false;
    else if (name == RPH)
        x->in_phonetic = false;
    else if (name == C)
        end_cell(x);
    if (name == ROW) {
        x->row_done = true;
        part_stop(x->part);
    }
}

static void finish_row(struct ooxml *x, struct grid_row *row)
{
    struct merge *m = x->merges;
    while (x->next_merge < x->n_merges && m[x->next_merge].row < x->row)
        x->next_merge++;
    for (; x->next_merge < x->n_merges && m[x->next_merge].row == x->row; x->next_merge++)
        if (m[x->next_merge].column < x->maker.n)
            rowmaker_merge(&x->maker, m[x->next_merge].column, m[x->next_merge].width, x->row, m[x->next_merge].height);
    *row = (struct grid_row){.hidden = x->row_hidden};
    rowmaker_end(&x->maker, x->row, row);
}

/* ---- sheets ---- */

static bool begin_rows(struct ooxml *x)
{
    struct sheet_entry *s = &x->sheets[x->at];
    const char *what = sheet_label(x);
    bool merges;
    x->n_merges = x->next_merge = 0;
    x->row = 0;
    if (!look_through(x, s->entry, what, &merges))
        return false;
    if (merges) {
        x->listener = (struct part_listener){x, on_merge, no_text, no_end};
        if (!open_part(x, s->entry, what) || !judge_end(x, part_run(x->part), what))
            return false;
        qsort(x->merges, x->n_merges, sizeof *x->merges, by_row);
    }
    x->listener = (struct part_listener){x, on_cell, cell_text, end_tag};
    rowmaker_clear(&x->maker);
    return open_part(x, s->entry, what);
}

static bool open_package(struct ooxml *x)
{
    x->opened = true;
    x->at = -1;
    if (!walk(x, STR("_rels/.rels"), on_root_relation, NULL, NULL))
        return false;
    if (!x->workbook.n)
        return fail(x, "_rels/.rels", "it names no workbook; save the file as .xlsx", "未指明工作簿；请另存为 .xlsx");
    if (!walk(x, x->workbook, on_workbook, NULL, NULL) || !walk(x, relations_of(x, x->workbook), on_relation, NULL, NULL))
        return false;
    if (x->styles_part.n && !walk(x, x->styles_part, on_style, NULL, end_style))
        return false;
    if (x->too_much)
        return fail(x, "xl/workbook.xml",
                    "more than 1000 sheets, 10000 parts or 5000 number formats; save what is needed in a new one",
                    "超过 1000 个工作表、10000 个部件或 5000 种数字格式；请将所需内容另存为新工作簿");
    return !x->strings_part.n || walk(x, x->strings_part, on_string, string_text, end_string);
}

enum grid_got ooxml_next(struct ooxml *x, struct grid_row *row)
{
    if (!x->opened && !open_package(x))
        return GRID_FAULT;
    if (x->at >= 0 && !x->skip) {
        if (!x->part && !begin_rows(x))
            return GRID_FAULT;
        x->row_done = false;
        enum part_end end = part_run(x->part);
        if (!judge_end(x, end, sheet_label(x)))
            return GRID_FAULT;
        if (end == PART_STOPPED && x->row_done) {
            finish_row(x, row);
            return GRID_ROW;
        }
    }
    part_free(x->part);
    x->part = NULL;
    x->skip = false;
    do {
        x->at++;
    } while (x->at < x->n_sheets && x->sheets[x->at].entry == ENTRY_NO_TABLE); /* a chart */
    if (x->at < x->n_sheets && x->sheets[x->at].entry == ENTRY_MISSING) {
        fail(x, sheet_label(x), "the sheet is not in the archive; save the workbook again", "压缩包中没有该工作表；请重新保存工作簿");
        return GRID_FAULT;
    }
    return x->at < x->n_sheets ? GRID_SHEET : GRID_END;
}

void ooxml_skip(struct ooxml *x)
{
    x->skip = true;
}

struct str ooxml_name(const struct ooxml *x)
{
    return x->at >= 0 && x->at < x->n_sheets ? x->sheets[x->at].name : STR("");
}

bool ooxml_hidden(const struct ooxml *x)
{
    return x->at >= 0 && x->at < x->n_sheets && x->sheets[x->at].hidden;
}

const char *const *ooxml_why(const struct ooxml *x)
{
    return x->words;
}

bool ooxml_is(const struct unzip *z)
{
    return unzip_find(z, STR("_rels/.rels")) >= 0 && unzip_find(z, STR("[Content_Types].xml")) >= 0 &&
           unzip_has(z, STR("xl/")) && !unzip_has(z, STR("xl/workbook.bin"));
}

struct ooxml *ooxml_new(struct unzip *z, const struct part_slow *slow)
{
    struct ooxml *x = mem_alloc(sizeof *x);
    x->z = z;
    x->slow = slow;
    x->at = -1;
    return x;
}

void ooxml_free(struct ooxml *x)
{
    if (!x)
        return;
    part_free(x->part);
    rowmaker_free(&x->maker);
    strings_free(&x->strings);
    mem_free(x->sheets);
    mem_free(x->own);
    mem_free(x->formats);
    mem_free(x->merges);
    buf_free(&x->value);
    buf_free(&x->why[0]);
    buf_free(&x->why[1]);
    arena_free(&x->text);
    mem_free(x);
}
