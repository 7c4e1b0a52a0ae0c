// SPDX-License-Identifier: GPL-2.0
/* The figures for Prometheus: each family once, histograms that add up. */
#include <inttypes.h>
#include <math.h>

#include "capture.h"
#include "sample_tree.h"
#include "unit.h"

#include "print/prometheus.h"

/* To be freed. */
static char *metrics(const struct tree *tree)
{
	struct capture c;

	prometheus_print(capture_begin(&c), tree);
	capture_end(&c);
	return c.text;
}

static void expect_line(const char *text, const char *line)
{
	size_t len = strlen(line);

	for (const char *at = text; (at = strstr(at, line)); at++)
		if ((at == text || at[-1] == '\n') && at[len] == '\n')
			return;
	fail_msg("expected the line \"%s\", got \"%.800s\"", line, text);
}

static void absent_module_is_one_figure(void **state)
{
	char *text = metrics(NULL);

	(void)state;
	assert_string_equal(text,
			    "# HELP kmcontig_module_loaded Whether the kernel module is loaded.\n"
			    "# TYPE kmcontig_module_loaded gauge\n"
			    "kmcontig_module_loaded 0\n");
	free(text);
}

static void figures_of_the_host_are_in_base_units(void **state)
{
	struct tree *tree = *state;
	char *text;

	tree->config.interval_ms = 1500;
	tree->config.duty_ppm = 1000000;
	tree->counters[COUNTER_BUSY_NS] = 12345678901;
	tree->counters[COUNTER_STATE_CHANGES] = UINT64_MAX;
	text = metrics(tree);
	expect_line(text, "kmcontig_module_loaded 1");
	expect_line(text, "kmcontig_info{version=\"" KMCONTIG_VERSION
			  "\",effort=\"noretry\",verify=\"walk\"} 1");
	expect_line(text, "kmcontig_enabled 1");
	expect_line(text, "kmcontig_interval_seconds 1.500");
	expect_line(text, "kmcontig_max_size_bytes 32768");
	expect_line(text, "kmcontig_duty_ratio 1.000000");
	expect_line(text, "kmcontig_rounds_total 110");
	expect_line(text, "kmcontig_state_changes_total 18446744073709551615");
	expect_line(text, "kmcontig_busy_seconds_total 12.345678901");
	expect_line(text, "kmcontig_last_round_timestamp_seconds 1700000000.000000001");
	expect_line(text, "kmcontig_largest_free_bytes{node=\"0\"} 32768");
	expect_line(text, "kmcontig_free_blocks{node=\"0\",order=\"2\"} 8");
	expect_line(text, "kmcontig_unusable_ratio{node=\"0\",order=\"1\"} 0.001");
	expect_line(text, "kmcontig_unusable_ratio{node=\"0\",order=\"2\"} 1.000");
	free(text);
	tree->config.duty_ppm = 1;
	tree->last_round = (struct stamp){ 0 };
	text = metrics(tree);
	expect_line(text, "kmcontig_duty_ratio 0.000001");
	expect_line(text, "kmcontig_last_round_timestamp_seconds 0");
	free(text);
}

/* A rule compares it with the age of the last round. */
static void age_at_which_a_round_is_too_old_is_that_of_the_other_commands(void **state)
{
	struct tree *tree = *state;
	char *text = metrics(tree);

	expect_line(text, "kmcontig_round_stale_seconds 181");
	free(text);
	/* Rounds of 1 s at 1,000 ppm: one in 1,000 s. */
	tree->counters[COUNTER_BUSY_NS] = tree->counters[COUNTER_ROUNDS] * 1000000000;
	text = metrics(tree);
	expect_line(text, "kmcontig_round_stale_seconds 3001");
	free(text);
}

