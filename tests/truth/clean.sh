#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Clean quarters under every shipped rule: how often each cries wolf. A hard or quasi-hard finding fails, and so do more
# than 2 soft ones per 100 enterprises.
. "$EC_SRC/tests/suite/init.sh"
. "$EC_SRC/tests/truth/lib.sh"
periods=${EC_TRUTH_PERIODS:-2025Q1 2025Q2 2025Q3 2025Q4}

: >all
for s in $seeds; do
    for p in $periods; do
        history "$s" "$p"
        joined "$s" "$p" "$s/$p"
        judged "$s/$p"
        awk -F'\t' -v p="$p" 'NR > 1 { print $1 "\t" $2 "\t" $5 "\t" p "\t" $8 "\t" $7 }' "$s/$p/findings.tsv" >>all
    done
done
# shellcheck disable=SC2086
records=$(for s in $seeds; do for p in $periods; do tail -n +2 "$s/$p/enterprise.tsv"; done; done | wc -l)

awk -F'\t' '$3 != "failed" || $1 == "hard" || $1 == "quasi"' all >bad
[ ! -s bad ] || { fail "hard, quasi-hard or erroneous on clean records:"; cut -f1-3 bad | sort | uniq -c | sort -rn | head -5; head -3 bad; }
soft=$(awk -F'\t' '$1 == "soft" { n++ } END { print n + 0 }' all)
[ $((soft * 100)) -le $((records * 2)) ] || fail "$soft soft findings in $records clean records"

echo "## Clean records"
echo
echo "$records enterprises in quarters $periods, seeds $(echo $seeds), each with the quarter before, the quarter a year before and the register beside it."
awk -F'\t' -v n="$records" '{ count[$1]++ } END { printf "Hard findings: %d, quasi-hard: %d, soft: %d, which is %.2f per 100 enterprises (the aim: at most 2).\n",
    count["hard"], count["quasi"], count["soft"], count["soft"] * 100 / n }' all
echo
{
    printf 'level\tedit\tfindings\tper 1,000\n'
    cut -f1,2 all | sort | uniq -c | awk -v n="$records" '{ printf "%s\t%s\t%d\t%.2f\n", $2, $3, $1, $1 * 1000 / n }' | sort -t "$(printf '\t')" -k1,1r -k3,3nr -k2,2
} >table
markdown table
cp all "${EC_TRUTH_KEEP:-.}/clean.tsv" 2>/dev/null || :
finish
