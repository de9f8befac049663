#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ecreport --status on eight units whose numbers can be checked by hand, in both languages; what it refuses.
. "$EC_SRC/tests/suite/init.sh"
form=$EC_SRC/rules/forms/st-quarterly.tsv
esc=$(printf '\033')
# stream COLUMNS: lines of words, _ for a blank and @ for null, as a stream.
stream() { printf '%s\n' "$1" | tr ' ' '\t'; sed 's/ /\t/g; s/_/ /g; s/@/\\N/g'; }

# The frame: A1 to F1; Z1 left it long ago. X1 and X2 reported though they are not in it.
stream 'uscc unit_name filler_name filler_phone frame_from frame_to' >frame.tsv <<'TXT'
A1 Alpha @ @ @ @
B1 Beta @ @ 2019Q1 @
C1 Gamma @ @ @ 2025Q3
D1 Delta Deng 02367891234 @ @
E1 Eta @ @ @ @
F1 Phi @ @ @ @
Z1 Zeta @ @ @ 2024Q4
TXT
{ printf 'uscc\tperiod\tstate\theld_by\tneeds\n'; tr ' ' '\t' <<'TXT'
A1 2025Q3 accepted \N \N
B1 2025Q3 open I17 explanation
C1 2025Q3 failed C03,I17 resubmission,explanation
D1 2025Q3 missing \N \N
E1 2025Q3 failed FORM-TYPE resubmission
F1 2025Q3 missing \N \N
X1 2025Q3 accepted \N \N
X2 2025Q3 open I17,XML-SUM reopening,decision,explanation,answer
\N 2025Q3 unreadable \N resubmission
\N 2025Q3 unreadable \N resubmission
TXT
} >units.tsv
# 600 + 150.5 + 49.5 + 0 + 200 = 1000, of it accepted 600, open 350.5, failed 49.5; E1 has none. A record of another quarter, one of a
# unit that the list does not have, and a second one of B1 count nowhere. Names that would steer a terminal, and a long one.
stream 'uscc period unit_name filler_name filler_phone gross_output' >records.tsv <<TXT
A1 2025Q3 Alpha Anna 13900000001 600
B1 2025Q2 Beta Otto 13900000009 99999
B1 2025Q3 Be${esc}[31mta 李四 13900000002 150.5
B1 2025Q3 Beta Otto 13900000009 99999
C1 2025Q3 重庆某某智能终端产业发展有限责任公司第一分公司 欧阳王小明明 +86_139_0000_0003_转_801 49.50
E1 2025Q3 @ @ 13900000005 12x
X1 2025Q3 Xi Xaver 13900000006 0
X2 2025Q3 Omega @ 13900000007 200
Y1 2025Q3 Ypsilon Yves 13900000008 77777
TXT
# Before: A1 300, D1 90, F1 10 of 400 by those in the list.
stream 'uscc period filler_name filler_phone gross_output' >prior.tsv <<'TXT'
A1 2025Q2 Anna 13900000001 300
D1 2025Q2 Else 13900000011 90
F1 2025Q2 Franz 13900000012 10
Y1 2025Q2 Yves 13900000008 600
TXT
# X2 is the first to be called, C1 the second of one list and the first of the other.
stream 'uscc period action rank' >calls.tsv <<'TXT'
X2 2025Q3 review 1
C1 2025Q3 accept 3
A1 2025Q3 accept 2
C1 2025Q3 chase 2
TXT
{ printf 'rule\tresult\tmessage_en\tmessage_zh\n'
  printf 'I17\tnotrun\tnot this one\t不是这条\n'
  printf 'I17\tfailed\tThe tier by revenue of four quarters changed; call 13812345678\t近四季营业收入所处的量级发生变化，请致电13812345678核实营业收入\n'
  printf 'I17\tfailed\tlater\t后来的\n'
  printf 'C03\texplained\tFirst of C03\t\\N\n'
  printf 'B99\tfailed\tholds nobody\t无\n'
} >f.tsv
{ printf 'rule\tresult\tmessage_en\tmessage_zh\n'; printf 'FORM-TYPE\tfailed\t"12x" is no number\t“12x”不是数值\n'; } >g.tsv

all="--units units.tsv --records records.tsv --frame frame.tsv"
status 0 ecreport -f "$form" --status $all --calls calls.tsv --prior prior.tsv -F f.tsv -F g.tsv --deadline 2025-10-20 --as-of 2025-10-12 --lang=en
cat >en <<'TXT'
Quarterly enterprise form of the smart-terminal industry · Status · 2025Q3
Deadline 2025-10-20: 8 days left (as of 2025-10-12)

                                          units       of all Gross output valu…
  Accepted units                              2        25.0%              60.0%
  Open: something waits for an answer         2        25.0%              35.1%
  Failed: not acceptable as they are          2        25.0%               5.0%
  Missing: in the frame, not received         2        25.0%              25.0%*
  All units                                   8       100.0%             100.0%
  of them not in the frame                    2        25.0%
  * of the prior period's total
  Submissions that could not be read          2

What the open and failed units need
  explanation                3   40.0%
  resubmission               2    5.0%
  answer                     1   20.0%
  decision                   1   20.0%
  reopening                  1   20.0%

What holds them, most units first
  I17                        3   40.0%  The tier by revenue of four quarters ch…
  C03                        1    5.0%  First of C03
  FORM-TYPE                  1       –  "12x" is no number
  XML-SUM                    1   20.0%

Whom to call first (by the rank of the calls)
  1 Omega                      –        13900000007   open: I17,XML-SUM
  2 重庆某某智能终端产业发展…  欧阳王…  +86 139 0000 0003 转 801 failed: C03,I17
  3 Be?[31mta                  李四     13900000002   open: I17
  4 Delta                      Deng     02367891234   missing
  5 Phi                        Franz    13900000012   missing
  6 E1                         –        13900000005   failed: FORM-TYPE
TXT
sed 's/Be?\[31mta   /Be\\x1B[31mta/' en >wanted
same wanted o "the screen in English"

status 0 ecreport -f "$form" --status $all -F f.tsv -F g.tsv --deadline 2025-10-11 --as-of 2025-10-12 --lang=zh
cat >zh <<'TXT'
智能终端产业企业季度调查表 · 报送审定进度 · 2025Q3
截止日期 2025-10-11：已过 1 天（截至 2025-10-12）

                                         单位数       占全部 工业总产值(当年价…
  已接受单位                                  2        25.0%              60.0%
  待定：尚有事项待答复                        2        25.0%              35.1%
  不接受                                      2        25.0%               5.0%
  未报：在名录中但未收到                      2        25.0%                  –
  全部单位                                    8       100.0%             100.0%
  其中不在名录中                              2        25.0%
  无法读取的报送                              2

待定和不接受的单位需要
  填报单位说明               3   40.0%
  重新报送                   2    5.0%
  答复                       1   20.0%
  主管决定                   1   20.0%
  登记重新开放               1   20.0%

待定和不接受的原因（按单位数）
  I17                        3   40.0%  近四季营业收入所处的量级发生变化，请致…
  C03                        1    5.0%  First of C03
  FORM-TYPE                  1       –  “12x”不是数值
  XML-SUM                    1   20.0%

优先联系名单（按工业总产值(当年价格):1—本季）
  1 Omega                      –        13900000007   待定：I17,XML-SUM
  2 Be?[31mta                  李四     13900000002   待定：I17
  3 重庆某某智能终端产业发展…  欧阳王…  +86 139 0000 0003 转 801 不接受：C03,I17
  4 Delta                      Deng     02367891234   未报
  5 E1                         –        13900000005   不接受：FORM-TYPE
  6 Phi                        –        –             未报
TXT
sed 's/Be?\[31mta   /Be\\x1B[31mta/' zh >wanted
same wanted o "the screen in Chinese"

# The day it is, where none is given; the file is its owner's alone.
status 0 env SOURCE_DATE_EPOCH=1760918400 ecreport -f "$form" --status $all --deadline 2025-10-20 --lang=en -o page
grep -qx 'Deadline 2025-10-20: this is the last day (as of today, 2025-10-20)' page || fail "today: $(sed -n 2p page)"
[ "$(stat -c %a page)" = 600 ] || fail "the mode of a file that names persons: $(stat -c %a page)"
for d in 2025-10-19:'1 day left' 2025-10-22:'2 days past'; do
    status 0 ecreport -f "$form" --status $all --deadline 2025-10-20 --as-of ${d%:*} --lang=en
    grep -q "^Deadline 2025-10-20: ${d#*:} (as of ${d%:*})$" o || fail "as of ${d%:*}: $(sed -n 2p o)"
done

# A form without a key variable, and one of two identifiers where the unit of 07 is that of 7; everybody accepted.
printf '#form\tpair\n#version\t1\n#table\th\t/r/h\ntable\tvariable\tpath\trole\ttype\nh\tpart\t@a\tidentifier\tstring\nh\tno\t@b\tidentifier\tinteger\n' >pair.tsv
printf 'part\tno\tstate\theld_by\tneeds\na\t07\topen\tR1\tanswer\na\t8\taccepted\t\\N\t\\N\n' >pair-units.tsv
printf 'part\tno\tunit_name\na\t7\tSeven\na\t8\tEight\n' >pair-records.tsv
status 0 ecreport -f ./pair.tsv --status --units pair-units.tsv --records pair-records.tsv --lang=en
grep -qx '  1 Seven                      –        –             open: R1' o && grep -qx 'Whom to call first' o &&
    grep -qxE '  Accepted units +1 +50\.0%' o || fail "two identifiers: $(cat o)"
head -1 pair-units.tsv >none.tsv
status 0 ecreport -f ./pair.tsv --status --units none.tsv --records pair-records.tsv --lang=en
grep -qxE '  All units +0 +-' o || fail "no units: $(cat o)"

# What is refused: status 2, with the reason and its place, and nothing on the screen.
refused() {
    pattern=$1; shift
    status 2 ecreport -f "$form" --status "$@" --lang=en && { grep -q -e "$pattern" e || fail "wanted $pattern: $(cat e)"; [ ! -s o ] || fail "output: $*"; }
}
sed 's/^F1.*/&\nG1\t2025Q3\tmissing\t\\N\t\\N/' units.tsv >stray.tsv
grep -v '^[CX]1' units.tsv >short.tsv
sed 's/\topen\t/\topened\t/' units.tsv >word.tsv
sed '3p' units.tsv >twice.tsv
sed 's/^B1/\\N/' units.tsv >nobody.tsv
cut -f1-3 units.tsv >narrow.tsv
cut -f1-5 records.tsv >no-size.tsv
records="--records records.tsv"
refused 'frame.tsv.*0 units .* 1 missing' --units stray.tsv $records --frame frame.tsv
refused 'frame.tsv.*1 units .* 0 missing' --units short.tsv $records --frame frame.tsv
refused 'word.tsv:3:.*"opened" is no state' --units word.tsv $records
refused 'twice.tsv:4:.*B1' --units twice.tsv $records
refused 'nobody.tsv:3:.*names no unit' --units nobody.tsv $records
refused '"held_by"' --units narrow.tsv $records
refused '"gross_output"' --units units.tsv --records no-size.tsv
refused 'no-such' --units no-such.tsv $records
refused 'no-such' --units units.tsv $records --calls no-such.tsv
refused 'no-such' --units units.tsv $records -F no-such.tsv
refused '"rule"' --units units.tsv $records -F units.tsv
refused '"rank"' --units units.tsv $records --calls prior.tsv
refused '"2025-13-01"' --units units.tsv $records --deadline 2025-13-01
refused '"soon"' --units units.tsv $records --deadline 2025-10-20 --as-of soon
refused '--deadline' --units units.tsv $records --as-of 2025-10-12
refused '--status goes with' --units units.tsv $records --text
refused '--status goes with' --units units.tsv $records --letters letters
refused '--units' $records
status 2 ecreport -f "$form" --records records.tsv --deadline 2025-10-20
[ ! -e letters ] || fail "letters were made"
finish
