/* SPDX-License-Identifier: Apache-2.0 */
#include "read/chunk.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "io/xmlfast.h"
#include "io/xmlin.h"
#include "read/recover.h"

enum mode {
    READING,
    SKIPPING, /* a stretch is rejected: looking for its end */
    DROPPING  /* the rest of the file is rejected */
};

enum {
    CHUNK_RECORD = 8 * 1024, /* handed to libxml2 at a time when one record is to be read */
    CHUNK = 64 * 1024,
    PATIENCE = 3,            /* records in a row for libxml2 before it keeps the chunk */
    END_ZONE = 10            /* errors so near the end may come of the end */
};

struct chunk_reader {
    const struct plan *plan;
    const struct submit_options *options;
    enum chunk_parser parser;
    struct submit *submit;
    struct xmlfast *fast;
    struct xmlin *xmlin;
    void *cd;               /* iconv's */
    struct buf text;        /* the chunk as UTF-8, where it is not */
    /* of the chunk under way */
    const struct chunk *p;
    struct chunk_rows *h;
    const char *base;       /* UTF-8, base[n] == 0 */
    size_t n;
    size_t valid;           /* valid UTF-8 up to here */
    size_t at;              /* everything before is dealt with */
    enum mode mode;
    struct recover recover; /* while SKIPPING */
    bool reject_open, reject_begins; /* a rejected stretch is under way */
    bool whole;             /* the file is damaged: of it all is kept, not the stretch alone */
    size_t reject_from;
    long reject_why;
    int declined;           /* records in a row that libxml2 read */
    size_t given_findings;  /* in the chunk's rows before */
    bool done, back;        /* back: nothing is used */
    size_t asked, answer;   /* the last place looked up in the file's own bytes */
};

struct chunk_reader *chunk_reader_new(const struct plan *plan, const struct submit_options *options,
                                      enum chunk_parser parser)
{
    struct chunk_reader *r = mem_alloc(sizeof *r);
    r->plan = plan;
    r->parser = parser;
    r->submit = submit_new(plan, options);
    r->fast = xmlfast_new(&plan->vocab, submit_sink(r->submit));
    r->xmlin = xmlin_new(&plan->vocab, submit_sink(r->submit), options->max_attrs);
    r->options = options;
    return r;
}

void chunk_reader_free(struct chunk_reader *r)
{
    if (!r)
        return;
    submit_free(r->submit);
    xmlfast_free(r->fast);
    xmlin_free(r->xmlin);
    encode_close(&r->cd);
    buf_free(&r->text);
    mem_free(r);
}

/* ---- looking at bytes ---- */

static size_t find(const struct chunk_reader *r, size_t from, const char *mark)
{
    size_t n = strlen(mark);
    for (size_t i = from; i + n <= r->n; i++) {
        const char *p = memchr(r->base + i, mark[0], r->n - n + 1 - i);
        if (!p)
            break;
        i = (size_t)(p - r->base);
        if (memcmp(p, mark, n) == 0)
            return i;
    }
    return r->n;
}

