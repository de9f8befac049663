/* SPDX-License-Identifier: Apache-2.0 */
/* eccheck: judges the records of a stream; they pass through as they are, the findings go their own way. */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "check/judge.h"
#include "cli/findopt.h"
#include "cli/tool.h"
#include "form/guide.h"
#include "form/load.h"
#include "rec/recin.h"
#include "rec/recout.h"

enum keep { KEEP_ALL, KEEP_VALID, KEEP_INVALID };
enum { HELD_LEAST = 64 << 20 }; /* bytes of a group that --keep may hold back, whatever -S says */
static const char *const keep_words[] = {"all", "valid", "invalid", NULL};

static const char *form_path, *table_name, *explain, *explain_key;
static struct findopt findopt = FINDOPT_DEFAULT;
static struct judge_options judge_options = {.key_memory = 128u << 20};
static int keep;
static bool require_all;

static const struct opt options[] = {
    OPT_FORM(&form_path),
    OPT_TABLE(&table_name),
    {'r', "rules", OPT_LIST, &judge_options.rules, "FILE",
     {"rule file, or folder of *.vtl files (repeat for several)", "规则文件或含 *.vtl 的文件夹（可重复）"}, NULL, 0, 0},
    {0, "messages", OPT_TEXT, &judge_options.messages, "DIR",
     {"message catalogues (default: the folder messages beside the rule files)", "消息目录（默认：规则文件旁的 messages）"}, NULL, 0, 0},
    {0, "only", OPT_LIST, &judge_options.only, "RULE,...",
     {"judge only these rules, rule sets or built-in checks", "只执行这些规则、规则集或内置审核"}, NULL, 0, 0},
    {0, "skip", OPT_LIST, &judge_options.skip, "RULE,...",
     {"leave these rules, rule sets or built-in checks out", "不执行这些规则、规则集或内置审核"}, NULL, 0, 0},
    {0, "explained", OPT_TEXT, &judge_options.explained, "FILE",
     {"the respondents' explanations: soft findings with one are \"explained\"", "填报单位的说明：已说明的核实性结果记为 explained"}, NULL, 0, 0},
    {0, "outcomes", OPT_TEXT, &judge_options.outcomes, "FILE",
     {"write there what the check statements of the rule files return: passed and null as well, where they ask for all",
      "将规则文件中 check 语句的返回结果写入该文件：要求 all 时含通过和不适用"}, NULL, 0, 0},
    {0, "baseline", OPT_TEXT, &judge_options.baseline, "FILE",
     {"findings accepted before, with who, when and why: they are left out", "已接受的审核结果（含接受人、日期、理由）：不再输出"}, NULL, 0, 0},
    OPT_FINDINGS(&findopt),
    {0, "keep", OPT_WORD, &keep, "WHICH",
     {"records to write: all (default), valid or invalid (by the level of --fail-on)",
      "输出哪些记录：all（默认）、valid 或 invalid（按 --fail-on 的级别）"}, keep_words, 0, 0},
    {0, "require-all", OPT_FLAG, &require_all, NULL,
     {"a check that cannot be made, because a column is missing, is status 2", "因缺列而无法执行的审核使退出状态为 2"}, NULL, 0, 0},
    {0, "allow-no-rule", OPT_FLAG, &judge_options.allow_no_rule, NULL,
     {"rule files without a rule about the table are no fault: the form alone judges", "规则文件中没有该表的规则时不视为错误：仅按调查表审核"},
     NULL, 0, 0},
    {'S', "memory", OPT_SIZE, &judge_options.key_memory, "SIZE",
     {"memory for the search of duplicate keys (default 128M; 0: none)", "查找重复标识所用内存（默认 128M；0：不查找）"}, NULL, 0, 0},
    {0, "explain", OPT_TEXT, &explain, "RULE",
     {"print the rule and, with a record, the value of each of its parts; nothing else is done",
      "输出规则；给出记录时输出其各部分的值；不做其他处理"}, NULL, 0, 0},
    {0, "key", OPT_TEXT, &explain_key, "KEY",
     {"with --explain: the record, as findings write keys (default: the first)", "配合 --explain：记录标识，写法同审核结果（默认第一条）"}, NULL, 0, 0},
    OPT_END,
};

