#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecquarter: a quarter in one command, from the folder of submissions to dataset, report and letters. Each step is one
# command line that could be typed by hand; it is shown, timed and logged in DIR/log. See ecquarter(1).
#
# A step writes below DIR/.part, and what it wrote is moved to DIR when all its commands ended with 0 or 1. It is not run
# again as long as its output is there and the log has the same command for it, later than the step before it.
set -u
name=ecquarter
version=@VERSION@
data=${EC_DATADIR:-@pkgdatadir@}

# What is said comes in two languages: say "English" "Chinese".
chinese() {
    case $lang in
        zh) true ;;
        auto) case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in zh*) true ;; *) false ;; esac ;;
        *) false ;;
    esac
}
say() { [ -n "$quiet" ] || if chinese; then printf '%s: %s\n' "$name" "$2"; else printf '%s: %s\n' "$name" "$1"; fi >&2; }
die() { if chinese; then printf '%s: 错误: %s\n' "$name" "$2"; else printf '%s: error: %s\n' "$name" "$1"; fi >&2; exit 2; }
usage() { die "$1; see $name --help" "$2；用法见 $name --help"; }

help_en() { cat <<'TXT'
ecquarter: a quarter in one command, from the folder of submissions to dataset, report and letters

Usage:
  ecquarter -f FORM [-r RULES ...] [--period P] [--prior TSV] [--ly TSV] [--register TSV] [--decisions TSV] -o DIR FOLDER
  ecquarter --release DIR
  ecquarter --init-key FILE

Options:
      --period P              the period; submissions of others are refused (default: the name of DIR, where it is a period)
  -f, --form FORM             form dictionary (see ecform(5))
  -r, --rules RULES           rule file or folder; repeatable (st-quarterly: the installed ones)
      --prior TSV             accepted records of the quarter before: its folder, a folder with TABLE.tsv of each table, or one
      --ly TSV                the same of this quarter last year
      --register TSV          the register of the units that must report, or a folder with one of each table
      --keys TABLE=VARS       key of that table's register, not its identifiers; repeatable (st-quarterly: the installed ones)
      --accepted TSV          this quarter as it was accepted before, where revisions come late
      --history TSV           indicators of an earlier quarter, repeatable (form st-quarterly)
      --customs TSV           exports by the customs, beside the indicators (form st-quarterly)
      --hb VAR                item whose change is tested; repeatable (st-quarterly: op_revenue, gross_output)
      --ratio RULE=A/B        ratio tested against its median; repeatable (st-quarterly: the installed ones)
      --by VAR                group of the ratios (st-quarterly: chain)
      --indicators FILE       program of the indicators; repeatable (st-quarterly: the installed ones)
      --macro RULES           rules that judge the indicators; repeatable (st-quarterly: the installed ones)
      --cross FILE            program whose results are units to be asked (st-quarterly: the installed one)
      --versions FILE         the same on all versions that were sent (st-quarterly: the installed one)
      --policy TSV            what must be answered, and who may let what pass (see ecaccept(1); default: the installed one)
      --decisions TSV         what was decided about findings; repeatable
      --reopened TSV          registered re-openings of earlier figures
      --as-of DAY             day of the run for decisions and re-openings (default: the newest report date)
      --key FILE              key of the tokens that stand for identity numbers in identifiers (without: rejected)
      --init-key FILE         make such a key, a file of mode 0600, and do nothing else
      --release DIR           verify the dataset of DIR and close DIR for good
  -j, --jobs N                threads (default: as many as there are processors)

Common options:
  -o, --output DIR            folder of the quarter; made where missing, continued where it was begun
  -q, --quiet                 no lines about the steps
      --lang LANG             language of report.html, letters and messages: en, zh or auto (the locale)
      --completion SHELL      print the completion script for bash, zsh or fish
  -h, --help                  show this help
  -V, --version               show the version

Examples:
  ecquarter -f st-quarterly --prior 2025Q2 --register frame.tsv -o 2025Q3 submissions
  ecquarter --release 2025Q3

Exit status: 0 all that came is accepted; 1 some of it is not; 2 the job could not be done.
TXT
}
help_zh() { cat <<'TXT'
ecquarter: 一条命令处理一个季度：从报送文件夹到数据集、报告和查询函

用法:
  ecquarter -f FORM [-r RULES ...] [--period P] [--prior TSV] [--ly TSV] [--register TSV] [--decisions TSV] -o DIR FOLDER
  ecquarter --release DIR
  ecquarter --init-key FILE

选项:
      --period P              报告期，其他报告期的报送拒收（默认取 DIR 的名称，若其为报告期）
  -f, --form FORM             表式字典（见 ecform(5)）
  -r, --rules RULES           规则文件或文件夹，可重复（st-quarterly 默认用随附规则）
      --prior TSV             上季度已接受的记录：其文件夹、含各表 TABLE.tsv 的文件夹，或单个文件
      --ly TSV                上年同季度的记录，同上
      --register TSV          应报单位名录，或含各表名录的文件夹
      --keys TABLE=VARS       该表名录的关键字（不同于该表标识时），可重复（st-quarterly 默认用随附设定）
      --accepted TSV          本季度以前验收的版本（验收后又有修订时）
      --history TSV           以前某季度的汇总指标，可重复（限 st-quarterly）
      --customs TSV           海关出口额，与汇总指标对照（限 st-quarterly）
      --hb VAR                检验变动的指标，可重复（st-quarterly 默认 op_revenue、gross_output）
      --ratio RULE=A/B        与中位数比较的比率，可重复（st-quarterly 默认用随附设定）
      --by VAR                比率的分组（st-quarterly 默认 chain）
      --indicators FILE       汇总指标程序，可重复（st-quarterly 默认用随附程序）
      --macro RULES           审核汇总指标的规则，可重复（st-quarterly 默认用随附规则）
      --cross FILE            跨记录程序，其结果为须询问的单位（st-quarterly 默认用随附程序）
      --versions FILE         同上，用于全部报送版本（st-quarterly 默认用随附程序）
      --policy TSV            须答复的事项及谁有权放行（见 ecaccept(1)；默认用随附规定）
      --decisions TSV         对审核结果的决定，可重复
      --reopened TSV          已登记的历史数据重新开放
      --as-of DAY             审定日期，用于决定和重新开放（默认取最晚的报告日期）
      --key FILE              代号密钥：标识中的身份证号码以代号替换（不给出则拒收）
      --init-key FILE         生成密钥（权限 0600 的文件），不做其他处理
      --release DIR           核验 DIR 的数据集并封存 DIR
  -j, --jobs N                线程数（默认为处理器数）

公共选项:
  -o, --output DIR            本季度的文件夹；没有则新建，未完成则续做
  -q, --quiet                 不显示各步骤
      --lang LANG             report.html、查询函和消息的语言：en、zh 或 auto（按区域设置）
      --completion SHELL      输出 bash、zsh 或 fish 的补全脚本
  -h, --help                  显示本帮助
  -V, --version               显示版本

例:
  ecquarter -f st-quarterly --prior 2025Q2 --register frame.tsv -o 2025Q3 submissions
  ecquarter --release 2025Q3

退出状态: 0 报送全部接受；1 尚有未接受的；2 未能完成。
TXT
}

