/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs the cases of a folder through the methods of suggest/ and compares: run_suggest KIND FOLDER
 * KIND is deductive, errorloc, prorate or units; the folder holds INDEX.tsv and, per case, NAME.in.tsv, NAME.expected.tsv,
 * NAME.rules.txt, NAME.weights.tsv (tests/cases/suggest/README.md). Prints each difference and the number of records compared;
 * exit status 0 when all agree.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "edits/editset.h"
#include "io/in.h"
#include "rec/recin.h"
#include "suggest/deduce.h"
#include "suggest/localise.h"
#include "suggest/prorate.h"
#include "suggest/rounding.h"
#include "suggest/signs.h"
#include "suggest/typo.h"
#include "suggest/unitk.h"

static const char *folder;
static int compared, differences;
static struct arena mem;

static const char *file_of(struct str name, const char *suffix)
{
    return arena_printf(&mem, "%s/%.*s%s", folder, (int)name.n, name.p, suffix);
}

static _Noreturn void stop(const char *file, const char *why)
{
    fprintf(stderr, "run_suggest: %s: %s\n", file, why);
    exit(2);
}

/* A whole table in memory. */
struct table {
    struct str *names; /* [columns] */
    struct str **rows; /* [n][columns] */
    int columns, n;
};

static struct table read_table(const char *path)
{
    struct table t = {0};
    struct rec rec;
    struct recin *in = recin_open(path, NULL);
    int got;
    if (!in)
        exit(2);
    t.columns = recin_columns(in)->n;
    t.names = arena_array(&mem, (size_t)t.columns, sizeof *t.names);
    t.rows = arena_array(&mem, 1000, sizeof *t.rows);
    for (int i = 0; i < t.columns; i++)
        t.names[i] = arena_str(&mem, intern_name(recin_columns(in), i));
    while ((got = recin_next(in, &rec)) > 0 && t.n < 1000) {
        t.rows[t.n] = arena_array(&mem, (size_t)t.columns, sizeof(struct str));
        for (int i = 0; i < t.columns; i++)
            t.rows[t.n][i] = arena_str(&mem, rec.cell[i]);
        t.n++;
    }
    if (got < 0)
        exit(2);
    recin_close(in);
    return t;
}

static struct str cell(const struct table *t, int row, const char *name)
{
    for (int i = 0; i < t->columns; i++)
        if (str_is(t->names[i], name))
            return t->rows[row][i];
    return STR("");
}

static void differ(struct str name, struct str id, const char *what, struct str want, struct str got)
{
    differences++;
    printf("%.*s %.*s: %s: want \"%.*s\", got \"%.*s\"\n", (int)name.n, name.p, (int)id.n, id.p, what, (int)want.n,
           want.p, (int)got.n, got.p);
}

static void compare(struct str name, struct str id, const char *what, struct str want, struct str got)
{
    if (!str_eq(want, got))
        differ(name, id, what, want, got);
}

/* The rules of a case; the variables are numbered in the order of the input's columns. */
static void read_rules(struct editset *s, struct str name, const struct table *in, bool open)
{
    struct buf b = {0};
    const char *path = file_of(name, ".rules.txt");
    for (int i = 1; i < in->columns; i++)
        editset_var(s, in->names[i]);
    if (!in_slurp(path, 1 << 20, &b))
        exit(2);
    struct str rest = buf_slice(&b);
    while (rest.p && rest.n) {
        const char *why = editset_line(s, str_cut(rest, '\n', &rest), open);
        if (why)
            stop(path, why);
    }
    buf_free(&b);
}

/* A record's numbers; x and decimals are [VSET_MAX]. An empty cell is missing. */
static void read_numbers(const struct table *in, int row, struct numbers *r, int128 *x, int *decimals)
{
    static struct dec d[VSET_MAX];
    const struct dec *p[VSET_MAX] = {0};
    for (int i = 1; i < in->columns; i++) {
        struct str c = in->rows[row][i];
        decimals[i - 1] = 0;
        if (!c.n || str_is(c, "\\N"))
            continue;
        if (dec_parse(&d[i - 1], c) != DEC_OK)
            continue; /* a code */
        p[i - 1] = &d[i - 1];
        decimals[i - 1] = d[i - 1].scale;
    }
    if (!numbers_set(r, x, p, in->columns - 1, 0))
        stop("a number", "does not fit");
}

static void put_number(struct buf *b, struct dec d)
{
    d = dec_strip(d);
    dec_put(b, &d);
}

