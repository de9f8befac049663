/* SPDX-License-Identifier: Apache-2.0 */
#include "lint/lint.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "form/sensitivity.h"
#include "io/in.h"
#include "lint/decide.h"
#include "lint/portable.h"
#include "lint/property.h"
#include "lint/whole.h"
#include "read/plan.h"
#include "vtl/lex.h"
#include "vtl/source.h"

/* Forms */

/* Names of one table that differ in case alone. */
static void lint_case(const struct form *f, const struct form_table *t)
{
    struct intern small = {0};
    int *first = mem_array((size_t)t->n + 1, sizeof *first);
    struct buf b = {0};
    for (int i = 0; i < t->n; i++) {
        struct str name = t->vars[i].name;
        buf_reset(&b);
        for (size_t k = 0; k < name.n; k++)
            buf_char(&b, name.p[k] >= 'A' && name.p[k] <= 'Z' ? (char)(name.p[k] + 32) : name.p[k]);
        int known = small.n, at = intern_add(&small, buf_slice(&b));
        if (at == known)
            first[at] = i;
        else
            diag(D_LINT_CASE, loc_line(f->file, t->vars[i].line), diag_str(name), diag_str(t->vars[first[at]].name),
                 diag_num(t->vars[first[at]].line));
    }
    buf_free(&b);
    mem_free(first);
    intern_free(&small);
}

static void lint_table(const struct form *f, const struct form_table *t)
{
    bool identified = false;
    if (!t->derived && keyword_find(t->name) != K_NONE)
        diag(D_LINT_KEYWORD, loc_line(f->file, t->line), diag_str(t->name));
    if (!t->derived)
        lint_case(f, t);
    for (int i = 0; i < t->n; i++) {
        const struct form_var *v = &t->vars[i];
        identified |= v->role == ROLE_IDENTIFIER;
        if (!t->derived && keyword_find(v->name) != K_NONE)
            diag(D_LINT_KEYWORD, loc_line(f->file, v->line), diag_str(v->name));
        if (!t->derived && !v->sensitivity_told && sensitivity_suspect(v))
            diag(D_LINT_SENSITIVITY, loc_line(f->file, v->line), diag_str(v->name));
    }
    if (!identified && !t->derived)
        diag(D_LINT_NO_IDENTIFIER, loc_line(f->file, t->line), diag_str(t->name));
}

/* The file by its real path, and the line: forms name the same file in different ways. */
static bool is_new(const struct pattern *p, struct intern *seen)
{
    struct buf key = {0};
    char *real = realpath(p->path, NULL);
    buf_printf(&key, "%s:%ld", real ? real : p->path, p->line);
    int known = seen->n;
    intern_add(seen, buf_slice(&key));
    free(real);
    buf_free(&key);
    return seen->n > known;
}

void lint_patterns(const struct patterns *p, struct intern *seen)
{
    for (int i = 0; i < p->n; i++) {
        const struct pattern *x = p->list[i];
        if (!is_new(x, seen))
            continue;
        pattern_try_examples(x);
        property_look(x->text, loc_line(x->path, x->line));
    }
}

void lint_form(const struct form *f, struct intern *seen)
{
    lint_patterns(&f->patterns, seen);
    for (int i = 0; i < f->n_tables; i++)
        lint_table(f, &f->tables[i]);
    plan_free(plan_new(f));
}

/* Rules */

/* One rule with what is known around it. */
struct recordref_rule {
    const struct lint_rules *l;
    unsigned char *said; /* of the rule: enum in lint/questions.h */
    const struct rule *rule;
    const struct statement *st;
    struct reach reach;
};

static struct loc at(const struct recordref_rule *s, struct span span)
{
    return source_loc(s->st->source, span);
}

/* Codes */

static void lint_code(const struct recordref_rule *s, const struct form_var *v, const struct node *constant)
{
    if (!v || !v->codes || decide_known_code(v, constant))
        return;
    struct str near = codelist_nearest(v->codes, constant->value->str);
    diag(near.n ? D_LINT_CODE_NEAR : D_LINT_CODE, at(s, constant->span), diag_str(constant->value->str),
         diag_str(v->codes->name), diag_str(near));
}

