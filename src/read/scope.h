/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scope: the namespace in which a name stands, read off the start tags around it.
 *
 * Audience: read/submit_note, for messages alone: parsers resolve names with tables of their own, and say nothing of the
 * namespaces of names that the form does not know.
 */
#ifndef EC_READ_SCOPE_H
#define EC_READ_SCOPE_H

#include "base/str.h"
#include "io/xmlev.h"

/* The namespace of an element by its name as written: declared in its own start tag (from its '<'; what is behind does no
 * harm), or in one of the open elements around it. A slice as written; empty when the name stands in none, or its prefix is not
 * declared. */
struct str scope_namespace(const struct xml_doc *doc, struct str tag, struct str raw);

#endif
