/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/suggestion_findings.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/diag.h"
#include "value/keyparts.h"
#include "value/unitword.h"

enum { KEY_AMOUNTS = 12 };

/* The record, and what was suggested for it. */
struct told {
    struct suggestion_findings *u;
    const struct suggestion *x;
    int n;
    const struct str *cells;
    const struct finding *of;
};

static struct str name_of(const struct told *t, int column)
{
    return t->u->options->schema->columns[column].name;
}

static const struct form_var *var_of(const struct told *t, int column)
{
    return form_var_find(t->u->table, name_of(t, column));
}

static bool is_method(const struct suggestion *x, enum suggest_method m)
{
    return str_is(str_of(suggest_methods[m].name), x->method);
}

/* Does the row propose a value that more than a guess speaks for? */
static bool is_sure(const struct suggestion *x)
{
    return x->new.p && (str_is(STR("A"), x->grade) || str_is(STR("B"), x->grade));
}

/* The unit in which a figure is 10^power times the one in `unit`, as a word, or as a power of that unit. */
static struct str reported_in(struct told *t, struct str unit, int power)
{
    const char *word = unitword_sister(unit, power);
    return str_of(word ? word : arena_printf(&t->u->row, "10^%d %.*s", -power, (int)unit.n, unit.p));
}

static void put_value(struct buf *b, struct str name, struct str cell)
{
    keyparts_add(b, name, cell);
}

/* The old figure of a column in a report of the past; p == NULL: there is none. */
static struct str old_of(const struct told *t, int column, enum suggest_past whose, struct str *name)
{
    const struct suggest_column *c = &t->u->options->columns[column];
    int at = whose == PAST_PRIOR ? c->prior : c->year_ago;
    if (at < 0 || str_is(t->cells[at], "\\N") || !t->cells[at].n)
        return (struct str){0};
    *name = name_of(t, at);
    return t->cells[at];
}

static struct finding start(const struct told *t)
{
    struct finding f = *t->of;
    f.level = LEVEL_SOFT;
    f.result = RESULT_FAILED;
    return f;
}

static struct str keep(struct told *t, struct buf *b)
{
    struct str s = arena_str(&t->u->row, buf_slice(b));
    buf_free(b);
    return s;
}

/* --- the whole form --- */

/* The amount that stands for the form: the first that it requires and that is not zero; else the first row. */
static const struct suggestion *main_amount(const struct told *t, const struct suggestion *first)
{
    for (const struct suggestion *x = first; x < t->x + t->n; x++)
        if (is_method(x, SUGGEST_UNIT_RECORD) && x->new.p && var_of(t, x->column)->required == REQUIRED_YES)
            return x;
    return first;
}

static void add_form(struct told *t, const struct suggestion *first)
{
    const struct suggestion *most = main_amount(t, first);
    const struct form_var *v = var_of(t, most->column);
    struct finding f = start(t);
    struct buf values = {0};
    int n = 0;
    for (const struct suggestion *x = first; x < t->x + t->n && n < KEY_AMOUNTS; x++)
        if (is_method(x, SUGGEST_UNIT_RECORD) && (x == most || var_of(t, x->column)->required == REQUIRED_YES)) {
            put_value(&values, name_of(t, x->column), t->cells[x->column]);
            n++;
        }
    f.values = keep(t, &values);
    f.expected = str_of(arena_printf(&t->u->row, "10^%d", -first->power));
    f.unit = v->unit;
    struct str word = reported_in(t, v->unit, first->power), was = t->cells[most->column];
    struct str factor = str_of(arena_printf(&t->u->row, "10^%d", abs(first->power)));
    const struct str en[] = {word, v->unit, v->label[0], was, most->new, factor};
    const struct str zh[] = {word, v->unit, v->label[1], was, most->new, factor};
    findings_builtin_both(t->u->to, B_UNIT_FORM, &f, 6, en, zh);
}

/* --- items --- */

/* Is the row of the same slip of the pen? */
static bool is_same(const struct suggestion *a, const struct suggestion *b)
{
    return a->slip == b->slip && a->method == b->method;
}

/* The labels of the other items of a slip, behind a word; empty when there are none. */
static struct str others(struct told *t, const struct suggestion *first, enum lang lang)
{
    struct buf b = {0};
    for (const struct suggestion *x = first + 1; x < t->x + t->n; x++) {
        if (!is_same(x, first))
            continue;
        buf_puts(&b, b.n ? (lang == LANG_ZH ? "、" : ", ") : lang == LANG_ZH ? "；同样的还有" : "; and so do ");
        buf_str(&b, var_of(t, x->column)->label[lang]);
    }
    return keep(t, &b);
}

/* All items of the slip, and what the first is compared with. */
static struct str values_of(struct told *t, const struct suggestion *first)
{
    struct buf b = {0};
    for (const struct suggestion *x = first; x < t->x + t->n; x++)
        if (is_same(x, first))
            put_value(&b, name_of(t, x->column), t->cells[x->column]);
    for (enum suggest_past whose = PAST_PRIOR; whose <= PAST_YEAR_AGO; whose++) {
        struct str name = {0}, old = old_of(t, first->column, whose, &name);
        if (old.p && !first->whose)
            put_value(&b, name, old);
    }
    return keep(t, &b);
}

