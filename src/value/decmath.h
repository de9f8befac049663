/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decmath: the functions of VTL that leave the rationals, on exact decimals.
 *
 * Audience: the rules. Everything is computed in integers: fixed point of 64 bits before and 320 bits (96 digits) behind
 * the point, and rounded once, half-even, to 18 significant digits. No binary floating point decides a digit.
 *
 * All return DEC_OK, DEC_OVERFLOW or DEC_DOMAIN and set *r only for DEC_OK. Results are without trailing zeros.
 */
#ifndef EC_VALUE_DECMATH_H
#define EC_VALUE_DECMATH_H

#include "value/dec.h"

/* The square root; exact where 19 digits hold it. DEC_DOMAIN for a < 0. */
enum dec_status dec_sqrt(struct dec *r, const struct dec *a);

/* e^a. DEC_OVERFLOW also where the result is below 10^-103: its 18 digits would need more than 120 decimals. */
enum dec_status dec_exp(struct dec *r, const struct dec *a);

/* The natural logarithm. DEC_DOMAIN for a <= 0. */
enum dec_status dec_ln(struct dec *r, const struct dec *a);

/* The logarithm to base b. DEC_DOMAIN for a <= 0, b <= 0 or b = 1. */
enum dec_status dec_log(struct dec *r, const struct dec *a, const struct dec *b);

/* a^e: exact for a whole e >= 0 where the result fits, else rounded; 0^0 = 1.
 * DEC_DOMAIN for 0 to a negative, and for a negative number to a fraction. */
enum dec_status dec_power(struct dec *r, const struct dec *a, const struct dec *e);

#endif
