#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Outputs: whole or not at all, all of a run or none, nothing left behind, no way out of a folder.
. "$EC_SRC/tests/suite/init.sh"
EC_DATADIR=$EC_SRC/rules
export EC_DATADIR
ecgen -q -f st-quarterly -n 30 --seed 3 --errors 30% --period 2025Q3 -o - >q.xml || fail "ecgen"
ecread -q -f st-quarterly -F /dev/null -o q.tsv q.xml
temporaries() { find "$@" -name '.ectools-*' ! -name '*.xml'; }
# until COMMAND ...: waits for it to succeed, 20 seconds at most.
until_is() { n=0; until "$@" || [ $n -gt 200 ]; do sleep 0.1; n=$((n + 1)); done; }
two_open() { [ "$(temporaries . | wc -l)" -ge 2 ]; }

# begin: a tool that has opened two outputs and waits for its input, the process $p; the pipe is descriptor 8.
begin() {
    rm -f pipe; mkfifo pipe; echo old >log.tsv; rm -rf out.tsv
    ecfix -q -f st-quarterly -L log.tsv -o out.tsv pipe 2>e & p=$!
    exec 8>pipe; head -n 3 q.tsv >&8
    until_is two_open
    two_open || fail "no two temporary files: $(ls -A)"
}

# Any signal: what stood there stays, nothing else does, and the signal is told.
for signal in HUP INT QUIT ABRT BUS FPE SEGV PIPE ALRM TERM USR2 XCPU; do
    begin
    kill -s $signal $p 2>/dev/null; sleep 0.1; kill -s TERM $p 2>/dev/null # who runs the tests may have it ignored
    wait $p 2>/dev/null; s=$?; exec 8>&-
    [ $s -gt 128 ] || fail "SIG$signal: status $s"
    [ "$(cat log.tsv)" = old ] && [ ! -e out.tsv ] || fail "SIG$signal: the outputs are not as before"
    [ -z "$(temporaries .)" ] || { fail "SIG$signal leaves $(temporaries .)"; rm -f .ectools-*; }
done

# One output that cannot take its name: none does.
begin; mkdir out.tsv; exec 8>&-; wait $p; s=$?
[ $s -eq 2 ] && grep -q 'out.tsv' e || fail "a folder in the place of an output: status $s, $(cat e)"
[ "$(cat log.tsv)" = old ] || fail "one of two outputs was replaced"
[ -z "$(temporaries .)" ] || fail "left: $(temporaries .)"
rm -rf out.tsv
begin; rm log.tsv; mkdir out.tsv; exec 8>&-; wait $p
[ ! -e log.tsv ] || fail "one of two new outputs stayed"
rm -rf out.tsv

# A file that cannot have a second name is put back all the same (another user's, in a folder that anybody may write to).
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    mkdir open; chmod 777 open; cp q.tsv open/q.tsv; echo old >open/log.tsv; chmod 755 "$work"
    rm -f pipe; mkfifo pipe; chmod 666 pipe
    (cd open && setpriv --reuid 65534 --regid 65534 --clear-groups "$EC_BUILD/ecfix" -q -f st-quarterly -L log.tsv -o out.tsv --manifest m ../pipe) 2>e & p=$!
    exec 8>pipe; head -n 3 q.tsv >&8; until_is two_open; mkdir open/out.tsv; exec 8>&-; wait $p; s=$?
    [ $s -eq 2 ] && [ "$(cat open/log.tsv)" = old ] && [ -z "$(temporaries .)" ] || fail "another user's file: status $s, $(ls -lA open)"
    [ ! -s open/m ] || fail "a run that failed at its end is in the manifest: $(cat open/m)"
fi

# A link to nothing is where the file comes to stand.
mkdir target; ln -s target/there l; status 0 ecfix -q -f st-quarterly -o l q.tsv && [ -L l ] && [ -f target/there ] || fail "a link to nothing"
ln -s loop loop; status 2 ecfix -q -f st-quarterly -o loop q.tsv

# A reader that goes away; no memory; no room.
i=0; while [ $i -lt 200 ]; do tail -n +2 q.tsv; i=$((i + 1)); done >body; { head -n 1 q.tsv; cat body; } >long.tsv
eccheck -q -f st-quarterly -F find.tsv long.tsv 2>/dev/null | head -c 1 >/dev/null
[ -z "$(temporaries .)" ] && [ ! -e find.tsv ] || fail "a reader that goes away: $(ls -A)"
for kb in 20000 25000 30000 35000; do
    (ulimit -v $kb; eclint -q -f st-quarterly -F lint.tsv "$EC_DATADIR") >o 2>e; s=$?
    [ -z "$(temporaries .)" ] || { fail "$kb KB of memory, status $s: $(temporaries .)"; rm -f .ectools-*; }
