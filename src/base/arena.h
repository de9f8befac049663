/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arena: many small allocations, freed together.
 *
 * Audience: everybody. A program has two lifetimes: things that live to the end (forms, rules) and things that live for
 * one record. Each has an arena; nothing in it is freed alone. arena_reset keeps one block, so that the memory of a
 * stream is that of its largest record.
 *
 * With sanitizers or EC_POISON defined, memory given back by arena_reset is overwritten, so that a stale slice shows.
 */
#ifndef EC_BASE_ARENA_H
#define EC_BASE_ARENA_H

#include <stddef.h>

#include "base/str.h"

struct arena_block;

struct arena {
    struct arena_block *head; /* the block being filled; older ones behind it */
    size_t used;              /* bytes used of head */
    size_t total;             /* bytes of all blocks */
};

/* All members zero is an empty arena: `struct arena a = {0};`. */

/* n bytes, aligned for any type, not set. Never NULL. */
void *arena_alloc(struct arena *a, size_t n);

/* An array of n members of size bytes, all zero. */
void *arena_array(struct arena *a, size_t n, size_t size);

/* A copy of the bytes, zero-terminated; the slice does not count the terminator. */
struct str arena_str(struct arena *a, struct str s);

/* The same for a zero-terminated string. */
char *arena_dup(struct arena *a, const char *s);

/* Text made as by printf, zero-terminated. */
char *arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Forgets everything allocated, keeps the largest block. */
void arena_reset(struct arena *a);

/* Gives all memory back; the arena is empty and usable again. */
void arena_free(struct arena *a);

#endif
