/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of stat/: numbers in and out, order statistics, Hidiroglou-Berthelot against case folders, current-period
 * methods, scores. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/in.h"
#include "stat/current.h"
#include "stat/hb.h"
#include "stat/real.h"
#include "stat/score.h"
#include "unit.h"

static uint64_t dice_state;

static uint64_t dice(void)
{
    dice_state = dice_state * 6364136223846793005u + 1442695040888963407u;
    return dice_state >> 20;
}

static double to_double(const char *text)
{
    struct dec d;
    ck_assert_int_eq(dec_parse(&d, str_of(text)), DEC_OK);
    return real_of_dec(&d);
}

START_TEST(decimals_become_the_nearest_double)
{
    ck_assert(to_double("0.1") == 0.1);
    ck_assert(to_double("-4360.8") == -4360.8);
    ck_assert(to_double("9007199254740993") == 9007199254740992.0); /* a tie goes to even */
    ck_assert(to_double("123456789012345678901234567890.5") == 123456789012345678901234567890.5);
    ck_assert(to_double("0.0000000000000000000000000001") == 1e-28);
}
END_TEST

static const char *printed(double x)
{
    static struct buf b;
    buf_reset(&b);
    real_put(&b, x);
    return buf_text(&b);
}

START_TEST(doubles_print_without_exponent)
{
    ck_assert_str_eq(printed(0), "0");
    ck_assert_str_eq(printed(-0.0), "0");
    ck_assert_str_eq(printed(1.1), "1.1");
    ck_assert_str_eq(printed(-54139450.58493), "-54139450.5849");
    ck_assert_str_eq(printed(1e-7), "0.0000001");
    ck_assert_str_eq(printed(0.99999999999999), "1");
    ck_assert_str_eq(printed(123456789012345), "123456789012000");
    ck_assert_str_eq(printed(1e25), "10000000000000000000000000");
    ck_assert_str_eq(printed(INFINITY), "\\N");
}
END_TEST

START_TEST(doubles_print_the_digits_of_printf)
{
    dice_state = 5;
    for (int i = 0; i < 50000; i++) {
        double x = ldexp((double)(dice() % (1u << 30)), (int)(dice() % 80) - 40) * (double)(1 + dice() % 1000) / 1000;
        char want[64];
        snprintf(want, sizeof want, "%.12g", x);
        ck_assert_msg(strtod(printed(x), NULL) == strtod(want, NULL), "%s for %s", printed(x), want);
    }
}
END_TEST

START_TEST(quantiles_of_both_types)
{
    static const double x[] = {1, 2, 4, 8, 16, 32};
    ck_assert(quantile_of(x, 6, 250, QUANTILE_TYPE6) == 1.75);  /* position 1.75 */
    ck_assert(quantile_of(x, 6, 250, QUANTILE_TYPE7) == 2.5);   /* position 2.25 */
    ck_assert(quantile_of(x, 6, 750, QUANTILE_TYPE6) == 20);    /* position 5.25 */
    ck_assert(quantile_of(x, 6, 750, QUANTILE_TYPE7) == 14);    /* position 4.75 */
    ck_assert(quantile_of(x, 6, 0, QUANTILE_TYPE6) == 1);
    ck_assert(quantile_of(x, 6, 1000, QUANTILE_TYPE7) == 32);
    ck_assert(quantile_of(x, 1, 250, QUANTILE_TYPE6) == 1);
    ck_assert(quantile_median(x, 6) == 6);
    ck_assert(quantile_median(x, 5) == 4);
}
END_TEST

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

START_TEST(sorting_is_sorting)
{
    static const size_t sizes[] = {0, 1, 2, 31, 255, 256, 257, 5000, 70000};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        size_t n = sizes[s];
        double *x = mem_array(n + 1, sizeof *x), *y = mem_array(n + 1, sizeof *y), *scratch = mem_array(n + 1, sizeof *x);
        dice_state = n;
        for (size_t i = 0; i < n; i++)
            x[i] = y[i] = ((double)(dice() % 2001) - 1000) * (s % 2 ? 1e-9 : 1e300 / (double)(1 + dice() % 7));
        quantile_sort(x, n, scratch);
        qsort(y, n, sizeof *y, ascending);
        ck_assert(memcmp(x, y, n * sizeof *x) == 0);
        mem_free(x);
        mem_free(y);
        mem_free(scratch);
    }
}
END_TEST

