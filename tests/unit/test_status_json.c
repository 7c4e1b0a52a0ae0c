// SPDX-License-Identifier: GPL-2.0
/* The JSON that programs read: what stands where. Its schema is a test of its own. */
#include <json-c/json.h>

#include "capture.h"
#include "sample_tree.h"
#include "unit.h"

#include "print/status_json.h"

static json_object *json_of(const struct tree *tree)
{
	struct capture c;
	json_object *o;

	assert_int_equal(status_json_print(capture_begin(&c), tree, SAMPLE_NOW), 0);
	o = json_tokener_parse(capture_end(&c));
	if (!o)
		fail_msg("expected JSON, got \"%.800s\"", c.text);
	free(c.text);
	return o;
}

/* Keys with a dot between them; a number is an index. NULL: there is no such thing. */
static json_object *at_path(json_object *o, const char *path)
{
	char copy[128], *rest = copy, *key;

	snprintf(copy, sizeof(copy), "%s", path);
	while (o && (key = strsep(&rest, ".")))
		o = json_object_is_type(o, json_type_array) ?
			json_object_array_get_idx(o, strtoul(key, NULL, 10)) :
			json_object_object_get(o, key);
	return o;
}

static void expect_json(json_object *o, const char *path, const char *expected)
{
	const char *got = json_object_to_json_string_ext(at_path(o, path), JSON_C_TO_STRING_PLAIN);

	if (strcmp(got, expected) != 0)
		fail_msg("%s: expected %s, got %s", path, expected, got);
}

static void healthy_tree_has_no_last_failure(void **state)
{
	json_object *o = json_of(*state);

	expect_json(o, "schema", "2");
	expect_json(o, "version", "\"" KMCONTIG_VERSION "\"");
	expect_json(o, "load_id", "\"0123456789abcdef0123456789abcdef\"");
	expect_json(o, "last_round", "1700000000.000000001");
	expect_json(o, "age", "\"fresh\"");
	expect_json(o, "largest_free", "32768");
	expect_json(o, "config", "{\"enabled\":true,\"interval_ms\":60000,\"max_size\":32768,\"effort\":\"noretry\",\"verify\":\"walk\",\"duty_ppm\":1000}");
	expect_json(o, "counters.rounds", "110");
	expect_json(o, "counters.busy_ns", "1100000000");
	expect_json(o, "nodes.0.free_blocks", "[10,9,8]");
	expect_json(o, "nodes.0.sizes.1.name", "\"kmalloc-8k\"");
	expect_json(o, "nodes.0.sizes.1.size", "8192");
	expect_json(o, "nodes.0.sizes.1.state", "\"free\"");
	expect_json(o, "nodes.0.sizes.1.efforts.nowait", "{\"attempts\":110,\"failures\":0,\"latency_ns_total\":1234567,\"latency_ns_buckets\":[100,0,0,10,0,0,0,0,0,0,0,0]}");
	assert_null(at_path(o, "last_failure"));
	json_object_put(o);
}

static void failure_is_told_with_what_it_was_for_want_of(void **state)
{
	json_object *o;

	sample_fail(*state);
	o = json_of(*state);
	expect_json(o, "last_failure",
		    "{\"seq\":3,\"time\":1699999980.000000042,\"node\":0,\"size\":1048576,\"order\":8,\"effort\":\"noretry\",\"reason\":\"fragmented\",\"latency_ns\":12345,\"free_blocks\":[3712,9,1,0,0,0,0,0,0,0,0],\"unusable_index\":998}");
	json_object_put(o);
}

static void age_has_three_names(void **state)
{
	struct tree *tree = *state;
	json_object *o;

	tree->last_round.sec = SAMPLE_NOW - 182;
	o = json_of(tree);
	expect_json(o, "age", "\"stale\"");
	json_object_put(o);
	tree->last_round = (struct stamp){ 0 };
	o = json_of(tree);
	expect_json(o, "age", "\"no_round\"");
	expect_json(o, "last_round", "0");
	json_object_put(o);
}

