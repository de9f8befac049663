#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecvtl on records against awk and sqlite3 on the same data; parts against the whole; statements on results; values that are lost;
# programs that are wrong; rows as findings.
. "$EC_SRC/tests/suite/init.sh"
form=$EC_SRC/rules/forms/st-quarterly.tsv
run() { ecvtl --records -f "$form" "$@"; }

awk 'BEGIN { OFS = "\t"; srand(11); print "_file", "uscc", "period", "chain", "region_code", "op_revenue", "emp_avg", "unit_name", "foreign_key"
    for (i = 1; i <= 4000; i++) { r = sprintf("%.2f", rand() * 1e7); if (i % 17 == 0) r = "\\N"; if (i % 400 == 0) r = "-" r
        if (r == "-\\N") r = "\\N"
        c = i % 29 == 0 ? "\\N" : sprintf("%02d", 1 + int(rand() * 12))
        print "a.xml", sprintf("U%05d", i), "2025Q3", c, 500100 + int(rand() * 9), r, int(rand() * 500), "企业" i "\\t甲", "x" i } }' >gen.tsv

# Exact sums: awk in whole cents, on integers below 2^53.
run '[aggr n := count(), k := count(op_revenue), s := sum(op_revenue), lo := min(op_revenue), hi := max(op_revenue) group by chain]' gen.tsv >got || fail "status $?"
awk -F'\t' 'NR > 1 { n[$4]++; if ($6 == "\\N") next; k[$4]++
    v = $6; sign = sub(/^-/, "", v) ? -1 : 1; split(v, p, "."); cents = sign * (p[1] * 100 + substr(p[2] "00", 1, 2)); s[$4] += cents
    if (k[$4] == 1 || cents < lo[$4]) lo[$4] = cents; if (k[$4] == 1 || cents > hi[$4]) hi[$4] = cents }
    END { for (c in n) printf "%s\t%d\t%d\t%.0f\t%.0f\t%.0f\n", c, n[c], k[c], s[c], lo[c], hi[c] }' gen.tsv | LC_ALL=C sort >want
awk -F'\t' 'function cents(x,    p, sign) { sign = sub(/^-/, "", x) ? -1 : 1; split(x, p, "."); return sign * (p[1] * 100 + substr(p[2] "00", 1, 2)) }
    NR > 1 { printf "%s\t%d\t%d\t%.0f\t%.0f\t%.0f\n", $1, $2, $3, cents($4), cents($5), cents($6) }' got | LC_ALL=C sort >got2
same want got2 "sums by awk"
[ "$(wc -l <want)" -eq 13 ] || fail "groups: $(wc -l <want)"
tail -n +2 got | cut -f1 >k; LC_ALL=C sort k >k2; same k2 k "order of groups"

# Averages, variances and a two-step statement against sqlite3 (to 9 digits: it has doubles).
if command -v sqlite3 >/dev/null 2>&1; then
    sed 's/\\N//g' gen.tsv | cut -f3-7 >lite.tsv
    sqlite3 >want <<'SQL'
.mode tabs
.import lite.tsv e
SELECT region_code, count(*), avg(nullif(op_revenue, '') + 0.0),
    (sum(v * v) - sum(v) * sum(v) / count(v)) / (count(v) - 1.0), sum(v / emp)
FROM (SELECT *, nullif(op_revenue, '') + 0.0 AS v, nullif(emp_avg + 0.0, 0) AS emp FROM e)
WHERE emp_avg + 0 > 10 GROUP BY region_code HAVING count(*) > 400 ORDER BY region_code;
SQL
    run '[filter emp_avg > 10] [calc per := op_revenue / emp_avg]
         [aggr n := count(), a := avg(op_revenue), v := var_samp(op_revenue), p := sum(per) group by region_code having count() > 400]' gen.tsv |
        tail -n +2 >got
    [ "$(wc -l <got)" -ge 3 ] || fail "having leaves too little to test"
    paste want got | awk -F'\t' '$1 != $6 || $2 != $7 { print; bad = 1 }
        { for (i = 3; i <= 5; i++) { d = $i - $(i + 5); m = $i < 0 ? -$i : $i; if (d < 0) d = -d; if (d > 1e-9 * m) { print i, $i, $(i + 5); bad = 1 } } }
        END { exit bad }' || fail "sqlite3 differs"
