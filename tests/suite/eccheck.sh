#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# eccheck by the form alone: what is found, what passes through, formats, statuses.
. "$EC_SRC/tests/suite/init.sh"

cat >form.tsv <<'X'
#form	shops
#version	1
#codes	.
#patterns	p.re
#period	month
#table	shop	/r/s	商店	Shops
#table	log	-
table	variable	path	role	type	unit	required	pattern	codes	min	max	label_zh	label_en
shop	id	@id	identifier	string		yes	id				编号	Number
shop	month	@m	identifier	time_period		yes					月份	Month
shop	turnover	t	measure	number	千元	yes	amount		0	1000	销售额	Turnover
shop	staff	s	measure	integer	人	soft			0		人数	Staff
shop	area	a	attribute	string		no		area			地区	Area
shop	opened	o	attribute	date		no			2000-01-01		开业	Opened
shop	online	w	attribute	boolean		no					网店	Online
shop	remark	r	attribute	string		no					备注	Remark
log	rule		attribute	string		no
X
printf 'code\tlabel_zh\tvalid_from\tvalid_to\nA\t甲\t\t\nB\t乙\t\t2024-12-31\n' >area.tsv
printf 'id = [A-Z][0-9]+\namount = -?[0-9]{1,15}([.][0-9]{1,4})?\n' >p.re
c="eccheck -f form.tsv"
h='_file	_line	_rec	id	month	turnover	staff	area	opened	online	remark	turnover_prior'
n=0
# row CELLS: one good record with the cells id month turnover staff area opened online remark turnover_prior
row() { n=$((n + 1)); printf 'a.xml\t%s\t%s\t%s\n' $((n * 10)) $n "$1"; }
good='A1	2025M07	12.50	3	A	2001-02-03	true	x	1'
{ echo "$h"; row "$good"; row 'A2	2025-07	0	\N	\N	\N	\N	\N	\N'; } >good.tsv

# Byte for byte, from a pipe and a file; status 0; a soft finding is not a failure.
status 0 $c good.tsv && same o good.tsv "records do not pass through"
$c <good.tsv 2>/dev/null | cmp -s - good.tsv || fail "records do not pass through a pipe"
grep -q '^eccheck: a.xml:20: soft: FORM-EXPECTED: Staff is missing.* \[id=A2;month=2025-07\]$' e || fail "text finding"
grep -q '^eccheck: 2 records, 0 invalid; findings: 0 hard, 0 quasi, 1 soft, 0 info$' e || fail "summary"
status 1 $c --fail-on=soft good.tsv
status 0 $c --fail-on=never good.tsv
status 0 $c -q -F f.tsv good.tsv && [ ! -s e ] || fail "-q is not quiet"

# expect RULE VARIABLE CELLS: the record has exactly this one hard finding.
expect() {
    { echo "$h"; row "$3"; } >one.tsv
    status 1 $c -F f.tsv one.tsv || return
    cut -f1,2,12 f.tsv | tail -n +2 >got
    printf 'hard\t%s\t%s\n' "$1" "$2" >want
    same got want "$3"
}
expect FORM-TYPE turnover 'A1	2025M07	12,5	3	A	\N	\N	\N	\N'
expect FORM-TYPE turnover 'A1	2025M07	1e3	3	A	\N	\N	\N	\N'
expect FORM-TYPE staff 'A1	2025M07	1	3.0	A	\N	\N	\N	\N'
expect FORM-TYPE opened 'A1	2025M07	1	3	A	2025-02-29	\N	\N	\N'
expect FORM-TYPE online 'A1	2025M07	1	3	A	\N	yes	\N	\N'
expect FORM-TYPE month 'A1	2025M13	1	3	A	\N	\N	\N	\N'
expect FORM-TYPE turnover_prior 'A1	2025M07	1	3	A	\N	\N	\N	x'
expect FORM-UTF8 remark "$(printf 'A1\t2025M07\t1\t3\tA\t\\N\t\\N\t\377\t\\N')"
expect FORM-UTF8 id "$(printf 'A\377\t2025M07\t1\t3\tA\t\\N\t\\N\tx\t\\N')"
# What ecpack would refuse in a text is asked for: line ends, TAB, DEL, as they come out of XML or of another program.
for control in '\\n' '\\r\\n' '\\t' '\177' '\033'; do
    expect FORM-CONTROL remark "$(printf "A1\\t2025M07\\t1\\t3\\tA\\t\\\\N\\t\\\\N\\tx${control}y\\t\\\\N")"
