/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page: the parts that the sections of the HTML report are made of: headings, tables, cells.
 *
 * Audience: html.c and the page_*.c files, each of which writes some sections; they do not know each other. What is
 * opened is closed by the function that opened it. Text from data is escaped and masked here, so that no section can
 * forget it. All functions append to p->b and cannot fail.
 */
#ifndef EC_REPORT_PAGE_H
#define EC_REPORT_PAGE_H

#include "base/buf.h"
#include "base/diag.h"
#include "report/model.h"
#include "report/words.h"

/* What every section needs. */
struct page {
    struct buf *b;
    const struct report *r;
    enum lang lang;
};

/* A column of a table: its title, and whether it holds numbers. */
struct page_head {
    enum word title;
    bool number;
};

/* ---- words ---- */

/* A fixed text in the page's language. */
struct str page_word(const struct page *p, enum word x);

/* A variable's label in the page's language, owned by the form. */
struct str page_label(const struct page *p, const struct form_var *v);

/* Of a message in both languages (message[2]) the one in the page's language, else the other. */
struct str page_message(const struct page *p, const struct str *message);

/* ---- sections ---- */

/* <section> with its heading; page_section_close ends it. */
void page_section_open(struct page *p, const char *id, enum word x);
void page_section_close(struct page *p);

/* A paragraph in small type. */
void page_note(struct page *p, enum word x);

/* "and n more", where n > 0. */
void page_more(struct page *p, long n);

/* Text with what looks personal masked: an identity number typed into a credit code's place must not be printed. */
void page_masked(struct page *p, struct str s);

/* A variable's label with its unit: 工业总产值 (千元). */
void page_put_label(struct page *p, const struct form_var *v);

/* ---- tables ---- */

/* A table up to its first row; page_table_close ends it. */
void page_table(struct page *p, const struct page_head *heads, size_t n);

/* The same in steps, for tables whose heads depend on the data: open (kind is the CSS class, may be ""), heads, body. */
void page_table_open(struct page *p, const char *kind);
void page_head(struct page *p, enum word x, bool number);
void page_table_body(struct page *p);

/* Ends a table. */
void page_table_close(struct page *p);

/* Cells: masked text; a number, a dash for NULL; a count; 100 * part / whole; a bar of n where the longest is `most`,
 * coloured by kind (a level's name). */
void page_text(struct page *p, struct str s);
void page_number(struct page *p, const struct dec *d);
void page_count(struct page *p, long n);
void page_percent(struct page *p, long part, long whole);
void page_bar(struct page *p, long n, long most, const char *kind);

/* percent = 100 * part / whole to one decimal; part may be percent. False, percent unset, when whole is not positive
 * or the number is too long. */
bool page_ratio(struct dec *percent, const struct dec *part, const struct dec *whole);

#endif
