/* SPDX-License-Identifier: Apache-2.0 */
#include "accept/unitkey.h"

#include "base/diag.h"
#include "rec/cell.h"
#include "value/keyparts.h"
#include "value/keytext.h"

bool unitkey_init(struct unitkey *k, const struct form *form)
{
    const struct form_table *t = &form->tables[0];
    *k = (struct unitkey){.table = t, .period = t->period, .revision = -1};

    for (int i = 0; i < t->n; i++) {
        if (t->vars[i].role != ROLE_IDENTIFIER || i == t->period)
            continue;
        if (str_is(t->vars[i].name, "revision")) {
            k->revision = i;
            continue;
        }
        if (k->n == UNITKEY_MOST)
            break;
        k->var[k->n++] = i;
    }
    if (k->n && k->n < UNITKEY_MOST)
        return true;
    diag(D_UNIT_IDENTIFIERS, (struct loc){0}, diag_str(t->name), diag_num(UNITKEY_MOST - 1));
    return false;
}

static int column_of(const struct unitkey *k, const struct intern *names, int var)
{
    return var < 0 ? -1 : intern_find(names, k->table->vars[var].name);
}

bool unitkey_find(const struct unitkey *k, const struct recin *in, bool need, struct unitkey_columns *c)
{
    const struct intern *names = recin_columns(in);
    bool good = true;

    for (int i = 0; i < k->n; i++) {
        struct str name = k->table->vars[k->var[i]].name;
        c->at[i] = intern_find(names, name);
        if (c->at[i] < 0 && need)
            diag(D_COLUMN_UNKNOWN, loc_line(recin_name(in), 1), diag_str(name));
        good = good && c->at[i] >= 0;
    }
    c->period = column_of(k, names, k->period);
    c->revision = column_of(k, names, k->revision);
    c->sub = intern_find(names, STR("_sub"));
    return good;
}

static void put_part(struct unitkey *k, int i, struct str text, struct buf *b)
{
    if (i)
        buf_char(b, '\t');
    keytext_put(b, k->table->vars[k->var[i]].type, text);
}

bool unitkey_put(struct unitkey *k, const struct unitkey_columns *c, const struct rec *rec, struct buf *b)
{
    for (int i = 0; i < k->n; i++)
        if (c->at[i] < 0 || !rec->cell[c->at[i]].n || cell_is_null(rec->cell[c->at[i]]))
            return false;
    arena_reset(&k->text);
    for (int i = 0; i < k->n; i++)
        put_part(k, i, cell_text(rec->cell[c->at[i]], &k->text), b);
    return true;
}

struct str unitkey_part(struct str text, struct str name)
{
    for (struct str rest = text; rest.p;) {
        struct str value, part = keyparts_cut(rest, &rest), found = str_cut(part, '=', &value);
        if (!value.p || !str_eq(found, name))
            continue;

        /* A `;` inside the value: what follows it has no `name=`. */
        while (rest.p) {
            struct str after, next = keyparts_cut(rest, &after), ignored;
            str_cut(next, '=', &ignored);
            if (ignored.p)
                break;
            value.n = (size_t)(next.p + next.n - value.p);
            rest = after;
        }
        return value;
    }
    return (struct str){NULL, 0};
}

bool unitkey_put_text(struct unitkey *k, struct str text, struct buf *b)
{
    struct str part[UNITKEY_MOST];
    for (int i = 0; i < k->n; i++) {
        part[i] = unitkey_part(text, k->table->vars[k->var[i]].name);
        if (!part[i].p || !part[i].n)
            return false;
    }
    arena_reset(&k->text);
    for (int i = 0; i < k->n; i++) {
        struct buf plain = {0};
        keyparts_unescape(&plain, part[i]);
        put_part(k, i, arena_str(&k->text, buf_slice(&plain)), b);
        buf_free(&plain);
    }
    return true;
}

void unitkey_free(struct unitkey *k)
{
    arena_free(&k->text);
}
