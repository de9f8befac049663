/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xmlnames: names as they are written in a document, resolved with its namespaces to names of the vocabulary.
 *
 * Audience: io/xmlfast.
 *
 * What prefixes mean at a place of the document is one number, that of its set of bindings. A raw name is resolved once
 * for each such set and remembered; the one last seen of each name of the vocabulary is at hand without a search.
 *
 * Source: Namespaces in XML 1.0.
 */
#ifndef EC_IO_XMLNAMES_H
#define EC_IO_XMLNAMES_H

#include "base/arena.h"
#include "io/xmlev.h"

/* A name as written, under the bindings it was resolved with. */
struct raw_name {
    struct str text;
    uint32_t hash;
    int ns;
    bool attribute;
    int name; /* of the vocabulary, XML_UNKNOWN or XML_IGNORED */
};

struct xmlnames {
    const struct vocab *vocab;
    struct arena text;     /* copies for the tables below */
    struct ns *ns;         /* sets of bindings; 0 is the empty one */
    int n_ns;
    struct raw_name *raw;  /* [n_raw] */
    int n_raw;
    int16_t *slots;        /* hash table: index in raw + 1, or 0 */
    struct raw_name *last; /* [vocabulary] the raw name last seen of each name */
};

/* For one thread; the vocabulary stays the caller's, and does not grow. */
struct xmlnames *xmlnames_new(const struct vocab *vocab);

/* The length of a name (with at most one colon, not at an end) at p; 0: none, or none of ASCII letters, digits, "._-" and
 * U+4E00..U+9FA5, or too long. *end must be no byte of a name. */
size_t xmlnames_scan(const char *p, const char *end);

/* The remembered form of a raw name; NULL when its prefix is not bound. Valid until the next call. */
const struct raw_name *xmlnames_find(struct xmlnames *f, struct str raw, int ns, bool attribute);

/* Is the raw name of an attribute a declaration of a namespace? */
bool xmlnames_declares(struct str raw);

/* The number of the bindings ns with prefix bound to uri in addition (uri empty: xmlns=""); -1: the declaration is wrong,
 * or one about which libxml2 may have something to say, or there are too many. */
int xmlnames_bind(struct xmlnames *f, int ns, struct str prefix, struct str uri);

/* Forgets everything when it has become much. Numbers of bindings are then no longer valid. */
void xmlnames_tidy(struct xmlnames *f);

/* f may be NULL. */
void xmlnames_free(struct xmlnames *f);

#endif
