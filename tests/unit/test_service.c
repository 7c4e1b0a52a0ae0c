// SPDX-License-Identifier: GPL-2.0
/*
 * The service's loop, with real timers, on a tree of plain files. Plain files
 * cannot be polled and are never gone, so three functions stand in for the
 * kernel: what the loop asks to be woken for is noted, and a test wakes it.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>

#include <systemd/sd-event.h>

#include "fake_journal.h"
#include "fake_tree.h"
#include "unit.h"

#include "commands/commands.h"
#include "service/service.h"

#define MSEC		UINT64_C(1000)
#define SEC		(1000 * MSEC)
#define QUARTER		(900 * SEC)

/* === the kernel's part === */

static struct {
	int fd;
	uint32_t events;
	sd_event_io_handler_t wake;
	void *userdata;
} watched[2];
static unsigned int n_watched;		/* since the last fake_unload_now() */
static bool module_gone;		/* for the files that are open */
static unsigned int reads;		/* of watched files */

int sd_event_add_io(sd_event *event, sd_event_source **source, int fd,
		    uint32_t events, sd_event_io_handler_t wake, void *userdata)
{
	(void)event;
	assert_true(n_watched < ARRAY_SIZE(watched));
	/* poll() tells of changes since the last read: without one, of all. */
	assert_true(reads > n_watched);
	watched[n_watched].fd = fd;
	watched[n_watched].events = events;
	watched[n_watched].wake = wake;
	watched[n_watched].userdata = userdata;
	n_watched++;
	*source = NULL;
	return 0;
}

/* Only watched files are read with it. */
ssize_t pread(int fd, void *buf, size_t size, off_t offset)
{
	reads++;
	if (module_gone) {
		errno = ENODEV;
		return -1;
	}
	assert_int_equal(lseek(fd, offset, SEEK_SET), offset);
	return read(fd, buf, size);
}

/* === a service under test === */

struct service {
	struct fake_tree tree;
	sd_event *event;
	struct service *scrape;
	pid_t child;
	int saved_stderr;
	FILE *complaints;
};

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * SEC + ts.tv_nsec / 1000;
}

static void start(struct service *s, uint64_t summary_usec)
{
	assert_int_equal(sd_event_new(&s->event), 0);
	assert_int_equal(service_start(&s->scrape, s->event, s->tree.root, summary_usec), 0);
}

/* Lets the timers run, until there are @entries or @usec have passed. */
static void run(struct service *s, uint64_t usec, unsigned int entries)
{
	uint64_t end = now() + usec;

	while (now() < end && fake_n_entries < entries)
		assert_true(sd_event_run(s->event, 20 * MSEC) >= 0);
}

static void wake(unsigned int watch)
{
	watched[watch].wake(NULL, watched[watch].fd, EPOLLPRI | EPOLLERR,
			    watched[watch].userdata);
}

/* The open files are of the module that goes; those opened later are not. */
static void unload(struct service *s)
{
	fake_unload(&s->tree);
	module_gone = true;
	n_watched = 0;
	wake(0);
	module_gone = false;
}

static void expect_complaints(struct service *s, const char *format, ...)
{
	char expected[512] = "", got[512] = "";
	va_list args;

	va_start(args, format);
	vsnprintf(expected, sizeof(expected), format, args);
	va_end(args);
	fflush(stderr);
	rewind(s->complaints);
	got[fread(got, 1, sizeof(got) - 1, s->complaints)] = '\0';
	if (strcmp(got, expected) != 0)
		fail_msg("stderr: expected \"%s\", got \"%s\"", expected, got);
}

