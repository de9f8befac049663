/* SPDX-License-Identifier: Apache-2.0 */
#include "fix/changes.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "rec/cell.h"
#include "rec/recin.h"
#include "rec/recout.h"
#include "value/dec.h"

static const char header[] =
    "seq\t_row\t_file\t_line\t_rec\ttable\tkey\tvariable\told\tnew\tmethod\tversion\tprev_hash";
enum { SEQ, ROW, FILE_, LINE, REC, TABLE, KEY, VARIABLE, OLD, NEW, METHOD, VERSION_, HASH };

static void hash_line(char hex[SHA256_HEX + 1], struct str line)
{
    struct sha256 h;
    sha256_start(&h);
    sha256_add(&h, line.p, line.n);
    sha256_hex(&h, hex);
}

struct changes_out {
    struct recout *out;
    struct buf line;
    char hash[SHA256_HEX + 1];
    uint64_t n;
};

struct changes_out *changes_create(const char *path)
{
    struct changes_out *c = mem_alloc(sizeof *c);
    c->out = recout_open_private(path, NULL); /* it holds cells as they were, telephones too */
    recout_header(c->out, STR(header));
    hash_line(c->hash, STR(header));
    return c;
}

static void put_raw(struct buf *b, struct str cell)
{
    buf_char(b, '\t');
    buf_str(b, cell);
}

static void put_text(struct buf *b, struct str text)
{
    buf_char(b, '\t');
    if (text.p)
        cell_put(b, text);
    else
        cell_put_null(b);
}

static void put_row(struct changes_out *c, const struct change *x)
{
    struct buf *b = &c->line;
    buf_reset(b);
    buf_printf(b, "%llu\t%llu", (unsigned long long)++c->n, (unsigned long long)x->row);
    put_raw(b, x->file);
    put_raw(b, x->line);
    put_raw(b, x->rec);
    put_text(b, x->table);
    put_text(b, x->key);
    put_text(b, x->variable);
    put_raw(b, x->old);
    put_raw(b, x->new);
    put_text(b, x->method);
    put_text(b, x->version);
    put_text(b, str_of(c->hash));
    recout_line(c->out, buf_slice(b));
    hash_line(c->hash, buf_slice(b));
}

void changes_put(struct changes_out *c, const struct change *change)
{
    put_row(c, change);
}

uint64_t changes_count(const struct changes_out *c)
{
    return c->n;
}

void changes_finish(struct changes_out *c, uint64_t records, const char *before, const char *after, bool keep)
{
    if (!c)
        return;
    struct str null = STR("\\N"), none = {0};
    put_row(c, &(struct change){0, records, null, null, null, none, none, none, str_of(before), str_of(after), STR("end"),
                                none});
    recout_close(c->out, keep);
    buf_free(&c->line);
    mem_free(c);
}

void stream_hash_start(struct stream_hash *s, struct str first)
{
    sha256_start(&s->h);
    stream_hash_line(s, first);
}

void stream_hash_line(struct stream_hash *s, struct str line)
{
    sha256_add(&s->h, line.p, line.n);
    sha256_add(&s->h, "\n", 1);
}

const char *stream_hash_end(struct stream_hash *s)
{
    sha256_hex(&s->h, s->hex);
    return s->hex;
}

struct changes_in {
    struct recin *in;
    struct arena text;
    char hash[SHA256_HEX + 1];
    uint64_t n, row;
    long lineno;
    bool ended;
};

struct changes_in *changes_open(const char *path)
{
    struct recin *in = recin_open(path, NULL);
    if (!in)
        return NULL;
    if (!str_eq(recin_header(in), STR(header))) {
        diag(D_CHANGES_HEADER, loc_line(recin_name(in), 1), "seq _row _file _line _rec table key variable old new "
                                                            "method version prev_hash");
        recin_close(in);
        return NULL;
    }
    struct changes_in *c = mem_alloc(sizeof *c);
    c->in = in;
    c->lineno = 1;
    hash_line(c->hash, STR(header));
    return c;
}

static bool number(struct str s, uint64_t *v)
{
    struct dec d;
    int64_t i;
    if (dec_parse(&d, s) != DEC_OK || !dec_to_int(&d, &i) || i < 0)
        return false;
    *v = (uint64_t)i;
    return true;
}

static struct str text(struct changes_in *c, struct str cell)
{
    return cell_is_null(cell) ? (struct str){0} : cell_text(cell, &c->text);
}

static int refuse(const struct changes_in *c, enum diag_id id)
{
    diag(id, loc_line(recin_name(c->in), c->lineno));
    return -1;
}

static int no_more(struct changes_in *c)
{
    struct rec rec;
    int got = recin_next(c->in, &rec);
    if (got > 0) {
        c->lineno = rec.lineno;
        return refuse(c, D_CHANGES_BEHIND);
    }
    return got;
}

int changes_next(struct changes_in *c, struct change *x)
{
    struct rec rec;
    if (c->ended)
        return 0;
    int got = recin_next(c->in, &rec);
    if (got <= 0)
        return got < 0 ? -1 : refuse(c, D_CHANGES_CUT);
    c->lineno = rec.lineno;
    if (!str_is(rec.cell[HASH], c->hash))
        return refuse(c, D_CHANGES_CHAIN);
    uint64_t before = c->row;
    if (!number(rec.cell[SEQ], &x->seq) || x->seq != c->n + 1 || !number(rec.cell[ROW], &c->row) || c->row < before)
        return refuse(c, D_CHANGES_NUMBER);
    hash_line(c->hash, rec.line);
    c->n++;
    arena_reset(&c->text);
    *x = (struct change){x->seq, c->row, rec.cell[FILE_], rec.cell[LINE], rec.cell[REC], text(c, rec.cell[TABLE]),
                         text(c, rec.cell[KEY]), text(c, rec.cell[VARIABLE]), rec.cell[OLD], rec.cell[NEW],
                         text(c, rec.cell[METHOD]), text(c, rec.cell[VERSION_])};
    if (x->variable.p || !str_is(x->method, "end"))
        return 1;
    c->ended = true;
    return no_more(c);
}

const char *changes_name(const struct changes_in *c)
{
    return recin_name(c->in);
}

long changes_lineno(const struct changes_in *c)
{
    return c->lineno;
}

void changes_close(struct changes_in *c)
{
    if (!c)
        return;
    recin_close(c->in);
    arena_free(&c->text);
    mem_free(c);
}
