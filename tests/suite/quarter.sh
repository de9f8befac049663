#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The shipped quarter is what its make.sh makes.
. "$EC_SRC/tests/suite/init.sh"
shipped=$EC_SRC/fixtures/quarter-2025Q3
sh "$shipped/make.sh" "$work" 2>e || { fail "make.sh"; cat e; }
for f in truth.tsv register.tsv; do cmp -s "$f" "$shipped/$f" || fail "$f is another one"; done
diff -rq 000 "$shipped/000" >d || fail "$(grep -c . d) files are others"
[ "$failures" -eq 0 ] || echo "The form or ecgen has changed: run PATH=$EC_BUILD:\$PATH sh fixtures/quarter-2025Q3/make.sh and commit the result."
[ "$(find 000 -name '*.xml' | wc -l)" -eq 300 ] || fail "not 300 files"
[ "$(sed 1d truth.tsv | cut -f1 | sort -u | wc -l)" -gt 50 ] || fail "hardly any errors"
finish
