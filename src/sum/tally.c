#include "sum/tally.h"

#include "base/diag.h"
#include "base/mem.h"
#include "sum/group.h"
#include "vtl/clause.h"

/* An expression, and how often it had no value. */
struct expr {
    struct clause_expr *e;
    uint64_t errors;
    enum vtl_error why; /* of the first */
    long line;
};

enum step_kind { STEP_FILTER, STEP_CALC };

struct step {
    enum step_kind kind;
    struct expr *e; /* [n]; a filter has one */
    int *to;        /* [n] calc: slots of the results */
    int n;
};

struct grouping {
    struct group_item *items; /* [n] the named ones, then those of having */
    struct expr *args;        /* [n] e NULL: count() */
    int n;
    int *group;               /* [ngroup] slots of the group-by components */
    int ngroup;
    struct expr having;       /* e NULL: none; over the result */
    struct layout *result;    /* group components, then items */
    struct groups groups;
    uint64_t overflows;       /* results that do not fit */
    struct loc loc;
};

/* Clauses up to an aggr, or to the end. */
struct segment {
    struct step *steps;
    int n;
    struct grouping *aggr;  /* NULL: none */
    struct layout *end; /* of what leaves the steps */
    int slots;          /* of a row that passes through */
};

struct table {
    struct value **rows; /* [n] each in the arena */
    size_t n, cap;
    struct arena arena;
};

struct result {
    struct str name;
    const struct statement *st;
    int source;          /* number of a result, or STREAM */
    bool streamed;       /* the first segment runs on records */
    bool passed;         /* streamed: the present record */
    struct segment *segments;
    int n;
    int *visible;        /* not streamed: slots of the source's visible components */
    int nvisible;
    struct table table;
};

enum { STREAM = -1, LEFT_OUT = -2, UNKNOWN = -3 };

struct tally {
    struct arena a;
    const struct rules *rules;
    const struct rules_host *host;
    struct layout *base;
    struct layout **layouts; /* all, to be freed */
    size_t n_layouts, cap_layouts;
    struct result *results;
    int n;
    int slots;               /* of the record, results of calc included */
    struct value *values;    /* [slots] */
    bool *reads;             /* [base->n] */
    int *read_slots, n_read;
    struct agg_budget budget;
    long line;               /* of the present record, for messages */
};

/* ---- binding ---- */

static struct layout *keep_layout(struct tally *p, struct layout *l)
{
    p->layouts = mem_grow(p->layouts, &p->cap_layouts, p->n_layouts + 1, sizeof *p->layouts);
    p->layouts[p->n_layouts++] = l;
    return l;
}

/* The columns of the stream that something on the stream reads. */
static void note_slot(struct tally *p, const struct result *r, int segment, int slot)
{
    if (r->streamed && segment == 0 && slot < p->base->n)
        p->reads[slot] = true;
}

/* Binds an expression of the segment that is being built. */
static bool bind_expr(struct tally *p, const struct result *r, struct layout *l, struct node *tree, const char *what,
                      struct expr *e)
{
    if (!l->closed)
        layout_close(l);
    e->e = clause_expr_new(p->rules, r->st, tree, &l->schema, p->host, what);
    if (!e->e)
        return false;
    const int *slots;
    int n = clause_expr_slots(e->e, &slots);
    for (int i = 0; i < n; i++)
        note_slot(p, r, r->n - 1, slots[i]);
    return true;
}

/* The slot of a component that a clause names; complains when there is none. */
static int need_component(const struct result *r, const struct layout *l, const struct name *name)
{
    int slot = layout_find(l, name->text);
    if (slot >= 0)
        return slot;
    struct str near = layout_nearest(l, name->text);
    struct loc loc = source_loc(r->st->source, name->span);
    if (near.n)
        diag(D_VTL_UNKNOWN_NAME_NEAR, loc, diag_str(name->text), diag_str(near));
    else
        diag(D_VTL_UNKNOWN_NAME, loc, diag_str(name->text));
    return -1;
}

