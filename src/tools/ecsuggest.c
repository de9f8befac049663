/* SPDX-License-Identifier: Apache-2.0 */
/* ecsuggest: what a record's own arithmetic, its rules and its past say about its errors. Nothing is changed. */
#include "base/diag.h"
#include "base/mem.h"
#include "cli/findopt.h"
#include "cli/tool.h"
#include "form/guide.h"
#include "form/load.h"
#include "form/recordref.h"
#include "rec/recin.h"
#include "suggest/suggestions.h"

static const char *form_path, *table_name;
static struct suggestions_options wanted;
static struct findopt findopt = FINDOPT_DEFAULT;

static const struct opt options[] = {
    OPT_FORM(&form_path),
    OPT_TABLE(&table_name),
    {'r', "rules", OPT_LIST, &wanted.rules, "FILE", {"rule file, or folder of *.vtl files (repeat for several)",
                                                         "规则文件或含 *.vtl 的文件夹（可重复）"}, NULL, 0, 0},
    {0, "prior", OPT_TEXT, &wanted.prior, "SUFFIX", {"columns of that suffix hold prior values: to find errors of unit",
                                                      "名称加此后缀的列是上期值：用于查找计量单位错误"}, NULL, 0, 0},
    {0, "ly", OPT_TEXT, &wanted.ly, "SUFFIX", {"columns of that suffix hold the values of the same quarter last year",
                                                "名称加此后缀的列是上年同季度值"}, NULL, 0, 0},
    {0, "medians", OPT_LIST, &wanted.medians, "FILE",
     {"medians of the classes, for units whose past does not tell (needs --size; repeat for several)",
      "各类别的中位数，供历史数据不足的单位使用（需要 --size；可重复）"}, NULL, 0, 0},
    {0, "size", OPT_TEXT, &wanted.size, "LIST",
     {"variables of the medians that measure how large a unit is, separated by commas",
      "中位数文件中衡量单位规模的变量，以逗号分隔"}, NULL, 0, 0},
    {0, "methods", OPT_TEXT, &wanted.methods, "LIST", {"only these methods, separated by commas (prorate and rounding: only so)",
                                                        "只用这些方法，以逗号分隔（prorate 和 rounding 须在此指定）"}, NULL, 0, 0},
    {0, "localise", OPT_FLAG, &wanted.localise, NULL, {"suggest which cells to ask about where no value can be suggested",
                                                        "无法建议数值时，指出应向企业核实的单元格"}, NULL, 0, 0},
    {0, "all-missing", OPT_FLAG, &wanted.all_missing, NULL,
     {"localise and deduce: every empty cell that a rule needs, not only those the form expects",
      "localise 和 deduce 时考虑规则所需的全部空单元格，不限于调查表要求填报的"}, NULL, 0, 0},
    {0, "weights", OPT_TEXT, &wanted.weights, "FILE", {"weights for --localise: VARIABLE TAB WEIGHT (default: the form's)",
                                                        "--localise 的权数，每行“变量 TAB 权数”（默认取自调查表）"}, NULL, 0, 0},
    OPT_FINDINGS(&findopt),
    OPT_END,
};

static const struct opt_program program = {
    .name = "ecsuggest",
    .purpose = {"suggest what is wrong in a record, and what to ask", "提出修改建议和应核实的项目"},
    .usage = "-f FORM [-t TABLE] -r RULES... [--prior SUFFIX] [--ly SUFFIX] [--medians FILE... --size LIST] "
             "[--methods LIST] [--localise [--weights FILE]] [--all-missing] [-F FINDINGS]... [--fail-on LEVEL] [-o OUT] "
             "[FILE|-]",
    .examples = "ecsuggest -f st-quarterly -r rules q3.tsv -o suggestions.tsv\n"
                "ecsuggest -f st-quarterly -r rules --localise q3.tsv -o suggestions.tsv\n"
                "ecsuggest -f st-quarterly -r rules --prior _prior -F units.tsv -o suggestions.tsv q3.tsv\n"
                "ecfix -q -f st-quarterly q3.tsv | ecsuggest -f st-quarterly -r rules --methods prorate -o suggestions.tsv",
    .own = options,
    .common = tool_common,
};

