#!/bin/sh
# What holds for every tool, over the list of tools: help, version, options, full disk, closed output, a reader that
# leaves, killed in mid-write, a missing file. A new tool is covered on the day it enters ec_tools; it needs one line in tools.tsv.
. "$EC_SRC/tests/suite/init.sh"

for t in $EC_TOOLS; do
    command=$(tool_command "$t") || { fail "$t has no line in tests/suite/tools.tsv"; continue; }

    # --help and --version: standard output, status 0, nothing on standard error; both languages differ.
    for o in --help -h --version -V; do
        status 0 "$t" $o && { [ -s o ] || fail "$t $o prints nothing"; [ ! -s e ] || fail "$t $o writes to stderr"; }
    done
    status 0 "$t" --help --lang=en; cp o en; status 0 "$t" --lang=zh --help; cmp -s en o && fail "$t: --help is the same in both languages"
    grep -q -- '--output' en || fail "$t: --help does not name the common options"
    for shell in bash zsh fish; do
        status 0 "$t" --completion=$shell && { grep -q -- output o || fail "$t: --completion=$shell lacks options"; }
    done
    "$t" --completion=bash >c.bash 2>/dev/null && { bash -n c.bash || fail "$t: bash completion does not parse"; }

    # Wrong use: status 2, one message that says where help is, no output.
    status 2 "$t" --no-such-option && { [ -s o ] && fail "$t: output on a usage error"; grep -q -- '--help' e || fail "$t: usage message without --help"; }
    status 2 "$t" --outptu=x && { grep -q -- '--output' e || fail "$t: no nearest option named"; }

    # The command of the table works and says the same twice.
    sh -c "$command" >one 2>err </dev/null; st=$?
    [ "$st" -le 1 ] || { fail "$t: $command: status $st"; head -3 err; continue; }
    [ -s one ] || fail "$t: $command: no output"
    sh -c "$command" >two 2>err </dev/null; same one two "$t: two runs differ"

    # Full disk and closed output are status 2 with a message; help too.
    if [ -e /dev/full ]; then
        sh -c "$command" >/dev/full 2>err </dev/null; st=$?
        [ "$st" -eq 2 ] || fail "$t: status $st on a full disk"
        grep -qi 'no space' err || fail "$t: no message on a full disk"
        "$t" --help >/dev/full 2>err; [ $? -ne 0 ] || fail "$t: --help ignores a full disk"
    fi
    sh -c "exec $command" >&- 2>err </dev/null; st=$?
    [ "$st" -eq 2 ] || fail "$t: status $st with standard output closed"

    # A reader that leaves: quiet.
    { sh -c "$command" 2>err </dev/null; } | head -c 1 >/dev/null
    [ ! -s err ] || ! grep -qiE 'broken pipe|cannot write' err || fail "$t: complains when its reader leaves: $(head -1 err)"

    # A named file that is not there is status 2 and named in the message.
    case " ecgen ecexpr " in *" $t "*) ;; *)
        sh -c "$command ./no/such/file" >o 2>e </dev/null; st=$?
        [ "$st" -eq 2 ] || fail "$t: status $st for a missing file"
        grep -q 'no/such/file' e || fail "$t: message without the file's name"
    esac
done
# A letter means the same option in every tool.
for t in $EC_TOOLS; do "$t" --help --lang=en | sed -nE 's/^ +(-[A-Za-z]), (--[a-z0-9-]+).*/\1 \2/p'; done | sort -u >letters
awk '{ if ($1 in name && name[$1] != $2) print $1 ": " name[$1] " and " $2; name[$1] = $2 }' letters >twice
[ ! -s twice ] || fail "one letter, two options: $(cat twice)"

[ -n "$EC_TOOLS" ] || fail "no tools"
finish
