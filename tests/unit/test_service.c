// SPDX-License-Identifier: GPL-2.0
/*
 * The service's loop, on a tree of plain files and with times so short that all tests
 * take about two seconds. Plain files cannot be polled and are never gone: what the loop
 * asks to be woken for is noted, and a test wakes it.
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
#define PATIENCE	(10 * SEC)	/* for what must come, on a busy machine */
#define ROUND		1700000000	/* when the last one of the fake tree ended */
#define ROUND_TEXT	"1700000000.000000001"

/* === the host's part === */

static struct {
	int fd;
	uint32_t events;
	sd_event_io_handler_t wake;
	void *userdata;
} watched[2];
static unsigned int n_watched;		/* since the last start() or unload() */
static bool module_gone;		/* for the files that are open */
static unsigned int reads;		/* of watched files */
static uint64_t date;			/* seconds since the epoch */
static uint64_t passed;			/* that the clock is ahead, as if so long had passed */

static int add_io(sd_event *event, sd_event_source **source, int fd, uint32_t events,
		  sd_event_io_handler_t handler, void *userdata)
{
	(void)event;
	assert_true(n_watched < ARRAY_SIZE(watched));
	/* poll() reports changes since the last read: without one, all. */
	assert_true(reads > n_watched);
	watched[n_watched].fd = fd;
	watched[n_watched].events = events;
	watched[n_watched].wake = handler;
	watched[n_watched].userdata = userdata;
	n_watched++;
	*source = NULL;
	return 0;
}

static ssize_t read_watched(int fd, void *buf, size_t size, off_t offset)
{
	reads++;
	if (module_gone) {
		errno = ENODEV;
		return -1;
	}
	return pread(fd, buf, size, offset);
}

static int read_clock(sd_event *event, clockid_t clock, uint64_t *usec)
{
	int r = sd_event_now(event, clock, usec);

	*usec += passed;
	return r;
}

static uint64_t real_sec(void)
{
	return date;
}

static const struct service_ops ops = {
	.watch = { .add_io = add_io, .pread = read_watched },
	.journal = &fake_journal,
	.now = read_clock,
	.real_sec = real_sec,
};

/* === a service under test === */

