/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/load.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "vtl/hier.h"
#include "vtl/lex.h"

static const char *const levels[] = {"hard", "quasi", "soft", "info"};

const char *rule_level_name(enum rule_level l)
{
    return levels[l];
}

bool rule_level_find(struct str name, enum rule_level *l)
{
    for (int i = RULE_HARD; i <= RULE_INFO; i++) {
        if (str_is(name, levels[i])) {
            *l = (enum rule_level)i;
            return true;
        }
    }
    return false;
}

struct rules *rules_new(void)
{
    return mem_alloc(sizeof(struct rules));
}

struct rules *rules_new_datasets(void)
{
    struct rules *r = rules_new();
    r->datasets = true;
    return r;
}

void rules_free(struct rules *r)
{
    if (!r)
        return;
    intern_free(&r->operators.names);
    mem_free(r->operators.v);
    mem_free(r->statements.v);
    mem_free(r->v);
    arena_free(&r->a);
    mem_free(r);
}

int rules_count(const struct rules *r)
{
    return (int)r->n;
}

const struct rule *rules_rule(const struct rules *r, int i)
{
    return &r->v[i];
}

int rules_statements(const struct rules *r)
{
    return (int)r->statements.n;
}

const struct statement *rules_statement(const struct rules *r, int i)
{
    return r->statements.v[i];
}

bool rules_load(struct rules *r, const char *file, struct str text)
{
    enum { MOST = 1 << 30 };
    if (text.n > MOST) {
        diag(D_VTL_FILE_LARGE, loc_file(file), "1 GiB");
        return false;
    }
    size_t bad = utf8_valid(text);
    if (bad < text.n) {
        long line = 1;
        for (size_t i = 0; i < bad; i++)
            line += text.p[i] == '\n';
        diag(D_VTL_UTF8, loc_line(file, line));
        return false;
    }
    struct source *s = source_new(&r->a, file, text);
    int before = r->statements.errors;
    parse_program(&r->statements, &r->a, s, r->datasets);
    return r->statements.errors == before;
}

/* ---- linking ---- */

/* What linking carries along. */
struct linker {
    struct rules *r;
    struct intern rulesets; /* names; the number is an index of ruleset_of */
    struct statement **ruleset_of;
    size_t cap;
    bool *checked;          /* by number: a check statement names it */
    int errors;
    int name_errors;        /* of them: names in rules */
};

static bool complain(struct linker *l, enum diag_id id, const struct statement *st, struct span span, const char *a,
                     const char *b)
{
    if (l->errors++ < VTL_ERRORS_MAX)
        diag(id, source_loc(st->source, span), a, b);
    return false;
}

static void add_ruleset(struct linker *l, struct statement *st)
{
    int before = l->rulesets.n, i = intern_add(&l->rulesets, st->name.text);
    if (i < before) {
        complain(l, D_VTL_TWICE, st, st->name.span, diag_str(st->name.text), NULL);
        return;
    }
    l->ruleset_of = mem_grow(l->ruleset_of, &l->cap, (size_t)i + 1, sizeof *l->ruleset_of);
    l->ruleset_of[i] = st;
}

static void add_operator(struct linker *l, struct statement *st)
{
    struct operators *o = &l->r->operators;
    int before = o->names.n, i = intern_add(&o->names, st->name.text);
    if (i < before) {
        complain(l, D_VTL_TWICE, st, st->name.span, diag_str(st->name.text), NULL);
        return;
    }
    o->v = mem_grow(o->v, &o->cap, (size_t)i + 1, sizeof *o->v);
    o->v[i] = (struct operator){.st = st};
}

static void collect_names(struct linker *l)
{
    struct intern results = {0};
    for (size_t i = 0; i < l->r->statements.n; i++) {
        struct statement *st = l->r->statements.v[i];
        if (st->kind == ST_DATAPOINT || st->kind == ST_HIERARCHY) {
            add_ruleset(l, st);
        } else if (st->kind == ST_OPERATOR) {
            add_operator(l, st);
        } else if (st->kind != ST_VIRAL) {
            int before = results.n;
            if (intern_add(&results, st->name.text) < before)
                complain(l, D_VTL_TWICE, st, st->name.span, diag_str(st->name.text), NULL);
        }
    }
    intern_free(&results);
}

