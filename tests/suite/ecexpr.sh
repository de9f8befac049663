#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecexpr: how expressions and bindings are written on the command line, what is printed, the exit status.
. "$EC_SRC/tests/suite/init.sh"

# says STATUS OUTPUT ARGUMENT...: runs ecexpr and compares its standard output, or, with status 2, looks for OUTPUT in
# what it complains.
says() {
    st=$1 want=$2; shift 2
    status "$st" ecexpr --today 2025-11-22 "$@" || return
    if [ "$st" -eq 2 ]; then
        grep -qF -e "$want" e || { fail "$*: no \"$want\" in"; cat e; }
    else
        [ "$(cat o)" = "$want" ] || fail "$*: $(cat o), wanted $want"
    fi
}

# Literals of bindings are written as values are printed.
says 0 5 x x:integer=5
says 0 -5 x x:integer=-5
says 0 12.50 x x:number=12.50
says 0 '"text"' x 'x:string="text"'
says 0 '""' x 'x:string=""'
says 0 '"null"' x 'x:string="null"'
says 0 null x x:string=null
says 0 true x x:boolean=true
says 0 null x x:boolean=null
says 0 2024-02-29 x x:date=2024-02-29
says 0 2024Q3 x x:time_period=2024-Q3
says 0 2024A x x:time_period=2024
says 0 2020W53 x x:time_period=2020W53
says 0 A x x:duration=Y
says 0 P1Y2D x x:duration=P1Y2D
says 0 2024Q3 x x:time=2024Q3
says 0 6 "'a b' + 1" "'a b':integer=5"
says 0 6 "'从业' + 1" "'从业':integer=5"
says 0 1 "'date'" date:integer=1
says 0 2025-11-22 'current_date()'

# What is no binding is told why.
says 2 'x:integer=5.0: 5.0 is no integer' x x:integer=5.0
says 2 'a is no string' x x:string=a
says 2 'TRUE is no boolean' x x:boolean=TRUE
says 2 '2023-02-29 is no date' x x:date=2023-02-29
says 2 '2024W53 is no time_period' x x:time_period=2024W53
says 2 'unknown type foo' x x:foo=1
says 2 'one of that name' x x:integer=1 x:integer=2
says 2 'write NAME:TYPE=LITERAL' x x=1
says 2 'write NAME:TYPE=LITERAL' x x:integer
says 2 'no expression'

# An expression may begin with a minus.
says 0 -5 -x x:integer=5
says 0 -5 '-abs(x)' x:integer=-5
says 0 -4 '-v + 1' v:integer=5
says 0 -5 -- -v v:integer=5
says 0 -3 -3
says 0 3 '- -3'

# Rules and hierarchical rules.
says 0 null --rule 'when x > 0 then y > 0' x:number=1 y:number=null
says 0 true --rule 'when x > 0 then y / 0 > 0' x:number=0 y:number=1
says 0 false --rule 'R1: x > 0 errorcode "a" errorlevel "soft"' x:integer=0
says 2 'stands once' --rule '(when x > 0 then y > 0)' x:number=1 y:number=1
says 0 "false	6" --hierarchy non_zero 'T = A + B' T:number=10 A:number=4
says 0 NOROW --hierarchy non_null 'T = A + B' T:number=10 A:number=4
says 0 "null	null" --hierarchy always_null 'T = A + B'
says 0 "true	0" --hierarchy partial_zero "101 = 102 - 'c d' [x > 0]" '101:number=5' 102:number=5 'c d:number=1' x:integer=0

# Status 1 for a record without a value, 2 for what is no expression.
says 1 '' 'x / y' x:integer=1 y:integer=0
grep -q 'division by zero' e || fail "the reason of status 1"
says 2 'expression:1:5: error: unknown name y' 'x + y' x:integer=1
finish
