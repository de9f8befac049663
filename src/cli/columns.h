/* SPDX-License-Identifier: Apache-2.0 */
/*
 * columns: names that the user gave, as positions in a stream.
 *
 * Audience: the tools with options that take lists of names (-k, --take, --latest).
 */
#ifndef EC_CLI_COLUMNS_H
#define EC_CLI_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/intern.h"
#include "base/str.h"
#include "form/form.h"
#include "rec/reckey.h"

struct columns {
    int *at;    /* [n] positions; owned, free with mem_free */
    int n;
    size_t cap;
};

/* Adds the columns of a list of names separated by commas. Complains about each that the stream does not have, with the
 * nearest one, and then returns false. stream: its name, for the message. */
bool columns_list(struct columns *c, const char *list, const struct intern *names, const char *stream);

/* Adds one column; the same complaint. */
bool columns_name(struct columns *c, struct str name, const struct intern *names, const char *stream);

/* Adds a position. */
void columns_add(struct columns *c, int at);

/* Adds the columns to a key, each with the type that the form knows (form_column_type). */
void columns_key(struct reckey *k, const struct columns *c, const struct intern *names, const struct form_table *t);

/* Is the position in the list? */
bool columns_has(const struct columns *c, int at);

/* Is the name in a list of names separated by commas? NULL is the empty list. */
bool columns_named(const char *list, struct str name);

#endif
