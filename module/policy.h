/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pure functions: the next step of a probe, the meaning of its answers, and the
 * arithmetic of the files. Nothing here allocates, sleeps, locks or reads the clock, so all
 * of it is callable from any context. Unit tests run it in user space and under KUnit.
 */
#ifndef KMCONTIG_POLICY_H
#define KMCONTIG_POLICY_H

#include <linux/types.h>

/* How hard the kernel may try to find a block, in rising order. */
enum kmc_effort {
	KMC_NOWAIT,
	KMC_NORETRY,
	KMC_RETRY_MAYFAIL,
	KMC_NR_EFFORTS
};

extern const char *const kmc_effort_names[KMC_NR_EFFORTS];

/* What is known of a size on a node. */
enum kmc_state {
	KMC_UNKNOWN,
	KMC_FREE,
	KMC_RECOVERED,
	KMC_FAILED,
	KMC_NR_STATES
};

extern const char *const kmc_state_names[KMC_NR_STATES];

/* The result of one allocation attempt. */
enum kmc_outcome {
	KMC_REFUSED,		/* no block, or one from another node */
	KMC_OBTAINED,
	KMC_DISCONTIGUOUS,	/* a block whose frames were not consecutive */
};

/**
 * struct kmc_probe - the course of one size's probe on one node
 * @state: the answer of the last probe that had one, or unknown
 * @answer: that answer, also while @state is unknown; unknown: there was none
 * @open: this round's probe has no answer yet
 * @skip: number of rounds in which the reclaiming efforts are still skipped
 * @backoff: number of rounds for which the last failure made them skipped; 0 after a
 *	     success
 */
struct kmc_probe {
	enum kmc_state state;
	enum kmc_state answer;
	bool open;
	u8 skip;
	u8 backoff;
};

#define KMC_BACKOFF_MAX 16

void kmc_probe_begin(struct kmc_probe *probe, bool in_range);
bool kmc_probe_proceed(struct kmc_probe *probe, enum kmc_effort effort,
		       bool ignore_backoff);
bool kmc_probe_answer(struct kmc_probe *probe, enum kmc_effort effort,
		      enum kmc_effort limit, enum kmc_outcome outcome,
		      bool ignore_backoff);
void kmc_probe_forgive(struct kmc_probe *probe);

/* Did nowait allocate the size in this round? An open probe still has the last round's state. */
static inline bool kmc_probe_ended_free(const struct kmc_probe *probe)
{
	return !probe->open && probe->state == KMC_FREE;
}

static inline bool kmc_state_obtainable(enum kmc_state state)
{
	return state == KMC_FREE || state == KMC_RECOVERED;
}

bool kmc_state_change_counts(enum kmc_state old, enum kmc_state new);
bool kmc_answer_turned(enum kmc_state before, enum kmc_state answer);

#define KMC_NR_BUCKETS 12

unsigned int kmc_sizes_of_node(unsigned int nr_sizes, u64 pages);
unsigned int kmc_latency_bucket(u64 latency_ns);
unsigned int kmc_unusable_index(const u64 *free_blocks,
				unsigned int nr_orders, unsigned int order);
u64 kmc_round_delay_ns(u64 interval_ns, u64 took_ns, u32 duty_ppm,
		       bool *put_off);

/**
 * struct kmc_windows - the window of time that is now, and the one before
 * @start_ns: when the one that is now began
 * @now: its index, 0 or 1
 * @seen: for each, whether a look fell into it
 *
 * Zero it. Whoever keeps something for each window keeps it by the index.
 */
struct kmc_windows {
	u64 start_ns;
	u8 now;
	bool seen[2];
};

/* A window that no round ends: five minutes. */
#define KMC_WINDOW_NS 300000000000ULL

void kmc_windows_end(struct kmc_windows *windows, u64 now_ns);
void kmc_windows_age(struct kmc_windows *windows, u64 now_ns);
bool kmc_windows_look(struct kmc_windows *windows);

#define KMC_SIZE_NAME_LEN 32

void kmc_size_name(char name[KMC_SIZE_NAME_LEN], unsigned long size);

int kmc_parse_number(const char *buf, size_t count, u64 min, u64 max, u64 *value);
int kmc_parse_word(const char *buf, size_t count, const char *const *words,
		   unsigned int nr_words);

#endif /* KMCONTIG_POLICY_H */
