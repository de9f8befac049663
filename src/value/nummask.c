/* SPDX-License-Identifier: Apache-2.0 */
#include "value/nummask.h"

enum { DIGITS_MASK = 200 }; /* of one run: more than any number has */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char take(struct str *s)
{
    char c = s->p[0];
    *s = (struct str){s->p + 1, s->n - 1};
    return c;
}

/* ---- masks ---- */

/* A run of one letter, each perhaps with + or * behind it. Returns false where it is too long. */
static bool parse_run(struct nummask_run *r, struct str *s, char letter)
{
    *r = (struct nummask_run){0, 0};
    while (s->n && s->p[0] == letter) {
        take(s);
        bool any = s->n && (s->p[0] == '*' || s->p[0] == '+');
        char sign = '\0';
        if (any)
            sign = take(s);
        r->least += sign != '*';
        r->most = any || r->most < 0 ? -1 : r->most + 1;
        if (r->least > DIGITS_MASK)
            return false;
    }
    return true;
}

bool nummask_parse(struct nummask *m, struct str s)
{
    *m = (struct nummask){.separator = '\0'};
    if (!parse_run(&m->whole, &s, 'D'))
        return false;
    if (s.n && (s.p[0] == '.' || s.p[0] == ',')) {
        m->separator = take(&s);
        if (!parse_run(&m->fraction, &s, 'D') || m->fraction.most == 0)
            return false;
    }
    m->has_exponent = s.n && s.p[0] == 'E';
    return parse_run(&m->exponent, &s, 'E') && s.n == 0 && (m->whole.most || m->fraction.most);
}

/* ---- reading ---- */

/* The digits at the beginning of s, which is moved behind them; false where there are not as many as the run wants. */
static bool read_run(struct str *digits, struct str *s, struct nummask_run r)
{
    size_t n = 0;
    while (n < s->n && is_digit(s->p[n]) && (r.most < 0 || n < (size_t)r.most))
        n++;
    *digits = (struct str){s->p, n};
    *s = (struct str){s->p + n, s->n - n};
    return n >= (size_t)r.least;
}

/* An exponent beyond what any number bears counts as one that is too large. */
static int exponent_of(struct str digits, bool minus)
{
    int v = 0;
    for (size_t i = 0; i < digits.n; i++)
        v = v > 9999 ? v : v * 10 + (digits.p[i] - '0');
    return minus ? -v : v;
}

/* The number of digits * 10^-scale; scale may be negative. */
static enum dec_status assemble(struct dec *d, struct str digits, int64_t scale, bool minus)
{
    while (digits.n && digits.p[0] == '0')
        take(&digits);
    for (; scale > 0 && digits.n && digits.p[digits.n - 1] == '0' && (scale > DEC_SCALE_MAX || digits.n > DEC_DIGITS); scale--)
        digits.n--;
    *d = dec_int(0);
    if (!digits.n)
        return DEC_OK;
    if (digits.n > DEC_DIGITS + 1 || scale > DEC_SCALE_MAX || scale < -DEC_DIGITS)
        return DEC_OVERFLOW;
    enum dec_status s = dec_parse(d, digits);
    struct dec ten = {dec_pow10(scale < 0 ? (int)-scale : 0), 0, false};
    if (s == DEC_OK && scale < 0)
        s = dec_mul(d, d, &ten);
    else if (s == DEC_OK)
        d->scale = (uint8_t)scale;
    if (minus && s == DEC_OK)
        *d = dec_neg(d);
    return s;
}

enum dec_status nummask_read(struct dec *d, struct str s, const struct nummask *m)
{
    struct str whole, fraction = {NULL, 0}, exponent;
    int power = 0;
    bool minus = s.n && s.p[0] == '-';
    if (minus || (s.n && s.p[0] == '+'))
        take(&s);
    if (!read_run(&whole, &s, m->whole))
        return DEC_SYNTAX;
    if (m->separator && s.n && s.p[0] == m->separator) {
        take(&s);
        if (!read_run(&fraction, &s, m->fraction) || !fraction.n)
            return DEC_SYNTAX;
    } else if (m->fraction.least) {
        return DEC_SYNTAX;
    }
    if (m->has_exponent && s.n && s.p[0] == 'E') {
        take(&s);
        bool below = s.n && s.p[0] == '-';
        if (below || (s.n && s.p[0] == '+'))
            take(&s);
        if (!read_run(&exponent, &s, m->exponent) || !exponent.n)
            return DEC_SYNTAX;
        power = exponent_of(exponent, below);
    } else if (m->exponent.least) {
        return DEC_SYNTAX;
    }
    if (s.n || whole.n + fraction.n == 0)
        return DEC_SYNTAX;
    struct buf digits = {0};
    buf_str(&digits, whole);
    buf_str(&digits, fraction);
    enum dec_status st = assemble(d, buf_slice(&digits), (int64_t)fraction.n - power, minus);
    buf_free(&digits);
    return st;
}

