#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# valgrind.sh [TOOL...]: the runs of runs.tsv under memcheck and under helgrind (or the tools of valgrind that are named). Prints what
# each found; status 1 when something was. EC_BUILD and EC_SRC as in the suite. A tool may end without giving back what it holds, so
# that only what nothing points to any more counts as lost.
. "$EC_SRC/tests/suite/init.sh"
command -v valgrind >/dev/null 2>&1 || skip "no valgrind"
here=$EC_SRC/tests/faults
EC_DATADIR=$EC_SRC/rules SOURCE_DATE_EPOCH=1760000000
export EC_DATADIR SOURCE_DATE_EPOCH
mkdir in && (cd in && sh "$here/inputs.sh" 1) || exit 99
[ $# -gt 0 ] || set -- memcheck helgrind

for kind in "$@"; do
    case $kind in memcheck) more="--leak-check=full --errors-for-leak-kinds=definite --show-leak-kinds=definite";; *) more=;; esac
    grep -v '^#' "$here/runs.tsv" >runs
    while IFS="$(printf '\t')" read -r name command; do
        rm -rf out; mkdir out
        command=$(printf '%s\n' "$command" | sed -e "s#@I#$work/in#g" -e "s#@S#$EC_SRC#g")
        (cd out && eval "exec valgrind -q --tool=$kind $more --suppressions='$here/valgrind.supp' --log-file='$work/log' --error-exitcode=99 $command" \
            >/dev/null 2>"$work/e" </dev/null); got=$?
        case $got in
        0 | 1) echo "$kind: $name: nothing";;
        *) fail "$kind: $name: status $got"; head -60 log; head -5 e;;
        esac
    done <runs
done
finish
