#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A dataset in the engines that people use: PostgreSQL, DuckDB, SQLite, pandas, R, each through the script in load/. Every one must
# give the same exact sums, counts of nulls and identifiers. What is not installed is named and skipped; with EC_INSTALL=1 or CI=true
# it is installed first.
. "$EC_SRC/tests/suite/init.sh"
form="$EC_SRC/tests/cases/pack/shop.tsv"
install=0; [ "${EC_INSTALL:-0}" = 1 ] && install=1; [ "${CI:-}" = true ] && install=1
seen=0
missing() { echo "SKIP: $1 is not here; EC_INSTALL=1 installs it"; }
apt() { [ $install = 1 ] && [ "$(id -u)" = 0 ] && apt-get install -y --no-install-recommends "$@" >apt.log 2>&1; }

# The rows: every third staff is null, some names have commas and quotes, one number needs more digits than a double has.
awk 'BEGIN { OFS = "\t"; print "id", "period", "name", "opened", "staff", "revenue", "member", "kind"
    for (i = 1; i <= 5000; i++)
        print sprintf("%06d", i), "2025Q3", i % 5 ? "重庆" i : "\"乙\", 分部 " i, i % 7 ? "2024-02-29" : "\\N", i % 3 ? i * 7 : "\\N",
            sprintf("%d.%02d", i * 37, i % 100), i % 2 ? "true" : "false", i % 11 ? "A" : "\\N"
    print "000000", "2025Q3", "NA", "\\N", "0", "123456789012345.67", "\\N", "B" }' >shop.tsv
printf 'id\tperiod\titem\tsold\n000001\t2025Q3\t00123\t5\n000001\t2025Q3\t00124\t\\N\n' >item.tsv
status 0 ecpack -q -f "$form" -o ds shop.tsv
status 0 ecpack -q -f "$form" -o ds -t item item.tsv
cents=$(awk -F'\t' 'NR > 1 && $1 != "000000" { split($6, p, "."); s += p[1] * 100 + p[2] } END { printf "%.0f", s }' shop.tsv)
cents=$((cents + 12345678901234567))
sum="$((cents / 100)).$((cents % 100))"
staff=$(awk -F'\t' 'NR > 1 && $5 != "\\N" { s += $5 } END { printf "%.0f", s }' shop.tsv)
nulls=$(awk -F'\t' 'NR > 1 && $5 == "\\N" { n++ } END { print n }' shop.tsv)
# rows, sum of revenue, sum of staff, nulls of staff, days null, members, the first id, the text NA, the quoted name, items, a code
wanted="5001|$sum|$staff|$nulls|715|2500|000000|NA|\"乙\", 分部 5|2|00123"
query="SELECT (SELECT count(*) FROM shop), (SELECT SUM(revenue) FROM shop), (SELECT sum(staff) FROM shop),
 (SELECT count(*) FROM shop WHERE staff IS NULL), (SELECT count(*) FROM shop WHERE opened IS NULL),
 (SELECT count(*) FROM shop WHERE member), (SELECT min(id) FROM shop), (SELECT name FROM shop WHERE id = '000000'),
 (SELECT name FROM shop WHERE id = '000005'), (SELECT count(*) FROM item), (SELECT min(item) FROM item)"
gives() { seen=$((seen + 1)); [ "$2" = "$wanted" ] && echo "$1: $2" || fail "$1 gives $2, wanted $wanted"; }
cd ds || exit 99

# ---- SQLite ----
if command -v sqlite3 >/dev/null || { apt sqlite3 && command -v sqlite3 >/dev/null; }; then
    sqlite3 ../s.db <load/sqlite.sql 2>../err || fail "SQLite: $(cat ../err)"
    gives SQLite "$(sqlite3 ../s.db "$(echo "$query" | sed 's/SUM(/decimal_sum(/')" 2>&1)"
else missing SQLite; fi