struct host {
	struct fake_tree tree;
	struct service_timing timing;
	sd_event *event;
	struct service *service;
	unsigned int wakeups;
	bool recovered;		/* see flap() */
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

static void start(struct host *h)
{
	n_watched = 0;
	assert_int_equal(sd_event_new(&h->event), 0);
	assert_int_equal(service_start(&h->service, h->event, h->tree.root, &h->timing, &ops), 0);
}

static void stop(struct host *h)
{
	service_stop(h->service);
	h->service = NULL;
	h->event = sd_event_unref(h->event);
}

/* Lets the timers run, until there are @entries or @usec have passed. */
static void run(struct host *h, uint64_t usec, unsigned int entries)
{
	uint64_t end = now() + usec;

	while (now() < end && fake_n_entries < entries)
		h->wakeups += sd_event_run(h->event, 5 * MSEC) > 0;
}

/* Until there are @entries. */
static void wait_for(struct host *h, unsigned int entries)
{
	run(h, PATIENCE, entries);
}

/* Long enough for every timer but the summary's. */
static void let_time_pass(struct host *h)
{
	run(h, 60 * MSEC, FAKE_ENTRIES_MAX);
}

static void wake(unsigned int watch)
{
	watched[watch].wake(NULL, watched[watch].fd, EPOLLPRI | EPOLLERR,
			    watched[watch].userdata);
}

/* Wakes the service and waits until it has read the tree. */
static void wake_and_settle(struct host *h)
{
	unsigned int before;

	wake(0);
	before = reads;
	while (reads == before)
		sd_event_run(h->event, 5 * MSEC);
}

/* The open files are of the module that goes; those opened later are not. */
static void unload(struct host *h)
{
	fake_unload(&h->tree);
	module_gone = true;
	n_watched = 0;
	wake(0);
	module_gone = false;
}

/* A failure that lasts until the next look. */
static void fail_1m(struct host *h, unsigned long long seq)
{
	fake_fail(&h->tree, seq);
	fake_set_state(&h->tree, 0, "kmalloc-1M", "failed");
}

/* The other one of two states, as a look finds it. */
static void flap(struct host *h)
{
	h->recovered = !h->recovered;
	fake_set_state(&h->tree, 0, "kmalloc-4M", h->recovered ? "recovered" : "free");
	wake_and_settle(h);
}

static void expect_complaints(struct host *h, const char *format, ...)
{
	char expected[512] = "", got[512] = "";
	va_list args;

	va_start(args, format);
	vsnprintf(expected, sizeof(expected), format, args);
	va_end(args);
	fflush(stderr);
	rewind(h->complaints);
	got[fread(got, 1, sizeof(got) - 1, h->complaints)] = '\0';
	if (strcmp(got, expected) != 0)
		fail_msg("stderr: expected \"%s\", got \"%s\"", expected, got);
}

static int setup(void **state)
{
	struct host *h = calloc(1, sizeof(*h));
	char stream[64];
	struct stat st;

	h->timing = (struct service_timing){
		.summary = 900 * SEC, .first_summary = 900 * SEC, .hour = 900 * SEC,
		.settle = 2 * MSEC, .retry = 4 * MSEC, .retry_max = 100 * MSEC,
		.slack = 1, .summary_slack = 1,
	};
	date = ROUND + 10;
	passed = 0;
	fake_init(&h->tree);
	fake_load(&h->tree, LOAD_A);
	n_watched = reads = 0;
	module_gone = false;
	fake_journal_error = 0;
	unsetenv("RUNTIME_DIRECTORY");
	h->complaints = tmpfile();
	h->saved_stderr = dup(STDERR_FILENO);
	dup2(fileno(h->complaints), STDERR_FILENO);
	/* As the service manager says that stderr is the journal. */
	fstat(STDERR_FILENO, &st);
	snprintf(stream, sizeof(stream), "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	*state = h;
	return 0;
}

static int teardown(void **state)
{
	struct host *h = *state;
	char line[512];

	if (h->child) {		/* the test failed before it ended */
		kill(h->child, SIGKILL);
		waitpid(h->child, NULL, 0);
	}
	dup2(h->saved_stderr, STDERR_FILENO);
	close(h->saved_stderr);
	/* What is not the program's is cmocka's: why the test failed. */
	rewind(h->complaints);
	while (fgets(line, sizeof(line), h->complaints))
		if (line[0] != '<')
			fputs(line, stderr);
	fclose(h->complaints);
	if (h->service)
		service_stop(h->service);
	sd_event_unref(h->event);
	fake_destroy(&h->tree);
	fake_journal_clear();
	free(h);
	return 0;
}

/* === start and wake-ups === */

static void start_has_a_summary_and_waits_on_two_files(void **state)
{
	struct host *h = *state;

	start(h);
	fake_journal_expect_kinds("summary");
	fake_journal_expect(0, "KMCONTIG_LOAD_ID", LOAD_A);
	fake_journal_expect(0, "KMCONTIG_SUMMARY_SEC", "900");
	fake_journal_expect(0, "KMCONTIG_STALE_SEC", "181");
	assert_int_equal(n_watched, 2);
	for (unsigned int i = 0; i < 2; i++)
		assert_int_equal(watched[i].events, EPOLLPRI | EPOLLERR);
	expect_complaints(h, "");
}

static void only_the_two_files_stay_open(void **state)
{
	struct host *h = *state;
	unsigned int absent;

	for (unsigned int node = 1; node < 5; node++)
		fake_add_node(&h->tree, node);
	start(h);
	unload(h);
	absent = count_descriptors();
	fake_load(&h->tree, LOAD_B);
	fake_journal_clear();
	wait_for(h, 1);
	fake_journal_expect_kinds("summary");
	assert_int_equal(count_descriptors(), absent + 2);
}

static void failure_is_an_entry_a_moment_after_the_wake_up(void **state)
{
	struct host *h = *state;

	start(h);
	fake_journal_clear();
	fail_1m(h, 1);
	wake(0);
	fake_journal_expect_kinds("");
	wait_for(h, 2);
	fake_journal_expect_kinds("failure state-change");
	fake_journal_expect(0, "KMCONTIG_SEQ", "1");
}

static void that_moment_is_less_than_a_second(void **state)
{
	(void)state;
	assert_true(service_timing_default.settle + service_timing_default.slack < SEC);
}

static void failures_of_one_round_become_one_entry(void **state)
{
	struct host *h = *state;

	start(h);
	fake_journal_clear();
	for (unsigned int seq = 1; seq <= 5; seq++) {
		fail_1m(h, seq);
		wake(0);
		wake(1);
	}
	wait_for(h, 2);
	let_time_pass(h);
	fake_journal_expect_kinds("failure state-change");
	fake_journal_expect(0, "KMCONTIG_SEQ", "5");
	fake_journal_expect(0, "KMCONTIG_COALESCED", "4");
}

static void change_of_state_is_an_entry_after_its_wake_up(void **state)
{
	struct host *h = *state;

	start(h);
	fake_journal_clear();
	fake_set_state(&h->tree, 0, "kmalloc-4M", "recovered");
	wake(1);
	wait_for(h, 1);
	fake_journal_expect_kinds("state-change");
	fake_journal_expect(0, "KMCONTIG_SIZE", "4194304");
	fake_journal_expect(0, "KMCONTIG_STATE", "recovered");
}

static void wake_up_reads_both_files_at_once(void **state)
{
	struct host *h = *state;

	start(h);
	reads = 0;
	wake(0);
	assert_int_equal(reads, 2);	/* or the kernel would wake us again */
}

static void without_news_nothing_wakes_the_service(void **state)
{
	struct host *h = *state;

	start(h);
	reads = 0;
	run(h, 150 * MSEC, FAKE_ENTRIES_MAX);
	assert_int_equal(reads, 0);
	assert_int_equal(h->wakeups, 0);
	fake_journal_expect_kinds("summary");
}

static void summary_comes_at_its_interval(void **state)
{
	struct host *h = *state;
	uint64_t before = now();

	h->timing.summary = 20 * MSEC;
	start(h);
	wait_for(h, 3);
	fake_journal_expect_kinds("summary summary summary");
	assert_true(now() - before >= 40 * MSEC);
}

/* Nothing wakes the service: what it knows is as old as the last wake-up. */
static void summary_reads_the_tree_anew(void **state)
{
	struct host *h = *state;

	h->timing.summary = 20 * MSEC;
	start(h);
	fake_set(&h->tree, "enabled", "0");
	fake_set_state(&h->tree, 0, "kmalloc-4M", "unknown");
	date = ROUND + 3600;
	wait_for(h, 2);
	fake_journal_expect(1, "KMCONTIG_ENABLED", "0");
	assert_non_null(strstr(fake_journal_get(1, "KMCONTIG_STATES"), "4M=unknown"));
	assert_non_null(strstr(fake_journal_get(1, "MESSAGE"), "is unknown"));
}

/* === the first round === */

static void end_of_the_first_round_is_found(void **state)
{
	struct host *h = *state;

	fake_set(&h->tree, "last_round", "0");
	start(h);
	let_time_pass(h);
	fake_journal_expect_kinds("");
	fake_set(&h->tree, "last_round", ROUND_TEXT);
	wait_for(h, 1);
	fake_journal_expect_kinds("summary");
	h->wakeups = 0;
	let_time_pass(h);
	assert_int_equal(h->wakeups, 0);
}

static void summary_without_a_round_comes_when_the_wait_ends(void **state)
{
	struct host *h = *state;

	h->timing.first_summary = 30 * MSEC;
	h->timing.retry = h->timing.retry_max = 900 * SEC;
	fake_set(&h->tree, "last_round", "0");
	start(h);
	fake_journal_expect_kinds("");
	wait_for(h, 1);
	fake_journal_expect_kinds("summary");
	fake_journal_expect(0, "KMCONTIG_TIME", "0");
}

static void set_all_states(const struct host *h, const char *state)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(fake_sizes); i++)
		fake_set_state(&h->tree, 0, fake_sizes[i], state);
}

