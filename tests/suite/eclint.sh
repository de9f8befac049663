#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# eclint: each kind of fault is found, at its place, and nothing is said of what is right.
. "$EC_SRC/tests/suite/init.sh"

mkdir -p r/messages r/codes
cat >r/form.tsv <<'X'
#form	shops
#version	1
#codes	codes
#patterns	p.re
#period	month
#table	shop	/r/s
#table	bare	/r/b
table	variable	path	role	type	required	pattern	codes	min	max
shop	id	@id	identifier	string	yes	id
shop	month	@m	identifier	time_period	yes
shop	sales	t	measure	number	no			0	100
shop	cost	c	measure	number	no			0
shop	area	a	attribute	string	no		area
shop	note	n	attribute	string	no
bare	x	x	measure	number	no
X
printf 'code\nA\nB1\n' >r/codes/area.tsv
printf 'id = [A-Z][0-9]+\n+ A1\n- a1\n' >r/p.re
cat >r/good.vtl <<'X'
define datapoint ruleset good (variable id, month, sales, cost, area, note, sales_prior) is
    G1: sales >= cost errorcode "G1" errorlevel "hard";
    G2: when area = "A" then sales > 5 and not isnull(note) errorcode "G2" errorlevel "soft";
    G3: sales < 3 * sales_prior and id <> "" and month >= cast("2020Q1", time_period) errorcode "G3" errorlevel "soft"
end datapoint ruleset;
g := check_datapoint(shop, good);
define datapoint ruleset bare (variable x) is
    H1: x > 0 errorcode "H1" errorlevel "hard"
end datapoint ruleset;
h := check_datapoint(bare, bare);
X
for l in zh en; do printf 'code\tmessage\nG1\t{sales} {found} {expected}\nG2\tx\nG3\tx\nH1\tx\n' >r/messages/$l.tsv; done

# What is right: no error, one warning that the test wants (a table without identifier).
status 0 eclint -f r/form.tsv r
grep -q 'form.tsv:7: warning: table "bare" has no identifier' e && [ "$(grep -c warning: e)" = 1 ] || { fail "complaints about good files"; cat e; }
status 1 eclint -f r/form.tsv --fail-on=soft r
status 0 eclint -f r/form.tsv --lang=zh r && { grep -q '错误 0' e || fail "Chinese summary"; }

