/*
 * ecsum: VTL data set statements over a stream: sums, counts, ratios, indicators. The work is in sum/tally.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "cli/tool.h"
#include "form/load.h"
#include "io/in.h"
#include "rec/cell.h"
#include "rec/recin.h"
#include "rec/recout.h"
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
     {"the value of current_date() (default: the day it is, UTC)", "current_date() 的值（默认为当天，UTC）"}, NULL, 0, 0},
    OPT_END};

static const struct opt_program program = {
    "ecsum",
    {"run VTL data set statements over records: sums, counts, indicators", "对记录运行 VTL 数据集语句：求和、计数、指标"},
    "-f FORM [-t TABLE] 'CLAUSES' [FILE]\n"
    "-f FORM [-t TABLE] -p PROGRAM [-d NAME | --long] [FILE]\n"
    "-f FORM [-t TABLE] -p PROGRAM --partial [FILE]\n"
    "-f FORM [-t TABLE] -p PROGRAM --merge FILE...",
    "ecsum -f st-quarterly '[aggr n := count(), revenue := sum(op_revenue) group by chain]' q3.tsv\n"
    "ecsum -f st-quarterly -p indicators.vtl --long q3.tsv >indicators.tsv",
    own, tool_common};

struct job {
    struct form *form;
    const struct form_table *table;
    struct rules *rules;
    struct rules_host host;
    struct arena text;         /* the program of the command line */
    char fingerprint[65];      /* of the programs: partials of another one do not merge */
    struct schema columns;
    struct tally *tally;
    struct recin *in;
    struct intern no_columns;
    uint64_t *bad;             /* [columns] cells that are not of their type */
    long *bad_line;            /* [columns] of the first */
    int selected;              /* number of the result to write */
    struct date day;           /* of the record's period: code lists are judged then */
    int period_column;
};

/* ---- the program ---- */

static const void *find_domain(void *ctx, struct str name, enum vtype *type)
{
    const struct job *j = ctx;
    *type = T_STRING;
    return form_codelist(j->form, name);
}

static bool is_member(void *ctx, const void *domain, const struct value *v)
{
    const struct job *j = ctx;
    const struct codelist *list = domain;
    const struct code *code;
    if (!list->dated || j->period_column < 0)
        return codelist_find(list, v->str) != NULL;
    return codelist_at(list, v->str, j->day, &code) == CODE_VALID;
}

static bool other_table(void *ctx, struct str name)
{
    const struct job *j = ctx;
    return form_table_find(j->form, name) != NULL;
}

/* What the command line gives as CLAUSES: the data set and the name of the result may be missing. */
static struct str complete_program(struct job *j, const char *clauses)
{
    struct buf b = {0};
    while (*clauses == ' ' || *clauses == '\n' || *clauses == '\t')
        clauses++;
    size_t n = strlen(clauses);
    if (!strstr(clauses, ":=") || clauses[0] == '[' || strcspn(clauses, "[") < (size_t)(strstr(clauses, ":=") - clauses))
        buf_puts(&b, "result := ");
    if (clauses[0] == '[') {
        buf_str(&b, j->table->name);
        buf_char(&b, ' ');
    }
    buf_puts(&b, clauses);
    while (n && strchr(" \n\t", clauses[n - 1]))
        n--;
    if (!n || clauses[n - 1] != ';')
        buf_char(&b, ';');
    struct str text = arena_str(&j->text, buf_slice(&b));
    buf_free(&b);
    return text;
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
        if (!in_slurp(opts.programs.v[i], 64u << 20, &b))
            tool_stop();
        load_text(j, &sum, opts.programs.v[i], buf_slice(&b));
        buf_free(&b);
    }
    if (!opts.programs.n) {
        if (!operands->n)
            tool_usage("no program: give CLAUSES or -p");
        load_text(j, &sum, "CLAUSES", complete_program(j, operands->v[0]));
        operands->v++;
        operands->n--;
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
    j->bad_line = mem_array(n + 1, sizeof *j->bad_line);
    j->period_column = j->form->period.n ? schema_find(&j->columns, j->form->period) : -1;
}

/* ---- records ---- */

static void read_day(struct job *j, const struct rec *r)
{
    static const struct date today_like = {0};
    if (j->period_column < 0)
        return;
    if (!form_period_day(r->cell[j->period_column], &j->day))
        j->day = today_like;
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
            j->bad_line[s] = r->lineno;
    }
}

/* A view: the row of the present record. What the statements did not make goes out as it came in. */
static void write_view_row(struct job *j, const struct rec *r, struct recout *out)
{
    const struct layout *l = tally_layout(j->tally, j->selected);
    const struct value *v = tally_values(j->tally);
    struct buf b = {0};
    for (int i = 0; i < l->n; i++) {
        if (l->v[i].hidden)
            continue;
        if (i < r->n) {
            recout_raw(out, r->cell[i]);
            continue;
        }
        buf_reset(&b);
        value_put_cell(&b, &v[i]);
        recout_raw(out, buf_slice(&b));
    }
    recout_end(out);
    buf_free(&b);
}

