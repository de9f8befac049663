/* SPDX-License-Identifier: Apache-2.0 */
#include "report/page_quality.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "report/markup.h"

enum { SHOW_RULES = 20, SHOW_ITEMS = 30 };

/* --- headline --- */

static void card(struct page *p, enum word x, long n, const char *kind)
{
    buf_printf(p->b, "<div class=\"card %s\"><b>", kind);
    markup_count(p->b, n);
    buf_printf(p->b, "</b>%s</div>\n", word(x, p->lang));
}

void page_headline(struct page *p)
{
    const struct report *r = p->r;
    struct outcome o = report_outcome(r);
    page_section_open(p, "headline", W_HEADLINE);
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
    if (r->has_verdicts) {
        for (int v = VERDICT_ACCEPTED; v < VERDICTS; v++)
            card(p, (enum word)(W_STATE_ACCEPTED + v - VERDICT_ACCEPTED), r->verdicts[v],
                 v == VERDICT_ACCEPTED || !r->verdicts[v] ? "ok" : v == VERDICT_OPEN ? "" : "bad");
    } else {
        card(p, W_CLEAN, o.clean, "ok");
        card(p, W_QUERIES, o.queries, "");
        card(p, W_BLOCKED, o.blocked, o.blocked ? "bad" : "ok");
    }
    buf_puts(p->b, "</div>\n");
    page_section_close(p);
}

/* --- Pareto of rules --- */

static void rule_row(struct page *p, const struct rule_count *c, long most, long cumulated, long all)
{
    buf_puts(p->b, "<tr><td class=\"id\">");
    markup_text(p->b, c->id);
    buf_puts(p->b, "</td>");
    buf_printf(p->b, "<td class=\"l\">%s</td>", word_level(c->level, p->lang));
    page_count(p, c->units);
    page_bar(p, c->units, most, level_name(c->level));
    page_percent(p, cumulated, all);
    page_count(p, c->count[RESULT_FAILED]);
    page_count(p, c->count[RESULT_EXPLAINED]);
    page_count(p, c->count[RESULT_ERROR]);
    buf_puts(p->b, "<td class=\"wide\">");
    page_masked(p, page_message(p, c->message));
    buf_puts(p->b, "</td></tr>\n");
}

void page_rules(struct page *p)
{
    const struct report *r = p->r;
    const struct rule_count **order = report_pareto(r);
    long all = 0, cumulated = 0, rules = 0, shown = 0;
    for (int i = 0; i < r->rule_ids.n; i++) {
        bool counts = r->rules[i].level > LEVEL_INFO && r->rules[i].units > 0;
        all += counts ? r->rules[i].units : 0;
        rules += counts;
    }
    page_section_open(p, "rules", W_RULES);
    page_note(p, rules ? W_RULES_NOTE : W_NOTHING);
    if (rules) {
        static const struct page_head heads[] = {{W_RULE, false}, {W_LEVEL, false}, {W_UNITS, true},
            {W_SHARE, false}, {W_CUMULATIVE, true}, {W_CASES, true}, {W_EXPLAINED, true}, {W_ERRORS, true}};
        page_table_open(p, "");
        for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
            page_head(p, heads[i].title, heads[i].number);
        buf_printf(p->b, "<th class=\"wide\" scope=\"col\">%s</th>", word(W_EXAMPLE, p->lang));
        page_table_body(p);
        for (; shown < SHOW_RULES && shown < rules; shown++) {
            cumulated += order[shown]->units;
            rule_row(p, order[shown], order[0]->units, cumulated, all);
        }
        page_table_close(p);
        page_more(p, rules - shown);
    }
    page_section_close(p);
    mem_free(order);
}

/* --- heat map --- */

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

void page_heat_map(struct page *p)
{
    const struct report *r = p->r;
    struct heat *h = report_heat(r);
    if (!h)
        return;
    int rows = r->axis[0].groups.n, columns = r->axis[1].groups.n;
    int *row_order = report_axis_order(&r->axis[0]), *order = report_axis_order(&r->axis[1]);
    struct heat *sums = mem_array((size_t)columns, sizeof *sums);
    page_section_open(p, "heat", W_HEAT);
    page_note(p, W_HEAT_NOTE);
    page_table_open(p, "heat");
    buf_puts(p->b, "<th></th>");
    for (int c = 0; c < columns; c++)
        markup_element(p->b, "th", report_group_label(r, 1, order[c], (int)p->lang));
    markup_element(p->b, "th", page_word(p, W_TOTAL));
    page_table_body(p);
    for (int i = 0; i < rows; i++)
        heat_row(p, report_group_label(r, 0, row_order[i], (int)p->lang), h + row_order[i] * columns, order, columns, sums);
    heat_row(p, page_word(p, W_TOTAL), sums, order, columns, NULL);
    page_table_close(p);
    page_section_close(p);
    mem_free(h);
    mem_free(row_order);
    mem_free(order);
    mem_free(sums);
}

/* --- item non-response --- */

static int by_missing(const void *a, const void *b)
{
    const struct item *x = *(const struct item *const *)a, *y = *(const struct item *const *)b;
    if (x->missing != y->missing)
        return x->missing < y->missing ? 1 : -1;
    return x->var->index - y->var->index;
}

void page_items(struct page *p)
{
    const struct report *r = p->r;
    const struct item **list = mem_array((size_t)r->table->n + 1, sizeof *list);
    int n = 0;
    for (int i = 0; i < r->table->n; i++)
        if (r->items[i].missing && r->items[i].var->required != REQUIRED_NO)
            list[n++] = &r->items[i];
    qsort(list, (size_t)n, sizeof *list, by_missing);
    page_section_open(p, "items", W_ITEMS);
    page_note(p, n ? W_ITEMS_NOTE : W_NONE_MISSING);
    if (n) {
        page_table_open(p, "");
        page_head(p, W_ITEM, false);
        page_head(p, W_MISSING, true);
        page_head(p, W_SHARE, true);
        buf_puts(p->b, "<th></th>");
        page_table_body(p);
        for (int i = 0; i < n && i < SHOW_ITEMS; i++) {
            long all = list[i]->missing + list[i]->present;
            buf_puts(p->b, "<tr>");
            page_text(p, page_label(p, list[i]->var));
            page_count(p, list[i]->missing);
            page_percent(p, list[i]->missing, all);
            page_bar(p, list[i]->missing, all, list[i]->var->required == REQUIRED_YES ? "hard" : "soft");
            buf_puts(p->b, "</tr>\n");
        }
        page_table_close(p);
        page_more(p, n - SHOW_ITEMS);
    }
    page_section_close(p);
    mem_free(list);
}
