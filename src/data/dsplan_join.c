/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "data/match.h"
#include "data/dsplan_work.h"

/*
 * A join is a chain of matches. In it the components of operand i are all called alias#name, and are behind those of the
 * operands matched before; then a map makes the virtual data set of the standard: keys once, homonyms as alias#name, the rest
 * under bare names.
 */
struct join {
    struct dsplan *p;
    struct node *n;
    enum invoke kind;
    struct rel **v;      /* [count] operands */
    struct str *alias;
    int count;
    struct name *keys;   /* [nkeys] names in the key */
    int nkeys;
    struct rel *r;       /* what has been matched */
    int *key_at;         /* [nkeys] component of r, or -1 */
    bool *in;            /* [count] is the operand in r? */
};

static const char *kind_name(const struct join *j)
{
    return invoke_name(j->kind);
}

static struct str qualified(struct join *j, int i, struct str name)
{
    return str_of(arena_printf(&j->p->e->a, "%.*s#%.*s", (int)j->alias[i].n, j->alias[i].p, (int)name.n, name.p));
}

static struct str flag_name(struct join *j, int i)
{
    return str_of(arena_printf(&j->p->e->a, "\x01there%d", i));
}

/* ---- operands and keys ---- */

static bool open_operands(struct join *j)
{
    struct dsplan *p = j->p;
    for (int i = 0; i < j->count; i++) {
        struct node *n = j->n->kids[i];
        j->alias[i] = j->n->more->aliases[i].text;
        if (!j->alias[i].n && n->kind == N_NAME)
            j->alias[i] = n->name;
        bool taken = !j->alias[i].n && j->count > 1;
        for (int k = 0; k < i; k++)
            taken = taken || str_eq(j->alias[k], j->alias[i]);
        if (taken)
            return NULL != dsplan_complain(p, D_DATA_JOIN_ALIAS, n->span, kind_name(j), NULL, NULL);
        if (!(j->v[i] = dsplan_rel(p, n)))
            return false;
    }
    return true;
}

static bool is_key(const struct join *j, struct str name)
{
    for (int i = 0; i < j->nkeys; i++)
        if (str_eq(j->keys[i].text, name))
            return true;
    return false;
}

/* In how many operands is the component? *ids: in how many as an identifier. */
static int holders(const struct join *j, struct str name, int *ids)
{
    int n = 0;
    *ids = 0;
    for (int i = 0; i < j->count; i++) {
        int k = structure_find(&j->v[i]->s, name);
        n += k >= 0;
        *ids += k >= 0 && comp_is_id(&j->v[i]->s.v[k]);
    }
    return n;
}

static void add_key(struct join *j, struct str name, struct span span)
{
    struct name *v = arena_array(&j->p->e->a, (size_t)j->nkeys + 1, sizeof *v);
    for (int i = 0; i < j->nkeys; i++)
        v[i] = j->keys[i];
    v[j->nkeys++] = (struct name){name, span};
    j->keys = v;
}

/* Without using: identifiers of two operands or more; of a left join those of the right operands. */
static bool find_keys(struct join *j)
{
    const struct more *m = j->n->more;
    int ids;
    for (int i = 0; i < m->nkeys; i++) {
        int n = holders(j, m->keys[i].text, &ids);
        if (n < 2 || ids < n - 1)
            return NULL != dsplan_complain(j->p, D_DATA_JOIN_USING, m->keys[i].span, kind_name(j),
                                           diag_str(m->keys[i].text), NULL);
        add_key(j, m->keys[i].text, m->keys[i].span);
    }
    for (int i = 0; i < j->count && !m->nkeys && j->kind != INVOKE_CROSS_JOIN; i++)
        for (int k = 0; k < j->v[i]->s.n; k++) {
            const struct comp *c = &j->v[i]->s.v[k];
            if (!comp_is_id(c) || is_key(j, c->name))
                continue;
            holders(j, c->name, &ids);
            bool alone = j->count == 1 && j->kind == INVOKE_FULL_JOIN;
            if (ids > 1 || alone || (j->kind == INVOKE_LEFT_JOIN && i > 0))
                add_key(j, c->name, j->n->kids[i]->span);
        }
    return true;
}

