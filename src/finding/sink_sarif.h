/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_sarif: findings as SARIF 2.1.0 (OASIS), for code and data review platforms.
 *
 * Audience: rec/finding.c. The results are streamed; the list of rules, of which only those that fired are named,
 * follows them, so that memory does not grow with the findings.
 */
#ifndef EC_FINDING_SINK_SARIF_H
#define EC_FINDING_SINK_SARIF_H

#include "finding/sink.h"

/* path as for out_open; exits with 2 when it cannot be created. */
struct sink *sink_sarif_new(const char *path);

#endif
