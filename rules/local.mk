# SPDX-License-Identifier: Apache-2.0
# Forms, code lists, regex files, rule files and messages are installed under pkgdatadir with their folders.
# What is installed is what the tree holds, so that no file can be forgotten.
install-data-local:
	cd $(srcdir) && find rules -type f ! -name local.mk | while read -r f; do \
	  $(MKDIR_P) "$(DESTDIR)$(pkgdatadir)/$$(dirname "$${f#rules/}")" && \
	  $(INSTALL_DATA) "$$f" "$(DESTDIR)$(pkgdatadir)/$${f#rules/}" || exit 1; done
uninstall-local:
	rm -rf "$(DESTDIR)$(pkgdatadir)"
