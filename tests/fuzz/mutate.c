/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Submissions damaged at random, by a seed: mutate COUNT SEED FORM FILE...
 *
 * Each damaged file is read by both parsers, whole and in pieces (twin.h): the same rows, findings and rejected bytes, and read
 * is written plus rejected. A row of nulls alone has an element. No file takes long, memory does not
 * grow. A file on which this fails is written to mutate.xml, and the status is 1.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/buf.h"
#include "base/mem.h"
#include "form/load.h"
#include "fuzz/twin.h"
#include "io/in.h"
#include "io/xmlin.h"

enum { SECONDS = 10, MEGABYTES = 600 };

static uint64_t state;

/* splitmix64 */
static size_t below(size_t n)
{
    uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return n ? (size_t)((z ^ (z >> 31)) % n) : 0;
}

static const char *const bits[] = {
    "<", ">", "&", "\"", "'", "/", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "\r", "\n",
    "\t", "=", "&amp;", "&#0;", "&#x10FFFF;", "&foo;", "<a>", "</a>", "<a/>", "<a b=c>", "<submission>",
    "</submission>", "<submission/>", "</submissions>", "<ent id='n'>", "</ent>", "</batch>", "<rec>",
    "</rec>", " xmlns='urn:x'", " xmlns:p='urn:y'", "<p:a/>", "\xff", "\xe4", "\xef\xbf\xbf", "\x01",
    "<!DOCTYPE a>", "xsi:nil='true'", "]]", "--", "\xe9\x87\x8d", "<\xe9\x87\x8d>"
};

/* A place, rather near a tag. */
static size_t place(const struct buf *b)
{
    size_t at = below(b->n + 1);
    const char *p = below(2) && at < b->n ? memchr(b->p + at, '<', b->n - at) : NULL;
    return p ? (size_t)(p - b->p) + below(4) : at;
}

static void splice(struct buf *b, size_t at, size_t cut, struct str in)
{
    struct buf out = {0};
    at = at < b->n ? at : b->n;
    cut = cut < b->n - at ? cut : b->n - at;
    buf_add(&out, b->p, at);
    buf_str(&out, in);
    buf_add(&out, b->p + at + cut, b->n - at - cut);
    buf_free(b);
    *b = out;
}

static void damage(struct buf *b, const struct buf *other)
{
    size_t at = place(b), n = 1 + below(below(4) ? 12 : 2000);
    struct buf piece = {0};
    switch (below(7)) {
    case 0: /* a byte is another */
        if (at < b->n)
            b->p[at] = (char)below(256);
        break;
    case 1: splice(b, at, n, STR("")); break;
    case 2: splice(b, at, 0, str_of(bits[below(sizeof bits / sizeof *bits)])); break;
    case 3: splice(b, at, 1, str_of(bits[below(sizeof bits / sizeof *bits)])); break;
    case 4: /* twice */
        at = at < b->n ? at : 0;
        buf_add(&piece, b->p + at, n < b->n - at ? n : b->n - at);
        splice(b, place(b), 0, buf_slice(&piece));
        break;
    case 5: /* from another file */
        if (other->n > n) {
            buf_add(&piece, other->p + below(other->n - n), n);
            splice(b, at, below(n), buf_slice(&piece));
        }
        break;
    case 6: splice(b, at, below(4) ? n : b->n, STR("")); break;
    }
    buf_free(&piece);
}

static void give_up(const struct buf *b, const char *why)
{
    FILE *f = fopen("mutate.xml", "w");
    if (f) {
        fwrite(b->p, 1, b->n, f);
        fclose(f);
    }
    fprintf(stderr, "mutate: %s: see mutate.xml\n", why);
    exit(1);
}

/* The lines "R0 LINE REC cells" of what was read: of each row of nulls alone there is an element in its line. Returns the
 * number of rows. */
