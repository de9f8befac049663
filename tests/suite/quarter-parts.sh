#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecquarter --parts: a quarter read and judged in parts is that of one part to the byte, whatever their number, in each wave; a
# submission more, changed or gone costs its part.
. "$EC_SRC/tests/suite/init.sh"
EC_DATADIR=$EC_SRC/rules
export EC_DATADIR
tab=$(printf '\t')
mkdir in before
ecgen -q -f st-quarterly -n 40 --seed 11 --period 2025Q2 -o - | ecread -q -f st-quarterly -F /dev/null --split before - || fail "ecgen"
ecgen -q -f st-quarterly -n 40 --seed 11 --period 2025Q3 --errors 20% --register frame.tsv -o made || fail "ecgen"
find made -name '*.xml' -exec mv {} in/ \;
set -- in/*.xml
mv "$7" late; mv "${12}" changed; mv "${20}" "in/a${tab}b.xml"; mv "${21}" "in/a\\b.xml"; mv "${22}" "in/a b.xml"
mv "${23}" 'in/a
b.xml'
echo 'no XML' >in/stray; head -c 900 "$8" >in/cut.xml; head -c 900 "$9" >in/cut.xml.txt
mv "${24}" "in/$(printf 'a\001b\002.xml')"; mv "${25}" in/13811111171.xml; mv "${33}" in/zz13822222271.xml

# in_parts N: the quarter in N parts, in the folder N.
in_parts() {
    ecquarter -q -f st-quarterly -j 2 --parts "$1" --period 2025Q3 --prior before --register frame.tsv --lang en -o "$1" in
}
# outputs FOLDER: names and sums of all that a quarter leaves but times, states and the parts themselves.
outputs() { (cd "$1" && find . -type f ! -name log ! -name steps.tsv ! -name .lock ! -path './manifest/*' ! -path './steps/*' ! -path './made/*' ! -path './given/*' ! -path './parts/*' -exec cksum {} + | LC_ALL=C sort); }
# wave TEXT: both quarters again, which are the same.
wave() {
    since=0; [ ! -f 5/log ] || since=$(wc -l <5/log)
    for n in 1 5; do in_parts $n 2>e; s=$?; [ $s -le 1 ] || { fail "$1: status $s in $n parts"; head -3 e; }; done
    outputs 1 >one; outputs 5 >five
    same one five "$1: not the same in 1 and in 5 parts"
    [ "$(ls 5/rejects | wc -l)" -gt 3 ] && [ "$(wc -l <5/suggestions.tsv)" -gt 3 ] || fail "$1: too little to compare"
}
# parts_done STEP: how many parts of a step the last wave has done.
parts_done() { tail -n +$((since + 1)) 5/log | cut -f 2 | grep -c "^$1-[0-9]" ; }

wave "first"
[ "$(parts_done read)$(parts_done check)$(parts_done suggest)" = 555 ] || fail "not all was done in parts"
grep -q "$tab"notrun"$tab" 1/findings/enterprise.tsv || fail "no finding about a stream as a whole: nothing to see"
cp -p late in/late.xml; wave "late"
[ "$(parts_done read)" = 1 ] && [ "$(parts_done check)" -le 2 ] || fail "a late submission: read $(parts_done read), checked $(parts_done check) parts"
cp changed "in/z.xml"; sed -i 's/<op_revenue>/<op_revenue>9/' "$9"; wave "changed"
[ "$(parts_done read)" = 2 ] || fail "two files changed: $(parts_done read) parts read"
rm in/stray in/z.xml "${15}"; wave "withdrawn"
l=$(wc -l <5/log); in_parts 5; [ "$(wc -l <5/log)" = "$l" ] || fail "looking made something stale"

# Another number of parts, more than there are files too, and back.
rm -rf 1; mv 5 3
for n in 3 64 1; do
    [ $n = 3 ] || mv $before $n
    in_parts $n; outputs $n >now; same one now "$n parts"
    before=$n
done
[ ! -e 1/parts ] && [ ! -e 1/steps/read-00 ] || fail "the parts stayed"

# Names that are the same once they are masked, in several parts; and nothing but damaged files.
mkdir alike broken
for k in 1 2 3; do cp "in/a b.xml" "alike/138${k}1111171.xml"; head -c 700 "in/a b.xml" >broken/$k.xml; done
for i in alike broken; do
    for n in 1 3; do ecquarter -q -f st-quarterly --parts $n --period 2025Q3 --lang en -o $i$n $i 2>/dev/null; outputs $i$n >$i.$n; done
    same $i.1 $i.3 "$i: not the same in 3 parts"
    [ "$(sed -n 's/^status //p' ${i}1/steps/read)" = "$(sed -n 's/^status //p' ${i}3/steps/read)" ] || fail "$i: the status of the step"
done
for n in 1 3; do [ "$(cut -f 1 alike$n/records/enterprise.tsv | sort -u | wc -l)" -eq 4 ] || fail "masked names are not told apart in $n parts"; done

# A record path that nothing meets is told as without parts.
mkdir other; for k in 1 2 3; do echo "<b><v id='$k'/></b>" >other/$k.xml; done
printf '#form\tf\n#version\t1\n#table\tu\t/b/u\ntable\tvariable\tpath\trole\ttype\nu\tid\t@id\tidentifier\tinteger\n' >f.tsv
for n in 1 2; do
    status 2 ecquarter -q -f f.tsv --parts $n -o none$n other
    grep 'nothing was read' e >none.$n || fail "nothing read in $n parts: not told"
done
same none.1 none.2
status 2 ecquarter -q -f st-quarterly --parts 0 -o x in
status 2 ecquarter -q -f st-quarterly --parts 2x -o x in
finish
