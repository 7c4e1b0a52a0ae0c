// SPDX-License-Identifier: GPL-2.0
/*
 * Why the kernel module is not there.
 *
 * Only files are looked at, those that anyone may read, in the order in which
 * an installation goes wrong: headers, build, signature. What modprobe said is
 * in the kernel's log, which a service without privileges cannot read.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "sysfs/absence.h"

const char *const absence_names[NR_ABSENCES] = {
	[ABSENCE_UNLOADED]		= "unloaded",
	[ABSENCE_NOT_LOADED]		= "not_loaded",
	[ABSENCE_SIGNATURE_REQUIRED]	= "signature_required",
	[ABSENCE_BUILD_FAILED]		= "build_failed",
	[ABSENCE_NO_HEADERS]		= "no_headers",
	[ABSENCE_NOT_BUILT]		= "not_built",
};

const char *const absence_words[NR_ABSENCES] = {
	[ABSENCE_UNLOADED]		= "was unloaded",
	[ABSENCE_NOT_LOADED]		= "is built for this kernel, and not loaded",
	[ABSENCE_SIGNATURE_REQUIRED]	=
		"is not loaded, and this kernel takes only modules signed with a key that it knows",
	[ABSENCE_BUILD_FAILED]		= "could not be built for this kernel",
	[ABSENCE_NO_HEADERS]		= "is not built for this kernel, whose headers are missing",
	[ABSENCE_NOT_BUILT]		= "is not built for this kernel",
};

const char *const absence_remedies[NR_ABSENCES] = {
	[ABSENCE_UNLOADED]		= "modprobe kmcontig",
	[ABSENCE_NOT_LOADED]		= "modprobe kmcontig, which says what stands in the way",
	[ABSENCE_SIGNATURE_REQUIRED]	=
		"modprobe kmcontig; \"Key was rejected\" means: enrol the key that signs it, see the README",
	[ABSENCE_BUILD_FAILED]		= "see make.log below /var/lib/dkms/kmcontig",
	[ABSENCE_NO_HEADERS]		= "install the headers of this kernel, then: dkms autoinstall",
	[ABSENCE_NOT_BUILT]		= "install kmcontig-dkms or, where it is installed: dkms autoinstall",
};

/*
 * Opens @path as a process would whose root directory is @host: links are resolved
 * there, too, and that of the headers is absolute. -1: see errno.
 */
static int open_below(const char *host, const char *path, int flags)
{
	struct open_how how = { .flags = flags | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT };
	char full[PATH_MAX];
	int root, fd;

	if (*host) {
		root = open(host, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (root < 0)
			return -1;
		fd = syscall(__NR_openat2, root, path, &how, sizeof(how));
		close(root);
		/* Some containers forbid every system call that they do not know. */
		if (fd >= 0 || (errno != ENOSYS && errno != EPERM))
			return fd;
	}
	snprintf(full, sizeof(full), "%s%s", host, path);
	return open(full, flags | O_CLOEXEC);
}

/* Opens /lib/modules/RELEASE/NAME; where @name is empty, that directory. */
static int open_module_file(const char *host, const char *release, const char *name, int flags)
{
	char path[PATH_MAX];

	if (snprintf(path, PATH_MAX, "/lib/modules/%s/%s", release, name) >= PATH_MAX)
		return -1;
	return open_below(host, path, flags);
}

static bool module_file_exists(const char *host, const char *release, const char *name)
{
	int fd = open_module_file(host, release, name, O_PATH);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/*
 * Is it in the index that modprobe goes by (depmod(8))? Each line of that begins
 * with a path and a colon.
 */
static bool is_built(const char *host, const char *release)
{
	int fd = open_module_file(host, release, "modules.dep", O_RDONLY);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "r");
	bool found = false;
	char *line = NULL;
	size_t size = 0;

	if (!f) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	while (!found && getline(&line, &size, f) > 0) {
		const char *name;

		line[strcspn(line, ":\n")] = '\0';
		name = strrchr(line, '/');
		found = strncmp(name ? name + 1 : line, "kmcontig.ko", 11) == 0;
	}
	free(line);
	fclose(f);
	return found;
}

/* Does the text of a small file contain @what? */
static bool file_has(const char *host, const char *name, const char *what)
{
	int fd = open_below(host, name, O_RDONLY);
	char text[512] = "";
	ssize_t len;

	if (fd < 0)
		return false;
	len = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[len > 0 ? len : 0] = '\0';
	return strstr(text, what);
}

/*
 * Lockdown, at whichever level, refuses unsigned modules: kernel_lockdown(7). By
 * which key a module is signed, and which the kernel knows, takes root to tell.
 */
static bool signature_is_required(const char *host)
{
	return file_has(host, "/sys/module/module/parameters/sig_enforce", "Y") ||
	       file_has(host, "/sys/kernel/security/lockdown", "[integrity]") ||
	       file_has(host, "/sys/kernel/security/lockdown", "[confidentiality]");
}

/*
 * DKMS moves the log of a build that succeeded away; where a build failed, it
 * stays, and its first line names the kernel.
 */
static bool build_failed(const char *host, const char *release)
{
	char pattern[PATH_MAX], expected[256];
	bool failed = false;
	glob_t logs;

	snprintf(pattern, sizeof(pattern), "%s/var/lib/dkms/kmcontig/*/build/make.log", host);
	snprintf(expected, sizeof(expected), " for kernel %s (", release);
	if (glob(pattern, 0, NULL, &logs) != 0)
		return false;
	for (size_t i = 0; i < logs.gl_pathc && !failed; i++)
		failed = file_has("", logs.gl_pathv[i], expected);
	globfree(&logs);
	return failed;
}

/*
 * Looks at the files below the root directory @host (empty: this one) for a kernel
 * @release. May be wrong where packages are half installed; never fails.
 */
enum absence absence_find(const char *host, const char *release)
{
	if (is_built(host, release))
		return signature_is_required(host) ?
			ABSENCE_SIGNATURE_REQUIRED : ABSENCE_NOT_LOADED;
	if (!module_file_exists(host, release, "build"))
		return ABSENCE_NO_HEADERS;
	return build_failed(host, release) ? ABSENCE_BUILD_FAILED : ABSENCE_NOT_BUILT;
}

/* The same for this host and the kernel that runs. */
enum absence absence_here(void)
{
	struct utsname name;

	uname(&name);
	return absence_find("", name.release);
}

/*
 * Are there modules of @release at all below @host? In a container there are mostly
 * none, and then absence_find() describes the image and not the host.
 */
bool absence_can_tell(const char *host, const char *release)
{
	return module_file_exists(host, release, "");
}
