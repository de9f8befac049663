#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecquarter: a quarter in one command, from the folder of submissions to dataset, report and letters. See ecquarter(1).
#
# It turns its options into DIR/given: the settings, links to what was given, and lists of names, sizes and hashes that change
# only when what they name does. The plan, quarter.mk, is run by GNU make inside DIR, each step of it by ec-step.
set -u
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEFILES GNUMAKEFLAGS # those of a make that may have called
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
  ecquarter -o DIR                 (again, with the options of the last run)
  ecquarter --status DIR [--deadline DAY] | --release DIR | --revise DIR
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
  -n, --dry-run               show the steps that would be done and do nothing
      --plan FILE             a plan instead of the installed quarter.mk
      --run CMD               command that starts each step, for a cluster (RUN of the plan)
      --parts N               parts in which records are read and judged, for clusters and large quarters (default 1)
      --status DIR            one screen: states, what holds the open ones, whom to call
      --deadline DAY          for --status: the day by which all should be in
      --release DIR           check that DIR may leave the house, write RELEASE and close it
      --revise DIR            open a new revision of the released quarter DIR; the old one is kept
  -j, --jobs N                steps and threads at a time (default: as many as there are processors)

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
  ecquarter -o DIR                 （沿用上次的选项再次运行）
  ecquarter --status DIR [--deadline DAY] | --release DIR | --revise DIR
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
  -n, --dry-run               只显示将执行的步骤
      --plan FILE             用 FILE 代替随附的 quarter.mk
      --run CMD               启动各步骤的命令，用于集群（计划中的 RUN）
      --parts N               分 N 个部分读取和审核，用于集群和大批量报送（默认 1）
      --status DIR            一屏概览：各状态单位数、未决原因、应先联系的单位
      --deadline DAY          用于 --status：报送截止日
      --release DIR           检查 DIR 能否发布，写出 RELEASE 并封存
      --revise DIR            为已发布的季度 DIR 开启新的修订；保留原发布版
  -j, --jobs N                同时执行的步骤数和线程数（默认为处理器数）

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

tab=$(printf '\t')
line_end='
'
# quote TEXT: TEXT as one word of a command line.
quote() {
    case $1 in
        ''|*[!A-Za-z0-9_./,:=+-]*) printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")" ;;
        *) printf '%s' "$1" ;;
    esac
}
# word TEXT: the same as it stands in settings.mk: in a recipe, between single quotes.
word() { quote "$1" | sed -e "s/'/'\\\\''/g" -e 's/\$/$$/g' -e 's/#/\\#/g'; }
absolute() { case $1 in /*) printf '%s' "$1" ;; *) printf '%s/%s' "$PWD" "$1" ;; esac; }
readable() { [ -r "$1" ] || die "cannot read $1" "无法读取 $1"; }
no_line() { case $1 in *"$line_end"*|*"$tab"*) die "a TAB or line end in an argument" "参数中含制表符或换行" ;; esac; }

# What the options say, and what given/options keeps for the next run.
kept='form folder rules prior ly register keys accepted history customs hb ratios by indicators macro cross versions period policy decisions reopened as_of key plan run parts report_lang'
for v in $kept; do eval "$v="; done
quiet= init_key= release= revise= status= deadline= dry= jobs= out= lang=auto ask= operands=0
while [ $# -gt 0 ]; do
    option=$1; shift
    no_line "$option"
    # --name=value and -nvalue are taken apart; then the value is $1, as in --name value.
    case $option in
        --*=*) set -- "${option#*=}" "$@"; option=${option%%=*}; joined=1 ;;
        -[frjo]?*) rest=${option#-?}; set -- "$rest" "$@"; option=${option%"$rest"}; joined=1 ;;
        *) joined= ;;
    esac
    case $option in
        -h|--help|-V|--version|-q|--quiet|-n|--dry-run)
            [ -z "$joined" ] || usage "option $option takes no value" "选项 $option 不带参数" ;;
        -f|--form|-r|--rules|--prior|--ly|--register|--keys|--accepted|--history|--customs|--hb|--ratio|--by|\
        --indicators|--macro|--cross|--versions|--period|--policy|--decisions|--reopened|--as-of|--key|--init-key|\
        --plan|--run|--parts|--status|--deadline|--release|--revise|-j|--jobs|-o|--output|--lang|--completion)
            [ $# -gt 0 ] || usage "option $option needs a value" "选项 $option 缺少参数"
            [ -n "$1" ] || usage "the value of option $option is empty" "选项 $option 的参数为空"
            no_line "$1"
            value=$1; shift ;;
    esac
    case $option in
        --prior|--ly|--register|--accepted|--customs|--cross|--versions|--policy|--reopened|--key|--plan|--history|--indicators|--decisions)
            readable "$value"; value=$(absolute "$value") ;;
    esac
    case $option in
        -h|--help) ask=help ;;
        -V|--version) ask=version ;;
        -q|--quiet) quiet=-q ;;
        -n|--dry-run) dry=1 ;;
        -f|--form) form=$value ;;
        -r|--rules) readable "$value"; rules="$rules$(absolute "$value")$line_end" ;;
        --prior) prior=$value ;;
        --ly) ly=$value ;;
        --register) register=$value ;;
        --keys) case $value in ?*=?*) keys="$keys $value" ;; *) usage "option --keys: $value is no TABLE=VARS" "选项 --keys：$value 不是 TABLE=VARS" ;; esac ;;
        --accepted) accepted=$value ;;
        --history) history="$history$value$line_end" ;;
        --customs) customs=$value ;;
        --hb) hb="$hb --hb $(quote "$value")" ;;
        --indicators) indicators="$indicators$value$line_end" ;;
        --macro) readable "$value"; macro="$macro$(absolute "$value")$line_end" ;;
        --ratio) case $value in ?*=?*/?*) ratios="$ratios --var $(quote "$value")" ;; *) usage "option --ratio: $value is no RULE=A/B" "选项 --ratio：$value 不是 RULE=A/B" ;; esac ;;
        --by) by=$value ;;
        --cross) cross=$value ;;
        --versions) versions=$value ;;
        --period) period=$value ;;
        --policy) policy=$value ;;
        --decisions) decisions="$decisions$value$line_end" ;;
        --reopened) reopened=$value ;;
        --as-of) as_of=$value ;;
        --key) key=$value ;;
        --init-key) init_key=$value ;;
        --plan) plan=$value ;;
        --run) run=$value ;;
        --parts)
            parts=$value
            case $value in *[!0-9]*|0*|????*) usage "option --parts: $value is no number from 1 to 999" "选项 --parts：$value 不是 1 至 999 的整数" ;; esac ;;
        --status) status=$value ;;
        --deadline) deadline=$value ;;
        --release) release=$value ;;
        --revise) revise=$value ;;
        -j|--jobs) jobs=$value; case $value in *[!0-9]*|0*) usage "option $option: $value is no number of threads" "选项 $option：$value 不是线程数" ;; esac ;;
        -o|--output) out=$value ;;
        --lang) lang=$value report_lang=$value ;;
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
[ "$lang" = zh ] && EC_LOCALE=zh_CN.UTF-8 || EC_LOCALE=C.UTF-8
[ -z "$quiet" ] || EC_QUIET=1
export EC_LOCALE EC_QUIET="${EC_QUIET:-}"
case $ask in
    help) help_$lang || exit 2; exit 0 ;;
    version) printf '%s (ectools) %s\n' "$name" "$version" || exit 2; exit 0 ;;
