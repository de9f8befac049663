/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ecsum: VTL data set statements over a stream: sums, counts, ratios, indicators. The work is in sum/.
 */
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "cli/rulefiles.h"
#include "cli/tool.h"
#include "form/domains.h"
#include "form/load.h"
#include "io/in.h"
#include "rec/recout.h"
#include "sum/output.h"
#include "sum/partial.h"
#include "sum/shorthand.h"
#include "rec/streams.h"
#include "sum/tally.h"
#include "vtl/ruleset.h"

static struct {
    const char *form, *table, *result, *today;
    struct opt_list programs;
    uint64_t memory;
    bool partial, merge, tall;
} opts = {.memory = 256u << 20};

static const struct opt own[] = {
    OPT_FORM(&opts.form),
    OPT_TABLE(&opts.table),
    {'p', "program", OPT_LIST, &opts.programs, "FILE",
     {"read the statements from FILE (may be repeated)", "从 FILE 读取语句（可重复）"}, NULL, 0, 0},
    {'d', "dataset", OPT_TEXT, &opts.result, "NAME",
     {"the result to write (default: the last of the program)", "要输出的结果（默认为程序的最后一个）"}, NULL, 0, 0},
    {0, "long", OPT_FLAG, &opts.tall, NULL,
     {"write all results one number a row: indicator, breakdown, member, period, value, unit",
      "以长表输出全部结果，每行一个数：indicator、breakdown、member、period、value、unit"}, NULL, 0, 0},
    {0, "partial", OPT_FLAG, &opts.partial, NULL,
     {"write the states of all groups instead of results, for --merge", "输出各组的中间状态而不是结果，供 --merge 使用"}, NULL, 0, 0},
    {0, "merge", OPT_FLAG, &opts.merge, NULL,
     {"the operands are partial results: merge them into the result of the whole", "操作数为中间结果：合并为全体的结果"}, NULL, 0, 0},
    {'S', "memory", OPT_SIZE, &opts.memory, "SIZE",
     {"memory for groups and medians (default 256M)", "分组和中位数可用的内存（默认 256M）"}, NULL, 0, 0},
    {0, "today", OPT_TEXT, &opts.today, "DATE",
     {"the value of current_date() (default: the day it is)", "current_date() 的值（默认为当天）"}, NULL, 0, 0},
    OPT_END};

static const struct opt_program program = {
    .name = "ecsum",
    .purpose = {"run VTL data set statements over records: sums, counts, indicators", "对记录运行 VTL 数据集语句：求和、计数、指标"},
    .usage = "-f FORM [-t TABLE] 'CLAUSES' [FILE]\n"
             "-f FORM [-t TABLE] -p PROGRAM [-d NAME | --long] [FILE]\n"
             "-f FORM [-t TABLE] -p PROGRAM --partial [FILE]\n"
             "-f FORM [-t TABLE] -p PROGRAM --merge FILE...",
    .examples = "ecsum -f st-quarterly '[aggr n := count(), revenue := sum(op_revenue) group by chain]' q3.tsv\n"
                "ecsum -f st-quarterly -p indicators.vtl --long q3.tsv >indicators.tsv",
    .own = own,
    .common = tool_common,
};

struct job {
    struct form *form;
    const struct form_table *table;
    struct rules *rules;
    struct rules_host host;
    struct domains domains;    /* the code lists that the program names */
    char fingerprint[65];      /* of the programs: partials of another one do not merge */
    struct schema columns;
    struct tally *tally;
    struct streams in;         /* without files where parts are merged */
    uint64_t *bad;             /* [columns] cells that are not of their type */
    struct loc *bad_place;     /* [columns] of the first */
    int selected;              /* number of the result to write */
    struct date day;           /* of the record's period: code lists are judged then */
    bool has_day;              /* else at any time */
    int period_column;
};

/* ---- the program ---- */

static const void *find_domain(void *ctx, struct str name, enum vtype *type)
{
    struct job *j = ctx;
    *type = T_STRING;
    return domains_find(&j->domains, name);
}

static bool is_member(void *ctx, const void *domain, const struct value *v)
{
    const struct job *j = ctx;
    return domains_has(domain, v->str, j->has_day ? &j->day : NULL);
}

