// SPDX-License-Identifier: GPL-2.0
/* Prints a fleet as a table. */
#include <inttypes.h>
#include <string.h>

#include "fleet/show.h"
#include "util/output.h"
#include "util/text.h"
#include "util/usec.h"

static const char *const health_words[NR_HEALTHS] = {
	[HEALTH_FAILS]		= "FAILS",
	[HEALTH_UNREADABLE]	= "unreadable",
	[HEALTH_ABSENT]		= "no module",
	[HEALTH_SILENT]		= "silent",
	[HEALTH_UNPROBED]	= "not probed",
	[HEALTH_PASSES]		= "passes",
};

static const char *const note_words[NR_NOTES] = {
	[NOTE_DISCONTIGUOUS]	= "DISCONTIGUOUS BLOCKS",
	[NOTE_SILENT]		= "silent",
	[NOTE_ABSENT]		= "no module",
	[NOTE_FLAPPING]		= "flapping",
	[NOTE_DISABLED]		= "rounds disabled",
	[NOTE_CLOCK_AHEAD]	= "clock ahead",
	[NOTE_NEVER_HEARD]	= "never heard of",
};

/* === the lines above the table ============================================ */

static void put_counts(FILE *f, const struct fleet *fleet)
{
	static const struct {
		enum health health;
		const char *words;
	} counts[] = {
		{ HEALTH_PASSES, "Pass" },
		{ HEALTH_FAILS, "Fail" },
		{ HEALTH_SILENT, "Silent" },
		{ HEALTH_ABSENT, "Without the module" },
		{ HEALTH_UNPROBED, "Not probed" },
		{ HEALTH_UNREADABLE, "Unreadable" },
	};
	struct text text;

	text_init(&text);
	for (unsigned int i = 0; i < NR_HEALTHS; i++)
		text_add(&text, "%s%s: %u.", i ? " " : "", counts[i].words,
			 fleet->by_health[counts[i].health]);
	output_paragraph(f, 0, text.buf);
}

/* Prints only the counts that are not zero. */
static void put_rare_counts(FILE *f, const struct fleet *fleet, const struct reading *reading)
{
	const struct {
		unsigned int count;
		const char *words;
	} counts[] = {
		{ fleet->n_discontiguous, "HOSTS WITH DISCONTIGUOUS BLOCKS" },
		{ fleet->n_flapping, "Flapping" },
		{ fleet->n_clock_ahead, "Clock ahead" },
		{ fleet->n_unexpected, "Not expected" },
		{ reading->skipped.n, "Files skipped" },
		{ reading->damaged.n, "Files damaged" },
		{ reading->unreadable.n, "Files or folders not readable" },
	};
	struct text text;

	text_init(&text);
	for (unsigned int i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		if (counts[i].count)
			text_add(&text, "%s%s: %u.", text.len ? " " : "", counts[i].words,
				 counts[i].count);
	if (text.len)
		output_paragraph(f, 0, text.buf);
}

static const char *plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

static void put_head(FILE *f, const struct fleet *fleet, const struct reading *reading)
{
	char words[SIZE_TEXT];
	struct text text;

	text_init(&text);
	text_add(&text, "%u host%s, %" PRIu64 " entries read. A host passes if all blocks up to %s are available.",
		 fleet->n_hosts, plural(fleet->n_hosts), fleet->entries,
		 size_words(words, fleet->min_size));
	output_paragraph(f, 0, text.buf);
	put_counts(f, fleet);
	put_rare_counts(f, fleet, reading);
	fputc('\n', f);
}

/* === the table ============================================================ */

static const char *largest_text(char text[SIZE_TEXT], const struct judgement *j,
				uint64_t bytes)
{
	if (!j->known)
		return "?";
	return bytes ? size_short(text, bytes) : "none";
}

/* Names are not cut off, because hosts often differ only at the end of the name. */
static int name_width(const struct fleet *fleet)
{
	size_t width = 20;

	for (unsigned int i = 0; i < fleet->n_hosts; i++)
		if (strlen(fleet->hosts[i]->name) > width)
			width = strlen(fleet->hosts[i]->name);
	return width;
}

static void add_note(struct text *text, const char *note)
{
	text_add(text, "%s%s", text->len ? ", " : "", note);
}

static void add_notes(struct text *text, const struct fleet_host *host)
{
	for (unsigned int i = 0; i < NR_NOTES; i++)
		if (show_has_note(host, i))
			add_note(text, note_words[i]);
	if (host->health == HEALTH_ABSENT)
		add_note(text, absence_names[host->absence]);
	if (host->trend)
		add_note(text, host->trend < 0 ? "worse" : "better");
	if (!host->expected)
		add_note(text, "not expected");
}

static void put_host(FILE *f, const struct fleet *fleet, const struct fleet_host *host, int width)
{
	const struct judgement *j = &host->judgement;
	uint64_t usec = show_since_usec(host);
	char now[SIZE_TEXT], reclaim[SIZE_TEXT];
	struct text since, notes;

	text_init(&since);
	if (usec)
		text_add_span(&since, usec < fleet->until_usec ?
			      (fleet->until_usec - usec) / USEC_PER_SEC : 0, " d");
	text_init(&notes);
	add_notes(&notes, host);
	fprintf(f, "%-*s %-10s %5s %7s %7s %8" PRIu64 "%s%s\n", width, host->name,
		health_words[host->health], largest_text(now, j, j->largest_free),
		largest_text(reclaim, j, j->largest_recovered), since.buf, host->failures,
		notes.len ? " " : "", notes.buf);
}

/* Prints a line for each host, the worst first. */
void show_table(FILE *f, const struct fleet *fleet, const struct reading *reading)
{
	int width = name_width(fleet);

	put_head(f, fleet, reading);
	if (!fleet->n_hosts)
		return;
	fprintf(f, "%-*s %-10s %5s %7s %7s %8s %s\n", width, "HOST", "STATUS", "NOW", "RECLAIM",
		"SINCE", "FAILURES", "NOTES");
	for (unsigned int i = 0; i < fleet->n_hosts; i++)
		put_host(f, fleet, fleet->hosts[i], width);
}
