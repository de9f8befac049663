/*
 * ecoutlier: units that jumped, or stand apart from their peers, and whom to call first.
 *
 * The records are read once; of each, the identifiers and the tested cells are kept as text, and their values as
 * doubles. Then the classes are fitted (stat/outlier.h) and the units are written in the order they came.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/intern.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "cli/tool.h"
#include "form/load.h"
#include "rec/cell.h"
#include "rec/recin.h"
#include "rec/recout.h"
#include "stat/calls.h"
#include "stat/outlier.h"
#include "stat/real.h"

enum method { METHOD_HB, METHOD_FENCE, METHOD_BOXPLOT, METHOD_ADJUSTED, METHOD_Z, METHOD_SIGMAGAP };
static const char *const method_words[] = {"hb", "fence", "boxplot", "adjusted", "z", "sigmagap", NULL};
static const char *const quartile_words[] = {"6", "7", NULL};
static const char *const degenerate_words[] = {"ladder", "strict", "none", NULL};
static const char *const sigma_words[] = {"mad", "std", NULL};
static const char *const show_words[] = {"all", "notable", "flagged", NULL};
static const char *const fail_words[] = {"never", "flagged", NULL};

static struct {
    const char *form, *table, *prior, *by, *u, *a, *c, *inner, *floor, *alpha, *target, *weight, *calls;
    struct opt_list hb, var;
    int method, quartile, degenerate, sigma, show, fail_on;
    long min_obs, centile;
    bool logarithm, asymmetric, suspicion;
} opts = {.prior = "_prior", .u = "0.5", .a = "0.05", .floor = "0", .alpha = NULL, .target = "0.01",
          .method = METHOD_FENCE, .min_obs = 10, .centile = 75};

static const struct opt own[] = {
    OPT_FORM(&opts.form),
    OPT_TABLE(&opts.table),
    {0, "hb", OPT_LIST, &opts.hb, "VAR",
     {"test the change of VAR (or VAR/VAR2) from the prior period by Hidiroglou-Berthelot; may be repeated",
      "用 Hidiroglou-Berthelot 法检验 VAR（或比率 VAR/VAR2）与上期相比的变动；可重复"}, NULL, 0, 0},
    {0, "var", OPT_LIST, &opts.var, "VAR",
     {"test VAR (or VAR/VAR2) in this period by --method; may be repeated", "用 --method 检验本期的 VAR（或 VAR/VAR2）；可重复"},
     NULL, 0, 0},
    {0, "method", OPT_WORD, &opts.method, "METHOD",
     {"for --var: fence (default), boxplot, adjusted, z, sigmagap, or hb",
      "用于 --var：fence（默认）、boxplot、adjusted、z、sigmagap 或 hb"}, method_words, 0, 0},
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
    "ecoutlier",
    {"find units that changed or stand apart unusually, and rank whom to call",
     "找出变动异常或偏离同组的单位，并排出核实次序"},
    "-f FORM --hb VAR... [--by LEVELS] [--calls FILE] [OPTION]... [FILE]\n"
    "-f FORM --var VAR... [--method METHOD] [OPTION]... [FILE]",
    "ecjoin ... | ecoutlier -f st-quarterly --hb op_revenue --hb emp_end --by class4,class4:3,chain >scores.tsv\n"
    "ecoutlier -f st-quarterly --var wages/emp_avg --method z --log -C 3 records.tsv",
    own, tool_common};

/* --- what is tested ---------------------------------------------------------------------------------------------- */

enum { NO_COLUMN = -1 };

/* A column, or the ratio of two. */
struct operand {
    int column, under; /* under: NO_COLUMN, or the denominator's */
};

struct test {
    const char *text; /* as given: VAR or VAR/VAR2 */
    bool hb;
    struct outlier_params params;
    struct operand cur, prev; /* prev.column is NO_COLUMN for current-period methods */
    struct outlier_values values;
    struct str **class_text;  /* [levels][classes] the columns that describe the class, and its bounds; made when asked */
};

/* One member of a class level: a column, or its first characters. */
struct part {
    int column;
    long chars; /* 0: all */
};

struct level {
    struct str name; /* as given */
    struct part parts[8];
    int n;
    struct intern classes;
    int32_t *of;
};

