#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Edits over several records (rules/cross.vtl, cross_versions.vtl): a few records, the offenders known beforehand.
. "$EC_SRC/tests/suite/init.sh"
form=$EC_SRC/rules/forms/st-quarterly.tsv
tab=$(printf '\t')

{
    echo "uscc${tab}period${tab}revision${tab}region_code${tab}unit_name${tab}filler_phone${tab}client_id${tab}gross_output${tab}op_revenue${tab}op_cost${tab}total_profit${tab}total_assets${tab}emp_end"
    sed 's/ /\t/g' <<'END'
U1 2025Q3 0 500106 甲公司 13900000001 c1 100 110 90 5 500 9
U2 2025Q3 0 500107 甲　公司 13900000001 c1 100 110 90 5 500 9
U3 2025Q3 0 500107 丙公司 13900000001 c2 100 110 90 6 500 9
U4 2025Q3 0 500106 丁公司 13900000002 \N 0 0 0 0 0 9
U5 2025Q3 0 500108 戊公司 13900000002 \N 0 0 0 0 0 9
U3 2025Q3 0 500108 丙公司 \N \N 7 7 7 7 7 9
U4 2025Q3 1 500109 丁公司 \N \N 8 8 8 8 8 9
U5 2025Q3 0 500108 戊公司 \N \N 0 0 0 0 0 10
U2 2025Q3 0 500107 甲　公司 \N \N 100 110 90 5 500 9
U1 2025Q4 0 500107 己公司 13900000001 c1 1 2 3 4 5 9
END
} >records

# found NAME TEXT: the rows of a result, cells joined by blanks.
found() {
    case $1 in A06 | B23) program=cross_versions ;; *) program=cross ;; esac
    ecvtl --records -q -f "$form" -p "$EC_SRC/rules/$program.vtl" -d "$1" records 2>e | tail -n +2 | tr '\t' ' ' | sort >o
    printf '%s' "$2" >w; [ -z "$2" ] || echo >>w
    same w o "$1"
}
found A17_phone '2025Q3 13900000001 3'
found A17_client ''
found B23 '2025Q3 U3 0 500107 500108'
found A06 '2025Q3 U3 0 7 100 7 110 6 7 7 500 9 9
2025Q3 U5 0 0 0 0 0 0 0 0 0 9 10'
found B24 '2025Q3 甲公司 U1 U2'

# Amounts shared with another unit (B25) are found by ecoutlier; neither learns of the other.
ecoutlier -q -f "$form" --copied B25=gross_output,op_revenue,op_cost,total_profit,total_assets --trivial 1 -F f.tsv -o /dev/null records || fail "ecoutlier --copied"
awk -F'\t' 'NR > 1 { print $1, $2, $7, $17 }' f.tsv | sort -u >o
printf 'soft B25 uscc=%s;period=2025Q3;revision=0 gross_output=100;op_revenue=110;op_cost=90;total_profit=5;total_assets=500\n' U1 U2 >w
same w o B25
finish
