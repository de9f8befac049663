# SPDX-License-Identifier: Apache-2.0
# quarter.mk: the plan of a quarter, run by GNU make (4.3 or later) inside the folder of the quarter. See ecquarter(1).
#
# One rule a step, whose line can be typed by hand in that folder, with .part/ left out. ec-step runs it and puts .part/OUTPUT
# in its place. steps/NAME stands for a step that was done, made/NAME for what it made: the latter is younger only if the
# outputs differ from those of the run before, so what depends on them is done again only then.
#
# given/NAME is what is given to the quarter, its name, size and hash: written by ecquarter before make runs, and only when it
# differs. given/settings.mk has the options: words of a shell as they stand between single quotes. $(RUN) may start a step
# elsewhere: it gets one command line.
#
# With more than one of PARTS, what is done record by record is done part by part, so that a submission more costs one part, and
# parts may run on different machines. What all parts give together is the same to the byte.

ifeq ($(filter grouped-target,$(.FEATURES)),)
$(error GNU make 4.3 or later is needed)
endif
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/sh
.SHELLFLAGS := -ec
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := quarter

include given/settings.mk

step = $(RUN) ec-step $(1:%=-o %) $(@F)
part := $(if $(filter-out 1,$(PARTS)),$(sort $(notdir $(wildcard given/parts/[0-9]*))))
f = -q -f $(FORM)
OTHERS := $(filter-out $(UNIT),$(TABLES))

# What stands beside a table: the companions that were given for it, each a folder with TABLE.tsv, or one file for the units.
beside = $(or $(wildcard given/$(1).in/$(2).tsv),$(if $(filter $(UNIT),$(2)),$(wildcard given/$(1).tsv)))
companions = $(strip $(foreach c,prior ly register accepted,$(if $(call beside,$(c),$(1)),$(c))))
suffix.prior := _prior
suffix.ly := _ly
suffix.register := _reg
suffix.accepted := _acc
# What was merely submitted serves soft comparisons only.
sent = $(patsubst %, --submitted %,$(wildcard given/$(1).sent/$(2).tsv))
key = $(patsubst $(2)=%, -k %,$(if $(filter register,$(1)),$(firstword $(filter $(2)=%,$(KEYS)))))
# $(call put_beside,TABLE,COMPANIONS,STREAM): a pipe that puts the columns of each companion beside the stream.
put_beside = $(foreach c,$(2),$(if $(filter $(c),$(firstword $(2))),,| )ecjoin $f -t $(1)$(call key,$(c),$(1)) --suffix $(suffix.$(c))$(call \
	sent,$(c),$(1)) $(if $(filter $(c),$(firstword $(2))),$(3),-) $(call beside,$(c),$(1)))
joined = $(if $(call companions,$(1)),joined,latest)/$(1).tsv
made_joined = made/$(if $(call companions,$(1)),join,normalise)-$(1)

# --- Read, normalise, put beside --------------------------------------------------------------------------------------

STEPS := read
read = ecread $f$(JOBS:%= -j %)$(PERIOD)$(KEY) --files0-from - --split .part/$(1)records --rejects .part/$(1)rejects -F .part/$(1)read.tsv
read_all = mkdir -m 700 .part/rejects; find -L submissions -type f -print0 | sort -z | $(call read)
ifeq ($(part),)
steps/read: given/submissions given/read
	$(call step,records rejects read.tsv) '$(read_all)'
else
PART_STEPS := $(part:%=read-%)
$(part:%=steps/read-%): steps/read-%: given/parts/% given/read
	$(call step,parts/read/$*) \
	'mkdir -m 700 .part/parts/read/$* .part/parts/read/$*/rejects; names0 given/parts/$* | $(call read,parts/read/$*/) --part'

# When no part met a record, all is read at once, which says why; or when names of files are the same once they are masked, which
# only a run over all of them tells apart.
steps/read: $(part:%=made/read-%)
	$(call step,records rejects read.tsv) \
	'mkdir .part/records; mkdir -m 700 .part/rejects; $(foreach t,$(TABLES),together parts/read/*/records/$(t).tsv >.part/records/$(t).tsv;) \
	together parts/read/*/read.tsv >.part/read.tsv; renumbered .part/rejects parts/read/*/rejects; \
	if [ $$(cat .part/records/*.tsv | wc -l) -gt $(words $(TABLES)) ] && apart parts/read/*/records/$(UNIT).tsv; then as_one read; \
	else rm -r .part/records .part/rejects; $(read_all); fi'
