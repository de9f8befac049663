/* SPDX-License-Identifier: Apache-2.0 */
#include "rec/jsonin.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/utf8.h"

struct reader {
    const char *p, *end;
    long line;
    int depth;
    struct arena *arena;
    const char *why; /* NULL until something is wrong */
};

static struct json *read_value(struct reader *r);

static void *wrong(struct reader *r, const char *why)
{
    if (!r->why)
        r->why = why;
    return NULL;
}

static void skip_space(struct reader *r)
{
    for (; r->p < r->end && (*r->p == ' ' || *r->p == '\t' || *r->p == '\n' || *r->p == '\r'); r->p++)
        r->line += *r->p == '\n';
}

/* The next character after white space is c: takes it. */
static bool take(struct reader *r, char c)
{
    skip_space(r);
    if (r->p == r->end || *r->p != c)
        return false;
    r->p++;
    return true;
}

static int hex4(const char *p, const char *end)
{
    int v = 0;
    if (end - p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        const char *digits = "0123456789abcdef0123456789ABCDEF", *at = p[i] ? strchr(digits, p[i]) : NULL;
        if (!at)
            return -1;
        v = v * 16 + (int)((at - digits) % 16);
    }
    return v;
}

/* The code point of \uXXXX or of a pair of surrogates; p is behind the u. Returns the bytes taken, 0 when wrong. */
static int escaped_code_point(const char *p, const char *end, uint32_t *cp)
{
    int high = hex4(p, end);
    if (high < 0 || (high >= 0xdc00 && high <= 0xdfff))
        return 0;
    *cp = (uint32_t)high;
    if (high < 0xd800 || high > 0xdbff)
        return 4;
    int low = end - p >= 10 && p[4] == '\\' && p[5] == 'u' ? hex4(p + 6, end) : -1;
    if (low < 0xdc00 || low > 0xdfff)
        return 0;
    *cp = 0x10000 + ((uint32_t)high - 0xd800) * 0x400 + (uint32_t)low - 0xdc00;
    return 10;
}

/* Resolves the escapes of the inside of a string. Returns false when one is wrong. */
static bool resolve(struct reader *r, struct str raw, struct str *text)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    struct buf b = {0};
    bool good = true;
    for (const char *p = raw.p, *end = raw.p + raw.n; p < end && good;) {
        const char *name;
        uint32_t cp;
        int n;
        if (*p != '\\') {
            buf_char(&b, *p++);
        } else if (p[1] == 'u' && (n = escaped_code_point(p + 2, end, &cp))) {
            utf8_put(&b, cp);
            p += 2 + n;
        } else if (p[1] && (name = strchr(names, p[1]))) {
            buf_char(&b, values[name - names]);
            p += 2;
        } else {
            good = false;
        }
    }
    *text = arena_str(r->arena, buf_slice(&b));
    buf_free(&b);
    return good;
}

/* The opening quote has been taken. */
static bool read_string(struct reader *r, struct str *text)
{
    const char *start = r->p;
    bool escapes = false;
    for (; r->p < r->end && *r->p != '"'; r->p++) {
        if ((unsigned char)*r->p < 0x20)
            return wrong(r, diag_words("control character in a string", "字符串中含控制字符")), false;
        if (*r->p == '\\') {
            escapes = true;
            if (++r->p == r->end)
                break;
        }
    }
    if (r->p == r->end)
        return wrong(r, diag_words("string without end", "字符串没有结束")), false;
    struct str raw = {start, (size_t)(r->p++ - start)};
    *text = raw;
    if (escapes && !resolve(r, raw, text))
        return wrong(r, diag_words("bad escape in a string", "字符串中的转义无效")), false;
    return true;
}

bool json_is_number(struct str s)
{
    const char *p = s.p, *end = s.p + s.n;
#define DIGIT (p < end && *p >= '0' && *p <= '9')
    if (p < end && *p == '-')
        p++;
    if (!DIGIT)
        return false;
    if (*p++ != '0')
        while (DIGIT)
            p++;
    if (p < end && *p == '.') {
        p++;
        if (!DIGIT)
            return false;
        while (DIGIT)
            p++;
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        if (p < end && (*p == '+' || *p == '-'))
            p++;
        if (!DIGIT)
            return false;
        while (DIGIT)
            p++;
    }
#undef DIGIT
    return p == end;
}

