# The tools: programs, tests and man pages all loop over this list.
ec_tools =
ec_tools += eccheck
ec_tools += ecexpr
ec_tools += ecfix
ec_tools += ecgen
ec_tools += ecjoin
ec_tools += ecmerge
ec_tools += ecpack
ec_tools += ecoutlier
ec_tools += ecreport

bin_PROGRAMS += $(ec_tools)
noinst_LIBRARIES += src/libec.a

src_libec_a_SOURCES =
src_libec_a_SOURCES += src/base/arena.c
src_libec_a_SOURCES += src/base/arena.h
src_libec_a_SOURCES += src/base/buf.c
src_libec_a_SOURCES += src/base/buf.h
src_libec_a_SOURCES += src/base/diag.c
src_libec_a_SOURCES += src/base/diag.def
src_libec_a_SOURCES += src/base/diag.h
src_libec_a_SOURCES += src/base/intern.c
src_libec_a_SOURCES += src/base/intern.h
src_libec_a_SOURCES += src/base/mem.c
src_libec_a_SOURCES += src/base/mem.h
src_libec_a_SOURCES += src/base/pool.c
src_libec_a_SOURCES += src/base/pool.h
src_libec_a_SOURCES += src/base/sha256.c
src_libec_a_SOURCES += src/base/sha256.h
src_libec_a_SOURCES += src/base/str.c
src_libec_a_SOURCES += src/base/str.h
src_libec_a_SOURCES += src/base/utf8.c
src_libec_a_SOURCES += src/base/utf8.h
src_libec_a_SOURCES += src/cli/columns.c
src_libec_a_SOURCES += src/cli/columns.h
src_libec_a_SOURCES += src/cli/findopt.c
src_libec_a_SOURCES += src/cli/findopt.h
src_libec_a_SOURCES += src/cli/opt.c
src_libec_a_SOURCES += src/cli/opt.h
src_libec_a_SOURCES += src/cli/tool.c
src_libec_a_SOURCES += src/cli/tool.h
src_libec_a_SOURCES += src/edit/accept.c
src_libec_a_SOURCES += src/edit/accept.h
src_libec_a_SOURCES += src/edit/changes.c
src_libec_a_SOURCES += src/edit/changes.h
src_libec_a_SOURCES += src/edit/cleaner.c
src_libec_a_SOURCES += src/edit/cleaner.h
src_libec_a_SOURCES += src/edit/normalise.c
src_libec_a_SOURCES += src/edit/normalise.h
src_libec_a_SOURCES += src/edit/patch.c
src_libec_a_SOURCES += src/edit/patch.h
src_libec_a_SOURCES += src/edit/splice.c
src_libec_a_SOURCES += src/edit/splice.h
src_libec_a_SOURCES += src/edit/unitword.c
src_libec_a_SOURCES += src/edit/unitword.h
src_libec_a_SOURCES += src/edit/uscc.c
src_libec_a_SOURCES += src/edit/uscc.h
src_libec_a_SOURCES += src/form/baseline.c
src_libec_a_SOURCES += src/form/baseline.h
src_libec_a_SOURCES += src/form/codelist.c
src_libec_a_SOURCES += src/form/codelist.h
src_libec_a_SOURCES += src/form/constrain.c
src_libec_a_SOURCES += src/form/constrain.h
src_libec_a_SOURCES += src/form/explained.c
src_libec_a_SOURCES += src/form/explained.h
src_libec_a_SOURCES += src/form/folder.c
src_libec_a_SOURCES += src/form/folder.h
src_libec_a_SOURCES += src/form/form.c
src_libec_a_SOURCES += src/form/form.h
src_libec_a_SOURCES += src/form/load.c
src_libec_a_SOURCES += src/form/load.h
src_libec_a_SOURCES += src/form/messages.c
src_libec_a_SOURCES += src/form/messages.h
src_libec_a_SOURCES += src/form/pattern.c
src_libec_a_SOURCES += src/form/pattern.h
src_libec_a_SOURCES += src/form/seen.c
src_libec_a_SOURCES += src/form/seen.h
src_libec_a_SOURCES += src/form/sheet.c
src_libec_a_SOURCES += src/form/sheet.h
src_libec_a_SOURCES += src/form/subject.c
src_libec_a_SOURCES += src/form/subject.h
src_libec_a_SOURCES += src/gen/census.c
src_libec_a_SOURCES += src/gen/census.h
src_libec_a_SOURCES += src/gen/census_groups.c
src_libec_a_SOURCES += src/gen/census_groups.h
src_libec_a_SOURCES += src/gen/census_put.c
src_libec_a_SOURCES += src/gen/census_put.h
src_libec_a_SOURCES += src/gen/census_unit.c
src_libec_a_SOURCES += src/gen/census_unit.h
src_libec_a_SOURCES += src/gen/census_vars.c
src_libec_a_SOURCES += src/gen/census_vars.def
src_libec_a_SOURCES += src/gen/census_vars.h
src_libec_a_SOURCES += src/gen/code.c
src_libec_a_SOURCES += src/gen/code.h
src_libec_a_SOURCES += src/gen/draw.c
src_libec_a_SOURCES += src/gen/draw.h
src_libec_a_SOURCES += src/gen/firm.c
src_libec_a_SOURCES += src/gen/firm.h
src_libec_a_SOURCES += src/gen/generator.c
src_libec_a_SOURCES += src/gen/generator.h
src_libec_a_SOURCES += src/gen/generic.c
src_libec_a_SOURCES += src/gen/generic.h
src_libec_a_SOURCES += src/gen/name.c
src_libec_a_SOURCES += src/gen/name.h
src_libec_a_SOURCES += src/gen/plant.c
src_libec_a_SOURCES += src/gen/plant.def
src_libec_a_SOURCES += src/gen/plant.h
src_libec_a_SOURCES += src/gen/plant_cell.c
src_libec_a_SOURCES += src/gen/plant_cell.h
src_libec_a_SOURCES += src/gen/plant_record.c
src_libec_a_SOURCES += src/gen/plant_record.h
src_libec_a_SOURCES += src/gen/plant_work.c
src_libec_a_SOURCES += src/gen/plant_work.h
src_libec_a_SOURCES += src/gen/profile.c
src_libec_a_SOURCES += src/gen/profile.h
src_libec_a_SOURCES += src/gen/record.c
src_libec_a_SOURCES += src/gen/record.h
src_libec_a_SOURCES += src/gen/shape.c
src_libec_a_SOURCES += src/gen/shape.h
src_libec_a_SOURCES += src/gen/spoil.c
src_libec_a_SOURCES += src/gen/spoil.h
src_libec_a_SOURCES += src/io/in.c
src_libec_a_SOURCES += src/io/in.h
src_libec_a_SOURCES += src/io/out.c
src_libec_a_SOURCES += src/io/out.h
src_libec_a_SOURCES += src/pack/block.c
src_libec_a_SOURCES += src/pack/block.h
src_libec_a_SOURCES += src/pack/csv.c
src_libec_a_SOURCES += src/pack/csv.h
src_libec_a_SOURCES += src/pack/csvin.c
src_libec_a_SOURCES += src/pack/csvin.h
src_libec_a_SOURCES += src/pack/dataset.c
src_libec_a_SOURCES += src/pack/dataset.h
src_libec_a_SOURCES += src/pack/gzin.c
src_libec_a_SOURCES += src/pack/gzin.h
src_libec_a_SOURCES += src/pack/rowkeys.c
src_libec_a_SOURCES += src/pack/rowkeys.h
src_libec_a_SOURCES += src/pack/verify.c
src_libec_a_SOURCES += src/pack/verify.h
src_libec_a_SOURCES += src/pack/datapackage.c
src_libec_a_SOURCES += src/pack/datapackage.h
src_libec_a_SOURCES += src/pack/dataset.c
src_libec_a_SOURCES += src/pack/dataset.h
src_libec_a_SOURCES += src/pack/fit.c
src_libec_a_SOURCES += src/pack/fit.h
src_libec_a_SOURCES += src/pack/gzin.c
src_libec_a_SOURCES += src/pack/gzin.h
src_libec_a_SOURCES += src/pack/gzout.c
src_libec_a_SOURCES += src/pack/gzout.h
src_libec_a_SOURCES += src/pack/json.c
src_libec_a_SOURCES += src/pack/json.h
src_libec_a_SOURCES += src/pack/loader.c
src_libec_a_SOURCES += src/pack/loader.h
src_libec_a_SOURCES += src/pack/keyset.c
src_libec_a_SOURCES += src/pack/keyset.h
src_libec_a_SOURCES += src/pack/refusal.c
src_libec_a_SOURCES += src/pack/refusal.h
src_libec_a_SOURCES += src/pack/verify.c
src_libec_a_SOURCES += src/pack/verify.h
src_libec_a_SOURCES += src/rec/builtin.c
src_libec_a_SOURCES += src/rec/builtin.def
src_libec_a_SOURCES += src/rec/builtin.h
src_libec_a_SOURCES += src/rec/cell.c
src_libec_a_SOURCES += src/rec/cell.h
src_libec_a_SOURCES += src/rec/extsort.c
src_libec_a_SOURCES += src/rec/extsort.h
src_libec_a_SOURCES += src/rec/finding.c
src_libec_a_SOURCES += src/rec/finding.h
src_libec_a_SOURCES += src/rec/join.c
src_libec_a_SOURCES += src/rec/join.h
src_libec_a_SOURCES += src/rec/json.c
src_libec_a_SOURCES += src/rec/json.h
src_libec_a_SOURCES += src/rec/merge.c
src_libec_a_SOURCES += src/rec/merge.h
src_libec_a_SOURCES += src/rec/recin.c
src_libec_a_SOURCES += src/rec/recin.h
src_libec_a_SOURCES += src/rec/recout.c
src_libec_a_SOURCES += src/rec/recout.h
src_libec_a_SOURCES += src/rec/sink.h
src_libec_a_SOURCES += src/rec/sink_junit.c
src_libec_a_SOURCES += src/rec/sink_junit.h
src_libec_a_SOURCES += src/rec/sink_sarif.c
src_libec_a_SOURCES += src/rec/sink_sarif.h
src_libec_a_SOURCES += src/rec/sink_table.c
src_libec_a_SOURCES += src/rec/sink_table.h
src_libec_a_SOURCES += src/rec/sink_text.c
src_libec_a_SOURCES += src/rec/sink_text.h
src_libec_a_SOURCES += src/rec/sortkey.c
src_libec_a_SOURCES += src/rec/sortkey.h
src_libec_a_SOURCES += src/rec/verdict.c
src_libec_a_SOURCES += src/rec/verdict.h
src_libec_a_SOURCES += src/report/chart.c
src_libec_a_SOURCES += src/report/chart.h
src_libec_a_SOURCES += src/report/collect.c
src_libec_a_SOURCES += src/report/collect.h
src_libec_a_SOURCES += src/report/html.c
src_libec_a_SOURCES += src/report/html.h
src_libec_a_SOURCES += src/report/letter.c
src_libec_a_SOURCES += src/report/letter.h
src_libec_a_SOURCES += src/report/markup.c
src_libec_a_SOURCES += src/report/markup.h
src_libec_a_SOURCES += src/report/model.c
src_libec_a_SOURCES += src/report/model.h
src_libec_a_SOURCES += src/report/text.c
src_libec_a_SOURCES += src/report/text.h
src_libec_a_SOURCES += src/report/words.c
src_libec_a_SOURCES += src/report/words.def
src_libec_a_SOURCES += src/report/words.h
src_libec_a_SOURCES += src/stat/agg.c
src_libec_a_SOURCES += src/stat/agg.h
src_libec_a_SOURCES += src/stat/calls.c
src_libec_a_SOURCES += src/stat/calls.h
src_libec_a_SOURCES += src/stat/classes.c
src_libec_a_SOURCES += src/stat/classes.h
src_libec_a_SOURCES += src/stat/current.c
src_libec_a_SOURCES += src/stat/current.h
src_libec_a_SOURCES += src/stat/fence.c
src_libec_a_SOURCES += src/stat/fence.h
src_libec_a_SOURCES += src/stat/hb.c
src_libec_a_SOURCES += src/stat/hb.h
src_libec_a_SOURCES += src/stat/outlier.c
src_libec_a_SOURCES += src/stat/outlier.h
src_libec_a_SOURCES += src/stat/quantile.c
src_libec_a_SOURCES += src/stat/quantile.h
src_libec_a_SOURCES += src/stat/real.c
src_libec_a_SOURCES += src/stat/real.h
src_libec_a_SOURCES += src/stat/score.c
src_libec_a_SOURCES += src/stat/score.h
src_libec_a_SOURCES += src/stat/wide.c
src_libec_a_SOURCES += src/stat/wide.h
src_libec_a_SOURCES += src/value/date.c
src_libec_a_SOURCES += src/value/date.h
src_libec_a_SOURCES += src/value/dec.c
src_libec_a_SOURCES += src/value/dec.h
src_libec_a_SOURCES += src/value/decmath.c
src_libec_a_SOURCES += src/value/decmath.h
src_libec_a_SOURCES += src/value/period.c
src_libec_a_SOURCES += src/value/period.h
src_libec_a_SOURCES += src/value/regex.c
src_libec_a_SOURCES += src/value/regex.h
src_libec_a_SOURCES += src/value/schema.c
src_libec_a_SOURCES += src/value/schema.h
src_libec_a_SOURCES += src/value/type.c
src_libec_a_SOURCES += src/value/type.h
src_libec_a_SOURCES += src/value/value.c
src_libec_a_SOURCES += src/value/value.h

