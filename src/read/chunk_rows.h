/*
 * harvest: what a piece of XML yields: rows of all tables, findings, rejected stretches, counts.
 *
 * Audience: form/submit and form/piece fill it (in a worker), form/batch writes it out (in order). Lines and ordinals
 * are relative to the piece: the writer knows how many came before.
 */
#ifndef EC_READ_CHUNK_ROWS_H
#define EC_READ_CHUNK_ROWS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "finding/builtin.h"

struct harvest_row {
    size_t end;  /* of its cells in the table's text; it begins where the row before ends */
    long line;   /* of its start tag, from 0 */
    int kind;    /* which outermost record element it belongs to */
    long rec;    /* ordinal of that record among its kind, from 1 */
};

struct harvest_table {
    struct buf text; /* cells joined by TAB, each row with its LF, without _file, _line and _rec */
    struct harvest_row *rows;
    size_t n, cap;
};

enum { HARVEST_ARGS = 3 };

struct harvest_finding {
    enum builtin_id id;
    enum level level;
    enum result result;
    bool of_file;        /* the place is the file, not a line */
    long line, col;      /* line from 0, col from 1 */
    int kind;
    long rec;            /* 0: not in a record */
    struct str table, key, variable, value, expected;
    struct str args[HARVEST_ARGS];
    int n_args;
};

/* Bytes that are not in the output. */
struct harvest_reject {
    size_t from, to;   /* in the piece as it was read, in the encoding of the file */
    bool begins, ends; /* false: goes on from, or into, another piece */
    long finding;      /* why: index in findings; -1 where it goes on */
};

struct harvest {
    struct harvest_table *tables; /* [n_tables] */
    int n_tables;
    struct harvest_finding *findings;
    size_t n_findings, cap_findings;
    struct harvest_reject *rejects;
    size_t n_rejects, cap_rejects;
    long *recs;            /* [n_kinds] records met */
    int n_kinds;
    long lines;            /* line ends used up */
    long columns;          /* code points used up behind the last of them */
    uint64_t read, written, rejected, rejected_files;
    size_t used;           /* bytes used up; the rest belongs in front of the next piece */
    struct buf after;      /* the state of the document behind it (submit_save) */
    struct arena text;     /* of findings */
};

/* An empty harvest for that many tables and kinds of records. Free with harvest_free. */
struct harvest *harvest_new(int n_tables, int n_kinds);

/* Empties it, keeps its memory. */
void harvest_reset(struct harvest *h);

/* Appends a finding (its slices must outlive h's use: allocate in h->text); returns its index. */
size_t harvest_add(struct harvest *h, const struct harvest_finding *f);

/* Notes that the bytes from..to of the piece were rejected for that finding (an index of harvest_add); begins, ends: is the
 * beginning (the end) of what was rejected in this piece? */
void harvest_reject(struct harvest *h, size_t from, size_t to, bool begins, bool ends, long finding);

/* h may be NULL. */
void harvest_free(struct harvest *h);

#endif
