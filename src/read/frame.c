/* SPDX-License-Identifier: Apache-2.0 */
#include "read/frame.h"

#include <string.h>

#include "base/mem.h"
#include "read/edit.h"
#include "value/dec.h"
#include "value/escape.h"

struct frame *frame_new(struct arena *a, struct frame *up, int n_slots)
{
    struct frame *f = arena_alloc(a, sizeof *f);
    *f = (struct frame){.up = up, .n = n_slots};
    f->slots = arena_array(a, (size_t)n_slots, sizeof *f->slots);
    return f;
}

struct frame *frame_new_lasting(struct frame *up, int n_slots)
{
    struct frame *f = mem_alloc(sizeof *f);
    *f = (struct frame){.up = up, .n = n_slots, .lasting = true};
    f->slots = mem_array((size_t)n_slots, sizeof *f->slots);
    return f;
}

void frame_free(struct frame *f)
{
    if (!f || !f->lasting)
        return;
    for (int i = 0; i < f->n; i++)
        slot_clear(&f->slots[i]);
    mem_free(f->slots);
    mem_free(f);
}

void slot_keep(struct slot *s, struct str text, bool nil)
{
    s->state = nil ? SLOT_NIL : SLOT_TEXT;
    s->n = (uint32_t)text.n;
    s->is.p = nil ? NULL : mem_dup(text.n ? text.p : "", text.n);
}

void slot_clear(struct slot *s)
{
    if (s->state == SLOT_TEXT)
        mem_free((char *)(uintptr_t)s->is.p);
    s->is.p = NULL;
    s->state = SLOT_ABSENT;
}

bool slot_add(struct slot *s, const struct dec *d, struct arena *a)
{
    if (s->state != SLOT_SUM) {
        s->state = SLOT_SUM;
        s->is.sum = arena_array(a, 1, sizeof *s->is.sum);
    }
    struct sum *sum = s->is.sum;
    if (!d || dec_add(&sum->sum, &sum->sum, d) != DEC_OK)
        sum->bad = true;
    sum->any = true;
    return !sum->bad;
}

void slot_join(struct slot *s, struct str text, struct str between, struct arena *a)
{
    if (s->state != SLOT_JOIN) {
        s->state = SLOT_JOIN;
        s->is.joined = arena_array(a, 1, sizeof *s->is.joined);
    }
    struct joined *j = s->is.joined;
    if (!text.n) { /* it is there, and adds nothing: of empty elements alone the text is empty, not null */
        j->p = j->p ? j->p : arena_alloc(a, 1);
        return;
    }
    size_t n = j->n + between.n + text.n;
    if (n > j->cap) { /* twice as much each time: what is left behind is no more than what is there */
        char *p = arena_alloc(a, n * 2 + 16);
        if (j->n)
            memcpy(p, j->p, j->n);
        j->cap = n * 2 + 16;
        j->p = p;
        if (s->n++) {
            memcpy(j->p + j->n, between.p, between.n);
            j->n += between.n;
        }
    } else if (s->n++) {
        memcpy(j->p + j->n, between.p, between.n);
        j->n += between.n;
    }
    memcpy(j->p + j->n, text.p, text.n);
    j->n += text.n;
}

struct str slot_text(const struct slot *s)
{
    if (s->state == SLOT_JOIN)
        return (struct str){s->is.joined->p, s->is.joined->n};
    return s->state == SLOT_TEXT ? (struct str){s->is.p, s->n} : (struct str){NULL, 0};
}

/* Not 0: one of eight bytes may need an escape. TAB, LF and CR are looked for as anything below 16. */
static inline uint64_t odd_word(uint64_t x)
{
    const uint64_t ones = 0x0101010101010101u, high = ones * 0x80;
    uint64_t back = x ^ ones * '\\';
    return (((x - ones * 0x10) & ~x) | ((back - ones) & ~back)) & high;
}

/* Copies n > 3 bytes by words, the last of which overlaps the one before. Not 0: one of them may need an escape. */
static inline uint64_t copy_words(char *to, const char *p, size_t n)
{
    uint64_t x, odd = 0;
    if (n < 8) {
        uint32_t a, b;
        memcpy(&a, p, 4);
        memcpy(&b, p + n - 4, 4);
        memcpy(to, &a, 4);
        memcpy(to + n - 4, &b, 4);
        return odd_word((uint64_t)a << 32 | b);
    }
    for (size_t i = 0; i + 8 < n; i += 8) {
        memcpy(&x, p + i, 8);
        memcpy(to + i, &x, 8);
        odd |= odd_word(x);
    }
    memcpy(&x, p + n - 8, 8);
    memcpy(to + n - 8, &x, 8);
    return odd | odd_word(x);
}

