#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecfix -p: the cases of tests/cases/steps: output, log, findings, messages; undo and replay give the bytes in each.
. "$EC_SRC/tests/suite/init.sh"
form=$EC_SRC/rules/forms/st-quarterly.tsv

# Each case becomes a folder with a file a part.
awk '/^#/ && !name { next }
    /^==== / { close(part); name = sprintf("%02d", ++n); part = ""; system("mkdir " name); print substr($0, 6) >(name "/title"); next }
    /^--- / { close(part); part = name "/" $2; printf "" >part; next }
    part { lines[part]++; if (held[part] != "") printf "%s", held[part] >part; held[part] = ""; if ($0 == "") held[part] = "\n"; else print >part }' \
    "$EC_SRC/tests/cases/steps/cases.txt"

# tabs FILE: the stream that a part with | for TAB stands for.
tabs() { tr '|' '\t' <"$1"; }

n=0
for case in [0-9]*; do
    title=$(cat "$case/title"); n=$((n + 1)); wanted=0
    [ ! -f "$case/status" ] || wanted=$(cat "$case/status")
    [ "$(cat "$case/in")" = = ] || tabs "$case/in" >in.tsv
    cp "$case/program" program.vtl
    rm -f out.tsv log.tsv findings.tsv
    status "$wanted" ecfix -f "$form" -p program.vtl -L log.tsv -F findings.tsv -o out.tsv $(cat "$case/options" 2>/dev/null) in.tsv || { echo "in: $title"; continue; }
    cp e messages
    [ ! -f "$case/messages" ] || same "$case/messages" messages "messages: $title"
    [ ! -f "$case/out" ] || { tabs "$case/out" >want; same want out.tsv "output: $title"; }
    if [ "$wanted" -eq 2 ]; then
        [ ! -e out.tsv ] && [ ! -e log.tsv ] || fail "output of a refused program: $title"
        continue
    fi
    if [ -f "$case/log" ]; then
        cut -f2,8-12 log.tsv | sed '1d; $s/[0-9a-f]\{64\}/\\N/g' | sed 's/[0-9a-f]\{16\}$//; s/\t$/\t@/' >got
        tabs "$case/log" >want
        same want got "log: $title"
    fi
    if [ -f "$case/findings" ]; then
        awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
            { print $at["level"], $at["result"], $at["rule"], $at["_line"], $at["errorcode"], $at["variable"], $at["message_en"] }' OFS='\t' findings.tsv >got
        tabs "$case/findings" >want
        same want got "findings: $title"
    fi
    ecfix --undo log.tsv out.tsv 2>&1 | cmp -s - in.tsv || fail "undo: $title"
    ecfix --replay log.tsv in.tsv 2>&1 | cmp -s - out.tsv || fail "replay: $title"
done
[ "$n" -ge 18 ] || fail "only $n cases were found"
finish
