/* SPDX-License-Identifier: Apache-2.0 */
#include "read/submit_value.h"

#include "base/mem.h"
#include "read/as_fixed.h"
#include "read/submit_note.h"

static struct str label(const struct form_var *v)
{
    return v->name;
}

static void duplicate(struct submit *s, const struct plan_target *t, const struct frame *f, size_t at)
{
    struct str args[2] = {label(t->var), t->var->path};
    if (!f->lasting && s->in_record)
        note_condemn(s, B_XML_DUPLICATE, at, 2, args);
    else
        note_remark(s, B_XML_DUPLICATE, LEVEL_HARD, at, 2, args);
}

static void set_lasting(struct submit *s, const struct plan_target *t, struct slot *slot, struct str value, bool nil,
                        size_t at)
{
    struct str arg = label(t->var);
    slot_keep(slot, value, nil);
    if (s->in_record) {
        s->undo = mem_grow(s->undo, &s->cap_undo, s->n_undo + 1, sizeof *s->undo);
        s->undo[s->n_undo++] = slot;
    }
    if (slot->used)
        note_remark(s, B_XML_LATE, LEVEL_HARD, at, 1, &arg);
}

static void add_summand(struct submit *s, const struct plan_target *t, struct slot *slot, struct str value, size_t at)
{
    bool was_bad = slot->state == SLOT_SUM && slot->is.sum->bad;
    struct dec d;
    enum as_fixed fixed = as_fixed_number(&d, value, t->var, &s->record);
    if (fixed == AS_FIXED_NULL || slot_add(slot, fixed == AS_FIXED_NUMBER ? &d : NULL, &s->record) || was_bad)
        return;
    struct str args[2] = {label(t->var), value};
    note_remark(s, B_XML_SUM, LEVEL_HARD, at, 2, args);
}

/* Are they the same text or, where the form takes a number or a code there, the same one? */
static bool same_value(struct submit *s, const struct plan_target *t, struct str value)
{
    struct str wanted = t->predicate->value;
    return str_eq(wanted, value) || (t->typed && as_fixed_same(value, wanted, t->typed, &s->record));
}

/* Does what a test looks at let it hold? */
static bool meets(struct submit *s, const struct plan_target *t, struct str value, bool nil)
{
    const struct path_predicate *q = t->predicate;
    return q->op == OP_EXISTS || (!nil && same_value(s, t, value) == (q->op == OP_EQUAL));
}

/* A value whose conditions hold. Its bytes stay until the record ends. */
static void apply(struct submit *s, const struct plan_target *t, struct frame *f, struct str value, bool nil, size_t at)
{
    if (t->function == PATH_TEST) {
        if (meets(s, t, value, nil))
            s->tests[s->elems[t->level - 1].tests + (size_t)t->slot] = 1;
        return;
    }
    struct slot *slot = &f->slots[t->slot];
    if (t->function == PATH_COUNT) {
        slot->n++;
    } else if (t->function == PATH_SUM) {
        if (!nil && value.n)
            add_summand(s, t, slot, value, at);
    } else if (t->function == PATH_JOIN) {
        if (!nil)
            slot_join(slot, value, t->path->between, &s->record);
    } else if (t->function == PATH_FIRST && slot->state != SLOT_ABSENT) {
        return;
    } else if (slot->state != SLOT_ABSENT) {
        duplicate(s, t, f, at);
    } else if (f->lasting) {
        set_lasting(s, t, slot, value, nil, at);
    } else {
        slot_point(slot, value);
        slot->state = nil ? SLOT_NIL : SLOT_TEXT;
    }
}

bool value_holds(const struct submit *s, const struct plan_cond *c)
{
    return s->tests[s->elems[c->depth - 1].tests + (size_t)c->test] != c->negated;
}

/* Do the conditions hold that are known at once? */
static bool holds_now(const struct submit *s, const struct plan_cond *c, int n)
{
    for (int i = 0; i < n; i++)
        if (!c[i].late && !value_holds(s, &c[i]))
            return false;
    return true;
}

/* Is the value looked at later, so that its bytes must stay? */
static bool keeps(const struct plan_target *t, const struct frame *f)
{
    if (t->late)
        return true;
    return t->function != PATH_COUNT && t->function != PATH_SUM && t->function != PATH_JOIN && t->function != PATH_TEST &&
           !f->lasting;
}

void value_target(struct submit *s, const struct plan_target *t, struct str *value, bool *volatile_, bool nil, size_t at)
{
    if (t->n_conds && !holds_now(s, t->conds, t->n_conds))
        return;
    struct frame *f = s->elems[t->level - 1].frame;
    if (*volatile_ && keeps(t, f)) {
        *value = arena_str(&s->record, *value);
        *volatile_ = false;
    }
    if (!t->late) {
        apply(s, t, f, *value, nil, at);
        return;
    }
    s->pending = mem_grow(s->pending, &s->cap_pending, s->n_pending + 1, sizeof *s->pending);
    s->pending[s->n_pending++] = (struct pending){t, f, *value, nil, at};
}

void value_take(struct submit *s, const struct plan_targets *targets, struct str value, bool volatile_, bool nil,
                size_t at)
{
    for (int i = 0; i < targets->n; i++)
        value_target(s, &targets->v[i], &value, &volatile_, nil, at);
}

void value_settle(struct submit *s, const struct elem *e, int depth)
{
    size_t kept = e->pending;
    for (size_t i = e->pending; i < s->n_pending; i++) {
        struct pending *p = &s->pending[i];
        bool good = true;
        for (int k = 0; k < p->target->n_conds; k++)
            if (p->target->conds[k].late && p->target->conds[k].depth == depth)
                good = good && value_holds(s, &p->target->conds[k]);
        if (good && p->target->late == depth)
            apply(s, p->target, p->frame, p->value, p->nil, p->at);
        else if (good)
            s->pending[kept++] = *p;
    }
    s->n_pending = kept;
}
