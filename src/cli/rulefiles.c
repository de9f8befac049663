/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/rulefiles.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "io/in.h"

/* The file that a name means: itself, or an installed rule file. */
static const char *resolve(struct rulefiles *f, const char *name)
{
    const char *dir = getenv("EC_DATADIR");
    if (strchr(name, '/') || !in_missing(name))
        return name;
    const char *suffix = str_ends(str_of(name), STR(".vtl")) ? "" : ".vtl";
    const char *path = arena_printf(&f->text, "%s/%s%s", dir && *dir ? dir : EC_DATADIR, name, suffix);
    return in_missing(path) ? name : path;
}

static bool same_file(const char *a, const char *b)
{
    struct stat x, y;
    const char *unseen = stat(a, &x) < 0 ? a : stat(b, &y) < 0 ? b : NULL;
    if (unseen && in_machine(errno))
        in_complain(unseen);
    return !unseen && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* A file that is named alone and stands in a folder that is named, too, is read once. */
static void drop_repeated(struct folder *f)
{
    size_t kept = 0;
    for (size_t i = 0; i < f->n; i++) {
        bool seen = false;
        for (size_t k = 0; k < kept; k++)
            seen |= same_file(f->files[i], f->files[k]);
        if (!seen)
            f->files[kept++] = f->files[i];
    }
    f->n = kept;
}

static void add_path(struct folder *f, const char *path)
{
    f->files = mem_grow(f->files, &f->cap, f->n + 1, sizeof *f->files);
    f->files[f->n++] = path;
}

/* The folder `messages` beside a rule file or in a folder of them. */
static void add_catalogue(struct rulefiles *f, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dir = folder_is(path) ? arena_printf(&f->text, "%s/messages", path)
                      : slash ? arena_printf(&f->text, "%.*s/messages", (int)(slash - path), path) : "messages";
    if (folder_is(dir))
        add_path(&f->catalogues, dir);
}

static bool read_rules(struct rulefiles *f, const char *path, struct sha256 *hash)
{
    struct buf b = {0};
    bool good = in_slurp(path, RULEFILE_BYTES, &b);
    size_t valid = good ? utf8_valid(buf_slice(&b)) : 0;
    if (good && valid < b.n) {
        long line = 1;
        for (size_t i = 0; i < valid; i++)
            line += b.p[i] == '\n';
        diag(D_SHEET_UTF8, loc_line(path, line));
        good = false;
    }
    if (good) {
        sha256_add(hash, b.p, b.n);
        good = rules_load(f->rules, path, buf_slice(&b));
    }
    buf_free(&b);
    return good;
}

/* Turns -r into the list of files. */
static bool find_files(struct rulefiles *f, const struct opt_list *paths)
{
    bool good = true;
    for (int i = 0; i < paths->n; i++) {
        const char *path = resolve(f, paths->v[i]);
        size_t before = f->files.n;
        add_catalogue(f, path);
        if (!folder_is(path))
            add_path(&f->files, path);
        else
            good &= folder_list(&f->files, path, ".vtl", &f->text);
        if (good && f->files.n == before) {
            diag(D_RULES_NONE, loc_file(path));
            good = false;
        }
    }
    drop_repeated(&f->files);
    drop_repeated(&f->catalogues);
    return good;
}

bool rulefiles_load(struct rulefiles *f, const struct opt_list *paths, const char *messages)
{
    struct sha256 hash;
    *f = (struct rulefiles){.rules = rules_new()};
    sha256_start(&hash);
    bool good = find_files(f, paths);
    for (size_t i = 0; i < f->files.n; i++)
        good &= read_rules(f, f->files.files[i], &hash);
    sha256_hex(&hash, f->sha256);
    good = rules_link(f->rules) && good;
    for (size_t i = 0; !messages && i < f->catalogues.n; i++)
        good &= messages_load(&f->messages, f->catalogues.files[i]);
    if (messages)
        good &= messages_load(&f->messages, messages);
    return good;
}

struct str rulefiles_code(struct rulefiles *f, int rule)
{
    const struct rule *r = rules_rule(f->rules, rule);
    if (!r->errorcode || r->errorcode->null)
        return r->name;
    if (r->errorcode->type == T_STRING)
        return r->errorcode->str;
    struct buf b = {0};
    value_put_text(&b, r->errorcode);
    struct str s = arena_str(&f->text, buf_slice(&b));
    buf_free(&b);
    return s;
}

void rulefiles_free(struct rulefiles *f)
{
    rules_free(f->rules);
    messages_free(&f->messages);
    folder_free(&f->files);
    folder_free(&f->catalogues);
    arena_free(&f->text);
    *f = (struct rulefiles){0};
}
