/* SPDX-License-Identifier: Apache-2.0 */
/*
 * distance: how unlike two texts are (string_distance of VTL 2.2).
 *
 * Audience: func, through builtin.def. A text is its code points. All four are distances: 0 for equal texts, and the larger the
 * less alike. Time and memory go with the product of the lengths, so that has a bound.
 */
#ifndef EC_VTL_DISTANCE_H
#define EC_VTL_DISTANCE_H

#include "vtl/func.h"

/* The largest product of two lengths: 2,000 characters by 2,000. */
enum { DISTANCE_CELLS = 4000000 };

/* string_distance(method, a, b) is func_string_distance of func.h: ERR_NONE; ERR_HAMMING for texts of unlike length; ERR_DISTANCE
 * beyond DISTANCE_CELLS. */

/* The words for the methods; distance_method gives the number of one or -1. */
enum distance { LEVENSHTEIN, DAMERAU_LEVENSHTEIN, HAMMING, JARO_WINKLER, DISTANCE_KINDS };
const char *distance_name(enum distance d);
int distance_method(struct str word);

#endif
