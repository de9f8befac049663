/* SPDX-License-Identifier: Apache-2.0 */
#include "read/submit_state.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "read/submit_elem.h"

static void put(struct buf *b, const void *p, size_t n)
{
    buf_add(b, &n, sizeof n);
    buf_add(b, p, n);
}

static struct str get(struct str *from)
{
    size_t n;
    assert(from->n >= sizeof n);
    memcpy(&n, from->p, sizeof n);
    assert(from->n - sizeof n >= n);
    struct str got = {from->p + sizeof n, n};
    from->p += sizeof n + n;
    from->n -= sizeof n + n;
    return got;
}

static void take_bytes(struct str *from, void *to, size_t n)
{
    assert(from->n >= n);
    memcpy(to, from->p, n);
    *from = (struct str){from->p + n, from->n - n};
}

static void put_frame(struct buf *b, const struct frame *f)
{
    for (int i = 0; f && i < f->n; i++) {
        const struct slot *slot = &f->slots[i];
        unsigned char head[2] = {slot->state, slot->used};
        buf_add(b, head, 2);
        if (slot->state == SLOT_TEXT)
            put(b, slot->is.p, slot->n);
        else if (slot->state == SLOT_COUNT)
            buf_add(b, &slot->n, sizeof slot->n);
    }
}

static void get_frame(struct str *from, struct frame *f)
{
    for (int i = 0; f && i < f->n; i++) {
        unsigned char state = (unsigned char)from->p[0], used = (unsigned char)from->p[1];
        *from = (struct str){from->p + 2, from->n - 2};
        if (state == SLOT_TEXT)
            slot_keep(&f->slots[i], get(from), false);
        else if (state == SLOT_COUNT)
            take_bytes(from, &f->slots[i].n, sizeof f->slots[i].n);
        f->slots[i].state = state;
        f->slots[i].used = used;
    }
}

/* Where each part of the state stands: depth of the document, of the form's part of it, flags; raw start tags;
 * elements; what was told. */
void state_save(const struct submit *s, struct buf *b)
{
    assert(!s->in_record);
    int numbers[] = {s->doc.depth, s->depth, s->skip, s->doc.begun, s->doc.rooted, s->around, (int)s->n_lasting};
    buf_add(b, numbers, sizeof numbers);
    for (int i = 0; i < s->doc.depth; i++) {
        put(b, s->doc.open[i].raw.p, s->doc.open[i].raw.n);
        put(b, s->doc.open[i].qname.p, s->doc.open[i].qname.n);
    }
    for (int i = 0; i < s->depth; i++) {
        const struct elem *e = &s->elems[i];
        int elem[] = {e->node, e->nil, e->within};
        buf_add(b, elem, sizeof elem);
        put(b, e->text.p, e->text.n);
        put_frame(b, e->frame);
        int n_tests = s->plan->nodes[e->node].n_tests;
        put(b, n_tests ? s->tests + e->tests : NULL, (size_t)n_tests); /* without tests there may be no array */
    }
    for (size_t i = 0; i < s->n_lasting; i++) {
        int told[] = {s->told[i].node, s->told[i].kind};
        buf_add(b, told, sizeof told);
        put(b, s->told[i].name.p, s->told[i].name.n);
    }
}

static void load_elem(struct submit *s, struct str *from)
{
    int elem[3];
    take_bytes(from, elem, sizeof elem);
    struct elem *e = elem_open(s, elem[0], 0);
    e->nil = elem[1];
    e->within = (uint8_t)elem[2];
    struct str text = get(from);
    if (text.n) {
        buf_reset(&e->buf);
        buf_str(&e->buf, text);
        e->text = buf_slice(&e->buf);
        e->copied = true;
    }
    get_frame(from, e->frame);
    struct str tests = get(from);
    if (tests.n)
        memcpy(s->tests + e->tests, tests.p, tests.n);
}

void state_load(struct submit *s, struct str from)
{
    int numbers[7];
    take_bytes(&from, numbers, sizeof numbers);
    for (int i = 0; i < numbers[0]; i++) {
        struct str raw = arena_str(&s->lasting, get(&from)), qname = get(&from);
        xml_push(&s->doc, raw, (struct str){raw.p + 1, qname.n}, -1);
    }
    s->doc.begun = numbers[3];
    s->doc.rooted = numbers[4];
    s->around = numbers[5];
    for (int i = 0; i < numbers[1]; i++)
        load_elem(s, &from);
    s->skip = numbers[2];
    for (int i = 0; i < numbers[6]; i++) {
        int told[2];
        take_bytes(&from, told, sizeof told);
        s->told = mem_grow(s->told, &s->cap_told, s->n_told + 1, sizeof *s->told);
        s->told[s->n_told++] = (struct told){told[0], told[1], arena_str(&s->lasting, get(&from))};
    }
    s->n_lasting = s->n_told;
}
