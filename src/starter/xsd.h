/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xsd: what an XML schema (XSD 1.0) says of elements and attributes, for a form.
 *
 * Audience: starter/starter.
 *
 * The components are kept as they stand, in one tree over all files (starter/xsd_read), and followed from an element to its type,
 * base, group or reference as they are needed. Without samples the outline is grown from the roots, breadth first, until it is
 * full; a type inside itself is not followed again, and told. With samples the outline stays as they are, and gets what the
 * schema says of it: types, bounds, codes, patterns, labels, what is required and what may repeat.
 *
 * Nothing is fetched: xs:include and xs:import are followed to files in the folder of the schema that was named, or below it.
 */
#ifndef EC_STARTER_XSD_H
#define EC_STARTER_XSD_H

#include "starter/outline.h"
#include "starter/xsd_read.h"

/* Tells the outline what a schema says. grow: there are no samples, elements are added from the roots that the schema declares;
 * record: only from that which its first step names (NULL: all that no other refers to). The facts belong to the schema. Returns
 * false after complaining: there is no such root. */
bool xsd_tell(struct xsd *x, struct outline *outline, bool grow, const char *record);

#endif
