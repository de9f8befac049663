/* SPDX-License-Identifier: Apache-2.0 */
#include "accept/accept_asked.h"

#include <string.h>

#include "accept/accept_questions.h"
#include "base/diag.h"
#include "base/mem.h"
#include "finding/fingerprint.h"
#include "form/findkey.h"
#include "form/guide.h"
#include "rec/cell.h"
#include "value/keytext.h"
#include "value/personal.h"

enum { LEVEL, RULE, RULESET, RESULT, TABLE, KEY, FILE_NAME, VARIABLE, VALUE, VALUES, PRINT, SUB, ENGLISH, CHINESE, COLUMNS };
static const struct {
    const char *name;
    bool needed;
} columns[COLUMNS] = {{"level", true}, {"rule", true}, {"ruleset", false}, {"result", true}, {"table", true}, {"key", true},
                      {"_file", false}, {"variable", true}, {"value", false}, {"values", true},
                      {"fingerprint", false}, {"_sub", false},
                      {"message_en", false}, {"message_zh", false}};

struct asked {
    struct recin *in;
    int at[COLUMNS];
    struct fingerprint room;
};

static bool find_columns(struct asked *k)
{
    bool good = true;
    for (int i = 0; i < COLUMNS; i++) {
        k->at[i] = intern_find(recin_columns(k->in), str_of(columns[i].name));
        if (k->at[i] >= 0 || !columns[i].needed)
            continue;
        diag(D_COLUMN_UNKNOWN, loc_line(recin_name(k->in), 1), columns[i].name);
        good = false;
    }
    return good;
}

static struct str text_of(struct accept *a, const struct asked *k, const struct rec *rec, int i)
{
    if (k->at[i] < 0 || cell_is_null(rec->cell[k->at[i]]))
        return (struct str){NULL, 0};
    return cell_text(rec->cell[k->at[i]], &a->row);
}

/* Returns false after complaining about a level or result that nobody knows. */
static bool read_finding(struct accept *a, struct asked *k, const struct rec *rec, struct finding *x)
{
    struct str level = text_of(a, k, rec, LEVEL), result = text_of(a, k, rec, RESULT);
    *x = (struct finding){.rule = text_of(a, k, rec, RULE), .ruleset = text_of(a, k, rec, RULESET),
                          .table = text_of(a, k, rec, TABLE), .key = text_of(a, k, rec, KEY),
                          .file = text_of(a, k, rec, FILE_NAME),
                          .variable = text_of(a, k, rec, VARIABLE), .value = text_of(a, k, rec, VALUE),
                          .values = text_of(a, k, rec, VALUES), .fingerprint = text_of(a, k, rec, PRINT),
                          .submission = text_of(a, k, rec, SUB),
                          .message = {text_of(a, k, rec, ENGLISH), text_of(a, k, rec, CHINESE)}};

    int r = 0;
    while (r < RESULT_COUNT && !str_is(result, result_name((enum result)r)))
        r++;
    x->result = (enum result)r;
    if (!level_find(level, &x->level) || r == RESULT_COUNT || !x->rule.n) {
        diag(D_FINDING_WORD, loc_line(recin_name(k->in), rec->lineno), diag_str(level), diag_str(result));
        return false;
    }
    if (!x->fingerprint.n)
        x->fingerprint = fingerprint_of(&k->room, x);
    return true;
}

/* ---- whose it is ---- */

/* The unit of a finding; its key is in a->a. NULL: it names none that was read. */
static struct unit *unit_of(struct accept *a, const struct finding *x)
{
    buf_reset(&a->a);
    struct unit *u = x->key.n && unitkey_put_text(&a->key, x->key, &a->a) ? unittable_find(&a->units, buf_slice(&a->a)) : NULL;
    if (u || (a->a.n && !personal_is_masked(x->key)))
        return u;
    buf_reset(&a->a);
    u = unittable_of_sub(&a->units, x->submission);
    if (u)
        buf_str(&a->a, intern_name(&a->units.keys, (int)(u - a->units.of)));
    return u;
}

/* Is the period that the key names, if it names one, the judged one? */
static bool of_period(struct accept *a, const struct finding *x)
{
    struct str part = {NULL, 0};
    if (a->key.period >= 0 && a->period.n)
        part = unitkey_part(x->key, a->key.table->vars[a->key.period].name);
    struct value v;
    if (!part.n || value_parse(&v, a->key.table->vars[a->key.period].type, part, &a->row) != CELL_OK || v.null)
        return true;
    buf_reset(&a->b);
    keytext_put(&a->b, a->key.table->vars[a->key.period].type, part);
    return str_eq(buf_slice(&a->b), buf_slice(&a->period));
}

/* Was it said of a submission that another one has superseded? */
static bool is_superseded(const struct unit *u, const struct finding *x)
{
    return u->sub.n && x->submission.n && memchr(x->submission.p, '#', x->submission.n) && !str_eq(u->sub, x->submission);
}

