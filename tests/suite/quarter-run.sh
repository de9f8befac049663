#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecquarter on 40 made-up units: what it leaves, the log, going on where it stopped, forcing, a failing step, release, wrong use.
. "$EC_SRC/tests/suite/init.sh"
EC_DATADIR=$EC_SRC/rules
export EC_DATADIR
ecgen -q -f st-quarterly -n 40 --seed 7 --period 2025Q2 -o - >q2.xml || fail "ecgen"
mkdir "it's in" && ecgen -q -f st-quarterly -n 40 --seed 7 --period 2025Q3 --errors 20% --register frame.tsv -o - >"it's in/q3.xml" || fail "ecgen"
echo 'no XML' >"it's in/stray file"
ecread -q -f st-quarterly -F /dev/null --split before q2.xml || fail "ecread"

quarter() { ecquarter -q -f st-quarterly -j 2 --prior before --register frame.tsv --lang en -o q3 "it's in"; }
# outputs: names and sums of everything in q3 but what tells times.
outputs() { (cd q3 && find . -type f ! -name log ! -name steps.tsv ! -path './manifest/*' ! -path './steps/*' ! -path './made/*' ! -path './given/*' ! -name '.lock' | sort | xargs cksum); }
# done_since N: the steps of the log behind line N.
done_since() { tail -n +"$(($1 + 1))" q3/log | cut -f2 | sort | tr '\n' ' '; }

status 1 quarter
[ ! -s e ] || { fail "-q is not quiet"; head -3 e; }
for o in records/enterprise.tsv rejects/000001-stray\ file read.tsv changes/enterprise.tsv suggestions.tsv findings/suggest.tsv medians/valid-class.tsv findings/enterprise.tsv outliers.tsv calls.tsv \
    indicators.tsv dataset/enterprise.csv.gz dataset/product.csv.gz report.html report.zh.html letters; do
    [ -e "q3/$o" ] || find q3/rejects -name '*stray*' | grep -q . || fail "no $o"
done
[ ! -e q3/.part ] || fail ".part was left"
ecpack -q --verify q3/dataset || fail "the dataset is not right"
grep -q 'lang="en"' q3/report.html && grep -q 'lang="zh' q3/report.zh.html || fail "languages of the reports"
find q3/letters -type f | grep -q . || fail "no letter"
[ "$(grep -c . q3/indicators.tsv)" -gt 50 ] || fail "hardly any indicators"

# Lineage: the tools in the order of the chain, those beside it not; no volatile member. One row a tool in steps.tsv.
for tool in ecread ecfix ecmerge ecjoin eccheck ecaccept; do grep -q "\"tool\":\"$tool\"" q3/dataset/datapackage.json || fail "$tool is not in the lineage"; done
grep -q '"tool":"ecreport"\|"tool":"ecvtl"\|"usage"' q3/dataset/datapackage.json && fail "what does not belong to the lineage"
awk -F'\t' 'NF != 5 || (NR > 1 && ($3 !~ /^[0-9.]+$/ || $4 !~ /^[0-9.]+$/ || $5 !~ /^([0-9]+|\\N)$/)) { print; bad = 1 } END { exit bad || NR < 20 }' q3/steps.tsv || fail "steps.tsv"
[ "$(cut -f1 q3/steps.tsv | sed 1d | sort -u)" = "$(cut -f2 q3/log | sed 1d | sort -u)" ] || fail "steps of steps.tsv"

# Targets and aggregates are judged; units that share what they should not are named.
head -1 q3/findings/enterprise.tsv >h; head -1 q3/findings/cross.tsv | cmp -s - h || fail "columns of findings/cross.tsv"
cut -f2 q3/findings/indicator.tsv | grep -q '^K' || fail "no finding about the indicators"

# By hand: the records, the findings and the dataset's columns are those of the tools alone.
(cd q3 && find -L submissions -type f -print0 | LC_ALL=C sort -z | ecread -q -f st-quarterly --files0-from - --split ../hand -F ../hand.tsv)
same hand/enterprise.tsv q3/records/enterprise.tsv; same hand.tsv q3/read.tsv
head -1 hand/enterprise.tsv >h; head -1 q3/valid/enterprise.tsv | cmp -s - h || fail "valid records have other columns"
ecfix -q -f st-quarterly --join-lines hand/enterprise.tsv | ecmerge -q -f st-quarterly - | ecjoin -q -f st-quarterly --suffix _prior - before/enterprise.tsv |
    ecjoin -q -f st-quarterly --suffix _reg - frame.tsv | cmp -s - q3/joined/enterprise.tsv || fail "joined records differ"
