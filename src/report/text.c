/* SPDX-License-Identifier: Apache-2.0 */
#include "report/text.h"

#include "base/mem.h"
#include "report/aligned.h"
#include "report/words.h"

enum { LABEL = 34, NUMBER = 22, SHOW_RULES = 12 };

static void count_line(struct buf *b, enum lang lang, enum word w, long n)
{
    struct buf plain = {0}, grouped = {0};
    buf_int(&plain, n);
    word_number(&grouped, buf_slice(&plain));
    buf_puts(b, "  ");
    aligned_put(b, str_of(word(w, lang)), LABEL, false);
    aligned_put(b, buf_slice(&grouped), NUMBER, true);
    buf_char(b, '\n');
    buf_free(&plain);
    buf_free(&grouped);
}

static void percent_line(struct buf *b, enum lang lang, enum word w, long part, long whole)
{
    struct buf text = {0};
    word_percent(&text, part, whole);
    buf_puts(b, "  ");
    aligned_put(b, str_of(word(w, lang)), LABEL, false);
    aligned_put(b, buf_slice(&text), NUMBER, true);
    buf_char(b, '\n');
    buf_free(&text);
}

static void heading(struct buf *b, enum lang lang, enum word w)
{
    buf_printf(b, "\n%s\n", word(w, lang));
}

static void headline(struct buf *b, const struct report *r, enum lang lang)
{
    struct outcome o = report_outcome(r);
    count_line(b, lang, W_RECEIVED, r->records + r->n_rejects);
    count_line(b, lang, W_REJECTED, r->n_rejects);
    count_line(b, lang, W_RECORDS, r->records);
    if (r->has_frame) {
        count_line(b, lang, W_FRAME, r->frame.n);
        percent_line(b, lang, W_RESPONSE, r->responded, r->frame.n);
    }
    for (int v = VERDICT_ACCEPTED; r->has_verdicts && v < VERDICTS; v++)
        count_line(b, lang, (enum word)(W_STATE_ACCEPTED + v - VERDICT_ACCEPTED), r->verdicts[v]);
    if (r->has_verdicts)
        return;
    count_line(b, lang, W_CLEAN, o.clean);
    count_line(b, lang, W_QUERIES, o.queries);
    count_line(b, lang, W_BLOCKED, o.blocked);
}

static void totals(struct buf *b, const struct report *r, enum lang lang)
{
    heading(b, lang, W_TOTALS);
    for (int i = 0; i < r->n_measures; i++) {
        const struct measure *m = &r->measures[i];
        struct buf plain = {0}, grouped = {0};
        if (m->overflow[STATE_FINAL])
            buf_puts(&grouped, word(W_OVERFLOW, lang));
        else
            dec_put(&plain, &m->sum[STATE_FINAL]);
        word_number(&grouped, buf_slice(&plain));
        buf_puts(b, "  ");
        aligned_fit(b, m->var->label[lang], LABEL, false);
        aligned_put(b, buf_slice(&grouped), NUMBER, true);
        buf_char(b, ' ');
        buf_str(b, m->var->unit);
        buf_char(b, '\n');
        buf_free(&plain);
        buf_free(&grouped);
    }
}

/* Hints block nobody; they come last in the order. */
static bool blocks(const struct rule_count *c)
{
    return c->units && c->level > LEVEL_INFO;
}

static void rules(struct buf *b, const struct report *r, enum lang lang)
{
    enum { BAR = 24 };
    const struct rule_count **order = report_pareto(r);
    if (r->rule_ids.n && blocks(order[0]))
        heading(b, lang, W_RULES);
    for (int i = 0; i < r->rule_ids.n && i < SHOW_RULES; i++) {
        const struct rule_count *c = order[i];
        if (!blocks(c))
            break;
        buf_puts(b, "  ");
        aligned_put(b, c->id, 20, false);
        aligned_put(b, str_of(word_level(c->level, lang)), 10, false);
        buf_printf(b, "%7ld  ", c->units);
        long width = (c->units * BAR + order[0]->units - 1) / order[0]->units;
        for (long k = 0; k < width; k++)
            buf_puts(b, "█");
        buf_char(b, '\n');
    }
    mem_free(order);
}

void report_text(struct buf *b, const struct report *r, enum lang lang)
{
    buf_str(b, r->form->title[lang]);
    buf_printf(b, " · %s · ", word(W_TITLE, lang));
    aligned_safe(b, r->period);
    buf_char(b, '\n');
    headline(b, r, lang);
    totals(b, r, lang);
    rules(b, r, lang);
}