done

# In folders of outputs no link leads out, and nothing is cut.
mkdir -p rj let ds s acc safe latest gen/000; for f in a b c d; do echo KEEP >safe/$f; done
ecread -q -f st-quarterly --rejects first -F find.tsv -o /dev/null q.xml 2>/dev/null
reject=$(ls first | head -n 1); [ -n "$reject" ] || fail "nothing is rejected"
ln -s ../safe/a "rj/$reject"; ln -s ../safe/new "rj/$reject.txt"; ln -s ../safe/b s/product.tsv
ecread -q -f st-quarterly --rejects rj --split s -F /dev/null q.xml 2>/dev/null
[ -f "rj/$reject" ] && [ ! -L "rj/$reject" ] && cmp -s "rj/$reject" "first/$reject" && [ ! -L s/product.tsv ] || fail "links among rejects and tables"
eccheck -q -f st-quarterly -r "$EC_DATADIR" -F find.tsv -o /dev/null q.tsv
ecreport -q -f st-quarterly --records q.tsv -F find.tsv -o /dev/null --letters one
letter=$(ls one | head -n 1); [ -n "$letter" ] || fail "no letter"
ln -s ../safe/c "let/$letter"
ecreport -q -f st-quarterly --records q.tsv -F find.tsv -o /dev/null --letters let; cmp -s "let/$letter" "one/$letter" || fail "a link among letters"
ln -s ../safe/d ds/enterprise.csv.gz
status 0 ecpack -q -f st-quarterly --allow-invalid -o ds q.tsv; ecpack -q --verify ds || fail "a link in a dataset"
rm -rf ds/load; ln -s ../safe ds/load
status 2 ecpack -q -f st-quarterly --allow-invalid -o ds q.tsv; [ -s e ] || fail "load/ is a link: no message"
ln -s ../../safe/a gen/000/000001.xml; ecgen -q -f st-quarterly -n 3 -o gen
ln -s ../safe gen2; mkdir out2; ln -s ../safe out2/000; status 2 ecgen -q -f st-quarterly -n 3 -o out2
[ "$(cat safe/*)" = "$(printf 'KEEP\nKEEP\nKEEP\nKEEP')" ] && [ "$(ls safe | wc -l)" = 4 ] || { fail "a link was followed"; ls -l safe; }

# Rejects and made-up submissions of a killed run are whole.
rm -f pipe; mkfifo pipe; ecread -q -f st-quarterly --rejects cut -F /dev/null -o /dev/null pipe 2>/dev/null & p=$!
exec 8>pipe; { echo '<submissions>'; i=0; while [ $i -lt 20000 ]; do echo '<submission & <x/>'; i=$((i + 1)); done; } >&8
until_is [ -e cut/.written ]; sleep 0.3; kill -9 $p 2>/dev/null; wait $p 2>/dev/null; exec 8>&-
[ -e cut/.written ] && [ -z "$(find cut -name '0*')" ] || fail "a rejected file was cut: $(ls -A cut)"
ecgen -q -f st-quarterly -n 3000 -o many 2>/dev/null & p=$!
until_is [ -e many/000 ]; kill -9 $p; wait $p 2>/dev/null
for f in $(find many -name '*.xml'); do case $(tail -c 20 "$f") in *'</submission'*) ;; *) fail "a submission was cut: $f"; break ;; esac; done

# A table that cannot be reached is no table that is missing; nothing of the dataset is made.
mkdir split; cp q.tsv split/enterprise.tsv; ln -s product.tsv split/product.tsv
status 2 ecpack -q -f st-quarterly --allow-invalid --split split -o unmade && grep -q 'split/product.tsv' e || fail "a link to itself: $(cat e)"
[ -z "$(find unmade -type f 2>/dev/null)" ] || fail "a part of a dataset: $(find unmade -type f)"

# What is to be verified is no pipe.
mkdir pipes; mkfifo pipes/datapackage.json
timeout 20 ecpack --verify pipes >o 2>e; s=$?; [ $s -eq 2 ] && grep -q 'no regular file' e || fail "a pipe for a descriptor: status $s, $(cat e)"
finish