[ "$(wc -l <q3/valid/enterprise.tsv)" -lt "$(wc -l <q3/joined/enterprise.tsv)" ] || fail "nothing was invalid: the test says little"

# The log: six columns, each step once, rows of the first output.
awk -F'\t' 'NF != 6 || (NR > 1 && ($3 !~ /^[01]$/ || $4 !~ /^[0-9]+$/ || seen[$2]++)) { print; bad = 1 } END { exit bad }' q3/log || fail "log"
[ "$(awk -F'\t' '$2 == "join-enterprise" { print $5 }' q3/log)" -eq "$(($(wc -l <q3/joined/enterprise.tsv) - 1))" ] || fail "rows in the log"

# Again: nothing is run, the status stays, nothing changes.
outputs >first; cp q3/log log1
status 1 quarter; outputs >second; same first second; same log1 q3/log "a finished quarter was run again"

# A step whose output is gone, or was changed by hand, is done again with what depends on it, and nothing else.
n=$(wc -l <q3/log); rm -r q3/dataset; printf 'x\n' >>q3/units.tsv; rm q3/findings/suggest.tsv
status 1 quarter; outputs >second; same first second
[ "$(done_since "$n")" = "accept dataset indicators macro report report-zh suggest " ] || fail "steps after outputs were touched: $(done_since "$n")"

# Another option: the steps that it concerns and those behind them whose inputs came out otherwise.
n=$(wc -l <q3/log)
status 1 ecquarter -q -f st-quarterly -j 2 --prior before --register frame.tsv --lang en --hb op_cost -o q3 "it's in"
[ "$(done_since "$n")" = "outliers report report-zh " ] || fail "--hb: $(done_since "$n")"
status 1 quarter; outputs >second; same first second

# Without options: as the last time. -n shows what would be done, and does nothing.
n=$(wc -l <q3/log); cp -r q3 kept
status 1 ecquarter -q -o q3 --lang en; outputs >second; same first second; [ -z "$(done_since "$n")" ] || fail "again without options: $(done_since "$n")"
status 0 ecquarter -q -n -o q3; [ ! -s o ] || { fail "-n on a finished quarter"; head -3 o; }
status 0 ecquarter -q -n -f st-quarterly -j 2 --prior before --register frame.tsv --lang en --as-of 2025-12-01 -o q3 "it's in"
grep -q "^ec-step .* accept 'ecaccept .*--as-of 2025-12-01" o || { fail "-n"; head -3 o; }
diff -r --exclude=.lock kept q3 >d || { fail "-n or a look at a finished quarter changed it"; head -3 d; }
status 0 ecquarter -q -n -f st-quarterly --lang en -o new "it's in"; [ ! -e new ] && [ "$(grep -c '^ec-step' o)" -gt 20 ] || fail "-n on no quarter"

# A step that fails, in the middle of a pipe too: named, status 2, its output absent; mended, the run goes on.
n=$(wc -l <q3/log); mv before away; mkdir before; printf 'uscc\top_revenue\n1\t2\n1\t3\n' >before/enterprise.tsv
status 2 quarter && { grep -q 'step join-enterprise failed' e || fail "the step is not named"; }
awk -F'\t' -v n="$n" 'NR > n && $2 == "join-enterprise" { st = $3 } END { exit st != 2 }' q3/log || fail "log of a failed step"
[ ! -e q3/steps/join-enterprise ] || fail "a failed step counts as done"
status 1 ecquarter --release q3 && [ ! -e q3/RELEASE ] && grep -q 'out of date.*join-enterprise' e || { fail "an unfinished quarter was released"; cat e; }
rm -r before; mv away before
status 1 quarter; outputs >second; same first second

