/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ecvtl: VTL programs on data sets. The work is in data/.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "assess/assess.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "cli/findopt.h"
#include "cli/rulefiles.h"
#include "cli/tool.h"
#include "data/input.h"
#include "data/longform.h"
#include "data/map.h"
#include "data/group_parts.h"
#include "data/shorthand.h"
#include "data/dsplan.h"
#include "form/domains.h"
#include "form/folder.h"
#include "form/load.h"
#include "io/in.h"
#include "rec/cell.h"
#include "rec/recout.h"

static struct {
    const char *form, *table, *result, *folder, *today, *codes, *messages;
    struct opt_list programs, structures;
    const char *tmp;
    struct findopt findopt;
    const char *rejects;
    uint64_t memory;
    bool records, tall, partial, merge;
} opts = {.memory = 256u << 20, .findopt = FINDOPT_DEFAULT};

static const struct opt own[] = {
    OPT_FORM(&opts.form),
    OPT_TABLE(&opts.table),
    {0, "structure", OPT_LIST, &opts.structures, "FILE",
     {"structures of data sets as JSON, or NAME=FILE for one of another name (may be repeated)",
      "JSON 格式的数据集结构，或以 NAME=FILE 另定名称（可重复）"}, NULL, 0, 0},
    {0, "codes", OPT_TEXT, &opts.codes, "DIR",
     {"folder of code lists, NAME.tsv for `in NAME` (default: the form's)", "代码表文件夹，NAME.tsv 供 `in NAME` 使用（默认为表式的）"},
     NULL, 0, 0},
    {'p', "program", OPT_LIST, &opts.programs, "FILE",
     {"read the statements from FILE (may be repeated)", "从 FILE 读取语句（可重复）"}, NULL, 0, 0},
    {'d', "dataset", OPT_TEXT, &opts.result, "NAME",
     {"the result to write (default: the last of the program)", "要输出的结果（默认为程序的最后一个）"}, NULL, 0, 0},
    {0, "all", OPT_TEXT, &opts.folder, "DIR",
     {"write each persistent result (<-), or all where none is, into DIR: NAME.tsv and its structure NAME.json",
      "将每个持久结果（<-；没有则为全部结果）写入 DIR：NAME.tsv 及其结构 NAME.json"}, NULL, 0, 0},
    {0, "rejects", OPT_TEXT, &opts.rejects, "FILE",
     {"rows whose identifiers have no value go there, and the others go on (default: such a row ends the run)",
      "标识无值的行写入该文件，其余继续（默认：遇到即停止）"}, NULL, 0, 0},
    {0, "long", OPT_FLAG, &opts.tall, NULL,
     {"write the results (<-; where none is, all that group) one number a row: indicator, breakdown, member, period, value, unit",
      "以长表输出结果（<-；没有则为全部汇总），每行一个数：indicator、breakdown、member、period、value、unit"}, NULL, 0, 0},
    {0, "partial", OPT_FLAG, &opts.partial, NULL,
     {"write the states of the groups instead of results, for --merge", "输出各组的中间状态而不是结果，供 --merge 使用"}, NULL, 0, 0},
    {0, "merge", OPT_FLAG, &opts.merge, NULL,
     {"the operands are partial results: merge them into the result of the whole", "操作数为中间结果：合并为全体的结果"}, NULL, 0, 0},
    {0, "records", OPT_FLAG, &opts.records, NULL,
     {"records as they come: keys may be missing or repeat, groups may be by any component, a null is a group",
      "按原样处理记录：标识可缺失或重复，可按任意分量分组，空值自成一组"}, NULL, 0, 0},
    {'F', "findings", OPT_LIST, &opts.findopt.files, "FILE",
     {"write findings to FILE (repeat for several): false rows of checks, rows of results that a remark is about",
      "将审核结果写入 FILE（可重复）：check 未通过的，以及有注释的其他结果的各行"}, NULL, 0, 0},
    OPT_FINDINGS_HOW(&opts.findopt),
    {0, "messages", OPT_TEXT, &opts.messages, "DIR",
     {"message catalogues for -F (default: the folder messages beside each program)", "-F 的消息目录（默认：程序文件旁的 messages）"},
     NULL, 0, 0},
    {'S', "memory", OPT_SIZE, &opts.memory, "SIZE",
     {"memory for rows; what is more goes to temporary files (default 256M)", "数据行可用的内存，超出部分写入临时文件（默认 256M）"},
     NULL, 0, 0},
    {0, "tmp", OPT_TEXT, &opts.tmp, "DIR",
     {"the folder for temporary files, which have no names there (default: TMPDIR, or /tmp)",
      "临时文件所在的文件夹，文件在其中没有名称（默认为 TMPDIR 或 /tmp）"}, NULL, 0, 0},
    {0, "today", OPT_TEXT, &opts.today, "DATE",
     {"the value of current_date() (default: the day it is)", "current_date() 的值（默认为当天）"}, NULL, 0, 0},
    OPT_END};