struct job {
    struct form *form;
    const struct form_table *table;
    struct recin *in;
    struct test *tests;
    int n_tests;
    struct level *levels;
    int n_levels;
    int *ids, n_ids;     /* columns of the identifiers */
    int weight_column;
    double *weight;
    uint64_t unweighted; /* units without a usable weight */
    struct arena text;   /* the kept cells of each unit */
    const char **units;  /* [n] TAB-separated, ends with LF */
    size_t n, cap;
    struct classes classes;
    struct calls calls;
    int *call_test;      /* [tests] index in calls, or -1 */
    bool scored;
    uint64_t flagged, unusual, left_out;
};

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
    const char *expected = "one or two numbers above 0: LOW,HIGH";
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

static void set_params(struct test *t, enum method m)
{
    struct fence_params f = {.a = number_option("-A", opts.a, 0, 1e9, "a number from 0"),
                             .low = default_c(m),
                             .high = default_c(m),
                             .floor = number_option("--floor", opts.floor, 0, 1e18, "a number from 0"),
                             .rule = opts.quartile ? QUANTILE_TYPE7 : QUANTILE_TYPE6,
                             .degenerate = (enum fence_degenerate)opts.degenerate,
                             .min_obs = (size_t)opts.min_obs};
    if (opts.c)
        pair_option("-C", opts.c, &f.low, &f.high);
    if (opts.inner)
        pair_option("--inner", opts.inner, &f.excl_low, &f.excl_high);
    if (opts.inner && (f.excl_low > f.low || f.excl_high > f.high))
        tool_usage("--inner lies outside -C");
    t->hb = m == METHOD_HB;
    t->params.hb = t->hb;
    t->params.logarithm = opts.logarithm && !t->hb;
    t->params.change = (struct hb_params){.u = number_option("-U", opts.u, 0, 1, "a number from 0 to 1"), .fence = f};
    t->params.current = (struct current_params){.method = t->hb ? CURRENT_FENCE : (enum current_method)(m - METHOD_FENCE),
                                                .fence = f,
                                                .asymmetric = opts.asymmetric,
                                                .deviation = opts.sigma == 1,
                                                .centile = (unsigned)opts.centile};
}

/* --- columns ----------------------------------------------------------------------------------------------------- */

static int find_column(const struct job *j, struct str name)
{
    int column = intern_find(recin_columns(j->in), name);
    if (column >= 0)
        return column;
    diag(D_NO_COLUMN, loc_file(recin_name(j->in)), diag_str(name));
    tool_stop();
}

/* A numeric variable of the form, in the stream with that suffix. */
static int find_number(const struct job *j, struct str name, const char *suffix)
{
    const struct form_var *v = form_column(j->table, name, NULL);
    struct str near = form_var_nearest(j->table, name);
    if (!v) {
        if (near.n)
            diag(D_NO_VARIABLE_NEAR, (struct loc){0}, diag_str(j->table->name), diag_str(name), diag_str(near));
        else
            diag(D_NO_VARIABLE, (struct loc){0}, diag_str(j->table->name), diag_str(name));
        tool_stop();
    }
    if (!vtype_is_numeric(v->type)) {
        diag(D_NOT_NUMERIC, (struct loc){0}, diag_str(name), vtype_name(v->type));
        tool_stop();
    }
    struct buf b = {0};
    buf_str(&b, name);
    buf_puts(&b, suffix);
    int column = find_column(j, buf_slice(&b));
    buf_free(&b);
    return column;
}

static struct operand find_operand(const struct job *j, const char *text, const char *suffix)
{
    struct str under, over = str_cut(str_of(text), '/', &under);
    return (struct operand){find_number(j, over, suffix), under.p ? find_number(j, under, suffix) : NO_COLUMN};
}

static void add_tests(struct job *j, const struct opt_list *list, enum method m)
{
    for (int i = 0; i < list->n; i++) {
        struct test *t = &j->tests[j->n_tests++];
        t->text = list->v[i];
        set_params(t, m);
        t->cur = find_operand(j, t->text, "");
        t->prev = (struct operand){NO_COLUMN, NO_COLUMN};
        if (t->hb)
            t->prev = find_operand(j, t->text, opts.prior);
    }
}

