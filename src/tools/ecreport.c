/* SPDX-License-Identifier: Apache-2.0 */
/* ecreport: the streams of a quarter -> a page to read, a summary for the terminal, its status, query letters. */
#include "base/diag.h"
#include "base/mem.h"
#include "cli/tool.h"
#include "form/load.h"
#include "io/out.h"
#include "io/private.h"
#include "io/written.h"
#include "report/collect.h"
#include "report/collect_findings.h"
#include "report/collect_streams.h"
#include "report/html.h"
#include "report/letter.h"
#include "report/status_streams.h"
#include "report/status_text.h"
#include "report/text.h"
#include "value/filename.h"
#include "value/personal.h"

static struct {
    const char *form, *table, *records, *raw, *changes, *suggestions, *frame, *units, *prior, *indicators, *outliers;
    const char *calls, *targets;
    const char *letters, *by, *vars, *deadline, *as_of;
    struct opt_list findings;
    bool text, status;
} opts;

#define FILE_OPTION(name, to, en, zh) {0, name, OPT_TEXT, to, "FILE", {en, zh}, NULL, 0, 0}

static const struct opt own[] = {
    OPT_FORM(&opts.form),
    OPT_TABLE(&opts.table),
    FILE_OPTION("records", &opts.records, "the records (- is standard input)", "记录流（- 表示标准输入）"),
    {'F', "findings", OPT_LIST, &opts.findings, "FILE", {"findings as TSV; may be repeated", "审核结果 TSV；可重复"}, NULL, 0, 0},
    FILE_OPTION("raw", &opts.raw, "the records before editing", "修改前的记录流"),
    FILE_OPTION("changes", &opts.changes, "the change log of ecfix", "ecfix 的修改记录"),
    FILE_OPTION("suggestions", &opts.suggestions, "the suggestions of ecsuggest", "ecsuggest 的修改建议"),
    FILE_OPTION("units", &opts.units, "the verdicts of ecaccept", "ecaccept 的审定结果"),
    FILE_OPTION("frame", &opts.frame, "the register of units that must report", "应报单位名录"),
    FILE_OPTION("prior", &opts.prior, "the records of the prior period", "上期记录流"),
    FILE_OPTION("indicators", &opts.indicators, "indicators made by ecvtl", "ecvtl 计算的指标"),
    FILE_OPTION("targets", &opts.targets, "labels, base and target of the indicators (a code list)",
                "指标名称、基期值和目标值（代码表）"),
    FILE_OPTION("outliers", &opts.outliers, "scores made by ecoutlier", "ecoutlier 的离群得分"),
    FILE_OPTION("calls", &opts.calls, "the list of ecoutlier --calls", "ecoutlier --calls 的核实名单"),
    {0, "by", OPT_TEXT, &opts.by, "VAR,VAR",
     {"rows and columns of the heat map (default region_code,chain)", "分布图的行与列（默认 region_code,chain）"}, NULL, 0, 0},
    {0, "vars", OPT_TEXT, &opts.vars, "LIST", {"the key variables, separated by commas", "主要指标，逗号分隔"}, NULL, 0, 0},
    {0, "text", OPT_FLAG, &opts.text, NULL, {"a summary for the terminal instead of a page", "输出终端文本摘要"}, NULL, 0, 0},
    {0, "letters", OPT_TEXT, &opts.letters, "DIR", {"one query letter an enterprise into DIR", "向 DIR 写出各企业核实函"}, NULL, 0, 0},
    {0, "status", OPT_FLAG, &opts.status, NULL, {"how the quarter stands, on one screen: states, causes, whom to call",
     "一屏显示本期进度：审定状态、原因、优先联系名单"}, NULL, 0, 0},
    {0, "deadline", OPT_TEXT, &opts.deadline, "DAY", {"with --status: the last day for the quarter, YYYY-MM-DD",
     "与 --status 合用：本期截止日期，YYYY-MM-DD"}, NULL, 0, 0},
    {0, "as-of", OPT_TEXT, &opts.as_of, "DAY", {"with --deadline: the day to count from (default: the day it is)",
     "与 --deadline 合用：从哪一天算起（默认当天）"}, NULL, 0, 0},
    OPT_END};

static const struct opt_program program = {
    .name = "ecreport",
    .purpose = {"a quarter's streams as a page, a summary or query letters", "把一个季度的数据流做成报告网页、文本摘要或核实函"},
    .usage = "-f FORM --records FILE [-F FINDINGS]... [options] -o REPORT.html\n"
             "-f FORM --records FILE [-F FINDINGS]... --text\n"
             "-f FORM --records FILE [-F FINDINGS]... --letters DIR\n"
             "-f FORM --status --units FILE --records FILE [--calls FILE] [-F FINDINGS]... [--deadline DAY]",
    .examples = "ecreport -f st-quarterly --records enterprise.tsv -F findings.tsv -o report.html",
    .own = own,
    .common = tool_common,
};

/* Reads every stream that was named. */
static bool collect(struct report *r, const struct form *form, const struct form_table *table)
{
    bool good = collect_start(r, form, table, opts.by, opts.vars);
    r->dialect = &tool_options.dialect;
    good = good && collect_records(r, opts.records);
    for (int i = 0; i < opts.findings.n && good; i++)
        good = collect_findings(r, opts.findings.v[i]);
    good = good && (!opts.raw || collect_state(r, STATE_RAW, opts.raw));
    good = good && (!opts.prior || collect_state(r, STATE_PRIOR, opts.prior));
    good = good && (!opts.units || collect_units(r, opts.units));
    good = good && (!opts.frame || collect_frame(r, opts.frame));
    good = good && (!opts.changes || collect_changes(r, opts.changes));
    good = good && (!opts.suggestions || collect_suggestions(r, opts.suggestions));
    good = good && (!opts.indicators || collect_rows(r, &r->indicators, "indicators", opts.indicators));
    good = good && (!opts.targets || collect_rows(r, &r->targets, "targets", opts.targets));
    good = good && (!opts.outliers || collect_rows(r, &r->outliers, "outliers", opts.outliers));
    good = good && (!opts.calls || collect_rows(r, &r->calls, "calls", opts.calls));
    if (good)
        collect_end(r);
    return good;
}

