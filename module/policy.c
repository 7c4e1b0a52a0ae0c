// SPDX-License-Identifier: GPL-2.0
/* The probe policy and the arithmetic of the files; see policy.h. */

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/string.h>

#include "policy.h"

const char *const kmc_effort_names[KMC_NR_EFFORTS] = {
	[KMC_NOWAIT]		= "nowait",
	[KMC_NORETRY]		= "noretry",
	[KMC_RETRY_MAYFAIL]	= "retry_mayfail",
};

const char *const kmc_state_names[KMC_NR_STATES] = {
	[KMC_UNKNOWN]		= "unknown",
	[KMC_FREE]		= "free",
	[KMC_RECOVERED]		= "recovered",
	[KMC_FAILED]		= "failed",
};

/* === The course of a probe ============================================== */

/* The one member that readers of files see, at any moment. */
static void set_state(struct kmc_probe *probe, enum kmc_state state)
{
	WRITE_ONCE(probe->state, state);
}

/**
 * kmc_probe_begin() - start this round's probe of a size
 * @probe: the size's probe
 * @in_range: the size is probed at all: not above max_size, nor too large for the node
 */
void kmc_probe_begin(struct kmc_probe *probe, bool in_range)
{
	probe->open = in_range;
	if (!in_range)
		set_state(probe, KMC_UNKNOWN);
}

/**
 * kmc_probe_proceed() - continue with an effort, unless the probe has ended
 * @probe: the size's probe
 * @effort: the effort of the pass; passes come in rising order
 * @ignore_backoff: the round was requested by a write to `run`
 *
 * A probe that is still in back-off ends here, with its old state.
 *
 * Return: true when an attempt is to be made.
 */
bool kmc_probe_proceed(struct kmc_probe *probe, enum kmc_effort effort,
		       bool ignore_backoff)
{
	if (!probe->open)
		return false;
	/* One back-off covers all reclaiming efforts: the first decides. */
	if (effort == KMC_NORETRY && probe->skip && !ignore_backoff) {
		probe->skip--;
		probe->open = false;
	}
	return probe->open;
}

/**
 * kmc_probe_answer() - take in the result of an attempt
 * @probe: the size's probe
 * @effort: the effort of the attempt
 * @limit: the highest effort of this round
 * @outcome: the result of the attempt
 * @ignore_backoff: the round was requested by a write to `run`
 *
 * Return: true when this ends the probe; its new state is in @probe.
 */
bool kmc_probe_answer(struct kmc_probe *probe, enum kmc_effort effort,
		      enum kmc_effort limit, enum kmc_outcome outcome,
		      bool ignore_backoff)
{
	if (outcome == KMC_REFUSED && effort < limit)
		return false;
	if (outcome == KMC_OBTAINED) {
		set_state(probe, effort == KMC_NOWAIT ? KMC_FREE : KMC_RECOVERED);
		kmc_probe_forgive(probe);
	} else {
		set_state(probe, KMC_FAILED);
		/*
		 * A failed compaction defers compaction for everyone, so
		 * failing attempts must become rarer. An attempt that does
		 * not reclaim has no such side effect.
		 */
		if (effort > KMC_NOWAIT && !ignore_backoff) {
			probe->backoff = probe->backoff ?
				min(probe->backoff * 2, KMC_BACKOFF_MAX) : 1;
			probe->skip = probe->backoff;
		}
	}
	probe->answer = probe->state;
	probe->open = false;
	return true;
}

/* End the back-off of a size. */
void kmc_probe_forgive(struct kmc_probe *probe)
{
	probe->skip = 0;
	probe->backoff = 0;
}

/* Is this a change between known states? */
bool kmc_state_change_counts(enum kmc_state old, enum kmc_state new)
{
	return old != new && old != KMC_UNKNOWN && new != KMC_UNKNOWN;
}

/**
 * kmc_answer_turned() - has a size become available or unavailable?
 * @before: the answer before, or KMC_UNKNOWN if there was none
 * @answer: the answer now
 *
 * The state does not tell: it is unknown while max_size excludes the size.
 */
bool kmc_answer_turned(enum kmc_state before, enum kmc_state answer)
{
	return before != KMC_UNKNOWN &&
	       kmc_state_obtainable(before) != kmc_state_obtainable(answer);
}

/* === Arithmetic ========================================================= */

/* A larger share of a node's memory is hard to find on any such node. */
#define NODE_SHARE 64

/* How many of the sizes are probed on a node with so many pages: those up to 1/64 of it. */
unsigned int kmc_sizes_of_node(unsigned int nr_sizes, u64 pages)
{
	while (nr_sizes && 1ULL << (nr_sizes - 1) > pages / NODE_SHARE)
		nr_sizes--;
	return nr_sizes;
}

/*
 * The histogram bucket of a latency, 0 to KMC_NR_BUCKETS - 1. Bucket i holds
 * what is below 1024 << 2i ns and in no earlier bucket; the last one is open.
 */
unsigned int kmc_latency_bucket(u64 latency_ns)
{
	unsigned int i;

	for (i = 0; i < KMC_NR_BUCKETS - 1; i++)
		if (latency_ns < 1024ULL << (2 * i))
			break;
	return i;
}

/**
 * kmc_unusable_index() - the share of free memory in blocks too small for an order
 * @free_blocks: free blocks of each order
 * @nr_orders: length of @free_blocks
 * @order: the order asked for
 *
 * The measure of the kernel's extfrag debugfs file (Gorman, mm/vmstat.c).
 *
 * Return: thousandths, 0 (all of it is usable) to 1000 (none is, or none is free).
 */
