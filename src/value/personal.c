/* SPDX-License-Identifier: Apache-2.0 */
#include "value/personal.h"

#include "base/utf8.h"
#include "value/uscc.h"

enum {
    LOOK = 24,   /* digits looked at from a place: 0086, an area code, a number, and some to see where it ends */
    GAP_MOST = 3, /* separators in a row */
    MOBILE = 11
};

/* What stands before a digit. */
enum gap { JOINED, BLANK, POINT, BRACKET };

/* Digits from a place on, with what separates them. */
struct digits {
    char d[LOOK + 1];     /* '0'..'9'; an X ends them */
    size_t at[LOOK + 1];  /* of the digit's first byte */
    size_t end[LOOK + 1]; /* behind its last byte */
    enum gap gap[LOOK + 1]; /* before it; [n]: behind the last one, JOINED where more digits follow */
    int n;
};

/* --- characters --- */

/* The code point at i; a byte that is not UTF-8 is a character of its own. Returns its length. */
static size_t character(struct str s, size_t i, uint32_t *cp)
{
    *cp = (unsigned char)s.p[i];
    if (*cp < 0x80)
        return 1;
    int n = utf8_next(s.p + i, s.p + s.n, cp);
    if (n)
        return (size_t)n;
    *cp = 0xfffd;
    return 1;
}

/* '0'..'9', 'X', or 0. */
static char digit(uint32_t cp)
{
    if (cp >= 0xff01 && cp <= 0xff5e) /* full width */
        cp -= 0xfee0;
    if (cp >= '0' && cp <= '9')
        return (char)cp;
    return cp == 'x' || cp == 'X' ? 'X' : 0;
}

