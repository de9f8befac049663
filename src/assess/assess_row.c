/* SPDX-License-Identifier: Apache-2.0 */
#include "assess/assess_row.h"

#include "assess/errorlevel.h"
#include "finding/conceal.h"
#include "value/keyparts.h"

/* ---- values ---- */

static bool is_personal(const struct assess *a, const struct comp *c)
{
    return a->has_units && origin_of(&a->origin, c->name) & ORIGIN_PERSONAL;
}

/* May the finding of a unit show the component? Not what names another unit, nor what a check says of itself. */
static bool is_told(const struct assess *a, const struct told *t, int i)
{
    const struct comp *c = &t->r->s.v[i];
    if (i == t->ruleid || i == t->result || i == t->code || i == t->level || i == t->diff || str_starts(c->name, STR("_")))
        return false;
    if (t->check && comp_is_id(c))
        return false;
    if (!a->has_units)
        return true;
    for (int k = 0; k < a->x.form->n_tables; k++)
        if (unitnames_is_bound(&a->units, &a->x.form->tables[k], c->name))
            return false;
    bool several = !t->check || t->names.two;
    return t->names.own || !several || !(origin_of(&a->origin, c->name) & ORIGIN_UNIT);
}

static bool reads(const struct node *n, struct str name)
{
    if (n->kind == N_NAME && str_eq(n->name, name))
        return true;
    for (uint32_t i = 0; i < n->n; i++)
        if (reads(n->kids[i], name))
            return true;
    return false;
}

/* The datapoint rule of a row, or NULL. */
static const struct dp_rule *rule_of(const struct told *t, struct str id)
{
    for (int i = 0; t->ruleset && t->ruleset->kind == ST_DATAPOINT && i < t->ruleset->nrules; i++)
        if (str_eq(t->ruleset->dp[i].head.name.text, id))
            return &t->ruleset->dp[i];
    return NULL;
}

/* Of the measures of a checked data set, those that the rule reads. */
static bool is_read(const struct told *t, const struct dp_rule *rule, const struct comp *c)
{
    if (!rule || !comp_is_measure(c))
        return true;
    for (int i = 0; i < t->ruleset->nsig; i++) {
        struct str alias = t->ruleset->sig[i].alias;
        const struct statement *check = t->st->body->more->check;
        struct str column = i < check->ncomponents ? check->components[i].text : t->ruleset->sig[i].name.text;
        if (str_eq(column, c->name))
            return reads(rule->then, alias) || (rule->head.when && reads(rule->head.when, alias));
    }
    return false;
}

static struct str kept(struct assess *a, struct buf *b)
{
    struct str text = arena_str(&a->a, buf_slice(b));
    buf_free(b);
    return text;
}

static struct str values_of(struct assess *a, const struct told *t, const struct dp_rule *rule, const struct value *row)
{
    struct buf b = {0};
    bool any = false;
    for (int i = 0; i < t->r->s.n; i++) {
        const struct comp *c = &t->r->s.v[i];
        if (!is_told(a, t, i) || !is_read(t, rule, c))
            continue;
        keyparts_add(&b, c->name, unitnames_text(&row[i], &a->a));
        any = true;
    }
    if (t->level >= 0 && !row[t->level].null && vtype_is_numeric(t->r->s.v[t->level].type)) {
        keyparts_add(&b, STR("errorlevel"), unitnames_text(&row[t->level], &a->a)); /* the number, which no level has */
        any = true;
    }
    struct str text = kept(a, &b);
    return any ? text : (struct str){0};
}

static struct str numbers_of(struct assess *a, const struct told *t, const struct value *row)
{
    struct buf b = {0};
    for (int i = 0; i < t->r->s.n; i++)
        if (vtype_is_numeric(t->r->s.v[i].type) && !row[i].null) {
            buf_char(&b, ';');
            value_put_text(&b, &row[i]);
        }
    return kept(a, &b);
}

/* ---- keys ---- */

/* name=value of all identifiers of a check. */
static struct str key_of_check(struct assess *a, const struct told *t, const struct value *row)
{
    struct buf b = {0};
    for (int i = 0; i < t->nkey; i++)
        keyparts_add(&b, t->r->s.v[t->key[i]].name, unitnames_text(&row[t->key[i]], &a->a));
    bool any = t->nkey > 0;
    struct str text = kept(a, &b);
    return any ? text : (struct str){0};
}

static void put_keys(struct assess *a, const struct told *t, const struct value *row, struct said *x)
{
    struct str part[UNITNAMES_MOST];
    if (t->check && !t->names.two) {
        x->key = key_of_check(a, t, row);
        return;
    }
    if (t->nameless) {
        int period = a->units.period;
        int at = period < 0 ? -1 : t->names.low[period];
        x->period = at < 0 ? (struct str){0} : unitnames_text(&row[at], &a->a);
        return;
    }
    unitnames_of_row(&a->units, t->names.low, row, part, &a->a);
    x->key = unitnames_join(&a->units, part, true, &a->a);
    if (!t->names.two)
        return;
    unitnames_of_row(&a->units, t->names.high, row, part, &a->a);
    x->other = unitnames_join(&a->units, part, true, &a->a);
    if (str_eq(x->key, x->other))
        x->other = (struct str){0};
}

