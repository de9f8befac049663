/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/resource.h"

#include <string.h>

#include "base/diag.h"
#include "rec/json.h"
#include "rec/jsonin.h"

/* ---- a column ---- */

static const char *type_in_json(const struct csv_field *f)
{
    if (f->invalid)
        return "string";
    switch (f->fit.type) {
    case T_INTEGER: return "integer";
    case T_NUMBER: return "number";
    case T_BOOLEAN: return "boolean";
    case T_DATE: return "date";
    case T_NULL: case T_STRING: case T_PERIOD: case T_TIME: case T_DURATION: break;
    }
    return "string";
}

static void put_member(struct buf *b, const char *name)
{
    buf_printf(b, ", \"%s\": ", name);
}

static void put_text_member(struct buf *b, const char *name, struct str text)
{
    if (!text.n)
        return;
    put_member(b, name);
    json_put(b, text);
}

static void put_label(struct buf *b, const char *name, const struct csv_field *f, enum lang lang)
{
    struct str label = f->var->label[lang];
    if (f->own) {
        put_text_member(b, name, label);
        return;
    }
    struct buf with_suffix = {0};
    buf_str(&with_suffix, label);
    buf_str(&with_suffix, (struct str){f->name.p + f->var->name.n, f->name.n - f->var->name.n});
    put_text_member(b, name, buf_slice(&with_suffix));
    buf_free(&with_suffix);
}

static void put_literal(struct buf *b, struct str text)
{
    if (json_is_number(text))
        buf_str(b, text);
    else
        json_put(b, text);
}

/* The constraints of a column as (name, value, bit); value is JSON. */
struct constraint {
    const char *name;
    unsigned bit;
    struct buf value;
    bool standard; /* Table Schema has it for the column's type */
};
enum { CONSTRAINTS = 4 };

static int list_constraints(const struct csv_field *f, struct constraint *list)
{
    const struct form_var *v = f->var;
    const char *type = type_in_json(f);
    bool ordered = strcmp(type, "string") != 0 && strcmp(type, "boolean") != 0;
    int n = 0;
    if (!f->own)
        return 0;
    if (f->fit.required) {
        list[n] = (struct constraint){.name = "required", .bit = FIT_REQUIRED, .standard = true};
        buf_puts(&list[n++].value, "true");
    }
    if (f->fit.has_min) {
        list[n] = (struct constraint){.name = "minimum", .bit = FIT_MIN, .standard = ordered};
        put_literal(&list[n++].value, v->min_text);
    }
    if (f->fit.has_max) {
        list[n] = (struct constraint){.name = "maximum", .bit = FIT_MAX, .standard = ordered};
        put_literal(&list[n++].value, v->max_text);
    }
    if (f->fit.pattern) {
        list[n] = (struct constraint){.name = "pattern", .bit = FIT_PATTERN, .standard = !strcmp(type, "string")};
        json_put(&list[n++].value, v->pattern->text);
    }
    return n;
}

static uint64_t rows_breaking(const struct csv_field *f, unsigned bit)
{
    return f->broken[__builtin_ctz(bit)];
}

/* One of the three groups: kept and standard; kept, but not known to Table Schema for the type; broken. */
static void put_constraints(struct buf *b, const struct csv_field *f, const char *group, bool standard, bool broken)
{
    struct constraint list[CONSTRAINTS];
    int n = list_constraints(f, list), shown = 0;
    for (int i = 0; i < n; i++) {
        uint64_t rows = rows_breaking(f, list[i].bit);
        if ((rows != 0) == broken && (broken || list[i].standard == standard)) {
            if (!shown++) {
                put_member(b, group);
                buf_char(b, '{');
            } else {
                buf_puts(b, ", ");
            }
            buf_printf(b, "\"%s\": ", list[i].name);
            if (broken)
                buf_puts(b, "{\"value\": ");
            buf_str(b, buf_slice(&list[i].value));
            if (broken)
                buf_printf(b, ", \"rows\": %llu}", (unsigned long long)rows);
        }
        buf_free(&list[i].value);
    }
    uint64_t codes = f->own && f->fit.has_code ? rows_breaking(f, FIT_CODE) : 0;
    if (broken && codes) {
        if (!shown++) {
            put_member(b, group);
            buf_char(b, '{');
        } else {
            buf_puts(b, ", ");
        }
        buf_puts(b, "\"codes\": {\"value\": ");
        json_put(b, f->var->codes->name);
        buf_printf(b, ", \"rows\": %llu}", (unsigned long long)codes);
    }
    if (shown)
        buf_char(b, '}');
}

/* Each code once, with the labels of its last line. */
static void put_categories(struct buf *b, const struct csv_field *f)
{
    const struct codelist *l = f->var->codes;
    if (!f->own || !l || rows_breaking(f, FIT_CODE) || f->invalid || strcmp(type_in_json(f), "string"))
        return;
    const char *between = "";
    put_member(b, "categories");
    buf_char(b, '[');
    for (int i = 0; i < l->n; i++) {
        const struct code *c = &l->codes[i];
        if (codelist_find(l, c->code) != c)
            continue;
        while (c->next >= 0)
            c = &l->codes[c->next];
        buf_puts(b, between);
        buf_puts(b, "{\"value\": ");
        json_put(b, c->code);
        put_text_member(b, "label", c->label[LANG_ZH]);
        put_text_member(b, "ectools:label_en", c->label[LANG_EN]);
        buf_char(b, '}');
        between = ", ";
    }
    buf_char(b, ']');
}

