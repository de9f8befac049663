/* SPDX-License-Identifier: Apache-2.0 */
#include "accept/unittable.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"

enum { UNIT_BYTES = 96 }; /* of the tables' entries, beside the texts and struct unit */

struct unit *unittable_find(struct unittable *u, struct str key)
{
    int i = intern_find(&u->keys, key);
    return i < 0 ? NULL : &u->of[i];
}

struct unit *unittable_add(struct unittable *u, struct str key, int cells)
{
    int before = u->keys.n, i = intern_find(&u->keys, key);
    if (i >= 0)
        return &u->of[i];

    u->used += key.n + sizeof *u->of + UNIT_BYTES + (size_t)cells * (sizeof(struct str) + 16);
    if (u->used > u->bytes) {
        diag(D_UNITS_MEMORY, (struct loc){0}, diag_num(before), diag_num((long long)u->bytes));
        return NULL;
    }
    i = intern_add(&u->keys, key);
    u->of = mem_grow(u->of, &u->cap, (size_t)i + 1, sizeof *u->of);
    u->of[i] = (struct unit){.cells = arena_array(&u->text, (size_t)cells + 1, sizeof(struct str))};
    return &u->of[i];
}

struct unit *unittable_of_sub(struct unittable *u, struct str sub)
{
    int i = sub.n ? intern_find(&u->subs, sub) : -1;
    return i < 0 ? NULL : &u->of[u->unit_of_sub[i]];
}

void unittable_received(struct unittable *u, struct unit *x, struct str sub, struct str revision)
{
    x->read = true;
    x->sub = arena_str(&u->text, sub);
    x->revision = arena_str(&u->text, revision);
    if (!sub.n)
        return;
    int i = intern_add(&u->subs, sub);
    u->unit_of_sub = mem_grow(u->unit_of_sub, &u->cap_subs, (size_t)i + 1, sizeof *u->unit_of_sub);
    u->unit_of_sub[i] = (int)(x - u->of);
}

void unittable_hold(struct unittable *u, struct unit *x, struct str rule, unsigned need)
{
    int i = intern_add(&u->rules, rule);
    x->needs |= need;
    for (int k = 0; k < x->n_held; k++)
        if (x->held[k] == i)
            return;
    x->held = mem_grow(x->held, &x->cap_held, (size_t)x->n_held + 1, sizeof *x->held);
    x->held[x->n_held++] = i;
}

void unittable_passed(struct unittable *u, struct unit *x, struct str who)
{
    x->passed++;
    for (int k = 0; k < x->n_who; k++)
        if (str_eq(x->who[k], who))
            return;
    if (!who.n)
        return;
    x->who = mem_grow(x->who, &x->cap_who, (size_t)x->n_who + 1, sizeof *x->who);
    x->who[x->n_who++] = arena_str(&u->text, who);
}

enum state unittable_state(const struct unit *x)
{
    if (!x->read)
        return STATE_MISSING;
    return x->failed ? STATE_FAILED : x->n_held ? STATE_OPEN : STATE_ACCEPTED;
}

const char *unittable_state_word(enum state s)
{
    static const char *const words[] = {"accepted", "open", "failed", "missing"};
    return words[s];
}

static int compare_str(const void *a, const void *b)
{
    const struct str *x = a, *y = b;
    int c = memcmp(x->p, y->p, x->n < y->n ? x->n : y->n);
    return c ? c : (x->n > y->n) - (x->n < y->n);
}

static void put_sorted(struct str *list, int n, struct buf *b)
{
    if (n)
        qsort(list, (size_t)n, sizeof *list, compare_str);
    for (int i = 0; i < n; i++) {
        if (i)
            buf_char(b, ',');
        buf_str(b, list[i]);
    }
}

void unittable_put_held(struct unittable *u, const struct unit *x, struct buf *b)
{
    struct str *list = mem_array((size_t)x->n_held + 1, sizeof *list);
    for (int i = 0; i < x->n_held; i++)
        list[i] = intern_name(&u->rules, x->held[i]);
    put_sorted(list, x->n_held, b);
    mem_free(list);
}

void unittable_put_who(const struct unit *x, struct buf *b)
{
    put_sorted(x->who, x->n_who, b);
}

static void put_words(unsigned bits, const char *const *words, int n, struct buf *b)
{
    size_t from = b->n;
    for (int i = 0; i < n; i++)
        if (bits >> i & 1) {
            if (b->n > from)
                buf_char(b, ',');
            buf_puts(b, words[i]);
        }
}

void unittable_put_needs(const struct unit *x, struct buf *b)
{
    static const char *const words[] = {"resubmission", "reopening", "decision", "explanation", "answer"};
    put_words(x->needs, words, 5, b);
}

void unittable_put_unchecked(const struct unit *x, struct buf *b)
{
    static const char *const words[] = {"prior", "ly"};
    put_words(x->unchecked, words, 2, b);
}

struct ordered {
    struct str key; /* first: compare_str compares it */
    int unit;
};

int *unittable_order(const struct unittable *u)
{
    size_t n = (size_t)u->keys.n;
    int *order = mem_array(n + 1, sizeof *order);
    struct ordered *list = mem_array(n + 1, sizeof *list);

    for (size_t i = 0; i < n; i++)
        list[i] = (struct ordered){intern_name(&u->keys, (int)i), (int)i};
    if (n)
        qsort(list, n, sizeof *list, compare_str);
    for (size_t i = 0; i < n; i++)
        order[i] = list[i].unit;
    mem_free(list);
    return order;
}

void unittable_free(struct unittable *u)
{
    for (int i = 0; i < u->keys.n; i++) {
        mem_free(u->of[i].held);
        mem_free(u->of[i].who);
    }
    intern_free(&u->keys);
    intern_free(&u->rules);
    intern_free(&u->subs);
    mem_free(u->of);
    mem_free(u->unit_of_sub);
    arena_free(&u->text);
}
