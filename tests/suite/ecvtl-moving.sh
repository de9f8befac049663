#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecvtl -F on comparisons over time and between rows (tests/cases/moving: programs, data, findings worked out by hand), the same for
# any order of the rows and any memory; then records: shorthand on the command line, --long, tables that are not given.
. "$EC_SRC/tests/suite/init.sh"
form=$EC_SRC/rules/forms/st-quarterly.tsv
rules=$EC_SRC/rules
cases=$EC_SRC/tests/cases/moving

cp "$cases"/*.tsv .
for c in mean share rank gaps running head refers; do
    given=firm=firm.tsv; [ $c = refers ] && given="$given loan=loan.tsv"
    ecvtl -q -f form.tsv -p "$cases/$c.vtl" -F f.tsv $given 2>e || [ $? -eq 1 ] || fail "$c: $(cat e)"
    cut -f1,2,6-9,15,17 f.tsv >o; same "$cases/$c.found" o "$c"
    cut -f1,2,6,7,15,17 f.tsv | sort >whole
    { head -1 firm.tsv; tail -n +2 firm.tsv | sort -r -k6; } >shuffled.tsv
    ecvtl -q -f form.tsv -S 64K -p "$cases/$c.vtl" -F f.tsv firm=shuffled.tsv ${given#firm=firm.tsv} 2>e
    cut -f1,2,6,7,15,17 f.tsv | sort >o; same whole o "$c: rows in another order, little memory"
done

# Shorthand against the same program in a file, on records with nulls and keys that repeat; little memory.
awk 'BEGIN { OFS = "\t"; srand(11); print "_file", "uscc", "period", "revision", "chain", "region_code", "op_revenue", "emp_avg", "unit_name"
    for (i = 1; i <= 3000; i++) { r = sprintf("%.2f", rand() * 1e7); if (i % 17 == 0) r = "\\N"; if (i % 400 == 0) r = "-" r
        if (r == "-\\N") r = "\\N"
        c = i % 29 == 0 ? "\\N" : sprintf("%02d", 1 + int(rand() * 12))
        print "a.xml", sprintf("U%05d", i % 2500), i % 900 ? "2025Q3" : "\\N", "0", c, 500100 + int(rand() * 9), r, int(rand() * 500), "企业" i "\\t甲" } }' >gen.tsv
n=0
while read -r c; do
    n=$((n + 1))
    case $c in \[*) c2="result := enterprise $c" ;; *) c2=$c ;; esac
    printf '%s;\n' "${c2%;}" >c.vtl
    ecvtl -q --records -f "$form" -p c.vtl gen.tsv >want 2>e || fail "ecvtl $c: $(cat e)"
    ecvtl -q -f "$form" "$c" gen.tsv >o 2>e || fail "$c: $(cat e)"
    same want o "$c"; [ "$(wc -l <o)" -gt 1 ] || fail "nothing: $c"
    ecvtl -q -f "$form" -S 64K "$c" - <gen.tsv >o 2>e; same want o "$c, little memory"
done <<'END'
[aggr n := count(), k := count(op_revenue), s := sum(op_revenue), lo := min(op_revenue), hi := max(op_revenue) group by chain]
[aggr n := count()]
[aggr a := avg(op_revenue), m := median(op_revenue), v := var_samp(op_revenue), d := stddev_pop(op_revenue) group by region_code, chain]
x := enterprise [filter op_revenue > 5000000] [aggr n := count(), s := sum(emp_avg) group by chain, region_code having count() > 5]
[calc per_head := op_revenue / (emp_avg + 1)] [aggr s := sum(per_head) group by period, region_code] [calc t := s * 2] [filter t > 0];
[aggr n := count() group by uscc] [filter n > 1] [aggr twice := count()]
END
[ $n -eq 6 ] || fail "$n clauses"

cat >long.vtl <<'EOP'
sums <- enterprise [aggr revenue := sum(op_revenue), n := count() group by period, chain];
mean := sums [calc half := revenue / 2];
means <- mean [keep half];
goods <- product [aggr m := count()];
more <- goods [calc twice := m * 2];
EOP
status 0 ecvtl -q -f "$form" --records -p long.vtl --long gen.tsv
for x in sums means; do # the long form has the cells of the results
    ecvtl --records -q -f "$form" -p long.vtl -d $x gen.tsv | awk -F'\t' 'NR == 1 { for (i = 3; i <= NF; i++) n[i] = $i; next } { for (i = 3; i <= NF; i++) print n[i], $2 == "\\N" ? "null" : $2, $1, $i }'
done | sort >want
tail -n +2 o | awk -F'\t' '{ print $1, $3, $4, $5 }' | sort >got; same want got "long form"
[ "$(wc -l <o)" -gt 30 ] || fail "long form: $(wc -l <o) rows"; awk -F'\t' '$1 == "revenue" { print $6 }' o | sort -u >u; echo 千元 >want; same want u "units"
status 2 ecvtl -q -f "$form" --records -p long.vtl -d goods gen.tsv; grep -q 'goods needs a table that is not given' e || fail "a table that is not given: $(cat e)"
status 2 ecvtl -q -f "$form" -p long.vtl --long gen.tsv # without --records it is a fault
status 2 ecvtl -q -f "$form" --records -p long.vtl --long -d sums gen.tsv
finish
