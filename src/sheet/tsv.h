/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tsv: a table that somebody saved from a spreadsheet program, as the tab-separated text that the tools read.
 *
 * Audience: form/sheet (forms, code lists), rec/recin (registers, decisions and other streams that people edit).
 *
 * Excel saves a table as Unicode text (UTF-16), text in the system's encoding (GBK), CSV, CSV UTF-8 or a workbook; each of them
 * is known by its bytes, and becomes the text that should have been saved. What is tab-separated UTF-8 already is left alone.
 */
#ifndef EC_SHEET_TSV_H
#define EC_SHEET_TSV_H

#include <stdbool.h>

#include "base/buf.h"
#include "sheet/grid.h"

enum tsv_dialect {
    TSV_SHEET,  /* lines as in the file, others blank; cells quoted where they begin with a quote; of a workbook the first
                   visible sheet with something in it */
    TSV_STREAM, /* the record stream: no blank lines, escapes, \N, as many cells as the header */
    TSV_LINES   /* the first cell of each row, as it is */
};

struct tsv;

/* Must bytes that begin so be made tab-separated text? whole: head is all of it. GRID_NONE: no. Text that has TABs, or no
 * delimiter at all, in its first line that is no comment is left alone, unless its encoding or the ends of its lines (a stream
 * has none in CR LF) say where it comes from. */
enum grid_kind tsv_needed(struct str head, bool whole, enum tsv_dialect dialect);

/* kind as tsv_needed said; in and head as in grid_open. */
struct tsv *tsv_open(enum grid_kind kind, struct in *in, struct str head, enum tsv_dialect dialect);

/* Appends the next lines to `to`. Returns 1; 0 at the end; -1: tsv_why, tsv_line. */
int tsv_read(struct tsv *t, struct buf *to);

/* What was wrong, in words (English, Chinese), and the row or line; 0: of the file. */
const char *const *tsv_why(const struct tsv *t);
long tsv_line(const struct tsv *t);

/* Did reading `in` fail (in_why tells)? With -1. */
bool tsv_unread(const struct tsv *t);

/* t may be NULL. */
void tsv_close(struct tsv *t);

#endif