/* The names that conditions of a ruleset may use. */
static struct intern signature_names(struct linker *l, const struct statement *st)
{
    struct intern names = {0};
    for (int i = 0; i < st->nsig; i++) {
        int before = names.n;
        if (intern_add(&names, st->sig[i].alias) < before)
            complain(l, D_VTL_TWICE, st, st->sig[i].name.span, diag_str(st->sig[i].alias), NULL);
    }
    return names;
}

static bool names_known(struct linker *l, const struct statement *st, const struct intern *names, const struct node *n)
{
    bool ok = true;
    if (!n)
        return true;
    if (n->kind == N_NAME && intern_find(names, n->name) < 0) {
        int near = str_nearest(n->name, names->names, names->n);
        ok = near < 0 ? complain(l, D_VTL_NOT_IN_SIGNATURE, st, n->span, diag_str(n->name), NULL)
                      : complain(l, D_VTL_NOT_IN_SIGNATURE_NEAR, st, n->span, diag_str(n->name),
                                 diag_str(names->names[near]));
    }
    for (uint32_t i = 0; i < n->n; i++)
        ok = names_known(l, st, names, n->kids[i]) && ok;
    return ok;
}

static const struct rule_head *head_of(const struct statement *st, int i)
{
    return st->kind == ST_HIERARCHY ? &st->hr[i].head : &st->dp[i].head;
}

static void check_level(struct linker *l, const struct statement *st, const struct rule_head *h)
{
    enum rule_level level;
    if (!h->errorlevel || h->errorlevel->value->null || l->r->datasets)
        return;
    const struct value *v = h->errorlevel->value;
    if (v->type != T_STRING || !rule_level_find(v->str, &level))
        complain(l, D_VTL_LEVEL, st, h->errorlevel->span, diag_str(source_text(st->source, h->errorlevel->span)), NULL);
}

static void check_heads(struct linker *l, const struct statement *st)
{
    struct intern names = {0};
    for (int i = 0; i < st->nrules; i++) {
        const struct rule_head *h = head_of(st, i);
        int before = names.n;
        if (intern_add(&names, h->name.text) < before)
            complain(l, D_VTL_TWICE, st, h->name.span, diag_str(h->name.text), NULL);
        if (h->named != head_of(st, 0)->named)
            complain(l, D_VTL_NAMES_MIXED, st, h->span, NULL, NULL);
        check_level(l, st, h);
    }
    intern_free(&names);
}

/* The names in one rule; a rule with a wrong one is marked, so that the others can still be judged. */
static void check_rule_names(struct linker *l, struct statement *st, int i, const struct intern *names)
{
    struct rule_head *h = st->kind == ST_HIERARCHY ? &st->hr[i].head : &st->dp[i].head;
    int before = l->errors;
    names_known(l, st, names, h->when);
    if (st->kind == ST_DATAPOINT)
        names_known(l, st, names, st->dp[i].then);
    for (int k = 0; st->kind == ST_HIERARCHY && k < st->hr[i].n; k++)
        names_known(l, st, names, st->hr[i].right[k].condition);
    h->faulty = l->errors > before;
    l->name_errors += l->errors - before;
}

static void check_ruleset(struct linker *l, struct statement *st)
{
    struct intern names = signature_names(l, st);
    check_heads(l, st);
    for (int i = 0; i < st->nrules; i++)
        check_rule_names(l, st, i, &names);
    intern_free(&names);
    int circle = st->kind == ST_HIERARCHY ? hier_circle(st) : -1;
    if (circle >= 0)
        complain(l, D_VTL_CIRCLE, st, st->hr[circle].head.span, diag_str(st->hr[circle].left.code.text), NULL);
}

/* Does n call an operator that is expanded? */
static bool calls_expanded(const struct operators *o, const struct node *n)
{
    int i = n->kind == N_CALL && n->builtin < 0 ? intern_find(&o->names, n->name) : -1;
    if (i >= 0 && o->v[i].st->on_datasets)
        return true;
    for (uint32_t k = 0; k < n->n; k++)
        if (calls_expanded(o, n->kids[k]))
            return true;
    return false;
}

/* What calls an operator that is expanded is expanded itself. */
static void find_expanded(struct linker *l)
{
    for (bool found = l->r->datasets; found;) {
        found = false;
        for (size_t i = 0; i < l->r->statements.n; i++) {
            struct statement *st = l->r->statements.v[i];
            if (st->kind == ST_OPERATOR && !st->on_datasets && calls_expanded(&l->r->operators, st->body))
                st->on_datasets = found = true;
        }
    }
}

