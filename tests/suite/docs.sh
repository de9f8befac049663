#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The README's tour, the tutorial of ectools(7) and the EXAMPLES of the manual pages, run as they stand.
. "$EC_SRC/tests/suite/init.sh"
command -v python3 >/dev/null || skip "python3 is not installed"
EC_DATADIR=$EC_SRC/rules
export EC_DATADIR
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

# An example whose program is not installed is left out by name, whatever letter the name begins with; the others are run.
printf '.Sh EXAMPLES\n.Dl Nosuchprogram -e 1\n.Dl true\n' >page.7
python3 "$EC_SRC/tests/suite/docs.py" man page.7 >o || fail "an example that cannot be run counts as wrong"
printf 'SKIP: page.7: Nosuchprogram is not installed: Nosuchprogram -e 1\n1 examples run, 0 wrong\n' >wanted
same o wanted "examples left out"

# The folder that ./demo makes, at the same depth below rules/ and fixtures/.
mkdir -p out/quarter out/man
ln -s "$EC_SRC/rules" rules
ln -s "$EC_SRC/fixtures" fixtures
cd out/quarter
ln -s ../../fixtures/quarter-2025Q3/000 xml
python3 "$EC_SRC/tests/suite/docs.py" readme "$EC_SRC/README.md" || fail "README.md"

# The tutorial, from an empty folder. What is installed for all forms, the plan of a quarter, stands in EC_DATADIR.
mkdir "$work/empty"; cd "$work/empty"
python3 "$EC_SRC/tests/suite/docs.py" tutorial "$EC_SRC/man/ectools.7" || fail "tutorial"
cd "$work/out/quarter"

# What the examples of the pages take for granted: a folder of submissions, the streams made of it, the form by name.
cd ../man
mkdir q3
for i in 01 02 03 04 05 06 07 08 09 10 11 12; do cp "$EC_SRC/fixtures/quarter-2025Q3/000/0000$i.xml" q3/; done
ecread -q -f st-quarterly -F /dev/null --split . q3/*.xml
cp enterprise.tsv q3.tsv
ecgen -q -f st-quarterly -n 12 --seed 2062 --period 2025Q2 --register register.tsv -o - >q2.xml
ecread -q -f st-quarterly -F /dev/null -o prior.tsv q2.xml; cp prior.tsv q2.tsv
cp q2.xml batch.xml; gzip -kf batch.xml; cp q2.xml q3.xml
ln -s "$EC_SRC/rules" rules; cp rules/indicators.vtl rules/cross.vtl .
cp -r q3 subs; cp register.tsv frame.tsv; cp q3.tsv a.tsv; cp q3.tsv b.tsv
mkdir -p 2025Q2/accepted 2025Q2/latest submissions; cp prior.tsv 2025Q2/accepted/enterprise.tsv; cp prior.tsv 2025Q2/latest/enterprise.tsv; printf 'key\trule\tvariable\tfingerprint\tdecision\twho\twhen\twhy\n' >decisions.tsv; cp subs/* submissions
head -7 q3.tsv >district1.tsv; { head -1 q3.tsv; tail -n +8 q3.tsv; } >district2.tsv
for i in 1 2; do ecvtl --records -q -f st-quarterly -p indicators.vtl --partial district$i.tsv >part$i; done
printf 'Id_1,Id_2,Me_1\na,1,3\na,2,4\nb,1,5\n' >ds_1.csv
cat >ds.json <<'END'
{"name": "DS_1", "components": [{"name": "Id_1", "role": "Identifier", "data_type": "String"},
    {"name": "Id_2", "role": "Identifier", "data_type": "Integer"}, {"name": "Me_1", "role": "Measure", "data_type": "Number"}]}
END
echo 'large <- enterprise [filter op_revenue > 5000000] [keep op_revenue];' >quarter.vtl
eccheck -q -f st-quarterly -F findings.tsv -o /dev/null q3.tsv
python3 "$EC_SRC/tests/suite/docs.py" man "$EC_SRC"/man/*.[157] || fail "manual pages"
finish
