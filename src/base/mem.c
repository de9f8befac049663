/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/machine.h"

static size_t product(size_t n, size_t size)
{
    if (size && n > SIZE_MAX / size)
        machine_no_memory();
    return n * size;
}

void *mem_alloc(size_t n)
{
    void *p = calloc(1, n ? n : 1);
    if (!p)
        machine_no_memory();
    return p;
}

void *mem_raw(size_t n)
{
    void *p = malloc(n ? n : 1);
    if (!p)
        machine_no_memory();
    return p;
}

void *mem_array(size_t n, size_t size)
{
    return mem_alloc(product(n, size));
}

void *mem_resize(void *p, size_t n, size_t size)
{
    size_t bytes = product(n, size);
    void *q = realloc(p, bytes ? bytes : 1);
    if (!q)
        machine_no_memory();
    return q;
}

void *mem_grow(void *p, size_t *cap, size_t need, size_t size)
{
    if (need <= *cap)
        return p;
    size_t n = *cap ? *cap : 8;
    while (n < need)
        n = n > SIZE_MAX / 2 ? need : n * 2;
    *cap = n;
    return mem_resize(p, n, size);
}

char *mem_dup(const void *p, size_t n)
{
    if (n == SIZE_MAX)
        machine_no_memory();
    char *copy = mem_alloc(n + 1);
    if (n)
        memcpy(copy, p, n);
    return copy;
}

void mem_free(void *p)
{
    free(p);
}
