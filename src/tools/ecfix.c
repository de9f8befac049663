/* SPDX-License-Identifier: Apache-2.0 */
/* ecfix: puts the writing of cells right and logs each change; applies accepted changes and the steps of a program; undoes
 * and replays its logs. */
#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "cli/columns.h"
#include "cli/findopt.h"
#include "cli/tool.h"
#include "fix/cleaner.h"
#include "fix/replay.h"
#include "fix/stepfile.h"
#include "form/guide.h"
#include "form/load.h"
#include "rec/recin.h"
#include "rec/recout.h"

static const char *form_path, *table_name, *log_path, *accept_path, *undo_path, *replay_path;
static struct opt_list programs;
static bool join_lines;
static struct findopt findopt = FINDOPT_DEFAULT;

static const struct opt options[] = {
    OPT_FORM(&form_path),
    OPT_TABLE(&table_name),
    {'L', "log", OPT_TEXT, &log_path, "CHANGES", {"write each changed cell there", "将每个改动的单元格写入该文件"}, NULL, 0, 0},
    {0, "join-lines", OPT_FLAG, &join_lines, NULL,
     {"put texts of several lines on one", "将多行文本合并为一行"}, NULL, 0, 0},
    {0, "accept", OPT_TEXT, &accept_path, "FILE", {"apply the reviewed changes of that list (key variable old new who when why)",
                                                   "执行该清单中已审定的修改（key variable old new who when why）"}, NULL, 0, 0},
    {'p', "program", OPT_LIST, &programs, "FILE", {"apply the VTL statements of FILE behind that (repeat for several)",
                                                   "随后执行 FILE 中的 VTL 语句（可重复）"}, NULL, 0, 0},
    OPT_FINDINGS(&findopt),
    {0, "undo", OPT_TEXT, &undo_path, "CHANGES", {"give back the bytes before the changes of a log", "按日志恢复修改前的数据"}, NULL, 0, 0},
    {0, "replay", OPT_TEXT, &replay_path, "CHANGES", {"apply the changes of a log again", "按日志重做修改"}, NULL, 0, 0},
    OPT_END,
};

#define NOW "ecsuggest -f FORM -r RULES -o SUGGESTIONS FILE"
static const struct opt_moved moved[] = {
    {0, "suggest", NOW}, {'r', "rules", NOW}, {0, "prior", NOW}, {0, "ly", NOW}, {0, "medians", NOW}, {0, "size", NOW},
    {0, "methods", NOW}, {0, "localise", NOW}, {0, "all-missing", NOW}, {0, "weights", NOW}, {0, NULL, NULL},
};

static const struct opt_program program = {
    .name = "ecfix",
    .purpose = {"put the writing of cells right, with a log that undoes it", "规范单元格的写法，并记录可撤销的日志"},
    .usage = "-f FORM [-t TABLE] [-L CHANGES] [--join-lines] [--accept FILE] [-p PROGRAM... [-F FILE...]] "
             "[-o OUT] [FILE|-]\n"
             "--undo CHANGES [-o OUT] [FILE|-]\n"
             "--replay CHANGES [-o OUT] [FILE|-]",
    .examples = "ecfix -f st-quarterly -L changes.tsv q3.tsv -o clean.tsv\n"
                "ecfix -f st-quarterly -p decided.vtl -L changes.tsv q3.tsv -o clean.tsv\n"
                "ecfix --undo changes.tsv clean.tsv | cmp - q3.tsv",
    .own = options,
    .common = tool_common,
    .moved = moved,
};

static bool in_list(const void *list, struct str code)
{
    return codelist_find(list, code) != NULL;
}

static const enum norm_writing writings[] = {[WRITING_USUAL] = NORM_USUAL, [WRITING_EXPONENT] = NORM_EXPONENT,
                                             [WRITING_DMY] = NORM_DMY, [WRITING_MDY] = NORM_MDY};

