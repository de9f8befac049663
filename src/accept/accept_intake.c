/* SPDX-License-Identifier: Apache-2.0 */
#include "accept/accept_intake.h"

#include "base/diag.h"
#include "base/mem.h"
#include "form/recordref.h"
#include "rec/cell.h"
#include "value/keytext.h"
#include "value/personal.h"

struct recin *accept_open(struct accept *a, const struct form_table *t)
{
    const char *path = arena_printf(&a->paths, "%s/%.*s.tsv", a->o->records, (int)t->name.n, t->name.p);
    return recin_open(path, a->o->dialect);
}

struct str accept_period(struct accept *a, struct str cell)
{
    buf_reset(&a->b);
    if (a->key.period >= 0)
        keytext_put(&a->b, a->key.table->vars[a->key.period].type, cell);
    return buf_slice(&a->b);
}

/* ---- records ---- */

struct intake {
    struct unitkey_columns at;
    int *cell;         /* [identifiers] columns of all identifiers of the unit's table */
    int report_date;   /* column, or -1 */
    struct recordref ref;
};

static void tell(struct accept *a, struct intake *in, const struct rec *rec, enum builtin_id id, int n, const struct str args[])
{
    struct finding x = {0};
    recordref_fill(&in->ref, rec, &x);
    findings_builtin(a->findings, id, &x, n, args);
}

/* The newest report date is the day of the run, unless --as-of says otherwise. */
static void note_day(struct accept *a, const struct intake *in, const struct rec *rec)
{
    struct date d;
    if (a->o->as_of || in->report_date < 0 || !date_parse(&d, rec->cell[in->report_date]))
        return;
    if (!a->has_day || d.day > a->day.day)
        a->day = d;
    a->has_day = true;
}

static bool is_period(struct accept *a, const struct intake *in, const struct rec *rec)
{
    struct value v;
    if (in->at.period < 0 || !a->period.n)
        return true;
    struct str cell = rec->cell[in->at.period];
    if (value_parse(&v, a->key.table->vars[a->key.period].type, cell, &a->row) != CELL_OK || v.null)
        return true; /* no period that can be read: the form's constraints say so, and hold the unit */
    return str_eq(accept_period(a, cell), buf_slice(&a->period));
}

/* The identifier that holds an identity number; -1: none. ecread lets none pass, so that the stream came another way. Findings do
 * not tell such units apart. */
static int personal_identifier(struct accept *a, const struct intake *in, const struct rec *rec)
{
    char digits[PERSONAL_DIGITS + 1];
    for (int i = 0; i < a->identifiers.n; i++)
        if (in->cell[i] >= 0 && personal_identity(cell_text(rec->cell[in->cell[i]], &a->row), digits))
            return i;
    return -1;
}

static void fail(struct accept *a, struct unit *x, const char *rule)
{
    x->failed = true;
    x->count[LEVEL_HARD]++;
    unittable_hold(&a->units, x, str_of(rule), NEED_RESUBMISSION);
}

static bool take_record(struct accept *a, struct intake *in, const struct rec *rec)
{
    arena_reset(&a->row);
    if (!is_period(a, in, rec)) {
        struct str args[] = {cell_text(rec->cell[in->at.period], &a->row), str_of(a->o->period)};
        tell(a, in, rec, B_ACCEPT_PERIOD, 2, args);
        return true;
    }
    buf_reset(&a->a);
    if (!unitkey_put(&a->key, &in->at, rec, &a->a)) { /* FORM-IDENTIFIER has it; nobody can be told from it */
        tell(a, in, rec, B_ACCEPT_NOBODY, 0, NULL);
        return true;
    }

    struct unit *x = unittable_add(&a->units, buf_slice(&a->a), a->identifiers.n);
    if (!x)
        return false;
    if (x->read) {
        tell(a, in, rec, B_ACCEPT_TWICE, 0, NULL);
        fail(a, x, "ACCEPT-TWICE");
        return true;
    }
    int person = personal_identifier(a, in, rec);
    if (person >= 0) {
        struct str name = intern_name(&a->identifiers, person);
        tell(a, in, rec, B_IDENTITY_RECORD, 1, &name);
        fail(a, x, "B05");
    }
    for (int i = 0; i < a->identifiers.n; i++)
        x->cells[i] = arena_str(&a->units.text, in->cell[i] < 0 ? STR("\\N") : rec->cell[in->cell[i]]);
    unittable_received(&a->units, x, in->at.sub < 0 ? STR("") : cell_text(rec->cell[in->at.sub], &a->row),
                   in->at.revision < 0 ? STR("") : rec->cell[in->at.revision]);
    note_day(a, in, rec);
    return true;
}