enum dec_status nummask_read_free(struct dec *d, struct str text)
{
    static const struct nummask any = {{1, -1}, {0, -1}, {0, -1}, '.', true};
    if (dec_parse(d, text) == DEC_OK) /* what most texts are, with the decimals as they were written */
        return DEC_OK;
    return nummask_read(d, text, &any);
}

/* ---- writing ---- */

static void put_zeros(struct buf *b, int64_t n)
{
    for (; n > 0; n--)
        buf_char(b, '0');
}

/* The magnitude as digits without zeros in front or behind, and where the point stands in them. */
struct figure {
    char digits[DEC_DIGITS + 2];
    int n;
    int64_t point; /* digits before it; may be negative, or more than n */
};

static void figure_of(struct figure *f, const struct dec *d)
{
    struct buf text = {0};
    struct dec whole = {d->coef < 0 ? -d->coef : d->coef, 0, false};
    dec_put(&text, &whole);
    struct str s = buf_slice(&text);
    f->point = (int64_t)s.n - d->scale;
    while (s.n && s.p[s.n - 1] == '0')
        s.n--;
    if (!s.n)
        f->point = 0;
    f->n = (int)s.n;
    memcpy(f->digits, s.p, s.n);
    buf_free(&text);
}

/* Digits from a place of the figure; zeros where it has none. */
static void put_figure(struct buf *b, const struct figure *f, int64_t from, int64_t n)
{
    for (int64_t i = from; i < from + n; i++)
        buf_char(b, i >= 0 && i < f->n ? f->digits[i] : '0');
}

static bool fits(int64_t n, struct nummask_run r)
{
    return r.most < 0 || n <= r.most;
}

static int64_t at_least(int64_t n, int64_t least)
{
    return n > least ? n : least;
}

static void put_exponent(struct buf *b, const struct nummask *m, int64_t power)
{
    char text[24];
    int n = 0;
    if (!m->has_exponent || (!power && !m->exponent.least))
        return;
    buf_puts(b, power < 0 ? "E-" : "E");
    for (int64_t p = power < 0 ? -power : power; p; p /= 10)
        text[n++] = (char)('0' + p % 10);
    put_zeros(b, m->exponent.least - n);
    while (n)
        buf_char(b, text[--n]);
}

bool nummask_put(struct buf *b, const struct dec *d, const struct nummask *m)
{
    struct figure f;
    figure_of(&f, d);
    int64_t power = 0, digits = 0;
    if (m->has_exponent && f.n) { /* as many digits before the point as the mask has at least */
        power = f.point - m->whole.least;
        f.point = m->whole.least;
    }
    for (int64_t p = power < 0 ? -power : power; p; p /= 10)
        digits++;
    int64_t whole = at_least(f.point, 0), fraction = at_least(f.n - f.point, 0);
    if (!fits(whole, m->whole) || !fits(fraction, m->fraction) || !fits(digits, m->exponent))
        return false;
    if (d->coef < 0)
        buf_char(b, '-');
    int64_t places = at_least(whole, m->whole.least), behind = at_least(fraction, m->fraction.least);
    if (!places && !behind) /* 0, and the mask wants no digit */
        *(m->whole.most ? &places : &behind) = 1;
    put_zeros(b, places - at_least(f.point, 0));
    put_figure(b, &f, 0, at_least(f.point, 0));
    if (behind) {
        buf_char(b, m->separator);
        put_figure(b, &f, f.point, behind);
    }
    put_exponent(b, m, power);
    return true;
}
