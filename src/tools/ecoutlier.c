/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ecoutlier: units that jumped, or stand apart from their peers, and whom to call first.
 *
 * The records are read once; of each, the identifiers and the tested cells are kept as text, and their values as
 * doubles (outlier/units.h). Then the classes are fitted and the units are written in the order they came.
 */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/mem.h"
#include "cli/tool.h"
#include "cli/findopt.h"
#include "form/guide.h"
#include "form/load.h"
#include "outlier/outlier_findings.h"
#include "outlier/scores.h"
#include "outlier/units.h"
#include "rec/recin.h"
#include "rec/recout.h"
#include "stat/real.h"

enum method { METHOD_HB, METHOD_FENCE, METHOD_BOXPLOT, METHOD_ADJUSTED, METHOD_Z, METHOD_SIGMAGAP };
static const char *const quartile_words[] = {"6", "7", NULL};
static const char *const degenerate_words[] = {"ladder", "strict", "none", NULL};
static const char *const sigma_words[] = {"mad", "std", NULL};
static const char *const show_words[] = {"all", "notable", "flagged", NULL};
static const char *const fail_words[] = {"never", "flagged", NULL};

static struct {
    const char *form, *table, *prior, *by, *u, *a, *c, *inner, *floor, *alpha, *target, *weight, *calls, *copied, *trivial;
    struct opt_list hb, var;
    struct findopt findopt;
    int method, quartile, degenerate, sigma, show, fail_on;
    long min_obs, centile, equal;
    bool logarithm, asymmetric, suspicion;
} opts = {.prior = "_prior", .u = "0.5", .a = "0.05", .floor = "0", .alpha = NULL, .target = "0.01",
          .method = METHOD_FENCE, .min_obs = 10, .centile = 75, .equal = 5, .trivial = "100", .findopt = FINDOPT_DEFAULT};

