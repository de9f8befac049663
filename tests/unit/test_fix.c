/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of edit/: normalisation by a table of cells, credit codes, the log of changes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "fix/changes.h"
#include "fix/normalise.h"
#include "io/in.h"
#include "io/out.h"
#include "value/unitword.h"
#include "value/uscc.h"
#include "unit.h"

static struct buf complaints;

static void take(void *to, enum diag_id id, enum diag_level level, struct loc loc, struct str text)
{
    (void)to;
    (void)level;
    (void)text;
    buf_printf(&complaints, "%s:%ld;", diag_name(id), loc.line);
}

static const char *source_file(const char *name)
{
    static char path[4096];
    const char *dir = getenv("EC_SRC");
    snprintf(path, sizeof path, "%s/%s", dir ? dir : ".", name);
    return path;
}

static bool in_list(const void *list, struct str code)
{
    static const char *const codes[] = {"01", "02", "3922", "\xe5\x8d\x83\xe5\x85\x83", "\xe6\x98\xaf", "AB"};
    (void)list;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (str_is(code, codes[i]))
            return true;
    return false;
}

static enum norm_kind kind_of(struct str s)
{
    static const char *const names[] = {"skip", "text", "code", "uscc", "integer", "number", "date", "period", "boolean"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_is(s, names[i]))
            return (enum norm_kind)i;
    ck_abort_msg("kind %.*s", (int)s.n, s.p);
    return NORM_SKIP;
}

/* Each line of the table; and what comes out must be at rest, and plain cells must be those that nothing is done to. */
START_TEST(cells_are_normalised_as_the_table_says)
{
    struct buf b = {0};
    struct arena row = {0};
    ck_assert(in_slurp(source_file("tests/cases/fix/normalise.tsv"), 1 << 20, &b));
    struct str rest = buf_slice(&b), line = str_cut(rest, '\n', &rest);
    int n = 0;
    while ((line = str_cut(rest, '\n', &rest)).n) {
        struct str f[5], cells = line;
        for (int i = 0; i < 5; i++)
            f[i] = str_cut(cells, '\t', &cells);
        struct norm_column c = {.kind = kind_of(f[0])};
        if (str_is(f[1], "exponent"))
            c.writing = NORM_EXPONENT;
        else if (str_is(f[1], "dmy") || str_is(f[1], "mdy"))
            c.writing = str_is(f[1], "dmy") ? NORM_DMY : NORM_MDY;
        else if (str_is(f[1], "J/N"))
            c.yes = STR("J"), c.no = STR("N");
        else
            c.unit = f[1];
        c.known = c.kind == NORM_CODE ? in_list : NULL;
        struct norm_change change = {f[2], ""}, again;
        bool plain = norm_plain(&c, f[2]), changed = !plain && normalise(&c, f[2], &row, &change);
        bool want_same = str_is(f[3], "=");
        ck_assert_msg(changed == !want_same, "%.*s: changed %d", (int)line.n, line.p, changed);
        if (changed) {
            ck_assert_msg(str_eq(change.cell, f[3]), "%.*s: %.*s", (int)line.n, line.p, (int)change.cell.n, change.cell.p);
            ck_assert_msg(str_is(f[4], change.method), "%.*s: %s", (int)line.n, line.p, change.method);
            ck_assert_msg(!normalise(&c, change.cell, &row, &again), "%.*s: not at rest", (int)line.n, line.p);
        }
        /* The fast look is only allowed to spare work. */
        ck_assert_msg(!plain || !normalise(&c, f[2], &row, &again), "%.*s: plain but changed", (int)line.n, line.p);
        arena_reset(&row);
        n++;
    }
    ck_assert_int_gt(n, 150);
    arena_free(&row);
    buf_free(&b);
}
END_TEST

