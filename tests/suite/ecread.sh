#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecread from outside: fixtures and what they must give, rejects, several files, threads, gzip, big files, memory.
. "$EC_SRC/tests/suite/init.sh"
# Rows without the name of their file: _file is the first column, _sub the last.
nameless() { cut -f2- "$@" | sed "s/$(printf '\t')[^$(printf '\t')]*\$//"; }
form=$EC_SRC/rules/forms/st-quarterly.tsv
fx=$EC_SRC/fixtures/xml
small=$EC_SRC/tests/cases/read/small.tsv

# Every good fixture is written, without a finding at soft or above; every bad one gives what the list says.
for f in "$fx"/good-*.xml; do
    status 0 ecread -q -f "$form" --fail-on soft "$f" && [ "$(wc -l <o)" -ge 2 ] || fail "$f"
done
while read -r file st rule place; do
    status "$st" ecread -f "$form" -v -F f.tsv "$fx/$file" || continue
    found=$(tail -n +2 f.tsv | awk -F'\t' -v r="$rule" '$2 == r {print $9 ":" $10; exit}')
    [ "$rule" = - ] && found=$place
    [ "$found" = "$place" ] || fail "$file: $rule at $found, wanted $place"
    grep -q '^ecread: read [0-9]*, written [0-9]*, rejected [0-9]* (' e || fail "$file: no closing line"
done <<'LIST'
bad-batch-middle.xml 1 XML-TAG 236:5
bad-batch-truncated.xml 1 XML-TRUNCATED 326:34
bad-billion-laughs.xml 1 XML-DOCTYPE 2:1
bad-bom-inside.xml 1 XML-MALFORMED 151:1
bad-control-char-ref.xml 1 XML-CONTROL 5:23
bad-deep-nesting.xml 1 XML-DEPTH 10:193
bad-doctype.xml 1 XML-DOCTYPE 2:1
bad-duplicate-element.xml 1 XML-DUPLICATE 43:5
bad-empty.xml 1 XML-EMPTY 1:1
bad-external-entity.xml 1 XML-DOCTYPE 2:1
bad-gb18030-as-utf8.xml 1 XML-GB18030 1:1
bad-huge-text.xml 1 XML-TEXT-SIZE 37:5
bad-invalid-bytes.xml 1 XML-ENCODING 5:19
bad-mismatched-tag.xml 1 XML-TAG 28:25
bad-no-identifier.xml 0 - -
bad-text-only.xml 1 TABLE-COLUMN 1:1
bad-truncated.xml 1 XML-TRUNCATED 57:18
bad-two-roots.xml 1 XML-MALFORMED 151:1
bad-undefined-entity.xml 1 XML-ENTITY 5:19
bad-unknown-element.xml 0 XML-UNKNOWN-ATTRIBUTE 2:1
bad-unknown-encoding.xml 1 XML-ENCODING 1:1
bad-values.xml 0 - -
bad-wrong-root.xml 1 XML-ROOT 2:1
LIST

# The mark of UTF-8 is told once a file, in both languages, and is no fault; not that of UTF-16, nor one that the file has none of.
{ printf '\357\273\277'; cat "$fx/good-batch.xml"; } >marked.xml
printf '\357\273\277' >mark.xml
for parser in auto libxml2; do
    status 0 ecread -q --parser=$parser -f "$form" --fail-on soft -F f.tsv "$fx/good-utf8-bom.xml" "$fx/good-utf16le.xml" "$fx/good-utf16be.xml" "$fx/good-minimal.xml" marked.xml
    awk -F'\t' '$2 == "XML-BOM" { n = split($8, path, "/"); print $1, $5, path[n], $9, $11; if ($18 !~ /byte order mark/ || $19 !~ /字节顺序标记/) print "words" }' f.tsv >got
    printf 'info failed good-utf8-bom.xml \\N \\N\ninfo failed marked.xml \\N \\N\n' >want
    same want got "byte order marks, $parser"
    cp o rows.$parser
    status 1 ecread -q --parser=$parser -f "$form" -F f.tsv "$fx/bad-bom-inside.xml" mark.xml
    [ "$(sed 1d f.tsv | cut -f1,2 | tr '\t\n' '  ')" = "hard XML-MALFORMED info XML-BOM hard XML-EMPTY " ] || { fail "marks elsewhere, $parser"; cat f.tsv; }