unsigned int kmc_unusable_index(const u64 *free_blocks,
				unsigned int nr_orders, unsigned int order)
{
	u64 free = 0, usable = 0;
	unsigned int i;

	for (i = 0; i < nr_orders; i++) {
		u64 pages = free_blocks[i] << i;

		free += pages;
		if (i >= order)
			usable += pages;
	}
	return free ? div64_u64((free - usable) * 1000, free) : 1000;
}

#define PPM		1000000
/* Centuries; adding a time to it does not overflow. */
#define DELAY_MAX_NS	(U64_MAX / 4)

/**
 * kmc_round_delay_ns() - how long after a round's start the next one starts
 * @interval_ns: the configured time between starts
 * @took_ns: how long the round took
 * @duty_ppm: the largest share of elapsed time for rounds, 1 to 1000000
 * @put_off: set to whether the share decides, not the interval
 *
 * Return: nanoseconds from start to start.
 */
u64 kmc_round_delay_ns(u64 interval_ns, u64 took_ns, u32 duty_ppm, bool *put_off)
{
	u64 duty_ns = DELAY_MAX_NS;
	u32 rest;
	u64 times = div_u64_rem(took_ns, duty_ppm, &rest);

	/* In two parts: mul_u64_u32_div() traps on x86 if the result is too large. */
	if (times < DELAY_MAX_NS / PPM)
		duty_ns = times * PPM + div_u64((u64)rest * PPM, duty_ppm);
	*put_off = duty_ns > interval_ns;
	return *put_off ? duty_ns : interval_ns;
}

/* === Windows of time ===================================================== */

/* End the window that is now. Its successor forgets the one before it. */
void kmc_windows_end(struct kmc_windows *windows, u64 now_ns)
{
	windows->now = !windows->now;
	windows->seen[windows->now] = false;
	windows->start_ns = now_ns;
}

/* End windows that are too long. After a pause longer than two, both are empty. */
void kmc_windows_age(struct kmc_windows *windows, u64 now_ns)
{
	int i;

	for (i = 0; i < 2 && now_ns - windows->start_ns >= KMC_WINDOW_NS; i++)
		kmc_windows_end(windows, windows->start_ns + KMC_WINDOW_NS);
	if (now_ns - windows->start_ns >= KMC_WINDOW_NS)
		windows->start_ns = now_ns;
}

/* Note that a look falls into the window that is now. Returns whether it is the first. */
bool kmc_windows_look(struct kmc_windows *windows)
{
	bool first = !windows->seen[windows->now];

	windows->seen[windows->now] = true;
	return first;
}

/* === Names =============================================================== */

/* A size's name, as SLUB would name a cache of it. */
void kmc_size_name(char name[KMC_SIZE_NAME_LEN], unsigned long size)
{
	bool mega = size >= 1UL << 20;

	snprintf(name, KMC_SIZE_NAME_LEN, "kmalloc-%lu%c",
		 size >> (mega ? 20 : 10), mega ? 'M' : 'k');
}

/* === Text that is written to files ====================================== */

/*
 * sysfs passes on at most a page and does not say whether there was more. No valid text
 * is nearly that long, so text of that length may have been cut: reject it instead of
 * acting on its beginning.
 */
#define KMC_TEXT_MAX 4095

/* Length of the text without its one optional newline; 0 if it is too long. */
static size_t text_len(const char *buf, size_t count)
{
	if (count && count <= KMC_TEXT_MAX && buf[count - 1] == '\n')
		count--;
	return count <= KMC_TEXT_MAX ? count : 0;
}

/**
 * kmc_parse_number() - read a number as the contract defines one
 * @buf: the text, not necessarily terminated
 * @count: its length
 * @min: smallest value taken
 * @max: largest value taken
 * @value: where the number goes; untouched on error
 *
 * Decimal digits and one optional newline: no sign, hex, space, or anything
 * after, and no embedded zero byte.
 *
 * Return: 0, -EINVAL for a wrong form, -ERANGE for a number out of bounds.
 */
int kmc_parse_number(const char *buf, size_t count, u64 min, u64 max, u64 *value)
{
	size_t i, len = text_len(buf, count);
	bool overflow = false;
	u64 number = 0;

	if (!len)
		return -EINVAL;
	for (i = 0; i < len; i++) {
		unsigned int digit = (unsigned char)buf[i] - '0';

		if (digit > 9)
			return -EINVAL;
		/* Continue after an overflow: a later byte may not be a digit. */
		if (number > (U64_MAX - digit) / 10)
			overflow = true;
		number = number * 10 + digit;
	}
	if (overflow || number < min || number > max)
		return -ERANGE;
	*value = number;
	return 0;
}

/**
 * kmc_parse_word() - find a word in a list
 * @buf: the text, not necessarily terminated; one newline may follow the word
 * @count: its length
 * @words: the words taken
 * @nr_words: how many
 *
 * Return: the word's index, or -EINVAL.
 */
int kmc_parse_word(const char *buf, size_t count, const char *const *words,
		   unsigned int nr_words)
{
	size_t len = text_len(buf, count);
	unsigned int i;

	for (i = 0; i < nr_words; i++)
		if (strlen(words[i]) == len && !memcmp(words[i], buf, len))
			return i;
	return -EINVAL;
}
