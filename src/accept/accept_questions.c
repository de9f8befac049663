/* SPDX-License-Identifier: Apache-2.0 */
#include "accept/accept_questions.h"

#include "rec/cell.h"
#include "rec/recout.h"

static const char header[] = "key\trule\tvariable\tfingerprint\tdecision\twho\twhen\twhy\tlevel\tneeds\ttable\tvalues\t"
                             "message_en\tmessage_zh";

static void put(struct buf *b, struct str text)
{
    if (b->n)
        buf_char(b, '\t');
    if (text.p)
        cell_put(b, text);
    else
        cell_put_null(b);
}

void accept_question(struct accept *a, const struct finding *x, unsigned need)
{
    struct buf key = {0}, line = {0}, needs = {0};
    struct unit of = {.needs = need};
    struct str none = {NULL, 0};
    if (!a->questions)
        return;

    buf_str(&key, buf_slice(&a->a));
    buf_char(&key, 0);
    buf_str(&key, x->rule);
    buf_char(&key, 0);
    buf_str(&key, x->fingerprint);

    unittable_put_needs(&of, &needs);
    const struct str cells[] = {x->key, x->rule, x->variable, x->fingerprint, none, none, none, none,
                                str_of(level_name(x->level)),
                                buf_slice(&needs), x->table, x->values, x->message[0], x->message[1]};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        put(&line, cells[i]);
    buf_char(&key, 0); /* two that ask the same come in the order of what they say, not of the files */
    buf_str(&key, buf_slice(&line));
    extsort_add(a->questions, buf_slice(&key), buf_slice(&line));
    buf_free(&key);
    buf_free(&line);
    buf_free(&needs);
}

void accept_questions(struct accept *a)
{
    struct str key, line;
    if (!a->questions)
        return;
    struct recout *w = recout_open(a->o->questions, a->o->dialect);
    recout_header(w, STR(header));
    while (extsort_next(a->questions, &key, &line))
        recout_line(w, line);
    recout_close(w, true);
}
