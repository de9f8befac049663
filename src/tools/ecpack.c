/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ecpack: records of the stream become a dataset: compressed CSV with a descriptor; --verify checks one.
 */
#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "cli/findopt.h"
#include "cli/opt.h"
#include "cli/tool.h"
#include "finding/finding.h"
#include "form/guide.h"
#include "form/load.h"
#include "io/in.h"
#include "io/out.h"
#include "pack/block.h"
#include "pack/csv.h"
#include "pack/datapackage.h"
#include "pack/dataset.h"
#include "pack/duplicates.h"
#include "pack/gzout.h"
#include "pack/loader.h"
#include "pack/refusal.h"
#include "pack/verify.h"
#include "pack/workbook.h"
#include "rec/recin.h"
#include "rec/recout.h"

static const char *const gzip_words[] = {"single", "blocked", "none", NULL};
static const char *const keep_words[] = {"drop", "keep", NULL};

static struct {
    const char *form, *table, *split, *rejects, *verify, *xlsx;
    struct opt_list sheets;
    struct findopt findings;
    int gzip, provenance, personal;
    long level, jobs;
    bool allow_invalid, allow_duplicates;
    uint64_t memory;
} options = {.level = BLOCK_LEVEL_DEFAULT, .findings = FINDOPT_DEFAULT, .memory = 64u << 20};

static const struct opt own[] = {
    OPT_FORM(&options.form),
    OPT_TABLE(&options.table),
    {0, "split", OPT_TEXT, &options.split, "DIR",
     {"pack every TABLE.tsv of the form's tables in DIR", "打包 DIR 中该调查表各表的 TABLE.tsv"}, NULL, 0, 0},
    {0, "gzip", OPT_WORD, &options.gzip, "KIND",
     {"single (one member, the default), blocked (BGZF) or none", "single（单一成员，默认）、blocked（BGZF）或 none"},
     gzip_words, 0, 0},
    {0, "level", OPT_INT, &options.level, "N",
     {"compression, 0 to 9 (default 2)", "压缩级别，0 到 9（默认 2）"}, NULL, BLOCK_LEVEL_MIN, BLOCK_LEVEL_MAX},
    {'j', "jobs", OPT_INT, &options.jobs, "N",
     {"threads that compress (default: one a processor)", "压缩线程数（默认每处理器一个）"}, NULL, 1, TOOL_THREADS_MAX},
    {0, "provenance", OPT_WORD, &options.provenance, "WHAT",
     {"keep or drop the columns _file, _line, _rec, _sub (default drop)",
      "保留（keep）或去掉（drop，默认）_file、_line、_rec、_sub 列"},
     keep_words, 0, 0},
    {0, "personal", OPT_WORD, &options.personal, "WHAT",
     {"keep or drop the variables that the form calls personal (default drop)",
      "保留（keep）或去掉（drop，默认）调查表标为 personal 的变量"},
     keep_words, 0, 0},
    {0, "allow-invalid", OPT_FLAG, &options.allow_invalid, NULL,
     {"write rows with cells that are not of their type; such columns become strings",
      "也写入含类型不符单元格的行；这些列改为字符串"}, NULL, 0, 0},
    {0, "allow-duplicates", OPT_FLAG, &options.allow_duplicates, NULL,
     {"keys may repeat: nobody looks, and no primary key is promised", "允许主键重复：不作查找，也不声明主键"}, NULL, 0, 0},
    OPT_FINDINGS(&options.findings),
    {0, "rejects", OPT_TEXT, &options.rejects, "FILE",
     {"write refused rows to FILE, as they came", "将被拒的行原样写入 FILE"}, NULL, 0, 0},
    {0, "verify", OPT_TEXT, &options.verify, "DIR",
     {"check the dataset in DIR instead: files, hashes, gzip, rows, cells, keys", "改为检查 DIR 中的数据集：文件、校验和、gzip、行、单元格、主键"},
     NULL, 0, 0},
    {0, "xlsx", OPT_TEXT, &options.xlsx, "DIR",
     {"write the dataset in DIR as a workbook to -o FILE instead", "改为将 DIR 中的数据集写成工作簿（-o FILE）"}, NULL, 0, 0},
    {0, "sheet", OPT_LIST, &options.sheets, "NAME=FILE",
     {"with --xlsx: add the stream FILE as the sheet NAME (repeatable)", "与 --xlsx 同用：将数据流 FILE 加为工作表 NAME（可重复）"},
     NULL, 0, 0},
    {'S', "memory", OPT_SIZE, &options.memory, "SIZE",
     {"memory for keys; beyond it temporary files (default 64M)", "主键所用内存；超出则用临时文件（默认 64M）"}, NULL, 0, 0},
    OPT_END};