eccheck_SOURCES = src/tools/eccheck.c
ecexpr_SOURCES = src/tools/ecexpr.c
ecfix_SOURCES = src/tools/ecfix.c
ecgen_SOURCES = src/tools/ecgen.c
ecjoin_SOURCES = src/tools/ecjoin.c
ecmerge_SOURCES = src/tools/ecmerge.c
ecpack_SOURCES = src/tools/ecpack.c
ecoutlier_SOURCES = src/tools/ecoutlier.c
ecreport_SOURCES = src/tools/ecreport.c
src_libec_a_SOURCES += src/report/chart.c
src_libec_a_SOURCES += src/report/chart.h
src_libec_a_SOURCES += src/report/collect.c
src_libec_a_SOURCES += src/report/collect.h
src_libec_a_SOURCES += src/report/html.c
src_libec_a_SOURCES += src/report/html.h
src_libec_a_SOURCES += src/report/letter.c
src_libec_a_SOURCES += src/report/letter.h
src_libec_a_SOURCES += src/report/markup.c
src_libec_a_SOURCES += src/report/markup.h
src_libec_a_SOURCES += src/report/model.c
src_libec_a_SOURCES += src/report/model.h
src_libec_a_SOURCES += src/report/text.c
src_libec_a_SOURCES += src/report/text.h
src_libec_a_SOURCES += src/report/words.c
src_libec_a_SOURCES += src/report/words.h
src_libec_a_SOURCES += src/report/words.def
src_libec_a_SOURCES += src/cli/findopt.c
src_libec_a_SOURCES += src/cli/findopt.h
src_libec_a_SOURCES += src/form/constrain.c
src_libec_a_SOURCES += src/form/constrain.h
src_libec_a_SOURCES += src/form/keyset.c
src_libec_a_SOURCES += src/form/keyset.h
src_libec_a_SOURCES += src/form/subject.c
src_libec_a_SOURCES += src/form/subject.h
src_libec_a_SOURCES = \
	src/base/arena.c \
	src/base/arena.h \
	src/base/buf.c \
	src/base/buf.h \
	src/base/diag.c \
	src/base/diag.def \
	src/base/diag.h \
	src/base/intern.c \
	src/base/intern.h \
	src/base/mem.c \
	src/base/mem.h \
	src/base/pool.c \
	src/base/pool.h \
	src/base/sha256.c \
	src/base/sha256.h \
	src/base/str.c \
	src/base/str.h \
	src/base/utf8.c \
	src/base/utf8.h \
	src/cli/opt.c \
	src/cli/opt.h \
	src/cli/tool.c \
	src/cli/tool.h \
	src/io/in.c \
	src/io/in.h \
	src/io/out.c \
	src/io/out.h \
	src/pack/block.c \
	src/pack/block.h \
	src/pack/gzout.c \
	src/pack/gzout.h \
	src/rec/cell.c \
	src/rec/cell.h \
	src/rec/finding.h \
	src/rec/recin.c \
	src/rec/recin.h \
	src/rec/recout.c \
	src/rec/recout.h \
	src/value/date.c \
	src/value/date.h \
	src/value/dec.c \
	src/value/dec.h \
	src/value/decmath.c \
	src/value/decmath.h \
	src/value/letter.c \
	src/value/letter.def \
	src/value/letter.h \
	src/value/period.c \
	src/value/period.h \
	src/value/regex.c \
	src/value/regex.h \
	src/value/schema.c \
	src/value/schema.h \
	src/value/type.c \
	src/value/type.h \
	src/value/value.c \
	src/value/value.h \
	src/vtl/ast.c \
	src/vtl/ast.h \
	src/vtl/bind.c \
	src/vtl/bind.h \
	src/vtl/builtin.c \
	src/vtl/builtin.def \
	src/vtl/builtin.h \
	src/vtl/check.c \
	src/vtl/check.h \
	src/vtl/code.c \
	src/vtl/code.h \
	src/vtl/compile.c \
	src/vtl/compile.h \
	src/vtl/error.def \
	src/vtl/eval.c \
	src/vtl/eval.h \
	src/vtl/expression.c \
	src/vtl/expression.h \
	src/vtl/func.c \
	src/vtl/func.h \
	src/vtl/hier.c \
	src/vtl/hier.h \
	src/vtl/host.h \
	src/vtl/lex.c \
	src/vtl/lex.h \
	src/vtl/load.c \
	src/vtl/load.h \
	src/vtl/op.def \
	src/vtl/parse.c \
	src/vtl/parse.h \
	src/vtl/print.c \
	src/vtl/print.h \
	src/vtl/ruleset.h \
	src/vtl/source.c \
	src/vtl/source.h \
	src/vtl/token.def \
	src/vtl/vm.c \
	src/vtl/vm.h
