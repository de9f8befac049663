/* SPDX-License-Identifier: Apache-2.0 */
#include "read/recover.h"

#include <assert.h>
#include <string.h>

#include "base/seeded.h"

enum { TAG_MOST = 64 * 1024 }; /* of a tag that is cut, so much is waited for */

struct tag {
    struct str text; /* the name as written */
    uint64_t name;   /* its hash */
    bool end, empty; /* </a>, <a/> */
    size_t to;       /* behind it */
};

static void begin(struct recover *v, const struct xml_doc *doc, bool record, int base, bool begun, recover_is_record *is_record,
                  const void *to)
{
    assert(doc->depth <= RECOVER_LEVELS / 2); /* --max-depth is less */
    v->record = record;
    v->begun = begun;
    v->base = base;
    v->n = record ? base : doc->depth;
    v->outer = -1;
    v->deeper = v->namesakes = 0;
    v->section = SECTION_NONE;
    v->is_record = is_record;
    v->to = to;
    for (int i = 0; i < v->n; i++)
        v->levels[i] = (struct recover_level){seeded_hash(doc->open[i].qname), 0};
}

void recover_begin(struct recover *v, const struct xml_doc *doc, int base, recover_is_record *is_record, const void *to)
{
    begin(v, doc, true, base, false, is_record, to);
}

void recover_begin_other(struct recover *v, const struct xml_doc *doc, int base, bool begun, recover_is_record *is_record,
                         const void *to)
{
    begin(v, doc, false, base, begun, is_record, to);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Can a name begin so? Of ASCII what XML allows; beyond it everything. */
static bool begins_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || (unsigned char)c >= 0x80;
}

bool recover_is_tag(const char *text, size_t at, size_t n)
{
    size_t name = at + 1 + (n - at > 1 && text[at + 1] == '/');
    return at < n && text[at] == '<' && name < n && begins_name(text[name]);
}

static size_t name_end(const char *text, size_t at, size_t n)
{
    while (at < n && !is_blank(text[at]) && text[at] != '/' && text[at] != '>' && text[at] != '<')
        at++;
    return at;
}

/* The end of a start tag that was cut by the next '<', or by the end of the bytes, at `to`: was it <a/ or <a/>, behind which a
 * quote was open? */
static bool looks_empty(const char *text, size_t from, size_t to)
{
    while (to > from && is_blank(text[to - 1]))
        to--;
    return to > from + 1 && text[to - 1] == '>' && text[to - 2] == '/';
}

/* The tag at text[at] == '<'. Returns false when it is cut. */
static bool read_tag(struct tag *t, const char *text, size_t at, size_t n, bool last)
{
    t->end = text[at + 1] == '/';
    size_t name = at + 1 + t->end, i = name_end(text, name, n);
    t->text = (struct str){text + name, i - name};
    t->name = seeded_hash(t->text);
    char quote = 0;
    for (; i < n && text[i] != '<' && (quote || text[i] != '>'); i++)
        if (quote)
            quote = text[i] == quote ? 0 : quote;
        else if (!t->end && (text[i] == '"' || text[i] == '\''))
            quote = text[i];
    if (i == n && !last && n - at < TAG_MOST)
        return false;
    bool whole = i < n && text[i] == '>';
    t->empty = !t->end && (whole ? text[i - 1] == '/' : looks_empty(text, name, i));
    t->to = i + whole;
    return true;
}

/* The innermost open element of a name, -1: none. */
static int open_of(const struct recover *v, uint64_t name)
{
    for (int i = v->n; i-- > 0;)
        if (v->levels[i].name == name)
            return i;
    return -1;
}

/* Is the damaged record called so, or an element around it? */
static bool is_around(const struct recover *v, uint64_t name)
{
    for (int i = 0; i < v->n && i <= v->base; i++)
        if (v->levels[i].name == name)
            return true;
    return false;
}

static enum recover_end take_end(struct recover *v, const struct tag *t)
{
    if (v->deeper) {
        bool around = is_around(v, t->name), namesake = around && v->namesakes > 0;
        v->namesakes -= namesake;
        v->deeper = around && !namesake ? 0 : v->deeper - 1;
        if (!around || namesake)
            return RECOVER_MORE;
    }
    int i = open_of(v, t->name);
    if (i < 0)
        return RECOVER_MORE;
    if (i < v->base && (v->record || v->begun)) {
        v->outer = i;
        return RECOVER_OUTER;
    }
    v->n = i; /* the damaged tag itself may close an element around */
    v->base = v->base < i ? v->base : i;
    return v->record && i == v->base ? RECOVER_CLOSED : RECOVER_MORE;
}

