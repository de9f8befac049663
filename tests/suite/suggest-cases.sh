#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The methods of suggest/ on the cases of tests/cases/suggest, and on random ones against an independent reference.
. "$EC_SRC/tests/suite/init.sh"
run=$EC_BUILD/tests/cases/run_suggest
for kind in deductive errorloc prorate units; do
    status 0 "$run" $kind "$EC_SRC/tests/cases/suggest/$kind" || cat o
done
if command -v python3 >/dev/null 2>&1; then
    status 0 python3 "$EC_SRC/tests/suite/localise.py" "$EC_SRC/tests/cases/suggest/errorloc" || cat o
    for seed in 1 2 3; do
        python3 "$EC_SRC/tests/cases/suggest/reference.py" . $seed 25 || fail "reference.py"
        for kind in errorloc deductive prorate units; do
            status 0 "$run" $kind ./$kind || { echo "seed $seed"; cat o; }
        done
        status 0 python3 "$EC_SRC/tests/suite/localise.py" ./errorloc || { echo "seed $seed, as VTL rules"; cat o; }
    done
fi
finish
