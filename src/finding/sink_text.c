/* SPDX-License-Identifier: Apache-2.0 */
#include "finding/sink_text.h"

#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/intern.h"
#include "base/mem.h"
#include "base/visible.h"
#include "io/out.h"

struct text_sink {
    struct sink base;
    struct out *out; /* NULL: stderr */
    struct buf b;
    bool color;
    /* stderr: how much was said of the file under way */
    struct buf file;
    struct intern rules;
    uint64_t *said; /* [rules] */
    size_t cap_said;
};

enum { FLOOD = 100 }; /* findings of a rule in a file; further ones are one line */

static void flush(struct text_sink *s)
{
    if (s->out) {
        out_write(s->out, s->b.p, s->b.n);
    } else {
        diag_clear();
        if (fwrite(s->b.p, 1, s->b.n, stderr) != s->b.n) /* findings are data: not told, the job is not done */
            out_fail("standard error");
    }
    buf_reset(&s->b);
}

static const char *level_word(enum level l)
{
    static const char *const zh[LEVEL_COUNT] = {"提示性", "核实性", "准强制性", "强制性"};
    return diag_lang() == LANG_ZH ? zh[l] : level_name(l);
}

static const char *result_word(enum result r)
{
    static const char *const zh[RESULT_COUNT] = {"", "（无法计算）", "（已说明）", "（未执行）", "（已拒收）"};
    static const char *const en[RESULT_COUNT] = {"", " (error)", " (explained)", " (not run)", " (rejected)"};
    return diag_lang() == LANG_ZH ? zh[r] : en[r];
}

static void put_place(struct text_sink *s, const struct finding *x)
{
    if (!x->file.p)
        return;
    visible_put(&s->b, x->file);
    if (x->line > 0)
        buf_printf(&s->b, ":%ld", x->line);
    if (x->line > 0 && x->col > 0)
        buf_printf(&s->b, ":%ld", x->col);
    buf_puts(&s->b, ": ");
}

/* The file under way is done: what was not said of it. */
static void end_file(struct text_sink *s)
{
    for (int i = 0; i < s->rules.n; i++) {
        if (s->said[i] > FLOOD) {
            buf_printf(&s->b, "%s: ", diag_prog());
            visible_put(&s->b, buf_slice(&s->file));
            buf_puts(&s->b, s->file.n ? ": " : "");
            visible_put(&s->b, intern_name(&s->rules, i));
            buf_printf(&s->b, diag_words(": %llu more of this file not shown here; -F FILE has them all\n",
                                         "：本文件另有 %llu 条未在此显示；-F FILE 可得到全部\n"),
                       (unsigned long long)(s->said[i] - FLOOD));
            flush(s);
        }
        s->said[i] = 0;
    }
    buf_reset(&s->file);
}

/* Was enough said of this rule in this file? */
static bool is_flood(struct text_sink *s, const struct finding *x)
{
    if (!str_eq(x->file, buf_slice(&s->file))) {
        end_file(s);
        buf_str(&s->file, x->file);
    }
    size_t i = (size_t)intern_add(&s->rules, x->rule), had = s->cap_said;
    if (i >= had) {
        s->said = mem_grow(s->said, &s->cap_said, i + 1, sizeof *s->said);
        for (size_t k = had; k < s->cap_said; k++)
            s->said[k] = 0;
    }
    return ++s->said[i] > FLOOD;
}

static void add_text(struct sink *base, const struct finding *x)
{
    static const char *const colors[LEVEL_COUNT] = {"\033[36m", "\033[33m", "\033[35m", "\033[31m"};
    struct text_sink *s = (struct text_sink *)base;
    if (!s->out && is_flood(s, x))
        return;
    buf_printf(&s->b, "%s: ", diag_prog());
    put_place(s, x);
    buf_printf(&s->b, "%s%s%s%s: ", s->color ? colors[x->level] : "", level_word(x->level), s->color ? "\033[0m" : "",
               result_word(x->result));
    visible_put(&s->b, x->rule);
    buf_puts(&s->b, ": ");
    visible_put(&s->b, finding_message(x, diag_lang()));
    if (finding_says_more(x)) {
        buf_puts(&s->b, " (");
        visible_put(&s->b, x->values);
        buf_char(&s->b, ')');
    }
    if (x->key.n) {
        buf_puts(&s->b, " [");
        visible_put(&s->b, x->key);
        buf_char(&s->b, ']');
    }
    buf_char(&s->b, '\n');
    flush(s);
}

static void hidden_text(struct sink *base, struct str rule, uint64_t hidden)
{
    struct text_sink *s = (struct text_sink *)base;
    buf_printf(&s->b, diag_lang() == LANG_ZH ? "%s: %.*s：另有 %llu 条未显示\n" : "%s: %.*s: %llu more not shown\n", diag_prog(),
               (int)rule.n, rule.p, (unsigned long long)hidden);
    flush(s);
}

static void close_text(struct sink *base, bool keep)
{
    struct text_sink *s = (struct text_sink *)base;
    end_file(s);
    out_close(s->out, keep);
    buf_free(&s->file);
    intern_free(&s->rules);
    mem_free(s->said);
    buf_free(&s->b);
    mem_free(s);
}

struct sink *sink_text_new(const char *path)
{
    struct text_sink *s = mem_alloc(sizeof *s);
    s->base = (struct sink){add_text, hidden_text, close_text, 0};
    s->out = path ? out_open(path) : NULL;
    s->color = !path && diag_colored();
    return &s->base;
}
