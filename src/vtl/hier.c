/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/hier.h"

#include "base/mem.h"

static bool is_identity(const struct hr_rule *r)
{
    return r->n == 1 && !r->right[0].minus && str_eq(r->left.code.text, r->right[0].code.text);
}

void hier_link(struct hierarchy *h, struct arena *a)
{
    h->computed_by = arena_array(a, (size_t)h->items.n, sizeof *h->computed_by);
    for (int i = 0; i < h->items.n; i++)
        h->computed_by[i] = -1;
    for (int i = h->n - 1; i >= 0; i--) {
        struct hier_rule *r = &h->rules[i];
        r->next = -1;
        if (!r->ast || r->ast->relation != OP_EQ || is_identity(r->ast))
            continue;
        r->next = h->computed_by[r->left.item];
        h->computed_by[r->left.item] = i;
    }
}

static bool zero_for_missing(enum hr_mode m)
{
    return m == MODE_NON_ZERO || m == MODE_PARTIAL_ZERO || m == MODE_ALWAYS_ZERO;
}

/* What evaluating one rule carries along. */
struct job {
    const struct hierarchy *h;
    const struct item_state *states;
    struct run *r;
    struct item_state *found; /* [items.n] dataset_priority: what was worked out so far */
    bool *done;               /* [items.n] */
    int rule;                 /* the rule being checked */
    bool failed;              /* an error; its reason is in r */
    bool unclear;             /* an item that counts has no clear state */
};

/* A signed sum. kind is ITEM_NULL where an operand is; present counts the operands that are in the data. */
struct sum {
    enum item_kind kind;
    struct dec value;
    int present, used;
    bool any_null, any_missing, any_nonzero;
};

static struct item_state state_of(struct job *j, int item);

static void sum_add(struct job *j, struct sum *s, const struct hier_item *item)
{
    struct item_state st = state_of(j, item->item);
    j->unclear = j->unclear || st.kind == ITEM_BAD || st.kind == ITEM_TWICE;
    s->used++;
    s->present += st.kind != ITEM_MISSING;
    s->any_null = s->any_null || st.kind == ITEM_NULL;
    s->any_missing = s->any_missing || st.kind == ITEM_MISSING;
    s->any_nonzero = s->any_nonzero || st.kind == ITEM_NULL || (st.kind == ITEM_VALUE && st.value.coef != 0);
    if (st.kind == ITEM_NULL || (st.kind == ITEM_MISSING && !zero_for_missing(j->h->mode)))
        s->kind = ITEM_NULL;
    if (st.kind != ITEM_VALUE || s->kind != ITEM_VALUE)
        return;
    enum dec_status d = item->minus ? dec_sub(&s->value, &s->value, &st.value) : dec_add(&s->value, &s->value, &st.value);
    if (d != DEC_OK && !j->failed) {
        j->failed = true;
        j->r->error = error_of_dec(d);
    }
}

/* The right side: the items whose condition holds. */
static void sum_right(struct job *j, struct sum *s, const struct hier_rule *rule)
{
    s->kind = ITEM_VALUE;
    for (int i = 0; i < rule->n && !j->failed; i++) {
        int in = rule->right[i].condition ? eval_tri(rule->right[i].condition, j->r) : TRI_TRUE;
        if (in == TRI_ERROR)
            j->failed = true;
        else if (in == TRI_TRUE)
            sum_add(j, s, &rule->right[i]);
    }
}

/* The first rule after `from` that computes an item here: its condition holds, and it is not the one being checked. */
static int computing_rule(struct job *j, int from)
{
    for (int i = from; i >= 0 && !j->failed; i = j->h->rules[i].next) {
        int when = j->h->rules[i].when ? eval_tri(j->h->rules[i].when, j->r) : TRI_TRUE;
        j->failed = when == TRI_ERROR;
        if (when == TRI_TRUE && i != j->rule)
            return i;
    }
    return -1;
}

/* The item as the data has it, or, with dataset_priority, as another rule computes it. */
static struct item_state state_of(struct job *j, int item)
{
    struct item_state st = j->states[item];
    if (st.kind >= ITEM_VALUE || !j->h->dataset_priority || j->h->computed_by[item] < 0)
        return st;
    if (j->done[item])
        return j->found[item];
    int by = computing_rule(j, j->h->computed_by[item]);
    struct sum s = {0};
    if (by >= 0)
        sum_right(j, &s, &j->h->rules[by]);
    if (!j->failed && s.present && s.kind == ITEM_VALUE)
        st = (struct item_state){.kind = ITEM_VALUE, .value = s.value, .row = st.row};
    j->done[item] = true;
    j->found[item] = st;
    return st;
}

