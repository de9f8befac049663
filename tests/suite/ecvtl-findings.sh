#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecvtl -F: checks and rows of other results as findings: keys, levels, messages, places, status; who learns what of whom.
. "$EC_SRC/tests/suite/init.sh"
form=$EC_SRC/rules/forms/st-quarterly.tsv

# run ARGUMENT...: files of records are the data set enterprise; one record may stand in two files.
run() {
    set -- "$@" --
    while [ "$1" != -- ]; do
        case $1 in
        -F | -p | -d | -o) set -- "$@" "$1" "$2"; shift 2 ;;
        *.tsv | *.gz) set -- "$@" "enterprise=$1"; shift ;;
        *) set -- "$@" "$1"; shift ;;
        esac
    done
    shift
    ecvtl -f "$form" --records --fail-on info "$@"
}

# ---- offenders: the rows of results, one finding for each unit that they concern ----
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
    timeout 10 ecvtl -f "$form" --records -F no.tsv -p cross.vtl "enterprise=$input" <last.tsv >o 2>e; st=$?
    [ $st -eq 2 ] && grep -q 'read twice' e || fail "a pipe for two readings: status $st, $(cat e)"
    [ -e no.tsv ] && fail "findings of a refused pipe"
    kill $! 2>/dev/null; wait 2>/dev/null
done
cat last.tsv | run -q -F f.tsv -p cross.vtl -d NAME enterprise=-; [ "$(wc -l <f.tsv)" -eq 5 ] || fail "findings of a pipe"

# Remarks that are wrong are told with their place; those about results that are not wanted, or of another table, are right.
for bad in 'PHONE grave: a / b' 'NOSUCH soft: a / b' 'PHONE soft: a / b'; do
    { cat cross.vtl; echo "// $bad"; } >bad.vtl
    status 2 run -F no.tsv -p bad.vtl last.tsv && { grep -q '^ecvtl: bad.vtl:8: error: ' e || fail "$bad: $(cat e)"; }
    status 0 run -p bad.vtl last.tsv # without -F a comment is a comment
done
{ cat cross.vtl; printf '// GOODS soft: g\r\nGOODS := enterprise [aggr n := count()];\n// NONE info: only English\nNONE := enterprise [filter op_revenue = 40.5] [keep op_revenue];\n'; } >more.vtl
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
ecvtl -q -f two.form --records -p two.vtl -F f.tsv ds=two.tsv; cut -f2,7,17 f.tsv | tail -n +2 | tr '\t' ' ' >o
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
for with in '-o x' '--all x'; do status 2 run -p cross.vtl -F f.tsv $with last.tsv; done
status 1 run -q -p cross.vtl -F - last.tsv && same whole.tsv o "findings on standard output"

# ---- checks: what is false, with its level, message, key and place ----
{ echo _file _line _rec uscc period revision unit_name filler_phone region_code op_revenue op_cost _sub; cat <<'END'
a.xml 7 1 U1 2025Q3 0 甲公司 13900000001 500106 10 4 a.xml#1
a.xml 19 2 U2 2025-Q3 0 乙公司 13900000002 500106 20 30 a.xml#2
b.xml 3 1 U3 2025Q3 1 丙公司 13900000003 500107 30 \N b.xml#1
b.xml 9 2 U4 2025Q3 0 丁公司 13900000004 500107 40.50 40 b.xml#2
END
} | tabs >q.tsv
{ echo uscc period revision op_revenue; echo U1 2025Q3 0 100; echo U3 2025Q3 1 31; echo U9 2025Q3 0 1; } | tabs >p.tsv
mkdir -p own/messages
printf 'code\tmessage\nD1\tcost {op_cost} above {op_revenue}, {no_such}\nG\t{diff} away {{}\n' >own/messages/en.tsv
printf 'code\tmessage\nD1\t成本{op_cost}\n' >own/messages/zh.tsv
cat >own/checks.vtl <<'EOP'
define datapoint ruleset R (variable op_revenue, op_cost, unit_name) is
    cost: when op_revenue > 0 then op_cost <= op_revenue errorcode "D1" errorlevel "quasi";
    known: not isnull(op_cost) errorlevel "soft"
end datapoint ruleset;
define datapoint ruleset N (variable op_revenue) is
    op_revenue > 10 errorcode "N1" errorlevel "info"
