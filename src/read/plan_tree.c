/* SPDX-License-Identifier: Apache-2.0 */
#include "read/plan_tree.h"

#include <string.h>

#include "base/mem.h"

enum {
    MADE_SLOT = -1,       /* a slot that no path fills */
    PLAN_ITEMS = 400000   /* ways of paths that are kept in lazy nodes */
};

enum item_kind { ITEM_VALUE, ITEM_RECORD, ITEM_TEST, ITEM_IGNORED };

struct plan_item {
    enum item_kind kind;
    const struct path *path;
    int index;                 /* of the values or records; ITEM_TEST: of the tests of the node at `base` */
    const struct path_predicate *predicate; /* ITEM_TEST */
    int base;                  /* depth of the element where the path starts */
    int done;                  /* steps that were met */
    short at[PATH_STEPS];      /* depth of the element that met each */
    struct plan_cond *conds;   /* [n_conds] of the steps that were met */
    int n_conds;
};

struct items {
    struct plan_item *v;
    size_t n, cap;
};

static void push(struct items *to, const struct plan_item *it)
{
    to->v = mem_grow(to->v, &to->cap, to->n + 1, sizeof *to->v);
    to->v[to->n++] = *it;
}

static void complain(struct plan_maker *m, long line, struct str path, const char *why)
{
    diag(D_FORM_PATH, loc_line(m->plan->form->file, line), diag_str(path), why);
    m->failed = true;
}

static int depth_of(const struct plan_item *it)
{
    return it->done ? it->at[it->done - 1] : it->base;
}

/* The next step of an item that is at an element of that depth, or NULL: it has none, or was to be met there. */
static const struct path_step *next_step(const struct plan_item *it, int depth)
{
    if (it->done == it->path->n)
        return NULL;
    const struct path_step *s = &it->path->step[it->done];
    return s->axis != AXIS_CHILD || depth_of(it) == depth ? s : NULL;
}

/* The depth of the element that a value belongs to. */
static int owner_depth(const struct plan_maker *m, const struct plan_item *it)
{
    return it->at[m->paths.values[it->index]->shared - 1];
}

static int ancestor(const struct plan *p, int node, int depth)
{
    while (p->nodes[node].depth > depth)
        node = p->nodes[node].parent;
    return node;
}

/* ---- parts of a node ---- */

static int new_node(struct plan_maker *m, int parent, int name)
{
    struct plan *p = m->plan;
    size_t cap = (size_t)p->most;
    if (!m->growing) {
        p->nodes = mem_grow(p->nodes, &cap, (size_t)p->n + 1, sizeof *p->nodes);
        p->most = (int)cap;
    }
    struct plan_node *n = &p->nodes[p->n];
    *n = (struct plan_node){.name = name, .parent = parent, .first = -1, .next = -1, .any = -1, .counters = {-1, -1}};
    if (parent >= 0)
        n->depth = p->nodes[parent].depth + 1;
    return p->n++;
}

static void link_child(struct plan *p, int parent, int child)
{
    if (p->nodes[child].name == PATH_ANY) {
        p->nodes[parent].any = child;
        return;
    }
    struct plan_node *n = &p->nodes[parent];
    *(n->first < 0 ? &n->first : &p->nodes[n->last].next) = child;
    n->last = child;
}

static struct plan_attr *need_attr(struct plan_node *n, int name)
{
    for (int i = 0; i < n->n_attrs; i++)
        if (n->attrs[i].name == name)
            return &n->attrs[i];
    n->attrs = mem_grow(n->attrs, &n->cap_attrs, (size_t)n->n_attrs + 1, sizeof *n->attrs);
    n->attrs[n->n_attrs] = (struct plan_attr){.name = name};
    return &n->attrs[n->n_attrs++];
}

static int find_slot(const struct plan_node *n, int value)
{
    for (int i = 0; i < n->n_slots; i++)
        if (n->values[i] == value)
            return i;
    return -1;
}

