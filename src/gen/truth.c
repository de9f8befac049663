/* SPDX-License-Identifier: Apache-2.0 */
#include "gen/truth.h"

static void put_or_null(struct recout *w, bool has, struct str s)
{
    if (has)
        recout_text(w, s);
    else
        recout_null(w);
}

int truth_rows(struct recout *w, const struct form *form, const struct plant *plant, const char *file)
{
    const struct planted *p;
    int n = plant_list(plant, &p);
    for (int i = 0; w && i < n; i++) {
        recout_text(w, str_of(file));
        recout_text(w, p[i].key);
        put_or_null(w, p[i].variable.p, p[i].variable);
        recout_text(w, str_of(p[i].kind));
        put_or_null(w, p[i].had, p[i].old);
        put_or_null(w, p[i].has, p[i].fresh);
        put_or_null(w, p[i].table >= 0, p[i].table >= 0 ? form->tables[p[i].table].name : STR(""));
        recout_end(w);
    }
    return n;
}

struct recout *truth_open(const char *path, const struct dialect *dialect)
{
    struct recout *w = recout_open(path, dialect);
    recout_header(w, STR("_file\tkey\tvariable\tkind\told\tnew\ttable"));
    return w;
}