static struct step *add_step(struct tally *p, struct segment *s, enum step_kind kind, int n)
{
    struct step *steps = arena_array(&p->a, (size_t)s->n + 1, sizeof *steps);
    for (int i = 0; i < s->n; i++)
        steps[i] = s->steps[i];
    s->steps = steps;
    struct step *x = &steps[s->n++];
    *x = (struct step){.kind = kind, .n = n};
    x->e = arena_array(&p->a, (size_t)n, sizeof *x->e);
    x->to = arena_array(&p->a, (size_t)n, sizeof *x->to);
    return x;
}

/* New slots: on the stream they are common to all results, in memory the segment's own. */
static int take_slots(struct tally *p, const struct result *r, struct segment *s, int n)
{
    bool common = r->streamed && r->n == 1;
    int first = common ? p->slots : s->slots;
    if (common)
        p->slots += n;
    s->slots = first + n;
    return first;
}

static bool bind_calc(struct tally *p, struct result *r, struct segment *s, const struct clause *c)
{
    struct step *x = add_step(p, s, STEP_CALC, c->n);
    int first = take_slots(p, r, s, c->n);
    struct layout *before = s->end, *after = keep_layout(p, layout_new(&p->a, before, first + c->n));
    for (int i = 0; i < c->n; i++) {
        const struct clause_item *item = &c->items[i];
        if (!bind_expr(p, r, before, item->expr, NULL, &x->e[i]))
            return false;
        int old = layout_find(after, item->name.text);
        if (old >= first) {
            diag(D_VTL_TWICE, source_loc(r->st->source, item->name.span), diag_str(item->name.text));
            return false;
        }
        enum role role = old >= 0 ? after->v[old].role : ROLE_MEASURE;
        if (old >= 0)
            after->v[old].hidden = true;
        x->to[i] = first + i;
        after->v[first + i] = (struct component){.name = item->name.text,
                                                 .type = clause_expr_type(x->e[i].e),
                                                 .role = item->role >= 0 ? (enum role)item->role : role};
    }
    s->end = after;
    return true;
}

static bool bind_filter(struct tally *p, struct result *r, struct segment *s, const struct clause *c)
{
    struct step *x = add_step(p, s, STEP_FILTER, 1);
    return bind_expr(p, r, s->end, c->items[0].expr, "filter", &x->e[0]);
}

/* keep, drop, rename: only names change. Identifiers are always kept. */
static bool bind_names(struct tally *p, struct result *r, struct segment *s, const struct clause *c)
{
    struct layout *after = keep_layout(p, layout_new(&p->a, s->end, s->end->n));
    bool *named = arena_array(&p->a, (size_t)after->n, sizeof *named);
    for (int i = 0; i < c->n; i++) {
        int slot = need_component(r, s->end, &c->items[i].name);
        if (slot < 0)
            return false;
        named[slot] = true;
        if (c->kind == CLAUSE_RENAME)
            after->v[slot].name = c->items[i].second.text;
        if (c->kind == CLAUSE_DROP)
            after->v[slot].hidden = true;
    }
    for (int i = 0; i < after->n; i++)
        if (c->kind == CLAUSE_KEEP && !named[i] && after->v[i].role != ROLE_IDENTIFIER)
            after->v[i].hidden = true;
    for (int i = 0; c->kind == CLAUSE_RENAME && i < c->n; i++) {
        int first = layout_find(after, c->items[i].second.text);
        for (int k = first + 1; k < after->n; k++)
            if (!after->v[k].hidden && str_eq(after->v[k].name, after->v[first].name)) {
                diag(D_VTL_TWICE, source_loc(r->st->source, c->items[i].second.span), diag_str(after->v[k].name));
                return false;
            }
    }
    s->end = after;
    return true;
}

