/* SPDX-License-Identifier: Apache-2.0 */
#include "report/markup.h"

#include "base/utf8.h"
#include "base/visible.h"
#include "report/words.h"

static const char *entity(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

void markup_text(struct buf *b, struct str text)
{
    const char *end = text.p + text.n;
    for (const char *p = text.p; p < end;) {
        uint32_t cp;
        int n = utf8_next(p, end, &cp);
        const char *e = n == 1 ? entity(*p) : NULL;
        if (e)
            buf_puts(b, e);
        else if (n == 0)
            buf_puts(b, "\xef\xbf\xbd");
        else if (visible_steers(cp))
            visible_put_but(b, (struct str){p, (size_t)n}, "\n\t");
        else
            buf_add(b, p, (size_t)n);
        p += n ? n : 1;
    }
}

void markup_element(struct buf *b, const char *tag, struct str text)
{
    buf_printf(b, "<%s>", tag);
    markup_text(b, text);
    buf_printf(b, "</%s>", tag);
}

enum { SHOWN_DECIMALS = 4 };

/* The exact number is the value of the element; what is read is rounded. */
static void number(struct buf *b, struct str plain, struct str shown)
{
    buf_puts(b, "<data value=\"");
    markup_text(b, plain);
    buf_puts(b, "\">");
    word_number(b, shown);
    buf_puts(b, "</data>");
}

void markup_number(struct buf *b, const struct dec *d)
{
    if (!d) {
        buf_puts(b, "–");
        return;
    }
    struct buf plain = {0}, shown = {0};
    struct dec round = *d;
    dec_put(&plain, d);
    if (d->scale > SHOWN_DECIMALS) /* to the left of the point nothing overflows: it cannot fail */
        (void)dec_round(&round, d, SHOWN_DECIMALS);
    dec_put(&shown, &round);
    number(b, buf_slice(&plain), buf_slice(&shown));
    buf_free(&plain);
    buf_free(&shown);
}

void markup_count(struct buf *b, long n)
{
    struct dec d = dec_int(n);
    markup_number(b, &d);
}

/* Colours that the colour-blind tell apart (Okabe and Ito), a single-hue scale for the heat map, print in black. */
static const char style[] =
    ":root{--ink:#1b1f24;--soft:#5b6570;--line:#d8dde3;--bar:#0072b2;--mark:#d55e00;--good:#00795c;--bg:#fff}"
    "*{box-sizing:border-box}"
    "body{margin:0 auto;max-width:70rem;padding:1rem 1.25rem 3rem;color:var(--ink);background:var(--bg);"
    "font:15px/1.5 system-ui,-apple-system,'Segoe UI','Noto Sans','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',"
    "sans-serif}"
    "h1{font-size:1.7rem;line-height:1.25;margin:.5rem 0}h2{font-size:1.2rem;margin:2.2rem 0 .4rem;"
    "border-bottom:2px solid var(--bar);padding-bottom:.2rem}h3{font-size:1rem;margin:1.2rem 0 .3rem}"
    "p{margin:.4rem 0}.note{color:var(--soft);font-size:.9em}"
    ".cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.6rem;margin:.8rem 0}"
    ".card{border:1px solid var(--line);border-radius:.4rem;padding:.5rem .7rem}"
    ".card b{display:block;font-size:1.5rem;line-height:1.2;font-variant-numeric:tabular-nums}"
    ".card.bad{border-left:.35rem solid var(--mark)}.card.ok{border-left:.35rem solid var(--good)}"
    ".scroll{overflow-x:auto}"
    "table{border-collapse:collapse;width:100%;font-size:.92em}"
    "th,td{padding:.28rem .5rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}"
    "th{font-weight:600;color:var(--soft);white-space:nowrap}"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
    "td.bar{width:18%;min-width:6rem}td.wide{min-width:15rem}"
    "td.bar i{display:block;height:.9rem;background:var(--bar);min-width:1px}"
    "td.bar i.hard,td.bar i.quasi{background:var(--mark)}"
    "td:first-child{min-width:6.5rem}td.id:first-child{min-width:0}"
    "td.id{white-space:nowrap;font-weight:600}td.l{white-space:nowrap}"
    "table.heat td{text-align:center;font-size:.85em;padding:.25rem .3rem;border:1px solid #fff;white-space:nowrap}"
    "table.heat th{font-size:.85em}table.heat thead th{white-space:normal;vertical-align:bottom;min-width:4.2rem}"
    "figure{margin:.6rem 0;break-inside:avoid}figcaption{font-size:.9em;color:var(--soft)}"
    ".charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,21rem),1fr));gap:1rem}"
    "svg{max-width:100%;height:auto;display:block}svg text{font:12px system-ui,'Noto Sans CJK SC',sans-serif;"
    "fill:var(--ink)}"
    "footer{margin-top:2.5rem;color:var(--soft);font-size:.88em;overflow-wrap:anywhere}"
    "code{font-size:.85em;overflow-wrap:anywhere}"
    "@media(max-width:32rem){body{padding:.6rem}table{font-size:.85em}th,td{padding:.22rem .3rem}"
    "td.bar{min-width:3.5rem}.wide{display:none}}"
    "@media print{body{max-width:none;padding:0;font-size:10pt}h2,h3,h2+p.note{break-after:avoid}tr{break-inside:avoid}"
    ".scroll{overflow:visible}.charts{grid-template-columns:repeat(3,1fr);gap:.5rem}table{font-size:.82em}"
    "th{white-space:normal;min-width:4em}td.wide{min-width:0}td.bar{min-width:3rem}table.heat{font-size:.72em}"
    "table.heat thead th{min-width:0}table.heat td,table.heat th{padding:.1rem .15rem}table.heat small{display:none}"
    "td:first-child{min-width:0}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}"
    "@page{margin:15mm}";

void markup_begin(struct buf *b, const char *lang, struct str title)
{
    buf_printf(b, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n", lang);
    buf_puts(b, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    markup_element(b, "title", title);
    buf_puts(b, "\n<style>");
    buf_puts(b, style);
    buf_puts(b, "</style>\n</head>\n<body>\n");
}

void markup_end(struct buf *b)
{
    buf_puts(b, "</body>\n</html>\n");
}
