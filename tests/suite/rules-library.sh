#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The rule library holds together: names, levels, messages, cases, the catalogue; figures that stand in two places agree.
. "$EC_SRC/tests/suite/init.sh"
rules=$EC_SRC/rules
cases=$EC_SRC/tests/cases/rules
tab=$(printf '\t')

# Every rule as NAME TAB ERRORCODE TAB LEVEL TAB FILE. House style has the name first on its line and errorcode on a line of its own.
for f in "$rules"/*.vtl; do
    case ${f##*/} in indicators.vtl | macro.vtl | cross*.vtl | aggregates*.vtl) continue ;; esac
    sed 's,//.*,,' "$f" | awk -v file="${f##*/}" '
        match($0, /^    [A-Z][A-Z0-9]*: /) { name = substr($0, 5, RLENGTH - 6) }
        match($0, /errorcode "[^"]*" errorlevel "[^"]*"/) {
            split(substr($0, RSTART, RLENGTH), part, "\"")
            print name "\t" part[2] "\t" part[4] "\t" file
            name = ""
        }'
done >all
[ "$(wc -l <all)" -ge 220 ] || fail "only $(wc -l <all) rules found"
awk -F'\t' '$1 != $2 { print $4 ": rule " $1 " has errorcode " $2; bad = 1 } END { exit bad }' all || fail "rule and errorcode differ"
awk -F'\t' '$3 !~ /^(hard|quasi|soft|info)$/ { print $4 ": " $1 ": level " $3; bad = 1 } END { exit bad }' all || fail "unknown level"
cut -f1 all | sort | uniq -d >twice; [ ! -s twice ] || fail "rules of one name: $(tr '\n' ' ' <twice)"

# Messages: each rule has one in both languages, with rationale and remedy; nothing is left over; same placeholders' names exist.
grep -v '^#' "$rules/forms/st-quarterly.tsv" | cut -f2 | sort -u >variables
cut -f1 all | sort >codes

# The catalogue has a line for each rule, with its formula; what is joined is known.
eclint -q --catalogue -f "$rules/forms/st-quarterly.tsv" "$rules" >catalogue.tsv || fail "catalogue: status $?"
tail -n +2 catalogue.tsv | cut -f1 | sort -u >listed
comm -23 codes listed >differs; [ ! -s differs ] || fail "catalogue: $(tr '\n' ' ' <differs)"
awk -F'\t' 'NF != 15 || $6 == "\\N" { print FILENAME ": " FNR; bad = 1 } END { exit bad }' catalogue.tsv || fail "catalogue: a line without a formula"
[ "$(awk -F'\t' '$1 == "G06" { print $2, $4, $5 }' catalogue.tsv)" = "hard enterprise _prior,_reg" ] || fail "catalogue: G06"
[ "$(awk -F'\t' '$1 == "J10" { print $13 }' catalogue.tsv)" = "2021-01-01..2030-12-31" ] || fail "catalogue: J10 has no validity"
for lang in zh en; do
    m=$rules/messages/$lang.tsv
    [ "$(head -1 "$m")" = "code${tab}message${tab}rationale${tab}fix${tab}valid${tab}source" ] || fail "$m: header"
    tail -n +2 "$m" | cut -f1 | sort >coded
    comm -23 codes coded >lacking; [ ! -s lacking ] || fail "$lang: no message for $(tr '\n' ' ' <lacking)"
    awk -F'\t' 'NF != 6 || $2 == "" || $3 == "" || $4 == "" { print FILENAME ": " FNR ": a cell is empty"; bad = 1 } END { exit bad }' "$m" || fail "$lang"
    grep -oE '\{[^}]*\}' "$m" | tr -d '{}' | grep -vxE 'found|expected|diff' | sed -E 's/_(prior|ly|reg|acc|history|customs)$//' | sort -u | comm -23 - variables >unknown
    [ ! -s unknown ] || fail "$lang: placeholders that are no variables: $(tr '\n' ' ' <unknown)"
done
cut -f1 "$rules/messages/zh.tsv" >zh; cut -f1 "$rules/messages/en.tsv" >en; same zh en "messages in one language only"

