/* SPDX-License-Identifier: Apache-2.0 */
#include "starter/settle.h"

#include <string.h>

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

/* Has each record a value of the variable, as a schema says? */
static bool always_there(const struct draft *d, const struct draft_table *t, const struct draft_var *v)
{
    const struct outline_node *nodes = d->outline->nodes;
    for (int at = v->node; at > 0 && at != t->node; at = nodes[at].parent)
        if (!nodes[at].facts || !nodes[at].facts->required)
            return false;
    return v->facts && !v->outside;
}

/* Names of the lists and patterns of a variable: TABLE-VARIABLE, TABLE_VARIABLE. */
static struct str joint_name(struct draft *d, const struct draft_table *t, const struct draft_var *v, char joint)
{
    return str_of(arena_printf(&d->text, "%.*s%c%.*s", (int)t->name.n, t->name.p, joint, (int)v->name.n, v->name.p));
}

/* What a schema says goes before what the samples are like. */
static void settle_facts(struct draft *d, struct draft_table *t, struct draft_var *v, bool files)
{
    const struct xsd_facts *f = v->facts;
    v->typed = f->typed;
    v->type = f->typed ? f->type : v->type;
    v->min = f->min;
    v->max = f->max;
    v->label[LANG_EN] = f->label[LANG_EN];
    v->label[LANG_ZH] = f->label[LANG_ZH];
    bool never_empty = f->typed && !f->may_be_empty && (f->type != T_STRING || f->n_codes);
    v->required = never_empty && always_there(d, t, v);
    if (files && f->n_codes)
        v->codes = joint_name(d, t, v, '-');
    if (files && f->pattern.n && f->type == T_STRING && !f->n_codes) {
        v->pattern = joint_name(d, t, v, '_');
        v->expression = f->pattern;
    }
}

static void settle_var(struct draft *d, struct draft_table *t, struct draft_var *v, bool lists)
{
    struct str name = is_chinese(v->source) ? v->source : v->name;
    if (v->facts)
        settle_facts(d, t, v, lists);
    if (!v->typed)
        v->type = evidence_type(&v->evidence, name);
    if (vtype_is_numeric(v->type))
        v->role = ROLE_MEASURE;
    settle_label(v);
    if (lists && !v->typed && v->type == T_STRING && !v->personal && evidence_coded(&v->evidence))
        v->codes = joint_name(d, t, v, '-');
}

/* Identifiers */

static int count_slashes(struct str s)
{
    int n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '/';
    return n;
}

/* An attribute of an element inside the record that may come more than once: it names that element, and a sibling of the samples
 * with two of them would be rejected. */
static bool names_another(const struct draft_var *v)
{
    struct str inner;
    str_cut(v->path, '/', &inner);
    return v->several && inner.p && memchr(inner.p, '@', inner.n);
}

/* How good an identifier a variable makes; 0: none. Those that stand far inside, long texts and amounts make poor ones. */
static int key_score(const struct draft *d, const struct draft_table *t, const struct draft_var *v)
{
    const struct evidence *e = &v->evidence;
    bool is_element = v->node >= 0 && !d->outline->nodes[v->node].mixed;
    bool poor_type = v->type == T_BOOLEAN || v->type == T_DURATION;
    bool seen = !t->rows || e->n;
    bool is_other = names_another(v) && !(v->facts && v->facts->key);
    bool never = is_other || (!is_element && !v->column) || poor_type || v->missing || !seen || e->identity || v->outside ||
                 e->longest > KEY_LENGTH || (v->type == T_NUMBER && e->decimals > 0);
    if (never || (!t->rows && !(v->facts && (v->facts->key || (v->required && v->type == T_STRING)))))
        return 0;
    struct str name = is_chinese(v->source) ? v->source : v->name;
    int by_name = naming_identifies(name), score = by_name;
    if (!by_name && (t->rows < ROWS_SURE || e->blank || v->type == T_DATE))
        return 0;
    score += v->facts && v->facts->key ? 200 : 0;
    score += 20 - 15 * count_slashes(v->path);
    if (v->type == T_NUMBER)
        score -= 30;
    return score > 0 ? score : 1;
}

/* words: what it does, before the number of records. */
static void guess(struct draft *d, const struct draft_table *t, struct draft_var *v, const char *words)
{
    const char *text = diag_words("guess: by the schema", "推测：依据 schema");
    if (t->rows)
        text = arena_printf(&d->text, diag_words("guess: %s (%llu records)", "推测：%s（%llu 条记录）"), words,
                            (unsigned long long)t->rows);
    v->role = ROLE_IDENTIFIER;
    v->guessed = true;
    v->note = str_of(text);
}

static struct draft_var *best_key(const struct draft *d, struct draft_table *t, bool in_period)
{
    struct draft_var *best = NULL;
    int most = 0;
    for (int i = 0; i < t->n; i++) {
        struct draft_var *v = &t->vars[i];
        bool apart = in_period ? naming_identifies(v->name) && !naming_is_period(v->name) && !v->twice_in_period : !v->twice;
        int score = apart ? key_score(d, t, v) : 0;
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

static bool has_key(const struct draft_table *t)
{
    for (int i = 0; i < t->n; i++)
        if (t->vars[i].role == ROLE_IDENTIFIER)
            return true;
    return false;
}

/* An identifier before all other variables that is not found in the data. */
static void put_first(struct draft *d, int table, struct str name, const char *path, enum vtype type, const char *note)
{
    struct draft_table *t = &d->tables[table];
    struct draft_var *v = draft_add(d, table, name, STR(""), NULL, 0);
    if (!v)
        return;
    v->path = str_of(path);
    v->type = type;
    v->role = ROLE_IDENTIFIER;
    v->note = str_of(note);
    struct draft_var last = *v;
    for (int i = t->n - 1; i > 0; i--)
        t->vars[i] = t->vars[i - 1];
    t->vars[0] = last;
}

/* Records inside others that nothing tells apart are numbered in their parent. */
static void number_records(struct draft *d, int table)
{
    const struct draft_table *t = &d->tables[table];
    struct buf b = {0};
    buf_str(&b, t->name);
    buf_puts(&b, "_no");
    put_first(d, table, buf_slice(&b), "position()", T_INTEGER,
              diag_words("its number in its parent: nothing else tells all apart", "在上级中的序号：没有其他标识"));
    buf_free(&b);
}

/* Records that stand for themselves have nothing better than their place: the file, and where it holds several, the number. */
static void name_by_place(struct draft *d, int table)
{
    const char *note = diag_words("where it stands: nothing else tells all apart", "所在位置：没有其他标识");
    if (!d->whole || table)
        number_records(d, table);
    put_first(d, table, STR("file"), "file()", T_STRING, note);
}

static void settle_key(struct draft *d, struct draft_table *t)
{
    struct draft_var *key = best_key(d, t, false), *period = period_of(t);
    if (!key && period && (key = best_key(d, t, true)) != NULL)
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
        v->codes = v->pattern = STR("");
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
        if (t->parent >= 0 && !has_key(t))
            number_records(d, i);
        else if (t->node >= 0 && !has_key(t))
            name_by_place(d, i);
        if (t->parent >= 0)
            inherit(d, i); /* parents come before their children */
    }
}
