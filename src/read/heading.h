/* SPDX-License-Identifier: Apache-2.0 */
/*
 * heading: which columns of a sheet are which variables of the form, by the texts over them.
 *
 * Audience: read/table.
 *
 * A column is a variable's when the text over it is one of the headers of its col(), its name, or its label in either language.
 * Blanks, line ends, the case of ASCII letters, full-width forms and a mark of obligation (*) make no difference; where that does
 * not tell, the text without what stands in brackets at its end (a unit: 营业收入（千元）) is tried. A text that is several
 * variables' label is nobody's.
 */
#ifndef EC_READ_HEADING_H
#define EC_READ_HEADING_H

#include "form/form.h"
#include "sheet/grid.h"

/* The texts that name the variables of the tables of a form. */
struct headings;

/* A row as the head of a table. */
struct heading {
    int table;          /* index in the form; -1: no row like it */
    int *variable;      /* [n] of each column: index in the table, -1: nobody's, or blank */
    int n;
    int matched;        /* variables that have a column */
    int filled;         /* columns with a text */
    int ids, ids_met;   /* identifiers of the table, those that have a column */
    int *column;        /* [variables of the table] its column, -1: it has none */
    int *twice;         /* [variables of the table] another column of it, -1 */
};

/* form stays the caller's. */
struct headings *headings_new(const struct form *form);

/* The heading that a row is: of the table of that sheet's name, else of the table of which it has most columns. only: the single
 * table that is asked for, or -1. h->variable, h->column and h->twice are the headings' own, valid until the next call. */
void headings_look(struct headings *g, struct str sheet, const struct grid_row *row, int only, struct heading *h);

/* Is the row surely a heading: all identifiers, or most of its texts and more than one? */
bool heading_is_sure(const struct heading *h);

/* The table that a sheet of that name must be: by sheet("...") in the form; -1: none. */
int headings_sheet(const struct headings *g, struct str sheet);

/* The header that a variable is looked for under first, for messages. */
struct str heading_wanted(const struct form_var *v);

/* g may be NULL. */
void headings_free(struct headings *g);

#endif
