/* SPDX-License-Identifier: Apache-2.0 */
#include "data/shorthand.h"

#include <stdbool.h>
#include <string.h>

/* Is there an assignment before the first clause? */
static bool is_assigned(const char *clauses)
{
    size_t before = strcspn(clauses, "[");
    const char *temporary = strstr(clauses, ":="), *persistent = strstr(clauses, "<-");
    return strncmp(clauses, "define", 6) == 0 || (temporary && (size_t)(temporary - clauses) < before) ||
           (persistent && (size_t)(persistent - clauses) < before);
}

void shorthand_complete(struct buf *b, const char *clauses, struct str table)
{
    while (*clauses == ' ' || *clauses == '\n' || *clauses == '\t')
        clauses++;
    size_t n = strlen(clauses);
    if (!is_assigned(clauses))
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
