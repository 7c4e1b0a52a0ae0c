// SPDX-License-Identifier: GPL-2.0
/* Reads one journal entry. */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "fleet/entry_read.h"
#include "util/parse.h"

#define VALUE_TEXT	1024	/* KMCONTIG_STATES of FLEET_SIZES sizes */

/* A field "NAME=value" of a journal entry. In the journal, a value may be any bytes. */
struct raw {
	const char *name;
	size_t name_len;
	char value[VALUE_TEXT];
};

/* Splits a field. A value that is not text, or too long, becomes "", which is never valid. */
static bool split_field(const char *data, size_t len, struct raw *raw)
{
	const char *equals = memchr(data, '=', len);
	size_t value_len;

	if (!equals)
		return false;
	raw->name = data;
	raw->name_len = equals - data;
	value_len = len - raw->name_len - 1;
	if (value_len >= sizeof(raw->value) || memchr(equals + 1, '\0', value_len))
		value_len = 0;
	memcpy(raw->value, equals + 1, value_len);
	raw->value[value_len] = '\0';
	return true;
}

static bool has_name(const struct raw *raw, const char *name)
{
	return raw->name_len == strlen(name) && memcmp(raw->name, name, raw->name_len) == 0;
}

/* === values =============================================================== */

/* 32 lower-case hexadecimal digits, not all of them zero. */
static bool take_id128(const char *text, sd_id128_t *id)
{
	char digits[LOAD_ID_LEN + 1];

	return parse_load_id(text, digits) && sd_id128_from_string(digits, id) >= 0 &&
	       !sd_id128_is_null(*id);
}

