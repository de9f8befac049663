/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/func.h"

#include "base/utf8.h"
#include "value/decmath.h"
#include "value/letter.h"

static const char *const error_texts[][2] = {
#define ERROR(id, en, zh) [id] = {en, zh},
#include "vtl/error.def"
#undef ERROR
};

const char *vtl_error_text(enum vtl_error e, int zh)
{
    return error_texts[e][zh ? 1 : 0];
}

enum vtl_error error_of_dec(enum dec_status s)
{
    static const enum vtl_error errors[] = {[DEC_OK] = ERR_NONE, [DEC_SYNTAX] = ERR_CAST, [DEC_OVERFLOW] = ERR_OVERFLOW,
        [DEC_DIVZERO] = ERR_DIVZERO, [DEC_DOMAIN] = ERR_DOMAIN};
    return errors[s];
}

void func_env_free(struct func_env *env)
{
    regex_free(env->regex);
    buf_free(&env->pattern);
    regex_scratch_free(env->scratch);
    env->regex = NULL;
    env->scratch = NULL;
}

/* ---- numbers ---- */

#define FUNC(name)                                                                                                    \
    enum vtl_error name(struct func_env *env, const struct value *const args[], int n, struct value *out)
#define UNUSED (void)env, (void)n

FUNC(func_abs)
{
    UNUSED;
    *out = value_of_dec(args[0]->type, dec_abs(&args[0]->dec));
    return ERR_NONE;
}

static enum vtl_error number(struct value *out, enum vtype type, enum dec_status s, const struct dec *d)
{
    if (s == DEC_OK)
        *out = value_of_dec(type, *d);
    return error_of_dec(s);
}

/* A function of one decimal, of two; its result has the type. */
#define FUNC_1(name, type, f)                                                                                         \
    FUNC(name)                                                                                                        \
    {                                                                                                                 \
        UNUSED;                                                                                                       \
        struct dec d;                                                                                                 \
        return number(out, type, f(&d, &args[0]->dec), &d);                                                           \
    }
#define FUNC_2(name, type, f)                                                                                         \
    FUNC(name)                                                                                                        \
    {                                                                                                                 \
        UNUSED;                                                                                                       \
        struct dec d;                                                                                                 \
        return number(out, type, f(&d, &args[0]->dec, &args[1]->dec), &d);                                            \
    }

FUNC_1(func_ceil, T_INTEGER, dec_ceil)
FUNC_1(func_floor, T_INTEGER, dec_floor)
FUNC_1(func_sqrt, T_NUMBER, dec_sqrt)
FUNC_1(func_exp, T_NUMBER, dec_exp)
FUNC_1(func_ln, T_NUMBER, dec_ln)
FUNC_2(func_log, T_NUMBER, dec_log)
FUNC_2(func_power, T_NUMBER, dec_power)
FUNC_2(func_mod, args[0]->type == T_INTEGER && args[1]->type == T_INTEGER ? T_INTEGER : T_NUMBER, dec_mod)

/* round and trunc: the number of digits, kept in a range in which it makes a difference. */
static int digits(const struct value *v)
{
    int64_t n;
    if (!v)
        return 0;
    if (!dec_to_int(&v->dec, &n))
        return v->dec.coef < 0 ? -DEC_DIGITS - 2 : DEC_SCALE_MAX;
    return n < -DEC_DIGITS - 2 ? -DEC_DIGITS - 2 : n > DEC_SCALE_MAX ? DEC_SCALE_MAX : (int)n;
}

static enum vtl_error cut(const struct value *const args[], struct value *out,
                          enum dec_status f(struct dec *, const struct dec *, int))
{
    struct dec d;
    int to = digits(args[1]);
    if (to < -DEC_DIGITS) /* every number becomes 0 there: half of 10^39 does not fit */
        return number(out, T_NUMBER, DEC_OK, &(struct dec){0, 0, false});
    return number(out, args[1] ? T_NUMBER : T_INTEGER, f(&d, &args[0]->dec, to), &d);
}

FUNC(func_round)
{
    UNUSED;
    return cut(args, out, dec_round);
}

FUNC(func_trunc)
{
    UNUSED;
    return cut(args, out, dec_trunc);
}

/* FNV-1a of 64 bits. */
static uint64_t fnv(struct str s)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
    return h;
}

/* The i-th output of SplitMix64 (Steele, Lea and Flood, 2014) for a seed that is the hash of the seed's canonical text: no state
 * is kept, so the order of the records is none of its business. 53 bits, cut at 16 decimals. */
