#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecpack from the outside: what it writes, what it refuses, that it is the same every time, what a kill leaves behind, and that
# --verify sees every kind of damage.
. "$EC_SRC/tests/suite/init.sh"
form="$EC_SRC/tests/cases/pack/shop.tsv"
pack="ecpack -q -f $form"
tab=$(printf '\t')

# member NAME: its text in ds/datapackage.json (first occurrence).
member() { sed -n "s/^ *\"$1\": \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}$/\1/p" ds/datapackage.json | head -1; }

# ---- what is written ----
cat >shop.tsv <<E
_file${tab}_line${tab}_rec${tab}id${tab}period${tab}name${tab}opened${tab}staff${tab}revenue${tab}member${tab}kind${tab}note_x
a.xml${tab}2${tab}1${tab}0001${tab}2025Q3${tab}甲, 乙${tab}2020-02-29${tab}12${tab}0012.50${tab}true${tab}A${tab}\\\\N
a.xml${tab}9${tab}2${tab}0002${tab}2025Q3${tab}"丙"${tab}\\N${tab}\\N${tab}-7${tab}\\N${tab}B${tab}x\\\\y
a.xml${tab}16${tab}3${tab}0003${tab}2025Q3${tab}${tab}${tab}0${tab}999999999999999.999${tab}false${tab}\\N${tab}\\N
E
cat >wanted.csv <<'E'
id,period,name,opened,staff,revenue,member,kind,note_x
0001,2025Q3,"甲, 乙",2020-02-29,12,0012.50,true,A,\N
0002,2025Q3,"""丙""",,,-7,,B,x\y
0003,2025Q3,,,0,999999999999999.999,false,,
E
status 0 ecpack -f "$form" -o ds shop.tsv
grep -q '3 rows read, 3 written, 0 refused' e || fail "no summary: $(cat e)"
grep -q '2 empty cells' e || fail "empty cells are not counted: $(cat e)"
gzip -dc ds/shop.csv.gz >got.csv || fail "gzip does not read it"
same got.csv wanted.csv "the CSV"
[ "$(member bytes)" = "$(wc -c <ds/shop.csv.gz | tr -d ' ')" ] || fail "bytes: $(member bytes)"
[ "$(member hash)" = "sha256:$(sha256sum <ds/shop.csv.gz | cut -d' ' -f1)" ] || fail "hash: $(member hash)"
[ "$(member ectools:rows)" = 3 ] || fail "rows: $(member ectools:rows)"
grep -q '"primaryKey": \["id", "period"\]' ds/datapackage.json || fail "no primary key"
grep -q '"name": "revenue", "type": "number".*"unit": "千元".*"minimum": -1000.*"ectools:precision": 18, "ectools:scale": 3' ds/datapackage.json ||
    fail "revenue: $(grep '"revenue"' ds/datapackage.json)"
grep -q '"name": "kind", .*"categories": \[{"value": "A", "label": "甲类", "ectools:label_en": "class A"}' ds/datapackage.json ||
    fail "kind: $(grep '"kind"' ds/datapackage.json)"
status 0 ecpack --verify ds
status 0 $pack -o keep --provenance=keep shop.tsv
gzip -dc keep/shop.csv.gz | head -1 | grep -q '^_file,_line,_rec,id' || fail "provenance is not kept"
status 0 $pack -o - --gzip=none shop.tsv; same o wanted.csv "-o -"
status 0 $pack -o - shop.tsv; gzip -dc <o | cmp -s - wanted.csv || fail "-o - compressed"
printf 'id\n0001\n\\N\n\n' | ecpack -q -f "$form" -o - --gzip=none >o 2>e || fail "one column: $(cat e)"
printf 'id\n0001\n""\n""\n' >w; same o w "rows of one column that is null are not empty lines"

