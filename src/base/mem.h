/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mem: allocate or exit.
 *
 * Audience: everybody. No caller checks for NULL: when memory runs out, a message is written to stderr and the process
 * exits with status 2. Sizes of arrays are checked for overflow.
 */
#ifndef EC_BASE_MEM_H
#define EC_BASE_MEM_H

#include <stddef.h>

/* n bytes, all zero. Never NULL; n == 0 gives a pointer that may be freed. Free with mem_free. */
void *mem_alloc(size_t n);

/* The same, but the bytes are not set: what libraries allocate by, so that no memory inside them is no fault of what they
 * read. */
void *mem_raw(size_t n);

/* An array of n members of size bytes, all zero. */
void *mem_array(size_t n, size_t size);

/* p grown or shrunk to n members of size bytes; new bytes are not set. p may be NULL. */
void *mem_resize(void *p, size_t n, size_t size);

/* Grows an array by doubling so that it holds at least need members. *cap is its capacity in members.
 * Returns the array (perhaps moved). */
void *mem_grow(void *p, size_t *cap, size_t need, size_t size);

/* A copy of n bytes, zero-terminated. */
char *mem_dup(const void *p, size_t n);

/* As free(3). */
void mem_free(void *p);

#endif