/* "a:1->2;b:3->4" with the cells in the order of the variables. */
static struct str repair_text(const struct repair *p, const struct numbers *r, const struct table *in)
{
    struct buf b = {0};
    for (int v = 0; v < r->n; v++)
        for (int i = 0; i < p->n; i++)
            if (p->cell[i].var == v) {
                buf_puts(&b, b.n ? ";" : "");
                buf_str(&b, in->names[v + 1]);
                buf_char(&b, ':');
                put_number(&b, numbers_dec(r, r->x[v]));
                buf_puts(&b, "->");
                put_number(&b, numbers_dec(r, p->cell[i].value));
            }
    struct str s = arena_str(&mem, buf_slice(&b));
    buf_free(&b);
    return s;
}

/* Is item one of the texts of list, which are separated by " | "? */
static bool listed(struct str list, struct str item)
{
    while (list.p) {
        if (str_eq(str_trim(str_cut(list, '|', &list)), item))
            return true;
    }
    return false;
}

static int list_length(struct str list)
{
    int n = 0;
    while (list.p)
        n += str_trim(str_cut(list, '|', &list)).n > 0;
    return n;
}

static void compare_repairs(struct str name, const struct table *want, int row, const struct repairs *got,
                            const struct numbers *r, const struct table *in)
{
    static const char *const names[] = {"valid", "corrected", "partial", "ambiguous", "invalid", "limit"};
    struct str id = cell(want, row, "id"), changes = cell(want, row, "changes"), n = cell(want, row, "n_solutions");
    char number[20];
    compared++;
    compare(name, id, "status", cell(want, row, "status"), str_of(names[got->state]));
    snprintf(number, sizeof number, "%d", got->n);
    if (n.n)
        compare(name, id, "n_solutions", n, str_of(number));
    int kept = got->state == REPAIR_AMBIGUOUS ? got->n : got->state <= REPAIR_PARTIAL && got->n;
    if (got->state == REPAIR_AMBIGUOUS && kept != list_length(changes))
        differ(name, id, "number of repairs", changes, str_of(number));
    for (int i = 0; i < kept && i < REPAIR_KEPT; i++)
        if (!listed(changes, repair_text(&got->found[i], r, in)))
            differ(name, id, "repair", changes, repair_text(&got->found[i], r, in));
}

/* The names quoted between `from` and the ']' behind it. */
static int quoted(struct str params, const char *from, struct editset *s, int *out, int max)
{
    const char *end = params.p + params.n, *at = params.p;
    size_t n = strlen(from);
    int k = 0;
    while (at + n <= end && memcmp(at, from, n) != 0)
        at++;
    for (; at < end && *at != ']'; at++)
        if (*at == '\'' && at > params.p && (at[-1] == '[' || at[-1] == '(' || at[-1] == ' ') && k < max) {
            const char *from_quote = at + 1;
            for (at++; at < end && *at != '\''; at++)
                ;
            struct str word = {from_quote, (size_t)(at - from_quote)};
            if (!str_is(word, "flip") && !str_is(word, "swap"))
                out[k++] = intern_find(&s->vars, word);
        }
    return k;
}

static void compare_deduced(struct str name, const struct table *want, int row, const struct lin *edits, int n,
                            const struct numbers *r, const struct table *in)
{
    static const char *const names[] = {"none", "imputed", "invalid", "limit"};
    struct str id = cell(want, row, "id"), rest, changes = cell(want, row, "changes");
    struct deduced out[VSET_MAX];
    struct fm f = {0};
    struct buf b = {0}, ranges = {0};
    int k;
    enum deduce_state state = deduce(edits, n, r, NULL, &f, out, &k);
    compared++;
    compare(name, id, "status", cell(want, row, "status"), str_of(names[state]));
    for (int i = 0; i < k; i++) {
        buf_puts(&b, i ? ";" : "");
        buf_str(&b, in->names[out[i].var + 1]);
        buf_puts(&b, "->");
        put_number(&b, out[i].value);
    }
    compare(name, id, "changes", str_trim(str_cut(changes, '|', &rest)), buf_slice(&b));
    for (int v = vset_next(&r->missing, 0); v >= 0 && rest.p; v = vset_next(&r->missing, v + 1)) {
        struct fm_bounds x;
        if (deduce_range(edits, n, r, &f, v, &x) != DEDUCE_NONE || !x.has_low || !x.has_high)
            continue;
        buf_puts(&ranges, ranges.n ? " " : "ranges ");
        buf_str(&ranges, in->names[v + 1]);
        buf_puts(&ranges, "=[");
        put_number(&ranges, numbers_dec(r, x.low_num / x.low_den));
        buf_puts(&ranges, ",");
        put_number(&ranges, numbers_dec(r, x.high_num / x.high_den));
        buf_puts(&ranges, "]");
    }
    if (rest.p)
        compare(name, id, "ranges", str_trim(rest), buf_slice(&ranges));
    fm_free(&f);
    buf_free(&b);
    buf_free(&ranges);
}

