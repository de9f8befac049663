#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# rules/indicators.vtl on a made-up quarter against awk on the same records; parts merge; rules/macro.vtl judges figures on both
# sides of each target, and only when they are due.
. "$EC_SRC/tests/suite/init.sh"
form=$EC_SRC/rules/forms/st-quarterly.tsv
rules=$EC_SRC/rules
ecgen -q -f "$form" -n 400 --seed 3 --period 2025Q4 -o - >q4.xml || fail "ecgen"
ecread -q -f "$form" -F /dev/null --split q4 q4.xml || fail "ecread"
ecvtl --records -f "$form" -p "$rules/indicators.vtl" --long q4/enterprise.tsv >ind.tsv || fail "status $?"

# figure NAME BREAKDOWN MEMBER: the value in ind.tsv.
figure() { awk -F'\t' -v n="$1" -v b="$2" -v m="$3" '$1 == n && $2 == b && $3 == m { print $5 }' ind.tsv; }
awk -F'\t' '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    function v(name) { return $at[name] == "\\N" ? 0 : $at[name] + 0 }
    { out += v("gross_output"); if (v("gross_output") >= 1000000) t10++; if (v("op_revenue") >= 10000000) t100++
      if ($at["above_scale"] == 1) { above++; if ($at["has_rd_institution"] == 1) rd++ }
      if ($at["chain"] == "02") c02 += v("gross_output"); profit += v("total_profit"); local += v("local_purchase"); all += v("total_purchase") }
    END { printf "M01 %.5f\nM05_output %d\nM04_revenue %d\nM09 %.4f\nM01_02 %.5f\nM21 %.5f\nM37 %.4f\n", out / 100000, t10, t100, rd / above * 100,
        c02 / 100000, profit / 100000, local / all * 100 }' q4/enterprise.tsv >want
{ for n in M01 M05_output M04_revenue M09; do echo "$n $(figure $n '\N' '\N')"; done
  echo "M01_02 $(figure M01 chain 02)"; for n in M21 M37; do echo "$n $(figure $n '\N' '\N')"; done; } >got
paste -d' ' want got | awk '{ d = $2 - $4; if (d < 0) d = -d; if ($4 == "" || d > 1e-4) { print; bad = 1 } } END { exit bad }' || fail "figures"
[ "$(figure M05_output '\N' '\N')" -gt 0 ] || fail "no unit of 1 bn: the test says little"
awk -F'\t' '$1 == "M01" && $2 == "region_code" { s += $5 } $1 == "M01" && $2 == "\\N" { t = $5 } END { d = s - t; exit !(d < 0.001 && d > -0.001) }' ind.tsv || fail "regions do not add up"
for t in product project honour energy; do
    ecvtl --records -f "$form" -t $t -p "$rules/indicators.vtl" --long q4/$t.tsv >o.$t || fail "$t: status $?"
    [ "$(wc -l <o.$t)" -gt 1 ] || fail "$t: no indicator"
done

# Titles count from the municipality up; with the issued lists beside them only those that are found there.
awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } $at["honour_level"] > 3 { next }
    $at["honour_kind"] ~ /^(TECH|DESIGN|MIC)$/ { m08++ } $at["honour_kind"] ~ /^(SRDI|GIANT|CHAMPION)$/ { m11++; u[$at["uscc"]] }
    END { for (k in u) units++; printf "M08 %d\nM11 %d\nM11_units %d\n", m08, m11, units }' q4/honour.tsv >want
ecvtl --records -q -f "$form" -t honour -p "$rules/indicators_titles.vtl" --long q4/honour.tsv >t.tsv || fail "titles: status $?"
awk -F'\t' 'NR > 1 { print $1, $5 }' t.tsv >got; same want got "titles"
[ "$(awk '{ s += $2 } END { print s }' want)" -gt 5 ] || fail "hardly a title: the test says little"
awk -F'\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print "uscc", "honour_kind", "honour_level", "batch", "issue_date"; next }
    $at["honour_kind"] == "TECH" { print $at["uscc"], $at["honour_kind"], $at["honour_level"], $at["batch"], $at["issue_date"] }' q4/honour.tsv >lists.tsv
ecjoin -q -f "$form" -t honour -k uscc,honour_kind,honour_level,batch --suffix _reg --left q4/honour.tsv lists.tsv |
    ecvtl --records -q -f "$form" -t honour -p "$rules/indicators_titles_register.vtl" --long - >t.tsv || fail "titles in the register: status $?"