static const struct opt_program program = {
    .name = "ecvtl",
    .purpose = {"run VTL programs on data sets", "对数据集运行 VTL 程序"},
    .usage = "--structure FILE.json... (-p PROGRAM... | STATEMENTS) NAME=FILE...\n"
             "-f FORM [-t TABLE] 'CLAUSES' [FILE]\n"
             "-f FORM [-t TABLE] (-p PROGRAM... | STATEMENTS) [--long] NAME=FILE...\n"
             "-f FORM -p PROGRAM... -F FINDINGS [-d NAME] [--all DIR] [--fail-on LEVEL] NAME=FILE...\n"
             "-f FORM -p PROGRAM... --partial NAME=FILE...\n"
             "-f FORM -p PROGRAM... --merge [-d NAME | --long | --all DIR] PARTIAL...",
    .examples = "ecvtl --structure ds.json 'r := sum(DS_1 group by Id_1);' DS_1=ds_1.csv\n"
                "ecvtl -f st-quarterly '[aggr n := count(), revenue := sum(op_revenue) group by chain]' q3.tsv\n"
                "ecvtl -f st-quarterly -p quarter.vtl --all out enterprise=q3.tsv\n"
                "ecvtl -f st-quarterly -p cross.vtl -F cross.tsv enterprise=q3.tsv",
    .own = own,
    .common = tool_common,
};

/* A data set that is given: its name and its files. */
struct supplied {
    struct str name;
    const char **paths; /* [n] */
    int n;
    const struct form_table *table; /* of a stream of the form */
    struct rel *rel;
};

struct job {
    struct form *form;
    const struct form_table *table; /* of -t, or the first */
    struct rules *rules;
    struct rules_host host;
    struct domains domains;
    struct session session;
    struct structure *structures; /* [n] */
    int n;
    size_t cap;
    struct dsplan *plan;
    struct supplied *sources;       /* [nsources] */
    int nsources;
    struct sha256 sum;            /* of the form, the programs, the structures: partial results of others do not merge */
    char fingerprint[SHA256_HEX + 1];
    const struct value *period;   /* of the row that is judged, or NULL */
    struct remarks remarks;       /* -F: of the programs */
    struct messages messages;
    struct assess *assess;
    struct recout *rejects;       /* or NULL */
    struct findings *findings;    /* NULL: none are wanted */
};

/* ---- code lists ---- */

static const void *find_domain(void *ctx, struct str name, enum vtype *type)
{
    struct job *j = ctx;
    *type = T_STRING;
    return domains_find(&j->domains, name);
}

static void note_period(void *ctx, const struct value *v)
{
    ((struct job *)ctx)->period = v;
}

/* At the record's period; where it has none, at any time. */
static bool is_member(void *ctx, const void *domain, const struct value *v)
{
    const struct job *j = ctx;
    struct buf text = {0};
    struct date day;
    bool has_day = false;
    if (j->period && !j->period->null) {
        value_put_text(&text, j->period);
        has_day = form_period_day(buf_slice(&text), &day);
    }
    bool is = domains_has(domain, v->str, has_day ? &day : NULL);
    buf_free(&text);
    return is;
}

