#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecreport: numbers equal the streams, hostile names stay text, letters mask what is personal, same input same bytes.
. "$EC_SRC/tests/suite/init.sh"
form=$EC_SRC/rules/forms/st-quarterly.tsv
header=$(head -1 "$EC_SRC/fixtures/stream/q2.tsv")
column() { printf '%s\n' "$header" | tr '\t' '\n' | grep -nx "$1" | cut -d: -f1; }

# A name that tries to be markup, and a formula.
awk -F'\t' -v OFS='\t' -v n="$(column unit_name)" 'NR == 3 { $n = "<script>alert(1)</script>" } NR == 2 { $n = "=1+1&\"x\"" } 1' \
    "$EC_SRC/fixtures/stream/q2.tsv" >records.tsv
sums=$(column op_revenue)
wanted=$(python3 - records.tsv "$sums" <<'PY'
import sys
from decimal import Decimal
rows = [l.rstrip("\n").split("\t") for l in open(sys.argv[1], encoding="utf-8")][1:]
print(sum(Decimal(r[int(sys.argv[2]) - 1]) for r in rows if r[int(sys.argv[2]) - 1] not in ("\\N", "")))
PY
) || skip "python3 is not installed"
status 0 ecreport -f "$form" --records records.tsv -o page.html
grep -qF "<data value=\"$wanted\">" page.html || fail "the sum of op_revenue ($wanted) is not on the page"
grep -q '<script' page.html && fail "a name became markup"
grep -qF '&lt;script&gt;' page.html || fail "the hostile name is missing"
grep -qE 'https?://' page.html && fail "the page refers to something outside"
status 0 ecreport -f "$form" --records records.tsv -o again.html; same page.html again.html "two reports differ"

