/* SPDX-License-Identifier: Apache-2.0 */
#include "accept/accept_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rec/recout.h"

static const char tail[] = "state\trevision\tsubmission\thard\tquasi\tsoft\tinfo\tpassed\theld_by\tneeds\tunchecked\twho";

static bool is_unit_identifier(const struct accept *a, int var)
{
    for (int i = 0; i < a->key.n; i++)
        if (a->key.var[i] == var)
            return true;
    return false;
}

static void put_header(struct accept *a, struct recout *w)
{
    buf_reset(&a->b);
    for (int i = 0; i < a->key.n; i++) {
        buf_str(&a->b, a->key.table->vars[a->key.var[i]].name);
        buf_char(&a->b, '\t');
    }
    if (a->key.period >= 0) {
        buf_str(&a->b, a->key.table->vars[a->key.period].name);
        buf_char(&a->b, '\t');
    }
    buf_puts(&a->b, tail);
    recout_header(w, buf_slice(&a->b));
}

static void put_count(struct recout *w, uint64_t n)
{
    char b[24];
    snprintf(b, sizeof b, "%llu", (unsigned long long)n);
    recout_raw(w, str_of(b));
}

/* What put appends, as a cell; null where it appends nothing. */
static void put_text(struct recout *w, struct str text)
{
    if (text.n)
        recout_text(w, text);
    else
        recout_null(w);
}

/* The judged period, or where none was given the record's own. */
static void put_period(struct accept *a, struct recout *w, const struct unit *x)
{
    if (a->key.period < 0)
        return;
    if (a->o->period) {
        recout_text(w, str_of(a->o->period));
        return;
    }
    struct str own = STR("\\N");
    for (int i = 0; x && i < a->identifiers.n; i++)
        if (a->identifier[i] == a->key.period)
            own = x->cells[i];
    recout_raw(w, own);
}

static void put_unit(struct accept *a, struct recout *w, struct unit *x)
{
    enum state state = unittable_state(x);
    for (int i = 0; i < a->identifiers.n; i++)
        if (is_unit_identifier(a, a->identifier[i]))
            recout_raw(w, x->cells[i]);
    put_period(a, w, x);
    recout_text(w, str_of(unittable_state_word(state)));
    put_text(w, x->revision);
    put_text(w, x->sub);
    for (int level = LEVEL_HARD; level >= LEVEL_INFO; level--)
        put_count(w, x->count[level]);
    put_count(w, x->passed);

    struct buf b = {0};
    unittable_put_held(&a->units, x, &b);
    put_text(w, buf_slice(&b));
    buf_reset(&b);
    unittable_put_needs(x, &b);
    put_text(w, buf_slice(&b));
    buf_reset(&b);
    if (x->read)
        unittable_put_unchecked(x, &b);
    put_text(w, buf_slice(&b));
    buf_reset(&b);
    unittable_put_who(x, &b);
    put_text(w, buf_slice(&b));
    buf_free(&b);
    recout_end(w);
    a->counts->of[state]++;
}

static int compare(const void *a, const void *b)
{
    const struct unreadable *x = a, *y = b;
    int c = memcmp(x->sub.p, y->sub.p, x->sub.n < y->sub.n ? x->sub.n : y->sub.n);
    return c ? c : (x->sub.n > y->sub.n) - (x->sub.n < y->sub.n);
}

static void put_unreadable(struct accept *a, struct recout *w, const struct unreadable *x)
{
    for (int i = 0; i < a->key.n; i++)
        recout_null(w);
    put_period(a, w, NULL);
    recout_text(w, STR("unreadable"));
    recout_null(w);
    recout_text(w, x->sub);
    for (int i = 0; i < 5; i++)
        put_count(w, 0);
    recout_null(w);
    recout_text(w, STR("resubmission"));
    recout_null(w);
    put_text(w, x->who);
    recout_end(w);
}

void accept_list(struct accept *a)
{
    struct recout *w = recout_open(a->o->output, a->o->dialect);
    int *order = unittable_order(&a->units);

    put_header(a, w);
    for (int i = 0; i < a->units.keys.n; i++)
        put_unit(a, w, &a->units.of[order[i]]);
    if (a->subs.n)
        qsort(a->unreadable, (size_t)a->subs.n, sizeof *a->unreadable, compare);
    for (int i = 0; i < a->subs.n; i++)
        put_unreadable(a, w, &a->unreadable[i]);
    a->counts->unreadable = (uint64_t)a->subs.n;
    recout_close(w, true);
    mem_free(order);
}
