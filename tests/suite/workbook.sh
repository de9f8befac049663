#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecpack --xlsx: what stands in the cells, by a reader of our own and against the CSV; that it is the same every time; what is
# refused; that a full disk is noticed.
. "$EC_SRC/tests/suite/init.sh"
command -v python3 >/dev/null 2>&1 || skip "no python3"
form="$EC_SRC/tests/cases/pack/shop.tsv"
tab=$(printf '\t')
book() { python3 "$EC_SRC/tests/suite/workbook.py" "$@"; }

cat >shop.tsv <<E
id${tab}period${tab}name${tab}opened${tab}staff${tab}revenue${tab}member${tab}kind${tab}note_x
0001${tab}2025Q3${tab}=1+1${tab}2020-02-29${tab}12${tab}0012.50${tab}true${tab}A${tab}a & <b>
0002${tab}2025Q3${tab}甲、"乙"${tab}1899-12-31${tab}\\N${tab}-7${tab}\\N${tab}B${tab}\\N
0003${tab}2025Q3${tab}\\N${tab}\\N${tab}0${tab}999999999999999.999${tab}false${tab}\\N${tab}x
E
cat >findings.tsv <<E
rule${tab}value
R1${tab}0012\\tx
R2${tab}\\N
E
# The header is the titles; digits stand as they came; what a spreadsheet cannot hold is text.
cat >wanted <<E
t:0001${tab}t:2025Q3${tab}t:=1+1${tab}d:2020-02-29${tab}n:12|0${tab}n:0012.50|0.000${tab}b:1${tab}t:A${tab}t:a & <b>
t:0002${tab}t:2025Q3${tab}t:甲、"乙"${tab}t:1899-12-31${tab}-${tab}n:-7|0.000${tab}-${tab}t:B
t:0003${tab}t:2025Q3${tab}-${tab}-${tab}n:0|0${tab}t:999999999999999.999${tab}b:0${tab}-${tab}t:x
E
status 0 ecpack -q -f "$form" -o ds shop.tsv
status 0 ecpack --lang en --xlsx ds --sheet findings=findings.tsv -o a.xlsx
grep -q '4 sheets, 3 rows' e || fail "no summary: $(cat e)"
grep -q '2 numbers or dates .* written as text' e || fail "what became text is not counted: $(cat e)"
book --sheets a.xlsx | tr '\n' ' ' | grep -qx 'shop dictionary codes findings ' || fail "sheets: $(book --sheets a.xlsx | tr '\n' ' ')"
book shop a.xlsx | tail -n +2 >got
same got wanted "the cells"
book codes a.xlsx >codes; grep -qx "t:shop${tab}t:kind${tab}t:A${tab}t:甲类" codes || fail "codes: $(book codes a.xlsx)"
book dictionary a.xlsx | grep -q "^t:shop${tab}t:revenue${tab}.*t:number${tab}t:千元" || fail "dictionary: $(book dictionary a.xlsx)"
book findings a.xlsx | tail -n +2 >got
printf 't:R1\tt:0012\tx\nt:R2\n' >wanted
same got wanted "a stream as a sheet"
status 0 ecpack -q --lang en --xlsx ds --sheet findings=findings.tsv -o b.xlsx
same a.xlsx b.xlsx "two runs"
ecpack -q --lang en --xlsx ds --sheet findings=findings.tsv -o - >c.xlsx || fail "to standard output"
same a.xlsx c.xlsx "to standard output"
status 0 ecpack -q --lang zh --xlsx ds -o zh.xlsx
book --sheets zh.xlsx >sheets; grep -qx 字典 sheets || fail "Chinese sheets"

# A generated quarter, every table, cell by cell.
q="$EC_SRC/rules/forms/st-quarterly.tsv"
ecgen -f "$q" --units 120 --seed 5 --period 2025Q3 --batch -o q.xml 2>/dev/null
ecread -q -f "$q" -F read.tsv --split tables q.xml
status 0 ecpack -q -f "$q" -o q --split tables
status 0 ecpack -q --xlsx q -o q.xlsx
for t in tables/*.tsv; do
    t=$(basename "$t" .tsv)
    rows=$(book --check q "$t" q.xlsx) || fail "$t: $rows"
    [ "$rows" = "$(($(wc -l <"tables/$t.tsv") - 1))" ] || fail "$t: $rows rows"
done

# Refused, with what stood there before left alone.
cp a.xlsx kept
status 2 ecpack -q --xlsx ds --sheet 'a/b=findings.tsv' -o a.xlsx && { grep -q 'a/b' e || fail "the name is not said"; }
status 2 ecpack -q --xlsx ds --sheet SHOP=findings.tsv -o a.xlsx
status 2 ecpack -q --xlsx ds --sheet findings -o a.xlsx
status 2 ecpack -q --xlsx ds --sheet x=absent.tsv -o a.xlsx
status 2 ecpack -q --xlsx ds -f "$form" -o a.xlsx
status 2 ecpack -q --xlsx ds
status 2 ecpack -q --sheet x=findings.tsv -f "$form" -o other shop.tsv
awk 'BEGIN { printf "note\n"; for (i = 0; i < 32768; i++) printf "x"; print "" }' >long.tsv
status 2 ecpack -q --xlsx ds --sheet long=long.tsv -o a.xlsx && { grep -q 'long.tsv:2:.*32,767' e || fail "$(cat e)"; }
same a.xlsx kept "a refused run has changed the file"
[ "$(find . -name '.*xlsx*' | wc -l)" -eq 0 ] || fail "a temporary file is left"
cp -r ds hurt
printf x >>hurt/shop.csv.gz
status 2 ecpack --xlsx hurt -o hurt.xlsx && { grep -q 'shop.csv.gz' e || fail "$(cat e)"; }
[ ! -e hurt.xlsx ] || fail "a workbook of a damaged dataset"
if [ -c /dev/full ]; then
    status 2 ecpack -q --xlsx ds -o /dev/full && { grep -qi 'no space' e || fail "$(cat e)"; }
fi
finish
