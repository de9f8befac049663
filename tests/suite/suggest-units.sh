#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Findings of ecsuggest about units of measure (UNIT-FORM, UNIT-ITEM, UNIT-PRIOR) and exchanged items (SWAP-ITEM) on hand-made
# records, and a small run of tests/truth/units.sh.
. "$EC_SRC/tests/suite/init.sh"
form=$EC_SRC/rules/forms/st-quarterly.tsv
tab=$(printf '\t')
cat >r.vtl <<'X'
define datapoint ruleset holds (variable op_revenue) is K: op_revenue >= 0 errorlevel "hard" end datapoint ruleset;
X
# By the class alone: half-year figures for 100 persons and 100 x 10,000 kWh.
printf 'class4\temp_avg\telec_form\tgross_output\top_revenue\top_cost\ttotal_assets\twages\twaste_generated\tunits\n39\t100\t100\t50000\t52000\t41000\t90000\t5000\t40\t30\n' >branch
printf 'class4\temp_avg\telec_form\tgross_output\top_revenue\top_cost\ttotal_assets\twages\twaste_generated\tunits\n3922\t100\t10\t500000\t520000\t410000\t90000\t5000\t40\t8\n\t100\t100\t50000\t52000\t41000\t90000\t5000\t40\t30\n' >others

# look FILE [OPTION...]: key, rule, variable, value, expected, level of the findings to got.
look() {
    stream=$1; shift
    status 0 ecsuggest -q -f "$form" -r r.vtl -F f.tsv -o s "$@" "$stream"
    awk -F'\t' 'NR > 1 { sub(/^uscc=/, "", $7); sub(/;.*/, "", $7); print $7, $2, $12, $13, $14, $1 }' f.tsv >got
}
by_class() { look "$@" --medians branch --medians others --size emp_avg,elec_form; }

row() { printf '%s\t2025Q2\t0' "$1"; shift; printf '\t%s' "$@"; echo; }
{ printf 'uscc\tperiod\trevision\tclass4\temp_avg\telec_form\tgross_output\top_revenue\top_cost\ttotal_assets\twages\twaste_generated\n'
  row truthful 3971 60 80 31000 30500 27000 81000 2900 33
  row yuan     3971 60 80 31000000 30500000 27000000 81000000 2900000 33
  row rich     3971 60 80 900000 880000 700000 2000000 9000 33   # thirty times as productive: a gem, not yuan
  row trader   3971 6 8 31000000 30500000 27000000 60000 290 33  # sells what others make
  row heads    3971 0.06 80 31000 30500 27000 81000 2900 33      # persons in thousands
  row nosize   3971 60 '\N' 31000000 30500000 27000000 81000000 2900000 33
  row idle     3971 60 0.01 0 0 0 81000 0 0                      # stands still
  row odd      9999 60 80 31000000 30500000 27000000 81000000 2900000 33 # the class of all
  row handsets 3922 60 8 31000000 30500000 27000000 8100000 2900000 33   # its own class: a ratio of a hundred is none
  row kwh      3971 60 800000 31000 30500 27000 81000 2900 33
  row kg       3971 60 80 31000 30500 27000 81000 2900 33000
  row little   3971 60 80 31000 30500 27000 81000 2900 0.0033
} | sed 's/ *#.*//' >new
by_class new
cat >want <<'X'
yuan UNIT-FORM \N \N 10^-3 soft
odd UNIT-FORM \N \N 10^-3 soft
kg UNIT-ITEM waste_generated 33000 33 soft
X
# kwh: one size alone (staff) says so, and that is not enough; with the money as a size it is.
same want got "the class alone"
[ "$(awk -F'\t' '$2 == "UNIT-FORM" { print $16, $17; exit }' f.tsv)" = "千元 gross_output=31000000;op_revenue=30500000;op_cost=27000000;total_assets=81000000" ] ||
    { fail "values of the form"; cat f.tsv; }