/* The medcouple by its definition: all pairs. */
static double medcouple_by_pairs(const double *x, size_t n)
{
    double m = quantile_median(x, n), *h = mem_array(n * n + 1, sizeof *h);
    size_t pairs = 0, ties = 0, tied_above = 0;
    for (size_t i = 0; i < n; i++)
        ties += x[i] == m;
    for (size_t i = 0; i < n; i++) {
        size_t tied_below = 0;
        if (x[i] < m)
            continue;
        for (size_t j = 0; j < n && x[j] <= m; j++)
            if (x[i] == m && x[j] == m) {
                size_t sum = tied_above + tied_below++;
                h[pairs++] = sum + 1 < ties ? -1 : sum + 1 == ties ? 0 : 1;
            } else {
                h[pairs++] = (x[i] - m - (m - x[j])) / (x[i] - x[j]);
            }
        tied_above += x[i] == m;
    }
    qsort(h, pairs, sizeof *h, ascending);
    double mc = quantile_median(h, pairs);
    mem_free(h);
    return mc;
}

START_TEST(medcouple_is_that_of_all_pairs)
{
    dice_state = 77;
    for (int round = 0; round < 150; round++) {
        double x[60], scratch[60];
        size_t n = 1 + dice() % 60;
        for (size_t i = 0; i < n; i++)
            x[i] = round % 3 ? (double)(dice() % 20) : exp((double)(dice() % 10000) / 2000);
        quantile_sort(x, n, scratch);
        ck_assert_double_eq_tol(quantile_medcouple(x, n), medcouple_by_pairs(x, n), 1e-12);
    }
}
END_TEST

/* --- case folders ------------------------------------------------------------------------------------------------ */

struct table {
    struct buf text;
    struct str *cells; /* [rows][columns], the header is row 0 */
    size_t rows, columns, cap;
};

static bool table_read(struct table *t, const char *dir, const char *name)
{
    char path[1000];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    *t = (struct table){.rows = 0};
    if (!in_slurp(path, 1 << 24, &t->text))
        return false;
    struct str rest = buf_slice(&t->text);
    while (rest.p && rest.n) {
        struct str line = str_cut(rest, '\n', &rest);
        size_t n = 0;
        for (struct str left = line; left.p; n++) {
            struct str cell = str_cut(left, '\t', &left);
            t->cells = mem_grow(t->cells, &t->cap, t->rows * t->columns + n + 1, sizeof *t->cells);
            if (t->rows == 0 || n < t->columns)
                t->cells[t->rows * t->columns + n] = cell;
        }
        if (t->rows == 0)
            t->columns = n;
        ck_assert_msg(n == t->columns, "%s: row %zu has %zu cells", path, t->rows, n);
        t->rows++;
    }
    return true;
}

static void table_free(struct table *t)
{
    buf_free(&t->text);
    mem_free(t->cells);
}

/* The cell of a row by the name of its column; empty where there is no such column. */
static struct str table_at(const struct table *t, size_t row, const char *column)
{
    for (size_t c = 0; c < t->columns; c++)
        if (str_is(t->cells[c], column))
            return t->cells[row * t->columns + c];
    return STR("");
}

static double number_or(struct str cell, double otherwise)
{
    struct dec d;
    if (!cell.n)
        return otherwise;
    ck_assert_int_eq(dec_parse(&d, cell), DEC_OK);
    return real_of_dec(&d);
}

/* Nine digits. */
static bool near(double got, struct str want)
{
    double w = number_or(want, NAN);
    return isnan(w) ? isinf(got) : fabs(got - w) <= 1e-9 * fmax(fabs(w), 1e-3);
}