FUNC(func_random)
{
    UNUSED;
    int64_t i;
    struct dec seed = dec_strip(args[0]->dec);
    struct buf text = {0};
    if (!dec_to_int(&args[1]->dec, &i) || i < 1)
        return ERR_INDEX;
    dec_put(&text, &seed);
    uint64_t z = fnv(buf_slice(&text)) + 0x9e3779b97f4a7c15u * (uint64_t)i;
    buf_free(&text);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z = (z ^ (z >> 31)) >> 11;
    struct dec d = {(int128)(((uint128)z * 10000000000000000u) >> 53), 16, false};
    *out = value_of_dec(T_NUMBER, dec_strip(d));
    return ERR_NONE;
}

/* ---- comparing ---- */

FUNC(func_between)
{
    UNUSED;
    enum order low = value_cmp(args[0], args[1]), high = value_cmp(args[0], args[2]);
    if (low == ORDER_UNEQUAL || high == ORDER_UNEQUAL)
        return ERR_ORDER;
    *out = value_of_tri(tri_of(low != ORDER_LESS && high != ORDER_GREATER));
    return ERR_NONE;
}

/* A pattern that is not a constant: compiled when it differs from the last one. */
FUNC(func_match)
{
    (void)n;
    struct str pattern = args[1]->str;
    if (!env->regex || !str_eq(pattern, buf_slice(&env->pattern))) {
        size_t offset;
        struct buf why = {0};
        regex_free(env->regex);
        env->regex = regex_compile(pattern, &offset, &why);
        buf_reset(&env->pattern);
        buf_str(&env->pattern, pattern);
        buf_free(&why);
        if (!env->regex)
            return ERR_PATTERN;
    }
    enum regex_result r = regex_match(env->regex, args[0]->str, NULL);
    *out = value_of_tri(tri_of(r == REGEX_YES));
    return r == REGEX_LIMIT ? ERR_LIMIT : ERR_NONE;
}

/* ---- strings ---- */

FUNC(func_length)
{
    UNUSED;
    *out = value_of_int((int64_t)utf8_length(args[0]->str));
    return ERR_NONE;
}

/* A rule may multiply a text with every step: beyond this it is an error of the rule on the record. */
enum { TEXT_MOST = 16 << 20 };

FUNC(func_concat)
{
    (void)n;
    struct str a = args[0]->str, b = args[1]->str;
    if (a.n > TEXT_MOST || b.n > TEXT_MOST - a.n)
        return ERR_LONG;
    char *p = arena_alloc(env->arena, a.n + b.n + 1);
    if (a.n)
        memcpy(p, a.p, a.n);
    if (b.n)
        memcpy(p + a.n, b.p, b.n);
    *out = value_of_str((struct str){p, a.n + b.n});
    return ERR_NONE;
}

static enum vtl_error map(struct func_env *env, struct str s, uint32_t (*to)(uint32_t), struct value *out)
{
    struct buf b = {0};
    const char *end = s.p + s.n;
    for (const char *p = s.p; p < end;) {
        uint32_t cp;
        int n = utf8_next(p, end, &cp);
        if (n == 0) /* texts are valid UTF-8; should one not be, its bytes are kept */
            buf_char(&b, *p++);
        else {
            utf8_put(&b, to(cp));
            p += n;
        }
    }
    *out = value_of_str(arena_str(env->arena, buf_slice(&b)));
    buf_free(&b);
    return ERR_NONE;
}

FUNC(func_upper)
{
    (void)n;
    return map(env, args[0]->str, letter_upper, out);
}

FUNC(func_lower)
{
    (void)n;
    return map(env, args[0]->str, letter_lower, out);
}

static struct str trim_left(struct str s)
{
    uint32_t cp;
    int n;
    while (s.n && (n = utf8_next(s.p, s.p + s.n, &cp)) > 0 && utf8_is_space(cp))
        s = (struct str){s.p + n, s.n - (size_t)n};
    return s;
}

static struct str trim_right(struct str s)
{
    while (s.n) {
        size_t at = s.n - 1;
        uint32_t cp;
        while (at > 0 && ((unsigned char)s.p[at] & 0xc0) == 0x80)
            at--;
        if (utf8_next(s.p + at, s.p + s.n, &cp) == 0 || !utf8_is_space(cp))
            break;
        s.n = at;
    }
    return s;
}

FUNC(func_ltrim)
{
    UNUSED;
    *out = value_of_str(trim_left(args[0]->str));
    return ERR_NONE;
}

FUNC(func_rtrim)
{
    UNUSED;
    *out = value_of_str(trim_right(args[0]->str));
    return ERR_NONE;
}

struct str func_trimmed(struct str s)
{
    return trim_left(trim_right(s));
}

FUNC(func_trim)
{
    UNUSED;
    *out = value_of_str(func_trimmed(args[0]->str));
    return ERR_NONE;
}

