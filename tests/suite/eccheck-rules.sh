#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# eccheck with rule files: outcomes, messages, selection, explanations, baseline, --explain.
. "$EC_SRC/tests/suite/init.sh"
SOURCE_DATE_EPOCH=1760000000
export SOURCE_DATE_EPOCH

mkdir -p rules/messages codes
cat >form.tsv <<'X'
#form	shops
#version	1
#codes	codes
#period	month
#table	shop	/r/s	商店	Shops
#table	other	/r/o
table	variable	path	role	type	unit	required	label_zh	label_en
shop	id	@id	identifier	string		yes	编号	Number
shop	month	@m	identifier	time_period		yes	月份	Month
shop	sales	t	measure	number	千元	no	销售额	Sales
shop	cost	c	measure	number	千元	no	成本	Cost
shop	profit	p	measure	number	千元	no	利润	Profit
shop	area	a	attribute	string		no	地区	Area
other	id	@id	identifier	string		yes
other	x	x	measure	number		no
X
printf 'code\tvalid_from\tvalid_to\nA\t\t\nB\t\t2024-12-31\n' >codes/area.tsv
printf 'code\tlabel_zh\n核实无误\t\n属实\t\n' >codes/stock_phrase.tsv
cat >rules/shop.vtl <<'X'
define datapoint ruleset shop (variable sales, cost, profit, area) is
    S1: profit = sales - cost errorcode "S1" errorlevel "hard";
    S2: when cost > 0 then sales / cost < 10 errorcode "S2" errorlevel "soft";
    S3: area in area errorcode "S3" errorlevel "quasi";
    S4: 100 / cost > 1 errorcode "S4" errorlevel "info";
    S5: not isnull(profit) errorcode "S5" errorlevel "soft"
end datapoint ruleset;
define datapoint ruleset prior (variable sales, sales_prior) is
    sales < 5 * sales_prior errorcode "P1" errorlevel "soft"
end datapoint ruleset;
define datapoint ruleset other (variable x) is
    O1: x > 0 errorcode "O1" errorlevel "hard"
end datapoint ruleset;
r := check_datapoint(shop, shop);
p := check_datapoint(shop, prior);
o := check_datapoint(other, other);
X
printf 'code\tmessage\trationale\nS1\t利润{profit}应为{expected}，相差{diff}\t恒等式\nS2\t销售额{sales}为成本{cost}的十倍以上{{\t\n' >rules/messages/zh.tsv
printf 'code\tmessage\tfix\nS1\tprofit {profit} should be {expected}, difference {diff} {nosuch}\tlook again\n' >rules/messages/en.tsv
h='id	month	sales	cost	profit	area'
{ echo "$h"; printf 'A1\t2025M07\t10\t4\t6\tA\nA2\t2025M07\t10\t4\t5\tA\nA3\t2025M07\t100\t4\t96\tB\nA4\t2024M12\t\\N\t0\t\\N\tB\nA5\t2025M07\tx\t1\t2\tC\n'; } >in.tsv
c="eccheck -f form.tsv -r rules/shop.vtl"

status 1 $c -F f.tsv in.tsv && same o in.tsv "records do not pass"
cut -f1,2,5,7 f.tsv | tail -n +2 | LC_ALL=C sort >got
LC_ALL=C sort >want <<'X'
soft	prior.1	notrun	\N
hard	S1	failed	id=A2;month=2025M07
soft	S2	failed	id=A3;month=2025M07
quasi	S3	failed	id=A3;month=2025M07
hard	S4	error	id=A4;month=2024M12
soft	S5	failed	id=A4;month=2024M12
hard	FORM-TYPE	failed	id=A5;month=2025M07
quasi	S3	failed	id=A5;month=2025M07
X
same got want "findings"
# Message, both languages, placeholders; value, expected, difference, values.
grep '	S1	' f.tsv | cut -f3,4,12-19 >got
printf 'shop\tS1\tprofit\t5\t6\t-1\t千元\tprofit=5;sales=10;cost=4\tprofit 5 should be 6, difference -1 {nosuch}\t利润5应为6，相差-1\n' >want
same got want "parts of a finding"
grep '	S2	' f.tsv | cut -f18,19 >got; printf '\\N\t销售额100为成本4的十倍以上{\n' >want; same got want "one language"
grep -q 'prior.1.*sales_prior' f.tsv || fail "not run without the column's name"
grep -q 'S3.*area in area' f.tsv || fail "a rule without message shows its text"
status 2 $c --require-all in.tsv
status 1 $c -v in.tsv
grep -Eq '^S1 +shop +2 +1 +2 +0$' e || fail "tally of S1: $(grep '^S1' e)"
grep -Eq '^S4 +shop +4 +0 +0 +1$' e || fail "tally of S4: $(grep '^S4' e)"
grep -Eq '^prior.1 +prior +not run$' e || fail "tally of a rule not run"
grep -q '; 5 rules$' e || fail "summary: $(tail -1 e)"