static int setup(void **state)
{
	struct service *s = calloc(1, sizeof(*s));
	char stream[64];
	struct stat st;

	fake_init(&s->tree);
	fake_load(&s->tree, LOAD_A);
	n_watched = reads = 0;
	module_gone = false;
	fake_journal_error = 0;
	unsetenv("RUNTIME_DIRECTORY");
	s->complaints = tmpfile();
	s->saved_stderr = dup(STDERR_FILENO);
	dup2(fileno(s->complaints), STDERR_FILENO);
	/* As the service manager says that stderr is the journal. */
	fstat(STDERR_FILENO, &st);
	snprintf(stream, sizeof(stream), "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	struct service *s = *state;

	char line[512];

	if (s->child) {		/* the test failed before it ended */
		kill(s->child, SIGKILL);
		waitpid(s->child, NULL, 0);
	}
	dup2(s->saved_stderr, STDERR_FILENO);
	close(s->saved_stderr);
	/* What is not the program's is cmocka's: why the test failed. */
	rewind(s->complaints);
	while (fgets(line, sizeof(line), s->complaints))
		if (line[0] != '<')
			fputs(line, stderr);
	fclose(s->complaints);
	if (s->scrape)
		service_stop(s->scrape);
	sd_event_unref(s->event);
	fake_destroy(&s->tree);
	fake_journal_clear();
	free(s);
	return 0;
}

/* === tests === */

static void start_has_a_summary_and_waits_on_two_files(void **state)
{
	struct service *s = *state;

	start(s, QUARTER);
	fake_journal_expect_kinds("summary");
	fake_journal_expect(0, "KMCONTIG_LOAD_ID", LOAD_A);
	assert_int_equal(n_watched, 2);
	for (unsigned int i = 0; i < 2; i++)
		assert_int_equal(watched[i].events, EPOLLPRI | EPOLLERR);
	expect_complaints(s, "");
}

static void only_the_two_files_stay_open(void **state)
{
	struct service *s = *state;
	unsigned int absent;

	for (unsigned int node = 1; node < 50; node++)
		fake_add_node(&s->tree, node);
	start(s, QUARTER);
	unload(s);
	absent = count_descriptors();
	fake_load(&s->tree, LOAD_B);
	fake_journal_clear();
	run(s, 4 * SEC, 1);
	assert_int_equal(count_descriptors(), absent + 2);
}

static void failure_is_an_entry_within_a_second_of_the_wake_up(void **state)
{
	struct service *s = *state;
	uint64_t before;

	start(s, QUARTER);
	fake_journal_clear();
	fake_fail(&s->tree, 1);
	fake_set_state(&s->tree, 0, "kmalloc-1M", "failed");
	before = now();
	wake(0);
	run(s, SEC, 2);
	fake_journal_expect_kinds("failure state-change");
	fake_journal_expect(0, "KMCONTIG_SEQ", "1");
	assert_true(now() - before < SEC);
}

static void failures_of_one_round_become_one_entry(void **state)
{
	struct service *s = *state;

	start(s, QUARTER);
	fake_journal_clear();
	for (unsigned int seq = 1; seq <= 5; seq++) {
		fake_fail(&s->tree, seq);
		wake(0);
		wake(1);
	}
	run(s, SEC, 1);
	run(s, 300 * MSEC, 2);
	fake_journal_expect_kinds("failure");
	fake_journal_expect(0, "KMCONTIG_SEQ", "5");
	fake_journal_expect(0, "KMCONTIG_COALESCED", "4");
}

static void change_of_state_is_an_entry_after_its_wake_up(void **state)
{
	struct service *s = *state;

	start(s, QUARTER);
	fake_journal_clear();
	fake_set_state(&s->tree, 0, "kmalloc-4M", "recovered");
	wake(1);
	run(s, SEC, 1);
	fake_journal_expect_kinds("state-change");
	fake_journal_expect(0, "KMCONTIG_SIZE", "4194304");
	fake_journal_expect(0, "KMCONTIG_STATE", "recovered");
}

static void wake_up_reads_both_files_at_once(void **state)
{
	struct service *s = *state;

	start(s, QUARTER);
	reads = 0;
	wake(0);
	assert_int_equal(reads, 2);	/* or the kernel would wake us again */
}

static void without_a_wake_up_nothing_is_read(void **state)
{
	struct service *s = *state;

	start(s, QUARTER);
	reads = 0;
	run(s, 2500 * MSEC, 99);
	assert_int_equal(reads, 0);
	fake_journal_expect_kinds("summary");
}

static void summary_comes_at_its_interval(void **state)
{
	struct service *s = *state;
	uint64_t before = now();

	start(s, 300 * MSEC);
	run(s, 8 * SEC, 3);
	fake_journal_expect_kinds("summary summary summary");
	assert_true(now() - before >= 600 * MSEC);
}

static void absent_module_is_told_once_at_start(void **state)
{
	struct service *s = *state;

	fake_unload(&s->tree);
	start(s, 300 * MSEC);
	fake_journal_expect_kinds("module-absent");
	run(s, 4500 * MSEC, 99);
	fake_journal_expect_kinds("module-absent");
	expect_complaints(s, "");
}

static void module_that_is_loaded_later_is_found_within_seconds(void **state)
{
	struct service *s = *state;

	fake_unload(&s->tree);
	start(s, QUARTER);
	fake_load(&s->tree, LOAD_B);
	run(s, 3 * SEC, 2);
	fake_journal_expect_kinds("module-absent summary");
	fake_journal_expect(1, "KMCONTIG_LOAD_ID", LOAD_B);
}

static void unload_is_told_at_once_and_a_reload_starts_over(void **state)
{
	struct service *s = *state;

	start(s, QUARTER);
	fake_fail(&s->tree, 3);
	wake(0);
	run(s, SEC, 2);
	fake_journal_expect_kinds("summary failure");
	fake_journal_clear();

	unload(s);
	fake_journal_expect_kinds("module-absent");
	assert_null(fake_journal_get(0, "KMCONTIG_LOAD_ID"));
	assert_null(fake_journal_get(0, "KMCONTIG_COALESCED"));
	fake_load(&s->tree, LOAD_B);
	fake_fail(&s->tree, 1);
	run(s, 3 * SEC, 3);
	fake_journal_expect_kinds("module-absent failure summary");
	fake_journal_expect(1, "KMCONTIG_LOAD_ID", LOAD_B);
	fake_journal_expect(1, "KMCONTIG_COALESCED", "0");

	unload(s);
	fake_journal_expect_kinds("module-absent failure summary module-absent");
	expect_complaints(s, "");
}

static void failures_just_before_an_unload_are_counted_in_its_entry(void **state)
{
	struct service *s = *state;

	start(s, QUARTER);
	fake_journal_clear();
	fake_fail(&s->tree, 2);
	wake(0);
	unload(s);
	run(s, 300 * MSEC, 99);
	fake_journal_expect_kinds("module-absent");
	fake_journal_expect(0, "KMCONTIG_COALESCED", "2");
}

/* The service manager keeps the folder when it restarts the service. */
static void restart_tells_nothing_again(void **state)
{
	struct service *s = *state;

	setenv("RUNTIME_DIRECTORY", s->tree.base, 1);
	fake_fail(&s->tree, 3);
	start(s, QUARTER);
	fake_journal_expect_kinds("failure summary");
	service_stop(s->scrape);
	sd_event_unref(s->event);
	fake_journal_clear();
	n_watched = 0;
	start(s, QUARTER);
	fake_journal_expect_kinds("summary");
	fake_fail(&s->tree, 5);
	wake(0);
	run(s, SEC, 2);
	fake_journal_expect_kinds("summary failure");
	fake_journal_expect(1, "KMCONTIG_COALESCED", "1");
}

static void memory_that_makes_no_sense_is_no_memory(void **state)
{
	static const char *const torn[] = {
		"", LOAD_A, LOAD_A " 3", LOAD_A " 3 x", LOAD_A " -3 0", LOAD_A " 3 0 1",
		"0123 3 0", LOAD_B " 3 0",
	};
	struct service *s = *state;
	struct fake_tree base;

	setenv("RUNTIME_DIRECTORY", s->tree.base, 1);
	strcpy(base.root, s->tree.base);
	fake_fail(&s->tree, 3);
	for (unsigned int i = 0; i < ARRAY_SIZE(torn); i++) {
		fake_set(&base, "told", torn[i]);
		n_watched = 0;
		start(s, QUARTER);
		fake_journal_expect_kinds("failure summary");
		fake_journal_clear();
		if (i + 1 == ARRAY_SIZE(torn))
			break;
		service_stop(s->scrape);
		sd_event_unref(s->event);
		fake_journal_clear();
	}
}

/* Woken, and stopped before the failures of the round have settled. */
static void stop_tells_what_is_left_to_tell(void **state)
{
	struct service *s = *state;

	start(s, QUARTER);
	fake_journal_clear();
	fake_fail(&s->tree, 3);
	wake(0);
	fake_journal_expect_kinds("");
	service_stop(s->scrape);
	fake_journal_expect_kinds("failure");
	fake_journal_clear();
	n_watched = 0;
	assert_int_equal(service_start(&s->scrape, s->event, s->tree.root, QUARTER), 0);
}

static void garbage_is_one_line_on_stderr_and_no_entry(void **state)
{
	struct service *s = *state;

	start(s, QUARTER);
	fake_journal_clear();
	fake_fail(&s->tree, 1);
	fake_set(&s->tree, "last_failure/effort", "\033[31mhard");
	wake(0);
	run(s, 4500 * MSEC, 1);
	fake_journal_expect_kinds("");
	expect_complaints(s, "<4>%s/last_failure/effort: none of the words it can be\n",
			  s->tree.root);

	fake_set(&s->tree, "last_failure/effort", "noretry");
	run(s, 3 * SEC, 1);
	fake_journal_expect_kinds("failure");
}

static void tree_that_is_not_yet_whole_is_waited_for(void **state)
{
	struct service *s = *state;

	fake_remove(&s->tree, "state_changes");
	start(s, QUARTER);
	n_watched = 0;
	fake_set(&s->tree, "state_changes", "0");
	run(s, 10 * SEC, 1);
	fake_journal_expect_kinds("summary");
	expect_complaints(s, "");
}

static void half_gone_tree_is_complained_of_and_waited_for(void **state)
{
	struct service *s = *state;

	fake_remove(&s->tree, "state_changes");
	start(s, QUARTER);
	run(s, 3 * SEC, 1);
	fake_journal_expect_kinds("");
	expect_complaints(s,
			  "<4>%s/state_changes: cannot be watched: No such file or directory\n",
			  s->tree.root);
	n_watched = 0;
	fake_set(&s->tree, "state_changes", "0");
	run(s, 3 * SEC, 1);
	fake_journal_expect_kinds("summary");
}

static void entry_that_the_journal_refused_is_sent_later(void **state)
{
	struct service *s = *state;

	start(s, QUARTER);
	fake_journal_clear();
	fake_fail(&s->tree, 1);
	fake_journal_error = -ECONNREFUSED;
	wake(0);
	run(s, 1500 * MSEC, 1);
	expect_complaints(s, "<4>cannot write into the journal: Connection refused\n");
	fake_journal_error = 0;
	run(s, 3 * SEC, 1);
	fake_journal_expect_kinds("failure");
}

/* === the process === */

static int open_notify_socket(const struct service *s)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct timeval patience = { .tv_sec = 5 };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/notify", s->tree.base);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setenv("NOTIFY_SOCKET", address.sun_path, 1);
	return fd;
}

