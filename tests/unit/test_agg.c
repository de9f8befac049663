/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of stat/wide and stat/agg: exactness, and that parts merge into the very state of the whole. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "stat/agg.h"
#include "stat/agg_text.h"
#include "unit.h"

static uint64_t dice_state = 1;

static uint64_t dice(void)
{
    dice_state = dice_state * 6364136223846793005u + 1442695040888963407u;
    return dice_state >> 24;
}

static const char *wide_text(const struct wide *w)
{
    static struct buf b;
    buf_reset(&b);
    wide_put(&b, w);
    return buf_text(&b);
}

static struct wide wide_of(const char *text)
{
    struct wide w;
    ck_assert(wide_parse(&w, str_of(text)));
    return w;
}

START_TEST(wide_reads_and_writes)
{
    static const char *const texts[] = {"0", "-1", "18446744073709551616", "-1000000000000000000000000000000000000",
                                        "999999999999999999999999999999999999999999999999999999999999999999999999999"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct wide w = wide_of(texts[i]);
        ck_assert_str_eq(wide_text(&w), texts[i]);
    }
    struct wide w;
    ck_assert(!wide_parse(&w, STR("")));
    ck_assert(!wide_parse(&w, STR("-")));
    ck_assert(!wide_parse(&w, STR("1x")));
}
END_TEST

START_TEST(wide_multiplies_with_sign_and_limit)
{
    struct wide a = wide_of("-123456789012345678901234567890123456789"), b = wide_of("987654321098765432109876543210"), r;
    ck_assert(wide_product(&r, &a, &b));
    ck_assert_str_eq(wide_text(&r), "-121932631137021795226185032733744855963362292333223746380111126352690");
    ck_assert(wide_times_power10(&r, 100));
    ck_assert(!wide_product(&r, &r, &r));
    ck_assert(!wide_times_power10(&a, 160));
    /* the largest there is: 2^639 - 1 and one more */
    struct wide top = wide_of("1"), one = top;
    for (int i = 0; i < 638; i++)
        ck_assert(wide_times(&top, 2));
    ck_assert(wide_subtract(&top, &one));
    r = top;
    ck_assert(wide_add(&r, &top));
    ck_assert(wide_add(&r, &one));
    ck_assert(!wide_add(&r, &one));
}
END_TEST

static const char *dec_text(const struct dec *d)
{
    static struct buf b;
    buf_reset(&b);
    dec_put(&b, d);
    return buf_text(&b);
}

START_TEST(wide_becomes_a_decimal_or_overflows)
{
    struct dec d;
    struct wide w = wide_of("-12345");
    ck_assert_int_eq(wide_to_dec(&d, &w, 2, false), DEC_OK);
    ck_assert_str_eq(dec_text(&d), "-123.45");
    w = wide_of("123456789012345678901234567890123456785000000"); /* zeros at the end go, then nothing fits */
    ck_assert_int_eq(wide_to_dec(&d, &w, 6, false), DEC_OVERFLOW);
    ck_assert_int_eq(wide_to_dec(&d, &w, 8, true), DEC_OK);
    ck_assert_str_eq(dec_text(&d), "1234567890123456789012345678901234567.8");
    w = wide_of("12345678901234567890123456789012345678000000");
    ck_assert_int_eq(wide_to_dec(&d, &w, 6, false), DEC_OK);
    ck_assert_str_eq(dec_text(&d), "12345678901234567890123456789012345678");
    ck_assert_int_eq(wide_to_dec(&d, &w, 2, true), DEC_OVERFLOW);
}
END_TEST

static struct value number(const char *text)
{
    struct value v;
    if (!text)
        return value_null(T_NUMBER);
    ck_assert_int_eq(value_from_text(&v, T_NUMBER, str_of(text)), CELL_OK);
    return v;
}

static struct value integer(int64_t n)
{
    return value_of_int(n);
}

static const char *result_of(enum agg_kind kind, const char *const *texts, size_t n)
{
    static struct buf b;
    struct arena arena = {0};
    struct agg a;
    struct value out;
    agg_start(&a, kind, T_NUMBER, &arena);
    for (size_t i = 0; i < n; i++) {
        struct value v = number(texts[i]);
        ck_assert_int_eq(agg_add(&a, &v), AGG_OK);
    }
    buf_reset(&b);
    if (agg_result(&a, &out) == AGG_OK)
        value_put_cell(&b, &out);
    else
        buf_puts(&b, "overflow");
    agg_free(&a);
    arena_free(&arena);
    return buf_text(&b);
}

