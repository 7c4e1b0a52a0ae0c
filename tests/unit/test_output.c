// SPDX-License-Identifier: GPL-2.0
/* How the commands print: lines that fit, and what did not arrive is told. */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>

#include "capture.h"
#include "unit.h"

#include "util/output.h"

static void expect_paragraph(unsigned int indent, const char *text, const char *expected)
{
	struct capture c;

	output_paragraph(capture_begin(&c), indent, text);
	if (strcmp(capture_end(&c), expected) != 0)
		fail_msg("expected \"%s\", got \"%s\"", expected, c.text);
	free(c.text);
}

static void short_paragraph_is_one_line(void **state)
{
	(void)state;
	expect_paragraph(0, "one two", "one two\n");
	expect_paragraph(3, "one two", "   one two\n");
	expect_paragraph(0, "", "\n");
}

static void words_have_one_space_between_them(void **state)
{
	(void)state;
	expect_paragraph(0, "one   two ", "one two\n");
}

#define TEN	"0123456789"
#define SEVENTY	TEN TEN TEN TEN TEN TEN TEN

static void line_of_80_columns_is_whole_and_the_81st_begins_a_new_one(void **state)
{
	(void)state;
	expect_paragraph(0, SEVENTY " 123456789 x", SEVENTY " 123456789\nx\n");
	expect_paragraph(0, SEVENTY " 1234567890 x", SEVENTY "\n1234567890 x\n");
	expect_paragraph(2, SEVENTY " 1234567 x", "  " SEVENTY " 1234567\n  x\n");
	expect_paragraph(2, SEVENTY " 12345678 x", "  " SEVENTY "\n  12345678 x\n");
}

static void hanging_paragraph_is_indented_from_its_second_line_on(void **state)
{
	struct capture c;

	(void)state;
	output_hanging(capture_begin(&c), 9, SEVENTY " x y");
	assert_string_equal(capture_end(&c), SEVENTY "\n         x y\n");
	free(c.text);
}

static void no_paragraph_is_wider_than_80_columns(void **state)
{
	char text[2000] = "";
	struct capture c;

	(void)state;
	/* Words of 1 to 79 letters, in no order that matters. */
	for (unsigned int i = 0; strlen(text) < 1900; i++)
		sprintf(text + strlen(text), " %.*s", 1 + i * 37 % 79, SEVENTY TEN);
	for (unsigned int indent = 0; indent < 2; indent++) {
		output_paragraph(capture_begin(&c), indent, text + 1);
		expect_80_columns(capture_end(&c));
		free(c.text);
	}
}

static void expect_style(FILE *f, enum output_color color, bool colour)
{
	struct style style = output_style(f, color);

	assert_int_equal(style.colour, colour);
	assert_false(style.symbols);
}

static void stream_that_is_no_terminal_gets_plain_text(void **state)
{
	FILE *f = tmpfile();

	(void)state;
	setenv("TERM", "xterm-256color", 1);
	unsetenv("NO_COLOR");
	expect_style(f, COLOR_AUTO, false);
	expect_style(f, COLOR_NEVER, false);
	fclose(f);
}

static void colours_that_are_asked_for_are_there(void **state)
{
	FILE *f = tmpfile();

	(void)state;
	setenv("TERM", "dumb", 1);
	setenv("NO_COLOR", "1", 1);
	expect_style(f, COLOR_ALWAYS, true);
	unsetenv("NO_COLOR");
	fclose(f);
}

static void expect_columns(FILE *f, const char *variable, unsigned int expected)
{
	unsigned int got;

	setenv("COLUMNS", variable, 1);
	got = output_columns(f);
	if (got != expected)
		fail_msg("COLUMNS=%s: expected %u, got %u", variable, expected, got);
}

static void columns_are_those_of_the_environment_from_40_to_200(void **state)
{
	FILE *f = tmpfile();

	(void)state;
	expect_columns(f, "132", 132);
	expect_columns(f, "40", 40);
	expect_columns(f, "39", 40);
	expect_columns(f, "200", 200);
	expect_columns(f, "201", 200);
	fclose(f);
}

static void columns_that_are_no_number_do_not_count(void **state)
{
	static const char *const wrong[] = { "", "0", "-1", "80x", " 90", "99999999999999999999" };
	FILE *f = tmpfile();

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(wrong); i++)
		expect_columns(f, wrong[i], 80);
	unsetenv("COLUMNS");
	assert_int_equal(output_columns(f), 80);
	fclose(f);
}

static void set_terminal_columns(FILE *f, unsigned int columns)
{
	struct winsize size = { .ws_row = 24, .ws_col = columns };

	assert_int_equal(ioctl(fileno(f), TIOCSWINSZ, &size), 0);
}