/* How a column is to be normalised, by what the form says of its variable. */
static struct norm_column norm_of(const struct form_table *table, struct str name)
{
    struct norm_column c = {.kind = NORM_SKIP};
    const struct form_var *v = form_column(table, name, NULL);
    if (!v)
        return c;
    c.unit = v->unit;
    c.join = join_lines;
    c.yes = v->yes;
    c.no = v->no;
    c.writing = writings[v->writing];
    switch (v->type) {
    case T_INTEGER:
        c.kind = NORM_INTEGER;
        break;
    case T_NUMBER:
        c.kind = NORM_NUMBER;
        break;
    case T_DATE:
        c.kind = NORM_DATE;
        break;
    case T_PERIOD:
        c.kind = NORM_PERIOD;
        break;
    case T_STRING:
        c.kind = v->codes ? NORM_CODE : v->pattern && str_is(v->pattern->name, "uscc") ? NORM_USCC : NORM_TEXT;
        break;
    case T_BOOLEAN:
        c.kind = NORM_BOOLEAN;
        break;
    case T_DURATION:
        c.kind = NORM_TEXT;
        break;
    case T_NULL:
    case T_TIME:
        break;
    }
    if (c.kind == NORM_CODE) {
        c.known = in_list;
        c.list = v->codes;
    }
    return c;
}

static void report_steps(const struct cleaner *c, const struct stepfile *p, const struct findings *f, uint64_t records)
{
    stepfile_summary(p);
    tool_note_text("program_sha256", stepfile_sha256(p));
    tool_note_count("removed", c->removed);
    tool_summary(true, diag_words("%llu records in = %llu out + %llu taken out",
                                  "输入 %llu 条记录 = 输出 %llu 条 + 剔除 %llu 条"), (unsigned long long)records,
                 (unsigned long long)(records - c->removed), (unsigned long long)c->removed);
    tool_raise(findopt_status(&findopt, f));
}

static void report(const struct cleaner *c, uint64_t records)
{
    tool_note_count("records", records);
    tool_note_count("normalised", c->normalised);
    tool_note_count("accepted", c->accepted);
    tool_summary(false, diag_words("%llu records, %llu cells normalised, %llu accepted changes applied",
                                   "记录 %llu 条，规范化单元格 %llu 个，执行已接受的修改 %llu 处"),
                 (unsigned long long)records, (unsigned long long)c->normalised, (unsigned long long)c->accepted);
}

static void clean_stream(struct recin *in, const struct form_table *table, struct cleaner *c, struct stepfile *p)
{
    struct recout *out = recout_open(tool_options.output, &tool_options.dialect);
    struct rec rec;
    uint64_t row = 0;
    int got;
    c->log = log_path ? changes_create(log_path) : NULL;
    c->table = table->name;
    c->null = tool_options.dialect.null;
    struct str header = cleaner_start(c, recin_header(in));
    struct stream_hash before, after;
    stream_hash_start(&before, recin_header(in));
    stream_hash_start(&after, header);
    recout_header(out, header);
    while ((got = recin_next(in, &rec)) > 0) {
        if (p)
            stepfile_record(p, &rec);
        struct str line = cleaner_record(c, &rec, ++row);
        if (line.p)
            recout_line(out, line);
        if (c->log)
            stream_hash_line(&before, rec.line);
        if (c->log && line.p)
            stream_hash_line(&after, line);
        tool_progress(recin_pos(in), recin_size(in), row);
    }
    if (got < 0)
        tool_stop();
    /* The log first: a stream without its log could not be undone. A crash between the two leaves an old stream, which is
     * not the one whose hash the new log names. */
    if (c->log)
        recout_sync(out);
    changes_finish(c->log, row, stream_hash_end(&before), stream_hash_end(&after), true);
    recout_close(out, true);
    report(c, row);
}

struct job {
    struct form *form;
    const struct form_table *table;
    struct recin *in;
    struct accept *accept;
    struct stepfile *program;
    struct findings *findings;
    struct norm_column *columns;
    struct columns keys;
};

