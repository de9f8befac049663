#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ec-step: one step of a quarter: runs a pipe of tools in the folder of the quarter, all or nothing. It is what each recipe of
# quarter.mk calls; it may run on another machine that sees the folder. See ecquarter(1).
#
# The pipe writes below .part; what it wrote is moved to its place when all commands of the pipe ended with 0 or 1. A command
# that left no status was killed together with its part of the pipe, and the step has failed. steps/NAME says how the step
# ended and what its outputs were; made/NAME is touched only when an output differs from that of the run before.
set -u
name=ec-step
version=@VERSION@

usage_text() { cat <<'TXT'
ec-step: one step of a quarter: a pipe of tools, whose outputs appear whole or not at all

Usage:
  ec-step [-o OUTPUT]... [-O OUTPUT]... NAME 'PIPE'
  ec-step --changed

Options:
  -o OUTPUT        file or folder that the pipe makes, as .part/OUTPUT; repeatable
  -O OUTPUT        the same, a part that others wait for by itself: made/NAME-OUTPUT tells that it is another one
      --changed    print the steps whose outputs are gone or are not as the step left them
  -h, --help       show this help
  -V, --version    show the version

Exit status: 0 the step was done, the worst status of a tool was 0 or 1; 2 it failed.
TXT
}
chinese() { case ${EC_LOCALE:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}} in zh*) true ;; *) false ;; esac; }
say() { [ -n "${EC_QUIET:-}" ] || if chinese; then printf 'ecquarter: %s\n' "$2"; else printf 'ecquarter: %s\n' "$1"; fi >&2; }
die() { if chinese; then printf 'ecquarter: 错误: %s\n' "$2"; else printf 'ecquarter: error: %s\n' "$1"; fi >&2; exit 2; }

# files OUTPUT ...: what stands there: a line "file SIZE TIME PATH" for each file, "output PATH" for each file and folder.
files() { LC_ALL=C find -L "$@" -type f -printf 'file %s %T@ %p\noutput %p\n' -o -type d -printf 'output %p\n' 2>/dev/null; }

# changed: the steps whose outputs are gone, have other files, or files of another size or time than the step left.
changed() {
    set -- steps/*
    [ -e "$1" ] || return 0
    files $(sed -n 's/^output //p' "$@") | LC_ALL=C awk '
        FILENAME != "-" {
            step = FILENAME; sub(/.*\//, "", step)
            if ($1 == "output") { of[$2] = step; absent[$2] = 1 }
            if ($1 == "file") left[$0] = step
            next
        }
        $1 == "output" { delete absent[substr($0, 8)]; next }
        $0 in left { delete left[$0]; next }
        {
            path = $0; sub(/^file [0-9]* [0-9.]* /, "", path)
            while (!(path in of) && sub(/\/[^\/]*$/, "", path)) ;
            if (path in of) bad[of[path]] = 1
        }
        END { for (o in absent) bad[of[o]] = 1; for (l in left) bad[left[l]] = 1; for (s in bad) print s }' "$@" -
}

made= marked=' '
while [ $# -gt 0 ]; do
    case $1 in
        -o|-O)
            [ $# -gt 1 ] || { usage_text >&2; exit 2; }
            made="$made $2"
            [ "$1" = -o ] || marked="$marked$2 "
            shift 2 ;;
        -h|--help) usage_text || exit 2; exit 0 ;;
        -V|--version) printf '%s (ectools) %s\n' "$name" "$version" || exit 2; exit 0 ;;
        --changed) changed; exit 0 ;;
        --) shift; break ;;
        -*) die "ec-step: unknown option $1" "ec-step：未知选项 $1" ;;
        *) break ;;
    esac
done
[ $# -eq 2 ] && [ -n "$made" ] || { usage_text >&2; exit 2; }
step=$1 pipe=$2 tab=$(printf '\t')
# A pipe over several lines of the plan is one line of the log.
case $pipe in *'\
'*) pipe=$(printf '%s\n' "$pipe" | sed -e ':more' -e '/\\$/{' -e 'N' -e 's/\\\n[	 ]*//' -e 'b more' -e '}') ;; esac
case $step in ''|*[!A-Za-z0-9_.-]*) die "ec-step: $step is no name of a step" "ec-step：$step 不是步骤名" ;; esac

# --- The pipe ---------------------------------------------------------------------------------------------------------