static void put_field(struct buf *b, const struct csv_field *f)
{
    const char *type = type_in_json(f);
    buf_puts(b, "          {\"name\": ");
    json_put(b, f->name);
    put_text_member(b, "type", str_of(type));
    if (f->var) {
        put_label(b, "title", f, LANG_ZH);
        put_label(b, "description", f, LANG_EN);
        put_text_member(b, "unit", f->var->unit);
    }
    put_constraints(b, f, "constraints", true, false);
    if (f->var)
        put_categories(b, f);
    if (strcmp(vtype_name(f->fit.type), type) != 0)
        put_text_member(b, "ectools:type", str_of(vtype_name(f->fit.type)));
    if (f->own) {
        put_text_member(b, "ectools:role", str_of(role_name(f->var->role)));
        if (f->var->required == REQUIRED_SOFT)
            put_text_member(b, "ectools:required", STR("soft"));
        if (f->var->codes)
            put_text_member(b, "ectools:codes", f->var->codes->name);
    }
    if (vtype_is_numeric(f->fit.type))
        buf_printf(b, ", \"ectools:precision\": %d, \"ectools:scale\": %d", f->size.whole + f->size.fraction,
                   f->size.fraction);
    put_constraints(b, f, "ectools:constraints", false, false);
    put_constraints(b, f, "ectools:broken", false, true);
    if (f->empty)
        buf_printf(b, ", \"ectools:empty\": %llu", (unsigned long long)f->empty);
    if (f->invalid)
        buf_printf(b, ", \"ectools:invalid\": %llu", (unsigned long long)f->invalid);
    buf_char(b, '}');
}

/* ---- a resource ---- */

/* May the key be promised: are all identifiers of the table there, in every row, of their type, and no key twice? */
static bool key_holds(const struct resource *r)
{
    int wanted = 0, found = 0;
    if (r->key_may_repeat)
        return false;
    for (int i = 0; i < r->table->n; i++)
        wanted += r->table->vars[i].role == ROLE_IDENTIFIER;
    for (int i = 0; i < r->csv->n; i++) {
        const struct csv_field *f = &r->csv->fields[i];
        if (csv_is_key(f) && (f->invalid || !f->fit.required || rows_breaking(f, FIT_REQUIRED)))
            return false;
        found += csv_is_key(f);
    }
    return found && found == wanted;
}

static void put_key(struct buf *b, const struct resource *r)
{
    bool any = false;
    for (int i = 0; i < r->csv->n; i++) {
        if (!csv_is_key(&r->csv->fields[i]))
            continue;
        if (!any)
            buf_printf(b, ",\n        \"%s\": [", key_holds(r) ? "primaryKey" : "ectools:key");
        buf_puts(b, any ? ", " : "");
        json_put(b, r->csv->fields[i].name);
        any = true;
    }
    if (any)
        buf_puts(b, r->key_may_repeat ? "],\n        \"ectools:keyMayRepeat\": true" : "]");
}

static void put_line(struct buf *b, const char *name, struct str text)
{
    if (!text.n)
        return;
    buf_printf(b, ",\n      \"%s\": ", name);
    json_put(b, text);
}

static void put_count(struct buf *b, const char *name, uint64_t n)
{
    buf_printf(b, ",\n      \"%s\": %llu", name, (unsigned long long)n);
}

static void put_schema(struct buf *b, const struct resource *r)
{
    buf_puts(b, ",\n      \"schema\": {\n        \"fields\": [\n");
    for (int i = 0; i < r->csv->n; i++) {
        put_field(b, &r->csv->fields[i]);
        buf_puts(b, i + 1 < r->csv->n ? ",\n" : "\n");
    }
    buf_puts(b, "        ]");
    put_key(b, r);
    buf_puts(b, ",\n        \"missingValues\": [\"\"]\n      }");
}

void resource_put(struct buf *b, const struct resource *r)
{
    static const char *const modes[] = {"single", "blocked", "none"};
    buf_puts(b, "{\n      \"name\": ");
    json_put(b, r->table->name);
    put_line(b, "path", str_of(r->path));
    put_line(b, "title", r->table->title[LANG_ZH]);
    put_line(b, "description", r->table->title[LANG_EN]);
    put_line(b, "format", STR("csv"));
    put_line(b, "mediatype", STR("text/csv"));
    put_line(b, "encoding", STR("utf-8"));
    if (r->mode != GZ_NONE)
        put_line(b, "compression", STR("gz"));
    put_count(b, "bytes", r->bytes);
    buf_printf(b, ",\n      \"hash\": \"sha256:%s\"", r->sha256);
    buf_puts(b, ",\n      \"dialect\": {\"delimiter\": \",\", \"lineTerminator\": \"\\n\", \"quoteChar\": \"\\\"\", "
                "\"doubleQuote\": true, \"header\": true, \"skipInitialSpace\": false}");
    put_schema(b, r);
    put_count(b, "ectools:rows", r->csv->written);
    put_count(b, "ectools:rowsRefused", r->csv->refused);
    if (r->csv->invalid)
        put_count(b, "ectools:rowsInvalid", r->csv->invalid);
    put_line(b, "ectools:gzip", str_of(modes[r->mode]));
    if (r->mode != GZ_NONE)
        buf_printf(b, ",\n      \"ectools:compressor\": \"%s, level %d\"", r->compressor, r->level);
    buf_puts(b, ",\n      \"ectools:form\": {\"name\": ");
    json_put(b, r->form->name);
    put_text_member(b, "version", r->form->version);
    buf_printf(b, ", \"hash\": \"sha256:%s\"}", r->form->sha256);
    if (r->lineage.n) {
        buf_puts(b, ",\n      \"ectools:lineage\": ");
        buf_str(b, r->lineage);
    }
    buf_puts(b, "\n    }");
}
