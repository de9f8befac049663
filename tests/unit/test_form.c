/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of form/: the dictionary and its loader, code lists, patterns. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "form/form.h"
#include "form/load.h"
#include "form/sensitivity.h"
#include "unit.h"

static struct buf complaints; /* "NAME line:col text\n" each */
static char folder[64];

static void take(void *to, enum diag_id id, enum diag_level level, struct loc loc, struct str text)
{
    (void)to;
    (void)level;
    buf_printf(&complaints, "%s %ld:%ld %.*s\n", diag_name(id), loc.line, loc.col, (int)text.n, text.p);
}

static void setup(void)
{
    diag_start("test", LANG_EN, false, false);
    diag_to(take, NULL);
    buf_reset(&complaints);
    strcpy(folder, "/tmp/ecformXXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void teardown(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
}

static const char *write_file(const char *name, const char *text)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
    return path;
}

static bool complained(const char *what)
{
    return strstr(buf_text(&complaints), what) != NULL;
}

static struct form *shipped(const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/rules/forms/%s.tsv", getenv("EC_SRC") ? getenv("EC_SRC") : ".", name);
    struct form *f = form_load(path);
    ck_assert_msg(f != NULL, "%s: %s", path, buf_text(&complaints));
    return f;
}

START_TEST(census_form_loads)
{
    struct form *f = shipped("st-quarterly");
    ck_assert_uint_eq(complaints.n, 0);
    ck_assert(str_is(f->name, "st-quarterly"));
    ck_assert_int_eq(strlen(f->sha256), 64);
    const struct form_table *t = form_table_need(f, NULL);
    ck_assert(str_is(t->name, "enterprise"));
    const struct form_var *v = form_var_find(t, STR("foreign_share"));
    ck_assert_ptr_nonnull(v);
    ck_assert_int_eq(v->type, T_NUMBER);
    ck_assert(v->has_min && v->has_max);
    ck_assert(v->max.dec.coef == 100);
    ck_assert(str_is(v->unit, "%"));
    ck_assert(str_is(v->pattern->name, "amount"));
    ck_assert_int_eq(t->period, form_var_find(t, STR("period"))->index);
    ck_assert(form_table_find(f, STR("findings"))->derived);
    ck_assert_ptr_null(form_table_need(f, "entreprise"));
    ck_assert(complained("did you mean \"enterprise\""));
    form_free(f);
}
END_TEST

START_TEST(columns_resolve_suffixes)
{
    struct form *f = shipped("st-quarterly");
    const struct form_table *t = form_table_need(f, NULL);
    struct str suffix;
    ck_assert(str_is(form_column(t, STR("gross_output_q_prior"), &suffix)->name, "gross_output_q"));
    ck_assert(str_is(suffix, "_prior"));
    ck_assert(str_is(form_column(t, STR("gross_output"), &suffix)->name, "gross_output"));
    ck_assert_uint_eq(suffix.n, 0);
    ck_assert_ptr_null(form_column(t, STR("gross"), NULL));
    ck_assert_ptr_null(form_column(t, STR("_line"), NULL));
    struct intern names = {0};
    intern_add(&names, STR("_line"));
    intern_add(&names, STR("op_revenue_reg"));
    intern_add(&names, STR("remark"));
    struct schema s = {0};
    form_stream_schema(t, &names, &s);
    ck_assert_int_eq(s.columns[0].type, T_INTEGER);
    ck_assert_int_eq(s.columns[1].type, T_NUMBER);
    ck_assert_int_eq(s.columns[1].role, ROLE_ATTRIBUTE);
    ck_assert_int_eq(s.columns[2].type, T_STRING);
    schema_free(&s);
    intern_free(&names);
    form_free(f);
}
END_TEST

