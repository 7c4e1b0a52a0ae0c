# SPDX-License-Identifier: GPL-2.0
# Functions that test what an installation leaves on a system, and what DKMS lists. Source this file
# after tests/lib/tap.sh.
# shellcheck shell=bash

# all_files: prints all files of the system with checksums. Left out are the databases of package
# managers, logs, and the key of DKMS, which stays when the modules are removed.
all_files() {
	local leave_out=(-path /root -o -path /tmp -o -path /var/log -o -path /var/cache
		-o -path /var/lib/systemd -o -path '/var/lib/dpkg/*' -o -path '/var/lib/rpm/*'
		-o -path '/var/lib/dkms/mok.*')
	find / -xdev \( "${leave_out[@]}" \) -prune -o -printf '%p %y %m %U:%G %l\n' | LC_ALL=C sort
	find / -xdev \( "${leave_out[@]}" \) -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha1sum
}

# nothing_is_left NAME: the files are the same as after all_files >/tmp/before
nothing_is_left() {
	all_files >/tmp/after
	is "$(diff /tmp/before /tmp/after)" "" "$1"
}

# modules: prints the versions of the module that DKMS has installed
modules() {
	dkms status -m kmcontig | sed -n 's/^kmcontig[,/] *\([^,]*\),.*: installed.*/\1/p' | xargs
}
