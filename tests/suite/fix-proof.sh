#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecfix: undo gives the input and replay the output, byte for byte, for all fixtures and for 10,000 made-up submissions with
# an error of every kind, with and without a program; a log that was tampered with is refused at the first row that differs;
# a run that is killed leaves an output and a log that go together, or that refuse each other.
. "$EC_SRC/tests/suite/init.sh"
EC_DATADIR=$EC_SRC/rules
export EC_DATADIR

# proven FORM TABLE STREAM [OPTION...]: fixes the stream, undoes and replays.
proven() {
    f=$1; t=$2; in=$3; shift 3
    rm -f log out
    ecfix -q -f "$f" -t "$t" -L log -o out "$@" "$in" 2>e; [ $? -le 1 ] || { fail "$in: ecfix $*"; head -3 e; return; }
    ecfix -q --undo log out | cmp -s - "$in" || fail "$in: undo $*"
    ecfix -q --replay log "$in" | cmp -s - out || fail "$in: replay $*"
    changed=$((changed + $(wc -l <log) - 2)); streams=$((streams + 1))
}

# all FORM FOLDER: every table that ecread made of the files named on standard input.
all() {
    mkdir -p "$2"
    ecread -q -f "$1" --key key --files0-from - --split "$2" -F /dev/null 2>e; [ $? -le 1 ] || { fail "$2: ecread"; head -3 e; }
    for s in "$2"/*.tsv; do n=${s##*/}; proven "$1" "${n%.tsv}" "$s"; done
}

(umask 077; printf %064d 1 >key) # identity numbers among the errors: a token stands for each
changed=0 streams=0
find "$EC_SRC/fixtures/xml" -name '*.xml*' -print0 | LC_ALL=C sort -z >files; all st-quarterly xml <files
find "$EC_SRC/fixtures/quarter-2025Q3" -name '*.xml' -print0 | LC_ALL=C sort -z >files; all st-quarterly quarter <files
find "$EC_SRC/fixtures/retail" -name '*.xml' -print0 | LC_ALL=C sort -z >files; all retail-monthly retail <files
find "$EC_SRC/fixtures/sdmx" -name 'ng-ts.xml' -print0 >files; all sdmx-generic sdmx <files
find "$EC_SRC/fixtures/sdmx" -name 'ng-flat-ss.xml' -print0 >files; all sdmx-structure sdmx2 <files
for s in "$EC_SRC"/fixtures/stream/q*.tsv; do proven st-quarterly enterprise "$s"; done
[ "$streams" -ge 20 ] || fail "only $streams streams"

changed=0
ecgen -q -f st-quarterly -n 10000 --seed 9 --errors 100% --truth truth -o made
[ "$(cut -f4 truth | sort -u | wc -l)" -ge 40 ] || fail "kinds of errors: $(cut -f4 truth | sort -u | wc -l)"
find made -name '*.xml' -print0 | LC_ALL=C sort -z >files; all st-quarterly many <files
rm -rf made
[ "$(wc -l <many/enterprise.tsv)" -gt 8000 ] || fail "only $(wc -l <many/enterprise.tsv) records"
[ "$changed" -gt 1000 ] || fail "only $changed changes"

cat >p.vtl <<'end'
a := enterprise [filter op_revenue > 0 or emp_end > 0] [calc op_revenue := op_revenue / 10, grade := if op_revenue > 1000 then "L" else "S"];
b := a [drop unit_name, elec_form] [rename emp_avg to staff];
end
proven st-quarterly enterprise many/enterprise.tsv -p p.vtl -F /dev/null
[ "$(grep -c vtl-filter log)" -gt 0 ] && [ "$(grep -c vtl-columns log)" -gt 1000 ] || fail "the program did nothing"

# Tampering, in the log of a program (all kinds of rows) of a part of the records.
head -40 many/enterprise.tsv >part
proven st-quarterly enterprise part -p p.vtl -F /dev/null
cp log whole; rows=$(wc -l <whole)
# refused LINE TEXT: undo and replay of `bad` name that line of the log.
refused() {
    for way in "--undo bad out" "--replay bad part"; do
        # shellcheck disable=SC2086
        status 2 ecfix $way -o none && { grep -q "bad:$1: " e || { fail "$2, $way: line $1 not named"; head -2 e; }; }
        [ ! -e none ] || fail "$2: output"
    done
}
for n in 2 7 9 20 $((rows - 2)); do
    awk -F'\t' -v OFS='\t' -v n=$n 'NR == n { $12 = $12 "x" } 1' whole >bad; refused $((n + 1)) "row $n changed"
    sed "${n}d" whole >bad; refused $n "row $n taken out"
    sed "${n}{h;d};$((n + 1)){G}" whole >bad; refused $n "rows $n and $((n + 1)) exchanged"
    sed "${n}{p}" whole >bad; refused $((n + 1)) "row $n twice"
