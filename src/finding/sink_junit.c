/* SPDX-License-Identifier: Apache-2.0 */
#include "finding/sink_junit.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/intern.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "io/out.h"

enum { STRETCH = 4096 }; /* a rule's waiting bytes are written out beyond this */

/* A stretch of a rule's findings in the temporary file. */
struct stretch {
    long at;
    size_t n;
};

/* What a case is to a dashboard: failed, not judged, or passed with something said (explained). */
enum case_kind { FAILURE, SKIPPED, PASSED, KINDS };
static const char *const kind_element[KINDS] = {"failure", "skipped", "system-out"};

struct suite {
    struct buf waiting;    /* XML of the cases that is not in the file yet */
    struct stretch *stretches;
    int n_stretches;
    size_t cap_stretches;
    struct buf file;       /* file of the case that is open; a case is closed when another file comes */
    uint64_t hidden;
    bool open;
    enum case_kind kind;        /* of the case that is open */
    uint64_t cases[KINDS];
};

struct junit_sink {
    struct sink base;
    struct out *out;
    FILE *spool;
    struct intern rules;   /* number = index in suites */
    struct suite *suites;
    size_t cap_suites;
};

/* Appends text as XML; characters that XML 1.0 lacks become U+FFFD. */
static void put_xml(struct buf *b, struct str s)
{
    const char *end = s.p + s.n;
    for (const char *p = s.p; p < end;) {
        uint32_t cp;
        int n = utf8_next(p, end, &cp);
        bool bad = n == 0 || cp < 0x20 || cp == 0xfffe || cp == 0xffff;
        if (bad)
            buf_puts(b, "\xef\xbf\xbd");
        else if (cp == '<' || cp == '>' || cp == '&' || cp == '"')
            buf_puts(b, cp == '<' ? "&lt;" : cp == '>' ? "&gt;" : cp == '&' ? "&amp;" : "&quot;");
        else
            buf_add(b, p, (size_t)n);
        p += n ? n : 1;
    }
}

static void spill(struct junit_sink *s, struct suite *x)
{
    if (!s->spool)
        s->spool = tmpfile();
    long at = s->spool ? ftell(s->spool) : -1;
    if (at < 0 || fwrite(x->waiting.p, 1, x->waiting.n, s->spool) != x->waiting.n)
        out_fail("temporary file");
    x->stretches = mem_grow(x->stretches, &x->cap_stretches, (size_t)x->n_stretches + 1, sizeof *x->stretches);
    x->stretches[x->n_stretches++] = (struct stretch){at, x->waiting.n};
    buf_reset(&x->waiting);
}

static struct suite *suite_of(struct junit_sink *s, struct str rule)
{
    int i = intern_find(&s->rules, rule);
    if (i >= 0)
        return &s->suites[i];
    i = intern_add(&s->rules, rule);
    s->suites = mem_grow(s->suites, &s->cap_suites, (size_t)i + 1, sizeof *s->suites);
    s->suites[i] = (struct suite){0};
    return &s->suites[i];
}

static void end_case(struct suite *x)
{
    if (x->open)
        buf_printf(&x->waiting, "</%s></testcase>\n", kind_element[x->kind]);
    x->open = false;
}

static enum case_kind kind_of(enum result r)
{
    return r == RESULT_NOTRUN ? SKIPPED : r == RESULT_EXPLAINED ? PASSED : FAILURE;
}

static void begin_case(struct suite *x, const struct finding *f)
{
    struct buf *b = &x->waiting;
    buf_puts(b, "<testcase classname=\"");
    put_xml(b, f->rule);
    buf_puts(b, "\" name=\"");
    put_xml(b, f->file.n ? f->file : STR("-"));
    buf_puts(b, "\">");
    x->kind = kind_of(f->result);
    buf_printf(b, "<%s", kind_element[x->kind]);
    if (x->kind == FAILURE)
        buf_printf(b, " type=\"%s\"", level_name(f->level));
    if (x->kind != PASSED) {
        buf_puts(b, " message=\"");
        put_xml(b, finding_message(f, diag_lang()));
        buf_char(b, '"');
    }
    buf_char(b, '>');
    buf_reset(&x->file);
    buf_str(&x->file, f->file);
    x->cases[x->kind]++;
    x->open = true;
}

