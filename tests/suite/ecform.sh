#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Forms made of samples: they pass eclint, read their samples whole and right (tests/cases/ecform/reference.py judges by another
# reader), and say what they guess. Samples are fixtures, made-up documents of many structures, and those in tests/cases/ecform.
. "$EC_SRC/tests/suite/init.sh"
EC_DATADIR=$EC_SRC/rules; export EC_DATADIR
cases=$EC_SRC/tests/cases/ecform

# whole NAME SAMPLE...: a form of the samples has no fault, reads them without a finding, and each cell is right.
whole() {
    name=$1; shift
    ecform -q --from "$@" -o "$name.tsv" 2>e || { fail "$name: $(cat e)"; return; }
    eclint -q -f "$name.tsv" >o 2>e; grep -q 'error:' e && fail "$name: eclint: $(cat e)"
    rm -rf out
    ecread -v -f "$name.tsv" --split out -F found.tsv "$@" 2>e || fail "$name: ecread: $(cat e)"
    grep -q 'rejected 0 ' e || fail "$name: $(cat e)"
    [ "$(wc -l <found.tsv)" -le 1 ] || fail "$name: findings: $(sed -n 2p found.tsv)"
    python3 "$cases/reference.py" "$name.tsv" out "$@" >o 2>&1 || fail "$name: $(cat o)"
}

command -v python3 >/dev/null || skip "no python3"

whole submissions "$EC_SRC/fixtures/xml/good-batch.xml" "$EC_SRC/fixtures/xml/good-full.xml" "$EC_SRC/fixtures/xml/good-minimal.xml"
whole shops "$EC_SRC/fixtures/retail/good-two-shops.xml"
whole flat "$EC_SRC/fixtures/sdmx/ng-flat-ss.xml"
whole series "$EC_SRC/fixtures/sdmx/ng-ts.xml"
seeds=${EC_SEEDS:-"1 5 17 20 29 36 45 48"}
for seed in $seeds; do
    whole "made$seed" $(python3 "$cases/reference.py" --make "$seed" "$work")
done

# What it makes, byte for byte.
for f in "$cases"/*.form.tsv; do
    name=$(basename "$f" .form.tsv)
    whole "$name" "$cases/$name".*xml
    same "$f" "$name.tsv" "$name: another form"
done

# Use: what is wrong is said, and no form is left.
printf '<a><b>1</b>' >cut.xml
printf '<!DOCTYPE a><a/>' >doctype.xml
printf '<a>\377</a>' >bytes.xml
printf '<a x="1"/>' >good.xml
for bad in cut doctype bytes; do
    status 2 ecform --from good.xml $bad.xml -o none.tsv
    grep -q "ecform: $bad.xml:1: error:" e || fail "$bad: $(cat e)"
    [ ! -e none.tsv ] || fail "$bad: there is a form"
done
status 2 ecform --from good.xml --record /a/c; grep -q '"c"' e || fail "--record: $(cat e)"
status 2 ecform --from good.xml --name 'A b'; grep -q 'A b' e || fail "--name: $(cat e)"
status 2 ecform
status 0 ecform --from good.xml --lang=zh; grep -q '推测' e || fail "no Chinese: $(cat e)"

# --diff: what changed, in both languages; the status is that of diff.
sed -e 's/remark\tremark/remarks\tremark/; s/staff\tstaff\tmeasure\tnumber/staff\tstaff\tmeasure\tinteger/; /^goods\tamount/d' \
    -e 's/^#version\t1/#version\t2/; s|^#table\tgoods\t.*|#table\tgoods\t/batch/unit/goods|' "$cases/alone.form.tsv" >changed.tsv
printf 'goods\tprice\tprice\tmeasure\tnumber\n#\tend\n' >>changed.tsv
status 1 ecform --diff "$cases/alone.form.tsv" changed.tsv; same "$cases/alone.diff" o "--diff"
status 1 ecform --lang=zh --diff "$cases/alone.form.tsv" changed.tsv; same "$cases/alone.diff.zh" o "--diff in Chinese"
status 0 ecform --diff changed.tsv changed.tsv; [ ! -s o ] || fail "--diff of one form: $(cat o)"
status 2 ecform --diff changed.tsv none.tsv
status 2 ecform --diff changed.tsv
finish