static const struct opt own[] = {
    OPT_FORM(&opts.form),
    OPT_TABLE(&opts.table),
    {0, "hb", OPT_LIST, &opts.hb, "VAR",
     {"test the change of VAR (or VAR/VAR2) from the prior period by Hidiroglou-Berthelot; may be repeated",
      "用 Hidiroglou-Berthelot 法检验 VAR（或比率 VAR/VAR2）与上期相比的变动；可重复"}, NULL, 0, 0},
    {0, "var", OPT_LIST, &opts.var, "VAR",
     {"test VAR (or VAR/VAR2) in this period by --method; may be repeated", "用 --method 检验本期的 VAR（或 VAR/VAR2）；可重复"},
     NULL, 0, 0},
    {0, "copied", OPT_TEXT, &opts.copied, "RULE=VARS",
     {"with -F: findings of RULE for units that share --equal of these amounts with another one",
      "与 -F 同用：与另一单位有 --equal 项金额相同的单位，按规则 RULE 提出"}, NULL, 0, 0},
    {0, "equal", OPT_INT, &opts.equal, "N", {"so many equal amounts (default 5)", "相同金额的项数（默认 5）"}, NULL, 1, 1000},
    {0, "trivial", OPT_TEXT, &opts.trivial, "X",
     {"amounts below X in size are not compared (default 100)", "绝对值小于 X 的金额不参加比较（默认 100）"}, NULL, 0, 0},
    {'F', "findings", OPT_LIST, &opts.findopt.files, "FILE",
     {"write findings to FILE (repeat for several): of flagged tests given as RULE=VAR, and of --copied",
      "将审核结果写入 FILE（可重复）：以 RULE=VAR 给出的检验中被标记的单位，以及 --copied"}, NULL, 0, 0},
    OPT_FINDINGS_FORM(&opts.findopt),
    {0, "method", OPT_WORD, &opts.method, "METHOD",
     {"for --var: fence (default), boxplot, adjusted, z, sigmagap, or hb",
      "用于 --var：fence（默认）、boxplot、adjusted、z、sigmagap 或 hb"}, outlier_method_words, 0, 0},
    {0, "prior", OPT_TEXT, &opts.prior, "SUFFIX",
     {"suffix of the columns that hold the prior values (default _prior)", "上期数值列的后缀（默认 _prior）"}, NULL, 0, 0},
    {0, "by", OPT_TEXT, &opts.by, "LEVELS",
     {"classes, fine to coarse: A,B+C,D:3 (B with C; the first 3 characters of D); the last is all units",
      "分组，由细到粗：A,B+C,D:3（B 与 C 交叉；D 的前 3 个字符）；最后一级为全部单位"}, NULL, 0, 0},
    {'U', "size", OPT_TEXT, &opts.u, "U",
     {"weight of size in HB, 0 to 1 (default 0.5)", "HB 中规模的权重，0 到 1（默认 0.5）"}, NULL, 0, 0},
    {'A', "least", OPT_TEXT, &opts.a, "A",
     {"least spread as a part of the centre (default 0.05)", "最小离散度占中心值的比例（默认 0.05）"}, NULL, 0, 0},
    {'C', "fences", OPT_TEXT, &opts.c, "LOW,HIGH",
     {"how many spreads away a value is an error (default by method)", "偏离多少倍离散度判为错误（默认因方法而异）"}, NULL, 0, 0},
    {0, "inner", OPT_TEXT, &opts.inner, "LOW,HIGH",
     {"a second, inner zone: unusual values (_EXCL)", "第二个较内的区间：异常但可信的值（_EXCL）"}, NULL, 0, 0},
    {0, "quartile", OPT_WORD, &opts.quartile, "TYPE",
     {"definition of quartiles: 6, at p(n+1) (default), or 7, at (n-1)p+1", "四分位数的定义：6 即 p(n+1)（默认）或 7 即 (n-1)p+1"},
     quartile_words, 0, 0},
    {0, "min-obs", OPT_INT, &opts.min_obs, "N",
     {"usable units that a class must have (default 10)", "每组至少要有的可用单位数（默认 10）"}, NULL, 1, 1000000000},
    {0, "degenerate", OPT_WORD, &opts.degenerate, "HOW",
     {"when both spreads are 0: ladder (default), strict or none", "两侧离散度均为 0 时：ladder（默认）、strict 或 none"},
     degenerate_words, 0, 0},
    {0, "floor", OPT_TEXT, &opts.floor, "D", {"least spread, in units of the effect", "最小离散度（按效应的单位）"}, NULL, 0, 0},
    {0, "log", OPT_FLAG, &opts.logarithm, NULL, {"test the logarithms of --var", "检验 --var 的对数"}, NULL, 0, 0},
    {0, "asymmetric", OPT_FLAG, &opts.asymmetric, NULL,
     {"boxplot: each side by its own half", "boxplot：两侧各用各自的半距"}, NULL, 0, 0},
    {0, "sigma", OPT_WORD, &opts.sigma, "HOW",
     {"sigmagap: mad (default) or std", "sigmagap：mad（默认）或 std"}, sigma_words, 0, 0},
    {0, "centile", OPT_INT, &opts.centile, "P",
     {"sigmagap: where to start (default 75)", "sigmagap：起点百分位（默认 75）"}, NULL, 50, 99},
    {0, "score", OPT_TEXT, &opts.alpha, "ALPHA",
     {"add scores of the --hb variables; join them by max, sum, or a Minkowski exponent such as 2",
      "增加 --hb 变量的评分；用 max、sum 或 Minkowski 指数（如 2）合并"}, NULL, 0, 0},
    {0, "suspicion", OPT_FLAG, &opts.suspicion, NULL,
     {"multiply scores by how far beyond the bound a unit is", "评分乘以超出界限的程度"}, NULL, 0, 0},
    {0, "weight", OPT_TEXT, &opts.weight, "VAR", {"weight of a unit in scores", "评分中单位的权数变量"}, NULL, 0, 0},
    {0, "calls", OPT_TEXT, &opts.calls, "FILE",
     {"write the ranked list of whom to call to FILE", "把按次序的核实名单写入 FILE"}, NULL, 0, 0},
    {0, "target", OPT_TEXT, &opts.target, "PART",
     {"error that may be left unreviewed, as a part of the total (default 0.01)", "允许不核实的残余误差占总量的比例（默认 0.01）"}, NULL, 0, 0},
    {0, "show", OPT_WORD, &opts.show, "WHICH",
     {"all rows (default), notable (flagged or left out) or flagged", "输出 all（默认，全部）、notable（异常或未参加）或 flagged（异常）"},
     show_words, 0, 0},
    {0, "fail-on", OPT_WORD, &opts.fail_on, "WHAT",
     {"exit with 1 when a unit is flagged: never (default), flagged", "有单位被标记时以 1 退出：never（默认）或 flagged"}, fail_words, 0, 0},
    OPT_END};

