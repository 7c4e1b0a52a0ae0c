# SPDX-License-Identifier: GPL-2.0
# Included by the Makefile: the source and packages of it, in build/.

# What packages have in their folder of documents.
docs := $(build)/doc/README.md $(build)/doc/fleets.md

docs: $(docs)
$(build)/doc/README.md: README.md
$(build)/doc/fleets.md: packaging/README.md
$(docs): packaging/doc FORCE
	@mkdir -p $(@D)
	$(Q)packaging/doc $(PREFIX)/share/kmcontig $(filter %.md,$^) > $@

dist: ## the source as a tarball, the same bytes each time
deb: ## Debian packages: the module for DKMS, the program
rpm: ## the same as RPM packages
dist deb rpm:
	@packaging/build $@
