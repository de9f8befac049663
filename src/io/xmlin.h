/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xmlin: libxml2 as a parser behind the events of xmlev. It alone judges what is well-formed.
 *
 * Audience: read/chunk, and starter/walk, which learns the names as they come. No other file of the project includes
 * libxml2's headers.
 *
 * A run parses a part of a document, from any boundary between tokens: the start tags of the open elements are
 * replayed to a fresh parser with the events suppressed. The bytes must be valid UTF-8 up to `to` (the caller sees to
 * that), whatever the XML declaration says. Nothing is fetched, no DTD is read (a DOCTYPE is a fault), no entity beyond
 * the five of XML is expanded. Every error of libxml2, namespace errors included, is a fault; warnings are not.
 */
#ifndef EC_IO_XMLIN_H
#define EC_IO_XMLIN_H

#include "base/buf.h"
#include "io/xmlev.h"

enum xml_fault {
    FAULT_SYNTAX,   /* detail: libxml2's words */
    FAULT_TAG,      /* an end tag that does not match; detail: the open element, other: the tag found */
    FAULT_CHAR,     /* a character that XML does not allow; detail: U+XXXX */
    FAULT_ENTITY,   /* an entity that is not one of the five; detail: its name */
    FAULT_PREFIX,   /* a prefix without a namespace; detail: libxml2's words */
    FAULT_DOCTYPE,
    FAULT_HUGE,     /* a token longer than libxml2 reads */
    FAULT_ATTRIBUTES, /* more attributes in an element than the caller allows; known before libxml2 compares them all */
    FAULT_NAMESPACES, /* more than XML_SCOPE declarations of prefixes in force */
    FAULT_END       /* nothing else is wrong than that the document ends too early */
};

struct xml_error {
    enum xml_fault fault;
    size_t at;                 /* offset in the input */
    bool whole;                /* it is one whatever comes behind it: no token that was only cut */
    char detail[200], other[100];
};

struct xmlin;

/* Once before threads start, and before any other call. */
void xmlin_setup(void);

/* A parser for one thread; sink and vocabulary stay the caller's. A long tag with more than max_attrs attributes is a
 * fault; those of short tags the listener may count. */
struct xmlin *xmlin_new(const struct vocab *vocab, struct xml_sink *sink, int max_attrs);

/* Parses base[from..to). with_end: the document ends at `to`, and that it is complete is judged as well. chunk: bytes handed to
 * libxml2 at a time at most; fewer at first. *at becomes the offset behind the last event
 * (XML_STOPPED: where to go on). Returns XML_MORE, XML_STOPPED, or XML_ERROR with *e set. */
enum xml_end xmlin_run(struct xmlin *x, struct xml_doc *doc, const char *base, size_t from, size_t to, bool with_end,
                       size_t chunk, size_t *at, struct xml_error *e);

/* From now on a name outside the vocabulary enters it (v is that of xmlin_new), until it has `most` names; attributes of the
 * namespace of xsi stay XML_IGNORED. For a reader that has no form yet. */
void xmlin_learn(struct xmlin *x, struct vocab *v, int most);

/* While deaf, the listener hears nothing: only errors are looked for. */
void xmlin_deaf(struct xmlin *x, bool deaf);

/* x may be NULL. */
void xmlin_free(struct xmlin *x);

#endif