/* ---- messages ---- */

struct filling {
    const struct assess *a;
    const struct told *t;
    const struct value *row;
    int lang;
};

static bool put_placeholder(void *to, struct str name, struct buf *b)
{
    const struct filling *f = to;
    int i = structure_find(&f->t->r->s, name);
    if (i < 0 && str_is(name, "diff"))
        i = f->t->diff;
    if (i < 0)
        return false;
    if (f->row[i].null)
        buf_puts(b, f->lang == LANG_ZH ? "（空）" : "(none)");
    else if (is_personal(f->a, &f->t->r->s.v[i]))
        buf_puts(b, FINDING_PERSONAL);
    else
        value_put_text(b, &f->row[i]);
    return true;
}

/* What was asked, in one line. */
static struct str asked(struct assess *a, const struct told *t, const struct dp_rule *rule)
{
    struct buf b = {0};
    const struct statement *st = rule ? t->ruleset : t->st;
    struct span span = rule ? rule->then->span : t->st->body->kind == N_INVOKE ? t->st->body->kids[0]->span : t->st->body->span;
    if (rule && rule->head.when)
        span.from = rule->head.when->span.from;
    if (rule && rule->head.when)
        buf_puts(&b, "when ");
    buf_one_line(&b, source_text(st->source, span));
    return kept(a, &b);
}

static void put_messages(struct assess *a, const struct told *t, const struct dp_rule *rule, const struct value *row,
                         struct said *x)
{
    const struct remark *remark = remarks_find(a->x.remarks, t->st->name.text);
    const struct message *m[2] = {messages_find(a->x.messages, x->code, LANG_EN), messages_find(a->x.messages, x->code, LANG_ZH)};
    for (int lang = 0; lang < 2; lang++) {
        struct filling f = {a, t, row, lang};
        struct buf b = {0};
        if (m[lang])
            messages_fill(&b, m[lang]->text, put_placeholder, &f);
        x->message[lang] = kept(a, &b);
        if (!m[lang])
            x->message[lang] = (struct str){0};
        if (!m[0] && !m[1] && remark && remark->message[LANG_EN].n)
            x->message[lang] = remark->message[lang];
    }
    if (x->message[0].p || x->message[1].p)
        return;
    if (t->check)
        x->message[LANG_EN] = x->message[LANG_ZH] = asked(a, t, rule);
    else {
        x->message[LANG_EN] = STR("several records share these values");
        x->message[LANG_ZH] = STR("多条记录共用以下取值");
    }
}

/* ---- a row ---- */

/* The id of a rule; one that is only a number bears its ruleset's name. */
static struct str id_of(struct assess *a, const struct told *t, struct str name)
{
    if (!name.n || name.p[0] < '0' || name.p[0] > '9')
        return name;
    return str_of(arena_printf(&a->a, "%.*s.%.*s", (int)t->ruleset_name.n, t->ruleset_name.p, (int)name.n, name.p));
}

static bool put_level(struct assess *a, const struct told *t, const struct value *row, struct said *x)
{
    const struct remark *remark = remarks_find(a->x.remarks, t->st->name.text);
    x->level = remark ? remark->level : LEVEL_SOFT;
    if (!t->check || (remark && (t->level < 0 || row[t->level].null)))
        return true;
    struct value none = value_null(T_STRING);
    if (errorlevel_find(a->x.form, t->level < 0 ? &none : &row[t->level], &x->level))
        return true;
    diag(D_ASSESS_LEVEL, source_loc(t->st->source, t->st->name.span), diag_str(t->st->name.text),
         diag_str(unitnames_text(&row[t->level], &a->a)));
    return false;
}

bool assess_row(struct assess *a, const struct told *t, const struct value *row, struct said *x)
{
    *x = (struct said){.rule = t->st->name.text};
    struct str name = t->ruleid < 0 ? x->rule : unitnames_text(&row[t->ruleid], &a->a);
    const struct dp_rule *rule = rule_of(t, name);
    if (t->ruleid >= 0)
        x->rule = id_of(a, t, name);
    x->code = t->code >= 0 && !row[t->code].null ? unitnames_text(&row[t->code], &a->a) : name;
    if (t->diff >= 0 && !row[t->diff].null)
        x->diff = unitnames_text(&row[t->diff], &a->a);
    if (!put_level(a, t, row, x))
        return false;
    put_keys(a, t, row, x);
    x->values = values_of(a, t, rule, row);
    x->numbers = numbers_of(a, t, row);
    put_messages(a, t, rule, row, x);
    return true;
}