/* Which compressor it is decides the bytes. */
static const char *compressors(void)
{
    static char text[120];
    const char *quick = block_compressor(BLOCK_LEVEL_DEFAULT), *slow = block_compressor(BLOCK_LEVEL_MAX);
    bool same = strcmp(quick, slow) == 0;
    snprintf(text, sizeof text, "compressor: %s%s%s", quick, same ? "" : " (levels 1 to 3), ", same ? "" : slow);
    return text;
}

static const struct opt_program program = {
    .name = "ecpack",
    .built_with = compressors,
    .purpose = {"pack records into a dataset: compressed CSV with a descriptor", "将记录打包为数据集：压缩 CSV 和描述文件"},
    .usage = "-f FORM [-t TABLE] -o DIR [OPTION]... [FILE|-]\n-f FORM -o DIR --split DIR [OPTION]...\n"
             "--verify DIR [-S SIZE]\n"
             "--xlsx DIR [--sheet NAME=FILE]... -o FILE",
    .examples = "ecread -f st-quarterly subs/*.xml | eccheck -f st-quarterly | ecpack -f st-quarterly -o out\n"
                "ecpack -f st-quarterly -o out --split tables\n"
                "ecpack --verify out\n"
                "ecpack --xlsx out --sheet findings=findings.tsv -o q3.xlsx",
    .own = own,
    .common = tool_common};

/* Everything about one table being packed. */
struct job {
    const struct form *form;
    const struct form_table *table;
    const char *name; /* of the table, zero-terminated */
    struct recin *in;
    struct csv csv;
    struct out *out;
    struct sha256 hash;
    struct findings *findings;
    struct recout *rejects;
    struct duplicates *duplicates; /* NULL: nobody looks */
    uint64_t repeated;             /* rows that have the key of another */
    struct buf row;
};

static bool to_output(void *to, const void *p, size_t n)
{
    struct job *j = to;
    sha256_add(&j->hash, p, n);
    out_write(j->out, p, n);
    return true;
}

static void refuse(struct job *j, const struct rec *rec, const struct csv_fault *fault)
{
    refusal_report(j->findings, j->table, j->in, rec, fault);
    if (j->rejects)
        recout_line(j->rejects, rec->line);
}

/* All records. Returns false after complaining: the stream is cut or malformed. */
static bool pack_rows(struct job *j, struct gzout *g)
{
    struct rec rec;
    struct csv_fault fault;
    int got;
    if (!tool_options.dialect.no_header)
        csv_header(&j->csv, &j->row);
    gzout_add(g, buf_slice(&j->row));
    while ((got = recin_next(j->in, &rec)) > 0) {
        buf_reset(&j->row);
        if (csv_row(&j->csv, &rec, &j->row, &fault)) {
            gzout_add(g, buf_slice(&j->row));
            if (j->duplicates)
                duplicates_take(j->duplicates, &rec);
        } else {
            refuse(j, &rec, &fault);
        }
        tool_progress(recin_pos(j->in), recin_size(j->in), recin_count(j->in));
    }
    return got == 0;
}

static void warn_key(const struct job *j)
{
    for (int i = 0; i < j->table->n; i++) {
        const struct form_var *v = &j->table->vars[i];
        if (v->role == ROLE_IDENTIFIER && intern_find(recin_columns(j->in), v->name) < 0)
            diag(D_PACK_KEY, loc_file(recin_name(j->in)), diag_str(v->name), j->name);
    }
}

/* What the form promises and the rows do not keep: a count, or with -v each. */
static void warn_broken(const struct job *j)
{
    int broken = 0;
    for (int i = 0; i < j->csv.n; i++)
        for (unsigned bit = FIT_REQUIRED; bit <= FIT_CODE; bit <<= 1) {
            const struct csv_field *f = &j->csv.fields[i];
            uint64_t rows = f->broken[__builtin_ctz(bit)];
            broken += rows > 0;
            if (rows && tool_options.verbose)
                diag(D_PACK_BROKEN, loc_file(j->name), diag_str(f->name), diag_num((long long)rows),
                     fit_words(bit, diag_lang()));
        }
    if (broken && !tool_options.verbose)
        diag(D_PACK_BROKEN_MANY, loc_file(j->name), diag_num(broken));
}

