# SPDX-License-Identifier: Apache-2.0
# Sourced by the scripts of this folder, after suite/init.sh: quarters with their history, the chain of tools, tables.
# EC_TRUTH_UNITS and EC_TRUTH_SEEDS say how much is made; each script prints its section as Markdown.
units=${EC_TRUTH_UNITS:-4000}
seeds=${EC_TRUTH_SEEDS:-1 2 3}
rules=$EC_SRC/rules
form=$rules/forms/st-quarterly.tsv
tables='enterprise product output_class energy supplier project honour explanation'
EC_DATADIR=$rules
export EC_DATADIR
fail() { echo "FAIL: $*" >&2; failures=$((failures + 1)); }
# A chain that broke would report what nobody measured.
die() { fail "$*"; exit 1; }

# keys TABLE: what a row of it is joined by to the same row of another quarter; nothing where no rule compares quarters.
keys() { case $1 in enterprise) echo uscc ;; product) echo uscc,product_code ;; output_class) echo uscc,output_class4 ;; energy) echo uscc,fuel ;; project) echo uscc,project_no ;; esac; }

# before PERIOD, year_before PERIOD: the quarter before; the same quarter last year.
before() { case $1 in *Q1) echo $((${1%Q*} - 1))Q4 ;; *) echo "${1%Q*}Q$((${1#*Q} - 1))" ;; esac; }
year_before() { echo "$((${1%Q*} - 1))Q${1#*Q}"; }

# quarter SEED PERIOD: a clean quarter, its tables in SEED/PERIOD/ and its register SEED/PERIOD.reg.
quarter() {
    [ ! -d "$1/$2" ] || return 0
    mkdir -p "$1"
    ecgen -q -f "$form" -n "$units" --seed "$1" --period "$2" --register "$1/$2.reg" -o - | ecread -q -f "$form" -F "$1/$2.read" --split "$1/$2" - 2>e ||
        { head -3 e >&2; die "seed $1, $2: ecread"; }
}

# history SEED PERIOD: the clean quarter with the two that it is compared with.
history() { for h in "$2" "$(before "$2")" "$(year_before "$2")"; do quarter "$1" "$h"; done; }

# beside SUFFIX FILE: joins FILE to the stream on standard input. Uses t.
beside() { ecjoin -q -f "$form" -t "$t" -k "$(keys "$t")" --left --suffix "$1" - "$2"; }

# joined SEED PERIOD FOLDER: each table of FOLDER with its history beside it, as FOLDER/TABLE.joined.
joined() {
    for t in $tables; do
        case $t in
            enterprise) beside _prior "$1/$(before "$2")/$t.tsv" <"$3/$t.tsv" | beside _ly "$1/$(year_before "$2")/$t.tsv" | beside _reg "$1/$2.reg" ;;
            product) beside _prior "$1/$(before "$2")/$t.tsv" <"$3/$t.tsv" | beside _ly "$1/$(year_before "$2")/$t.tsv" ;;
            output_class) beside _ly "$1/$(year_before "$2")/$t.tsv" <"$3/$t.tsv" ;;
            energy | project) beside _prior "$1/$(before "$2")/$t.tsv" <"$3/$t.tsv" ;;
            *) cat "$3/$t.tsv" ;;
        esac >"$3/$t.joined" || die "seed $1, $2, $t: join"
    done
}

# judged FOLDER: FOLDER/findings.tsv, what eccheck says about each joined table under all shipped rules; outliers and
# edits over several records follow as findings of the same shape. Rules that lack a column are left out.
judged() {
    for t in $tables; do
        eccheck -q -f "$form" -t "$t" -r "$rules" --allow-no-rule -F "$1/$t.found" -o /dev/null "$1/$t.joined" 2>e
        [ $? -le 1 ] || { head -3 e >&2; die "$1, $t: eccheck"; }
    done
    for t in $tables; do cat "$1/$t.found"; done | awk -F'\t' 'NR == 1 || ($1 != "level" && $5 != "notrun")' >"$1/findings.tsv"
    outliers "$1" >"$1/several"
    crossed "$1" >>"$1/several"
    awk -F'\t' -v OFS='\t' '
        FNR == NR { if (FNR == 1) for (i = 1; i <= NF; i++) at[$i] = i; else file[$at["uscc"]] = $at["_file"]; next }
        { print $1, $2, "\\N", $2, "failed", "enterprise", "uscc=" $3, file[$3], "\\N", "\\N", "\\N", $4, "\\N", "\\N", "\\N", "\\N", "\\N", "\\N", "\\N" }
    ' "$1/enterprise.tsv" "$1/several" >>"$1/findings.tsv"
}

# Ratios against the median of their chain, 3 x 1.4826 MAD of the logarithm (C08, E06, H10, H21): level, edit, uscc, variable.
outliers() {
    ecoutlier -q -f "$form" --var gross_output/elec_form --var gross_output_q/emp_avg_q --var energy_tce/gross_output --method z --log -C 3 --by chain --show flagged \
        -o "$1/outliers.tsv" "$1/enterprise.tsv" || die "$1: ecoutlier"
    awk -F'\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { v = $at["variable"]; print "soft", v ~ /elec_form/ ? "C08" : v ~ /emp_avg/ ? "E06" : "H10", $at["uscc"], v }' "$1/outliers.tsv"
}

# Edits over several records: one line a unit concerned.
crossed() {
    for x in A17_phone A17_client B23 B24; do
        [ $x = B23 ] && program=cross_versions || program=cross
        ecvtl --records -q -f "$form" -p "$rules/$program.vtl" -d $x "$1/enterprise.tsv" >"$1/$x.cross"
        [ $? -le 1 ] || die "$1: $x"
    done
    ecoutlier -q -f "$form" --copied "$(sed -n 's/.*--copied \(B25=[a-z_,]*\).*/\1/p' "$EC_SRC/src/tools/ecquarter.sh")" -F "$1/B25.cross" --format tsv -o /dev/null "$1/enterprise.tsv" ||
        die "$1: B25"
    awk -F'\t' -v OFS='\t' '
        FNR == 1 { kind = FILENAME; sub(/.*\//, "", kind); sub(/[.]cross$/, "", kind); delete at; for (i = 1; i <= NF; i++) at[$i] = i; next }
        kind ~ /^A17/ { by[kind, $(kind == "A17_phone" ? at["filler_phone"] : at["client_id"])] = 1; next }
        kind == "B23" { print "quasi", "B23", $at["uscc"], "region_code"; next }
        kind == "B25" { if ($at["rule"] == "B25") { u = $at["key"]; sub(/.*uscc=/, "", u); sub(/;.*/, "", u); print "soft", "B25", u, "\\N" } next }
        kind ~ /^B2/ { print "soft", kind, $at["uscc_low"], "\\N"; print "soft", kind, $at["uscc_high"], "\\N"; next }
        { if (("A17_phone", $at["filler_phone"]) in by) print "soft", "A17", $at["uscc"], "filler_phone"
          if (("A17_client", $at["client_id"]) in by) print "soft", "A17", $at["uscc"], "client_id" }
    ' "$1/A17_phone.cross" "$1/A17_client.cross" "$1/B23.cross" "$1/B24.cross" "$1/B25.cross" "$1/enterprise.tsv"
}

# markdown FILE: a TAB-separated table with a header line, as Markdown.
markdown() { awk -F'\t' '{ gsub(/\|/, "\\|"); n = NF; gsub(/\t/, " | "); print "| " $0 " |" } NR == 1 { while (n-- > 0) printf "|---"; print "|" }' "$1"; }