static void run_deductive(const struct table *index, int row)
{
    struct str name = cell(index, row, "case"), method = cell(index, row, "method"), params = cell(index, row, "params");
    struct table in = read_table(file_of(name, ".in.tsv")), want = read_table(file_of(name, ".expected.tsv"));
    struct editset s = {0};
    read_rules(&s, name, &in, false);
    struct repair_rules rules = {0};
    rules.edits = editset_linear(&s, &rules.n_edits, NULL);
    int flip[32], swap[32][2];
    struct signs_actions actions = {flip, 0, (const int(*)[2])swap, 0, 0};
    actions.n_flip = quoted(params, "'flip'", &s, flip, 32);
    actions.n_swap = quoted(params, "'swap'", &s, swap[0], 64) / 2;
    for (int i = 0; i < in.n; i++) {
        int128 x[VSET_MAX], work[VSET_MAX];
        int decimals[VSET_MAX];
        struct numbers r;
        struct repairs out = {0};
        read_numbers(&in, i, &r, x, decimals);
        if (str_is(method, "impute")) {
            compare_deduced(name, &want, i, rules.edits, rules.n_edits, &r, &in);
            continue;
        }
        if (str_is(method, "signs"))
            signs_repair(&rules, &actions, &r, work, &out);
        else if (str_is(method, "typo"))
            typo_repair(&rules, decimals, 1, &r, work, &out);
        else if (str_is(method, "rounding"))
            rounding_repair(&rules, 2, &r, work, &out);
        else
            stop("INDEX.tsv", "unknown method");
        compare_repairs(name, &want, i, &out, &r, &in);
    }
    editset_free(&s);
}

static int32_t weight_of(struct str text)
{
    struct dec d;
    if (str_is(text, "Inf"))
        return LOCALISE_FIXED;
    if (dec_parse(&d, text) != DEC_OK || d.scale > 3)
        stop("weights", "not a number of at most three decimals");
    return (int32_t)(d.coef * dec_pow10(3 - d.scale));
}

static void read_weights(struct editset *s, const struct table *w, const struct table *in, int32_t *weights)
{
    for (int i = 1; i < in->columns; i++)
        editset_var(s, in->names[i]);
    for (int i = 0; i < w->n; i++) {
        int v = editset_var(s, cell(w, i, "var"));
        struct str domain = cell(w, i, "domain");
        weights[v] = weight_of(cell(w, i, "weight"));
        while (str_is(cell(w, i, "type"), "cat") && domain.p)
            editset_code(s, v, str_cut(domain, ',', &domain));
    }
}

static struct str set_text(const struct vset *set, const struct editset *s)
{
    struct buf b = {0};
    for (int v = vset_next(set, 0); v >= 0; v = vset_next(set, v + 1)) {
        buf_puts(&b, b.n ? "," : "");
        buf_str(&b, intern_name(&s->vars, v));
    }
    if (!b.n)
        buf_puts(&b, "(none)");
    struct str t = arena_str(&mem, buf_slice(&b));
    buf_free(&b);
    return t;
}

static void compare_localised(struct str name, const struct table *want, int row, const struct localise_result *got,
                              const struct editset *s)
{
    struct str id = cell(want, row, "id"), sets = cell(want, row, "optimal_sets"), first = cell(want, row, "chosen");
    struct buf b = {0};
    char number[20];
    compared++;
    if (got->state == LOCALISE_INFEASIBLE)
        buf_puts(&b, "INFEASIBLE");
    else if (got->state == LOCALISE_NO_SOLUTION)
        buf_puts(&b, str_is(cell(want, row, "min_weight"), "INFEASIBLE") ? "INFEASIBLE" : "NO_SOLUTION");
    else if (got->state == LOCALISE_LIMIT)
        buf_puts(&b, "LIMIT");
    else
        put_number(&b, (struct dec){.coef = got->weight, .scale = 3});
    compare(name, id, "min_weight", cell(want, row, "min_weight"), buf_slice(&b));
    buf_free(&b);
    int n = got->state == LOCALISE_VALID ? 1 : got->n_optimal;
    snprintf(number, sizeof number, "%d", n);
    compare(name, id, "n_optimal", cell(want, row, "n_optimal"), str_of(number));
    struct vset none = {{0}};
    for (int i = 0; i < n && i < LOCALISE_SETS; i++) {
        const struct vset *set = got->state == LOCALISE_VALID ? &none : &got->sets[i];
        if (!listed(sets, set_text(set, s)))
            differ(name, id, "optimal set", sets, set_text(set, s));
    }
    if (first.n)
        compare(name, id, "chosen", first, set_text(&got->sets[0], s));
}

