/* SPDX-License-Identifier: Apache-2.0 */
#include "accept/accept.h"

#include "accept/accept_asked.h"
#include "accept/accept_intake.h"
#include "accept/accept_keep.h"
#include "accept/accept_list.h"
#include "accept/accept_questions.h"
#include "accept/accept_work.h"
#include "base/diag.h"
#include "base/mem.h"
#include "value/keytext.h"

enum { SORT_BYTES = 16 << 20 }; /* of the questions */

static void list_identifiers(struct accept *a)
{
    const struct form_table *t = a->key.table;
    a->identifier = mem_array((size_t)t->n + 1, sizeof *a->identifier);
    for (int i = 0; i < t->n; i++)
        if (t->vars[i].role == ROLE_IDENTIFIER)
            a->identifier[intern_add(&a->identifiers, t->vars[i].name)] = i;
}

static bool read_day(struct accept *a)
{
    const struct accept_options *o = a->o;
    if (!o->as_of)
        return true;
    a->has_day = date_parse(&a->day, str_of(o->as_of));
    if (!a->has_day)
        diag(D_OPTION_VALUE, (struct loc){0}, "--as-of", o->as_of, diag_words("a day, such as 2025-10-31", "日期，如 2025-10-31"));
    return a->has_day;
}

/* The judged period and the day of the run, as they were given. */
static bool read_when(struct accept *a)
{
    const struct accept_options *o = a->o;
    if (a->key.period >= 0) {
        const struct form_var *v = &a->key.table->vars[a->key.period];
        struct value x;
        if (!o->period)
            return read_day(a);
        if (value_parse(&x, v->type, str_of(o->period), &a->row) != CELL_OK || x.null) {
            diag(D_OPTION_VALUE, (struct loc){0}, "--period", o->period,
                 diag_words("the period that is judged, such as 2025Q3", "本次审定的报告期，如 2025Q3"));
            return false;
        }
        keytext_put(&a->period, v->type, str_of(o->period));
    }
    return read_day(a);
}

/* A re-opening of a unit that is not there helps nobody, and may be a slip of the key. */
static bool reopened_known(struct accept *a)
{
    const struct reopening *x;
    bool good = true;
    for (int i = 0; (x = reopened_row(a->reopened, i)); i++)
        if (!unittable_find(&a->units, x->unit)) {
            diag(D_REOPENED_UNKNOWN, loc_line(reopened_path(a->reopened), x->line), diag_str(x->unit));
            good = false;
        }
    return good;
}

/* What people have said. */
static bool read_said(struct accept *a)
{
    const struct accept_options *o = a->o;
    bool good = true;
    for (int i = 0; i < o->decisions.n; i++)
        good = decisions_load(a->decisions, o->decisions.v[i], a->has_day, a->day) && good;
    a->reopened = reopened_load(o->reopened, &a->key, buf_slice(&a->period), a->has_day, a->day);
    good = a->reopened && reopened_known(a) && good;
    if (good && o->explained) {
        a->explained = explained_load(o->explained, o->dialect, a->form, &a->identifiers, "the units");
        good = a->explained != NULL;
    }
    return good;
}

static void tell_stale(void *to, const struct decided *x)
{
    struct accept *a = to;
    struct finding y = {.key = x->key.n ? x->key : (struct str){NULL, 0}, .file = str_of(x->path), .line = x->line};
    struct str args[] = {x->rule, x->who};
    findings_builtin(a->findings, B_ACCEPT_STALE, &y, 2, args);
}

static void tell_expired(struct accept *a)
{
    const struct reopening *x;
    for (int i = 0; (x = reopened_row(a->reopened, i)); i++)
        if (x->expired) {
            struct finding y = {.file = str_of(reopened_path(a->reopened)), .line = x->line};
            findings_builtin(a->findings, B_ACCEPT_EXPIRED, &y, 1, &x->reason);
        }
}

static bool judge(struct accept *a)
{
    const struct accept_options *o = a->o;
    bool good = read_when(a) && accept_records(a) && accept_frame(a) && accept_beside(a) && read_said(a);
    for (int i = 0; i < o->findings.n && good; i++)
        good = accept_asked(a, o->findings.v[i]);
    if (!good || a->wrong)
        return false;

    decisions_stale(a->decisions, tell_stale, a);
    tell_expired(a);
    if (o->accepted && !accept_keep(a))
        return false;
    accept_list(a);
    accept_questions(a);
    return true;
}

static void free_all(struct accept *a)
{
    unittable_free(&a->units);
    unitkey_free(&a->key);
    policy_free(a->policy);
    decisions_free(a->decisions);
    reopened_free(a->reopened);
    explained_free(a->explained);
    intern_free(&a->identifiers);
    intern_free(&a->low);
    intern_free(&a->held_rows);
    intern_free(&a->subs);
    mem_free(a->identifier);
    mem_free(a->unreadable);
    buf_free(&a->period);
    buf_free(&a->a);
    buf_free(&a->b);
    arena_free(&a->row);
    arena_free(&a->paths);
    extsort_free(a->questions);
}

bool accept_run(const struct accept_options *o, const struct form *form, struct findings *f, struct accept_counts *counts)
{
    struct accept a = {.o = o, .form = form, .findings = f, .counts = counts, .units.bytes = o->bytes};
    *counts = (struct accept_counts){0};
    a.decisions = decisions_new();
    a.policy = policy_load(o->policy);
    a.questions = o->questions ? extsort_new(SORT_BYTES) : NULL;

    bool good = unitkey_init(&a.key, form) && a.policy;
    if (good) {
        list_identifiers(&a);
        good = judge(&a);
    }
    free_all(&a);
    return good;
}
