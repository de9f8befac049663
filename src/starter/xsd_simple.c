/* SPDX-License-Identifier: Apache-2.0 */
#include "starter/xsd_simple.h"

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "starter/xsdregex.h"
#include "value/value.h"

enum { CODES_MOST = 5000, CODE_LENGTH = 200 };

static const struct {
    const char *name;
    enum vtype type;
} builtins[] = {
    {"integer", T_INTEGER}, {"nonNegativeInteger", T_INTEGER}, {"positiveInteger", T_INTEGER}, {"nonPositiveInteger", T_INTEGER},
    {"negativeInteger", T_INTEGER}, {"long", T_INTEGER}, {"int", T_INTEGER}, {"short", T_INTEGER}, {"byte", T_INTEGER},
    {"unsignedLong", T_INTEGER}, {"unsignedInt", T_INTEGER}, {"unsignedShort", T_INTEGER}, {"unsignedByte", T_INTEGER},
    {"decimal", T_NUMBER}, {"float", T_NUMBER}, {"double", T_NUMBER}, {"boolean", T_BOOLEAN}, {"date", T_DATE},
    {"gYear", T_PERIOD}, {"gYearMonth", T_PERIOD},
};

static void set_builtin(struct str name, struct xsd_facts *f)
{
    f->typed = true;
    f->type = T_STRING;
    f->key = f->key || str_is(name, "ID");
    for (size_t i = 0; i < sizeof builtins / sizeof *builtins; i++)
        if (str_is(name, builtins[i].name))
            f->type = builtins[i].type;
    if (str_is(name, "nonNegativeInteger") || str_starts(name, STR("unsigned")))
        f->min = f->min.n ? f->min : STR("0");
    if (str_is(name, "positiveInteger"))
        f->min = f->min.n ? f->min : STR("1");
}

static void take_codes(struct xsd *x, int node, struct xsd_facts *f)
{
    int n = 0;
    for (int c = x->nodes[node].first; c >= 0; c = x->nodes[c].next)
        n += x->nodes[c].kind == XS_ENUMERATION;
    if (f->n_codes || !n || n > CODES_MOST)
        return;
    f->codes = arena_array(&x->text, (size_t)n, sizeof *f->codes);
    f->code_labels = arena_array(&x->text, (size_t)n, 2 * sizeof *f->code_labels);
    struct intern seen = {0};
    bool too_long = false;
    for (int c = x->nodes[node].first; c >= 0; c = x->nodes[c].next) {
        const struct xsd_node *e = &x->nodes[c];
        int known = seen.n;
        struct str value = str_trim(e->attribute[XSA_VALUE]);
        f->may_be_empty = f->may_be_empty || (e->kind == XS_ENUMERATION && !value.n);
        bool plain = e->kind == XS_ENUMERATION && value.n;
        too_long = too_long || value.n > CODE_LENGTH;
        if (!plain || intern_add(&seen, value) < known)
            continue;
        f->codes[f->n_codes] = value;
        f->code_labels[2 * f->n_codes] = e->label[0];
        f->code_labels[2 * f->n_codes + 1] = e->label[1];
        f->n_codes++;
    }
    if (too_long) /* a list without it would refuse what the schema allows */
        f->n_codes = 0;
    intern_free(&seen);
}

/* Patterns of one restriction are alternatives. */
static void take_pattern(struct xsd *x, int node, struct xsd_facts *f)
{
    struct buf b = {0};
    bool good = true;
    for (int c = x->nodes[node].first; c >= 0 && !f->pattern.n; c = x->nodes[c].next) {
        if (x->nodes[c].kind != XS_PATTERN)
            continue;
        struct buf one = {0};
        bool here = xsdregex_put(&one, x->nodes[c].attribute[XSA_VALUE]);
        if (!here)
            diag(D_STARTER_PATTERN, loc_file(x->files[x->nodes[c].file].path),
                 diag_str(x->nodes[x->nodes[node].parent].attribute[XSA_NAME]), diag_str(x->nodes[c].attribute[XSA_VALUE]));
        good = good && here;
        buf_puts(&b, b.n ? "|" : "");
        buf_puts(&b, "(?:");
        buf_str(&b, buf_slice(&one));
        buf_puts(&b, ")");
        buf_free(&one);
    }
    if (good && b.n)
        f->pattern = arena_str(&x->text, buf_slice(&b));
    buf_free(&b);
}

