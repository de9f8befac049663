/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jsonin: reads JSON texts (RFC 8259) of a few megabytes: descriptors and manifest lines. rec/json.h writes them.
 *
 * Audience: pack/. A text becomes a tree in an arena. Every node knows the bytes it was read from, so that parts that
 * somebody else wrote can be kept as they stand. Numbers are kept as text: no binary fractions.
 *
 * The reader is strict: UTF-8, no comments, no trailing commas, no duplicate names in an object, one value, at most
 * JSON_DEPTH levels.
 */
#ifndef EC_REC_JSONIN_H
#define EC_REC_JSONIN_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

enum json_type { JSON_NULL, JSON_TRUE, JSON_FALSE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

enum { JSON_DEPTH = 64 };

struct json {
    enum json_type type;
    struct str name;    /* of a member of an object, its escapes resolved; else empty */
    struct str text;    /* JSON_NUMBER: as written; JSON_STRING: its escapes resolved */
    struct str source;  /* the bytes of the value in the text that was read */
    long line;          /* where the value begins, from 1 */
    struct json *first; /* JSON_ARRAY, JSON_OBJECT: first element or member; NULL when empty */
    struct json *next;  /* the next one of the same array or object */
};

/* Where and why a text is not JSON. */
struct json_error {
    long line;
    const char *why; /* in the language of diag_lang, constant */
};

/* Reads a text. The tree lives in a and points into text, which must stay. Returns NULL and sets *e when the text is
 * not JSON. */
struct json *json_read(struct str text, struct arena *a, struct json_error *e);

/* The member of an object, or NULL; object may be NULL or of another type (then NULL too). */
const struct json *json_get(const struct json *object, const char *name);

/* The text of a string member; empty when there is none or it is no string. */
struct str json_get_text(const struct json *object, const char *name);

/* The value of a member that is a whole number 0 <= v <= 10^18. Returns false when it is not. */
bool json_get_count(const struct json *object, const char *name, unsigned long long *v);

/* Is the text a number as JSON writes it (no plus sign, no leading zeros)? */
bool json_is_number(struct str text);

#endif
