/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/opt.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

enum { MAX_OPTIONS = 128 };
static const struct loc nowhere = {0};

/* All options in one array of pointers: first the tool's own, then the common ones. */
struct all {
    const struct opt *v[MAX_OPTIONS];
    int n;
};

static void collect(const struct opt_program *p, struct all *all)
{
    all->n = 0;
    for (const struct opt *o = p->own; o && o->name; o++)
        all->v[all->n++] = o;
    for (const struct opt *o = p->common; o && o->name; o++)
        all->v[all->n++] = o;
}

void opt_list_add(struct opt_list *l, const char *s)
{
    l->v = mem_grow(l->v, &l->cap, (size_t)l->n + 1, sizeof *l->v);
    l->v[l->n++] = s;
}

/* --- help --- */

/* "-o, --output FILE" */
static void put_names(struct buf *b, const struct opt *o)
{
    if (o->letter)
        buf_printf(b, "-%c, ", o->letter);
    else
        buf_puts(b, "    ");
    buf_printf(b, "--%s", o->name);
    if (o->arg)
        buf_printf(b, " %s", o->arg);
}

static void help_options(const struct opt *list, int lang)
{
    enum { INDENT = 30 };
    for (const struct opt *o = list; o && o->name; o++) {
        struct buf b = {0};
        put_names(&b, o);
        size_t width = utf8_width(buf_slice(&b)) + 2;
        if (width + 1 > INDENT)
            printf("  %s\n%*s", buf_text(&b), INDENT, "");
        else
            printf("  %s%*s", buf_text(&b), (int)(INDENT - width), "");
        for (const char *s = o->help[lang]; *s; s++)
            if (*s == '\n')
                printf("\n%*s", INDENT, "");
            else
                putchar(*s);
        putchar('\n');
        buf_free(&b);
    }
}

static void help_lines(const char *head, const char *lines, const char *prefix)
{
    struct str rest = str_of(lines);
    while (rest.p) {
        struct str line = str_cut(rest, '\n', &rest);
        printf("%s%s%.*s\n", head, prefix, (int)line.n, line.p);
    }
}

void opt_help(const struct opt_program *p, int lang)
{
    static const char *const heads[2][4] = {
        {"Usage:", "Options:", "Common options:", "Examples:"}, {"用法:", "选项:", "通用选项:", "示例:"}};
    char prefix[64];
    snprintf(prefix, sizeof prefix, " %s ", p->name);
    printf("%s: %s\n\n%s\n", p->name, p->purpose[lang], heads[lang][0]);
    help_lines(" ", p->usage, prefix);
    if (p->own && p->own->name) {
        printf("\n%s\n", heads[lang][1]);
        help_options(p->own, lang);
    }
    printf("\n%s\n", heads[lang][2]);
    help_options(p->common, lang);
    if (p->examples) {
        printf("\n%s\n", heads[lang][3]);
        help_lines("  ", p->examples, "");
    }
    static const char *const status[2][2] = {
        {"Exit status: 0 nothing found; 1 findings; 2 the job could not be done.", "退出状态: 0 没有发现问题；1 有；2 任务无法完成。"},
        {"Exit status: 0 nothing at or above --fail-on; 1 findings; 2 the job could not be done.",
         "退出状态: 0 没有达到 --fail-on 的问题；1 有；2 任务无法完成。"}};
    bool levels = false;
    for (const struct opt *o = p->own; o->name; o++)
        levels = levels || strcmp(o->name, "fail-on") == 0;
    printf("\n%s\n", status[levels][lang]);
}

/* --- completions --- */

/* What an option's value may be completed to. */
enum values { VALUES_NONE, VALUES_WORDS, VALUES_FORMS, VALUES_FOLDERS, VALUES_FILES };

static enum values values_of(const struct opt *o)
{
    if (o->kind == OPT_WORD || o->kind == OPT_COMPLETION)
        return VALUES_WORDS;
    if (!o->arg || o->kind == OPT_INT || o->kind == OPT_SIZE)
        return VALUES_NONE;
    if (strcmp(o->arg, "FORM") == 0)
        return VALUES_FORMS;
    if (strcmp(o->arg, "DIR") == 0)
        return VALUES_FOLDERS;
    return strstr(o->arg, "FILE") || strcmp(o->arg, "CHANGES") == 0 ? VALUES_FILES : VALUES_NONE;
}

static const char *const shells[] = {"bash", "zsh", "fish", NULL};

