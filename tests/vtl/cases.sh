#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The tables of VTL cases, and the property that what is printed parses to the same tree: on every rule file that is
# shipped and on every expression of the tables.
set -u
bad=0
"$EC_BUILD/tests/vtl/cases" "$EC_SRC"/tests/vtl/*.tsv || bad=1
"$EC_BUILD/tests/vtl/roundtrip" "$EC_SRC"/rules/*.vtl "$EC_SRC"/tests/bench/*.vtl "$EC_SRC"/tests/fuzz/corpus/program/*.vtl || bad=1
set --
for f in "$EC_SRC"/tests/cases/vtl-manual/*/*/*.vtl; do # one has lines that begin with #: they are no VTL
    grep -q '^#' "$f" || set -- "$@" "$f"
done
"$EC_BUILD/tests/vtl/roundtrip" --datasets "$@" "$EC_SRC"/tests/fuzz/corpus/datasets/*.vtl || bad=1
cut -f3 "$EC_SRC"/tests/vtl/*.tsv >"${TMPDIR:-/tmp}/expressions.$$"
"$EC_BUILD/tests/vtl/roundtrip" --expressions "${TMPDIR:-/tmp}/expressions.$$" || bad=1
rm -f "${TMPDIR:-/tmp}/expressions.$$"

# Hostile files end in a message, and soon: deep nesting, a long chain, a long line, many rules, many errors.
hostile() { # what, status wanted, then the text on standard input
    cat >"${TMPDIR:-/tmp}/hostile.$$"
    (ulimit -t 20; exec "$EC_BUILD/tests/vtl/loads" "${TMPDIR:-/tmp}/hostile.$$") >"${TMPDIR:-/tmp}/said.$$" 2>&1 # CPU seconds
    st=$?
    [ $st -eq "$2" ] || { echo "$1: status $st, not $2"; head -c 600 "${TMPDIR:-/tmp}/said.$$"; bad=1; }
    [ "$(wc -c <"${TMPDIR:-/tmp}/said.$$")" -lt 40000 ] || { echo "$1: says too much"; bad=1; }
    rm -f "${TMPDIR:-/tmp}/hostile.$$" "${TMPDIR:-/tmp}/said.$$"
}
begin='define datapoint ruleset r (variable x) is '
end=' end datapoint ruleset;'
{ printf '%s' "$begin"; head -c 1000000 /dev/zero | tr '\0' '('; printf 'x'; } | hostile "a million parentheses" 1
{ printf '%s' "$begin"; yes 'not' | head -n 300000; printf 'x > 0 %s' "$end"; } | hostile "a chain of not" 1
{ printf '%sx' "$begin"; yes ' + 1' | head -n 2000000 | tr -d '\n'; printf ' > 0%s' "$end"; } | hostile "a sum of two million terms" 1
{ printf '%sx in {1' "$begin"; yes ', 2' | head -n 1000000 | tr -d '\n'; printf '}%s' "$end"; } | hostile "a set of a million members" 0
{ printf '%s' "$begin"; awk 'BEGIN { for (i = 0; i < 10000; i++) printf "R%d: x > %d errorcode \"E%d\";\n", i, i, i }'; printf 'Z: x > 0%s' "$end"; } | hostile "10,000 rules" 0
{ printf '%s' "$begin"; awk 'BEGIN { for (i = 0; i < 100000; i++) printf "R%d: when x > %d and not isnull(x) then x * 2 <= %d.5 + abs(x) or x in {%d, 2, 3} errorcode \"E%d\";\n", i, i, i, i, i }'; printf 'Z: x > 0%s' "$end"; } | hostile "10 MB of 100,000 rules" 0
{ printf '%slength("' "$begin"; head -c 1000000 /dev/zero | tr '\0' a; printf '") = x%s' "$end"; } | hostile "a string of a million letters" 0
{ printf '%smatch_characters("a", "' "$begin"; head -c 1000000 /dev/zero | tr '\0' a; printf '") or x > 0%s' "$end"; } | hostile "a pattern of a million letters" 1
for part in 'if true then' 'if true then true else' '-' 'abs(' '[' 'x in {' 'case when' 'case when true then' 'nvl(x,' 'x in {1} =' 'cast('; do
    { printf '%s' "$begin"; yes -- "$part " | head -n 100000 | tr -d '\n'; printf 'x > 0%s' "$end"; } | hostile "nested 100,000 times: $part" 1
done
yes '“' | head -n 300000 | tr -d '\n' | hostile "quotes of another script" 1
yes 'define define define ;' | head -n 400000 | hostile "400,000 wrong statements" 1
head -c 10000000 /dev/urandom | LC_ALL=C tr -dc '[:print:]\n' | hostile "print noise" 1
head -c 1000000 /dev/zero | hostile "zero bytes" 1
{ printf 'define operator f0 (a number) is a + a end operator;\n'
  awk 'BEGIN { for (i = 1; i < 40; i++) printf "define operator f%d (a number) is f%d(a) * f%d(a) end operator;\n", i, i - 1, i - 1 }'
  printf '%sf39(x) > 0%s' "$begin" "$end"; } | hostile "operators that double forty times" 1
exit $bad
