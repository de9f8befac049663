/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html.h"

#include "report/markup.h"
#include "report/page.h"
#include "report/page_charts.h"
#include "report/page_lists.h"
#include "report/page_measures.h"
#include "report/page_quality.h"
#include "report/page_streams.h"

void report_html(struct buf *b, const struct report *r, enum lang lang)
{
    struct page p = {b, r, lang};
    markup_begin(b, lang == LANG_ZH ? "zh-CN" : "en", str_of(word(W_TITLE, lang)));
    buf_puts(b, "<header><p class=\"note\">");
    markup_text(b, r->form->title[lang]);
    buf_puts(b, "</p><h1>");
    markup_text(b, page_word(&p, W_TITLE));
    buf_puts(b, " · ");
    markup_text(b, r->period);
    buf_puts(b, "</h1></header>\n<main>\n");
    page_headline(&p);
    page_totals(&p);
    page_rules(&p);
    page_heat_map(&p);
    page_items(&p);
    page_effect(&p);
    page_distributions(&p);
    page_scatters(&p);
    page_indicators(&p);
    page_outliers(&p);
    page_identity(&p);
    page_rejects(&p);
    page_missing_units(&p);
    page_changes(&p);
    buf_puts(b, "</main>\n");
    page_provenance(&p);
    markup_end(b);
}