static void expect_health(const struct tree *tree, const char *expected)
{
	json_object *o = json_of(tree);

	expect_json(o, "health", expected);
	json_object_put(o);
}

static void health_is_that_of_sizes_up_to_64k(void **state)
{
	struct tree *tree = sample_tree(2, 9);
	json_object *o = json_of(tree);

	(void)state;
	expect_json(o, "min_size", "65536");
	assert_null(at_path(o, "round_effort"));
	json_object_put(o);
	expect_health(tree, "\"passes\"");
	tree->nodes[1].sizes[5].state = STATE_FAILED;
	expect_health(tree, "\"passes\"");
	tree->nodes[1].sizes[4].state = STATE_UNKNOWN;
	expect_health(tree, "\"unprobed\"");
	tree->nodes[1].sizes[4].state = STATE_FAILED;
	expect_health(tree, "\"fails\"");
	tree->nodes[1].sizes[4].state = STATE_RECOVERED;
	expect_health(tree, "\"passes\"");
	tree->last_round.sec = SAMPLE_NOW - 182;
	expect_health(tree, "\"unprobed\"");
	tree->counters[COUNTER_DISCONTIGUITIES] = 1;
	expect_health(tree, "\"fails\"");
	tree_free(tree);
}

static void audit_names_the_effort_of_its_round(void **state)
{
	struct capture c;
	json_object *o;

	assert_int_equal(audit_json_print(capture_begin(&c), *state, SAMPLE_NOW), 0);
	o = json_tokener_parse(capture_end(&c));
	expect_json(o, "round_effort", "\"retry_mayfail\"");
	expect_json(o, "config.effort", "\"noretry\"");
	expect_json(o, "schema", "2");
	free(c.text);
	json_object_put(o);
}

/* A time without nanoseconds, and the last that can be read. */
static void times_are_numbers_to_the_last_digit(void **state)
{
	struct tree *tree = *state;
	struct capture c;

	tree->last_round = (struct stamp){ .sec = 1700000000 };
	status_json_print(capture_begin(&c), tree, SAMPLE_NOW);
	expect_part(capture_end(&c), "\"last_round\": 1700000000.000000000,");
	free(c.text);
	tree->last_round = (struct stamp){ .sec = 253402300799, .nsec = 999999999 };
	status_json_print(capture_begin(&c), tree, SAMPLE_NOW);
	expect_part(capture_end(&c), "\"last_round\": 253402300799.999999999,");
	free(c.text);
}

static void largest_numbers_are_whole(void **state)
{
	struct tree *tree = *state;
	json_object *o;

	tree->counters[COUNTER_BUSY_NS] = UINT64_MAX;
	tree->nodes[0].free_blocks.v[0] = UINT64_MAX;
	o = json_of(tree);
	expect_json(o, "counters.busy_ns", "18446744073709551615");
	expect_json(o, "nodes.0.free_blocks.0", "18446744073709551615");
	json_object_put(o);
}

static void every_node_is_there(void **state)
{
	struct tree *tree = sample_tree(40, 14);
	json_object *o;

	(void)state;
	tree->nodes[39].id = 1023;
	tree->nodes[39].sizes[13].state = STATE_RECOVERED;
	o = json_of(tree);
	assert_int_equal(json_object_array_length(at_path(o, "nodes")), 40);
	expect_json(o, "nodes.39.node", "1023");
	expect_json(o, "nodes.39.sizes.13.state", "\"recovered\"");
	json_object_put(o);
	tree_free(tree);
}

#define JSON_TEST(f)	cmocka_unit_test_setup_teardown(f, sample_setup, sample_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		JSON_TEST(healthy_tree_has_no_last_failure),
		JSON_TEST(failure_is_told_with_what_it_was_for_want_of),
		JSON_TEST(age_has_three_names),
		cmocka_unit_test(health_is_that_of_sizes_up_to_64k),
		JSON_TEST(audit_names_the_effort_of_its_round),
		JSON_TEST(times_are_numbers_to_the_last_digit),
		JSON_TEST(largest_numbers_are_whole),
		cmocka_unit_test(every_node_is_there),
	};

	return RUN_TESTS(tests);
}