# Killed in the middle, again and again, each time by the next tool: what is there is whole, and the run goes on behind the last step.
mkdir bin
cat >bin/killer <<'SH'
#!/bin/sh
# In a step: kills make, and then the step that called.
case $(tr '\0' ' ' </proc/$PPID/cmdline) in *ec-step*) ;; *) exit 2 ;; esac
p=$$; until [ "${p:-1}" -le 1 ] || [ "$(cat /proc/$p/comm)" = make ]; do p=$(awk '/^PPid/ { print $2 }' /proc/$p/status); done 2>/dev/null
[ "${p:-1}" -gt 1 ] && [ "$(readlink "/proc/$p/cwd")" = "$(pwd -P)" ] && kill -9 "$p" $PPID
exit 2 # where another one has killed make already: no tool ends with 1 and nothing written
SH
chmod +x bin/killer
rm -r q3
for tool in ecread ecmerge ecjoin eccheck ecvtl ecoutlier ecpack ecreport; do
    cp bin/killer "bin/$tool"
    (PATH=$PWD/bin:$PATH; quarter) >/dev/null 2>e; st=$?; [ $st -eq 2 ] || fail "killed by $tool: status $st"
    rm "bin/$tool"; flock q3/.lock true # what was left of the killed run ends by itself
    [ ! -e q3/steps/report ] || fail "not killed in the middle by $tool"
done
status 1 quarter; outputs >second; same first second "a killed run gives something else"
awk -F'\t' '$2 == "read" && $3 < 2' q3/log >d; [ "$(wc -l <d)" -eq 1 ] || fail "what was done was done again: $(wc -l <d) times read"

# A tool that is killed with its part of a pipe leaves no status: the step has failed, whatever the end of the pipe says.
rm -r q3; printf '#!/bin/sh\nkill -9 $PPID\n' >bin/ecfix; chmod +x bin/ecfix
(PATH=$PWD/bin:$PATH; quarter) >/dev/null 2>e; [ $? -eq 2 ] && grep -q 'step normalise-enterprise failed' e || { fail "a part of a pipe was killed"; cat e; }
rm bin/ecfix

# A disk that is full (a limit on the size of files): the step is named, nothing half-written is left, and the run goes on later.
rm -r q3
(ulimit -f 70; quarter) >/dev/null 2>e; st=$?
[ $st -eq 2 ] && grep -q 'step read failed' e || { fail "full disk: status $st"; head -3 e; }
[ ! -e q3/records ] || fail "a full disk leaves something half-written"
status 1 quarter; outputs >second; same first second "after a full disk something else"

# Two at a time: the second refuses, and says who is at work since when. What a killed run left does not stop the next.
(exec 9>>q3/.lock; flock 9; echo "someone@somewhere, today" >q3/.lock; status 2 quarter; grep -q 'another run.*someone@somewhere, today' e || fail "two runs at a time"
    [ "$failures" -eq 0 ]) || failures=$((failures + 1))
mkdir -p q3/.part; echo 1 >q3/.part/pid; status 1 quarter; [ ! -e q3/.part ] || fail "what a killed run left is still there"
echo elsewhere >q3/.lease; status 2 quarter; grep -q 'another run.*elsewhere' e || fail "a lease of another machine"
touch -d '5 minutes ago' q3/.lease; status 1 quarter; [ ! -e q3/.lease ] || fail "a lease that ended"

# Release: not while units wait, unless the policy bears it; only a right dataset; then every run refuses and changes nothing.
status 1 ecquarter --release q3 && { grep -q 'units are open' e || fail "no reason against the release"; }
[ ! -e q3/RELEASE ] || fail "a quarter with open units was released"
{ cat "$EC_SRC/rules/policy.tsv"; printf 'release.open\t0.5\n'; } >loose.tsv
status 1 ecquarter -q -f st-quarterly -j 2 --prior before --register frame.tsv --lang en --policy loose.tsv -o q3 "it's in"
cp -p q3/dataset/product.csv.gz kept.gz; printf x >>q3/dataset/product.csv.gz
status 1 ecquarter --release q3; [ ! -e q3/RELEASE ] && grep -q 'dataset is not right' e && grep -q 'out of date.*dataset' e || { fail "a damaged dataset was released"; cat e; }
cp -p kept.gz q3/dataset/product.csv.gz
touch "it's in/late.xml"; status 1 ecquarter --release q3; grep -q 'out of date.*read' e || fail "a late file is not in the reasons"; rm "it's in/late.xml"
status 0 ecquarter --release q3; grep -q '^released.20' q3/RELEASE && grep -q "^file.dataset/datapackage.json.$(sha256sum <q3/dataset/datapackage.json | cut -c 1-64)" q3/RELEASE || fail "RELEASE says nothing"
[ "$(awk -F'\t' '/^units / { n += $2 } END { print n }' q3/RELEASE)" -eq "$(sed 1d q3/units.tsv | wc -l)" ] || fail "the states in RELEASE"
outputs >first; rm -f o; status 2 quarter; grep -q released e || fail "no reason"
outputs >second; same first second "a released folder was changed"
status 2 ecquarter --release q3

