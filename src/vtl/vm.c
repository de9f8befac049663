/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/vm.h"

#include "base/mem.h"
#include "vtl/affine.h"

struct vm *vm_new(const struct program *p)
{
    struct vm *vm = mem_alloc(sizeof *vm);
    size_t n = (size_t)p->c.nused + 1;
    vm->p = p;
    run_start(&vm->run, p->c.nused, p->c.memos);
    vm->run.env = (struct func_env){.arena = &vm->row, .today = p->host.today, .scratch = regex_scratch_new()};
    vm->run.member = p->host.member;
    vm->run.ctx = p->host.ctx;
    vm->cells = mem_array(n, sizeof *vm->cells);
    vm->types = mem_array(n, sizeof *vm->types);
    vm->states = mem_array((size_t)p->nhiers + 1, sizeof *vm->states);
    vm->filled = mem_array((size_t)p->nhiers + 1, sizeof *vm->filled);
    for (int i = 0; i < p->nhiers; i++)
        vm->states[i] = mem_array((size_t)p->hiers[i]->h.items.n + 1, sizeof **vm->states);
    for (int i = 0; i < p->c.nused; i++) {
        vm->types[i] = (uint8_t)p->schema->columns[p->c.used[i]].type;
        run_set(&vm->run, i, &(struct value){.type = vm->types[i], .null = true});
    }
    return vm;
}

void vm_free(struct vm *vm)
{
    if (!vm)
        return;
    for (int i = 0; i < vm->p->nhiers; i++)
        mem_free(vm->states[i]);
    mem_free(vm->states);
    mem_free(vm->filled);
    run_end(&vm->run);
    mem_free(vm->cells);
    mem_free(vm->types);
    arena_free(&vm->row);
    mem_free(vm);
}

static void start_record(struct vm *vm)
{
    arena_reset(&vm->row);
    vm->run.stamp++;
    vm->any_bad = false;
}

/* Reads a cell into slot i. */
static inline enum cell read_cell(struct vm *vm, int i, enum vtype type, struct str cell)
{
    int64_t whole;
    if (vtype_is_numeric(type) && cell.n - 1 < DIGITS_MOST && digits_read(cell.p, cell.n, &whole)) { /* most are */
        struct value *v = &vm->run.slots[i];
        v->type = (uint8_t)type; /* member by member: half the stores */
        v->null = false;
        v->dec.coef = whole;
        v->dec.scale = 0;
        v->dec.rounded = false;
        vm->run.state[i] = (uint8_t)affine_fix(&v->dec, &vm->run.fixed[i]);
        return CELL_OK;
    }
    struct value read;
    enum cell got = value_parse(&read, type, cell, &vm->row);
    run_set(&vm->run, i, &read);
    return got;
}

static inline bool is_null_cell(struct str cell)
{
    return cell.n == 2 && cell.p[0] == '\\' && cell.p[1] == 'N';
}

void vm_record(struct vm *vm, const struct str *cells, const uint8_t *bad)
{
    const struct compiler *c = &vm->p->c;
    start_record(vm);
    for (int i = 0; i < c->nused; i++) {
        int slot = c->used[i];
        enum vtype type = (enum vtype)vm->types[i];
        enum cell got = CELL_NULL;
        if (is_null_cell(cells[slot])) {
            vm->run.slots[i].type = (uint8_t)type;
            vm->run.slots[i].null = true;
            vm->run.state[i] = FIXED_NULL;
        } else {
            got = read_cell(vm, i, type, cells[slot]);
        }
        if (bad && bad[slot] && got < CELL_BAD) {
            struct value null = value_null(type);
            got = CELL_BAD;
            run_set(&vm->run, i, &null);
        }
        vm->cells[i] = (uint8_t)got;
        vm->any_bad = vm->any_bad || got >= CELL_BAD;
    }
}

enum cell vm_cell(const struct vm *vm, int slot)
{
    return (enum cell)vm->cells[vm->p->c.slot_of[slot]];
}

const struct value *vm_value(const struct vm *vm, int slot)
{
    return &vm->run.slots[vm->p->c.slot_of[slot]];
}

enum vtl_error vm_error(const struct vm *vm)
{
    return vm->run.error;
}

static bool reads_bad(const struct vm *vm, const struct bound_rule *r)
{
    for (int i = 0; i < r->nused; i++)
        if (vm->cells[r->used[i]] >= CELL_BAD)
            return true;
    return false;
}

static enum outcome outcome_of(int tri)
{
    static const enum outcome outcomes[] = {OUTCOME_FALSE, OUTCOME_NULL, OUTCOME_TRUE, OUTCOME_ERROR};
    return outcomes[tri];
}

