/* SPDX-License-Identifier: Apache-2.0 */
#include "rec/merge.h"

#include "base/buf.h"
#include "base/mem.h"
#include "rec/cell.h"
#include "rec/extsort.h"
#include "value/instant.h"

enum { ORDINAL = 8 };
/* Submissions of one revision that are told apart; more count as one. */
enum { MAX_SENT = 1000 };
enum { HEAD, ROW };

/* What is before the line, or the name of the submission, in the data of the sort. */
struct tag {
    uint64_t lineno;
    uint32_t source;
    uint32_t unit_n, latest_n; /* bytes of these parts of the key */
    bool without_rows;         /* a head that merge_add_unit made */
    bool null_row;
};

/* A submission of the unit and revision at hand. */
struct sent {
    struct tag tag; /* of its last row */
    struct str sub;
    uint64_t rows;
    bool chosen;    /* by the units' own stream, whatever the source */
};

struct merge {
    struct merge_plan plan;
    struct extsort *sort;
    uint64_t ordinal;
    struct buf key, data;
    struct buf unit;          /* unit and latest revision at hand: the first bytes of its keys */
    size_t unit_n;            /* bytes of the unit alone */
    struct sent *sent;        /* [n_sent] the one that counts first */
    size_t n_sent, cap_sent;
    struct arena text;        /* their names */
    struct buf kept_key;      /* of the record kept last */
    struct buf kept_data;
    bool any, told;
    bool zoned, local;        /* time stamps with and without a zone were met in latest */
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

/* Does a column say nothing about the content: a place, or a part of the key, which has met already? */
static bool is_no_content(const struct merge_plan *p, int column)
{
    if (reckey_has(&p->unit, column) || reckey_has(&p->row, column) || reckey_has(&p->latest, column))
        return true;
    for (int i = 0; i < p->n_location; i++)
        if (p->location[i] == column)
            return true;
    return false;
}

/* The cell of a line that tells the submission; empty where no column does. */
static struct str sub_of(const struct merge *m, struct str line)
{
    struct str cell = STR("");
    for (int i = 0; i <= m->plan.sub; i++)
        cell = str_cut(line, '\t', &line);
    return cell;
}

/* A text: a time stamp with a zone as the instant that it is. */
static void put_text(struct merge *m, enum vtype type, struct str cell)
{
    char text[INSTANT_ROOM];
    enum instant kind = type == T_STRING ? instant_put(cell, text) : INSTANT_NONE;
    m->zoned = m->zoned || kind == INSTANT_UTC;
    m->local = m->local || kind == INSTANT_LOCAL;
    sortkey_cell(&m->key, type, kind == INSTANT_NONE ? cell : str_of(text), true);
}

/* The cells that tell the later of two records, the greatest first: numbers as numbers, others in the order of their texts. */
static void put_latest(struct merge *m, const struct reckey *latest, const struct rec *rec)
{
    for (int i = 0; i < latest->n; i++) {
        struct str cell = rec->cell[latest->columns[i]];
        if (vtype_is_numeric(latest->types[i]))
            sortkey_number(&m->key, cell, true);
        else
            put_text(m, latest->types[i], cell);
    }
}

bool merge_mixes_zones(const struct merge *m)
{
    return m->zoned && m->local;
}

/* The part of the key that tells the unit and the revision. */
static struct tag put_unit(struct merge *m, const struct rec *rec, const struct reckey *unit, const struct reckey *latest,
                           uint32_t source)
{
    struct tag tag = {.lineno = (uint64_t)rec->lineno, .source = source};
    buf_reset(&m->key);
    if (reckey_put(&m->key, unit, rec) & RECKEY_NULL)
        put_ordinal(&m->key, m->ordinal); /* unlike all others */
    tag.unit_n = (uint32_t)m->key.n;
    put_latest(m, latest, rec);
    tag.latest_n = (uint32_t)m->key.n - tag.unit_n;
    return tag;
}

static void put_record(struct merge *m, const struct tag *tag, struct str text)
{
    put_ordinal(&m->key, ~m->ordinal); /* the last that came goes first */
    buf_reset(&m->data);
    buf_add(&m->data, tag, sizeof *tag);
    buf_str(&m->data, text);
    extsort_add(m->sort, buf_slice(&m->key), buf_slice(&m->data));
}

void merge_add(struct merge *m, const struct rec *rec, uint32_t source)
{
    const struct merge_plan *p = &m->plan;
    struct tag tag = put_unit(m, rec, &p->unit, &p->latest, source);
    size_t unit = m->key.n;
    if (p->row.n) {
        buf_char(&m->key, HEAD);
        put_record(m, &tag, sub_of(m, rec->line));
        m->key.n = unit;
    }
    buf_char(&m->key, ROW);
    tag.null_row = (reckey_put(&m->key, &p->row, rec) & RECKEY_NULL) != 0;
    for (int i = 0; tag.null_row && i < rec->n; i++) /* the same content meets, nothing else does */
        if (!is_no_content(p, i))
            sortkey_text(&m->key, rec->cell[i]);
    put_record(m, &tag, rec->line);
    m->ordinal++;
}

void merge_add_unit(struct merge *m, const struct rec *rec, const struct reckey *unit, const struct reckey *latest,
                    struct str sub, uint32_t source)
{
    struct tag tag = put_unit(m, rec, unit, latest, source);
    tag.without_rows = true;
    buf_char(&m->key, HEAD);
    put_record(m, &tag, sub);
    m->ordinal++;
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

/* Same cells but for those of the key and the place? */
static bool same_content(const struct merge_plan *p, struct str a, struct str b)
{
    for (int i = 0; a.p && b.p; i++) {
        struct str x = str_cut(a, '\t', &a), y = str_cut(b, '\t', &b);
        if (!str_eq(x, y) && !is_no_content(p, i))
            return false;
    }
    return !a.p && !b.p;
}

static bool starts_alike(struct str key, struct str with, size_t n)
{
    return key.n >= n && with.n >= n && memcmp(key.p, with.p, n) == 0;
}

/* The submission of that source and name, or NULL. */
static struct sent *find_sent(const struct merge *m, uint32_t source, struct str sub)
{
    for (size_t i = 0; i < m->n_sent; i++)
        if ((m->sent[i].tag.source == source || m->sent[i].chosen) && str_eq(m->sent[i].sub, sub))
            return &m->sent[i];
    return m->n_sent == MAX_SENT ? &m->sent[MAX_SENT - 1] : NULL;
}

/* A unit and revision begins. */
static void begin_unit(struct merge *m, struct str key, const struct tag *tag)
{
    buf_reset(&m->unit);
    buf_add(&m->unit, key.p, (size_t)tag->unit_n + tag->latest_n);
    m->unit_n = tag->unit_n;
    m->n_sent = 0;
    m->any = m->told = false;
    buf_reset(&m->kept_key);
    arena_reset(&m->text);
}

/* Heads come with the last first: those of the units' own stream, which was added after the rows, before all others. */
static void take_head(struct merge *m, const struct tag *tag, struct str sub)
{
    struct sent *s = find_sent(m, tag->source, sub);
    if (tag->without_rows && (!sub.n || m->n_sent))
        return;
    if (!s) {
        m->sent = mem_grow(m->sent, &m->cap_sent, m->n_sent + 1, sizeof *m->sent);
        s = &m->sent[m->n_sent++];
        *s = (struct sent){.tag = *tag, .sub = arena_str(&m->text, sub), .chosen = tag->without_rows};
    }
    s->rows += !tag->without_rows;
}

/* Was the row sent by a submission that another one has replaced? */
static const struct sent *replaced_by(const struct merge *m, const struct tag *tag, struct str line)
{
    const struct sent *s = m->plan.row.n ? find_sent(m, tag->source, sub_of(m, line)) : NULL;
    return s && s != m->sent ? m->sent : NULL;
}

static enum merge_what decide(const struct merge *m, struct str key, struct str data, const struct tag *tag)
{
    struct str line = line_of(data);
    if (!starts_alike(key, buf_slice(&m->unit), m->unit.n))
        return MERGE_SUPERSEDED;
    const struct sent *other = replaced_by(m, tag, line);
    bool met = m->any && key.n == m->kept_key.n && starts_alike(key, buf_slice(&m->kept_key), key.n - ORDINAL);
    if (!other && (!met || tag->null_row))
        return MERGE_KEPT;
    if (!met || (other && find_sent(m, tag->source, sub_of(m, line))->rows != other->rows))
        return MERGE_CONFLICT;
    return same_content(&m->plan, line, line_of(buf_slice(&m->kept_data))) ? MERGE_REPEATED : MERGE_CONFLICT;
}

static void keep(struct merge *m, struct str key, struct str data)
{
    m->any = true;
    buf_reset(&m->kept_key);
    buf_str(&m->kept_key, key);
    buf_reset(&m->kept_data);
    buf_str(&m->kept_data, data);
}

int merge_next(struct merge *m, struct merged *out)
{
    struct str key, data;
    struct tag tag;
    for (;;) {
        if (!extsort_next(m->sort, &key, &data))
            return 0;
        tag = tag_of(data);
        if (m->unit_n != tag.unit_n || !starts_alike(key, buf_slice(&m->unit), tag.unit_n))
            begin_unit(m, key, &tag);
        if (key.p[tag.unit_n + tag.latest_n] == ROW)
            break;
        if (starts_alike(key, buf_slice(&m->unit), m->unit.n))
            take_head(m, &tag, line_of(data));
    }
    out->what = decide(m, key, data, &tag);
    if (out->what == MERGE_KEPT)
        keep(m, key, data);
    const struct sent *other = replaced_by(m, &tag, line_of(data));
    struct tag kept = m->any ? tag_of(buf_slice(&m->kept_data)) : tag;
    bool met = m->any && key.n == m->kept_key.n && starts_alike(key, buf_slice(&m->kept_key), key.n - ORDINAL);
    if (other && !met)
        kept = other->tag;
    *out = (struct merged){out->what, line_of(data), tag.source, kept.source, tag.lineno, kept.lineno, m->told};
    m->told = m->told || (m->plan.row.n && out->what == MERGE_CONFLICT);
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
    buf_free(&m->unit);
    arena_free(&m->text);
    mem_free(m->sent);
    mem_free(m);
}
