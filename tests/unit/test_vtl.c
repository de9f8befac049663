/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of vtl/: the tables of words, the tokens of a text. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "vtl/builtin.h"
#include "vtl/lex.h"
#include "vtl/ruleset.h"

START_TEST(keywords_are_sorted_and_found)
{
    for (int k = 1; k < K_KINDS; k++) {
        const char *text = keyword_text((enum keyword)k);
        if (k > 1)
            ck_assert_msg(strcmp(keyword_text((enum keyword)(k - 1)), text) < 0, "%s stands too late", text);
        ck_assert_int_eq((int)keyword_find(str_of(text)), k);
        ck_assert_msg(!name_is_plain(str_of(text)), "%s is reserved", text);
    }
}
END_TEST

START_TEST(what_is_nearly_a_keyword_is_none)
{
    static const char *const names[] = {"", "a", "A", "AND", "And", "an", "andx", "valu", "value", "zzz", "isnul", "x"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        ck_assert_msg(keyword_find(str_of(names[i])) == K_NONE, "%s", names[i]);
}
END_TEST

START_TEST(functions_and_modes_are_keywords)
{
    for (int i = 0; i < BUILTIN_COUNT; i++) {
        const char *name = vtl_builtin(i)->name;
        ck_assert_msg(keyword_find(str_of(name)) != K_NONE, "%s", name);
        ck_assert_int_eq(vtl_builtin_find(str_of(name)), i);
        ck_assert_int_le(vtl_builtin_least(vtl_builtin(i)), vtl_builtin_most(vtl_builtin(i)));
    }
    ck_assert_int_eq(vtl_builtin_find(STR("customPivot")), -1);
    for (int i = 0; i < MODE_KINDS; i++)
        ck_assert_msg(keyword_find(str_of(mode_name((enum hr_mode)i))) != K_NONE, "%s", mode_name((enum hr_mode)i));
}
END_TEST

START_TEST(plain_names)
{
    static const struct {
        const char *name;
        bool plain;
    } names[] = {{"a", true}, {"A9._", true}, {"op_revenue", true}, {"", false}, {"_a", false}, {"9a", false},
        {"a b", false}, {"a-b", false}, {"业", false}, {"rule", false}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        ck_assert_msg(name_is_plain(str_of(names[i].name)) == names[i].plain, "%s", names[i].name);
}
END_TEST

static void deaf(void *to, enum diag_id id, enum diag_level level, struct loc loc, struct str text)
{
    (void)id;
    (void)level;
    (void)loc;
    (void)text;
    ++*(int *)to;
}

/* A text and the kinds of its tokens; faults is the number of complaints. */
START_TEST(texts_become_tokens)
{
    static const struct {
        const char *text;
        int faults;
        enum token_kind kinds[8]; /* up to TK_END */
    } cases[] = {
        {"", 0, {TK_END}},
        {"\xef\xbb\xbf 1", 0, {TK_INTEGER}},
        {"a<-1", 0, {TK_NAME, TK_LARROW, TK_INTEGER}},
        {"a:=b", 0, {TK_NAME, TK_ASSIGN, TK_NAME}},
        {"1.5 1. 1.5.2 1e3 1_0", 0, {TK_NUMBER, TK_NAME, TK_NAME, TK_NAME, TK_NAME}},
        {"_ _a", 1, {TK_OMIT, TK_NAME}},
        {"<><=>=->||", 0, {TK_NE, TK_LE, TK_GE, TK_ARROW, TK_CONCAT}},
        {"'a\nb' \"c\nd\"", 0, {TK_QUOTED, TK_STRING}},
        {"a/*b*/c//d", 0, {TK_NAME, TK_NAME}},
        {"and AND", 0, {TK_KEYWORD, TK_NAME}},
        {"\"open", 1, {TK_END}},
        {"a！＝b", 2, {TK_NAME, TK_NAME, TK_EQ, TK_NAME}},
        {"“a b” > 1", 1, {TK_NAME, TK_GT, TK_INTEGER}},
        {"\xe2\x80\x9copen", 1, {TK_NAME}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena a = {0};
        struct tokens t = {0};
        int heard = 0;
        diag_to(deaf, &heard);
        lex(&t, source_new(&a, "test", str_of(cases[i].text)));
        diag_to(NULL, NULL);
        ck_assert_msg(t.errors == cases[i].faults && heard == t.errors, "%s: %d complaints", cases[i].text, t.errors);
        for (size_t k = 0; k < t.n - 1; k++)
            ck_assert_msg(t.v[k].kind == cases[i].kinds[k], "%s: token %zu is %d", cases[i].text, k + 1, t.v[k].kind);
        mem_free(t.v);
        arena_free(&a);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("vtl");
    TCase *t = tcase_create("vtl");
    suite_add_tcase(s, t);
    tcase_add_test(t, keywords_are_sorted_and_found);
    tcase_add_test(t, what_is_nearly_a_keyword_is_none);
    tcase_add_test(t, functions_and_modes_are_keywords);
    tcase_add_test(t, plain_names);
    tcase_add_test(t, texts_become_tokens);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
