/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/hier.h"

#include "base/mem.h"
#include "vtl/code.h"

static bool is_identity(const struct hr_rule *r)
{
    return r->n == 1 && !r->right[0].minus && str_eq(r->left.code.text, r->right[0].code.text);
}

void hier_start(struct hierarchy *h, const struct statement *st, struct arena *a)
{
    h->n = st->nrules;
    h->rules = arena_array(a, (size_t)h->n, sizeof *h->rules);
    for (int i = 0; i < h->n; i++) {
        const struct hr_rule *r = &st->hr[i];
        struct hier_rule *to = &h->rules[i];
        to->left.item = intern_add(&h->items, r->left.code.text);
        to->right = arena_array(a, (size_t)r->n, sizeof *to->right);
        to->n = r->n;
        for (int k = 0; k < r->n; k++)
            to->right[k] = (struct hier_item){intern_add(&h->items, r->right[k].code.text), r->right[k].minus, NULL};
    }
}

/* ---- order of dependence ---- */

/* A place in a walk over items: the rule of the item, and its item on the right, that come next. */
struct step {
    int item, rule, k;
};

/* The next item of a step that has not been visited, or -1 where all have been. */
static int next_item(const struct hierarchy *h, struct step *s, const bool *seen)
{
    for (; s->rule >= 0; s->rule = h->rules[s->rule].next, s->k = 0)
        while (s->k < h->rules[s->rule].n) {
            int item = h->rules[s->rule].right[s->k++].item;
            if (!seen[item])
                return item;
        }
    return -1;
}

/* Appends the rules that compute an item, behind those that compute what they need. A path may be as long as there are items. */
static void order_item(struct hierarchy *h, int item, bool *seen, struct step *path)
{
    int n = 1;
    seen[item] = true;
    path[0] = (struct step){item, h->computed_by[item], 0};
    while (n) {
        int needed = next_item(h, &path[n - 1], seen);
        if (needed >= 0) {
            seen[needed] = true;
            path[n++] = (struct step){needed, h->computed_by[needed], 0};
            continue;
        }
        for (int i = h->computed_by[path[--n].item]; i >= 0; i = h->rules[i].next)
            h->order[h->norder++] = i;
    }
}

static void order_rules(struct hierarchy *h, struct arena *a)
{
    bool *seen = mem_array((size_t)h->items.n + 1, sizeof *seen);
    struct step *path = mem_array((size_t)h->items.n + 1, sizeof *path);
    h->order = arena_array(a, (size_t)h->n + 1, sizeof *h->order);
    for (int i = 0; i < h->n; i++)
        if (h->rules[i].ast && is_identity(h->rules[i].ast) && h->rules[i].ast->relation == OP_EQ)
            h->order[h->norder++] = i;
    for (int i = 0; i < h->items.n; i++)
        if (!seen[i])
            order_item(h, i, seen, path);
    mem_free(seen);
    mem_free(path);
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
    order_rules(h, a);
}

static bool zero_for_missing(enum hr_mode m)
{
    return m == MODE_NON_ZERO || m == MODE_PARTIAL_ZERO || m == MODE_ALWAYS_ZERO;
}

