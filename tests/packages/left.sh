# SPDX-License-Identifier: GPL-2.0
# What an installation leaves on a system, and what DKMS has of it. Sourced after
# tests/vm/guest/lib.sh.
# shellcheck shell=bash

# all_files: each file of the system, and what is in it. Left out is what the package
# managers note, logs, and DKMS's own key, which outlives the modules that it signs.
all_files() {
	local leave_out=(-path /root -o -path /tmp -o -path /var/log -o -path /var/cache
		-o -path /var/lib/systemd -o -path '/var/lib/dpkg/*' -o -path '/var/lib/rpm/*'
		-o -path '/var/lib/dkms/mok.*')
	find / -xdev \( "${leave_out[@]}" \) -prune -o -printf '%p %y %m %U:%G %l\n' | LC_ALL=C sort
	find / -xdev \( "${leave_out[@]}" \) -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha1sum
}

# nothing_is_left NAME: compared with all_files >/tmp/before
nothing_is_left() {
	all_files >/tmp/after
	is "$(diff /tmp/before /tmp/after)" "" "$1"
}

# The versions of the module that DKMS has installed.
modules() {
	dkms status -m kmcontig | sed -n 's/^kmcontig[,/] *\([^,]*\),.*: installed.*/\1/p' | xargs
}
