/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of rec/recin: cutting lines into cells, escapes, faults; compared with the plain way of doing it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "rec/cell.h"
#include "rec/recin.h"
#include "unit.h"

static char path[64];
static struct buf complaints;

static void take(void *to, enum diag_id id, enum diag_level level, struct loc loc, struct str text)
{
    (void)to;
    (void)level;
    (void)text;
    buf_printf(&complaints, "%s %ld\n", diag_name(id), loc.line);
}

static void setup(void)
{
    diag_start("test", LANG_EN, false, false);
    diag_to(take, NULL);
    buf_reset(&complaints);
    snprintf(path, sizeof path, "/tmp/ecrecin%ld", (long)getpid());
}

static void teardown(void)
{
    unlink(path);
}

static struct recin *open_bytes(const void *p, size_t n)
{
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fwrite(p, 1, n, f);
    fclose(f);
    return recin_open(path, NULL);
}

/* Reads a stream of the columns a, b, c with one line; returns what recin_next says of it. */
static int one_line(const char *line, struct rec *rec, struct recin **r)
{
    struct buf b = {0};
    buf_puts(&b, "a\tb\tc\n");
    buf_puts(&b, line);
    *r = open_bytes(b.p, b.n);
    buf_free(&b);
    return recin_next(*r, rec);
}

START_TEST(cells_and_nulls)
{
    struct recin *r;
    struct rec rec;
    ck_assert_int_eq(one_line("\\N\t\tx\\\\N\\t\n", &rec, &r), 1);
    ck_assert(cell_is_null(rec.cell[0]));
    ck_assert_uint_eq(rec.cell[1].n, 0);
    ck_assert(str_is(rec.cell[2], "x\\\\N\\t"));
    ck_assert_int_eq(recin_next(r, &rec), 0);
    recin_close(r);
}
END_TEST

START_TEST(malformed_lines_end_the_stream)
{
    static const struct {
        const char *line, *complaint;
    } cases[] = {{"1\t2\n", "D_STREAM_FIELDS 2"},          {"1\t2\t3\t4\n", "D_STREAM_FIELDS 2"},
                 {"1\t\\x\t3\n", "D_STREAM_ESCAPE 2"},     {"1\tx\\N\t3\n", "D_STREAM_ESCAPE 2"},
                 {"1\t\\Nx\t3\n", "D_STREAM_ESCAPE 2"},    {"1\t2\t3\\\n", "D_STREAM_ESCAPE 2"},
                 {"1\t2\\\t3\n", "D_STREAM_ESCAPE 2"},     {"1\t\\\\\\N\t3\n", "D_STREAM_ESCAPE 2"},
                 {"1\t2\t3", "D_STREAM_CUT 2"},            {"\n", "D_STREAM_FIELDS 2"},
                 {"0123456789abcde\\\tb\tc\n", "D_STREAM_ESCAPE 2"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct recin *r;
        struct rec rec;
        buf_reset(&complaints);
        ck_assert_int_eq(one_line(cases[i].line, &rec, &r), -1);
        ck_assert_msg(strstr(buf_text(&complaints), cases[i].complaint), "case %zu: %s", i, buf_text(&complaints));
        ck_assert_int_eq(recin_next(r, &rec), -1);
        recin_close(r);
    }
}
END_TEST

/* The plain way: is the line good, and what are its cells? */
static bool plain(struct str line, struct str *cells, int n)
{
    struct str rest = line;
    int k = 0;
    bool good = true;
    do {
        struct str c = str_cut(rest, '\t', &rest);
        char bad, text[1 << 16];
        size_t length;
        good &= cell_is_null(c) || (c.n < sizeof text && escape_resolve(c, false, text, &length, &bad));
        if (k < n)
            cells[k] = c;
        k++;
    } while (rest.p);
    return good && k == n;
}

enum { COLUMNS = 24, LINE = COLUMNS * 20 }; /* several blocks of 64 bytes */

/* A line of any bytes that matter, or one of cells that are mostly right. */
static size_t random_line(char line[], bool sound)
{
    static const char alphabet[] = "\t\t\t\\\\Nntrx0123456789";
    static const char *const cells[] = {"\\N", "", "a", "\\t", "\\\\", "x\\n1", "0123456789012345", "\\\\N", "\\x"};
    int kinds = rand() % 8 ? rand() % 4 ? 8 : 3 : 9; /* often none with an escape, sometimes one that is bad */
    size_t n = 0, wanted = (size_t)rand() % 200;
    for (int i = 0; sound && i < COLUMNS; i++)
        n += (size_t)sprintf(line + n, "%s%s", i ? "\t" : "", cells[rand() % kinds]);
    for (; !sound && n < wanted; n++)
        line[n] = alphabet[(size_t)rand() % (sizeof alphabet - 1)];
    return n;
}

START_TEST(random_lines_are_cut_like_the_plain_way)
{
    srand(20250930);
    int good_lines = 0, plain_lines = 0;
    for (int round = 0; round < 2000; round++) {
        char line[LINE];
        size_t n = random_line(line, round % 2);
        struct buf b = {0};
        for (int i = 0; i < COLUMNS; i++)
            buf_printf(&b, "%c%c", 'a' + i, i + 1 < COLUMNS ? '\t' : '\n');
        buf_add(&b, line, n);
        buf_char(&b, '\n');
        struct recin *r = open_bytes(b.p, b.n);
        struct rec rec;
        struct str cells[COLUMNS];
        bool good = plain((struct str){line, n}, cells, COLUMNS);
        ck_assert_int_eq(recin_next(r, &rec), good ? 1 : -1);
        bool escapes = false;
        for (int i = 0; good && i < COLUMNS; i++) {
            ck_assert(str_eq(rec.cell[i], cells[i]));
            escapes |= !cell_is_null(cells[i]) && memchr(cells[i].p, '\\', cells[i].n);
        }
        ck_assert(!good || rec.plain == !escapes);
        good_lines += good;
        plain_lines += good && !escapes;
        recin_close(r);
        buf_free(&b);
    }
    ck_assert_int_gt(good_lines, 500);
    ck_assert_int_gt(plain_lines, 100);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("recin");
    TCase *c = tcase_create("recin");
    tcase_set_timeout(c, 60);
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, cells_and_nulls);
    tcase_add_test(c, malformed_lines_end_the_stream);
    tcase_add_test(c, random_lines_are_cut_like_the_plain_way);
    suite_add_tcase(s, c);
    return unit_run(s);
}