struct hb_case {
    struct hb_params params;
    struct table units;
    double *prev, *cur; /* [n] of the usable units */
    size_t n;
};

static void check_stats(const struct table *t, const struct hb_class *k, const char *name)
{
    const struct fence *f = &k->fence;
    const struct {
        const char *stat;
        double value;
    } got[] = {{"rm", k->median_ratio}, {"q1", f->q1},  {"m", f->centre}, {"q3", f->q3},        {"d1", f->d1},
               {"d3", f->d3},           {"lo", f->low}, {"hi", f->high},  {"loe", f->excl_low}, {"hie", f->excl_high},
               {"n", (double)f->n}};
    for (size_t row = 1; row < t->rows; row++) {
        struct str stat = table_at(t, row, "stat"), want = table_at(t, row, "value");
        bool known = str_is(stat, "status");
        if (known)
            ck_assert_msg(str_is(want, fence_status_name(f->status)), "%s: status %s", name, fence_status_name(f->status));
        for (size_t i = 0; i < sizeof got / sizeof *got; i++)
            if (str_is(stat, got[i].stat)) {
                known = true;
                ck_assert_msg(near(got[i].value, want), "%s: %s is %.12g", name, got[i].stat, got[i].value);
            }
        ck_assert_msg(known, "%s: unknown statistic", name);
    }
}

static void check_unit(const struct hb_case *c, const struct hb_class *k, size_t row, const char *name)
{
    struct str prev = table_at(&c->units, row, "prev"), cur = table_at(&c->units, row, "cur");
    struct str flag = table_at(&c->units, row, "flag");
    double p = number_or(prev, 0), q = number_or(cur, 0);
    enum hb_reason reason = hb_reason(prev.n, p, cur.n, q);
    if (reason != HB_USED) {
        ck_assert_msg(str_is(flag, hb_reason_name(reason)), "%s row %zu: %s", name, row, hb_reason_name(reason));
        return;
    }
    struct hb_unit u = hb_judge(k, &c->params, p, q);
    ck_assert_msg(near(u.ratio, table_at(&c->units, row, "ratio")) && near(u.s, table_at(&c->units, row, "s")) &&
                      near(u.effect, table_at(&c->units, row, "E")),
                  "%s row %zu: r %.12g s %.12g E %.12g", name, row, u.ratio, u.s, u.effect);
    ck_assert_msg(str_is(flag, fence_flag_name(u.flag)), "%s row %zu: flag %s", name, row, fence_flag_name(u.flag));
}

static void run_rule(struct hb_case *c, const char *dir, const char *name, const char *suffix, enum quantile_rule rule)
{
    char file[300];
    struct table stats;
    snprintf(file, sizeof file, "%s.%s.units.tsv", name, suffix);
    ck_assert_msg(table_read(&c->units, dir, file), "%s/%s", dir, file);
    snprintf(file, sizeof file, "%s.%s.stats.tsv", name, suffix);
    ck_assert_msg(table_read(&stats, dir, file), "%s/%s", dir, file);
    c->params.fence.rule = rule;
    c->prev = mem_array(c->units.rows, sizeof(double));
    c->cur = mem_array(c->units.rows, sizeof(double));
    c->n = 0;
    for (size_t row = 1; row < c->units.rows; row++) {
        struct str prev = table_at(&c->units, row, "prev"), cur = table_at(&c->units, row, "cur");
        if (hb_reason(prev.n, number_or(prev, 0), cur.n, number_or(cur, 0)) != HB_USED)
            continue;
        c->prev[c->n] = number_or(prev, 0);
        c->cur[c->n++] = number_or(cur, 0);
    }
    double *scratch = mem_array(2 * c->n, sizeof *scratch);
    struct hb_class k = hb_fit(c->prev, c->cur, c->n, &c->params, scratch);
    check_stats(&stats, &k, name);
    for (size_t row = 1; row < c->units.rows; row++)
        check_unit(c, &k, row, name);
    mem_free(scratch);
    mem_free(c->prev);
    mem_free(c->cur);
    table_free(&c->units);
    table_free(&stats);
}

