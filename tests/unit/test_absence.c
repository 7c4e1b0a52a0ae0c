// SPDX-License-Identifier: GPL-2.0
/* Why the module is not there, on hosts that are made of a few files. */
#include <limits.h>

#include "fake_tree.h"
#include "unit.h"

#include "sysfs/absence.h"

#define RELEASE		"6.1.0-49-amd64"
#define MODULES		"lib/modules/" RELEASE "/"
#define MAKE_LOG	"var/lib/dkms/kmcontig/0.1/build/make.log"
#define SIG_ENFORCE	"sys/module/module/parameters/sig_enforce"
#define LOCKDOWN	"sys/kernel/security/lockdown"

static void host_set(const struct fake_tree *t, const char *path, const char *text)
{
	char full[PATH_MAX];

	snprintf(full, sizeof(full), "%s/%s", t->base, path);
	for (char *slash = strchr(full + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(full, 0755);
		*slash = '/';
	}
	if (text) {
		FILE *f = fopen(full, "w");

		assert_non_null(f);
		fputs(text, f);
		fclose(f);
	}
}

static void host_remove(const struct fake_tree *t, const char *path)
{
	char full[PATH_MAX];

	snprintf(full, sizeof(full), "%s/%s", t->base, path);
	assert_int_equal(remove(full), 0);
}

static void expect_absence(const struct fake_tree *t, enum absence expected)
{
	enum absence got = absence_find(t->base, RELEASE);

	if (got != expected)
		fail_msg("expected %s, got %s", absence_names[expected], absence_names[got]);
}

/* A host with headers, and the module built and indexed. */
static int setup(void **state)
{
	struct fake_tree *t = calloc(1, sizeof(*t));

	fake_init(t);
	host_set(t, MODULES "build/", NULL);
	host_set(t, MODULES "modules.dep",
		 "kernel/fs/ext4/ext4.ko: kernel/lib/crc16.ko kernel/fs/jbd2/jbd2.ko\n"
		 "updates/dkms/kmcontig.ko:\n"
		 "kernel/net/x.ko:\n");
	*state = t;
	return 0;
}

static void built_module_is_just_not_loaded(void **state)
{
	expect_absence(*state, ABSENCE_NOT_LOADED);
}

static void index_without_the_module_is_not_built(void **state)
{
	static const char *const others[] = {
		"",
		"\n\n",
		"kernel/fs/ext4/ext4.ko: updates/dkms/kmcontig.ko\n",
		"updates/dkms/xkmcontig.ko:\n",
		"updates/dkms/kmcontig-other.ko:\n",
		"updates/kmcontig.ko/other.ko:\n",
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(others); i++) {
		host_set(*state, MODULES "modules.dep", others[i]);
		if (absence_find(((struct fake_tree *)*state)->base, RELEASE) !=
		    ABSENCE_NOT_BUILT)
			fail_msg("index \"%s\": expected not_built", others[i]);
	}
	host_remove(*state, MODULES "modules.dep");
	expect_absence(*state, ABSENCE_NOT_BUILT);
}

static void module_is_found_wherever_it_lies_and_however_it_is_compressed(void **state)
{
	static const char *const lines[] = {
		"kmcontig.ko:\n", "extra/kmcontig.ko:\n", "updates/dkms/kmcontig.ko.xz:\n",
		"updates/dkms/kmcontig.ko.zst: kernel/x.ko\n", "weak-updates/kmcontig.ko.gz:",
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(lines); i++) {
		host_set(*state, MODULES "modules.dep", lines[i]);
		expect_absence(*state, ABSENCE_NOT_LOADED);
	}
}

static void kernel_without_build_directory_has_no_headers(void **state)
{
	host_remove(*state, MODULES "modules.dep");
	host_remove(*state, MODULES "build");
	expect_absence(*state, ABSENCE_NO_HEADERS);
	/* What is left of a build does not matter then. */
	host_set(*state, MAKE_LOG, "DKMS make.log for kmcontig-0.1 for kernel " RELEASE " (x86_64)\n");
	expect_absence(*state, ABSENCE_NO_HEADERS);
}

/* The packages of headers go, and their link stays. */
static void build_link_that_leads_nowhere_is_no_headers(void **state)
{
	const struct fake_tree *t = *state;
	char path[PATH_MAX];

	host_remove(t, MODULES "modules.dep");
	host_remove(t, MODULES "build");
	snprintf(path, sizeof(path), "%s/" MODULES "build", t->base);
	assert_int_equal(symlink("/nonexistent/linux-headers-" RELEASE, path), 0);
	expect_absence(t, ABSENCE_NO_HEADERS);
}

/* The host's link is absolute: from a container it leads into the image. */
static void absolute_links_are_those_of_the_host(void **state)
{
	const struct fake_tree *t = *state;
	char path[PATH_MAX];

	host_remove(t, MODULES "modules.dep");
	host_remove(t, MODULES "build");
	snprintf(path, sizeof(path), "%s/" MODULES "build", t->base);
	assert_int_equal(symlink("/usr/src/linux-headers-" RELEASE, path), 0);
	expect_absence(t, ABSENCE_NO_HEADERS);
	host_set(t, "usr/src/linux-headers-" RELEASE "/", NULL);
	expect_absence(t, ABSENCE_NOT_BUILT);
	/* And what is in the image does not count. */
	host_remove(t, MODULES "build");
	assert_int_equal(symlink("/usr", path), 0);
	host_remove(t, "usr/src/linux-headers-" RELEASE);
	host_remove(t, "usr/src");
	host_remove(t, "usr");
	expect_absence(t, ABSENCE_NO_HEADERS);
}

static void host_without_modules_of_the_kernel_tells_nothing(void **state)
{
	const struct fake_tree *t = *state;

	assert_true(absence_can_tell(t->base, RELEASE));
	assert_false(absence_can_tell(t->base, "6.1.0-50-amd64"));
	assert_false(absence_can_tell("/nonexistent", RELEASE));
}

static void log_of_a_build_for_this_kernel_is_a_failed_build(void **state)
{
	host_remove(*state, MODULES "modules.dep");
	host_set(*state, MAKE_LOG,
		 "DKMS make.log for kmcontig-0.1 for kernel " RELEASE " (x86_64)\nWed 25 Nov\nerror\n");
	expect_absence(*state, ABSENCE_BUILD_FAILED);
}

static void log_of_a_build_for_another_kernel_is_none(void **state)
{
	static const char *const others[] = {
		"DKMS make.log for kmcontig-0.1 for kernel 6.1.0-48-amd64 (x86_64)\n",
		"DKMS make.log for kmcontig-0.1 for kernel " RELEASE "-rt (x86_64)\n",
		"DKMS make.log for kmcontig-0.1 for kernel x" RELEASE " (x86_64)\n",
		"",
	};

	host_remove(*state, MODULES "modules.dep");
	for (unsigned int i = 0; i < ARRAY_SIZE(others); i++) {
		host_set(*state, MAKE_LOG, others[i]);
		expect_absence(*state, ABSENCE_NOT_BUILT);
	}
	/* That of another version counts, too. */
	host_set(*state, "var/lib/dkms/kmcontig/0.2/build/make.log",
		 "DKMS make.log for kmcontig-0.2 for kernel " RELEASE " (x86_64)\n");
	expect_absence(*state, ABSENCE_BUILD_FAILED);
}

static void module_may_lack_a_signature_where_they_are_enforced(void **state)
{
	host_set(*state, SIG_ENFORCE, "N\n");
	host_set(*state, LOCKDOWN, "[none] integrity confidentiality\n");
	expect_absence(*state, ABSENCE_NOT_LOADED);
	host_set(*state, SIG_ENFORCE, "Y\n");
	expect_absence(*state, ABSENCE_SIGNATURE_REQUIRED);
	host_remove(*state, SIG_ENFORCE);
	expect_absence(*state, ABSENCE_NOT_LOADED);
	host_set(*state, LOCKDOWN, "none [integrity] confidentiality\n");
	expect_absence(*state, ABSENCE_SIGNATURE_REQUIRED);
	host_set(*state, LOCKDOWN, "none integrity [confidentiality]\n");
	expect_absence(*state, ABSENCE_SIGNATURE_REQUIRED);
}

static void each_reason_has_words_and_a_remedy(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < NR_ABSENCES; i++) {
		assert_non_null(absence_names[i]);
		assert_non_null(absence_words[i]);
		assert_non_null(absence_remedies[i]);
	}
	/* Of this host it finds something, whatever that is. */
	assert_in_range(absence_here(), 0, NR_ABSENCES - 1);
}

#define HOST_TEST(f)	cmocka_unit_test_setup_teardown(f, setup, fake_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HOST_TEST(built_module_is_just_not_loaded),
		HOST_TEST(index_without_the_module_is_not_built),
		HOST_TEST(module_is_found_wherever_it_lies_and_however_it_is_compressed),
		HOST_TEST(kernel_without_build_directory_has_no_headers),
		HOST_TEST(build_link_that_leads_nowhere_is_no_headers),
		HOST_TEST(absolute_links_are_those_of_the_host),
		HOST_TEST(host_without_modules_of_the_kernel_tells_nothing),
		HOST_TEST(log_of_a_build_for_this_kernel_is_a_failed_build),
		HOST_TEST(log_of_a_build_for_another_kernel_is_none),
		HOST_TEST(module_may_lack_a_signature_where_they_are_enforced),
		cmocka_unit_test(each_reason_has_words_and_a_remedy),
	};

	return RUN_TESTS(tests);
}