static void read_records(struct job *j, struct recout *out)
{
    struct rec r;
    struct arena row = {0};
    int got;
    while ((got = recin_next(j->in, &r)) > 0) {
        arena_reset(&row);
        read_day(j, &r);
        convert(j, &r, &row);
        if (!tally_record(j->tally, r.lineno))
            tool_stop();
        if (out && tally_passed(j->tally, j->selected))
            write_view_row(j, &r, out);
        tool_progress(recin_pos(j->in), recin_size(j->in), recin_count(j->in));
    }
    arena_free(&row);
    if (got < 0)
        tool_stop();
}

static void report_bad_cells(const struct job *j)
{
    for (int s = 0; s < j->columns.n; s++)
        if (j->bad[s]) {
            diag(D_SUM_BAD_CELLS, loc_line(j->in ? recin_name(j->in) : NULL, j->bad_line[s]), diag_num((long long)j->bad[s]),
                 diag_str(j->columns.columns[s].name), vtype_name(j->columns.columns[s].type));
            tool_raise(1);
        }
}

/* ---- results ---- */

static void write_header(struct recout *out, const struct layout *l)
{
    struct buf b = {0};
    for (int i = 0; i < l->n; i++) {
        if (l->v[i].hidden)
            continue;
        if (b.n)
            buf_char(&b, '\t');
        buf_str(&b, l->v[i].name);
    }
    recout_header(out, buf_slice(&b));
    buf_free(&b);
}

static void write_result(struct job *j, struct recout *out)
{
    const struct layout *l = tally_layout(j->tally, j->selected);
    struct buf b = {0};
    for (size_t r = 0; r < tally_rows(j->tally, j->selected); r++) {
        const struct value *row = tally_row(j->tally, j->selected, r);
        for (int i = 0; i < l->n; i++) {
            if (l->v[i].hidden)
                continue;
            buf_reset(&b);
            value_put_cell(&b, &row[i]);
            recout_raw(out, buf_slice(&b));
        }
        recout_end(out);
    }
    buf_free(&b);
}

/* The identifiers of a row but for the period, names or values joined by ';'; null when there is none. */
static void put_members(struct recout *out, const struct job *j, const struct layout *l, const struct value *row)
{
    struct buf b = {0};
    bool any = false;
    for (int i = 0; i < l->n; i++) {
        if (l->v[i].hidden || l->v[i].role != ROLE_IDENTIFIER || str_eq(l->v[i].name, j->form->period))
            continue;
        if (any)
            buf_char(&b, ';');
        any = true;
        if (row)
            value_put_text(&b, &row[i]);
        else
            buf_str(&b, l->v[i].name);
    }
    if (any)
        recout_text(out, buf_slice(&b));
    else
        recout_null(out);
    buf_free(&b);
}

static void put_value(struct recout *out, const struct value *v)
{
    struct buf b = {0};
    if (v)
        value_put_cell(&b, v);
    else
        cell_put_null(&b);
    recout_raw(out, buf_slice(&b));
    buf_free(&b);
}

/* One result in long form: a row for each number. Components that are no numbers are no indicators. */
static void write_tall(struct job *j, struct recout *out, int result)
{
    const struct layout *l = tally_layout(j->tally, result);
    int period = layout_find(l, j->form->period);
    for (size_t r = 0; r < tally_rows(j->tally, result); r++) {
        const struct value *row = tally_row(j->tally, result, r);
        for (int i = 0; i < l->n; i++) {
            const struct component *c = &l->v[i];
            if (c->hidden || c->role == ROLE_IDENTIFIER || !vtype_is_numeric(c->type))
                continue;
            recout_text(out, c->name);
            put_members(out, j, l, NULL);
            put_members(out, j, l, row);
            put_value(out, period >= 0 ? &row[period] : NULL);
            put_value(out, &row[i]);
            if (c->unit.n)
                recout_text(out, c->unit);
            else
                recout_null(out);
            recout_end(out);
        }
    }
}

/* The results assigned with <-; all where the program has none. */
static void write_all_tall(struct job *j, struct recout *out)
{
    bool some = false;
    for (int i = 0; i < tally_count(j->tally); i++)
        some = some || tally_is_persistent(j->tally, i);
    for (int i = 0; i < tally_count(j->tally); i++)
        if (!tally_is_view(j->tally, i) && (!some || tally_is_persistent(j->tally, i)))
            write_tall(j, out, i);
}

static void write_partials(struct job *j, struct recout *out)
{
    struct buf b = {0};
    uint64_t rows = 0;
    recout_header(out, STR("result\tgroup\tstate"));
    recout_text(out, STR("#program"));
    recout_text(out, j->table->name);
    recout_text(out, str_of(j->fingerprint));
    recout_end(out);
    tally_put_partials(j->tally, &b);
    for (size_t i = 0; i < b.n; i++)
        rows += b.p[i] == '\n';
    recout_block(out, buf_slice(&b), rows);
    buf_free(&b);
}

