#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A whole quarter into which identity numbers and telephones are planted in all writings: nothing that is made for others tells
# one, neither content nor names of files; and no letter names another unit. Numbers are made up.
. "$EC_SRC/tests/suite/init.sh"
. "$EC_SRC/tests/suite/accepted_only.sh"
EC_DATADIR=$EC_SRC/rules
export EC_DATADIR
command -v python3 >/dev/null 2>&1 || skip "python3 is not installed"
ecgen -q -f st-quarterly -n 90 --seed 7 --period 2025Q2 -o - | ecread -q -f st-quarterly -F /dev/null --split before - || fail "ecgen"
mkdir made && ecgen -q -f st-quarterly -n 90 --seed 7 --period 2025Q3 --register frame.tsv -o made || fail "ecgen"

# Units are spoiled one after the other, each in one way; those with marks N are to be looked for afterwards. Two copy the five
# amounts of another (B25), three share a telephone (A17), two a name (B24).
python3 - <<'PY' || fail "planting"
import os, re
files = sorted(os.path.join(d, f) for d, _, fs in os.walk("made") for f in fs if f.endswith(".xml"))
texts = [open(f, encoding="utf-8").read() for f in files]
wide = lambda s: "".join(chr(ord(c) + 0xfee0) if "!" <= c <= "~" else c for c in s)
weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
serial = 100
def identity(old=False):
    global serial
    serial += 1
    body = "50010%d19000230%03d" % (serial % 9 + 1, serial)
    return body[:6] + body[8:] if old else body + "10X98765432"[sum(int(c) * w for c, w in zip(body, weights)) % 11]
def phone():
    global serial
    serial += 1
    return "139%08d" % (20000000 + serial * 317)
looked = []
def mark(digits):
    looked.append(digits)
    return digits
ids = [lambda: mark(identity()), lambda: wide(mark(identity())), lambda: re.sub(r"(.{6})(.{8})(.*)", r"\1 \2-\3", mark(identity())),
       lambda: mark(identity(True)), lambda: mark(identity()).lower(), lambda: re.sub(r"(.{6})(.{6})(.*)", r"\1 \2 \3", mark(identity(True))),
       lambda: wide(mark(identity(True))), lambda: re.sub(r"(.{6})(.{8})(.*)", "\\1\u3000\\2\u3000\\3", wide(mark(identity())))]
phones = [lambda: "+86" + mark(phone()), lambda: "+86 " + re.sub(r"(...)(....)", r"\1 \2 ", mark(phone())), lambda: "86-" + mark(phone()),
          lambda: re.sub(r"(...)(....)", r"\1-\2-", mark(phone())), lambda: wide(mark(phone())),
          lambda: wide("+86-") + re.sub(r"(...)(....)", "\\1\u3000\\2\u3000", wide(mark(phone())))]
def put(i, element, text):
    new = re.sub("<%s>[^<]*</%s>" % (element, element), lambda m: "<%s>%s</%s>" % (element, text, element), texts[i])
    if "<%s>" % element not in texts[i]:
        new = texts[i].replace("</persons>", "<%s>%s</%s></persons>" % (element, text, element))
    assert new != texts[i], element
    texts[i] = new
name = {}
def take(pick):
    """Spoils the next unit."""
    global at
    pick(at)
    at += 1
at = 0
for w in ids:
    take(lambda i: put(i, "uscc", w()))
for w in ids + phones:
    take(lambda i: put(i, "unit_name", "张三 " + w()))
for w in phones:
    take(lambda i: put(i, "filler_phone", w()))
for w in ids + phones:
    take(lambda i: put(i, "remarks", "联系 " + w() + "，本季停产检修"))
name[at] = identity(); looked.append(name[at]); at += 1
name[at] = "+86 " + phone(); looked.append(name[at][4:]); at += 1
# Contacts of units with which nothing else is wrong, and free text that explains.
people = ["欧阳璟瑄", "诸葛翀霁", "司徒翾飞", "慕容祎宸", "尉迟晁衡", "令狐沄澈"]
for who in people:
    for v in "head_name", "stat_head_name", "filler_name":
        put(at, v, mark(who))
    take(lambda i: put(i, "filler_phone", mark(phone())))
for w in ids + phones:
    said = '<explanation rule="C08"><text>客户提前提货，详询 %s</text><person>%s</person><date>2025-10-09</date></explanation>'
    texts[at] = texts[at].replace("</submission>", "<explanations>" + said % (w(), mark("东方旻昊")) + "</explanations></submission>", 1)
    assert "详询" in texts[at]
    at += 1
amounts = ["gross_output", "op_revenue", "op_cost", "total_profit", "total_assets"]
for a in amounts:
    v = re.search("<%s>([^<]*)<" % a, texts[at]).group(1)
    put(at + 1, a, v)
for i in range(at, at + 3):
    put(i, "filler_phone", "13911111111")
same = "张三 " + wide(mark(phone())) + " 经营部"
put(at + 3, "unit_name", same); put(at + 4, "unit_name", same)
os.mkdir("in")
for i, t in enumerate(texts):
    open(os.path.join("in", name.get(i, "u%03d" % i) + ".xml"), "w", encoding="utf-8").write(t)
