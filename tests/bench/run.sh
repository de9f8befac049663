#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Speed and memory as ratios in one run. The yardstick is libxml2's SAX2 parser with empty handlers over the same bytes.
#   make bench                   100 MB; EC_BENCH_UNITS=N for another size, EC_BENCH_BIG=1 adds the 1 GB memory run.
set -eu
. "$EC_SRC/tests/setup.sh"
cd "$EC_BUILD"
dir=${EC_BENCH_DIR:-$EC_BUILD/bench-data}
mkdir -p "$dir"
form=$EC_SRC/rules/forms/st-quarterly.tsv
units=${EC_BENCH_UNITS:-0}
rounds=${EC_BENCH_ROUNDS:-5}
if [ "$units" -eq 0 ]; then # as many as make 100 MB
    ecgen -f "$form" --units 200 --seed 1 --period 2025Q3 --batch -o - >"$dir/probe.xml" 2>/dev/null
    units=$((100000000 * 200 / $(wc -c <"$dir/probe.xml")))
fi
xml=$dir/batch-$units.xml
[ -s "$xml" ] || ecgen -f "$form" --units "$units" --seed 1 --period 2025Q3 --batch -o - >"$xml" 2>/dev/null
echo "input: $(wc -c <"$xml") bytes, $units submissions of $form; $(ecpack -V | tail -n 1)"
ecread -q -f "$form" -F /dev/null -o "$dir/records.tsv" "$xml" || [ $? -eq 1 ]
raw="tests/bench/rawsax $xml"
check="eccheck -q -f $form -F /dev/null"
all="$check -r $EC_SRC/rules"
rules="$check -r $EC_SRC/tests/bench/bench.vtl" # 100 rules: 55 linear, 15 regex, 8 code lists, 12 required, 10 conditional
one="ecread -q -j1 -f $form -F /dev/null $xml"
two="ecread -q -j2 -f $form -F /dev/null $xml"
set -- "bare SAX2 parse" "$raw" \
    "ecread" "$one >/dev/null" \
    "ecread --parser=libxml2" "$one --parser=libxml2 >/dev/null" \
    "ecread -j2" "$two >/dev/null" \
    "eccheck, the form's constraints" "$check $dir/records.tsv >/dev/null" \
    "eccheck, the form and 100 rules" "$rules $dir/records.tsv >/dev/null" \
    "eccheck, the form and all rules of the library" "$all $dir/records.tsv >/dev/null" \
    "ecfix, nothing wrong" "ecfix -q -f $form $dir/records.tsv >/dev/null" \
    "ecpack" "rm -rf $dir/set; ecpack -q -j1 -f $form -o $dir/set $dir/records.tsv" \
    "ecread | eccheck | ecpack" "rm -rf $dir/set; $one | $check | ecpack -q -j1 -f $form -o $dir/set" \
    "ecread | eccheck, 100 rules | ecpack" "rm -rf $dir/set; $one | $rules | ecpack -q -j1 -f $form -o $dir/set" \
    "ecread -j2 | eccheck | ecpack -j2" "rm -rf $dir/set; $two | $check | ecpack -q -j2 -f $form -o $dir/set" \
    "ecread -j2 | eccheck, 100 rules | ecpack -j2" "rm -rf $dir/set; $two | $rules | ecpack -q -j2 -f $form -o $dir/set"
tests/bench/compare "$rounds" "$@"
want_packages "the comparison with Python" python3-lxml python3-regex
for python in python3 /usr/bin/python3; do # the packages are those of the system's own
    "$python" -c 'import lxml, regex' 2>/dev/null && break
    python=
done
if [ "$python" ]; then
    tests/bench/compare 1 "bare SAX2 parse" "$raw" "Python lxml, the form's constraints, gzip 6" \
        "$python $EC_SRC/tests/bench/lxml_job.py $form $xml $dir/lxml.csv.gz 2>/dev/null"
else
    echo "SKIP: the comparison with Python needs python3-lxml and python3-regex"
fi
if [ "${EC_BENCH_BIG:-0}" != 0 ]; then
    big=$dir/batch-big.xml
    [ -s "$big" ] || ecgen -f "$form" --units $((units * 10)) --seed 1 --period 2025Q3 --batch -o - >"$big"
    echo "input: $(wc -c <"$big") bytes"
    ecread -q -f "$form" -F /dev/null -o "$dir/big.tsv" "$big" || [ $? -eq 1 ]
    tests/bench/compare 1 "bare SAX2 parse" "tests/bench/rawsax $big" \
        "ecread -j2" "ecread -q -j2 -f $form -F /dev/null $big >/dev/null" \
        "eccheck" "$check $dir/big.tsv >/dev/null" \
        "ecpack -j2" "rm -rf $dir/set; ecpack -q -j2 -f $form -o $dir/set $dir/big.tsv"
    rm -f "$dir/big.tsv"
fi