static void add_item(struct told *t, const struct suggestion *first)
{
    const struct form_var *v = var_of(t, first->column);
    struct finding f = start(t);
    f.variable = v->name;
    f.value = t->cells[first->column];
    f.expected = first->new;
    f.unit = v->unit;
    f.values = values_of(t, first);
    struct str word = reported_in(t, v->unit, first->power);
    struct str factor = str_of(arena_printf(&t->u->row, "10^%d", abs(first->power)));
    const struct str en[] = {v->label[0], f.value, word, v->unit, first->new, factor, others(t, first, LANG_EN)};
    const struct str zh[] = {v->label[1], f.value, word, v->unit, first->new, factor, others(t, first, LANG_ZH)};
    findings_builtin_both(t->u->to, B_UNIT_ITEM, &f, 7, en, zh);
}

/* --- old reports --- */

/* The first amount that the form requires and that both reports have; -1: none. */
static int amount_of_both(const struct told *t, enum suggest_past whose)
{
    for (int i = 0; i < t->u->options->schema->n; i++) {
        const struct suggest_column *c = &t->u->options->columns[i];
        struct str name;
        if (c->amount && !c->computed && var_of(t, i)->required == REQUIRED_YES && old_of(t, i, whose, &name).p)
            return i;
    }
    return -1;
}

static void add_old(struct told *t, const struct suggestion *x)
{
    int column = x->column < 0 ? amount_of_both(t, x->whose) : x->column;
    if (column < 0)
        return;
    const struct form_var *v = var_of(t, column);
    struct str name = {0}, old = old_of(t, column, x->whose, &name);
    struct finding f = start(t);
    struct buf values = {0};
    bool prior = x->whose == PAST_PRIOR;
    put_value(&values, v->name, t->cells[column]);
    put_value(&values, name, old);
    f.values = keep(t, &values);
    f.unit = v->unit;
    if (x->column >= 0) {
        f.variable = v->name;
        f.value = t->cells[column];
    }
    struct str word = reported_in(t, v->unit, x->power);
    struct str then[2] = {prior ? STR("the quarter before") : STR("last year"), prior ? STR("上季度") : STR("上年同期")};
    const struct str en[] = {v->label[0], t->cells[column], old, then[0], word, v->unit};
    const struct str zh[] = {v->label[1], t->cells[column], old, then[1], word, v->unit};
    findings_builtin_both(t->u->to, x->column < 0 ? B_UNIT_PRIOR_FORM : B_UNIT_PRIOR, &f, 6, en, zh);
}

/* --- exchanged items --- */

static void add_exchanged(struct told *t, const struct suggestion *x)
{
    const struct form_var *a = var_of(t, x->column), *b = var_of(t, x->partner);
    struct str name[2] = {{0}, {0}}, cell[2] = {t->cells[x->column], t->cells[x->partner]};
    struct str old[2] = {old_of(t, x->column, PAST_PRIOR, &name[0]), old_of(t, x->partner, PAST_PRIOR, &name[1])};
    struct finding f = start(t);
    struct buf values = {0};
    put_value(&values, a->name, cell[0]);
    put_value(&values, b->name, cell[1]);
    put_value(&values, name[0], old[0]);
    put_value(&values, name[1], old[1]);
    f.values = keep(t, &values);
    f.variable = a->name;
    f.value = cell[0];
    f.expected = x->new;
    f.unit = a->unit;
    const struct str en[] = {a->label[0], cell[0], b->label[0], cell[1], old[0], old[1]};
    const struct str zh[] = {a->label[1], cell[0], b->label[1], cell[1], old[0], old[1]};
    findings_builtin_both(t->u->to, x->year_to_date ? B_SWAP_ITEM_YTD : B_SWAP_ITEM, &f, 6, en, zh);
}

void suggestion_findings_record(struct suggestion_findings *u, const struct suggestion *x, int n, const struct str *cells,
                          const struct finding *of)
{
    struct told t = {u, x, n, cells, of};
    bool form = false;
    arena_reset(&u->row);
    for (int i = 0; i < n; i++) {
        if (is_method(&x[i], SUGGEST_UNIT_RECORD) && is_sure(&x[i]) && !form) {
            add_form(&t, &x[i]);
            form = true;
        } else if (is_method(&x[i], SUGGEST_UNIT_CELL) && is_sure(&x[i]) && (!i || !is_same(&x[i], &x[i - 1]))) {
            add_item(&t, &x[i]);
        } else if (is_method(&x[i], SUGGEST_UNIT_PRIOR) && (x[i].column < 0 || !i || !is_same(&x[i], &x[i - 1]))) {
            add_old(&t, &x[i]);
        } else if (x[i].partner > x[i].column) { /* the other row says the same */
            add_exchanged(&t, &x[i]);
        }
    }
}
