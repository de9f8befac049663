#!/bin/sh
# Edits over several records (rules/cross.vtl): six records, the offenders known beforehand.
. "$EC_SRC/tests/suite/init.sh"
form=$EC_SRC/rules/forms/st-quarterly.tsv
program=$EC_SRC/rules/cross.vtl
tab=$(printf '\t')

{
    echo "uscc${tab}period${tab}region_code${tab}unit_name${tab}filler_phone${tab}client_id${tab}gross_output${tab}op_revenue${tab}op_cost${tab}total_profit${tab}total_assets"
    sed 's/ /\t/g' <<'END'
U1 2025Q3 500106 甲公司 13900000001 c1 100 110 90 5 500
U2 2025Q3 500107 甲　公司 13900000001 c1 100 110 90 5 500
U3 2025Q3 500107 丙公司 13900000001 c2 100 110 90 6 500
U4 2025Q3 500106 丁公司 13900000002 \N 0 0 0 0 0
U5 2025Q3 500108 戊公司 13900000002 \N 0 0 0 0 0
U3 2025Q3 500108 丙公司 \N \N 7 7 7 7 7
U1 2025Q4 500107 己公司 13900000001 c1 1 2 3 4 5
END
} >records

# found NAME TEXT: the rows of a result, cells joined by blanks.
found() {
    ecsum -q -f "$form" -p "$program" -d "$1" records 2>e | tail -n +2 | tr '\t' ' ' | sort >o
    printf '%s' "$2" >w; [ -z "$2" ] || echo >>w
    same w o "$1"
}
found A17_phone '2025Q3 13900000001 3'
found A17_client ''
found B23 '2025Q3 U3 500107 500108'
found B24 '2025Q3 甲公司 U1 U2'
found B25 '2025Q3 100 110 90 5 500 U1 U2'
finish
