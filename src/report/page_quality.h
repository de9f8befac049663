/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page_quality: the sections on what the checks found.
 *
 * Audience: html.c, which decides the order. Each function appends one section, or nothing where the report has nothing
 * of its kind.
 */
#ifndef EC_REPORT_PAGE_QUALITY_H
#define EC_REPORT_PAGE_QUALITY_H

#include "report/page.h"

/* The numbers to read first: received, rejected, clean, with queries, blocked; the response rate with a frame. */
void page_headline(struct page *p);

/* The rules by the number of units that they caught (Pareto). */
void page_rules(struct page *p);

/* The share of units with queries by two groupings of the form; nothing without both. */
void page_heat_map(struct page *p);

/* The items that were most often left out. */
void page_items(struct page *p);

#endif
