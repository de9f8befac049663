#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make truth: every script of this folder prints one section; together they are the page given, rules/truth.md. The page
# is replaced only when all of them succeeded.
set -u
: "${EC_SRC:?}" "${EC_BUILD:?}"
page=${1:-$EC_SRC/rules/truth.md}
here=$EC_SRC/tests/truth
status=0
{
    cat <<'TXT'
# What the census checks catch

Made by `make truth`; do not edit. Made-up quarters (ecgen(1)) with known errors go through the same tools and rules as
real ones. Real respondents err in other ways too: the figures say what the rules can do, not how good data will be.

TXT
    for script in "$here"/clean.sh "$here"/planted.sh "$here"/units.sh "$here"/edits.sh $(find "$here" -name '*.sh' | LC_ALL=C sort); do
        case ${script##*/} in run.sh | lib.sh | several.sh) continue ;; esac
        case " ${seen:-} " in *" $script "*) continue ;; esac
        [ -f "$script" ] || continue
        seen="${seen:-} $script"
        echo "truth: ${script##*/}" >&2
        sh "$script" || { echo "truth: ${script##*/} failed" >&2; status=1; }
        echo
    done
    [ $status -eq 0 ]
} >"$page.new" || { echo "truth: $page stays as it was; see $page.new" >&2; exit 1; }
mv "$page.new" "$page"
