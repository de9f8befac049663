/* SPDX-License-Identifier: Apache-2.0 */
#include "report/collect_streams.h"

#include "base/mem.h"
#include "rec/cell.h"
#include "report/collect_work.h"

bool collect_changes(struct report *r, const char *path)
{
    struct recin *in = recin_open(path, NULL);
    struct rec rec;
    int got = -1, method = in ? collect_column(in, STR("method")) : -1;
    if (in)
        while ((got = recin_next(in, &rec)) > 0) {
            if (method >= 0 && str_is(rec.cell[method], "end"))
                continue; /* the row that closes the log */
            r->changes++;
            if (method >= 0)
                collect_count(&r->method_count, &r->cap_method_count, intern_add(&r->methods, rec.cell[method]));
        }
    recin_close(in);
    r->has_changes = true;
    return got == 0 && collect_note(r, "changes", path);
}

bool collect_suggestions(struct report *r, const char *path)
{
    struct recin *in = recin_open(path, NULL);
    struct rec rec;
    int got = -1;
    if (in)
        while ((got = recin_next(in, &rec)) > 0)
            r->suggestions++;
    recin_close(in);
    r->has_suggestions = true;
    return got == 0 && collect_note(r, "suggestions", path);
}

bool collect_rows(struct report *r, struct sheet_rows *rows, const char *role, const char *path)
{
    struct recin *in = recin_open(path, NULL);
    struct rec rec;
    int got = -1;
    if (in) {
        const struct intern *columns = recin_columns(in);
        for (int i = 0; i < columns->n; i++)
            intern_add(&rows->columns, intern_name(columns, i));
        size_t width = (size_t)columns->n;
        while ((got = recin_next(in, &rec)) > 0) {
            rows->cells = mem_grow(rows->cells, &rows->cap, ((size_t)rows->n + 1) * width, sizeof *rows->cells);
            struct str *to = rows->cells + (size_t)rows->n++ * width;
            for (size_t i = 0; i < width; i++)
                to[i] = cell_is_null(rec.cell[i]) ? (struct str){0} : collect_keep(r, cell_text(rec.cell[i], &r->text));
        }
    }
    recin_close(in);
    return got == 0 && collect_note(r, role, path);
}
