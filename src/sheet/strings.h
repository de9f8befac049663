/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strings: the texts that the cells of a workbook share, by their numbers.
 *
 * Audience: sheet/ooxml. Texts and places are spooled (sheet/spooled), so a workbook with millions of texts takes no more memory
 * than one with few.
 */
#ifndef EC_SHEET_STRINGS_H
#define EC_SHEET_STRINGS_H

#include <stdbool.h>

#include "sheet/spooled.h"

/* All members zero is an empty list. */
struct strings {
    struct spooled text, ends; /* ends: of each text, 8 bytes */
    uint64_t n;
};

/* Appends a text; its number is the count of those before. */
void strings_add(struct strings *s, struct str text);

/* Appends the text of a number to b. Returns false when there is none. */
bool strings_get(struct strings *s, uint64_t number, struct buf *b);

/* Gives everything back. */
void strings_free(struct strings *s);

#endif
