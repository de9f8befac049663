/* SPDX-License-Identifier: Apache-2.0 */
#include "data/match.h"

#include "base/mem.h"
#include "data/rows.h"
#include "data/sorted.h"
#include "data/spool.h"

/* One sorted operand and the row in front. */
struct front {
    struct rel *r;
    int *by;
    int n;
    const struct value *row; /* NULL at the end */
    struct str key;
    const struct str *made; /* the key that its sort has made; NULL: it is made here */
    struct buf room;
    struct buf scratch;
};

static bool advance(struct front *f)
{
    int got = rel_next(f->r, &f->row);
    if (got <= 0) {
        f->row = NULL;
    } else if (f->made) {
        f->key = *f->made;
    } else {
        key_make(&f->room, f->row, f->by, f->n, &f->scratch);
        f->key = buf_slice(&f->room);
    }
    return got >= 0;
}

static void front_start(struct front *f, struct rel *r, const int *by, int n)
{
    f->r = sorted_by(r, by, n);
    f->by = arena_array(&r->session->a, (size_t)n + 1, sizeof *f->by);
    for (int i = 0; i < n; i++)
        f->by[i] = by[i];
    f->n = n;
    f->made = sorted_key(f->r, by, n);
}

static void front_end(struct front *f)
{
    buf_free(&f->room);
    buf_free(&f->scratch);
}

/* A side that has ended comes behind all keys. */
static int compare(const struct front *a, const struct front *b)
{
    if (!a->row || !b->row)
        return !a->row - !b->row;
    return str_cmp(a->key, b->key);
}

/* ---- two operands ---- */

struct match {
    struct rel rel;
    enum match_kind kind;
    struct front left, right;
    bool started, unique;       /* unique: the right side has one row a key */
    bool pending_left, pending_right; /* handed out: to be advanced at the next call */
    bool matched;               /* unique: the row in front of the right side has had its match */
    bool group;                 /* the spool holds the rows of the right side with group_key */
    struct buf group_key;
    struct spool spool;
    struct spool_place place;
    struct value *from_spool, *row;
};

static int emit(struct match *m, const struct value *left, const struct value *right, const struct value **row)
{
    int nl = m->left.r->s.n, nr = m->right.r->s.n;
    for (int i = 0; i < nl; i++)
        m->row[i] = left ? left[i] : value_null(m->left.r->s.v[i].type);
    for (int i = 0; i < nr; i++)
        m->row[nl + i] = right ? right[i] : value_null(m->right.r->s.v[i].type);
    for (int i = 0; i < m->left.n; i++)
        if (!left)
            m->row[m->left.by[i]] = right[m->right.by[i]];
        else if (!right)
            m->row[nl + m->right.by[i]] = left[m->left.by[i]];
    m->row[nl + nr] = value_of_tri(tri_of(left));
    m->row[nl + nr + 1] = value_of_tri(tri_of(right));
    *row = m->row;
    return 1;
}

/* All rows of the right side with the key of the left one go into the spool. */
static bool collect(struct match *m)
{
    spool_clear(&m->spool);
    m->spool.limit = session_bytes(m->rel.session);
    buf_reset(&m->group_key);
    buf_str(&m->group_key, m->left.key);
    while (compare(&m->left, &m->right) == 0 && m->right.row) {
        spool_add(&m->spool, m->right.row, m->right.r->s.n);
        if (!advance(&m->right))
            return false;
    }
    m->group = true;
    spool_place_end(&m->place);
    return true;
}

/* The next pair of the group: 1; 0 when it is at its end; -1 after complaining. */
static int next_of_group(struct match *m, const struct value **row)
{
    while (!spool_read(&m->spool, &m->place, m->from_spool, m->right.r->s.n)) {
        if (!advance(&m->left))
            return -1;
        if (!m->left.row || str_cmp(m->left.key, buf_slice(&m->group_key)) != 0) {
            m->group = false;
            return 0;
        }
        spool_place_end(&m->place);
    }
    return emit(m, m->left.row, m->from_spool, row);
}

static bool catch_up(struct match *m)
{
    bool left = m->pending_left || !m->started, right = m->pending_right || !m->started;
    m->pending_left = m->pending_right = false;
    m->started = true;
    return (!left || advance(&m->left)) && (!right || advance(&m->right));
}

static int match_next(struct rel *r, const struct value **row)
{
    struct match *m = (struct match *)r;
    for (;;) {
        int got;
        if (!catch_up(m))
            return -1;
        if (m->group && (got = next_of_group(m, row)) != 0)
            return got;
        if (!m->left.row && (!m->right.row || m->kind != MATCH_FULL))
            return 0;
        int order = compare(&m->left, &m->right);
        if (order < 0) {
            m->pending_left = true;
            if (m->kind != MATCH_INNER)
                return emit(m, m->left.row, NULL, row);
        } else if (order > 0) {
            bool alone = !m->matched && m->kind == MATCH_FULL;
            m->pending_right = true;
            m->matched = false;
            if (alone)
                return emit(m, NULL, m->right.row, row);
        } else if (m->unique) {
            m->pending_left = m->matched = true;
            return emit(m, m->left.row, m->right.row, row);
        } else if (!collect(m)) {
            return -1;
        }
    }
}

