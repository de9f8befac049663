/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frame: the values that belong to one element of a document, and the rows made of them.
 *
 * Audience: read/submit.
 *
 * A frame inside a record lives in the record's arena and points into the input; it is gone when the record ends. A
 * lasting frame belongs to an element around the records and owns copies of its values.
 */
#ifndef EC_READ_FRAME_H
#define EC_READ_FRAME_H

#include <stdint.h>

#include "read/chunk_rows.h"
#include "read/plan.h"

enum slot_state {
    SLOT_ABSENT,
    SLOT_TEXT,
    SLOT_NIL, /* null, and nothing else may come */
    SLOT_SUM,
    SLOT_JOIN,
    SLOT_COUNT
};

struct sum {
    struct dec sum;
    bool any, bad;
};

/* Texts that are joined, in the record's arena. */
struct joined {
    char *p;
    size_t n, cap;
};

struct slot {
    union {
        const char *p;
        struct sum *sum;
        struct joined *joined;
    } is;
    uint32_t n;    /* bytes of the text; count(): what was counted */
    uint8_t state; /* enum slot_state */
    bool used;     /* lasting: a row was written with it */
};

struct frame {
    struct frame *up; /* around it */
    struct slot *slots;
    int n;
    bool lasting;
};

/* A frame of a record: all slots absent. */
struct frame *frame_new(struct arena *a, struct frame *up, int n_slots);

/* A lasting frame; free with frame_free. */
struct frame *frame_new_lasting(struct frame *up, int n_slots);
void frame_free(struct frame *f);

/* Puts a text into an absent slot of a record's frame. Its bytes stay where they are until the record ends. */
static inline void slot_point(struct slot *s, struct str text)
{
    s->state = SLOT_TEXT;
    s->is.p = text.p;
    s->n = (uint32_t)text.n;
}

/* Puts a text (or nil) into an absent slot of a lasting frame: copies it. */
void slot_keep(struct slot *s, struct str text, bool nil);

/* Makes it absent again. */
void slot_clear(struct slot *s);

/* Adds a number to the sum in a slot; NULL: what was to be added is none. Returns false when the sum is lost. */
bool slot_add(struct slot *s, const struct dec *d, struct arena *a);

/* Adds text to those that are joined in a slot. */
void slot_join(struct slot *s, struct str text, struct str between, struct arena *a);

/* Fills the slots of a row that are put together of others. file: its name. Call once, when everything is there. */
void frame_make(const struct plan_row *row, struct frame *f, struct str file, struct arena *a);

/* The text of a slot; p == NULL: absent or nil. */
struct str slot_text(const struct slot *s);

/* Appends the cells of a row, joined by TAB, and LF. null: how a null cell is written. */
void frame_row(struct buf *to, const struct plan_row *row, int n_columns, const struct frame *f, struct str null);

/* The slot of a column of a row; c->slot is one. */
struct slot *frame_slot(const struct plan_column *c, const struct frame *f);

/* The text of a column of a row (not sums and counts); p == NULL: null. */
struct str frame_column(const struct plan_column *c, const struct frame *f);

#endif
