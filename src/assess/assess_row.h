/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assess_row: one row of a result as the texts of a finding: key, values, level, messages.
 *
 * Audience: assess.c, through assess_work.h, which has its one function.
 */
#ifndef EC_ASSESS_ASSESS_ROW_H
#define EC_ASSESS_ASSESS_ROW_H

#include "assess/assess_work.h"

#endif
