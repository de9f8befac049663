#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Scale-out: a stream cut into chunks without a header, worked on side by side and put together again, gives the bytes of the serial
# run: records, findings, sums. What engines do with RDD.pipe, Hadoop streaming, array jobs or xargs -P.
. "$EC_SRC/tests/suite/init.sh"
EC_DATADIR=$EC_SRC/rules
export EC_DATADIR
ecgen -q -f st-quarterly -n 150 --errors 60% --seed 11 -o - | ecread -q -f st-quarterly -F /dev/null --fail-on=never -o q.tsv - || fail "ecread"
ecgen -q -f st-quarterly -n 150 --seed 11 --period 2025Q2 -o - | ecread -q -f st-quarterly -F /dev/null -o q2.tsv - || fail "ecread"
names=$(head -1 q.tsv | tr '\t' ,); export names
tail -n +2 q.tsv >body
# Four chunks of different length, one of them of a single record.
sed -n 1p body >c1; sed -n 2,90p body >c2; sed -n 91,100p body >c3; sed -n '101,$p' body >c4
[ "$(wc -l <c4)" -gt 10 ] || fail "the chunks are not what they should be"

# parallel COMMAND: runs it on the chunks at the same time; {} is the chunk.
parallel() { printf '%s\n' c1 c2 c3 c4 | xargs -P 4 -I '{}' sh -c "$1; [ \$? -le 1 ]" || fail "status of: $1"; }
all() { cat "c1.$1" "c2.$1" "c3.$1" "c4.$1"; }

filter="-q -f st-quarterly --header=\"\$names\" --no-header"
eccheck -q -f st-quarterly -r "$EC_DATADIR" -F found.tsv --fail-on=never q.tsv | tail -n +2 >serial
parallel "eccheck $filter -r $EC_DATADIR -F {}.found --format=tsv --fail-on=never {} >{}.out"
all out >joined; same joined serial "eccheck in chunks"
# What a stream lacks is said once a chunk; all else is the same, in the same order.
rest() { awk -F'\t' '$5 != "notrun" && $1 != "level"' "$@"; }
rest found.tsv >serial; rest c1.found c2.found c3.found c4.found >joined
[ -s serial ] || fail "no findings to compare"
same joined serial "findings in chunks"

ecfix -q -f st-quarterly q.tsv | tail -n +2 >serial
parallel "ecfix $filter {} >{}.out"; all out >joined; same joined serial "ecfix in chunks"; cmp -s serial body && fail "nothing to normalise"

ecjoin -q -f st-quarterly --suffix _prior q.tsv q2.tsv | tail -n +2 >serial
tail -n +2 q2.tsv >prior
parallel "ecjoin $filter --suffix _prior {} prior >{}.out"; all out >joined; same joined serial "ecjoin in chunks"

ecvtl --records -q -f st-quarterly -p "$EC_DATADIR/indicators.vtl" --long q.tsv >serial
parallel "ecvtl --records -q -f st-quarterly -p $EC_DATADIR/indicators.vtl --header=\"\$names\" --partial {} >{}.part"
ecvtl --records -q -f st-quarterly -p "$EC_DATADIR/indicators.vtl" --merge --long c3.part c1.part c4.part c2.part >joined; same joined serial "ecvtl --records --partial, --merge"

# Submissions as chunks: the rows of the files are those of all of them, whatever the threads.
ecgen -q -f st-quarterly -n 12 --seed 3 -o xml
set -- xml/*/*.xml
ecread -q -f st-quarterly -j 1 "$@" >serial; ecread -q -f st-quarterly -j 4 "$@" >joined; same joined serial "ecread -j"
for x in "$@"; do ecread -q -f st-quarterly --no-header "$x"; done >joined; tail -n +2 serial >w; same joined w "ecread file by file"
finish
