#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Random spellings of random keys, by a seed (EC_SEED adds one): each tool puts together the rows that the generator, which alone
# knows the values, made equal; in memory and on disk.
. "$EC_SRC/tests/suite/init.sh"
tr ' ' '\t' >form.tsv <<'X'
#form random
#version 1
#table t /t
table variable path role type required
t id id identifier string yes
t period period identifier time_period yes
t no no identifier integer yes
t rate rate identifier number yes
t span span identifier duration yes
t revision rev attribute integer yes
t val val measure number no
X
keys=id,period,no,rate,span

# spell SEED: rows.tsv; in truth the key of each row by its value, and its revision.
spell() {
    awk -v seed="$1" '
    function rnd(n) { s = (s * 16807) % 2147483647; return s % n }
    function zeros(n, t) { while (n-- > 0) t = "0" t; return t }
    function pick(list, a, n) { n = split(list, a, " "); return a[rnd(n) + 1] }
    function period(y, k, n) {
        y = 2023 + rnd(2); k = pick("A S Q M W D"); n = k == "A" ? 1 : 1 + rnd(2) * (k ~ /[MWD]/ ? 9 : 1)
        key = sprintf(k == "A" ? "%d%s" : k ~ /[MW]/ ? "%d%s%02d" : k == "D" ? "%d%s%03d" : "%d%s%d", y, k, n)
        if (k == "A" && rnd(2)) return y
        if (k == "A") return y pick("A -A A1 -A1 A01")
        if (k == "M" && rnd(2)) return sprintf("%d-%02d", y, n)
        return y (rnd(2) ? "-" : "") k zeros(rnd(4 - length(n)), n) }
    function whole(v) { v = rnd(3) - 1; key = v; return (v < 0 ? "-" : pick(v ? "1 + 1" : "1 + - 1")) zeros(rnd(3), v < 0 ? -v : v) }
    function number(v) { v = 1 + rnd(3); key = v; v = v == 1 ? "1.5" : v == 2 ? "15" : "0.0"
        if (v ~ /[.]/) v = v substr("000", 1, rnd(3))
        return (rnd(4) ? "" : "+") zeros(rnd(3), v) }
    function span(k) { k = 1 + rnd(5); key = k
        return pick(k == 1 ? "Q P3M P0Y3M P3M0D" : k == 2 ? "A Y P12M P1Y" : k == 3 ? "W P7D P0M7D" : k == 4 ? "P14M P1Y2M" : "P3D P0Y3D") }
    BEGIN { s = seed; OFS = "\t"; print "_file", "_line", "_rec", "id", "period", "no", "rate", "span", "revision", "val" > "rows.tsv"; printf "" > "truth"
        for (i = 1; i <= 3000; i++) {
            id = pick("1 01 a"); all = id; p = period(); all = all "|" key; n = whole(); sub(/^1/, "", n); if (n == "") n = 1; all = all "|" key
            r = number(); all = all "|" key; d = span(); all = all "|" key; v = rnd(4)
            print "x", i, i, id, p, n, r, d, zeros(rnd(2), v), i > "rows.tsv"; print all, v > "truth" } }' </dev/null
}

# column NAME <STREAM
column() { awk -F'\t' -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; next } { print $at }'; }
# lines RULE: the _line of its findings.
lines() { awk -F'\t' -v rule="$1" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } $at["rule"] == rule { print $at["_line"] }' f.tsv; }

for seed in 7 2025 ${EC_SEED:-31337}; do
    spell "$seed"
    awk -F'\t' '{ n[$1]++ } END { for (k in n) print n[k] }' truth | sort -n >want
    ecvtl -q -f form.tsv "[aggr n := count() group by $keys]" rows.tsv 2>e | column n | sort -n >got; same want got "seed $seed: ecvtl"
    awk -F'\t' 'seen[$1]++ { print NR }' truth >want
    ecpack -q -f form.tsv -o twice --allow-duplicates rows.tsv || fail "seed $seed: --allow-duplicates"
    eccheck -q -f form.tsv -F f.tsv -o /dev/null rows.tsv 2>/dev/null; lines FORM-KEY >got; same want got "seed $seed: eccheck"
    sed 's/"ectools:key": \(.*\]\),/"primaryKey": \1,/' twice/datapackage.json >d; mv d twice/datapackage.json
    for size in 64M 1K; do
        ecpack --verify twice -S $size 2>e; grep -q "t.csv.gz:$(($(sed -n 1p want) + 1)): .*DATASET-KEY" e || fail "seed $seed: --verify -S $size: $(cat e)"
    done
    awk -F'\t' '{ k[NR] = $1; n[$1]++ } END { for (i = 1; i <= NR; i++) if (n[k[i]] > 1) print i }' truth >want
    for size in 64M 1K; do ecpack -q -f form.tsv -S $size -o no -F f.tsv rows.tsv 2>/dev/null; lines PACK-KEY >got; same want got "seed $seed: ecpack -S $size"; done
    # The latest revision of each key, the last of equals; which row it is, told to each row by a join.
    awk -F'\t' '{ key[NR] = $1; if (!($1 in r) || $2 >= r[$1]) { r[$1] = $2; at[$1] = NR } } END { for (i = 1; i <= NR; i++) print at[key[i]] }' truth >latest
    ecmerge -q -f form.tsv rows.tsv -o kept.tsv 2>/dev/null
    sort -nu latest >want; column _line <kept.tsv | sort -n >got; same want got "seed $seed: ecmerge"
    ecmerge -q -f form.tsv -S 64K rows.tsv -o disk.tsv 2>/dev/null; same kept.tsv disk.tsv "seed $seed: ecmerge on disk"
    for size in 256M 64K; do ecjoin -q -f form.tsv -S $size -k $keys --take val --suffix _of rows.tsv kept.tsv | column val_of >got; same latest got "seed $seed: ecjoin -S $size"; done
    ecjoin -q -f form.tsv --sorted -k $keys --take val --suffix _of kept.tsv kept.tsv >o; column val <o >want; column val_of <o >got; same want got "seed $seed: ecjoin --sorted"
    [ "$(wc -l <o)" -eq "$(wc -l <kept.tsv)" ] || fail "seed $seed: ecjoin --sorted: rows"
    ecjoin -q -f form.tsv --anti -k $keys rows.tsv kept.tsv | sed 1d | grep -q . && fail "seed $seed: ecjoin --anti"
    ecpack -q -f form.tsv -o kept kept.tsv && ecpack -q --verify kept || fail "seed $seed: what ecmerge kept is no dataset"
    rm -rf kept twice
done
finish
