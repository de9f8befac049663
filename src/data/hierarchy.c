/* SPDX-License-Identifier: Apache-2.0 */
#include "data/hierarchy.h"

#include <stdlib.h>

#include "base/mem.h"
#include "data/rows.h"
#include "data/sorted.h"

/* What is no component of the operand. */
enum { IS_RULE = -1, IS_RESULT = -2, IS_IMBALANCE = -3, IS_CODE = -4, IS_LEVEL = -5 };

struct grouped {
    struct rel rel;
    struct rel *from;
    struct hierarchy_options o;
    int *source;               /* [rel.s.n] component of the operand, or what is made here */
    int *by, nby;              /* the identifiers but that of the items */
    struct intern items;       /* keys of the items, numbered as in h->items */
    int **folds;               /* [h->n] the right items of a rule in key order: their values are combined so */
    int *viral;                /* [nviral] components of the operand */
    int nviral;
    int *viral_at;             /* [components of the operand] number among the viral ones, or -1 */
    struct trouble *trouble;   /* numbers that are too large */

    const struct value *next;  /* the row in front, or NULL at the end */
    bool started, open, taken; /* a row has been asked for; a group is open; the row in front has been handed out */
    struct buf key, next_key, item_key, scratch;
    struct arena a;            /* of the group */
    struct value *first;       /* [from->s.n] its first row: its key and conditions */
    struct item_state *states; /* [items] */
    struct value **rows;       /* [items] the row of an item, or NULL */

    struct hier_ask ask;
    uint64_t group;            /* number of the group, from 1 */
    enum vtl_error error;
    struct hier_made *mades;   /* [h->n] hierarchy: what the rules made */
    struct value *attributes;  /* [h->n * nviral] hierarchy: of what they made */
    int *item_by, *sources;
    int at, end;               /* rules, then items, whose rows are to be handed out */
    struct viral_fold *virals; /* [nviral] */
    struct value *out;
};

/* ---- the rows of a group ---- */

static int item_of(struct grouped *t, const struct value *row)
{
    buf_reset(&t->item_key);
    key_put(&t->item_key, &row[t->o.item], &t->scratch);
    return intern_find(&t->items, buf_slice(&t->item_key));
}

static int take_next(struct grouped *t)
{
    int got = rel_next(t->from, &t->next);
    if (got <= 0) {
        t->next = NULL;
        return got;
    }
    key_make(&t->next_key, t->next, t->by, t->nby, &t->scratch);
    return 1;
}

static void open_group(struct grouped *t)
{
    buf_reset(&t->key);
    buf_str(&t->key, buf_slice(&t->next_key));
    arena_reset(&t->a);
    row_copy(&t->a, t->first, t->next, t->from->s.n);
    for (int i = 0; i < t->o.h->items.n; i++) {
        t->states[i] = (struct item_state){.kind = ITEM_MISSING};
        t->rows[i] = NULL;
    }
    t->open = true;
    t->group++;
}

static bool same_value(const struct value *a, const struct value *b)
{
    return a->null || b->null ? a->null && b->null : value_cmp(a, b) == ORDER_EQUAL;
}

/* Are the conditions those of the group's first row? */
static bool same_conditions(const struct grouped *t)
{
    for (int i = 0; i < t->o.nconditions; i++) {
        int c = t->o.conditions[i];
        if (same_value(&t->first[c], &t->next[c]))
            continue;
        struct buf b = {0};
        row_show(&b, &t->from->s, t->next);
        diag(D_DATA_CONDITION_DIFFERS, t->o.loc, diag_str(t->from->s.v[c].name), diag_str(buf_slice(&b)));
        buf_free(&b);
        return false;
    }
    return true;
}