static void run_errorloc(const struct table *index, int row)
{
    struct str name = cell(index, row, "case");
    struct table in = read_table(file_of(name, ".in.tsv")), want = read_table(file_of(name, ".expected.tsv"));
    struct table w = read_table(file_of(name, ".weights.tsv"));
    struct editset s = {0};
    int32_t weights[VSET_MAX] = {0};
    read_weights(&s, &w, &in, weights);
    read_rules(&s, name, &in, false);
    struct localiser *l = localiser_new(&s, weights, 0);
    for (int i = 0; i < in.n; i++) {
        int128 x[VSET_MAX];
        int decimals[VSET_MAX], code[VSET_MAX];
        struct localise_record r = {.code = code};
        static struct localise_result out;
        read_numbers(&in, i, &r.numbers, x, decimals);
        for (int v = vset_next(&s.coded, 0); v >= 0; v = vset_next(&s.coded, v + 1)) {
            struct str c = in.rows[i][v + 1];
            code[v] = intern_find(&s.domains[v], c);
            vset_remove(&r.numbers.missing, v);
            if (!c.n)
                vset_add(&r.numbers.missing, v);
        }
        localise(l, &r, &out);
        compare_localised(name, &want, i, &out, &s);
    }
    localiser_free(l);
    editset_free(&s);
}

/* "t = a + b ; a = c + d" */
static int read_tree(struct str tree, struct intern *vars, struct prorate_sum *sums)
{
    int n = 0;
    while (tree.p) {
        struct str parts, total = str_trim(str_cut(str_cut(tree, ';', &tree), '=', &parts));
        int *list = arena_array(&mem, 64, sizeof *list);
        sums[n] = (struct prorate_sum){.total = intern_find(vars, total), .parts = list};
        while (parts.p)
            list[sums[n].n++] = intern_find(vars, str_trim(str_cut(parts, '+', &parts)));
        n++;
    }
    return n;
}

static void read_list(struct str list, const struct intern *vars, struct vset *set)
{
    while (list.p) {
        struct str word = str_trim(str_cut(list, ',', &list));
        if (word.n)
            vset_add(set, intern_find(vars, word));
    }
}

/* "a=2,b=0.5" */
static const struct dec *read_prorate_weights(struct str list, const struct intern *vars)
{
    struct dec *w = arena_array(&mem, VSET_MAX, sizeof *w);
    if (!list.n)
        return NULL;
    for (int i = 0; i < VSET_MAX; i++)
        w[i] = dec_int(1);
    while (list.p) {
        struct str value, word = str_trim(str_cut(str_cut(list, ',', &list), '=', &value));
        if (dec_parse(&w[intern_find(vars, word)], str_trim(value)) != DEC_OK)
            stop("INDEX.tsv", "weights");
    }
    return w;
}

static void prorate_record(struct str name, const struct prorate_plan *plan, const struct table *in,
                           const struct table *want, int row)
{
    static const char *const names[] = {"ALREADY_OK", "PRORATED", "REJECT_NOTHING_TO_PRORATE", "REJECT_NEGATIVE",
                                        "REJECT_K_OUT_OF_RANGE", "REJECT_BOUNDS", "REJECT_DECIMALS", "REJECT_NO_TOTAL",
                                        "REJECT_OVERFLOW"};
    struct dec value[VSET_MAX] = {{0}}, work[VSET_MAX];
    struct vset present = {{0}}, moved;
    struct str id = cell(want, row, "id");
    for (int i = 1; i < in->columns; i++)
        if (in->rows[row][i].n && dec_parse(&value[i - 1], in->rows[row][i]) == DEC_OK)
            vset_add(&present, i - 1);
    enum prorate_state s = prorate(plan, value, &present, work, &moved);
    compared++;
    compare(name, id, "status", cell(want, row, "status"), str_of(names[s]));
    for (int i = 1; i < in->columns; i++) {
        struct buf b = {0};
        struct str text = in->rows[row][i];
        if (vset_has(&present, i - 1)) {
            struct dec wanted;
            struct str w = cell(want, row, arena_printf(&mem, "%.*s", (int)in->names[i].n, in->names[i].p));
            put_number(&b, value[i - 1]);
            text = buf_slice(&b);
            if (dec_parse(&wanted, w) != DEC_OK || dec_cmp(&wanted, &value[i - 1]) != 0)
                differ(name, id, "value", w, text);
        }
        buf_free(&b);
    }
}