/* ---- merging ---- */

static bool is_partial_header(const struct recin *in)
{
    const struct intern *c = recin_columns(in);
    return c->n == 3 && str_is(intern_name(c, 0), "result") && str_is(intern_name(c, 1), "group") &&
           str_is(intern_name(c, 2), "state");
}

static void merge_file(struct job *j, const char *path)
{
    struct recin *in = recin_open(path, &tool_options.dialect);
    struct arena row = {0};
    struct rec r;
    int got = 0;
    bool known = false;
    if (!in)
        tool_stop();
    while (is_partial_header(in) && (got = recin_next(in, &r)) > 0) {
        arena_reset(&row);
        struct loc here = loc_line(recin_name(in), r.lineno);
        struct str cell[3];
        for (int i = 0; i < 3; i++)
            cell[i] = cell_text(r.cell[i], &row);
        if (!known) {
            known = str_is(cell[0], "#program") && str_eq(cell[1], j->table->name) && str_is(cell[2], j->fingerprint);
            if (!known)
                break;
            continue;
        }
        if (!tally_take_partial(j->tally, cell[0], cell[1], cell[2], here))
            tool_stop();
    }
    if (!known) {
        diag(D_SUM_NOT_PARTIAL, loc_file(recin_name(in)));
        tool_stop();
    }
    if (got < 0)
        tool_stop();
    arena_free(&row);
    recin_close(in);
}

/* ---- the run ---- */

static void start(struct job *j, struct opt_list *operands)
{
    if (!opts.form)
        tool_require("--form");
    if (opts.partial && opts.merge)
        tool_usage("--partial and --merge exclude each other");
    if (opts.tall && (opts.result || opts.partial))
        tool_usage("--long writes all results; it goes without -d and --partial");
    j->form = form_load(opts.form);
    j->table = j->form ? form_table_need(j->form, opts.table) : NULL;
    if (!j->table)
        tool_stop();
    j->host = (struct rules_host){.ctx = j, .domain = find_domain, .member = is_member};
    j->host.today = (struct date){(int32_t)(time(NULL) / 86400)};
    if (opts.today && !date_parse(&j->host.today, str_of(opts.today))) {
        diag(D_OPTION_VALUE, (struct loc){0}, "--today", opts.today, "a date YYYY-MM-DD");
        tool_stop();
    }
    load_programs(j, operands);
}

static void run_merge(struct job *j, const struct opt_list *operands)
{
    if (!operands->n)
        tool_usage("--merge needs files");
    bind_tally(j, NULL);
    if (tally_is_view(j->tally, j->selected) && !opts.tall)
        tool_usage("the result is no aggregate: it has no partials");
    for (int i = 0; i < operands->n; i++)
        merge_file(j, operands->v[i]);
}

static void finish(struct job *j, struct recout *out)
{
    if (opts.partial) {
        write_partials(j, out);
    } else {
        bool view = tally_is_view(j->tally, j->selected) && !opts.tall;
        if (!tally_finish(j->tally))
            tool_stop();
        if (opts.tall) {
            recout_header(out, STR("indicator\tbreakdown\tmember\tperiod\tvalue\tunit"));
            write_all_tall(j, out);
        } else if (!view) {
            write_header(out, tally_layout(j->tally, j->selected));
            write_result(j, out);
        }
    }
    report_bad_cells(j);
    if (tally_report(j->tally))
        tool_raise(1);
    tool_note_count("rows_out", recout_count(out));
    tool_note_text("form_sha256", j->form->sha256);
    tool_note_text("program_sha256", j->fingerprint);
    tool_summary(false, "%llu records, %llu rows written", (unsigned long long)(j->in ? recin_count(j->in) : 0),
                 (unsigned long long)recout_count(out));
    recout_close(out, tool_status() < 2);
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    struct job j = {.period_column = -1};
    tool_start(&program, argc, argv, &operands);
    const char **given = operands.v;
    start(&j, &operands);
    struct recout *out;
    if (opts.merge) {
        run_merge(&j, &operands);
        out = recout_open(tool_options.output, &tool_options.dialect);
    } else {
        j.in = recin_open(tool_input(&operands), &tool_options.dialect);
        if (!j.in)
            tool_stop();
        bind_tally(&j, recin_columns(j.in));
        out = recout_open(tool_options.output, &tool_options.dialect);
        bool view = !opts.tall && !opts.partial && tally_is_view(j.tally, j.selected);
        if (view)
            write_header(out, tally_layout(j.tally, j.selected));
        read_records(&j, view ? out : NULL);
    }
    finish(&j, out);
    tally_free(j.tally);
    rules_free(j.rules);
    schema_free(&j.columns);
    recin_close(j.in);
    form_free(j.form);
    arena_free(&j.text);
    mem_free(j.bad);
    mem_free(j.bad_line);
    mem_free(given);
    mem_free(opts.programs.v);
    return tool_finish();
}