# ---- PostgreSQL: a server of our own, in our folder, on a socket only, as a user without rights ----
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -1)
[ -n "$bin" ] || { apt postgresql && bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -1); }
if [ -n "$bin" ]; then
    pg="$work/pg"; mkdir "$pg"
    as=; [ "$(id -u)" = 0 ] && { as="runuser -u postgres --"; chown postgres "$pg"; chmod 711 "$work"; }
    if $as "$bin/initdb" -D "$pg/data" -A trust -U ec -E UTF8 --locale=C >"$pg.log" 2>&1 &&
        (cd / && $as "$bin/pg_ctl" -D "$pg/data" -w -l "$pg/log" -o "-c listen_addresses= -c unix_socket_directories=$pg -c fsync=off" start >>"$pg.log" 2>&1); then
        trap '(cd / && $as "$bin/pg_ctl" -D "$pg/data" -m immediate stop >/dev/null 2>&1); rm -rf "$work"' EXIT
        psql -q -h "$pg" -U ec -v ON_ERROR_STOP=1 -f load/postgres.sql postgres >../out 2>&1 || fail "PostgreSQL: $(cat ../out)"
        gives PostgreSQL "$(psql -h "$pg" -U ec -At -c "$query" postgres 2>&1)"
        [ "$(psql -h "$pg" -U ec -At -c "SELECT col_description('shop'::regclass, 6)" postgres)" = '收入 (千元)' ] || fail "PostgreSQL: no comment"
    else fail "PostgreSQL does not start: $(cat "$pg.log")"; fi
else missing PostgreSQL; fi

# ---- DuckDB ----
modules="${NODE_PATH:-}"
if command -v node >/dev/null; then
    NODE_PATH=$modules node -e "require('@duckdb/node-api')" 2>/dev/null ||
        { [ $install = 1 ] && npm install --silent --prefix "$work/npm" @duckdb/node-api >../npm.log 2>&1 && modules="$work/npm/node_modules"; }
fi
if command -v node >/dev/null && NODE_PATH=$modules node -e "require('@duckdb/node-api')" 2>/dev/null; then
    cat >../duck.js <<'E'
const { DuckDBInstance } = require('@duckdb/node-api'), fs = require('fs');
(async () => {
    const c = await (await DuckDBInstance.create(':memory:')).connect();
    for (const s of fs.readFileSync('load/duckdb.sql', 'utf8').split(';\n')) if (s.replace(/^--.*$/gm, '').trim()) await c.run(s);
    const r = await c.runAndReadAll(process.argv[2]);
    console.log(r.getRows()[0].map(String).join('|'));
    process.exit(0);
})().catch(e => { console.log(String(e)); process.exit(1); });
E
    gives DuckDB "$(NODE_PATH=$modules node ../duck.js "$query" 2>&1)"
else missing "DuckDB (@duckdb/node-api)"; fi

# ---- pandas ----
python=/usr/bin/python3
$python -c 'import pandas' 2>/dev/null || apt python3-pandas
if $python -c 'import pandas' 2>/dev/null; then
    cat >../p.py <<'E'
import sys; sys.path.insert(0, "load")
import load_pandas as m
t = m.load("."); shop, item = t["shop"], t["item"]
name = shop.set_index("id")["name"]
print(len(shop), sum(x for x in shop["revenue"] if x is not None), shop["staff"].sum(), shop["staff"].isna().sum(), shop["opened"].isna().sum(),
      shop["member"].sum(), min(shop["id"]), name["000000"], name["000005"], len(item), min(item["item"]), sep="|")
E
    $python -B load/load_pandas.py 2>&1 | grep -q '^item (2, 4)' || fail "load_pandas.py as a program"
    gives pandas "$($python -B -W ignore ../p.py 2>&1 | tail -1)"
else missing pandas; fi

# ---- R: revenue has more digits than its numbers hold, so it must come as text ----
command -v Rscript >/dev/null || apt r-base-core
if command -v Rscript >/dev/null; then
    cat >../r.R <<'E'
source("load/load.R", encoding = "UTF-8"); t <- load_dataset("."); s <- t$shop
stopifnot(is.character(s$revenue), inherits(s$opened, "Date"), is.logical(s$member))
big <- s$revenue[s$id == "000000"]; stopifnot(big == "123456789012345.67")
cents <- sum(round(as.numeric(s$revenue[s$id != "000000"]) * 100)) # below 2^53: exact
low <- 1234567 + cents; high <- 123456789 + low %/% 1e8 # the big one in two parts of digits
total <- sprintf("%.0f%08.0f", high, low %% 1e8)
total <- paste0(substr(total, 1, nchar(total) - 2), ".", substr(total, nchar(total) - 1, nchar(total)))
cat(nrow(s), total, format(sum(s$staff, na.rm = TRUE), scientific = FALSE), sum(is.na(s$staff)), sum(is.na(s$opened)), sum(s$member, na.rm = TRUE),
    min(s$id), s$name[s$id == "000000"], s$name[s$id == "000005"], nrow(t$item), min(t$item$item), sep = "|")
cat("\n")
E
    gives R "$(Rscript --vanilla ../r.R 2>&1 | tail -1)"
else missing R; fi
cd "$work"
[ $seen -gt 0 ] || skip "no engine is installed"
finish
