/* SPDX-License-Identifier: Apache-2.0 */
#include "data/dsplan.h"

#include "base/mem.h"
#include "data/dsplan_work.h"
#include "data/pass.h"
#include "vtl/builtin.h"
#include "vtl/lex.h"

enum { LEFT_OUT = 4 };

struct dsplan *dsplan_new(struct session *e, const struct rules *rules, const struct rules_host *host)
{
    struct dsplan *p = arena_array(&e->a, 1, sizeof *p);
    p->e = e;
    p->rules = rules;
    p->host = host;
    for (int i = 0; i < rules_statements(rules); i++) {
        const struct statement *st = rules_statement(rules, i);
        if (st->kind != ST_DATASET)
            continue;
        int k = intern_add(&p->names, st->name.text);
        p->v = mem_grow(p->v, &p->cap, (size_t)k + 1, sizeof *p->v);
        p->v[k] = (struct named){.st = (struct statement *)(uintptr_t)st};
    }
    return p;
}

bool dsplan_input(struct dsplan *p, struct str name, struct rel *r)
{
    int before = p->names.n, k = intern_add(&p->names, name);
    if (k < before)
        return false;
    p->v = mem_grow(p->v, &p->cap, (size_t)k + 1, sizeof *p->v);
    p->v[k] = (struct named){.rel = r, .state = 2};
    return true;
}

/* ---- names ---- */

void *dsplan_complain(struct dsplan *p, enum diag_id id, struct span span, const char *a, const char *b, const char *c)
{
    if (p->errors++ < VTL_ERRORS_MAX)
        diag(id, source_loc(p->st->source, span), a, b, c);
    return NULL;
}

const char *dsplan_text(const struct dsplan *p, const struct node *n)
{
    return diag_str(source_text(p->st->source, n->span));
}

/* The i-th expression that a node has besides its kids, or NULL: in clauses, imbalance, what a series is shifted by. */
static const struct node *beside(const struct node *n, int i)
{
    const struct more *m = n->more;
    if (!m)
        return NULL;
    if (m->imbalance && i-- == 0)
        return m->imbalance;
    if (m->shift && i-- == 0)
        return m->shift;
    for (int c = 0; c < m->nclauses; c++) {
        for (int k = 0; k < m->clauses[c].n; k++)
            if (m->clauses[c].items[k].expr && i-- == 0)
                return m->clauses[c].items[k].expr;
        if (m->clauses[c].having && i-- == 0)
            return m->clauses[c].having;
    }
    return NULL;
}

static bool node_reads(const struct node *n, struct str name)
{
    if (n->kind == N_NAME && str_eq(n->name, name))
        return true;
    for (uint32_t i = 0; i < n->n; i++)
        if (node_reads(n->kids[i], name))
            return true;
    const struct node *x;
    for (int i = 0; (x = beside(n, i)); i++)
        if (node_reads(x, name))
            return true;
    return false;
}

struct str dsplan_bind(struct dsplan *p, struct rel *r, int uses)
{
    struct str name = dsplan_hidden(p);
    int k = intern_add(&p->names, name);
    p->v = mem_grow(p->v, &p->cap, (size_t)k + 1, sizeof *p->v);
    p->v[k] = (struct named){.rel = r, .state = 2, .uses = uses};
    return name;
}

/* An operator's body reads it: how often is not known before it is called. */
static bool operators_read(const struct dsplan *p, struct str name)
{
    for (int i = 0; i < rules_statements(p->rules); i++) {
        const struct statement *st = rules_statement(p->rules, i);
        if (st->kind == ST_OPERATOR && st->on_datasets && node_reads(st->body, name))
            return true;
    }
    return false;
}

/* Counts the readers of each name. Components in clauses that are called like a data set cost a spool at most. */
static void count_uses(struct dsplan *p, const struct node *n)
{
    int k = n->kind == N_NAME ? intern_find(&p->names, n->name) : -1;
    if (k >= 0)
        p->v[k].uses++;
    for (uint32_t i = 0; i < n->n; i++)
        count_uses(p, n->kids[i]);
    const struct node *x;
    for (int i = 0; (x = beside(n, i)); i++)
        count_uses(p, x);
}

