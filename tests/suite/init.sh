# SPDX-License-Identifier: Apache-2.0
# Sourced by the suite tests: a folder of their own, small helpers. EC_BUILD, EC_SRC, EC_TOOLS and PATH are set by make check.
set -u
: "${EC_BUILD:?}" "${EC_SRC:?}"
LC_ALL=C.UTF-8
export LC_ALL
unset EC_MANIFEST NO_COLOR CLICOLOR_FORCE || :
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 99' HUP INT TERM
cd "$work" || exit 99
failures=0

# fail TEXT: counts a failure and goes on; the test ends with `finish`.
fail() { echo "FAIL: $*"; failures=$((failures + 1)); }
skip() { echo "SKIP: $*"; exit 77; }
finish() { [ "$failures" -eq 0 ] || { echo "$failures failures"; exit 1; }; exit 0; }

# status WANTED COMMAND...: runs the command, output in $work/o and $work/e, and compares its exit status.
status() {
    wanted=$1; shift
    "$@" >"$work/o" 2>"$work/e" </dev/null; got=$?
    [ "$got" -eq "$wanted" ] || { fail "status $got, wanted $wanted: $*"; head -5 "$work/e"; return 1; }
}

# same FILE FILE [TEXT]: the two are byte for byte equal.
same() { cmp -s "$1" "$2" || { fail "${3:-$1 and $2 differ}"; diff "$1" "$2" | head -20; }; }

# One command line a tool that writes data to standard output: $work/commands, made from tests/suite/tools.tsv.
# @S is the source folder. tool_command TOOL prints it.
tool_command() {
    awk -F'\t' -v t="$1" -v s="$EC_SRC" '$1 == t { gsub(/@S/, s, $2); print $2; found = 1 } END { exit !found }' "$EC_SRC/tests/suite/tools.tsv"
}
