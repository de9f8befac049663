#!/bin/sh
# Each header compiles alone, and system headers of libraries are included by one file only.
set -eu
cd "${EC_SRC:-.}"
: "${CC:=cc}"
bad=0
flags="-std=c11 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -fsyntax-only -Wall -Wextra -Wno-unused-function -Isrc"
for h in $(find src -name '*.h' | LC_ALL=C sort); do
    printf '#include "%s"\nint ec_header_alone;\n' "${h#src/}" | $CC $flags -x c - || { echo "$h: does not compile alone"; bad=1; }
done
only() { # header pattern, the one file that may include it
    for f in $(grep -lE "#[ ]*include <$1" $(find src -name '*.[ch]') || :); do
        case " $2 " in *" $f "*) ;; *) echo "$f: only $2 may include <$1"; bad=1;; esac
    done
}
only 'libxml/' 'src/io/xmlin.c'
only 'pcre2' 'src/value/regex.c'
exit $bad