/* Replaces characters that could be harmful in a terminal, in CSV or on the page by "?". */
static bool take_host(const char *text, char host[HOST_TEXT])
{
	static const char safe[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
	size_t i;

	for (i = 0; text[i] && i < HOST_TEXT - 1; i++)
		host[i] = strchr(safe, text[i]) ? text[i] : '?';
	host[i] = '\0';
	return i > 0;
}

static bool take_number(const char *text, uint64_t max, unsigned int *number)
{
	uint64_t value;

	if (!parse_number(text, max, &value))
		return false;
	*number = value;
	return true;
}

static bool take_size(const char *text, uint64_t *bytes)
{
	return parse_number(text, SIZE_LARGEST, bytes) && size_is_valid(*bytes);
}

/* A size, or 0 for no size. */
static bool is_largest(const char *text)
{
	uint64_t bytes;

	return strcmp(text, "0") == 0 || take_size(text, &bytes);
}

/* Accepts "kmalloc-4k=free kmalloc-8k=failed", with sizes in rising order. */
static bool take_states(char *text, struct fleet_entry *e)
{
	char *rest = text, *word;

	e->n_sizes = 0;
	while ((word = strsep(&rest, " "))) {
		char *state = strchr(word, '=');
		struct fleet_state *size = &e->sizes[e->n_sizes];
		unsigned int value;

		if (!state || e->n_sizes == FLEET_SIZES)
			return false;
		*state++ = '\0';
		if (!size_parse_name(word, &size->bytes) ||
		    !parse_word(state, state_names, NR_STATES, &value) ||
		    (e->n_sizes && size->bytes <= size[-1].bytes))
			return false;
		size->state = value;
		e->n_sizes++;
	}
	return true;
}

/* The field is in entries about failures and about an absent module; the words differ. */
static bool take_reason(const char *text, struct fleet_entry *e)
{
	unsigned int word;

	if (parse_word(text, reason_names, NR_REASONS, &word))
		e->reason = word;
	else if (parse_word(text, absence_names, NR_ABSENCES, &word))
		e->absence = word;
	else
		return false;
	return true;
}

static bool take_enabled(const char *text, struct fleet_entry *e)
{
	uint64_t value;

	e->has_enabled = parse_number(text, 1, &value);
	e->enabled = e->has_enabled && value;
	return e->has_enabled;
}

#define WORD(member, names, n) \
	(parse_word(value, names, n, &word) && (e->member = word, true))

/* A field that journald adds to each entry. */
static bool take_trusted(const struct raw *raw, struct fleet_entry *e)
{
	if (has_name(raw, "_MACHINE_ID"))
		return take_id128(raw->value, &e->machine);
	if (has_name(raw, "_BOOT_ID"))
		return take_id128(raw->value, &e->boot);
	return take_host(raw->value, e->host);
}

/* A field that kmcontig writes; @field is its index in field_names[]. */
static bool take_field(enum field field, char *value, struct fleet_entry *e)
{
	unsigned int word;

	switch (field) {
	case FIELD_LOAD_ID:
		return take_id128(value, &e->load);
	case FIELD_NODE:
		return take_number(value, NODE_MAX, &e->node);
	case FIELD_SIZE:
		return take_size(value, &e->size);
	case FIELD_STATE:
		return WORD(state, state_names, NR_STATES);
	case FIELD_STATES:
		return take_states(value, e);
	case FIELD_EFFORT:
		return WORD(effort, effort_names, NR_EFFORTS);
	case FIELD_REASON:
		return take_reason(value, e);
	case FIELD_COALESCED:
		e->has_coalesced = true;
		return parse_number(value, UINT64_MAX - 1, &e->coalesced);
	case FIELD_SEQ:
		return parse_number(value, UINT64_MAX, &e->seq) && e->seq;
	case FIELD_DISCONTIGUITIES:
		return parse_number(value, UINT64_MAX, &e->discontiguities);
	case FIELD_LARGEST_FREE:
	case FIELD_LARGEST_RECOVERED:
		return is_largest(value);	/* not kept: the states contain it */
	case FIELD_SUMMARY_SEC:
		return parse_number(value, 86400, &e->summary_sec) && e->summary_sec;
	case FIELD_STALE_SEC:
		return parse_number(value, UINT32_MAX, &e->stale_sec) && e->stale_sec;
	case FIELD_ENABLED:
		return take_enabled(value, e);
	case FIELD_TIME:
		e->has_round = parse_stamp(value, &e->round);
		return e->has_round;
	default:
		return true;
	}
}

/* === entries ============================================================== */

static bool is_trusted(const struct raw *raw)
{
	return has_name(raw, "_MACHINE_ID") || has_name(raw, "_BOOT_ID") ||
	       has_name(raw, "_HOSTNAME");
}

/* The fields that the entry has. */
struct found {
	bool event;
	uint32_t fields;	/* bit n stands for field_names[n] */
};

#define BIT(field)	(UINT32_C(1) << (field))

_Static_assert(NR_FIELDS <= 32, "a bit for each field");

/* Reads a field into @e. Ignores unknown fields. Returns false if the value is invalid. */
static bool take(struct raw *raw, struct fleet_entry *e, struct found *found)
{
	unsigned int word;

	if (is_trusted(raw))
		return take_trusted(raw, e);
	if (has_name(raw, "KMCONTIG_EVENT")) {
		found->event = true;
		e->is_known = parse_word(raw->value, event_names, NR_EVENTS, &word);
		if (e->is_known)
			e->event = word;
		return e->is_known;
	}
	for (unsigned int i = 0; i < NR_FIELDS; i++)
		if (has_name(raw, field_names[i])) {
			found->fields |= BIT(i);
			return take_field(i, raw->value, e);
		}
	return true;
}

/*
 * The fields that each kind requires: a missing value is never replaced by a default. An
 * entry about a discontiguous block requires none, because the block counts in any case.
 */
static const uint32_t needed[NR_EVENTS] = {
	[EVENT_SUMMARY]		= BIT(FIELD_LOAD_ID) | BIT(FIELD_NODE) | BIT(FIELD_STATES),
	[EVENT_STATE_CHANGE]	= BIT(FIELD_LOAD_ID) | BIT(FIELD_NODE) | BIT(FIELD_SIZE) |
				  BIT(FIELD_STATE),
	[EVENT_FAILURE]		= BIT(FIELD_LOAD_ID) | BIT(FIELD_NODE) | BIT(FIELD_SIZE) |
				  BIT(FIELD_EFFORT) | BIT(FIELD_REASON) | BIT(FIELD_SEQ),
	[EVENT_MODULE_ABSENT]	= BIT(FIELD_REASON),
};

/* True if the entry has all fields that its kind requires. */
static bool is_whole(const struct fleet_entry *e, const struct found *found)
{
	return found->event && (found->fields & needed[e->event]) == needed[e->event] &&
	       !sd_id128_is_null(e->machine) && !sd_id128_is_null(e->boot) && e->host[0];
}

/*
 * Reads the current entry of the journal. Returns:
 * - 1 if @e contains the entry;
 * - 0 if this version does not understand the entry: @e has what fleet_add_wrong() needs;
 * - negative errno if the journal is damaged.
 */
int entry_read(sd_journal *j, struct fleet_entry *e)
{
	struct found found = { 0 };
	bool good = true;
	sd_id128_t boot;	/* unused: the field _BOOT_ID has the same value */
	const void *data;
	struct raw raw;
	size_t len;
	int r;

	memset(e, 0, offsetof(struct fleet_entry, sizes));
	r = sd_journal_get_realtime_usec(j, &e->usec);
	if (r >= 0)
		r = sd_journal_get_monotonic_usec(j, &e->uptime_usec, &boot);
	if (r < 0)
		return r;
	sd_journal_restart_data(j);
	while ((r = sd_journal_enumerate_available_data(j, &data, &len)) > 0)
		if (split_field(data, len, &raw))
			good &= take(&raw, e, &found);
	if (!found.event)
		e->is_known = true;	/* written by kmcontig, but broken */
	return r < 0 ? r : good && is_whole(e, &found);
}
