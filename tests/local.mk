# SPDX-License-Identifier: Apache-2.0


# Unit tests: one program a file, all with Check.
unit_tests =
unit_tests += tests/unit/test_recin
unit_tests += tests/unit/test_agg
unit_tests += tests/unit/test_finding
unit_tests += tests/unit/test_base
unit_tests += tests/unit/test_fix
unit_tests += tests/unit/test_form
unit_tests += tests/unit/test_pack
unit_tests += tests/unit/test_personal
unit_tests += tests/unit/test_chunk
unit_tests += tests/unit/test_stat
unit_tests += tests/unit/test_value
unit_tests += tests/unit/test_vtl

check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)

# Suite tests: shell scripts; they get the build folder and the source folder in the environment.
suite_tests =
suite_tests += tests/suite/eclint.sh
suite_tests += tests/suite/eclint-together.sh
suite_tests += tests/suite/eccheck-rules.sh
suite_tests += tests/suite/eccheck.sh
suite_tests += tests/suite/ecexpr.sh
suite_tests += tests/suite/ecoutlier.sh
suite_tests += tests/suite/ecform.sh
suite_tests += tests/suite/ecgen.sh
suite_tests += tests/suite/ecread.sh
suite_tests += tests/suite/read-paths.sh
suite_tests += tests/suite/encodings.sh
suite_tests += tests/suite/unread.sh
suite_tests += tests/suite/names.sh
suite_tests += tests/suite/keys-random.sh
suite_tests += tests/suite/keys.sh
suite_tests += tests/suite/pack-keys.sh
suite_tests += tests/suite/suggest-cases.sh
suite_tests += tests/suite/accept.sh
suite_tests += tests/suite/ecvtl-moving.sh
suite_tests += tests/suite/ecvtl-findings.sh
suite_tests += tests/suite/ecvtl-manual.sh
suite_tests += tests/suite/ecvtl-core.sh
suite_tests += tests/suite/ecvtl-hierarchy.sh
suite_tests += tests/suite/ecvtl-cases.sh
suite_tests += tests/suite/ecvtl-reference.sh
suite_tests += tests/suite/census.sh
suite_tests += tests/suite/chunks.sh
suite_tests += tests/suite/every-tool.sh
suite_tests += tests/suite/faults.sh
suite_tests += tests/suite/gen-clean.sh
suite_tests += tests/suite/history.sh
suite_tests += tests/suite/indicators.sh
suite_tests += tests/suite/quarter.sh
suite_tests += tests/suite/quarter-dataset.sh
suite_tests += tests/suite/quarter-edits.sh
suite_tests += tests/suite/quarter-personal.sh
suite_tests += tests/suite/quarter-run.sh
suite_tests += tests/suite/quarter-waves.sh
suite_tests += tests/suite/quarter-parts.sh
suite_tests += tests/suite/outputs.sh
suite_tests += tests/suite/fix-program.sh
suite_tests += tests/suite/fix-proof.sh
suite_tests += tests/suite/fix.sh
suite_tests += tests/suite/hierarchy.sh
suite_tests += tests/suite/grammar.sh
suite_tests += tests/suite/docs.sh
suite_tests += tests/suite/lint.sh
suite_tests += tests/suite/report.sh
suite_tests += tests/suite/report-numbers.sh
suite_tests += tests/suite/report-status.sh
suite_tests += tests/suite/merely-submitted.sh
suite_tests += tests/suite/merge-join.sh
suite_tests += tests/suite/linear.sh
suite_tests += tests/suite/manners.sh
suite_tests += tests/suite/recover.sh
suite_tests += tests/suite/rules-cases.sh
suite_tests += tests/suite/rules-clean.sh
suite_tests += tests/suite/rules-cross.sh
suite_tests += tests/suite/rules-library.sh
suite_tests += tests/suite/sheets.sh
suite_tests += tests/suite/stack.sh
suite_tests += tests/suite/suggest-truth.sh
suite_tests += tests/suite/suggest-units.sh
suite_tests += tests/suite/suggest.sh
suite_tests += tests/suite/truth.sh
suite_tests += tests/suite/pack.sh
suite_tests += tests/suite/personal.sh
suite_tests += tests/suite/plan.sh
suite_tests += tests/suite/pack-consumers.sh
suite_tests += tests/fuzz/mutate.sh
suite_tests += tests/fuzz/replay.sh
suite_tests += tests/vtl/cases.sh
suite_tests += tests/vtl/decimals.sh
suite_tests += tests/vtl/functions.sh
suite_tests += tests/suite/visible.sh
suite_tests += tests/suite/workbook.sh
suite_tests += tests/vtl/casts.sh
suite_tests += tests/vtl/expressions.sh
suite_tests += tests/vtl/comparisons.sh
TESTS += $(suite_tests)
TEST_EXTENSIONS = .sh
SH_LOG_COMPILER = sh
AM_TESTS_ENVIRONMENT = EC_BUILD='$(abs_builddir)' EC_SRC='$(abs_srcdir)' EC_TOOLS='$(ec_tools)' \
	PATH='$(abs_builddir)':"$$PATH"; CK_DEFAULT_TIMEOUT=300; export EC_BUILD EC_SRC EC_TOOLS PATH CK_DEFAULT_TIMEOUT;

