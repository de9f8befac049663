/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

enum { BLOCK_MIN = 16 * 1024, ALIGN = alignof(max_align_t) };

struct arena_block {
    struct arena_block *next;
    size_t size;             /* bytes of data */
    alignas(max_align_t) char data[];
};

static struct arena_block *block_new(struct arena *a, size_t least)
{
    size_t size = a->head ? a->head->size * 2 : BLOCK_MIN;
    if (size < least)
        size = least;
    struct arena_block *b = mem_resize(NULL, sizeof *b + size, 1);
    b->size = size;
    b->next = a->head;
    a->head = b;
    a->used = 0;
    a->total += size;
    return b;
}

void *arena_alloc(struct arena *a, size_t n)
{
    assert(n <= SIZE_MAX / 2);
    size_t need = (n + ALIGN - 1) / ALIGN * ALIGN;
    if (!a->head || a->head->size - a->used < need)
        block_new(a, need);
    void *p = a->head->data + a->used;
    a->used += need;
    return p;
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
    assert(size == 0 || n <= SIZE_MAX / 2 / size);
    void *p = arena_alloc(a, n * size);
    memset(p, 0, n * size);
    return p;
}

struct str arena_str(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n + 1);
    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return (struct str){p, s.n};
}

char *arena_dup(struct arena *a, const char *s)
{
    size_t n = strlen(s) + 1;
    return memcpy(arena_alloc(a, n), s, n);
}

char *arena_printf(struct arena *a, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    assert(n >= 0);
    char *p = arena_alloc(a, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, format, again);
    va_end(again);
    va_end(args);
    return p;
}

static void free_after(struct arena *a, struct arena_block *keep)
{
    struct arena_block *b = keep->next;
    keep->next = NULL;
    while (b) {
        struct arena_block *next = b->next;
        a->total -= b->size;
        mem_free(b);
        b = next;
    }
}

void arena_reset(struct arena *a)
{
    if (!a->head)
        return;
    free_after(a, a->head); /* blocks double in size, so the newest is the largest */
#ifdef EC_POISON
    memset(a->head->data, 0xa5, a->used);
#endif
    a->used = 0;
}

void arena_free(struct arena *a)
{
    if (!a->head)
        return;
    free_after(a, a->head);
    mem_free(a->head);
    *a = (struct arena){0};
}
