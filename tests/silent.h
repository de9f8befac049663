/* SPDX-License-Identifier: Apache-2.0 */
/* silent: a sink for complaints that nobody wants to read: most inputs of these programs are wrong on purpose. */
#ifndef EC_TESTS_SILENT_H
#define EC_TESTS_SILENT_H

#include "base/diag.h"

static inline void silent(void *to, enum diag_id id, enum diag_level level, struct loc loc, struct str text)
{
    (void)to;
    (void)id;
    (void)level;
    (void)loc;
    (void)text;
}

#endif