START_TEST(codes_are_judged_at_a_day)
{
    const char *path = write_file("c.tsv", "code\tlabel_zh\tvalid_from\tvalid_to\n"
                                           "01\t甲\t\t2024-12-31\n02\t乙\t\t\n01\t丙\t2026-01-01\t\n");
    struct codelist *l = codelist_load(STR("c"), path);
    ck_assert_ptr_nonnull(l);
    struct date d24, d25, d26;
    date_parse(&d24, STR("2024-12-31"));
    date_parse(&d25, STR("2025-06-30"));
    date_parse(&d26, STR("2026-01-01"));
    const struct code *at;
    ck_assert_int_eq(codelist_at(l, STR("01"), d24, &at), CODE_VALID);
    ck_assert(str_is(at->label[LANG_ZH], "甲"));
    ck_assert_int_eq(codelist_at(l, STR("01"), d25, &at), CODE_EXPIRED);
    ck_assert_int_eq(codelist_at(l, STR("01"), d26, &at), CODE_VALID);
    ck_assert(str_is(at->label[LANG_ZH], "丙"));
    ck_assert_int_eq(codelist_at(l, STR("1"), d26, NULL), CODE_UNKNOWN);
    ck_assert_int_eq(codelist_at(l, STR("02"), d25, NULL), CODE_VALID);
    codelist_free(l);
}
END_TEST

/* The amendment of 2019-03-29 gave 9231 and 9232 another meaning and made 9233. */
START_TEST(shipped_classes_follow_their_amendment)
{
    struct form *f = shipped("st-quarterly");
    const struct codelist *l = form_codelist(f, STR("class4_national"));
    const struct code *at;
    struct date before, after;
    date_parse(&before, STR("2018-12-31"));
    date_parse(&after, STR("2019-03-31"));
    ck_assert_ptr_nonnull(l);
    ck_assert_int_eq(codelist_at(l, STR("9231"), before, &at), CODE_VALID);
    ck_assert(str_is(at->label[LANG_ZH], "人民法院"));
    ck_assert_int_eq(codelist_at(l, STR("9231"), after, &at), CODE_VALID);
    ck_assert(str_is(at->label[LANG_ZH], "监察委员会"));
    ck_assert_int_eq(codelist_at(l, STR("9233"), before, NULL), CODE_EXPIRED);
    ck_assert_int_eq(codelist_at(l, STR("9233"), after, NULL), CODE_VALID);
    ck_assert_int_eq(codelist_at(l, STR("3965"), after, NULL), CODE_UNKNOWN);
    form_free(f);
}
END_TEST

START_TEST(bad_code_lists_are_refused)
{
    ck_assert_ptr_null(codelist_load(STR("c"), write_file("a.tsv", "code\tvalid_from\tvalid_to\n"
                                                                   "01\t2024-13-01\t\n02\t2025-01-02\t2025-01-01\n"
                                                                   "\tx\n03\t\t\n03\t2020-01-01\t\n")));
    ck_assert(complained("D_CODES_DATE 2:4"));
    ck_assert(complained("D_CODES_ORDER 3:"));
    ck_assert(complained("D_CODES_EMPTY 4:"));
    ck_assert_ptr_null(codelist_load(STR("c"), write_file("b.tsv", "code\tvalid_from\n03\t\n03\t2020-01-01\n")));
    ck_assert(complained("D_CODES_OVERLAP 3:"));
    ck_assert_ptr_null(codelist_load(STR("c"), write_file("e.tsv", "")));
    ck_assert(complained("D_SHEET_EMPTY"));
    ck_assert_ptr_null(codelist_load(STR("c"), write_file("u.tsv", "code\nab\xff\n")));
    ck_assert(complained("D_SHEET_FAULT 2:"));
}
END_TEST

START_TEST(patterns_keep_and_try_examples)
{
    struct patterns p = {0};
    ck_assert(patterns_load(&p, write_file("a.re", "# c\nab = a|ab\n+ ab\n- abc\n- x\\u0041\ntab = \\t\n+ \\t\n")));
    ck_assert_int_eq(p.n, 2);
    ck_assert(str_is(p.list[0]->examples[2].text, "xA"));
    ck_assert_int_eq(pattern_try_examples(p.list[0]), 0);
    ck_assert_int_eq(pattern_try_examples(p.list[1]), 0);
    ck_assert(str_is(patterns_nearest(&p, STR("tba")), "tab"));
    patterns_free(&p);
    ck_assert(patterns_load(&p, write_file("b.re", "d = [0-9]+\n+ x\n- 1\n")));
    ck_assert_int_eq(pattern_try_examples(p.list[0]), 2);
    ck_assert(complained("D_PATTERN_NO_MATCH 2:"));
    ck_assert(complained("D_PATTERN_MATCH 3:"));
    patterns_free(&p);
    ck_assert(!patterns_load(&p, write_file("c.re", "+ early\nbad = (\n+ skipped\nnonsense\nx = a\nx = b\n+ \\q\n")));
    ck_assert(complained("D_PATTERN_EXAMPLE 1:"));
    ck_assert(complained("D_PATTERN_BAD 2:8"));
    ck_assert(complained("D_PATTERN_LINE 4:"));
    ck_assert(complained("D_PATTERN_TWICE 6:"));
    patterns_free(&p);
}
END_TEST

