#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecoutlier: the case folders of HB through the tool, an independent awk on generated data, classes that climb, ratios,
# scores and calls, broken input, other ways to say the same.
. "$EC_SRC/tests/suite/init.sh"
form=$EC_SRC/rules/forms/st-quarterly.tsv
run() { ecoutlier -f "$form" "$@"; }

# column NAME FILE: the cells of a column.
column() { awk -F'\t' -v c="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == c) k = i; if (!k) exit 1; next } { print $k }' "$2"; }

# Each case folder's units as a stream; flags, reasons and E must be those of the case.
cases() {
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { low = at["Cexcl_low"] ? $at["Cexcl_low"] : ""; high = at["Cexcl_high"] ? $at["Cexcl_high"] : ""
          print $1, $at["U"], $at["A"], $at["C_low"] "," $at["C_high"], (low == "" ? "-" : low "," high), \
            (at["min_obs"] ? $at["min_obs"] : 3), (at["degenerate"] ? $at["degenerate"] : "strict"), \
            (at["floor"] && $at["floor"] != "" ? $at["floor"] : 0) }' "$1/INDEX.tsv" >index
    while read -r name u a c inner least how floor; do
        awk -F'\t' 'BEGIN { OFS = FS } NR == 1 { print "uscc", "period", "op_revenue", "op_revenue_prior"; next }
            { print $1, "2025Q3", $3 == "" ? "\\N" : $3, $2 == "" ? "\\N" : $2 }' "$1/$name.in.tsv" >in.tsv
        [ "$inner" = - ] && inner= || inner=--inner=$inner
        for q in 6:w6 7:r7; do
            run --hb op_revenue -U "$u" -A "$a" -C "$c" $inner --min-obs "$least" --degenerate "$how" --floor "$floor" \
                --quartile "${q%:*}" in.tsv >out.tsv || fail "$name: status $?"
            column flag out.tsv >flag; column reason out.tsv >reason; column effect out.tsv >effect
            paste flag reason effect >got
            awk -F'\t' 'NR > 1 { print $7 "\t" $6 }' "$1/$name.${q#*:}.units.tsv" >want
            paste got want | awk -F'\t' -v name="$name ${q#*:}" '
                { flag = $1 == "OK" || $1 == "\\N" ? "" : $1; if ($2 != "\\N") flag = $2
                  if (flag != $4) { print name " row " NR ": " flag " is not " $4; bad = 1 }
                  d = $3 - $5; m = $5 < 0 ? -$5 : $5; if (d < 0) d = -d
                  if ($5 != "" && d > 1e-9 * (m > 1e-3 ? m : 1e-3)) { print name " row " NR ": E " $3 " is not " $5; bad = 1 } }
                END { exit bad }' || fail "$name"
        done
    done <index
}
cases "$EC_SRC/tests/cases/hb"
[ -z "${EC_HB_CASES:-}" ] || cases "$EC_HB_CASES"

# Generated data, three variables, two class levels; awk computes the same from the definition for class 3911.
awk 'BEGIN { OFS = "\t"; srand(7); print "uscc", "period", "class4", "chain", "op_revenue", "emp_end", "wages", "op_revenue_prior", "emp_end_prior", "wages_prior"
    for (i = 1; i <= 3000; i++) { k = int(rand() * 5); p = int(exp(6 + 3 * rand())); c = int(p * (0.9 + 0.3 * rand())) + 1
        if (i % 97 == 0) c *= 1000; if (i % 101 == 0) c = "\\N"
        print "U" i, "2025Q3", "391" k, "0" (k % 2), c, int(p / 30) + 1, p * 2, p, int(p / 31), p * 2 - 1 } }' >gen.tsv
