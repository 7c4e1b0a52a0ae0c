// SPDX-License-Identifier: GPL-2.0
/*
 * hostile_writes DIR N SEED: writes N texts, most of them no good, to the writable
 * files of the module in DIR. Says for each beforehand what the contract has come
 * of it, without the module's code, and fails at the first that comes out
 * otherwise: status 1, and what it was.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_TEXT 9000	/* more than two pages */
#define PAGE 4096

struct file {
	const char *name;
	unsigned long long min, max;	/* of a number */
	bool power_of_two;
	const char *words[4];		/* none: a number */
	bool runs;			/* `run`: nothing to read, and it takes time */
};

static const struct file files[] = {
	{ "enabled", 0, 1, false, {}, false },
	{ "interval_ms", 100, 86400000, false, {}, false },
	{ "max_size", 4096, 4194304, true, {}, false },
	{ "duty_ppm", 1, 1000000, false, {}, false },
	{ "effort", 0, 0, false, { "nowait", "noretry", "retry_mayfail" }, false },
	{ "verify", 0, 0, false, { "off", "walk", "alias" }, false },
	{ "run", 1, 1, false, { "nowait", "noretry", "retry_mayfail" }, true },
};

#define NR_FILES (sizeof(files) / sizeof(files[0]))

struct text {
	char bytes[MAX_TEXT + 64];
	size_t len;
};

/* === The generator ======================================================= */

static unsigned long long seed;

/* xorshift64*, so that a seed names a run on any machine */
static unsigned int random_below(unsigned int n)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (seed * 2685821657736338717ULL >> 33) % n;
}

static void set_text(struct text *text, const char *s)
{
	text->len = strlen(s);
	memcpy(text->bytes, s, text->len);
}

static void set_number(struct text *text, unsigned long long number)
{
	text->len = sprintf(text->bytes, "%llu", number);
}

static void append(struct text *text, const char *s, size_t n)
{
	memcpy(text->bytes + text->len, s, n);
	text->len += n;
}

static void valid(struct text *text, const struct file *file)
{
	unsigned long long range = file->max - file->min + 1;

	if (file->words[0] && (!file->runs || random_below(2)))
		set_text(text, file->words[random_below(3)]);
	else if (file->power_of_two)
		set_number(text, file->min << random_below(11));
	else
		set_number(text, file->min + random_below(range));
	if (random_below(2))
		append(text, "\n", 1);
}

static void around_a_bound(struct text *text, const struct file *file)
{
	const unsigned long long numbers[] = {
		file->min - 1, file->min, file->min + 1, file->max - 1, file->max,
		file->max + 1, INT_MAX, UINT_MAX, 1ULL << 32, LLONG_MAX, 1ULL << 63,
		ULLONG_MAX, 12288, 0,
	};

	set_number(text, numbers[random_below(sizeof(numbers) / sizeof(numbers[0]))]);
}

static void past_64_bits(struct text *text, const struct file *file)
{
	/* 2^64 + min would pass for min in 64 bits */
	text->len = sprintf(text->bytes, "184467440737095516%02llu",
			    16 + file->min % 80);
	if (random_below(2))
		append(text, "0000000000000000000000", random_below(22));
}

static void random_bytes(struct text *text, size_t max)
{
	size_t i;

	text->len = random_below(max + 1);
	for (i = 0; i < text->len; i++)
		text->bytes[i] = random_below(256);
}

static void digits(struct text *text, size_t max)
{
	size_t i;

	text->len = random_below(max + 1);
	for (i = 0; i < text->len; i++)
		text->bytes[i] = random_below(4) ? '0' : '0' + random_below(10);
}

static void odd_form(struct text *text, const struct file *file)
{
	static const char *const before[] = {
		"-", "+", " ", "\t", "\n", "0x", "0", "00000000000000000000000", "[", "\xef\xbb\xbf",
	};
	static const char *const after[] = {
		" ", "\n\n", "k", "M", ".0", "e3", "]", ",", "\r\n", "\xd9\xa1", "x", "\v",
	};
	struct text inner;

	if (random_below(3))
		valid(&inner, file);
	else
		past_64_bits(&inner, file);
	text->len = 0;
	if (random_below(2)) {
		const char *s = before[random_below(sizeof(before) / sizeof(before[0]))];

		append(text, s, strlen(s));
	}
	append(text, inner.bytes, inner.len);
	if (random_below(2)) {
		const char *s = after[random_below(sizeof(after) / sizeof(after[0]))];

		append(text, s, strlen(s));
	}
}

static void changed_byte(struct text *text, const struct file *file)
{
	valid(text, file);
	text->bytes[random_below(text->len)] = random_below(4) ? random_below(256) : '\0';
}

static void with_zero(struct text *text, const struct file *file)
{
	valid(text, file);
	append(text, "\0junk", 1 + random_below(5));
}

static void unicode(struct text *text)
{
	static const char *const texts[] = {
		"\u0661\u0660\u0660", "\uff11", "nowa\u0131t", "\u200bnowait", "\u202eoff", "1\u0301",
	};

	set_text(text, texts[random_below(sizeof(texts) / sizeof(texts[0]))]);
}

