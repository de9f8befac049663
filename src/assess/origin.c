/* SPDX-License-Identifier: Apache-2.0 */
#include "assess/origin.h"

#include "base/mem.h"
#include "form/sensitivity.h"

/* What the form says of a name. */
static unsigned char of_form(const struct origin *o, struct str name)
{
    unsigned char of = 0;
    for (int i = 0; i < o->form->n_tables; i++) {
        const struct form_table *t = &o->form->tables[i];
        of |= sensitivity_personal(t, name) ? ORIGIN_PERSONAL : 0;
        of |= unitnames_is(o->units, t, name) ? ORIGIN_UNIT : 0;
    }
    return of;
}

unsigned char origin_of(const struct origin *o, struct str name)
{
    int k = intern_find(&o->names, name);
    bool known = k >= 0;
    for (int i = 0; i < o->form->n_tables && !known; i++)
        known = form_column(&o->form->tables[i], name, NULL) != NULL;
    return (unsigned char)((k < 0 ? 0 : o->of[k]) | of_form(o, name) | (known ? 0 : o->pivoted));
}

/* Everything that an expression reads, but for what it only counts. */
static unsigned char of_expr(const struct origin *o, const struct node *n)
{
    unsigned char of = 0;
    if (n->kind == N_AGGR && n->builtin == AGGR_COUNT)
        return 0;
    if (n->kind == N_NAME || n->kind == N_MEMBER)
        of = origin_of(o, n->name);
    for (uint32_t i = 0; i < n->n; i++)
        of |= of_expr(o, n->kids[i]);
    return of;
}

/* Adds to what a name is made of. Returns whether that is news. */
static bool add(struct origin *o, struct str name, unsigned char of)
{
    if (!of || (origin_of(o, name) & of) == of)
        return false;
    int before = o->names.n, k = intern_add(&o->names, name);
    o->of = mem_grow(o->of, &o->cap, (size_t)o->names.n, sizeof *o->of);
    if (k >= before)
        o->of[k] = 0;
    o->of[k] |= of;
    return true;
}

/* All measures of the form: what unpivot may put into one. */
static unsigned char of_any(const struct origin *o)
{
    unsigned char of = 0;
    for (int i = 0; i < o->form->n_tables; i++)
        for (int k = 0; k < o->form->tables[i].n; k++)
            of |= of_form(o, o->form->tables[i].vars[k].name);
    return of;
}

static bool take_clause(struct origin *o, const struct clause *c)
{
    bool news = false;
    for (int i = 0; i < c->n; i++) {
        const struct clause_item *x = &c->items[i];
        if ((c->kind == CLAUSE_CALC || c->kind == CLAUSE_AGGR) && x->expr)
            news |= add(o, x->name.text, of_expr(o, x->expr));
        else if (c->kind == CLAUSE_RENAME)
            news |= add(o, x->second.text, origin_of(o, x->name.text));
        else if (c->kind == CLAUSE_UNPIVOT && i == 1)
            news |= add(o, x->name.text, of_any(o));
        else if (c->kind == CLAUSE_PIVOT && i == 1 && (o->pivoted | origin_of(o, x->name.text)) != o->pivoted) {
            o->pivoted |= origin_of(o, x->name.text);
            news = true;
        }
    }
    return news;
}

/* The names that operators give to a measure whose type they change. */
static bool take_member(struct origin *o, const struct node *n)
{
    static const char *const names[] = {"int_var", "num_var", "string_var", "time_var", "date_var", "time_period_var",
                                        "duration_var"};
    unsigned char of = origin_of(o, n->name);
    bool news = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        news |= add(o, str_of(names[i]), of);
    return news;
}

static bool take_node(struct origin *o, const struct node *n)
{
    bool news = n->kind == N_MEMBER && take_member(o, n);
    for (int i = 0; n->more && i < n->more->nclauses; i++)
        news |= take_clause(o, &n->more->clauses[i]);
    if (n->more && n->more->imbalance)
        news |= take_node(o, n->more->imbalance);
    for (uint32_t i = 0; i < n->n; i++)
        news |= take_node(o, n->kids[i]);
    return news;
}

void origin_init(struct origin *o, const struct rules *rules, const struct form *form, const struct unitnames *units)
{
    *o = (struct origin){.form = form, .units = units};
    for (bool news = true; news;) {
        news = false;
        for (int i = 0; i < rules_statements(rules); i++)
            if (rules_statement(rules, i)->kind == ST_DATASET)
                news |= take_node(o, rules_statement(rules, i)->body);
    }
}

void origin_free(struct origin *o)
{
    intern_free(&o->names);
    mem_free(o->of);
    *o = (struct origin){0};
}
