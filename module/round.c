// SPDX-License-Identifier: GPL-2.0
/*
 * Rounds, and when they run.
 *
 * There are two workqueues. `rounds` runs the periodic rounds and the requested ones. It is
 * freezable, so that no round runs across a suspend. Its workers run on the CPU of the
 * first node's probes and make those themselves: on a host with one node a round wakes no
 * other worker. Probes of a node with another CPU are queued to `probes`, and the round waits
 * for them. `probes` must not be freezable: the freezer would wait for the round, and
 * the round for a pass that the freezer holds back.
 *
 * round_lock lets one round run at a time. Only workers take it, before they read the requests
 * and the configuration, so a round that had to wait uses what was requested by then.
 * pace.lock guards when the next periodic round is due; it nests in round_lock and is never
 * held across a sleep. Neither workqueue is ever flushed under a lock: a writer of a
 * file may hold a lock of sysfs while it waits for a round.
 */
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/nodemask.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>
#include <linux/wait.h>

#include "kmcontig.h"

static struct workqueue_struct *rounds;
static struct workqueue_struct *probes;

static DEFINE_MUTEX(round_lock);

static bool running;
static atomic_t forgive;	/* `effort` was written: end all back-off */

/* May rounds run? Not before all files are there, nor during unload. Any context. */
static bool rounds_running(void)
{
	return READ_ONCE(running);
}

/* === One round =========================================================== */

static void begin_node(struct kmc_node *node, const struct kmc_round *round)
{
	u64 free_blocks[KMC_NR_ORDERS];
	unsigned int i;

	kmc_lowest_begin_round(node);
	kmc_free_blocks(node->nid, free_blocks);
	spin_lock(&node->lock);
	memcpy(node->free_blocks, free_blocks, sizeof(free_blocks));
	spin_unlock(&node->lock);
	node->nr_sizes = kmc_sizes_of_node(round->nr_sizes, node_present_pages(node->nid));
	for (i = 0; i < KMC_NR_SIZES; i++)
		kmc_probe_begin(&node->sizes[i]->probe, i < node->nr_sizes);
}

/* Is there a probe that has no answer yet? */
static bool unanswered(const struct kmc_node *node)
{
	unsigned int i;

	for (i = 0; i < KMC_NR_SIZES; i++)
		if (node->sizes[i]->probe.open)
			return true;
	return false;
}

/*
 * The attempts of one effort on one node, from large to small: a small block might be
 * split from the last large one.
 */
static void node_pass(struct kmc_node *node)
{
	int order;

	for (order = node->nr_sizes - 1; order >= 0; order--) {
		/* A node that went away since the round began has not failed. */
		if (!rounds_running() || !node_state(node->nid, N_NORMAL_MEMORY))
			return;
		kmc_probe_size(node, order);
		cond_resched();
	}
}

/**
 * kmc_node_work() - a node's pass, in a worker of its CPU
 * @work: the node's work item
 *
 * The round worker waits for the completion, and may free the node after that.
 */
void kmc_node_work(struct work_struct *work)
{
	struct kmc_node *node = container_of(work, struct kmc_node, work);

	node_pass(node);
	complete(&node->done);
}

static void run_pass(struct kmc_node *node, const struct kmc_round *round,
		     enum kmc_effort effort)
{
	node->round = round;
	node->effort = effort;
	/* A worker of a CPU that went offline is bound to none: not that one. */
	if (is_percpu_thread() && node->cpu == raw_smp_processor_id()) {
		node_pass(node);
		return;
	}
	/*
	 * Not flush_work(): up to 5.14 the barrier that it queues may outlast it, and
	 * destroy_workqueue() does not wait for the barrier and warns of a busy queue.
	 * It does wait for the work item itself.
	 */
	reinit_completion(&node->done);
	queue_work_on(node->cpu, probes, &node->work);
	wait_for_completion(&node->done);
}

/* The largest size such that it and every smaller one are available. */
static unsigned long largest(const struct kmc_node *node, bool recovered)
{
	unsigned long size = 0;
	unsigned int i;

	for (i = 0; i < KMC_NR_SIZES; i++) {
		enum kmc_state state = node->sizes[i]->probe.state;

		if (state != KMC_FREE && !(recovered && state == KMC_RECOVERED))
			break;
		size = kmc_size(i);
	}
	return size;
}

static void summarize(void)
{
	struct kmc_round_summary summary = {};
	struct kmc_node *node;
	bool first = true;
	int nid;

	kmc_for_each_node(node, nid) {
		WRITE_ONCE(node->largest_free, largest(node, false));
		WRITE_ONCE(node->largest_recovered, largest(node, true));
		if (first || node->largest_free < summary.largest_free)
			summary.largest_free = node->largest_free;
		if (first || node->largest_recovered < summary.largest_recovered)
			summary.largest_recovered = node->largest_recovered;
		first = false;
	}
	ktime_get_real_ts64(&summary.end);
	kmc_record_round(&summary);
}

