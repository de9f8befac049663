#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A unit that was not accepted the quarter before has no prior: what it submitted last serves soft comparisons only. By ecjoin
# (in memory, on disk), eccheck, ecsuggest, and through two quarters.
. "$EC_SRC/tests/suite/init.sh"
EC_DATADIR=$EC_SRC/rules
export EC_DATADIR
tab=$(printf '\t')
stream() { { echo "$1"; cat; } | tr ' ' '\t'; }
cat >f.tsv <<'TXT'
#form	f
#version	1
#period	period
#table	u	/b/u	企业	Units
#table	p	/b/u/p	产品	Products
table	variable	path	role	type	unit	required	min	label_zh	label_en
u	id	@id	identifier	integer		yes			Id
u	period	@period	identifier	time_period		yes			Period
u	rev	rev	measure	number			0		Rev
u	cost	cost	measure	number			0		Cost
p	id	../@id	identifier	integer		yes			Id
p	period	../@period	identifier	time_period		yes			Period
p	code	@code	identifier	string		yes			Code
p	q	q	measure	number					Qty
TXT
# E: soft, cannot be computed for a prior of 20. H: a hard comparison. Q: quasi. S: soft. I: info. N: hard, and asks whether there is a prior. L: of last year. O: of none.
cat >r.vtl <<'TXT'
define datapoint ruleset d (variable rev, cost, rev_prior, rev_ly) is
  H1: rev >= rev_prior errorcode "H1" errorlevel "hard";
  S1: rev <= 2 * rev_prior and rev >= rev_prior errorcode "S1" errorlevel "soft";
  Q1: rev >= rev_prior errorcode "Q1" errorlevel "quasi";
  N1: not isnull(rev_prior) or cost < 100 errorcode "N1" errorlevel "hard";
  I1: rev >= rev_prior errorcode "I1" errorlevel "info";
  E1: rev / (rev_prior - 20) > 0 errorcode "E1" errorlevel "soft";
  L1: rev >= rev_ly errorcode "L1" errorlevel "hard";
  O1: cost <= rev errorcode "O1" errorlevel "hard"
end datapoint ruleset;
TXT

# ---- ecjoin --submitted ----
stream '_file _line _rec id period rev cost' >now <<'X'
a 1 1 1 2025Q3 10 5
a 2 2 2 2025Q3 10 5
a 3 3 3 2025Q3 10 5
a 4 4 \N 2025Q3 10 5
a 5 5 05 2025Q3 10 5
X
stream '_file _line _rec id period rev cost' >acc <<'X'
a 1 1 1 2025Q2 20 6
a 5 5 5 2025Q2 25 6
X
stream 'cost rev id period _file' >sent <<'X'
7 99 001 2025Q2 x
7 22 2 2025Q2 x
7 98 1 2025Q2 x
X
stream '_file _line _rec id period rev cost period_prior rev_prior cost_prior _state_prior' >want <<'X'
a 1 1 1 2025Q3 10 5 2025Q2 20 6 accepted
a 2 2 2 2025Q3 10 5 2025Q2 22 7 submitted
a 3 3 3 2025Q3 10 5 \N \N \N \N
a 4 4 \N 2025Q3 10 5 \N \N \N \N
a 5 5 05 2025Q3 10 5 2025Q2 25 6 accepted
X
status 0 ecjoin -f ./f.tsv --suffix _prior --submitted sent --manifest m -o got now acc; same want got "ecjoin --submitted"
grep -q '"matched":3,.*"submitted":1' m || fail "counts: $(cat m)"
status 0 ecjoin -f ./f.tsv --suffix _prior --submitted sent -S 1 -o got now acc; same want got "ecjoin --submitted, on disk"
status 0 ecjoin -f ./f.tsv --suffix _prior --submitted sent --inner -o got now acc; sed '4,5d' want >w; same w got "--inner"
sed 's/\\N/-/g' now >nulls; sed 's/\\N/-/g' want >w; status 0 ecjoin -f ./f.tsv --null - --suffix _prior --submitted sent -o got nulls acc; same w got "--null"
status 0 ecjoin -f ./f.tsv --suffix _prior --submitted sent --take rev -o got now acc; cut -f8- got | sed -n '1p;3p' | tr '\t' ' ' >g; printf 'rev_prior _state_prior\n22 submitted\n' >w; same w g "--take"
# A key twice: in one stream an error, in whatever memory; in both it is the accepted one's.
printf '7\t1\t02\t2025Q2\tx\n' | cat sent - >twice
for s in 1 1M; do status 2 ecjoin -f ./f.tsv --suffix _prior --submitted twice -S $s -o got now acc; grep -q 'twice:5: .*2' e || fail "a key twice (-S $s): $(cat e)"; done
for s in 1 1M; do status 2 ecjoin -f ./f.tsv --suffix _prior --submitted sent -S $s -o got now twice; grep -q 'twice:[45]: ' e || fail "a key twice in RIGHT (-S $s): $(cat e)"; done
cut -f2- sent >lacks; status 2 ecjoin -f ./f.tsv --suffix _prior --submitted lacks -o got now acc; grep -q 'lacks.*cost' e || fail "a column that is missing: $(cat e)"
status 2 ecjoin -f ./f.tsv --suffix _prior --submitted sent --sorted now acc
status 2 ecjoin -f ./f.tsv --suffix _prior --submitted sent --anti now acc
# Many records: in memory and on disk alike, and each as it would be without the other stream.
awk 'BEGIN { OFS = "\t"; print "id", "period", "rev", "cost" >"bn"; print "id", "period", "rev", "cost" >"ba"; print "id", "period", "rev", "cost" >"bs"
    for (i = 1; i <= 9000; i++) { print i, "2025Q3", i, 1 >"bn"; if (i % 3 == 0) print i, "2025Q2", i, 3 >"ba"; if (i % 2 == 0) print i, "2025Q2", i, 2 >"bs" } }'
