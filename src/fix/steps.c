/* SPDX-License-Identifier: Apache-2.0 */
#include "fix/steps.h"

#include "base/mem.h"
#include "rec/recin.h"
#include "vtl/expression.h"
#include "vtl/layout.h"
#include "vtl/ruleset.h"
#include "rec/lineage.h"

struct expr {
    struct expression *e;
    const int *slots; /* [n] that it reads */
    int n;
};

/* calc or filter; keep, drop and rename are over when they are bound. */
struct step {
    bool is_filter;
    int statement;
    struct expr *e;    /* [n]; a filter has one */
    int *to;           /* [n] calc: slots of the results */
    struct str *name;  /* [n] calc: their names there */
    int n;
};

struct stage {
    const struct statement *st;
    struct steps_tally tally;
};

/* The history of a slot. */
struct fate {
    int made_by, renamed_by, dropped_by; /* statements, or -1 */
};

struct steps {
    struct arena a, row;
    struct steps_setup setup;
    struct stage *stages;  /* [n_stages] */
    int n_stages;
    size_t cap_stages;
    struct step **steps;   /* [n] in the arena */
    size_t n, cap;
    struct layout **layouts; /* all, to be freed */
    size_t n_layouts, cap_layouts;
    struct layout *now;    /* what is behind the clause bound last */
    int before;            /* columns of the input */
    struct fate *fates;    /* [now->n] */
    size_t cap_fates;
    bool *needed;          /* [before] is the cell converted? */
    struct line_shape shape;
    bool *dropped;         /* [before] */
    int *added;            /* [shape.added] slots */
    struct value *v;       /* [now->n] */
    bool *bad;             /* [now->n] has it no value that may be read? */
    struct value *result;  /* [widest] of the calc at work */
    bool *keep;            /* [widest] its item has no value */
    int widest;
};

/* ---- binding ---- */

static struct loc place(const struct steps *s, struct span span)
{
    return source_loc(s->stages[s->n_stages - 1].st->source, span);
}

static bool wrong(const struct steps *s, enum diag_id id, const struct name *name)
{
    diag(id, place(s, name->span), diag_str(name->text));
    return false;
}

static struct layout *next_layout(struct steps *s, struct layout *from, int n)
{
    struct layout *l = from ? layout_new(&s->a, from, n) : layout_of_schema(&s->a, s->setup.columns);
    s->layouts = mem_grow(s->layouts, &s->cap_layouts, s->n_layouts + 1, sizeof *s->layouts);
    s->layouts[s->n_layouts++] = l;
    s->fates = mem_grow(s->fates, &s->cap_fates, (size_t)l->n, sizeof *s->fates);
    for (int i = from ? from->n : 0; i < l->n; i++)
        s->fates[i] = (struct fate){-1, -1, -1};
    s->now = l;
    return l;
}

static bool bind_expr(struct steps *s, struct layout *l, struct node *tree, const char *what, struct expr *e)
{
    if (!l->closed)
        layout_close(l);
    e->e = expression_of(s->setup.rules, s->stages[s->n_stages - 1].st, tree, &l->schema, s->setup.host, what);
    if (!e->e)
        return false;
    e->n = expression_slots(e->e, &e->slots);
    for (int i = 0; i < e->n; i++)
        if (e->slots[i] < s->before)
            s->needed[e->slots[i]] = true;
    return true;
}

static struct step *add_step(struct steps *s, bool is_filter, int n)
{
    struct step *x = arena_array(&s->a, 1, sizeof *x);
    *x = (struct step){.is_filter = is_filter, .statement = s->n_stages - 1, .n = n};
    x->e = arena_array(&s->a, (size_t)n, sizeof *x->e);
    x->to = arena_array(&s->a, (size_t)n, sizeof *x->to);
    x->name = arena_array(&s->a, (size_t)n, sizeof *x->name);
    s->steps = mem_grow(s->steps, &s->cap, s->n + 1, sizeof *s->steps);
    s->steps[s->n++] = x;
    s->widest = n > s->widest ? n : s->widest;
    return x;
}

