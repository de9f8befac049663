/* SPDX-License-Identifier: Apache-2.0 */
#include "finding/sink_text.h"

#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "io/out.h"

struct text_sink {
    struct sink base;
    struct out *out; /* NULL: stderr */
    struct buf b;
    bool color;
};

/* Appends text with everything that could steer a terminal made visible. */
static void put_visible(struct buf *b, struct str s)
{
    const char *end = s.p + s.n;
    for (const char *p = s.p; p < end;) {
        uint32_t cp;
        int n = utf8_next(p, end, &cp);
        bool control = cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || (cp >= 0x202a && cp <= 0x202e) ||
                       (cp >= 0x2066 && cp <= 0x2069);
        if (n == 0)
            buf_printf(b, "\\x%02X", (unsigned char)*p);
        else if (control)
            buf_printf(b, cp < 0x100 ? "\\x%02X" : "\\u%04X", (unsigned)cp);
        else
            buf_add(b, p, (size_t)n);
        p += n ? n : 1;
    }
}

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
    put_visible(&s->b, x->file);
    if (x->line > 0)
        buf_printf(&s->b, ":%ld", x->line);
    if (x->line > 0 && x->col > 0)
        buf_printf(&s->b, ":%ld", x->col);
    buf_puts(&s->b, ": ");
}

static void add_text(struct sink *base, const struct finding *x)
{
    static const char *const colors[LEVEL_COUNT] = {"\033[36m", "\033[33m", "\033[35m", "\033[31m"};
    struct text_sink *s = (struct text_sink *)base;
    buf_printf(&s->b, "%s: ", diag_prog());
    put_place(s, x);
    buf_printf(&s->b, "%s%s%s%s: ", s->color ? colors[x->level] : "", level_word(x->level), s->color ? "\033[0m" : "",
               result_word(x->result));
    put_visible(&s->b, x->rule);
    buf_puts(&s->b, ": ");
    put_visible(&s->b, finding_message(x, diag_lang()));
    if (finding_says_more(x)) {
        buf_puts(&s->b, " (");
        put_visible(&s->b, x->values);
        buf_char(&s->b, ')');
    }
    if (x->key.n) {
        buf_puts(&s->b, " [");
        put_visible(&s->b, x->key);
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
    out_close(s->out, keep);
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
