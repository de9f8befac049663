/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of value/personal and value/filename: the writings of a table (personal.tsv), and what a seed makes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gen/code.h"
#include "gen/draw.h"
#include "unit.h"
#include "value/filename.h"
#include "value/personal.h"

static const char *masked(struct str text)
{
    static struct buf b;
    buf_reset(&b);
    personal_mask(&b, text);
    return buf_text(&b);
}

START_TEST(the_table)
{
    char path[4096], line[1024];
    const char *src = getenv("EC_SRC");
    snprintf(path, sizeof path, "%s/tests/unit/personal.tsv", src ? src : ".");
    FILE *f = fopen(path, "r");
    ck_assert_ptr_nonnull(f);
    int rows = 0;
    while (fgets(line, sizeof line, f)) {
        struct str want, text = str_cut((struct str){line, strcspn(line, "\n")}, '\t', &want);
        if (!text.n || text.p[0] == '#')
            continue;
        rows++;
        const char *got = masked(text);
        bool same = str_is(str_is(want, "=") ? text : want, got);
        ck_assert_msg(same, "%.*s: %s", (int)text.n, text.p, got);
    }
    fclose(f);
    ck_assert_int_gt(rows, 80);
}
END_TEST

/* A made-up number in a writing that chance chooses: full-width or half, separators between groups. */
static void put_variant(struct buf *b, struct draw *d, const char *digits, const char *groups)
{
    static const char *const gaps[] = {"", " ", "-", "\xc2\xa0", "\xe3\x80\x80", "\xef\xbc\x8d", "\xe2\x80\x93", " - "};
    const char *gap = gaps[draw_range(d, 0, 7)];
    bool wide = draw_range(d, 0, 3) == 0;
    int left = groups[0] - '0';
    for (const char *p = digits; *p; p++) {
        if (left-- == 0) {
            buf_puts(b, gap);
            left = *++groups - '0' - 1;
        }
        if (wide)
            buf_printf(b, "\xef\xbc%c", 0x80 + *p - ' ');
        else
            buf_char(b, *p);
    }
}

START_TEST(planted_numbers_are_found)
{
    static const char *const words[] = {"", "x ", "电话：", "(", "call ", "备注 2025年 "};
    static const char *const codes[] = {"", "", "+86", "+86 ", "0086-", "86-"};
    struct draw d = draw_start(20250930, 1, 0, 0);
    struct buf b = {0};
    for (int i = 0; i < 20000; i++) {
        char digits[20] = "";
        bool phone = i & 1;
        buf_reset(&b);
        buf_puts(&b, words[draw_range(&d, 0, 5)]);
        if (phone) {
            snprintf(digits, sizeof digits, "1%d%09d", (int)draw_range(&d, 3, 9), (int)draw_range(&d, 0, 999999999));
            buf_puts(&b, codes[draw_range(&d, 0, 5)]);
            put_variant(&b, &d, digits, (const char *[]){"344", "335", "434", "38"}[draw_range(&d, 0, 3)]);
        } else {
            code_identity(digits, 500100 + (int)draw_range(&d, 1, 19), (int)draw_range(&d, 0, 999));
            put_variant(&b, &d, digits, (const char *[]){"684", "63333", "44442", "666"}[draw_range(&d, 0, 3)]);
        }
        buf_puts(&b, "。");
        const char *got = masked(buf_slice(&b));
        ck_assert_msg(strstr(got, "******") != NULL, "%s: %s", buf_text(&b), got);
        ck_assert_msg(!strstr(got, digits + 6), "%s: %s", buf_text(&b), got);
    }
    buf_free(&b);
}
END_TEST

START_TEST(random_measures_are_not_touched)
{
    struct draw d = draw_start(7, 2, 0, 0);
    struct buf b = {0};
    for (int i = 0; i < 200000; i++) {
        int digits = (int)draw_range(&d, 1, 17);
        buf_reset(&b);
        buf_puts(&b, draw_range(&d, 0, 9) ? "" : "-");
        buf_char(&b, (char)('1' + draw_range(&d, 0, 8)));
        for (int k = 1; k < digits; k++)
            buf_char(&b, (char)('0' + draw_range(&d, 0, 9)));
        if (digits == 11 || digits == 13 || digits == 15 || draw_range(&d, 0, 1)) {
            buf_printf(&b, ".%02d", (int)draw_range(&d, 0, 99));
        }
        ck_assert_str_eq(masked(buf_slice(&b)), buf_text(&b));
    }
    buf_free(&b);
}
END_TEST

START_TEST(a_named_measure_stays)
{
    struct buf b = {0};
    personal_mask_but(&b, STR("13900001234 is more than 13800001234"), STR("5;13900001234"));
    ck_assert_str_eq(buf_text(&b), "13900001234 is more than 138******34");
    buf_reset(&b);
    personal_mask_kind(&b, STR("13900001234, 500102190002300012"), PERSONAL_IDENTITY);
    ck_assert_str_eq(buf_text(&b), "13900001234, 500102************");
    buf_free(&b);
}
END_TEST