/* The offset of the code point number `skip` (from 0), or s.n. */
static size_t offset_of(struct str s, int64_t skip)
{
    size_t at = 0;
    for (; skip > 0 && at < s.n; skip--) {
        at++;
        while (at < s.n && ((unsigned char)s.p[at] & 0xc0) == 0x80)
            at++;
    }
    return at;
}

/* An optional whole argument that must be at least `least`; a number beyond int64 counts as the largest. */
static bool whole(const struct value *v, int64_t fallback, int64_t least, int64_t *n)
{
    *n = fallback;
    if (v && !dec_to_int(&v->dec, n))
        *n = v->dec.coef < 0 ? INT64_MIN : INT64_MAX;
    return *n >= least;
}

FUNC(func_substr)
{
    (void)env;
    int64_t start, length;
    if (!whole(n > 1 ? args[1] : NULL, 1, 1, &start) || !whole(n > 2 ? args[2] : NULL, INT64_MAX, 0, &length))
        return ERR_SUBSTR;
    struct str s = args[0]->str;
    size_t from = offset_of(s, start - 1);
    struct str rest = {s.p + from, s.n - from};
    *out = value_of_str((struct str){rest.p, offset_of(rest, length)});
    return ERR_NONE;
}

/* The next occurrence of p in s at or after the offset, or s.n + 1. */
static size_t find(struct str s, struct str p, size_t from)
{
    for (size_t at = from; p.n <= s.n && at <= s.n - p.n; at++) {
        const char *first = p.n ? memchr(s.p + at, p.p[0], s.n - p.n - at + 1) : s.p + at;
        if (!first)
            break;
        at = (size_t)(first - s.p);
        if (p.n == 0 || memcmp(first, p.p, p.n) == 0)
            return at;
    }
    return s.n + 1;
}

FUNC(func_replace)
{
    struct str s = args[0]->str, p = args[1]->str, by = n > 2 && args[2] ? args[2]->str : STR("");
    size_t at = p.n ? find(s, p, 0) : s.n + 1, done = 0;
    if (at > s.n) {
        *out = *args[0];
        return ERR_NONE;
    }
    struct buf b = {0};
    for (; at <= s.n && b.n <= TEXT_MOST; at = find(s, p, done)) {
        buf_add(&b, s.p + done, at - done);
        buf_str(&b, by);
        done = at + p.n;
    }
    buf_add(&b, s.p + done, s.n - done);
    bool fits = b.n <= TEXT_MOST;
    if (fits)
        *out = value_of_str(arena_str(env->arena, buf_slice(&b)));
    buf_free(&b);
    return fits ? ERR_NONE : ERR_LONG;
}

FUNC(func_instr)
{
    (void)env;
    int64_t start, nth;
    if (!whole(n > 2 ? args[2] : NULL, 1, 1, &start) || !whole(n > 3 ? args[3] : NULL, 1, 1, &nth))
        return ERR_INSTR;
    struct str s = args[0]->str, p = args[1]->str;
    size_t from = offset_of(s, start - 1), at = s.n + 1;
    if (p.n && from < s.n) {
        for (at = find(s, p, from); at <= s.n && --nth > 0;)
            at = find(s, p, at + 1);
    }
    *out = value_of_int(at > s.n ? 0 : (int64_t)utf8_length((struct str){s.p, at}) + 1);
    return ERR_NONE;
}

/* ---- time ---- */

FUNC(func_current_date)
{
    (void)args;
    (void)n;
    *out = (struct value){.type = T_DATE, .date = env->today};
    return ERR_NONE;
}

/* The day that stands for a time: its last. */
static bool last_day(const struct value *v, struct date *d)
{
    struct interval i;
    if (!value_days(v, &i))
        return false;
    *d = i.last;
    return true;
}

static int part_year(const struct value *v, struct date d)
{
    return v->type == T_PERIOD ? v->period.year : date_civil(d).year; /* an ISO week may end in the next year */
}

static int part_month(const struct value *v, struct date d)
{
    (void)v;
    return date_civil(d).month;
}

static int part_day(const struct value *v, struct date d)
{
    (void)v;
    return date_civil(d).day;
}

static int part_yearday(const struct value *v, struct date d)
{
    (void)v;
    return date_yearday(d);
}

#define FUNC_PART(name, part)                                                                                         \
    FUNC(name)                                                                                                        \
    {                                                                                                                 \
        UNUSED;                                                                                                       \
        struct date d;                                                                                                \
        if (!last_day(args[0], &d))                                                                                   \
            return ERR_DATE;                                                                                          \
        *out = value_of_int(part(args[0], d));                                                                        \
        return ERR_NONE;                                                                                              \
    }