grep -q '似按“元”填报，而本表计量单位为“千元”.*31000000.*31000千元' f.tsv || fail "the units in words"
look new --medians branch --medians others --size emp_avg,elec_form,op_revenue
grep -qx 'kwh UNIT-ITEM elec_form 800000 80 soft' got || { fail "electricity by staff and revenue"; cat got; }
grep -q 'in 千瓦时, and the form wants 万千瓦时' f.tsv || fail "kWh in words"
[ "$(grep -c . got)" -eq 4 ] || { fail "three sizes"; cat got; }
# One size alone asks; two in one unit are one.
look new --medians branch --size emp_avg
[ ! -s got ] || { fail "one size made a finding"; cat got; }
printf 'class4\temp_avg\temp_end\tgross_output\top_revenue\n39\t100\t100\t50000\t52000\n' >staff
printf 'uscc\tperiod\trevision\tclass4\temp_avg\temp_end\tgross_output\top_revenue\nyuan\t2025Q2\t0\t3971\t60\t60\t31000000\t30500000\n' >staffed
look staffed --medians staff --size emp_avg,emp_end
[ ! -s got ] || { fail "staff twice is one witness"; cat got; }

# Against its own past.
vars="gross_output op_revenue op_cost total_assets elec_form elec_form_q waste_generated waste_utilised waste_stored"
row() { printf '%s\t2025Q3\t0\t2025Q2' "$1"; shift; for c in "$@"; do printf '\t%s' "$c"; done; echo; }
{ printf 'uscc\tperiod\trevision\tperiod_prior'; for v in $vars; do printf '\t%s\t%s_prior\t%s_ly' $v $v $v; done; echo
  # money: now, prior, last year; then electricity and waste
  money="300 200 290 500 350 510 400 290 390 900 880 870"
  yuan="300000 200 290 500000 350 510 400000 290 390 900000 880 870"
  energy="1500 1000 1400 500 480 460"
  waste="90 60 88 82 55 80 8 5 7"
  row fine $money $energy $waste
  row yuan $yuan $energy $waste
  row kwh $money 15000000 1000 1400 5000000 480 460 $waste
  row kg $money $energy 90000 60 88 82000 55 80 8000 5 7
  row kgone $money $energy 90000 60 88 82 55 80 8 5 7
  row half $money $energy 90000 60 '\N' 82000 55 '\N' 8000 5 '\N'       # one reference alone is a guess
  row right $money $energy 90 60000 88 82 55000 80 8 5000 7             # after a quarter in kilograms
  row lonely $money $energy 90 60000 '\N' 82 55000 '\N' 8 5000 '\N'     # the same without last year: nobody reckons in 1,000 t
  row lastyear $money $energy 90 60 88000 82 55 80000 8 5 7000
  row rightkwh $money 1500 10000000 1400 500 4800000 460 $waste
  row rightyuan 300 200000 290 500 350000 510 400 290000 390 900 880000 870 $energy $waste
  row grown $money 15000 1000 14000 5000 480 4600 $waste                # ten times is growth
  row rows $money 1500000 1000 1400 5000000 480 460 90000000 60 88 820000000 55 80 8 5 7 # factors at random
} | sed 's/ *#.*//' >own
look own --prior _prior --ly _ly
cat >want <<'X'
yuan UNIT-FORM \N \N 10^-3 soft
kwh UNIT-ITEM elec_form 15000000 1500 soft
kg UNIT-ITEM waste_generated 90000 90 soft
kgone UNIT-ITEM waste_generated 90000 90 soft
right UNIT-PRIOR waste_generated 90 \N info
lonely UNIT-PRIOR waste_generated 90 \N info
lastyear UNIT-PRIOR waste_generated 90 \N info
rightkwh UNIT-PRIOR elec_form 1500 \N info
rightyuan UNIT-PRIOR \N \N \N info
X
same want got "the own past"
# What was merely submitted then leads to the same questions.
awk -v OFS='\t' '{ print $0, NR == 1 ? "_state_prior" : "submitted" }' own >own-sent
look own-sent --prior _prior --ly _ly; same want got "the own past, not accepted"
[ "$(awk -F'\t' '$2 == "UNIT-ITEM" && $7 ~ /kg;/ { print $17 }' f.tsv)" = "waste_generated=90000;waste_utilised=82000;waste_stored=8000;waste_generated_prior=60;waste_generated_ly=88" ] ||
    { fail "values of a slip"; cat f.tsv; }
