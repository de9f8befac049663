#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecpack and keys that stand twice: refused, each row of them, and nothing is packed; the same in memory and on disk; allowed, and
# then not promised; --verify finds them by value.
. "$EC_SRC/tests/suite/init.sh"
tr ' ' '\t' >units.tsv <<'X'
#form units
#version 1
#period period
#table u /rep 企业 Unit
table variable path role type unit required min label_zh label_en
u id @id identifier string  yes   Id
u period @period identifier time_period  yes   Period
u revision @rev identifier integer  yes   Rev
u val val measure number     Val
X
pack="ecpack -f units.tsv"
tr ' ' '\t' >dup.tsv <<'X'
_file _line _rec id period revision val
a 1 1 U0 2025M07 0 9
a 2 2 U1 2025M07 0 10
b 1 1 U2 2025M07 0 11
b 2 2 U1 2025-07 00 12
c 1 1 U1 2025M7 0 bad
c 2 2 U1 2025M7 0 13
c 3 3 \N 2025M7 0 14
c 4 4 \N 2025M7 0 14
X
sed -n 1,2p dup.tsv >good.tsv
status 0 $pack -q -o ds good.tsv; cp -r ds before
for size in 64M 64K 1K; do
    status 1 $pack -S $size -o ds --rejects rejects.tsv -F f.tsv dup.tsv
    grep -q '3 rows share their keys: 8 rows read, 0 written, 4 refused, 4 held back' e || fail "-S $size: $(cat e)"
    diff -r ds before >/dev/null || fail "-S $size: the old dataset was touched: $(ls ds)"
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { print $at["rule"], $at["result"], $at["key"], $at["_file"], $at["_line"], $at["_rec"] }' f.tsv >got
    cat >want <<'X'
PACK-REFUSED rejected id=U1;period=2025M7;revision=0 c 1 1
PACK-KEY rejected id=U1;period=2025M07;revision=0 a 2 2
PACK-KEY rejected id=U1;period=2025-07;revision=00 b 2 2
PACK-KEY rejected id=U1;period=2025M7;revision=0 c 2 2
X
    same want got "-S $size: a finding for each row, the first one too"
    [ "$(grep -c 'first in line 3 of the stream' f.tsv)" -eq 3 ] || fail "-S $size: which was first: $(cat f.tsv)"
    { sed -n 1p dup.tsv; sed -n 6p dup.tsv; sed -n '3p;5p;7p' dup.tsv; } >want; same want rejects.tsv "-S $size: --rejects"
done
status 1 ecpack -q -f units.tsv -o new dup.tsv; [ ! -e new/datapackage.json ] || fail "something was packed: $(ls new)"
status 1 ecpack -q -f units.tsv -o ds --fail-on=never dup.tsv
status 1 $pack -o - --gzip=none dup.tsv && { grep -q '8 rows read, 7 written, 1 refused; 3 of those written share' e && [ "$(wc -l <o)" -eq 8 ] || fail "-o -: $(cat e)"; }
status 1 ecpack -q -f units.tsv -o ds --manifest run.jsonl dup.tsv
grep -q '"rows_in":8,"rows_out":0,"rows_refused":4,"rows_held_back":4' run.jsonl || fail "manifest: $(cat run.jsonl)"
# A stream that lacks an identifier has no key.
cut -f1-5,7 dup.tsv | grep -v bad >nokey.tsv; status 0 $pack -q -o lacks nokey.tsv

# Other tables of a folder are packed.
tr ' ' '\t' >two.tsv <<'X'
#form two
#version 1
#table a /a
#table b /b
table variable path role type required
a id id identifier integer yes
b id id identifier integer yes
X
mkdir split; printf 'id\n1\n01\n' >split/a.tsv; printf 'id\n1\n2\n' >split/b.tsv
status 1 ecpack -q -f two.tsv -o both --split split; [ -e both/b.csv.gz ] && [ ! -e both/a.csv.gz ] || fail "--split: $(ls both)"
status 0 ecpack --verify both

# --allow-duplicates: packed, no key promised, nothing looked for.
grep -v bad dup.tsv | grep -v '\\N' >twice.tsv
status 0 $pack -q -o ok --allow-duplicates twice.tsv
grep -q primaryKey ok/datapackage.json && fail "a primary key of keys that repeat"
grep -q '"ectools:key": \["id", "period", "revision"\],' ok/datapackage.json && grep -q '"ectools:keyMayRepeat": true' ok/datapackage.json || fail "$(cat ok/datapackage.json)"
grep -q 'PRIMARY KEY' ok/load/*.sql && fail "a script declares a primary key"
status 0 ecpack --verify ok
if command -v sqlite3 >/dev/null; then
    (cd ok && sqlite3 db <load/sqlite.sql) >o 2>&1 && [ "$(sqlite3 ok/db 'select count(*) from u')" = 5 ] || fail "sqlite3: $(cat o)"
fi
# --verify: by value, for any memory; the first row that repeats a key is named.
sed 's/"ectools:key": \(.*\]\),/"primaryKey": \1,/' ok/datapackage.json >d; mv d ok/datapackage.json
for size in 64M 1K; do
    status 1 ecpack --verify ok -S $size; grep -q 'u.csv.gz:5: .*DATASET-KEY.*period=2025-07;revision=00 stands in line 3 too' e || fail "--verify -S $size: $(cat e)"
done

# Memory and disk find the same among many rows.
awk 'BEGIN { print "id\tperiod\trevision\tval"; for (i = 1; i <= 30000; i++) printf "U%05d\t%s\t0\t1\n", i % 7 ? i : i - 3000 * (i > 15000), i % 2 ? "2025M07" : "2025-07" }' >many.tsv
for size in 64M 300K 64K 1K; do status 1 ecpack -q -f units.tsv -o no -S $size -F f.$size.tsv many.tsv; same f.64M.tsv f.$size.tsv "-S $size"; done
[ "$(wc -l <f.64M.tsv)" -gt 2000 ] || fail "too few findings: $(wc -l <f.64M.tsv)"
finish
