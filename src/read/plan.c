/* SPDX-License-Identifier: Apache-2.0 */
#include "read/plan.h"

#include "base/mem.h"
#include "base/seeded.h"

/* A value that variables take: equal paths with equal owners are one. */
struct value_path {
    struct path path;
    int shared; /* depth of the element it belongs to; 0: it can never be there */
    const struct form_var *var;
};

struct record_path {
    struct path path;
    int table;
    int *values; /* [variables of the table] index in values */
};

enum item_kind { ITEM_VALUE, ITEM_RECORD, ITEM_KNOWN };

/* A path on its way down the tree. */
struct item {
    enum item_kind kind;
    const struct path *path;
    int index;             /* in values or records */
    int test[PATH_STEPS];  /* index of each step's predicate in its node, or -1 */
};

struct maker {
    struct plan *plan;
    struct value_path **values;
    size_t n_values, cap_values;
    struct record_path **records;
    size_t n_records, cap_records;
    size_t *places;        /* [size] values by their paths, number + 1; size is a power of two */
    size_t size;
    size_t *group_of;      /* [names] while a node is built: its items of that name, number + 1 */
    int chain[PATH_STEPS + 1]; /* nodes from the tree's root down */
    bool failed;
};

static struct loc at_line(const struct form *form, long line)
{
    return loc_line(form->file, line);
}

static void complain(struct maker *m, long line, struct str path, const char *why)
{
    diag(D_FORM_PATH, at_line(m->plan->form, line), diag_str(path), why);
    m->failed = true;
}

/* ---- from the form's texts to absolute paths ---- */

static bool same_path(const struct path *a, const struct path *b)
{
    if (a->function != b->function || a->n != b->n || a->attribute != b->attribute)
        return false;
    for (int i = 0; i < a->n; i++)
        if (!path_step_eq(&a->step[i], &b->step[i]))
            return false;
    return true;
}

static uint64_t hash_path(const struct path *p, int shared)
{
    int numbers[3 + PATH_STEPS] = {shared, (int)p->function, p->attribute};
    for (int i = 0; i < p->n; i++)
        numbers[3 + i] = p->step[i].name;
    return seeded_hash((struct str){(const char *)numbers, sizeof *numbers * (size_t)(3 + p->n)});
}

/* The place of a path among the values, taken or free. */
static size_t *place_of(const struct maker *m, const struct path *path, int shared)
{
    size_t i = hash_path(path, shared) & (m->size - 1);
    for (; m->places[i]; i = (i + 1) & (m->size - 1)) {
        const struct value_path *v = m->values[m->places[i] - 1];
        if (v->shared == shared && same_path(&v->path, path))
            break;
    }
    return &m->places[i];
}

static void enlarge(struct maker *m)
{
    m->size = m->size ? m->size * 2 : 256;
    mem_free(m->places);
    m->places = mem_array(m->size, sizeof *m->places);
    for (size_t i = 0; i < m->n_values; i++)
        *place_of(m, &m->values[i]->path, m->values[i]->shared) = i + 1;
}

static int add_value(struct maker *m, const struct path *path, int shared, const struct form_var *var)
{
    if (m->n_values * 2 >= m->size)
        enlarge(m);
    size_t *place = place_of(m, path, shared);
    if (*place)
        return (int)*place - 1;
    *place = m->n_values + 1;
    struct value_path *v = arena_alloc(&m->plan->text, sizeof *v);
    *v = (struct value_path){*path, shared, var};
    m->values = mem_grow(m->values, &m->cap_values, m->n_values + 1, sizeof(void *));
    m->values[m->n_values++] = v;
    return (int)m->n_values - 1;
}

static void read_variables(struct maker *m, struct record_path *r, const struct form_table *t)
{
    const struct form *form = m->plan->form;
    for (int i = 0; i < t->n; i++) {
        const struct form_var *v = &t->vars[i];
        struct path p, whole;
        int shared;
        r->values[i] = -1;
        if (!v->path.n)
            continue; /* it stands in spreadsheets alone */
        if (!path_parse(&p, v->path, form, &m->plan->vocab, at_line(form, v->line)))
            m->failed = true;
        else if (!path_join(&whole, &r->path, &p, &shared))
            complain(m, v->line, v->path, diag_words("it leads out of the document", "路径超出文档"));
        else
            r->values[i] = add_value(m, &whole, shared, v);
    }
}

