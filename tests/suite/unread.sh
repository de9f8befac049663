#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a form does not know is told once a path: of the record that has it, or of the file with how often; many files with the same
# paths are told together.
. "$EC_SRC/tests/suite/init.sh"
printf '#form\tu\n#version\t1\n#table\tt\t/r/e\ntable\tvariable\tpath\trole\ttype\nt\tid\t@id\tidentifier\tstring\nt\ta\ta\tmeasure\tnumber\n' >f.tsv
findings() { cut -f1,2,7,9-11,18 "$1" | tail -n +2; }

# One record: the finding is that of the record, with its key.
printf '<r>\n<e id="1"><a>1</a></e>\n<e id="2"><a>1</a><odd/><odd/></e>\n</r>\n' >one.xml
status 0 ecread -q -f f.tsv -F f one.xml
printf 'soft\tXML-UNKNOWN-ELEMENT\tid=2\t3\t19\t2\tunknown element /r/e/odd: not read\n' >want
findings f >got; same want got "a path of one record"

# Several records: one finding of the file, at the first place, with the count.
printf '<r>\n<e id="1"><a>1</a><odd/></e>\n<e id="2" x="1"><a>1</a><odd/><rare/></e>\n<e id="3" x="1"><odd/></e>\n</r>\n' >three.xml
status 0 ecread -q -f f.tsv -F f three.xml
{ printf 'soft\tXML-UNKNOWN-ELEMENT\t\\N\t2\t19\t\\N\tunknown element /r/e/odd: not read, 3 times; first here\n'
  printf 'soft\tXML-UNKNOWN-ATTRIBUTE\t\\N\t3\t1\t\\N\tunknown attribute /r/e/@x: not read, 2 times; first here\n'
  printf 'soft\tXML-UNKNOWN-ELEMENT\tid=2\t3\t31\t2\tunknown element /r/e/rare: not read\n'; } >want
findings f >got; same want got "paths of several records"
[ "$(wc -l <f)" -eq 4 ] || fail "findings of three.xml"

# A large file, in pieces and by several threads: the same, whatever the number of threads.
awk 'BEGIN { print "<r>"; for (i = 1; i <= 20000; i++) { printf "<e id=\"%d\"><a>1</a>", i; for (k = 0; k < 30; k++) printf "<u%d>x</u%d>", k, k; print "</e>" } print "</r>" }' >large.xml
status 0 ecread -q -f f.tsv -j 1 -F f1 -o o1 large.xml
status 0 ecread -q -f f.tsv -j 2 -F f2 -o o2 large.xml
same f1 f2 "threads"
[ "$(wc -l <f1)" -eq 31 ] && [ "$(grep -c ': not read, 20000 times; first here' f1)" -eq 30 ] || fail "once a path: $(wc -l <f1) lines"
[ "$(wc -l <o1)" -eq 20001 ] || fail "rows of the large file"

# More than twenty files with one path: twenty are told, the others counted.
mkdir many
for i in $(seq 1 30); do sed "s/id=\"/id=\"$i-/g" three.xml >many/$i.xml; done
status 0 ecread -q -f f.tsv -F f many/*.xml
[ "$(grep -c '/r/e/odd: not read, 3 times' f)" -eq 20 ] && [ "$(grep -c '/r/e/odd: not read in 10 further files, 30 times' f)" -eq 1 ] ||
    { fail "thirty files"; cut -f18 f | sort | uniq -c; }

# --strict rejects each, as before.
status 1 ecread -q -f f.tsv --strict -F f three.xml
[ "$(cut -f1,5 f | grep -c '^hard.*rejected')" -eq 3 ] || { fail "--strict"; cat f; }

# Names without end take no memory without end, and none is lost without a word.
awk 'BEGIN { print "<r>"; for (i = 1; i <= 5000; i++) printf "<e id=\"%d\"><u%d/></e>\n", i, i; print "</r>" }' >names.xml
status 0 ecread -q -f f.tsv -F f names.xml
[ "$(grep -c XML-UNKNOWN-ELEMENT f)" -eq 2000 ] && grep -q 'XML-MORE.*met 3000 times' f || fail "names without end: $(wc -l <f) lines"
finish
