#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Encodings: what iconv knows is read when the file declares it, whole and in pieces; what a file is in that does not keep to its
# declaration is weighed; what stands before the declaration is passed over with a finding.
. "$EC_SRC/tests/suite/init.sh"
command -v iconv >/dev/null || skip "no iconv"
tab=$(printf '\t')
printf '#form\te\n#version\t1\n#table\tt\t/r/e\ntable\tvariable\tpath\trole\ttype\nt\tid\t@id\tidentifier\tstring\nt\tname\tname\tattribute\tstring\n' >f.tsv

# document LABEL TEXT [COUNT]: records with the text, in UTF-8 with that declaration.
document() {
    printf '<?xml version="1.0" encoding="%s"?>\n<r>\n' "$1"
    awk -v t="$2" -v n="${3:-2}" 'BEGIN { for (i = 1; i <= n; i++) printf "<e id=\"%d\"><name>%s</name></e>\n", i, t }'
    printf '</r>\n'
}

# Each encoding: the label that is declared, the one of iconv, a text. The rows are those of the same file in UTF-8.
while IFS='|' read -r label set text; do
    iconv -f UTF-8 -t "$set" /dev/null 2>/dev/null || { echo "iconv lacks $set"; continue; }
    for n in 2 40000; do
        document "$label" "$text" $n | iconv -f UTF-8 -t "$set" >a.xml || fail "iconv to $set"
        document UTF-8 "$text" $n >u.xml
        [ $n -eq 2 ] || [ "$(wc -c <a.xml)" -gt 1200000 ] || fail "$label: too small to be read in pieces"
        ecread -q -f f.tsv u.xml | cut -f2-5 >want
        status 0 ecread -q -f f.tsv a.xml && { cut -f2-5 o >got; same want got "$label, $n records"; }
    done
done <<'EOF'
ISO-8859-1|ISO-8859-1|Société générale à Zürich
iso-8859-1|CP1252|Prix 5 € – „Zürich“
latin1|ISO-8859-1|São João
Windows-1252|CP1252|Œuvre €uro – fin
windows-1250|CP1250|Příliš žluťoučký kůň
ISO-8859-2|ISO-8859-2|Zażółć gęślą jaźń
windows-1251|CP1251|Открытое общество
KOI8-R|KOI8-R|Открытое общество
iso-8859-5|ISO-8859-5|Открытое общество
iso-8859-7|ISO-8859-7|Ελληνική εταιρεία
windows-1254|CP1254|İstanbul Şirketi
ISO-8859-15|ISO-8859-15|Prix 5 € œuvre à point
IBM850|CP850|Müller Straße
Big5|BIG5|臺灣積體電路製造許功蓋
big5|CP950|中華電信股份有限公司
Shift_JIS|CP932|株式会社ソニー表示能力㈱
EUC-JP|EUC-JP|株式会社日本
EUC-KR|EUC-KR|삼성전자 주식회사
windows-949|CP949|삼성전자 펲시 똠방
TIS-620|TIS-620|บริษัทไทย
GB18030|GB18030|重庆某某有限公司 € 𠀀
csGB2312|GB2312|重庆某某有限公司
GB_2312-80|GB2312|重庆某某有限公司
CP936|GBK|重庆喆信有限公司
EOF

# The single byte 80 of CP936 is the euro sign, wherever it stands.
document GBK '重庆@Fund@' | iconv -f UTF-8 -t GBK | tr @ '\200' >a.xml
status 0 ecread -q -f f.tsv a.xml && { cut -f5 o | sed -n 2,3p | grep -cx '重庆€Fund€' | grep -qx 2 || { fail "euro sign of CP936"; cat o; }; }

# What is no encoding for XML that is read in pieces, and what nobody knows.
for label in ISO-2022-JP UTF-7 HZ-GB-2312 JOHAB EBCDIC-US x-nothing 'a/../b' UTF-32; do
    document "$label" abc >a.xml
    status 1 ecread -q -f f.tsv a.xml && { grep -q "XML-ENCODING: unknown encoding \"$label\"" e || { fail "$label"; cat e; }; }
done

