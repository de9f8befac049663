/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unitword: units of measure written as words (万元, 千瓦时, kg) and the power of ten between two of them.
 *
 * Audience: normalise; ecsuggest, which asks what unit a figure was written in. A word is a magnitude (十 百 千 万 十万 百万 千万
 * 亿, or nothing) and a base unit. Only units of one base are comparable, and only words that are certain are known: an unknown
 * word is no unit, never a guess.
 */
#ifndef EC_VALUE_UNITWORD_H
#define EC_VALUE_UNITWORD_H

#include <stdbool.h>

#include "base/str.h"

/* A number in unit `from` is 10^power times that number in unit `to`. Returns false when either word is unknown or
 * they measure different things. */
bool unitword_power(struct str from, struct str to, int *power);

/* The unit that people reckon in besides `unit` (元 for 千元, 千瓦时 for 万千瓦时), in which a number is 10^power times that number
 * in `unit`. Returns NULL when there is none: nobody reckons in 十万元. */
const char *unitword_sister(struct str unit, int power);

#endif
