/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/verify.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "io/in.h"
#include "pack/csvin.h"
#include "pack/dataset.h"
#include "pack/gzin.h"
#include "rec/sortkey.h"
#include "rec/twins.h"
#include "value/keyparts.h"

/* One file being checked. */
struct check {
    const struct dataset_table *table;
    const char *path;
    struct findings *findings;
    struct arena arena;
};

/* Reports a fault of the file, or of a line of it. */
static enum verify_result fault_at(const struct check *c, long line, enum builtin_id id, int n, const struct str args[])
{
    struct finding x = {.result = RESULT_FAILED, .table = c->table->name, .file = str_of(c->path), .line = line};
    findings_builtin(c->findings, id, &x, n, args);
    return VERIFY_FAULT;
}

static enum verify_result fault_in_words(const struct check *c, long line, enum builtin_id id, const char *words)
{
    const struct str args[] = {str_of(words)};
    return fault_at(c, line, id, 1, args);
}

static enum verify_result fault_in_numbers(const struct check *c, enum builtin_id id, uint64_t found, uint64_t told)
{
    const struct str args[] = {str_of(diag_num((long long)found)), str_of(diag_num((long long)told))};
    return fault_at(c, 0, id, 2, args);
}

static enum verify_result cannot(const char *path, int error)
{
    diag(D_CANNOT_READ, loc_file(path), strerror(error));
    return VERIFY_CANNOT;
}

static enum verify_result check_size(const struct check *c)
{
    struct stat st;
    if (stat(c->path, &st) < 0 && errno == ENOENT)
        return fault_at(c, 0, B_DATASET_MISSING, 0, NULL);
    if (stat(c->path, &st) < 0)
        return cannot(c->path, errno);
    if (!S_ISREG(st.st_mode))
        return fault_at(c, 0, B_DATASET_MISSING, 0, NULL);
    if ((uint64_t)st.st_size != c->table->bytes)
        return fault_in_numbers(c, B_DATASET_BYTES, (uint64_t)st.st_size, c->table->bytes);
    return VERIFY_RIGHT;
}

static enum verify_result check_hash(const struct check *c)
{
    static const size_t chunk = 65536;
    struct gzin *in = gzin_open(c->path, GZ_NONE);
    if (!in)
        return cannot(c->path, errno);
    struct sha256 h;
    char hex[SHA256_HEX + 1], *bytes = mem_alloc(chunk);
    ssize_t got;
    sha256_start(&h);
    while ((got = gzin_read(in, bytes, chunk)) > 0)
        sha256_add(&h, bytes, (size_t)got);
    sha256_hex(&h, hex);
    enum verify_result result = got < 0 ? cannot(c->path, gzin_errno(in)) : VERIFY_RIGHT;
    if (got == 0 && !str_is(c->table->sha256, hex)) {
        const struct str args[] = {str_of(hex), c->table->sha256};
        result = fault_at(c, 0, B_DATASET_HASH, 2, args);
    }
    gzin_close(in);
    mem_free(bytes);
    return result;
}

static enum verify_result check_header(const struct check *c, const struct csvin *row)
{
    const struct dataset_table *t = c->table;
    for (int i = 0; i < t->n || i < row->n; i++) {
        struct str found = i < row->n ? row->cells[i] : (struct str){0};
        struct str told = i < t->n ? t->fields[i].name : (struct str){0};
        if (i < row->n && i < t->n && str_eq(found, told))
            continue;
        const struct str args[] = {str_of(diag_num(i + 1)), found, told};
        return fault_at(c, row->line, B_DATASET_HEADER, 3, args);
    }
    return VERIFY_RIGHT;
}

static enum verify_result cell_fault(const struct check *c, long line, const struct dataset_field *f, struct str text,
                                     unsigned bad)
{
    enum lang lang = diag_lang();
    struct finding x = {.result = RESULT_FAILED,
                        .table = c->table->name,
                        .file = str_of(c->path),
                        .line = line,
                        .variable = f->name,
                        .value = text,
                        .expected = str_of(vtype_name(f->fit.type)),
                        .unit = f->unit};
    struct str label = lang == LANG_ZH && f->title.n ? f->title : f->name;
    const struct str args[] = {label, text, str_of(fit_words(bad, lang))};
    findings_builtin(c->findings, B_DATASET_CELL, &x, 3, args);
    return VERIFY_FAULT;
}

static enum verify_result check_cells(const struct check *c, const struct csvin *row)
{
    const struct dataset_table *t = c->table;
    if (row->n != t->n)
        return fault_in_words(c, row->line, B_DATASET_CSV,
                              diag_lang() == LANG_ZH ? "单元格个数与表头不同" : "not as many cells as the header has");
    for (int i = 0; i < t->n; i++) {
        const struct dataset_field *f = &t->fields[i];
        struct str text = row->cells[i];
        unsigned bad = f->invalid ? 0 : text.n ? fit_text(&f->fit, text, NULL) : f->fit.required ? FIT_REQUIRED : 0;
        if (bad)
            return cell_fault(c, row->line, f, text, bad);
    }
    return VERIFY_RIGHT;
}