/* Before the configuration is read: a writer of `effort` sets it first, then this flag. */
static void forgive_if_asked(void)
{
	struct kmc_node *node;
	int nid, i;

	if (!atomic_xchg(&forgive, 0))
		return;
	kmc_for_each_node(node, nid)
		for (i = 0; i < KMC_NR_SIZES; i++)
			kmc_probe_forgive(&node->sizes[i]->probe);
}

/*
 * The passes, each over all nodes: every attempt that may not reclaim comes before the
 * first that may, because reclaim changes what is measured.
 *
 * Under round_lock. Returns how long it took, in ns.
 */
static u64 run_round(enum kmc_effort limit, bool ignore_backoff)
{
	const struct kmc_round round = {
		.limit = limit,
		.verify = kmc_config(KMC_VERIFY),
		.nr_sizes = ilog2(kmc_config(KMC_MAX_SIZE)) - PAGE_SHIFT + 1,
		.ignore_backoff = ignore_backoff,
	};
	enum kmc_effort effort;
	struct kmc_node *node;
	u64 took, start;
	int nid;

	start = ktime_get_ns();
	kmc_nodes_sync();
	kmc_for_each_node(node, nid)
		begin_node(node, &round);
	for (effort = KMC_NOWAIT; effort <= limit; effort++)
		kmc_for_each_node(node, nid)
			/* Waking a worker takes as long as several allocations. */
			if (unanswered(node))
				run_pass(node, &round, effort);
	took = ktime_get_ns() - start;
	atomic64_add(took, &kmc_counters[KMC_BUSY_NS]);
	summarize();
	return took;
}

/* === Periodic rounds ===================================================== */

static void periodic_round(struct work_struct *work);
static DECLARE_DELAYED_WORK(periodic, periodic_round);

static struct {
	spinlock_t lock;	/* all below, and arming the timer by it */
	bool ran;		/* there was a periodic round */
	bool busy;		/* there is one now */
	u64 start_ns;		/* of the last one, CLOCK_MONOTONIC */
	u64 took_ns;
	bool put_off;		/* the next one is already counted as delayed */
} pace = {
	.lock = __SPIN_LOCK_UNLOCKED(pace.lock),
};

/*
 * Nanoseconds until the next periodic round is due. Under pace.lock. A round
 * that the share of time puts off is counted, once.
 */
static u64 pace_wait_ns(void)
{
	u64 due, now = ktime_get_ns();
	bool put_off;

	if (!pace.ran)
		return 0;
	due = pace.start_ns +
	      kmc_round_delay_ns((u64)kmc_config(KMC_INTERVAL_MS) * NSEC_PER_MSEC,
				 pace.took_ns, kmc_config(KMC_DUTY_PPM), &put_off);
	if (due <= now)
		return 0;
	if (put_off && !pace.put_off) {
		pace.put_off = true;
		kmc_count(KMC_DELAYED_ROUNDS);
	}
	return due - now;
}

/* Timers count in ticks. One tick too many is better than an early round. */
static unsigned long ticks(u64 ns)
{
	return min_t(u64, nsecs_to_jiffies64(ns + TICK_NSEC - 1), MAX_JIFFY_OFFSET);
}

/* Under pace.lock. */
static void round_arm(unsigned long delay)
{
	preempt_disable();
	mod_delayed_work_on(kmc_home_cpu(), rounds, &periodic, delay);
	preempt_enable();
}

/*
 * Set the timer of the next periodic round: after a periodic round, and after a write that
 * changes when the next is due. A write during a round leaves it to that round's end.
 */
static void round_rearm(void)
{
	spin_lock(&pace.lock);
	if (!rounds_running() || !kmc_config(KMC_ENABLED))
		cancel_delayed_work(&periodic);
	else if (!pace.busy)
		round_arm(ticks(pace_wait_ns()));
	spin_unlock(&pace.lock);
}

/*
 * Is it time for a periodic round? The timer alone does not decide: it expires early if the
 * wait is longer than timers can be, and there may have been a write just after it
 * expired.
 */
static bool begin_periodic(void)
{
	bool begin;

	spin_lock(&pace.lock);
	begin = rounds_running() && kmc_config(KMC_ENABLED) && !pace_wait_ns();
	if (begin) {
		pace.ran = true;
		pace.busy = true;
		pace.put_off = false;
		pace.start_ns = ktime_get_ns();
	}
	spin_unlock(&pace.lock);
	return begin;
}

static void periodic_round(struct work_struct *work)
{
	u64 took;

	/* There is no wait, unless rounds have just moved to another CPU. */
	mutex_lock(&round_lock);
	if (begin_periodic()) {
		forgive_if_asked();
		took = run_round(kmc_config(KMC_EFFORT), false);
		spin_lock(&pace.lock);
		pace.busy = false;
		pace.took_ns = took;
		spin_unlock(&pace.lock);
	}
	mutex_unlock(&round_lock);
	round_rearm();
}

/* End all back-off with the next round, which uses what was configured before. */
static void forgive_later(void)
{
	atomic_set_release(&forgive, 1);
}

/* === Rounds requested by a write to `run` ================================ */

