# The tools: programs, tests and man pages all loop over this list.
ec_tools =

bin_PROGRAMS += $(ec_tools)
noinst_LIBRARIES += src/libec.a

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
	src/value/period.c \
	src/value/period.h \
	src/value/regex.c \
	src/value/regex.h \
	src/value/schema.c \
	src/value/schema.h \
	src/value/type.c \
	src/value/type.h \
	src/value/value.c \
	src/value/value.h
