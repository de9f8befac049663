/* SPDX-License-Identifier: Apache-2.0 */
#include "read/plan_paths.h"

#include "base/mem.h"
#include "base/seeded.h"

/* What is being read, and where it goes. */
struct reader {
    struct plan_paths *to;
    const struct form *form;
    struct vocab *vocab;
    struct arena *arena;
    bool failed;
};

static void complain(struct reader *r, long line, struct str path, const char *why)
{
    diag(D_FORM_PATH, loc_line(r->form->file, line), diag_str(path), why);
    r->failed = true;
}

static uint64_t hash_path(const struct path *p, int shared)
{
    int numbers[3 + PATH_STEPS] = {shared, (int)p->function, p->attribute};
    for (int i = 0; i < p->n; i++)
        numbers[3 + i] = p->step[i].name;
    return seeded_hash((struct str){(const char *)numbers, sizeof *numbers * (size_t)(3 + p->n)});
}

/* The place of a path among the values, taken or free. */
static size_t *place_of(const struct plan_paths *p, const struct path *path, int shared)
{
    size_t i = hash_path(path, shared) & (p->size - 1);
    for (; p->places[i]; i = (i + 1) & (p->size - 1)) {
        const struct value_path *v = p->values[p->places[i] - 1];
        if (v->shared == shared && path_eq(&v->path, path))
            break;
    }
    return &p->places[i];
}

static void enlarge(struct plan_paths *p)
{
    p->size = p->size ? p->size * 2 : 256;
    mem_free(p->places);
    p->places = mem_array(p->size, sizeof *p->places);
    for (size_t i = 0; i < p->n_values; i++)
        *place_of(p, &p->values[i]->path, p->values[i]->shared) = i + 1;
}

static int add_value(struct reader *r, const struct path *path, int shared, const struct form_var *var)
{
    struct plan_paths *p = r->to;
    if (p->n_values * 2 >= p->size)
        enlarge(p);
    size_t *place = place_of(p, path, shared);
    if (*place)
        return (int)*place - 1;
    *place = p->n_values + 1;
    struct value_path *v = arena_alloc(r->arena, sizeof *v);
    *v = (struct value_path){*path, shared, var};
    p->values = mem_grow(p->values, &p->cap_values, p->n_values + 1, sizeof(void *));
    p->values[p->n_values++] = v;
    return (int)p->n_values - 1;
}

/* Makes the paths of a variable absolute. */
static void place_variable(struct reader *r, const struct record_path *record, const struct path_expression *e,
                           const struct form_var *v, struct variable_path *to)
{
    *to = (struct variable_path){.mode = e->mode, .n = e->n, .parts = arena_array(r->arena, (size_t)e->n, sizeof *to->parts)};
    for (int i = 0; i < e->n; i++) {
        struct path whole;
        int shared, up = 0;
        const char *why = NULL;
        to->parts[i].part = &e->parts[i];
        if (e->parts[i].kind != PART_PATH)
            continue;
        if ((why = path_join(&whole, &record->path, &e->parts[i].path, &shared, &up, r->arena)))
            complain(r, v->line, v->path, why);
        else
            to->parts[i] = (struct part_path){&e->parts[i], add_value(r, &whole, shared, v), up};
    }
}

/* The number, from 1, of what is looked up; equal texts are one. */
static int add_ref(struct reader *r, const struct path_ref *ref, const struct form_var *v)
{
    struct plan_paths *p = r->to;
    for (size_t i = 0; i < p->n_refs; i++)
        if (str_eq(p->refs[i]->ref->text, ref->text))
            return (int)i + 1;
    struct ref_path *x = arena_array(r->arena, 1, sizeof *x);
    *x = (struct ref_path){.ref = ref, .line = v->line};
    for (int i = 0; i < 2; i++)
        x->vars[i] = (struct form_var){.name = v->name, .path = v->path, .role = ROLE_ATTRIBUTE, .type = T_STRING,
                                       .unit = v->unit, .index = i, .line = v->line};
    x->vars[1].type = v->type;
    p->refs = mem_grow(p->refs, &p->cap_refs, p->n_refs + 1, sizeof(void *));
    p->refs[p->n_refs++] = x;
    return (int)p->n_refs;
}

static void read_variable(struct reader *r, const struct record_path *record, const struct form_var *v,
                          struct variable_path *to)
{
    struct path_expression e;
    if (!v->path.n)
        return; /* it is in spreadsheets alone */
    if (!path_read(&e, v->path, r->form, r->vocab, r->arena, loc_line(r->form->file, v->line))) {
        r->failed = true;
        return;
    }
    place_variable(r, record, &e, v, to);
    if (e.ref)
        r->to->ref_of[record->table][v->index] = add_ref(r, e.ref, v);
}