static bool is_number(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Blanks, what is not seen at all, and hyphens. */
static bool is_blank(uint32_t cp)
{
    static const uint32_t other[] = {'-', 0xad, 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff, 0x2212, 0xfe63, 0xff0d};
    if (utf8_is_space(cp) || (cp >= 0x2010 && cp <= 0x2015))
        return true;
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
        if (cp == other[i])
            return true;
    return false;
}

static bool is_point(uint32_t cp)
{
    return cp == '.' || cp == 0xb7 || cp == 0x2027 || cp == 0x30fb || cp == 0xff0e;
}

static bool is_bracket(uint32_t cp)
{
    return cp == '(' || cp == ')' || cp == 0xff08 || cp == 0xff09;
}

/* Is the character that ends at i a digit? */
static bool digit_before(struct str s, size_t i)
{
    uint32_t cp;
    if (i && is_number(s.p[i - 1]))
        return true;
    return i >= 3 && (unsigned char)s.p[i - 3] == 0xef && character(s, i - 3, &cp) == 3 && is_number(digit(cp));
}

/* Moves *i over separators to the next digit or X. Returns what separates it; *i is s.n where neither follows. */
static enum gap skip_gap(struct str s, size_t *i)
{
    enum gap gap = JOINED;
    for (int k = 0; *i < s.n; k++) {
        uint32_t cp;
        size_t n = character(s, *i, &cp);
        if (digit(cp))
            return gap;
        if (k == GAP_MOST || !(is_blank(cp) || is_point(cp) || is_bracket(cp)))
            break;
        gap = is_bracket(cp) || gap == BRACKET ? BRACKET : is_point(cp) ? POINT : gap == JOINED ? BLANK : gap;
        *i += n;
    }
    *i = s.n;
    return BLANK;
}

/* Reads the digits from i on, where one stands. */
static void read_digits(struct str s, size_t i, struct digits *d)
{
    d->n = 0;
    d->gap[0] = BLANK;
    while (d->n < LOOK && i < s.n) {
        uint32_t cp;
        size_t n = character(s, i, &cp);
        d->d[d->n] = digit(cp);
        d->at[d->n] = i;
        d->end[d->n] = i += n;
        d->n++;
        d->gap[d->n] = digit(cp) == 'X' ? BLANK : skip_gap(s, &i);
        if (digit(cp) == 'X')
            return;
    }
}

/* Do digits from..to stand without separators? */
static bool joined(const struct digits *d, int from, int to)
{
    for (int i = from + 1; i < to; i++)
        if (d->gap[i] != JOINED)
            return false;
    return true;
}

static bool all_numbers(const struct digits *d, int n)
{
    for (int i = 0; i < n; i++)
        if (!is_number(d->d[i]))
            return false;
    return true;
}

/* Does the group of digits end before digit i? */
static bool ends(const struct digits *d, int i)
{
    return i == d->n ? d->gap[i] != JOINED : d->gap[i] != JOINED || d->d[i] == 'X';
}

/* Is the number in the bytes part of a code of letters and digits: another run of digits in the same word? The word is
 * looked at 64 bytes to each side. */
static bool inside_code(struct str s, size_t from, size_t to)
{
    enum { SIDE = 64 };
    for (size_t i = from; i > 0 && from - i < SIDE && (is_letter(s.p[i - 1]) || is_number(s.p[i - 1])); i--)
        if (is_number(s.p[i - 1]))
            return true;
    for (size_t i = to; i < s.n && i - to < SIDE && (is_letter(s.p[i]) || is_number(s.p[i])); i++)
        if (is_number(s.p[i]))
            return true;
    return false;
}

/* --- amounts --- */

/* Is a unit of measure written behind the bytes? Then what looks personal is an amount. */
static bool unit_follows(struct str s, size_t at)
{
    static const char *const units[] = {"元", "千", "万", "亿", "吨", "台", "件", "套", "度", "个", "升", "米", "%",
                                        "公斤", "公里", "公顷", "公升", "公吨"}; /* 公 alone begins 公司, too */
    while (at < s.n && s.p[at] == ' ')
        at++;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (str_starts((struct str){s.p + at, s.n - at}, str_of(units[i])))
            return true;
    return false;
}

/* Is a number without separators rather an amount: with decimals, a sign, a currency or a unit? */
static bool is_amount(struct str s, size_t from, size_t to)
{
    bool decimals = to + 1 < s.n && s.p[to] == '.' && is_number(s.p[to + 1]);
    bool fraction = from > 1 && s.p[from - 1] == '.' && is_number(s.p[from - 2]);
    char before = from ? s.p[from - 1] : ' ';
    bool sign = (before == '-' || before == '+' || before == '$') && (from < 2 || s.p[from - 2] == ' ' || s.p[from - 2] == '=');
    bool yuan = from >= 2 && str_starts((struct str){s.p + from - 2, 2}, STR("¥"));
    return decimals || fraction || sign || yuan || unit_follows(s, to);
}

/* --- identity numbers --- */

static int two(const char *p)
{
    return (p[0] - '0') * 10 + p[1] - '0';
}

/* GB/T 2260: the first two digits of a region. */
static bool is_province(int p)
{
    return (p >= 11 && p <= 15) || (p >= 21 && p <= 23) || (p >= 31 && p <= 37) || (p >= 41 && p <= 46) ||
           (p >= 50 && p <= 54) || (p >= 61 && p <= 65) || p == 71 || (p >= 81 && p <= 83);
}

/* A month and a day, whatever the calendar says of them together. */
static bool is_day(const char *p)
{
    int month = two(p), day = two(p + 2);
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

char personal_check(const char digits[PERSONAL_DIGITS - 1])
{
    static const int weight[PERSONAL_DIGITS - 1] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < PERSONAL_DIGITS - 1; i++)
        sum += (digits[i] - '0') * weight[i];
    return "10X98765432"[sum % 11];
}

/* A credit code of digits alone: check character, authority (GB 32100: the first two characters) and province. */
static bool is_credit_code(const char *d)
{
    static const char authorities[] = "11 12 13 19 21 29 31 32 33 34 35 39 41 49 51 52 53 54 55 59 61 62 69 71 72 79 81 89 "
                                      "91 92 93";
    const char two_first[] = {d[0], d[1], '\0'};
    return uscc_valid((struct str){d, USCC_LENGTH}) && strstr(authorities, two_first) && is_province(two(d + 2));
}

/* Are the 18 characters an identity number by their date, with a right check character or (sure == false) without? */
static bool is_identity(const char *d, bool sure)
{
    int century = two(d + 6);
    bool born = (century == 19 || century == 20 || (sure && century == 18)) && is_day(d + 10);
    if (!born || !(is_province(two(d)) || (sure && d[0] == '9' && is_province(two(d + 1)))))
        return false;
    return (!sure || personal_check(d) == d[17]) && !is_credit_code(d);
}

static bool is_identity15(const struct digits *d)
{
    bool grouped = joined(d, 0, 6) && joined(d, 6, 12) && joined(d, 12, 15);
    bool alone = joined(d, 0, 15) || (grouped && d->gap[6] != JOINED && d->gap[12] != JOINED);
    return d->n >= 15 && all_numbers(d, 15) && ends(d, 15) && alone && is_province(two(d->d)) && is_day(d->d + 8);
}

/* The 18 characters of 15 digits. */
static void lengthen(char to[PERSONAL_DIGITS + 1], const char *d)
{
    memcpy(to, d, 6);
    memcpy(to + 6, "19", 2);
    memcpy(to + 8, d + 6, 9);
    to[17] = personal_check(to);
    to[18] = '\0';
}

/* Do the first n digits belong to an amount or a code? Asked of what no check character proves. */
static bool is_other(struct str s, const struct digits *d, int n)
{
    return is_amount(s, d->at[0], d->end[n - 1]) || inside_code(s, d->at[0], d->end[n - 1]);
}

static void take(struct personal *to, enum personal_kind kind, const struct digits *d, int first, int n)
{
    to->kind = kind;
    to->sure = to->old = false;
    to->from = d->at[0];
    to->n = d->end[first + n - 1] - d->at[0];
    memcpy(to->digits, d->d + first, (size_t)n);
    to->digits[n] = '\0';
}

/* 18 characters that begin with the first digit. start: a group begins there; else they stand within a longer run. */
static bool identity18_at(struct str s, const struct digits *d, bool start, struct personal *to)
{
    if (d->n < PERSONAL_DIGITS || !all_numbers(d, PERSONAL_DIGITS - 1))
        return false;
    bool run = joined(d, 0, PERSONAL_DIGITS), group = start && ends(d, PERSONAL_DIGITS);
    bool sure = (run || group) && is_identity(d->d, true);
    bool alone = run && group && is_identity(d->d, false) && !is_other(s, d, PERSONAL_DIGITS);
    if (sure || alone)
        take(to, PERSONAL_IDENTITY, d, 0, PERSONAL_DIGITS);
    to->sure = sure;
    return sure || alone;
}

static bool identity_at(struct str s, const struct digits *d, bool start, struct personal *to)
{
    if (identity18_at(s, d, start, to))
        return true;
    if (!start || !is_identity15(d) || is_other(s, d, 15))
        return false;
    take(to, PERSONAL_IDENTITY, d, 0, 15);
    to->old = true;
    lengthen(to->digits, d->d);
    return true;
}

/* Can the text hold 15 digits without a letter between them? Nearly every cell that is no identity number shows it here. */
static bool may_hold_identity(struct str text)
{
    int n = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (is_number(c))
            n++;
        else if ((unsigned char)c == 0xef)
            return true;
        else if (is_letter(c) && n < 15)
            n = 0;
    }
    return n >= 15;
}