static const struct node *nvl_of(const struct join *j, int i, struct str name)
{
    const struct more *m = j->n->more;
    for (int k = 0; k < m->nnvl; k++)
        if (str_eq(m->nvl[k].name.text, name) || str_eq(m->nvl[k].name.text, qualified((struct join *)(uintptr_t)j, i, name)))
            return m->nvl[k].value;
    return NULL;
}

/* left, full: every identifier of the operands that may be missing is a key of all, or has a constant. */
static bool check_keys(struct join *j)
{
    if (j->kind != INVOKE_LEFT_JOIN && j->kind != INVOKE_FULL_JOIN)
        return true;
    bool using = j->n->more->nkeys > 0;
    for (int i = 0; i < j->count; i++) {
        const struct structure *s = &j->v[i]->s;
        for (int k = 0; k < s->n; k++) {
            bool may_miss = i > 0 || j->kind == INVOKE_FULL_JOIN;
            if (comp_is_id(&s->v[k]) && may_miss && !is_key(j, s->v[k].name) && !nvl_of(j, i, s->v[k].name))
                return NULL != dsplan_complain(j->p, D_DATA_JOIN_ID, j->n->kids[i]->span, kind_name(j), diag_str(s->v[k].name),
                                             diag_str(j->alias[i]));
        }
        for (int k = 0; k < j->nkeys && !using; k++)
            if (structure_find(s, j->keys[k].text) < 0)
                return NULL != dsplan_complain(j->p, D_DATA_JOIN_ID, j->n->kids[i]->span, kind_name(j),
                                             diag_str(j->keys[k].text), diag_str(j->alias[i]));
    }
    return true;
}

/* ---- the chain ---- */

/* Operand i with its components as alias#name. */
static struct rel *as_qualified(struct join *j, int i)
{
    struct map_maker m = {0};
    const struct structure *s = &j->v[i]->s;
    for (int k = 0; k < s->n; k++) {
        map_pass(&m, s, k);
        m.v[k].comp.name = qualified(j, i, s->v[k].name);
    }
    return map_new(j->v[i], &m, NULL);
}

/* The keys that operand i shares with what is there: components of both. Returns how many. */
static int shared_keys(const struct join *j, int i, int *there, int *mine)
{
    int n = 0;
    for (int k = 0; k < j->nkeys; k++) {
        int at = structure_find(&j->v[i]->s, j->keys[k].text);
        if (at >= 0 && j->key_at[k] >= 0) {
            there[n] = j->key_at[k];
            mine[n++] = at;
        }
    }
    return n;
}

static void note_keys(struct join *j, int i, int offset)
{
    for (int k = 0; k < j->nkeys; k++) {
        int at = structure_find(&j->v[i]->s, j->keys[k].text);
        if (at >= 0 && j->key_at[k] < 0)
            j->key_at[k] = offset + at;
    }
    j->in[i] = true;
}

/* Puts operand i beside what is there, with a component that says whether it has a row. */
static void add_operand(struct join *j, int i, const int *there, const int *mine, int n)
{
    static const enum match_kind kinds[] = {[INVOKE_INNER_JOIN] = MATCH_INNER, [INVOKE_LEFT_JOIN] = MATCH_LEFT,
        [INVOKE_FULL_JOIN] = MATCH_FULL, [INVOKE_CROSS_JOIN] = MATCH_INNER};
    struct match_side left = {j->r, there, ""}, right = {as_qualified(j, i), mine, ""};
    int before = j->r->s.n;
    struct rel *both = match_new(left, right, n, kinds[j->kind]);
    struct map_maker m = {0};
    for (int k = 0; k < both->s.n - 2; k++)
        map_pass(&m, &both->s, k);
    map_pass(&m, &both->s, both->s.n - 1);
    m.v[m.n - 1].comp.name = flag_name(j, i);
    if (i == 1) {
        map_pass(&m, &both->s, both->s.n - 2);
        m.v[m.n - 1].comp.name = flag_name(j, 0);
    }
    note_keys(j, i, before);
    j->r = map_new(both, &m, NULL);
}

