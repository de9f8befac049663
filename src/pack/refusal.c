/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/refusal.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "rec/cell.h"

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
        buf_puts(key, key->n ? ";" : "");
        buf_str(key, t->vars[i].name);
        buf_char(key, '=');
        if (!cell_is_null(rec->cell[at]))
            buf_str(key, cell_text(rec->cell[at], a));
    }
}

void refusal_report(struct findings *f, const struct form_table *t, const struct recin *in, const struct rec *rec,
                    const struct csv_fault *fault)
{
    struct arena a = {0};
    struct buf key = {0};
    const struct csv_field *field = fault->field;
    put_key(&key, t, in, rec, &a);
    struct finding x = {.result = RESULT_REJECTED,
                        .table = t->name,
                        .key = buf_slice(&key),
                        .file = column_text(in, rec, "_file", &a),
                        .line = whole_number(column_text(in, rec, "_line", &a)),
                        .rec = whole_number(column_text(in, rec, "_rec", &a)),
                        .variable = field->name,
                        .value = fault->value,
                        .expected = str_of(vtype_name(field->fit.type)),
                        .unit = field->var ? field->var->unit : (struct str){0}};
    if (!x.file.p) {
        x.file = str_of(recin_name(in));
        x.line = rec->lineno;
    }
    enum lang lang = diag_lang();
    const struct str args[] = {field->var ? field->var->label[lang] : field->name, fault->value, x.expected,
                               str_of(fit_words(fault->bad, lang))};
    findings_builtin(f, B_PACK_REFUSED, &x, 4, args);
    buf_free(&key);
    arena_free(&a);
}
