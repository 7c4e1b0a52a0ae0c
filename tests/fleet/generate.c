// SPDX-License-Identifier: GPL-2.0
/*
 * generate FIRST HOSTS HOURS UNTIL TRUTH: prints the entries that the services of a
 * fleet write, in the journal's export format. systemd-journal-remote can make
 * journals from them.
 *
 * The hosts have the numbers FIRST to FIRST + HOSTS - 1. The entries of a host depend
 * only on its number. They cover the HOURS before UNTIL (seconds since the epoch), in
 * order of time. The true state of each host is appended to the file TRUTH: "NAME
 * LARGEST_FREE LARGEST_RECOVERED FAILURES NOTE BOOTS LOADS SINCE". SINCE is the time
 * since when sizes fail.
 *
 * Of each hundred hosts, five are fragmented, two have no module, two are silent,
 * one has a clock that is ahead, one has rebooted, and one has loaded its module again.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SUMMARY_SEC	900
#define HOUR_SEC	3600
#define NR_SIZES	11	/* 4k to 4M */

enum fate { HEALTHY, FRAGMENTED, ABSENT, SILENT, AHEAD, REBOOTED, RELOADED };

static enum fate fate_of(unsigned int n)
{
	switch (n % 100) {
	case 3: case 21: case 42: case 63: case 84: return FRAGMENTED;
	case 17: case 57: return ABSENT;
	case 29: case 71: return SILENT;
	case 35: return AHEAD;
	case 48: return REBOOTED;
	case 90: return RELOADED;
	default: return HEALTHY;
	}
}

struct host {
	unsigned int n;
	uint64_t usec;
	unsigned int boot, load;
	unsigned int failing;		/* this size and larger ones fail */
	unsigned int failures;
	uint64_t since_sec;		/* since when these sizes fail */
	const char *note;
	bool over;			/* it writes no more entries */
};

static void field(const char *name, const char *format, unsigned int a, unsigned int b)
{
	printf("%s=", name);
	printf(format, a, b);
	putchar('\n');
}

/* The fields that journald and the service add to each entry. */
static void begin(const struct host *h, const char *event, unsigned int priority)
{
	printf("__REALTIME_TIMESTAMP=%" PRIu64 "\n__MONOTONIC_TIMESTAMP=%" PRIu64 "\n",
	       h->usec, h->usec / 1000);
	field("_BOOT_ID", "%08x00000000000000000000%04x", h->n, h->boot);
	field("_MACHINE_ID", "%08x0123456789abcdef0123%04x", h->n, 1);
	field("_HOSTNAME", "host%05u.example", h->n, 0);
	field("PRIORITY", "%u", priority, 0);
	fputs("_TRANSPORT=journal\n_UID=61234\n_GID=61234\n_COMM=kmcontig\n"
	      "_EXE=/usr/bin/kmcontig\n_CMDLINE=/usr/bin/kmcontig scrape\n_CAP_EFFECTIVE=0\n"
	      "_SYSTEMD_UNIT=kmcontig-scrape.service\n_SYSTEMD_SLICE=system.slice\n"
	      "_SYSTEMD_CGROUP=/system.slice/kmcontig-scrape.service\n"
	      "SYSLOG_IDENTIFIER=kmcontig\nKMCONTIG_VERSION=0\n", stdout);
	field("_PID", "%u", 400 + h->n % 3000, 0);
	field("_SYSTEMD_INVOCATION_ID", "%08x00001234000012340000%04x", h->n, h->load);
	printf("_SOURCE_REALTIME_TIMESTAMP=%" PRIu64 "\nKMCONTIG_TIME=%" PRIu64 ".%09u\n",
	       h->usec - 90, h->usec / 1000000 - 7, h->n);
	printf("KMCONTIG_EVENT=%s\n", event);
}

static void loaded(const struct host *h)
{
	field("KMCONTIG_LOAD_ID", "%08xabcdefabcdefabcdef00%04x", h->n, h->load);
}

/* The values differ in each entry, as on a real host, and so limit compression. */
static void free_lists(const struct host *h)
{
	uint64_t some = h->usec / 1000000 * 2654435761 + h->n;

	fputs("KMCONTIG_FREE_BLOCKS=", stdout);
	for (unsigned int order = 0; order < NR_SIZES; order++)
		printf("%s%" PRIu64, order ? " " : "", (some >> order & 0xffff) >> order);
	fputs("\nKMCONTIG_UNUSABLE_INDEX=", stdout);
	for (unsigned int order = 0; order < NR_SIZES; order++)
		printf("%s%" PRIu64, order ? " " : "", order * 70 + (some >> order & 31));
	putchar('\n');
}

static uint64_t bytes(unsigned int size)
{
	return UINT64_C(4096) << size;
}

