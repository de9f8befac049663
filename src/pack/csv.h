/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csv: records of the stream become rows of a CSV file that every reader understands the same way.
 *
 * Audience: ecpack.
 *
 * RFC 4180, UTF-8, LF. Null is nothing, and there are no empty strings: an empty cell is written as nothing too and
 * counted. Texts stand as they were written, numbers and identifiers included. A cell is quoted only if it holds a
 * comma or a quote (and two cases that readers trip over, see csv.c).
 *
 * A row with a cell that is not of its type is refused, and so is one with a line end, another control character or
 * broken UTF-8 in a cell: half of all readers take lines for rows. With allow_invalid it is written as it is; the
 * column counts it, and the descriptor then declares the column a string.
 *
 * Constraints of the form (required, min, max, pattern, code list) never stop a row: that is for eccheck. But they are
 * counted, so that the descriptor promises only what the rows keep.
 */
#ifndef EC_PACK_CSV_H
#define EC_PACK_CSV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "form/form.h"
#include "pack/fit.h"
#include "rec/recin.h"

struct csv_field {
    struct str name;             /* of the column; belongs to the stream */
    int from;                    /* its position in the record */
    const struct form_var *var;  /* NULL: a column that the form does not know */
    bool own;                    /* the variable itself: its role and constraints hold (not for NAME_SUFFIX) */
    struct fit fit;
    bool free;                   /* free text, in which nobody's telephone is to stand */
    bool quick;                  /* a number that plain digits are sure to fit: no maximum, minimum not above 0 */
    struct fit_size size;        /* numbers: the largest seen */
    uint64_t invalid;            /* cells at fault that were written all the same */
    uint64_t empty;              /* empty cells written as nothing */
    uint64_t broken[FIT_BITS];   /* rows that break a constraint, by bit */
    char last[40];               /* the last text judged, so that what repeats is judged once */
    uint8_t last_n;
    unsigned last_bad;
};

/* What most cells are done with: they are null, or plain digits that are sure to fit. Small, since all columns of a row go
 * through it. */
struct csv_quick {
    int from;                    /* as in the field */
    uint32_t digits;             /* bit n: a cell of n digits has no fault, whatever they are */
    size_t whole;                /* as in the field's size */
    bool required;
};

struct csv_event {
    int field;
    unsigned bad; /* FIT_ bits; 0: an empty cell */
};

struct csv {
    struct csv_field *fields; /* [n] in the order of the file */
    struct csv_quick *quick;  /* [n] */
    int n;
    bool allow_invalid;
    uint64_t read, written, refused, invalid, empty; /* rows, rows, rows, rows written with a fault, cells */
    uint64_t masked, row_masked; /* cells in which a number of a person was masked; in the row at hand */
    struct csv_event *events; /* of the row at hand */
    size_t n_events, cap_events;
    struct arena row;
    struct buf mask;
};

/* A cell that keeps a row from being written. */
struct csv_fault {
    const struct csv_field *field;
    unsigned bad;     /* FIT_ bits */
    struct str value; /* the cell's text, unescaped; valid until the next row */
};

/* Takes the columns of a stream; provenance keeps _file, _line, _rec and _sub, personal the variables that the form calls
 * personal (identifiers always stay). Columns of the form get its types and constraints, others are strings. Returns the
 * number of columns that are variables of the table. */
int csv_start(struct csv *c, const struct form_table *t, const struct intern *columns, bool provenance, bool personal);

/* Appends the header row. */
void csv_header(const struct csv *c, struct buf *to);

/* Appends a record as a row and counts it. Returns false for a row that is refused: nothing is appended and *fault
 * tells the first reason. */
bool csv_row(struct csv *c, const struct rec *rec, struct buf *to, struct csv_fault *fault);

/* Does a column hold the key: is it an identifier of the table? */
bool csv_is_key(const struct csv_field *f);

/* Gives all memory back. */
void csv_free(struct csv *c);

/* Appends one text as a CSV cell; alone tells whether the file has no other column. */
void csv_put(struct buf *to, struct str text, bool alone);

#endif
