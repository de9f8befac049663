#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecread behind a fault: which records are read, which are rejected, where that is said, what is kept; by both parsers the same.
# tests/cases/recover: NAME.xml and, in NAME.out, its rows, findings and counts.
. "$EC_SRC/tests/suite/init.sh"
cases=$EC_SRC/tests/cases/recover

# told PARSER FILE: rows, findings, counts, and the bytes that were kept.
told() {
    rm -rf rj
    ecread -v --parser="$1" -f "$cases/form.tsv" --rejects rj -F f "$2" >o 2>e
    cut -f2-7 o; tail -n +2 f | cut -f2,5,9-11; sed -n 's/^ecread: read/read/p' e
    for kept in rj/*.txt; do [ -f "$kept" ] && printf "kept %s\n" "$(wc -c <"${kept%.txt}")"; done
}
for x in "$cases"/*.xml; do
    name=$(basename "$x" .xml)
    for p in auto libxml2; do
        told $p "$x" >got; same "$cases/$name.out" got "$name ($p)"
    done
done
[ "$(ls "$cases"/*.xml | wc -l)" -ge 28 ] || fail "cases are missing"

# A damaged file is kept as it was given: cut between records, compressed and damaged in several ways.
{ echo '<batch period="2025Q3">'; i=0; while [ $i -lt 200 ]; do echo "<ent id=\"$i\"><rev>$i$i</rev></ent>"; i=$((i + 1)); done; echo '</batch>'; } >b.xml
gzip -nk b.xml
n=$(wc -c <b.xml.gz)
{ head -c $((n - 8)) b.xml.gz; printf 'xxxx'; tail -c 4 b.xml.gz; } >crc.xml.gz
head -c $((n - 20)) b.xml.gz >cut.xml.gz
{ head -c 2 b.xml.gz; printf '\007'; tail -c +4 b.xml.gz; } >method.xml.gz
head -c 5 b.xml.gz >header.xml.gz
{ cat b.xml.gz; printf 'trailing'; } >trail.xml.gz
{ head -n 100 b.xml; head -c 40000000 /dev/zero | tr '\0' ' '; } | gzip -n >bomb.xml.gz
head -n 100 b.xml >cut.xml
for x in crc.xml.gz cut.xml.gz method.xml.gz header.xml.gz trail.xml.gz bomb.xml.gz cut.xml; do
    rm -rf rj
    status 1 ecread -v -f "$cases/form.tsv" --rejects rj -F f "$x"
    cmp -s "$x" "rj/000001-$x" || fail "$x: not kept byte for byte"
    [ -s "rj/000001-$x.txt" ] || fail "$x: no reason"
    awk '/^ecread: read/ {gsub(/[^0-9 ]/, ""); if ($1 != $2 + $3 || $3 < 1) exit 1; n++} END {exit !n}' e || fail "$x: $(tail -1 e)"
    [ "$(tail -n +2 f | grep -c rejected)" -ge 1 ] || fail "$x: nothing said"
done
# Of a stream, which cannot be read again, what was not read is kept.
ecread -v -f "$cases/form.tsv" --rejects rk - <cut.xml >o 2>e; [ $? -eq 1 ] || fail "cut stream: status"; grep -q 'written 99, rejected 1 ' e || fail "cut stream: $(tail -1 e)"

# Linear time, however records are nested and whatever is missing.
{ printf '<batch period="p">'; awk 'BEGIN {for (i = 0; i < 60000; i++) printf "<ent id=\"%d\">", i}'; } >open.xml
{ cat open.xml; awk 'BEGIN {for (i = 0; i < 60000; i++) printf "</ent>"; print "</batch>"}'; } >nested.xml
{ cat open.xml; echo '</batch>'; } >unclosed.xml
awk 'BEGIN {printf "<batch>"; for (i = 0; i < 60000; i++) printf "<ent>&<x></ent></y>"; print "</batch>"}' >stray.xml
for x in open nested unclosed stray; do
    timeout 60 sh -c "ecread -v -f '$cases/form.tsv' -F /dev/null $x.xml >o 2>e"; [ $? -eq 1 ] || fail "$x: not in time"
    [ "$(wc -l <o)" -eq 1 ] || fail "$x: rows that nobody submitted: $(sed -n 2p o)"
done
grep -q 'read 120000, written 0, rejected 120000 ' e || fail "stray: $(tail -1 e)"

# A start tag without end, by attributes and by length: the record is one, and those behind it keep their ordinals.
long() { printf '<batch>\n<ent id="1"/>\n'; awk "$1"; printf '\n<ent id="3"/>\n</batch>\n'; }
long 'BEGIN {printf "<ent"; for (i = 0; i < 100000; i++) printf " a%d=\"1\"", i; print "/>"}' >wide.xml
long 'BEGIN {printf "<ent id=\""; for (i = 0; i < 1200000; i++) printf "1234567890"; print "\"/>"}' >long.xml
for x in wide long; do
    for p in auto libxml2; do
        status 1 timeout 60 ecread -v --parser=$p -f "$cases/form.tsv" $x.xml
        [ "$(tail -n +2 o | cut -f3,5 | tr '\t\n' ' ,')" = '1 1,3 3,' ] || fail "$x ($p): $(tail -n +2 o | cut -c1-60)"
    done
done
finish