static long look_at_rows(const struct buf *b, struct str all, long *empty)
{
    long rows = 0;
    for (struct str line; all.n;) {
        line = str_cut(all, '\n', &all);
        if (!str_starts(line, STR("R")))
            break; /* rows come first */
        rows++;
        struct str rest, cells;
        str_cut(line, ' ', &rest);
        long number = strtol(rest.p, NULL, 10);
        str_cut(rest, ' ', &rest);
        str_cut(rest, ' ', &cells);
        bool nulls = true;
        for (struct str more = cells; more.p && nulls;)
            nulls = str_is(str_cut(more, '\t', &more), "\\N");
        if (!nulls)
            continue;
        ++*empty;
        const char *p = b->p, *end = b->p + b->n;
        for (long i = 1; i < number && p; i++) {
            p = memchr(p, '\n', (size_t)(end - p));
            p = p ? p + 1 : NULL;
        }
        size_t left = p ? (size_t)(end - p) : 0;
        const char *stop = p ? memchr(p, '\n', left) : NULL;
        if (!p || !memchr(p, '<', stop ? (size_t)(stop - p) : left))
            give_up(b, "a row without an element");
    }
    return rows;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void check(const struct plan *plan, const struct buf *b, enum encoding e, long rows[2], double *longest)
{
    struct buf out = {0}, other = {0}, cut = {0};
    double began = seconds();
    twin_read(plan, PARSER_AUTO, buf_slice(b), e, 0, &out);
    twin_read(plan, PARSER_LIBXML2, buf_slice(b), e, 0, &other);
    twin_read(plan, PARSER_AUTO, buf_slice(b), e, (64 + b->n / 3) & ~(size_t)1, &cut);
    double took = seconds() - began;
    *longest = took > *longest ? took : *longest;
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    if (!twin_same(buf_slice(b), &out, &other))
        give_up(b, "the parsers differ");
    if (!twin_same(buf_slice(b), &out, &cut))
        give_up(b, "whole and in pieces differ");
    if (took > SECONDS)
        give_up(b, "it takes too long");
    if (use.ru_maxrss / 1024 > MEGABYTES)
        give_up(b, "it takes too much memory");
    rows[0] += look_at_rows(b, buf_slice(&out), &rows[1]);
    buf_free(&out);
    buf_free(&other);
    buf_free(&cut);
}

int main(int argc, char **argv)
{
    if (argc < 5)
        return 2;
    long count = strtol(argv[1], NULL, 10), rows[2] = {0, 0};
    state = strtoull(argv[2], NULL, 10);
    xmlin_setup();
    struct form *form = form_load(argv[3]);
    struct plan *plan = form ? plan_new(form) : NULL;
    if (!plan)
        return 2;
    twin_options.max_record = 1 << 24;
    twin_options.max_text = 65536;
    twin_options.max_depth = 64;
    twin_options.max_attrs = 256;
    size_t n = (size_t)argc - 4;
    struct buf *files = mem_array(n, sizeof *files);
    for (size_t i = 0; i < n; i++)
        if (!in_slurp(argv[4 + i], 1 << 20, &files[i]))
            return 2;
    double longest = 0;
    for (long i = 0; i < count; i++) {
        size_t k = below(n);
        struct encode_found found;
        struct buf b = {0};
        buf_str(&b, buf_slice(&files[k]));
        encode_detect(buf_slice(&b), true, &found);
        for (size_t times = 1 + below(4); times; times--)
            damage(&b, &files[below(n)]);
        buf_char(&b, '\0');
        b.n--;
        check(plan, &b, found.charset.kind == ENC_OTHER ? ENC_UTF8 : found.charset.kind, rows, &longest);
        buf_free(&b);
    }
    printf("%ld damaged files, %ld rows, %ld of nulls alone, at most %.2f s for one\n", count, rows[0], rows[1], longest);
    for (size_t i = 0; i < n; i++)
        buf_free(&files[i]);
    mem_free(files);
    plan_free(plan);
    form_free(form);
    return 0;
}