/* A+B:3 */
static void parse_level(struct job *j, struct level *l, struct str text)
{
    l->name = text;
    for (struct str rest = text; rest.p;) {
        struct str chars, part = str_cut(rest, '+', &rest);
        struct str name = str_cut(part, ':', &chars);
        if (l->n == (int)(sizeof l->parts / sizeof l->parts[0]))
            tool_usage("a level of --by has too many parts");
        struct part *p = &l->parts[l->n++];
        p->column = find_column(j, name);
        if (!chars.p)
            continue;
        struct dec d;
        int64_t n;
        if (dec_parse(&d, chars) != DEC_OK || !dec_to_int(&d, &n) || n < 1 || n > 1000) {
            diag(D_OPTION_VALUE, (struct loc){0}, "--by", diag_str(text), "NAME:N with N from 1 to 1000");
            tool_stop();
        }
        p->chars = (long)n;
    }
}

static void parse_levels(struct job *j)
{
    if (!opts.by)
        return;
    int most = 1;
    for (const char *p = opts.by; *p; p++)
        most += *p == ',';
    j->levels = mem_array((size_t)most, sizeof *j->levels);
    if (most > 100)
        tool_usage("--by has too many levels");
    for (struct str rest = str_of(opts.by); rest.p;) {
        struct str text = str_cut(rest, ',', &rest);
        parse_level(j, &j->levels[j->n_levels++], text);
    }
}

static void find_ids(struct job *j)
{
    j->ids = mem_array((size_t)j->table->n, sizeof *j->ids);
    for (int v = 0; v < j->table->n; v++) {
        if (j->table->vars[v].role != ROLE_IDENTIFIER)
            continue;
        int column = intern_find(recin_columns(j->in), j->table->vars[v].name);
        if (column >= 0)
            j->ids[j->n_ids++] = column;
    }
    if (!j->n_ids) {
        diag(D_NO_IDENTIFIER, loc_file(recin_name(j->in)), diag_str(j->table->name));
        tool_stop();
    }
}

/* --- reading ----------------------------------------------------------------------------------------------------- */

/* The only place where what a respondent wrote becomes a double (stat/real.h says how exactly). */
static enum outlier_state read_value(struct str cell, double *x)
{
    struct value v;
    switch (value_parse(&v, T_NUMBER, cell, NULL)) {
    case CELL_OK: *x = real_of_dec(&v.dec); return VALUE_PRESENT;
    case CELL_NULL:
    case CELL_EMPTY: return VALUE_MISSING;
    case CELL_BAD:
    case CELL_LARGE: break;
    }
    return VALUE_BAD;
}

static enum outlier_state read_operand(const struct rec *r, struct operand o, double *x)
{
    double under = 0;
    enum outlier_state has = read_value(r->cell[o.column], x);
    if (o.under == NO_COLUMN || has != VALUE_PRESENT)
        return has;
    has = read_value(r->cell[o.under], &under);
    if (has != VALUE_PRESENT)
        return has;
    if (under == 0)
        return VALUE_NO_RATIO;
    *x /= under;
    return VALUE_PRESENT;
}

/* The first chars code points of a cell that is kept escaped; an escape counts as one. */
static struct str first_chars(struct str cell, long chars)
{
    size_t i = 0;
    uint32_t cp;
    for (; i < cell.n && chars > 0; chars--) {
        int n = utf8_next(cell.p + i, cell.p + cell.n, &cp);
        i += cell.p[i] == '\\' && i + 1 < cell.n ? 2 : n > 0 ? (size_t)n : 1;
    }
    return (struct str){cell.p, i};
}

/* The class of a record at a level, or -1 where a class variable is null or empty. */
static int32_t class_of(struct level *l, const struct rec *r, struct buf *room)
{
    buf_reset(room);
    for (int i = 0; i < l->n; i++) {
        struct str cell = r->cell[l->parts[i].column];
        if (cell_is_null(cell) || !cell.n)
            return -1;
        if (l->parts[i].chars)
            cell = first_chars(cell, l->parts[i].chars);
        if (i)
            buf_char(room, '+');
        buf_str(room, cell);
    }
    return intern_add(&l->classes, buf_slice(room));
}

static void grow(struct job *j)
{
    if (j->n < j->cap)
        return;
    size_t cap = j->cap ? 2 * j->cap : 1024;
    j->units = mem_resize(j->units, cap, sizeof *j->units);
    if (j->weight_column != NO_COLUMN)
        j->weight = mem_resize(j->weight, cap, sizeof *j->weight);
    for (int l = 0; l < j->n_levels; l++)
        j->levels[l].of = mem_resize(j->levels[l].of, cap, sizeof *j->levels[l].of);
    for (int t = 0; t < j->n_tests; t++)
        outlier_reserve(&j->tests[t].values, cap, j->tests[t].hb);
    j->cap = cap;
}

