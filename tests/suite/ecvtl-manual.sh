#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The examples of the VTL reference manual: structures as declared, cells by value, rows as a set. excused.tsv lists the manual's
# faults with the right value (and right/*.vtl what an example needs besides); later.tsv what cannot be run yet, and such an example must not pass.
. "$EC_SRC/tests/suite/init.sh"
cases=$EC_SRC/tests/cases/vtl-manual
name='s/.*"name" *: *"\([DS][SC]_r\)".*/\1/p'

# canon FOLDER NAME: the structure a line a component, then the rows with their cells in the order of names, numbers without
# zeros at the end.
canon() {
    sed -n 's/.*"name": "\([^"]*\)", "role": "\([^"]*\)", "data_type": "\([^"]*\)".*/\1\t\2\t\3/p; s/.*"type": "\([^"]*\)"}.*/value\tscalar\t\1/p' \
        "$1/$2.json" | LC_ALL=C sort
    awk -F'\t' -v json="$1/$2.json" 'BEGIN { while ((getline line < json) > 0) if (match(line, /"name": "[^"]*", "role"/)) {
            n = substr(line, RSTART + 9, RLENGTH - 18); numeric[n] = line ~ /"data_type": "(Number|Integer)"/ } }
        FNR == 1 { for (i = 1; i <= NF; i++) head[i] = $i; m = NF
            for (i = 1; i <= m; i++) order[i] = i
            for (i = 1; i <= m; i++) for (k = i + 1; k <= m; k++) if (head[order[k]] < head[order[i]]) { t = order[i]; order[i] = order[k]; order[k] = t }
            next }
        { row = ""; for (i = 1; i <= m; i++) { v = $order[i]
            if (numeric[head[order[i]]] && v ~ /\./) { sub(/0+$/, "", v); sub(/\.$/, "", v); if (v == "-0") v = "0" }
            row = row "|" v }
          print row }' "$1/$2.tsv" | LC_ALL=C sort
}

# run FOLDER EXAMPLE CSV JSON: does the example give that? Messages are in err.
run() {
    rm -rf got want err; : >err
    result=$(sed -n "$name" "$1/$2.json" | head -1); : "${result:=DS_r}"
    set -- "$1" "$2" "$3" "$4"
    args=
    for s in "$1"/ds_*.json; do
        [ -f "$s" ] || continue
        n=$(basename "$s" .json)
        args="$args --structure DS_${n#ds_}=$s DS_${n#ds_}=${s%.json}.csv"
    done
    sed '/^#/d' "$1/$2.vtl" >p.vtl
    [ ! -f "$right.vtl" ] || cat "$right.vtl" >>p.vtl
    echo "got <- $result;" >got.vtl
    # shellcheck disable=SC2086
    ecvtl -p p.vtl -p got.vtl --all got $args 2>err || return 1
    ecvtl --structure "want=$4" 'result <- want;' --all want "want=$3" 2>>err || return 1
    canon got got >got.txt; canon want result >want.txt
    [ "$result" != SC_r ] || sed -i '1s/.*/scalar/' got.txt want.txt
    cmp -s got.txt want.txt
}

passed=0 excused=0 later=0
tail -n +2 "$cases/INDEX.tsv" | cut -f1-3 >list
while IFS="$(printf '\t')" read -r family operator example; do
    key=$operator/$example dir=$cases/$family/$operator right=$cases/right/$operator-$example
    how=$(awk -F'\t' -v k="$key" '$1 == k { print $2 }' "$cases/excused.tsv")
    not_yet=$(awk -F'\t' -v k="$key" 'NR > 1 && $1 == k { print $2 }' "$cases/later.tsv")
    [ "$how" != none ] || { excused=$((excused + 1)); continue; }
    csv=$dir/$example.csv json=$dir/$example.json
    [ "$how" != value ] || csv=$right.csv
    [ "$how" != value ] || [ ! -f "$right.json" ] || json=$right.json
    if run "$dir" "$example" "$csv" "$json"; then
        [ -z "$not_yet" ] || fail "$key passes: take it out of later.tsv"
        case $how in error:*) fail "$key: no error" ;; esac
        [ -n "$how" ] && excused=$((excused + 1)) || passed=$((passed + 1))
    elif [ -n "$not_yet" ]; then
        later=$((later + 1))
    else
        case $how in
        error:*) grep -qF "${how#error: }" err && excused=$((excused + 1)) || fail "$key: $(head -1 err)" ;;
        *) fail "$key: $(head -1 err)"; [ ! -f want.txt ] || diff got.txt want.txt | head -6 ;;
        esac
    fi
done <list
echo "$passed as in the manual, $excused where it is at fault, $later later"
[ $((passed + excused + later)) -eq "$(wc -l <list)" ] || fail "not all examples were judged"
[ "$(($(wc -l <"$cases/later.tsv") - 1))" -eq "$later" ] || fail "later.tsv names examples that are none"

# Keys: a null, one that comes twice; the same rows for little memory; a fault is told with its place before data is read.
printf 'Id_1,Me_1\n1,2\n2,\n1,3\n' >d.csv
echo '{"name": "D", "components": [{"name": "Id_1", "role": "Identifier", "data_type": "Integer"}, {"name": "Me_1", "role": "Measure", "data_type": "Number"}]}' >d.json
status 2 ecvtl --structure d.json 'r := D;' D=d.csv && grep -q 'd.csv:4: .*Id_1=1 .*d.csv:2' e || fail "a key twice: $(cat e)"
printf 'Id_1,Me_1\n,2\n' >d.csv
status 2 ecvtl --structure d.json 'r := D;' D=d.csv && grep -q 'd.csv:2: .*Id_1.*null' e || fail "a null key: $(cat e)"
status 2 ecvtl --structure d.json 'r := D + E; s := D || "x";' D=d.csv
grep -q 'STATEMENTS:1:10: .*no data set E' e && grep -q 'measure Me_1' e || fail "two faults: $(cat e)"
awk 'BEGIN { srand(5); print "Id_1,Me_1"; for (i = 0; i < 20000; i++) print (i * 7919) % 20011 "," sprintf("%.5f", rand()) }' >d.csv
for s in 1M 256M; do
    ecvtl -S $s --structure d.json 'r := inner_join(D as a, D[filter Me_1 > 0.5] as b calc Me_1 := a#Me_1 + b#Me_1);
        t := sum(r) ; u := r / t;' D=d.csv >u.$s || fail "status $?"
done
same u.1M u.256M "the same for any -S"
[ "$(wc -l <u.1M)" -gt 9000 ] || fail "rows of the join: $(wc -l <u.1M)"
finish
