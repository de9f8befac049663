/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/dataset.h"

#include <string.h>

#include "base/mem.h"
#include "rec/jsonin.h"
#include "value/regex.h"

struct reader {
    struct dataset *dataset;
    struct dataset_error *error;
};

/* The name is copied: it may stand in the arena of the dataset, which ends with the error. */
static bool wrong(struct reader *r, long line, const char *why, struct str what)
{
    *r->error = (struct dataset_error){.line = line, .why = why};
    size_t n = what.n;
    if (n > DATASET_WHAT)
        n = DATASET_WHAT - 3;
    while (n < what.n && n && ((unsigned char)what.p[n] & 0xc0) == 0x80)
        n--; /* no code point is cut */
    if (n)
        memcpy(r->error->what, what.p, n);
    strcpy(r->error->what + n, n < what.n ? "..." : "");
    return false;
}

static int count_of(const struct json *list)
{
    int n = 0;
    for (const struct json *j = list ? list->first : NULL; j; j = j->next)
        n++;
    return n;
}

static bool has_code(const void *codes, struct str text)
{
    return intern_find(codes, text) >= 0;
}

/* The VTL type where the descriptor names it, else the type of Table Schema. */
static bool read_type(struct reader *r, const struct json *j, struct dataset_field *f)
{
    struct str type = json_get_text(j, "type"), vtl = json_get_text(j, "ectools:type");
    static const char *const plain[] = {"string", "integer", "number", "boolean", "date"};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (str_is(type, plain[i]) && vtype_find(vtl.n && !f->invalid ? vtl : type, &f->fit.type))
            return true;
    return wrong(r, j->line, "unknown type", type);
}

static bool read_bound(struct reader *r, const struct json *j, struct dataset_field *f, bool *has, struct value *v)
{
    if (!j)
        return true;
    *has = true;
    if ((j->type == JSON_NUMBER || j->type == JSON_STRING) && value_from_text(v, f->fit.type, j->text) == CELL_OK)
        return true;
    return wrong(r, j->line, "a bound that is not of the column's type", f->name);
}

static bool read_constraints(struct reader *r, const struct json *c, struct dataset_field *f)
{
    const struct json *required = json_get(c, "required"), *pattern = json_get(c, "pattern");
    if (required)
        f->fit.required = required->type == JSON_TRUE;
    if (!read_bound(r, json_get(c, "minimum"), f, &f->fit.has_min, &f->fit.min) ||
        !read_bound(r, json_get(c, "maximum"), f, &f->fit.has_max, &f->fit.max))
        return false;
    if (pattern) {
        struct buf why = {0};
        size_t offset;
        f->regex = pattern->type == JSON_STRING ? regex_compile(pattern->text, &offset, &why) : NULL;
        buf_free(&why);
        if (!f->regex)
            return wrong(r, pattern->line, "a pattern that is no regular expression", f->name);
        f->fit.pattern = f->regex;
    }
    return true;
}

static bool read_categories(struct reader *r, const struct json *list, struct dataset_field *f)
{
    if (!list)
        return true;
    f->labels = arena_array(&r->dataset->arena, (size_t)count_of(list) + 1, sizeof *f->labels);
    for (const struct json *j = list->first; j; j = j->next) {
        const struct json *value = j->type == JSON_OBJECT ? json_get(j, "value") : j;
        if (!value || value->type != JSON_STRING)
            return wrong(r, j->line, "a category without a value", f->name);
        int code = intern_add(&f->codes, value->text);
        f->labels[code] = j->type == JSON_OBJECT ? json_get_text(j, "label") : (struct str){0};
    }
    f->fit.has_code = has_code;
    f->fit.codes = &f->codes;
    return true;
}

static bool read_field(struct reader *r, const struct json *j, struct dataset_field *f)
{
    unsigned long long n;
    f->line = j->line;
    f->name = json_get_text(j, "name");
    f->title = json_get_text(j, "title");
    f->description = json_get_text(j, "description");
    f->unit = json_get_text(j, "unit");
    f->invalid = json_get(j, "ectools:invalid") != NULL;
    if (!f->name.n)
        return wrong(r, j->line, "a field without a name", (struct str){0});
    f->precision = json_get_count(j, "ectools:precision", &n) && n < 100 ? (int)n : 0;
    f->scale = json_get_count(j, "ectools:scale", &n) && n < 100 ? (int)n : 0;
    return read_type(r, j, f) && read_constraints(r, json_get(j, "constraints"), f) &&
           read_constraints(r, json_get(j, "ectools:constraints"), f) &&
           read_categories(r, json_get(j, "categories"), f);
}

