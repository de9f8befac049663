/* eclint: looks at forms, patterns, code lists, messages and rules without any data. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "cli/findopt.h"
#include "cli/rulefiles.h"
#include "cli/tool.h"
#include "edit/lint.h"
#include "form/folder.h"
#include "form/load.h"
#include "form/sheet.h"
#include "io/in.h"
#include "io/out.h"
#include "vtl/print.h"

static const char *form_path, *messages_path;
static struct findopt findopt = FINDOPT_DEFAULT;
static bool fmt;

static const struct opt options[] = {
    OPT_FORM(&form_path),
    {0, "messages", OPT_TEXT, &messages_path, "DIR",
     {"message catalogues (default: the folder messages beside the rule files)", "消息目录（默认：规则文件旁的 messages）"}, NULL, 0, 0},
    {0, "fmt", OPT_FLAG, &fmt, NULL,
     {"print the rule files in the canonical layout instead", "改为按规范格式输出规则文件"}, NULL, 0, 0},
    OPT_FINDINGS(&findopt),
    OPT_END,
};

static const struct opt_program program = {
    .name = "eclint",
    .purpose = {"look for faults in forms, code lists, patterns, messages and rules", "检查调查表、代码表、模式、消息和规则中的问题"},
    .usage = "[-f FORM] [-F FINDINGS]... [--fail-on LEVEL] FILE|DIR...\n--fmt [-o OUT] FILE...",
    .examples = "eclint -f st-quarterly rules\neclint --fmt rules/finance.vtl",
    .own = options,
    .common = tool_common,
};

/* What is to be looked at, by kind. */
struct targets {
    struct opt_list rules, patterns, codes, messages, forms;
    struct arena text;
    int trouble; /* what could not be read at all */
};

enum { DEPTH_MAX = 16 };

/* Every complaint is a finding about a file, but for files that could not be read. */
struct sink {
    struct findings *findings;
    int trouble;
};

static enum level level_of(enum diag_level l)
{
    return l == DIAG_ERROR ? LEVEL_HARD : l == DIAG_WARNING ? LEVEL_SOFT : LEVEL_INFO;
}

/* The id of a finding: D_LINT_NEVER_FAILS is LINT-NEVER-FAILS. */
static struct str id_of(enum diag_id id, char buffer[64])
{
    const char *name = diag_name(id) + 2;
    size_t n = 0;
    for (; name[n] && n < 63; n++)
        buffer[n] = name[n] == '_' ? '-' : name[n];
    return (struct str){buffer, n};
}

static bool is_trouble(enum diag_id id)
{
    return id == D_CANNOT_OPEN || id == D_CANNOT_READ || id == D_IS_DIRECTORY || id == D_INPUT_IS_OUTPUT ||
           id == D_FORM_NOT_FOUND || id == D_LINT_KIND;
}

static void take(void *to, enum diag_id id, enum diag_level level, struct loc loc, struct str text)
{
    struct sink *s = to;
    char buffer[64];
    if (is_trouble(id))
        s->trouble++;
    struct finding x = {.level = level_of(level), .rule = id_of(id, buffer), .line = loc.line, .col = loc.col};
    if (loc.file)
        x.file = str_of(loc.file);
    x.message[diag_lang()] = text;
    findings_add(s->findings, &x);
    bool wanted = level == DIAG_ERROR || !tool_options.quiet;
    if (is_trouble(id) || (!findopt.files.n && wanted))
        diag_print(level, loc, text);
}

/* Sorting what is named into kinds */

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
        diag(D_CANNOT_OPEN, loc_file(path), strerror(errno));
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

/* Looking */

static void lint_patterns(const struct opt_list *l)
{
    for (int i = 0; i < l->n; i++) {
        struct patterns p = {0};
        patterns_load(&p, l->v[i]);
        for (int k = 0; k < p.n; k++)
            pattern_try_examples(p.list[k]);
        patterns_free(&p);
    }
}

static void lint_codes(const struct opt_list *l)
{
    for (int i = 0; i < l->n; i++)
        codelist_free(codelist_load(STR("list"), l->v[i]));
}

/* Catalogues that stand beside no rule file: only whether they can be read. */
static void lint_catalogues(const struct opt_list *l)
{
    struct messages m = {0};
    for (int i = 0; i < l->n; i++)
        messages_load(&m, l->v[i]);
    messages_free(&m);
}

