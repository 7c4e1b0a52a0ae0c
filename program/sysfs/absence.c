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
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* "HOST/lib/modules/RELEASE/NAME"; cut off, it is a file that there is not. */
static const char *module_path(char path[PATH_MAX], const char *host,
			       const char *release, const char *name)
{
	if (snprintf(path, PATH_MAX, "%s/lib/modules/%s/%s", host, release, name) >= PATH_MAX)
		path[0] = '\0';
	return path;
}

/*
 * Is it in the index that modprobe goes by (depmod(8))? Each line of that begins
 * with a path and a colon.
 */
static bool is_built(const char *host, const char *release)
{
	char path[PATH_MAX];
	FILE *f = fopen(module_path(path, host, release, "modules.dep"), "re");
	bool found = false;
	char *line = NULL;
	size_t size = 0;

	if (!f)
		return false;
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
	char path[PATH_MAX], text[512] = "";
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "%s%s", host, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
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
	char pattern[PATH_MAX], wanted[256];
	bool failed = false;
	glob_t logs;

	snprintf(pattern, sizeof(pattern), "%s/var/lib/dkms/kmcontig/*/build/make.log", host);
	snprintf(wanted, sizeof(wanted), " for kernel %s (", release);
	if (glob(pattern, 0, NULL, &logs) != 0)
		return false;
	for (size_t i = 0; i < logs.gl_pathc && !failed; i++)
		failed = file_has("", logs.gl_pathv[i], wanted);
	globfree(&logs);
	return failed;
}

/*
 * Looks at the files below @host (empty: this one) for a kernel @release. May
 * be wrong where packages are half installed; never fails.
 */
enum absence absence_find(const char *host, const char *release)
{
	char path[PATH_MAX];

	if (is_built(host, release))
		return signature_is_required(host) ?
			ABSENCE_SIGNATURE_REQUIRED : ABSENCE_NOT_LOADED;
	if (access(module_path(path, host, release, "build"), F_OK) < 0)
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
