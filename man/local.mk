EXTRA_DIST += man
dist_man_MANS += man/ecform.5