bool accept_records(struct accept *a)
{
    struct recin *from = accept_open(a, a->key.table);
    struct intake in = {0};
    struct rec rec;
    int got = -1;
    bool good = from && unitkey_find(&a->key, from, true, &in.at);

    in.cell = mem_array((size_t)a->identifiers.n + 1, sizeof *in.cell);
    for (int i = 0; good && i < a->identifiers.n; i++)
        in.cell[i] = intern_find(recin_columns(from), intern_name(&a->identifiers, i));
    if (good) {
        in.report_date = intern_find(recin_columns(from), STR("report_date"));
        recordref_init(&in.ref, a->key.table, recin_columns(from), recin_name(from));
        while (good && (got = recin_next(from, &rec)) > 0)
            good = take_record(a, &in, &rec);
        recordref_free(&in.ref);
    }
    mem_free(in.cell);
    recin_close(from);
    return good && got == 0;
}

/* ---- the frame ---- */

struct framed {
    struct unitkey_columns at;
    int from, to; /* columns, or -1 */
};

/* Is the judged period within frame_from .. frame_to? An end that is empty, or no period, is open. */
static bool in_frame(struct accept *a, const struct framed *f, const struct rec *rec)
{
    struct period now, p;
    struct str text = buf_slice(&a->period);
    if (!period_parse(&now, text))
        return true;
    if (f->from >= 0 && period_parse(&p, rec->cell[f->from]) && p.indicator == now.indicator && period_cmp(now, p) < 0)
        return false;
    return !(f->to >= 0 && period_parse(&p, rec->cell[f->to]) && p.indicator == now.indicator && period_cmp(now, p) > 0);
}

/* A key that stands otherwise here than in another stream is told, once; they are one unit all the same. */
static void compare_writing(struct accept *a, struct unit *x, const struct unitkey_columns *at, const struct rec *rec,
                            const char *there_name)
{
    bool told = x->spelling_told;
    for (int i = 0, k = 0; i < a->identifiers.n && k < a->key.n && !told; i++) {
        if (a->identifier[i] != a->key.var[k])
            continue;
        struct str there = rec->cell[at->at[k++]], here = x->cells[i];
        if (str_eq(there, here))
            continue;
        x->spelling_told = true;
        struct finding y = {.table = a->key.table->name, .variable = intern_name(&a->identifiers, i),
                            .value = cell_text(here, &a->row), .expected = cell_text(there, &a->row), .submission = x->sub};
        struct str args[] = {y.variable, y.value, str_of(there_name), y.expected};
        findings_builtin(a->findings, B_ACCEPT_SPELLING, &y, 4, args);
    }
}

static bool take_frame(struct accept *a, const struct framed *f, const struct rec *rec, const char *name)
{
    arena_reset(&a->row);
    buf_reset(&a->a);
    if (!in_frame(a, f, rec) || !unitkey_put(&a->key, &f->at, rec, &a->a))
        return true;
    struct unit *x = unittable_add(&a->units, buf_slice(&a->a), a->identifiers.n);
    if (!x)
        return false;
    if (x->read && !x->in_frame)
        compare_writing(a, x, &f->at, rec, name);
    for (int i = 0, k = 0; i < a->identifiers.n && !x->read && !x->in_frame; i++) {
        bool own = k < a->key.n && a->identifier[i] == a->key.var[k];
        x->cells[i] = arena_str(&a->units.text, own ? rec->cell[f->at.at[k]] : STR("\\N"));
        k += own;
    }
    x->in_frame = true;
    return true;
}

