// SPDX-License-Identifier: GPL-2.0
/* What a picture of the tree says, in plain words, as wide as the output. */
#include <inttypes.h>
#include <string.h>

#include "judge/verdict.h"
#include "print/status_text.h"
#include "util/text.h"

/* === the table: a node a line, a size a column ========================== */

#define COLUMN		6
#define MARGIN		9	/* "node 1023" */

struct look {
	const char *plain, *symbol, *colour;
};

#define GREEN	"\033[32m"
#define YELLOW	"\033[33m"
#define RED	"\033[1;31m"
#define DIM	"\033[2m"
#define NORMAL	"\033[0m"

static const struct look looks[NR_STATES] = {
	[STATE_UNKNOWN]		= { "-",	"·",	DIM },
	[STATE_FREE]		= { "free",	"●",	GREEN },
	[STATE_RECOVERED]	= { "recov",	"◐",	YELLOW },
	[STATE_FAILED]		= { "FAIL",	"✗",	RED },
};

static const char *const status_meanings[NR_STATES] = {
	[STATE_UNKNOWN]		= "unknown: not probed yet, or above max_size",
	[STATE_FREE]		= "free: available at once",
	[STATE_RECOVERED]	= "recovered: available only after compaction or reclaim",
	[STATE_FAILED]		= "failed: unavailable at every enabled effort",
};

static const char *const audit_meanings[NR_STATES] = {
	[STATE_UNKNOWN]		= "unknown: not probed, above max_size",
	[STATE_FREE]		= "free: available at once",
	[STATE_RECOVERED]	= "recovered: available only after compaction or reclaim",
	[STATE_FAILED]		= "failed: unavailable until a reboot, or until unmovable memory is freed",
};

struct table {
	const struct style *style;
	const struct tree *tree;
	const char *const *meanings;
	bool old;		/* the states are of a round that says nothing any more */
	unsigned int sizes;	/* that fit into a line */
};

/*
 * One cell, @width columns wide whatever bytes it takes. An old state has a "?" and no
 * colour of its own: what was free once must not look as if it were.
 */
static void put_look(FILE *f, const struct table *t, const struct look *look, bool old, int width)
{
	const char *text = t->style->symbols ? look->symbol : look->plain;
	int columns = t->style->symbols ? 1 : (int)strlen(text);
	int bytes = strlen(text);

	if (old && columns > COLUMN - 2)
		bytes = columns = COLUMN - 2;
	fprintf(f, "%*s%s%.*s%s%s", width - columns - old, "",
		!t->style->colour ? "" : old ? DIM : look->colour, bytes, text, old ? "?" : "",
		t->style->colour ? NORMAL : "");
}

static void put_cell(FILE *f, const struct table *t, enum state state, int width)
{
	put_look(f, t, &looks[state], t->old && state != STATE_UNKNOWN, width);
}

/* All nodes, for the sizes from @first on that fit into a line. */
static void put_block(FILE *f, const struct table *t, unsigned int first)
{
	const struct tree_node *widest = &t->tree->nodes[0];
	unsigned int end = first + t->sizes;
	char name[SIZE_TEXT];

	fprintf(f, "%*s", MARGIN, "");
	for (unsigned int j = first; j < widest->n_sizes && j < end; j++)
		fprintf(f, "%*s", COLUMN, size_short(name, widest->sizes[j].bytes));
	fputc('\n', f);
	for (unsigned int i = 0; i < t->tree->n_nodes; i++) {
		const struct tree_node *node = &t->tree->nodes[i];

		fprintf(f, "node %-*u", MARGIN - 5, node->id);
		for (unsigned int j = first; j < node->n_sizes && j < end; j++)
			put_cell(f, t, node->sizes[j].state, COLUMN);
		fputc('\n', f);
	}
}

static void put_meaning(FILE *f, const char *meaning)
{
	fputs("  ", f);
	output_hanging(f, COLUMN + 3, meaning);
}

static void put_legend(FILE *f, const struct table *t)
{
	static const struct look mark = { "", "", DIM };
	bool known = false;

	for (unsigned int state = 0; state < NR_STATES; state++) {
		if (!verdict_has(t->tree, state))
			continue;
		put_cell(f, t, state, COLUMN + 1);
		put_meaning(f, t->meanings[state]);
		known |= state != STATE_UNKNOWN;
	}
	if (t->old && known) {
		fprintf(f, "%*s", COLUMN, "");
		put_look(f, t, &mark, true, 1);
		put_meaning(f, "out of date: what is available now is not known");
	}
}

/* Every node has the same sizes: the kernel's. */
static void put_table(FILE *f, const struct style *style, const char *const *meanings,
		      const struct tree *tree, bool old)
{
	const struct table t = {
		.style = style,
		.tree = tree,
		.meanings = meanings,
		.old = old,
		.sizes = (output_columns(f) - MARGIN) / COLUMN,
	};

	for (unsigned int first = 0; first < tree->nodes[0].n_sizes; first += t.sizes) {
		put_block(f, &t, first);
		fputc('\n', f);
	}
	put_legend(f, &t);
	fputc('\n', f);
}

