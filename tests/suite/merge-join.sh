#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecmerge and ecjoin: latest revisions, key order, what is superseded; left, inner and anti joins three ways; bounded memory.
. "$EC_SRC/tests/suite/init.sh"
form=$EC_SRC/rules/forms/st-quarterly.tsv
fix=$EC_SRC/fixtures/stream
tab=$(printf '\t')

# The revision is compared as a number (10 after 2); the same revision with the same content is kept once.
status 0 ecmerge -f "$form" "$fix/q3-first.tsv" "$fix/q3-second.tsv" --superseded old -o new
cut -f1,2,4,6 new >got
printf '_file\t_line\tuscc\trevision\nb.xml\t2\t91500101Y77534219G\t10\nb.xml\t9\t91500102YT65474729\t0\na.xml\t19\t91500106W039U3332R\t0\nb.xml\t19\t91500107T885456A5L\t0\n' >want
same want got
cut -f1,2,4 old >got
printf '_file\t_line\tuscc\na.xml\t9\t91500101Y77534219G\na.xml\t2\t91500102YT65474729\n' >want
same want got

# The same revision with another content: told, status 1, the later one kept.
sed 's/5200/5201/' "$fix/q3-second.tsv" >other
status 1 ecmerge -f "$form" "$fix/q3-first.tsv" other -o new && { grep -q 'q3-first.tsv:2: .*other:3' e || fail "conflict without both lines"; }
grep -q "${tab}5201$tab" new || fail "not the later content"

# The same file twice: told, with both places, and nothing is counted twice.
status 0 ecmerge -f "$form" "$fix/q3-first.tsv" "$fix/q3-first.tsv" -o new
grep -q 'q3-first.tsv:[0-9]*: note: sent before .*q3-first.tsv:[0-9]*; .*: 3$' e || { fail "the same file twice is not told"; cat e; }
[ "$(wc -l <new)" -eq "$(wc -l <"$fix/q3-first.tsv")" ] || fail "the same file twice: rows"

# A table with several rows a unit: rows come from one submission, that of the latest revision, sent last. What each row becomes:
# its file, unit, revision, product and value; = kept, - superseded.
products() { # FILE: rows "file unit revision product value" of standard input as a stream
    { printf '_file\t_line\t_rec\tuscc\tperiod\trevision\tproduct_code\tquantity\n'
      awk 'NF { print $1 "\t" NR + 1 "\t" NR "\t" $2 "\t2025Q3\t" $3 "\t" $4 "\t" $5 }'; } >"$1"
}
products p1 <<'X'
a A 0 p 1
a A 0 q 2
a B 0 p 1
a B 0 q 2
a B 0 r 3
c C 0 p 5
c C 0 q 6
d D 0 \N 1
d D 0 \N 2
d D 0 \N 2
g G 0 p 1
g G 0 q 1
X
products p2 <<'X'
b A 2 p 7
b B 0 p 1
b B 0 q 2
c C 0 p 5
c C 0 q 6
d D 0 \N 2
d D 0 \N 1
d D 0 \N 2
e E 1 p 1
f E 0 q 1
X
status 1 ecmerge -f "$form" -t product p1 p2 -o new --superseded old
{ tail -n +2 new | sed 's/^/=/'; tail -n +2 old | sed 's/^/-/'; } | awk '{ print $1, $4, $6, $7, $8 }' | LC_ALL=C sort >got
LC_ALL=C sort >want <<'X'
=b A 2 p 7
-a A 0 p 1
-a A 0 q 2
=b B 0 p 1
=b B 0 q 2
-a B 0 p 1
-a B 0 q 2
-a B 0 r 3
=c C 0 p 5
=c C 0 q 6
-c C 0 p 5
-c C 0 q 6
=d D 0 \N 1
=d D 0 \N 2
=d D 0 \N 2
-d D 0 \N 1
-d D 0 \N 2
-d D 0 \N 2
=e E 1 p 1
-f E 0 q 1
=g G 0 p 1
=g G 0 q 1
X
same want got "rows of resubmissions"
[ "$(grep -c 'another content' e)" -eq 1 ] && grep -q 'p1:[456]: warning: .*p2:' e || { fail "a revision with fewer rows is told once"; cat e; }
grep -q 'note: sent before .*: 5$' e || { fail "repeated rows"; cat e; }
# One stream that has both files of a unit, in any order of its rows; and the same on disk.
{ cat p1; sed 1d p2; } >both
{ head -1 both; sed 1d both | awk '{ print $7 "\t" $0 }' | LC_ALL=C sort -s -k1,1 | cut -f2-; } >shuffled
ecmerge -q -f "$form" -t product both -o one 2>/dev/null
for f in one new; do cut -f1,4-8 $f | grep -v "^d" >$f.cut; done # what has no number is not the same row twice
same new.cut one.cut "one stream of two files"
ecmerge -q -f "$form" -t product shuffled -o one 2>/dev/null
awk 'NR > 1 && !seen[$4, $1]++ && ++files[$4] > 1' one | grep . && fail "rows of two submissions"
status 1 ecmerge -f "$form" -t product -S 64K p1 p2 -o disk && same new disk "rows on disk"
# A unit whose latest revision has no rows left: its own stream tells.
printf 'uscc\tperiod\trevision\nA\t2025Q3\t2\nG\t2025Q3\t1\nE\t2025Q3\t1\nC\t2025Q3\t0\n' >units
status 1 ecmerge -f "$form" -t product --units units p1 p2 -o with --superseded old
awk '$4 == "G"' with | grep -q . && fail "rows of a revision that a later one without rows supersedes"
[ "$(awk '$4 == "G"' old | wc -l)" -eq 2 ] || fail "superseded rows of a unit without rows"
grep -v "${tab}G$tab" new >want; same want with "--units touches no other unit"
cut -f1-5 p1 >narrow
status 2 ecmerge -f "$form" -t product --units narrow p2 -o none && { grep -q 'narrow: .*"revision"' e && [ ! -e none ] || { fail "--units without a revision"; cat e; }; }

