/* SPDX-License-Identifier: Apache-2.0 */
#include "data/window.h"

#include "base/mem.h"
#include "data/rows.h"
#include "data/slide.h"
#include "data/sorted.h"
#include "data/spool.h"

/* A reader of the partition and the row in front of it. */
struct cursor {
    struct spool_place place;
    struct value *row;
    uint64_t index;       /* of that row in the partition */
    bool valid;
};

struct window {
    struct rel rel;
    struct rel *from;
    struct window_frame f;
    struct window_item *items;
    struct trouble **troubles;
    int n;
    int wide;              /* components of the operand */
    struct spool spool;    /* the partition */
    struct cursor now, end, begin;
    struct cursor *shifts; /* [n] of the items that look at another row */
    struct slide **slides; /* [n] of those that aggregate */
    struct agg *totals;
    struct viral_fold *folds; /* [n] of viral attributes with a rule */
    bool *fresh;           /* [n] nothing is in the fold */
    struct value *last;    /* [n] the value that came last, its text in texts */
    struct buf *texts;     /* [n] */
    struct buf key, next_key, scratch, peer, other;
    bool *anew;            /* [n] of slide */
    bool ranks;            /* an item asks for the rank */
    const struct value *next; /* the first row of the next partition, or NULL */
    uint64_t rank;
    bool started, open;
    struct value *out;
};

void window_add(struct window_maker *m, struct window_item item)
{
    m->v = mem_grow(m->v, &m->cap, (size_t)m->n + 1, sizeof *m->v);
    m->v[m->n++] = item;
}

/* What the values of a window may take in memory. */
static uint64_t window_bytes(const struct window *w)
{
    return session_bytes(w->rel.session) / (uint64_t)(w->n + 1);
}

/* ---- cursors ---- */

static void cursor_next(struct window *w, struct cursor *c)
{
    c->index += c->valid;
    c->valid = spool_read(&w->spool, &c->place, c->row, w->wide);
}

static void cursor_start(struct window *w, struct cursor *c)
{
    spool_place_end(&c->place);
    c->index = 0;
    c->valid = false;
    cursor_next(w, c);
}

/* ---- limits ---- */

/* The key of a row in the order, for peers. */
static void order_key(const struct window *w, const struct value *row, struct buf *key, struct buf *scratch)
{
    buf_reset(key);
    for (int i = 0; i < w->f.norder; i++)
        key_put_value(key, &row[w->f.order[i]], w->f.down[i], scratch);
}

/* Where two rows lie to each other in the order. */
static int compare_peers(struct window *w, const struct value *a, const struct value *b)
{
    for (int i = 0; i < w->f.norder; i++) {
        const struct value *x = &a[w->f.order[i]], *y = &b[w->f.order[i]];
        enum order o = x->null || y->null ? (enum order)(x->null - y->null) : value_cmp(x, y);
        if (o == ORDER_UNEQUAL)
            break;
        if (o != ORDER_EQUAL)
            return (o == ORDER_LESS) == w->f.down[i] ? 1 : -1;
        if (i + 1 == w->f.norder)
            return 0;
    }
    order_key(w, a, &w->peer, &w->scratch);
    order_key(w, b, &w->other, &w->scratch);
    return str_cmp(buf_slice(&w->peer), buf_slice(&w->other));
}

/* The value n units behind v (before it where n < 0). Returns false where there is none: far away. */
static bool moved(const struct value *v, int64_t n, struct value *out)
{
    struct dec d = dec_int(n);
    *out = *v;
    switch (v->type) {
    case T_INTEGER:
    case T_NUMBER: return dec_add(&out->dec, &v->dec, &d) == DEC_OK;
    case T_DATE: return date_add_days(&out->date, v->date, n);
    case T_PERIOD: return period_shift(&out->period, v->period, n);
    default: return false;
    }
}

/* Where a row lies to a limit of the window of the row at hand: < 0 before it, 0 at it, > 0 behind. */
static int against(struct window *w, const struct cursor *c, const struct limit *l)
{
    if (l->unbounded)
        return -l->side;
    if (!w->f.range) {
        int64_t at = (int64_t)c->index - (int64_t)w->now.index - l->side * l->n;
        return (at > 0) - (at < 0);
    }
    int k = w->f.norder ? w->f.order[0] : 0;
    const struct value *mine = &w->now.row[k], *its = &c->row[k];
    if (!l->side || mine->null || its->null || w->f.norder != 1)
        return compare_peers(w, c->row, w->now.row);
    struct value limit;
    bool down = w->f.down[0];
    if (!moved(mine, down ? -l->side * l->n : l->side * l->n, &limit))
        return -l->side;
    enum order o = value_cmp(its, &limit);
    int order = o == ORDER_LESS ? -1 : o == ORDER_GREATER ? 1 : o == ORDER_UNEQUAL ? compare_peers(w, c->row, w->now.row) : 0;
    return down ? -order : order;
}

