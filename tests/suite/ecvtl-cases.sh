#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Cases of data set operators (tests/cases/vtl-data/*.txt): data, program, then what comes out, with its structure, or what is said.
. "$EC_SRC/tests/suite/init.sh"
. "$EC_SRC/tests/cases/vtl-data/cases.sh"
for f in "$EC_SRC"/tests/cases/vtl-data/*.txt; do
    run_cases "$f"
done
echo "$cases cases"
[ "$cases" -gt 15 ] || fail "cases are missing"
finish
