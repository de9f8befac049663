/* SPDX-License-Identifier: Apache-2.0 */
/*
 * series: operators along the time of each series.
 *
 * Audience: data/dsplan_series. A series is the rows that agree in all identifiers but the one of time, and for periods in the
 * letter. Rows are sorted by series and time; fill keeps a series in a spool, to see the step of its dates first.
 */
#ifndef EC_DATA_SERIES_H
#define EC_DATA_SERIES_H

#include "data/rel.h"

enum series_kind { SERIES_FLOW_TO_STOCK, SERIES_STOCK_TO_FLOW, SERIES_FILL, SERIES_FILL_ALL, SERIES_SHIFT };

/* time: the identifier of time; shift: SERIES_SHIFT, by so many steps of the series. Results are in the order of series and time.
 * SERIES_FILL_ALL and SERIES_SHIFT read the operand into a spool first: where time begins and ends, and the step of all dates,
 * which is that of a series of one date. */
struct rel *series_new(enum series_kind kind, struct rel *r, int time, int64_t shift, struct loc loc);

#endif
