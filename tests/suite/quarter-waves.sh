#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A quarter as it is lived: submissions come, change and go, rules, forms, registers and decisions change, runs are killed: after
# each wave the folder is that of a run from nothing, and only what depends on the change was done.
. "$EC_SRC/tests/suite/init.sh"
EC_DATADIR=$EC_SRC/rules
export EC_DATADIR
tab=$(printf '\t')
stream() { { echo "$1"; cat; } | tr ' ' '\t'; }
mkdir form codes 'in $1 "x"' prior

# - is an empty cell.
{
    printf '#form\tf\n#version\t1\n#period\tperiod\n#codes\t../codes\n#table\tu\t/b/u\t企业\tUnits\n#table\tp\t/b/u/p\t产品\tProducts\n'
    stream 'table variable path role type required codes min label_zh label_en' <<'X'
u id @id identifier integer yes - - 编号 Id
u period @period identifier time_period yes - - 报告期 Period
u revision @revision identifier integer - - - 修订 Revision
u city city attribute string - city - 城市 City
u rev rev measure number - - 0 收入 Revenue
u cost cost measure number - - 0 成本 Cost
p id ../@id identifier integer yes - - 编号 Id
p period ../@period identifier time_period yes - - 报告期 Period
p code @code identifier string yes - - 代码 Code
p q q measure number - - - 数量 Quantity
X
} | sed "s/$tab-/$tab/g" >form/f.tsv
stream 'code label_zh label_en' >codes/city.tsv <<'X'
A 甲 A
B 乙 B
X
cat >r.vtl <<'TXT'
define datapoint ruleset d (variable rev, cost, rev_prior) is
  S1: rev <= 2 * rev_prior errorcode "S1" errorlevel "soft";
  C1: cost <= 10 * rev errorcode "C1" errorlevel "hard";
  P1: rev > rev_prior / 1000 errorcode "P1" errorlevel "hard"
end datapoint ruleset;
TXT
cat >versions.vtl <<'TXT'
// V1 hard: one revision was sent twice with different figures / 同一修订序号报送两次且数据不同
V1 := u [aggr low := min(rev), high := max(rev) group by id, period, revision] [filter low <> high];
TXT
stream 'id period revision city rev cost' >prior/u.tsv <<'X'
1 2025Q2 0 A 10 5
2 2025Q2 0 A 10 5
X
stream 'id' >frame.tsv <<'X'
1
2
3
X
# unit ID REV [REVISION] [PERIOD] [CITY]: a submission.
unit() { printf '<b><u id="%s" period="%s" revision="%s"><city>%s</city><rev>%s</rev><cost>5</cost><p code="x"><q>1</q></p></u></b>\n' "$1" "${4:-2025Q3}" "${3:-0}" "${5:-A}" "$2"; }
in='in $1 "x"'
unit 1 11 >"$in/one.xml"; unit 2 50 >"$in/two of us.xml"; unit 3 9 0 2025Q3 B >"$in/three.xml"

quarter() { ecquarter -q -f form/f.tsv -r r.vtl --versions versions.vtl --prior prior --register frame.tsv $more -o 'q $HOME/2025Q3' "$in"; }
more= q='q $HOME/2025Q3'
outputs() { (cd "$1" && find . -type f ! -name log ! -name steps.tsv ! -path './manifest/*' ! -path './dataset/datapackage.json' ! -path './steps/*' ! -path './made/*' ! -path './given/*' ! -name .lock | LC_ALL=C sort | xargs -d '\n' cksum); }
# as_new TEXT [1]: looking again does nothing; with 1, the same command into another folder, from nothing, gives the same bytes.
as_new() {
    n=$(wc -l <"$q/log"); ecquarter -q -o "$q" 2>e; again=$?
    [ "$(wc -l <"$q/log")" -eq "$n" ] || { fail "$1: a second look does something"; tail -n +"$((n + 1))" "$q/log" | cut -f2; }
    [ "$again" -eq "$last" ] || fail "$1: a second look ends with $again, not $last"
    [ "${2:-}" ] || return 0
    rm -rf new; ecquarter -q -f form/f.tsv -r r.vtl --versions versions.vtl --prior prior --register frame.tsv $more -o new/2025Q3 "$in" 2>e; st=$?
    [ "$st" -eq "$last" ] || { fail "$1: from nothing $st, not $last"; cat e; }
    outputs "$q" >first; outputs new/2025Q3 >second; same first second "$1: not as from nothing"
}
# wave STATUS TEXT [SAID]: the command again ends so and says so.
wave() {
    last=$1; n=$(wc -l <"$q/log")
    LC_ALL=C.UTF-8 ecquarter -f form/f.tsv -r r.vtl --versions versions.vtl --prior prior --register frame.tsv $more -o "$q" "$in" >o 2>e; st=$?
    [ "$st" -eq "$1" ] || { fail "$2: status $st, wanted $1"; tail -3 e; }
    [ -z "${3:-}" ] || grep -q "$3" e || { fail "$2: does not say: $3"; head -3 e; }
    tail -n +"$((n + 1))" "$q/log" | cut -f2 | sort -u | tr '\n' ' ' >done
    as_new "$2" "${4:-}"
}
states() { sed 1d "$q/units.tsv" | awk -F'\t' '{ print $1 ":" $3 }' | LC_ALL=C sort | tr '\n' ' '; }
is() { [ "$(states)" = "$1 " ] || fail "$2: $(states)"; }

