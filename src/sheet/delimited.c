/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet/delimited.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "io/encode.h"

enum {
    PIECE = 64 * 1024,
    LOOK = 512 * 1024,   /* bytes by which the encoding is judged */
    RECORDS_LOOKED = 20, /* by which the delimiter is judged */
    UNCLOSED_MAX = 100   /* records with an open quote: each has been looked through to the end or the limit */
};

enum state { CELL_BEGIN, IN_PLAIN, IN_QUOTES, BEHIND_QUOTES };

enum wrong { RIGHT, TEXT_BEHIND, QUOTE_OPEN, CONTROL, BARE_CR, NOT_TEXT, TOO_LONG, TOO_MANY, NO_ENCODING, UNREAD };

static const char *const words[][2] = {
    [RIGHT] = {"", ""},
    [TEXT_BEHIND] = {"text stands behind the closing quote of a cell; double the quotes inside it",
                     "单元格结束引号之后还有文本；格内的引号应写两个"},
    [QUOTE_OPEN] = {"a cell begins with a quote that is never closed; close it, or double the quotes inside the cell",
                    "单元格以引号开头但始终未闭合；请补上结束引号，格内的引号应写两个"},
    [CONTROL] = {"a control character stands in it; remove it", "含有控制字符，请删除"},
    [BARE_CR] = {"its lines end in CR alone; save the file with the line ends of Windows or Unix",
                 "行尾仅为 CR；请以 Windows 或 Unix 换行格式另存"},
    [NOT_TEXT] = {"it holds bytes that are not in the encoding of the file; save the file as UTF-8",
                  "含有不符合文件编码的字节；请将文件另存为 UTF-8"},
    [TOO_LONG] = {"it is longer than the limit (--max-record)", "长度超过上限（--max-record）"},
    [TOO_MANY] = {"more than 100 records have a quote that is never closed: the rest of the file is not read",
                  "超过 100 条记录的引号未闭合：文件其余部分不再读取"},
    [NO_ENCODING] = {"the text is neither UTF-8, UTF-16 nor GB18030 (GBK); save it as UTF-8",
                     "文本编码不是 UTF-8、UTF-16 或 GB18030（GBK）；请另存为 UTF-8"},
    [UNREAD] = {"it cannot be read to its end", "无法读到结尾"},
};

struct span {
    size_t from, n; /* in the record, less its quotes */
    bool quoted, change; /* change: it holds doubled quotes or CR LF */
};

struct delimited {
    struct source *source;
    size_t max_row;
    char delimiter;
    struct buf bytes;  /* as they came, not decoded yet */
    struct buf text;   /* UTF-8; the record begins at `at` */
    size_t at;
    bool decided, eof, gb, begun;
    struct charset charset;
    void *cd;
    long line;         /* ends of lines before the record */
    long unclosed;
    enum wrong why, fault;
    /* the record being cut: it goes as far as `scan` */
    enum state state;
    size_t scan, first_end; /* first_end: behind its first end of line; 0: none yet */
    enum wrong wrong;
    struct span *spans;
    size_t n_spans, cap_spans;
    struct grid_cell *cells;
    size_t cap_cells;
    struct buf changed;
};

struct delimited *delimited_new(struct source *source, char delimiter, size_t max_row)
{
    struct delimited *d = mem_alloc(sizeof *d);
    d->source = source;
    d->delimiter = delimiter;
    d->max_row = max_row;
    return d;
}

/* ---- bytes to text ---- */

static bool plain_ascii(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80 || s.p[i] == 0)
            return false;
    return true;
}

/* UTF-16 without a mark: every second byte of the first ones is zero. */
static bool looks_wide(struct str s, enum encoding *e)
{
    size_t n = s.n < 512 ? s.n & ~(size_t)1 : 512, zeros[2] = {0, 0};
    for (size_t i = 0; i < n; i++)
        zeros[i & 1] += s.p[i] == 0;
    bool wide = n >= 4 && (zeros[0] > n / 8 || zeros[1] > n / 8) && (zeros[0] < n / 16 || zeros[1] < n / 16);
    if (wide)
        *e = zeros[1] > zeros[0] ? ENC_UTF16LE : ENC_UTF16BE;
    return wide;
}

