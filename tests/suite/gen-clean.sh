#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Clean generated quarters raise no hard and no quasi finding under any shipped rule, alone and beside the quarter
# before, last year and the register; soft ones stay below 2 per 100 enterprises.
. "$EC_SRC/tests/suite/init.sh"
rules=$EC_SRC/rules
form=$rules/forms/st-quarterly.tsv

# quarter PERIOD: its tables in the folder PERIOD, its register in PERIOD.reg
quarter() {
    [ -d "$1" ] && return
    ecgen -f "$form" -n 400 --seed 7 --period "$1" --register "$1.reg" | ecread -q -f "$form" --split "$1" - 2>e ||
        { fail "$1: ecread"; head -3 e; }
}

# judge TABLE STREAM WHAT
judge() {
    eccheck -q -f "$form" -t "$1" -r "$rules" --allow-no-rule -o /dev/null -F found.tsv "$2" 2>e
    [ $? -le 1 ] || { fail "$3: eccheck"; head -3 e; return; }
    awk -F'\t' 'NR > 1 && $5 != "notrun" && ($1 == "hard" || $1 == "quasi")' found.tsv >d
    [ ! -s d ] || { fail "$3: $(wc -l <d) hard or quasi findings"; cut -f1,2,7,17 d | head -3; }
    soft=$(awk -F'\t' 'NR > 1 && $1 == "soft" && $5 != "notrun"' found.tsv | wc -l)
    [ "$soft" -le 8 ] || { fail "$3: $soft soft findings in 400 enterprises"; cut -f1,2 found.tsv | sort | uniq -c | head; }
}

# beside TABLE KEYS THIS OTHER SUFFIX OUT
beside() { ecjoin -q -f "$form" -t "$1" -k "$2" --left --suffix "$5" "$3" "$4" -o "$6" 2>e || { fail "ecjoin $3 $4"; head -3 e; }; }

for pair in "2025Q1 2024Q4 2024Q1" "2025Q4 2025Q3 2024Q4"; do
    set -- $pair
    for p in "$@"; do quarter "$p"; done
    beside enterprise uscc "$1/enterprise.tsv" "$2/enterprise.tsv" _prior a.tsv
    beside enterprise uscc a.tsv "$3/enterprise.tsv" _ly b.tsv
    beside enterprise uscc b.tsv "$1.reg" _reg c.tsv
    judge enterprise c.tsv "$1 enterprise"
    for t in output_class supplier honour explanation; do judge $t "$1/$t.tsv" "$1 $t"; done
    for t in product:product_code energy:fuel project:project_no; do
        beside "${t%:*}" "uscc,${t#*:}" "$1/${t%:*}.tsv" "$2/${t%:*}.tsv" _prior a.tsv
        judge "${t%:*}" a.tsv "$1 ${t%:*}"
    done
done

# The test can fail: the same with a planted error of whole records finds each of them.
ecgen -f "$form" -n 60 --errors 1 --kinds EP23 --period 2025Q4 --batch -o bad.xml && ecread -q -f "$form" bad.xml -o bad.tsv 2>e
eccheck -q -f "$form" -r "$rules" -o /dev/null -F found.tsv bad.tsv 2>e
[ "$(awk -F'\t' '$1 == "hard" && $5 == "failed"' found.tsv | wc -l)" -gt 10 ] || fail "exchanged rows are not found"
finish