/* Keeps the identifiers and, of each test that is not a ratio, the current and the prior cell. */
static const char *keep_cells(struct job *j, const struct rec *r, struct buf *room)
{
    buf_reset(room);
    for (int i = 0; i < j->n_ids; i++) {
        if (i)
            buf_char(room, '\t');
        buf_str(room, r->cell[j->ids[i]]);
    }
    for (int t = 0; t < j->n_tests; t++) {
        const struct test *x = &j->tests[t];
        if (x->cur.under != NO_COLUMN)
            continue;
        buf_char(room, '\t');
        buf_str(room, r->cell[x->cur.column]);
        if (x->hb) {
            buf_char(room, '\t');
            buf_str(room, r->cell[x->prev.column]);
        }
    }
    buf_char(room, '\n');
    return arena_str(&j->text, buf_slice(room)).p;
}

static void take(struct job *j, const struct rec *r, struct buf *room)
{
    grow(j);
    size_t i = j->n++;
    j->units[i] = keep_cells(j, r, room);
    for (int l = 0; l < j->n_levels; l++)
        j->levels[l].of[i] = class_of(&j->levels[l], r, room);
    if (j->weight_column != NO_COLUMN) {
        double w = 1;
        if (read_value(r->cell[j->weight_column], &w) != VALUE_PRESENT || w < 0) {
            w = 1;
            j->unweighted++;
        }
        j->weight[i] = w;
    }
    for (int t = 0; t < j->n_tests; t++) {
        struct test *x = &j->tests[t];
        double cur = 0, prev = 0;
        enum outlier_state has_prev = x->hb ? read_operand(r, x->prev, &prev) : VALUE_MISSING;
        enum outlier_state has_cur = read_operand(r, x->cur, &cur);
        outlier_set(&x->values, &x->params, i, has_prev, prev, has_cur, cur);
    }
}

static void read_all(struct job *j)
{
    struct rec r;
    struct buf room = {0};
    int got;
    while ((got = recin_next(j->in, &r)) > 0) {
        take(j, &r, &room);
        tool_progress(recin_pos(j->in), recin_size(j->in), recin_count(j->in));
    }
    buf_free(&room);
    if (got < 0)
        tool_stop();
}

/* --- writing ----------------------------------------------------------------------------------------------------- */

static struct str level_name(const struct job *j, int level)
{
    return level < j->n_levels ? j->levels[level].name : STR("all");
}

static void put_bound(struct buf *b, const struct outlier_params *p, double bound)
{
    buf_char(b, '\t');
    real_put(b, outlier_bound(p, bound));
}

/* What all units of a class share: method level class n status spread quartile low high excl_low excl_high. */
static struct str describe(struct job *j, struct test *t, const struct outlier_verdict *v)
{
    struct str *text = &t->class_text[v->level][v->klass];
    if (text->p)
        return *text;
    const struct fence *f = &v->fit->fence;
    struct buf b = {0};
    bool all = v->level == j->n_levels;
    buf_puts(&b, t->hb ? "hb\t" : method_words[t->params.current.method + METHOD_FENCE]);
    if (!t->hb)
        buf_puts(&b, t->params.logarithm ? "-log\t" : "\t");
    buf_str(&b, level_name(j, v->level));
    buf_char(&b, '\t');
    if (all)
        buf_puts(&b, "\\N");
    else
        buf_str(&b, intern_name(&j->levels[v->level].classes, v->klass));
    buf_printf(&b, "\t%zu\t%s\t%s", f->n, fence_status_name(f->status), fence_spread_name(f->from_low));
    if (f->from_low != f->from_high)
        buf_printf(&b, "/%s", fence_spread_name(f->from_high));
    buf_puts(&b, opts.quartile ? "\t7" : "\t6");
    put_bound(&b, &t->params, f->low);
    put_bound(&b, &t->params, f->high);
    put_bound(&b, &t->params, f->inner ? f->excl_low : INFINITY);
    put_bound(&b, &t->params, f->inner ? f->excl_high : INFINITY);
    *text = arena_str(&j->text, buf_slice(&b));
    buf_free(&b);
    return *text;
}

static void put_real(struct buf *b, bool present, double x)
{
    buf_char(b, '\t');
    if (present)
        real_put(b, x);
    else
        buf_puts(b, "\\N");
}

