/* SPDX-License-Identifier: Apache-2.0 */
/*
 * letter: upper and lower case of code points, the same in every locale.
 *
 * Audience: the rules' upper and lower. Simple mappings of Unicode: one code point to one.
 */
#ifndef EC_VALUE_LETTER_H
#define EC_VALUE_LETTER_H

#include <stdint.h>

/* The upper case of a code point, or the code point itself. */
uint32_t letter_upper(uint32_t cp);

/* The lower case of a code point, or the code point itself. */
uint32_t letter_lower(uint32_t cp);

#endif