# The completion script of a shell, made of the options that --help shows.
completion() {
    help_en | awk -v shell="$1" -v name="$name" '
        match($0, /^ +(-[A-Za-z], )?--[a-z-]+( [A-Z\/=]+)?  /) {
            n++; head = substr($0, 1, RLENGTH); help[n] = substr($0, RLENGTH + 1); sub(/^ +/, "", help[n])
            sub(/ *[;:(].*/, "", help[n]); gsub(/[][\047\\]/, "", help[n])
            k = split(head, w, /[ ,]+/)
            for (i = 1; i <= k; i++) {
                if (w[i] ~ /^--/) long[n] = substr(w[i], 3)
                else if (w[i] ~ /^-/) letter[n] = substr(w[i], 2)
                else if (w[i] != "") arg[n] = w[i]
            }
            word[n] = arg[n] == "LANG" ? "en zh auto" : arg[n] == "SHELL" ? "bash zsh fish" : ""
        }
        END {
            if (shell == "bash") {
                printf "_%s() {\n  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n", name
                print "  if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi"
                print "  case $prev in"
                for (i = 1; i <= n; i++) if (word[i]) printf "  --%s) mapfile -t COMPREPLY < <(compgen -W \"%s\" -- \"$cur\"); return;;\n", long[i], word[i]
                printf "  esac\n  if [[ $cur == -* ]]; then mapfile -t COMPREPLY < <(compgen -W \""
                for (i = 1; i <= n; i++) printf "%s--%s", (i > 1 ? " " : ""), long[i]
                printf "\" -- \"$cur\")\n  else mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); fi\n}\ncomplete -o filenames -F _%s %s\n", name, name
            } else if (shell == "zsh") {
                printf "#compdef %s\n_arguments -s -S \\\n", name
                for (i = 1; i <= n; i++) {
                    value = word[i] ? ":" arg[i] ":(" word[i] ")" : arg[i] ? ":" arg[i] ":_files" : ""
                    if (letter[i]) printf "  \047-%s%s[%s]%s\047 \\\n", letter[i], arg[i] ? "+" : "", help[i], value
                    printf "  \047--%s%s[%s]%s\047 \\\n", long[i], arg[i] ? "=" : "", help[i], value
                }
                print "  \047*:folder:_files -/\047"
            } else for (i = 1; i <= n; i++)
                printf "complete -c %s -l %s%s%s -d \047%s\047\n", name, long[i], letter[i] ? " -s " letter[i] : "",
                    word[i] ? " -x -a \047" word[i] "\047" : arg[i] ? " -r" : "", help[i]
        }'
}

# --- The command line -------------------------------------------------------------------------------------------------

# quote TEXT: TEXT as one word of a command line.
quote() {
    case $1 in
        ''|*[!A-Za-z0-9_./,:=+-]*) printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")" ;;
        *) printf '%s' "$1" ;;
    esac
}

# path FILE: FILE such that no tool takes it for an option or for standard input.
path() { case $1 in -*) printf './%s' "$1" ;; *) printf '%s' "$1" ;; esac; }