bool dsplan_want(struct dsplan *p, const char *name)
{
    int found = 0;
    p->results = arena_array(&p->e->a, (size_t)p->names.n + 1, sizeof *p->results);
    for (int i = 0; i < p->names.n; i++)
        if (p->v[i].st && (!name || str_is(intern_name(&p->names, i), name))) {
            p->results[p->n++] = i;
            p->v[i].wanted = true;
            found++;
        }
    if (!found)
        diag(D_DATA_NO_RESULT, (struct loc){0}, name ? name : "");
    return found > 0;
}

int dsplan_want_those(struct dsplan *p, bool (*wanted)(const void *ctx, const struct statement *st), const void *ctx)
{
    p->results = arena_array(&p->e->a, (size_t)p->names.n + 1, sizeof *p->results);
    for (int i = 0; i < p->names.n; i++)
        if (p->v[i].st && wanted(ctx, p->v[i].st)) {
            p->results[p->n++] = i;
            p->v[i].wanted = true;
        }
    return p->n;
}

void dsplan_leave_out(struct dsplan *p, struct str name)
{
    int before = p->names.n, k = intern_add(&p->names, name);
    if (k < before)
        return;
    p->v = mem_grow(p->v, &p->cap, (size_t)k + 1, sizeof *p->v);
    p->v[k] = (struct named){.state = LEFT_OUT};
}

void dsplan_any_group(struct dsplan *p)
{
    p->any_group = true;
}

static bool dsplan_named(struct dsplan *p, int k)
{
    struct named *d = &p->v[k];
    const struct statement *outer = p->st;
    struct operand o = {0};
    int left_out = p->left_out, errors = p->errors, owner = p->owner;
    d->state = 1;
    p->st = d->st;
    p->owner = k;
    bool ok = dsplan_operand(p, d->st->body, &o);
    p->st = outer;
    p->owner = owner;
    d = &p->v[k];
    d->rel = o.rel;
    d->scalar = o.scalar;
    d->state = ok ? 2 : p->left_out > left_out && p->errors == errors ? LEFT_OUT : 3;
    return ok;
}

bool dsplan_is_scalar(struct dsplan *p, int k)
{
    if (p->v[k].state == 0)
        dsplan_named(p, k);
    const struct named *d = &p->v[k];
    return d->state == 2 && (d->scalar || (d->rel && d->rel->s.scalar));
}

/* Another reader of a data set. */
static struct rel *reader(struct dsplan *p, struct named *d)
{
    if (d->uses + d->wanted < 2)
        return d->rel;
    if (!d->shared)
        d->shared = shared_new(d->rel);
    return shared_reader(d->shared, p->owner);
}

/* The statement being planned reads name number k. */
static void note_need(struct dsplan *p, int k)
{
    struct need *n = arena_alloc(&p->e->a, sizeof *n);
    *n = (struct need){k, p->v[p->owner].needs};
    p->v[p->owner].needs = n;
}

static bool dsplan_reference(struct dsplan *p, const struct node *n, struct operand *out)
{
    int k = intern_find(&p->names, n->name);
    if (k < 0) {
        int near = str_nearest(n->name, p->names.names, p->names.n);
        dsplan_complain(p, near < 0 ? D_DATA_UNKNOWN : D_DATA_UNKNOWN_NEAR, n->span, diag_str(n->name),
                      near < 0 ? NULL : diag_str(p->names.names[near]), NULL);
        return false;
    }
    if (p->v[k].state == 1) {
        dsplan_complain(p, D_DATA_CIRCLE, n->span, diag_str(n->name), NULL, NULL);
        return false;
    }
    if (p->v[k].state == 0)
        dsplan_named(p, k);
    struct named *d = &p->v[k];
    note_need(p, k);
    if (d->state == LEFT_OUT) {
        p->left_out++;
        return false;
    }
    if (d->state == 3) {
        p->errors++; /* said where it is assigned */
        return false;
    }
    *out = (struct operand){d->rel ? reader(p, d) : NULL, d->scalar};
    return true;
}

