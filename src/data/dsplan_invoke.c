/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "data/match.h"
#include "data/dsplan_work.h"

static const char *name_of(const struct node *n)
{
    return invoke_name((enum invoke)n->builtin);
}

/* ---- set operators ---- */

/* The structure of the result: names and roles equal; integer with number is number, and an attribute is viral if one is. */
static bool set_structure(struct dsplan *p, struct node *n, struct rel *const *v, struct structure *s)
{
    struct structure_maker m = {0};
    for (int i = 0; i < v[0]->s.n; i++)
        structure_add(&m, v[0]->s.v[i]);
    *s = structure_keep(&m, &p->e->a);
    for (uint32_t k = 1; k < n->n; k++)
        for (int i = 0; i < s->n || i < v[k]->s.n; i++) {
            const struct structure *other = &v[k]->s;
            struct str name = i < s->n ? s->v[i].name : other->v[i].name;
            int a = structure_find(s, name), b = structure_find(other, name);
            bool fits = a >= 0 && b >= 0 && s->v[a].role == other->v[b].role &&
                        (vtype_widens(s->v[a].type, other->v[b].type) || vtype_widens(other->v[b].type, s->v[a].type));
            if (!fits) {
                dsplan_complain(p, D_DATA_STRUCTURES, n->kids[k]->span, name_of(n), dsplan_text(p, n->kids[k]), diag_str(name));
                return false;
            }
            s->v[a].viral = s->v[a].viral || other->v[b].viral;
            if (vtype_widens(s->v[a].type, other->v[b].type))
                s->v[a].type = other->v[b].type;
        }
    return true;
}

/* r with the components in the order of s, and of their types. */
static struct rel *as_structure(struct rel *r, const struct structure *s)
{
    struct map_maker m = {0};
    for (int i = 0; i < s->n; i++) {
        int k = structure_find(&r->s, s->v[i].name);
        map_pass(&m, &r->s, k);
        m.v[i].comp = s->v[i];
    }
    return map_new(r, &m, NULL);
}

static struct rel *dsplan_set(struct dsplan *p, struct node *n, struct rel **v)
{
    static const enum set_kind kinds[] = {[INVOKE_UNION] = SET_UNION, [INVOKE_INTERSECT] = SET_INTERSECT,
        [INVOKE_SETDIFF] = SET_SETDIFF, [INVOKE_SYMDIFF] = SET_SYMDIFF};
    struct structure s;
    if (!set_structure(p, n, v, &s))
        return NULL;
    for (uint32_t i = 0; i < n->n; i++)
        v[i] = as_structure(v[i], &s);
    return setop_new(kinds[n->builtin], v, (int)n->n, &s);
}

/* ---- exists_in ---- */

/* The common identifiers of b, each combination once. */
static struct rel *distinct(struct rel *b, const int *key, int n)
{
    struct map_maker m = {0};
    struct structure_maker s = {0};
    for (int i = 0; i < n; i++) {
        map_pass(&m, &b->s, key[i]);
        structure_add(&s, b->s.v[key[i]]);
    }
    struct rel *r = map_new(b, &m, NULL);
    struct structure keys = structure_keep(&s, &b->session->a);
    return setop_new(SET_UNION, &r, 1, &keys);
}

static struct rel *dsplan_exists(struct dsplan *p, struct node *n, struct rel *a, struct rel *b)
{
    int *ka = arena_array(&p->e->a, (size_t)a->s.n + 1, sizeof *ka), *kb = arena_array(&p->e->a, (size_t)a->s.n + 1, sizeof *kb);
    int na = structure_count(&a->s, ROLE_IDENTIFIER), nb = structure_count(&b->s, ROLE_IDENTIFIER), k = 0;
    for (int i = 0; i < a->s.n; i++) {
        int j = comp_is_id(&a->s.v[i]) ? structure_find(&b->s, a->s.v[i].name) : -1;
        if (j >= 0 && comp_is_id(&b->s.v[j])) {
            ka[k] = i;
            kb[k++] = j;
        }
    }
    if (k < (na < nb ? na : nb))
        return dsplan_complain(p, D_DATA_KEYS_DIFFER, n->span, name_of(n), dsplan_text(p, n->kids[0]),
                               dsplan_text(p, n->kids[1]));
    int *first = arena_array(&p->e->a, (size_t)k + 1, sizeof *first);
    for (int i = 0; i < k; i++)
        first[i] = i;
    struct match_side left = {a, ka, "1#"}, right = {distinct(b, kb, k), first, "2#"};
    struct rel *m = match_new(left, right, k, MATCH_LEFT);
    struct map_maker out = {0};
    for (int i = 0; i < a->s.n; i++)
        if (comp_is_id(&a->s.v[i])) {
            map_pass(&out, &m->s, i);
            out.v[out.n - 1].comp.name = a->s.v[i].name;
        }
    struct comp comp = {STR("bool_var"), T_BOOLEAN, ROLE_MEASURE, false};
    map_add(&out, (struct map_item){.comp = comp, .how = MAP_PASS, .a = m->s.n - 1});
    for (int i = 0; i < a->s.n; i++)
        if (a->s.v[i].viral) {
            map_pass(&out, &m->s, i);
            out.v[out.n - 1].comp.name = a->s.v[i].name;
        }
    struct cellexpr *filter = NULL;
    if (n->more->choice >= 0) {
        struct node *there = dsplan_name(p, m->s.v[m->s.n - 1].name, n->span);
        struct node *wanted = dsplan_const(p, value_of_tri(tri_of(n->more->choice)), n->span);
        filter = dsplan_compile(p, dsplan_binary(p, OP_EQ, there, wanted), &m->s, NULL);
    }
    return sorted_by_key(map_new(m, &out, filter));
}

/* ---- all ---- */

struct rel *dsplan_invoke(struct dsplan *p, struct node *n)
{
    enum invoke kind = (enum invoke)n->builtin;
    if (kind <= INVOKE_CROSS_JOIN)
        return dsplan_join(p, n);
    if (kind == INVOKE_CHECK)
        return dsplan_check(p, n);
    if (kind == INVOKE_CHECK_DATAPOINT)
        return dsplan_check_datapoint(p, n);
    if (kind == INVOKE_HIERARCHY || kind == INVOKE_CHECK_HIERARCHY)
        return dsplan_hierarchy(p, n);
    if (kind == INVOKE_RANK)
        return dsplan_complain(p, D_DATA_CLAUSE_ONLY, n->span, name_of(n), NULL, NULL);
    struct rel **v = arena_array(&p->e->a, (size_t)n->n + 1, sizeof(struct rel *));
    for (uint32_t i = 0; i < n->n; i++)
        if (!(v[i] = dsplan_rel(p, n->kids[i])))
            return NULL;
    if (kind <= INVOKE_SYMDIFF)
        return dsplan_set(p, n, v);
    if (kind == INVOKE_EXISTS_IN)
        return dsplan_exists(p, n, v[0], v[1]);
    if (kind >= INVOKE_FIRST_VALUE)
        return dsplan_window_call(p, n, v[0]);
    return dsplan_series(p, n, v[0]);
}