static void generate(struct text *text, const struct file *file)
{
	/* A round takes long: few of them. */
	if (random_below(file->runs ? 500 : 10) == 0) {
		valid(text, file);
		return;
	}
	switch (random_below(10)) {
	case 0: around_a_bound(text, file); break;
	case 1: past_64_bits(text, file); break;
	case 2: random_bytes(text, 40); break;
	case 3: random_bytes(text, MAX_TEXT); break;
	case 4: digits(text, 40); break;
	case 5: digits(text, MAX_TEXT); break;
	case 6: odd_form(text, file); break;
	case 7: changed_byte(text, file); break;
	case 8: with_zero(text, file); break;
	case 9: unicode(text); break;
	}
}

/* === What the contract says ============================================== */

static bool is_word(const struct text *text, const char *word)
{
	size_t len = strlen(word);

	return text->len >= len && !memcmp(text->bytes, word, len) &&
	       (text->len == len || (text->len == len + 1 && text->bytes[len] == '\n'));
}

/*
 * 0, EINVAL or ERANGE, and in *value what the file reads then. Sysfs passes a
 * page at most: a text that fills one may have been cut off, and is refused.
 */
static int judge_number(const struct file *file, const struct text *text, char *value)
{
	const char *p = text->bytes, *end = text->bytes + text->len;
	unsigned long long number;
	char digits_only[24];
	size_t n;

	if (text->len >= PAGE)
		return EINVAL;
	if (p < end && end[-1] == '\n')
		end--;
	if (p == end || strspn(p, "0123456789") < (size_t)(end - p))
		return EINVAL;
	while (p < end - 1 && *p == '0')
		p++;
	n = end - p;
	if (n > 20 || (n == 20 && memcmp(p, "18446744073709551615", 20) > 0))
		return ERANGE;
	memcpy(digits_only, p, n);
	digits_only[n] = '\0';
	number = strtoull(digits_only, NULL, 10);
	if (number < file->min || number > file->max)
		return ERANGE;
	if (file->power_of_two && (number & (number - 1)))
		return EINVAL;
	sprintf(value, "%llu\n", number);
	return 0;
}

static int judge(const struct file *file, const struct text *text, char *value)
{
	int chosen = -1;
	int i;

	if (!file->words[0])
		return judge_number(file, text, value);
	for (i = 0; i < 3; i++)
		if (is_word(text, file->words[i]))
			chosen = i;
	if (chosen < 0)
		return file->runs ? judge_number(file, text, value) : EINVAL;
	for (i = 0; i < 3; i++)
		value += sprintf(value, i == chosen ? "[%s]%s" : "%s%s", file->words[i],
				 i < 2 ? " " : "\n");
	return 0;
}

/* === One write =========================================================== */

static void print_text(const struct text *text)
{
	size_t i;

	printf("'");
	for (i = 0; i < text->len && i < 60; i++)
		if (text->bytes[i] >= ' ' && text->bytes[i] < 127)
			putchar(text->bytes[i]);
		else
			printf("\\x%02x", text->bytes[i] & 0xff);
	printf("%s (%zu bytes)", i < text->len ? "'..." : "'", text->len);
}

/* The file's content, or "" where there is none to be read. */
static void read_value(int fd, const struct file *file, char *value, size_t size)
{
	ssize_t n = file->runs ? 0 : pread(fd, value, size - 1, 0);

	value[n > 0 ? n : 0] = '\0';
}

static bool try_text(int fd, const struct file *file, struct text *text, bool *accepted)
{
	char target[64], before[64], after[64];
	int error, expected;
	ssize_t n;

	text->bytes[text->len] = 'x';	/* strspn() is to stop there */
	read_value(fd, file, before, sizeof(before));
	strcpy(target, before);
	/* A write of nothing reaches no file of sysfs. */
	expected = text->len ? judge(file, text, target) : 0;
	n = pwrite(fd, text->bytes, text->len, 0);
	error = n < 0 ? errno : 0;
	read_value(fd, file, after, sizeof(after));
	if (file->runs)
		after[0] = target[0] = '\0';
	*accepted = !error && text->len;
	if (error == expected && (error || n == (ssize_t)text->len) && !strcmp(after, target))
		return true;

	printf("%s: ", file->name);
	print_text(text);
	printf("\nexpected %s and value %s", expected ? strerror(expected) : "success", target);
	printf("\ngot %s and value %s\n", error ? strerror(error) : "success", after);
	return false;
}

static int open_files(const char *dir, int fds[NR_FILES])
{
	size_t i;

	if (chdir(dir)) {
		perror(dir);
		return -1;
	}
	for (i = 0; i < NR_FILES; i++) {
		fds[i] = open(files[i].name, files[i].runs ? O_WRONLY : O_RDWR);
		if (fds[i] < 0) {
			perror(files[i].name);
			return -1;
		}
	}
	return 0;
}

int main(int argc, char **argv)
{
	static struct text text;
	unsigned long i, n, nr_accepted = 0;
	int fds[NR_FILES];
	bool accepted;
	size_t file;

	if (argc != 4) {
		fprintf(stderr, "usage: hostile_writes DIR N SEED\n");
		return 2;
	}
	n = strtoul(argv[2], NULL, 10);
	seed = strtoull(argv[3], NULL, 10) | 1;
	if (open_files(argv[1], fds))
		return 1;
	for (i = 0; i < n; i++) {
		file = random_below(NR_FILES);
		generate(&text, &files[file]);
		if (!try_text(fds[file], &files[file], &text, &accepted)) {
			printf("write %lu of seed %s\n", i, argv[3]);
			return 1;
		}
		nr_accepted += accepted;
	}
	printf("%lu writes: %lu accepted, %lu refused\n", n, nr_accepted, n - nr_accepted);
	return 0;
}
