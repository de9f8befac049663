/* SPDX-License-Identifier: Apache-2.0 */
#include "data/structure.h"

#include <strings.h>

#include "base/diag.h"
#include "base/mem.h"
#include "rec/json.h"
#include "rec/jsonin.h"

int structure_add(struct structure_maker *m, struct comp c)
{
    m->v = mem_grow(m->v, &m->cap, (size_t)m->n + 1, sizeof *m->v);
    m->v[m->n] = c;
    return m->n++;
}

struct structure structure_keep(struct structure_maker *m, struct arena *a)
{
    struct structure s = {.name = STR(""), .v = arena_array(a, (size_t)m->n + 1, sizeof *s.v), .n = m->n};
    if (m->n)
        memcpy(s.v, m->v, (size_t)m->n * sizeof *s.v);
    mem_free(m->v);
    *m = (struct structure_maker){0};
    return s;
}

int structure_find(const struct structure *s, struct str name)
{
    for (int i = 0; i < s->n; i++)
        if (str_eq(s->v[i].name, name))
            return i;
    return -1;
}

int structure_find_loose(const struct structure *s, struct str name, bool *near)
{
    int found = structure_find(s, name), several = 0;
    *near = false;
    if (found >= 0)
        return found;
    for (int i = 0; i < s->n; i++)
        if (s->v[i].name.n == name.n && strncasecmp(s->v[i].name.p, name.p, name.n) == 0) {
            found = i;
            several++;
        }
    *near = several == 1;
    return several == 1 ? found : -1;
}

struct str structure_nearest(const struct structure *s, struct str name)
{
    struct str *names = mem_array((size_t)s->n + 1, sizeof *names);
    for (int i = 0; i < s->n; i++)
        names[i] = s->v[i].name;
    int near = str_nearest(name, names, s->n);
    struct str found = near >= 0 ? names[near] : STR("");
    mem_free(names);
    return found;
}

int structure_count(const struct structure *s, enum role role)
{
    int n = 0;
    for (int i = 0; i < s->n; i++)
        n += s->v[i].role == role;
    return n;
}

/* ---- JSON ---- */

static const struct {
    const char *name;
    enum role role;
    bool viral;
} json_roles[] = {{"Identifier", ROLE_IDENTIFIER, false}, {"Measure", ROLE_MEASURE, false},
    {"Attribute", ROLE_ATTRIBUTE, false}, {"Viral Attribute", ROLE_ATTRIBUTE, true}, {"ViralAttribute", ROLE_ATTRIBUTE, true}};

static const struct {
    const char *name;
    enum vtype type;
} json_types[] = {{"String", T_STRING}, {"Number", T_NUMBER}, {"Integer", T_INTEGER}, {"Boolean", T_BOOLEAN},
    {"Time", T_TIME}, {"TimePeriod", T_PERIOD}, {"Date", T_DATE}, {"Duration", T_DURATION}};

static bool json_role(struct comp *c, struct str text)
{
    for (size_t i = 0; i < sizeof json_roles / sizeof json_roles[0]; i++)
        if (str_is(text, json_roles[i].name)) {
            c->role = json_roles[i].role;
            c->viral = json_roles[i].viral;
            return true;
        }
    return false;
}

/* A type by its name in JSON, or by its keyword in VTL. */
static bool json_type(struct comp *c, struct str text)
{
    for (size_t i = 0; i < sizeof json_types / sizeof json_types[0]; i++)
        if (str_is(text, json_types[i].name)) {
            c->type = json_types[i].type;
            return true;
        }
    return vtype_find(text, &c->type);
}

static bool complain(const char *file, const struct json *j, const char *what)
{
    diag(D_DATA_STRUCTURE, loc_line(file, j->line), what);
    return false;
}

static bool read_comp(struct structure_maker *m, struct arena *a, const char *file, const struct json *j)
{
    struct comp c = {.name = arena_str(a, json_get_text(j, "name"))};
    if (!c.name.n)
        return complain(file, j, diag_words("a component has no name", "组成部分没有名称"));
    struct structure so_far = {.v = m->v, .n = m->n};
    if (structure_find(&so_far, c.name) >= 0)
        return complain(file, j, diag_words("a name stands twice", "名称重复"));
    if (!json_role(&c, json_get_text(j, "role")))
        return complain(file, j, diag_words("the role must be Identifier, Measure, Attribute or Viral Attribute",
                                            "role 须为 Identifier、Measure、Attribute 或 Viral Attribute"));
    if (!json_type(&c, json_get_text(j, "data_type")))
        return complain(file, j, diag_words("data_type is none of String Number Integer Boolean Time TimePeriod Date Duration",
                                            "data_type 须为 String、Number、Integer、Boolean、Time、TimePeriod、Date 或 Duration"));
    structure_add(m, c);
    return true;
}

