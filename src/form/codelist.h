/* SPDX-License-Identifier: Apache-2.0 */
/*
 * codelist: the codes that a variable may hold, and when.
 *
 * Audience: forms, the form's constraints, rules (`x in list`), datasets (labels).
 *
 * A list is a file NAME.tsv with the columns code, label_zh, label_en, valid_from, valid_to; others are free. A code may
 * stand in several lines with different periods. Looking a code up costs one hash; a list without dates says so, and
 * then no date is needed.
 */
#ifndef EC_FORM_CODELIST_H
#define EC_FORM_CODELIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "value/date.h"

struct code {
    struct str code;
    struct str label[2];   /* English, Chinese (enum lang) */
    struct date from, to;  /* first and last day of validity; open ends are CODE_ALWAYS_FROM, CODE_ALWAYS_TO */
    long line;             /* of the file */
    int next;              /* the next line of the same code, or -1 */
};

#define CODE_ALWAYS_FROM ((struct date){INT32_MIN})
#define CODE_ALWAYS_TO ((struct date){INT32_MAX})

struct codelist {
    struct str name;    /* "region" */
    const char *path;   /* the file, zero-terminated */
    struct code *codes; /* [n] in the order of the file */
    int n;
    bool dated;         /* some line has a date: validity depends on the day */
    size_t shortest, longest; /* bytes of the shortest and the longest code */
    struct arena text;
    int32_t *table;     /* [size] first line of a code, or -1 */
    uint32_t *hashes;   /* [n] */
    uint64_t *words;    /* [n] the codes as words (str_word); NULL where one is longer than 8 bytes */
    size_t size, cap, cap_hashes;
};

enum code_status {
    CODE_VALID,
    CODE_UNKNOWN, /* no line has the code */
    CODE_EXPIRED  /* lines have it, but none is valid at the day */
};

/* Reads a list. name is copied; path is the file. Returns NULL after complaining about everything that is wrong with
 * it. Free with codelist_free. */
struct codelist *codelist_load(struct str name, const char *path);

/* The first line of a code, or NULL; further ones by next (an index into codes). */
const struct code *codelist_find(const struct codelist *l, struct str code);

/* Is a code valid at a day? *at, where at is not NULL, is the line that is, or for CODE_EXPIRED the last of the code. */
enum code_status codelist_at(const struct codelist *l, struct str code, struct date day, const struct code **at);

/* The code nearest to a text, for "did you mean"; empty when none is near. */
struct str codelist_nearest(const struct codelist *l, struct str code);

/* l may be NULL. */
void codelist_free(struct codelist *l);

#endif
