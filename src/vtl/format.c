/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/format.h"

#include "vtl/lex.h"
#include "vtl/print.h"

/* The comments between two statements, each line as it is. Returns whether there are any. */
static bool put_between(struct buf *b, struct str text)
{
    text = str_trim(text);
    if (!lex_has_comment(text))
        return false;
    buf_str(b, text);
    buf_char(b, '\n');
    return true;
}

int format_statements(struct buf *b, const struct rules *r, int from)
{
    int kept = 0, n = rules_statements(r);
    size_t at = 0;
    struct str text = {NULL, 0};
    for (int i = from; i < n; i++) {
        const struct statement *st = rules_statement(r, i);
        text = st->source->text;
        at = i == from && str_starts(text, STR("\xef\xbb\xbf")) ? 3 : at;
        buf_puts(b, i > from ? "\n" : "");
        put_between(b, (struct str){text.p + at, st->span.from - at});
        struct str own = source_text(st->source, st->span);
        if (lex_has_comment(own)) {
            buf_str(b, own);
            buf_char(b, '\n');
            kept++;
        } else {
            print_statement(b, st);
        }
        at = st->span.to;
    }
    if (n > from)
        put_between(b, (struct str){text.p + at, text.n - at});
    return kept;
}
