# SPDX-License-Identifier: GPL-2.0
# Included by the Makefile: the targets that build a tarball of the source, and packages,
# in build/.

# Packages install these in their folder of documents.
docs := $(build)/doc/README.md $(build)/doc/fleets.md

docs: $(docs)
$(build)/doc/README.md: README.md
$(build)/doc/fleets.md: packaging/README.md
$(docs): packaging/doc FORCE
	@mkdir -p $(@D)
	$(Q)packaging/doc $(PREFIX)/share/kmcontig $(filter %.md,$^) > $@

dist: ## build a tarball of the source
deb: ## build Debian packages: the module for DKMS, the program
rpm: ## build the same as RPM packages
dist deb rpm:
	@packaging/build $@
