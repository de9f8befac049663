#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make truth: how good the findings of ecsuggest about units of measure are (UNIT-FORM, UNIT-ITEM, UNIT-PRIOR). Histories of made-up
# enterprises, the two last quarters of each; false findings are counted on the truthful records, with their history beside them and
# as if all were new, without any. Then slips of the unit are planted in one record of five, and counted where a finding names them
# with the right value. Markdown on standard output; --tsv the plain table, --mdoc the one of ecsuggest(1).
#   EC_TRUTH_UNITS (1000), EC_TRUTH_SEEDS (621 622 623; no threshold was tried on them). EC_TRUTH_KEEP=DIR leaves everything there.
set -u
: "${EC_SRC:?}"
LC_ALL=C.UTF-8
export LC_ALL
units=${EC_TRUTH_UNITS:-1000} seeds=${EC_TRUTH_SEEDS:-621 622 623} rules=$EC_SRC/rules form=$EC_SRC/rules/forms/st-quarterly.tsv
case ${EC_TRUTH_KEEP-} in
"") dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT || exit 2 ;;
*) dir=$EC_TRUTH_KEEP; mkdir -p "$dir" || exit 2 ;;
esac
die() { echo "units.sh: $*" >&2; cat "$dir/err" >&2; exit 2; }

# quarter SEED PERIOD: the accepted records of a quarter of a history, SEED/PERIOD.tsv; a broken writing is a finding (status 1).
quarter() {
    find "$dir/$1/h/$2/submissions" -type f -print0 | sort -z | ecread -q -f "$form" --files0-from - -F /dev/null >"$dir/read" 2>"$dir/err"
    [ $? -le 1 ] || die "ecread"
    ecfix -q -f "$form" "$dir/read" 2>"$dir/err" | ecmerge -q -f "$form" -o "$dir/$1/$2.tsv" - 2>>"$dir/err" || die "ecfix, ecmerge"
}

# medians FILE NAME: the medians of its classes, as ecquarter makes them; the options for them to $classes.
medians() {
    for level in class branch chain_of everyone; do
        ecvtl --records -q -f "$form" -p "$rules/medians.vtl" -d $level -o "$dir/$2-$level" "$1" 2>"$dir/err" || die "ecvtl"
        classes="$classes --medians $dir/$2-$level"
    done
}

# found NAME STREAM: NAME.f, the findings about units.
found() {
    # shellcheck disable=SC2086
    ecsuggest -q -f "$form" -r "$rules" --prior _prior --ly _ly $classes --medians "$rules/medians.tsv" \
        --size emp_avg,elec_form,water_new,op_revenue -F "$1.f" --format tsv -o /dev/null "$2" 2>"$dir/err" || die "ecsuggest"
}

# alone STREAM: as if all enterprises were new: nothing is known of them, and they have no last year.
alone() {
    awk -F'\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++) drop[i] = $i ~ /_(prior|ly|lyr)$/; print; next }
        { for (i = 1; i <= NF; i++) if (drop[i]) $i = "\\N"; print }' "$1"
}