static const struct opt_program program = {
    .name = "eccheck",
    .purpose = {"check records against the form and the rules", "按调查表和审核规则检查记录"},
    .usage = "-f FORM [-t TABLE] [-r RULES]... [-F FINDINGS]... [--keep WHICH] [--fail-on LEVEL] [-o OUT] [FILE]\n"
             "-f FORM [-t TABLE] -r RULES... --explain RULE [--key KEY] [FILE]",
    .examples = "ecread -f st-quarterly q3.xml | eccheck -f st-quarterly -r rules -F findings.tsv >checked.tsv\n"
                "eccheck -f st-quarterly -F - --format=jsonl -o /dev/null q3.tsv\n"
                "eccheck -f st-quarterly -r rules --explain D01 --key 'uscc=91500101Y77534219G' q3.tsv",
    .own = options,
    .common = tool_common,
};

struct run {
    struct form *form;
    const struct form_table *table;
    struct recin *in;
    struct recout *out;
    struct judge *judge;
    struct findings *findings;
    uint64_t invalid;
    struct buf held;    /* --keep: the rows of the group under way, each behind V or I (invalid by itself), LF behind it */
    uint64_t held_valid; /* rows of the group that are valid by themselves */
};

static void open_form(struct run *r)
{
    if (!form_path)
        tool_require("-f");
    r->form = form_load(form_path);
    r->table = r->form ? form_table_need(r->form, table_name) : NULL;
    if (!r->table)
        tool_stop();
}

static void open_stream(struct run *r, const char *input)
{
    r->in = recin_open(input, &tool_options.dialect);
    if (!r->in)
        tool_stop();
}

static void open_judge(struct run *r)
{
    r->judge = judge_new(&judge_options, r->form, r->table, recin_columns(r->in), recin_name(r->in),
                         &tool_options.dialect, r->findings);
    if (!r->judge)
        tool_stop();
}

static void write_record(struct run *r, struct str line, bool invalid)
{
    if (keep == KEEP_ALL || (keep == KEEP_INVALID) == invalid)
        recout_line(r->out, line);
}

/* Is a level of findings enough to make a record invalid? */
static bool makes_invalid(int worst)
{
    return worst >= (int)findopt_level(&findopt);
}

/* A rule about the group may make all its rows invalid: with --keep they wait for the end of their group. */
static void hold_record(struct run *r, const struct rec *rec, bool invalid)
{
    uint64_t room = judge_options.key_memory > HELD_LEAST ? judge_options.key_memory : HELD_LEAST;
    r->held_valid += !invalid;
    if (keep == KEEP_ALL) {
        recout_line(r->out, rec->line);
        return;
    }
    buf_char(&r->held, invalid ? 'I' : 'V');
    buf_str(&r->held, rec->line);
    buf_char(&r->held, '\n');
    if (r->held.n <= room)
        return;
    diag(D_GROUP_LARGE, loc_line(recin_name(r->in), rec->lineno), diag_num((long)room));
    tool_stop();
}

/* The group under way has ended if next (NULL: the end) is not of it. */
static void close_group(struct run *r, const struct rec *next)
{
    int worst = judge_group(r->judge, next);
    if (worst == JUDGE_OPEN)
        return;
    bool invalid = makes_invalid(worst);
    struct str rest = buf_slice(&r->held);
    while (rest.n) {
        struct str line = str_cut(rest, '\n', &rest);
        write_record(r, (struct str){line.p + 1, line.n - 1}, invalid || line.p[0] == 'I');
    }
    r->invalid += invalid ? r->held_valid : 0;
    buf_reset(&r->held);
    r->held_valid = 0;
}

static void check_record(struct run *r, const struct rec *rec)
{
    close_group(r, rec);
    bool invalid = makes_invalid(judge_record(r->judge, rec));
    r->invalid += invalid;
    if (judge_has_groups(r->judge))
        hold_record(r, rec, invalid);
    else
        write_record(r, rec->line, invalid);
    tool_progress(recin_pos(r->in), recin_size(r->in), recin_count(r->in));
}