# The table decides which rules apply.
printf 'id\tx\nA\t-1\n' >other.tsv
status 1 $c -t other -F f.tsv other.tsv && { [ "$(cut -f2 f.tsv | tail -n +2)" = O1 ] || fail "rules of another table"; }

# Selection, by rule, errorcode, rule set, check of the form; a wrong name is refused with the nearest.
ids() { tail -n +2 f.tsv | cut -f2 | LC_ALL=C sort -u | tr '\n' ' '; }
status 1 $c -F f.tsv --only S1 in.tsv && { [ "$(ids)" = 'S1 ' ] || fail "--only: $(ids)"; }
status 0 $c -F f.tsv --only S2,S5 in.tsv && { [ "$(ids)" = 'S2 S5 ' ] || fail "--only list: $(ids)"; }
status 1 $c -F f.tsv --skip S1,prior --skip FORM-TYPE in.tsv && { [ "$(ids)" = 'S2 S3 S4 S5 ' ] || fail "--skip: $(ids)"; }
status 2 $c --only FORM-TIPE in.tsv && { grep -q 'did you mean "FORM-TYPE"' e || fail "nearest rule"; }

# Explanations: a real one, a stock phrase, one of another unit; hard findings cannot be explained.
printf 'id\tmonth\trule_id\texplanation_text\nA3\t2025M07\tS2\t新产品单价高\nA4\t2024M12\tS5\t 核实无误。\nA2\t2025M07\tS1\t老问题\nA9\t2025M07\tS2\tx\n' >why.tsv
status 1 $c --explained why.tsv -F f.tsv in.tsv
[ "$(grep -c explained f.tsv)" = 1 ] && grep -q 'S2.*explained' f.tsv || fail "explained: $(cut -f2,5 f.tsv)"
grep -q '1 explanations refused' e || fail "stock phrase: $(tail -1 e)"
status 0 $c --skip S1,S3,FORM-TYPE,S4,S5 --fail-on=soft --explained why.tsv in.tsv
status 2 $c --explained nosuch.tsv in.tsv
printf 'id\trule_id\n' >bad.tsv; status 2 $c --explained bad.tsv in.tsv

# Baseline: hides what was accepted, counts it, names stale entries, wants who, when and why.
printf 'rule\tkey\tvariable\tperiod\twho\twhen\twhy\nS1\tid=A2;month=2025M07\tprofit\t2025M07\tLi\t2025-08-01\trounding\nS1\tid=A9;month=2025M07\t\t\tLi\t2025-08-01\told\n' >base.tsv
status 1 $c --baseline base.tsv -F f.tsv in.tsv
grep -q '	S1	' f.tsv && fail "the baseline hides nothing"
grep -q 'base.tsv:3: warning: no finding fits' e && grep -q '1 accepted by the baseline' e || fail "stale entry: $(cat e)"
status 0 $c --baseline base.tsv --only S1 in.tsv
status 2 $c --baseline nosuch.tsv in.tsv
sed 's/rounding//' base.tsv >nowhy.tsv; status 2 $c --baseline nowhy.tsv in.tsv && { grep -q 'needs why' e || fail "baseline without a reason"; }

