/* SPDX-License-Identifier: Apache-2.0 */
#include "form/guide.h"

#include "form/sensitivity.h"

bool guide_type(const void *to, struct str table, struct str variable, enum vtype *type)
{
    const struct form *form = to;
    const struct form_table *t = table.n ? form_table_find(form, table) : &form->tables[0];
    const struct form_var *v = t ? form_column(t, variable, NULL) : NULL;
    if (v)
        *type = v->type;
    return v != NULL;
}

void guide_findings(struct findings *f, const struct form *form)
{
    if (!f)
        return;
    sensitivity_guard(f, form);
    findings_set_types(f, guide_type, form);
}
