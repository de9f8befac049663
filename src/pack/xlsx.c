/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/xlsx.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "pack/zip.h"

/* Cell formats, by their place in styles.xml. */
enum { STYLE_PLAIN, STYLE_HEAD, STYLE_DATE, STYLE_SCALE };

enum {
    WIDTH_MIN = 10,
    WIDTH_MAX = 36,
    FORMATS = 164,      /* numbers of formats below this are built in */
    EPOCH = 25569,      /* the serial number of 1970-01-01 */
    SERIAL_MIN = 61     /* of 1900-03-01 */
};

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define DOCUMENT "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define OPC "http://schemas.openxmlformats.org/package/2006"
#define TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml."

struct xlsx {
    struct zip *zip;
    struct arena arena;
    struct str *names; /* [n] of the sheets */
    int n;
    size_t cap;
    struct buf b;      /* of the row or part at hand */
    long row;          /* from 1 */
    int columns;
};

static void flush(struct xlsx *x)
{
    zip_add(x->zip, x->b.p, x->b.n);
    buf_reset(&x->b);
}

static void whole(struct xlsx *x, const char *name)
{
    zip_begin(x->zip, name);
    flush(x);
    zip_end(x->zip);
}

/* ---- texts ---- */

static size_t utf16_length(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xc0) != 0x80 ? 1u + ((unsigned char)s.p[i] >= 0xf0) : 0u;
    return n;
}

/* Text as XML: markup escaped; what no XML document may hold becomes U+FFFD. */
static void put_xml(struct buf *b, struct str s)
{
    const char *p = s.p, *end = s.p + s.n;
    while (p < end) {
        uint32_t c = 0;
        int n = utf8_next(p, end, &c);
        bool good = n > 0 && (c >= 0x20 ? c != 0xfffe && c != 0xffff : c == '\t' || c == '\n');
        if (!good)
            buf_puts(b, "\xef\xbf\xbd");
        else if (c == '&' || c == '<' || c == '>' || c == '"')
            buf_puts(b, c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&quot;");
        else
            buf_add(b, p, (size_t)n);
        p += n > 0 ? n : 1;
    }
}

/* A cell's reference: A1, AB12. */
static void put_place(struct buf *b, int column, long row)
{
    char letters[4];
    int n = 0;
    for (int c = column + 1; c > 0; c = (c - 1) / 26)
        letters[n++] = (char)('A' + (c - 1) % 26);
    while (n)
        buf_char(b, letters[--n]);
    buf_int(b, row);
}

/* ---- sheets ---- */

static bool same_name(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++) {
        char p = a.p[i], q = b.p[i];
        if ((p >= 'A' && p <= 'Z' ? p + 32 : p) != (q >= 'A' && q <= 'Z' ? q + 32 : q))
            return false;
    }
    return true;
}

bool xlsx_name_ok(const struct xlsx *x, struct str name)
{
    if (!name.n || utf16_length(name) > XLSX_NAME || utf8_valid(name) != name.n)
        return false;
    if (name.p[0] == '\'' || name.p[name.n - 1] == '\'')
        return false;
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] < 0x20 || strchr("[]:*?/\\", name.p[i]))
            return false;
    for (int i = 0; i < x->n; i++)
        if (same_name(x->names[i], name))
            return false;
    return true;
}

static void end_sheet(struct xlsx *x)
{
    if (!x->n)
        return;
    buf_puts(&x->b, x->row ? "</row></sheetData>" : "</sheetData>");
    if (x->row > 1) {
        buf_puts(&x->b, "<autoFilter ref=\"A1:");
        put_place(&x->b, x->columns - 1, x->row);
        buf_puts(&x->b, "\"/>");
    }
    buf_puts(&x->b, "</worksheet>");
    flush(x);
    zip_end(x->zip);
}

static void put_widths(struct xlsx *x, const struct str *heads, int n)
{
    buf_puts(&x->b, "<cols>");
    for (int i = 0; i < n; i++) {
        /* A Chinese character is as wide as two digits. */
        size_t chars = utf8_length(heads[i]), width = chars + (heads[i].n - chars) / 2 + 3;
        width = width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width;
        buf_printf(&x->b, "<col min=\"%d\" max=\"%d\" width=\"%zu\" customWidth=\"1\"/>", i + 1, i + 1, width);
    }
    buf_puts(&x->b, "</cols>");
}

