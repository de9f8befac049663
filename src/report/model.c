/* SPDX-License-Identifier: Apache-2.0 */
#include "report/model.h"

#include <stdlib.h>

#include "base/mem.h"

int report_worst(const struct unit *u)
{
    for (int l = LEVEL_HARD; l >= LEVEL_INFO; l--)
        if (u->count[l])
            return l;
    return -1;
}

int report_unit(const struct report *r, struct str key)
{
    return keynames_find(&r->keys, r->key_type, key);
}

enum verdict report_verdict(struct str word)
{
    static const char *const words[] = {[VERDICT_ACCEPTED] = "accepted", [VERDICT_OPEN] = "open", [VERDICT_FAILED] = "failed",
                                        [VERDICT_MISSING] = "missing", [VERDICT_UNREADABLE] = "unreadable"};
    for (int v = VERDICT_ACCEPTED; v < VERDICTS; v++)
        if (str_is(word, words[v]))
            return (enum verdict)v;
    return VERDICT_NONE;
}

bool report_blocked(const struct unit *u)
{
    if (u->verdict != VERDICT_NONE)
        return u->verdict != VERDICT_ACCEPTED;
    return report_worst(u) >= LEVEL_QUASI;
}

struct outcome report_outcome(const struct report *r)
{
    struct outcome o = {0};
    for (int i = 0; i < r->n_units; i++) {
        if (!r->units[i].in_records)
            continue;
        int worst = report_worst(&r->units[i]);
        if (report_blocked(&r->units[i]))
            o.blocked++;
        else if (worst == LEVEL_SOFT)
            o.queries++;
        else
            o.clean++;
    }
    return o;
}

const struct dec *report_value(const struct unit *u, int measure, enum state s)
{
    int at = measure * STATES + (int)s;
    return u->has[at] ? &u->value[at] : NULL;
}

static int by_weight(const void *a, const void *b)
{
    const struct rule_count *x = *(const struct rule_count *const *)a, *y = *(const struct rule_count *const *)b;
    bool hint_x = x->level == LEVEL_INFO, hint_y = y->level == LEVEL_INFO; /* hints block nobody: they come last */
    if (hint_x != hint_y)
        return hint_x ? 1 : -1;
    if (x->units != y->units)
        return x->units < y->units ? 1 : -1;
    if (x->level != y->level)
        return x->level < y->level ? 1 : -1;
    return str_cmp(x->id, y->id);
}

const struct rule_count **report_pareto(const struct report *r)
{
    const struct rule_count **order = mem_array((size_t)r->rule_ids.n + 1, sizeof *order);
    for (int i = 0; i < r->rule_ids.n; i++)
        order[i] = &r->rules[i];
    qsort(order, (size_t)r->rule_ids.n, sizeof *order, by_weight);
    return order;
}

struct heat *report_heat(const struct report *r)
{
    int rows = r->axis[0].groups.n, columns = r->axis[1].groups.n;
    if (!rows || !columns)
        return NULL;
    struct heat *h = mem_array((size_t)rows * (size_t)columns, sizeof *h);
    for (int i = 0; i < r->n_units; i++) {
        const struct unit *u = &r->units[i];
        if (!u->in_records || u->group[0] < 0 || u->group[1] < 0)
            continue;
        struct heat *cell = &h[u->group[0] * columns + u->group[1]];
        cell->units++;
        cell->failed += report_worst(u) >= LEVEL_SOFT;
    }
    return h;
}

struct group {
    struct str code;
    int number;
};

static int by_code(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    return str_cmp(x->code, y->code);
}

int *report_axis_order(const struct axis *a)
{
    size_t n = (size_t)a->groups.n;
    struct group *groups = mem_array(n + 1, sizeof *groups);
    int *order = mem_array(n + 1, sizeof *order);
    for (size_t i = 0; i < n; i++)
        groups[i] = (struct group){keynames_shown(&a->groups, (int)i), (int)i};
    qsort(groups, n, sizeof *groups, by_code);
    for (size_t i = 0; i < n; i++)
        order[i] = groups[i].number;
    mem_free(groups);
    return order;
}

struct str report_group_label(const struct report *r, int axis, int group, int lang)
{
    struct str code = keynames_shown(&r->axis[axis].groups, group);
    const struct codelist *l = r->axis[axis].var->codes;
    const struct code *c = l ? codelist_find(l, code) : NULL;
    struct date day;
    if (c && form_period_day(r->period, &day)) /* numbers of codes are used again: the label is that of the period */
        codelist_at(l, code, day, &c);
    return c && c->label[lang].n ? c->label[lang] : code;
}

void report_free(struct report *r)
{
    arena_free(&r->text);
    keynames_free(&r->keys);
    mem_free(r->units);
    keynames_free(&r->periods);
    mem_free(r->period_count);
    keynames_free(&r->axis[0].groups);
    keynames_free(&r->axis[1].groups);
    mem_free(r->measures);
    mem_free(r->items);
    mem_free(r->rules);
    intern_free(&r->rule_ids);
    mem_free(r->rejects);
    keynames_free(&r->frame);
    intern_free(&r->methods);
    mem_free(r->method_count);
    rows_free(&r->indicators);
    rows_free(&r->outliers);
    rows_free(&r->calls);
    rows_free(&r->targets);
}