static bool to_stdout(void)
{
    return strcmp(tool_options.output, "-") == 0;
}

/* The rows of a table whose keys repeat: nothing of it is packed, but what went to standard output is gone. */
static void summarise_repeated(const struct job *j)
{
    const struct csv *c = &j->csv;
    uint64_t written = to_stdout() ? c->written : 0, refused = c->refused + j->repeated;
    uint64_t held = to_stdout() ? 0 : c->written - j->repeated;
    tool_raise(1);
    tool_note_text("table", j->name);
    tool_note_count("rows_in", c->read);
    tool_note_count("rows_out", written);
    tool_note_count("rows_refused", to_stdout() ? c->refused : refused);
    tool_note_count("rows_held_back", held);
    if (to_stdout())
        tool_summary(true, diag_words("%s: %llu rows read, %llu written, %llu refused; %llu of those written share their keys",
                                      "%s：读入 %llu 行，写出 %llu 行，拒绝 %llu 行；写出的行中 %llu 行主键重复"),
                     j->name, (unsigned long long)c->read, (unsigned long long)written, (unsigned long long)c->refused,
                     (unsigned long long)j->repeated);
    else
        tool_summary(true, diag_words("%s: not packed, %llu rows share their keys: %llu rows read, 0 written, %llu refused, "
                                      "%llu held back",
                                      "%s：未打包，%llu 行主键重复：读入 %llu 行，写出 0 行，拒绝 %llu 行，暂留 %llu 行"),
                     j->name, (unsigned long long)j->repeated, (unsigned long long)c->read, (unsigned long long)refused,
                     (unsigned long long)held);
}

static void summarise(const struct job *j)
{
    const struct csv *c = &j->csv;
    warn_broken(j);
    tool_note_text("table", j->name);
    tool_note_count("rows_in", c->read);
    tool_note_count("rows_out", c->written);
    tool_note_count("rows_refused", c->refused);
    tool_summary(true, diag_words("%s: %llu rows read, %llu written, %llu refused",
                                  "%s：读入 %llu 行，写出 %llu 行，拒绝 %llu 行"),
                 j->name, (unsigned long long)c->read, (unsigned long long)c->written, (unsigned long long)c->refused);
    if (c->empty)
        tool_summary(true, diag_words("%s: %llu empty cells written as null",
                                      "%s：%llu 个空单元格按空值写出"), j->name,
                     (unsigned long long)c->empty);
    if (c->masked)
        tool_summary(true, diag_words("%s: %llu cells of free text with a telephone or identity number written with a mask",
                                      "%s：%llu 个文本单元格含电话或身份证号码，已掩码写出"),
                     j->name, (unsigned long long)c->masked);
    if (c->invalid)
        tool_summary(true, diag_words("%s: %llu rows written with cells that are not of their type",
                                      "%s：%llu 行含类型不符的单元格，仍已写出"),
                     j->name, (unsigned long long)c->invalid);
}

/* The scripts come from the descriptor as anybody would read it. What stands in a resource that another tool wrote may
 * be more than we understand: then the scripts stay as they are. */
static void write_loaders(struct str descriptor)
{
    struct dataset_error e;
    struct dataset *d = dataset_read(descriptor, &e);
    if (d)
        loader_write(tool_options.output, d);
    else
        diag(D_PACK_NO_LOADERS, loc_line("datapackage.json", e.line), e.why, diag_str(str_of(e.what)));
    dataset_free(d);
}

static struct datapackage *package; /* of the tables that were packed; NULL: none yet */

/* The descriptor tells of the table, whose data waits for its name. */
static void add_table(struct job *j, const char *file, uint64_t bytes)
{
    char hash[SHA256_HEX + 1];
    struct buf lineage = {0};
    const char *manifest = tool_options.manifest;
    sha256_hex(&j->hash, hash);
    if (manifest && *manifest && !datapackage_lineage(manifest, &lineage))
        tool_stop();
    struct resource r = {.form = j->form,
                         .table = j->table,
                         .csv = &j->csv,
                         .mode = (enum gz_mode)options.gzip,
                         .level = (int)options.level,
                         .compressor = block_compressor((int)options.level),
                         .path = file,
                         .bytes = bytes,
                         .sha256 = hash,
                         .lineage = buf_slice(&lineage),
                         .key_may_repeat = options.allow_duplicates};
    if (!package && !(package = datapackage_open(tool_options.output, j->form)))
        tool_stop();
    out_close(j->out, true);
    datapackage_add(package, &r);
    tool_note_text("sha256", hash);
    buf_free(&lineage);
}