# Cases: each rule is failed and passed.
cat "$cases"/*.tsv | awk -F'\t' '$2 == "false" { print $1 }' | sort -u >failed
cat "$cases"/*.tsv | awk -F'\t' '$2 == "true" { print $1 }' | sort -u >passed
comm -23 codes failed >lacking; [ ! -s lacking ] || fail "no case fails $(tr '\n' ' ' <lacking)"
comm -23 codes passed >lacking; [ ! -s lacking ] || fail "no case passes $(tr '\n' ' ' <lacking)"

# The catalogue: 188 edits in their order; a file that is named is there and, without a reason, has the rule itself.
awk 'BEGIN { split("A 17 B 26 C 17 D 21 E 7 F 19 G 7 H 22 I 20 J 12 K 20", n, " ")
    for (k = 1; k <= 21; k += 2) for (i = 1; i <= n[k + 1]; i++) printf "%s%02d\n", n[k], i }' >wanted
tail -n +2 "$rules/coverage.tsv" | cut -f1 >covered
same wanted covered "coverage.tsv does not follow the catalogue"
tail -n +2 "$rules/coverage.tsv" | while IFS=$tab read -r id where why; do
    for f in $(printf '%s' "$where" | grep -oE 'rules/[a-z_/]+\.(vtl|tsv)'); do
        [ -f "$EC_SRC/$f" ] || echo "$id: no file $f"
    done
    [ -n "$why" ] || grep -q "^$id$tab$id$tab[a-z]*$tab${where#rules/}\$" all || echo "$id: no rule of that name in $where"
done >wrong
[ ! -s wrong ] || fail "coverage.tsv: $(cat wrong)"

# Figures in two places: coefficients of fuels, key components, units of products.
awk -F'\t' '
    FNR == NR { if (FNR == 1) { for (i = 1; i <= NF; i++) at[$i] = i; next }
        low[$1] = $at["coef_min_tce"]; high[$1] = $at["coef_max_tce"]; next }
    /define operator coefficient_low/ { want = 1 } /define operator coefficient_high/ { want = 2 } /end operator/ { want = 0 }
    want { line = $0
        while (match(line, /fuel (= "[a-z_]+"|in \{[^}]*\}) then [0-9.]+/)) {
            part = substr(line, RSTART, RLENGTH); line = substr(line, RSTART + RLENGTH)
            value = part; sub(/.* then /, "", value)
            while (match(part, /"[a-z_]+"/)) { f = substr(part, RSTART + 1, RLENGTH - 2); part = substr(part, RSTART + RLENGTH)
                if (want == 1) a[f] = value; else b[f] = value } } }
    END { for (f in low) { h = f in b ? b[f] : a[f]
            if (low[f] + 0 != a[f] + 0 || high[f] + 0 != h + 0) { print f ": " low[f] " " high[f] " in the list, " a[f] " " h " in the rule"; bad = 1 } }
        exit bad }' "$rules/codes/fuel.tsv" "$rules/energy.vtl" || fail "energy.vtl and codes/fuel.tsv differ"
awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } $at["key_component"] == 1 { print $1 }' "$rules/codes/component.tsv" | sort >a
grep -A1 'operator key_component' "$rules/supplier.vtl" | grep -oE '"[A-Z]+"' | tr -d '"' | sort >b
same a b "key components of supplier.vtl and codes/component.tsv"
tail -n +2 "$rules/codes/stock_phrase.tsv" | cut -f1 | sort >a
sed -n '/operator says_nothing/,/end operator/p' "$rules/aggregates_explanation.vtl" | grep -oE '"[^"]+"' | tr -d '"' | sort >b
same a b "stock phrases of aggregates_explanation.vtl and codes/stock_phrase.tsv"
awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { print $1 ":" $at["unit_zh"] }' "$rules/codes/product.tsv" | sort >a
cut -f1 "$rules/codes/product_code_unit.tsv" | sort | comm -23 a - >lacking
[ ! -s lacking ] || fail "product_code_unit.tsv lacks $(tr '\n' ' ' <lacking)"

awk -F'\t' '
    FNR == NR { if (FNR > 1) { at[substr($4, 1, 4) + 1] = $4; value[$4] = $9; if ($8 * 10 != $9) { print $1 ": " $8 " kg is not " $9 " t"; bad = 1 }
                if ($4 != "" && from != "" && $4 <= from) { print $1 ": not in order"; bad = 1 } from = $4; last[substr($4, 1, 4)] = $9; newest = substr($4, 1, 4) } next }
    /define operator grid_factor \(/ { inside = 1 } inside { text = text $0 } /end operator/ { inside = 0 }
    END { while (match(text, /getyear\(p\) >?= [0-9]+ then [0-9.]+/)) { part = substr(text, RSTART, RLENGTH); text = substr(text, RSTART + RLENGTH)
              year = part; sub(/.*= /, "", year); sub(/ then.*/, "", year); figure = part; sub(/.* then /, "", figure); n++
              if (last[year] + 0 != figure + 0) { print year ": " figure " in the rule, " last[year] " in the list"; bad = 1 }
              if ((part ~ />=/) != (year == newest)) { print year ": only the newest year is open"; bad = 1 } delete last[year] }
          for (y in last) { print y ": not in the rule"; bad = 1 } exit bad || !n }' "$rules/codes/grid_factor.tsv" "$rules/energy.vtl" ||
    fail "energy.vtl and codes/grid_factor.tsv differ"
