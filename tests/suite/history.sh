#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A history of quarters: the shipped one is what its make.sh makes, its quarters and those of a larger one fit together, and
# clean records stay clean in each of them, whatever stands beside them.
. "$EC_SRC/tests/suite/init.sh"
shipped=$EC_SRC/fixtures/history
rules=$EC_SRC/rules
form=$rules/forms/st-quarterly.tsv
tables='enterprise product output_class energy supplier project honour explanation'

mkdir made && sh "$shipped/make.sh" "$work/made" || fail "make.sh"
diff -rq made "$shipped" | grep -v 'Only in .*: \(README.md\|make.sh\)$' >d
[ ! -s d ] || { fail "the shipped history is another one"; head -3 d; echo "Run PATH=$EC_BUILD:\$PATH sh fixtures/history/make.sh and commit the result."; }

# latest HISTORY: HISTORY/QUARTER/latest/TABLE.tsv, the last revision of each unit.
latest() {
    for q in "$1"/20*; do
        find "$q/submissions" -name '*.xml' -print0 | sort -z | ecread -q -f "$form" --files0-from - -F "$q/read.tsv" --split "$q/records" || fail "$q: ecread"
        [ "$(wc -l <"$q/read.tsv")" -eq 1 ] || { fail "$q: findings of the reader"; head -3 "$q/read.tsv"; }
        mkdir "$q/latest"
        for t in $tables; do ecmerge -q -f "$form" -t "$t" -o "$q/latest/$t.tsv" "$q/records/$t.tsv" || fail "$q, $t: ecmerge"; done
    done
}

# consistent HISTORY: all quarters in one pass: NAME_q and NAME, NAME_lyr, NAME_begin against the columns of other quarters.
consistent() {
    awk -F'\t' '
        function same(what, a, b) { if (a != "\\N" && b != "\\N") { tests[what]++; if (a + 0 - b > 0.05 || b - a > 0.05) print what ": " u " " year "Q" n " " v ": " a " is not " b } }
        function value(y, k, name) { return (u, y, k, name) in seen ? seen[u, y, k, name] : "\\N" }
        FNR == 1 { split("", at); for (i = 1; i <= NF; i++) { at[$i] = i; name[i] = $i } next }
        {
            u = $at["uscc"]; year = substr($at["period"], 1, 4); n = substr($at["period"], 6); q = year * 4 + n
            if (u in last && last[u] != q - 1) print "dead and back: " u " in " $at["period"]
            last[u] = q
            py = n == 1 ? year - 1 : year; pn = n == 1 ? 4 : n - 1
            for (i = 1; i <= NF; i++) seen[u, year, n, name[i]] = $i
            for (i = 1; i <= NF; i++) {
                v = name[i]; base = v; if ($i == "\\N") continue
                if (sub(/_q$/, "", base) && base in at && base != "emp_avg" && $at[base] != "\\N") same("sum", $at[base] - $i, n == 1 ? 0 : value(py, pn, base))
                else if (sub(/_lyr$/, "", base) && base in at) same("last year", $i, value(year - 1, n, base))
                else if (sub(/_begin$/, "", base) && base in at) same("opening", $i, n == 1 ? value(py, pn, base) : value(py, pn, v))
            }
            k = split("gross_output sales_output elec_form energy_tce water_new waste_generated", never, " ")
            for (i = 1; i <= k && n > 1; i++) { v = never[i]; a = $at[v]; b = value(py, pn, v); if (a != "\\N" && b != "\\N") { tests["fall"]++; if (a < b + 0) print "falls: " u " " $at["period"] " " v ": " a " after " b } }
        }
        END { if (tests["sum"] < 100 || tests["last year"] < 100 || tests["opening"] < 100 || tests["fall"] < 100) print "hardly compared: " tests["sum"], tests["last year"], tests["opening"], tests["fall"] }
    ' "$1"/20*/latest/enterprise.tsv >d
    [ ! -s d ] || { fail "$1: $(wc -l <d) values of two quarters do not agree"; head -5 d; }
}