/* Is there nothing but blanks in the bytes? */
static bool all_blank(struct str s)
{
    uint32_t cp;
    for (size_t i = 0; i < s.n;) {
        i += character(s, i, &cp);
        if (!is_blank(cp))
            return false;
    }
    return true;
}

bool personal_identity(struct str text, char digits[PERSONAL_DIGITS + 1])
{
    struct personal x;
    if (!may_hold_identity(text))
        return false;
    for (size_t at = 0; personal_next(text, at, &x); at = x.from + x.n) {
        bool whole = all_blank((struct str){text.p, x.from}) &&
                     all_blank((struct str){text.p + x.from + x.n, text.n - x.from - x.n});
        if (x.kind == PERSONAL_IDENTITY && (x.sure || (x.old && whole))) {
            memcpy(digits, x.digits, PERSONAL_DIGITS + 1);
            return true;
        }
    }
    return false;
}

/* --- telephones --- */

/* May digits from..to of a number with separators be grouped like this? Each list names the places where a group may
 * begin; 99 stands for any. */
static bool usual_groups(const struct digits *d, int from, int to, const signed char lists[][6], int n)
{
    for (int k = 0; k < n; k++) {
        bool good = true;
        for (int i = from + 1; i < to && good; i++) {
            bool allowed = d->gap[i] == JOINED;
            for (int j = 0; lists[k][j] && !allowed; j++)
                allowed = lists[k][j] == i - from;
            good = allowed;
        }
        if (good)
            return true;
    }
    return false;
}