# Findings: counts and letters; an identity number in the message and in the value is masked.
printf 'level\trule\truleset\terrorcode\tresult\ttable\tkey\t_file\t_line\t_col\t_rec\tvariable\tvalue\texpected\tdiff\tunit\tvalues\tmessage_en\tmessage_zh\n' >f.tsv
uscc=$(awk -F'\t' -v n="$(column uscc)" 'NR == 2 { print $n }' records.tsv)
printf 'hard\tX1\tr\tX1\tfailed\tenterprise\tuscc=%s;period=2025Q2;revision=0\ta.xml\t2\t\\N\t1\tunit_name\t50010219000230699X\t\\N\t\\N\t\\N\t\\N\tbad 50010219000230699X and 13812345678\t不对\n' "$uscc" >>f.tsv
printf 'hard\tXML-CUT\t\\N\t\\N\trejected\t\\N\t\\N\tb.xml\t7\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\tcut short\t被截断\n' >>f.tsv
status 0 ecreport -f "$form" --records records.tsv -F f.tsv --letters letters --lang=en -o page.html
[ "$(ls letters | wc -l)" -eq 1 ] || fail "wanted one letter, got $(ls letters)"
grep -q '690000\|19000230699X\|13812345678' letters/*.html page.html && fail "personal data are not masked"
grep -q '500102\*\*' letters/*.html || fail "the masked number is missing"
grep -qF 'b.xml' page.html || fail "the rejected file is missing"
status 0 ecreport -f "$form" --records records.tsv -F f.tsv --text --lang=en && { grep -qE 'Rejected \(unreadable\) +1$' o || fail "text report: rejected"; }

# A telephone in any writing that a pattern refuses: none stands in a letter, by the message or by the value.
printf '#form\tpi\n#version\t1\n#period\tperiod\n#table\th\t/r/h\ntable\tvariable\tpath\trole\ttype\tlabel_en\n' >pi.tsv
printf 'h\tid\t@id\tidentifier\tstring\tId\nh\tperiod\t@p\tidentifier\ttime_period\tP\nh\tcall\tcall\tattribute\tstring\tCall\n' >>pi.tsv
printf 'define datapoint ruleset s (variable call) is P1: match_characters(call, "[A-Z]+") errorcode "P1" errorlevel "hard" end datapoint ruleset;\n' >pi.vtl
n=0
printf '_file\t_line\t_rec\tid\tperiod\tcall\n' >pi-records.tsv
for call in 13900001234 +8613900001234 8613900001234 '+86 139 0000 1234' 139-0000-1234 １３９００００１２３４ '(023) 6789 1234'; do
    n=$((n + 1)); printf 'f\t%s\t%s\tR%02d\t2025Q3\t%s\n' $n $n $n "$call" >>pi-records.tsv
done
eccheck -q -f ./pi.tsv -r pi.vtl -F pi-found.tsv -o /dev/null pi-records.tsv
status 0 ecreport -q -f ./pi.tsv --records pi-records.tsv -F pi-found.tsv --letters calls --lang en
[ "$(grep -lE '139\*{6}34|023\*{6}34' calls/*.html | wc -l)" -eq 7 ] || fail "masked in $(grep -lE '139\*{6}34|023\*{6}34' calls/*.html)"
grep -E '0000.?1234|６|9001234|6789.?1234' calls/*.html && fail "a telephone is not masked"

# Names of letters: a long key, keys that differ in case, a device, an identity number. Only the owner reads them.
printf '_file\t_line\t_rec\tid\tperiod\tcall\n' >odd.tsv
n=0
for key in 重庆两江新区某某智能终端产业发展有限公司第一分公司重庆两江新区 CON abc ABC 13900001234 500102190002300012 500102190002300020 A/1; do
    n=$((n + 1)); printf 'f\t%s\t%s\t%s\t2025Q3\t1\n' $n $n "$key" >>odd.tsv
done
mkdir -m 755 odd
eccheck -q -f ./pi.tsv -r pi.vtl -F odd-found.tsv -o /dev/null odd.tsv
status 0 ecreport -f ./pi.tsv --records odd.tsv -F odd-found.tsv --letters odd --lang en
ls odd | tr A-Z a-z | sort -u >p; [ "$(wc -l <p)" -eq $((n - 2)) ] && grep -q "1 identifiers are identity numbers" e || fail "letters: $(ls odd) $(cat e)"
awk 'length($0) > 110 || /19000230|00001234/ || /^con\.html$/ { print; bad = 1 } END { exit bad }' p || fail "names of letters"
grep -q '^a_2f1.html$' p && grep -q '^abc.html$' p || fail "plain names: $(cat p)"
[ "$(stat -c %a odd)" = 700 ] && [ -z "$(find odd -type f ! -perm 600)" ] || fail "modes of the letters"

# A second run takes away the letters of the first that it does not write: those alone, and nothing by a list that lies.
awk -F'\t' -v OFS='\t' 'NR > 1 { $4 = "K" NR } 1' odd.tsv >many.tsv; head -3 many.tsv >two.tsv
letters() { eccheck -q -f ./pi.tsv -r pi.vtl -F again.tsv -o /dev/null "$1"; status 0 ecreport -f ./pi.tsv --records "$1" -F again.tsv --letters again --lang en; }
letters many.tsv && echo mine >again/mine.html && echo mine >"again/K4.html~" && echo mine >outside
[ "$(ls again | wc -l)" -eq $((n + 2)) ] && [ "$(stat -c %a again/.written)" = 600 ] || fail "letters of the first run: $(ls again)"
rm again/K5.html; ln -s ../outside again/K5.html; printf '../outside\n/outside\n.\n..\n.written\n\nmine' >>again/.written
letters two.tsv
[ "$(ls -A again | tr '\n' ' ')" = ".written K2.html K3.html K4.html~ K5.html mine.html " ] && ! grep -q warning e && [ -f outside ] || fail "after the second run: $(ls -A again) $(cat e)"
[ "$(tr '\n' ' ' <again/.written)" = "K2.html K3.html " ] || fail "the list: $(cat again/.written)"
head -1 many.tsv >none.tsv; letters none.tsv; [ "$(ls -A again | tr '\n' ' ')" = ".written K4.html~ K5.html mine.html " ] || fail "no letters: $(ls -A again)"
rm -r again; letters two.tsv; letters none.tsv; [ -z "$(ls -A again)" ] || fail "a folder of nothing: $(ls -A again)"
echo mine >again/K9.html; letters two.tsv; grep -q 'holds 1 other' e && [ -f again/K9.html ] || fail "a folder without a list: $(cat e)"
letters two.tsv; ! grep -q warning e && [ -f again/K9.html ] || fail "the warning comes once: $(cat e)"
rm again/.written; ln -s ../outside again/.written
status 2 ecreport -q -f ./pi.tsv --records two.tsv -F again.tsv --letters again; [ "$(cat outside)" = mine ] || fail "a list that is a link"

# A stream without a needed column, a missing file: status 2.
cut -f1-3 records.tsv >short.tsv
status 2 ecreport -f "$form" --records short.tsv
status 2 ecreport -f "$form" --records records.tsv -F no-such.tsv
finish