/* All tables are packed: the dataset is there from here on. */
static void publish(const struct form *form)
{
    if (!package)
        return;
    write_loaders(datapackage_text(package, form));
    datapackage_publish(package);
    datapackage_close(package);
}

/* Opens the stream and finds its columns in the table. Exits with 2 when that cannot be. */
static void open_stream(struct job *j, const char *input)
{
    j->in = recin_open(input, &tool_options.dialect);
    if (!j->in)
        tool_stop();
    j->csv.allow_invalid = options.allow_invalid;
    if (!csv_start(&j->csv, j->table, recin_columns(j->in), options.provenance, options.personal)) {
        diag(D_PACK_COLUMNS, loc_file(recin_name(j->in)), j->name);
        tool_stop();
    }
    warn_key(j);
    if (!options.allow_duplicates)
        j->duplicates = duplicates_new(j->table, j->in, options.memory, options.rejects != NULL);
    if (options.rejects) {
        j->rejects = recout_open(options.rejects, &tool_options.dialect);
        recout_header(j->rejects, recin_header(j->in));
    }
}

static void pack_table(struct job *j, const char *input)
{
    struct arena names = {0};
    struct gzout_totals totals;
    j->name = arena_str(&names, j->table->name).p;
    const char *file = arena_printf(&names, "%s%s", j->name, options.gzip == GZ_NONE ? ".csv" : ".csv.gz");
    open_stream(j, input);
    j->out = to_stdout() ? out_open(NULL) : out_open_in(tool_options.output, file);
    sha256_start(&j->hash);
    struct gzout_options how = {.mode = (enum gz_mode)options.gzip,
                                .level = (int)options.level,
                                .threads = tool_threads(options.jobs)};
    struct gzout *g = gzout_open(&how, to_output, j);
    if (!pack_rows(j, g))
        tool_stop();
    gzout_close(g, &totals);
    j->repeated = duplicates_report(j->duplicates, j->findings, j->rejects);
    if (to_stdout() || j->repeated)
        out_close(j->out, to_stdout());
    else
        add_table(j, file, totals.out);
    recout_close(j->rejects, true);
    if (j->repeated)
        summarise_repeated(j);
    else
        summarise(j);
    duplicates_free(j->duplicates);
    csv_free(&j->csv);
    recin_close(j->in);
    buf_free(&j->row);
    arena_free(&names);
}

/* One table after the other, in the order of the form. */
static void pack_split(const struct form *form, struct findings *findings)
{
    struct arena names = {0};
    int packed = 0;
    for (int i = 0; i < form->n_tables; i++) {
        struct str name = form->tables[i].name;
        const char *input = arena_printf(&names, "%s/%.*s.tsv", options.split, (int)name.n, name.p);
        if (in_missing(input))
            continue;
        struct job j = {.form = form, .table = &form->tables[i], .findings = findings};
        pack_table(&j, input);
        packed++;
    }
    if (!packed) {
        diag(D_PACK_SPLIT_EMPTY, loc_file(options.split));
        tool_stop();
    }
    arena_free(&names);
}

static int verify(struct findings *findings)
{
    struct verify_totals totals;
    enum verify_result result = verify_dataset(options.verify, options.memory, findings, &totals);
    if (result == VERIFY_RIGHT)
        tool_summary(true, diag_words("%s: right: %d tables, %llu rows, %llu bytes",
                                      "%s：正确：%d 张表，%llu 行，%llu 字节"),
                     options.verify, totals.tables, (unsigned long long)totals.rows, (unsigned long long)totals.bytes);
    if (result == VERIFY_CANNOT)
        tool_raise(2);
    tool_raise(findopt_status(&options.findings, findings));
    findings_close(findings, true);
    return tool_finish();
}