/* Prior and current: the cells as they were read, or the ratio. */
static void put_values(struct buf *b, const struct test *t, size_t i, struct str cur, struct str prev)
{
    bool used = t->values.reason[i] == OUT_USED;
    if (t->cur.under != NO_COLUMN) {
        put_real(b, t->hb && used, t->hb ? t->values.prev[i] : 0);
        put_real(b, used, outlier_bound(&t->params, t->values.cur[i]));
        return;
    }
    buf_char(b, '\t');
    buf_str(b, t->hb ? prev : STR("\\N"));
    buf_char(b, '\t');
    buf_str(b, cur);
}

static void put_scores(struct buf *b, const struct job *j, int test, size_t i)
{
    int k = j->call_test[test];
    bool known = k >= 0 && j->calls.total[k] > 0;
    size_t at = i * j->calls.tests + (size_t)(k < 0 ? 0 : k);
    const struct outlier_values *v = &j->tests[test].values;
    put_real(b, k >= 0, k >= 0 ? outlier_expected(v, &j->classes, i) : 0);
    bool missing = k >= 0 && (v->reason[i] == HB_MISSING_CUR || v->reason[i] == HB_MISSING_BOTH ||
                              v->reason[i] == OUT_NOT_A_NUMBER || v->reason[i] == OUT_ZERO_DENOMINATOR);
    put_real(b, known && !missing, known ? j->calls.error[at] : 0);
    put_real(b, known, known ? j->calls.local[at] : 0);
}

static bool shown(enum fence_flag flag, bool used)
{
    if (opts.show == 0)
        return true;
    return flag != FLAG_NONE || (opts.show == 1 && !used);
}

static void put_row(struct buf *b, struct job *j, int test, size_t i, struct str ids, struct str cur, struct str prev)
{
    struct test *t = &j->tests[test];
    struct outlier_verdict v = outlier_judge(&t->values, &t->params, &j->classes, i);
    enum outlier_reason reason = (enum outlier_reason)t->values.reason[i];
    bool used = reason == OUT_USED;
    j->flagged += v.unit.flag == FLAG_LOW || v.unit.flag == FLAG_HIGH;
    j->unusual += v.unit.flag == FLAG_LOW_EXCL || v.unit.flag == FLAG_HIGH_EXCL;
    j->left_out += !used;
    if (!shown(v.unit.flag, used))
        return;
    bool judged = used && v.fit->fence.status != FENCE_TOO_FEW;
    buf_str(b, ids);
    buf_char(b, '\t');
    buf_puts(b, t->text);
    buf_char(b, '\t');
    buf_str(b, describe(j, t, &v));
    put_values(b, t, i, cur, prev);
    put_real(b, used && t->hb, v.unit.ratio);
    put_real(b, used && t->hb, v.unit.s);
    put_real(b, used, outlier_bound(&t->params, v.unit.effect));
    buf_char(b, '\t');
    buf_puts(b, v.unit.flag != FLAG_NONE ? fence_flag_name(v.unit.flag) : judged ? "OK" : "\\N");
    buf_char(b, '\t');
    buf_puts(b, used ? "\\N" : outlier_reason_name(reason));
    if (j->scored)
        put_scores(b, j, test, i);
    buf_char(b, '\n');
}

/* The identifiers at the start of a unit's kept cells; *rest is what follows. */
static struct str unit_ids(const struct job *j, size_t i, struct str *rest)
{
    const char *p = j->units[i];
    struct str text = {p, strcspn(p, "\n")};
    size_t end = 0;
    for (int k = 0; k < j->n_ids && end <= text.n; k++)
        end += strcspn(p + end, "\t\n") + 1;
    struct str ids = {p, end - 1};
    *rest = end <= text.n ? (struct str){p + end, text.n - end} : (struct str){NULL, 0};
    return ids;
}

static void write_units(struct job *j, struct recout *out)
{
    struct buf b = {0};
    for (size_t i = 0; i < j->n; i++) {
        struct str rest, ids = unit_ids(j, i, &rest);
        uint64_t rows = 0;
        buf_reset(&b);
        for (int t = 0; t < j->n_tests; t++) {
            struct str cur = {NULL, 0}, prev = {NULL, 0};
            if (j->tests[t].cur.under == NO_COLUMN) {
                cur = str_cut(rest, '\t', &rest);
                if (j->tests[t].hb)
                    prev = str_cut(rest, '\t', &rest);
            }
            size_t before = b.n;
            put_row(&b, j, t, i, ids, cur, prev);
            rows += b.n > before;
        }
        recout_block(out, buf_slice(&b), rows);
    }
    buf_free(&b);
}

