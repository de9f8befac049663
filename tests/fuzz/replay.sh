#!/bin/sh
# The seed corpus through the fuzz targets, without libFuzzer.
set -eu
"$EC_BUILD/tests/fuzz/replay_load" "$EC_SRC/tests/fuzz/corpus/program" "$EC_SRC"/rules/*.vtl
"$EC_BUILD/tests/fuzz/replay_eval" "$EC_SRC/tests/fuzz/corpus/eval"
