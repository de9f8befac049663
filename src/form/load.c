/* SPDX-License-Identifier: Apache-2.0 */
#include "form/load.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "finding/verdict.h"
#include "form/colpath.h"
#include "form/folder.h"
#include "form/inherit.h"
#include "form/sheet.h"
#include "io/in.h"

enum form_cell { C_TABLE, C_VARIABLE, C_PATH, C_ROLE, C_TYPE, C_UNIT, C_REQUIRED, C_PATTERN, C_CODES, C_MIN, C_MAX,
              C_LABEL_ZH, C_LABEL_EN, C_WEIGHT, C_NOTE, C_SENSITIVITY, C_DECIMALS, C_FORMAT, C_COUNT };

static const struct sheet_column known_columns[C_COUNT] = {
    [C_TABLE] = {"table", true, -1},        [C_VARIABLE] = {"variable", true, -1}, [C_PATH] = {"path", true, -1},
    [C_ROLE] = {"role", true, -1},          [C_TYPE] = {"type", true, -1},         [C_UNIT] = {"unit", false, -1},
    [C_REQUIRED] = {"required", false, -1}, [C_PATTERN] = {"pattern", false, -1},  [C_CODES] = {"codes", false, -1},
    [C_MIN] = {"min", false, -1},           [C_MAX] = {"max", false, -1},          [C_LABEL_ZH] = {"label_zh", false, -1},
    [C_LABEL_EN] = {"label_en", false, -1}, [C_WEIGHT] = {"weight", false, -1},    [C_NOTE] = {"note", false, -1},
    [C_SENSITIVITY] = {"sensitivity", false, -1}, [C_DECIMALS] = {"decimals", false, -1},
    [C_FORMAT] = {"format", false, -1}};

/* What is at hand while a form is read. */
struct loader {
    struct form *form;
    struct sheet sheet;
    struct sheet_column columns[C_COUNT];
    bool header;         /* the header line was seen */
    bool unreadable;     /* the header lacks a required column */
    bool codes_set;      /* #codes, #patterns were given */
    bool patterns_set;
    long period_line, inherit_line;
    struct str size;     /* of #size, and its place */
    struct loc size_at;
    int faults;
};

static struct loc at(const struct loader *l, int cell)
{
    return sheet_loc(&l->sheet, cell);
}

static struct loc at_column(const struct loader *l, enum form_cell c)
{
    return sheet_loc(&l->sheet, l->columns[c].at);
}

static struct str keep(struct loader *l, struct str s)
{
    return arena_str(&l->form->text, s);
}

static struct str cell(const struct loader *l, enum form_cell c)
{
    return sheet_cell(&l->sheet, l->columns[c].at);
}

/* name relative to the folder of the form file; absolute names stay. */
static const char *beside(struct loader *l, struct str name)
{
    const char *slash = strrchr(l->form->file, '/');
    if (name.n && name.p[0] == '/')
        return arena_str(&l->form->text, name).p;
    int folder = slash ? (int)(slash - l->form->file) + 1 : 0;
    return arena_printf(&l->form->text, "%.*s%.*s", folder, l->form->file, (int)name.n, name.p);
}

/* A name: a small letter, or an underscore where it may stand first, then small letters, digits and the character `joint`. */
static bool plain_name(struct str s, char joint, bool underscore_first)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = c >= 'a' && c <= 'z';
        bool later = i && ((c >= '0' && c <= '9') || c == joint);
        if (!letter && !later && !(i == 0 && c == '_' && underscore_first))
            return false;
    }
    return s.n > 0;
}

/* The name of a variable may have capitals, as SDMX writes its own. */
static bool variable_name(struct str s, bool underscore_first)
{
    bool good = s.n > 0;
    for (size_t i = 0; good && i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        good = letter || (i && ((c >= '0' && c <= '9') || c == '_')) || (!i && c == '_' && underscore_first);
    }
    return good;
}

/* Complains about a name in a cell, with the nearest of those that are known. */
static void unknown(struct loader *l, struct loc loc, const char *what, struct str name, struct str near)
{
    if (near.n)
        diag(D_FORM_UNKNOWN_NEAR, loc, what, diag_str(name), diag_str(near));
    else
        diag(D_FORM_UNKNOWN, loc, what, diag_str(name));
    l->faults++;
}