open("looked", "w").write("\n".join(looked) + "\n")
PY
[ "$(wc -l <looked)" -gt 30 ] || fail "hardly anything was planted"

# tells FILE|FOLDER ...: where one of the numbers stands, whatever its writing, in names or content (gzip unpacked).
cat >tells.py <<'PY'
import gzip, os, re, sys
looked = [l.strip().upper() for l in open("looked")]
def plain(data):
    text = data.decode("utf-8", "replace")
    text = "".join(chr(ord(c) - 0xfee0) if "！" <= c <= "～" else c for c in text).upper()
    return re.sub(r"(?:[ \-\u00a0\u3000.+]|%20|%2B)", "", text)
for top in sys.argv[1:]:
    for path in [top] if os.path.isfile(top) else [os.path.join(d, f) for d, _, fs in os.walk(top) for f in fs]:
        data = open(path, "rb").read()
        data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        for what, text in ("name", plain(path.encode())), ("content", plain(data)):
            for n in looked:
                if n in text:
                    print(path, what, n)
PY
tells() { python3 tells.py "$@" >told || echo "tells.py failed" >>told; [ ! -s told ]; }

status 0 ecquarter -q --init-key key
[ "$(stat -c %a key)" = 600 ] && [ "$(wc -c <key)" -ge 32 ] || fail "--init-key: $(ls -l key)"
cp key k; status 2 ecquarter -q --init-key key && [ -s e ]; same key k "--init-key overwrites"
status 2 ecquarter --init-key other -f st-quarterly; [ ! -e other ] || fail "--init-key with other options"

for how in without with; do
    [ $how = with ] && option="--key key" || option=
    # shellcheck disable=SC2086
    status 1 ecquarter -q -f st-quarterly -j 2 --prior before --register frame.tsv --lang en $option -o $how in
    q=$how
    for o in dataset findings log manifest report.html report.zh.html letters read.tsv refused.tsv indicators.tsv steps.tsv units.tsv questions.tsv suggestions.tsv outliers.tsv calls.tsv; do
        [ -e $q/$o ] || fail "$how: no $o"
        tells $q/$o e o || { fail "$how a key, $o tells:"; head -3 told; }
    done
    find $q | grep -v /rejects/ >names; tells names || { fail "$how a key, names of files tell"; cat told; }
    [ "$(stat -c '%a' $q/letters $q/rejects | tr '\n' ' ')" = "700 700 " ] || fail "$how: modes of the folders"
    [ -z "$(find $q/rejects $q/letters $q/changes -type f ! -perm 600)" ] || fail "$how: modes of the files"
    grep -c '	B05	' $q/read.tsv >n; [ "$(cat n)" -eq 8 ] || fail "$how: $(cat n) findings B05, wanted 8"
    if [ $how = with ]; then
        tells $q/rejects || { fail "with a key, rejects tell"; head -3 told; }
        [ "$(cut -f4 $q/latest/enterprise.tsv | grep -c '^ID-')" -eq 8 ] || fail "tokens in the records"
        grep -q 'FORM-PATTERN.*uscc=ID-' $q/findings/enterprise.tsv || fail "a token was not judged"
        [ -s $q/accepted/enterprise.tsv ] || fail "nothing accepted"
        cut -f4 $q/valid/enterprise.tsv $q/accepted/enterprise.tsv | grep '^ID-' && fail "a unit is accepted under a token"
        tells $q/records/product.tsv $q/latest/product.tsv || { fail "other tables tell"; head -3 told; }
    else
        ! tells $q/rejects || fail "the rejected bytes are lost"
        cut -f4 $q/records/enterprise.tsv | grep -n '0230' && fail "an identifier without a key"
    fi

    # Units with marked contacts and explanations went into the dataset: so it is they that it does not tell.
    awk -F'\t' 'FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { print $at["filler_name"] }' $q/accepted/enterprise.tsv | grep -cxF -f looked >n || fail "$how: nobody with a marked contact was accepted"
    gzip -dc $q/dataset/explanation.csv.gz | grep -c '详询' >n || fail "$how: no marked explanation was accepted"
    accepted_only $q enterprise frame.tsv

    # No unit learns of another.
    cut -f2,5 $q/findings/cross.tsv $q/findings/ratios.tsv | sort | uniq -c >crossed
    for r in A17_phone B24 B25; do grep -q "$r" crossed || fail "$how: nothing planted for $r: $(cat crossed)"; done
    grep -q '13911111111' $q/findings/*.tsv && fail "$how: A17 tells the telephone"
    awk -F'\t' '$2 ~ /^B2[45]$/ { own = $7; sub(/.*uscc=/, "", own); sub(/;.*/, "", own); gsub(own, "", $17); if ($17 ~ /[0-9A-Z]{18}/) { print; bad = 1 } } END { exit bad }' $q/findings/cross.tsv $q/findings/ratios.tsv || fail "$how: a finding names another unit"
    for f in $q/letters/*.html; do
        own=${f##*/} own=${own%.html}
        sed 's/<[^>]*>/ /g' "$f" | grep -oE '\b[0-9A-HJ-NPQRTUWXY]{18}\b' | grep -vx "$own" >others && fail "$f names $(cat others)"
    done
done
finish
