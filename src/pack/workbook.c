/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/workbook.h"

#include <errno.h>
#include <string.h>

#include "base/diag.h"
#include "io/in.h"
#include "pack/csvin.h"
#include "pack/dataset.h"
#include "pack/xlsx.h"
#include "rec/cell.h"
#include "rec/recin.h"
#include "value/value.h"

enum { ROWS_MAX = XLSX_ROWS - 1 };

struct book {
    struct xlsx *x;
    struct workbook_totals *totals;
    struct arena row;  /* of a row */
    struct arena kept; /* of the book */
};

static bool complain(const char *place, long line, const char *en, const char *zh)
{
    diag(D_PACK_XLSX, loc_line(place, line), diag_lang() == LANG_ZH ? zh : en);
    return false;
}

static bool too_long(const char *place, long line)
{
    return complain(place, line, "a text of more than 32,767 characters, which no cell of a spreadsheet holds",
                    "文本超过 32767 个字符，电子表格单元格放不下");
}

static struct str words(const char *en, const char *zh)
{
    return str_of(diag_lang() == LANG_ZH ? zh : en);
}

static bool begin_sheet(struct book *b, struct str name, const struct str *heads, int n)
{
    if (!xlsx_name_ok(b->x, name)) {
        diag(D_PACK_XLSX_NAME, (struct loc){0}, diag_str(name));
        return false;
    }
    xlsx_sheet(b->x, name, heads, n);
    b->totals->sheets++;
    return true;
}

static void put_text(struct book *b, int column, struct str text)
{
    if (text.n)
        xlsx_text(b->x, column, text);
}

/* ---- tables ---- */

static int significant(struct str text)
{
    int n = 0;
    bool begun = false;
    for (size_t i = 0; i < text.n; i++) {
        begun |= text.p[i] >= '1' && text.p[i] <= '9';
        n += begun && text.p[i] != '.';
    }
    return n;
}

/* Writes the cell as what it is. Returns false where a spreadsheet has no such value: it must be text. */
static bool put_typed(struct book *b, int column, const struct dataset_field *f, struct str text)
{
    struct value v;
    if (f->invalid || value_parse(&v, f->fit.type, text, &b->row) != CELL_OK)
        return false;
    if (v.type == T_DATE)
        return xlsx_date(b->x, column, v.date);
    if (v.type == T_BOOLEAN)
        xlsx_boolean(b->x, column, v.boolean);
    else if (significant(text) <= XLSX_DIGITS)
        xlsx_number(b->x, column, text, f->scale);
    return v.type == T_BOOLEAN || significant(text) <= XLSX_DIGITS;
}

static bool is_typed(const struct dataset_field *f)
{
    return vtype_is_numeric(f->fit.type) || f->fit.type == T_BOOLEAN || f->fit.type == T_DATE;
}

static bool put_row(struct book *b, const struct dataset_table *t, const struct csvin *in, const char *path)
{
    xlsx_row(b->x);
    for (int i = 0; i < t->n; i++) {
        struct str text = in->cells[i];
        if (!text.n || (is_typed(&t->fields[i]) && put_typed(b, i, &t->fields[i], text)))
            continue;
        if (!xlsx_text_ok(text))
            return too_long(path, in->line);
        b->totals->as_text += is_typed(&t->fields[i]);
        put_text(b, i, text);
    }
    arena_reset(&b->row);
    return true;
}

/* A title, with the name behind it where another column has the same one; the name where there is none. */
static struct str head_of(struct book *b, const struct dataset_table *t, int i)
{
    const struct dataset_field *f = &t->fields[i];
    if (!f->title.n)
        return f->name;
    for (int k = 0; k < t->n; k++)
        if (k != i && str_eq(t->fields[k].title, f->title))
            return str_of(arena_printf(&b->kept, "%.*s (%.*s)", (int)f->title.n, f->title.p, (int)f->name.n, f->name.p));
    return f->title;
}