done
grep -q 'U+001B' f.tsv || fail "which control character: $(cat f.tsv)"
expect FORM-DIGITS staff 'A1	2025M07	1	1234567890123456789	A	\N	\N	\N	\N'
expect FORM-IDENTIFIER id '\N	2025M07	1	3	A	\N	\N	\N	\N'
expect FORM-IDENTIFIER id '	2025M07	1	3	A	\N	\N	\N	\N'
expect FORM-REQUIRED turnover 'A1	2025M07	\N	3	A	\N	\N	\N	\N'
expect FORM-REQUIRED turnover 'A1	2025M07		3	A	\N	\N	\N	\N'
expect FORM-PATTERN id 'a1	2025M07	1	3	A	\N	\N	\N	\N'
expect FORM-PATTERN id 'A1\n	2025M07	1	3	A	\N	\N	\N	\N'
expect FORM-PATTERN turnover 'A1	2025M07	1.00001	3	A	\N	\N	\N	\N'
expect FORM-CODE area 'A1	2025M07	1	3	C	\N	\N	\N	\N'
expect FORM-CODE area 'A1	2025M07	1	3	a	\N	\N	\N	\N'
expect FORM-CODE-PERIOD area 'A1	2025M07	1	3	B	\N	\N	\N	\N'
expect FORM-MIN turnover 'A1	2025M07	-0.0001	3	A	\N	\N	\N	\N'
expect FORM-MAX turnover 'A1	2025M07	1000.0001	3	A	\N	\N	\N	\N'
expect FORM-MAX turnover 'A1	2025M07	1001	3	A	\N	\N	\N	\N'
expect FORM-PATTERN turnover 'A1	2025M07	0000000000000001	3	A	\N	\N	\N	\N'
expect FORM-MIN opened 'A1	2025M07	1	3	A	1999-12-31	\N	\N	\N'
expect FORM-MIN staff 'A1	2025M07	1	-99999999999999999999999999	A	\N	\N	\N	\N'
# What is just inside the bounds is right; so is a code that was valid then.
{ echo "$h"; row 'A1	2024M12	1000.0000	0	B	2000-01-01	false	\\N	-1.5'; row 'A2	2024	0.0	-0	A	\N	\N		\N'
    row 'A3	2024	0001000	9999999999999999	A	\N	\N		0000000000000000000000000000001'; } >in.tsv
status 0 $c --fail-on=info in.tsv && same o in.tsv

# The columns of a finding: value, expected, difference, unit, both messages, key.
{ echo "$h"; row 'A1	2025M07	1000.5	3	A	\N	\N	\N	\N'; } >one.tsv
status 1 $c -F f.tsv one.tsv
tail -1 f.tsv | cut -f5-9,12-16 >got
printf 'failed\tshop\tid=A1;month=2025M07\ta.xml\t%s\tturnover\t1000.5\t1000\t0.5\t千元\n' $((n * 10)) >want
same got want
grep -q '销售额：1000.5 大于上限 1000' f.tsv || fail "Chinese message"

# Duplicate keys: spellings of one period are one; a null key is not compared.
{ echo "$h"; row "$good"; row "$good"; row 'A1	2025-07	1	3	A	\N	\N	\N	\N'; row 'A2	2025M07	1	3	A	\N	\N	\N	\N'; } >dup.tsv
status 1 $c -F f.tsv dup.tsv && { [ "$(grep -c FORM-KEY f.tsv)" = 2 ] || fail "duplicates: $(cut -f2 f.tsv)"; grep -q 'record 1 had it first' f.tsv || fail "first record"; }
status 0 $c -S 0 dup.tsv
awk -v h="$h" 'BEGIN { print h; for (i = 1; i <= 3000; i++) printf "a.xml\t%d\t%d\tA%d\t2025M07\t1\t1\tA\t\\N\t\\N\t\\N\t\\N\n", i, i, i % 2999 }' >many.tsv
status 1 $c -F f.tsv many.tsv
status 0 $c -S 1K many.tsv
status 1 $c -S 64K -F f.tsv many.tsv && { grep -q 'FORM-KEY-LIMIT.*beyond record 1537:' f.tsv || fail "no word of the memory limit"; }

