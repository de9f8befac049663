/* SPDX-License-Identifier: Apache-2.0 */
/*
 * recover: behind a fault in a document, where reading goes on.
 *
 * Audience: read/chunk.
 *
 * What is damaged is an element, with all that it holds: a record, or something between records. Its end is found by its tags
 * alone, counted as they are nested, whatever is wrong between and in them. So the name of a record somewhere inside never
 * begins a record: only behind the damaged element, where the element around it goes on, can one begin.
 *
 * Where the end of an element around the damaged one comes first, end tags are missing. The innermost element that is still
 * open then is the one whose end tag is lost, and the first record element straight in it is the next record.
 *
 * The rules for what is no XML: an end tag closes the innermost open element of its name, and what is open in that; one
 * without such an element is nothing. A tag ends at its '>', outside quotes, or before the next '<'. Comments, CDATA and
 * processing instructions hold no tags. Of elements nested deeper than RECOVER_LEVELS only the number is kept. A
 * function of the bytes alone: it does not matter which parser met the fault, nor where the bytes were cut. Linear time.
 */
#ifndef EC_READ_RECOVER_H
#define EC_READ_RECOVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "io/xmlev.h"

enum { RECOVER_LEVELS = 512 };

struct recover_level {
    uint64_t name;   /* its hash (base/seeded) */
    size_t record;   /* where the first element called as a record straight in it begins; 0: none */
};

enum recover_section { SECTION_NONE, SECTION_COMMENT, SECTION_CDATA, SECTION_PI };

/* Is an element of this name, as written, a record where the damaged element stands? */
typedef bool recover_is_record(const void *to, struct str name);

struct recover {
    bool record;     /* the damaged element is a record */
    bool begun;      /* the first tag of the damaged element was taken */
    recover_is_record *is_record; /* NULL: no record is looked for */
    const void *to;
    int base;        /* open elements around it */
    int n;           /* open elements, at most RECOVER_LEVELS; further ones are `deeper` */
    int outer;       /* after RECOVER_OUTER: the element around whose end tag came */
    long deeper;
    long namesakes;  /* of those: called as the record or an element around it */
    enum recover_section section;
    struct recover_level levels[RECOVER_LEVELS];
};

enum recover_end {
    RECOVER_MORE,   /* the bytes are used up */
    RECOVER_CLOSED, /* the record ends at *to */
    RECOVER_OUTER,  /* at *at the end tag of an element around begins: that of `outer` */
    RECOVER_START   /* at *at an element begins beside the damaged one, which was no record */
};

/* Is there a tag at text[at], by its first bytes? */
bool recover_is_tag(const char *text, size_t at, size_t n);

/* A damaged record inside the first `base` open elements of doc; its start tag is the first that recover_run meets. */
void recover_begin(struct recover *v, const struct xml_doc *doc, int base, recover_is_record *is_record, const void *to);

/* Something damaged inside the first `base` open elements of doc; further ones belong to it. begun: the first tag that
 * recover_run meets is none of its own. */
void recover_begin_other(struct recover *v, const struct xml_doc *doc, int base, bool begun, recover_is_record *is_record,
                         const void *to);

/* Looks at text[*at..n). last: nothing comes behind n. *at becomes the first byte that was not used: where a decisive tag
 * begins, or one that is cut; *to: behind a decisive tag. */
enum recover_end recover_run(struct recover *v, const char *text, size_t *at, size_t n, bool last, size_t *to);

/* After RECOVER_OUTER: where the next record begins, 0 where there is none in the element without an end. */
size_t recover_record(const struct recover *v);

/* The state as bytes, and back; of one process only. No record is looked for any more. */
void recover_save(const struct recover *v, struct buf *b);

/* *from moves behind the state. */
void recover_load(struct recover *v, struct str *from);

#endif
