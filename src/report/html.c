#include "report/html.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "report/chart.h"
#include "report/markup.h"
#include "report/words.h"

enum { SHOW_RULES = 20, SHOW_ITEMS = 30, SHOW_REJECTS = 50, SHOW_UNITS = 50, SHOW_ROWS = 40, SHOW_POINTS = 20000 };

/* What every section needs. */
struct page {
    struct buf *b;
    const struct report *r;
    enum lang lang;
};

static struct str w(const struct page *p, enum word x)
{
    return str_of(word(x, p->lang));
}

static void heading(struct page *p, const char *id, enum word x)
{
    buf_printf(p->b, "<section id=\"%s\">\n<h2>%s</h2>\n", id, word(x, p->lang));
}

static void close_section(struct page *p)
{
    buf_puts(p->b, "</section>\n");
}

static void note(struct page *p, enum word x)
{
    buf_printf(p->b, "<p class=\"note\">%s</p>\n", word(x, p->lang));
}

static void head_cell(struct page *p, enum word x, bool number)
{
    buf_printf(p->b, "<th%s scope=\"col\">%s</th>", number ? " class=\"n\"" : "", word(x, p->lang));
}

/* Text with what looks personal masked: an identity number typed into a credit code's place must not be printed. */
static void put_masked(struct page *p, struct str s)
{
    struct buf masked = {0};
    word_mask(&masked, s);
    markup_text(p->b, buf_slice(&masked));
    buf_free(&masked);
}

static void text_cell(struct page *p, struct str s)
{
    buf_puts(p->b, "<td>");
    put_masked(p, s);
    buf_puts(p->b, "</td>");
}

static void number_cell(struct page *p, const struct dec *d)
{
    buf_puts(p->b, "<td class=\"n\">");
    markup_number(p->b, d);
    buf_puts(p->b, "</td>");
}

static void count_cell(struct page *p, long n)
{
    buf_puts(p->b, "<td class=\"n\">");
    markup_count(p->b, n);
    buf_puts(p->b, "</td>");
}

static void percent_cell(struct page *p, long part, long whole)
{
    buf_puts(p->b, "<td class=\"n\">");
    word_percent(p->b, part, whole);
    buf_puts(p->b, "</td>");
}

static void bar_cell(struct page *p, long n, long most, const char *kind)
{
    buf_printf(p->b, "<td class=\"bar\"><i class=\"%s\" style=\"width:%.1f%%\"></i></td>", kind,
               most ? 100.0 * (double)n / (double)most : 0);
}

static void open_table(struct page *p, const char *kind)
{
    buf_printf(p->b, "<div class=\"scroll\"><table class=\"%s\">\n<thead><tr>", kind);
}

static void open_body(struct page *p)
{
    buf_puts(p->b, "</tr></thead>\n<tbody>\n");
}

static void close_table(struct page *p)
{
    buf_puts(p->b, "</tbody></table></div>\n");
}

static void more(struct page *p, long n)
{
    if (n <= 0)
        return;
    struct buf count = {0};
    buf_int(&count, n);
    buf_puts(p->b, "<p class=\"note\">");
    word_fill(p->b, W_MORE, p->lang, buf_slice(&count), (struct str){0});
    buf_puts(p->b, "</p>\n");
    buf_free(&count);
}

static struct str label(const struct page *p, const struct form_var *v)
{
    return v->label[p->lang];
}

/* "工业总产值 (千元)" */
static void put_label(struct page *p, const struct form_var *v)
{
    markup_text(p->b, label(p, v));
    if (v->unit.n) {
        buf_puts(p->b, " <span class=\"note\">");
        markup_text(p->b, v->unit);
        buf_puts(p->b, "</span>");
    }
}

/* --- 1 headline --- */

static void card(struct page *p, enum word x, long n, const char *kind)
{
    buf_printf(p->b, "<div class=\"card %s\"><b>", kind);
    markup_count(p->b, n);
    buf_printf(p->b, "</b>%s</div>\n", word(x, p->lang));
}

static void headline(struct page *p)
{
    const struct report *r = p->r;
    struct outcome o = report_outcome(r);
    heading(p, "headline", W_HEADLINE);
    buf_puts(p->b, "<div class=\"cards\">\n");
    card(p, W_RECEIVED, r->records + r->n_rejects, "");
    card(p, W_REJECTED, r->n_rejects, r->n_rejects ? "bad" : "ok");
    card(p, W_RECORDS, r->records, "");
    if (r->has_frame) {
        card(p, W_FRAME, r->frame.n, "");
        card(p, W_RESPONDED, r->responded, "");
        buf_puts(p->b, "<div class=\"card\"><b>");
        word_percent(p->b, r->responded, r->frame.n);
        buf_printf(p->b, "</b>%s</div>\n", word(W_RESPONSE, p->lang));
    }
    card(p, W_CLEAN, o.clean, "ok");
    card(p, W_QUERIES, o.queries, "");
    card(p, W_BLOCKED, o.blocked, o.blocked ? "bad" : "ok");
    buf_puts(p->b, "</div>\n");
    close_section(p);
}