/* Runs every case of a folder with both quartile rules. Returns how many cases there are. */
static size_t run_folder(const char *dir)
{
    struct table index;
    ck_assert_msg(table_read(&index, dir, "INDEX.tsv"), "no INDEX.tsv in %s", dir);
    for (size_t row = 1; row < index.rows; row++) {
        char name[200];
        struct str s = table_at(&index, row, "case"), degenerate = table_at(&index, row, "degenerate");
        snprintf(name, sizeof name, "%.*s", (int)s.n, s.p);
        struct hb_case c = {.params.u = number_or(table_at(&index, row, "U"), 0)};
        struct fence_params *f = &c.params.fence;
        f->a = number_or(table_at(&index, row, "A"), 0);
        f->low = number_or(table_at(&index, row, "C_low"), 0);
        f->high = number_or(table_at(&index, row, "C_high"), 0);
        f->excl_low = number_or(table_at(&index, row, "Cexcl_low"), 0);
        f->excl_high = number_or(table_at(&index, row, "Cexcl_high"), 0);
        f->floor = number_or(table_at(&index, row, "floor"), 0);
        f->min_obs = (size_t)number_or(table_at(&index, row, "min_obs"), 3);
        f->degenerate = str_is(degenerate, "ladder") ? DEGENERATE_LADDER
                        : str_is(degenerate, "none") ? DEGENERATE_NONE
                                                     : DEGENERATE_STRICT;
        run_rule(&c, dir, name, "w6", QUANTILE_TYPE6);
        run_rule(&c, dir, name, "r7", QUANTILE_TYPE7);
    }
    size_t cases = index.rows - 1;
    table_free(&index);
    return cases;
}

/* The folder of the project, and one more named by EC_HB_CASES. */
START_TEST(hb_agrees_with_the_case_folders)
{
    char dir[900];
    const char *src = getenv("EC_SRC"), *more = getenv("EC_HB_CASES");
    snprintf(dir, sizeof dir, "%s/tests/cases/hb", src ? src : ".");
    ck_assert_uint_ge(run_folder(dir), 10);
    if (more && *more)
        ck_assert_uint_ge(run_folder(more), 1);
}
END_TEST

/* --- current period, scores -------------------------------------------------------------------------------------- */

static struct fence fit(enum current_method method, double c, const double *values, size_t n, bool asymmetric)
{
    double x[64], scratch[128];
    memcpy(x, values, n * sizeof *x);
    struct current_params p = {.method = method,
                               .fence = {.a = 0.05, .low = c, .high = c, .min_obs = 5},
                               .asymmetric = asymmetric,
                               .centile = 75};
    return current_fit(x, n, &p, scratch);
}

START_TEST(current_methods_by_hand)
{
    /* sorted: 2 4 6 8 10 12 14 16 18 20 60; median 12, type 6: Q1 = x3 = 6, Q3 = x9 = 18 */
    static const double x[] = {20, 2, 60, 4, 18, 6, 16, 8, 14, 10, 12};
    struct fence f = fit(CURRENT_FENCE, 2, x, 11, false);
    ck_assert(f.q1 == 6 && f.centre == 12 && f.q3 == 18 && f.low == 0 && f.high == 24);
    ck_assert_int_eq(fence_flag(&f, 60), FLAG_HIGH);
    ck_assert_int_eq(fence_flag(&f, 24), FLAG_NONE);
    f = fit(CURRENT_BOXPLOT, 1.5, x, 11, false);
    ck_assert(f.low == -12 && f.high == 36);
    f = fit(CURRENT_BOXPLOT, 1.5, x, 11, true);
    ck_assert(f.low == -12 && f.high == 36);
    f = fit(CURRENT_Z, 3, x, 11, false); /* deviations 0 2 2 4 4 6 6 8 8 10 48: MAD 6 */
    ck_assert_double_eq_tol(f.high, 12 + 3 * 1.4826 * 6, 1e-12);
    f = fit(CURRENT_SIGMAGAP, 3, x, 11, false); /* gap > 26.7: the one before 60 */
    ck_assert(f.high == 60 && isinf(f.low));
    ck_assert_int_eq(fence_flag(&f, 60), FLAG_HIGH);
    ck_assert_int_eq(fence_flag(&f, 20), FLAG_NONE);
    f = fit(CURRENT_FENCE, 2, x, 4, false);
    ck_assert_int_eq(f.status, FENCE_TOO_FEW);
}
END_TEST

