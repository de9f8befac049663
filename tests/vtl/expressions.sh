#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Property test of nested expressions: 100,000 random ones against python3's fractions.
command -v python3 >/dev/null || { echo "SKIP: python3 is not installed, expressions were not compared"; exit 77; }
exec python3 "$EC_SRC/tests/vtl/expressions.py" "$EC_BUILD/tests/vtl/exprfeed" "${1:-100000}" "${2:-20260101}"