/* === sentences ============================================================ */

static void add_ago(struct text *text, const struct stamp *stamp, uint64_t now_sec)
{
	if (stamp->sec > now_sec) {
		text_add(text, "in the future (the clock was set back)");
		return;
	}
	text_add_span(text, now_sec - stamp->sec, " days");
	text_add(text, " ago");
}

static void add_bytes(struct text *text, uint64_t bytes)
{
	if (bytes >> 30)
		text_add(text, "%" PRIu64 ".%" PRIu64 " GiB", bytes >> 30,
			 (bytes >> 20 & 1023) * 10 / 1024);
	else if (bytes >> 20)
		text_add(text, "%" PRIu64 " MiB", bytes >> 20);
	else
		text_add(text, "%" PRIu64 " KiB", bytes >> 10);
}

static void put_text(FILE *f, const struct text *text)
{
	output_paragraph(f, 0, text->buf);
}

static void put_last_round(FILE *f, const struct tree *tree, uint64_t now_sec)
{
	struct text text;

	text_init(&text);
	switch (verdict_age(tree, now_sec)) {
	case AGE_NO_ROUND:
		text_add(&text, "No round of probes has ended yet.");
		break;
	case AGE_STALE:
		text_add(&text, "OUT OF DATE. ");
		/* fallthrough */
	case AGE_FRESH:
		text_add(&text, "Contiguous memory as of the last round, ");
		add_ago(&text, &tree->last_round, now_sec);
		text_add(&text, " (highest effort enabled: %s):",
			 effort_names[tree->config.effort]);
		break;
	}
	put_text(f, &text);
	fputc('\n', f);
}

/* Why the kernel could not allocate the block: the reasons of last_failure/reason. */
static const char *const reason_words[NR_REASONS] = {
	[REASON_NO_ZONE]	= "no zone that such a request may use has memory",
	[REASON_FRAGMENTED]	= "memory is free but fragmented: ",
	[REASON_CMA]		= "the only free blocks are reserved for CMA",
	[REASON_HIGHATOMIC]	= "the only free blocks are reserved for atomic requests (HIGHATOMIC)",
	[REASON_RESERVED]	= "the only free blocks are in zones that are reserved for other requests (lowmem_reserve)",
	[REASON_LOW]		= "free memory is too low, at the watermark: only ",
	[REASON_RACED]		= "a block was available again right after",
	[REASON_DISCONTIGUOUS]	=
		"the kernel allocated a block whose page frames are not consecutive, which must never happen",
};

static void add_reason(struct text *text, const struct tree_failure *failure)
{
	text_add(text, "%s", reason_words[failure->reason]);
	if (failure->reason != REASON_FRAGMENTED && failure->reason != REASON_LOW)
		return;
	add_bytes(text, verdict_free_bytes(failure));
	text_add(text, failure->reason == REASON_LOW ? " were free" :
		 " were free, all of it in smaller blocks");
}

static void put_last_failure(FILE *f, const struct tree *tree, uint64_t now_sec)
{
	const struct tree_failure *failure = &tree->last_failure;
	char words[SIZE_TEXT];
	struct text text;

	text_init(&text);
	if (!failure->seq) {
		text_add(&text, "No probe has failed since the module was loaded.");
	} else {
		text_add(&text, "%s blocks on node %u last failed ",
			 size_words(words, failure->size), failure->node);
		add_ago(&text, &failure->time, now_sec);
		text_add(&text, ", at effort %s; ", effort_names[failure->effort]);
		add_reason(&text, failure);
		text_add(&text, ". Failed probes since load: %" PRIu64 ".", failure->seq);
	}
	put_text(f, &text);
}

static const char *advice_for_failed(const struct tree *tree)
{
	switch (tree->last_failure.reason) {
	case REASON_LOW:
		return "Memory is low: find out who uses it (/proc/meminfo, slabtop, smem).";
	case REASON_CMA:
	case REASON_HIGHATOMIC:
	case REASON_RESERVED:
		return "The free blocks are reserved for other requests. More free memory helps: find out who uses it (/proc/meminfo, slabtop, smem).";
	default:
		break;
	}
	if (tree->last_failure.effort < EFFORT_RETRY_MAYFAIL)
		return "As root, `kmcontig audit` tells whether more effort still provides the failed sizes, or only a reboot does.";
	return "Unmovable memory is in the way. As root: echo 1 > /proc/sys/vm/compact_memory, then `kmcontig audit`. Where that does not help, stop or restart what holds the memory, or plan a reboot.";
}

