/* SPDX-License-Identifier: Apache-2.0 */
#include "read/batch.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/pool.h"
#include "base/utf8.h"
#include "base/visible.h"
#include "io/out.h"
#include "io/private.h"
#include "rec/cell.h"
#include "rec/recout.h"
#include "read/foreign.h"
#include "read/kept.h"
#include "read/refs.h"
#include "read/shown.h"
#include "read/table.h"
#include "read/unmet.h"
#include "read/unread.h"
#include "sheet/kind.h"
#include "sheet/slow.h"
#include "value/keyparts.h"
#include "value/personal.h"

enum {
    CHUNK = 512 * 1024,  /* bytes of a large file parsed at a time */
    GROUP = 256 * 1024,  /* small files are put together up to here */
    GUESSES = 3          /* wrong guesses before a file is parsed in order */
};

/* A file under way. Only the owner's thread touches it, but for name and charset, which never change. */
struct file {
    char *name;              /* as it is shown (read/shown) */
    struct buf cell;         /* the name as a cell, with its TAB */
    char *base;              /* its last part, in UTF-8, for file() */
    struct buf sub;          /* the name as it begins the identity of a submission */
    bool anonymous;          /* standard input */
    char *path;              /* as it was given */
    struct charset charset;
    bool none;               /* no document: rejected as a whole, or foreign */
    struct unread unread;    /* what its form does not know, told when the file ends */
    bool strange;            /* has elements outside records that the form does not know */
    bool settled;            /* its first chunk is done: guess and after are known */
    struct buf guess;        /* the state that chunks behind the first are parsed with */
    struct buf after;        /* the state behind the last chunk done */
    struct buf rest;         /* bytes given back by it */
    size_t mark;             /* byte order mark at the beginning of rest */
    size_t enough;           /* bytes in rest before it is worth trying again */
    int wrong;               /* guesses */
    long lines, columns;     /* line ends so far, and code points behind the last */
    long *recs;              /* [kinds] */
    struct out *reject;  /* bytes of what is rejected, while they come */
    char *reject_name;   /* in the folder of the rejects */
    struct refs *refs;   /* rows that wait for the end of the file; or NULL */
};

/* A chunk in a job. */
struct share {
    struct file *file;
    size_t from, n;          /* in the job's bytes */
    struct chunk chunk;
    struct buf state;        /* behind chunk.state */
    struct chunk_rows *rows;
    bool first, parsed, later; /* later: to be parsed in order */
};

struct job {
    struct buf bytes;
    struct share *parts; /* [n]; cap of them have been set up */
    size_t n, cap;
    struct chunk_reader *reader;
    struct batch *batch;
};

struct batch {
    const struct plan *plan;
    const struct batch_options *o;
    struct findings *findings;
    struct pool *pool;
    struct job *job;          /* being filled */
    struct job **idle;        /* [n_idle] */
    size_t n_idle, cap_idle;
    struct recout **tables;   /* [tables of the form] or NULL where not wanted */
    struct chunk_reader *reader; /* for what is parsed in order */
    struct chunk_rows *rows;
    struct headings *headings;   /* of tables in spreadsheets */
    struct chunk_rows *table_rows;
    struct file *table_file;     /* the one under way */
    struct buf lines, submission;
    struct shown_names shown;
    struct batch_counts counts;
    uint64_t *met;            /* [kinds] records */
    struct unmet unmet;
    struct unread unread;     /* paths of several files */
    uint64_t rejects;
    uint64_t bytes_before;    /* of the files that are read to their end: for progress */
    bool trouble;
};

/* ---- output ---- */

static void make_folder(const char *path)
{
    struct stat st;
    if (mkdir(path, 0777) == 0 || (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode)))
        return;
    if (errno == EEXIST)
        errno = ENOTDIR;
    out_fail(path);
}

static void open_table(struct batch *b, int table, struct recout *out)
{
    const struct form_table *t = &b->plan->form->tables[table];
    struct buf header = {0};
    buf_puts(&header, "_file\t_line\t_rec");
    for (int i = 0; i < t->n; i++) {
        buf_char(&header, '\t');
        buf_str(&header, t->vars[i].name);
    }
    buf_puts(&header, "\t_sub");
    b->tables[table] = out;
    recout_header(b->tables[table], buf_slice(&header));
    buf_free(&header);
}

static void open_tables(struct batch *b)
{
    const struct form *form = b->plan->form;
    if (!b->o->split) {
        open_table(b, b->o->submit.table, recout_open(b->o->output, b->o->dialect));
        return;
    }
    make_folder(b->o->split);
    for (int i = 0; i < form->n_tables; i++)
        if (!form->tables[i].derived)
            open_table(b, i, recout_open_in(b->o->split, form->tables[i].name, b->o->dialect));
}

/* The identity of a submission: the name of its file, and which of the outermost records there it is. */
static void put_submission(struct buf *to, const struct file *f, long before, long sub, uint64_t mark)
{
    buf_str(to, buf_slice(&f->sub));
    if (f->anonymous)
        buf_printf(to, ":%016llx", (unsigned long long)mark);
    buf_char(to, '#');
    buf_int(to, before + sub);
}

/* Kinds of records: those of XML, then one for each table in a spreadsheet. */
static int count_kinds(const struct batch *b)
{
    return b->plan->n_kinds + b->plan->form->n_tables;
}

/* Outermost records of all kinds so far. */
static long submissions_before(const struct batch *b, const struct file *f)
{
    long n = 0;
    for (int i = 0; i < count_kinds(b); i++)
        n += i < b->plan->n_kinds && b->plan->kinds[i].hidden ? 0 : f->recs[i];
    return n;
}

