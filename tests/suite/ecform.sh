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
    right "$name" "$@"
}

right() {
    name=$1; shift
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

# Forms of schemas read what the schemas allow, and say nothing against it.
seeds=${EC_SEEDS:-"2 3 7 11"}
for seed in $seeds; do
    python3 "$cases/reference.py" --make-schema "$seed" "$work" >names
    status 0 ecform -q --xsd "$seed.xsd" -o "schema$seed.tsv"
    status 0 eclint -q -f "schema$seed.tsv"
    rm -rf out
    xargs ecread -v -f "schema$seed.tsv" --split out -F found.tsv <names 2>e
    grep -q 'rejected 0 ' e || fail "schema $seed: $(cat e)"
    grep -v ATTRIBUTE found.tsv | sed 1d >other; [ ! -s other ] || fail "schema $seed: $(head -1 other)"
    xargs python3 "$cases/reference.py" --partial "schema$seed.tsv" out <names >o 2>&1 || fail "schema $seed: $(cat o)"
done
status 0 ecform -q --xsd "$cases/shops.xsd" -o shops.tsv
for f in shops.tsv shops.re shops-codes/shop-kind.tsv; do same "$cases/$f" "$f" "--xsd: $f"; done
status 0 eclint -q -f shops.tsv
status 0 ecform -q --xsd "$cases/shops.xsd" --from "$cases/shops.xml" -o both.tsv
grep -q 'What the shop took' both.tsv || fail "no label of the schema with samples"

# A schema that lists the empty text, codes that look like comments and open bounds; and one whose parts refer to one another
# 2 to the power of 40 times, which ends with a message.
status 0 ecform -q --xsd "$cases/odd.xsd" -o odd.tsv
for f in odd.tsv odd-codes/shop-kind.tsv; do same "$cases/$f" "$f" "--xsd: $f"; done
printf '<shops><shop><id>a</id><kind/><staff>1</staff><share>0.5</share></shop>' >odd.xml
printf '<shop><id>b</id><kind>#A</kind><staff>999</staff><share>100</share></shop></shops>' >>odd.xml
ecread -q -f odd.tsv odd.xml | eccheck -q -f odd.tsv -F found.tsv >o 2>e
[ "$(wc -l <found.tsv)" -eq 1 ] || fail "odd.xsd: $(sed -n 2p found.tsv)"
awk 'BEGIN {
    print "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">"
    for (i = 0; i < 40; i++)
        printf "<xs:attributeGroup name=\"G%d\"><xs:attributeGroup ref=\"G%d\"/><xs:attributeGroup ref=\"G%d\"/></xs:attributeGroup>\n", i, i + 1, i + 1
    print "<xs:attributeGroup name=\"G40\"><xs:attribute name=\"a\"/></xs:attributeGroup>"
    print "<xs:element name=\"r\"><xs:complexType><xs:attributeGroup ref=\"G0\"/></xs:complexType></xs:element></xs:schema>"
}' >endless.xsd
status 2 ecform --xsd endless.xsd -o endless.tsv; grep -q 'too often' e || fail "a schema without end: $(cat e)"
mkdir -p far/in; cp "$cases/shops.xsd" far/in/; printf '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>' >far/out.xsd
sed -i 's|schemaLocation="kinds.xsd"|schemaLocation="../out.xsd"|' far/in/shops.xsd
status 0 ecform --xsd far/in/shops.xsd -o far.tsv; grep -q 'out.xsd.*not beside' e || fail "a schema outside its folder: $(cat e)"

# Siblings of few samples are read: what comes twice in them is joined, unless --once says that it comes once.
printf '<a><b>1</b><c><d>x</d></c></a>' >one.xml
printf '<a><b>1</b><b>2</b><c><d>x</d></c><c><d>y</d></c></a>' >twin.xml
status 0 ecform -q --from one.xml -o few.tsv && status 0 ecread -q -f few.tsv twin.xml && { grep -q '1; 2.*x; y' o || fail "few: $(cat o)"; }
status 0 ecform -q --once --from one.xml -o once.tsv && status 1 ecread -q -f once.tsv twin.xml

# Sheets: the heading makes the variables; Chinese headings are labels.
printf '\357\273\277统一编号,Turnover 2025,报告期,"备注, 其他"\n0012,12.5,2025Q3,"a ""b"""\n0013,7,2025Q3,\n' >shops.csv
status 0 ecform -q --from shops.csv -o sheet.tsv && same "$cases/sheet.tsv" sheet.tsv "a form of CSV"
status 0 ecread -q -f sheet.tsv shops.csv
printf '0012\t12.5\t2025Q3\ta "b"\n0013\t7\t2025Q3\t\n' >want; sed 1d o | cut -f4-7 >got
sed 's/\\N$//' got | cmp -s - want || fail "CSV: $(cat got)"
status 2 ecform --from shops.csv one.xml

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
sed "s/join(\([a-z]*\), '; ')/\1/" "$cases/alone.form.tsv" >plain.tsv
sed -e 's/remark\tremark/remarks\tremark/; s/staff\tstaff\tmeasure\tnumber/staff\tstaff\tmeasure\tinteger/; /^goods\tamount/d' \
    -e 's/^#version\t1/#version\t2/; s|^#table\tgoods\t.*|#table\tgoods\t/batch/unit/goods|' plain.tsv >changed.tsv
printf 'goods\tprice\tprice\tmeasure\tnumber\n#\tend\n' >>changed.tsv
status 1 ecform --diff plain.tsv changed.tsv; same "$cases/alone.diff" o "--diff"
status 1 ecform --lang=zh --diff plain.tsv changed.tsv; same "$cases/alone.diff.zh" o "--diff in Chinese"
status 0 ecform --diff changed.tsv changed.tsv; [ ! -s o ] || fail "--diff of one form: $(cat o)"
sed -e 's/col("统一编号")/col("编号")/; s/^#table\tshops\tsheet()/#table\tshops\tsheet("Q3")/; s/turnover_2025/turnover/' \
    "$cases/sheet.tsv" >sheets.tsv
status 1 ecform --diff "$cases/sheet.tsv" sheets.tsv; same "$cases/sheet.diff" o "--diff of sheets"
status 2 ecform --diff changed.tsv none.tsv
status 2 ecform --diff changed.tsv
finish
