/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/refusal.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "form/sensitivity.h"
#include "rec/cell.h"
#include "value/keyparts.h"

static struct str column_text(const struct recin *in, const struct rec *rec, const char *name, struct arena *a)
{
    int i = intern_find(recin_columns(in), str_of(name));
    if (i < 0 || cell_is_null(rec->cell[i]))
        return (struct str){0};
    return cell_text(rec->cell[i], a);
}

static long whole_number(struct str s)
{
    struct dec d;
    int64_t v;
    return s.n && dec_parse(&d, s) == DEC_OK && dec_to_int(&d, &v) && v > 0 ? (long)v : 0;
}

static void put_key(struct buf *key, const struct form_table *t, const struct recin *in, const struct rec *rec,
                    struct arena *a)
{
    for (int i = 0; i < t->n; i++) {
        int at = intern_find(recin_columns(in), t->vars[i].name);
        if (t->vars[i].role != ROLE_IDENTIFIER || at < 0)
            continue;
        keyparts_add(key, t->vars[i].name, cell_is_null(rec->cell[at]) ? STR("") : cell_text(rec->cell[at], a));
    }
}

/* Hands over what is the same for every refused row: table, key and place. The rest of x is the caller's. */
static void report(struct findings *f, struct finding *x, enum builtin_id id, const struct form_table *t, const struct recin *in,
                   const struct rec *rec, int n, const struct str args[])
{
    struct arena a = {0};
    struct buf key = {0};
    put_key(&key, t, in, rec, &a);
    x->result = RESULT_REJECTED;
    x->table = t->name;
    x->key = buf_slice(&key);
    x->file = column_text(in, rec, "_file", &a);
    x->line = whole_number(column_text(in, rec, "_line", &a));
    x->rec = whole_number(column_text(in, rec, "_rec", &a));
    x->submission = column_text(in, rec, "_sub", &a);
    if (!x->file.p) {
        x->file = str_of(recin_name(in));
        x->line = rec->lineno;
    }
    findings_builtin(f, id, x, n, args);
    buf_free(&key);
    arena_free(&a);
}

void refusal_report(struct findings *f, const struct form_table *t, const struct recin *in, const struct rec *rec,
                    const struct csv_fault *fault)
{
    const struct csv_field *field = fault->field;
    struct finding x = {.variable = field->name,
                        .value = fault->value,
                        .expected = str_of(vtype_name(field->fit.type)),
                        .unit = field->var ? field->var->unit : (struct str){0}};
    enum lang lang = diag_lang();
    const struct str args[] = {field->var ? field->var->label[lang] : field->name,
                               sensitivity_value(field->var, fault->value), x.expected,
                               str_of(fit_words(fault->bad, lang))};
    report(f, &x, B_PACK_REFUSED, t, in, rec, 4, args);
}

void refusal_key(struct findings *f, const struct form_table *t, const struct recin *in, const struct rec *rec, long first)
{
    struct finding x = {0};
    const struct str args[] = {str_of(diag_num(first))};
    report(f, &x, B_PACK_KEY, t, in, rec, 1, args);
}
