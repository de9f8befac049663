/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of rec/finding and its sinks. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "finding/finding.h"
#include "io/in.h"
#include "io/out.h"
#include "unit.h"

static char path[64];

static void setup(void)
{
    diag_start("test", LANG_EN, false, false);
    snprintf(path, sizeof path, "/tmp/ecfinding%ld", (long)getpid());
}

static void teardown(void)
{
    unlink(path);
}

/* What a sink of a format writes of n findings that findings_new(max) took. */
static const char *written(enum finding_format format, uint64_t max, int n, const struct finding *x)
{
    static struct buf b;
    struct findings *f = findings_new(max);
    findings_to_file(f, path, format);
    for (int i = 0; i < n; i++)
        findings_add(f, &x[i]);
    findings_close(f, true);
    out_commit();
    buf_reset(&b);
    ck_assert(in_slurp(path, 1u << 20, &b));
    return buf_text(&b);
}

static const struct finding one = {
    .level = LEVEL_HARD, .rule = {"R1", 2}, .table = {"t", 1}, .key = {"id=\t7", 5}, .file = {"a b.xml", 7}, .line = 3,
    .variable = {"v", 1}, .value = {"1\\N\x1b", 4}, .diff = {"0012345678901234", 16}, .message = {{"bad \"v\"", 7}, {0}}};

START_TEST(tsv_is_the_stream_dialect)
{
    const char *s = written(FINDINGS_TSV, 1, 1, &one);
    ck_assert_ptr_nonnull(strstr(s, "level\trule\truleset\terrorcode\tresult\ttable\tkey\t_file\t_line\t_col\t_rec\tvariable\t"
                                    "value\texpected\tdiff\tunit\tvalues\tmessage_en\tmessage_zh\tfingerprint\t_sub\n"));
    ck_assert_ptr_nonnull(strstr(s, "\nhard\tR1\t\\N\t\\N\tfailed\tt\tid=\\t7\ta b.xml\t3\t\\N\t\\N\tv\t1\\\\N\x1b\t\\N\t"));
}
END_TEST

START_TEST(jsonl_keeps_long_numbers_as_text)
{
    struct finding x[2] = {one, one};
    x[1].diff = STR("-12.5");
    const char *s = written(FINDINGS_JSONL, 0, 2, x);
    ck_assert_ptr_nonnull(strstr(s, "\"diff\":\"0012345678901234\""));
    ck_assert_ptr_nonnull(strstr(s, "\"diff\":-12.5,"));
    ck_assert_ptr_nonnull(strstr(s, "\"_line\":3,\"_col\":null"));
    ck_assert_ptr_nonnull(strstr(s, "\\u001b"));
}
END_TEST

START_TEST(text_shows_no_control_characters)
{
    struct finding x = one;
    x.message[0] = STR("red \x1b[31m\xff");
    ck_assert_str_eq(written(FINDINGS_TEXT, 0, 1, &x), "test: a b.xml:3: hard: R1: red \\x1B[31m\\xFF [id=\\x097]\n");
}
END_TEST

START_TEST(caps_hide_but_count)
{
    struct finding x[5] = {one, one, one, one, one};
    x[4].rule = STR("R2");
    const char *s = written(FINDINGS_TEXT, 2, 5, x);
    ck_assert_ptr_nonnull(strstr(s, "test: R1: 2 more not shown\n"));
    ck_assert_ptr_nonnull(strstr(s, "R2: bad"));
    s = written(FINDINGS_TSV, 2, 5, x);
    int lines = 0;
    for (; *s; s++)
        lines += *s == '\n';
    ck_assert_int_eq(lines, 6);
    s = written(FINDINGS_JUNIT, 3, 5, x);
    ck_assert_ptr_nonnull(strstr(s, "<system-out>1 more not shown</system-out>"));
    ck_assert_ptr_nonnull(strstr(s, "tests=\"2\" failures=\"2\" skipped=\"0\">"));
    s = written(FINDINGS_SARIF, 3, 5, x);
    ck_assert_ptr_nonnull(strstr(s, "\"notShown\":1"));
    ck_assert(!strstr(s, "\"informationUri\"") == !*HOME_PAGE); /* no address is made up */
    ck_assert_ptr_nonnull(strstr(s, "\"uri\":\"a%20b.xml\""));
}
END_TEST

static enum shown shown(const void *to, struct str table, struct str variable)
{
    (void)to;
    (void)table;
    if (str_is(variable, "person"))
        return SHOWN_NEVER;
    return str_is(variable, "amount") ? SHOWN_NUMBER : str_is(variable, "text") ? SHOWN_TEXT : SHOWN_UNKNOWN;
}

/* The finding as it is concealed, its texts joined by '|'. */
static const char *concealed(struct finding x)
{
    static struct buf b;
    struct conceal c = {.shown = shown};
    conceal_finding(&c, &x);
    const struct str parts[] = {x.key, x.file, x.value, x.expected, x.values, x.message[0], x.message[1]};
    buf_reset(&b);
    for (int i = 0; i < 7; i++) {
        buf_str(&b, parts[i]);
        buf_char(&b, i < 6 ? '|' : '\0');
    }
    conceal_free(&c);
    return b.p;
}