/* What evaluating one rule carries along. */
struct job {
    const struct hierarchy *h;
    const struct item_state *states;
    const struct hier_ask *ask;
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

static int ask(const struct job *j, const void *condition)
{
    return condition ? j->ask->f(j->ask->ctx, condition) : TRI_TRUE;
}

/* Adds the state of an item; present: there is a data point of it. */
static void sum_take(struct job *j, struct sum *s, bool minus, struct item_state st, bool present)
{
    j->unclear = j->unclear || st.kind == ITEM_BAD || st.kind == ITEM_TWICE;
    s->used++;
    s->present += present;
    s->any_null = s->any_null || st.kind == ITEM_NULL;
    s->any_missing = s->any_missing || st.kind == ITEM_MISSING;
    s->any_nonzero = s->any_nonzero || st.kind == ITEM_NULL || (st.kind == ITEM_VALUE && st.value.coef != 0);
    if (st.kind == ITEM_NULL || (st.kind == ITEM_MISSING && !zero_for_missing(j->h->mode)))
        s->kind = ITEM_NULL;
    if (st.kind != ITEM_VALUE || s->kind != ITEM_VALUE)
        return;
    enum dec_status d = minus ? dec_sub(&s->value, &s->value, &st.value) : dec_add(&s->value, &s->value, &st.value);
    if (d != DEC_OK && !j->failed) {
        j->failed = true;
        *j->ask->error = error_of_dec(d);
    }
}

static void sum_add(struct job *j, struct sum *s, const struct hier_item *item)
{
    struct item_state st = state_of(j, item->item);
    sum_take(j, s, item->minus, st, st.kind != ITEM_MISSING);
}

/* The right side: the items whose condition holds. */
static void sum_right(struct job *j, struct sum *s, const struct hier_rule *rule)
{
    s->kind = ITEM_VALUE;
    for (int i = 0; i < rule->n && !j->failed; i++) {
        int in = ask(j, rule->right[i].condition);
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
        int when = ask(j, j->h->rules[i].when);
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
        *j->ask->error = error_of_dec(d);
    }
}

void hier_eval(const struct hierarchy *h, int number, const struct item_state *states, const struct hier_ask *how,
               struct hier_result *out)
{
    const struct hier_rule *rule = &h->rules[number];
    struct job j = {.h = h, .states = states, .ask = how, .rule = number};
    *out = (struct hier_result){.tri = TRI_NULL};
    if (is_identity(rule->ast))
        return;
    int when = ask(&j, rule->when);
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
    out->failed = out->row && out->tri == TRI_ERROR;
    mem_free(j.found);
    mem_free(j.done);
}

/* ---- hierarchy ---- */

/* What a group is made into. */
struct making {
    struct job j;
    enum hier_input input;
    struct hier_made *made;
    int *by;
};

/* An item on the right of a rule: where it comes from, its state, and whether there is a data point of it. */
static int source_of(const struct making *m, const struct hier_rule *rule, int item, struct item_state *st, bool *present)
{
    int by = m->by[item];
    *st = m->j.states[item];
    *present = st->kind != ITEM_MISSING;
    if (m->input == HIER_DATASET || m->j.h->computed_by[item] < 0 || is_identity(rule->ast))
        return HIER_DATA;
    if (by < 0) {
        if (m->input == HIER_RULE) {
            *st = (struct item_state){.kind = ITEM_MISSING};
            *present = false;
        }
        return HIER_DATA;
    }
    const struct hier_made *made = &m->made[by];
    if (m->input == HIER_RULE_PRIORITY && *present && (!made->row || made->kind == ITEM_NULL))
        return HIER_DATA;
    *st = (struct item_state){.kind = made->kind, .value = made->value};
    *present = made->row;
    return by;
}

static bool makes_point(enum hr_mode mode, const struct hier_made *made, const struct sum *s)
{
    switch (mode) {
    case MODE_NON_NULL: return made->kind == ITEM_VALUE;
    case MODE_NON_ZERO: return made->kind == ITEM_NULL || made->value.coef != 0;
    case MODE_PARTIAL_NULL:
    case MODE_PARTIAL_ZERO: return s->present > 0;
    case MODE_ALWAYS_NULL:
    case MODE_ALWAYS_ZERO:
    case MODE_KINDS: break;
    }
    return true;
}

/* The right side of one rule. */
static void make(struct making *m, const struct hier_rule *rule, struct hier_made *out, int *from)
{
    struct sum s = {.kind = ITEM_VALUE};
    *out = (struct hier_made){.asked = true};
    *m->j.ask->error = ERR_NONE;
    m->j.failed = false;
    for (int k = 0; k < rule->n; k++) {
        struct item_state st;
        bool present;
        int in = m->j.failed ? TRI_FALSE : ask(&m->j, rule->right[k].condition);
        from[k] = HIER_OFF;
        m->j.failed = m->j.failed || in == TRI_ERROR;
        if (in != TRI_TRUE)
            continue;
        from[k] = source_of(m, rule, rule->right[k].item, &st, &present);
        sum_take(&m->j, &s, rule->right[k].minus, st, present);
    }
    out->kind = m->j.failed ? ITEM_NULL : s.kind;
    out->value = s.value;
    out->error = m->j.failed ? *m->j.ask->error : ERR_NONE;
    out->row = makes_point(m->j.h->mode, out, &s);
}

int hier_compute(const struct hierarchy *h, enum hier_input input, const struct item_state *states, const struct hier_ask *how,
                 struct hier_made *made, int *by, int *from, void (*told)(void *ctx, int rule, const int *from), void *ctx,
                 int *other)
{
    struct making m = {{.h = h, .states = states, .ask = how, .rule = -1}, input, made, by};
    for (int i = 0; i < h->items.n; i++)
        by[i] = -1;
    for (int i = 0; i < h->n; i++)
        made[i] = (struct hier_made){.asked = false};
    for (int i = 0; i < h->norder; i++) {
        int number = h->order[i], item = h->rules[number].left.item;
        if (ask(&m.j, h->rules[number].when) != TRI_TRUE)
            continue;
        make(&m, &h->rules[number], &made[number], from);
        told(ctx, number, from);
        *other = by[item];
        if (*other >= 0 && made[*other].row && made[number].row)
            return number;
        if (*other < 0 || made[number].row)
            by[item] = number;
    }
    return -1;
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
