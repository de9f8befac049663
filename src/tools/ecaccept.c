/* SPDX-License-Identifier: Apache-2.0 */
/* ecaccept: one verdict a unit, of everything that was found about it and everything that was decided. */
#include "accept/accept.h"
#include "base/diag.h"
#include "base/mem.h"
#include "cli/findopt.h"
#include "cli/tool.h"
#include "form/guide.h"
#include "form/load.h"

static const char *form_path;
static struct accept_options wanted = {.bytes = (uint64_t)256 << 20};
static struct findopt findopt = FINDOPT_DEFAULT;

#define FILE_OPTION(name, to, en, zh) {0, name, OPT_TEXT, to, "FILE", {en, zh}, NULL, 0, 0}

static const struct opt options[] = {
    OPT_FORM(&form_path),
    {0, "period", OPT_TEXT, &wanted.period, "PERIOD", {"the period that is judged; records of others are left out",
                                                       "本次审定的报告期；其他报告期的记录不计入"}, NULL, 0, 0},
    {0, "records", OPT_TEXT, &wanted.records, "DIR", {"folder with the latest records, TABLE.tsv for each table",
                                                      "最新记录所在文件夹，每张表一个 TABLE.tsv"}, NULL, 0, 0},
    {0, "findings", OPT_LIST, &wanted.findings, "FILE", {"what was found, as TSV (repeat for several)",
                                                         "审核结果，TSV 格式（可重复）"}, NULL, 0, 0},
    {0, "accepted", OPT_TEXT, &wanted.accepted, "DIR", {"write the rows of the accepted units there, all tables",
                                                        "将已接受单位的全部表的记录写入该文件夹"}, NULL, 0, 0},
    FILE_OPTION("questions", &wanted.questions, "list what holds the units there, to be decided: decisions to fill in",
                "列出待决事项，填写后即为决定清单"),
    FILE_OPTION("policy", &wanted.policy, "what must be answered, and who may let what pass (default: strict)",
                "须答复的事项及谁有权放行（默认从严）"),
    FILE_OPTION("frame", &wanted.frame, "the units that must report (frame_from, frame_to)", "应报单位名录（frame_from、frame_to）"),
    {0, "decisions", OPT_LIST, &wanted.decisions, "FILE", {"what was decided about findings (repeat for several)",
                                                           "对审核结果的决定（可重复）"}, NULL, 0, 0},
    FILE_OPTION("explained", &wanted.explained, "explanations of the respondents, as for eccheck",
                "填报单位的情况说明，格式同 eccheck"),
    FILE_OPTION("reopened", &wanted.reopened, "registered re-openings of earlier figures", "已登记的历史数据重新开放"),
    FILE_OPTION("prior", &wanted.prior, "accepted records of the quarter before, of the unit's table",
                "上季度已接受的记录（单位表）"),
    FILE_OPTION("ly", &wanted.ly, "accepted records of the same quarter last year", "上年同季度已接受的记录（单位表）"),
    {0, "beside-accepted", OPT_FLAG, &wanted.has_accepted, NULL, {"an earlier edition of this period was compared with",
                                                                  "已与本期先前版本比对"}, NULL, 0, 0},
    FILE_OPTION("calls", &wanted.calls, "scores of ecoutlier --calls, for the policy's autopass.score",
                "ecoutlier --calls 的得分，用于 autopass.score"),
    {0, "as-of", OPT_TEXT, &wanted.as_of, "DAY", {"day of the run (default: the newest report_date of the records)",
                                                  "审定日期（默认记录中最晚的 report_date）"}, NULL, 0, 0},
    {'S', "memory", OPT_SIZE, &wanted.bytes, "SIZE", {"of the table of units (default 256M)", "单位表的内存上限（默认 256M）"}, NULL, 0, 0},
    {'F', "own-findings", OPT_LIST, &findopt.files, "FILE", {"write what the verdict itself finds there; default: text on stderr",
                                                            "将审定本身的发现写入该文件；默认以文本输出到标准错误"}, NULL, 0, 0},
    OPT_FINDINGS_HOW(&findopt),
    OPT_END,
};

static const struct opt_program program = {
    .name = "ecaccept",
    .purpose = {"give each unit one verdict, and keep the accepted ones", "逐单位审定，保留已接受的单位"},
    .usage = "-f FORM --period PERIOD --records DIR --findings FILE... [--accepted DIR] [--policy FILE] [--frame FILE]\n"
             "[--decisions FILE...] [--explained FILE] [--reopened FILE] [--as-of DAY] [--questions FILE] [-F FILE] [-o UNITS]",
    .examples = "ecaccept -f st-quarterly --period 2025Q3 --records latest --findings read.tsv --findings check.tsv "
                "--accepted accepted -o units.tsv\n"
                "ecaccept -f st-quarterly --period 2025Q3 --records latest --findings check.tsv --policy policy.tsv "
                "--decisions decisions.tsv -o units.tsv",
    .own = options,
    .common = tool_common,
};

static void report(const struct accept_counts *c)
{
    static const char *const notes[] = {"accepted", "open", "failed", "missing"};
    for (int i = 0; i < 4; i++)
        tool_note_count(notes[i], c->of[i]);
    tool_note_count("unreadable", c->unreadable);
    tool_note_count("foreign", c->foreign);
    tool_note_count("findings", c->findings);
    tool_note_count("records", c->rows_in);
    tool_note_count("records_accepted", c->rows_out);
    if (c->homeless)
        tool_summary(true, diag_words("%llu findings name no unit that was read; they hold nobody",
                                      "%llu 条审核结果不属于任何已读入的单位，未计入审定"), (unsigned long long)c->homeless);
    if (c->foreign)
        tool_summary(true, diag_words("%llu submissions of other periods were refused", "其他报告期的报送 %llu 份，未接收"),
                     (unsigned long long)c->foreign);
    tool_summary(false, diag_words("%llu accepted, %llu open, %llu failed, %llu missing; %llu submissions unreadable",
                                   "接受 %llu，待定 %llu，不接受 %llu，未报 %llu；无法读取的报送 %llu 份"),
                 (unsigned long long)c->of[0], (unsigned long long)c->of[1], (unsigned long long)c->of[2],
                 (unsigned long long)c->of[3], (unsigned long long)c->unreadable);
    if (c->of[1] || c->of[2] || c->unreadable || c->foreign)
        tool_raise(1);
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    tool_start(&program, argc, argv, &operands);
    if (operands.n)
        tool_usage(diag_words("no operands are taken: findings are named by --findings", "不接受其他参数：审核结果用 --findings 指定"));
    if (!form_path)
        tool_require("-f");
    if (!wanted.records)
        tool_require("--records");

    struct form *form = form_load(form_path);
    if (!form)
        tool_stop();
    tool_note_text("form_sha256", form->sha256);
    wanted.output = tool_options.output;
    wanted.dialect = &tool_options.dialect;

    struct findings *f = findopt_open(&findopt, wanted.output);
    guide_findings(f, form);
    struct accept_counts counts;
    if (!accept_run(&wanted, form, f, &counts))
        tool_stop();
    report(&counts);
    tool_raise(findopt_status(&findopt, f));
    findings_close(f, true);
    form_free(form);
    mem_free(operands.v);
    mem_free(wanted.findings.v);
    mem_free(wanted.decisions.v);
    return tool_finish();
}
