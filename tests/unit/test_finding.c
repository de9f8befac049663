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
    tcase_add_test(c, counts_follow_levels_and_results);
    tcase_add_test(c, junit_groups_by_rule_beyond_memory);
    suite_add_tcase(s, c);
    return unit_run(s);
}
