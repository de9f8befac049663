/* SPDX-License-Identifier: Apache-2.0 */
/*
 * domains: the code lists that a rule may name (`x in region`): those of the form's variables, and any other list of the
 * form's folder, loaded when a rule first asks for it.
 *
 * Audience: the hosts of rules (vtl/host.h): eccheck, ecfix, ecsuggest, ecvtl.
 */
#ifndef EC_FORM_DOMAINS_H
#define EC_FORM_DOMAINS_H

#include "form/form.h"

/* Zero but for form, or folder, or both is a good start. */
struct domains {
    const struct form *form;
    const char *folder;      /* of lists; NULL: the form's */
    struct codelist **lists; /* [n] those that only rules name */
    size_t n, cap;
};

/* The list of that name, owned by the form or by d. NULL when there is no file of the name, or no folder, and after complaining
 * when the file is wrong. A name with a slash is no name of a list. */
const struct codelist *domains_find(struct domains *d, struct str name);

/* Is the code in the list at that day? day NULL: at any time. */
bool domains_has(const struct codelist *l, struct str code, const struct date *day);

/* Gives back the lists that were loaded here. */
void domains_free(struct domains *d);

#endif
