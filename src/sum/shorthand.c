/* SPDX-License-Identifier: Apache-2.0 */
#include "sum/shorthand.h"

#include <string.h>

void shorthand_complete(struct buf *b, const char *clauses, struct str table)
{
    while (*clauses == ' ' || *clauses == '\n' || *clauses == '\t')
        clauses++;
    size_t n = strlen(clauses);
    if (!strstr(clauses, ":=") || clauses[0] == '[' || strcspn(clauses, "[") < (size_t)(strstr(clauses, ":=") - clauses))
        buf_puts(b, "result := ");
    if (clauses[0] == '[') {
        buf_str(b, table);
        buf_char(b, ' ');
    }
    buf_puts(b, clauses);
    while (n && strchr(" \n\t", clauses[n - 1]))
        n--;
    if (!n || clauses[n - 1] != ';')
        buf_char(b, ';');
}