# Other columns are an error that names them; so is an unknown key.
cut -f1-8 "$fix/q3-first.tsv" >narrow
status 2 ecmerge -f "$form" "$fix/q3-first.tsv" narrow && { grep -q 'narrow:1: .*total_profit' e || fail "columns not named"; }
status 2 ecmerge -f "$form" -k usc "$fix/q3-first.tsv" && { grep -q '"uscc"' e || fail "no nearest column"; }

# Many revisions of many units; on disk and in memory give the same bytes, which awk gives too.
awk 'BEGIN { OFS = "\t"; print "_file", "_line", "_rec", "uscc", "period", "revision", "op_revenue"
    s = 7; for (i = 1; i <= 40000; i++) { s = (s * 16807) % 2147483647; u = s % 9000; s = (s * 16807) % 2147483647
    print "x.xml", i, i, sprintf("U%05d", u), "2025Q3", s % 13, i } }' >big
awk -F'\t' 'NR > 1 && (!($4 in r) || $6 + 0 >= r[$4]) { r[$4] = $6 + 0; l[$4] = $0 } END { for (u in l) print l[u] }' big |
    LC_ALL=C sort -t"$tab" -k4,4 >want
ecmerge -q -f "$form" big -o m1 --superseded s1 2>/dev/null; [ $? -eq 1 ] || fail "conflicts in big"
ecmerge -q -f "$form" -S 64K big -o m2 --superseded s2 2>/dev/null
tail -n +2 m1 >got; same want got "latest revisions"
same m1 m2 "merge on disk"; same s1 s2 "superseded on disk"
[ $(($(wc -l <m1) + $(wc -l <s1))) -eq 40002 ] || fail "records lost or made"

# Joins. The prior quarter beside each record, in the order of the left.
status 0 ecjoin -f "$form" --suffix _prior --take op_revenue,period "$fix/q3-second.tsv" "$fix/q2.tsv"
cut -f4,10- o >got
printf 'uscc\top_revenue_prior\tperiod_prior\n91500101Y77534219G\t4600\t2025Q2\n91500102YT65474729\t\\N\t\\N\n91500107T885456A5L\t0\t2025Q2\n' >want
same want got
status 0 ecjoin -f "$form" --inner --suffix _prior --take op_revenue "$fix/q3-second.tsv" "$fix/q2.tsv" && [ "$(wc -l <o)" -eq 3 ] || fail "inner"
status 0 ecjoin -f "$form" --anti "$fix/q3-second.tsv" "$fix/q2.tsv"
{ head -1 "$fix/q3-second.tsv"; sed -n 3p "$fix/q3-second.tsv"; } >want; same want o "anti"
status 0 ecjoin -f "$form" --null NULL --suffix _prior --take op_revenue "$fix/q3-second.tsv" "$fix/q2.tsv"
sed -n 3p o | grep -q "${tab}NULL\$" || fail "null of another dialect"