/* Any bytes may stand in a cell: nothing may crash, and what is changed must be at rest. */
START_TEST(random_cells_do_no_harm)
{
    static const char *const pieces[] = {"1", "23", "456", ",", ".", "-", "\xe2\x88\x92", "\xef\xbc\x91", "\xef\xbc\x8c", " ",
                                         "\xe3\x80\x80", "\\t", "\\\\", "%", "\xe4\xb8\x87\xe5\x85\x83", "/", "\xff", "\xe5",
                                         "\xe5\xb9\xb4", "Q", "a", "\xe2\x80\x8b", "E", "T", "Z", ":", "2025", "09", "X", "+",
                                         "\xe4\xb8\x89", "\xe5\x8d\x81", "\xe5\xad\xa3", "\xe6\x9c\x88"};
    struct arena row = {0};
    unsigned seed = 1;
    for (int round = 0; round < 200000; round++) {
        char cell[128] = "";
        for (int i = (int)((seed = seed * 1103515245u + 12345u) >> 16) % 7; i >= 0; i--)
            strcat(cell, pieces[((seed = seed * 1103515245u + 12345u) >> 16) % (sizeof pieces / sizeof *pieces)]);
        struct norm_column c = {.kind = (enum norm_kind)(round % 9), .writing = (enum norm_writing)(round / 9 % 4),
                                .unit = STR("\xe5\x8d\x83\xe5\x85\x83")};
        struct norm_change x, y;
        bool plain = norm_plain(&c, str_of(cell));
        if (normalise(&c, str_of(cell), &row, &x)) {
            ck_assert_msg(!plain, "kind %d plain but changed: %s", round % 9, cell);
            ck_assert_msg(!normalise(&c, x.cell, &row, &y), "kind %d not at rest: %s", round % 9, cell);
        }
        arena_reset(&row);
    }
    arena_free(&row);
}
END_TEST