done
sed '$d' whole >bad; refused $((rows - 1)) "end taken out"
{ cat whole; tail -1 whole; } >bad; refused $((rows + 1)) "a row behind the end"

# A log made anew with right hashes, but of other data, is refused by the data; one that contradicts itself by itself.
sed '3s/^/x/' part >other
status 2 ecfix --replay whole other -o none && { grep -q "other.*SHA-256" e || { fail "another stream: not named"; cat e; }; }
sed '3s/^/x/' out >other
status 2 ecfix --undo whole other -o none && { grep -q "other.*SHA-256" e || { fail "another output: not named"; cat e; }; }
printf 'uscc\top_revenue\n91500101Y77534219G\t1\n' >tiny
printf 'x := enterprise [drop op_revenue];\n' >d.vtl
ecfix -q -f st-quarterly -p d.vtl -L log -o out tiny
status 2 ecfix --undo log tiny && { grep -q 'columns' e || fail "columns of another stream"; }

# Killed at any moment: output and log are the old ones, the new ones, or (between the two renames) an old output with a new
# log, which undo refuses.
cp many/enterprise.tsv in.tsv
echo 'uscc' >old.out; echo old >old.log
ecfix -q -f st-quarterly -L new.log -o new.out in.tsv
cp old.out out; cp new.log log
status 2 ecfix --undo log out -o none && { grep -q 'log' e || fail "an old output beside a new log"; }
ecfix -q --replay log in.tsv | cmp -s - new.out || fail "the new output cannot be made from log and input"
# The delays go from nothing to more than a run takes.
start=$(date +%s%N); ecfix -q -f st-quarterly -L log -o out in.tsv; took=$((($(date +%s%N) - start) / 1000))
states=
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    cp old.out out; cp old.log log
    ecfix -q -f st-quarterly -L log -o out in.tsv 2>/dev/null & pid=$!
    sleep "$(awk -v t=$took -v i=$i 'BEGIN { printf "%.4f", t * i / 16 / 1e6 }')"
    kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
    if cmp -s out old.out && cmp -s log old.log; then states="$states old"
    elif cmp -s out new.out && cmp -s log new.log; then states="$states new"
    elif cmp -s out old.out && cmp -s log new.log; then states="$states between"
    else fail "killed after $i: neither old nor new"; fi
    rm -f .ectools-*.tmp
done
echo "killed:$states"
case $states in *old*) ;; *) fail "no run was killed in time" ;; esac

# No room, no reader, no file: one message, status 2, nothing left behind.
mkdir full
status 2 ecfix -q -f st-quarterly -L /dev/full -o full/out in.tsv && { [ "$(wc -l <e)" -eq 1 ] && grep -q '/dev/full.*space' e || { fail "log on a full disk"; cat e; }; }
status 2 ecfix -q -f st-quarterly -L full/log -o /dev/full in.tsv && { [ "$(wc -l <e)" -eq 1 ] && grep -q '/dev/full.*space' e || { fail "output on a full disk"; cat e; }; }
( ulimit -f 200; ecfix -q -f st-quarterly -L full/log -o full/out in.tsv ) 2>e; [ $? -eq 2 ] && [ "$(grep -c . e)" -eq 1 ] || { fail "limit of the size of a file"; cat e; }
[ -z "$(ls -A full)" ] || fail "left behind: $(ls -A full)"
{ ecfix -q -f st-quarterly in.tsv 2>e; echo $? >rc; } | head -1 >/dev/null
[ ! -s e ] || { fail "a reader that went away: a message"; cat e; }
[ "$(cat rc)" -ne 0 ] || fail "a reader that went away: status 0"
status 2 ecfix -q -f st-quarterly -L full/log -o full/out . && { [ "$(wc -l <e)" -eq 1 ] || fail "a folder as input"; }
[ -z "$(ls -A full)" ] || fail "left behind: $(ls -A full)"
finish
