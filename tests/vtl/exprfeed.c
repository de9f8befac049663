/* SPDX-License-Identifier: Apache-2.0 */
/* Reads lines "EXPRESSION TAB A TAB B TAB C TAB S" and prints the value of the expression for the columns a:number b:number
 * c:integer s:string, or ! and the reason. Driven by expressions.py and others, which compare with independent
 * implementations. */
#include <stdio.h>

#include "base/diag.h"
#include "vtl/expression.h"

enum { COLUMNS = 4 };

static void answer(struct str line, const struct schema *s, struct buf *out)
{
    struct str rest, text = str_cut(line, '\t', &rest);
    struct value v[COLUMNS], got;
    struct arena a = {0};
    for (int i = 0; i < COLUMNS; i++)
        value_parse(&v[i], s->columns[i].type, str_cut(rest, '\t', &rest), &a);
    struct expression *e = expression_new("line", text, s, &(struct rules_host){0});
    enum vtl_error error = e ? expression_eval(e, v, &got) : ERR_NONE;
    if (!e)
        buf_puts(out, "!refused");
    else if (error != ERR_NONE)
        buf_printf(out, "!%s", vtl_error_text(error, 0));
    else
        value_put(out, &got);
    buf_char(out, '\n');
    expression_free(e);
    arena_free(&a);
}

int main(void)
{
    struct buf in = {0}, out = {0};
    struct schema s = {0};
    size_t n;
    diag_start("exprfeed", LANG_EN, false, true);
    schema_add(&s, STR("a"), T_NUMBER, ROLE_MEASURE, STR(""));
    schema_add(&s, STR("b"), T_NUMBER, ROLE_MEASURE, STR(""));
    schema_add(&s, STR("c"), T_INTEGER, ROLE_MEASURE, STR(""));
    schema_add(&s, STR("s"), T_STRING, ROLE_MEASURE, STR(""));
    do {
        char *room = buf_room(&in, 1 << 16);
        n = fread(room, 1, 1 << 16, stdin);
        in.n += n;
    } while (n);
    struct str rest = buf_slice(&in);
    while (rest.n)
        answer(str_cut(rest, '\n', &rest), &s, &out);
    bool good = fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0 && !ferror(stdin);
    schema_free(&s);
    buf_free(&in);
    buf_free(&out);
    return good ? 0 : 2;
}
