/* SPDX-License-Identifier: Apache-2.0 */
/*
 * messages: the texts of rules for people, by errorcode and language.
 *
 * Audience: eccheck, eclint, reports.
 *
 * A catalogue is a folder with sheets zh*.tsv and en*.tsv. Their columns: code (the errorcode), message, and where there
 * is something to say rationale (why the rule is there) and fix (what the respondent can do); for the catalogue of rules
 * valid (from when to when the rule holds) and source (the document that it comes from). A message may hold
 * {variable} for a value of the record, {found}, {expected} and {diff} for the comparison that failed, and {{ for a
 * brace.
 */
#ifndef EC_FORM_MESSAGES_H
#define EC_FORM_MESSAGES_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/intern.h"
#include "base/str.h"

struct message {
    struct str text;      /* p == NULL: the language has none */
    struct str rationale, fix; /* empty: none */
    struct str valid, source;  /* empty: always; the project's own */
    const char *file;
    long line;
};

struct messages {
    struct intern codes;  /* number = index in by_code */
    struct message (*by_code)[2]; /* [codes.n] by enum lang */
    size_t cap;
    int files;
    struct arena text;
};

/* All members zero is an empty catalogue. */

/* Adds the sheets of a folder, or one sheet whose name begins with its language. Complains about what is wrong with them
 * (unknown column, errorcode twice in a language, unbalanced brace). Returns true when there was nothing. */
bool messages_load(struct messages *m, const char *path);

/* The message of an errorcode in a language (enum lang), or NULL. */
const struct message *messages_find(const struct messages *m, struct str code, int lang);

/* Has any errorcode a message in that language? */
bool messages_speak(const struct messages *m, int lang);

/* Appends a text with its placeholders filled. put appends the value of a name and returns true, or returns false: then
 * the placeholder stays as it is written. */
void messages_fill(struct buf *b, struct str text, bool (*put)(void *to, struct str name, struct buf *b), void *to);

/* Calls back for each placeholder of a text. Returns false when a brace is unbalanced. */
bool messages_names(struct str text, void (*each)(void *to, struct str name), void *to);

/* Gives everything back; m is empty and usable again. */
void messages_free(struct messages *m);

#endif