/* NAME=FILE of the options, the names copied into a. */
static struct workbook_sheet *sheet_options(struct arena *a)
{
    struct workbook_sheet *sheets = arena_array(a, (size_t)options.sheets.n + 1, sizeof *sheets);
    for (int i = 0; i < options.sheets.n; i++) {
        struct str path, name = str_cut(str_of(options.sheets.v[i]), '=', &path);
        if (!name.n || !path.n)
            tool_usage(diag_words("--sheet takes NAME=FILE", "--sheet 的写法为 NAME=FILE"));
        sheets[i] = (struct workbook_sheet){arena_str(a, name).p, path.p};
    }
    return sheets;
}

/* A workbook is made of a whole dataset only: what is not right is a finding, and there is no workbook. */
static int make_workbook(struct findings *findings)
{
    struct arena a = {0};
    struct verify_totals checked;
    struct workbook_totals totals;
    const struct workbook_sheet *sheets = sheet_options(&a);
    if (verify_dataset(options.xlsx, options.memory, findings, &checked) != VERIFY_RIGHT)
        tool_stop();
    struct out *out = out_open(tool_options.output);
    if (!workbook_write(out, options.xlsx, sheets, options.sheets.n, &totals))
        tool_stop();
    out_close(out, true);
    tool_summary(true, diag_words("%s: %d sheets, %llu rows",
                                  "%s：%d 张工作表，%llu 行"), tool_options.output, totals.sheets,
                 (unsigned long long)totals.rows);
    if (totals.as_text)
        tool_summary(true, diag_words("%llu numbers or dates that a spreadsheet cannot hold exactly were written as text",
                                      "%llu 个数值或日期超出电子表格的精度，按文本写出"),
                     (unsigned long long)totals.as_text);
    tool_note_count("rows_out", totals.rows);
    findings_close(findings, true);
    arena_free(&a);
    mem_free(options.sheets.v);
    return tool_finish();
}

static void check_usage(const struct opt_list *operands)
{
    if (!options.form)
        tool_require("--form");
    if (!tool_options.output)
        tool_require("--output");
    if (options.split && (operands->n || options.table || options.rejects || to_stdout()))
        tool_usage(diag_words("--split takes its tables from a folder: no FILE, -t, --rejects or -o - with it",
                              "--split 从文件夹取各表：不能与 FILE、-t、--rejects 或 -o - 同用"));
    if (tool_options.dialect.no_header && !to_stdout())
        tool_usage(diag_words("--no-header is for -o - only: a dataset has a header",
                              "--no-header 只能与 -o - 同用：数据集有表头"));
}

/* Fails early, before any record is read, if the folder cannot take the dataset. */
static void check_folder(const struct form *form)
{
    if (to_stdout())
        return;
    struct datapackage *d = datapackage_open(tool_options.output, form);
    if (!d)
        tool_stop();
    datapackage_close(d);
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    tool_start(&program, argc, argv, &operands);
    if (options.verify) {
        if (operands.n || options.form || options.table || options.split || tool_options.output)
            tool_usage(diag_words("--verify takes a folder and nothing else to read or write",
                                  "--verify 只需文件夹，不另读写"));
        return verify(findopt_open(&options.findings, ""));
    }
    if (options.xlsx) {
        if (operands.n || options.form || options.table || options.split || !tool_options.output)
            tool_usage(diag_words("--xlsx takes the folder of a dataset and -o FILE, nothing else",
                                  "--xlsx 只需数据集文件夹和 -o FILE"));
        return make_workbook(findopt_open(&options.findings, tool_options.output));
    }
    if (options.sheets.n)
        tool_usage(diag_words("--sheet goes with --xlsx", "--sheet 须与 --xlsx 同用"));
    check_usage(&operands);
    struct form *form = form_load(options.form);
    const struct form_table *table = form && !options.split ? form_table_need(form, options.table) : NULL;
    if (!form || (!table && !options.split))
        tool_stop();
    check_folder(form);
    struct findings *findings = findopt_open(&options.findings, to_stdout() ? tool_options.output : "");
    guide_findings(findings, form);
    if (options.split) {
        pack_split(form, findings);
    } else {
        struct job j = {.form = form, .table = table, .findings = findings};
        pack_table(&j, tool_input(&operands));
    }
    tool_raise(findopt_status(&options.findings, findings));
    findings_close(findings, true);
    publish(form);
    tool_note_text("form_sha256", form->sha256);
    form_free(form);
    mem_free(operands.v);
    return tool_finish();
}