static const char *advice(const struct tree *tree, uint64_t now_sec)
{
	if (tree->counters[COUNTER_DISCONTIGUITIES])
		return "The kernel allocated blocks whose page frames are not consecutive. Treat data on this host as suspect, and take it out of service.";
	if (verdict_age(tree, now_sec) != AGE_FRESH)
		return tree->config.enabled ?
			"Rounds should be running: see the kernel's log (journalctl -k), or start one, as root: echo 1 > /sys/kernel/kmcontig/run" :
			"Periodic rounds are disabled. As root: echo 1 > /sys/kernel/kmcontig/enabled";
	if (verdict_has(tree, STATE_FAILED))
		return advice_for_failed(tree);
	if (verdict_has(tree, STATE_RECOVERED))
		return "Nothing, unless a driver needs such a size where it cannot wait (in an interrupt). As root: echo 1 > /proc/sys/vm/compact_memory makes blocks at once.";
	return "Nothing.";
}

static void put_advice(FILE *f, const struct tree *tree, uint64_t now_sec)
{
	struct text text;

	text_init(&text);
	text_add(&text, "What to do: %s", advice(tree, now_sec));
	put_text(f, &text);
	fputc('\n', f);
}

/* Parts per million as a percentage. */
static void add_percent(struct text *text, uint64_t ppm)
{
	text_add(text, "%" PRIu64 ".%04" PRIu64 " %%", ppm / 10000, ppm % 10000);
}

static void put_overhead(FILE *f, const struct tree *tree)
{
	uint64_t rounds = tree->counters[COUNTER_ROUNDS];
	uint64_t busy_usec = tree->counters[COUNTER_BUSY_NS] / 1000;
	struct text text;

	text_init(&text);
	text_add(&text, "Overhead: %" PRIu64 " round%s since load took %" PRIu64 ".%03" PRIu64 " s",
		 rounds, rounds == 1 ? "" : "s", busy_usec / 1000000, busy_usec / 1000 % 1000);
	if (rounds)
		text_add(&text, " (%" PRIu64 " us on average)", busy_usec / rounds);
	text_add(&text, ": ");
	add_percent(&text, verdict_share_ppm(tree));
	text_add(&text, " of the time, of at most ");
	add_percent(&text, tree->config.duty_ppm);
	text_add(&text, " (duty_ppm). Rounds put off for that: %" PRIu64 ".",
		 tree->counters[COUNTER_DELAYED_ROUNDS]);
	put_text(f, &text);
}

static void put_reload(FILE *f, const struct tree *tree)
{
	struct text text;

	text_init(&text);
	text_add(&text, "A reload is due: the module that is loaded is of version %s, the program of %s. Reboot, or as root: modprobe -r kmcontig && modprobe kmcontig.",
		 tree->module_version, KMCONTIG_VERSION);
	put_text(f, &text);
	fputc('\n', f);
}

void status_text_print(FILE *f, const struct style *style, const struct tree *tree,
		   uint64_t now_sec)
{
	put_last_round(f, tree, now_sec);
	put_table(f, style, status_meanings, tree, verdict_age(tree, now_sec) != AGE_FRESH);
	put_last_failure(f, tree, now_sec);
	fputc('\n', f);
	put_advice(f, tree, now_sec);
	if (verdict_reload_due(tree))
		put_reload(f, tree);
	put_overhead(f, tree);
}

/* === the audit ============================================================ */

/* "64~KiB, 1~MiB": the sizes whose worst state is @state. No line ends within one. */
static bool add_sizes(struct text *text, const struct tree *tree, enum state state)
{
	const struct tree_node *first = &tree->nodes[0];
	bool any = false;
	char words[SIZE_TEXT];

	for (unsigned int j = 0; j < first->n_sizes; j++) {
		if (verdict_state_of(tree, first->sizes[j].bytes) != state)
			continue;
		size_words(words, first->sizes[j].bytes);
		*strchr(words, ' ') = OUTPUT_TIE;
		text_add(text, "%s%s", any ? ", " : "", words);
		any = true;
	}
	return any;
}

static void put_verdict(FILE *f, const struct tree *tree, enum state state, const char *verdict)
{
	struct text text;

	text_init(&text);
	text_add(&text, "%s: ", verdict);
	if (!add_sizes(&text, tree, state))
		text_add(&text, "none");
	put_text(f, &text);
}

void audit_text_print(FILE *f, const struct style *style, const struct tree *tree,
		  uint64_t now_sec)
{
	struct text text;

	text_init(&text);
	text_add(&text, "Contiguous memory, probed just now at the highest effort (%s):",
		 effort_names[NR_EFFORTS - 1]);
	put_text(f, &text);
	fputc('\n', f);
	put_table(f, style, audit_meanings, tree, false);
	put_verdict(f, tree, STATE_FREE, "Available");
	put_verdict(f, tree, STATE_RECOVERED, "Available after reclaim");
	put_verdict(f, tree, STATE_FAILED, "Unavailable (reboot, or free unmovable memory)");
	if (verdict_has(tree, STATE_UNKNOWN))
		put_verdict(f, tree, STATE_UNKNOWN, "Unknown (not probed)");
	if (verdict_has(tree, STATE_FAILED)) {
		fputc('\n', f);
		put_last_failure(f, tree, now_sec);
	}
}
