#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What one key is: every tool compares keys as values of their types, however they are written, and none rewrites them.
. "$EC_SRC/tests/suite/init.sh"
tab=$(printf '\t')

# stream HEADER: a stream of the lines of standard input, blanks as TABs.
stream() { { echo "$1"; cat; } | tr ' ' '\t'; }

# ---- three spellings of a month ----
tr ' ' '\t' >units.tsv <<'X'
#form units
#version 1
#period period
#table u /rep 企业 Unit
table variable path role type unit required min label_zh label_en
u id @id identifier string  yes   Id
u period @period identifier time_period  yes   Period
u revision @rev identifier integer  yes   Rev
u val val measure number     Val
X
stream '_file _line _rec id period revision val' >months.tsv <<'X'
a 1 1 U1 2025M07 0 10
b 1 1 U1 2025-07 1 12
c 1 1 U1 2025M7 2 13
X
status 0 ecmerge -f units.tsv months.tsv --superseded old -o new
{ sed -n 1p months.tsv; sed -n 4p months.tsv; } >want; same want new "ecmerge: the latest of three spellings, as it was written"
[ "$(wc -l <old)" -eq 3 ] || fail "ecmerge: superseded: $(cat old)"
status 0 ecvtl -f units.tsv '[aggr n := count(), s := sum(val) group by id, period]' new
printf 'id\tperiod\tn\ts\nU1\t2025M07\t1\t13\n' >want; same want o "ecvtl of what ecmerge kept"
# The same revision, once with the same content and once with another.
sed "s/${tab}[012]${tab}1[0-9]\$/${tab}1${tab}10/" months.tsv >same.tsv
status 0 ecmerge -f units.tsv same.tsv -o new && { grep -q 'note: sent before.*: 2$' e || fail "repeated: $(cat e)"; }
sed "s/2025-07${tab}1${tab}12/2025-07${tab}002${tab}12/" months.tsv >other.tsv
status 1 ecmerge -f units.tsv other.tsv -o new && { grep -q 'another content' e || fail "conflict: $(cat e)"; }
# The units' own stream supersedes rows, and may write the key in its own way.
tr ' ' '\t' >rows.tsv <<'X'
#form rows
#version 1
#table u /rep
#table p /rep/p
table variable path role type required
u id @id identifier string yes
u period @period identifier time_period yes
u revision @rev identifier integer yes
p id ../@id identifier string yes
p period ../@period identifier time_period yes
p revision ../@rev identifier integer yes
p code @code identifier integer yes
p q q measure number no
X
stream 'id period revision code q' >products.tsv <<'X'
U1 2025M07 0 1 5
U1 2025-07 1 01 6
U1 2025M7 1 2 6
X
status 0 ecmerge -f rows.tsv -t p products.tsv -o new; sed 1d new | cut -f2,4 >got; printf '2025-07\t01\n2025M7\t2\n' >want; same want got "rows of a unit"
printf 'id\tperiod\trevision\nU1\t2025-M07\t3\n' >own.tsv
status 0 ecmerge -f rows.tsv -t p --units own.tsv products.tsv -o new && { [ "$(wc -l <new)" -eq 1 ] || fail "--units: $(cat new)"; }
# Months are months where they tell the later of two records, too.
stream 'id period revision val' >later.tsv <<'X'
U1 2025M10 0 1
U1 2025M9 0 2
X
status 0 ecmerge -f units.tsv -k id --latest period later.tsv && { sed 1d o | grep -q 2025M10 || fail "--latest period: $(cat o)"; }

# ---- joins ----
stream 'id period revision val' >left.tsv <<'X'
U1 2025M07 0 1
U1 2025-08 0 2
U2 2024 0 3
U2 \N 0 4
U3 2025-13 0 5
07 2025M7 0 6
X
stream 'id period revision val' >right.tsv <<'X'
U1 2025-07 0 11
U1 2025M8 0 12
U2 2024-A1 0 13
U3 2025-13 0 15
7 2025M07 0 16
X
printf '11\n12\n13\n\\N\n15\n\\N\n' >want
for size in 256M 64K; do
    status 0 ecjoin -f units.tsv -k id,period --suffix _p -S $size left.tsv right.tsv
    sed 1d o | awk -F'\t' '{ print $NF }' >got; same want got "ecjoin -S $size: by value; a string stays a string, and what is no period its bytes"
    cut -f1-4 o >got; same left.tsv got "ecjoin writes the left as it came"
done
stream 'id period revision val' >mixed.in <<'X'
U1 2025-10 0 1
U1 2025M9 0 2
X
status 2 ecjoin -f units.tsv -k id,period --suffix _p left.tsv months.tsv && { grep -q 'U1;2025M07' e || fail "a key twice on the right: $(cat e)"; }
# --sorted takes what ecmerge writes, which is in the order of values.
status 0 ecmerge -q -f units.tsv -k id,period mixed.in -o mixed; cut -f2 mixed >got; printf 'period\n2025M9\n2025-10\n' >want; same want got "ecmerge: order of values"
status 0 ecjoin -f units.tsv -k id,period --sorted --suffix _p mixed mixed
status 2 ecjoin -f units.tsv -k id,period --sorted --suffix _p mixed.in mixed

