# SPDX-License-Identifier: Apache-2.0
# Sourced by edits.sh: edits that need files, several records or sums. Each plants on a clean quarter and writes to
# `several`: EDIT TAB WHAT TAB PLANTED TAB CAUGHT TAB OTHERS (0: a plant of many records has no record of its own).
q4=$seed/2025Q4
clean=$q4/enterprise.tsv
ind="$rules/indicators.vtl"
: >several
plant() { printf '%s\t%s\t%d\t%d\t0\n' "$@" >>several; }

# --- Files: one submission each, spoilt; caught when the reader says so by one of the rules ------------------------------
# spoilt EDIT KIND RULES: with - as RULES, when it is read as if nothing had happened.
spoilt() {
    rm -rf bad
    ecgen -q -f "$form" -n 20 --seed "$seed" --errors 1 --kinds "$2" --truth bad.truth -o bad || die "$2"
    find bad -type f -print0 | ecread -q -f "$form" --files0-from - -F bad.found -o bad.tsv 2>/dev/null
    [ $? -le 1 ] || die "$2: ecread"
    n=$(($(wc -l <bad.truth) - 1))
    if [ "$3" = - ]; then plant "$1" "read unharmed" "$n" "$(($(wc -l <bad.tsv) - 1))"
    else plant "$1" "$3" "$n" "$(awk -F'\t' -v r="$3" 'NR > 1 && $2 == r { f[$8] } END { for (k in f) n++; print n + 0 }' bad.found)"; fi
}
spoilt A01 EP07 XML-GB18030
spoilt A01 EP11 -
spoilt A02 EP10 XML-BOM
spoilt A03 XML-DOCTYPE XML-DOCTYPE
spoilt A04 XML-ROOT XML-ROOT
spoilt A14 XML-UNKNOWN XML-UNKNOWN-ELEMENT
spoilt A14 XML-TWICE XML-DUPLICATE

# --- Records of one batch ------------------------------------------------------------------------------------------------
# edited FILE PROGRAM: the clean records, those that PROGRAM (awk) changes counted in `n`. Columns by name in c[].
edited() {
    awk -F'\t' -v OFS='\t' -v CONVFMT=%.15g -v counted=n 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; print; next } '"$2"' END { print done + 0 >counted }' "$clean" >"$1" || die "several: $2"
}
some='NR % 50 == 2 && $c["gross_output"] > 1000'

# A06: a record twice, with another figure: eccheck and ecmerge say so.
edited twice "{ print } $some { \$c[\"op_revenue\"]++; print; done++ }"
eccheck -q -f "$form" --only FORM-KEY -F found --fail-on never -o /dev/null twice || die A06
plant A06 FORM-KEY "$(cat n)" "$(($(wc -l <found) - 1))"
ecmerge -f "$form" -o merged twice 2>e; st=$?
plant A06 ecmerge 1 $((st == 1))
[ "$(wc -l <merged)" -eq "$(wc -l <"$clean")" ] || fail "A06: ecmerge kept both"

# A10: every repair is a line of the log.
edited wide "$some { sub(/[0-9]/, \"７\", \$c[\"gross_output\"]); done++ } { print }"
ecfix -q -f "$form" -L log wide >/dev/null || die A10
plant A10 'change log' "$(cat n)" "$(awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } $at["variable"] == "gross_output" { n++ } END { print n + 0 }' log)"

# caught_cross EDIT RESULT: units of the batch that a result of cross.vtl concerns, beyond those of the clean one.
mkdir -p crossed
caught_cross() {
    cp "$2" crossed/enterprise.tsv
    crossed crossed | awk -F'\t' -v e="$1" '$2 == e && !s[$3]++ { n++ } END { print n + 0 }'
}
edited dirty "$some { \$c[\"filler_phone\"] = \"13800000000\"; done++ } { print }"
plant A17 A17_phone "$(cat n)" "$(caught_cross A17 dirty)"
edited dirty "{ print } $some { \$c[\"region_code\"] = \$c[\"region_code\"] == 500103 ? 500106 : 500103; print; done++ }"
plant B23 B23 "$(cat n)" "$(caught_cross B23 dirty)"
edited dirty "{ print } $some { \$c[\"uscc\"] = \"W\" substr(\$c[\"uscc\"], 2); \$c[\"gross_output\"]++; print; done += 2 }"
plant B24 B24 "$(cat n)" "$(caught_cross B24 dirty)"
edited dirty "{ print } $some { \$c[\"uscc\"] = \"W\" substr(\$c[\"uscc\"], 2); \$c[\"unit_name\"] = \"别\" \$c[\"unit_name\"]; print; done += 2 }"
plant B25 B25 "$(cat n)" "$(caught_cross B25 dirty)"