static void put_text(struct xlsx *x, int column, struct str text, int style)
{
    buf_puts(&x->b, "<c r=\"");
    put_place(&x->b, column, x->row);
    buf_printf(&x->b, "\" s=\"%d\" t=\"inlineStr\"><is><t xml:space=\"preserve\">", style);
    put_xml(&x->b, text);
    buf_puts(&x->b, "</t></is></c>");
}

void xlsx_sheet(struct xlsx *x, struct str name, const struct str *heads, int n)
{
    char part[48];
    assert(n > 0 && n <= XLSX_COLUMNS && xlsx_name_ok(x, name));
    end_sheet(x);
    x->names = mem_grow(x->names, &x->cap, (size_t)x->n + 1, sizeof *x->names);
    x->names[x->n++] = arena_str(&x->arena, name);
    x->row = 0;
    x->columns = n;
    snprintf(part, sizeof part, "xl/worksheets/sheet%d.xml", x->n);
    zip_begin(x->zip, part);
    buf_printf(&x->b, XML "<worksheet xmlns=\"" MAIN "\"><sheetViews><sheetView%s workbookViewId=\"0\"><pane ySplit=\"1\" "
                      "topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>",
               x->n == 1 ? " tabSelected=\"1\"" : "");
    put_widths(x, heads, n);
    buf_puts(&x->b, "<sheetData>");
    xlsx_row(x);
    for (int i = 0; i < n; i++)
        put_text(x, i, heads[i], STYLE_HEAD);
}

void xlsx_row(struct xlsx *x)
{
    assert(x->row < XLSX_ROWS);
    if (x->row)
        buf_puts(&x->b, "</row>");
    flush(x);
    buf_printf(&x->b, "<row r=\"%ld\">", ++x->row);
}

/* ---- cells ---- */

bool xlsx_text_ok(struct str text)
{
    return text.n <= XLSX_TEXT || utf16_length(text) <= XLSX_TEXT;
}

void xlsx_text(struct xlsx *x, int column, struct str text)
{
    assert(column < x->columns);
    put_text(x, column, text, STYLE_PLAIN);
}

static void begin_cell(struct xlsx *x, int column, int style, const char *type)
{
    assert(column < x->columns);
    buf_puts(&x->b, "<c r=\"");
    put_place(&x->b, column, x->row);
    buf_printf(&x->b, "\" s=\"%d\"%s><v>", style, type);
}

void xlsx_number(struct xlsx *x, int column, struct str digits, int scale)
{
    begin_cell(x, column, scale >= 0 && scale < XLSX_SCALES ? STYLE_SCALE + scale : STYLE_PLAIN, "");
    if (digits.n && digits.p[0] == '+')
        digits = (struct str){digits.p + 1, digits.n - 1};
    buf_str(&x->b, digits);
    buf_puts(&x->b, "</v></c>");
}

void xlsx_boolean(struct xlsx *x, int column, bool value)
{
    begin_cell(x, column, STYLE_PLAIN, " t=\"b\"");
    buf_puts(&x->b, value ? "1</v></c>" : "0</v></c>");
}

bool xlsx_date(struct xlsx *x, int column, struct date d)
{
    long serial = (long)d.day + EPOCH;
    if (serial < SERIAL_MIN)
        return false;
    begin_cell(x, column, STYLE_DATE, "");
    buf_int(&x->b, serial);
    buf_puts(&x->b, "</v></c>");
    return true;
}

/* ---- the parts around the sheets ---- */

