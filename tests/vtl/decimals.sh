#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Property test of the decimals: 100,000 random operations against python3's fractions and decimal.
command -v python3 >/dev/null || { echo "SKIP: python3 is not installed, decimals were not compared"; exit 77; }
exec python3 "$EC_SRC/tests/vtl/decimals.py" "$EC_BUILD/tests/vtl/decfeed" "${1:-100000}" "${2:-20260101}"