esac
[ -z "$deadline" ] || [ -n "$status" ] || usage "--deadline is for --status" "--deadline 用于 --status"
alone() { [ -z "$form$out$init_key$dry" ] && [ "$operands" -eq 0 ] || usage "$1 stands alone" "$1 须单独使用"; }

# --- A key ------------------------------------------------------------------------------------------------------------

if [ -n "$init_key" ]; then
    [ -z "$form$out$release$key" ] && [ "$operands" -eq 0 ] || usage "--init-key stands alone" "--init-key 须单独使用"
    # Nothing is overwritten: tokens made with a lost key cannot be made again.
    (umask 077; set -C; command head -c 64 /dev/urandom >"$init_key") 2>/dev/null && chmod 600 "$init_key" && [ "$(wc -c <"$init_key")" -eq 64 ] ||
        die "cannot make $init_key, or it is there already" "无法生成 $init_key，或该文件已存在"
    say "$init_key is made; keep it, and keep it to yourself" "已生成 $init_key；请妥善保管，勿外传"
    exit 0
fi

# --- What is given ----------------------------------------------------------------------------------------------------

# listed NAME TEXT [PATH ...]: given/NAME is to hold TEXT and, of each file below the paths, name, size and hash.
listed() {
    list=$1; text=$2; shift 2
    printf '%s\n' "$text" >"given/$list.new" || no_given
    lists="$lists $list"
    for p in "$@"; do printf '%s\t%s\n' "$list" "$p"; done >>given/.paths || no_given
}
no_given() { die "cannot write $dir/given" "无法写入 $dir/given"; }
# write_lists: the lists of listed, each written only where it differs. All files are looked at once; times only spare the
# hashing, given/.times keeps them. Names are escaped as in a stream, so that one that holds a line end is one line; a file that
# cannot be read has no hash: the tool that reads it says so.
write_lists() {
    times=given/.times
    [ -f "$times" ] || : >"$times" || no_given
    cut -f 2 given/.paths | LC_ALL=C sort -u | tr '\n' '\0' |
        LC_ALL=C xargs -0 sh -c 'find -L "$@" -type f -printf "%s\t%T@\t%C@\t%p\0"' sh |
        LC_ALL=C sed -z -e 's/\\/\\\\/g' -e 's/\n/\\n/g' -e 's/\t/\\t/4g' | tr '\0' '\n' | LC_ALL=C sort -u -t "$tab" -k 4 >"$times.now" || no_given
    LC_ALL=C awk -F'\t' 'FILENAME == ARGV[1] { known[$1 FS $2 FS $3 FS $4] = 1; next } !($0 in known) {
            s = $4; gsub(/\\\\/, "\001", s); gsub(/\\t/, "\t", s); gsub(/\\n/, "\002", s); gsub(/\001/, "\\", s); print s }' \
        "$times" "$times.now" | tr '\n\002' '\0\n' | LC_ALL=C xargs -0 -r sha256sum -z -- 2>/dev/null |
        LC_ALL=C sed -z -e 's/\\/\\\\/g' -e 's/\n/\\n/g' -e 's/\t/\\t/g' | tr '\0' '\n' >"$times.hash"
    LC_ALL=C awk -F'\t' -v OFS='\t' '
        FILENAME == ARGV[1] { hash[substr($0, 67)] = substr($0, 1, 64); next }
        FILENAME == ARGV[2] { old[$1 FS $2 FS $3 FS $4] = $5; next }
        FILENAME == ARGV[3] { of[$2] = of[$2] " " $1; next }
        {
            h = ($0 in old) ? old[$0] : ($4 in hash) ? hash[$4] : "-"
            print $0, h >(ARGV[2] ".new")
            p = $4
            do {
                k = p in of ? split(of[p], l, " ") : 0
                for (i = 1; i <= k; i++) print $4, $1, h >>("given/" l[i] ".new")
            } while (sub(/\/[^\/]*$/, "", p))
        }' "$times.hash" "$times" given/.paths "$times.now" && { [ ! -f "$times.new" ] || mv "$times.new" "$times"; } && rm "$times.now" "$times.hash" given/.paths || no_given
    for list in $lists; do
        if cmp -s "given/$list.new" "given/$list"; then unchanged="$unchanged given/$list.new"; continue; fi
        [ "$list" != submissions ] || [ ! -f given/submissions ] || news given/submissions given/submissions.new
        mv "given/$list.new" "given/$list" || no_given
    done
    rm -f $unchanged
}
# write_parts: given/parts/PART, for each part the lines of given/submissions of its files. A part is a stretch of their order; the
# first file of each is kept in given/parts/.cuts, so that a file more or less changes one part. New cuts are made when there are
# none, and when a part has more than three times its share. A part whose lines are the same is not written.
write_parts() {
    before=$(cat given/parts/.n 2>/dev/null || echo 1)
    [ "$before" = "$parts" ] || { mkdir -p steps made && rm -rf given/parts parts && find steps made -name '*-[0-9]*' -delete && { [ -n "$dry" ] || rm -f manifest/*-[0-9]*; }; } || no_given
    [ "$parts" -gt 1 ] || return 0
    mkdir -p given/parts && printf '%s\n' "$parts" >given/parts/.n && touch given/parts/.cuts || no_given
    LC_ALL=C find -L submissions -type f -print0 | LC_ALL=C sort -z |
        LC_ALL=C sed -z -e 's/\\/\\\\/g' -e 's/\n/\\n/g' -e 's/\t/\\t/g' | tr '\0' '\n' |
        LC_ALL=C awk -F'\t' -v parts="$parts" '
            function list_of(k) { return sprintf("given/parts/%0" length(parts) "d", k - 1) }
            # Cuts follow one another: one that moved up is none.
            function cut_at(k, i) { first[k] = i; at = k }
            FILENAME == ARGV[1] { line[$1] = $0; next }
            FILENAME == ARGV[2] { starts[$2] = $1 + 0; known = 1; next }
            {
                name[++files] = $0
                if (files == 1) cut_at(1, 1)
                else if (starts[$0] > at) { cut_at(starts[$0], files); held = 0 }
                if (++held > most) most = held
            }
            END {
                if (!known || most > 3 * (int(files / parts) + 1)) {
                    for (k = 1; k <= parts; k++) delete first[k]
                    for (i = files; i > 0; i--) first[int((i - 1) * parts / files) + 1] = i
                }
                for (k = 1; k <= parts; k++) if (k in first) print k "\t" name[first[k]] >ARGV[2]
                for (i = 1; i <= files; i++) if (!(name[i] in line)) line[name[i]] = name[i]
                next_first = files + 1
                for (k = parts; k > 0; k--) {
                    i = from = (k in first) ? first[k] : next_first
                    same = 1
                    while (same && (getline was <list_of(k)) > 0) same = i < next_first && was == line[name[i++]]
                    if (close(list_of(k)) != 0 || i < next_first) same = 0
                    if (!same) {
                        printf "" >list_of(k)
                        for (i = from; i < next_first; i++) print line[name[i]] >list_of(k)
                        close(list_of(k))
                    }
                    next_first = from
                }
            }' given/submissions given/parts/.cuts - || no_given
}
# news BEFORE NOW: says how many submissions are new, changed, gone.
news() {
    set -- $(awk -F'\t' 'FNR == 1 { next } FILENAME == ARGV[1] { was[$1] = $3; next }
        { if (!($1 in was)) n++; else if (was[$1] != $3) c++; delete was[$1] } END { for (w in was) g++; print n + 0, c + 0, g + 0 }' "$1" "$2")
    say "$1 new submissions, $2 changed, $3 gone since the last run" "自上次运行以来：新报送 $1 份，变更 $2 份，撤下 $3 份"
}
link() { ln -s "$2" "given/$1" || die "cannot write $dir/given" "无法写入 $dir/given"; }
# links NAME LIST: a folder with a link to each of the files, under its own name where that needs no quoting; prints the links.
links() {
    [ -n "$2" ] || return 0
    mkdir -p "given/$1.in" || exit 2
    printf '%s\n' "$2" | { k=0; while IFS= read -r f; do
        [ -n "$f" ] || continue
        k=$((k + 1)) base=${f##*/}
        case $base in *[!A-Za-z0-9_.-]*) base=$k.${f##*.} ;; esac
        case $base in *[!A-Za-z0-9_.-]*) base=$k ;; esac
        [ ! -e "given/$1.in/$base" ] || base=$k-$base
        # Messages stand beside the rules: such a file has a folder with them.
        if [ -f "$f" ] && [ -d "${f%/*}/messages" ]; then
            mkdir -p "given/$1.in/$k" && ln -s "${f%/*}/messages" "given/$1.in/$k/messages" || exit 2
            base=$k/$base
        fi
        ln -s "$f" "given/$1.in/$base" && printf ' given/%s.in/%s' "$1" "$base" || exit 2
    done; }
}
# each OPTION WORDS: the option before each of the words.
each() { option=$1; shift; for w in "$@"; do printf ' %s %s' "$option" "$w"; done; }
# rule_lists NAME OPTIONS [FILE ...]: the rule files of these -r options with their messages, and the files.
rule_lists() {
    list=$1 text=$2; shift 2
    for r in $(printf '%s' "$text" | sed 's/ -r//g'); do
        [ -d "$r" ] && d=$r || d=${r%/*}
        for f in "$r" "$d/messages"/* "$r"/*.vtl; do [ ! -f "$f" ] || set -- "$@" "$f"; done
    done
    listed "$list" "$text" "$@"
}
# companion NAME FOLDER|FILE: given/NAME.in, or given/NAME.tsv for the units alone. A finished quarter stands for its accepted
# records, and beside them for what was merely submitted; what is given otherwise is taken as accepted.
companion() {
    [ -n "$2" ] || { listed "$1" ""; return 0; }
    if [ ! -d "$2" ]; then link "$1.tsv" "$2"; listed "$1" file "given/$1.tsv"; return 0; fi
    in=$2
    if [ -d "$2/accepted" ] && [ "$1" != register ]; then in=$2/accepted
        [ "$1" = accepted ] || [ ! -d "$2/latest" ] || link "$1.sent" "$2/latest"
    elif [ "$1" = prior ] || [ "$1" = ly ]; then say "$2 is taken as accepted" "$2 视为已接受"; fi
    [ -r "$in/$unit.tsv" ] || die "$in holds no $unit.tsv" "$in 中没有 $unit.tsv"
    link "$1.in" "$in"
    set -- "$1"
    for t in $tables; do
        for g in "given/$1.in/$t.tsv" "given/$1.sent/$t.tsv"; do [ ! -f "$g" ] || set -- "$@" "$g"; done
    done
    list=$1; shift
    listed "$list" folder "$@"
}
directive() { sed "1s/^$(printf '\357\273\277')//" "$form_file" | tr -d '\r' | awk -F'\t' -v d="#$1" "$2"; }

# set_up: what the options say about the form, its tables and what is shipped for it. Ends the run when they cannot be met.
set_up() {
    [ -n "$form" ] || usage "option --form is required" "必须给出选项 --form"
    [ -d "$folder" ] || die "$folder is no folder" "$folder 不是文件夹"
    form_file=$form
    [ -f "$form" ] || form_file=$data/forms/$form.tsv
    [ -f "$form_file" ] || die "there is no form \"$form\": neither a file of that name nor $form_file" "没有调查表“$form”：既无此文件，也无 $form_file"
    form_file=$(absolute "$form_file") folder=$(absolute "$folder")
    [ ! -f "$form" ] || form=$form_file
    for f in "$prior" "$ly" "$register" "$accepted" "$customs" "$cross" "$versions" "$policy" "$reopened" "$key" "$plan"; do [ -z "$f" ] || readable "$f"; done
    # The tables that are read from XML, the unit's first; the others belong to the same submissions.
    tables=$(directive table '$1 == d && $3 != "-" { print $2 }')
    [ -n "$tables" ] || die "$form_file declares no table" "$form_file 没有声明表"
    unit=${tables%%"$line_end"*}
    for f in "$prior" "$ly" "$register" "$accepted"; do
        [ ! -d "$f" ] || [ -r "$f/$unit.tsv" ] || [ -r "$f/accepted/$unit.tsv" ] || die "$f holds no $unit.tsv" "$f 中没有 $unit.tsv"
    done
    # The period is given, by --period or by the name of the folder, never found in the submissions.
    if [ -z "$period" ] && [ -n "$(directive period '$1 == d { print $2 }')" ]; then
        here=${dir%/}; here=${here##*/}
        case $here in
            [0-9][0-9][0-9][0-9]|[0-9][0-9][0-9][0-9]Q[1-4]|[0-9][0-9][0-9][0-9]-Q[1-4]|[0-9][0-9][0-9][0-9]-[01][0-9]|[0-9][0-9][0-9][0-9]M[0-9]|[0-9][0-9][0-9][0-9]M[01][0-9]) period=$here ;;
            *) say "no --period: submissions of any period are taken" "未给出 --period：接收任何报告期的报送" ;;
        esac
    fi
    shipped=
    [ "$(directive form '$1 == d { print $2 }')" != st-quarterly ] || shipped=1
    [ -n "$shipped" ] || [ -z "$history$customs" ] || usage "--history and --customs are for the form st-quarterly" "--history 和 --customs 限 st-quarterly"
    [ -n "$(find -L "$folder" -type f | head -n 1)" ] || die "$folder holds no file" "$folder 中没有文件"
}

