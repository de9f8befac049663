# SPDX-License-Identifier: Apache-2.0
# truth, then one table of the clean quarter, of the spoilt one as read, of the spoilt one as ecfix left it -> one line a cell
# that an error was planted in (sums over such cells are left out): kind, outcome, file, table, variable, value before, as
# read, as left. Rows go together by their file and their place in it.
function same(a, b) {
    if (a == b) return 1
    if ((a == "" || a == "\\N") && (b == "" || b == "\\N")) return 1
    return a ~ /^-?[0-9]+([.][0-9]+)?$/ && b ~ /^-?[0-9]+([.][0-9]+)?$/ && length(a) < 15 && length(b) < 15 && a + 0 == b + 0
}
function outcome(clean, read, left) {
    if (same(clean, left)) return "restored"
    if (read == left) return "left"
    return left == "\\N" ? "null" : "wrong"
}
FNR == 1 { n++; delete nth; for (i = 1; i <= NF; i++) name[i] = $i; next }
n == 1 { kind[$1] = $4; planted[$1, $7, $3]; next }
{ row = $1 SUBSEP (++nth[$1]) }
n == 2 { for (i = 4; i <= NF; i++) clean[row, i] = $i; next }
n == 3 { for (i = 4; i <= NF; i++) read[row, i] = $i; next }
{
    for (i = 4; i <= NF; i++) {
        if (!((row, i) in clean)) continue
        c = clean[row, i] ""; r = read[row, i] "" # as text: 3983.0 is not 3983
        if (r == c && !same(c, $i)) print kind[$1] == "" ? "none" : kind[$1], "stray", $1, t, name[i], c, r, $i
        else if (r != c && (($1, t, name[i]) in planted)) print kind[$1] == "" ? "none" : kind[$1], outcome(c, r, $i), $1, t, name[i], c, r, $i
    }
}
