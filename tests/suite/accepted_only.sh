# SPDX-License-Identifier: Apache-2.0
# Sourced by the tests that look at the dataset of a quarter.

# unit_identifiers DIR: the columns that tell units apart, a line each.
unit_identifiers() { head -n 1 "$1/units.tsv" | tr '\t' '\n' | sed '/^state$/,$d' | grep -vx 'period\|month_ref\|quarter'; }

# others_in DIR: each table of DIR/dataset with how many of its rows are of no unit that DIR/units.tsv calls accepted. In SQLite where
# there is one, as an authority loads it; else with awk, for identifiers stand before all texts that may hold a comma.
others_in() {
    ids=$(unit_identifiers "$1")
    tables=$(cd "$1/dataset" && ls -- *.csv.gz | sed 's/\.csv\.gz$//')
    if command -v sqlite3 >/dev/null 2>&1; then
        rm -f "$1/other.db"; (cd "$1/dataset" && sqlite3 ../other.db <load/sqlite.sql) || { echo "the dataset does not load"; return; }
        sqlite3 "$1/other.db" '.mode tabs' ".import $1/units.tsv verdicts" || { echo "units.tsv does not load"; return; }
        for t in $tables; do
            match=; for i in $ids; do match="$match AND verdicts.\"$i\" = cast(\"$t\".\"$i\" AS TEXT)"; done
            sqlite3 -separator ' ' "$1/other.db" "SELECT '$t', count(*) FROM \"$t\" WHERE NOT EXISTS (SELECT 1 FROM verdicts WHERE state = 'accepted'$match)"
        done
        rm -f "$1/other.db"
        return
    fi
    for t in $tables; do
        gzip -dc "$1/dataset/$t.csv.gz" | awk -v ids="$(echo $ids)" -v t="$t" '
            BEGIN { n = split(ids, id, " ") }
            { FS = FNR == NR ? "\t" : ","; $0 = $0 }
            FNR == 1 { split("", at); for (i = 1; i <= NF; i++) at[$i] = i; next }
            { k = ""; for (i = 1; i <= n; i++) k = k $at[id[i]] "\t" }
            FNR == NR { if ($at["state"] == "accepted") good[k] = 1; next }
            !(k in good) { others++ }
            END { print t, others + 0 }' "$1/units.tsv" -
    done
}

# accepted_only DIR TABLE [FRAME]: no row of the dataset is of a unit that was not accepted, and the states add up: to all units that
# were read (TABLE is theirs) or stand in the frame, each once.
accepted_only() {
    others_in "$1" >others
    [ -s others ] || fail "$1: no table"
    awk '$2 != "0" { bad = 1 } END { exit bad }' others || fail "$1: rows of units that are not accepted: $(cat others)"
    awk -F'\t' -v ids="$(unit_identifiers "$1" | tr '\n' ' ')" '
        BEGIN { n = split(ids, id, " ") }
        FNR == 1 { file++; split("", at); for (i = 1; i <= NF; i++) at[$i] = i; next }
        { k = ""; for (i = 1; i <= n; i++) k = k $at[id[i]] "\t" }
        k ~ /(^|\t)(\\N)?\t/ { next } # a submission that could not be read, a record that does not say whose it is
        file == 1 { sum++; twice += k in seen; seen[k] = 1; next }
        !(k in all) { all[k] = 1; units++; lost += !(k in seen) }
        END {
            if (sum == units && !lost && !twice) exit 0
            print "states add up to " sum + 0 ", units are " units + 0 ", " lost + 0 " without a verdict, " twice + 0 " with two"
            exit 1
        }' "$1/units.tsv" "$1/latest/$2.tsv" ${3:+"$3"} || fail "$1: states"
}