fi

# Medians by sort.
run '[filter not isnull(op_revenue)] [aggr m := median(op_revenue)]' gen.tsv | tail -1 >got
tail -n +2 gen.tsv | cut -f6 | grep -v N | LC_ALL=C sort -g | awk '{ x[NR] = $1 } END { printf "%.15g\n", NR % 2 ? x[(NR + 1) / 2] : (x[NR / 2] + x[NR / 2 + 1]) / 2 }' >want
awk 'NR == FNR { w = $1; next } { exit !($1 - w < 1e-6 && w - $1 < 1e-6) }' want got || fail "median $(cat got) is not $(cat want)"

# A program: operators, views, statements on results, results of another table left out.
cat >p.vtl <<'EOP'
define operator part(a number, b number) returns number is if b = 0 then null else round(a / b * 100, 2) end operator;
large := enterprise [filter op_revenue > 5000000] [calc half := op_revenue / 2];
by_chain := large [aggr n := count(), s := sum(op_revenue), h := sum(half), top := max(unit_name), m := median(half),
                   sd := stddev_samp(op_revenue) group by chain, period];
rates := by_chain [calc share := part(h, s)] [filter n > 3] [rename s to revenue] [drop top];
sums := rates [aggr chains := count(), revenue := sum(revenue), mean := avg(share)];
goods := product [aggr q := sum(quantity) group by product_code];
more := goods [filter q > 1];
EOP
run -p p.vtl -d rates gen.tsv >rates.tsv || fail "status $?"
[ "$(head -1 rates.tsv)" = "chain	period	n	revenue	h	m	sd	share" ] || fail "columns: $(head -1 rates.tsv)"
awk -F'\t' 'NR > 1 && $8 != 50 { print; exit 1 }' rates.tsv || fail "shares"
run -p p.vtl -d sums gen.tsv >sums.tsv
awk -F'\t' 'NR == FNR { if (FNR > 1) { n++; s += $4 } next } FNR == 2 { d = s - $2; exit !($1 == n && d < 1 && d > -1 && $3 == 50) }' rates.tsv sums.tsv || fail "result of a result"
run -p p.vtl -d large gen.tsv >view.tsv
awk -F'\t' 'FNR == 1 || $6 + 0 > 5000000' gen.tsv | cut -f1-9 >want; cut -f1-9 view.tsv >got; same want got "a view passes cells through"
status 2 ecvtl --records -f "$form" -p p.vtl -d goods gen.tsv
run -p p.vtl --long gen.tsv >long.tsv
awk -F'\t' '$1 == "revenue" && $2 == "chain" && $3 == "01" { print $4, $5, $6 }' long.tsv >got
awk -F'\t' '$1 == "01" { print $2, $4, "千元" }' rates.tsv >want; same want got "long form"

# Parts in any division, in any order, give the bytes of the whole.
for split in 'NR % 2' 'NR % 3' 'NR < 100' 'int(rand() * 5)' '0'; do
    rm -f part.*
    awk -v OFS= "NR == 1 { h = \$0; next } { k = int(0 + ($split)); f = \"part.\" k; if (!(f in seen)) { print h >f; seen[f] = 1 } print >f }" gen.tsv
    for f in part.?; do run -p p.vtl --partial "$f" >"$f.sum" || fail "partial: status $?"; done
    for d in rates sums; do
        run -p p.vtl -d $d gen.tsv >want
        run -p p.vtl -d $d --merge $(ls -r part.*.sum) >got || fail "merge: status $?"
        same want got "parts by $split, $d"
    done
    run -p p.vtl --long --merge part.*.sum >got; same long.tsv got "parts by $split, long"
