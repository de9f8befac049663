/* SPDX-License-Identifier: Apache-2.0 */
#include "edits/editset.h"

#include "base/mem.h"

int editset_var(struct editset *s, struct str name)
{
    int i = intern_find(&s->vars, name);
    if (i >= 0)
        return i;
    return s->vars.n < VSET_MAX ? intern_add(&s->vars, name) : -1;
}

int editset_code(struct editset *s, int var, struct str code)
{
    if (!s->domains)
        s->domains = mem_array(VSET_MAX, sizeof *s->domains);
    vset_add(&s->coded, var);
    int i = intern_find(&s->domains[var], code);
    if (i >= 0)
        return i;
    return s->domains[var].n < 64 ? intern_add(&s->domains[var], code) : -1;
}

bool linexpr_add(struct linexpr *e, int var, struct dec k)
{
    if (var < 0)
        return dec_add(&e->constant, &e->constant, &k) == DEC_OK;
    for (int i = 0; i < e->n; i++)
        if (e->terms[i].var == var)
            return dec_add(&e->terms[i].a, &e->terms[i].a, &k) == DEC_OK;
    if (e->n == (int)(sizeof e->terms / sizeof *e->terms))
        return false;
    e->terms[e->n].var = var;
    e->terms[e->n++].a = k;
    return true;
}

bool linexpr_add_scaled(struct linexpr *e, const struct linexpr *f, struct dec k)
{
    struct dec p;
    for (int i = 0; i < f->n; i++)
        if (dec_mul(&p, &f->terms[i].a, &k) != DEC_OK || !linexpr_add(e, f->terms[i].var, p))
            return false;
    return dec_mul(&p, &f->constant, &k) == DEC_OK && linexpr_add(e, -1, p);
}

/* d * 10^scale as a whole number. */
static bool whole(struct dec d, int scale, int128 *v)
{
    return !__builtin_mul_overflow(d.coef, dec_pow10(scale - d.scale), v);
}

static bool narrow(int128 v, int64_t *out)
{
    *out = (int64_t)v;
    return v == *out;
}

bool atom_of(struct editset *s, struct atom *out, const struct linexpr *e, enum lin_op op, struct dec tolerance)
{
    int128 v[64], b, width, g = 0;
    tolerance = dec_strip(tolerance);
    struct linexpr_term t[64];
    int n = 0, scale = dec_strip(e->constant).scale;
    for (int i = 0; i < e->n; i++) {
        struct linexpr_term x = {e->terms[i].var, dec_strip(e->terms[i].a)};
        if (!dec_sign(&x.a))
            continue;
        int at = n++;
        for (; at > 0 && t[at - 1].var > x.var; at--)
            t[at] = t[at - 1];
        t[at] = x;
        scale = x.a.scale > scale ? x.a.scale : scale;
    }
    scale = tolerance.scale > scale ? tolerance.scale : scale;
    if (scale > 18 || !whole(dec_strip(e->constant), scale, &b) || !whole(tolerance, scale, &width))
        return false;
    for (int i = 0; i < n; i++) {
        if (!whole(t[i].a, scale, &v[i]))
            return false;
        g = gcd128(g, v[i]);
    }
    g = gcd128(gcd128(g, b), width);
    g = g ? g : 1;
    *out = (struct atom){.lin = {.terms = arena_array(&s->text, (size_t)n + 1, sizeof *out->lin.terms), .n = n, .op = op}};
    for (int i = 0; i < n; i++) {
        out->lin.terms[i].var = t[i].var;
        if (!narrow(v[i] / g, &out->lin.terms[i].a))
            return false;
    }
    return narrow(-b / g, &out->lin.b) && narrow(width / g, &out->lin.tolerance);
}

