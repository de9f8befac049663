/* SPDX-License-Identifier: Apache-2.0 */
#include "form/form.h"

#include "base/diag.h"
#include "base/mem.h"
#include "rec/lineage.h"

const struct form_table *form_table_find(const struct form *f, struct str name)
{
    for (int i = 0; i < f->n_tables; i++)
        if (str_eq(f->tables[i].name, name))
            return &f->tables[i];
    return NULL;
}

struct str form_table_nearest(const struct form *f, struct str name)
{
    struct str *names = mem_array((size_t)f->n_tables, sizeof *names);
    for (int i = 0; i < f->n_tables; i++)
        names[i] = f->tables[i].name;
    int near = str_nearest(name, names, f->n_tables);
    mem_free(names);
    return near >= 0 ? f->tables[near].name : STR("");
}

const struct form_table *form_table_need(const struct form *f, const char *name)
{
    if (!name)
        return &f->tables[0];
    const struct form_table *t = form_table_find(f, str_of(name));
    if (t)
        return t;
    struct str near = form_table_nearest(f, str_of(name));
    if (near.n)
        diag(D_FORM_NO_TABLE_NEAR, loc_file(f->file), name, diag_str(near));
    else
        diag(D_FORM_NO_TABLE, loc_file(f->file), name);
    return NULL;
}

const struct form_var *form_var_find(const struct form_table *t, struct str name)
{
    int i = intern_find(&t->names, name);
    return i < 0 ? NULL : &t->vars[i];
}

const struct form_var *form_column(const struct form_table *t, struct str column, struct str *suffix)
{
    struct str head = column;
    const struct form_var *v = form_var_find(t, head);
    while (!v && head.n) {
        do
            head.n--;
        while (head.n && column.p[head.n] != '_');
        v = head.n ? form_var_find(t, head) : NULL;
    }
    if (v && suffix)
        *suffix = (struct str){column.p + head.n, column.n - head.n};
    return v;
}

enum vtype form_column_type(const struct form_table *t, struct str column)
{
    const struct form_var *v = form_column(t, column, NULL);
    return v ? v->type : lineage_is_number(column) ? T_INTEGER : T_STRING;
}

struct str form_var_nearest(const struct form_table *t, struct str name)
{
    int i = str_nearest(name, t->names.names, t->names.n);
    return i < 0 ? (struct str){"", 0} : t->names.names[i];
}

void form_schema(const struct form_table *t, struct schema *s)
{
    for (int i = 0; i < t->n; i++)
        schema_add(s, t->vars[i].name, t->vars[i].type, t->vars[i].role, t->vars[i].unit);
}

void form_stream_schema(const struct form_table *t, const struct intern *columns, struct schema *s)
{
    for (int i = 0; i < columns->n; i++) {
        struct str name = intern_name(columns, i), suffix = {"", 0};
        const struct form_var *v = form_column(t, name, &suffix);
        schema_add(s, name, form_column_type(t, name), v && !suffix.n ? v->role : ROLE_ATTRIBUTE, v ? v->unit : STR(""));
    }
}

const struct codelist *form_codelist(const struct form *f, struct str name)
{
    for (int i = 0; i < f->n_lists; i++)
        if (str_eq(f->lists[i]->name, name))
            return f->lists[i];
    return NULL;
}

bool form_period_day(struct str text, struct date *day)
{
    struct period p;
    if (date_parse(day, text))
        return true;
    return period_parse(&p, text) && period_last(day, p);
}

void form_free(struct form *f)
{
    if (!f)
        return;
    for (int i = 0; i < f->n_tables; i++) {
        mem_free(f->tables[i].vars);
        intern_free(&f->tables[i].names);
    }
    for (int i = 0; i < f->n_lists; i++)
        codelist_free(f->lists[i]);
    mem_free(f->tables);
    mem_free(f->lists);
    mem_free(f->namespaces);
    mem_free(f->ignored);
    mem_free(f->errorlevels);
    patterns_free(&f->patterns);
    arena_free(&f->text);
    mem_free(f);
}
