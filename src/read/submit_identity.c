/* SPDX-License-Identifier: Apache-2.0 */
#include "read/submit_identity.h"

#include "base/mem.h"
#include "read/submit_note.h"
#include "value/token.h"

static void hide(struct submit *s, struct slot *slot, const char *digits)
{
    struct buf token = {0};
    token_put(&token, s->o->key, PERSONAL_IDENTITY, str_of(digits));
    s->hidden = mem_grow(s->hidden, &s->cap_hidden, s->n_hidden + 1, sizeof *s->hidden);
    s->hidden[s->n_hidden++] = (struct hidden){slot, *slot};
    slot_point(slot, arena_str(&s->record, buf_slice(&token)));
    buf_free(&token);
}

static void look_at(struct submit *s, const struct form_var *v, struct slot *slot)
{
    char digits[PERSONAL_DIGITS + 1];
    if (!personal_identity(slot_text(slot), digits))
        return;
    if (!s->o->key.p) {
        note_condemn(s, B_IDENTITY_REJECTED, s->record_from, 1, &v->name);
        return;
    }
    size_t i = note_add(s, B_IDENTITY, LEVEL_HARD, RESULT_FAILED, s->record_from, 1, &v->name);
    hide(s, slot, digits);
    s->h->findings[i].variable = v->name;
    s->h->findings[i].value = note_keep(s, slot_text(slot));
}

void identity_hide(struct submit *s)
{
    for (size_t i = 0; i < s->n_rows && !s->rejected; i++) {
        const struct plan_row *row = s->rows[i].row;
        const struct form_table *t = &s->plan->tables[row->table];
        for (int k = 0; k < row->n_ids && !s->rejected; k++)
            look_at(s, &t->vars[row->ids[k]], frame_slot(&row->columns[row->ids[k]], s->rows[i].frame));
    }
}

void identity_show(struct submit *s)
{
    while (s->n_hidden) {
        struct hidden *x = &s->hidden[--s->n_hidden];
        x->was.used = x->slot->used;
        *x->slot = x->was;
    }
}