# Ratios against the median of the chain: one item in another unit.
mad() { edited dirty "NR > 1 && $some && $2 { print \$c[\"uscc\"] >\"planted\"; $3; done++ } { print }"; plant "$1" "3 x 1.4826 MAD" "$(cat n)" "$(caught_mad "$1")"; }
caught_mad() { cp dirty crossed/enterprise.tsv; outliers crossed | awk -F'\t' -v e="$1" 'FNR == NR { p[$1]; next } $2 == e && $3 in p { n++ } END { print n + 0 }' planted -; }
mad C08 '$c["elec_form"] + 0 > 0' '$c["elec_form"] *= 10000'
mad E06 '$c["emp_avg_q"] + 0 > 0' '$c["gross_output_q"] *= 1000'
mad H10 '$c["energy_tce"] + 0 > 0' '$c["energy_tce"] *= 1000'

# --- Sums ----------------------------------------------------------------------------------------------------------------
# long FILE PROGRAM [TABLE]: the published figures. says RULE RULEFILE: how many of those on standard input break the rule.
long() { ecvtl --records -q -f "$form" -t "${3:-enterprise}" -p "$2" --long "$1" 2>e; [ $? -le 1 ] || { head -3 e >&2; die "$2"; }; }
says() { eccheck -q -f "$form" -t indicator -r "$rules/$2" --only "$1" -F found --fail-on never -o /dev/null - || die "$1"; echo $(($(wc -l <found) - 1)); }
# more EDIT RULE BEFORE AFTER: caught when the changed quarter breaks the rule in more places than the clean one.
more() { plant "$1" "$2" 1 $(($4 > $3)); }
# macro EDIT RULE PROGRAM CHANGE [RULEFILE]: the clean quarter and the changed one.
macro() {
    edited dirty "$4 { print }"
    more "$1" "$2" "$(long "$clean" "$3" | says "$2" "${5:-macro.vtl}")" "$(long dirty "$3" | says "$2" "${5:-macro.vtl}")"
}
# Targets of the plan: target EDIT RULE CHANGE, by which it is met, and by which it is missed.
target() {
    edited dirty "$3 { print }"
    met=$(long dirty "$ind" | says "$2" macro.vtl)
    edited dirty "$4 { print }"
    more "$1" "$2" "$met" "$(long dirty "$ind" | says "$2" macro.vtl)"
}
money='NR > 1 { $c["gross_output"] = int($c["gross_output"] %s); $c["op_revenue"] = int($c["op_revenue"] %s) }'
# shellcheck disable=SC2059
grow=$(printf "$money" '* 100' '* 100') shrink=$(printf "$money" '/ 1000' '/ 1000')
target K01 K01_size "$grow" "$shrink"
target K01 K01_size_at_8 "$grow" "$shrink"
target K01 K01_growth "$grow" "$shrink"
target K01 K01_growth_of_size "$grow" "$shrink"
target K02 K02_T100 "$grow" "$shrink"
target K02 K02_T10_band "$grow" "$shrink"
target K02 K02_T100_base "$grow" "$shrink"
target K03 K03 '{ $c["has_rd_institution"] = 1 }' "$some { \$c[\"has_rd_institution\"] = 0; \$c[\"above_scale\"] = 1 }"
# Titles: all are those of a technology centre of the municipality, or none is.
titles() {
    awk -F'\t' -v OFS='\t' -v kind="$1" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i } NR > 1 { $c["honour_kind"] = kind; $c["honour_level"] = 3 } 1' \
        "$q4/honour.tsv" >dirty
    long dirty "$rules/indicators_titles.vtl" honour | says K04_institutions macro.vtl
}
more K04 K04_institutions "$(titles TECH)" "$(titles QUALITY)"
target K05 K05_smart '{ $c["smart_factories"] = 1 }' '{ $c["smart_factories"] = 0 }'
target K05 K05_smart_beyond_2020 '{ $c["smart_factories"] = 1 }' '{ $c["smart_factories"] = NR <= 6 }'
target K05 K05_workshops '{ $c["digital_workshops"] = 1 }' '{ $c["digital_workshops"] = 0 }'
target K05 K05_workshops_beyond_2020 '{ $c["digital_workshops"] = 1 }' '{ $c["digital_workshops"] = NR <= 60 }'
closure() { long "$1" "$ind" >cells; long cells "$rules/aggregates_closure.vtl" indicator | says K06 aggregate_edits.vtl; }
edited dirty "$some { \$c[\"region_code\"] = \"\\\\N\" } { print }"
more K06 K06 "$(closure "$clean")" "$(closure dirty)"

# K07: what is planted is an overlay: zones are a breakdown of their own, and the districts alone make the total.
edited dirty "$some { \$c[\"zone_code\"] = \"CQ-XY\" } { print }"
plant K07 'districts add up' 1 "$(long dirty "$ind" | awk -F'\t' '$1 == "M01" && $2 == "region_code" { s += $5 } $1 == "M01" && $2 == "\\N" { t = $5 } $1 == "M01" && $2 ~ /zone/ { z++ }
    END { d = s - t; print (d < 0.01 && d > -0.01 && z > 0) ? 1 : 0 }')"