static void states_that_are_not_known_are_neither_free_nor_failed(void **state)
{
	struct tree *tree = *state;
	char *text;

	tree->nodes[0].sizes[0].state = STATE_UNKNOWN;
	tree->last_round = (struct stamp){ 0 };
	text = metrics(tree);
	expect_line(text, "kmcontig_state{node=\"0\",size=\"kmalloc-4k\",state=\"unknown\"} 1");
	expect_line(text, "kmcontig_state{node=\"0\",size=\"kmalloc-4k\",state=\"free\"} 0");
	expect_line(text, "kmcontig_state{node=\"0\",size=\"kmalloc-4k\",state=\"failed\"} 0");
	expect_line(text, "kmcontig_last_round_timestamp_seconds 0");
	free(text);
}

static void disabled_rounds_are_seen(void **state)
{
	struct tree *tree = *state;
	char *text;

	tree->config.enabled = false;
	text = metrics(tree);
	expect_line(text, "kmcontig_enabled 0");
	free(text);
}

static void version_of_the_module_is_there_if_it_is_known(void **state)
{
	struct tree *tree = *state;
	char *text = metrics(tree);

	expect_no_part(text, "kmcontig_module_info");
	free(text);
	strcpy(tree->module_version, "0.9~rc1");
	text = metrics(tree);
	expect_line(text, "kmcontig_module_info{version=\"0.9~rc1\"} 1");
	free(text);
}

static void last_failure_is_there_once_there_was_one(void **state)
{
	struct tree *tree = *state;
	char *text = metrics(tree);

	expect_no_part(text, "last_failure");
	free(text);
	sample_fail(tree);
	text = metrics(tree);
	expect_line(text, "kmcontig_last_failure_timestamp_seconds{node=\"0\",size=\"kmalloc-1M\",effort=\"noretry\",reason=\"fragmented\"} 1699999980.000000042");
	free(text);
}

static void exactly_one_state_of_a_size_is_1(void **state)
{
	struct tree *tree = *state;
	char *text;

	tree->nodes[0].sizes[1].state = STATE_FAILED;
	text = metrics(tree);
	expect_line(text, "kmcontig_state{node=\"0\",size=\"kmalloc-4k\",state=\"free\"} 1");
	expect_line(text, "kmcontig_state{node=\"0\",size=\"kmalloc-4k\",state=\"failed\"} 0");
	expect_line(text, "kmcontig_state{node=\"0\",size=\"kmalloc-8k\",state=\"unknown\"} 0");
	expect_line(text, "kmcontig_state{node=\"0\",size=\"kmalloc-8k\",state=\"free\"} 0");
	expect_line(text, "kmcontig_state{node=\"0\",size=\"kmalloc-8k\",state=\"recovered\"} 0");
	expect_line(text, "kmcontig_state{node=\"0\",size=\"kmalloc-8k\",state=\"failed\"} 1");
	free(text);
}

#define HISTOGRAM	"kmcontig_attempt_latency_seconds"
#define LABELS		"node=\"0\",size=\"kmalloc-8k\",effort=\"noretry\""

/*
 * A bucket holds what is below 1024 << 2i ns; its bound here is the largest whole
 * number of nanoseconds that still is.
 */
static void histogram_is_cumulative_with_the_bounds_of_the_module(void **state)
{
	struct tree *tree = *state;
	struct tree_effort *effort = &tree->nodes[0].sizes[1].efforts[EFFORT_NORETRY];
	uint64_t sum = 0;
	char *text, line[256];

	for (unsigned int i = 0; i < NR_BUCKETS; i++)
		effort->latency_ns_buckets[i] = i + 1;
	effort->latency_ns_total = 5000000007;
	text = metrics(tree);
	for (unsigned int i = 0; i < NR_BUCKETS - 1; i++) {
		uint64_t bound = (UINT64_C(1) << (10 + 2 * i)) - 1;

		sum += i + 1;
		snprintf(line, sizeof(line),
			 HISTOGRAM "_bucket{" LABELS ",le=\"%" PRIu64 ".%09" PRIu64 "\"} %" PRIu64,
			 bound / 1000000000, bound % 1000000000, sum);
		expect_line(text, line);
	}
	expect_line(text, HISTOGRAM "_bucket{" LABELS ",le=\"0.000001023\"} 1");
	expect_line(text, HISTOGRAM "_bucket{" LABELS ",le=\"1.073741823\"} 66");
	expect_line(text, HISTOGRAM "_bucket{" LABELS ",le=\"+Inf\"} 78");
	expect_line(text, HISTOGRAM "_sum{" LABELS "} 5.000000007");
	expect_line(text, HISTOGRAM "_count{" LABELS "} 78");
	free(text);
}