[ "$(awk -F'\t' '$1 == "M08" { print $5 }' t.tsv)" = "$(awk -F'\t' 'NR > 1 && $3 <= 3' lists.tsv | wc -l)" ] || fail "titles in the register: $(cat t.tsv)"
[ "$(awk -F'\t' '$1 == "M11" { print $5 }' t.tsv)" = 0 ] || fail "titles that no list has are counted"

# Cells add up to the whole: closed as they are, open when one is taken away.
ecvtl --records -q -f "$form" -t indicator -p "$rules/aggregates_closure.vtl" --long ind.tsv | awk -F'\t' 'NR > 1 { print $1, $5 + 0 }' >got
printf 'K06_region 0\nK06_chain 0\nK06_size 0\n' >want; same want got "closure"
awk -F'\t' '!($1 == "M01" && $2 == "size_code" && !gone++)' ind.tsv | ecvtl --records -q -f "$form" -t indicator -p "$rules/aggregates_closure.vtl" --long - |
    awk -F'\t' '$1 == "K06_size" && $5 < 0 { found = 1 } END { exit !found }' || fail "a cell taken away is not missed"

# The two largest of a cell: by hand for one chain; a cell of one unit is its own.
awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } $at["chain"] == "02" { print $at["gross_output"] }' q4/enterprise.tsv | sort -rn |
    awk '{ s += $1 } NR <= 2 { two += $1 } END { printf "%.4f\n", two * 100 / s }' >want
ecvtl --records -q -f "$form" -p "$rules/dominance.vtl" -d largest_chain -o l.tsv q4/enterprise.tsv || fail "largest"
ecjoin -q -f "$form" -k period,chain --suffix _cell q4/enterprise.tsv l.tsv | ecvtl --records -q -f "$form" -p "$rules/dominance_chain.vtl" --long - |
    awk -F'\t' '$1 == "K09_two" && $3 == "02" { printf "%.4f\n", $5 }' >got; same want got "two of a chain"

head -1 q4/enterprise.tsv >h; tail -n +2 q4/enterprise.tsv | split -l 130 - part.
for f in part.??; do cat h $f | ecvtl --records -f "$form" -p "$rules/indicators.vtl" --partial >$f.sum || fail "partial"; done
ecvtl --records -f "$form" -p "$rules/indicators.vtl" --long --merge part.*.sum >merged.tsv; same ind.tsv merged.tsv "indicators of parts"

# Each target once below and once reached: INDICATOR BELOW REACHED RULE.
cat >targets <<'EOT'
M01 5999.9 6407.4 K01_size
M01 6407.3 6407.4 K01_size_at_8
M02 7.99 8 K01_growth
M02 6.58 8 K01_growth_of_size
M03_revenue 1 2 K02_T1000
M04_revenue 11 12 K02_T100
M04_revenue_band 11 12 K02_T100_band
M05_revenue 29 30 K02_T10
M05_revenue_band 29 30 K02_T10_band
M03_output 0 1 K02_T1000_base
M04_output 9 10 K02_T100_base
M04_output_band 9 10 K02_T100_base_band
M05_output_band 19 20 K02_T10_base_band
M06_output_band 38 39 K02_T1_base_band
M05_output 19 20 K02_T10_base
M06_output 38 39 K02_T1_base
M09 99.9 100 K03
M08 50 51 K04_institutions
M11 59 60 K04_titles
M11_units 59 60 K04_units
M12 0 1 K04_brands
M15 0 1 K05_lighthouse
M16 4 10 K05_smart
M16 9 10 K05_smart_beyond_2020
M17 49 78 K05_workshops
M17 77 78 K05_workshops_beyond_2020
M31 0 1 M31
M33 32 33 M33
M19_share 100.1 100 K18_export
K09 50.1 50 K09
K09_two 85.1 85 K09T
K15 -15.1 15 K15
EOT
judge() { # column of targets, period: the rules that fail
    awk -v c="$1" -v p="$2" 'BEGIN { OFS = "\t"; print "indicator", "breakdown", "member", "period", "value", "unit" }
        { print $1, "\\N", NR, p, $c, "\\N" }' targets >t.tsv
    eccheck -q -f "$form" -t indicator -r "$rules/macro.vtl" -F m.tsv --fail-on never t.tsv >/dev/null 2>e || fail "eccheck: $(head -1 e)"
    tail -n +2 m.tsv | cut -f2 | LC_ALL=C sort -u
}
judge 2 2025Q4 >got; cut -d' ' -f4 targets | LC_ALL=C sort -u >want; same want got "figures below their targets"
judge 3 2025Q4 >got; : >want; same want got "figures that reach their targets"
judge 2 2025Q3 >got; printf 'K09\nK09T\nK15\nK18_export\n' >want; same want got "targets that are not due"
finish
