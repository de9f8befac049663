/* SPDX-License-Identifier: Apache-2.0 */
/* given: the bytes of a fuzz target as a file, for readers that take a path. */
#ifndef EC_TESTS_FUZZ_GIVEN_H
#define EC_TESTS_FUZZ_GIVEN_H

#include "base/str.h"
#include "form/form.h"

/* A path under which the bytes can be read; of each number, 0 to 3, valid until the next call with it. Exits with 2 when it
 * cannot. */
const char *given_file(int number, struct str bytes);

/* The bytes before the first zero byte; *rest are those behind it (empty: there is none). */
struct str given_part(struct str bytes, struct str *rest);

/* The form that EC_FORM names (tests/cases/read/small.tsv by default), loaded once. Exits with 2 when it cannot. */
const struct form *given_form(void);

#endif