static int need_column(const struct steps *s, const struct layout *l, const struct name *name)
{
    int slot = layout_find(l, name->text);
    if (slot >= 0)
        return slot;
    struct str near = layout_nearest(l, name->text);
    if (near.n)
        diag(D_VTL_UNKNOWN_NAME_NEAR, place(s, name->span), diag_str(name->text), diag_str(near));
    else
        diag(D_VTL_UNKNOWN_NAME, place(s, name->span), diag_str(name->text));
    return -1;
}

/* A name that the stream can have and whose type is that of the form, where the form knows it. */
static bool check_name(const struct steps *s, const struct name *name, enum vtype type, struct span span)
{
    const struct form_var *v = form_var_find(s->setup.table, name->text);
    if (!recin_is_name(name->text))
        return wrong(s, D_STREAM_HEADER, name);
    if (!v || vtype_widens(type, v->type))
        return true;
    diag(D_STEPS_TYPE, place(s, span), diag_str(name->text), vtype_name(v->type), vtype_name(type));
    return false;
}

/* The columns that say where a record comes from are no more to be changed than what identifies it. */
static bool is_fixed(const struct component *c)
{
    return c->role == ROLE_IDENTIFIER || lineage_find(c->name) >= 0;
}

static bool calc_old(struct steps *s, struct layout *after, int slot, const struct clause_item *item, enum vtype type)
{
    struct component *c = &after->v[slot];
    if (is_fixed(c))
        return wrong(s, D_VTL_CALC_IDENTIFIER, &item->name);
    if (!vtype_widens(type, c->type)) {
        diag(D_STEPS_TYPE, place(s, item->expr->span), diag_str(item->name.text), vtype_name(c->type), vtype_name(type));
        return false;
    }
    if (item->role >= 0)
        c->role = (enum role)item->role;
    if (slot < s->before)
        s->needed[slot] = true;
    return true;
}

static bool calc_new(struct steps *s, struct layout *after, int slot, const struct clause_item *item, enum vtype type)
{
    const struct form_var *v = form_var_find(s->setup.table, item->name.text);
    if (!v && type == T_NULL)
        return wrong(s, D_VTL_CALC_NULL, &item->name);
    if (!check_name(s, &item->name, type, item->expr->span))
        return false;
    enum role role = v ? v->role : ROLE_MEASURE;
    after->v[slot] = (struct component){.name = item->name.text, .type = v ? v->type : type,
                                        .role = item->role >= 0 ? (enum role)item->role : role};
    s->fates[slot].made_by = s->n_stages - 1;
    return true;
}

static bool bind_calc(struct steps *s, const struct clause *c)
{
    struct layout *before = s->now;
    struct step *x = add_step(s, false, c->n);
    int n_new = 0;
    bool good = true;
    for (int i = 0; i < c->n; i++)
        n_new += layout_find(before, c->items[i].name.text) < 0;
    struct layout *after = next_layout(s, before, before->n + n_new);
    int next = before->n;
    for (int i = 0; i < c->n; i++) {
        const struct clause_item *item = &c->items[i];
        int old = layout_find(before, item->name.text);
        for (int k = 0; k < i; k++)
            if (str_eq(c->items[k].name.text, item->name.text))
                return wrong(s, D_VTL_TWICE, &item->name);
        x->name[i] = item->name.text;
        x->to[i] = old >= 0 ? old : next++;
        if (!bind_expr(s, before, item->expr, NULL, &x->e[i]))
            good = false;
        else if (old >= 0)
            good = calc_old(s, after, old, item, expression_type(x->e[i].e)) && good;
        else
            good = calc_new(s, after, x->to[i], item, expression_type(x->e[i].e)) && good;
    }
    return good;
}

