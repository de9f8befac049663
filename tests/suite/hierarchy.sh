#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Hierarchical rulesets on rows, end to end: findings, --outcomes, --keep, --explain, and what is refused.
. "$EC_SRC/tests/suite/init.sh"
c=$EC_SRC/tests/cases/hierarchy
check() { eccheck -q -f "$c/fuel.tsv" "$@"; }

# rows.tsv: u1 fails R1 and comes back; u2 lacks T; u3 has B twice; u4 disagrees in region; u5 has no number.
status 1 check -r "$c/fuel.vtl" -F f.tsv --outcomes o.tsv -o out.tsv "$c/rows.tsv"
same out.tsv "$c/rows.tsv" "rows do not pass through"
cut -f2,5,7,9,12- f.tsv | cut -f1-8,10 >f
sed 's|@C|'"$c"'|' "$c/findings.tsv" >want
same f want
cut -f1-10,11,14 o.tsv >o
sed 's|@C|'"$c"'|' "$c/outcomes.tsv" >want
same o want

# A group stays together: all its rows are valid or invalid.
check -r "$c/fuel.vtl" -F f.tsv --keep=valid "$c/rows.tsv" >valid.tsv
check -r "$c/fuel.vtl" -F f.tsv --keep=invalid "$c/rows.tsv" >invalid.tsv
sed 1d invalid.tsv | cat valid.tsv - | sort >both
sort "$c/rows.tsv" | cmp -s - both || fail "--keep valid and invalid are not all rows"
sed 1d valid.tsv | cut -f1 | sort -u | grep -qx u3 || fail "u3: the rows beside the doubled one are valid"
cut -f1 valid.tsv | grep -qx 'u1\|u2' && fail "--keep=valid keeps a row of a group that failed"
grep '^u2' invalid.tsv | wc -l | grep -qx ' *2' || fail "--keep=invalid lacks a row of u2"

# Explained: the group, wherever the record with the key stands in it.
status 0 check -r "$c/fuel.vtl" --explain R1 --key 'unit_id=u1;year_no=2024;item=B' "$c/rows.tsv"
{ grep -q 'item=T\]: failed' o && grep -q '^3.5  <-  B' o && grep -q '^null  <-  C' o; } || fail "--explain of a group: $(cat o)"

# The same group twice in the stream is found even when the key search is off, or said not to be looked for.
status 1 check -r "$c/fuel.vtl" -S 0 -F f.tsv -o /dev/null "$c/rows.tsv"
grep -q 'GROUP-LIMIT' f.tsv || fail "-S 0: nobody says that groups are not compared"

# An item that comes twice: the place of the first is a line of one's own file, never another's file.
awk -F'\t' -v OFS='\t' 'NR == 1 { print "_file", "_line", $0; next } { print ($1 == "u3" && seen[$0 ~ /B/]++ % 2 ? "theirs.xml" : "own.xml"), NR, $0 }' "$c/rows.tsv" >files.tsv
check -r "$c/fuel.vtl" -F f.tsv -o /dev/null files.tsv
grep 'GROUP-TWICE' f.tsv >twice; grep -q 'first in line [0-9]* of the stream' twice && grep -q '首次见 *数据流第 [0-9]* 行' twice || fail "another's file: $(cat twice)"
awk -F'\t' '$8 == "own.xml" && /theirs/ || $8 == "theirs.xml" && /own.xml/' twice | grep . && fail "a finding names another's file"
awk -F'\t' -v OFS='\t' 'NR > 1 { $1 = "own.xml" } 1' files.tsv >one.tsv
check -r "$c/fuel.vtl" -F f.tsv -o /dev/null one.tsv; grep 'GROUP-TWICE' f.tsv | grep -q 'first in own.xml:[0-9]' || fail "the place in one's own file: $(grep TWICE f.tsv)"

# Refused, with the reason.
rules() { printf 'define hierarchical ruleset h (variable rule %s) is R: T = A + B end hierarchical ruleset;\n%s\n' "$1" "$2" >r.vtl; }
refused() { status 2 check -r r.vtl -o /dev/null "$c/rows.tsv"; grep -q "$1" e || { fail "wanted: $1"; cat e; }; }
rules region 'r <- check_hierarchy(fuel, h rule region);'; refused 'must be an identifier'
rules year_no 'r <- check_hierarchy(fuel, h rule year_no);'; refused 'must be a string'
rules item 'r <- check_hierarchy(fuel, h rule year_no);'; refused 'names year_no'
rules item 'r <- check_hierarchy(fuel#amuont, h rule item);'; refused 'unknown name amuont'
rules item 'r <- check_hierarchy(fuel#region, h rule item);'; refused 'is no number'
rules item 'r <- check_hierarchy(fuel, h rule item non_null rule_priority);'; refused 'rule_priority'
rules item 'r <- check_hierarchy(fuel, h rule item);
define hierarchical ruleset k (variable rule unit_id) is S: u1 > u2 end hierarchical ruleset;'; refused 'other groups'
awk -F'\t' -v OFS='\t' '/^fuel/ && $2 == "amount" { print; $2 = "cost" } { print }' "$c/fuel.tsv" >two.tsv
awk -F'\t' -v OFS='\t' '{ print $0, NR == 1 ? "cost" : 1 }' "$c/rows.tsv" >two-rows.tsv
rules item 'r <- check_hierarchy(fuel, h rule item);'
status 2 eccheck -q -f ./two.tsv -r r.vtl -o /dev/null two-rows.tsv
grep -q 'exactly one numeric measure' e || fail "two measures"
rules item 'r <- check_hierarchy(fuel#cost, h rule item);'
status 1 eccheck -q -f ./two.tsv -r r.vtl --outcomes o.tsv -F f.tsv -o /dev/null two-rows.tsv
grep -q 'T=1;A=1;B=1' o.tsv || fail "the measure that is named is not the one that is read"

# The column of the items is missing: not run, and said so.
rules itme 'r <- check_hierarchy(fuel, h rule itme);'
status 1 check -r r.vtl -F f.tsv -o /dev/null "$c/rows.tsv"
grep -q 'no column itme; did you mean item' f.tsv || fail "a missing rule component"
cut -f1,3- "$c/rows.tsv" >no-year.tsv
rules item 'r <- check_hierarchy(fuel, h rule item);'
status 2 check -r r.vtl -F f2.tsv --require-all -o /dev/null no-year.tsv
status 1 check -r r.vtl -F f.tsv -o /dev/null no-year.tsv
grep -q 'R	.*no column year_no' f.tsv || fail "an identifier is missing, yet groups are judged"
awk -F'\t' '$2 == "R" && $5 != "notrun"' f.tsv | grep -q . && fail "rules on groups were run without an identifier"

# A check that asks for all outcomes is not silently cut down to failures.
eccheck -f "$c/fuel.tsv" -r "$c/fuel.vtl" -F f.tsv -o /dev/null "$c/rows.tsv" 2>e
grep -q -e '--outcomes FILE takes them' e || fail "nobody says that the outcomes are not taken"

# Memory does not grow with the number of groups when keys are not kept, and the result is the same at any size.
if command -v python3 >/dev/null; then
    python3 "$EC_SRC/tests/vtl/hierarchy.py" "$(command -v eccheck)" "$EC_SRC/tests/vtl/hierarchical.tsv" 600 7 || fail "the second implementation disagrees"
else
    echo "SKIPPED: python3 is not installed, the second implementation did not run"
fi
finish