/* What ref() looks up is a record of two columns. */
static void read_target(struct reader *r, int i)
{
    struct plan_paths *p = r->to;
    const struct ref_path *x = p->refs[i];
    struct record_path *record = arena_array(r->arena, 1, sizeof *record);
    *record = (struct record_path){.path = x->ref->target, .table = r->form->n_tables + i, .text = x->vars[1].path};
    record->variables = arena_array(r->arena, 2, sizeof *record->variables);
    p->records = mem_grow(p->records, &p->cap_records, p->n_records + 1, sizeof(void *));
    p->records[p->n_records++] = record;
    place_variable(r, record, &x->ref->key, &x->vars[0], &record->variables[0]);
    place_variable(r, record, &x->ref->value, &x->vars[1], &record->variables[1]);
}

static void read_record(struct reader *r, int table, struct str text)
{
    const struct form_table *t = &r->form->tables[table];
    struct record_path *record = arena_array(r->arena, 1, sizeof *record);
    record->table = table;
    record->text = text;
    record->variables = arena_array(r->arena, (size_t)t->n, sizeof *record->variables);
    if (!path_parse(&record->path, text, r->form, r->vocab, r->arena, loc_line(r->form->file, t->line))) {
        r->failed = true;
        return;
    }
    bool plain = record->path.absolute && record->path.attribute == XML_UNKNOWN && record->path.function == PATH_VALUE;
    for (int i = 0; i < record->path.n; i++)
        plain = plain && record->path.step[i].name >= PATH_ANY;
    if (!plain) {
        complain(r, t->line, text, diag_words("a record path is absolute and names an element", "记录路径须为绝对路径并指向元素"));
        return;
    }
    struct plan_paths *p = r->to;
    p->records = mem_grow(p->records, &p->cap_records, p->n_records + 1, sizeof(void *));
    p->records[p->n_records++] = record;
    for (int i = 0; i < t->n; i++)
        read_variable(r, record, &t->vars[i], &record->variables[i]);
}

/* Alternatives of a record path stand between " | ". */
static void read_table(struct reader *r, int table)
{
    struct str rest = r->form->tables[table].path;
    while (rest.p) {
        struct str one = str_trim(str_cut(rest, '|', &rest));
        read_record(r, table, one);
    }
}

static void read_ignored(struct reader *r, const struct form_ignored *x)
{
    struct plan_paths *p = r->to;
    struct path *path = arena_array(r->arena, 1, sizeof *path);
    if (!path_parse(path, x->path, r->form, r->vocab, r->arena, loc_line(r->form->file, x->line))) {
        r->failed = true;
        return;
    }
    bool plain = path->absolute && path->function == PATH_VALUE;
    for (int i = 0; i < path->n; i++)
        plain = plain && path->step[i].name >= PATH_ANY && !path->step[i].n_predicates;
    if (!plain) {
        complain(r, x->line, x->path, diag_words("what is ignored is an absolute path without predicates", "忽略的路径须为不带谓词的绝对路径"));
        return;
    }
    p->ignored = mem_grow(p->ignored, &p->cap_ignored, p->n_ignored + 1, sizeof(void *));
    p->ignored[p->n_ignored++] = path;
}

/* Namespaces of one prefix are one. */
static void join_namespaces(struct reader *r)
{
    const struct form_namespace *all = r->form->namespaces;
    for (int i = 0; i < r->form->n_namespaces; i++)
        if (all[i].means != i)
            vocab_alias(r->vocab, all[i].uri, all[all[i].means].uri);
}

bool plan_paths_read(struct plan_paths *p, const struct form *form, struct vocab *vocab, struct arena *arena)
{
    struct reader r = {.to = p, .form = form, .vocab = vocab, .arena = arena};
    join_namespaces(&r);
    p->ref_of = arena_array(arena, (size_t)form->n_tables + 1, sizeof *p->ref_of);
    for (int i = 0; i < form->n_tables; i++)
        p->ref_of[i] = arena_array(arena, (size_t)form->tables[i].n + 1, sizeof **p->ref_of);
    for (int i = 0; i < form->n_tables; i++)
        if (form->tables[i].path.n)
            read_table(&r, i);
    for (size_t i = 0; i < p->n_refs && !r.failed; i++) /* behind the form's own records: these come first at an element */
        read_target(&r, (int)i);
    bool sheets = false;
    for (int i = 0; i < form->n_tables; i++)
        sheets = sheets || form->tables[i].sheet;
    for (int i = 0; i < form->n_ignored; i++)
        read_ignored(&r, &form->ignored[i]);
    if (!r.failed && p->n_records == 0 && !sheets) {
        diag(D_FORM_NO_XML, loc_file(form->file));
        r.failed = true;
    }
    return !r.failed;
}

void plan_paths_free(struct plan_paths *p)
{
    mem_free(p->values);
    mem_free(p->records);
    mem_free(p->ignored);
    mem_free(p->refs);
    mem_free(p->places);
}