static bool put_rows(struct book *b, const struct dataset_table *t, struct csvin *in, const char *path)
{
    uint64_t rows = 0;
    int got = csvin_next(in); /* the header, which verification has compared */
    while (got > 0 && (got = csvin_next(in)) > 0) {
        if (in->n != t->n || rows++ == t->rows)
            return complain(path, in->line, "the file has changed since it was verified", "文件在校验之后又有改动");
        if (!put_row(b, t, in, path))
            return false;
    }
    b->totals->rows += rows;
    return got == 0 || complain(path, in->line, "the file cannot be read to its end", "文件无法读到末尾");
}

static bool put_table(struct book *b, const char *folder, const struct dataset_table *t)
{
    const char *path = arena_printf(&b->kept, "%s/%.*s", folder, (int)t->path.n, t->path.p);
    struct str *heads = arena_array(&b->kept, (size_t)t->n, sizeof *heads);
    for (int i = 0; i < t->n; i++)
        heads[i] = head_of(b, t, i);
    if (t->rows > ROWS_MAX || t->n > XLSX_COLUMNS)
        return complain(path, 0, "more than the 1,048,575 rows or 16,384 columns that a sheet holds; use the CSV",
                        "超过工作表上限（1048575 行、16384 列）；请使用 CSV，或先筛选再打包");
    if (!begin_sheet(b, t->name, heads, t->n))
        return false;
    struct csvin in = {.in = gzin_open(path, t->mode)};
    if (!in.in)
        return complain(path, 0, strerror(errno), strerror(errno));
    bool good = put_rows(b, t, &in, path);
    csvin_free(&in);
    gzin_close(in.in);
    return good;
}

/* ---- dictionary and codes ---- */

static struct str bound(struct book *b, bool has, const struct value *v)
{
    struct buf text = {0};
    if (has)
        value_put_cell(&text, v);
    struct str s = arena_str(&b->row, buf_slice(&text));
    buf_free(&text);
    return s;
}

static void put_cells(struct book *b, const struct str *cells, int n)
{
    xlsx_row(b->x);
    for (int i = 0; i < n; i++)
        put_text(b, i, cells[i]);
    arena_reset(&b->row);
}

static void put_field(struct book *b, const struct dataset_table *t, int i)
{
    const struct dataset_field *f = &t->fields[i];
    bool key = false;
    for (int k = 0; k < t->n_key; k++)
        key |= t->key[k] == i;
    const struct str yes = words("yes", "是"), no = {0};
    const struct str cells[] = {t->name, f->name, f->title, str_of(vtype_name(f->fit.type)), f->unit, key ? yes : no,
                                f->fit.required ? yes : no, bound(b, f->fit.has_min, &f->fit.min),
                                bound(b, f->fit.has_max, &f->fit.max), f->description};
    put_cells(b, cells, (int)(sizeof cells / sizeof cells[0]));
}

static bool put_dictionary(struct book *b, const struct dataset *d)
{
    const struct str heads[] = {words("table", "表"), words("variable", "变量"), words("title", "名称"), words("type", "类型"),
                                words("unit", "计量单位"), words("key", "标识"), words("required", "必填"),
                                words("min", "最小值"), words("max", "最大值"), words("description", "说明")};
    if (!begin_sheet(b, words("dictionary", "字典"), heads, (int)(sizeof heads / sizeof heads[0])))
        return false;
    for (int t = 0; t < d->n; t++)
        for (int i = 0; i < d->tables[t].n; i++)
            put_field(b, &d->tables[t], i);
    return true;
}

