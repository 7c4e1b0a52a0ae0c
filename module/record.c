// SPDX-License-Identifier: GPL-2.0
/*
 * The record: counters since load, the last failure, the last round, the last look.
 *
 * Rounds are the only writer of failures and rounds, periodic looks of looks; there may be any
 * number of readers. The lock makes one read of one file consistent. Files are read one by one,
 * so a reader of the whole failure compares `seq` before and after.
 */
#include <linux/sysfs.h>
#include <linux/timekeeping.h>

#include "kmcontig.h"

atomic64_t kmc_counters[KMC_NR_COUNTERS];

static DEFINE_SPINLOCK(record_lock);
static struct kmc_failure last_failure;
static struct kmc_round_summary last_round;
static struct timespec64 last_look;

/**
 * kmc_record_failure() - make a failure the last one
 * @failure: the failure; its seq is set here
 *
 * The record is complete before `failures` grows, so that a process that this wakes
 * reads the new one.
 */
void kmc_record_failure(struct kmc_failure *failure)
{
	spin_lock(&record_lock);
	failure->seq = last_failure.seq + 1;
	last_failure = *failure;
	spin_unlock(&record_lock);
	kmc_count(KMC_FAILURES);
	kmc_record_notify(KMC_FAILURES);
}

/**
 * kmc_show_failure() - let a function write something of the last failure
 * @buf: where to write
 * @emit: the function; called under a spinlock, also if there was no failure (seq 0)
 * @what: passed to it
 *
 * Not a copy for the caller: it would be too large for the stack.
 *
 * Return: what @emit returns.
 */
ssize_t kmc_show_failure(char *buf, kmc_emit_failure *emit, const void *what)
{
	ssize_t len;

	spin_lock(&record_lock);
	len = emit(buf, &last_failure, what);
	spin_unlock(&record_lock);
	return len;
}

/* Store what a round resulted in. */
void kmc_record_round(const struct kmc_round_summary *summary)
{
	spin_lock(&record_lock);
	last_round = *summary;
	spin_unlock(&record_lock);
	kmc_count(KMC_ROUNDS);
}

/* Copy what the last round resulted in. */
void kmc_last_round(struct kmc_round_summary *summary)
{
	spin_lock(&record_lock);
	*summary = last_round;
	spin_unlock(&record_lock);
}

/* A periodic look ended now. */
void kmc_record_look(void)
{
	struct timespec64 now;

	ktime_get_real_ts64(&now);
	spin_lock(&record_lock);
	last_look = now;
	spin_unlock(&record_lock);
	kmc_count(KMC_LOOKS);
}

/* Copy the time of the last periodic look; zero if there was none. */
void kmc_last_look(struct timespec64 *time)
{
	spin_lock(&record_lock);
	*time = last_look;
	spin_unlock(&record_lock);
}

/* === poll() ============================================================== */

/* kernfs wakes nobody by itself: not for a new value, nor for a removal. */
static struct kernfs_node *watched[KMC_NR_COUNTERS];

/* From now on kmc_record_notify() wakes those who poll() the counter's file. */
void kmc_record_watch(enum kmc_counter counter, struct kernfs_node *dirent)
{
	watched[counter] = dirent;
}

/* Wake those who poll() a counter's file, if it is watched. Any context. */
void kmc_record_notify(enum kmc_counter counter)
{
	if (watched[counter])
		sysfs_notify_dirent(watched[counter]);
}
