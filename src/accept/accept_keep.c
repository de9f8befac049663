/* SPDX-License-Identifier: Apache-2.0 */
#include "accept/accept_keep.h"

#include <errno.h>
#include <sys/stat.h>

#include "accept/accept_intake.h"
#include "form/findkey.h"
#include "form/recordref.h"
#include "io/in.h"
#include "io/out.h"
#include "rec/cell.h"
#include "rec/recout.h"

struct table {
    const struct form_table *form;
    struct unitkey_columns at;
    struct recordref ref;
};

static void tell(struct accept *a, struct table *t, const struct rec *rec, enum builtin_id id)
{
    struct finding x = {0};
    recordref_fill(&t->ref, rec, &x);
    findings_builtin(a->findings, id, &x, 0, NULL);
}

/* Is the row of a standalone table held by itself? */
static bool is_held(struct accept *a, struct table *t, const struct rec *rec)
{
    struct finding x = {0};
    if (!t->form->standalone || !a->held_rows.n)
        return false;
    recordref_fill(&t->ref, rec, &x);
    buf_reset(&a->b);
    buf_str(&a->b, t->form->name);
    buf_char(&a->b, '\t');
    findkey_put(&a->b, t->form, x.key);
    return intern_find(&a->held_rows, buf_slice(&a->b)) >= 0;
}

static bool is_kept(struct accept *a, struct table *t, const struct rec *rec)
{
    bool own = t->form == a->key.table;
    buf_reset(&a->a);
    arena_reset(&a->row);
    struct str period = t->at.period < 0 ? STR("") : cell_text(rec->cell[t->at.period], &a->row);
    if (t->at.period >= 0 && a->period.n && !str_eq(accept_period(a, period), buf_slice(&a->period)))
        return false; /* told of the unit's own record */

    struct unit *u = unitkey_put(&a->key, &t->at, rec, &a->a) ? unittable_find(&a->units, buf_slice(&a->a)) : NULL;
    if (!u || !u->read) {
        if (!own)
            tell(a, t, rec, B_ACCEPT_ORPHAN);
        return false;
    }
    if (t->at.sub >= 0 && u->sub.n && !str_eq(cell_text(rec->cell[t->at.sub], &a->row), u->sub)) {
        if (!own)
            tell(a, t, rec, B_ACCEPT_OTHER);
        return false;
    }
    return unittable_state(u) == STATE_ACCEPTED && !is_held(a, t, rec);
}

static bool copy_table(struct accept *a, const struct form_table *form)
{
    struct recin *in = accept_open(a, form);
    struct table t = {.form = form};
    struct rec rec;
    int got = -1;
    if (!in)
        return false;
    bool good = unitkey_find(&a->key, in, true, &t.at);

    struct recout *out = good ? recout_open_in(a->o->accepted, form->name, a->o->dialect) : NULL;
    recordref_init(&t.ref, form, recin_columns(in), recin_name(in));
    if (out)
        recout_header(out, recin_header(in));
    while (good && (got = recin_next(in, &rec)) > 0) {
        a->counts->rows_in++;
        if (!is_kept(a, &t, &rec))
            continue;
        a->counts->rows_out++;
        recout_line(out, rec.line);
    }
    recout_close(out, got == 0);
    recordref_free(&t.ref);
    recin_close(in);
    return good && got == 0;
}

/* Has the folder of records the table? A form may have tables that this quarter nobody filled in. */
static bool has_table(const struct accept *a, const struct form_table *t)
{
    struct buf path = {0};
    buf_printf(&path, "%s/%.*s.tsv", a->o->records, (int)t->name.n, t->name.p);
    bool there = !in_missing(buf_text(&path));
    buf_free(&path);
    return there;
}

bool accept_keep(struct accept *a)
{
    bool good = true;
    if (mkdir(a->o->accepted, 0777) < 0 && errno != EEXIST)
        out_fail(a->o->accepted);
    for (int i = 0; i < a->form->n_tables && good; i++)
        if (!a->form->tables[i].derived && has_table(a, &a->form->tables[i]))
            good = copy_table(a, &a->form->tables[i]);
    return good;
}
