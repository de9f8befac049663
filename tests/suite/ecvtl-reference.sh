#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Random programs on small data sets, by ecvtl and by a reference that shares no code with it: refused or not, status, structures,
# rows as a set, cells by value, promised order. `make fuzz-vtl` runs more of them.
. "$EC_SRC/tests/suite/init.sh"
command -v python3 >/dev/null || skip "python3 is not installed"
vtl=$EC_SRC/tests/vtl
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

# What once went wrong, made small.
python3 "$vtl/found.py" "$vtl/found.txt" "$(command -v ecvtl)" || fail "a case of found.txt"

# A wrong answer is seen: a tool that turns a 2 of its output into a 3.
cat >wrong <<X
#!/bin/sh
ecvtl "\$@"; s=\$?
[ ! -d out ] || sed -i '2,\$s/2/3/' out/*.tsv
exit \$s
X
chmod +x wrong
python3 "$vtl/fuzz.py" --tool "$work/wrong" --count 30 --no-shrink >o 2>&1
[ $? -eq 1 ] && grep -q '^disagreements .*cells' o || fail "wrong answers are not seen: $(tail -3 o)"

python3 "$vtl/fuzz.py" --tool "$(command -v ecvtl)" --count 220 --most 1 >o 2>&1 || fail "disagreements: $(cat o)"
tail -n 1 o | head -c 300
agreed=$(sed -n 's/^[0-9]* programs:.* \([0-9][0-9]*\) agreed.*/\1/p' o)
[ "${agreed:-0}" -gt 150 ] || fail "too few programs were judged: $(cat o)"
finish