/* Appends a row: where it comes from, its cells, its submission. */
static void put_row(struct buf *to, const struct file *f, const struct chunk_row *row, struct str cells, long before)
{
    buf_str(to, buf_slice(&f->cell));
    buf_int(to, f->lines + row->line + 1);
    buf_char(to, '\t');
    buf_int(to, f->recs[row->kind] + row->rec);
    buf_char(to, '\t');
    buf_str(to, cells);
    buf_char(to, '\t');
    put_submission(to, f, before, row->sub, row->mark);
}

/* Rows that wait for what stands elsewhere in the file, and what they may wait for. */
static void keep_row(struct batch *b, struct file *f, int table, const struct chunk_row *row, struct str cells, long before)
{
    int own = b->plan->form->n_tables;
    if (!f->refs)
        f->refs = refs_new(b->plan);
    if (table >= own) {
        refs_target(f->refs, table - own, cells);
        return;
    }
    buf_reset(&b->lines);
    put_row(&b->lines, f, row, cells, before);
    refs_row(f->refs, table, buf_slice(&b->lines));
}

static void write_rows_of(struct batch *b, struct file *f, int table, const struct chunk_table *t)
{
    long before = submissions_before(b, f);
    bool sheet = t->rows[0].kind >= b->plan->n_kinds; /* its cells are the values */
    bool waits = table >= b->plan->form->n_tables || (b->plan->refs[table] && !sheet);
    size_t from = 0;
    buf_reset(&b->lines);
    for (size_t k = 0; k < t->n; k++) {
        const struct chunk_row *row = &t->rows[k];
        struct str cells = {t->text.p + from, row->end - from - 1}; /* without its line end */
        if (waits) {
            keep_row(b, f, table, row, cells, before);
        } else {
            put_row(&b->lines, f, row, cells, before);
            buf_char(&b->lines, '\n');
        }
        from = row->end;
    }
    if (!waits)
        recout_block(b->tables[table], buf_slice(&b->lines), t->n);
    b->counts.rows += table < b->plan->form->n_tables ? t->n : 0;
}

static void write_rows(struct batch *b, struct file *f, const struct chunk_rows *h)
{
    for (int i = 0; i < h->n_tables; i++)
        if (h->tables[i].n)
            write_rows_of(b, f, i, &h->tables[i]);
}

/* ---- findings and rejects ---- */

static long column_of(const struct file *f, const struct chunk_finding *x)
{
    return x->col + (x->line == 0 ? f->columns : 0);
}

static void tell(struct batch *b, const struct file *f, const struct chunk_finding *x, struct buf text[2])
{
    struct finding out = {.level = x->level, .result = x->result, .rule = str_of(builtin_get(x->id)->id),
                          .table = x->table, .key = x->key, .file = str_of(f->name), .variable = x->variable,
                          .value = x->value, .expected = x->expected};
    if (!x->of_file) {
        out.line = f->lines + x->line + 1;
        out.col = column_of(f, x);
        out.rec = x->rec ? f->recs[x->kind] + x->rec : 0;
    }
    buf_reset(&b->submission);
    if (x->rec && !x->of_file)
        put_submission(&b->submission, f, submissions_before(b, f), x->sub, x->mark);
    else
        buf_str(&b->submission, buf_slice(&f->sub)); /* about the file, or what is between its records */
    out.submission = buf_slice(&b->submission);
    for (int lang = 0; lang < 2; lang++) {
        buf_reset(&text[lang]);
        builtin_text(&text[lang], x->id, lang, x->n_args, x->args);
        out.message[lang] = buf_slice(&text[lang]);
    }
    findings_add(b->findings, &out);
}

/* Outside records, elements that the form does not know may be the records that it means. */
static void note_strange(struct batch *b, struct file *f, const struct chunk_finding *x)
{
    if ((x->id != B_XML_ELEMENT && x->id != B_XML_ELEMENT_NAMESPACE) || x->rec)
        return;
    unmet_path(&b->unmet, x->args[0]);
    f->strange = true;
}

/* What the form does not know is told when the file ends: once a path. */
static void put_unread(struct batch *b, struct file *f, const struct chunk_finding *x)
{
    bool fresh;
    long ordinal = x->rec && !x->of_file ? f->recs[x->kind] + x->rec : 0;
    struct unread_path *p = unread_add(&f->unread, x, ordinal, &fresh);
    note_strange(b, f, x);
    if (!p || !fresh)
        return;
    p->line = f->lines + x->line + 1;
    p->col = column_of(f, x);
    if (ordinal)
        put_submission(&p->submission, f, submissions_before(b, f), x->sub, x->mark);
    else
        buf_str(&p->submission, buf_slice(&f->sub));
}

static void add_told(struct batch *b, struct finding *out, enum builtin_id id, const struct str *args, int n)
{
    struct buf text[2] = {{0}, {0}};
    out->rule = str_of(builtin_get(id)->id);
    for (int lang = 0; lang < 2; lang++) {
        builtin_text(&text[lang], id, lang, n, args);
        out->message[lang] = buf_slice(&text[lang]);
    }
    findings_add(b->findings, out);
    buf_free(&text[0]);
    buf_free(&text[1]);
}

static struct str count_text(struct buf *b, uint64_t n)
{
    buf_reset(b);
    buf_printf(b, "%llu", (unsigned long long)n);
    return buf_slice(b);
}