# Each command notes that it began and its status, so that none in a pipe is lost; 1 is for findings, which only the tools have.
[ -d .part ] && [ -d steps ] && [ -d made ] && [ -d manifest ] || mkdir -p .part steps made manifest || exit 2
status=.part/$step.status
worst() {
    st=0 open=0 ended=0
    while read -r w; do
        [ "$w" != began ] || { open=$((open + 1)); continue; }
        ended=$((ended + 1)); [ "$w" -le "$st" ] || st=$w
    done <"$status"
    [ "$st" -lt 2 ] && [ "$open" -le "$ended" ] || st=2
}
noted() { echo began >>"$status" || kill $$; "$@"; echo $? >>"$status" || kill $$; }
for tool in ecread ecfix ecmerge ecjoin eccheck ecaccept ecsuggest ecoutlier ecvtl ecpack ecreport; do
    eval "$tool() { LC_ALL=\${EC_LOCALE:-C.UTF-8} noted command $tool \"\$@\"; }"
done
fail() { echo 2 >>"$status" || kill $$; }
for tool in find sort cut awk cat tail head sed tr wc; do
    eval "$tool() { LC_ALL=C command $tool \"\$@\" || fail; }"
done
# together FILE ...: streams of the same columns as one.
together() { cat "$1" && shift && { [ $# -eq 0 ] || tail -q -n +2 "$@"; }; }

# Of a step that was done in parts, the parts together:
# names0 LIST: the names in a list of given, each ended by NUL.
names0() {
    cut -f 1 "$1" | awk '{
        name = ""
        for (rest = $0; i = index(rest, "\\"); rest = substr(rest, i + 2)) {
            c = substr(rest, i + 1, 1)
            name = name substr(rest, 1, i - 1) (c == "n" ? "\n" : c == "t" ? "\t" : c)
        }
        printf "%s%c", name rest, 0
    }'
}
# renumbered TO FOLDER ...: copies of what was rejected, NUMBER-NAME, with numbers that go on from folder to folder, and the list
# that ecread keeps of them: a copy, then its reason.
renumbered() {
    to=$1; shift
    for d in "$@"; do [ ! -f "$d/.written" ] || sed "s,^,$d/," "$d/.written"; done |
        awk -v to="$to" '{ n = $0; sub(/.*\//, "", n); sub(/^[0-9]+/, "", n); printf "%s\t%s/%06d%s\n", $0, to, int((NR + 1) / 2), n }' |
        while IFS="$tab" read -r from new; do
            command cp -p "$from" "$new" && printf '%s\n' "${new##*/}" || fail
        done >"$to/.written" || fail
}
# apart FILE ...: does no file of submissions occur in two of these, records of parts? Names that are masked may be the same.
apart() {
    for f in "$@"; do cut -f 1 "$f" | tail -n +2 | awk '$0 != last { print; last = $0 }'; done |
        awk '$0 in seen { same = 1 } { seen[$0] = 1 } END { print same + 0 }' | { read -r same && [ "$same" = 0 ]; }
}
# findings_once FILE ...: findings of parts; what a part says of its stream as a whole, all say.
findings_once() {
    awk -F'\t' 'FNR == 1 && NR > 1 { next } $5 == "notrun" { if (FILENAME != ARGV[1]) next; sub(/parts\/[a-z]*\/[0-9]*\//, "") } { print }' "$@"
}
# numbered FILE ...: streams as one, whose first column is the number of the row.
numbered() { awk -F'\t' -v OFS='\t' 'FNR == 1 { if (NR == 1) print; next } { $1 = ++n; print }' "$@"; }
# as_one NAME: of the steps NAME-PART the worst status, and their manifest lines as that of one run: counts added up, the highest
# of what is no count.
as_one() {
    awk '
        {
            head = $0; sub(/"usage":.*/, "", head)
            for (rest = $0; match(rest, /"[a-z_]+":[0-9]+/); rest = substr(rest, RSTART + RLENGTH)) {
                split(substr(rest, RSTART + 1, RLENGTH - 1), pair, /":/)
                if (pair[1] ~ /^(status|max_rss_kib)$/) { if (pair[2] > sum[pair[1]] + 0) sum[pair[1]] = pair[2] + 0 }
                else sum[pair[1]] += pair[2]
            }
        }
        NR == 1 { one = $0; gsub(/parts\/[a-z]*\/[0-9]*\//, "", one); sub(/,"--part"/, "", one) }
        END {
            while (match(one, /"[a-z_]+":[0-9]+/)) {
                pair[1] = substr(one, RSTART + 1, RLENGTH - 1); sub(/":.*/, "", pair[1])
                printf "%s\"%s\":%.0f", substr(one, 1, RSTART - 1), pair[1], sum[pair[1]]
                one = substr(one, RSTART + RLENGTH)
            }
            print one
        }' "manifest/$1"-[0-9]*.jsonl >>"$EC_MANIFEST" || fail
    sed -n 's/^status //p' "steps/$1"-[0-9]* >>"$status" || fail
}

for o in $made; do
    [ ! -e ".part/$o" ] || rm -rf ".part/${o:?}" || exit 2
    case $o in */*) [ -d ".part/${o%/*}" ] && [ -d "${o%/*}" ] || mkdir -p ".part/${o%/*}" "${o%/*}" || exit 2 ;; esac
done
new= differs= # was it made otherwise than before? After an interrupted run nobody knows.
[ -f "steps/$step" ] || new=1
rm -f "$status" ".part/$step.manifest" "steps/$step" && : >"$status" || exit 2
export EC_MANIFEST=".part/$step.manifest" # each tool appends a line about its run
say "$step: $pipe" "$step：$pipe"
began=$(date -u '+%s %Y-%m-%dT%H:%M:%SZ'); start=${began% *} began=${began#* }
eval "$pipe" || echo 2 >>"$status" || exit 2
worst
unset -f find sort cut awk cat tail head sed tr wc
seconds=$(($(date +%s) - start))

# --- Its outputs ------------------------------------------------------------------------------------------------------

# rows FILE|DIR: records in a stream, or in the streams of a folder; \N for anything else.
rows() {
    [ ! -d "$1" ] || set -- "$1"/*.tsv
    case $1 in *.tsv) [ ! -f "$1" ] || { LC_ALL=C awk 'FNR > 1 { n++ } END { print n + 0 }' "$@"; return; } ;; esac
    printf '%s\n' '\N'
}
# same OUTPUT: it is in its place already, the same to the byte.
same() { if [ -d "$1" ]; then [ -d ".part/$1" ] && diff -r "$1" ".part/$1" >/dev/null 2>&1; else cmp -s "$1" ".part/$1"; fi; }

# Of many parts all are compared at once.
marked_new=
[ "$marked" = ' ' ] || {
    set -- $marked; among=${1%/*}
    marked_new=" $(LC_ALL=C diff -rq "$among" ".part/$among" 2>&1 | sed -n "s,^.*$among[/:] *\([A-Za-z0-9_.-]*\).*$,\1,p" | sort -u | tr '\n' ' ')"
}
same_part() { [ -e "$1" ] && case $marked_new in *" ${1##*/} "*) false ;; esac; }

count='\N'
for o in $made; do
    [ "$st" -lt 2 ] || break
    [ -e ".part/$o" ] || { st=2; break; }
    case $marked in *" $o "*) part=1; same_part "$o" && as_before=1 || as_before= ;; *) part=; [ -e "$o" ] && same "$o" && as_before=1 || as_before= ;; esac
    if [ -z "$as_before" ]; then { [ ! -e "$o" ] || rm -rf "${o:?}"; } && mv ".part/$o" "$o" && differs=1 || st=2
    elif [ -z "$part" ]; then rm -rf ".part/${o:?}"
    fi
    [ -z "$part" ] || { [ -n "$as_before" ] && [ -z "$new" ]; } || : >"made/$step-${o##*/}" || st=2
done
[ "$marked" = ' ' ] || rm -rf ".part/${among:?}"
if [ "$st" -lt 2 ]; then
    set -- $made; count=$(rows "$1")
    [ ! -f ".part/$step.manifest" ] || mv ".part/$step.manifest" "manifest/$step.jsonl" || st=2
fi
printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$began" "$step" "$st" "$seconds" "$count" "$pipe" >>log || die "cannot write log" "无法写入 log"
say "$step: status $st, $seconds s, rows $count" "$step：状态 $st，$seconds 秒，$count 行"
rm -f "$status"
[ "$st" -lt 2 ] || { for o in $made; do rm -rf ".part/${o:?}"; done; die "step $step failed: $pipe" "步骤 $step 失败：$pipe"; }

{ printf 'command %s\nstatus %s\nseconds %s\nrows %s\n' "$pipe" "$st" "$seconds" "$count"; printf 'output %s\n' $made; LC_ALL=C find -L $made -type f -printf 'file %s %T@ %p\n'; } >".part/$step.done" &&
    { [ -z "$new$differs" ] && [ -e "made/$step" ] || : >"made/$step"; } && mv ".part/$step.done" "steps/$step" || die "cannot write steps/$step" "无法写入 steps/$step"
exit 0