static void put_id_names(struct buf *b, const struct job *j)
{
    for (int i = 0; i < j->n_ids; i++) {
        if (i)
            buf_char(b, '\t');
        buf_str(b, intern_name(recin_columns(j->in), j->ids[i]));
    }
}

static void write_scores(struct job *j)
{
    struct buf header = {0};
    put_id_names(&header, j);
    buf_puts(&header, "\tvariable\tmethod\tlevel\tclass\tn\tstatus\tspread\tquartile\tlow\thigh\texcl_low\texcl_high\t"
                      "prior\tcurrent\tratio\ts\teffect\tflag\treason");
    if (j->scored)
        buf_puts(&header, "\texpected\terror\tscore");
    struct recout *out = recout_open(tool_options.output, &tool_options.dialect);
    recout_header(out, buf_slice(&header));
    write_units(j, out);
    tool_note_count("rows_out", recout_count(out));
    recout_close(out, tool_status() < 2);
    buf_free(&header);
}

/* --- whom to call ------------------------------------------------------------------------------------------------ */

/* The variable with the largest local score among those of the list. */
static int top_test(const struct job *j, size_t unit, bool missing)
{
    int top = -1;
    double best = -1;
    for (int t = 0; t < j->n_tests; t++) {
        int k = j->call_test[t];
        struct calls_test x = {&j->tests[t].values, &j->tests[t].params};
        if (k < 0 || calls_missing(&x, unit) != missing)
            continue;
        double local = j->calls.local[unit * j->calls.tests + (size_t)k];
        if (local > best) {
            best = local;
            top = t;
        }
    }
    return top;
}

static void put_call(struct buf *b, const struct job *j, size_t rank, const struct score_unit *u, const char *action)
{
    bool chase = action[0] == 'c';
    int top = top_test(j, u->id, chase);
    struct str rest, ids = unit_ids(j, u->id, &rest);
    buf_str(b, ids);
    buf_printf(b, "\t%s\t%zu\t", action, rank);
    real_put(b, u->global);
    buf_char(b, '\t');
    buf_puts(b, top >= 0 ? j->tests[top].text : "\\N");
    size_t at = u->id * j->calls.tests + (size_t)(top < 0 ? 0 : j->call_test[top]);
    put_real(b, top >= 0, j->calls.local[at]);
    put_real(b, top >= 0 && !chase, j->calls.error[at]);
    put_real(b, !chase, chase ? 0 : j->calls.residual[rank]);
    buf_char(b, '\n');
}

static void write_calls(const struct job *j)
{
    struct buf b = {0};
    put_id_names(&b, j);
    buf_puts(&b, "\taction\trank\tscore\tvariable\tvariable_score\tvariable_error\tresidual");
    struct recout *out = recout_open(opts.calls, &tool_options.dialect);
    recout_header(out, buf_slice(&b));
    buf_reset(&b);
    for (size_t k = 0; k < j->calls.n_review; k++)
        put_call(&b, j, k + 1, &j->calls.review[k], k < j->calls.threshold ? "review" : "accept");
    for (size_t k = 0; k < j->calls.n_chase; k++)
        put_call(&b, j, k + 1, &j->calls.chase[k], "chase");
    recout_block(out, buf_slice(&b), j->calls.n_review + j->calls.n_chase);
    recout_close(out, tool_status() < 2);
    buf_free(&b);
}

static double alpha_option(void)
{
    const char *a = opts.alpha ? opts.alpha : "2";
    if (strcmp(a, "max") == 0)
        return INFINITY;
    return strcmp(a, "sum") == 0 ? 1 : number_option("--score", a, 1, 1000, "max, sum, or a number from 1");
}

static void make_calls(struct job *j)
{
    struct calls_params p = {.alpha = alpha_option(),
                             .target = number_option("--target", opts.target, 0, 1e9, "a number from 0"),
                             .suspicion = opts.suspicion};
    struct calls_test *tests = mem_array((size_t)j->n_tests, sizeof *tests);
    int n = 0;
    for (int t = 0; t < j->n_tests; t++)
        if (j->call_test[t] >= 0)
            tests[n++] = (struct calls_test){&j->tests[t].values, &j->tests[t].params};
    calls_make(&j->calls, &p, tests, (size_t)n, &j->classes, j->weight);
    mem_free(tests);
}