grep 'uscc=kg;' f.tsv | grep -q 'in 千克, and the form wants 吨.*and so do Waste utilised, Waste stored' || fail "a slip of several items in words"
grep 'uscc=lastyear;' f.tsv | grep -q '上年同期.*千克' || fail "which old report"
awk -F'\t' '$6 ~ /uscc=(half|kg);/ { sub(/^uscc=/, "", $6); sub(/;.*/, "", $6); print $6, $7, $9, $12 }' s >got
printf '%s\n' 'kg waste_generated 90 B' 'kg waste_utilised 82 B' 'kg waste_stored 8 B' 'half waste_generated 90 C' 'half waste_utilised 82 C' >want
grep -v stored got >less; grep -v 'kg waste_stored' want >wanted
same wanted less "grades of slips"

# The class is the second witness, and says which of two reports is wrong.
{ printf 'uscc\tperiod\trevision\tclass4\temp_avg\tperiod_prior'; for v in $vars wages; do printf '\t%s\t%s_prior\t%s_ly' $v $v $v; done; echo
  row() { printf '%s\t2025Q3\t0\t3971\t%s\t2025Q2' "$1" "$2"; shift 2; for c in "$@"; do printf '\t%s' "$c"; done; echo; }
  row second 80 30000 20000 '\N' 50000 35000 '\N' 40000 29000 '\N' 90000 88000 '\N' 150 100 '\N' 50 48 '\N' 90000 60 '\N' 82000 55 '\N' 8 5 '\N' 4000 2600 '\N'
  row again 80 30000 20000 29000 50000 35000 51000 40000 29000 39000 90000 88000 87000 150 100 140 50 48 47 90000 60000 88 82000 55000 80 8000 5000 7 4000 2600 3900 # what was in kilograms stays so
  row moneynow 80 30000000 20000 29000000 50000000 35000 51000000 40000000 29000 39000000 90000000 88000 87000000 150 100 '\N' 50 48 '\N' 90 60 '\N' 82 55 '\N' 8 5 '\N' 4000000 2600 3900000
  row moneythen 80 30000 20000000 29000000 50000 35000000 51000000 40000 29000000 39000000 90000 88000000 87000000 150 100 '\N' 50 48 '\N' 90 60 '\N' 82 55 '\N' 8 5 '\N' 4000 2600000 3900000
} | sed 's/ *#.*//' >both
by_class both --prior _prior --ly _ly
cat >want <<'X'
second UNIT-ITEM waste_generated 90000 90 soft
again UNIT-ITEM waste_generated 90000 90 soft
moneynow UNIT-FORM \N \N 10^-3 soft
moneythen UNIT-PRIOR \N \N \N info
moneythen UNIT-PRIOR \N \N \N info
X
same want got "the class beside the past"

# Two items in each other's row, by the quarter before: stocks as they stood, what counts from the year's beginning at its pace. A form
# says of few which it is: revenue has a quarter, inventory a beginning, and balances tell what goes with them.
cat >r.vtl <<'X'
define datapoint ruleset sums (variable op_revenue, op_cost, selling, admin, op_profit, total_assets, total_liabilities, equity, receivables, inventory,
    current_assets) is
    P: abs(op_profit - (op_revenue - op_cost - selling - admin)) <= 1 errorlevel "hard";
    Q: abs(total_assets - (total_liabilities + equity)) <= 1 errorlevel "hard";
    R: selling <= 1000 errorlevel "soft";
    S: receivables + inventory <= current_assets errorlevel "hard"
