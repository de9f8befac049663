# Free text, names and numbers that are spoken.
#
# Sets of characters are ranges, not properties such as \p{Han}: what those take follows the Unicode version of the library, and
# a value that fits here must fit everywhere. Han characters are the iteration mark, the round zero, and the blocks of
# ideographs, planes 2 and 3 to their ends: names use characters that Unicode gets year by year.

# One line: no control, private-use or replacement character.
line = [^\x{00}-\x{1F}\x{7F}-\x{9F}\x{2028}\x{2029}\x{E000}-\x{F8FF}\x{FFFD}\x{F0000}-\x{FFFFD}\x{100000}-\x{10FFFD}]{1,200}
+ 重庆星河智能终端有限公司
+ Acme (Chongqing) Co., Ltd.
+ 𠮷田电子
- a\tb
- 重庆\uFFFD有限公司
- 重庆\uE000公司
- 重庆󰀀公司
- 重庆􏿽公司
- two\u2028lines
- two\u2029lines
- \u0085
- two\nlines

# Several lines.
block = [^\x{00}-\x{08}\x{0B}-\x{1F}\x{7F}-\x{9F}\x{E000}-\x{F8FF}\x{FFFD}\x{F0000}-\x{FFFFD}\x{100000}-\x{10FFFD}]{1,2000}
+ 本季新增两条产线。\n产量随之上升。
+ a
- a\u0000b
- 重庆\uFFFD
- 重庆\uF8FF
- 重庆􀀀

# Identifier without spaces.
token = [0-9A-Za-z][0-9A-Za-z._:/()-]{0,63}
+ client-7F3A.01
- has space
- 中文
- -lead

# Name of a person: Han characters with a middle dot, or Latin.
person = [\x{3005}\x{3007}\x{3400}-\x{4DBF}\x{4E00}-\x{9FFF}\x{F900}-\x{FAFF}\x{20000}-\x{2FFFD}\x{30000}-\x{3FFFD}][\x{3005}\x{3007}\x{3400}-\x{4DBF}\x{4E00}-\x{9FFF}\x{F900}-\x{FAFF}\x{20000}-\x{2FFFD}\x{30000}-\x{3FFFD}·]{0,18}[\x{3005}\x{3007}\x{3400}-\x{4DBF}\x{4E00}-\x{9FFF}\x{F900}-\x{FAFF}\x{20000}-\x{2FFFD}\x{30000}-\x{3FFFD}]|[A-Z][A-Za-z.' -]{0,58}[A-Za-z.]
+ 张伟
+ 欧阳晓燕
+ 阿依古丽·买买提
+ 𠮷永强
+ 𱍐永强
+ 李〇
+ 佐々木
+ John O'Neil
- 张
- 张伟1
- 张 伟
- 13800000000
- 张伟·
- 张伟。
- 〔张伟〕
- 张\u2F1F
- 张\u3105
- 张か

# Telephone: mobile, or area code and number with an extension.
phone = 1[3-9][0-9]{9}|0[1-9][0-9]{1,2}-?[1-9][0-9]{6,7}(-[0-9]{1,6})?
+ 13900001234
+ 023-67001234
+ 02367001234
+ 023-67001234-8012
- 12345678901
- 1390000123
- 023 67001234
- 67001234
- １３９００００１２３４

# Document number with hexagonal brackets (U+3014, U+3015).
doc_number = [\x{3005}\x{3007}\x{3400}-\x{4DBF}\x{4E00}-\x{9FFF}\x{F900}-\x{FAFF}\x{20000}-\x{2FFFD}\x{30000}-\x{3FFFD}]{1,20}〔(19|20)[0-9]{2}〕[1-9][0-9]{0,4}号
+ 渝经信通信〔2021〕25号
+ 渝府发\u30142022\u30151号
- 渝经信通信[2021]25号
- 渝经信通信（2021）25号
- 渝经信通信【2021】25号
- 渝经信通信〔2021〕025号
- 渝经信通信〔2021〕25
- 渝·经信〔2021〕25号
- 渝经信、通信〔2021〕25号
- 〔〔2021〕25号

# Bytes once read in the wrong encoding leave these marks.
mojibake = [\s\S]*(锟斤拷|锟斤|斤拷|烫烫烫|屯屯屯|锘\?|\x{FFFD}|[\x{C2}\x{C3}\x{E4}-\x{E9}][\x{80}-\x{BF}])[\s\S]*
+ 重庆锟斤拷有限公司
+ é\u0087\u008Då\u00BA\u0086
+ 重庆\uFFFD
+ 锘?重庆
- 重庆星河智能终端有限公司
- Café Zürich
