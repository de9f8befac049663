EXTRA_DIST += man