quiet= form= rules= prior= ly= register= keys= accepted= history= customs= hb= ratios= by= indicators= macro= cross= versions=
period= policy= decisions= reopened= as_of= key= init_key=
release= jobs= out= folder= lang=auto ask= operands=0
line_end='
'
while [ $# -gt 0 ]; do
    option=$1; shift
    case $option in *"$line_end"*|*"$(printf '\t')"*) die "a TAB or line end in an argument" "参数中含制表符或换行" ;; esac
    # --name=value and -nvalue are taken apart; then the value is $1, as in --name value.
    case $option in
        --*=*) set -- "${option#*=}" "$@"; option=${option%%=*}; joined=1 ;;
        -[frjo]?*) rest=${option#-?}; set -- "$rest" "$@"; option=${option%"$rest"}; joined=1 ;;
        *) joined= ;;
    esac
    case $option in
        -h|--help|-V|--version|-q|--quiet)
            [ -z "$joined" ] || usage "option $option takes no value" "选项 $option 不带参数" ;;
        -f|--form|-r|--rules|--prior|--ly|--register|--keys|--accepted|--history|--customs|--hb|--ratio|--by|\
        --indicators|--macro|--cross|--versions|--period|--policy|--decisions|--reopened|--as-of|--key|--init-key|--release|-j|--jobs|-o|--output|--lang|--completion)
            [ $# -gt 0 ] || usage "option $option needs a value" "选项 $option 缺少参数"
            [ -n "$1" ] || usage "the value of option $option is empty" "选项 $option 的参数为空"
            case $1 in *"$line_end"*|*"$(printf '\t')"*) die "a TAB or line end in an argument" "参数中含制表符或换行" ;; esac
            value=$1; shift ;;
    esac
    case $option in
        -h|--help) ask=help ;;
        -V|--version) ask=version ;;
        -q|--quiet) quiet=-q ;;
        -f|--form) form=$value ;;
        -r|--rules) rules="$rules -r $(quote "$value")" ;;
        --prior) prior=$value ;;
        --ly) ly=$value ;;
        --register) register=$value ;;
        --keys) case $value in ?*=?*) keys="$keys$value$line_end" ;; *) usage "option --keys: $value is no TABLE=VARS" "选项 --keys：$value 不是 TABLE=VARS" ;; esac ;;
        --accepted) accepted=$value ;;
        --history) [ -r "$value" ] || die "cannot read $value" "无法读取 $value"; history="$history $(quote "$(path "$value")")" ;;
        --customs) customs=$value ;;
        --hb) hb="$hb --hb $(quote "$value")" ;;
        --indicators) [ -r "$value" ] || die "cannot read $value" "无法读取 $value"; indicators="$indicators $(quote "$(path "$value")")" ;;
        --macro) macro="$macro -r $(quote "$value")" ;;
        --ratio) case $value in ?*=?*/?*) ratios="$ratios$value$line_end" ;; *) usage "option --ratio: $value is no RULE=A/B" "选项 --ratio：$value 不是 RULE=A/B" ;; esac ;;
        --by) by=$value ;;
        --cross) cross=$value ;;
        --versions) versions=$value ;;
        --period) period=$value ;;
        --policy) policy=$value ;;
        --decisions) [ -r "$value" ] || die "cannot read $value" "无法读取 $value"; decisions="$decisions --decisions $(quote "$(path "$value")")" ;;
        --reopened) reopened=$value ;;
        --as-of) as_of=$value ;;
        --key) key=$value ;;
        --init-key) init_key=$value ;;
        --release) release=$value ;;
        -j|--jobs) jobs=" -j $(quote "$value")"; case $value in *[!0-9]*|0*) usage "option $option: $value is no number of threads" "选项 $option：$value 不是线程数" ;; esac ;;
        -o|--output) out=$value ;;
        --lang) lang=$value ;;
        --completion)
            case $value in bash|zsh|fish) ;; *) usage "option --completion: $value is not bash, zsh or fish" "选项 --completion：$value 不是 bash、zsh 或 fish" ;; esac
            completion "$value" || exit 2
            exit 0 ;;
        --) break ;;
        -?*) usage "unknown option $option" "未知选项 $option" ;;
        *) folder=$option; operands=$((operands + 1)) ;;
    esac
done
[ $# -eq 0 ] || { folder=$1; operands=$((operands + $#)); }
case $lang in
    auto) if chinese; then lang=zh; else lang=en; fi ;;
    en|zh) ;;
    *) usage "option --lang: $lang is not en, zh or auto" "选项 --lang：$lang 不是 en、zh 或 auto" ;;
esac
# The tools choose their language by the environment, which is no part of the recorded command lines.
[ "$lang" = zh ] && locale=zh_CN.UTF-8 || locale=C.UTF-8
case $ask in
    help) help_$lang || exit 2; exit 0 ;;
    version) printf '%s (ectools) %s\n' "$name" "$version" || exit 2; exit 0 ;;
esac

# --- A key ------------------------------------------------------------------------------------------------------------

if [ -n "$init_key" ]; then
    [ -z "$form$out$release$key" ] && [ "$operands" -eq 0 ] || usage "--init-key stands alone" "--init-key 须单独使用"
    # Nothing is overwritten: tokens made with a lost key cannot be made again.
    (umask 077; set -C; command head -c 64 /dev/urandom >"$init_key") 2>/dev/null && chmod 600 "$init_key" && [ "$(wc -c <"$init_key")" -eq 64 ] ||
        die "cannot make $init_key, or it is there already" "无法生成 $init_key，或该文件已存在"
    say "$init_key is made; keep it, and keep it to yourself" "已生成 $init_key；请妥善保管，勿外传"
    exit 0
fi

# not_releasable UNITS POLICY: the reasons why a quarter may not be closed, a line each.
not_releasable() {
    [ -r "$1" ] || { die "cannot read $1" "无法读取 $1"; }
    [ -r "$2" ] || set -- "$1" /dev/null
    zh=; ! chinese || zh=1
    bound=0; [ "$2" != /dev/null ] || bound=1 # without a policy nothing is bound
    awk -F'\t' -v open="$bound" -v zh="$zh" -v units="$1" '
        FILENAME != units { if ($1 == "release.open") open = $2; if ($1 == "release.response") response = $2; next }
        FNR == 1 { for (i = 1; i <= NF; i++) if ($i == "state") at = i; next }
        { n[$at]++ }
        END {
            read = n["open"] + n["failed"] + n["accepted"]; all = read + n["missing"]
            waiting = n["open"] + n["failed"] + n["unreadable"]
            if (!n["accepted"]) print zh ? "没有已接受的单位" : "no unit is accepted"
            if (waiting > open * all)
                printf(zh ? "待定 %d，不接受 %d，无法读取的报送 %d\n" : "%d units are open, %d failed, %d submissions are unreadable\n", n["open"], n["failed"], n["unreadable"])
            if (all && read < response * all)
                printf(zh ? "应报 %d 个单位仅上报 %d 个\n" : "of %d units %d have reported\n", all, read)
        }' "$2" "$1"
}

# --- Release ----------------------------------------------------------------------------------------------------------

