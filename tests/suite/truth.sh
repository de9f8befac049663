#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The proof of make truth on small quarters: clean ones stay quiet, planted errors of each kind and violations of each edit
# are caught. The shipped page, rules/truth.md, is that of the full run: it names each kind and each edit.
. "$EC_SRC/tests/suite/init.sh"
here=$EC_SRC/tests/truth
page=$EC_SRC/rules/truth.md
export EC_TRUTH_UNITS=450 EC_TRUTH_SEEDS=7 EC_TRUTH_PERIODS='2025Q1 2025Q3' EC_TRUTH_SHARE=60%

for script in clean planted; do
    sh "$here/$script.sh" >"$script.md" 2>e || { fail "$script.sh"; head -20 e; }
    grep -q '^| ' "$script.md" || fail "$script.sh: no table"
done
EC_TRUTH_UNITS=1000 EC_TRUTH_LIMIT=3 sh "$here/edits.sh" >edits.md 2>e || { fail "edits.sh"; head -20 e; }

ecgen --list-kinds | awk '{ print $1 }' | sort >made
tail -n +2 "$here/floors.tsv" | cut -f1 | sort >wanted
same made wanted "floors.tsv and ecgen --list-kinds"

# The page: sections of the scripts, each kind and each edit of the catalogue on a line.
sed -n '/^## Kinds/,/^## Edits/s/^| \(\(EP\|XML-\)[A-Z0-9]*\) .*/\1/p' "$page" | sort >shown
same made shown "kinds of rules/truth.md"
tail -n +2 "$EC_SRC/rules/coverage.tsv" | cut -f1 >edits
for f in "$page" edits.md; do
    sed -n 's/^| \([A-K][0-9][0-9]\) .*/\1/p' "$f" >shown
    same edits shown "edits of ${f##*/}"
done
finish
