/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz/twin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct submit_options twin_options = {.max_depth = 24, .max_text = 300, .max_record = 4000, .max_attrs = 40,
                                              .max_findings = 20, .all_tables = true, .null = {"\\N", 2}};

/* What came before the chunk under way. */
struct before {
    long lines, columns;
    long recs[32];
    uint64_t read, written, rejected, files;
};

static void put_findings(struct buf *out, const struct chunk_rows *h, const struct before *b)
{
    for (size_t i = 0; i < h->n_findings; i++) {
        const struct chunk_finding *x = &h->findings[i];
        if (x->id == B_XML_TEXT && x->level == LEVEL_INFO)
            continue; /* text outside records, before damage: whether it is mentioned depends on the cuts */
        buf_printf(out, "F %s %d %d %ld:%ld %ld [%.*s]", builtin_get(x->id)->id, x->level, x->result,
                   b->lines + x->line + 1, x->col + (x->line ? 0 : b->columns), x->rec ? b->recs[x->kind] + x->rec : 0,
                   (int)x->key.n, x->key.p ? x->key.p : "");
        for (int k = 0; k < x->n_args; k++)
            buf_printf(out, " {%.*s}", (int)x->args[k].n, x->args[k].p);
        buf_char(out, '\n');
    }
}

static void put_rows(struct buf *rows, const struct chunk_rows *h, const struct before *b)
{
    for (int t = 0; t < h->n_tables; t++) {
        struct buf *out = &rows[t];
        size_t from = 0;
        for (size_t i = 0; i < h->tables[t].n; i++) {
            const struct chunk_row *r = &h->tables[t].rows[i];
            buf_printf(out, "R%d %ld %ld ", t, b->lines + r->line + 1, b->recs[r->kind] + r->rec);
            buf_add(out, h->tables[t].text.p + from, r->end - from);
            from = r->end;
        }
    }
}

static void add_up(struct before *b, const struct chunk_rows *h)
{
    b->columns = h->columns + (h->lines ? 0 : b->columns);
    b->lines += h->lines;
    for (int k = 0; k < h->n_kinds; k++)
        b->recs[k] += h->recs[k];
    b->read += h->read;
    b->written += h->written;
    b->rejected += h->rejected;
    b->files += h->rejected_files;
}

/* The rows of each table, findings and rejected bytes are kept apart: in chunks they come interleaved otherwise. */
enum { TABLES = 32 };
struct parts {
    struct buf rows[TABLES], findings, rejects;
};

static void take(struct parts *p, const struct chunk_rows *h, struct before *b, const char *bytes)
{
    put_rows(p->rows, h, b);
    put_findings(&p->findings, h, b);
    for (size_t i = 0; i < h->n_rejects; i++) {
        const struct chunk_reject *r = &h->rejects[i];
        if (r->begins)
            buf_puts(&p->rejects, "X ");
        buf_add(&p->rejects, bytes + r->from, r->to - r->from);
        if (r->ends)
            buf_puts(&p->rejects, "\n");
    }
    add_up(b, h);
}

void twin_read(const struct plan *plan, enum chunk_parser parser, struct str bytes, enum encoding e, size_t chunk,
               struct buf *out)
{
    struct chunk_reader *r = chunk_reader_new(plan, &twin_options, parser);
    struct chunk_rows *h = chunk_rows_new(plan->n_tables, plan->n_kinds);
    struct buf state = {0}, rest = {0};
    struct parts parts = {0};
    struct before b = {0};
    struct charset charset = charset_of(e);
    size_t at = 0;
    bool last = false;
    while (!last) {
        size_t n = bytes.n - at;
        if (chunk && n > chunk) { /* cuts fall before a tag, where there is one */
            n = encode_last_tag(&charset, (struct str){bytes.p + at, n}, chunk);
            n = n == 0 || n == (size_t)-1 ? chunk : n;
        }
        buf_add(&rest, bytes.p + at, n);
        at += n;
        last = at == bytes.n;
        struct chunk p = {.charset = charset, .last = last, .state = buf_slice(&state),
                          .full = rest.n >= twin_options.max_record};
        p.bytes.p = buf_text(&rest);
        p.bytes.n = rest.n;
        chunk_rows_reset(h);
        chunk_read(r, &p, h);
        take(&parts, h, &b, rest.p);
        buf_drop(&rest, h->used);
        buf_reset(&state);
        buf_str(&state, buf_slice(&h->after));
    }
    for (int i = 0; i < TABLES; i++) {
        buf_str(out, buf_slice(&parts.rows[i]));
        buf_free(&parts.rows[i]);
    }
    buf_str(out, buf_slice(&parts.findings));
    buf_str(out, buf_slice(&parts.rejects));
    buf_printf(out, "read %d written %d rejected %d files %d\n", (int)b.read, (int)b.written, (int)b.rejected, (int)b.files);
    if (b.read != b.written + b.rejected + b.files)
        abort();
    buf_free(&parts.findings);
    buf_free(&parts.rejects);
    buf_free(&state);
    buf_free(&rest);
    chunk_rows_free(h);
    chunk_reader_free(r);
}

static void compare(const char *what, struct str bytes, struct buf *a, struct buf *b)
{
    if (str_eq(buf_slice(a), buf_slice(b)))
        return;
    fprintf(stderr, "twin: %s differ\n--- input\n", what);
    fwrite(bytes.p, 1, bytes.n, stderr);
    fprintf(stderr, "\n--- one\n%s\n--- other\n%s\n", buf_text(a), buf_text(b));
    abort();
}

/* libxml2 2.9 takes the end of a comment that begins with > or -> for its own end when it looks ahead, and then says
 * something else for each way of cutting the bytes. */
static bool odd_comment(struct str bytes)
{
    for (size_t i = 0; i + 5 <= bytes.n; i++)
        if (memcmp(bytes.p + i, "<!-->", 5) == 0 || (i + 6 <= bytes.n && memcmp(bytes.p + i, "<!--->", 6) == 0))
            return true;
    return false;
}

bool twin_same(struct str bytes, const struct buf *a, const struct buf *b)
{
    return odd_comment(bytes) || str_eq(buf_slice(a), buf_slice(b));
}

void twin_check(const struct plan *plan, struct str bytes, enum encoding e)
{
    if (odd_comment(bytes))
        return;
    struct buf fast = {0}, slow = {0};
    twin_read(plan, PARSER_AUTO, bytes, e, 0, &fast);
    twin_read(plan, PARSER_LIBXML2, bytes, e, 0, &slow);
    compare("tokenizer and libxml2", bytes, &fast, &slow);
    size_t any = bytes.n ? (size_t)(unsigned char)bytes.p[bytes.n / 2] * 7 + bytes.n : 0;
    const size_t sizes[] = {16 + any % 64, 16 + any % 300};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes && bytes.n < twin_options.max_record; i++) {
        struct buf cut = {0}; /* of larger input: where the limit is met depends on the chunks */
        twin_read(plan, i ? PARSER_AUTO : PARSER_LIBXML2, bytes, e, sizes[i] & ~(size_t)1, &cut);
        compare("whole and chunks", bytes, &fast, &cut);
        buf_free(&cut);
    }
    buf_free(&fast);
    buf_free(&slow);
}
