#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every edit of the catalogue that the library ships is judged by ecquarter, when it is given all there is to compare with: what
# rules/coverage.tsv names is in the commands of the log, no rule lacks a column, and each is evaluated.
. "$EC_SRC/tests/suite/init.sh"
rules=$EC_SRC/rules
EC_DATADIR=$rules
export EC_DATADIR
tab=$(printf '\t')

# The quarters before, as they were accepted; this one with its first versions, then with all.
ecgen -q -f st-quarterly -n 60 --seed 5 --period 2025Q4 --history 5 --batch -o h || fail "ecgen"
set --
for q in 2024Q4 2025Q1 2025Q2 2025Q3; do
    mkdir -p $q/latest
    ecread -q -f st-quarterly --split $q/records h/$q/submissions/*.xml || fail "$q: ecread"
    for t in enterprise product output_class energy supplier project honour explanation; do
        ecmerge -q -f st-quarterly -t $t -o $q/latest/$t.tsv $q/records/$t.tsv || fail "$q: ecmerge"
    done
    ecvtl --records -q -f st-quarterly -p "$rules/indicators.vtl" --long $q/latest/enterprise.tsv >$q/indicators.tsv || fail "$q: ecvtl"
    set -- "$@" --history $q/indicators.tsv
done
awk -F'\t' 'NR == 1 || $1 == "M19" && $2 == "chain"' 2025Q3/indicators.tsv | sed 's/2025Q3/2025Q4/' >customs.tsv
mkdir -p accepted && ecread -q -f st-quarterly --split accepted h/2025Q4/submissions/first.xml || fail "accepted"
ecquarter -q -f st-quarterly "$@" --prior 2025Q3/latest --ly 2024Q4/latest --register h/2025Q4/register --accepted accepted --customs customs.tsv \
    -o now h/2025Q4/submissions 2>e; st=$?
[ $st -le 1 ] || { fail "ecquarter: status $st"; head -5 e; finish; }

# No rule was left out, and clean records have no hard finding.
cat now/findings/*.tsv | awk -F'\t' '$5 == "notrun" || $5 == "error" { print $2 ": " $5 ": " $18 }' >d
[ ! -s d ] || { fail "$(wc -l <d) rules were not run"; head -5 d; }
cat now/findings/*.tsv | awk -F'\t' '$1 == "hard" || $1 == "quasi"' >d; [ ! -s d ] || { fail "hard findings on clean records"; cut -f1,2,7 d | head -3; }

# Each rule of eccheck: the commands of the log again, now counting; a rule is in the table of counts when it was evaluated.
awk -F'\t' '$2 ~ /^check-|^macro$/ { print $6 }' now/log | sed 's/eccheck -q/eccheck -v/; s/ecjoin -q/ecjoin/g; s,\.part/,../again/,g; s/; awk .*//; s/ | cut .*//; s/--keep valid/-o \/dev\/null/' >commands
[ "$(wc -l <commands)" -eq 9 ] || fail "$(wc -l <commands) commands of eccheck in the log"
mkdir -p again/findings again/valid
while read -r c; do (cd now && sh -c "$c") 2>>counts >/dev/null; done <commands
awk 'NF == 6 && $3 + $4 + $5 + $6 > 0 { print $1 }' counts | sort -u >evaluated
for f in "$rules"/*.vtl; do
    sed 's,//.*,,' "$f" | awk '/^define (datapoint|hierarchical) ruleset/ { on = 1 } /^end (datapoint|hierarchical) ruleset/ { on = 0 }
        on && match($0, /errorcode "[^"]*"/) { print substr($0, RSTART + 11, RLENGTH - 12) }'
done | sort -u >shipped
comm -23 shipped evaluated >d
[ "$(wc -l <shipped)" -gt 240 ] || fail "only $(wc -l <shipped) rules found"
[ ! -s d ] || fail "never evaluated: $(tr '\n' ' ' <d)"

# The catalogue: each file that coverage.tsv names is in a command of the log, the folder of rules for those of eccheck.
cut -f6 now/log >log
tail -n +2 "$rules/coverage.tsv" | while IFS=$tab read -r id where why; do
    for f in $(printf '%s' "$where" | grep -oE '[a-z_]+\.vtl'); do
        grep -qF "/$f" log || grep -q "define \(datapoint\|hierarchical\) ruleset" "$rules/$f" || echo "$id: $f"
    done
    case $where in *ecoutlier*) case $id in C08) v=gross_output/elec_form ;; E06) v=gross_output_q/emp_avg_q ;; H10 | H21) v=energy_tce/gross_output ;; I07) v=gross_output ;; B25) v=B25=gross_output ;; *) v=no-such ;; esac
        grep -q "ecoutlier.*$v" log || echo "$id: no test of $v" ;; esac
done >d
[ ! -s d ] || fail "not run: $(tr '\n' ' ' <d)"
for k in K06_region K09_two K10_items K10_units K11_first K17 K20 M01_path_8; do cut -f1 now/indicators.tsv | grep -qx $k || [ $k = K11_first ] || fail "no indicator $k"; done
[ "$(cut -f1 now/usual.tsv | sort -u | wc -l)" -gt 3 ] || fail "nothing usual"

# It finds what it should: a far ratio, two versions of one revision, one that changed behind the office's back, an unknown title.
mkdir bad && cp h/2025Q4/submissions/first.xml bad/a.xml
awk '/<submission / { n++ } n == 2 && /<elec_form>/ { sub(/>[0-9.]*</, ">99999999<") } n == 3 && /<total_assets>/ { sub(/>[0-9]*</, ">1<") } n == 3 && /<region_code>/ { sub(/>5[0-9]*</, ">500101<") } { print }' bad/a.xml >bad/b.xml
printf 'uscc\thonour_kind\thonour_level\tbatch\tissue_date\n' >honour.tsv; mkdir registers; cp h/2025Q4/register/* registers; cp honour.tsv registers
ecquarter -q -f st-quarterly --prior 2025Q3/latest --register registers --accepted accepted -o worse bad 2>e; st=$?
[ $st -eq 1 ] || { fail "a bad quarter: status $st"; head -8 e; tail -5 worse/log; }
cat worse/findings/*.tsv | cut -f1,2 | sort -u >found
for r in "soft${tab}C08" "hard${tab}A06" "quasi${tab}B23" "hard${tab}A07R" "quasi${tab}F14"; do grep -qx "$r" found || fail "$r is not found"; done
finish
