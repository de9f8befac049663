#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecvtl on large data sets: memory, sameness, exactness, and CPU time against DuckDB (one thread) on the same TSV in and out.
#   make bench-datasets          EC_BENCH_ROWS=N rows (2,000,000), EC_BENCH_ROUNDS=N rounds of the comparison (3)
# DuckDB is the package @duckdb/node-api of npm, from EC_NODE_MODULES or installed into the folder of the data; without it the
# comparison is left out. Its results are ordered as ours are, by key; "unordered" is the same without that.
set -eu
cd "$EC_BUILD"
dir=${EC_BENCH_DIR:-$EC_BUILD/bench-data}
rows=${EC_BENCH_ROWS:-2000000}
rounds=${EC_BENCH_ROUNDS:-3}
mkdir -p "$dir/tmp"
data=$dir/datasets-$rows
[ -s "$data/done" ] || python3 "$EC_SRC/tests/bench/datasets.py" make 1 "$rows" "$data"
json=$data/structures.json
say() { printf '%s\n' "$*"; }
vtl() { ecvtl -q --tmp "$dir/tmp" --structure "$json" "$@"; }

say "$(ecvtl -V | head -n 1); $rows rows a data set"
join='r := left_join(a, b);'
groups='r := sum(g group by id);'
for job in "$groups" "$join"; do
    (ulimit -v 400000; vtl -S 64M "$job" "g=$data/g2m.tsv" "a=$data/a.tsv" "b=$data/b.tsv") >"$data/out" &&
        say "within 400 MB of address space, -S 64M: $job $(wc -l <"$data/out") lines"
    one=$(vtl -S 16M "$job" "g=$data/g2m.tsv" "a=$data/a.tsv" "b=$data/b.tsv" | cksum)
    [ "$one" = "$(cksum <"$data/out")" ] && [ "$one" = "$(vtl -S 256M "$job" "g=$data/g2m.tsv" "a=$data/a.tsv" "b=$data/b.tsv" | cksum)" ] ||
        { say "FAIL: other bytes for another -S: $job"; exit 1; }
    say "the same bytes with -S 16M, 64M and 256M"
done
[ -z "$(ls -A "$dir/tmp")" ] || { say "FAIL: temporary files are left"; exit 1; }
python3 "$EC_SRC/tests/bench/datasets.py" sums 2 $((rows * 5)) | {
    IFS= read -r want
    got=$(python3 "$EC_SRC/tests/bench/datasets.py" decimals 2 $((rows * 5)) | vtl 'r := sum(d);' d=- | tail -n 1)
    [ "$got" = "$want" ] || { say "FAIL: the sum of $((rows * 5)) decimals is $got, Python's decimal has $want"; exit 1; }
    say "the sum of $((rows * 5)) decimals is $got, as Python's decimal has it"
}

modules=${EC_NODE_MODULES:-$dir/npm/node_modules}
has() { NODE_PATH=$modules node -e "require('@duckdb/node-api')" 2>/dev/null; }
has || { command -v npm >/dev/null && npm install --silent --prefix "$dir/npm" @duckdb/node-api >"$dir/npm.log" 2>&1; } || :
if ! has; then say "SKIP: the comparison needs @duckdb/node-api of npm"; exit 0; fi
cat >"$data/duck.cjs" <<'J'
const { DuckDBInstance } = require('@duckdb/node-api');
(async () => {
    const c = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
    const types = { g: 'VARCHAR', id: 'BIGINT', x: 'DECIMAL(18,2)', y: 'BIGINT', u: 'VARCHAR', z: 'DECIMAL(18,2)' };
    const query = process.argv[2].replace(/@(\w+)\((\w+(?: \w+)*)\)/g, (_, file, names) =>
        `read_csv('${process.env.DATA}/${file}.tsv', delim='\\t', header=true, nullstr='\\N', auto_detect=false, quote='', escape='', ` +
        `columns={${names.split(' ').map(n => `'${n}':'${types[n]}'`).join(',')}})`);
    await c.run(`COPY (${query}) TO '${process.env.DATA}/duck.tsv' (delimiter '\t', header true, nullstr '\\N')`);
})();
J
duck="DATA=$data NODE_PATH=$modules node $data/duck.cjs"
ours="ecvtl -q --structure $json"
# compare NAME QUERY ORDER PROGRAM INPUTS
compare() {
    tests/bench/compare "$rounds" "DuckDB, $1" "$duck \"$2 $3\"" "DuckDB, unordered" "$duck \"$2\"" "ecvtl" "$ours '$4' $5 >$data/ec.tsv"
}
tests/bench/compare "$rounds" "DuckDB, starting alone" "$duck 'select 1 as x'" "ecvtl, reading and writing $rows rows" "$ours 'r := g;' g=$data/g20k.tsv >/dev/null"
compare "sums of 20,000 groups" "select g, sum(x) x, sum(y) y from @g20k(g id x y) group by g" "order by g" \
    'r := sum(g group by g);' "g=$data/g20k.tsv"
compare "sums of $rows groups or fewer" "select g, sum(x) x, sum(y) y from @g2m(g id x y) group by g" "order by g" \
    'r := sum(g group by g);' "g=$data/g2m.tsv"
compare "medians of 20,000 groups" "select g, median(x) x, median(y) y from @g20k(g id x y) group by g" "order by g" \
    'r := median(g group by g);' "g=$data/g20k.tsv"
compare "left join" "select a.u, x, z from @a(u x) a left join @b(u z) b on a.u = b.u" "order by a.u" \
    "$join" "a=$data/a.tsv b=$data/b.tsv"
compare "mean of six rows" "select *, avg(x) over (partition by g order by id rows between 5 preceding and current row) m from @g20k(g id x y)" \
    "order by g, id::varchar" \
    'r := g [calc m := avg(x over (partition by g order by id data points between 5 preceding and current data point))];' "g=$data/g20k.tsv"
