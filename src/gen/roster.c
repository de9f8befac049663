#include "gen/roster.h"

#include "base/buf.h"

static const char *const frame_names[] = {"uscc", "unit_name", "region_code", "class4", "chain", "status",
                                          "above_scale", "open_date", "digital_workshops", "smart_factories",
                                          "demo_factories", "lighthouse_factories"};
enum { FRAME_NAMES = sizeof frame_names / sizeof frame_names[0] };

static void put_quarter(struct recout *w, int quarter)
{
    struct buf b = {0};
    buf_printf(&b, "%dQ%d", quarter / 4, quarter % 4 + 1);
    recout_text(w, buf_slice(&b));
    buf_free(&b);
}

void roster_row(struct recout *w, const struct generator *g, uint32_t unit, struct gen_record *r)
{
    const struct form_table *table = &generator_form(g)->tables[0];
    struct firm firm;
    int quarter;
    generator_firm(g, unit, &firm, &quarter);
    for (int i = 0; i < FRAME_NAMES; i++) {
        const struct form_var *v = form_var_find(table, str_of(frame_names[i]));
        const struct gen_cell *c = v ? &record_row(r, 0, 0)[v->index] : NULL;
        if (!c || c->state == GEN_ABSENT)
            recout_null(w);
        else
            recout_text(w, gen_string(&r->text, c));
    }
    put_quarter(w, firm.born);
    if (firm.died == quarter)
        put_quarter(w, firm.died);
    else
        recout_null(w);
    recout_end(w);
}

struct recout *roster_open(const char *path, const struct dialect *dialect, const struct generator *g)
{
    struct firm firm;
    struct buf header = {0};
    int quarter;
    if (!generator_firm(g, 0, &firm, &quarter))
        return NULL;
    for (int i = 0; i < FRAME_NAMES; i++)
        buf_printf(&header, "%s\t", frame_names[i]);
    buf_puts(&header, "frame_from\tframe_to");
    struct recout *w = recout_open(path, dialect);
    recout_header(w, buf_slice(&header));
    buf_free(&header);
    return w;
}
