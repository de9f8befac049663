/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page_lists: the sections that list units, files and rules one by one.
 *
 * Audience: html.c, which decides the order. Each function appends one section, or nothing where the report has nothing
 * of its kind.
 */
#ifndef EC_REPORT_PAGE_LISTS_H
#define EC_REPORT_PAGE_LISTS_H

#include "report/page.h"

/* Rules that judged an identifier: wrong credit codes, duplicate keys. */
void page_identity(struct page *p);

/* Files and records that were rejected, with the reason. */
void page_rejects(struct page *p);

/* Units of the frame without a record; nothing without a frame. */
void page_missing_units(struct page *p);

/* Changes made and suggested, by method. */
void page_changes(struct page *p);

/* The footer: rules that could not run, version, form, and the checksum of each source. */
void page_provenance(struct page *p);

#endif
