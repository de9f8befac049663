#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is printed of names and values steers no terminal: control characters and marks of direction stand there as escapes, in
# messages, source lines, findings, reasons of rejects, reports, letters. A flood of findings is one line with a count.
. "$EC_SRC/tests/suite/init.sh"
EC_DATADIR=$EC_SRC/rules; export EC_DATADIR
small=$EC_SRC/tests/cases/read/small.tsv

# ESC [ 3 1 m, LF, U+009B, U+202E, U+2066, U+200F, U+061C, DEL.
bad=$(printf 'a\033[31m\nb\302\233\342\200\256\342\201\246\342\200\217\330\234\177')
shown='a\\x1B\[31m.*b\\x9B\\u202E\\u2066\\u200F\\u061C\\x7F'

# clean TEXT FILE...: none of them stands there raw.
clean() {
    text=$1; shift
    LC_ALL=C grep -q "$(printf '\033\|\302\233\|\342\200\256\|\342\201\246\|\342\200\217\|\330\234\|\177')" "$@" && fail "$text: raw"
    return 0
}

# Names of forms and of files. A line of standard error is the tool's own.
named() {
    "$@" </dev/null >o 2>e; [ $? -eq 2 ] || fail "$*: status: $(cat e)"
    clean "$1" e
    grep -q 'a\\x1B\[31m' e || fail "$1: the name is not shown: $(head -3 e)"
    [ "$(grep -c "^$1: " e)" -eq "$(wc -l <e)" ] || fail "$1: a forged line: $(cat e)"
}
for tool in ecread eccheck ecfix ecmerge ecvtl eclint "ecreport --records x" "ecgen -n 1" "ecpack -o d" "ecoutlier --var x" "ecsuggest -r x"; do
    named $tool -f "$bad"
done
for tool in eccheck ecfix ecmerge "ecpack -o d"; do named $tool -f st-quarterly "$bad"; done

# A source line under a message, with its carets at the place.
printf 'define datapoint ruleset x (variable op_revenue) is R1: op_\033revenue\302\233 > 0 end datapoint ruleset;\n' >r.vtl
eccheck -f st-quarterly -r r.vtl "$EC_SRC/fixtures/stream/q2.tsv" >o 2>e; clean "a source line" e; grep -q 'op_\\x1Brevenue\\x9B' e || fail "a source line: $(cat e)"
[ "$(sed -n '2s/op_.*//p' e | tr -d '\n' | wc -c)" -lt "$(sed -n '3s/^\( *\).*/\1/p' e | tr -d '\n' | wc -c)" ] || fail "carets: $(cat e)"

# A submission by that name with such a value: findings on standard error, the reason of the reject.
cp "$EC_SRC/fixtures/xml/bad-doctype.xml" "$bad.xml"
ecread -f st-quarterly --rejects rj -o o "$bad.xml" 2>e; clean "ecread" e rj/*.txt; cat rj/*.txt | grep -q 'a\\*x1B\[31m' || fail "reason: $(cat rj/*.txt)"
printf '<root>\n<rec id="\302\233x\342\200\256"><a>1</a><a>2</a></rec>\n<rec id="2"/></root>\n' >v.xml
ecread -f "$small" --rejects rv v.xml >o 2>e; clean "a value" e rv/*.txt; grep -q 'id=\\x9Bx\\u202E' e || fail "a value: $(cat e)"

# 500 faults of a kind in a file: 100 lines, one with the rest; all are counted and in -F.
{ echo '<root>'; i=0; while [ $i -lt 500 ]; do echo "<rec id=\"$i\"><a>&</a></rec>"; i=$((i + 1)); done; echo '</root>'; } >flood.xml
cp flood.xml other.xml
status 1 ecread -v -f "$small" flood.xml other.xml
[ "$(grep -c 'XML-MALFORMED: not' e)" -eq 200 ] && [ "$(grep -c ': XML-MALFORMED: 400 more' e)" -eq 2 ] || fail "a flood: $(wc -l <e)"
grep -q 'read 1000, written 0, rejected 1000 ' e || fail "a flood: counts"
status 1 ecread -q -f "$small" -F f flood.xml; [ "$(grep -c XML-MALFORMED f)" -eq 500 ] || fail "a flood: -F"

# Linear time: 80,000 faults in one file.
awk 'BEGIN {print "<root>"; for (i = 0; i < 80000; i++) print "<rec id=\"1\"><a>R & D</a></rec>"; print "</root>"}' >many.xml
timeout 60 ecread -v -f "$small" many.xml >o 2>e; [ $? -eq 1 ] || fail "many faults: not in time"
grep -q 'read 80000, written 0, rejected 80000 ' e && [ "$(wc -l <e)" -le 102 ] || fail "many faults: $(tail -1 e)"
finish
