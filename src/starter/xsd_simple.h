/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xsd_simple: the simple types of a schema as facts for a form: type, bounds, codes, pattern.
 *
 * Audience: starter/xsd.
 */
#ifndef EC_STARTER_XSD_SIMPLE_H
#define EC_STARTER_XSD_SIMPLE_H

#include "starter/facts.h"
#include "starter/xsd_read.h"

/* Sets what the simple type of a name in a file says. */
void simple_named(struct xsd *x, int file, struct str qname, struct xsd_facts *f);

/* The same for a component: a simpleType, or an extension or restriction of one. */
void simple_node(struct xsd *x, int node, struct xsd_facts *f);

#endif