/* A path of one file: of its record, or, when several have it, of the file at the first place. */
static void tell_unread_path(struct batch *b, const struct file *f, const struct unread_path *p)
{
    bool other = p->first.id == B_XML_ELEMENT_NAMESPACE;
    enum builtin_id several = p->first.id == B_XML_ATTRIBUTE ? B_XML_ATTRIBUTES_MANY
                              : other                        ? B_XML_ELEMENTS_NAMESPACE
                                                             : B_XML_ELEMENTS;
    struct buf count = {0};
    struct str args[4] = {p->first.args[0], count_text(&count, p->times)};
    if (other)
        args[3] = args[1];
    for (int i = 1; other && i < 3; i++)
        args[i] = p->first.args[i];
    struct finding out = {.level = p->first.level, .result = p->first.result, .file = str_of(f->name),
                          .line = p->line, .col = p->col};
    out.submission = p->several ? buf_slice(&f->sub) : buf_slice(&p->submission);
    if (!p->several) {
        out.table = p->first.table;
        out.key = p->first.key;
        out.rec = p->ordinal;
    }
    add_told(b, &out, p->times > 1 ? several : p->first.id, args, 4);
    buf_free(&count);
}

/* At the end of a file. A path that many files have had before is only counted. */
static void tell_unread(struct batch *b, struct file *f)
{
    struct buf count = {0};
    for (size_t i = 0; i < f->unread.n; i++) {
        const struct unread_path *p = &f->unread.paths[i];
        bool fresh;
        struct unread_path *all = unread_add(&b->unread, &p->first, 0, &fresh);
        if (fresh)
            all->times = 0;
        else if (all)
            all->times--;
        if (all && ++all->files > UNREAD_FILES)
            all->times += p->times;
        else
            tell_unread_path(b, f, p);
    }
    if (f->unread.more) {
        struct finding out = {.level = LEVEL_INFO, .file = str_of(f->name), .submission = buf_slice(&f->sub)};
        struct str arg = count_text(&count, f->unread.more);
        add_told(b, &out, B_XML_MORE_UNREAD, &arg, 1);
    }
    buf_free(&count);
}

/* At the end of the run: how often further files had the paths that were not told of each. */
static void tell_unread_rest(struct batch *b)
{
    struct buf files = {0}, times = {0};
    for (size_t i = 0; i < b->unread.n; i++) {
        const struct unread_path *p = &b->unread.paths[i];
        if (p->files <= UNREAD_FILES)
            continue;
        struct str args[3] = {p->first.args[0], count_text(&files, p->files - UNREAD_FILES), count_text(&times, p->times)};
        struct finding out = {.level = p->first.level};
        add_told(b, &out, p->first.id == B_XML_ATTRIBUTE ? B_XML_ATTRIBUTE_REST : B_XML_ELEMENT_REST, args, 3);
    }
    buf_free(&files);
    buf_free(&times);
}

/* A path for a rejected stretch: letters, digits, "._-" of the file's name, so that no name leads out of the folder. It and
 * that of the reason are put down. */
static char *reject_name(const struct batch *b, const struct file *f)
{
    struct buf path = {0};
    buf_printf(&path, "%06llu-", (unsigned long long)b->rejects);
    const char *slash = strrchr(f->name, '/'), *name = slash ? slash + 1 : f->name;
    size_t n = strlen(name);
    if (n > 100)
        name += n - 100;
    for (; *name; name++)
        buf_char(&path, strchr("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-", *name) ? *name : '_');
    char *made = mem_dup(path.p, path.n);
    written_add(b->o->written, buf_slice(&path));
    buf_puts(&path, ".txt");
    written_add(b->o->written, buf_slice(&path));
    buf_free(&path);
    return made;
}

/* The name stands as in a cell: the reason is one line of UTF-8, whatever the file is called. */
static void write_reason(const struct batch *b, const struct file *f, const struct chunk_finding *x, const struct buf *text)
{
    struct buf name = {0}, masked = {0}, reason = {0};
    buf_printf(&name, "%s.txt", f->reject_name);
    struct out *to = out_open_one(b->o->rejects, buf_text(&name), OUT_PRIVATE);
    personal_mask(&masked, buf_slice(&text[diag_lang()]));
    visible_put(&reason, (struct str){f->cell.p, f->cell.n - 1});
    buf_printf(&reason, ":%ld:%ld: %s: ", f->lines + x->line + 1, column_of(f, x), builtin_get(x->id)->id);
    visible_put(&reason, buf_slice(&masked));
    buf_char(&reason, '\n');
    out_write(to, reason.p, reason.n);
    out_close(to, true);
    buf_free(&name);
    buf_free(&masked);
    buf_free(&reason);
}

/* A damaged file is kept as it was given, compressed or not. Returns false when it cannot be read again (a stream). */
static bool keep_whole(struct batch *b, const struct file *f)
{
    enum kept kept = f->path && !f->anonymous ? kept_copy(f->path, f->reject) : KEPT_NONE;
    if (kept == KEPT_UNREAD) {
        diag(D_CANNOT_READ, loc_file(f->name), strerror(errno));
        b->trouble = true;
    }
    return kept != KEPT_NONE;
}

static void write_reject(struct batch *b, struct file *f, const struct chunk_reject *r, const char *bytes)
{
    if (!f->reject)
        return;
    bool done = r->whole && keep_whole(b, f);
    if (!done && r->to > r->from)
        out_write(f->reject, bytes + r->from, r->to - r->from);
    if (!r->ends)
        return;
    out_close(f->reject, true);
    f->reject = NULL;
    mem_free(f->reject_name);
}

static void begin_reject(struct batch *b, struct file *f)
{
    b->rejects++;
    if (!b->o->rejects)
        return;
    f->reject_name = reject_name(b, f);
    f->reject = out_open_one(b->o->rejects, f->reject_name, OUT_PRIVATE);
}

