# SPDX-License-Identifier: GPL-2.0
# Included by the Makefile: the tests, demonstrations and measurements. tests/README.md
# says what each test is about, what it needs and how long it takes.

CLANG	?= clang

# === What is built for them =================================================

# Each tests/unit/test_NAME.c is one cmocka program, linked with all of the program but
# its main(). The module's pure parts have KUnit tests; here they are cmocka programs,
# too, with stand-ins for the kernel's headers.
kunit_bin := $(patsubst tests/kunit/%_kunit.c,$(build)/unit/test_%,$(wildcard tests/kunit/*_kunit.c))
unit_bin := $(kunit_bin) $(patsubst tests/unit/%.c,$(build)/unit/%,$(wildcard tests/unit/test_*.c))

# What needs nothing of the program.
compile_alone = $(CC) -std=gnu11 -Wall -Wextra -D_GNU_SOURCE $(CFLAGS) $(1) -o $@ $<

$(kunit_bin): $(build)/unit/test_%: tests/kunit/%_kunit.c
	@mkdir -p $(@D)
	$(call quiet,CC)$(call compile_alone,-Wno-unused-parameter -MMD -MP -Itests/unit/kernel -Imodule) -lcmocka

$(build)/unit/%: tests/unit/%.c $(filter-out $(build)/program/main.o,$(prog_obj))
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(CPPFLAGS) -Iprogram $(cflags) $(CFLAGS) $(ldflags) $(LDFLAGS) \
		-o $@ $(filter %.c %.o,$^) $(libs) -lcmocka

# The program for a module that answers as tests/program/fake_run.c says.
$(build)/unit/kmcontig_rounds: tests/program/fake_run.c $(filter-out %/sysfs/run.o,$(prog_obj))
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(CPPFLAGS) -Iprogram $(cflags) $(CFLAGS) -o $@ \
		$(filter %.c %.o,$^) $(libs)

units: $(unit_bin)

# All of them once more, to end at the first wrong access, leak or undefined thing.
sanitized_bin := $(unit_bin:$(build)/%=$(build)/sanitized/%)
sanitize := -fsanitize=address,undefined,float-cast-overflow -fno-sanitize-recover=all

sanitized-units:
	@$(MAKE) --no-print-directory build=$(build)/sanitized \
		CFLAGS="-O1 -g -fno-omit-frame-pointer $(sanitize)" units

# The reader and what prints it, for libFuzzer.
fuzz_src := tests/fuzz/fuzz_tree.c $(filter-out program/main.c,$(prog_src))

$(build)/fuzz/fuzz_tree: $(fuzz_src) $(wildcard program/*/*.h tests/unit/*.h) program/fleet/page.html Makefile
	@mkdir -p $(@D)
	$(call quiet,CLANG)$(CLANG) -Iprogram -Itests/unit $(filter-out -MMD -MP,$(cflags)) -O1 -g \
		-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
		-o $@ $(fuzz_src) $(libs) -lcmocka

# The journals of a fleet, for tests and measurements.
$(build)/fleet/generate: tests/fleet/generate.c
	@mkdir -p $(@D)
	$(call quiet,CC)$(compile_alone)

# Small programs that tests run in the guest.
tools := $(patsubst tests/tools/%.c,$(build)/tools/%,$(wildcard tests/tools/*.c))

$(build)/tools/%: tests/tools/%.c
	@mkdir -p $(@D)
	$(call quiet,CC)$(compile_alone)

test-tools: $(tools)

host-tests: all units sanitized-units $(addprefix $(build)/,unit/fake_tree \
	    unit/kmcontig_rounds fleet/generate fuzz/fuzz_tree)

# === Tests ==================================================================

# Scripts that need neither a machine of their own nor, once `make deps` is done, a
# network; and those that download a package the first time.
host_scripts := tests/self tests/style tests/docs tests/build tests/install \
		tests/packages/dist tests/program/commands tests/program/audit tests/program/memory \
		tests/fleet/report tests/fleet/unknown tests/fleet/page tests/fuzz/run
network_tests := tests/program/peers tests/fleet/rules tests/fleet/transport tests/backports/run
host_tests := $(unit_bin) $(sanitized_bin) $(host_scripts)

# The rows of tests/table that one of the targets runs.
rows	= $(shell tests/run --list $(1))

# Some names, and all that they need, are in tests/needs.
quick_needs := build units prove $(host_scripts)
check_needs = $(quick_needs) $(network_tests) machines $(call rows,check)

prove	:= CMOCKA_MESSAGE_OUTPUT=TAP prove --timer -e tests/run
# An emulated machine keeps one processor busy. Side by side, what passes is counted
# and what fails is shown.
prove_all := $(prove) --jobs $(shell nproc) --comments --failures

deps: ## install what `make check` needs (apt-get; prints first what, and why)
	@tests/deps $(check_needs)

check: deps ## all tests: those of check-quick, real peers, the suite in a VM on two kernels
	@$(MAKE) --no-print-directory check-run

check-run: host-tests
	@$(prove_all) $(host_tests) $(network_tests) $(call rows,check)

check-full: ## all that `check` leaves out; check-full-NAME: one row of tests/table
	@tests/deps prove machines $(call rows,full)
	@$(prove_all) $(call rows,full)

check-full-%:
	@tests/deps prove machines $*
	@$(prove) --verbose $*

check-quick: ## the tests that need no VM
	@tests/deps --check $(quick_needs)
	@$(MAKE) --no-print-directory host-tests
	@FUZZ_SECONDS=5 $(prove) --verbose $(host_tests)

# === Demonstrations and measurements ========================================

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

bench: ## what it costs beside what others cost, in VMs (15 minutes)
	@tests/deps machines tests/bench/run
	@tests/bench/run

bench-fleet: ## how long a report takes for 100, 1,000 and 10,000 hosts (1 GB in TMPDIR)
	@tests/deps build units tests/fleet/bench
	@$(MAKE) --no-print-directory all $(build)/unit/fake_tree $(build)/fleet/generate
	@tests/fleet/bench

study: ## run the study of predictions and side effects in VMs (2 hours)
	@tests/deps machines tests/study/run
	@tests/study/run