static enum agg_kind agg_of(const struct node *x)
{
    static const enum agg_kind kinds[AGGR_KINDS] = {
        [AGGR_SUM] = AGG_SUM,         [AGGR_AVG] = AGG_AVG,
        [AGGR_MIN] = AGG_MIN,         [AGGR_MAX] = AGG_MAX,
        [AGGR_MEDIAN] = AGG_MEDIAN,   [AGGR_COUNT] = AGG_COUNT,
        [AGGR_STDDEV_POP] = AGG_STDDEV_POP, [AGGR_STDDEV_SAMP] = AGG_STDDEV_SAMP,
        [AGGR_VAR_POP] = AGG_VAR_POP, [AGGR_VAR_SAMP] = AGG_VAR_SAMP};
    return x->n ? kinds[x->builtin] : AGG_ROWS;
}

/* A count has no unit, a variance the square of one. */
static bool keeps_unit(enum agg_kind k)
{
    return k != AGG_COUNT && k != AGG_VAR_POP && k != AGG_VAR_SAMP;
}

/* One aggregate: its operand is bound, the item and the component of the result are set. */
static bool bind_item(struct tally *p, struct result *r, struct segment *s, struct grouping *g, int i, struct node *x,
                      struct component *to)
{
    g->items[i].kind = agg_of(x);
    g->items[i].type = T_INTEGER;
    to->role = ROLE_MEASURE;
    if (x->n) {
        struct node *operand = x->kids[0];
        if (!bind_expr(p, r, s->end, operand, NULL, &g->args[i]))
            return false;
        g->items[i].type = clause_expr_type(g->args[i].e);
        int slot = operand->kind == N_NAME ? layout_find(s->end, operand->name) : -1;
        if (slot >= 0 && keeps_unit(g->items[i].kind))
            to->unit = s->end->v[slot].unit;
    }
    to->type = agg_type(g->items[i].kind, g->items[i].type);
    if (to->type != T_NULL)
        return true;
    diag(D_VTL_TYPE_ARGUMENT, source_loc(r->st->source, x->span), aggr_name((enum aggr)x->builtin), "1", "number",
         vtype_name(g->items[i].type));
    return false;
}

/* The aggregates inside having become hidden items; the tree then reads them by names that no program can write. */
static int count_aggregates(const struct node *x)
{
    int n = x->kind == N_AGGR;
    for (uint32_t i = 0; i < x->n; i++)
        n += count_aggregates(x->kids[i]);
    return n;
}

static bool take_aggregates(struct tally *p, struct result *r, struct segment *s, struct grouping *g, struct node *x, int *at)
{
    if (x->kind == N_AGGR) {
        int slot = g->ngroup + *at;
        struct component *to = &g->result->v[slot];
        if (!bind_item(p, r, s, g, *at, x, to))
            return false;
        to->name = str_of(arena_printf(&p->a, "\x02%d", *at));
        x->kind = N_NAME;
        x->name = to->name;
        x->n = 0;
        ++*at;
        return true;
    }
    for (uint32_t i = 0; i < x->n; i++)
        if (!take_aggregates(p, r, s, g, x->kids[i], at))
            return false;
    return true;
}

/* group by NAME..., group except NAME..., or neither: all records together. */
static bool bind_groups(struct tally *p, struct result *r, struct segment *s, struct grouping *g, const struct clause *c)
{
    const struct layout *l = s->end;
    bool *in = arena_array(&p->a, (size_t)l->n, sizeof *in);
    g->group = arena_array(&p->a, (size_t)l->n + (size_t)c->ngroup, sizeof *g->group);
    for (int i = 0; i < c->ngroup; i++) {
        int slot = need_component(r, l, &c->group[i]);
        if (slot < 0)
            return false;
        if (in[slot]) {
            diag(D_VTL_TWICE, source_loc(r->st->source, c->group[i].span), diag_str(c->group[i].text));
            return false;
        }
        in[slot] = true;
        if (!c->except)
            g->group[g->ngroup++] = slot;
    }
    for (int i = 0; c->grouped && c->except && i < l->n; i++)
        if (!l->v[i].hidden && l->v[i].role == ROLE_IDENTIFIER && !in[i])
            g->group[g->ngroup++] = i;
    for (int i = 0; i < g->ngroup; i++)
        note_slot(p, r, r->n - 1, g->group[i]);
    return true;
}

