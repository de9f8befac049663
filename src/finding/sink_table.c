/* SPDX-License-Identifier: Apache-2.0 */
#include "finding/sink_table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "io/out.h"
#include "rec/cell.h"
#include "rec/json.h"
#include "value/keyparts.h"

struct table_sink {
    struct sink base;
    struct out *out;
    struct buf b;
};

/* The columns of HACKING.md section 4, in order. */
enum kind { TEXT, COUNT, NUMBER };
static const struct {
    const char *name;
    enum kind kind;
} columns[] = {{"level", TEXT},    {"rule", TEXT},   {"ruleset", TEXT}, {"errorcode", TEXT},  {"result", TEXT},
               {"table", TEXT},    {"key", TEXT},    {"_file", TEXT},   {"_line", COUNT},     {"_col", COUNT},
               {"_rec", COUNT},    {"variable", TEXT}, {"value", TEXT}, {"expected", TEXT},   {"diff", NUMBER},
               {"unit", TEXT},     {"values", TEXT}, {"message_en", TEXT}, {"message_zh", TEXT},
               {"fingerprint", TEXT}, {"_sub", TEXT}};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

/* The cells of a finding in the order of the columns; counts are in numbers. */
static void cells_of(const struct finding *x, struct str cell[COLUMNS], long number[COLUMNS])
{
    const struct str text[COLUMNS] = {str_of(level_name(x->level)), x->rule, x->ruleset, x->errorcode,
                                      str_of(result_name(x->result)), x->table, x->key, x->file, {0}, {0}, {0},
                                      x->variable, x->value, x->expected, x->diff, x->unit, x->values,
                                      x->message[0], x->message[1], x->fingerprint, x->submission};
    for (int i = 0; i < COLUMNS; i++) {
        cell[i] = text[i];
        number[i] = 0;
    }
    number[8] = x->line;
    number[9] = x->col;
    number[10] = x->rec;
}

static void add_tsv(struct sink *base, const struct finding *x)
{
    struct table_sink *s = (struct table_sink *)base;
    struct str cell[COLUMNS];
    long number[COLUMNS];
    cells_of(x, cell, number);
    buf_reset(&s->b);
    for (int i = 0; i < COLUMNS; i++) {
        if (i)
            buf_char(&s->b, '\t');
        if (columns[i].kind == COUNT && number[i] > 0)
            buf_int(&s->b, number[i]);
        else if (cell[i].p)
            cell_put(&s->b, cell[i]);
        else
            cell_put_null(&s->b);
    }
    buf_char(&s->b, '\n');
    out_write(s->out, s->b.p, s->b.n);
}

/* The identifiers of the key as fields. */
static void put_identifiers(struct buf *b, struct str key)
{
    struct buf plain = {0};
    const char *between = "";
    buf_puts(b, ",\"identifiers\":{");
    for (struct str rest = key; rest.p && key.n;) {
        struct str name, value;
        if (!keyparts_split(keyparts_cut(rest, &rest), &name, &value))
            continue;
        buf_reset(&plain);
        keyparts_unescape(&plain, value);
        buf_puts(b, between);
        json_put_or_null(b, name);
        buf_char(b, ':');
        json_put_or_null(b, buf_slice(&plain));
        between = ",";
    }
    buf_char(b, '}');
    buf_free(&plain);
}

static void add_jsonl(struct sink *base, const struct finding *x)
{
    struct table_sink *s = (struct table_sink *)base;
    struct str cell[COLUMNS];
    long number[COLUMNS];
    cells_of(x, cell, number);
    buf_reset(&s->b);
    for (int i = 0; i < COLUMNS; i++) {
        buf_printf(&s->b, "%s\"%s\":", i ? "," : "{", columns[i].name);
        if (columns[i].kind == COUNT && number[i] > 0)
            buf_int(&s->b, number[i]);
        else if (columns[i].kind == NUMBER)
            json_put_number(&s->b, cell[i]);
        else
            json_put_or_null(&s->b, cell[i]);
    }
    put_identifiers(&s->b, x->key);
    buf_puts(&s->b, "}\n");
    out_write(s->out, s->b.p, s->b.n);
}

static void close_table(struct sink *base, bool keep)
{
    struct table_sink *s = (struct table_sink *)base;
    out_close(s->out, keep);
    buf_free(&s->b);
    mem_free(s);
}

static struct table_sink *table_new(const char *path)
{
    struct table_sink *s = mem_alloc(sizeof *s);
    s->out = out_open(path);
    s->base.close = close_table;
    return s;
}

struct sink *sink_tsv_new(const char *path)
{
    struct table_sink *s = table_new(path);
    s->base.add = add_tsv;
    for (int i = 0; i < COLUMNS; i++) {
        if (i)
            buf_char(&s->b, '\t');
        buf_puts(&s->b, columns[i].name);
    }
    buf_char(&s->b, '\n');
    out_write(s->out, s->b.p, s->b.n);
    return &s->base;
}

struct sink *sink_jsonl_new(const char *path)
{
    struct table_sink *s = table_new(path);
    s->base.add = add_jsonl;
    return &s->base;
}