ecjoin -q -f ./f.tsv --suffix _prior --submitted bs bn ba >b1; ecjoin -q -f ./f.tsv --suffix _prior --submitted bs -S 64K bn ba >b2; same b1 b2 "many, on disk"
awk -F'\t' 'NR > 1 { w = $1 % 3 == 0 ? "3 accepted" : $1 % 2 == 0 ? "2 submitted" : "\\N \\N"; if ($7 " " $8 != w) { print; bad = 1 } } END { exit bad }' b1 || fail "many"

# ---- eccheck: what weighs more than soft does not see it; what is not compared is judged as ever ----
stream '_file _line _rec id period rev cost rev_prior _state_prior rev_ly' >j <<'X'
a 1 1 1 2025Q3 10 500 20 accepted 5
a 2 2 2 2025Q3 10 500 20 submitted 20
a 3 3 3 2025Q3 10 500 \N \N 20
a 4 4 4 2025Q3 10 5 20 submitted \N
X
status 1 eccheck -q -f ./f.tsv -r r.vtl -F found.tsv -o got j; same j got "records pass through"
awk -F'\t' 'NR > 1 { split($7, k, "[=;]"); print k[2], $2, $17 }' found.tsv >got
cat >want <<'X'
1 H1 rev=10;rev_prior=20
1 S1 rev=10;rev_prior=20
1 Q1 rev=10;rev_prior=20
1 I1 rev=10;rev_prior=20
1 E1 rev=10;rev_prior=20
1 O1 cost=500;rev=10
2 S1 rev=10;rev_prior=20
2 N1 rev_prior=;cost=500
2 I1 rev=10;rev_prior=20
2 L1 rev=10;rev_ly=20
2 O1 cost=500;rev=10
3 N1 rev_prior=;cost=500
3 L1 rev=10;rev_ly=20
3 O1 cost=500;rev=10
4 S1 rev=10;rev_prior=20
4 I1 rev=10;rev_prior=20
X
same want got "eccheck"
# Without the prior the heavy ones say just that.
sed 's/20\tsubmitted/\\N\t\\N/' j >none; eccheck -q -f ./f.tsv -r r.vtl -F f0.tsv -o /dev/null none
for f in found f0; do awk -F'\t' '$1 == "hard" || $1 == "quasi"' $f.tsv >$f-heavy; done; same f0-heavy found-heavy "hard and quasi rules"
ecexplain() { eccheck -f ./f.tsv -r r.vtl --explain $1 --key id=2 j | grep -c 'not applicable\|failed'; eccheck -f ./f.tsv -r r.vtl --explain $1 --key id=2 j | grep -q "$2" || fail "--explain $1"; }
ecexplain H1 'not applicable' >/dev/null; ecexplain S1 'failed' >/dev/null