/* Keeps the row where a rule names its item. Returns the item, or -1. */
static int keep_row(struct grouped *t)
{
    int item = item_of(t, t->next);
    if (item < 0)
        return -1;
    const struct value *v = &t->next[t->o.measure];
    t->states[item].kind = v->null ? ITEM_NULL : ITEM_VALUE;
    if (!v->null)
        t->states[item].value = v->dec;
    t->rows[item] = arena_array(&t->a, (size_t)t->from->s.n, sizeof **t->rows);
    row_copy(&t->a, t->rows[item], t->next, t->from->s.n);
    return item;
}

/* A rule's value could not be had. */
static void add_trouble(struct grouped *t, int rule, enum vtl_error error)
{
    t->first[t->o.item] = t->o.codes[t->o.h->rules[rule].left.item];
    trouble_add(t->rel.session, t->trouble, error, &t->from->s, t->first);
}

/* ---- viral attributes ---- */

static void start_virals(struct grouped *t)
{
    for (int i = 0; i < t->nviral; i++)
        viral_start(t->o.viral[t->viral[i]], &t->virals[i], t->from->s.v[t->viral[i]].type);
}

static void add_row(struct grouped *t, const struct value *row)
{
    for (int i = 0; i < t->nviral; i++)
        viral_add(t->o.viral[t->viral[i]], &t->virals[i], &row[t->viral[i]]);
}

static void viral_value(struct grouped *t, int i, struct value *out)
{
    int c = t->viral[i];
    viral_result(t->o.viral[c], &t->virals[i], t->from->s.v[c].type, out, &t->from->s, t->first);
}

/* ---- hierarchy ---- */

/* The attributes of what a rule made: those of the items on its right, a missing one null. */
static void combine(void *ctx, int rule, const int *from)
{
    struct grouped *t = ctx;
    const struct hier_rule *r = &t->o.h->rules[rule];
    start_virals(t);
    for (int k = 0; k < r->n; k++) {
        int at = t->folds[rule][k], item = r->right[at].item;
        if (from[at] == HIER_OFF)
            continue;
        bool data = from[at] == HIER_DATA && t->rows[item] &&
                    !(t->o.input == HIER_RULE && t->o.h->computed_by[item] >= 0 && r->left.item != item);
        for (int i = 0; i < t->nviral; i++) {
            int c = t->viral[i];
            struct value null = value_null(t->from->s.v[c].type);
            const struct value *x = from[at] >= 0 ? &t->attributes[from[at] * t->nviral + i] : data ? &t->rows[item][c] : &null;
            viral_add(t->o.viral[c], &t->virals[i], x);
        }
    }
    for (int i = 0; i < t->nviral; i++) {
        struct value v;
        viral_value(t, i, &v);
        row_copy(&t->a, &t->attributes[rule * t->nviral + i], &v, 1);
    }
}

/* Returns false after complaining: two rules make one data point. */
static bool compute(struct grouped *t)
{
    int other, rule = hier_compute(t->o.h, t->o.input, t->states, &t->ask, t->mades, t->item_by, t->sources, combine, t, &other);
    t->at = 0;
    t->end = t->o.h->n + (t->o.everything ? t->o.h->items.n : 0);
    for (int i = 0; i < t->o.h->n; i++)
        if (t->mades[i].asked && t->mades[i].error != ERR_NONE)
            add_trouble(t, i, t->mades[i].error);
    if (rule < 0)
        return true;
    struct buf b = {0};
    t->first[t->o.item] = t->o.codes[t->o.h->rules[rule].left.item];
    row_show(&b, &t->from->s, t->first);
    diag(D_DATA_RULES_MEET, t->o.loc, diag_str(t->o.h->rules[other].ast->head.name.text),
         diag_str(t->o.h->rules[rule].ast->head.name.text), diag_str(buf_slice(&b)));
    buf_free(&b);
    return false;
}