static bool bind_keep_drop(struct steps *s, const struct clause *c)
{
    bool keep = c->kind == CLAUSE_KEEP, good = true;
    struct layout *after = next_layout(s, s->now, s->now->n);
    bool *named = arena_array(&s->a, (size_t)after->n, sizeof *named);
    for (int i = 0; i < c->n; i++) {
        int slot = need_column(s, after, &c->items[i].name);
        if (slot >= 0)
            named[slot] = true;
        good &= slot >= 0;
        if (slot >= 0 && !keep && is_fixed(&after->v[slot]))
            good = wrong(s, D_VTL_DROP_IDENTIFIER, &c->items[i].name);
    }
    for (int i = 0; i < after->n; i++) {
        struct component *x = &after->v[i];
        if (x->hidden || (keep ? named[i] || is_fixed(x) : !named[i]))
            continue;
        x->hidden = true;
        s->fates[i].dropped_by = s->n_stages - 1;
    }
    return good;
}

static bool bind_rename(struct steps *s, const struct clause *c)
{
    struct layout *before = s->now, *after = next_layout(s, before, before->n);
    bool good = true;
    for (int i = 0; i < c->n; i++) {
        const struct clause_item *item = &c->items[i];
        int slot = need_column(s, before, &item->name);
        if (slot < 0 || !check_name(s, &item->second, before->v[slot].type, item->second.span)) {
            good = false;
            continue;
        }
        after->v[slot].name = item->second.text;
        s->fates[slot].renamed_by = s->n_stages - 1;
    }
    for (int i = 0; good && i < c->n; i++) {
        int first = layout_find(after, c->items[i].second.text);
        for (int k = first + 1; k < after->n; k++)
            if (!after->v[k].hidden && str_eq(after->v[k].name, after->v[first].name))
                return wrong(s, D_VTL_TWICE, &c->items[i].second);
    }
    return good;
}

static bool bind_clause(struct steps *s, const struct clause *c)
{
    switch (c->kind) {
    case CLAUSE_FILTER: return bind_expr(s, s->now, c->items[0].expr, "filter", add_step(s, true, 1)->e);
    case CLAUSE_CALC: return bind_calc(s, c);
    case CLAUSE_KEEP:
    case CLAUSE_DROP: return bind_keep_drop(s, c);
    case CLAUSE_RENAME: return bind_rename(s, c);
    case CLAUSE_SUB: /* these four stand in programs on data sets only */
    case CLAUSE_PIVOT:
    case CLAUSE_UNPIVOT:
    case CLAUSE_APPLY:
    case CLAUSE_AGGR: break;
    }
    diag(D_STEPS_AGGR, place(s, c->span));
    return false;
}

/* What a statement is to the chain. */
enum belongs { BELONGS, LEFT_OUT, WRONG };

static bool is_left_out(const struct steps *s, int before, struct str name)
{
    if (form_table_find(s->setup.form, name) && !str_eq(name, s->setup.table->name))
        return true;
    for (int i = 0; i < before; i++) {
        const struct statement *st = rules_statement(s->setup.rules, i);
        if (st->kind == ST_CLAUSES && str_eq(st->name.text, name))
            return true;
    }
    return false;
}

static enum belongs belongs(const struct steps *s, int i)
{
    const struct statement *st = rules_statement(s->setup.rules, i);
    struct str wanted = s->n_stages ? s->stages[s->n_stages - 1].st->name.text : s->setup.table->name;
    struct loc loc = source_loc(st->source, st->kind == ST_CLAUSES ? st->dataset.span : st->span);
    if (st->kind == ST_OPERATOR)
        return LEFT_OUT;
    if (st->kind != ST_CLAUSES) {
        diag(D_STEPS_STATEMENT, loc);
        return WRONG;
    }
    if (str_eq(st->dataset.text, wanted))
        return BELONGS;
    bool of_chain = str_eq(st->dataset.text, s->setup.table->name);
    for (int k = 0; k < s->n_stages; k++)
        of_chain |= str_eq(st->dataset.text, s->stages[k].st->name.text);
    if (!of_chain && is_left_out(s, i, st->dataset.text))
        return LEFT_OUT;
    diag(of_chain ? D_STEPS_CHAIN : D_STEPS_DATASET, loc, diag_str(st->dataset.text), diag_str(wanted));
    return WRONG;
}

