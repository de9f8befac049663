/* SPDX-License-Identifier: Apache-2.0 */
#include "read/path.h"

#include <string.h>

/* What the parser reads and where it stands. */
struct scan {
    const char *p, *end;
    const struct form *form;
    struct vocab *vocab;
    struct loc at;
    struct str text;
};

static bool wrong(const struct scan *s, const char *why)
{
    diag(D_FORM_PATH, s->at, diag_str(s->text), why);
    return false;
}

static bool ahead(const struct scan *s, const char *word)
{
    size_t n = strlen(word);
    return (size_t)(s->end - s->p) >= n && memcmp(s->p, word, n) == 0;
}

static bool skip(struct scan *s, const char *word)
{
    if (!ahead(s, word))
        return false;
    s->p += strlen(word);
    return true;
}

/* A name, with its prefix resolved. */
static bool read_name(struct scan *s, bool attribute, int *name)
{
    const char *from = s->p;
    while (s->p < s->end && !strchr("/[]@='\"()| *", *s->p))
        s->p++;
    struct str local, raw = {from, (size_t)(s->p - from)}, prefix = str_cut(raw, ':', &local), uri = STR("");
    if (!local.p) {
        local = raw;
        prefix = STR("");
    }
    if (!local.n)
        return wrong(s, diag_words("a name is missing", "缺少名称"));
    bool bound = prefix.n == 0;
    for (int i = 0; i < s->form->n_namespaces; i++)
        if (str_eq(s->form->namespaces[i].prefix, prefix) && !(attribute && prefix.n == 0)) {
            uri = s->form->namespaces[i].uri;
            bound = true;
        }
    if (!bound && str_is(prefix, "xml")) {
        uri = STR("http://www.w3.org/XML/1998/namespace");
        bound = true;
    }
    if (!bound)
        return wrong(s, diag_words("a prefix without #namespace", "前缀没有 #namespace 声明"));
    *name = vocab_add(s->vocab, uri, local);
    return true;
}

/* [@a='v'] or [name='v'], behind the bracket. */
static bool read_test(struct scan *s, struct path_step *step)
{
    step->test = skip(s, "@") ? TEST_ATTRIBUTE : TEST_CHILD;
    if (!read_name(s, step->test == TEST_ATTRIBUTE, &step->test_name))
        return false;
    if (!skip(s, "=") || s->p == s->end || (*s->p != '\'' && *s->p != '"'))
        return wrong(s, diag_words("a predicate is [@name='value'] or [name='value']", "谓词须写作 [@name='value'] 或 [name='value']"));
    char quote = *s->p++;
    const char *from = s->p;
    while (s->p < s->end && *s->p != quote)
        s->p++;
    step->test_value = (struct str){from, (size_t)(s->p - from)};
    if (s->p++ >= s->end || !skip(s, "]"))
        return wrong(s, diag_words("a predicate is [@name='value'] or [name='value']", "谓词须写作 [@name='value'] 或 [name='value']"));
    return true;
}

static bool read_step(struct scan *s, struct path *p)
{
    if (p->n == PATH_STEPS)
        return wrong(s, diag_words("too many steps", "步骤过多"));
    struct path_step *step = &p->step[p->n++];
    *step = (struct path_step){.test = TEST_NONE};
    if (skip(s, ".."))
        step->name = PATH_UP;
    else if (skip(s, "."))
        step->name = PATH_SELF;
    else if (skip(s, "*"))
        step->name = PATH_ANY;
    else if (!read_name(s, false, &step->name))
        return false;
    if (!skip(s, "["))
        return true;
    if (step->name == PATH_UP || step->name == PATH_SELF)
        return wrong(s, diag_words("a predicate needs a named step", "谓词须跟在有名称的步骤后"));
    if (!read_test(s, step))
        return false;
    return ahead(s, "[") ? wrong(s, diag_words("only one predicate may stand on a step", "每一步只能有一个谓词")) : true;
}

static bool read_steps(struct scan *s, struct path *p)
{
    p->absolute = skip(s, "/");
    for (;;) {
        if (skip(s, "@"))
            return read_name(s, true, &p->attribute);
        if (!read_step(s, p))
            return false;
        if (!skip(s, "/"))
            return true;
    }
}

bool path_parse(struct path *p, struct str text, const struct form *form, struct vocab *vocab, struct loc at)
{
    struct scan s = {text.p, text.p + text.n, form, vocab, at, text};
    *p = (struct path){.function = PATH_VALUE, .attribute = XML_UNKNOWN};
    if (skip(&s, "count("))
        p->function = PATH_COUNT;
    else if (skip(&s, "sum("))
        p->function = PATH_SUM;
    if (!read_steps(&s, p))
        return false;
    if (p->function != PATH_VALUE && !skip(&s, ")"))
        return wrong(&s, diag_words("the closing ) is missing", "缺少右括号 )"));
    return s.p == s.end ? true : wrong(&s, diag_words("something follows the path", "路径之后还有内容"));
}

bool path_step_eq(const struct path_step *a, const struct path_step *b)
{
    return a->name == b->name && a->test == b->test &&
           (a->test == TEST_NONE || (a->test_name == b->test_name && str_eq(a->test_value, b->test_value)));
}

bool path_join(struct path *to, const struct path *record, const struct path *p, int *shared)
{
    *to = *p;
    to->absolute = true;
    to->n = 0;
    if (!p->absolute) {
        to->n = record->n;
        memcpy(to->step, record->step, (size_t)record->n * sizeof *to->step);
    }
    *shared = to->n;
    for (int i = 0; i < p->n; i++) {
        if (p->step[i].name == PATH_SELF)
            continue;
        if (p->step[i].name != PATH_UP) {
            if (to->n == PATH_STEPS)
                return false;
            to->step[to->n++] = p->step[i];
        } else if (to->n-- == 0) {
            return false;
        }
        if (to->n < *shared)
            *shared = to->n;
    }
    if (p->absolute)
        while (*shared < to->n && *shared < record->n && path_step_eq(&to->step[*shared], &record->step[*shared]))
            ++*shared;
    return to->n > 0;
}