START_TEST(aggregates_by_hand)
{
    static const char *const x[] = {"12.50", NULL, "1", "-3.125", "1.0"};
    ck_assert_str_eq(result_of(AGG_ROWS, x, 5), "5");
    ck_assert_str_eq(result_of(AGG_COUNT, x, 5), "4");
    ck_assert_str_eq(result_of(AGG_SUM, x, 5), "11.375");
    ck_assert_str_eq(result_of(AGG_AVG, x, 5), "2.84375");
    ck_assert_str_eq(result_of(AGG_MIN, x, 5), "-3.125");
    ck_assert_str_eq(result_of(AGG_MAX, x, 5), "12.50");
    ck_assert_str_eq(result_of(AGG_MEDIAN, x, 5), "1.0");
    static const char *const y[] = {"2", "4", "4", "4", "5", "5", "7", "9"};
    ck_assert_str_eq(result_of(AGG_VAR_POP, y, 8), "4");
    ck_assert_str_eq(result_of(AGG_STDDEV_POP, y, 8), "2");
    ck_assert_str_eq(result_of(AGG_VAR_SAMP, y, 8), "4.57142857142857143");
    ck_assert_str_eq(result_of(AGG_MEDIAN, y, 8), "4.5");
    ck_assert_str_eq(result_of(AGG_SUM, x + 1, 1), "\\N");
    ck_assert_str_eq(result_of(AGG_COUNT, x + 1, 1), "0");
    ck_assert_str_eq(result_of(AGG_VAR_SAMP, y, 1), "\\N");
    ck_assert_str_eq(result_of(AGG_VAR_POP, y, 1), "0");
    /* where doubles fail: a small spread around a large mean */
    static const char *const z[] = {"1000000000000000001", "1000000000000000002", "1000000000000000003"};
    ck_assert_str_eq(result_of(AGG_VAR_SAMP, z, 3), "1");
    /* sums that leave 38 digits on the way and come back; one that does not */
    static const char *const big[] = {"90000000000000000000000000000000000000", "90000000000000000000000000000000000000",
                                      "-90000000000000000000000000000000000000", "-89999999999999999999999999999999999999"};
    ck_assert_str_eq(result_of(AGG_SUM, big, 4), "1");
    ck_assert_str_eq(result_of(AGG_SUM, big, 2), "overflow");
    ck_assert_str_eq(result_of(AGG_AVG, big, 2), "overflow"); /* so does the sum behind it */
}
END_TEST

static struct value some_value(enum vtype type)
{
    static char text[8][8];
    static int at;
    char *t = text[at++ % 8];
    if (dice() % 9 == 0)
        return value_null(type);
    if (type == T_STRING) {
        int n = (int)(dice() % 4);
        for (int i = 0; i < n; i++)
            t[i] = "ab\t\\ "[dice() % 5];
        return value_of_str((struct str){t, (size_t)n});
    }
    if (type == T_INTEGER)
        return integer((int64_t)(dice() % 2000) - 1000);
    struct value v = value_of_dec(T_NUMBER, (struct dec){.coef = (int128)(dice() % 2000000) - 1000000,
                                                        .scale = (uint8_t)(dice() % 5)});
    if (dice() % 11 == 0) {
        struct dec three = dec_int(3);
        ck_assert_int_eq(dec_div(&v.dec, &v.dec, &three), DEC_OK);
    }
    return v;
}

/* The state as text, and the result. */
static void describe(struct buf *b, struct agg *a)
{
    struct value out;
    agg_put(b, a);
    buf_char(b, '\n');
    ck_assert_int_eq(agg_result(a, &out), AGG_OK);
    value_put_cell(b, &out);
    buf_char(b, '\n');
}

