/* SPDX-License-Identifier: Apache-2.0 */
/*
 * print: the tree back as text, in the canonical layout.
 *
 * Audience: eclint --fmt, ecexpr --ast, tests. What is printed parses to the same tree: only needed parentheses, names
 * quoted where they must be, one rule a line. Comments are not in the tree and not printed.
 */
#ifndef EC_VTL_PRINT_H
#define EC_VTL_PRINT_H

#include "base/buf.h"
#include "vtl/ast.h"

/* Appends an expression. */
void print_node(struct buf *b, const struct node *n);

/* Appends a statement with its `;` and line end. */
void print_statement(struct buf *b, const struct statement *st);

/* Appends what a rule of a ruleset says (number from 0): its condition and its formula, without name, errorcode, errorlevel. */
void print_rule(struct buf *b, const struct statement *st, int number);

/* Appends a name, in quotes where it is reserved or not plain. */
void print_name(struct buf *b, struct str name);

/* Appends the tree, one node a line, indented; with the types once check has set them. */
void print_tree(struct buf *b, const struct node *n, int indent);

#endif
