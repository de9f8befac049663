/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page_streams: the sections that show what other tools computed.
 *
 * Audience: html.c, which decides the order. Each function appends one section, or nothing where the report has nothing
 * of its kind.
 */
#ifndef EC_REPORT_PAGE_STREAMS_H
#define EC_REPORT_PAGE_STREAMS_H

#include "report/page.h"

/* Results of ecvtl, against the targets of the plan where they are given. */
void page_indicators(struct page *p);

/* Results of ecoutlier: whom to call back, and the flagged values. */
void page_outliers(struct page *p);

#endif
