#!/bin/sh
# How good the suggestions of ecfix are: enterprises with a planted error, the quarter before and the same quarter of last year
# joined, the rules that come with ectools; each suggested value is compared with the one before the error.
#
# usage: suggest.sh [UNITS [SEED...]]      default: 1000 units a seed and quarter, seeds 101 102 103
#   EC_SRC: source folder; PATH: the tools; EC_TRUTH_KEEP=DIR: leave the wrong suggestions (wrong.tsv) and all else there.
# stdout: TSV, two blocks of one header: `kind` rows (an error pattern; recall is by planted cell, precision by suggested cell of
# the records that have it) and `method` rows (over all records, planted or not).
set -u
: "${EC_SRC:?}"
LC_ALL=C.UTF-8
export LC_ALL
units=${1:-1000}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- 101 102 103
form=$EC_SRC/rules/forms/st-quarterly.tsv
case ${EC_TRUTH_KEEP-} in
"") dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT || exit 2 ;;
*) dir=$EC_TRUTH_KEEP; mkdir -p "$dir" || exit 2 ;;
esac

# quarter SEED PERIOD FILE [ecgen option...]: the records of a quarter.
quarter() {
    s=$1; p=$2; f=$3; shift 3
    ecgen -q -f "$form" -n "$units" --seed "$s" --period "$p" "$@" | ecread -q -f "$form" - >"$f" 2>"$dir/err"
    case $? in 0 | 1) ;; *) cat "$dir/err" >&2; exit 2 ;; esac
}

: >"$dir/wrong.tsv"
: >"$dir/truth"
: >"$dir/suggested"
: >"$dir/records"
for seed in "$@"; do
    for p in "2025Q1 2024Q4 2024Q1" "2025Q2 2025Q1 2024Q2" "2025Q3 2025Q2 2024Q3" "2025Q4 2025Q3 2024Q4"; do
        now=${p%% *}; rest=${p#* }
        # Only the first table is looked at, but a slip may stand in another one: then the record has no error here.
        quarter "$seed" "$now" "$dir/now" --errors "${EC_TRUTH_RATE:-60%}" --truth "$dir/t" ${EC_TRUTH_KINDS:+--kinds "$EC_TRUTH_KINDS"}
        quarter "$seed" "${rest%% *}" "$dir/prior"
        quarter "$seed" "${rest#* }" "$dir/ly"
        { ecjoin -q -f "$form" --suffix _prior "$dir/now" "$dir/prior" | ecjoin -q -f "$form" --suffix _ly - "$dir/ly" >"$dir/joined"; } || exit 2
        ecfix -q -f "$form" -r "$EC_SRC/rules" --prior _prior ${EC_TRUTH_OPTIONS-} --suggest "$dir/s" "$dir/joined" >"$dir/out" || exit 2
        awk 'END { print NR - 1 }' "$dir/joined" >>"$dir/records"
        sed "1d; s/^/$seed /" "$dir/t" >>"$dir/truth"
        sed "1d; s/^/$seed /" "$dir/s" >>"$dir/suggested"
    done
done

# truth: _file key variable kind old new table; suggested: seq _file _line _rec table key variable old new method version grade ...
awk -F'\t' -v OFS='\t' -v wrong="$dir/wrong.tsv" '
    function key(first, k, part) { split(first, part, " "); sub(/;revision=.*/, "", k); return part[1] " " k }
    FILENAME == ARGV[1] { records += $1; next }
    FILENAME == ARGV[2] {
        if ($7 != "enterprise") next
        k = key($1, $2); kind[k] = $4; truth[k, $3] = $5
        cells[$4]++
        if (!((k) in seen)) { seen[k] = 1; n[$4]++ }
        next
    }
    {
        k = key($1, $6); e = k in kind ? kind[k] : "none"
        if ($9 == "\\N") { if (!((k, "asked") in once)) { asked[e]++; once[k, "asked"] = 1 } if (!((k, $10) in once)) { once[k, $10] = 1; ask_of[$10]++ } next }
        good = (k, $7) in truth && truth[k, $7] ~ /^-?[0-9]/ && truth[k, $7] + 0 == $9 + 0
        if (good) { right[e]++; right_of[$10]++ } else { bad[e]++; bad_of[$10]++; print e, truth[k, $7], $0 >>wrong }
        if (good && !((k, "found") in once)) { once[k, "found"] = 1; found[e]++ }
        if (!good && !((k, $10, "bad") in once)) { once[k, $10, "bad"] = 1; bad_rec[$10]++ }
        if (!((k, $10, "rec") in once)) { once[k, $10, "rec"] = 1; rec_of[$10]++ }
    }
    function share(a, b) { return b ? sprintf("%.1f", 100 * a / b) : "-" }
    END {
        print "what", "name", "records", "cells", "right", "wrong", "precision", "recall", "records_found", "asked"
        for (e in n) print "kind", e, n[e], cells[e], right[e] + 0, bad[e] + 0, share(right[e], right[e] + bad[e]), share(right[e], cells[e]), share(found[e], n[e]), asked[e] + 0 | "sort"
        close("sort")
        print "kind", "none", records - length(seen), 0, 0, bad["none"] + 0, "-", "-", "-", asked["none"] + 0
        for (m in right_of) methods[m]
        for (m in bad_of) methods[m]
        for (m in ask_of) methods[m]
        for (m in methods) print "method", m, rec_of[m] + 0, "-", right_of[m] + 0, bad_of[m] + 0, share(right_of[m], right_of[m] + bad_of[m]), "-", bad_rec[m] + 0, ask_of[m] + 0 | "sort"
    }' "$dir/records" "$dir/truth" "$dir/suggested"
