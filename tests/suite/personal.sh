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

# An identity number in an identifier, in any writing. The identifier of the second form stands around the records.
cat >one.tsv <<'TXT'
#form	one
#version	1
#period	period
#table	unit	/all/unit
#table	part	/all/unit/part
table	variable	path	role	type
unit	code	code	identifier	string
unit	period	@p	identifier	time_period
unit	name	name	attribute	string
part	code	../code	identifier	string
part	no	@no	identifier	string
TXT
sed '1s/one/two/; s,	code	code	,	code	/all/@code	,; s,\.\./code,/all/@code,' one.tsv >two.tsv
old=500102900230001 old18=500102199002300013
i=0
for code in $id 50010219000230008x '500102 19000230 0012' ５００１０２１９０００２３０００１２ 500102-19000230-0012 $old ５００１０２９００２３０００１ '500102 900230 001'; do
    i=$((i + 1))
    printf '<all><unit p="2025Q3"><code> %s </code><name>n</name><part no="1"/><part no="%s"/></unit></all>\n' "$code" "$code" >"one-$i.xml"
    printf '<all code="%s"><unit p="2025Q3"><part no="1"/></unit><unit p="2025Q4"><part no="1"/></unit></all>\n' "$code" >"two-$i.xml"
done
printf '<all><unit p="2025Q3"><code>515000190002300598</code></unit><unit p="2025Q3"><code>500102190002300013</code></unit></all>\n' >one-9.xml
tells() { grep -rlE '19000230|19900230|900230.?001|９０００２３０|９００２３０|0012' "$@"; }

