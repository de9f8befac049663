/* SPDX-License-Identifier: Apache-2.0 */
#include "report/collect_work.h"

#include <string.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "io/in.h"

struct str collect_keep(struct report *r, struct str s)
{
    return arena_str(&r->text, s);
}

/* A file that can be read again; opening a pipe would take, or wait for, what is not there. */
static bool is_regular(const char *path)
{
    struct stat st;
    return stat(path, &st) < 0 || S_ISREG(st.st_mode); /* if it cannot be told, opening it complains */
}

static bool hash(struct in *in, const char *path, char hex[SHA256_HEX + 1])
{
    struct sha256 h;
    char bytes[8 * 1024];
    ssize_t n;
    sha256_start(&h);
    while ((n = in_read(in, bytes, sizeof bytes)) > 0)
        sha256_add(&h, bytes, (size_t)n);
    sha256_hex(&h, hex);
    if (n < 0)
        in_complain_read(in, loc_file(path));
    return n == 0;
}

bool collect_note(struct report *r, const char *role, const char *path)
{
    bool full = r->n_sources == (int)(sizeof r->sources / sizeof r->sources[0]);
    if (full || strcmp(path, "-") == 0 || !is_regular(path))
        return true;
    struct in *in = in_open(path, NULL);
    if (!in) {
        in_complain(path);
        return false;
    }
    struct source *s = &r->sources[r->n_sources++];
    s->role = role;
    s->path = path;
    bool good = hash(in, path, s->sha256);
    in_close(in);
    return good;
}

const struct form_var *collect_identifier(const struct report *r)
{
    for (int i = 0; i < r->table->n; i++)
        if (r->table->vars[i].role == ROLE_IDENTIFIER && i != r->table->period)
            return &r->table->vars[i];
    return &r->table->vars[0];
}

struct unit *collect_unit(struct report *r, struct str key)
{
    int i = keynames_of(&r->keys, r->key_type, key);
    if (i < r->n_units)
        return &r->units[i];
    r->units = mem_grow(r->units, &r->cap_units, (size_t)r->n_units + 1, sizeof *r->units);
    size_t cells = (size_t)r->n_measures * STATES;
    r->units[r->n_units++] = (struct unit){.key = keynames_shown(&r->keys, i), .group = {-1, -1},
        .value = arena_array(&r->text, cells, sizeof(struct dec)), .has = arena_array(&r->text, cells, sizeof(bool))};
    return &r->units[i];
}

int collect_column(const struct recin *in, struct str name)
{
    return intern_find(recin_columns(in), name);
}

int collect_variable(const struct recin *in, const struct form_var *v)
{
    return v ? collect_column(in, v->name) : -1;
}

void collect_count(long **count, size_t *cap, int i)
{
    size_t before = *cap;
    *count = mem_grow(*count, cap, (size_t)i + 1, sizeof **count);
    for (size_t k = before; k < *cap; k++)
        (*count)[k] = 0;
    (*count)[i]++;
}
