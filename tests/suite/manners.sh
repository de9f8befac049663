#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Manners of a Unix tool beyond every-tool.sh: outputs that replace files, inputs that are outputs, other nulls, line ends of
# Windows, signals, a terminal, findings that cannot be told.
. "$EC_SRC/tests/suite/init.sh"
EC_DATADIR=$EC_SRC/rules
export EC_DATADIR
check="eccheck -q -f st-quarterly -F /dev/null"
ecgen -q -f st-quarterly -n 40 -o - >q.xml
ecread -q -f st-quarterly -F /dev/null -o q.tsv q.xml

# ---- Outputs: the permissions of what is replaced, links stay, one name is one output ----
cp q.tsv secret.tsv; chmod 600 secret.tsv; ln -s secret.tsv link.tsv
status 0 $check -o link.tsv secret.tsv && same secret.tsv q.tsv
[ -L link.tsv ] || fail "-o replaced a link"
[ "$(ls -l secret.tsv | cut -c1-10)" = -rw------- ] || fail "-o made a private file public: $(ls -l secret.tsv)"
for second in x.tsv ./x.tsv; do
    status 2 eccheck -q -f st-quarterly -F "$second" -o x.tsv q.tsv && { grep -q 'two outputs' e || fail "two outputs of one name: $(cat e)"; }
    [ -z "$(ls -A | grep '^\.\|^x\.tsv$')" ] || fail "two outputs of one name leave $(ls -A)"
done
: >".ectools-0123456789abcdef.tmp"; status 0 $check -o o.tsv q.tsv # what a killed run has left is no hindrance
cp q.tsv fix.tsv; status 0 ecfix -q -f st-quarterly -L log.tsv -o fix.tsv fix.tsv; ecfix --undo log.tsv fix.tsv | cmp - q.tsv || fail "-o onto the input"

# ---- The input is standard output: refused, not read for ever ----
cp q.tsv loop.tsv; $check loop.tsv >>loop.tsv 2>e; st=$?
[ $st -eq 2 ] && grep -q 'standard output too' e || fail "input that grows: status $st, $(cat e)"
same loop.tsv q.tsv
$check <loop.tsv >>loop.tsv 2>e; [ $? -eq 2 ] || fail "standard input that grows"

# ---- Another null; CR LF ----
printf 'uscc\tperiod\tunit_name\n1\t2025Q3\tNA\n2\t2025Q3\t\n' >na.tsv
count() { ecvtl -q -f st-quarterly '[aggr n := count(unit_name)]' "$@" 2>e | tail -1; }
[ "$(count --null=NA na.tsv)" = 1 ] || fail "--null=NA"
[ "$(count --null= na.tsv)" = 1 ] || fail "--null="
[ "$(count na.tsv)" = 2 ] || fail "NA and the empty cell are text"
printf 'uscc\tunit_name\n1\t\\N\n' >n.tsv
for null in NA '' N; do
    status 2 $check --null="$null" n.tsv && { grep -q 'n.tsv:2: error: column "unit_name" holds \\N' e || fail "--null=$null: $(cat e)"; }
done
for null in '\n' '\\N' "$(printf 'a\tb')"; do status 2 $check --null="$null" n.tsv; done
status 0 $check --fail-on=never --null='\N' n.tsv
# Every tool that takes a stream sees the same in another dialect.
eccheck -q -f st-quarterly -F f.tsv --fail-on=never -o /dev/null q.tsv
awk -F'\t' -v OFS='\t' '{ for (i = 1; i <= NF; i++) if ($i == "\\N") $i = "@null" } 1' q.tsv >other.tsv
tail -n +2 other.tsv >body.tsv; names=$(head -1 q.tsv | tr '\t' ,)
headless() { tool=$1; shift; "$tool" -q -f st-quarterly --null=@null --header="$names" --no-header "$@"; }
back() { awk -F'\t' -v OFS='\t' '{ for (i = 1; i <= NF; i++) if ($i == "@null") $i = "\\N" } 1' "$1"; }
for t in eccheck ecfix ecmerge; do
    headless $t body.tsv 2>/dev/null | back - >o; $t -q -f st-quarterly q.tsv 2>/dev/null | tail -n +2 >w; same o w "$t: another dialect"