/* ---- what is given ---- */

static void load_text(struct job *j, const char *name, struct str text)
{
    sha256_add(&j->sum, text.p, text.n);
    if (!rules_load(j->rules, name, text))
        tool_raise(2);
    if (opts.findopt.files.n)
        remarks_read(&j->remarks, name, text);
}

/* The programs, or the first operand. */
static void load_programs(struct job *j, struct opt_list *operands)
{
    j->rules = rules_new_datasets();
    for (int i = 0; i < opts.programs.n; i++) {
        struct buf b = {0};
        if (!in_slurp(opts.programs.v[i], RULEFILE_BYTES, &b))
            tool_stop();
        load_text(j, opts.programs.v[i], buf_slice(&b));
        buf_free(&b);
    }
    if (!opts.programs.n) {
        if (!operands->n)
            tool_usage(diag_words("no program: give STATEMENTS or -p", "没有程序：请给出语句或 -p"));
        struct buf b = {0};
        shorthand_complete(&b, operands->v[0], j->table ? j->table->name : STR(""));
        load_text(j, "STATEMENTS", buf_slice(&b));
        buf_free(&b);
        operands->n--;
        memmove(operands->v, operands->v + 1, (size_t)operands->n * sizeof *operands->v);
    }
    if (tool_status() || !rules_link(j->rules) || !remarks_check(&j->remarks, j->rules))
        tool_stop();
}

static void load_structures(struct job *j)
{
    enum { MOST = 16 << 20 };
    for (int i = 0; i < opts.structures.n; i++) {
        struct buf b = {0};
        int n;
        struct str name = STR(""), rest;
        const char *file = opts.structures.v[i];
        if (strchr(file, '=') && in_missing(file)) { /* NAME=FILE */
            name = str_cut(str_of(file), '=', &rest);
            file = rest.p;
        }
        if (!in_slurp(file, MOST, &b))
            tool_stop();
        struct structure *v = structures_of_json(&j->session.a, file, buf_slice(&b), &n);
        sha256_add(&j->sum, b.p, b.n);
        buf_free(&b);
        if (!v)
            tool_stop();
        if (name.n && n == 1)
            v->name = name;
        j->structures = mem_grow(j->structures, &j->cap, (size_t)(j->n + n), sizeof *j->structures);
        memcpy(j->structures + j->n, v, (size_t)n * sizeof *v);
        j->n += n;
    }
}

static struct rel *open_input(struct job *j, struct supplied *x)
{
    for (int i = 0; i < j->n; i++)
        if (str_eq(j->structures[i].name, x->name)) {
            if (x->n == 1)
                return input_of_structure(&j->session, x->paths[0], &j->structures[i], &tool_options.dialect);
            diag(D_DATA_GIVEN_TWICE, (struct loc){0}, diag_str(x->name));
            return NULL;
        }
    if (j->form && !(x->table = form_table_find(j->form, x->name)) && opts.table)
        x->table = form_table_need(j->form, opts.table);
    if (x->table)
        return input_of_table(&j->session, x->paths, x->n, x->table, &tool_options.dialect);
    diag(D_DATA_NO_STRUCTURE, (struct loc){0}, diag_str(x->name));
    return NULL;
}

/* NAME=FILE, or of a form FILE alone: the table. The files of one name are one data set. */
static void add_operand(struct job *j, const char *operand, int most)
{
    struct str path;
    struct str name = str_cut(str_of(operand), '=', &path);
    if (j->table && (!path.p || !in_missing(operand))) {
        path = str_of(operand);
        name = j->table->name;
    }
    if (!name.n || !path.n) {
        diag(D_DATA_OPERAND, (struct loc){0}, operand);
        tool_stop();
    }
    struct supplied *x = j->sources;
    while (x < j->sources + j->nsources && !str_eq(x->name, name))
        x++;
    if (x == j->sources + j->nsources) {
        j->nsources++;
        *x = (struct supplied){.name = name, .paths = arena_array(&j->session.a, (size_t)most, sizeof(char *))};
    }
    x->paths[x->n++] = path.p;
}

