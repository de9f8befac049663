/* SPDX-License-Identifier: Apache-2.0 */
#include "form/messages.h"

#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "form/folder.h"
#include "form/sheet.h"

enum { CODE, MESSAGE, RATIONALE, FIX, VALID, SOURCE, COLUMNS };

/* The next placeholder at or behind *at: sets *name and *at to the byte behind it, *from to its brace. Returns 1; 0 at the
 * end; -1 for an unbalanced brace. */
static int next_name(struct str text, size_t *at, size_t *from, struct str *name)
{
    for (size_t i = *at; i < text.n; i++) {
        if (text.p[i] == '{' && i + 1 < text.n && text.p[i + 1] == '{') {
            i++;
            continue;
        }
        if (text.p[i] != '{')
            continue;
        const char *end = memchr(text.p + i, '}', text.n - i);
        *from = i;
        if (!end || end == text.p + i + 1)
            return -1;
        *name = (struct str){text.p + i + 1, (size_t)(end - text.p) - i - 1};
        *at = (size_t)(end - text.p) + 1;
        return 1;
    }
    return 0;
}

bool messages_names(struct str text, void (*each)(void *to, struct str name), void *to)
{
    size_t at = 0, from;
    struct str name;
    int got;
    while ((got = next_name(text, &at, &from, &name)) > 0)
        if (each)
            each(to, name);
    return got == 0;
}

/* Plain text between placeholders: {{ is a brace. */
static void put_plain(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        buf_char(b, s.p[i]);
        i += s.p[i] == '{' && i + 1 < s.n && s.p[i + 1] == '{';
    }
}

bool messages_speak(const struct messages *m, int lang)
{
    for (int i = 0; i < m->codes.n; i++)
        if (m->by_code[i][lang].text.p)
            return true;
    return false;
}

void messages_fill(struct buf *b, struct str text, bool (*put)(void *to, struct str name, struct buf *b), void *to)
{
    size_t at = 0, from, done = 0;
    struct str name;
    while (next_name(text, &at, &from, &name) > 0) {
        put_plain(b, (struct str){text.p + done, from - done});
        if (!put(to, name, b))
            buf_add(b, text.p + from, at - from);
        done = at;
    }
    put_plain(b, (struct str){text.p + done, text.n - done});
}

/* One line of a sheet. Returns false after complaining. */
static bool add_message(struct messages *m, const struct sheet *s, const struct sheet_column *c, int lang, const char *file)
{
    struct str code = sheet_cell(s, c[CODE].at), text = sheet_cell(s, c[MESSAGE].at);
    if (!code.n || !text.n) {
        diag(D_MESSAGE_EMPTY, sheet_loc(s, code.n ? c[MESSAGE].at : c[CODE].at));
        return false;
    }
    if (!messages_names(text, NULL, NULL)) {
        diag(D_MESSAGE_BRACE, sheet_loc(s, c[MESSAGE].at));
        return false;
    }
    int known = m->codes.n, i = intern_add(&m->codes, code);
    m->by_code = mem_grow(m->by_code, &m->cap, (size_t)m->codes.n, sizeof *m->by_code);
    if (i == known)
        memset(&m->by_code[i], 0, sizeof m->by_code[i]);
    struct message *x = &m->by_code[i][lang];
    if (x->text.p) {
        diag(D_MESSAGE_TWICE, sheet_loc(s, c[CODE].at), diag_str(code), x->file, diag_num(x->line));
        return false;
    }
    *x = (struct message){.text = arena_str(&m->text, text), .file = file, .line = s->line};
    x->rationale = arena_str(&m->text, sheet_cell(s, c[RATIONALE].at));
    x->fix = arena_str(&m->text, sheet_cell(s, c[FIX].at));
    x->valid = arena_str(&m->text, sheet_cell(s, c[VALID].at));
    x->source = arena_str(&m->text, sheet_cell(s, c[SOURCE].at));
    return true;
}

static bool load_sheet(struct messages *m, const char *path, int lang)
{
    struct sheet_column columns[COLUMNS] = {
        [CODE] = {"code", true, -1},           [MESSAGE] = {"message", true, -1},
        [RATIONALE] = {"rationale", false, -1}, [FIX] = {"fix", false, -1},
        [VALID] = {"valid", false, -1},         [SOURCE] = {"source", false, -1}};
    struct sheet s;
    if (!sheet_open(&s, path))
        return false;
    const char *file = arena_dup(&m->text, path);
    bool good = sheet_begin(&s, columns, COLUMNS, true);
    bool fine = good;
    while (good && sheet_next(&s))
        if (sheet_cell(&s, 0).p[0] != '#')
            fine &= add_message(m, &s, columns, lang, file);
    fine &= s.bad == 0;
    sheet_close(&s);
    m->files++;
    return fine;
}

/* The language that a file name begins with; -1 for none. */
static int language_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    return strncmp(name, "en", 2) == 0 ? LANG_EN : strncmp(name, "zh", 2) == 0 ? LANG_ZH : -1;
}

bool messages_load(struct messages *m, const char *path)
{
    struct folder f = {0};
    bool good = true;
    if (!folder_is(path)) {
        int lang = language_of(path);
        if (lang < 0)
            diag(D_MESSAGE_LANGUAGE, loc_file(path));
        return lang >= 0 && load_sheet(m, path, lang);
    }
    good = folder_list(&f, path, ".tsv", &m->text);
    for (size_t i = 0; i < f.n; i++)
        if (language_of(f.files[i]) >= 0)
            good &= load_sheet(m, f.files[i], language_of(f.files[i]));
    folder_free(&f);
    return good;
}

const struct message *messages_find(const struct messages *m, struct str code, int lang)
{
    int i = intern_find(&m->codes, code);
    return i < 0 || !m->by_code[i][lang].text.p ? NULL : &m->by_code[i][lang];
}

void messages_free(struct messages *m)
{
    intern_free(&m->codes);
    mem_free(m->by_code);
    arena_free(&m->text);
    *m = (struct messages){0};
}
