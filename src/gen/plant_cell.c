/* SPDX-License-Identifier: Apache-2.0 */
#include "gen/plant_cell.h"

#include "base/utf8.h"
#include "gen/code.h"

/* --- which cells --- */

static bool is_measure(const struct form_var *v, const struct gen_cell *c)
{
    return v->role == ROLE_MEASURE && is_amount(c);
}

static int64_t magnitude(const struct gen_cell *c)
{
    int64_t v = c->v < 0 ? -c->v : c->v;
    for (int i = 0; i < c->scale; i++)
        v /= 10;
    return v;
}

static bool has_fraction(const struct form_var *v, const struct gen_cell *c)
{
    int64_t x = c->v;
    if (!is_measure(v, c) || !c->scale)
        return false;
    for (int i = 0; i < c->scale; i++, x /= 10)
        if (x % 10)
            return true;
    return false;
}

static bool is_large(const struct form_var *v, const struct gen_cell *c)
{
    return is_measure(v, c) && magnitude(c) >= 1000;
}

static bool is_large_money(const struct form_var *v, const struct gen_cell *c)
{
    return is_large(v, c) && str_is(v->unit, "千元") && !c->scale && c->v >= 10000;
}

static bool is_small_whole(const struct form_var *v, const struct gen_cell *c)
{
    return is_measure(v, c) && !c->scale && c->v > 0 && c->v < 100000;
}

static bool is_million(const struct form_var *v, const struct gen_cell *c)
{
    return is_measure(v, c) && !c->scale && magnitude(c) >= 1000000;
}

static bool is_negative(const struct form_var *v, const struct gen_cell *c)
{
    return is_measure(v, c) && c->v < 0;
}

static bool may_be_negative(const struct form_var *v, const struct gen_cell *c)
{
    return is_measure(v, c) && !v->has_min && v->type == T_NUMBER && str_is(v->unit, "千元");
}

static bool is_percent(const struct form_var *v, const struct gen_cell *c)
{
    return is_measure(v, c) && str_is(v->unit, "%") && magnitude(c) >= 1;
}

static bool is_date(const struct form_var *v, const struct gen_cell *c)
{
    struct date d;
    return v->type == T_DATE && c->state == GEN_TEXT && date_parse(&d, c->text);
}

static bool is_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

static bool is_digit_code(const struct form_var *v, const struct gen_cell *c)
{
    return v->type == T_STRING && (v->codes || v->pattern) && c->state == GEN_TEXT && c->text.n >= 2 &&
           c->text.n <= 6 && is_digits(c->text);
}

static bool is_number_or_date(const struct form_var *v, const struct gen_cell *c)
{
    return is_measure(v, c) || is_date(v, c) || is_digit_code(v, c);
}

static bool is_name(const struct form_var *v, const struct gen_cell *c)
{
    return v->type == T_STRING && !v->codes && c->state == GEN_TEXT && c->text.n >= 9 &&
           (unsigned char)c->text.p[c->text.n - 1] >= 0x80 && (unsigned char)c->text.p[0] >= 0x80;
}

static bool is_spoken(const struct form_var *v, const struct gen_cell *c)
{
    return is_measure(v, c) || is_name(v, c) || is_date(v, c);
}

static bool is_credit_code(const struct form_var *v, const struct gen_cell *c)
{
    return c->state == GEN_TEXT && c->text.n == USCC_LENGTH && v->pattern && str_is(v->pattern->name, "uscc") &&
           v->role == ROLE_IDENTIFIER;
}

/* Units in which one item is easily mistaken, and what the slip does to the value. */
static const struct {
    const char *unit;
    int64_t times, over;
} slips[] = {{"万千瓦时", 10000, 1}, {"吨标准煤", 1000, 1}, {"吨", 1000, 1}, {"立方米", 1, 10000},
             {"产品计量单位", 1, 10000}, {"能源计量单位", 1000, 1}, {"台", 1, 10000}, {"平方米", 1, 10000}};

static int slip_of(const struct form_var *v)
{
    for (int i = 0; i < (int)(sizeof slips / sizeof slips[0]); i++)
        if (str_is(v->unit, slips[i].unit))
            return i;
    return -1;
}

static bool has_slip(const struct form_var *v, const struct gen_cell *c)
{
    return is_measure(v, c) && magnitude(c) >= 20 && slip_of(v) >= 0;
}

/* --- helpers --- */

static struct str text_of(struct plant_work *w, struct cell_ref at)
{
    return gen_string(&w->record->text, work_cell(w, at));
}

