/* SPDX-License-Identifier: Apache-2.0 */
#include "assess/remarks.h"

#include "base/diag.h"
#include "base/mem.h"

/* The word at the beginning of *s, which then begins behind it. */
static struct str take_word(struct str *s)
{
    size_t n = 0;
    while (n < s->n && ((s->p[n] >= 'a' && s->p[n] <= 'z') || (s->p[n] >= 'A' && s->p[n] <= 'Z') ||
                        (s->p[n] >= '0' && s->p[n] <= '9') || s->p[n] == '_'))
        n++;
    struct str word = {s->p, n};
    *s = (struct str){s->p + n, s->n - n};
    return word;
}

static bool take_text(struct str *s, struct str text)
{
    if (!str_starts(*s, text))
        return false;
    *s = (struct str){s->p + text.n, s->n - text.n};
    return true;
}

/* ENGLISH / CHINESE; what lacks the second part is English alone. */
static void read_messages(struct str text, struct str message[2])
{
    struct str between = STR(" / ");
    message[LANG_EN] = str_trim(text);
    message[LANG_ZH] = (struct str){0};
    for (size_t i = 0; i + between.n <= text.n; i++)
        if (memcmp(text.p + i, between.p, between.n) == 0) {
            message[LANG_EN] = str_trim((struct str){text.p, i});
            message[LANG_ZH] = str_trim((struct str){text.p + i + between.n, text.n - i - between.n});
            return;
        }
}

/* Does the line have the shape of a remark? */
static bool read_line(struct str line, struct remark *x)
{
    struct str rest = line;
    if (!take_text(&rest, STR("// ")))
        return false;
    x->name = take_word(&rest);
    if (!x->name.n || !take_text(&rest, STR(" ")))
        return false;
    x->word = take_word(&rest);
    if (!x->word.n || !take_text(&rest, STR(":")))
        return false;
    read_messages(rest, x->message);
    return true;
}

void remarks_read(struct remarks *r, const char *file, struct str text)
{
    struct str rest = arena_str(&r->text, text);
    for (long line = 1; rest.p; line++) {
        struct remark x = {.file = file, .line = line};
        if (!read_line(str_cut(rest, '\n', &rest), &x))
            continue;
        r->v = mem_grow(r->v, &r->cap, (size_t)r->n + 1, sizeof *r->v);
        r->v[r->n++] = x;
    }
}

static bool is_result(const struct rules *rules, struct str name)
{
    for (int i = 0; i < rules_statements(rules); i++) {
        const struct statement *st = rules_statement(rules, i);
        if (st->kind == ST_DATASET && str_eq(st->name.text, name))
            return true;
    }
    return false;
}

bool remarks_check(struct remarks *r, const struct rules *rules)
{
    bool good = true;
    int kept = 0;
    for (int i = 0; i < r->n; i++) {
        struct remark x = r->v[i];
        bool known = level_find(x.word, &x.level), result = is_result(rules, x.name);
        if (!known && !result)
            continue; /* words before a colon */
        struct loc loc = loc_line(x.file, x.line);
        if (!known)
            diag(D_ASSESS_REMARK_LEVEL, loc, diag_str(x.word), diag_str(x.name));
        else if (!result)
            diag(D_ASSESS_REMARK_RESULT, loc, diag_str(x.name));
        else if (remarks_find(&(struct remarks){.v = r->v, .n = kept}, x.name))
            diag(D_ASSESS_REMARK_TWICE, loc, diag_str(x.name));
        else {
            r->v[kept++] = x;
            continue;
        }
        good = false;
    }
    r->n = kept;
    return good;
}

const struct remark *remarks_find(const struct remarks *r, struct str name)
{
    for (int i = 0; i < r->n; i++)
        if (str_eq(r->v[i].name, name))
            return &r->v[i];
    return NULL;
}

void remarks_free(struct remarks *r)
{
    mem_free(r->v);
    arena_free(&r->text);
    *r = (struct remarks){0};
}
