# SPDX-License-Identifier: Apache-2.0
# A tool has a page of its name: the list follows from ec_tools. Pages of formats and overviews stand here.
man1_MANS = $(ec_tools:%=man/%.1)
man1_MANS += man/ec-step.1
man1_MANS += man/ecquarter.1
man5_MANS =
man5_MANS += man/ecdataset.5
man5_MANS += man/ecrules.5
man5_MANS += man/ecstream.5
man7_MANS = man/ectools.7
man7_MANS += man/ecplan.7
man5_MANS += man/ecform.5
