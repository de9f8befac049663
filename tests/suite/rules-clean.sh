#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The good submissions raise no hard finding and no quasi-hard one. Made-up quarters with their history: gen-clean.sh.
. "$EC_SRC/tests/suite/init.sh"
rules=$EC_SRC/rules
form=$rules/forms/st-quarterly.tsv
tables='enterprise product output_class energy supplier project honour'

# count LEVEL FILE...: failed findings of a level.
count() { level=$1; shift; awk -F'\t' -v level="$level" 'FNR > 1 && $1 == level && $5 != "notrun" { n++ } END { print n + 0 }' "$@"; }
shown() { awk -F'\t' 'FNR > 1 && $5 != "notrun" && ($1 == "hard" || $1 == "quasi" || $5 == "error") { print $2, $5, $7, $17 }' "$@" | cut -c1-300 | head -5; }

for xml in "$EC_SRC"/fixtures/xml/good-*.xml; do
    # The tables beside enterprise where there is something in them that the others lack.
    case $xml in *good-full* | *good-batch* | *good-recycler*) some=$tables ;; *) some=enterprise ;; esac
    for t in $some; do
        ecread -f "$form" -t "$t" "$xml" 2>e >read && ecfix -q -f "$form" -t "$t" --join-lines -o records read || { fail "$xml: ecread"; head -2 e; }
        eccheck -f "$form" -t "$t" -r "$rules" --allow-no-rule -F found.tsv -q -o /dev/null records 2>e
        [ $? -le 1 ] || { fail "$xml: eccheck: $(head -2 e)"; continue; }
        [ "$(count hard found.tsv)$(count quasi found.tsv)" = 00 ] || { fail "$xml, table $t:"; shown found.tsv; }
    done
done

# A secondary class may be any of the whole classification, the class of the unit one of the census.
sed 's/<class code="3913">/<class code="6513">/' "$EC_SRC/fixtures/xml/good-full.xml" >elsewhere.xml
for t in enterprise output_class; do
    ecread -f "$form" -t $t elsewhere.xml 2>e | eccheck -f "$form" -t $t -r "$rules" --allow-no-rule -F found.tsv -q -o /dev/null - 2>e
    [ "$(count hard found.tsv)$(count quasi found.tsv)" = 00 ] || { fail "a secondary class outside the census, table $t:"; shown found.tsv; }
done
sed 's/<class4>3911</<class4>6513</' "$EC_SRC/fixtures/xml/good-full.xml" >elsewhere.xml
ecread -f "$form" elsewhere.xml 2>e | eccheck -f "$form" -r "$rules" -F found.tsv -q -o /dev/null - 2>e
cut -f2 found.tsv | grep -qx B13 || fail "a main class outside the census passes"
for found in 9233:0 9234:1; do
    sed "s/<class code=\"3913\">/<class code=\"${found%:*}\">/" "$EC_SRC/fixtures/xml/good-full.xml" | ecread -f "$form" -t output_class - 2>e |
        eccheck -f "$form" -t output_class -r "$rules" -F found.tsv -q -o /dev/null - 2>e
    [ "$(cut -f2 found.tsv | grep -cx FORM-CODE)" -eq "${found#*:}" ] || fail "class ${found%:*}"
done

finish
