#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every tool has a man page; pages pass mandoc -Tlint; each long option of --help stands in the page, and the reverse.
set -eu
cd "${EC_SRC:-.}"
bad=0
for t in ${EC_TOOLS:-} ecquarter; do
    page="man/$t.1"
    [ -f "$page" ] || { echo "$t: no $page"; bad=1; continue; }
    if [ -x "${EC_BUILD:-}/$t" ]; then
        "$EC_BUILD/$t" --help | grep -oE '(^|[ ,])--[a-z0-9-]+' | tr -d ' ,' | sort -u >"${TMPDIR:-/tmp}/help.$$"
        sed 's/\\-/-/g' "$page" | grep -oE '^\.It.*' | grep -oE 'Fl (Fl |-)[a-z0-9-]+' | sed -E 's/^Fl (Fl |-)/--/' | sort -u >"${TMPDIR:-/tmp}/page.$$"
        diff "${TMPDIR:-/tmp}/help.$$" "${TMPDIR:-/tmp}/page.$$" >"${TMPDIR:-/tmp}/diff.$$" ||
            { echo "$page: options differ from --help (< help, > page):"; cat "${TMPDIR:-/tmp}/diff.$$"; bad=1; }
        rm -f "${TMPDIR:-/tmp}"/help.$$ "${TMPDIR:-/tmp}"/page.$$ "${TMPDIR:-/tmp}"/diff.$$
    fi
done
if command -v mandoc >/dev/null 2>&1; then
    for page in man/*.[157]; do
        [ -e "$page" ] || continue
        out=$(mandoc -Tlint -W style "$page" 2>&1 | grep -vE 'referenced manual not found|outdated mandoc.db' || :)
        [ -z "$out" ] || { echo "$out"; bad=1; }
    done
else
    echo "SKIP: mandoc is not installed" >&2
fi
exit $bad
