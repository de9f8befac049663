/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge_options: what eccheck is told about judging.
 *
 * Audience: eccheck and the files judge*.c.
 */
#ifndef EC_CHECK_JUDGE_OPTIONS_H
#define EC_CHECK_JUDGE_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/opt.h"

struct judge_options {
    struct opt_list rules;      /* -r */
    const char *messages;       /* --messages */
    struct opt_list only, skip; /* --only, --skip: names separated by commas */
    const char *explained;      /* --explained */
    const char *baseline;       /* --baseline */
    const char *outcomes;       /* --outcomes */
    uint64_t key_memory;        /* -S */
    bool allow_no_rule;         /* --allow-no-rule */
};

#endif
