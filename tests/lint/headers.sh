#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Each file of src is in the list that goes into the tarball. Each .c of the library has its .h, or is part of a family
# (NAME_part.c) that shares NAME_work.h. Each header compiles alone, says its purpose and its audience, and says something of each function; system headers of
# libraries are included by one file only.
set -eu
cd "${EC_SRC:-.}"
: "${CC:=cc}"
bad=0
flags="-std=c11 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -fsyntax-only -Wall -Wextra -Wno-unused-function -Isrc"
for c in $(find src -name '*.c' ! -path 'src/tools/*' | LC_ALL=C sort); do
    [ -f "${c%.c}.h" ] || [ -f "${c%_*}_work.h" ] || { echo "$c: no header of its name, nor one that its family shares"; bad=1; }
done
for f in $(find src -name '*.[ch]' -o -name '*.def' -o -name '*.sh' | LC_ALL=C sort); do
    grep -qE "(^| )$f( |\$)" src/local.mk || { echo "$f: not in src/local.mk, so not in the tarball"; bad=1; }
done
for h in $(find src -name '*.h' | LC_ALL=C sort); do
    printf '#include "%s"\nint ec_header_alone;\n' "${h#src/}" | $CC $flags -x c - || { echo "$h: does not compile alone"; bad=1; }
done
# A comment speaks for the declarations that follow it without an empty line. Bodies (inline functions) are passed over.
awk '
function complain(text) { print FILENAME ":" FNR ": " text; bad = 1 }
function done(    base) {
    if (file == "") return
    if (!purpose) { print file ": does not begin with its SPDX line and /* name: purpose"; bad = 1 }
    if (!audience) { print file ": names no audience"; bad = 1 }
}
FNR == 1 { done(); file = FILENAME; purpose = audience = said = inside = 0; name = FILENAME; sub(/.*\//, "", name); sub(/\.h$/, "", name) }
FNR == 3 && $0 ~ "^ [*] " name ": " { purpose = 1 }
/Audience:/ { audience = 1 }
/^\/\*/ { said = !/^\/\* ---- .* ---- \*\/$/ }
/^$/ { said = 0 }
/^[a-z_].*[a-z0-9_]\(/ && !/^(typedef|return)/ { if (!said && !/\/\*.*\*\/$/) complain("no word about: " $0) }
/^{/ { said = 0 }
END { done(); exit bad }' $(find src -name '*.h' | LC_ALL=C sort) || bad=1
only() { # header pattern, the one file that may include it
    for f in $(grep -lE "#[ ]*include <$1" $(find src -name '*.[ch]') || :); do
        case " $2 " in *" $f "*) ;; *) echo "$f: only $2 may include <$1"; bad=1;; esac
    done
}
only 'libxml/' 'src/io/xmlin.c'
only 'pcre2' 'src/value/regex.c'
exit $bad