static bool makes_row(enum hr_mode mode, const struct sum *l, const struct sum *r)
{
    switch (mode) {
    case MODE_NON_NULL: return !l->any_null && !l->any_missing && !r->any_null && !r->any_missing;
    case MODE_NON_ZERO: return l->any_nonzero || r->any_nonzero;
    case MODE_PARTIAL_NULL:
    case MODE_PARTIAL_ZERO: return l->present + r->present > 0;
    case MODE_ALWAYS_NULL:
    case MODE_ALWAYS_ZERO:
    case MODE_KINDS: break;
    }
    return true;
}

static int relate(enum op relation, int order)
{
    bool holds = relation == OP_EQ   ? order == 0
                 : relation == OP_LT ? order < 0
                 : relation == OP_LE ? order <= 0
                 : relation == OP_GT ? order > 0
                                     : order >= 0;
    return holds ? TRI_TRUE : TRI_FALSE;
}

static void compare(struct job *j, const struct hier_rule *rule, struct hier_result *out)
{
    struct sum left = {.kind = ITEM_VALUE}, right = {0};
    sum_add(j, &left, &rule->left);
    sum_right(j, &right, rule);
    out->unclear = j->unclear;
    if (out->unclear)
        return;
    if (j->failed) {
        out->row = true;
        out->tri = TRI_ERROR;
        return;
    }
    out->row = makes_row(j->h->mode, &left, &right);
    out->left_null = left.kind != ITEM_VALUE;
    out->right_null = right.kind != ITEM_VALUE;
    out->left = left.value;
    out->right = right.value;
    out->tri = TRI_NULL;
    if (!out->row || out->left_null || out->right_null)
        return;
    out->has_sides = true;
    out->tri = relate(rule->ast->relation, dec_cmp(&left.value, &right.value));
    enum dec_status d = dec_sub(&out->imbalance, &left.value, &right.value);
    if (d != DEC_OK) {
        out->tri = TRI_ERROR;
        j->r->error = error_of_dec(d);
    }
}

void hier_eval(const struct hierarchy *h, int number, const struct item_state *states, struct run *r,
               struct hier_result *out)
{
    const struct hier_rule *rule = &h->rules[number];
    struct job j = {.h = h, .states = states, .r = r, .rule = number};
    *out = (struct hier_result){.tri = TRI_NULL};
    if (is_identity(rule->ast))
        return;
    int when = rule->when ? eval_tri(rule->when, r) : TRI_TRUE;
    if (when != TRI_TRUE) {
        out->row = true;
        out->tri = when == TRI_FALSE ? TRI_TRUE : when; /* as for datapoint rules: not asked is not failed */
        return;
    }
    if (h->dataset_priority) {
        j.found = mem_array((size_t)h->items.n + 1, sizeof *j.found);
        j.done = mem_array((size_t)h->items.n + 1, sizeof *j.done);
    }
    compare(&j, rule, out);
    mem_free(j.found);
    mem_free(j.done);
}

/* ---- circles ---- */

struct walk {
    const struct statement *st;
    struct intern items;
    int *rule_of;  /* [items.n] first `=` rule that has the item on its left, or -1 */
    int *next_same; /* [nrules] next rule with the same left item, or -1 */
    char *state;   /* [items.n] 0 new, 1 on the path, 2 done */
};

static int visit(struct walk *w, int item, int depth)
{
    if (w->state[item] == 2 || depth > AST_DEPTH_MAX)
        return -1;
    w->state[item] = 1;
    for (int i = w->rule_of[item]; i >= 0; i = w->next_same[i]) {
        const struct hr_rule *r = &w->st->hr[i];
        for (int k = 0; k < r->n; k++) {
            int to = intern_find(&w->items, r->right[k].code.text);
            if (to < 0)
                continue;
            int found = w->state[to] == 1 ? i : visit(w, to, depth + 1);
            if (found >= 0)
                return found;
        }
    }
    w->state[item] = 2;
    return -1;
}

int hier_circle(const struct statement *st)
{
    struct walk w = {.st = st};
    for (int i = 0; i < st->nrules; i++)
        intern_add(&w.items, st->hr[i].left.code.text);
    w.rule_of = mem_array((size_t)w.items.n + 1, sizeof *w.rule_of);
    w.next_same = mem_array((size_t)st->nrules + 1, sizeof *w.next_same);
    w.state = mem_array((size_t)w.items.n + 1, 1);
    for (int i = 0; i < w.items.n; i++)
        w.rule_of[i] = -1;
    for (int i = 0; i < st->nrules; i++) {
        int left = intern_find(&w.items, st->hr[i].left.code.text);
        w.next_same[i] = -1;
        if (st->hr[i].relation == OP_EQ && !is_identity(&st->hr[i])) {
            w.next_same[i] = w.rule_of[left];
            w.rule_of[left] = i;
        }
    }
    int found = -1;
    for (int i = 0; i < w.items.n && found < 0; i++)
        found = visit(&w, i, 0);
    intern_free(&w.items);
    mem_free(w.rule_of);
    mem_free(w.next_same);
    mem_free(w.state);
    return found;
}
