#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# compare.sh OLD NEW: do two builds write the same bytes? OLD and NEW are build folders of two states of the source. Each tool
# runs on the fixtures with both; standard output, standard error, status and every file are compared. Versions of ectools are
# masked. Prints what differs; the status is 0 when nothing does. For changes that are to change nothing; not part of ./check.
set -u
[ $# -eq 2 ] || { echo "usage: compare.sh OLD NEW" >&2; exit 2; }
src=$(cd "$(dirname "$0")/.." && pwd)
old=$(cd "$1" && pwd) && new=$(cd "$2" && pwd) || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
f=$src/fixtures form=st-quarterly
SOURCE_DATE_EPOCH=1760000000 LC_ALL=C.UTF-8 EC_DATADIR=$src/rules TZ=UTC
export SOURCE_DATE_EPOCH LC_ALL EC_DATADIR TZ

# run NAME COMMAND: its output, complaints and status under that name.
run() {
    sh -c "$2" >"$1.out" 2>"$1.err" </dev/null
    echo $? >"$1.status"
}

# Before it was a tool, ecsuggest was an option of ecfix.
suggest() {
    if command -v ecsuggest >/dev/null; then run "$1" "ecsuggest -q $2 -o $1.tsv $3"; else run "$1" "ecfix -q $2 --suggest $1.tsv -o /dev/null $3"; fi
}

# What is compared: in an empty folder, with the tools of one build first in PATH.
everything() {
    for l in en zh; do
        run "read-$l" "ecread --lang=$l -f $form -F read-$l.tsv --split records-$l --rejects rejects-$l $f/quarter-2025Q3/*/*.xml $f/xml/*.xml"
        run "text-$l" "ecread --lang=$l -f $form $f/xml/*.xml"
        run "check-text-$l" "eccheck --lang=$l -f $form -r $src/rules -v records-$l/enterprise.tsv"
    done
    run libxml "ecread --parser=libxml2 -f $form -F libxml.tsv $f/quarter-2025Q3/*/*.xml"
    run sdmx "ecread -f sdmx-generic -t obs $f/sdmx/ng-ts.xml"
    r=records-en
    for t in enterprise product output_class energy supplier project honour explanation; do
        run "fix-$t" "ecfix -f $form -t $t -L changes-$t.tsv -o fixed-$t.tsv $r/$t.tsv"
        run "undo-$t" "ecfix --undo changes-$t.tsv fixed-$t.tsv"
        run "merge-$t" "ecmerge -f $form -t $t --superseded super-$t.tsv -o latest-$t.tsv fixed-$t.tsv"
    done
    for format in tsv jsonl text junit sarif; do
        run "check-$format" "eccheck -f $form -r $src/rules -F check.$format --format=$format --keep valid -o valid.tsv latest-enterprise.tsv"
    done
    run outcomes "eccheck -f $form -r $src/rules --outcomes outcomes.tsv -F /dev/null latest-enterprise.tsv"
    run product "eccheck -f $form -t product -r $src/rules -F product.tsv latest-product.tsv"
    run q2 "ecgen -q -f $form -n 400 --seed 7 --period 2025Q2 | ecread -q -f $form -o q2.tsv -"
    run q3 "ecgen -q -f $form -n 400 --seed 7 --errors 40% --truth truth.tsv | ecread -q -f $form -F q3-read.tsv -o q3.tsv -"
    run join "ecfix -q -f $form q3.tsv | ecjoin -f $form --suffix _prior -o joined.tsv - q2.tsv"
    suggest suggest "-f $form -r $src/rules --prior _prior --localise" joined.tsv
    suggest prorate "-f $form -r $src/rules --prior _prior --methods prorate,rounding,sign" joined.tsv
    run sum "ecvtl --records -f $form -p $src/rules/indicators.vtl --long q3.tsv"
    run partial "ecvtl --records -f $form -p $src/rules/indicators.vtl --partial q3.tsv"
    run outlier "ecoutlier -f $form --hb op_revenue --by class4,class4:3,chain --calls calls.tsv joined.tsv"
    run pack "ecpack -f $form -o dataset valid.tsv"
    run verify "ecpack --verify dataset"
    run xlsx "ecpack --xlsx dataset -o dataset.xlsx"
    run lint "eclint -v -f $form $src/rules"
    run page "ecreport -f $form --records latest-enterprise.tsv -F check.tsv -F read-en.tsv --suggestions suggest.tsv -o report.html"
    run letters "ecreport -f $form --records latest-enterprise.tsv -F check.tsv --letters letters"
    run summary "ecreport -f $form --records latest-enterprise.tsv -F check.tsv --text"
    run history "ecgen -q -f $form -n 30 --seed 3 --period 2025Q3 --history 3 --errors 20% -o history"
    run corrected "ecgen -q -f $form -n 60 --seed 3 --errors 20% --corrected -o corrected"
    run retail "ecgen -q -f retail-monthly -n 20 --errors 20%"
    run frame "ecgen -q -f $form -n 30 --register frame.tsv"
    run expr "ecexpr 'cast(\"2025-09-30\", date) - cast(\"2024-02-29\", date)'"
}

for which in old new; do
    mkdir "$work/$which" && cd "$work/$which" || exit 2
    if [ $which = old ]; then PATH=$old:$PATH; else PATH=${PATH#"$old":}; PATH=$new:$PATH; fi
    everything
    # A workbook is a zip: unpacked it can be masked.
    if command -v unzip >/dev/null; then unzip -q -d xlsx dataset.xlsx && rm dataset.xlsx; fi
    grep -rlIE '(ectools|version)[" ,:a-z]*[0-9]+\.[0-9]+\.[0-9]+' . | while read -r file; do
        sed -i -E 's/((ectools|"version")[" ,:a-z]*)[0-9]+\.[0-9]+\.[0-9]+/\1VERSION/g' "$file"
    done
done
cd "$work" && diff -r old new >diff && { echo "the same: $(find new -type f | wc -l) files"; exit 0; }
head -n 100 diff
exit 1