/* The same with the n names that are known. */
static void unknown_word(struct loader *l, enum form_cell c, const char *what, const char *const words[], int n)
{
    struct str names[VTYPE_COUNT], s = cell(l, c);
    for (int i = 0; i < n; i++)
        names[i] = str_of(words[i]);
    int near = str_nearest(s, names, n);
    unknown(l, at_column(l, c), what, s, near < 0 ? STR("") : names[near]);
}

/* Directives */

static void set_name(struct loader *l)
{
    struct str name = sheet_cell(&l->sheet, 1);
    if (!plain_name(name, '-', false)) {
        diag(D_FORM_NAME, at(l, 1), diag_str(name));
        l->faults++;
    }
    l->form->name = keep(l, name);
}

static void set_version(struct loader *l)
{
    l->form->version = keep(l, sheet_cell(&l->sheet, 1));
}

static void set_title_zh(struct loader *l)
{
    l->form->title[LANG_ZH] = keep(l, sheet_cell(&l->sheet, 1));
}

static void set_title_en(struct loader *l)
{
    l->form->title[LANG_EN] = keep(l, sheet_cell(&l->sheet, 1));
}

/* A prefix may have several: versions of a schema differ in little else. */
static void add_namespace(struct loader *l)
{
    struct form *f = l->form;
    struct str prefix = sheet_cell(&l->sheet, 1), uri = sheet_cell(&l->sheet, 2);
    int means = f->n_namespaces;
    if (str_is(prefix, "-"))
        prefix.n = 0;
    if (str_is(uri, "-"))
        uri.n = 0;
    for (int i = f->n_namespaces; i-- > 0;)
        if (str_eq(f->namespaces[i].prefix, prefix)) {
            means = f->namespaces[i].means;
            if (!str_eq(f->namespaces[i].uri, uri))
                continue;
            diag(D_FORM_TWICE, at(l, 1), "#namespace", diag_num(f->namespaces[i].line));
            l->faults++;
            return;
        }
    f->namespaces = mem_grow(f->namespaces, &f->cap_namespaces, (size_t)f->n_namespaces + 1, sizeof *f->namespaces);
    f->namespaces[f->n_namespaces++] = (struct form_namespace){keep(l, prefix), keep(l, uri), means, l->sheet.line};
}

static void add_ignored(struct loader *l)
{
    struct form *f = l->form;
    f->ignored = mem_grow(f->ignored, &f->cap_ignored, (size_t)f->n_ignored + 1, sizeof *f->ignored);
    f->ignored[f->n_ignored++] = (struct form_ignored){keep(l, sheet_cell(&l->sheet, 1)), l->sheet.line};
}

static void set_inherit(struct loader *l)
{
    l->inherit_line = l->sheet.line;
}

static void set_codes(struct loader *l)
{
    l->form->codes_dir = beside(l, sheet_cell(&l->sheet, 1));
    l->codes_set = true;
}

static void load_patterns(struct loader *l, const char *path)
{
    if (!patterns_load(&l->form->patterns, path))
        l->faults++;
}

static void set_patterns(struct loader *l)
{
    load_patterns(l, beside(l, sheet_cell(&l->sheet, 1)));
    l->patterns_set = true;
}

static void set_period(struct loader *l)
{
    l->form->period = keep(l, sheet_cell(&l->sheet, 1));
    l->period_line = l->sheet.line;
}

static void set_size(struct loader *l)
{
    l->size = keep(l, sheet_cell(&l->sheet, 1));
    l->size_at = at(l, 1);
}

static void add_errorlevel(struct loader *l)
{
    struct form *f = l->form;
    struct form_errorlevel x = {keep(l, sheet_cell(&l->sheet, 1)), keep(l, sheet_cell(&l->sheet, 2))};
    enum level level;
    if (!level_find(x.level, &level)) {
        unknown(l, at(l, 2), diag_words("level", "级别"), x.level, STR(""));
        return;
    }
    f->errorlevels = mem_grow(f->errorlevels, &f->cap_errorlevels, (size_t)f->n_errorlevels + 1, sizeof *f->errorlevels);
    f->errorlevels[f->n_errorlevels++] = x;
}

/* A path without its calls of `word`; *names are those in their brackets. cell: its place, for complaints. */
static struct str take_columns(struct loader *l, int place, const char *word, struct str path, struct str *names, bool *found)
{
    struct buf in = {0}, rest = {0};
    if (!colpath_take(path, word, &in, &rest, found)) {
        diag(D_FORM_COLUMN_PATH, at(l, place), diag_str(path), word);
        l->faults++;
    }
    *names = in.n ? keep(l, buf_slice(&in)) : STR("");
    path = keep(l, *found ? buf_slice(&rest) : path);
    buf_free(&in);
    buf_free(&rest);
    return path;
}

