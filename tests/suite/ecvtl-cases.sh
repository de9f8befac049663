#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Cases of data set operators (tests/cases/vtl-data/*.txt): data, program, then what comes out, with its structure, or what is said.
. "$EC_SRC/tests/suite/init.sh"
. "$EC_SRC/tests/cases/vtl-data/cases.sh"
for f in "$EC_SRC"/tests/cases/vtl-data/*.txt; do
    run_cases "$f"
done
echo "$cases cases"
[ "$cases" -gt 60 ] || fail "cases are missing"

# Programs made to cost much: operators that call two others each, results that read one another without end.
printf 'K,M\n1,2\n' >d.csv
echo '{"name": "D", "components": [{"name": "K", "role": "Identifier", "data_type": "Integer"},
    {"name": "M", "role": "Measure", "data_type": "Integer"}]}' >d.json
{
    echo 'define operator f0 (x dataset) returns dataset is x + 1 end operator;'
    seq 1 45 | while read -r i; do echo "define operator f$i (x dataset) returns dataset is f$((i - 1))(x) + f$((i - 1))(x) end operator;"; done
    echo 'r := f45(D);'
} >calls.vtl
chain() { seq 1 "$1" | while read -r i; do echo "r$i := r$((i + 1)) + 1;"; done; echo "r$(($1 + 1)) := D;"; }
chain 20000 >long.vtl
chain 900 >good.vtl
for f in calls long; do
    timeout 60 ecvtl -q --structure d.json -p $f.vtl D=d.csv >o 2>e; got=$?
    [ $got = 2 ] && grep -qE 'more than 20000? (calls|operators)|make more than 20000 calls' e || fail "$f: status $got: $(head -c 300 e)"
done
ecvtl -q --structure d.json -p good.vtl -d r1 D=d.csv >o 2>e && grep -qx "1	902" o || fail "900 results that read one another: $(cat o e)"
finish
