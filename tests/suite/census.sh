#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Situations of real units, each planted in a clean unit of one made-up quarter, which is run once: tests/cases/census.tsv says what
# is changed and what must become of the unit. All other units are accepted, but for questions about a tier or a far ratio.
. "$EC_SRC/tests/suite/init.sh"
EC_DATADIR=$EC_SRC/rules
export EC_DATADIR
form=$EC_SRC/rules/forms/st-quarterly.tsv
cases=$EC_SRC/tests/cases/census.tsv
ecgen -q -f "$form" -n 160 --seed 4413 --period 2025Q3 --history 5 -o history || fail "ecgen"

# The quarter before and a year ago as folders of accepted records; this quarter's records to choose units from.
for q in 2024Q3 2025Q2 2025Q3; do
    find history/$q/submissions -type f | sort | tr '\n' '\0' | ecread -q -f "$form" -F /dev/null --files0-from - --split all.$q || fail "ecread $q"
    mkdir $q
    ecmerge -q -f "$form" -t enterprise -o $q/enterprise.tsv all.$q/enterprise.tsv || fail "ecmerge $q"
    for t in product output_class energy supplier project honour explanation; do
        ecmerge -q -f "$form" -t $t --units $q/enterprise.tsv -o $q/$t.tsv all.$q/$t.tsv || fail "ecmerge $q $t"
    done
done
cp -R history/2025Q3/register register
cp -R history/2025Q3/submissions in

# plan: for each case the first unit not yet taken that was there in all three quarters and fits `needs`; lines CASE UNIT FILE.
awk -F'\t' '
    FILENAME == ARGV[1] { if (FNR > 1) { n++; name[n] = $1; needs[n] = $2 } next }
    FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    FILENAME != ARGV[4] { seen[$at["uscc"]]++; next }
    seen[$at["uscc"]] < 2 { next }
    {
        for (c = 1; c <= n; c++) {
            if (done[c]) continue
            k = split(needs[c], w, ";"); fits = 1
            for (i = 1; i <= k; i++) {
                match(w[i], /[=<>]+/); v = $at[substr(w[i], 1, RSTART - 1)]; op = substr(w[i], RSTART, RLENGTH); x = substr(w[i], RSTART + RLENGTH)
                if (!(op == "=" ? v == x : v != "\\N" && (op == ">" ? v + 0 > x + 0 : v + 0 < x + 0))) fits = 0
            }
            if (fits) { done[c] = 1; print name[c], $at["uscc"], $at["_file"]; next }
        }
    }
    END { for (c = 1; c <= n; c++) if (!done[c]) { print "no unit for " name[c] >"/dev/stderr"; exit 1 } }' \
    "$cases" 2024Q3/enterprise.tsv 2025Q2/enterprise.tsv 2025Q3/enterprise.tsv >plan || fail "plan"

# change FILE SET: elements of a submission get other values: NAME=VALUE, NAME*FACTOR; MONEY*FACTOR is every amount in thousand yuan.
awk -F'\t' '$1 == "enterprise" && $6 == "千元" { print $2 }' "$form" >money
change() {
    awk -v set="$2" -v money="$(tr '\n' ' ' <money)" '
        function product(x, f) { x = x * f; return x == int(x) ? sprintf("%.0f", x) : sprintf("%.2f", x) }
        BEGIN { m = split(money, w, " "); for (i = 1; i <= m; i++) amount[w[i]]; k = split(set, s, ";") }
        {
            for (i = 1; i <= k; i++) {
                match(s[i], /[=*]/); name = substr(s[i], 1, RSTART - 1); op = substr(s[i], RSTART, 1); x = substr(s[i], RSTART + 1)
                if (!match($0, "<[a-z_0-9]+>[^<]*</")) continue
                from = RSTART; tag = substr($0, RSTART + 1); sub(/>.*/, "", tag)
                old = substr($0, RSTART + length(tag) + 2, RLENGTH - length(tag) - 4)
                if (tag == name || (name == "MONEY" && tag in amount)) {
                    hit[i]++
                    $0 = substr($0, 1, from - 1) (op == "*" ? "<" tag ">" product(old, x) : x == "" ? "<" tag ">" : "<" tag ">" x) substr($0, from + length(tag) + 2 + length(old))
                }
            }
            print
        }
        END { for (i = 1; i <= k; i++) if (!hit[i]) { print "no element for " s[i] >"/dev/stderr"; exit 1 } }' "$1" >changed && mv changed "$1"
}
# alter FILE UNIT SET: cells of the rows of a unit; DROP takes them out.
alter() {
    awk -F'\t' -v OFS='\t' -v unit="$2" -v set="$3" '
        FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; k = split(set, s, ";"); print; next }
        $at["uscc"] != unit { print; next }
        set == "DROP" { next }
        { for (i = 1; i <= k; i++) { e = index(s[i], "="); $at[substr(s[i], 1, e - 1)] = substr(s[i], e + 1) } print }' "$1" >altered && mv altered "$1"
}
tr '\t' '\037' <"$cases" >table
while IFS=$(printf '\037') read -r case needs set register titles prior state held not; do
    [ "$case" != case ] || continue
    found=$(awk -v c="$case" '$1 == c { print $2, $3 }' plan)
    unit=${found% *} file=in/${found#*/submissions/}
    [ -z "$set" ] || change "$file" "$set" || fail "$case: $set"
    [ -z "$register" ] || alter register/enterprise.tsv "$unit" "$register"
    [ -z "$titles" ] || alter register/honour.tsv "$unit" "$titles"
    [ -z "$prior" ] || alter 2025Q2/enterprise.tsv "$unit" "$prior"
    printf '%s\t%s\t%s\t%s\t%s\n' "$case" "$unit" "$state" "$held" "$not"
done <table >wanted

ecquarter -q -f st-quarterly --period 2025Q3 --prior 2025Q2 --ly 2024Q3 --register register -o q in 2>e
[ $? -eq 1 ] || fail "status: $(tail -n 3 e)"

# The state and what holds the unit, by patterns.
awk -F'\t' '
    NR == FNR { want[$2] = $0; next }
    FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    { u = $at["uscc"]; state = $at["state"]; held = $at["held_by"] }
    !(u in want) { if (state != "accepted" && held !~ /^(I17|C08|E06M|H10|,)+$/ && state != "missing") { print "not planted, yet " state ": " u " " held; bad = 1 } next }
    {
        split(want[u], w, "\t"); judged++
        ok = (state ~ "^(" w[3] ")$") && (w[4] == "" || ("," held) ~ ",(" w[4] ")") && (w[5] == "" || ("," held) !~ ",(" w[5] ")")
        if (!ok) { print w[1] ": " state ", held by " held "; wanted " w[3] " by " w[4] ", not by " w[5]; bad = 1 }
    }
    END { exit bad }' wanted q/units.tsv >o || { cat o; fail "verdicts"; }
[ "$(wc -l <wanted)" -ge 20 ] || fail "only $(wc -l <wanted) cases"
finish