/* Half-width characters and their full-width forms lie 0xFEE0 apart. */
static void put_full_width(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] > 0x20 && (unsigned char)s.p[i] < 0x7f)
            utf8_put(b, (uint32_t)(unsigned char)s.p[i] + 0xfee0);
        else
            buf_char(b, s.p[i]);
}

static const char *any_of(struct plant_work *w, const char *const *list, int n)
{
    return list[draw_below(&w->draw, (uint64_t)n)];
}

#define ANY(w, list) any_of(w, list, (int)(sizeof(list) / sizeof(list)[0]))

/* --- the kinds --- */

bool plant_single_unit(struct plant_work *w)
{
    struct cell_ref at;
    if (!work_pick(w, has_slip, &at))
        return false;
    struct gen_cell c = *work_cell(w, at);
    int i = slip_of(work_var(w, at));
    c.v *= slips[i].times;
    for (int64_t n = slips[i].over; n > 1; n /= 10) {
        if (c.scale == 4) /* no more places than a respondent would write */
            c.v = (c.v + 5) / 10;
        else
            c.scale++;
    }
    return work_change(w, at, c);
}

bool plant_full_width(struct plant_work *w)
{
    struct cell_ref at;
    if (!work_pick(w, is_number_or_date, &at))
        return false;
    put_full_width(&w->text, text_of(w, at));
    return work_change_text(w, at);
}

bool plant_spaces(struct plant_work *w)
{
    static const char *const spaces[] = {"\u3000", "\u00a0", "\u200b", "\ufeff", "\u200e"};
    struct cell_ref at;
    if (!work_pick(w, is_spoken, &at))
        return false;
    const char *space = ANY(w, spaces);
    struct str s = text_of(w, at);
    bool before = draw_chance(&w->draw, 400000);
    buf_puts(&w->text, before ? space : "");
    buf_str(&w->text, s);
    buf_puts(&w->text, before ? "" : space);
    return work_change_text(w, at);
}

/* What UTF-8 looks like after a reader that took it for GBK: the last two characters are lost for good, or the byte
 * order mark became a character. */
bool plant_mojibake(struct plant_work *w)
{
    struct cell_ref at;
    if (!work_pick(w, is_name, &at))
        return false;
    struct str s = text_of(w, at);
    if (draw_chance(&w->draw, 300000)) {
        buf_puts(&w->text, "锘?");
        buf_str(&w->text, s);
    } else {
        buf_add(&w->text, s.p, s.n - 6);
        buf_puts(&w->text, "锟斤拷");
    }
    return work_change_text(w, at);
}

/* Groups of three with one of several separators, now and then of four as in Chinese reckoning. */
bool plant_thousands(struct plant_work *w)
{
    static const char *const separators[] = {",", ",", ",", "，", "’", "\u2009"};
    struct cell_ref at;
    if (!work_pick(w, is_large, &at))
        return false;
    const char *separator = ANY(w, separators);
    struct str s = text_of(w, at), fraction, whole = str_cut(s, '.', &fraction);
    size_t group = draw_chance(&w->draw, 850000) || whole.n < 5 ? 3 : 4, first = whole.p[0] == '-';
    for (size_t i = 0; i < whole.n; i++) {
        if (i > first && (whole.n - i) % group == 0)
            buf_puts(&w->text, separator);
        buf_char(&w->text, whole.p[i]);
    }
    if (fraction.p) {
        buf_char(&w->text, '.');
        buf_str(&w->text, fraction);
    }
    return work_change_text(w, at);
}

/* Written in yuan with a word for the magnitude: the base unit is lost. */
bool plant_magnitude(struct plant_work *w)
{
    struct cell_ref at;
    if (!work_pick(w, is_large_money, &at))
        return false;
    int64_t v = work_cell(w, at)->v;
    bool yi = v >= 100000 && draw_chance(&w->draw, 500000);
    struct gen_cell c = gen_number(v, yi ? 5 : 1);
    gen_append(&w->text, &c);
    buf_puts(&w->text, yi ? "亿" : "万");
    return work_change_text(w, at);
}