static void expect_notice(int fd, const char *notice)
{
	uint64_t end = now() + 5 * SEC;
	char text[512];
	ssize_t len;

	do {
		len = recv(fd, text, sizeof(text) - 1, 0);
		if (len < 0 || now() > end)
			fail_msg("notification: expected \"%s\" within 5 s, got none", notice);
		text[len] = '\0';
	} while (!strstr(text, notice));
}

static void process_is_ready_feeds_its_watchdog_and_ends_on(struct service *s, int signal)
{
	char sysfs[128], *argv[] = { "kmcontig scrape", sysfs, NULL };
	struct options options = { 0 };
	int fd, status;

	snprintf(sysfs, sizeof(sysfs), "--sysfs=%s", s->tree.root);
	fd = open_notify_socket(s);
	setenv("WATCHDOG_USEC", "200000", 1);
	s->child = fork();
	if (s->child == 0)
		_exit(cmd_scrape(2, argv, &options));
	expect_notice(fd, "READY=1");
	expect_notice(fd, "WATCHDOG=1");
	expect_notice(fd, "WATCHDOG=1");
	kill(s->child, signal);
	expect_notice(fd, "STOPPING=1");
	assert_int_equal(waitpid(s->child, &status, 0), s->child);
	s->child = 0;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("wait status: expected 0, got %d", status);
	close(fd);
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
}