static int need_slot(struct plan_node *n, int value)
{
    int i = value == MADE_SLOT ? -1 : find_slot(n, value);
    if (i >= 0)
        return i;
    n->has_frame = true;
    n->values = mem_grow(n->values, &n->cap_values, (size_t)n->n_slots + 1, sizeof *n->values);
    n->values[n->n_slots] = value;
    return n->n_slots++;
}

/* Children of a name are counted in a slot that is called so. */
static int counter_value(int name)
{
    return MADE_SLOT - 2 - name;
}

static bool same_predicate(const struct path_predicate *a, const struct path_predicate *b)
{
    struct path_predicate x = *a, y = *b;
    struct path_step one = {.predicates = &x, .n_predicates = 1}, other = {.predicates = &y, .n_predicates = 1};
    x.negated = y.negated = x.left = y.left = false; /* the condition says so */
    return path_step_eq(&one, &other);
}

/* Only what the start tag says is known at once. */
static bool is_late(const struct path_predicate *q)
{
    return q->op != OP_POSITION && (q->path->n || q->path->attribute == XML_UNKNOWN);
}

/* ---- what arrives at a node ---- */

static void add_target(struct plan_targets *to, const struct plan_target *t)
{
    for (int i = 0; i < to->n; i++) /* two ways to the same owner */
        if (!t->n_conds && !to->v[i].n_conds && to->v[i].level == t->level && to->v[i].slot == t->slot &&
            to->v[i].function == t->function)
            return;
    size_t cap = (size_t)to->cap;
    to->v = mem_grow(to->v, &cap, (size_t)to->n + 1, sizeof *to->v);
    to->cap = (int)cap;
    to->v[to->n++] = *t;
}

/* The conditions of an item on elements below a depth, and those of its own. */
static struct plan_cond *conditions(struct plan_maker *m, const struct plan_item *it, int above, int *n, int *late)
{
    struct plan_cond *c = it->n_conds ? arena_array(&m->arena, (size_t)it->n_conds, sizeof *c) : NULL;
    *n = *late = 0;
    for (int i = 0; i < it->n_conds; i++)
        if (it->conds[i].depth > above || it->conds[i].left) {
            c[(*n)++] = it->conds[i];
            if (it->conds[i].late && (!*late || it->conds[i].depth < *late))
                *late = it->conds[i].depth;
        }
    return c;
}

/* A test of a position looks at a counter when the element starts. */
static void add_position_test(struct plan_maker *m, int node, int test, int name)
{
    struct plan_node *n = &m->plan->nodes[node];
    struct plan_target t = {.function = PATH_TEST, .level = n->depth, .slot = test, .predicate = n->tests[test]};
    t.counter = n->parent > 0 ? find_slot(&m->plan->nodes[n->parent], counter_value(name)) : -1;
    add_target(&n->place, &t);
}

/* The test of a predicate on a step of that name at a node; a new one starts its path there. */
static int need_test(struct plan_maker *m, int node, const struct path_predicate *q, int name, struct items *items)
{
    struct plan_node *n = &m->plan->nodes[node];
    for (int i = 0; i < n->n_tests && q->op != OP_POSITION; i++)
        if (same_predicate(n->tests[i], q))
            return i;
    n->tests = mem_grow(n->tests, &n->cap_tests, (size_t)n->n_tests + 1, sizeof *n->tests);
    n->tests[n->n_tests++] = q;
    n->late_tests = n->late_tests || is_late(q);
    if (q->op == OP_POSITION) {
        add_position_test(m, node, n->n_tests - 1, name);
    } else {
        struct plan_item it = {
            .kind = ITEM_TEST, .path = q->path, .index = n->n_tests - 1, .predicate = q, .base = n->depth};
        push(items, &it);
    }
    return n->n_tests - 1;
}