void editset_add(struct editset *s, struct str name, const struct atom *atoms, int n)
{
    s->list = mem_grow(s->list, &s->cap, (size_t)s->n + 1, sizeof *s->list);
    struct edit *e = &s->list[s->n++];
    *e = (struct edit){.name = arena_str(&s->text, name), .n = n};
    e->atoms = arena_array(&s->text, (size_t)n, sizeof *e->atoms);
    memcpy(e->atoms, atoms, (size_t)n * sizeof *atoms);
    for (int i = 0; i < n; i++) {
        struct vset v = lin_vars(&atoms[i].lin);
        if (atoms[i].coded)
            vset_add(&e->vars, atoms[i].var);
        else
            vset_join(&e->vars, &v);
    }
}

struct lin *editset_linear(struct editset *s, int *n, int **which)
{
    struct lin *out = arena_array(&s->text, (size_t)s->n + 1, sizeof *out);
    int *w = arena_array(&s->text, (size_t)s->n + 1, sizeof *w);
    *n = 0;
    for (int i = 0; i < s->n; i++)
        if (s->list[i].n == 1 && !s->list[i].atoms[0].coded) {
            w[*n] = i;
            out[(*n)++] = s->list[i].atoms[0].lin;
        }
    if (which)
        *which = w;
    return out;
}

void editset_free(struct editset *s)
{
    for (int i = 0; s->domains && i < VSET_MAX; i++)
        intern_free(&s->domains[i]);
    mem_free(s->domains);
    mem_free(s->list);
    intern_free(&s->vars);
    arena_free(&s->text);
    *s = (struct editset){0};
}

/* --- the text form --- */

enum compare { CMP_EQ, CMP_NE, CMP_LT, CMP_LE, CMP_GT, CMP_GE };

/* A condition: conditions joined by `and` or by `or`. One condition may need two atoms (!=). */
enum { MAX_PARTS = 16 };
struct part {
    bool coded;
    struct linexpr left; /* left - right, compared with 0 */
    enum compare cmp;
    int var;
    int code;
};
struct condition {
    struct part *parts; /* [MAX_PARTS] */
    int n;
    bool or;
};

struct reader {
    struct editset *s;
    struct str rest;
    bool open;
    const char *why; /* the first thing that is wrong */
};

static bool wrong(struct reader *r, const char *why)
{
    if (!r->why)
        r->why = why;
    return false;
}

static void blanks(struct reader *r)
{
    while (r->rest.n && (r->rest.p[0] == ' ' || r->rest.p[0] == '\t' || r->rest.p[0] == '\r'))
        r->rest = (struct str){r->rest.p + 1, r->rest.n - 1};
}

static bool word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

static bool symbol(struct reader *r, const char *t)
{
    blanks(r);
    size_t n = strlen(t);
    if (!str_starts(r->rest, str_of(t)) || (word_char(t[0]) && r->rest.n > n && word_char(r->rest.p[n])))
        return false;
    r->rest = (struct str){r->rest.p + n, r->rest.n - n};
    return true;
}

static struct str word(struct reader *r)
{
    blanks(r);
    size_t n = 0;
    while (n < r->rest.n && word_char(r->rest.p[n]))
        n++;
    struct str w = {r->rest.p, n};
    r->rest = (struct str){r->rest.p + n, r->rest.n - n};
    return w;
}

static bool expression(struct reader *r, struct linexpr *e);

/* A number, a variable, a bracketed expression, or a sign before one of them. */
static bool factor(struct reader *r, struct linexpr *e)
{
    struct dec one = dec_int(1), minus = dec_int(-1);
    struct linexpr inner = {0};
    *e = inner;
    if (symbol(r, "-"))
        return factor(r, &inner) && (linexpr_add_scaled(e, &inner, minus) || wrong(r, "a number is too large"));
    if (symbol(r, "+"))
        return factor(r, e);
    if (symbol(r, "("))
        return expression(r, e) && (symbol(r, ")") || wrong(r, "a closing bracket is missing"));
    struct str w = word(r);
    if (!w.n)
        return wrong(r, "a number or a variable is missing");
    if (w.p[0] >= '0' && w.p[0] <= '9')
        return dec_parse(&e->constant, w) == DEC_OK || wrong(r, "not a number");
    int var = editset_var(r->s, w);
    if (var < 0)
        return wrong(r, "too many variables");
    return linexpr_add(e, var, one) || wrong(r, "too many terms");
}

