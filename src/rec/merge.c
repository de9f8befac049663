#include "rec/merge.h"

#include "base/buf.h"
#include "base/mem.h"
#include "rec/cell.h"
#include "rec/extsort.h"
#include "rec/sortkey.h"

enum { ORDINAL = 8 };

/* What stands before the line in the data of the sort. */
struct tag {
    uint64_t lineno;
    uint32_t source;
    uint32_t unit_n, latest_n; /* bytes of these parts of the key */
};

struct merge {
    struct merge_plan plan;
    struct extsort *sort;
    uint64_t ordinal;
    struct buf key, data;
    struct buf kept_key;  /* of the record kept last */
    struct buf kept_data;
    bool any;
};

struct merge *merge_new(const struct merge_plan *plan, uint64_t bytes)
{
    struct merge *m = mem_alloc(sizeof *m);
    m->plan = *plan;
    m->sort = extsort_new(bytes);
    return m;
}

static void put_ordinal(struct buf *b, uint64_t v)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        buf_char(b, (char)(v >> shift));
}

/* Cells as text; a null among them makes the key unlike all others. */
static void put_cells(struct merge *m, const struct rec *rec, const int *columns, int n)
{
    bool null = false;
    for (int i = 0; i < n; i++) {
        sortkey_text(&m->key, rec->cell[columns[i]], false);
        null = null || cell_is_null(rec->cell[columns[i]]);
    }
    if (null)
        put_ordinal(&m->key, m->ordinal);
}

void merge_add(struct merge *m, const struct rec *rec, uint32_t source)
{
    const struct merge_plan *p = &m->plan;
    struct tag tag = {.lineno = (uint64_t)rec->lineno, .source = source};
    buf_reset(&m->key);
    put_cells(m, rec, p->unit, p->n_unit);
    tag.unit_n = (uint32_t)m->key.n;
    for (int i = 0; i < p->n_latest; i++)
        (p->numeric[i] ? sortkey_number : sortkey_text)(&m->key, rec->cell[p->latest[i]], true);
    tag.latest_n = (uint32_t)m->key.n - tag.unit_n;
    put_cells(m, rec, p->row, p->n_row);
    put_ordinal(&m->key, ~m->ordinal++); /* the last that came goes first */
    buf_reset(&m->data);
    buf_add(&m->data, &tag, sizeof tag);
    buf_str(&m->data, rec->line);
    extsort_add(m->sort, buf_slice(&m->key), buf_slice(&m->data));
}

static struct tag tag_of(struct str data)
{
    struct tag t;
    memcpy(&t, data.p, sizeof t);
    return t;
}

static struct str line_of(struct str data)
{
    return (struct str){data.p + sizeof(struct tag), data.n - sizeof(struct tag)};
}

static bool is_location(const struct merge_plan *p, int column)
{
    for (int i = 0; i < p->n_location; i++)
        if (p->location[i] == column)
            return true;
    return false;
}

/* Same cells but for the columns of the location? */
static bool same_content(const struct merge_plan *p, struct str a, struct str b)
{
    for (int i = 0; a.p && b.p; i++) {
        struct str x = str_cut(a, '\t', &a), y = str_cut(b, '\t', &b);
        if (!str_eq(x, y) && !is_location(p, i))
            return false;
    }
    return !a.p && !b.p;
}

static bool same_head(const struct merge *m, struct str key, size_t n)
{
    return m->any && m->kept_key.n >= n && key.n >= n && memcmp(m->kept_key.p, key.p, n) == 0;
}

static enum merge_what decide(const struct merge *m, struct str key, struct str data, struct tag tag)
{
    if (!same_head(m, key, tag.unit_n))
        return MERGE_KEPT;
    if (!same_head(m, key, (size_t)tag.unit_n + tag.latest_n))
        return MERGE_SUPERSEDED;
    if (key.n != m->kept_key.n || !same_head(m, key, key.n - ORDINAL))
        return MERGE_KEPT;
    return same_content(&m->plan, line_of(data), line_of(buf_slice(&m->kept_data))) ? MERGE_REPEATED : MERGE_CONFLICT;
}

int merge_next(struct merge *m, struct merged *out)
{
    struct str key, data;
    if (!extsort_next(m->sort, &key, &data))
        return 0;
    struct tag tag = tag_of(data);
    out->what = decide(m, key, data, tag);
    if (out->what == MERGE_KEPT) {
        m->any = true;
        buf_reset(&m->kept_key);
        buf_str(&m->kept_key, key);
        buf_reset(&m->kept_data);
        buf_str(&m->kept_data, data);
    }
    struct tag kept = tag_of(buf_slice(&m->kept_data));
    out->line = line_of(data);
    out->source = tag.source;
    out->lineno = tag.lineno;
    out->kept_source = kept.source;
    out->kept_lineno = kept.lineno;
    return 1;
}

void merge_free(struct merge *m)
{
    if (!m)
        return;
    extsort_free(m->sort);
    buf_free(&m->key);
    buf_free(&m->data);
    buf_free(&m->kept_key);
    buf_free(&m->kept_data);
    mem_free(m);
}