half=$(sed -n 's/^define operator quantity_half_unit () returns number is \([0-9.]*\) .*/\1/p' "$rules/energy.vtl")
awk -F'\t' -v half="$half" '$1 == "table" { for (i = 1; i <= NF; i++) at[$i] = i }
    $1 == "energy" && $2 ~ /^(consumption|industrial_use|non_industrial_use)$/ { n++; if (0.5 / 10 ^ $at["decimals"] != half || $at["decimals"] == "") { print $2 ": " $at["decimals"] " digits"; bad = 1 } }
    END { exit bad || n != 3 }' "$rules/forms/st-quarterly.tsv" || fail "quantity_half_unit of energy.vtl and the form's decimals differ"
tail -n +2 "$rules/codes/registration_2011.tsv" | awk -F'\t' '$7 == 0 && $8 !~ "(^|/)" $1 "(/|$)" { print $1 "\t" $8 }' | sort >a
sed -n '/operator type_of_2023/,/end operator/p' "$rules/identity.vtl" | tr '\n' ' ' | sed 's/when /\n/g' | awk '
    /^registration/ { n = split($0, part, /" then "/); to = part[2]; sub(/".*/, "", to); from = part[1]; sub(/ then.*/, "", from)
        if (n < 2) { n = split($0, part, /} then "/); to = part[2]; sub(/".*/, "", to); from = part[1] }
        while (match(from, /[0-9][0-9][0-9]/)) { print substr(from, RSTART, 3) "\t" to; from = substr(from, RSTART + 3) } }' | sort >b
same a b "types of identity.vtl and codes/registration_2011.tsv"

# Lists that are parts of others: the census's classes of the national ones, registration types of both lists, bonded zones.
tail -n +2 "$rules/codes/class4.tsv" | cut -f1,2 | sort >a
tail -n +2 "$rules/codes/class4_national.tsv" | cut -f1,2 | sort >b
[ "$(cut -f1 b | uniq | wc -l)" -eq 1382 ] || fail "class4_national.tsv has not 1,382 classes"
comm -23 a b >lacking; [ ! -s lacking ] || fail "classes that class4_national.tsv lacks: $(cut -f1 lacking | tr '\n' ' ')"
for list in 2011 2023; do
    awk -F'\t' 'FNR > 1 && $7 == 0 { print $1 }' "$rules/codes/registration_$list.tsv" | sort >a
    awk -F'\t' -v list=$list 'FNR > 1 && $6 ~ list { print $1 }' "$rules/codes/registration.tsv" | sort -u >b
    same a b "registration.tsv and registration_$list.tsv"
done
awk -F'\t' 'FNR > 1 && $7 == 1 { print $1 }' "$rules/codes/zone.tsv" | sort >a
tail -n +2 "$rules/codes/bonded_zone.tsv" | cut -f1 | sort >b
same a b "bonded zones of zone.tsv and bonded_zone.tsv"
[ "$(wc -l <b)" -eq 7 ] || fail "not seven bonded zones"

# eclint has nothing against it: no error, and no warning but about messages, which were compared above.
status 0 eclint -f "$rules/forms/st-quarterly.tsv" "$rules" || grep ': error:' e | head -5
grep ': warning:' e | grep -v errorcode >warnings; [ ! -s warnings ] || fail "eclint: $(head -5 warnings)"

# The benchmark has its 100 rules.
[ "$(grep -c 'errorlevel' "$EC_SRC/tests/bench/bench.vtl")" -eq 100 ] || fail "bench.vtl has not 100 rules"
finish
