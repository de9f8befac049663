#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make truth: how good the suggestions of ecsuggest are. Enterprises with one planted error each, the quarter before and the same
# quarter of last year joined, all shipped rules; each suggested value is compared with the one before the error. A section in
# Markdown on standard output; with --tsv the plain table, with --mdoc the one of ecsuggest(1).
#   EC_TRUTH_UNITS (units a quarter, 1000), EC_TRUTH_SEEDS (101 102 103): four quarters a seed, once with ecgen's planted errors
#   and once with errors of one cell that are planted here. EC_TRUTH_KEEP=DIR leaves the suggestions and wrong.tsv there.
set -u
: "${EC_SRC:?}"
LC_ALL=C.UTF-8
export LC_ALL
units=${EC_TRUTH_UNITS:-1000} seeds=${EC_TRUTH_SEEDS:-101 102 103} form=$EC_SRC/rules/forms/st-quarterly.tsv
tsv=${1-}
case ${EC_TRUTH_KEEP-} in
"") dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT || exit 2 ;;
*) dir=$EC_TRUTH_KEEP; mkdir -p "$dir" || exit 2 ;;
esac
die() { echo "suggest.sh: $*" >&2; cat "$dir/err" >&2; exit 2; }

# quarter SEED PERIOD FILE [ecgen option...]: the records of a quarter. A broken writing is a finding of ecread (status 1).
quarter() {
    s=$1; p=$2; f=$3; shift 3
    ecgen -q -f "$form" -n "$units" --seed "$s" --period "$p" -o "$dir/xml" --batch "$@" || die "ecgen"
    ecread -q -f "$form" "$dir/xml" >"$f" 2>"$dir/err"
    [ $? -le 1 ] || die "ecread"
}

# judge SEED JOINED TRUTH: adds what is suggested for the stream, and what is true, to the heap.
judge() {
    ecsuggest -q -f "$form" -r "$EC_SRC/rules" --prior _prior --ly _ly -o "$dir/s" "$2" 2>"$dir/err" || die "ecsuggest"
    awk 'END { print NR - 1 }' "$2" >>"$dir/records"
    sed "1d; s/^/$1 /" "$3" >>"$dir/truth"
    sed "1d; s/^/$1 /" "$dir/s" >>"$dir/suggested"
}

# cells SEED: errors of one cell in a clean joined stream, every third record without one. Truth to $dir/t.
# cell-yuan: one amount in yuan; pair-years: this year and last year of one item exchanged.
cells() {
    awk -F'\t' -v OFS='\t' -v seed="$1" -v truth="$dir/t" '
        function draw(n) { state = (state * 16807) % 2147483647; return int(state / 2147483647 * n) }
        function cell(name) { return $(at[name]) }
        function plant(kind, name, new) { print "-", key, name, kind, cell(name), new, "enterprise" >truth; $(at[name]) = new }
        BEGIN { state = seed * 7919 + 13; print "_file", "key", "variable", "kind", "old", "new", "table" >truth }
        FILENAME == ARGV[1] { if ($1 == "enterprise" && $6 == "千元" && $4 == "measure") money[++n] = $2; next }
        FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i
                   for (i = 1; i <= n; i++) if (money[i] in at) { amount[++m] = money[i]; if ((money[i] "_lyr") in at) pair[++pairs] = money[i] }
                   print; next }
        { key = "uscc=" cell("uscc") ";period=" cell("period") ";revision=" cell("revision")
          for (try = 0; FNR % 3 && try < 30; try++) {
              name = FNR % 3 == 1 ? amount[1 + draw(m)] : pair[1 + draw(pairs)]
              if (cell(name) !~ /^-?[1-9][0-9]+$/) continue
              if (FNR % 3 == 1) { plant("cell-yuan", name, cell(name) "000"); break }
              if (cell(name "_lyr") ~ /^-?[1-9][0-9]+$/ && cell(name "_lyr") != cell(name)) {
                  x = cell(name); plant("pair-years", name, cell(name "_lyr")); plant("pair-years", name "_lyr", x); break }
          }
          print }' "$form" "$2"
}