run --hb op_revenue --hb emp_end --var wages/emp_end --by class4,chain gen.tsv >all.tsv || fail "status $?"
[ "$(wc -l <all.tsv)" -eq 9001 ] || fail "rows: $(wc -l <all.tsv)"
awk -F'\t' '
function sort(x, n,    i, k, v) { for (i = 2; i <= n; i++) { v = x[i]; for (k = i - 1; k > 0 && x[k] > v; k--) x[k + 1] = x[k]; x[k + 1] = v } }
function at(x, n, p,    t, w) { t = p * (n + 1); w = int(t); return w < 1 ? x[1] : w >= n ? x[n] : x[w] + (t - w) * (x[w + 1] - x[w]) }
$3 == "3911" && $5 != "\\N" { n++; id[n] = $1; r[n] = x[n] = $5 / $8; size[n] = $5 > $8 ? $5 : $8 }
END {
    sort(x, n); m = at(x, n, 0.5)
    for (i = 1; i <= n; i++) x[i] = e[i] = (r[i] < m ? 1 - m / r[i] : r[i] / m - 1) * sqrt(size[i])
    sort(x, n); q1 = at(x, n, 0.25); em = at(x, n, 0.5); q3 = at(x, n, 0.75); least = 0.05 * (em < 0 ? -em : em)
    low = em - 4 * (em - q1 > least ? em - q1 : least); high = em + 4 * (q3 - em > least ? q3 - em : least)
    for (i = 1; i <= n; i++) print id[i], (e[i] < low ? "LOW" : e[i] > high ? "HIGH" : "OK")
}' gen.tsv | LC_ALL=C sort >want
awk -F'\t' '$3 == "op_revenue" && $6 == "3911" && $21 == "\\N" { print $1, $20 }' all.tsv | LC_ALL=C sort >got
same want got "HB of class 3911"
[ "$(grep -c HIGH want)" -ge 1 ] || fail "the generated data hold no outlier: the test says nothing"

# The same twice, in another order of records only the order of rows differs, through a pipe the same.
run --hb op_revenue --by class4 gen.tsv >a; cat gen.tsv | run --hb op_revenue --by class4 >b; same a b "file and pipe"
{ head -1 gen.tsv; tail -n +2 gen.tsv | sort -r; } | run --hb op_revenue --by class4 | LC_ALL=C sort >b
LC_ALL=C sort a >c; same b c "order of the records"

# Climbing: a class of four joins its parent; a unit without a class too; a variable missing everywhere is TOO_FEW.
awk 'BEGIN { OFS = "\t"; print "uscc", "class4", "chain", "op_revenue", "op_revenue_prior"
    for (i = 1; i <= 40; i++) print "U" i, i <= 4 ? "3919" : i == 5 ? "\\N" : i <= 20 ? "3911" : "3921", i <= 20 ? "01" : "02", 100 + i, 100 }' >climb.tsv
run --hb op_revenue --by class4,class4:3,chain climb.tsv >o
[ "$(awk -F'\t' '$1 == "U1" { print $4, $5, $6 }' o)" = "class4:3 391 19" ] || fail "U1: $(grep '^U1	' o)"
[ "$(awk -F'\t' '$1 == "U5" { print $4, $5, $6 }' o)" = "chain 01 20" ] || fail "U5: $(grep '^U5	' o)"
[ "$(awk -F'\t' '$1 == "U7" { print $4, $5, $6 }' o)" = "class4 3911 15" ] || fail "U7: $(grep '^U7	' o)"
run --hb op_revenue --min-obs 50 climb.tsv >o
[ "$(column status o | sort -u)" = TOO_FEW ] || fail "too few: $(column status o | sort -u)"
[ "$(column flag o | sort -u)" = '\N' ] || fail "a class without bounds gives a verdict"