# ---- integers with leading zeros and signs, numbers, durations, booleans ----
tr ' ' '\t' >types.tsv <<'X'
#form types
#version 1
#table t /t
table variable path role type required
t no no identifier integer yes
t rate rate identifier number yes
t span span identifier duration yes
t yes yes identifier boolean yes
t val val measure number no
X
stream 'no rate span yes val' >t1.tsv <<'X'
7 1.5 Q true 1
007 1.50 P3M true 2
+7 01.500 P0Y3M true 3
-0 0.0 P12M false 4
0 -0 A false 5
7.0 1.5 Q true 6
X
status 1 ecmerge -f types.tsv t1.tsv -o new; sed 1d new | cut -f5 | tr '\n' ' ' >got; printf '5 3 6 ' >want; same want got "ecmerge: integers, numbers, durations"
status 1 eccheck -q -f types.tsv -F f.tsv -o /dev/null t1.tsv; [ "$(grep -c FORM-KEY f.tsv)" -eq 3 ] || fail "FORM-KEY: $(cut -f2,7 f.tsv)"
ecvtl -q -f types.tsv '[aggr n := count() group by no, rate, span, yes]' t1.tsv >o 2>e
printf '0\t0\tA\tfalse\t2\n7\t1.5\tQ\ttrue\t3\n\\N\t1.5\tQ\ttrue\t1\n' | LC_ALL=C sort >want; sed 1d o | LC_ALL=C sort >got; same want got "ecvtl"

# ---- keys in findings, lists and explanations ----
stream '_file _line _rec id period revision val' >bad.tsv <<'X'
a 1 1 U1 2025-07 0 x
X
printf 'rule\tkey\tvariable\tperiod\twho\twhen\twhy\nFORM-TYPE\tid=U1;period=2025M7;revision=00\tval\t2025M07\tme\t2025-10-01\tseen\n' >base.tsv
status 0 eccheck -f units.tsv --baseline base.tsv -o /dev/null bad.tsv && { grep -q '1 accepted by the baseline' e || fail "baseline: $(cat e)"; }
printf 'key\tvariable\told\tnew\twho\twhen\twhy\nid=U1;period=2025M07;revision=0\tval\tx\t5\tme\t2025-10-01\tphone\n' >list.tsv
status 0 ecfix -q -f units.tsv --accept list.tsv bad.tsv && { sed 1d o | grep -q "${tab}2025-07${tab}0${tab}5\$" || fail "ecfix --accept: $(cat o e)"; }
printf 'define datapoint ruleset r (variable val, id) is r1: val > 5 errorcode "low" errorlevel "soft" end datapoint ruleset;\n' >low.vtl
sed 's/x$/1/' bad.tsv >low.tsv
status 0 eccheck -q -f units.tsv -r low.vtl --explain r1 --key 'id=U1;period=2025M07' low.tsv
printf 'id\tperiod\trevision\trule_id\texplanation_text\nU1\t2025M7\t0\tr1\tthe plant stood still after the flood\n' >told.tsv
eccheck -q -f units.tsv -r low.vtl --explained told.tsv -F f.tsv -o /dev/null low.tsv 2>e
[ "$(sed 1d f.tsv | cut -f2,5)" = "r1${tab}explained" ] || fail "--explained: $(cat f.tsv e)"

