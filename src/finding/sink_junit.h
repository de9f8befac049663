/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_junit: findings as JUnit XML, for the dashboards of continuous integration: one test suite a rule, one test case
 * a file.
 *
 * Audience: rec/finding.c. JUnit wants the counts of a suite before its cases, and the findings of a rule together, while
 * they come in the order of the records. They wait in an unnamed temporary file, a few KiB a rule in memory.
 */
#ifndef EC_FINDING_SINK_JUNIT_H
#define EC_FINDING_SINK_JUNIT_H

#include "finding/sink.h"

/* path as for out_open; exits with 2 when it cannot be created. */
struct sink *sink_junit_new(const char *path);

#endif
