#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
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
        grep -qi 'no space' err || { fail "$t: no message on a full disk"; head -3 err; }
        "$t" --help >/dev/full 2>err; [ $? -ne 0 ] || fail "$t: --help ignores a full disk"
    fi
    sh -c "exec $command" >&- 2>err </dev/null; st=$?
    [ "$st" -eq 2 ] || fail "$t: status $st with standard output closed"

    # A reader that leaves: quiet.
    { sh -c "$command" 2>err </dev/null; } | head -c 1 >/dev/null
    [ ! -s err ] || ! grep -qiE 'broken pipe|cannot write' err || fail "$t: complains when its reader leaves: $(head -1 err)"

    # A named file that is not there is status 2 and named in the message.
    case " ecaccept ecgen ecexpr " in *" $t "*) ;; *)
        sh -c "$command ./no/such/file" >o 2>e </dev/null; st=$?
        [ "$st" -eq 2 ] || fail "$t: status $st for a missing file"
        grep -q 'no/such/file' e || fail "$t: message without the file's name"
    esac
done

# Completions: each option of --help in each shell's script, which the shell can read; what is installed is what the tool prints.
for t in $EC_TOOLS ecquarter; do
    "$t" --help --lang=en | sed -nE 's/^ +(-[A-Za-z], )?--([a-z0-9-]+).*/\2/p' >options
    [ -s options ] || fail "$t --help names no options"
    for shell in bash zsh fish; do
        status 0 "$t" --completion=$shell || continue
        cp o script
        while read -r name; do
            grep -qE -- "(--|-l )$name\b" script || fail "$t --completion=$shell lacks --$name"
        done <options
        case $shell in bash) built=$t;; zsh) built=_$t;; fish) built=$t.fish;; esac
        [ ! -d "$EC_BUILD/completions" ] || same "$EC_BUILD/completions/$shell/$built" script "the $shell completion of $t is stale"
        ! command -v $shell >/dev/null || $shell -n script || fail "$t: $shell cannot read its completion"
    done
    status 2 "$t" --completion=csh
done
if command -v bash >/dev/null; then
    # What bash proposes behind the words of a command line; bash gives --name=value as three words.
    propose() { bash -c 'source /dev/stdin; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _$1; echo "${COMPREPLY[*]}"' - "$@" <script; }
    mkdir -p data/forms folder; : >data/forms/my-form.tsv; : >'a b.tsv'; EC_DATADIR=$work/data; export EC_DATADIR
    eccheck --completion=bash >script
    [ "$(propose eccheck --form)" = "--form --format" ] || fail "bash: --form: $(propose eccheck --form)"
    [ "$(propose eccheck --ma)" = '--max-findings --manifest' ] || fail "bash: --ma: $(propose eccheck --ma)"
    [ "$(propose eccheck --format = j)" = 'jsonl junit' ] || fail "bash: --format=j"
    [ "$(propose eccheck --format =)" = 'tsv jsonl text junit sarif' ] || fail "bash: --format="
    [ "$(propose eccheck -f my)" = my-form ] || fail "bash: names of forms: $(propose eccheck -f my)"
    [ "$(propose eccheck --messages fo)" = folder ] || fail "bash: folders"
    [ "$(propose eccheck -o 'a ')" = 'a b.tsv' ] || fail "bash: a name with a blank"
    [ -z "$(propose eccheck --max-findings '')" ] || fail "bash: a number has no proposals"
    ecquarter --completion=bash >script
    [ "$(propose ecquarter --lang = z)" = zh ] || fail "bash: ecquarter --lang=z"
fi
if command -v fish >/dev/null; then
    eccheck --completion=fish >script
    XDG_CONFIG_HOME=$work HOME=$work fish -c 'source script; complete -C "eccheck --keep i"' >o 2>e
    [ "$(cut -f1 o)" = invalid ] || fail "fish: $(cat o e)"
    XDG_CONFIG_HOME=$work HOME=$work fish -c 'source script; complete -C "eccheck --form my-"' >o 2>e
    [ "$(cut -f1 o)" = my-form ] || fail "fish: names of forms: $(cat o e)"
fi
unset EC_DATADIR

# A letter means the same option in every tool: -F is where findings go, and only ecaccept, which reads findings too, has to tell
# its own apart by name.
for t in $EC_TOOLS ecquarter; do "$t" --help --lang=en | sed -nE 's/^ +(-[A-Za-z]), (--[a-z0-9-]+).*/\1 \2/p'; done | sed -e 's/^-F --own-findings$/-F --findings/' -e '/^-n --dry-run$/d' | sort -u >letters
awk '{ if ($1 in name && name[$1] != $2) print $1 ": " name[$1] " and " $2; name[$1] = $2 }' letters >twice
[ ! -s twice ] || fail "one letter, two options: $(cat twice)"

[ -n "$EC_TOOLS" ] || fail "no tools"
finish