static void write_findings(struct batch *b, struct file *f, const struct chunk_rows *h, const char *bytes)
{
    struct buf text[2] = {{0}, {0}};
    size_t next = 0;
    if (h->n_rejects && !h->rejects[0].begins)
        write_reject(b, f, &h->rejects[next++], bytes);
    for (size_t i = 0; i < h->n_findings; i++) {
        const struct chunk_reject *r = next < h->n_rejects ? &h->rejects[next] : NULL;
        if (unread_takes(&h->findings[i]) && (!r || r->finding != (long)i)) {
            put_unread(b, f, &h->findings[i]);
            continue;
        }
        tell(b, f, &h->findings[i], text);
        note_strange(b, f, &h->findings[i]);
        if (!r || r->finding != (long)i)
            continue;
        next++;
        begin_reject(b, f);
        if (f->reject)
            write_reason(b, f, &h->findings[i], text);
        write_reject(b, f, r, bytes);
    }
    assert(next == h->n_rejects);
    buf_free(&text[0]);
    buf_free(&text[1]);
}

static void write_chunk_rows(struct batch *b, struct file *f, const struct chunk_rows *h, const char *bytes)
{
    assert(h->read == h->written + h->rejected + h->rejected_files);
    write_rows(b, f, h);
    write_findings(b, f, h, bytes);
    b->counts.read += h->read;
    b->counts.written += h->written;
    b->counts.rejected += h->rejected + h->rejected_files;
    b->counts.rejected_files += h->rejected_files;
    f->lines += h->lines;
    f->columns = h->columns + (h->lines ? 0 : f->columns);
    f->none = f->none || h->rejected_files;
    for (int i = 0; i < h->n_kinds; i++) {
        f->recs[i] += h->recs[i];
        b->met[i] += (uint64_t)h->recs[i];
    }
}

/* ---- files ---- */

/* A name without loss, in characters that need no escape in a cell: what is no plain character of UTF-8 becomes %XX. A file
 * whose name begins with - is told from standard input. */
static void put_name(struct buf *to, const char *name, bool anonymous)
{
    for (const char *p = name, *end = name + strlen(name); p < end;) {
        uint32_t cp;
        int n = utf8_next(p, end, &cp);
        bool plain = n > 0 && cp >= ' ' && cp != 0x7f && !(cp < 0x80 && strchr("%#\\", (int)cp)) &&
                     (anonymous || p > name || cp != '-');
        if (plain)
            buf_add(to, p, (size_t)n);
        for (int i = 0; i < (plain ? 0 : n ? n : 1); i++)
            buf_printf(to, "%%%02X", (unsigned char)p[i]);
        p += n ? n : 1;
    }
}

static struct file *file_new(struct batch *b, const char *name)
{
    struct file *f = mem_alloc(sizeof *f);
    struct buf clean = {0};
    shown_put(&b->shown, &clean, str_of(name));
    f->name = mem_dup(clean.p, clean.n);
    f->recs = mem_array((size_t)count_kinds(b), sizeof *f->recs);
    buf_reset(&clean);
    for (const char *p = f->name, *end = f->name + strlen(f->name); p < end;) {
        uint32_t cp;
        int n = utf8_next(p, end, &cp);
        buf_add(&clean, n ? p : "\xef\xbf\xbd", n ? (size_t)n : 3);
        p += n ? n : 1;
    }
    cell_put(&f->cell, buf_slice(&clean));
    buf_char(&f->cell, '\t');
    const char *slash = strrchr(buf_text(&clean), '/'), *base = slash ? slash + 1 : buf_text(&clean);
    f->base = mem_dup(base, strlen(base));
    buf_free(&clean);
    f->anonymous = strcmp(name, "-") == 0;
    put_name(&f->sub, f->name, f->anonymous);
    b->counts.files++;
    return f;
}

static void file_free(struct file *f)
{
    assert(!f->reject);
    refs_free(f->refs);
    buf_free(&f->cell);
    buf_free(&f->sub);
    buf_free(&f->guess);
    buf_free(&f->after);
    buf_free(&f->rest);
    unread_free(&f->unread);
    mem_free(f->recs);
    mem_free(f->name);
    mem_free(f->base);
    mem_free(f->path);
    mem_free(f);
}

/* ---- jobs ---- */

static void work(void *arg)
{
    struct job *j = arg;
    for (size_t i = 0; i < j->n; i++) {
        struct share *p = &j->parts[i];
        if (p->later)
            continue;
        chunk_read(j->reader, &p->chunk, p->rows);
        p->parsed = true;
    }
}

static struct job *job_new(struct batch *b)
{
    if (b->n_idle)
        return b->idle[--b->n_idle];
    struct job *j = mem_alloc(sizeof *j);
    j->batch = b;
    j->reader = chunk_reader_new(b->plan, &b->o->submit, b->o->parser);
    return j;
}

static void job_free(struct job *j)
{
    for (size_t i = 0; i < j->cap; i++) {
        chunk_rows_free(j->parts[i].rows);
        buf_free(&j->parts[i].state);
    }
    mem_free(j->parts);
    buf_free(&j->bytes);
    chunk_reader_free(j->reader);
    mem_free(j);
}

static struct share *share_new(struct batch *b, struct job *j, struct file *f)
{
    if (j->n == j->cap) {
        size_t had = j->cap;
        j->parts = mem_grow(j->parts, &j->cap, had + 1, sizeof *j->parts);
        memset(j->parts + had, 0, (j->cap - had) * sizeof *j->parts);
    }
    struct share *p = &j->parts[j->n++];
    if (!p->rows)
        p->rows = chunk_rows_new(b->plan->n_tables, b->plan->n_kinds);
    chunk_rows_reset(p->rows);
    p->rows->anonymous = f->anonymous;
    buf_reset(&p->state);
    p->file = f;
    p->from = j->bytes.n;
    p->n = 0;
    p->chunk = (struct chunk){.charset = f->charset, .file = str_of(f->base)};
    p->first = p->parsed = p->later = false;
    return p;
}