# Another declaration was left standing over UTF-8.
for label in ISO-8859-1 GB2312 Big5 windows-1252 Shift_JIS; do
    document "$label" '重庆某某公司' >a.xml
    status 1 ecread -q -f f.tsv a.xml && { grep -q 'XML-ENCODING: the file declares the encoding "'"$label"'", but it is written in UTF-8' e || { fail "$label over UTF-8"; cat e; }; }
    document "$label" 'plain' >a.xml
    status 0 ecread -q -f f.tsv a.xml
done

# One stray byte makes no other encoding of a file: the record is told, the others are read.
for text in 'K\366ln' '\351tat' 'na\357ve' 'S\343o Paulo' '25\260C' 'M\374ller GmbH' 'Gr\366\337e' 'caf\351'; do
    for rest in 'plain' 'Café Zürich' '重庆某某公司'; do
        for fallback in '' '--encoding-fallback gb18030'; do
            { printf '<?xml version="1.0" encoding="UTF-8"?>\n<r>\n<e id="1"><name>%s</name></e>\n<e id="2"><name>' "$rest"
              printf "$text"
              printf '</name></e>\n<e id="3"><name>%s</name></e>\n</r>\n' "$rest"; } >a.xml
            status 1 ecread $fallback -q -f f.tsv a.xml
            { grep -q 'a.xml:4:.*XML-ENCODING: bytes that are not valid UTF-8' e && [ "$(cut -f4 o | paste -sd,)" = id,1,3 ]; } ||
                { fail "stray byte: $text beside $rest $fallback"; cat o e; }
        done
    done
done

# A file in GBK that says UTF-8 is told as that, and read when it is asked for.
for text in '重庆某某有限公司' '工业总产值（万元）' '北京'; do
    document UTF-8 "$text" | iconv -f UTF-8 -t GBK >a.xml
    status 1 ecread -q -f f.tsv a.xml && { grep -q XML-GB18030 e || { fail "GBK that says UTF-8: $text"; cat e; }; }
    status 0 ecread -q --encoding-fallback gb18030 -f f.tsv a.xml && { cut -f5 o | grep -cx "$text" | grep -qx 2 || fail "read as GBK: $text"; }
done

# Blank lines and byte order marks before the declaration: left out, with a finding, and the lines are those of the file.
document UTF-8 '公司' >u.xml
bom=$(printf '\357\273\277')
for front in '\n\n' ' \n' '\357\273\277\357\273\277' '\357\273\277\n' '\n\357\273\277' '\r\n\r\n'; do
    { printf "$front"; cat u.xml; } >a.xml
    status 0 ecread -f f.tsv a.xml
    lines=$(printf "$front" | wc -l)
    { grep -q 'a.xml: info: XML-FRONT' e && [ "$(sed -n 2p o | cut -f2,5)" = "$((lines + 3))${tab}公司" ]; } || { fail "in front: $front"; cat o e; }
done
{ printf '\377\376\377\376'; iconv -f UTF-8 -t UTF-16LE u.xml | sed 's/UTF-8/UTF-8/'; } >a.xml
status 0 ecread -f f.tsv a.xml && { grep -q XML-FRONT e && [ "$(sed -n 2p o | cut -f5)" = 公司 ]; } || { fail "two marks of UTF-16"; cat o e; }
{ printf '\357\273\277'; cat u.xml; } >a.xml
status 0 ecread -f f.tsv a.xml && { grep -q XML-BOM e && ! grep -q XML-FRONT e; } || fail "one mark"
sed 1d u.xml | sed '1s/^/\n\n/' >a.xml
status 0 ecread -f f.tsv a.xml && [ ! -s e ] || { fail "blank lines without a declaration are no finding"; cat e; }

# What is rejected is kept in its own bytes.
{ document Big5 '臺灣' | iconv -f UTF-8 -t BIG5 | sed 's|</e>|<x</e>|'; } >a.xml
rm -rf rj; ecread -q --rejects rj -f f.tsv a.xml >o 2>e
[ "$(for f in rj/*.xml; do iconv -f BIG5 -t UTF-8 "$f"; echo; done | grep -c '臺灣</name>')" -eq 2 ] || { fail "rejects in their encoding"; ls rj; cat e; }
finish