# slips STREAM TRUTH: one record of five has a slip, kind after kind; TRUTH: key, kind, the variable that a finding must name and
# its right value. Kinds: yuan and wan: all money; kwh: all electricity, and the coal and carbon that follow from it; kg: all
# waste; next-kwh, next-kg: the same in the quarter before.
slips() {
    awk -F'\t' -v OFS='\t' -v truth="$2" '
        function move(name, factor) { if (name in at && $(at[name]) ~ /^-?[0-9.]+$/) $(at[name]) = sprintf("%.15g", $(at[name]) * factor) }
        function follow(name, end, by) { if ((name end) in at && $(at[name end]) ~ /^[0-9.]+$/) $(at[name end]) = sprintf("%.15g", $(at[name end]) + by) }
        function unit(word, end, factor,  i) { for (i = 1; i <= n; i++) if (unit_of[i] == word) move(name[i] end, factor) }
        function waste(end, factor,  i) { for (i = 1; i <= n; i++) if (name[i] ~ /^waste_/ && unit_of[i] == "吨") move(name[i] end, factor) }
        function power(end,  e) {
            e = $(at["elec_consumption" end]) * 9999
            unit("万千瓦时", end, 10000)
            follow("energy_tce", end, e * 1.229); follow("fuel_tce_sum", end, e * 1.229)
            follow("co2", end, e * $(at["grid_factor" end])); follow("fuel_co2_sum", end, e * $(at["grid_factor" end]))
        }
        function told(name) { return has(name) && has(name "_prior") && $(at["period"]) !~ /Q1$/ } # the year to date is comparable
        function has(name) { return name in at && $(at[name]) + 0 > 0 }
        BEGIN { printf "" >truth }
        FILENAME == ARGV[1] { if ($1 == "enterprise" && ($4 == "measure")) { name[++n] = $2; unit_of[n] = $6 } next }
        FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print; next }
        FNR % 5 { print; next }
        {
            key = "uscc=" $(at["uscc"]); kind = ""; k = int(FNR / 5) % 6
            if (k == 0 && has("gross_output")) { kind = "yuan"; v = "\\N"; right = "10^-3"; unit("千元", "", 1000) }
            if (k == 1 && has("gross_output")) { kind = "wan"; v = "\\N"; right = "10^1"; unit("千元", "", 0.1) }
            if (k == 2 && has("elec_form")) { kind = "kwh"; v = "elec_form"; right = $(at[v]); power("") }
            if (k == 3 && has("waste_generated")) { kind = "kg"; v = "waste_generated"; right = $(at[v]); waste("", 1000) }
            if (k == 4 && told("elec_form")) { kind = "next-kwh"; v = "elec_form"; right = $(at[v]); power("_prior") }
            if (k == 5 && told("waste_generated")) { kind = "next-kg"; v = "waste_generated"; right = $(at[v]); waste("_prior", 1000) }
            if (kind) print key, kind, v, right >truth
            print
        }' "$form" "$1"
}

# judge PASS TRUTH FINDINGS: adds one line a planted slip, and one a false finding, to the heap.
judge() {
    sed 1d "$3" | awk -F'\t' -v OFS='\t' -v pass="$1" '
        FILENAME == ARGV[1] { kind[$1] = $2; v[$1] = $3; right[$1] = $4; next }
        { split($7, k, ";"); key = k[1]
          if (!(key in kind)) { print pass, "(none)", "false", key, $2, $12, $13, $14, $17; next }
          if ($2 == "UNIT-PRIOR") { old[key] = old[key] || $12 == v[key]; next }
          if ($12 == v[key] && (v[key] == "\\N" ? $14 == right[key] : $14 + 0 == right[key] + 0)) good[key]; else { bad[key]; print pass, kind[key], "false", key, $2, $12, $13, $14, $17 } }
        END { for (key in kind) print pass, kind[key], kind[key] ~ /^next/ ? (key in bad ? "held" : old[key] ? "found" : "silent") : key in good ? "found" : key in bad ? "wrong" : "missed", key }
    ' "$2" - >>"$dir/judged"
}

