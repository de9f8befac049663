#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecfix: what is normalised and what is not, pass-through, the log, undo and replay byte for byte, accepted changes, kill -9.
. "$EC_SRC/tests/suite/init.sh"
form=$EC_SRC/rules/forms/st-quarterly.tsv
tab=$(printf '\t')

printf '_file\t_line\t_rec\tuscc\tperiod\trevision\tclass4\topen_date\ttech_staff\top_revenue\telec_form\tforeign_share\tunit_name\tmine\n' >head
{ cat head
  printf 'a.xml\t2\t1\t91500101Y77534219G\t2025Q3\t0\t3922\t2011-03-04\t30\t100.50\t7\t0\t甲公司\t１２\n'
  printf 'a.xml\t9\t2\t91500107t885456a5l\t2025q3\t0\t3922.0\t2011/3/4\t３０\t1,234,567\t\t65%%\t　乙公司\t,\n'
  printf 'a\\tb.xml\t19\t3\t９１５００１０８ＴＡＨ６２６７２２Ｄ\t2025Q3\t0\t39 22\t45838\t30.0\t−12.5万元\t-\t6.5‰\tC:\\\\x \t\n'
  printf 'a.xml\t29\t4\t91500101Y77534219H\t2025Q3\t0\t\\N\t\\N\t1.2亿\t1,2345\t3。5\t9.15E+17\t\\N\t\\N\n'
} >in
status 0 ecfix -f "$form" -L log in -o out
{ cat head
  sed -n 2p in
  printf 'a.xml\t9\t2\t91500107T885456A5L\t2025Q3\t0\t3922\t2011-03-04\t30\t1234567\t\\N\t65\t乙公司\t,\n'
  printf 'a\\tb.xml\t19\t3\t91500108TAH626722D\t2025Q3\t0\t39 22\t45838\t30\t-125\t\\N\t6.5‰\tC:\\\\x\t\n'
  sed -n 5p in
} >want
same want out "normalised"
[ "$(wc -l <log)" -eq 16 ] || { fail "rows of the log"; cat log; }
cut -f8-11 log | sed -n 2,4p >got
printf 'uscc\t91500107t885456a5l\t91500107T885456A5L\tcase\nperiod\t2025q3\t2025Q3\tcase\nclass4\t3922.0\t3922\tpoint0\n' >want
same want got "rows of the log"
sed -n 2p log | cut -f7 | grep -qx 'uscc=91500107T885456A5L;period=2025Q3;revision=0' || fail "key of the log"

# Once is enough; undo gives the input, replay the output; the same again without a log.
status 0 ecfix -f "$form" -L log2 out && same out o "at rest" && [ "$(wc -l <log2)" -eq 2 ] || fail "a second pass changes"
status 0 ecfix --undo log out && same in o "undo"
status 0 ecfix --replay log in && same out o "replay"
status 0 ecfix -f "$form" in && same out o "without a log"

# --join-lines: blanks with a line end or TAB among them become one blank, nothing between Chinese characters; undone as the rest.
printf '_file\t_line\t_rec\tuscc\tperiod\trevision\tunit_name\n' >lines.head
{ cat lines.head; for t in '重庆某某\n        电子有限公司' 'Foo\r\n  Ltd' '甲 公司\tLtd' '\n乙\t公司 ' 'a\\nb'; do printf 'a.xml\t2\t1\tU\t2025Q3\t0\t%s\n' "$t"; done; } >lines
{ cat lines.head; for t in '重庆某某电子有限公司' 'Foo Ltd' '甲 公司 Ltd' '乙公司' 'a\\nb'; do printf 'a.xml\t2\t1\tU\t2025Q3\t0\t%s\n' "$t"; done; } >want
status 0 ecfix -f "$form" --join-lines -L log3 -o joined lines && same want joined "--join-lines"
[ "$(cut -f11 log3 | grep -c '^space$')" -eq 4 ] || fail "method of --join-lines: $(cut -f11 log3)"
status 0 ecfix --undo log3 joined && same lines o "undo of --join-lines"
status 0 ecfix -f "$form" lines && { [ "$(sed -n 2,4p o)" = "$(sed -n 2,4p lines)" ] || fail "lines were joined unasked"; }

# What the form says of the writing: exponents, the day before the month, a boolean's own words; else they are asked about.
printf '#form\tw\n#version\t1\n#table\tt\t/r\ntable\tvariable\tpath\trole\ttype\tformat\n' >w.head
{ cat w.head; printf 't\tid\t@id\tidentifier\tstring\nt\tn\tn\tmeasure\tnumber\texponent\nt\td\td\tattribute\tdate\tdmy\nt\tb\tb\tattribute\tboolean\tJ/N\n'; } >w.tsv
{ cat w.head; printf 't\tid\t@id\tidentifier\tstring\nt\tn\tn\tmeasure\tnumber\nt\td\td\tattribute\tdate\nt\tb\tb\tattribute\tboolean\n'; } >w0.tsv
printf 'id\tn\td\tb\n1\t1.5E3\t4.7.2023\tJ\n' >w.in
printf 'id\tn\td\tb\n1\t1500\t2023-07-04\ttrue\n' >want
status 0 ecfix -q -f w.tsv w.in && same want o "format of the form"
status 0 ecfix -q -f w0.tsv w.in && same w.in o "no format in the form"
for wrong in 'n\tn\tmeasure\tnumber\tdmy' 'd\td\tattribute\tdate\texponent' 'b\tb\tattribute\tboolean\tJ' 'b\tb\tattribute\tboolean\tfalse/true' 's\ts\tattribute\tstring\tdmy'; do
    { cat w.head; printf "t\\t$wrong\\n"; } >bad
    status 2 ecfix -f bad w.in && { grep -q 'bad:5:.*format "' e || { fail "format refused: $wrong"; cat e; }; }
