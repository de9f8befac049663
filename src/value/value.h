/* SPDX-License-Identifier: Apache-2.0 */
/*
 * value: what a cell can hold, and three-valued logic.
 *
 * Audience: the rules, and every tool that looks into cells. A value is small and copied freely; the text of a string
 * belongs to somebody else (the record's buffer or an arena).
 */
#ifndef EC_VALUE_VALUE_H
#define EC_VALUE_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "value/date.h"
#include "value/dec.h"
#include "value/interval.h"
#include "value/period.h"
#include "value/type.h"

struct value {
    uint8_t type; /* enum vtype; T_TIME is an interval that is no date and no period. T_NULL: the untyped null */
    bool null;    /* a null of that type; no member of the union is set */
    union {
        bool boolean;             /* T_BOOLEAN */
        struct dec dec;           /* T_INTEGER, T_NUMBER */
        struct str str;           /* T_STRING, UTF-8 */
        struct date date;         /* T_DATE */
        struct period period;     /* T_PERIOD */
        struct duration duration; /* T_DURATION */
        struct interval interval; /* T_TIME */
    };
};

/* Kleene logic. The numbers let `and` be the minimum and `or` the maximum. */
enum tri { TRI_FALSE = 0, TRI_NULL = 1, TRI_TRUE = 2 };

/* Both, in Kleene logic: false beats null. */
static inline enum tri tri_and(enum tri a, enum tri b)
{
    return a < b ? a : b;
}

/* Either: true beats null. */
static inline enum tri tri_or(enum tri a, enum tri b)
{
    return a > b ? a : b;
}

/* One of the two; null if one is null. */
static inline enum tri tri_xor(enum tri a, enum tri b)
{
    return a == TRI_NULL || b == TRI_NULL ? TRI_NULL : a == b ? TRI_FALSE : TRI_TRUE;
}

/* The contrary; null stays null. */
static inline enum tri tri_not(enum tri a)
{
    return (enum tri)(2 - (int)a);
}

/* A truth value that is known. */
static inline enum tri tri_of(bool b)
{
    return b ? TRI_TRUE : TRI_FALSE;
}

/* A boolean value as tri; v is of type boolean or null. */
static inline enum tri value_tri(const struct value *v)
{
    return v->null ? TRI_NULL : tri_of(v->boolean);
}

/* ---- constructors ---- */

/* The null of a type. */
static inline struct value value_null(enum vtype t)
{
    return (struct value){.type = (uint8_t)t, .null = true};
}

/* A boolean; TRI_NULL is the null of it. */
static inline struct value value_of_tri(enum tri t)
{
    return (struct value){.type = T_BOOLEAN, .null = t == TRI_NULL, .boolean = t == TRI_TRUE};
}

/* An integer. */
static inline struct value value_of_int(int64_t n)
{
    return (struct value){.type = T_INTEGER, .dec = {.coef = n}};
}

/* A number, or with T_INTEGER a whole one (the caller sees to it). */
static inline struct value value_of_dec(enum vtype t, struct dec d)
{
    return (struct value){.type = (uint8_t)t, .dec = d};
}

/* A string, which is not copied. */
static inline struct value value_of_str(struct str s)
{
    return (struct value){.type = T_STRING, .str = s};
}

/* A stretch of days as a time: the period of the calendar that it is, else an interval. */
struct value value_of_interval(struct interval i);

/* The days of a date, a period or an interval. Returns false where one lies outside the years 1..9999. */
bool value_days(const struct value *v, struct interval *i);

/* What reading a cell gave. */
enum cell {
    CELL_OK,
    CELL_NULL,  /* the cell was \N */
    CELL_EMPTY, /* an empty field of another type than string: null, and worth a finding */
    CELL_BAD,   /* the text is not of the type: null to the rules, and a finding of its own */
    CELL_LARGE  /* a number of more than 38 digits: likewise */
};

/* Reads a cell of the stream (with its escapes) as a value of a type. *v is always set; for all but CELL_OK it is a
 * null of the type. A string without escapes is a slice of the cell, else it stands in the arena. A bad escape is
 * CELL_BAD. Booleans are true and false; integers have no point. */
enum cell value_parse(struct value *v, enum vtype type, struct str cell, struct arena *row);

/* Reads plain text (no escapes, no \N, empty text only as a string) as a value of a type; a string is a slice of it.
 * Returns CELL_OK, CELL_BAD or CELL_LARGE. */
enum cell value_from_text(struct value *v, enum vtype type, struct str text);

/* Appends a value as VTL writes it: true, null, 12.50, "text"; dates, periods and durations as plain text. */
void value_put(struct buf *b, const struct value *v);

/* Appends a value as plain text: as value_put, but strings without quotes. */
void value_put_text(struct buf *b, const struct value *v);

/* Appends a value as a cell of the stream: \N for null, strings escaped. */
void value_put_cell(struct buf *b, const struct value *v);

/* Appends text as a cell of the stream, escaped (\\ \t \n \r). */
void value_escape(struct buf *b, struct str text);

/* Undoes the escapes of a cell that is not \N. Without escapes the slice itself is returned. *ok is false for an escape
 * that the stream does not have. */
struct str value_unescape(struct str cell, struct arena *row, bool *ok);

/* What comparing two values gave. */
enum order {
    ORDER_LESS = -1,
    ORDER_EQUAL = 0,
    ORDER_GREATER = 1,
    ORDER_UNEQUAL = 2 /* not equal, and not ordered: periods of two indicators, durations like P1M and P30D */
};

/* Compares two values that are not null and of comparable types (the same, or both numeric, or both time).
 * Strings by code point, false before true; an interval and another time by their first days, then by their last. */
enum order value_cmp(const struct value *a, const struct value *b);

/* Equal values of comparable types have equal hashes. */
uint32_t value_hash(const struct value *v);

#endif
