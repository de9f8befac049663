#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A part of make faults (tests/faults/sweep.py), in some seconds: of some runs each call of the rare classes fails once, and of the
# frequent ones some. What became of each must be the old outputs and a message, or the undisturbed result.
. "$EC_SRC/tests/suite/init.sh"
python3 -c '' 2>/dev/null || skip "no python3"
rare=open,dir,close,sync,name,read,write,short-read,short-write,eintr
python3 "$EC_SRC/tests/faults/sweep.py" --log found \
    --part "verify,sum-merge,fix-undo:$rare:" \
    --part "check,lint,report:dir,read:" --part "report,lint:open:3" --part "read-threads:thread,iconv,iconv-none,open,read:" \
    --part "verify:stat,memory,map:7" --part "read-libxml2,report:memory:90" >o 2>&1
got=$?
[ $got -ne 77 ] || skip "$(cat o)"
[ $got -eq 0 ] || { fail "$(tail -n 2 o)"; head -20 found; }
[ "$(tail -n 1 o | cut -f1)" -gt 200 ] || fail "few calls were tried: $(tail -n 2 o)"

# The sweep sees what it is there for: a tool that ends with 2 and says nothing, leaves a file, dies, goes on with another result.
mkdir bad
for t in $EC_TOOLS; do ln -s "$EC_BUILD/$t" bad/$t; done
rm bad/ecexpr
cat >bad/ecexpr.c <<'C'
#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv)
{
    char *p[4];
    for (int i = 0; i < 4; i++)
        p[i] = malloc(10);
    if (argc < 2 || argv[1][0] == '1') /* the test whether it runs at all */
        return 0;
    if (!p[0])
        return 2;
    if (!p[1])
        fclose(fopen("left", "w"));
    if (!p[2])
        abort();
    return puts(p[3] ? "true" : "false") < 0;
}
C
if cc -o bad/ecexpr bad/ecexpr.c 2>/dev/null; then
    EC_BUILD=$work/bad python3 "$EC_SRC/tests/faults/sweep.py" --log found --part expr:memory: >o 2>&1
    [ $? -eq 1 ] || fail "a bad tool is found to be good: $(cat o)"
    for kind in mute stray crash silent; do cut -f4 found | grep -qx $kind || fail "not seen: $kind"; done
fi
finish