done

# A log that does not fit is refused with the row that differs, and nothing is written.
sed 's/1234567/1234568/' out >other
status 2 ecfix --undo log other -o none && { grep -q 'log:7: .*row 6 .*other, line 3, op_revenue is "1234568", not "1234567"' e || { fail "first row that differs"; cat e; }; }
[ ! -e none ] || fail "output of a refused log"
status 2 ecfix --undo log in && { grep -q 'row ' e || fail "undo of the input"; }
head -4 out >short
status 2 ecfix --undo log short && { grep -q '4 records' e || { fail "missing record"; cat e; }; }
sed '3s/2025q3/2025q4/' log >bad
status 2 ecfix --undo bad out && { grep -q 'bad:4: .*altered' e || { fail "altered log"; cat e; }; }
sed '$d' log >bad
status 2 ecfix --undo bad out && { grep -q 'cut' e || fail "cut log"; }
status 2 ecfix --undo in out
status 2 ecfix --undo log -f "$form" out
status 2 ecfix in

# Another null: only changed cells are written anew.
sed "s/\\\\N/NULL/g" in >in2
status 0 ecfix --null NULL -f "$form" -L log2 in2 -o out2 && { ecfix --null NULL --undo log2 out2 | cmp -s - in2 || fail "undo with another null"; }
sed -n 4p out2 | grep -q "NULL${tab}6.5‰" || fail "null made in another dialect"

# Accepted changes: who, when and why are needed; the old value must be there.
printf 'key\tvariable\told\tnew\twho\twhen\twhy\n' >acc.head
k='uscc=91500101Y77534219G;period=2025Q3;revision=0'
{ cat acc.head; printf '%s\top_revenue\t100.50\t100500\t李\t2025-11-01\t企业来函\n' "$k"; } >acc
status 0 ecfix -f "$form" --accept acc -L log in -o out
sed -n 2p out | cut -f10 | grep -qx 100500 || fail "accepted change not applied"
grep -q "accept${tab}李; 2025-11-01; 企业来函" log || fail "accepted change not logged"
status 0 ecfix --undo log out && same in o "undo of an accepted change"
{ cat acc.head; printf '%s\top_revenue\t100.51\t100500\t李\t2025-11-01\t函\n' "$k"; } >acc
status 1 ecfix -f "$form" --accept acc in && { grep -q 'acc:2: .*"100.50"' e || fail "old value not compared"; }
{ cat acc.head; printf '%s\top_revenue\t100.50\t1,2\t李\t2025-11-01\t函\n' "$k"; } >acc
status 1 ecfix -f "$form" --accept acc in
{ cat acc.head; printf '%s\top_revenue\t100.50\t1\t\t2025-11-01\t函\n' "$k"; } >acc
status 2 ecfix -f "$form" --accept acc in && { grep -q 'who' e || fail "nobody may accept"; }
{ cat acc.head; printf 'uscc=1\top_revenue\t100.50\t1\t李\t2025-11-01\t函\n'; } >acc
status 1 ecfix -f "$form" --accept acc in && { grep -q 'no record' e || fail "unused row"; }
{ cat acc.head; for i in 1 2; do printf '%s\top_revenue\t100.50\t%s\t李\t2025-11-01\t函\n' "$k" $i; done; } >acc
status 2 ecfix -f "$form" --accept acc in && { grep -q 'line 2 already' e || fail "a cell twice"; }

# 10,000 records with every kind of writing: undo and replay give the bytes, and no other cell is touched.
awk -F'\t' 'BEGIN { OFS = "\t"; n = split("１２３|−5|1,234|1,2345|1.2亿|12万元|-|无|N/A||\\N|+7| 8|9。1|(3)|3E5|4.0|５．５", v, "|")
    m = split("2025/1/2|2025年3月4日|20250102|2025-02-30|\\N||2025.12.31|/", d, "|"); s = 3 }
    NR == 1 { print; next }
    NR == 3 { for (i = 1; i <= 10000; i++) { s = (s * 16807) % 2147483647; $2 = i; $10 = v[s % n + 1]
        s = (s * 16807) % 2147483647; $9 = v[s % n + 1]; s = (s * 16807) % 2147483647; $8 = d[s % m + 1]; print } }' in >many
status 0 ecfix -f "$form" -L log many -o out
ecfix --undo log out | cmp -s - many || fail "undo of 10,000 records"
ecfix --replay log many | cmp -s - out || fail "replay of 10,000 records"
for ambiguous in 1,2345 1.2亿 9。1 '(3)' 3E5 2025-02-30; do
    a=$(grep -cF "$ambiguous" many); b=$(grep -cF "$ambiguous" out)
    [ "$a" -eq "$b" ] && [ "$a" -gt 0 ] || fail "$ambiguous was touched ($a, $b)"
done

# Killed in mid-write: the old output and the old log stand.
echo old >out; echo old >log
mkfifo pipe
ecfix -f "$form" -L log -o out pipe 2>/dev/null & pid=$!
{ head -5000 many; kill -9 $pid; } >pipe 2>/dev/null
wait $pid 2>/dev/null
[ "$(cat out) $(cat log)" = "old old" ] || fail "a killed run left half a file"
finish
