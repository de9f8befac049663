/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shown: the names of input files as records and findings show them.
 *
 * Audience: read/batch. A file may be called by an identity number or a telephone, and the column _file goes into datasets and
 * findings. In its place stands a token where there is a key, else a mask; two files that masks make alike are told apart by
 * ~2, ~3 ... in the order of reading. All other names are shown as they are. An officer finds the file in his folder by the
 * rest of the name and the order, or by the token of the number that he suspects. (A mask with its ~2 is a name for one run;
 * where names must last from run to run, give a key.)
 */
#ifndef EC_READ_SHOWN_H
#define EC_READ_SHOWN_H

#include "base/buf.h"
#include "base/intern.h"
#include "base/str.h"

struct shown_names {
    struct str key;      /* p == NULL: none */
    struct intern names; /* that were changed */
};

/* Appends what is shown of the next file's path. */
void shown_put(struct shown_names *s, struct buf *b, struct str path);

/* Gives the memory back. */
void shown_free(struct shown_names *s);

#endif