# Current-period methods: one wild value among fifty is found by each; log turns its bounds back.
awk 'BEGIN { OFS = "\t"; print "uscc", "wages"; for (i = 1; i <= 50; i++) print "U" i, 1000 + 7 * i % 90; print "W", "99000000"; print "Z", 0; print "T", "x1" }' >cur.tsv
for m in fence boxplot adjusted z sigmagap; do
    run --var wages --method $m cur.tsv >o || fail "$m: status $?"
    [ "$(awk -F'\t' '$19 == "HIGH" { print $1 }' o)" = W ] || fail "$m: $(awk -F'\t' '$19 == "HIGH" { print $1 }' o)"
    [ "$(awk -F'\t' '$1 == "T" { print $20 }' o)" = NOT_A_NUMBER ] || fail "$m: an unreadable cell"
done
# What is shown: flagged units only, or also those that could not be judged.
for show in flagged:WZ notable:TWZ; do
    run --var wages --method z --show "${show%:*}" cur.tsv | tail -n +2 | cut -f1 | LC_ALL=C sort | tr -d '\n' >o
    [ "$(cat o)" = "${show#*:}" ] || fail "--show $show: $(cat o)"
done
run --var wages --method z --log cur.tsv >o
[ "$(awk -F'\t' '$1 == "Z" { print $20 }' o)" = NOT_POSITIVE ] || fail "log of 0"
awk -F'\t' '$1 == "U1" && !($11 > 1030 && $11 < 2000) { print "bound " $11; exit 1 }' o || fail "bounds of --log"

# Scores: errors against awk; the residual after all reviews is 0; chase rows are the missing ones.
run --hb op_revenue --score 2 --calls calls.tsv --target 0.02 gen.tsv >o || fail "status $?"
[ "$(column action calls.tsv | grep -c chase)" -eq "$(awk -F'\t' '$5 == "\\N"' gen.tsv | wc -l)" ] || fail "chase rows"
awk -F'\t' '$3 ~ /review|accept/ { last = $NF; if ($3 == "accept" && ($NF > 0.02 || $NF < 0)) bad = 1
    if ($5 > before && n++) bad = 1; before = $5 } END { exit bad || last != 0 }' calls.tsv || fail "ranks or residuals"
awk -F'\t' 'NR == FNR { if (FNR > 1) { total += $22 } next } FNR > 1 && $21 == "\\N" { d = ($16 - $22) / total - $23
    if (d < -1e-9 || d > 1e-9) { print $1, d; exit 1 } }' o o || fail "errors"
run --hb op_revenue --calls c2.tsv --suspicion gen.tsv >/dev/null && [ "$(awk -F'\t' 'NR > 1 && $5 > 0 && $3 != "chase"' c2.tsv | wc -l)" -eq \
    "$(run --hb op_revenue --show flagged gen.tsv | tail -n +2 | wc -l)" ] || fail "suspicion"

# Findings: the flagged units of a test with a rule, one each, with the figures but not the bounds in what they are known by.
ecoutlier -q -f "$form" --var FAR=op_revenue/emp_end --method z --log -C 2 --show flagged -F f.tsv -o r.tsv gen.tsv || fail "-F"
[ "$(wc -l <r.tsv)" -gt 1 ] || fail "nothing is flagged: the test says little"
column uscc r.tsv | sort >w; awk -F'\t' 'NR > 1 && $1 == "soft" && $2 == "FAR" && $12 == "op_revenue/emp_end" { sub(/.*uscc=/, "", $7); sub(/;.*/, "", $7); print $7 }' f.tsv |
    sort >o; same w o "units of findings"
awk -F'\t' 'NR > 1 && ($17 !~ /^op_revenue=[0-9.]+;emp_end=[0-9]+$/ || $14 !~ / [.][.] /) { print; bad = 1 } END { exit bad }' f.tsv || fail "values of findings"
grep -q '2 x 1.4826 x median absolute deviation, of logarithms' f.tsv || fail "how the bounds are made"
ecoutlier -q -f "$form" --var op_revenue/emp_end --method z --log -C 2 -F f.tsv -o /dev/null gen.tsv && [ "$(wc -l <f.tsv)" -eq 1 ] || fail "a test without a rule has findings"