/* Nothing wakes the service when rounds are enabled. */
static void first_round_is_found_after_rounds_were_disabled(void **state)
{
	struct host *h = *state;

	fake_set(&h->tree, "last_round", "0");
	fake_set(&h->tree, "enabled", "0");
	set_all_states(h, "unknown");
	start(h);
	fake_journal_expect_kinds("summary");
	fake_journal_expect(0, "KMCONTIG_ENABLED", "0");
	fake_set(&h->tree, "enabled", "1");
	set_all_states(h, "free");
	fake_set(&h->tree, "last_round", ROUND_TEXT);
	wait_for(h, 2);
	fake_journal_expect_kinds("summary summary");
	fake_journal_expect(1, "KMCONTIG_ENABLED", "1");
}

/* === a module that comes and goes === */

static void absent_module_is_told_once_at_start(void **state)
{
	struct host *h = *state;

	fake_unload(&h->tree);
	h->timing.summary = 20 * MSEC;
	start(h);
	fake_journal_expect_kinds("module-absent");
	let_time_pass(h);
	fake_journal_expect_kinds("module-absent");
	expect_complaints(h, "");
}

static void absent_module_is_looked_for_more_and_more_rarely(void **state)
{
	struct host *h = *state;

	fake_unload(&h->tree);
	start(h);
	run(h, 400 * MSEC, FAKE_ENTRIES_MAX);
	/* Every 4 ms it would be 100 times. */
	if (h->wakeups > 50)
		fail_msg("expected at most 50 wake-ups, got %u", h->wakeups);
}

