/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rel: a data set as a sequence of rows that is pulled, and what its operators share.
 *
 * Audience: data/. An operator is a struct that begins with a struct rel; it pulls rows of the rels below it and hands out its
 * own, one at a time. A row is an array of values by component; it and its texts are valid until the next rel_next of that rel.
 * So nothing holds a whole data set but sorts and spools, which go to disk beyond their share of the memory.
 *
 * Everything lives in the arena of the session and is given back by session_end.
 */
#ifndef EC_DATA_REL_H
#define EC_DATA_REL_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "data/structure.h"
#include "value/value.h"
#include "vtl/func.h"

struct rel;
struct group;

struct rel_kind {
    /* The next row: 1, 0 at the end, -1 after complaining. */
    int (*next)(struct rel *r, const struct value **row);
    /* Gives back what is not in the arena; may be NULL. */
    void (*end)(struct rel *r);
};

struct rel {
    struct structure s;
    const struct rel_kind *kind;
    struct session *session;
    int *order;    /* [norder] rows ascend by these components in key order (keys.h) */
    int norder;
    struct rel *below; /* the operand whose rows these are, each changed or left out; NULL: they are made otherwise */
    bool given;        /* an input */
    struct rel *older; /* all rels of a session */
};

/* An expression that had no value in some rows. */
struct trouble {
    struct loc loc;
    uint64_t count;
    enum vtl_error error; /* of the first */
    struct str row;       /* its identifiers */
    struct trouble *older;
};

struct session {
    struct arena a;
    uint64_t memory;      /* -S, of all sorts and spools together */
    int shares;           /* how many there are */
    struct rel *newest;
    struct trouble *troubles;
    struct cellexpr *expressions; /* map.h */
    struct group *groups;         /* group.h, newest first */
};

/* A new operator of size bytes, zero but for its head. */
struct rel *rel_new(struct session *e, size_t size, const struct rel_kind *kind, struct structure s);

/* The next row of an operator: 1, 0 at the end, -1 after complaining. */
static inline int rel_next(struct rel *r, const struct value **row)
{
    return r->kind->next(r, row);
}

/* Says that rows come in key order by these components; the array is copied. */
void rel_ordered(struct rel *r, const int *by, int n);

/* Is r sorted by these components, in this order? */
bool rel_is_ordered(const struct rel *r, const int *by, int n);

/* The share of the memory that one sort or spool has, at least 64 KiB. Each asks session_share at planning. */
void session_share(struct session *e);
uint64_t session_bytes(const struct session *e);

/* A place where rows may be without a value. */
struct trouble *trouble_new(struct session *e, struct loc loc);

/* Counts one; s and row tell which. */
void trouble_add(struct session *e, struct trouble *t, enum vtl_error error, const struct structure *s, const struct value *row);

/* Says all troubles, oldest first; returns whether there were any. */
bool session_report(const struct session *e);

/* Ends all operators and gives all memory back. */
void session_end(struct session *e);

/* The identifiers of a row as name=value;name=value, appended. */
void row_show(struct buf *b, const struct structure *s, const struct value *row);

#endif
