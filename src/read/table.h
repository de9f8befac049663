/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table: a submission that is a spreadsheet or delimited text becomes rows, as one of XML does.
 *
 * Audience: read/batch.
 *
 * Each row of a sheet under its heading is a record of one table of the form (read/heading says which columns are which
 * variables). Rows, findings, rejected stretches and counts come as those of a chunk of XML (read/chunk_rows), in stretches, so
 * that memory does not grow with the file. Lines are the file's own (rows of a sheet, lines of a text), from 0. What a sheet does
 * not tell surely is told: a figure in a merged area, an error, a formula without its value, digits that were lost.
 */
#ifndef EC_READ_TABLE_H
#define EC_READ_TABLE_H

#include "read/chunk_rows.h"
#include "read/heading.h"
#include "read/submit_options.h"
#include "sheet/grid.h"

enum table_end {
    TABLE_READ,    /* to its end, or as far as what was wrong, which is told */
    TABLE_FOREIGN, /* nothing in it is of the form, nor claims to be: not a submission, and nothing was told */
    TABLE_UNREAD   /* reading `in` failed: in_why tells; nothing was told of that */
};

/* Takes what was read, and empties it. bytes: what the rejected stretches are slices of. */
typedef void table_flush(void *to, struct chunk_rows *h, const char *bytes);

struct table_work {
    const struct form *form;
    const struct submit_options *options;
    struct headings *headings;
    struct chunk_rows *rows; /* empty; of form->n_tables tables, first_kind + form->n_tables kinds */
    int first_kind;          /* records of table i are of kind first_kind + i */
    bool foreign;            /* what has no column of the form is no submission */
    bool annex;              /* neither is an archive that cannot be opened */
    table_flush *flush;
    void *to;
};

/* Reads all of a grid. */
enum table_end table_read(const struct table_work *w, struct grid *g);

/* Does delimited text that begins so have a heading of the form? */
bool table_begins(const struct table_work *w, struct str head);

/* Has the form tables for spreadsheets alone, or headers of columns? Then what has no heading is a submission all the same. */
bool table_expected(const struct form *form);

#endif