static void write_file(struct out *o, struct buf *b)
{
    out_write(o, b->p, b->n);
    out_close(o, true);
}

/* Letters of all units with something to verify. Returns their number. */
static long write_letters(const struct report *r)
{
    struct buf page = {0}, name = {0};
    struct filenames names = {0};
    long n = 0, masked = 0;
    struct written *written = private_folder(opts.letters) ? written_open(opts.letters) : NULL;
    if (!written)
        tool_stop();
    for (int i = 0; i < r->n_units; i++) {
        if (!r->units[i].queries)
            continue;
        if (personal_is_masked(r->units[i].key)) { /* what findings say of several persons would be in one letter */
            masked++;
            continue;
        }
        buf_reset(&page);
        buf_reset(&name);
        filename_put(&names, &name, r->units[i].key);
        buf_puts(&name, ".html");
        written_add(written, buf_slice(&name));
        report_letter(&page, r, &r->units[i], diag_lang());
        write_file(out_open_one(opts.letters, buf_text(&name), OUT_PRIVATE), &page);
        n++;
    }
    if (masked)
        diag(D_REPORT_MASKED, loc_file(opts.letters), diag_num(masked));
    written_close(written);
    buf_free(&page);
    buf_free(&name);
    filename_free(&names);
    return n;
}

/* What does not go together with --status, or only with it. */
static void check_status(void)
{
    const char *const others[] = {opts.letters, opts.raw, opts.changes, opts.suggestions, opts.indicators, opts.targets,
                                  opts.outliers, opts.by, opts.vars, opts.table};
    bool more = opts.text;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        more |= others[i] != NULL;
    if (opts.status && more)
        tool_usage(diag_words("--status goes with --units, --records, --frame, --prior, --calls, -F, --deadline, --as-of alone",
                              "--status 只与 --units、--records、--frame、--prior、--calls、-F、--deadline、--as-of 合用"));
    if (opts.deadline && !opts.status)
        tool_usage(diag_words("--deadline goes with --status", "--deadline 与 --status 合用"));
    if (opts.as_of && !opts.deadline)
        tool_usage(diag_words("--as-of goes with --deadline", "--as-of 与 --deadline 合用"));
    if (opts.status && !opts.units)
        tool_require("--units");
}

static struct date day_of(const char *option, const char *text)
{
    struct date d;
    if (date_parse(&d, str_of(text)))
        return d;
    diag(D_OPTION_VALUE, (struct loc){0}, option, text, "YYYY-MM-DD");
    tool_stop();
}

/* The screen names persons and telephones: a file of it is its owner's alone. */
static void show_status(const struct form *form)
{
    struct status_options o = {.units = opts.units, .records = opts.records, .frame = opts.frame, .calls = opts.calls,
                               .prior = opts.prior, .findings = opts.findings.v, .n_findings = opts.findings.n,
                               .dialect = &tool_options.dialect};
    struct date deadline = {0}, day = {0};
    struct status s = {0};
    struct buf screen = {0};
    if (opts.deadline) {
        deadline = day_of("--deadline", opts.deadline);
        day = opts.as_of ? day_of("--as-of", opts.as_of) : tool_today(NULL);
    }
    if (!status_read(&s, form, &o))
        tool_stop();
    s.has_deadline = opts.deadline != NULL;
    s.is_today = !opts.as_of;
    s.deadline = deadline;
    s.day = day;
    tool_note_count("units", (uint64_t)s.keys.n);
    status_text(&screen, &s, diag_lang());
    write_file(out_open_private(tool_options.output), &screen);
    buf_free(&screen);
    status_free(&s);
}

/* The page, the summary, the letters. */
static void show_report(const struct form *form)
{
    const struct form_table *table = form_table_need(form, opts.table);
    struct report r = {0};
    if (!table || !collect(&r, form, table))
        tool_stop();
    tool_note_count("rows_in", (uint64_t)r.records);
    struct buf page = {0};
    if (opts.letters)
        tool_summary(true, diag_words("%ld letters in %s", "查询函 %ld 份，在 %s"), write_letters(&r), opts.letters);
    if (opts.text)
        report_text(&page, &r, diag_lang());
    else if (tool_options.output || !opts.letters)
        report_html(&page, &r, diag_lang());
    if (page.n)
        write_file(out_open(tool_options.output), &page);
    buf_free(&page);
    report_free(&r);
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    tool_start(&program, argc, argv, &operands);
    if (operands.n) {
        struct buf text = {0};
        buf_printf(&text, diag_words("the files are named by options (--records, -F ...), not as operands: %s",
                                     "文件用选项指定（--records、-F 等），不作为参数：%s"), operands.v[0]);
        tool_usage(buf_text(&text));
    }
    if (!opts.form)
        tool_require("-f");
    if (!opts.records)
        tool_require("--records");
    if (tool_options.dialect.header)
        tool_usage(diag_words("--header is for filters; the streams of a report have headers", "--header 用于过滤器；报告的数据流须有表头"));
    check_status();
    struct form *form = form_load(opts.form);
    if (!form)
        tool_stop();
    tool_note_text("form_sha256", form->sha256);
    if (opts.status)
        show_status(form);
    else
        show_report(form);
    form_free(form);
    mem_free(operands.v);
    return tool_finish();
}