# ---- ecsuggest: no edit rests on it, but units of measure may be seen by it ----
cat >s.vtl <<'TXT'
define datapoint ruleset d (variable rev, cost, rev_prior) is
  H1: rev = rev_prior + cost errorcode "H1" errorlevel "hard"
end datapoint ruleset;
TXT
stream '_file _line _rec id period rev cost rev_prior cost_prior _state_prior' >sj <<'X'
a 1 1 1 2025Q3 312 87 252 80 accepted
a 2 2 2 2025Q3 312 87 252 80 submitted
X
ecsuggest -q -f ./f.tsv -r s.vtl --prior _prior --localise -o got sj; [ "$(cut -f6 got | sed 1d | sort -u)" = "id=1;period=2025Q3" ] || { fail "ecsuggest takes an edit from what was not accepted"; cat got; }

# ---- two quarters ----
sub() { printf '<b><u id="%s" period="%s"><rev>%s</rev><cost>%s</cost><p code="A"><q>%s</q></p></u></b>\n' "$1" "$2" "$3" "$4" "$5" >"$6"; }
mkdir in2 in3
sub 1 2025Q2 20 5 1 in2/a.xml; sub 2 2025Q2 20 50 1 in2/b.xml; sub 3 2025Q2 20 5 1 in2/c.xml
sub 1 2025Q3 10 5 1 in3/a.xml; sub 2 2025Q3 10 5 1 in3/b.xml; sub 4 2025Q3 10 5 1 in3/d.xml
grep -v 'L1\|N1\|E1' r.vtl >q.vtl
printf 'define datapoint ruleset e (variable cost, rev) is O1: cost <= rev errorcode "O1" errorlevel "hard" end datapoint ruleset;\n' >q2.vtl
status 1 ecquarter -q -f ./f.tsv -r q2.vtl -o 2025Q2 in2
status 1 ecquarter -q -f ./f.tsv -r q.vtl --prior 2025Q2 -o 2025Q3 in3
awk -F'\t' 'FNR > 1 && $2 != "FORM-KEY" { split($7, k, "[=;]"); print k[2], $2 }' 2025Q3/findings/u.tsv >got
printf '1 %s\n' H1 S1 Q1 I1 >want; printf '2 %s\n' S1 I1 >>want; same want got "findings of the second quarter"
awk -F'\t' 'NR > 1 { print $1, $3, $11, $13 }' 2025Q3/units.tsv >got
printf '1 failed H1,Q1,S1 \\N\n2 open S1 prior\n4 accepted \\N prior\n' >want; same want got "verdicts of the second quarter"
head -1 2025Q3/joined/p.tsv | grep -q "q_prior${tab}_state_prior" || fail "other tables"
head -1 2025Q3/valid/u.tsv | grep -q prior && fail "the companion went on"
# --accepted takes a run as well: what it accepted.
status 0 ecquarter -q -f ./f.tsv --period 2025Q2 --accepted 2025Q2 -o later in2
awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { print $at["id"], $at["rev_acc"] }' later/joined/u.tsv >got
printf '1 20\n2 \\N\n3 20\n' >want; same want got "--accepted"
# A folder of TABLE.tsv is taken as accepted: all rules ask.
mkdir given; cp 2025Q2/latest/*.tsv given
status 1 ecquarter -q -f ./f.tsv -r q.vtl --period 2025Q3 --prior given -o all in3; grep -c H1 all/findings/u.tsv >n; [ "$(cat n)" -eq 2 ] || fail "a given folder"
finish
