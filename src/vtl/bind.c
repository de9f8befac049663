/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/bind.h"

#include "base/mem.h"
#include "vtl/builtin.h"

/* What binding carries along: the scope of the present ruleset and check. */
struct binder {
    struct program *p;
    const struct statement *st, *check;
    struct scope scope;
    struct bound_hierarchy *hier;
    const struct code **roots;
    size_t nroots, cap_roots;
    int errors;
};

static const struct code *keep_root(struct binder *b, const struct code *c)
{
    b->roots = mem_grow(b->roots, &b->cap_roots, b->nroots + 1, sizeof *b->roots);
    b->roots[b->nroots++] = c;
    return c;
}

bool bind_scope(struct program *p, const struct statement *st, const struct statement *check, struct scope *scope)
{
    bool whole = true;
    for (int i = 0; i < st->nsig; i++) {
        int slot = schema_find(p->schema, sig_column(st, check, i));
        if (slot >= 0)
            scope_add(scope, &p->a, st->sig[i].alias, (struct symbol){false, slot, p->schema->columns[slot].type});
        else
            whole = false;
    }
    return whole;
}

/* ---- hierarchies ---- */

/* Has a slot of the schema converted; returns its number among the used ones. */
static int use_slot(struct program *p, int slot)
{
    if (p->c.slot_of[slot] < 0) {
        p->c.used = mem_grow(p->c.used, &p->c.cap_used, (size_t)p->c.nused + 1, sizeof *p->c.used);
        p->c.slot_of[slot] = p->c.nused;
        p->c.used[p->c.nused++] = slot;
    }
    return p->c.slot_of[slot];
}

static int item_slot(struct program *p, struct str code)
{
    int slot = schema_find(p->schema, code);
    return slot >= 0 && vtype_is_numeric(p->schema->columns[slot].type) ? use_slot(p, slot) : -1;
}

/* The rule component: what the check names, else the variable of the signature; a value domain is no column. */
static struct name component_of(const struct statement *st, const struct statement *check)
{
    if (check && check->check_rule.text.n)
        return check->check_rule;
    return st->valuedomain ? (struct name){0} : st->rule_item;
}

/* A statement about the place of the rule component or data set, or the ruleset's own. */
static bool refuse_rows(struct binder *b, enum diag_id id, struct span at, struct str a)
{
    const struct statement *st = b->check ? b->check : b->st;
    diag(id, source_loc(st->source, at), diag_str(a));
    b->errors++;
    return false;
}

/* Rows: the one measure, by name (DATASET#MEASURE) or the only number among the measures. */
static int find_measure(struct binder *b)
{
    const struct schema *s = b->p->schema;
    struct name named = b->check ? b->check->measure : (struct name){0};
    struct span at = b->check ? b->check->dataset.span : b->st->name.span;
    int found = -1, n = 0;
    if (named.text.n) {
        found = schema_find(s, named.text);
        if (found < 0)
            refuse_rows(b, D_VTL_UNKNOWN_NAME, named.span, named.text);
        else if (!vtype_is_numeric(s->columns[found].type))
            refuse_rows(b, D_VTL_MEASURE_TYPE, named.span, named.text);
        return found;
    }
    for (int i = 0; i < s->n; i++) {
        if (s->columns[i].role != ROLE_MEASURE || !vtype_is_numeric(s->columns[i].type))
            continue;
        found = i;
        n++;
    }
    if (n == 1)
        return found;
    refuse_rows(b, D_VTL_MEASURES, at, b->check ? b->check->dataset.text : b->st->name.text);
    return -1;
}

/* Is the ruleset about rows? Then its columns must fit. */
static void bind_rows(struct binder *b, struct bound_hierarchy *bh)
{
    struct program *p = b->p;
    struct name component = component_of(b->st, b->check);
    bh->measure = -1;
    bh->code = p->host.groups && component.text.n ? schema_find(p->schema, component.text) : -1;
    if (bh->code < 0)
        return;
    if (p->schema->columns[bh->code].role != ROLE_IDENTIFIER)
        refuse_rows(b, D_VTL_COMPONENT_ROLE, component.span, component.text);
    else if (p->schema->columns[bh->code].type != T_STRING)
        refuse_rows(b, D_VTL_COMPONENT_TYPE, component.span, component.text);
    for (int i = 0; i < p->nhiers; i++)
        if (p->hiers[i]->code >= 0 && p->hiers[i]->code != bh->code)
            refuse_rows(b, D_VTL_COMPONENTS_DIFFER, component.span, component.text);
    use_slot(p, bh->code);
    bh->measure = find_measure(b);
    if (bh->measure >= 0)
        use_slot(p, bh->measure);
}