end datapoint ruleset;
X
vars="op_revenue op_cost selling admin op_profit cash receivables inventory current_assets total_assets total_liabilities equity depreciation emp_end new_orders"
# pairs NAME PERIOD PRIOR [VARIABLE=NOW/BEFORE...]: a record that goes on steadily, but for what is said.
pairs() {
    printf '%s\t%s\t0\t%s' "$1" "$2" "$3"
    case $2 in *Q1) f=1 b=4 ;; *) f=3 b=2 ;; esac
    shift 3
    for v in $vars; do
        case $v in
        op_revenue) x=$((4000 * f))/$((4000 * b)) ;; op_cost) x=$((2800 * f))/$((2800 * b)) ;; selling) x=$((210 * f))/$((210 * b)) ;;
        admin) x=$((140 * f))/$((140 * b)) ;; op_profit) x=$((850 * f))/$((850 * b)) ;; depreciation) x=$((110 * f))/$((110 * b)) ;;
        cash) x=900/880 ;; receivables) x=2100/2000 ;; inventory) x=3100/3300 ;; current_assets) x=9000/9100 ;; total_assets) x=20000/19500 ;;
        total_liabilities) x=8000/7800 ;; equity) x=12000/11700 ;; emp_end) x=100/98 ;; new_orders) x=$((5000 * f))/$((5000 * b)) ;;
        esac
        for change in "$@"; do [ "${change%%=*}" = "$v" ] && x=${change#*=}; done
        printf '\t%s\t%s' "${x%/*}" "${x#*/}"
    done
    printf '\t4100\t4000\t%s\t3000\t%s\t20000\n' "${ib:-3000}" "${ab:-20000}"
}
{ printf 'uscc\tperiod\trevision\tperiod_prior'; for v in $vars; do printf '\t%s\t%s_prior' $v $v; done
  printf '\top_revenue_q\top_revenue_q_prior\tinventory_begin\tinventory_begin_prior\ttotal_assets_begin\ttotal_assets_begin_prior\n'
  pairs fine 2025Q3 2025Q2
  pairs stocks 2025Q3 2025Q2 receivables=3100/2000 inventory=2100/3300
  pairs flows 2025Q3 2025Q2 selling=420/420 admin=630/280           # 1.5 is the pace: as a stock, selling would go on
  pairs balance 2025Q3 2025Q2 total_assets=8000/19500 total_liabilities=20000/7800
  pairs persons 2025Q3 2025Q2 emp_end=5000/98 cash=98/5000          # another unit
  pairs statement 2025Q3 2025Q2 new_orders=3100/2000 inventory=2000/3300
  pairs mixed 2025Q3 2025Q2 depreciation=330/220 cash=225/330       # depreciation goes on
  pairs one 2025Q3 2025Q2 receivables=3300/2000
  pairs rough 2025Q3 2025Q2 receivables=3000/2000 inventory=2300/3300 # within 15%, not 10
  pairs alike 2025Q3 2025Q2 receivables=2500/2000 inventory=1900/2400
  pairs small 2025Q3 2025Q2 receivables=92/60 inventory=61/90
  pairs loss 2025Q3 2025Q2 cash=-310/-200 receivables=-205/-300
  pairs far 2025Q3 2025Q1 receivables=3100/2000 inventory=2100/3300
  pairs newyear 2025Q1 2024Q4 receivables=3100/2000 inventory=2100/3300 selling=140/840 admin=210/560
  pairs broken 2025Q3 2025Q2 selling=900/1000 admin=1500/600 op_profit=1200/850 # R held, and would not
  pairs other 2025Q3 2025Q2 op_cost=90/4000 cash=20/900 receivables=3100/2000 inventory=2100/3300 total_assets=90/19500 \
      total_liabilities=9/7800 equity=81/11700 depreciation=9000/220 emp_end=7/98 new_orders=70/10000 # another enterprise's
  ib=20000 ab=3000; pairs begin 2025Q3 2025Q2
} | sed 's/ *#.*//' >swapped
look swapped --prior _prior
cat >want <<'X'
stocks SWAP-ITEM receivables 3100 2100 soft
flows SWAP-ITEM selling 420 630 soft
balance SWAP-ITEM total_assets 8000 20000 soft
newyear SWAP-ITEM receivables 3100 2100 soft
X
same want got "exchanged items"
[ "$(awk -F'\t' '$7 ~ /uscc=stocks;/ { print $17 }' f.tsv)" = "receivables=3100;inventory=2100;receivables_prior=2000;inventory_prior=3300" ] ||
    { fail "values of a pair"; cat f.tsv; }