/* The words of an option, separated by blanks. */
static void print_words(const struct opt *o)
{
    const char *const *words = o->kind == OPT_COMPLETION ? shells : o->words;
    for (int i = 0; words[i]; i++)
        printf("%s%s", i ? " " : "", words[i]);
}

/* The first line of the English help as a part of a single-quoted word; characters of special are escaped by a backslash. */
static void print_help_quoted(const struct opt *o, const char *quote, const char *special)
{
    for (const char *p = o->help[0]; *p && *p != '\n'; p++)
        if (*p == '\'')
            fputs(quote, stdout);
        else
            printf(strchr(special, *p) ? "\\%c" : "%c", *p);
}

/* What follows `NAME) ` in the case over the word before. */
static void bash_value(const struct opt_program *p, const struct opt *o)
{
    enum values v = values_of(o);
    if (v == VALUES_NONE) {
        printf("return;;\n");
        return;
    }
    printf("mapfile -t COMPREPLY < <(compgen ");
    if (v == VALUES_WORDS) {
        printf("-W '");
        print_words(o);
        putchar('\'');
    } else if (v == VALUES_FORMS) {
        printf("-f -W \"$(_%s_forms)\"", p->name);
    } else {
        printf(v == VALUES_FOLDERS ? "-d" : "-f");
    }
    printf(" -- \"$cur\"); return;;\n");
}

/* --name=value comes to the function as three words. */
static void complete_bash(const struct opt_program *p, const struct all *all)
{
    printf("_%s_forms() {\n  (cd \"${EC_DATADIR:-%s}/forms\" 2>/dev/null && printf '%%s\\n' *.tsv | sed 's/\\.tsv$//')\n}\n",
           p->name, EC_DATADIR);
    printf("_%s() {\n  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n", p->name);
    puts("  if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi");
    puts("  case $prev in");
    for (int i = 0; i < all->n; i++) {
        const struct opt *o = all->v[i];
        if (!o->arg)
            continue;
        if (o->letter)
            printf("  -%c|--%s) ", o->letter, o->name);
        else
            printf("  --%s) ", o->name);
        bash_value(p, o);
    }
    printf("  esac\n  if [[ $cur == -* ]]; then\n    mapfile -t COMPREPLY < <(compgen -W '");
    for (int i = 0; i < all->n; i++)
        printf("%s--%s", i ? " " : "", all->v[i]->name);
    printf("' -- \"$cur\")\n  else\n    mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n  fi\n}\n");
    printf("complete -o filenames -F _%s %s\n", p->name, p->name);
}

static void zsh_value(const struct opt *o)
{
    enum values v = values_of(o);
    if (!o->arg)
        return;
    printf(":%s:", o->arg);
    if (v == VALUES_WORDS) {
        putchar('(');
        print_words(o);
        putchar(')');
    } else if (v == VALUES_FORMS) {
        printf("{compadd -- ${EC_DATADIR:-%s}/forms/*.tsv(N\\:t\\:r); _files}", EC_DATADIR);
    } else if (v != VALUES_NONE) {
        printf(v == VALUES_FOLDERS ? "_files -/" : "_files");
    }
}

static void complete_zsh(const struct opt_program *p, const struct all *all)
{
    printf("#compdef %s\n_arguments -s -S \\\n", p->name);
    for (int i = 0; i < all->n; i++) {
        const struct opt *o = all->v[i];
        const char *many = o->kind == OPT_LIST ? "*" : "";
        for (int pass = o->letter ? 0 : 1; pass < 2; pass++) {
            if (pass == 0)
                printf("  '%s-%c%s[", many, o->letter, o->arg ? "+" : "");
            else
                printf("  '%s--%s%s[", many, o->name, o->arg ? "=" : "");
            print_help_quoted(o, "'\\''", "[]\\");
            putchar(']');
            zsh_value(o);
            printf("' \\\n");
        }
    }
    printf("  '*:file:_files'\n");
}

