/* SPDX-License-Identifier: Apache-2.0 */
#include "read/submit_elem.h"

#include <string.h>

#include "base/mem.h"

struct elem *elem_open(struct submit *s, int node, size_t at)
{
    const struct plan_node *n = &s->plan->nodes[node];
    if ((size_t)s->depth == s->cap_elems) {
        size_t had = s->cap_elems;
        s->elems = mem_grow(s->elems, &s->cap_elems, had + 1, sizeof *s->elems);
        memset(s->elems + had, 0, (s->cap_elems - had) * sizeof *s->elems);
    }
    struct frame *around = s->depth ? s->elems[s->depth - 1].inner : NULL;
    struct elem *e = &s->elems[s->depth++];
    e->node = node;
    e->frame = NULL;
    if (n->has_frame)
        e->frame = n->inside ? frame_new(&s->record, around, n->n_slots) : frame_new_lasting(around, n->n_slots);
    e->inner = e->frame ? e->frame : around;
    e->pending = s->n_pending;
    e->tests = s->n_tests;
    if (n->n_tests) {
        s->tests = mem_grow(s->tests, &s->cap_tests, s->n_tests + (size_t)n->n_tests, 1);
        memset(s->tests + s->n_tests, 0, (size_t)n->n_tests);
        s->n_tests += (size_t)n->n_tests;
    }
    e->nil = e->copied = false;
    e->within = WITHIN_TEXT;
    e->text = (struct str){NULL, 0};
    e->at = at;
    e->line = 0;
    return e;
}

void elem_close(struct submit *s, int depth)
{
    while (s->doc.depth > depth) {
        s->doc.depth--;
        if (s->skip) {
            s->skip--;
            continue;
        }
        struct elem *e = &s->elems[--s->depth];
        s->n_deep -= s->plan->nodes[e->node].whole.n > 0;
        if (e->frame && !s->plan->nodes[e->node].inside) /* others are gone with their record */
            frame_free(e->frame);
        s->n_tests = e->tests;
    }
    s->last_child = -1;
    s->faulty = false;
    s->sink.hint.stop = false;
    elem_expect(s, s->depth && !s->skip ? s->first[s->elems[s->depth - 1].node] : -1);
    s->sink.hint.want_text = false;
}

void elem_mark(struct submit *s)
{
    s->mark = (struct mark){s->h->n_findings, s->depth ? s->elems[s->depth - 1].text.n : 0, s->n_lasting};
}

void elem_mark_tag(struct submit *s)
{
    elem_mark(s);
    s->tag = s->mark;
}

void elem_back_to(struct submit *s, const struct mark *m)
{
    s->h->n_findings = m->findings;
    s->n_told = s->n_lasting = m->told;
    if (s->depth && !s->skip) {
        struct elem *e = &s->elems[s->depth - 1];
        e->text.n = m->text;
        e->buf.n = e->copied ? m->text : 0;
    }
}