static void summarize(const struct run *r)
{
    struct buf b = {0};
    bool zh = diag_lang() == LANG_ZH;
    buf_printf(&b, zh ? "记录 %llu，其中无效 %llu；审核结果：" : "%llu records, %llu invalid; findings: ",
               (unsigned long long)recin_count(r->in), (unsigned long long)r->invalid);
    findopt_counts(&b, r->findings);
    judge_summary(r->judge, &b);
    if (tool_options.verbose)
        judge_print_tallies(r->judge, stderr);
    tool_summary(true, "%s", buf_text(&b));
    buf_free(&b);
}

static void note_run(const struct run *r)
{
    tool_note_text("form", r->form->sha256);
    if (judge_rules_sha256(r->judge))
        tool_note_text("rules", judge_rules_sha256(r->judge));
    tool_note_text("table", r->table->name.p);
    tool_note_count("read", recin_count(r->in));
    tool_note_count("written", recout_count(r->out));
    tool_note_count("invalid", r->invalid);
}

static void close_run(struct run *r)
{
    bool good = tool_status() < 2;
    buf_free(&r->held);
    recout_close(r->out, good);
    judge_free(r->judge);
    findings_close(r->findings, good);
    recin_close(r->in);
    form_free(r->form);
}

static void check(struct run *r, const char *input)
{
    struct rec rec;
    int got;
    open_form(r);
    open_stream(r, input);
    r->findings = findopt_open(&findopt, tool_options.output);
    guide_findings(r->findings, r->form);
    open_judge(r);
    r->out = recout_open(tool_options.output, &tool_options.dialect);
    recout_header(r->out, recin_header(r->in));
    int not_run = judge_start(r->judge);
    while ((got = recin_next(r->in, &rec)) > 0)
        check_record(r, &rec);
    diag_clear();
    if (got == 0) {
        close_group(r, NULL);
        judge_end(r->judge);
        summarize(r);
    }
    tool_raise(findopt_status(&findopt, r->findings));
    if (not_run && require_all)
        diag(D_NOT_RUN, (struct loc){0}, diag_num(not_run));
    note_run(r);
    close_run(r);
}

/* Explains a rule on the record that was asked for. */
static void explain_record(struct run *r)
{
    struct rec rec;
    int got;
    bool rows = judge_gathers(r->judge, str_of(explain)), found = false;
    while ((got = recin_next(r->in, &rec)) > 0) {
        if (rows && found && !judge_of_group(r->judge, &rec))
            break; /* the whole group has been gathered */
        if (rows)
            judge_gather(r->judge, &rec);
        found = found || !explain_key || judge_has_key(r->judge, &rec, str_of(explain_key));
        if (found && !rows)
            break;
    }
    if (got == 0 && explain_key && !found)
        diag(D_NO_RECORD, loc_file(recin_name(r->in)), explain_key);
    else if (got >= 0)
        judge_explain(r->judge, str_of(explain), found ? &rec : NULL, stdout);
}

/* Without a stream the columns are those of the form. */
static void explain_form(struct run *r)
{
    r->judge = judge_new(&judge_options, r->form, r->table, &r->table->names, r->form->file, NULL, NULL);
    if (r->judge)
        judge_explain(r->judge, str_of(explain), NULL, stdout);
}

/* Nobody pipes records in: a terminal, or /dev/null. */
static bool no_stream(const struct opt_list *operands)
{
    struct stat st;
    return !operands->n && (fstat(STDIN_FILENO, &st) != 0 || S_ISCHR(st.st_mode));
}

static void explain_rule(struct run *r, const struct opt_list *operands)
{
    open_form(r);
    if (no_stream(operands)) {
        explain_form(r);
    } else {
        open_stream(r, tool_input(operands));
        open_judge(r);
        explain_record(r);
    }
    judge_free(r->judge);
    recin_close(r->in);
    form_free(r->form);
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    struct run r = {0};
    tool_start(&program, argc, argv, &operands);
    if (explain)
        explain_rule(&r, &operands);
    else
        check(&r, tool_input(&operands));
    mem_free(operands.v);
    return tool_finish();
}
