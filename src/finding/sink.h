/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink: what writes findings in one format.
 *
 * Audience: rec/finding.c and the sinks beside it.
 */
#ifndef EC_FINDING_SINK_H
#define EC_FINDING_SINK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "finding/verdict.h"

struct sink {
    /* Writes one finding. */
    void (*add)(struct sink *s, const struct finding *x);
    /* Says that hidden findings of a rule are not shown; called for each such rule before close. May be NULL. */
    void (*hidden)(struct sink *s, struct str rule, uint64_t hidden);
    /* Writes the end, closes the file (keep as in out_close) and frees the sink. */
    void (*close)(struct sink *s, bool keep);
    uint64_t cap; /* findings shown a rule; 0: all */
};

#endif
