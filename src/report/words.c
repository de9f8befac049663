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