src_libec_a_SOURCES += src/value/letter.c
src_libec_a_SOURCES += src/value/letter.def
src_libec_a_SOURCES += src/value/letter.h
src_libec_a_SOURCES += src/vtl/ast.c
src_libec_a_SOURCES += src/vtl/ast.h
src_libec_a_SOURCES += src/vtl/bind.c
src_libec_a_SOURCES += src/vtl/bind.h
src_libec_a_SOURCES += src/vtl/builtin.c
src_libec_a_SOURCES += src/vtl/builtin.def
src_libec_a_SOURCES += src/vtl/builtin.h
src_libec_a_SOURCES += src/vtl/check.c
src_libec_a_SOURCES += src/vtl/check.h
src_libec_a_SOURCES += src/vtl/code.c
src_libec_a_SOURCES += src/vtl/code.h
src_libec_a_SOURCES += src/vtl/compile.c
src_libec_a_SOURCES += src/vtl/compile.h
src_libec_a_SOURCES += src/vtl/error.def
src_libec_a_SOURCES += src/vtl/eval.c
src_libec_a_SOURCES += src/vtl/eval.h
src_libec_a_SOURCES += src/vtl/expression.c
src_libec_a_SOURCES += src/vtl/expression.h
src_libec_a_SOURCES += src/vtl/func.c
src_libec_a_SOURCES += src/vtl/func.h
src_libec_a_SOURCES += src/vtl/hier.c
src_libec_a_SOURCES += src/vtl/hier.h
src_libec_a_SOURCES += src/vtl/host.h
src_libec_a_SOURCES += src/vtl/lex.c
src_libec_a_SOURCES += src/vtl/lex.h
src_libec_a_SOURCES += src/vtl/load.c
src_libec_a_SOURCES += src/vtl/load.h
src_libec_a_SOURCES += src/vtl/op.def
src_libec_a_SOURCES += src/vtl/parse.c
src_libec_a_SOURCES += src/vtl/parse.h
src_libec_a_SOURCES += src/vtl/print.c
src_libec_a_SOURCES += src/vtl/print.h
src_libec_a_SOURCES += src/vtl/ruleset.h
src_libec_a_SOURCES += src/vtl/source.c
src_libec_a_SOURCES += src/vtl/source.h
src_libec_a_SOURCES += src/vtl/token.def
src_libec_a_SOURCES += src/vtl/vm.c
src_libec_a_SOURCES += src/vtl/vm.h