end datapoint ruleset;
large := enterprise [filter op_revenue > 15];
a := check_datapoint(large, R);
n := check_datapoint(enterprise, N);
old := earlier [keep op_revenue];
now := enterprise [keep op_revenue];
growth := check(now >= old errorcode "G" errorlevel "hard" imbalance now - old);
bare := check(sum(now group by period) > 200);
// told info: a check may have a remark / 注释
told := check(now > 10);
EOP
checks() { rm -f f.tsv; ecvtl -q -f "$form" -t enterprise -p own/checks.vtl -F f.tsv "$@" enterprise=q.tsv earlier=p.tsv 2>e; echo "$?" >st; }
checks; [ "$(cat st)" = 1 ] || fail "checks: status $(cat st), $(cat e)"
cut -f1-11,15,17-19,21 f.tsv | tail -n +2 | tr '\t' '|' >o
cat >want <<'END'
quasi|cost|R|D1|failed|enterprise|uscc=U2;period=2025Q3;revision=0|a.xml|19|\N|2|\N|op_revenue=20;op_cost=30|cost 30 above 20, {no_such}|成本30|a.xml#2
soft|known|R|known|failed|enterprise|uscc=U3;period=2025Q3;revision=1|b.xml|3|\N|1|\N|op_cost=|not isnull(op_cost)|not isnull(op_cost)|b.xml#1
info|N.1|N|N1|failed|enterprise|uscc=U1;period=2025Q3;revision=0|a.xml|7|\N|1|\N|op_revenue=10|op_revenue > 10|op_revenue > 10|a.xml#1
hard|growth|checks|G|failed|enterprise|uscc=U1;period=2025Q3;revision=0|a.xml|7|\N|1|-90|\N|-90 away {}|\N|a.xml#1
hard|growth|checks|G|failed|enterprise|uscc=U3;period=2025Q3;revision=1|b.xml|3|\N|1|-1|\N|-1 away {}|\N|b.xml#1
hard|bare|checks|bare|failed|enterprise|period=2025Q3|\N|\N|\N|\N|\N|\N|sum(now group by period) > 200|sum(now group by period) > 200|\N
info|told|checks|told|failed|enterprise|uscc=U1;period=2025Q3;revision=0|a.xml|7|\N|1|\N|\N|a check may have a remark|注释|a.xml#1
END
same want o "checks as findings"
checks -d a; [ "$(cat st)" = 0 ] || fail "-d a: nothing hard, status $(cat st)"; [ "$(wc -l <f.tsv)" -eq 3 ] || fail "-d a"
checks -d a --fail-on quasi; [ "$(cat st)" = 1 ] || fail "--fail-on quasi: status $(cat st)"
checks -d bare --fail-on never; [ "$(cat st)" = 0 ] || fail "--fail-on never: status $(cat st)"
for s in 64K 1G; do cp f.tsv all.tsv; checks -d a -S $s; checks -S $s; cut -f1-11,15,17-19,21 f.tsv | tail -n +2 | tr '\t' '|' >o; same want o "-S $s"; done
cat q.tsv | ecvtl -q -f "$form" -p own/checks.vtl -d told -F f.tsv enterprise=- earlier=p.tsv -t enterprise; cut -f7-9 f.tsv | tail -n +2 >o
printf 'uscc=U1;period=2025Q3;revision=0\t\\N\t\\N\n' >want; same want o "a pipe: the key, no place"

