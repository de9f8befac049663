#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecvtl out of core: with little memory the same bytes as with much, and both as a reference has them, for many shapes of data; a
# signal leaves no file, a full disk ends with 2, a message and no output; keys that come twice are found beyond the memory.
. "$EC_SRC/tests/suite/init.sh"
python3 -c '' 2>/dev/null || skip "no python3"
core=$EC_SRC/tests/suite/ecvtl_core.py
python3 "$core" 1 250 >o 2>&1 || fail "$(head -c 2000 o)"
python3 "$core" 2 900 even sorted reverse long >o 2>&1 || fail "$(head -c 2000 o)"
python3 "$core" 3 12000 even huge long reverse >o 2>&1 || fail "$(head -c 2000 o)"

# ---- temporary files ----

python3 - <<'P'
import random
r = random.Random(5)
with open("a.tsv", "w") as f:
    f.write("g\ti\tx\ts\n")
    for k in range(120000):
        f.write("g%06d\t%d\t%d.%02d\tt%d\n" % (r.randrange(60000), k, r.randrange(10 ** 9), r.randrange(100), k))
P
mkdir tmp
job() { ecvtl -q -S 64K --tmp tmp --structure s.json -o out.tsv 'r := a [calc m := max(x over (order by s))];' a=a.tsv; }
job || fail "the run: $?"
[ -s out.tsv ] && [ -z "$(ls -A tmp)" ] || fail "left behind: $(ls -A tmp)"

# Ended in the middle: there is a temporary file without a name, and afterwards nothing; the old output stands.
cp out.tsv old.tsv
for signal in TERM HUP KILL; do
    mkfifo pipe
    ecvtl -q -S 64K --tmp tmp --structure s.json -o out.tsv 'r := sum(a [drop s] group by g);' a=pipe 2>e &
    pid=$!
    { head -n 100000 a.tsv; sleep 30; } >pipe &
    writer=$!
    i=0
    while [ $i -lt 200 ] && ! ls -l /proc/$pid/fd 2>/dev/null | grep -q 'tmp/ectools-'; do sleep 0.05; i=$((i + 1)); done
    ls -l /proc/$pid/fd 2>/dev/null | grep -q 'tmp/ectools-.*deleted' || [ ! -d /proc/self/fd ] || fail "$signal: no temporary file was open"
    kill -$signal $pid
    wait $pid 2>/dev/null
    got=$?
    kill $writer 2>/dev/null
    rm pipe
    [ $got -gt 128 ] || fail "$signal: status $got"
    [ -z "$(ls -A tmp)" ] || fail "$signal left $(ls -A tmp)"
    cmp -s old.tsv out.tsv || fail "$signal: another output"
    [ $signal = KILL ] || [ -z "$(ls -A | grep '^\.out\|out.tsv\..')" ] || fail "$signal left $(ls -A)"
    rm -f out.tsv.* .out.tsv*
done

# A full disk: here a bound for the size of a file, which the temporary one meets first.
(ulimit -f 500; job) 2>e
got=$?
[ $got -eq 2 ] && grep -q 'temporary file' e && [ "$(grep -c . e)" -eq 1 ] || { fail "a full disk: $got"; cat e; }
cmp -s old.tsv out.tsv && [ -z "$(ls -A tmp)" ] || fail "a full disk: another output, or files"
status 2 ecvtl -q -S 64K --tmp nowhere --structure s.json 'r := sum(a [drop s] group by g);' a=a.tsv
grep -q nowhere e || { fail "no folder for temporary files"; cat e; }

# ---- keys that come twice ----

{ cat a.tsv; sed -n "70p;501p;90001p" a.tsv; } >twice.tsv
for memory in 64K 1M 256M; do
    status 2 ecvtl -q -S $memory --structure s.json 'r := a [filter x < 0];' a=twice.tsv
    grep -q "^ecvtl: twice.tsv:120002: .*g=$(sed -n 70p a.tsv | cut -f1);i=68 .*:70 " e || { fail "twice, -S $memory"; cat e; }
done
cat a.tsv | ecvtl -q -S 64K --structure s.json 'r := a [filter x < 0];' a=- >o 2>e || { fail "a pipe"; cat e; }

# Memory: 120,000 groups and a join of both within 40 MB of address space beyond what the tool takes.
if [ -z "${EC_SANITIZED:-}" ] && (ulimit -v 100000 && ecvtl --version) >/dev/null 2>&1; then
    (ulimit -v 100000; ecvtl -q -S 4M --structure s.json 'r := left_join(a, sum(a [drop s] group by i) [rename x to z] as q);' a=a.tsv) >o 2>e ||
        { fail "memory: $?"; cat e; }
    [ "$(wc -l <o)" -eq 120001 ] || fail "rows: $(wc -l <o)"
fi
finish
