#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecsum against awk and sqlite3 on the same data; parts against the whole; statements on results; values that are lost;
# programs that are wrong; rows as findings.
. "$EC_SRC/tests/suite/init.sh"
form=$EC_SRC/rules/forms/st-quarterly.tsv
run() { ecsum -f "$form" "$@"; }

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
run -p p.vtl gen.tsv >sums.tsv
awk -F'\t' 'NR == FNR { if (FNR > 1) { n++; s += $4 } next } FNR == 2 { d = s - $2; exit !($1 == n && d < 1 && d > -1 && $3 == 50) }' rates.tsv sums.tsv || fail "result of a result"
run -p p.vtl -d large gen.tsv >view.tsv
awk -F'\t' 'FNR == 1 || $6 + 0 > 5000000' gen.tsv | cut -f1-9 >want; cut -f1-9 view.tsv >got; same want got "a view passes cells through"
status 2 ecsum -f "$form" -p p.vtl -d goods gen.tsv
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
status 2 ecsum -f "$form" -p q.vtl --merge none.sum
status 2 ecsum -f "$form" -p p.vtl --merge gen.tsv
sed '3s/[0-9]/x/g' part.0.sum >bad.sum; status 2 ecsum -f "$form" -p p.vtl --merge bad.sum
head -c 3000 part.0.sum >cut.sum; status 2 ecsum -f "$form" -p p.vtl --merge cut.sum

# No records: all together are one group of none; groups there are none.
run '[aggr n := count(), s := sum(op_revenue)]' empty.tsv >got; printf 'n\ts\n0\t\\N\n' >want; same want got "no records"
run '[aggr n := count() group by chain]' empty.tsv >got; printf 'chain\tn\n' >want; same want got "no groups"

# What has no value is counted, said, and status 1; what is wrong is status 2 with the place.
printf 'uscc\top_revenue\temp_avg\nA\t10\t0\nB\tx\t2\nC\t9\t3\n' >odd.tsv
status 1 ecsum -f "$form" '[calc p := op_revenue / emp_avg] [aggr n := count(), s := sum(p)]' odd.tsv
printf 'n\ts\n3\t3\n' >want; same want o "values without"
grep -q 'odd.tsv:3:.*op_revenue' e || fail "no word of the bad cell"; grep -q 'division by zero.*line 2' e || fail "no word of the division"
printf 'uscc\top_revenue\nA\t99999999999999999999999999999999999999\nB\t-0.5\nC\t-99999999999999999999999999999999999998\n' |
    run '[aggr s := sum(op_revenue)]' >got || fail "large sums"
printf 's\n0.5\n' >want; same want got "a sum through 39 digits"
for bad in '[aggr n := sum(unit_name)]' '[aggr n := count() group by nosuch]' '[filter op_revenue]' '[calc a := nosuch]' \
    'other [aggr n := count()]' '[aggr n := count(), n := count()]' '[keep nosuch]' '[rename uscc to chain]' enterprise '[aggr' ''; do
    status 2 ecsum -f "$form" "$bad" gen.tsv
done
status 2 ecsum -f "$form" -S 4K '[aggr m := median(op_revenue)]' gen.tsv && { grep -q -- '-S' e || fail "no way out of no memory"; }

# calc, filter, keep, drop, rename, worked out by hand: a cell that no clause computes stays as it is, a null makes null,
# a filter that is null drops the record.
printf '#form\tf\n#version\t1\n#table\tds\t/r/d\ntable\tvariable\tpath\trole\ttype\trequired\nds\tid\t@id\tidentifier\tstring\tyes\nds\ta\ta\tmeasure\tnumber\tno\nds\tb\tb\tmeasure\tnumber\tno\n' >ds.form
printf 'id\ta\tb\n1\t0012.50\t2\n2\t3\t\\N\n3\t1\t7\n4\t\\N\t1\n' >ds.tsv
printf 'id\ta\tb\tp\n1\t0012.50\t2\t25.00\n2\t3\t\\N\t\\N\n' >want
status 0 ecsum -f ds.form '[calc c := a * b, d := b + 1] [filter a > 1] [rename c to p] [drop d]' ds.tsv && same o want "calc, filter, rename, drop"
printf 'id\ta\n1\t0012.50\n2\t3\n3\t1\n' >want
status 0 ecsum -f ds.form '[filter b > 1 or a = 3] [keep a]' ds.tsv && same o want "filter, keep"

