/* SPDX-License-Identifier: Apache-2.0 */
#include "starter/formdiff.h"

#include "base/diag.h"
#include "base/visible.h"

enum { CODES_SHOWN = 10 };

/* Where changes are told. */
struct teller {
    struct buf *b;
    long n;
    struct str table, variable; /* empty: of the form, of the table */
};

static void put(struct buf *b, struct str s)
{
    if (s.n)
        visible_put(b, s);
    else
        buf_puts(b, diag_words("(none)", "（无）"));
}

static void begin(struct teller *t)
{
    t->n++;
    if (t->table.n) {
        put(t->b, t->table);
        if (t->variable.n) {
            buf_char(t->b, '.');
            put(t->b, t->variable);
        }
        buf_puts(t->b, ": ");
    }
}

static void tell(struct teller *t, const char *what, struct str old, struct str new)
{
    if (str_eq(old, new))
        return;
    begin(t);
    buf_puts(t->b, what);
    buf_puts(t->b, ": ");
    put(t->b, old);
    buf_puts(t->b, " -> ");
    put(t->b, new);
    buf_char(t->b, '\n');
}

/* The same of names that end each in LF. */
static void tell_names(struct teller *t, const char *what, struct str old, struct str new)
{
    struct buf lists[2] = {{0}, {0}};
    struct str names[2] = {old, new};
    for (int i = 0; i < 2; i++)
        for (struct str rest = names[i]; rest.n;) {
            struct str one = str_cut(rest, '\n', &rest);
            buf_puts(&lists[i], lists[i].n ? ", " : "");
            buf_str(&lists[i], one);
        }
    tell(t, what, buf_slice(&lists[0]), buf_slice(&lists[1]));
    buf_free(&lists[0]);
    buf_free(&lists[1]);
}

static void tell_one(struct teller *t, const char *what, struct str detail)
{
    begin(t);
    buf_puts(t->b, what);
    if (detail.n) {
        buf_puts(t->b, ": ");
        put(t->b, detail);
    }
    buf_char(t->b, '\n');
}

/* Code lists */

/* The codes of one list that another lacks, in its order. */
static void tell_codes(struct teller *t, const char *what, const struct codelist *of, const struct codelist *in)
{
    struct buf list = {0};
    int n = 0;
    for (int i = 0; i < of->n; i++) {
        const struct code *c = &of->codes[i];
        if (codelist_find(in, c->code) || codelist_find(of, c->code) != c)
            continue;
        if (n < CODES_SHOWN) {
            buf_puts(&list, n ? ", " : "");
            buf_str(&list, c->code);
        }
        n++;
    }
    if (n > CODES_SHOWN)
        buf_printf(&list, diag_words(", and %d more", "，另有 %d 个"), n - CODES_SHOWN);
    if (n)
        tell_one(t, what, buf_slice(&list));
    buf_free(&list);
}

static void compare_codes(struct teller *t, const struct codelist *old, const struct codelist *new)
{
    struct str none = {"", 0};
    tell(t, diag_words("code list", "代码表"), old ? old->name : none, new ? new->name : none);
    if (!old || !new)
        return;
    tell_codes(t, diag_words("codes added", "新增代码"), new, old);
    tell_codes(t, diag_words("codes removed", "删除代码"), old, new);
}

/* Variables */

static struct str required_word(enum form_required r)
{
    static const char *const words[] = {[REQUIRED_NO] = "no", [REQUIRED_SOFT] = "soft", [REQUIRED_YES] = "yes"};
    return str_of(words[r]);
}

static struct str writing_word(enum form_writing w)
{
    static const char *const words[] = {[WRITING_USUAL] = "", [WRITING_EXPONENT] = "exponent", [WRITING_DMY] = "dmy",
                                        [WRITING_MDY] = "mdy"};
    return str_of(words[w]);
}

static struct str sensitivity_word(enum sensitivity s)
{
    static const char *const words[] = {[SENSITIVITY_PUBLIC] = "public", [SENSITIVITY_INTERNAL] = "internal",
                                        [SENSITIVITY_PERSONAL] = "personal"};
    return str_of(words[s]);
}

static struct str decimals_word(const struct form_var *v)
{
    static const char digits[] = "0123456789";
    return v->decimals < 0 ? (struct str){"", 0} : (struct str){digits + v->decimals, 1};
}

/* A label that only repeats the name is none. */
static struct str own_label(const struct form_var *v, int lang)
{
    return str_eq(v->label[lang], v->name) ? (struct str){"", 0} : v->label[lang];
}