static void add_table(struct loader *l)
{
    struct form *f = l->form;
    struct str name = sheet_cell(&l->sheet, 1), path = sheet_cell(&l->sheet, 2);
    const struct form_table *old = form_table_find(f, name);
    if (!plain_name(name, '_', false)) {
        diag(D_FORM_TABLE_NAME, at(l, 1), diag_str(name));
        l->faults++;
    }
    if (old) {
        diag(D_FORM_TWICE, at(l, 1), diag_str(name), diag_num(old->line));
        l->faults++;
        return;
    }
    f->tables = mem_grow(f->tables, &f->cap_tables, (size_t)f->n_tables + 1, sizeof *f->tables);
    struct form_table *t = &f->tables[f->n_tables++];
    *t = (struct form_table){.name = keep(l, name), .period = -1, .line = l->sheet.line};
    t->derived = str_is(path, "-");
    struct str sheets;
    t->path = t->derived ? STR("") : take_columns(l, 2, "sheet", path, &sheets, &t->sheet);
    t->sheets = t->derived ? STR("") : sheets;
    t->title[LANG_ZH] = keep(l, sheet_cell(&l->sheet, 3));
    t->title[LANG_EN] = keep(l, sheet_cell(&l->sheet, 4));
}

static void set_standalone(struct loader *l)
{
    struct str name = sheet_cell(&l->sheet, 1);
    for (int i = 1; i < l->form->n_tables; i++)
        if (str_eq(l->form->tables[i].name, name)) {
            l->form->tables[i].standalone = true;
            return;
        }
    unknown(l, at(l, 1), diag_words("table beside the unit's own", "（单位表之外的）表"), name, form_table_nearest(l->form, name));
}

static const struct directive {
    const char *name;
    int least, most; /* arguments */
    bool again;      /* may occur more than once */
    void (*take)(struct loader *l);
} directives[] = {
    {"#form", 1, 1, false, set_name},         {"#version", 1, 1, false, set_version},
    {"#title_zh", 1, 1, false, set_title_zh}, {"#title_en", 1, 1, false, set_title_en},
    {"#namespace", 2, 2, true, add_namespace}, {"#codes", 1, 1, false, set_codes},
    {"#patterns", 1, 1, true, set_patterns},  {"#period", 1, 1, false, set_period},
    {"#table", 2, 4, true, add_table},        {"#standalone", 1, 1, true, set_standalone},
    {"#size", 1, 1, false, set_size},         {"#errorlevel", 2, 2, true, add_errorlevel},
    {"#ignore", 1, 1, true, add_ignored},      {"#inherit", 0, 0, false, set_inherit},
};
enum { DIRECTIVES = sizeof directives / sizeof directives[0] };

static void read_directive(struct loader *l, long seen[DIRECTIVES])
{
    struct str name = sheet_cell(&l->sheet, 0), names[DIRECTIVES];
    int k = -1, arguments = l->sheet.n - 1;
    for (int i = 0; i < DIRECTIVES; i++) {
        names[i] = str_of(directives[i].name);
        if (str_eq(name, names[i]))
            k = i;
    }
    if (k < 0) {
        int near = str_nearest(name, names, DIRECTIVES);
        unknown(l, at(l, 0), diag_lang() == LANG_ZH ? "指令" : "directive", name, near < 0 ? STR("") : names[near]);
        return;
    }
    enum diag_id fault = DIAG_COUNT;
    if (l->header)
        fault = D_FORM_LATE;
    else if (arguments < directives[k].least || arguments > directives[k].most)
        fault = D_FORM_ARGUMENTS;
    else if (seen[k] && !directives[k].again)
        fault = D_FORM_TWICE;
    if (fault != DIAG_COUNT) {
        diag(fault, at(l, 0), directives[k].name, diag_num(fault == D_FORM_TWICE ? seen[k] : directives[k].least));
        l->faults++;
        return;
    }
    seen[k] = l->sheet.line;
    directives[k].take(l);
}

/* Variables */

static void read_role(struct loader *l, struct form_var *v)
{
    static const char *const words[] = {"identifier", "measure", "attribute"};
    if (!role_find(cell(l, C_ROLE), &v->role))
        unknown_word(l, C_ROLE, diag_lang() == LANG_ZH ? "角色" : "role", words, 3);
}

