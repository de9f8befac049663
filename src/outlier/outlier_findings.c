/* SPDX-License-Identifier: Apache-2.0 */
#include "outlier/outlier_findings.h"

#include "base/diag.h"
#include "base/mem.h"
#include "stat/real.h"
#include "value/keyparts.h"
#include "value/value.h"

struct kept_record {
    struct str key, file, submission;
    long line, rec;
    struct str *cells; /* [n_columns] */
};

void outlier_findings_open(struct outlier_findings *o, struct findings *to, const struct units *u, const struct str rules[])
{
    *o = (struct outlier_findings){.to = to, .units = u};
    recordref_init(&o->ref, u->table, recin_columns(u->in), recin_name(u->in));
    o->rules = mem_array((size_t)u->n_tests + 1, sizeof *o->rules);
    o->columns = mem_array(2 * (size_t)u->n_tests + 1, sizeof *o->columns);
    for (int t = 0; t < u->n_tests; t++) {
        o->rules[t] = rules[t];
        o->columns[o->n_columns++] = u->tests[t].cur.column;
        o->columns[o->n_columns++] = u->tests[t].params.hb ? u->tests[t].prev.column : u->tests[t].cur.under;
    }
    o->first_amount = o->n_columns;
}

bool outlier_findings_copied(struct outlier_findings *o, struct str rule, struct str amounts, int equal,
                             const struct dec *trivial)
{
    o->copied = rule;
    o->copies = (struct copies){.trivial = *trivial, .equal = equal};
    while (amounts.n) {
        struct str name = str_cut(amounts, ',', &amounts);
        int column = units_number(o->units, name);
        if (column == NO_COLUMN)
            return false;
        o->columns = mem_resize(o->columns, (size_t)o->n_columns + 1, sizeof *o->columns);
        o->columns[o->n_columns++] = column;
    }
    return true;
}

static bool amount_of(struct str cell, struct dec *d)
{
    struct value v;
    if (value_parse(&v, T_NUMBER, cell, NULL) != CELL_OK)
        return false;
    *d = v.dec;
    return true;
}

void outlier_findings_take(struct outlier_findings *o, const struct rec *r)
{
    struct finding x = {0};
    o->v = mem_grow(o->v, &o->cap, o->n + 1, sizeof *o->v);
    recordref_fill(&o->ref, r, &x);
    struct kept_record *k = &o->v[o->n];
    *k = (struct kept_record){.key = arena_str(&o->text, x.key),
                              .file = arena_str(&o->text, x.file),
                              .submission = arena_str(&o->text, x.submission),
                              .line = x.line,
                              .rec = x.rec,
                              .cells = arena_array(&o->text, (size_t)o->n_columns + 1, sizeof *k->cells)};
    for (int i = 0; i < o->n_columns; i++) {
        if (o->columns[i] == NO_COLUMN)
            continue;
        struct dec amount;
        k->cells[i] = arena_str(&o->text, r->cell[o->columns[i]]);
        if (i >= o->first_amount && amount_of(k->cells[i], &amount))
            copies_add(&o->copies, (uint32_t)o->n, (uint32_t)i, &amount);
    }
    o->n++;
}

/* --- findings ---------------------------------------------------------------------------------------------------- */

static struct finding start(const struct outlier_findings *o, size_t i, struct str rule)
{
    const struct kept_record *k = &o->v[i];
    return (struct finding){.level = LEVEL_SOFT,
                            .result = RESULT_FAILED,
                            .rule = rule,
                            .ruleset = STR("outlier"),
                            .errorcode = rule,
                            .table = o->units->table->name,
                            .key = k->key,
                            .file = k->file,
                            .line = k->line,
                            .rec = k->rec,
                            .submission = k->submission};
}

static struct str column_name(const struct outlier_findings *o, int column)
{
    return intern_name(recin_columns(o->units->in), column);
}

static void put_cell(const struct outlier_findings *o, struct buf *b, size_t i, int at)
{
    if (o->columns[at] == NO_COLUMN || str_is(o->v[i].cells[at], "\\N"))
        return;
    keyparts_add(b, column_name(o, o->columns[at]), o->v[i].cells[at]);
}

static struct str label(const struct outlier_findings *o, int column, enum lang lang)
{
    const struct form_var *v = form_var_find(o->units->table, column_name(o, column));
    return v ? v->label[lang] : column_name(o, column);
}

static struct str real_text(struct outlier_findings *o, double x)
{
    struct buf b = {0};
    real_put(&b, x);
    struct str s = arena_str(&o->said, buf_slice(&b));
    buf_free(&b);
    return s;
}

/* What is tested, in words: an item, or one by another. */
static const char *tested(struct outlier_findings *o, const struct test *t, enum lang lang)
{
    struct str a = label(o, t->cur.column, lang);
    if (t->cur.under == NO_COLUMN)
        return arena_printf(&o->said, !t->params.hb ? "%.*s" : lang == LANG_ZH ? "%.*s与上期之比" : "the change of %.*s",
                            (int)a.n, a.p);
    struct str b = label(o, t->cur.under, lang);
    return arena_printf(&o->said, lang == LANG_ZH ? "%.*s与%.*s之比" : "%.*s by %.*s", (int)a.n, a.p, (int)b.n, b.p);
}

