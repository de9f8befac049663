/* SPDX-License-Identifier: Apache-2.0 */
/*
 * markup: HTML text without surprises.
 *
 * Audience: html.c, chart.c and letter.c. Everything that comes from data goes through markup_text, so that a company
 * called <script> is a company called <script>.
 */
#ifndef EC_REPORT_MARKUP_H
#define EC_REPORT_MARKUP_H

#include "base/buf.h"
#include "base/str.h"
#include "value/dec.h"

/* Appends text with & < > " ' escaped; control characters and bytes that are not UTF-8 become U+FFFD. */
void markup_text(struct buf *b, struct str text);

/* Appends <TAG>text</TAG> for a tag without attributes. */
void markup_element(struct buf *b, const char *tag, struct str text);

/* Appends a number: grouped for the eye, and exact for machines in <data value="...">. NULL is a dash. */
void markup_number(struct buf *b, const struct dec *d);

/* The same for a count. */
void markup_count(struct buf *b, long n);

/* Appends <!DOCTYPE html> to <body>, with the style inside: no script, no reference to anything outside. */
void markup_begin(struct buf *b, const char *lang, struct str title);

/* Appends </body></html>. */
void markup_end(struct buf *b);

#endif
