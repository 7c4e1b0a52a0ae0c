// SPDX-License-Identifier: GPL-2.0
/* When the states that an audit has read are those of its own round, and when not. */
#include "sample_tree.h"
#include "unit.h"

#include "judge/audit.h"

/* The tree before an audit, after its round, and after the one that follows. */
struct pictures {
	struct tree *before, *after, *end;
};

static void end_round(struct tree *tree, unsigned int rounds)
{
	tree->counters[COUNTER_ROUNDS] += rounds;
	tree->last_round.nsec += rounds;
}

static void try_hard(struct tree *tree, unsigned int node, unsigned int size)
{
	tree->nodes[node].sizes[size].efforts[EFFORT_RETRY_MAYFAIL].latency_ns_buckets[5]++;
}

/* As it should be: each of the two rounds is the audit's. */
static int setup(void **state)
{
	struct pictures *p = calloc(1, sizeof(*p));

	p->before = sample_tree(2, 4);
	p->after = sample_tree(2, 4);
	p->end = sample_tree(2, 4);
	end_round(p->after, 1);
	end_round(p->end, 2);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct pictures *p = *state;

	tree_free(p->before);
	tree_free(p->after);
	tree_free(p->end);
	free(p);
	return 0;
}

static void expect_proof(const struct pictures *p, enum audit_proof expected)
{
	enum audit_proof got = audit_prove(p->before, p->after, p->end);

	if (got != expected)
		fail_msg("expected \"%s\", got \"%s\"", audit_proof_words[expected],
			 audit_proof_words[got]);
}

static void two_rounds_prove_that_both_are_the_audits(void **state)
{
	struct pictures *p = *state;

	expect_proof(p, AUDIT_PROVEN);
	/* Without the last round there is less of a proof. */
	assert_int_equal(audit_prove(p->before, p->after, NULL), AUDIT_PROVEN);
}

static void no_round_proves_nothing(void **state)
{
	struct pictures *p = *state;

	p->after->counters[COUNTER_ROUNDS]--;
	expect_proof(p, AUDIT_NO_ROUND);
	end_round(p->after, 1);
	p->after->last_round = p->before->last_round;
	expect_proof(p, AUDIT_NO_ROUND);
}

static void round_between_asking_and_reading_is_another_one(void **state)
{
	struct pictures *p = *state;

	end_round(p->after, 1);
	end_round(p->end, 1);
	expect_proof(p, AUDIT_OTHER_ROUNDS);
	assert_int_equal(audit_prove(p->before, p->after, NULL), AUDIT_OTHER_ROUNDS);
}

/* It may have changed states while they were read, and is counted only later. */
static void round_in_progress_while_reading_is_another_one(void **state)
{
	struct pictures *p = *state;

	end_round(p->end, 1);
	expect_proof(p, AUDIT_OTHER_ROUNDS);
}

static void restoring_round_that_did_not_end_is_no_proof(void **state)
{
	struct pictures *p = *state;

	p->end->counters[COUNTER_ROUNDS]--;
	expect_proof(p, AUDIT_OTHER_ROUNDS);
}

static void module_that_was_loaded_anew_proves_nothing(void **state)
{
	struct pictures *p = *state;

	strcpy(p->end->load_id, "ffffffffffffffff0000000000000000");
	expect_proof(p, AUDIT_OTHER_ROUNDS);
	strcpy(p->after->load_id, "ffffffffffffffff0000000000000000");
	expect_proof(p, AUDIT_OTHER_ROUNDS);
}

static void size_that_failed_was_tried_at_the_highest_effort(void **state)
{
	struct pictures *p = *state;

	p->after->nodes[1].sizes[3].state = STATE_FAILED;
	expect_proof(p, AUDIT_OTHER_EFFORT);
	try_hard(p->after, 0, 3);
	try_hard(p->after, 1, 2);
	expect_proof(p, AUDIT_OTHER_EFFORT);
	try_hard(p->after, 1, 3);
	expect_proof(p, AUDIT_PROVEN);
}

/* A node that appeared since has all of its attempts from this round. */
static void size_of_a_new_node_counts_from_zero(void **state)
{
	struct pictures *p = *state;

	p->after->nodes[1].id = 7;
	p->after->nodes[1].sizes[0].state = STATE_FAILED;
	expect_proof(p, AUDIT_OTHER_EFFORT);
	try_hard(p->after, 1, 0);
	expect_proof(p, AUDIT_PROVEN);
}

static void discontiguous_block_fails_at_any_effort(void **state)
{
	struct pictures *p = *state;

	p->after->nodes[1].sizes[3].state = STATE_FAILED;
	p->after->counters[COUNTER_DISCONTIGUITIES] = 1;
	expect_proof(p, AUDIT_PROVEN);
}

static void round_that_probed_nothing_proves_nothing(void **state)
{
	struct pictures *p = *state;

	for (unsigned int i = 0; i < 2; i++)
		for (unsigned int j = 0; j < 4; j++)
			p->after->nodes[i].sizes[j].state = STATE_UNKNOWN;
	expect_proof(p, AUDIT_NOTHING_PROBED);
	p->after->nodes[1].sizes[0].state = STATE_RECOVERED;
	expect_proof(p, AUDIT_PROVEN);
}

#define AUDIT_TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AUDIT_TEST(two_rounds_prove_that_both_are_the_audits),
		AUDIT_TEST(no_round_proves_nothing),
		AUDIT_TEST(round_between_asking_and_reading_is_another_one),
		AUDIT_TEST(round_in_progress_while_reading_is_another_one),
		AUDIT_TEST(restoring_round_that_did_not_end_is_no_proof),
		AUDIT_TEST(module_that_was_loaded_anew_proves_nothing),
		AUDIT_TEST(size_that_failed_was_tried_at_the_highest_effort),
		AUDIT_TEST(size_of_a_new_node_counts_from_zero),
		AUDIT_TEST(discontiguous_block_fails_at_any_effort),
		AUDIT_TEST(round_that_probed_nothing_proves_nothing),
	};

	return RUN_TESTS(tests);
}