# ---- what is refused ----
# refused COLUMN VALUE: a row with that cell must be refused, and with --allow-invalid be written.
refused() {
    c=$1 v=$2 awk -F'\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == ENVIRON["c"]) k = i }
        NR == 3 { $k = ENVIRON["v"] } { print }' shop.tsv >bad.tsv
    rm -rf dr da; status 1 ecpack -f "$form" -o dr --rejects rejects.tsv -F f.tsv bad.tsv || return
    grep -q '3 rows read, 2 written, 1 refused' e || fail "$1=$2: $(cat e)"
    [ "$(gzip -dc dr/shop.csv.gz | wc -l)" -eq 3 ] || fail "$1=$2: the row was written"
    { sed -n 1p bad.tsv; sed -n 3p bad.tsv; } | cmp -s - rejects.tsv || fail "$1=$2: --rejects"
    [ "$(grep -ac "PACK-REFUSED.*a.xml.*$1" f.tsv)" -eq 1 ] || fail "$1=$2: $(cat f.tsv)"
    status 0 ecpack -q --verify dr
    status 0 ecpack -f "$form" -o da --allow-invalid bad.tsv
    grep -q '3 written' e && grep -q '1 rows written with cells' e || fail "$1=$2: allowed, not counted: $(cat e)"
    grep -q "\"name\": \"$1\", \"type\": \"string\".*\"ectools:invalid\": 1" da/datapackage.json || fail "$1=$2: descriptor promises a type"
    status 0 ecpack -q --verify da
}
refused staff 1.5; refused staff 12a; refused staff ' 1'; refused staff 1e3; refused staff 1234567890123456789
refused revenue 1,5; refused revenue 1.; refused revenue .5; refused revenue ++1; refused revenue 0.1234567890123456789
refused opened 2021-02-29; refused opened 2021/02/28; refused period 2025Q5; refused member yes
refused name 'a\nb'; refused name 'a\tb'; refused note_x "$(printf 'a\001b')"; refused name "$(printf 'a\177b')"
refused name "$(printf '\377')"
status 0 ecpack -q -f "$form" -o df --fail-on=never bad.tsv

# Broken constraints do not stop rows, but are not promised.
sed "s/2020-02-29/1890-01-01/; s/${tab}A$tab/${tab}Z$tab/; s/$tab-7$tab/$tab-2000$tab/" shop.tsv >broken.tsv
status 0 ecpack -v -f "$form" -o db broken.tsv
for w in opened kind revenue; do grep -q "warning: $w: 1 rows break" e || fail "$w: no warning: $(cat e)"; done
grep -q '"name": "revenue".*"ectools:broken": {"minimum": {"value": -1000, "rows": 1}}' db/datapackage.json || fail "revenue: broken minimum"
grep '"kind"' db/datapackage.json | grep -q categories && fail "kind: codes are promised"
status 0 ecpack -q --verify db
sed "s/${tab}0002$tab/$tab\\\\N$tab/" shop.tsv >nokey.tsv
status 0 $pack -o dk nokey.tsv; grep -q primaryKey dk/datapackage.json && fail "a key with nulls is promised"

# A stream that is cut or of another table is no dataset, and the old one stays.
cp -r ds before
head -c 200 shop.tsv >cut.tsv; status 2 $pack -o ds cut.tsv
printf 'a\tb\n1\t2\n' >other.tsv; status 2 $pack -o ds other.tsv
status 2 ecpack -q -f "$EC_SRC/rules/forms/st-quarterly.tsv" -o ds "$EC_SRC/fixtures/stream/q3-second.tsv"
diff -r ds before >/dev/null || fail "a failed run changed the dataset: $(ls ds)"

# ---- several tables, one folder ----
printf 'id\tperiod\titem\tsold\n0001\t2025Q3\tP1\t5\n' >item.tsv
status 0 $pack -o ds -t item item.tsv
[ "$(grep -c '"path"' ds/datapackage.json)" -eq 2 ] || fail "the other table is lost"
status 0 ecpack --verify ds; grep -q '2 tables, 4 rows' e || fail "$(cat e)"
sed -i 's/^  "version"/  "licenses": [{"name": "internal"}],\n  "version"/' ds/datapackage.json
status 0 $pack -o ds -t item --gzip=none item.tsv
grep -q '"licenses": \[{"name": "internal"}\]' ds/datapackage.json || fail "a member added by hand is lost"
[ ! -e ds/item.csv.gz ] && [ -e ds/item.csv ] || fail "files: $(ls ds)"
status 0 ecpack --verify ds
mkdir tables; cp shop.tsv item.tsv tables; status 0 $pack -o split --split tables
status 0 $pack -o apart -t item item.tsv; status 0 $pack -o apart shop.tsv
diff -r split apart >/dev/null || fail "--split and one by one differ"
status 2 $pack -o split --split /nonexistent

# Lineage: the lines of the manifest, in the resource.
printf '{"tool":"ecread","rows_out":3}\n{"tool":"eccheck"}\n' >run.jsonl
status 0 $pack -o lineage --manifest run.jsonl shop.tsv
grep -A1 '"ectools:lineage": \[' lineage/datapackage.json | grep -q '{"tool":"ecread","rows_out":3},' || fail "no lineage"
[ "$(wc -l <run.jsonl)" -eq 3 ] && tail -1 run.jsonl | grep -q '"tool":"ecpack".*"rows_out":3' || fail "manifest: $(cat run.jsonl)"
# The chain without what differs from run to run.
printf '{"tool":"ecread","rows_out":3,"usage":{"wall_ms":12,"cpu_ms":3}}\n{"tool":"eccheck"}\n' >run2.jsonl
status 0 $pack -o lineage2 --manifest run2.jsonl shop.tsv; same lineage/datapackage.json lineage2/datapackage.json "usage in the lineage"
grep -q '"usage":{"wall_ms":[0-9]*,"cpu_ms":[0-9]*' run.jsonl || fail "no usage in the manifest"
printf 'no json\n' >bad.jsonl; status 2 $pack -o ds --manifest bad.jsonl shop.tsv; grep -q 'bad.jsonl:1' e || fail "$(cat e)"

