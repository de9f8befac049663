/* SPDX-License-Identifier: Apache-2.0 */
#include "data/rel.h"

struct rel *rel_new(struct session *e, size_t size, const struct rel_kind *kind, struct structure s)
{
    struct rel *r = arena_array(&e->a, 1, size);
    r->s = s;
    r->kind = kind;
    r->session = e;
    r->older = e->newest;
    e->newest = r;
    return r;
}

void rel_ordered(struct rel *r, const int *by, int n)
{
    r->order = arena_array(&r->session->a, (size_t)n + 1, sizeof *r->order);
    for (int i = 0; i < n; i++)
        r->order[i] = by[i];
    r->norder = n;
}

bool rel_is_ordered(const struct rel *r, const int *by, int n)
{
    if (n > r->norder)
        return false;
    for (int i = 0; i < n; i++)
        if (r->order[i] != by[i])
            return false;
    return true;
}

void session_share(struct session *e)
{
    e->shares++;
}

uint64_t session_bytes(const struct session *e)
{
    uint64_t bytes = e->memory / (uint64_t)(e->shares ? e->shares : 1);
    return bytes < 64 * 1024 ? 64 * 1024 : bytes;
}

struct trouble *trouble_new(struct session *e, struct loc loc)
{
    struct trouble *t = arena_array(&e->a, 1, sizeof *t);
    t->loc = loc;
    t->older = e->troubles;
    e->troubles = t;
    return t;
}

/* The name of a component as the program has it: in a pair of operands (dsplan_values) it has the sign of its side in front. */
static struct str plain_name(struct str name)
{
    bool side = str_starts(name, STR("1#")) || str_starts(name, STR("2#"));
    return side ? (struct str){name.p + 2, name.n - 2} : name;
}

/* Did an identifier of that name come before? */
static bool is_shown(const struct structure *s, int i)
{
    for (int k = 0; k < i; k++)
        if (comp_is_id(&s->v[k]) && str_eq(plain_name(s->v[k].name), plain_name(s->v[i].name)))
            return true;
    return false;
}

void row_show(struct buf *b, const struct structure *s, const struct value *row)
{
    bool first = true;
    for (int i = 0; i < s->n; i++) {
        if (!comp_is_id(&s->v[i]) || is_shown(s, i))
            continue;
        if (!first)
            buf_char(b, ';');
        first = false;
        buf_str(b, plain_name(s->v[i].name));
        buf_char(b, '=');
        value_put_text(b, &row[i]);
    }
}

void trouble_add(struct session *e, struct trouble *t, enum vtl_error error, const struct structure *s, const struct value *row)
{
    if (t->count++)
        return;
    struct buf b = {0};
    row_show(&b, s, row);
    t->error = error;
    t->row = arena_str(&e->a, buf_slice(&b));
    buf_free(&b);
}

static bool report(const struct trouble *t)
{
    if (!t)
        return false;
    bool any = report(t->older);
    if (!t->count)
        return any;
    diag(D_DATA_NO_VALUE, t->loc, diag_num((long long)t->count), vtl_error_text(t->error, diag_lang() == LANG_ZH),
         diag_str(t->row));
    return true;
}

bool session_report(const struct session *e)
{
    return report(e->troubles);
}

void session_end(struct session *e)
{
    for (struct rel *r = e->newest; r; r = r->older)
        if (r->kind->end)
            r->kind->end(r);
    arena_free(&e->a);
    *e = (struct session){0};
}
