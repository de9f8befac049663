/* SPDX-License-Identifier: Apache-2.0 */
/*
 * group_parts: the states of a program's groups as a stream, and such streams merged into the results of the whole.
 *
 * Audience: ecvtl --partial and --merge. A district, a file, a machine each runs the program on its rows and writes the states of
 * the groups that are made of rows; the states of all of them, merged in any order, are those of all rows together, and what the
 * program makes of groups is then computed once. Rows themselves are not there: a result that needs them cannot be merged.
 *
 * The stream has the columns result, part, group, state. Its first lines are marks: that of the program, then the inputs with
 * their columns. A line names a group of the program (the statement, and which of the groups in it), the cells by which it
 * groups, and the states of its aggregates. The values of a median take as many lines as they need.
 */
#ifndef EC_DATA_GROUP_PARTS_H
#define EC_DATA_GROUP_PARTS_H

#include "data/rel.h"
#include "rec/recin.h"
#include "rec/recout.h"

/* An input of the program: its name, and its columns joined by TAB. */
struct parts_input {
    struct str name, columns;
};

/* What the first lines of a stream are about. */
struct parts_mark {
    const char *program;              /* its checksum */
    const struct parts_input *inputs; /* [n] */
    int n;
};

/* Writes the states of all groups of inputs' rows that have an owner for which wanted[owner]. Returns how many, 0 where the
 * program has none, or -1 after complaining. */
int parts_write(struct session *e, const bool *wanted, const struct parts_mark *mark, struct recout *out);

/* The inputs of a stream, into the arena (*n). Returns NULL after complaining: it cannot be read, or is none of the program. */
struct parts_input *parts_inputs(struct arena *a, const char *path, const char *program, const struct dialect *dialect, int *n);

/* An input that is not there: pulling it is an error, for it is what a result needs beside groups. */
struct rel *parts_absent(struct session *e, struct structure s, struct str name);

/* After planning, before anything is read: takes the states of n streams into the groups of absent inputs. Returns false after
 * complaining. */
bool parts_read(struct session *e, const struct parts_mark *mark, const char *const paths[], int n,
                const struct dialect *dialect);

#endif
