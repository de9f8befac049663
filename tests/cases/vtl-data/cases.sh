# SPDX-License-Identifier: Apache-2.0
# Sourced by suites behind init.sh: run_cases FILE runs what the file holds, and adds to $cases. A file has blocks, each a line and
# what follows it:
#
#     case NAME             what is looked at
#     data NAME COMP,...    rows as CSV; COMP is name:role:type, role I M A V, type s n i b t p d u; an empty block has no row
#     program               VTL; its last result is written
#     gives COMP,...        the rows in their order, cells between commas; each file needs this or fails
#     says TEXT             the run has status 1 and says TEXT (besides gives)
#     fails TEXT            the run has status 2, says TEXT and writes nothing; may stand several times
#
# Lines with # in front are comments. PART of a name behind a / stands for several cases with one data: NAME/2 has the data of NAME.
cases=0

split_cases() {
    awk -v dir="$2" '
        function comps(list, name, file,   n, i, c, p, out) {
            n = split(list, c, ",")
            for (i = 1; i <= n; i++) {
                split(c[i], p, ":")
                out = out (i > 1 ? ", " : "") "{\"name\": \"" p[1] "\", \"role\": \"" role[p[2]] "\", \"data_type\": \"" type[p[3]] "\"}"
                head = (i > 1 ? head "," : "") p[1]
            }
            print "{\"name\": \"" name "\", \"components\": [" out "]}" >(file ".json")
            close(file ".json")
        }
        BEGIN {
            role["I"] = "Identifier"; role["M"] = "Measure"; role["A"] = "Attribute"; role["V"] = "Viral Attribute"
            type["s"] = "String"; type["n"] = "Number"; type["i"] = "Integer"; type["b"] = "Boolean"; type["t"] = "Time"
            type["p"] = "TimePeriod"; type["d"] = "Date"; type["u"] = "Duration"
        }
        /^#/ || /^$/ { next }
        /^case / {
            name = substr($0, 6); split(name, part, "/"); base = part[1]
            if (base != last) { n++; system("mkdir -p " dir "/" n); with = dir "/" n; here = with; last = base }
            else { n++; here = dir "/" n; system("mkdir -p " here "; cp " with "/*.csv " with "/*.data.json " here) }
            print name >(here "/name"); close(here "/name"); to = ""; next
        }
        /^data / { comps($3, $2, here "/" $2 ".data"); to = here "/" $2 ".csv"; print head >to; next }
        /^program$/ { to = here "/program.vtl"; next }
        /^gives / { comps($2, "want", here "/want"); to = here "/want.csv"; print head >to; next }
        /^says / { print substr($0, 6) >(here "/says"); next }
        /^fails / { print substr($0, 7) >(here "/fails"); next }
        { print >to }' "$1"
}

# One case, in its folder.
run_case() {
    c=$1 name=$(cat "$1/name") args=
    for d in "$c"/*.data.json; do
        [ -f "$d" ] || continue
        n=$(basename "$d" .data.json)
        args="$args --structure $n=$d $n=$c/$n.csv"
    done
    wanted=0
    [ ! -f "$c/says" ] || wanted=1
    [ ! -f "$c/fails" ] || wanted=2
    result=$(sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\) *\(:=\|<-\).*/\1/p' "$c/program.vtl" | tail -1)
    # shellcheck disable=SC2086
    ecvtl -p "$c/program.vtl" --all "$c/got" $args 2>"$c/err" </dev/null; got=$?
    [ "$got" -eq "$wanted" ] || { fail "$name: status $got, wanted $wanted: $(head -3 "$c/err")"; return; }
    if [ "$wanted" -ne 0 ]; then
        cat "$c/says" "$c/fails" 2>/dev/null | while IFS= read -r text; do grep -qF -- "$text" "$c/err" || echo "$text"; done >"$c/unsaid"
        [ ! -s "$c/unsaid" ] || fail "$name: does not say $(cat "$c/unsaid"), but: $(head -4 "$c/err")"
    fi
    if [ "$wanted" -eq 2 ]; then
        [ ! -f "$c/got/$result.tsv" ] || fail "$name: there is a result"
        return
    fi
    [ -f "$c/want.csv" ] || { fail "$name: nothing is wanted"; return; }
    tr '\t' ',' <"$c/got/$result.tsv" >"$c/got.csv"
    same "$c/got.csv" "$c/want.csv" "$name: rows"
    for f in "$c/got/$result.json" "$c/want.json"; do
        grep -o '"name": "[^"]*", "role": "[^"]*", "data_type": "[^"]*"' "$f" >"$f.comps"
    done
    same "$c/got/$result.json.comps" "$c/want.json.comps" "$name: structure"
}

run_cases() {
    rm -rf split && mkdir split
    split_cases "$1" split
    for d in split/*/; do
        run_case "${d%/}"
        cases=$((cases + 1))
    done
}