# A new revision: the released one is kept; what changed by how much, by indicator; released again.
status 0 ecquarter -q --revise q3; [ -e q3/released/1/RELEASE ] && [ ! -e q3/RELEASE ] || fail "--revise"
status 2 ecquarter -q --revise q3
status 1 ecquarter -q --lang en -o q3; [ "$(wc -l <q3/revision.tsv)" -eq 1 ] || fail "a revision without a change: $(wc -l <q3/revision.tsv)"
unit=$(awk -F'\t' '$3 == "accepted" { print $1; exit }' q3/units.tsv)
awk -v u="$unit" 'index($0, "<submission ") { on = 0 } index($0, u) { on = 1 } on && /<unit_name>/ { sub(/<unit_name>.*<\/unit_name>/, "<unit_name><\/unit_name>") } { print }' "it's in/q3.xml" >changed.xml
cp changed.xml "it's in/q3.xml"; status 1 ecquarter -q --lang en -o q3
awk -F'\t' 'FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } $1 == "M07" && $2 == "total" { d = $at["value"] - $at["value_before"]; c = $at["change"] } END { exit !(d < 0 && c == d) }' q3/revision.tsv || { fail "revision.tsv"; head -3 q3/revision.tsv; }
# What only the release had is told, too.
sed -n '/^M07	\\N/s/^M07/M00/p' q3/indicators.tsv >gone; cat gone >>q3/released/1/indicators.tsv; status 1 ecquarter -q --lang en -o q3
awk -F'\t' 'FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $1 == "M00" { n++; if ($at["value_before"] ~ /^[0-9.]+$/ && $at["value"] == "\\N" && $at["change"] == "\\N") good++ } END { exit !(n == 1 && good == 1) }' q3/revision.tsv ||
    { fail "what the release had is not in revision.tsv"; cat gone q3/revision.tsv; }
status 0 ecquarter --release q3; grep -qx 'revision	2	' q3/RELEASE || fail "the number of the revision"

# A form with nothing but itself: no rules, no prior quarter, no indicators.
mkdir shops "商店 一"; ecgen -q -f retail-monthly -n 20 --seed 1 -o - >shops/a.xml || fail "ecgen"; cp shops/a.xml "商店 一/甲 乙.xml"
ecquarter -q -f "$EC_SRC/rules/forms/retail-monthly.tsv" --lang=zh -oplain shops 2>e; st=$?
[ $st -le 1 ] || { fail "retail-monthly: status $st"; head -5 e; }
(cd plain && find . -type f ! -name log ! -name steps.tsv ! -path './manifest/*' ! -path './dataset/datapackage.json' ! -path './given/*' | sort) >first
ecquarter -q -f "$EC_SRC/rules/forms/retail-monthly.tsv" --lang=zh -o "结 果" "商店 一" 2>e; [ $? -eq $st ] || { fail "names with spaces and Chinese"; head -3 e; }
(cd "结 果" && find . -type f ! -name log ! -name steps.tsv ! -path './manifest/*' ! -path './dataset/datapackage.json' ! -path './given/*' | sort) >second; same first second
[ -e plain/report.html ] && [ -e plain/report.en.html ] && [ ! -e plain/outliers.tsv ] && [ ! -e plain/indicators.tsv ] || fail "retail-monthly: $(ls plain)"

# Nothing readable at all: a quarter without records, its rejects and a report.
mkdir broken; printf '<submission' >broken/a.xml; echo x >broken/b.txt
status 1 ecquarter -q -f st-quarterly -o none broken; [ "$(grep -c . none/records/enterprise.tsv)" = 1 ] && [ -e none/report.html ] &&
    [ "$(find none/rejects -name '*.txt' | wc -l)" -ge 2 ] || fail "only broken submissions"
status 2 ecquarter -q -f st-quarterly -o broken/a.xml shops; [ -s e ] || fail "a file as folder: no message"

# Wrong use: status 2, a message, nothing made.
mkdir empty
while read -r line; do
    status 2 sh -c "ecquarter $line"; [ -s e ] && [ ! -s o ] || fail "ecquarter $line: message"
    [ ! -e new ] || fail "ecquarter $line: made its folder"
