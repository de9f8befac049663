#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Who may include whom (tests/layers.txt), and no circle between files: header A that reaches itself through includes,
# or two .c files that include each other's headers, fails. NAME_work.h is for the files of its family only. Reads only; prints each breach.
set -eu
cd "${EC_SRC:-.}"
awk '
FILENAME == "tests/layers.txt" {
    if ($0 ~ /^#/ || NF == 0) next
    from = $1; sub(/:$/, "", from); known[from] = 1
    for (i = 2; i <= NF; i++) may[from, $i] = 1
    next
}
/^#[ \t]*include[ \t]*"/ {
    split($0, part, "\""); to = part[2]
    if (to == "config.h") next
    file = FILENAME; sub(/^src\//, "", file)
    split(file, a, "/"); split(to, b, "/")
    if (!(a[1] in known)) { print FILENAME ": folder " a[1] " is not in tests/layers.txt"; bad = 1 }
    if (b[2] == "") { print FILENAME ": include \"" to "\" has no folder"; bad = 1; next }
    if (a[1] != b[1] && !((a[1], b[1]) in may)) { print FILENAME ": " a[1] " may not include " b[1] " (" to ")"; bad = 1 }
    # NAME_work.h is what the files of a family share: NAME and NAME_...
    if (b[2] ~ /_work\.h$/) {
        family = b[2]; sub(/_work\.h$/, "", family)
        if (a[1] != b[1] || (a[2] !~ "^" family "[._]")) { print FILENAME ": only " family " and " family "_* may include " to; bad = 1 }
    }
    # A module is a .c with its .h: an edge between modules, for the search of circles.
    m = file; sub(/\.[chdef]+$/, "", m); t = to; sub(/\.[chdef]+$/, "", t)
    if (m != t && !((m, t) in edge)) { edge[m, t] = 1; out[m] = out[m] " " t }
}
function visit(m,    n, list, i) {
    state[m] = 1; path[++depth] = m
    n = split(out[m], list, " ")
    for (i = 1; i <= n; i++) {
        if (state[list[i]] == 1) { circle(list[i]); bad = 1 }
        else if (!state[list[i]]) visit(list[i])
    }
    depth--; state[m] = 2
}
function circle(m,    i, text) {
    for (i = depth; i > 0 && path[i] != m; i--) text = " -> " path[i] text
    print "circle: " m text " -> " m
}
END {
    for (m in out) if (!state[m]) visit(m)
    exit bad
}' tests/layers.txt $(find src -name '*.[ch]' -o -name '*.def' | LC_ALL=C sort)