static void lint_codes(const struct recordref_rule *s, const struct node *n)
{
    if (n->kind == N_BINARY && (n->op == OP_EQ || n->op == OP_NE)) {
        lint_code(s, decide_variable(&s->reach, n->kids[0]), n->kids[1]);
        lint_code(s, decide_variable(&s->reach, n->kids[1]), n->kids[0]);
    }
    for (uint32_t i = 1; n->kind == N_IN && i < n->n; i++)
        lint_code(s, decide_variable(&s->reach, n->kids[0]), n->kids[i]);
    for (uint32_t i = 0; i < n->n; i++)
        lint_codes(s, n->kids[i]);
}

static void lint_decide(const struct recordref_rule *s, const struct dp_rule *r, int constant)
{
    const char *name = diag_str(s->rule->name);
    struct loc loc = at(s, r->head.name.span);
    enum tri when = r->head.when ? decide_decide(&s->reach, NULL, r->head.when) : TRI_TRUE;
    enum tri then = decide_decide(&s->reach, r->head.when, r->then);
    const struct reach alone = {s->st, NULL};
    if (constant == TRI_TRUE || decide_decide(&alone, r->head.when, r->then) == TRI_TRUE)
        diag(D_LINT_NEVER_FAILS, loc, name);
    else if (then == TRI_TRUE)
        diag(D_LINT_FORM_SAYS, loc, name);
    else if (constant == TRI_NULL || when == TRI_FALSE)
        diag(D_LINT_NEVER_APPLIES, loc, name);
    else if (constant == TRI_FALSE || then == TRI_FALSE)
        diag(D_LINT_ALWAYS_FAILS, loc, name);
    else
        return;
    *s->said |= SAID_OF_RULE;
}

/* The tree of a datapoint rule; NULL for a hierarchical one. */
static const struct dp_rule *tree_of(const struct rule *r)
{
    return r->hierarchical || r->st->kind != ST_DATAPOINT ? NULL : &r->st->dp[r->number];
}

/* constant: what constants alone decide, or -1; together: the rule is judged with the others (whole). */
static void lint_tree(const struct recordref_rule *s, int constant, bool together)
{
    const struct dp_rule *r = tree_of(s->rule);
    if (!r)
        return;
    if (constant >= 0 || !together)
        lint_decide(s, r, constant);
    if (r->head.when)
        lint_codes(s, r->head.when);
    lint_codes(s, r->then);
}

/* Duplicates */

static bool same_condition(const struct dp_rule *a, const struct dp_rule *b)
{
    if ((a->head.when == NULL) != (b->head.when == NULL))
        return false;
    return (!a->head.when || node_equal(a->head.when, b->head.when)) && node_equal(a->then, b->then);
}

static void lint_pair(const struct recordref_rule *s, const struct rule *other)
{
    const struct dp_rule *a = tree_of(s->rule), *b = tree_of(other);
    if (s->rule->st == other->st && s->rule->number == other->number)
        return; /* one rule that two statements apply */
    bool named = !a || a->head.named;
    if (named && str_eq(s->rule->name, other->name))
        diag(D_LINT_SAME_NAME, loc_line(s->rule->file, s->rule->line), diag_str(s->rule->name), other->file,
             diag_num(other->line));
    if (a && b && str_eq(s->rule->dataset, other->dataset) && same_condition(a, b)) {
        diag(D_LINT_SAME_CONDITION, loc_line(s->rule->file, s->rule->line), diag_str(s->rule->name), diag_str(other->name),
             other->file, diag_num(other->line));
        *s->said |= SAID_SAME;
    }
}

/* Messages */

struct name_check {
    const struct recordref_rule *s;
    const struct message *m;
};

static void lint_placeholder(void *to, struct str name)
{
    const struct name_check *c = to;
    static const char *const known[] = {"found", "expected", "diff"};
    for (int i = 0; i < 3; i++)
        if (str_is(name, known[i]))
            return;
    if (c->s->reach.table && !form_column(c->s->reach.table, name, NULL)) {
        struct str near = form_var_nearest(c->s->reach.table, name);
        diag(near.n ? D_LINT_PLACEHOLDER_NEAR : D_LINT_PLACEHOLDER, loc_line(c->m->file, c->m->line), diag_str(name),
             diag_str(c->s->reach.table->name), diag_str(near));
    }
}