# Code lists: also those that no variable of the form uses; at the record's period, and at any time where the period cannot
# be read. 500105 was abolished on 2025-11-05.
printf 'uscc\tperiod\tregion_code\tclass_code\nA\t2025Q3\t500105\t2613\nB\t2025Q4\t500105\t2613\nC\tsoon\t500105\t2613\n' >codes.tsv
printf 'uscc\tperiod\nA\t2025Q3\nC\tsoon\n' >want
status 0 ecsum -f "$form" '[filter region_code in region] [keep uscc]' codes.tsv && same o want "a list at the record's period"
cp -R "$EC_SRC/rules" rules && printf 'code\tlabel_zh\tlabel_en\n500105\t\t\n' >rules/codes/mine.tsv
printf 'n\n3\n' >want
status 0 ecsum -f rules/forms/st-quarterly.tsv '[filter region_code in mine] [aggr n := count()]' codes.tsv && same o want "a list of the folder"
cp rules/codes/mine.tsv rules/mine.tsv # a name does not lead out of the folder
status 2 ecsum -f rules/forms/st-quarterly.tsv "[filter region_code in '../mine'] [aggr n := count()]" codes.tsv
status 2 ecsum -f "$form" '[filter region_code in mine] [aggr n := count()]' codes.tsv

# The day that current_date() is: given, of the environment, or today.
printf 'id\td\n1\t2025-10-09\n' >want
day() { status 0 "$@" && same o want "$*"; }
day ecsum -f ds.form --today 2025-10-09 '[calc d := current_date()] [filter id = "1"] [keep d]' ds.tsv
SOURCE_DATE_EPOCH=1760000000; export SOURCE_DATE_EPOCH
day ecsum -f ds.form '[calc d := current_date()] [filter id = "1"] [keep d]' ds.tsv
echo 2025-10-09 >want; day ecexpr 'current_date()'
unset SOURCE_DATE_EPOCH
for t in ecsum\ -f\ ds.form ecexpr; do status 2 $t --today 2025-02-30 1; done

# 1, 1.0 and 01.00 are one group; of equal numbers the one with more decimals is the minimum and the maximum, in any order.
printf '#form\tf\n#version\t1\n#table\tds\t/r/d\ntable\tvariable\tpath\trole\ttype\trequired\nds\tk\t@k\tidentifier\tnumber\tyes\nds\ta\ta\tmeasure\tnumber\tno\n' >num.form
printf 'k\ta\n1\t2.50\n1.0\t2.5\n01.00\t3\n2\t3\n' >num.tsv
printf 'k\tn\tlo\n1\t3\t2.50\n2\t1\t3\n' >want
for order in cat tac; do
    { head -1 num.tsv; tail -n +2 num.tsv | $order; } >in.tsv
    status 0 ecsum -f num.form '[aggr n := count(), lo := min(a) group by k]' in.tsv && same o want "equal numbers, $order"
done

# In the long form stand the results assigned with <-; all where none is.
printf 'a <- ds [aggr n := count()]; b := ds [aggr m := count()];' >some.vtl
printf 'a := ds [aggr n := count()]; b := ds [aggr m := count()];' >none.vtl
long() { status 0 ecsum -f num.form -p "$1" --long num.tsv && cut -f1 o | tail -n +2 | tr '\n' ' '; }
[ "$(long some.vtl)" = 'n ' ] || fail "long form, persistent: $(long some.vtl)"
[ "$(long none.vtl)" = 'n m ' ] || fail "long form, all: $(long none.vtl)"