if [ -n "$release" ]; then
    [ -z "$form$out" ] && [ "$operands" -eq 0 ] || usage "--release stands alone" "--release 须单独使用"
    dir=$(path "$release")
    [ ! -e "$dir/RELEASED" ] || die "$dir was released before" "$dir 已经封存"
    # In a finished quarter the log ends with the last step; a step that was run again, or failed, stands after it.
    finished=$(tail -n 1 "$dir/log" 2>/dev/null | awk -F'\t' '$2 == "report" && $3 < 2')
    [ -n "$finished" ] && [ ! -e "$dir/.part" ] || die "$dir is no finished quarter" "$dir 不是已完成的季度"
    reasons=$(not_releasable "$dir/units.tsv" "$dir/policy.tsv") || exit 2
    [ -z "$reasons" ] || { printf '%s\n' "$reasons" >&2; say "nothing was released" "未封存"; exit 1; }
    LC_ALL=$locale ecpack --verify "$dir/dataset" || die "$dir/dataset is not right; nothing was released" "$dir/dataset 不正确；未封存"
    { date -u '+released %Y-%m-%dT%H:%M:%SZ' && cksum "$dir"/dataset/*.*; } >"$dir/RELEASED.new" &&
        mv "$dir/RELEASED.new" "$dir/RELEASED" || die "cannot write $dir/RELEASED" "无法写入 $dir/RELEASED"
    say "$dir is released" "$dir 已封存"
    exit 0
fi

# --- What there is to do ----------------------------------------------------------------------------------------------

[ -n "$form" ] || usage "option --form is required" "必须给出选项 --form"
[ -n "$out" ] || usage "option --output is required" "必须给出选项 --output"
[ "$operands" -eq 1 ] || usage "one folder of submissions is needed, not $operands" "需要一个报送文件夹，而不是 $operands 个"
dir=$(path "$out") folder=$(path "$folder")
[ -d "$folder" ] || die "$folder is no folder" "$folder 不是文件夹"
[ ! -e "$dir/RELEASED" ] || die "$dir is released; choose another folder" "$dir 已封存；请另选文件夹"
# A finished quarter stands for its accepted records; what is given otherwise is taken as accepted.
accepted_of() { if [ -d "$1/accepted" ]; then printf '%s' "$1/accepted"; else printf '%s' "$1"; [ -z "$1" ] || say "$1 is taken as accepted" "$1 视为已接受"; fi; }
# Of a unit that was not accepted then, what it submitted last serves soft comparisons.
submitted_of() { [ ! -d "$1/accepted" ] || [ ! -d "$1/latest" ] || printf '%s' "$1/latest"; }
prior_sent=$(submitted_of "$prior") ly_sent=$(submitted_of "$ly")
prior=$(accepted_of "$prior") ly=$(accepted_of "$ly")
[ ! -d "$accepted/accepted" ] || accepted=$accepted/accepted
for f in "$prior" "$ly" "$register" "$accepted" "$customs" "$cross" "$versions" "$policy" "$reopened" "$key"; do [ -z "$f" ] || [ -r "$f" ] || die "cannot read $f" "无法读取 $f"; done
form_file=$form
[ -f "$form" ] || form_file=$data/forms/$form.tsv
[ -f "$form_file" ] || die "there is no form \"$form\": neither a file of that name nor $form_file" "没有调查表“$form”：既无此文件，也无 $form_file"

# The tables that are read from XML, the unit's first; the others belong to the same submissions.
directive() { sed "1s/^$(printf '\357\273\277')//" "$form_file" | tr -d '\r' | awk -F'\t' -v d="#$1" "$2"; }
# The period is given, by --period or by the name of the folder, never found in the submissions.
if [ -z "$period" ] && [ -n "$(directive period '$1 == d { print $2 }')" ]; then
    here=${dir%/}; here=${here##*/}
    case $here in
        [0-9][0-9][0-9][0-9]|[0-9][0-9][0-9][0-9]Q[1-4]|[0-9][0-9][0-9][0-9]-Q[1-4]|[0-9][0-9][0-9][0-9]-[01][0-9]|[0-9][0-9][0-9][0-9]M[0-9]|[0-9][0-9][0-9][0-9]M[01][0-9]) period=$here ;;
        *) say "no --period: submissions of any period are taken" "未给出 --period：接收任何报告期的报送" ;;
    esac
fi
tables=$(directive table '$1 == d && $3 != "-" { print $2 }')
[ -n "$tables" ] || die "$form_file declares no table" "$form_file 没有声明表"
unit=${tables%%"$line_end"*}
for f in "$prior" "$ly" "$register" "$accepted"; do
    [ ! -d "$f" ] || [ -r "$f/$unit.tsv" ] || die "$f holds no $unit.tsv" "$f 中没有 $unit.tsv"
done
targets= medians= closed_by= copied=
if [ "$(directive form '$1 == d { print $2 }')" = st-quarterly ]; then
    : "${policy:=$data/policy.tsv}" "${rules:= -r $(quote "$data")}" "${hb:= --hb op_revenue --hb gross_output}" "${cross:=$data/cross.vtl}" \
        "${versions:=$data/cross_versions.vtl}" "${by:=chain}" \
        "${ratios:=C08=gross_output/elec_form${line_end}E06M=gross_output_q/emp_avg_q${line_end}H10=energy_tce/gross_output$line_end}" \
        "${keys:=honour=uscc,honour_kind,honour_level,batch${line_end}project=owner_uscc$line_end}"
    [ -n "$macro" ] || for p in macro aggregate_edits; do macro="$macro -r $(quote "$data/$p.vtl")"; done
    [ -z "$history" ] || macro="$macro -r $(quote "$data/history.vtl")"
    [ -z "$customs" ] || macro="$macro -r $(quote "$data/customs.vtl")"
    copied=B25=gross_output,op_revenue,op_cost,total_profit,total_assets,current_assets,receivables,inventory,total_liabilities,wages,taxes,admin
    [ -n "$indicators" ] || closed_by=$data/aggregates_closure.vtl
    titles=indicators_titles
    [ ! -f "$register/honour.tsv" ] || titles=indicators_titles_register
    [ -n "$indicators" ] || for p in indicators $titles aggregates aggregates_digits aggregates_explanation \
            ${ly:+aggregates_panel} ${accepted:+aggregates_revision}; do
        indicators="$indicators $(quote "$data/$p.vtl")"
    done
    targets=" --targets $(quote "$data/codes/plan_indicator.tsv")" medians=$data/medians
elif [ -n "$history$customs" ]; then
    usage "--history and --customs are for the form st-quarterly" "--history 和 --customs 限 st-quarterly"
fi