# found TEXT RULES: the rules, alone in a file, make this complaint.
found() {
    { echo 'define datapoint ruleset t (variable id, month, sales, cost, area, note, sales_prior) is'; printf '%s\n' "$2"; echo 'end datapoint ruleset; t := check_datapoint(shop, t);'; } >t.vtl
    eclint -f r/form.tsv t.vtl >o 2>e; st=$?
    [ "$st" -le 1 ] || fail "status $st: $2"
    grep -q "$1" e || { fail "no \"$1\" for: $2"; cat e; }
}
quiet() {
    found 'errors, 1 warnings' "$1"
}
quiet '  A: sales > 5'
quiet '  A: when sales > 5 then cost < 3'
found 't.vtl:2:3: note: rule A can never fail where the form' '  A: sales >= 0'
found 'never fail' '  A: sales <= 100 and cost >= 0'
found 'never fail' '  A: 0 <= sales'
found 'never fail' '  A: not (sales > 100)'
found 't.vtl:2:3: warning: rule A can never fail' '  A: 1 = 1'
found 'never applies' '  A: when sales > 100 then cost > 5'
found 'never applies' '  A: when area = "Z" then cost > 5'
found 'fails whenever' '  A: sales > 100'
found 'fails whenever' '  A: when cost > 5 then area = "Z"'
found 'never fail' '  A: between(sales, 0, 100)'
found 'warning: rule A can never fail' '  A: when sales > 50 then sales > 20'
found 'never fail' '  A: when 50 < sales and cost > 1 then not (sales <= 50)'
found 'never fail' '  A: when area = "A" then area in {"A", "B1"}'
found 'never fail' '  A: sales >= - 5'
found 'never applies' '  A: when sales > 20 and sales < 10 then cost > 5'
found 'never applies' '  A: when between(cost, 5, 4) then sales > 5'
found 'never applies' '  A: when area = "A" and area = "B1" then sales > 5'
found 'fails whenever' '  A: when sales < 5 then sales > 5'
found 'fails whenever' '  A: cost = 5 and cost <> 5.0'
found 'fails whenever' '  A: when area = "A" then area in {"B1"}'
found 'fails whenever' '  A: sales > 5 and sales in {1, 2, 3}'
quiet '  A: when sales > 20 then sales > 50'
quiet '  A: when sales >= 20 then sales > 20'
quiet '  A: when sales > 20 or cost > 5 then sales > 5'
quiet '  A: when not (sales > 20) then sales > 5'
quiet '  A: when area = "A" then area <> note'
quiet '  A: sales > 20 or sales < 10'
quiet '  A: when sales_prior > 20 then sales < 10'
found 't.vtl:2:13: warning: the list area has no code "B2"; did you mean "B1"' '  A: area = "B2" or cost > 3'
found 'no code "Z"' '  A: area in {"A", "Z"}'
found 'comparison with null' '  A: sales = null'
found 'behind the minus' '  A: sales -1 > cost'
found 'lookaround' '  A: match_characters(note, "(?=a)a")'
found 't.vtl:2:12: warning: put a space behind the minus' '  A: sales -1 * 2 > cost'
found 'lookaround' '  A: match_characters(note, "a(?<!b)(?>c)")'
found 'backreference' '  A: match_characters(note, "(a)\1")'
found 'backreference' '  A: when match_characters(note, "(?P<x>a)(?P=x)") then cost > 5'
found 'possessive' '  A: match_characters(note, "[]a]++b")'
found 'possessive' '  A: match_characters(note, "a{2}+")'
# What follows the Unicode version of the library: each thing once, with what to write instead. Bare scripts, other properties, more.
found 't.vtl:2:29: warning: \\p{Han} .*; write \\p{sc:Han},' '  A: match_characters(note, "\p{Han}[\p{Han}0-9]")'
[ "$(grep -c 'versions of PCRE2' e)" = 1 ] || { fail "a property that occurs twice"; cat e; }
found '\\P{^Greek} .*; write \\P{^sc:Greek},' '  A: match_characters(note, "[\P{^Greek}]")'
found '\\p{scx=Hani} .*; write \\p{sc:Hani},' '  A: match_characters(note, "\p{scx=Hani}")'
for p in '\\pL' '\\p{Lu}' '\\P{Alphabetic}' '\\X' '(\*UCP)'; do
    found "warning: what $p takes follows the Unicode version" "  A: match_characters(note, \"$(printf %s "$p" | sed 's/\\\*/*/; s/\\\\/\\/')\")"
done
found 'note: \\p{ script = Han } grows' '  A: match_characters(note, "\p{ script = Han }")'
quiet '  A: match_characters(note, "[\p{Cc}\P{Co}]\p{Any}\\p{Han}\Q\pL\E\d\w[[:alpha:]][\x{4E00}-\x{9FFF}]")'
found 'the name 1st begins with a digit' '  1st: sales > 5'
found 'data is a reserved word; as a name it must be quoted' '  data: sales > 5'
quiet '  A: match_characters(note, "\++[*+(?=]+(?:a|\\1)+?\(?=")'
quiet '  A: note <> "(?=a)" and sales > - 5 and cost <> -5'
found 'error: name all rules' '  A: sales > 5; cost > 5'
found 'rule B says the same as rule A at t.vtl:2' '  A: sales > 5; B: sales > 5'
found 'error: sles is not in the signature.*did you mean sales' '  A: sles > 5'
printf 'define datapoint ruleset t (variable sles) is\n A: sles > 5\nend datapoint ruleset; t := check_datapoint(shop, t); u := check_datapoint(shp, t);\n' >t.vtl
status 1 eclint -f r/form.tsv t.vtl
grep -q 'rule A reads sles, which table shop of the form lacks; did you mean sales' e && grep -q 'no table "shp"' e || { fail "missing column or table"; cat e; }

# Portability in the other statements, each place once however often a ruleset is checked.
cat >t.vtl <<'X'
define operator o (s string) returns boolean is match_characters(s, "(a)\1") end operator;
define hierarchical ruleset h (variable condition id rule item) is
    A: sales = cost[match_characters(id, "a*+")]
end hierarchical ruleset;
define datapoint ruleset d (variable sales) is A: sales-1 > 3 end datapoint ruleset;
x := check_datapoint(shop, d); y := check_datapoint(shop, d);
c := shop [filter match_characters(id, "(?!a)b")];
X
eclint -f r/form.tsv t.vtl >o 2>e
for w in 't.vtl:1:69: .*backref' 't.vtl:3:42: .*possessive' 't.vtl:5:56: .*behind the minus' 't.vtl:7:40: .*lookaround'; do
    [ "$(grep -c "$w" e)" = 1 ] || { fail "not once: $w"; cat e; }
done

