#!/bin/sh
# ecfix --suggest: what is suggested on small hand-made records, that nothing is changed, that suggestions can be accepted
# and undone; and on generated enterprises with planted errors, that unit, sign, swap, year and quarter values are right.
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

# A value that is trusted is not the one to ask about; names and weights are checked.
printf '# trusted\ntotal_liabilities\t9\n' >w
status 0 ecfix -f "$form" -r r.vtl --suggest s4 --localise --weights w in -o out
[ "$(awk -F'\t' '$10 == "localise"' s4 | wc -l)" -ge 1 ] && ! awk -F'\t' '$10 == "localise" { print $7 }' s4 | grep -qx total_liabilities || { fail "weights of a file"; cat s4; }
printf 'total_liabilitys\t9\n' >w
status 2 ecfix -f "$form" -r r.vtl --suggest s5 --localise --weights w in && { grep -q 'w:1: .*total_liabilities' e || fail "unknown name in the weights"; }
printf 'total_liabilities\t0\n' >w
status 2 ecfix -f "$form" -r r.vtl --suggest s5 --localise --weights w in && { grep -q 'w:1: .*"0" is no weight' e || fail "a weight of 0"; }
[ ! -e s5 ] || fail "suggestions in spite of wrong weights"
status 2 ecfix -f "$form" -r r.vtl --suggest s5 --weights w in

# A suggestion becomes a change when somebody signs it; then the rules hold, and it can be undone.
{ head -1 s | sed "s/\$/${tab}who${tab}when${tab}why/"; awk -F'\t' -v OFS='\t' 'NR > 1 && $9 != "\\N" { print $0, "W", "2025-11-01", "letter" }' s; } >acc
status 0 ecfix -f "$form" --accept acc -L log in -o fixed
status 0 ecfix -f "$form" -r r.vtl --suggest s3 --localise fixed -o out
[ "$(cut -f6 s3 | grep -c 'sign\|swap\|typo\|miss')" -eq 0 ] || { fail "accepted suggestions do not heal"; cat s3; }
ecfix --undo log fixed | cmp -s - in || fail "undo of accepted suggestions"

# Year to date, quarter and last year, against the quarter before.
{ printf 'uscc\tperiod\trevision\tperiod_prior'
  for v in gross_output op_revenue op_cost; do printf '\t%s\t%s_q\t%s_lyr\t%s_prior' $v $v $v $v; done
  echo
  row() { printf '%s\t%s\t0\t%s' "$1" "$2" "$3"; shift 3; printf '\t%s' "$@"; echo; }
  row good 2025Q2 2025Q1 300 200 250 100  600 400 500 200  450 300 400 150
  row first 2025Q1 2024Q4 200 200 250 900  400 400 500 1800  300 300 400 1350
  row asyear 2025Q2 2025Q1 120 120 250 100  220 220 500 200  160 160 400 150
  row asquarter 2025Q2 2025Q1 210 210 250 100  410 410 500 200  310 310 400 150
  row years 2025Q2 2025Q1 250 200 300 100  500 400 600 200  400 300 450 150
  row unclear 2025Q2 2025Q1 120 120 250 100  410 410 500 200  160 160 400 150
  row notprior 2025Q2 2024Q4 120 120 250 100  220 220 500 200  160 160 400 150
  row onepair 2025Q2 2025Q1 120 120 250 100  600 400 500 200  450 300 400 150
  row oneyear 2025Q2 2025Q1 250 200 300 100  600 400 500 200  450 300 400 150
} >quarters
status 0 ecfix -f "$form" -r r.vtl --prior _prior --suggest s quarters -o out && same quarters out "quarters: nothing is changed"
awk -F'\t' 'NR > 1 { sub(/^uscc=/, "", $6); sub(/;.*/, "", $6); print $6, $7, $8, $9, $10, $12 }' s >got
cat >want <<'X'
asyear gross_output 120 220 quarter C
asyear op_revenue 220 420 quarter C
asyear op_cost 160 310 quarter C
asquarter gross_output_q 210 110 quarter C
asquarter op_revenue_q 410 210 quarter C
asquarter op_cost_q 310 160 quarter C
years gross_output 250 300 years C
years gross_output_lyr 300 250 years C
years op_revenue 500 600 years C
years op_revenue_lyr 600 500 years C
years op_cost 400 450 years C
years op_cost_lyr 450 400 years C
unclear \N \N \N quarter ambiguous
X
same want got "year to date, quarter and last year"
# A rule that held and would be broken: nothing is suggested.
cat >keep.vtl <<'X'
define datapoint ruleset held (variable op_revenue) is K: op_revenue <= 550 errorlevel "hard" end datapoint ruleset;
X
status 0 ecfix -f "$form" -r keep.vtl --prior _prior --suggest s quarters -o out
[ "$(grep -c "uscc=years;" s)" -eq 0 ] || { fail "a suggestion breaks a rule that held"; cat s; }

