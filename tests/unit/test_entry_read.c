// SPDX-License-Identifier: GPL-2.0
/* Unit tests: which journal entries are taken for entries of kmcontig. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fleet/entry_read.h"
#include "unit.h"

/* === a journal that is at an entry ======================================== */

/* Functions of these names in the program itself are found before those of libsystemd. */
#define FIELDS_MAX	16

static const char *fields[FIELDS_MAX];
static unsigned int n_fields, next_field;
static int damage;		/* what reading the next field returns */

int sd_journal_get_realtime_usec(sd_journal *j, uint64_t *usec)
{
	(void)j;
	*usec = 1700000000000000;
	return 0;
}

int sd_journal_get_monotonic_usec(sd_journal *j, uint64_t *usec, sd_id128_t *boot)
{
	(void)j;
	*usec = 4000;
	*boot = SD_ID128_NULL;
	return 0;
}

void sd_journal_restart_data(sd_journal *j)
{
	(void)j;
	next_field = 0;
}

int sd_journal_enumerate_available_data(sd_journal *j, const void **data, size_t *len)
{
	(void)j;
	if (damage)
		return damage;
	if (next_field == n_fields)
		return 0;
	*data = fields[next_field];
	*len = strlen(fields[next_field++]);
	return 1;
}

#define LOAD	"KMCONTIG_LOAD_ID=33333333333333333333333333333333"
#define FROM_JOURNALD					\
	"_MACHINE_ID=11111111111111111111111111111111",	\
	"_BOOT_ID=22222222222222222222222222222222", "_HOSTNAME=web1.example"

/* Entries with no more fields than they need. */
static const char *const whole[][FIELDS_MAX] = {
	{ FROM_JOURNALD, "KMCONTIG_EVENT=summary", LOAD, "KMCONTIG_NODE=1",
	  "KMCONTIG_STATES=kmalloc-4k=free kmalloc-1M=failed" },
	{ FROM_JOURNALD, "KMCONTIG_EVENT=state-change", LOAD, "KMCONTIG_NODE=1",
	  "KMCONTIG_SIZE=8192", "KMCONTIG_STATE=free" },
	{ FROM_JOURNALD, "KMCONTIG_EVENT=failure", LOAD, "KMCONTIG_NODE=1",
	  "KMCONTIG_SIZE=8192", "KMCONTIG_EFFORT=noretry", "KMCONTIG_REASON=fragmented",
	  "KMCONTIG_SEQ=7" },
	{ FROM_JOURNALD, "KMCONTIG_EVENT=discontiguity" },
	{ FROM_JOURNALD, "KMCONTIG_EVENT=module-absent", "KMCONTIG_REASON=no_headers" },
};

enum { SUMMARY, STATE_CHANGE, FAILURE, DISCONTIGUITY, MODULE_ABSENT };

static struct fleet_entry e;

static void use(unsigned int kind)
{
	for (n_fields = 0; n_fields < FIELDS_MAX && whole[kind][n_fields]; n_fields++)
		fields[n_fields] = whole[kind][n_fields];
	damage = 0;
}

static int read_with(unsigned int kind, const char *field)
{
	use(kind);
	if (field)
		fields[n_fields++] = field;
	return entry_read(NULL, &e);
}

/* === tests ================================================================ */

static void whole_entries_are_read(void **state)
{
	(void)state;
	for (unsigned int kind = 0; kind < ARRAY_SIZE(whole); kind++)
		if (read_with(kind, NULL) != 1)
			fail_msg("kind %u: expected it to be read", kind);
}

static void an_entry_that_lacks_a_field_that_it_needs_is_not_read(void **state)
{
	(void)state;
	for (unsigned int kind = 0; kind < ARRAY_SIZE(whole); kind++)
		for (unsigned int i = 0; i < FIELDS_MAX && whole[kind][i]; i++) {
			use(kind);
			fields[i] = "MESSAGE=";
			if (entry_read(NULL, &e) != 0)
				fail_msg("kind %u without %s: expected it to be refused", kind,
					 whole[kind][i]);
		}
}