/* Points alone do not make a telephone of a decimal number: there must be two of them. */
static bool is_decimal(const struct digits *d, int to)
{
    int points = 0, others = 0;
    for (int i = 1; i < to; i++) {
        points += d->gap[i] == POINT;
        others += d->gap[i] != POINT && d->gap[i] != JOINED;
    }
    return points == 1 && !others;
}

static bool all_apart(const struct digits *d, int from, int to)
{
    for (int i = from + 1; i < to; i++)
        if (d->gap[i] == JOINED)
            return false;
    return true;
}

/* A mobile number of the digits from first on. strong: a country code stands before it, so that any grouping will do. */
static bool is_mobile(const struct digits *d, int first, bool strong)
{
    static const signed char groups[][6] = {{3, 7}, {3, 6, 9}, {4, 7}, {3, 5, 7, 9}, {5}};
    int to = first + MOBILE;
    if (d->n < to || !ends(d, to) || d->d[first] != '1' || d->d[first + 1] < '3' || !all_numbers(d, to))
        return false;
    return strong || usual_groups(d, first, to, groups, 5) || all_apart(d, first, to);
}

/* The digits of an area code without its 0, at first; 0 when there is none. */
static int area(const struct digits *d, int first)
{
    if (d->n < first + 3 || !all_numbers(d, first + 3))
        return 0;
    if ((d->d[first] == '1' && d->d[first + 1] == '0') || (d->d[first] == '2' && d->d[first + 1] != '6'))
        return 2;
    return d->d[first] >= '3' ? 3 : 0;
}

/* A subscriber's number of a fixed line at first: how many digits, or 0. */
static int subscriber(const struct digits *d, int first)
{
    static const signed char groups[][6] = {{4}, {3}, {2, 4, 6}};
    for (int n = 8; n >= 7; n--) {
        int to = first + n;
        bool there = d->n >= to && ends(d, to) && all_numbers(d, to) && d->d[first] >= '2' && d->d[first] <= '8';
        if (there && usual_groups(d, first, to, groups, 3))
            return n;
    }
    return 0;
}

/* A fixed line whose area code begins at first (behind its 0). Returns how many digits, or 0. */
static int fixed_line(const struct digits *d, int first)
{
    int n = area(d, first);
    if (!n || !joined(d, first, first + n))
        return 0;
    int more = subscriber(d, first + n);
    return more ? n + more : 0;
}

/* A number at digit `first`, behind a country code or without. Returns how many digits it has; 0: none. *zero: it begins
 * with the 0 of long distance, which is not part of a mobile number. */
static int subscriber_at(const struct digits *d, int first, bool strong, int *zero)
{
    *zero = first < d->n && d->d[first] == '0';
    int at = first + *zero;
    if (is_mobile(d, at, strong))
        return MOBILE;
    int n = area(d, at);
    bool apart = first && d->gap[first] != JOINED && n && d->gap[at + n] != JOINED; /* 86-23-67891234 */
    return *zero || strong || apart ? fixed_line(d, at) : 0;
}

/* The digits of the country code at the beginning; 0: none. */
static int country(const struct digits *d, bool plus)
{
    if (d->n > 4 && memcmp(d->d, "0086", 4) == 0)
        return 4;
    if (d->n > 2 && memcmp(d->d, "86", 2) == 0 && (plus || d->gap[2] != JOINED || d->d[2] == '1'))
        return 2;
    return 0;
}

/* Where a + before the digits begins, a bracket between them aside; else at. */
static size_t plus_before(struct str s, size_t at)
{
    if (at && s.p[at - 1] == '+')
        return at - 1;
    return at >= 3 && str_starts((struct str){s.p + at - 3, 3}, STR("＋")) ? at - 3 : at;
}

