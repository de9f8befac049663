#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The seed corpus through the fuzz targets, without libFuzzer.
set -eu
"$EC_BUILD/tests/fuzz/replay_load" "$EC_SRC/tests/fuzz/corpus/program" "$EC_SRC"/rules/*.vtl
"$EC_BUILD/tests/fuzz/replay_eval" "$EC_SRC/tests/fuzz/corpus/eval"
EC_FORM=$EC_SRC/tests/cases/read/small.tsv "$EC_BUILD/tests/fuzz/replay_read" "$EC_SRC/tests/fuzz/corpus/read"
"$EC_BUILD/tests/fuzz/replay_datasets" "$EC_SRC/tests/fuzz/corpus/datasets" "$EC_SRC"/tests/cases/vtl-manual/*/*/*.vtl
EC_FORM=$EC_SRC/tests/cases/read/small.tsv
export EC_FORM
for target in form lists changes dataset partial; do
    "$EC_BUILD/tests/fuzz/replay_$target" "$EC_SRC/tests/fuzz/corpus/$target"
done
