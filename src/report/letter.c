/* SPDX-License-Identifier: Apache-2.0 */
#include "report/letter.h"

#include "report/markup.h"
#include "report/words.h"
#include "value/keyparts.h"
#include "value/personal.h"

/* The variable of a name; of NAME_prior too, which a rule may have read: then *suffix is "_prior". */
static const struct form_var *variable(const struct report *r, struct str name, struct str *suffix)
{
    *suffix = (struct str){"", 0};
    return form_column(r->table, name, suffix);
}

/* What a suffix of a joined column means; the suffix itself where nothing is agreed on. */
static struct str meaning(struct str suffix, enum lang lang)
{
    static const struct {
        const char *suffix;
        enum word word;
    } known[] = {{"_prior", W_LETTER_PRIOR}, {"_ly", W_LETTER_LAST_YEAR}, {"_reg", W_LETTER_REGISTER},
                 {"_acc", W_LETTER_ACCEPTED}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_is(suffix, known[i].suffix))
            return str_of(word(known[i].word, lang));
    return suffix;
}

/* The variable's label, with what its suffix means behind it. */
static void put_label(struct buf *b, const struct form_var *v, struct str name, struct str suffix, enum lang lang)
{
    markup_text(b, v ? v->label[lang] : name);
    if (!v || !suffix.n)
        return;
    buf_puts(b, lang == LANG_ZH ? "（" : " (");
    markup_text(b, meaning(suffix, lang));
    buf_puts(b, lang == LANG_ZH ? "）" : ")");
}

static bool is_number(const struct form_var *v)
{
    return v && (v->type == T_INTEGER || v->type == T_NUMBER);
}

/* A reported value: numbers as they are, other text with what is personal masked. */
static void put_value(struct buf *b, const struct form_var *v, struct str value)
{
    struct buf shown = {0};
    if (is_number(v))
        buf_str(&shown, value);
    else
        personal_mask(&shown, value);
    markup_text(b, buf_slice(&shown));
    if (is_number(v) && v->unit.n && value.n) {
        buf_char(b, ' ');
        markup_text(b, v->unit);
    }
    buf_free(&shown);
}

/* "营业收入: 123 千元" for each of the values that the rule read. */
static void put_values(struct buf *b, const struct report *r, struct str values, enum lang lang)
{
    struct str rest = values;
    bool first = true;
    while (rest.p && rest.n) {
        struct str value, part = keyparts_cut(rest, &rest), name = str_cut(part, '=', &value);
        struct str suffix;
        const struct form_var *v = variable(r, name, &suffix);
        buf_puts(b, first ? "" : "<br>");
        put_label(b, v, name, suffix, lang);
        buf_puts(b, ": ");
        struct buf plain = {0};
        keyparts_unescape(&plain, value);
        put_value(b, v, buf_slice(&plain));
        buf_free(&plain);
        first = false;
    }
}

/* What the rule read as NAME_prior, or an empty slice. */
static struct str prior_read(struct str values, struct str name)
{
    struct str rest = values;
    while (rest.p && rest.n) {
        struct str value, part = keyparts_cut(rest, &rest), left = str_cut(part, '=', &value);
        bool same = str_starts(left, name) && left.n == name.n + 6 && memcmp(left.p + name.n, "_prior", 6) == 0;
        if (same && value.p)
            return value;
    }
    return (struct str){0};
}

/* The prior value of the variable: one that the rule read, or that of a key variable. */
static void put_prior(struct buf *b, const struct report *r, const struct unit *u, const struct query *q)
{
    struct str read = prior_read(q->values, q->variable);
    if (read.n && q->variable.n) {
        word_number(b, read);
        return;
    }
    for (int i = 0; i < r->n_measures; i++)
        if (str_eq(r->measures[i].var->name, q->variable)) {
            markup_number(b, report_value(u, i, STATE_PRIOR));
            return;
        }
    buf_puts(b, "–");
}

static void put_query(struct buf *b, const struct report *r, const struct unit *u, const struct query *q, enum lang lang)
{
    const struct form_var *v = form_var_find(r->table, q->variable);
    buf_puts(b, "<tr><td class=\"id\">");
    markup_text(b, q->rule);
    buf_printf(b, "<br><span class=\"note\">%s</span></td><td>", word_level(q->level, lang));
    if (v)
        markup_element(b, "b", v->label[lang]);
    buf_puts(b, v ? "<br>" : "");
    struct buf masked = {0};
    personal_mask(&masked, q->message[lang].n ? q->message[lang] : q->message[!lang]);
    markup_text(b, buf_slice(&masked));
    buf_free(&masked);
    buf_puts(b, "</td><td>");
    if (q->value.n || !q->values.n)
        put_value(b, v, q->value);
    else
        put_values(b, r, q->values, lang);
    buf_puts(b, "</td><td>");
    put_value(b, v, q->expected);
    buf_puts(b, "</td>");
    if (r->has_prior) {
        buf_puts(b, "<td class=\"n\">");
        put_prior(b, r, u, q);
        buf_puts(b, "</td>");
    }
    buf_puts(b, "<td style=\"min-width:10rem;height:3.5rem\"></td></tr>\n");
}

static long queries_of(const struct unit *u)
{
    long n = 0;
    for (const struct query *q = u->queries; q; q = q->next)
        n++;
    return n;
}

static void put_filled(struct buf *b, enum word w, enum lang lang, struct str a0, struct str a1)
{
    struct buf text = {0};
    word_fill(&text, w, lang, a0, a1);
    markup_element(b, "p", buf_slice(&text));
    buf_char(b, '\n');
    buf_free(&text);
}

void report_letter(struct buf *b, const struct report *r, const struct unit *u, enum lang lang)
{
    static const enum word heads[] = {W_RULE, W_ITEM, W_LETTER_REPORTED, W_LETTER_EXPECTED};
    struct buf count = {0};
    buf_int(&count, queries_of(u));
    markup_begin(b, lang == LANG_ZH ? "zh-CN" : "en", str_of(word(W_LETTER, lang)));
    buf_puts(b, "<p class=\"note\">");
    markup_text(b, r->form->title[lang]);
    buf_puts(b, "</p>");
    markup_element(b, "h1", str_of(word(W_LETTER, lang)));
    struct buf to = {0};
    personal_mask(&to, u->name.n ? u->name : u->key);
    put_filled(b, W_LETTER_TO, lang, buf_slice(&to), (struct str){0});
    buf_free(&to);
    put_filled(b, W_LETTER_INTRO, lang, r->period, buf_slice(&count));
    buf_puts(b, "<div class=\"scroll\"><table><thead><tr>");
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        buf_printf(b, "<th scope=\"col\">%s</th>", word(heads[i], lang));
    if (r->has_prior)
        buf_printf(b, "<th scope=\"col\">%s</th>", word(W_LETTER_PRIOR, lang));
    buf_printf(b, "<th scope=\"col\">%s</th></tr></thead>\n<tbody>\n", word(W_LETTER_EXPLANATION, lang));
    for (const struct query *q = u->queries; q; q = q->next)
        put_query(b, r, u, q, lang);
    buf_puts(b, "</tbody></table></div>\n");
    put_filled(b, W_LETTER_CLOSING, lang, (struct str){0}, (struct str){0});
    buf_printf(b, "<p>%s: ____________________</p>\n", word(W_LETTER_SIGN, lang));
    markup_end(b);
    buf_free(&count);
}