# In a pipeline the lines of the tools before are all there, however close together the tools end.
i=0
while [ $i -lt 10 ] && command -v ecmerge >/dev/null; do
    i=$((i + 1)); rm -f pipe.jsonl
    q="$EC_SRC/fixtures/stream/q3-second.tsv"; st="$EC_SRC/rules/forms/st-quarterly.tsv"
    (EC_MANIFEST=pipe.jsonl; export EC_MANIFEST
     ecmerge -q -f "$st" "$q" | ecmerge -q -f "$st" - | ecpack -q -f "$st" -o pipe) 2>e
    [ "$(grep -c '"tool":"ecmerge"' pipe/datapackage.json)" -eq 2 ] || fail "lineage of a pipeline: $(grep -c '"tool"' pipe/datapackage.json) lines"
done

# ---- the same bytes ----
awk 'BEGIN { print "id\tperiod\tname\trevenue"
    for (i = 0; i < 40000; i++) { x = (x * 1103515 + 12345) % 2147483648
        printf "%06d\t2025Q3\t名%d\t%d.%02d\n", i, x % 9973, x / 1000, x % 100 } }' >big.tsv
for kind in single blocked none; do
    for j in 1 2 3 4; do
        status 0 $pack -o j$j --gzip=$kind -j $j big.tsv
        diff -r j1 j$j >/dev/null || fail "$kind: -j $j differs from -j 1"
    done
    status 0 ecpack -q --verify j1
    case $kind in none) cp j1/shop.csv big.csv ;; *) gzip -dc j1/shop.csv.gz >back; cp j1/shop.csv.gz $kind.gz ;; esac
    mv j1 big.$kind
done
cmp -s back big.csv || fail "gzip -dc gives other rows"
for level in 0 1 2 3 5 9; do
    status 0 $pack -o l --level $level big.tsv; status 0 ecpack -q --verify l
    gzip -dc l/shop.csv.gz | cmp -s - big.csv || fail "--level $level"
    # Which compressor it was stands in the descriptor, and ecpack -V names it.
    by=$(sed -n 's/^ *"ectools:compressor": "\(.*\), level '$level'",*$/\1/p' l/datapackage.json)
    [ "$by" ] && ecpack -V | grep -q "^compressor: .*$by" || fail "--level $level: compressor \"$by\""
done
grep -q compressor big.none/datapackage.json && fail "a compressor of what is not compressed"
for f in single blocked; do
    if command -v python3 >/dev/null; then
        python3 -c "import gzip, sys; sys.stdout.buffer.write(gzip.open('$f.gz').read())" | cmp -s - big.csv || fail "$f: Python"
    fi
    if command -v node >/dev/null; then
        node -e "process.stdout.write(require('zlib').gunzipSync(require('fs').readFileSync('$f.gz')))" | cmp -s - big.csv || fail "$f: node"
    fi
done

# ---- damage ----
# damaged WANTED TEXT: ds2 must have that fault.
damaged() { status "$1" ecpack --verify ds2 && { grep -q "$2" e || fail "wanted \"$2\", got: $(cat e)"; }; }
# Makes bytes and hash of the descriptor those of the file, so that only the content can tell.
honest() {
    f=$(ls ds2/shop.csv*); n=$(wc -c <"$f" | tr -d ' '); h=$(sha256sum <"$f" | cut -d' ' -f1)
    sed -i "s/\"bytes\": [0-9]*/\"bytes\": $n/; s/^\(      \"hash\": \"sha256:\)[0-9a-f]*\"/\1$h\"/" ds2/datapackage.json
}
fresh() { rm -rf ds2; cp -r "big.$1" ds2; }
for kind in single blocked; do
    size=$(wc -c <$kind.gz | tr -d ' ')
    for keep in 0 1 9 10 18 19 1000 40000 65536 $((size / 2)) $((size - 29)) $((size - 28)) $((size - 27)) $((size - 9)) $((size - 8)) $((size - 4)) $((size - 1)); do
        fresh $kind; head -c "$keep" $kind.gz >ds2/shop.csv.gz; damaged 1 'DATASET-BYTES'
        honest; damaged 1 'DATASET-GZIP'
    done
    fresh $kind; printf 'x' >>ds2/shop.csv.gz; damaged 1 'DATASET-BYTES'; honest; damaged 1 'DATASET-GZIP'
    fresh $kind; cat $kind.gz >>ds2/shop.csv.gz; honest; damaged 1 'something follows'
    fresh $kind; printf '\000\000' | dd of=ds2/shop.csv.gz bs=1 seek=5000 conv=notrunc 2>/dev/null; damaged 1 'DATASET-HASH'
    honest; damaged 1 'DATASET-'
