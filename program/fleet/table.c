// SPDX-License-Identifier: GPL-2.0
/*
 * A fleet as a table and as CSV.
 *
 * Names of hosts hold no character that means anything to a terminal, in CSV, JSON
 * or HTML: fleet_read.c sees to that.
 */
#include <inttypes.h>
#include <string.h>

#include "fleet/show.h"
#include "util/output.h"
#include "util/text.h"
#include "util/usec.h"

/* === words ================================================================ */

static void add_span(struct text *text, uint64_t from_usec, uint64_t to_usec)
{
	uint64_t sec = to_usec > from_usec ? (to_usec - from_usec) / USEC_PER_SEC : 0;

	text_add_span(text, sec, " d");
}

/* What there is to say of a host beside its blocks; empty: nothing. */
const char *fleet_note_text(char note[FLEET_NOTE_TEXT], const struct fleet *fleet,
			    const struct fleet_host *host)
{
	struct text text;

	text_init(&text);
	switch (host->note) {
	case NOTE_DISCONTIGUOUS:
		text_add(&text, "DISCONTIGUOUS BLOCKS");
		break;
	case NOTE_ABSENT:
		text_add(&text, "no module for ");
		add_span(&text, host->absent_usec, fleet->until_usec);
		text_add(&text, " (%s)", absence_names[host->absence]);
		break;
	case NOTE_SILENT:
		text_add(&text, "silent for ");
		add_span(&text, host->last_usec, fleet->until_usec);
		break;
	case NOTE_CLOCK:
		text_add(&text, "clock is ahead by ");
		add_span(&text, fleet->until_usec, host->last_usec);
		break;
	case NOTE_NONE:
		break;
	}
	snprintf(note, FLEET_NOTE_TEXT, "%.*s", FLEET_NOTE_TEXT - 1, text.buf);
	return note;
}

static const char *largest_text(char text[SIZE_TEXT], const struct fleet_host *host,
				uint64_t bytes)
{
	if (!host->n_nodes)
		return "?";
	return bytes ? size_short(text, bytes) : "none";
}

/* === the table ============================================================ */

static unsigned int count_notes(const struct fleet *fleet, enum fleet_note note)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < fleet->n_hosts; i++)
		n += fleet->hosts[i]->note == note;
	return n;
}

static void put_head(FILE *f, const struct fleet *fleet, uint64_t min_size)
{
	unsigned int failing = 0;
	char words[SIZE_TEXT];
	struct text text;
	uint64_t since;

	for (unsigned int i = 0; i < fleet->n_hosts; i++)
		failing += fleet_fails(fleet->hosts[i], min_size, &since);
	text_init(&text);
	text_add(&text, "%u hosts, %" PRIu64 " entries.", fleet->n_hosts, fleet->entries);
	text_add(&text, " Some block up to %s cannot be had: %u.",
		 size_words(words, min_size), failing);
	text_add(&text, " Silent: %u. Without the module: %u. Clock ahead: %u.",
		 count_notes(fleet, NOTE_SILENT), count_notes(fleet, NOTE_ABSENT),
		 count_notes(fleet, NOTE_CLOCK));
	if (count_notes(fleet, NOTE_DISCONTIGUOUS))
		text_add(&text, " WITH DISCONTIGUOUS BLOCKS: %u.",
			 count_notes(fleet, NOTE_DISCONTIGUOUS));
	output_paragraph(f, 0, text.buf);
	fputc('\n', f);
}

/* Names tell hosts apart: they are not cut off. */
static int name_width(const struct fleet *fleet)
{
	size_t width = 20;

	for (unsigned int i = 0; i < fleet->n_hosts; i++)
		if (strlen(fleet->hosts[i]->name) > width)
			width = strlen(fleet->hosts[i]->name);
	return width;
}

static void put_host(FILE *f, const struct fleet *fleet, const struct fleet_host *host,
		     uint64_t min_size, int width)
{
	static const char *const trends[] = { "worse", "", "better" };
	char now[SIZE_TEXT], effort[SIZE_TEXT], note[FLEET_NOTE_TEXT];
	struct text since, line;
	uint64_t usec;

	text_init(&since);
	if (fleet_fails(host, min_size, &usec))
		add_span(&since, usec, fleet->until_usec);
	text_init(&line);
	text_add(&line, "%-*s %5s %7s %8s %8" PRIu64 " %-6s %s", width, host->name,
		 largest_text(now, host, fleet_largest_free(host)),
		 largest_text(effort, host, fleet_largest_recovered(host)), since.buf,
		 host->failures, trends[fleet_trend(host) + 1],
		 fleet_note_text(note, fleet, host));
	while (line.buf[line.len - 1] == ' ')
		line.len--;
	fprintf(f, "%.*s\n", (int)line.len, line.buf);
}

/* A line a host, the worst first; `FAILS` is for how long some size up to @min_size does. */
void fleet_show_table(FILE *f, const struct fleet *fleet, uint64_t min_size)
{
	int width = name_width(fleet);

	put_head(f, fleet, min_size);
	if (!fleet->n_hosts)
		return;
	fprintf(f, "%-*s %5s %7s %8s %8s %-6s %s\n", width, "HOST", "NOW", "EFFORT", "FAILS",
		"FAILURES", "TREND", "NOTE");
	for (unsigned int i = 0; i < fleet->n_hosts; i++)
		put_host(f, fleet, fleet->hosts[i], min_size, width);
}

/* === CSV ================================================================== */

static const char *const note_names[] = {
	[NOTE_NONE]		= "",
	[NOTE_DISCONTIGUOUS]	= "discontiguous",
	[NOTE_ABSENT]		= "module-absent",
	[NOTE_SILENT]		= "silent",
	[NOTE_CLOCK]		= "clock-ahead",
};

/* A line a node, after one of names. Times are seconds since the epoch. */
void fleet_show_csv(FILE *f, const struct fleet *fleet)
{
	fputs("host,machine_id,node,largest_free,largest_recovered,failures,last_entry,note\n", f);
	for (unsigned int i = 0; i < fleet->n_hosts; i++) {
		const struct fleet_host *host = fleet->hosts[i];

		for (unsigned int j = 0; j < host->n_nodes || j == 0; j++) {
			const struct fleet_node *node = host->n_nodes ? &host->nodes[j] : NULL;

			fprintf(f, "%s,%s,", host->name, host->machine);
			if (node)
				fprintf(f, "%u,%" PRIu64 ",%" PRIu64, node->id,
					node->largest_free, node->largest_recovered);
			else
				fputs(",,", f);
			fprintf(f, ",%" PRIu64 ",%" PRIu64 ",%s\n", host->failures,
				host->last_usec / USEC_PER_SEC,
				note_names[host->note]);
		}
	}
}
