/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "data/dsplan_work.h"
#include "data/match.h"
#include "data/ruled.h"
#include "vtl/load.h"

/* A code or level: filled where the result is false. */
static struct cellexpr *filled(struct dsplan *p, const struct structure *s, struct str result, const struct node *constant,
                               struct span span)
{
    struct node *null = dsplan_const(p, value_null(T_NULL), span);
    struct node *x = constant ? (struct node *)(uintptr_t)constant : null;
    return dsplan_compile(p, dsplan_choice(p, dsplan_name(p, result, span), null, dsplan_choice(p,
                          dsplan_isnull(p, dsplan_name(p, result, span)), null, x)), s, NULL);
}

/* ---- check ---- */

static int one_of_type(struct dsplan *p, const struct node *n, const struct structure *s, bool numeric)
{
    int found = -1, count = 0;
    for (int i = 0; i < s->n; i++)
        if (comp_is_measure(&s->v[i])) {
            found = i;
            count++;
        }
    enum vtype t = count == 1 ? s->v[found].type : T_NULL;
    if (numeric ? vtype_is_numeric(t) : t == T_BOOLEAN)
        return found;
    dsplan_complain(p, D_DATA_CHECK_MEASURE, n->span, dsplan_text(p, n), numeric ? "number" : "boolean", NULL);
    return -1;
}

/* op with the imbalance beside it; *imbalance is its component. */
static struct rel *with_imbalance(struct dsplan *p, struct node *n, struct rel *r, int *imbalance)
{
    struct rel *e = dsplan_rel(p, n->more->imbalance);
    int me = e ? one_of_type(p, n->more->imbalance, &e->s, true) : -1;
    if (me < 0)
        return NULL;
    int *key = arena_array(&p->e->a, (size_t)r->s.n + 1, sizeof *key);
    int *mine = arena_array(&p->e->a, (size_t)r->s.n + 1, sizeof *mine);
    int nkey = key_of(&r->s, key);
    for (int i = 0; i < nkey; i++) {
        mine[i] = structure_find(&e->s, r->s.v[key[i]].name);
        if (mine[i] < 0 || structure_count(&e->s, ROLE_IDENTIFIER) != nkey)
            return dsplan_complain(p, D_DATA_KEYS_DIFFER, n->span, "check", dsplan_text(p, n->kids[0]),
                                   dsplan_text(p, n->more->imbalance));
    }
    *imbalance = r->s.n + me;
    return match_new((struct match_side){r, key, ""}, (struct match_side){e, mine, "imbalance#"}, nkey, MATCH_LEFT);
}

struct rel *dsplan_check(struct dsplan *p, struct node *n)
{
    struct rel *r = dsplan_rel(p, n->kids[0]);
    int at = r ? one_of_type(p, n->kids[0], &r->s, false) : -1, imbalance = -1, before = r ? r->s.n : 0;
    if (at < 0)
        return NULL;
    struct str result = r->s.v[at].name;
    if (n->more->imbalance && !(r = with_imbalance(p, n, r, &imbalance)))
        return NULL;
    struct map_maker m = {0};
    for (int i = 0; i < before; i++)
        if (comp_is_id(&r->s.v[i]))
            map_pass(&m, &r->s, i);
    map_pass(&m, &r->s, at);
    m.v[m.n - 1].comp.name = STR("bool_var");
    struct comp c = {STR("imbalance"), imbalance < 0 ? T_NUMBER : r->s.v[imbalance].type, ROLE_MEASURE, false};
    if (imbalance < 0)
        map_add(&m, (struct map_item){.comp = c, .how = MAP_CONST, .constant = value_null(T_NUMBER)});
    else
        map_add(&m, (struct map_item){.comp = c, .how = MAP_PASS, .a = imbalance});
    struct cellexpr *code = filled(p, &r->s, result, n->more->errorcode, n->span);
    struct cellexpr *level = filled(p, &r->s, result, n->more->errorlevel, n->span);
    struct node *false_only = dsplan_choice(p, dsplan_name(p, result, n->span), dsplan_const(p, value_of_tri(TRI_FALSE), n->span),
                                            dsplan_const(p, value_of_tri(TRI_TRUE), n->span));
    struct node *known = dsplan_choice(p, dsplan_isnull(p, dsplan_name(p, result, n->span)),
                                       dsplan_const(p, value_of_tri(TRI_FALSE), n->span), false_only);
    struct cellexpr *filter = n->more->choice ? dsplan_compile(p, known, &r->s, NULL) : NULL;
    if (!code || !level || (n->more->choice && !filter)) {
        mem_free(m.v);
        return NULL;
    }
    struct comp ec = {STR("errorcode"), cellexpr_type(code) == T_NULL ? T_STRING : cellexpr_type(code), ROLE_MEASURE, false};
    struct comp el = {STR("errorlevel"), cellexpr_type(level) == T_NULL ? T_INTEGER : cellexpr_type(level), ROLE_MEASURE, false};
    map_add(&m, (struct map_item){.comp = ec, .how = MAP_EXPR, .expr = code});
    map_add(&m, (struct map_item){.comp = el, .how = MAP_EXPR, .expr = level});
    for (int i = 0; i < before; i++)
        if (r->s.v[i].viral)
            map_pass(&m, &r->s, i);
    return map_new(r, &m, filter);
}

