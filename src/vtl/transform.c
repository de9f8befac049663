#include "vtl/transform.h"

#include "base/mem.h"
#include "vtl/compile.h"
#include "vtl/load.h"

/* One clause, bound to the columns in front of it. */
struct step {
    enum clause_kind kind;
    const struct clause *clause;
    struct schema in;
    int *from;                 /* [columns behind] slot in front that a column is taken from, or -1: computed */
    const struct code **exprs; /* calc: [columns behind] or NULL; filter: [1]; aggr: [items] operands or NULL */
    struct compiler c;
    struct run run;
    struct aggr_plan plan;     /* aggr */
    struct schema totals;      /* having: one column an item */
    struct compiler having_c;
    struct run having_run;
    const struct code *having;
};

struct transform {
    struct arena a, row;
    const struct statement *st;
    struct rules *rules;
    struct rules_host host;
    struct step *steps; /* [n] */
    int n;
    struct schema out;
    struct str *cells[2]; /* cells in front of and behind a step, by turns */
    int errors;
};

static bool complain(struct transform *t, enum diag_id id, struct span span, const char *a)
{
    t->errors++;
    diag(id, source_loc(t->st->source, span), a);
    return false;
}

static bool check_expr(struct transform *t, const struct schema *s, struct node *n, bool condition)
{
    struct scope scope = {0};
    for (int i = 0; i < s->n; i++)
        scope_add(&scope, &t->a, s->columns[i].name, (struct symbol){false, i, s->columns[i].type});
    struct checker c = {.a = &t->a, .source = t->st->source, .scope = &scope, .operators = &t->rules->operators,
        .find_domain = t->host.domain, .ctx = t->host.ctx};
    bool ok = condition ? check_condition(&c, n, "filter") : check_node(&c, n);
    scope_free(&scope);
    t->errors += !ok;
    return ok;
}

static const struct code *compile_expr(struct transform *t, struct compiler *c, const struct node *n)
{
    const struct code *code = compile_root(c, t->st->source, n);
    t->errors += !code;
    return code;
}

static int find_column(struct transform *t, const struct schema *s, const struct name *name)
{
    int slot = schema_find(s, name->text);
    int near = slot < 0 ? schema_nearest(s, name->text) : -1;
    if (near >= 0) {
        t->errors++;
        diag(D_VTL_UNKNOWN_NAME_NEAR, source_loc(t->st->source, name->span), diag_str(name->text),
             diag_str(s->columns[near].name));
    } else if (slot < 0) {
        complain(t, D_VTL_UNKNOWN_NAME, name->span, diag_str(name->text));
    }
    return slot;
}

static void copy_column(struct schema *to, const struct column *c)
{
    schema_add(to, c->name, c->type, c->role, c->unit);
}

/* ---- the steps ---- */

static void bind_filter(struct transform *t, struct step *s, struct schema *out)
{
    struct node *n = s->clause->items[0].expr;
    for (int i = 0; i < s->in.n; i++) {
        s->from[i] = i;
        copy_column(out, &s->in.columns[i]);
    }
    if (check_expr(t, &s->in, n, true))
        s->exprs[0] = compile_expr(t, &s->c, n);
}