static void requested_rounds(struct work_struct *work);
static DECLARE_WORK(request_work, requested_rounds);

/*
 * For each effort whether a round is requested, and how many began and ended. A request is
 * a number, not memory of the writer's, so a writer may leave early. Those who request
 * the same effort before the round begins share it, so however many writers there are, at most
 * one round for each effort waits.
 */
static struct {
	spinlock_t lock;	/* all three below */
	wait_queue_head_t ended;
	bool asked[KMC_NR_EFFORTS];
	u64 begun[KMC_NR_EFFORTS];
	u64 done[KMC_NR_EFFORTS];
} requests = {
	.lock = __SPIN_LOCK_UNLOCKED(requests.lock),
	.ended = __WAIT_QUEUE_HEAD_INITIALIZER(requests.ended),
};

static bool begin_request(enum kmc_effort effort)
{
	bool asked;

	spin_lock(&requests.lock);
	asked = requests.asked[effort];
	requests.asked[effort] = false;
	requests.begun[effort] += asked;
	spin_unlock(&requests.lock);
	return asked;
}

static void end_request(enum kmc_effort effort)
{
	spin_lock(&requests.lock);
	requests.done[effort] = requests.begun[effort];
	spin_unlock(&requests.lock);
	wake_up_all(&requests.ended);
}

static void requested_rounds(struct work_struct *work)
{
	enum kmc_effort effort;

	mutex_lock(&round_lock);
	for (effort = KMC_NOWAIT; effort < KMC_NR_EFFORTS; effort++) {
		/* If a round was cut short, its writers must not return 0. */
		if (!rounds_running())
			break;
		if (!begin_request(effort))
			continue;
		forgive_if_asked();
		run_round(effort, true);
		if (rounds_running())
			end_request(effort);
	}
	mutex_unlock(&round_lock);
}

static bool request_done(enum kmc_effort effort, u64 ticket)
{
	bool done;

	spin_lock(&requests.lock);
	done = requests.done[effort] >= ticket;
	spin_unlock(&requests.lock);
	return done;
}

/**
 * kmc_rounds_run() - run a round now, and wait for its end
 * @effort: the round's highest effort
 *
 * The round runs in the worker, also when the caller does not wait for it.
 *
 * Context: process, sleeps.
 * Return: 0, -EINTR after a signal, -ENODEV if the module is being unloaded.
 */
int kmc_rounds_run(enum kmc_effort effort)
{
	u64 ticket;

	if (!rounds_running())
		return -ENODEV;
	spin_lock(&requests.lock);
	ticket = requests.begun[effort] + 1;
	requests.asked[effort] = true;
	spin_unlock(&requests.lock);
	queue_work_on(kmc_home_cpu(), rounds, &request_work);
	/* Not -ERESTARTSYS: writing again would request one more round. */
	if (wait_event_interruptible(requests.ended,
				     request_done(effort, ticket) ||
				     !rounds_running()))
		return -EINTR;
	return request_done(effort, ticket) ? 0 : -ENODEV;
}

/* === Life ================================================================ */

/* Make the workqueues. Returns 0 or -ENOMEM. */
int kmc_rounds_init(void)
{
	/* CPU_INTENSIVE: zeroing megabytes must not delay other work items of the CPU. */
	const unsigned int flags = KMC_WQ_PERCPU | WQ_CPU_INTENSIVE;

	rounds = alloc_workqueue("kmcontig", flags | WQ_FREEZABLE, 1);
	if (!rounds)
		return -ENOMEM;
	probes = alloc_workqueue("kmcontig_probes", flags, 1);
	if (!probes) {
		destroy_workqueue(rounds);
		return -ENOMEM;
	}
	return 0;
}

/* Begin periodic rounds, if they are enabled. */
void kmc_rounds_start(void)
{
	kmc_config_watch(KMC_ENABLED, round_rearm);
	kmc_config_watch(KMC_INTERVAL_MS, round_rearm);
	kmc_config_watch(KMC_DUTY_PPM, round_rearm);
	kmc_config_watch(KMC_EFFORT, forgive_later);
	/* Release: whoever sees this also sees all that init has set before. */
	smp_store_release(&running, true);
	round_rearm();
}

/**
 * kmc_rounds_shut() - let no round begin, end the current one, wake those who wait
 *
 * Removing the files waits for writers of `run`. Without this it would wait for whole
 * rounds.
 */
void kmc_rounds_shut(void)
{
	spin_lock(&pace.lock);
	WRITE_ONCE(running, false);
	spin_unlock(&pace.lock);
	wake_up_all(&requests.ended);
}

/**
 * kmc_rounds_exit() - stop the worker
 *
 * After the files at the top are removed, or before they are made: nobody can queue work,
 * and what is queued finds that no round may run.
 *
 * Not with cancel_work_sync(): destroy_workqueue() would warn of its barrier, as run_pass()
 * says of flush_work().
 */
void kmc_rounds_exit(void)
{
	cancel_delayed_work(&periodic);
	destroy_workqueue(rounds);
	destroy_workqueue(probes);
}