/* --- totals, against the prior period --- */

static void ratio_cell(struct page *p, const struct dec *now, const struct dec *before)
{
    struct dec change, ratio, hundred = dec_int(100);
    bool good = dec_sign(before) > 0 && dec_sub(&change, now, before) == DEC_OK &&
                dec_mul(&change, &change, &hundred) == DEC_OK && dec_div(&ratio, &change, before) == DEC_OK &&
                dec_round(&ratio, &ratio, 1) == DEC_OK;
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
        number_cell(p, m->n[s] ? &m->sum[s] : NULL);
    else
        text_cell(p, w(p, W_OVERFLOW));
}

static void totals(struct page *p)
{
    const struct report *r = p->r;
    heading(p, "totals", W_TOTALS);
    open_table(p, "");
    head_cell(p, W_ITEM, false);
    head_cell(p, W_REPORTED, true);
    head_cell(p, W_SUM, true);
    if (r->has_prior) {
        head_cell(p, W_PRIOR, true);
        head_cell(p, W_PANEL, true);
    }
    open_body(p);
    for (int i = 0; i < r->n_measures; i++) {
        const struct measure *m = &r->measures[i];
        buf_puts(p->b, "<tr><td>");
        put_label(p, m->var);
        buf_puts(p->b, "</td>");
        count_cell(p, m->n[STATE_FINAL]);
        sum_cell(p, m, STATE_FINAL);
        if (r->has_prior) {
            sum_cell(p, m, STATE_PRIOR);
            ratio_cell(p, &m->panel[0], &m->panel[1]);
        }
        buf_puts(p->b, "</tr>\n");
    }
    close_table(p);
    close_section(p);
}

/* --- 2 Pareto of rules --- */

static void rule_row(struct page *p, const struct rule_count *c, long most, long cumulated, long all)
{
    buf_puts(p->b, "<tr><td class=\"id\">");
    markup_text(p->b, c->id);
    buf_puts(p->b, "</td>");
    buf_printf(p->b, "<td class=\"l\">%s</td>", word_level(c->level, p->lang));
    count_cell(p, c->units);
    bar_cell(p, c->units, most, level_name(c->level));
    percent_cell(p, cumulated, all);
    count_cell(p, c->count[RESULT_FAILED]);
    count_cell(p, c->count[RESULT_EXPLAINED]);
    count_cell(p, c->count[RESULT_ERROR]);
    buf_puts(p->b, "<td class=\"wide\">");
    put_masked(p, c->message[p->lang].n ? c->message[p->lang] : c->message[!p->lang]);
    buf_puts(p->b, "</td></tr>\n");
}

static void pareto(struct page *p)
{
    const struct report *r = p->r;
    int *order = mem_array((size_t)r->rule_ids.n + 1, sizeof *order), shown = 0;
    long all = 0, cumulated = 0, rules = 0;
    report_pareto(r, order);
    for (int i = 0; i < r->rule_ids.n; i++) {
        bool counts = r->rules[i].level > LEVEL_INFO && r->rules[i].units > 0;
        all += counts ? r->rules[i].units : 0;
        rules += counts;
    }
    heading(p, "rules", W_RULES);
    note(p, rules ? W_RULES_NOTE : W_NOTHING);
    if (rules) {
        static const struct { enum word name; bool number; } heads[] = {{W_RULE, false}, {W_LEVEL, false}, {W_UNITS, true},
            {W_SHARE, false}, {W_CUMULATIVE, true}, {W_CASES, true}, {W_EXPLAINED, true}, {W_ERRORS, true}};
        open_table(p, "");
        for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
            head_cell(p, heads[i].name, heads[i].number);
        buf_printf(p->b, "<th class=\"wide\" scope=\"col\">%s</th>", word(W_EXAMPLE, p->lang));
        open_body(p);
        for (; shown < SHOW_RULES && shown < rules; shown++) {
            const struct rule_count *c = &r->rules[order[shown]];
            cumulated += c->units;
            rule_row(p, c, r->rules[order[0]].units, cumulated, all);
        }
        close_table(p);
        more(p, rules - shown);
    }
    close_section(p);
    mem_free(order);
}

/* --- 3 heat map --- */