[ -n "$(find -L "$folder" -type f | head -n 1)" ] || die "$folder holds no file" "$folder 中没有文件"
mkdir -p "$dir" || exit 2
here=$(cd "$dir" && pwd -P) && there=$(cd "$folder" && pwd -P) || exit 2
case $here/ in "$there"/*) die "$dir lies inside the submissions: what it holds would be read as submissions" "$dir 位于报送文件夹内：其内容会被当作报送" ;; esac
part=$dir/.part
if [ -e "$part" ]; then
    kill -0 "$(cat "$part/pid" 2>/dev/null)" 2>/dev/null && die "another run is at work in $dir" "$dir 中另有一次运行正在进行"
    rm -rf "$part"
fi
mkdir "$part" && echo $$ >"$part/pid" || exit 2
trap 'rm -rf "$part"' EXIT
trap 'exit 2' HUP INT TERM
export EC_MANIFEST="$part/manifest"   # each tool of a step appends a line about its run
[ -s "$dir/log" ] || printf 'started\tstep\tstatus\tseconds\trows\tcommand\n' >"$dir/log" || exit 2

# --- Steps ------------------------------------------------------------------------------------------------------------

# Each command notes that it began and its status, so that none in a pipe is lost; 1 is for findings, which only the tools have.
for tool in ecread ecfix ecmerge ecjoin eccheck ecaccept ecsuggest ecoutlier ecsum ecpack ecreport; do
    eval "$tool() { echo began >>\"\$part/status\" || kill \$\$; LC_ALL=$locale command $tool \"\$@\"; echo \$? >>\"\$part/status\" || kill \$\$; }"
done
for tool in find sort cut awk cat tail; do
    eval "$tool() { LC_ALL=C command $tool \"\$@\" || echo 2 >>\"\$part/status\" || kill \$\$; }"
done

# rows FILE|DIR: records in a stream, or in the streams of a folder; \N for anything else.
rows() {
    [ ! -d "$1" ] || set -- "$1"/*.tsv
    case $1 in *.tsv) [ ! -f "$1" ] || { command awk 'FNR > 1 { n++ } END { print n + 0 }' "$@"; return; } ;; esac
    printf '%s\n' '\N'
}

# together FILE ...: streams of the same columns as one.
together() { awk 'FNR > 1 || NR == 1' "$@"; }

# finding_lines: an awk function that writes findings which no rule of eccheck makes, and their header.
finding_lines() { cat <<'AWK'
function finding(level, rule, key, variable, value, expected, values, en, zh) {
    print level, rule, (set == "" ? "ecquarter" : set), rule, "failed", table, key, n, n, n, n, variable, value, expected, n, n, values, en, zh, n, n
}
BEGIN {
    FS = OFS = "\t"; n = "\\N"
    print "level\trule\truleset\terrorcode\tresult\ttable\tkey\t_file\t_line\t_col\t_rec\tvariable\tvalue\texpected\tdiff\tunit\tvalues\tmessage_en\tmessage_zh\tfingerprint\t_sub"
}
AWK
}

# offenders PROGRAM RESULT.tsv ...: the rows of cross-record results as findings, one for each unit that a row names. A comment
# "// NAME LEVEL: MESSAGE / MESSAGE" of the program says how grave a result is, and what it means in English and Chinese. No unit
# learns of another: what names units (IDENTIFIER_low, _high) is left out of the values; values of personal variables are ***.
offenders() {
    program=$1; shift
    awk -v table="$unit" "$(finding_lines)"'
        # Text with as many digits as a telephone has, half or full width, shows none of them.
        function masked(text,    digits) {
            if (text ~ /^-?[0-9.]+$/) return text
            digits = text; gsub(/\357\274[\220-\231]/, "0", digits); gsub(/[^0-9]/, "", digits)
            if (length(digits) >= 11) gsub(/[0-9]|\357\274[\220-\231]/, "*", text)
            return text
        }
        # A null identifier is empty in a key, as in those of all tools.
        function known(cell) { return cell == n ? "" : cell }
        FILENAME == ARGV[1] {
            sub(/\r$/, "")
            if ($1 == "table") for (i = 1; i <= NF; i++) at[$i] = i
            else if ($1 == table && at["variable"]) { v = $at["variable"]; role[v] = $at["role"]; if (at["sensitivity"]) who[v] = $at["sensitivity"] }
            next
        }
        FILENAME == ARGV[2] {
            if (match($0, /^\/\/ [A-Za-z0-9_]+ (hard|quasi|soft|info): /)) {
                split($0, w, /[ :]+/); said = substr($0, RLENGTH + 1); cut = index(said, " / ")
                level[w[2]] = w[3]; en[w[2]] = substr(said, 1, cut - 1); zh[w[2]] = substr(said, cut + 3)
            }
            next
        }
        FNR == 1 { rule = FILENAME; sub(/.*\//, "", rule); sub(/\.tsv$/, "", rule); for (i = 1; i <= NF; i++) name[i] = $i; next }
        {
            period = values = unit = other = ""
            for (i = 1; i <= NF; i++) {
                base = name[i]; ends = sub(/_(low|high)$/, "", base)
                if (!(ends && role[base] == "identifier" && base != "period"))
                    values = values (values == "" ? "" : ";") name[i] "=" (who[base] == "personal" && $i != n ? "***" : role[base] == "identifier" ? known($i) : masked(known($i)))
                if (name[i] == "period") period = "period=" known($i)
                if (name[i] ~ /^uscc(_low)?$/) unit = "uscc=" known($i) ";"
                if (name[i] == "uscc_high") other = "uscc=" known($i) ";"
            }
            if (!(rule in level)) { level[rule] = "soft"; en[rule] = "several records share these values"; zh[rule] = "多条记录共用以下取值" }
            finding(level[rule], rule, unit period, n, n, n, values, en[rule], zh[rule])
            if (other != "") finding(level[rule], rule, other period, n, n, n, values, en[rule], zh[rule])
        }' "$form_file" "$program" "$@"
}

# each_unit RESULT STREAM: rows that name no unit (three share a telephone) become a row for each unit that has their values, so that
# every one of them is asked and none learns of the others.
each_unit() {
    head -n 1 "$1" | tr '\t' '\n' | command grep -q '^uscc' && return
    shared=$(awk -v table="$unit" 'FILENAME == ARGV[2] { sub(/\r$/, ""); if ($1 == table) known[$2]; next }
        { for (i = 1; i <= NF; i++) if ($i in known) { printf "%s%s", sep, $i; sep = "," }; exit }' FS='\t' "$form_file" "$1")
    ecjoin -q -f "$form" -t "$unit" -k "$shared" --suffix _shared --inner "$2" "$1" |
        awk -v keys="uscc,$shared" 'BEGIN { FS = OFS = "\t"; k = split(keys, key, ","); for (i = 1; i <= k; i++) wanted[key[i]] }
            NR == 1 { for (i = 1; i <= NF; i++) if ($i in wanted || sub(/_shared$/, "", $i)) { at[++n] = i; name[n] = $i } }
            { line = ""; for (j = 1; j <= n; j++) line = line (j > 1 ? OFS : "") (NR == 1 ? name[j] : $at[j]); print line }' >"$1.each" &&
        mv "$1.each" "$1"
}

# contributors FINDINGS RECORDS: for each cell whose growth left its history (K08) the ten units that moved it most.
contributors() {
    printf 'indicator\tbreakdown\tmember\trank\tuscc\tnow\tlast_year\tchange\n'
    awk -F'\t' -v OFS='\t' '
        BEGIN { of["M01_growth"] = "gross_output"; of["op_revenue_growth"] = "op_revenue"; of["electricity_growth"] = "elec_form" }
        FNR == 1 { split("", at); for (i = 1; i <= NF; i++) at[$i] = i; next }
        FILENAME == ARGV[1] {
            if ($at["rule"] != "K08") next
            k = split($at["key"], w, ";")
            for (i = 1; i <= k; i++) { e = index(w[i], "="); part[substr(w[i], 1, e - 1)] = substr(w[i], e + 1) }
            n++; indicator[n] = part["indicator"]; by[n] = part["breakdown"]; member[n] = part["member"]
            next
        }
        {
            for (c = 1; c <= n; c++) {
                now = $at[of[indicator[c]]]; was = $at[of[indicator[c]] "_lyr"]
                if ($at[by[c]] != member[c] || now == "\\N" || was == "\\N" || now == was) continue
                change = now - was
                print indicator[c], by[c], member[c], $at["uscc"], now, was, sprintf("%.15g", change), change < 0 ? -change : change
            }
        }' "$1" "$2" | sort -t"$(printf '\t')" -k1,1 -k2,2 -k3,3 -k8,8gr -k4,4 |
        awk -F'\t' -v OFS='\t' '{ cell = $1 FS $2 FS $3; rank = cell == last ? rank + 1 : 1; last = cell; if (rank <= 10) print $1, $2, $3, rank, $4, $5, $6, $7 }'
}

worst=0   # status of all steps, those of earlier runs too
last=1    # line of the log where the step before stands
# step NAME OUTPUTS COMMAND: runs COMMAND, which writes OUTPUTS below .part, unless that was done before.
step() {
    was=$(line=$3 command awk -F'\t' -v s="$1" '$2 == s { at = NR; st = $3; line = $6 }
        END { if (st < 2 && line == ENVIRON["line"]) print at, st }' "$dir/log")
    if [ -n "$was" ] && [ "${was% *}" -gt "$last" ] && complete $2; then
        last=${was% *} st=${was#* }
        say "$1: done before, status $st" "$1：先前已完成，状态 $st"
    else
        run "$1" "$2" "$3"
    fi
    [ "$st" -le "$worst" ] || worst=$st
    [ "$st" -lt 2 ] || die "step $1 failed: $3" "步骤 $1 失败：$3"
}
complete() { for o in "$@"; do [ -e "$dir/$o" ] || return 1; done; }

run() {
    say "$1: $3" "$1：$3"
    for o in $2; do rm -rf "${dir:?}/$o" && mkdir -p "$(dirname "$part/$o")" "$(dirname "$dir/$o")" || exit 2; done
    began=$(date -u '+%Y-%m-%dT%H:%M:%SZ') start=$(date +%s) count='\N'
    echo 0 >"$part/status" || exit 2
    rm -f "$part/manifest"
    eval "$3" || echo 2 >>"$part/status" || exit 2
    # A command without a status was killed together with its part of a pipe.
    st=$(command awk '$1 == "began" { open++; next } $1 > st { st = $1 } NR > 1 { ended++ } END { print st < 2 && open <= ended ? st + 0 : 2 }' "$part/status")
    for o in $2; do [ "$st" -eq 2 ] || mv "$part/$o" "$dir/$o" || st=2; done
    [ "$st" -eq 2 ] || count=$(rows "$dir/${2%% *}")
    [ "$st" -eq 2 ] || { mkdir -p "$dir/manifest" && mv "$part/manifest" "$dir/manifest/$1.jsonl"; } || st=2
    seconds=$(($(date +%s) - start))
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$began" "$1" "$st" "$seconds" "$count" "$3" >>"$dir/log" || die "cannot write $dir/log" "无法写入 $dir/log"
    last=$(wc -l <"$dir/log")
    say "$1: status $st, $seconds s, rows $count" "$1：状态 $st，$seconds 秒，$count 行"
}

# --- The quarter ------------------------------------------------------------------------------------------------------

f="-q -f $(quote "$form")"
d=$(quote "$dir") p=$(quote "$part")

lineage=   # the manifests of the steps that the dataset comes from
step read "records rejects read.tsv" "mkdir -m 700 $p/rejects; find -L $(quote "$folder") -type f -print0 | sort -z | ecread $f$jobs${period:+ --period $(quote "$period")} --files0-from - --split $p/records --rejects $p/rejects${key:+ --key $(quote "$(path "$key")")} -F $p/read.tsv"

lineage="$lineage $d/manifest/read.jsonl"
for t in $tables; do
    lineage="$lineage $d/manifest/normalise-$t.jsonl"
    units= # a later submission may have no rows left in this table
    [ "$t" = "$unit" ] || units=" --units $d/latest/$unit.tsv"
    step "normalise-$t" "latest/$t.tsv changes/$t.tsv superseded/$t.tsv" \
        "ecfix $f -t $t -L $p/changes/$t.tsv $d/records/$t.tsv | ecmerge $f -t $t$units --superseded $p/superseded/$t.tsv -o $p/latest/$t.tsv -"
done

# beside SUFFIX FILE|DIR [DIR]: lengthens $chain by an ecjoin that puts the other stream's columns beside those of table $t; nothing
# where there is none for the table. Registers may have a key of their own. The second folder holds what was merely submitted.
beside() {
    [ -n "$2" ] || return 0
    other=$2
    if [ -d "$2" ]; then other=$2/$t.tsv; [ -f "$other" ] || return 0; elif [ "$t" != "$unit" ]; then return 0; fi
    own= sent=
    [ -z "${3:-}" ] || [ ! -f "$3/$t.tsv" ] || sent=" --submitted $(quote "$(path "$3/$t.tsv")")"
    [ "$1" != _reg ] || own=$(printf '%s' "$keys" | command sed -n "s/^$t=//p" | head -n 1)
    chain="${chain:+$chain | }ecjoin $f -t $t${own:+ -k $(quote "$own")} --suffix $1$sent $left $(quote "$(path "$other")")"
    left=-
}
explained=
case $line_end$tables$line_end in *"${line_end}explanation$line_end"*) explained=" --explained $d/latest/explanation.tsv" ;; esac
findings=" -F $d/read.tsv"
for t in $tables; do
    chain= left=$d/latest/$t.tsv joined=latest
    beside _prior "$prior" "$prior_sent"; beside _ly "$ly" "$ly_sent"; beside _reg "$register"; beside _acc "$accepted"
    [ -z "$chain" ] || { joined=joined; lineage="$lineage $d/manifest/join-$t.jsonl"
        step "join-$t" "joined/$t.tsv" "$chain >$p/joined/$t.tsv"; }
    [ "$t" != "$unit" ] || unit_stream=$d/$joined/$t.tsv
    # What was put beside a record is not part of the dataset: cut keeps the columns that it came with.
    columns=$(head -n 1 "$dir/latest/$t.tsv" | command awk -F'\t' '{ print NF }')
    step "check-$t" "valid/$t.tsv findings/$t.tsv" \
        "eccheck $f -t $t$rules$explained -F $p/findings/$t.tsv --keep valid $d/$joined/$t.tsv | cut -f 1-$columns >$p/valid/$t.tsv"
    findings="$findings -F $d/findings/$t.tsv" lineage="$lineage $d/manifest/check-$t.jsonl"
done

# What only several records show: each row of a result of the program names one or two units to be asked.
# cross_step NAME PROGRAM STREAMS
cross_step() {
    results=$(command sed -n 's/^\([A-Za-z][A-Za-z0-9_]*\) *\(:=\|<-\).*/\1/p' "$2")
    [ -n "$results" ] || die "$2 has no result" "$2 没有结果"
    program=$(quote "$(path "$2")") sums=
    for r in $results; do sums="${sums}together $3 | ecsum $f -t $unit -p $program -d $r -o $p/$1/$r.tsv -; each_unit $p/$1/$r.tsv $d/latest/$unit.tsv; "; done
    step "$1" "$1 findings/$1.tsv" "mkdir -p $p/$1; $sums offenders $program $p/$1/*.tsv >$p/findings/$1.tsv"
    findings="$findings -F $d/findings/$1.tsv"
}
[ -z "$cross" ] || cross_step cross "$cross" "$d/latest/$unit.tsv"
[ -z "$versions" ] || cross_step versions "$versions" "$d/latest/$unit.tsv $d/superseded/$unit.tsv"
if [ -n "$ratios" ]; then
    vars=$(printf '%s' "$ratios" | while read -r v; do printf ' --var %s' "$(quote "$v")"; done)
    [ -z "$copied" ] || vars="$vars --copied $(quote "$copied")"
    step ratios "ratios.tsv findings/ratios.tsv" \
        "ecoutlier $f$vars --method z --log -C 3${by:+ --by $(quote "$by")} --show flagged -F $p/findings/ratios.tsv -o $p/ratios.tsv $d/latest/$unit.tsv"
    findings="$findings -F $d/findings/ratios.tsv"