static bool bind_aggr(struct tally *p, struct result *r, struct segment *s, const struct clause *c)
{
    struct grouping *g = s->aggr = arena_array(&p->a, 1, sizeof *g);
    int hidden = c->having ? count_aggregates(c->having) : 0, n = c->n + hidden;
    g->loc = source_loc(r->st->source, c->span);
    g->n = n;
    g->items = arena_array(&p->a, (size_t)n, sizeof *g->items);
    g->args = arena_array(&p->a, (size_t)n, sizeof *g->args);
    if (!bind_groups(p, r, s, g, c))
        return false;
    g->result = keep_layout(p, layout_new(&p->a, NULL, g->ngroup + n));
    for (int i = 0; i < g->ngroup; i++) {
        g->result->v[i] = s->end->v[g->group[i]];
        g->result->v[i].role = ROLE_IDENTIFIER;
    }
    for (int i = 0; i < c->n; i++) {
        struct component *to = &g->result->v[g->ngroup + i];
        if (!bind_item(p, r, s, g, i, c->items[i].expr, to))
            return false;
        if (layout_find(g->result, c->items[i].name.text) >= 0) {
            diag(D_VTL_TWICE, source_loc(r->st->source, c->items[i].name.span), diag_str(c->items[i].name.text));
            return false;
        }
        to->name = c->items[i].name.text;
        to->hidden = false;
        if (c->items[i].role >= 0)
            to->role = (enum role)c->items[i].role;
    }
    int at = c->n;
    if (c->having) {
        struct layout *with = keep_layout(p, layout_new(&p->a, g->result, g->result->n));
        if (!take_aggregates(p, r, s, g, c->having, &at))
            return false;
        for (int i = 0; i < with->n; i++) {
            with->v[i] = g->result->v[i];
            with->v[i].hidden = false;
        }
        /* having runs on the result, in memory: its slots are not columns of the stream */
        layout_close(with);
        g->having.e = clause_expr_new(p->rules, r->st, c->having, &with->schema, p->host, "having");
        if (!g->having.e)
            return false;
    }
    groups_start(&g->groups, g->items, g->n, &p->budget);
    return true;
}

static bool bind_clause(struct tally *p, struct result *r, struct segment *s, const struct clause *c)
{
    switch (c->kind) {
    case CLAUSE_CALC: return bind_calc(p, r, s, c);
    case CLAUSE_FILTER: return bind_filter(p, r, s, c);
    case CLAUSE_KEEP:
    case CLAUSE_DROP:
    case CLAUSE_RENAME: return bind_names(p, r, s, c);
    case CLAUSE_AGGR: return bind_aggr(p, r, s, c);
    }
    return false;
}

static bool is_view(const struct result *r)
{
    return r->streamed && r->n == 1 && !r->segments[0].aggr;
}

static struct layout *final_layout(const struct result *r)
{
    return r->segments[r->n - 1].end;
}

/* Where a statement begins: the stream, a view of it, or the visible components of a result in memory. */
static struct layout *start_layout(struct tally *p, struct result *r)
{
    r->streamed = r->source == STREAM || is_view(&p->results[r->source]);
    if (r->source == STREAM)
        return p->base;
    struct layout *from = final_layout(&p->results[r->source]);
    if (r->streamed)
        return from;
    r->visible = arena_array(&p->a, (size_t)from->n, sizeof *r->visible);
    for (int i = 0; i < from->n; i++)
        if (!from->v[i].hidden)
            r->visible[r->nvisible++] = i;
    struct layout *l = keep_layout(p, layout_new(&p->a, NULL, r->nvisible));
    for (int i = 0; i < r->nvisible; i++)
        l->v[i] = from->v[r->visible[i]];
    return l;
}

static bool bind_result(struct tally *p, struct result *r)
{
    const struct statement *st = r->st;
    r->segments = arena_array(&p->a, (size_t)st->nclauses + 1, sizeof *r->segments);
    struct segment *s = &r->segments[r->n++];
    s->end = start_layout(p, r);
    s->slots = s->end->n;
    for (int i = 0; i < st->nclauses; i++) {
        if (s->aggr) {
            struct layout *from = s->aggr->result;
            s = &r->segments[r->n++];
            s->end = from;
            s->slots = from->n;
        }
        if (!bind_clause(p, r, s, &st->clauses[i]))
            return false;
    }
    if (s->aggr) { /* what leaves the last aggr */
        struct layout *from = s->aggr->result;
        s = &r->segments[r->n++];
        s->end = from;
        s->slots = from->n;
    }
    return true;
}