endif

# A later submission may have no rows left in a table: whose rows count is said by the last versions of the units.
STEPS += $(TABLES:%=normalise-%)
units = $(if $(filter $(UNIT),$(1)),, --units latest/$(UNIT).tsv)
$(OTHERS:%=steps/normalise-%): made/normalise-$(UNIT)
$(TABLES:%=steps/normalise-%): steps/normalise-%: made/read
	$(call step,latest/$*.tsv changes/$*.tsv superseded/$*.tsv) \
	'ecfix $f -t $* --join-lines -L .part/changes/$*.tsv records/$*.tsv | \
	ecmerge $f -t $*$(call units,$*) --superseded .part/superseded/$*.tsv -o .part/latest/$*.tsv -'

JOINED := $(foreach t,$(TABLES),$(if $(call companions,$(t)),$(t)))
STEPS += $(JOINED:%=join-%)
$(JOINED:%=steps/join-%): steps/join-%: made/normalise-% given/prior given/ly given/register given/accepted
	$(call step,joined/$*.tsv) '$(call put_beside,$*,$(call companions,$*),latest/$*.tsv) >.part/joined/$*.tsv'

# --- Findings ---------------------------------------------------------------------------------------------------------

# What was put beside a record is no part of the dataset: cut keeps the columns that it came with.
STEPS += $(TABLES:%=check-%)
FINDINGS := read $(TABLES:%=findings/%)
explained := $(if $(filter explanation,$(TABLES)), --explained latest/explanation.tsv)
# $(call check,TABLE,FOLDER OF ITS INPUT,FOLDER OF ITS OUTPUT)
check = eccheck $f -t $(1)$(RULES)$(if $(RULES), --allow-no-rule)$(if $(explained), --explained $(2)latest/explanation.tsv) \
	-F .part/$(3)findings/$(1).tsv --keep valid $(2)$(call joined,$(1)) | \
	cut -f 1-$$(head -n 1 latest/$(1).tsv | wc -w) >.part/$(3)valid/$(1).tsv
define check_table
steps/check-$(1): $(call made_joined,$(1)) $(if $(explained),made/normalise-explanation) given/rules
	$$(call step,valid/$(1).tsv findings/$(1).tsv) '$$(call check,$(1))'
endef
$(foreach t,$(if $(part),$(OTHERS),$(TABLES)),$(eval $(call check_table,$(t))))

# The units' table is the one with most rules. Its parts are stretches of its order, each with the explanations of its units.
ifneq ($(part),)
PART_STEPS += split $(part:%=check-%)
steps/split: $(call made_joined,$(UNIT)) $(if $(explained),made/normalise-explanation)
	$(RUN) ec-step -o parts/cuts $(part:%=-O parts/split/%) $(@F) \
	'mkdir -p $(foreach k,$(part),$(addprefix .part/parts/split/$k/,latest/ $(dir $(call joined,$(UNIT))))); \
	awk -f $(DATA)/split.awk -v parts="$(part)" latest/$(UNIT).tsv $(call joined,$(UNIT)) $(if $(explained),latest/explanation.tsv)'
$(part:%=made/split-%): made/split-%: steps/split
	@+:
$(part:%=steps/check-%): steps/check-%: made/split-% given/rules
	$(call step,parts/check/$*) \
	'mkdir -p .part/parts/check/$*/valid .part/parts/check/$*/findings; $(call check,$(UNIT),parts/split/$*/,parts/check/$*/)'
steps/check-$(UNIT): $(part:%=made/check-%)
	$(call step,valid/$(UNIT).tsv findings/$(UNIT).tsv) \
	'together parts/check/*/valid/$(UNIT).tsv >.part/valid/$(UNIT).tsv; as_one check; \
	findings_once parts/check/*/findings/$(UNIT).tsv >.part/findings/$(UNIT).tsv'
endif