static enum recover_end take_start(struct recover *v, const struct tag *t, size_t at)
{
    bool beside = v->n == v->base && !v->deeper;
    if (beside && !v->record && v->begun)
        return RECOVER_START;
    if (v->begun && v->is_record && !v->deeper && v->n > v->base && !v->levels[v->n - 1].record && v->is_record(v->to, t->text))
        v->levels[v->n - 1].record = at;
    if (t->empty)
        return v->record && beside ? RECOVER_CLOSED : RECOVER_MORE;
    if (v->n < RECOVER_LEVELS && !v->deeper)
        v->levels[v->n++] = (struct recover_level){t->name, 0};
    else
        v->deeper++, v->namesakes += is_around(v, t->name);
    return RECOVER_MORE;
}

/* Behind a section that is open at `at`. When its mark is not there, *at moves as far as it can not begin. */
static bool skip_section(struct recover *v, const char *text, size_t *at, size_t n, bool last)
{
    static const char *const marks[] = {[SECTION_COMMENT] = "-->", [SECTION_CDATA] = "]]>", [SECTION_PI] = "?>"};
    const char *mark = marks[v->section];
    size_t most = strlen(mark);
    for (size_t i = *at; i + most <= n; i++) {
        const char *p = memchr(text + i, mark[0], n - most + 1 - i);
        if (!p)
            break;
        i = (size_t)(p - text);
        if (memcmp(p, mark, most) == 0) {
            *at = i + most;
            v->section = SECTION_NONE;
            return true;
        }
    }
    *at = last ? n : n - *at < most ? *at : n - most + 1;
    return false;
}

/* Does a section begin at text[at] == '<'? *from: where its content begins. */
static enum recover_section section_at(const char *text, size_t at, size_t n, size_t *from)
{
    static const struct {
        const char *mark;
        enum recover_section section;
    } all[] = {{"<!--", SECTION_COMMENT}, {"<![CDATA[", SECTION_CDATA}, {"<?", SECTION_PI}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        size_t length = strlen(all[i].mark);
        *from = at + length;
        if (n - at >= length && memcmp(text + at, all[i].mark, length) == 0)
            return all[i].section;
    }
    return SECTION_NONE;
}

enum recover_end recover_run(struct recover *v, const char *text, size_t *at, size_t n, bool last, size_t *to)
{
    for (;;) {
        if (v->section && !skip_section(v, text, at, n, last))
            return RECOVER_MORE;
        const char *p = memchr(text + *at, '<', n - *at);
        *at = p ? (size_t)(p - text) : n;
        size_t left = n - *at, inside;
        if (left < 3 || (left < 9 && !last && text[*at + 1] == '!')) { /* what it is may come behind it */
            *at = last ? n : *at;
            return RECOVER_MORE;
        }
        v->section = section_at(text, *at, n, &inside);
        if (v->section) {
            *at = inside;
            continue;
        }
        if (!recover_is_tag(text, *at, n)) {
            ++*at;
            continue;
        }
        struct tag t;
        if (!read_tag(&t, text, *at, n, last))
            return RECOVER_MORE;
        enum recover_end e = t.end ? take_end(v, &t) : take_start(v, &t, *at);
        *to = t.to;
        v->begun = true;
        if (e != RECOVER_MORE)
            return e;
        *at = t.to;
    }
}

size_t recover_record(const struct recover *v)
{
    return v->n > v->base ? v->levels[v->n - 1].record : 0;
}

void recover_save(const struct recover *v, struct buf *b)
{
    int head[] = {v->record, v->begun, v->base, v->n, (int)v->section};
    buf_add(b, head, sizeof head);
    buf_add(b, &v->deeper, sizeof v->deeper);
    buf_add(b, &v->namesakes, sizeof v->namesakes);
    for (int i = 0; i < v->n; i++) /* what was found in a level does not count any more */
        buf_add(b, &v->levels[i].name, sizeof v->levels[i].name);
}

static void take(struct str *from, void *to, size_t n)
{
    assert(from->n >= n);
    memcpy(to, from->p, n);
    *from = (struct str){from->p + n, from->n - n};
}

void recover_load(struct recover *v, struct str *from)
{
    int head[5];
    take(from, head, sizeof head);
    v->record = head[0];
    v->begun = head[1];
    v->base = head[2];
    v->n = head[3];
    v->section = (enum recover_section)head[4];
    take(from, &v->deeper, sizeof v->deeper);
    take(from, &v->namesakes, sizeof v->namesakes);
    v->is_record = NULL;
    for (int i = 0; i < v->n; i++) {
        v->levels[i].record = 0;
        take(from, &v->levels[i].name, sizeof v->levels[i].name);
    }
}
