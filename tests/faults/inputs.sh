#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# inputs.sh SEED: what the runs of runs.tsv read, small, into the folder it stands in: a period of a form with two tables. Another
# seed is another period's worth of data under the same names.
set -eu
seed=$1
form="-q -f retail-monthly"
SOURCE_DATE_EPOCH=1760000000
export SOURCE_DATE_EPOCH
may() { "$@" || [ $? -eq 1 ]; } # findings are welcome

ecgen $form -n 5 --seed "$seed" --period 2025M07 --errors 0.5 -o - >a.xml
ecgen $form -n 4 --seed 9"$seed" --period 2025M07 --errors 0.5 -o - >b.xml
gzip -nc b.xml >b.xml.gz
sed '1s/UTF-8/GB18030/' b.xml | iconv -f UTF-8 -t GB18030 >gb.xml
sed 's/<经营/<经营 坏/' b.xml >bad.xml
printf 'define datapoint ruleset goods_sum (variable turnover, goods_sales, store_format) is\n  G1: turnover >= goods_sales errorcode "the groups of goods are more than all" errorlevel "hard";\n  G2: match_characters(store_format, "[A-Z][0-9]*") errorcode "format" errorlevel "soft"\nend datapoint ruleset;\n' >rules.vtl
printf 'sums := shop[aggr n := count(), s := sum(turnover), m := median(staff) group by store_format];\n' >sums.vtl
printf 'shop2 := shop[calc share := online_turnover / turnover];\n' >steps.vtl
mkdir -p split rules; cp rules.vtl rules/a.vtl
may ecread $form -F findings.tsv --split split a.xml 2>/dev/null
may ecread $form -F /dev/null -o b.tsv b.xml
may ecread $form -F /dev/null -o prior.tsv b.xml a.xml
may ecfix $form -L changes.tsv -o fixed.tsv split/shop.tsv
may eccheck $form -r rules.vtl -F checked.tsv -o /dev/null fixed.tsv
may ecjoin $form --suffix _prior -o joined.tsv fixed.tsv prior.tsv
head -1 findings.tsv >none.tsv
may ecvtl --records $form -p sums.vtl --partial -o partial1.tsv split/shop.tsv
may ecvtl --records $form -p sums.vtl --partial -o partial2.tsv b.tsv
may ecpack $form --allow-invalid --allow-duplicates -F /dev/null --split split -o dataset