/* One hue, light to dark; the text turns white on dark cells. Zero is white, since nothing failed there. */
static void heat_cell(struct page *p, const struct heat *h, bool total)
{
    if (!h->units) {
        buf_puts(p->b, "<td></td>");
        return;
    }
    double share = (double)h->failed / (double)h->units;
    int lightness = (int)lround(97 - 62 * share);
    if (total)
        buf_puts(p->b, "<td style=\"font-weight:600\">");
    else
        buf_printf(p->b, "<td style=\"background:hsl(204 75%% %d%%)%s\">", lightness, lightness < 62 ? ";color:#fff" : "");
    word_percent(p->b, h->failed, h->units);
    buf_printf(p->b, " <small>(%ld)</small></td>", h->units);
}

static void heat_row(struct page *p, struct str name, const struct heat *row, const int *columns, int n, struct heat *sums)
{
    struct heat total = {0};
    buf_puts(p->b, "<tr><th scope=\"row\">");
    markup_text(p->b, name);
    buf_puts(p->b, "</th>");
    for (int c = 0; c < n; c++) {
        const struct heat *h = &row[columns[c]];
        heat_cell(p, h, sums == NULL);
        total.units += h->units;
        total.failed += h->failed;
        if (sums) {
            sums[columns[c]].units += h->units;
            sums[columns[c]].failed += h->failed;
        }
    }
    heat_cell(p, &total, true);
    buf_puts(p->b, "</tr>\n");
}

static void heat_map(struct page *p)
{
    const struct report *r = p->r;
    struct heat *h = report_heat(r);
    if (!h)
        return;
    int rows = r->axis[0].groups.n, columns = r->axis[1].groups.n;
    int *row_order = mem_array((size_t)rows, sizeof *row_order), *order = mem_array((size_t)columns, sizeof *order);
    struct heat *sums = mem_array((size_t)columns, sizeof *sums);
    report_axis_order(&r->axis[0], row_order);
    report_axis_order(&r->axis[1], order);
    heading(p, "heat", W_HEAT);
    note(p, W_HEAT_NOTE);
    open_table(p, "heat");
    buf_puts(p->b, "<th></th>");
    for (int c = 0; c < columns; c++)
        markup_element(p->b, "th", report_group_label(r, 1, order[c], (int)p->lang));
    markup_element(p->b, "th", w(p, W_TOTAL));
    open_body(p);
    for (int i = 0; i < rows; i++)
        heat_row(p, report_group_label(r, 0, row_order[i], (int)p->lang), h + row_order[i] * columns, order, columns, sums);
    heat_row(p, w(p, W_TOTAL), sums, order, columns, NULL);
    close_table(p);
    close_section(p);
    mem_free(h);
    mem_free(row_order);
    mem_free(order);
    mem_free(sums);
}

/* --- 4 item non-response --- */

static int by_missing(const void *a, const void *b)
{
    const struct item *x = *(const struct item *const *)a, *y = *(const struct item *const *)b;
    if (x->missing != y->missing)
        return x->missing < y->missing ? 1 : -1;
    return x->var->index - y->var->index;
}

static void items(struct page *p)
{
    const struct report *r = p->r;
    const struct item **list = mem_array((size_t)r->table->n + 1, sizeof *list);
    int n = 0;
    for (int i = 0; i < r->table->n; i++)
        if (r->items[i].missing && r->items[i].var->required != REQUIRED_NO)
            list[n++] = &r->items[i];
    qsort(list, (size_t)n, sizeof *list, by_missing);
    heading(p, "items", W_ITEMS);
    note(p, n ? W_ITEMS_NOTE : W_NONE_MISSING);
    if (n) {
        open_table(p, "");
        head_cell(p, W_ITEM, false);
        head_cell(p, W_MISSING, true);
        head_cell(p, W_SHARE, true);
        buf_puts(p->b, "<th></th>");
        open_body(p);
        for (int i = 0; i < n && i < SHOW_ITEMS; i++) {
            long all = list[i]->missing + list[i]->present;
            buf_puts(p->b, "<tr>");
            text_cell(p, label(p, list[i]->var));
            count_cell(p, list[i]->missing);
            percent_cell(p, list[i]->missing, all);
            bar_cell(p, list[i]->missing, all, list[i]->var->required == REQUIRED_YES ? "hard" : "soft");
            buf_puts(p->b, "</tr>\n");
        }
        close_table(p);
        more(p, n - SHOW_ITEMS);
    }
    close_section(p);
    mem_free(list);
}

/* --- 5 effect of editing --- */

