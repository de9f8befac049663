/* SPDX-License-Identifier: Apache-2.0 */
#include "starter/evidence.h"

#include <string.h>

#include "starter/naming.h"
#include "value/personal.h"
#include "value/value.h"

enum { WHOLE_NUMBERS = 20, LONGEST_NUMBER = 15, CODE_VALUES = 30, VALUES_A_CODE = 8 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool refuted(const struct evidence *e, enum vtype t)
{
    return e->refuted >> t & 1;
}

/* Writings that could be another type's do not count for these: M is no duration, 1 no truth, 20250704 no date. */
static bool could_be(enum vtype t, struct str s)
{
    struct value v;
    if (s.n > EVIDENCE_TEXT)
        return false;
    if ((t == T_DURATION && s.p[0] != 'P') || (t == T_BOOLEAN && s.n < 4))
        return false;
    if (t == T_DATE && !memchr(s.p, '-', s.n))
        return false;
    return value_from_text(&v, t, s) == CELL_OK;
}

static void look_at_digits(struct evidence *e, struct str s)
{
    size_t sign = s.p[0] == '-' || s.p[0] == '+';
    size_t digits = sign;
    while (digits < s.n && is_digit(s.p[digits]))
        digits++;
    e->unplain = e->unplain || digits < s.n || digits == sign;
    e->padded = e->padded || (s.p[sign] == '0' && digits > sign + 1);
    if (digits < s.n && s.p[digits] == '.' && (int)(s.n - digits) - 1 > e->decimals)
        e->decimals = (int)(s.n - digits) - 1;
}

static void look_at_code(struct evidence *e, struct str s)
{
    if (e->many)
        return;
    int code = s.n > EVIDENCE_CODE_LENGTH ? -1 : intern_find(&e->codes, s);
    if (code < 0 && (s.n > EVIDENCE_CODE_LENGTH || e->codes.n == EVIDENCE_CODES)) {
        e->many = true;
        return;
    }
    e->seen[code < 0 ? intern_add(&e->codes, s) : code]++;
}

void evidence_add(struct evidence *e, struct str value)
{
    static const enum vtype types[] = {T_BOOLEAN, T_INTEGER, T_NUMBER, T_DATE, T_PERIOD, T_DURATION};
    struct str s = str_trim(value);
    if (!s.n) {
        e->empty++;
        return;
    }
    e->n++;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (!refuted(e, types[i]) && !could_be(types[i], s))
            e->refuted |= 1u << types[i];
    char digits[PERSONAL_DIGITS + 1];
    e->identity = e->identity || personal_identity(s, digits);
    for (size_t i = 0; i < s.n && !e->blank; i++)
        e->blank = s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\t';
    e->longest = s.n > e->longest ? s.n : e->longest;
    look_at_digits(e, s);
    look_at_code(e, s);
}

enum vtype evidence_type(const struct evidence *e, struct str name)
{
    if (!e->n)
        return T_STRING;
    if (naming_is_period(name) && !refuted(e, T_PERIOD))
        return T_PERIOD;
    if (!refuted(e, T_NUMBER)) {
        if (e->padded || naming_is_code(name) || e->longest > LONGEST_NUMBER)
            return T_STRING;
        return !refuted(e, T_INTEGER) && e->n >= WHOLE_NUMBERS ? T_INTEGER : T_NUMBER;
    }
    static const enum vtype others[] = {T_BOOLEAN, T_DATE, T_PERIOD, T_DURATION};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!refuted(e, others[i]))
            return others[i];
    return T_STRING;
}

/* By Good and Turing the share of codes that were not met is about that of those met once: there must be none of these. */
bool evidence_coded(const struct evidence *e)
{
    if (e->many || e->identity || e->codes.n < 2 || e->n < CODE_VALUES || e->n < VALUES_A_CODE * (uint64_t)e->codes.n)
        return false;
    for (int i = 0; i < e->codes.n; i++)
        if (e->seen[i] < 2)
            return false;
    return true;
}

void evidence_free(struct evidence *e)
{
    intern_free(&e->codes);
}
