/* SPDX-License-Identifier: Apache-2.0 */
/*
 * normalise: puts the writing of a cell right, never its value.
 *
 * Audience: ecfix. A cell is changed only where the writing has exactly one meaning: full-width digits, look-alike
 * minus signs, blanks around a token, thousands separators that follow the whole pattern, and so on. What is ambiguous
 * (1,2345; 1.2亿; 3。5; 9.15E+17, unless the form allows exponents) stays as it is, to be asked about.
 *
 * How a column is to be read comes as a parameter (struct norm_column); the form is not known here.
 *
 * Most cells need nothing: norm_plain decides that from a few bytes, and only the rest pays for a closer look.
 */
#ifndef EC_FIX_NORMALISE_H
#define EC_FIX_NORMALISE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

enum norm_kind {
    NORM_SKIP,    /* never touched */
    NORM_TEXT,    /* free text: the blanks around it, and its line ends where asked for */
    NORM_CODE,    /* a code of a list: width, blanks around it, `.0` of a spreadsheet */
    NORM_USCC,    /* a unified social credit code */
    NORM_INTEGER,
    NORM_NUMBER,
    NORM_DATE,    /* YYYY-MM-DD */
    NORM_PERIOD,  /* 2025Q3 */
    NORM_BOOLEAN  /* true, false */
};

/* What the form says of how the values are written, where that could mean two things. */
enum norm_writing {
    NORM_USUAL,
    NORM_EXPONENT, /* numbers may have an exponent: 1.5E3 */
    NORM_DMY,      /* dates that end with the year begin with the day */
    NORM_MDY       /* ... with the month */
};

/* Version of the methods, for the log: raise it when a cell would come out differently. */
#define NORM_VERSION "normalise/2"

struct norm_column {
    enum norm_kind kind;
    struct str unit;  /* unit of measure of a number; empty: none */
    enum norm_writing writing;
    struct str yes, no; /* NORM_BOOLEAN: the form's own words; empty: none */
    bool join;        /* NORM_TEXT: put its lines together */
    bool (*known)(const void *list, struct str code); /* NORM_CODE: is it in the list? NULL: no list */
    const void *list; /* first argument of known */
};

struct norm_change {
    struct str cell;    /* the new cell, escaped as the stream wants it; \N for null. Lives in the arena or is static */
    const char *method; /* what was done, joined by '+': "width+group". Lives in the arena */
};

/* Looks at one cell (as it stands in the stream). Returns true and fills *change when its writing is to be put right;
 * false when nothing is to be done, or nothing can be done safely. Memory comes from row. */
bool normalise(const struct norm_column *column, struct str cell, struct arena *row, struct norm_change *change);

/* Slow part of norm_plain: codes, dates, periods, and text with a byte above 7F at an end. */
bool norm_plain_other(const struct norm_column *column, struct str cell);

/* The fast look: true when the cell certainly needs nothing. False means: ask normalise. */
static inline bool norm_plain(const struct norm_column *column, struct str cell)
{
    if (column->kind == NORM_SKIP || (cell.n == 2 && cell.p[0] == '\\' && cell.p[1] == 'N'))
        return true;
    if (column->kind != NORM_INTEGER && column->kind != NORM_NUMBER)
        return norm_plain_other(column, cell);
    size_t first = cell.n > 1 && cell.p[0] == '-', i = first, points = 0;
    for (; i < cell.n; i++) {
        if ((unsigned char)cell.p[i] - (unsigned)'0' <= 9)
            continue;
        if (cell.p[i] != '.' || points++ || i == first || i + 1 == cell.n || column->kind == NORM_INTEGER)
            return false;
    }
    return cell.n > first;
}

#endif