START_TEST(adjusted_boxplot_bends_towards_the_tail)
{
    static const double x[] = {1, 2, 3, 4, 5, 7, 10, 15, 25, 40, 90};
    struct fence plain = fit(CURRENT_BOXPLOT, 1.5, x, 11, false), bent = fit(CURRENT_ADJUSTED, 1.5, x, 11, false);
    double mc = quantile_medcouple(x, 11), iqr = plain.q3 - plain.q1;
    ck_assert(mc > 0);
    ck_assert_double_eq_tol(bent.high, plain.q3 + 1.5 * exp(3 * mc) * iqr, 1e-9);
    ck_assert_double_eq_tol(bent.low, plain.q1 - 1.5 * exp(-4 * mc) * iqr, 1e-9);
}
END_TEST

START_TEST(scores_join_and_stop_at_the_target)
{
    static const double local[] = {0.3, 0.4, 0};
    ck_assert_double_eq_tol(score_global(local, 3, 2), 0.5, 1e-15);
    ck_assert_double_eq_tol(score_global(local, 3, 1), 0.7, 1e-15);
    ck_assert_double_eq(score_global(local, 3, INFINITY), 0.4);
    ck_assert_double_eq(score_global(local, 0, 2), 0);
    /* Two variables. From the smallest up the sums are (.01,0) (-.005,.004) (.015,.004) (.115,-.196). */
    static const double e[4][2] = {{0.1, -0.2}, {0.02, 0}, {-0.015, 0.004}, {0.01, 0}};
    struct score_unit u[4] = {{2, 0.015, e[2]}, {3, 0.01, e[3]}, {1, 0.02, e[1]}, {0, 0.2, e[0]}};
    double residual[5], sums[2];
    score_sort(u, 4);
    ck_assert_uint_eq(u[0].id, 0);
    ck_assert_uint_eq(u[3].id, 3);
    ck_assert_uint_eq(score_threshold(u, 4, 2, 0.012, residual, sums), 2);
    ck_assert_double_eq_tol(residual[0], 0.196, 1e-15);
    ck_assert_double_eq_tol(residual[1], 0.015, 1e-15);
    ck_assert_double_eq_tol(residual[2], 0.005, 1e-15);
    ck_assert_double_eq(residual[4], 0);
    ck_assert_uint_eq(score_threshold(u, 4, 2, 0.009, NULL, sums), 4);
    ck_assert_uint_eq(score_threshold(u, 4, 2, 1, NULL, sums), 0);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("stat");
    TCase *t = tcase_create("stat");
    suite_add_tcase(s, t);
    tcase_set_timeout(t, 60); /* the machine may be busy */
    tcase_add_test(t, decimals_become_the_nearest_double);
    tcase_add_test(t, doubles_print_without_exponent);
    tcase_add_test(t, doubles_print_the_digits_of_printf);
    tcase_add_test(t, quantiles_of_both_types);
    tcase_add_test(t, sorting_is_sorting);
    tcase_add_test(t, medcouple_is_that_of_all_pairs);
    tcase_add_test(t, hb_agrees_with_the_case_folders);
    tcase_add_test(t, current_methods_by_hand);
    tcase_add_test(t, adjusted_boxplot_bends_towards_the_tail);
    tcase_add_test(t, scores_join_and_stop_at_the_target);
    return unit_run(s);
}