fi

report="--records $d/latest/$unit.tsv --raw $d/records/$unit.tsv --changes $d/changes/$unit.tsv"
suffix=
if [ -n "$prior" ]; then
    [ -d "$prior" ] && prior=$prior/$unit.tsv
    suffix=" --prior _prior"
    report="$report --prior $(quote "$(path "$prior")")"
fi
[ -z "$ly" ] || suffix="$suffix --ly _ly"
titles_of=$register
[ ! -d "$register" ] || register=$register/$unit.tsv
[ -z "$register" ] || report="$report --frame $(quote "$(path "$register")")"
if [ -n "$rules" ]; then
    classes=
    if [ -n "$medians" ]; then
        # The year to date is comparable with the same quarter of last year; then come this one, and what is shipped.
        sums=
        [ -d "$ly" ] && year_ago=$ly/$unit.tsv || year_ago=$ly
        for level in class branch chain_of everyone; do
            for source in ${ly:+year_ago} valid; do
                [ $source = valid ] && stream=$d/valid/$unit.tsv || stream=$(quote "$(path "$year_ago")")
                sums="${sums}ecsum $f -t $unit -p $(quote "$medians.vtl") -d $level -o $p/medians/$source-$level.tsv $stream; "
                classes="$classes --medians $d/medians/$source-$level.tsv"
            done
        done
        step medians medians "mkdir -p $p/medians; $sums"
        classes="$classes --medians $(quote "$medians.tsv") --size emp_avg,elec_form,water_new,op_revenue"
    fi
    step suggest "suggestions.tsv findings/suggest.tsv" \
        "ecsuggest $f$rules$suffix$classes --localise -F $p/findings/suggest.tsv -o $p/suggestions.tsv $unit_stream"
    report="$report --suggestions $d/suggestions.tsv" findings="$findings -F $d/findings/suggest.tsv"
