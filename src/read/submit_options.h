/* SPDX-License-Identifier: Apache-2.0 */
/*
 * submit_options: what bounds the reading of a submission, and the fault that ends it.
 *
 * Audience: read/submit and those who call it; the options come from the command line.
 */
#ifndef EC_READ_SUBMIT_OPTIONS_H
#define EC_READ_SUBMIT_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "finding/builtin.h"

struct submit_options {
    int max_depth;     /* of elements */
    size_t max_text;   /* bytes of a text or a value */
    size_t max_record; /* bytes of a record, as UTF-8 */
    int max_attrs;     /* of an element */
    int max_findings;  /* of a record; further ones are one finding that says so */
    bool strict;       /* unknown elements and attributes reject the record */
    bool all_tables;   /* else only `table` is written */
    int table;
    struct str null;   /* how a null cell is written */
    struct str period; /* the only one that is taken, where the form has one; empty: any */
    struct str key;    /* of the tokens that stand for identity numbers; p == NULL: such a record is rejected */
};

/* A fault that the listener found and that ends reading here: the hint says stop. The record, where one is open, is to
 * be rejected; outside records the file is. */
struct submit_fault {
    enum builtin_id id;
    size_t at;
    int n_args;
    struct str args[2];
};

#endif
