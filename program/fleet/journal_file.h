/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reads the entries of kmcontig in one journal file, which may be damaged or cut off. Only
 * one file is open at a time, so the number of files is not limited.
 */
#ifndef KMCONTIG_FLEET_JOURNAL_FILE_H
#define KMCONTIG_FLEET_JOURNAL_FILE_H

#include <systemd/sd-journal.h>

/*
 * Called for each entry, which is the current one of @j. Returns 0; -EBADMSG if the entry
 * is damaged; or another negative errno, which ends the reading.
 */
typedef int journal_entry_fn(sd_journal *j, void *userdata);

#define JOURNAL_TROUBLE	256

int journal_file_read(const char *path, journal_entry_fn *fn, void *userdata,
		      char trouble[JOURNAL_TROUBLE]);
int journal_file_read_newest(const char *path, journal_entry_fn *fn, void *userdata);

#endif
