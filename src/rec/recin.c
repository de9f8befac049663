/* SPDX-License-Identifier: Apache-2.0 */
#include "rec/recin.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/diag.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "io/in.h"
#include "rec/cell.h"
#include "sheet/tsv.h"

enum { CHUNK = 256 * 1024, BLOCK = 64, LOOK = 4096 }; /* LOOK: bytes that tell what a file is */
static const size_t default_max_line = 64u << 20;

struct recin {
    struct in *in;
    struct tsv *tsv;      /* makes the text of what a spreadsheet program saved; else NULL */
    struct buf given;     /* what was read of that before */
    const char *name;
    struct str null;      /* the null cell of this stream */
    bool other_null;      /* it is not \N */
    size_t max_line;
    struct intern columns;
    struct buf header;
    struct str *cells;    /* [columns.n] and room */
    struct buf b;         /* bytes read; [at, b.n) are not handed out yet */
    size_t at;
    bool eof, failed;
    long lineno;
    uint64_t count;
};

static struct loc here(const struct recin *r)
{
    return loc_line(r->name, r->lineno);
}

/* The same of text that is made. */
static int fill_made(struct recin *r)
{
    int got = tsv_read(r->tsv, &r->b);
    r->eof = got == 0;
    if (got < 0 && tsv_unread(r->tsv))
        in_complain_read(r->in, loc_file(r->name));
    else if (got < 0)
        diag(D_SHEET_FAULT, loc_line(r->name, tsv_line(r->tsv)), tsv_why(r->tsv)[diag_lang()]);
    return got;
}

/* Reads more bytes behind what is left. Returns 1; 0 at the end; -1 after complaining. */
static int fill(struct recin *r)
{
    if (r->at) {
        buf_drop(&r->b, r->at);
        r->at = 0;
    }
    if (r->tsv)
        return fill_made(r);
    ssize_t got = in_read(r->in, buf_room(&r->b, CHUNK), CHUNK);
    if (got < 0) {
        in_complain_read(r->in, here(r));
        return -1;
    }
    r->b.n += (size_t)got;
    r->eof = got == 0;
    return got > 0;
}

/* The next line without its LF. Returns 1; 0 at the end; -1 after complaining. */
static int next_line(struct recin *r, struct str *line)
{
    size_t seen = 0; /* bytes of this line already searched */
    r->lineno++;
    for (;;) {
        const char *from = r->b.p + r->at;
        size_t left = r->b.n - r->at;
        const char *lf = left > seen ? memchr(from + seen, '\n', left - seen) : NULL;
        if (lf) {
            *line = (struct str){from, (size_t)(lf - from)};
            r->at += line->n + 1;
            return 1;
        }
        if (left > r->max_line) {
            diag(D_STREAM_LONG, here(r), diag_num((long long)r->max_line));
            return -1;
        }
        seen = left;
        int more = r->eof ? 0 : fill(r);
        if (more < 0)
            return -1;
        if (!more && left) {
            diag(D_STREAM_CUT, here(r));
            return -1;
        }
        if (!more)
            return 0;
    }
}

bool recin_is_name(struct str s)
{
    if (s.n == 0 || utf8_valid(s) != s.n)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == '\\' || s.p[i] == '"' || s.p[i] == 0x7f)
            return false;
    return true;
}

static bool set_columns(struct recin *r, struct str names, char separator)
{
    struct str rest = names;
    do {
        struct str name = str_cut(rest, separator, &rest);
        enum diag_id why = !recin_is_name(name) ? D_STREAM_HEADER : D_STREAM_TWICE;
        if (why == D_STREAM_HEADER || intern_find(&r->columns, name) >= 0) {
            diag(why, here(r), diag_str(name));
            return false;
        }
        intern_add(&r->columns, name);
    } while (rest.p);
    for (int i = 0; i < r->columns.n; i++) {
        if (i)
            buf_char(&r->header, '\t');
        buf_str(&r->header, intern_name(&r->columns, i));
    }
    r->cells = mem_array((size_t)r->columns.n + BLOCK + 1, sizeof *r->cells); /* as split wants it */
    return true;
}

