/* eccheck: judges the records of a stream; they pass through as they are, the findings go their own way. */
#include <stdio.h>

#include "base/buf.h"
#include "base/diag.h"
#include "cli/findopt.h"
#include "cli/tool.h"
#include "form/constrain.h"
#include "form/load.h"
#include "rec/recin.h"
#include "rec/recout.h"

enum keep { KEEP_ALL, KEEP_VALID, KEEP_INVALID };
static const char *const keep_words[] = {"all", "valid", "invalid", NULL};

static const char *form_path, *table_name;
static struct findopt findopt = FINDOPT_DEFAULT;
static int keep;
static bool require_all;
static uint64_t key_memory = 128u << 20;

static const struct opt options[] = {
    OPT_FORM(&form_path),
    OPT_TABLE(&table_name),
    OPT_FINDINGS(&findopt),
    {0, "keep", OPT_WORD, &keep, "WHICH",
     {"records to write: all (default), valid or invalid (by the level of --fail-on)",
      "输出哪些记录：all（默认）、valid 或 invalid（按 --fail-on 的级别）"}, keep_words, 0, 0},
    {0, "require-all", OPT_FLAG, &require_all, NULL,
     {"a check that cannot be made, because a column is missing, is status 2", "因缺列而无法执行的审核使退出状态为 2"}, NULL, 0, 0},
    {'S', "memory", OPT_SIZE, &key_memory, "SIZE",
     {"memory for the search of duplicate keys (default 128M; 0: none)", "查找重复标识所用内存（默认 128M；0：不查找）"}, NULL, 0, 0},
    OPT_END,
};

static const struct opt_program program = {
    .name = "eccheck",
    .purpose = {"check records against the form and the rules", "按调查表和审核规则检查记录"},
    .usage = "-f FORM [-t TABLE] [-F FINDINGS]... [--keep WHICH] [--fail-on LEVEL] [-o OUT] [FILE]",
    .examples = "ecread -f st-quarterly q3.xml | eccheck -f st-quarterly -F findings.tsv >checked.tsv\n"
                "eccheck -f st-quarterly -F - --format=jsonl -o /dev/null q3.tsv",
    .own = options,
    .common = tool_common,
};

struct run {
    struct form *form;
    const struct form_table *table;
    struct recin *in;
    struct recout *out;
    struct constrain *constrain;
    struct findings *findings;
    uint64_t invalid;
    int not_run;
};

static void open_run(struct run *r, const char *input)
{
    if (!form_path)
        tool_require("-f");
    r->form = form_load(form_path);
    r->table = r->form ? form_table_need(r->form, table_name) : NULL;
    if (!r->table)
        tool_stop();
    r->in = recin_open(input, &tool_options.dialect);
    if (!r->in)
        tool_stop();
    r->constrain = constrain_new(r->table, recin_columns(r->in), recin_name(r->in), key_memory);
    r->findings = findopt_open(&findopt, tool_options.output);
    r->out = recout_open(tool_options.output, &tool_options.dialect);
}

static void check_record(struct run *r, const struct rec *rec)
{
    int worst = constrain_record(r->constrain, rec, r->findings);
    bool invalid = worst >= (int)findopt_level(&findopt);
    r->invalid += invalid;
    if (keep == KEEP_ALL || (keep == KEEP_INVALID) == invalid)
        recout_line(r->out, rec->line);
    tool_progress(recin_pos(r->in), recin_size(r->in), recin_count(r->in));
}

/* The table of -v: each check with how often it came out which way. */
static void print_tallies(const struct run *r)
{
    struct tally t;
    fprintf(stderr, "%-18s %-28s %12s %12s %12s %12s\n", "rule", "variable", "passed", "failed", "n/a", "errors");
    for (int i = 0; constrain_tally(r->constrain, i, &t); i++)
        fprintf(stderr, "%-18.*s %-28.*s %12llu %12llu %12llu %12llu\n", (int)t.rule.n, t.rule.p, (int)t.what.n, t.what.p,
                (unsigned long long)t.passed, (unsigned long long)t.failed, (unsigned long long)t.na,
                (unsigned long long)t.errors);
}

static void summarize(const struct run *r)
{
    struct buf b = {0};
    bool zh = diag_lang() == LANG_ZH;
    buf_printf(&b, zh ? "记录 %llu，其中无效 %llu；审核结果：" : "%llu records, %llu invalid; findings: ",
               (unsigned long long)recin_count(r->in), (unsigned long long)r->invalid);
    findopt_counts(&b, r->findings);
    if (tool_options.verbose)
        print_tallies(r);
    tool_summary(true, "%s", buf_text(&b));
    buf_free(&b);
}

static void close_run(struct run *r)
{
    tool_note_text("form", r->form->sha256);
    tool_note_text("table", r->table->name.p);
    tool_note_count("read", recin_count(r->in));
    tool_note_count("written", recout_count(r->out));
    tool_note_count("invalid", r->invalid);
    bool good = tool_status() < 2;
    recout_close(r->out, good);
    findings_close(r->findings, good);
    constrain_free(r->constrain);
    recin_close(r->in);
    form_free(r->form);
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    struct run r = {0};
    struct rec rec;
    int got;
    tool_start(&program, argc, argv, &operands);
    open_run(&r, tool_input(&operands));
    recout_header(r.out, recin_header(r.in));
    r.not_run = constrain_missing(r.constrain, r.findings);
    while ((got = recin_next(r.in, &rec)) > 0)
        check_record(&r, &rec);
    constrain_end(r.constrain, r.findings);
    tool_progress_end();
    if (got == 0)
        summarize(&r);
    tool_raise(findopt_status(&findopt, r.findings));
    if (r.not_run && require_all)
        diag(D_NOT_RUN, (struct loc){0}, diag_num(r.not_run));
    close_run(&r);
    return tool_finish();
}