static void report(const struct suggestions *s, uint64_t records)
{
    tool_note_count("records", records);
    tool_note_count("suggestions", suggestions_made(s));
    tool_note_count("questions", suggestions_asked(s));
    tool_note_count("given_up", suggestions_given_up(s));
    if (suggestions_left_out(s))
        tool_summary(true, diag_words("%d rules with too many variables give no edits",
                                      "%d 条规则变量过多，不产生审核式"), suggestions_left_out(s));
    if (suggestions_given_up(s))
        tool_summary(true, diag_words("%llu records for which a search was given up (grade limit)",
                                      "%llu 条记录的搜索已放弃（评为 limit）"),
                     (unsigned long long)suggestions_given_up(s));
    tool_summary(false, diag_words("%llu records, %d linear edits from the rules; %llu values suggested, %llu questions",
                                   "记录 %llu 条，规则给出线性审核式 %d 条；建议值 %llu 个，询问 %llu 个"),
                 (unsigned long long)records, suggestions_edits(s), (unsigned long long)suggestions_made(s),
                 (unsigned long long)suggestions_asked(s));
}

static void suggest_stream(struct recin *in, const struct form_table *table, struct suggestions *s)
{
    static const char *const names[] = {"_file", "_line", "_rec"};
    struct recordref ref;
    struct rec rec;
    int at[3], got;

    for (int i = 0; i < 3; i++)
        at[i] = intern_find(recin_columns(in), str_of(names[i]));
    recordref_init(&ref, table, recin_columns(in), recin_name(in));
    while ((got = recin_next(in, &rec)) > 0) {
        struct finding of = {0};
        struct str place[3];
        for (int i = 0; i < 3; i++)
            place[i] = at[i] < 0 ? STR("\\N") : rec.cell[at[i]];
        recordref_fill(&ref, &rec, &of);
        suggestions_record(s, &rec, place, &of);
        tool_progress(recin_pos(in), recin_size(in), recin_count(in));
    }
    recordref_free(&ref);
    if (got < 0)
        tool_stop();
}

static void run(const char *input)
{
    struct form *form = form_load(form_path);
    const struct form_table *table = form ? form_table_need(form, table_name) : NULL;
    struct recin *in = table ? recin_open(input, &tool_options.dialect) : NULL;
    if (!in)
        tool_stop();
    tool_note_text("form_sha256", form->sha256);

    wanted.path = tool_options.output;
    wanted.findings = findopt_open(&findopt, tool_options.output);
    guide_findings(wanted.findings, form);
    struct suggestions *s = suggestions_new(&wanted, form, table, recin_columns(in));
    if (!s)
        tool_stop();
    suggest_stream(in, table, s);
    report(s, recin_count(in));
    suggestions_close(s, true);
    tool_raise(findopt_status(&findopt, wanted.findings));
    findings_close(wanted.findings, tool_status() < 2);
    recin_close(in);
    form_free(form);
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    tool_start(&program, argc, argv, &operands);
    const char *input = tool_input(&operands);

    if (!form_path)
        tool_require("-f");
    if (!wanted.rules.n)
        tool_usage(diag_words("suggestions take their edits from rules: name them with -r",
                              "修改建议的审核式取自规则：请用 -r 指定"));
    if (wanted.weights && !wanted.localise)
        tool_usage(diag_words("--weights belongs to --localise", "--weights 须与 --localise 同用"));
    if (!wanted.medians.n != !wanted.size)
        tool_usage(diag_words("--medians and --size belong together", "--medians 与 --size 须同用"));
    run(input);
    mem_free(operands.v);
    return tool_finish();
}