done
headless ecjoin --suffix _p body.tsv body.tsv | back - >o; ecjoin -q -f st-quarterly --suffix _p q.tsv q.tsv | tail -n +2 >w; same o w "ecjoin: another dialect"
sums='[aggr n := count(zone_code), s := sum(op_revenue), m := median(emp_end) group by class4]'
headless ecvtl "$sums" body.tsv | back - >o; ecvtl -q -f st-quarterly "$sums" q.tsv | tail -n +2 >w; same o w "ecvtl: another dialect"
z="--var wages/emp_avg --method z --log"
headless ecoutlier $z body.tsv | back - >o; ecoutlier -q -f st-quarterly $z q.tsv | tail -n +2 >w; same o w "ecoutlier: another dialect"
ecpack -q -f st-quarterly --gzip=none -o - q.tsv >w
ecpack -q -f st-quarterly --null=@null --header="$names" --gzip=none -o - body.tsv >o; same o w "ecpack: another dialect"
ecreport -f st-quarterly --records q.tsv -F f.tsv --text | grep -v tsv >w
ecreport -f st-quarterly --null=@null --records other.tsv -F f.tsv --text | grep -v tsv >o; same o w "ecreport: another dialect"
[ -s w ] || fail "no report"
status 2 ecreport -f st-quarterly --records body.tsv --header="$names" --text
ecread -q -f st-quarterly -F /dev/null --null=@null --no-header q.xml >o; same o body.tsv "ecread: another dialect"
sed 's/$/\r/' q.tsv >crlf.tsv
sed '2s/2025/20\x0025/' q.tsv >nul.tsv
status 2 $check nul.tsv && { grep -q 'nul.tsv:2: error: byte .* NUL' e || fail "NUL: $(cat e)"; }
status 0 $check q.tsv; mv o lf; status 0 $check crlf.tsv; same o lf "CR LF, as Windows programs save it"; [ -s o ] || fail "CR LF: no rows"

# ---- Signals and the terminal ----
mkfifo slow
(ecread -f st-quarterly -F /dev/null -o r.tsv slow 2>e; echo $? >st) &
{ cat q.xml; tries=0
  until grep -q 'MB/s' e || [ $tries -eq 100 ]; do
      p=$(ps -eo pid=,args= 2>/dev/null | awk '$2 ~ /ecread$/ && / -o r.tsv slow/ { print $1; exit }')
      [ -z "$p" ] || kill -USR1 "$p"
      # Another file would end the wait: white space behind the document is read and the question answered.
      head -c 300000 /dev/zero | tr '\0' ' '; sleep 0.1; tries=$((tries + 1))
  done; } >slow
wait
if command -v ps >/dev/null; then
    grep -q '^ecread: [0-9]* MB, [0-9]* records, [0-9]* MB/s$' e || fail "SIGUSR1: $(cat e)"
    [ "$(cat st)" = 0 ] || fail "SIGUSR1 ends a tool: $(cat st)"
else echo "SKIP: ps is not installed: SIGUSR1 was not tried"; fi
if ! command -v script >/dev/null; then echo "SKIP: script is not installed: the terminal was not tried"
elif ! script -qec true typescript >/dev/null 2>e; then
    # As in a chroot without devpts.
    echo "SKIP: no pseudo-terminal is to be had ($(head -1 e)): the terminal was not tried"
else
    terminal() { script -qec "$1" typescript >/dev/null; tr '\r' '\n' <typescript | grep -v '^Script ' >screen; }
    terminal "NO_COLOR= eccheck -f st-quarterly no-such-file"; grep -q "$(printf '\033\\[31merror')" screen || fail "no colour on a terminal"
    terminal "NO_COLOR=1 eccheck -f st-quarterly no-such-file"; ! grep -q "$(printf '\033')" screen || fail "NO_COLOR is not obeyed"
    terminal "TERM=dumb eccheck -f st-quarterly no-such-file"; ! grep -q "$(printf '\033')" screen || fail "colour on a dumb terminal"
    terminal "ecread -f st-quarterly -F /dev/null -o /dev/null q.xml"; grep -q 'read 40, written 40' screen || fail "no summary on a terminal"
    terminal "eccheck -f st-quarterly"; grep -q 'no input' screen || fail "waits for typed records"
fi
CLICOLOR_FORCE=1 eccheck -f st-quarterly no-such-file 2>e; grep -q "$(printf '\033')" e || fail "CLICOLOR_FORCE is not obeyed"
eccheck --color=always -f st-quarterly no-such-file 2>e; grep -q "$(printf '\033')" e || fail "--color=always"

# ---- A name that is nearly right ----
status 2 eccheck -f st-quartely q.tsv && { grep -q 'did you mean st-quarterly?$' e || fail "form: $(cat e)"; }
status 2 eccheck -f nothing-like-it q.tsv && { ! grep -q 'did you mean' e || fail "form: $(cat e)"; }

# ---- Findings that cannot be told are trouble ----
cp "$EC_SRC/fixtures/xml/bad-truncated.xml" .
if [ -e /dev/full ]; then
    ecread -q -f st-quarterly bad-truncated.xml >o 2>/dev/full; [ $? -eq 2 ] || fail "findings to a full standard error"
    for format in tsv jsonl text junit sarif; do
        status 2 ecread -q -f st-quarterly -F /dev/full --format=$format bad-truncated.xml
    done
fi
finish