/* null, true, false or a number. */
static bool read_word(struct reader *r, struct json *j)
{
    const char *start = r->p;
    while (r->p < r->end && (strchr("+-.", *r->p) ? *r->p != '\0' : (*r->p >= '0' && *r->p <= '9') ||
                             (*r->p >= 'a' && *r->p <= 'z') || *r->p == 'E'))
        r->p++;
    j->text = (struct str){start, (size_t)(r->p - start)};
    if (str_is(j->text, "null"))
        j->type = JSON_NULL;
    else if (str_is(j->text, "true"))
        j->type = JSON_TRUE;
    else if (str_is(j->text, "false"))
        j->type = JSON_FALSE;
    else if (json_is_number(j->text))
        j->type = JSON_NUMBER;
    else
        return wrong(r, diag_words("not a JSON value", "不是 JSON 值")), false;
    return true;
}

static bool known(const struct json *first, struct str name)
{
    for (; first; first = first->next)
        if (str_eq(first->name, name))
            return true;
    return false;
}

/* The members of an object or the elements of an array; the opening bracket has been taken. */
static bool read_parts(struct reader *r, struct json *j, char close)
{
    struct json **tail = &j->first;
    if (take(r, close))
        return true;
    do {
        struct str name = {0};
        if (close == '}' && (!take(r, '"') || !read_string(r, &name) || !take(r, ':')))
            return wrong(r, diag_words("expected \"name\": in an object", "对象中应为 \"名称\":")), false;
        if (close == '}' && known(j->first, name))
            return wrong(r, diag_words("the same name twice in an object", "对象中名称重复")), false;
        struct json *part = read_value(r);
        if (!part)
            return false;
        part->name = name;
        *tail = part;
        tail = &part->next;
    } while (take(r, ','));
    if (!take(r, close))
        return wrong(r, close == '}' ? diag_words("expected , or }", "应为 , 或 }")
                                     : diag_words("expected , or ]", "应为 , 或 ]")), false;
    return true;
}

static struct json *read_value(struct reader *r)
{
    skip_space(r);
    if (r->p == r->end)
        return wrong(r, diag_words("the text ends too early", "文本提前结束"));
    if (++r->depth > JSON_DEPTH)
        return wrong(r, diag_words("nested too deeply", "嵌套过深"));
    struct json *j = arena_array(r->arena, 1, sizeof *j);
    const char *start = r->p;
    j->line = r->line;
    bool good;
    if (*r->p == '{' || *r->p == '[') {
        j->type = *r->p == '{' ? JSON_OBJECT : JSON_ARRAY;
        r->p++;
        good = read_parts(r, j, j->type == JSON_OBJECT ? '}' : ']');
    } else if (*r->p == '"') {
        j->type = JSON_STRING;
        r->p++;
        good = read_string(r, &j->text);
    } else {
        good = read_word(r, j);
    }
    j->source = (struct str){start, (size_t)(r->p - start)};
    r->depth--;
    return good ? j : NULL;
}

struct json *json_read(struct str text, struct arena *a, struct json_error *e)
{
    struct reader r = {.p = text.p, .end = text.p + text.n, .line = 1, .arena = a};
    struct json *j = NULL;
    if (utf8_valid(text) != text.n)
        wrong(&r, diag_words("not valid UTF-8", "不是有效的 UTF-8"));
    else
        j = read_value(&r);
    skip_space(&r);
    if (j && r.p < r.end)
        j = wrong(&r, diag_words("more than one value", "多于一个值"));
    if (!j)
        *e = (struct json_error){r.line, r.why};
    return j;
}

const struct json *json_get(const struct json *object, const char *name)
{
    if (!object || object->type != JSON_OBJECT)
        return NULL;
    for (const struct json *j = object->first; j; j = j->next)
        if (str_is(j->name, name))
            return j;
    return NULL;
}

struct str json_get_text(const struct json *object, const char *name)
{
    const struct json *j = json_get(object, name);
    return j && j->type == JSON_STRING ? j->text : (struct str){0};
}

bool json_get_count(const struct json *object, const char *name, unsigned long long *v)
{
    const struct json *j = json_get(object, name);
    if (!j || j->type != JSON_NUMBER || j->text.n > 18)
        return false;
    unsigned long long sum = 0;
    for (size_t i = 0; i < j->text.n; i++) {
        if (j->text.p[i] < '0' || j->text.p[i] > '9')
            return false;
        sum = sum * 10 + (unsigned long long)(j->text.p[i] - '0');
    }
    *v = sum;
    return true;
}