/* The group in which a unit was judged, behind a blank and in brackets; empty for that of all. */
static const char *group_of(struct outlier_findings *o, const struct outlier_verdict *v)
{
    const struct units *u = o->units;
    if (v->level >= u->levels.n)
        return "";
    struct str name = u->levels.v[v->level].name, class = keynames_shown(&u->levels.v[v->level].classes, v->klass);
    return arena_printf(&o->said, " (%.*s %.*s)", (int)name.n, name.p, (int)class.n, class.p);
}

/* How the fences were made, where it is the usual way: with the factor that makes the deviation one of a normal quantity. */
static const char *fences(struct outlier_findings *o, const struct test *t, enum lang lang)
{
    const struct current_params *p = &t->params.current;
    if (t->params.hb || p->method != CURRENT_Z)
        return "";
    const char *log = !t->params.logarithm ? "" : lang == LANG_ZH ? "，取对数" : ", of logarithms";
    return arena_printf(&o->said,
                        lang == LANG_ZH ? "（中位数±%g×1.4826×绝对中位差%s）"
                                        : " (median +- %g x 1.4826 x median absolute deviation%s)",
                        p->fence.high, log);
}

static void add_far(struct outlier_findings *o, size_t i, int test, const struct outlier_verdict *v)
{
    const struct test *t = &o->units->tests[test];
    struct finding f = start(o, i, o->rules[test]);
    const struct fence *fence = &v->fit->fence;
    struct buf values = {0};
    put_cell(o, &values, i, 2 * test);
    put_cell(o, &values, i, 2 * test + 1);
    f.values = arena_str(&o->said, buf_slice(&values));
    buf_free(&values);
    f.variable = str_of(t->text);
    f.value = real_text(o, outlier_bound(&t->params, v->unit.effect));
    struct str low = real_text(o, outlier_bound(&t->params, fence->low));
    struct str high = real_text(o, outlier_bound(&t->params, fence->high));
    f.expected = str_of(arena_printf(&o->said, "%.*s .. %.*s", (int)low.n, low.p, (int)high.n, high.p));
    const char *group = group_of(o, v);
    f.message[LANG_EN] = str_of(arena_printf(&o->said, "%s is %.*s and lies outside the fences of its group%s, %.*s%s; check the "
                                             "units of the items", tested(o, t, LANG_EN), (int)f.value.n, f.value.p, group,
                                             (int)f.expected.n, f.expected.p, fences(o, t, LANG_EN)));
    f.message[LANG_ZH] = str_of(arena_printf(&o->said, "%s为%.*s，超出同组%s的界限 %.*s%s，请核对指标的计量单位和数值",
                                             tested(o, t, LANG_ZH), (int)f.value.n, f.value.p, group,
                                             (int)f.expected.n, f.expected.p, fences(o, t, LANG_ZH)));
    findings_add(o->to, &f);
}

static bool same_amount(struct str a, struct str b)
{
    struct dec x, y;
    return amount_of(a, &x) && amount_of(b, &y) && dec_cmp(&x, &y) == 0;
}

static void add_copied(struct outlier_findings *o, const struct copied *c)
{
    struct finding f = start(o, c->unit, o->copied);
    struct buf values = {0};
    for (int at = o->first_amount; at < o->n_columns; at++)
        if (same_amount(o->v[c->unit].cells[at], o->v[c->with].cells[at]))
            put_cell(o, &values, c->unit, at);
    f.values = arena_str(&o->said, buf_slice(&values));
    buf_free(&values);
    f.message[LANG_EN] = str_of(arena_printf(&o->said, "%d amounts are the same as those of another unit; compare with the "
                                             "accounts", c->equal));
    f.message[LANG_ZH] = str_of(arena_printf(&o->said, "%d项金额与另一家单位完全相同，请与账册核对", c->equal));
    findings_add(o->to, &f);
}

void outlier_findings_make(struct outlier_findings *o)
{
    size_t n = 0, next = 0;
    struct copied *copied = o->copied.n ? copies_find(&o->copies, &n) : NULL;
    for (size_t i = 0; i < o->n; i++) {
        arena_reset(&o->said);
        for (int t = 0; t < o->units->n_tests; t++) {
            const struct test *x = &o->units->tests[t];
            struct outlier_verdict v = outlier_judge(&x->values, &x->params, &o->units->classes, i);
            if (o->rules[t].n && (v.unit.flag == FLAG_LOW || v.unit.flag == FLAG_HIGH))
                add_far(o, i, t, &v);
        }
        if (next < n && copied[next].unit == i)
            add_copied(o, &copied[next++]);
    }
    mem_free(copied);
}

void outlier_findings_free(struct outlier_findings *o)
{
    copies_free(&o->copies);
    recordref_free(&o->ref);
    mem_free(o->rules);
    mem_free(o->columns);
    mem_free(o->v);
    arena_free(&o->text);
    arena_free(&o->said);
    *o = (struct outlier_findings){0};
}