static void lint_forms(const struct opt_list *l)
{
    for (int i = 0; i < l->n; i++) {
        struct form *f = form_load(l->v[i]);
        if (f)
            lint_form(f);
        form_free(f);
    }
}

static void lint_all(struct targets *t)
{
    struct form *form = form_path ? form_load(form_path) : NULL;
    lint_patterns(&t->patterns);
    lint_codes(&t->codes);
    lint_forms(&t->forms);
    if (form && !t->forms.n)
        lint_form(form);
    if (!t->rules.n) {
        lint_catalogues(&t->messages);
    } else {
        struct rulefiles r;
        bool good = rulefiles_load(&r, &t->rules, messages_path);
        struct lint_rules l = {r.rules, &r.messages, form};
        if (good && (form || !form_path))
            lint_rules(&l);
        else if (form)
            lint_types(&l);
        rulefiles_free(&r);
    }
    form_free(form);
}

static void print_summary(const struct findings *f)
{
    bool zh = diag_lang() == LANG_ZH;
    tool_summary(true, zh ? "错误 %llu，警告 %llu，提示 %llu" : "%llu errors, %llu warnings, %llu notes",
                 (unsigned long long)findings_count(f, LEVEL_HARD, RESULT_FAILED),
                 (unsigned long long)findings_count(f, LEVEL_SOFT, RESULT_FAILED),
                 (unsigned long long)findings_count(f, LEVEL_INFO, RESULT_FAILED));
}

static void look(const struct opt_list *operands)
{
    struct targets t = {0};
    struct sink s = {.findings = findings_new((uint64_t)findopt.max)};
    for (int i = 0; i < findopt.files.n; i++)
        findings_to_file(s.findings, findopt.files.v[i], (enum finding_format)findopt.format);
    diag_to(take, &s);
    for (int i = 0; i < operands->n; i++) {
        if (folder_is(operands->v[i]))
            add_folder(&t, operands->v[i], 0);
        else
            add_file(&t, operands->v[i], true);
    }
    lint_all(&t);
    diag_to(NULL, NULL);
    diag_uncount();
    print_summary(s.findings);
    tool_raise(findopt_status(&findopt, s.findings));
    if (s.trouble)
        tool_raise(2);
    findings_close(s.findings, true);
    mem_free(t.rules.v);
    mem_free(t.patterns.v);
    mem_free(t.codes.v);
    mem_free(t.messages.v);
    mem_free(t.forms.v);
    arena_free(&t.text);
}

/* Canonical layout */

/* Is there a comment outside strings and quoted names? */
static bool has_comment(struct str s)
{
    char quote = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '/' && i + 1 < s.n && (s.p[i + 1] == '/' || s.p[i + 1] == '*'))
            return true;
    }
    return false;
}

static bool format_file(const char *path, struct buf *to)
{
    struct buf text = {0};
    struct rules *r = rules_new();
    bool good = in_slurp(path, 256u << 20, &text) && rules_load(r, path, buf_slice(&text));
    if (good && has_comment(buf_slice(&text)))
        diag(D_LINT_COMMENTS, loc_file(path));
    for (int i = 0; good && i < rules_statements(r); i++) {
        buf_puts(to, i ? "\n" : "");
        print_statement(to, rules_statement(r, i));
    }
    rules_free(r);
    buf_free(&text);
    return good;
}

static void format(const struct opt_list *operands)
{
    struct buf b = {0};
    bool good = true;
    for (int i = 0; i < operands->n; i++)
        good &= format_file(operands->v[i], &b);
    if (good) {
        struct out *o = out_open(tool_options.output);
        out_write(o, b.p, b.n);
        out_close(o, true);
    }
    buf_free(&b);
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    tool_start(&program, argc, argv, &operands);
    if (!operands.n && !(form_path && !fmt))
        tool_usage(diag_lang() == LANG_ZH ? "请给出文件或文件夹" : "name a file or a folder");
    if (!findopt.files.n && findopt.format != FINDINGS_AUTO && findopt.format != FINDINGS_TEXT)
        tool_usage("--format needs -F FILE (-F - is standard output)");
    if (fmt)
        format(&operands);
    else
        look(&operands);
    mem_free(operands.v);
    return tool_finish();
}