for f in truth suggested records wrong.tsv err; do : >"$dir/$f"; done
for seed in $seeds; do
    for p in "2025Q1 2024Q4 2024Q1" "2025Q2 2025Q1 2024Q2" "2025Q3 2025Q2 2024Q3" "2025Q4 2025Q3 2024Q4"; do
        now=${p%% *} rest=${p#* }
        quarter "$seed" "${rest%% *}" "$dir/prior"
        quarter "$seed" "${rest#* }" "$dir/ly"
        for pass in ecgen cells; do
            if [ $pass = ecgen ]; then
                quarter "$seed" "$now" "$dir/now" --errors 60% --truth "$dir/t"
            else
                quarter "$seed" "$now" "$dir/now"
            fi
            ecjoin -q -f "$form" --suffix _prior "$dir/now" "$dir/prior" 2>"$dir/err" >"$dir/half" || die "ecjoin"
            ecjoin -q -f "$form" --suffix _ly "$dir/half" "$dir/ly" 2>"$dir/err" >"$dir/joined" || die "ecjoin"
            [ $pass = ecgen ] || { cells "$seed" "$dir/joined" >"$dir/half" && mv "$dir/half" "$dir/joined"; } || die "cells"
            judge "$seed.$pass" "$dir/joined" "$dir/t"
        done
    done
done

# truth: _file key variable kind old new table; suggested: seq _file _line _rec table key variable old new method version grade ...
awk -F'\t' -v OFS='\t' -v wrong="$dir/wrong.tsv" '
    function key(first, k, part) { split(first, part, " "); sub(/;revision=.*/, "", k); return part[1] " " k }
    function share(a, b) { return b ? sprintf("%.1f", 100 * a / b) : "-" }
    FILENAME == ARGV[1] { records += $1; next }
    FILENAME == ARGV[2] { # the suggestions are those for the enterprises; a slip may stand in another table
        if ($7 != "enterprise") next
        k = key($1, $2); kind[k] = $4; truth[k, $3] = $5; cells[$4]++
        if (!(k in seen)) { seen[k]; n[$4]++; planted++ }
        next
    }
    {
        k = key($1, $6); e = k in kind ? kind[k] : "(none)"
        if ($9 == "\\N") { if (!((k, "asked") in once)) asked[e]++; once[k, "asked"]; questions[$10]++; methods[$10]; next }
        good = (k, $7) in truth && truth[k, $7] ~ /^-?[0-9]/ && truth[k, $7] + 0 == $9 + 0
        methods[$10]
        grades[$12]
        if (good) { right[e]++; right_of[$10]++; right_grade[$12]++; if (!((k, "found") in once)) found[e]++; once[k, "found"] }
        else { bad[e]++; bad_of[$10]++; bad_grade[$12]++; print e, truth[k, $7], $0 >>wrong }
    }
    END {
        print "what", "name", "records", "planted cells", "right", "wrong", "precision %", "recall %", "records found %", "asked"
        n["(none)"] = records - planted
        for (e in n) print "kind", e, n[e], cells[e] + 0, right[e] + 0, bad[e] + 0, share(right[e], right[e] + bad[e]), share(right[e], cells[e]), share(found[e], n[e]), asked[e] + 0 | "sort"
        close("sort")
        for (g in grades) print "grade", g, "-", "-", right_grade[g] + 0, bad_grade[g] + 0, share(right_grade[g], right_grade[g] + bad_grade[g]), "-", "-", 0 | "sort"
        close("sort")
        for (m in methods) print "method", m, "-", "-", right_of[m] + 0, bad_of[m] + 0, share(right_of[m], right_of[m] + bad_of[m]), "-", "-", questions[m] + 0 | "sort"
    }' "$dir/records" "$dir/truth" "$dir/suggested" >"$dir/table" || die "table"

if [ "$tsv" = --tsv ]; then
    cat "$dir/table"
    exit 0
fi
if [ "$tsv" = --mdoc ]; then
    awk -F'\t' '
        function thousands(n) { return n < 1000 ? n : sprintf("%d,%03d", n / 1000, n % 1000) }
        FILENAME == ARGV[1] { recall[$2] = $8; if ($1 != "kind") { right[$2] = $5; wrong[$2] = $6 } next }
        $1 != last { printf ".It %s Ta %s Ta %s Ta ", $1, thousands(right[$1]), thousands(wrong[$1]); last = $1 }
        $1 == seen { printf ".It \"\" Ta \"\" Ta \"\" Ta " }
        { seen = $1; if ($2 == "-") print $3; else printf "%s %.0f%%\n", $3, recall[$2] }' "$dir/table" - <<'X'
unit-record	EP01	yuan (EP01)
unit-record	EP02	ten thousand yuan (EP02)
unit-record	EP03	million and above (EP03)
unit-cell	cell-yuan	one amount in yuan
unit-cell	EP04	one other item (EP04)
sign	EP28	signs (EP28)
swap	EP23	exchanged rows (EP23)
swap	pair-years	this and last year, one item
typo	EP29	digits (EP29)
deduce	EP31	missing parts (EP31)
years	EP22	this and last year (EP22)
quarter	EP24	quarter as year to date (EP24)
carried-on	EP25	year carried on (EP25)
A	-	grade A, all methods
B	-	grade B
C	-	grade C
X
    exit 0
fi
echo "## What ecsuggest suggests"
echo
echo "$units enterprises a quarter, the four quarters of 2025, seeds $seeds; once with ecgen's errors of all kinds (60% of the records),"
echo "once with errors of one cell: an amount in yuan (cell-yuan), this and last year of one item exchanged (pair-years)."
echo "Right is the value before the error. Kinds for which nothing was suggested or asked are left out."
echo
awk -F'\t' 'NR == 1 || $1 == "method" || $5 + $6 + $10' "$dir/table" |
    awk -F'\t' '{ n = NF; gsub(/\t/, " | "); print "| " $0 " |" } NR == 1 { while (n-- > 0) printf "|---"; print "|" }'