static void effort_that_was_never_tried_has_no_histogram(void **state)
{
	char *text = metrics(*state);

	expect_part(text, HISTOGRAM "_count{node=\"0\",size=\"kmalloc-4k\",effort=\"nowait\"} 110\n");
	expect_no_part(text, HISTOGRAM "_count{node=\"0\",size=\"kmalloc-4k\",effort=\"noretry\"}");
	expect_part(text, "kmcontig_attempt_failures_total{node=\"0\",size=\"kmalloc-4k\",effort=\"noretry\"} 0\n");
	free(text);
}

/* === the form of it === */

static size_t span_of_name(const char *text)
{
	return strspn(text, "abcdefghijklmnopqrstuvwxyz_");
}

/*
 * NAME{label="value",…} NUMBER. A value has neither quotes nor backslashes nor
 * newlines, so that nothing is ever to be escaped.
 */
static bool is_sample(const char *line, const char *family, size_t family_len)
{
	size_t len = span_of_name(line);
	char *end;

	if (len < family_len || memcmp(line, family, family_len) != 0)
		return false;
	line += len;
	if (*line == '{') {
		do {
			line++;
			len = span_of_name(line);
			if (!len || line[len] != '=' || line[len + 1] != '"')
				return false;
			line += len + 2;
			line += strspn(line, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					     "0123456789.~_+-");
			if (*line++ != '"')
				return false;
		} while (*line == ',');
		if (*line++ != '}')
			return false;
	}
	return *line == ' ' && isfinite(strtod(line + 1, &end)) && *end == '\0' && end > line + 1;
}

static void every_family_stands_together_after_its_help_and_type(void **state)
{
	struct tree *tree = sample_tree(3, 14);
	char family[128] = "", seen[8192] = " ", *text, *rest, *line;

	(void)state;
	sample_fail(tree);
	strcpy(tree->module_version, "0.9~rc1");
	rest = text = metrics(tree);
	while ((line = strsep(&rest, "\n")) && *line) {
		char name[128], type[32], due[132];

		if (sscanf(line, "# HELP %127s ", name) == 1) {
			snprintf(due, sizeof(due), " %s ", name);
			expect_no_part(seen, due);
			strcat(seen, due + 1);
			strcpy(family, name);
			line = strsep(&rest, "\n");
			if (sscanf(line, "# TYPE %127s %31s", name, type) != 2 ||
			    strcmp(name, family) != 0)
				fail_msg("%s: expected its type, got \"%s\"", family, line);
			if (!strcmp(type, "counter") != (strstr(name, "_total") != NULL))
				fail_msg("%s: expected _total on counters only, got a %s", name, type);
		} else if (!is_sample(line, family, strlen(family))) {
			fail_msg("expected a sample of %s, got \"%s\"", family, line);
		}
	}
	assert_null(rest && *rest ? rest : NULL);
	free(text);
	tree_free(tree);
}

#define METRICS_TEST(f)	cmocka_unit_test_setup_teardown(f, sample_setup, sample_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(absent_module_is_one_figure),
		METRICS_TEST(figures_of_the_host_are_in_base_units),
		METRICS_TEST(age_at_which_a_round_is_too_old_is_that_of_the_other_commands),
		METRICS_TEST(states_that_are_not_known_are_neither_free_nor_failed),
		METRICS_TEST(disabled_rounds_are_seen),
		METRICS_TEST(version_of_the_module_is_there_if_it_is_known),
		METRICS_TEST(last_failure_is_there_once_there_was_one),
		METRICS_TEST(exactly_one_state_of_a_size_is_1),
		METRICS_TEST(histogram_is_cumulative_with_the_bounds_of_the_module),
		METRICS_TEST(effort_that_was_never_tried_has_no_histogram),
		cmocka_unit_test(every_family_stands_together_after_its_help_and_type),
	};

	return RUN_TESTS(tests);
}