static void effect_table(struct page *p)
{
    const struct report *r = p->r;
    static const enum word heads[] = {W_BEFORE, W_AFTER, W_DIFFERENCE, W_CHANGED};
    open_table(p, "");
    head_cell(p, W_ITEM, false);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        head_cell(p, heads[i], true);
    open_body(p);
    for (int i = 0; i < r->n_measures; i++) {
        const struct measure *m = &r->measures[i];
        struct dec d;
        bool good = !m->overflow[STATE_RAW] && !m->overflow[STATE_FINAL] &&
                    dec_sub(&d, &m->sum[STATE_FINAL], &m->sum[STATE_RAW]) == DEC_OK;
        buf_puts(p->b, "<tr><td>");
        put_label(p, m->var);
        buf_puts(p->b, "</td>");
        sum_cell(p, m, STATE_RAW);
        sum_cell(p, m, STATE_FINAL);
        number_cell(p, good ? &d : NULL);
        count_cell(p, m->changed);
        buf_puts(p->b, "</tr>\n");
    }
    close_table(p);
}

static void contributors(struct page *p, int index)
{
    enum { SHOW = 5 };
    const struct report *r = p->r;
    const struct measure *m = &r->measures[index];
    if (!m->n_top)
        return;
    buf_puts(p->b, "<h3>");
    markup_text(p->b, w(p, W_CONTRIBUTORS));
    buf_puts(p->b, " · ");
    put_label(p, m->var);
    buf_puts(p->b, "</h3>\n");
    open_table(p, "");
    head_cell(p, W_UNIT, false);
    if (r->has_raw)
        head_cell(p, W_BEFORE, true);
    head_cell(p, r->has_raw ? W_AFTER : W_VALUE, true);
    head_cell(p, W_SHARE, true);
    open_body(p);
    for (int i = 0; i < m->n_top && i < SHOW; i++) {
        const struct unit *u = &r->units[m->top[i]];
        const struct dec *v = report_value(r, u, index, STATE_FINAL);
        struct dec share, hundred = dec_int(100);
        bool good = v && !m->overflow[STATE_FINAL] && dec_sign(&m->sum[STATE_FINAL]) > 0 &&
                    dec_mul(&share, v, &hundred) == DEC_OK && dec_div(&share, &share, &m->sum[STATE_FINAL]) == DEC_OK &&
                    dec_round(&share, &share, 1) == DEC_OK;
        buf_puts(p->b, "<tr>");
        text_cell(p, u->name.n ? u->name : u->key);
        if (r->has_raw)
            number_cell(p, report_value(r, u, index, STATE_RAW));
        number_cell(p, v);
        buf_puts(p->b, "<td class=\"n\">");
        if (good)
            dec_put(p->b, &share);
        buf_puts(p->b, good ? "%</td></tr>\n" : "–</td></tr>\n");
    }
    close_table(p);
}

static void effect(struct page *p)
{
    heading(p, "effect", p->r->has_raw ? W_EFFECT : W_CONTRIBUTORS);
    if (p->r->has_raw)
        effect_table(p);
    for (int i = 0; i < p->r->n_measures; i++)
        contributors(p, i);
    close_section(p);
}

/* --- 6 distributions and scatter --- */

static double real_of(const struct dec *d)
{
    return (double)d->coef / pow(10, d->scale);
}

static void distribution(struct page *p, int index)
{
    const struct report *r = p->r;
    struct histogram h = {.low = -2};
    for (int i = 0; i < r->n_units; i++) {
        const struct dec *v = report_value(r, &r->units[i], index, STATE_FINAL);
        if (v)
            histogram_add(&h, real_of(v));
        else
            h.missing += r->units[i].in_records;
    }
    struct buf not_positive = {0}, missing = {0};
    buf_int(&not_positive, h.not_positive);
    buf_int(&missing, h.missing);
    const struct form_var *v = r->measures[index].var;
    buf_puts(p->b, "<figure>");
    chart_histogram(p->b, &h, label(p, v), v->unit);
    buf_puts(p->b, "<figcaption><b>");
    markup_text(p->b, label(p, v));
    buf_puts(p->b, "</b> · ");
    word_fill(p->b, W_NOT_POSITIVE, p->lang, buf_slice(&not_positive), buf_slice(&missing));
    buf_puts(p->b, "</figcaption></figure>\n");
    buf_free(&not_positive);
    buf_free(&missing);
}

static void distributions(struct page *p)
{
    heading(p, "distributions", W_DISTRIBUTIONS);
    note(p, W_DISTRIBUTION_NOTE);
    buf_puts(p->b, "<div class=\"charts\">\n");
    for (int i = 0; i < p->r->n_measures; i++)
        distribution(p, i);
    buf_puts(p->b, "</div>\n");
    close_section(p);
}

static int column(const struct sheet_rows *s, const char *name)
{
    return intern_find(&s->columns, str_of(name));
}

static struct str cell(const struct sheet_rows *s, long row, int column)
{
    return column < 0 ? (struct str){0} : s->cells[(size_t)row * (size_t)s->columns.n + (size_t)column];
}

