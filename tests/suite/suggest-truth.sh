#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The suggestions of ecsuggest against planted errors: what is suggested must be right, and what can be found must be found. A small
# run of tests/truth/suggest.sh; floors in per cent.
. "$EC_SRC/tests/suite/init.sh"
EC_TRUTH_UNITS=150 EC_TRUTH_SEEDS=900 sh "$EC_SRC/tests/truth/suggest.sh" --tsv >table || fail "the measurement did not run"
[ "$(wc -l <table)" -gt 20 ] || fail "no table"
# floor WHAT NAME PRECISION RECALL LEAST: at least LEAST right values.
floor() {
    awk -F'\t' -v w="$1" -v n="$2" -v p="$3" -v r="$4" -v least="$5" '$1 == w && $2 == n { seen = 1
        good = $5 >= least && $5 * 100 >= ($5 + $6) * p && (r == "-" || $8 >= r); if (!good) print }
        END { exit !(seen && good) }' table || fail "$1 $2: precision $3, recall $4, at least $5 right"
}
floor method unit-record 99 - 500
floor method unit-cell 99 - 100
floor method sign 99 - 5
floor method swap 99 - 100
floor method years 99 - 100
floor method quarter 99 - 20
floor method typo 90 - 1
floor grade A 99 - 500
floor grade B 99 - 50
floor grade C 85 - 5
floor method deduce 99 - 3
floor kind EP01 99 95 100
floor kind EP02 99 95 100
floor kind cell-yuan 99 80 100
floor kind EP28 95 80 5
floor kind pair-years 99 60 100
# Nothing is suggested for records that have no error, or a residue of rounding.
awk -F'\t' '$2 == "(none)" || $2 == "EP30" { n++; bad += $5 + $6 } END { exit !(n == 2 && bad == 0) }' table || { fail "suggestions without an error"; grep -e none -e EP30 table; }
[ $failures -eq 0 ] || cat table
finish
