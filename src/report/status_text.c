/* SPDX-License-Identifier: Apache-2.0 */
#include "report/status_text.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "report/aligned.h"
#include "report/words.h"

enum { WIDTH = 80, STATE = 36, UNITS = 9, OF_ALL = 13, OF_SIZE = 19 }; /* columns of the states, after two blanks; and a mark */
enum { CAUSES = 10, CAUSE = 20, CAUSE_UNITS = 8, CAUSE_SHARE = 8 };
enum { NAME = 26, PERSON = 8, PHONE = 13 };

static void put_number(struct buf *b, long n, size_t width)
{
    struct buf plain = {0}, grouped = {0};
    buf_int(&plain, n);
    word_number(&grouped, buf_slice(&plain));
    aligned_put(b, buf_slice(&grouped), width, true);
    buf_free(&plain);
    buf_free(&grouped);
}

/* Ends a line; blanks at its end go. */
static void end_line(struct buf *b)
{
    while (b->n && b->p[b->n - 1] == ' ')
        b->n--;
    buf_char(b, '\n');
}

/* ---- deadline ---- */

static void put_days(struct buf *b, int32_t left, enum lang lang)
{
    struct buf n = {0};
    buf_int(&n, left < 0 ? -left : left);
    enum word w = left == 0   ? W_STATUS_LAST_DAY
                  : left == 1 ? W_STATUS_DAY_LEFT
                  : left > 1  ? W_STATUS_DAYS_LEFT
                  : left < -1 ? W_STATUS_DAYS_PAST
                              : W_STATUS_DAY_PAST;
    word_fill(b, w, lang, buf_slice(&n), STR(""));
    buf_free(&n);
}

static void deadline(struct buf *b, const struct status *s, enum lang lang)
{
    struct buf days = {0}, until = {0}, day = {0};
    if (!s->has_deadline)
        return;
    put_days(&days, s->deadline.day - s->day.day, lang);
    date_put(&until, s->deadline);
    date_put(&day, s->day);
    word_fill(b, W_STATUS_DEADLINE, lang, buf_slice(&until), buf_slice(&days));
    word_fill(b, s->is_today ? W_STATUS_TODAY : W_STATUS_AS_OF, lang, buf_slice(&day), STR(""));
    buf_char(b, '\n');
    buf_free(&days);
    buf_free(&until);
    buf_free(&day);
}

/* ---- states ---- */

static void state_label(struct buf *b, enum word w, enum lang lang)
{
    buf_puts(b, "  ");
    aligned_fit(b, str_of(word(w, lang)), STATE, false);
}

static void share_of_units(struct buf *b, const struct status *s, long n)
{
    struct buf text = {0};
    word_percent(&text, n, s->all[STATUS_NOW].units);
    aligned_put(b, buf_slice(&text), OF_ALL, true);
    buf_free(&text);
}

static void share_of_size(struct buf *b, const struct status *s, const struct status_sum *part, enum status_when when,
                          size_t width)
{
    struct buf text = {0};
    if (!s->form->size)
        return;
    status_share(&text, part, &s->all[when]);
    aligned_put(b, buf_slice(&text), width, true);
    buf_free(&text);
}

static void state_line(struct buf *b, const struct status *s, enum verdict v, enum lang lang)
{
    const struct status_sum *sum = &s->state[v];
    bool before = v == VERDICT_MISSING;
    state_label(b, (enum word)(W_STATE_ACCEPTED + (int)v - VERDICT_ACCEPTED), lang);
    put_number(b, sum->units, UNITS);
    if (v != VERDICT_UNREADABLE) {
        share_of_units(b, s, sum->units);
        share_of_size(b, s, sum, before ? STATUS_PRIOR : STATUS_NOW, OF_SIZE);
        if (s->form->size && before && sum->known)
            buf_char(b, '*');
    }
    end_line(b);
}

static void all_line(struct buf *b, const struct status *s, enum lang lang)
{
    state_label(b, W_STATUS_ALL, lang);
    put_number(b, s->all[STATUS_NOW].units, UNITS);
    share_of_units(b, s, s->all[STATUS_NOW].units);
    share_of_size(b, s, &s->all[STATUS_NOW], STATUS_NOW, OF_SIZE);
    end_line(b);
    if (s->outside) {
        state_label(b, W_STATUS_OUTSIDE, lang);
        put_number(b, s->outside, UNITS);
        share_of_units(b, s, s->outside);
        end_line(b);
    }
}

static void states(struct buf *b, const struct status *s, enum lang lang)
{
    aligned_put(b, STR(""), STATE + 2, false);
    aligned_put(b, str_of(word(W_STATUS_UNITS, lang)), UNITS, true);
    aligned_put(b, str_of(word(W_STATUS_OF_ALL, lang)), OF_ALL, true);
    if (s->form->size) {
        buf_char(b, ' ');
        aligned_fit(b, s->form->size->label[lang], OF_SIZE - 1, true);
    }
    end_line(b);
    for (int v = VERDICT_ACCEPTED; v <= VERDICT_MISSING; v++)
        state_line(b, s, (enum verdict)v, lang);
    all_line(b, s, lang);
    if (s->form->size && s->state[VERDICT_MISSING].known)
        buf_printf(b, "  %s\n", word(W_STATUS_PRIOR, lang));
    state_line(b, s, VERDICT_UNREADABLE, lang);
}

/* ---- causes ---- */

