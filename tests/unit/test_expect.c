// SPDX-License-Identifier: GPL-2.0
/* Unit tests: the list of hosts that must appear in a report. */
#include <errno.h>

#include "capture.h"
#include "fleet/expect.h"
#include "fleet_entries.h"

static char path[] = "/tmp/kmcontig-expect-XXXXXX";

static int setup(void **state)
{
	int fd;

	strcpy(path + strlen(path) - 6, "XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	return entries_setup(state);
}

static int teardown(void **state)
{
	unlink(path);
	return entries_teardown(state);
}

static void list(const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static void read_entries(void)
{
	for (unsigned int i = 0; i < n_added; i++)
		read_entry(&added[i]);
}

/* Reads the entries that the test has added, and then @text as the list. */
static void read_list(const char *text)
{
	read_entries();
	list(text);
	assert_int_equal(expect_read(&fleet, path), 0);
	fleet_finish(&fleet, true);
}

static bool is_expected(char letter)
{
	return host(letter)->expected;
}

static void a_listed_name_marks_its_host(void **state)
{
	(void)state;
	add_entry(named(summary('a', "fff", AGO(10)), "web1"));
	add_entry(named(summary('b', "fff", AGO(10)), "web11"));
	read_list("web1\n");
	expect(fleet.n_hosts, 2);
	expect(is_expected('a'), true);
	expect(is_expected('b'), false);
	expect(fleet.n_unexpected, 1);
}

static void a_listed_machine_id_marks_its_host(void **state)
{
	(void)state;
	add_entry(named(summary('a', "fff", AGO(10)), "web"));
	add_entry(named(summary('b', "fff", AGO(10)), "web"));
	read_list("61616161616161616161616161616161\n");	/* host a */
	expect(fleet.n_hosts, 2);
	expect(is_expected('a'), true);
	expect(is_expected('b'), false);
}

static void a_listed_host_without_any_entry_is_added_once(void **state)
{
	(void)state;
	add_entry(named(summary('a', "fff", AGO(10)), "web"));
	read_list("database\nweb\ndatabase\n");
	expect(fleet.n_hosts, 2);
	assert_string_equal(fleet.hosts[0]->name, "database");
	expect(fleet.hosts[0]->health, HEALTH_SILENT);
	expect(fleet.hosts[0]->expected, true);
	expect(fleet.n_unexpected, 0);
}

static void comments_blanks_and_carriage_returns_are_ignored(void **state)
{
	(void)state;
	read_list("# servers\n\n  web1\t# the first\r\n\tweb2 \r\n   \nweb3");
	expect(fleet.n_hosts, 3);
	assert_string_equal(fleet.hosts[0]->name, "web1");
	assert_string_equal(fleet.hosts[1]->name, "web2");
	assert_string_equal(fleet.hosts[2]->name, "web3");
}

static void a_host_is_found_under_each_of_its_names(void **state)
{
	(void)state;
	add_entry(named(summary('a', "fff", AGO(20)), "localhost"));
	add_entry(named(summary('a', "fff", AGO(10)), "web"));
	read_list("localhost\n");
	expect(fleet.n_hosts, 1);
	expect(is_expected('a'), true);
}

static void a_host_is_found_under_its_latest_name_even_if_it_had_many_names(void **state)
{
	char name[] = "a";

	(void)state;
	for (; name[0] < 'a' + FLEET_NAMES + 2; name[0]++)
		add_entry(named(summary('a', "fff", AGO(200 - name[0])), name));
	read_list("f\n");
	expect(fleet.n_hosts, 1);
	expect(is_expected('a'), true);
}

static void a_host_whose_entries_cannot_be_read_is_found_by_its_name(void **state)
{
	(void)state;
	add_entry(named(wrong('a', AGO(10)), "web"));
	read_list("web\n");
	expect(fleet.n_hosts, 1);
	expect(is_expected('a'), true);
	expect(host('a')->health, HEALTH_UNREADABLE);
}

/* A host that was reinstalled has a new machine ID and a short uptime. */
static void if_two_hosts_have_the_same_name_the_one_with_the_latest_entry_is_expected(void **state)
{
	(void)state;
	for (unsigned int old_first = 0; old_first < 2; old_first++) {
		struct fleet_entry old = named(summary('a', "fff", AGO(5000)), "web");
		struct fleet_entry new = named(summary('b', "fff", AGO(10)), "web");

		new.uptime_usec = 60 * SEC;
		n_added = 0;
		add_entry(old_first ? old : new);
		add_entry(old_first ? new : old);
		read_list("web\n");
		expect(is_expected('a'), false);
		expect(is_expected('b'), true);
		entries_teardown(NULL);
		entries_setup(NULL);
	}
}

/* === lists that cannot be used ============================================ */

static int read_it(void *unused)
{
	(void)unused;
	return -expect_read(&fleet, path);
}

static void expect_error(int error, const char *message)
{
	struct outcome o;

	run_command(&o, read_it, NULL);
	assert_int_equal(o.status, error);
	expect_part(o.err, message);
	expect_part(o.err, path);
}

static void a_line_that_is_not_a_name_is_an_error_with_its_number(void **state)
{
	static const char *const lines[] = {
		"web\n\nhost name\n", "# web\nweb\nw@b\n", "\n\n"
		"a23456789012345678901234567890123456789012345678901234567890123456789\n",
	};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(lines); i++) {
		list(lines[i]);
		expect_error(EINVAL, ":3: not a host name or machine ID");
	}
}

static void the_longest_possible_name_is_accepted(void **state)
{
	static const char name[] =
		"a234567890123456789012345678901234567890123456789012345678901234";

	(void)state;
	assert_int_equal(strlen(name), HOST_TEXT - 1);
	read_list(name);
	assert_string_equal(fleet.hosts[0]->name, name);
}

static void a_list_without_hosts_is_an_error(void **state)
{
	(void)state;
	list("# none yet\n\n");
	expect_error(EINVAL, "no host is listed");
}

static void a_list_that_cannot_be_read_is_an_error(void **state)
{
	struct outcome o;

	(void)state;
	unlink(path);
	expect_error(ENOENT, "cannot open");
	strcpy(path, "/tmp");
	run_command(&o, read_it, NULL);
	strcpy(path, "/tmp/kmcontig-expect-XXXXXX");
	assert_int_equal(o.status, EISDIR);
	expect_part(o.err, "cannot read /tmp: Is a directory");
}

#define LIST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		LIST(a_listed_name_marks_its_host),
		LIST(a_listed_machine_id_marks_its_host),
		LIST(a_listed_host_without_any_entry_is_added_once),
		LIST(comments_blanks_and_carriage_returns_are_ignored),
		LIST(a_host_is_found_under_each_of_its_names),
		LIST(a_host_is_found_under_its_latest_name_even_if_it_had_many_names),
		LIST(a_host_whose_entries_cannot_be_read_is_found_by_its_name),
		LIST(if_two_hosts_have_the_same_name_the_one_with_the_latest_entry_is_expected),
		LIST(a_line_that_is_not_a_name_is_an_error_with_its_number),
		LIST(the_longest_possible_name_is_accepted),
		LIST(a_list_without_hosts_is_an_error),
		LIST(a_list_that_cannot_be_read_is_an_error),
	};

	return RUN_TESTS(tests);
}
