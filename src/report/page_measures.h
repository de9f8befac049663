/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page_measures: the sections on the sums of the key variables.
 *
 * Audience: html.c, which decides the order. Each function appends one section, or nothing where the report has nothing
 * of its kind.
 */
#ifndef EC_REPORT_PAGE_MEASURES_H
#define EC_REPORT_PAGE_MEASURES_H

#include "report/page.h"

/* Sums of the key variables, and with a prior period the change over the units that are in both. */
void page_totals(struct page *p);

/* What editing did to the sums, where the stream before editing is known; the units that weigh most in each. */
void page_effect(struct page *p);

#endif
