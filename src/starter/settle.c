/* SPDX-License-Identifier: Apache-2.0 */
#include "starter/settle.h"

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "form/sensitivity.h"
#include "starter/naming.h"
#include "starter/steps.h"

enum { ROWS_SURE = 3, KEY_LENGTH = 80 };

/* Types, codes, labels */

static bool is_chinese(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0xe3)
            return true;
    return false;
}

static void settle_label(struct draft_var *v)
{
    if (is_chinese(v->source) && !v->label[LANG_ZH].n)
        v->label[LANG_ZH] = v->source;
    struct form_var as_form = {.name = v->name, .type = v->type, .label = {v->label[LANG_EN], v->label[LANG_ZH]}};
    for (int i = 0; i < 2; i++)
        if (!as_form.label[i].n)
            as_form.label[i] = as_form.label[!i].n ? as_form.label[!i] : v->name;
    v->personal = v->evidence.identity || sensitivity_suspect(&as_form);
}

static void settle_var(struct draft *d, struct draft_table *t, struct draft_var *v, bool lists)
{
    struct str name = is_chinese(v->source) ? v->source : v->name;
    if (!v->typed)
        v->type = evidence_type(&v->evidence, name);
    if (vtype_is_numeric(v->type))
        v->role = ROLE_MEASURE;
    settle_label(v);
    if (lists && !v->typed && v->type == T_STRING && !v->personal && evidence_coded(&v->evidence)) {
        struct buf b = {0};
        buf_printf(&b, "%.*s-%.*s", (int)t->name.n, t->name.p, (int)v->name.n, v->name.p);
        v->codes = arena_str(&d->text, buf_slice(&b));
        buf_free(&b);
    }
}

/* Identifiers */

static int count_slashes(struct str s)
{
    int n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '/';
    return n;
}

/* How good an identifier a variable makes; 0: none. Those that stand far inside, long texts and amounts make poor ones. */
static int key_score(const struct draft_table *t, const struct draft_var *v)
{
    const struct evidence *e = &v->evidence;
    bool never = v->node < 0 || v->missing || !e->n || e->identity || v->outside || e->longest > KEY_LENGTH ||
                 v->type == T_BOOLEAN || v->type == T_DURATION || (v->type == T_NUMBER && e->decimals > 0);
    if (never)
        return 0;
    struct str name = is_chinese(v->source) ? v->source : v->name;
    int by_name = naming_identifies(name), score = by_name;
    if (!by_name && (t->rows < ROWS_SURE || e->blank || v->type == T_DATE))
        return 0;
    score += 20 - 15 * count_slashes(v->path);
    if (v->type == T_NUMBER)
        score -= 30;
    return score > 0 ? score : 1;
}

/* words: what it does, before the number of records. */
static void guess(struct draft *d, const struct draft_table *t, struct draft_var *v, const char *words)
{
    const char *text = arena_printf(&d->text, diag_words("guess: %s (%llu records)", "推测：%s（%llu 条记录）"), words,
                                    (unsigned long long)t->rows);
    v->role = ROLE_IDENTIFIER;
    v->guessed = true;
    v->note = str_of(text);
}

static struct draft_var *best_key(struct draft_table *t, bool in_period)
{
    struct draft_var *best = NULL;
    int most = 0;
    for (int i = 0; i < t->n; i++) {
        struct draft_var *v = &t->vars[i];
        bool apart = in_period ? naming_identifies(v->name) && !naming_is_period(v->name) && !v->twice_in_period : !v->twice;
        int score = apart ? key_score(t, v) : 0;
        if (score > most) {
            best = v;
            most = score;
        }
    }
    return best;
}

static struct draft_var *period_of(struct draft_table *t)
{
    for (int i = 0; i < t->n; i++)
        if (t->vars[i].evidence.n && (t->vars[i].type == T_PERIOD || t->vars[i].type == T_DATE) &&
            naming_is_period(is_chinese(t->vars[i].source) ? t->vars[i].source : t->vars[i].name))
            return &t->vars[i];
    return NULL;
}

static void settle_key(struct draft *d, struct draft_table *t)
{
    struct draft_var *key = best_key(t, false), *period = period_of(t);
    if (!key && period && (key = best_key(t, true)) != NULL)
        guess(d, t, period, diag_words("with another identifier it tells all apart", "与另一标识变量一起可区分全部"));
    if (key)
        guess(d, t, key, diag_words("it tells all apart", "可区分全部"));
    if (period && t == d->tables && period->type == T_PERIOD) {
        d->period = period->name;
        if (!period->guessed)
            guess(d, t, period, diag_words("the period", "报告期"));
    }
}

/* Keys of parents: those that a parent has itself or from its own, in its order, before the table's variables. */
static void inherit(struct draft *d, int table)
{
    struct draft_table *t = &d->tables[table];
    const struct draft_table *p = &d->tables[t->parent];
    int before = t->n, n = 0;
    for (int i = 0; i < p->n; i++) {
        struct draft_var key = p->vars[i];
        if (key.role != ROLE_IDENTIFIER)
            continue;
        struct draft_var *v = draft_add(d, table, key.name, key.source, &p->name, 1);
        if (!v)
            return;
        struct str name = v->name;
        *v = key;
        v->evidence = (struct evidence){.n = 0};
        v->name = name;
        v->inherited = true;
        v->codes = STR("");
        v->path = steps_inherited(d, table, t->parent, &key);
        n++;
    }
    struct draft_var *sorted = mem_array((size_t)t->n + 1, sizeof *sorted);
    for (int i = 0; i < t->n; i++)
        sorted[i < before ? n + i : i - before] = t->vars[i];
    mem_free(t->vars);
    t->vars = sorted;
    t->cap = (size_t)t->n + 1;
}

void settle(struct draft *d, bool lists)
{
    for (int i = 0; i < d->n_tables; i++) {
        struct draft_table *t = &d->tables[i];
        if (is_chinese(t->source) && !t->label[LANG_ZH].n)
            t->label[LANG_ZH] = t->source;
        for (int k = 0; k < t->n; k++)
            settle_var(d, t, &t->vars[k], lists);
        settle_key(d, t);
        if (t->parent >= 0)
            inherit(d, i); /* parents come before their children */
    }
}
