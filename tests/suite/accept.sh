#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecaccept: one verdict a unit, by the table of tests/cases/accept; what is kept; the frame; identity; bad decisions and re-openings;
# the same bytes for any order of findings.
. "$EC_SRC/tests/suite/init.sh"
c=$EC_SRC/tests/cases/accept
form=$c/form.tsv
tab=$(printf '\t')

# ---- The units of the table ----
mkdir r
awk -F' *[|] *' -v OFS='\t' -v n='\\N' '
function put(file, line) { print line >file }
BEGIN {
    put("r/u.tsv", "_file\t_line\t_rec\tid\tperiod\trevision\tval\treport_date\t_sub")
    put("r/p.tsv", "_file\t_line\t_rec\tid\tperiod\trevision\tcode\tq\t_sub")
    put("r/s.tsv", "_file\t_line\t_rec\tid\tperiod\trevision\ttitle\t_sub")
    put("f", "level\trule\truleset\tresult\ttable\tkey\t_file\tvariable\tvalue\tvalues\tfingerprint\t_sub")
    put("d", "key\trule\tvariable\tfingerprint\tdecision\twho\twhen\twhy")
    put("ex", "id\tperiod\trevision\trule_id\texplanation_text")
    put("ro", "key\tperiod\tvariable\treason\twho\tuntil")
    put("want", "id\tstate\theld_by\tneeds")
    for (k in a) delete a[k]
}
/^#/ { next }
{
    id = $1; line = NR * 10; sub_ = "a.xml#" id
    put("r/u.tsv", "a.xml\t" line "\t" id "\t" id "\t2025Q3\t0\t" id ".50\t2025-10-2" (id % 9) "\t" sub_)
    for (k = 1; k <= 2; k++) {
        put("r/p.tsv", "a.xml\t" line + k "\t" id "\t" id "\t2025Q3\t0\tP" k "\t7\t" sub_)
        put("r/s.tsv", "a.xml\t" line + k + 2 "\t" id "\t" id "\t2025Q3\t0\tT" k "\t" sub_)
    }
    m = $2 == "-" ? 0 : split($2, found, ",")
    for (k = 1; k <= m; k++) {
        split(found[k] " u failed", w, " "); if (split(found[k], w2, " ") == 3) w[4] = "failed"
        t = w[3]; key = "id=" id ";period=2025Q3;revision=0" (t == "p" ? ";code=P1" : t == "s" ? ";title=T1" : "")
        print_ = substr("00000000000000000000000000000000" id w[2], 1 + length(id w[2]))
        put("f", w[1] "\t" w[2] "\tr\t" w[4] "\t" t "\t" key "\ta.xml\tval\t" id ".50\tval=" id ".50\t" print_ "\t" sub_)
        of[w[2]] = print_
    }
    if ($3 != "-") { split($3, w, " "); put("d", "id=" id "\t" w[1] "\tval\t" of[w[1]] "\t" w[2] "\t" w[3] "\t2025-10-20\tchecked") }
    if ($4 != "-") put("ex", id "\t2025Q3\t0\t" $4 "\ta new line was started in August")
    if ($5 != "-") put("ro", "id=" id "\t2025Q3\t" $5 "\tmerger\tchief\t2025-12-31")
    put("want", id "\t" $6 "\t" ($7 == "-" ? n : $7) "\t" ($8 == "-" ? n : $8))
}' "$c/units.txt"
printf 'item\tvalue\nneed.soft\texplanation\npassable\tP1\nreopenable\tR1*\nsupervisor\tchief\n' >policy
all="-f $form --period 2025Q3 --records r --findings f --policy policy --decisions d --explained ex --reopened ro"
columns() { awk -F'\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } { print $at["id"], $at["state"], $at["held_by"], $at["needs"] }' "$1"; }
status 1 ecaccept $all --accepted acc -o units
columns units | sort -n >got; sort -n want >sorted; same got sorted "states"

# ---- The questions that are left, filled in, are decisions ----
status 1 ecaccept $all --questions qs -o units5
awk -F'\t' 'NR > 1 { print $1 "\t" $2 }' qs | LC_ALL=C sort -c || fail "questions are not in order"
awk -F'\t' -v OFS='\t' 'NR > 1 && $9 != "hard" && $10 != "resubmission" && $10 != "answer" { $5 = "pass"; $6 = "chief"; $7 = "2025-10-21"; $8 = "by telephone" }
    NR == 1 || $5 == "pass"' qs >filled