static void put_types(struct xlsx *x)
{
    buf_puts(&x->b, XML "<Types xmlns=\"" OPC "/content-types\">"
                    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                    "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" TYPE "sheet.main+xml\"/>"
                    "<Override PartName=\"/xl/styles.xml\" ContentType=\"" TYPE "styles+xml\"/>");
    for (int i = 1; i <= x->n; i++)
        buf_printf(&x->b, "<Override PartName=\"/xl/worksheets/sheet%d.xml\" ContentType=\"" TYPE "worksheet+xml\"/>", i);
    buf_puts(&x->b, "</Types>");
    whole(x, "[Content_Types].xml");
    buf_puts(&x->b, XML "<Relationships xmlns=\"" OPC "/relationships\"><Relationship Id=\"rId1\" Type=\"" DOCUMENT
                        "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
    whole(x, "_rels/.rels");
}

static void put_book(struct xlsx *x)
{
    buf_puts(&x->b, XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" DOCUMENT "\"><sheets>");
    for (int i = 0; i < x->n; i++) {
        buf_puts(&x->b, "<sheet name=\"");
        put_xml(&x->b, x->names[i]);
        buf_printf(&x->b, "\" sheetId=\"%d\" r:id=\"rId%d\"/>", i + 1, i + 1);
    }
    buf_puts(&x->b, "</sheets></workbook>");
    whole(x, "xl/workbook.xml");
    buf_puts(&x->b, XML "<Relationships xmlns=\"" OPC "/relationships\">");
    for (int i = 1; i <= x->n; i++)
        buf_printf(&x->b, "<Relationship Id=\"rId%d\" Type=\"" DOCUMENT "/worksheet\" Target=\"worksheets/sheet%d.xml\"/>", i, i);
    buf_printf(&x->b, "<Relationship Id=\"rId%d\" Type=\"" DOCUMENT "/styles\" Target=\"styles.xml\"/></Relationships>",
               x->n + 1);
    whole(x, "xl/_rels/workbook.xml.rels");
}

static void put_styles(struct xlsx *x)
{
    buf_printf(&x->b, XML "<styleSheet xmlns=\"" MAIN "\"><numFmts count=\"%d\"><numFmt numFmtId=\"%d\" "
                      "formatCode=\"yyyy\\-mm\\-dd\"/>", XLSX_SCALES + 1, FORMATS);
    for (int i = 0; i < XLSX_SCALES; i++)
        buf_printf(&x->b, "<numFmt numFmtId=\"%d\" formatCode=\"0%s%.*s\"/>", FORMATS + 1 + i, i ? "." : "", i,
                   "000000000000000");
    buf_puts(&x->b, "</numFmts><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
                    "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
                    "<fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill>"
                    "<fill><patternFill patternType=\"gray125\"/></fill><fill><patternFill patternType=\"solid\">"
                    "<fgColor rgb=\"FFE8EEF4\"/></patternFill></fill></fills>"
                    "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
                    "<cellStyleXfs count=\"1\"><xf/></cellStyleXfs>");
    buf_printf(&x->b, "<cellXfs count=\"%d\"><xf numFmtId=\"0\" xfId=\"0\"/>"
                      "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"2\" xfId=\"0\" applyFont=\"1\" applyFill=\"1\"/>"
                      "<xf numFmtId=\"%d\" xfId=\"0\" applyNumberFormat=\"1\"/>", STYLE_SCALE + XLSX_SCALES, FORMATS);
    for (int i = 0; i < XLSX_SCALES; i++)
        buf_printf(&x->b, "<xf numFmtId=\"%d\" xfId=\"0\" applyNumberFormat=\"1\"/>", FORMATS + 1 + i);
    buf_puts(&x->b, "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>"
                    "</styleSheet>");
    whole(x, "xl/styles.xml");
}

struct xlsx *xlsx_open(struct out *o)
{
    struct xlsx *x = mem_alloc(sizeof *x);
    x->zip = zip_open(o);
    return x;
}

static void give_back(struct xlsx *x)
{
    buf_free(&x->b);
    arena_free(&x->arena);
    mem_free(x->names);
    mem_free(x);
}

bool xlsx_close(struct xlsx *x)
{
    assert(x->n);
    end_sheet(x);
    put_types(x);
    put_book(x);
    put_styles(x);
    bool good = zip_close(x->zip);
    give_back(x);
    return good;
}

void xlsx_abandon(struct xlsx *x)
{
    zip_close(x->zip);
    give_back(x);
}