/* ---- states ---- */

/* Viral attributes with a rule are folded; without one the least value slides. */
static bool is_folded(const struct window_item *item)
{
    return item->kind == WINDOW_VIRAL && item->viral;
}

static bool is_least(const struct window_item *item)
{
    return item->kind == WINDOW_VIRAL && !item->viral;
}

static void fold(struct window *w, int i, const struct value *v)
{
    const struct window_item *item = &w->items[i];
    if (w->fresh[i])
        viral_start(item->viral, &w->folds[i], item->comp.type);
    w->fresh[i] = false;
    viral_add(item->viral, &w->folds[i], v);
}

static void reset_states(struct window *w)
{
    for (int i = 0; i < w->n; i++) {
        if (w->slides[i])
            slide_reset(w->slides[i]);
        w->fresh[i] = true;
        w->last[i] = value_null(w->items[i].comp.type);
    }
}

static const struct value *argument(const struct window_item *item, const struct value *row)
{
    static const struct value none = {.type = T_INTEGER, .null = true};
    return item->arg < 0 ? &none : &row[item->arg];
}

static void keep_last(struct window *w, int i, const struct value *v)
{
    w->last[i] = *v;
    if (v->type != T_STRING || v->null)
        return;
    buf_reset(&w->texts[i]);
    buf_str(&w->texts[i], v->str);
    w->last[i].str = buf_slice(&w->texts[i]);
}

/* A row comes into the window. Returns false after complaining. */
static bool add_row(struct window *w, const struct cursor *c)
{
    for (int i = 0; i < w->n; i++) {
        const struct window_item *item = &w->items[i];
        const struct value *v = argument(item, c->row);
        if (item->kind == WINDOW_LAST)
            keep_last(w, i, v);
        if (is_folded(item))
            fold(w, i, v);
        if (!w->slides[i] || slide_add(w->slides[i], v, c->index))
            continue;
        diag(D_DATA_WINDOW_BYTES, item->loc, diag_num((long long)(window_bytes(w) >> 10)));
        return false;
    }
    return true;
}

/* Computes a state anew from the beginning of the window to its end. */
static bool again(struct window *w, int only)
{
    struct cursor c = {0};
    c.row = mem_array((size_t)w->wide + 1, sizeof *c.row);
    c.place.at = w->begin.place.at;
    memcpy(c.row, w->begin.row, (size_t)w->wide * sizeof *c.row);
    c.index = w->begin.index;
    c.valid = w->begin.valid;
    bool ok = true, folded = is_folded(&w->items[only]);
    w->fresh[only] = true;
    if (!folded)
        slide_reset(w->slides[only]);
    while (ok && c.valid && c.index < w->end.index) {
        const struct value *v = argument(&w->items[only], c.row);
        if (folded)
            fold(w, only, v);
        else
            ok = slide_add(w->slides[only], v, c.index);
        cursor_next(w, &c);
    }
    spool_place_end(&c.place);
    mem_free(c.row);
    return ok;
}

/* The row at the beginning leaves the window; *anew[i]: the state must be made anew. */
static void leave(struct window *w, bool *anew)
{
    for (int i = 0; i < w->n && w->begin.index < w->end.index; i++) {
        if (w->slides[i] && !anew[i])
            anew[i] = !slide_leave(w->slides[i], argument(&w->items[i], w->begin.row), w->begin.index);
        anew[i] = anew[i] || is_folded(&w->items[i]);
    }
}

/* Brings the window to the row at hand. Its end goes first: rows that it passes before the beginning come, and leave. */
static bool slide(struct window *w)
{
    const struct limit first = {.side = -1, .unbounded = true}, last = {.side = 1, .unbounded = true};
    const struct limit *from = w->f.whole ? &first : &w->f.from, *to = w->f.whole ? &last : &w->f.to;
    bool ok = true;
    for (; ok && w->end.valid && against(w, &w->end, to) <= 0; cursor_next(w, &w->end))
        if (w->end.index >= w->begin.index)
            ok = add_row(w, &w->end);
    memset(w->anew, 0, (size_t)w->n * sizeof *w->anew);
    for (; ok && w->begin.valid && against(w, &w->begin, from) < 0; cursor_next(w, &w->begin))
        leave(w, w->anew);
    for (int i = 0; ok && i < w->n; i++)
        if (w->anew[i])
            ok = again(w, i);
    return ok;
}

/* ---- partitions ---- */

static int take_next(struct window *w)
{
    int got = rel_next(w->from, &w->next);
    if (got <= 0)
        w->next = NULL;
    else
        key_make(&w->next_key, w->next, w->f.partition, w->f.npartition, &w->scratch);
    return got;
}