static bool phone_at(struct str s, const struct digits *d, struct personal *to)
{
    size_t from = plus_before(s, d->at[0]);
    bool plus = from < d->at[0];
    int zero, code = country(d, plus), n = 0, first = 0;
    bool strong = plus || code == 4;
    if (code)
        n = subscriber_at(d, first = code, strong, &zero);
    if (!n && !plus)
        n = subscriber_at(d, first = 0, false, &zero);
    if (!n)
        return false;
    first += zero;
    int last = first + n;
    size_t end = d->end[last - 1];
    bool bare = !strong && joined(d, 0, last);
    if ((!strong && is_decimal(d, last)) || (bare && is_amount(s, d->at[0], end)) || inside_code(s, d->at[0], end))
        return false;
    bool mobile = n == MOBILE && d->d[first] == '1';
    take(to, PERSONAL_PHONE, d, first, n);
    to->n = end - from;
    to->from = from;
    if (mobile)
        return true;
    to->digits[0] = '0'; /* an area code shows its 0 */
    memcpy(to->digits + 1, d->d + first, (size_t)n);
    to->digits[n + 1] = '\0';
    return true;
}

/* --- texts --- */

/* A bracket that is closed inside the number belongs to it: (023) 6789 1234. */
static void take_bracket(struct str s, struct personal *x)
{
    size_t n = x->from && s.p[x->from - 1] == '(' ? 1 : 0;
    if (!n && x->from >= 3 && str_starts((struct str){s.p + x->from - 3, 3}, STR("（")))
        n = 3;
    if (!n || (!memchr(s.p + x->from, ')', x->n) && !memchr(s.p + x->from, 0x89, x->n)))
        return;
    x->from -= n;
    x->n += n;
}

bool personal_next(struct str text, size_t at, struct personal *found)
{
    struct digits d;
    while (at < text.n) {
        unsigned char c = (unsigned char)text.p[at];
        uint32_t cp = c;
        if (!is_number((char)c) && c != 0xef) { /* full-width digits begin with EF */
            at++;
            continue;
        }
        size_t n = character(text, at, &cp);
        if (!is_number(digit(cp))) {
            at += n;
            continue;
        }
        bool start = !digit_before(text, at);
        read_digits(text, at, &d);
        if (identity_at(text, &d, start, found) || (start && phone_at(text, &d, found))) {
            take_bracket(text, found);
            return true;
        }
        /* Within a run only 18 more digits can still be one. */
        int run = 1;
        while (run < d.n && d.gap[run] == JOINED)
            run++;
        at = run > PERSONAL_DIGITS ? d.end[0] : d.end[run - 1];
    }
    return false;
}

static void put_masked(struct buf *b, const struct personal *x)
{
    size_t n = strlen(x->digits);
    bool identity = x->kind == PERSONAL_IDENTITY;
    size_t head = identity ? 6 : 3, tail = identity ? 0 : 2;
    buf_add(b, x->digits, head);
    for (size_t i = head; i < n - tail; i++)
        buf_char(b, '*');
    buf_add(b, x->digits + n - tail, tail);
}

bool personal_is_masked(struct str text)
{
    size_t stars = 0, digits = 0;
    for (size_t i = 0; i < text.n && stars < 12; i++) {
        stars = text.p[i] == '*' && (stars || digits >= 6) ? stars + 1 : 0;
        digits = is_number(text.p[i]) ? digits + 1 : 0;
    }
    return stars == 12;
}

static bool is_measure(struct str number, struct str measures)
{
    while (measures.p && measures.n)
        if (str_eq(str_cut(measures, ';', &measures), number))
            return true;
    return false;
}

/* kinds: bits of those to be masked. */
static void mask(struct buf *b, struct str text, struct str measures, unsigned kinds)
{
    struct personal x;
    size_t at = 0;
    while (personal_next(text, at, &x)) {
        struct str number = {text.p + x.from, x.n};
        if (x.from > at)
            buf_add(b, text.p + at, x.from - at);
        if ((kinds >> x.kind & 1) && !is_measure(number, measures))
            put_masked(b, &x);
        else
            buf_str(b, number);
        at = x.from + x.n;
    }
    buf_add(b, text.p + at, text.n - at);
}

void personal_mask(struct buf *b, struct str text)
{
    mask(b, text, (struct str){0}, ~0u);
}

void personal_mask_but(struct buf *b, struct str text, struct str measures)
{
    mask(b, text, measures, ~0u);
}

void personal_mask_kind(struct buf *b, struct str text, enum personal_kind wanted)
{
    mask(b, text, (struct str){0}, 1u << wanted);
}
