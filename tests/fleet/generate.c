// SPDX-License-Identifier: GPL-2.0
/*
 * generate FIRST HOSTS HOURS UNTIL TRUTH: what the services of a fleet write, in the
 * journal's export format on stdout, for systemd-journal-remote to make journals of.
 *
 * Host number n is the same whatever else is generated: FIRST to FIRST + HOSTS - 1,
 * for the HOURS before UNTIL (seconds since the epoch). What a report has to say of
 * each goes to the file TRUTH: "NAME LARGEST_FREE LARGEST_RECOVERED FAILURES NOTE".
 *
 * Of each hundred hosts five are fragmented, two lost their module, two fell silent,
 * one has its clock ahead, one was rebooted and one's module was loaded again.
 */
#include <inttypes.h>
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
	unsigned int failing;		/* sizes from this one on fail */
};

static void field(const char *name, const char *format, unsigned int a, unsigned int b)
{
	printf("%s=", name);
	printf(format, a, b);
	putchar('\n');
}

/* What journald and the service add to each entry. */
static void begin(const struct host *h, const char *event, unsigned int priority)
{
	printf("__REALTIME_TIMESTAMP=%" PRIu64 "\n__MONOTONIC_TIMESTAMP=%" PRIu64 "\n",
	       h->usec, h->usec / 1000);
	field("_BOOT_ID", "%08x00000000000000000000%04x", h->n, h->boot);
	field("_MACHINE_ID", "%08x0123456789abcdef0123%04x", h->n, 1);
	field("_HOSTNAME", "host%05u.example", h->n, 0);
	field("PRIORITY", "%u", priority, 0);
	fputs("_TRANSPORT=journal\n_UID=61234\n_COMM=kmcontig\n_EXE=/usr/bin/kmcontig\n"
	      "_SYSTEMD_UNIT=kmcontig-scrape.service\nSYSLOG_IDENTIFIER=kmcontig\n"
	      "KMCONTIG_VERSION=0\n", stdout);
	printf("KMCONTIG_EVENT=%s\n", event);
}

static void loaded(const struct host *h)
{
	field("KMCONTIG_LOAD_ID", "%08xabcdefabcdefabcdef00%04x", h->n, h->load);
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
	fputs("MESSAGE_ID=24ef709ccdfd47d3b0f242649dfcafeb\nMESSAGE=Node 0: a summary.\n"
	      "KMCONTIG_NODE=0\nKMCONTIG_STATES=", stdout);
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
	printf("MESSAGE_ID=441762af5747498da165476504c7379c\nMESSAGE=A failure.\nKMCONTIG_NODE=0\n"
	       "KMCONTIG_SIZE=%" PRIu64 "\nKMCONTIG_ORDER=%u\nKMCONTIG_EFFORT=noretry\n"
	       "KMCONTIG_REASON=no_block\nKMCONTIG_COALESCED=%u\n\n",
	       bytes(h->failing), h->failing, coalesced);
}

static void absent(const struct host *h)
{
	begin(h, "module-absent", 4);
	fputs("MESSAGE_ID=bee5516133c6434eb65bea7c80fc5b91\nMESSAGE=The module is absent.\n"
	      "KMCONTIG_REASON=unloaded\n\n", stdout);
}

/* One host's time; leaves what is to be said of it in @truth. */
static void live(unsigned int n, unsigned int hours, uint64_t until, FILE *truth)
{
	struct host h = { .n = n, .boot = 1, .load = 1, .failing = NR_SIZES };
	unsigned int steps = hours * HOUR_SEC / SUMMARY_SEC, failures = 0;
	enum fate fate = fate_of(n);
	const char *note = "-";

	for (unsigned int i = 0; i < steps; i++) {
		/* No two hosts at once, and the last some minutes ago. */
		h.usec = (until - (uint64_t)(steps - i) * SUMMARY_SEC) * 1000000 + n % 997 * 1000;
		if (fate == AHEAD)
			h.usec += UINT64_C(7200) * 1000000;
		if (i == steps / 2) {
			if (fate == FRAGMENTED) {
				h.failing = 2 + n / 100 % 7;
				failure(&h, NR_SIZES - h.failing - 1);
				failures = NR_SIZES - h.failing;
			}
			h.boot += fate == REBOOTED;
			h.load += fate == REBOOTED || fate == RELOADED;
		}
		if (fate == ABSENT && i == steps / 2) {
			absent(&h);
			note = "module-absent";
			break;
		}
		if (fate == SILENT && i == steps / 2) {
			note = "silent";
			break;
		}
		summary(&h);
	}
	if (fate == AHEAD)
		note = "clock-ahead";
	fprintf(truth, "host%05u.example %" PRIu64 " %" PRIu64 " %u %s\n", n,
		bytes(h.failing - 1), bytes(h.failing - 1), failures, note);
}

int main(int argc, char **argv)
{
	FILE *truth = argc == 6 ? fopen(argv[5], "a") : NULL;

	if (!truth) {
		fputs("usage: generate FIRST HOSTS HOURS UNTIL TRUTH\n", stderr);
		return 64;
	}
	for (unsigned int i = 0; i < (unsigned int)atoi(argv[2]); i++)
		live(atoi(argv[1]) + i, atoi(argv[3]), strtoull(argv[4], NULL, 10), truth);
	return fclose(truth) || fflush(stdout) ? 1 : 0;
}
