/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of XML on thousands of damaged documents: never a crash, and always the same by every way of reading. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "form/load.h"
#include "fuzz/twin.h"
#include "io/in.h"
#include "io/xmlin.h"
#include "unit.h"

/* A build with sanitizers is many times slower: it takes every N-th place. */
#ifdef EC_POISON
enum { STRIDE = 7 };
#else
enum { STRIDE = 1 };
#endif

static struct form *form;
static struct plan *plan;
static struct buf sample;

static const char *source(const char *name)
{
    static char path[1024];
    snprintf(path, sizeof path, "%s/tests/cases/read/%s", getenv("EC_SRC") ? getenv("EC_SRC") : ".", name);
    return path;
}

static void setup(void)
{
    xmlin_setup();
    form = form_load(source("small.tsv"));
    ck_assert_ptr_nonnull(form);
    plan = plan_new(form);
    ck_assert_ptr_nonnull(plan);
    ck_assert(in_slurp(source("small.xml"), 1 << 20, &sample));
}

static void teardown(void)
{
    buf_free(&sample);
    plan_free(plan);
    form_free(form);
}

START_TEST(good)
{
    struct buf out = {0};
    twin_read(plan, PARSER_AUTO, buf_slice(&sample), ENC_UTF8, 0, &out);
    const char *all = buf_text(&out);
    ck_assert_ptr_nonnull(strstr(all, "R0 4 1 r1\t2025Q3\th & h\t重庆 <one>\tx\tt<&>\tyes\tv1\tw2\tu1\t2\t1\t3.50\t1.50\t1.50\n"));
    ck_assert_ptr_nonnull(strstr(all, "R0 11 2 r2\t2025Q3\th & h\t\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t0\t0\t\\N\t\\N\t\\N\n"));
    ck_assert_ptr_nonnull(strstr(all, "R0 12 3 r3\t2025Q3\th & h\t\\N\ta\\tb\t\t"));
    ck_assert_ptr_nonnull(strstr(all, "R0 14 5 r5\t2025Q3\th & h\ttab\\there\t"));
    ck_assert_ptr_nonnull(strstr(all, "R1 9 1 r1\t1\t1.50\tz\t重庆 <one>\t2025Q3\n"));
    ck_assert_ptr_nonnull(strstr(all, "F XML-DUPLICATE 3 4 13:24 4 [id=r4] {a} {a}\n"));
    ck_assert_ptr_nonnull(strstr(all, "F XML-UNKNOWN-ELEMENT 1 0 11:20 2 [id=r2] {/root/rec/odd}\n"));
    ck_assert_ptr_nonnull(strstr(all, "read 5 written 4 rejected 1 files 0\n"));
    buf_free(&out);
}
END_TEST

START_TEST(every_prefix)
{
    for (size_t n = 0; n <= sample.n; n += STRIDE)
        twin_check(plan, (struct str){sample.p, n}, ENC_UTF8);
}
END_TEST

START_TEST(every_byte)
{
    static const char into[] = "<>&\"'/ ]-!?:x\r\t\1\xff\xe4\xef;#=[";
    for (size_t i = 0; i < sample.n; i += STRIDE)
        for (size_t k = (size_t)_i; k < sizeof into; k += 4) { /* the byte 0 at the end included */
            char saved = sample.p[i];
            sample.p[i] = into[k];
            twin_check(plan, buf_slice(&sample), ENC_UTF8);
            sample.p[i] = saved;
        }
}
END_TEST

START_TEST(spliced)
{
    static const char *const bits[] = {"<rec>", "</rec>", "<rec id='n'/>", "</root>", "<!--", "-->", "<![CDATA[", "]]>", "<?x",
        "&#13;", "&#xFFFE;", "\xef\xbf\xbe", "<!DOCTYPE a>", "<rec xmlns:m='urn:m' m:a='1' m:a='2'>", "<m:rec/>", "\r\n", "\r",
        "<a xmlns='urn:z'/>", "<x xmlns:p='urn:m'><p:b v='1'/></x>", "<q:a/>", "&amp;&#65;", "&foo;\xff", "&#0;\xff", "\1\xff",
        "]]>\xff", "<a b='<'/>", "<a b='1'b='2'/>",
        "<item no='3'><q>x</q></item>", "\xe5\xb1\xb1", "<\xe5\xb1\xb1/>", "<\xe9\xbf\xbf/>",
        "<a:b:c/>", "xmlns=''", " xml:lang='zh'",
        "<a xsi:nil='1'/>", "<root>", "</rec ><rec\n>", "<a\n>", "]]", "<a>]]></a>", "<a>] ]></a>"};
    for (size_t i = (size_t)_i; i <= sample.n; i += 2 * STRIDE)
        for (size_t k = 0; k < sizeof bits / sizeof bits[0]; k++) {
            struct buf b = {0};
            buf_add(&b, sample.p, i);
            buf_puts(&b, bits[k]);
            buf_add(&b, sample.p + i, sample.n - i);
            twin_check(plan, buf_slice(&b), ENC_UTF8);
            buf_free(&b);
        }
}
END_TEST

START_TEST(removed)
{
    for (size_t n = 1; n < 60; n += 5)
        for (size_t i = 0; i + n <= sample.n; i += STRIDE) {
            struct buf b = {0};
            buf_add(&b, sample.p, i);
            buf_add(&b, sample.p + i + n, sample.n - i - n);
            twin_check(plan, buf_slice(&b), ENC_UTF8);
            buf_free(&b);
        }
}
END_TEST

START_TEST(other_encodings)
{
    for (size_t i = 0; i < sample.n; i += STRIDE) { /* the sample read as what it is not, and damaged */
        char saved = sample.p[i];
        sample.p[i] = (char)(i * 7);
        twin_check(plan, buf_slice(&sample), ENC_GB18030);
        twin_check(plan, (struct str){sample.p, i}, ENC_UTF16LE);
        sample.p[i] = saved;
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("chunk");
    TCase *t = tcase_create("chunk");
    tcase_set_timeout(t, 300);
    tcase_add_unchecked_fixture(t, setup, teardown);
    tcase_add_test(t, good);
    tcase_add_test(t, every_prefix);
    tcase_add_loop_test(t, every_byte, 0, 4);
    tcase_add_loop_test(t, spliced, 0, 2);
    tcase_add_test(t, removed);
    tcase_add_test(t, other_encodings);
    suite_add_tcase(s, t);
    return unit_run(s);
}