static void open_inputs(struct job *j, const struct opt_list *operands)
{
    if (opts.rejects) {
        j->rejects = recout_open(opts.rejects, NULL);
        recout_header(j->rejects, STR(INPUT_REJECTS));
    }
    j->sources = mem_array((size_t)operands->n + 1, sizeof *j->sources);
    for (int i = 0; i < operands->n; i++)
        add_operand(j, operands->v[i], operands->n);
    if (!operands->n && j->table)
        add_operand(j, "-", 1);
    for (int i = 0; i < j->nsources; i++) {
        struct supplied *x = &j->sources[i];
        if (!(x->rel = open_input(j, x)))
            tool_stop();
        if (opts.records)
            input_records(x->rel);
        if (j->rejects)
            input_reject_to(x->rel, j->rejects, x->name);
        if (!dsplan_input(j->plan, x->name, x->rel))
            diag(D_DATA_GIVEN_TWICE, (struct loc){0}, diag_str(x->name));
        if (tool_status() == 2)
            tool_stop();
        if (j->assess)
            assess_input(j->assess, x->name, &x->rel->s, x->table, x->paths, x->n);
    }
}

/* ---- partial results ---- */

/* The columns of an input joined by TAB. */
static struct str columns_of(struct job *j, const struct rel *r)
{
    struct buf b = {0};
    for (int i = 0; i < r->s.n; i++) {
        if (i)
            buf_char(&b, '\t');
        value_escape(&b, r->s.v[i].name);
    }
    struct str columns = arena_str(&j->session.a, buf_slice(&b));
    buf_free(&b);
    return columns;
}

static uint64_t write_partial(struct job *j)
{
    struct parts_input *inputs = mem_array((size_t)j->nsources + 1, sizeof *inputs);
    for (int i = 0; i < j->nsources; i++)
        inputs[i] = (struct parts_input){j->sources[i].name, columns_of(j, j->sources[i].rel)};
    struct parts_mark mark = {j->fingerprint, inputs, j->nsources};
    struct recout *out = recout_open(tool_options.output, &tool_options.dialect);
    int groups = parts_write(&j->session, dsplan_needed(j->plan), &mark, out);
    if (!groups)
        diag(D_PARTS_NONE, (struct loc){0});
    if (groups <= 0)
        tool_stop();
    uint64_t rows = recout_count(out);
    recout_close(out, true);
    mem_free(inputs);
    return rows;
}

/* An input of partial results: its structure as when they were made. */
static struct rel *absent_input(struct job *j, const struct parts_input *x)
{
    for (int i = 0; i < j->n; i++)
        if (str_eq(j->structures[i].name, x->name))
            return parts_absent(&j->session, j->structures[i], x->name);
    const struct form_table *t = j->form ? form_table_find(j->form, x->name) : NULL;
    if (!t && j->form && opts.table)
        t = form_table_need(j->form, opts.table);
    if (!t) {
        diag(D_DATA_NO_STRUCTURE, (struct loc){0}, diag_str(x->name));
        return NULL;
    }
    struct intern columns = {0};
    for (struct str rest = x->columns; rest.p && x->columns.n;)
        intern_add(&columns, cell_text(str_cut(rest, '\t', &rest), &j->session.a));
    struct rel *r = parts_absent(&j->session, structure_of_stream(&j->session.a, t, &columns), x->name);
    intern_free(&columns);
    return r;
}

/* The inputs as the first of the partial results has them. */
static void open_absent(struct job *j, const struct opt_list *operands)
{
    int n;
    if (!operands->n)
        tool_usage(diag_words("--merge needs files", "--merge 需要文件"));
    struct parts_input *v = parts_inputs(&j->session.a, operands->v[0], j->fingerprint, &tool_options.dialect, &n);
    if (!v)
        tool_stop();
    for (int i = 0; i < n; i++) {
        struct rel *r = absent_input(j, &v[i]);
        if (!r)
            tool_stop();
        if (!dsplan_input(j->plan, v[i].name, r))
            diag(D_DATA_GIVEN_TWICE, (struct loc){0}, diag_str(v[i].name));
    }
    if (tool_status() == 2)
        tool_stop();
}