/* The row of a rule, or the operand's row of an item that no rule made. Returns false where there is none. */
static bool made_row(struct grouped *t, int at)
{
    const struct hierarchy *h = t->o.h;
    const struct value *row = t->first, *attributes = NULL;
    if (at < h->n) {
        if (!t->mades[at].row)
            return false;
        attributes = &t->attributes[at * t->nviral];
    } else {
        int item = at - h->n;
        row = t->rows[item];
        if (!row || !t->o.made[item] || (t->item_by[item] >= 0 && t->mades[t->item_by[item]].row))
            return false;
    }
    for (int i = 0; i < t->rel.s.n; i++) {
        int c = t->source[i];
        t->out[i] = attributes && t->viral_at[c] >= 0 ? attributes[t->viral_at[c]] : row[c];
        if (at < h->n && c == t->o.item)
            t->out[i] = t->o.codes[h->rules[at].left.item];
        if (at < h->n && c == t->o.measure)
            t->out[i] = t->mades[at].kind == ITEM_VALUE
                            ? value_of_dec(t->rel.s.v[i].type, t->mades[at].value) : value_null(t->rel.s.v[i].type);
    }
    return true;
}

/* ---- check_hierarchy ---- */

static struct value constant(const struct node *n, enum vtype type, int tri)
{
    struct value v = n && tri == TRI_FALSE && !n->value->null ? *n->value : value_null(type);
    v.type = (uint8_t)type;
    return v;
}

static void combine_check(struct grouped *t, int rule)
{
    const struct hier_rule *r = &t->o.h->rules[rule];
    start_virals(t);
    for (int k = 0; k <= r->n; k++) { /* the left one is among them in key order */
        int at = t->folds[rule][k], item = at < 0 ? r->left.item : r->right[at].item;
        bool off = at >= 0 && r->right[at].condition && t->ask.f(t->ask.ctx, r->right[at].condition) != TRI_TRUE;
        if (t->rows[item] && !off)
            add_row(t, t->rows[item]);
    }
}

static bool checked_row(struct grouped *t, int rule)
{
    const struct hier_rule *r = &t->o.h->rules[rule];
    struct hier_result res;
    hier_eval(t->o.h, rule, t->states, &t->ask, &res);
    if (res.row && res.failed) {
        add_trouble(t, rule, t->error);
        res.tri = TRI_NULL;
        res.has_sides = false;
    }
    if (!res.row || (t->o.output == OUTPUT_INVALID && res.tri != TRI_FALSE))
        return false;
    combine_check(t, rule);
    for (int i = 0; i < t->rel.s.n; i++) {
        enum vtype type = t->rel.s.v[i].type;
        int c = t->source[i];
        const struct item_state *left = &t->states[r->left.item];
        switch (c) {
        case IS_RULE: t->out[i] = value_of_str(r->ast->head.name.text); break;
        case IS_RESULT: t->out[i] = value_of_tri((enum tri)res.tri); break;
        case IS_IMBALANCE: t->out[i] = res.has_sides ? value_of_dec(type, res.imbalance) : value_null(type); break;
        case IS_CODE: t->out[i] = constant(r->ast->head.errorcode, type, res.tri); break;
        case IS_LEVEL: t->out[i] = constant(r->ast->head.errorlevel, type, res.tri); break;
        default:
            t->out[i] = t->first[c];
            if (c == t->o.item)
                t->out[i] = t->o.codes[r->left.item];
            else if (c == t->o.measure && res.has_sides)
                t->out[i] = value_of_dec(type, res.left);
            else if (c == t->o.measure)
                t->out[i] = left->kind == ITEM_VALUE ? value_of_dec(type, left->value) : value_null(type);
            else if (t->viral_at[c] >= 0)
                viral_value(t, t->viral_at[c], &t->out[i]);
        }
    }
    return true;
}

/* ---- all ---- */

static bool close_group(struct grouped *t)
{
    t->open = false;
    t->at = 0;
    t->end = t->o.h->n;
    return t->o.check || compute(t);
}

