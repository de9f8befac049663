/* SPDX-License-Identifier: Apache-2.0 */
#include "value/keynames.h"

#include "base/mem.h"

int keynames_add(struct keynames *k, struct str key, struct str shown)
{
    int i = intern_add(&k->keys, key);
    if (i < k->n)
        return i;
    k->shown = mem_grow(k->shown, &k->cap, (size_t)i + 1, sizeof *k->shown);
    k->shown[i] = str_eq(key, shown) ? (struct str){0} : arena_str(&k->text, shown);
    k->n = i + 1;
    return i;
}

int keynames_of(struct keynames *k, enum vtype type, struct str text)
{
    if (type == T_STRING)
        return keynames_add(k, text, text);
    buf_reset(&k->room);
    keytext_put(&k->room, type, text);
    return keynames_add(k, buf_slice(&k->room), text);
}

int keynames_find(const struct keynames *k, enum vtype type, struct str text)
{
    if (type == T_STRING)
        return intern_find(&k->keys, text);
    struct buf key = {0};
    keytext_put(&key, type, text);
    int i = intern_find(&k->keys, buf_slice(&key));
    buf_free(&key);
    return i;
}

struct str keynames_shown(const struct keynames *k, int i)
{
    return k->shown[i].p ? k->shown[i] : intern_name(&k->keys, i);
}

void keynames_free(struct keynames *k)
{
    intern_free(&k->keys);
    mem_free(k->shown);
    arena_free(&k->text);
    buf_free(&k->room);
    *k = (struct keynames){0};
}
