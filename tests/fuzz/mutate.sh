#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The submissions of the fixtures and of the cases, damaged at random by a seed (mutate.c). EC_MUTATIONS: how many, EC_SEED: which.
set -eu
n=${EC_MUTATIONS:-1200} seed=${EC_SEED:-1}
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
f=$EC_SRC/rules/forms
# form: its files; a third, a third, and small shares.
"$EC_BUILD/tests/fuzz/mutate" $((n / 3)) "$seed" "$EC_SRC/tests/cases/recover/form.tsv" "$EC_SRC"/tests/cases/recover/*.xml
"$EC_BUILD/tests/fuzz/mutate" $((n / 3)) "$seed" "$f/st-quarterly.tsv" "$EC_SRC"/fixtures/xml/*.xml
"$EC_BUILD/tests/fuzz/mutate" $((n / 6)) "$seed" "$f/retail-monthly.tsv" "$EC_SRC"/fixtures/retail/*.xml
"$EC_BUILD/tests/fuzz/mutate" $((n / 12)) "$seed" "$f/sdmx-generic.tsv" "$EC_SRC"/fixtures/sdmx/*.xml
"$EC_BUILD/tests/fuzz/mutate" $((n / 12)) "$seed" "$EC_SRC/tests/cases/read/small.tsv" "$EC_SRC/tests/cases/read/small.xml"