# Levels as numbers: by default 1 to 4; by the form from each number on; a word of the form's own.
i=0
for l in 0 1 2 2.5 3 4 90 '"grave"'; do i=$((i + 1)); echo "c$i := check(ds#a > 5 errorlevel $l);"; done >levels.vtl
sed 7q "$EC_SRC/tests/suite/init.sh" >/dev/null
level_form() { printf '#form\tf\n#version\t1\n%b#table\tds\t/r/d\ntable\tvariable\tpath\trole\ttype\trequired\nds\torg\t@o\tidentifier\tstring\tyes\nds\ta\ta\tmeasure\tnumber\tno\n' "$1" >l.form; }
printf 'org\ta\nx\t1\n' >l.tsv
level_form ''
status 2 ecvtl -f l.form -p levels.vtl -F f.tsv ds=l.tsv; grep -q 'levels.vtl:8:1: error: c8 has the errorlevel "grave".*#errorlevel' e || fail "a word that is no level: $(cat e)"
sed '$d' levels.vtl >numbers.vtl
level_of() { ecvtl -q -f l.form -p "$1" -F f.tsv ds=l.tsv 2>e; cut -f1,17 f.tsv | tail -n +2 | tr '\t\n' '  '; }
level_of numbers.vtl >o; echo 'info errorlevel=0 info errorlevel=1 soft errorlevel=2 soft errorlevel=2.5 quasi errorlevel=3 hard errorlevel=4 hard errorlevel=90 ' | tr -d '\n' >want; same want o "numbers as levels"
level_form '#errorlevel\t10\tsoft\n#errorlevel\t2.5\tinfo\n#errorlevel\tgrave\tquasi\n#errorlevel\t50\thard\n'
level_of levels.vtl >o; echo 'info errorlevel=0 info errorlevel=1 info errorlevel=2 info errorlevel=2.5 info errorlevel=3 info errorlevel=4 hard errorlevel=90 quasi \N ' | tr -d '\n' >want; same want o "levels by the form"
level_form '#errorlevel\t10\tgraver\n'
status 2 ecvtl -f l.form -p numbers.vtl -F f.tsv ds=l.tsv; grep -q 'l.form:3' e || fail "a level of the form that there is not: $(cat e)"

# What gives no finding is told; offenders need a form; rows without a key end the run, or are set aside and counted.
printf '// x soft: a / b\nx := enterprise [keep op_revenue];\n' >x.vtl
echo 'y := check(enterprise#op_revenue > 5); z := enterprise [keep op_revenue];' >y.vtl
status 2 ecvtl -f "$form" -p y.vtl -F f.tsv -d nosuch enterprise=q.tsv
status 0 ecvtl -f "$form" -p y.vtl -F f.tsv enterprise=q.tsv; [ "$(wc -l <f.tsv)" -eq 1 ] || fail "rows of a result without a remark beside a check"
echo 'define datapoint ruleset R (variable a) is a > 1 end datapoint ruleset;' >none.vtl
status 2 ecvtl -f l.form -p none.vtl -F f.tsv ds=l.tsv
echo '{"name": "ds", "components": [{"name": "org", "role": "Identifier", "data_type": "String"}, {"name": "a", "role": "Measure", "data_type": "Integer"}]}' >ds.json
echo 'c := check(ds#a > 5 errorlevel 2); d := ds [filter a > 0];' >noform.vtl
status 0 ecvtl --structure ds.json -p noform.vtl -F f.tsv ds=l.tsv; cut -f1,2,6,7 f.tsv | tail -n 1 >o; printf 'soft\tc\tds\torg=x\n' >want; same want o "without a form"
status 2 ecvtl --structure ds.json -p noform.vtl -F f.tsv -d d ds=l.tsv; grep -q 'need a form' e || fail "offenders without a form: $(cat e)"
{ cat q.tsv; printf 'c.xml\t1\t1\t\\N\t2025Q3\t0\tx\tx\tx\t1\t1\tc\nc.xml\t2\t1\tU7\tsoon\t0\tx\tx\tx\t1\t1\tc\n'; } >keyless.tsv
status 2 ecvtl -f "$form" -p x.vtl -F f.tsv enterprise=keyless.tsv
status 1 ecvtl -f "$form" -p x.vtl -F f.tsv --fail-on never --rejects r.tsv enterprise=keyless.tsv
[ "$(wc -l <f.tsv)" -eq 5 ] || fail "rows beside rejected ones"
cut -f1-4 r.tsv | tail -n +2 >o; printf 'enterprise\tkeyless.tsv\t6\tuscc\nenterprise\tkeyless.tsv\t7\tperiod\n' >want; same want o "rejected rows"
grep -q '2 rows have no value in an identifier' e || fail "rejected rows are counted: $(cat e)"
sed 1d q.tsv | head -1 | cat q.tsv - >twice.tsv
status 2 ecvtl -f "$form" -p x.vtl -F f.tsv enterprise=twice.tsv; grep -q 'twice.tsv:6: error: .* stood in twice.tsv:2 before' e || fail "a key twice: $(cat e)"
{ head -1 q.tsv; sed -n 3p q.tsv; } >second.tsv
status 2 ecvtl -f "$form" -p x.vtl -F f.tsv enterprise=q.tsv enterprise=second.tsv; grep -q 'second.tsv:2: error: .* stood in q.tsv:3 before' e || fail "a key in two files: $(cat e)"
finish
