/* SPDX-License-Identifier: Apache-2.0 */
#include "starter/starter.h"

#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "io/out.h"
#include "io/xmlin.h"
#include "starter/columns.h"
#include "starter/naming.h"
#include "starter/observe.h"
#include "starter/xsd.h"
#include "starter/settle.h"
#include "starter/steps.h"
#include "starter/tables.h"
#include "starter/write.h"

static bool is_to_file(const struct starter_options *o)
{
    return o->output && strcmp(o->output, "-") != 0;
}

/* Name and folder of what stands beside the form: FORM-codes/. */
static char *beside(const struct starter_options *o, const char *ending)
{
    size_t n = strlen(o->output);
    if (n > 4 && strcmp(o->output + n - 4, ".tsv") == 0)
        n -= 4;
    struct buf b = {0};
    buf_add(&b, o->output, n);
    buf_puts(&b, ending);
    char *made = mem_dup(buf_text(&b), b.n);
    buf_free(&b);
    return made;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool set_name(struct draft *d, const char *given)
{
    struct buf b = {0};
    naming_form(&b, given ? str_of(given) : d->tables[0].source);
    if (given && !str_is(buf_slice(&b), given)) {
        diag(D_FORM_NAME, (struct loc){0}, given);
        buf_free(&b);
        return false;
    }
    d->name = b.n ? arena_str(&d->text, buf_slice(&b)) : STR("form");
    buf_free(&b);
    return true;
}

static void write_lists(const struct draft *d, const char *folder)
{
    for (int i = 0; i < d->n_tables; i++)
        for (int k = 0; k < d->tables[i].n; k++) {
            const struct draft_var *v = &d->tables[i].vars[k];
            if (!v->codes.n || v->late)
                continue;
            struct buf name = {0}, text = {0};
            buf_printf(&name, "%s/%.*s.tsv", last_part(folder), (int)v->codes.n, v->codes.p);
            write_codes(&text, v);
            size_t above = (size_t)(last_part(folder) - folder);
            char *parent = above ? mem_dup(folder, above) : mem_dup(".", 1);
            struct out *f = out_open_in(parent, buf_text(&name));
            out_write(f, text.p, text.n);
            out_close(f, true);
            mem_free(parent);
            buf_free(&name);
            buf_free(&text);
        }
}

static void write_file(const char *path, const struct buf *b)
{
    struct out *f = out_open(path);
    out_write(f, b->p, b->n);
    out_close(f, true);
}

static void write_all(const struct draft *d, const struct starter_options *o)
{
    char *folder = is_to_file(o) ? beside(o, "-codes") : NULL;
    bool lists = folder && write_has_codes(d);
    struct buf b = {0};
    char *patterns = is_to_file(o) && write_has_patterns(d) ? beside(o, ".re") : NULL;
    write_form(&b, d, lists ? last_part(folder) : NULL, patterns ? last_part(patterns) : NULL);
    write_file(o->output, &b);
    if (lists)
        write_lists(d, folder);
    if (patterns) {
        buf_reset(&b);
        write_patterns(&b, d);
        write_file(patterns, &b);
    }
    buf_free(&b);
    mem_free(folder);
    mem_free(patterns);
}

static void count(const struct draft *d, struct starter_counts *c)
{
    c->records = d->tables[0].rows;
    for (int i = 0; i < d->n_tables; i++) {
        c->tables += d->tables[i].n > 0;
        for (int k = 0; k < d->tables[i].n; k++) {
            c->variables += !d->tables[i].vars[k].late;
            c->guesses += d->tables[i].vars[k].guessed && !d->tables[i].vars[k].inherited;
        }
    }
}

/* What the form does not say whole is told. */
static void tell(const struct draft *d, const struct starter_options *o)
{
    const struct outline *s = d->outline;
    bool guessed = !o->record && d->tables[0].node >= 0; /* the records of a sheet are its rows */
    if (guessed && !o->n_samples)
        diag(D_STARTER_ASSUMED, (struct loc){0}, diag_str(d->tables[0].path));
    else if (guessed)
        diag(D_STARTER_GUESSED, (struct loc){0}, diag_str(d->tables[0].path), diag_num((long long)d->tables[0].rows));
    if (s->beyond)
        diag(D_STARTER_BEYOND, (struct loc){0}, diag_num((long long)s->beyond), diag_num(OUTLINE_MOST), diag_num(OUTLINE_DEPTH));
    if (d->past_limit)
        diag(D_STARTER_LARGE, (struct loc){0}, diag_num(d->past_limit), diag_num(DRAFT_TABLES), diag_num(DRAFT_VARS));
    for (int i = 0; i < d->n_tables; i++)
        for (int k = 0; k < d->tables[i].n; k++)
            if (d->tables[i].vars[k].late && !d->tables[i].vars[k].inherited)
                diag(D_STARTER_LATE, (struct loc){0}, diag_str(d->tables[i].vars[k].path));
}

static bool read_outline(struct outline *s, const struct starter_options *o)
{
    bool good = true;
    for (int i = 0; i < o->n_samples; i++)
        good &= outline_file(s, o->samples[i]);
    return good;
}

static bool read_values(struct draft *d, const struct starter_options *o)
{
    struct observer *x = observe_new(d);
    bool good = true;
    for (int i = 0; i < o->n_samples; i++)
        good &= observe_file(x, o->samples[i]);
    observe_free(x);
    return good;
}

/* The tables and their evidence. A guess that would lose something is given up for the whole document. */
static bool make_draft(struct draft *d, struct outline *outline, const struct starter_options *o)
{
    d->once = o->once;
    if (!tables_make(d, outline, o->record, false) || !read_values(d, o))
        return false;
    if (o->record || d->whole || !d->small || !draft_loses(d))
        return true;
    draft_free(d);
    d->once = o->once;
    return tables_make(d, outline, NULL, true) && read_values(d, o);
}

static bool read_schemas(struct xsd *x, struct outline *s, const struct starter_options *o)
{
    bool good = true;
    for (int i = 0; i < o->n_schemas; i++)
        good &= xsd_load(x, o->schemas[i]);
    return good && (!o->n_schemas || xsd_tell(x, s, !o->n_samples, o->record));
}

/* Samples that are tables: one pass is enough, since the heading says what there is. */
static bool read_tables(struct draft *d, struct outline *s, const struct starter_options *o)
{
    draft_start(d, s);
    steps_prefixes(d);
    struct observer *x = observe_new(d);
    bool good = true;
    for (int i = 0; i < o->n_samples; i++)
        good &= columns_file(d, x, o->samples[i]);
    observe_free(x);
    return good;
}

/* Are the samples tables, or XML? All must be one. */
static bool find_kind(const struct starter_options *o, bool *tables)
{
    int n = 0;
    for (int i = 0; i < o->n_samples; i++) {
        bool are;
        if (!columns_are_in(o->samples[i], &are))
            return false;
        n += are;
    }
    *tables = n > 0;
    if (n == 0 || n == o->n_samples)
        return true;
    diag(D_STARTER_KINDS, (struct loc){0}, diag_num(n), diag_num(o->n_samples));
    return false;
}

static bool read_xml(struct xsd *x, struct draft *d, struct outline *s, const struct starter_options *o)
{
    return read_outline(s, o) && read_schemas(x, s, o) && make_draft(d, s, o);
}

bool starter_run(const struct starter_options *o, struct starter_counts *c)
{
    struct xsd schema = {.n = 0};
    struct outline outline = {.keys = {.n = 0}};
    struct draft draft = {.n_tables = 0};
    xmlin_setup();
    outline_start(&outline);
    bool tables = false, good = find_kind(o, &tables) &&
                                (tables ? read_tables(&draft, &outline, o) : read_xml(&schema, &draft, &outline, o)) &&
                                set_name(&draft, o->name);
    if (good) {
        settle(&draft, is_to_file(o));
        write_all(&draft, o);
        tell(&draft, o);
        count(&draft, c);
    }
    draft_free(&draft);
    outline_free(&outline);
    xsd_free(&schema);
    return good;
}