/* The key of a row: as a finding shows it, and as it is compared. */
static void take_key(const struct check *c, const struct csvin *row, struct twins *keys, struct buf *shown, struct buf *key)
{
    const struct dataset_table *t = c->table;
    buf_reset(shown);
    buf_reset(key);
    for (int i = 0; i < t->n_key; i++) {
        const struct dataset_field *f = &t->fields[t->key[i]];
        struct str text = row->cells[t->key[i]];
        keyparts_add(shown, f->name, text);
        sortkey_cell(key, f->fit.type, text, false);
    }
    twins_add(keys, buf_slice(key), (uint64_t)row->line, buf_slice(shown));
}

/* Does a key stand twice? The first row that repeats one is named. */
static enum verify_result check_keys(const struct check *c, struct twins *keys)
{
    struct twin twin;
    if (!twins_next(keys, &twin))
        return VERIFY_RIGHT;
    struct finding x = {.result = RESULT_FAILED, .table = c->table->name, .file = str_of(c->path), .line = (long)twin.row,
                        .key = twin.data};
    const struct str args[] = {twin.data, str_of(diag_num((long long)twin.first))};
    findings_builtin(c->findings, B_DATASET_KEY, &x, 2, args);
    return VERIFY_FAULT;
}

static enum verify_result end_of_rows(const struct check *c, const struct csvin *row, int got, uint64_t rows)
{
    enum lang lang = diag_lang();
    if (got == -2)
        return fault_in_words(c, row->line, B_DATASET_CSV, row->why[lang]);
    if (got == -1 && gzin_fault(row->in) == GZIN_SYSTEM)
        return cannot(c->path, gzin_errno(row->in));
    if (got == -1)
        return fault_in_words(c, 0, B_DATASET_GZIP, gzin_words(gzin_fault(row->in), lang));
    return rows == c->table->rows ? VERIFY_RIGHT : fault_in_numbers(c, B_DATASET_ROWS, rows, c->table->rows);
}

static enum verify_result check_rows(const struct check *c, struct csvin *row, struct twins *keys)
{
    struct buf shown = {0}, key = {0};
    uint64_t rows = 0;
    int got = csvin_next(row);
    enum verify_result result = VERIFY_RIGHT;
    if (got == 0)
        return fault_in_words(c, 1, B_DATASET_CSV, diag_lang() == LANG_ZH ? "没有表头" : "there is no header");
    if (got > 0)
        result = check_header(c, row);
    while (result == VERIFY_RIGHT && got > 0 && (got = csvin_next(row)) > 0) {
        rows++;
        result = check_cells(c, row);
        if (result == VERIFY_RIGHT && c->table->n_key)
            take_key(c, row, keys, &shown, &key);
    }
    buf_free(&shown);
    buf_free(&key);
    if (result == VERIFY_RIGHT && got == 0)
        result = check_keys(c, keys);
    return result == VERIFY_RIGHT ? end_of_rows(c, row, got, rows) : result;
}

static enum verify_result check_content(const struct check *c, uint64_t memory)
{
    struct csvin row = {.in = gzin_open(c->path, c->table->mode)};
    if (!row.in)
        return cannot(c->path, errno);
    struct twins *keys = twins_new(memory, false);
    enum verify_result result = check_rows(c, &row, keys);
    twins_free(keys);
    csvin_free(&row);
    gzin_close(row.in);
    return result;
}

static enum verify_result check_table(const char *folder, const struct dataset_table *t, uint64_t memory,
                                      struct findings *f)
{
    struct check c = {.table = t, .findings = f};
    c.path = arena_printf(&c.arena, "%s/%.*s", folder, (int)t->path.n, t->path.p);
    enum verify_result result = check_size(&c);
    if (result == VERIFY_RIGHT)
        result = check_hash(&c);
    if (result == VERIFY_RIGHT)
        result = check_content(&c, memory);
    arena_free(&c.arena);
    return result;
}

static enum verify_result descriptor_fault(const char *path, const struct dataset_error *e, struct findings *f)
{
    struct finding x = {.result = RESULT_FAILED, .file = str_of(path), .line = e->line};
    const struct str args[] = {str_of(e->why), str_of(e->what)};
    findings_builtin(f, *e->what ? B_DATASET_DESCRIPTOR_AT : B_DATASET_DESCRIPTOR, &x, 2, args);
    return VERIFY_FAULT;
}

static enum verify_result check_tables(const char *folder, const struct dataset *d, uint64_t memory, struct findings *f,
                                       struct verify_totals *totals)
{
    for (int i = 0; i < d->n; i++) {
        enum verify_result result = check_table(folder, &d->tables[i], memory, f);
        if (result != VERIFY_RIGHT)
            return result;
        totals->tables++;
        totals->rows += d->tables[i].rows;
        totals->bytes += d->tables[i].bytes;
    }
    return VERIFY_RIGHT;
}

enum verify_result verify_dataset(const char *folder, uint64_t memory, struct findings *f, struct verify_totals *totals)
{
    struct arena a = {0};
    struct buf text = {0};
    struct dataset_error e;
    const char *path = arena_printf(&a, "%s/datapackage.json", folder);
    enum verify_result result = VERIFY_CANNOT;
    *totals = (struct verify_totals){0};
    if (in_slurp_regular(path, DATASET_DESCRIPTOR_MAX, &text)) {
        struct dataset *d = dataset_read(buf_slice(&text), &e);
        result = d ? check_tables(folder, d, memory, f, totals) : descriptor_fault(path, &e, f);
        dataset_free(d);
    }
    buf_free(&text);
    arena_free(&a);
    return result;
}
