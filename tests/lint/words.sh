#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Both languages everywhere: the Chinese text of a .def file has Chinese in it where the English one has words; closing lines and
# usage errors go through diag_words; --help and its options are translated.
set -eu
cd "${EC_SRC:-.}"
LC_ALL=C.UTF-8
export LC_ALL
bad=0
complain() { echo "$1"; bad=1; }
chinese="[\x{3000}-\x{9fff}\x{ff00}-\x{ffef}]"
# The last two strings of an entry are English and Chinese; {0} and names in capitals are no words.
for f in src/base/diag.def src/finding/builtin.def src/vtl/error.def; do
    left=$(grep -P '^[A-Z]+\(' "$f" | grep -P '"(?:[^"\\]|\\.)*\b[a-z]{2,}\b(?:[^"\\]|\\.)*", *"(?:[^"\\]|\\.)*"\)' | grep -vP "\"(?:[^\"\\\\]|\\\\.)*$chinese(?:[^\"\\\\]|\\\\.)*\"\)" || :)
    [ -z "$left" ] || complain "$f: not in Chinese: $left"
done
left=$(grep -rnE '(tool_usage|tool_summary)\((true, |false, )?"[^"%]*[a-z]{2}' src --include='*.c' || :)
[ -z "$left" ] || complain "in one language only (see diag_words): $left"
left=$(grep -rnP 'diag_words\("' -A1 src --include='*.c' | tr '\n' ' ' | grep -oP 'diag_words\("(?:[^"\\]|\\.)*",\s*(?:src\S+-\d+-\s*)?"(?:[^"\\]|\\.)*"' | grep -vP "$chinese" || :)
[ -z "$left" ] || complain "not in Chinese: $left"
left=$(grep -nE '\b(die|usage|say) "([^"\\]|\\.)*"( *$| *;| *\|)' src/tools/ecquarter.sh || :)
[ -z "$left" ] || complain "src/tools/ecquarter.sh: in one language only: $left"
for t in ${EC_TOOLS:-} ecquarter; do
    [ -x "${EC_BUILD:-}/$t" ] || continue
    # An option and its description, which may stand in the next line.
    left=$("$EC_BUILD/$t" --help --lang=zh | awk '/^ +(-[A-Za-z], )?--/ { if (open != "") print open; open = $0 }
        /[^ -~]/ { open = "" } /^$/ { if (open != "") print open; open = "" }')
    [ -z "$left" ] || complain "$t --help: not in Chinese: $left"
done
exit $bad