/* Parses a part in order: with what was left before it, and the state behind that. */
static void parse_in_order(struct batch *b, struct share *p, const char *bytes)
{
    struct file *f = p->file;
    buf_add(&f->rest, bytes, p->n);
    if (f->rest.n < f->enough && f->rest.n < b->o->submit.max_record && !p->chunk.last)
        return;
    struct chunk chunk = p->chunk;
    chunk.bytes = (struct str){buf_text(&f->rest), f->rest.n};
    chunk.full = f->rest.n >= b->o->submit.max_record;
    chunk.state = buf_slice(&f->after);
    chunk.mark = f->mark;
    chunk_rows_reset(b->rows);
    b->rows->anonymous = f->anonymous;
    chunk_read(b->reader, &chunk, b->rows);
    write_chunk_rows(b, f, b->rows, f->rest.p);
    buf_reset(&f->after);
    buf_str(&f->after, buf_slice(&b->rows->after));
    buf_drop(&f->rest, b->rows->used);
    f->mark = b->rows->used ? 0 : f->mark;
    f->enough = f->rest.n * 2;
}

/* What refs hands out. */
struct settling {
    struct batch *b;
    const struct file *f;
};

static void settled_row(void *to, int table, struct str line)
{
    struct batch *b = ((struct settling *)to)->b;
    buf_reset(&b->lines);
    buf_str(&b->lines, line);
    buf_char(&b->lines, '\n');
    recout_block(b->tables[table], buf_slice(&b->lines), 1);
}

/* A cell of a row without a value: a finding of that row, with its identifiers as far as the row has them itself. */
static void unsettled(void *to, int table, int variable, enum refs_fault why, struct str key, struct str line)
{
    const struct settling *s = to;
    const struct form_table *t = &s->b->plan->form->tables[table];
    enum builtin_id id = why == REFS_MISSING ? B_XML_REF : B_XML_REF_SEVERAL;
    struct arena a = {0};
    struct buf name = {0}, text[2] = {{0}, {0}};
    struct str rest = line, args[2] = {t->vars[variable].name, cell_text(key, &a)};
    struct finding x = {.level = LEVEL_HARD, .result = RESULT_FAILED, .rule = str_of(builtin_get(id)->id), .table = t->name,
                        .file = str_of(s->f->name), .variable = args[0], .value = args[1]};
    str_cut(rest, '\t', &rest);
    x.line = strtol(arena_str(&a, str_cut(rest, '\t', &rest)).p, NULL, 10);
    x.rec = strtol(arena_str(&a, str_cut(rest, '\t', &rest)).p, NULL, 10);
    for (int i = 0; i < t->n; i++) {
        struct str cell = str_cut(rest, '\t', &rest);
        bool own = t->vars[i].role == ROLE_IDENTIFIER && !s->b->plan->refs[table][i];
        if (own && !cell_is_null(cell))
            keyparts_add(&name, t->vars[i].name, cell_text(cell, &a));
    }
    x.key = name.n ? buf_slice(&name) : (struct str){NULL, 0};
    x.submission = cell_text(rest, &a);
    for (int lang = 0; lang < 2; lang++) {
        builtin_text(&text[lang], id, lang, 2, args);
        x.message[lang] = buf_slice(&text[lang]);
    }
    findings_add(s->b->findings, &x);
    for (int lang = 0; lang < 2; lang++)
        buf_free(&text[lang]);
    buf_free(&name);
    arena_free(&a);
}

/* The file has ended: all that ref() may look up is there. */
static void settle_refs(struct batch *b, const struct file *f)
{
    struct settling s = {b, f};
    if (f->refs)
        refs_settle(f->refs, b->o->submit.null, &(struct refs_out){&s, settled_row, unsettled});
}

/* The parts of a job in their order: writes what was parsed rightly, parses the others. */
static void settle_part(struct batch *b, struct share *p, const char *bytes)
{
    struct file *f = p->file;
    const struct chunk_rows *h = p->rows;
    bool right = p->parsed && f->rest.n == 0 && (p->first || str_eq(buf_slice(&p->state), buf_slice(&f->after)));
    if (!right) {
        f->wrong++;
        parse_in_order(b, p, bytes);
        buf_reset(&f->guess);
        buf_str(&f->guess, buf_slice(&f->after));
    } else {
        write_chunk_rows(b, f, h, bytes);
        buf_reset(&f->after);
        buf_str(&f->after, buf_slice(&h->after));
        buf_add(&f->rest, bytes + h->used, p->n - h->used);
        f->enough = f->rest.n * 2;
        if (p->first)
            buf_str(&f->guess, buf_slice(&f->after));
        f->mark = h->used ? 0 : p->chunk.mark;
    }
    f->settled = true;
    if (p->chunk.last && !f->none)
        unmet_document(&b->unmet, f->strange || submissions_before(b, f) > 0);
    if (p->chunk.last) {
        settle_refs(b, f);
        tell_unread(b, f);
        file_free(f);
    }
}

static void settle(struct batch *b, struct job *j)
{
    for (size_t i = 0; i < j->n; i++)
        settle_part(b, &j->parts[i], j->bytes.p + j->parts[i].from);
    j->n = 0;
    buf_reset(&j->bytes);
    b->idle = mem_grow(b->idle, &b->cap_idle, b->n_idle + 1, sizeof *b->idle);
    b->idle[b->n_idle++] = j;
}

static bool settle_oldest(struct batch *b)
{
    struct job *j = pool_take(b->pool);
    if (j)
        settle(b, j);
    return j != NULL;
}

