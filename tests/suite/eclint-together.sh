#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# eclint on rules together: each kind of fault is found, with the rules that make it so; what it says is tried against all records.
. "$EC_SRC/tests/suite/init.sh"

mkdir codes && printf 'code\nA\nB\n' >codes/kind.tsv
cat >form.tsv <<'X'
#form	shops
#version	1
#codes	codes
#table	shop	/r/s
table	variable	path	role	type	required	codes	min	max
shop	id	@id	identifier	string	yes
shop	sales	t	measure	number	yes		0
shop	food	f	measure	number	yes		0
shop	goods	g	measure	number	yes		0
shop	staff	s	measure	integer	yes		0	100
shop	rent	r	measure	number	no		0
shop	debt	d	measure	number	no
shop	kind	k	attribute	string	yes	kind
X

# made RULES: the rules in a file; what eclint says of them in e.
made() {
    { echo 'define datapoint ruleset t (variable id, sales, food, goods, staff, rent, debt, kind) is'; printf '%s\n' "$1"; echo 'end datapoint ruleset; t := check_datapoint(shop, t);'; } >t.vtl
    eclint -f form.tsv t.vtl >o 2>e; st=$?
    [ "$st" -le 1 ] || fail "status $st: $1"
}
# found TEXT RULES: they make this complaint. quiet RULES: none.
found() { made "$2"; grep -qF -- "$1" e || { fail "no \"$1\" for: $2"; cat e; }; }
quiet() { made "$1"; grep -q '0 errors, 0 warnings' e || { fail "complaints about: $1"; cat e; }; }

# Contradictions: an error where every record has the values, else a warning that says which must be there.
found 'error: no record can pass these together: A (t.vtl:2), B (t.vtl:3) and the bounds and codes of the form; added up, these leave nothing: sales + food <= 4, sales >= 5, food >= 0' '  A: sales >= 5;
  B: sales + food <= 4 errorcode "B"'
found 'warning: no record with values in debt can pass these together: A (t.vtl:2), B (t.vtl:3)' '  A: debt > 5;
  B: debt < 4; C: sales > 3'
found 'A (t.vtl:2), C (t.vtl:4) and the bounds and codes of the form' '  A: sales = food + goods;
  B: sales > 3;
  C: sales < food'
quiet '  A: debt > 5; B: when kind = "A" then debt < 4 or isnull(debt)'
quiet '  A: when kind = "A" then isnull(rent); B: when kind = "B" then not isnull(rent)'
# Only whole numbers are against it.
found 'only because whole numbers are whole' '  A: 2 * staff > 5; B: 2 * staff < 7; C: staff <> 3'
# Conditions.
found 'no record that meets the condition of rule A can pass these together: A (t.vtl:2), B (t.vtl:2)' '  A: when kind = "A" then sales > 5; B: when kind = "A" then sales < 3'
found 'rule B never applies to a record that passes A (t.vtl:2)' '  A: sales <= 10; B: when sales > 20 then food > 1'
# Implied, by itself or where there is a value; nothing is said where the other rule would not be evaluated.
found 'warning: rule B can never fail in a record that passes A (t.vtl:2)' '  A: sales + food <= 10; B: sales <= 12'
found 'note: rule B can never fail in a record with values in rent that passes A (t.vtl:2)' '  A: sales + rent <= 10; B: sales <= 12'
quiet '  A: sales + debt <= 10; B: sales <= 12'
# A soft rule makes no hard one needless; a hard one does a soft one.
quiet '  A: sales <= 10 errorlevel "soft"; B: sales <= 12 errorlevel "hard"'
found 'rule B can never fail' '  A: sales <= 10 errorlevel "hard"; B: sales <= 12 errorlevel "soft"'
# The same: scaled, rearranged, in two parts, with a tolerance.
found 'rule B says no more and no less than A (t.vtl:2)' '  A: sales = food + goods; B: 3 * goods - 3 * sales = - 3 * food'
found 'rule C says no more and no less than A (t.vtl:2), B (t.vtl:2)' '  A: sales >= food + goods; B: sales <= food + goods; C: sales = food + goods'
found 'rule B says no more and no less than A' '  A: abs(sales - food) <= 2; B: between(sales - food, - 2, 2)'
quiet '  A: abs(sales - food) <= 2; B: abs(sales - food - goods) <= 2'
# One value.
found 'warning: sales can only be 2 in a record with values in debt that passes A' '  A: debt <= sales; B: sales <= 2; C: debt >= 2'
found 'note: kind can only be "B", by A (t.vtl:2)' '  A: kind <> "A"'
# What is too large to be read is counted, and the rest judged. Rules of hostile size end within the bound, with no claim.
x='sales > 0'; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do x="(food > $i xor $x)"; done
found '0 of 4 questions were not decided, 1 rules were too large to be read' "  A: $x"
found '1 rules were too large to be read' "  A: $x; B: staff > 3; C: staff > 2"
grep -q 'rule C can never fail in a record that passes B' e || { fail "the rest beside a rule that is too large"; cat e; }
awk 'BEGIN { srand(7); for (i = 0; i < 60; i++) { printf "%s  R%d: ", i ? ";\n" : "", i
    for (j = 0; j < 45; j++) printf "%s%d * x%d", j ? " + " : "", 1 + rand() * 9999, (i * 7 + j * 3) % 100; printf " = %d", 1 + rand() * 99999 } }' >dense
{ printf '#form\th\n#version\t1\n#table\tt\t/r\ntable\tvariable\tpath\trole\ttype\trequired\n'
    i=0; while [ $i -lt 100 ]; do printf 't\tx%d\tx%d\tmeasure\tnumber\tyes\n' $i $i; i=$((i + 1)); done; } >dense.tsv
{ printf 'define datapoint ruleset t (variable x0'; i=1; while [ $i -lt 100 ]; do printf ', x%d' $i; i=$((i + 1)); done
    printf ') is\n'; cat dense; printf '\nend datapoint ruleset; c := check_datapoint(t, t);\n'; } >dense.vtl
( ulimit -t 60; eclint -f dense.tsv dense.vtl >o 2>e ); st=$?
[ "$st" -eq 0 ] && grep -q 'questions were not decided' e || { fail "dense rules: status $st"; head -5 e; }
# In Chinese, and as findings.
made '  A: sales >= 5; B: sales + food <= 4'
status 1 eclint --lang=zh -f form.tsv t.vtl && { grep -q '错误: 没有任何记录能同时通过：A (t.vtl:2)、B (t.vtl:2)和调查表的上下限和代码；相加即矛盾：' e || { fail "in Chinese"; cat e; }; }
status 1 eclint -f form.tsv -F f.tsv t.vtl && { grep -q '^hard	LINT-CONTRADICTION	' f.tsv || { fail "as finding"; cat f.tsv; }; }

# Sets made by chance against every record there is.
command -v python3 >/dev/null || { echo "python3 is not installed: no sets were made"; finish; }
python3 "$EC_SRC/tests/cases/lint/rulesets.py" small 20261 60 "$EC_BUILD/eclint" small >o || { fail "sets made by chance"; cat o; }
# One fault of each kind among 40 rules that have none.
python3 "$EC_SRC/tests/cases/lint/rulesets.py" planted 20261 1 40 "$EC_BUILD/eclint" planted >o || { fail "planted faults"; cat o; }
finish