static bool chain(struct join *j)
{
    int *there = arena_array(&j->p->e->a, (size_t)j->nkeys + 1, sizeof *there);
    int *mine = arena_array(&j->p->e->a, (size_t)j->nkeys + 1, sizeof *mine);
    j->r = as_qualified(j, 0);
    note_keys(j, 0, 0);
    for (int done = 1; done < j->count; done++) {
        int next = -1, n = 0;
        for (int i = 1; i < j->count && next < 0; i++) {
            n = j->in[i] ? 0 : shared_keys(j, i, there, mine);
            if (!j->in[i] && (n || j->kind == INVOKE_CROSS_JOIN))
                next = i;
        }
        if (next < 0) {
            for (next = 1; j->in[next]; next++)
                continue;
            return NULL != dsplan_complain(j->p, D_DATA_JOIN_KEYS, j->n->kids[next]->span, kind_name(j),
                                         dsplan_text(j->p, j->n->kids[next]), NULL);
        }
        add_operand(j, next, there, mine, n);
    }
    return true;
}

/* ---- the virtual data set ---- */

/* A component of r by operand and name. */
static int at_of(struct join *j, int i, struct str name)
{
    return structure_find(&j->r->s, qualified(j, i, name));
}

/* A viral attribute of several operands: combined over those that have a row. */
static bool add_viral(struct join *j, struct map_maker *m, const struct comp *c)
{
    struct dsplan *p = j->p;
    struct node *x = NULL;
    for (int i = j->count - 1; i >= 0; i--) {
        int k = structure_find(&j->v[i]->s, c->name);
        if (k < 0 || !j->v[i]->s.v[k].viral)
            continue;
        struct node *mine = dsplan_name(p, qualified(j, i, c->name), j->n->span);
        if (!x) {
            x = mine;
            continue;
        }
        struct node *null = dsplan_const(p, value_null(T_NULL), j->n->span);
        struct node *less = dsplan_choice(p, dsplan_binary(p, OP_LE, mine, x), mine, x);
        struct node *least = dsplan_choice(p, dsplan_binary(p, OP_OR, dsplan_isnull(p, mine), dsplan_isnull(p, x)), null, less);
        struct node *flag = dsplan_name(p, flag_name(j, i), j->n->span), *rest = NULL;
        for (int o = i + 1; o < j->count; o++)
            if (structure_find(&j->v[o]->s, c->name) >= 0) {
                struct node *f = dsplan_name(p, flag_name(j, o), j->n->span);
                rest = rest ? dsplan_binary(p, OP_OR, rest, f) : f;
            }
        x = dsplan_choice(p, flag, dsplan_choice(p, rest, least, mine), x);
    }
    struct cellexpr *e = dsplan_compile(p, x, &j->r->s, NULL);
    if (e)
        map_add(m, (struct map_item){.comp = *c, .how = MAP_EXPR, .expr = e});
    return e != NULL;
}

static bool seen_before(const struct join *j, int i, struct str name)
{
    for (int k = 0; k < i; k++)
        if (structure_find(&j->v[k]->s, name) >= 0)
            return true;
    return false;
}

/* nvl(c, constant) of an identifier of a side that may be missing. */
static bool add_nvl(struct join *j, struct map_maker *m, int at, struct comp c, const struct node *value)
{
    struct dsplan *p = j->p;
    struct node *x = dsplan_name(p, j->r->s.v[at].name, value->span);
    struct node *filled = dsplan_choice(p, dsplan_isnull(p, x), (struct node *)(uintptr_t)value, x);
    struct cellexpr *e = dsplan_compile(p, filled, &j->r->s, NULL);
    if (e)
        map_add(m, (struct map_item){.comp = c, .how = MAP_EXPR, .expr = e, .key = true,
                                     .loc = source_loc(p->st->source, value->span)});
    return e != NULL;
}