# What only several records show: each row of a result is a unit to be asked. Keys were judged before.
several = ecvtl $f --records
ifneq ($(CROSS),)
STEPS += cross
FINDINGS += findings/cross
steps/cross: made/normalise-$(UNIT) given/cross
	$(call step,findings/cross.tsv) '$(several) -p $(CROSS) -F .part/findings/cross.tsv $(UNIT)=latest/$(UNIT).tsv'
endif
ifneq ($(VERSIONS),)
STEPS += versions
FINDINGS += findings/versions
steps/versions: made/normalise-$(UNIT) given/versions
	$(call step,findings/versions.tsv) \
	'$(several) -p $(VERSIONS) -F .part/findings/versions.tsv $(UNIT)=latest/$(UNIT).tsv \
	$(UNIT)=superseded/$(UNIT).tsv'
endif
ifneq ($(RATIOS),)
STEPS += ratios
FINDINGS += findings/ratios
steps/ratios: made/normalise-$(UNIT) given/ratios
	$(call step,ratios.tsv findings/ratios.tsv) \
	'ecoutlier $f$(RATIOS) --method z --log -C 3$(BY) --show flagged -F .part/findings/ratios.tsv -o .part/ratios.tsv \
	latest/$(UNIT).tsv'
endif

# Medians of the classes: the year to date is comparable with the same quarter of last year, which stays as it is while
# submissions come in; only where there is none, this quarter's own. Then comes what is shipped.
LEVELS := class branch chain_of everyone
YEAR_AGO := $(call beside,ly,$(UNIT))
sources := $(if $(YEAR_AGO),year_ago,valid)
stream.year_ago = $(YEAR_AGO)
stream.valid = valid/$(UNIT).tsv
ifneq ($(and $(RULES),$(MEDIANS)),)
STEPS += medians
of_class = ; ecvtl $f --records -t $(UNIT) -p $(MEDIANS).vtl -d $(1) -o .part/medians/$(2)-$(1).tsv $(stream.$(2))
steps/medians: $(if $(YEAR_AGO),,made/check-$(UNIT)) given/ly given/rules
	$(call step,medians) 'mkdir -p .part/medians$(foreach l,$(LEVELS),$(foreach s,$(sources),$(call of_class,$(l),$(s))))'
classes = $(foreach l,$(LEVELS),$(foreach s,$(sources),--medians medians/$(s)-$(l).tsv)) --medians $(MEDIANS).tsv --size $(SIZES)
endif
suffixes := $(if $(call beside,prior,$(UNIT)), --prior _prior)$(if $(YEAR_AGO), --ly _ly)
ifneq ($(RULES),)
STEPS += suggest
FINDINGS += findings/suggest
suggest = ecsuggest $f$(RULES)$(suffixes) $(classes) --localise -F .part/$(2)findings/suggest.tsv -o .part/$(2)suggestions.tsv \
	$(1)$(call joined,$(UNIT))
ifeq ($(part),)
steps/suggest: $(call made_joined,$(UNIT)) given/rules $(if $(MEDIANS),made/medians)
	$(call step,suggestions.tsv findings/suggest.tsv) '$(call suggest)'
else
PART_STEPS += $(part:%=suggest-%)
$(part:%=steps/suggest-%): steps/suggest-%: made/split-% given/rules $(if $(MEDIANS),made/medians)
	$(call step,parts/suggest/$*) 'mkdir -p .part/parts/suggest/$*/findings; $(call suggest,parts/split/$*/,parts/suggest/$*/)'
steps/suggest: $(part:%=made/suggest-%)
	$(call step,suggestions.tsv findings/suggest.tsv) \
	'numbered parts/suggest/*/suggestions.tsv >.part/suggestions.tsv; as_one suggest; \
	findings_once parts/suggest/*/findings/suggest.tsv >.part/findings/suggest.tsv'
endif
endif
ifneq ($(and $(HB),$(call beside,prior,$(UNIT))),)
STEPS += outliers
steps/outliers: $(call made_joined,$(UNIT)) given/outliers
	$(call step,outliers.tsv calls.tsv) \
	'ecoutlier $f$(HB) -C 20,20 --score 2 --calls .part/calls.tsv --show notable -o .part/outliers.tsv \
	$(call joined,$(UNIT))'
endif

# --- Verdicts, indicators, dataset ------------------------------------------------------------------------------------

