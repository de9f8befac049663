/* SPDX-License-Identifier: Apache-2.0 */
/* eclint: looks at forms, patterns, code lists, messages and rules without any data. */
#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "cli/findopt.h"
#include "cli/rulefiles.h"
#include "cli/tool.h"
#include "form/load.h"
#include "io/in.h"
#include "io/out.h"
#include "lint/catalogue.h"
#include "lint/lint.h"
#include "lint/targets.h"
#include "vtl/format.h"

static const char *form_path, *messages_path;
static struct findopt findopt = FINDOPT_DEFAULT;
static bool fmt, catalogue;

static const struct opt options[] = {
    OPT_FORM(&form_path),
    {0, "messages", OPT_TEXT, &messages_path, "DIR",
     {"message catalogues (default: the folder messages beside the rule files)", "消息目录（默认：规则文件旁的 messages）"}, NULL, 0, 0},
    {0, "fmt", OPT_FLAG, &fmt, NULL,
     {"print the rule files in the canonical layout instead", "改为按规范格式输出规则文件"}, NULL, 0, 0},
    {0, "catalogue", OPT_FLAG, &catalogue, NULL,
     {"print a table of the rules with formula, level, messages and source instead", "改为输出规则目录：公式、级别、消息和来源"}, NULL, 0, 0},
    OPT_FINDINGS(&findopt),
    OPT_END,
};

static const struct opt_program program = {
    .name = "eclint",
    .purpose = {"look for faults in forms, code lists, patterns, messages and rules", "检查调查表、代码表、模式、消息和规则中的问题"},
    .usage = "[-f FORM] [-F FINDINGS]... [--fail-on LEVEL] FILE|DIR...\n--fmt [-o OUT] FILE...\n"
             "--catalogue [-f FORM] [-o OUT] FILE|DIR...",
    .examples = "eclint -f st-quarterly rules\neclint --fmt rules/finance.vtl\n"
                "eclint --catalogue -f st-quarterly -o catalogue.tsv rules",
    .own = options,
    .common = tool_common,
};

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
    for (; n < 63 && name[n]; n++)
        buffer[n] = name[n] == '_' ? '-' : name[n];
    return (struct str){buffer, n};
}

static bool is_trouble(enum diag_id id)
{
    return id == D_CANNOT_OPEN || id == D_CANNOT_READ || id == D_IS_DIRECTORY || id == D_INPUT_IS_OUTPUT ||
           id == D_FORM_NOT_FOUND || id == D_FORM_NOT_FOUND_NEAR || id == D_LINT_KIND;
}

static void take(void *to, enum diag_id id, enum diag_level level, struct loc loc, struct str text)
{
    struct sink *s = to;
    char buffer[64];
    /* That findings cannot be written is no finding: it would go where nothing can be written. */
    if (id == D_CANNOT_WRITE) {
        diag_print(level, loc, text);
        return;
    }
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

/* Looking */

static void lint_regex_files(const struct opt_list *l, struct intern *seen)
{
    for (int i = 0; i < l->n; i++) {
        struct patterns p = {0};
        patterns_load(&p, l->v[i]);
        lint_patterns(&p, seen);
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

static void lint_forms(const struct opt_list *l, struct intern *seen)
{
    for (int i = 0; i < l->n; i++) {
        struct form *f = form_load(l->v[i]);
        if (f)
            lint_form(f, seen);
        form_free(f);
    }
}

static void lint_all(struct targets *t)
{
    struct form *form = form_path ? form_load(form_path) : NULL;
    struct intern seen = {0}; /* patterns */
    lint_regex_files(&t->patterns, &seen);
    lint_codes(&t->codes);
    lint_forms(&t->forms, &seen);
    if (form && !t->forms.n)
        lint_form(form, &seen);
    intern_free(&seen);
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
    tool_summary(true, diag_words("%llu errors, %llu warnings, %llu notes", "错误 %llu，警告 %llu，提示 %llu"),
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
    for (int i = 0; i < operands->n; i++)
        targets_add(&t, operands->v[i]);
    lint_all(&t);
    diag_to(NULL, NULL);
    diag_uncount();
    print_summary(s.findings);
    tool_raise(findopt_status(&findopt, s.findings));
    if (s.trouble)
        tool_raise(2);
    findings_close(s.findings, true);
    targets_free(&t);
}

static void write_out(const struct buf *b)
{
    struct out *o = out_open(tool_options.output);
    out_write(o, b->p, b->n);
    out_close(o, true);
}

/* Canonical layout */

static bool format_file(const char *path, struct buf *to)
{
    struct buf text = {0};
    struct rules *r = rules_new_datasets(); /* rule files are a part of these programs */
    bool good = in_slurp(path, RULEFILE_BYTES, &text) && rules_load(r, path, buf_slice(&text));
    int kept = good ? format_statements(to, r, 0) : 0;
    if (kept)
        diag(D_LINT_COMMENTS, loc_file(path), diag_num(kept));
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
    if (good)
        write_out(&b);
    buf_free(&b);
}

/* Catalogue */

static void print_catalogue(const struct opt_list *operands)
{
    struct targets t = {0};
    for (int i = 0; i < operands->n; i++)
        targets_add(&t, operands->v[i]);
    struct form *form = form_path ? form_load(form_path) : NULL;
    struct rulefiles r;
    struct buf b = {0};
    if (rulefiles_load(&r, &t.rules, messages_path) && (form || !form_path)) {
        catalogue_put(&b, &(struct lint_rules){r.rules, &r.messages, form});
        write_out(&b);
    }
    buf_free(&b);
    rulefiles_free(&r);
    form_free(form);
    targets_free(&t);
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    tool_start(&program, argc, argv, &operands);
    if (!operands.n && !(form_path && !fmt))
        tool_usage(diag_words("name a file or a folder", "请给出文件或文件夹"));
    if (!findopt.files.n && findopt.format != FINDINGS_AUTO && findopt.format != FINDINGS_TEXT)
        tool_usage(diag_words("--format needs -F FILE (-F - is standard output)",
                              "--format 须与 -F FILE 同用（-F - 表示标准输出）"));
    if (fmt)
        format(&operands);
    else if (catalogue)
        print_catalogue(&operands);
    else
        look(&operands);
    mem_free(operands.v);
    return tool_finish();
}