static void what_an_entry_says_is_taken_in(void **state)
{
	(void)state;
	read_with(SUMMARY, NULL);
	assert_int_equal(e.usec, 1700000000000000);
	assert_int_equal(e.uptime_usec, 4000);
	assert_string_equal(e.host, "web1.example");
	assert_int_equal(e.machine.bytes[0], 0x11);
	assert_int_equal(e.boot.bytes[0], 0x22);
	assert_int_equal(e.load.bytes[0], 0x33);
	assert_int_equal(e.event, EVENT_SUMMARY);
	assert_int_equal(e.node, 1);
	assert_int_equal(e.n_sizes, 2);
	assert_int_equal(e.sizes[1].bytes, 1 << 20);
	assert_int_equal(e.sizes[1].state, STATE_FAILED);
	assert_false(e.has_round || e.has_enabled || e.has_coalesced);
	read_with(FAILURE, "KMCONTIG_COALESCED=0");
	assert_int_equal(e.seq, 7);
	assert_int_equal(e.effort, EFFORT_NORETRY);
	assert_true(e.has_coalesced);
	read_with(MODULE_ABSENT, NULL);
	assert_int_equal(e.absence, ABSENCE_NO_HEADERS);
	assert_true(sd_id128_is_null(e.load));
}

static void what_a_summary_says_of_rounds_is_taken_in(void **state)
{
	(void)state;
	read_with(SUMMARY, "KMCONTIG_TIME=0");
	assert_true(e.has_round && !e.round.sec);
	read_with(SUMMARY, "KMCONTIG_TIME=1700000000.000000001");
	assert_int_equal(e.round.sec, 1700000000);
	read_with(SUMMARY, "KMCONTIG_STALE_SEC=600");
	assert_int_equal(e.stale_sec, 600);
	read_with(SUMMARY, "KMCONTIG_SUMMARY_SEC=3600");
	assert_int_equal(e.summary_sec, 3600);
	read_with(SUMMARY, "KMCONTIG_ENABLED=0");
	assert_true(e.has_enabled && !e.enabled);
	read_with(SUMMARY, "KMCONTIG_ENABLED=1");
	assert_true(e.has_enabled && e.enabled);
}

static void an_entry_with_a_wrong_value_is_not_read(void **state)
{
	static const struct {
		unsigned int kind;
		const char *field;
	} cases[] = {
		{ SUMMARY, "KMCONTIG_NODE=1024" }, { SUMMARY, "KMCONTIG_NODE=-1" },
		{ SUMMARY, "KMCONTIG_STATES=kmalloc-8k=free kmalloc-4k=free" },
		{ SUMMARY, "KMCONTIG_STATES=kmalloc-4k=free kmalloc-4k=free" },
		{ SUMMARY, "KMCONTIG_STATES=kmalloc-4k=good" },
		{ SUMMARY, "KMCONTIG_STATES=" },
		{ SUMMARY, "KMCONTIG_SUMMARY_SEC=0" }, { SUMMARY, "KMCONTIG_SUMMARY_SEC=86401" },
		{ SUMMARY, "KMCONTIG_STALE_SEC=0" }, { SUMMARY, "KMCONTIG_ENABLED=2" },
		{ SUMMARY, "KMCONTIG_TIME=yesterday" },
		{ SUMMARY, "KMCONTIG_LARGEST_FREE=4097" },
		{ SUMMARY, "KMCONTIG_LOAD_ID=00000000000000000000000000000000" },
		{ SUMMARY, "_MACHINE_ID=00000000000000000000000000000000" },
		{ SUMMARY, "_HOSTNAME=" },
		{ STATE_CHANGE, "KMCONTIG_SIZE=8193" }, { STATE_CHANGE, "KMCONTIG_SIZE=512" },
		{ STATE_CHANGE, "KMCONTIG_STATE=lost" },
		{ FAILURE, "KMCONTIG_SEQ=0" }, { FAILURE, "KMCONTIG_SEQ=18446744073709551616" },
		{ FAILURE, "KMCONTIG_COALESCED=18446744073709551615" },
		{ FAILURE, "KMCONTIG_EFFORT=hard" }, { FAILURE, "KMCONTIG_REASON=bad_luck" },
		{ DISCONTIGUITY, "KMCONTIG_DISCONTIGUITIES=many" },
		{ MODULE_ABSENT, "KMCONTIG_REASON=stolen" },
	};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		if (read_with(cases[i].kind, cases[i].field) != 0)
			fail_msg("%s: expected it to be refused", cases[i].field);
		if (!e.is_known)
			fail_msg("%s: expected its kind to be known", cases[i].field);
	}
}

