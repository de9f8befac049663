/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unittable: the units of a period and what is known of each: a bounded table.
 *
 * Audience: accept. A unit has one line whatever is said of it; rules that hold it are kept as numbers. What becomes of it does
 * not depend on the order in which it is told.
 */
#ifndef EC_ACCEPT_UNITTABLE_H
#define EC_ACCEPT_UNITTABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "accept/unitkey.h"
#include "base/arena.h"
#include "base/intern.h"
#include "finding/verdict.h"

/* What would make a unit acceptable, as bits. */
enum {
    NEED_RESUBMISSION = 1, NEED_REOPENING = 2, NEED_DECISION = 4, NEED_EXPLANATION = 8, NEED_ANSWER = 16
};

/* What was not there to be compared with, as bits. */
enum { UNCHECKED_PRIOR = 1, UNCHECKED_LY = 2 };

enum state { STATE_ACCEPTED, STATE_OPEN, STATE_FAILED, STATE_MISSING, STATE_COUNT };

struct unit {
    struct str *cells;         /* [identifiers of the unit's table] as first read, \N for those that only the frame names */
    struct str sub, revision;  /* of its submission; empty: none was read */
    bool in_frame, read, failed;
    bool spelling_told;        /* that its key is written otherwise elsewhere */
    uint32_t count[LEVEL_COUNT]; /* findings that count, by level; passed ones too */
    uint32_t passed;           /* of these, explained, decided, or passed by the policy */
    int *held;                 /* [n_held] numbers of rules that hold it, each once, in no order */
    int n_held;
    size_t cap_held;
    struct str *who;           /* [n_who] who let something pass, each once */
    int n_who;
    size_t cap_who;
    unsigned needs, unchecked;
};

struct unittable {
    struct intern keys;        /* number = index */
    struct unit *of;           /* [keys.n] */
    size_t cap;
    struct intern rules;
    struct intern subs;        /* submissions of units */
    int *unit_of_sub;          /* [subs.n] */
    size_t cap_subs;
    struct arena text;
    uint64_t used, bytes;      /* memory, and its bound */
};

/* The unit of a key; made when it is not there. NULL after complaining: the bound is reached. */
struct unit *unittable_add(struct unittable *u, struct str key, int cells);

/* The unit of a key, or of a submission; NULL: there is none. */
struct unit *unittable_find(struct unittable *u, struct str key);
struct unit *unittable_of_sub(struct unittable *u, struct str sub);

/* The unit's data came with that submission. */
void unittable_received(struct unittable *u, struct unit *x, struct str sub, struct str revision);

/* A rule holds the unit; what is needed against it. */
void unittable_hold(struct unittable *u, struct unit *x, struct str rule, unsigned need);

/* Somebody let something of it pass. */
void unittable_passed(struct unittable *u, struct unit *x, struct str who);

/* The state that all this amounts to. */
enum state unittable_state(const struct unit *x);

/* "accepted", "open", "failed", "missing". */
const char *unittable_state_word(enum state s);

/* Appends the rules that hold it, in byte order, the words of its needs, of what was unchecked, those who passed something; each
 * joined by commas. */
void unittable_put_held(struct unittable *u, const struct unit *x, struct buf *b);
void unittable_put_needs(const struct unit *x, struct buf *b);
void unittable_put_unchecked(const struct unit *x, struct buf *b);
void unittable_put_who(const struct unit *x, struct buf *b);

/* The units in the order of their keys: [keys.n] indexes, to be freed with mem_free. */
int *unittable_order(const struct unittable *u);

/* Gives everything back. */
void unittable_free(struct unittable *u);

#endif