static void module_that_is_loaded_later_is_found(void **state)
{
	struct host *h = *state;

	fake_unload(&h->tree);
	start(h);
	fake_load(&h->tree, LOAD_B);
	wait_for(h, 2);
	fake_journal_expect_kinds("module-absent summary");
	fake_journal_expect(1, "KMCONTIG_LOAD_ID", LOAD_B);
}

static void module_that_was_absent_for_long_is_looked_at_often_again(void **state)
{
	struct host *h = *state;

	fake_unload(&h->tree);
	start(h);
	run(h, 400 * MSEC, FAKE_ENTRIES_MAX);
	fake_load(&h->tree, LOAD_B);
	fake_set(&h->tree, "last_round", "0");
	while (n_watched < 2)
		run(h, 5 * MSEC, FAKE_ENTRIES_MAX);
	h->wakeups = 0;
	run(h, 150 * MSEC, FAKE_ENTRIES_MAX);
	/* Every 4 ms, 37 times; as rarely as before, every 50 ms, 3 times. */
	if (h->wakeups < 6)
		fail_msg("expected 6 wake-ups or more, got %u", h->wakeups);
}

static void unload_is_told_at_once_and_a_reload_starts_over(void **state)
{
	struct host *h = *state;

	start(h);
	fail_1m(h, 3);
	wake(0);
	wait_for(h, 3);
	fake_journal_expect_kinds("summary failure state-change");
	fake_journal_clear();

	unload(h);
	fake_journal_expect_kinds("module-absent");
	assert_null(fake_journal_get(0, "KMCONTIG_LOAD_ID"));
	assert_null(fake_journal_get(0, "KMCONTIG_COALESCED"));
	fake_load(&h->tree, LOAD_B);
	fail_1m(h, 1);
	wait_for(h, 3);
	fake_journal_expect_kinds("module-absent failure summary");
	fake_journal_expect(1, "KMCONTIG_LOAD_ID", LOAD_B);
	fake_journal_expect(1, "KMCONTIG_COALESCED", "0");

	unload(h);
	fake_journal_expect_kinds("module-absent failure summary module-absent");
	expect_complaints(h, "");
}

static void failures_just_before_an_unload_are_counted_in_its_entry(void **state)
{
	struct host *h = *state;

	start(h);
	fake_journal_clear();
	fail_1m(h, 2);
	wake(0);
	unload(h);
	let_time_pass(h);
	fake_journal_expect_kinds("module-absent");
	fake_journal_expect(0, "KMCONTIG_COALESCED", "2");
}

/* === a size that flaps === */

static void end_of_an_hour_of_flapping_wakes_the_service(void **state)
{
	struct host *h = *state;

	start(h);
	fake_journal_clear();
	for (unsigned int i = 0; i < 6; i++)
		flap(h);
	fake_journal_expect_kinds("state-change state-change state-change state-change state-change");
	fake_journal_expect(4, "KMCONTIG_COALESCED", "0");
	passed = h->timing.hour - 300 * MSEC;
	flap(h);
	wait_for(h, 6);
	fake_journal_expect(5, "KMCONTIG_EVENT", "state-change");
	fake_journal_expect(5, "KMCONTIG_COALESCED", "2");
	h->wakeups = 0;
	let_time_pass(h);
	assert_int_equal(h->wakeups, 0);
}

