/* SPDX-License-Identifier: Apache-2.0 */
#include "report/page_streams.h"

#include <math.h>

#include "report/markup.h"

enum { SHOW_ROWS = 40, SHOW_INDICATORS = 400 };

/* Shows a stream's rows as they are; a plain number is aligned as one. */
static void rows_table(struct page *p, const struct sheet_rows *s, long show)
{
    page_table_open(p, "");
    for (int c = 0; c < s->columns.n; c++)
        markup_element(p->b, "th", intern_name(&s->columns, c));
    page_table_body(p);
    for (long i = 0; i < s->n && i < show; i++) {
        buf_puts(p->b, "<tr>");
        for (int c = 0; c < s->columns.n; c++) {
            struct dec d;
            struct str text = rows_cell(s, i, c);
            bool code = text.n > 1 && text.p[0] == '0' && text.p[1] != '.'; /* 0102 is a code, not a number */
            if (!code && text.n && text.n < 16 && dec_parse(&d, text) == DEC_OK)
                page_number(p, &d);
            else
                page_text(p, text);
        }
        buf_puts(p->b, "</tr>\n");
    }
    page_table_close(p);
    page_more(p, s->n - show);
}

/* A score or ratio, to four digits: the stream has all of them. */
static void score_cell(struct page *p, double v)
{
    if (isnan(v))
        buf_puts(p->b, "<td class=\"n\">–</td>");
    else
        buf_printf(p->b, "<td class=\"n\">%.4g</td>", v);
}

/* The unit's name, where it is known, and its key. */
static void unit_cell(struct page *p, struct str key)
{
    int unit = report_unit(p->r, key);
    buf_puts(p->b, "<td>");
    if (unit >= 0 && p->r->units[unit].name.n) {
        page_masked(p, p->r->units[unit].name);
        buf_puts(p->b, " ");
    }
    buf_puts(p->b, "<span class=\"note\">");
    page_masked(p, key);
    buf_puts(p->b, "</span></td>");
}

static void variable_cell(struct page *p, struct str name)
{
    const struct form_var *v = form_var_find(p->r->table, name);
    page_text(p, v ? page_label(p, v) : name);
}

/* The list of ecoutlier --calls: first those to review, then those to chase because they did not answer. */
static void calls_table(struct page *p)
{
    const struct sheet_rows *s = &p->r->calls;
    static const struct page_head heads[] = {{W_UNIT, false}, {W_ACTION, false}, {W_SCORE, true}, {W_ITEM, false},
        {W_RESIDUAL, true}};
    int action = rows_column(s, "action"), shown = 0;
    long n = 0;
    page_table(p, heads, sizeof heads / sizeof heads[0]);
    for (long i = 0; i < s->n; i++) {
        bool review = str_is(rows_cell(s, i, action), "review"), chase = str_is(rows_cell(s, i, action), "chase");
        n += review || chase;
        if (!(review || chase) || shown++ >= SHOW_ROWS)
            continue;
        buf_puts(p->b, "<tr>");
        unit_cell(p, rows_cell(s, i, 0));
        page_text(p, page_word(p, review ? W_REVIEW : W_CHASE));
        score_cell(p, rows_real(s, i, "score"));
        variable_cell(p, rows_named(s, i, "variable"));
        score_cell(p, rows_real(s, i, "residual"));
        buf_puts(p->b, "</tr>\n");
    }
    page_table_close(p);
    page_more(p, n - SHOW_ROWS);
}

/* The flagged rows of the scores. */
static void outliers_table(struct page *p)
{
    const struct sheet_rows *s = &p->r->outliers;
    static const struct page_head heads[] = {{W_UNIT, false}, {W_ITEM, false}, {W_PRIOR, true}, {W_CURRENT, true},
        {W_RATIO, true}, {W_FLAG, false}};
    long n = 0;
    page_table(p, heads, sizeof heads / sizeof heads[0]);
    for (long i = 0; i < s->n; i++) {
        if (!rows_named(s, i, "flag").n || n++ >= SHOW_ROWS)
            continue;
        buf_puts(p->b, "<tr>");
        unit_cell(p, rows_cell(s, i, 0));
        variable_cell(p, rows_named(s, i, "variable"));
        for (int k = 0; k < 2; k++) {
            struct dec d;
            bool good = dec_parse(&d, rows_named(s, i, k ? "current" : "prior")) == DEC_OK;
            page_number(p, good ? &d : NULL);
        }
        score_cell(p, rows_real(s, i, "ratio"));
        page_text(p, rows_named(s, i, "flag"));
        buf_puts(p->b, "</tr>\n");
    }
    page_table_close(p);
    page_more(p, n - SHOW_ROWS);
}

static void value_cell(struct page *p, struct str text)
{
    struct dec d;
    if (dec_parse(&d, text) == DEC_OK) {
        page_number(p, &d);
    } else { /* such as "1—2", in a column of numbers */
        buf_puts(p->b, "<td class=\"n\">");
        page_masked(p, text);
        buf_puts(p->b, "</td>");
    }
}

/* What part of the target a value is; nothing where the target is no number, such as "1—2". */
static void achieved_cell(struct page *p, struct str value, struct str target)
{
    struct dec v, t;
    bool good = dec_parse(&v, value) == DEC_OK && dec_parse(&t, target) == DEC_OK && page_ratio(&v, &v, &t);
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
    static const struct page_head heads[] = {{W_ITEM, false}, {W_VALUE, true}, {W_UNIT_OF_MEASURE, false}, {W_BASE, true},
        {W_TARGET, true}, {W_ACHIEVED, true}};
    int id = rows_column(s, "indicator"), member = rows_column(s, "member"), value = rows_column(s, "value");
    page_note(p, W_PLAN_NOTE);
    page_table(p, heads, sizeof heads / sizeof heads[0]);
    for (long k = 0; k < t->n; k++)
        for (long i = 0; i < s->n; i++) {
            if (rows_cell(s, i, member).n || !rows_cell(s, i, value).n || !str_eq(rows_cell(s, i, id), rows_named(t, k, "code")))
                continue;
            buf_puts(p->b, "<tr><td>");
            page_masked(p, rows_named(t, k, p->lang == LANG_ZH ? "label_zh" : "label_en"));
            buf_puts(p->b, " <span class=\"note\">");
            page_masked(p, rows_cell(s, i, id));
            buf_puts(p->b, "</span></td>");
            value_cell(p, rows_cell(s, i, value));
            page_text(p, rows_named(t, k, "unit"));
            value_cell(p, rows_named(t, k, "base_2020"));
            value_cell(p, rows_named(t, k, "target_2025"));
            achieved_cell(p, rows_cell(s, i, value), rows_named(t, k, "target_2025"));
            buf_puts(p->b, "</tr>\n");
        }
    page_table_close(p);
}

void page_indicators(struct page *p)
{
    const struct report *r = p->r;
    if (!r->indicators.columns.n)
        return;
    page_section_open(p, "indicators", W_INDICATORS);
    if (r->targets.n)
        plan_table(p);
    else
        rows_table(p, &r->indicators, SHOW_INDICATORS);
    page_section_close(p);
}

void page_outliers(struct page *p)
{
    const struct report *r = p->r;
    if (!r->calls.columns.n && !r->outliers.columns.n)
        return;
    page_section_open(p, "outliers", W_OUTLIERS);
    if (r->calls.columns.n)
        calls_table(p);
    if (r->outliers.columns.n)
        outliers_table(p);
    page_section_close(p);
}
