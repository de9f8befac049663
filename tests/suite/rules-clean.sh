#!/bin/sh
# Clean data raises no hard finding: the good submissions, and made-up quarters with the quarter before and last year beside them.
# Soft findings on made-up data are false alarms: at most 2 in 100 records, all rules together.
. "$EC_SRC/tests/suite/init.sh"
rules=$EC_SRC/rules
form=$rules/forms/st-quarterly.tsv
tables='enterprise product output_class energy supplier project honour'
units=400

# count LEVEL FILE...: failed findings of a level.
count() { level=$1; shift; awk -F'\t' -v level="$level" 'FNR > 1 && $1 == level && $5 != "notrun" { n++ } END { print n + 0 }' "$@"; }
shown() { awk -F'\t' 'FNR > 1 && $5 != "notrun" && ($1 == "hard" || $1 == "quasi" || $5 == "error") { print $2, $5, $7, $17 }' "$@" | cut -c1-300 | head -5; }

for xml in "$EC_SRC"/fixtures/xml/good-*.xml; do
    # The tables beside enterprise where there is something in them that the others lack.
    case $xml in *good-full* | *good-batch* | *good-recycler*) some=$tables ;; *) some=enterprise ;; esac
    for t in $some; do
        ecread -f "$form" -t "$t" "$xml" 2>e >records || { fail "$xml: ecread"; head -2 e; }
        eccheck -f "$form" -t "$t" -r "$rules" -F found.tsv -q -o /dev/null records 2>e
        [ $? -le 1 ] || { fail "$xml: eccheck: $(head -2 e)"; continue; }
        [ "$(count hard found.tsv)$(count quasi found.tsv)" = 00 ] || { fail "$xml, table $t:"; shown found.tsv; }
    done
done

# The same seed gives the same enterprises, one quarter after the other.
for p in 2024Q4 2025Q3 2025Q4; do
    ecgen -f "$form" -n $units --seed 11 --period $p --batch -q -o $p.xml || fail "ecgen $p"
    for t in $tables; do ecread -f "$form" -t "$t" -q $p.xml >$p.$t 2>e || { fail "ecread $p $t"; head -2 e; }; done
done

# judge NAME TABLE STREAM RULES...
judge() {
    name=$1; table=$2; stream=$3; shift 3
    [ "$table" != enterprise ] || set -- "$@" thresholds functions
    for r; do shift; set -- "$@" -r "$rules/$r.vtl"; done
    eccheck -f "$form" -t "$table" "$@" --require-all -F "found.$name.tsv" -q -o /dev/null "$stream" 2>e
    st=$?
    [ $st -le 1 ] || { fail "$name: status $st: $(head -2 e)"; return; }
    [ "$(count hard "found.$name.tsv")$(count quasi "found.$name.tsv")" = 00 ] || { fail "$name:"; shown "found.$name.tsv"; }
}
judge enterprise enterprise 2025Q4.enterprise identity production finance labour rd digital green supply policy park
for t in product output_class energy supplier project honour; do judge "$t" "$t" "2025Q4.$t" "$t"; done

# joined TABLE SUFFIX KEYS OLD: the present quarter with an old one beside it.
joined() { ecjoin -f "$form" -t "$1" -k "$3" --suffix "$2" --left -q "2025Q4.$1" "$4.$1" >"joined$2.$1" 2>e || { fail "ecjoin $1 $2: $(head -2 e)"; }; }
joined enterprise _prior uscc 2025Q3; judge prior enterprise joined_prior.enterprise prior
joined enterprise _ly uscc 2024Q4; judge yearago enterprise joined_ly.enterprise yearago
joined product _prior uscc,product_code 2025Q3; judge product_prior product joined_prior.product product_prior
joined energy _prior uscc,fuel 2025Q3; judge energy_prior energy joined_prior.energy energy_prior
joined project _prior uscc,project_no 2025Q3; judge project_prior project joined_prior.project project_prior
joined enterprise _reg uscc 2025Q4; judge register enterprise joined_reg.enterprise register

soft=$(count soft found.*.tsv)
echo "$soft soft false alarms in $units records"
[ $((soft * 100)) -le $((units * 2)) ] || { fail "more than 2 soft false alarms in 100 records"; cat found.*.tsv | awk -F'\t' '$1 == "soft" && $5 == "failed" { print $2 }' | sort | uniq -c; }
finish