status 1 ecaccept $all --decisions filled --questions left -o units5
[ "$(awk -F'\t' '$3 == "open" { printf "%s ", $1 }' units5)" = "16 18 21 8 " ] || fail "what is open after all was decided: $(awk -F'\t' '$3 == "open" { printf "%s ", $1 }' units5)"
[ "$(wc -l <left)" -lt "$(wc -l <qs)" ] || fail "as many questions as before"

# ---- What is kept: accepted units whole, in all tables, byte for byte; a held row of a standalone table stays behind alone ----
awk -F'\t' '$2 == "accepted" { print $1 }' want >good
for t in u p s; do
    awk -F'\t' -v t=$t 'FNR == NR { good[$1] = 1; next } FNR == 1 || ($4 in good && !(t == "s" && $4 == 24 && $7 == "T1"))' good r/$t.tsv >w
    same acc/$t.tsv w "accepted $t"
done
[ ! -e acc/indicator.tsv ] || fail "a table without XML was written"

# ---- The same bytes for any order of findings; in several files ----
{ head -1 f; tail -n +2 f | sort -r; } >f2; ecaccept $(echo "$all" | sed 's/findings f /findings f2 /') -o units2 2>e2; same units units2 "another order"
{ head -1 f; sed -n 2,9p f; } >f3; { head -1 f; sed -n '10,$p' f; } >f4
ecaccept -f "$form" --period 2025Q3 --records r --findings f4 --findings f3 --policy policy --decisions d --explained ex --reopened ro -o units3 2>e2
same units units3 "two files"
# Cut into three runs and shuffled ten times, with an unreadable submission that names two senders and questions that are asked twice.
{ cat f; for i in 7 1; do printf 'hard\tXML-EMPTY\tr\trejected\tu\tid=%s;period=2025Q3;revision=0\tb.xml\t\\N\t\\N\t\\N\t\\N\tb.xml#1\n' $i; done
  sed -n '3,9s/^hard/quasi/p; 3,9p' f; } >many
for seed in 1 2 3 4 5 6 7 8 9 10; do
    rm -f part?; for i in 1 2 3; do head -1 f >part$i; done
    awk -v seed=$seed 'BEGIN { srand(seed) } NR > 1 { print rand() "\t" $0 }' many | LC_ALL=C sort | cut -f2- | awk -v seed=$seed 'BEGIN { srand(seed) } { print >>("part" int(rand() * 3) + 1) }'
    status 1 ecaccept $(echo "$all" | sed 's/--findings f /--findings part1 --findings part2 --findings part3 /') --questions q-$seed -F own-$seed.tsv --accepted acc-$seed -o units-$seed
    for o in units q acc; do diff -r $o-1 $o-$seed >/dev/null || fail "shuffled by $seed: $o"; done
    same own-1.tsv own-$seed.tsv "shuffled by $seed: findings of the verdict"
done
[ "$(tail -n 1 units-1 | awk -F'\t' '{ print $NF }')" = "id=1;period=2025Q3;revision=0" ] || fail "who sent what cannot be read: $(tail -n 1 units-1)"

# ---- Without fingerprints in the findings they are made: what was bound to the old ones is stale ----
cut -f1-10,12 f >nof; status 1 ecaccept $(echo "$all" | sed 's/findings f /findings nof /') -F own.tsv -o units4
[ "$(grep -c ACCEPT-STALE own.tsv)" -eq "$(($(wc -l <d) - 1))" ] || fail "stale decisions: $(grep -c ACCEPT-STALE own.tsv)"

# ---- Who must report: missing, outside the frame's time, unreadable ----
printf 'id\tframe_from\tframe_to\n01\t2024Q1\t\\N\n99\t\\N\t\\N\n98\t2025Q4\t\\N\n97\t\\N\t2025Q2\n3\t2025Q3\t2025Q3\n' >frame
{ cat f; printf 'hard\tXML-MALFORMED\tr\trejected\tu\tid=7;period=2025Q3;revision=1\tb.xml\t\\N\t\\N\t\\N\t\\N\tb.xml#1\n'
  printf 'hard\tXML-EMPTY\tr\trejected\t\\N\t\\N\tc.xml\t\\N\t\\N\t\\N\t\\N\tc.xml\n'
  printf 'hard\tXML-PERIOD\tr\trejected\tu\tid=2;period=2025Q2;revision=0\td.xml\t\\N\t\\N\t\\N\t\\N\td.xml#1\n'; } >f5
