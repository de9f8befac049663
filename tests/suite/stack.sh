#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Each tool on a quarter with a stack of 128 KiB, which is what musl gives a thread.
. "$EC_SRC/tests/suite/init.sh"
grep -q '^CFLAGS=.*-fsanitize' "$EC_BUILD/config.log" && skip "sanitizers need more stack"
(ulimit -s 128) 2>/dev/null || skip "the stack cannot be limited"
EC_DATADIR=$EC_SRC/rules; export EC_DATADIR
f="-q -f st-quarterly"

# small COMMAND...: runs it so; no signal ends it, and its job is done.
small() {
    (ulimit -s 128; "$@" >o 2>e </dev/null); got=$?
    [ "$got" -le 1 ] || fail "status $got: $*: $(head -2 e)"
}
ecgen $f -n 150 --errors 60% --seed 11 -o - >q.xml || fail ecgen
ecgen $f -n 150 --seed 11 --period 2025Q2 -o - | ecread $f -F /dev/null -o p.tsv - || fail "prior quarter"
small ecgen $f -n 100
small ecread -j1 $f -F f0.tsv -o q.tsv q.xml
small ecread -j4 $f -F f0.tsv --split all q.xml
small ecread -j1 $f -F f0.tsv --parser=libxml2 -o q2.tsv q.xml
[ "$(wc -l <q.tsv)" -gt 100 ] || fail "there is no quarter"
small ecform --from q.xml
small ecfix $f -o n.tsv q.tsv
small ecfix $f -L changes.tsv -o /dev/null q.tsv
small ecjoin $f --suffix _prior n.tsv p.tsv -o j.tsv
small eccheck $f -r "$EC_DATADIR" -F f.tsv -o c.tsv j.tsv
small ecsuggest $f -r "$EC_DATADIR" --localise --prior _prior -o s.tsv j.tsv
[ "$(wc -l <s.tsv)" -gt 10 ] || fail "no suggestions"
small ecmerge $f n.tsv
small ecoutlier $f --hb op_revenue --prior _prior j.tsv
small ecvtl --records $f -p "$EC_DATADIR/indicators.vtl" --long n.tsv
small ecpack $f -o ds n.tsv
small ecpack --verify ds
small ecpack -q --xlsx ds -o b.xlsx
small ecreport $f --records n.tsv --findings f.tsv
small eclint -q "$EC_DATADIR"
small ecexpr '0.1 + 0.2 = 0.3'
finish
