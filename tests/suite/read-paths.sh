#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Paths of forms: tests/cases/read/paths/NAME has form.tsv, in*.xml and want, the rows of all tables and what was found, by both
# parsers and by several threads. EC_TAKE=1 writes `want` anew.
. "$EC_SRC/tests/suite/init.sh"

# show FORM FILE...: rows without names of files, then findings as level, rule, line, variable and message.
show() {
    form=$1; shift
    rm -rf out
    ecread -q $options -f "$form" --split out -F f.tsv "$@" >o 2>e
    echo "status $?"
    for t in $(awk -F'\t' '$1 == "#table" && $3 != "-" {print $2}' "$form"); do
        echo "== $t"
        [ -f "out/$t.tsv" ] && awk -F'\t' -v OFS='\t' '{ sub(/.*\//, "", $1); NF--; print }' "out/$t.tsv"
    done
    echo "== findings"
    awk -F'\t' -v OFS='\t' 'NR > 1 { print $1, $2, $9, $12, $18 }' f.tsv
    [ -s f.tsv ] || cat e
}

n=0
for case in "$EC_SRC"/tests/cases/read/paths/*/; do
    n=$((n + 1))
    name=$(basename "$case")
    options=
    (cd "$case" && ls) | grep '^in' >inputs
    # shellcheck disable=SC2046 # the names have no blanks
    set -- $(sed "s|^|$case|" inputs)
    for options in '' '--parser=libxml2' '-j2'; do
        show "$case/form.tsv" "$@" | sed "s|$case/*||g" >got
        [ -n "${EC_TAKE:-}" ] && [ -z "$options" ] && cp got "$case/want"
        same "$case/want" got "$name $options"
    done
done
[ "$n" -ge 10 ] || fail "only $n cases"
finish
