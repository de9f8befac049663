#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Property test of comparisons of sums: 100,000 random ones against python3's fractions.
command -v python3 >/dev/null || { echo "SKIP: python3 is not installed, comparisons were not compared"; exit 77; }
exec python3 "$EC_SRC/tests/vtl/comparisons.py" "$EC_BUILD/tests/vtl/exprfeed" "${1:-100000}" "${2:-20260101}"