# A wrong name in one rule does not hide a wrong type in another; nor does it bring complaints about what is right.
printf 'define datapoint ruleset t (variable sales, cost) is\n A: sles > cost;\n B: sales > "5";\n C: cost > 3\nend datapoint ruleset; t := check_datapoint(shop, t);\n' >t.vtl
status 1 eclint -f r/form.tsv t.vtl
grep -q 't.vtl:2:5: error: sles' e && grep -q 't.vtl:3:11: error: .*number.*string' e && [ "$(grep -c error: e)" = 2 ] || { fail "both faults"; cat e; }
printf 'id\tmonth\tsales\tcost\tarea\tnote\nA1\t2025-01\t5\t1\tA\tx\n' >d.tsv
status 2 eccheck -f r/form.tsv -r t.vtl -o c.tsv d.tsv
grep -q 't.vtl:2:5: error: sles' e && grep -q 't.vtl:3:11: error: .*number.*string' e && [ "$(grep -c error: e)" = 2 ] || { fail "both faults in eccheck"; cat e; }
[ ! -s c.tsv ] || fail "records judged by faulty rules"
sed '3d' t.vtl >n.vtl
status 2 eccheck -f r/form.tsv -r n.vtl --only=C d.tsv

# Several syntax errors in one run, with carets; several files of all kinds.
printf 'define datapoint ruleset t (variable a) is\n  A: a > ;\n  B: (a > 3\nend datapoint ruleset;\n' >t.vtl
status 1 eclint t.vtl && { grep -q '^ *\^' e || fail "no carets"; }
printf 'code\n1\n1\n' >list.tsv; printf 'x = (\n' >bad.re; printf 'd = [0-9]\n+ x\n' >ex.re
status 1 eclint list.tsv bad.re ex.re && { grep -q 'list.tsv:3:' e && grep -q 'bad.re:1:' e && grep -q 'ex.re:2:' e || fail "several kinds"; }

# Patterns of a regex file, which two forms have and which is an operand too: once.
mkdir two && printf 'id = \\p{Han}+[^\\p{L}]\n+ x\n' >two/p.re && cp r/form.tsv two/a.tsv && cp r/form.tsv two/b.tsv && cp -r r/codes two/
sed -i 's/	area$/	id/; /	area	/d' two/a.tsv two/b.tsv
status 1 eclint two two/../two/b.tsv && { [ "$(grep -c ':1: warning: .*PCRE2' e)" = 2 ] && [ "$(grep -c ':2: error: ' e)" = 1 ] || { fail "not once"; cat e; }; }
status 1 eclint --lang=zh two/p.re && { grep -q '警告: \\p{Han} .*请写 \\p{sc:Han}' e && grep -q '警告: \\p{L} .*Unicode 版本' e || { fail "in Chinese"; cat e; }; }
status 1 eclint -F p.tsv --fail-on=soft two/p.re && { grep -q '^soft	LINT-SCRIPT	.*two/p.re	1' p.tsv || { fail "as finding"; cat p.tsv; }; }

# Messages: one language lacks, one is of no rule, one names no variable.
sed '/^G2/d; s/{sales}/{salse}/' r/messages/en.tsv >en && mv en r/messages/en.tsv; printf 'G9\tx\n' >>r/messages/zh.tsv
status 1 eclint --fail-on=soft -f r/form.tsv r
grep -q 'errorcode G2 has no message in en' e && grep -q 'zh.tsv:6: warning: no rule has the errorcode G9' e &&
    grep -q 'en.tsv:2: warning: the message names {salse}.*did you mean sales' e || { fail "messages"; cat e; }

# A catalogue in one language is whole; a sheet saved with commas is named as such, once; no complaint follows from another.
mkdir one && cp r/form.tsv one/ && cp r/good.vtl one/ && mkdir one/messages && sed '/{salse}/d' r/messages/en.tsv >one/messages/en.tsv
eclint -f one/form.tsv one/good.vtl one/messages 2>e; grep 'no message in zh' e && fail "zh is missed where there is no zh"
tr '\t' ' ' <r/form.tsv >blanks.tsv
status 1 eclint -f blanks.tsv && { grep -q 'blanks.tsv:1:1: error: this line has no TAB' e && [ "$(grep -c 'error: ' e)" = 1 ] || { fail "no TAB"; cat e; }; }
printf 'code label_en\n1 One\n' >list.tsv; status 1 eclint list.tsv && { grep -q 'has no TAB' e || { fail "no TAB in a code list"; cat e; }; }