/* What a statement's data set is: STREAM, the number of a result, LEFT_OUT or UNKNOWN. left holds the names of
 * statements left out. */
static int find_source(const struct tally *p, const struct tally_setup *s, const struct intern *left, struct str name)
{
    for (int i = p->n; i-- > 0;)
        if (str_eq(p->results[i].name, name))
            return i;
    if (intern_find(left, name) >= 0)
        return LEFT_OUT;
    if (str_eq(name, s->table))
        return STREAM;
    return s->other && s->other(s->host->ctx, name) ? LEFT_OUT : UNKNOWN;
}

/* Marks the statements that the wanted result needs; all when nothing special is wanted. */
static bool *find_needed(struct tally *p, const struct tally_setup *s)
{
    int n = rules_statements(s->rules);
    bool *needed = arena_array(&p->a, (size_t)n + 1, sizeof *needed);
    struct str name = s->wanted ? str_of(s->wanted) : STR("");
    for (int i = n; i-- > 0;) {
        const struct statement *st = rules_statement(s->rules, i);
        if (st->kind != ST_CLAUSES)
            continue;
        needed[i] = !s->wanted || str_eq(st->name.text, name);
        if (s->wanted && needed[i])
            name = st->dataset.text;
    }
    return needed;
}

static bool add_statement(struct tally *p, const struct tally_setup *s, struct intern *left, const struct statement *st)
{
    int source = find_source(p, s, left, st->dataset.text);
    for (int i = 0; i < p->n; i++)
        if (str_eq(p->results[i].name, st->name.text)) {
            diag(D_VTL_TWICE, source_loc(st->source, st->name.span), diag_str(st->name.text));
            return false;
        }
    if (source == UNKNOWN) {
        diag(D_SUM_NO_DATASET, source_loc(st->source, st->dataset.span), diag_str(st->dataset.text), diag_str(s->table));
        return false;
    }
    if (source == LEFT_OUT) {
        intern_add(left, st->name.text);
        return true;
    }
    struct result *r = &p->results[p->n];
    *r = (struct result){.name = st->name.text, .st = st, .source = source};
    p->n++;
    return bind_result(p, r);
}

struct tally *tally_new(const struct tally_setup *s)
{
    struct tally *p = mem_alloc(sizeof *p);
    struct intern left = {0};
    int n = rules_statements(s->rules);
    bool good = true;
    p->rules = s->rules;
    p->host = s->host;
    p->budget.max = s->memory;
    p->base = keep_layout(p, layout_of_schema(&p->a, s->columns));
    p->slots = p->base->n;
    p->reads = arena_array(&p->a, (size_t)p->base->n, sizeof *p->reads);
    p->read_slots = arena_array(&p->a, (size_t)p->base->n, sizeof *p->read_slots);
    p->results = mem_array((size_t)n + 1, sizeof *p->results);
    const bool *needed = find_needed(p, s);
    for (int i = 0; i < n && good; i++)
        if (needed[i])
            good = add_statement(p, s, &left, rules_statement(s->rules, i));
    intern_free(&left);
    if (!good) {
        tally_free(p);
        return NULL;
    }
    p->values = mem_array((size_t)p->slots + 1, sizeof *p->values);
    for (int i = 0; i < p->base->n; i++)
        if (p->reads[i])
            p->read_slots[p->n_read++] = i;
    return p;
}

int tally_slots(const struct tally *p, const int **slots)
{
    *slots = p->read_slots;
    return p->n_read;
}

struct value *tally_values(struct tally *p)
{
    return p->values;
}

/* ---- running ---- */

