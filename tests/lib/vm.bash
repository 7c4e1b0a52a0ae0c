# SPDX-License-Identifier: GPL-2.0
# Functions for the scripts in tests/vm/. Source this file; it only defines functions.
# shellcheck shell=bash

# On Debian, mke2fs is not in the PATH of a user.
PATH=$PATH:/usr/sbin:/sbin
vm_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/../vm" && pwd)

# Messages go to stderr, as TAP comments, because stdout is for results. $row is the row of the
# matrix, when it is known.
say() {
	printf '# %s%s\n' "${row:+$row: }" "$*" >&2
}

die() {
	printf '# %serror: %s\n' "${row:+$row: }" "$1" >&2
	shift
	(($# == 0)) || printf '#   %s\n' "$@" >&2
	exit 1
}

# step WHAT COMMAND...: runs COMMAND. Prints WHAT before, and the duration after.
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
	[[ $line ]] || die "there is no kernel '$1' in tests/vm/matrix" \
		"its kernels are: $(awk '!/^#/ && NF { printf "%s ", $1 }' "$vm_dir/matrix")"
	# shellcheck disable=SC2034 # for the script that sources this
	read -r row arch suite tier sources options <<<"$line"
}

need_commands() {
	local c missing=()
	for c; do
		command -v "$c" >/dev/null || missing+=("$c")
	done
	((${#missing[@]} == 0)) ||
		die "not found: ${missing[*]}" "'tests/deps machines' installs what all machines need; tests/needs lists what else tests need"
}

# need_room DIR MIB WHY
need_room() {
	local have
	have=$(df --output=avail -BM "$1" | tail -n 1 | tr -dc 0-9)
	((have >= $2)) ||
		die "not enough disk space for $3: $1 needs $2 MiB and has $have MiB" \
			"free disk space, or set KMCONTIG_CACHE (images) or TMPDIR (runs) to a larger file system"
}

# in_namespace COMMAND...: runs it as root of a private mount and PID namespace, so that none of its
# mounts and processes remain afterwards, even if it is killed. A user who is not root gets a user
# namespace in addition.
in_namespace() {
	local user=()
	((EUID == 0)) || user=(--user --map-root-user --map-auto)
	unshare "${user[@]}" --mount --pid --fork --kill-child --mount-proc -- "$@"
}

# mount_copy WORK LOWER: mounts WORK/root, an overlay in memory over the folder LOWER (or over
# several, separated by colons, the upper one first). This is faster than a copy. WORK/upper has the
# changed files. The caller must have made a namespace: the mounts end with it and are never
# unmounted, because a process may still use them.
mount_copy() {
	mount -t tmpfs -o size=2G kmcontig "$1"
	mkdir "$1"/{upper,work,root}
	mount -t overlay -o "lowerdir=$2,upperdir=$1/upper,workdir=$1/work" \
		kmcontig "$1/root" ||
		die "cannot mount an overlay file system: load its module (modprobe overlay)"
	# objtool of Linux 7 requires /proc. Compilers and scripts require /dev/null.
	mount -t proc proc "$1/root/proc"
	mount --rbind /dev "$1/root/dev"
	mount -t tmpfs tmp "$1/root/tmp"
}

# in_chroot ROOT COMMAND...
in_chroot() {
	env -i HOME=/root LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$@"
}