# ---- -F: the rows of results as findings, one for each unit that they concern ----
tabs() { sed 's/ /\t/g'; }
{ echo uscc period revision unit_name filler_phone client_id region_code op_revenue; cat <<'END'
U1 2025Q3 0 甲公司 13900000001 c1 500106 10
U2 2025Q3 0 甲公司 13900000001 c2 500106 20
U3 2025Q3 0 丙13911112222店 13900000001 c3 500107 30
U4 2025Q3 0 丙13911112222店 \N c4 500107 40.50
U5 2025Q4 0 甲公司 13900000001 \N 500107 50
END
} | tabs >last.tsv
{ echo op_revenue uscc period revision unit_name filler_phone client_id region_code; cat <<'END'
11 U1 2025Q3 0 甲公司 13900000001 c1 500106
30 U3 2025Q3 0 丙公司 13900000001 c3 500107
END
} | tabs >before.tsv
cat >cross.vtl <<'EOP'
// A program whose rows are offenders.
// Note well: words before a colon are no remark / 冒号前的词不是说明
// PHONE hard: one telephone / 同一电话
PHONE := enterprise [filter nvl(trim(filler_phone) <> "", false)] [aggr units := count() group by period, filler_phone having count() >= 3];
NAME := enterprise [aggr uscc_low := min(uscc), uscc_high := max(uscc) group by period, unit_name] [filter uscc_low <> uscc_high];
// TWICE quasi: other figures / 数据不同
TWICE := enterprise [aggr low := min(op_revenue), high := max(op_revenue) group by period, uscc, revision] [filter low <> high];
EOP
# findings ARGUMENT...: status and the telling columns.
findings() { rm -f f.tsv; run -q -F f.tsv "$@" 2>e; echo "$?" >st; [ ! -f f.tsv ] || cut -f1,2,7,17-19 f.tsv | tail -n +2 | tr '\t' '|' >o; }
findings -p cross.vtl last.tsv
cat >want <<'END'
hard|PHONE|uscc=U1;period=2025Q3|uscc=U1;period=2025Q3;filler_phone=***;units=3|one telephone|同一电话
hard|PHONE|uscc=U2;period=2025Q3|uscc=U2;period=2025Q3;filler_phone=***;units=3|one telephone|同一电话
hard|PHONE|uscc=U3;period=2025Q3|uscc=U3;period=2025Q3;filler_phone=***;units=3|one telephone|同一电话
soft|NAME|uscc=U3;period=2025Q3|period=2025Q3;unit_name=丙139******22店|several records share these values|多条记录共用以下取值
soft|NAME|uscc=U4;period=2025Q3|period=2025Q3;unit_name=丙139******22店|several records share these values|多条记录共用以下取值
soft|NAME|uscc=U1;period=2025Q3|period=2025Q3;unit_name=甲公司|several records share these values|多条记录共用以下取值
soft|NAME|uscc=U2;period=2025Q3|period=2025Q3;unit_name=甲公司|several records share these values|多条记录共用以下取值
END
same want o "rows as findings"; [ "$(cat st)" = 1 ] || fail "findings: status $(cat st)"
awk -F'\t' 'NR > 1 && (NF != 21 || $3 != "cross" || $4 != $2 || $5 != "failed" || $6 != "enterprise" || length($20) != 32) { print; bad = 1 }
    NR > 1 { own = substr($7, 6, 2); line = $0; gsub(own, "", line); if (line ~ /U[0-9]/) { print "another unit in: " $0; bad = 1 } }
    /1390000/ { print "a telephone in: " $0; bad = 1 } END { exit bad }' f.tsv || fail "columns of findings"
mv f.tsv whole.tsv
findings -p cross.vtl -d NAME last.tsv; grep -v PHONE want >want2; same want2 o "-d: one result"
run -q -p cross.vtl -F f.jsonl -F f2.tsv last.tsv; same whole.tsv f2.tsv "several findings files"
grep -c '"rule":"PHONE"' f.jsonl >o; echo 3 >want2; same want2 o "findings as JSON lines"

