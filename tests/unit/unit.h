/* SPDX-License-Identifier: Apache-2.0 */
/* unit: the end of the main function of each unit test. */
#ifndef EC_TESTS_UNIT_H
#define EC_TESTS_UNIT_H

#include <check.h>

/* Runs a suite; CK_VERBOSITY says how much is printed. Returns the exit status. */
static inline int unit_run(Suite *s)
{
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}

#endif
