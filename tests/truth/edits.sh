#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Each edit of the catalogue broken on purpose: violations.tsv names, for each rule, the clean records that can break it
# and what is changed in them; the full rule set then must say so. What needs files, several records or sums has a plant
# of its own in several.sh. The table has every edit; one that nothing here exercises is listed with its unit cases.
. "$EC_SRC/tests/suite/init.sh"
. "$EC_SRC/tests/truth/lib.sh"
limit=${EC_TRUTH_LIMIT:-40}
seed=${seeds%% *}
cases=$EC_SRC/tests/truth/violations.tsv

# lists SEED PERIOD: the other streams that rules want beside a record: issued lists, owners, versions accepted before.
lists() {
    t=honour
    ecjoin -q -f "$form" -t honour -k uscc,honour_no --left --take issue_date --suffix _reg "$1/$2/honour.tsv" "$1/$2/honour.tsv" -o "$1/$2/honour.joined" || die "honours"
    awk -F'\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "owner_name") n = i; print $0, "owner_name_reg"; next } { print $0, $n }' \
        "$1/$2/project.joined" >p && mv p "$1/$2/project.joined"
    ecjoin -q -f "$form" --left --take revision,gross_output,op_revenue,total_profit,total_assets,emp_end --suffix _acc \
        "$1/$2/enterprise.joined" "$1/$2/enterprise.tsv" -o p && mv p "$1/$2/enterprise.joined" || die "accepted"
}

# program TABLE STREAM: awk that writes the changed records of the table's cases.
program() {
    cat "$EC_SRC/tests/truth/violate.awk"
    head -1 "$2" | tr '\t' '\n' | awk 'BEGIN { print "BEGIN { FS = OFS = \"\\t\"; CONVFMT = \"%.15g\"" } { printf "    %s = %d; at[\"%s\"] = %d\n", $1, NR, $1, NR } END { print "}" }'
    echo 'NR == 1 { print; next }'
    echo '{ line = $0; quarter = substr($period, 6); months = quarter * 3; then = has($period_prior) ? substr($period_prior, 6) : 0; months_then = then * 3 }'
    awk -F'\t' -v t="$1" '$3 == t { printf "done[%d] < limit && (%s) { %s; print_changed(%d) }\n", NR, $4, $5, NR }' "$cases"
}

: >counts
for p in 2025Q1 2025Q4; do
    history "$seed" "$p"
    joined "$seed" "$p" "$seed/$p"
    lists "$seed" "$p"
    d=$seed/$p
    # A row is known by its place in the file.
    for t in $tables; do awk -F'\t' -v OFS='\t' 'NR > 1 { $3 = NR - 1 } 1' "$d/$t.joined" >p && mv p "$d/$t.joined"; done
    for t in $tables; do
        [ "$t" != explanation ] || continue
        # A name that is no column would read the whole line.
        awk -F'\t' -v t="$t" '$3 == t { print $4 "\t" $5 }' "$cases" | grep -oE '\$[a-z_][a-z_0-9]*' | tr -d '$' | grep -vx at | sort -u >used
        head -1 "$d/$t.joined" | tr '\t' '\n' | sort -u | comm -23 used - >unknown
        [ ! -s unknown ] || die "violations.tsv, $t: no column $(tr '\n' ' ' <unknown)"
        case $(head -1 "$d/$t.joined") in *period_prior*) program "$t" "$d/$t.joined" ;; *) program "$t" "$d/$t.joined" | sed 's/then = has[^;]*;/then = 0;/' ;; esac >program.awk
        awk -v limit="$limit" -f program.awk "$d/$t.joined" >changed 2>e || { head -3 e >&2; die "violations.tsv, $t"; }
        for f in changed "$d/$t.joined"; do
            eccheck -q -f "$form" -t "$t" -r "$rules" --allow-no-rule -S 0 --fail-on never -F found -o /dev/null "$f" 2>e || { head -3 e >&2; die "$t: eccheck"; }
            mv found "found.${f##*.}"
        done
        # The clean record's own findings do not count.
        awk -F'\t' -v OFS='\t' -v p="$p" -v t="$t" '
            FNR == 1 { n++; next }
            n == 1 { want[FNR] = $2; next }
            n == 2 { if ($5 != "notrun") own[$2, $11]; next }
            n == 3 { if (!((want[$2], $3) in own)) planted[$2]++; next }
            $5 == "notrun" || ($2, $11) in own { next }
            { if ($2 == want[$9]) hit[$9, $11]; else if (($1 == "hard" || $1 == "quasi") && !(($9, $11, $2) in more)) { more[$9, $11, $2]; others[$9]++ } }
            END { for (key in hit) { split(key, part, SUBSEP); caught[part[1]]++ }
                for (k in planted) print k, want[k], planted[k], caught[k] + 0, others[k] + 0 }' "$cases" found.joined changed found.changed >>counts
    done
done
awk -F'\t' -v OFS='\t' '{ r[$1] = $2; n[$1] += $3; c[$1] += $4; o[$1] += $5 } END { for (k in n) print k, r[k], n[k], c[k], o[k] }' counts | sort -n >byline

EC_TRUTH_SEED=$seed
. "$EC_SRC/tests/truth/several.sh"

# EDIT TAB RULES TAB PLANTED TAB CAUGHT TAB OTHERS, from both.
{ awk -F'\t' -v OFS='\t' 'FNR == NR { edit[FNR] = $1; next } { print edit[$1], $2, $3, $4, $5 }' "$cases" byline; cat several; } >plants

# False alarms on clean records, of the section before when it was kept.
awk -F'\t' -v OFS='\t' -f "$EC_SRC/tests/truth/edits.awk" "$rules/coverage.tsv" "$EC_SRC"/tests/cases/rules/*.tsv plants >table
tail -n +2 "$cases" | awk -F'\t' 'NR > 0 { print NR + 1 "\t" $2 }' | while IFS="$(printf '\t')" read -r k r; do awk -F'\t' -v k="$k" '$1 == k { f = 1 } END { exit !f }' byline || echo "$r (line $k)"; done >nowhere
[ ! -s nowhere ] || fail "violations.tsv: no record can break $(tr '\n' ' ' <nowhere)"
awk -F'\t' '$3 > $4 { print $1 " " $2 ": " $4 " of " $3; bad = 1 } END { exit bad }' plants >low || { fail "violations that were missed:"; cat low >&2; }

echo "## Edits"
echo
awk -F'\t' '{ n += $3; c += $4; e[$1] } END { for (k in e) m++; printf "%d violations of %d edits, one a record (or a file, or a quarter): %d caught by a rule of the edit itself.\n", n, m, c }' plants
echo "*others*: hard and quasi-hard findings of other edits, per violation: a change that breaks one edit alone has 0."
echo "*unit cases*: cases in tests/cases/rules whose rule belongs to the edit. All 188 edits of the catalogue are listed; where, is in coverage.tsv."
echo
markdown table
finish