static bool product(struct reader *r, struct linexpr *e)
{
    if (!factor(r, e))
        return false;
    while (symbol(r, "*")) {
        struct linexpr f, both = {0};
        if (!factor(r, &f))
            return false;
        if (e->n && f.n)
            return wrong(r, "a product of variables is not linear");
        if (!linexpr_add_scaled(&both, e->n ? e : &f, e->n ? f.constant : e->constant))
            return wrong(r, "a number is too large");
        *e = both;
    }
    return true;
}

static bool expression(struct reader *r, struct linexpr *e)
{
    if (!product(r, e))
        return false;
    for (;;) {
        bool minus = symbol(r, "-");
        if (!minus && !symbol(r, "+"))
            return true;
        struct linexpr f;
        if (!product(r, &f))
            return false;
        if (!linexpr_add_scaled(e, &f, dec_int(minus ? -1 : 1)))
            return wrong(r, "too many terms, or a number is too large");
    }
}

static bool comparison(struct reader *r, enum compare *cmp)
{
    static const struct {
        const char *text;
        enum compare cmp;
    } all[] = {{"==", CMP_EQ}, {"!=", CMP_NE}, {"<>", CMP_NE}, {"<=", CMP_LE},
               {">=", CMP_GE}, {"<", CMP_LT},  {">", CMP_GT},  {"=", CMP_EQ}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (symbol(r, all[i].text)) {
            *cmp = all[i].cmp;
            return true;
        }
    return wrong(r, "a comparison is missing");
}

/* The text between double quotes; the first quote was read. */
static bool quoted(struct reader *r, struct str *text)
{
    const char *end = r->rest.n ? memchr(r->rest.p, '"', r->rest.n) : NULL;
    if (!end)
        return wrong(r, "a closing quote is missing");
    *text = (struct str){r->rest.p, (size_t)(end - r->rest.p)};
    r->rest = (struct str){end + 1, r->rest.n - text->n - 1};
    return true;
}

static bool coded_part(struct reader *r, struct part *p)
{
    struct str code;
    if (p->left.n != 1 || dec_sign(&p->left.constant) || (p->cmp != CMP_EQ && p->cmp != CMP_NE))
        return wrong(r, "a code is compared with == or != to one variable");
    if (!quoted(r, &code))
        return false;
    p->coded = true;
    p->var = p->left.terms[0].var;
    if (!r->open && (!vset_has(&r->s->coded, p->var) || intern_find(&r->s->domains[p->var], code) < 0))
        return wrong(r, "the code is not in the variable's domain");
    p->code = editset_code(r->s, p->var, code);
    return p->code >= 0 || wrong(r, "more than 64 codes");
}

static bool part(struct reader *r, struct part *p)
{
    struct linexpr right;
    *p = (struct part){0};
    if (!expression(r, &p->left) || !comparison(r, &p->cmp))
        return false;
    if (symbol(r, "\""))
        return coded_part(r, p);
    if (!expression(r, &right))
        return false;
    return linexpr_add_scaled(&p->left, &right, dec_int(-1)) || wrong(r, "too many terms");
}

static bool condition(struct reader *r, struct condition *c)
{
    c->n = 0;
    for (;;) {
        if (c->n == MAX_PARTS)
            return wrong(r, "too many conditions");
        if (!part(r, &c->parts[c->n++]))
            return false;
        bool or = symbol(r, "||") || symbol(r, "or") || symbol(r, "|");
        if (!or && !symbol(r, "&&") && !symbol(r, "and") && !symbol(r, "&"))
            return true;
        if (c->n > 1 && or != c->or)
            return wrong(r, "and, or must not be mixed in one condition");
        c->or = or;
    }
}

/* Appends the atoms of a part (negated) to a clause; a clause has room for two more. */
static bool put_part(struct reader *r, const struct part *p, bool negate, struct atom *atoms, int *n)
{
    static const enum compare opposite[] = {CMP_NE, CMP_EQ, CMP_GE, CMP_GT, CMP_LE, CMP_LT};
    enum compare cmp = negate ? opposite[p->cmp] : p->cmp;
    if (p->coded) {
        uint64_t bit = (uint64_t)1 << p->code;
        atoms[(*n)++] = (struct atom){.coded = true, .var = p->var, .codes = cmp == CMP_EQ ? bit : ~bit};
        return true;
    }
    struct linexpr minus = {0};
    if (!linexpr_add_scaled(&minus, &p->left, dec_int(-1)))
        return wrong(r, "a number is too large");
    bool good = true;
    if (cmp == CMP_EQ)
        good = atom_of(r->s, &atoms[(*n)++], &p->left, LIN_EQ, dec_int(0));
    if (cmp == CMP_LT || cmp == CMP_LE || cmp == CMP_NE)
        good = atom_of(r->s, &atoms[(*n)++], &p->left, cmp == CMP_LE ? LIN_LE : LIN_LT, dec_int(0)) && good;
    if (cmp == CMP_GT || cmp == CMP_GE || cmp == CMP_NE)
        good = atom_of(r->s, &atoms[(*n)++], &minus, cmp == CMP_GE ? LIN_LE : LIN_LT, dec_int(0)) && good;
    return good || wrong(r, "a coefficient is too large");
}

/* One clause: the negations of what is meant of `when`, and what is meant of `then`; a number < 0 means all parts. */
static bool put_clause(struct reader *r, struct str name, const struct condition *when, int w,
                       const struct condition *then, int t)
{
    struct atom atoms[4 * MAX_PARTS];
    int n = 0;
    for (int i = 0; when && i < when->n; i++)
        if ((w < 0 || w == i) && !put_part(r, &when->parts[i], true, atoms, &n))
            return false;
    for (int i = 0; i < then->n; i++)
        if ((t < 0 || t == i) && !put_part(r, &then->parts[i], false, atoms, &n))
            return false;
    editset_add(r->s, name, atoms, n);
    return true;
}

static bool put_all(struct reader *r, struct str name, const struct condition *when, const struct condition *then)
{
    int whens = when && when->or && when->n > 1 ? when->n : 1, thens = !then->or && then->n > 1 ? then->n : 1;
    for (int w = 0; w < whens; w++)
        for (int t = 0; t < thens; t++)
            if (!put_clause(r, name, when, whens > 1 ? w : -1, then, thens > 1 ? t : -1))
                return false;
    return true;
}

const char *editset_line(struct editset *s, struct str line, bool open_domains)
{
    struct str comment, text = str_trim(str_cut(line, '#', &comment));
    struct reader r = {.s = s, .rest = text, .open = open_domains};
    if (!text.n)
        return NULL;
    struct part *parts = mem_array(2 * MAX_PARTS, sizeof *parts);
    struct condition when = {.parts = parts}, then = {.parts = parts + MAX_PARTS};
    bool conditional = symbol(&r, "if");
    bool good = true;
    if (conditional)
        good = (symbol(&r, "(") || wrong(&r, "an opening bracket is missing after if")) && condition(&r, &when) &&
               (symbol(&r, ")") || wrong(&r, "a closing bracket is missing"));
    good = good && condition(&r, &then);
    blanks(&r);
    if (good && r.rest.n)
        good = wrong(&r, "something is left at the end of the line");
    if (good)
        put_all(&r, text, conditional ? &when : NULL, &then);
    mem_free(parts);
    return r.why;
}