static bool add_comp(struct join *j, struct map_maker *m, int i, const struct comp *comp)
{
    struct comp c = *comp;
    int ids, n = holders(j, c.name, &ids), viral = 0;
    if (is_key(j, c.name)) {
        if (seen_before(j, i, c.name))
            return true;
        for (int k = 0; k < j->nkeys; k++)
            if (str_eq(j->keys[k].text, c.name)) {
                c.role = ids == n ? ROLE_IDENTIFIER : ROLE_MEASURE;
                map_add(m, (struct map_item){.comp = c, .how = MAP_PASS, .a = j->key_at[k]});
            }
        return true;
    }
    for (int k = 0; k < j->count; k++) {
        int at = structure_find(&j->v[k]->s, c.name);
        viral += at >= 0 && j->v[k]->s.v[at].viral;
    }
    if (c.viral && viral == n && n > 1)
        return seen_before(j, i, c.name) || add_viral(j, m, &c);
    int at = at_of(j, i, c.name);
    if (n > 1)
        c.name = qualified(j, i, c.name);
    const struct node *constant = comp_is_id(&c) ? nvl_of(j, i, comp->name) : NULL;
    if (constant)
        return add_nvl(j, m, at, c, constant);
    map_add(m, (struct map_item){.comp = c, .how = MAP_PASS, .a = at});
    return true;
}

static struct rel *virtual(struct join *j)
{
    struct map_maker m = {0};
    bool ok = true;
    for (int i = 0; i < j->count; i++)
        for (int k = 0; k < j->v[i]->s.n && ok; k++)
            ok = add_comp(j, &m, i, &j->v[i]->s.v[k]);
    if (ok)
        return map_new(j->r, &m, NULL);
    mem_free(m.v);
    return NULL;
}

/* ---- apply ---- */

/* e with alias#name for each alias; NULL where one has no measure of that name. A name that is no alias is left. */
static struct node *applied(struct join *j, const struct structure *s, const struct node *n, struct str name)
{
    struct dsplan *p = j->p;
    if (n->kind == N_NAME) {
        int i = 0;
        while (i < j->count && !str_eq(j->alias[i], n->name))
            i++;
        if (i == j->count)
            return (struct node *)(uintptr_t)n;
        int at = structure_find(s, qualified(j, i, name));
        at = at < 0 && structure_find(&j->v[i]->s, name) >= 0 ? structure_find(s, name) : at;
        return at < 0 || !comp_is_measure(&s->v[at]) ? NULL : dsplan_name(p, s->v[at].name, n->span);
    }
    struct node **kids = arena_array(&p->e->a, (size_t)n->n + 1, sizeof *kids);
    for (uint32_t i = 0; i < n->n; i++)
        if (!(kids[i] = applied(j, s, n->kids[i], name)))
            return NULL;
    return dsplan_copy(p, n, kids);
}

/* The expression for one measure, or NULL when its type does not suit: then the measure is left out. */
static struct cellexpr *tried(struct dsplan *p, struct node *x, const struct structure *s)
{
    int errors = p->errors;
    diag_mute(true);
    struct cellexpr *e = dsplan_compile(p, x, s, NULL);
    diag_mute(false);
    p->errors = errors;
    return e;
}