/* --- the run ----------------------------------------------------------------------------------------------------- */

static void start(struct job *j, const struct opt_list *operands)
{
    if (!opts.form)
        tool_require("--form");
    if (!opts.hb.n && !opts.var.n)
        tool_usage("nothing to test: give --hb or --var");
    j->scored = opts.alpha || opts.calls;
    if (!j->scored && (opts.suspicion || opts.weight))
        tool_usage("--suspicion and --weight need --score or --calls");
    if (j->scored && !opts.hb.n && opts.method != METHOD_HB)
        tool_usage("scores need an expected value: give --hb");
    alpha_option();
    j->form = form_load(opts.form);
    j->table = j->form ? form_table_need(j->form, opts.table) : NULL;
    if (!j->table)
        tool_stop();
    j->in = recin_open(tool_input(operands), &tool_options.dialect);
    if (!j->in)
        tool_stop();
    j->tests = mem_array((size_t)(opts.hb.n + opts.var.n), sizeof *j->tests);
    add_tests(j, &opts.hb, METHOD_HB);
    add_tests(j, &opts.var, (enum method)opts.method);
    j->call_test = mem_array((size_t)j->n_tests, sizeof *j->call_test);
    for (int t = 0, n = 0; t < j->n_tests; t++)
        j->call_test[t] = j->tests[t].hb ? n++ : -1;
    parse_levels(j);
    find_ids(j);
    j->weight_column = opts.weight ? find_number(j, str_of(opts.weight), "") : NO_COLUMN;
}

static void fit_all(struct job *j)
{
    size_t levels = (size_t)j->n_levels;
    int32_t **of = mem_array(levels + 1, sizeof *of), *counts = mem_array(levels + 1, sizeof *counts);
    for (size_t l = 0; l < levels; l++) {
        of[l] = j->levels[l].of;
        counts[l] = j->levels[l].classes.n;
    }
    classes_make(&j->classes, j->n, j->n_levels, of, counts);
    for (int t = 0; t < j->n_tests; t++) {
        struct test *x = &j->tests[t];
        outlier_fit(&x->values, &x->params, &j->classes);
        x->class_text = mem_array(levels + 1, sizeof *x->class_text);
        for (int l = 0; l < j->classes.levels; l++)
            x->class_text[l] = arena_array(&j->text, (size_t)j->classes.counts[l], sizeof **x->class_text);
    }
    mem_free(of);
    mem_free(counts);
}

static void finish(struct job *j)
{
    for (int t = 0; t < j->n_tests; t++) {
        outlier_values_free(&j->tests[t].values, &j->classes);
        mem_free(j->tests[t].class_text);
    }
    classes_free(&j->classes);
    calls_free(&j->calls);
    for (int l = 0; l < j->n_levels; l++)
        intern_free(&j->levels[l].classes);
    mem_free(j->levels);
    mem_free(j->tests);
    mem_free(j->call_test);
    mem_free(j->ids);
    mem_free(j->weight);
    mem_free(j->units);
    arena_free(&j->text);
    recin_close(j->in);
    form_free(j->form);
    mem_free(opts.hb.v);
    mem_free(opts.var.v);
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    struct job j = {.weight_column = NO_COLUMN};
    tool_start(&program, argc, argv, &operands);
    start(&j, &operands);
    read_all(&j);
    fit_all(&j);
    if (j.scored)
        make_calls(&j);
    write_scores(&j);
    if (opts.calls)
        write_calls(&j);
    tool_note_text("form_sha256", j.form->sha256);
    tool_note_count("records_in", j.n);
    tool_note_count("flagged", j.flagged);
    tool_summary(false, "%zu records, %d variables: %llu flagged, %llu unusual, %llu left out with a reason", j.n, j.n_tests,
                 (unsigned long long)j.flagged, (unsigned long long)j.unusual, (unsigned long long)j.left_out);
    if (j.unweighted)
        tool_summary(true, "%llu records without a usable weight were taken with weight 1", (unsigned long long)j.unweighted);
    if (j.flagged && opts.fail_on == 1)
        tool_raise(1);
    finish(&j);
    mem_free(operands.v);
    return tool_finish();
}
