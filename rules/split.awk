# SPDX-License-Identifier: Apache-2.0
# split.awk: cuts a table of units into parts, each a stretch of its order. See quarter.mk.
#   awk -f split.awk -v parts="00 01 02" latest/UNIT.tsv FILE [EXPLANATIONS]
#
# FILE has the rows of the first one in their order, with more columns perhaps. Into .part/parts/split/PART go its rows, and of
# the explanations those that came with the same submissions. Where a part begins is kept in parts/cuts, as the submission (_sub)
# of its first unit, so that a unit more or less changes one part. A cut whose submission is gone leaves its part to the one
# before. New cuts are made when there are none, and when a part has more than three times its share.

function name_of(line) { sub(/.*\t/, "", line); return line } # _sub, the last column
function target(part, path) { return ".part/parts/split/" part "/" path }

# cut_anew: the parts get as many units each.
function cut_anew(   r, k, last) {
    for (k in first) delete first[k]
    for (r = 1; r <= units; r++) {
        k = int((r - 1) * n / units) + 1
        if (k != last && name[r] != name[r - 1]) first[last = k] = r
    }
}

BEGIN {
    FS = "\n"
    n = split(parts, part, " ")
    while ((getline line < "parts/cuts") > 0) {
        split(line, cut, "\t")
        if (cut[1] <= n) starts[substr(line, length(cut[1]) + 2)] = cut[1] + 0
        known = 1
    }
    close("parts/cuts")
}

FNR == 1 { file++ }

# The units: which row begins which part? Parts follow one another: a cut that moved up is none.
file == 1 && FNR == 1 { next }
file == 1 {
    name[++units] = name_of($0)
    if (units == 1) first[at = 1] = 1
    else if (starts[name[units]] > at && name[units] != name[units - 1]) { first[at = starts[name[units]]] = units; held = 0 }
    if (++held > most) most = held
    next
}

file == 2 && FNR == 1 {
    if (!known || most > 3 * (int(units / n) + 1)) cut_anew()
    printf "" >".part/parts/cuts"
    for (k = 1; k <= n; k++) {
        out = target(part[k], FILENAME)
        print $0 >out
        close(out)
        if (k in first) { begins[first[k]] = k; print k "\t" name[first[k]] >".part/parts/cuts" }
    }
    next
}
file == 2 {
    if (++row in begins) { close(out); k = begins[row]; out = target(part[k], FILENAME) }
    if (ARGC > 3) of[name[row]] = part[k]
    print $0 >>out
    next
}

# The explanations.
FNR == 1 {
    close(out)
    for (k = 1; k <= n; k++) { out = target(part[k], FILENAME); print $0 >out; close(out) }
    next
}
name_of($0) in of {
    k = target(of[name_of($0)], FILENAME)
    if (k != out) { close(out); out = k }
    print $0 >>out
}