static struct rel *apply_clause(struct join *j, const struct clause *c, struct rel *r)
{
    struct map_maker m = {0};
    struct node *unsuited = NULL;
    int made = 0;
    for (int i = 0; i < r->s.n; i++)
        if (!comp_is_measure(&r->s.v[i]))
            map_pass(&m, &r->s, i);
    for (int i = 0; i < j->count; i++)
        for (int k = 0; k < j->v[i]->s.n; k++) {
            const struct comp *comp = &j->v[i]->s.v[k];
            if (!comp_is_measure(comp) || is_key(j, comp->name) || seen_before(j, i, comp->name))
                continue;
            struct node *x = applied(j, &r->s, c->items[0].expr, comp->name);
            if (!x)
                continue;
            struct cellexpr *e = tried(j->p, x, &r->s);
            if (!e) {
                unsuited = x;
                continue;
            }
            struct comp result = {comp->name, cellexpr_type(e), ROLE_MEASURE, false};
            map_add(&m, (struct map_item){.comp = result, .how = MAP_EXPR, .expr = e});
            made++;
        }
    if (made)
        return map_new(r, &m, NULL);
    mem_free(m.v);
    if (unsuited)
        (void)dsplan_compile(j->p, unsuited, &r->s, NULL); /* says why */
    return dsplan_complain(j->p, D_DATA_JOIN_NOTHING, c->items[0].expr->span, NULL, NULL, NULL);
}

/* ---- the result ---- */

/* Is a non-viral attribute named by keep, rename or calc? */
static bool is_named(const struct join *j, struct str name)
{
    const struct more *m = j->n->more;
    for (int i = 0; i < m->nclauses; i++) {
        const struct clause *c = &m->clauses[i];
        for (int k = 0; k < c->n; k++)
            if ((c->kind == CLAUSE_KEEP || c->kind == CLAUSE_CALC || c->kind == CLAUSE_AGGR) &&
                str_eq(c->items[k].name.text, name))
                return true;
            else if (c->kind == CLAUSE_RENAME && str_eq(c->items[k].second.text, name))
                return true;
    }
    return false;
}

/* Names without their alias. */
static struct rel *stripped(struct join *j, struct rel *r)
{
    struct map_maker m = {0};
    for (int i = 0; i < r->s.n; i++) {
        const struct comp *c = &r->s.v[i];
        struct str bare;
        struct str alias = str_cut(c->name, '#', &bare);
        if (c->role == ROLE_ATTRIBUTE && !c->viral && !is_named(j, c->name))
            continue;
        map_pass(&m, &r->s, i);
        if (alias.n < c->name.n)
            m.v[m.n - 1].comp.name = bare;
        for (int k = 0; k < m.n - 1; k++)
            if (str_eq(m.v[k].comp.name, m.v[m.n - 1].comp.name)) {
                dsplan_complain(j->p, D_DATA_AMBIGUOUS, j->n->span, diag_str(m.v[k].comp.name), NULL, NULL);
                mem_free(m.v);
                return NULL;
            }
    }
    return map_new(r, &m, NULL);
}

struct rel *dsplan_join(struct dsplan *p, struct node *n)
{
    struct join j = {.p = p, .n = n, .kind = (enum invoke)n->builtin, .count = (int)n->n};
    j.v = arena_array(&p->e->a, (size_t)n->n, sizeof(struct rel *));
    j.alias = arena_array(&p->e->a, (size_t)n->n, sizeof *j.alias);
    j.in = arena_array(&p->e->a, (size_t)n->n, sizeof *j.in);
    if (!open_operands(&j) || !find_keys(&j) || !check_keys(&j))
        return NULL;
    j.key_at = arena_array(&p->e->a, (size_t)j.nkeys + 1, sizeof *j.key_at);
    for (int i = 0; i < j.nkeys; i++)
        j.key_at[i] = -1;
    struct rel *r = chain(&j) ? virtual(&j) : NULL;
    for (int i = 0; i < n->more->nclauses && r; i++) {
        const struct clause *c = &n->more->clauses[i];
        r = c->kind == CLAUSE_APPLY ? apply_clause(&j, c, r) : dsplan_clause(p, c, r);
    }
    r = r ? stripped(&j, r) : NULL;
    if (!r)
        return NULL;
    return n->more->nnvl ? sorted_unique(r, source_loc(p->st->source, n->span)) : sorted_by_key(r);
}