static bool starts(const struct chunk_reader *r, size_t at, const char *mark)
{
    size_t n = strlen(mark);
    return r->n - at >= n && memcmp(r->base + at, mark, n) == 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Behind white space, comments and processing instructions that end before a limit. */
static size_t skip_misc(const struct chunk_reader *r, size_t at, size_t limit)
{
    while (at < limit) {
        bool comment = starts(r, at, "<!--");
        if (comment || starts(r, at, "<?")) {
            size_t end = find(r, at + 2, comment ? "-->" : "?>");
            if (end == r->n || end >= limit)
                return at;
            at = end + (comment ? 3 : 2);
        } else if (is_blank(r->base[at])) {
            at++;
        } else {
            break;
        }
    }
    return at;
}

static struct str name_at(const struct chunk_reader *r, size_t at)
{
    size_t end = at;
    while (end < r->n && !strchr(" \t\r\n/>", r->base[end]))
        end++;
    return (struct str){r->base + at, end - at};
}

/* ---- rejected stretches ---- */

/* The place in the file's own bytes. Goes on from the last place asked for, where it can. */
static size_t original(struct chunk_reader *r, size_t at)
{
    const struct chunk *p = r->p;
    if (at == 0)
        return 0; /* with the byte order mark */
    if (p->charset.kind == ENC_UTF8)
        return p->mark + at;
    if (at < r->asked)
        r->asked = r->answer = 0;
    struct str bytes = {p->bytes.p + p->mark + r->answer, p->bytes.n - p->mark - r->answer};
    r->answer += encode_offset(&r->cd, &p->charset, bytes, at - r->asked);
    r->asked = at;
    return p->mark + r->answer;
}

/* Rejected stretches were noted in UTF-8. */
static void settle_rejects(struct chunk_reader *r)
{
    for (size_t i = 0; i < r->h->n_rejects; i++) {
        struct chunk_reject *x = &r->h->rejects[i];
        x->from = original(r, x->from);
        x->to = x->to == r->n && r->p->last ? r->p->bytes.n : original(r, x->to);
    }
}

static void open_reject(struct chunk_reader *r, size_t from, size_t why)
{
    r->reject_open = r->reject_begins = true;
    r->reject_from = from;
    r->reject_why = (long)why;
}

static void close_reject(struct chunk_reader *r, size_t to, bool ends)
{
    chunk_rows_reject(r->h, r->reject_from, to, r->reject_begins, ends, r->reject_begins ? r->reject_why : -1);
    r->h->rejects[r->h->n_rejects - 1].whole = r->whole && r->reject_begins;
    r->whole = false;
    r->reject_open = !ends;
    r->reject_begins = false;
}

static void count_reject(struct chunk_reader *r, bool file)
{
    r->h->read++;
    if (file)
        r->h->rejected_files++;
    else
        r->h->rejected++;
}

/* Where a rejected stretch outside records begins: at the tag that is wrong, whatever text and comments were taken
 * before it. */
static size_t stretch(const struct chunk_reader *r, size_t at, size_t err)
{
    while (at < err) {
        at = skip_misc(r, at, err);
        bool cdata = starts(r, at, "<![CDATA[");
        size_t end = cdata ? find(r, at, "]]>") : r->n;
        if (at >= err || (r->base[at] == '<' && (end == r->n || end >= err)))
            break;
        at = cdata ? end + 3 : at + 1;
    }
    return at < err ? at : err;
}

/* What comes before the first record stays together, so that the file can still be rejected as a whole. */
static void give_all_back(struct chunk_reader *r)
{
    r->h->n_findings = r->given_findings;
    r->at = 0;
    r->back = r->done = true;
}

/* Where reading goes on behind a stretch that was opened. */
static void go_on(struct chunk_reader *r, size_t at)
{
    close_reject(r, at, true);
    r->at = at;
    r->mode = READING;
    xmlfast_rewind(r->fast);
}

/* What is wrong, and where. */
struct fault {
    enum builtin_id id;
    size_t at;
    int n_args;
    const struct str *args;
};

/* Is the end of the record that begins at `from` to be looked for in a longer chunk? Then all is as if it had not begun. */
static bool wait_for_end(struct chunk_reader *r, size_t from, bool begun)
{
    const struct chunk *p = r->p;
    if (p->last || r->n - from >= r->options->max_record || (p->full && from == 0))
        return false;
    if (begun)
        submit_rewind(r->submit);
    r->at = from;
    r->done = true;
    if (submit_around_records(r->submit) < 0 && !p->state.n && !p->full)
        give_all_back(r);
    return true;
}

/* Is an element of this name a record inside the elements around what is damaged? */
static bool is_record(const void *to, struct str name)
{
    const struct chunk_reader *r = to;
    return submit_record_node(r->submit, r->recover.base, name) >= 0;
}

/* Behind the damaged element: reading goes on, or skipping in the next chunk. e, at, to: as recover_run said. next: the record
 * that begins in an element without an end; 0: none. */
static void leave(struct chunk_reader *r, enum recover_end e, size_t at, size_t to, size_t next)
{
    const struct recover *v = &r->recover;
    submit_close(r->submit, e == RECOVER_OUTER && !next ? v->outer + 1 : v->base);
    if (v->base == 0 || e == RECOVER_MORE) {
        r->at = at;
        r->mode = v->base == 0 ? DROPPING : SKIPPING; /* behind a root element nothing can be found */
    } else {
        go_on(r, e == RECOVER_CLOSED ? to : next ? next : at);
    }
}

/* Something is wrong in the record that begins at `from`, inside the first `base` open elements. It is rejected as far as its
 * end, which its tags tell (read/recover). node: that of a record whose start tag is damaged, so that nobody heard of it;
 * else -1. */
static void refuse_record(struct chunk_reader *r, size_t from, int base, int node, struct fault f)
{
    struct submit *s = r->submit;
    size_t most = r->options->max_record, at = from, to = from;
    recover_begin(&r->recover, submit_doc(s), base, is_record, r);
    enum recover_end e = recover_run(&r->recover, r->base, &at, r->n, r->p->last, &to);
    if (e == RECOVER_MORE && wait_for_end(r, from, node < 0))
        return;

    size_t next = e == RECOVER_OUTER && to - from <= most ? recover_record(&r->recover) : 0;
    struct buf b = {0};
    buf_int(&b, (long long)most);
    struct str limit = buf_slice(&b);
    if (next && f.at >= next)
        f = (struct fault){B_XML_UNCLOSED, next, 0, NULL};
    else if (f.at > from && f.at - from > most) /* in a shorter chunk the fault would not have been met */
        f = (struct fault){B_XML_RECORD_SIZE, from, 1, &limit};
    open_reject(r, from, node < 0 ? submit_reject(s, f.id, f.at, f.n_args, f.args)
                                  : submit_reject_tag(s, node, f.id, f.at, f.n_args, f.args));
    buf_free(&b);
    leave(r, e, at, to, next);
}

/* Something is wrong outside records, from `from` on: the file is rejected, or, when there was a record before, the element in
 * which it is among the records, or the text. heard: the listener refuses an element that it heard of; in_tag: the tag at
 * `from` is damaged. */
static void refuse_stretch(struct chunk_reader *r, size_t from, bool heard, bool in_tag, struct fault f)
{
    struct submit *s = r->submit;
    const struct xml_doc *doc = submit_doc(s);
    int around = submit_around_records(s), known = submit_known(s), base = around < known ? around : known;
    if (around < 0 || (doc->rooted && doc->depth == 0) || base <= 0) {
        open_reject(r, around < 0 ? 0 : from, submit_report(s, f.id, RESULT_REJECTED, f.at, f.n_args, f.args));
        count_reject(r, around < 0);
        r->mode = DROPPING;
        return;
    }

    size_t begin = heard && r->at > from ? r->at : from, at = begin, to = begin;
    recover_begin_other(&r->recover, doc, base, !in_tag, heard ? NULL : is_record, r);
    enum recover_end e = recover_run(&r->recover, r->base, &at, r->n, r->p->last, &to);
    if (e == RECOVER_MORE && !heard && wait_for_end(r, r->at, false)) /* a fault of text may lie before `from` */
        return;

    size_t next = e == RECOVER_OUTER && to - begin <= r->options->max_record ? recover_record(&r->recover) : 0;
    open_reject(r, from, submit_report(s, f.id, RESULT_REJECTED, f.at, f.n_args, f.args));
    count_reject(r, false);
    leave(r, e, at, to, next);
}

/* Something is wrong at err. In a record, or in the start tag of one, the record is rejected. */
static void refuse(struct chunk_reader *r, enum builtin_id id, size_t err, int n_args, const struct str args[])
{
    struct submit *s = r->submit;
    struct fault f = {id, err, n_args, args};
    size_t from;
    if (submit_in_record(s, &from)) {
        refuse_record(r, from, submit_record_level(s), -1, f);
        return;
    }
    bool heard = submit_fault(s) != NULL;
    submit_rewind_to_tag(s); /* how much text comes before an error depends on how the bytes are cut */
    from = stretch(r, r->at, err);
    /* A fault of text may be told at the '<' behind it. */
    bool at_tag = id == B_XML_TAG || id == B_XML_DOCTYPE || id == B_XML_ATTRIBUTES || id == B_XML_NAMESPACES ||
                  id == B_XML_RECORD_SIZE;
    bool in_tag = !heard && (from < err || at_tag) && recover_is_tag(r->base, from, r->n);
    int node = in_tag && r->base[from + 1] != '/' ? submit_record_node(s, submit_doc(s)->depth, name_at(r, from + 1)) : -1;
    if (node >= 0)
        refuse_record(r, from, submit_doc(s)->depth, node, f);
    else
        refuse_stretch(r, from, heard, in_tag, f);
}

/* Moves on in a rejected stretch, from r->at. */
static void skip(struct chunk_reader *r)
{
    size_t at = r->at, to = at;
    enum recover_end e = recover_run(&r->recover, r->base, &at, r->n, r->p->last, &to);
    leave(r, e, at, to, 0);
    r->done = e == RECOVER_MORE;
}

/* ---- what libxml2 says ---- */

/* Does the document, with an error at err, begin with something else than markup? */
static bool not_xml(struct chunk_reader *r, size_t at, size_t err)
{
    at = skip_misc(r, at, err);
    while (at < r->n && is_blank(r->base[at]))
        at++;
    return !submit_doc(r->submit)->rooted && at < r->n && r->base[at] != '<';
}

static void refuse_xml(struct chunk_reader *r, const struct xml_error *e)
{
    struct str args[2] = {str_of(e->detail), str_of(e->other)};
    enum builtin_id id = B_XML_MALFORMED;
    const struct xml_doc *doc = submit_doc(r->submit);
    switch (e->fault) {
    case FAULT_TAG: id = B_XML_TAG; break;
    case FAULT_CHAR: id = B_XML_CONTROL; break;
    case FAULT_ENTITY: id = B_XML_ENTITY; break;
    case FAULT_DOCTYPE: id = B_XML_DOCTYPE; break;
    case FAULT_HUGE: id = B_XML_TOKEN_SIZE; break;
    case FAULT_ATTRIBUTES: id = B_XML_ATTRIBUTES; break;
    case FAULT_NAMESPACES: id = B_XML_NAMESPACES; break;
    case FAULT_SYNTAX: case FAULT_PREFIX: case FAULT_END: break;
    }
    size_t at = e->at, next = skip_misc(r, r->at, r->n);
    if (starts(r, next, "<!DOCTYPE") && next < at)
        at = next; /* libxml2 reads on in it */
    if (starts(r, at, "<!DOCTYPE"))
        id = B_XML_DOCTYPE;
    else if (doc->rooted && doc->depth == 0)
        id = starts(r, next, "<!DOCTYPE") ? B_XML_DOCTYPE : B_XML_JUNK;
    else if (id == B_XML_MALFORMED && not_xml(r, r->at, e->at))
        id = B_XML_NOT_XML;
    struct buf limit = {0};
    buf_int(&limit, id == B_XML_NAMESPACES ? XML_SCOPE : r->options->max_attrs);
    if (id == B_XML_ATTRIBUTES || id == B_XML_NAMESPACES)
        args[0] = buf_slice(&limit);
    bool none = id == B_XML_DOCTYPE || id == B_XML_JUNK || id == B_XML_NOT_XML || id == B_XML_TOKEN_SIZE;
    refuse(r, id, at, none ? 0 : id == B_XML_TAG ? 2 : 1, args);
    buf_free(&limit);
}

static void refuse_bytes(struct chunk_reader *r, size_t at)
{
    size_t from = original(r, at);
    if (at == 0)
        from = r->p->mark;
    char hex[16] = "";
    size_t shown = r->p->charset.kind == ENC_UTF16LE || r->p->charset.kind == ENC_UTF16BE ? 2 : 1;
    for (size_t i = 0; i < shown && from + i < r->p->bytes.n; i++)
        snprintf(hex + 3 * i, sizeof hex - 3 * i, "%02X ", (unsigned char)r->p->bytes.p[from + i]);
    struct str args[2] = {str_of(encode_name(&r->p->charset)), str_trim(str_of(hex))};
    refuse(r, B_XML_ENCODING, at, 2, args);
}

/* The document ends at r->n and is not complete. at: where the last whole token ended. */
static void refuse_end(struct chunk_reader *r, size_t at)
{
    struct submit *s = r->submit;
    const struct xml_doc *doc = submit_doc(s);
    size_t from;
    struct str name = submit_open_name(s);
    enum builtin_id id = r->p->failed ? r->p->why : !doc->rooted && skip_misc(r, at, r->n) == r->n ? B_XML_EMPTY
                       : name.n ? B_XML_TRUNCATED : B_XML_TRUNCATED_HERE;
    bool in_record = submit_in_record(s, &from);
    r->at = at;
    r->whole = r->p->failed || !in_record;
    refuse(r, id, r->n, id == B_XML_TRUNCATED ? 1 : 0, &name);
}

/* All bytes are taken as far as they go. at: behind the last whole token; rewind: events behind it were sent. */
static void reached_end(struct chunk_reader *r, size_t at, bool rewind)
{
    struct submit *s = r->submit;
    const struct xml_doc *doc = submit_doc(s);
    const struct chunk *p = r->p;
    size_t from;
    bool in_record = submit_in_record(s, &from);
    bool longest = in_record ? from == 0 || r->n - from >= r->options->max_record : at == 0; /* nothing can be given back */
    if (!p->last && p->full && longest) {
        struct buf b = {0};
        buf_int(&b, (long long)r->options->max_record);
        struct str arg = buf_slice(&b);
        refuse(r, B_XML_RECORD_SIZE, in_record ? from : at, 1, &arg);
        buf_free(&b);
    } else if (!p->last && !p->full && submit_around_records(s) < 0 && !p->state.n) {
        give_all_back(r);
    } else if (!p->last) {
        r->at = in_record ? from : at;
        if (in_record || rewind)
            submit_rewind(s);
        r->done = true;
    } else if (doc->depth > 0 || !doc->rooted) {
        refuse_end(r, at);
    } else {
        r->at = r->n;
        if (p->failed) {
            r->whole = r->p->failed;
            refuse(r, p->why, r->n, 0, NULL);
        } else if (submit_around_records(s) < 0) {
            submit_report(s, B_XML_NO_RECORD, RESULT_FAILED, r->n, 0, NULL);
        }
        r->done = true;
    }
}

/* A fault of the listener's own finding. */
static void refuse_fault(struct chunk_reader *r, const struct submit_fault *f)
{
    struct submit_fault copy = *f;
    refuse(r, copy.id, copy.at, copy.n_args, copy.args);
}

/* libxml2 came to the end of the bytes without an error, but it holds back what it cannot finish. Asks again as if the
 * document ended here: an error well before the end is one. */
static bool error_held_back(struct chunk_reader *r, size_t from, size_t limit, struct xml_error *e)
{
    const struct chunk *p = r->p;
    struct xml_doc *doc = submit_doc(r->submit);
    bool whole = p->last && limit == r->n;
    if (from == limit && !(whole && !doc->rooted))
        return false;
    struct submit *s = r->submit;
    size_t at;
    struct xml_doc copy = {0};
    for (int i = 0; i < doc->depth; i++)
        xml_push(&copy, doc->open[i].raw, doc->open[i].qname, -1);
    copy.begun = doc->begun;
    copy.rooted = doc->rooted;
    struct xml_sink *sink = submit_sink(s), saved = *sink;
    xmlin_deaf(r->xmlin, true);
    enum xml_end end = xmlin_run(r->xmlin, &copy, r->base, from, limit, true, CHUNK, &at, e);
    xmlin_deaf(r->xmlin, false);
    *sink = saved;
    bool over = doc->rooted && doc->depth == 0;
    mem_free(copy.open);
    if (end != XML_ERROR || (e->fault == FAULT_END && !not_xml(r, from, e->at)))
        return false;
    return e->whole || e->at + END_ZONE < limit || (whole && (over || not_xml(r, from, e->at)));
}

/* libxml2 reads on from r->at. */
static void read_slow(struct chunk_reader *r, size_t limit)
{
    struct submit *s = r->submit;
    struct xml_doc *doc = submit_doc(s);
    struct xml_error e;
    bool stay = r->parser == PARSER_LIBXML2 || ++r->declined > PATIENCE, begun = doc->begun;
    size_t from = r->at, at;
    submit_mark(s);
    submit_stop_at_record(s, !stay);
    enum xml_end end = xmlin_run(r->xmlin, doc, r->base, from, limit, false, stay ? CHUNK : CHUNK_RECORD, &at, &e);
    submit_stop_at_record(s, false);
    submit_sink(s)->hint.stop = false;
    xmlfast_rewind(r->fast);
    size_t record;
    if (!submit_in_record(s, &record))
        r->at = at;
    if (submit_fault(s)) {
        refuse_fault(r, submit_fault(s));
    } else if (end == XML_ERROR) {
        refuse_xml(r, &e);
    } else if (end == XML_STOPPED) {
        r->at = at;
    } else {
        if (at == from)
            doc->begun = begun;
        size_t tag = skip_misc(r, at, limit);
        if (error_held_back(r, at, limit, &e))
            refuse_xml(r, &e);
        else if (starts(r, tag, "<!DOCTYPE")) /* which libxml2 waits for the end of */
            refuse(r, B_XML_DOCTYPE, tag, 0, NULL);
        else if (limit < r->n)
            refuse_bytes(r, limit);
        else
            reached_end(r, at, true);
    }
}

/* The tokenizer reads on from r->at. Returns false when it declines. */
static bool read_fast(struct chunk_reader *r, size_t limit)
{
    struct submit *s = r->submit;
    if (r->parser == PARSER_LIBXML2 || r->declined > PATIENCE)
        return false;
    char *end = (char *)(uintptr_t)r->base + limit, saved = *end;
    size_t before = r->at;
    *end = '\0';
    enum xml_end e = xmlfast_run(r->fast, submit_doc(s), r->base, limit, &r->at);
    *end = saved;
    if (r->at - before > 4096)
        r->declined = 0;
    if (submit_fault(s)) {
        refuse_fault(r, submit_fault(s));
    } else if (e == XML_MORE) {
        if (limit < r->n)
            refuse_bytes(r, limit);
        else
            reached_end(r, r->at, false);
    } else if (starts(r, r->at, "<!DOCTYPE")) {
        refuse(r, B_XML_DOCTYPE, r->at, 0, NULL);
    } else {
        return false;
    }
    return true;
}

/* The end of what is valid UTF-8 from r->at on. A character cut at the end of the chunk is not invalid. */
static size_t valid_end(struct chunk_reader *r)
{
    if (r->valid <= r->at && r->valid < r->n) {
        r->valid = r->at + utf8_valid((struct str){r->base + r->at, r->n - r->at});
        size_t left = r->n - r->valid;
        unsigned char lead = left ? (unsigned char)r->base[r->valid] : 0;
        size_t need = lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 ? 3 : 2;
        bool cut = left && left < need && lead >= 0xc2 && lead <= 0xf4;
        for (size_t i = 1; cut && i < left; i++)
            cut = ((unsigned char)r->base[r->valid + i] & 0xc0) == 0x80;
        if (cut)
            r->n = r->valid; /* what there is of it is given back, or lost with the truncated end */
    }
    return r->valid;
}

static void read_on(struct chunk_reader *r)
{
    size_t limit = valid_end(r);
    if (!read_fast(r, limit))
        read_slow(r, limit);
}

/* ---- a chunk ---- */

static void begin(struct chunk_reader *r)
{
    const struct chunk *p = r->p;
    struct str state = p->state, bytes = {p->bytes.p + p->mark, p->bytes.n - p->mark};
    r->mode = READING;
    if (state.n) {
        int head[1];
        memcpy(head, state.p, sizeof head);
        r->mode = (enum mode)head[0];
        state = (struct str){state.p + sizeof head, state.n - sizeof head};
        if (r->mode == SKIPPING)
            recover_load(&r->recover, &state);
    }
    if (p->charset.kind != ENC_UTF8) {
        buf_reset(&r->text);
        encode_to_utf8(&r->cd, &p->charset, bytes, p->last, &r->text);
        bytes.p = buf_text(&r->text);
        bytes.n = r->text.n;
    }
    r->base = bytes.p;
    r->n = bytes.n;
    r->valid = r->at = r->asked = r->answer = 0;
    r->reject_open = r->mode != READING;
    r->reject_begins = r->whole = false;
    r->reject_from = 0;
    r->declined = 0;
    r->given_findings = r->h->n_findings;
    r->done = r->back = false;
    submit_file(r->submit, p->file);
    submit_begin(r->submit, r->base, r->n, r->h, r->mode == DROPPING ? (struct str){NULL, 0} : state);
    xmlfast_rewind(r->fast);
}

static void save(struct chunk_reader *r)
{
    int head[1] = {(int)r->mode};
    buf_add(&r->h->after, head, sizeof head);
    if (r->mode == SKIPPING)
        recover_save(&r->recover, &r->h->after);
    if (r->mode != DROPPING)
        submit_save(r->submit, &r->h->after);
}

void chunk_dropping(struct buf *b)
{
    int head[1] = {DROPPING};
    buf_add(b, head, sizeof head);
}

void chunk_read(struct chunk_reader *r, const struct chunk *p, struct chunk_rows *h)
{
    assert(p->bytes.p[p->bytes.n] == '\0');
    r->p = p;
    r->h = h;
    begin(r);
    while (!r->done) {
        if (r->mode == DROPPING) {
            r->at = r->n;
            r->done = true;
        } else if (r->mode != READING) {
            skip(r);
        } else {
            read_on(r);
        }
    }
    if (r->reject_open)
        close_reject(r, r->at, p->last);
    settle_rejects(r);
    h->lines = submit_lines(r->submit, r->at);
    h->columns = submit_column(r->submit, r->at) - 1;
    h->used = p->last ? p->bytes.n : r->at == r->n && p->charset.kind == ENC_UTF8 ? r->at + p->mark : original(r, r->at);
    if (!p->last && !r->back)
        save(r);
}