static bool other_table(void *ctx, struct str name)
{
    const struct job *j = ctx;
    return form_table_find(j->form, name) != NULL;
}

static void load_text(struct job *j, struct sha256 *sum, const char *name, struct str text)
{
    sha256_add(sum, text.p, text.n);
    if (!rules_load(j->rules, name, text))
        tool_raise(2);
}

static void load_programs(struct job *j, struct opt_list *operands)
{
    struct sha256 sum;
    sha256_start(&sum);
    sha256_add(&sum, j->form->sha256, strlen(j->form->sha256));
    j->rules = rules_new();
    for (int i = 0; i < opts.programs.n; i++) {
        struct buf b = {0};
        if (!in_slurp(opts.programs.v[i], RULEFILE_BYTES, &b))
            tool_stop();
        load_text(j, &sum, opts.programs.v[i], buf_slice(&b));
        buf_free(&b);
    }
    if (!opts.programs.n) {
        if (!operands->n)
            tool_usage(diag_words("no program: give CLAUSES or -p", "没有程序：请给出子句或 -p"));
        struct buf b = {0};
        shorthand_complete(&b, operands->v[0], j->table->name);
        load_text(j, &sum, "CLAUSES", buf_slice(&b));
        buf_free(&b);
        operands->n--;
        memmove(operands->v, operands->v + 1, (size_t)operands->n * sizeof *operands->v);
    }
    sha256_hex(&sum, j->fingerprint);
    if (tool_status() || !rules_link(j->rules))
        tool_stop();
}

static void bind_tally(struct job *j, const struct intern *columns)
{
    if (columns)
        form_stream_schema(j->table, columns, &j->columns);
    else
        form_schema(j->table, &j->columns);
    struct tally_setup setup = {.rules = j->rules,
                               .table = j->table->name,
                               .other = other_table,
                               .columns = &j->columns,
                               .host = &j->host,
                               .wanted = opts.tall || opts.partial || opts.merge ? NULL : opts.result,
                               .memory = opts.memory};
    j->tally = tally_new(&setup);
    if (!j->tally)
        tool_stop();
    j->selected = opts.result ? tally_find(j->tally, str_of(opts.result)) : tally_count(j->tally) - 1;
    if (j->selected < 0) {
        diag(D_SUM_NO_RESULT, (struct loc){0}, opts.result ? opts.result : "", diag_str(j->table->name));
        tool_stop();
    }
    size_t n = (size_t)j->columns.n;
    j->bad = mem_array(n + 1, sizeof *j->bad);
    j->bad_place = mem_array(n + 1, sizeof *j->bad_place);
    j->period_column = j->form->period.n ? schema_find(&j->columns, j->form->period) : -1;
}

/* ---- records ---- */

static void read_day(struct job *j, const struct rec *r)
{
    j->has_day = j->period_column >= 0 && form_period_day(r->cell[j->period_column], &j->day);
}

static void convert(struct job *j, const struct rec *r, struct arena *row)
{
    const int *slots;
    int n = tally_slots(j->tally, &slots);
    struct value *v = tally_values(j->tally);
    for (int i = 0; i < n; i++) {
        int s = slots[i];
        enum cell c = value_parse(&v[s], j->columns.columns[s].type, r->cell[s], row);
        if ((c == CELL_BAD || c == CELL_LARGE) && !j->bad[s]++)
            j->bad_place[s] = loc_line(streams_name(&j->in), r->lineno);
    }
}

static void show_progress(const struct job *j)
{
    tool_progress(recin_pos(j->in.in), recin_size(j->in.in), streams_count(&j->in));
}

static void read_records(struct job *j, struct recout *out)
{
    struct rec r;
    struct arena row = {0};
    int got;
    while ((got = streams_next(&j->in, &r)) > 0) {
        arena_reset(&row);
        read_day(j, &r);
        convert(j, &r, &row);
        if (!tally_record(j->tally, r.lineno))
            tool_stop();
        if (out && tally_passed(j->tally, j->selected))
            output_view_row(j->tally, j->selected, &r, out);
        show_progress(j);
    }
    arena_free(&row);
    if (got < 0)
        tool_stop();
}