/* A text as it stands in a cell; there is room for twice its bytes. */
static inline char *put_text(char *to, const char *p, size_t n)
{
    if (n > 3 && !copy_words(to, p, n))
        return to + n;
    for (const char *end = p + n; p < end; p++) {
        char e = escape_letters[(unsigned char)*p];
        if (e)
            *to++ = '\\';
        *to++ = e ? e : *p;
    }
    return to;
}

static inline char *put_null(char *to, struct str null)
{
    if (null.n == 2) /* as it is by default */
        memcpy(to, null.p, 2);
    else if (null.n)
        memcpy(to, null.p, null.n);
    return to + null.n;
}

static inline bool is_number(const struct plan_column *c)
{
    return c->function == PATH_COUNT || c->function == PATH_SUM;
}

static void put_number(struct buf *b, const struct plan_column *c, const struct slot *s, struct str null)
{
    if (c->function == PATH_COUNT)
        buf_int(b, s->n);
    else if (s->state == SLOT_SUM && s->is.sum->any && !s->is.sum->bad)
        dec_put(b, &s->is.sum->sum);
    else
        buf_str(b, null);
}

struct slot *frame_slot(const struct plan_column *c, const struct frame *f)
{
    for (int up = c->up; up > 0; up--)
        f = f->up;
    return &f->slots[c->slot];
}

void frame_row(struct buf *to, const struct plan_row *row, int n_columns, const struct frame *f, struct str null)
{
    static const struct slot absent = {.state = SLOT_ABSENT};
    for (int i = 0; i < n_columns; i++) {
        const struct plan_column *c = &row->columns[i];
        const struct slot *s = c->slot < 0 ? &absent : c->up ? frame_slot(c, f) : &f->slots[c->slot];
        if (is_number(c)) {
            put_number(to, c, s, null);
            buf_char(to, '\t');
        } else {
            struct str text = slot_text(s);
            char *at = buf_room(to, (text.p ? text.n * 2 : null.n) + 1);
            at = text.p ? put_text(at, text.p, text.n) : put_null(at, null);
            *at++ = '\t';
            to->n = (size_t)(at - to->p);
        }
        if (c->up && c->slot >= 0)
            ((struct slot *)(uintptr_t)s)->used = true;
    }
    to->p[to->n - 1] = '\n';
}

struct str frame_column(const struct plan_column *c, const struct frame *f)
{
    return c->slot < 0 || is_number(c) ? (struct str){NULL, 0} : slot_text(frame_slot(c, f));
}

/* Appends what is in a slot; false: it is null. */
static bool put_slot(struct buf *b, const struct plan_column *c, const struct frame *f)
{
    if (c->slot < 0)
        return false;
    struct slot *s = frame_slot(c, f);
    s->used = s->used || c->up;
    if (c->function == PATH_COUNT) {
        buf_int(b, s->n);
        return true;
    }
    if (c->function == PATH_SUM) {
        bool good = s->state == SLOT_SUM && s->is.sum->any && !s->is.sum->bad;
        if (good)
            dec_put(b, &s->is.sum->sum);
        return good;
    }
    struct str text = slot_text(s);
    if (text.p)
        buf_str(b, text);
    return text.p != NULL;
}

/* Appends a part of a value; false: it is null. */
static bool put_part(struct buf *b, const struct plan_part *p, const struct frame *f, struct str file)
{
    const struct path_part *part = p->part;
    size_t from = b->n;
    if (part->kind == PART_PATH && !put_slot(b, &p->from, f))
        return false;
    if (part->kind != PART_PATH)
        buf_str(b, part->kind == PART_FILE ? file : part->text);
    for (int i = 0; i < part->n_edits; i++)
        edit_text(b, from, &part->edits[i]);
    return true;
}

void frame_make(const struct plan_row *row, struct frame *f, struct str file, struct arena *a)
{
    struct buf b = {0};
    for (int i = 0; i < row->n_made; i++) {
        const struct plan_made *made = &row->made[i];
        bool there = made->mode == MODE_CONCAT;
        buf_reset(&b);
        for (int k = 0; k < made->n; k++) {
            bool good = put_part(&b, &made->parts[k], f, file);
            if (good != there) { /* the first that is there; or one is missing, and so is the whole */
                there = good;
                break;
            }
        }
        if (there)
            slot_point(&f->slots[made->slot], arena_str(a, buf_slice(&b)));
    }
    buf_free(&b);
}