static bool bind_statement(struct steps *s, const struct statement *st)
{
    s->stages = mem_grow(s->stages, &s->cap_stages, (size_t)s->n_stages + 1, sizeof *s->stages);
    s->stages[s->n_stages++] = (struct stage){.st = st};
    for (int k = 0; k < st->nclauses; k++)
        if (!bind_clause(s, &st->clauses[k]))
            return false;
    return true;
}

static bool bind_all(struct steps *s)
{
    int n = rules_statements(s->setup.rules);
    for (int i = 0; i < n; i++) {
        enum belongs b = belongs(s, i);
        if (b == WRONG || (b == BELONGS && !bind_statement(s, rules_statement(s->setup.rules, i))))
            return false;
    }
    if (!s->n_stages)
        diag(D_STEPS_NONE, (struct loc){0}, diag_str(s->setup.table->name));
    return s->n_stages > 0;
}

/* What the clauses come to for the lines. */
static void settle_shape(struct steps *s)
{
    s->dropped = mem_array((size_t)s->before + 1, sizeof *s->dropped);
    s->added = mem_array((size_t)s->now->n + 1, sizeof *s->added);
    s->shape = (struct line_shape){.before = s->before, .dropped = s->dropped};
    for (int i = 0; i < s->now->n; i++) {
        bool hidden = s->now->v[i].hidden;
        if (i < s->before && hidden)
            s->dropped[i] = ++s->shape.n_dropped;
        else if (i >= s->before && !hidden)
            s->added[s->shape.added++] = i;
    }
}

struct steps *steps_new(const struct steps_setup *setup)
{
    struct steps *s = mem_alloc(sizeof *s);
    s->setup = *setup;
    s->before = setup->columns->n;
    s->needed = mem_array((size_t)s->before + 1, sizeof *s->needed);
    next_layout(s, NULL, s->before);
    if (!bind_all(s)) {
        steps_free(s);
        return NULL;
    }
    settle_shape(s);
    s->v = mem_array((size_t)s->now->n + 1, sizeof *s->v);
    s->bad = mem_array((size_t)s->now->n + 1, sizeof *s->bad);
    s->result = mem_array((size_t)s->widest + 1, sizeof *s->result);
    s->keep = mem_array((size_t)s->widest + 1, sizeof *s->keep);
    return s;
}

void steps_free(struct steps *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->n; i++)
        for (int k = 0; k < s->steps[i]->n; k++)
            expression_free(s->steps[i]->e[k].e);
    for (size_t i = 0; i < s->n_layouts; i++)
        layout_free(s->layouts[i]);
    mem_free(s->layouts);
    mem_free(s->steps);
    mem_free(s->stages);
    mem_free(s->fates);
    mem_free(s->needed);
    mem_free(s->dropped);
    mem_free(s->added);
    mem_free(s->v);
    mem_free(s->bad);
    mem_free(s->result);
    mem_free(s->keep);
    arena_free(&s->row);
    arena_free(&s->a);
    mem_free(s);
}

/* ---- what it is ---- */

int steps_count(const struct steps *s)
{
    return s->n_stages;
}

struct str steps_name(const struct steps *s, int statement)
{
    return s->stages[statement].st->name.text;
}

const struct line_shape *steps_shape(const struct steps *s)
{
    return &s->shape;
}

int steps_dropped_by(const struct steps *s, int column)
{
    return s->now->v[column].hidden ? s->fates[column].dropped_by : -1;
}

int steps_renamed_by(const struct steps *s, int column, struct str *name)
{
    *name = s->now->v[column].name;
    bool same = str_eq(*name, s->setup.columns->columns[column].name);
    return same || s->now->v[column].hidden ? -1 : s->fates[column].renamed_by;
}

struct str steps_added(const struct steps *s, int i, int *statement)
{
    *statement = s->fates[s->added[i]].made_by;
    return s->now->v[s->added[i]].name;
}

void steps_header(const struct steps *s, struct buf *b)
{
    bool first = true;
    for (int i = 0; i < s->now->n; i++) {
        if (s->now->v[i].hidden)
            continue;
        if (!first)
            buf_char(b, '\t');
        first = false;
        buf_str(b, s->now->v[i].name);
    }
}

