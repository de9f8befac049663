#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# No quadratic path: names and namespaces in submissions, large forms, code lists and descriptors. What took between 7 and 70
# seconds must take less than 20, on any machine.
. "$EC_SRC/tests/suite/init.sh"
EC_DATADIR=$EC_SRC/rules; export EC_DATADIR

# quick STATUS TEXT COMMAND...
quick() {
    wanted=$1; text=$2; shift 2
    timeout 20 "$@" >o 2>e </dev/null; got=$?
    [ "$got" -eq "$wanted" ] || fail "$text: status $got: $(head -2 e)"
}
x() { awk "BEGIN {printf \"<submissions><submission>\"; $1; print \"</submission></submissions>\"}"; }
x 'for (i = 0; i < 200000; i++) printf "<a%d xmlns:p%d=\"urn:x%d\"/>", i, i, i' >spaces.xml
x 'for (i = 0; i < 600000; i++) printf "<a%d/>", i' >names.xml
x 'for (d = 0; d < 50; d++) {printf "<a"; for (i = 0; i < 100; i++) printf " xmlns:p%d_%d=\"urn:x\"", d, i; printf ">"}
   for (i = 0; i < 50000; i++) printf "<p0_0:x/>"; for (d = 0; d < 50; d++) printf "</a>"' >scope.xml
for p in auto libxml2; do
    quick 0 "declarations ($p)" ecread -q --parser=$p -f st-quarterly -F f -o o.tsv spaces.xml
    quick 0 "names ($p)" ecread -q --parser=$p -f st-quarterly -F f -o o.tsv names.xml
    quick 1 "declarations in force ($p)" ecread -q --parser=$p -f st-quarterly -F f -o o.tsv scope.xml
    [ "$(cut -f2 f | grep -c XML-NAMESPACES)" -eq 1 ] || fail "declarations in force ($p): $(cut -f2 f | sort | uniq -c)"
done

head='#form\tw\n#version\t1\n'; columns='table\tvariable\tpath\trole\ttype\tcodes\n'
{ printf "$head"'#table\tt\t/b/r\n'"$columns"'t\tid\t@id\tidentifier\tstring\t\n'; awk 'BEGIN {for (i = 0; i < 30000; i++) printf "t\tv%d\te%d\tmeasure\tnumber\t\n", i, i}'; } >wide.tsv
{ printf "$head"; awk 'BEGIN {for (i = 0; i < 20000; i++) printf "#table\tt%d\t/b/r%d\n", i, i}'; printf "$columns"
  awk 'BEGIN {for (i = 0; i < 20000; i++) printf "t%d\tid\t@id\tidentifier\tstring\t\n", i}'; } >tables.tsv
{ printf "$head"'#table\tt\t'; awk 'BEGIN {for (i = 0; i < 20000; i++) printf "%s/b/r%d", i ? " | " : "", i}'; printf '\n'"$columns"'t\tid\t@id\tidentifier\tstring\t\n'; } >paths.tsv
{ printf "$head"'#codes\t.\n#table\tt\t/b/r\n'"$columns"'t\tid\t@id\tidentifier\tstring\t\nt\tk\tk\tattribute\tstring\tc\n'; } >codes.tsv
awk 'BEGIN {print "code\tlabel_zh\tlabel_en\tvalid_from\tvalid_to"; for (i = 0; i < 200000; i++) {
    d = sprintf("%04d-%02d-%02d", 1000 + i / 336, 1 + int(i / 28) % 12, 1 + i % 28); print "A\tx\tx\t" d "\t" d}}' >c.tsv
echo '<b><r id="1"><e7>5</e7><k>A</k></r><r19999 id="2"/></b>' >in.xml
quick 0 "30,000 variables" ecread -q -f wide.tsv -o o.tsv -F f in.xml
[ "$(tail -1 o.tsv | cut -f12)" = 5 ] || fail "30,000 variables: $(tail -1 o.tsv | cut -c1-80)"
quick 0 "20,000 tables" ecread -q -f tables.tsv -t t19999 -o o.tsv -F f in.xml
[ "$(tail -1 o.tsv | cut -f4)" = 2 ] || fail "20,000 tables: $(tail -1 o.tsv)"
quick 0 "20,000 record paths" ecread -q -f paths.tsv -o o.tsv -F f in.xml
[ "$(tail -n +2 o.tsv | cut -f4)" = 2 ] || fail "20,000 record paths: $(cat o.tsv)"
quick 0 "200,000 lines of a code" ecread -q -f codes.tsv -o o.tsv -F f in.xml
printf 'A\tx\tx\t1500-01-01\t\n' >>c.tsv; quick 2 "periods that overlap" ecread -q -f codes.tsv -o o.tsv -F f in.xml
grep -q 'c.tsv:.*overlap\|c.tsv:' e || fail "periods that overlap: $(head -2 e)"
quick 0 "a wide dataset" ecpack -q -f wide.tsv -o ds o.tsv
finish