# settings: links, lists and settings.mk in the folder given of the working directory.
settings() {
    lists= unchanged=
    case $report_lang in en|zh) ;; *) report_lang=$lang ;; esac
    : "${parts:=1}"
    mkdir -p given && rm -f given/.paths && find given -mindepth 1 -type l -delete && find given -mindepth 1 -type d -empty -delete || die "cannot write $dir/given" "无法写入 $dir/given"
    link data "$data"; [ "$(readlink submissions 2>/dev/null)" = "$folder" ] || { rm -f submissions && ln -s "$folder" submissions || exit 2; }
    link quarter.mk "${plan:-$data/quarter.mk}"
    the_form=$form
    if [ -f "$form" ]; then
        link form.in "${form_file%/*}"; the_form=given/form.in/${form_file##*/}
    fi
    set --
    here=${form_file%/*}
    # A folder of them may hold other things too, the quarter itself among them: the files that stand in it, no deeper.
    for d in "$(directive codes '$1 == d { print $2 }')" "$(directive patterns '$1 == d { print $2 }')" messages; do
        [ -n "$d" ] || continue
        for f in "$here/$d" "$here/$d"/*; do [ ! -f "$f" ] || set -- "$@" "$f"; done
    done
    set -- "$form_file" "$@"
    listed form "$form" "$@"
    listed plan "$version" given/quarter.mk
    listed submissions "" submissions
    # A key is no link: its path is given. What it says is in no list but as a hash of all.
    listed read "$period" ${key:+"$key"}
    companion prior "$prior"; companion ly "$ly"; companion register "$register"; companion accepted "$accepted"

    # What is shipped for the form stands where nothing else was given.
    for v in $kept; do
        eval "value=\$$v"
        printf '%s\n' "$value" | while IFS= read -r line; do [ -z "$line" ] || printf '%s\t%s\n' "$v" "$line"; done
    done >given/options.new && mv given/options.new given/options || no_given
    s_rules=$(each -r $(links rules "$rules")) s_macro=$(each -r $(links macro "$macro")) s_programs=$(links indicators "$indicators")
    s_hb=$hb s_ratios=$ratios s_by=$by s_keys=$keys s_cross= s_versions= s_policy= s_medians= s_closed= s_targets=
    [ -z "$cross" ] || s_cross=$(links cross "$cross$line_end")
    [ -z "$versions" ] || s_versions=$(links versions "$versions$line_end")
    [ -z "$policy" ] || { link policy.tsv "$policy"; s_policy=' --policy given/policy.tsv'; }
    if [ -n "$shipped" ]; then
        : "${s_rules:= -r given/data}" "${s_hb:= --hb op_revenue --hb gross_output}" "${s_by:=chain}" "${s_cross:=given/data/cross.vtl}" \
            "${s_versions:=given/data/cross_versions.vtl}" "${s_policy:= --policy given/data/policy.tsv}" \
            "${s_ratios:= --var C08=gross_output/elec_form --var E06M=gross_output_q/emp_avg_q --var H10=energy_tce/gross_output}" \
            "${s_keys:=honour=uscc,honour_kind,honour_level,batch project=owner_uscc}"
        s_ratios="$s_ratios --copied B25=gross_output,op_revenue,op_cost,total_profit,total_assets,current_assets,receivables,inventory,total_liabilities,wages,taxes,admin"
        [ -n "$s_macro" ] || s_macro=' -r given/data/macro.vtl -r given/data/aggregate_edits.vtl'
        [ -z "$history" ] || s_macro="$s_macro -r given/data/history.vtl"
        [ -z "$customs" ] || s_macro="$s_macro -r given/data/customs.vtl"
        s_targets=' --targets given/data/codes/plan_indicator.tsv' s_medians=given/data/medians
        if [ -z "$s_programs" ]; then
            s_closed=given/data/aggregates_closure.vtl titles=indicators_titles
            [ ! -f given/register.in/honour.tsv ] || titles=indicators_titles_register
            for p in indicators $titles aggregates aggregates_digits aggregates_explanation ${ly:+aggregates_panel} ${accepted:+aggregates_revision}; do
                s_programs="$s_programs given/data/$p.vtl"
            done
        fi
    fi
    s_history=$(links history "$history") s_decisions=$(each --decisions $(links decisions "$decisions"))
    [ -z "$customs" ] || link customs.tsv "$customs"
    [ -z "$reopened" ] || link reopened.tsv "$reopened"
    # A program is run for each table that it names, less its comments, with the companions whose columns it reads.
    s_sums=
    for p in $s_programs; do
        words=$line_end$(sed 's,//.*,,' "$p" | grep -ow '[a-z0-9_]*')$line_end with=
        case $words in *_ly*) with=$with,ly ;; esac
        case $words in *_acc*) with=$with,accepted ;; esac
        case $words in *_reg*) with=$with,register ;; esac
        for t in $tables; do
            case $words in *"$line_end$t$line_end"*) s_sums="$s_sums $p:$t:${with#,}" ;; esac
        done
    done
    [ -z "$s_programs" ] || [ -n "$s_sums" ] || die "no program of indicators names a table of $form_file" "没有一个指标程序涉及 $form_file 的表"

    rule_lists rules "$s_rules" ${s_medians:+$s_medians.tsv}
    listed cross "$s_cross" $s_cross
    listed versions "$s_versions" $s_versions
    listed ratios "$s_ratios $s_by"
    listed outliers "$s_hb"
    set -- $(printf '%s %s' "$s_policy" "$s_decisions" | sed 's/ --[a-z]*//g')
    listed decisions "$s_policy$s_decisions $as_of" "$@" ${reopened:+given/reopened.tsv}
    listed indicators "$s_sums" $s_programs ${s_closed:+$s_closed $(ls given/data/dominance*.vtl given/data/aggregates_response.vtl)}
    rule_lists macro "$s_macro" ${customs:+given/customs.tsv} ${history:+given/data/contributors.awk}
    listed history "" ${s_history:+given/data/aggregates_history.vtl} $s_history
    listed lang "$report_lang$s_targets" ${s_targets##* }
    revises=$(ls -d released/* 2>/dev/null | sort -t / -k 2n | tail -n 1)
    [ -f "$revises/indicators.tsv" ] || revises=
    listed revises "$revises" ${revises:+$revises/indicators.tsv given/data/revision.vtl given/data/revision_gone.vtl}
    write_lists
    write_parts
    [ "$report_lang" = zh ] && other=en || other=zh
    {
        printf '# Made by ecquarter from its options, and made again by its next run.\n'
        printf 'FORM := %s\nTABLES := %s\nUNIT := %s\nDATA := given/data\n' "$(word "$the_form")" "$(printf '%s ' $tables)" "$unit"
        printf 'PERIOD := %s\nKEY := %s\nRUN := %s\n' "${period:+ --period $(word "$period")}" "${key:+ --key $(word "$key")}" "$(printf '%s' "$run" | sed 's/[$]/$$/g')"
        printf 'KEYS := %s\nRULES := %s\nCROSS := %s\nVERSIONS := %s\n' "$s_keys" "$s_rules" "${s_cross# }" "${s_versions# }"
        printf 'HB := %s\nRATIOS := %s\nBY := %s\n' "$(kept_quotes "$s_hb")" "$(kept_quotes "$s_ratios")" "${s_by:+ --by $(word "$s_by")}"
        printf 'MEDIANS := %s\nSIZES := emp_avg,elec_form,water_new,op_revenue\n' "$s_medians"
        printf 'POLICY := %s\nDECISIONS := %s\nREOPENED := %s\nAS_OF := %s\n' "$s_policy" "$s_decisions" \
            "${reopened:+ --reopened given/reopened.tsv}" "${as_of:+ --as-of $(word "$as_of")}"
        printf 'INDICATORS := %s\nCLOSED_BY := %s\nMACRO := %s\nHISTORY := %s\nCUSTOMS := %s\nTARGETS := %s\nREVISES := %s\n' "$s_sums" "$s_closed" \
            "$s_macro" "$s_history" "${customs:+given/customs.tsv}" "$s_targets" "$revises"
        printf 'REPORT_LANG := %s\nOTHER_LANG := %s\nPARTS := %s\n' "$report_lang" "$other" "$parts"
    } | sed 's/^\([A-Z_]* :=\)  /\1 $(empty) /' >given/settings.new &&
        { printf 'empty :=\n'; cat given/settings.new; } >given/settings.mk.new && rm given/settings.new &&
        { cmp -s given/settings.mk.new given/settings.mk && rm given/settings.mk.new || mv given/settings.mk.new given/settings.mk; } || exit 2
}
kept_quotes() { printf '%s' "$1" | sed -e "s/'/'\\\\''/g" -e 's/\$/$$/g' -e 's/#/\\#/g'; }
the_make() { make -f given/quarter.mk -s --no-print-directory "JOBS=$jobs" "$@"; }
# commands: the command line of each step of the plan, "NAME TAB PIPE"; how many threads is no part of it.
commands() {
    the_make -B -n quarter | sed -e ':more' -e '/\\$/{' -e N -e 's/\\\n[ 	]*//' -e 'b more' -e '}' |
        sed -n "s/^.*ec-step\( -[oO] [^ ]*\)* \([A-Za-z0-9_.-]*\)  *'\(.*\)'\$/\2$tab\3/p" | sed -e "s/'\\\\''/'/g" -e 's/ -j [0-9]*//'
}
# clear_steps: what steps left that are not in the plan any more, and the marks of those whose command line is another one or
# whose outputs are not as they left them.
clear_steps() {
    mkdir -p steps made || exit 2
    commands >given/.commands || exit 2
    planned=$line_end$(the_make marks)$line_end
    [ "$planned" != "$line_end$line_end" ] || die "the plan cannot be read" "无法读取计划"
    for s in $(ls steps made | sort -u); do
        case $planned in *"$line_end$s$line_end"*) continue ;; esac
        [ -n "$dry" ] || [ ! -f "steps/$s" ] || sed -n 's/^output //p' "steps/$s" | while read -r o; do rm -rf "./$o"; done
        rm -f "steps/$s" "made/$s"
        [ -n "$dry" ] || rm -f "manifest/$s.jsonl"
    done
    set -- steps/*
    [ ! -e "$1" ] || for s in $(awk -F'\t' 'FILENAME == ARGV[1] { now[$1] = $2; next }
            sub(/^command /, "") { gsub(/ -j [0-9]+/, ""); s = FILENAME; sub(/.*\//, "", s); if (now[s] != $0) print s }' given/.commands "$@") $(ec-step --changed); do
        rm -f "steps/$s"
    done
}
# shadow: makes a temporary folder that looks like the quarter's and goes there: what is tried there changes nothing.
shadow() {
    shadow=$(mktemp -d) || exit 2
    trap 'rm -rf "$shadow"' EXIT
    trap 'exit 2' HUP INT TERM
    if [ -d "$dir" ]; then
        for e in "$dir"/* "$dir"/.lock; do
            case ${e##*/} in given|steps|made) cp -a "$e" "$shadow/" ;; *) [ ! -e "$e" ] || ln -s "$e" "$shadow/" ;; esac || exit 2
        done
    fi
    cd "$shadow" || exit 2
}
# pending: the command lines of the steps that would be done.
pending() { steps=$(the_make -n quarter) || return; printf '%s\n' "$steps" | sed -e '/^@*:$/d' -e '/^$/d'; }
# lock: one run at a time in a folder. The kernel gives the lock back when make and the last tool have ended, however they did.
# Where such locks do not hold across machines, the lease beside it names the host, and is renewed as long as the lock is held.
lock() {
    exec 9>>"$dir/.lock" || exit 2
    tries=0
    until flock -n 9; do
        tries=$((tries + 1))
        [ "$tries" -lt 5 ] || { holder=$(tail -n 1 "$dir/.lock"); die "another run is at work in $dir: ${holder:-?}" "$dir 中另有一次运行正在进行：${holder:-?}"; }
        sleep 0.1
    done
    host=$(uname -n)
    if [ -f "$dir/.lease" ] && [ "$(cat "$dir/.lease")" != "$host" ]; then
        # Both times are those of the file system: clocks of machines differ.
        : >"$dir/.now" && age=$(($(stat -c %Y "$dir/.now") - $(stat -c %Y "$dir/.lease"))) && rm "$dir/.now" || exit 2
        [ "$age" -ge 120 ] ||
            die "another run is at work in $dir: on $(cat "$dir/.lease")" "$dir 中另有一次运行正在进行：在 $(cat "$dir/.lease")"
    fi
    printf '%s@%s, %s\n' "$(id -un)" "$host" "$(date '+%Y-%m-%d %H:%M:%S')" >"$dir/.lock" && printf '%s\n' "$host" >"$dir/.lease" || exit 2
    ( exec 9>&- </dev/null >/dev/null 2>&1
        while sleep 20 && [ -e "$dir/.lock" ] && ! flock -n "$dir/.lock" true; do touch "$dir/.lease"; done ) &
    lease=$!
    trap 'kill $lease 2>/dev/null; rm -f "$dir/.lease"' EXIT
}
load_options() {
    [ -r "$dir/given/options" ] || die "$dir is no quarter" "$dir 不是季度文件夹"
    # What the report is written in stays, whatever the locale of who looks.
    chosen=$report_lang
    # Read, not run: the folder may come from somebody else.
    while IFS=$tab read -r v value; do
        case " $kept " in *" $v "*) ;; *) die "$dir/given/options: unknown option $v" "$dir/given/options：未知选项 $v" ;; esac
        case $v in
            rules|history|indicators|macro|decisions) eval "$v=\"\${$v}\$value\$line_end\"" ;;
            *) eval "$v=\$value" ;;
        esac
    done <"$dir/given/options"
    [ -z "$chosen" ] || report_lang=$chosen
}
enter() { dir=$(cd "$1" 2>/dev/null && pwd -P) || die "$1 is no folder" "$1 不是文件夹"; [ -d "$dir/given" ] || die "$1 is no quarter" "$1 不是季度文件夹"; }

