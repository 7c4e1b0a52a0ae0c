// SPDX-License-Identifier: GPL-2.0
/*
 * What is remembered: counters since load, the last failure, the last round.
 *
 * One writer (the round worker), any number of readers. The lock is held for a
 * copy only; it makes a read of one file consistent. Files are read one by
 * one, so a reader of the whole record compares `seq` before and after.
 */
#include "kmcontig.h"

atomic64_t kmc_counters[KMC_NR_COUNTERS];

static DEFINE_SPINLOCK(record_lock);
static struct kmc_failure last_failure;
static struct kmc_round_summary last_round;

/**
 * kmc_record_failure() - make a failure the last one
 * @failure: the failure; its seq is set here
 *
 * The record is complete before `failures` grows, so that whoever that wakes
 * finds it.
 */
void kmc_record_failure(struct kmc_failure *failure)
{
	spin_lock(&record_lock);
	failure->seq = last_failure.seq + 1;
	last_failure = *failure;
	spin_unlock(&record_lock);
	kmc_count(KMC_FAILURES);
}

/* Copy the last failure; its seq is 0 when there was none. */
void kmc_last_failure(struct kmc_failure *failure)
{
	spin_lock(&record_lock);
	*failure = last_failure;
	spin_unlock(&record_lock);
}

/* Remember what a round came to. */
void kmc_record_round(const struct kmc_round_summary *summary)
{
	spin_lock(&record_lock);
	last_round = *summary;
	spin_unlock(&record_lock);
	kmc_count(KMC_ROUNDS);
}

/* Copy what the last round came to. */
void kmc_last_round(struct kmc_round_summary *summary)
{
	spin_lock(&record_lock);
	*summary = last_round;
	spin_unlock(&record_lock);
}
