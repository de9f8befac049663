#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Names of variables: capitals, as SDMX writes its own, through every tool; names that differ in case alone and reserved words are
# told by eclint, and messages show how a rule writes them.
. "$EC_SRC/tests/suite/init.sh"
printf '#form\tsdmx\n#version\t1\n#period\tTIME_PERIOD\n#table\tobs\t/d/o\ntable\tvariable\tpath\trole\ttype\trequired\n' >head
{ cat head; printf 'obs\tREF_AREA\t@REF_AREA\tidentifier\tstring\tyes\nobs\tTIME_PERIOD\t@TIME_PERIOD\tidentifier\ttime_period\tyes\nobs\tOBS_VALUE\t@OBS_VALUE\tmeasure\tnumber\tno\n'; } >f.tsv
printf '<d><o REF_AREA="DE" TIME_PERIOD="2025-07" OBS_VALUE="1.5"/><o REF_AREA="DE" TIME_PERIOD="2025-08" OBS_VALUE="-2"/></d>\n' >a.xml
printf 'define datapoint ruleset signs (variable OBS_VALUE) is\n  S1: OBS_VALUE > 0 errorcode "positive" errorlevel "hard"\nend datapoint ruleset;\n' >r.vtl
status 0 eclint -f f.tsv r.vtl
[ ! -s o ] && grep -q '0 errors, 0 warnings' e || { fail "eclint of capitals"; cat o e; }
status 0 ecread -q -f f.tsv a.xml -o a && status 0 ecfix -q -f f.tsv a -o b
status 1 eccheck -q -f f.tsv -r r.vtl -F k -o c b
[ "$(grep -c 'S1' k)" -eq 1 ] && grep -q 'REF_AREA=DE;TIME_PERIOD=2025-08' k || { fail "a rule with capitals"; cat k; }
status 0 ecvtl --records -f f.tsv 'obs [aggr TOTAL := sum(OBS_VALUE) group by REF_AREA]' b && grep -qx 'DE	-0.5' o || { fail "ecvtl"; cat o e; }
status 0 ecmerge -q -f f.tsv b -o m
status 0 ecpack -q -f f.tsv -o ds m && status 0 ecpack --verify ds
gzip -dc ds/obs.csv.gz | head -1 | grep -qx 'REF_AREA,TIME_PERIOD,OBS_VALUE' || fail "header of the dataset"
if command -v sqlite3 >/dev/null && [ -f ds/load/sqlite.sql ]; then
    (cd ds && sqlite3 :memory: '.read load/sqlite.sql' 'select "OBS_VALUE" from obs order by 1' >../q 2>../e) || { fail "load into SQLite"; cat e; }
fi
status 0 ecgen -q -f f.tsv -n 3 --seed 1 --period 2025Q3 -o gen || cat e

# Names that differ in case alone are told; the rest goes on.
{ cat f.tsv; printf 'obs\tobs_value\tv\tmeasure\tnumber\tno\n'; } >g.tsv
status 0 eclint -f g.tsv
grep -q 'g.tsv:9: warning: obs_value and OBS_VALUE (line 8) differ in the case' e || { fail "case alone"; cat e; }

# Reserved words: a warning with the spelling that a rule needs, for variables and tables; a rule with that spelling works.
printf '#form\tres\n#version\t1\n#table\tunit\t/b/e\ntable\tvariable\tpath\trole\ttype\trequired\nunit\tid\t@id\tidentifier\tstring\tyes\nunit\tvalue\tv\tmeasure\tnumber\tno\nunit\tsum\ts\tmeasure\tnumber\tno\n' >w.tsv
status 0 eclint -f w.tsv
{ grep -q "w.tsv:3: warning: unit is a reserved word.* rules write 'unit'" e && grep -q "w.tsv:7: warning: sum is a reserved word.* rules write 'sum'" e; } ||
    { fail "reserved words"; cat e; }
printf "define datapoint ruleset s (variable 'sum') is\n  S1: 'sum' > 0 errorlevel \"hard\"\nend datapoint ruleset;\n" >w.vtl
status 0 eclint -f w.tsv w.vtl
printf 'id\tvalue\tsum\n1\t2\t-3\n' >w.in
status 1 eccheck -q -f w.tsv -r w.vtl -F k w.in && { grep -q S1 k || fail "a rule on a reserved word"; }
status 0 ecvtl --records -f w.tsv "'unit' [aggr s := sum(value)]" w.in && grep -qx 2 o || fail "a quoted table"
status 2 ecvtl --records -f w.tsv "unit [aggr s := sum(value)]" w.in
grep -q "unit is a reserved word; as a name it must be quoted: 'unit'" e || { fail "a table that needs quotes"; cat e; }
finish
