# SPDX-License-Identifier: Apache-2.0
# truth, files that differ, changes of both runs, findings of both runs -> one line a planted error:
# run, file, kind, outcome, whether a finding names one of the cells, the edits that were new, number of cells, the first of
# them with the old and the new value.
function rank(level) { return level == "hard" ? 4 : level == "quasi" ? 3 : level == "soft" ? 2 : level == "info" ? 1 : 0 }
FNR == 1 { n++; delete at; for (i = 1; i <= NF; i++) at[$i] = i; if (n != 2) next }
n == 1 {
    f = $at["_file"]
    kind[f] = $at["kind"]
    if (!cells[f]++) first[f] = $at["variable"] OFS $at["old"] OFS $at["new"]
    if ($at["variable"] != "\\N") var[f, $at["table"], $at["variable"]]
    next
}
n == 2 { differ[$1]; next }
n == 3 { old[$at["_file"], $at["table"], $at["variable"]]; next }
n == 4 { f = $at["_file"]; if (!((f, $at["table"], $at["variable"]) in old)) logged[f]; next }
n == 5 { before[$8, $6, $2, $12]; next }
!($8 in kind) || (($8, $6, $2, $12) in before) { next }
{
    f = $8
    if (index(" " edits[f] " ", " " $2 " ") == 0) edits[f] = edits[f] (edits[f] == "" ? "" : " ") $2
    if (rank($1) > rank(level[f])) level[f] = $1
    if (rank($1) < 2) next
    if ((f, $6, $12) in var) on[f]
    m = split($17, pair, ";")
    for (i = 1; i <= m; i++) { sub(/=.*/, "", pair[i]); if ((f, $6, pair[i]) in var) on[f] }
}
END {
    for (f in kind) {
        outcome = rank(level[f]) >= 2 ? level[f] : !(f in differ) ? "restored" : (f in logged) ? "logged" : level[f] == "info" ? "info" : "missed"
        print run, f, kind[f], outcome, (f in on) ? "yes" : "no", edits[f], cells[f], first[f]
    }
}
