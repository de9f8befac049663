/* SPDX-License-Identifier: Apache-2.0 */
#include "starter/observe.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/seeded.h"
#include "starter/naming.h"

struct open_value {
    int node;        /* -1: none */
    int table;       /* whose record it is, or -1 */
    bool text;       /* its text is a variable's */
    struct buf said;
};

struct observer {
    struct draft *d;
    struct open_value open[WALK_DEPTH + 2];
    int depth;
    uint64_t rows;       /* of all tables, as numbers of records */
    uint64_t in_file;    /* records of the main table in this file */
    uint64_t *seen;      /* [size] hashes; 0: free */
    size_t size, n_seen;
};

/* Hashes */

static void enlarge(struct observer *o)
{
    size_t old_size = o->size;
    uint64_t *old = o->seen;
    o->size = old_size ? old_size * 2 : 4096;
    o->seen = mem_array(o->size, sizeof *o->seen);
    for (size_t i = 0; i < old_size; i++) {
        if (!old[i])
            continue;
        size_t at = old[i] & (o->size - 1);
        while (o->seen[at])
            at = (at + 1) & (o->size - 1);
        o->seen[at] = old[i];
    }
    mem_free(old);
}

/* Was it there before? When there is no more place: no. */
static bool enter(struct observer *o, uint64_t hash)
{
    if (o->n_seen * 2 >= o->size && o->n_seen < OBSERVE_VALUES)
        enlarge(o);
    hash = hash ? hash : 1;
    size_t at = hash & (o->size - 1);
    for (; o->seen[at]; at = (at + 1) & (o->size - 1))
        if (o->seen[at] == hash)
            return true;
    if (o->n_seen < OBSERVE_VALUES) {
        o->seen[at] = hash;
        o->n_seen++;
    }
    return false;
}

static uint64_t hash_of(const uint64_t *numbers, size_t n)
{
    return seeded_hash((struct str){(const char *)numbers, n * sizeof *numbers});
}

/* Records */

static void begin_record(struct observer *o, int table)
{
    struct draft_table *t = &o->d->tables[table];
    t->row = ++o->rows;
    t->rows++;
    o->in_file += table == 0;
    for (int i = 0; i < t->n; i++)
        t->vars[i].hash = t->vars[i].outside ? t->vars[i].hash : 0;
}

/* The period with an identifier: what a unit sends each quarter. */
static void end_pairs(struct observer *o, struct draft_table *t, uint64_t around)
{
    const struct draft_var *period = NULL;
    for (int i = 0; i < t->n && !period; i++)
        if (t->vars[i].hash && naming_is_period(t->vars[i].name))
            period = &t->vars[i];
    for (int i = 0; i < t->n && period; i++) {
        struct draft_var *v = &t->vars[i];
        uint64_t key[] = {around, (uint64_t)(t - o->d->tables), (uint64_t)i, v->hash, period->hash};
        if (v->hash && v != period && !v->twice_in_period && naming_identifies(v->name) && enter(o, hash_of(key, 5)))
            v->twice_in_period = true;
    }
}

static void end_record(struct observer *o, int table)
{
    struct draft_table *t = &o->d->tables[table];
    uint64_t around = t->parent >= 0 ? o->d->tables[t->parent].row : 0;
    end_pairs(o, t, around);
    for (int i = 0; i < t->n; i++) {
        struct draft_var *v = &t->vars[i];
        v->missing = v->missing || !v->hash;
        uint64_t key[] = {around, (uint64_t)table, (uint64_t)i, v->hash};
        if (v->hash && !v->missing && !v->twice && enter(o, hash_of(key, 4)))
            v->twice = true;
    }
}

static void add_value(struct observer *o, const struct draft_place *p, struct str text)
{
    struct draft_var *v = &o->d->tables[p->table].vars[p->var];
    struct str value = str_trim(text);
    v->late = v->late || (v->outside && o->in_file > 0);
    evidence_add(&v->evidence, value);
    v->hash = value.n ? seeded_hash(value) : 0;
}

/* Events */

static void on_start(void *to, int name, struct str qname, const struct xml_attr *attrs, int n_attrs, long line)
{
    struct observer *o = to;
    struct draft *d = o->d;
    const struct open_value *parent = &o->open[o->depth];
    struct open_value *e = &o->open[++o->depth];
    (void)qname, (void)line;
    e->node = parent->node >= 0 && name >= 0 ? outline_child(d->outline, parent->node, name, false, false) : -1;
    e->table = -1;
    e->text = false;
    buf_reset(&e->said);
    if (e->node < 0)
        return;
    int node = d->stands_for[e->node];
    e->table = d->places[node].record_of;
    e->text = d->places[node].table >= 0;
    if (e->table >= 0)
        begin_record(o, e->table);
    for (int i = 0; i < n_attrs; i++) {
        int at = outline_skips(attrs[i].name) ? -1 : outline_child(d->outline, node, attrs[i].name, true, false);
        if (at >= 0 && d->places[d->stands_for[at]].table >= 0)
            add_value(o, &d->places[d->stands_for[at]], attrs[i].value);
    }
}

static void on_text(void *to, struct str text)
{
    struct observer *o = to;
    struct open_value *e = &o->open[o->depth];
    if (e->text && e->said.n < WALK_TEXT)
        buf_str(&e->said, text);
}

static void on_end(void *to)
{
    struct observer *o = to;
    struct open_value *e = &o->open[o->depth--];
    if (e->node >= 0 && e->text)
        add_value(o, &o->d->places[o->d->stands_for[e->node]], buf_slice(&e->said));
    if (e->table >= 0)
        end_record(o, e->table);
}

struct observer *observe_new(struct draft *d)
{
    struct observer *o = mem_alloc(sizeof *o);
    o->d = d;
    enlarge(o);
    return o;
}

bool observe_file(struct observer *o, const char *path)
{
    o->depth = 0;
    o->in_file = 0;
    o->open[0].node = 0;
    for (int i = 0; i < o->d->n_tables; i++)
        for (int k = 0; k < o->d->tables[i].n; k++)
            o->d->tables[i].vars[k].hash = 0;
    bool good = walk_file(path, &o->d->outline->vocab, &(struct walk_listener){o, on_start, on_text, on_end, NULL});
    o->d->without += good && !o->in_file;
    return good;
}

void observe_record(struct observer *o, int table, const struct str *values, int n)
{
    begin_record(o, table);
    for (int i = 0; i < n && i < o->d->tables[table].n; i++)
        if (values[i].p)
            add_value(o, &(struct draft_place){table, i, -1}, values[i]);
    end_record(o, table);
}

void observe_free(struct observer *o)
{
    if (!o)
        return;
    for (size_t i = 0; i < sizeof o->open / sizeof *o->open; i++)
        buf_free(&o->open[i].said);
    mem_free(o->seen);
    mem_free(o);
}