/* Which encoding? Until a byte tells, all that came is ASCII, which is the same in each. Returns false when it is none. */
static bool decide(struct delimited *d)
{
    struct str s = buf_slice(&d->bytes);
    struct encode_found found = {.mark = 0};
    if (plain_ascii(s))
        return true;
    enum encode_verdict v = encode_detect(s, d->eof, &found);
    d->charset = found.charset;
    if (v != ENCODE_GOOD && v != ENCODE_GB) {
        d->fault = NO_ENCODING;
        return false;
    }
    d->gb = v == ENCODE_GB;
    d->decided = true;
    if (d->begun && !d->gb)
        d->charset = charset_of(ENC_UTF8); /* what looks like a mark stands in the middle */
    if (!found.mark && !d->begun && looks_wide(s, &d->charset.kind))
        d->gb = false;
    if (!d->begun)
        buf_drop(&d->bytes, found.mark);
    return true;
}

/* Reads on. Returns false at the end of the file, or with d->fault. */
static bool refill(struct delimited *d)
{
    size_t want = d->decided ? 1 : LOOK;
    bool more = false;
    while (!d->eof && d->bytes.n < want) {
        ssize_t got = source_read(d->source, buf_room(&d->bytes, PIECE), PIECE);
        if (got < 0) {
            d->fault = UNREAD;
            return false;
        }
        d->eof = got == 0;
        d->bytes.n += (size_t)got;
        more = more || got > 0;
        if (!d->decided && plain_ascii(buf_slice(&d->bytes)))
            break;
    }
    if (!d->decided && !decide(d))
        return false;
    d->begun = d->begun || d->bytes.n;
    if (!d->bytes.n)
        return false;
    if (d->at > PIECE && d->at > d->text.n / 2) {
        buf_drop(&d->text, d->at);
        d->scan -= d->at;
        d->first_end -= d->first_end ? d->at : 0;
        d->at = 0;
    }
    struct charset c = d->decided ? d->charset : charset_of(ENC_UTF8);
    size_t used = encode_to_utf8(&d->cd, &c, buf_slice(&d->bytes), d->eof, &d->text);
    buf_drop(&d->bytes, used);
    return used > 0 || !d->eof;
}

/* ---- records ---- */

static void begin_record(struct delimited *d)
{
    d->state = CELL_BEGIN;
    d->scan = d->at;
    d->first_end = 0;
    d->n_spans = 0;
    d->wrong = RIGHT;
}

static void add_span(struct delimited *d, size_t from)
{
    d->spans = mem_grow(d->spans, &d->cap_spans, d->n_spans + 1, sizeof *d->spans);
    d->spans[d->n_spans++] = (struct span){.from = from};
}

/* A character outside quotes that may end the cell. Returns true at the end of the record. */
static bool take_plain(struct delimited *d, char c, char delimiter)
{
    struct span *s = &d->spans[d->n_spans - 1];
    size_t at = d->scan - d->at;
    if (c == delimiter || c == '\n') {
        if (!s->quoted)
            s->n = at - s->from;
        if (c == '\n' && !s->quoted && s->n && d->text.p[d->scan - 1] == '\r')
            s->n--;
        d->state = CELL_BEGIN;
        return c == '\n';
    }
    if (c == '"' && d->state == CELL_BEGIN) {
        *s = (struct span){.from = at + 1, .quoted = true};
        d->state = IN_QUOTES;
    } else if (d->state == BEHIND_QUOTES && c == '"') {
        s->change = true;
        d->state = IN_QUOTES;
    } else if (d->state == BEHIND_QUOTES) {
        bool end = c == '\r' && (d->scan + 1 == d->text.n || d->text.p[d->scan + 1] == '\n');
        d->wrong = end || c == ' ' || d->wrong ? d->wrong : TEXT_BEHIND;
    } else {
        if (c == '\r' && d->scan + 1 < d->text.n && d->text.p[d->scan + 1] != '\n' && !d->wrong)
            d->wrong = BARE_CR;
        d->state = IN_PLAIN;
    }
    return false;
}