static void complete_fish(const struct opt_program *p, const struct all *all)
{
    for (int i = 0; i < all->n; i++) {
        const struct opt *o = all->v[i];
        enum values v = values_of(o);
        printf("complete -c %s -l %s", p->name, o->name);
        if (o->letter)
            printf(" -s %c", o->letter);
        if (o->arg)
            printf(v == VALUES_NONE || v == VALUES_WORDS || v == VALUES_FOLDERS ? " -x" : " -r");
        if (v == VALUES_WORDS) {
            printf(" -a '");
            print_words(o);
            putchar('\'');
        } else if (v == VALUES_FORMS) {
            printf(" -a '(set -q EC_DATADIR; or set -l EC_DATADIR %s; "
                   "string replace -r \".*/(.*)[.]tsv\" \"\\$1\" -- $EC_DATADIR/forms/*.tsv)'", EC_DATADIR);
        } else if (v == VALUES_FOLDERS) {
            printf(" -a '(__fish_complete_directories)'");
        }
        printf(" -d '");
        print_help_quoted(o, "\\'", "\\");
        printf("'\n");
    }
}

static void complete(const struct opt_program *p, const struct all *all, const char *shell)
{
    if (strcmp(shell, "bash") == 0)
        complete_bash(p, all);
    else if (strcmp(shell, "zsh") == 0)
        complete_zsh(p, all);
    else
        complete_fish(p, all);
}

/* --- parsing --- */

static const struct opt *by_letter(const struct all *all, char c)
{
    for (int i = 0; i < all->n; i++)
        if (all->v[i]->letter == c)
            return all->v[i];
    return NULL;
}

/* Tells where an option went. Returns false, with nothing said, when this tool never had it. */
static bool has_moved(const struct opt_program *p, char letter, struct str name)
{
    char given[64];
    for (const struct opt_moved *m = p->moved; m && m->name; m++) {
        if (letter ? letter != m->letter : !str_is(name, m->name))
            continue;
        letter ? snprintf(given, sizeof given, "-%c", letter) : snprintf(given, sizeof given, "--%s", m->name);
        diag(D_OPTION_MOVED, nowhere, given, m->now);
        return true;
    }
    return false;
}

static void unknown(const struct opt_program *p, const struct all *all, struct str name)
{
    if (has_moved(p, 0, name))
        return;
    struct str names[MAX_OPTIONS];
    for (int i = 0; i < all->n; i++)
        names[i] = str_of(all->v[i]->name);
    int near = str_nearest(name, names, all->n);
    struct buf given = {0}, meant = {0};
    buf_printf(&given, "--%.*s", (int)name.n, name.p);
    if (near >= 0) {
        buf_printf(&meant, "--%s", all->v[near]->name);
        diag(D_UNKNOWN_OPTION_NEAR, nowhere, buf_text(&given), buf_text(&meant), p->name);
    } else {
        diag(D_UNKNOWN_OPTION, nowhere, buf_text(&given), p->name);
    }
    buf_free(&given);
    buf_free(&meant);
}

/* The option of a long name or unique prefix; complains and returns NULL otherwise. */
static const struct opt *by_name(const struct opt_program *p, const struct all *all, struct str name)
{
    const struct opt *found = NULL;
    struct buf several = {0};
    for (int i = 0; i < all->n; i++) {
        if (str_is(name, all->v[i]->name)) {
            buf_free(&several);
            return all->v[i];
        }
        if (!str_starts(str_of(all->v[i]->name), name))
            continue;
        buf_printf(&several, "%s--%s", several.n ? " " : "", all->v[i]->name);
        found = all->v[i];
    }
    bool ambiguous = several.n && memchr(several.p, ' ', several.n);
    if (ambiguous)
        diag(D_AMBIGUOUS_OPTION, nowhere, diag_str((struct str){name.p - 2, name.n + 2}), buf_text(&several));
    else if (!found)
        unknown(p, all, name);
    buf_free(&several);
    return ambiguous ? NULL : found;
}

static bool bad_value(const struct opt *o, const char *value, const char *expected)
{
    char name[64];
    snprintf(name, sizeof name, "--%s", o->name);
    diag(D_OPTION_VALUE, nowhere, name, value, expected);
    return false;
}

static bool set_int(const struct opt *o, const char *value)
{
    char *end, range[64];
    errno = 0;
    long v = strtol(value, &end, 10);
    if (end == value || *end || errno || v < o->min || v > o->max) {
        snprintf(range, sizeof range, "%ld..%ld", o->min, o->max);
        return bad_value(o, value, range);
    }
    *(long *)o->to = v;
    return true;
}

