/* SPDX-License-Identifier: Apache-2.0 */
/*
 * accept: the list of changes that somebody has decided on.
 *
 * Audience: ecfix --accept. A statistician may not change an enterprise's datum: a suggestion becomes a change only when
 * a reviewed list says so, with who decided, when and why.
 *
 * The list is a record stream with at least the columns key, variable, old, new, who, when, why (a file of suggestions
 * with three columns more will do). key is name=value of the identifiers joined by ';', as in findings and suggestions,
 * and compared by value (form/findkey.h). A column `table`, where there is one, limits a row to that table.
 */
#ifndef EC_FIX_ACCEPT_H
#define EC_FIX_ACCEPT_H

#include <stdbool.h>

#include "base/str.h"
#include "form/form.h"

struct accept;

struct accepted {
    struct str variable;      /* text */
    struct str old, new;      /* cells */
    struct str by;            /* "who; when; why", text */
    long line;                /* of the list */
    bool used;
    int next;                 /* the next row of the same key, or -1 */
};

/* Reads a list for a table, which must outlive the result. Returns NULL after complaining: a column is missing, who,
 * when or why is empty, a cell stands twice. */
struct accept *accept_load(const char *path, const struct form_table *t);

/* The first row of a key, or NULL; others by accept_next. */
struct accepted *accept_find(struct accept *a, struct str key);
struct accepted *accept_next(struct accept *a, const struct accepted *x);

/* Warns of every row that no record asked for (used is false). Returns how many. */
int accept_unused(const struct accept *a);

/* The file, as the user named it. */
const char *accept_name(const struct accept *a);

/* a may be NULL. */
void accept_free(struct accept *a);

#endif
