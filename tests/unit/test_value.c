/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of value/: decimals, dates, periods, durations, cells, schemas, patterns. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/mem.h"
#include "value/automaton.h"
#include "value/decmath.h"
#include "value/keytext.h"
#include "value/regex.h"
#include "value/schema.h"
#include "value/timemask.h"
#include "value/unitword.h"
#include "value/value.h"
#include "unit.h"

static struct dec num(const char *s)
{
    struct dec d;
    ck_assert_int_eq(dec_parse(&d, str_of(s)), DEC_OK);
    return d;
}

static const char *text(const struct dec *d)
{
    static struct buf b;
    buf_reset(&b);
    dec_put(&b, d);
    return buf_text(&b);
}

START_TEST(dec_reads_and_writes_what_was_written)
{
    static const char *const same[] = {"0", "0.0", "12.50", "-3.1415", "0.000000000000000000000000000000000001",
        "99999999999999999999999999999999999999", "-170141183460469231731687303715884105727", "123456789012345678.9"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        struct dec d = num(same[i]);
        ck_assert_str_eq(text(&d), same[i]);
    }
    static const char *const bad[] = {"", "-", "+", ".5", "5.", "1.2.3", "1e5", " 1", "1 ", "--1", "１", "1,000", ".",
        "0x10", "1234567890123456789.", "1234567890123456789x"};
    struct dec d;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_int_eq(dec_parse(&d, str_of(bad[i])), DEC_SYNTAX);
    ck_assert_int_eq(dec_parse(&d, STR("999999999999999999999999999999999999999")), DEC_OVERFLOW);
    d = num("+0012.50");
    ck_assert_str_eq(text(&d), "12.50");
}
END_TEST

typedef enum dec_status binary(struct dec *, const struct dec *, const struct dec *);

/* Expected "!" and a status where the operation must fail. */
static void expect(binary *f, const char *a, const char *b, const char *want)
{
    struct dec x = num(a), y = num(b), r;
    enum dec_status st = f(&r, &x, &y);
    if (want[0] == '!') {
        ck_assert_int_eq(st, want[1] - '0');
    } else {
        ck_assert_int_eq(st, DEC_OK);
        ck_assert_str_eq(text(&r), want);
    }
}

static enum dec_status add(struct dec *r, const struct dec *a, const struct dec *b)
{
    return dec_add(r, a, b);
}

static enum dec_status sub(struct dec *r, const struct dec *a, const struct dec *b)
{
    return dec_sub(r, a, b);
}

START_TEST(dec_arithmetic_is_exact)
{
    expect(add, "0.1", "0.2", "0.3");
    expect(sub, "0.3", "0.1", "0.2");
    expect(add, "99999999999999999999", "0.01", "99999999999999999999.01");
    expect(dec_mul, "0.1", "3", "0.3");
    expect(dec_mul, "999999999999999999", "999999999999999999", "999999999999999998000000000000000001");
    expect(dec_mul, "99999999999999999999", "99999999999999999999", "!2");
    expect(dec_mul, "100000000000000000000000.00", "10000000000.00", "1000000000000000000000000000000000.0000");
    expect(add, "99999999999999999999999999999999999999", "0.1", "!2");
    expect(dec_div, "1", "3", "0.333333333333333333");
    expect(dec_div, "2", "3", "0.666666666666666667");
    expect(dec_div, "100", "4", "25");
    expect(dec_div, "1", "8", "0.125");
    expect(dec_div, "-7", "2", "-3.5");
    expect(dec_div, "1", "0", "!3");
    expect(dec_div, "123456789012345678901234567890", "1", "123456789012345678901234567890");
    expect(dec_div, "1", "170141183460469231731687303715884105727", "0.00000000000000000000000000000000000000587747175411143754");
    expect(dec_mod, "5", "-2", "-1");
    expect(dec_mod, "-5", "2", "1");
    expect(dec_mod, "9", "0", "9");
    expect(dec_mod, "5.5", "2", "1.5");
    struct dec third, r, big = num("1000000000000000000000000000000"), one = num("1"), three = num("3");
    ck_assert_int_eq(dec_div(&third, &one, &three), DEC_OK);
    ck_assert_int_eq(dec_add(&r, &third, &big), DEC_OK); /* an approximation may be rounded again */
    ck_assert_int_eq(dec_mul(&r, &third, &third), DEC_OK);
    ck_assert_int_eq(dec_mul(&r, &r, &third), DEC_OK);
    ck_assert(r.rounded);
}
END_TEST

