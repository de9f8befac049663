/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fit: does a text fit the type and the constraints of a column?
 *
 * Audience: pack/csv, which asks it of every cell that it writes, with the constraints of the form; and pack/verify,
 * which asks it of every cell that it reads back, with the constraints of the descriptor. One code for both, so that
 * what was written is what is promised.
 */
#ifndef EC_PACK_FIT_H
#define EC_PACK_FIT_H

#include <stdbool.h>

#include "base/str.h"
#include "value/value.h"

struct regex;

/* The constraints of a column. Members that are zero do not constrain. */
struct fit {
    enum vtype type;
    bool required;
    bool has_min, has_max;
    struct value min, max;       /* of the type */
    const struct regex *pattern; /* whole value; used by one thread at a time */
    bool (*has_code)(const void *codes, struct str text); /* NULL: any value */
    const void *codes;
};

/* What can be wrong with a text: a type fault alone, or any of the constraints together. */
enum {
    FIT_OK = 0,
    FIT_TYPE = 1 << 0,     /* the text is not of the type */
    FIT_DIGITS = 1 << 1,   /* a number of more than DEC_SIGNIFICANT digits */
    FIT_CONTROL = 1 << 2,  /* a control character, a line end among them */
    FIT_UTF8 = 1 << 3,     /* not UTF-8 */
    FIT_FAULT = FIT_TYPE | FIT_DIGITS | FIT_CONTROL | FIT_UTF8,
    FIT_REQUIRED = 1 << 4, /* nothing where something is required */
    FIT_MIN = 1 << 5,
    FIT_MAX = 1 << 6,
    FIT_PATTERN = 1 << 7,
    FIT_CODE = 1 << 8,
    FIT_CONSTRAINTS = FIT_REQUIRED | FIT_MIN | FIT_MAX | FIT_PATTERN | FIT_CODE,
};
enum { FIT_BITS = 9 };

/* The size of a number: what a DECIMAL column must hold. */
struct fit_size {
    int whole, fraction; /* digits before and behind the point */
};

/* Makes a size hold one more number. */
static inline void fit_grow(struct fit_size *size, int whole, int fraction)
{
    size->whole = whole > size->whole ? whole : size->whole;
    size->fraction = fraction > size->fraction ? fraction : size->fraction;
}

/* Judges a text that is not empty. size, where it is not NULL, grows to the size of a number that is not at fault. */
unsigned fit_text(const struct fit *f, struct str text, struct fit_size *size);

/* A bit in words: English, Chinese. Constant. */
const char *fit_words(unsigned bit, int lang);

#endif