static void eval(const struct tally *p, struct expr *e, const struct value *v, struct value *out)
{
    enum vtl_error why = clause_expr_eval(e->e, v, out);
    if (why == ERR_NONE)
        return;
    *out = value_null(clause_expr_type(e->e));
    if (!e->errors++) {
        e->why = why;
        e->line = p->line;
    }
}

/* Texts that must outlive the next evaluation are copied; texts may be NULL where they live long enough. */
static bool run_step(const struct tally *p, const struct step *s, struct value *v, struct arena *texts)
{
    for (int i = 0; i < s->n; i++) {
        struct value out;
        eval(p, &s->e[i], v, &out);
        if (s->kind == STEP_FILTER) {
            if (out.null || !out.boolean)
                return false;
            continue;
        }
        if (texts && out.type == T_STRING && !out.null)
            out.str = arena_str(texts, out.str);
        v[s->to[i]] = out;
    }
    return true;
}

static bool run_steps(const struct tally *p, const struct segment *s, struct value *v, struct arena *texts)
{
    for (int i = 0; i < s->n; i++)
        if (!run_step(p, &s->steps[i], v, texts))
            return false;
    return true;
}

static bool out_of_memory(const struct tally *p, const struct grouping *g)
{
    diag(D_SUM_MEMORY, g->loc, diag_num((long long)(p->budget.max >> 20)));
    return false;
}

static void put_key(struct buf *key, const struct grouping *g, const struct value *v)
{
    buf_reset(key);
    for (int i = 0; i < g->ngroup; i++) {
        struct value x = v[g->group[i]];
        if (i)
            buf_char(key, '\t');
        if (vtype_is_numeric(x.type) && !x.null)
            x.dec = dec_strip(x.dec); /* 1.0 and 1 are one group */
        value_put_cell(key, &x);
    }
}

static bool add_to_groups(struct tally *p, struct grouping *g, const struct value *v)
{
    struct buf key = {0};
    put_key(&key, g, v);
    int before = g->groups.keys.n, group = groups_find(&g->groups, buf_slice(&key));
    bool room = true;
    buf_free(&key);
    if (g->groups.keys.n > before && g->groups.keys.n % 256 == 0)
        room = groups_bytes(&g->groups) <= p->budget.max;
    for (int i = 0; i < g->n && room; i++) {
        struct value x = value_of_int(1);
        if (g->args[i].e)
            eval(p, &g->args[i], v, &x);
        room = agg_add(groups_state(&g->groups, group, i), &x, &p->budget) != AGG_MEMORY;
    }
    return room || out_of_memory(p, g);
}

bool tally_record(struct tally *p, long line)
{
    p->line = line;
    for (int i = 0; i < p->n; i++) {
        struct result *r = &p->results[i];
        if (!r->streamed)
            continue;
        const struct segment *s = &r->segments[0];
        r->passed = (r->source == STREAM || p->results[r->source].passed) && run_steps(p, s, p->values, NULL);
        if (r->passed && s->aggr && !add_to_groups(p, s->aggr, p->values))
            return false;
    }
    return true;
}

static struct value *add_row(struct table *t, int slots)
{
    t->rows = mem_grow(t->rows, &t->cap, t->n + 1, sizeof *t->rows);
    struct value *row = arena_array(&t->arena, (size_t)slots, sizeof *row);
    t->rows[t->n++] = row;
    return row;
}

static void copy_value(struct table *t, struct value *to, const struct value *from)
{
    *to = *from;
    if (from->type == T_STRING && !from->null)
        to->str = arena_str(&t->arena, from->str);
}

static void table_free(struct table *t)
{
    mem_free(t->rows);
    arena_free(&t->arena);
    *t = (struct table){0};
}