static bool put_codes(struct book *b, const struct dataset *d)
{
    const struct str heads[] = {words("table", "表"), words("variable", "变量"), words("code", "代码"), words("label", "名称")};
    if (!begin_sheet(b, words("codes", "代码"), heads, 4))
        return false;
    long rows = 0;
    for (int t = 0; t < d->n; t++)
        for (int i = 0; i < d->tables[t].n; i++) {
            const struct dataset_field *f = &d->tables[t].fields[i];
            for (int k = 0; k < f->codes.n; k++) {
                const struct str cells[] = {d->tables[t].name, f->name, intern_name(&f->codes, k), f->labels[k]};
                if (rows++ == ROWS_MAX)
                    return complain("datapackage.json", f->line, "more codes than a sheet has rows", "代码数超过工作表的行数上限");
                put_cells(b, cells, 4);
            }
        }
    return true;
}

/* ---- streams ---- */

static bool put_record(struct book *b, const struct rec *r, int n, const char *path)
{
    xlsx_row(b->x);
    for (int i = 0; i < n; i++) {
        if (cell_is_null(r->cell[i]))
            continue;
        struct str text = cell_text(r->cell[i], &b->row);
        if (!xlsx_text_ok(text))
            return too_long(path, r->lineno);
        put_text(b, i, text);
    }
    arena_reset(&b->row);
    return true;
}

static bool put_records(struct book *b, struct recin *in, const struct workbook_sheet *s)
{
    const struct intern *columns = recin_columns(in);
    struct str *heads = arena_array(&b->kept, (size_t)columns->n, sizeof *heads);
    struct rec r;
    long rows = 0;
    int got;
    if (columns->n > XLSX_COLUMNS)
        return complain(s->path, 1, "more columns than a sheet holds", "超过工作表的列数上限");
    for (int i = 0; i < columns->n; i++)
        heads[i] = intern_name(columns, i);
    if (!begin_sheet(b, str_of(s->name), heads, columns->n))
        return false;
    while ((got = recin_next(in, &r)) > 0) {
        if (rows++ == ROWS_MAX)
            return complain(s->path, rows, "more rows than a sheet holds", "超过工作表的行数上限");
        if (!put_record(b, &r, columns->n, s->path))
            return false;
    }
    return got == 0;
}

static bool put_stream(struct book *b, const struct workbook_sheet *s)
{
    struct recin *in = recin_open(s->path, NULL);
    bool good = in && put_records(b, in, s);
    recin_close(in);
    return good;
}

/* ---- the file ---- */

static bool fill(struct book *b, const char *folder, const struct dataset *d, const struct workbook_sheet *sheets, int n)
{
    for (int i = 0; i < d->n; i++)
        if (!put_table(b, folder, &d->tables[i]))
            return false;
    if (!put_dictionary(b, d) || !put_codes(b, d))
        return false;
    for (int i = 0; i < n; i++)
        if (!put_stream(b, &sheets[i]))
            return false;
    return true;
}

static bool write_dataset(struct out *to, const char *folder, const struct dataset *d, const struct workbook_sheet *sheets,
                          int n, struct workbook_totals *totals)
{
    struct book b = {.x = xlsx_open(to), .totals = totals};
    bool good = fill(&b, folder, d, sheets, n);
    if (good)
        good = xlsx_close(b.x) || complain(folder, 0, "it would be larger than 4 GB; use the CSV", "将超过 4 GB；请使用 CSV");
    else
        xlsx_abandon(b.x);
    arena_free(&b.row);
    arena_free(&b.kept);
    return good;
}

bool workbook_write(struct out *to, const char *folder, const struct workbook_sheet *sheets, int n,
                    struct workbook_totals *totals)
{
    struct arena a = {0};
    struct buf text = {0};
    struct dataset_error e;
    const char *path = arena_printf(&a, "%s/datapackage.json", folder);
    *totals = (struct workbook_totals){0};
    bool good = in_slurp_regular(path, DATASET_DESCRIPTOR_MAX, &text);
    if (good) {
        struct dataset *d = dataset_read(buf_slice(&text), &e);
        good = d ? write_dataset(to, folder, d, sheets, n, totals) : complain(path, e.line, e.why, e.why);
        dataset_free(d);
    }
    buf_free(&text);
    arena_free(&a);
    return good;
}
