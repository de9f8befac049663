/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xsd_read: the files of a schema as one tree of components.
 *
 * Audience: starter/xsd and starter/xsd_simple.
 *
 * A component keeps the attributes that matter for a form, and its documentation. Names are resolved by the prefixes of the root of
 * its file.
 */
#ifndef EC_STARTER_XSD_READ_H
#define EC_STARTER_XSD_READ_H

#include "base/arena.h"
#include "base/intern.h"
#include "base/str.h"
#include "io/xmlev.h"

enum { XSD_NODES = 400000, XSD_FILES = 500, XSD_CHAIN = 40 /* types derived from each other */ };

enum xsd_kind {
    XS_OTHER, XS_SCHEMA, XS_ELEMENT, XS_ATTRIBUTE, XS_COMPLEX, XS_SIMPLE, XS_GROUP, XS_ATTRIBUTES, XS_SEQUENCE, XS_CHOICE, XS_ALL,
    XS_SIMPLE_CONTENT, XS_COMPLEX_CONTENT, XS_EXTENSION, XS_RESTRICTION, XS_LIST, XS_UNION, XS_ENUMERATION, XS_PATTERN,
    XS_MIN_INCLUSIVE, XS_MAX_INCLUSIVE, XS_MIN_EXCLUSIVE, XS_MAX_EXCLUSIVE, XS_INCLUDE, XS_IMPORT, XS_ANNOTATION, XS_DOCUMENTATION
};

enum xsd_attribute {
    XSA_NAME, XSA_TYPE, XSA_REF, XSA_BASE, XSA_MIN, XSA_MAX, XSA_USE, XSA_VALUE, XSA_SUBSTITUTES, XSA_FORM, XSA_LOCATION, XSA_ABSTRACT,
    XSA_MIXED, XSA_TARGET, XSA_ELEMENTS, XSA_ATTRIBUTES, XSA_LANG, XSA_COUNT
};

struct xsd_node {
    enum xsd_kind kind;
    int parent, first, last, next; /* -1: none */
    int file;
    struct str attribute[XSA_COUNT]; /* empty where it is not given */
    struct str label[2];             /* English, Chinese: its documentation in one line */
};

struct xsd_prefix {
    struct str prefix, uri;
};

struct xsd_file {
    char *path;
    struct str target;
    int root; /* node; -1: it could not be read */
    struct xsd_prefix *prefixes;
    int n_prefixes;
    size_t cap_prefixes;
};

struct xsd {
    struct vocab vocab;
    struct xsd_node *nodes; /* [n] */
    int n;
    size_t cap;
    struct xsd_file *files; /* [n_files] */
    int n_files;
    size_t cap_files;
    struct intern paths;       /* of the files, number = file */
    struct intern names;       /* kind, namespace and name of global components */
    int *globals;              /* [names.n] node */
    size_t cap_globals;
    struct arena text;
    int recursive;             /* types that were met inside themselves */
    struct str recursive_name; /* one of them */
    int remote;                /* files that were not read, since they are not beside it */
};

/* Reads a schema and what it includes and imports. Returns false after complaining. x is all zero before the first; several may be
 * read one after the other. */
bool xsd_load(struct xsd *x, const char *path);

/* The global component of a kind that a qualified name in a file means; -1: there is none, as for the built-in types. */
int xsd_find(const struct xsd *x, int file, struct str qname, enum xsd_kind kind);

/* Does a qualified name mean a built-in type? Its local name, or empty. */
struct str xsd_builtin(const struct xsd *x, int file, struct str qname);

/* The first child of a kind; -1: none. */
int xsd_child(const struct xsd *x, int node, enum xsd_kind kind);

/* Gives everything back. */
void xsd_free(struct xsd *x);

#endif
