/* SPDX-License-Identifier: Apache-2.0 */
#include "form/sensitivity.h"

static enum shown shown(const void *to, struct str table, struct str variable)
{
    const struct form *form = to;
    const struct form_table *t = table.n ? form_table_find(form, table) : &form->tables[0];
    const struct form_var *v = t ? form_column(t, variable, NULL) : NULL;
    if (!v)
        return SHOWN_UNKNOWN;
    if (v->sensitivity == SENSITIVITY_PERSONAL)
        return SHOWN_NEVER;
    return vtype_is_numeric(v->type) ? SHOWN_NUMBER : SHOWN_TEXT;
}

void sensitivity_guard(struct findings *f, const struct form *form)
{
    findings_set_shown(f, shown, form);
}

bool sensitivity_personal(const struct form_table *t, struct str column)
{
    const struct form_var *v = form_column(t, column, NULL);
    return v && v->sensitivity == SENSITIVITY_PERSONAL;
}

struct str sensitivity_value(const struct form_var *v, struct str value)
{
    return v && v->sensitivity == SENSITIVITY_PERSONAL && value.n ? STR(FINDING_PERSONAL) : value;
}

static bool holds(struct str text, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= text.n; i++)
        if (memcmp(text.p + i, word, n) == 0)
            return true;
    return false;
}

bool sensitivity_telephone(const struct form_var *v)
{
    static const char *const words[] = {"电话", "手机", "Telephone", "telephone", "Phone", "phone"};
    for (size_t i = 0; i < sizeof words / sizeof words[0] && v->type == T_STRING; i++)
        if (holds(v->label[0], words[i]) || holds(v->label[1], words[i]))
            return true;
    return v->pattern && str_is(v->pattern->name, "phone");
}

bool sensitivity_suspect(const struct form_var *v)
{
    static const char *const words[] = {"电话", "手机号", "联系人", "联系方式", "姓名", "身份证", "Telephone", "telephone"};
    for (size_t i = 0; i < sizeof words / sizeof words[0] && v->type == T_STRING && !v->codes; i++)
        if (holds(v->label[0], words[i]) || holds(v->label[1], words[i]))
            return true;
    return v->pattern && (str_is(v->pattern->name, "person") || str_is(v->pattern->name, "phone"));
}
