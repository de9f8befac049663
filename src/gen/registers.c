#include "gen/registers.h"

#include "base/mem.h"

/* Columns of the units that are variables of the form; two more follow them. */
static const char *const unit_names[] = {"uscc", "unit_name", "region_code", "class4", "chain", "status",
                                         "above_scale", "open_date", "digital_workshops", "smart_factories",
                                         "demo_factories", "lighthouse_factories"};
static const char *const title_names[] = {"honour_kind", "honour_level", "batch", "issue_date"};
enum { UNIT_NAMES = sizeof unit_names / sizeof unit_names[0], TITLE_NAMES = sizeof title_names / sizeof title_names[0] };

struct registers {
    const struct generator *generator;
    struct recout *units, *titles, *owners; /* NULL: not wanted */
};

static struct recout *open_register(const char *path, const struct dialect *dialect, const char *first,
                                    const char *const *names, int n, const char *last)
{
    struct buf header = {0};
    if (!path)
        return NULL;
    struct recout *w = recout_open(path, dialect);
    buf_printf(&header, "%s", first);
    for (int i = 0; i < n; i++)
        buf_printf(&header, "%s%s", header.n ? "\t" : "", names[i]);
    buf_printf(&header, "%s", last);
    recout_header(w, buf_slice(&header));
    buf_free(&header);
    return w;
}

struct registers *registers_new(const struct generator *g, const struct register_paths *paths, const struct dialect *dialect)
{
    struct firm firm;
    int quarter;
    if (!generator_firm(g, 0, &firm, &quarter))
        return NULL;
    struct registers *f = mem_alloc(sizeof *f);
    f->generator = g;
    f->units = open_register(paths->units, dialect, "", unit_names, UNIT_NAMES, "\tframe_from\tframe_to");
    f->titles = open_register(paths->titles, dialect, "uscc", title_names, TITLE_NAMES, "");
    f->owners = open_register(paths->owners, dialect, "owner_uscc\towner_name", NULL, 0, "");
    return f;
}

void registers_free(struct registers *f)
{
    if (!f)
        return;
    recout_close(f->units, true);
    recout_close(f->titles, true);
    recout_close(f->owners, true);
    mem_free(f);
}

/* The cell of a variable in a row of a table; NULL where the form lacks it or it has no value. */
static const struct gen_cell *cell(const struct gen_record *r, const struct form_table *t, int row, const char *name)
{
    const struct form_var *v = form_var_find(t, str_of(name));
    const struct gen_cell *c = v ? &record_row(r, (int)(t - r->form->tables), row)[v->index] : NULL;
    return c && c->state != GEN_ABSENT ? c : NULL;
}

static void put(struct recout *w, struct gen_record *r, const struct gen_cell *c)
{
    if (c)
        recout_text(w, gen_string(&r->text, c));
    else
        recout_null(w);
}

static void put_quarter(struct recout *w, int quarter)
{
    struct buf b = {0};
    buf_printf(&b, "%dQ%d", quarter / 4, quarter % 4 + 1);
    recout_text(w, buf_slice(&b));
    buf_free(&b);
}

/* The enterprise, and its first and last quarter in the frame. */
static void add_unit(struct registers *f, uint32_t unit, struct gen_record *r)
{
    struct firm firm;
    int quarter;
    generator_firm(f->generator, unit, &firm, &quarter);
    for (int i = 0; i < UNIT_NAMES; i++)
        put(f->units, r, cell(r, &r->form->tables[0], 0, unit_names[i]));
    put_quarter(f->units, firm.born);
    if (firm.died == quarter)
        put_quarter(f->units, firm.died);
    else
        recout_null(f->units);
    recout_end(f->units);
}

/* Is the title of a row that of an earlier one? A list has a title of a batch once, for however many objects. */
static bool told_before(const struct gen_record *r, const struct form_table *t, int row)
{
    for (int before = 0; before < row; before++) {
        bool same = true;
        for (int i = 0; i < TITLE_NAMES && same; i++) {
            const struct gen_cell *a = cell(r, t, row, title_names[i]), *b = cell(r, t, before, title_names[i]);
            same = a && b ? gen_same(a, b) : a == b;
        }
        if (same)
            return true;
    }
    return false;
}

static void add_titles(struct registers *f, struct gen_record *r)
{
    const struct form_table *t = form_table_find(r->form, STR("honour"));
    int rows = t ? r->table[t - r->form->tables].n : 0;
    for (int row = 0; row < rows; row++) {
        if (told_before(r, t, row))
            continue;
        put(f->titles, r, cell(r, &r->form->tables[0], 0, "uscc"));
        for (int i = 0; i < TITLE_NAMES; i++)
            put(f->titles, r, cell(r, t, row, title_names[i]));
        recout_end(f->titles);
    }
}

void registers_add(struct registers *f, uint32_t unit, struct gen_record *r)
{
    if (f->units)
        add_unit(f, unit, r);
    if (f->titles)
        add_titles(f, r);
    if (f->owners) {
        put(f->owners, r, cell(r, &r->form->tables[0], 0, "uscc"));
        put(f->owners, r, cell(r, &r->form->tables[0], 0, "unit_name"));
        recout_end(f->owners);
    }
}
