/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facts: what a schema says of the values of an element or attribute.
 *
 * Audience: starter/xsd makes them, starter/settle takes them into the form.
 */
#ifndef EC_STARTER_FACTS_H
#define EC_STARTER_FACTS_H

#include "base/str.h"
#include "value/type.h"

struct xsd_facts {
    bool typed;          /* type is known */
    enum vtype type;
    bool required;       /* its parent always has it */
    bool key;            /* xs:ID */
    struct str min, max; /* inclusive; empty: none */
    bool above_min, below_max; /* the bound itself is not allowed */
    struct str pattern;  /* an expression of PCRE2; empty: none */
    struct str label[2]; /* English, Chinese; empty: none */
    struct str *codes, *code_labels; /* [n_codes] */
    int n_codes;
    bool may_be_empty;   /* the empty text is one of the codes */
    int type_node;       /* the schema's component of its type; -1: a simple one, or none */
};

#endif
