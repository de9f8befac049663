/* SPDX-License-Identifier: Apache-2.0 */
#include "report/page_charts.h"

#include <math.h>

#include "base/mem.h"
#include "report/chart.h"
#include "report/markup.h"
#include "stat/real.h"

enum { SHOW_POINTS = 20000 };

/* --- distributions --- */

static void distribution(struct page *p, int index)
{
    const struct report *r = p->r;
    struct histogram h = {.low = -2};
    for (int i = 0; i < r->n_units; i++) {
        const struct dec *v = report_value(&r->units[i], index, STATE_FINAL);
        if (v)
            histogram_add(&h, real_of_dec(v));
        else
            h.missing += r->units[i].in_records;
    }
    struct buf not_positive = {0}, missing = {0};
    buf_int(&not_positive, h.not_positive);
    buf_int(&missing, h.missing);
    const struct form_var *v = r->measures[index].var;
    buf_puts(p->b, "<figure>");
    chart_histogram(p->b, &h, page_label(p, v), v->unit);
    buf_puts(p->b, "<figcaption><b>");
    markup_text(p->b, page_label(p, v));
    buf_puts(p->b, "</b> · ");
    word_fill(p->b, W_NOT_POSITIVE, p->lang, buf_slice(&not_positive), buf_slice(&missing));
    buf_puts(p->b, "</figcaption></figure>\n");
    buf_free(&not_positive);
    buf_free(&missing);
}

void page_distributions(struct page *p)
{
    page_section_open(p, "distributions", W_DISTRIBUTIONS);
    page_note(p, W_DISTRIBUTION_NOTE);
    buf_puts(p->b, "<div class=\"charts\">\n");
    for (int i = 0; i < p->r->n_measures; i++)
        distribution(p, i);
    buf_puts(p->b, "</div>\n");
    page_section_close(p);
}

/* --- scatter plots --- */

/* The rows of the scores stream that belong to a variable: marks its units, and finds the fences when all units stand
 * in one class. M and U do not stand in the stream, but follow from ratio, s and effect of any unit. */
static void read_scores(const struct report *r, const struct form_var *v, bool *marked, struct fences *f)
{
    const struct sheet_rows *s = &r->outliers;
    int variable = rows_column(s, "variable"), flag = rows_column(s, "flag"), class = rows_column(s, "class");
    int key = s->columns.n ? 0 : -1; /* the stream begins with the unit's identifiers */
    struct str one_class = {0};
    bool several = false;
    for (long i = 0; i < s->n && variable >= 0 && key >= 0; i++) {
        if (!str_eq(rows_cell(s, i, variable), v->name))
            continue;
        int unit = report_unit(r, rows_cell(s, i, key));
        if (unit >= 0 && rows_cell(s, i, flag).n)
            marked[unit] = true;
        several |= one_class.p && !str_eq(one_class, rows_cell(s, i, class));
        one_class = rows_cell(s, i, class);
        double ratio = rows_real(s, i, "ratio"), centred = rows_real(s, i, "s");
        double e = rows_real(s, i, "effect");
        double size = fmax(rows_real(s, i, "prior"), rows_real(s, i, "current"));
        if (f->on || isnan(ratio) || isnan(centred) || fabs(centred) < 1e-6 || isnan(e) || !(size > 2))
            continue;
        f->median = centred < 0 ? ratio * (1 - centred) : ratio / (1 + centred);
        f->u = log(e / centred) / log(size);
        f->low = rows_real(s, i, "low");
        f->high = rows_real(s, i, "high");
        f->on = f->median > 0 && isfinite(f->u) && !isnan(f->low) && !isnan(f->high);
    }
    f->on &= !several;
}

static void scatter(struct page *p, int index, struct point *points, bool *marked)
{
    const struct report *r = p->r;
    const struct form_var *v = r->measures[index].var;
    struct fences f = {0};
    long n = 0;
    memset(marked, 0, (size_t)r->n_units * sizeof *marked);
    read_scores(r, v, marked, &f);
    for (int i = 0; i < r->n_units && n < SHOW_POINTS; i++) {
        const struct unit *u = &r->units[i];
        const struct dec *now = report_value(u, index, STATE_FINAL), *before = report_value(u, index, STATE_PRIOR);
        if (now && before && dec_sign(now) > 0 && dec_sign(before) > 0)
            points[n++] = (struct point){real_of_dec(before), real_of_dec(now), marked[i], u->name.n ? u->name : u->key};
    }
    if (!n)
        return;
    buf_puts(p->b, "<figure>");
    chart_scatter(p->b, points, n, &f, page_word(p, W_PRIOR), page_word(p, W_CURRENT));
    buf_puts(p->b, "<figcaption><b>");
    page_put_label(p, v);
    buf_puts(p->b, "</b>");
    if (f.on)
        buf_printf(p->b, " · %s", word(W_FENCES, p->lang));
    buf_puts(p->b, "</figcaption></figure>\n");
}

void page_scatters(struct page *p)
{
    const struct report *r = p->r;
    if (!r->has_prior || !r->n_units)
        return;
    struct point *points = mem_array((size_t)r->n_units, sizeof *points);
    bool *marked = mem_array((size_t)r->n_units, sizeof *marked);
    page_section_open(p, "scatter", W_SCATTER);
    page_note(p, W_SCATTER_NOTE);
    buf_puts(p->b, "<div class=\"charts\">\n");
    for (int i = 0; i < r->n_measures; i++)
        scatter(p, i, points, marked);
    buf_puts(p->b, "</div>\n");
    page_section_close(p);
    mem_free(points);
    mem_free(marked);
}
