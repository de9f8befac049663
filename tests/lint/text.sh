#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# White space, line ends, width (the aim is 110 columns); words that mark unfinished work; functions over 120 lines
# and a median above 15 (where ctags is there).
set -eu
cd "${EC_SRC:-.}"
bad=0
complain() { echo "$1"; bad=1; }
files=$(find src tests man rules -type f \( -name '*.[ch]' -o -name '*.def' -o -name '*.mk' -o -name '*.sh' -o -name '*.[157]' -o -name '*.vtl' \) ! -path '*/corpus/*' ! -name '*.mk' | LC_ALL=C sort)
grep -nE '[ 	]+$' $files && complain "white space at the end of a line"
grep -nP '\r' $files && complain "carriage return"
for f in $(printf '%s\n' $files | grep -E '\.[ch]$'); do
    tab=$(grep -nP '\t' "$f" | head -1); [ -z "$tab" ] || complain "$f: TAB: $tab"
    wide=$(LC_ALL=C.UTF-8 grep -nE '^.{131,}' "$f" | grep -vE '^[0-9]+:(DIAG|BUILTIN)\(' | head -1); [ -z "$wide" ] || complain "$f: longer than 130 columns: $wide"
    [ -z "$(tail -c1 "$f" | tr -d '\n')" ] || complain "$f: no line end at the end"
done
# The licence is said in each source, in its first two lines.
for f in $(find src tests -name '*.[ch]' -o -name '*.def' -o -name '*.sh' -o -name '*.py' -o -name '*.awk' -o -name '*.mk') check demo .ci/run configure.ac Makefile.am; do
    head -2 "$f" | grep -q 'SPDX-License-Identifier: Apache-2.0' || complain "$f: no SPDX line"
done
# A file of EXTRA_DIST that bears the name of a target would be made before a tarball: all tests, for `check`.
target=$(sed -nE 's/^EXTRA_DIST *\+?= *//p' Makefile.am */local.mk | tr ' ' '\n' | grep -xE 'all|bench|check|clean|dist|install|lint|truth' || :)
[ -z "$target" ] || complain "EXTRA_DIST names the target $target"
grep -rnwE 'TODO|FIXME|XXX|HACK' src tests/unit rules man 2>/dev/null && complain "unfinished by its own words"
if command -v ctags >/dev/null 2>&1 && ctags --version 2>/dev/null | grep -q Universal; then
    long=$(find src -name '*.c' | xargs ctags -x --c-kinds=f --fields=+ne --_xformat='%N %F %n %{end}' 2>/dev/null |
        awk '$4 - $3 > 120 { print $2 ": " $1 " has " $4 - $3 " lines" }')
    [ -z "$long" ] || complain "$long"
    median=$(find src -name '*.c' | xargs ctags -x --c-kinds=f --fields=+ne --_xformat='%n %{end}' 2>/dev/null |
        awk '{ print $2 - $1 + 1 }' | sort -n | awk '{ n[NR] = $1 } END { print n[int((NR + 1) / 2)] }')
    [ "$median" -le 15 ] || complain "the median of the functions is $median lines: above 15"
fi
exit $bad