static void run_prorate(const struct table *index, int row)
{
    struct str name = cell(index, row, "case"), lower = cell(index, row, "lower"), upper = cell(index, row, "upper");
    struct table in = read_table(file_of(name, ".in.tsv")), want = read_table(file_of(name, ".expected.tsv"));
    struct intern vars = {0};
    for (int i = 1; i < in.columns; i++)
        intern_add(&vars, in.names[i]);
    struct prorate_sum sums[16];
    struct prorate_plan plan = {.sums = sums, .n_sums = read_tree(cell(index, row, "tree"), &vars, sums)};
    struct dec d;
    plan.method = str_is(cell(index, row, "method"), "SCALING") ? PRORATE_SCALING : PRORATE_BASIC;
    plan.decimals = dec_parse(&d, cell(index, row, "decimal")) == DEC_OK ? (int)d.coef : 0;
    read_list(cell(index, row, "never"), &vars, &plan.never);
    plan.weights = read_prorate_weights(cell(index, row, "weights"), &vars);
    plan.has_lower = dec_parse(&plan.lower, lower) == DEC_OK && plan.method == PRORATE_BASIC;
    plan.has_upper = dec_parse(&plan.upper, upper) == DEC_OK;
    plan.accept_negative = str_is(cell(index, row, "flags"), "accept_negative");
    for (int i = 0; i < in.n; i++)
        prorate_record(name, &plan, &in, &want, i);
    intern_free(&vars);
}

/* Columns p0 p1 ... are the references, c0 c1 ... the current values. */
static void run_units(const struct table *index, int row)
{
    struct str name = cell(index, row, "case");
    struct table in = read_table(file_of(name, ".in.tsv")), want = read_table(file_of(name, ".expected.tsv"));
    for (int i = 0; i < in.n; i++) {
        struct dec p[UNITK_VARS], c[UNITK_VARS], m, tolerance = {.coef = 1, .scale = 8};
        const struct dec *pp[UNITK_VARS], *cc[UNITK_VARS];
        int n = (in.columns - 1) / 2;
        for (int k = 0; k < n; k++) {
            pp[k] = dec_parse(&p[k], in.rows[i][1 + k]) == DEC_OK ? &p[k] : NULL;
            cc[k] = dec_parse(&c[k], in.rows[i][1 + n + k]) == DEC_OK ? &c[k] : NULL;
        }
        static struct unitk out;
        unitk_check(cc, pp, n, UNITK_MOST, true, &out);
        struct buf b = {0};
        struct str id = cell(&want, i, "id"), median = cell(&want, i, "median_log10_ratio");
        compared++;
        if (out.state == UNITK_RECORD)
            buf_printf(&b, "K=%+d", out.k);
        for (int k = 0; k < out.n_cells; k++)
            buf_printf(&b, "%sCELL:%d:%+d", k ? ";" : "", out.cells[k].var, out.cells[k].k);
        if (!b.n)
            buf_puts(&b, out.state == UNITK_NO_BASE ? "NO_BASE" : out.state == UNITK_TOO_FEW ? "TOO_FEW" : "OK");
        compare(name, id, "verdict", cell(&want, i, "verdict"), buf_slice(&b));
        if (median.n && (dec_parse(&m, median) != DEC_OK || !out.has_median || dec_sub(&m, &m, &out.median) != DEC_OK ||
                         (m = dec_abs(&m), dec_cmp(&m, &tolerance) > 0)))
            differ(name, id, "median", median, STR("another"));
        buf_free(&b);
    }
}

int main(int argc, char **argv)
{
    static const struct {
        const char *kind;
        void (*run)(const struct table *index, int row);
    } kinds[] = {{"deductive", run_deductive}, {"errorloc", run_errorloc}, {"prorate", run_prorate}, {"units", run_units}};
    diag_start("run_suggest", LANG_EN, false, false);
    if (argc != 3)
        stop("usage", "run_suggest KIND FOLDER");
    folder = argv[2];
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (strcmp(argv[1], kinds[k].kind) == 0) {
            struct table index = read_table(arena_printf(&mem, "%s/INDEX.tsv", folder));
            for (int i = 0; i < index.n; i++)
                kinds[k].run(&index, i);
            printf("%s: %d records compared, %d differences\n", argv[1], compared, differences);
            arena_free(&mem);
            return differences || !compared;
        }
    stop(argv[1], "unknown kind");
}