/* Values split into parts at random; each part goes through text; the parts merge in another order. */
static void split_and_merge(enum agg_kind kind, enum vtype type, struct arena *arena)
{
    enum { VALUES = 60, PARTS = 4 };
    struct agg whole, sum, part[PARTS];
    struct buf want = {0}, got = {0};
    agg_start(&whole, kind, type, arena);
    agg_start(&sum, kind, type, arena);
    for (int p = 0; p < PARTS; p++)
        agg_start(&part[p], kind, type, arena);
    int n = (int)(dice() % VALUES);
    for (int i = 0; i < n; i++) {
        struct value v = some_value(type);
        ck_assert_int_eq(agg_add(&whole, &v), AGG_OK);
        ck_assert_int_eq(agg_add(&part[dice() % PARTS], &v), AGG_OK);
    }
    for (int p = PARTS - 1; p >= 0; p--) {
        struct buf text = {0};
        struct agg read;
        agg_put(&text, &part[p]);
        ck_assert_ptr_null(memchr(text.p, '\t', text.n));
        agg_start(&read, kind, type, arena);
        ck_assert_msg(agg_parse(&read, buf_slice(&text)) == AGG_OK, "kind %d: %s", kind, buf_text(&text));
        ck_assert_int_eq(agg_merge(&sum, &read), AGG_OK);
        agg_free(&read);
        agg_free(&part[p]);
        buf_free(&text);
    }
    describe(&want, &whole);
    describe(&got, &sum);
    ck_assert_str_eq(buf_text(&got), buf_text(&want));
    agg_free(&whole);
    agg_free(&sum);
    buf_free(&want);
    buf_free(&got);
}

START_TEST(parts_merge_into_the_whole)
{
    struct arena arena = {0};
    for (int round = 0; round < 60; round++) {
        for (int k = 0; k < AGG_KINDS; k++) {
            split_and_merge((enum agg_kind)k, T_NUMBER, &arena);
            split_and_merge((enum agg_kind)k, T_INTEGER, &arena);
        }
        split_and_merge(AGG_MIN, T_STRING, &arena);
        split_and_merge(AGG_MAX, T_STRING, &arena);
        arena_reset(&arena);
    }
    arena_free(&arena);
}
END_TEST

START_TEST(bad_states_are_refused)
{
    static const struct {
        enum agg_kind kind;
        const char *text;
    } bad[] = {{AGG_ROWS, ""}, {AGG_ROWS, "x"}, {AGG_ROWS, "-1"}, {AGG_COUNT, "3 4"}, {AGG_SUM, "3"}, {AGG_SUM, "3 0 = "},
               {AGG_SUM, "3 0 ? 5"}, {AGG_SUM, "3 0 = 5 6"}, {AGG_SUM, "3 999 = 5"}, {AGG_VAR_POP, "3 0 = 5"},
               {AGG_MEDIAN, "3 1 2"}, {AGG_MEDIAN, "1 1 2"}, {AGG_MIN, "1"}, {AGG_MIN, "1 x"}};
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct agg a;
        agg_start(&a, bad[i].kind, T_NUMBER, &arena);
        ck_assert_msg(agg_parse(&a, str_of(bad[i].text)) == AGG_SYNTAX, "%s", bad[i].text);
        agg_free(&a);
    }
    arena_free(&arena);
}
END_TEST

START_TEST(quantiles_are_exact_decimals)
{
    struct arena arena = {0};
    struct agg a;
    struct dec d;
    agg_start(&a, AGG_MEDIAN, T_INTEGER, &arena);
    static const int x[] = {32, 1, 16, 2, 8, 4};
    for (int i = 0; i < 6; i++) {
        struct value v = integer(x[i]);
        agg_add(&a, &v);
    }
    ck_assert_int_eq(agg_quantile(&a, 250, QUANTILE_TYPE6, &d), DEC_OK);
    ck_assert_str_eq(dec_text(&d), "1.75");
    ck_assert_int_eq(agg_quantile(&a, 750, QUANTILE_TYPE7, &d), DEC_OK);
    ck_assert_str_eq(dec_text(&d), "14");
    agg_free(&a);
    arena_free(&arena);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("agg");
    TCase *t = tcase_create("agg");
    suite_add_tcase(s, t);
    tcase_set_timeout(t, 60); /* the machine may be busy */
    tcase_add_test(t, wide_reads_and_writes);
    tcase_add_test(t, wide_multiplies_with_sign_and_limit);
    tcase_add_test(t, wide_becomes_a_decimal_or_overflows);
    tcase_add_test(t, aggregates_by_hand);
    tcase_add_test(t, parts_merge_into_the_whole);
    tcase_add_test(t, bad_states_are_refused);
    tcase_add_test(t, quantiles_are_exact_decimals);
    return unit_run(s);
}