/* The predicates of the step that an item has just met. */
static void add_conditions(struct plan_maker *m, int node, size_t i, struct items *items)
{
    const struct path_step *s = &items->v[i].path->step[items->v[i].done - 1];
    if (!s->n_predicates)
        return;
    int had = items->v[i].n_conds;
    struct plan_cond *c = arena_array(&m->arena, (size_t)(had + s->n_predicates), sizeof *c);
    if (had)
        memcpy(c, items->v[i].conds, (size_t)had * sizeof *c);
    for (int k = 0; k < s->n_predicates; k++) {
        const struct path_predicate *q = &s->predicates[k];
        int test = need_test(m, node, q, s->name, items);
        c[had + k] = (struct plan_cond){m->plan->nodes[node].depth, test, is_late(q), q->negated, q->left};
    }
    items->v[i].conds = c;
    items->v[i].n_conds = had + s->n_predicates;
}

/* Completes the items of a node: conditions, the paths of tests, steps that lead nowhere further down. */
static void arrive(struct plan_maker *m, int node, struct items *items)
{
    int depth = m->plan->nodes[node].depth;
    for (size_t i = 0; i < items->n; i++) {
        if (depth_of(&items->v[i]) != depth)
            continue;
        if (items->v[i].done)
            add_conditions(m, node, i, items);
        struct plan_item it = items->v[i];
        if (it.done < it.path->n && it.path->step[it.done].axis == AXIS_DEEP_OR_SELF && depth) {
            it.at[it.done++] = (short)depth;
            push(items, &it);
        }
    }
}

/* Slots of a node that its values, and the counting of its children, need. */
static void add_slots(struct plan_maker *m, int node, const struct items *items)
{
    struct plan_node *n = &m->plan->nodes[node];
    for (size_t i = 0; i < items->n && node; i++) {
        const struct plan_item *it = &items->v[i];
        if (it->kind == ITEM_VALUE && it->done && depth_of(it) == n->depth &&
            m->paths.values[it->index]->shared == it->done)
            need_slot(n, it->index);
        const struct path_step *s = next_step(it, n->depth);
        if (!s)
            continue;
        bool asked = s->n_predicates && s->predicates[0].op == OP_POSITION;
        if (asked || (it->path->function == PATH_POSITION && it->done + 1 == it->path->n))
            need_slot(n, counter_value(s->name));
    }
}

/* Is the start of an element all that the function asks for? */
static bool of_element(enum path_function f)
{
    return f == PATH_COUNT || f == PATH_NAME || f == PATH_LOCAL_NAME || f == PATH_POSITION;
}

static void end_value(struct plan_maker *m, const struct plan_item *it, int node)
{
    const struct value_path *v = m->paths.values[it->index];
    struct plan_node *n = &m->plan->nodes[node];
    struct plan_attr *attr = v->path.attribute != XML_UNKNOWN ? need_attr(n, v->path.attribute) : NULL;
    if (v->shared == 0)
        return;
    struct plan_target t = {.function = v->path.function, .level = owner_depth(m, it), .var = v->var, .path = &v->path,
                            .counter = -1};
    t.slot = find_slot(&m->plan->nodes[ancestor(m->plan, node, t.level)], it->index);
    t.conds = conditions(m, it, t.level, &t.n_conds, &t.late);
    if (t.function == PATH_POSITION && n->parent > 0)
        t.counter = find_slot(&m->plan->nodes[n->parent], counter_value(v->path.step[v->path.n - 1].name));
    struct plan_targets *to = of_element(t.function) ? &n->element : t.function == PATH_STRING ? &n->whole : &n->text;
    add_target(attr ? &attr->targets : to, &t);
    n->takes_value = n->takes_value || (!attr && to == &n->text);
}

static void end_test(struct plan_maker *m, const struct plan_item *it, int node)
{
    struct plan_node *n = &m->plan->nodes[node];
    struct plan_target t = {
        .function = PATH_TEST, .level = it->base, .slot = it->index, .predicate = it->predicate, .counter = -1};
    t.conds = conditions(m, it, it->base, &t.n_conds, &t.late);
    if (it->path->attribute != XML_UNKNOWN) {
        struct plan_attr *a = need_attr(n, it->path->attribute);
        a->tested = true;
        add_target(&a->targets, &t);
    } else {
        n->asked = n->asked || it->predicate->op == OP_EXISTS;
        add_target(it->predicate->op == OP_EXISTS ? &n->element : &n->text, &t);
    }
}

