/* SPDX-License-Identifier: Apache-2.0 */
/*
 * encode: which encoding an XML file is in, and its bytes as UTF-8.
 *
 * Audience: read/chunk and read/batch.
 *
 * Allowed are UTF-8, US-ASCII (read as UTF-8), UTF-16 of either order, and GB18030; what is labelled gbk, gb2312, cp936
 * or the like is read as GB18030, of which those are parts, since such labels are often wrong. A byte order mark goes
 * before the pattern of the first bytes, and that before the XML declaration.
 *
 * Source: XML 1.0 appendix F; GB 18030-2005.
 */
#ifndef EC_IO_ENCODE_H
#define EC_IO_ENCODE_H

#include <iconv.h>

#include "base/buf.h"
#include "base/str.h"

enum encoding { ENC_UTF8, ENC_UTF16LE, ENC_UTF16BE, ENC_GB18030 };

enum encode_verdict {
    ENCODE_GOOD,
    ENCODE_UNKNOWN, /* the declared name is none of ours */
    ENCODE_CLASH,   /* declared UTF-16, or another UTF-16, than the bytes are in */
    ENCODE_GB       /* it says UTF-8 (or nothing), but its bytes are GB18030 */
};

/* "UTF-8" ... for messages. */
const char *encode_name(enum encoding e);

/* Looks at the first bytes of a file (all of it, when it is small: whole). *mark becomes the length of the byte order
 * mark, *label the declared name (a slice of head, or empty). For ENCODE_GB *e is ENC_GB18030. */
enum encode_verdict encode_detect(struct str head, bool whole, enum encoding *e, size_t *mark, struct str *label);

/* A converter between two encodings, by their names: iconv_open(3). Without one (no module of the C library in a small
 * container, no descriptors, no memory) the run ends: of a file that cannot be converted nothing can be said. iconv_close
 * frees it. */
iconv_t encode_converter(const char *to, const char *from);

/* Bytes of an encoding appended to `to` as UTF-8. Bytes that are not valid become 0xFF each, which no UTF-8 holds; so
 * the place of the fault stays visible. An incomplete character at the end is left out when !whole. Returns the bytes
 * used. For threads: iconv handles are kept in *cd, NULL at first; encode_close frees them. */
size_t encode_to_utf8(void **cd, enum encoding e, struct str from, bool whole, struct buf *to);

/* The offset in `from` of the character that stands at this offset of the UTF-8 that encode_to_utf8 made of it. */
size_t encode_offset(void **cd, enum encoding e, struct str from, size_t utf8_offset);

/* Frees the handles; *cd may be NULL. */
void encode_close(void **cd);

/* The places in s where a '<' of the encoding stands, from the end: the offset of the last one before `before`, or
 * (size_t)-1. Characters behind it: encode_ascii. */
size_t encode_last_tag(enum encoding e, struct str s, size_t before);

/* The text behind a place up to the first byte that ends a name, as UTF-8, at most room bytes; returns its length. */
size_t encode_tag_name(enum encoding e, struct str s, size_t at, char *to, size_t room);

#endif
