#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The datasets of quarters made of all fixtures that are of a survey: rows of accepted units alone, in every table, in SQLite; the states
# add up; contacts are in none; --personal=keep is the one way to have them.
. "$EC_SRC/tests/suite/init.sh"
. "$EC_SRC/tests/suite/accepted_only.sh"
EC_DATADIR=$EC_SRC/rules
export EC_DATADIR

mkdir xml shops some
# The fixtures share a telephone, which would hold them all (A17): each gets one of its own.
i=1000; for f in "$EC_SRC"/fixtures/xml/*.xml; do i=$((i + 1)); LC_ALL=C sed "s/023-67001234/023-6700$i/" "$f" >"xml/${f##*/}"; done
cp "$EC_SRC"/fixtures/retail/good-*.xml shops
i=0; for f in "$EC_SRC"/fixtures/quarter-2025Q3/000/*.xml; do i=$((i + 1)); [ $((i % 4)) -ne 0 ] || cp "$f" some; done
q3=$EC_SRC/fixtures/quarter-2025Q3
status 1 ecquarter -q -f st-quarterly --period 2025Q3 --lang en -o x xml; accepted_only x enterprise
status 1 ecquarter -q -f retail-monthly --lang en -o s shops; accepted_only s shop
status 1 ecquarter -q -f st-quarterly --period 2025Q3 --lang en --register "$q3/register.tsv" -o q some; accepted_only q enterprise "$q3/register.tsv"
for q in x s q; do awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } NR > 1 && $at["state"] == "accepted" { n++ } END { exit !n }' $q/units.tsv || fail "$q: nobody is accepted"; done
awk -F'\t' '{ n[$3]++ } END { exit !(n["open"] && n["failed"] && n["missing"] && n["accepted"]) }' q/units.tsv || fail "not all states"
# The check itself: a row that was smuggled in, a unit without a verdict.
mkdir -p bad/latest; cp -r q/accepted q/dataset bad; cp q/latest/enterprise.tsv bad/latest; sed '0,/accepted/s//open/' q/units.tsv >bad/units.tsv
others_in bad >others; awk '{ n += $2 } END { exit !(n > 0) }' others || fail "a smuggled unit is not seen: $(cat others)"
sed '2d' q/units.tsv >bad/units.tsv; (accepted_only bad enterprise "$q3/register.tsv"; [ "$failures" -gt 0 ]) >/dev/null || fail "a unit without a verdict is not seen"

# Contacts. The form says which variables are personal.
awk -F'\t' '$1 == "table" { for (i = 1; i <= NF; i++) at[$i] = i } $at["sensitivity"] == "personal" { print $1, $2 }' "$EC_SRC/rules/forms/st-quarterly.tsv" >personal
[ "$(wc -l <personal)" -ge 5 ] || fail "personal variables: $(cat personal)"
while read -r t v; do
    gzip -dc q/dataset/$t.csv.gz | head -n 1 | tr ',' '\n' | grep -qx "$v" && fail "$t.$v is in the dataset"
    grep -q "\"$v\"" q/dataset/datapackage.json q/dataset/load/* && fail "$t.$v is in the descriptor or a script"
done <personal
status 0 ecpack -q -f st-quarterly --personal=keep -o kept q/accepted/enterprise.tsv
gzip -dc kept/enterprise.csv.gz | head -n 1 | tr ',' '\n' | grep -qx filler_phone || fail "--personal=keep"
finish
