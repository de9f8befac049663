#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Commits since the one that HACKING.md names: a subject of at most 72 characters and a body that says why. Looks at the history
# of a checkout; a tarball has none.
set -eu
cd "${EC_SRC:-.}"
LC_ALL=C.UTF-8
export LC_ALL
base=$(sed -nE 's/.*since commit `([0-9a-f]{7,40})`.*/\1/p' HACKING.md)
[ -n "$base" ] || { echo "HACKING.md names no commit to begin with"; exit 1; }
[ -e .git ] && command -v git >/dev/null 2>&1 || { echo "SKIP: no checkout: commits were not looked at" >&2; exit 0; }
git cat-file -e "$base^{commit}" 2>/dev/null || { echo "SKIP: the history does not reach $base: commits were not looked at" >&2; exit 0; }
git log --no-merges --format='%h%x09%s%x09%b%x03' "$base..HEAD" | awk -v RS='\003' -F'\t' '
{ sub(/^\n/, "", $1) }
$1 == "" { next }
length($2) > 72 { print $1 ": the subject has " length($2) " characters: " $2; bad = 1 }
{ body = $3; gsub(/[ \n]/, "", body) }
body == "" { print $1 ": no body that says why: " $2; bad = 1 }
END { exit bad }'