# Several files are one stream, whatever the order of their columns; a unit with two versions is asked once.
findings -p cross.vtl last.tsv before.tsv
sed 's/units=3/units=5/' want | grep PHONE >want2
cat >>want2 <<'END'
soft|NAME|uscc=U1;period=2025Q3|period=2025Q3;unit_name=甲公司|several records share these values|多条记录共用以下取值
soft|NAME|uscc=U2;period=2025Q3|period=2025Q3;unit_name=甲公司|several records share these values|多条记录共用以下取值
quasi|TWICE|uscc=U1;period=2025Q3|period=2025Q3;uscc=U1;revision=0;low=10;high=11|other figures|数据不同
END
grep -v 丙 o >o2; same want2 o2 "findings of two files"
gzip -c before.tsv >before.gz; findings -p cross.vtl last.tsv before.gz; grep -v 丙 o >o2; same want2 o2 "findings of a compressed file"
cut -f1-7 before.tsv >less.tsv; sed '1s/$/\tmore/; 2,$s/$/\t1/' before.tsv >more.tsv
for f in less more; do status 2 run -F f.tsv -p cross.vtl last.tsv $f.tsv && { grep -q 'there is no column' e || fail "$f columns: $(cat e)"; }; done
status 2 run -F no.tsv -p cross.vtl last.tsv less.tsv; [ ! -e no.tsv ] || fail "findings of a run that failed"
sed '3s/^30/z/' before.tsv >bad2.tsv
status 1 run -F f.tsv -p cross.vtl -d TWICE before.tsv bad2.tsv; grep -q 'bad2.tsv:3: warning: 1 cells of "op_revenue"' e || fail "bad cells of the second file: $(cat e)"

# What names no unit needs the records twice: no pipe. Other results do not.
mkfifo pipe
for input in - pipe; do
    { cat last.tsv >pipe 2>/dev/null & } 2>/dev/null
    timeout 10 ecsum -f "$form" -F no.tsv -p cross.vtl $input <last.tsv >o 2>e; st=$?
    [ $st -eq 2 ] && grep -q 'read twice' e || fail "a pipe for two readings: status $st, $(cat e)"
    [ -e no.tsv ] && fail "findings of a refused pipe"
    kill $! 2>/dev/null; wait 2>/dev/null
done
cat last.tsv | run -q -F f.tsv -p cross.vtl -d NAME; [ "$(wc -l <f.tsv)" -eq 5 ] || fail "findings of a pipe"

# Remarks that are wrong are told with their place; those about results that are not wanted, or of another table, are right.
for bad in 'PHONE grave: a / b' 'NOSUCH soft: a / b' 'PHONE soft: a / b'; do
    { cat cross.vtl; echo "// $bad"; } >bad.vtl
    status 2 run -F no.tsv -p bad.vtl last.tsv && { grep -q '^ecsum: bad.vtl:8: error: ' e || fail "$bad: $(cat e)"; }
    status 0 run -p bad.vtl last.tsv # without -F a comment is a comment
done
{ cat cross.vtl; printf '// GOODS soft: g\r\nGOODS := product [aggr n := count()];\n// NONE info: only English\nNONE := enterprise [filter op_revenue = 40.5] [keep op_revenue];\n'; } >more.vtl
findings -p more.vtl -d NONE last.tsv
printf 'info|NONE|uscc=U4;period=2025Q3|uscc=U4;period=2025Q3;revision=0;op_revenue=40.50|only English|\\N\n' >want; same want o "a view as findings"
status 0 run -q -F f.tsv -p cross.vtl -d TWICE last.tsv; [ "$(wc -l <f.tsv)" -eq 1 ] || fail "no findings"