static void read_type(struct loader *l, struct form_var *v)
{
    const char *words[VTYPE_COUNT];
    int n = 0;
    for (int i = T_NULL + 1; i < VTYPE_COUNT; i++)
        if (i != T_TIME)
            words[n++] = vtype_name((enum vtype)i);
    if (vtype_find(cell(l, C_TYPE), &v->type) && v->type != T_TIME)
        return;
    unknown_word(l, C_TYPE, diag_lang() == LANG_ZH ? "类型" : "type", words, n);
    v->type = T_STRING;
}

static void read_required(struct loader *l, struct form_var *v)
{
    static const char *const words[] = {[REQUIRED_NO] = "no", [REQUIRED_SOFT] = "soft", [REQUIRED_YES] = "yes"};
    struct str s = cell(l, C_REQUIRED);
    for (int i = 0; i < 3; i++)
        if (str_is(s, words[i])) {
            v->required = (enum form_required)i;
            return;
        }
    if (s.n)
        unknown_word(l, C_REQUIRED, diag_lang() == LANG_ZH ? "required 取值" : "value of required", words, 3);
}

static void read_sensitivity(struct loader *l, struct form_var *v)
{
    static const char *const words[] = {[SENSITIVITY_PUBLIC] = "public", [SENSITIVITY_INTERNAL] = "internal",
                                        [SENSITIVITY_PERSONAL] = "personal"};
    struct str s = cell(l, C_SENSITIVITY);
    v->sensitivity = SENSITIVITY_INTERNAL;
    v->sensitivity_told = s.n > 0;
    for (int i = 0; i < 3; i++)
        if (str_is(s, words[i])) {
            v->sensitivity = (enum sensitivity)i;
            return;
        }
    if (s.n)
        unknown_word(l, C_SENSITIVITY, diag_lang() == LANG_ZH ? "sensitivity 取值" : "value of sensitivity", words, 3);
}

static void read_pattern(struct loader *l, struct form_var *v)
{
    struct str s = cell(l, C_PATTERN);
    if (!s.n)
        return;
    v->pattern = patterns_find(&l->form->patterns, s);
    if (!v->pattern)
        unknown(l, at_column(l, C_PATTERN), diag_lang() == LANG_ZH ? "模式" : "pattern", s,
                patterns_nearest(&l->form->patterns, s));
}

static void read_codes(struct loader *l, struct form_var *v)
{
    struct form *f = l->form;
    struct str s = cell(l, C_CODES);
    if (!s.n)
        return;
    if (v->type != T_STRING) {
        diag(D_FORM_CODES_TYPE, at_column(l, C_CODES), vtype_name(v->type));
        l->faults++;
    }
    v->codes = form_codelist(f, s);
    if (v->codes)
        return;
    const char *path = arena_printf(&f->text, "%s/%.*s.tsv", f->codes_dir, (int)s.n, s.p);
    struct codelist *list = NULL;
    if (memchr(s.p, '/', s.n) || in_missing(path))
        diag(D_FORM_NO_CODES, at_column(l, C_CODES), diag_str(s), path);
    else
        list = codelist_load(s, path);
    if (!list) {
        l->faults++;
        return;
    }
    f->lists = mem_grow(f->lists, &f->cap_lists, (size_t)f->n_lists + 1, sizeof *f->lists);
    f->lists[f->n_lists++] = list;
    v->codes = list;
}

static bool has_bounds(enum vtype t)
{
    return vtype_is_numeric(t) || t == T_DATE || t == T_PERIOD;
}

static bool read_bound(struct loader *l, enum form_cell c, enum vtype type, struct value *v, struct str *text)
{
    struct str s = cell(l, c);
    *text = keep(l, s);
    if (!s.n)
        return false;
    if (has_bounds(type) && value_from_text(v, type, *text) == CELL_OK)
        return true;
    diag(has_bounds(type) ? D_FORM_BOUND : D_FORM_BOUND_TYPE, at_column(l, c), diag_str(s), vtype_name(type));
    l->faults++;
    return false;
}