/* Before anything is handed out: registers and lists that people edit come as spreadsheet programs save them. */
static bool look_at_kind(struct recin *r)
{
    int got = 1;
    while (got > 0 && r->b.n < LOOK && !(r->b.n && memchr(r->b.p, '\n', r->b.n)))
        got = fill(r);
    if (got < 0)
        return false;
    enum grid_kind kind = tsv_needed(buf_slice(&r->b), r->eof, TSV_STREAM);
    if (kind == GRID_NONE)
        return true;
    r->given = r->b;
    r->b = (struct buf){0};
    r->tsv = tsv_open(kind, r->in, buf_slice(&r->given), TSV_STREAM);
    return true;
}

static bool read_header(struct recin *r, const struct dialect *d)
{
    if (d->header)
        return set_columns(r, str_of(d->header), ',');
    if (!look_at_kind(r))
        return false;
    struct str line;
    int got = next_line(r, &line);
    if (got == 0)
        diag(D_STREAM_EMPTY, loc_file(r->name));
    if (got > 0 && str_starts(line, STR("\xef\xbb\xbf")))
        line = (struct str){line.p + 3, line.n - 3};
    if (got > 0 && str_ends(line, STR("\r"))) {
        diag(D_STREAM_CRLF, here(r));
        return false;
    }
    return got > 0 && set_columns(r, line, '\t');
}

struct recin *recin_open(const char *path, const struct dialect *dialect)
{
    static const struct dialect standard = {0};
    const struct dialect *d = dialect ? dialect : &standard;
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    struct in *in = in_open(path, NULL);
    if (!in) {
        in_complain(name);
        return NULL;
    }
    struct recin *r = mem_alloc(sizeof *r);
    r->in = in;
    r->name = name;
    r->null = d->null ? str_of(d->null) : STR("\\N");
    r->other_null = d->null && strcmp(d->null, "\\N") != 0;
    r->max_line = d->max_line ? d->max_line : default_max_line;
    if (!read_header(r, d)) {
        recin_close(r);
        return NULL;
    }
    if (d->header)
        r->lineno = 0;
    return r;
}

/* Where TABs, backslashes and Ns stand in the 64 bytes at p: bit i for byte i. Every byte of every record goes through here. */
struct places {
    uint64_t tab, slash, n;
};

#ifdef __SSE2__
static inline struct places find_places(const char *p)
{
    const __m128i tab = _mm_set1_epi8('\t'), slash = _mm_set1_epi8('\\'), n = _mm_set1_epi8('N');
    struct places at = {0, 0, 0};
    for (int i = 0; i < BLOCK; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        at.tab |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, tab)) << i;
        at.slash |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, slash)) << i;
        at.n |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, n)) << i;
    }
    return at;
}
#else
static inline struct places find_places(const char *p)
{
    struct places at = {0, 0, 0};
    for (int i = 0; i < BLOCK; i++) {
        at.tab |= (uint64_t)(p[i] == '\t') << i;
        at.slash |= (uint64_t)(p[i] == '\\') << i;
        at.n |= (uint64_t)(p[i] == 'N') << i;
    }
    return at;
}
#endif

/* What split knows while it goes through a line. */
struct cutter {
    struct str *cells;  /* room for [n + BLOCK] */
    int n, found;       /* cells wanted, TABs seen */
    const char *first;  /* of the line */
    const char *start;  /* of the cell at hand */
    const char *end;    /* of the line */
    const char *skip;   /* the second character of an escape, already looked at */
    bool escapes;       /* is there a backslash that is not of a null? */
    char bad;           /* after a backslash that is no escape; 0: none */
};

/* A backslash: \\ \t \n \r anywhere, or \N alone in its cell. */
static void see_backslash(struct cutter *c, const char *at)
{
    if (at == c->skip)
        return;
    char e = at + 1 < c->end ? at[1] : ' ';
    bool starts = at == c->first || at[-1] == '\t', ends = at + 2 == c->end || (at + 2 < c->end && at[2] == '\t');
    c->skip = at + 1;
    if (e == 'N' && starts && ends)
        return;
    c->escapes = true;
    if (e != '\\' && e != 't' && e != 'n' && e != 'r' && !c->bad)
        c->bad = e;
}

