/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_table: findings as data: TSV (the stream dialect, with header) and JSONL.
 *
 * Audience: rec/finding.c.
 */
#ifndef EC_FINDING_SINK_TABLE_H
#define EC_FINDING_SINK_TABLE_H

#include "finding/sink.h"

/* path as for out_open; exits with 2 when it cannot be created. */
struct sink *sink_tsv_new(const char *path);
struct sink *sink_jsonl_new(const char *path);

#endif
