/* SPDX-License-Identifier: Apache-2.0 */
/*
 * part: the XML of a workbook, read in stretches: tags, and the text between them whole.
 *
 * Audience: sheet/ooxml, sheet/ods, sheet/ssml.
 *
 * Over the tokenizer (io/xmlfast), which takes what programs write, and refuses a DOCTYPE and entities; what else it declines
 * goes to libxml2 where the caller gives it (io/xmlin): tools that only read lists do not carry it. Nothing is repaired here:
 * the first fault ends it. Memory is a window of the text. The listener asks to stop (part_stop), so that rows can be pulled.
 * Names are numbers that the listener chose; one number may stand for a name of several namespaces, since the strict form of a
 * workbook has other URIs than the usual one.
 */
#ifndef EC_SHEET_PART_H
#define EC_SHEET_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/str.h"
#include "io/xmlev.h"

struct part;

/* A parser that takes all of XML, as io/xmlin does: part_slow_xmlin in sheet/slow. */
struct part_slow {
    void *(*make)(const struct vocab *vocab, struct xml_sink *sink, int max_attrs);
    /* As xmlin_run; at an error *words (English, Chinese) become what it says. */
    enum xml_end (*run)(void *x, struct xml_doc *doc, const char *base, size_t from, size_t to, bool with_end, size_t *at,
                        char words[2][200]);
    void (*free)(void *x);
};

/* Where the bytes come from: up to n (n > 0) of them into to. Returns how many, 0 at the end, -1: they cannot be read. */
typedef ssize_t part_source(void *from, void *to, size_t n);

struct part_listener {
    void *to;
    /* A start tag; its attributes are asked for by part_attribute during the call. name: 0 of one that nobody named. */
    void (*start)(void *to, int name);
    /* All text since the tag before, where there is any. */
    void (*text)(void *to, struct str text);
    void (*end)(void *to, int name);
};

enum part_end {
    PART_STOPPED, /* the listener asked for it */
    PART_END,     /* the root element has ended */
    PART_UNREAD,  /* the source failed, and knows why */
    PART_FAULT    /* part_why tells */
};

/* listener, source and slow (NULL: none) stay the caller's. */
struct part *part_new(const struct part_listener *listener, part_source *source, void *from, const struct part_slow *slow);

/* Gives a name a number, 1 to 255. uri empty: no namespace. Before part_run. */
void part_name(struct part *p, const char *uri, const char *local, int number);

/* Reads on. After PART_END, PART_UNREAD and PART_FAULT it returns the same again. */
enum part_end part_run(struct part *p);

/* From the listener: part_run returns behind this tag. */
void part_stop(struct part *p);

/* From start: the value of an attribute; p == NULL: it has none. Valid during the call. */
struct str part_attribute(const struct part *p, int name);

/* Bytes of XML that were read. */
size_t part_bytes(const struct part *p);

/* What is wrong (English, Chinese), valid until part_free; [0] is NULL while nothing is. */
const char *const *part_why(const struct part *p);

/* p may be NULL. */
void part_free(struct part *p);

#endif