/* One group as a row: its key cells back as values, then the results. Returns false when having drops it. */
static bool group_row(struct tally *p, struct grouping *g, int group, struct value *row, struct table *t)
{
    struct str rest = intern_name(&g->groups.keys, group);
    for (int i = 0; i < g->ngroup; i++) { /* the keys go before the rows do */
        struct value v;
        value_parse(&v, g->result->v[i].type, str_cut(rest, '\t', &rest), &t->arena);
        copy_value(t, &row[i], &v);
    }
    for (int i = 0; i < g->n; i++) {
        struct value out;
        if (agg_result(groups_state(&g->groups, group, i), &out) != AGG_OK)
            g->overflows++;
        copy_value(t, &row[g->ngroup + i], &out);
    }
    struct value keep = value_of_tri(TRI_TRUE);
    if (g->having.e)
        eval(p, &g->having, row, &keep);
    return !keep.null && keep.boolean;
}

static void read_groups(struct tally *p, struct grouping *g, struct table *t, int slots)
{
    if (!g->ngroup) /* all records together are one group, even when there are none */
        groups_find(&g->groups, STR(""));
    groups_sort(&g->groups);
    for (int i = 0; i < g->groups.keys.n; i++)
        if (!group_row(p, g, g->groups.order[i], add_row(t, slots), t))
            t->n--;
    groups_free(&g->groups);
}

static void filter_rows(const struct tally *p, const struct segment *s, struct table *t)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->n; i++)
        if (run_steps(p, s, t->rows[i], &t->arena))
            t->rows[kept++] = t->rows[i];
    t->n = kept;
}

/* Runs the segments from number `from` on, on rows in memory. */
static bool run_segments(struct tally *p, struct result *r, int from, struct table *t)
{
    p->line = 0;
    for (int i = from; i < r->n; i++) {
        const struct segment *s = &r->segments[i];
        filter_rows(p, s, t);
        if (!s->aggr)
            continue;
        for (size_t k = 0; k < t->n; k++)
            if (!add_to_groups(p, s->aggr, t->rows[k]))
                return false;
        table_free(t);
        read_groups(p, s->aggr, t, r->segments[i + 1].slots);
    }
    return true;
}

static bool finish_result(struct tally *p, struct result *r)
{
    struct table *t = &r->table;
    if (r->streamed) {
        read_groups(p, r->segments[0].aggr, t, r->segments[1].slots);
        return run_segments(p, r, 1, t);
    }
    const struct table *from = &p->results[r->source].table;
    for (size_t i = 0; i < from->n; i++) {
        struct value *row = add_row(t, r->segments[0].slots);
        for (int k = 0; k < r->nvisible; k++)
            copy_value(t, &row[k], &from->rows[i][r->visible[k]]);
    }
    return run_segments(p, r, 0, t);
}

bool tally_finish(struct tally *p)
{
    for (int i = 0; i < p->n; i++)
        if (!is_view(&p->results[i]) && !finish_result(p, &p->results[i]))
            return false;
    return true;
}

static uint64_t report_expr(const struct expr *e)
{
    if (e->e && e->errors)
        diag(D_SUM_NO_VALUE, clause_expr_loc(e->e), diag_num((long long)e->errors),
             vtl_error_text(e->why, diag_lang() == LANG_ZH), e->line ? diag_num(e->line) : "-");
    return e->errors;
}

uint64_t tally_report(const struct tally *p)
{
    uint64_t lost = 0;
    for (int i = 0; i < p->n; i++)
        for (int k = 0; k < p->results[i].n; k++) {
            const struct segment *s = &p->results[i].segments[k];
            for (int m = 0; m < s->n; m++)
                for (int e = 0; e < s->steps[m].n; e++)
                    lost += report_expr(&s->steps[m].e[e]);
            if (!s->aggr)
                continue;
            for (int m = 0; m < s->aggr->n; m++)
                lost += report_expr(&s->aggr->args[m]);
            lost += report_expr(&s->aggr->having) + s->aggr->overflows;
            if (s->aggr->overflows)
                diag(D_SUM_OVERFLOW, s->aggr->loc, diag_num((long long)s->aggr->overflows));
        }
    return lost;
}

/* ---- results ---- */

int tally_count(const struct tally *p)
{
    return p->n;
}

struct str tally_name(const struct tally *p, int result)
{
    return p->results[result].name;
}

int tally_find(const struct tally *p, struct str name)
{
    for (int i = 0; i < p->n; i++)
        if (str_eq(p->results[i].name, name))
            return i;
    return -1;
}