static void compare_vars(struct teller *t, const struct form_var *old, const struct form_var *new)
{
    struct str none = {"", 0};
    tell(t, diag_words("path", "路径"), old->path, new->path);
    tell_names(t, diag_words("headers", "表头"), old->columns, new->columns);
    tell(t, diag_words("format", "书写格式"), writing_word(old->writing), writing_word(new->writing));
    tell(t, diag_words("word for true", "真值用词"), old->yes, new->yes);
    tell(t, diag_words("word for false", "假值用词"), old->no, new->no);
    tell(t, diag_words("role", "角色"), str_of(role_name(old->role)), str_of(role_name(new->role)));
    tell(t, diag_words("type", "类型"), str_of(vtype_name(old->type)), str_of(vtype_name(new->type)));
    tell(t, diag_words("unit", "计量单位"), old->unit, new->unit);
    tell(t, diag_words("required", "必填"), required_word(old->required), required_word(new->required));
    tell(t, diag_words("pattern", "模式"), old->pattern ? old->pattern->text : none, new->pattern ? new->pattern->text : none);
    compare_codes(t, old->codes, new->codes);
    tell(t, diag_words("min", "下限"), old->min_text, new->min_text);
    tell(t, diag_words("max", "上限"), old->max_text, new->max_text);
    tell(t, diag_words("Chinese label", "中文名称"), own_label(old, LANG_ZH), own_label(new, LANG_ZH));
    tell(t, diag_words("English label", "英文名称"), own_label(old, LANG_EN), own_label(new, LANG_EN));
    tell(t, diag_words("sensitivity", "敏感度"), sensitivity_word(old->sensitivity), sensitivity_word(new->sensitivity));
    tell(t, diag_words("decimals", "小数位数"), decimals_word(old), decimals_word(new));
}

/* The variable of a path whose name the other table does not have. */
static const struct form_var *renamed(const struct form_table *t, const struct form_table *other, const struct form_var *v)
{
    for (int i = 0; i < t->n && (v->path.n || v->columns.n); i++)
        if (str_eq(t->vars[i].path, v->path) && (v->path.n || str_eq(t->vars[i].columns, v->columns)) &&
            !form_var_find(other, t->vars[i].name))
            return &t->vars[i];
    return NULL;
}

static void compare_tables(struct teller *t, const struct form_table *old, const struct form_table *new)
{
    t->variable.n = 0;
    tell(t, diag_words("record path", "记录路径"), old->path, new->path);
    tell_names(t, diag_words("sheets", "工作表"), old->sheets, new->sheets);
    tell(t, diag_words("Chinese title", "中文标题"), old->title[LANG_ZH], new->title[LANG_ZH]);
    tell(t, diag_words("English title", "英文标题"), old->title[LANG_EN], new->title[LANG_EN]);
    for (int i = 0; i < old->n; i++) {
        const struct form_var *v = &old->vars[i], *same = form_var_find(new, v->name);
        const struct form_var *moved = same ? same : renamed(new, old, v);
        t->variable = v->name;
        if (!moved) {
            tell_one(t, diag_words("variable removed", "删除变量"), v->path);
            continue;
        }
        if (!same)
            tell_one(t, diag_words("renamed to", "更名为"), moved->name);
        compare_vars(t, v, moved);
    }
    for (int i = 0; i < new->n; i++) {
        const struct form_var *v = &new->vars[i];
        t->variable = v->name;
        if (!form_var_find(old, v->name) && !renamed(old, new, v))
            tell_one(t, diag_words("variable added", "新增变量"), v->path);
    }
}

/* Namespaces, by their prefixes. */
static void compare_namespaces(struct teller *t, const struct form *old, const struct form *new, bool back)
{
    for (int i = 0; i < old->n_namespaces; i++) {
        bool there = false;
        for (int k = 0; k < new->n_namespaces; k++)
            there = there || (str_eq(old->namespaces[i].prefix, new->namespaces[k].prefix) &&
                              str_eq(old->namespaces[i].uri, new->namespaces[k].uri));
        if (!there)
            tell_one(t, back ? diag_words("namespace added", "新增命名空间") : diag_words("namespace removed", "删除命名空间"),
                     old->namespaces[i].uri);
    }
}

long formdiff(struct buf *b, const struct form *old, const struct form *new)
{
    struct teller t = {.b = b};
    tell(&t, diag_words("form", "调查表"), old->name, new->name);
    tell(&t, diag_words("version", "版本"), old->version, new->version);
    tell(&t, diag_words("Chinese title", "中文标题"), old->title[LANG_ZH], new->title[LANG_ZH]);
    tell(&t, diag_words("English title", "英文标题"), old->title[LANG_EN], new->title[LANG_EN]);
    tell(&t, diag_words("variable of the period", "报告期变量"), old->period, new->period);
    compare_namespaces(&t, old, new, false);
    compare_namespaces(&t, new, old, true);
    for (int i = 0; i < old->n_tables; i++) {
        const struct form_table *same = form_table_find(new, old->tables[i].name);
        t.table = old->tables[i].name;
        t.variable.n = 0;
        if (same)
            compare_tables(&t, &old->tables[i], same);
        else
            tell_one(&t, diag_words("table removed", "删除表"), old->tables[i].path);
    }
    for (int i = 0; i < new->n_tables; i++) {
        t.table = new->tables[i].name;
        t.variable.n = 0;
        if (!form_table_find(old, t.table))
            tell_one(&t, diag_words("table added", "新增表"), new->tables[i].path);
    }
    return t.n;
}