/* Hands the job being filled to the workers. */
static void give(struct batch *b)
{
    struct job *j = b->job;
    b->job = NULL;
    if (!j)
        return;
    for (size_t i = 0; i < j->n; i++) { /* the bytes stay where they are from now on */
        struct share *p = &j->parts[i];
        p->chunk.bytes = (struct str){j->bytes.p + p->from, p->n};
        p->chunk.state = buf_slice(&p->state);
    }
    if (pool_full(b->pool))
        settle_oldest(b);
    pool_give(b->pool, j);
}

/* ---- reading ---- */

/* Bytes of a file until the part has at least n, or the file ends. */
static bool fill(struct job *j, struct share *p, struct in *in, size_t n)
{
    while (p->n < n) {
        ssize_t got = in_read(in, buf_room(&j->bytes, n - p->n + 1), n - p->n);
        if (got <= 0) {
            p->chunk.last = true;
            p->chunk.failed = got < 0;
            break;
        }
        j->bytes.n += (size_t)got;
        p->n += (size_t)got;
    }
    return !p->chunk.last;
}

static enum builtin_id why_of(const struct in *in)
{
    switch (in_why(in)) {
    case IN_GZIP_BAD: return B_GZIP_BAD;
    case IN_GZIP_CUT: return B_GZIP_CUT;
    case IN_GZIP_TRAIL: return B_GZIP_TRAIL;
    case IN_TOO_LARGE: return B_FILE_SIZE;
    case IN_RATIO: return B_GZIP_BOMB;
    case IN_OK: case IN_SYSTEM: break; /* the machine's: no finding, the run has ended */
    }
    assert(false);
    return B_GZIP_BAD;
}

/* The part's bytes end with one that is not theirs, for the tokenizer to stop at. */
static void end_part(struct job *j)
{
    buf_char(&j->bytes, '\0');
}

/* Where to cut: before the last start tag of a record; else before the last tag; else at the end. */
static size_t cut(const struct batch *b, const struct job *j, const struct share *p)
{
    struct str s = {j->bytes.p + p->from, p->n};
    size_t any = p->n;
    char name[256];
    for (size_t at = p->n; (at = encode_last_tag(&p->file->charset, s, at)) != (size_t)-1 && at > 0;) {
        size_t n = encode_tag_name(&p->file->charset, s, at, name, sizeof name);
        if (any == p->n)
            any = at;
        if (n && n < sizeof name && plan_is_record(b->plan, (struct str){name, n}))
            return at;
        if (p->n - at > CHUNK / 2)
            break;
    }
    return any > p->n / 2 ? any : p->n;
}

/* A finding about a file as a whole, which is not read. All of it is rejected. */
static void reject_part(struct share *p, enum builtin_id id, struct str arg)
{
    struct chunk_rows *h = p->rows;
    struct chunk_finding x = {.id = id, .level = LEVEL_HARD, .result = RESULT_REJECTED, .col = 1, .n_args = arg.p != NULL};
    if (arg.p)
        x.args[0] = arena_str(&h->text, arg);
    size_t why = chunk_rows_add(h, &x);
    chunk_rows_reject(h, 0, p->n, true, p->chunk.last, (long)why);
    h->read = h->rejected_files = 1;
    h->used = p->n;
    chunk_dropping(&h->after);
    p->later = p->parsed = true;
}

/* A file beside the submissions: a remark, and no bytes of it are read. Nobody counts it as a submission. */
static bool is_foreign(struct batch *b, struct job *j, struct share *p)
{
    struct str head = {j->bytes.p + p->from, p->n};
    bool tables = table_expected(b->plan->form);
    const char *const *kind = p->file->anonymous ? NULL : foreign_kind(str_of(p->file->path), head, tables);
    if (!kind)
        return false;
    struct chunk_finding x = {.id = B_FILE_NOT_XML, .level = LEVEL_INFO, .result = RESULT_FAILED, .of_file = true,
                              .args = {str_of(kind[0]), str_of(kind[1])}, .n_args = 2};
    chunk_rows_add(p->rows, &x);
    b->counts.foreign++;
    p->file->none = true;
    j->bytes.n = p->from;
    p->n = 0;
    p->later = p->parsed = p->chunk.last = true;
    p->chunk.failed = false;
    return true;
}

/* ---- spreadsheets and delimited text ---- */

/* Has the form that root, so that the file is one of its XML documents? */
static bool has_root(const struct plan *p, const char *name)
{
    bool found = p->nodes[0].any >= 0 || p->nodes[0].lazy;
    for (int c = p->nodes[0].first; c >= 0; c = p->nodes[c].next)
        found = found || str_is(vocab_local(&p->vocab, p->nodes[c].name), name);
    return found;
}

static struct table_work table_work(struct batch *b)
{
    return (struct table_work){.form = b->plan->form, .options = &b->o->submit, .headings = b->headings, .rows = b->table_rows,
                               .first_kind = b->plan->n_kinds};
}

/* The reader of a file as a table; GRID_NONE: it is XML, or nothing that is read. *advice: what it is, where it cannot be read at
 * all. */
static enum grid_kind grid_of(struct batch *b, struct str path, struct str head, const char *const **advice)
{
    enum kind k = kind_of(head);
    struct table_work w = table_work(b);
    bool is_xml = str_ends(path, STR(".xml")) || str_ends(path, STR(".xml.gz"));
    const char *root = k == KIND_SSML ? "Workbook" : k == KIND_FLAT_ODS ? "document" : k == KIND_HTML ? "html" : NULL;
    if (root && has_root(b->plan, root))
        return GRID_NONE;
    if (k == KIND_TEXT && !table_begins(&w, head) && (is_xml || !table_expected(b->plan->form)))
        return GRID_NONE;
    bool told = k == KIND_HTML || k == KIND_ARCHIVE || k == KIND_JSON || (k == KIND_OLE && table_expected(b->plan->form));
    *advice = told ? kind_advice(k) : NULL;
    return kind_grid(k);
}