FUNC_PART(func_getyear, part_year)
FUNC_PART(func_getmonth, part_month)
FUNC_PART(func_dayofmonth, part_day)
FUNC_PART(func_dayofyear, part_yearday)

FUNC(func_datediff)
{
    UNUSED;
    struct date a, b;
    if (!last_day(args[0], &a) || !last_day(args[1], &b))
        return ERR_DATE;
    *out = value_of_int((int64_t)b.day - a.day);
    return ERR_NONE;
}

char vtl_unit_of(struct str unit)
{
    if (unit.n != 1 || !unit.p[0] || !strchr("DWMQSAY", unit.p[0]))
        return '\0';
    return unit.p[0] == 'Y' ? 'A' : unit.p[0];
}

static enum vtl_error aggregate_period(struct period p, char to, struct value *out)
{
    struct date d;
    *out = (struct value){.type = T_PERIOD, .period = {p.year, 1, 'A'}};
    if (!period_nests(p.indicator, to))
        return ERR_FINER;
    if (p.indicator == 'W' && to == 'A') /* the ISO year */
        return ERR_NONE;
    return period_first(&d, p) && period_of_date(&out->period, d, to) ? ERR_NONE : ERR_DATE;
}

/* A date becomes a day of the period that holds it, an interval that period. */
static enum vtl_error aggregate_days(const struct value *v, struct interval i, char to, bool first, struct value *out)
{
    struct period p;
    struct interval whole;
    if (!period_of_date(&p, i.first, to) || !period_first(&whole.first, p) || !period_last(&whole.last, p))
        return ERR_DATE;
    if (i.last.day > whole.last.day)
        return ERR_NOT_WITHIN;
    if (v->type == T_DATE)
        *out = (struct value){.type = T_DATE, .date = first ? whole.first : whole.last};
    else
        *out = (struct value){.type = T_PERIOD, .period = p};
    return ERR_NONE;
}

FUNC(func_time_agg)
{
    (void)env;
    char to = vtl_unit_of(args[0]->str), from = args[1] ? vtl_unit_of(args[1]->str) : '\0';
    bool first = n > 3 && args[3] && str_is(args[3]->str, "first");
    const struct value *v = args[2];
    if (!to || (args[1] && !from))
        return ERR_INDICATOR;
    if (from && (v->type == T_PERIOD ? v->period.indicator : 'D') != from)
        return ERR_NOT_FROM;
    if (v->type == T_PERIOD)
        return aggregate_period(v->period, to, out);
    struct interval i;
    return value_days(v, &i) ? aggregate_days(v, i, to, first, out) : ERR_DATE;
}

FUNC(func_dateadd)
{
    UNUSED;
    struct date d;
    int64_t count;
    char unit = vtl_unit_of(args[2]->str);
    if (!unit)
        return ERR_INDICATOR;
    struct duration step = duration_of(unit);
    if (!dec_to_int(&args[1]->dec, &count) || count > 10000000 || count < -10000000 || !last_day(args[0], &d))
        return ERR_DATE;
    bool ok = step.months ? date_add_months(&d, d, count * step.months) : date_add_days(&d, d, count * step.days);
    *out = (struct value){.type = T_DATE, .date = d};
    return ok ? ERR_NONE : ERR_DATE;
}

FUNC(func_period_indicator)
{
    UNUSED;
    *out = (struct value){.type = T_DURATION, .duration = duration_of(args[0]->period.indicator)};
    return ERR_NONE;
}

static enum vtl_error from_days(const struct value *v, int days, int months, unsigned parts, struct value *out)
{
    int64_t n;
    if (!dec_to_int(&v->dec, &n) || n < 0 || n > 3660000)
        return ERR_RANGE;
    *out = (struct value){.type = T_DURATION,
                          .duration = {(int32_t)(n / days * months), (int32_t)(n % days), 0, (uint8_t)parts}};
    return ERR_NONE;
}

FUNC(func_daytoyear)
{
    UNUSED;
    return from_days(args[0], 365, 12, DURATION_YEARS | DURATION_DAYS, out);
}

FUNC(func_daytomonth)
{
    UNUSED;
    return from_days(args[0], 30, 1, DURATION_MONTHS | DURATION_DAYS, out);
}

FUNC(func_yeartoday)
{
    UNUSED;
    const struct duration *d = &args[0]->duration;
    if (d->months % 12)
        return ERR_DURATION;
    *out = value_of_int((int64_t)d->months / 12 * 365 + d->days);
    return ERR_NONE;
}

FUNC(func_monthtoday)
{
    UNUSED;
    const struct duration *d = &args[0]->duration;
    if (d->parts & DURATION_YEARS)
        return ERR_DURATION;
    *out = value_of_int((int64_t)d->months * 30 + d->days);
    return ERR_NONE;
}
