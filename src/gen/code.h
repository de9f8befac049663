/* SPDX-License-Identifier: Apache-2.0 */
/*
 * code: numbers that identify units and people in made-up data.
 *
 * Audience: gen/. No result belongs to anybody: organisation codes start with X, Y, W or T, which the registry does not
 * hand out, and the one identity number has a birth date that never was.
 *
 * Sources: GB 32100-2015 (unified social credit code), GB 11714-1997 (organisation code), GB 11643-1999 (identity
 * number).
 */
#ifndef EC_GEN_CODE_H
#define EC_GEN_CODE_H

#include <stdint.h>

#include "value/uscc.h"

/* A valid credit code of an enterprise ("91") registered in a region (six digits) into to[18], not zero-terminated.
 * Different numbers give different codes. */
void code_uscc(char *to, int region, uint32_t number);

/* An identity number with a right check character and the birth date 1900-02-30, into to[18]. */
void code_identity(char *to, int region, int number);

#endif