START_TEST(dec_rounds_half_away_from_zero)
{
    static const struct {
        const char *x;
        int n;
        const char *rounded, *cut;
    } cases[] = {{"2.5", 0, "3", "2"}, {"-2.5", 0, "-3", "-2"}, {"3.14159", 2, "3.14", "3.14"},
        {"1.005", 2, "1.01", "1.00"}, {"12345.6", -2, "12300", "12300"}, {"12350", -2, "12400", "12300"},
        {"0.4", -3, "0", "0"}, {"999.99", 1, "1000.0", "999.9"}, {"7", 3, "7", "7"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct dec x = num(cases[i].x), r;
        ck_assert_int_eq(dec_round(&r, &x, cases[i].n), DEC_OK);
        ck_assert_str_eq(text(&r), cases[i].rounded);
        ck_assert_int_eq(dec_trunc(&r, &x, cases[i].n), DEC_OK);
        ck_assert_str_eq(text(&r), cases[i].cut);
    }
    struct dec x = num("-3.1415"), r;
    dec_ceil(&r, &x);
    ck_assert_str_eq(text(&r), "-3");
    dec_floor(&r, &x);
    ck_assert_str_eq(text(&r), "-4");
}
END_TEST

START_TEST(dec_compares_by_value)
{
    static const struct {
        const char *a, *b;
        int want;
    } cases[] = {{"1.10", "1.1", 0}, {"-0.0", "0", 0}, {"5", "5.01", -1}, {"-5", "-5.01", 1},
        {"99999999999999999999999999999999999999", "0.0000001", 1}, {"0.0000001", "99999999999999999999999999999999999999", -1},
        {"-99999999999999999999999999999999999999", "-0.0000001", -1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct dec a = num(cases[i].a), b = num(cases[i].b);
        ck_assert_int_eq(dec_cmp(&a, &b), cases[i].want);
        if (cases[i].want == 0)
            ck_assert_uint_eq(dec_hash(&a), dec_hash(&b));
    }
}
END_TEST

START_TEST(decmath_has_18_digits)
{
    expect(dec_power, "5", "0", "1");
    expect(dec_power, "0", "0", "1");
    expect(dec_power, "-5", "3", "-125");
    expect(dec_power, "2", "-2", "0.25");
    expect(dec_power, "2", "0.5", "1.41421356237309505");
    expect(dec_power, "1.05", "20", "2.65329770514442013");
    expect(dec_power, "-8", "0.5", "!4");
    expect(dec_power, "0", "-1", "!4");
    expect(dec_power, "10", "40", "!2");
    expect(dec_log, "1024", "2", "10");
    expect(dec_log, "0.001", "10", "-3");
    expect(dec_log, "5", "1", "!4");
    struct dec r, x = num("1");
    ck_assert_int_eq(dec_exp(&r, &x), DEC_OK);
    ck_assert_str_eq(text(&r), "2.71828182845904524");
    x = num("-1");
    ck_assert_int_eq(dec_exp(&r, &x), DEC_OK);
    ck_assert_str_eq(text(&r), "0.367879441171442322");
    x = num("2");
    ck_assert_int_eq(dec_ln(&r, &x), DEC_OK);
    ck_assert_str_eq(text(&r), "0.693147180559945309");
    x = num("0.99999999999999999999999999999");
    ck_assert_int_eq(dec_ln(&r, &x), DEC_OK);
    ck_assert_str_eq(text(&r), "-0.00000000000000000000000000001");
    x = num("2");
    ck_assert_int_eq(dec_sqrt(&r, &x), DEC_OK);
    ck_assert_str_eq(text(&r), "1.414213562373095049");
    x = num("0.0625");
    ck_assert_int_eq(dec_sqrt(&r, &x), DEC_OK);
    ck_assert_str_eq(text(&r), "0.25");
    x = num("1000");
    ck_assert_int_eq(dec_exp(&r, &x), DEC_OVERFLOW);
}
END_TEST

START_TEST(date_knows_the_calendar)
{
    struct date d, e;
    ck_assert(date_parse(&d, STR("1970-01-01")));
    ck_assert_int_eq(d.day, 0);
    ck_assert(date_parse(&d, STR("2024-02-29")));
    ck_assert(!date_parse(&e, STR("2023-02-29")));
    ck_assert(!date_parse(&e, STR("2024-2-29")));
    ck_assert(!date_parse(&e, STR("0000-01-01")));
    ck_assert(!date_parse(&e, STR("1900-02-29")));
    ck_assert(date_parse(&e, STR("2000-02-29")));
    ck_assert_int_eq(date_yearday(d), 60);
    ck_assert_int_eq(date_weekday(d), 4);
    struct buf b = {0};
    for (int day = -719162; day <= 2932896; day += 97) { /* 0001-01-01 to 9999-12-31 */
        struct civil c = date_civil((struct date){day});
        ck_assert(date_make(&e, c.year, c.month, c.day));
        ck_assert_int_eq(e.day, day);
        buf_reset(&b);
        date_put(&b, e);
        ck_assert(date_parse(&e, buf_slice(&b)) && e.day == day);
    }
    buf_free(&b);
    date_parse(&d, STR("2024-01-31"));
    ck_assert(date_add_months(&e, d, 1) && date_civil(e).day == 29);
    ck_assert(date_add_months(&e, d, -2) && date_civil(e).month == 11 && date_civil(e).day == 30);
    ck_assert(!date_add_months(&e, d, 12 * 8000));
    ck_assert(!date_add_days(&e, d, INT64_MAX));
}
END_TEST

START_TEST(date_masks)
{
    struct date want;
    date_parse(&want, STR("2024-02-01"));
    static const struct {
        const char *text, *mask;
        bool ok;
    } cases[] = {{"2024/02/01", "YYYY/MM/DD", true}, {"20240201", "YYYYMMDD", true}, {"1.2.2024", "{D}D.{M}M.YYYY", true},
        {"2024年02月01日", "YYYY年MM月DD日", true}, {"2024-02-01T10:20:30", "YYYY-MM-DD\\Thh:mm:ss", true},
        {"2024-02-01T25:20:30", "YYYY-MM-DD\\Thh:mm:ss", false}, {"2024/02/01 ", "YYYY/MM/DD", false},
        {"2024/2/01", "YYYY/MM/DD", false}, {"2024/13/01", "YYYY/MM/DD", false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct value v;
        ck_assert(timemask_reads(str_of(cases[i].mask), T_DATE));
        bool ok = timemask_read(&v, T_DATE, str_of(cases[i].text), str_of(cases[i].mask));
        ck_assert_int_eq(ok, cases[i].ok);
        if (ok)
            ck_assert_int_eq(v.date.day, want.day);
    }
    ck_assert(timemask_reads(STR("YYYY-MM"), T_DATE));
    ck_assert(!timemask_reads(STR("MM-DD"), T_DATE) && timemask_writes(STR("MM-DD"), T_DATE));
    ck_assert(!timemask_reads(STR("YY-MM-DD"), T_DATE));
    ck_assert(!timemask_reads(STR("YYYY-MMM-DD"), T_DATE));
}
END_TEST

START_TEST(period_spellings_become_one)
{
    static const struct {
        const char *in, *out; /* out NULL: refused */
    } cases[] = {{"2024", "2024A"}, {"2024A", "2024A"}, {"2024A1", "2024A"}, {"2024-A1", "2024A"}, {"2024S2", "2024S2"},
        {"2024-Q3", "2024Q3"}, {"2024Q03", "2024Q3"}, {"2024M1", "2024M01"}, {"2024-M03", "2024M03"}, {"2024-03", "2024M03"},
        {"2020W53", "2020W53"}, {"2021W53", NULL}, {"2024D366", "2024D366"}, {"2023D366", NULL}, {"2024M13", NULL},
        {"2024Q5", NULL}, {"2024Q0", NULL}, {"2024Q", NULL}, {"2024-", NULL}, {"24Q1", NULL}, {"2024q1", NULL}, {"", NULL},
        {"2024Q1 ", NULL}, {"2024-3", NULL}, {"2024A2", NULL}, {"0000", NULL}, {"2024-13", NULL}};
    struct buf b = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct period p;
        ck_assert_int_eq(period_parse(&p, str_of(cases[i].in)), cases[i].out != NULL);
        if (!cases[i].out)
            continue;
        buf_reset(&b);
        period_put(&b, p);
        ck_assert_str_eq(buf_text(&b), cases[i].out);
    }
    buf_free(&b);
}
END_TEST

static void period_case(const char *p, const char *first, const char *last, int shift, const char *shifted)
{
    struct period a, b, c;
    struct date d, e;
    ck_assert(period_parse(&a, str_of(p)) && date_parse(&e, str_of(first)));
    ck_assert(period_first(&d, a) && d.day == e.day);
    ck_assert(date_parse(&e, str_of(last)) && period_last(&d, a) && d.day == e.day);
    ck_assert(period_parse(&b, str_of(shifted)) && period_shift(&c, a, shift));
    ck_assert(period_eq(b, c));
    ck_assert(period_shift(&c, c, -shift) && period_eq(a, c));
}

START_TEST(period_days_and_shifts)
{
    period_case("2024", "2024-01-01", "2024-12-31", -3, "2021");
    period_case("2024Q1", "2024-01-01", "2024-03-31", -1, "2023Q4");
    period_case("2024S2", "2024-07-01", "2024-12-31", 1, "2025S1");
    period_case("2024M02", "2024-02-01", "2024-02-29", 11, "2025M01");
    period_case("2020W53", "2020-12-28", "2021-01-03", 1, "2021W1");
    period_case("2024D60", "2024-02-29", "2024-02-29", 366, "2025D60");
}
END_TEST

START_TEST(durations)
{
    static const char *const same[] = {"D", "W", "M", "Q", "S", "A", "P1Y57D", "P0Y12D", "P13M3D", "P3M", "P1Y2M3D", "P5D"};
    struct buf b = {0};
    struct duration d, e;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        ck_assert(duration_parse(&d, str_of(same[i])));
        buf_reset(&b);
        duration_put(&b, d);
        ck_assert(duration_parse(&e, buf_slice(&b)) && e.months == d.months && e.days == d.days);
        ck_assert_str_eq(buf_text(&b), same[i]);
    }
    buf_free(&b);
    static const char *const bad[] = {"", "P", "X", "P1", "P1D2M", "1Y", "P1Y1Y", "P-1D", "P12345678D", "PT1H", "q"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert(!duration_parse(&d, str_of(bad[i])));
    int order;
    duration_parse(&d, STR("W"));
    duration_parse(&e, STR("M"));
    ck_assert(duration_cmp(d, e, &order) && order < 0);
    duration_parse(&d, STR("P30D"));
    ck_assert(!duration_cmp(d, e, &order));
    duration_parse(&d, STR("P3M"));
    ck_assert(duration_cmp(d, duration_of('Q'), &order) && order == 0);
}
END_TEST

START_TEST(cells_keep_null_empty_and_bad_apart)
{
    struct arena a = {0};
    struct value v;
    static const struct {
        enum vtype type;
        const char *cell;
        enum cell want;
        const char *vtl;
    } cases[] = {{T_STRING, "\\N", CELL_NULL, "null"}, {T_STRING, "", CELL_OK, "\"\""}, {T_STRING, "\\\\N", CELL_OK, "\"\\N\""},
        {T_STRING, "a\\tb", CELL_OK, "\"a\tb\""}, {T_STRING, "a\\xb", CELL_BAD, "null"}, {T_STRING, "a\\", CELL_BAD, "null"},
        {T_INTEGER, "", CELL_EMPTY, "null"}, {T_INTEGER, "0", CELL_OK, "0"}, {T_INTEGER, "1.0", CELL_BAD, "null"},
        {T_NUMBER, "0012.50", CELL_OK, "12.50"}, {T_NUMBER, "1e3", CELL_BAD, "null"}, {T_BOOLEAN, "true", CELL_OK, "true"},
        {T_BOOLEAN, "TRUE", CELL_BAD, "null"}, {T_DATE, "2024-02-30", CELL_BAD, "null"}, {T_PERIOD, "2024-Q3", CELL_OK, "2024Q3"},
        {T_TIME, "2024-02-01", CELL_OK, "2024-02-01"}, {T_TIME, "2024Q1", CELL_OK, "2024Q1"}, {T_DURATION, "A", CELL_OK, "A"},
        {T_NUMBER, "1234567890123456789012345678901234567890", CELL_LARGE, "null"}};
    struct buf b = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert_int_eq(value_parse(&v, cases[i].type, str_of(cases[i].cell), &a), cases[i].want);
        buf_reset(&b);
        value_put(&b, &v);
        ck_assert_str_eq(buf_text(&b), cases[i].vtl);
    }
    v = value_of_str(STR("a\tb\\N\n"));
    buf_reset(&b);
    value_put_cell(&b, &v);
    ck_assert_str_eq(buf_text(&b), "a\\tb\\\\N\\n");
    buf_free(&b);
    arena_free(&a);
}
END_TEST

START_TEST(logic_has_three_values)
{
    const enum tri T = TRI_TRUE, F = TRI_FALSE, N = TRI_NULL;
    const enum tri rows[][5] = {{T, T, T, T, F}, {T, F, F, T, T}, {F, F, F, F, F}, {T, N, N, T, N}, {F, N, F, N, N},
        {N, N, N, N, N}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int k = 0; k < 2; k++) {
            enum tri a = rows[i][k], b = rows[i][1 - k];
            ck_assert_int_eq(tri_and(a, b), rows[i][2]);
            ck_assert_int_eq(tri_or(a, b), rows[i][3]);
            ck_assert_int_eq(tri_xor(a, b), rows[i][4]);
        }
    }
    ck_assert_int_eq(tri_not(N), N);
    ck_assert_int_eq(tri_not(T), F);
}
END_TEST

