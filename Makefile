# SPDX-License-Identifier: GPL-2.0
# kmcontig: `make help` lists what can be made.

VERSION	:= $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"$$/\1/p' dkms.conf)
PREFIX	?= /usr/local
DESTDIR	?=
CC	?= cc
CFLAGS	?= -O2 -g
PKG_CONFIG ?= pkg-config
PKGS	:= libsystemd json-c
CLANG	?= clang

# Where it is built; the sanitizers have a place of their own below it.
build	:= build

# What the project needs whatever CFLAGS the user or a packager sets.
cflags	= -std=gnu11 -Wall -Wextra -Wshadow -Wstrict-prototypes \
	  -Wmissing-prototypes -D_GNU_SOURCE -DKMCONTIG_VERSION='"$(VERSION)"' \
	  $(shell $(PKG_CONFIG) --cflags $(PKGS)) -MMD -MP
libs	= $(shell $(PKG_CONFIG) --libs $(PKGS))

services := $(patsubst systemd/%.in,build/%,$(wildcard systemd/*.service.in))

all: build/kmcontig build/kmcontig.4 $(services) ## build the program (default)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.* ## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | \
		column -t -s '|'

# === The program ============================================================

prog_src := $(wildcard program/*.c program/*/*.c program/*/*.S)
prog_obj := $(patsubst %,$(build)/%.o,$(basename $(prog_src)))

$(build)/kmcontig: $(prog_obj)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(libs)

compile = $(CC) $(CPPFLAGS) -Iprogram $(cflags) $(CFLAGS) -c -o $@ $<

$(build)/%.o: %.c dkms.conf Makefile
	@mkdir -p $(@D)
	$(compile)

$(build)/%.o: %.S dkms.conf Makefile
	@mkdir -p $(@D)
	$(compile)

# The compiler does not list what the assembler includes.
$(build)/program/fleet/page_data.o: program/fleet/page.html

# PREFIX decides the path in it, so it is made anew each time.
build/%.service: systemd/%.service.in FORCE
	@mkdir -p $(@D)
	@sed 's|@BINDIR@|$(PREFIX)/bin|' $< > $@

# The files are described in the ABI document and nowhere else.
build/kmcontig.4: module/ABI/sysfs-kernel-kmcontig man/abi2man
	@mkdir -p $(@D)
	man/abi2man $< > $@

# What goes where. $(call user_files,ACTION), where ACTION is one of the two below.
define user_files
	$(call $(1),build/kmcontig,755,$(PREFIX)/bin)
	$(call $(1),$(services) systemd/kmcontig-metrics.timer,644,$(PREFIX)/lib/systemd/system)
	$(call $(1),systemd/90-kmcontig.preset,644,$(PREFIX)/lib/systemd/system-preset)
	$(call $(1),systemd/kmcontig.catalog,644,$(PREFIX)/lib/systemd/catalog)
	$(call $(1),build/kmcontig.4,644,$(PREFIX)/share/man/man4)
	$(call $(1),$(wildcard man/*.8),644,$(PREFIX)/share/man/man8)
	$(call $(1),$(wildcard program/schema/*.json),644,$(PREFIX)/share/kmcontig)
	$(call $(1),completion/kmcontig,644,$(PREFIX)/share/bash-completion/completions)
endef

# $(call install_files,FILES,MODE,FOLDER)
define install_files
	@for f in $(1); do echo "  INSTALL $(DESTDIR)$(3)/$${f##*/}"; done
	@install -d $(DESTDIR)$(3)
	@install -m $(2) $(1) $(DESTDIR)$(3)/
endef

# Folders go when they are empty, up to those that a system has by itself.
define remove_files
	@for f in $(notdir $(1)); do echo "  REMOVE  $(DESTDIR)$(3)/$$f"; done
	@rm -f $(addprefix $(DESTDIR)$(3)/,$(notdir $(1)))
	@d=$(DESTDIR)$(3); until case $$d in */bin|*/lib|*/man|*/share) ;; *) false; esac; \
		do rmdir $$d 2>/dev/null || break; d=$${d%/*}; done
endef

install-user: all ## install the program, units, catalog and man pages
	$(call user_files,install_files)

uninstall-user:
	$(call user_files,remove_files)

# Where DKMS looks for it, whatever PREFIX is.
install-source:
	$(call install_files,dkms.conf,644,/usr/src/kmcontig-$(VERSION))
	$(call install_files,$(filter-out %.mod.c,$(wildcard module/*.[ch])) module/Kbuild,644,/usr/src/kmcontig-$(VERSION)/module)

# The kernel that `make install` builds the module for. (No $(MAKE) in these recipes:
# `make -n` would run them.)
KVER	?= $(shell uname -r)

ifeq ($(DESTDIR),)
install: ## install all of it on this host (as root): module by DKMS, program, service
	@PREFIX="$(PREFIX)" KVER="$(KVER)" packaging/host install
else
install: install-source install-user
endif

uninstall: ## take all of that back
	@PREFIX="$(PREFIX)" KVER="$(KVER)" packaging/host uninstall

# === Tests ==================================================================

# The names, and all that they need, are in tests/needs.
quick_needs = build units prove $(filter tests/%,$(host_tests))

deps: ## install what `make check` needs (apt-get; prints first what, and why)
	@tests/deps $(quick_needs) $(network_tests) machines tests/packages/dist

# What tests on arm64 need besides.
deps-arm64:
	@tests/deps lifecycle-arm64-6.12

# Each tests/unit/test_NAME.c is one cmocka program, linked with all of the
# program but its main(). The module's pure part has KUnit tests; here they are a
# cmocka program, too, with stand-ins for the kernel's headers.
unit_bin := $(build)/unit/test_policy \
	    $(patsubst tests/unit/%.c,$(build)/unit/%,$(wildcard tests/unit/test_*.c))

$(build)/unit/test_policy: tests/kunit/policy_kunit.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -Wall -Wextra -Wno-unused-parameter -D_GNU_SOURCE -MMD -MP \
		$(CFLAGS) -Itests/unit/kernel -Imodule -o $@ $< -lcmocka

$(build)/unit/%: tests/unit/%.c $(filter-out $(build)/program/main.o,$(prog_obj))
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Iprogram $(cflags) $(CFLAGS) -o $@ \
		$(filter %.c %.o,$^) $(libs) -lcmocka

units: $(unit_bin)

# All of them once more, to end at the first wrong access, leak or undefined thing.
sanitized_bin := $(unit_bin:build/%=build/sanitized/%)
sanitize := -fsanitize=address,undefined,float-cast-overflow -fno-sanitize-recover=all

sanitized-units:
	@$(MAKE) --no-print-directory build=build/sanitized \
		CFLAGS="-O1 -g -fno-omit-frame-pointer $(sanitize)" units

# The reader and what prints it, for libFuzzer.
fuzz_src := tests/fuzz/fuzz_tree.c $(filter-out program/main.c,$(prog_src))

build/fuzz/fuzz_tree: $(fuzz_src) $(wildcard program/*/*.h tests/unit/*.h) program/fleet/page.html Makefile
	@mkdir -p $(@D)
	$(CLANG) -Iprogram -Itests/unit $(filter-out -MMD -MP,$(cflags)) -O1 -g \
		-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
		-o $@ $(fuzz_src) $(libs) -lcmocka

# The journals of a fleet, for tests and measurements.
build/fleet/generate: tests/fleet/generate.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -Wall -Wextra -D_GNU_SOURCE $(CFLAGS) -o $@ $<

# Small programs that tests run in the guest.
tools := $(patsubst tests/tools/%.c,build/tools/%,$(wildcard tests/tools/*.c))

build/tools/%: tests/tools/%.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -Wall -Wextra -D_GNU_SOURCE $(CFLAGS) -o $@ $<

test-tools: $(tools)

# Seconds. Each takes at most half of it on two cores that emulate; a slower host has more.
guest_limit := 3000

# Tests in a VM are files for prove(1), one a boot, that say how to run it.
# $(call vm_test,NAME,ARGUMENTS OF tests/vm/run)
define vm_test
vm_tests += build/t/$(1)
build/t/$(1): Makefile tests/vm/matrix
	@mkdir -p $$(@D)
	@printf '%s\n' '#!/bin/sh' 'exec tests/vm/run --install $(2)' > $$@
	@chmod +x $$@
endef

# The kernels of a tier, and the suite on each.
tier = $(shell awk '!/^\#/ && $$4 == "$(1)" { print $$1 }' tests/vm/matrix)
$(foreach kernel,$(call tier,check) $(call tier,full),$(eval \
	$(call vm_test,kernel-$(kernel),--timeout $(guest_limit) $(kernel) tests/vm/guest/suite)))

# Less of it, for kernels whose suite takes its time. The service comes first: as the
# host boots is when it starts.
$(foreach kernel,$(call tier,full),$(eval \
	$(call vm_test,lifecycle-$(kernel),--timeout $(guest_limit) $(kernel) tests/vm/guest/suite journal load files states unload)))

# And for kernels of another architecture.
$(foreach kernel,$(call tier,cross),$(eval \
	$(call vm_test,lifecycle-$(kernel),--timeout $(guest_limit) $(kernel) tests/vm/guest/suite warnings load files states unload)))
cross_vm := $(patsubst %,build/t/lifecycle-%,$(call tier,cross))
$(cross_vm): | deps-arm64

# The sanitizers: some of it at every change, all of it before a release.
debug := --memory 2048 --timeout $(guest_limit) debug tests/vm/guest/suite
$(eval $(call vm_test,sanitizers,$(debug) kunit checkpatch hostile hammer faults leaks))
# 200 loads, in parts that each have time enough.
$(foreach part,1 2 3 4,$(eval \
	$(call vm_test,sanitizers-hammer-$(part),$(debug) loads=50 hammer leaks)))
$(eval $(call vm_test,sanitizers-hostile,$(debug) writes=100000 hostile leaks))
$(eval $(call vm_test,sanitizers-faults,$(debug) step=10 faults leaks))
$(eval $(call vm_test,sanitizers-races,--memory 2048 --timeout $(guest_limit) \
	--append "panic_on_warn=0 log_buf_len=16M" --allow "BUG: KCSAN" \
	kcsan tests/vm/guest/suite loads=20 hammer races))

# Processors that go.
$(eval $(call vm_test,processors,--smp 3 --append isolcpus=0 $(firstword $(call tier,check)) \
	tests/vm/guest/suite cpus unload))

# The longest first, so that none is left to run alone.
check_vm := build/t/sanitizers $(patsubst %,build/t/kernel-%,$(call tier,check)) \
	    $(patsubst %,build/t/lifecycle-%,$(call tier,full))
full_vm := $(patsubst %,build/t/kernel-%,$(call tier,full)) $(cross_vm) build/t/processors \
	   $(filter build/t/sanitizers-%,$(vm_tests))

prove := CMOCKA_MESSAGE_OUTPUT=TAP prove --timer
# An emulated machine keeps one processor busy. Side by side, what passes is counted
# and what fails is shown.
prove_all := $(prove) --jobs $(shell nproc) --comments --failures

# The tests that need neither a VM nor, once `make deps` is done, a network.
host_tests := $(unit_bin) $(sanitized_bin) tests/style tests/docs tests/program/commands \
	      tests/program/memory tests/fleet/report tests/fleet/unknown tests/fleet/page tests/fuzz/run

# Those that fetch a package the first time.
network_tests := tests/program/peers tests/fleet/rules tests/fleet/transport

host-tests: all build/unit/fake_tree build/fleet/generate build/fuzz/fuzz_tree units sanitized-units

check: deps ## all tests: those of check-quick, real peers, the suite in a VM on two kernels
	@$(MAKE) --no-print-directory check-run

check-run: host-tests $(check_vm)
	@$(prove_all) -e '' $(host_tests) $(network_tests) $(check_vm)

check-full: deps ## all that `check` leaves out; check-full-PART: one file of build/t
	@$(MAKE) --no-print-directory $(full_vm)
	@$(prove_all) -e '' $(full_vm)

check-full-%: deps build/t/%
	@$(prove) --verbose -e '' build/t/$*

check-quick: ## the tests that need no VM
	@tests/deps --check $(quick_needs)
	@$(MAKE) --no-print-directory host-tests
	@FUZZ_SECONDS=5 $(prove) --verbose -e '' $(host_tests)

bench-fleet: ## how long a report takes for 100, 1,000 and 10,000 hosts (1 GB in TMPDIR)
	@tests/deps build units tests/fleet/bench
	@$(MAKE) --no-print-directory all build/unit/fake_tree build/fleet/generate
	@tests/fleet/bench

bench: ## what it costs beside what others cost, in VMs (15 minutes)
	@tests/deps machines tests/bench/run
	@tests/bench/run

study: ## who foretells a refusal, and what it does to others to ask, in VMs (2 hours)
	@tests/deps machines tests/study/run
	@tests/study/run

demo: ## show the whole of it in a VM: install, rounds, a failure, the journal
	@tests/deps machines
	@tests/vm/run --build --plain --timeout 900 6.1 tests/vm/guest/demo

fleet-demo: ## show a fleet of three: one fragmented, one without the module, the report
	@tests/deps build machines tests/fleet/demo
	@$(MAKE) --no-print-directory all
	@tests/fleet/demo

shell: ## a root shell in that VM, with kmcontig installed
	@tests/deps machines
	@tests/vm/run --install --shell 6.1

# === Packages ===============================================================

dist: ## the source as a tarball, the same bytes each time
deb: ## Debian packages: the module for DKMS, the program
rpm: ## the same as RPM packages
dist deb rpm:
	@packaging/build $@

# Built, looked at and installed in a copy of a guest image, without booting it.
package_tests = $(patsubst %,build/t/packages-%,$(call tier,$(1)))

build/t/packages-%: Makefile
	@mkdir -p $(@D)
	@printf '%s\n' '#!/bin/sh' 'exec tests/packages/chroot $* tests/packages/suite' > $@
	@chmod +x $@

# Through their life in a machine, where an emulated compiler takes its time.
# $(call life_test,NAME,PARTS OF tests/packages/suite,OPTIONS OF tests/vm/run)
life_row := $(firstword $(call tier,check))
define life_test
life_tests += build/t/life-$(1)
build/t/life-$(1): Makefile tests/vm/matrix
	@mkdir -p $$(@D)
	@printf '%s\n' '#!/bin/sh' \
		'tests/packages/chroot --out build/life/$(1) $(life_row) tests/packages/suite $(2) >&2 || exit' \
		'exec tests/vm/run --timeout $(guest_limit) --add build/life/$(1) $(3) $(life_row) tests/vm/guest/life/$(1)' > $$@
	@chmod +x $$@
endef
$(eval $(call life_test,in-use,versions))
$(eval $(call life_test,new-kernel,versions kernel,--reboot))
# It takes a failure, and the aggressor for that.
$(eval $(call life_test,power-cut,versions,--build --reboot))
$(eval $(call life_test,signature,versions signed,--reboot --efi --append module.sig_enforce=1))
$(eval $(call life_test,collected,collector,--install))

# The firmware that keeps a key.
deps-efi:
	@tests/deps life-signature
build/t/life-signature: | deps-efi

# As long as the suites are, so it comes first.
check_vm := build/t/life-in-use $(check_vm) tests/packages/dist $(call package_tests,check)
full_vm	 += $(call package_tests,full)
full_vm	 += $(filter-out $(check_vm),$(life_tests))
check-run: $(check_vm)

clean: ## remove what was built here
	rm -rf build

-include $(wildcard $(build)/*/*.d $(build)/*/*/*.d)

.PHONY: all help install-user deps deps-arm64 deps-efi units sanitized-units test-tools host-tests \
	check check-run check-quick bench bench-fleet study demo fleet-demo shell clean FORCE
.PHONY: install uninstall uninstall-user install-source dist deb rpm
