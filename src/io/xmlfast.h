/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xmlfast: a strict tokenizer for plain XML, several times faster than a full parser.
 *
 * Audience: read/chunk, which hands whatever the tokenizer declines to libxml2 (io/xmlin).
 *
 * It takes elements, attributes, text, the five entities, character references, comments and CDATA, with names of
 * ASCII letters, digits, "._-" and Chinese ideographs (U+4E00..U+9FA5), and namespaces. Anything else, and anything
 * that is or might be an error, it declines: it never reports. What it takes it reads exactly as libxml2 does; the
 * fuzz target tests/fuzz/twin.c compares the two.
 *
 * A token is handed out whole or not at all, so that doc and *at always describe a boundary between tokens.
 *
 * Source: XML 1.0 (5th edition), Namespaces in XML 1.0.
 */
#ifndef EC_IO_XMLFAST_H
#define EC_IO_XMLFAST_H

#include "io/xmlev.h"

struct xmlfast;

/* A tokenizer for one thread; sink and vocabulary stay the caller's. */
struct xmlfast *xmlfast_new(const struct vocab *vocab, struct xml_sink *sink);

/* Call when doc was replaced by another document or another place of it (the bindings of its open elements are read
 * anew). */
void xmlfast_rewind(struct xmlfast *f);

/* Reads base[*at..to); base[to] must be the byte 0, the bytes valid UTF-8. *at moves to the first byte not taken.
 * Returns XML_MORE (ran out of bytes, perhaps inside a token), XML_STOPPED or XML_DECLINED. */
enum xml_end xmlfast_run(struct xmlfast *f, struct xml_doc *doc, const char *base, size_t to, size_t *at);

/* f may be NULL. */
void xmlfast_free(struct xmlfast *f);

#endif
