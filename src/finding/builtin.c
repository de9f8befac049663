/* SPDX-License-Identifier: Apache-2.0 */
#include "finding/builtin.h"

static const struct builtin entries[BUILTIN_COUNT] = {
#define BUILTIN(name, id, level, en, zh) {id, level, {en, zh}},
#include "finding/builtin.def"
#undef BUILTIN
};

const struct builtin *builtin_get(enum builtin_id id)
{
    return &entries[id];
}

const struct builtin *builtin_find(struct str id)
{
    for (int i = 0; i < BUILTIN_COUNT; i++)
        if (str_is(id, entries[i].id))
            return &entries[i];
    return NULL;
}

void builtin_text(struct buf *b, enum builtin_id id, int lang, int n, const struct str args[])
{
    for (const char *p = entries[id].text[lang]; *p; p++) {
        bool place = p[0] == '{' && p[1] >= '0' && p[1] <= '9' && p[2] == '}';
        if (!place) {
            buf_char(b, *p);
            continue;
        }
        if (p[1] - '0' < n)
            buf_str(b, args[p[1] - '0']);
        p += 2;
    }
}