bool tally_is_persistent(const struct tally *p, int result)
{
    return p->results[result].st->persistent;
}

bool tally_is_view(const struct tally *p, int result)
{
    return is_view(&p->results[result]);
}

bool tally_passed(const struct tally *p, int result)
{
    return p->results[result].passed;
}

const struct layout *tally_layout(const struct tally *p, int result)
{
    return final_layout(&p->results[result]);
}

size_t tally_rows(const struct tally *p, int result)
{
    return p->results[result].table.n;
}

const struct value *tally_row(const struct tally *p, int result, size_t row)
{
    return p->results[result].table.rows[row];
}

/* ---- partial results ---- */

static struct grouping *stream_aggr(const struct tally *p, int result)
{
    const struct result *r = &p->results[result];
    return r->streamed ? r->segments[0].aggr : NULL;
}

void tally_put_partials(const struct tally *p, struct buf *lines)
{
    struct buf states = {0};
    for (int i = 0; i < p->n; i++) {
        struct grouping *g = stream_aggr(p, i);
        if (!g)
            continue;
        groups_sort(&g->groups);
        for (int k = 0; k < g->groups.keys.n; k++) {
            int group = g->groups.order[k];
            buf_reset(&states);
            groups_put(&states, &g->groups, group);
            value_escape(lines, p->results[i].name);
            buf_char(lines, '\t');
            value_escape(lines, intern_name(&g->groups.keys, group));
            buf_char(lines, '\t');
            value_escape(lines, buf_slice(&states));
            buf_char(lines, '\n');
        }
    }
    buf_free(&states);
}

/* A key must be as put_key writes it, so that equal groups have equal keys. */
static bool key_fits(const struct grouping *g, struct str key)
{
    struct arena room = {0};
    bool good = true;
    struct str rest = key;
    for (int i = 0; i < g->ngroup && good; i++) {
        struct value v;
        good = rest.p != NULL || (i == 0 && key.n == 0);
        if (good) {
            enum cell c = value_parse(&v, g->result->v[i].type, str_cut(rest, '\t', &rest), &room);
            good = c == CELL_OK || c == CELL_NULL;
        }
    }
    arena_free(&room);
    return good && (g->ngroup ? !rest.p : key.n == 0);
}

bool tally_take_partial(struct tally *p, struct str result, struct str group, struct str state, struct loc loc)
{
    int i = tally_find(p, result);
    struct grouping *g = i < 0 ? NULL : stream_aggr(p, i);
    if (!g || !key_fits(g, group)) {
        diag(D_SUM_PARTIAL, loc, diag_str(result));
        return false;
    }
    switch (groups_merge(&g->groups, group, state)) {
    case AGG_SYNTAX: diag(D_SUM_PARTIAL, loc, diag_str(result)); return false;
    case AGG_MEMORY: return out_of_memory(p, g);
    case AGG_OK:
    case AGG_OVERFLOW: break;
    }
    return groups_bytes(&g->groups) <= p->budget.max || out_of_memory(p, g);
}

/* ---- end ---- */

static void free_segment(struct segment *s)
{
    for (int i = 0; i < s->n; i++)
        for (int k = 0; k < s->steps[i].n; k++)
            clause_expr_free(s->steps[i].e[k].e);
    if (!s->aggr)
        return;
    for (int i = 0; i < s->aggr->n && s->aggr->args; i++)
        clause_expr_free(s->aggr->args[i].e);
    clause_expr_free(s->aggr->having.e);
    groups_free(&s->aggr->groups);
}

void tally_free(struct tally *p)
{
    if (!p)
        return;
    for (int i = 0; i < p->n; i++) {
        for (int k = 0; k < p->results[i].n; k++)
            free_segment(&p->results[i].segments[k]);
        table_free(&p->results[i].table);
    }
    for (size_t i = 0; i < p->n_layouts; i++)
        layout_free(p->layouts[i]);
    mem_free(p->layouts);
    mem_free(p->results);
    mem_free(p->values);
    arena_free(&p->a);
    mem_free(p);
}