# Hash, disk and merge joins agree on large streams.
{ head -1 m1; tail -n +2 m1 | awk 'NR % 3' ; } | sed 's/2025Q3/2025Q2/' >right_sorted
{ head -1 right_sorted; tail -n +2 right_sorted | awk '{ print (NR * 7919) % 10007 "\t" $0 }' | sort -n -k1,1 | cut -f2-; } >right
for mode in --left --inner --anti; do
    ecjoin -q -f "$form" $mode --suffix _prior m1 right -o j1 || fail "hash join $mode"
    ecjoin -q -f "$form" $mode --suffix _prior -S 64K m1 right -o j2 || fail "disk join $mode"
    ecjoin -q -f "$form" $mode --suffix _prior --sorted m1 right_sorted -o j3 || fail "merge join $mode"
    same j1 j2 "disk join $mode"; same j1 j3 "merge join $mode"
    [ "$(wc -l <j1)" -gt 100 ] || fail "$mode gives too little"
done

# A key twice on the right: both lines named, no output, three ways; out of order: an error, not a wrong result.
{ cat right_sorted; tail -1 right_sorted; } >twice
n=$(wc -l <twice)
for way in "" "-S 64K" --sorted; do
    status 2 ecjoin $way -f "$form" --suffix _prior m1 twice -o none &&
        { grep -q "twice:$n: .*line $((n - 1)) " e || { fail "duplicate, $way: lines"; cat e; }; }
    [ ! -e none ] || fail "output in spite of a duplicate"
done
status 2 ecjoin --sorted -f "$form" --suffix _prior m1 right -o none && { grep -q 'right:[0-9]*: .*order' e || fail "order not told"; }
status 2 ecjoin --sorted -f "$form" --suffix _prior right right_sorted -o none && { grep -q 'right:[0-9]*: .*order' e || fail "order of the left not told"; }
status 2 ecjoin -f "$form" --suffix '' m1 right && { grep -q 'would occur twice' e || fail "name twice"; }

# Memory is bounded by -S.
# (An executable with sanitizers reserves terabytes of addresses and cannot start so.)
if (ulimit -v 65536 && ecmerge --version) >/dev/null 2>&1; then
    ( ulimit -v 65536; ecmerge -q -f "$form" -S 4M big -o m3 2>/dev/null; [ $? -le 1 ] ) || fail "merge within 64 MiB"
    same m1 m3
    ecjoin -q -f "$form" --suffix _prior m1 m1 -o j1
    ( ulimit -v 65536; ecjoin -q -f "$form" -S 4M --suffix _prior m1 m1 -o j2 ) || fail "join within 64 MiB"
    same j1 j2
else
    echo "SKIP: no memory limit can be set here"
fi
# Time stamps with a zone are compared as instants; among them, one without a zone is told.
printf '#form\tz\n#version\t1\n#table\tt\t/r\ntable\tvariable\tpath\trole\ttype\nt\tid\ti\tidentifier\tstring\nt\tval\tv\tmeasure\tinteger\nt\tsent\ts\tattribute\tstring\n' >z.tsv
while IFS='|' read -r later earlier; do
    for order in 1 2; do
        { printf '_file\t_line\t_rec\tid\tval\tsent\n'
          [ $order -eq 1 ] || printf 'a\t1\t1\tU\t1\t%s\n' "$later"
          printf 'b\t1\t1\tU\t2\t%s\n' "$earlier"
          [ $order -eq 2 ] || printf 'a\t1\t1\tU\t1\t%s\n' "$later"; } >z.in
        status 0 ecmerge -q -f z.tsv -k id --latest sent z.in && { [ "$(sed -n 2p o | cut -f5)" = 1 ] || fail "$later is later than $earlier"; }
        [ ! -s e ] || { fail "a word about $later"; cat e; }
    done
done <<'X'
2025-10-15T01:00:00Z|2025-10-15T08:00:00+08:00
2025-10-15T08:00:00+08:00|2025-10-14T23:59:59Z
2025-10-15T00:30:00+08:00|2025-10-14T16:29:59.999Z
2025-10-15T00:00:00.5Z|2025-10-15T00:00:00.25Z
2025-10-15T24:00:00Z|2025-10-16T07:59:59+08:00
2025-10-15 10:00Z|2025-10-15 05:30-0400
2025-10-15T10:00:00|2025-10-15T09:00:00
2025-10-15|2025-10-14
X
printf '_file\t_line\t_rec\tid\tval\tsent\na\t1\t1\tU\t1\t2025-10-15T08:00:00+08:00\nb\t1\t1\tU\t2\t2025-10-15T01:00:00\n' >z.in
status 0 ecmerge -f z.tsv -k id --latest sent z.in && { grep -q 'warning: sent: time stamps with a zone and others without' e && [ "$(sed -n 2p o | cut -f5)" = 2 ]; } || { fail "zones mixed"; cat o e; }
finish