bool accept_frame(struct accept *a)
{
    if (!a->o->frame)
        return true;
    struct recin *in = recin_open(a->o->frame, a->o->dialect);
    struct framed f = {0};
    struct rec rec;
    int got = -1;
    bool good = in && unitkey_find(&a->key, in, true, &f.at);

    if (good) {
        f.from = intern_find(recin_columns(in), STR("frame_from"));
        f.to = intern_find(recin_columns(in), STR("frame_to"));
    }
    while (good && (got = recin_next(in, &rec)) > 0)
        good = take_frame(a, &f, &rec, recin_name(in));
    recin_close(in);
    return good && got == 0;
}

/* ---- what is beside the records ---- */

/* Takes away the bit of each unit that has a row in the stream. Its key may be written otherwise there than now. */
static bool mark_known(struct accept *a, const char *path, unsigned bit)
{
    struct recin *in = recin_open(path, a->o->dialect);
    struct unitkey_columns at;
    struct rec rec;
    int got = -1;
    bool good = in && unitkey_find(&a->key, in, true, &at);

    for (int i = 0; good && i < a->units.keys.n; i++)
        a->units.of[i].unchecked |= bit;
    while (good && (got = recin_next(in, &rec)) > 0) {
        buf_reset(&a->a);
        struct unit *x = unitkey_put(&a->key, &at, &rec, &a->a) ? unittable_find(&a->units, buf_slice(&a->a)) : NULL;
        if (!x)
            continue;
        x->unchecked &= ~bit;
        if (x->read)
            compare_writing(a, x, &at, &rec, recin_name(in));
        arena_reset(&a->row);
    }
    recin_close(in);
    return good && got == 0;
}

/* Units whose score is below the policy's: their soft findings pass. */
static bool mark_low(struct accept *a)
{
    struct recin *in = recin_open(a->o->calls, a->o->dialect);
    struct unitkey_columns at;
    struct rec rec;
    struct dec d;
    int got = -1, score = in ? intern_find(recin_columns(in), STR("score")) : -1;
    bool good = in && unitkey_find(&a->key, in, true, &at);

    if (good && score < 0) {
        diag(D_COLUMN_UNKNOWN, loc_line(recin_name(in), 1), "score");
        good = false;
    }
    while (good && (got = recin_next(in, &rec)) > 0) {
        buf_reset(&a->a);
        if (unitkey_put(&a->key, &at, &rec, &a->a) && dec_parse(&d, rec.cell[score]) == DEC_OK &&
            dec_cmp(&d, &a->policy->autopass) < 0)
            intern_add(&a->low, buf_slice(&a->a));
    }
    recin_close(in);
    return good && got == 0;
}

bool accept_beside(struct accept *a)
{
    const struct accept_options *o = a->o;
    unsigned given = (o->prior ? BESIDE_PRIOR : 0) | (o->ly ? BESIDE_LY : 0) | (o->frame ? BESIDE_REGISTER : 0) |
                     (o->has_accepted ? BESIDE_ACCEPTED : 0);
    for (unsigned bit = 1; bit <= BESIDE_ACCEPTED; bit <<= 1)
        if (a->policy->require & ~given & bit) {
            diag(D_POLICY_REQUIRES, (struct loc){0}, policy_beside_word(bit));
            return false;
        }
    return (!o->prior || mark_known(a, o->prior, UNCHECKED_PRIOR)) && (!o->ly || mark_known(a, o->ly, UNCHECKED_LY)) &&
           (!o->calls || !a->policy->has_autopass || mark_low(a));
}