/* What a need is called; rules have their codes. */
static struct str cause_name(struct str id, enum lang lang)
{
    static const struct {
        const char *name;
        enum word word;
    } needs[] = {{"resubmission", W_NEED_RESUBMISSION}, {"reopening", W_NEED_REOPENING}, {"decision", W_NEED_DECISION},
                 {"explanation", W_NEED_EXPLANATION}, {"answer", W_NEED_ANSWER}};
    for (size_t i = 0; i < sizeof needs / sizeof needs[0]; i++)
        if (str_is(id, needs[i].name))
            return str_of(word(needs[i].word, lang));
    return id;
}

static void cause_line(struct buf *b, const struct status *s, const struct status_cause *c, enum lang lang)
{
    struct buf text = {0};
    size_t used = 2 + CAUSE + CAUSE_UNITS + (s->form->size ? CAUSE_SHARE : 0) + 2;
    buf_puts(b, "  ");
    aligned_safe(&text, cause_name(c->id, lang));
    aligned_fit(b, buf_slice(&text), CAUSE, false);
    put_number(b, c->sum.units, CAUSE_UNITS);
    share_of_size(b, s, &c->sum, STATUS_NOW, CAUSE_SHARE);
    buf_reset(&text);
    aligned_safe(&text, c->message[lang].n ? c->message[lang] : c->message[!lang]);
    buf_puts(b, "  ");
    aligned_fit(b, buf_slice(&text), WIDTH - used, false);
    end_line(b);
    buf_free(&text);
}

static void causes(struct buf *b, const struct status *s, const struct status_causes *c, enum word heading, enum lang lang)
{
    const struct status_cause **order = status_order(c);
    if (c->ids.n)
        buf_printf(b, "\n%s\n", word(heading, lang));
    for (int i = 0; i < c->ids.n && i < CAUSES; i++)
        cause_line(b, s, order[i], lang);
    if (c->ids.n > CAUSES) {
        struct buf more = {0};
        buf_int(&more, c->ids.n - CAUSES);
        buf_puts(b, "  ");
        word_fill(b, W_MORE, lang, buf_slice(&more), STR(""));
        buf_char(b, '\n');
        buf_free(&more);
    }
    mem_free(order);
}

/* ---- calls ---- */

/* Safe text in a column; cut where it may be, else whole. Returns the columns that it took. */
static size_t call_cell(struct buf *b, struct str s, size_t width, bool cut)
{
    struct buf text = {0};
    size_t have;
    aligned_safe(&text, s);
    if (cut)
        aligned_fit(b, buf_slice(&text), width, false);
    else
        aligned_put(b, buf_slice(&text), width, false);
    have = utf8_width(buf_slice(&text));
    buf_char(b, ' ');
    buf_free(&text);
    return 1 + (cut || have < width ? width : have);
}

static void call_line(struct buf *b, int number, const struct status_unit *u, enum lang lang)
{
    static const enum word words[VERDICTS] = {[VERDICT_OPEN] = W_STATUS_OPEN, [VERDICT_FAILED] = W_STATUS_FAILED,
                                              [VERDICT_MISSING] = W_STATUS_MISSING};
    struct buf reason = {0}, safe = {0};
    size_t used = 4;
    buf_printf(b, "%3d ", number);
    used += call_cell(b, u->name.n ? u->name : u->shown, NAME, true);
    used += call_cell(b, u->person.n ? u->person : STR("–"), PERSON, true);
    used += call_cell(b, u->phone.n ? u->phone : STR("–"), PHONE, false); /* a telephone that is cut is none */
    buf_puts(&reason, word(words[u->state], lang));
    if (u->held.n) {
        buf_puts(&reason, lang == LANG_ZH ? "：" : ": ");
        buf_str(&reason, u->held);
    }
    aligned_safe(&safe, buf_slice(&reason));
    aligned_fit(b, buf_slice(&safe), used < WIDTH ? WIDTH - used : 1, false);
    end_line(b);
    buf_free(&reason);
    buf_free(&safe);
}

static void calls(struct buf *b, const struct status *s, enum lang lang)
{
    struct buf heading = {0};
    if (!s->n_first)
        return;
    if (s->has_calls)
        buf_puts(&heading, word(W_STATUS_CALLS_RANK, lang));
    else if (s->form->size)
        word_fill(&heading, W_STATUS_CALLS_SIZE, lang, s->form->size->label[lang], STR(""));
    else
        buf_puts(&heading, word(W_STATUS_CALLS, lang));
    buf_char(b, '\n');
    aligned_fit(b, buf_slice(&heading), WIDTH, false);
    end_line(b);
    buf_free(&heading);
    for (int i = 0; i < s->n_first; i++)
        call_line(b, i + 1, s->first[i], lang);
}

/* The form, cut where the line would be too long, and the period. */
static void title(struct buf *b, const struct status *s, enum lang lang)
{
    struct buf rest = {0};
    buf_printf(&rest, " · %s", word(W_STATUS, lang));
    if (s->period.n) {
        buf_puts(&rest, " · ");
        aligned_safe(&rest, s->period);
    }
    size_t behind = utf8_width(buf_slice(&rest)), own = utf8_width(s->form->title[lang]);
    if (own + behind > WIDTH && behind < WIDTH)
        aligned_fit(b, s->form->title[lang], WIDTH - behind, false);
    else
        buf_str(b, s->form->title[lang]);
    buf_str(b, buf_slice(&rest));
    buf_char(b, '\n');
    buf_free(&rest);
}

void status_text(struct buf *b, const struct status *s, enum lang lang)
{
    title(b, s, lang);
    deadline(b, s, lang);
    buf_char(b, '\n');
    states(b, s, lang);
    causes(b, s, &s->needs, W_STATUS_NEEDS, lang);
    causes(b, s, &s->rules, W_STATUS_CAUSES, lang);
    calls(b, s, lang);
}
