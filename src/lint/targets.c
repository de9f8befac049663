/* SPDX-License-Identifier: Apache-2.0 */
#include "lint/targets.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"
#include "form/folder.h"
#include "form/sheet.h"
#include "io/in.h"

enum { DEPTH_MAX = 16 };

static bool is_form(const char *path)
{
    struct sheet s;
    bool form = false;
    if (!sheet_open(&s, path))
        return false;
    while (!form && sheet_next(&s)) {
        struct str first = sheet_cell(&s, 0);
        if (!first.n || first.p[0] != '#')
            break;
        form = first.n > 1 && first.p[1] != '#' && first.p[1] != ' ';
    }
    sheet_close(&s);
    return form;
}

/* Has the header the column of a code list? */
static bool is_codes(const char *path)
{
    struct sheet s;
    bool codes = false;
    if (!sheet_open(&s, path))
        return false;
    if (sheet_next(&s))
        for (int i = 0; i < s.n; i++)
            codes |= str_is(s.cell[i], "code");
    sheet_close(&s);
    return codes;
}

static bool is_catalogue(const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 0;
    return str_ends((struct str){path, n}, STR("messages"));
}

/* A sheet of another kind is passed over in a folder; a file that is named is meant. */
static void add_sheet(struct targets *t, const char *path, bool named)
{
    if (is_catalogue(path))
        opt_list_add(&t->messages, path);
    else if (is_form(path))
        opt_list_add(&t->forms, path);
    else if (named || is_codes(path))
        opt_list_add(&t->codes, path);
}

static void add_file(struct targets *t, const char *path, bool named)
{
    struct str p = str_of(path);
    if (access(path, F_OK) != 0)
        in_complain(path);
    else if (str_ends(p, STR(".vtl")))
        opt_list_add(&t->rules, path);
    else if (str_ends(p, STR(".re")))
        opt_list_add(&t->patterns, path);
    else if (str_ends(p, STR(".tsv")))
        add_sheet(t, path, named);
    else if (named)
        diag(D_LINT_KIND, loc_file(path));
}

/* Files and subfolders in byte order of their names. */
static void add_folder(struct targets *t, const char *path, int depth)
{
    struct folder f = {0};
    if (depth > DEPTH_MAX || !folder_list(&f, path, "", &t->text))
        return;
    for (size_t i = 0; i < f.n; i++) {
        if (folder_is(f.files[i]))
            add_folder(t, f.files[i], depth + 1);
        else
            add_file(t, f.files[i], false);
    }
    folder_free(&f);
}

void targets_add(struct targets *t, const char *path)
{
    if (folder_is(path))
        add_folder(t, path, 0);
    else
        add_file(t, path, true);
}

void targets_free(struct targets *t)
{
    mem_free(t->rules.v);
    mem_free(t->patterns.v);
    mem_free(t->codes.v);
    mem_free(t->messages.v);
    mem_free(t->forms.v);
    arena_free(&t->text);
}