status 1 ecread -f ./one.tsv --split kept --rejects rejects -F read.tsv -j 3 one-*.xml
[ "$(wc -l <kept/unit.tsv)" -eq 3 ] && [ "$(wc -l <kept/part.tsv)" -eq 1 ] || fail "without a key: $(cat kept/unit.tsv)"
[ "$(awk -F'\t' '$2 == "B05" && $5 == "rejected" && $1 == "hard"' read.tsv | wc -l)" -eq 8 ] || { fail "B05 without a key"; cat read.tsv; }
sed -i '/515000190002300598\|500102190002300013/d' kept/unit.tsv
tells kept read.tsv rejects/*.txt && fail "without a key"
[ "$(stat -c %a rejects)" = 700 ] && [ -z "$(find rejects -type f ! -perm 600)" ] && [ "$(find rejects -type f ! -name .written | wc -l)" -eq 16 ] || { fail "modes of rejects"; ls -la rejects; }
mkdir loose && touch loose/000001-one-1.xml && chmod 755 loose && chmod 644 loose/*
status 1 ecread -q -f ./one.tsv --rejects loose -F /dev/null -o /dev/null one-1.xml
[ "$(stat -c %a loose loose/000001-one-1.xml | tr '\n' ' ')" = "700 600 " ] || fail "a folder that was there is not tightened"

# With a key: one token for all writings, in all tables; other keys give others; the same for any number of threads.
head -c 40 /dev/urandom >key; chmod 600 key; head -c 32 /dev/urandom >other; chmod 600 other
for f in one two; do
    status 1 ecread -f ./$f.tsv --key key --split with-$f --rejects rejects-$f -F with-$f.tsv -j 1 $f-[1-8].xml
    status 1 ecread -f ./$f.tsv --key key --split with3 -F with3.tsv -j 3 $f-[1-8].xml; same with3.tsv with-$f.tsv "$f: findings by threads"
    diff -r with3 with-$f >/dev/null || fail "$f: rows by threads"
    tells with-$f with-$f.tsv rejects-$f && fail "$f: with a key"
    awk -F'\t' 'FNR > 1 && ($4 !~ /^ID-[0-9a-f]*$/ || length($4) != 27) { print; bad = 1 } END { exit bad || NR < 5 }' with-$f/unit.tsv with-$f/part.tsv || fail "$f: tokens"
    [ "$(cut -f4 with-$f/unit.tsv | sed 1d | sort | uniq -c | awk '{ print $1 }' | sort -n | tr '\n' ' ')" = "$([ $f = one ] && echo '1 3 4 ' || echo '2 6 8 ')" ] || { fail "$f: writings of one number"; cut -f4 with-$f/unit.tsv; }
    cut -f4 with-$f/part.tsv | sed 1d | sort -u >p; cut -f4 with-$f/unit.tsv | sed 1d | sort -u | cmp -s - p || fail "$f: tokens of the tables"
done
[ "$(awk -F'\t' '$2 == "B05" && $5 == "failed" && $7 ~ /code=ID-/' with-two.tsv | wc -l)" -eq 16 ] || fail "B05 of each record: $(cat with-two.tsv)"
grep -qP '\tcode\tID-' with-one.tsv || fail "the finding names no variable"
ecread -q -f ./one.tsv --key other -F /dev/null one-1.xml | cut -f4 >t; ecread -q -f ./one.tsv --key key -F /dev/null one-1.xml | cut -f4 | cmp -s - t && fail "another key, the same token"
if command -v python3 >/dev/null 2>&1; then
    ecread -q -f ./one.tsv --key key -F /dev/null one-6.xml | awk -F'\t' 'NR == 2 { print $4 }' >t
    python3 -c 'import hmac,sys; print("ID-" + hmac.new(open("key","rb").read(), sys.argv[1].encode(), "sha256").hexdigest()[:24])' $old18 | cmp -s - t || fail "not the HMAC: $(cat t)"
fi
# A token goes on as the identifier that it is, and is not accepted where the form has a pattern.
{ printf '_file\t_line\t_rec\tuscc\tperiod\trevision\n'; printf 'f\t1\t1\tID-0123456789abcdef01234567\t2025Q3\t0\n'; } >token.tsv
ecfix -q -f "$EC_SRC/rules/forms/st-quarterly.tsv" token.tsv | cmp -s - token.tsv || fail "ecfix changes a token"
eccheck -q -f "$EC_SRC/rules/forms/st-quarterly.tsv" -F found.tsv -o /dev/null token.tsv
grep -q 'FORM-PATTERN.*uscc=ID-0123456789abcdef01234567;' found.tsv || fail "a token is no credit code"

# A stream that came another way: a unit under an identity number is not accepted, whatever else is said of it.
mkdir latest && sed "s/ID-0123456789abcdef01234567/$id/" token.tsv >latest/enterprise.tsv
head -1 found.tsv >nothing.tsv
status 1 ecaccept -q -f "$EC_SRC/rules/forms/st-quarterly.tsv" --records latest --findings nothing.tsv -F judged.tsv -o units.tsv
cut -f3 units.tsv | grep -qx failed || awk -F'\t' 'NR == 2' units.tsv | grep -q failed || { fail "accepted"; cat units.tsv e; }
grep -q '	B05	' judged.tsv || fail "not said why"; grep "$id" judged.tsv && fail "the finding tells"

# The key: mode, owner's file, size, no link; the message says what to do.
chmod 640 key; status 2 ecread -f ./one.tsv --key key one-1.xml && { grep -q 'chmod 600 key' e || fail "no advice: $(cat e)"; }
chmod 600 key; ln -s key link; status 2 ecread -f ./one.tsv --key link one-1.xml
head -c 31 /dev/urandom >short; chmod 600 short; status 2 ecread -f ./one.tsv --key short one-1.xml && { grep -q init-key e || fail "no advice: $(cat e)"; }
status 2 ecread -f ./one.tsv --key . one-1.xml; status 2 ecread -f ./one.tsv --key no-such one-1.xml

# Names of files.
cp one-9.xml "139 0000 1234.xml"; cp one-9.xml 13900005634.xml; cp one-9.xml $id.xml
status 0 ecread -q -f ./one.tsv -F /dev/null -o names "139 0000 1234.xml" 13900005634.xml $id.xml
[ "$(cut -f1 names | sed 1d | uniq | tr '\n' ' ')" = '139******34.xml 139******34.xml~2 500102************.xml ' ] || { fail "names"; cut -f1 names; }
status 0 ecread -q -f ./one.tsv --key key -F /dev/null -o names "139 0000 1234.xml" 13900005634.xml $id.xml
[ "$(cut -f1 names | sed 1d | sort -u | grep -cE '^(TEL|ID)-[0-9a-f]{24}\.xml$')" -eq 3 ] || { fail "names by tokens"; cut -f1 names; }

# The linter asks about what looks personal.
sed 's/\tpersonal$//; s/Boss/Telephone/' f.tsv >g.tsv
status 0 eclint g.tsv; grep -q 'g.tsv:9: warning: variable "boss" looks personal' e || { fail "eclint"; cat e; }
status 0 eclint f.tsv; grep 'looks personal' e && fail "eclint asks in vain"
finish