static void stop_tells_changes_that_were_only_counted(void **state)
{
	struct host *h = *state;

	start(h);
	for (unsigned int i = 0; i < 6; i++)
		flap(h);
	fake_journal_clear();
	stop(h);
	fake_journal_expect_kinds("state-change");
	fake_journal_expect(0, "KMCONTIG_COALESCED", "1");
}

static void restart_keeps_the_limits(void **state)
{
	struct host *h = *state;

	setenv("RUNTIME_DIRECTORY", h->tree.base, 1);
	start(h);
	for (unsigned int i = 0; i < 6; i++)
		flap(h);
	for (unsigned int seq = 1; seq <= 5; seq++) {
		fail_1m(h, seq);
		wake_and_settle(h);
		fake_set_state(&h->tree, 0, "kmalloc-1M", "free");
		wake_and_settle(h);
	}
	stop(h);
	start(h);
	fake_journal_clear();
	flap(h);
	fail_1m(h, 6);
	wake_and_settle(h);
	fake_journal_expect_kinds("");
	passed = h->timing.hour;
	wake_and_settle(h);
	/* Of 1 MiB, too, which failed and was free five times. */
	fake_journal_expect_kinds("state-change state-change");
	fake_journal_expect(0, "KMCONTIG_COALESCED", "1");
	fake_journal_expect(1, "KMCONTIG_SIZE", "4194304");
	fake_journal_expect(1, "KMCONTIG_COALESCED", "1");
}

/* === a restart, a stop === */

/* The service manager keeps the folder when it restarts the service. */
static void restart_tells_nothing_again(void **state)
{
	struct host *h = *state;

	setenv("RUNTIME_DIRECTORY", h->tree.base, 1);
	fail_1m(h, 3);
	start(h);
	fake_journal_expect_kinds("failure summary");
	stop(h);
	fake_journal_clear();
	start(h);
	fake_journal_expect_kinds("summary");
	fail_1m(h, 5);
	wake(0);
	wait_for(h, 2);
	fake_journal_expect_kinds("summary failure");
	fake_journal_expect(1, "KMCONTIG_COALESCED", "1");
}

static void state_file_that_makes_no_sense_is_ignored(void **state)
{
	static const char *const torn[] = {
		"", LOAD_A, LOAD_A " 3", LOAD_A " 3 x", LOAD_A " -3 0", LOAD_A " 3 0 1",
		"0123 3 0", LOAD_B " 3 0", "\n" LOAD_A " 3 0", LOAD_A "  3 0", LOAD_A " 3 0\n",
#define SIZE_LINE(text)	LOAD_A " 3 0\n" text
		SIZE_LINE("0 1048576 free 1 1 0 1"), SIZE_LINE("0 1048576 free 1 1 0 1 1 1"),
		SIZE_LINE("2000 1048576 free 1 1 0 1 1"), SIZE_LINE("0 1048577 free 1 1 0 1 1"),
		SIZE_LINE("0 1048576 fine 1 1 0 1 1"), SIZE_LINE("0 1048576 free 1 6 0 1 1"),
		SIZE_LINE("0 1048576 free 1 1 0 1 5"), SIZE_LINE("0 1048576 free 1 1 -1 1 1"),
		/* An hour does not start in the future. */
		SIZE_LINE("0 1048576 free 18446744073709551615 5 0 1 1"),
		SIZE_LINE("0 1048576 free 1 1 0 18446744073709551615 4"),
#undef SIZE_LINE
	};
	struct host *h = *state;
	struct fake_tree base;

	setenv("RUNTIME_DIRECTORY", h->tree.base, 1);
	strcpy(base.root, h->tree.base);
	fail_1m(h, 3);
	for (unsigned int i = 0; i < ARRAY_SIZE(torn); i++) {
		fake_set(&base, "told", torn[i]);
		start(h);
		if (fake_n_entries != 2)
			fail_msg("state file \"%s\": expected a failure and a summary, got %u entries",
				 torn[i], fake_n_entries);
		fake_journal_expect_kinds("failure summary");
		stop(h);
		fake_journal_clear();
	}
	expect_complaints(h, "");
}

