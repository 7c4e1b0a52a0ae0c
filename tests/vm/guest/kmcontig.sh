# SPDX-License-Identifier: GPL-2.0
# What the parts of the suite share: the module's files, and memory on demand.
# Sourced by tests/vm/guest/suite after lib.sh.
# shellcheck shell=bash

K=/sys/kernel/kmcontig
top=/root/kmcontig
tools=$top/build/tools
# shellcheck disable=SC2034 # for those who source this
version=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"$/\1/p' "$top/dkms.conf")
aggressor=$top/tests/aggressor/aggressor.ko

T=/sys/kernel/tracing
[[ -e $T/trace ]] || mount -t tracefs tracefs "$T"

# Rounds only when a test asks for one, unless it says otherwise.
quiet=(enabled=0 duty_ppm=1000000)

value() {
	cat "$K/$1"
}

load() {
	modprobe kmcontig "${quiet[@]}" "$@"
}

reload() {
	rmmod kmcontig 2>/dev/null || true
	load "$@"
}

# counted FILE N: the counter has come that far
counted() {
	[[ $(value "$1") -ge $2 ]]
}

# One round, of EFFORT if one is named. In a process of its own: the shell's would
# get SIGCHLD from a background job, and a signal ends the write.
round() {
	/bin/echo "${1:-1}" >"$K/run"
}

# probe_events EFFORT: a round's events of the module's tracepoint, as the trace has
# them.
probe_events() {
	echo 1 >"$T/events/kmcontig/kmcontig_probe/enable"
	: >"$T/trace"
	round "$1"
	grep kmcontig_probe: "$T/trace"
	echo 0 >"$T/events/kmcontig/kmcontig_probe/enable"
}

# Every size's state, largest last: "4k=free 8k=free …"
states() {
	local node=${1:-0} order dir
	for order in 4k 8k 16k 32k 64k 128k 256k 512k 1M 2M 4M; do
		dir=$K/node$node/kmalloc-$order
		[[ ! -e $dir ]] || printf '%s=%s ' "$order" "$(<"$dir/state")"
	done
}

# Free memory in large pieces, as on a host that has just booted.
defragment() {
	sync
	echo 3 >/proc/sys/vm/drop_caches
	echo 1 >/proc/sys/vm/compact_memory
}

# Unmovable fragmentation: what no compaction undoes.
fragment() {
	defragment
	insmod "$aggressor" "$@"
}

release() {
	rmmod aggressor
	defragment
}

# Movable fragmentation: most memory is free in single pages, and compaction can
# make large blocks of it; the blocks that are still free are taken away.
fragment_movably() {
	# Nor is it made before anyone asks: by kcompactd, woken by kswapd.
	sysctl -q vm.compaction_proactiveness=0 vm.watermark_boost_factor=0
	defragment
	# The tests are spared by the OOM killer; what fills memory must not be.
	: >/tmp/movable
	choom -n 0 -- "$tools/movable" 64 >>/tmp/movable &
	movable_pid=$!
	wait_for 60 grep -q ready /tmp/movable
	take_large_blocks
}

# Also those that kcompactd has made meanwhile: any small allocation may wake it.
take_large_blocks() {
	rmmod aggressor 2>/dev/null
	insmod "$aggressor" keep=1
}

release_movable() {
	kill "$movable_pid"
	wait "$movable_pid" 2>/dev/null
	release
}

oom_kills() {
	awk '$1 == "oom_kill" { print $2 }' /proc/vmstat
}