/* ---- rows ---- */

static struct plan_column column_of(struct plan_maker *m, int node, const struct plan_item *record, const struct part_path *part)
{
    const struct plan *p = m->plan;
    const struct value_path *v = m->paths.values[part->value];
    struct plan_column c = {0, -1, v->path.function};
    int depth = part->up >= 0 ? p->nodes[node].depth - part->up : v->shared;
    for (int i = 0; part->up < 0 && i < v->shared; i++) /* below `//` the way of the record tells */
        if (v->path.step[i].axis != AXIS_CHILD)
            depth = record->at[v->shared - 1];
    int owner = ancestor(p, node, depth);
    if (depth > 0)
        c.slot = find_slot(&p->nodes[owner], part->value);
    for (int at = node; at != owner && c.slot >= 0; at = p->nodes[at].parent)
        c.up += p->nodes[at].has_frame;
    return c;
}

/* Functions that run over several elements have their values inside the record. */
static void check_inside(struct plan_maker *m, int node, const struct form_var *var, const struct part_path *part)
{
    const struct value_path *v = m->paths.values[part->value];
    bool runs = v->path.function == PATH_COUNT || v->path.function == PATH_SUM || v->path.function == PATH_JOIN ||
                v->path.function == PATH_STRING;
    const struct plan_node *n = &m->plan->nodes[node];
    bool outside = part->up >= 0 ? n->depth - part->up < n->inside : v->shared < n->inside;
    if (runs && outside)
        complain(m, var->line, var->path,
                 diag_words("count(), sum(), join() and string() must stay inside the record",
                            "count()、sum()、join() 和 string() 不得超出记录"));
}

static void make_column(struct plan_maker *m, int node, const struct plan_item *it, struct plan_row *row, int column)
{
    const struct record_path *r = m->paths.records[it->index];
    const struct variable_path *v = &r->variables[column];
    const struct form_var *var = &m->plan->tables[r->table].vars[column];
    if (!v->n) { /* in spreadsheets alone */
        row->columns[column] = (struct plan_column){0, -1, PATH_VALUE};
        return;
    }
    struct plan_made made = {.mode = v->mode, .n = v->n};
    made.parts = arena_array(&m->arena, (size_t)v->n, sizeof *made.parts);
    for (int i = 0; i < v->n; i++) {
        made.parts[i].part = v->parts[i].part;
        if (v->parts[i].part->kind == PART_PATH) {
            made.parts[i].from = column_of(m, node, it, &v->parts[i]);
            check_inside(m, node, var, &v->parts[i]);
        }
    }
    if (v->mode == MODE_ONE) {
        row->columns[column] = made.parts[0].from;
        return;
    }
    made.slot = need_slot(&m->plan->nodes[node], MADE_SLOT);
    row->columns[column] = (struct plan_column){0, made.slot, PATH_VALUE};
    row->made[row->n_made++] = made;
}

/* Has a row of the outermost record around a node an identifier in the slot of a column? */
static bool outermost_has(const struct plan *p, int node, const struct plan_column *c)
{
    int record = ancestor(p, node, p->nodes[node].inside), up = c->up;
    for (int at = node; at != record; at = p->nodes[at].parent)
        up -= p->nodes[at].has_frame;
    for (int k = 0; k < p->nodes[record].n_rows && record != node; k++) {
        const struct plan_row *row = &p->nodes[record].rows[k];
        for (int i = 0; i < row->n_ids; i++)
            if (row->columns[row->ids[i]].up == up && row->columns[row->ids[i]].slot == c->slot)
                return true;
    }
    return false;
}