static void state_file_that_cannot_be_written_is_one_line_on_stderr(void **state)
{
	struct host *h = *state;

	setenv("RUNTIME_DIRECTORY", "/nonexistent", 1);
	start(h);
	fake_set_state(&h->tree, 0, "kmalloc-4M", "recovered");
	wake(1);
	wait_for(h, 2);
	fake_journal_expect_kinds("summary state-change");
	expect_complaints(h, "<4>cannot write $RUNTIME_DIRECTORY/told: No such file or directory\n");
}

/* Woken, and stopped before the failures of the round have settled. */
static void stop_tells_what_is_left_to_tell(void **state)
{
	struct host *h = *state;

	start(h);
	fake_journal_clear();
	fail_1m(h, 3);
	wake(0);
	fake_journal_expect_kinds("");
	stop(h);
	fake_journal_expect_kinds("failure state-change");
}

/* A failure that is only counted has no entry; a summary has the count of all. */
static void stop_has_a_summary_if_failures_have_no_entry(void **state)
{
	struct host *h = *state;

	start(h);
	fail_1m(h, 1);
	wake(0);
	wait_for(h, 3);
	fake_journal_clear();
	fail_1m(h, 2);
	stop(h);
	fake_journal_expect_kinds("summary");
	fake_journal_expect(0, "KMCONTIG_FAILURES", "2");
}

/* === trouble === */

static void garbage_is_one_line_on_stderr_and_no_entry(void **state)
{
	struct host *h = *state;

	start(h);
	fake_journal_clear();
	fail_1m(h, 1);
	fake_set(&h->tree, "last_failure/effort", "\033[31mhard");
	wake(0);
	let_time_pass(h);
	fake_journal_expect_kinds("");
	expect_complaints(h, "<4>%s/last_failure/effort: none of the words it can be\n",
			  h->tree.root);

	fake_set(&h->tree, "last_failure/effort", "noretry");
	wait_for(h, 2);
	fake_journal_expect_kinds("failure state-change");
}

static void tree_that_is_not_yet_whole_is_waited_for(void **state)
{
	struct host *h = *state;

	fake_remove(&h->tree, "state_changes");
	start(h);
	n_watched = 0;
	fake_set(&h->tree, "state_changes", "0");
	wait_for(h, 1);
	fake_journal_expect_kinds("summary");
	expect_complaints(h, "");
}

static void half_gone_tree_is_complained_of_and_waited_for(void **state)
{
	struct host *h = *state;

	/* One retry at a time: each watches one of the two files before it fails. */
	h->timing.retry = h->timing.retry_max = 40 * MSEC;
	fake_remove(&h->tree, "state_changes");
	start(h);
	n_watched = 0;
	while (h->wakeups == 0)
		run(h, 5 * MSEC, 1);
	n_watched = 0;
	fake_journal_expect_kinds("");
	expect_complaints(h,
			  "<4>%s/state_changes: cannot be watched: No such file or directory\n",
			  h->tree.root);
	fake_set(&h->tree, "state_changes", "0");
	wait_for(h, 1);
	fake_journal_expect_kinds("summary");
}

static void entry_that_the_journal_refused_is_sent_later(void **state)
{
	struct host *h = *state;

	start(h);
	fake_journal_clear();
	fail_1m(h, 1);
	fake_journal_error = -ECONNREFUSED;
	wake(0);
	let_time_pass(h);
	fake_journal_expect_kinds("");
	expect_complaints(h, "<4>cannot write into the journal: Connection refused\n");
	fake_journal_error = 0;
	wait_for(h, 2);
	fake_journal_expect_kinds("failure state-change");
}

/* What came and went meanwhile is not told, what stays is. */
static void state_that_the_journal_refused_is_told_as_it_is_then(void **state)
{
	struct host *h = *state;

	start(h);
	fake_journal_clear();
	fake_journal_error = -ECONNREFUSED;
	fake_set_state(&h->tree, 0, "kmalloc-4M", "recovered");
	wake_and_settle(h);
	fake_set_state(&h->tree, 0, "kmalloc-4M", "failed");
	fake_journal_error = 0;
	wait_for(h, 1);
	fake_journal_expect_kinds("state-change");
	fake_journal_expect(0, "KMCONTIG_STATE", "failed");
}

/* === the process === */

