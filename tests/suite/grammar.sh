#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every rule file that we ship is VTL to somebody else's grammar as well. Installs that grammar from the npm registry into a
# temporary folder, so it runs only where EC_INSTALL=1 or CI=true asks for it.
. "$EC_SRC/tests/suite/init.sh"

[ "${EC_INSTALL:-}" = 1 ] || [ "${CI:-}" = true ] ||
    skip "the rule files were NOT parsed with the independent VTL grammar: set EC_INSTALL=1 to install and use it"
command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 ||
    skip "the rule files were NOT parsed with the independent VTL grammar: node and npm are missing"

mkdir npm && cd npm || exit 99
npm install --no-audit --no-fund --no-save --loglevel=error --prefix . \
    @making-sense/vtl-2-1-antlr-tools-ts@1.0.5 @making-sense/antlr4ng@3.0.4 >../npm.log 2>&1 ||
    { tail -5 ../npm.log; skip "the independent VTL grammar could NOT be installed"; }
cd ..
NODE_PATH=$work/npm/node_modules
export NODE_PATH
parse() { node "$EC_SRC/tests/suite/vtl-grammar.cjs" "$@"; }

# The judge judges: what is not VTL is refused.
printf 'define datapoint ruleset r (variable x) is\n x > 0 errorlevel "hard" errorcode "E" end datapoint ruleset;\n' >wrong.vtl
status 1 parse wrong.vtl

count=0
for f in "$EC_SRC"/rules/*.vtl "$EC_SRC"/tests/bench/*.vtl; do
    count=$((count + 1))
    parse "$f" >complaints 2>&1 || { fail "$f"; head -5 complaints; }
done
[ "$count" -ge 20 ] || fail "only $count rule files found"
finish