static void match_end(struct rel *r)
{
    struct match *m = (struct match *)r;
    front_end(&m->left);
    front_end(&m->right);
    buf_free(&m->group_key);
    spool_end(&m->spool);
    spool_place_end(&m->place);
}

static const struct rel_kind match_kind = {match_next, match_end};

static struct str prefixed(struct arena *a, const char *prefix, struct str name)
{
    return str_of(arena_printf(a, "%s%.*s", prefix, (int)name.n, name.p));
}

static void add_side(struct structure_maker *s, struct arena *a, const struct match_side *side)
{
    for (int i = 0; i < side->r->s.n; i++) {
        struct comp c = side->r->s.v[i];
        c.name = prefixed(a, side->prefix, c.name);
        structure_add(s, c);
    }
}

/* Do these components hold all identifiers? */
static bool holds_key(const struct structure *s, const int *by, int n)
{
    int ids = 0;
    for (int i = 0; i < n; i++)
        ids += comp_is_id(&s->v[by[i]]);
    return ids == structure_count(s, ROLE_IDENTIFIER);
}

struct rel *match_new(struct match_side left, struct match_side right, int n, enum match_kind kind)
{
    struct session *e = left.r->session;
    struct structure_maker s = {0};
    add_side(&s, &e->a, &left);
    add_side(&s, &e->a, &right);
    structure_add(&s, (struct comp){prefixed(&e->a, left.prefix, STR("")), T_BOOLEAN, ROLE_ATTRIBUTE, false});
    structure_add(&s, (struct comp){prefixed(&e->a, right.prefix, STR("")), T_BOOLEAN, ROLE_ATTRIBUTE, false});
    struct match *m = (struct match *)rel_new(e, sizeof *m, &match_kind, structure_keep(&s, &e->a));
    m->kind = kind;
    front_start(&m->left, left.r, left.key, n);
    front_start(&m->right, right.r, right.key, n);
    m->unique = holds_key(&right.r->s, right.key, n);
    m->row = arena_array(&e->a, (size_t)m->rel.s.n + 1, sizeof *m->row);
    m->from_spool = arena_array(&e->a, (size_t)right.r->s.n + 1, sizeof *m->from_spool);
    if (m->unique && kind != MATCH_FULL)
        rel_ordered(&m->rel, m->left.r->order, m->left.r->norder);
    else
        rel_ordered(&m->rel, left.key, n);
    if (!m->unique)
        session_share(e);
    return &m->rel;
}

/* ---- set operators ---- */

struct setop {
    struct rel rel;
    enum set_kind kind;
    struct front *v; /* [n] */
    int n;
    bool started;
    bool *taken;     /* [n] the row in front has had its turn */
};

static bool wanted(const struct setop *t, int least)
{
    int have = 0;
    for (int i = 0; i < t->n; i++)
        have += t->taken[i];
    switch ((int)t->kind) {
    case SET_INTERSECT: return have == t->n;
    case SET_SETDIFF: return have == 1 && least == 0;
    case SET_SYMDIFF: return have == 1;
    default: return true;
    }
}

static int setop_next(struct rel *r, const struct value **row)
{
    struct setop *t = (struct setop *)r;
    for (;;) {
        int least = 0;
        for (int i = 0; i < t->n; i++)
            if ((t->taken[i] || !t->started) && !advance(&t->v[i]))
                return -1;
        t->started = true;
        for (int i = 1; i < t->n; i++)
            if (compare(&t->v[i], &t->v[least]) < 0)
                least = i;
        if (!t->v[least].row)
            return 0;
        for (int i = 0; i < t->n; i++)
            t->taken[i] = compare(&t->v[i], &t->v[least]) == 0;
        if (wanted(t, least)) {
            *row = t->v[least].row;
            return 1;
        }
    }
}

static void setop_end(struct rel *r)
{
    struct setop *t = (struct setop *)r;
    for (int i = 0; i < t->n; i++)
        front_end(&t->v[i]);
}

static const struct rel_kind setop_kind = {setop_next, setop_end};

struct rel *setop_new(enum set_kind kind, struct rel *const *operands, int n, const struct structure *s)
{
    struct session *e = operands[0]->session;
    struct setop *t = (struct setop *)rel_new(e, sizeof *t, &setop_kind, *s);
    int *by = mem_array((size_t)s->n + 1, sizeof *by), nby = key_of(s, by);
    t->kind = kind;
    t->n = n;
    t->v = arena_array(&e->a, (size_t)n, sizeof *t->v);
    t->taken = arena_array(&e->a, (size_t)n, sizeof *t->taken);
    for (int i = 0; i < n; i++)
        front_start(&t->v[i], operands[i], by, nby);
    rel_ordered(&t->rel, by, nby);
    mem_free(by);
    return &t->rel;
}