static void process_ends_well_on_sigterm(void **state)
{
	process_is_ready_feeds_its_watchdog_and_ends_on(*state, SIGTERM);
}

static void process_ends_well_on_sigint(void **state)
{
	process_is_ready_feeds_its_watchdog_and_ends_on(*state, SIGINT);
}

static void wrong_options_have_exit_status_64(void **state)
{
	static const char *const wrong[] = {
		"--summary-interval=0", "--summary-interval=86401",
		"--summary-interval=-1", "--summary-interval=5s", "--summary-interval=",
		"--bogus", "argument",
	};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(wrong); i++) {
		char *argv[] = { "kmcontig scrape", (char *)wrong[i], NULL };
		struct options options = { 0 };
		pid_t child = fork();
		int status;

		if (child == 0) {
			assert_non_null(freopen("/dev/null", "w", stderr));
			alarm(5);
			_exit(cmd_scrape(2, argv, &options));
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 64)
			fail_msg("%s: expected exit status 64, got wait status %d",
				 wrong[i], status);
	}
}

#define LOOP_TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LOOP_TEST(start_has_a_summary_and_waits_on_two_files),
		LOOP_TEST(only_the_two_files_stay_open),
		LOOP_TEST(failure_is_an_entry_within_a_second_of_the_wake_up),
		LOOP_TEST(failures_of_one_round_become_one_entry),
		LOOP_TEST(change_of_state_is_an_entry_after_its_wake_up),
		LOOP_TEST(wake_up_reads_both_files_at_once),
		LOOP_TEST(without_a_wake_up_nothing_is_read),
		LOOP_TEST(summary_comes_at_its_interval),
		LOOP_TEST(absent_module_is_told_once_at_start),
		LOOP_TEST(module_that_is_loaded_later_is_found_within_seconds),
		LOOP_TEST(unload_is_told_at_once_and_a_reload_starts_over),
		LOOP_TEST(failures_just_before_an_unload_are_counted_in_its_entry),
		LOOP_TEST(restart_tells_nothing_again),
		LOOP_TEST(memory_that_makes_no_sense_is_no_memory),
		LOOP_TEST(stop_tells_what_is_left_to_tell),
		LOOP_TEST(garbage_is_one_line_on_stderr_and_no_entry),
		LOOP_TEST(tree_that_is_not_yet_whole_is_waited_for),
		LOOP_TEST(half_gone_tree_is_complained_of_and_waited_for),
		LOOP_TEST(entry_that_the_journal_refused_is_sent_later),
		LOOP_TEST(process_ends_well_on_sigterm),
		LOOP_TEST(process_ends_well_on_sigint),
		LOOP_TEST(wrong_options_have_exit_status_64),
	};

	return RUN_TESTS(tests);
}