/* The role of a computed column: as written, else as it was, else a measure. An identifier is not recomputed. */
static void bind_calc(struct transform *t, struct step *s, struct schema *out)
{
    const struct clause *c = s->clause;
    int *item_of = mem_array((size_t)s->in.n + 1, sizeof *item_of);
    for (int i = 0; i < s->in.n; i++)
        item_of[i] = -1;
    for (int i = 0; i < c->n; i++) {
        int slot = schema_find(&s->in, c->items[i].name.text);
        if (slot < 0)
            continue;
        if (s->in.columns[slot].role == ROLE_IDENTIFIER)
            complain(t, D_VTL_CALC_IDENTIFIER, c->items[i].name.span, diag_str(c->items[i].name.text));
        item_of[slot] = i;
    }
    for (int i = 0; i < c->n; i++)
        if (check_expr(t, &s->in, c->items[i].expr, false) && c->items[i].expr->type == T_NULL)
            complain(t, D_VTL_CALC_NULL, c->items[i].expr->span, diag_str(c->items[i].name.text));
    for (int i = 0; i < s->in.n + c->n && t->errors == 0; i++) {
        int item = i < s->in.n ? item_of[i] : i - s->in.n;
        struct column col = i < s->in.n ? s->in.columns[i] : (struct column){.role = ROLE_MEASURE};
        if (item >= 0) {
            col.name = c->items[item].name.text;
            col.type = (enum vtype)c->items[item].expr->type;
            col.role = c->items[item].role >= 0 ? (enum role)c->items[item].role : col.role;
        }
        int slot = schema_add(out, col.name, col.type, col.role, col.unit);
        if (slot < 0 && schema_find(&s->in, col.name) < 0)
            complain(t, D_VTL_TWICE, c->items[item].name.span, diag_str(col.name));
        if (slot < 0)
            continue;
        s->from[slot] = item < 0 ? i : -1;
        s->exprs[slot] = item < 0 ? NULL : compile_expr(t, &s->c, c->items[item].expr);
    }
    mem_free(item_of);
}

/* keep leaves the identifiers and what is named; drop takes away what is named, but no identifier. */
static void bind_keep_drop(struct transform *t, struct step *s, struct schema *out)
{
    bool keep = s->kind == CLAUSE_KEEP;
    bool *named = mem_array((size_t)s->in.n + 1, sizeof *named);
    for (int i = 0; i < s->clause->n; i++) {
        const struct name *name = &s->clause->items[i].name;
        int slot = find_column(t, &s->in, name);
        if (slot < 0)
            continue;
        named[slot] = true;
        if (!keep && s->in.columns[slot].role == ROLE_IDENTIFIER)
            complain(t, D_VTL_DROP_IDENTIFIER, name->span, diag_str(name->text));
    }
    for (int i = 0; i < s->in.n; i++) {
        if (keep ? !named[i] && s->in.columns[i].role != ROLE_IDENTIFIER : named[i])
            continue;
        s->from[out->n] = i;
        copy_column(out, &s->in.columns[i]);
    }
    mem_free(named);
}

static void bind_rename(struct transform *t, struct step *s, struct schema *out)
{
    const struct clause *c = s->clause;
    int *item_of = mem_array((size_t)s->in.n + 1, sizeof *item_of);
    for (int i = 0; i < c->n; i++) {
        int slot = find_column(t, &s->in, &c->items[i].name);
        if (slot >= 0 && item_of[slot])
            complain(t, D_VTL_TWICE, c->items[i].name.span, diag_str(c->items[i].name.text));
        if (slot >= 0)
            item_of[slot] = i + 1;
    }
    for (int i = 0; i < s->in.n; i++) {
        struct column col = s->in.columns[i];
        if (item_of[i])
            col.name = c->items[item_of[i] - 1].second.text;
        s->from[i] = i;
        if (schema_add(out, col.name, col.type, col.role, col.unit) < 0)
            complain(t, D_VTL_TWICE, c->span, diag_str(col.name));
    }
    mem_free(item_of);
}

/* ---- aggr ---- */

/* Every aggregate in a having condition becomes an item of its own; the node becomes the name of its column. */
struct collector {
    struct transform *t;
    struct node **nodes;
    size_t n, cap;
};

static void collect(struct collector *c, struct node *n)
{
    if (n->kind == N_AGGR) {
        c->nodes = mem_grow(c->nodes, &c->cap, c->n + 1, sizeof *c->nodes);
        c->nodes[c->n++] = n;
        return;
    }
    for (uint32_t i = 0; i < n->n; i++)
        collect(c, n->kids[i]);
}

