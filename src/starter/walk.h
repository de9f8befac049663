/* SPDX-License-Identifier: Apache-2.0 */
/*
 * walk: reads an XML file from front to back and tells its elements, attributes and texts, whatever their names are.
 *
 * Audience: starter/outline and starter/observe, which have no form yet, and starter/xsd. Names enter one vocabulary as they
 * are met, so that they are small integers as in the readers that have a form.
 *
 * The file is read in windows of a few hundred KB; memory does not grow with it. It must be well-formed XML without a DOCTYPE in
 * an encoding that ecread reads; the limits are those of ecread.
 */
#ifndef EC_STARTER_WALK_H
#define EC_STARTER_WALK_H

#include "io/xmlev.h"

enum {
    WALK_DEPTH = 64,       /* elements inside each other */
    WALK_TEXT = 64 << 10,  /* bytes of a text; what is behind them is not told */
    WALK_NAMES = 100000,   /* names of one run; those beyond are XML_UNKNOWN */
    WALK_ATTRIBUTES = 1000 /* of an element */
};

struct walk_listener {
    void *to;
    /* An element begins; qname is its name as written, line its line. Slices are valid during the call. */
    void (*start)(void *to, int name, struct str qname, const struct xml_attr *attrs, int n_attrs, long line);
    /* All text between two tags; references are resolved, white space is kept. */
    void (*text)(void *to, struct str text);
    /* The open element ends. */
    void (*end)(void *to);
    /* Before start: the start tag as written, without its end; NULL: not wanted. */
    void (*declare)(void *to, struct str raw);
};

/* Reads a file; "-" is not taken. Names go into the vocabulary, which vocab_start has begun. Returns true when it was read to its
 * end; else it has complained with file and line, and some of the events have been told. */
bool walk_file(const char *path, struct vocab *vocab, const struct walk_listener *listener);

#endif
