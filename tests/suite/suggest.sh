#!/bin/sh
# ecfix --suggest: what is suggested on small hand-made records, that nothing is changed, that suggestions can be accepted
# and undone; and on generated enterprises with planted errors, that unit, sign and swap suggestions are right.
. "$EC_SRC/tests/suite/init.sh"
form=$EC_SRC/rules/forms/st-quarterly.tsv
tab=$(printf '\t')

cat >r.vtl <<'X'
define operator slack (n integer) returns integer is floor((n + 1) / 2) end operator;
define datapoint ruleset r (variable op_profit, nonop_income, nonop_expense, total_profit, income_tax, net_profit,
    total_assets, total_liabilities, equity, status) is
    T1: abs(total_profit - (op_profit + nonop_income - nonop_expense)) <= slack(3) errorlevel "hard";
    T2: abs(net_profit - (total_profit - income_tax)) <= slack(2) errorlevel "hard";
    T3: when status = "1" then total_assets = total_liabilities + nvl(equity, 0) errorlevel "quasi";
    T4: total_liabilities <= total_assets errorlevel "hard";
    T5: income_tax >= 0 errorlevel "hard"
end datapoint ruleset;
X
{ printf 'uscc\tperiod\trevision\tstatus\top_profit\tnonop_income\tnonop_expense\ttotal_profit\tincome_tax\tnet_profit\ttotal_assets\ttotal_liabilities\tequity\n'
  printf 'ok\t2025Q3\t0\t1\t5000\t300\t200\t5101\t1000\t4100\t9000\t4000\t5000\n'
  printf 'sign\t2025Q3\t0\t1\t-5000\t300\t200\t4900\t1000\t-5900\t9000\t4000\t5000\n'
  printf 'swap\t2025Q3\t0\t1\t5000\t1300\t200\t3900\t1000\t2900\t9000\t4000\t5000\n'
  printf 'typo\t2025Q3\t0\t1\t5000\t300\t200\t1500\t1000\t4100\t9000\t4000\t5000\n'
  printf 'both\t2025Q3\t0\t1\t1000\t0\t0\t1000\t0\t1000\t5300\t1211\t1400\n'
  printf 'miss\t2025Q3\t0\t1\t5000\t300\t200\t\\N\t1000\t4100\t9000\t4000\t5000\n'
  printf 'when\t2025Q3\t0\t3\t5000\t300\t200\t5100\t1000\t4100\t9000\t4000\t1\n'
} >in
status 0 ecfix -f "$form" -r r.vtl --suggest s --localise in -o out && same in out "suggesting changes nothing"
cut -f6-10,12,13 s | sed 's/uscc=\([a-z]*\);[^	]*/\1/' >got
cat >want <<X
key${tab}variable${tab}old${tab}new${tab}method${tab}grade${tab}heals
sign${tab}total_profit${tab}4900${tab}-4900${tab}sign${tab}A${tab}T1;T2
swap${tab}nonop_income${tab}1300${tab}200${tab}swap${tab}B${tab}T1
swap${tab}nonop_expense${tab}200${tab}1300${tab}swap${tab}B${tab}T1
typo${tab}total_profit${tab}1500${tab}5100${tab}typo${tab}A${tab}T1;T2
both${tab}total_liabilities${tab}1211${tab}\\N${tab}localise${tab}ask${tab}
miss${tab}total_profit${tab}\\N${tab}5100${tab}deduce${tab}A${tab}
X
same want got "suggestions"
status 0 ecfix -f "$form" -r r.vtl --suggest s2 --localise in -o out && same s s2 "the same answer on every run"

# A suggestion becomes a change when somebody signs it; then the rules hold, and it can be undone.
{ head -1 s | sed "s/\$/${tab}who${tab}when${tab}why/"; awk -F'\t' -v OFS='\t' 'NR > 1 && $9 != "\\N" { print $0, "W", "2025-11-01", "letter" }' s; } >acc
status 0 ecfix -f "$form" --accept acc -L log in -o fixed
status 0 ecfix -f "$form" -r r.vtl --suggest s3 --localise fixed -o out
[ "$(cut -f6 s3 | grep -c 'sign\|swap\|typo\|miss')" -eq 0 ] || { fail "accepted suggestions do not heal"; cat s3; }
ecfix --undo log fixed | cmp -s - in || fail "undo of accepted suggestions"

# Wrong use.
status 2 ecfix -f "$form" --suggest s in
status 2 ecfix -f "$form" --localise in
status 2 ecfix -f "$form" -r none.vtl --suggest s in

# Generated enterprises: every suggested value must be the one before the planted error.
command -v ecgen >/dev/null 2>&1 && command -v ecread >/dev/null 2>&1 || finish
ecgen -q -f "$form" -n 400 --seed 7 --errors 40% --kinds EP01,EP02,EP04,EP22,EP23,EP26,EP27,EP28,EP29,EP30,EP33,EP36 --truth truth |
    ecread -q -f "$form" - >q3 2>/dev/null
ecgen -q -f "$form" -n 400 --seed 7 --period 2025Q2 | ecread -q -f "$form" - >q2 2>/dev/null
ecjoin -q -f "$form" --suffix _prior q3 q2 -o joined || fail "join with the prior quarter"
status 0 ecfix -q -f "$form" -r "$EC_SRC/rules" --prior _prior --suggest s joined -o out && same joined out "nothing to normalise"
# columns of truth: _file key variable kind old new table
awk -F'\t' 'NR == FNR { if ($7 == "enterprise") { split($2, k, ";"); truth[k[1], $3] = $5 } next }
    FNR > 1 && $9 != "\\N" && $10 ~ /^(sign|swap|unit-record)$/ { split($6, k, ";"); n[$10]++
        if (!((k[1], $7) in truth) || truth[k[1], $7] + 0 != $9 + 0) { bad++; print "wrong: " $0 } }
    END { if (n["sign"] + n["swap"] < 3 || n["unit-record"] < 100) { print "too few", n["sign"], n["swap"], n["unit-record"]; bad++ }
        exit bad > 0 }' truth s || fail "suggestions on generated data"
finish
