/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_text: findings for people, one line each, as compilers write theirs:
 *     eccheck: q3/a.xml:37: hard: FORM-MIN: text of the message [uscc=...;period=2025Q3]
 *
 * Audience: rec/finding.c. The language is that of diag_lang; control characters of the data are made visible.
 */
#ifndef EC_FINDING_SINK_TEXT_H
#define EC_FINDING_SINK_TEXT_H

#include "finding/sink.h"

/* To a file; path as for out_open, exits with 2 when it cannot be created. NULL is stderr (coloured as diag is). */
struct sink *sink_text_new(const char *path);

#endif
