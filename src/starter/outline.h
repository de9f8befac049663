/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outline: the tree of elements and attributes that occur in samples, with how often each comes.
 *
 * Audience: starter/draft, which makes tables and variables of it; starter/xsd makes one of a schema.
 *
 * A node is a path: elements of one name in parents of one path are one node, however many there are. So the tree is small where
 * the samples are large. It has a bound, and what is beyond it is counted, not kept.
 */
#ifndef EC_STARTER_OUTLINE_H
#define EC_STARTER_OUTLINE_H

#include "base/arena.h"
#include "io/xmlev.h"
#include "starter/walk.h"

enum { OUTLINE_MOST = 20000, OUTLINE_DEPTH = 28 /* steps of a path; the form language has 32 */ };

struct outline_node {
    int name;               /* of the vocabulary */
    int parent, first, last, next; /* nodes; -1: none */
    int depth;              /* the document is 0, roots are 1 */
    bool attribute;
    bool has_text;          /* an element with text that is not white space */
    bool has_kids;          /* element children */
    bool mixed;             /* one element had both */
    bool single;            /* a schema says that no parent has two */
    bool always;            /* a schema says that each parent has it */
    uint64_t count;         /* how often it was met */
    uint64_t parents;       /* parents that have it */
    unsigned most;          /* in one parent at most */
    uint64_t weight;        /* elements met in it, itself included (outline_weigh) */
    uint64_t in_parent_of;  /* while it is read: number of the parent that was counted last, and how many there */
    unsigned in_parent;
    const struct xsd_facts *facts; /* what a schema says of it; NULL: nothing */
};

/* A namespace, and the prefix that the samples use for it. */
struct outline_namespace {
    struct str uri, prefix; /* prefix empty: the default namespace */
    uint64_t uses;
};

struct outline {
    struct vocab vocab;
    struct outline_node *nodes;  /* [keys.n]; 0 is the document */
    size_t cap;
    struct intern keys;        /* parent, name and kind; number = node */
    struct outline_namespace *namespaces; /* [n_namespaces] in the order in which they came */
    int n_namespaces;
    size_t cap_namespaces;
    struct intern uris;        /* number = index in namespaces */
    int *namespace_of;         /* [names] of a name of the vocabulary; -1: none */
    size_t cap_names;
    int known_names;           /* names that namespace_of covers */
    uint64_t next_element;     /* numbers of elements */
    uint64_t beyond;           /* elements and attributes without a place, beyond OUTLINE_MOST or OUTLINE_DEPTH */
    uint64_t documents;
    struct arena text;
};

/* All members zero, then this. */
void outline_start(struct outline *s);

/* The node of a child (of an attribute) of a node, which is made where it is new and there is place; -1: there is none. */
int outline_child(struct outline *s, int parent, int name, bool attribute, bool make);

/* Notes the namespace of a name that was met, with the prefix of its qualified name. */
void outline_name(struct outline *s, int name, struct str qname);

/* Counts a node once more, in the parent element of that number. */
void outline_count(struct outline *s, int node, uint64_t parent);

/* Adds what a file holds. Returns false after complaining. */
bool outline_file(struct outline *s, const char *path);

/* Sets the weights. */
void outline_weigh(struct outline *s);

/* Local name and namespace of a node. */
struct str outline_local(const struct outline *s, int node);
struct str outline_uri(const struct outline *s, int node);

/* Is an attribute of that name left out, as all of namespace xsi are? */
bool outline_skips(int name);

/* Gives everything back. */
void outline_free(struct outline *s);

#endif