static const struct opt_program program = {
    .name = "ecoutlier",
    .purpose = {"find units that changed or stand apart unusually, and rank whom to call",
                "找出变动异常或偏离同组的单位，并排出核实次序"},
    .usage = "-f FORM --hb VAR... [--by LEVELS] [--calls FILE] [OPTION]... [FILE]\n"
             "-f FORM --var [RULE=]VAR... [--method METHOD] [-F FINDINGS] [OPTION]... [FILE]\n"
             "-f FORM --copied RULE=VARS -F FINDINGS [OPTION]... [FILE]",
    .examples = "ecjoin ... | ecoutlier -f st-quarterly --hb op_revenue --hb emp_end --by class4,class4:3,chain >scores.tsv\n"
                "ecoutlier -f st-quarterly --var wages/emp_avg --method z --log -C 3 records.tsv\n"
                "ecoutlier -f st-quarterly --copied B25=gross_output,op_revenue,op_cost,total_profit,total_assets,wages "
                "-F findings.tsv records.tsv",
    .own = own,
    .common = tool_common,
};

/* --- options ----------------------------------------------------------------------------------------------------- */

static double number_option(const char *option, const char *text, double min, double max, const char *expected)
{
    struct dec d;
    if (dec_parse(&d, str_of(text)) == DEC_OK) {
        double x = real_of_dec(&d);
        if (x >= min && x <= max)
            return x;
    }
    diag(D_OPTION_VALUE, (struct loc){0}, option, text, expected);
    tool_stop();
}

/* "4" or "4,6". */
static void pair_option(const char *option, const char *text, double *low, double *high)
{
    struct arena a = {0};
    struct str second, first = str_cut(str_of(text), ',', &second);
    const char *expected = diag_words("one or two numbers above 0: LOW,HIGH", "一个或两个大于 0 的数：LOW,HIGH");
    *low = number_option(option, arena_str(&a, first).p, 1e-9, 1e9, expected);
    *high = second.p ? number_option(option, arena_str(&a, second).p, 1e-9, 1e9, expected) : *low;
    arena_free(&a);
}

/* The constants of a method where -C does not give them. */
static double default_c(enum method m)
{
    static const double c[] = {4, 4, 3, 1.5, 3.5, 5};
    return c[m];
}

static struct outlier_params make_params(enum method m)
{
    struct fence_params f = {.a = number_option("-A", opts.a, 0, 1e9, diag_words("a number from 0", "不小于 0 的数")),
                             .low = default_c(m),
                             .high = default_c(m),
                             .floor = number_option("--floor", opts.floor, 0, 1e18, diag_words("a number from 0", "不小于 0 的数")),
                             .rule = opts.quartile ? QUANTILE_TYPE7 : QUANTILE_TYPE6,
                             .degenerate = (enum fence_degenerate)opts.degenerate,
                             .min_obs = (size_t)opts.min_obs};
    if (opts.c)
        pair_option("-C", opts.c, &f.low, &f.high);
    if (opts.inner)
        pair_option("--inner", opts.inner, &f.excl_low, &f.excl_high);
    if (opts.inner && (f.excl_low > f.low || f.excl_high > f.high))
        tool_usage(diag_words("--inner lies outside -C", "--inner 超出 -C 的范围"));
    bool hb = m == METHOD_HB;
    return (struct outlier_params){
        .hb = hb,
        .logarithm = opts.logarithm && !hb,
        .change = {.u = number_option("-U", opts.u, 0, 1, diag_words("a number from 0 to 1", "0 至 1 的数")), .fence = f},
        .current = {.method = hb ? CURRENT_FENCE : (enum current_method)(m - METHOD_FENCE),
                    .fence = f,
                    .asymmetric = opts.asymmetric,
                    .deviation = opts.sigma == 1,
                    .centile = (unsigned)opts.centile}};
}

