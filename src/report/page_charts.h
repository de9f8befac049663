/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page_charts: the sections of histograms and scatter plots.
 *
 * Audience: html.c, which decides the order. Each function appends one section, or nothing where the report has nothing
 * of its kind.
 */
#ifndef EC_REPORT_PAGE_CHARTS_H
#define EC_REPORT_PAGE_CHARTS_H

#include "report/page.h"

/* How each key variable is distributed. */
void page_distributions(struct page *p);

/* Each key variable against the prior period, with the fences of the outlier test; nothing without a prior period. */
void page_scatters(struct page *p);

#endif