static void the_largest_numbers_are_read(void **state)
{
	(void)state;
	assert_int_equal(read_with(FAILURE, "KMCONTIG_SEQ=18446744073709551615"), 1);
	assert_true(e.seq == UINT64_MAX);
	assert_int_equal(read_with(FAILURE, "KMCONTIG_COALESCED=18446744073709551614"), 1);
	assert_true(e.coalesced == UINT64_MAX - 1);
	assert_int_equal(read_with(SUMMARY, "KMCONTIG_NODE=1023"), 1);
}

static void an_entry_of_an_unknown_kind_is_told_from_a_broken_one(void **state)
{
	(void)state;
	assert_int_equal(read_with(SUMMARY, "KMCONTIG_EVENT=thermal"), 0);
	assert_false(e.is_known);
	assert_int_equal(e.machine.bytes[0], 0x11);
	use(SUMMARY);
	fields[3] = "MESSAGE=no kind at all";
	assert_int_equal(entry_read(NULL, &e), 0);
	assert_true(e.is_known);
}

static void fields_that_are_not_known_do_not_matter(void **state)
{
	(void)state;
	assert_int_equal(read_with(SUMMARY, "KMCONTIG_NEWS=what is not known yet"), 1);
	assert_int_equal(read_with(SUMMARY, "no field at all"), 1);
}

static void characters_of_a_name_that_are_not_safe_are_replaced(void **state)
{
	static const char letters_64[] =
		"_HOSTNAME=a234567890123456789012345678901234567890123456789012345678901234";
	char longer[sizeof(letters_64) + 1];

	(void)state;
	assert_int_equal(read_with(SUMMARY, "_HOSTNAME=<b>\x1b[1m_ok-1.\xff"), 1);
	assert_string_equal(e.host, "?b???1m_ok-1.?");
	snprintf(longer, sizeof(longer), "%s5", letters_64);
	assert_int_equal(read_with(SUMMARY, longer), 1);
	assert_string_equal(e.host, letters_64 + strlen("_HOSTNAME="));
}

static void a_value_that_is_too_long_is_not_read(void **state)
{
	static const unsigned int lengths[] = { 1024, 1500, 70000 };

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(lengths); i++) {
		char longer[70100];

		snprintf(longer, sizeof(longer), "KMCONTIG_NODE=%0*u", lengths[i], 1);
		assert_int_equal(read_with(SUMMARY, longer), 0);
		snprintf(longer, sizeof(longer), "MESSAGE=%0*u", lengths[i], 1);
		assert_int_equal(read_with(SUMMARY, longer), 1);
	}
}

static void damage_is_an_error(void **state)
{
	(void)state;
	use(SUMMARY);
	damage = -EBADMSG;
	assert_int_equal(entry_read(NULL, &e), -EBADMSG);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_entries_are_read),
		cmocka_unit_test(an_entry_that_lacks_a_field_that_it_needs_is_not_read),
		cmocka_unit_test(what_an_entry_says_is_taken_in),
		cmocka_unit_test(what_a_summary_says_of_rounds_is_taken_in),
		cmocka_unit_test(an_entry_with_a_wrong_value_is_not_read),
		cmocka_unit_test(the_largest_numbers_are_read),
		cmocka_unit_test(an_entry_of_an_unknown_kind_is_told_from_a_broken_one),
		cmocka_unit_test(fields_that_are_not_known_do_not_matter),
		cmocka_unit_test(characters_of_a_name_that_are_not_safe_are_replaced),
		cmocka_unit_test(a_value_that_is_too_long_is_not_read),
		cmocka_unit_test(damage_is_an_error),
	};

	return RUN_TESTS(tests);
}
