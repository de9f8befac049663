/* SPDX-License-Identifier: Apache-2.0 */
#include "form/pattern.h"

#include "base/diag.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "form/folder.h"
#include "form/sheet.h"
#include "value/escape.h"

const struct pattern *patterns_find(const struct patterns *p, struct str name)
{
    for (int i = 0; i < p->n; i++)
        if (str_eq(p->list[i]->name, name))
            return p->list[i];
    return NULL;
}

struct str patterns_nearest(const struct patterns *p, struct str name)
{
    struct str *names = mem_array((size_t)p->n + 1, sizeof *names), near = {"", 0};
    for (int i = 0; i < p->n; i++)
        names[i] = p->list[i]->name;
    int k = str_nearest(name, names, p->n);
    if (k >= 0)
        near = names[k];
    mem_free(names);
    return near;
}

/* Adds `+ text` or `- text` to the pattern last read. */
static bool add_example(struct patterns *p, struct pattern *of, const struct sheet *s, struct str line)
{
    struct loc loc = sheet_loc(s, -1);
    if (!of) {
        diag(D_PATTERN_EXAMPLE, loc);
        return false;
    }
    struct str raw = line.n > 1 ? (struct str){line.p + 2, line.n - 2} : (struct str){"", 0};
    char bad, *to = arena_alloc(&p->text, raw.n + 1);
    struct str text = {to, 0};
    bool good = (line.n == 1 || line.p[1] == ' ') && escape_resolve(raw, true, to, &text.n, &bad);
    if (good) {
        of->examples = mem_grow(of->examples, &of->cap_examples, (size_t)of->n_examples + 1, sizeof *of->examples);
        of->examples[of->n_examples++] = (struct pattern_example){
            line.p[0] == '+', text, arena_str(&p->text, raw), s->line};
    } else {
        diag(D_PATTERN_ESCAPE, loc, diag_str(line));
    }
    return good;
}

static bool good_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(i && ((c >= '0' && c <= '9') || c == '_')))
            return false;
    }
    return s.n > 0;
}

/* Where an expression is wrong: column of byte offset of text, which stands in the line. */
static struct loc inside(const struct sheet *s, struct str text, size_t offset)
{
    struct loc loc = sheet_loc(s, -1);
    const char *at = text.p + (offset < text.n ? offset : text.n);
    loc.col = (long)utf8_length((struct str){s->raw.p, (size_t)(at - s->raw.p)}) + 1;
    loc.text = s->raw;
    return loc;
}

/* `NAME = PATTERN`. Returns the new pattern, or NULL after complaining. */
static struct pattern *add_pattern(struct patterns *p, const struct sheet *s, const char *path, struct str line)
{
    struct str text, name = str_trim(str_cut(line, '=', &text));
    if (!text.p || !good_name(name)) {
        diag(D_PATTERN_LINE, sheet_loc(s, -1), diag_str(line));
        return NULL;
    }
    text = str_trim(text);
    const struct pattern *old = patterns_find(p, name);
    if (old) {
        diag(D_PATTERN_TWICE, sheet_loc(s, -1), diag_str(name), old->path, diag_num(old->line));
        return NULL;
    }
    struct buf why = {0};
    size_t offset = 0;
    struct regex *regex = text.n ? regex_compile(text, &offset, &why) : NULL;
    if (!regex) {
        diag(D_PATTERN_BAD, inside(s, text, offset), diag_str(name), text.n ? buf_text(&why) : "empty");
        buf_free(&why);
        return NULL;
    }
    buf_free(&why);
    struct pattern *x = mem_alloc(sizeof *x);
    *x = (struct pattern){.name = arena_str(&p->text, name), .text = arena_str(&p->text, text), .regex = regex,
                          .path = path, .line = s->line};
    p->list = mem_grow(p->list, &p->cap, (size_t)p->n + 1, sizeof *p->list);
    p->list[p->n++] = x;
    return x;
}

static bool load_file(struct patterns *p, const char *path)
{
    struct sheet s;
    if (!sheet_open_lines(&s, path))
        return false;
    const char *kept = arena_dup(&p->text, path);
    struct pattern *current = NULL;
    bool good = true, broken = false; /* broken: examples of a bad pattern are passed over */
    while (sheet_line(&s)) {
        struct str line = s.raw;
        if (!str_trim(line).n || line.p[0] == '#')
            continue;
        if (line.p[0] == '+' || line.p[0] == '-') {
            good &= broken || add_example(p, current, &s, line);
        } else {
            current = add_pattern(p, &s, kept, line);
            broken = !current;
            good &= !broken;
        }
    }
    sheet_close(&s);
    return good;
}

bool patterns_load(struct patterns *p, const char *path)
{
    if (!folder_is(path))
        return load_file(p, path);
    struct folder f = {0};
    bool good = folder_list(&f, path, ".re", &p->text);
    for (size_t i = 0; i < f.n; i++)
        good &= load_file(p, f.files[i]);
    folder_free(&f);
    return good;
}

int pattern_try_examples(const struct pattern *p)
{
    int wrong = 0;
    for (int i = 0; i < p->n_examples; i++) {
        const struct pattern_example *x = &p->examples[i];
        enum regex_result r = regex_match(p->regex, x->text, NULL);
        if (r == (x->matches ? REGEX_YES : REGEX_NO))
            continue;
        enum diag_id id = r == REGEX_LIMIT ? D_PATTERN_LIMIT : x->matches ? D_PATTERN_NO_MATCH : D_PATTERN_MATCH;
        diag(id, loc_line(p->path, x->line), diag_str(x->raw), diag_str(p->name));
        wrong++;
    }
    return wrong;
}

void patterns_free(struct patterns *p)
{
    for (int i = 0; i < p->n; i++) {
        regex_free(p->list[i]->regex);
        mem_free(p->list[i]->examples);
        mem_free(p->list[i]);
    }
    mem_free(p->list);
    arena_free(&p->text);
    *p = (struct patterns){0};
}
