/* SPDX-License-Identifier: Apache-2.0 */
/*
 * load: reads a form dictionary with its code lists and regex files.
 *
 * Audience: every tool that takes -f. The loader is strict: whatever it does not understand is complained about with
 * file, line and column and, for a name, the nearest one; it goes on to find further faults. A form with a fault is not
 * used.
 */
#ifndef EC_FORM_LOAD_H
#define EC_FORM_LOAD_H

#include "form/form.h"

/* Loads the form of a file, or the installed one of a name: when name holds no slash and no file of that name exists,
 * NAME.tsv is looked for in the folder forms of the data folder (environment EC_DATADIR, else the one fixed when
 * ectools was built). Returns NULL after complaining. Free with form_free. */
struct form *form_load(const char *name);

/* The file that form_load would open for a name, allocated in a; NULL after complaining that there is none. */
const char *form_file(const char *name, struct arena *a);

#endif