# ---- groups that are shown ----
# Classes of ecoutlier: one class of an integer, called as it was written first.
awk 'BEGIN { print "no\trate\tspan\tyes\tval"; for (i = 1; i <= 24; i++) printf "%s\t%d\tQ\ttrue\t%d\n", i % 2 ? "07" : "7", i, i % 5 + 10 }' >classes.tsv
status 0 ecoutlier -q -f types.tsv --var val --by no classes.tsv
awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { print $at["class"], $at["n"] }' o | sort -u >got; echo '07 24' >want; same want got "ecoutlier --by"
# The report knows a unit by the value of its identifier: one of the two of the frame has reported.
printf 'no\tval\n007\t1\n8\t1\n' >frame.tsv
printf 'no\trate\tspan\tyes\tval\n7\t1\tQ\ttrue\t3\n' >one.tsv
status 0 ecreport -q -f types.tsv --vars val --records one.tsv --frame frame.tsv --text -o text
grep -q '50' text || fail "ecreport: the frame's 007 is not the records' 7: $(cat text)"
# ---- a fingerprint is that of the key's value, not of its spelling: what was decided of one is decided of the other ----
sed 's/^u\tval\tval\tmeasure\tnumber\t\t\t\tVal$/u\tval\tval\tmeasure\tnumber\t\t\t100\tVal/; s/^u\tval\t.*/u\tval\tval\tmeasure\tnumber\t\t\t100\t\tVal\nu\tcode\tcode\tattribute\tstring\t\t\t\t\tCode\nu\tn\tn\tidentifier\tinteger\t\t\t\t\tN/' units.tsv >prints.tsv
echo 'define datapoint ruleset d (variable val, code, period) is S1: val > 100 and code = "x" and not isnull(period) errorcode "S1" errorlevel "soft" end datapoint ruleset;' >prints.vtl
stream '_file _line _rec id period revision val code n _sub' >one <<'X'
a 1 1 U1 2025M07 0 5 07 3 a#1
X
sed "s/2025M07${tab}0${tab}5/2025-07${tab}1${tab}5.0/; s/${tab}3${tab}a#1/${tab}003${tab}b#1/" one >other
sed "s/${tab}07${tab}/${tab}7${tab}/" one >changed
for f in one other changed; do eccheck -q -f prints.tsv -r prints.vtl -F $f-f.tsv -o /dev/null $f; awk -F'\t' 'NR > 1 { print $2, $20 }' $f-f.tsv >$f-p; done
[ "$(wc -l <one-p)" -eq 2 ] || fail "findings: $(cat one-p)"
same one-p other-p "fingerprints of a key and values that are written otherwise"
[ "$(grep S1 one-p)" != "$(grep S1 changed-p)" ] || fail "the code 7 is the code 07"
# ecaccept makes the same where a stream of findings has none; a decision holds.
mkdir said; cp other said/u.tsv
{ printf 'key\trule\tvariable\tfingerprint\tdecision\twho\twhen\twhy\n'; awk -v OFS='\t' '{ print "id=U1", $1, "val", $2, "pass", "me", "2025-10-01", "seen" }' one-p; } | grep -v FORM-MIN >decided
cut -f1-19,21 other-f.tsv | grep -v FORM-MIN >bare.tsv; grep -v FORM-MIN other-f.tsv >full.tsv
for f in bare full; do
    status 0 ecaccept -q -f prints.tsv --period 2025M7 --records said --findings $f.tsv --decisions decided -F own.tsv -o units.out
    [ "$(awk -F'\t' 'NR == 2 { print $4 }' units.out)" = accepted ] || { fail "a decision about the other spelling ($f)"; cat units.out own.tsv; }
    [ "$(wc -l <own.tsv)" -eq 1 ] || fail "stale ($f): $(cat own.tsv)"
done

# A ';' or '\' in a value makes no part of its own, whoever writes or reads the key.
printf '#form\tf\n#version\t1\n#period\tperiod\n#table\tds\t/r/d\ntable\tvariable\tpath\trole\ttype\trequired\nds\tid\t@i\tidentifier\tstring\tyes\nds\tperiod\t@p\tidentifier\ttime_period\tyes\nds\ta\ta\tmeasure\tnumber\tno\nds\tt\tt\tattribute\tstring\tno\n' >esc.form
printf 'id\tperiod\ta\tt\nx;period=2024\t2025Q1\t1\tp;a=5\nx\\\\y\t2025Q1\t2\tq\nx\t2025Q1\tz\tr\n' >esc.tsv
printf 'define datapoint ruleset r (variable a, t) is\n    R1: a > 100 and t <> "" errorcode "R1" errorlevel "hard"\nend datapoint ruleset;\nc := check_datapoint(ds, r);\n' >esc.vtl
eccheck -q -f esc.form -r esc.vtl -F esc-f.tsv -F esc-f.jsonl -o /dev/null esc.tsv
awk -F'\t' '$2 == "R1" { print $7, $17 }' esc-f.tsv >o
cat >want <<'END'
id=x\\;period=2024;period=2025Q1 a=1;t=p\\;a=5
id=x\\\\y;period=2025Q1 a=2;t=q
END
same want o "keys with semicolons"
grep '"rule":"R1"' esc-f.jsonl | sed 's/.*"identifiers"://' >o
printf '%s\n' '{"id":"x;period=2024","period":"2025Q1"}}' '{"id":"x\\y","period":"2025Q1"}}' >want; same want o "identifiers as fields"
for k in 'id=x\;period=2024' 'id=x\;period=2024;period=2025Q1' 'id=x\\y;period=2025-Q1'; do
    eccheck -f esc.form -r esc.vtl --explain R1 --key "$k" esc.tsv >o 2>e || fail "--key $k: $(cat e)"
    grep -q 'failed' o || fail "--key $k"
done
eccheck -f esc.form -r esc.vtl --explain R1 --key 'id=x;period=2025Q1' esc.tsv >o 2>e; grep -q '^esc.tsv:4' o || fail "--key of another record: $(cat o e)"
ecvtl -q -f esc.form -p esc.vtl -F esc-v.tsv ds=esc.tsv 2>/dev/null; awk -F'\t' '$2 == "R1" { print $7 }' esc-v.tsv >o
awk -F'\t' '$2 == "R1" { print $7 }' esc-f.tsv >want; same want o "ecvtl writes keys as eccheck does"
finish