/* ---- check_datapoint ---- */

const struct statement *dsplan_ruleset(struct dsplan *p, const struct name *name, enum statement_kind kind)
{
    for (int i = 0; i < rules_statements(p->rules); i++) {
        const struct statement *st = rules_statement(p->rules, i);
        if (st->kind == kind && str_eq(st->name.text, name->text))
            return st;
    }
    return dsplan_complain(p, D_VTL_UNKNOWN_RULESET, name->span, diag_str(name->text), NULL, NULL);
}

struct node *dsplan_bound(struct dsplan *p, const struct statement *st, const struct statement *check, const struct structure *s,
                          const struct node *n)
{
    if (n->kind == N_NAME) {
        for (int i = 0; i < st->nsig; i++)
            if (str_eq(st->sig[i].alias, n->name)) {
                struct name name = {sig_column(st, check, i), check->ruleset.span};
                int at = dsplan_comp(p, s, name);
                return at < 0 ? NULL : dsplan_name(p, s->v[at].name, n->span);
            }
        return dsplan_complain(p, D_DATA_NO_COMPONENT, check->ruleset.span, diag_str(n->name), NULL, NULL);
    }
    struct node **kids = arena_array(&p->e->a, (size_t)n->n + 1, sizeof *kids);
    for (uint32_t i = 0; i < n->n; i++)
        if (!(kids[i] = dsplan_bound(p, st, check, s, n->kids[i])))
            return NULL;
    return dsplan_copy(p, n, kids);
}

/* when w then t: null where w is, true where w is false. */
static struct cellexpr *rule_expr(struct dsplan *p, const struct statement *st, const struct statement *check,
                                  const struct structure *s, const struct dp_rule *rule)
{
    struct node *t = dsplan_bound(p, st, check, s, rule->then);
    struct node *w = rule->head.when ? dsplan_bound(p, st, check, s, rule->head.when) : NULL;
    if (!t || (rule->head.when && !w))
        return NULL;
    if (w) {
        struct node *yes = dsplan_const(p, value_of_tri(TRI_TRUE), w->span), *null = dsplan_const(p, value_null(T_NULL), w->span);
        t = dsplan_choice(p, dsplan_isnull(p, w), null, dsplan_choice(p, w, t, yes));
    }
    const struct statement *outer = p->st;
    p->st = st; /* it stands in the ruleset's file */
    struct cellexpr *x = dsplan_compile(p, t, s, "then");
    p->st = outer;
    return x;
}

bool dsplan_code_type(struct dsplan *p, const struct statement *st, bool level, enum vtype *type)
{
    *type = T_NULL;
    for (int i = 0; i < st->nrules; i++) {
        const struct rule_head *h = st->kind == ST_HIERARCHY ? &st->hr[i].head : &st->dp[i].head;
        const struct node *c = level ? h->errorlevel : h->errorcode;
        enum vtype t = c && !c->value->null ? (enum vtype)c->value->type : T_NULL;
        if (vtype_widens(*type, t) || *type == t)
            *type = t == T_NULL ? *type : t;
        else if (!vtype_widens(t, *type))
            return NULL != dsplan_complain(p, D_DATA_CODES, p->st->span, diag_str(st->name.text), NULL, NULL);
    }
    if (*type == T_NULL)
        *type = level ? T_INTEGER : T_STRING;
    return true;
}

struct rel *dsplan_check_datapoint(struct dsplan *p, struct node *n)
{
    struct rel *r = dsplan_rel(p, n->kids[0]);
    const struct statement *check = n->more->check;
    const struct statement *st = r ? dsplan_ruleset(p, &check->ruleset, ST_DATAPOINT) : NULL;
    if (!st)
        return NULL;
    if ((check->ncomponents || (st->valuedomain && st->nsig)) && check->ncomponents != st->nsig)
        return dsplan_complain(p, D_VTL_COMPONENTS, check->ruleset.span, diag_num(st->nsig), diag_num(check->ncomponents), NULL);
    struct ruled_options o = {.output = check->output, .n = st->nrules};
    if (!dsplan_code_type(p, st, false, &o.code_type) || !dsplan_code_type(p, st, true, &o.level_type))
        return NULL;
    struct ruled_rule *rules = arena_array(&p->e->a, (size_t)st->nrules + 1, sizeof *rules);
    bool ok = true;
    for (int i = 0; i < st->nsig && ok; i++)
        ok = dsplan_comp(p, &r->s, (struct name){sig_column(st, check, i), check->ruleset.span}) >= 0;
    for (int i = 0; i < st->nrules && ok; i++) {
        const struct rule_head *h = &st->dp[i].head;
        rules[i] = (struct ruled_rule){h->name.text, rule_expr(p, st, check, &r->s, &st->dp[i]),
                                       h->errorcode ? h->errorcode->value : NULL, h->errorlevel ? h->errorlevel->value : NULL};
        ok = rules[i].expr && ok;
    }
    o.rules = rules;
    return ok ? ruled_new(r, &o) : NULL;
}