# --- Status, release, revision ----------------------------------------------------------------------------------------

if [ -n "$status" ]; then
    alone --status
    enter "$status"; load_options; cd "$dir" || exit 2
    [ -f units.tsv ] || die "$dir has no verdicts yet" "$dir 尚无审定结果"
    the_form=$form; [ ! -f "$form" ] || the_form=given/form.in/${form##*/}
    unit=$(sed -n 's/^UNIT := //p' given/settings.mk)
    # What is missing is shown only beside a register.
    set -- -q -f "$the_form" --status --units units.tsv --records "latest/$unit.tsv" --lang "$lang"
    for f in given/register.in/$unit.tsv given/register.tsv; do [ ! -f "$f" ] || set -- "$@" --frame "$f"; done
    for f in given/prior.in/$unit.tsv given/prior.tsv; do [ ! -f "$f" ] || set -- "$@" --prior "$f"; done
    [ ! -f calls.tsv ] || set -- "$@" --calls calls.tsv
    for f in read.tsv findings/*.tsv; do [ ! -f "$f" ] || set -- "$@" -F "$f"; done
    LC_ALL=$EC_LOCALE ecreport "$@" ${deadline:+--deadline "$deadline"} ${deadline:+${as_of:+--as-of "$as_of"}}
    exit $?
fi

# not_releasable UNITS POLICY: the reasons why a quarter may not be closed, a line each.
not_releasable() {
    readable "$1"
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
            if (!n["accepted"]) print zh ? "没有已接受的单位，数据集为空" : "no unit is accepted, the dataset is empty"
            if (waiting > open * all)
                printf(zh ? "待定 %d，不接受 %d，无法读取的报送 %d\n" : "%d units are open, %d failed, %d submissions are unreadable\n", n["open"], n["failed"], n["unreadable"])
            if (all && read < response * all)
                printf(zh ? "应报 %d 个单位仅上报 %d 个\n" : "of %d units %d have reported\n", all, read)
        }' "$2" "$1"
}
# out_of_date: the steps that would be done again, because something given or something they made is not as it was.
out_of_date() {
    due=$( EC_QUIET=1; quiet=-q; dry=1; shadow; set_up; settings; clear_steps; pending ) || return 2
    printf '%s\n' "$due" | sed -n 's,.*ec-step\( -[oO] [^ ]*\)* \([A-Za-z0-9_.-]*\) .*$,\2,p' | awk 'NF' ORS=' '
}
said() { if chinese; then printf '%s\n' "$2"; else printf '%s\n' "$1"; fi; }

if [ -n "$release" ]; then
    alone --release
    enter "$release"; load_options
    [ ! -e "$dir/RELEASE" ] || die "$dir was released before; --revise opens a new revision" "$dir 已经封存；可用 --revise 开启修订"
    lock
    [ -f "$dir/units.tsv" ] && [ -f "$dir/steps/report" ] || die "$dir is no finished quarter" "$dir 不是已完成的季度"
    stale=$(out_of_date) || exit 2
    cd "$dir" || exit 2
    policy=$(sed -n 's/^POLICY :=.* --policy //p' given/settings.mk)
    reasons=$(not_releasable units.tsv "${policy:-/dev/null}") || exit 2
    level=$(sed -n "s/^release\.indicator$tab//p" "${policy:-/dev/null}" | cut -f 1)
    if [ -n "$level" ] && [ -f findings/indicator.tsv ]; then
        n=$(awk -F'\t' -v least="$level" 'BEGIN { rank["soft"] = 1; rank["quasi"] = 2; rank["hard"] = 3 } FNR > 1 && $5 == "failed" && rank[$1] >= rank[least] { n++ } END { print n + 0 }' findings/indicator.tsv)
        [ "$n" -eq 0 ] || reasons="$reasons${reasons:+$line_end}$(said "$n findings about the indicators, see findings/indicator.tsv" "汇总指标有 $n 条审核结果，见 findings/indicator.tsv")"
    fi
    [ -z "$stale" ] || reasons="$reasons${reasons:+$line_end}$(said "out of date, run ecquarter -o $(quote "$release") again: $stale" "须先重新运行 ecquarter -o $(quote "$release")：$stale")"
    LC_ALL=$EC_LOCALE ecpack -q --verify dataset || reasons="$reasons${reasons:+$line_end}$(said "the dataset is not right" "数据集不正确")"
    [ -z "$reasons" ] || { printf '%s\n' "$reasons" >&2; say "nothing was released" "未封存"; exit 1; }
    number=$(($(ls released 2>/dev/null | wc -l) + 1))
    {
        printf 'item\tvalue\tnote\n'
        date -u '+released	%Y-%m-%dT%H:%M:%SZ	'"$name $version"
        printf 'revision\t%s\t\n' "$number"
        printf 'form\t%s\t%s\n' "$(sed -n 1p given/form)" "$(sha256sum <given/form | cut -c 1-64)"
        printf 'rules\t%s\t%s\n' "$(sed -n '1s/^ *//p' given/rules)" "$(sha256sum <given/rules | cut -c 1-64)"
        awk -F'\t' -v OFS='\t' 'FNR == 1 { for (i = 1; i <= NF; i++) if ($i == "state") at = i; next } { n[$at]++ }
            END { for (s in n) print "units " s, n[s], "" }' units.tsv | sort
        awk -F'\t' -v OFS='\t' 'FNR == 1 { for (i = 1; i <= NF; i++) if ($i == "decision") at = i; next } at { n[$at]++ }
            END { for (d in n) print "decisions " d, n[d], "" }' $(find -L given/decisions.in -type f 2>/dev/null | sort) </dev/null | sort
        find . -type f ! -path './.*' ! -path './given/.*' ! -path './steps/*' ! -path './made/*' ! -path './rejects/*' ! -path './released/*' ! -path './parts/*' ! -path './given/parts/*' \
            ! -name log ! -name RELEASE.new -print0 | LC_ALL=C sort -z |
            xargs -0 sha256sum -- | sed 's,^\([0-9a-f]*\)  \./\(.*\),file\t\2\t\1,'
    } >RELEASE.new && mv RELEASE.new RELEASE || die "cannot write $dir/RELEASE" "无法写入 $dir/RELEASE"
    say "$release is released" "$release 已封存"
    exit 0
