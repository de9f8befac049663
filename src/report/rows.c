/* SPDX-License-Identifier: Apache-2.0 */
#include "report/rows.h"

#include <math.h>

#include "base/mem.h"
#include "stat/real.h"

int rows_column(const struct sheet_rows *s, const char *name)
{
    return intern_find(&s->columns, str_of(name));
}

struct str rows_cell(const struct sheet_rows *s, long row, int column)
{
    return column < 0 ? (struct str){0} : s->cells[(size_t)row * (size_t)s->columns.n + (size_t)column];
}

struct str rows_named(const struct sheet_rows *s, long row, const char *column)
{
    return rows_cell(s, row, rows_column(s, column));
}

double rows_real(const struct sheet_rows *s, long row, const char *column)
{
    struct dec d;
    return dec_parse(&d, rows_named(s, row, column)) == DEC_OK ? real_of_dec(&d) : NAN;
}

void rows_free(struct sheet_rows *s)
{
    intern_free(&s->columns);
    mem_free(s->cells);
}