/* What a rule's message is found by: its errorcode, or its name where that is no text. */
static struct str code_of(const struct rule *r)
{
    const struct value *v = r->errorcode;
    return v && !v->null && v->type == T_STRING ? v->str : r->name;
}

static void lint_messages(const struct recordref_rule *s)
{
    static const char *const langs[] = {"en", "zh"};
    struct str code = code_of(s->rule);
    for (int lang = 0; lang < 2; lang++) {
        const struct message *m = messages_find(s->l->messages, code, lang);
        struct name_check c = {s, m};
        if (m)
            messages_names(m->text, lint_placeholder, &c);
        else if (messages_speak(s->l->messages, lang)) /* a catalogue in one language alone is whole */
            diag(D_LINT_NO_MESSAGE, loc_line(s->rule->file, s->rule->line), diag_str(s->rule->name), diag_str(code), langs[lang]);
    }
}

static void lint_unused_messages(const struct lint_rules *l)
{
    struct intern used = {0};
    for (int i = 0; i < rules_count(l->rules); i++)
        intern_add(&used, code_of(rules_rule(l->rules, i)));
    for (int k = 0; k < l->messages->codes.n; k++) {
        struct str code = intern_name(&l->messages->codes, k);
        for (int lang = 0; lang < 2 && intern_find(&used, code) < 0; lang++) {
            const struct message *m = messages_find(l->messages, code, lang);
            if (m)
                diag(D_LINT_UNUSED_MESSAGE, loc_line(m->file, m->line), diag_str(code));
        }
    }
    intern_free(&used);
}

/* Binding */

/* Lists that only rules name are looked for beside the form's. */
static const void *host_domain(void *ctx, struct str name, enum vtype *type)
{
    const struct form *f = ctx;
    *type = T_STRING;
    const void *known = form_codelist(f, name);
    if (known || memchr(name.p, '/', name.n))
        return known;
    struct buf b = {0};
    buf_printf(&b, "%s/%.*s.tsv", f->codes_dir, (int)name.n, name.p);
    bool there = !in_missing(buf_text(&b));
    buf_free(&b);
    return there ? f : NULL;
}

/* Constants are folded at binding, members of lists are not: this is never the answer for a record. */
static bool host_member(void *ctx, const void *domain, const struct value *v)
{
    (void)ctx;
    return domain != NULL && v != NULL;
}

static const struct form_table *table_of(const struct lint_rules *l, const struct rule *r)
{
    if (!l->form)
        return NULL;
    return r->dataset.n ? form_table_find(l->form, r->dataset) : &l->form->tables[0];
}

/* The columns that a stream of the table may have: its variables, and those that tools add to them. */
static void table_schema(const struct lint_rules *l, const struct form_table *t, struct schema *s)
{
    form_schema(t, s);
    for (int i = 0; i < rules_count(l->rules); i++) {
        const struct rule *r = rules_rule(l->rules, i);
        for (int k = 0; table_of(l, r) == t && k < r->nvars; k++) {
            const struct form_var *v = form_column(t, r->vars[k], NULL);
            if (v && schema_find(s, r->vars[k]) < 0)
                schema_add(s, r->vars[k], v->type, ROLE_ATTRIBUTE, v->unit);
        }
    }
}

/* said: by rule, what was said of it. */
static void lint_bound(const struct lint_rules *l, const struct form_table *t, const struct program *p, unsigned char *said)
{
    for (int i = 0; i < rules_count(l->rules); i++) {
        const struct rule *r = rules_rule(l->rules, i);
        if (table_of(l, r) != t)
            continue;
        struct recordref_rule s = {l, &said[i], r, r->st, {r->st, t}};
        struct str near = {"", 0};
        if (p && program_state(p, i) == RULE_MISSING) {
            struct str name = program_missing(p, i, &near);
            diag(near.n ? D_LINT_COLUMN_NEAR : D_LINT_COLUMN, loc_line(r->file, r->line), diag_str(r->name), diag_str(name),
                 diag_str(t->name), diag_str(near));
        }
        bool ready = p && program_state(p, i) == RULE_READY;
        lint_tree(&s, ready ? program_constant(p, i) : -1, ready);
        if (l->messages->codes.n)
            lint_messages(&s);
    }
}

