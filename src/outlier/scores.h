/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scores: what ecoutlier writes: a row for each unit and test, and the ranked list of whom to call.
 *
 * Audience: ecoutlier.
 *
 * Both are text of the stream's dialect, appended to a buffer unit by unit; the caller writes it. ecoutlier(1) names
 * the columns.
 */
#ifndef EC_OUTLIER_SCORES_H
#define EC_OUTLIER_SCORES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "outlier/units.h"
#include "stat/calls.h"

enum scores_show { SHOW_ALL, SHOW_NOTABLE, SHOW_FLAGGED };

struct scores {
    struct units *units;
    enum scores_show show;
    bool scored;         /* the columns expected, error, score are written; calls was made */
    struct calls calls;
    int *call_test;      /* [tests] index in calls, or -1: a current-period method */
    uint64_t flagged, unusual, left_out; /* counted by scores_put */
};

/* The name of a current-period method as --method takes it, and of "hb". NULL-terminated; hb first, then in the order
 * of enum current_method. */
extern const char *const outlier_method_words[];

/* Ready to write the fitted units; with p, the calls are made. Free with scores_free. */
void scores_make(struct scores *s, struct units *u, enum scores_show show, const struct calls_params *p);

/* The header lines, without LF. */
void scores_header(struct buf *b, const struct scores *s);
void calls_header(struct buf *b, const struct scores *s);

/* Appends the rows of unit i; returns how many. */
uint64_t scores_put(struct buf *b, struct scores *s, size_t i);

/* Appends the list of whom to call: to review (or accept, below the threshold), then to chase. Returns the rows. */
uint64_t calls_put(struct buf *b, const struct scores *s);

/* Gives everything back; the units stay. */
void scores_free(struct scores *s);

#endif