last=1; status 1 quarter || { cat e; finish; }
is '1:accepted 2:open 3:accepted' begin; as_new begin 1

# 1 a late file, 2 a changed one, 3 one that is withdrawn: its letter, its rejects and its rows go, too.
unit 4 7 >"$in/four.xml"; echo '4' >>frame.tsv
wave 1 late '1 new submissions, 0 changed, 0 gone'; is '1:accepted 2:open 3:accepted 4:accepted' late
unit 3 0.1 >"$in/three.xml"; echo '<b>' >"$in/broken.xml"
wave 1 changed '1 new submissions, 1 changed, 0 gone' 1; is '1:accepted 2:open 3:failed 4:accepted \N:unreadable' changed
[ "$(find "$q/letters" -name '*.html' | wc -l)" -ge 2 ] && find "$q/rejects" -name '*broken*' | grep -q . || fail "no letters or rejects"
rm "$in/broken.xml"; unit 3 9 0 2025Q3 B >"$in/three.xml"
wave 1 gone '0 new submissions, 1 changed, 1 gone' 1; is '1:accepted 2:open 3:accepted 4:accepted' gone
! find "$q/rejects" -name '*broken*' | grep -q . && [ "$(find "$q/letters" -name '*.html' | wc -l)" -eq 1 ] || fail "letters or rejects of yesterday"
# The same contents at another time are no change; other contents of the same size and time are.
touch "$in/one.xml"; wave 1 touched; [ ! -s done ] || fail "a touched file: $(cat done)"
cp -p "$in/one.xml" t; unit 1 12 >"$in/one.xml"; touch -r t "$in/one.xml"; wave 1 'same size and time' '0 new submissions, 1 changed'
# What did not come out otherwise is not used again: the products of unit 1 are the same.
grep -q 'check-u' done && ! grep -q 'check-p' done || fail "steps for a changed amount: $(cat done)"

# 4 rules, 5 the form, 6 a code list, 7 the register: what depends on them.
sed -i 's/2 \* rev_prior/6 * rev_prior/' r.vtl; wave 0 rule '' 1; is '1:accepted 2:accepted 3:accepted 4:accepted' rule
grep -q check-u done && ! grep -q 'read\|normalise\|join' done || fail "steps for a rule: $(cat done)"
sed -i 's/6 \* rev_prior/2 * rev_prior/' r.vtl; wave 1 'rule back'
sed -i '/^u.cost/s/	0	/	6	/' form/f.tsv; wave 1 form '' 1; grep -q read done || fail "steps for the form: $(cat done)"
is '1:failed 2:failed 3:failed 4:failed' form; grep -q 'NOT ONE unit' e || { ecquarter -o "$q" 2>e; grep -q 'NOT ONE unit' e || fail "all failed, not a loud word"; }
sed -i '/^u.cost/s/	6	/	0	/' form/f.tsv; wave 1 'form back'; is '1:accepted 2:open 3:accepted 4:accepted' 'form back'
sed -i '/^B/d' codes/city.tsv; wave 1 codes '' 1; is '1:accepted 2:open 3:failed 4:accepted' codes
printf 'B\t乙\tB\n' >>codes/city.tsv; wave 1 'codes back'
echo 5 >>frame.tsv; wave 1 register '' 1; is '1:accepted 2:open 3:accepted 4:accepted 5:missing' register

# 8 a decision, 9 one that went stale because the figure changed.
cat >policy.tsv <<TXT
item	value	note
need.soft	explanation
supervisor	办公室
TXT
awk -F'\t' -v OFS='\t' 'NR == 1 { print; next } $2 == "S1" { $5 = "pass"; $6 = "办公室"; $7 = "2025-10-12"; $8 = "电话核实"; print }' "$q/questions.tsv" >decided.tsv
more='--policy policy.tsv --decisions decided.tsv --as-of 2025-10-20'; wave 0 decision '' 1; is '1:accepted 2:accepted 3:accepted 4:accepted 5:missing' decision
! grep -q 'check\|read' done || fail "steps for a decision: $(cat done)"
unit 2 60 1 >"$in/two again.xml"; wave 1 'stale decision' '1 new' 1; is '1:accepted 2:open 3:accepted 4:accepted 5:missing' stale
rm "$in/two again.xml"; wave 0 'decision again'

