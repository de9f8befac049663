/* SPDX-License-Identifier: Apache-2.0 */
#include "report/words.h"

static const char *const texts[WORD_COUNT][2] = {
#define W(id, en, zh) {en, zh},
#include "report/words.def"
#undef W
};

const char *word(enum word w, enum lang lang)
{
    return texts[w][lang];
}

const char *word_level(enum level l, enum lang lang)
{
    static const enum word words[LEVEL_COUNT] = {W_INFO, W_SOFT, W_QUASI, W_HARD};
    return word(words[l], lang);
}

void word_fill(struct buf *b, enum word w, enum lang lang, struct str a0, struct str a1)
{
    for (const char *p = word(w, lang); *p; p++) {
        if (p[0] == '{' && (p[1] == '0' || p[1] == '1') && p[2] == '}') {
            buf_str(b, p[1] == '0' ? a0 : a1);
            p += 2;
        } else {
            buf_char(b, *p);
        }
    }
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The run of digits at p (an X may end it, as in identity numbers). */
static size_t digits_at(struct str s, size_t i)
{
    size_t n = 0;
    while (i + n < s.n && is_digit(s.p[i + n]))
        n++;
    if (n == 17 && i + n < s.n && (s.p[i + n] == 'X' || s.p[i + n] == 'x'))
        n++;
    return n;
}

static bool plausible_birth(const char *p)
{
    int month = (p[10] - '0') * 10 + p[11] - '0', day = (p[12] - '0') * 10 + p[13] - '0';
    return (memcmp(p + 6, "19", 2) == 0 || memcmp(p + 6, "20", 2) == 0) && month >= 1 && month <= 12 && day >= 1 &&
           day <= 31;
}

static void put_masked(struct buf *b, const char *p, size_t n, size_t head, size_t tail)
{
    buf_add(b, p, head);
    for (size_t i = head; i < n - tail; i++)
        buf_char(b, '*');
    buf_add(b, p + n - tail, tail);
}

void word_mask(struct buf *b, struct str text)
{
    for (size_t i = 0; i < text.n;) {
        bool inside = i && (is_digit(text.p[i - 1]) || text.p[i - 1] == '.');
        size_t n = is_digit(text.p[i]) && !inside ? digits_at(text, i) : 0;
        if (n == 11 && text.p[i] == '1' && text.p[i + 1] >= '3')
            put_masked(b, text.p + i, n, 3, 2);
        else if (n == 18 && plausible_birth(text.p + i))
            put_masked(b, text.p + i, n, 6, 0);
        else
            buf_add(b, text.p + i, n ? n : 1);
        i += n ? n : 1;
    }
}

void word_number(struct buf *b, struct str number)
{
    struct str fraction, whole = str_cut(number, '.', &fraction);
    size_t sign = whole.n && whole.p[0] == '-';
    for (size_t i = sign; i < whole.n; i++)
        if (!is_digit(whole.p[i])) {
            buf_str(b, number);
            return;
        }
    for (size_t i = 0; i < whole.n; i++) {
        if (i > sign && (whole.n - i) % 3 == 0)
            buf_char(b, ',');
        buf_char(b, whole.p[i]);
    }
    if (fraction.p) {
        buf_char(b, '.');
        buf_str(b, fraction);
    }
}

void word_percent(struct buf *b, long part, long whole)
{
    if (whole <= 0) {
        buf_char(b, '-');
        return;
    }
    long permille = (part * 2000 + whole) / (whole * 2);
    buf_printf(b, "%ld.%ld%%", permille / 10, permille % 10);
}