/* ---- expressions ---- */

static bool dsplan_kids(struct dsplan *p, struct node *n, struct operand **out, int *rels)
{
    bool ok = true;
    *rels = 0;
    *out = arena_array(&p->e->a, (size_t)n->n + 1, sizeof **out);
    for (uint32_t i = 0; i < n->n; i++) {
        if (n->kids[i]->kind == N_OMIT || n->kids[i]->kind == N_CONST) {
            (*out)[i].scalar = n->kids[i];
            continue;
        }
        ok = dsplan_operand(p, n->kids[i], &(*out)[i]) && ok;
        *rels += (*out)[i].rel != NULL;
    }
    return ok;
}

/* An operator on values: of constants, a constant; else one on data sets. */
static bool dsplan_operator(struct dsplan *p, struct node *n, struct operand *out)
{
    struct operand *kids;
    int rels;
    if (!dsplan_kids(p, n, &kids, &rels))
        return false;
    if (!rels) {
        struct node **copies = arena_array(&p->e->a, (size_t)n->n + 1, sizeof *copies);
        for (uint32_t i = 0; i < n->n; i++)
            copies[i] = kids[i].scalar;
        out->scalar = dsplan_copy(p, n, copies);
        return true;
    }
    out->rel = n->kind == N_IF || n->kind == N_CASE ? dsplan_choose(p, n, kids) : dsplan_values(p, n, kids);
    return out->rel != NULL;
}

static struct rel *dsplan_clauses(struct dsplan *p, struct node *n)
{
    struct rel *r = dsplan_rel(p, n->kids[0]);
    for (int i = 0; r && i < n->more->nclauses; i++)
        r = dsplan_clause(p, &n->more->clauses[i], r);
    return r;
}

static struct rel *dsplan_aggregate(struct dsplan *p, struct node *n)
{
    if (!n->n)
        return dsplan_complain(p, D_DATA_NO_OPERAND, n->span, aggr_name((enum aggr)n->builtin), NULL, NULL);
    struct rel *r = dsplan_rel(p, n->kids[0]);
    if (!r)
        return NULL;
    return n->more && n->more->over ? dsplan_window_call(p, n, r) : dsplan_aggr_call(p, n, r);
}

/* An operator names measures itself (bool_var): there may be an attribute of that name. */
static bool names_differ(struct dsplan *p, const struct node *n, const struct structure *s)
{
    struct intern names = {0};
    bool ok = true;
    for (int i = 0; i < s->n && ok; i++)
        if (intern_add(&names, s->v[i].name) != i)
            ok = NULL != dsplan_complain(p, D_VTL_TWICE, n->span, diag_str(s->v[i].name), NULL, NULL);
    intern_free(&names);
    return ok;
}

static bool dsplan_operation(struct dsplan *p, struct node *n, struct operand *out)
{
    switch (n->kind) {
    case N_CONST: out->scalar = n; return true;
    case N_NAME: return dsplan_reference(p, n, out);
    case N_MEMBER: {
        struct rel *r = dsplan_rel(p, n->kids[0]);
        out->rel = r ? dsplan_member(p, n, r) : NULL;
        break;
    }
    case N_CLAUSE: out->rel = dsplan_clauses(p, n); break;
    case N_INVOKE: out->rel = dsplan_invoke(p, n); break;
    case N_AGGR: out->rel = dsplan_aggregate(p, n); break;
    case N_CALL: {
        const struct statement *op = dsplan_defined(p, n);
        return op ? dsplan_call(p, n, op, out) : dsplan_operator(p, n, out);
    }
    default: return dsplan_operator(p, n, out);
    }
    return out->rel != NULL;
}