static bool read_key(struct reader *r, const struct json *list, const struct intern *names, struct dataset_table *t)
{
    t->key = arena_array(&r->dataset->arena, (size_t)count_of(list) + 1, sizeof *t->key);
    for (const struct json *j = list ? list->first : NULL; j; j = j->next) {
        int i = intern_find(names, j->text);
        if (i < 0)
            return wrong(r, j->line, "the primary key names a column that is not there", j->text);
        t->key[t->n_key++] = i;
    }
    return true;
}

/* names: those of the fields before. */
static bool read_each_field(struct reader *r, const struct json *list, struct intern *names, struct dataset_table *t)
{
    for (const struct json *j = list->first; j; j = j->next) {
        if (!read_field(r, j, &t->fields[t->n++]))
            return false;
        if (intern_add(names, t->fields[t->n - 1].name) != t->n - 1)
            return wrong(r, j->line, "two fields of one name", t->fields[t->n - 1].name);
    }
    return true;
}

static bool read_fields(struct reader *r, const struct json *schema, struct dataset_table *t)
{
    const struct json *list = json_get(schema, "fields");
    int n = count_of(list);
    if (!list || list->type != JSON_ARRAY || n == 0)
        return wrong(r, t->line, "a schema without fields", t->name);
    t->fields = arena_array(&r->dataset->arena, (size_t)n, sizeof *t->fields);
    struct intern names = {0};
    bool good = read_each_field(r, list, &names, t) && read_key(r, json_get(schema, "primaryKey"), &names, t);
    intern_free(&names);
    return good;
}

static bool read_mode(struct reader *r, const struct json *j, struct dataset_table *t)
{
    static const char *const modes[] = {"single", "blocked", "none"};
    for (int i = 0; i < 3; i++)
        if (str_is(json_get_text(j, "ectools:gzip"), modes[i])) {
            t->mode = (enum gz_mode)i;
            return str_is(json_get_text(j, "compression"), "gz") == (i < 2)
                       ? true : wrong(r, j->line, "compression and ectools:gzip contradict each other", t->name);
        }
    return wrong(r, j->line, "no ectools:gzip (single, blocked or none)", t->name);
}

/* A plain file name: a descriptor from elsewhere must not lead out of its folder, nor into a shell. */
static bool good_path(struct str path)
{
    if (!path.n || path.p[0] == '.' || path.p[0] == '-')
        return false;
    for (size_t i = 0; i < path.n; i++) {
        char c = path.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-'))
            return false;
    }
    return true;
}

static bool read_table(struct reader *r, const struct json *j, struct dataset_table *t)
{
    unsigned long long bytes, rows;
    struct str hash = json_get_text(j, "hash");
    t->line = j->line;
    t->name = json_get_text(j, "name");
    t->title = json_get_text(j, "title");
    t->path = json_get_text(j, "path");
    if (!t->name.n)
        return wrong(r, j->line, "a resource without a name", (struct str){0});
    if (!good_path(t->path))
        return wrong(r, j->line, "a path that is not a plain file name", t->path);
    if (!str_starts(hash, STR("sha256:")) || hash.n != 7 + 64)
        return wrong(r, j->line, "no hash sha256:...", t->name);
    t->sha256 = (struct str){hash.p + 7, 64};
    if (!json_get_count(j, "bytes", &bytes) || !json_get_count(j, "ectools:rows", &rows))
        return wrong(r, j->line, "no bytes or ectools:rows", t->name);
    t->bytes = bytes;
    t->rows = rows;
    return read_mode(r, j, t) && read_fields(r, json_get(j, "schema"), t);
}

static bool read_package(struct reader *r, const struct json *j)
{
    const struct json *list = json_get(j, "resources");
    int n = count_of(list);
    if (!list || list->type != JSON_ARRAY || n == 0)
        return wrong(r, j->line, "no resources", (struct str){0});
    r->dataset->name = json_get_text(j, "name");
    r->dataset->tables = arena_array(&r->dataset->arena, (size_t)n, sizeof *r->dataset->tables);
    for (const struct json *t = list->first; t; t = t->next)
        if (!read_table(r, t, &r->dataset->tables[r->dataset->n++]))
            return false;
    return true;
}

struct dataset *dataset_read(struct str text, struct dataset_error *e)
{
    struct reader r = {mem_alloc(sizeof *r.dataset), e};
    struct json_error json;
    const struct json *j = json_read(text, &r.dataset->arena, &json);
    bool good = j ? read_package(&r, j) : wrong(&r, json.line, json.why, (struct str){0});
    if (good)
        return r.dataset;
    dataset_free(r.dataset);
    return NULL;
}

void dataset_free(struct dataset *d)
{
    if (!d)
        return;
    for (int i = 0; i < d->n; i++)
        for (int k = 0; k < d->tables[i].n; k++) {
            intern_free(&d->tables[i].fields[k].codes);
            regex_free(d->tables[i].fields[k].regex);
        }
    arena_free(&d->arena);
    mem_free(d);
}