grep 'uscc=stocks;' f.tsv | grep 'each other.s row: the quarter before' | grep -q '疑互相填串：上季度' || { fail "a pair of stocks in words"; cat f.tsv; }
grep 'uscc=flows;' f.tsv | grep 'at that pace' | grep -q '按此进度推算' || { fail "a pair of flows in words"; cat f.tsv; }
awk -F'\t' '{ sub(/^uscc=/, "", $6); sub(/;.*/, "", $6); print $6, $7, $8, $9, $10, $12 ($13 ? " " $13 : "") }' s | grep '^\(stocks\|flows\|balance\|newyear\) ' >got
cat >want <<'X'
stocks receivables 3100 2100 swap-prior C
stocks inventory 2100 3100 swap-prior C
flows selling 420 630 swap-prior C
flows admin 630 420 swap-prior C
balance total_assets 8000 20000 swap B Q
balance total_liabilities 20000 8000 swap B Q
newyear receivables 3100 2100 swap-prior C
newyear inventory 2100 3100 swap-prior C
X
same want got "suggestions for exchanged items"
look swapped --prior _prior --methods sign,typo
[ ! -s got ] || { fail "a method that is not asked for"; cat got; }
look swapped
[ ! -s got ] || { fail "no quarter before"; cat got; }

# Other departments fill in other sections: what the rules hold against moving stays.
cat >r.vtl <<'X'
define datapoint ruleset parts (variable rd_internal, rd_expense, gross_output, emp_avg) is
    F: rd_internal <= rd_expense errorlevel "soft"; G: rd_internal >= 0.5 * rd_expense errorlevel "soft";
    E: gross_output <= 50000 * emp_avg errorlevel "soft"
end datapoint ruleset;
X
{ printf 'uscc\tperiod\trevision\tclass4\temp_avg\telec_form\tgross_output\top_revenue\top_cost\ttotal_assets\twages\trd_expense\trd_internal\n'
  printf 'parts\t2025Q2\t0\t3971\t60\t80\t31000000\t30500000\t27000000\t81000000\t2900000\t900000\t800\n'; } >parts
by_class parts
[ "$(cut -f2,14 f.tsv | sed 1d)" = "UNIT-FORM${tab}10^-3" ] && [ "$(cut -f7,9 s | grep -c rd_)" -eq 1 ] && grep -q "${tab}rd_expense${tab}900000${tab}900${tab}" s ||
    { fail "a section in the right unit"; cat s; }

# The common options: levels and status, text on standard error where there is no -F.
status 1 ecsuggest -q -f "$form" -r r.vtl --medians branch --size emp_avg,elec_form --fail-on soft -F f.jsonl -o s parts
grep -q '"rule":"UNIT-FORM"' f.jsonl || fail "JSON Lines"
status 0 ecsuggest -q --lang en -f "$form" -r r.vtl --medians branch --size emp_avg,elec_form -o s parts
grep -q 'soft: UNIT-FORM: the amounts of the whole form seem to be in 元' e || { fail "text on standard error"; cat e; }
status 2 ecsuggest -q -f "$form" -r r.vtl --medians branch --size emp_avg,elec_form -F - parts
status 2 ecsuggest -q -f "$form" -r r.vtl --medians branch --size emp_avg,class4 -o s parts
status 2 ecsuggest -q -f "$form" -r r.vtl --medians branch --size emp_end -o s parts

# Generated enterprises: truthful ones have no finding, with or without a past, and slips have theirs.
command -v ecgen >/dev/null 2>&1 && command -v ecread >/dev/null 2>&1 || finish
EC_TRUTH_UNITS=200 EC_TRUTH_SEEDS=611 sh "$EC_SRC/tests/truth/units.sh" --tsv >table || fail "the measurement did not run"
awk -F'\t' '$1 == "(none)" { n++; bad += $5 } $1 == "yuan" || $1 == "kwh" || $1 == "kg" { k++; bad += $5 > 0 || $6 < 90 } $1 == "wan" && $2 == "joined" { k++; bad += $6 < 80 }
    END { exit n != 3 || k != 10 || bad }' table || { fail "findings on generated data"; cat table; }
finish