/* The identifiers in which an identity number is looked for. The outermost record's row is finished before those inside. */
static void find_ids(struct plan_maker *m, int node, struct plan_row *row)
{
    const struct form_table *t = &m->plan->tables[row->table];
    row->ids = arena_array(&m->arena, (size_t)t->n, sizeof *row->ids);
    for (int i = 0; i < t->n; i++) {
        const struct plan_column *c = &row->columns[i];
        bool text = t->vars[i].role == ROLE_IDENTIFIER && t->vars[i].type == T_STRING && c->function != PATH_COUNT &&
                    c->function != PATH_SUM;
        if (text && c->slot >= 0 && !outermost_has(m->plan, node, c))
            row->ids[row->n_ids++] = i;
    }
}

/* One element is one record of a path, however it was met: the innermost way counts. */
static struct plan_row *need_row(struct plan_node *n, int path)
{
    for (int i = 0; i < n->n_rows; i++)
        if (n->rows[i].path == path)
            return &n->rows[i];
    n->rows = mem_grow(n->rows, &n->cap_rows, (size_t)n->n_rows + 1, sizeof *n->rows);
    return &n->rows[n->n_rows++];
}

static void end_record(struct plan_maker *m, const struct plan_item *it, int node)
{
    const struct record_path *r = m->paths.records[it->index];
    const struct form_table *t = &m->plan->tables[r->table];
    struct plan_node *n = &m->plan->nodes[node];
    struct plan_row *row = need_row(n, it->index);
    *row = (struct plan_row){.table = r->table, .path = it->index};
    int late;
    n->has_frame = true;
    row->conds = conditions(m, it, 0, &row->n_conds, &late);
    if (late && late < n->depth)
        complain(m, t->line, t->path, diag_words("in a record path a predicate on children may stand only on the last step",
                                                 "记录路径中考察子元素的谓词只能在最后一步"));
    row->columns = arena_array(&m->arena, (size_t)t->n, sizeof *row->columns);
    row->made = arena_array(&m->arena, (size_t)t->n, sizeof *row->made);
    for (int i = 0; i < t->n; i++)
        make_column(m, node, it, row, i);
}

/* ---- a node ---- */

static bool is_record(const struct plan_item *it)
{
    return it->kind == ITEM_RECORD && it->done == it->path->n;
}

/* A kind of outermost records, at a node or, where there is none yet, of a record path. */
static int add_kind(struct plan_maker *m, int record, int node)
{
    struct plan *p = m->plan;
    const struct path *path = &m->paths.records[record]->path;
    p->kinds = mem_grow(p->kinds, &m->cap_kinds, (size_t)p->n_kinds + 1, sizeof *p->kinds);
    p->kinds[p->n_kinds] = (struct plan_kind){node, m->paths.records[record]->text,
                                              node >= 0 ? p->nodes[node].name : path->step[path->n - 1].name,
                                              m->paths.records[record]->table >= p->form->n_tables};
    return p->n_kinds++;
}

/* The record elements around and at a node. */
static void mark_record(struct plan_maker *m, int node, const struct items *items)
{
    struct plan *p = m->plan;
    struct plan_node *n = &p->nodes[node];
    n->inside = node ? p->nodes[n->parent].inside : 0;
    for (size_t i = 0; i < items->n && !n->inside; i++) {
        if (!is_record(&items->v[i]))
            continue;
        n->inside = n->depth;
        n->outermost = true;
        int record = items->v[i].index;
        n->kind = m->record_kinds[record] >= 0 ? m->record_kinds[record] : add_kind(m, record, node);
    }
    const struct plan_node *around = node && n->inside ? &p->nodes[ancestor(p, node, n->inside)] : NULL;
    for (size_t i = 0; i < items->n && around && p->kinds[around->kind].hidden; i++)
        n->trapped = n->trapped ||
                     (is_record(&items->v[i]) && m->paths.records[items->v[i].index]->table < p->form->n_tables);
}