static void read_bounds(struct loader *l, struct form_var *v)
{
    v->has_min = read_bound(l, C_MIN, v->type, &v->min, &v->min_text);
    v->has_max = read_bound(l, C_MAX, v->type, &v->max, &v->max_text);
    if (!v->has_min || !v->has_max)
        return;
    enum order order = value_cmp(&v->min, &v->max);
    if (order == ORDER_GREATER || order == ORDER_UNEQUAL) {
        diag(D_FORM_BOUNDS, at_column(l, C_MAX), diag_str(v->min_text), diag_str(v->max_text));
        l->faults++;
    }
}

static void read_weight(struct loader *l, struct form_var *v)
{
    struct str s = cell(l, C_WEIGHT);
    v->weight = dec_int(1);
    v->fixed = str_is(s, "Inf");
    if (!s.n || v->fixed || (dec_parse(&v->weight, s) == DEC_OK && dec_sign(&v->weight) > 0))
        return;
    diag(D_FORM_WEIGHT, at_column(l, C_WEIGHT), diag_str(s));
    l->faults++;
}

/* Digits behind the point, of numbers alone: 0 to 9. */
static void read_decimals(struct loader *l, struct form_var *v)
{
    struct str s = cell(l, C_DECIMALS);
    v->decimals = -1;
    if (!s.n)
        return;
    if (vtype_is_numeric(v->type) && s.n == 1 && s.p[0] >= '0' && s.p[0] <= (v->type == T_INTEGER ? '0' : '9')) {
        v->decimals = s.p[0] - '0';
        return;
    }
    diag(D_FORM_DECIMALS, at_column(l, C_DECIMALS), diag_str(s), vtype_name(v->type));
    l->faults++;
}

/* exponent for numbers, dmy or mdy for dates, YES/NO for booleans: two words. */
static void read_format(struct loader *l, struct form_var *v)
{
    struct str s = keep(l, cell(l, C_FORMAT)), rest;
    if (!s.n)
        return;
    if (vtype_is_numeric(v->type) && str_is(s, "exponent"))
        v->writing = WRITING_EXPONENT;
    else if (v->type == T_DATE && (str_is(s, "dmy") || str_is(s, "mdy")))
        v->writing = str_is(s, "dmy") ? WRITING_DMY : WRITING_MDY;
    else if (v->type == T_BOOLEAN) {
        v->yes = str_cut(s, '/', &rest);
        v->no = rest.p ? rest : STR("");
    }
    bool words = v->yes.n && v->no.n && !str_eq(v->yes, v->no) && !str_is(v->yes, "false") && !str_is(v->no, "true");
    if (v->writing != WRITING_USUAL || words)
        return;
    diag(D_FORM_FORMAT, at_column(l, C_FORMAT), diag_str(s), vtype_name(v->type));
    l->faults++;
}

static void read_path(struct loader *l, struct form_var *v, bool derived)
{
    struct str s = cell(l, C_PATH);
    bool found;
    v->path = take_columns(l, l->columns[C_PATH].at, "col", s, &v->columns, &found);
    if (derived == !s.n || (!derived && l->form->tables[v->table].sheet))
        return;
    diag(derived ? D_FORM_PATH_DERIVED : D_FORM_PATH_MISSING, at_column(l, C_PATH), diag_str(v->name));
    l->faults++;
}

/* The table of a variable's line, or NULL after complaining. */
static struct form_table *table_of(struct loader *l)
{
    struct form *f = l->form;
    struct str name = cell(l, C_TABLE);
    for (int i = 0; i < f->n_tables; i++)
        if (str_eq(f->tables[i].name, name))
            return &f->tables[i];
    struct str *names = mem_array((size_t)f->n_tables + 1, sizeof *names);
    for (int i = 0; i < f->n_tables; i++)
        names[i] = f->tables[i].name;
    int near = str_nearest(name, names, f->n_tables);
    unknown(l, at_column(l, C_TABLE), diag_lang() == LANG_ZH ? "表" : "table", name, near < 0 ? STR("") : names[near]);
    mem_free(names);
    return NULL;
}

/* Is the name of a variable good and new in its table? Complains if not. */
static bool name_is_good(struct loader *l, const struct form_table *t, struct str name)
{
    const struct form_var *old = form_var_find(t, name);
    if (!variable_name(name, t->derived)) {
        diag(D_FORM_VAR_NAME, at_column(l, C_VARIABLE), diag_str(name));
        return false;
    }
    if (old)
        diag(D_FORM_TWICE, at_column(l, C_VARIABLE), diag_str(name), diag_num(old->line));
    return !old;
}