# One verdict a unit, of all that was found: only the accepted units go on, whole, in all tables.
STEPS += accept
found := $(FINDINGS:%=%.tsv)
made_findings := $(patsubst %,made/%,$(filter-out join-% normalise-% medians outliers accept,$(STEPS)))
option.prior := --prior
option.ly := --ly
option.register := --frame
units_of = $(foreach c,prior ly register,$(patsubst %,$(option.$(c)) %,$(call beside,$(c),$(UNIT))))
before := $(if $(call beside,accepted,$(UNIT)), --beside-accepted)
steps/accept: $(made_findings) $(TABLES:%=made/normalise-%) given/prior given/ly given/register given/accepted given/decisions
	$(call step,units.tsv accepted questions.tsv findings/accept.tsv) \
	'ecaccept $f$(PERIOD) --records latest $(found:%=--findings %)$(POLICY) $(units_of)$(before)$(REOPENED)$(explained)$(DECISIONS) \
	$(AS_OF) --questions .part/questions.tsv -F .part/findings/accept.tsv --accepted .part/accepted -o .part/units.tsv'

# A table at a time. A program that reads columns of last year, of the version accepted before or of the register
# has them put beside the records again. INDICATORS: PROGRAM:TABLE:COMPANIONS, the last separated by commas.
comma := ,
table_of = $(word 2,$(subst :, ,$(1)))
named = $(subst $(comma), ,$(word 3,$(subst :, ,$(1))))
with = $(strip $(foreach c,$(call named,$(1)),$(if $(call beside,$(c),$(call table_of,$(1))),$(c))))
accepted_of = accepted/$(call table_of,$(1)).tsv
sum = $(if $(call with,$(1)),$(call put_beside,$(call table_of,$(1)),$(call with,$(1)),$(call accepted_of,$(1))) | )ecvtl $f --records -t $(call \
	table_of,$(1)) -p $(firstword $(subst :, ,$(1))) --long $(if $(call with,$(1)),-,$(call accepted_of,$(1)));
dominance = ecvtl $f --records -t $(UNIT) -p $(DATA)/dominance.vtl -d largest_$(2) -o .part/largest-$(1).tsv accepted/$(UNIT).tsv; \
	ecjoin $f -t $(UNIT) -k period$(comma)$(2) --suffix _cell accepted/$(UNIT).tsv .part/largest-$(1).tsv | \
	ecvtl $f --records -t $(UNIT) -p $(DATA)/dominance_$(1).vtl --long -;
response = ecjoin $f -t $(UNIT) --suffix _reg --take region_code units.tsv $(1) | \
	ecvtl $f --records -t $(UNIT) -p $(DATA)/aggregates_response.vtl --long -;
ifneq ($(CLOSED_BY),)
closing = $(call dominance,chain,chain) $(call dominance,region,region_code) \
	$(foreach r,$(call beside,register,$(UNIT)),$(call response,$(r)))
closure = ; ecvtl $f --records -t indicator -p $(CLOSED_BY) --long .part/indicators.tsv | tail -n +2 >>.part/indicators.tsv
endif
ifneq ($(INDICATORS),)
STEPS += indicators
steps/indicators: made/accept given/indicators given/ly given/register given/accepted
	$(call step,indicators.tsv) \
	'{ $(foreach i,$(INDICATORS),$(call sum,$(i)))$(closing) } | awk "NR == 1 || !/^indicator\\t/" >.part/indicators.tsv$(closure)'

ifneq ($(HISTORY),)
STEPS += usual
steps/usual: given/history
	$(call step,usual.tsv) \
	'together $(HISTORY) | ecvtl $f --records -t indicator -p $(DATA)/aggregates_history.vtl -d history -o .part/usual.tsv -'
endif
usually = $(if $(HISTORY),ecjoin $f -t indicator -k indicator$(comma)breakdown$(comma)member --suffix _history indicators.tsv usual.tsv | )
customs = $(if $(CUSTOMS),ecjoin $f -t indicator -k indicator$(comma)breakdown$(comma)member$(comma)period --suffix _customs $(if \
	$(HISTORY),-,indicators.tsv) $(CUSTOMS) | )
