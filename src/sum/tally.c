#include "sum/tally.h"

#include "base/diag.h"
#include "base/mem.h"
#include "sum/bind.h"
#include "sum/group.h"

/* ---- the program ---- */

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
    return bind_statement(p, r);
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
    p->base = bind_keep_layout(p, layout_of_schema(&p->a, s->columns));
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
        if (!bind_is_view(&p->results[i]) && !finish_result(p, &p->results[i]))
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
    return bind_is_view(&p->results[result]);
}

bool tally_passed(const struct tally *p, int result)
{
    return p->results[result].passed;
}

const struct layout *tally_layout(const struct tally *p, int result)
{
    return bind_final_layout(&p->results[result]);
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