# The ways in which spreadsheet programs save a table are all read: CSV, text of Windows, Unicode text.
mkdir saved && cp -r r saved/ && rm saved/r/form.tsv
eclint -f r/form.tsv >o 2>want; sed 's/[^ ]*form[.]tsv/FORM/' want >w1
tr '\t' ',' <r/form.tsv | sed 's/$/\r/' >saved/r/form.csv
iconv -f UTF-8 -t GB18030 r/form.tsv >saved/r/gbk.tsv
{ printf '\377\376'; iconv -f UTF-8 -t UTF-16LE r/form.tsv; } >saved/r/unicode.txt
for f in form.csv gbk.tsv unicode.txt; do
    eclint -f saved/r/$f >o 2>e; sed "s/[^ ]*$f/FORM/" e | grep -v '^    ' >got; grep -v '^    ' w1 >w2
    same w2 got "a form saved as $f"
done
printf 'code,label_en\r\n1,"One, or another"\r\n' >list.tsv; status 0 eclint list.tsv
printf 'define datapoint ruleset t (variable output) is\n A: output > 1\nend datapoint ruleset;\nt1 := check_datapoint(shop, t);\n' >t.vtl
status 1 eclint -f r/form.tsv t.vtl && { grep -q 'unknown ruleset' e && { fail "a complaint that follows from another"; cat e; }; }

# As findings.
status 1 eclint --fail-on=soft -f r/form.tsv -F f.tsv -F f.sarif r && { grep -q warning: e && fail "complaints on stderr in spite of -F"; }
grep -q '^soft	LINT-NO-MESSAGE	.*failed.*r/good.vtl	3' f.tsv && grep -q '"LINT-NO-MESSAGE"' f.sarif || { fail "findings"; cat f.tsv; }
status 2 eclint
status 2 eclint no/such/file.vtl
status 2 eclint -f no-such-form r/good.vtl
echo x >x.doc; status 2 eclint x.doc

# The canonical layout: parses to the same layout again.
status 0 eclint --fmt r/good.vtl && cp o one.vtl
status 0 eclint --fmt one.vtl && same o one.vtl "layout of the layout differs"
for f in "$EC_SRC"/rules/*.vtl; do
    eclint --fmt "$f" >one.vtl 2>/dev/null && eclint --fmt one.vtl >two.vtl && same one.vtl two.vtl "$f"
done
{ echo '// why'; cat r/good.vtl; } >c.vtl; status 0 eclint --fmt c.vtl && { [ "$(head -1 o)" = '// why' ] || fail "a comment is lost"; }
{ cat r/good.vtl; echo '/* the end */'; } >c.vtl; status 0 eclint --fmt c.vtl && { [ "$(tail -1 o)" = '/* the end */' ] || fail "the last comment is lost"; }
printf 'x  :=  check_datapoint( a ,  /* why */ b );\ny  :=  check_datapoint( a , b );\n' >c.vtl
status 0 eclint --fmt c.vtl && { grep -qF 'x  :=  check_datapoint( a ,  /* why */ b );' o && grep -qxF 'y := check_datapoint(a, b);' o && grep -q '1 statements with comments inside' e ||
    fail "a comment inside: $(cat o e)"; }
# Programs on data sets: all of the manual's, and their layout is its own.
for f in $(find "$EC_SRC/tests/cases/vtl-manual" -name '*.vtl'); do
    sed '/^#/d' "$f" >one.vtl
    eclint --fmt one.vtl >two.vtl 2>e && eclint --fmt two.vtl >three.vtl 2>>e && cmp -s two.vtl three.vtl || fail "$f: $(cat e)"
done
status 2 eclint --fmt t.vtl

# What is shipped has no errors.
eclint -f "$EC_SRC/rules/forms/st-quarterly.tsv" "$EC_SRC/rules" >o 2>e || { fail "shipped files"; grep error: e; }
grep -E 'behind the minus|other engines|begins with a digit|with null' e && fail "shipped rules are not portable"
grep -E 'PCRE2' e && fail "what the shipped patterns take depends on the library"
# More complaints than a buffer holds, onto a full disk: the disk is told, and not as one more complaint.
long=$(printf '%0200d' 0); mkdir "$long"; ln -s "$EC_SRC/rules" "$long/rules"
if [ -e /dev/full ]; then
    eclint -F - -f "$long/rules/forms/st-quarterly.tsv" "$long/rules/thresholds.vtl" "$long/rules/functions.vtl" "$long/rules/labour.vtl" >/dev/full 2>e
    [ $? -eq 2 ] && grep -qi 'no space' e || fail "a full disk in the middle: $(head -2 e)"
fi
finish