done <<'TXT'
--no-such-option
-f st-quarterly -o new
-f st-quarterly shops
-o new shops
-f st-quarterly -o new shops before
-f st-quarterly -o new ./no/such/folder
-f no-such-form -o new shops
-f st-quarterly -j many -o new shops
-f st-quarterly -o new empty
-f st-quarterly --prior ./no/such/file -o new shops
-f st-quarterly --prior empty -o new shops
-f st-quarterly --lang=xx -o new shops
--release ./no/such/folder
-f st-quarterly --accepted empty -o new shops
-f st-quarterly --customs ./no/such/file -o new shops
-f st-quarterly --history ./no/such/file -o new shops
-f st-quarterly --keys honour -o new shops
-f st-quarterly --ratio C08 -o new shops
-f retail-monthly --history slip.tsv -o new shops
--quiet=1 -f st-quarterly -o new shops
-f
TXT
# New units, and nobody else: those in yuan are told so, in the letter too; truthful ones are not.
for kind in yuan true; do
    mkdir $kind && ecgen -q -f st-quarterly -n 3 --seed 612 --period 2025Q3 $([ $kind = true ] || echo --errors 100% --kinds EP01) -o - >$kind/q3.xml || fail "ecgen"
    ecquarter -q -f st-quarterly --lang zh -o of-$kind $kind 2>e; [ $? -le 1 ] || { fail "new units"; cat e; }
done
[ "$(cut -f1,2 of-yuan/findings/suggest.tsv | grep -c "^soft.UNIT-FORM$")" -eq 3 ] || { fail "new units in yuan"; cat of-yuan/findings/suggest.tsv; }
[ "$(grep -l '全表金额似按“元”填报' of-yuan/letters/*.html | wc -l)" -eq 3 ] || fail "letters to units in yuan"
[ "$(sed 1d of-true/findings/suggest.tsv | wc -l)" -eq 0 ] || { fail "truthful new units"; cat of-true/findings/suggest.tsv; }

# A form or rules that cannot be read: the tool's own message with file and line, and which step it was.
printf 'define datapoint ruleset r (variable op_revenue) is R1: op_reveune > 0 end datapoint ruleset;\n' >slip.vtl
status 2 ecquarter -q -f st-quarterly -r slip.vtl -o slip "it's in"; grep -q 'slip.vtl:1:.*did you mean op_revenue' e && grep -q 'step check-enterprise failed' e || { fail "a slip in a rule"; cat e; }
printf '#form\tx\n#version\t1\n#table\tt\t/a\ntable\tvariable\tpath\trole\ttype\nt\tv\tv\tmeasure\tnumbre\n' >slip.tsv
status 2 ecquarter -q -f ./slip.tsv -o slip2 shops; grep -q 'slip.tsv:5' e || { fail "a slip in a form"; cat e; }
status 2 ecquarter -f st-quarterly -o shops/new shops; grep -q 'inside the submissions' e || fail "a folder inside the submissions"
for o in --help -h --version -V; do status 0 ecquarter $o && [ -s o ] && [ ! -s e ] || fail "$o"; done
status 2 ecquarter --lang=zh -o new shops && { [ "$(cat e)" = 'ecquarter: 错误: 必须给出选项 --form；用法见 ecquarter --help' ] || fail "Chinese: $(cat e)"; }
LC_ALL=zh_CN.UTF-8 ecquarter -f st-quarterly -o new no-folder 2>e; grep -q '不是文件夹' e || fail "Chinese by the locale: $(cat e)"
status 2 ecquarter --lang=zh --release q3 && { grep -q '已经封存' e || fail "Chinese: $(cat e)"; }
status 0 ecquarter --help --lang=en; cp o en; status 0 ecquarter --lang zh -h; cmp -s en o && fail "--help is the same in both languages"
[ "$(ecquarter --version)" = "$(ecread --version | sed s/ecread/ecquarter/)" ] || fail "version"
sed 's/\\-/-/g' "$EC_SRC/man/ecquarter.1" | grep -oE '^\.It.*' | grep -oE 'Fl -[a-z-]+' | sed 's/Fl /-/' | sort -u >page
grep -oE '^ +(-., )?--[a-z-]+' en | grep -oE -- '--[a-z-]+' | sort -u >help; same help page "options of --help and of the page"
[ ! -e /dev/full ] || { ecquarter --help >/dev/full 2>e; [ $? -eq 2 ] && [ -s e ] || fail "--help on a full disk"; }
finish