START_TEST(schema_finds_and_suggests)
{
    struct schema s = {0};
    ck_assert_int_eq(schema_add(&s, STR("uscc"), T_STRING, ROLE_IDENTIFIER, STR("")), 0);
    ck_assert_int_eq(schema_add(&s, STR("op_revenue"), T_NUMBER, ROLE_MEASURE, STR("千元")), 1);
    ck_assert_int_eq(schema_add(&s, STR("uscc"), T_STRING, ROLE_MEASURE, STR("")), -1);
    ck_assert_int_eq(schema_find(&s, STR("op_revenue")), 1);
    ck_assert_int_eq(schema_find(&s, STR("nothing")), -1);
    ck_assert_int_eq(schema_nearest(&s, STR("op_reveune")), 1);
    ck_assert(str_is(s.columns[1].unit, "千元"));
    enum vtype t;
    ck_assert(vtype_find(STR("time_period"), &t) && t == T_PERIOD);
    ck_assert(!vtype_find(STR("null"), &t));
    schema_free(&s);
}
END_TEST

START_TEST(regex_matches_the_whole_text)
{
    static const struct {
        const char *pattern, *text;
        enum regex_result want;
    } cases[] = {{"b", "abc", REGEX_NO}, {"a|ab", "ab", REGEX_YES}, {".", "𠮷", REGEX_YES}, {"^abc$", "abc", REGEX_YES},
        {"^abc$", "abc\n", REGEX_NO}, {".*", "", REGEX_YES},
        {"(a+)+[ef]", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac", REGEX_LIMIT},
        {"\\d", "１", REGEX_NO}, {"(?i)ABC", "abc", REGEX_YES}};
    struct buf why = {0};
    size_t at;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct regex *re = regex_compile(str_of(cases[i].pattern), &at, &why);
        ck_assert_ptr_nonnull(re);
        ck_assert_int_eq(regex_match(re, str_of(cases[i].text), NULL), cases[i].want);
        regex_free(re);
    }
    ck_assert_ptr_null(regex_compile(STR("ab(c"), &at, &why));
    ck_assert_uint_eq(at, 4);
    ck_assert_uint_gt(why.n, 0);
    ck_assert_ptr_null(regex_compile(STR("\\C"), &at, &why));
    buf_free(&why);
}
END_TEST