static struct bound_hierarchy *new_hierarchy(struct binder *b)
{
    struct program *p = b->p;
    struct bound_hierarchy *bh = arena_array(&p->a, 1, sizeof *bh);
    struct hierarchy *h = &bh->h;
    bh->st = b->st;
    bh->check = b->check;
    h->mode = b->check ? b->check->mode : MODE_NON_NULL;
    h->dataset_priority = b->check && b->check->dataset_priority;
    hier_start(h, b->st, &p->a);
    bind_rows(b, bh);
    bh->slot = arena_array(&p->a, (size_t)h->items.n, sizeof *bh->slot);
    for (int i = 0; i < h->items.n; i++)
        bh->slot[i] = bh->code >= 0 ? -1 : item_slot(p, intern_name(&h->items, i));
    p->hiers = mem_grow(p->hiers, &p->cap_hiers, (size_t)p->nhiers + 1, sizeof *p->hiers);
    bh->index = p->nhiers;
    p->hiers[p->nhiers++] = bh;
    return bh;
}

/* Record mode: the items of a rule are columns, and numbers. */
static bool items_are_numbers(struct binder *b, const struct rule *rule)
{
    const struct hr_rule *r = &b->st->hr[rule->number];
    for (int i = -1; i < r->n; i++) {
        const struct name *code = i < 0 ? &r->left.code : &r->right[i].code;
        int slot = schema_find(b->p->schema, code->text);
        if (slot < 0 || vtype_is_numeric(b->p->schema->columns[slot].type))
            continue;
        diag(D_VTL_ITEM_TYPE, source_loc(b->st->source, code->span), diag_str(code->text),
             vtype_name(b->p->schema->columns[slot].type));
        b->errors++;
        return false;
    }
    return true;
}

/* ---- one rule ---- */

static struct checker checker_of(struct binder *b)
{
    return (struct checker){.a = &b->p->a, .source = b->st->source, .scope = &b->scope,
        .operators = (struct operators *)(uintptr_t)&b->p->rules->operators, .find_domain = b->p->host.domain,
        .ctx = b->p->host.ctx};
}

static bool bind_condition(struct binder *b, struct node *n, const char *what, const struct code **out)
{
    *out = NULL;
    if (!n)
        return true;
    struct checker c = checker_of(b);
    if (!check_condition(&c, n, what)) {
        b->errors++;
        return false;
    }
    const struct code *code = compile_root(&b->p->c, b->st->source, n);
    if (!code) {
        b->errors++;
        return false;
    }
    *out = keep_root(b, code);
    return true;
}

static bool is_comparison(const struct node *n)
{
    return n->kind == N_BINARY && n->op >= OP_EQ && n->op <= OP_GE;
}

/* The sides that a finding shows: those of a comparison; of abs(x - y) <= tolerance, x and y. */
static void bind_sides(struct binder *b, struct bound_rule *to, const struct node *n)
{
    if (!is_comparison(n) || n->kids[1]->type == T_NULL)
        return;
    const struct node *left = n->kids[0], *right = n->kids[1];
    if (left->kind == N_CALL && left->builtin == B_ABS && left->kids[0]->kind == N_BINARY &&
        left->kids[0]->op == OP_SUB && (n->op == OP_LE || n->op == OP_LT)) {
        right = left->kids[0]->kids[1];
        left = left->kids[0]->kids[0];
    }
    to->found = compile_root(&b->p->c, b->st->source, left);
    to->expected = compile_root(&b->p->c, b->st->source, right);
    if (left->kind == N_NAME)
        to->subject = ((const struct symbol *)left->extra)->index;
}

/* Is what a rule reads a column? In a rule about rows only its condition variables are; the items are not. */
static bool is_column(const struct binder *b, const struct rule *rule, struct str var)
{
    if (!rule->hierarchical || b->hier->code < 0)
        return true;
    for (int i = 0; i < b->st->nsig; i++)
        if (str_eq(sig_column(b->st, b->check, i), var))
            return true;
    return false;
}