static void take_quoted(struct delimited *d, char c)
{
    struct span *s = &d->spans[d->n_spans - 1];
    if (c == '"') {
        s->n = d->scan - d->at - s->from;
        d->state = BEHIND_QUOTES;
    }
    s->change = s->change || c == '\r';
}

/* Cuts on as far as there is text. Returns true behind the end of the record. */
static bool cut(struct delimited *d, char delimiter)
{
    while (d->scan < d->text.n) {
        char c = d->text.p[d->scan];
        if (d->state == CELL_BEGIN && (d->n_spans == 0 || (d->scan > d->at && d->text.p[d->scan - 1] == delimiter)))
            add_span(d, d->scan - d->at);
        if ((unsigned char)c < ' ' && c != '\t' && c != '\n' && c != '\r' && !d->wrong)
            d->wrong = CONTROL;
        if (c == '\n' && !d->first_end)
            d->first_end = d->scan + 1;
        bool over = false;
        if (d->state == IN_QUOTES)
            take_quoted(d, c);
        else
            over = take_plain(d, c, delimiter);
        d->scan++;
        if (over)
            return true;
    }
    return false;
}

/* The file ends in a record without an end of line. */
static void cut_at_end(struct delimited *d, char delimiter)
{
    if (d->state == IN_QUOTES) {
        d->wrong = QUOTE_OPEN;
        return;
    }
    if (d->state == CELL_BEGIN && d->scan > d->at && d->text.p[d->scan - 1] == delimiter)
        add_span(d, d->scan - d->at);
    struct span *s = &d->spans[d->n_spans - 1];
    if (!s->quoted)
        s->n = d->scan - d->at - s->from;
    if (!s->quoted && s->n && d->text.p[d->at + s->from + s->n - 1] == '\r')
        s->n--;
}

/* Cuts the next record, whole. Returns false when there is none. */
static bool next_record(struct delimited *d, char delimiter)
{
    begin_record(d);
    while (!cut(d, delimiter)) {
        if (d->scan - d->at > d->max_row) {
            d->wrong = d->state == IN_QUOTES ? QUOTE_OPEN : TOO_LONG;
            break;
        }
        if (!refill(d)) {
            if (d->fault || d->scan == d->at)
                return false;
            cut_at_end(d, delimiter);
            break;
        }
    }
    if (d->wrong == QUOTE_OPEN) {
        d->scan = d->first_end ? d->first_end : d->scan;
        d->fault = ++d->unclosed > UNCLOSED_MAX ? TOO_MANY : RIGHT;
    }
    return true;
}

/* ---- the delimiter ---- */

/* How evenly a character parts the first records: in how many of them it stands equally often, then how often. */
static long evenness(struct delimited *d, char delimiter)
{
    long counts[RECORDS_LOOKED], best = 0;
    int n = 0;
    size_t at = d->at;
    while (n < RECORDS_LOOKED) {
        begin_record(d);
        if (!cut(d, delimiter) && n && d->eof == false)
            break;
        if (d->scan == d->at)
            break;
        counts[n++] = (long)d->n_spans - 1;
        d->at = d->scan;
    }
    d->at = at;
    for (int i = 0; i < n; i++) {
        long same = 0;
        for (int k = 0; k < n; k++)
            same += counts[k] == counts[i];
        long score = counts[i] > 0 ? same * 1000 + (counts[i] < 999 ? counts[i] : 999) : 0;
        best = score > best ? score : best;
    }
    return best;
}

