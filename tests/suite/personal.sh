#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Personal data: no finding, complaint or manifest shows the value of a personal variable, a telephone or an identity number;
# figures stay; the log of changes is its owner's alone. Numbers are made up, births on a day that never was.
. "$EC_SRC/tests/suite/init.sh"
id=500102190002300012
tab=$(printf '\t')

# A form with a measure, a personal variable and remarks.
cat >f.tsv <<'TXT'
#form	f
#version	1
#period	period
#table	t	/r/t
table	variable	path	role	type	required	pattern	max	label_en	sensitivity
t	id	@id	identifier	string	yes			Id
t	period	@p	identifier	time_period	yes			Period
t	gross	output	measure	number			100	Output
t	boss	boss	attribute	string				Boss	personal
t	note	note	attribute	string				Remarks
TXT
{
    printf '_file\t_line\t_rec\tid\tperiod\tgross\tboss\tnote\n'
    printf 'a/+86 139 0000 1234.xml\t1\t1\tA1\t2025Q3\t13900001234\tJohn Smith\t１３９００００１２３４\n'
    printf 'a/b.xml\t2\t2\t%s\t2025Q3\t13800001234\tJohn Smith\t%s\n' $id "500102 19000230 0012"
    printf 'a/b.xml\t3\t3\tA3\t2025Q3\t139 0000 1234\tJohn Smith\tx\n'
} >in.tsv
cat >r.vtl <<'TXT'
define datapoint ruleset s (variable gross, boss, note, period) is
  P1: gross < 5 errorcode "P1" errorlevel "hard";
  P2: match_characters(note, "[a-z]+") errorcode "P2" errorlevel "hard";
  P3: boss = note errorcode "P3" errorlevel "soft";
  P4: match_characters(boss, "[0-9]+") errorcode "P4" errorlevel "soft"
end datapoint ruleset;
c := check_datapoint(t, s all);
TXT
mkdir messages
printf 'code\tmessage\trationale\tfix\nP1\t{gross} of {boss} is not below 5, {note}\tr\tf\nP3\t{found} is not {expected}, {gross}\tr\tf\n' >messages/en.tsv
status 1 eccheck -f ./f.tsv -r r.vtl -F f.tsv.tsv -F f.jsonl -F f.txt -F f.xml -F f.sarif --outcomes outcomes.tsv --manifest m -o out.tsv in.tsv
same in.tsv out.tsv "the records are not those that were read"
status 1 eccheck -f ./f.tsv -r r.vtl -o /dev/null in.tsv; mv e stderr
for f in f.tsv.tsv f.jsonl f.txt f.xml f.sarif outcomes.tsv stderr; do
    [ -s $f ] || fail "no $f"
    grep -E "Smith|$id|19000230|139.?0000.?1234|139%200000|９００" $f | sed 's/13900001234//g' | grep -E "Smith|$id|19000230|139.?0000.?1234|139%200000|９００" && fail "$f tells"
done
grep -q 'boss=\*\*\*' f.tsv.tsv || fail "a personal value is no mask: $(head -3 f.tsv.tsv)"
grep -q "${tab}13900001234${tab}100" f.tsv.tsv || fail "a figure is no longer in its finding"
grep -q '13900001234 of \*\*\* is not below 5, 139\*\*\*\*\*\*34' f.tsv.tsv || fail "messages: $(grep P1 f.tsv.tsv | head -1)"
grep -q '\*\*\* is not \*\*\*, 13900001234' f.tsv.tsv || fail "what is computed of personal values: $(grep P3 f.tsv.tsv | head -1)"
grep -q 'id=500102\*\*\*\*\*\*\*\*\*\*\*\*;period' f.tsv.tsv || fail "keys"

# Complaints that quote cells, names of files, and the arguments in a manifest.
status 2 eccheck -f ./f.tsv --manifest m -o /dev/null "no-$id.tsv"; grep -q "500102\*" e || fail "no complaint"
status 2 eccheck -f ./f.tsv -F "+86 139 0000 1234/x" --manifest m -o /dev/null in.tsv
grep -E "$id|0000 1234" e m && fail "a complaint or the manifest tells"

# The log of changes holds the cells as they were: its owner reads it, nobody else; an older one is tightened.
printf '_file\t_line\t_rec\tid\tperiod\tgross\tboss\tnote\na\t1\t1\tA1\t2025Q3\t１２\tx\ty\n' >w.tsv
for again in no yes; do
    status 0 ecfix -q -f ./f.tsv -L log.tsv -o /dev/null w.tsv
    [ "$(stat -c %a log.tsv)" = 600 ] || fail "log of changes ($again): mode $(stat -c %a log.tsv)"
    chmod 644 log.tsv
done

# The linter asks about what looks personal.
sed 's/\tpersonal$//; s/Boss/Telephone/' f.tsv >g.tsv
status 0 eclint g.tsv; grep -q 'g.tsv:9: warning: variable "boss" looks personal' e || { fail "eclint"; cat e; }
status 0 eclint f.tsv; grep 'looks personal' e && fail "eclint asks in vain"
finish
