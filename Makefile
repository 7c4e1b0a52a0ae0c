# SPDX-License-Identifier: GPL-2.0
# `make help` lists the targets. V=1 shows the commands. The targets for tests are in
# tests/tests.mk, those for packages in packaging/packages.mk.

$(if $(wildcard dkms.conf),,$(error run it in the folder of the Makefile: make -C FOLDER))

VERSION	:= $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"$$/\1/p' dkms.conf)
PREFIX	?= /usr/local
DESTDIR	?=
# The folder where node_exporter reads text files in the packages of Debian and Fedora.
TEXTFILE_DIR ?= /var/lib/prometheus/node-exporter
CC	?= cc
CFLAGS	?= -O2 -g
PKG_CONFIG ?= pkg-config
PKGS	:= libsystemd json-c

# The folder of everything that is built. Sanitized programs are in a subfolder.
build	:= build

# The flags that the project always needs. CFLAGS and LDFLAGS follow them and have
# precedence.
cflags	= -std=gnu11 -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	  -fPIE -fstack-protector-strong -include util/fortify.h \
	  -D_GNU_SOURCE -DKMCONTIG_VERSION='"$(VERSION)"' \
	  $(shell $(PKG_CONFIG) --cflags $(PKGS)) -MMD -MP
ldflags	:= -pie -Wl,-z,relro -Wl,-z,now
libs	= $(shell $(PKG_CONFIG) --libs $(PKGS))

# $(call quiet,CC) before a command prints one short line instead of the command, or nothing
# with `make -s`.
Q	:= $(if $(filter 1,$(V)),,@)
say	:= $(if $(findstring s,$(firstword -$(MAKEFLAGS))),:,printf '  %-7s %s\n')
quiet	= $(if $(Q),@$(say) $(1) '$@';)

services := $(patsubst systemd/%.in,$(build)/%,$(wildcard systemd/*.service.in))
pages	:= $(patsubst man/%,$(build)/%,$(wildcard man/*.8))

all: $(build)/kmcontig $(build)/kmcontig.4 $(pages) $(services) ## build the program (default)

help: ## print this list
	@sed -n 's/^\([a-z-]*\):.* ## \(.*\)/  make \1|\2/p' Makefile */*.mk | column -t -s '|'

# === The program ============================================================

prog_src := $(wildcard program/*.c program/*/*.c program/*/*.S)
prog_obj := $(patsubst %,$(build)/%.o,$(basename $(prog_src)))

compile	= $(CC) $(CPPFLAGS) -Iprogram $(cflags) $(CFLAGS) -c -o $@ $<

$(build)/kmcontig: $(prog_obj)
	$(call quiet,LD)$(CC) $(CFLAGS) $(ldflags) $(LDFLAGS) -o $@ $^ $(libs)

$(build)/%.o: %.c dkms.conf Makefile
	@mkdir -p $(@D)
	$(call quiet,CC)$(compile)

$(build)/%.o: %.S dkms.conf Makefile
	@mkdir -p $(@D)
	$(call quiet,AS)$(compile)

# The compiler does not list files that the assembler includes (.incbin).
$(build)/program/fleet/page_data.o: program/fleet/page.html

# In units and man pages, these words stand for paths that depend on variables. make
# generates these files each time, because the variables may have changed.
paths	= s|@BINDIR@|$(PREFIX)/bin|g; s|@DATADIR@|$(PREFIX)/share/kmcontig|g; \
	  s|@TEXTFILE_DIR@|$(TEXTFILE_DIR)|g

$(build)/%.service: systemd/%.service.in FORCE
	@mkdir -p $(@D)
	$(Q)sed '$(paths)' $< > $@

# In a man page, a hyphen must be escaped.
$(build)/%.8: man/%.8 FORCE
	@mkdir -p $(@D)
	$(Q)sed '$(subst -,\\-,$(paths))' $< > $@

# kmcontig(4) is generated, so that the files are described only in the ABI document.
$(build)/kmcontig.4: module/ABI/sysfs-kernel-kmcontig man/abi2man
	@mkdir -p $(@D)
	$(call quiet,MAN)man/abi2man $< > $@

# === Installation ===========================================================

# Each line installs or removes FILES,MODE,FOLDER.
install-user uninstall-user:
	$(call $(action),$(build)/kmcontig,755,$(PREFIX)/bin)
	$(call $(action),$(services) systemd/kmcontig-metrics.timer,644,$(PREFIX)/lib/systemd/system)
	$(call $(action),systemd/90-kmcontig.preset,644,$(PREFIX)/lib/systemd/system-preset)
	$(call $(action),systemd/kmcontig.catalog,644,$(PREFIX)/lib/systemd/catalog)
	$(call $(action),$(build)/kmcontig.4,644,$(PREFIX)/share/man/man4)
	$(call $(action),$(pages),644,$(PREFIX)/share/man/man8)
	$(call $(action),$(wildcard packaging/prometheus/*.rules.yml),644,$(PREFIX)/share/kmcontig/prometheus)
	$(call $(action),$(wildcard program/schema/*.json),644,$(PREFIX)/share/kmcontig)
	$(call $(action),completion/kmcontig,644,$(PREFIX)/share/bash-completion/completions)

# DKMS requires the source in this folder. PREFIX does not change it.
source	:= /usr/src/kmcontig-$(VERSION)
install-source uninstall-source:
	$(call $(action),$(filter-out %.mod.c,$(wildcard module/*.[ch])) module/Kbuild module/features.mk,644,$(source)/module)
	$(call $(action),dkms.conf,644,$(source))

install-user: all ## install the program, units, catalog and man pages
install-user install-source: action = install_files
uninstall-user uninstall-source: action = remove_files

define install_files
	@for f in $(notdir $(1)); do $(say) INSTALL "$(DESTDIR)$(3)/$$f"; done
	$(Q)install -d "$(DESTDIR)$(3)"
	$(Q)install -m $(2) $(1) "$(DESTDIR)$(3)/"
endef

# Empty folders are removed, too, except folders that every system has.
define remove_files
	@d="$(DESTDIR)$(3)"; for f in $(notdir $(1)); do $(say) REMOVE "$$d/$$f"; rm -f "$$d/$$f"; done; \
		until case $$d in */bin|*/lib|*/man|*/share|*/src) ;; *) false; esac; \
		do rmdir "$$d" 2>/dev/null || break; d=$${d%/*}; done
endef

# The kernel for which `make install` builds the module. These recipes must not contain
# $(MAKE), because `make -n` would then run them.
KVER	?= $(shell uname -r)

ifeq ($(DESTDIR),)
install: ## install module (by DKMS), program and service on this host, as root
uninstall: ## remove all of that; with DESTDIR, both only copy and remove files
install uninstall:
	@PREFIX="$(PREFIX)" KVER="$(KVER)" packaging/host $@
else
install: install-source install-user
uninstall: uninstall-source uninstall-user
endif

include tests/tests.mk packaging/packages.mk

clean: ## remove the folder build
	$(Q)rm -rf build

# `make -j clean all` must not remove files that it has just built.
$(if $(filter clean,$(MAKECMDGOALS)),$(eval .NOTPARALLEL:))

-include $(wildcard $(build)/*/*.d $(build)/*/*/*.d)

.PHONY: all help install uninstall install-user uninstall-user install-source uninstall-source clean FORCE \
	deps units sanitized-units test-tools host-tests check check-run check-quick check-full \
	bench bench-fleet study demo fleet-demo shell docs dist deb rpm