static void report_bad_cells(const struct job *j)
{
    for (int s = 0; s < j->columns.n; s++)
        if (j->bad[s]) {
            diag(D_SUM_BAD_CELLS, j->bad_place[s], diag_num((long long)j->bad[s]),
                 diag_str(j->columns.columns[s].name), vtype_name(j->columns.columns[s].type));
            tool_raise(1);
        }
}

/* ---- the run ---- */

static void start(struct job *j, struct opt_list *operands)
{
    if (!opts.form)
        tool_require("--form");
    if (opts.partial && opts.merge)
        tool_usage(diag_words("--partial and --merge exclude each other", "--partial 与 --merge 不能同用"));
    if (opts.tall && (opts.result || opts.partial))
        tool_usage(diag_words("--long writes all results; it goes without -d and --partial",
                              "--long 输出全部结果，不能与 -d、--partial 同用"));
    j->form = form_load(opts.form);
    j->table = j->form ? form_table_need(j->form, opts.table) : NULL;
    if (!j->table)
        tool_stop();
    j->domains.form = j->form;
    j->host = (struct rules_host){.ctx = j, .domain = find_domain, .member = is_member, .today = tool_today(opts.today)};
    load_programs(j, operands);
}

static void run_merge(struct job *j, const struct opt_list *operands)
{
    if (!operands->n)
        tool_usage(diag_words("--merge needs files", "--merge 需要文件"));
    bind_tally(j, NULL);
    if (tally_is_view(j->tally, j->selected) && !opts.tall)
        tool_usage(diag_words("the result is no aggregate: it has no partials", "该结果不是汇总，没有中间结果"));
    for (int i = 0; i < operands->n; i++)
        if (!partial_read(j->tally, &(struct partial_mark){j->table->name, j->fingerprint}, operands->v[i],
                          &tool_options.dialect))
            tool_stop();
}

static void finish(struct job *j, struct recout *out)
{
    if (opts.partial) {
        partial_write(j->tally, &(struct partial_mark){j->table->name, j->fingerprint}, out);
    } else {
        bool view = tally_is_view(j->tally, j->selected) && !opts.tall;
        if (!tally_finish(j->tally))
            tool_stop();
        if (opts.tall) {
            output_long(j->tally, j->form->period, out);
        } else if (!view) {
            output_header(j->tally, j->selected, out);
            output_rows(j->tally, j->selected, out);
        }
    }
    report_bad_cells(j);
    if (tally_report(j->tally))
        tool_raise(1);
    tool_note_count("rows_out", recout_count(out));
    tool_note_text("form_sha256", j->form->sha256);
    tool_note_text("program_sha256", j->fingerprint);
    tool_summary(false, diag_words("%llu records, %llu rows written",
                                   "记录 %llu 条，写出 %llu 行"),
                 (unsigned long long)streams_count(&j->in),
                 (unsigned long long)recout_count(out));
    recout_close(out, tool_status() < 2);
}

/* ---- results ---- */

static void run_records(struct job *j)
{
    bind_tally(j, &j->in.columns);
    struct recout *out = recout_open(tool_options.output, &tool_options.dialect);
    bool view = !opts.tall && !opts.partial && tally_is_view(j->tally, j->selected);
    if (view)
        output_header(j->tally, j->selected, out);
    read_records(j, view ? out : NULL);
    finish(j, out);
}

static void open_input(struct job *j, struct opt_list *operands)
{
    const char *path = tool_input(operands);
    if (!operands->n)
        opt_list_add(operands, path);
    if (!streams_open(&j->in, operands->v, operands->n, &tool_options.dialect))
        tool_stop();
}

static void free_job(struct job *j)
{
    tally_free(j->tally);
    rules_free(j->rules);
    schema_free(&j->columns);
    streams_free(&j->in);
    form_free(j->form);
    domains_free(&j->domains);
    mem_free(j->bad);
    mem_free(j->bad_place);
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    struct job j = {.period_column = -1};
    tool_start(&program, argc, argv, &operands);
    start(&j, &operands);
    if (opts.merge) {
        run_merge(&j, &operands);
        finish(&j, recout_open(tool_options.output, &tool_options.dialect));
    } else {
        open_input(&j, &operands);
        run_records(&j);
    }
    free_job(&j);
    mem_free(operands.v);
    mem_free(opts.programs.v);
    return tool_finish();
}