static void take_bounds(struct xsd *x, int node, struct xsd_facts *f)
{
    for (int c = x->nodes[node].first; c >= 0; c = x->nodes[c].next) {
        enum xsd_kind kind = x->nodes[c].kind;
        struct str value = str_trim(x->nodes[c].attribute[XSA_VALUE]);
        bool below = kind == XS_MIN_EXCLUSIVE, above = kind == XS_MAX_EXCLUSIVE;
        if ((kind == XS_MIN_INCLUSIVE || below) && !f->min.n) {
            f->min = value;
            f->above_min = below;
        }
        if ((kind == XS_MAX_INCLUSIVE || above) && !f->max.n) {
            f->max = value;
            f->below_max = above;
        }
    }
}

/* A form's bounds belong to what they allow: a whole number above 0 is one from 1. Of other types the bound itself stands, which
 * allows one value more than the schema. */
static struct str next_whole(struct xsd *x, struct str bound, int step)
{
    struct value v, one = value_of_int(step);
    struct dec sum;
    if (value_from_text(&v, T_INTEGER, bound) != CELL_OK || v.null || dec_add(&sum, &v.dec, &one.dec) != DEC_OK)
        return bound;
    struct buf b = {0};
    dec_put(&b, &sum);
    struct str next = arena_str(&x->text, buf_slice(&b));
    buf_free(&b);
    return next;
}

/* Bounds that the form's type cannot read are left out, and a type of words where codes are listed is a string. */
static void finish(struct xsd *x, struct xsd_facts *f)
{
    struct value v;
    if (f->type == T_INTEGER && f->above_min)
        f->min = next_whole(x, f->min, 1);
    if (f->type == T_INTEGER && f->below_max)
        f->max = next_whole(x, f->max, -1);
    bool bounded = f->typed && (vtype_is_numeric(f->type) || f->type == T_DATE);
    if (!bounded || (f->min.n && value_from_text(&v, f->type, f->min) != CELL_OK))
        f->min = STR("");
    if (!bounded || (f->max.n && value_from_text(&v, f->type, f->max) != CELL_OK))
        f->max = STR("");
    if (f->n_codes)
        f->type = T_STRING;
    if (f->type == T_STRING)
        f->min = f->max = STR("");
}

/* Down the chain of restrictions; what is nearest counts. */
static void follow(struct xsd *x, int node, struct xsd_facts *f)
{
    for (int level = 0; node >= 0 && level < XSD_CHAIN; level++) {
        struct xsd_node n = x->nodes[node];
        int base = -1;
        struct str name = STR("");
        if (n.kind == XS_SIMPLE || n.kind == XS_SIMPLE_CONTENT || n.kind == XS_COMPLEX) {
            if (!f->label[LANG_EN].n && !f->label[LANG_ZH].n) {
                f->label[LANG_EN] = n.label[LANG_EN];
                f->label[LANG_ZH] = n.label[LANG_ZH];
            }
            int r = xsd_child(x, node, XS_RESTRICTION), e = xsd_child(x, node, XS_EXTENSION);
            base = r >= 0 ? r : e >= 0 ? e : xsd_child(x, node, XS_SIMPLE_CONTENT);
        } else if (n.kind == XS_RESTRICTION || n.kind == XS_EXTENSION) {
            take_codes(x, node, f);
            take_pattern(x, node, f);
            take_bounds(x, node, f);
            name = n.attribute[XSA_BASE];
            base = xsd_child(x, node, XS_SIMPLE);
        }
        struct str builtin = xsd_builtin(x, n.file, name);
        if (builtin.n)
            set_builtin(builtin, f);
        if (base < 0 && name.n && !builtin.n) {
            base = xsd_find(x, n.file, name, XS_SIMPLE);
            base = base >= 0 ? base : xsd_find(x, n.file, name, XS_COMPLEX);
        }
        node = base;
    }
    if (!f->typed) { /* a list, a union, or a type that was not read */
        f->typed = f->n_codes > 0;
        f->type = T_STRING;
    }
}

void simple_node(struct xsd *x, int node, struct xsd_facts *f)
{
    follow(x, node, f);
    finish(x, f);
}

void simple_named(struct xsd *x, int file, struct str qname, struct xsd_facts *f)
{
    struct str builtin = xsd_builtin(x, file, qname);
    if (builtin.n)
        set_builtin(builtin, f);
    else
        follow(x, xsd_find(x, file, qname, XS_SIMPLE), f);
    finish(x, f);
}