static void read_record(struct maker *m, int table, struct str text)
{
    const struct form *form = m->plan->form;
    const struct form_table *t = &form->tables[table];
    struct record_path *r = arena_array(&m->plan->text, 1, sizeof *r);
    r->table = table;
    r->values = arena_array(&m->plan->text, (size_t)t->n, sizeof *r->values);
    if (!path_parse(&r->path, text, form, &m->plan->vocab, at_line(form, t->line))) {
        m->failed = true;
        return;
    }
    bool plain = r->path.absolute && r->path.attribute == XML_UNKNOWN && r->path.function == PATH_VALUE;
    for (int i = 0; i < r->path.n; i++)
        plain = plain && r->path.step[i].name >= PATH_ANY;
    if (!plain) {
        complain(m, t->line, text, diag_words("a record path is absolute and names an element", "记录路径须为绝对路径并指向元素"));
        return;
    }
    m->records = mem_grow(m->records, &m->cap_records, m->n_records + 1, sizeof(void *));
    m->records[m->n_records++] = r;
    read_variables(m, r, t);
}

/* Alternatives of a record path stand between " | ". */
static void read_table(struct maker *m, int table)
{
    struct str rest = m->plan->form->tables[table].path;
    while (rest.p) {
        struct str one = str_trim(str_cut(rest, '|', &rest));
        read_record(m, table, one);
    }
}

/* ---- from absolute paths to the tree ---- */

