/* SPDX-License-Identifier: Apache-2.0 */
#include "report/measure.h"

static void add_to(struct measure *m, enum state s, const struct dec *v)
{
    m->n[s]++;
    if (dec_add(&m->sum[s], &m->sum[s], v) != DEC_OK)
        m->overflow[s] = true;
}

/* How far a unit moves the measure: |final - raw|, or |final| where nothing was edited. */
static struct dec weight_of(const struct report *r, const struct unit *u, int m)
{
    const struct dec *final = report_value(u, m, STATE_FINAL), *raw = report_value(u, m, STATE_RAW);
    struct dec d = {0};
    if (r->has_raw && final && raw)
        dec_sub(&d, final, raw);
    else if (!r->has_raw && final)
        d = *final;
    return dec_abs(&d);
}

/* Keeps the list of the heaviest units sorted by insertion. */
static void insert_top(const struct report *r, struct measure *m, int index, int unit)
{
    struct dec w = weight_of(r, &r->units[unit], index);
    if (!dec_sign(&w))
        return;
    int i = m->n_top < TOP_UNITS ? m->n_top++ : TOP_UNITS;
    for (; i > 0; i--) {
        struct dec other = weight_of(r, &r->units[m->top[i - 1]], index);
        if (dec_cmp(&other, &w) >= 0)
            break;
        if (i < TOP_UNITS)
            m->top[i] = m->top[i - 1];
    }
    if (i < TOP_UNITS)
        m->top[i] = unit;
}

void measure_sum(struct report *r, int index)
{
    struct measure *m = &r->measures[index];
    for (int i = 0; i < r->n_units; i++) {
        const struct unit *u = &r->units[i];
        const struct dec *v[STATES];
        for (int s = 0; s < STATES; s++) {
            v[s] = report_value(u, index, (enum state)s);
            if (v[s])
                add_to(m, (enum state)s, v[s]);
        }
        m->changed += r->has_raw && ((v[STATE_FINAL] != NULL) != (v[STATE_RAW] != NULL) ||
                                     (v[STATE_FINAL] && dec_cmp(v[STATE_FINAL], v[STATE_RAW]) != 0));
        bool accepted = v[STATE_FINAL] && !report_blocked(u);
        if (accepted && dec_add(&m->accepted, &m->accepted, v[STATE_FINAL]) != DEC_OK)
            m->overflow[STATE_FINAL] = true;
        if (accepted && v[STATE_PRIOR]) {
            m->panel_n++;
            if (dec_add(&m->panel[0], &m->panel[0], v[STATE_FINAL]) != DEC_OK ||
                dec_add(&m->panel[1], &m->panel[1], v[STATE_PRIOR]) != DEC_OK)
                m->overflow[STATE_PRIOR] = true;
        }
        insert_top(r, m, index, i);
    }
}
