#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecreport on five enterprises whose numbers can be checked by hand: outcome, totals, rules, editing, identity, rejects,
# missing units. Each section of the page is compared as text: tags become blanks.
. "$EC_SRC/tests/suite/init.sh"
form=$EC_SRC/rules/forms/st-quarterly.tsv

# section ID FILE: the words of a section of a page.
section() {
    awk -v id="<section id=\"$1\">" 'index($0, id) { on = 1 } on { print } on && /<\/section>/ { exit }' "$2" |
        sed -E 's/<data value="([^"]*)">[^<]*/\1/g; s/<[^>]*>/ /g; s/ +/ /g; s/^ //; s/ $//' | grep -v '^$'
}

# final A 100, B 50, C 300, D nothing, E 20: 470. Raw: B 500, C 290, D 7: 917; the greatest changes are B (450) and C (10).
# Prior: A 80, B 50, C 200, and X that is gone.
# A and B have hard findings: accepted are 320, and of them C has a prior value, 300 after 200.
head='uscc\tperiod\tunit_name\tregion_code\tchain\top_revenue'
printf "$head"'\nA\t2025Q2\tAlpha\t500101\t01\t100\nB\t2025Q2\tBeta\t500101\t02\t50\nC\t2025Q2\tGamma\t500102\t01\t300\nD\t2025Q2\tDelta\t500102\t02\t\\N\nE\t2025Q2\tEta\t500102\t02\t20\n' >final.tsv
printf "$head"'\nA\t2025Q2\tAlpha\t500101\t01\t100\nB\t2025Q2\tBeta\t500101\t02\t500\nC\t2025Q2\tGamma\t500102\t01\t290\nD\t2025Q2\tDelta\t500102\t02\t7\nE\t2025Q2\tEta\t500102\t02\t20\n' >raw.tsv
printf "$head"'\nA\t2025Q1\tAlpha\t500101\t01\t80\nB\t2025Q1\tBeta\t500101\t02\t50\nC\t2025Q1\tGamma\t500102\t01\t200\nX\t2025Q1\tXi\t500102\t02\t999\n' >prior.tsv
# F sent nothing; what G sent was rejected.
printf 'uscc\nA\nB\nC\nF\nG\n' >frame.tsv
# RH hard: A, B. RS soft: C twice. RE soft, could not be evaluated: D. RI hint: all five. RU judged the credit code of B.
{ printf 'level\trule\truleset\terrorcode\tresult\ttable\tkey\t_file\t_line\t_col\t_rec\tvariable\tvalue\texpected\tdiff\tunit\tvalues\tmessage_en\tmessage_zh\n'
  found() { printf '%s\t%s\tr\t%s\t%s\tenterprise\tuscc=%s;period=2025Q2\ta.xml\t2\t\\N\t1\t%s\t\\N\t\\N\t\\N\t\\N\t\\N\tabout %s\t\\N\n' "$1" "$2" "$2" "$3" "$4" "$5" "$2"; }
  for u in A B; do found hard RH failed $u op_revenue; done
  for i in 1 2; do found soft RS failed C op_revenue; done
  found soft RE error D op_revenue
  for u in A B C D E; do found info RI failed $u op_revenue; done
  found hard RU failed B uscc
  found soft RS explained E op_revenue
  found hard RN notrun '' op_revenue
  printf 'hard\tXML-CUT\t\\N\t\\N\trejected\t\\N\tuscc=G;period=2025Q2\tg.xml\t7\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\tcut short\t\\N\n'
} >f.tsv
printf 'method\nn01\nn01\nn02\nend\n' >changes.tsv
printf 'method\nx\n' >suggestions.tsv
status 0 ecreport -f "$form" --records final.tsv --raw raw.tsv --prior prior.tsv --frame frame.tsv -F f.tsv \
    --changes changes.tsv --suggestions suggestions.tsv --vars op_revenue --by region_code,chain --lang=en -o page.html

for s in headline totals rules heat items effect identity rejects missing changes; do section $s page.html; done >got
cat >want <<'END'
At a glance
6 Submissions received
1 Rejected (unreadable)
5 Records
5 Units in the frame
3 Of them reported
60.0% Unit response rate
1 Passed
1 To verify (soft)
3 Not acceptable (hard, quasi)
Totals of key variables
Item Reported by Sum Of it accepted Prior period Same units, accepted: change
Operating revenue, year to date 千元 4 470 320 330 +50%
Rules that failed most
Bars show enterprises with at least one failure. Cumulative share of all such cases on the right.
Rule Level Enterprises Share Cumulative Failures Explained Not evaluable Message (example)
RH hard 2 40.0% 2 0 0 about RH
RU hard 1 60.0% 1 0 0 about RU
RE soft 1 80.0% 0 0 1 about RE
RS soft 1 100.0% 2 1 0 about RS
Where the failures are
Share of enterprises with at least one soft, quasi or hard failure; in brackets the enterprises.
Computers and communication equipment Smartphones Total
Wanzhou District 100.0% (1) 100.0% (1) 100.0% (2)
Fuling District 100.0% (1) 50.0% (2) 66.7% (3)
Total 100.0% (2) 66.7% (3) 80.0% (5)
Item non-response
Required items only: share of records where the item is missing or empty.
Item Missing Share
Operating revenue, year to date 1 20.0%
Effect of editing
Item As received After Difference Enterprises changed
Operating revenue, year to date 千元 917 470 -447 3
Top contributors · Operating revenue, year to date 千元
Enterprise As received After Share
Beta 500 50 10.6%
Gamma 290 300 63.8%
Identity and duplicates
Rule Enterprises Failures Message (example)
RU 1 1 about RU
Rejected files and records
File Line Rule Reason
g.xml 7 XML-CUT cut short
In the frame, not reported
F, G
Normalised cells
Method Count
n01 2
n02 1
Total 3
Suggestions sent back: 1
END
same want got "the sections"
section provenance page.html >got
grep -qx 'RN: about RN' got || fail "a rule that was not run is not named"
for f in final.tsv f.tsv raw.tsv prior.tsv frame.tsv changes.tsv suggestions.tsv; do
    grep -q " $f $(sha256sum <$f | cut -d' ' -f1)\$" got || fail "the checksum of $f"
done

# The terminal's list has no hints either, whatever else fired.
grep -v 'notrun\|XML-CUT' f.tsv >few.tsv
status 0 ecreport -f "$form" --records final.tsv -F few.tsv --text --lang=en
sed -n '/^Rules that failed most/,$p' o | awk 'NR > 1 { print $1, $3 }' >got
printf 'RH 2\nRU 1\nRE 1\nRS 1\n' >want; same want got "the rules of the text report"
finish