static bool was_explained(struct accept *a, const struct unit *u, const struct finding *x)
{
    if (x->result == RESULT_EXPLAINED)
        return true;
    struct rec r = {.n = a->identifiers.n, .cell = u->cells};
    return a->explained && explained_find(a->explained, &r, x->rule) == EXPLAINED_YES;
}

/* ---- what it does ---- */

static void hold(struct accept *a, struct unit *u, const struct finding *x)
{
    struct scales s = {a->policy, a->decisions, a->reopened};
    struct str key = buf_slice(&a->a);
    bool low = intern_find(&a->low, key) >= 0;
    struct weighed w = weigh(&s, x, key, was_explained(a, u, x), low);

    u->count[x->level]++;
    switch (w.weight) {
    case WEIGHT_NONE:
        break;
    case WEIGHT_PASSED:
        unittable_passed(&a->units, u, w.who);
        break;
    case WEIGHT_WRONG:
        a->wrong = true;
        break;
    case WEIGHT_FAILS:
        u->failed = true;
        unittable_hold(&a->units, u, x->rule, w.need);
        accept_question(a, x, w.need);
        break;
    case WEIGHT_HOLDS:
        unittable_hold(&a->units, u, x->rule, w.need);
        accept_question(a, x, w.need);
        break;
    }
}

/* A row of a standalone table holds itself alone: it stays behind unless what is said of it passes. */
static void hold_row(struct accept *a, struct unit *u, const struct finding *x)
{
    struct scales s = {a->policy, a->decisions, a->reopened};
    struct weighed w = weigh(&s, x, buf_slice(&a->a), was_explained(a, u, x), false);
    a->wrong = a->wrong || w.weight == WEIGHT_WRONG;
    if (w.weight != WEIGHT_FAILS && w.weight != WEIGHT_HOLDS)
        return;
    buf_reset(&a->b);
    buf_str(&a->b, x->table);
    buf_char(&a->b, '\t');
    findkey_put(&a->b, form_table_find(a->form, x->table), x->key);
    intern_add(&a->held_rows, buf_slice(&a->b));
}

/* A submission that could not be read has a row of its own, once, with what is known of who sent it. */
static void note_unreadable(struct accept *a, const struct finding *x)
{
    struct str sub = x->submission.n ? x->submission : x->file, who = x->key.n ? x->key : STR("");
    int before = a->subs.n, i = intern_add(&a->subs, sub);
    a->unreadable = mem_grow(a->unreadable, &a->cap_unreadable, (size_t)i + 1, sizeof *a->unreadable);
    if (i == before)
        a->unreadable[i] = (struct unreadable){arena_str(&a->units.text, sub), STR("")};
    /* Of several that it names the first by bytes: the order of the findings must not matter. */
    if (who.n && (!a->unreadable[i].who.n || str_cmp(who, a->unreadable[i].who) < 0))
        a->unreadable[i].who = arena_str(&a->units.text, who);

    /* Where its sender has an earlier revision here, that one waits: it was to be replaced. */
    struct unit *u = x->key.n ? unit_of(a, x) : NULL;
    struct dec sent, had;
    struct str revision = a->key.revision < 0 ? STR("") : unitkey_part(x->key, a->key.table->vars[a->key.revision].name);
    if (u && u->read && of_period(a, x) && revision.n && dec_parse(&sent, revision) == DEC_OK &&
        dec_parse(&had, u->revision) == DEC_OK && dec_cmp(&sent, &had) > 0)
        unittable_hold(&a->units, u, x->rule, NEED_RESUBMISSION);
}

static void take(struct accept *a, const struct finding *x)
{
    const struct form_table *t = form_table_find(a->form, x->table);
    a->counts->findings++;
    if (x->result == RESULT_NOTRUN) {
        a->counts->notrun++;
        return;
    }
    if (x->result == RESULT_REJECTED) {
        if (of_period(a, x))
            note_unreadable(a, x);
        else /* a submission of another period is no business of this one; that it came is */
            a->counts->foreign++;
        return;
    }
    if (t && t->derived)
        return;

    struct unit *u = unit_of(a, x);
    if (!u || !u->read || !of_period(a, x))
        a->counts->homeless += x->level > LEVEL_INFO;
    else if (is_superseded(u, x))
        a->counts->superseded++;
    else if (t && t->standalone)
        hold_row(a, u, x);
    else
        hold(a, u, x);
}

bool accept_asked(struct accept *a, const char *path)
{
    struct asked k = {.in = recin_open(path, NULL), .room = {.types = guide_type, .to = a->form}};
    struct finding x;
    struct rec rec;
    int got = -1;
    bool good = k.in && find_columns(&k);

    while (good && (got = recin_next(k.in, &rec)) > 0) {
        arena_reset(&a->row);
        good = read_finding(a, &k, &rec, &x);
        if (good)
            take(a, &x);
    }
    recin_close(k.in);
    fingerprint_free(&k.room);
    return good && got == 0;
}