static double alpha_option(void)
{
    const char *a = opts.alpha ? opts.alpha : "2";
    if (strcmp(a, "max") == 0)
        return INFINITY;
    return strcmp(a, "sum") == 0 ? 1 : number_option("--score", a, 1, 1000,
                                                           diag_words("max, sum, or a number from 1", "max、sum 或不小于 1 的数"));
}

static struct calls_params calls_options(void)
{
    return (struct calls_params){.alpha = alpha_option(),
                                 .target = number_option("--target", opts.target, 0, 1e9,
                                                         diag_words("a number from 0", "不小于 0 的数")),
                                 .suspicion = opts.suspicion};
}

static bool scored(void)
{
    return opts.alpha || opts.calls;
}

static void check_options(void)
{
    if (!opts.form)
        tool_require("--form");
    if (!opts.hb.n && !opts.var.n && !opts.copied)
        tool_usage(diag_words("nothing to test: give --hb, --var or --copied", "没有要检验的指标：请给出 --hb、--var 或 --copied"));
    if (opts.copied && !opts.findopt.files.n)
        tool_usage(diag_words("--copied needs -F", "--copied 须与 -F 同用"));
    if (!scored() && (opts.suspicion || opts.weight))
        tool_usage(diag_words("--suspicion and --weight need --score or --calls",
                              "--suspicion 和 --weight 须与 --score 或 --calls 同用"));
    if (scored() && !opts.hb.n && opts.method != METHOD_HB)
        tool_usage(diag_words("scores need an expected value: give --hb", "评分需要期望值：请给出 --hb"));
    calls_options();
}

/* --- the run ----------------------------------------------------------------------------------------------------- */

struct job {
    struct findings *findings; /* NULL: none are wanted */
    struct outlier_findings said;
    struct str *rules;         /* [hb and var] the rule that a test was given; empty: none */
    struct form *form;
    struct recin *in;
    struct units units;
    struct scores scores;
};

static void add_tests(struct job *j, const struct opt_list *list, enum method m)
{
    struct outlier_params p = make_params(m);
    for (int i = 0; i < list->n; i++) {
        const char *equals = strchr(list->v[i], '=');
        if (equals)
            j->rules[j->units.n_tests] = (struct str){list->v[i], (size_t)(equals - list->v[i])};
        if (!units_test(&j->units, equals ? equals + 1 : list->v[i], &p, opts.prior))
            tool_stop();
    }
}

static void start_findings(struct job *j)
{
    if (!opts.findopt.files.n)
        return;
    j->findings = findopt_open(&opts.findopt, tool_options.output);
    guide_findings(j->findings, j->form);
    outlier_findings_open(&j->said, j->findings, &j->units, j->rules);
    if (!opts.copied)
        return;
    struct str amounts, rule = str_cut(str_of(opts.copied), '=', &amounts);
    struct dec trivial;
    if (!rule.n || !amounts.n)
        tool_usage(diag_words("--copied is RULE=VAR,VAR,...", "--copied 的写法是 RULE=VAR,VAR,..."));
    if (dec_parse(&trivial, str_of(opts.trivial)) != DEC_OK)
        tool_usage(diag_words("--trivial is a number", "--trivial 应为数值"));
    if (!outlier_findings_copied(&j->said, rule, amounts, (int)opts.equal, &trivial))
        tool_stop();
}