# clean HISTORY SOFT: every quarter with all that it has beside it: no hard and no quasi finding, at most SOFT soft ones.
clean() {
    prior=
    for q in "$1"/20*; do
        p=${q##*/} ly=$1/$((${p%Q*} - 1))Q${p#*Q}
        for t in $tables; do
            cp "$q/latest/$t.tsv" joined
            [ -z "$prior" ] || beside _prior "" "$prior/latest/$t.tsv"
            [ ! -d "$ly" ] || beside _ly "" "$ly/latest/$t.tsv"
            case $t in
                enterprise) beside _reg "" "$q/register/$t.tsv" ;;
                honour) beside _reg uscc,honour_kind,honour_level,batch "$q/register/$t.tsv" ;;
                project) beside _reg owner_uscc "$q/register/$t.tsv" ;;
            esac
            eccheck -q -f "$form" -t $t -r "$rules" --allow-no-rule --fail-on never -o /dev/null -F found.tsv joined 2>e || { fail "$q, $t: eccheck"; head -3 e; }
            awk -F'\t' 'NR > 1 && $5 != "notrun"' found.tsv
        done >found
        prior=$q
        awk -F'\t' '$1 == "hard" || $1 == "quasi"' found >d; [ ! -s d ] || { fail "$q: hard or quasi findings"; cut -f1,2,7,17 d | head -3; }
        [ "$(grep -c '^soft' found)" -le "$2" ] || { fail "$q: $(grep -c '^soft' found) soft findings"; cut -f1,2 found | sort | uniq -c; }
    done
}
beside() { ecjoin -q -f "$form" -t "$t" ${2:+-k "$2"} --suffix "$1" joined "$3" -o joined.new 2>e && mv joined.new joined || { fail "ecjoin $3"; head -3 e; }; }

# what HISTORY COLUMN PATTERN: rows of the registers whose column fits.
what() { awk -F'\t' -v c="$2" -v p="$3" 'FNR == 1 { for (i = 1; i <= NF; i++) if ($i == c) at = i; next } $at ~ p' "$1"/20*/register/enterprise.tsv; }

latest made
consistent made
clean made 0
for kind in "status ^2$ suspended" "class4 ^42 recycler" "frame_to Q closing" "frame_from ^2025Q opening"; do
    set -- $kind
    [ -n "$(what made "$1" "$2")" ] || fail "no $3 unit in the shipped history"
done
for round in again revised; do ls made/20*/submissions/$round.xml >/dev/null || fail "nothing was $round"; done
cut -f3 made/2025Q3/register/enterprise.tsv | grep -q 500112 || fail "no unit in a district that ends"
cut -f3 made/2025Q4/register/enterprise.tsv | grep -qE '500112|500105' && fail "a district that has ended"
# Of two versions the first lacked its filler, or had another output; the second says why it was sent.
for q in made/20*; do
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { u = $at["uscc"] }
        $at["revision"] == 0 { output[u] = $at["gross_output"]; filler[u] = $at["filler_name"]; next }
        { n++; second[u] = $at["gross_output"]; file[u] = $1 } $at["revision_reason"] == "\\N" { print "no reason: " u }
        END { for (u in second) if ((file[u] ~ /again/) != (filler[u] == "") || (file[u] ~ /revised/) != (output[u] != second[u])) print file[u] ": " u }
        END { print n + 0 >"n" }' "$q/records/enterprise.tsv" >d
    [ ! -s d ] || fail "$(cat d)"
    cat n >>versions
done
[ "$(awk '{ n += $1 } END { print n }' versions)" -ge 4 ] || fail "hardly any second version"

ecgen -q -f "$form" -n 250 --seed 11 --period 2025Q4 --history 8 -o larger || fail "ecgen"
latest larger
consistent larger
clean larger 5
finish
