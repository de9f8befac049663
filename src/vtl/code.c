/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/code.h"

#include "base/mem.h"
#include "vtl/builtin.h"

static const char *const kinds[] = {"const", "slot", "linear", "neg", "add", "sub", "mul", "div", "concat", "compare",
    "and", "or", "xor", "not", "isnull", "nvl", "case", "in", "domain", "match", "abs", "cast", "call"};
_Static_assert(sizeof kinds / sizeof kinds[0] == C_KINDS, "one name a kind");

struct listing {
    const struct code **v;
    size_t n, cap;
};

static int number_of(const struct listing *l, const struct code *c)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->v[i] == c)
            return (int)i + 1;
    return 0;
}

static void print_linear(struct buf *b, const struct code *c, const struct str *names)
{
    for (int i = 0; i < c->n; i++) {
        buf_puts(b, c->terms[i].minus ? " -" : " +");
        buf_str(b, names[c->terms[i].slot]);
    }
    if (c->constant.dec.coef) {
        buf_puts(b, c->constant.dec.coef > 0 ? " +" : " ");
        value_put(b, &c->constant);
    }
}

static void print_payload(struct buf *b, const struct code *c, const struct str *names)
{
    if (c->kind == C_COMPARE || c->kind == C_IN || c->kind == C_DOMAIN)
        buf_printf(b, " %s", op_text((enum op)c->op));
    if (c->kind == C_CALL)
        buf_printf(b, " %s", vtl_builtin(c->builtin)->name);
    if (c->kind == C_CONST) {
        buf_char(b, ' ');
        value_put(b, &c->constant);
    }
    if (c->kind == C_SLOT) {
        buf_char(b, ' ');
        buf_str(b, names[c->slot]);
    }
    if (c->kind == C_LINEAR)
        print_linear(b, c, names);
    if (c->kind == C_MATCH) {
        buf_puts(b, " \"");
        buf_str(b, c->pattern);
        buf_char(b, '"');
    }
    if (c->kind == C_IN)
        buf_printf(b, " {%d members%s}", c->set->n, c->set->table ? ", hashed" : "");
    if (c->kind == C_DOMAIN) {
        buf_char(b, ' ');
        buf_str(b, c->domain_name);
    }
    if (c->kind == C_CAST)
        buf_printf(b, " %s", vtype_name((enum vtype)c->to));
}

static void list(struct buf *b, struct listing *l, const struct code *c, const struct str *names)
{
    if (number_of(l, c))
        return;
    int n = c->kind == C_LINEAR ? 0 : c->kind == C_IN ? 1 : c->n;
    for (int i = 0; i < n; i++)
        if (c->kids[i])
            list(b, l, c->kids[i], names);
    l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof *l->v);
    l->v[l->n++] = c;
    buf_printf(b, "%%%d = %s", (int)l->n, kinds[c->kind]);
    print_payload(b, c, names);
    for (int i = 0; i < n; i++) {
        if (c->kids[i])
            buf_printf(b, " %%%d", number_of(l, c->kids[i]));
        else
            buf_puts(b, " _");
    }
    buf_printf(b, " : %s", vtype_name((enum vtype)c->type));
    if (c->memo >= 0)
        buf_puts(b, " (once a record)");
    buf_char(b, '\n');
}

void code_print(struct buf *b, const struct code *c, const struct str *slot_names)
{
    struct listing l = {0};
    list(b, &l, c, slot_names);
    mem_free(l.v);
}
