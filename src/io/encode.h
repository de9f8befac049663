/* SPDX-License-Identifier: Apache-2.0 */
/*
 * encode: which encoding an XML file is in, and its bytes as UTF-8.
 *
 * Audience: read/chunk and read/batch.
 *
 * A byte order mark goes before the pattern of the first bytes, and that before the XML declaration. UTF-8, US-ASCII (read as
 * UTF-8), UTF-16 of either order and GB18030 are told here; what is labelled gbk, gb2312, cp936 or the like is read as GB18030,
 * of which those are parts, since such labels are often wrong, and its byte 80 is the euro sign, as Windows writes it. Any other
 * name is asked of iconv; taken is what has the markup of XML where ASCII has it, never as a part of another character, and no
 * state that one character leaves to the next. Names of smaller sets stand for the larger ones that programs write under them
 * (ISO-8859-1 for windows-1252, Shift_JIS for windows-31j, EUC-KR for CP949), as browsers do it.
 *
 * Which encoding bytes are in that do not keep to their label is weighed over all that is at hand: one stray byte never makes
 * another encoding of a file.
 *
 * Source: XML 1.0 appendix F; GB 18030-2005; WHATWG Encoding (labels, the euro sign).
 */
#ifndef EC_IO_ENCODE_H
#define EC_IO_ENCODE_H

#include <iconv.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

enum encoding { ENC_UTF8, ENC_UTF16LE, ENC_UTF16BE, ENC_GB18030, ENC_OTHER };

/* An encoding: one of ours, or the name by which iconv knows another. */
struct charset {
    enum encoding kind;
    char name[24]; /* ENC_OTHER: NUL at the end */
};

/* One of ours, by its number. */
static inline struct charset charset_of(enum encoding kind)
{
    return (struct charset){.kind = kind};
}

enum encode_verdict {
    ENCODE_GOOD,
    ENCODE_UNKNOWN, /* neither we nor iconv know the declared name, or it is of no use for XML that is read in pieces */
    ENCODE_CLASH,   /* declared UTF-16, or another UTF-16, than the bytes are in */
    ENCODE_GB,      /* it says UTF-8 (or nothing), but its bytes are GB18030 */
    ENCODE_IS_UTF8  /* it declares another encoding, but all its bytes beyond ASCII are UTF-8 */
};

/* What the first bytes of a file say. */
struct encode_found {
    struct charset charset; /* for ENCODE_GB: GB18030 */
    struct str label;       /* the declared name, a slice of the bytes, or empty */
    size_t mark;            /* length of what stands in front: byte order marks, and white space before the declaration */
    long lines;             /* line ends in it */
    bool odd;               /* more stands there than one byte order mark */
};

/* "UTF-8" ... for messages; lives as long as *c. */
const char *encode_name(const struct charset *c);

/* Looks at the first bytes of a file (all of it, when it is small: whole), and fills *found. */
enum encode_verdict encode_detect(struct str head, bool whole, struct encode_found *found);

/* A converter between two encodings, by their names: iconv_open(3). Without one (no module of the C library in a small
 * container, no descriptors, no memory) the run ends: of a file that cannot be converted nothing can be said. iconv_close
 * frees it. */
iconv_t encode_converter(const char *to, const char *from);

/* Bytes of an encoding appended to `to` as UTF-8. Bytes that are not valid become 0xFF each, which no UTF-8 holds; so
 * the place of the fault stays visible. An incomplete character at the end is left out when !whole. Returns the bytes
 * used. For threads: iconv handles are kept in *cd, NULL at first; encode_close frees them. */
size_t encode_to_utf8(void **cd, const struct charset *c, struct str from, bool whole, struct buf *to);

/* The offset in `from` of the character that stands at this offset of the UTF-8 that encode_to_utf8 made of it. */
size_t encode_offset(void **cd, const struct charset *c, struct str from, size_t utf8_offset);

/* Frees the handles; *cd may be NULL. */
void encode_close(void **cd);

/* The places in s where a '<' of the encoding stands, from the end: the offset of the last one before `before`, or
 * (size_t)-1. Characters behind it: encode_ascii. */
size_t encode_last_tag(const struct charset *c, struct str s, size_t before);

/* The text behind a place up to the first byte that ends a name, as UTF-8, at most room bytes; returns its length. */
size_t encode_tag_name(const struct charset *c, struct str s, size_t at, char *to, size_t room);

#endif
