#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The cases of the rule library: tests/cases/rules/FILE.tsv (rule, expected, bindings) against rules/FILE.vtl. A case is a record of
# base.tsv with the values of its bindings put in; all cases of a file go through eccheck at once.
. "$EC_SRC/tests/suite/init.sh"
rules=$EC_SRC/rules
cases=$EC_SRC/tests/cases/rules
form=$rules/forms/st-quarterly.tsv
total=0

# stream TABLE CASES [RULE]: the records on standard output; with RULE only the cases of that rule that expect null.
stream() {
    awk -F'\t' -v table="$1" -v only="${3:-}" '
        FNR == 1 { file++; next }
        file == 1 { if ($1 == table) { name[++n] = $2; at[$2] = n; base[n] = $3 } next }
        FNR == 2 { line = "_file\t_line\t_rec"; for (i = 1; i <= n; i++) line = line "\t" name[i]; print line }
        only != "" && ($1 != only || $2 != "null") { next }
        {
            for (i = 1; i <= n; i++) cell[i] = base[i]
            pairs = split($3, pair, ";")
            for (k = 1; k <= pairs; k++) {
                eq = index(pair[k], "="); v = substr(pair[k], 1, eq - 1)
                if (!(v in at)) { print FILENAME ":" FNR ": base.tsv has no " table " " v >"/dev/stderr"; exit 1 }
                cell[at[v]] = substr(pair[k], eq + 1)
            }
            line = "cases\t" FNR "\t" FNR; for (i = 1; i <= n; i++) line = line "\t" cell[i]
            print line
        }' "$cases/base.tsv" "$2"
}

for f in "$cases"/*.tsv; do
    name=${f##*/}; name=${name%.tsv}
    [ "$name" != base ] || continue
    table=$(sed -n 's,^// Table: \([a-z_]*\)[.].*,\1,p' "$rules/$name.vtl")
    [ -n "$table" ] || { fail "$name.vtl does not say its table"; continue; }
    set -- -f "$form" -t "$table" -r "$rules/$name.vtl" -S 0 --fail-on never
    [ "$table" != enterprise ] || set -- "$@" -r "$rules/thresholds.vtl" -r "$rules/functions.vtl"
    awk -F'\t' 'FNR > 1 && $2 !~ /^(true|false|null)$/ { print FNR ": expected " $2; bad = 1 } END { exit bad }' "$f" || fail "$name.tsv"
    stream "$table" "$f" >records || { fail "$name: no records"; continue; }
    eccheck "$@" -F findings.tsv -o /dev/null records 2>messages || { fail "$name: eccheck: $(head -3 messages)"; continue; }

    # Failed exactly where the case says so; nothing went wrong in the evaluation, no rule lacked a column.
    awk -F'\t' '
        FNR == NR { if (FNR > 1 && $5 != "explained") { if ($5 == "failed") hit[$2, $9] = 1; else if ($2 !~ /^FORM-/) { print $2 ": " $5; bad = 1 } } next }
        FNR == 1 { next }
        ((($1, FNR) in hit) ? "false" : "not false") != ($2 == "false" ? "false" : "not false") {
            print FILENAME ":" FNR ": " $1 " should be " $2 " with " $3; bad = 1 }
        END { exit bad }' findings.tsv "$f" || fail "$name"
    total=$((total + $(wc -l <records) - 1))

    # Where null is expected, the rule was not applicable rather than passed.
    for rule in $(awk -F'\t' '$2 == "null" { print $1 }' "$f" | sort -u); do
        stream "$table" "$f" "$rule" >records
        want=$(($(wc -l <records) - 1))
        eccheck "$@" --only "$rule" -v -o /dev/null records >/dev/null 2>messages
        awk -v rule="$rule" -v want="$want" '$1 == rule && $3 == 0 && $4 == 0 && $5 == want && $6 == 0 { ok = 1 } END { exit !ok }' messages ||
            { fail "$name: $rule should be not applicable in $want records"; grep "^$rule " messages; }
    done
done
[ "$total" -ge 600 ] || fail "only $total cases"
finish
