/* SPDX-License-Identifier: Apache-2.0 */
#include "read/submit_record.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/siphash.h"
#include "read/otherperiod.h"
#include "read/submit_identity.h"
#include "read/submit_note.h"
#include "read/submit_value.h"
#include "value/keyparts.h"

void record_row(struct submit *s, struct elem *e)
{
    const struct plan_node *n = &s->plan->nodes[e->node];
    e->rows = s->n_rows;
    for (int i = 0; i < n->n_rows; i++) {
        s->rows = mem_grow(s->rows, &s->cap_rows, s->n_rows + 1, sizeof *s->rows);
        s->rows[s->n_rows++] = (struct row){.row = &n->rows[i], .frame = e->frame, .line = e->line};
    }
}

void record_row_end(struct submit *s, const struct elem *e)
{
    const struct plan_node *n = &s->plan->nodes[e->node];
    for (int i = 0; i < n->n_rows; i++) {
        bool good = true;
        for (int k = 0; k < n->rows[i].n_conds; k++)
            good = good && value_holds(s, &n->rows[i].conds[k]);
        s->rows[e->rows + (size_t)i].good = good;
    }
}

/* Keeps the rows that hold, and fills what is put together. */
static void finish_rows(struct submit *s)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->n_rows; i++) {
        if (!s->rows[i].good)
            continue;
        if (s->rows[i].row->n_made)
            frame_make(s->rows[i].row, s->rows[i].frame, s->file, &s->record);
        s->rows[kept++] = s->rows[i];
    }
    s->n_rows = kept;
}

static bool wanted(const struct submit *s, int table)
{
    return s->o->all_tables || s->o->table == table || table >= s->plan->form->n_tables;
}

bool record_wanted(const struct submit *s, const struct plan_node *n)
{
    for (int i = 0; i < n->n_rows; i++)
        if (wanted(s, n->rows[i].table))
            return true;
    return false;
}

/* What tells a submission of a stream without a name from others with the same ordinal: its bytes. */
static uint64_t mark_of(const struct submit *s, size_t end)
{
    static const uint64_t key[2] = {0x6563746f6f6c7301u, 0x7375626d69737302u}; /* public: the same mark on every machine */
    if (!s->h->anonymous)
        return 0;
    return siphash(key, (struct str){s->base + s->record_from, end - s->record_from}).a;
}

static void write_rows(struct submit *s, int kind, uint64_t mark)
{
    long sub = submission_ordinal(s);
    for (size_t i = 0; i < s->n_rows; i++) {
        const struct row *r = &s->rows[i];
        int table = r->row->table;
        if (!wanted(s, table))
            continue;
        struct chunk_table *t = &s->h->tables[table];
        frame_row(&t->text, r->row, s->plan->tables[table].n, r->frame,
                  table < s->plan->form->n_tables ? s->o->null : STR("\\N"));
        t->rows = mem_grow(t->rows, &t->cap, t->n + 1, sizeof *t->rows);
        t->rows[t->n++] = (struct chunk_row){
            .end = t->text.n, .line = r->line, .kind = kind, .rec = s->h->recs[kind], .sub = sub, .mark = mark};
    }
}

void record_name(struct submit *s)
{
    if (s->first_finding == s->h->n_findings)
        return;
    const struct elem *e = &s->elems[s->record_depth - 1];
    const struct plan_row *row = &s->plan->nodes[e->node].rows[0];
    const struct form_table *t = &s->plan->tables[row->table];
    struct buf b = {0};
    for (int i = 0; i < t->n; i++) {
        struct str v = t->vars[i].role == ROLE_IDENTIFIER ? frame_column(&row->columns[i], e->frame) : (struct str){NULL, 0};
        if (!v.p)
            continue;
        keyparts_add(&b, t->vars[i].name, v);
    }
    struct str key = b.n ? note_keep(s, buf_slice(&b)) : (struct str){NULL, 0};
    for (size_t i = s->first_finding; i < s->h->n_findings; i++) {
        s->h->findings[i].table = t->name;
        s->h->findings[i].key = key;
    }
    buf_free(&b);
}

void record_forget(struct submit *s, bool undo)
{
    for (size_t i = 0; undo && i < s->n_undo; i++)
        slot_clear(s->undo[i]);
    s->n_undo = s->n_pending = s->n_rows = 0;
    s->deep_taken = 0;
    s->n_told = s->n_lasting;
    s->in_record = s->rejected = false;
    arena_reset(&s->record);
}

void record_begin(struct submit *s, const struct plan_node *n, size_t at)
{
    s->in_record = true;
    s->record_depth = s->depth;
    s->around = s->depth - 1;
    s->record_from = at;
    s->first_finding = s->h->n_findings;
    s->record_findings = 0;
    s->h->recs[n->kind]++;
}

/* A submission of another period is another run's: it is refused here, before it can meet those of this one. */
static void check_period(struct submit *s)
{
    const struct elem *e = &s->elems[s->record_depth - 1];
    const struct plan_node *node = &s->plan->nodes[e->node];
    if (!s->o->period.n || !node->n_rows)
        return;
    const struct form_table *t = &s->plan->tables[node->rows[0].table];
    if (t->period < 0)
        return;
    struct str text = frame_column(&node->rows[0].columns[t->period], e->frame);
    if (!text.p || !otherperiod(&t->vars[t->period], s->o->period, text, &s->record))
        return;
    struct str args[] = {text, s->o->period};
    note_condemn(s, B_XML_PERIOD, s->record_from, 2, args);
}

/* Rows of the form, not only of what ref() looks up? */
static bool has_own_rows(const struct submit *s)
{
    for (size_t i = 0; i < s->n_rows; i++)
        if (s->rows[i].row->table < s->plan->form->n_tables)
            return true;
    return false;
}

void record_end(struct submit *s, size_t end)
{
    finish_rows(s);
    check_period(s);
    int kind = s->plan->nodes[s->elems[s->record_depth - 1].node].kind;
    if (end - s->record_from > s->o->max_record)
        note_limit(s, B_XML_RECORD_SIZE, s->record_from, s->o->max_record);
    identity_hide(s);
    bool rejected = s->rejected;
    uint64_t mark = mark_of(s, end);
    record_name(s);
    for (size_t i = s->first_finding; i < s->h->n_findings; i++)
        s->h->findings[i].mark = mark;
    if (rejected) {
        chunk_rows_reject(s->h, s->record_from, end, true, true, (long)s->why);
        s->h->read++;
        s->h->rejected++;
    } else if (s->n_rows) {
        write_rows(s, kind, mark);
        bool own = has_own_rows(s);
        s->h->read += own;
        s->h->written += own;
    }
    identity_show(s);
    record_forget(s, rejected);
    if (s->stop_at_record)
        s->sink.hint.stop = true;
}