static void bind_group(struct transform *t, struct step *s, struct schema *out)
{
    const struct clause *c = s->clause;
    bool *named = mem_array((size_t)s->in.n + 1, sizeof *named);
    int *group = arena_array(&t->a, (size_t)s->in.n + 1, sizeof *group);
    for (int i = 0; i < c->ngroup; i++) {
        int slot = find_column(t, &s->in, &c->group[i]);
        if (slot < 0)
            continue;
        named[slot] = true;
        if (!c->except)
            group[s->plan.ngroup++] = slot;
    }
    for (int i = 0; c->except && i < s->in.n; i++)
        if (!named[i] && s->in.columns[i].role == ROLE_IDENTIFIER)
            group[s->plan.ngroup++] = i;
    for (int i = 0; i < s->plan.ngroup; i++) {
        struct column col = s->in.columns[group[i]];
        schema_add(out, col.name, col.type, ROLE_IDENTIFIER, col.unit);
    }
    s->plan.group = group;
    mem_free(named);
}

static void bind_item(struct transform *t, struct step *s, struct aggr_item *item, int k, struct node *n)
{
    if (!check_expr(t, &s->in, n, false))
        return;
    item->kind = (enum aggr)n->builtin;
    item->type = (enum vtype)n->type;
    item->kids = n->n;
    item->operand = n->n ? (enum vtype)n->kids[0]->type : T_NULL;
    if (n->n)
        s->exprs[k] = compile_expr(t, &s->c, n->kids[0]);
}

static void bind_having(struct transform *t, struct step *s, const struct collector *c, struct aggr_item *items)
{
    for (int i = 0; i < s->plan.nitems; i++) {
        struct buf name = {0};
        buf_printf(&name, "'%d", i); /* no name of VTL can be that */
        schema_add(&s->totals, buf_slice(&name), items[i].type, ROLE_MEASURE, STR(""));
        if (i >= s->plan.nnamed) {
            struct node *n = c->nodes[i - s->plan.nnamed];
            n->kind = N_NAME;
            n->name = s->totals.columns[i].name;
            n->n = 0;
        }
        buf_free(&name);
    }
    compile_start(&s->having_c, &t->a, &s->totals, t->host.today);
    if (t->errors == 0 && check_expr(t, &s->totals, s->clause->having, true))
        s->having = compile_expr(t, &s->having_c, s->clause->having);
    for (size_t i = 0; i < c->n; i++) { /* the tree is left as it was found */
        c->nodes[i]->kind = N_AGGR;
        c->nodes[i]->name = (struct str){NULL, 0};
        c->nodes[i]->n = items[s->plan.nnamed + (int)i].kids;
    }
}

static void bind_aggr(struct transform *t, struct step *s, struct schema *out)
{
    const struct clause *c = s->clause;
    struct collector col = {.t = t};
    if (c->having)
        collect(&col, c->having);
    s->plan.nnamed = c->n;
    s->plan.nitems = c->n + (int)col.n;
    s->plan.has_having = c->having != NULL;
    struct aggr_item *items = arena_array(&t->a, (size_t)s->plan.nitems, sizeof *items);
    s->exprs = arena_array(&t->a, (size_t)s->plan.nitems + 1, sizeof *s->exprs);
    s->plan.items = items;
    bind_group(t, s, out);
    for (int i = 0; i < s->plan.nitems; i++) {
        items[i].name = i < c->n ? c->items[i].name.text : STR("");
        bind_item(t, s, &items[i], i, i < c->n ? c->items[i].expr : col.nodes[i - c->n]);
        if (i >= c->n)
            continue;
        enum role role = c->items[i].role >= 0 ? (enum role)c->items[i].role : ROLE_MEASURE;
        if (schema_add(out, items[i].name, items[i].type, role, STR("")) < 0)
            complain(t, D_VTL_TWICE, c->items[i].name.span, diag_str(items[i].name));
    }
    if (c->having)
        bind_having(t, s, &col, items);
    mem_free(col.nodes);
}

