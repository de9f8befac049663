/* SPDX-License-Identifier: Apache-2.0 */
/* Reads lines "OP A [B]" and prints the result of the decimal operation, or an error word. Driven by decimals.sh, which
 * compares with an independent implementation. */
#include <stdio.h>
#include <string.h>

#include "value/decmath.h"

static enum dec_status run(const char *op, struct dec *r, const struct dec *a, const struct dec *b)
{
    static const struct {
        const char *name;
        enum dec_status (*f)(struct dec *, const struct dec *, const struct dec *);
    } binary[] = {{"mul", dec_mul}, {"div", dec_div}, {"mod", dec_mod}, {"log", dec_log}, {"power", dec_power}};
    static const struct {
        const char *name;
        enum dec_status (*f)(struct dec *, const struct dec *);
    } unary[] = {{"ceil", dec_ceil}, {"floor", dec_floor}, {"sqrt", dec_sqrt}, {"exp", dec_exp}, {"ln", dec_ln}};
    for (size_t i = 0; i < sizeof binary / sizeof binary[0]; i++)
        if (strcmp(op, binary[i].name) == 0)
            return binary[i].f(r, a, b);
    for (size_t i = 0; i < sizeof unary / sizeof unary[0]; i++)
        if (strcmp(op, unary[i].name) == 0)
            return unary[i].f(r, a);
    int64_t n = 0;
    if (strcmp(op, "add") == 0)
        return dec_add(r, a, b);
    if (strcmp(op, "sub") == 0)
        return dec_sub(r, a, b);
    if (strcmp(op, "cmp") == 0) {
        *r = dec_int(dec_cmp(a, b));
        return DEC_OK;
    }
    if (!dec_to_int(b, &n))
        return DEC_SYNTAX;
    return strcmp(op, "round") == 0 ? dec_round(r, a, (int)n) : dec_trunc(r, a, (int)n);
}

int main(void)
{
    static const char *const words[] = {"ok", "syntax", "overflow", "divzero", "domain"};
    char op[16], x[256], y[256], line[640];
    struct buf b = {0};
    while (fgets(line, sizeof line, stdin)) {
        struct dec a, c = dec_int(0), r;
        int n = sscanf(line, "%15s %255s %255s", op, x, y);
        if (n < 2 || dec_parse(&a, str_of(x)) != DEC_OK || (n == 3 && dec_parse(&c, str_of(y)) != DEC_OK))
            return 2;
        enum dec_status st = run(op, &r, &a, &c);
        buf_reset(&b);
        if (st == DEC_OK)
            dec_put(&b, &r);
        puts(st == DEC_OK ? buf_text(&b) : words[st]);
    }
    buf_free(&b);
    return ferror(stdin) || fflush(stdout) ? 2 : 0;
}