static void add_totals(struct window *w)
{
    for (int i = 0; i < w->n; i++)
        if (w->items[i].kind == WINDOW_RATIO)
            agg_add(&w->totals[i], &w->next[w->items[i].arg]);
}

/* Memory is shared out only once all operators are planned. */
static void make_slides(struct window *w)
{
    enum slide_window move = w->f.whole || (w->f.from.unbounded && w->f.to.unbounded) ? SLIDE_WHOLE
                             : w->f.from.unbounded                                   ? SLIDE_GROWS
                                                                                     : SLIDE_MOVES;
    for (int i = 0; i < w->n; i++) {
        const struct window_item *item = &w->items[i];
        struct state_kind k = {item->agg, is_least(item), item->arg < 0 ? T_INTEGER : w->from->s.v[item->arg].type};
        if (item->kind == WINDOW_AGG || is_least(item))
            w->slides[i] = slide_new(&k, move, window_bytes(w));
    }
}

/* Reads a partition into the spool. Returns 1, 0 where there is none, -1 after complaining. */
static int open_partition(struct window *w)
{
    if (!w->started) {
        make_slides(w);
        if (take_next(w) < 0)
            return -1;
    }
    w->started = true;
    if (!w->next)
        return 0;
    spool_clear(&w->spool);
    w->spool.limit = session_bytes(w->rel.session);
    buf_reset(&w->key);
    buf_str(&w->key, buf_slice(&w->next_key));
    reset_states(w);
    for (int i = 0; i < w->n; i++) {
        agg_free(&w->totals[i]);
        if (w->items[i].kind == WINDOW_RATIO)
            agg_start(&w->totals[i], AGG_SUM, w->from->s.v[w->items[i].arg].type, &w->rel.session->a);
    }
    do {
        spool_add(&w->spool, w->next, w->wide);
        add_totals(w);
        if (take_next(w) < 0)
            return -1;
    } while (w->next && str_eq(buf_slice(&w->key), buf_slice(&w->next_key)));
    cursor_start(w, &w->now);
    cursor_start(w, &w->end);
    cursor_start(w, &w->begin);
    for (int i = 0; i < w->n; i++)
        if (w->items[i].kind == WINDOW_SHIFT)
            cursor_start(w, &w->shifts[i]);
    w->rank = 1;
    w->open = true;
    return 1;
}

/* ---- results ---- */

static struct value shifted(struct window *w, int i)
{
    const struct window_item *item = &w->items[i];
    int64_t want = (int64_t)w->now.index + item->shift;
    if (want < 0 || want >= (int64_t)w->spool.rows)
        return item->fallback;
    while (w->shifts[i].index < (uint64_t)want)
        cursor_next(w, &w->shifts[i]);
    return w->shifts[i].row[item->arg];
}

static struct value ratio(struct window *w, int i)
{
    struct value total, v = w->now.row[w->items[i].arg];
    enum vtl_error error = ERR_NONE;
    if (v.null)
        return value_null(T_NUMBER);
    if (agg_result(&w->totals[i], &total) != AGG_OK)
        error = ERR_OVERFLOW;
    else if (dec_sign(&total.dec) == 0)
        error = ERR_DIVZERO;
    else
        error = error_of_dec(dec_div(&v.dec, &v.dec, &total.dec));
    v.type = T_NUMBER;
    if (error == ERR_NONE)
        return v;
    trouble_add(w->rel.session, w->troubles[i], error, &w->from->s, w->now.row);
    return value_null(T_NUMBER);
}

static struct value result(struct window *w, int i)
{
    const struct window_item *item = &w->items[i];
    struct value v = value_null(item->comp.type);
    enum agg_status status;
    switch ((int)item->kind) {
    case WINDOW_VIRAL:
        if (is_folded(item)) {
            if (!w->fresh[i])
                viral_result(item->viral, &w->folds[i], item->comp.type, &v, &w->from->s, w->now.row);
            break;
        } /* fall through */
    case WINDOW_AGG:
        status = slide_result(w->slides[i], &v);
        if (status != AGG_OK)
            trouble_add(w->rel.session, w->troubles[i], status == AGG_UNORDERED ? ERR_ORDER : ERR_OVERFLOW, &w->from->s,
                        w->now.row);
        break;
    case WINDOW_SHIFT: v = shifted(w, i); break;
    case WINDOW_RANK: return value_of_int((int64_t)w->rank);
    case WINDOW_RATIO: return ratio(w, i);
    case WINDOW_FIRST:
        if (w->end.index > w->begin.index)
            v = w->begin.row[item->arg];
        break;
    default:
        if (w->end.index > w->begin.index)
            v = w->last[i];
    }
    if (v.null)
        return value_null(item->comp.type);
    if (item->comp.type == T_NUMBER)
        v.type = T_NUMBER;
    return v;
}