/* The slots that a rule reads; the one of a rule that reads a single column is its subject. */
static void bind_slots(struct binder *b, struct bound_rule *to, const struct rule *rule)
{
    to->used = arena_array(&b->p->a, (size_t)rule->nvars, sizeof *to->used);
    to->slots = arena_array(&b->p->a, (size_t)rule->nvars, sizeof *to->slots);
    for (int i = 0; i < rule->nvars; i++) {
        int slot = schema_find(b->p->schema, rule->vars[i]);
        if (slot < 0 || b->p->c.slot_of[slot] < 0 || !is_column(b, rule, rule->vars[i]))
            continue;
        to->slots[to->nused] = slot;
        to->used[to->nused++] = b->p->c.slot_of[slot];
    }
    if (to->subject < 0 && to->nused == 1)
        to->subject = to->slots[0];
}

/* The same for a rule of a hierarchy, whose conditions are of no type. */
static bool bind_hier_condition(struct binder *b, struct node *n, const char *what, const void **out)
{
    const struct code *code;
    bool ok = bind_condition(b, n, what, &code);
    *out = code;
    return ok;
}

static bool bind_datapoint(struct binder *b, struct bound_rule *to, const struct rule *rule)
{
    const struct dp_rule *r = &b->st->dp[rule->number];
    bool when = bind_condition(b, r->head.when, "when", &to->when);
    if (!bind_condition(b, r->then, "then", &to->then) || !when)
        return false;
    bind_sides(b, to, r->then);
    return true;
}

static bool bind_hierarchical(struct binder *b, struct bound_rule *to, const struct rule *rule)
{
    const struct hr_rule *r = &b->st->hr[rule->number];
    if (!b->hier)
        b->hier = new_hierarchy(b);
    struct hier_rule *hr = &b->hier->h.rules[rule->number];
    bool ok = bind_hier_condition(b, r->head.when, "when", &hr->when);
    for (int i = 0; i < r->n; i++)
        ok = bind_hier_condition(b, r->right[i].condition, "[ ]", &hr->right[i].condition) && ok;
    bool rows = b->hier->code >= 0;
    if (!ok || (!rows && !items_are_numbers(b, rule)))
        return false;
    hr->ast = r;
    to->hier = b->hier;
    to->subject = rows ? b->hier->measure : schema_find(b->p->schema, r->left.code.text);
    return true;
}

static bool lacks(struct binder *b, struct bound_rule *to, struct str column)
{
    int near = schema_nearest(b->p->schema, column);
    to->missing = column;
    to->nearest = near >= 0 ? b->p->schema->columns[near].name : STR("");
    return true;
}

/* A hierarchical rule none of whose items is a column is about rows; what is missing is the column of the items. */
static bool lacks_component(struct binder *b, struct bound_rule *to, const struct rule *rule)
{
    struct name component = component_of(b->st, b->check);
    if (!rule->hierarchical || !b->p->host.groups || b->hier->code >= 0 || !component.text.n)
        return false;
    for (int i = 0; i < b->hier->h.items.n; i++)
        if (schema_find(b->p->schema, intern_name(&b->hier->h.items, i)) >= 0)
            return false;
    return lacks(b, to, component.text);
}

/* The first column that a rule needs and the schema lacks. */
static bool find_missing(struct binder *b, struct bound_rule *to, const struct rule *rule)
{
    if (lacks_component(b, to, rule))
        return true;
    for (int i = 0; i < rule->nvars; i++) {
        if (schema_find(b->p->schema, rule->vars[i]) >= 0)
            continue;
        if (!is_column(b, rule, rule->vars[i]))
            continue;
        return lacks(b, to, rule->vars[i]);
    }
    return false;
}

static bool left_out(const struct program *p, const struct rule *rule)
{
    if (p->host.dataset.n && rule->dataset.n && !str_eq(p->host.dataset, rule->dataset))
        return true;
    return p->host.selected && !p->host.selected(p->host.ctx, rule);
}

static void enter_ruleset(struct binder *b, const struct rule *rule)
{
    if (b->st == rule->st && b->check == rule->check)
        return;
    scope_free(&b->scope);
    b->st = rule->st;
    b->check = rule->check;
    b->hier = NULL;
    bind_scope(b->p, b->st, b->check, &b->scope);
}