# 10 of another period, 11 the same revision twice, with another figure.
unit 4 7 0 2025Q2 >"$in/old.xml"; wave 1 period; grep -q PERIOD "$q/read.tsv" "$q"/findings/*.tsv || fail "a submission of another period"
rm "$in/old.xml"; wave 0 'period back'
unit 4 8 >"$in/four more.xml"; wave 1 twice '' 1; is '1:accepted 2:accepted 3:accepted 4:failed 5:missing' twice
rm "$in/four more.xml"; wave 0 'twice back'

# 12 a quarter whose unit was not accepted is no prior for hard comparisons, 13 an empty folder, 14 a record path that meets nothing.
mkdir next; unit 2 55 0 2025Q4 >next/a.xml; awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "id") at = i } $at != 2' "$q/accepted/u.tsv" >t; mkdir half; cp -r "$q/accepted" "$q/latest" half; cp t half/accepted/u.tsv
ecquarter -q -f form/f.tsv -r r.vtl --prior half -o 2025Q4 next 2>e; awk -F'\t' '$1 == 2 && $13 == "prior" { n++ } END { exit !n }' 2025Q4/units.tsv || { fail "a prior that was not accepted"; cat 2025Q4/units.tsv; }
mkdir empty; status 2 ecquarter -q -f form/f.tsv -o nothing empty; grep -q 'holds no file' e && [ ! -e nothing ] || fail "an empty folder"
sed 's,/b/u	,/b/unit	,' form/f.tsv >form/slip.tsv; status 2 ecquarter -q -f form/slip.tsv --period 2025Q3 -o slip "$in"
grep -q '/b/unit' e && grep -q '/b/u\b' e && grep -q 'step read failed' e || { fail "a record path that meets nothing"; cat e; }

# 15 a full disk in the middle, 16 kill -9 of make and of the tool in each step, and the same command again.
outputs "$q" >whole; rm -rf "$q"
(ulimit -f 8; quarter) >/dev/null 2>e; [ $? -eq 2 ] || fail "a full disk: $?"
status 0 quarter; outputs "$q" >second; same whole second "after a full disk"
mkdir bin; for tool in ecread ecfix ecmerge ecjoin eccheck ecaccept ecpack ecreport; do
    real=$(command -v $tool)
    cat >bin/$tool <<SH
#!/bin/sh
# Once a step: kills what called, or make, or both, then ends.
step=\$(basename "\$EC_MANIFEST" .manifest)
if [ -n "\$step" ] && [ ! -e "$work/killed.\$step" ]; then
    : >"$work/killed.\$step"
    p=\$\$; until [ "\${p:-1}" -le 1 ] || [ "\$(cat /proc/\$p/comm)" = make ]; do p=\$(awk '/^PPid/ { print \$2 }' /proc/\$p/status); done 2>/dev/null
    [ "\${p:-1}" -gt 1 ] && [ "\$(readlink "/proc/\$p/cwd")" = "\$(pwd -P)" ] && case \$((\$(ls "$work"/killed.* | wc -l) % 3)) in 0) kill -9 \$\$ ;; 1) kill -9 \$p \$PPID ;; *) kill -9 \$p ;; esac
fi
exec $real "\$@"
SH
    chmod +x bin/$tool
done
rm -rf "$q"; k=0
until (PATH=$PWD/bin:$PATH; quarter) >/dev/null 2>e; do
    k=$((k + 1)); flock "$q/.lock" true # what was left of the killed run ends by itself
    [ $k -lt 60 ] || { fail "never finished"; cat e; break; }
done
outputs "$q" >second; same whole second "killed $k times"; [ $k -ge 6 ] || fail "killed only $k times"
awk -F'\t' '$3 < 2 { n[$2]++ } END { for (s in n) if (n[s] > 2) print s, n[s] }' "$q/log" >d; [ ! -s d ] || fail "done more than twice: $(cat d)"

# 17 two at once: one of them refuses, neither spoils the other.
rm -rf "$q"; quarter 2>e1 & quarter 2>e2; st2=$?; wait $!; st1=$?
[ "$st1$st2" = 02 ] || [ "$st1$st2" = 20 ] || [ "$st1$st2" = 00 ] || fail "two at once: $st1 $st2"
[ "$st1$st2" = 00 ] || cat e1 e2 | grep -q 'another run is at work' || fail "two at once say nothing"
outputs "$q" >second; same whole second "two at once"

# A prior that is gone: what was put beside the records goes with it, and the step.
ecquarter -q -f form/f.tsv -r r.vtl --versions versions.vtl --register frame.tsv $more -o "$q" "$in" 2>e; [ ! -e "$q/joined" ] || [ -z "$(find "$q/joined" -name 'p.tsv')" ] || fail "joined without companions"
awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) if ($i ~ /_prior$/) exit 1 }' "$q/valid/u.tsv" || fail "a prior that is gone"

# The language of the report stays, whatever the locale of who looks.
status 0 ecquarter -q --lang zh -o "$q"; status 0 ecquarter -q -n -o "$q"; [ ! -s o ] || { fail "another locale makes a quarter stale"; head -3 o; }
status 0 ecquarter --status "$q" --deadline 2025-10-30 --lang en; grep -q '^ *Accepted units *4 ' o && grep -q 'Missing: .* 1 ' o || { fail "--status"; cat o; }
# What cannot be looked at is not up to date: the submissions are out of reach.
mv "$in" away; status 2 ecquarter --release "$q"; [ ! -e "$q/RELEASE" ] || fail "released without its submissions"; mv away "$in"
status 0 ecquarter --release "$q"; grep -q '^file.report.en.html' "$q/RELEASE" || fail "--release"
finish
