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
    for (int c = x->nodes[node].first; c >= 0; c = x->nodes[c].next) {
        const struct xsd_node *e = &x->nodes[c];
        int known = seen.n;
        bool plain = e->kind == XS_ENUMERATION && e->attribute[XSA_VALUE].n && e->attribute[XSA_VALUE].n <= CODE_LENGTH;
        if (!plain || intern_add(&seen, e->attribute[XSA_VALUE]) < known)
            continue;
        f->codes[f->n_codes] = e->attribute[XSA_VALUE];
        f->code_labels[2 * f->n_codes] = e->label[0];
        f->code_labels[2 * f->n_codes + 1] = e->label[1];
        f->n_codes++;
    }
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
            diag(D_STARTER_PATTERN, loc_file(x->files[x->nodes[c].file].path), diag_str(x->nodes[x->nodes[node].parent].attribute[XSA_NAME]),
                 diag_str(x->nodes[c].attribute[XSA_VALUE]));
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
        struct str value = x->nodes[c].attribute[XSA_VALUE];
        if (x->nodes[c].kind == XS_MIN_INCLUSIVE && !f->min.n)
            f->min = value;
        if (x->nodes[c].kind == XS_MAX_INCLUSIVE && !f->max.n)
            f->max = value;
    }
}

/* Bounds that the form's type cannot read are left out, and a type of words where codes are listed is a string. */
static void finish(struct xsd_facts *f)
{
    struct value v;
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
    finish(f);
}

void simple_named(struct xsd *x, int file, struct str qname, struct xsd_facts *f)
{
    struct str builtin = xsd_builtin(x, file, qname);
    if (builtin.n)
        set_builtin(builtin, f);
    else
        follow(x, xsd_find(x, file, qname, XS_SIMPLE), f);
    finish(f);
}