static void columns_are_those_of_the_terminal(void **state)
{
	int pty = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	FILE *f;

	(void)state;
	assert_true(pty >= 0 && grantpt(pty) == 0 && unlockpt(pty) == 0);
	f = fopen(ptsname(pty), "r+e");
	assert_non_null(f);
	unsetenv("COLUMNS");
	set_terminal_columns(f, 132);
	assert_int_equal(output_columns(f), 132);
	set_terminal_columns(f, 20);
	assert_int_equal(output_columns(f), 40);
	set_terminal_columns(f, 1000);
	assert_int_equal(output_columns(f), 200);
	set_terminal_columns(f, 0);	/* a serial line does not know */
	assert_int_equal(output_columns(f), 80);
	expect_columns(f, "60", 60);
	unsetenv("COLUMNS");
	fclose(f);
	close(pty);
}

static void paragraph_is_as_wide_as_the_columns(void **state)
{
	(void)state;
	setenv("COLUMNS", "40", 1);
	expect_paragraph(0, TEN TEN TEN " 123456789 x", TEN TEN TEN " 123456789\nx\n");
	setenv("COLUMNS", "100", 1);
	expect_paragraph(0, SEVENTY " " TEN " " TEN " x", SEVENTY " " TEN " " TEN " x\n");
	unsetenv("COLUMNS");
}

struct printing {
	const char *path;
	const char *text;
	int status;
};

static int print_command(void *data)
{
	const struct printing *p = data;
	FILE *f = fopen(p->path, "w");

	fputs(p->text, f);
	return output_finish(f, p->status);
}

static void status_is_kept_when_all_arrived(void **state)
{
	struct printing p = { "/dev/null", "text", 2 };
	struct outcome o;

	(void)state;
	run_command(&o, print_command, &p);
	assert_int_equal(o.status, 2);
	assert_string_equal(o.err, "");
}

static void output_that_did_not_arrive_is_one_line_and_exit_status_1(void **state)
{
	static char much[20000];
	struct printing p = { "/dev/full", "text", 0 };
	struct outcome o;

	(void)state;
	run_command(&o, print_command, &p);
	assert_int_equal(o.status, EXIT_FAILURE);
	assert_string_equal(o.err, "kmcontig: cannot write the output: No space left on device\n");
	/* More than a buffer: it failed before the end. */
	memset(much, 'x', sizeof(much) - 1);
	p.text = much;
	p.status = 2;
	run_command(&o, print_command, &p);
	assert_int_equal(o.status, EXIT_FAILURE);
	assert_string_equal(o.err, "kmcontig: cannot write the output: No space left on device\n");
}

/* The disk was full for a while: the rest of it arrived, and not the whole. */
static ssize_t write_first_fails(void *cookie, const char *buf, size_t size)
{
	unsigned int *calls = cookie;

	(void)buf;
	if ((*calls)++ == 0) {
		errno = ENOSPC;
		return 0;
	}
	return size;
}

static int lossy_command(void *data)
{
	static const cookie_io_functions_t functions = { .write = write_first_fails };
	unsigned int calls = 0;
	FILE *f = fopencookie(&calls, "w", functions);

	(void)data;
	setvbuf(f, NULL, _IONBF, 0);
	fputs("lost", f);
	fputs("arrived", f);
	return output_finish(f, EXIT_SUCCESS);
}

static void loss_in_the_middle_is_told_as_well(void **state)
{
	struct outcome o;

	(void)state;
	run_command(&o, lossy_command, NULL);
	assert_int_equal(o.status, EXIT_FAILURE);
	expect_part(o.err, "kmcontig: cannot write the output: ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(short_paragraph_is_one_line),
		cmocka_unit_test(words_have_one_space_between_them),
		cmocka_unit_test(line_of_80_columns_is_whole_and_the_81st_begins_a_new_one),
		cmocka_unit_test(no_paragraph_is_wider_than_80_columns),
		cmocka_unit_test(colours_that_are_asked_for_are_there),
		cmocka_unit_test(hanging_paragraph_is_indented_from_its_second_line_on),
		cmocka_unit_test(columns_are_those_of_the_environment_from_40_to_200),
		cmocka_unit_test(columns_that_are_no_number_do_not_count),
		cmocka_unit_test(columns_are_those_of_the_terminal),
		cmocka_unit_test(paragraph_is_as_wide_as_the_columns),
		cmocka_unit_test(stream_that_is_no_terminal_gets_plain_text),
		cmocka_unit_test(status_is_kept_when_all_arrived),
		cmocka_unit_test(output_that_did_not_arrive_is_one_line_and_exit_status_1),
		cmocka_unit_test(loss_in_the_middle_is_told_as_well),
	};

	return RUN_TESTS(tests);
}
