/* SPDX-License-Identifier: Apache-2.0 */
/*
 * submit_work: what the parts of read/submit share: the open elements and the record being read.
 *
 * Audience: the files submit*.c.
 *
 * The form knows the first `depth` open elements; below the innermost of them `skip` unknown ones may be open. Values
 * point into the input or into the arena of the record, until the record ends; those of elements around the records are
 * copies. What belongs to the open record is forgotten at its end, whatever became of it.
 */
#ifndef EC_READ_SUBMIT_WORK_H
#define EC_READ_SUBMIT_WORK_H

#include <stdint.h>

#include "base/arena.h"
#include "io/place.h"
#include "io/xmlev.h"
#include "read/chunk_rows.h"
#include "read/frame.h"
#include "read/plan.h"
#include "read/submit_options.h"

/* What an element whose text is a value has besides text. */
enum elem_within {
    WITHIN_TEXT,   /* nothing */
    WITHIN_KNOWN,  /* elements that the form knows */
    WITHIN_CHILD,  /* an element that the form does not know */
    WITHIN_VALUE,  /* one with a text */
    WITHIN_MIXED   /* text, and elements */
};

/* An open element that the form knows. */
struct elem {
    int node;
    struct frame *frame;   /* its own, or NULL */
    struct frame *inner;   /* its own, or the one around it */
    size_t tests;          /* where the results of its tests begin in s->tests */
    size_t pending;        /* values that wait began here when it started */
    bool nil;
    bool copied;           /* text is in buf */
    uint8_t within;        /* enum elem_within */
    size_t rows;           /* its rows begin here in s->rows */
    size_t deep;           /* string(): where its text begins in s->deep */
    struct str text;
    struct buf buf;        /* kept for the next element of this depth */
    size_t at;             /* offset of its '<' */
    long line;             /* counted only where rows begin */
};

/* A value whose [name='v'] is not decided yet. */
struct pending {
    const struct plan_target *target;
    struct frame *frame; /* NULL: a test */
    struct str value;
    bool nil;
    size_t at;
};

struct row {
    const struct plan_row *row;
    struct frame *frame;
    long line;
    bool good; /* its element has ended, and the conditions hold */
};

/* A path that was reported in this record (or, lasting, in this file) already. */
struct told {
    int node, kind;
    struct str name;
};

/* What text outside records may have added to. */
struct mark {
    size_t findings, text, told;
};

/* A slot that holds a token while the rows are written, and what it held. */
struct hidden {
    struct slot *slot, was;
};

enum { WIDTH = 256 }; /* attributes of an element */

struct submit {
    const struct plan *plan;
    const struct submit_options *o;
    struct xml_sink sink;
    struct xml_doc doc;
    struct chunk_rows *h;
    const char *base;   /* the text of the chunk */
    size_t n;
    struct str file;    /* its name, for file() */
    struct place place; /* lines and columns in it */
    struct elem *elems; /* [cap]; the first `depth` are open */
    int depth;
    size_t cap_elems;
    int skip;           /* open elements below the innermost known one */
    int *first, *follow; /* [nodes] which child came first, which sibling came next, the last time */
    int next;           /* the node expected to start next, or -1 */
    int last_child;     /* of the open element: the child that ended last, or -1 */
    uint8_t *tests;
    size_t n_tests, cap_tests;
    struct buf deep;    /* text of the elements of which string() is asked, while n_deep of them are open */
    int n_deep;
    size_t deep_taken;  /* bytes that were taken of it in this record */
    struct pending *pending;
    size_t n_pending, cap_pending;
    struct row *rows;
    size_t n_rows, cap_rows;
    struct hidden *hidden;
    size_t n_hidden, cap_hidden;
    struct slot **undo; /* slots of lasting frames that the open record filled */
    size_t n_undo, cap_undo;
    struct told *told;  /* the first n_lasting belong to the file */
    size_t n_told, n_lasting, cap_told;
    struct arena record; /* frames and copies of the open record */
    struct arena lasting; /* names told in this file */
    const struct plan_attr *found[WIDTH];
    /* the open record */
    bool in_record;
    int record_depth;
    size_t record_from, first_finding;
    int record_findings;
    bool rejected;
    size_t why;          /* index of the finding that rejects */
    /* the document */
    int around; /* depth of the element around the records; -1: no record yet */
    bool stop_at_record;
    bool faulty;
    struct submit_fault fault;
    struct mark tag, mark; /* behind the last tag; where submit_mark was called, or behind a later tag */
    size_t tag_at;  /* the start of the last start tag, the end of the last end tag, whichever came last */
};

/* Does the text of the element matter? */
static inline bool elem_takes_text(const struct plan_node *n)
{
    return n->text.n > 0;
}

/* The ordinal in the chunk of the outermost record that is open, among those of all kinds. */
static inline long submission_ordinal(const struct submit *s)
{
    long n = 0;
    for (int i = 0; i < s->h->n_kinds; i++)
        n += s->plan->kinds[i].hidden ? 0 : s->h->recs[i];
    return n;
}

#endif