static void read_parts(struct job *j, const struct opt_list *operands)
{
    struct parts_mark mark = {.program = j->fingerprint};
    if (!parts_read(&j->session, &mark, operands->v, operands->n, &tool_options.dialect))
        tool_stop();
}

/* ---- results ---- */

static uint64_t write_rows(struct rel *r, struct recout *out)
{
    struct buf line = {0};
    const struct value *row;
    int got;
    for (int i = 0; i < r->s.n; i++) {
        if (i)
            buf_char(&line, '\t');
        buf_str(&line, r->s.v[i].name);
    }
    recout_header(out, buf_slice(&line));
    while ((got = rel_next(r, &row)) > 0) {
        buf_reset(&line);
        for (int i = 0; i < r->s.n; i++) {
            if (i)
                buf_char(&line, '\t');
            value_put_cell(&line, &row[i]);
        }
        recout_line(out, buf_slice(&line));
    }
    buf_free(&line);
    if (got < 0)
        tool_stop();
    return recout_count(out);
}

static void write_structure(const struct rel *r, struct str name)
{
    struct buf b = {0}, file = {0};
    buf_str(&file, name);
    buf_puts(&file, ".json");
    struct out *out = out_open_in(opts.folder, buf_text(&file));
    structure_put_json(&b, &r->s, name);
    out_write(out, b.p, b.n);
    out_close(out, true);
    buf_free(&b);
    buf_free(&file);
}

/* A name that is no name of a file in the folder. */
static void check_name(struct str name)
{
    if (name.n && name.p[0] != '.' && !memchr(name.p, '/', name.n) && name.n < 200)
        return;
    diag(D_DATA_FILE_NAME, (struct loc){0}, diag_str(name));
    tool_stop();
}

static uint64_t write_all(struct job *j)
{
    uint64_t rows = 0;
    bool any = false;
    for (int i = 0; i < dsplan_results(j->plan); i++)
        any = any || dsplan_result_persistent(j->plan, i);
    if (mkdir(opts.folder, 0777) && errno != EEXIST)
        out_fail(opts.folder);
    for (int i = 0; i < dsplan_results(j->plan); i++) {
        struct str name = dsplan_result_name(j->plan, i);
        if (any && !dsplan_result_persistent(j->plan, i))
            continue;
        check_name(name);
        struct rel *r = dsplan_result(j->plan, i);
        struct recout *out = recout_open_in(opts.folder, name, &tool_options.dialect);
        rows += write_rows(r, out);
        recout_close(out, true);
        write_structure(r, name);
    }
    return rows;
}

static uint64_t write_long(struct job *j)
{
    struct recout *out = recout_open(tool_options.output, &tool_options.dialect);
    recout_header(out, STR(LONGFORM_HEADER));
    for (int i = 0; i < dsplan_results(j->plan); i++)
        if (!longform_write(dsplan_result(j->plan, i), j->rules, j->form, dsplan_result_statement(j->plan, i), out))
            tool_stop();
    uint64_t rows = recout_count(out);
    recout_close(out, true);
    return rows;
}

static bool is_long(const void *ctx, const struct statement *st)
{
    return longform_wants(((const struct job *)ctx)->rules, st);
}

static uint64_t write_one(struct job *j)
{
    struct recout *out = recout_open(tool_options.output, &tool_options.dialect);
    uint64_t rows = write_rows(dsplan_result(j->plan, dsplan_results(j->plan) - 1), out);
    recout_close(out, true);
    return rows;
}

/* The name of the result: -d, or the last one. NULL: all. */
static const char *wanted(struct job *j)
{
    if (opts.result || opts.folder)
        return opts.result;
    for (int i = rules_statements(j->rules) - 1; i >= 0; i--)
        if (rules_statement(j->rules, i)->kind == ST_DATASET)
            return arena_str(&j->session.a, rules_statement(j->rules, i)->name.text).p;
    return "";
}

/* ---- findings ---- */

