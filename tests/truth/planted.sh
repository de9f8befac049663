#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Each kind of error of ecgen, planted into quarters at known places: what the chain from ecread to eccheck does about it,
# compared with the same quarter without errors. floors.tsv says what share of a kind must be caught.
. "$EC_SRC/tests/suite/init.sh"
. "$EC_SRC/tests/truth/lib.sh"
periods=${EC_TRUTH_PERIODS:-2025Q1 2025Q3}
share=${EC_TRUTH_SHARE:-25%}

# files SEED PERIOD FOLDER OPTION...: the quarter, each unit a file, through ecread, ecfix and ecmerge into FOLDER.
files() {
    s=$1 p=$2 d=$3; shift 3
    rm -rf in; mkdir -p "$d/rejects"
    ecgen -q -f "$form" -n "$units" --seed "$s" --period "$p" "$@" -o in || die "ecgen $p $*"
    find in -type f -print0 | LC_ALL=C sort -z | ecread -q -f "$form" --files0-from - --split "$d/raw" --rejects "$d/rejects" -F "$d/read.tsv" 2>e
    [ $? -le 1 ] || { head -3 e >&2; die "$p: ecread"; }
    for t in $tables; do
        ecfix -q -f "$form" -t "$t" -L "$d/$t.changes" "$d/raw/$t.tsv" >"$d/$t.fixed" || die "$p, $t: ecfix"
        ecmerge -q -f "$form" -t "$t" -o "$d/$t.tsv" "$d/$t.fixed" 2>e || [ $? -eq 1 ] || { head -3 e >&2; die "$p, $t: ecmerge"; }
    done
    joined "$s" "$p" "$d"
    judged "$d"
    tail -n +2 "$d/read.tsv" >>"$d/findings.tsv"
}

# rows FOLDER: all rows of a file as one, without the lines where they stand: FILE TAB TABLE TAB ROW.
rows() { for t in $tables; do awk -F'\t' -v OFS='\t' -v t="$t" 'FNR > 1 { f = $1; $1 = $2 = $3 = ""; print f, t, $0 }' "$1/$t.tsv"; done | LC_ALL=C sort; }

printf 'run\tfile\tkind\toutcome\tnamed\tedits\tcells\tvariable\told\tnew\n' >all
for s in $seeds; do
    for p in $periods; do
        history "$s" "$p"
        files "$s" "$p" clean --register "$s/$p.reg"
        files "$s" "$p" dirty --errors "$share" --truth truth
        rows clean >rows.clean
        rows dirty >rows.dirty
        LC_ALL=C comm -3 rows.clean rows.dirty | awk -F'\t' '{ print $1 == "" ? $2 : $1 }' | LC_ALL=C sort -u >differ
        cat clean/*.changes >changes.clean
        cat dirty/*.changes >changes.dirty
        awk -F'\t' -v OFS='\t' -v run="$s/$p" -f "$EC_SRC/tests/truth/planted.awk" truth differ changes.clean changes.dirty clean/findings.tsv dirty/findings.tsv >>all
        awk -F'\t' -v OFS='\t' -v run="$s/$p" 'FNR == 1 { n++; next } n == 1 { bad[$1]; next } $1 == "hard" || $1 == "quasi" || $1 == "soft" { hit[$8] }
            END { for (f in hit) print run, (f in bad) ? "right" : "wrong" }' truth dirty/findings.tsv >>flagged
        rm -rf clean dirty
    done
done

awk -F'\t' -v OFS='\t' -f "$EC_SRC/tests/truth/kinds.awk" all >kinds
awk -F'\t' 'FNR == NR { if (FNR > 1) { least[$1] = $2; most[$1] = $3 } next } FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    { seen[$1] = $at["planted"]; got[$1] = $at["recall %"]; if (!($1 in least)) { print $1 ": no floor"; bad = 1 } }
    END { for (k in least) if (!(k in seen) || got[k] + 0 < least[k] + 0 || got[k] + 0 > most[k] + 0) {
            print k ": caught " got[k] + 0 "% of " seen[k] + 0 ", wanted " least[k] " to " most[k] "%"; bad = 1 }
        exit bad }' "$EC_SRC/tests/truth/floors.tsv" kinds >&2 || fail "shares outside tests/truth/floors.tsv"

echo "## Kinds of errors"
echo
awk -F'\t' 'END { print NR - 1 " errors, one a submission, in " }' all | tr -d '\n'
echo "quarters of $units enterprises ($(echo $periods), seeds $(echo $seeds)), through ecread, ecfix, ecmerge, ecjoin, eccheck, ecoutlier and ecvtl."
echo "*restored*: the value is what it was, with a line in the change log or because reading does it no harm.
*logged*: it was changed to something else, with a line in the change log: a token for nothing became an empty cell."
echo "*hard*, *quasi*, *soft*: the highest level of a finding that the same submission without the error does not have;"
echo "*on it*: such a finding names a changed variable. *recall*: restored, logged, hard, quasi or soft."
echo "EP30 is no error: there a finding is a false alarm."
awk '{ n[$2]++ } END { printf "Submissions with a hard, quasi or soft finding: %d; of those %.1f %% have a planted error (precision).\n", n["right"] + n["wrong"], n["right"] * 100 / (n["right"] + n["wrong"]) }' flagged
echo
markdown kinds
cp all "${EC_TRUTH_KEEP:-.}/planted.tsv" 2>/dev/null || :
finish