/* Record mode: what the cells say of the items. \N is a missing data point, an empty cell a null. */
static void fill_states(struct vm *vm, const struct bound_hierarchy *bh)
{
    if (vm->filled[bh->index] == vm->run.stamp)
        return;
    vm->filled[bh->index] = vm->run.stamp;
    for (int i = 0; i < bh->h.items.n; i++) {
        struct item_state *st = &vm->states[bh->index][i];
        int used = bh->slot[i];
        st->kind = ITEM_MISSING;
        if (used < 0 || vm->cells[used] == CELL_NULL)
            continue;
        const struct value *v = &vm->run.slots[used];
        st->kind = v->null ? ITEM_NULL : ITEM_VALUE;
        if (!v->null)
            st->value = v->dec;
    }
}

static int ask_code(void *run, const void *condition)
{
    return eval_tri(condition, run);
}

static enum outcome run_hier(struct vm *vm, int rule, struct hier_result *res)
{
    const struct bound_rule *r = &vm->p->v[rule];
    struct hier_ask ask = {ask_code, &vm->run, &vm->run.error};
    hier_eval(&r->hier->h, vm->p->rules->v[rule].number, vm->states[r->hier->index], &ask, res);
    if (res->unclear)
        return OUTCOME_BAD;
    return res->row ? outcome_of(res->tri) : OUTCOME_NOROW;
}

static inline enum outcome plain_rule(struct vm *vm, const struct bound_rule *r)
{
    if (r->when) {
        int when = eval_tri(r->when, &vm->run);
        if (when != TRI_TRUE)
            return when == TRI_FALSE ? OUTCOME_TRUE : outcome_of(when);
    }
    return outcome_of(eval_tri(r->then, &vm->run));
}

/* What is not a plain rule on a record without bad cells. */
static enum outcome other_rule(struct vm *vm, int rule)
{
    const struct bound_rule *r = &vm->p->v[rule];
    struct hier_result res;
    if (r->state != RULE_READY || (r->hier && r->hier->code >= 0))
        return OUTCOME_NOTRUN;
    if (vm->any_bad && reads_bad(vm, r))
        return OUTCOME_BAD;
    if (!r->hier)
        return plain_rule(vm, r);
    fill_states(vm, r->hier);
    return run_hier(vm, rule, &res);
}

enum outcome vm_rule(struct vm *vm, int rule)
{
    const struct bound_rule *r = &vm->p->v[rule];
    return r->plain && !vm->any_bad ? plain_rule(vm, r) : other_rule(vm, rule);
}

/* ---- groups of rows ---- */

void vm_group_start(struct vm *vm)
{
    for (int i = 0; i < vm->p->nhiers; i++)
        for (int k = 0; vm->p->hiers[i]->code >= 0 && k < vm->p->hiers[i]->h.items.n; k++)
            vm->states[i][k] = (struct item_state){.kind = ITEM_MISSING};
}

/* The state of an item of which the record at hand is the row. */
static void set_state(const struct vm *vm, int measure, struct item_state *st, int row)
{
    const struct value *v = vm_value(vm, measure);
    if (st->row) {
        st->kind = ITEM_TWICE;
        return;
    }
    st->row = (uint64_t)row;
    st->kind = vm_cell(vm, measure) >= CELL_BAD ? ITEM_BAD : v->null ? ITEM_NULL : ITEM_VALUE;
    if (st->kind == ITEM_VALUE)
        st->value = v->dec;
}

int vm_group_row(struct vm *vm, int row)
{
    int before = VM_NO_ITEM;
    for (int i = 0; i < vm->p->nhiers; i++) {
        const struct bound_hierarchy *bh = vm->p->hiers[i];
        if (bh->code < 0 || vm_cell(vm, bh->code) != CELL_OK)
            continue;
        int item = intern_find(&bh->h.items, vm_value(vm, bh->code)->str);
        if (item < 0)
            continue;
        before = (int)vm->states[i][item].row;
        set_state(vm, bh->measure, &vm->states[i][item], row);
    }
    return before;
}

bool vm_group_item(const struct vm *vm, int rule, int item, struct str *code, int *row)
{
    const struct bound_hierarchy *bh = vm->p->v[rule].hier;
    const struct hier_rule *r = &bh->h.rules[vm->p->rules->v[rule].number];
    if (item >= r->n)
        return false;
    int number = item < 0 ? r->left.item : r->right[item].item;
    *code = intern_name(&bh->h.items, number);
    *row = (int)vm->states[bh->index][number].row;
    return true;
}