# --keep: valid and invalid together are all.
{ echo "$h"; row "$good"; row 'A2	2025M07	-1	3	A	\N	\N	\N	\N'; row 'A3	2025M07	1	\N	A	\N	\N	\N	\N'; } >mix.tsv
status 1 $c --keep=valid mix.tsv && { [ "$(wc -l <o)" = 3 ] || fail "--keep=valid"; }
status 1 $c --keep=invalid mix.tsv && { [ "$(cut -f4 o)" = "$(printf 'id\nA2')" ] || fail "--keep=invalid"; }
status 1 $c --keep=invalid --fail-on=soft mix.tsv && { [ "$(wc -l <o)" = 3 ] || fail "--keep=invalid --fail-on=soft"; }
status 0 $c --keep=valid --fail-on=never mix.tsv && { [ "$(wc -l <o)" = 3 ] || fail "--keep with never"; }

# Formats: several in one run, each well-formed; --max-findings hides but counts.
status 1 $c -F f.tsv -F f.jsonl -F f.txt -F f.xml -F f.sarif many.tsv
if command -v python3 >/dev/null; then
    python3 - <<'X' || fail "a format is not well-formed"
import json, xml.etree.ElementTree as E
rows = [json.loads(l) for l in open("f.jsonl", encoding="utf-8")]
assert len(rows) == 1 and rows[0]["rule"] == "FORM-KEY" and rows[0]["_line"] == 2999 + 1, rows
run = json.load(open("f.sarif", encoding="utf-8"))["runs"][0]
assert [r["id"] for r in run["tool"]["driver"]["rules"]] == ["FORM-KEY"]
assert run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 3000
suite = E.parse("f.xml").getroot().find("testsuite")
assert suite.get("name") == "FORM-KEY" and suite.get("failures") == "1" and suite.find("testcase/failure") is not None
X
fi
[ "$(wc -l <f.tsv)" = 2 ] && [ "$(wc -l <f.txt)" = 1 ] || fail "tsv or text"
status 0 $c -F - -o /dev/null good.tsv && { head -1 o | grep -q '^level	rule' || fail "-F -"; }
status 2 $c -F - good.tsv
status 2 $c --format=jsonl good.tsv
status 0 $c --format=jsonl -F x -o /dev/null good.tsv && { head -c1 x | grep -q '{' || fail "--format"; }
sed 's/\t1\t1\tA\t/\t-1\t1\tA\t/' many.tsv >bad.tsv
status 1 $c --max-findings=3 bad.tsv && { [ "$(grep -c FORM-MIN e)" = 4 ] || fail "--max-findings"
    grep -q 'FORM-MIN: 2997 more not shown' e && grep -q '3000 invalid; findings: 3001 hard' e || fail "--max-findings counts"; }

# A header of its own, another null, unknown columns, other tables, columns that lack.
tail -n +2 good.tsv | sed 's/\\N/NA/g' >na.tsv
status 0 $c --null=NA --header="$(head -1 good.tsv | tr '\t' ,)" --no-header na.tsv && same o na.tsv
printf 'rule\tmore\nR1\t\\N\n' >log.tsv
status 0 $c -t log log.tsv && same o log.tsv
cut -f1-5,7- good.tsv >less.tsv
status 0 $c -F f.tsv less.tsv && { grep -q 'hard	FORM-COLUMN.*notrun.*turnover' f.tsv || fail "missing column"; }
status 2 $c --require-all less.tsv
status 0 $c -v good.tsv && { grep -Eq '^FORM-EXPECTED +staff +1 +1 +0 ' e || fail "-v table"; grep -Eq '^FORM-TYPE +staff +1 +0 +1 ' e || fail "-v n/a"; }

# What cannot be done: status 2, and no output file.
status 2 $c -t shoop good.tsv && { grep -q 'did you mean "shop"' e || fail "nearest table"; }
status 2 eccheck good.tsv
status 2 eccheck -f no-such-form good.tsv
head -c -5 good.tsv >cut.tsv
status 2 $c -o out.tsv -F f2.tsv cut.tsv && { [ ! -e out.tsv ] && [ ! -e f2.tsv ] || fail "a cut stream leaves an output file"; }
: >empty.tsv
status 2 $c empty.tsv
status 2 $c -o no/such/dir/x good.tsv
finish