static uint64_t all_cases(const struct suite *x)
{
    return x->cases[FAILURE] + x->cases[SKIPPED] + x->cases[PASSED];
}

static void add_junit(struct sink *base, const struct finding *f)
{
    struct junit_sink *s = (struct junit_sink *)base;
    struct suite *x = suite_of(s, f->rule);
    struct buf *b = &x->waiting;
    if (x->open && (!str_eq(buf_slice(&x->file), f->file) || x->kind != kind_of(f->result)))
        end_case(x);
    if (!x->open)
        begin_case(x, f);
    put_xml(b, f->file);
    if (f->line > 0)
        buf_printf(b, ":%ld", f->line);
    buf_printf(b, ": %s: %s: ", level_name(f->level), result_name(f->result));
    put_xml(b, finding_message(f, diag_lang()));
    buf_puts(b, " [");
    put_xml(b, f->key);
    buf_puts(b, "]\n");
    if (b->n > STRETCH)
        spill(s, x);
}

static void hidden_junit(struct sink *base, struct str rule, uint64_t hidden)
{
    struct junit_sink *s = (struct junit_sink *)base;
    int i = intern_find(&s->rules, rule);
    if (i >= 0)
        s->suites[i].hidden = hidden;
}

static void write_suite(struct junit_sink *s, struct str rule, struct suite *x)
{
    struct buf b = {0};
    end_case(x);
    buf_puts(&b, "<testsuite name=\"");
    put_xml(&b, rule);
    buf_printf(&b, "\" tests=\"%llu\" failures=\"%llu\" errors=\"0\" skipped=\"%llu\">\n", (unsigned long long)all_cases(x),
               (unsigned long long)x->cases[FAILURE], (unsigned long long)x->cases[SKIPPED]);
    out_write(s->out, b.p, b.n);
    for (int i = 0; i < x->n_stretches; i++) {
        size_t n = x->stretches[i].n;
        buf_reset(&b);
        if (fseek(s->spool, x->stretches[i].at, SEEK_SET) || fread(buf_room(&b, n), 1, n, s->spool) != n)
            out_fail("temporary file");
        out_write(s->out, b.p, n);
    }
    out_write(s->out, x->waiting.p, x->waiting.n);
    buf_reset(&b);
    if (x->hidden)
        buf_printf(&b, "<system-out>%llu more not shown</system-out>\n", (unsigned long long)x->hidden);
    buf_puts(&b, "</testsuite>\n");
    out_write(s->out, b.p, b.n);
    buf_free(&b);
}

static void close_junit(struct sink *base, bool keep)
{
    struct junit_sink *s = (struct junit_sink *)base;
    uint64_t cases = 0, failures = 0, skipped = 0;
    for (int i = 0; i < s->rules.n; i++) {
        cases += all_cases(&s->suites[i]);
        failures += s->suites[i].cases[FAILURE];
        skipped += s->suites[i].cases[SKIPPED];
    }
    struct buf b = {0};
    buf_puts(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    buf_printf(&b, "<testsuites name=\"%s\" tests=\"%llu\" failures=\"%llu\" skipped=\"%llu\">\n", diag_prog(),
               (unsigned long long)cases, (unsigned long long)failures, (unsigned long long)skipped);
    out_write(s->out, b.p, b.n);
    for (int i = 0; i < s->rules.n; i++) {
        write_suite(s, intern_name(&s->rules, i), &s->suites[i]);
        buf_free(&s->suites[i].waiting);
        buf_free(&s->suites[i].file);
        mem_free(s->suites[i].stretches);
    }
    out_write(s->out, "</testsuites>\n", sizeof "</testsuites>\n" - 1);
    out_close(s->out, keep);
    if (s->spool)
        fclose(s->spool);
    intern_free(&s->rules);
    mem_free(s->suites);
    buf_free(&b);
    mem_free(s);
}

struct sink *sink_junit_new(const char *path)
{
    struct junit_sink *s = mem_alloc(sizeof *s);
    s->base = (struct sink){add_junit, hidden_junit, close_junit, 0};
    s->out = out_open(path);
    return &s->base;
}
