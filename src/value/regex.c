/* SPDX-License-Identifier: Apache-2.0 */
#include "value/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/machine.h"
#include "base/mem.h"
#include "value/automaton.h"

/* A pattern that needs more is wrong for checking a cell; a million steps are some milliseconds. */
enum { MATCH_LIMIT = 1000000, DEPTH_LIMIT = 10000, HEAP_LIMIT_KIB = 16 * 1024, STACK_FIRST = 32 * 1024,
       STACK_MOST = 1024 * 1024 };

struct regex_scratch {
    pcre2_match_data *data;
    pcre2_match_context *limits;
    pcre2_jit_stack *stack;
};

struct regex {
    struct automaton *plain; /* the pattern as a table, or NULL */
    uint32_t digits;         /* for regex_digits */
    pcre2_code *code;
    int jit;
    struct regex_scratch *scratch;
};

/* PCRE2 allocates by base/mem, so that no memory inside it is no fault of a pattern nor of a text. */
static void *allocate(PCRE2_SIZE n, void *none)
{
    (void)none;
    return mem_raw(n);
}

static void release(void *p, void *none)
{
    (void)none;
    mem_free(p);
}

struct regex_scratch *regex_scratch_new(void)
{
    struct regex_scratch *s = mem_alloc(sizeof *s);
    pcre2_general_context *memory = pcre2_general_context_create(allocate, release, NULL);
    s->data = pcre2_match_data_create(1, memory);
    s->limits = pcre2_match_context_create(memory);
    pcre2_set_match_limit(s->limits, MATCH_LIMIT);
    pcre2_set_depth_limit(s->limits, DEPTH_LIMIT);
    pcre2_set_heap_limit(s->limits, HEAP_LIMIT_KIB);
    s->stack = pcre2_jit_stack_create(STACK_FIRST, STACK_MOST, memory);
    if (!s->stack) /* pages that it asks the system for; without it a text would pass the limit that does not elsewhere */
        machine_no_memory();
    pcre2_jit_stack_assign(s->limits, NULL, s->stack);
    pcre2_general_context_free(memory);
    return s;
}

void regex_scratch_free(struct regex_scratch *s)
{
    if (!s)
        return;
    pcre2_match_data_free(s->data);
    pcre2_match_context_free(s->limits);
    pcre2_jit_stack_free(s->stack);
    mem_free(s);
}

struct regex *regex_compile(struct str pattern, size_t *offset, struct buf *why)
{
    int error;
    PCRE2_SIZE at;
    pcre2_general_context *memory = pcre2_general_context_create(allocate, release, NULL);
    pcre2_compile_context *context = pcre2_compile_context_create(memory);
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)(pattern.n ? pattern.p : ""), pattern.n,
                                     PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NEVER_BACKSLASH_C, &error,
                                     &at, context);
    pcre2_compile_context_free(context);
    pcre2_general_context_free(memory);
    if (!code) {
        PCRE2_UCHAR text[160];
        pcre2_get_error_message(error, text, sizeof text);
        buf_puts(why, (const char *)text);
        *offset = at < pattern.n ? at : pattern.n;
        return NULL;
    }
    struct regex *re = mem_alloc(sizeof *re);
    re->code = code;
    re->jit = pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0; /* without pages that may be executed: interpreted */
    re->scratch = regex_scratch_new();
    re->plain = automaton_new(pattern);
    re->digits = re->plain ? automaton_digits(re->plain) : 0;
    return re;
}

enum regex_result regex_match(const struct regex *re, struct str text, struct regex_scratch *scratch)
{
    if (re->plain && text.n <= AUTOMATON_TEXT)
        return automaton_match(re->plain, text) ? REGEX_YES : REGEX_NO;
    if (!scratch)
        scratch = re->scratch;
    PCRE2_SPTR p = (PCRE2_SPTR)(text.n ? text.p : "");
    int n = re->jit ? pcre2_jit_match(re->code, p, text.n, 0, 0, scratch->data, scratch->limits)
                    : pcre2_match(re->code, p, text.n, 0, PCRE2_NO_UTF_CHECK, scratch->data, scratch->limits);
    if (n >= 0)
        return REGEX_YES;
    if (n == PCRE2_ERROR_NOMEMORY)
        machine_no_memory();
    return n == PCRE2_ERROR_NOMATCH ? REGEX_NO : REGEX_LIMIT;
}

uint32_t regex_digits(const struct regex *re)
{
    return re->digits;
}

void regex_free(struct regex *re)
{
    if (!re)
        return;
    automaton_free(re->plain);
    pcre2_code_free(re->code);
    regex_scratch_free(re->scratch);
    mem_free(re);
}