moved = $(if $(HISTORY),; awk -f $(DATA)/contributors.awk .part/findings/indicator.tsv accepted/$(UNIT).tsv >.part/contributors.tsv)
ifneq ($(MACRO),)
STEPS += macro
macro_findings := findings/indicator.tsv
steps/macro: made/indicators made/accept given/macro given/history $(if $(HISTORY),made/usual)
	$(call step,findings/indicator.tsv $(if $(HISTORY),contributors.tsv)) \
	'$(usually)$(customs)eccheck $f -t indicator$(MACRO) -F .part/findings/indicator.tsv -o /dev/null \
	$(if $(HISTORY)$(CUSTOMS),-,indicators.tsv)$(moved)'
endif
ifneq ($(REVISES),)
# What a new revision of a released quarter changes, indicator by indicator. A total has no breakdown, and nulls are not equal
# to one another: here it is called by a name.
cell := indicator,breakdown,member,period
named_total := sed "s/^\([^\t]*\t\)\\\\N\t\\\\N\t/\1total\ttotal\t/"
STEPS += revision
steps/revision: made/indicators given/revises
	$(call step,revision.tsv) \
	'$(named_total) $(REVISES)/indicators.tsv >.part/revised.tsv; $(named_total) indicators.tsv >.part/revising.tsv; \
	ecjoin $f -t indicator -k $(cell) --suffix _before .part/revising.tsv .part/revised.tsv | \
	ecvtl $f --records -t indicator -p $(DATA)/revision.vtl -o .part/revision.tsv -; \
	ecjoin $f -t indicator -k $(cell) --suffix _now .part/revised.tsv .part/revising.tsv | \
	ecvtl $f --records -t indicator -p $(DATA)/revision_gone.vtl - | tail -n +2 >>.part/revision.tsv'
endif
endif

STEPS += dataset
lineage := read $(TABLES:%=normalise-%) $(JOINED:%=join-%) $(TABLES:%=check-%) accept
steps/dataset: made/accept $(lineage:%=steps/%)
	$(call step,dataset refused.tsv) \
	'cat $(lineage:%=manifest/%.jsonl) >.part/lineage; \
	ecpack $f$(JOBS:%= -j %) --split accepted -F .part/refused.tsv --manifest .part/lineage -o .part/dataset; \
	tail -n 1 .part/lineage >.part/dataset.manifest; ecpack -q --verify .part/dataset'

# --- Report and letters -----------------------------------------------------------------------------------------------

made_report := $(patsubst %,made/%,$(filter-out dataset revision,$(STEPS))) given/prior given/register given/indicators
report = ecreport $f --records latest/$(UNIT).tsv --raw records/$(UNIT).tsv --changes changes/$(UNIT).tsv$(patsubst \
	%, --prior %,$(call beside,prior,$(UNIT)))$(patsubst %, --frame %,$(call beside,register,$(UNIT)))$(if \
	$(filter suggest,$(STEPS)), --suggestions suggestions.tsv)$(if $(filter outliers,$(STEPS)), --outliers outliers.tsv --calls calls.tsv) --units \
	units.tsv$(if $(INDICATORS), --indicators indicators.tsv$(TARGETS)) $(found:%=-F %) -F findings/accept.tsv$(macro_findings:%= -F %)
STEPS += report-$(OTHER_LANG) report
steps/report-$(OTHER_LANG): $(made_report) given/lang
	$(call step,report.$(OTHER_LANG).html) '$(report) --lang $(OTHER_LANG) -o .part/report.$(OTHER_LANG).html'
steps/report: $(made_report) given/lang
	$(call step,report.html letters) '$(report) --lang $(REPORT_LANG) -o .part/report.html --letters .part/letters'

# ----------------------------------------------------------------------------------------------------------------------

$(STEPS:%=steps/%) $(PART_STEPS:%=steps/%): given/plan given/form
# The outputs of a step: make looks at their time again after this, under -n too.
$(STEPS:%=made/%) $(PART_STEPS:%=made/%): made/%: steps/%
	@+:
given/%: ;

.PHONY: quarter list marks
quarter: $(STEPS:%=steps/%)
list:
	@printf '%s\n' $(STEPS) $(PART_STEPS)
marks: list
	@printf '%s\n' $(part:%=split-%)