static void check_operators(struct linker *l)
{
    find_expanded(l);
    for (int i = 0; i < l->r->operators.names.n; i++) {
        struct checker c = {.a = &l->r->a, .operators = &l->r->operators};
        if (l->r->operators.v[i].st->on_datasets) /* judged where it is called */
            continue;
        if (!check_operator(&c, i))
            l->errors++;
    }
}

static void check_check(struct linker *l, const struct statement *st)
{
    int i = intern_find(&l->rulesets, st->ruleset.text);
    if (i < 0 && l->r->statements.errors) { /* it may be the one that could not be read, which has its own complaint */
        l->errors++;
        return;
    }
    if (i < 0) {
        int near = str_nearest(st->ruleset.text, l->rulesets.names, l->rulesets.n);
        if (near < 0)
            complain(l, D_VTL_UNKNOWN_RULESET, st, st->ruleset.span, diag_str(st->ruleset.text), NULL);
        else
            complain(l, D_VTL_UNKNOWN_RULESET_NEAR, st, st->ruleset.span, diag_str(st->ruleset.text),
                     diag_str(l->rulesets.names[near]));
        return;
    }
    const struct statement *rs = l->ruleset_of[i];
    l->checked[i] = true;
    if (rs->kind != (st->kind == ST_CHECK_HIERARCHY ? ST_HIERARCHY : ST_DATAPOINT))
        complain(l, D_VTL_RULESET_KIND, st, st->ruleset.span, diag_str(st->ruleset.text), NULL);
    else if (st->ncomponents && st->ncomponents != rs->nsig)
        complain(l, D_VTL_COMPONENTS, st, st->components[0].span, diag_num(rs->nsig), diag_num(st->ncomponents));
    else if (rs->kind == ST_HIERARCHY && !rs->valuedomain && st->check_rule.text.n &&
             !str_eq(st->check_rule.text, rs->rule_item.text))
        complain(l, D_VTL_COMPONENT_OTHER, st, st->check_rule.span, diag_str(rs->rule_item.text),
                 diag_str(st->check_rule.text));
    else if (rs->kind == ST_DATAPOINT && rs->valuedomain && rs->nsig && !st->ncomponents)
        complain(l, D_VTL_COMPONENTS, st, st->ruleset.span, diag_num(rs->nsig), "0");
}

struct str sig_column(const struct statement *st, const struct statement *check, int i)
{
    return check && check->ncomponents ? check->components[i].text : st->sig[i].name.text;
}

/* ---- the list of rules ---- */

/* Collects the columns that a rule reads. */
struct vars {
    struct intern seen;
    const struct intern *aliases; /* number = index in the signature */
    const struct statement *st, *check;
};

static void vars_of(struct vars *v, const struct node *n)
{
    if (!n)
        return;
    if (n->kind == N_NAME) {
        int i = intern_find(v->aliases, n->name);
        if (i >= 0)
            intern_add(&v->seen, sig_column(v->st, v->check, i));
    }
    for (uint32_t i = 0; i < n->n; i++)
        vars_of(v, n->kids[i]);
}

static void set_vars(struct rules *r, struct rule *rule, const struct intern *aliases)
{
    struct vars v = {.aliases = aliases, .st = rule->st, .check = rule->check};
    vars_of(&v, head_of(rule->st, rule->number)->when);
    if (rule->hierarchical) {
        const struct hr_rule *h = &rule->st->hr[rule->number];
        intern_add(&v.seen, h->left.code.text);
        for (int i = 0; i < h->n; i++) {
            intern_add(&v.seen, h->right[i].code.text);
            vars_of(&v, h->right[i].condition);
        }
    } else {
        vars_of(&v, rule->st->dp[rule->number].then);
    }
    struct str *names = arena_array(&r->a, (size_t)v.seen.n, sizeof *names);
    for (int i = 0; i < v.seen.n; i++)
        names[i] = arena_str(&r->a, intern_name(&v.seen, i));
    rule->vars = names;
    rule->nvars = v.seen.n;
    intern_free(&v.seen);
}