static int new_node(struct plan *p, int parent, int name)
{
    p->nodes = mem_grow(p->nodes, &p->cap, (size_t)p->n + 1, sizeof *p->nodes);
    p->nodes[p->n] = (struct plan_node){.name = name, .parent = parent, .first = -1, .next = -1, .any = -1};
    if (parent >= 0)
        p->nodes[p->n].depth = p->nodes[parent].depth + 1;
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

static int add_test(struct plan_node *n, const struct path_step *s)
{
    for (int i = 0; i < n->n_tests; i++)
        if (n->tests[i].kind == s->test && n->tests[i].name == s->test_name && str_eq(n->tests[i].value, s->test_value))
            return i;
    n->tests = mem_grow(n->tests, &n->cap_tests, (size_t)n->n_tests + 1, sizeof *n->tests);
    n->tests[n->n_tests] = (struct plan_test){s->test, s->test_name, s->test_value};
    n->late_tests = n->late_tests || s->test == TEST_CHILD;
    return n->n_tests++;
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

static int need_slot(struct plan_node *n, int value)
{
    for (int i = 0; i < n->n_slots; i++)
        if (n->values[i] == value)
            return i;
    n->has_frame = true;
    n->values = mem_grow(n->values, &n->cap_values, (size_t)n->n_slots + 1, sizeof *n->values);
    n->values[n->n_slots] = value;
    return n->n_slots++;
}

/* The conditions of an item's steps with depth in (above, its length]. */
static struct plan_cond *conditions(struct maker *m, const struct item *it, int above, int *n)
{
    struct plan_cond *c = arena_array(&m->plan->text, (size_t)it->path->n, sizeof *c);
    *n = 0;
    for (int i = above; i < it->path->n; i++)
        if (it->test[i] >= 0)
            c[(*n)++] = (struct plan_cond){i + 1, it->test[i], it->path->step[i].test == TEST_CHILD};
    return c;
}

static void end_record(struct maker *m, const struct item *it, int node)
{
    struct plan_node *n = &m->plan->nodes[node];
    n->has_frame = true;
    n->rows = mem_grow(n->rows, &n->cap_rows, (size_t)n->n_rows + 1, sizeof *n->rows);
    struct plan_row row = {.table = m->records[it->index]->table};
    row.conds = conditions(m, it, 0, &row.n_conds);
    row.columns = (void *)m->records[it->index]; /* settled by finish_row */
    n->rows[n->n_rows++] = row;
}

static void add_target(struct plan_targets *to, struct plan_target t)
{
    size_t cap = (size_t)to->cap;
    to->v = mem_grow(to->v, &cap, (size_t)to->n + 1, sizeof *to->v);
    to->cap = (int)cap;
    to->v[to->n++] = t;
}

static void end_value(struct maker *m, const struct item *it, int node)
{
    const struct value_path *v = m->values[it->index];
    struct plan_node *n = &m->plan->nodes[node];
    struct plan_attr *attr = v->path.attribute != XML_UNKNOWN ? need_attr(n, v->path.attribute) : NULL;
    if (v->shared == 0)
        return;
    struct plan_target t = {.function = v->path.function, .level = v->shared, .var = v->var};
    t.slot = need_slot(&m->plan->nodes[m->chain[v->shared]], it->index);
    t.conds = conditions(m, it, v->shared, &t.n_conds);
    for (int i = t.n_conds; i-- > 0;)
        if (t.conds[i].late)
            t.late = t.conds[i].depth;
    add_target(attr ? &attr->targets : v->path.function == PATH_COUNT ? &n->element : &n->text, t);
}

static void build(struct maker *m, int node, const struct item *items, size_t n);

/* The items of a node whose next step is one name, in their order; those of `*` apart. */
struct group {
    int name;
    size_t first, last, n; /* linked by an array of the next item of each */
};

/* The child of a node for a name, with its n items. */
static void build_child(struct maker *m, int node, int name, struct item *mine, size_t n)
{
    struct plan *p = m->plan;
    int depth = p->nodes[node].depth, child = new_node(p, node, name);
    link_child(p, node, child);
    for (size_t i = 0; i < n; i++) {
        const struct path_step *step = &mine[i].path->step[depth];
        mine[i].test[depth] = step->test == TEST_NONE ? -1 : add_test(&p->nodes[child], step);
        if (step->test == TEST_ATTRIBUTE)
            need_attr(&p->nodes[child], step->test_name);
    }
    build(m, child, mine, n);
    m->chain[depth] = node;
}

/* The child for a name with all items of that name and of `*`. */
static void build_named(struct maker *m, int node, int name, const struct item *items, size_t n)
{
    int depth = m->plan->nodes[node].depth;
    struct item *mine = mem_array(n + 1, sizeof *mine);
    size_t n_mine = 0;
    for (size_t i = 0; i < n; i++) {
        const struct path *path = items[i].path;
        if (path->n > depth && (path->step[depth].name == name || path->step[depth].name == PATH_ANY))
            mine[n_mine++] = items[i];
    }
    build_child(m, node, name, mine, n_mine);
    mem_free(mine);
}

/* Children asked for by [name='v'] must be known even when no path goes there. */
static void build_asked(struct maker *m, int node, const struct item *items, size_t n)
{
    for (int i = 0; i < m->plan->nodes[node].n_tests; i++) {
        struct plan_test t = m->plan->nodes[node].tests[i];
        if (t.kind != TEST_CHILD)
            continue;
        int child = -1;
        for (int c = m->plan->nodes[node].first; c >= 0; c = m->plan->nodes[c].next)
            if (m->plan->nodes[c].name == t.name)
                child = c;
        if (child < 0) {
            build_named(m, node, t.name, items, n); /* with what goes through `*` */
            child = m->plan->n - 1;
            while (m->plan->nodes[child].parent != node)
                child--;
        }
        m->plan->nodes[child].asked = true;
    }
}

/* Groups the items by their next step, in the order in which the names come. Returns the number of groups. */
static size_t group(struct maker *m, int depth, const struct item *items, size_t n, struct group *groups, size_t *next)
{
    size_t n_groups = 0, any = 0;
    for (size_t i = 0; i < n; i++) {
        if (items[i].path->n <= depth)
            continue;
        int name = items[i].path->step[depth].name;
        size_t *of = name == PATH_ANY ? &any : &m->group_of[name];
        if (!*of) {
            groups[n_groups] = (struct group){name, i, i, 1};
            *of = ++n_groups;
        } else {
            struct group *g = &groups[*of - 1];
            next[g->last] = i;
            g->last = i;
            g->n++;
        }
    }
    for (size_t g = 0; g < n_groups; g++)
        if (groups[g].name != PATH_ANY)
            m->group_of[groups[g].name] = 0;
    return n_groups;
}

static void build_group(struct maker *m, int node, const struct group *g, const struct item *items, const size_t *next)
{
    struct item *mine = mem_array(g->n, sizeof *mine);
    size_t at = g->first;
    for (size_t i = 0; i < g->n; i++, at = next[at])
        mine[i] = items[at];
    build_child(m, node, g->name, mine, g->n);
    mem_free(mine);
}

static void build(struct maker *m, int node, const struct item *items, size_t n)
{
    int depth = m->plan->nodes[node].depth;
    m->chain[depth] = node;
    for (size_t i = 0; i < n; i++) {
        if (items[i].path->n != depth)
            continue;
        if (items[i].kind == ITEM_RECORD)
            end_record(m, &items[i], node);
        else if (items[i].kind == ITEM_VALUE)
            end_value(m, &items[i], node);
    }
    struct group *groups = mem_array(n + 1, sizeof *groups);
    size_t *next = mem_array(n + 1, sizeof *next), n_groups = group(m, depth, items, n, groups, next);
    bool any = false;
    for (size_t g = 0; g < n_groups; g++)
        any = any || groups[g].name == PATH_ANY;
    for (size_t g = 0; g < n_groups; g++)
        if (any)
            build_named(m, node, groups[g].name, items, n);
        else
            build_group(m, node, &groups[g], items, next);
    mem_free(groups);
    mem_free(next);
    build_asked(m, node, items, n);
}

/* ---- what can be known only when the tree is there ---- */

static void mark_records(struct plan *p)
{
    p->kinds = arena_array(&p->text, (size_t)p->n, sizeof *p->kinds);
    for (int i = 1; i < p->n; i++) { /* parents come before children */
        struct plan_node *n = &p->nodes[i];
        n->inside = p->nodes[n->parent].inside;
        if (n->n_rows && !n->inside) {
            n->inside = n->depth;
            n->outermost = true;
            n->kind = p->n_kinds;
            p->kinds[p->n_kinds++] = i;
        }
    }
}

static int ancestor(const struct plan *p, int node, int depth)
{
    while (p->nodes[node].depth > depth)
        node = p->nodes[node].parent;
    return node;
}

static struct plan_column column_of(struct maker *m, int node, int value)
{
    const struct plan *p = m->plan;
    struct plan_column c = {0, -1, m->values[value]->path.function};
    int owner = ancestor(p, node, m->values[value]->shared);
    for (int i = 0; i < p->nodes[owner].n_slots; i++)
        if (p->nodes[owner].values[i] == value)
            c.slot = i;
    for (int at = node; at != owner; at = p->nodes[at].parent)
        c.up += p->nodes[at].has_frame;
    return c;
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
static void find_ids(struct plan *p, int node, struct plan_row *row)
{
    const struct form_table *t = &p->form->tables[row->table];
    row->ids = arena_array(&p->text, (size_t)t->n, sizeof *row->ids);
    for (int i = 0; i < t->n; i++) {
        const struct plan_column *c = &row->columns[i];
        bool text = t->vars[i].role == ROLE_IDENTIFIER && t->vars[i].type == T_STRING && c->function == PATH_VALUE;
        if (text && c->slot >= 0 && !outermost_has(p, node, c))
            row->ids[row->n_ids++] = i;
    }
}

static void finish_row(struct maker *m, int node, struct plan_row *row)
{
    struct plan *p = m->plan;
    const struct record_path *r = (const void *)row->columns;
    const struct form_table *t = &p->form->tables[row->table];
    for (int i = 0; i < row->n_conds; i++)
        if (row->conds[i].late && row->conds[i].depth < p->nodes[node].depth)
            complain(m, t->line, t->path, diag_words("in a record path [name='value'] may stand only on the last step",
                                                        "记录路径中 [name='value'] 只能在最后一步"));
    row->columns = arena_array(&p->text, (size_t)t->n, sizeof *row->columns);
    for (int i = 0; i < t->n; i++) {
        if (r->values[i] < 0) {
            row->columns[i] = (struct plan_column){0, -1, PATH_VALUE};
            continue;
        }
        const struct value_path *v = m->values[r->values[i]];
        row->columns[i] = column_of(m, node, r->values[i]);
        if (v->path.function != PATH_VALUE && v->shared < p->nodes[node].inside)
            complain(m, t->vars[i].line, t->vars[i].path,
                     diag_words("count() and sum() must stay inside the record", "count() 和 sum() 不得超出记录"));
    }
    find_ids(p, node, row);
}

static void check_late(struct maker *m, const struct plan_node *n, const struct plan_targets *targets)
{
    for (int i = 0; i < targets->n; i++)
        if (targets->v[i].late && !n->inside)
            complain(m, targets->v[i].var->line, targets->v[i].var->path,
                     diag_words("[name='value'] cannot be used outside the record; use [@name='value']",
                                "记录之外不能用 [name='value']；请用 [@name='value']"));
}

/* Elements that can be taken in one step. */
static void mark_leaves(struct plan *p)
{
    for (int i = 1; i < p->n; i++) {
        struct plan_node *n = &p->nodes[i];
        const struct plan_target *t = n->text.v;
        n->leaf = n->inside && n->text.n && !n->element.n && !n->n_tests && !n->n_rows && !n->has_frame && !n->asked;
        if (n->leaf && n->text.n == 1 && t->function == PATH_VALUE && !t->n_conds && t->level >= n->inside) {
            n->plain = t->level;
            n->plain_slot = t->slot;
        }
    }
}

static void finish(struct maker *m)
{
    struct plan *p = m->plan;
    mark_records(p);
    mark_leaves(p);
    for (int i = 1; i < p->n && !m->failed; i++) {
        struct plan_node *n = &p->nodes[i];
        for (int k = 0; k < n->n_rows; k++)
            finish_row(m, i, &n->rows[k]);
        check_late(m, n, &n->text);
        check_late(m, n, &n->element);
        for (int k = 0; k < n->n_attrs; k++)
            check_late(m, n, &n->attrs[k].targets);
    }
    struct buf b = {0};
    for (int c = p->nodes[0].first; c >= 0; c = p->nodes[c].next) {
        struct str name = vocab_local(&p->vocab, p->nodes[c].name);
        buf_printf(&b, "%s<%.*s>", b.n ? ", " : "", (int)name.n, name.p);
    }
    p->roots = arena_str(&p->text, p->nodes[0].any >= 0 ? STR("*") : buf_slice(&b));
    buf_free(&b);
}

static void make_tree(struct maker *m)
{
    size_t n = m->n_values + m->n_records, k = 0;
    struct item *items = mem_array(n, sizeof *items);
    for (size_t i = 0; i < m->n_records; i++)
        items[k++] = (struct item){.kind = ITEM_RECORD, .path = &m->records[i]->path, .index = (int)i};
    for (size_t i = 0; i < m->n_values; i++)
        items[k++] = (struct item){.kind = ITEM_VALUE, .path = &m->values[i]->path, .index = (int)i};
    build(m, new_node(m->plan, -1, PATH_ANY), items, n);
    mem_free(items);
}

struct plan *plan_new(const struct form *form)
{
    struct plan *p = mem_alloc(sizeof *p);
    struct maker m = {.plan = p};
    p->form = form;
    vocab_start(&p->vocab);
    for (int i = 0; i < form->n_tables; i++)
        if (form->tables[i].path.n)
            read_table(&m, i);
    bool sheets = false;
    for (int i = 0; i < form->n_tables; i++)
        sheets = sheets || form->tables[i].sheet;
    if (!m.failed && m.n_records == 0 && !sheets) {
        diag(D_FORM_NO_XML, loc_file(form->file));
        m.failed = true;
    }
    if (!m.failed) {
        m.group_of = mem_array((size_t)p->vocab.names.n + 1, sizeof *m.group_of);
        make_tree(&m);
        finish(&m);
    }
    mem_free(m.places);
    mem_free(m.group_of);
    mem_free(m.values);
    mem_free(m.records);
    if (m.failed) {
        plan_free(p);
        return NULL;
    }
    return p;
}

/* Has a record the local part of this name, as written? */
static bool is_called(const struct plan *p, const struct plan_node *n, struct str raw)
{
    struct str local;
    str_cut(raw, ':', &local);
    return n->outermost && (n->name < 0 || str_eq(vocab_local(&p->vocab, n->name), local.p ? local : raw));
}

bool plan_is_record(const struct plan *p, struct str raw)
{
    for (int i = 0; i < p->n_kinds; i++)
        if (is_called(p, &p->nodes[p->kinds[i]], raw))
            return true;
    return false;
}

int plan_record_child(const struct plan *p, int node, struct str raw)
{
    for (int c = p->nodes[node].first; c >= 0; c = p->nodes[c].next)
        if (p->nodes[c].name >= 0 && is_called(p, &p->nodes[c], raw))
            return c;
    int any = p->nodes[node].any;
    return any >= 0 && p->nodes[any].outermost ? any : -1;
}

void plan_path(const struct plan *p, int node, struct buf *b)
{
    if (node <= 0)
        return;
    plan_path(p, p->nodes[node].parent, b);
    buf_char(b, '/');
    buf_str(b, p->nodes[node].name < 0 ? STR("*") : vocab_local(&p->vocab, p->nodes[node].name));
}

void plan_free(struct plan *p)
{
    if (!p)
        return;
    for (int i = 0; i < p->n; i++) {
        struct plan_node *n = &p->nodes[i];
        for (int k = 0; k < n->n_attrs; k++)
            mem_free(n->attrs[k].targets.v);
        mem_free(n->attrs);
        mem_free(n->text.v);
        mem_free(n->element.v);
        mem_free(n->tests);
        mem_free(n->values);
        mem_free(n->rows);
    }
    mem_free(p->nodes);
    vocab_free(&p->vocab);
    arena_free(&p->text);
    mem_free(p);
}