done
head -1 gen.tsv >empty.tsv; run -p p.vtl --partial empty.tsv >none.sum
run -p p.vtl -d rates --merge part.*.sum none.sum >got; run -p p.vtl -d rates gen.tsv >want; same want got "an empty part"
echo 'a := enterprise [aggr n := count()];' >q.vtl
status 2 ecvtl --records -f "$form" -p q.vtl -d a --merge none.sum && { grep -q "not a partial result of this program" e || fail "of another program: $(cat e)"; }
status 2 ecvtl --records -f "$form" -p p.vtl -d rates --merge gen.tsv && { grep -q "not a partial result of this program" e || fail "no partial result: $(cat e)"; }
sed '3s/[0-9]/x/g' part.0.sum >bad.sum; status 2 ecvtl --records -f "$form" -p p.vtl -d rates --merge bad.sum && { grep -q "bad.sum:3: error: not a state" e || fail "a bad state: $(cat e)"; }
ln -s part.0.sum same.sum; status 2 ecvtl --records -f "$form" -p p.vtl -d rates --merge part.0.sum same.sum && { grep -q 'same.sum.*twice' e || fail "a part given twice: $(cat e)"; }
head -c 3000 part.0.sum >cut.sum; status 2 ecvtl --records -f "$form" -p p.vtl -d rates --merge cut.sum && { grep -q "cut.sum:" e || fail "a cut part: $(cat e)"; }

status 2 ecvtl --records -f "$form" -p p.vtl -d large --merge part.0.sum && { grep -q "needs the rows of enterprise" e || fail "rows of parts: $(cat e)"; }

# No records: all together are one group of none; groups there are none.
run '[aggr n := count(), s := sum(op_revenue)]' empty.tsv >got; printf 'n\ts\n0\t\\N\n' >want; same want got "no records"
run '[aggr n := count() group by chain]' empty.tsv >got; printf 'chain\tn\n' >want; same want got "no groups"

# What has no value is counted, said, and status 1; what is wrong is status 2 with the place.
printf 'uscc\top_revenue\temp_avg\nA\t10\t0\nB\tx\t2\nC\t9\t3\n' >odd.tsv
status 1 ecvtl --records -f "$form" '[calc p := op_revenue / emp_avg] [aggr n := count(), s := sum(p)]' odd.tsv
printf 'n\ts\n3\t3\n' >want; same want o "values without"
grep -q 'odd.tsv:3:.*op_revenue' e || fail "no word of the bad cell"; grep -q 'division by zero' e || fail "no word of the division"
printf 'uscc\top_revenue\nA\t99999999999999999999999999999999999999\nB\t-0.5\nC\t-99999999999999999999999999999999999998\n' |
    run '[aggr s := sum(op_revenue)]' >got || fail "large sums"
printf 's\n0.5\n' >want; same want got "a sum through 39 digits"
for bad in '[aggr n := sum(unit_name)]' '[aggr n := count() group by nosuch]' '[filter op_revenue]' '[calc a := nosuch]' \
    'other [aggr n := count()]' '[aggr n := count(), n := count()]' '[keep nosuch]' '[rename uscc to chain]' '[aggr' ''; do
    status 2 ecvtl --records -f "$form" "$bad" gen.tsv
done
run '[aggr m := median(op_revenue)]' gen.tsv >want; run -S 4K '[aggr m := median(op_revenue)]' gen.tsv >got; same want got "a median in little memory"

# calc, filter, keep, drop, rename, worked out by hand: a null makes null,
# a filter that is null drops the record.
printf '#form\tf\n#version\t1\n#table\tds\t/r/d\ntable\tvariable\tpath\trole\ttype\trequired\nds\tid\t@id\tidentifier\tstring\tyes\nds\ta\ta\tmeasure\tnumber\tno\nds\tb\tb\tmeasure\tnumber\tno\n' >ds.form
printf 'id\ta\tb\n1\t0012.50\t2\n2\t3\t\\N\n3\t1\t7\n4\t\\N\t1\n' >ds.tsv
printf 'id\ta\tb\tp\n1\t12.50\t2\t25.00\n2\t3\t\\N\t\\N\n' >want
status 0 ecvtl --records -f ds.form '[calc c := a * b, d := b + 1] [filter a > 1] [rename c to p] [drop d]' ds.tsv && same o want "calc, filter, rename, drop"
printf 'id\ta\n1\t12.50\n2\t3\n3\t1\n' >want
status 0 ecvtl --records -f ds.form '[filter b > 1 or a = 3] [keep a]' ds.tsv && same o want "filter, keep"

