/* SPDX-License-Identifier: Apache-2.0 */
/*
 * slow: libxml2 (io/xmlin) as the parser of what the tokenizer declines in a workbook.
 *
 * Audience: read/batch, starter/columns. Whoever names it carries libxml2.
 */
#ifndef EC_SHEET_SLOW_H
#define EC_SHEET_SLOW_H

struct part_slow;

extern const struct part_slow part_slow_xmlin;

#endif
