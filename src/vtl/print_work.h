/* SPDX-License-Identifier: Apache-2.0 */
/*
 * print_work: what print.c and print_data.c share.
 *
 * Audience: these two. All functions append to the buffer.
 */
#ifndef EC_VTL_PRINT_WORK_H
#define EC_VTL_PRINT_WORK_H

#include "base/buf.h"
#include "vtl/ast.h"

/* In print.c: nodes and names between commas. */
void print_list(struct buf *b, struct node *const kids[], uint32_t n);
void print_names(struct buf *b, const struct name *v, int n);

/* In print.c: what stands behind the data set of a check: ", ruleset components ... all)". */
void print_check_rest(struct buf *b, const struct statement *st);

/* In print_data.c: a component, perhaps as alias#name. */
void print_component(struct buf *b, const struct name *name);

/* In print_data.c: define viral propagation. */
void print_viral(struct buf *b, const struct statement *st);

/* In print_data.c: the inside of a clause, without brackets: "calc x := 1". */
void print_clause_body(struct buf *b, const struct clause *c);

/* In print_data.c: a node of data sets: N_MEMBER, N_CLAUSE, N_INVOKE, and N_AGGR with what stands behind its operand. operand
 * prints a kid that must hold together. */
void print_data_node(struct buf *b, const struct node *n, void (*operand)(struct buf *, const struct node *));

#endif
