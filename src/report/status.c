/* SPDX-License-Identifier: Apache-2.0 */
#include "report/status.h"

#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "form/sensitivity.h"

/* ---- start ---- */

static void sum_start(struct status *s, struct status_sum *sum)
{
    agg_start(&sum->amount, AGG_SUM, T_NUMBER, &s->text);
}

/* Whose is the telephone? Of the person named last before it, as forms have it, else of the first one behind it. */
static void find_contact(struct status *s)
{
    const struct form_table *t = s->table;
    for (int i = 0; i < t->n; i++) {
        const struct form_var *v = &t->vars[i];
        if (v->sensitivity != SENSITIVITY_PERSONAL)
            continue;
        if (sensitivity_telephone(v))
            s->phone = s->phone ? s->phone : v;
        else if (!s->phone || !s->person)
            s->person = v;
    }
}

/* The identifiers of the unit's table less period and revision. */
static bool find_keys(struct status *s)
{
    const struct form_table *t = s->table;
    int n = 0;
    for (int i = 0; i < t->n; i++) {
        if (t->vars[i].role != ROLE_IDENTIFIER || i == t->period || str_is(t->vars[i].name, "revision"))
            continue;
        if (n < STATUS_KEYS)
            s->key[n] = i;
        n++;
    }
    s->n_keys = n;
    if (n > 0 && n < STATUS_KEYS)
        return true;
    diag(D_UNIT_IDENTIFIERS, (struct loc){0}, diag_str(t->name), diag_num(STATUS_KEYS - 1));
    return false;
}

bool status_start(struct status *s, const struct form *form)
{
    *s = (struct status){.form = form, .table = &form->tables[0]};
    for (int v = 0; v < VERDICTS; v++)
        sum_start(s, &s->state[v]);
    for (int w = 0; w < STATUS_WHENS; w++)
        sum_start(s, &s->all[w]);
    find_contact(s);
    return find_keys(s);
}

bool status_waits(const struct status_unit *u)
{
    return u->state == VERDICT_OPEN || u->state == VERDICT_FAILED || u->state == VERDICT_MISSING;
}

struct status_cause *status_cause(struct status *s, struct status_causes *c, struct str id)
{
    int before = c->ids.n, i = intern_add(&c->ids, id);
    c->of = mem_grow(c->of, &c->cap, (size_t)c->ids.n, sizeof *c->of);
    if (c->ids.n > before) {
        c->of[i] = (struct status_cause){.id = arena_str(&s->text, id)};
        sum_start(s, &c->of[i].sum);
    }
    return &c->of[i];
}

/* ---- sums ---- */

static void add_amount(struct status_sum *sum, const struct status_unit *u, enum status_when when)
{
    struct value v = {.type = T_NUMBER, .dec = u->value[when]};
    if (u->has[when])
        agg_add(&sum->amount, &v); /* what does not fit, agg_result tells */
}

static void add_unit(struct status_sum *sum, const struct status_unit *u, enum status_when when)
{
    sum->units++;
    add_amount(sum, u, when);
}

static void add_causes(struct status_causes *c, struct str list, const struct status_unit *u)
{
    for (struct str rest = list; rest.p && rest.n;) {
        int i = intern_find(&c->ids, str_cut(rest, ',', &rest));
        if (i >= 0)
            add_unit(&c->of[i].sum, u, STATUS_NOW);
    }
}

/* A missing unit has no value now: it is compared by the one before. */
static void count_unit(struct status *s, const struct status_unit *u)
{
    enum status_when when = u->state == VERDICT_MISSING ? STATUS_PRIOR : STATUS_NOW;
    add_unit(&s->state[u->state], u, when);
    s->all[STATUS_NOW].units++;
    if (when == STATUS_NOW)
        add_amount(&s->all[STATUS_NOW], u, STATUS_NOW);
    add_amount(&s->all[STATUS_PRIOR], u, STATUS_PRIOR);
    if (u->state == VERDICT_OPEN || u->state == VERDICT_FAILED) {
        add_causes(&s->rules, u->held, u);
        add_causes(&s->needs, u->needs, u);
    }
}