# --explain: text, rationale, remedy; values of the parts for a record.
status 0 $c --explain S1 --key 'id=A2' in.tsv
grep -q 'profit = sales - cost' o && grep -q '^remedy: look again' o && grep -q 'id=A2.*failed' o && grep -q '^ *6  <-  sales - cost' o || { fail "--explain"; cat o; }
status 0 $c --lang=zh --explain S1 in.tsv && { grep -q '^依据: 恒等式' o && grep -q '通过' o || fail "--explain in Chinese"; }
status 0 $c --explain FORM-TYPE in.tsv
status 0 $c --explain S1 && { grep -q 'profit = sales - cost' o && ! grep -q 'A1' o || fail "--explain without records"; }
$c --explain S1 <in.tsv | grep -q 'id=A1' || fail "--explain of piped records"
status 2 $c --explain S9 in.tsv
status 2 $c --explain S1 --key id=A7 in.tsv

# Rule files: a folder, a file twice, faults with their place; nothing is written then.
status 1 eccheck -f form.tsv -r rules -r rules/shop.vtl in.tsv
printf 'define datapoint ruleset x (variable sales, area) is\n  sales > area\nend datapoint ruleset;\nr := check_datapoint(shop, x);\n' >bad.vtl
status 2 eccheck -f form.tsv -r bad.vtl -o out.tsv in.tsv && { grep -q 'bad.vtl:2:' e && [ ! -e out.tsv ] || fail "type error"; }
printf 'define nonsense' >bad.vtl; status 2 eccheck -f form.tsv -r bad.vtl in.tsv
status 2 eccheck -f form.tsv -r nosuch.vtl in.tsv
mkdir none; status 2 eccheck -f form.tsv -r none in.tsv
printf '\377' >bad.vtl; status 2 eccheck -f form.tsv -r bad.vtl in.tsv

# The shipped rules bind to the shipped form, and every rule has a message in both languages.
status 0 eccheck -f "$EC_SRC/rules/forms/st-quarterly.tsv" -r "$EC_SRC/rules" --fail-on=never -F f.tsv "$EC_SRC/fixtures/stream/q2.tsv"

# A check that no run could make is never passed: misspelt, derived, on data sets, about other tables only.
mkdir never
sed '/^[po] := /d; s/check_datapoint(shop, shop)/check_datapoint(shob, shop)/' rules/shop.vtl >never/misspelt.vtl
sed '/^[po] := /d; s/check_datapoint(shop, shop)/check_datapoint(big, shop)/' rules/shop.vtl >never/derived.vtl
echo 'big := shop [filter sales > 5];' >>never/derived.vtl
echo 'r := check(shop#sales > 5 errorcode "X" errorlevel "hard");' >never/dataset.vtl
echo 'big <- shop [filter sales > 5];' >never/none.vtl
sed -n '/ruleset other/,/end datapoint/p; /^o := /p' rules/shop.vtl >never/other.vtl
never() { # never PROGRAM TEXT
    status 2 eccheck -f form.tsv -r "never/$1.vtl" in.tsv && { grep -q "$2" e || fail "$1: $(cat e)"; }
}
never misspelt 'misspelt.vtl:14:22: error: no data set "shob", so r cannot run: .* did you mean shop?'
never derived 'derived.vtl:14:22: error: r checks big, which this program makes: .* ecvtl -f FORM -p FILE -F FINDINGS'
never dataset 'dataset.vtl:1:6: error: check is outside .* ecvtl -p FILE -F FINDINGS'
never none 'never/none.vtl: error: no rule of these files is about table "shop"'
never other 'never/other.vtl: error: no rule of these files is about table "shop"'
status 0 eccheck -f form.tsv -r never/other.vtl --allow-no-rule --skip FORM-TYPE -o /dev/null in.tsv
status 0 eccheck -f form.tsv -r never/none.vtl -r rules/shop.vtl --only S1 --fail-on never -o /dev/null in.tsv
finish
