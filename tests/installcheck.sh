#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What `make installcheck` runs, with the tools as operands: each installed tool with its page, and a small quarter with the installed
# data alone. bindir, mandir and pkgdatadir are the installed folders; EC_DATADIR is empty, or the folder of the data below DESTDIR.
set -eu
[ -n "${EC_DATADIR:-}" ] || unset EC_DATADIR
PATH=$bindir:$PATH
export PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() { echo "installcheck: $*" >&2; exit 1; }
for t in "$@"; do
    [ "$(command -v "$t")" = "$bindir/$t" ] || fail "$t is not in $bindir"
    [ "$("$t" --version | head -n 1)" = "$t (ectools) $EC_VERSION" ] || fail "$t --version says $("$t" --version)"
    [ -f "$mandir/man1/$t.1" ] || [ -f "$mandir/man1/$t.1.gz" ] || fail "$t has no page in $mandir/man1"
done
for page in man5/ecform.5 man5/ecrules.5 man5/ecstream.5 man5/ecdataset.5 man7/ectools.7 man7/ecplan.7; do
    [ -f "$mandir/$page" ] || [ -f "$mandir/$page.gz" ] || fail "$mandir/$page is missing"
done
ecgen -q -f st-quarterly -n 20 --errors 30% -o xml
ecread -q -f st-quarterly --split records -F read.tsv --fail-on=never xml/*/*.xml
eccheck -q -f st-quarterly -r "$pkgdatadir" -F findings.tsv --fail-on=never --keep=valid -o valid.tsv records/enterprise.tsv ||
    fail "eccheck with the installed rules"
ecpack -q -f st-quarterly -o dataset --fail-on=never valid.tsv
ecpack -q --verify dataset
status=0
ecquarter -q -f st-quarterly -o quarter xml || status=$?
[ $status -le 1 ] || fail "ecquarter ends with $status"
[ -s quarter/report.html ] || fail "ecquarter makes no report"
echo "installcheck: $# tools, right"
