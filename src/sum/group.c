/* SPDX-License-Identifier: Apache-2.0 */
#include "sum/group.h"

#include "base/mem.h"
#include "stat/agg_text.h"

void groups_start(struct groups *g, const struct group_item *items, int n_items, struct agg_budget *budget)
{
    *g = (struct groups){.items = items, .n_items = n_items, .budget = budget};
}

int groups_find(struct groups *g, struct str key)
{
    int before = g->keys.n, group = intern_add(&g->keys, key);
    if (group < before)
        return group;
    size_t n = (size_t)g->n_items;
    g->states = mem_grow(g->states, &g->cap, (size_t)(group + 1) * n + 1, sizeof *g->states);
    for (int i = 0; i < g->n_items; i++)
        agg_start(groups_state(g, group, i), g->items[i].kind, g->items[i].type, &g->arena);
    return group;
}

size_t groups_bytes(const struct groups *g)
{
    return g->cap * sizeof *g->states + g->arena.total + g->keys.text.total + g->keys.cap_names * sizeof(struct str) +
           g->keys.size * sizeof *g->keys.table;
}

/* Byte order column by column: the end of a cell (TAB, or the end of the key) is before any byte. */
static int compare_keys(struct str a, struct str b)
{
    for (size_t i = 0; i < a.n || i < b.n; i++) {
        int x = i >= a.n ? -2 : a.p[i] == '\t' ? -1 : (unsigned char)a.p[i];
        int y = i >= b.n ? -2 : b.p[i] == '\t' ? -1 : (unsigned char)b.p[i];
        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

static void merge_sort(const struct groups *g, int *x, int *room, int n)
{
    if (n < 2)
        return;
    int half = n / 2, i = 0, j = half, k = 0;
    merge_sort(g, x, room, half);
    merge_sort(g, x + half, room, n - half);
    while (i < half && j < n)
        room[k++] = compare_keys(intern_name(&g->keys, x[j]), intern_name(&g->keys, x[i])) < 0 ? x[j++] : x[i++];
    while (i < half)
        room[k++] = x[i++];
    for (int m = 0; m < k; m++)
        x[m] = room[m];
}

void groups_sort(struct groups *g)
{
    size_t n = (size_t)g->keys.n;
    mem_free(g->order);
    g->order = mem_array(n, sizeof *g->order);
    for (int i = 0; i < g->keys.n; i++)
        g->order[i] = i;
    int *room = mem_array(n, sizeof *room);
    merge_sort(g, g->order, room, g->keys.n);
    mem_free(room);
}

void groups_put(struct buf *b, const struct groups *g, int group)
{
    for (int i = 0; i < g->n_items; i++) {
        if (i)
            buf_char(b, '\t');
        agg_put(b, groups_state(g, group, i));
    }
}

enum agg_status groups_merge(struct groups *g, struct str key, struct str states)
{
    int group = groups_find(g, key);
    struct arena room = {0};
    struct str rest = states;
    enum agg_status st = AGG_OK;
    for (int i = 0; i < g->n_items && st == AGG_OK; i++) {
        struct agg part;
        if (!rest.p) {
            st = AGG_SYNTAX;
            break;
        }
        agg_start(&part, g->items[i].kind, g->items[i].type, &room);
        st = agg_parse(&part, str_cut(rest, '\t', &rest), g->budget);
        if (st == AGG_OK)
            st = agg_merge(groups_state(g, group, i), &part, g->budget);
        if (st == AGG_OVERFLOW) /* kept in the state; the result tells */
            st = AGG_OK;
        if (g->budget && part.kind == AGG_MEDIAN)
            g->budget->used -= part.cap * sizeof *part.values;
        agg_free(&part);
    }
    arena_free(&room);
    return st == AGG_OK && rest.p && g->n_items ? AGG_SYNTAX : st;
}

void groups_free(struct groups *g)
{
    for (size_t i = 0; i < (size_t)g->keys.n * (size_t)g->n_items; i++)
        agg_free(&g->states[i]);
    mem_free(g->states);
    mem_free(g->order);
    intern_free(&g->keys);
    arena_free(&g->arena);
    *g = (struct groups){0};
}
