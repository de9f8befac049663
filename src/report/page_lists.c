/* SPDX-License-Identifier: Apache-2.0 */
#include "report/page_lists.h"

#include "base/mem.h"
#include "report/markup.h"

enum { SHOW_REJECTS = 50, SHOW_UNITS = 50 };

void page_identity(struct page *p)
{
    const struct report *r = p->r;
    static const struct page_head heads[] = {{W_RULE, false}, {W_UNITS, true}, {W_CASES, true}, {W_EXAMPLE, false}};
    const struct rule_count **order = report_pareto(r);
    int shown = 0;
    page_section_open(p, "identity", W_IDENTITY);
    for (int i = 0; i < r->rule_ids.n; i++) {
        const struct rule_count *c = order[i];
        if (!c->identity || !(c->count[RESULT_FAILED] + c->count[RESULT_REJECTED]))
            continue;
        if (!shown++)
            page_table(p, heads, sizeof heads / sizeof heads[0]);
        buf_puts(p->b, "<tr>");
        page_text(p, c->id);
        page_count(p, c->units);
        page_count(p, c->count[RESULT_FAILED] + c->count[RESULT_REJECTED]);
        page_text(p, page_message(p, c->message));
        buf_puts(p->b, "</tr>\n");
    }
    if (shown)
        page_table_close(p);
    else
        page_note(p, W_NOTHING);
    page_section_close(p);
    mem_free(order);
}

void page_rejects(struct page *p)
{
    const struct report *r = p->r;
    page_section_open(p, "rejects", W_REJECTS);
    if (!r->n_rejects) {
        page_note(p, W_NOTHING);
    } else {
        static const struct page_head heads[] = {{W_FILE, false}, {W_LINE, true}, {W_RULE, false}, {W_REASON, false}};
        page_table(p, heads, sizeof heads / sizeof heads[0]);
        for (long i = 0; i < r->n_rejects && i < SHOW_REJECTS; i++) {
            const struct reject *x = &r->rejects[i];
            buf_puts(p->b, "<tr>");
            page_text(p, x->file);
            page_count(p, x->line);
            page_text(p, x->rule);
            page_text(p, page_message(p, x->message));
            buf_puts(p->b, "</tr>\n");
        }
        page_table_close(p);
        page_more(p, r->n_rejects - SHOW_REJECTS);
    }
    page_section_close(p);
}

void page_missing_units(struct page *p)
{
    const struct report *r = p->r;
    long missing = r->frame.n - r->responded, shown = 0;
    if (!r->has_frame)
        return;
    page_section_open(p, "missing", W_MISSING_UNITS);
    if (!missing)
        page_note(p, W_NOTHING);
    buf_puts(p->b, "<p>");
    for (int i = 0; i < r->frame.n && shown < SHOW_UNITS; i++) {
        int unit = report_unit(r, keynames_shown(&r->frame, i));
        if (unit >= 0 && r->units[unit].in_records)
            continue;
        buf_puts(p->b, shown++ ? ", " : "");
        page_masked(p, keynames_shown(&r->frame, i));
    }
    buf_puts(p->b, "</p>\n");
    page_more(p, missing - shown);
    page_section_close(p);
}

void page_changes(struct page *p)
{
    const struct report *r = p->r;
    if (!r->has_changes && !r->has_suggestions)
        return;
    page_section_open(p, "changes", W_CHANGES);
    static const struct page_head heads[] = {{W_METHOD, false}, {W_COUNT, true}};
    page_table(p, heads, sizeof heads / sizeof heads[0]);
    for (int i = 0; i < r->methods.n; i++) {
        buf_puts(p->b, "<tr>");
        page_text(p, intern_name(&r->methods, i));
        page_count(p, r->method_count[i]);
        buf_puts(p->b, "</tr>\n");
    }
    buf_puts(p->b, "<tr><th scope=\"row\">");
    markup_text(p->b, page_word(p, W_TOTAL));
    buf_puts(p->b, "</th>");
    page_count(p, r->changes);
    buf_puts(p->b, "</tr>\n");
    page_table_close(p);
    if (r->has_suggestions) {
        struct buf n = {0};
        buf_int(&n, r->suggestions);
        buf_puts(p->b, "<p>");
        word_fill(p->b, W_SUGGESTIONS, p->lang, buf_slice(&n), (struct str){0});
        buf_puts(p->b, "</p>\n");
        buf_free(&n);
    }
    page_section_close(p);
}

/* --- footer --- */

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
        markup_text(p->b, page_message(p, c->message));
    }
    if (n)
        buf_puts(p->b, "</p>\n");
    else
        page_note(p, W_ALL_RUN);
}

void page_provenance(struct page *p)
{
    const struct report *r = p->r;
    buf_puts(p->b, "<footer>\n");
    page_section_open(p, "provenance", W_PROVENANCE);
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
    page_table_open(p, "");
    page_head(p, W_SOURCE, false);
    page_head(p, W_FILE, false);
    buf_puts(p->b, "<th>SHA-256</th>");
    page_table_body(p);
    for (int i = 0; i < r->n_sources; i++) {
        buf_puts(p->b, "<tr>");
        page_text(p, str_of(r->sources[i].role));
        page_text(p, str_of(r->sources[i].path));
        buf_printf(p->b, "<td><code>%s</code></td></tr>\n", r->sources[i].sha256);
    }
    page_table_close(p);
    page_section_close(p);
    buf_puts(p->b, "</footer>\n");
}