# pack-consumers.sh may install R and SQLite; the examples of the manual that need them wait for it where both are run.
tests/suite/docs.log: $(filter tests/suite/pack-consumers.log,$(TEST_LOGS))

# Each unit test is one file; a new one needs a line in unit_tests and one here.
test_ldadd = $(LDADD) $(CHECK_LIBS)
tests_unit_test_recin_LDADD = $(test_ldadd)
tests_unit_test_finding_LDADD = $(test_ldadd)
tests_unit_test_agg_LDADD = $(test_ldadd)
tests_unit_test_base_LDADD = $(test_ldadd)
tests_unit_test_fix_LDADD = $(test_ldadd)
tests_unit_test_form_LDADD = $(test_ldadd)
tests_unit_test_pack_LDADD = $(test_ldadd) $(ISAL_LIBS)
tests_unit_test_personal_LDADD = $(test_ldadd)
tests_unit_test_stat_LDADD = $(test_ldadd)
tests_unit_test_value_LDADD = $(test_ldadd)
tests_unit_test_vtl_LDADD = $(test_ldadd)

# Small programs of the benchmark, made by make bench.
bench_programs = tests/bench/compare tests/bench/localise tests/bench/rawsax
EXTRA_PROGRAMS += $(bench_programs)
tests_bench_compare_LDADD =

.PHONY: lint bench bench-datasets faults fuzz-vtl valgrind
lint:
	$(AM_TESTS_ENVIRONMENT) CC='$(CC)' sh $(srcdir)/tests/suite/lint.sh

# Every call that can fail fails once (of the thousands for memory each tenth): compared with tests/faults/table.tsv, which a
# better faults.tsv may take the place of. Some minutes.
faults: all
	$(AM_TESTS_ENVIRONMENT) CC='$(CC)' python3 $(srcdir)/tests/faults/sweep.py --part :: --part :memory:10 \
	  --table faults.tsv --log faults.log --compare $(srcdir)/tests/faults/table.tsv

# Random programs on data sets against the reference, a range of seeds that no run has had: FUZZ_VTL="--from N --count N".
FUZZ_VTL = --from $$(date +%s)0 --count 5000
fuzz-vtl: all
	$(AM_TESTS_ENVIRONMENT) python3 $(srcdir)/tests/vtl/fuzz.py --tool $(abs_builddir)/ecvtl -j 2 --table $(FUZZ_VTL)

valgrind: all
	$(AM_TESTS_ENVIRONMENT) sh $(srcdir)/tests/faults/valgrind.sh

bench: all $(bench_programs)
	$(AM_TESTS_ENVIRONMENT) sh $(srcdir)/tests/bench/run.sh

bench-datasets: all $(bench_programs)
	$(AM_TESTS_ENVIRONMENT) sh $(srcdir)/tests/bench/datasets.sh

# Helpers of the tests: read questions on stdin, print answers.
check_PROGRAMS += tests/cases/run_suggest
check_PROGRAMS += tests/vtl/bench
check_PROGRAMS += tests/vtl/cases
check_PROGRAMS += tests/vtl/decfeed
check_PROGRAMS += tests/vtl/exprfeed
check_PROGRAMS += tests/vtl/roundtrip
check_PROGRAMS += tests/vtl/loads