done
# A blocked file cut exactly between two members: gzip itself finds nothing wrong with it.
if command -v python3 >/dev/null; then
    fresh blocked
    python3 -c "
d = open('blocked.gz', 'rb').read(); at = 0
for _ in range(3): at += (d[at + 16] | d[at + 17] << 8) + 1
open('ds2/shop.csv.gz', 'wb').write(d[:at])"
    gzip -t ds2/shop.csv.gz || fail "the cut is not between members"
    honest; damaged 1 'end mark'
fi
fresh single; cp blocked.gz ds2/shop.csv.gz; honest; damaged 1 'something follows'
fresh single; rm ds2/shop.csv.gz; damaged 1 'DATASET-MISSING'
fresh single; rm ds2/datapackage.json; damaged 2 'datapackage.json'
fresh single; sed -i 's/"ectools:rows": 40000/"ectools:rows": 40001/' ds2/datapackage.json; damaged 1 'DATASET-ROWS'
fresh single; sed -i 's/"name": "revenue"/"name": "Revenue"/' ds2/datapackage.json; damaged 1 'shop.csv.gz:1: .*DATASET-HEADER'
fresh single; sed -i 's/"resources": \[/"resources": [,/' ds2/datapackage.json; damaged 1 'datapackage.json:.*DATASET-DESCRIPTOR'
for path in ../shop .shop -shop; do
    fresh single; sed -i "s#\"path\": \"shop#\"path\": \"$path#" ds2/datapackage.json; damaged 1 'plain file name'
done
# A wrong name in the descriptor, told with its own letters: short, and long enough that its memory is given back to the system.
mkdir -p wrong
for n in 1 200 400000; do
    awk -v n=$n 'BEGIN { printf "{\"name\":\"kind\",\"resources\":[{\"name\":\"shop\",\"path\":\"\\n"; while (n--) printf "a"; print "\"}]}" }' >wrong/datapackage.json
    status 1 ecpack --verify wrong && { grep -q 'plain file name ("\\x0Aa' e || fail "a wrong name of $n letters: $(head -c 300 e)"; }
    [ $n -lt 200 ] || grep -q 'aa\.\.\.")' e || fail "a long name is not cut: $(head -c 400 e)"
done
# content SED FAULT: a change of the rows that only reading them can show.
content() { fresh none; sed -i "$1" ds2/shop.csv; honest; damaged 1 "$2"; }
content '777s/^[0-9]*/000009/' 'shop.csv:777: .*DATASET-KEY.*line 11 too'
content '5s/,2025Q3,/,2025Q9,/' 'shop.csv:5: .*DATASET-CELL'
content '6s/[0-9.]*$/-1000.01/' 'shop.csv:6: .*below the minimum'
content '7s/[0-9.]*$/1,5/' 'shop.csv:7: .*DATASET-CSV'
content '8s/^[0-9]*//' 'shop.csv:8: .*required'
content '9s/名/"名/' 'DATASET-CSV'
content '10d' 'DATASET-ROWS'
content '1s/$/,x/' 'DATASET-HEADER'
content '20s/$/\r/' 'shop.csv:20: .*DATASET-CELL'
fresh none; truncate -s -1 ds2/shop.csv; honest; damaged 1 'no line end'
# Keys in several parts: the duplicate is found with little memory too.
fresh none; sed -i '39999s/^[0-9]*/000009/' ds2/shop.csv; honest
status 1 ecpack -S 64K --verify ds2; grep -q 'shop.csv:39999: .*line 11 too' e || fail "keys in parts: $(cat e)"

# ---- killed in mid-write ----
i=0
while [ $i -lt 12 ]; do
    i=$((i + 1))
    rm -rf k; status 0 $pack -o k shop.tsv; status 0 $pack -o k -t item item.tsv
    $pack -o k big.tsv & p=$!
    sleep 0.0$((i % 10)); kill -9 $p 2>/dev/null; wait $p 2>/dev/null
    [ ! -e k/datapackage.json ] || status 0 ecpack -q --verify k || fail "killed: $(cat e)"
done
finish