static double number_of(struct str s)
{
    char text[64];
    if (!s.n || s.n >= sizeof text)
        return NAN;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    return strtod(text, NULL);
}

/* The rows of the scores stream that belong to a variable: marks its units, and finds the fences when all units stand
 * in one class. M and U do not stand in the stream, but follow from ratio, s and effect of any unit. */
static void read_scores(const struct report *r, const struct form_var *v, bool *marked, struct fences *f)
{
    const struct sheet_rows *s = &r->outliers;
    int variable = column(s, "variable"), flag = column(s, "flag"), class = column(s, "class");
    int key = s->columns.n ? 0 : -1; /* the stream begins with the unit's identifiers */
    struct str one_class = {0};
    bool several = false;
    for (long i = 0; i < s->n && variable >= 0 && key >= 0; i++) {
        if (!str_eq(cell(s, i, variable), v->name))
            continue;
        int unit = intern_find(&r->keys, cell(s, i, key));
        if (unit >= 0 && cell(s, i, flag).n)
            marked[unit] = true;
        several |= one_class.p && !str_eq(one_class, cell(s, i, class));
        one_class = cell(s, i, class);
        double ratio = number_of(cell(s, i, column(s, "ratio"))), centred = number_of(cell(s, i, column(s, "s")));
        double e = number_of(cell(s, i, column(s, "effect")));
        double size = fmax(number_of(cell(s, i, column(s, "prior"))), number_of(cell(s, i, column(s, "current"))));
        if (f->on || isnan(ratio) || isnan(centred) || fabs(centred) < 1e-6 || isnan(e) || !(size > 2))
            continue;
        f->median = centred < 0 ? ratio * (1 - centred) : ratio / (1 + centred);
        f->u = log(e / centred) / log(size);
        f->low = number_of(cell(s, i, column(s, "low")));
        f->high = number_of(cell(s, i, column(s, "high")));
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
        const struct dec *now = report_value(r, u, index, STATE_FINAL), *before = report_value(r, u, index, STATE_PRIOR);
        if (now && before && dec_sign(now) > 0 && dec_sign(before) > 0)
            points[n++] = (struct point){real_of(before), real_of(now), marked[i], u->name.n ? u->name : u->key};
    }
    if (!n)
        return;
    buf_puts(p->b, "<figure>");
    chart_scatter(p->b, points, n, &f, w(p, W_PRIOR), w(p, W_CURRENT));
    buf_puts(p->b, "<figcaption><b>");
    put_label(p, v);
    buf_puts(p->b, "</b>");
    if (f.on)
        buf_printf(p->b, " · %s", word(W_FENCES, p->lang));
    buf_puts(p->b, "</figcaption></figure>\n");
}

static void scatters(struct page *p)
{
    const struct report *r = p->r;
    if (!r->has_prior || !r->n_units)
        return;
    struct point *points = mem_array((size_t)r->n_units, sizeof *points);
    bool *marked = mem_array((size_t)r->n_units, sizeof *marked);
    heading(p, "scatter", W_SCATTER);
    note(p, W_SCATTER_NOTE);
    buf_puts(p->b, "<div class=\"charts\">\n");
    for (int i = 0; i < r->n_measures; i++)
        scatter(p, i, points, marked);
    buf_puts(p->b, "</div>\n");
    close_section(p);
    mem_free(points);
    mem_free(marked);
}

/* --- side streams as tables --- */

/* Shows a stream's rows as they are; a plain number is aligned as one. */
static void rows_table(struct page *p, const struct sheet_rows *s, long show)
{
    open_table(p, "");
    for (int c = 0; c < s->columns.n; c++)
        markup_element(p->b, "th", intern_name(&s->columns, c));
    open_body(p);
    for (long i = 0; i < s->n && i < show; i++) {
        buf_puts(p->b, "<tr>");
        for (int c = 0; c < s->columns.n; c++) {
            struct dec d;
            struct str text = cell(s, i, c);
            bool code = text.n > 1 && text.p[0] == '0' && text.p[1] != '.'; /* 0102 is a code, not a number */
            if (!code && text.n && text.n < 16 && dec_parse(&d, text) == DEC_OK)
                number_cell(p, &d);
            else
                text_cell(p, text);
        }
        buf_puts(p->b, "</tr>\n");
    }
    close_table(p);
    more(p, s->n - show);
}

/* A score or ratio, to four digits: the stream has all of them. */
static void score_cell(struct page *p, struct str text)
{
    double v = number_of(text);
    if (isnan(v))
        buf_puts(p->b, "<td class=\"n\">–</td>");
    else
        buf_printf(p->b, "<td class=\"n\">%.4g</td>", v);
}