# The fuzz targets: replayed over their corpus in make check; with --enable-fuzz (clang) libFuzzer drives them.
check_PROGRAMS += tests/fuzz/replay_load
check_PROGRAMS += tests/fuzz/replay_eval
check_PROGRAMS += tests/fuzz/replay_read
tests_fuzz_replay_load_SOURCES = tests/fuzz/replay.c tests/fuzz/vtl_load.c
tests_fuzz_replay_eval_SOURCES = tests/fuzz/replay.c tests/fuzz/vtl_eval.c
tests_fuzz_replay_read_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_read.c tests/fuzz/twin.c tests/fuzz/twin.h
tests_fuzz_replay_read_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
# Those that read files: TARGET of fuzz_TARGET.c, over tests/fuzz/corpus/TARGET.
check_PROGRAMS += tests/fuzz/replay_form
check_PROGRAMS += tests/fuzz/replay_lists
check_PROGRAMS += tests/fuzz/replay_changes
check_PROGRAMS += tests/fuzz/replay_dataset
check_PROGRAMS += tests/fuzz/replay_partial
check_PROGRAMS += tests/fuzz/replay_datasets
fuzz_given = tests/fuzz/given.c tests/fuzz/given.h
fuzz_cppflags = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_fuzz_replay_form_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_form.c $(fuzz_given)
tests_fuzz_replay_form_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_replay_lists_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_lists.c $(fuzz_given)
tests_fuzz_replay_lists_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_replay_changes_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_changes.c $(fuzz_given)
tests_fuzz_replay_changes_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_replay_dataset_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_dataset.c $(fuzz_given)
tests_fuzz_replay_dataset_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_replay_dataset_LDADD = $(LDADD) $(ISAL_LIBS)
tests_fuzz_replay_partial_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_partial.c $(fuzz_given)
tests_fuzz_replay_partial_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_replay_datasets_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_datasets.c
tests_fuzz_replay_datasets_CPPFLAGS = $(fuzz_cppflags)
if FUZZ
noinst_PROGRAMS += tests/fuzz/fuzz_datasets
tests_fuzz_fuzz_datasets_SOURCES = tests/fuzz/fuzz_datasets.c
tests_fuzz_fuzz_datasets_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_datasets_LDFLAGS = -fsanitize=fuzzer
noinst_PROGRAMS += tests/fuzz/fuzz_form
noinst_PROGRAMS += tests/fuzz/fuzz_lists
noinst_PROGRAMS += tests/fuzz/fuzz_changes
noinst_PROGRAMS += tests/fuzz/fuzz_dataset
noinst_PROGRAMS += tests/fuzz/fuzz_partial
tests_fuzz_fuzz_form_SOURCES = tests/fuzz/fuzz_form.c $(fuzz_given)
tests_fuzz_fuzz_form_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_form_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_lists_SOURCES = tests/fuzz/fuzz_lists.c $(fuzz_given)
tests_fuzz_fuzz_lists_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_lists_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_changes_SOURCES = tests/fuzz/fuzz_changes.c $(fuzz_given)
tests_fuzz_fuzz_changes_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_changes_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_dataset_SOURCES = tests/fuzz/fuzz_dataset.c $(fuzz_given)
tests_fuzz_fuzz_dataset_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_dataset_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_dataset_LDADD = $(LDADD) $(ISAL_LIBS)
tests_fuzz_fuzz_partial_SOURCES = tests/fuzz/fuzz_partial.c $(fuzz_given)
tests_fuzz_fuzz_partial_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_partial_LDFLAGS = -fsanitize=fuzzer
endif

check_PROGRAMS += tests/fuzz/mutate
tests_fuzz_mutate_SOURCES = tests/fuzz/mutate.c tests/fuzz/twin.c tests/fuzz/twin.h
tests_fuzz_mutate_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
if FUZZ
noinst_PROGRAMS += tests/fuzz/fuzz_load
noinst_PROGRAMS += tests/fuzz/fuzz_eval
tests_fuzz_fuzz_load_SOURCES = tests/fuzz/vtl_load.c
tests_fuzz_fuzz_eval_SOURCES = tests/fuzz/vtl_eval.c
tests_fuzz_fuzz_load_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_eval_LDFLAGS = -fsanitize=fuzzer
endif

# The reader of XML on damaged documents; the fuzz target compares the same ways of reading.
tests_unit_test_chunk_SOURCES = tests/unit/test_chunk.c tests/fuzz/twin.c tests/fuzz/twin.h
tests_unit_test_chunk_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_unit_test_chunk_LDADD = $(test_ldadd)
if FUZZ
noinst_PROGRAMS += tests/fuzz/fuzz_read
tests_fuzz_fuzz_read_SOURCES = tests/fuzz/fuzz_read.c tests/fuzz/twin.c tests/fuzz/twin.h
tests_fuzz_fuzz_read_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_fuzz_fuzz_read_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_read_LDADD = $(LDADD)
endif

# What the rules catch: rules/truth.md is made anew from planted errors.
.PHONY: truth
truth: all
	$(AM_TESTS_ENVIRONMENT) sh $(srcdir)/tests/truth/run.sh