/* Everything that can be wrong on the command line is found before the first record is read. */
static void open_job(struct job *j, const char *input)
{
    j->form = form_load(form_path);
    j->table = j->form ? form_table_need(j->form, table_name) : NULL;
    j->program = j->table && programs.n ? stepfile_load(&programs) : NULL;
    j->in = j->table && (j->program || !programs.n) ? recin_open(input, &tool_options.dialect) : NULL;
    j->accept = j->in && accept_path ? accept_load(accept_path, j->table) : NULL;
    if (!j->in || (accept_path && !j->accept))
        tool_stop();
    tool_note_text("form_sha256", j->form->sha256);
    const struct intern *names = recin_columns(j->in);
    j->columns = mem_array((size_t)names->n, sizeof *j->columns);
    for (int i = 0; i < names->n; i++)
        j->columns[i] = norm_of(j->table, intern_name(names, i));
    for (int i = 0; i < j->table->n; i++) {
        int at = intern_find(names, j->table->vars[i].name);
        if (at >= 0 && j->table->vars[i].role == ROLE_IDENTIFIER)
            columns_add(&j->keys, at);
    }
}

static void bind_program(struct job *j, struct cleaner *c)
{
    if (!j->program)
        return;
    j->findings = findopt_open(&findopt, tool_options.output);
    guide_findings(j->findings, j->form);
    c->steps = stepfile_bind(j->program, j->form, j->table, j->in, j->findings);
    c->program = stepfile_short(j->program);
    c->failed = stepfile_failed;
    c->to = j->program;
    if (!c->steps)
        tool_stop();
}

static void clean(const char *input)
{
    struct job j = {0};
    open_job(&j, input);
    struct cleaner c = {.names = recin_columns(j.in), .columns = j.columns, .keys = j.keys.at, .n_keys = j.keys.n,
                        .accept = j.accept};
    bind_program(&j, &c);
    clean_stream(j.in, j.table, &c, j.program);
    if (j.program)
        report_steps(&c, j.program, j.findings, recin_count(j.in));
    findings_close(j.findings, true);
    if (j.accept && (accept_unused(j.accept) || c.refused))
        tool_raise(1);
    cleaner_end(&c);
    accept_free(j.accept);
    stepfile_free(j.program);
    mem_free(j.columns);
    mem_free(j.keys.at);
    recin_close(j.in);
    form_free(j.form);
}

static void apply_log(const char *path, bool undo, const char *input)
{
    struct changes_in *log = changes_open(path);
    struct recin *in = log ? recin_open(input, &tool_options.dialect) : NULL;
    if (!in)
        tool_stop();
    struct recout *out = recout_open(tool_options.output, &tool_options.dialect);
    uint64_t cells = 0;
    bool good = replay_stream(in, out, log, undo, tool_options.dialect.null, &cells);
    recout_close(out, good);
    if (!good)
        tool_stop();
    tool_note_count("cells", cells);
    tool_summary(false, undo ? diag_words("%llu cells undone", "已撤销 %llu 个单元格")
                             : diag_words("%llu cells changed again", "已重新修改 %llu 个单元格"),
                 (unsigned long long)cells);
    recin_close(in);
    changes_close(log);
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    tool_start(&program, argc, argv, &operands);
    const char *input = tool_input(&operands);
    bool cleaning = form_path || table_name || log_path || accept_path || programs.n;
    bool about_findings = findopt.files.n || findopt.max || findopt.fail_on || findopt.format != FINDINGS_AUTO;
    if (about_findings && !programs.n)
        tool_usage(diag_words("-F, --format, --max-findings and --fail-on belong to -p: its steps make the findings",
                              "-F、--format、--max-findings 和 --fail-on 须与 -p 同用：审核结果由其各步产生"));
    if ((undo_path != NULL) + (replay_path != NULL) + cleaning > 1)
        tool_usage(diag_words("--undo and --replay stand alone: the log says all that is to be done",
                              "--undo 和 --replay 须单独使用：要做的都在日志中"));
    if (undo_path || replay_path)
        apply_log(undo_path ? undo_path : replay_path, undo_path != NULL, input);
    else if (!form_path)
        tool_require("-f");
    else
        clean(input);
    mem_free(operands.v);
    return tool_finish();
}