/* The 64 bytes at p stand at `bytes`; those in `of` are of the line. */
static inline void see_block(struct cutter *c, const char *p, const char *bytes, uint64_t of)
{
    struct places at = find_places(bytes);
    /* Most backslashes are nulls, seen all at once where the TABs on both sides lie in the block. */
    uint64_t null = at.slash & (at.n >> 1) & (at.tab << 1) & (at.tab >> 2);
    for (uint64_t left = at.slash & ~null & of; left; left &= left - 1)
        see_backslash(c, p + __builtin_ctzll(left));
    struct str *cell = c->cells + c->found;
    const char *start = c->start;
    for (uint64_t left = at.tab & of; left; left &= left - 1) {
        const char *tab = p + __builtin_ctzll(left);
        *cell++ = (struct str){start, (size_t)(tab - start)};
        start = tab + 1;
    }
    c->found = (int)(cell - c->cells);
    c->start = start;
}

/* Cuts the line at its TABs into at most n cells (cells has room for BLOCK more) and looks at its escapes: *plain says whether
 * there are none. Returns the number of fields that the line has; *bad is the character after the first backslash that is no
 * escape, or 0. */
static int split(struct str line, struct str *cells, int n, bool *plain, char *bad)
{
    struct cutter c = {.cells = cells, .n = n, .first = line.p, .start = line.p, .end = line.p + line.n};
    const char *p = line.p;
    int more = 0; /* fields beyond n */
    for (; c.end - p >= BLOCK; p += BLOCK) {
        see_block(&c, p, p, ~(uint64_t)0);
        if (c.found > n) {
            more += c.found - n;
            c.found = n;
        }
    }
    size_t left = (size_t)(c.end - p);
    if (left) {
        char rest[BLOCK] = {0};
        memcpy(rest, p, left);
        see_block(&c, p, rest, ((uint64_t)1 << left) - 1);
    }
    c.cells[c.found++] = (struct str){c.start, (size_t)(c.end - c.start)};
    *plain = !c.escapes;
    *bad = c.bad;
    return c.found + more;
}

/* Nulls of another dialect become \N. There \N itself is no escape: neither null nor text, so it is not guessed at. */
static bool translate_nulls(struct recin *r)
{
    for (int i = 0; i < r->columns.n; i++)
        if (str_eq(r->cells[i], r->null)) {
            r->cells[i] = STR("\\N");
        } else if (cell_is_null(r->cells[i])) {
            diag(D_STREAM_NULL, here(r), diag_str(intern_name(&r->columns, i)), diag_str(r->null));
            return false;
        }
    return true;
}

/* Is the line text, as far as can be told at a glance? */
static bool is_text(struct recin *r, struct str line)
{
    const char *nul = line.n ? memchr(line.p, 0, line.n) : NULL;
    if (nul)
        diag(D_STREAM_NUL, here(r), diag_num((long long)(nul - line.p) + 1));
    return !nul;
}

int recin_next(struct recin *r, struct rec *rec)
{
    struct str line;
    if (r->failed)
        return -1;
    int got = next_line(r, &line);
    if (got <= 0) {
        r->failed = got < 0;
        return got;
    }
    if (!is_text(r, line)) {
        r->failed = true;
        return -1;
    }
    char bad;
    bool plain;
    int n = split(line, r->cells, r->columns.n, &plain, &bad);
    if (n != r->columns.n) {
        diag(D_STREAM_FIELDS, here(r), diag_num(n), diag_num(r->columns.n));
        r->failed = true;
        return -1;
    }
    if (bad)
        diag(D_STREAM_ESCAPE, here(r), diag_str((struct str){&bad, 1}));
    if (bad || (r->other_null && !translate_nulls(r))) {
        r->failed = true;
        return -1;
    }
    *rec = (struct rec){.line = line, .lineno = r->lineno, .n = n, .plain = plain, .cell = r->cells};
    r->count++;
    return 1;
}

const struct intern *recin_columns(const struct recin *r)
{
    return &r->columns;
}

struct str recin_header(const struct recin *r)
{
    return buf_slice(&r->header);
}

uint64_t recin_count(const struct recin *r)
{
    return r->count;
}

const char *recin_name(const struct recin *r)
{
    return r->name;
}

uint64_t recin_pos(const struct recin *r)
{
    return in_raw_pos(r->in);
}

uint64_t recin_size(const struct recin *r)
{
    return in_raw_size(r->in);
}

void recin_close(struct recin *r)
{
    if (!r)
        return;
    tsv_close(r->tsv);
    in_close(r->in);
    buf_free(&r->given);
    intern_free(&r->columns);
    buf_free(&r->header);
    buf_free(&r->b);
    mem_free(r->cells);
    mem_free(r);
}