fi

if [ -n "$revise" ]; then
    alone --revise
    enter "$revise"; cd "$dir" || exit 2
    [ -e RELEASE ] || die "$dir is not released: there is nothing to revise" "$dir 尚未封存，无可修订"
    lock
    number=$(($(ls released 2>/dev/null | wc -l) + 1))
    # All of it is copied before the folder is opened again.
    mkdir -p released && rm -rf released/.new && mkdir released/.new &&
        for o in RELEASE dataset units.tsv indicators.tsv report.html "report.en.html" "report.zh.html" revision.tsv; do
            [ ! -e "$o" ] || cp -a "$o" released/.new/ || exit 2
        done && mv released/.new "released/$number" && rm RELEASE || die "cannot write $dir/released" "无法写入 $dir/released"
    say "$revise is open for revision $((number + 1)); the released one is in $revise/released/$number" "$revise 已开启第 $((number + 1)) 次修订；原发布版在 $revise/released/$number"
    exit 0
fi

# --- A run ------------------------------------------------------------------------------------------------------------

[ -n "$out" ] || usage "option --output is required" "必须给出选项 --output"
if [ -z "$form" ] && [ "$operands" -eq 0 ] && [ -r "$out/given/options" ]; then
    for v in $kept; do [ $v = report_lang ] || eval "[ -z \"\$$v\" ]" || usage "with other options --form and the folder are needed, too" "给出其他选项时须同时给出 --form 和报送文件夹"; done
    dir=$(cd "$out" && pwd -P); load_options