static bool read_structure(struct structure *s, struct arena *a, const char *file, const struct json *j)
{
    const struct json *components = json_get(j, "components");
    struct structure_maker m = {0};
    bool ok = true;
    if (!components) {
        struct comp c = {.name = STR("value"), .role = ROLE_MEASURE};
        if (!json_type(&c, json_get_text(j, "type")))
            return complain(file, j, diag_words("neither \"components\" nor \"type\"", "既没有 \"components\" 也没有 \"type\""));
        structure_add(&m, c);
    } else if (components->type != JSON_ARRAY) {
        return complain(file, components, diag_words("\"components\" must be an array", "\"components\" 须为数组"));
    }
    for (const struct json *c = components ? components->first : NULL; c && ok; c = c->next)
        ok = read_comp(&m, a, file, c);
    *s = structure_keep(&m, a);
    s->scalar = !components;
    s->name = arena_str(a, json_get_text(j, "name"));
    return ok;
}

struct structure *structures_of_json(struct arena *a, const char *file, struct str text, int *n)
{
    struct json_error e;
    struct json *j = json_read(arena_str(a, text), a, &e);
    if (!j) {
        diag(D_DATA_STRUCTURE, loc_line(file, e.line), e.why);
        return NULL;
    }
    *n = 0;
    for (const struct json *k = j->type == JSON_ARRAY ? j->first : j; k; k = k->next)
        ++*n;
    struct structure *v = arena_array(a, (size_t)*n + 1, sizeof *v);
    int i = 0;
    for (const struct json *k = j->type == JSON_ARRAY ? j->first : j; k; k = k->next)
        if (!read_structure(&v[i++], a, file, k))
            return NULL;
    return v;
}

void structure_put_json(struct buf *b, const struct structure *s, struct str name)
{
    static const char *const types[] = {[T_STRING] = "String", [T_NUMBER] = "Number", [T_INTEGER] = "Integer",
        [T_BOOLEAN] = "Boolean", [T_TIME] = "Time", [T_PERIOD] = "TimePeriod", [T_DATE] = "Date", [T_DURATION] = "Duration"};
    static const char *const roles[] = {"Identifier", "Measure", "Attribute"};
    buf_puts(b, "{\"name\": ");
    json_put(b, name);
    if (s->scalar) {
        buf_printf(b, ", \"type\": \"%s\"}\n", vtype_name(s->v[0].type));
        return;
    }
    buf_puts(b, ", \"components\": [");
    for (int i = 0; i < s->n; i++) {
        const struct comp *c = &s->v[i];
        buf_puts(b, i ? ",\n  {\"name\": " : "\n  {\"name\": ");
        json_put(b, c->name);
        buf_printf(b, ", \"role\": \"%s\", \"data_type\": \"%s\"}", c->viral ? "Viral Attribute" : roles[c->role],
                   c->type == T_NULL ? "String" : types[c->type]);
    }
    buf_puts(b, "]}\n");
}

/* ---- streams, schemas ---- */

struct structure structure_of_stream(struct arena *a, const struct form_table *t, const struct intern *columns)
{
    struct schema schema = {0};
    struct structure_maker m = {0};
    form_stream_schema(t, columns, &schema);
    for (int i = 0; i < schema.n; i++) {
        const struct column *c = &schema.columns[i];
        bool known = form_column(t, c->name, NULL) != NULL;
        structure_add(&m, (struct comp){arena_str(a, c->name), c->type, known ? c->role : ROLE_ATTRIBUTE, false});
    }
    schema_free(&schema);
    return structure_keep(&m, a);
}

void structure_schema(const struct structure *s, struct schema *to)
{
    for (int i = 0; i < s->n; i++)
        schema_add(to, s->v[i].name, s->v[i].type, s->v[i].role, STR(""));
}