/* The unit's name, where it is known, and its key. */
static void unit_cell(struct page *p, struct str key)
{
    int unit = intern_find(&p->r->keys, key);
    buf_puts(p->b, "<td>");
    if (unit >= 0 && p->r->units[unit].name.n) {
        put_masked(p, p->r->units[unit].name);
        buf_puts(p->b, " ");
    }
    buf_puts(p->b, "<span class=\"note\">");
    put_masked(p, key);
    buf_puts(p->b, "</span></td>");
}

static void variable_cell(struct page *p, struct str name)
{
    const struct form_var *v = form_var_find(p->r->table, name);
    text_cell(p, v ? label(p, v) : name);
}

/* The list of ecoutlier --calls: first those to review, then those to chase because they did not answer. */
static void calls_table(struct page *p)
{
    const struct sheet_rows *s = &p->r->calls;
    static const enum word heads[] = {W_UNIT, W_ACTION, W_SCORE, W_ITEM, W_RESIDUAL};
    int action = column(s, "action"), shown = 0;
    long n = 0;
    open_table(p, "");
    for (int i = 0; i < 5; i++)
        head_cell(p, heads[i], i == 2 || i == 4);
    open_body(p);
    for (long i = 0; i < s->n; i++) {
        bool review = str_is(cell(s, i, action), "review"), chase = str_is(cell(s, i, action), "chase");
        n += review || chase;
        if (!(review || chase) || shown++ >= SHOW_ROWS)
            continue;
        buf_puts(p->b, "<tr>");
        unit_cell(p, cell(s, i, 0));
        text_cell(p, w(p, review ? W_REVIEW : W_CHASE));
        score_cell(p, cell(s, i, column(s, "score")));
        variable_cell(p, cell(s, i, column(s, "variable")));
        score_cell(p, cell(s, i, column(s, "residual")));
        buf_puts(p->b, "</tr>\n");
    }
    close_table(p);
    more(p, n - SHOW_ROWS);
}

/* The flagged rows of the scores. */
static void outliers_table(struct page *p)
{
    const struct sheet_rows *s = &p->r->outliers;
    static const enum word heads[] = {W_UNIT, W_ITEM, W_PRIOR, W_CURRENT, W_RATIO, W_FLAG};
    long n = 0;
    open_table(p, "");
    for (int i = 0; i < 6; i++)
        head_cell(p, heads[i], i >= 2 && i <= 4);
    open_body(p);
    for (long i = 0; i < s->n; i++) {
        if (!cell(s, i, column(s, "flag")).n || n++ >= SHOW_ROWS)
            continue;
        buf_puts(p->b, "<tr>");
        unit_cell(p, cell(s, i, 0));
        variable_cell(p, cell(s, i, column(s, "variable")));
        for (int k = 0; k < 2; k++) {
            struct dec d;
            bool good = dec_parse(&d, cell(s, i, column(s, k ? "current" : "prior"))) == DEC_OK;
            number_cell(p, good ? &d : NULL);
        }
        score_cell(p, cell(s, i, column(s, "ratio")));
        text_cell(p, cell(s, i, column(s, "flag")));
        buf_puts(p->b, "</tr>\n");
    }
    close_table(p);
    more(p, n - SHOW_ROWS);
}

static void value_cell(struct page *p, struct str text)
{
    struct dec d;
    if (dec_parse(&d, text) == DEC_OK) {
        number_cell(p, &d);
    } else { /* such as "1—2", in a column of numbers */
        buf_puts(p->b, "<td class=\"n\">");
        put_masked(p, text);
        buf_puts(p->b, "</td>");
    }
}

/* What part of the target a value is; nothing where the target is no number, such as "1—2". */
static void achieved_cell(struct page *p, struct str value, struct str target)
{
    struct dec v, t, hundred = dec_int(100);
    bool good = dec_parse(&v, value) == DEC_OK && dec_parse(&t, target) == DEC_OK && dec_sign(&t) > 0 &&
                dec_mul(&v, &v, &hundred) == DEC_OK && dec_div(&v, &v, &t) == DEC_OK && dec_round(&v, &v, 1) == DEC_OK;
    buf_puts(p->b, "<td class=\"n\">");
    if (good) {
        markup_number(p->b, &v);
        buf_char(p->b, '%');
    }
    buf_puts(p->b, "</td>");
}