# K08: the same quarter of nine years, then one chain jumps.
for y in 2016 2017 2018 2019 2020 2021 2022 2023 2024; do
    long "$clean" "$ind" | awk -F'\t' -v OFS='\t' -v y="$y" 'NR == 1 { if (y == 2016) print; next } { $4 = y "Q4"; if ($5 != "\\N") $5 = sprintf("%.6f", $5 * (1 + (y % 3) / 100)); print }'
done >earlier
ecvtl --records -q -f "$form" -t indicator -p "$rules/aggregates_history.vtl" -d history earlier >history || die K08
cells() { long "$1" "$ind" | ecjoin -q -f "$form" -t indicator -k indicator,breakdown,member --left --suffix _history - history; }
edited dirty '$c["chain"] == "07" { $c["gross_output"] *= 2 } { print }'
more K08 K08 "$(cells "$clean" | says K08 history.vtl)" "$(cells dirty | says K08 history.vtl)"

macro K09 K09 "$ind" '$c["chain"] == "05" && !found++ { $c["gross_output"] *= 100000 }' macro.vtl
macro K10 K10 "$rules/aggregates.vtl" '$c["region_code"] == 500106 { $c["wages"] = $c["energy_tce"] = "\\N" }' aggregate_edits.vtl
macro K11 K11 "$rules/aggregates_digits.vtl" '{ $c["gross_output"] = int($c["gross_output"] / 10) * 10 + 5; $c["wages"] = int($c["wages"] / 10) * 10 + 5 }' aggregate_edits.vtl
macro K12 K12 "$rules/aggregates.vtl" 'NR < 60 { $c["op_revenue"] = 20100 + NR }' aggregate_edits.vtl
long "$clean" "$ind" | awk -F'\t' -v OFS='\t' 'NR == 1 || $1 == "M19" && $2 == "chain"' >customs
customs() { long "$1" "$ind" | ecjoin -q -f "$form" -t indicator -k indicator,breakdown,member,period --left --suffix _customs - customs | says K13 customs.vtl; }
edited dirty '$c["chain"] == "02" { $c["export_delivery"] *= 1.5 } { print }'
more K13 K13 "$(customs "$clean")" "$(customs dirty)"
edited right 'NR > 1 { $c["notebook_qty"] = $c["handset_qty"] = $c["watch_qty"] = 0 }
    NR == 2 { $c["notebook_qty"] = 78822000; $c["handset_qty"] = 130000000; $c["watch_qty"] = 20000000 } { print }'
edited dirty '{ $c["notebook_qty"] = $c["handset_qty"] = $c["watch_qty"] = 5 } { print }'
more K14 K14 "$(long right "$ind" | says K14 aggregate_edits.vtl)" "$(long dirty "$ind" | says K14 aggregate_edits.vtl)"
macro K15 K15 "$ind" '$c["region_code"] == 500106 { $c["gross_output"] *= 2 }' macro.vtl
awk -F'\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i } NR > 1 { $c["explanation_text"] = "核实无误" } 1' "$q4/explanation.tsv" >dirty
talk() { long "$1" "$rules/aggregates_explanation.vtl" explanation | says K16 aggregate_edits.vtl; }
more K16 K16 "$(talk "$q4/explanation.tsv")" "$(talk dirty)"
revised() { awk -F'\t' -v OFS='\t' -v f="$1" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; print $0, "gross_output_acc"; next } { print $0, int($c["gross_output"] * f) }' "$clean" >dirty; long dirty "$rules/aggregates_revision.vtl" | says K17 aggregate_edits.vtl; }
more K17 K17 "$(revised 1)" "$(revised 0.9)"
macro K18 K18_export "$ind" '{ $c["export_delivery"] = $c["gross_output"] * 2 }'
# K19: sums beyond 32 and 64 bits stay exact.
edited dirty 'NR <= 11 { $c["gross_output"] = "999999999999999" } { print }'
sum=$(ecvtl -q -f "$form" '[aggr s := sum(gross_output)]' dirty | tail -1)
rest=$(awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next } NR > 11 { s += $c["gross_output"] } END { printf "1%016d", s - 10 }' dirty)
plant K19 'exact sum' 1 "$([ "$sum" = "$rest" ] && echo 1 || echo 0)"
panel() { long "$1" "$rules/aggregates_panel.vtl" | says K20 aggregate_edits.vtl; }
t=enterprise
beside _ly "$seed/2024Q4/enterprise.tsv" <"$clean" >paired
was=$clean clean=paired
edited dirty '$c["gross_output_ly"] == "\\N" { $c["gross_output"] *= 1000; done++ } { print }'
clean=$was
more K20 K20 "$(panel paired)" "$(panel dirty)"