/* The row in front as it is. */
static void pass(struct grouped *t, const struct value **row)
{
    for (int i = 0; i < t->rel.s.n; i++)
        t->out[i] = t->next[t->source[i]];
    *row = t->out;
}

static bool is_same(const struct grouped *t)
{
    return t->next && str_eq(buf_slice(&t->key), buf_slice(&t->next_key));
}

/* The next row that is handed out as it is, or the end of the group: 1, 0, -1 after complaining. */
static int read_group(struct grouped *t, const struct value **row)
{
    while (is_same(t)) {
        if (!same_conditions(t))
            return -1;
        int item = keep_row(t);
        bool through = t->o.everything && (item < 0 || !t->o.made[item]);
        if (through)
            pass(t, row); /* the next row is asked for when this one has been read */
        t->taken = through;
        if (through)
            return 1;
        if (take_next(t) < 0)
            return -1;
    }
    return 0;
}

static int grouped_next(struct rel *r, const struct value **row)
{
    struct grouped *t = (struct grouped *)r;
    for (;;) {
        while (t->at < t->end) {
            int at = t->at++;
            if (t->o.check ? checked_row(t, at) : made_row(t, at)) {
                *row = t->out;
                return 1;
            }
        }
        if ((!t->started || t->taken) && take_next(t) < 0)
            return -1;
        t->started = true;
        t->taken = false;
        if (!t->open && !t->next)
            return 0;
        if (!t->open)
            open_group(t);
        int got = read_group(t, row);
        if (got)
            return got;
        if (!close_group(t))
            return -1;
    }
}

static void grouped_end(struct rel *r)
{
    struct grouped *t = (struct grouped *)r;
    buf_free(&t->key);
    buf_free(&t->next_key);
    buf_free(&t->item_key);
    buf_free(&t->scratch);
    arena_free(&t->a);
    intern_free(&t->items);
    intern_free(&t->o.h->items);
    for (int i = 0; i < t->nviral; i++)
        viral_end(&t->virals[i]);
}

static const struct rel_kind grouped_kind = {grouped_next, grouped_end};

static int ask_cell(void *ctx, const void *condition)
{
    struct grouped *t = ctx;
    struct hierarchy_condition *c = (struct hierarchy_condition *)(uintptr_t)condition;
    struct value v;
    if (c->group == t->group)
        return c->tri;
    cellexpr_eval(c->expr, t->first, &v);
    c->group = t->group;
    c->tri = (int)value_tri(&v);
    return c->tri;
}

/* ---- making one ---- */

/* An item of a rule and its key as rows have it. */
struct keyed {
    struct str key;
    int at;
};

static int by_key(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    int c = str_cmp(x->key, y->key);
    return c ? c : x->at - y->at;
}

/* The items of a rule in key order, by number on the right; -1 is the left one, which checks read as well. */
static int *fold_order(const struct grouped *t, const struct hier_rule *r)
{
    int n = 0, *order = arena_array(&t->rel.session->a, (size_t)r->n + 1, sizeof *order);
    struct keyed *v = mem_array((size_t)r->n + 1, sizeof *v);
    for (int k = t->o.check ? -1 : 0; k < r->n; k++)
        v[n++] = (struct keyed){intern_name(&t->items, k < 0 ? r->left.item : r->right[k].item), k};
    qsort(v, (size_t)n, sizeof *v, by_key);
    for (int i = 0; i < n; i++)
        order[i] = v[i].at;
    mem_free(v);
    return order;
}

