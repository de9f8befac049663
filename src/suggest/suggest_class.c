/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/suggest_class.h"

#include <stdlib.h>

#include "suggest/unitk.h"
#include "value/unitword.h"

enum { LEAST_AMOUNTS = 2, MOST_POWER = 8, GLANCES = 3 };

/* How many sizes say k: votes[k + MOST_POWER]. */
struct votes {
    int n[2 * MOST_POWER + 1], usable[2 * MOST_POWER + 1];
    int all;
};

static void vote(struct votes *v, int k, int usable)
{
    if (!v->n[k + MOST_POWER]++)
        v->usable[k + MOST_POWER] = usable;
    v->all++;
}

/* A factor that all sizes say that say anything, or in order by more sizes than not. */
static struct class_says verdict(const struct votes *v)
{
    for (int i = 0; i <= 2 * MOST_POWER; i++)
        if (v->n[i] && (i == MOST_POWER ? v->n[i] * 2 > v->all : v->n[i] == v->all))
            return (struct class_says){.k = i - MOST_POWER, .sizes = v->n[i], .usable = v->usable[i]};
    return (struct class_says){0};
}

bool class_is_unit(const struct suggest_column *c, int k)
{
    return (k >= 3 || k <= -3) && k >= -MOST_POWER && k <= MOST_POWER && unitword_sister(c->unit, k);
}

/* The power that a logarithm (hundredths) is near to; false when it is near to none. */
static bool power_near(const struct suggest_column *c, int l, int band, int in_order, int *k)
{
    *k = 0;
    if (abs(l) <= in_order)
        return true;
    for (*k = -MOST_POWER; *k <= MOST_POWER; ++*k)
        if (abs(l - 100 * *k) <= band && class_is_unit(c, *k))
            return true;
    return false;
}

static int ascending(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

/* The logarithms of the amounts by one size. */
struct amounts {
    int n;                 /* how many; 0 when there are fewer than half of those that the class has: an enterprise that stands
                            * still has stocks, but hardly a size */
    int low, middle, high; /* the quartiles */
    int first;             /* the first of them */
};

static struct amounts read_amounts(const struct suggester *s, int class, int size)
{
    struct amounts a = {.first = -1};
    int found[UNITK_VARS], n = 0, expected = 0;
    for (int i = 0; i < s->options->schema->n && n < UNITK_VARS; i++) {
        const struct suggest_column *c = &s->options->columns[i];
        struct dec now, d;
        if (!c->amount || c->computed || !medians_expect(s->options->medians, class, s->cells, size, i, &d))
            continue;
        expected++;
        if (!work_number(s, i, &now) || !unitk_hundredths(&now, &d, &found[n]))
            continue;
        a.first = n++ ? a.first : i;
    }
    if (n < LEAST_AMOUNTS || n * 2 < expected)
        return a;
    qsort(found, (size_t)n, sizeof *found, ascending);
    a.n = n;
    a.low = found[n / 4];
    a.middle = found[n / 2];
    a.high = found[n - 1 - n / 4];
    return a;
}

/* Are three amounts of four nearer to the factor than to none? Wages and assets tell an odd enterprise from an odd unit. */
static bool is_common(const struct amounts *a, int k)
{
    return k > 0 ? a->low >= 50 * k : k == 0 || a->high <= 50 * k;
}

/* Two sizes in one unit (staff at the end, on average) are one witness: the first counts. */
static bool is_again(const struct suggester *s, int size)
{
    const struct suggest_column *c = s->options->columns;
    struct medians *m = s->options->medians;
    for (int i = 0; i < size; i++)
        if (str_eq(c[medians_size(m, i)].unit, c[medians_size(m, size)].unit))
            return true;
    return false;
}

struct class_says class_of_form(struct suggester *s)
{
    struct medians *m = s->options->medians;
    int class = m ? medians_class(m, s->cells) : -1;
    struct votes votes = {{0}, {0}, 0};
    for (int i = 0; class >= 0 && i < medians_sizes(m); i++) {
        int k;
        if (s->options->columns[medians_size(m, i)].amount || is_again(s, i))
            continue;
        struct amounts a = read_amounts(s, class, i);
        if (a.n && power_near(&s->options->columns[a.first], a.middle, CLASS_RECORD, CLASS_RECORD, &k) && is_common(&a, k))
            vote(&votes, k, a.n);
    }
    return verdict(&votes);
}

bool class_is_worth(struct suggester *s)
{
    struct medians *m = s->options->medians;
    int class = m ? medians_class(m, s->cells) : -1;
    for (int i = 0, n = 0; class >= 0 && i < s->options->schema->n && n < GLANCES; i++) {
        struct dec now, d;
        int l;
        if (!s->options->columns[i].amount || !medians_expect(m, class, s->cells, 0, i, &d) || !work_number(s, i, &now) ||
            !unitk_hundredths(&now, &d, &l))
            continue;
        if (abs(l) <= CLASS_IN_ORDER)
            return false;
        n++;
    }
    return class >= 0;
}

struct class_says class_of_item(struct suggester *s, int column)
{
    struct medians *m = s->options->medians;
    const struct suggest_column *c = &s->options->columns[column];
    int class = m ? medians_class(m, s->cells) : -1;
    struct votes votes = {{0}, {0}, 0};
    for (int i = 0; class >= 0 && i < medians_sizes(m); i++) {
        struct dec now, d;
        int l, k;
        if (str_eq(s->options->columns[medians_size(m, i)].unit, c->unit) || is_again(s, i))
            continue;
        if (medians_expect(m, class, s->cells, i, column, &d) && work_number(s, column, &now) &&
            unitk_hundredths(&now, &d, &l) && power_near(c, l, CLASS_ITEM, CLASS_IN_ORDER, &k))
            vote(&votes, k, 1);
    }
    return verdict(&votes);
}
