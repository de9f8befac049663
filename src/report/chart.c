/* SPDX-License-Identifier: Apache-2.0 */
#include "report/chart.h"

#include <math.h>

#include "report/markup.h"

/* --- shared --- */

/* "1", "1,000", "10⁴": the label of a power of ten on an axis. */
static void put_power(struct buf *b, int exponent)
{
    static const char *const small[] = {"1", "10", "100", "1,000"};
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    if (exponent >= 0 && exponent <= 3) {
        buf_puts(b, small[exponent]);
        return;
    }
    buf_puts(b, "10");
    if (exponent < 0)
        buf_puts(b, "⁻");
    int e = exponent < 0 ? -exponent : exponent;
    if (e >= 10)
        buf_puts(b, raised[e / 10 % 10]);
    buf_puts(b, raised[e % 10]);
}

static void put_text(struct buf *b, double x, double y, const char *anchor, struct str text)
{
    buf_printf(b, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor);
    markup_text(b, text);
    buf_puts(b, "</text>");
}

static void put_line(struct buf *b, double x1, double y1, double x2, double y2, const char *stroke)
{
    buf_printf(b, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>", x1, y1, x2, y2, stroke);
}

/* --- histogram --- */

void histogram_add(struct histogram *h, double v)
{
    if (!(v > 0)) {
        h->not_positive++;
        return;
    }
    int i = (int)floor((log10(v) - h->low) * 2 + 1e-9);
    h->bin[i < 0 ? 0 : i >= CHART_BINS ? CHART_BINS - 1 : i]++;
}

/* The non-empty range of bins, widened to whole powers of ten. Returns false when all are empty. */
static bool used_bins(const struct histogram *h, int *first, int *last, long *most)
{
    *first = CHART_BINS;
    *last = -1;
    *most = 0;
    for (int i = 0; i < CHART_BINS; i++) {
        if (!h->bin[i])
            continue;
        *first = i < *first ? i : *first;
        *last = i;
        *most = h->bin[i] > *most ? h->bin[i] : *most;
    }
    *first -= *first % 2;
    *last |= 1;
    return *most > 0;
}

void chart_histogram(struct buf *b, const struct histogram *h, struct str title, struct str unit)
{
    enum { LEFT = 10, RIGHT = 10, TOP = 22, HEIGHT = 150, WIDTH = 360, BOTTOM = 42 };
    int first, last;
    long most;
    if (!used_bins(h, &first, &last, &most))
        return;
    double step = (double)(WIDTH - LEFT - RIGHT) / (last - first + 1);
    int every = (last - first + 1) / 2 > 7 ? 2 : 1; /* labels of powers that have room */
    buf_printf(b, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH, TOP + HEIGHT + BOTTOM);
    markup_text(b, title);
    buf_puts(b, "\">");
    for (int i = first; i <= last; i++) {
        double height = (double)h->bin[i] / (double)most * HEIGHT, x = LEFT + (i - first) * step;
        if (h->bin[i]) {
            buf_printf(b, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#0072b2\"/>", x + 1,
                       TOP + HEIGHT - height, step - 2, height);
            struct buf n = {0};
            buf_int(&n, h->bin[i]);
            if (step > 8.5 * (double)n.n)
                put_text(b, x + step / 2, TOP + HEIGHT - height - 4, "middle", buf_slice(&n));
            buf_free(&n);
        }
        if (i % 2 == 0 && (i - first) / 2 % every == 0) {
            struct buf power = {0};
            put_line(b, x, TOP + HEIGHT, x, TOP + HEIGHT + 4, "#5b6570");
            put_power(&power, (int)lround(h->low + i / 2));
            put_text(b, x, TOP + HEIGHT + 17, i == first ? "start" : "middle", buf_slice(&power));
            buf_free(&power);
        }
    }
    put_line(b, LEFT, TOP + HEIGHT, WIDTH - RIGHT, TOP + HEIGHT, "#5b6570");
    put_text(b, WIDTH - RIGHT, TOP + HEIGHT + 34, "end", unit);
    buf_puts(b, "</svg>");
}

/* --- scatter --- */

enum { S_WIDTH = 380, S_HEIGHT = 340, S_LEFT = 52, S_RIGHT = 12, S_TOP = 12, S_BOTTOM = 46 };

/* The plane: powers of ten from low to high on both axes. */
struct plane {
    int low, high;
};

static double px(const struct plane *p, double v)
{
    return S_LEFT + (log10(v) - p->low) / (p->high - p->low) * (S_WIDTH - S_LEFT - S_RIGHT);
}

static double py(const struct plane *p, double v)
{
    return S_TOP + (1 - (log10(v) - p->low) / (p->high - p->low)) * (S_HEIGHT - S_TOP - S_BOTTOM);
}

static struct plane plane_of(const struct point *points, long n)
{
    double low = INFINITY, high = 0;
    for (long i = 0; i < n; i++) {
        low = fmin(low, fmin(points[i].prior, points[i].current));
        high = fmax(high, fmax(points[i].prior, points[i].current));
    }
    struct plane p = {(int)floor(log10(low)), (int)ceil(log10(high))};
    p.high += p.high == p.low;
    return p;
}

static void put_grid(struct buf *b, const struct plane *p, struct str x_label, struct str y_label)
{
    int every = p->high - p->low > 8 ? 2 : 1;
    double right = S_WIDTH - S_RIGHT, bottom = S_HEIGHT - S_BOTTOM;
    for (int e = p->low; e <= p->high; e += every) {
        struct buf power = {0};
        double v = pow(10, e);
        put_power(&power, e);
        put_line(b, S_LEFT, py(p, v), right, py(p, v), "#e4e8ec");
        put_line(b, px(p, v), S_TOP, px(p, v), bottom, "#e4e8ec");
        put_text(b, S_LEFT - 5, py(p, v) + 4, "end", buf_slice(&power));
        put_text(b, px(p, v), bottom + 16, e == p->high ? "end" : "middle", buf_slice(&power));
        buf_free(&power);
    }
    put_line(b, px(p, pow(10, p->low)), py(p, pow(10, p->low)), px(p, pow(10, p->high)), py(p, pow(10, p->high)),
             "#5b6570");
    put_text(b, (S_LEFT + right) / 2, S_HEIGHT - 8, "middle", x_label);
    buf_printf(b, "<text transform=\"translate(11 %.0f) rotate(-90)\" text-anchor=\"middle\">", (S_TOP + bottom) / 2);
    markup_text(b, y_label);
    buf_puts(b, "</text>");
}

/* The effect E of a unit. */
static double effect(const struct fences *f, double prior, double current)
{
    double ratio = current / prior;
    double s = ratio < f->median ? 1 - f->median / ratio : ratio / f->median - 1;
    return s * pow(fmax(prior, current), f->u);
}

/* The current value on the fence for a prior value: E grows with the current value, so halving the interval finds it. */
static double on_fence(const struct fences *f, double prior, double bound)
{
    double low = log(prior * f->median) - 30, high = log(prior * f->median) + 30;
    for (int i = 0; i < 80; i++) {
        double mid = (low + high) / 2;
        if (effect(f, prior, exp(mid)) < bound)
            low = mid;
        else
            high = mid;
    }
    return exp((low + high) / 2);
}

static void put_fence(struct buf *b, const struct plane *p, const struct fences *f, double bound)
{
    buf_puts(b, "<polyline fill=\"none\" stroke=\"#e69f00\" stroke-dasharray=\"5 3\" points=\"");
    for (int i = 0; i <= 60; i++) {
        double prior = pow(10, p->low + (p->high - p->low) * i / 60.0), current = on_fence(f, prior, bound);
        double e = log10(current);
        if (e >= p->low && e <= p->high)
            buf_printf(b, "%.1f,%.1f ", px(p, prior), py(p, current));
    }
    buf_puts(b, "\"/>");
}

static void put_point(struct buf *b, const struct plane *p, const struct point *q)
{
    double x = px(p, q->prior), y = py(p, q->current);
    if (!q->marked) {
        buf_printf(b, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2\"/>", x, y);
        return;
    }
    buf_printf(b, "<path d=\"M%.1f %.1fl3 3-3 3-3-3z\" fill=\"#d55e00\" fill-opacity=\".85\"><title>", x,
               y - 3);
    markup_text(b, q->label);
    buf_puts(b, "</title></path>");
}

void chart_scatter(struct buf *b, const struct point *points, long n, const struct fences *fences, struct str x_label,
                   struct str y_label)
{
    if (n == 0)
        return;
    struct plane p = plane_of(points, n);
    buf_printf(b, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", S_WIDTH, S_HEIGHT);
    markup_text(b, y_label);
    buf_puts(b, "\">");
    put_grid(b, &p, x_label, y_label);
    if (fences && fences->on) {
        put_fence(b, &p, fences, fences->low);
        put_fence(b, &p, fences, fences->high);
    }
    buf_puts(b, "<g fill=\"#0072b2\" fill-opacity=\".45\">");
    for (int marked = 0; marked <= 1; marked++) /* marked ones on top */
        for (long i = 0; i < n; i++)
            if (points[i].marked == (marked == 1))
                put_point(b, &p, &points[i]);
    buf_puts(b, "</g></svg>");
}
