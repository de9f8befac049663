/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/suggest_past.h"

struct dec past_shifted(struct dec d, int k)
{
    for (; k > 0; k--)
        d.scale++;
    for (; k < 0; k++) {
        if (d.scale)
            d.scale--;
        else if (__builtin_mul_overflow(d.coef, 10, &d.coef))
            d.coef = 0;
    }
    return dec_strip(d);
}

static const struct dec *value_of(const struct suggester *s, enum suggest_past whose, int column, struct dec *d)
{
    const struct suggest_column *c = &s->options->columns[column];
    if (whose == PAST_YEAR_AGO)
        return work_number(s, c->year_ago, d);
    return work_prior_comparable(s, column) ? work_number(s, c->prior, d) : NULL;
}

const struct unitk *past_ask(struct suggester *s, enum suggest_past whose, bool all)
{
    struct unitk *u = arena_array(&s->row, 1, sizeof *u);
    int columns = s->options->schema->n, n = 0;
    struct dec *d = arena_array(&s->row, 2 * (size_t)columns + 1, sizeof *d);
    const struct dec *y[UNITK_VARS], *z[UNITK_VARS];
    for (int i = 0; i < columns && n < UNITK_VARS; i++) {
        const struct suggest_column *c = &s->options->columns[i];
        if (c->computed || !(all ? c->quantity : c->amount))
            continue;
        z[n] = value_of(s, whose, i, &d[2 * i]);
        if (z[n])
            y[n++] = work_number(s, i, &d[2 * i + 1]);
    }
    unitk_check(y, z, n, PAST_MOST_K, false, u);
    return u;
}

bool past_tells(const struct unitk *u, int *k)
{
    *k = u->state == UNITK_RECORD ? u->k : 0;
    return u->usable >= 2 && (*k || u->in_order);
}
