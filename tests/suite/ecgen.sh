#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecgen: determinism, well-formed output from any form, credit codes, a history of quarters that fits together.
. "$EC_SRC/tests/suite/init.sh"
form=$EC_SRC/rules/forms/st-quarterly.tsv
xml_ok() { command -v xmllint >/dev/null || return 0; xmllint --noout --nonet "$@" 2>e || { fail "not well-formed: $*"; head -3 e; }; }
# values FILE ELEMENT: the texts of an element, in order
values() { sed -n "s|.*<$2>\([^<]*\)</$2>.*|\1|p" "$1"; }

# The same twice; the first of many are the few; another seed is other data; files hold what the batch holds.
status 0 ecgen -f "$form" -n 40 -o batch --batch
status 0 ecgen -f "$form" -n 40; same batch o "two runs differ"
status 0 ecgen -f "$form" -n 40 -o many
status 0 ecgen -f "$form" -n 20 -o few
diff -r few many | grep -v '^Only in many' >d; [ ! -s d ] || { fail "the first 20 of 40 are not the 20"; head -5 d; }
[ "$(find many -name '*.xml' | wc -l)" -eq 40 ] || fail "not 40 files"
status 0 ecgen -f "$form" -n 40 --seed 2; cmp -s o batch && fail "the seed changes nothing"
cat many/000/*.xml | grep -v '^<?xml' | sed 's/^ *//' >files; sed 's/^ *//' batch | grep -vE '^(<\?xml|</?submissions)' >inside
same files inside "files and batch differ"
xml_ok batch many/000/*.xml

# Every form that is shipped gives well-formed XML with as many submissions as asked for.
for f in "$EC_SRC"/rules/forms/*.tsv; do
    status 0 ecgen -f "$f" -n 3 -o "any.d"; xml_ok any.d/000/*.xml
done
status 0 ecgen -f "$EC_SRC/rules/forms/retail-monthly.tsv" -n 5 --period 2025-09 && {
    [ "$(grep -c '<企业 ' o)" -eq 5 ] || fail "retail: not 5 submissions"
    grep -q '报告期="2025-09"' o || fail "retail: period not where it belongs"
    grep -qE '业态="[^"]+"' o || fail "retail: no code"
}

# A form made here: bounds, codes, patterns, dates, predicates, groups in groups of elements.
mkdir -p f/codes f/patterns
printf 'code\tlabel_zh\tlabel_en\tvalid_from\tvalid_to\nA\t甲\ta\t\t2020-12-31\nB\t乙\tb\t2021-01-01\t\n' >f/codes/letter.tsv
printf 'plate = [A-Z]{2}-[0-9]{4}\n+ AB-1234\n- ab\n' >f/patterns/p.re
{
    printf '#form\ttiny\n#version\t1\n#codes\tcodes\n#patterns\tpatterns\n#period\tp\n'
    printf '#table\tu\t/r/u\n#table\tg\t/r/u/list/g\n'
    printf 'table\tvariable\tpath\trole\ttype\tunit\trequired\tpattern\tcodes\tmin\tmax\tlabel_zh\tlabel_en\n'
    printf 'u\tplate\t@plate\tidentifier\tstring\t\tyes\tplate\t\t\t\t\t\nu\tp\t/r/@p\tidentifier\ttime_period\t\tyes\t\t\t\t\t\t\n'
    printf "u\tn\tv[@id='n']\tmeasure\tinteger\t\tyes\t\t\t5\t9\t\t\nu\tl\tv[@id='l']\tattribute\tstring\t\tyes\t\tletter\t\t\t\t\n"
    printf 'u\td\td\tattribute\tdate\t\tyes\t\t\t\t2025-06-30\t\t\nu\tc\tcount(list/g)\tmeasure\tinteger\t\tno\t\t\t\t\t\t\n'
    printf 'g\tk\t@k\tidentifier\tinteger\t\tyes\t\t\t1\t99\t\t\ng\tx\tx\tmeasure\tnumber\t\tyes\t\t\t0\t1\t\t\n'
} >f/tiny.tsv
status 0 ecgen -f f/tiny.tsv -n 50 --period 2025Q2 -o tiny --batch && {
    xml_ok tiny
    [ "$(grep -c '<u plate="[A-Z][A-Z]-[0-9][0-9][0-9][0-9]">' tiny)" -eq 50 ] || fail "tiny: plates"
    [ "$(grep -o 'plate="[^"]*"' tiny | sort -u | wc -l)" -eq 50 ] || fail "tiny: keys are not unique"
    [ "$(grep -c '<v id="n">[5-9]</v>' tiny)" -eq 50 ] || fail "tiny: bounds"
    [ "$(grep -c '<v id="l">B</v>' tiny)" -eq 50 ] || fail "tiny: codes of another time"
    [ "$(grep -c '<d>2025-06-30</d>' tiny)" -eq 50 ] || fail "tiny: date"
    [ "$(values tiny x | grep -cvE '^(0([.][0-9]+)?|1)$')" -eq 0 ] || fail "tiny: numbers out of bounds"
    grep -q '<c>' tiny && fail "tiny: a count is written"
}

# Credit codes: both check characters by an independent calculation; all different; the body starts with X, Y, W or T.
status 0 ecgen -f "$form" -n 500 -o batch --batch
grep -oE '<(uscc|owner_uscc|supplier_uscc)>[^<]*' batch | sed 's/.*>//' >codes
awk '
BEGIN { a31 = "0123456789ABCDEFGHJKLMNPQRTUWXY"; a36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"; split("3 7 9 10 5 8 4 2", w9, " ") }
{
    s = 0; w = 1
    for (i = 1; i <= 17; i++) { s += (index(a31, substr($0, i, 1)) - 1) * w; w = w * 3 % 31 }
    t = 0
    for (i = 1; i <= 8; i++) t += (index(a36, substr($0, i + 8, 1)) - 1) * w9[i]
    c = 11 - t % 11; c9 = c == 10 ? "X" : c == 11 ? "0" : c
    if (length($0) != 18 || substr(a31, (31 - s % 31) % 31 + 1, 1) != substr($0, 18, 1) || c9 != substr($0, 17, 1) || substr($0, 9, 1) !~ /[XYWT]/)
        print "bad code " $0
}' codes >wrong
[ "$(wc -l <codes)" -gt 600 ] || fail "too few codes: $(wc -l <codes)"
[ ! -s wrong ] || { fail "credit codes"; head -3 wrong; }
[ "$(grep -oE '<uscc>[^<]*' batch | sort -u | wc -l)" -eq 500 ] || fail "two units share a code"
[ "$(values batch unit_name | sort -u | wc -l)" -eq 500 ] || fail "two units share a name"
[ "$(values batch filler_phone | sort -u | wc -l)" -eq 500 ] || fail "two units share a telephone"

# History: per unit, quarters add up to the year, last year's column is last year's form, opening balances are the
# closing ones of last year; most units stay, a few leave and come.
for p in 2024Q3 2024Q4 2025Q1 2025Q2 2025Q3 2025Q4; do status 0 ecgen -f "$form" -n 300 --period $p -o $p.xml --batch; done
row() { # PERIOD ELEMENT: "uscc value" of each unit
    awk -v e="$2" '/<uscc>/ { gsub(/ *<[^>]*>/, ""); u = $0 } $0 ~ "<" e ">" { gsub(/ *<[^>]*>/, ""); print u, $0 }' "$1.xml" | sort
}
for v in gross_output op_revenue op_cost; do
    row 2025Q1 ${v}_q >q1; row 2025Q2 ${v}_q >q2; row 2025Q3 ${v}_q >q3; row 2025Q3 $v >ytd
    join q1 q2 | join - q3 | join - ytd | awk '$2 + $3 + $4 != $5 { print "sum of quarters: " $0 }' >d
    row 2024Q3 $v >old; row 2025Q3 ${v}_lyr >lyr
    join old lyr | awk '$2 != $3 { print "last year: " $0 }' >>d
    row 2025Q1 $v >ytd; join ytd q1 | awk '$2 != $3 { print "first quarter: " $0 }' >>d
    [ ! -s d ] || { fail "$v"; head -3 d; }
done
for v in total_assets total_liabilities equity; do
    row 2024Q4 $v >old; row 2025Q3 ${v}_begin >begin
    join old begin | awk '$2 != $3 { print }' >d; [ ! -s d ] || { fail "opening balance $v"; head -3 d; }
done
values 2025Q1.xml uscc | sort >a; values 2025Q4.xml uscc | sort >b
left=$(join -v1 a b | wc -l); [ "$left" -gt 0 ] && [ "$left" -lt 40 ] || fail "$left of 300 units left within a year"
values 2025Q3.xml region_code | grep -q 500112 || fail "no unit in 500112 before the reform"
values 2025Q4.xml region_code | grep -qE '500112|500105' && fail "abolished district in 2025Q4"

# The register: one line a unit, the codes that the submissions have.
status 0 ecgen -f "$form" -n 300 --period 2025Q3 -o again --batch --register frame && {
    same again 2025Q3.xml "--register changes the data"
    sed 1d frame | cut -f1 >codes; values again uscc | diff - codes >d || fail "register and submissions differ"
    sed 1d frame | awk -F'\t' 'NF != 14 || ($13 > "2025Q3")' >d; [ ! -s d ] || { fail "register"; head -3 d; }
}

# Planted errors: the truth file names exactly what differs from the run without errors.
status 0 ecgen -f "$form" -n 1500 -o clean
status 0 ecgen -f "$form" -n 1500 -o bad --errors 40% --truth truth
diff -ra clean bad >d
awk '/^diff -ra / { print $4 }' d | sort >differ
sed 1d truth | cut -f1 | sort -u >listed
same differ listed "files that differ and files of the truth"
n=$(wc -l <listed); [ "$n" -gt 500 ] && [ "$n" -lt 700 ] || fail "$n of 1500 units with an error, wanted about 600"
# one line of diff for each changed cell, with its old and new text
sed 1d truth | awk -F'\t' '$3 != "\\N" && $5 !~ /[\\&<>]/ && ($6 !~ /[\\&<>]/ || $6 == "\\N")' >cells
awk '/^diff -ra / { f = $4 } /^[<>]/ { print f "\t" $0 }' d >lines
awk -F'\t' '
FILENAME == "cells" { want[$1]++; old[$1, want[$1]] = $5; new[$1, want[$1]] = $6; next }
$2 ~ /^</ { minus[$1]++; from[$1] = from[$1] $2 }
$2 ~ /^>/ { to[$1] = to[$1] $2 }
END {
    for (f in want) {
        if (want[f] != minus[f]) print f ": " want[f] " cells in the truth, " minus[f] " lines differ"
        for (i = 1; i <= want[f]; i++) {
            if (!index(from[f], old[f, i])) print f ": old text " old[f, i] " not found"
            if (new[f, i] != "\\N" && !index(to[f], new[f, i])) print f ": new text " new[f, i] " not found"
        }
    }
}' cells lines >d
[ ! -s d ] || { fail "truth and difference"; head -5 d; }
# what is sent again: those submissions only, without the error, as revision 1
status 0 ecgen -f "$form" -n 1500 -o again.d --errors 40% --corrected
(cd again.d && find . -name '*.xml' | sort | sed 's|^\./|bad/|') | diff - listed >d || fail "corrected are not those with an error"
diff -ra clean again.d | grep '^[<>]' | grep -vE 'revision|<submission ' >d; [ ! -s d ] || { fail "a correction changes more"; head -3 d; }
grep -q 'revision="1"' "again.d/$(head -1 listed | sed 's|^bad/||')" || fail "no revision 1"
status 2 ecgen -f "$form" -n 8 --corrected
# every kind turns up in some quarter, each only where it is asked for; the list of kinds is complete
ecgen --list-kinds | awk '{ print $1 }' | sort >all
{ cat truth; for p in 2025Q1 2025Q4; do ecgen -f "$form" -n 1500 --errors 1 --period $p -o more --truth t.tsv && sed 1d t.tsv; done; } | sed 1d | cut -f4 | sort -u >seen
same all seen "kinds that never turn up"
while read -r k; do
    ecgen -f "$form" -n 25 --period 2025Q4 --errors 1 --kinds "$k" --truth one.tsv -o one.d
    sed 1d one.tsv | cut -f4 | sort -u >got
    [ "$k" = EP25 ] || [ "$(cat got)" = "$k" ] || fail "--kinds $k gives $(cat got)"
done <all
# batches have no errors of files, and stay well-formed
status 0 ecgen -f "$form" -n 800 --errors 1 --truth truth -o bad.xml --batch && xml_ok bad.xml
cut -f4 truth | grep -q XML && fail "error of a file in a batch"
status 2 ecgen -f "$form" -n 8 --errors 1 --kinds XML-CUT
status 2 ecgen -f "$form" -n 8 --errors 1 --kinds EP99 && grep -q EP99 e
status 2 ecgen -f "$form" -n 8 --errors 2
status 2 ecgen -f "$form" -n 8 --truth x
status 0 ecgen -f "$EC_SRC/rules/forms/retail-monthly.tsv" -n 50 --errors 1 -o retail --truth truth && [ "$(wc -l <truth)" -gt 40 ]

# Wrong use.
status 2 ecgen -f "$form" && grep -q -- '--units' e
status 2 ecgen -f "$form" -n 1 --period 2025Q5 && grep -q 2025Q5 e
status 2 ecgen -f "$form" -n 1 --period 2025-07
status 2 ecgen -f no-such-form -n 1
status 2 ecgen -f "$form" -n 0
status 2 ecgen -f "$form" -n 3 --history 8 && grep -q -- '-o DIR' e
status 2 ecgen -f "$form" -n 3 --history 8 -o x --register y && [ ! -e x ] || fail "--history with --register"
status 2 ecgen -f "$form" -n 3 --history 0 -o x
status 2 ecgen -f "$EC_SRC/rules/forms/retail-monthly.tsv" -n 3 --history 2 -o x && grep -q census e
# A history: the same first versions as the quarter alone but for who sends two; errors only where one is sent, each listed.
status 0 ecgen -f "$form" -n 300 --period 2025Q1 --history 2 -o two && [ "$(ls two)" = "2024Q4
2025Q1" ] || fail "quarters of a history: $(ls two)"
status 0 ecgen -f "$form" -n 300 --period 2025Q1 -o one
(cd two/2025Q1/submissions && find again revised -name '*.xml' | sed 's,^[a-z]*/,,' | sort) >second
diff -rq one two/2025Q1/submissions/first | sed -n 's,^Files one/\(.*\) and .*,\1,p' | sort >d
same second d "who sends two versions, and whose first one differs"; [ "$(wc -l <second)" -gt 5 ] || fail "hardly anybody sends two"
status 0 ecgen -f "$form" -n 300 --period 2025Q1 --history 2 --errors 30% -o bad2
sed 1d bad2/2025Q1/truth.tsv | cut -f1 | sed 's,.*/first/,,' | sort -u >listed; comm -12 listed second >d; [ ! -s d ] && [ "$(wc -l <listed)" -gt 60 ] || fail "errors of a history"
diff -rq two/2025Q1/submissions bad2/2025Q1/submissions | sed -n 's,^Files two/2025Q1/submissions/first/\(.*\) and .*,\1,p' | sort >d; same listed d "errors of a history and its truth"
status 2 ecgen -f "$form" -n 1 -o "$form"
finish