# Code lists: also those that no variable of the form uses; at the record's period, and at any time where there is
# none. 500105 was abolished on 2025-11-05.
printf 'uscc\tperiod\tregion_code\tclass_code\nA\t2025Q3\t500105\t2613\nB\t2025Q4\t500105\t2613\nC\t\\N\t500105\t2613\n' >codes.tsv
printf 'uscc\tperiod\nA\t2025Q3\nC\t\\N\n' >want
status 0 ecvtl --records -f "$form" '[filter region_code in region] [drop region_code, class_code]' codes.tsv && same o want "a list at the record's period"
cp -R "$EC_SRC/rules" rules && printf 'code\tlabel_zh\tlabel_en\n500105\t\t\n' >rules/codes/mine.tsv
printf 'n\n3\n' >want
status 0 ecvtl --records -f rules/forms/st-quarterly.tsv '[filter region_code in mine] [aggr n := count()]' codes.tsv && same o want "a list of the folder"
cp rules/codes/mine.tsv rules/mine.tsv # a name does not lead out of the folder
status 2 ecvtl --records -f rules/forms/st-quarterly.tsv "[filter region_code in '../mine'] [aggr n := count()]" codes.tsv
status 2 ecvtl --records -f "$form" '[filter region_code in mine] [aggr n := count()]' codes.tsv

# The day that current_date() is: given, of the environment, or today.
printf 'id\td\n1\t2025-10-09\n' >want
day() { status 0 "$@" && same o want "$*"; }
day ecvtl --records -f ds.form --today 2025-10-09 '[calc d := current_date()] [filter id = "1"] [keep d]' ds.tsv
SOURCE_DATE_EPOCH=1760000000; export SOURCE_DATE_EPOCH
day ecvtl --records -f ds.form '[calc d := current_date()] [filter id = "1"] [keep d]' ds.tsv
echo 2025-10-09 >want; day ecexpr 'current_date()'
unset SOURCE_DATE_EPOCH
for t in ecvtl\ -f\ ds.form ecexpr; do status 2 $t --today 2025-02-30 1; done

# 1, 1.0 and 01.00 are one group; of equal numbers the one with more decimals is the minimum and the maximum, in any order.
printf '#form\tf\n#version\t1\n#table\tds\t/r/d\ntable\tvariable\tpath\trole\ttype\trequired\nds\tk\t@k\tidentifier\tnumber\tyes\nds\ta\ta\tmeasure\tnumber\tno\n' >num.form
printf 'k\ta\n1\t2.50\n1.0\t2.5\n01.00\t3\n2\t3\n' >num.tsv
printf 'k\tn\tlo\n1\t3\t2.50\n2\t1\t3\n' >want
for order in cat tac; do
    { head -1 num.tsv; tail -n +2 num.tsv | $order; } >in.tsv
    status 0 ecvtl --records -f num.form '[aggr n := count(), lo := min(a) group by k]' in.tsv && same o want "equal numbers, $order"
done

# In the long form stand the results assigned with <-; all where none is.
printf 'a <- ds [aggr n := count()]; b := ds [aggr m := count()];' >some.vtl
printf 'a := ds [aggr n := count()]; b := ds [aggr m := count()];' >none.vtl
long() { status 0 ecvtl --records -f num.form -p "$1" --long num.tsv && cut -f1 o | tail -n +2 | tr '\n' ' '; }
[ "$(long some.vtl)" = 'n ' ] || fail "long form, persistent: $(long some.vtl)"
[ "$(long none.vtl)" = 'n m ' ] || fail "long form, all: $(long none.vtl)"

finish