static void list_rule(struct rules *r, const struct statement *st, const struct statement *check, int number,
                      const struct intern *aliases)
{
    const struct rule_head *h = head_of(st, number);
    struct loc loc = source_loc(st->source, h->span);
    struct rule rule = {.name = h->name.text, .ruleset = st->name.text, .hierarchical = st->kind == ST_HIERARCHY,
        .errorcode = h->errorcode ? h->errorcode->value : NULL, .errorlevel = h->errorlevel ? h->errorlevel->value : NULL,
        .file = st->source->file, .line = loc.line, .col = loc.col, .text = source_text(st->source, h->span),
        .st = st, .check = check, .number = number};
    if (check) {
        rule.result = check->name.text;
        rule.dataset = check->dataset.text;
        rule.output = check->output;
    }
    if (rule.errorlevel && !rule.errorlevel->null)
        rule_level_find(rule.errorlevel->str, &rule.level);
    set_vars(r, &rule, aliases);
    r->v = mem_grow(r->v, &r->cap, r->n + 1, sizeof *r->v);
    r->v[r->n++] = rule;
}

static void list_ruleset(struct rules *r, const struct statement *st, const struct statement *check)
{
    struct intern aliases = {0};
    for (int i = 0; i < st->nsig; i++)
        intern_add(&aliases, st->sig[i].alias);
    for (int i = 0; i < st->nrules; i++)
        if (!head_of(st, i)->faulty)
            list_rule(r, st, check, i, &aliases);
    intern_free(&aliases);
}

/* Rulesets that no check names stand where they are defined; the others where they are checked. */
static void list_rules(struct linker *l)
{
    for (size_t i = 0; i < l->r->statements.n; i++) {
        const struct statement *st = l->r->statements.v[i];
        bool check = st->kind == ST_CHECK_DATAPOINT || st->kind == ST_CHECK_HIERARCHY;
        if (!check && st->kind != ST_DATAPOINT && st->kind != ST_HIERARCHY)
            continue;
        int k = intern_find(&l->rulesets, check ? st->ruleset.text : st->name.text);
        if (check)
            list_ruleset(l->r, l->ruleset_of[k], st);
        else if (!l->checked[k])
            list_ruleset(l->r, st, NULL);
    }
}

bool rules_link(struct rules *r)
{
    struct linker l = {.r = r};
    collect_names(&l);
    l.checked = mem_array((size_t)l.rulesets.n + 1, sizeof *l.checked);
    check_operators(&l);
    for (size_t i = 0; i < r->statements.n; i++) {
        struct statement *st = r->statements.v[i];
        if (st->kind == ST_DATAPOINT || st->kind == ST_HIERARCHY)
            check_ruleset(&l, st);
        else if (st->kind == ST_CHECK_DATAPOINT || st->kind == ST_CHECK_HIERARCHY)
            check_check(&l, st);
    }
    if (l.errors == l.name_errors && r->statements.errors == 0 && !r->datasets)
        list_rules(&l);
    intern_free(&l.rulesets);
    mem_free(l.ruleset_of);
    mem_free(l.checked);
    return l.errors == 0 && r->statements.errors == 0;
}

/* ---- a rule by itself ---- */

/* A signature of all columns; of a hierarchical rule they are its condition variables. */
static void sign_columns(struct rules *r, struct statement *st, const struct schema *schema)
{
    st->sig = arena_array(&r->a, (size_t)schema->n + 1, sizeof *st->sig);
    for (int i = 0; i < schema->n; i++) {
        struct str name = arena_str(&r->a, schema->columns[i].name);
        st->sig[i] = (struct sig_item){{.text = name}, name};
    }
    st->nsig = schema->n;
}

struct rules *rules_of_body(const char *file, struct str text, const struct schema *schema, bool hierarchical,
                            enum hr_mode mode)
{
    struct rules *r = rules_new();
    struct source *s = source_new(&r->a, file, text);
    struct statement *st = parse_rule(&r->a, s, hierarchical ? ST_HIERARCHY : ST_DATAPOINT);
    if (!st) {
        rules_free(r);
        return NULL;
    }
    sign_columns(r, st, schema);
    r->statements.v = mem_grow(NULL, &r->statements.cap, 2, sizeof *r->statements.v);
    r->statements.v[r->statements.n++] = st;
    if (hierarchical) {
        struct statement *check = arena_array(&r->a, 1, sizeof *check);
        *check = (struct statement){.kind = ST_CHECK_HIERARCHY, .source = s, .name.text = STR("result"),
            .ruleset.text = st->name.text, .has_mode = true, .mode = mode, .returns = -1};
        r->statements.v[r->statements.n++] = check;
    }
    if (rules_link(r))
        return r;
    rules_free(r);
    return NULL;
}