# Amounts shared with another unit: any five, equal by value; trivial ones, and four, do not count; copies of copies are found.
{ printf 'uscc\tperiod\trevision\tgross_output\top_revenue\top_cost\ttotal_profit\ttotal_assets\twages\n'
  printf '%s\t2025Q3\t0\t%s\n' A '1001	1002	1003	1004	1005	1' B '1001.0	1002	1003.00	1004	1005	2' C '1001	1002	1003	1004	7777	3' \
      D '5	6	7	8	9	10' E '5	6	7	8	9	10'
  i=0; while [ $i -lt 50 ]; do i=$((i + 1)); printf 'F%02d\t2025Q3\t0\t2001\t2002\t2003\t2004\t2005\t%s\n' $i $((3000 + i)); done; } >copies.tsv
copied=B25=gross_output,op_revenue,op_cost,total_profit,total_assets,wages
ecoutlier -q -f "$form" --copied $copied -F f.tsv -o /dev/null copies.tsv || fail "--copied"
awk -F'\t' 'NR > 1 { sub(/;.*/, "", $7); print $7, $17 }' f.tsv >o
{ echo 'uscc=A gross_output=1001;op_revenue=1002;op_cost=1003;total_profit=1004;total_assets=1005'
  echo 'uscc=B gross_output=1001.0;op_revenue=1002;op_cost=1003.00;total_profit=1004;total_assets=1005'
  i=0; while [ $i -lt 50 ]; do i=$((i + 1)); printf 'uscc=F%02d gross_output=2001;op_revenue=2002;op_cost=2003;total_profit=2004;total_assets=2005\n' $i; done; } >w
same w o "copied amounts"
ecoutlier -q -f "$form" --copied $copied --equal 4 -F f.tsv -o /dev/null copies.tsv; [ "$(grep -c 'uscc=C;' f.tsv)" -eq 1 ] || fail "four amounts"
ecoutlier -q -f "$form" --copied $copied --trivial 5 -F f.tsv -o /dev/null copies.tsv; [ "$(grep -c 'uscc=[DE];' f.tsv)" -eq 2 ] || fail "trivial amounts"

# Ways to be wrong.
status 2 ecoutlier -f "$form" --copied $copied copies.tsv
status 2 ecoutlier -f "$form" --copied gross_output -F f.tsv copies.tsv
status 2 ecoutlier -f "$form" --copied B25=gross_outpu -F f.tsv copies.tsv && { grep -q 'gross_output' e || fail "no nearest amount"; }
status 2 ecoutlier -f "$form" gen.tsv
status 2 ecoutlier -f "$form" --hb op_revenu gen.tsv && { grep -q 'op_revenue' e || fail "no nearest variable"; }
status 2 ecoutlier -f "$form" --hb unit_name gen.tsv
status 2 ecoutlier -f "$form" --hb taxes gen.tsv
status 2 ecoutlier -f "$form" --hb op_revenue -U 2 gen.tsv
status 2 ecoutlier -f "$form" --hb op_revenue -C 4, gen.tsv
status 2 ecoutlier -f "$form" --hb op_revenue -C 2 --inner 3 gen.tsv
status 2 ecoutlier -f "$form" --hb op_revenue --by nosuch gen.tsv
status 2 ecoutlier -f "$form" --hb op_revenue --by class4:0 gen.tsv
status 2 ecoutlier -f "$form" --var wages --score 2 gen.tsv
printf 'uscc\top_revenue\top_revenue_prior\nU1\t5' >cut.tsv
status 2 ecoutlier -f "$form" --hb op_revenue cut.tsv
printf 'uscc\top_revenue\top_revenue_prior\n' >none.tsv
status 0 ecoutlier -f "$form" --hb op_revenue --calls c.tsv none.tsv && { [ "$(wc -l <o)" -eq 1 ] || fail "no records"; }
status 1 ecoutlier -f "$form" --hb op_revenue --fail-on flagged gen.tsv
finish