status 1 ecaccept $(echo "$all" | sed 's/findings f /findings f5 /') --frame frame -F own.tsv -o units
awk -F'\t' '$3 == "missing" { print $1, $2 }' units >got; echo "99 2025Q3" >w; same got w "missing"
awk -F'\t' '$3 == "unreadable" { print $1, $5, $NF }' units >got
printf '\\N b.xml#1 id=7;period=2025Q3;revision=1\n\\N c.xml \\N\n' >w; same got w "unreadable"
[ "$(awk -F'\t' '$1 == 7 { print $11 }' units)" = "S1,XML-MALFORMED" ] || fail "a later revision that could not be read: $(grep '^7	' units)"
states() { awk -F'\t' 'NR > 1 { n[$3]++ } END { print n["accepted"] + n["open"] + n["failed"] + n["missing"] }' "$1"; }
[ "$(states units)" = 29 ] || fail "states add up to $(states units), not to the 28 units read and the missing one"
cut -f1,2,12-14 own.tsv | grep -q "ACCEPT-SPELLING${tab}id${tab}1${tab}01" || { fail "01 in the frame is 1 here"; cat own.tsv; }
# The prior quarter and last year are compared with, too: once a unit, whoever writes it otherwise.
printf 'id\tperiod\n001\t2025Q2\n002\t2025Q2\n3\t2025Q2\n' >prior; printf 'id\tperiod\n2\t2024Q3\n03\t2024Q3\n' >ly
status 1 ecaccept $all --frame frame --prior prior --ly ly -F own.tsv -o units
awk -F'\t' '$2 == "ACCEPT-SPELLING" { match($18, /in [a-z]*;/); print $13, $14, substr($18, RSTART + 3, RLENGTH - 4) }' own.tsv >got
printf '1 01 frame\n2 002 prior\n3 03 ly\n' >w; same got w "keys that are written otherwise than before"
[ "$(awk -F'\t' '$1 < 5 && NR > 1 { printf "%s=%s ", $1, $13 }' units | sed 's/\\N/-/g')" = "1=ly 2=- 3=- 4=prior,ly " ] || fail "unchecked: $(awk -F'\t' '$1 < 5 { print $1, $13 }' units)"