/* The next number of a fixed series, below n. */
static unsigned draw(unsigned n)
{
    static uint64_t x = 88172645463325252u;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return (unsigned)(x >> 33) % n;
}

static void random_pattern(struct buf *b, int depth)
{
    static const char *const atoms[] = {"a", "b", "-", "[ab]", "[0-9]", "\\.", "\\d", "[a-c.-]", "市", "[-\\]x]", "{", "."};
    static const char *const times[] = {"", "", "", "?", "*", "+", "{2}", "{1,3}", "{2,}", "{0,2}", "??", "{,2}"};
    for (unsigned n = 1 + draw(4); n > 0; n--) {
        if (depth && draw(3) == 0) {
            buf_puts(b, "(");
            random_pattern(b, depth - 1);
            buf_puts(b, ")");
        } else {
            buf_puts(b, atoms[draw(sizeof atoms / sizeof *atoms)]);
        }
        buf_puts(b, times[draw(sizeof times / sizeof *times)]);
        if (draw(6) == 0 && n > 1)
            buf_puts(b, "|");
    }
}

static void random_text(struct buf *b)
{
    static const char *const parts[] = {"a", "b", "c", "-", ".", "1", "99", "市", "x", "]", "\\", "\n", "aaa"};
    for (unsigned n = draw(9); n > 0; n--)
        buf_puts(b, parts[draw(sizeof parts / sizeof *parts)]);
}

