/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/datapackage.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"
#include "io/in.h"
#include "io/out.h"
#include "pack/dataset.h"
#include "rec/json.h"

#define PACKAGE_PROFILE "https://datapackage.org/profiles/2.0/datapackage.json"

enum { MANIFEST_MAX = 64 << 20 };

static const struct json *resources_of(const struct json *descriptor)
{
    const struct json *list = json_get(descriptor, "resources");
    return list && list->type == JSON_ARRAY ? list->first : NULL;
}

static const struct json *find_resource(const struct json *descriptor, struct str name)
{
    for (const struct json *j = resources_of(descriptor); j; j = j->next)
        if (str_eq(json_get_text(j, "name"), name))
            return j;
    return NULL;
}

/* Members of the package that are ours to write; others are kept. */
static bool is_ours(struct str name)
{
    static const char *const ours[] = {"$schema", "name", "title", "description", "version", "ectools:tool", "resources"};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (str_is(name, ours[i]))
            return true;
    return false;
}

static void put_one(struct buf *b, struct str text, int *n)
{
    buf_puts(b, (*n)++ ? ",\n    " : "\n    ");
    buf_str(b, text);
}

/* What was added of a table; NULL: nothing. They come in the order of the form, so the next one is looked at first. */
static const struct datapackage_added *find_added(const struct datapackage *d, struct str table, int *next)
{
    for (int i = 0; i < d->n_added; i++) {
        const struct datapackage_added *a = &d->added[(*next + i) % d->n_added];
        if (!str_eq(a->table, table))
            continue;
        *next = (*next + i + 1) % d->n_added;
        return a;
    }
    return NULL;
}

/* Resources in the order of the form's tables, then those that the form does not know. What was added replaces the one of its
 * name. */
static void put_resources(struct buf *b, const struct datapackage *d, const struct form *form)
{
    int n = 0, next = 0;
    for (int i = 0; i < form->n_tables; i++) {
        struct str name = form->tables[i].name;
        const struct datapackage_added *new = find_added(d, name, &next);
        const struct json *old = new ? NULL : find_resource(d->old, name);
        if (new || old)
            put_one(b, new ? new->text : old->source, &n);
    }
    for (const struct json *j = resources_of(d->old); j; j = j->next)
        if (!form_table_find(form, json_get_text(j, "name")))
            put_one(b, j->source, &n);
}

static void put_package(struct buf *b, const struct datapackage *d, const struct form *form)
{
    buf_puts(b, "{\n  \"$schema\": \"" PACKAGE_PROFILE "\",\n  \"name\": ");
    json_put(b, form->name);
    const struct {
        const char *name;
        struct str text;
    } texts[] = {{"title", form->title[LANG_ZH]}, {"description", form->title[LANG_EN]}, {"version", form->version},
                 {"ectools:tool", STR("ecpack " PACKAGE_VERSION)}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!texts[i].text.n)
            continue;
        buf_printf(b, ",\n  \"%s\": ", texts[i].name);
        json_put(b, texts[i].text);
    }
    for (const struct json *j = d->old ? d->old->first : NULL; j; j = j->next) {
        if (is_ours(j->name))
            continue;
        buf_puts(b, ",\n  ");
        json_put(b, j->name);
        buf_puts(b, ": ");
        buf_str(b, j->source);
    }
    buf_puts(b, ",\n  \"resources\": [");
    put_resources(b, d, form);
    buf_puts(b, "\n  ]\n}\n");
}

static const char *in_folder(struct datapackage *d, struct str name)
{
    return arena_printf(&d->arena, "%s/%.*s", d->folder, (int)name.n, name.p);
}

static bool read_old(struct datapackage *d, const struct form *form)
{
    const char *path = in_folder(d, STR("datapackage.json"));
    struct json_error e;
    if (in_missing(path))
        return true;
    if (!in_slurp_regular(path, DATASET_DESCRIPTOR_MAX, &d->old_text))
        return false;
    d->old = json_read(buf_slice(&d->old_text), &d->arena, &e);
    if (!d->old) {
        diag(D_JSON, loc_line(path, e.line), e.why);
        return false;
    }
    struct str name = json_get_text(d->old, "name");
    if (!str_eq(name, form->name)) {
        const char *wanted = diag_str(form->name);
        diag(D_PACK_OTHER_FORM, loc_file(path), diag_str(name), wanted);
        return false;
    }
    return true;
}