/* "sep=;" in the first line, which Excel writes and obeys. */
static bool take_sep(struct delimited *d)
{
    struct str s = {d->text.p + d->at, d->text.n - d->at};
    if (!str_starts(s, STR("sep=")) || s.n < 6 || (s.p[5] != '\n' && (s.n < 7 || s.p[5] != '\r' || s.p[6] != '\n')))
        return false;
    d->delimiter = s.p[4];
    d->at += s.p[5] == '\r' ? 7 : 6;
    d->line++;
    return true;
}

static void find_delimiter(struct delimited *d)
{
    static const char candidates[] = {',', '\t', ';', '|'};
    long most = 0;
    while (d->text.n - d->at < PIECE && refill(d))
        ;
    if (d->fault || take_sep(d))
        return;
    d->delimiter = ',';
    for (size_t i = 0; i < sizeof candidates; i++) {
        long score = evenness(d, candidates[i]);
        if (score > most) {
            most = score;
            d->delimiter = candidates[i];
        }
    }
}

/* ---- rows ---- */

/* The text of a cell whose quotes are doubled, or that has CR LF inside. */
static size_t put_changed(struct delimited *d, struct str s)
{
    size_t from = d->changed.n;
    for (size_t i = 0; i < s.n; i++) {
        bool pair = i + 1 < s.n && ((s.p[i] == '"' && s.p[i + 1] == '"') || (s.p[i] == '\r' && s.p[i + 1] == '\n'));
        i += pair;
        buf_char(&d->changed, s.p[i]);
    }
    return d->changed.n - from;
}

static void make_cells(struct delimited *d, struct grid_row *row)
{
    d->cells = mem_grow(d->cells, &d->cap_cells, d->n_spans + 1, sizeof *d->cells);
    buf_reset(&d->changed);
    for (size_t i = 0; i < d->n_spans; i++) {
        struct span *s = &d->spans[i];
        struct str text = {d->text.p + d->at + s->from, s->n};
        if (s->change)
            s->n = put_changed(d, text);
        d->cells[i] = (struct grid_cell){.text = text, .type = s->n || s->quoted ? GRID_TEXT : GRID_BLANK};
    }
    const char *p = d->changed.p;
    for (size_t i = 0; i < d->n_spans; i++)
        if (d->spans[i].change) {
            d->cells[i].text = (struct str){p ? p : "", d->spans[i].n};
            p = p ? p + d->spans[i].n : p;
        }
    row->cells = d->cells;
    row->n = (int)d->n_spans;
}

static long count_lines(struct str s)
{
    long n = 0;
    for (const char *p = s.p, *end = s.p + s.n; p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++)
        n++;
    return n;
}

static bool is_empty_line(const struct delimited *d)
{
    return !d->wrong && d->n_spans == 1 && !d->spans[0].n && !d->spans[0].quoted;
}

enum grid_got delimited_next(struct delimited *d, struct grid_row *row)
{
    if (!d->delimiter)
        find_delimiter(d);
    while (!d->fault && next_record(d, d->delimiter)) {
        struct str raw = {d->text.p + d->at, d->scan - d->at};
        *row = (struct grid_row){.line = d->line + 1, .raw = raw};
        if (!d->wrong && utf8_valid(raw) < raw.n)
            d->wrong = NOT_TEXT;
        bool empty = is_empty_line(d);
        if (!d->wrong && !empty)
            make_cells(d, row);
        d->line += count_lines(raw);
        d->at = d->scan;
        d->why = d->wrong;
        if (d->fault)
            break;
        if (!empty)
            return d->wrong ? GRID_BAD_ROW : GRID_ROW;
    }
    d->why = d->fault;
    return d->fault ? GRID_FAULT : GRID_END;
}

const char *const *delimited_why(const struct delimited *d)
{
    return words[d->why];
}

bool delimited_was_gb(const struct delimited *d)
{
    return d->gb;
}

void delimited_free(struct delimited *d)
{
    if (!d)
        return;
    buf_free(&d->bytes);
    buf_free(&d->text);
    buf_free(&d->changed);
    encode_close(&d->cd);
    mem_free(d->spans);
    mem_free(d->cells);
    mem_free(d);
}
