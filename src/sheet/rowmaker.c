/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet/rowmaker.h"

#include "base/mem.h"

enum { AREAS_MAX = 1000, WIDTH_MAX = 256 }; /* so that a sheet cannot ask for more work than it has cells */

void rowmaker_begin(struct rowmaker *r)
{
    r->n = 0;
    buf_reset(&r->text);
}

static void reach(struct rowmaker *r, int n)
{
    r->cells = mem_grow(r->cells, &r->cap, (size_t)n, sizeof *r->cells);
    r->from = mem_grow(r->from, &r->cap_from, (size_t)n, sizeof *r->from);
    r->padded = mem_grow(r->padded, &r->cap_padded, (size_t)n, sizeof *r->padded);
    for (; r->n < n; r->n++) {
        r->cells[r->n] = (struct grid_cell){.type = GRID_BLANK};
        r->from[r->n] = r->padded[r->n] = 0;
    }
}

void rowmaker_put(struct rowmaker *r, int column, const struct grid_cell *cell)
{
    reach(r, column + 1);
    r->cells[column] = *cell;
    r->from[column] = r->text.n + 1;
    buf_str(&r->text, cell->text);
    r->padded[column] = cell->padded.p ? r->text.n + 1 : 0;
    buf_str(&r->text, cell->padded);
}

/* The cell again in another column, as a part of its area. */
static void repeat(struct rowmaker *r, int column, int from)
{
    struct grid_cell cell = r->cells[from];
    reach(r, column + 1);
    if (r->cells[column].type != GRID_BLANK)
        return; /* it has a value of its own, whatever the area says */
    cell.merged = true;
    r->cells[column] = cell;
    r->from[column] = r->from[from];
    r->padded[column] = r->padded[from];
}

static void keep_area(struct rowmaker *r, int column, int width, long first, long last)
{
    r->areas = mem_grow(r->areas, &r->cap_areas, (size_t)r->n_areas + 1, sizeof *r->areas);
    struct rowmaker_area *a = &r->areas[r->n_areas++];
    *a = (struct rowmaker_area){.column = column, .width = width, .first = first, .last = last,
                               .type = r->cells[column].type};
    if (r->from[column])
        buf_add(&a->text, r->text.p + r->from[column] - 1, r->cells[column].text.n);
}

void rowmaker_merge(struct rowmaker *r, int column, int width, long row, long height)
{
    width = width < WIDTH_MAX ? width : WIDTH_MAX;
    if (width > ROWMAKER_COLUMNS - column)
        width = ROWMAKER_COLUMNS - column;
    reach(r, column + 1);
    for (int i = 1; i < width && r->cells[column].type != GRID_BLANK; i++)
        repeat(r, column + i, column);
    if (height < 2 || r->n_areas >= AREAS_MAX)
        return;
    for (int i = 0; i < width && column + i < r->n; i++)
        r->cells[column + i].below = true;
    keep_area(r, column, width, row, row + height - 1);
}

static void fill(struct rowmaker *r, const struct rowmaker_area *a, long row)
{
    if (a->type == GRID_BLANK)
        return;
    for (int i = a->column; i < a->column + a->width; i++) {
        if (i < r->n && r->cells[i].type != GRID_BLANK)
            continue;
        struct grid_cell cell = {.text = buf_slice(&a->text), .type = a->type, .merged = true, .below = a->last > row};
        rowmaker_put(r, i, &cell);
    }
}

void rowmaker_end(struct rowmaker *r, long row, struct grid_row *to)
{
    int kept = 0, cells = r->n;
    bool any = false;
    for (int i = 0; i < cells; i++)
        any = any || r->cells[i].type != GRID_BLANK;
    for (int i = 0; i < r->n_areas; i++) {
        struct rowmaker_area a = r->areas[i];
        if (any && row > a.first && row <= a.last)
            fill(r, &a, row);
        if (a.last > row)
            r->areas[kept++] = a;
        else
            buf_free(&a.text);
    }
    r->n_areas = kept;
    for (int i = 0; i < r->n; i++) {
        struct grid_cell *c = &r->cells[i];
        c->text.p = r->from[i] ? r->text.p + r->from[i] - 1 : "";
        c->padded.p = r->padded[i] ? r->text.p + r->padded[i] - 1 : NULL;
        if (!c->text.p)
            c->text.p = "";
    }
    to->cells = r->cells;
    to->n = r->n;
    to->line = row;
}

void rowmaker_clear(struct rowmaker *r)
{
    for (int i = 0; i < r->n_areas; i++)
        buf_free(&r->areas[i].text);
    r->n_areas = 0;
}

void rowmaker_free(struct rowmaker *r)
{
    rowmaker_clear(r);
    buf_free(&r->text);
    mem_free(r->cells);
    mem_free(r->from);
    mem_free(r->padded);
    mem_free(r->areas);
    *r = (struct rowmaker){0};
}
