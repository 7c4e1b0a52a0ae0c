# SPDX-License-Identifier: GPL-2.0
# Shared by the scripts in tests/vm/. Source it; it defines, it does nothing.
# shellcheck shell=bash

# A user's PATH has no mke2fs on Debian.
PATH=$PATH:/usr/sbin:/sbin
vm_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# Everything said to the user goes to stderr, as TAP comments: stdout is for
# results. $row is the matrix row at work, once one is known.
say() {
	printf '# %s%s\n' "${row:+$row: }" "$*" >&2
}

die() {
	printf '# %serror: %s\n' "${row:+$row: }" "$1" >&2
	shift
	(($# == 0)) || printf '#   %s\n' "$@" >&2
	exit 1
}

# step WHAT COMMAND...: runs COMMAND, saying so before and how long it took after.
step() {
	local what=$1 start=$SECONDS
	shift
	say "$what …"
	"$@" || return
	say "$what: $((SECONDS - start)) s"
}

cache_dir() {
	printf '%s\n' "${KMCONTIG_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kmcontig}"
}

# Sets arch, suite, tier, sources and options from the matrix.
read_row() {
	local line
	line=$(awk -v n="$1" '!/^#/ && $1 == n' "$vm_dir/matrix")
	[[ $line ]] || die "no kernel '$1' in tests/vm/matrix" \
		"there are: $(awk '!/^#/ && NF { printf "%s ", $1 }' "$vm_dir/matrix")"
	# shellcheck disable=SC2034 # for the script that sources this
	read -r row arch suite tier sources options <<<"$line"
}

need_commands() {
	local c missing=()
	for c; do
		command -v "$c" >/dev/null || missing+=("$c")
	done
	((${#missing[@]} == 0)) ||
		die "not found: ${missing[*]}" "'tests/deps machines' installs what all machines need; tests/needs has the rest"
}

# need_room DIR MIB WHY
need_room() {
	local have
	have=$(df --output=avail -BM "$1" | tail -n 1 | tr -dc 0-9)
	((have >= $2)) ||
		die "not enough disk space for $3: $2 MiB needed in $1, $have MiB there" \
			"free some, or set KMCONTIG_CACHE (images) or TMPDIR (runs) to a larger file system"
}

# Runs a command as root of a private mount and PID namespace: whatever happens
# to it, no mount and no process of it stays. Without root, a user namespace
# gives enough of one.
in_namespace() {
	local user=()
	((EUID == 0)) || user=(--user --map-root-user --map-auto)
	unshare "${user[@]}" --mount --pid --fork --kill-child --mount-proc -- "$@"
}

# mount_copy WORK LOWER: a copy of the folder LOWER (or of several, joined by
# colons, the upper one first) that nobody has to make: an overlay in memory, in the
# namespace that the caller made. It is WORK/root, and WORK/upper what changed there.
# Nothing is unmounted: a process left behind may keep it busy, and all of it goes
# with the namespace.
mount_copy() {
	mount -t tmpfs -o size=2G kmcontig "$1"
	mkdir "$1"/{upper,work,root}
	mount -t overlay -o "lowerdir=$2,upperdir=$1/upper,workdir=$1/work" \
		kmcontig "$1/root" ||
		die "this host cannot mount an overlay file system: load its module (modprobe overlay)"
	# objtool of Linux 7 wants /proc; compilers and scripts /dev/null.
	mount -t proc proc "$1/root/proc"
	mount --rbind /dev "$1/root/dev"
	mount -t tmpfs tmp "$1/root/tmp"
}

# in_chroot ROOT COMMAND...
in_chroot() {
	env -i HOME=/root LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$@"
}