static void settle(struct status_sum *sum)
{
    struct value v;
    sum->known = agg_result(&sum->amount, &v) == AGG_OK && !v.null;
    if (sum->known)
        sum->total = v.dec;
}

static void settle_causes(struct status_causes *c)
{
    for (int i = 0; i < c->ids.n; i++)
        settle(&c->of[i].sum);
}

void status_share(struct buf *b, const struct status_sum *part, const struct status_sum *whole)
{
    struct dec share, hundred = dec_int(100);
    bool good = part->known && whole->known && dec_sign(&whole->total) > 0 &&
                dec_div(&share, &part->total, &whole->total) == DEC_OK && dec_mul(&share, &share, &hundred) == DEC_OK &&
                dec_round(&share, &share, 1) == DEC_OK;
    struct dec one = {.scale = 1}; /* 0.0: whole numbers get their decimal */
    if (!good || dec_add(&share, &share, &one) != DEC_OK) {
        buf_puts(b, "–");
        return;
    }
    dec_put(b, &share);
    buf_char(b, '%');
}

/* ---- whom to call ---- */

/* What units that wait are ordered by: this period's, else the one before; NULL: none. */
static const struct dec *size_of(const struct status_unit *u)
{
    return u->has[STATUS_NOW] ? &u->value[STATUS_NOW] : u->has[STATUS_PRIOR] ? &u->value[STATUS_PRIOR] : NULL;
}

/* By rank, those without one last; then by size, the greatest first; then in the order of the list. */
static int compare_units(const void *a, const void *b)
{
    const struct status_unit *x = *(const struct status_unit *const *)a, *y = *(const struct status_unit *const *)b;
    if (x->rank != y->rank)
        return !x->rank ? 1 : !y->rank ? -1 : x->rank < y->rank ? -1 : 1;
    const struct dec *p = size_of(x), *q = size_of(y);
    int c = p && q ? dec_cmp(q, p) : (q != NULL) - (p != NULL);
    return c ? c : (x > y) - (x < y);
}

static void choose_calls(struct status *s)
{
    const struct status_unit **waiting = mem_array((size_t)s->keys.n + 1, sizeof *waiting);
    size_t n = 0;
    for (int i = 0; i < s->keys.n; i++)
        if (status_waits(&s->units[i]))
            waiting[n++] = &s->units[i];
    if (n)
        qsort(waiting, n, sizeof *waiting, compare_units);
    for (; s->n_first < STATUS_CALLS && (size_t)s->n_first < n; s->n_first++)
        s->first[s->n_first] = waiting[s->n_first];
    mem_free(waiting);
}

void status_end(struct status *s)
{
    for (int i = 0; i < s->keys.n; i++)
        count_unit(s, &s->units[i]);
    for (int v = 0; v < VERDICTS; v++)
        settle(&s->state[v]);
    for (int w = 0; w < STATUS_WHENS; w++)
        settle(&s->all[w]);
    settle_causes(&s->rules);
    settle_causes(&s->needs);
    choose_calls(s);
}

static int compare_causes(const void *a, const void *b)
{
    const struct status_cause *x = *(const struct status_cause *const *)a, *y = *(const struct status_cause *const *)b;
    if (x->sum.units != y->sum.units)
        return x->sum.units > y->sum.units ? -1 : 1;
    return str_cmp(x->id, y->id);
}

const struct status_cause **status_order(const struct status_causes *c)
{
    const struct status_cause **order = mem_array((size_t)c->ids.n + 1, sizeof *order);
    for (int i = 0; i < c->ids.n; i++)
        order[i] = &c->of[i];
    if (c->ids.n)
        qsort(order, (size_t)c->ids.n, sizeof *order, compare_causes);
    return order;
}

void status_free(struct status *s)
{
    struct status_causes *both[] = {&s->rules, &s->needs};
    for (int i = 0; i < 2; i++) {
        intern_free(&both[i]->ids);
        mem_free(both[i]->of);
    }
    intern_free(&s->keys);
    mem_free(s->units);
    arena_free(&s->text);
    *s = (struct status){0};
}
