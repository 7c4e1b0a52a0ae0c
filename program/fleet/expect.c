// SPDX-License-Identifier: GPL-2.0
/*
 * Reads the list of hosts that must appear in a report: a file with one host name or
 * machine ID on each line. Empty lines, and text after "#", are ignored.
 */
#include <errno.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fleet/expect.h"
#include "util/log.h"

/* A name or machine ID under which a host is found. */
struct key {
	char text[HOST_TEXT];
	struct fleet_host *host;
};

struct expectation {
	struct fleet *fleet;
	void *index;		/* of keys, by text: tsearch(3) */
	unsigned int n_hosts;	/* in the file */
};

static int compare_keys(const void *left, const void *right)
{
	const struct key *a = left, *b = right;

	return strcmp(a->text, b->text);
}

/*
 * @text: a host name, or NULL for the machine ID. If two machine IDs have the same name,
 * for instance because a host was reinstalled, the name finds the one with the latest
 * entry. The clock decides which is the latest, because uptimes of different hosts cannot
 * be compared.
 */
static int add_key(struct expectation *x, struct fleet_host *host, const char *text)
{
	struct key *key = calloc(1, sizeof(*key)), **place;

	if (!key)
		return -ENOMEM;
	key->host = host;
	if (text)
		strcpy(key->text, text);
	else
		sd_id128_to_string(host->machine, key->text);
	place = tsearch(key, &x->index, compare_keys);
	if (place && *place == key)
		return 0;
	if (place && host->last.usec > (*place)->host->last.usec)
		(*place)->host = host;
	free(key);
	return place ? 0 : -ENOMEM;
}

static int add_keys(struct expectation *x, struct fleet_host *host)
{
	int r = add_key(x, host, NULL);

	/* host->names has only the first names, so the current one may be missing there. */
	if (r == 0)
		r = add_key(x, host, host->name);
	for (unsigned int i = 0; i < host->n_names && r == 0; i++)
		r = add_key(x, host, host->names[i].text);
	return r;
}

/* Adds a host without any entry to the fleet, and to the index: it may be listed twice. */
static int expect(struct expectation *x, const char *name)
{
	struct key key, **found;
	struct fleet_host *host;

	strcpy(key.text, name);
	found = tfind(&key, &x->index, compare_keys);
	host = found ? (*found)->host : fleet_add_unheard(x->fleet, name);
	if (!host)
		return -ENOMEM;
	host->expected = true;
	x->n_hosts++;
	return found ? 0 : add_key(x, host, host->name);
}

static bool is_name(const char *text)
{
	size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_");

	return len && len < HOST_TEXT && !text[len];
}

/* Removes the comment and blanks at both ends. */
static char *trim(char *line)
{
	char *end;

	line[strcspn(line, "#\r\n")] = '\0';
	line += strspn(line, " \t");
	end = line + strlen(line);
	while (end > line && (end[-1] == ' ' || end[-1] == '\t'))
		*--end = '\0';
	return line;
}

static int read_lines(struct expectation *x, FILE *f, const char *path)
{
	unsigned int number = 0;
	char *line = NULL;
	size_t size = 0;
	int r = 0;

	while (r == 0 && (errno = 0, getline(&line, &size, f) > 0)) {
		char *name = trim(line);

		number++;
		if (!*name)
			continue;
		r = is_name(name) ? expect(x, name) : -EINVAL;
		if (r == -EINVAL)
			log_error("%s:%u: not a host name or machine ID", path, number);
	}
	if (r == 0 && ferror(f)) {
		r = errno ? -errno : -EIO;
		log_error("cannot read %s: %s", path, strerror(-r));
	}
	free(line);
	return r;
}

/*
 * Marks the hosts that @path lists as expected, and adds those without any entry. Call it
 * after the last entry. Returns 0, or logs an error and returns negative errno.
 */
int expect_read(struct fleet *fleet, const char *path)
{
	struct expectation x = { .fleet = fleet };
	FILE *f = fopen(path, "re");
	int r = f ? 0 : -errno;

	if (!f) {
		log_error("cannot open %s: %s", path, strerror(errno));
		return r;
	}
	for (unsigned int i = 0; i < fleet->n_hosts && r == 0; i++)
		r = add_keys(&x, fleet->hosts[i]);
	if (r == 0)
		r = read_lines(&x, f, path);
	fclose(f);
	tdestroy(x.index, free);
	if (r == -ENOMEM)
		log_error("not enough memory");
	if (r == 0 && !x.n_hosts) {
		log_error("%s: no host is listed", path);
		return -EINVAL;
	}
	return r;
}