for f in judged records err none; do : >"$dir/$f"; done
for seed in $seeds; do
    mkdir -p "$dir/$seed"
    ecgen -q -f "$form" -n "$units" --seed "$seed" --period 2025Q2 --history 6 --batch -o "$dir/$seed/h" 2>"$dir/err" || die "ecgen"
    for p in 2024Q1 2024Q2 2024Q4 2025Q1 2025Q2; do quarter "$seed" $p; done
    for p in "2025Q1 2024Q4 2024Q1" "2025Q2 2025Q1 2024Q2"; do
        now=${p%% *} ly=${p##* } rest=${p#* }
        ecjoin -q -f "$form" --suffix _prior "$dir/$seed/$now.tsv" "$dir/$seed/${rest% *}.tsv" 2>"$dir/err" >"$dir/half" || die "ecjoin"
        ecjoin -q -f "$form" --suffix _ly "$dir/half" "$dir/$seed/$ly.tsv" 2>"$dir/err" >"$dir/joined" || die "ecjoin"
        classes=; medians "$dir/$seed/$ly.tsv" ly; medians "$dir/$seed/$now.tsv" now
        alone "$dir/joined" >"$dir/new"
        awk -F'\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { n++; new += $(at["op_revenue_prior"]) == "\\N" && $(at["op_revenue_ly"]) == "\\N" }
            END { print n, new + 0 }' "$dir/joined" >>"$dir/records"
        for pass in joined new; do
            found "$dir/$pass" "$dir/$pass" && judge "$pass" "$dir/none" "$dir/$pass.f"
            slips "$dir/$pass" "$dir/truth" >"$dir/slipped" || die "slips"
            found "$dir/slipped" "$dir/slipped" && judge "$pass" "$dir/truth" "$dir/slipped.f"
        done
        # What is shipped alone: the first quarter of a survey.
        classes=
        found "$dir/new" "$dir/new" && judge shipped "$dir/none" "$dir/new.f"
        found "$dir/slipped" "$dir/slipped" && judge shipped "$dir/truth" "$dir/slipped.f"
    done
done

awk -F'\t' -v OFS='\t' '
    FILENAME == ARGV[1] { records += $1; new += $2; next }
    $3 == "false" { bad[$1, $2]++; next }
    { n[$1, $2]++; result[$1, $2, $3]++ }
    END {
        print "kind", "reference", "planted", "found", "false or wrong", "found %"
        split("joined new shipped", pass, " "); kinds = split("(none) yuan wan kwh kg next-kwh next-kg", kind, " ")
        for (k = 1; k <= kinds; k++) for (p = 1; p <= 3; p++) {
            i = pass[p] SUBSEP kind[k]; f = result[pass[p], kind[k], "found"]
            if (k == 1) print kind[k], pass[p], records, 0, bad[i] + 0, "-"
            else if (n[i]) print kind[k], pass[p], n[i], f + 0, bad[i] + 0, sprintf("%.1f", 100 * f / n[i])
        }
        print "(new firms)", "joined", new, 0, "-", "-"
    }' "$dir/records" "$dir/judged" >"$dir/table" || die "table"

case ${1-} in
--tsv) cat "$dir/table"; exit 0 ;;
--mdoc)
    awk -F'\t' '
        function thousands(n) { return n < 1000 ? n : sprintf("%d,%03d", n / 1000, n % 1000) }
        BEGIN { name["yuan"] = "all money in yuan"; name["wan"] = "all money in ten thousand yuan"; name["kwh"] = "electricity in kWh"
                name["kg"] = "waste in kilograms"; name["next-kwh"] = "right after a quarter in kWh"; name["next-kg"] = "right after a quarter in kg"
                with["joined"] = "own past"; with["new"] = "class alone"; with["shipped"] = "shipped medians" }
        $1 in name { printf ".It %s Ta %s Ta %s Ta %.0f%% Ta %s\n", name[$1], with[$2], thousands($3), $6, $5 }
        $1 == "(none)" { printf ".It %s Ta %s Ta %s Ta - Ta %s\n", "no slip", with[$2], thousands($3), $5 }' "$dir/table"
    exit 0 ;;
esac
echo "## Findings about units of measure"
echo
echo "$units enterprises, two quarters each, seeds $seeds: $(awk '{ n += $1; new += $2 } END { print n " records, " new + 0 " of them new firms" }' "$dir/records")."
echo "joined: the quarter before and last year beside them; new: as if all were new, against their class; shipped: against rules/medians.tsv alone."
echo
awk -F'\t' '{ n = NF; gsub(/\t/, " | "); print "| " $0 " |" } NR == 1 { while (n-- > 0) printf "|---"; print "|" }' "$dir/table"
