/* SPDX-License-Identifier: Apache-2.0 */
/*
 * submit_elem: the stack of open elements that the form knows.
 *
 * Audience: the files submit*.c.
 *
 * Outside records a mark remembers what text may have added to, so that text whose extent depends on how the bytes were
 * cut can be taken back.
 */
#ifndef EC_READ_SUBMIT_ELEM_H
#define EC_READ_SUBMIT_ELEM_H

#include "read/submit_work.h"

/* The element of a node begins; at is the offset of its '<'. Valid until the next one begins. */
struct elem *elem_open(struct submit *s, int node, size_t at);

/* Closes elements of the document, known or not, down to a depth, without the events of an end. */
void elem_close(struct submit *s, int depth);

/* The node that probably starts next (-1: no idea). */
static inline void elem_expect(struct submit *s, int node)
{
    s->next = node;
    s->sink.hint.expect = node >= 0 ? s->plan->nodes[node].name : XML_UNKNOWN;
}

/* Remembers what is there outside records; elem_mark_tag: behind a tag. */
void elem_mark(struct submit *s);
void elem_mark_tag(struct submit *s);

/* Forgets what came behind a mark. No tag may lie between. */
void elem_back_to(struct submit *s, const struct mark *m);

#endif