bool dsplan_operand(struct dsplan *p, struct node *n, struct operand *out)
{
    *out = (struct operand){0};
    if (p->nested == DSPLAN_NESTED)
        return NULL != dsplan_complain(p, D_DATA_DEEP, n->span, diag_num(DSPLAN_NESTED), NULL, NULL);
    p->nested++;
    bool ok = dsplan_operation(p, n, out) && (!out->rel || names_differ(p, n, &out->rel->s));
    p->nested--;
    return ok;
}

struct rel *dsplan_rel(struct dsplan *p, struct node *n)
{
    struct operand o;
    if (!dsplan_operand(p, n, &o))
        return NULL;
    return o.rel ? o.rel : dsplan_complain(p, D_DATA_WANTED, n->span, dsplan_text(p, n), NULL, NULL);
}

/* ---- what depends on a pivot ---- */

enum known { UNKNOWN, OPEN, NO, YES };

/* Which results and operators read a pivot, each looked at once: an operator may be called in many places. */
struct late {
    const struct dsplan *p;
    char *names;      /* [names.n] enum known */
    char *statements; /* [statements] of operators */
    int depth;
};

static bool is_late(struct late *l, const struct node *n);

/* What is looked at already is not late: a circle is told elsewhere. */
static bool look(struct late *l, char *known, const struct node *body)
{
    if (*known == UNKNOWN) {
        *known = OPEN;
        *known = is_late(l, body) ? YES : NO;
    }
    return *known == YES;
}

static bool is_late_call(struct late *l, const struct statement *op)
{
    for (int i = 0; i < rules_statements(l->p->rules); i++)
        if (rules_statement(l->p->rules, i) == op)
            return look(l, &l->statements[i], op->body);
    return false;
}

static bool is_late_kid(struct late *l, const struct node *n)
{
    for (uint32_t i = 0; i < n->n; i++)
        if (is_late(l, n->kids[i]))
            return true;
    const struct node *x;
    for (int i = 0; (x = beside(n, i)); i++)
        if (is_late(l, x))
            return true;
    return false;
}

/* Deeper than programs may be, nothing is looked for: planning will refuse them. */
static bool is_late(struct late *l, const struct node *n)
{
    const struct statement *op = dsplan_defined(l->p, n);
    int k = n->kind == N_NAME ? intern_find(&l->p->names, n->name) : -1;
    if (l->depth > 2 * DSPLAN_NESTED)
        return false;
    l->depth++;
    bool late = op && is_late_call(l, op);
    late = late || (k >= 0 && l->p->v[k].st && look(l, &l->names[k], l->p->v[k].st->body));
    for (int i = 0; n->more && i < n->more->nclauses; i++)
        late = late || n->more->clauses[i].kind == CLAUSE_PIVOT;
    late = late || is_late_kid(l, n);
    l->depth--;
    return late;
}

/* Results that cannot be planned before a pivot has read its operand: planned last, and not at all where others are faulty. */
static bool *find_late(const struct dsplan *p)
{
    struct late l = {.p = p};
    bool *late = mem_array((size_t)p->names.n + 1, sizeof *late);
    l.names = mem_array((size_t)p->names.n + 1, sizeof *l.names);
    l.statements = mem_array((size_t)rules_statements(p->rules) + 1, sizeof *l.statements);
    for (int i = 0; i < p->names.n; i++)
        late[i] = p->v[i].st && look(&l, &l.names[i], p->v[i].st->body);
    mem_free(l.names);
    mem_free(l.statements);
    return late;
}

/* ---- the program ---- */

/* A constant as a data set without identifiers. */
static struct rel *dsplan_scalar(struct dsplan *p, struct named *d);

/* What is left out is no result. */
static void drop_left_out(struct dsplan *p)
{
    int kept = 0;
    for (int i = 0; i < p->n; i++)
        if (p->v[p->results[i]].state != LEFT_OUT)
            p->results[kept++] = p->results[i];
    p->n = kept;
}