enum outcome vm_group_rule(struct vm *vm, int rule)
{
    const struct bound_rule *r = &vm->p->v[rule];
    struct hier_result res;
    if (r->state != RULE_READY || !r->hier || r->hier->code < 0)
        return OUTCOME_NOTRUN;
    if (vm->any_bad && reads_bad(vm, r))
        return OUTCOME_BAD;
    return run_hier(vm, rule, &res);
}

/* ---- details ---- */

static void hier_detail(struct vm *vm, int rule, struct rule_detail *d)
{
    struct hier_result res;
    const struct bound_rule *r = &vm->p->v[rule];
    if (r->hier->code < 0)
        fill_states(vm, r->hier);
    run_hier(vm, rule, &res);
    if (!res.row || !res.has_sides)
        return;
    d->has_sides = d->has_diff = true;
    d->found = value_of_dec(T_NUMBER, res.left);
    d->expected = value_of_dec(T_NUMBER, res.right);
    d->diff = res.imbalance;
}

static bool side(struct vm *vm, const struct code *c, struct value *v)
{
    enum got g = eval_value(c, &vm->run, v);
    if (g == GOT_NULL)
        *v = value_null((enum vtype)c->type);
    return g != GOT_ERROR;
}

void vm_detail(struct vm *vm, int rule, struct rule_detail *d)
{
    const struct bound_rule *r = &vm->p->v[rule];
    enum vtl_error before = vm->run.error;
    *d = (struct rule_detail){.slot = r->subject};
    if (r->state != RULE_READY)
        return;
    if (r->hier) {
        hier_detail(vm, rule, d);
    } else if (r->found && r->expected && side(vm, r->found, &d->found) && side(vm, r->expected, &d->expected)) {
        d->has_sides = true;
        d->has_diff = !d->found.null && !d->expected.null && vtype_is_numeric(d->found.type) &&
                      vtype_is_numeric(d->expected.type) && dec_sub(&d->diff, &d->found.dec, &d->expected.dec) == DEC_OK;
    }
    vm->run.error = before;
}

/* ---- explanations ---- */

struct explanation {
    struct vm *vm;
    struct program *p;
    const struct source *source;
    vm_explain_fn *f;
    void *to;
};

static void explain_node(struct explanation *e, const struct node *n, int depth)
{
    if (n->kind == N_OMIT || n->kind == N_CONST)
        return;
    const struct code *c = compile_root(&e->p->c, e->source, n);
    struct value v = value_null((enum vtype)n->type);
    enum vtl_error error = ERR_NONE;
    if (!c)
        return;
    struct value got;
    enum got g = eval_value(c, &e->vm->run, &got);
    if (g == GOT_VALUE)
        v = got;
    else if (g == GOT_ERROR)
        error = e->vm->run.error;
    e->f(e->to, depth, source_text(e->source, n->span), &v, error);
    for (uint32_t i = 0; i < n->n; i++)
        explain_node(e, n->kids[i], depth + 1);
}

/* Items of a hierarchical rule: their values, then the conditions. */
static void explain_items(struct explanation *e, const struct bound_hierarchy *bh, const struct hr_rule *r)
{
    if (bh->code < 0)
        fill_states(e->vm, bh);
    for (int i = -1; i < r->n; i++) {
        const struct hr_item *item = i < 0 ? &r->left : &r->right[i];
        const struct item_state *st = &e->vm->states[bh->index][intern_find(&bh->h.items, item->code.text)];
        struct value v = st->kind == ITEM_VALUE ? value_of_dec(T_NUMBER, st->value) : value_null(T_NUMBER);
        if (st->kind == ITEM_TWICE || st->kind == ITEM_BAD)
            e->f(e->to, 0, item->code.text, &v, st->kind == ITEM_TWICE ? ERR_ITEM_TWICE : ERR_ITEM_BAD);
        else
            e->f(e->to, 0, item->code.text, &v, ERR_NONE);
        if (item->condition)
            explain_node(e, item->condition, 1);
    }
}

void vm_explain(struct vm *vm, struct program *p, int rule, vm_explain_fn *f, void *to)
{
    const struct rule *r = &p->rules->v[rule];
    struct explanation e = {vm, p, r->st->source, f, to};
    if (p->v[rule].state != RULE_READY)
        return;
    enum vtl_error before = vm->run.error;
    const struct rule_head *h = r->hierarchical ? &r->st->hr[r->number].head : &r->st->dp[r->number].head;
    if (h->when)
        explain_node(&e, h->when, 0);
    if (r->hierarchical)
        explain_items(&e, p->v[rule].hier, &r->st->hr[r->number]);
    else
        explain_node(&e, r->st->dp[r->number].then, 0);
    vm->run.error = before;
}
