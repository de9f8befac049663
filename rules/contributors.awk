# SPDX-License-Identifier: Apache-2.0
# For each cell of the indicators whose growth left its history (K08) the ten units that moved it most.
#   awk -f contributors.awk findings/indicator.tsv accepted/enterprise.tsv
# Columns: indicator, breakdown, member, rank, uscc, now, last_year, change. A list for the statistician, no finding.

# put(CELL, SIZE, LINE): keeps the ten largest of a cell in order; ties by the unit's code, as the records stand.
function put(c, size, line,    i) {
    if (n[c] == 10 && size <= sizes[c, 10])
        return
    if (n[c] < 10)
        n[c]++
    for (i = n[c]; i > 1 && sizes[c, i - 1] < size; i--) {
        sizes[c, i] = sizes[c, i - 1]
        lines[c, i] = lines[c, i - 1]
    }
    sizes[c, i] = size
    lines[c, i] = line
}

BEGIN {
    FS = OFS = "\t"
    of["M01_growth"] = "gross_output"
    of["op_revenue_growth"] = "op_revenue"
    of["electricity_growth"] = "elec_form"
    print "indicator", "breakdown", "member", "rank", "uscc", "now", "last_year", "change"
}

FNR == 1 {
    split("", at)
    for (i = 1; i <= NF; i++)
        at[$i] = i
    next
}

FILENAME == ARGV[1] {
    if ($at["rule"] != "K08")
        next
    k = split($at["key"], w, ";")
    for (i = 1; i <= k; i++) {
        e = index(w[i], "=")
        part[substr(w[i], 1, e - 1)] = substr(w[i], e + 1)
    }
    cells++
    indicator[cells] = part["indicator"]
    by[cells] = part["breakdown"]
    member[cells] = part["member"]
    next
}

{
    for (c = 1; c <= cells; c++) {
        now = $at[of[indicator[c]]]
        was = $at[of[indicator[c]] "_lyr"]
        if ($at[by[c]] != member[c] || now == "\\N" || was == "\\N" || now == was)
            continue
        change = now - was
        put(c, change < 0 ? -change : change, $at["uscc"] OFS now OFS was OFS sprintf("%.15g", change))
    }
}

END {
    for (c = 1; c <= cells; c++)
        for (i = 1; i <= n[c]; i++)
            print indicator[c], by[c], member[c], i, lines[c, i]
}