static void read_variable(struct loader *l)
{
    struct form_table *t = table_of(l);
    struct str name = cell(l, C_VARIABLE);
    if (l->sheet.n > C_COUNT && sheet_cell(&l->sheet, C_COUNT).n) {
        diag(D_FORM_CELLS, at(l, C_COUNT));
        l->faults++;
    }
    if (!t || !name_is_good(l, t, name)) {
        l->faults += t != NULL;
        return;
    }
    t->vars = mem_grow(t->vars, &t->cap, (size_t)t->n + 1, sizeof *t->vars);
    struct form_var *v = &t->vars[t->n];
    *v = (struct form_var){.name = keep(l, name), .table = (int)(t - l->form->tables), .index = t->n,
                           .line = l->sheet.line};
    intern_add(&t->names, name);
    t->n++;
    v->unit = keep(l, cell(l, C_UNIT));
    v->label[LANG_ZH] = keep(l, cell(l, C_LABEL_ZH));
    v->label[LANG_EN] = keep(l, cell(l, C_LABEL_EN));
    v->note = keep(l, cell(l, C_NOTE));
    read_path(l, v, t->derived);
    read_role(l, v);
    read_type(l, v);
    read_required(l, v);
    read_pattern(l, v);
    read_codes(l, v);
    read_bounds(l, v);
    read_weight(l, v);
    read_sensitivity(l, v);
    read_decimals(l, v);
    read_format(l, v);
}

/* The defaults of #codes and #patterns hold from the header line on. Returns false when the lines below cannot be read
 * because a required column is missing. */
static bool read_header(struct loader *l)
{
    l->header = true;
    memcpy(l->columns, known_columns, sizeof l->columns);
    if (!sheet_header(&l->sheet, l->columns, C_COUNT, false))
        l->faults++;
    if (!l->codes_set)
        l->form->codes_dir = beside(l, STR("../codes"));
    const char *standard = beside(l, STR("../patterns"));
    if (!l->patterns_set && !in_missing(standard))
        load_patterns(l, standard);
    for (int c = 0; c < C_COUNT; c++)
        if (l->columns[c].required && l->columns[c].at < 0)
            l->unreadable = true;
    return !l->unreadable;
}

static bool is_comment(struct str first)
{
    return first.n && first.p[0] == '#' && (first.n == 1 || first.p[1] == ' ' || first.p[1] == '#');
}

/* A directive or header that was saved with commas or spaces between its cells: nothing of such a file can be read. */
static bool lacks_tab(const struct loader *l, struct str first)
{
    return !l->header && !memchr(l->sheet.raw.p, '\t', l->sheet.raw.n) &&
           (memchr(first.p, ',', first.n) || memchr(first.p, ' ', first.n) || memchr(first.p, ';', first.n)) &&
           (first.p[0] == '#' || str_starts(first, STR("table")));
}

static void read_lines(struct loader *l)
{
    long seen[DIRECTIVES] = {0};
    while (sheet_next(&l->sheet)) {
        struct str first = sheet_cell(&l->sheet, 0);
        if (is_comment(first))
            continue;
        if (first.n && lacks_tab(l, first)) {
            diag(D_SHEET_NO_TAB, at(l, 0));
            l->unreadable = true;
            l->faults++;
            return;
        }
        if (first.n && first.p[0] == '#') {
            read_directive(l, seen);
        } else if (!l->header && !str_is(first, "table")) {
            diag(D_FORM_HEADER, at(l, 0), diag_str(first));
            l->faults++;
            return;
        } else if (!l->header) {
            if (!read_header(l))
                return;
        } else {
            read_variable(l);
        }
    }
    l->faults += (int)l->sheet.bad;
}

/* What only the whole form shows. */

static void fill_pair(struct str pair[2], struct str name)
{
    for (int i = 0; i < 2; i++)
        if (!pair[i].n)
            pair[i] = pair[!i].n ? pair[!i] : name;
}

static void missing(struct loader *l, const char *what)
{
    diag(D_FORM_MISSING, loc_file(l->form->file), what);
    l->faults++;
}

