# SPDX-License-Identifier: GPL-2.0
# Included by the Makefile: the source and packages of it, in build/.

dist: ## the source as a tarball, the same bytes each time
deb: ## Debian packages: the module for DKMS, the program
rpm: ## the same as RPM packages
dist deb rpm:
	@packaging/build $@
