/* SPDX-License-Identifier: Apache-2.0 */
/*
 * real: the one door between exact decimals and binary floating point.
 *
 * Audience: stat/ and the tools that print what it computes.
 *
 * Ratios and scores are doubles. A decimal becomes the nearest double (round half to even): exact for whole numbers
 * up to 2^53, which covers every amount in thousand yuan that a census meets, and within one part in 10^16 otherwise.
 * No sum that a rule or a table shows is made of doubles: those stay decimals (stat/agg.h).
 *
 * Doubles are printed with 12 significant digits, without exponent (the decimals of rules have none) and without
 * trailing zeros. The digits are those of printf("%.12g") on the exact value, so that the same double is the same text
 * everywhere.
 */
#ifndef EC_STAT_REAL_H
#define EC_STAT_REAL_H

#include "base/buf.h"
#include "value/dec.h"

enum { REAL_DIGITS = 12 };

/* The double nearest to a decimal. */
double real_of_dec(const struct dec *d);

/* Appends x in plain decimal notation with REAL_DIGITS significant digits. Minus zero is written 0. A value that is
 * not finite is written as the null cell. */
void real_put(struct buf *b, double x);

#endif
