# SPDX-License-Identifier: Apache-2.0
# coverage.tsv, the files of unit cases, plants (edit, rule, planted, caught, others) -> one line an edit.
function edit_of(rule) { return substr(rule, 1, 3) }
FNR == 1 && FILENAME != "plants" { file++; next }
FILENAME == "plants" {
    planted[$1] += $3; caught[$1] += $4; others[$1] += $5
    if (index(" " by[$1] ",", " " $2 ",") == 0) by[$1] = by[$1] (by[$1] == "" ? "" : ", ") $2
    next
}
file == 1 { order[++n] = $1; where[$1] = $2; next }
FILENAME !~ /base[.]tsv$/ { units[edit_of($1)]++ }
END {
    print "edit", "violations", "caught", "%", "others", "by", "unit cases"
    for (i = 1; i <= n; i++) {
        e = order[i]
        if (planted[e]) print e, planted[e], caught[e], sprintf("%.0f", caught[e] * 100 / planted[e]), sprintf("%.1f", others[e] / planted[e]), by[e], units[e] + 0
        else print e, 0, "", "", "", "not exercised here: " where[e], units[e] + 0
    }
}