static void write_table(void *to, struct chunk_rows *h, const char *bytes)
{
    struct batch *b = to;
    bool anonymous = h->anonymous;
    write_chunk_rows(b, b->table_file, h, bytes);
    chunk_rows_reset(h);
    h->anonymous = anonymous;
    if (b->o->tick)
        b->o->tick(b->bytes_before, b->counts.read);
}

/* A remark that the file is no submission. */
static void tell_foreign(struct batch *b, struct file *f, const char *const *words)
{
    chunk_rows_add(b->table_rows, &(struct chunk_finding){.id = B_FILE_NOT_XML, .level = LEVEL_INFO, .result = RESULT_FAILED,
                                                          .of_file = true, .args = {str_of(words[0]), str_of(words[1])},
                                                          .n_args = 2});
    b->counts.foreign++;
    f->none = true;
    write_table(b, b->table_rows, "");
}

/* Reads a file as a table, in this thread, after all that came before it. */
static void read_grid(struct batch *b, struct file *f, enum grid_kind kind, struct in *in, struct str head)
{
    static const char *const none[2] = {"an office document", "办公文档"};
    struct table_work w = table_work(b);
    struct grid_options o = {.limits = b->o->limits, .max_row = b->o->submit.max_record, .delimiter = b->o->delimiter,
                             .slow = &part_slow_xmlin};
    struct grid *g = grid_open(kind, in, head, &o);
    w.foreign = !f->anonymous && !table_expected(b->plan->form);
    w.annex = w.foreign && foreign_office(str_of(f->path), head);
    w.flush = write_table;
    w.to = b;
    enum table_end end = table_read(&w, g);
    if (end == TABLE_FOREIGN)
        tell_foreign(b, f, none);
    bool unread = end == TABLE_UNREAD;
    grid_close(g);
    if (unread && in_why(in) == IN_SYSTEM)
        in_complain_read(in, loc_file(f->path));
    if (!unread)
        return;
    struct share p = {.file = f, .rows = b->table_rows};
    p.chunk.last = true;
    reject_part(&p, why_of(in), (struct str){NULL, 0});
    b->table_rows->rejects[0].whole = true;
    write_table(b, b->table_rows, "");
}

/* Takes the file of a part out of its job, and reads it as a table, where it is one, or says what it is. Returns false when it is
 * to be read as XML. */
static bool read_as_table(struct batch *b, struct share *p, struct in *in)
{
    struct job *j = b->job;
    struct file *f = p->file;
    const char *const *advice = NULL;
    struct str head = {j->bytes.p + p->from, p->n};
    enum grid_kind kind = p->n ? grid_of(b, str_of(f->path), head, &advice) : GRID_NONE;
    if (kind == GRID_NONE && !advice)
        return false;
    struct buf kept = {0};
    buf_str(&kept, head);
    j->bytes.n = p->from;
    j->n--;
    give(b);
    while (settle_oldest(b))
        ;
    b->table_file = f;
    chunk_rows_reset(b->table_rows);
    b->table_rows->anonymous = f->anonymous;
    if (advice) {
        struct share whole = {.file = f, .rows = b->table_rows};
        whole.chunk.last = true;
        reject_part(&whole, B_FILE_KIND, str_of(advice[0]));
        b->table_rows->findings[0].args[1] = str_of(advice[1]);
        b->table_rows->findings[0].n_args = 2;
        b->table_rows->rejects[0].whole = true;
        write_table(b, b->table_rows, "");
    } else {
        read_grid(b, f, kind, in, buf_slice(&kept));
    }
    buf_free(&kept);
    file_free(f);
    return true;
}

/* ---- XML ---- */

/* Finds the encoding out. */
static void detect(struct batch *b, struct job *j, struct share *p)
{
    struct str head = {j->bytes.p + p->from, p->n};
    struct encode_found found;
    enum encode_verdict v = encode_detect(head, p->chunk.last, &found);
    p->chunk.charset = p->file->charset = found.charset;
    p->chunk.mark = found.mark;
    p->file->lines = found.lines;
    if (str_starts(head, STR("\x1f\x8b")))
        reject_part(p, B_GZIP_TWICE, (struct str){NULL, 0});
    else if (v == ENCODE_UNKNOWN)
        reject_part(p, B_XML_ENCODING_NAME, found.label);
    else if (v == ENCODE_CLASH)
        reject_part(p, B_XML_ENCODING_CLASH, found.label);
    else if (v == ENCODE_IS_UTF8)
        reject_part(p, B_XML_ENCODING_UTF8, found.label);
    else if (v == ENCODE_GB && !b->o->gb_fallback)
        reject_part(p, B_XML_GB18030, (struct str){NULL, 0});
    else if (v == ENCODE_GB)
        chunk_rows_add(p->rows, &(struct chunk_finding){.id = B_XML_FALLBACK, .level = LEVEL_INFO,
                                                          .result = RESULT_FAILED, .of_file = true});
    else if (found.odd)
        chunk_rows_add(p->rows, &(struct chunk_finding){.id = B_XML_FRONT, .level = LEVEL_INFO,
                                                          .result = RESULT_FAILED, .of_file = true});
    else if (p->chunk.charset.kind == ENC_UTF8 && p->chunk.mark) /* the mark of another encoding is how that one is told */
        chunk_rows_add(p->rows, &(struct chunk_finding){.id = B_XML_BOM, .level = LEVEL_INFO,
                                                          .result = RESULT_FAILED, .of_file = true});
}

