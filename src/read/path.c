/* SPDX-License-Identifier: Apache-2.0 */
#include "read/path.h"

#include <limits.h>
#include <string.h>

enum { PARTS = 32, NESTING = 8 };

/* What the parser reads and where it is. */
struct scan {
    const char *p, *end;
    const struct form *form;
    struct vocab *vocab;
    struct arena *arena;
    struct loc at;
    struct str text;
    int nesting; /* predicates within predicates */
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

static void skip_blanks(struct scan *s)
{
    while (s->p < s->end && *s->p == ' ')
        s->p++;
}

/* The namespace of a prefix, the first that the form gives it. Attributes without a prefix are in none. */
static bool find_namespace(const struct scan *s, struct str prefix, bool attribute, struct str *uri)
{
    *uri = STR("");
    if (attribute && !prefix.n)
        return true;
    for (int i = 0; i < s->form->n_namespaces; i++)
        if (str_eq(s->form->namespaces[i].prefix, prefix)) {
            *uri = s->form->namespaces[i].uri;
            return true;
        }
    if (str_is(prefix, "xml"))
        *uri = STR("http://www.w3.org/XML/1998/namespace");
    return prefix.n == 0 || uri->n;
}

/* Can no name hold this sign? */
static bool ends_name(char c)
{
    return strchr("/[]@='\"()|*!#?,;<>&+$%^{}~` ", c) != NULL;
}

/* A name, with its prefix resolved. */
static bool read_name(struct scan *s, bool attribute, int *name)
{
    const char *from = s->p;
    while (s->p < s->end && !ends_name(*s->p))
        s->p++;
    struct str local, raw = {from, (size_t)(s->p - from)}, prefix = str_cut(raw, ':', &local), uri;
    if (!local.p) {
        local = raw;
        prefix = STR("");
    }
    if (!local.n)
        return wrong(s, diag_words("a name is missing", "缺少名称"));
    if (strchr("-.0123456789", *local.p) || memchr(local.p, ':', local.n))
        return wrong(s, diag_words("no name of XML", "不是合法的 XML 名称"));
    if (!find_namespace(s, prefix, attribute, &uri))
        return wrong(s, diag_words("a prefix without #namespace", "前缀没有 #namespace 声明"));
    *name = vocab_add(s->vocab, uri, local);
    return true;
}

/* 'text' or "text" */
static bool read_quoted(struct scan *s, struct str *to)
{
    if (s->p == s->end || (*s->p != '\'' && *s->p != '"'))
        return wrong(s, diag_words("a text in quotes is missing", "缺少带引号的文本"));
    char quote = *s->p++;
    const char *from = s->p;
    while (s->p < s->end && *s->p != quote)
        s->p++;
    *to = (struct str){from, (size_t)(s->p - from)};
    return s->p++ < s->end ? true : wrong(s, diag_words("a quote is not closed", "引号没有闭合"));
}

static bool read_steps(struct scan *s, struct path *p);

static bool read_position(struct scan *s, struct path_predicate *q)
{
    q->op = OP_POSITION;
    while (s->p < s->end && *s->p >= '0' && *s->p <= '9' && q->position < 100000000)
        q->position = q->position * 10 + (*s->p++ - '0');
    return q->position ? true : wrong(s, diag_words("positions count from 1", "位置从 1 数起"));
}

/* The path of a predicate: it looks at the element and what is in it. */
static bool read_inner(struct scan *s, struct path_predicate *q)
{
    struct path *p = arena_array(s->arena, 1, sizeof *p);
    p->attribute = XML_UNKNOWN;
    p->function = PATH_TEST;
    if (!read_steps(s, p))
        return false;
    int n = 0;
    for (int i = 0; i < p->n; i++) {
        if (p->absolute || p->step[i].name == PATH_UP)
            return wrong(s, diag_words("a predicate looks at its element and what is in it", "谓词只能考察本元素及其内容"));
        if (p->step[i].name != PATH_SELF) /* [.='v'] has no step */
            p->step[n++] = p->step[i];
    }
    p->n = n;
    q->path = p;
    return true;
}

/* Behind the bracket. */
static bool read_predicate(struct scan *s, struct path_predicate *q)
{
    *q = (struct path_predicate){.op = OP_EXISTS};
    if (++s->nesting > NESTING)
        return wrong(s, diag_words("predicates within predicates without end", "谓词嵌套过深"));
    skip_blanks(s);
    if (s->p < s->end && *s->p >= '0' && *s->p <= '9') {
        if (!read_position(s, q))
            return false;
    } else {
        q->negated = skip(s, "not(");
        if (!read_inner(s, q))
            return false;
        skip_blanks(s);
        bool unlike = skip(s, "!=");
        if (unlike || skip(s, "=")) {
            q->op = unlike ? OP_UNLIKE : OP_EQUAL;
            skip_blanks(s);
            if (!read_quoted(s, &q->value))
                return false;
        }
        skip_blanks(s);
        if (q->negated && !skip(s, ")"))
            return wrong(s, diag_words("the closing ) is missing", "缺少右括号 )"));
    }
    skip_blanks(s);
    s->nesting--;
    return skip(s, "]") ? true
                        : wrong(s, diag_words("a predicate is [path], [not(path)], [path='value'], [path!='value'] or [number]",
                                              "谓词须写作 [路径]、[not(路径)]、[路径='值']、[路径!='值'] 或 [序号]"));
}

static bool read_predicates(struct scan *s, struct path_step *step)
{
    struct path_predicate all[PARTS];
    int n = 0;
    while (skip(s, "[")) {
        if (step->name == PATH_UP || step->name == PATH_SELF)
            return wrong(s, diag_words("a predicate needs a named step", "谓词须跟在有名称的步骤后"));
        if (n == PARTS)
            return wrong(s, diag_words("too many predicates", "谓词过多"));
        if (!read_predicate(s, &all[n++]))
            return false;
        if (all[n - 1].op == OP_POSITION && n > 1)
            return wrong(s, diag_words("a position stands before other predicates", "序号须写在其他谓词之前"));
    }
    if (n) {
        step->predicates = arena_array(s->arena, (size_t)n, sizeof *all);
        memcpy(step->predicates, all, (size_t)n * sizeof *all);
    }
    step->n_predicates = n;
    return true;
}

static bool read_step(struct scan *s, struct path *p, enum path_axis axis)
{
    if (p->n == PATH_STEPS)
        return wrong(s, diag_words("too many steps", "步骤过多"));
    struct path_step *step = &p->step[p->n++];
    *step = (struct path_step){.axis = axis};
    if (skip(s, ".."))
        step->name = PATH_UP;
    else if (skip(s, "."))
        step->name = PATH_SELF;
    else if (skip(s, "*"))
        step->name = PATH_ANY;
    else if (!read_name(s, false, &step->name))
        return false;
    if (axis == AXIS_DEEP && step->name < PATH_ANY)
        return wrong(s, diag_words("a name or * follows //", "// 之后须为名称或 *"));
    return read_predicates(s, step);
}

static bool read_steps(struct scan *s, struct path *p)
{
    enum path_axis axis = AXIS_CHILD;
    if (ahead(s, ".//"))
        s->p++; /* from here on */
    else
        p->absolute = ahead(s, "/");
    if (skip(s, "//"))
        axis = AXIS_DEEP;
    else
        skip(s, "/");
    for (;;) {
        if (axis == AXIS_CHILD && skip(s, "@"))
            return read_name(s, true, &p->attribute);
        if (!read_step(s, p, axis))
            return false;
        if (skip(s, "//"))
            axis = AXIS_DEEP;
        else if (skip(s, "/"))
            axis = AXIS_CHILD;
        else
            return true;
    }
}

static const struct {
    const char *word;
    enum path_function function;
    bool bare; /* `()` means the record */
} functions[] = {
    {"count(", PATH_COUNT, false},   {"sum(", PATH_SUM, false},       {"first(", PATH_FIRST, false},
    {"join(", PATH_JOIN, false},     {"string(", PATH_STRING, false}, {"local-name(", PATH_LOCAL_NAME, true},
    {"name(", PATH_NAME, true},      {"position(", PATH_POSITION, true},
};

/* FUNCTION(PATH) or PATH */
static bool read_path(struct scan *s, struct path *p)
{
    *p = (struct path){.function = PATH_VALUE, .attribute = XML_UNKNOWN};
    bool bare = false;
    for (size_t i = 0; i < sizeof functions / sizeof *functions && p->function == PATH_VALUE; i++)
        if (skip(s, functions[i].word)) {
            p->function = functions[i].function;
            bare = functions[i].bare && ahead(s, ")");
        }
    skip_blanks(s);
    if (bare)
        p->step[p->n++].name = PATH_SELF;
    else if (!read_steps(s, p))
        return false;
    if (p->function == PATH_VALUE)
        return true;
    skip_blanks(s);
    if (p->function == PATH_JOIN) {
        if (!skip(s, ","))
            return wrong(s, diag_words("join(path, 'between') needs a text in quotes", "join(路径, '分隔') 缺少带引号的文本"));
        skip_blanks(s);
        if (!read_quoted(s, &p->between))
            return false;
        skip_blanks(s);
    }
    bool element = p->function == PATH_STRING || p->function == PATH_NAME || p->function == PATH_LOCAL_NAME ||
                   p->function == PATH_POSITION;
    if (element && p->attribute != XML_UNKNOWN)
        return wrong(s, diag_words("this function is of an element, not of an attribute", "此函数只用于元素，不用于属性"));
    return skip(s, ")") ? true : wrong(s, diag_words("the closing ) is missing", "缺少右括号 )"));
}

/* A number of characters. */
static bool read_count(struct scan *s, int *n)
{
    skip_blanks(s);
    const char *from = s->p;
    for (*n = 0; s->p < s->end && *s->p >= '0' && *s->p <= '9' && *n < 100000000; s->p++)
        *n = *n * 10 + (*s->p - '0');
    skip_blanks(s);
    return s->p > from && *n > 0;
}

static bool read_part(struct scan *s, struct path_part *part);

/* Behind `substring(` or `translate(`. */
static bool read_edit(struct scan *s, struct path_part *part, bool cuts)
{
    struct path_edit edit = {.n = cuts ? INT_MAX : 0};
    if (++s->nesting > NESTING)
        return wrong(s, diag_words("functions within functions without end", "函数嵌套过深"));
    bool good = read_part(s, part);
    s->nesting--;
    if (!good)
        return false;
    skip_blanks(s);
    if (cuts) {
        good = skip(s, ",") && read_count(s, &edit.from) && (!skip(s, ",") || read_count(s, &edit.n));
    } else {
        good = skip(s, ",");
        skip_blanks(s);
        good = good && read_quoted(s, &edit.letters);
        skip_blanks(s);
        good = good && skip(s, ",");
        skip_blanks(s);
        good = good && read_quoted(s, &edit.others);
        skip_blanks(s);
    }
    if (!good || !skip(s, ")"))
        return wrong(s, diag_words("substring(path, from, number), from 1 on, or translate(path, 'letters', 'others')",
                                   "须写作 substring(路径, 起始, 长度)，从 1 数起，或 translate(路径, '字符', '替换')"));
    struct path_edit *edits = arena_array(s->arena, (size_t)part->n_edits + 1, sizeof *edits);
    if (part->n_edits)
        memcpy(edits, part->edits, (size_t)part->n_edits * sizeof *edits);
    edits[part->n_edits++] = edit;
    part->edits = edits;
    return true;
}

static bool read_part(struct scan *s, struct path_part *part)
{
    skip_blanks(s);
    *part = (struct path_part){.kind = PART_PATH};
    bool cuts = skip(s, "substring(");
    if (cuts || skip(s, "translate("))
        return read_edit(s, part, cuts);
    if (skip(s, "file()")) {
        part->kind = PART_FILE;
        return true;
    }
    if (!ahead(s, "'") && !ahead(s, "\""))
        return read_path(s, &part->path);
    part->kind = PART_TEXT;
    return read_quoted(s, &part->text);
}

/* Parts up to the end, or to the bracket. */
static bool read_parts(struct scan *s, struct path_expression *e, const char *between)
{
    struct path_part parts[PARTS];
    do {
        if (e->n == PARTS)
            return wrong(s, diag_words("too many parts", "部分过多"));
        if (!read_part(s, &parts[e->n++]))
            return false;
        skip_blanks(s);
    } while (skip(s, between));
    e->parts = arena_array(s->arena, (size_t)e->n, sizeof *parts);
    memcpy(e->parts, parts, (size_t)e->n * sizeof *parts);
    return true;
}

/* The first predicate of a path that asks for a key: [@id], [id]. Returns its step and *which, or -1. */
static int key_step(const struct path *p, int *which)
{
    for (int i = 0; i < p->n; i++)
        for (int k = 0; k < p->step[i].n_predicates; k++) {
            const struct path_predicate *q = &p->step[i].predicates[k];
            *which = k;
            if (q->op == OP_EXISTS && !q->negated)
                return i;
        }
    return -1;
}

static void cut_key(struct scan *s, struct path_step *step, int which)
{
    struct path_predicate *left = arena_array(s->arena, (size_t)step->n_predicates, sizeof *left);
    int n = 0;
    for (int k = 0; k < step->n_predicates; k++)
        if (k != which)
            left[n++] = step->predicates[k];
    step->predicates = left;
    step->n_predicates = n;
}

/* Splits a path at the element that has the key: that of the element, the key, and what is left of the path. */
static bool split_ref(struct scan *s, struct path *p, struct path *target, struct path *key)
{
    int which = 0, k = key_step(p, &which);
    for (int i = 0; i < p->n; i++)
        if (p->step[i].name < PATH_ANY)
            k = -1;
    if (k < 0 || !p->absolute)
        return wrong(s, diag_words("ref(key, path) needs an absolute path with a predicate for the key, as /list/entry[@id]/name",
                                   "ref(键, 路径) 的路径须为绝对路径，并以谓词指明键，如 /list/entry[@id]/name"));
    *key = *p->step[k].predicates[which].path;
    key->function = PATH_VALUE;
    cut_key(s, &p->step[k], which);
    *target = *p;
    target->n = k + 1;
    target->attribute = XML_UNKNOWN;
    target->function = PATH_VALUE;
    p->absolute = false;
    p->n -= k + 1;
    memmove(p->step, p->step + k + 1, (size_t)p->n * sizeof *p->step);
    if (!p->n && p->attribute == XML_UNKNOWN)
        p->step[p->n++] = (struct path_step){.name = PATH_SELF};
    return true;
}

static bool read_parts(struct scan *s, struct path_expression *e, const char *between);

/* The paths of a value all lead to the same element. */
static bool split_value(struct scan *s, struct path_ref *r, struct path *key)
{
    bool any = false;
    for (int i = 0; i < r->value.n; i++) {
        struct path target, its;
        if (r->value.parts[i].kind != PART_PATH)
            continue;
        if (!split_ref(s, &r->value.parts[i].path, &target, &its))
            return false;
        if (any && (!path_eq(&target, &r->target) || !path_eq(&its, key)))
            return wrong(s, diag_words("the paths of ref() lead to different elements", "ref() 中的路径指向不同的元素"));
        any = true;
        r->target = target;
        *key = its;
    }
    return any ? true : wrong(s, diag_words("ref() needs a path", "ref() 缺少路径"));
}

/* ref(PATH): what stands once in the file; all have the same key. */
static bool read_single(struct scan *s, struct path_ref *r, struct path_part *part)
{
    struct path *p = &part->path;
    bool plain = part->kind == PART_PATH && !part->n_edits && p->absolute && p->function == PATH_VALUE && p->n;
    for (int i = 0; plain && i < p->n; i++)
        plain = p->step[i].name >= PATH_ANY;
    if (!plain)
        return wrong(s, diag_words("ref(path) needs an absolute path", "ref(路径) 须为绝对路径"));
    r->target = *p;
    r->target.attribute = XML_UNKNOWN;
    struct path_part *both = arena_array(s->arena, 2, sizeof *both);
    both[0] = (struct path_part){.kind = PART_PATH, .path = {.attribute = p->attribute}};
    if (p->attribute == XML_UNKNOWN)
        both[0].path.step[both[0].path.n++] = (struct path_step){.name = PATH_SELF};
    both[1] = (struct path_part){.kind = PART_TEXT, .text = STR("-")};
    r->value = (struct path_expression){MODE_ONE, 1, &both[0], NULL};
    r->key = (struct path_expression){MODE_CONCAT, 1, &both[1], NULL};
    *part = both[1];
    return true;
}

/* Behind `ref(`. */
static bool read_ref(struct scan *s, struct path_expression *e)
{
    struct path_ref *r = arena_array(s->arena, 1, sizeof *r);
    struct path_part *part = arena_array(s->arena, 2, sizeof *part);
    const char *from = s->p;
    if (!read_part(s, &part[0]))
        return false;
    skip_blanks(s);
    if (skip(s, ",")) {
        from = s->p;
        skip_blanks(s);
        bool concat = skip(s, "concat(");
        if (!read_parts(s, &r->value, concat ? "," : "|"))
            return false;
        if (concat && !skip(s, ")"))
            return wrong(s, diag_words("the closing ) is missing", "缺少右括号 )"));
        bool plain = r->value.n == 1 && r->value.parts[0].kind == PART_PATH && !r->value.parts[0].n_edits;
        r->value.mode = concat ? MODE_CONCAT : r->value.n > 1 ? MODE_FIRST : plain ? MODE_ONE : MODE_CONCAT;
        part[1].kind = PART_PATH;
        if (!split_value(s, r, &part[1].path))
            return false;
        r->key = (struct path_expression){MODE_ONE, 1, &part[1], NULL};
    } else if (!read_single(s, r, &part[0])) {
        return false;
    }
    r->text = (struct str){from, (size_t)(s->p - from)};
    bool plain = part[0].kind == PART_PATH && !part[0].n_edits;
    *e = (struct path_expression){plain ? MODE_ONE : MODE_CONCAT, 1, part, r};
    skip_blanks(s);
    return skip(s, ")") ? true : wrong(s, diag_words("the closing ) is missing", "缺少右括号 )"));
}

bool path_read(struct path_expression *e, struct str text, const struct form *form, struct vocab *vocab, struct arena *arena,
               struct loc at)
{
    struct scan s = {text.p, text.p + text.n, form, vocab, arena, at, text, 0};
    *e = (struct path_expression){0};
    if (skip(&s, "ref("))
        return read_ref(&s, e) &&
               (s.p == s.end ? true : wrong(&s, diag_words("something follows the path", "路径之后还有内容")));
    bool concat = skip(&s, "concat(");
    if (!read_parts(&s, e, concat ? "," : "|"))
        return false;
    if (concat && !skip(&s, ")"))
        return wrong(&s, diag_words("the closing ) is missing", "缺少右括号 )"));
    bool plain = e->parts[0].kind == PART_PATH && !e->parts[0].n_edits;
    e->mode = concat ? MODE_CONCAT : e->n > 1 ? MODE_FIRST : plain ? MODE_ONE : MODE_CONCAT;
    return s.p == s.end ? true : wrong(&s, diag_words("something follows the path", "路径之后还有内容"));
}

bool path_parse(struct path *p, struct str text, const struct form *form, struct vocab *vocab, struct arena *arena,
                struct loc at)
{
    struct scan s = {text.p, text.p + text.n, form, vocab, arena, at, text, 0};
    if (!read_path(&s, p))
        return false;
    return s.p == s.end ? true : wrong(&s, diag_words("something follows the path", "路径之后还有内容"));
}

static bool predicate_eq(const struct path_predicate *a, const struct path_predicate *b)
{
    return a->op == b->op && a->negated == b->negated && a->left == b->left && a->position == b->position &&
           str_eq(a->value, b->value) &&
           (a->path == b->path || (a->path && b->path && path_eq(a->path, b->path)));
}

bool path_step_eq(const struct path_step *a, const struct path_step *b)
{
    if (a->name != b->name || a->axis != b->axis || a->n_predicates != b->n_predicates)
        return false;
    for (int i = 0; i < a->n_predicates; i++)
        if (!predicate_eq(&a->predicates[i], &b->predicates[i]))
            return false;
    return true;
}

bool path_eq(const struct path *a, const struct path *b)
{
    if (a->function != b->function || a->n != b->n || a->attribute != b->attribute || !str_eq(a->between, b->between))
        return false;
    for (int i = 0; i < a->n; i++)
        if (!path_step_eq(&a->step[i], &b->step[i]))
            return false;
    return true;
}

/* Same step, but for what `..` left there? */
static bool same_place(const struct path_step *a, const struct path_step *b)
{
    struct path_step x = *a, y = *b;
    while (x.n_predicates && x.predicates[x.n_predicates - 1].left)
        x.n_predicates--;
    while (y.n_predicates && y.predicates[y.n_predicates - 1].left)
        y.n_predicates--;
    return path_step_eq(&x, &y);
}

/* How many steps lead along the line of ancestors of a record? */
static int shared_steps(const struct path *to, const struct path *record)
{
    int n = 0;
    while (n < to->n && n < record->n && same_place(&to->step[n], &record->step[n]))
        n++;
    return n;
}

/* A step that is taken back has been met all the same. */
static void leave_predicate(struct path_step *to, const struct path_step *taken, struct arena *arena)
{
    struct path *path = arena_array(arena, 1, sizeof *path);
    path->attribute = XML_UNKNOWN;
    path->function = PATH_TEST;
    path->n = 1;
    path->step[0] = *taken;
    path->step[0].axis = AXIS_CHILD;

    struct path_predicate *all = arena_array(arena, (size_t)to->n_predicates + 1, sizeof *all);
    if (to->n_predicates)
        memcpy(all, to->predicates, (size_t)to->n_predicates * sizeof *all);
    all[to->n_predicates++] = (struct path_predicate){.op = OP_EXISTS, .left = true, .path = path};
    to->predicates = all;
}

/* One step up, in steps of which the first `around` are the record and what is around it. `//a/..` is any element that has
 * an `a`; from there nobody knows the way up. */
static const char *step_up(struct path *p, int around, struct arena *arena)
{
    const char *out = diag_words("it leads out of the document", "路径超出文档");
    if (p->n == 0 || p->step[p->n - 1].axis == AXIS_DEEP_OR_SELF)
        return out;
    struct path_step last = p->step[p->n - 1];
    if (p->n <= around && last.n_predicates && last.predicates[last.n_predicates - 1].left)
        return diag_words("`..` after `..`: what the first one left cannot be asked outside the record",
                          "连续的 `..`：前一步骤的条件无法在记录之外考察");
    if (last.axis != AXIS_CHILD)
        p->step[p->n - 1] = (struct path_step){.name = PATH_ANY, .axis = AXIS_DEEP_OR_SELF};
    else if (--p->n == 0)
        return out;
    if (p->n < around || (last.axis == AXIS_CHILD && p->n + 1 <= around))
        return NULL; /* the record's own line */
    leave_predicate(&p->step[p->n - 1], &last, arena);
    return NULL;
}

const char *path_join(struct path *to, const struct path *record, const struct path *p, int *shared, int *up,
                      struct arena *arena)
{
    *to = *p;
    *up = p->absolute ? -1 : 0;
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
                return diag_words("too many steps", "步骤过多");
            to->step[to->n++] = p->step[i];
        } else {
            bool above = to->n <= *shared;
            const char *why = step_up(to, p->absolute ? shared_steps(to, record) : *shared, arena);
            if (why)
                return why;
            *up += *up >= 0 && above;
        }
        if (to->n < *shared)
            *shared = to->n;
    }
    if (p->absolute)
        *shared = shared_steps(to, record);
    bool anywhere = *shared < record->n && record->step[*shared].axis != AXIS_CHILD; /* wherever it is, the root is around it */
    if (p->absolute && *shared == 0 && anywhere && to->n && to->step[0].axis == AXIS_CHILD && !to->step[0].n_predicates)
        *shared = 1;
    return to->n ? NULL : diag_words("it leads out of the document", "路径超出文档");
}