else
    [ -n "$form" ] || usage "option --form is required" "必须给出选项 --form"
    [ "$operands" -eq 1 ] || usage "one folder of submissions is needed, not $operands" "需要一个报送文件夹，而不是 $operands 个"
    dir=$(absolute "$out")
fi
[ ! -e "$dir/RELEASED" ] || die "$dir was released by an earlier version; choose another folder" "$dir 已由旧版本封存；请另选文件夹"
[ ! -e "$dir/RELEASE" ] || die "$dir is released; --revise opens a new revision" "$dir 已封存；可用 --revise 开启修订"
for c in make flock sha256sum ec-step; do command -v $c >/dev/null 2>&1 || die "the command $c is needed" "需要命令 $c"; done
set_up
there=$(cd "$folder" && pwd -P) || exit 2
if [ -n "$dry" ]; then
    shadow; settings; clear_steps
    steps=$(pending) || exit 2
    [ -z "$steps" ] || printf '%s\n' "$steps" | sed -e ':more' -e '/\\$/{' -e N -e 's/\\\n[ 	]*//' -e 'b more' -e '}' || exit 2
    exit 0
fi
mkdir -p "$dir" || exit 2
here=$(cd "$dir" && pwd -P) || exit 2
case $here/ in "$there"/*) die "$dir lies inside the submissions: what it holds would be read as submissions" "$dir 位于报送文件夹内：其内容会被当作报送" ;; esac
dir=$here
lock
cd "$dir" || exit 2
trap 'exit 2' HUP INT TERM
rm -rf .part
[ -s log ] || printf 'started\tstep\tstatus\tseconds\trows\tcommand\n' >log || exit 2
settings
clear_steps
the_make -j "${jobs:-$(nproc 2>/dev/null || echo 1)}" quarter || die "not finished; when the fault is mended, ecquarter -o $(quote "$out") goes on" "未完成；排除故障后运行 ecquarter -o $(quote "$out") 即可继续"
rm -rf .part
# What each tool of each step has cost, by its manifest line: seconds, processor seconds, largest resident set.
{
    printf 'step\ttool\tseconds\tcpu_seconds\tmax_rss_kib\n'
    awk -v OFS='\t' '
        function after(name) { return match($0, "\"" name "\":[0-9]+") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) : "" }
        match($0, /^{"tool":"[a-z]*"/) {
            tool = substr($0, 10, RLENGTH - 10); step = FILENAME; sub(/.*\//, "", step); sub(/\.jsonl$/, "", step)
            rss = after("max_rss_kib")
            print step, tool, after("wall_ms") / 1000, after("cpu_ms") / 1000, rss == "" ? "\\N" : rss
        }' /dev/null $(the_make list | while read -r s; do [ ! -f "manifest/$s.jsonl" ] || printf '%s\n' "manifest/$s.jsonl"; done)
} >steps.tsv.new && mv steps.tsv.new steps.tsv || exit 2
say "done: $dir/report.html, $dir/dataset, $dir/letters; each step is in $dir/log, its cost in $dir/steps.tsv" \
    "完成：$dir/report.html、$dir/dataset、$dir/letters；各步骤见 $dir/log，用时见 $dir/steps.tsv"
# The status is that of the verdicts: findings that were explained or decided are answered.
verdict=$(sed -n 's/^status //p' steps/accept)
[ -n "$(awk -F'\t' 'FNR == 1 { for (i = 1; i <= NF; i++) if ($i == "state") at = i; next } $at == "accepted" { print; exit }' units.tsv)" ] ||
    { quiet=; say "NOT ONE unit is accepted; see units.tsv and report.html" "没有任何单位被接受；见 units.tsv 和 report.html"; verdict=1; }
exit "${verdict:-2}"
