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

/* A name or machine ID, and the hosts that have or had it. */
struct key {
	char text[HOST_TEXT];
	unsigned int n;
	struct fleet_host **hosts;
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

static void free_key(void *data)
{
	struct key *key = data;

	free(key->hosts);
	free(key);
}

/* NULL: no memory. */
static struct key *find_or_add_key(struct expectation *x, const char *text)
{
	struct key *key = calloc(1, sizeof(*key)), **place;

	if (!key)
		return NULL;
	strcpy(key->text, text);
	place = tsearch(key, &x->index, compare_keys);
	if (!place || *place != key)
		free(key);
	return place ? *place : NULL;
}

static int add_key(struct expectation *x, struct fleet_host *host, const char *text)
{
	struct key *key = find_or_add_key(x, text);
	struct fleet_host **hosts;

	if (key && key->n && key->hosts[key->n - 1] == host)
		return 0;
	hosts = key ? reallocarray(key->hosts, key->n + 1, sizeof(*hosts)) : NULL;
	if (!hosts)
		return -ENOMEM;
	key->hosts = hosts;
	hosts[key->n++] = host;
	return 0;
}

static int add_keys(struct expectation *x, struct fleet_host *host)
{
	char machine[SD_ID128_STRING_MAX];
	int r = add_key(x, host, sd_id128_to_string(host->machine, machine));

	/* host->names has only the first names, so the current one may be missing there. */
	if (r == 0)
		r = add_key(x, host, host->name);
	for (unsigned int i = 0; i < host->n_names && r == 0; i++)
		r = add_key(x, host, host->names[i].text);
	return r;
}

/* Does it have the name or machine ID now? Otherwise it had the name formerly. */
static bool has_now(const struct fleet_host *host, const char *text)
{
	char machine[SD_ID128_STRING_MAX];

	return strcmp(host->name, text) == 0 ||
	       strcmp(sd_id128_to_string(host->machine, machine), text) == 0;
}

/*
 * The host of a name that was heard of last, of those that have it now or, if there is
 * none, of those that had it. The clock decides, because uptimes of different hosts
 * cannot be compared.
 */
static struct fleet_host *latest_host(const struct key *key)
{
	struct fleet_host *latest = NULL;
	bool now = false;

	for (unsigned int i = 0; i < key->n; i++) {
		struct fleet_host *host = key->hosts[i];
		bool has = has_now(host, key->text);

		if (latest && (now > has || (now == has && host->last.usec <= latest->last.usec)))
			continue;
		latest = host;
		now = has;
	}
	return latest;
}

/*
 * If several machine IDs have the name now, all of them are expected except silent ones:
 * a host that was reinstalled leaves its old machine ID behind. If all are silent, the
 * one that was heard of last is expected.
 */
static void expect_all(const struct expectation *x, const struct key *key)
{
	for (unsigned int i = 0; i < key->n; i++)
		if (has_now(key->hosts[i], key->text) &&
		    !fleet_is_silent(x->fleet, key->hosts[i]))
			key->hosts[i]->expected = true;
	latest_host(key)->expected = true;
}

/* Adds a host without any entry to the fleet, and to the index: it may be listed twice. */
static int expect(struct expectation *x, const char *name)
{
	struct key key = { 0 }, **found;
	struct fleet_host *host;

	x->n_hosts++;
	strcpy(key.text, name);
	found = tfind(&key, &x->index, compare_keys);
	if (found) {
		expect_all(x, *found);
		return 0;
	}
	host = fleet_add_unheard(x->fleet, name);
	if (!host)
		return -ENOMEM;
	host->expected = true;
	return add_key(x, host, host->name);
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
	tdestroy(x.index, free_key);
	if (r == -ENOMEM)
		log_error("not enough memory");
	if (r == 0 && !x.n_hosts) {
		log_error("%s: no host is listed", path);
		return -EINVAL;
	}
	return r;
}
