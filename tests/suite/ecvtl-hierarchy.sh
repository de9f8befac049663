#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# hierarchy and check_hierarchy against a reference of their own (tests/cases/vtl-data/hierarchy_reference.py): rulesets and rows
# from seeds, all modes, inputs and outputs.
. "$EC_SRC/tests/suite/init.sh"
python3 -c 'import json' 2>/dev/null || skip "no python3"
results=0 filled=0
for seed in $(seq 1 "${EC_SEEDS:-12}"); do
    rm -rf case && mkdir case
    python3 "$EC_SRC/tests/cases/vtl-data/hierarchy_reference.py" make "$seed" case || { fail "reference, seed $seed"; continue; }
    ecvtl -q -S 1M --structure case/DS.json -p case/program.vtl --all case/got DS=case/DS.csv 2>e || { fail "seed $seed: $(head -3 e)"; continue; }
    rm -f case/got/*.json
    diff -r case/got case/want >d || { fail "seed $seed"; head -20 d; }
    results=$((results + $(ls case/want | wc -l)))
    filled=$((filled + $(wc -l case/want/*.tsv | awk '$2 != "total" && $1 > 1' | wc -l)))
done
echo "$results results, $filled with rows"
[ "$filled" -gt $((results * 2 / 3)) ] || fail "most results are empty"
finish