# A copy of the quarter before: ten numbers that count, eight of them the same. Zeros do not count.
vars="gross_output sales_output new_orders op_revenue op_cost op_profit total_profit income_tax total_assets equity wages"
{ printf 'uscc\tperiod\trevision'; for v in $vars; do printf '\t%s\t%s_prior' $v $v; done; echo
  awk 'BEGIN { n = split("10 8;10 7;9 9", c, ";"); for (i = 1; i <= n; i++) { split(c[i], x, " ")
      printf "n%d-%d\t2025Q2\t0", x[1], x[2]
      for (k = 1; k <= 11; k++) { a = k > x[1] ? 0 : 1000 + k; printf "\t%d\t%d", a, a + (a && k > x[2] ? 100 + k : 0) } print "" } }'
} >stale
status 0 ecfix -f "$form" -r r.vtl --prior _prior --suggest s stale -o out
awk -F'\t' -v OFS='\t' '$10 == "stale-copy" { sub(/^uscc=/, "", $6); sub(/;.*/, "", $6); print $6, $7, $9, $12, $16 }' s >got
printf 'n10-8\t\\N\t\\N\task\t8 of 10 numbers equal the prior ones\n' >want
same want got "stale copy"

# Wrong use.
status 2 ecfix -f "$form" --suggest s in
status 2 ecfix -f "$form" --localise in
status 2 ecfix -f "$form" -r none.vtl --suggest s in

# Generated enterprises: every suggested value must be the one before the planted error.
command -v ecgen >/dev/null 2>&1 && command -v ecread >/dev/null 2>&1 || finish
ecgen -q -f "$form" -n 400 --seed 7 --errors 40% --kinds EP01,EP02,EP04,EP22,EP23,EP24,EP26,EP27,EP28,EP29,EP30,EP33,EP36 --truth truth |
    ecread -q -f "$form" - >q3 2>/dev/null
ecgen -q -f "$form" -n 400 --seed 7 --period 2025Q2 | ecread -q -f "$form" - >q2 2>/dev/null
ecjoin -q -f "$form" --suffix _prior q3 q2 -o joined || fail "join with the prior quarter"
status 0 ecfix -q -f "$form" -r "$EC_SRC/rules" --prior _prior --suggest s joined -o out && same joined out "nothing to normalise"
# columns of truth: _file key variable kind old new table
awk -F'\t' 'NR == FNR { if ($7 == "enterprise") { split($2, k, ";"); truth[k[1], $3] = $5 } next }
    FNR > 1 && $9 != "\\N" && $10 ~ /^(sign|swap|unit-record|years|quarter)$/ { split($6, k, ";"); n[$10]++
        if (!((k[1], $7) in truth) || truth[k[1], $7] + 0 != $9 + 0) { bad++; print "wrong: " $0 } }
    END { if (n["sign"] + n["swap"] < 3 || n["unit-record"] < 100 || n["years"] < 100 || n["quarter"] < 20) {
            print "too few"; for (m in n) print m, n[m]; bad++ }
        exit bad > 0 }' truth s || fail "suggestions on generated data"
finish