# What a program computes from what nobody may see, or from the code of another unit, is seen no more than that; a count is.
cat >made.vtl <<'EOP'
A := enterprise [calc tel := trim(filler_phone)] [aggr one := min(tel), code := min(uscc), n := count(tel), heads := count(uscc) group by period, region_code];
B := A [calc more := one || "x", c := substr(code, 1, 1)] [keep more, c, n];
EOP
findings -p made.vtl last.tsv
cat >want <<'END'
A uscc=U1;period=2025Q3;region_code=500106;one=***;n=2;heads=2
A uscc=U2;period=2025Q3;region_code=500106;one=***;n=2;heads=2
A uscc=U3;period=2025Q3;region_code=500107;one=***;n=1;heads=2
A uscc=U4;period=2025Q3;region_code=500107;one=***;n=1;heads=2
A uscc=U5;period=2025Q4;region_code=500107;one=***;n=1;heads=1
B uscc=U1;period=2025Q3;region_code=500106;n=2;more=***
B uscc=U2;period=2025Q3;region_code=500106;n=2;more=***
B uscc=U3;period=2025Q3;region_code=500107;n=1;more=***
B uscc=U4;period=2025Q3;region_code=500107;n=1;more=***
B uscc=U5;period=2025Q4;region_code=500107;n=1;more=***
END
cut -d'|' -f2,4 o | tr '|' ' ' >o2; same want o2 "columns that a program made"

# Nobody can tell whom these concern; a row that meets nobody is told.
for bad in '[aggr n := count()]' '[calc p := trim(filler_phone)] [aggr n := count() group by period, p]'; do
    echo "X := enterprise $bad;" >bad.vtl; status 2 run -F no.tsv -p bad.vtl last.tsv && { grep -q 'bad.vtl:1:1: error: whom do' e || fail "$bad: $(cat e)"; }
done
echo 'X := enterprise [aggr n := count() group by period, client_id];' >null.vtl
run -F f.tsv -p null.vtl last.tsv 2>e; grep -q 'null.vtl:1:1: warning: 1 rows of X' e || fail "rows that meet nobody: $(cat e)"
[ "$(wc -l <f.tsv)" -eq 5 ] || fail "rows that meet nobody"

# A unit of two identifiers, one of them a number; the period in between. 07 and 7 are one; both are low and high.
printf '#form\tf\n#version\t1\n#period\tmonth\n#table\tds\t/r/d\ntable\tvariable\tpath\trole\ttype\trequired\nds\torg\t@o\tidentifier\tstring\tyes\nds\tmonth\t@m\tidentifier\ttime_period\tyes\nds\tsite\t@s\tidentifier\tinteger\tyes\nds\ta\ta\tmeasure\tnumber\tno\nds\tt\tt\tattribute\tstring\tno\n' >two.form
{ echo org month site a t; echo 'A 2025-07 7 1.50 x'; echo 'A 2025M07 07 2 x'; echo 'A 2025M07 8 3 x'; echo 'B 2025M07 9 3 y'; } | tabs >two.tsv
cat >two.vtl <<'EOP'
S := ds [aggr n := count() group by month, t];
O := ds [aggr site_low := min(site), site_high := max(site), n := count() group by month, org];
EOP
ecsum -q -f two.form -p two.vtl -F f.tsv two.tsv; cut -f2,7,17 f.tsv | tail -n +2 | tr '\t' ' ' >o
cat >want <<'END'
S org=A;month=2025M07;site=7 org=A;site=7;month=2025M07;t=x;n=3
S org=A;month=2025M07;site=8 org=A;site=8;month=2025M07;t=x;n=3
S org=B;month=2025M07;site=9 org=B;site=9;month=2025M07;t=y;n=1
O org=A;month=2025M07;site=7 month=2025M07;n=3
O org=A;month=2025M07;site=8 month=2025M07;n=3
O org=B;month=2025M07;site=9 month=2025M07;n=1
END
same want o "a unit of two identifiers"

# -F writes nothing else.
for with in '-o x' --long --partial --merge; do status 2 run -p cross.vtl -F f.tsv $with last.tsv; done
status 2 run -F f.tsv '[aggr n := count()]' last.tsv
status 2 run -p cross.vtl last.tsv before.tsv
status 1 run -q -p cross.vtl -F - last.tsv && same whole.tsv o "findings on standard output"
finish