# ---- Identity: another period, a row of another submission, a row without unit, the unit twice ----
mkdir i; cp r/*.tsv i
printf 'a.xml\t9\t50\t50\t2025Q2\t0\t1\t2025-10-20\ta.xml#50\n' >>i/u.tsv
printf 'a.xml\t9\t1\t01\t2025-Q3\t0\tX\t7\tz.xml#1\na.xml\t9\t1\t77\t2025Q3\t0\tX\t7\ta.xml#77\n' >>i/p.tsv
status 1 ecaccept -f "$form" --period 2025-Q3 --records i -F own.tsv --accepted acc2 -o units
cut -f2,7 own.tsv | tail -n +2 | sort >got
printf 'ACCEPT-ORPHAN\tid=77;period=2025Q3;revision=0;code=X\nACCEPT-OTHER\tid=01;period=2025-Q3;revision=0;code=X\nACCEPT-PERIOD\tid=50;period=2025Q2;revision=0\n' >w
same got w "rows that belong nowhere"
grep -q '^50	' units && fail "a unit of another period"
awk -F'\t' '$7 == "X"' acc2/p.tsv | grep -q . && fail "rows of another submission were accepted"
sed '2s/^/x/' i/u.tsv | sed -n 2p | sed 's/^x//' >>i/u.tsv
ecaccept -q -f "$form" --period 2025Q3 --records i -F own.tsv -o units; grep '^1	' units | grep -q 'failed.*ACCEPT-TWICE' || fail "a unit with two records"

# Nothing but submissions of another period: nobody is judged, but it is not in order.
mkdir none; for t in u p s; do head -1 r/$t.tsv >none/$t.tsv; done
{ head -1 f; printf 'hard\tXML-PERIOD\tr\trejected\tu\tid=2;period=2025Q2;revision=0\td.xml\t\\N\t\\N\t\\N\t\\N\td.xml#1\n'; } >f7
status 1 ecaccept -f "$form" --period 2025Q3 --records none --findings f7 -o units
grep -q '1 submissions of other periods were refused' e || fail "not said: $(cat e)"
[ "$(wc -l <units)" -eq 1 ] || fail "a unit of another period: $(cat units)"

# What is said of a submission that another one has superseded holds nobody.
printf 'hard\tH1\tr\tfailed\tu\tid=1;period=2025Q3;revision=0\told.xml\t\\N\t\\N\t\\N\t\\N\told.xml#4\n' | cat f - >f6
ecaccept -q $(echo "$all" | sed 's/findings f /findings f6 /') -o units; grep -q "^1${tab}2025Q3${tab}accepted" units || fail "a superseded submission holds its unit"

# ---- Bad input is an error with its line; nothing is written ----
bad() { # NAME PATTERN: d or ro or policy as they are now
    rm -f never; status 2 ecaccept $all -o never && { grep -q "$2" e || { fail "$1"; cat e; }; [ ! -e never ] || fail "$1: units.tsv was written"; }
}
cp d d.good; cp ro ro.good; cp policy policy.good
line=$(($(wc -l <d) + 1))
p1=$(awk -F'\t' '$2 == "S1" && $6 ~ /^id=3;/ { print $11 }' f); q1=$(awk -F'\t' '$2 == "Q1" && $6 ~ /^id=10;/ { print $11 }' f); h1=$(awk -F'\t' '$2 == "H1" && $6 ~ /^id=14;/ { print $11 }' f)
row() { cp d.good d; printf "id=3\t$1\tval\t$2\t$3\t$4\t$5\t$6\n" >>d; }
row S1 "$p1" pass '' 2025-10-20 why; bad "no who" "d:$line: error: .*who is empty"
row S1 "$p1" pass me 2025-10-20 '\\N'; bad "no why" "d:$line: .*why is empty"
row S1 "$p1" pass me '' why; bad "no when" "d:$line: .*when is empty"
row S1 '' pass me 2025-10-20 why; bad "no fingerprint" "d:$line: .*fingerprint is empty"
row S1 "$p1" passt me 2025-10-20 why; bad "no decision" "d:$line: .*\"passt\" is no decision"
row S1 "$p1" pass me 20.10.2025 why; bad "no day" "d:$line: .*20.10.2025"
row S1 "$p1" pass me 2025-11-20 why; bad "a day that has not come" "d:$line: .*2025-11-20, which is after"
row Q1 "$q1" pass officer 2025-10-20 why; bad "no supervisor" "d:$line: .*officer may not let Q1"
row H1 "$h1" pass chief 2025-10-20 why; bad "not passable" "d:$line: .*chief may not let H1 pass"
row S1 "$p1" pass me 2025-10-20 why; printf "id=3\tS1\tval\t$p1\tfail\tyou\t2025-10-21\tno\n" >>d; bad "contradiction" "d:$((line + 1)): .*\"fail\" here and \"pass\" in d:$line"
row S1 ffffffffffffffffffffffffffffffff pass me 2025-10-20 why; status 1 ecaccept $all -F own.tsv -o units; grep -q "ACCEPT-STALE.*${tab}d${tab}$line" own.tsv || { fail "a stale decision is not listed"; cat own.tsv; }
row '*' "$p1, $q1" pass chief 2025-10-20 agent; status 1 ecaccept $all -o units; for i in 3 10; do grep -q "^$i${tab}2025Q3${tab}accepted" units || fail "one decision for several findings: $i"; done
cp d.good d
printf 'id=1234\t2025Q3\t*\tmerger\tchief\t2025-12-31\n' >>ro; bad "re-opening of an unknown unit" "ro:[0-9]*: .*1234"
cp ro.good ro; printf 'id=18\t2025Q3\t*\t\tchief\t2025-12-31\n' >>ro; bad "re-opening without reason" "ro:[0-9]*: .*reason is empty"
cp ro.good ro; printf '18\t2025Q3\t*\tmerger\tchief\t2025-10-01\n' >>ro; status 1 ecaccept $all -F own.tsv -o units; grep -q "^18${tab}2025Q3${tab}open" units || fail "a re-opening that is over"; grep -q ACCEPT-EXPIRED own.tsv || fail "it is not told"
cp ro.good ro; printf '18\t2025Q3\t*\tmerger\tchief\t2025-12-31\nid=18\t2025Q2\t*\tmerger\tchief\t2025-12-31\n' >>ro; status 1 ecaccept $all -o units; grep -q "^18${tab}2025Q3${tab}accepted" units || fail "a key without its name"
cp ro.good ro
printf 'passabel\tP1\n' >>policy; bad "unknown item" 'policy:6:1: .*did you mean passable'
cp policy.good policy; printf 'need.soft\tnothing\n' >>policy; bad "bad value" 'policy:6:11: .*nothing'
cp policy.good policy; printf 'require\tprior\n' >>policy; bad "prior required" 'requires prior'
status 1 ecaccept $all --prior r/u.tsv -o units
cp policy.good policy; printf 'need.soft\tdecision\n' >>policy; status 1 ecaccept $all -o units; grep -q "^4${tab}2025Q3${tab}open.*${tab}decision${tab}" units || fail "need.soft decision: an explanation is not enough"
cp policy.good policy
status 2 ecaccept $all -S 1K -o units && { grep -q 'do not fit in 1024 bytes' e || fail "the bound of the table: $(cat e)"; }
status 2 ecaccept $(echo "$all" | sed 's/findings f /findings r\/u.tsv /') -o units
status 2 ecaccept -f "$form" --period no --records r -o units
mkdir cut; cp r/*.tsv cut; sed '2s/$/\\q/' r/u.tsv >cut/u.tsv # a record that is none is named by its file
status 2 ecaccept -f "$form" --period 2025Q3 --records cut -o units && { grep -q 'cut/u.tsv:2: error: bad escape' e || fail "a bad record: $(cat e)"; }

# ---- The shipped quarter: states add up, all that is kept is of accepted units, any order of findings gives the same ----
q=$EC_SRC/fixtures/quarter-2025Q3
EC_DATADIR=$EC_SRC/rules; export EC_DATADIR
ecread -q -f st-quarterly -F read.tsv --split raw "$q"/000/*.xml 2>e
mkdir latest; asked="--findings read.tsv" reversed=
for t in enterprise product output_class energy supplier project honour explanation; do
    ecmerge -q -f st-quarterly -t $t -o latest/$t.tsv raw/$t.tsv 2>e
    eccheck -q -f st-quarterly -t $t -r "$EC_SRC/rules" --allow-no-rule -F $t-f.tsv -o /dev/null latest/$t.tsv 2>e
    asked="$asked --findings $t-f.tsv"; { head -1 $t-f.tsv; tail -n +2 $t-f.tsv | sort -r; } >$t-r.tsv; reversed="--findings $t-r.tsv $reversed"
done
verdict() { status 1 ecaccept -f st-quarterly --period 2025Q3 --records latest --frame "$q/register.tsv" --policy "$EC_SRC/rules/policy.tsv" --explained latest/explanation.tsv -F own.tsv "$@"; }
verdict $asked --accepted kept --questions q1 -o u1
verdict $reversed --findings read.tsv --questions q2 -o u2; same u1 u2 "the shipped quarter, another order"; same q1 q2 "questions, another order"
awk -F'\t' 'FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { print $at["uscc"] }' "$q/register.tsv" latest/enterprise.tsv | sort -u >everybody
[ "$(states u1)" -eq "$(wc -l <everybody)" ] || fail "states: $(states u1), frame and read: $(wc -l <everybody)"
for s in accepted open failed missing; do awk -F'\t' -v s=$s '$3 == s { n++ } END { exit !n }' u1 || fail "nobody is $s"; done
awk -F'\t' '$3 == "accepted" { print $1 }' u1 >good
for t in enterprise product output_class energy supplier project honour explanation; do
    awk -F'\t' -v t=$t 'FNR == NR { good[$1] = 1; next } FNR == 1 { for (i = 1; i <= NF; i++) if ($i == "uscc") at = i; next } !($at in good) { print t ": " $at }' good kept/$t.tsv >d
    [ ! -s d ] || fail "rows of units that are not accepted: $(head -3 d)"
    awk -F'\t' 'FNR == NR { good[$1] = 1; next } FNR == 1 { for (i = 1; i <= NF; i++) if ($i == "uscc") at = i } FNR == 1 || $at in good' good latest/$t.tsv >w
    same kept/$t.tsv w "all rows of the accepted units: $t"
done
finish