static int open_notify_socket(const struct host *h)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct timeval patience = { .tv_sec = 5 };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/notify", h->tree.base);
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

static void status_says_that_no_rounds_run(void **state)
{
	struct host *h = *state;
	int fd = open_notify_socket(h);

	fake_set(&h->tree, "last_round", "0");
	start(h);
	expect_notice(fd, "STATUS=Watching load " LOAD_A " of the kernel module, which has not ended a round yet");
	fake_set(&h->tree, "enabled", "0");
	wake_and_settle(h);
	expect_notice(fd, "kernel module, whose rounds are disabled");
	fake_unload(&h->tree);
	stop(h);
	start(h);
	expect_notice(fd, "STATUS=The kernel module is absent");
	close(fd);
	unsetenv("NOTIFY_SOCKET");
}

static void process_is_ready_feeds_its_watchdog_and_ends_on(struct host *h, int signal)
{
	char sysfs[128], *argv[] = { "kmcontig scrape", sysfs, NULL };
	struct options options = { 0 };
	int fd, status;

	snprintf(sysfs, sizeof(sysfs), "--sysfs=%s", h->tree.root);
	fd = open_notify_socket(h);
	setenv("WATCHDOG_USEC", "60000", 1);
	h->child = fork();
	if (h->child == 0)
		_exit(cmd_scrape(2, argv, &options));
	expect_notice(fd, "READY=1");
	expect_notice(fd, "WATCHDOG=1");
	expect_notice(fd, "WATCHDOG=1");
	kill(h->child, signal);
	expect_notice(fd, "STOPPING=1");
	assert_int_equal(waitpid(h->child, &status, 0), h->child);
	h->child = 0;
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
		LOOP_TEST(failure_is_an_entry_a_moment_after_the_wake_up),
		LOOP_TEST(that_moment_is_less_than_a_second),
		LOOP_TEST(failures_of_one_round_become_one_entry),
		LOOP_TEST(change_of_state_is_an_entry_after_its_wake_up),
		LOOP_TEST(wake_up_reads_both_files_at_once),
		LOOP_TEST(without_news_nothing_wakes_the_service),
		LOOP_TEST(summary_comes_at_its_interval),
		LOOP_TEST(summary_reads_the_tree_anew),
		LOOP_TEST(end_of_the_first_round_is_found),
		LOOP_TEST(summary_without_a_round_comes_when_the_wait_ends),
		LOOP_TEST(first_round_is_found_after_rounds_were_disabled),
		LOOP_TEST(absent_module_is_told_once_at_start),
		LOOP_TEST(absent_module_is_looked_for_more_and_more_rarely),
		LOOP_TEST(module_that_is_loaded_later_is_found),
		LOOP_TEST(module_that_was_absent_for_long_is_looked_at_often_again),
		LOOP_TEST(unload_is_told_at_once_and_a_reload_starts_over),
		LOOP_TEST(failures_just_before_an_unload_are_counted_in_its_entry),
		LOOP_TEST(end_of_an_hour_of_flapping_wakes_the_service),
		LOOP_TEST(stop_tells_changes_that_were_only_counted),
		LOOP_TEST(restart_keeps_the_limits),
		LOOP_TEST(restart_tells_nothing_again),
		LOOP_TEST(state_file_that_makes_no_sense_is_ignored),
		LOOP_TEST(state_file_that_cannot_be_written_is_one_line_on_stderr),
		LOOP_TEST(stop_tells_what_is_left_to_tell),
		LOOP_TEST(stop_has_a_summary_if_failures_have_no_entry),
		LOOP_TEST(garbage_is_one_line_on_stderr_and_no_entry),
		LOOP_TEST(tree_that_is_not_yet_whole_is_waited_for),
		LOOP_TEST(half_gone_tree_is_complained_of_and_waited_for),
		LOOP_TEST(entry_that_the_journal_refused_is_sent_later),
		LOOP_TEST(state_that_the_journal_refused_is_told_as_it_is_then),
		LOOP_TEST(status_says_that_no_rounds_run),
		LOOP_TEST(process_ends_well_on_sigterm),
		LOOP_TEST(process_ends_well_on_sigint),
		LOOP_TEST(wrong_options_have_exit_status_64),
	};

	return RUN_TESTS(tests);
}
