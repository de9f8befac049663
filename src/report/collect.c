/* SPDX-License-Identifier: Apache-2.0 */
#include "report/collect.h"

#include "base/diag.h"
#include "base/mem.h"
#include "rec/cell.h"
#include "report/collect_work.h"
#include "report/measure.h"
#include "value/keyparts.h"

/* --- start --- */

static bool set_axis(struct report *r, int i, struct str name, bool needed)
{
    r->axis[i].var = form_var_find(r->table, name);
    if (!r->axis[i].var && needed)
        diag(D_REPORT_VARIABLE, (struct loc){0}, diag_str(name), diag_str(r->table->name));
    return r->axis[i].var || !needed;
}

static bool add_measure(struct report *r, struct str name, bool needed)
{
    const struct form_var *v = form_var_find(r->table, name);
    bool number = v && (v->type == T_INTEGER || v->type == T_NUMBER);
    if (!number && needed)
        diag(D_REPORT_VARIABLE, (struct loc){0}, diag_str(name), diag_str(r->table->name));
    if (number)
        r->measures[r->n_measures++].var = v;
    return number || !needed;
}

/* The key variables: those named, else the usual ones, else the first required numbers of the form. */
static bool set_measures(struct report *r, const char *vars)
{
    static const char *const usual = "gross_output,op_revenue,total_profit,emp_avg,rd_expense,energy_tce";
    r->measures = mem_array((size_t)r->table->n + 1, sizeof *r->measures);
    struct str rest = str_of(vars ? vars : usual);
    bool good = true;
    while (rest.p && good && r->n_measures < r->table->n)
        good = add_measure(r, str_cut(rest, ',', &rest), vars != NULL);
    for (int i = 0; i < r->table->n && r->n_measures < 6 && !vars; i++) {
        const struct form_var *v = &r->table->vars[i];
        bool used = false;
        for (int k = 0; k < r->n_measures; k++)
            used |= r->measures[k].var == v;
        if (!used && v->role == ROLE_MEASURE && v->required == REQUIRED_YES)
            add_measure(r, v->name, false);
    }
    return good;
}

bool collect_start(struct report *r, const struct form *form, const struct form_table *table, const char *by,
                   const char *vars)
{
    *r = (struct report){.form = form, .table = table};
    struct str second, first = str_cut(str_of(by ? by : "region_code,chain"), ',', &second);
    r->key_type = collect_identifier(r)->type;
    r->items = mem_array((size_t)table->n, sizeof *r->items);
    for (int i = 0; i < table->n; i++)
        r->items[i].var = &table->vars[i];
    return set_axis(r, 0, first, by != NULL) && set_axis(r, 1, second, by != NULL) && set_measures(r, vars);
}

/* --- records --- */

/* Columns of a stream that the model needs, by position; -1 where the stream lacks them. */
struct places {
    int key, name, period, axis[2];
    int *measure; /* [n_measures] */
    int *item;    /* [table->n] */
};

static bool find_places(struct report *r, const struct recin *in, struct places *p, struct arena *a)
{
    const struct form_var *id = collect_identifier(r);
    p->key = collect_variable(in, id);
    if (p->key < 0) {
        diag(D_REPORT_COLUMN, loc_file(recin_name(in)), diag_str(id->name));
        return false;
    }
    p->name = collect_column(in, STR("unit_name"));
    p->period = r->table->period >= 0 ? collect_variable(in, &r->table->vars[r->table->period]) : -1;
    for (int i = 0; i < 2; i++)
        p->axis[i] = collect_variable(in, r->axis[i].var);
    p->measure = arena_array(a, (size_t)r->n_measures + 1, sizeof *p->measure);
    for (int i = 0; i < r->n_measures; i++)
        p->measure[i] = collect_variable(in, r->measures[i].var);
    p->item = arena_array(a, (size_t)r->table->n, sizeof *p->item);
    for (int i = 0; i < r->table->n; i++)
        p->item[i] = collect_variable(in, &r->table->vars[i]);
    return true;
}

static void take_values(struct report *r, struct unit *u, enum state s, const struct places *p, const struct rec *rec)
{
    for (int i = 0; i < r->n_measures; i++) {
        int at = i * STATES + (int)s;
        u->has[at] = p->measure[i] >= 0 && dec_parse(&u->value[at], rec->cell[p->measure[i]]) == DEC_OK;
    }
}

static void take_items(struct report *r, const struct places *p, const struct rec *rec)
{
    for (int i = 0; i < r->table->n; i++) {
        if (p->item[i] < 0)
            continue;
        struct str c = rec->cell[p->item[i]];
        if (cell_is_null(c) || c.n == 0)
            r->items[i].missing++;
        else
            r->items[i].present++;
    }
}

/* name=value of the identifiers joined by ';', as findings have it. */
static struct str record_key(struct report *r, const struct places *p, const struct rec *rec, struct arena *row)
{
    struct buf b = {0};
    for (int i = 0; i < r->table->n; i++) {
        if (r->table->vars[i].role != ROLE_IDENTIFIER || p->item[i] < 0)
            continue;
        keyparts_add(&b, r->table->vars[i].name, cell_text(rec->cell[p->item[i]], row));
    }
    struct str key = collect_keep(r, buf_slice(&b));
    buf_free(&b);
    return key;
}