done
same rows.auto rows.libxml2 "rows behind a mark"
ecread -q -f "$form" "$fx/good-batch.xml" | nameless >want
ecread -q -f "$form" marked.xml 2>/dev/null | nameless >got; same want got "a mark changes no row"
# One batch of all: both parsers and any number of threads say the same; the counts add up.
ecread -v -j1 -f "$form" -F one.tsv --rejects r1 "$fx"/*.xml >one 2>e1; [ $? -eq 1 ] || fail "all fixtures: status"
for j in 2 3 4; do
    ecread -v -j$j -f "$form" -F many.tsv "$fx"/*.xml >many 2>e2
    same one many "-j$j: rows differ"; same one.tsv many.tsv "-j$j: findings differ"; same e1 e2 "-j$j: closing line differs"
done
ecread -v --parser=libxml2 -f "$form" -F many.tsv --rejects r2 "$fx"/*.xml >many 2>e2
same one many "libxml2: rows differ"; same one.tsv many.tsv "libxml2: findings differ"
diff -r r1 r2 >/dev/null || fail "libxml2: rejects differ"
set -- $(sed 's/[^0-9 ]//g' e1)
[ "$1" -eq $(($2 + $3)) ] && [ "$3" -eq $(($4 + $5)) ] || fail "counts do not add up: $(cat e1)"
[ "$(ls r1/*.txt | wc -l)" -eq "$3" ] || fail "one reason a rejected record or file"
odd=$(printf 'odd\nname\377.xml'); cp "$fx/bad-doctype.xml" "$odd"; ecread -q -f "$form" --rejects odd "$odd" >o 2>e
[ "$(wc -l <odd/000001-odd_name_.xml.txt)" -eq 1 ] && grep -q '^odd.nname' odd/*.txt || fail "the reason beside a file with an odd name: $(cat odd/*.txt)"
cmp -s r1/*-bad-wrong-root.xml "$fx/bad-wrong-root.xml" || fail "a rejected file is kept byte for byte"
cmp -s r1/*-bad-gb18030-as-utf8.xml "$fx/bad-gb18030-as-utf8.xml" || fail "a rejected file is kept in its encoding"

# A second run takes away what the first had rejected, and nothing else.
echo mine >r1/mine; echo mine >r1/000001-mine.txt
status 1 ecread -q -f "$form" --rejects r1 -o /dev/null "$fx/bad-doctype.xml"
[ "$(ls -A r1 | tr '\n' ' ')" = ".written 000001-bad-doctype.xml 000001-bad-doctype.xml.txt 000001-mine.txt mine " ] || fail "rejects of a second run: $(ls -A r1)"

# What lies beside submissions and is no XML by its name and its bytes is told, counted apart and not rejected.
mkdir -p bes/__MACOSX
cp "$fx/good-minimal.xml" bes/a.xml; cp bes/a.xml bes/scan.pdf.txt
printf '\0\0\0\001Bud1' >bes/.DS_Store; printf '\0\005\026\007\0\002\0\0Mac OS X' | tee bes/__MACOSX/._a.xml >bes/._b
printf '[x]\r\n' >bes/desktop.ini; : >bes/Thumbs.db; printf '\005me' >'bes/~$annex.xlsx'; printf 'PK\003\004' >bes/annex.XLSX
printf 'PK\003\004\024\0\006\0\010\0\0\0!\0aaaabbbbcccc\023\0\010\002[Content_Types].xml' >bes/annex
printf '\320\317\021\340\241\261\032\341' >bes/old.xls; printf '\377\330\377\340' >bes/seal.jpg
{ printf '%%PDF-1.4\n'; head -c 3000000 /dev/urandom; } >bes/scan.pdf
for j in 1 3; do
    find bes -type f -print0 | sort -z | ecread -v -j$j -f "$form" -F n$j.tsv --files0-from - --rejects nr >n$j 2>e; [ $? -eq 0 ] || fail "beside submissions: $(cat e)"
    grep -q 'read 2, written 2, rejected 0 (0 files, 0 records); 11 are no XML and were not read$' e || fail "beside submissions: $(tail -1 e)"
    [ "$(grep -c '^info	FILE-NOT-XML	.*	failed	' n$j.tsv)" -eq 11 ] && [ -z "$(ls -A nr)" ] || fail "findings beside submissions: $(cat n$j.tsv)"
done
same n1 n3; same n1.tsv n3.tsv
grep -q 'a PDF document.*PDF 文档' n1.tsv || fail "words of FILE-NOT-XML"
# What claims to be XML, an archive, a text that nobody knows, standard input: rejected as before.
mkdir claims; cp bes/scan.pdf claims/a.xml; gzip -nc bes/annex.XLSX >claims/b.XML.gz; printf 'PK\003\004\024\0\006\0\010\0\0\0!\0aaaabbbbcccc\005\0\0\0a.xml' >claims/all.zip
echo text >claims/readme; printf '\0\005\026\007' >claims/c.xml; : >'claims/~$a.xml'
status 1 ecread -v -f "$form" claims/* && { grep -q 'read 6, written 0, rejected 6 (6 files, 0 records)$' e || fail "claims to be XML: $(tail -1 e)"; }
ecread -q -f "$form" <bes/scan.pdf >o 2>e; [ $? -eq 1 ] || fail "a PDF on standard input"
status 1 ecread -v -f "$form" bes/scan.pdf bes/.DS_Store && { grep -q 'read 0, .*; 2 are no XML' e || fail "nothing but what is no XML: $(tail -1 e)"; }
status 0 ecread -q --fail-on=never -f "$form" bes/scan.pdf

# A record path that no document has: the run has failed, with the form's line and the nearest element, and gives no table.
sed 's,/root/rec,/root/rce,' "$small" >misspelt.tsv
echo '<root period="p"><head>h</head><rec id="1"/><other/></root>' >doc.xml; cp doc.xml doc2.xml
echo '<root period="p"><head>h</head></root>' >empty.xml; echo '<root><rec>' >broken.xml
for j in 1 3; do
    status 2 ecread -j$j -f ./misspelt.tsv -F f.tsv doc.xml empty.xml broken.xml doc2.xml && { [ ! -s o ] || fail "a table of nothing: $(cat o)"; }
    grep -q "misspelt.tsv:$(grep -n '^#table' misspelt.tsv | head -1 | cut -d: -f1): error: .* 3 document(s) .* /root/rce | /rec, .*did you mean /root/rec," e || fail "nothing read: $(cat e)"
    grep -q XML-NO-RECORD f.tsv || fail "findings of a run without records"
done
status 2 ecread --lang=zh -f ./misspelt.tsv -o none.tsv doc.xml && { grep -q '是否指' e && [ ! -e none.tsv ] || fail "nothing read, in Chinese: $(cat e)"; }
status 2 ecread -f ./misspelt.tsv --split nosplit doc.xml && { [ -z "$(ls nosplit)" ] || fail "tables of nothing: $(ls nosplit)"; }
ecread -f ./misspelt.tsv <doc.xml >o 2>e; [ $? -eq 2 ] && [ ! -s o ] || fail "nothing read from standard input"
awk 'BEGIN { print "<root>"; for (i = 0; i < 100000; i++) print "<rec><a>x</a></rec>"; print "</root>" }' >long.xml
status 2 ecread -j2 -f ./misspelt.tsv long.xml && { grep -q 'did you mean /root/rec,' e || fail "nothing read in pieces: $(cat e)"; }
echo '<root><quite-something-else/></root>' >far.xml
status 2 ecread -f "$small" far.xml && { grep -q 'they have /root/quite-something-else' e || fail "nothing near: $(cat e)"; }
# One record anywhere is enough; documents without anything unknown, and broken ones, are no reason.
status 0 ecread -f "$small" far.xml empty.xml doc.xml; status 0 ecread -f ./misspelt.tsv empty.xml; status 1 ecread -f ./misspelt.tsv broken.xml
status 1 ecread -f "$form" "$fx/bad-wrong-root.xml"

# Standard input, file, gzip of either and a list of names give the same rows.
cp "$fx/good-batch.xml" b.xml; gzip -kn b.xml
ecread -q -f "$form" b.xml | nameless >want
ecread -q -f "$form" <b.xml | nameless >got; same want got "standard input"
ecread -q -f "$form" - <b.xml.gz | nameless >got; same want got "gzip on standard input"
ecread -q -f "$form" b.xml.gz | nameless >got; same want got "gzip"
printf 'b.xml\0' | ecread -q -f "$form" --files0-from - | nameless >got; same want got "--files0-from"
ecread -q -f "$form" --encoding-fallback gb18030 "$fx/bad-gb18030-as-utf8.xml" >o 2>e && [ "$(wc -l <o)" -eq 2 ] || fail "--encoding-fallback"
ecread -q -f "$form" "$fx/good-full.xml" --split all 2>e || fail "--split"
[ "$(ls all | wc -l)" -eq 8 ] && [ "$(wc -l <all/product.tsv)" -ge 2 ] || fail "--split: tables"

# Other dialects by form alone: SDMX-ML 2.1 (generic and structure-specific), a form in Chinese in a default namespace.
golden() { # NAME FORM FILE...
    name=$1; dialect=$2; shift 2
    ecread -q --fail-on soft -f "$EC_SRC/rules/forms/$dialect.tsv" --split "$name" "$@" 2>e || fail "$dialect: $(head -1 e)"
    for t in "$EC_SRC/tests/cases/read/$name"/*.tsv; do
        nameless "$name/$(basename "$t")" >got; same "$t" got "$dialect: $(basename "$t")"
    done
}
golden sg sdmx-generic "$EC_SRC/fixtures/sdmx/ng-ts.xml"
golden ss sdmx-structure "$EC_SRC/fixtures/sdmx/ng-flat-ss.xml"
golden rt retail-monthly "$EC_SRC/fixtures/retail/good-two-shops.xml" "$EC_SRC/fixtures/retail/good-prefixed-gb18030.xml"
status 1 ecread -q -f "$EC_SRC/rules/forms/retail-monthly.tsv" "$EC_SRC/fixtures/retail/bad-namespace.xml" && { grep -q XML-ROOT e || fail "bad-namespace"; }

# Cut and damaged gzip, a bomb, a size limit: a finding each, the records before are kept.
head -c 900 b.xml.gz >cut.gz; status 1 ecread -f "$form" cut.gz && { grep -q GZIP-CUT e || fail "cut gzip"; }
{ head -c 700 b.xml.gz; printf 'xxxxxxxx'; tail -c +709 b.xml.gz; } >bad.gz
status 1 ecread -f "$form" bad.gz && { grep -q GZIP-BAD e || fail "damaged gzip: $(cat e)"; }
{ cat "$fx/good-minimal.xml"; head -c 40000000 /dev/zero | tr '\0' ' '; } | gzip -n >bomb.gz
status 1 ecread -f "$form" bomb.gz && { grep -q GZIP-BOMB e || fail "bomb"; [ "$(wc -l <o)" -eq 2 ] || fail "bomb: record lost"; }
status 1 ecread -f "$form" --max-size 1000 b.xml && { grep -q FILE-SIZE e || fail "--max-size"; }

# Hostile input: one clear finding at its place, the records around it are read. What is between them, its place, its rule.
printf '<root>\n<rec id="1"/>\n' >before; printf '\n<rec id="3"/>\n</root>\n' >after
hostile() { # RULE PLACE, the middle on standard input
    cat before - after >hostile.xml
    status 1 ecread -v -f "$small" -F f.tsv hostile.xml || return
    [ "$(tail -n +2 f.tsv | grep -c hard)" -eq 1 ] && [ "$(awk -F'\t' '$1 == "hard" {print $2, $9 ":" $10}' f.tsv)" = "$1 $2" ] || fail "$1 $2: $(cat f.tsv)"
    [ "$(tail -n +2 o | cut -f4 | tr '\n' ,)" = 1,3, ] && grep -q 'read 3, written 2, rejected 1 ' e || fail "$1: $(tail -1 e)"
}
awk 'BEGIN {printf "<rec id=\"2\""; for (i = 0; i < 100000; i++) printf " a%d=\"1\"", i; print "/>"}' | hostile XML-ATTRIBUTES 3:1
awk 'BEGIN {printf "<rec id=\"2\">"; for (i = 0; i < 10000; i++) printf "<x>"; print "</rec>"}' | hostile XML-DEPTH 3:199
printf '<rec id="2"><a>a\000b</a></rec>' | hostile XML-CONTROL 3:17
printf '<rec id="2"><a>\355\240\200</a></rec>' | hostile XML-ENCODING 3:16
printf '<rec id="2"><a>\300\200 \340\200\257</a></rec>' | hostile XML-ENCODING 3:16
printf '<rec id="2"><!DOCTYPE x></rec>' | hostile XML-DOCTYPE 3:13
printf '<rec id="2"><a>]]></a></rec>' | hostile XML-MALFORMED 3:16
for order in LE BE; do
    iconv -f UTF-8 -t UTF-32$order b.xml >u32.xml; status 1 ecread -f "$form" u32.xml && { grep -q 'XML-ENCODING: .*UTF-32' e || fail "UTF-32$order: $(cat e)"; }
done
gzip -nc b.xml.gz >twice.gz; status 1 ecread -f "$form" twice.gz && { grep -q GZIP-TWICE e || fail "gzip twice: $(cat e)"; }
awk 'BEGIN {print "<root>"; for (i = 0; i < 3000; i++) printf "<u%d/>", i; print "<rec/></root>"}' >unknown.xml
status 0 ecread -f "$small" -F e unknown.xml && { [ "$(grep -c XML-UNKNOWN e)" -eq 1000 ] && grep -q XML-MORE e || fail "unknown elements without end: $(wc -l <e)"; }

# What cannot be opened is status 2 and the rest goes on.
status 2 ecread -v -f "$form" . b.xml no-such.xml && { grep -q FILE-DIRECTORY e && grep -q FILE-OPEN e || fail "unopened files"
    grep -q 'read 5, written 3, rejected 2 (2 files' e || fail "unopened files: $(tail -1 e)"; }

# --strict rejects what is unknown; xsi:nil is a finding of level info.
status 1 ecread -v -f "$form" --strict "$fx/bad-unknown-element.xml"
grep -q 'read 1, written 0, rejected 1 (0 files, 1 records)' e || fail "--strict"
status 1 ecread -q -f "$form" --fail-on info "$fx/good-nil.xml"

# Lines beyond 65,535, pieces, many records on one line; damage in the middle of a large file.
awk 'BEGIN {print "<root period=\"p\"><head>h</head>"; for (i = 1; i <= 60000; i++) print "<rec id=\"" i "\">\n<a>" i "</a></rec>"; print "</root>"}' >big.xml
status 0 ecread -q -f "$small" big.xml
tail -1 o | cut -f2-5 >got; printf '120000\t60000\t60000\tp\n' >want; same want got "line and ordinal in a large file"
sed '100000s/rec/rex/' big.xml >hurt.xml
ecread -j1 -v -f "$small" --rejects rh -F h1 hurt.xml >h1.tsv 2>e1; ecread -j2 -v -f "$small" -F h2 hurt.xml >h2.tsv 2>e2
same h1.tsv h2.tsv; same h1 h2; grep -q 'read 60000, written 59999, rejected 1 (0 files, 1 records)' e1 || fail "damage in the middle: $(tail -1 e1)"
tr -d '\n' <big.xml >line.xml
ecread -q -f "$small" big.xml | nameless | cut -f2- >want; ecread -q -j2 -f "$small" line.xml | nameless | cut -f2- >got; same want got "all on one line"
{ echo '<root period="p">'; for i in 1 2 3; do echo '<!-- <rec id="no">'; tail -n +2 big.xml | head -n 40000; echo '<rec id="no"> -->' ; done; echo '<rec id="x"/></root>'; } | sed 's/--$//' >comment.xml
ecread -q -j1 -f "$small" comment.xml >c1 2>/dev/null; ecread -q -j2 -f "$small" comment.xml >c2 2>/dev/null; same c1 c2 "comments that hold records"
iconv -f UTF-8 -t UTF-16 big.xml >u16.xml; ecread -q -j2 -f "$small" u16.xml | nameless >got; ecread -q -f "$small" big.xml | nameless >want; same want got "UTF-16 in pieces"

# Memory does not grow with the file, hostile ones included.
if [ -z "${EC_SANITIZED:-}" ] && (ulimit -v 400000 && "$EC_BUILD/ecread" --version) >/dev/null 2>&1; then
    (ulimit -v 400000; ecread -q -j1 -f "$small" big.xml big.xml big.xml big.xml >/dev/null) || fail "memory"
    { echo '<root><rec id="1"><a>'; head -c 60000000 /dev/zero | tr '\0' x; echo '</a></rec><rec id="2"/></root>'; } >long.xml
    (ulimit -v 400000; ecread -v -j1 -f "$small" long.xml >o 2>e); [ $? -eq 1 ] || fail "a record without end: $(head -3 e)"
    [ "$(wc -l <o)" -eq 2 ] || fail "the record behind one without end is lost"
fi
finish