/* ---- all of it ---- */

static void start_run(struct transform *t, struct compiler *c, struct run *r)
{
    r->slots = mem_array((size_t)c->nused + 1, sizeof *r->slots);
    r->memos = mem_array((size_t)c->memos + 1, sizeof *r->memos);
    r->env = (struct func_env){.arena = &t->row, .today = t->host.today};
    r->member = t->host.member;
    r->ctx = t->host.ctx;
}

static void bind_step(struct transform *t, int i, struct schema *out)
{
    struct step *s = &t->steps[i];
    size_t most = (size_t)s->in.n + (size_t)s->clause->n + 1;
    s->kind = s->clause->kind;
    s->from = arena_array(&t->a, most, sizeof *s->from);
    s->exprs = arena_array(&t->a, most, sizeof *s->exprs);
    compile_start(&s->c, &t->a, &s->in, t->host.today);
    switch (s->kind) {
    case CLAUSE_FILTER: bind_filter(t, s, out); break;
    case CLAUSE_CALC: bind_calc(t, s, out); break;
    case CLAUSE_KEEP:
    case CLAUSE_DROP: bind_keep_drop(t, s, out); break;
    case CLAUSE_RENAME: bind_rename(t, s, out); break;
    case CLAUSE_AGGR: bind_aggr(t, s, out); break;
    }
    start_run(t, &s->c, &s->run);
    if (s->having)
        start_run(t, &s->having_c, &s->having_run);
}

static void copy_schema(struct schema *to, const struct schema *from)
{
    for (int i = 0; i < from->n; i++)
        copy_column(to, &from->columns[i]);
}

struct transform *transform_new(struct rules *r, int i, const struct schema *in, const struct rules_host *host)
{
    struct transform *t = mem_alloc(sizeof *t);
    size_t widest = (size_t)in->n;
    t->st = rules_statement(r, i);
    t->rules = r;
    t->host = host ? *host : (struct rules_host){0};
    t->n = t->st->nclauses;
    t->steps = arena_array(&t->a, (size_t)t->n + 1, sizeof *t->steps);
    copy_schema(t->n ? &t->steps[0].in : &t->out, in);
    int bound = 0;
    for (; bound < t->n && t->errors == 0; bound++) {
        struct step *s = &t->steps[bound];
        struct schema *out = bound + 1 < t->n ? &t->steps[bound + 1].in : &t->out;
        s->clause = &t->st->clauses[bound];
        bind_step(t, bound, out);
        widest = (size_t)out->n > widest ? (size_t)out->n : widest;
    }
    if (t->errors) {
        transform_free(t);
        return NULL;
    }
    for (int k = 0; k < 2; k++)
        t->cells[k] = mem_array(widest + 1, sizeof **t->cells);
    return t;
}

static void free_step(struct step *s)
{
    if (s->c.a)
        compile_free(&s->c);
    if (s->having_c.a)
        compile_free(&s->having_c);
    mem_free(s->run.slots);
    mem_free(s->run.memos);
    mem_free(s->having_run.slots);
    mem_free(s->having_run.memos);
    func_env_free(&s->run.env);
    func_env_free(&s->having_run.env);
    schema_free(&s->in);
    schema_free(&s->totals);
}

void transform_free(struct transform *t)
{
    if (!t)
        return;
    for (int i = 0; i < t->n; i++)
        free_step(&t->steps[i]);
    schema_free(&t->out);
    mem_free(t->cells[0]);
    mem_free(t->cells[1]);
    arena_free(&t->row);
    arena_free(&t->a);
    mem_free(t);
}

int transform_steps(const struct transform *t)
{
    return t->n;
}

const struct schema *transform_schema(const struct transform *t, int i)
{
    return i < t->n ? &t->steps[i].in : &t->out;
}