START_TEST(shipped_patterns_do_as_their_examples)
{
    struct form *f = shipped("st-quarterly");
    for (int i = 0; i < f->patterns.n; i++)
        ck_assert_msg(pattern_try_examples(f->patterns.list[i]) == 0, "%s", buf_text(&complaints));
    form_free(f);
}
END_TEST

/* A form of one table; %s is its variables. */
static struct form *load_text(const char *directives, const char *variables)
{
    char text[4096];
    const char *end = directives[strlen(directives) - 1] == '\n' ? "" : "\n";
    snprintf(text, sizeof text, "%s%stable\tvariable\tpath\trole\ttype\trequired\tcodes\tmin\tmax\tweight\tpattern\t"
                                "sensitivity\tdecimals\n%s",
             directives, end, variables);
    return form_load(write_file("form.tsv", text));
}

#define HEAD "#form\tf\n#version\t1\n#table\tt\t/r\n"

START_TEST(sensitivity_is_internal_unless_told)
{
    struct form *f = load_text(HEAD, "t\ta\ta\tmeasure\tstring\nt\tb\tb\tmeasure\tstring\t\t\t\t\t\t\tpersonal\n"
                                     "t\tc\tc\tmeasure\tstring\t\t\t\t\t\t\tpublic\n");
    ck_assert_ptr_nonnull(f);
    const struct form_var *v = f->tables[0].vars;
    ck_assert(v[0].sensitivity == SENSITIVITY_INTERNAL && !v[0].sensitivity_told);
    ck_assert(v[1].sensitivity == SENSITIVITY_PERSONAL && v[1].sensitivity_told);
    ck_assert(v[2].sensitivity == SENSITIVITY_PUBLIC);
    ck_assert(sensitivity_personal(&f->tables[0], STR("b_prior")) && !sensitivity_personal(&f->tables[0], STR("c")));
    form_free(f);
}
END_TEST

START_TEST(decimals_are_what_the_form_says)
{
    struct form *f = load_text(HEAD, "t\ta\ta\tmeasure\tnumber\nt\tb\tb\tmeasure\tnumber\t\t\t\t\t\t\t\t2\n"
                                     "t\tc\tc\tmeasure\tinteger\t\t\t\t\t\t\t\t0\n");
    ck_assert_ptr_nonnull(f);
    const struct form_var *v = f->tables[0].vars;
    ck_assert(v[0].decimals == -1 && v[1].decimals == 2 && v[2].decimals == 0);
    form_free(f);
}
END_TEST

START_TEST(size_names_the_key_variable)
{
    struct form *f = load_text(HEAD "#size\tb", "t\ta\ta\tidentifier\tstring\nt\tb\tb\tmeasure\tinteger\n");
    ck_assert_ptr_nonnull(f);
    ck_assert(f->size == &f->tables[0].vars[1]);
    form_free(f);
    f = load_text(HEAD, "t\ta\ta\tmeasure\tnumber\n");
    ck_assert(f && !f->size);
    form_free(f);
    f = shipped("st-quarterly");
    ck_assert(f->size && str_is(f->size->name, "gross_output"));
    form_free(f);
}
END_TEST