START_TEST(check_digits_of_credit_codes)
{
    static const char *const good[] = {"91350100M000100Y43", "91500118X000001740", "91500107Y0000501X3", "91500112Y20869HF0K"};
    static const char *const bad[] = {"91500101Y77534219H", "9Z500384TR43358430", "91500118T53296192", "",
                                      "91500120YL9801430L0", "915O0109W63786XL9R"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        ck_assert_msg(uscc_valid(str_of(good[i])), "%s", good[i]);
        ck_assert_msg(uscc_org_valid(str_of(good[i])), "%s", good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!uscc_valid(str_of(bad[i])), "%s", bad[i]);
    /* Right by the first check, wrong by the second. */
    ck_assert(uscc_valid(STR("91500225T37825841C")));
    ck_assert(!uscc_org_valid(STR("91500225T37825841C")));
    ck_assert_int_eq(uscc_check(STR("91500118X00000174")), '0');
    ck_assert_int_eq(uscc_check(STR("9150")), 0);
}
END_TEST

START_TEST(units_are_compared_by_their_base)
{
    int power;
    ck_assert(unitword_power(STR("\xe4\xba\xbf\xe5\x85\x83"), STR("\xe5\x8d\x83\xe5\x85\x83"), &power));
    ck_assert_int_eq(power, 5);
    ck_assert(unitword_power(STR("kg"), STR("\xe5\x90\xa8"), &power));
    ck_assert_int_eq(power, -3);
    ck_assert(!unitword_power(STR("kg"), STR("\xe5\x85\x83"), &power));
    ck_assert(!unitword_power(STR("\xe4\xba\xbf"), STR("\xe5\x85\x83"), &power));
    ck_assert(!unitword_power(STR(""), STR("\xe5\x85\x83"), &power));
}
END_TEST

static char folder[64], path[128];

static void in_folder(void)
{
    diag_start("test", LANG_EN, false, false);
    diag_to(take, NULL);
    buf_reset(&complaints);
    strcpy(folder, "/tmp/eceditXXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/log", folder);
}

static void out_of_folder(void)
{
    unlink(path);
    rmdir(folder);
    diag_to(NULL, NULL);
    buf_free(&complaints);
}

static void write_log(void)
{
    struct changes_out *c = changes_create(path);
    struct change x = {.row = 3, .file = STR("a.xml"), .line = STR("7"), .rec = STR("\\N"), .table = STR("t"),
                       .key = STR("k=a\tb"), .variable = STR("v"), .old = STR(""), .new = STR("\\N"),
                       .method = STR("blank"), .version = STR("1")};
    changes_put(c, &x);
    x.row = 5;
    x.old = STR("\\\\N");
    x.new = STR("7");
    changes_put(c, &x);
    ck_assert_int_eq((int)changes_count(c), 2);
    changes_finish(c, 9, "before", "after", true);
    out_commit();
}

START_TEST(a_log_is_read_as_it_was_written)
{
    write_log();
    struct changes_in *c = changes_open(path);
    struct change x;
    ck_assert_int_eq(changes_next(c, &x), 1);
    ck_assert(x.seq == 1 && x.row == 3 && x.old.n == 0 && str_is(x.new, "\\N") && str_is(x.key, "k=a\tb"));
    ck_assert_int_eq(changes_next(c, &x), 1);
    ck_assert(x.row == 5 && str_is(x.old, "\\\\N") && str_is(x.variable, "v"));
    ck_assert_int_eq(changes_next(c, &x), 0);
    ck_assert(x.row == 9 && str_is(x.old, "before") && str_is(x.new, "after"));
    ck_assert_int_eq(changes_next(c, &x), 0);
    changes_close(c);
    ck_assert_uint_eq(complaints.n, 0);
}
END_TEST

/* Reads the log after an edit of its bytes; returns what was complained about. */
static const char *damaged(size_t line, int what)
{
    struct buf b = {0}, text = {0};
    write_log();
    buf_reset(&complaints);
    ck_assert(in_slurp(path, 1 << 20, &b));
    struct str rest = buf_slice(&b);
    for (size_t i = 1; rest.p && rest.n; i++) {
        struct str l = str_cut(rest, '\n', &rest);
        if (i == line && what == 'd')
            continue;
        size_t at = text.n;
        buf_str(&text, l);
        if (i == line && what == 'c')
            memcpy(memchr(text.p + at, 'v', text.n - at), "w", 1);
        buf_char(&text, '\n');
        if (i == line && what == '2') {
            buf_str(&text, l);
            buf_char(&text, '\n');
        }
    }
    FILE *f = fopen(path, "w");
    ck_assert(f && fwrite(text.p, 1, text.n, f) == text.n && fclose(f) == 0);
    struct changes_in *c = changes_open(path);
    struct change x;
    int got = c ? 1 : -1;
    while (got > 0)
        got = changes_next(c, &x);
    ck_assert_int_eq(got, -1);
    changes_close(c);
    buf_free(&b);
    buf_free(&text);
    return buf_text(&complaints);
}

START_TEST(a_log_that_was_altered_is_refused)
{
    ck_assert_str_eq(damaged(2, 'c'), "D_CHANGES_CHAIN:3;");
    ck_assert_str_eq(damaged(2, 'd'), "D_CHANGES_CHAIN:2;");
    ck_assert_str_eq(damaged(3, 'd'), "D_CHANGES_CHAIN:3;");
    ck_assert_str_eq(damaged(4, 'd'), "D_CHANGES_CUT:3;");
    ck_assert_str_eq(damaged(3, '2'), "D_CHANGES_CHAIN:4;");
    ck_assert_str_eq(damaged(4, '2'), "D_CHANGES_BEHIND:5;");
    ck_assert_str_eq(damaged(1, 'c'), "D_CHANGES_HEADER:1;");
}
END_TEST

int main(void)
{
    Suite *s = suite_create("fix");
    TCase *t = tcase_create("normalise");
    tcase_add_test(t, cells_are_normalised_as_the_table_says);
    tcase_add_test(t, random_cells_do_no_harm);
    tcase_add_test(t, check_digits_of_credit_codes);
    tcase_add_test(t, units_are_compared_by_their_base);
    suite_add_tcase(s, t);
    TCase *c = tcase_create("changes");
    tcase_add_checked_fixture(c, in_folder, out_of_folder);
    tcase_add_test(c, a_log_is_read_as_it_was_written);
    tcase_add_test(c, a_log_that_was_altered_is_refused);
    suite_add_tcase(s, c);
    return unit_run(s);
}
