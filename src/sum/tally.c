/* SPDX-License-Identifier: Apache-2.0 */
#include "sum/tally.h"

#include "base/diag.h"
#include "base/mem.h"
#include "sum/bind.h"
#include "sum/finish.h"
#include "sum/group.h"
#include "sum/run.h"

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

/* ---- records ---- */

bool tally_record(struct tally *p, long line)
{
    p->line = line;
    for (int i = 0; i < p->n; i++) {
        struct result *r = &p->results[i];
        if (!r->streamed)
            continue;
        const struct segment *s = &r->segments[0];
        r->passed = (r->source == STREAM || p->results[r->source].passed) && run_segment(p, s, p->values, NULL);
        if (r->passed && s->aggr && !run_group(p, s->aggr, p->values))
            return false;
    }
    return true;
}

/* ---- the end ---- */

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
        diag(D_SUM_NO_VALUE, expression_loc(e->e), diag_num((long long)e->errors),
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

int tally_find(const struct tally *p, struct str name)
{
    for (int i = 0; i < p->n; i++)
        if (str_eq(p->results[i].name, name))
            return i;
    return -1;
}

const struct statement *tally_statement(const struct tally *p, int result)
{
    return p->results[result].st;
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

/* ---- freeing ---- */

static void free_segment(struct segment *s)
{
    for (int i = 0; i < s->n; i++)
        for (int k = 0; k < s->steps[i].n; k++)
            expression_free(s->steps[i].e[k].e);
    if (!s->aggr)
        return;
    for (int i = 0; i < s->aggr->n && s->aggr->args; i++)
        expression_free(s->aggr->args[i].e);
    expression_free(s->aggr->having.e);
    groups_free(&s->aggr->groups);
}

void tally_free(struct tally *p)
{
    if (!p)
        return;
    for (int i = 0; i < p->n; i++) {
        for (int k = 0; k < p->results[i].n; k++)
            free_segment(&p->results[i].segments[k]);
        finish_free(&p->results[i].table);
    }
    for (size_t i = 0; i < p->n_layouts; i++)
        layout_free(p->layouts[i]);
    mem_free(p->layouts);
    mem_free(p->results);
    mem_free(p->values);
    arena_free(&p->a);
    mem_free(p);
}
