/* SPDX-License-Identifier: GPL-2.0 */
/* Why the kernel module is not there, as far as the file system tells. */
#ifndef KMCONTIG_SYSFS_ABSENCE_H
#define KMCONTIG_SYSFS_ABSENCE_H

#include <stdbool.h>

enum absence {
	ABSENCE_UNLOADED,	/* it was there before: only the caller knows */
	ABSENCE_NOT_LOADED,	/* it is built; nothing that is known forbids it */
	ABSENCE_SIGNATURE_REQUIRED,
	ABSENCE_BUILD_FAILED,
	ABSENCE_NO_HEADERS,
	ABSENCE_NOT_BUILT,
	NR_ABSENCES
};

extern const char *const absence_names[NR_ABSENCES];	/* KMCONTIG_REASON */
extern const char *const absence_words[NR_ABSENCES];	/* "The module …" */
extern const char *const absence_remedies[NR_ABSENCES];

enum absence absence_find(const char *host, const char *release);
enum absence absence_here(void);
bool absence_can_tell(const char *host, const char *release);

#endif