static struct structure structure_made(const struct rel *r, const struct hierarchy_options *o, int *source)
{
    struct structure_maker s = {0};
    for (int i = 0; i < r->s.n; i++)
        if (comp_is_id(&r->s.v[i]))
            source[structure_add(&s, r->s.v[i])] = i;
    if (o->check)
        source[structure_add(&s, (struct comp){STR("ruleid"), T_STRING, ROLE_IDENTIFIER, false})] = IS_RULE;
    if (!o->check || o->output != OUTPUT_ALL)
        source[structure_add(&s, r->s.v[o->measure])] = o->measure;
    if (o->check && o->output != OUTPUT_INVALID)
        source[structure_add(&s, (struct comp){STR("bool_var"), T_BOOLEAN, ROLE_MEASURE, false})] = IS_RESULT;
    if (o->check) {
        source[structure_add(&s, (struct comp){STR("imbalance"), r->s.v[o->measure].type, ROLE_MEASURE, false})] = IS_IMBALANCE;
        source[structure_add(&s, (struct comp){STR("errorcode"), o->code_type, ROLE_MEASURE, false})] = IS_CODE;
        source[structure_add(&s, (struct comp){STR("errorlevel"), o->level_type, ROLE_MEASURE, false})] = IS_LEVEL;
    }
    for (int i = 0; i < r->s.n; i++)
        if (r->s.v[i].viral)
            source[structure_add(&s, r->s.v[i])] = i;
    return structure_keep(&s, &r->session->a);
}

/* What depends on the rules. */
static void set_rules(struct grouped *t)
{
    struct arena *a = &t->rel.session->a;
    const struct hierarchy *h = t->o.h;
    struct buf key = {0}, scratch = {0};
    int widest = 0;
    for (int i = 0; i < h->items.n; i++) {
        buf_reset(&key);
        key_put(&key, &t->o.codes[i], &scratch);
        intern_add(&t->items, buf_slice(&key));
    }
    buf_free(&key);
    buf_free(&scratch);
    t->folds = arena_array(a, (size_t)h->n + 1, sizeof *t->folds);
    for (int i = 0; i < h->n; i++) {
        t->folds[i] = fold_order(t, &h->rules[i]);
        widest = h->rules[i].n > widest ? h->rules[i].n : widest;
    }
    t->sources = arena_array(a, (size_t)widest + 1, sizeof *t->sources);
    t->mades = arena_array(a, (size_t)h->n + 1, sizeof *t->mades);
    t->attributes = arena_array(a, (size_t)h->n * (size_t)(t->nviral + 1) + 1, sizeof *t->attributes);
    t->item_by = arena_array(a, (size_t)h->items.n + 1, sizeof *t->item_by);
    t->states = arena_array(a, (size_t)h->items.n + 1, sizeof *t->states);
    t->rows = arena_array(a, (size_t)h->items.n + 1, sizeof *t->rows);
}

struct rel *hierarchy_new(struct rel *r, const struct hierarchy_options *o)
{
    struct session *e = r->session;
    size_t n = (size_t)r->s.n + 6;
    int *source = arena_array(&e->a, n, sizeof *source);
    struct grouped *t = (struct grouped *)rel_new(e, sizeof *t, &grouped_kind, structure_made(r, o, source));
    t->o = *o;
    t->source = source;
    t->by = arena_array(&e->a, n, sizeof *t->by);
    t->viral = arena_array(&e->a, n, sizeof *t->viral);
    t->viral_at = arena_array(&e->a, n, sizeof *t->viral_at);
    for (int i = 0; i < r->s.n; i++) {
        t->viral_at[i] = -1;
        if (comp_is_id(&r->s.v[i]) && i != o->item)
            t->by[t->nby++] = i;
        if (!r->s.v[i].viral)
            continue;
        t->viral_at[i] = t->nviral;
        t->viral[t->nviral++] = i;
    }
    t->from = sorted_by(r, t->by, t->nby);
    t->virals = arena_array(&e->a, n, sizeof *t->virals);
    t->first = arena_array(&e->a, n, sizeof *t->first);
    t->out = arena_array(&e->a, n, sizeof *t->out);
    t->trouble = trouble_new(e, o->loc);
    t->ask = (struct hier_ask){ask_cell, t, &t->error};
    set_rules(t);
    return &t->rel;
}
