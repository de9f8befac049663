/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nummask: numbers as texts of a given shape (the masks of VTL's cast).
 *
 * Audience: vtl/cast. A mask is digits D, a separator . or , with more digits, and digits of an exponent E behind them. D is one
 * digit, D+ one or more, D* any number of them, none too; a sign may always stand in front. "D+.DD" takes 1234.50, "D.DDDEE"
 * takes 1.235E03. Source: VTL 2.2 reference manual, cast.
 */
#ifndef EC_VALUE_NUMMASK_H
#define EC_VALUE_NUMMASK_H

#include "value/dec.h"

/* How many digits: from least to most; most is -1 for any number. */
struct nummask_run {
    int least, most;
};

struct nummask {
    struct nummask_run whole, fraction, exponent;
    char separator;    /* '.', ',' or 0 */
    bool has_exponent;
};

/* Reads a mask. Returns false when it is none. */
bool nummask_parse(struct nummask *m, struct str mask);

/* Reads a number that fits the mask. Returns DEC_OK; DEC_SYNTAX when the text does not fit; DEC_OVERFLOW. */
enum dec_status nummask_read(struct dec *d, struct str text, const struct nummask *m);

/* Appends a number by the mask: digits are filled up with zeros, and a number without fraction has no separator where the mask
 * needs no digits behind it. Returns false, with nothing appended, when the mask has no room for all its digits. */
bool nummask_put(struct buf *b, const struct dec *d, const struct nummask *m);

/* A number without mask: sign, digits, point with digits, E with sign and digits. As nummask_read. */
enum dec_status nummask_read_free(struct dec *d, struct str text);

#endif