static void bind_rule(struct binder *b, const struct rule *rule, struct bound_rule *to)
{
    to->subject = -1;
    if (left_out(b->p, rule)) {
        to->state = RULE_LEFT_OUT;
        return;
    }
    enter_ruleset(b, rule);
    if (!rule->hierarchical && rule->st->valuedomain && rule->st->nsig && !rule->check) {
        to->state = RULE_UNBOUND;
        return;
    }
    if (rule->hierarchical && !b->hier)
        b->hier = new_hierarchy(b);
    if (find_missing(b, to, rule)) {
        to->state = RULE_MISSING;
        return;
    }
    bool ok = rule->hierarchical ? bind_hierarchical(b, to, rule) : bind_datapoint(b, to, rule);
    if (ok)
        bind_slots(b, to, rule);
    to->plain = ok && !to->hier;
}

struct program *rules_bind(struct rules *r, const struct schema *schema, const struct rules_host *host)
{
    struct program *p = mem_alloc(sizeof *p);
    struct binder b = {.p = p};
    p->rules = r;
    p->schema = schema;
    p->host = host ? *host : (struct rules_host){0};
    compile_start(&p->c, &p->a, schema, p->host.today);
    p->v = arena_array(&p->a, r->n, sizeof *p->v);
    for (size_t i = 0; i < r->n; i++)
        bind_rule(&b, &r->v[i], &p->v[i]);
    for (int i = 0; i < p->nhiers; i++)
        hier_link(&p->hiers[i]->h, &p->a);
    compile_finish(&p->c, b.roots, b.nroots);
    p->names = arena_array(&p->a, (size_t)p->c.nused, sizeof *p->names);
    for (int i = 0; i < p->c.nused; i++)
        p->names[i] = schema->columns[p->c.used[i]].name;
    mem_free(b.roots);
    scope_free(&b.scope);
    if (b.errors == 0)
        return p;
    program_free(p);
    return NULL;
}

void program_free(struct program *p)
{
    if (!p)
        return;
    for (int i = 0; i < p->nhiers; i++)
        intern_free(&p->hiers[i]->h.items);
    mem_free(p->hiers);
    compile_free(&p->c);
    arena_free(&p->a);
    mem_free(p);
}

enum rule_state program_state(const struct program *p, int rule)
{
    return p->v[rule].state;
}

struct str program_missing(const struct program *p, int rule, struct str *nearest)
{
    *nearest = p->v[rule].nearest;
    return p->v[rule].missing;
}

int program_slots(const struct program *p, const int **slots)
{
    *slots = p->c.used;
    return p->c.nused;
}

int program_rule_slots(const struct program *p, int rule, const int **slots)
{
    *slots = p->v[rule].slots;
    return p->v[rule].nused;
}

int program_component(const struct program *p, int rule)
{
    const struct bound_rule *r = &p->v[rule];
    return r->hier && r->state == RULE_READY ? r->hier->code : -1;
}

int program_constant(const struct program *p, int rule)
{
    const struct bound_rule *r = &p->v[rule];
    if (r->state != RULE_READY || r->hier)
        return -1;
    if (r->when && r->when->kind == C_CONST) {
        enum tri when = value_tri(&r->when->constant);
        if (when != TRI_TRUE)
            return (int)(when == TRI_FALSE ? TRI_TRUE : TRI_NULL);
    } else if (r->when) {
        return -1;
    }
    return r->then->kind == C_CONST ? (int)value_tri(&r->then->constant) : -1;
}

static void print_items(struct buf *b, const struct program *p, const struct bound_rule *r, int number)
{
    const struct hierarchy *h = &r->hier->h;
    const struct hier_rule *hr = &h->rules[number];
    (void)p;
    buf_printf(b, "hierarchy %s%s:", mode_name(h->mode), h->dataset_priority ? " dataset_priority" : "");
    buf_char(b, ' ');
    buf_str(b, intern_name(&h->items, hr->left.item));
    buf_printf(b, " %s", op_text(hr->ast->relation));
    for (int i = 0; i < hr->n; i++) {
        buf_puts(b, hr->right[i].minus ? " -" : " +");
        buf_str(b, intern_name(&h->items, hr->right[i].item));
        if (hr->right[i].condition)
            buf_puts(b, "[...]");
    }
    buf_char(b, '\n');
}

void program_print(struct buf *b, const struct program *p, int rule)
{
    const struct bound_rule *r = &p->v[rule];
    if (r->state != RULE_READY)
        return;
    if (r->hier) {
        print_items(b, p, r, p->rules->v[rule].number);
        return;
    }
    if (r->when) {
        buf_puts(b, "when\n");
        code_print(b, r->when, p->names);
        buf_puts(b, "then\n");
    }
    code_print(b, r->then, p->names);
}