const struct steps_tally *steps_tally(const struct steps *s, int statement)
{
    return &s->stages[statement].tally;
}

/* ---- running ---- */

static void read_cells(struct steps *s, const struct str *cells)
{
    arena_reset(&s->row);
    for (int i = 0; i < s->before; i++) {
        if (!s->needed[i])
            continue;
        enum cell got = value_parse(&s->v[i], s->setup.columns->columns[i].type, cells[i], &s->row);
        s->bad[i] = got == CELL_BAD || got == CELL_LARGE;
    }
    for (int i = s->before; i < s->now->n; i++) {
        s->v[i] = value_null(T_STRING);
        s->bad[i] = false;
    }
}

/* Returns true with *out set, or false after telling why there is no value. */
static bool compute(struct steps *s, const struct step *x, int i, const struct steps_sink *sink, struct value *out)
{
    const struct expr *e = &x->e[i];
    struct steps_failure f = {.statement = x->statement, .variable = x->is_filter ? STR("") : x->name[i]};
    for (int k = 0; k < e->n && !f.unread.n; k++)
        if (s->bad[e->slots[k]])
            f.unread = s->now->v[e->slots[k]].name;
    if (!f.unread.n)
        f.why = expression_eval(e->e, s->v, out);
    if (!f.unread.n && f.why == ERR_NONE)
        return true;
    s->stages[x->statement].tally.failed++;
    sink->failed(sink->to, &f);
    return false;
}

static bool same_value(const struct value *a, const struct value *b)
{
    return a->null || b->null ? a->null && b->null : value_cmp(a, b) == ORDER_EQUAL;
}

static void assign(struct steps *s, const struct step *x, int i, enum vtype type, const struct steps_sink *sink)
{
    int slot = x->to[i];
    struct value *v = &s->result[i];
    v->type = (uint8_t)type; /* an integer where a number is wanted, a bare null */
    bool same = !s->bad[slot] && same_value(&s->v[slot], v);
    s->v[slot] = *v;
    s->bad[slot] = false;
    if (slot >= s->before || same)
        return;
    struct buf b = {0};
    value_put_cell(&b, v);
    s->stages[x->statement].tally.changed++;
    sink->changed(sink->to, slot, arena_str(&s->row, buf_slice(&b)), x->statement);
    buf_free(&b);
}

/* All items see the values in front of the clause. */
static void run_calc(struct steps *s, const struct step *x, const struct steps_sink *sink)
{
    for (int i = 0; i < x->n; i++)
        s->keep[i] = !compute(s, x, i, sink, &s->result[i]);
    for (int i = 0; i < x->n; i++) {
        int slot = x->to[i];
        if (s->keep[i])
            s->bad[slot] = true;
        else
            assign(s, x, i, s->now->v[slot].type, sink);
    }
}

static bool stays(struct steps *s, const struct step *x, const struct steps_sink *sink)
{
    struct value v;
    if (!compute(s, x, 0, sink, &v))
        return true;
    struct steps_tally *t = &s->stages[x->statement].tally;
    enum tri condition = v.type == T_NULL ? TRI_NULL : value_tri(&v);
    t->is_false += condition == TRI_FALSE;
    t->is_null += condition == TRI_NULL;
    return condition == TRI_TRUE;
}

int steps_record(struct steps *s, const struct str *cells, const struct steps_sink *sink)
{
    read_cells(s, cells);
    for (size_t i = 0; i < s->n; i++) {
        const struct step *x = s->steps[i];
        if (!x->is_filter)
            run_calc(s, x, sink);
        else if (!stays(s, x, sink))
            return x->statement;
    }
    return -1;
}

void steps_put_added(const struct steps *s, struct buf *b, const char *null)
{
    for (int i = 0; i < s->shape.added; i++) {
        int slot = s->added[i];
        if (i)
            buf_char(b, '\t');
        if (null && (s->bad[slot] || s->v[slot].null))
            buf_puts(b, null);
        else if (s->bad[slot])
            buf_puts(b, "\\N");
        else
            value_put_cell(b, &s->v[slot]);
    }
}