fi
if [ -n "$prior" ] && [ -n "$hb" ]; then
    step outliers "outliers.tsv calls.tsv" \
        "ecoutlier $f$hb -C 20,20 --score 2 --calls $p/calls.tsv --show notable -o $p/outliers.tsv $unit_stream"
    report="$report --outliers $d/outliers.tsv --calls $d/calls.tsv"
fi
# One verdict a unit, of all that was found: only the accepted units go on, whole, in all tables.
said=$(printf '%s' "$findings" | command sed 's/ -F / --findings /g')
[ -z "$policy" ] || said="$said --policy $(quote "$(path "$policy")")"
[ -z "$register" ] || said="$said --frame $(quote "$(path "$register")")"
[ -z "$prior" ] || said="$said --prior $(quote "$(path "$prior")")"
[ -z "$ly" ] || { beside_ly=$ly; [ ! -d "$ly" ] || beside_ly=$ly/$unit.tsv; said="$said --ly $(quote "$(path "$beside_ly")")"; }
[ -z "$accepted" ] || said="$said --beside-accepted"
[ -z "$reopened" ] || said="$said --reopened $(quote "$(path "$reopened")")"
[ -z "$policy" ] || cp "$policy" "$dir/policy.tsv" || exit 2
step accept "units.tsv accepted questions.tsv findings/accept.tsv" \
    "ecaccept $f${period:+ --period $(quote "$period")} --records $d/latest$said$explained$decisions${as_of:+ --as-of $(quote "$as_of")} --questions $p/questions.tsv -F $p/findings/accept.tsv --accepted $p/accepted -o $p/units.tsv"