/* said: NULL where only the faults of binding are looked for. */
static void bind_to_table(const struct lint_rules *l, const struct form_table *t, unsigned char *said)
{
    struct schema schema = {0};
    bool any = false;
    for (int i = 0; i < rules_count(l->rules); i++)
        any |= table_of(l, rules_rule(l->rules, i)) == t;
    if (!any)
        return;
    struct rules_host host = {.ctx = (void *)(uintptr_t)l->form, .domain = host_domain, .member = host_member, .groups = true,
                              .dataset = t->name};
    table_schema(l, t, &schema);
    struct program *p = rules_bind(l->rules, &schema, &host);
    if (p && said) {
        lint_bound(l, t, p, said);
        whole_judge(&(struct table_rules){l->rules, p, &schema, t, said});
    }
    program_free(p);
    schema_free(&schema);
}

/* The measures of a table that no rule reads, in one note; identifiers and attributes have their patterns and code lists. */
static void lint_untouched(const struct lint_rules *l, const struct form_table *t)
{
    struct buf b = {0};
    int untouched = 0;
    for (int v = 0; v < t->n; v++) {
        bool read = t->vars[v].role != ROLE_MEASURE;
        for (int i = 0; i < rules_count(l->rules) && !read; i++) {
            const struct rule *r = rules_rule(l->rules, i);
            for (int k = 0; table_of(l, r) == t && k < r->nvars && !read; k++)
                read = form_column(t, r->vars[k], NULL) == &t->vars[v];
        }
        if (read)
            continue;
        buf_puts(&b, untouched++ ? ", " : "");
        buf_str(&b, t->vars[v].name);
    }
    if (untouched)
        diag(D_LINT_UNTOUCHED, loc_line(l->form->file, t->line), diag_num(untouched), diag_str(t->name), buf_text(&b));
    buf_free(&b);
}

static void lint_datasets(const struct lint_rules *l)
{
    for (int i = 0; i < rules_statements(l->rules); i++) {
        const struct statement *st = rules_statement(l->rules, i);
        bool check = st->kind == ST_CHECK_DATAPOINT || st->kind == ST_CHECK_HIERARCHY;
        if (!check || !l->form || form_table_find(l->form, st->dataset.text))
            continue;
        struct str near = form_table_nearest(l->form, st->dataset.text);
        diag(near.n ? D_LINT_DATASET_NEAR : D_LINT_DATASET, source_loc(st->source, st->dataset.span),
             diag_str(st->dataset.text), diag_str(near));
    }
}

void lint_rules(const struct lint_rules *l)
{
    unsigned char *said = mem_array((size_t)rules_count(l->rules) + 1, 1);
    lint_datasets(l);
    portable_rules(l->rules);
    for (int i = 0; i < rules_count(l->rules); i++)
        for (int k = 0; k < i; k++) {
            const struct rule *r = rules_rule(l->rules, i);
            struct recordref_rule s = {l, &said[i], r, r->st, {r->st, NULL}};
            lint_pair(&s, rules_rule(l->rules, k));
        }
    if (!l->form) {
        lint_bound(l, NULL, NULL, said);
    } else {
        for (int i = 0; i < l->form->n_tables; i++) {
            bind_to_table(l, &l->form->tables[i], said);
            if (!l->form->tables[i].derived)
                lint_untouched(l, &l->form->tables[i]);
        }
    }
    if (l->messages->codes.n)
        lint_unused_messages(l);
    mem_free(said);
}

void lint_types(const struct lint_rules *l)
{
    for (int i = 0; l->form && i < l->form->n_tables; i++)
        bind_to_table(l, &l->form->tables[i], NULL);
}