struct datapackage *datapackage_open(const char *folder, const struct form *form)
{
    struct datapackage *d = mem_alloc(sizeof *d);
    d->folder = mem_dup(folder, strlen(folder));
    d->fd = -1;
    if (mkdir(folder, 0777) < 0 && errno != EEXIST) {
        diag(D_CANNOT_CREATE, loc_file(folder), strerror(errno));
        datapackage_close(d);
        return NULL;
    }
    d->fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (d->fd < 0) {
        diag(D_CANNOT_OPEN, loc_file(folder), strerror(errno));
        datapackage_close(d);
        return NULL;
    }
#ifdef HAVE_FLOCK
    while (flock(d->fd, LOCK_EX) < 0 && errno == EINTR)
        ;
#endif
    if (!read_old(d, form)) {
        datapackage_close(d);
        return NULL;
    }
    return d;
}

/* Is it a file that an earlier run of ours made for this table? */
static bool is_our_file(struct str path, struct str table)
{
    return path.n > table.n && str_starts(path, table) &&
           (str_is((struct str){path.p + table.n, path.n - table.n}, ".csv") ||
            str_is((struct str){path.p + table.n, path.n - table.n}, ".csv.gz"));
}

/* The file that the table had before, to be removed when it has another name now. */
static void note_old_file(struct datapackage *d, const struct resource *r)
{
    struct str path = json_get_text(find_resource(d->old, r->table->name), "path");
    if (str_is(path, r->path) || !is_our_file(path, r->table->name))
        return;
    d->gone = mem_resize(d->gone, (size_t)d->n_gone + 1, sizeof *d->gone);
    d->gone[d->n_gone++] = in_folder(d, path);
}

void datapackage_add(struct datapackage *d, const struct resource *r)
{
    struct buf text = {0};
    note_old_file(d, r);
    resource_put(&text, r);
    d->added = mem_resize(d->added, (size_t)d->n_added + 1, sizeof *d->added);
    d->added[d->n_added++] =
        (struct datapackage_added){.table = r->table->name, .text = arena_str(&d->arena, buf_slice(&text))};
    buf_free(&text);
}

struct str datapackage_text(struct datapackage *d, const struct form *form)
{
    if (!d->text.n)
        put_package(&d->text, d, form);
    return buf_slice(&d->text);
}

void datapackage_publish(struct datapackage *d)
{
    struct out *o = out_open_in(d->folder, "datapackage.json");
    out_write(o, d->text.p, d->text.n);
    out_close(o, true);
    out_commit();
    for (int i = 0; i < d->n_gone; i++)
        unlink(d->gone[i]);
}

void datapackage_close(struct datapackage *d)
{
    if (!d)
        return;
    if (d->fd >= 0)
        close(d->fd);
    arena_free(&d->arena);
    buf_free(&d->old_text);
    buf_free(&d->text);
    mem_free(d->gone);
    mem_free(d->added);
    mem_free(d->folder);
    mem_free(d);
}

/* A line of the manifest without its usage, which differs from run to run: the same rows shall give the same descriptor. */
static void put_lineage(struct buf *to, const struct json *line)
{
    int n = 0;
    buf_char(to, '{');
    for (const struct json *m = line->first; m; m = m->next) {
        if (str_is(m->name, "usage"))
            continue;
        buf_puts(to, n++ ? "," : "");
        json_put(to, m->name);
        buf_char(to, ':');
        buf_str(to, m->source);
    }
    buf_char(to, '}');
}

bool datapackage_lineage(const char *path, struct buf *to)
{
    struct buf text = {0};
    struct arena a = {0};
    bool good = true;
    long line = 0;
    int n = 0;
    buf_char(to, '[');
    if (!in_missing(path))
        good = in_slurp(path, MANIFEST_MAX, &text);
    for (struct str rest = buf_slice(&text); good && rest.n;) {
        struct str one = str_trim(str_cut(rest, '\n', &rest));
        struct json_error e;
        line++;
        if (!one.n)
            continue;
        const struct json *j = json_read(one, &a, &e);
        if (!j || j->type != JSON_OBJECT) {
            diag(D_JSON, loc_line(path, line), j ? diag_words("not an object", "不是对象") : e.why);
            good = false;
            break;
        }
        buf_puts(to, n++ ? ",\n        " : "\n        ");
        put_lineage(to, j);
    }
    buf_puts(to, n ? "\n      ]" : "]");
    buf_free(&text);
    arena_free(&a);
    return good;
}
