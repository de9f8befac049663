#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Property test of sqrt, exp, ln, log and power: 100,000 random arguments, each digit of each result against python3's decimal.
command -v python3 >/dev/null || { echo "SKIP: python3 is not installed, functions were not compared"; exit 77; }
exec python3 "$EC_SRC/tests/vtl/decimals.py" "$EC_BUILD/tests/vtl/decfeed" "${1:-100000}" "${2:-20260102}" functions
