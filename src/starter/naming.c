/* SPDX-License-Identifier: Apache-2.0 */
#include "starter/naming.h"

#include <string.h>

#include "vtl/lex.h"

enum { NAME_MOST = 60 };

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Does a new word begin at i? aB and ABc are two words each. */
static bool begins_word(struct str s, size_t i)
{
    if (i == 0 || !is_upper(s.p[i]))
        return false;
    char before = s.p[i - 1];
    return is_lower(before) || is_digit(before) || (is_upper(before) && i + 1 < s.n && is_lower(s.p[i + 1]));
}

static void make(struct buf *b, struct str text, char joint)
{
    size_t from = b->n;
    bool gap = false;
    for (size_t i = 0; i < text.n && b->n - from < NAME_MOST; i++) {
        char c = text.p[i];
        if (!is_upper(c) && !is_lower(c) && !is_digit(c)) {
            gap = true;
            continue;
        }
        if (b->n > from && (gap || begins_word(text, i)))
            buf_char(b, joint);
        else if (b->n == from && is_digit(c))
            buf_puts(b, "v");
        gap = false;
        buf_char(b, is_upper(c) ? (char)(c - 'A' + 'a') : c);
    }
}

void naming_make(struct buf *b, struct str text)
{
    make(b, text, '_');
}

void naming_form(struct buf *b, struct str text)
{
    make(b, text, '-');
}

/* Endings that ecjoin adds to the variables of a form. */
static bool has_ending(struct str s)
{
    return str_ends(s, STR("_prior")) || str_ends(s, STR("_ly")) || str_ends(s, STR("_reg"));
}

static bool is_free(const struct intern *taken, struct str name)
{
    return intern_find(taken, name) < 0 && keyword_find(name) == K_NONE && !has_ending(name);
}

struct str naming_take(struct intern *taken, struct str name, const struct str *outer, int n_outer, struct str word)
{
    struct buf b = {0};
    buf_str(&b, name.n ? name : word);
    bool numbered = !name.n;
    for (int i = 0; i < n_outer && name.n && !is_free(taken, buf_slice(&b)) && b.n < NAME_MOST; i++) {
        struct buf longer = {0};
        buf_str(&longer, outer[i]);
        buf_char(&longer, '_');
        buf_str(&longer, buf_slice(&b));
        buf_free(&b);
        b = longer;
    }
    size_t stem = b.n;
    for (long i = 1; numbered || !is_free(taken, buf_slice(&b)); i++) {
        b.n = stem;
        if (i == 1 && !numbered && intern_find(taken, buf_slice(&b)) < 0)
            buf_char(&b, '_'); /* a keyword */
        else
            buf_printf(&b, "%s%ld", numbered ? "" : "_", numbered ? i : i + 1);
        numbered = numbered && !is_free(taken, buf_slice(&b));
    }
    int i = intern_add(taken, buf_slice(&b));
    buf_free(&b);
    return intern_name(taken, i);
}

static struct str last_word(struct str name)
{
    size_t at = name.n;
    while (at && name.p[at - 1] != '_')
        at--;
    return (struct str){name.p + at, name.n - at};
}

static bool is_one_of(struct str s, const char *const *words)
{
    for (; *words; words++)
        if (str_is(s, *words))
            return true;
    return false;
}

static bool holds_one_of(struct str s, const char *const *words)
{
    for (; *words; words++) {
        size_t n = strlen(*words);
        for (size_t i = 0; i + n <= s.n; i++)
            if (memcmp(s.p + i, *words, n) == 0)
                return true;
    }
    return false;
}

static const char *const code_words[] = {
    "id", "ids", "code", "codes", "no", "nr", "number", "ref", "reference", "key", "guid", "uuid", "phone",
    "tel", "telephone", "fax", "mobile", "zip", "postcode", "postal", "zone", "iban", "bic", "swift", "vat",
    "tin", "ean", "gtin", "isbn", "isin", "cusip", "sedol", "lei", "cik", "scheme", "type", "version",
    "name", "text", "note", "description", "uscc", "hs", "nace", "isic", "class", "account", "lang",
    "language", "currency", "country", "status", "flag", "category", "email", "mail", "uri", "url", "title",
    "comment", NULL};

static const char *const code_texts[] = {"代码", "编号", "编码", "号码", "电话", "邮编", "邮政", "证号", "账号", "帐号", "名称",
                                         "类型", "标志", "行业", "区划", "传真", NULL};

bool naming_is_code(struct str name)
{
    return is_one_of(last_word(name), code_words) || holds_one_of(name, code_texts);
}

int naming_identifies(struct str name)
{
    static const char *const best[] = {"id", "key", "guid", "uuid", "uscc", "lei", "ids", NULL};
    static const char *const good[] = {"no", "nr", "number", "num", "seq", "sequence", "index", "line", "isin", "cusip", NULL};
    static const char *const fair[] = {"code", "ref", "reference", "period", "date", "name", NULL};
    static const char *const texts[] = {"统一社会信用代码", "组织机构代码", "编号", "代码", "序号", "证号", NULL};
    struct str word = last_word(name);
    return is_one_of(word, best) ? 100 : is_one_of(word, good) ? 80 : is_one_of(word, fair) ? 60 : holds_one_of(name, texts) ? 90 : 0;
}

bool naming_is_period(struct str name)
{
    static const char *const words[] = {"period", "year", "month", "quarter", "yr", NULL};
    static const char *const texts[] = {"报告期", "年份", "月份", "季度", "年度", "所属期", NULL};
    return is_one_of(last_word(name), words) || holds_one_of(name, texts);
}
