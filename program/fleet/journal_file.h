/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reads the entries of kmcontig in one journal file, whatever state the file is in:
 * whole, damaged, or cut off. One file is open at a time, however many there are.
 */
#ifndef KMCONTIG_FLEET_JOURNAL_FILE_H
#define KMCONTIG_FLEET_JOURNAL_FILE_H

#include <systemd/sd-journal.h>

/*
 * Called with a journal that is at an entry. Returns 0; -EBADMSG if the journal is
 * damaged there; or another negative errno, which ends the reading.
 */
typedef int journal_entry_fn(sd_journal *j, void *userdata);

#define JOURNAL_TROUBLE	256

int journal_file_read(const char *path, journal_entry_fn *fn, void *userdata,
		      char trouble[JOURNAL_TROUBLE]);
int journal_file_read_newest(const char *path, journal_entry_fn *fn, void *userdata);

#endif