static bool set_size(const struct opt *o, const char *value)
{
    char *end;
    errno = 0;
    unsigned long long v = strtoull(value, &end, 10);
    static const char units[] = "KMGT";
    const char *unit = *end ? strchr(units, *end >= 'a' ? *end - 32 : *end) : NULL;
    int shift = unit ? (int)(unit - units + 1) * 10 : 0;
    bool whole = end != value && value[0] != '-' && (*end == '\0' || (unit && end[1] == '\0'));
    if (!whole || errno || v > (UINT64_MAX >> shift))
        return bad_value(o, value, diag_words("bytes, as 500, 64K, 32M or 2G", "字节数，如 500、64K、32M 或 2G"));
    *(uint64_t *)o->to = (uint64_t)v << shift;
    return true;
}

static bool set_word(const struct opt *o, const char *value)
{
    struct buf all = {0};
    for (int i = 0; o->words[i]; i++) {
        if (strcmp(o->words[i], value) == 0) {
            *(int *)o->to = i;
            buf_free(&all);
            return true;
        }
        buf_printf(&all, "%s%s", i ? ", " : "", o->words[i]);
    }
    bad_value(o, value, buf_text(&all));
    buf_free(&all);
    return false;
}

static void show_version(const struct opt_program *p)
{
    printf("%s (ectools) %s\n", p->name, PACKAGE_VERSION);
    if (p->built_with)
        printf("%s\n", p->built_with());
}

static bool set(const struct opt_program *p, const struct all *all, const struct opt *o, const char *value)
{
    switch (o->kind) {
    case OPT_FLAG: *(bool *)o->to = true; return true;
    case OPT_TEXT: *(const char **)o->to = value; return true;
    case OPT_LIST: opt_list_add(o->to, value); return true;
    case OPT_INT: return set_int(o, value);
    case OPT_SIZE: return set_size(o, value);
    case OPT_WORD: return set_word(o, value);
    case OPT_HELP: *(bool *)o->to = true; return true;
    case OPT_VERSION: show_version(p); break;
    case OPT_COMPLETION:
        for (int i = 0; shells[i]; i++)
            if (strcmp(shells[i], value) == 0) {
                complete(p, all, value);
                exit(fflush(stdout) ? 2 : 0);
            }
        return bad_value(o, value, "bash, zsh, fish");
    }
    exit(fflush(stdout) ? 2 : 0);
}

static bool takes_value(const struct opt *o)
{
    return o->arg != NULL;
}

/* --name, --name=value, --name value. *i moves to the last word used. */
static bool parse_long(const struct opt_program *p, const struct all *all, int argc, char **argv, int *i)
{
    struct str value, name = str_cut(str_of(argv[*i] + 2), '=', &value);
    const struct opt *o = by_name(p, all, name);
    if (!o)
        return false;
    if (!takes_value(o)) {
        if (value.p) {
            diag(D_OPTION_NO_ARG, nowhere, diag_str(str_of(argv[*i])));
            return false;
        }
        return set(p, all, o, NULL);
    }
    const char *text = value.p ? value.p : *i + 1 < argc ? argv[++*i] : NULL;
    if (!text) {
        diag(D_OPTION_NEEDS_ARG, nowhere, diag_str(str_of(argv[*i])));
        return false;
    }
    return set(p, all, o, text);
}

/* -a, -ab, -ovalue, -o value. */
static bool parse_short(const struct opt_program *p, const struct all *all, int argc, char **argv, int *i)
{
    for (const char *c = argv[*i] + 1; *c; c++) {
        char given[3] = {'-', *c, '\0'};
        const struct opt *o = by_letter(all, *c);
        if (!o) {
            if (!has_moved(p, *c, STR("")))
                diag(D_UNKNOWN_OPTION, nowhere, given, p->name);
            return false;
        }
        if (!takes_value(o)) {
            if (!set(p, all, o, NULL))
                return false;
            continue;
        }
        const char *text = c[1] ? c + 1 : *i + 1 < argc ? argv[++*i] : NULL;
        if (!text) {
            diag(D_OPTION_NEEDS_ARG, nowhere, given);
            return false;
        }
        return set(p, all, o, text);
    }
    return true;
}

bool opt_parse(const struct opt_program *p, int argc, char **argv, struct opt_list *operands)
{
    struct all all;
    collect(p, &all);
    bool only_operands = false, good = true;
    for (int i = 1; i < argc && good; i++) {
        const char *a = argv[i];
        if (only_operands || a[0] != '-' || a[1] == '\0')
            opt_list_add(operands, a);
        else if (strcmp(a, "--") == 0)
            only_operands = true;
        else if (a[1] == '-')
            good = parse_long(p, &all, argc, argv, &i);
        else
            good = parse_short(p, &all, argc, argv, &i);
    }
    return good;
}
