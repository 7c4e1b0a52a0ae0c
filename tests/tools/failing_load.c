// SPDX-License-Identifier: GPL-2.0
/*
 * failing_load MODULE STEP [PARAMETERS]: loads a module repeatedly. In the first load
 * the 1st allocation fails, then the (1+STEP)th, the (1+2*STEP)th and so on (fail-nth
 * of fault injection), until a load makes fewer allocations. If a load succeeds, the
 * module is unloaded. Requires CONFIG_FAULT_INJECTION; failslab and fail_page_alloc
 * must be set up. Prints "LOADS loads: REFUSED refused, MADE made". The exit status
 * is 1 if a load fails with another error than ENOMEM.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int fail_nth;

static void set_fail_nth(unsigned long n)
{
	char text[24];
	int len = snprintf(text, sizeof(text), "%lu", n);

	if (pwrite(fail_nth, text, len, 0) != len) {
		perror("fail-nth");
		exit(1);
	}
}

/* Returns the number of allocations until the one that fails; 0: it has failed. */
static unsigned long get_fail_nth(void)
{
	char text[24] = "";

	if (pread(fail_nth, text, sizeof(text) - 1, 0) < 0) {
		perror("fail-nth");
		exit(1);
	}
	return strtoul(text, NULL, 10);
}

int main(int argc, char **argv)
{
	unsigned long n, step, loads = 0, refused = 0;
	const char *parameters = argc > 3 ? argv[3] : "";
	bool injected = true;
	int module, error;

	if (argc < 3 || !(step = strtoul(argv[2], NULL, 10))) {
		fprintf(stderr, "usage: failing_load MODULE STEP [PARAMETERS]\n");
		return 2;
	}
	fail_nth = open("/proc/thread-self/fail-nth", O_RDWR);
	module = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (fail_nth < 0 || module < 0) {
		perror(fail_nth < 0 ? "fail-nth" : argv[1]);
		return 1;
	}
	for (n = 1; injected; n += step) {
		set_fail_nth(n);
		error = syscall(SYS_finit_module, module, parameters, 0) ? errno : 0;
		injected = !get_fail_nth();
		set_fail_nth(0);
		loads++;
		refused += error != 0;
		if (error && (error != ENOMEM || !injected)) {
			printf("allocation %lu: %s\n", n, strerror(error));
			return 1;
		}
		if (!error && syscall(SYS_delete_module, "kmcontig", 0)) {
			printf("allocation %lu: unload: %s\n", n, strerror(errno));
			return 1;
		}
	}
	printf("%lu loads: %lu refused, %lu made\n", loads, refused, loads - refused);
	return 0;
}
