/* SPDX-License-Identifier: Apache-2.0 */
#include "assess/errorlevel.h"

/* The level of the largest number of the form that is not above d. */
static bool number_of_form(const struct form *form, const struct dec *d, enum level *l)
{
    bool any = false, found = false;
    struct dec best = {0}, x;
    for (int i = 0; form && i < form->n_errorlevels; i++) {
        if (dec_parse(&x, form->errorlevels[i].value) != DEC_OK)
            continue;
        if (!any)
            *l = LEVEL_INFO; /* below all of them */
        any = true;
        if (dec_cmp(&x, d) <= 0 && (!found || dec_cmp(&x, &best) >= 0)) {
            best = x;
            level_find(form->errorlevels[i].level, l);
            found = true;
        }
    }
    return any;
}

static enum level number_level(const struct dec *d)
{
    static const enum level levels[] = {LEVEL_INFO, LEVEL_SOFT, LEVEL_QUASI, LEVEL_HARD};
    for (int i = 0; i < LEVEL_COUNT - 1; i++) {
        struct dec above = dec_int(i + 2);
        if (dec_cmp(d, &above) < 0)
            return levels[i];
    }
    return LEVEL_HARD;
}

bool errorlevel_find(const struct form *form, const struct value *v, enum level *l)
{
    *l = LEVEL_HARD;
    if (v->null)
        return true;
    if (vtype_is_numeric(v->type)) {
        if (!number_of_form(form, &v->dec, l))
            *l = number_level(&v->dec);
        return true;
    }
    if (v->type != T_STRING)
        return false;
    for (int i = 0; form && i < form->n_errorlevels; i++)
        if (str_eq(form->errorlevels[i].value, v->str))
            return level_find(form->errorlevels[i].level, l);
    return level_find(v->str, l);
}