/* The folder of messages beside a program. */
static void load_catalogue(struct job *j, const char *program_file)
{
    const char *slash = strrchr(program_file, '/');
    int folder = slash ? (int)(slash - program_file) + 1 : 0;
    const char *dir = arena_printf(&j->session.a, "%.*smessages", folder, program_file);
    if (folder_is(dir) && !messages_load(&j->messages, dir))
        tool_raise(2);
}

static void start_findings(struct job *j)
{
    for (int i = 0; !opts.messages && i < opts.programs.n; i++)
        load_catalogue(j, opts.programs.v[i]);
    if (opts.messages && !messages_load(&j->messages, opts.messages))
        tool_raise(2);
    struct assess_options o = {j->form, j->rules, &j->remarks, &j->messages, &tool_options.dialect};
    j->assess = tool_status() ? NULL : assess_new(&o);
    if (!j->assess)
        tool_stop();
}

static bool is_wanted(const void *ctx, const struct statement *st)
{
    const struct job *j = ctx;
    return opts.result ? str_is(st->name.text, opts.result) : assess_wants(j->assess, st);
}

static void want_findings(struct job *j)
{
    if (dsplan_want_those(j->plan, is_wanted, j))
        return;
    if (opts.result)
        diag(D_DATA_NO_RESULT, (struct loc){0}, opts.result);
    else
        diag(D_ASSESS_NONE, (struct loc){0});
    tool_stop();
}

static void write_findings(struct job *j)
{
    bool good = true;
    for (int i = 0; i < dsplan_results(j->plan); i++)
        good = assess_result(j->assess, dsplan_result_statement(j->plan, i), dsplan_result(j->plan, i)) && good;
    if (!good)
        tool_stop();
    j->findings = findopt_open(&opts.findopt, "");
    if (!assess_run(j->assess, j->findings))
        tool_stop();
    tool_raise(findopt_status(&opts.findopt, j->findings));
}

/* ---- the run ---- */

static void check_options(void)
{
    if (opts.result && opts.folder)
        tool_usage(diag_words("-d writes one result, --all all of them", "-d 输出一个结果，--all 输出全部，不能同用"));
    if (opts.findopt.files.n && (tool_options.output || opts.folder || opts.tall))
        tool_usage(diag_words("-F writes nothing but findings; it goes without -o, --all and --long",
                              "-F 只输出审核结果，不能与 -o、--all、--long 同用"));
    if (opts.partial && opts.merge)
        tool_usage(diag_words("--partial and --merge exclude each other", "--partial 与 --merge 不能同用"));
    if (opts.partial && (opts.tall || opts.folder))
        tool_usage(diag_words("--partial writes states; it goes without --long and --all",
                              "--partial 输出中间状态，不能与 --long、--all 同用"));
    if ((opts.partial || opts.merge) && opts.findopt.files.n)
        tool_usage(diag_words("-F goes without --partial and --merge", "-F 不能与 --partial、--merge 同用"));
    if (opts.tall && (opts.result || opts.folder))
        tool_usage(diag_words("--long writes several results; it goes without -d and --all",
                              "--long 输出多个结果，不能与 -d、--all 同用"));
}

/* What was read, and what was lost of it. */
static uint64_t report(struct job *j)
{
    uint64_t in = 0, rejected = 0;
    for (int i = 0; i < j->nsources; i++) {
        in += input_rows(j->sources[i].rel);
        if (input_report(j->sources[i].rel))
            tool_raise(1);
        rejected += input_rejected(j->sources[i].rel);
    }
    if (rejected) {
        diag(D_DATA_REJECTED, (struct loc){0}, diag_num((long long)rejected), opts.rejects);
        tool_raise(1);
    }
    if (j->rejects)
        recout_close(j->rejects, true);
    tool_note_count("rejected", rejected);
    if (session_report(&j->session))
        tool_raise(1);
    tool_note_count("records_in", in);
    return in;
}