/* Is nothing but the way of paths to be said of it? */
static void mark_silent(struct plan_maker *m, int node, const struct items *items)
{
    struct plan_node *n = &m->plan->nodes[node];
    n->passing = node > 0;
    n->ignored = node > 0 && m->plan->nodes[n->parent].ignored;
    for (size_t i = 0; i < items->n; i++)
        if (depth_of(&items->v[i]) == n->depth && items->v[i].done) {
            const struct plan_item *it = &items->v[i];
            bool wanted = it->kind != ITEM_IGNORED && it->path->step[it->done - 1].axis != AXIS_DEEP_OR_SELF;
            n->passing = n->passing && !wanted;
            bool unwanted = it->kind == ITEM_IGNORED && it->done == it->path->n && it->path->attribute == XML_UNKNOWN;
            n->ignored = n->ignored || unwanted;
        }
    n->strange = n->passing && !n->ignored;
    for (size_t i = 0; i < items->n; i++)
        n->strange = n->strange && items->v[i].kind == ITEM_IGNORED;
}

static void end_items(struct plan_maker *m, int node, const struct items *items)
{
    struct plan_node *n = &m->plan->nodes[node];
    for (size_t i = 0; i < items->n; i++) {
        const struct plan_item *it = &items->v[i];
        if (it->done != it->path->n || depth_of(it) != n->depth)
            continue;
        if (it->kind == ITEM_VALUE)
            end_value(m, it, node);
        else if (it->kind == ITEM_TEST)
            end_test(m, it, node);
        else if (it->kind == ITEM_RECORD)
            end_record(m, it, node);
        else if (it->path->attribute != XML_UNKNOWN)
            need_attr(n, it->path->attribute);
    }
    for (int k = 0; k < n->n_rows; k++)
        find_ids(m, node, &n->rows[k]);
}

static void check_late(struct plan_maker *m, const struct plan_node *n, const struct plan_targets *targets)
{
    for (int i = 0; i < targets->n; i++) {
        const struct plan_target *t = &targets->v[i];
        if (!t->late || (n->inside && t->late >= n->inside))
            continue;
        if (t->var)
            complain(m, t->var->line, t->var->path,
                     diag_words("[name='value'] cannot be used outside the record; use [@name='value']",
                                "记录之外不能用 [name='value']；请用 [@name='value']"));
        else
            complain(m, 0, t->predicate->path->n ? STR("[...]") : STR("[.]"),
                     diag_words("a predicate within a predicate cannot be used outside the record", "记录之外不能用嵌套的谓词"));
    }
}

/* What is compared with a text, and is taken by the form as a number or a code, is compared as one: 12.0 is 12. */
static void mark_typed(struct plan_targets *targets)
{
    const struct form_var *number = NULL;
    for (int i = 0; i < targets->n && !number; i++) {
        const struct form_var *v = targets->v[i].var;
        if (targets->v[i].function == PATH_VALUE && (vtype_is_numeric(v->type) || v->codes))
            number = v;
    }
    for (int i = 0; i < targets->n; i++)
        if (targets->v[i].function == PATH_TEST)
            targets->v[i].typed = number;
}

/* An element that can be taken in one step. */
static void mark_leaf(struct plan_node *n)
{
    const struct plan_target *t = n->text.v;
    n->leaf = n->inside && n->text.n && !n->element.n && !n->whole.n && !n->n_tests && !n->n_rows && !n->has_frame &&
              n->counters[0] < 0 && n->counters[1] < 0;
    if (n->leaf && n->text.n == 1 && t->function == PATH_VALUE && !t->n_conds && t->level >= n->inside) {
        n->plain = t->level;
        n->plain_slot = t->slot;
    }
}

static void make_children(struct plan_maker *m, int node, const struct items *items);