verdict=$st
findings="$findings -F $d/findings/accept.tsv" lineage="$lineage $d/manifest/accept.jsonl"
report="$report --units $d/units.tsv"

if [ -n "$indicators" ]; then
    # ecsum sums one table at a time: those that a program names, less its comments. A program that reads columns of last
    # year (_ly) or of the version accepted before (_acc) has them put beside the records again: --keep valid left them out.
    sums=
    eval "set -- $indicators"
    for program in "$@"; do
        words=$(command sed 's,//.*,,' "$program" | command grep -ow '[a-z0-9_]*' | command sort -u)
        for t in $tables; do
            printf '%s\n' "$words" | command grep -qx "$t" || continue
            chain= left=$d/accepted/$t.tsv
            case $words in *_ly*) beside _ly "$ly" ;; esac
            case $words in *_acc*) beside _acc "$accepted" ;; esac
            case $words in *_reg*) beside _reg "$titles_of" ;; esac
            sums="$sums${chain:+$chain | }ecsum $f -t $t -p $(quote "$program") --long $left; "
        done
    done
    if [ -n "$closed_by" ]; then
        for b in chain region; do
            [ $b = chain ] && v=$b || v=region_code
            sums="${sums}ecsum $f -t $unit -p $(quote "$data/dominance.vtl") -d largest_$v -o $p/largest-$b.tsv $d/accepted/$unit.tsv; "
            sums="${sums}ecjoin $f -t $unit -k period,$v --suffix _cell $d/accepted/$unit.tsv $p/largest-$b.tsv | "
            sums="${sums}ecsum $f -t $unit -p $(quote "$data/dominance_$b.vtl") --long -; "
        done
        [ -z "$register" ] || sums="${sums}ecjoin $f -t $unit --suffix _reg --take region_code $d/units.tsv $(quote "$(path "$register")") | ecsum $f -t $unit -p $(quote "$data/aggregates_response.vtl") --long -; "
    fi
    [ -n "$sums" ] || die "no program of indicators names a table of $form_file" "没有一个指标程序涉及 $form_file 的表"
    closure=
    [ -z "$closed_by" ] || closure="; ecsum $f -t indicator -p $(quote "$closed_by") --long $p/indicators.tsv | tail -n +2 >>$p/indicators.tsv"
    step indicators indicators.tsv "{ $sums} | awk 'NR == 1 || !/^indicator\\t/' >$p/indicators.tsv$closure"
    report="$report --indicators $d/indicators.tsv$targets"
    chain= left=$d/indicators.tsv
    if [ -n "$history" ]; then
        step usual usual.tsv "together$history | ecsum $f -t indicator -p $(quote "$data/aggregates_history.vtl") -d history -o $p/usual.tsv -"
        chain="ecjoin $f -t indicator -k indicator,breakdown,member --suffix _history $left $d/usual.tsv | " left=-
    fi
    [ -z "$customs" ] || { chain="${chain}ecjoin $f -t indicator -k indicator,breakdown,member,period --suffix _customs $left $(quote "$(path "$customs")") | "; left=-; }
    if [ -n "$macro" ]; then
        who= moved=
        [ -z "$history" ] || who="; contributors $p/findings/indicator.tsv $d/accepted/$unit.tsv >$p/contributors.tsv" moved=contributors.tsv
        step macro "findings/indicator.tsv $moved" "${chain}eccheck $f -t indicator$macro -F $p/findings/indicator.tsv -o /dev/null $left$who"
        findings="$findings -F $d/findings/indicator.tsv"
    fi
fi
step dataset "dataset refused.tsv" \
    "cat$lineage >$p/lineage; ecpack $f$jobs --split $d/accepted -F $p/refused.tsv --manifest $p/lineage -o $p/dataset; tail -n 1 $p/lineage >$p/manifest; ecpack -q --verify $p/dataset"

[ "$lang" = zh ] && other=en || other=zh
step "report-$other" "report.$other.html" "ecreport $f $report$findings --lang $other -o $p/report.$other.html"
step report "report.html letters" "ecreport $f $report$findings --lang $lang -o $p/report.html --letters $p/letters"
# What each tool of each step has cost, by its manifest line: seconds, processor seconds, largest resident set.
{
    printf 'step\ttool\tseconds\tcpu_seconds\tmax_rss_kib\n'
    awk -F'\t' 'NR > 1 { at[$2] = NR; name[NR] = $2 } END { for (i = 2; i <= NR; i++) if (at[name[i]] == i) print name[i] }' "$dir/log" |
        while read -r step; do
            command sed -n 's/^{"tool":"\([a-z]*\)".*"usage":{"wall_ms":\([0-9]*\),"cpu_ms":\([0-9]*\)\(,"max_rss_kib":\([0-9]*\)\)*}}$/\1 \2 \3 \5/p' \
                "$dir/manifest/$step.jsonl" | awk -v s="$step" -v OFS='\t' '{ print s, $1, $2 / 1000, $3 / 1000, $4 == "" ? "\\N" : $4 }'
        done
} >"$part/steps.tsv" && mv "$part/steps.tsv" "$dir/steps.tsv" || exit 2
say "done: $dir/report.html, $dir/dataset, $dir/letters; each step is in $dir/log, its cost in $dir/steps.tsv" \
    "完成：$dir/report.html、$dir/dataset、$dir/letters；各步骤见 $dir/log，用时见 $dir/steps.tsv"
# The status is that of the verdicts: findings that were explained or decided are answered.
exit "$verdict"
