/* SPDX-License-Identifier: Apache-2.0 */
#include "form/domains.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/in.h"

static struct codelist *load(struct domains *d, struct str name)
{
    struct buf path = {0};
    buf_printf(&path, "%s/%.*s.tsv", d->folder ? d->folder : d->form->codes_dir, (int)name.n, name.p);
    struct codelist *list = in_missing(buf_text(&path)) ? NULL : codelist_load(name, buf_text(&path));
    buf_free(&path);
    return list;
}

const struct codelist *domains_find(struct domains *d, struct str name)
{
    const struct codelist *known = d->form ? form_codelist(d->form, name) : NULL;
    for (size_t i = 0; !known && i < d->n; i++)
        if (str_eq(d->lists[i]->name, name))
            known = d->lists[i];
    if (known || memchr(name.p, '/', name.n) || (!d->form && !d->folder))
        return known;
    struct codelist *list = load(d, name);
    if (!list)
        return NULL;
    d->lists = mem_grow(d->lists, &d->cap, d->n + 1, sizeof *d->lists);
    d->lists[d->n++] = list;
    return list;
}

bool domains_has(const struct codelist *l, struct str code, const struct date *day)
{
    if (l->dated && day)
        return codelist_at(l, code, *day, NULL) == CODE_VALID;
    return codelist_find(l, code) != NULL;
}

void domains_free(struct domains *d)
{
    for (size_t i = 0; i < d->n; i++)
        codelist_free(d->lists[i]);
    mem_free(d->lists);
    *d = (struct domains){0};
}
