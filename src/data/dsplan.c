/* SPDX-License-Identifier: Apache-2.0 */
#include "data/dsplan.h"

#include "base/mem.h"
#include "data/dsplan_work.h"
#include "vtl/builtin.h"
#include "vtl/lex.h"

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

static bool node_reads(const struct node *n, struct str name)
{
    if (n->kind == N_NAME && str_eq(n->name, name))
        return true;
    for (uint32_t i = 0; i < n->n; i++)
        if (node_reads(n->kids[i], name))
            return true;
    return n->more && n->more->imbalance && node_reads(n->more->imbalance, name);
}

bool dsplan_reads(const struct dsplan *p, struct str name)
{
    for (int i = 0; i < p->names.n; i++)
        if (p->v[i].st && node_reads(p->v[i].st->body, name))
            return true;
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
    if (n->more && n->more->imbalance)
        count_uses(p, n->more->imbalance);
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

void dsplan_any_group(struct dsplan *p)
{
    p->any_group = true;
}

static bool dsplan_named(struct dsplan *p, int k)
{
    struct named *d = &p->v[k];
    const struct statement *outer = p->st;
    struct operand o = {0};
    d->state = 1;
    p->st = d->st;
    bool ok = dsplan_operand(p, d->st->body, &o);
    p->st = outer;
    d = &p->v[k];
    d->rel = o.rel;
    d->scalar = o.scalar;
    d->state = ok ? 2 : 3;
    return ok;
}

/* Another reader of a data set. */
static struct rel *reader(struct named *d)
{
    if (d->uses + d->wanted < 2)
        return d->rel;
    if (!d->shared)
        d->shared = shared_new(d->rel);
    return shared_reader(d->shared);
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
    if (d->state == 3) {
        p->errors++; /* said where it is assigned */
        return false;
    }
    *out = (struct operand){d->rel ? reader(d) : NULL, d->scalar};
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

bool dsplan_operand(struct dsplan *p, struct node *n, struct operand *out)
{
    *out = (struct operand){0};
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
    default: return dsplan_operator(p, n, out);
    }
    return out->rel != NULL;
}

struct rel *dsplan_rel(struct dsplan *p, struct node *n)
{
    struct operand o;
    if (!dsplan_operand(p, n, &o))
        return NULL;
    return o.rel ? o.rel : dsplan_complain(p, D_DATA_WANTED, n->span, dsplan_text(p, n), NULL, NULL);
}

/* ---- the program ---- */

/* A constant as a data set without identifiers. */
static struct rel *dsplan_scalar(struct dsplan *p, struct named *d);

bool dsplan_program(struct dsplan *p)
{
    for (int i = 0; i < p->names.n; i++)
        if (p->v[i].st)
            count_uses(p, p->v[i].st->body);
    for (int i = 0; i < p->names.n; i++)
        if (p->v[i].state == 0)
            dsplan_named(p, i);
    for (int i = 0; i < p->n && !p->errors; i++) {
        struct named *d = &p->v[p->results[i]];
        if (!d->rel && !(d->rel = dsplan_scalar(p, d)))
            return false;
    }
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
    return reader(&p->v[p->results[i]]);
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
