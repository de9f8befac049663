/* SPDX-License-Identifier: Apache-2.0 */
#include "finding/conceal.h"

#include "value/dec.h"
#include "value/keyparts.h"
#include "value/personal.h"
#include "value/token.h"

static enum shown shown_of(const struct conceal *c, const struct finding *x, struct str variable)
{
    return c->shown && variable.n ? c->shown(c->to, x->table, variable) : SHOWN_UNKNOWN;
}

static bool is_number(struct str s)
{
    struct dec d;
    return dec_parse(&d, s) == DEC_OK;
}

/* The text with its numbers masked; the text itself where it holds none. */
static struct str masked(struct buf *b, struct str text, struct str but)
{
    struct personal found;
    if (!text.n || !personal_next(text, 0, &found))
        return text;
    buf_reset(b);
    personal_mask_but(b, text, but);
    return buf_slice(b);
}

static void put_value(struct buf *b, enum shown how, struct str value)
{
    if (how == SHOWN_NEVER && value.n)
        buf_puts(b, FINDING_PERSONAL);
    else if (how == SHOWN_NUMBER && is_number(value))
        buf_str(b, value);
    else
        personal_mask(b, value);
}

static void put_key_value(struct buf *b, enum shown how, struct str value)
{
    if (how == SHOWN_NEVER && value.n && !token_is(value))
        buf_puts(b, FINDING_PERSONAL);
    else if (how == SHOWN_NUMBER && is_number(value))
        buf_str(b, value);
    else
        personal_mask_kind(b, value, PERSONAL_IDENTITY);
}

/* Numbers that the messages may show. */
static void add_number(struct conceal *c, enum shown how, struct str value)
{
    if (how != SHOWN_NUMBER || !is_number(value))
        return;
    buf_char(&c->numbers, ';');
    buf_str(&c->numbers, value);
}

/* name=value;name=value: each value as its variable may be shown. A part without the name of a variable is the rest of the
 * value before it, which held a semicolon; at the beginning, an item of the finding's own variable. *never: one was personal. */
static struct str conceal_parts(struct conceal *c, const struct finding *x, struct str parts, enum shown how, bool *never)
{
    struct buf *b = &c->values;
    struct str rest = parts;
    buf_reset(b);
    while (rest.p && rest.n) {
        struct str value, part = keyparts_cut(rest, &rest), name = str_cut(part, '=', &value);
        enum shown known = value.p ? shown_of(c, x, name) : SHOWN_UNKNOWN;
        how = known == SHOWN_UNKNOWN ? how : known;
        *never |= known == SHOWN_NEVER;
        if (b->n)
            buf_char(b, ';');
        if (value.p)
            buf_str(b, name);
        if (value.p)
            buf_char(b, '=');
        put_value(b, how, value.p ? value : part);
        add_number(c, how, value);
    }
    return buf_slice(b);
}

static void conceal_key(struct conceal *c, struct finding *x)
{
    struct str rest = x->key;
    buf_reset(&c->key);
    while (rest.p && rest.n) {
        struct str value, part = keyparts_cut(rest, &rest), name = str_cut(part, '=', &value);
        if (c->key.n)
            buf_char(&c->key, ';');
        if (value.p)
            buf_str(&c->key, name);
        if (value.p)
            buf_char(&c->key, '=');
        put_key_value(&c->key, value.p ? shown_of(c, x, name) : SHOWN_TEXT, value.p ? value : part);
    }
    if (x->key.n)
        x->key = buf_slice(&c->key);
}

/* value and expected. What a rule computed of personal values is one, unless it is a number. */
static void conceal_sides(struct conceal *c, struct finding *x, enum shown how, bool never)
{
    bool rule = x->ruleset.p != NULL;
    enum shown expected = how == SHOWN_NEVER ? SHOWN_TEXT : how; /* a pattern's name, where the form expects something */
    if (rule && (never || how == SHOWN_NEVER) && !is_number(x->expected))
        expected = SHOWN_NEVER;
    if (rule && never && how == SHOWN_UNKNOWN && !is_number(x->value))
        how = SHOWN_NEVER;
    buf_reset(&c->value);
    buf_reset(&c->expected);
    put_value(&c->value, how, x->value);
    put_value(&c->expected, expected, x->expected);
    if (x->value.n)
        x->value = buf_slice(&c->value);
    if (x->expected.n)
        x->expected = buf_slice(&c->expected);
}

void conceal_finding(struct conceal *c, struct finding *x)
{
    enum shown how = shown_of(c, x, x->variable);
    bool never = false;
    buf_reset(&c->numbers);
    buf_str(&c->numbers, x->numbers);
    add_number(c, how, x->value);
    add_number(c, how, x->expected);
    add_number(c, SHOWN_NUMBER, x->diff);

    struct str values = conceal_parts(c, x, x->values, how == SHOWN_UNKNOWN ? SHOWN_TEXT : how, &never);
    if (x->values.n)
        x->values = values;
    conceal_sides(c, x, how, never);
    conceal_key(c, x);
    x->file = masked(&c->file, x->file, (struct str){0});
    x->submission = masked(&c->submission, x->submission, (struct str){0});
    for (int lang = 0; lang < 2; lang++)
        x->message[lang] = masked(&c->message[lang], x->message[lang], buf_slice(&c->numbers));
}

void conceal_free(struct conceal *c)
{
    struct buf *all[] = {&c->value,      &c->expected,   &c->values,     &c->key,    &c->file,
                         &c->submission, &c->message[0], &c->message[1], &c->numbers};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        buf_free(all[i]);
}