/* Indicators of the whole, each beside the base and the target of the plan where the list of targets has it. */
static void plan_table(struct page *p)
{
    const struct sheet_rows *s = &p->r->indicators, *t = &p->r->targets;
    static const enum word heads[] = {W_ITEM, W_VALUE, W_UNIT_OF_MEASURE, W_BASE, W_TARGET, W_ACHIEVED};
    int id = column(s, "indicator"), member = column(s, "member"), value = column(s, "value");
    note(p, W_PLAN_NOTE);
    open_table(p, "");
    for (int i = 0; i < 6; i++)
        head_cell(p, heads[i], i == 1 || i > 2);
    open_body(p);
    for (long k = 0; k < t->n; k++)
        for (long i = 0; i < s->n; i++) {
            if (cell(s, i, member).n || !cell(s, i, value).n || !str_eq(cell(s, i, id), cell(t, k, column(t, "code"))))
                continue;
            buf_puts(p->b, "<tr><td>");
            put_masked(p, cell(t, k, column(t, p->lang == LANG_ZH ? "label_zh" : "label_en")));
            buf_puts(p->b, " <span class=\"note\">");
            put_masked(p, cell(s, i, id));
            buf_puts(p->b, "</span></td>");
            value_cell(p, cell(s, i, value));
            text_cell(p, cell(t, k, column(t, "unit")));
            value_cell(p, cell(t, k, column(t, "base_2020")));
            value_cell(p, cell(t, k, column(t, "target_2025")));
            achieved_cell(p, cell(s, i, value), cell(t, k, column(t, "target_2025")));
            buf_puts(p->b, "</tr>\n");
        }
    close_table(p);
}

static void side_streams(struct page *p)
{
    const struct report *r = p->r;
    if (r->indicators.columns.n) {
        heading(p, "indicators", W_INDICATORS);
        if (r->targets.n)
            plan_table(p);
        else
            rows_table(p, &r->indicators, 400);
        close_section(p);
    }
    if (r->calls.columns.n || r->outliers.columns.n) {
        heading(p, "outliers", W_OUTLIERS);
        if (r->calls.columns.n)
            calls_table(p);
        if (r->outliers.columns.n)
            outliers_table(p);
        close_section(p);
    }
}

/* --- identity, rejects, missing units --- */

/* Rules that judged an identifier: wrong credit codes, duplicate keys. */
static void identity(struct page *p)
{
    const struct report *r = p->r;
    static const enum word heads[] = {W_RULE, W_UNITS, W_CASES, W_EXAMPLE};
    int *order = mem_array((size_t)r->rule_ids.n + 1, sizeof *order), shown = 0;
    report_pareto(r, order);
    heading(p, "identity", W_IDENTITY);
    for (int i = 0; i < r->rule_ids.n; i++) {
        const struct rule_count *c = &r->rules[order[i]];
        if (!c->identity || !(c->count[RESULT_FAILED] + c->count[RESULT_REJECTED]))
            continue;
        if (!shown++) {
            open_table(p, "");
            for (int k = 0; k < 4; k++)
                head_cell(p, heads[k], k == 1 || k == 2);
            open_body(p);
        }
        buf_puts(p->b, "<tr>");
        text_cell(p, c->id);
        count_cell(p, c->units);
        count_cell(p, c->count[RESULT_FAILED] + c->count[RESULT_REJECTED]);
        text_cell(p, c->message[p->lang].n ? c->message[p->lang] : c->message[!p->lang]);
        buf_puts(p->b, "</tr>\n");
    }
    if (shown)
        close_table(p);
    else
        note(p, W_NOTHING);
    close_section(p);
    mem_free(order);
}

static void rejects(struct page *p)
{
    const struct report *r = p->r;
    heading(p, "rejects", W_REJECTS);
    if (!r->n_rejects) {
        note(p, W_NOTHING);
    } else {
        static const enum word heads[] = {W_FILE, W_LINE, W_RULE, W_REASON};
        open_table(p, "");
        for (int i = 0; i < 4; i++)
            head_cell(p, heads[i], i == 1);
        open_body(p);
        for (long i = 0; i < r->n_rejects && i < SHOW_REJECTS; i++) {
            const struct reject *x = &r->rejects[i];
            buf_puts(p->b, "<tr>");
            text_cell(p, x->file);
            count_cell(p, x->line);
            text_cell(p, x->rule);
            text_cell(p, x->message[p->lang].n ? x->message[p->lang] : x->message[!p->lang]);
            buf_puts(p->b, "</tr>\n");
        }
        close_table(p);
        more(p, r->n_rejects - SHOW_REJECTS);
    }
    close_section(p);
}

static void missing_units(struct page *p)
{
    const struct report *r = p->r;
    long missing = r->frame.n - r->responded, shown = 0;
    if (!r->has_frame)
        return;
    heading(p, "missing", W_MISSING_UNITS);
    if (!missing)
        note(p, W_NOTHING);
    buf_puts(p->b, "<p>");
    for (int i = 0; i < r->frame.n && shown < SHOW_UNITS; i++) {
        int unit = intern_find(&r->keys, intern_name(&r->frame, i));
        if (unit >= 0 && r->units[unit].in_records)
            continue;
        buf_puts(p->b, shown++ ? ", " : "");
        put_masked(p, intern_name(&r->frame, i));
    }
    buf_puts(p->b, "</p>\n");
    more(p, missing - shown);
    close_section(p);
}