/* 1203 -> 一千二百零三, or with the characters of cheques. */
static void put_numerals(struct buf *b, int64_t v, bool formal)
{
    static const char *const digit[2][10] = {{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"},
                                             {"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}};
    static const char *const place[2][5] = {{"", "十", "百", "千", "万"}, {"", "拾", "佰", "仟", "万"}};
    bool gap = false, any = false;
    int64_t unit = 10000;
    for (int i = 4; i >= 0; i--, unit /= 10) {
        int64_t d = v / unit % 10;
        if (!d) {
            gap = any;
            continue;
        }
        buf_puts(b, gap ? digit[formal][0] : "");
        buf_puts(b, digit[formal][d]);
        buf_puts(b, place[formal][i]);
        gap = false;
        any = true;
    }
}

bool plant_numerals(struct plant_work *w)
{
    struct cell_ref at;
    if (!work_pick(w, is_small_whole, &at))
        return false;
    put_numerals(&w->text, work_cell(w, at)->v, draw_chance(&w->draw, 300000));
    return work_change_text(w, at);
}

bool plant_minus(struct plant_work *w)
{
    static const char *const shape[][2] = {{"\u2212", ""}, {"\uff0d", ""}, {"\u2013", ""}, {"\u2014", ""},
                                           {"\ufe63", ""}, {"", "-"}, {"(", ")"}, {"（", "）"},
                                           {"负", ""}, {"△", ""}};
    struct cell_ref at;
    if (!work_pick(w, is_negative, &at))
        return false;
    struct str s = text_of(w, at);
    size_t i = draw_below(&w->draw, sizeof shape / sizeof shape[0]);
    buf_puts(&w->text, shape[i][0]);
    buf_add(&w->text, s.p + 1, s.n - 1);
    buf_puts(&w->text, shape[i][1]);
    return work_change_text(w, at);
}

bool plant_nothing(struct plant_work *w)
{
    static const char *const tokens[] = {"-", "-", "—", "——", "/", "无", "N/A", "null", "#REF!", "#DIV/0!"};
    struct cell_ref at;
    if (!work_pick(w, is_measure, &at))
        return false;
    buf_puts(&w->text, ANY(w, tokens));
    return work_change_text(w, at);
}

/* Three digits survive, as in a narrow column of a spreadsheet. */
bool plant_exponent(struct plant_work *w)
{
    struct cell_ref at;
    if (!work_pick(w, is_million, &at))
        return false;
    int64_t v = work_cell(w, at)->v, m = v < 0 ? -v : v;
    int power = 2;
    for (; m >= 1000; power++)
        m = m >= 10000 ? m / 10 : (m + 5) / 10;
    if (m == 1000) {
        m = 100;
        power++;
    }
    buf_printf(&w->text, "%s%d.%02dE+%02d", v < 0 ? "-" : "", (int)(m / 100), (int)(m % 100), power);
    return work_change_text(w, at);
}

/* A code that went through a number: the zeros in front are gone, or ".0" stands behind. */
bool plant_code_number(struct plant_work *w)
{
    struct cell_ref at;
    if (!work_pick(w, is_digit_code, &at))
        return false;
    struct str s = text_of(w, at);
    if (s.p[0] == '0') {
        while (s.n > 1 && s.p[0] == '0')
            s = (struct str){s.p + 1, s.n - 1};
        buf_str(&w->text, s);
    } else {
        buf_str(&w->text, s);
        buf_puts(&w->text, ".0");
    }
    return work_change_text(w, at);
}

bool plant_decimal_sign(struct plant_work *w)
{
    static const char *const signs[] = {"。", "，", ","};
    struct cell_ref at;
    if (!work_pick(w, has_fraction, &at))
        return false;
    struct str fraction, whole = str_cut(text_of(w, at), '.', &fraction);
    buf_str(&w->text, whole);
    buf_puts(&w->text, ANY(w, signs));
    buf_str(&w->text, fraction);
    return work_change_text(w, at);
}

bool plant_percent(struct plant_work *w)
{
    static const char *const marks[] = {"%", "％"};
    struct cell_ref at;
    if (!work_pick(w, is_percent, &at))
        return false;
    struct gen_cell c = *work_cell(w, at);
    uint32_t how = draw_below(&w->draw, 3);
    if (how == 0) { /* a ratio */
        c.scale += 2;
        return work_change(w, at, c);
    }
    if (how == 1) { /* per mille */
        c.v *= 10;
        gen_append(&w->text, &c);
        buf_puts(&w->text, "‰");
        return work_change_text(w, at);
    }
    gen_append(&w->text, &c);
    buf_puts(&w->text, ANY(w, marks));
    return work_change_text(w, at);
}

/* Days of spreadsheets count from 1899-12-30. */
bool plant_date(struct plant_work *w)
{
    struct cell_ref at;
    struct date day;
    if (!work_pick(w, is_date, &at))
        return false;
    date_parse(&day, text_of(w, at));
    struct civil c = date_civil(day);
    uint32_t how = draw_below(&w->draw, 6);
    if (how == 5)
        buf_printf(&w->text, "%d", (int)day.day + 25569);
    else if (how == 0)
        buf_printf(&w->text, "%d/%d/%d", c.year, c.month, c.day);
    else if (how == 1)
        buf_printf(&w->text, "%d.%d.%d", c.year, c.month, c.day);
    else if (how == 2)
        buf_printf(&w->text, "%d年%d月%d日", c.year, c.month, c.day);
    else if (how == 3)
        buf_printf(&w->text, "%04d%02d%02d", c.year, c.month, c.day);
    else
        buf_printf(&w->text, "%d-%d-%d", c.year, c.month, c.day);
    return work_change_text(w, at);
}

bool plant_sign(struct plant_work *w)
{
    static const char *const usual[] = {"op_profit", "total_profit", "asset_impairment", "credit_impairment",
                                        "finance_expense", "net_profit"};
    struct cell_ref at;
    if (!(work_find(w, ANY(w, usual), &at) && is_amount(work_cell(w, at))) && !work_pick(w, may_be_negative, &at))
        return false;
    struct gen_cell c = *work_cell(w, at);
    c.v = -c.v;
    return work_change(w, at, c);
}

/* Two neighbours change places, or a digit is typed twice. */
bool plant_digits(struct plant_work *w)
{
    struct cell_ref at;
    if (!work_pick(w, is_large, &at))
        return false;
    struct str s = text_of(w, at);
    char digits[32];
    size_t i = 1 + draw_below(&w->draw, s.n - 1), n = s.n;
    if (n + 1 > sizeof digits)
        return false;
    memcpy(digits, s.p, n);
    if (draw_chance(&w->draw, 250000) && digits[i] >= '0') {
        memmove(digits + i + 1, digits + i, n - i);
        n++;
    } else {
        while (i < n && !(digits[i] >= '0' && digits[i - 1] >= '1' && digits[i] >= '1' && digits[i] != digits[i - 1]))
            i++;
        if (i >= n)
            return false;
        char c = digits[i];
        digits[i] = digits[i - 1];
        digits[i - 1] = c;
    }
    buf_add(&w->text, digits, n);
    return work_change_text(w, at);
}

/* One unit more or less in a total: no error, and nothing may cry. */
bool plant_residue(struct plant_work *w)
{
    static const char *const totals[] = {"op_profit", "total_assets", "rd_internal"};
    struct cell_ref at;
    if (!work_find(w, ANY(w, totals), &at) || !is_amount(work_cell(w, at)))
        return false;
    struct gen_cell c = *work_cell(w, at);
    c.v += draw_chance(&w->draw, 500000) ? 1 : -1;
    return work_change(w, at, c);
}

bool plant_identity(struct plant_work *w)
{
    struct cell_ref at;
    if (!work_pick(w, is_credit_code, &at))
        return false;
    code_identity(buf_room(&w->text, USCC_LENGTH), 500100 + (int)draw_range(&w->draw, 1, 19),
                  (int)draw_below(&w->draw, 1000));
    w->text.n = USCC_LENGTH;
    return work_change_text(w, at);
}

/* v / 10^scale as a float of 24 bits, written with the digits that it then seems to have. */
static bool put_float(struct buf *b, const struct gen_cell *c)
{
    uint64_t power = 1, v = (uint64_t)(c->v < 0 ? -c->v : c->v);
    for (int i = 0; i < c->scale; i++)
        power *= 10;
    int shift = 0; /* bits behind the binary point */
    while (shift < 23 && ((v / power) >> (23 - shift)) == 0)
        shift++;
    if (v >= (uint64_t)1 << 40 || shift < 8 || shift > 20)
        return false;
    uint64_t bits = ((v << shift) + power / 2) / power, part = bits & (((uint64_t)1 << shift) - 1);
    buf_printf(b, "%s%llu.", c->v < 0 ? "-" : "", (unsigned long long)(bits >> shift));
    for (int i = 0; i < 12 && part; i++) {
        part *= 10;
        buf_char(b, (char)('0' + (part >> shift)));
        part &= ((uint64_t)1 << shift) - 1;
    }
    return true;
}

bool plant_artefact(struct plant_work *w)
{
    struct cell_ref at;
    if (draw_chance(&w->draw, 500000) && work_pick(w, has_fraction, &at)) {
        if (put_float(&w->text, work_cell(w, at)) && w->text.n > 8)
            return work_change_text(w, at);
        buf_reset(&w->text);
    }
    if (!work_pick(w, is_large, &at))
        return false;
    buf_puts(&w->text, "2147483647");
    return work_change_text(w, at);
}
