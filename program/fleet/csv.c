// SPDX-License-Identifier: GPL-2.0
/*
 * Prints a fleet as CSV: a line of column names, then a line for each node. Times are
 * seconds since the epoch. Unknown values are empty.
 */
#include <inttypes.h>

#include "fleet/show.h"
#include "util/usec.h"

static void put_node(FILE *f, const struct fleet_node *node)
{
	const struct judgement *j = &node->judgement;

	fprintf(f, "%u,", node->id);
	if (j->known)
		fprintf(f, "%" PRIu64 ",%" PRIu64, j->largest_free, j->largest_recovered);
	else
		fputc(',', f);
	fputc(',', f);
	if (j->failing_usec)
		fprintf(f, "%" PRIu64, j->failing_usec / USEC_PER_SEC);
}

static void put_notes(FILE *f, const struct fleet_host *host)
{
	const char *separator = "";

	for (unsigned int i = 0; i < NR_NOTES; i++) {
		if (!show_has_note(host, i))
			continue;
		fprintf(f, "%s%s", separator, note_names[i]);
		separator = ";";
	}
}

static void put_line(FILE *f, const struct fleet_host *host, const struct fleet_node *node)
{
	char machine[SD_ID128_STRING_MAX];

	fprintf(f, "%s,%s,%s,", host->name, sd_id128_is_null(host->machine) ? "" :
		sd_id128_to_string(host->machine, machine), health_names[host->health]);
	if (node)
		put_node(f, node);
	else
		fputs(",,,", f);
	fprintf(f, ",%" PRIu64 ",%" PRIu64 ",", host->failures, host->last.usec / USEC_PER_SEC);
	put_notes(f, host);
	fputc('\n', f);
}

void show_csv(FILE *f, const struct fleet *fleet)
{
	fputs("host,machine_id,health,node,largest_free,largest_recovered,failing_since,failures,last_entry,notes\n",
	      f);
	for (unsigned int i = 0; i < fleet->n_hosts; i++) {
		const struct fleet_host *host = fleet->hosts[i];

		if (!host->n_nodes)
			put_line(f, host, NULL);
		for (unsigned int j = 0; j < host->n_nodes; j++)
			put_line(f, host, &host->nodes[j]);
	}
}
