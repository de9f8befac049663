#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What ecfix does to cells whose writing was spoilt (EP05 to EP21 of ecgen, but for those that concern the bytes of a whole
# file): restored to the value before, changed to another value (a wrong repair: must not be), not touched. Cells in which
# nothing was planted must keep their value. The same quarter without errors tells the value before.
. "$EC_SRC/tests/suite/init.sh"
. "$EC_SRC/tests/truth/lib.sh"
period=2025Q3
kinds=EP05,EP06,EP09,EP12,EP13,EP14,EP15,EP16,EP17,EP18,EP19,EP20,EP21

# read_quarter FOLDER OPTION...: the tables of a quarter, each unit a file.
read_quarter() {
    d=$1; shift
    rm -rf in; mkdir -p "$d"
    ecgen -q -f "$form" -n "$units" --seed "$s" --period $period "$@" -o in || die "ecgen, seed $s"
    find in -type f -print0 | LC_ALL=C sort -z | ecread -q -f "$form" --files0-from - --split "$d" -F /dev/null 2>e
    [ $? -le 1 ] || die "ecread, seed $s"
}

: >cells
for s in $seeds; do
    read_quarter clean
    read_quarter dirty --errors 100% --truth truth --kinds $kinds
    for t in $tables; do
        ecfix -q -f "$form" -t "$t" "dirty/$t.tsv" >fixed || die "ecfix, $t"
        awk -F'\t' -v OFS='\t' -v t="$t" -f "$EC_SRC/tests/truth/normalise.awk" truth "clean/$t.tsv" "dirty/$t.tsv" fixed >>cells
    done
    tail -n +2 truth | cut -f4 >>planted
done
[ "$(wc -l <cells)" -ge $(($(wc -l <planted) * 9 / 10)) ] || fail "only $(wc -l <cells) of $(wc -l <planted) planted cells were found again"

printf 'kind\tcells\trestored\trestored %%\tset to null\twrong repairs\tnot touched\n' >table
awk -F'\t' -v OFS='\t' '{ n[$1]++; c[$1, $2]++ } END { for (k in n) print k, n[k], c[k, "restored"] + 0, sprintf("%.1f", c[k, "restored"] * 100 / n[k]),
    c[k, "null"] + 0, c[k, "wrong"] + c[k, "stray"] + 0, c[k, "left"] + 0 }' cells | LC_ALL=C sort >>table
wrong=$(awk -F'\t' '$2 == "wrong" || $2 == "stray" { n++ } END { print n + 0 }' cells)
[ "$wrong" -eq 0 ] || { fail "$wrong wrong repairs"; awk -F'\t' '$2 == "wrong" || $2 == "stray"' cells | head -5 >&2; }

echo "## Writing put right"
echo
echo "$(wc -l <planted) submissions with one error of writing each (seeds $(echo $seeds)), through ecread and ecfix without any rule."
echo "*restored*: ecfix gives the value that stood there before (numbers compared as numbers, an empty cell is a null);"
echo "*set to null*: a token for nothing, where a value had stood: it cannot be known; *not touched*: the writing could mean"
echo "two things, or is no matter of writing, and stays for eccheck. No wrong repair is allowed."
echo
markdown table
cp cells "${EC_TRUTH_KEEP:-.}/normalise.tsv" 2>/dev/null || :
finish