/* A node of the items that are alive there. */
static int make_node(struct plan_maker *m, int parent, int name, struct items *items)
{
    struct plan *p = m->plan;
    int node = new_node(m, parent, name);
    if (parent > 0)
        p->nodes[node].counters[0] = find_slot(&p->nodes[parent], counter_value(name));
    if (parent > 0 && name != PATH_ANY)
        p->nodes[node].counters[1] = find_slot(&p->nodes[parent], counter_value(PATH_ANY));
    arrive(m, node, items);
    mark_record(m, node, items);
    mark_silent(m, node, items);
    add_slots(m, node, items);
    end_items(m, node, items);
    struct plan_node *n = &p->nodes[node];
    check_late(m, n, &n->text);
    check_late(m, n, &n->element);
    check_late(m, n, &n->whole);
    for (int k = 0; k < n->n_attrs; k++)
        check_late(m, n, &n->attrs[k].targets);
    mark_typed(&n->text);
    for (int k = 0; k < n->n_attrs; k++)
        mark_typed(&n->attrs[k].targets);
    mark_leaf(n);
    for (size_t i = 0; i < items->n; i++) {
        const struct path_step *s = next_step(&items->v[i], n->depth);
        n->lazy = n->lazy || (s && s->axis != AXIS_CHILD);
    }
    if (!n->lazy) {
        make_children(m, node, items);
    } else {
        n->items = mem_array(items->n, sizeof *items->v);
        memcpy(n->items, items->v, items->n * sizeof *items->v);
        n->n_items = items->n;
        m->n_items += m->growing ? items->n : 0;
    }
    return node;
}

/* Did an equal item come another way to an element of that depth? Then it makes no difference which of them goes on. */
static bool is_there(const struct plan_maker *m, const struct items *items, const struct plan_item *it, int depth)
{
    for (size_t i = items->n; i-- > 0;) {
        const struct plan_item *x = &items->v[i];
        if (x->kind != it->kind || x->index != it->index || x->base != it->base || x->done != it->done ||
            x->path != it->path || x->n_conds || it->n_conds || (depth_of(x) == depth) != (depth_of(it) == depth))
            continue;
        int shared = it->kind == ITEM_VALUE ? m->paths.values[it->index]->shared : it->kind == ITEM_RECORD ? it->done : 0;
        if (memcmp(x->at, it->at, (size_t)(shared < it->done ? shared : it->done) * sizeof *it->at) == 0)
            return true;
    }
    return false;
}

/* What becomes of an item of a node in its child for a name: it goes on, it waits, or both. */
static void advance(const struct plan_maker *m, const struct plan_item *it, int depth, int name, struct items *to)
{
    const struct path_step *s = next_step(it, depth);
    if (!s)
        return;
    bool deep = s->axis != AXIS_CHILD;
    if (deep && !is_there(m, to, it, depth + 1))
        push(to, it);
    if (s->name != name && s->name != PATH_ANY)
        return;
    struct plan_item on = *it;
    on.at[on.done++] = (short)(depth + 1);
    if (!deep || !is_there(m, to, &on, depth + 1))
        push(to, &on);
}

static int make_child(struct plan_maker *m, int node, int name, struct items *mine)
{
    int child = make_node(m, node, name, mine);
    link_child(m->plan, node, child);
    mem_free(mine->v);
    return child;
}

/* The children of names, where every step tells one: each item goes to one child. */
static void make_named(struct plan_maker *m, int node, const struct items *items, struct items *of, const int *names,
                       size_t n_names, const size_t *group)
{
    int depth = m->plan->nodes[node].depth;
    for (size_t i = 0; i < items->n; i++)
        if (group[i])
            advance(m, &items->v[i], depth, names[group[i] - 1], &of[group[i] - 1]);
    for (size_t g = 0; g < n_names; g++)
        make_child(m, node, names[g], &of[g]);
}

/* The children of names where `*` or a waiting item goes to each of them. */
static void make_any(struct plan_maker *m, int node, const struct items *items, const int *names, size_t n_names)
{
    int depth = m->plan->nodes[node].depth;
    for (size_t g = 0; g < n_names; g++) {
        struct items mine = {0};
        for (size_t i = 0; i < items->n; i++)
            advance(m, &items->v[i], depth, names[g], &mine);
        make_child(m, node, names[g], &mine);
    }
}

