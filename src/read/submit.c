/* SPDX-License-Identifier: Apache-2.0 */
#include "read/submit.h"

#include "base/mem.h"
#include "read/submit_elem.h"
#include "read/submit_event.h"
#include "read/submit_note.h"
#include "read/submit_record.h"
#include "read/submit_state.h"

struct submit *submit_new(const struct plan *plan, const struct submit_options *options)
{
    struct submit *s = mem_alloc(sizeof *s);
    s->plan = plan;
    s->o = options;
    event_listen(s);
    s->first = mem_array((size_t)plan->most, sizeof *s->first);
    s->follow = mem_array((size_t)plan->most, sizeof *s->follow);
    for (int i = 0; i < plan->most; i++) { /* nodes that are not there yet are none, their first child is unknown */
        bool there = i < plan->ready;
        s->first[i] = there ? plan->nodes[i].first : -1;
        s->follow[i] = there ? plan->nodes[i].next : -1;
    }
    return s;
}

struct xml_sink *submit_sink(struct submit *s)
{
    return &s->sink;
}

struct xml_doc *submit_doc(struct submit *s)
{
    return &s->doc;
}

struct str submit_open_name(const struct submit *s)
{
    return s->doc.depth ? s->doc.open[s->doc.depth - 1].qname : STR("");
}

bool submit_in_record(const struct submit *s, size_t *from)
{
    *from = s->record_from;
    return s->in_record;
}

int submit_around_records(const struct submit *s)
{
    return s->around;
}

const struct submit_fault *submit_fault(const struct submit *s)
{
    return s->faulty ? &s->fault : NULL;
}

void submit_stop_at_record(struct submit *s, bool stop)
{
    s->stop_at_record = stop;
}

int submit_record_level(const struct submit *s)
{
    return s->record_depth - 1;
}

int submit_record_node(const struct submit *s, int level, struct str raw)
{
    return level > s->depth ? -1 : plan_record_child(s->plan, level ? s->elems[level - 1].node : 0, raw);
}

int submit_known(const struct submit *s)
{
    return s->depth;
}

void submit_close(struct submit *s, int depth)
{
    elem_close(s, depth);
}

void submit_mark(struct submit *s)
{
    elem_mark(s);
}

void submit_save(const struct submit *s, struct buf *b)
{
    state_save(s, b);
}

long submit_lines(struct submit *s, size_t at)
{
    return place_lines(&s->place, at);
}

long submit_column(struct submit *s, size_t at)
{
    return place_column(&s->place, at);
}

/* The open record was not met. */
static void uncount(struct submit *s)
{
    const struct plan_node *n = &s->plan->nodes[s->elems[s->record_depth - 1].node];
    for (int i = 0; i < 2; i++)
        if (n->counters[i] >= 0)
            s->elems[s->record_depth - 2].frame->slots[n->counters[i]].n--;
}

void submit_rewind(struct submit *s)
{
    if (s->in_record) {
        s->h->recs[s->plan->nodes[s->elems[s->record_depth - 1].node].kind]--;
        s->h->n_findings = s->first_finding;
        uncount(s);
        record_forget(s, true);
        elem_close(s, s->record_depth - 1);
        s->doc.rooted = s->doc.depth > 0;
        return;
    }
    elem_back_to(s, &s->mark);
}

void submit_rewind_to_tag(struct submit *s)
{
    elem_back_to(s, &s->tag);
}

/* Remarks about stray text in the open record, which is malformed: how much of it came before the fault depends on how
 * the bytes were cut, and the fault says it all. */
static void drop_text_remarks(struct submit *s)
{
    size_t kept = s->first_finding;
    for (size_t i = s->first_finding; i < s->h->n_findings; i++) {
        if (s->h->findings[i].id == B_XML_TEXT)
            continue;
        if (s->rejected && s->why == i)
            s->why = kept;
        s->h->findings[kept++] = s->h->findings[i];
    }
    s->h->n_findings = kept;
}

size_t submit_reject(struct submit *s, enum builtin_id id, size_t at, int n_args, const struct str args[])
{
    drop_text_remarks(s);
    note_condemn(s, id, at, n_args, args);
    size_t why = s->why;
    record_name(s);
    record_forget(s, true);
    elem_close(s, s->record_depth - 1);
    elem_mark_tag(s);
    s->h->read++;
    s->h->rejected++;
    return why;
}

size_t submit_reject_tag(struct submit *s, int node, enum builtin_id id, size_t at, int n_args,
                         const struct str args[])
{
    const struct plan_node *n = &s->plan->nodes[node];
    s->h->recs[n->kind]++;
    s->around = s->depth;
    s->h->read++;
    s->h->rejected++;
    size_t i = note_add(s, id, LEVEL_HARD, RESULT_REJECTED, at, n_args, args);
    struct chunk_finding *f = &s->h->findings[i];
    f->kind = n->kind;
    f->rec = s->h->recs[n->kind];
    f->sub = submission_ordinal(s);
    f->table = s->plan->tables[n->rows[0].table].name;
    elem_mark_tag(s);
    return i;
}

size_t submit_report(struct submit *s, enum builtin_id id, enum result result, size_t at, int n_args,
                     const struct str args[])
{
    size_t i = note_add(s, id, builtin_get(id)->level, result, at, n_args, args);
    elem_mark_tag(s);
    return i;
}

void submit_file(struct submit *s, struct str name)
{
    s->file = name;
}

void submit_begin(struct submit *s, const char *base, size_t n, struct chunk_rows *h, struct str state)
{
    if (s->in_record)
        record_forget(s, false);
    elem_close(s, 0);
    arena_reset(&s->lasting);
    s->n_told = s->n_lasting = 0;
    s->skip = 0;
    s->doc.begun = s->doc.rooted = false;
    s->around = -1;
    s->base = base;
    s->n = n;
    s->h = h;
    s->tag_at = 0;
    place_start(&s->place, base);
    if (state.n)
        state_load(s, state);
    s->last_child = -1;
    elem_expect(s, s->skip ? -1 : s->depth ? s->first[s->elems[s->depth - 1].node] : s->first[0]);
    elem_mark_tag(s);
}

void submit_free(struct submit *s)
{
    if (!s)
        return;
    if (s->in_record)
        record_forget(s, false);
    elem_close(s, 0);
    for (size_t i = 0; i < s->cap_elems; i++)
        buf_free(&s->elems[i].buf);
    mem_free(s->elems);
    mem_free(s->doc.open);
    mem_free(s->first);
    mem_free(s->follow);
    mem_free(s->tests);
    mem_free(s->pending);
    buf_free(&s->deep);
    mem_free(s->rows);
    mem_free(s->undo);
    mem_free(s->hidden);
    mem_free(s->told);
    arena_free(&s->record);
    arena_free(&s->lasting);
    mem_free(s);
}