/* Finds the period's variable in each table. */
static void find_periods(struct loader *l)
{
    struct form *f = l->form;
    bool found = false;
    for (int i = 0; f->period.n && i < f->n_tables; i++) {
        struct form_table *t = &f->tables[i];
        const struct form_var *v = form_var_find(t, f->period);
        if (v && (v->type == T_PERIOD || v->type == T_DATE))
            t->period = v->index;
        else if (v && !t->derived) {
            diag(D_FORM_PERIOD_TYPE, loc_line(f->file, v->line), diag_str(v->name), vtype_name(v->type));
            l->faults++;
        }
        found |= v != NULL;
    }
    if (f->period.n && !found) {
        diag(D_FORM_PERIOD, loc_line(f->file, l->period_line), diag_str(f->period));
        l->faults++;
    }
}

/* Finds the key variable: a number of the unit's table, the first. */
static void find_size(struct loader *l)
{
    struct form *f = l->form;
    if (!l->size.n || !f->n_tables)
        return;
    const struct form_var *v = form_var_find(&f->tables[0], l->size);
    if (v && vtype_is_numeric(v->type)) {
        f->size = v;
        return;
    }
    if (v) {
        diag(D_FORM_SIZE_TYPE, l->size_at, diag_str(l->size), vtype_name(v->type));
        l->faults++;
    } else {
        unknown(l, l->size_at, diag_words("variable of the first table", "（第一张表的）指标"), l->size,
                form_var_nearest(&f->tables[0], l->size));
    }
}

static void finish(struct loader *l)
{
    struct form *f = l->form;
    if (l->unreadable && !l->header) /* what it lacks would be all that a form must have */
        return;
    if (!f->name.n)
        missing(l, "#form");
    if (!f->version.n)
        missing(l, "#version");
    if (!f->n_tables)
        missing(l, "#table");
    if (!l->header)
        missing(l, diag_lang() == LANG_ZH ? "以 table 开头的表头" : "the header line that starts with \"table\"");
    fill_pair(f->title, f->name);
    for (int i = 0; i < f->n_tables; i++) {
        struct form_table *t = &f->tables[i];
        fill_pair(t->title, t->name);
        for (int k = 0; k < t->n; k++)
            fill_pair(t->vars[k].label, t->vars[k].name);
        if (l->header && !l->unreadable && !t->n) {
            diag(D_FORM_TABLE_EMPTY, loc_line(f->file, t->line), diag_str(t->name));
            l->faults++;
        }
    }
    if (!l->unreadable) {
        l->faults += l->inherit_line ? form_inherit(f, l->inherit_line) : 0;
        find_periods(l);
        find_size(l);
    }
}

/* The installed form whose name is nearest; NULL when none is near. */
static const char *near_form(const char *dir, const char *name, struct arena *a)
{
    struct folder f = {0};
    const char *found = NULL;
    if (folder_is(dir) && folder_list(&f, dir, ".tsv", a) && f.n) {
        struct str *names = arena_array(a, f.n, sizeof *names);
        for (size_t i = 0; i < f.n; i++) {
            const char *base = strrchr(f.files[i], '/');
            base = base ? base + 1 : f.files[i];
            names[i] = (struct str){base, strlen(base) - 4};
        }
        int near = str_nearest(str_of(name), names, (int)f.n);
        found = near < 0 ? NULL : arena_str(a, names[near]).p;
    }
    folder_free(&f);
    return found;
}

const char *form_file(const char *name, struct arena *a)
{
    const char *dir = getenv("EC_DATADIR");
    if (strchr(name, '/') || !in_missing(name))
        return arena_dup(a, name);
    const char *forms = arena_printf(a, "%s/forms", dir && *dir ? dir : EC_DATADIR);
    const char *path = arena_printf(a, "%s/%s.tsv", forms, name);
    if (!in_missing(path))
        return path;
    const char *near = near_form(forms, name, a);
    if (near)
        diag(D_FORM_NOT_FOUND_NEAR, (struct loc){0}, name, path, near);
    else
        diag(D_FORM_NOT_FOUND, (struct loc){0}, name, path);
    return NULL;
}

struct form *form_load(const char *name)
{
    struct loader l = {.form = mem_alloc(sizeof *l.form)};
    l.form->file = form_file(name, &l.form->text);
    l.form->codes_dir = "";
    bool good = l.form->file && sheet_open(&l.sheet, l.form->file);
    if (good) {
        struct sha256 hash;
        sha256_start(&hash);
        sha256_add(&hash, l.sheet.text.p, l.sheet.text.n);
        sha256_hex(&hash, l.form->sha256);
        read_lines(&l);
        finish(&l);
        sheet_close(&l.sheet);
        good = l.faults == 0;
    }
    if (good)
        return l.form;
    form_free(l.form);
    return NULL;
}
