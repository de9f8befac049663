/* SPDX-License-Identifier: Apache-2.0 */
/*
 * func: what the built-in functions compute.
 *
 * Audience: vtl/ (through builtin.def). All functions have one form: arguments that are not null (an omitted optional
 * one is a NULL pointer) give a value, which may be null, or an error. Types have been checked before.
 */
#ifndef EC_VTL_FUNC_H
#define EC_VTL_FUNC_H

#include "base/arena.h"
#include "value/regex.h"
#include "value/value.h"

enum vtl_error {
#define ERROR(id, en, zh) id,
#include "vtl/error.def"
#undef ERROR
    ERR_COUNT
};

/* The reason as text. Never NULL. */
const char *vtl_error_text(enum vtl_error e, int zh);

/* What functions may use besides their arguments. */
struct func_env {
    struct arena *arena;  /* texts that a function makes live here */
    struct date today;    /* current_date() */
    struct regex *regex;  /* the last pattern that was not a constant, compiled */
    struct buf pattern;   /* its text */
    struct regex_scratch *scratch;
};

typedef enum vtl_error func(struct func_env *env, const struct value *const args[], int n, struct value *out);

func func_abs, func_ceil, func_floor, func_round, func_trunc, func_mod, func_power, func_exp, func_ln, func_log, func_sqrt;
func func_between, func_match, func_length, func_upper, func_lower, func_trim, func_ltrim, func_rtrim, func_substr,
    func_replace, func_instr;
func func_current_date, func_getyear, func_getmonth, func_dayofmonth, func_dayofyear, func_datediff, func_dateadd,
    func_period_indicator, func_daytoyear, func_daytomonth, func_yeartoday, func_monthtoday;

/* a || b; not in builtin.def since it is an operator. */
func func_concat;

/* A text without white space at both ends. */
struct str func_trimmed(struct str s);

/* The error of a failed decimal operation. */
enum vtl_error error_of_dec(enum dec_status s);

/* Frees the compiled pattern and scratch of an environment. */
void func_env_free(struct func_env *env);

#endif
