# SPDX-License-Identifier: Apache-2.0
# The lines of planted.awk -> one line a kind, with the five edits that said most.
NR == 1 { next }
{
    n[$3]++
    to[$3, $4]++
    if ($5 == "yes") on[$3]++
    m = split($6, e, " ")
    for (i = 1; i <= m; i++) { if (!said[$3, e[i]]++) names[$3] = names[$3] " " e[i] }
}
function top(k, list, m, best, i, j, out) {
    m = split(names[k], list, " ")
    for (j = 0; j < 5; j++) {
        best = ""
        for (i = 1; i <= m; i++) if (list[i] != "" && (best == "" || said[k, list[i]] > said[k, list[best]])) best = i
        if (best == "") break
        out = out (out == "" ? "" : ", ") list[best] " " int(said[k, list[best]] * 100 / n[k] + 0.5) "%"
        list[best] = ""
    }
    return out
}
END {
    print "kind", "planted", "restored", "logged", "hard", "quasi", "soft", "on it", "info only", "missed", "recall %", "edits that said so"
    for (k in n) {
        good = to[k, "restored"] + to[k, "logged"] + to[k, "hard"] + to[k, "quasi"] + to[k, "soft"]
        print k, n[k], to[k, "restored"] + 0, to[k, "logged"] + 0, to[k, "hard"] + 0, to[k, "quasi"] + 0, to[k, "soft"] + 0, on[k] + 0, to[k, "info"] + 0,
            to[k, "missed"] + 0, sprintf("%.1f", good * 100 / n[k]), top(k) | "LC_ALL=C sort"
    }
}
