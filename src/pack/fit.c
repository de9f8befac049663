/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/fit.h"

#include "base/utf8.h"
#include "value/dec.h"
#include "value/regex.h"

/* Digits of a number that dec_parse has taken, leading zeros included. */
static void measure(struct str text, const struct dec *d, struct fit_size *size)
{
    int sign = text.p[0] == '-' || text.p[0] == '+';
    fit_grow(size, (int)text.n - sign - (d->scale ? d->scale + 1 : 0), d->scale);
}

static bool below(const struct dec *a, const struct dec *b)
{
    return b->coef == 0 ? a->coef < 0 : dec_cmp(a, b) < 0;
}

static unsigned fit_number(const struct fit *f, struct str text, struct fit_size *size)
{
    struct dec d;
    enum dec_status status = dec_parse(&d, text);
    if (status == DEC_OVERFLOW || (status == DEC_OK && text.n > DEC_SIGNIFICANT && dec_digits(d.coef) > DEC_SIGNIFICANT))
        return FIT_DIGITS;
    if (status != DEC_OK || (f->type == T_INTEGER && d.scale) || d.scale > DEC_SIGNIFICANT)
        return FIT_TYPE;
    if (size)
        measure(text, &d, size);
    unsigned bad = 0;
    if (f->has_min && below(&d, &f->min.dec))
        bad |= FIT_MIN;
    if (f->has_max && dec_cmp(&d, &f->max.dec) > 0)
        bad |= FIT_MAX;
    return bad;
}

/* Control characters: C0 and DEL. */
static unsigned check_text(struct str text)
{
    bool high = false, control = false;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        control |= c < 0x20 || c == 0x7f;
        high |= c >= 0x80;
    }
    if (control)
        return FIT_CONTROL;
    return high && utf8_valid(text) != text.n ? FIT_UTF8 : 0;
}

static unsigned fit_value(const struct fit *f, struct str text)
{
    struct value v;
    if (value_from_text(&v, f->type, text) != CELL_OK)
        return FIT_TYPE;
    unsigned bad = 0;
    if (f->has_min && value_cmp(&v, &f->min) == ORDER_LESS)
        bad |= FIT_MIN;
    if (f->has_max && value_cmp(&v, &f->max) == ORDER_GREATER)
        bad |= FIT_MAX;
    return bad;
}

unsigned fit_text(const struct fit *f, struct str text, struct fit_size *size)
{
    bool number = f->type == T_INTEGER || f->type == T_NUMBER;
    unsigned bad = number ? fit_number(f, text, size) : check_text(text);
    if (!number && !bad && f->type != T_STRING)
        bad = fit_value(f, text);
    if (bad & FIT_FAULT)
        return bad;
    if (f->pattern && regex_match(f->pattern, text, NULL) != REGEX_YES)
        bad |= FIT_PATTERN;
    if (f->has_code && !f->has_code(f->codes, text))
        bad |= FIT_CODE;
    return bad;
}

const char *fit_words(unsigned bit, int lang)
{
    static const char *const words[FIT_BITS][2] = {
        {"not of its type", "与类型不符"},
        {"more than 18 digits", "超过 18 位数字"},
        {"a control character or line end", "含控制字符或换行"},
        {"not valid UTF-8", "UTF-8 编码无效"},
        {"required, but empty", "必填项为空"},
        {"below the minimum", "小于最小值"},
        {"above the maximum", "大于最大值"},
        {"does not match its pattern", "与格式不符"},
        {"not in its code list", "不在代码表中"},
    };
    for (int i = 0; i < FIT_BITS; i++)
        if (bit & 1u << i)
            return words[i][lang];
    return "";
}
