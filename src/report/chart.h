/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chart: histograms and scatter plots as inline SVG.
 *
 * Audience: html.c. Positions on the paper are binary floating point: here nothing is judged or summed. Both axes of
 * the scatter plot are powers of ten, since enterprises differ by orders of magnitude.
 */
#ifndef EC_REPORT_CHART_H
#define EC_REPORT_CHART_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

enum { CHART_BINS = 32 };

/* Counts of values by half powers of ten: bin i holds 10^(i/2 + low) <= v < 10^((i+1)/2 + low). */
struct histogram {
    long bin[CHART_BINS];
    double low;                /* exponent where bin 0 begins */
    long not_positive, missing; /* values that have no logarithm, and units without a value */
};

/* Puts a value into its bin; values outside the range go to the outermost bins. */
void histogram_add(struct histogram *h, double v);

/* Draws it; unit labels the axis. Nothing is drawn when all bins are empty. */
void chart_histogram(struct buf *b, const struct histogram *h, struct str title, struct str unit);

struct point {
    double prior, current; /* both > 0 */
    bool marked;
    struct str label;      /* for the tooltip of a marked point; may be empty */
};

/* The fences of Hidiroglou and Berthelot in the plane: units with effect E = s * max(p, c)^u between low and high are
 * inside, where s is the centred ratio about the median ratio. on is false when there are none to draw. */
struct fences {
    bool on;
    double median, u, low, high;
};

/* Draws n points with the line of no change. */
void chart_scatter(struct buf *b, const struct point *points, long n, const struct fences *fences, struct str x_label,
                   struct str y_label);

#endif