static void summary(const struct host *h)
{
	uint64_t largest = h->failing ? bytes(h->failing - 1) : 0;

	begin(h, "summary", 6);
	loaded(h);
	free_lists(h);
	printf("MESSAGE_ID=24ef709ccdfd47d3b0f242649dfcafeb\nMESSAGE=Node 0: contiguous blocks up to %"
	       PRIu64 " KiB are available at once, up to %" PRIu64 " KiB with the enabled effort. "
	       "%u failed probes on this host since the module was loaded.\n",
	       largest / 1024, largest / 1024, h->failures);
	fputs("KMCONTIG_NODE=0\nKMCONTIG_STATES=", stdout);
	for (unsigned int i = 0; i < NR_SIZES; i++)
		printf("%skmalloc-%u%c=%s", i ? " " : "", i < 8 ? 4 << i : 1 << (i - 8),
		       i < 8 ? 'k' : 'M', i < h->failing ? "free" : "failed");
	printf("\nKMCONTIG_LARGEST_FREE=%" PRIu64 "\nKMCONTIG_LARGEST_RECOVERED=%" PRIu64 "\n",
	       largest, largest);
	printf("KMCONTIG_SUMMARY_SEC=%d\nKMCONTIG_FAILURES=0\n\n", SUMMARY_SEC);
}

static void failure(const struct host *h, unsigned int coalesced)
{
	begin(h, "failure", 4);
	loaded(h);
	free_lists(h);
	printf("MESSAGE_ID=441762af5747498da165476504c7379c\nMESSAGE=A failure.\nKMCONTIG_NODE=0\n"
	       "KMCONTIG_SIZE=%" PRIu64 "\nKMCONTIG_ORDER=%u\nKMCONTIG_EFFORT=noretry\n"
	       "KMCONTIG_REASON=fragmented\nKMCONTIG_SEQ=%u\nKMCONTIG_COALESCED=%u\n\n",
	       bytes(h->failing), h->failing, coalesced + 1, coalesced);
}

static void absent(const struct host *h)
{
	begin(h, "module-absent", 4);
	fputs("MESSAGE_ID=bee5516133c6434eb65bea7c80fc5b91\nMESSAGE=The module is absent.\n"
	      "KMCONTIG_REASON=unloaded\n\n", stdout);
}

/* Changes the host in the middle of its time. */
static void turn(struct host *h)
{
	switch (fate_of(h->n)) {
	case FRAGMENTED:
		h->failing = 2 + h->n / 100 % 7;
		h->failures = NR_SIZES - h->failing;
		h->since_sec = h->usec / 1000000;
		failure(h, h->failures - 1);
		break;
	case ABSENT:
		absent(h);
		h->note = "module-absent";
		h->over = true;
		break;
	case SILENT:
		h->note = "silent";
		h->over = true;
		break;
	case REBOOTED:
		h->boot++;
		h->load++;
		break;
	case RELOADED:
		h->load++;
		break;
	default:
		break;
	}
}

static void step(struct host *h, uint64_t usec, bool half_way)
{
	/* Hosts write at different times. */
	h->usec = usec + h->n % 997 * 1000;
	if (fate_of(h->n) == AHEAD)
		h->usec += UINT64_C(7200) * 1000000;
	if (half_way)
		turn(h);
	if (!h->over)
		summary(h);
}

static void write_truth(const struct host *h, FILE *truth)
{
	fprintf(truth, "host%05u.example %" PRIu64 " %" PRIu64 " %u %s %u %u %" PRIu64 "\n", h->n,
		bytes(h->failing - 1), bytes(h->failing - 1), h->failures, h->note, h->boot,
		h->load, h->since_sec);
}

int main(int argc, char **argv)
{
	FILE *truth = argc == 6 ? fopen(argv[5], "a") : NULL;
	unsigned int first, n, steps;
	struct host *hosts;
	uint64_t until;

	if (!truth) {
		fputs("usage: generate FIRST HOSTS HOURS UNTIL TRUTH\n", stderr);
		return 64;
	}
	first = atoi(argv[1]);
	n = atoi(argv[2]);
	steps = atoi(argv[3]) * HOUR_SEC / SUMMARY_SEC;
	until = strtoull(argv[4], NULL, 10);
	hosts = calloc(n, sizeof(*hosts));
	if (!hosts)
		return 1;
	for (unsigned int i = 0; i < n; i++)
		hosts[i] = (struct host){
			.n = first + i, .boot = 1, .load = 1, .failing = NR_SIZES,
			.note = fate_of(first + i) == AHEAD ? "clock-ahead" : "-",
		};
	for (unsigned int i = 0; i < steps; i++)
		for (unsigned int j = 0; j < n; j++)
			if (!hosts[j].over)
				step(&hosts[j], (until - (uint64_t)(steps - i) * SUMMARY_SEC) *
				     1000000, i == steps / 2);
	for (unsigned int i = 0; i < n; i++)
		write_truth(&hosts[i], truth);
	free(hosts);
	return fclose(truth) || fflush(stdout) ? 1 : 0;
}
