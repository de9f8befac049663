/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xmlev: what a parser of XML says to its listener; the same for both parsers.
 *
 * Audience: io/xmlfast (the tokenizer of plain XML), io/xmlin (libxml2) and whoever listens (read/submit).
 *
 * Names arrive as small integers of a vocabulary that the listener set up before (its form's names); names outside it
 * are XML_UNKNOWN. So the listener compares integers and never strings. The listener in turn tells through the hint
 * what it expects next, which the tokenizer tries first.
 *
 * Both parsers keep the stack of open elements in one struct xml_doc, so that one can take over from the other at any
 * boundary between tokens: xmlin replays the raw start tags of the open elements.
 */
#ifndef EC_IO_XMLEV_H
#define EC_IO_XMLEV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/intern.h"
#include "base/str.h"

enum {
    XML_UNKNOWN = -1, /* a name outside the vocabulary */
    XML_IGNORED = -2, /* an attribute of the namespaces xml or xsi outside the vocabulary */
    XML_SCOPE = 1000, /* declarations of prefixes that may be in force at once: libxml2 looks through them all at each name */
    XML_NIL = 0       /* xsi:nil: the first name of every vocabulary */
};

/* The names a listener knows; read-only once parsers use it. All members zero, then vocab_start. */
struct vocab {
    struct intern names; /* "URI\nLOCAL" */
    struct vocab_alias {
        struct str uri, means;
    } *aliases; /* [n_aliases] namespaces that are read as another */
    int n_aliases;
    size_t cap_aliases;
};

/* Enters xsi:nil, which every document may have. */
void vocab_start(struct vocab *v);

/* From now on names of the namespace uri are those of another, which is not an alias itself. The texts must stay. */
void vocab_alias(struct vocab *v, struct str uri, struct str means);

/* The number of a name, which is added; uri empty: no namespace. */
int vocab_add(struct vocab *v, struct str uri, struct str local);

/* The number of the name of an element (attribute), XML_UNKNOWN or XML_IGNORED. */
int vocab_find(const struct vocab *v, struct str uri, struct str local, bool attribute);

/* The local part of a name of the vocabulary. */
struct str vocab_local(const struct vocab *v, int name);

/* Is an attribute of that name (any number) in the namespaces xml or xsi, which any document may use? */
bool vocab_is_common(const struct vocab *v, int name);

/* Gives everything back. */
void vocab_free(struct vocab *v);

struct xml_attr {
    int name;
    struct str raw;   /* the qualified name as written */
    struct str value; /* normalised as XML 1.0 section 3.3.3 says for CDATA */
};

/* What the listener tells the parser after each event. */
struct xml_hint {
    int expect;     /* the name of the element that probably starts next, or XML_UNKNOWN */
    bool want_text; /* white space matters in the open element */
    bool stop;      /* return to the caller now, before anything else is read */
};

struct xml_sink {
    void *to;
    /* An element begins. at is the offset of its '<'. Slices are valid during the call. */
    void (*start)(void *to, int name, struct str raw, const struct xml_attr *attrs, int n_attrs, size_t at);
    /* Text of the open element, in any number of parts; stable says that the bytes lie in the input. Text that is
     * only white space may be left out unless want_text is set. */
    void (*text)(void *to, struct str text, bool stable);
    /* The open element ends; end is the offset behind its '>'. */
    void (*end)(void *to, size_t end);
    /* A whole element of the name that the hint expects, without attributes, with nothing but text that needs no
     * decoding (or empty), all in one. The parser offers it where it can and want_text is not set. Returns false, with
     * nothing done, when the listener wants start, text and end instead. */
    bool (*leaf)(void *to, struct str text, size_t at);
    struct xml_hint hint;
};

/* One open element. */
struct xml_open {
    struct str raw;   /* its start tag without the closing '>' or '/>' */
    struct str qname; /* part of raw */
    int ns;           /* the tokenizer's number of its namespace bindings; -1: not known to it */
    int scope;        /* declarations of prefixes in this tag and those around it, at least */
};

/* The state of one document between tokens. */
struct xml_doc {
    struct xml_open *open; /* [depth] */
    int depth;
    size_t cap;
    bool begun;  /* something was read: an XML declaration is no longer allowed */
    bool rooted; /* the root element has started; with depth 0 it has ended as well */
};

/* Makes room for another open element. */
void xml_grow(struct xml_doc *d);

/* How often "xmlns" stands in a start tag: no less than it declares prefixes. */
int xml_declarations(struct str raw);

/* Opens an element; the arguments are the members of struct xml_open. */
static inline void xml_push(struct xml_doc *d, struct str raw, struct str qname, int ns)
{
    if ((size_t)d->depth == d->cap)
        xml_grow(d);
    int around = d->depth ? d->open[d->depth - 1].scope : 0;
    d->open[d->depth++] = (struct xml_open){raw, qname, ns, raw.n > qname.n + 1 ? around + xml_declarations(raw) : around};
    d->rooted = d->begun = true;
}

/* How a run of a parser ended. */
enum xml_end {
    XML_MORE,    /* all bytes are used up as far as whole tokens go */
    XML_STOPPED, /* the listener asked for it */
    XML_DECLINED,/* tokenizer only: this token is not for it */
    XML_ERROR    /* xmlin only: not well-formed */
};

#endif