static int window_next(struct rel *r, const struct value **row)
{
    struct window *w = (struct window *)r;
    if (w->open) {
        if (w->ranks)
            order_key(w, w->now.row, &w->key, &w->scratch);
        cursor_next(w, &w->now);
        w->open = w->now.valid;
        if (w->open && w->ranks) {
            order_key(w, w->now.row, &w->peer, &w->scratch);
            if (!str_eq(buf_slice(&w->key), buf_slice(&w->peer)))
                w->rank = w->now.index + 1;
        }
    }
    int got = w->open ? 1 : open_partition(w);
    if (got <= 0)
        return got;
    if (!slide(w))
        return -1;
    memcpy(w->out, w->now.row, (size_t)w->wide * sizeof *w->out);
    for (int i = 0; i < w->n; i++)
        w->out[w->wide + i] = result(w, i);
    *row = w->out;
    return 1;
}

static void window_end(struct rel *r)
{
    struct window *w = (struct window *)r;
    struct cursor *cursors[] = {&w->now, &w->end, &w->begin};
    struct buf *bufs[] = {&w->key, &w->next_key, &w->scratch, &w->peer, &w->other};
    for (int i = 0; i < w->n; i++) {
        slide_free(w->slides[i]);
        agg_free(&w->totals[i]);
        viral_end(&w->folds[i]);
        spool_place_end(&w->shifts[i].place);
        buf_free(&w->texts[i]);
    }
    for (int i = 0; i < 3; i++)
        spool_place_end(&cursors[i]->place);
    for (int i = 0; i < 5; i++)
        buf_free(bufs[i]);
    spool_end(&w->spool);
}

static const struct rel_kind window_kind = {window_next, window_end};

/* r by partition, order, key. */
static struct rel *in_order(struct rel *r, const struct window_frame *f)
{
    struct sort_by *by = mem_array((size_t)(f->npartition + f->norder + r->s.n) + 1, sizeof *by);
    int n = 0;
    for (int i = 0; i < f->npartition; i++)
        by[n++] = (struct sort_by){.comp = f->partition[i]};
    for (int i = 0; i < f->norder; i++)
        by[n++] = (struct sort_by){.comp = f->order[i], .by_value = true, .down = f->down[i]};
    for (int i = 0; i < r->s.n; i++)
        if (comp_is_id(&r->s.v[i]))
            by[n++] = (struct sort_by){.comp = i};
    struct rel *sorted = sorted_as(r, by, n);
    mem_free(by);
    return sorted;
}

struct rel *window_new(struct rel *r, const struct window_frame *f, struct window_maker *maker)
{
    struct session *e = r->session;
    struct structure_maker s = {0};
    for (int i = 0; i < r->s.n; i++)
        structure_add(&s, r->s.v[i]);
    for (int i = 0; i < maker->n; i++)
        structure_add(&s, maker->v[i].comp);
    struct window *w = (struct window *)rel_new(e, sizeof *w, &window_kind, structure_keep(&s, &e->a));
    size_t n = (size_t)maker->n + 1, wide = (size_t)r->s.n + 1;
    struct cursor *cursors[] = {&w->now, &w->end, &w->begin};
    w->from = in_order(r, f);
    w->f = *f;
    w->n = maker->n;
    w->wide = r->s.n;
    w->items = arena_array(&e->a, n, sizeof *w->items);
    w->troubles = arena_array(&e->a, n, sizeof *w->troubles);
    w->slides = arena_array(&e->a, n, sizeof(struct slide *));
    w->shifts = arena_array(&e->a, n, sizeof *w->shifts);
    w->totals = arena_array(&e->a, n, sizeof *w->totals);
    w->folds = arena_array(&e->a, n, sizeof *w->folds);
    w->fresh = arena_array(&e->a, n, sizeof *w->fresh);
    w->last = arena_array(&e->a, n, sizeof *w->last);
    w->texts = arena_array(&e->a, n, sizeof *w->texts);
    w->anew = arena_array(&e->a, n, sizeof *w->anew);
    w->out = arena_array(&e->a, n + wide, sizeof *w->out);
    for (int i = 0; i < 3; i++)
        cursors[i]->row = arena_array(&e->a, wide, sizeof *cursors[i]->row);
    for (int i = 0; i < maker->n; i++) {
        w->items[i] = maker->v[i];
        w->troubles[i] = trouble_new(e, maker->v[i].loc);
        w->ranks = w->ranks || maker->v[i].kind == WINDOW_RANK;
        if (maker->v[i].kind == WINDOW_SHIFT)
            w->shifts[i].row = arena_array(&e->a, wide, sizeof *w->shifts[i].row);
    }
    rel_ordered(&w->rel, f->partition, f->npartition);
    session_share(e);
    mem_free(maker->v);
    *maker = (struct window_maker){0};
    return &w->rel;
}
