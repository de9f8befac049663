/* SPDX-License-Identifier: Apache-2.0 */
#include "report/page_measures.h"

#include "report/markup.h"

/* --- totals, against the prior period --- */

static void ratio_cell(struct page *p, const struct dec *now, const struct dec *before)
{
    struct dec change, ratio;
    bool good = dec_sub(&change, now, before) == DEC_OK && page_ratio(&ratio, &change, before);
    buf_puts(p->b, "<td class=\"n\">");
    if (good) {
        buf_puts(p->b, dec_sign(&ratio) > 0 ? "+" : "");
        dec_put(p->b, &ratio);
    }
    buf_puts(p->b, good ? "%</td>" : "–</td>");
}

static void sum_cell(struct page *p, const struct measure *m, enum state s)
{
    if (!m->overflow[s])
        page_number(p, m->n[s] ? &m->sum[s] : NULL);
    else
        page_text(p, page_word(p, W_OVERFLOW));
}

void page_totals(struct page *p)
{
    const struct report *r = p->r;
    page_section_open(p, "totals", W_TOTALS);
    page_table_open(p, "");
    page_head(p, W_ITEM, false);
    page_head(p, W_REPORTED, true);
    page_head(p, W_SUM, true);
    page_head(p, W_ACCEPTED, true);
    if (r->has_prior) {
        page_head(p, W_PRIOR, true);
        page_head(p, W_PANEL, true);
    }
    page_table_body(p);
    for (int i = 0; i < r->n_measures; i++) {
        const struct measure *m = &r->measures[i];
        buf_puts(p->b, "<tr><td>");
        page_put_label(p, m->var);
        buf_puts(p->b, "</td>");
        page_count(p, m->n[STATE_FINAL]);
        sum_cell(p, m, STATE_FINAL);
        page_number(p, m->n[STATE_FINAL] && !m->overflow[STATE_FINAL] ? &m->accepted : NULL);
        if (r->has_prior) {
            sum_cell(p, m, STATE_PRIOR);
            ratio_cell(p, &m->panel[0], &m->panel[1]);
        }
        buf_puts(p->b, "</tr>\n");
    }
    page_table_close(p);
    page_section_close(p);
}

/* --- effect of editing --- */

static void effect_table(struct page *p)
{
    const struct report *r = p->r;
    static const struct page_head heads[] = {{W_ITEM, false}, {W_BEFORE, true}, {W_AFTER, true}, {W_DIFFERENCE, true},
        {W_CHANGED, true}};
    page_table(p, heads, sizeof heads / sizeof heads[0]);
    for (int i = 0; i < r->n_measures; i++) {
        const struct measure *m = &r->measures[i];
        struct dec d;
        bool good = !m->overflow[STATE_RAW] && !m->overflow[STATE_FINAL] &&
                    dec_sub(&d, &m->sum[STATE_FINAL], &m->sum[STATE_RAW]) == DEC_OK;
        buf_puts(p->b, "<tr><td>");
        page_put_label(p, m->var);
        buf_puts(p->b, "</td>");
        sum_cell(p, m, STATE_RAW);
        sum_cell(p, m, STATE_FINAL);
        page_number(p, good ? &d : NULL);
        page_count(p, m->changed);
        buf_puts(p->b, "</tr>\n");
    }
    page_table_close(p);
}

static void contributors(struct page *p, int index)
{
    enum { SHOW = 5 };
    const struct report *r = p->r;
    const struct measure *m = &r->measures[index];
    if (!m->n_top)
        return;
    buf_puts(p->b, "<h3>");
    markup_text(p->b, page_word(p, W_CONTRIBUTORS));
    buf_puts(p->b, " · ");
    page_put_label(p, m->var);
    buf_puts(p->b, "</h3>\n");
    page_table_open(p, "");
    page_head(p, W_UNIT, false);
    if (r->has_raw)
        page_head(p, W_BEFORE, true);
    page_head(p, r->has_raw ? W_AFTER : W_VALUE, true);
    page_head(p, W_SHARE, true);
    page_table_body(p);
    for (int i = 0; i < m->n_top && i < SHOW; i++) {
        const struct unit *u = &r->units[m->top[i]];
        const struct dec *v = report_value(u, index, STATE_FINAL);
        struct dec share;
        bool good = v && !m->overflow[STATE_FINAL] && page_ratio(&share, v, &m->sum[STATE_FINAL]);
        buf_puts(p->b, "<tr>");
        page_text(p, u->name.n ? u->name : u->key);
        if (r->has_raw)
            page_number(p, report_value(u, index, STATE_RAW));
        page_number(p, v);
        buf_puts(p->b, "<td class=\"n\">");
        if (good)
            dec_put(p->b, &share);
        buf_puts(p->b, good ? "%</td></tr>\n" : "–</td></tr>\n");
    }
    page_table_close(p);
}

void page_effect(struct page *p)
{
    page_section_open(p, "effect", p->r->has_raw ? W_EFFECT : W_CONTRIBUTORS);
    if (p->r->has_raw)
        effect_table(p);
    for (int i = 0; i < p->r->n_measures; i++)
        contributors(p, i);
    page_section_close(p);
}
