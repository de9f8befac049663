/* SPDX-License-Identifier: Apache-2.0 */
#include "lint/catalogue.h"

#include <string.h>

#include "base/diag.h"
#include "value/escape.h"
#include "vtl/print.h"

static void cell(struct buf *b, struct str text)
{
    if (text.n)
        escape_put(b, text);
    else
        buf_puts(b, "\\N");
    buf_char(b, '\t');
}

/* What a column must have been joined as: the rest of its name behind that of a variable of the table, which is the longest
 * one. Empty for a column of the table itself. */
static struct str suffix_of(const struct form_table *t, struct str column)
{
    if (form_var_find(t, column))
        return (struct str){0};
    for (size_t n = column.n; n-- > 1;)
        if (column.p[n] == '_' && form_var_find(t, (struct str){column.p, n}))
            return (struct str){column.p + n, column.n - n};
    return (struct str){0};
}

static bool listed(const struct buf *b, size_t from, struct str word)
{
    struct str rest = {b->p + from, b->n - from};
    while (rest.n) {
        const char *comma = memchr(rest.p, ',', rest.n);
        size_t n = comma ? (size_t)(comma - rest.p) : rest.n;
        if (str_eq((struct str){rest.p, n}, word))
            return true;
        rest = (struct str){rest.p + n + (comma != NULL), rest.n - n - (comma != NULL)};
    }
    return false;
}

/* The suffixes that the columns of a rule need, each once, in the order in which they appear. */
static void put_needs(struct buf *b, const struct form *form, const struct rule *r)
{
    const struct form_table *t = form ? form_table_find(form, r->dataset) : NULL;
    size_t from = b->n;
    for (int i = 0; t && i < r->nvars; i++) {
        struct str s = suffix_of(t, r->vars[i]);
        if (!s.n || listed(b, from, s))
            continue;
        if (b->n > from)
            buf_char(b, ',');
        buf_add(b, s.p, s.n);
    }
    if (b->n == from)
        buf_puts(b, "\\N");
    buf_char(b, '\t');
}

static void put_formula(struct buf *b, const struct rule *r)
{
    struct buf formula = {0};
    print_rule(&formula, r->st, r->number);
    cell(b, buf_slice(&formula));
    buf_free(&formula);
}

static void put_texts(struct buf *b, const struct message *m)
{
    static const struct message none;
    m = m ? m : &none;
    cell(b, m->text);
    cell(b, m->rationale);
    cell(b, m->fix);
}

/* The name of the file without its folders: the catalogue is the same wherever the rules lie. */
static struct str base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return str_of(slash ? slash + 1 : path);
}

static void put_rule(struct buf *b, const struct lint_rules *l, const struct rule *r)
{
    bool coded = r->errorcode && !r->errorcode->null && r->errorcode->type == T_STRING;
    struct str code = coded ? r->errorcode->str : r->name;
    const struct message *zh = messages_find(l->messages, code, LANG_ZH), *en = messages_find(l->messages, code, LANG_EN);
    cell(b, code);
    cell(b, str_of(rule_level_name(r->level)));
    cell(b, r->ruleset);
    cell(b, r->dataset);
    put_needs(b, l->form, r);
    put_formula(b, r);
    put_texts(b, zh);
    put_texts(b, en);
    const struct message *told = zh && (zh->valid.n || zh->source.n) ? zh : en;
    cell(b, told ? told->valid : (struct str){0});
    cell(b, told ? told->source : (struct str){0});
    escape_put(b, base_name(r->file));
    buf_char(b, '\n');
}

void catalogue_put(struct buf *b, const struct lint_rules *l)
{
    buf_puts(b, "rule\tlevel\truleset\ttable\tneeds\tformula\tmessage_zh\trationale_zh\tfix_zh\t"
                "message_en\trationale_en\tfix_en\tvalid\tsource\tfile\n");
    for (int i = 0; i < rules_count(l->rules); i++)
        if (rules_rule(l->rules, i)->check)
            put_rule(b, l, rules_rule(l->rules, i));
}