static void summarize(struct job *j, uint64_t in, uint64_t rows)
{
    if (!j->findings) {
        tool_note_count("rows_out", rows);
        tool_summary(false, diag_words("%llu rows read, %llu rows written", "读取 %llu 行，写出 %llu 行"),
                     (unsigned long long)in, (unsigned long long)rows);
        return;
    }
    struct buf counts = {0};
    findopt_counts(&counts, j->findings);
    tool_summary(false, diag_words("%llu rows read: %s", "读取 %llu 行：%s"), (unsigned long long)in, buf_text(&counts));
    buf_free(&counts);
    findings_close(j->findings, tool_status() < 2);
}

static void start(struct job *j, struct opt_list *operands)
{
    check_options();
    j->form = opts.form ? form_load(opts.form) : NULL;
    if (opts.form && !j->form)
        tool_stop();
    j->table = j->form ? form_table_need(j->form, opts.table) : NULL;
    if (j->form && !j->table)
        tool_stop();
    opts.records = opts.records || (opts.form && !opts.programs.n); /* what is typed is shorthand */
    j->domains.form = j->form;
    j->domains.folder = opts.codes;
    j->session.memory = opts.memory;
    if (opts.tmp && setenv("TMPDIR", opts.tmp, 1))
        tool_stop();
    j->host = (struct rules_host){.ctx = j, .domain = find_domain, .member = is_member, .today = tool_today(opts.today)};
    if (j->form && j->form->period.n) {
        j->host.period = j->form->period;
        j->host.at = note_period;
    }
    sha256_start(&j->sum);
    if (j->form)
        sha256_add(&j->sum, j->form->sha256, strlen(j->form->sha256));
    load_programs(j, operands);
    load_structures(j);
    sha256_hex(&j->sum, j->fingerprint);
    if (opts.findopt.files.n)
        start_findings(j);
}

static bool is_dataset(const void *ctx, const struct statement *st)
{
    (void)ctx;
    return st->kind == ST_DATASET;
}

/* Which results are wanted. */
static void want(struct job *j)
{
    if (opts.partial)
        dsplan_groups_only(j->plan);
    if (j->assess)
        want_findings(j);
    else if (opts.tall)
        dsplan_want_those(j->plan, is_long, j);
    else if (opts.partial && !opts.result)
        dsplan_want_those(j->plan, is_dataset, j);
    else if (!dsplan_want(j->plan, wanted(j)))
        tool_stop();
}

static void plan(struct job *j, const struct opt_list *operands)
{
    j->plan = dsplan_new(&j->session, j->rules, &j->host);
    if (opts.records)
        dsplan_any_group(j->plan);
    want(j);
    if (opts.merge)
        open_absent(j, operands);
    else
        open_inputs(j, operands);
    for (int i = 0; j->form && opts.records && !j->assess && i < j->form->n_tables; i++)
        dsplan_leave_out(j->plan, j->form->tables[i].name);
    if (!dsplan_program(j->plan))
        tool_stop();
    if (!opts.tall && !opts.partial && !dsplan_results(j->plan)) {
        diag(D_DATA_LEFT_OUT, (struct loc){0}, opts.folder ? opts.folder : wanted(j));
        tool_stop();
    }
}

static void run(struct job *j, struct opt_list *operands)
{
    start(j, operands);
    plan(j, operands);
    if (opts.merge)
        read_parts(j, operands);
    uint64_t rows = 0;
    if (j->assess)
        write_findings(j);
    else if (opts.partial)
        rows = write_partial(j);
    else
        rows = opts.tall ? write_long(j) : opts.folder ? write_all(j) : write_one(j);
    summarize(j, report(j), rows);
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    struct job j = {0};
    tool_start(&program, argc, argv, &operands);
    run(&j, &operands);
    assess_free(j.assess);
    remarks_free(&j.remarks);
    messages_free(&j.messages);
    dsplan_end(j.plan);
    cellexprs_end(&j.session);
    session_end(&j.session);
    rules_free(j.rules);
    domains_free(&j.domains);
    form_free(j.form);
    mem_free(j.structures);
    mem_free(j.sources);
    mem_free(opts.findopt.files.v);
    mem_free(operands.v);
    mem_free(opts.programs.v);
    mem_free(opts.structures.v);
    return tool_finish();
}