/* (?:...) is for PCRE2 alone, and must give the same answer. */
static int compare_matchers(struct str pattern)
{
    struct buf why = {0}, whole = {0}, text = {0};
    size_t at;
    struct automaton *a = automaton_new(pattern);
    buf_puts(&whole, "(?:");
    buf_str(&whole, pattern);
    buf_puts(&whole, ")");
    struct regex *mine = regex_compile(pattern, &at, &why), *theirs = regex_compile(buf_slice(&whole), &at, &why);
    ck_assert(!mine == !theirs);
    for (int i = 0; mine && i < 40; i++) {
        buf_reset(&text);
        random_text(&text);
        enum regex_result want = regex_match(theirs, buf_slice(&text), NULL);
        enum regex_result got = regex_match(mine, buf_slice(&text), NULL);
        ck_assert_msg(want == got, "%s on %s: %d, not %d", buf_text(&whole), buf_text(&text), got, want);
    }
    int taken = mine && a;
    automaton_free(a);
    regex_free(mine);
    regex_free(theirs);
    buf_free(&whole);
    buf_free(&text);
    buf_free(&why);
    return taken;
}

START_TEST(automaton_answers_as_pcre2)
{
    struct buf b = {0};
    int taken = 0;
    for (int i = 0; i < 4000; i++) {
        buf_reset(&b);
        random_pattern(&b, 3);
        taken += compare_matchers(buf_slice(&b));
    }
    ck_assert_int_gt(taken, 500);
    buf_free(&b);
}
END_TEST

