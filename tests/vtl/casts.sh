#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Property test of casts with masks: 40,000 random ones against python3's datetime and decimal.
command -v python3 >/dev/null || { echo "SKIP: python3 is not installed, casts were not compared"; exit 77; }
exec python3 "$EC_SRC/tests/vtl/casts.py" "$EC_BUILD/tests/vtl/exprfeed" "${1:-40000}" "${2:-20260101}"
