/* SPDX-License-Identifier: Apache-2.0 */
#include "report/page.h"

#include "report/markup.h"
#include "value/personal.h"

struct str page_word(const struct page *p, enum word x)
{
    return str_of(word(x, p->lang));
}

void page_section_open(struct page *p, const char *id, enum word x)
{
    buf_printf(p->b, "<section id=\"%s\">\n<h2>%s</h2>\n", id, word(x, p->lang));
}

void page_section_close(struct page *p)
{
    buf_puts(p->b, "</section>\n");
}

void page_note(struct page *p, enum word x)
{
    buf_printf(p->b, "<p class=\"note\">%s</p>\n", word(x, p->lang));
}

void page_head(struct page *p, enum word x, bool number)
{
    buf_printf(p->b, "<th%s scope=\"col\">%s</th>", number ? " class=\"n\"" : "", word(x, p->lang));
}

void page_masked(struct page *p, struct str s)
{
    struct buf masked = {0};
    personal_mask(&masked, s);
    markup_text(p->b, buf_slice(&masked));
    buf_free(&masked);
}

void page_text(struct page *p, struct str s)
{
    buf_puts(p->b, "<td>");
    page_masked(p, s);
    buf_puts(p->b, "</td>");
}

void page_number(struct page *p, const struct dec *d)
{
    buf_puts(p->b, "<td class=\"n\">");
    markup_number(p->b, d);
    buf_puts(p->b, "</td>");
}

void page_count(struct page *p, long n)
{
    buf_puts(p->b, "<td class=\"n\">");
    markup_count(p->b, n);
    buf_puts(p->b, "</td>");
}

void page_percent(struct page *p, long part, long whole)
{
    buf_puts(p->b, "<td class=\"n\">");
    word_percent(p->b, part, whole);
    buf_puts(p->b, "</td>");
}

void page_bar(struct page *p, long n, long most, const char *kind)
{
    buf_printf(p->b, "<td class=\"bar\"><i class=\"%s\" style=\"width:%.1f%%\"></i></td>", kind,
               most ? 100.0 * (double)n / (double)most : 0);
}

void page_table_open(struct page *p, const char *kind)
{
    buf_printf(p->b, "<div class=\"scroll\"><table class=\"%s\">\n<thead><tr>", kind);
}

void page_table(struct page *p, const struct page_head *heads, size_t n)
{
    page_table_open(p, "");
    for (size_t i = 0; i < n; i++)
        page_head(p, heads[i].title, heads[i].number);
    page_table_body(p);
}

void page_table_body(struct page *p)
{
    buf_puts(p->b, "</tr></thead>\n<tbody>\n");
}

void page_table_close(struct page *p)
{
    buf_puts(p->b, "</tbody></table></div>\n");
}

void page_more(struct page *p, long n)
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

struct str page_label(const struct page *p, const struct form_var *v)
{
    return v->label[p->lang];
}

void page_put_label(struct page *p, const struct form_var *v)
{
    markup_text(p->b, page_label(p, v));
    if (v->unit.n) {
        buf_puts(p->b, " <span class=\"note\">");
        markup_text(p->b, v->unit);
        buf_puts(p->b, "</span>");
    }
}

struct str page_message(const struct page *p, const struct str *message)
{
    return message[p->lang].n ? message[p->lang] : message[!p->lang];
}

bool page_ratio(struct dec *percent, const struct dec *part, const struct dec *whole)
{
    struct dec hundred = dec_int(100);
    return dec_sign(whole) > 0 && dec_mul(percent, part, &hundred) == DEC_OK &&
           dec_div(percent, percent, whole) == DEC_OK && dec_round(percent, percent, 1) == DEC_OK;
}