START_TEST(digits_are_read_like_the_plain_way)
{
    srand(1);
    for (int round = 0; round < 200000; round++) {
        size_t n = 1 + (size_t)rand() % DIGITS_MOST;
        char *text = mem_alloc(n); /* its own block: what is read outside shows under a sanitizer */
        bool digits = true;
        int64_t want = 0, got = -1;
        for (size_t i = 0; i < n; i++) {
            int c = rand() % 60 ? '0' + rand() % 10 : rand() % 256;
            text[i] = (char)c;
            digits = digits && c >= '0' && c <= '9';
            want = digits ? want * 10 + (c - '0') : -1;
        }
        ck_assert_int_eq(digits_only(text, n), digits);
        ck_assert_int_eq(digits_read(text, n, &got), digits);
        ck_assert(got == want || !digits);
        mem_free(text);
    }
}
END_TEST

START_TEST(automaton_knows_the_lengths_of_digits)
{
    static const struct {
        const char *pattern;
        uint32_t lengths;
    } cases[] = {{"-?[0-9]{1,3}([.][0-9]{1,4})?", 0xe}, {"[0-9]{4}|[0-9]{6}", 0x50}, {"0|[1-9][0-9]*", 0x2},
                 {"1[0-9]{3}", 0}, {"[a-z]*", 0}, {"[0-9a-z]+", 0x1fffe}, {"[0-46-9]", 0}, {"[0-9]{16}", 0x10000}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct automaton *a = automaton_new(str_of(cases[i].pattern));
        ck_assert_ptr_nonnull(a);
        ck_assert_msg(automaton_digits(a) == cases[i].lengths, "%s: %x", cases[i].pattern, automaton_digits(a));
        automaton_free(a);
    }
}
END_TEST