static void make_children(struct plan_maker *m, int node, const struct items *items)
{
    int depth = m->plan->nodes[node].depth;
    size_t n_names = 0, *group = mem_array(items->n + 1, sizeof *group);
    size_t *of_name = mem_array((size_t)m->plan->vocab.names.n + 1, sizeof *of_name);
    int *names = mem_array(items->n + 1, sizeof *names);
    bool any = false;
    for (size_t i = 0; i < items->n; i++) {
        const struct path_step *s = next_step(&items->v[i], depth);
        if (!s)
            continue;
        any = any || s->name == PATH_ANY;
        size_t *of = &of_name[s->name == PATH_ANY ? m->plan->vocab.names.n : s->name];
        if (!*of) {
            names[n_names] = s->name;
            *of = ++n_names;
        }
        group[i] = *of;
    }
    mem_free(of_name);
    struct items *of = mem_array(n_names + 1, sizeof *of);
    if (any)
        make_any(m, node, items, names, n_names);
    else
        make_named(m, node, items, of, names, n_names, group);
    mem_free(of);
    mem_free(names);
    mem_free(group);
}

int plan_tree_grow(struct plan_maker *m, int node, int name)
{
    struct plan *p = m->plan;
    const struct plan_node *n = &p->nodes[node];
    bool named = false;
    for (size_t i = 0; i < n->n_items && !named && name >= 0; i++) {
        const struct path_step *s = next_step(&n->items[i], n->depth);
        named = s && s->name == name;
    }
    if (!named && n->any >= 0)
        return n->any;
    for (int c = named ? n->first : -1; c >= 0; c = p->nodes[c].next)
        if (p->nodes[c].name == name)
            return c;
    if (m->failed || p->n == p->most || m->n_items + n->n_items * 3 > PLAN_ITEMS)
        return PLAN_TOO_MANY;
    struct items mine = {0};
    for (size_t i = 0; i < n->n_items; i++)
        advance(m, &n->items[i], n->depth, named ? name : PATH_ANY, &mine);
    int child = make_child(m, node, named ? name : PATH_ANY, &mine);
    return m->failed ? PLAN_TOO_MANY : child;
}

/* ---- the tree ---- */

static bool is_deep(const struct path *path)
{
    for (int i = 0; i < path->n; i++)
        if (path->step[i].axis != AXIS_CHILD)
            return true;
    return false;
}

/* With a step `//` somewhere, nodes come while documents are read, but kinds of records do not: each record path is one. */
static void reserve_kinds(struct plan_maker *m)
{
    bool deep = false;
    for (size_t i = 0; i < m->paths.n_records; i++)
        deep = deep || is_deep(&m->paths.records[i]->path);
    for (size_t i = 0; i < m->paths.n_values; i++)
        deep = deep || is_deep(&m->paths.values[i]->path);
    for (size_t i = 0; i < m->paths.n_ignored; i++)
        deep = deep || is_deep(m->paths.ignored[i]);
    m->record_kinds = arena_array(&m->arena, m->paths.n_records, sizeof *m->record_kinds);
    for (size_t i = 0; i < m->paths.n_records; i++)
        m->record_kinds[i] = deep ? add_kind(m, (int)i, PLAN_UNKNOWN) : -1;
}

void plan_tree_make(struct plan_maker *m)
{
    struct items all = {0};
    reserve_kinds(m);
    for (size_t i = 0; i < m->paths.n_records; i++)
        push(&all, &(struct plan_item){.kind = ITEM_RECORD, .path = &m->paths.records[i]->path, .index = (int)i});
    for (size_t i = 0; i < m->paths.n_values; i++)
        push(&all, &(struct plan_item){.kind = ITEM_VALUE, .path = &m->paths.values[i]->path, .index = (int)i});
    for (size_t i = 0; i < m->paths.n_ignored; i++)
        push(&all, &(struct plan_item){.kind = ITEM_IGNORED, .path = m->paths.ignored[i], .index = (int)i});
    make_node(m, -1, PATH_ANY, &all);
    mem_free(all.v);
}