static void take_record(struct report *r, const struct places *p, const struct rec *rec, struct arena *row)
{
    struct unit *u = collect_unit(r, cell_text(rec->cell[p->key], row));
    r->records++;
    u->in_records = true;
    u->record = record_key(r, p, rec, row);
    if (p->name >= 0 && !cell_is_null(rec->cell[p->name]))
        u->name = collect_keep(r, cell_text(rec->cell[p->name], row));
    for (int i = 0; i < 2; i++)
        if (p->axis[i] >= 0 && !cell_is_null(rec->cell[p->axis[i]]))
            u->group[i] = keynames_of(&r->axis[i].groups, r->axis[i].var->type, cell_text(rec->cell[p->axis[i]], row));
    if (p->period >= 0)
        collect_count(&r->period_count, &r->cap_period_count,
                      keynames_of(&r->periods, r->table->vars[r->table->period].type, cell_text(rec->cell[p->period], row)));
    take_values(r, u, STATE_FINAL, p, rec);
    take_items(r, p, rec);
}

static void take_state(struct report *r, enum state s, const struct places *p, const struct rec *rec, struct arena *row)
{
    int i = report_unit(r, cell_text(rec->cell[p->key], row));
    if (i >= 0)
        take_values(r, &r->units[i], s, p, rec);
}

static bool read_units(struct report *r, enum state s, const char *role, const char *path)
{
    struct recin *in = recin_open(path, r->dialect);
    struct places p;
    struct rec rec;
    struct arena row = {0}, program = {0};
    int got = -1;
    if (in && find_places(r, in, &p, &program))
        while ((got = recin_next(in, &rec)) > 0) {
            if (s == STATE_FINAL)
                take_record(r, &p, &rec, &row);
            else
                take_state(r, s, &p, &rec, &row);
            arena_reset(&row);
        }
    arena_free(&row);
    arena_free(&program);
    recin_close(in);
    return got == 0 && collect_note(r, role, path);
}

bool collect_records(struct report *r, const char *path)
{
    return read_units(r, STATE_FINAL, "records", path);
}

bool collect_state(struct report *r, enum state s, const char *path)
{
    r->has_raw |= s == STATE_RAW;
    r->has_prior |= s == STATE_PRIOR;
    return read_units(r, s, s == STATE_RAW ? "raw" : "prior", path);
}

bool collect_frame(struct report *r, const char *path)
{
    struct recin *in = recin_open(path, r->dialect);
    struct rec rec;
    struct arena row = {0};
    int got = -1, key = in ? collect_variable(in, collect_identifier(r)) : -1;
    if (in && key < 0)
        diag(D_REPORT_COLUMN, loc_file(path), diag_str(collect_identifier(r)->name));
    if (key >= 0)
        while ((got = recin_next(in, &rec)) > 0) {
            keynames_of(&r->frame, r->key_type, cell_text(rec.cell[key], &row));
            arena_reset(&row);
        }
    for (int i = 0; i < r->n_units; i++)
        r->responded += r->units[i].in_records && keynames_find(&r->frame, r->key_type, r->units[i].key) >= 0;
    arena_free(&row);
    recin_close(in);
    r->has_frame = true;
    return got == 0 && collect_note(r, "frame", path);
}

static void take_verdict(struct report *r, const struct rec *rec, int key, int state, struct arena *row)
{
    enum verdict v = report_verdict(rec->cell[state]);
    int i = cell_is_null(rec->cell[key]) ? -1 : report_unit(r, cell_text(rec->cell[key], row));
    r->verdicts[v]++;
    if (i >= 0)
        r->units[i].verdict = v;
}

bool collect_units(struct report *r, const char *path)
{
    struct recin *in = recin_open(path, r->dialect);
    struct rec rec;
    struct arena row = {0};
    int got = -1, key = in ? collect_variable(in, collect_identifier(r)) : -1;
    int state = in ? collect_column(in, STR("state")) : -1;

    if (in && (key < 0 || state < 0))
        diag(D_REPORT_COLUMN, loc_file(path), key < 0 ? diag_str(collect_identifier(r)->name) : "state");
    if (key >= 0 && state >= 0)
        while ((got = recin_next(in, &rec)) > 0) {
            take_verdict(r, &rec, key, state, &row);
            arena_reset(&row);
        }
    arena_free(&row);
    recin_close(in);
    r->has_verdicts = true;
    return got == 0 && collect_note(r, "units", path);
}

/* --- end --- */

void collect_end(struct report *r)
{
    for (int i = 0; i < r->n_measures; i++)
        measure_sum(r, i);
    long most = 0;
    for (int i = 0; i < r->periods.n; i++)
        if (r->period_count[i] > most) {
            most = r->period_count[i];
            r->period = keynames_shown(&r->periods, i);
        }
}