START_TEST(bad_forms_are_refused_with_their_place)
{
    static const struct {
        const char *directives, *variables, *complaint;
    } cases[] = {
        {HEAD, "t\tx\tx\tmesure\tnumber\n", "D_FORM_UNKNOWN_NEAR 5:7 unknown role \"mesure\"; did you mean \"measure\""},
        {HEAD, "t\tx\tx\tmeasure\tnumbr\n", "5:15 unknown type \"numbr\"; did you mean \"number\""},
        {HEAD, "t\tx\tx\tmeasure\ttime\n", "D_FORM_UNKNOWN"},
        {HEAD, "u\tx\tx\tmeasure\tnumber\n", "unknown table \"u\""},
        {HEAD, "t\t1x\tx\tmeasure\tnumber\n", "D_FORM_VAR_NAME 5:3"},
        {HEAD, "t\tx\tx\tmeasure\tnumber\nt\tx\ty\tmeasure\tnumber\n", "D_FORM_TWICE 6:3 \"x\" was already given in line 5"},
        {HEAD, "t\tx\t\tmeasure\tnumber\n", "D_FORM_PATH_MISSING 5:"},
        {HEAD, "t\tx\tx\tmeasure\tnumber\tja\n", "value of required \"ja\""},
        {HEAD, "t\tx\tx\tmeasure\tnumber\t\tlist\n", "D_FORM_CODES_TYPE"},
        {HEAD, "t\tx\tx\tmeasure\tstring\t\tlist\n", "D_FORM_NO_CODES"},
        {HEAD, "t\tx\tx\tmeasure\tnumber\t\t\t1,5\n", "D_FORM_BOUND 5:24"},
        {HEAD, "t\tx\tx\tmeasure\tstring\t\t\t1\n", "D_FORM_BOUND_TYPE"},
        {HEAD, "t\tx\tx\tmeasure\tinteger\t\t\t5\t4\n", "D_FORM_BOUNDS"},
        {HEAD, "t\tx\tx\tmeasure\tinteger\t\t\t\t\t0\n", "D_FORM_WEIGHT"},
        {HEAD, "t\tx\tx\tmeasure\tstring\t\t\t\t\t\tnix\n", "unknown pattern \"nix\""},
        {HEAD, "t\tx\tx\tmeasure\tstring\t\t\t\t\t\t\tpersonel\n",
         "D_FORM_UNKNOWN_NEAR 5:28 unknown value of sensitivity \"personel\"; did you mean \"personal\""},
        {HEAD, "t\tx\tx\tmeasure\tnumber\t\t\t\t\t\t\t\t-1\n", "D_FORM_DECIMALS 5:29 decimals \"-1\""},
        {HEAD, "t\tx\tx\tmeasure\tinteger\t\t\t\t\t\t\t\t1\n", "D_FORM_DECIMALS"},
        {HEAD, "t\tx\tx\tmeasure\tstring\t\t\t\t\t\t\t\t0\n", "D_FORM_DECIMALS"},
        {"#form\tf\n#version\t1\n#tabel\tt\t/r\n#table\tt\t/r", "t\tx\tx\tmeasure\tstring\n", "did you mean \"#table\""},
        {"#version\t1\n#table\tt\t/r", "t\tx\tx\tmeasure\tstring\n", "lacks #form"},
        {"#form\tf\n#table\tt\t/r", "t\tx\tx\tmeasure\tstring\n", "lacks #version"},
        {"#form\tf\n#form\tg\n#version\t1\n#table\tt\t/r", "t\tx\tx\tmeasure\tstring\n", "D_FORM_TWICE 2:"},
        {"#form\tf\n#version\n#table\tt\t/r", "t\tx\tx\tmeasure\tstring\n", "D_FORM_ARGUMENTS 2:"},
        {HEAD "#table\tu\t/s", "t\tx\tx\tmeasure\tstring\n", "D_FORM_TABLE_EMPTY"},
        {HEAD "#period\tp", "t\tx\tx\tmeasure\tstring\n", "D_FORM_PERIOD 4:"},
        {HEAD "#period\tx", "t\tx\tx\tmeasure\tstring\n", "D_FORM_PERIOD_TYPE"},
        {HEAD "#size\tcost", "t\tcosts\tx\tmeasure\tnumber\n",
         "D_FORM_UNKNOWN_NEAR 4:7 unknown variable of the first table \"cost\"; did you mean \"costs\""},
        {HEAD "#size\tx", "t\tx\tx\tmeasure\tstring\n", "D_FORM_SIZE_TYPE 4:7 \"x\" is the key variable"},
        {HEAD "#table\tu\t/s\n#size\ty", "t\tx\tx\tmeasure\tnumber\nu\ty\ty\tmeasure\tnumber\n",
         "D_FORM_UNKNOWN 5:7 unknown variable of the first table \"y\""},
        {HEAD "#size\tx\n#size\tx", "t\tx\tx\tmeasure\tnumber\n", "D_FORM_TWICE 5:"},
        {HEAD, "t\tx\tx\tmeasure\tstring\n#table\tlate\t/q\n", "D_FORM_LATE"},
        {HEAD "nonsense\n", "", "D_FORM_HEADER 4:1"},
        {HEAD "table\tvariable\tpath\trole\ttyp\n", "", "D_SHEET_UNKNOWN_NEAR 4:26"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        buf_reset(&complaints);
        ck_assert_ptr_null(load_text(cases[i].directives, cases[i].variables));
        ck_assert_msg(complained(cases[i].complaint), "case %zu: %s", i, buf_text(&complaints));
    }
}
END_TEST

START_TEST(spreadsheet_manners_are_accepted)
{
    struct form *f = form_load(write_file("s.tsv", "\xef\xbb\xbf#form\tf\t\t\r\n#version\t1\r\n\r\n# note\r\n#table\tt\t/r\t\r\n"
                                                   "table\tvariable\tpath\trole\ttype\tunit\t\r\n"
                                                   "t\tx\t\"a[b='c, \"\"d\"\"']\"\tmeasure\tnumber\t %  \r\n"));
    ck_assert_msg(f != NULL, "%s", buf_text(&complaints));
    ck_assert(str_is(f->tables[0].vars[0].path, "a[b='c, \"d\"']"));
    ck_assert(str_is(f->tables[0].vars[0].unit, "%"));
    ck_assert(str_is(f->tables[0].vars[0].label[LANG_ZH], "x"));
    form_free(f);
    ck_assert_ptr_null(form_load(write_file("q.tsv", "#form\t\"f\n")));
    ck_assert(complained("D_SHEET_QUOTE 1:7"));
}
END_TEST

START_TEST(several_faults_are_found_in_one_run)
{
    ck_assert_ptr_null(load_text(HEAD, "t\tx\tx\tmesure\tnumbr\nt\ty\ty\tmeasure\tnumber\tja\n"));
    ck_assert(complained("mesure") && complained("numbr") && complained("ja"));
}
END_TEST

START_TEST(forms_are_found_by_name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/forms", folder);
    mkdir(path, 0777);
    write_file("forms/shop.tsv", HEAD "table\tvariable\tpath\trole\ttype\nt\tx\tx\tmeasure\tnumber\n");
    setenv("EC_DATADIR", folder, 1);
    struct form *f = form_load("shop");
    ck_assert_msg(f != NULL, "%s", buf_text(&complaints));
    form_free(f);
    ck_assert_ptr_null(form_load("shoop"));
    ck_assert(complained("D_FORM_NOT_FOUND"));
    ck_assert_ptr_null(form_load("./shoop"));
    ck_assert(complained("D_CANNOT_OPEN"));
    unsetenv("EC_DATADIR");
}
END_TEST

int main(void)
{
    Suite *s = suite_create("form");
    TCase *c = tcase_create("form");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, census_form_loads);
    tcase_add_test(c, columns_resolve_suffixes);
    tcase_add_test(c, codes_are_judged_at_a_day);
    tcase_add_test(c, shipped_classes_follow_their_amendment);
    tcase_add_test(c, bad_code_lists_are_refused);
    tcase_add_test(c, patterns_keep_and_try_examples);
    tcase_add_test(c, shipped_patterns_do_as_their_examples);
    tcase_add_test(c, sensitivity_is_internal_unless_told);
    tcase_add_test(c, decimals_are_what_the_form_says);
    tcase_add_test(c, size_names_the_key_variable);
    tcase_add_test(c, bad_forms_are_refused_with_their_place);
    tcase_add_test(c, spreadsheet_manners_are_accepted);
    tcase_add_test(c, several_faults_are_found_in_one_run);
    tcase_add_test(c, forms_are_found_by_name);
    suite_add_tcase(s, c);
    return unit_run(s);
}
