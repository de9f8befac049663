/* SPDX-License-Identifier: Apache-2.0 */
#include "read/unread.h"

#include "base/mem.h"

bool unread_takes(const struct chunk_finding *x)
{
    return (x->id == B_XML_ELEMENT || x->id == B_XML_ELEMENT_NAMESPACE || x->id == B_XML_ATTRIBUTE) && x->level < LEVEL_QUASI;
}

struct unread_path *unread_add(struct unread *u, const struct chunk_finding *x, long ordinal, bool *fresh)
{
    struct buf key = {0};
    buf_char(&key, x->id == B_XML_ATTRIBUTE ? 'A' : 'E');
    buf_str(&key, x->args[0]);
    int at = intern_find(&u->names, buf_slice(&key));
    *fresh = at < 0 && u->n < UNREAD_PATHS;
    if (*fresh) {
        at = intern_add(&u->names, buf_slice(&key));
        u->paths = mem_grow(u->paths, &u->cap, u->n + 1, sizeof *u->paths);
        struct unread_path *p = &u->paths[u->n++];
        *p = (struct unread_path){.first = *x, .ordinal = ordinal};
        for (int i = 0; i < x->n_args; i++)
            p->first.args[i] = arena_str(&u->text, x->args[i]);
        p->first.table = arena_str(&u->text, x->table);
        p->first.key = arena_str(&u->text, x->key);
        p->first.variable = p->first.value = p->first.expected = (struct str){0};
    }
    buf_free(&key);
    if (at < 0) {
        u->more++;
        return NULL;
    }
    struct unread_path *p = &u->paths[at];
    p->times++;
    p->several = p->several || p->ordinal != ordinal || p->first.kind != x->kind;
    p->first.level = x->level > p->first.level ? x->level : p->first.level;
    return p;
}

void unread_free(struct unread *u)
{
    for (size_t i = 0; i < u->n; i++)
        buf_free(&u->paths[i].submission);
    mem_free(u->paths);
    intern_free(&u->names);
    arena_free(&u->text);
    *u = (struct unread){0};
}