static void start(struct job *j, const struct opt_list *operands)
{
    check_options();
    j->form = form_load(opts.form);
    const struct form_table *table = j->form ? form_table_need(j->form, opts.table) : NULL;
    if (!table)
        tool_stop();
    j->in = recin_open(tool_input(operands), &tool_options.dialect);
    if (!j->in || !units_open(&j->units, table, j->in, opts.hb.n + opts.var.n, opts.by, opts.weight))
        tool_stop();
    j->rules = mem_array((size_t)(opts.hb.n + opts.var.n) + 1, sizeof *j->rules);
    add_tests(j, &opts.hb, METHOD_HB);
    add_tests(j, &opts.var, (enum method)opts.method);
    start_findings(j);
}

static void read_all(struct job *j)
{
    struct rec r;
    struct buf room = {0};
    int got;
    while ((got = recin_next(j->in, &r)) > 0) {
        units_take(&j->units, &r, &room);
        if (j->findings)
            outlier_findings_take(&j->said, &r);
        tool_progress(recin_pos(j->in), recin_size(j->in), recin_count(j->in));
    }
    buf_free(&room);
    if (got < 0)
        tool_stop();
}

static void write_scores(struct job *j)
{
    struct buf b = {0};
    struct recout *out = recout_open(tool_options.output, &tool_options.dialect);
    scores_header(&b, &j->scores);
    recout_header(out, buf_slice(&b));
    for (size_t i = 0; i < j->units.n; i++) {
        buf_reset(&b);
        uint64_t rows = scores_put(&b, &j->scores, i);
        recout_block(out, buf_slice(&b), rows);
    }
    tool_note_count("rows_out", recout_count(out));
    recout_close(out, tool_status() < 2);
    buf_free(&b);
}

static void write_calls(const struct job *j)
{
    struct buf b = {0};
    struct recout *out = recout_open(opts.calls, &tool_options.dialect);
    calls_header(&b, &j->scores);
    recout_header(out, buf_slice(&b));
    buf_reset(&b);
    uint64_t rows = calls_put(&b, &j->scores);
    recout_block(out, buf_slice(&b), rows);
    recout_close(out, tool_status() < 2);
    buf_free(&b);
}

static void report(const struct job *j)
{
    const struct scores *s = &j->scores;
    tool_note_text("form_sha256", j->form->sha256);
    tool_note_count("records_in", j->units.n);
    tool_note_count("flagged", s->flagged);
    tool_summary(false, diag_words("%zu records, %d variables: %llu flagged, %llu unusual, %llu left out with a reason",
                                   "记录 %zu 条，变量 %d 个：标记 %llu，异常 %llu，说明原因后略过 %llu"), j->units.n,
                 j->units.n_tests, (unsigned long long)s->flagged, (unsigned long long)s->unusual,
                 (unsigned long long)s->left_out);
    if (j->units.unweighted)
        tool_summary(true, diag_words("%llu records without a usable weight were taken with weight 1",
                                      "%llu 条记录没有可用的权数，按 1 计"),
                     (unsigned long long)j->units.unweighted);
    if (s->flagged && opts.fail_on == 1)
        tool_raise(1);
}

static void finish(struct job *j)
{
    if (j->findings)
        outlier_findings_free(&j->said);
    findings_close(j->findings, tool_status() < 2);
    mem_free(j->rules);
    mem_free(opts.findopt.files.v);
    scores_free(&j->scores);
    units_free(&j->units);
    recin_close(j->in);
    form_free(j->form);
    mem_free(opts.hb.v);
    mem_free(opts.var.v);
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    struct job j = {0};
    tool_start(&program, argc, argv, &operands);
    start(&j, &operands);
    read_all(&j);
    units_fit(&j.units);
    struct calls_params calls = calls_options();
    scores_make(&j.scores, &j.units, (enum scores_show)opts.show, scored() ? &calls : NULL);
    write_scores(&j);
    if (opts.calls)
        write_calls(&j);
    if (j.findings)
        outlier_findings_make(&j.said);
    report(&j);
    finish(&j);
    mem_free(operands.v);
    return tool_finish();
}