START_TEST(an_identifier_with_an_identity_number)
{
    static const struct {
        const char *text, *digits;
    } cases[] = {{"500102190002300012", "500102190002300012"}, {" 50010219000230008x", "50010219000230008X"},
                 {"500102 19000230 008 X", "50010219000230008X"}, {"号500102190002300012", "500102190002300012"},
                 {"500102900230001", "500102199002300013"}, {"５００１０２９００２３０００１", "500102199002300013"},
                 {"500102190002300013", NULL}, {"a500102900230001", NULL}, {"91500101Y77534219G", NULL}, {"", NULL},
                 {"515000190002300598", NULL}, {"13900001234", NULL}};
    char digits[PERSONAL_DIGITS + 1];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool found = personal_identity(str_of(cases[i].text), digits);
        ck_assert_msg(found == (cases[i].digits != NULL), "%s", cases[i].text);
        if (found)
            ck_assert_str_eq(digits, cases[i].digits);
    }
}
END_TEST

START_TEST(bytes_that_are_no_text_and_long_ones)
{
    ck_assert_str_eq(masked(STR("\xef\xbc" "13900001234\xef")), "\xef\xbc" "139******34\xef");
    ck_assert_str_eq(masked((struct str){0}), "");
    struct buf b = {0};
    for (int i = 0; i < 2000000; i++) /* were time quadratic, this would not end */
        buf_puts(&b, (const char *[]){"1 ", "1", "a1", "+86", "(0"}[i / 400000]);
    ck_assert_uint_gt(strlen(masked(buf_slice(&b))), 0);
    buf_free(&b);
}
END_TEST

START_TEST(names_of_files)
{
    struct filenames f = {0};
    struct buf b = {0};
    static const struct {
        const char *key, *name;
    } cases[] = {{"91500101Y77534219G", "91500101Y77534219G"}, {"A/1", "A_2f1"}, {"A_1", "A_5f1"}, {"../x", "_2e_2e_2fx~"},
                 {"a1", "a1~"}, {"A1", "A1"}, {"CON", "CON~"}, {"COM7", "COM7~"}, {"X.", "X_2e"}, {"-RF", "_2dRF"}, {"", "_"},
                 {"500102190002300012", "500102"}, {"500102190002300020", "500102"}, {"13900001234", "139"},
                 {"13900005634", "139"}, {"+86 139 0000 1234", "139"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        buf_reset(&b);
        filename_put(&f, &b, str_of(cases[i].key));
        struct str want = str_of(cases[i].name);
        bool begins = want.n && want.p[want.n - 1] == '~', good = begins || want.n == 6 || want.n == 3;
        ck_assert_msg(good ? str_starts(buf_slice(&b), want) : str_is(buf_slice(&b), cases[i].name), "%s: %s", cases[i].key,
                      buf_text(&b));
        ck_assert_msg(!strstr(buf_text(&b), "19000230") && !strstr(buf_text(&b), "0000"), "%s", buf_text(&b));
    }
    ck_assert_int_eq(f.used.n, (int)(sizeof cases / sizeof cases[0])); /* all are different, whatever the case */
    buf_free(&b);
    filename_free(&f);
}
END_TEST

START_TEST(names_of_files_are_short_and_different)
{
    struct filenames f = {0};
    struct draw d = draw_start(3, 1, 4, 1);
    struct buf key = {0}, name = {0}, again = {0};
    for (int i = 0; i < 20000; i++) {
        buf_reset(&key);
        for (int n = (int)draw_range(&d, 0, 120); n > 0; n--)
            buf_puts(&key, (const char *[]){"A", "a", "中", "9", ".", "\xff", " "}[draw_range(&d, 0, 6)]);
        struct filenames alone = {0};
        buf_reset(&name);
        buf_reset(&again);
        filename_put(&f, &name, buf_slice(&key));
        filename_put(&alone, &again, buf_slice(&key));
        ck_assert_uint_le(name.n, FILENAME_MOST + 24);
        static const char safe[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_~";
        ck_assert_msg(name.n && strspn(buf_text(&name), safe) == name.n, "%s", buf_text(&name));
        ck_assert(key.n < 16 || str_eq(buf_slice(&name), buf_slice(&again))); /* short ones come twice */
        filename_free(&alone);
    }
    buf_free(&key);
    buf_free(&name);
    buf_free(&again);
    filename_free(&f);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("personal");
    TCase *c = tcase_create("personal");
    tcase_add_test(c, the_table);
    tcase_add_test(c, planted_numbers_are_found);
    tcase_add_test(c, random_measures_are_not_touched);
    tcase_add_test(c, a_named_measure_stays);
    tcase_add_test(c, an_identifier_with_an_identity_number);
    tcase_add_test(c, bytes_that_are_no_text_and_long_ones);
    tcase_add_test(c, names_of_files);
    tcase_add_test(c, names_of_files_are_short_and_different);
    suite_add_tcase(s, c);
    return unit_run(s);
}
