#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Spreadsheets and delimited text as submissions: files of several programs, and what goes wrong in them. Rows and findings of each
# file of tests/cases/sheet/in stand in tests/cases/sheet/want; the counts add up, and what is rejected is kept.
. "$EC_SRC/tests/suite/init.sh"
cases=$EC_SRC/tests/cases/sheet
cp -r "$cases/in" in && chmod -R u+w in
for f in in/*; do
    name=${f#in/}
    rm -rf rej
    ecread -f "$cases/form.tsv" --period 2025Q3 -F f.tsv --rejects rej -v "$f" >rows 2>e
    echo "status $?" >got
    cat rows >>got
    cut -f1,2,5,6,7,9,11,12,13,18 f.tsv >>got
    same "$cases/want/$name" got "$name"
    set -- $(grep '^ecread: read' e | sed 's/[^0-9 ]//g')
    [ "$1" -eq $(($2 + $3)) ] || fail "$name: counts do not add up: $(cat e)"
    [ "$(ls rej | grep -c '\.txt$')" -eq "$3" ] || fail "$name: a reason for each that was rejected"
done

# What was rejected is a table again, with its heading; a damaged file is kept whole.
ecread -q -f "$cases/form.tsv" --rejects rej in/faults.csv >rows 2>e
printf '商店代码,报告期,营业额\r\nS2,2025Q3,2,3\r\n' >want
same want rej/000002-faults.csv "a rejected record"
ecread -q -f "$cases/form.tsv" --rejects rej in/cut.xlsx >rows 2>e
same in/cut.xlsx rej/000001-cut.xlsx "a damaged workbook"

# Standard input, gzip and several files at a time give the same rows as each file.
ecread -q -f "$cases/form.tsv" in/utf8.csv | cut -f2-10 >want
ecread -q -f "$cases/form.tsv" - <in/utf8.csv | cut -f2-10 >got; same want got "standard input"
gzip -c in/utf8.csv >in/utf8.csv.gz
ecread -q -f "$cases/form.tsv" in/utf8.csv.gz | cut -f2-10 >got; same want got "gzip"
ecread -q -f "$cases/form.tsv" in/xlsxwriter.xlsx 2>/dev/null | cut -f2-10 >want
ecread -q -f "$cases/form.tsv" - <in/xlsxwriter.xlsx 2>/dev/null | cut -f2-10 >got; same want got "a workbook on standard input"
ecread -q -f "$cases/form.tsv" in/utf8.csv in/xlsxwriter.xlsx in/gbk.csv 2>/dev/null | sed 1d >got
for f in utf8.csv xlsxwriter.xlsx gbk.csv; do ecread -q -f "$cases/form.tsv" in/$f 2>/dev/null | sed 1d; done >want
same want got "three files at a time"

# A table without identifiers: a row with nothing under its columns says which those are.
printf '#form\tn\n#version\t1\n#table\tn\tsheet()\ntable\tvariable\tpath\trole\ttype\nn\ta\tcol("甲项")\tattribute\tstring\nn\tb\tcol("乙项")\tattribute\tstring\n' >none.form
printf '甲项,乙项,备注\n1,2,x\n,,只有备注\n' >none.csv
ecread -q -f none.form -F f.tsv none.csv | cut -f4,5 >got; printf 'a\tb\n1\t2\n' >want; same want got "rows without identifiers"
grep -q 'the row has no 甲项, 乙项: a title' f.tsv || fail "what the row lacks: $(cat f.tsv)"

# Memory does not grow with the file.
awk 'BEGIN { print "商店代码,报告期,营业额"; for (i = 0; i < 400000; i++) print "S" i ",2025Q3," i ".5" }' >big.csv
(ulimit -v 200000; ecread -q -j1 -f "$cases/form.tsv" -o big.tsv big.csv) || fail "400,000 records in 200 MB"
[ "$(wc -l <big.tsv)" -eq 400001 ] || fail "400,000 records"
finish
