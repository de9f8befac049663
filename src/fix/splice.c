#include "fix/splice.h"

#include "rec/cell.h"

void splice(struct buf *b, struct str line, const struct str *with, int n, const char *null)
{
    struct str rest = line;
    for (int i = 0; i < n; i++) {
        struct str cell = str_cut(rest, '\t', &rest);
        if (i)
            buf_char(b, '\t');
        if (!with[i].p)
            buf_str(b, cell);
        else if (cell_is_null(with[i]) && null)
            buf_puts(b, null);
        else
            buf_str(b, with[i]);
    }
}
