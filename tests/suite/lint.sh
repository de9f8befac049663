#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The house rules that a machine can check.
set -u
bad=0
for s in layers headers text words man commits; do
    sh "$EC_SRC/tests/lint/$s.sh" || { echo "lint: $s failed"; bad=1; }
done
exit $bad