START_TEST(automaton_takes_simple_patterns_only)
{
    static const char *const simple[] = {"-?[0-9]{1,15}([.][0-9]{1,4})?", "20[0-9]{2}Q[1-4]", "a|ab|[x-z]+", "(市|县)[0-9]*",
        "1[3-9][0-9]{9}|0[1-9][0-9]{1,2}-?[1-9][0-9]{6,7}(-[0-9]{1,6})?"};
    static const char *const others[] = {"", "[^a]", "(?i)a", ".", "^a", "a$", "[[:alpha:]]", "\\w", "(a+)+", "(a|aa)+", "a??",
        "a*+", "[市]", "\\p{Han}", "a||b", "(a*)*", "(a)\\1", "a{1000}"};
    for (size_t i = 0; i < sizeof simple / sizeof *simple; i++) {
        struct automaton *a = automaton_new(str_of(simple[i]));
        ck_assert_msg(a != NULL, "%s", simple[i]);
        automaton_free(a);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ck_assert_msg(automaton_new(str_of(others[i])) == NULL, "%s", others[i]);
}
END_TEST

static const char *keytext_of(enum vtype type, const char *cell, enum cell want)
{
    static struct buf b;
    buf_reset(&b);
    ck_assert_msg(keytext_put(&b, type, str_of(cell)) == want, "%s", cell);
    return buf_text(&b);
}

START_TEST(keytext_is_one_for_all_spellings)
{
    static const struct {
        enum vtype type;
        const char *want, *spellings[8];
    } good[] = {
        {T_PERIOD, "2025M07", {"2025M07", "2025-07", "2025M7", "2025-M7", "2025M007"}},
        {T_PERIOD, "2025M12", {"2025M12", "2025-12"}}, {T_PERIOD, "0009Q4", {"0009Q4", "0009-Q04"}},
        {T_PERIOD, "2025Q3", {"2025Q3", "2025-Q3", "2025Q03"}}, {T_PERIOD, "2024A", {"2024", "2024A", "2024A1", "2024-A1"}},
        {T_PERIOD, "2024W05", {"2024W5", "2024-W05"}}, {T_PERIOD, "2024D060", {"2024D60", "2024D060"}},
        {T_INTEGER, "7", {"7", "007", "+7", "+0007"}}, {T_INTEGER, "0", {"0", "-0", "+00", "000"}},
        {T_INTEGER, "-7", {"-7", "-07"}},
        {T_INTEGER, "123456789012345678901", {"123456789012345678901", "+0123456789012345678901"}},
        {T_NUMBER, "1.5", {"1.5", "1.50", "+01.5"}}, {T_NUMBER, "15", {"15", "15.0"}}, {T_NUMBER, "0", {"0", "-0.00", "0.0"}},
        {T_DURATION, "Q", {"Q", "P3M", "P0Y3M", "P3M0D"}}, {T_DURATION, "A", {"A", "Y", "P12M", "P1Y", "P1Y0M"}},
        {T_DURATION, "P1Y2M", {"P14M", "P1Y2M"}}, {T_DURATION, "P2M3D", {"P2M3D", "P0Y2M3D"}},
        {T_DURATION, "P0D", {"P0D", "P0Y", "P0M"}},
        {T_DATE, "2025-07-01", {"2025-07-01"}}, {T_BOOLEAN, "true", {"true"}}, {T_STRING, "007", {"007"}},
        {T_STRING, "a\\rb", {"a\\rb", "a\rb"}}, {T_STRING, "\\\\N", {"\\\\N"}}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        for (const char *const *s = good[i].spellings; *s; s++)
            ck_assert_str_eq(keytext_of(good[i].type, *s, CELL_OK), good[i].want);
    static const char *const bad[] = {"2025M13", "2025M00", "2025Q5", "0000Q1", "7.0", "1e3", "x", "2025-02-30",
        "TRUE", "P", "٣"};
    for (int t = T_BOOLEAN; t < VTYPE_COUNT; t++)
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
            struct value v;
            if (value_from_text(&v, (enum vtype)t, str_of(bad[i])) == CELL_BAD)
                ck_assert_str_eq(keytext_of((enum vtype)t, bad[i], CELL_BAD), bad[i]);
        }
    ck_assert_str_eq(keytext_of(T_PERIOD, "2025M13", CELL_BAD), "2025M13");
    ck_assert_str_eq(keytext_of(T_INTEGER, "\\N", CELL_NULL), "\\N");
    ck_assert_str_eq(keytext_of(T_STRING, "", CELL_EMPTY), "");
    ck_assert(keytext_equal(T_INTEGER, STR("7"), STR("07")) && !keytext_equal(T_STRING, STR("7"), STR("07")));
    ck_assert(!keytext_equal(T_INTEGER, STR("7"), STR("70")) && !keytext_equal(T_INTEGER, STR("7"), STR("")));
}
END_TEST

/* The text of a value can be read back, and is then its own key text: so what cannot be read never meets it. */
START_TEST(keytext_is_its_own_keytext)
{
    static const char letters[] = "0123456789QMWDASYP-+.";
    struct buf once = {0}, twice = {0};
    srand(7);
    for (int n = 0; n < 20000; n++) {
        char cell[9];
        size_t len = 1 + (size_t)rand() % 8;
        for (size_t i = 0; i < len; i++)
            cell[i] = i < 4 && n % 2 ? "2024"[i] : letters[(size_t)rand() % (sizeof letters - 1)];
        for (int t = T_BOOLEAN; t < VTYPE_COUNT; t++) {
            buf_reset(&once);
            buf_reset(&twice);
            enum cell kind = keytext_put(&once, (enum vtype)t, (struct str){cell, len});
            if (keytext_put(&twice, (enum vtype)t, buf_slice(&once)) != kind || !str_eq(buf_slice(&once), buf_slice(&twice)))
                ck_abort_msg("%.*s", (int)len, cell);
        }
    }
    buf_free(&once);
    buf_free(&twice);
}
END_TEST

START_TEST(units_have_sisters_that_people_reckon_in)
{
    static const struct {
        const char *unit;
        int power;
        const char *sister;
    } cases[] = {{"千元", 3, "元"}, {"千元", -1, "万元"}, {"千元", -3, "百万元"}, {"千元", -5, "亿元"}, {"元", -3, "千元"},
                 {"万千瓦时", 4, "千瓦时"}, {"万千瓦时", 1, "兆瓦时"}, {"吨", 3, "千克"}, {"吨标准煤", 3, "千克标准煤"},
                 {"千元", 2, NULL}, {"千元", 0, NULL}, {"吨", -3, NULL}, {"吨", 4, NULL}, {"万千瓦时", 3, NULL}, {"%", 3, NULL},
                 {"", 3, NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *found = unitword_sister(str_of(cases[i].unit), cases[i].power);
        ck_assert_msg(found == cases[i].sister || (found && cases[i].sister && strcmp(found, cases[i].sister) == 0), "%s, %d: %s",
                      cases[i].unit, cases[i].power, found ? found : "none");
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("value");
    TCase *t = tcase_create("value");
    suite_add_tcase(s, t);
    tcase_add_test(t, dec_reads_and_writes_what_was_written);
    tcase_add_test(t, dec_arithmetic_is_exact);
    tcase_add_test(t, dec_rounds_half_away_from_zero);
    tcase_add_test(t, dec_compares_by_value);
    tcase_add_test(t, decmath_has_18_digits);
    tcase_add_test(t, date_knows_the_calendar);
    tcase_add_test(t, date_masks);
    tcase_add_test(t, period_spellings_become_one);
    tcase_add_test(t, period_days_and_shifts);
    tcase_add_test(t, durations);
    tcase_add_test(t, keytext_is_one_for_all_spellings);
    tcase_add_test(t, keytext_is_its_own_keytext);
    tcase_add_test(t, cells_keep_null_empty_and_bad_apart);
    tcase_add_test(t, logic_has_three_values);
    tcase_add_test(t, schema_finds_and_suggests);
    tcase_add_test(t, regex_matches_the_whole_text);
    tcase_add_test(t, automaton_answers_as_pcre2);
    tcase_add_test(t, automaton_takes_simple_patterns_only);
    tcase_add_test(t, automaton_knows_the_lengths_of_digits);
    tcase_add_test(t, digits_are_read_like_the_plain_way);
    tcase_add_test(t, units_have_sisters_that_people_reckon_in);
    return unit_run(s);
}
