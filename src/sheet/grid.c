/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet/grid.h"

#include "base/buf.h"
#include "base/mem.h"
#include "sheet/delimited.h"
#include "sheet/ods.h"
#include "sheet/ooxml.h"
#include "sheet/source.h"
#include "sheet/ssml.h"
#include "sheet/unzip.h"

static const size_t row_max = 16u << 20;

struct grid {
    enum grid_kind kind;
    struct source source;
    struct grid_options options;
    const char *const *why;
    bool begun, skip, foreign, document;
    struct delimited *delimited;
    struct spooled bytes; /* of an archive */
    struct unzip *z;
    struct ooxml *ooxml;
    struct ods *ods;
    struct ssml *ssml;
};

struct grid *grid_open(enum grid_kind kind, struct in *in, struct str head, const struct grid_options *options)
{
    struct grid *g = mem_alloc(sizeof *g);
    g->kind = kind;
    g->source = (struct source){.in = in, .head = head};
    g->options = options ? *options : (struct grid_options){0};
    if (!g->options.max_row)
        g->options.max_row = row_max;
    return g;
}

static const char *const unread[2] = {"it cannot be read to its end", "无法读到结尾"};

/* What the archive is, by its entries. */
static bool open_workbook(struct grid *g)
{
    static const char *const binary[2] = {"this is a binary workbook (.xlsb): save it as .xlsx", "这是二进制工作簿（.xlsb）：请另存为 .xlsx"};
    static const char *const office[2] = {"this is a document of another office program: ask for the table as .xlsx or CSV",
                                          "这是其他办公文档：请索取 .xlsx 或 CSV 格式的表"};
    static const char *const other[2] = {"this is a ZIP archive: unpack it and give its files, or pass an .xlsx or .ods workbook",
                                         "这是 ZIP 压缩包：请解压后给出其中的文件，或直接给出 .xlsx、.ods 工作簿"};
    if (ooxml_is(g->z)) {
        g->ooxml = ooxml_new(g->z, g->options.slow);
        return true;
    }
    if (ods_is(g->z)) {
        g->ods = ods_new(g->z, NULL, g->options.slow);
        return true;
    }
    bool odf = unzip_find(g->z, STR("mimetype")) >= 0 && unzip_find(g->z, STR("content.xml")) >= 0;
    g->document = odf || unzip_has(g->z, STR("word/")) || unzip_has(g->z, STR("ppt/"));
    g->foreign = true;
    g->why = unzip_find(g->z, STR("xl/workbook.bin")) >= 0 ? binary : g->document ? office : other;
    return false;
}

/* An archive is read from its end, so all of it comes first. */
static bool open_archive(struct grid *g)
{
    enum { PIECE = 64 * 1024 };
    enum unzip_fault fault;
    char *piece = mem_alloc(PIECE);
    ssize_t got;
    while ((got = source_read(&g->source, piece, PIECE)) > 0)
        spooled_add(&g->bytes, piece, (size_t)got);
    mem_free(piece);
    if (got < 0) {
        g->why = unread;
        return false;
    }
    g->z = unzip_open(&g->bytes, &g->options.limits, &fault);
    if (!g->z)
        g->why = unzip_words(fault);
    return g->z && open_workbook(g);
}

/* The reader behind it. Returns false with why. */
static bool begin(struct grid *g)
{
    g->begun = true;
    switch (g->kind) {
    case GRID_NONE:
        break;
    case GRID_DELIMITED:
        g->delimited = delimited_new(&g->source, g->options.delimiter, g->options.max_row);
        return true;
    case GRID_ARCHIVE:
        return open_archive(g);
    case GRID_FLAT_ODS:
        g->ods = ods_new(NULL, &g->source, g->options.slow);
        return true;
    case GRID_SSML:
        g->ssml = ssml_new(&g->source, g->options.slow);
        return true;
    }
    return false;
}

enum grid_got grid_next(struct grid *g, struct grid_row *row)
{
    bool first = !g->begun;
    if (first && !begin(g))
        return GRID_FAULT;
    if (g->ooxml)
        return ooxml_next(g->ooxml, row);
    if (g->ods)
        return ods_next(g->ods, row);
    if (g->ssml)
        return ssml_next(g->ssml, row);
    if (first)
        return GRID_SHEET;
    return g->skip ? GRID_END : delimited_next(g->delimited, row);
}

void grid_skip(struct grid *g)
{
    g->skip = true;
    if (g->ooxml)
        ooxml_skip(g->ooxml);
    if (g->ods)
        ods_skip(g->ods);
    if (g->ssml)
        ssml_skip(g->ssml);
}

struct str grid_name(const struct grid *g)
{
    return g->ooxml ? ooxml_name(g->ooxml) : g->ods ? ods_name(g->ods) : g->ssml ? ssml_name(g->ssml) : STR("");
}

bool grid_hidden(const struct grid *g)
{
    return g->ooxml ? ooxml_hidden(g->ooxml) : g->ods && ods_hidden(g->ods);
}

const char *const *grid_why(const struct grid *g)
{
    return g->why ? g->why : g->ooxml ? ooxml_why(g->ooxml) : g->ods ? ods_why(g->ods) : g->ssml ? ssml_why(g->ssml)
                  : delimited_why(g->delimited);
}

bool grid_unread(const struct grid *g)
{
    return g->source.failed;
}

bool grid_foreign(const struct grid *g, bool *document)
{
    *document = g->document;
    return g->foreign;
}

bool grid_unopened(const struct grid *g)
{
    return g->kind == GRID_ARCHIVE && !g->z;
}

bool grid_was_gb(const struct grid *g)
{
    return g->delimited && delimited_was_gb(g->delimited);
}

void grid_close(struct grid *g)
{
    if (!g)
        return;
    delimited_free(g->delimited);
    ooxml_free(g->ooxml);
    ods_free(g->ods);
    ssml_free(g->ssml);
    unzip_free(g->z);
    spooled_free(&g->bytes);
    mem_free(g);
}