static void changes(struct page *p)
{
    const struct report *r = p->r;
    if (!r->has_changes && !r->has_suggestions)
        return;
    heading(p, "changes", W_CHANGES);
    open_table(p, "");
    head_cell(p, W_METHOD, false);
    head_cell(p, W_COUNT, true);
    open_body(p);
    for (int i = 0; i < r->methods.n; i++) {
        buf_puts(p->b, "<tr>");
        text_cell(p, intern_name(&r->methods, i));
        count_cell(p, r->method_count[i]);
        buf_puts(p->b, "</tr>\n");
    }
    buf_puts(p->b, "<tr><th scope=\"row\">");
    markup_text(p->b, w(p, W_TOTAL));
    buf_puts(p->b, "</th>");
    count_cell(p, r->changes);
    buf_puts(p->b, "</tr>\n");
    close_table(p);
    if (r->has_suggestions) {
        struct buf n = {0};
        buf_int(&n, r->suggestions);
        buf_puts(p->b, "<p>");
        word_fill(p->b, W_SUGGESTIONS, p->lang, buf_slice(&n), (struct str){0});
        buf_puts(p->b, "</p>\n");
        buf_free(&n);
    }
    close_section(p);
}

/* --- method and sources --- */

static void not_run(struct page *p)
{
    const struct report *r = p->r;
    long n = 0;
    buf_printf(p->b, "<h3>%s</h3>\n", word(W_NOTRUN, p->lang));
    for (int i = 0; i < r->rule_ids.n; i++) {
        const struct rule_count *c = &r->rules[i];
        if (!c->count[RESULT_NOTRUN])
            continue;
        buf_puts(p->b, n++ ? "<br>" : "<p>");
        markup_text(p->b, c->id);
        buf_puts(p->b, ": ");
        markup_text(p->b, c->message[p->lang].n ? c->message[p->lang] : c->message[!p->lang]);
    }
    if (n)
        buf_puts(p->b, "</p>\n");
    else
        note(p, W_ALL_RUN);
}

static void provenance(struct page *p)
{
    const struct report *r = p->r;
    buf_puts(p->b, "<footer>\n");
    heading(p, "provenance", W_PROVENANCE);
    not_run(p);
    buf_puts(p->b, "<p>");
    word_fill(p->b, W_MADE_BY, p->lang, STR(PACKAGE_VERSION), (struct str){0});
    buf_printf(p->b, "</p>\n<p>%s: ", word(W_FORM, p->lang));
    markup_text(p->b, r->form->title[p->lang]);
    buf_puts(p->b, " (");
    markup_text(p->b, r->form->name);
    buf_printf(p->b, ", %s ", word(W_VERSION, p->lang));
    markup_text(p->b, r->form->version);
    buf_printf(p->b, ") <code>sha256:%s</code></p>\n", r->form->sha256);
    open_table(p, "");
    head_cell(p, W_SOURCE, false);
    head_cell(p, W_FILE, false);
    buf_puts(p->b, "<th>SHA-256</th>");
    open_body(p);
    for (int i = 0; i < r->n_sources; i++) {
        buf_puts(p->b, "<tr>");
        text_cell(p, str_of(r->sources[i].role));
        text_cell(p, str_of(r->sources[i].path));
        buf_printf(p->b, "<td><code>%s</code></td></tr>\n", r->sources[i].sha256);
    }
    close_table(p);
    close_section(p);
    buf_puts(p->b, "</footer>\n");
}

void report_html(struct buf *b, const struct report *r, enum lang lang)
{
    struct page p = {b, r, lang};
    markup_begin(b, lang == LANG_ZH ? "zh-CN" : "en", str_of(word(W_TITLE, lang)));
    buf_puts(b, "<header><p class=\"note\">");
    markup_text(b, r->form->title[lang]);
    buf_puts(b, "</p><h1>");
    markup_text(b, w(&p, W_TITLE));
    buf_puts(b, " · ");
    markup_text(b, r->period);
    buf_puts(b, "</h1></header>\n<main>\n");
    headline(&p);
    totals(&p);
    pareto(&p);
    heat_map(&p);
    items(&p);
    effect(&p);
    distributions(&p);
    scatters(&p);
    side_streams(&p);
    identity(&p);
    rejects(&p);
    missing_units(&p);
    changes(&p);
    buf_puts(b, "</main>\n");
    provenance(&p);
    markup_end(b);
}