const struct aggr_plan *transform_aggr(const struct transform *t, int i)
{
    return t->steps[i].kind == CLAUSE_AGGR ? &t->steps[i].plan : NULL;
}

/* Converts the cells that the expressions of a step read. A cell that is not of its type is null: its finding is made
 * elsewhere. */
static void load_cells(struct transform *t, struct step *s, const struct str *cells)
{
    for (int i = 0; i < s->c.nused; i++) {
        int slot = s->c.used[i];
        value_parse(&s->run.slots[i], s->in.columns[slot].type, cells[slot], &t->row);
    }
    s->run.stamp++;
}

static enum vtl_error calc_cells(struct transform *t, struct step *s, int width, const struct str *in, struct str *out)
{
    struct buf text = {0};
    enum got g = GOT_VALUE;
    for (int i = 0; i < width && g != GOT_ERROR; i++) {
        struct value v;
        if (s->from[i] >= 0) {
            out[i] = in[s->from[i]];
            continue;
        }
        g = eval_value(s->exprs[i], &s->run, &v);
        buf_reset(&text);
        if (g == GOT_VALUE)
            value_put_cell(&text, &v);
        else
            buf_puts(&text, "\\N");
        out[i] = arena_str(&t->row, buf_slice(&text));
    }
    buf_free(&text);
    return g == GOT_ERROR ? s->run.error : ERR_NONE;
}

/* One step. Returns 0, -1 for dropped, -2 for an error. */
static int run_step(struct transform *t, int i, const struct str *in, struct str *out, enum vtl_error *error)
{
    struct step *s = &t->steps[i];
    int width = transform_schema(t, i + 1)->n;
    load_cells(t, s, in);
    if (s->kind == CLAUSE_FILTER) {
        int stays = eval_tri(s->exprs[0], &s->run);
        *error = stays == TRI_ERROR ? s->run.error : ERR_NONE;
        if (stays != TRI_TRUE)
            return stays == TRI_ERROR ? -2 : -1;
    }
    if (s->kind == CLAUSE_CALC) {
        *error = calc_cells(t, s, width, in, out);
        return *error == ERR_NONE ? 0 : -2;
    }
    for (int k = 0; k < width; k++)
        out[k] = in[s->from[k]];
    return 0;
}

int transform_run(struct transform *t, int from, const struct str *cells, const struct str **out, enum vtl_error *error,
                  int *step)
{
    arena_reset(&t->row);
    *error = ERR_NONE;
    int i = from;
    for (; i < t->n && t->steps[i].kind != CLAUSE_AGGR; i++) {
        *step = i;
        int got = run_step(t, i, cells, t->cells[i % 2], error);
        if (got < 0)
            return got;
        cells = t->cells[i % 2];
    }
    *out = cells;
    return i;
}

enum vtl_error transform_operand(struct transform *t, int step, int k, const struct str *cells, struct value *v)
{
    struct step *s = &t->steps[step];
    if (!s->exprs[k]) {
        *v = value_of_tri(TRI_TRUE);
        return ERR_NONE;
    }
    load_cells(t, s, cells);
    enum got g = eval_value(s->exprs[k], &s->run, v);
    if (g == GOT_NULL)
        *v = value_null((enum vtype)s->exprs[k]->type);
    return g == GOT_ERROR ? s->run.error : ERR_NONE;
}

enum vtl_error transform_having(struct transform *t, int step, const struct value *results, bool *stays)
{
    struct step *s = &t->steps[step];
    for (int i = 0; i < s->having_c.nused; i++)
        s->having_run.slots[i] = results[s->having_c.used[i]];
    s->having_run.stamp++;
    int got = s->having ? eval_tri(s->having, &s->having_run) : TRI_TRUE;
    *stays = got == TRI_TRUE;
    return got == TRI_ERROR ? s->having_run.error : ERR_NONE;
}
