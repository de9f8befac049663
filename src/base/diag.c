/* SPDX-License-Identifier: Apache-2.0 */
#include "base/diag.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "base/visible.h"

struct entry {
    const char *name;
    enum diag_level level;
    const char *text[2]; /* by enum lang */
};

static const struct entry entries[] = {
#define DIAG(id, level, en, zh) {#id, level, {en, zh}},
#include "base/diag.def"
#undef DIAG
};

_Static_assert(sizeof entries / sizeof entries[0] == DIAG_COUNT, "one entry a complaint");

/* The state of the one program that runs; set once at the start, counted by the main thread. */
static struct {
    const char *prog;
    enum lang lang;
    bool color, quiet, muted;
    bool transient; /* a line of diag_transient stands on the terminal */
    long count[3];
    diag_sink *sink;
    void *to;
    diag_mask *mask;
} state = {.prog = "ectools"};

void diag_start(const char *prog, enum lang lang, bool color, bool quiet)
{
    state.prog = prog;
    state.lang = lang;
    state.color = color;
    state.quiet = quiet;
}

void diag_to(diag_sink *sink, void *to)
{
    state.sink = sink;
    state.to = to;
}

void diag_mute(bool muted)
{
    state.muted = muted;
}

void diag_set_mask(diag_mask *mask)
{
    state.mask = mask;
}

/* Fills {0} {1} ... of a text, so that nothing in them steers the terminal. */
static void fill(struct buf *b, const char *text, int n, const char *const args[])
{
    for (const char *p = text; *p; p++) {
        if (p[0] == '{' && p[1] >= '0' && p[1] <= '9' && p[2] == '}') {
            int i = p[1] - '0';
            if (i < n && args[i])
                visible_put(b, str_of(args[i]));
            p += 2;
        } else {
            buf_char(b, *p);
        }
    }
}

static const char *level_word(enum diag_level level)
{
    static const char *const words[2][3] = {{"note", "warning", "error"}, {"提示", "警告", "错误"}};
    return words[state.lang][level];
}

static void put_location(struct buf *b, struct loc loc)
{
    if (!loc.file)
        return;
    struct buf masked = {0};
    if (state.mask)
        state.mask(&masked, str_of(loc.file));
    visible_put(b, state.mask ? buf_slice(&masked) : str_of(loc.file));
    buf_free(&masked);
    if (loc.line > 0)
        buf_printf(b, ":%ld", loc.line);
    if (loc.line > 0 && loc.col > 0)
        buf_printf(b, ":%ld", loc.col);
    buf_puts(b, ": ");
}

/* The source line and a second line with carets. Tabs stay tabs in both, wide characters take two carets' room, escapes
 * theirs. */
static void put_excerpt(struct buf *b, struct loc loc)
{
    static const char *const gutter = "    ";
    struct buf shown = {0};
    buf_puts(b, gutter);
    visible_put_but(b, loc.text, "\t");
    buf_puts(b, "\n");
    buf_puts(b, gutter);
    const char *p = loc.text.p, *end = p + loc.text.n;
    long col = 1, last = loc.col + (loc.width > 1 ? loc.width - 1 : 0);
    for (; p < end && col <= last; col++) {
        uint32_t cp;
        int n = utf8_next(p, end, &cp);
        buf_reset(&shown);
        visible_put_but(&shown, (struct str){p, n ? (size_t)n : 1}, "\t");
        size_t columns = utf8_width(buf_slice(&shown));
        for (size_t i = 0; i < columns; i++)
            buf_char(b, col >= loc.col ? '^' : n && cp == '\t' ? '\t' : ' ');
        p += n ? n : 1;
    }
    if (col <= loc.col)
        buf_char(b, '^');
    buf_char(b, '\n');
    buf_free(&shown);
}

void diag_clear(void)
{
    if (state.transient)
        fputs("\r\033[K", stderr);
    state.transient = false;
}

void diag_transient(struct str text)
{
    fprintf(stderr, "\r\033[K%s: %.*s", state.prog, (int)text.n, text.p);
    state.transient = true;
}

void diag_print(enum diag_level level, struct loc loc, struct str text)
{
    static const char *const colors[] = {"\033[36m", "\033[33m", "\033[31m"};
    struct buf b = {0};
    buf_printf(&b, "%s: ", state.prog);
    put_location(&b, loc);
    buf_printf(&b, "%s%s%s: ", state.color ? colors[level] : "", level_word(level), state.color ? "\033[0m" : "");
    buf_str(&b, text);
    buf_char(&b, '\n');
    if (loc.text.n && loc.col > 0)
        put_excerpt(&b, loc);
    diag_clear();
    fwrite(b.p, 1, b.n, stderr);
    buf_free(&b);
}

void diag_emit(enum diag_id id, struct loc loc, int n, const char *const args[])
{
    const struct entry *e = &entries[id];
    if (state.muted)
        return;
    state.count[e->level]++;
    struct buf text = {0};
    fill(&text, e->text[state.lang], n, args);
    if (state.sink)
        state.sink(state.to, id, e->level, loc, buf_slice(&text));
    else if (e->level == DIAG_ERROR || !state.quiet)
        diag_print(e->level, loc, buf_slice(&text));
    buf_free(&text);
}

enum { RING = 8, RING_BYTES = 256 };

static char *ring(void)
{
    static char texts[RING][RING_BYTES];
    static unsigned at;
    return texts[at++ % RING];
}

const char *diag_num(long long v)
{
    char *s = ring();
    snprintf(s, RING_BYTES, "%lld", v);
    return s;
}

const char *diag_str(struct str s)
{
    enum { KEEP = 200, LOOK = 1000 };
    struct buf masked = {0}, shown = {0};
    if (state.mask && s.n) {
        state.mask(&masked, (struct str){s.p, s.n < LOOK ? s.n : LOOK});
        s = buf_slice(&masked);
    }
    bool cut = false;
    for (const char *p = s.p, *end = s.p + s.n; p < end && !cut;) {
        uint32_t cp;
        int n = utf8_next(p, end, &cp);
        visible_put(&shown, (struct str){p, n ? (size_t)n : 1});
        p += n ? n : 1;
        cut = p < end && shown.n >= KEEP;
    }
    char *to = ring();
    snprintf(to, RING_BYTES, "%s%s", buf_text(&shown), cut ? "..." : "");
    buf_free(&masked);
    buf_free(&shown);
    return to;
}

const char *diag_name(enum diag_id id)
{
    return entries[id].name;
}

int diag_status(void)
{
    return state.count[DIAG_ERROR] ? 2 : 0;
}

enum lang diag_lang(void)
{
    return state.lang;
}

const char *diag_words(const char *en, const char *zh)
{
    return state.lang == LANG_ZH ? zh : en;
}

const char *diag_prog(void)
{
    return state.prog;
}

bool diag_colored(void)
{
    return state.color;
}

void diag_uncount(void)
{
    for (int i = 0; i < 3; i++)
        state.count[i] = 0;
}
