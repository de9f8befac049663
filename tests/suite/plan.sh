#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecplan(7): each variable it names is in the form, each edit in the catalogue, each indicator made by a program, each section
# of the report one of its words; and each indicator that has a target is on the page.
. "$EC_SRC/tests/suite/init.sh"
page=$EC_SRC/man/ecplan.7
rules=$EC_SRC/rules

# names MACRO: the arguments of a macro on the page behind the description, one a line.
names() { sed -n '/^\.Sh OBJECTIVES/,/^\.Sh SEE ALSO/p' "$page" | sed -n "s/^\\.$1 //p" | sed 's/ ,$//; s/^"//; s/"$//' | grep -vx 'chain' | sort -u; }
# absent WHAT: names on the page (file n) that are not among those that exist (file h).
absent() {
    [ "$(wc -l <n)" -gt 5 ] || fail "hardly any $1 on the page"
    comm -23 n h >d; [ ! -s d ] || fail "$1 that do not exist: $(tr '\n' ' ' <d)"
}
awk -F'\t' '!/^#/ && $1 != "table" { print $1 == "enterprise" ? $2 : $1 "." $2 }' "$rules/forms/st-quarterly.tsv" | sort -u >h; names Va >n; absent variables
cut -f1 "$rules/coverage.tsv" | sort -u >h; names Cm >n; absent edits
cat "$rules"/indicators*.vtl "$rules"/aggregates*.vtl "$rules"/dominance*.vtl | grep -oE '[A-Za-z0-9_]+ :=' | sed 's/ :=//' | sort -u >h; names Li >n; absent indicators
grep -o '^W([A-Z_]*, "[^"]*"' "$EC_SRC/src/report/words.def" | sed 's/^[^"]*"//; s/"$//' | sort -u >h; names Em >n; absent sections
names Li >n; sed 1d "$rules/codes/plan_indicator.tsv" | cut -f1 | sort -u >h
comm -13 n h >d; [ ! -s d ] || fail "indicators of plan_indicator.tsv that the page lacks: $(tr '\n' ' ' <d)"
i=0; for c in 01 02 03 04 05 06 07 08 09 10 11 12; do grep -q "^\.It $c " "$page" && i=$((i + 1)); done
[ $i -eq 12 ] || fail "$i of 12 chains"
finish