/* Which names the results need, themselves included: by number; of those that no program can name the operators' arguments. */
static bool *needed(struct dsplan *p)
{
    bool *is = arena_array(&p->e->a, (size_t)p->names.n + 1, sizeof *is);
    int *open = mem_array((size_t)p->names.n + 1, sizeof *open), n = 0;
    for (int i = 0; i < p->n; i++) {
        is[p->results[i]] = true;
        open[n++] = p->results[i];
    }
    while (n > 0) {
        int k = open[--n];
        for (const struct need *d = p->v[k].needs; d; d = d->older)
            if (!is[d->k]) {
                is[d->k] = true;
                open[n++] = d->k;
            }
    }
    mem_free(open);
    return is;
}

static void plan_passes(struct dsplan *p)
{
    p->needed = needed(p);
    for (int i = 0; i < p->n && !p->groups_only; i++)
        if (p->v[p->results[i]].shared)
            shared_keep(p->v[p->results[i]].shared);
    pass_plan(p->e, p->needed);
}

void dsplan_groups_only(struct dsplan *p)
{
    p->groups_only = true;
}

const bool *dsplan_needed(const struct dsplan *p)
{
    return p->needed;
}

bool dsplan_program(struct dsplan *p)
{
    for (int i = 0; i < p->names.n; i++)
        if (p->v[i].st)
            count_uses(p, p->v[i].st->body);
    for (int i = 0; i < p->names.n; i++)
        if (operators_read(p, intern_name(&p->names, i)))
            p->v[i].uses += 2;
    if (!dsplan_check_virals(p))
        return false;
    bool *late = find_late(p);
    for (int wave = 0; wave < 2; wave++)
        for (int i = 0; i < p->names.n && (!wave || !p->errors); i++)
            if (p->v[i].state == 0 && late[i] == (wave == 1))
                dsplan_named(p, i);
    mem_free(late);
    drop_left_out(p);
    for (int i = 0; i < p->n && !p->errors; i++) {
        struct named *d = &p->v[p->results[i]];
        if (!d->rel && !(d->rel = dsplan_scalar(p, d)))
            return false;
    }
    if (!p->errors)
        plan_passes(p);
    return p->errors == 0;
}

int dsplan_results(const struct dsplan *p)
{
    return p->n;
}

struct str dsplan_result_name(const struct dsplan *p, int i)
{
    return intern_name(&p->names, p->results[i]);
}

const struct statement *dsplan_result_statement(const struct dsplan *p, int i)
{
    return p->v[p->results[i]].st;
}

bool dsplan_result_persistent(const struct dsplan *p, int i)
{
    return p->v[p->results[i]].st->persistent;
}

struct rel *dsplan_result(struct dsplan *p, int i)
{
    return reader(p, &p->v[p->results[i]]);
}

void dsplan_end(struct dsplan *p)
{
    if (!p)
        return;
    intern_free(&p->names);
    mem_free(p->v);
}

/* ---- one row out of nothing ---- */

struct single {
    struct rel rel;
    struct cellexpr *expr;
    struct value v;
    bool done;
};

static int single_next(struct rel *r, const struct value **row)
{
    struct single *s = (struct single *)r;
    if (s->done)
        return 0;
    s->done = true;
    cellexpr_eval(s->expr, NULL, &s->v);
    *row = &s->v;
    return 1;
}

static const struct rel_kind single_kind = {single_next, NULL};

static struct rel *dsplan_scalar(struct dsplan *p, struct named *d)
{
    struct structure none = {.v = NULL};
    const struct statement *outer = p->st;
    p->st = d->st;
    struct cellexpr *x = dsplan_compile(p, d->scalar, &none, NULL);
    p->st = outer;
    if (!x)
        return NULL;
    struct structure_maker m = {0};
    structure_add(&m, (struct comp){d->st->name.text, cellexpr_type(x), ROLE_MEASURE, false});
    struct structure s = structure_keep(&m, &p->e->a);
    s.scalar = true;
    struct single *r = (struct single *)rel_new(p->e, sizeof *r, &single_kind, s);
    r->expr = x;
    return &r->rel;
}
