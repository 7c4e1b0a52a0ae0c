# SPDX-License-Identifier: GPL-2.0
# Included by the Makefile: tests, demonstrations and measurements. tests/README.md lists what
# each test tests, what it needs and how long it takes.

CLANG	?= clang

# === Programs for the tests =================================================

# Each tests/unit/test_NAME.c is a cmocka program. It is linked with all objects of kmcontig
# except main.o. The pure parts of the module have KUnit tests. These are also built as cmocka
# programs, with replacements for the kernel's headers.
kunit_bin := $(patsubst tests/kunit/%_kunit.c,$(build)/unit/test_%,$(wildcard tests/kunit/*_kunit.c))
unit_bin := $(kunit_bin) $(patsubst tests/unit/%.c,$(build)/unit/%,$(wildcard tests/unit/test_*.c))

# Compiles programs that use no code of kmcontig.
compile_alone = $(CC) -std=gnu11 -Wall -Wextra -D_GNU_SOURCE $(CFLAGS) $(1) -o $@ $<

$(kunit_bin): $(build)/unit/test_%: tests/kunit/%_kunit.c
	@mkdir -p $(@D)
	$(call quiet,CC)$(call compile_alone,-Wno-unused-parameter -MMD -MP -Itests/unit/kernel -Imodule) -lcmocka

$(build)/unit/%: tests/unit/%.c $(filter-out $(build)/program/main.o,$(prog_obj))
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(CPPFLAGS) -Iprogram $(cflags) $(CFLAGS) $(ldflags) $(LDFLAGS) \
		-o $@ $(filter %.c %.o,$^) $(libs) -lcmocka

# The program with a simulated module: tests/program/fake_run.c replaces sysfs/run.c.
$(build)/unit/kmcontig_rounds: tests/program/fake_run.c $(filter-out %/sysfs/run.o,$(prog_obj))
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(CPPFLAGS) -Iprogram $(cflags) $(CFLAGS) -o $@ \
		$(filter %.c %.o,$^) $(libs)

units: $(unit_bin)

# All unit tests are built a second time, with sanitizers: they stop at the first invalid
# access, memory leak or undefined behaviour.
sanitized_bin := $(unit_bin:$(build)/%=$(build)/sanitized/%)
sanitize := -fsanitize=address,undefined,float-cast-overflow -fno-sanitize-recover=all

sanitized-units:
	@$(MAKE) --no-print-directory build=$(build)/sanitized \
		CFLAGS="-O1 -g -fno-omit-frame-pointer $(sanitize)" units

# The code that reads and prints the tree, for libFuzzer.
fuzz_src := tests/fuzz/fuzz_tree.c $(filter-out program/main.c,$(prog_src))

$(build)/fuzz/fuzz_tree: $(fuzz_src) $(wildcard program/*/*.h tests/unit/*.h) program/fleet/page.html Makefile
	@mkdir -p $(@D)
	$(call quiet,CLANG)$(CLANG) -Iprogram -Itests/unit $(filter-out -MMD -MP,$(cflags)) -O1 -g \
		-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
		-o $@ $(fuzz_src) $(libs) -lcmocka

# Writes the journals of a fleet, for tests and measurements.
$(build)/fleet/generate: tests/fleet/generate.c
	@mkdir -p $(@D)
	$(call quiet,CC)$(compile_alone)

# Small programs that tests run in the virtual machine.
tools := $(patsubst tests/tools/%.c,$(build)/tools/%,$(wildcard tests/tools/*.c))

$(build)/tools/%: tests/tools/%.c
	@mkdir -p $(@D)
	$(call quiet,CC)$(compile_alone)

test-tools: $(tools)

host-tests: all units sanitized-units $(addprefix $(build)/,unit/fake_tree \
	    unit/kmcontig_rounds fleet/generate fuzz/fuzz_tree)

# === Tests ==================================================================

# Scripts that need no virtual machine, and after `make deps` no network. network_tests need no
# virtual machine either, but download something when they first run.
host_scripts := tests/self tests/style tests/docs tests/words tests/build tests/install \
		tests/packages/dist tests/program/commands tests/program/audit tests/program/memory \
		tests/fleet/report tests/fleet/unknown tests/fleet/property tests/fleet/page \
		tests/fuzz/run
network_tests := tests/program/peers tests/fleet/rules tests/fleet/transport tests/backports/run
host_tests := $(unit_bin) $(sanitized_bin) $(host_scripts)

# The rows of tests/table that a target runs.
rows	= $(shell tests/run --list $(1))

# The names of what the targets need. tests/needs lists the packages for each name.
quick_needs := build units prove $(host_scripts)
check_needs = $(quick_needs) $(network_tests) machines $(call rows,check)

prove	:= CMOCKA_MESSAGE_OUTPUT=TAP prove --timer -e tests/run
# An emulated machine keeps one processor busy, so tests run in parallel. prove counts tests
# that pass, and shows those that fail.
prove_all := $(prove) --jobs $(shell nproc) --comments --failures

deps: ## install the packages that `make check` needs; prints first which, and why
	@tests/deps $(check_needs)

check: deps ## run the tests of check-quick, tests with other programs, and tests in VMs
	@$(MAKE) --no-print-directory check-run

check-run: host-tests
	@$(prove_all) $(host_tests) $(network_tests) $(call rows,check)

check-full: ## run all other rows of tests/table; check-full-NAME: run one row
	@tests/deps prove machines $(call rows,full)
	@$(prove_all) $(call rows,full)

check-full-%:
	@tests/deps prove machines $*
	@$(prove) --verbose $*

check-quick: ## run the tests that need neither a VM nor a network
	@tests/deps --check $(quick_needs)
	@$(MAKE) --no-print-directory host-tests
	@FUZZ_SECONDS=5 $(prove) --verbose $(host_tests)

# === Demonstrations and measurements ========================================

demo: ## show kmcontig in a VM: installation, rounds, a failure, the journal
	@tests/deps machines
	@tests/vm/run --build --plain --timeout 900 6.1 tests/vm/guest/demo

fleet-demo: ## show the report on three VMs: one fragmented, one without the module
	@tests/deps build machines tests/fleet/demo
	@$(MAKE) --no-print-directory all
	@tests/fleet/demo

shell: ## open a root shell in a VM with kmcontig installed
	@tests/deps machines
	@tests/vm/run --install --shell 6.1

bench: ## measure what kmcontig costs in comparison with other programs, in VMs (15 minutes)
	@tests/deps machines tests/bench/run
	@tests/bench/run

bench-fleet: ## measure the time of a report on 100, 1,000 and 10,000 hosts (1 GB in TMPDIR)
	@tests/deps build units tests/fleet/bench
	@$(MAKE) --no-print-directory all $(build)/unit/fake_tree $(build)/fleet/generate
	@tests/fleet/bench

study: ## run the study of predictions and side effects in VMs (2 hours)
	@tests/deps machines tests/study/run
	@tests/study/run