START_TEST(what_is_personal_is_concealed)
{
    struct finding x = {.key = STR("id=500102190002300012;no=13900001234"), .file = STR("q3/13900001234.xml"),
                        .variable = STR("text"), .value = STR("+86 139 0000 1234"), .expected = STR("13900001234"),
                        .values = STR("person=Li;Wu;text=139-0000-1234;amount=13900001234;person="),
                        .message = {STR("13900001234 is no 13800001234"), STR("电话１３９００００１２３４")}};
    ck_assert_str_eq(concealed(x), "id=500102************;no=13900001234|q3/139******34.xml|139******34|139******34|"
                     "person=***;***;text=139******34;amount=13900001234;person=|13900001234 is no 138******34|电话139******34");
    x = (struct finding){.variable = STR("amount"), .value = STR("13900001234"), .expected = STR("13800001234"),
                         .message = {STR("13900001234 13800001234"), STR("19900001234 18800001234")},
                         .numbers = STR(";19900001234")};
    ck_assert_str_eq(concealed(x), "||13900001234|13800001234||13900001234 13800001234|19900001234 188******34");
    x = (struct finding){.variable = STR("amount"), .value = STR("139 0000 1234")}; /* no number: text after all */
    ck_assert_str_eq(concealed(x), "||139******34||||");
    x = (struct finding){.variable = STR("person"), .value = STR("Li Wu"), .expected = STR("name")};
    ck_assert_str_eq(concealed(x), "||***|name|||");
    x = (struct finding){.ruleset = STR("r"), .value = STR("Li"), .expected = STR("Wu"), .values = STR("person=Li")};
    ck_assert_str_eq(concealed(x), "||***|***|person=***||");
    x = (struct finding){.ruleset = STR("r"), .value = STR("12"), .expected = STR("11"), .values = STR("person=Li")};
    ck_assert_str_eq(concealed(x), "||12|11|person=***||");
    x = (struct finding){.key = STR("person=ID-0123456789abcdef01234567")}; /* what ecread has put there */
    ck_assert_str_eq(concealed(x), "person=ID-0123456789abcdef01234567||||||");
}
END_TEST

START_TEST(no_format_tells_a_telephone)
{
    struct finding x = one;
    x.value = x.values = x.file = x.message[0] = STR("+86 139 0000 1234");
    for (int format = FINDINGS_TSV; format < FINDINGS_AUTO; format++)
        ck_assert_ptr_null(strstr(written((enum finding_format)format, 0, 1, &x), format == FINDINGS_SARIF ? "0%20" : "0000 1"));
}
END_TEST

START_TEST(counts_follow_levels_and_results)
{
    struct findings *f = findings_new(0);
    struct finding x = {.key = STR("k")};
    struct str args[] = {STR("工资"), STR("-1"), STR("0")};
    findings_builtin(f, B_FORM_MIN, &x, 3, args);
    ck_assert(str_is(x.message[0], "工资: -1 is below the minimum 0"));
    findings_builtin(f, B_FORM_EXPECTED, &x, 3, args);
    x.result = RESULT_EXPLAINED;
    findings_builtin(f, B_FORM_EXPECTED, &x, 3, args);
    ck_assert_uint_eq(findings_at_least(f, LEVEL_HARD), 1);
    ck_assert_uint_eq(findings_at_least(f, LEVEL_SOFT), 2);
    ck_assert_uint_eq(findings_count(f, LEVEL_SOFT, RESULT_EXPLAINED), 1);
    ck_assert_uint_eq(findings_of_rule(f, STR("FORM-EXPECTED")), 2);
    ck_assert_uint_eq(findings_of_rule(f, STR("X")), 0);
    findings_close(f, false);
}
END_TEST

START_TEST(junit_groups_by_rule_beyond_memory)
{
    struct finding *x = calloc(900, sizeof *x);
    char names[900][16];
    for (int i = 0; i < 900; i++) {
        snprintf(names[i], sizeof names[i], "f%d<&", i / 3);
        x[i] = one;
        x[i].rule = i % 3 ? STR("R1") : STR("R2");
        x[i].file = str_of(names[i]);
    }
    const char *s = written(FINDINGS_JUNIT, 0, 900, x);
    ck_assert_ptr_nonnull(strstr(s, "<testsuite name=\"R1\" tests=\"300\" failures=\"300\""));
    ck_assert_ptr_nonnull(strstr(s, "<testsuite name=\"R2\" tests=\"300\""));
    ck_assert_ptr_nonnull(strstr(s, "name=\"f299&lt;&amp;\""));
    free(x);
}
END_TEST

START_TEST(what_was_not_run_is_not_passed)
{
    struct finding x[3] = {one, one, one};
    x[1].result = RESULT_NOTRUN;
    x[2].result = RESULT_EXPLAINED;
    const char *s = written(FINDINGS_JUNIT, 0, 3, x);
    ck_assert_ptr_nonnull(strstr(s, "<testsuite name=\"R1\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\">"));
    ck_assert_ptr_nonnull(strstr(s, "<skipped message=\""));
    ck_assert_ptr_nonnull(strstr(s, "<system-out>"));
    s = written(FINDINGS_SARIF, 0, 1, x + 1);
    ck_assert_ptr_nonnull(strstr(s, "\"kind\":\"open\",\"level\":\"none\""));
}
END_TEST

int main(void)
{
    Suite *s = suite_create("finding");
    TCase *c = tcase_create("finding");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, tsv_is_the_stream_dialect);
    tcase_add_test(c, jsonl_keeps_long_numbers_as_text);
    tcase_add_test(c, text_shows_no_control_characters);
    tcase_add_test(c, caps_hide_but_count);
    tcase_add_test(c, what_was_not_run_is_not_passed);
    tcase_add_test(c, what_is_personal_is_concealed);
    tcase_add_test(c, no_format_tells_a_telephone);
    tcase_add_test(c, counts_follow_levels_and_results);
    tcase_add_test(c, junit_groups_by_rule_beyond_memory);
    suite_add_tcase(s, c);
    return unit_run(s);
}