/* Cuts the part, gives its job to the workers and begins the next part of the file with what was cut off. */
static struct share *next_chunk(struct batch *b, struct share *p)
{
    struct job *j = b->job;
    struct file *f = p->file;
    size_t keep = cut(b, j, p);
    struct job *next = job_new(b);
    buf_add(&next->bytes, j->bytes.p + p->from + keep, p->n - keep);
    size_t carried = p->n - keep;
    p->n = keep;
    if (p->parsed) /* it is rejected already */
        p->rows->used = p->rows->rejects[0].to = keep;
    j->bytes.n = p->from + keep;
    end_part(j);
    give(b);
    while (!f->settled && settle_oldest(b))
        ;
    b->job = next;
    next->bytes.n = 0;
    struct share *q = share_new(b, next, f);
    next->bytes.n = q->n = carried;
    q->later = f->wrong > GUESSES;
    if (!q->later)
        buf_str(&q->state, buf_slice(&f->guess));
    return q;
}

static void tick(const struct batch *b, const struct in *in)
{
    if (b->o->tick)
        b->o->tick(b->bytes_before + (in ? in_raw_pos(in) : 0), b->counts.read);
}

static void read_chunks(struct batch *b, struct share *p, struct in *in)
{
    while (fill(b->job, p, in, CHUNK)) {
        if (p->first && is_foreign(b, b->job, p))
            break;
        if (p->first && read_as_table(b, p, in))
            return;
        if (p->first)
            detect(b, b->job, p);
        p = next_chunk(b, p);
        tick(b, in);
    }
    if (p->chunk.failed && in_why(in) == IN_SYSTEM)
        in_complain_read(in, loc_file(p->file->path));
    if (p->chunk.failed)
        p->chunk.why = why_of(in);
    if (p->first && !p->parsed && !is_foreign(b, b->job, p)) {
        if (!p->chunk.failed && read_as_table(b, p, in))
            return;
        detect(b, b->job, p);
    }
    end_part(b->job);
    if (b->job->bytes.n >= GROUP)
        give(b);
}

/* A named file that is not there or may not be read: a finding in its place in the order. */
static void cannot_open(struct batch *b, struct share *p, int error)
{
    b->trouble = true;
    p->chunk.last = true;
    p->first = true;
    if (error == EISDIR)
        reject_part(p, B_FILE_DIRECTORY, (struct str){NULL, 0});
    else
        reject_part(p, B_FILE_OPEN, str_of(strerror(error)));
    p->rows->n_rejects = 0; /* there are no bytes */
    p->rows->findings[0].of_file = true;
    end_part(b->job);
}

void batch_file(struct batch *b, const char *path)
{
    struct in *in = in_open(path, &b->o->limits);
    int error = errno;
    if (!in && in_machine(error))
        in_complain(path);
    struct file *f = file_new(b, path);
    if (in && b->job && in_raw_size(in) + b->job->bytes.n > CHUNK)
        give(b);
    if (!b->job)
        b->job = job_new(b);
    struct share *p = share_new(b, b->job, f);
    p->first = true;
    f->path = mem_dup(path, strlen(path));
    if (!in) {
        cannot_open(b, p, error);
        return;
    }
    read_chunks(b, p, in);
    b->bytes_before += in_raw_pos(in);
    in_close(in);
    tick(b, NULL);
}

/* ---- a run ---- */

struct batch *batch_new(const struct plan *plan, const struct batch_options *options, struct findings *findings)
{
    struct batch *b = mem_alloc(sizeof *b);
    b->plan = plan;
    b->o = options;
    b->findings = findings;
    b->tables = mem_array((size_t)plan->form->n_tables, sizeof *b->tables);
    b->reader = chunk_reader_new(plan, &options->submit, options->parser);
    b->rows = chunk_rows_new(plan->n_tables, plan->n_kinds);
    b->pool = pool_start(options->jobs, options->jobs > 1 ? (size_t)options->jobs * 2 : 1, work);
    b->met = mem_array((size_t)count_kinds(b), sizeof *b->met);
    b->headings = headings_new(plan->form);
    b->table_rows = chunk_rows_new(plan->form->n_tables, count_kinds(b));
    open_tables(b);
    b->shown.key = options->submit.key;
    return b;
}

void batch_finish(struct batch *b)
{
    give(b);
    while (settle_oldest(b))
        ;
    assert(b->counts.read == b->counts.written + b->counts.rejected);
    tell_unread_rest(b);
}

bool batch_trouble(const struct batch *b)
{
    return b->trouble;
}

bool batch_unmet(const struct batch *b)
{
    int table = b->o->submit.table;
    return unmet_tell(&b->unmet, b->plan, table, b->met);
}

const struct batch_counts *batch_counts(const struct batch *b)
{
    return &b->counts;
}

void batch_close(struct batch *b, bool keep)
{
    for (int i = 0; i < b->plan->form->n_tables; i++) {
        if (!keep)
            recout_forget(b->tables[i]);
        recout_close(b->tables[i], keep);
    }
    pool_stop(b->pool);
    for (size_t i = 0; i < b->n_idle; i++)
        job_free(b->idle[i]);
    mem_free(b->idle);
    mem_free(b->tables);
    chunk_reader_free(b->reader);
    chunk_rows_free(b->rows);
    chunk_rows_free(b->table_rows);
    headings_free(b->headings);
    buf_free(&b->lines);
    buf_free(&b->submission);
    shown_free(&b->shown);
    unmet_free(&b->unmet);
    unread_free(&b->unread);
    mem_free(b->met);
    mem_free(b);
}
